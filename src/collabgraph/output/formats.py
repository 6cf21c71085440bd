"""Sections and tables written for people and programs: terminal or plain text, Markdown, HTML, CSV, JSON."""

from __future__ import annotations

import csv
import io
import json
import re
import textwrap
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Any

from collabgraph.words import Speech
from collabgraph.words.characters import printable

Cell = str | int | float | None

FORMATS = ("table", "json", "csv", "md")

# Where a line may end; a no-break space is none of these.
_SPACES = re.compile(r"[\t\n\x0b\x0c\r ]+")


@dataclass(frozen=True)
class Table:
    """Columns and rows; a None cell is empty."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading, sentences under it, and a table where there is one."""

    title: str
    lines: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Printout:
    """One result in every form: data for programs, sections for people, one flat table for spreadsheets."""

    data: Callable[[Speech], Mapping[str, Any]]
    sections: Callable[[Speech], Sequence[Section]]
    rows: Callable[[Speech], Table]


def write(printout: Printout, form: str, lang: str, *, width: int = 100, styled: bool = False) -> str:
    """The result as text in one of FORMATS; ``width`` and ``styled`` matter to "table" only."""
    say = Speech(lang)
    if form == "json":
        return json.dumps(printout.data(say), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if form == "csv":
        return as_csv(printout.rows(say))
    if form == "md":
        return "\n".join(_markdown(section, say) for section in printout.sections(say))
    laid_out = _styled if styled else _plain
    return laid_out(printout.sections(say), say, width)


def as_csv(table: Table) -> str:
    """RFC 4180 text; a cell that a spreadsheet would take for a formula gets an apostrophe before it.

    >>> as_csv(Table(("x",), (("=1+1",), (-0.5,))))
    "x\\r\\n'=1+1\\r\\n-0.5\\r\\n"
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerows([[_harmless(cell) for cell in row] for row in (table.columns, *table.rows)])
    return buffer.getvalue()


def _harmless(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = printable(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text


def shown(cell: Cell, say: Speech) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    return printable(cell) if isinstance(cell, str) else say.number(cell)


def _is_numeric(table: Table, column: int) -> bool:
    cells = [row[column] for row in table.rows if row[column] is not None]
    return bool(cells) and all(isinstance(cell, int | float) for cell in cells)


def _plain(sections: Sequence[Section], say: Speech, width: int) -> str:
    """Text for files and pipes: no styles, and no library to import."""
    lines: list[str] = []
    for section in sections:
        lines += [""] if lines else []
        lines += _wrapped(section.title, width) if section.title else []
        for line in section.lines:
            lines += _wrapped(line, width, "  " if section.title else "")
        for place, part in enumerate(_laid_out(section.table, say, width)):
            lines += [""] if place else []
            lines += _aligned(part, say, width)
    return "".join(line.rstrip() + "\n" for line in lines)


def _wrapped(line: str, width: int, indent: str = "") -> list[str]:
    """A paragraph in lines; what follows a bullet, or leading spaces, hangs below it."""
    text = printable(line)
    hanging = " " * (len(text) - len(text.lstrip(" ")) + 2 * text.startswith("• "))
    return textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent + hanging, break_on_hyphens=False
    ) or [""]


def _laid_out(table: Table | None, say: Speech, width: int) -> list[Table]:
    """The table itself; where its longest words do not fit beside each other, each row as a table of its own.

    Such a table has the names of the columns on the left or, where that is too wide as well, each above its cell.
    """
    if table is None or not table.rows or not table.columns:
        return []
    if len(table.columns) == 1 or not any(table.columns) or _fits(table, say, width):
        return [table]
    records = [Table(("", ""), tuple(zip(table.columns, row, strict=True))) for row in table.rows]
    return [record if _fits(record, say, width) else _stacked(record, say) for record in records]


def _stacked(record: Table, say: Speech) -> Table:
    """The names and the cells of a row below each other, each cell set in."""
    lines = ((line,) for name, cell in record.rows for line in (name, f"  {shown(cell, say)}"))
    return Table(("",), tuple(lines))


def _fits(table: Table, say: Speech, width: int) -> bool:
    """Whether the longest words of all columns fit beside each other."""
    return sum(_widest(_texts(table, say), _longest_word)) <= _room(table, width)


def _texts(table: Table, say: Speech) -> list[list[str]]:
    """The cells as they are shown, below the names of the columns where they have any."""
    named = [table.columns] if any(table.columns) else []
    return [[shown(cell, say) for cell in row] for row in (*named, *table.rows)]


def _widest(rows: Sequence[Sequence[str]], measure: Callable[[str], int]) -> list[int]:
    """The most that any cell of each column measures."""
    return [max(map(measure, column)) for column in zip(*rows, strict=True)]


def _room(table: Table, width: int) -> int:
    """What is left for the cells of a row with two spaces before each."""
    return width - 2 * len(table.columns)


def _longest_word(cell: str) -> int:
    """The width of the longest word of a cell, with the spaces that indent every line of the cell."""
    return len(cell) - len(cell.lstrip(" ")) + max(map(_cells, _SPACES.split(cell)))


def _cells(text: str) -> int:
    """How many places of a terminal the text takes: none for a mark on a letter, two for a wide character."""
    if text.isascii():
        return len(text)
    marks = sum(unicodedata.category(sign) in ("Mn", "Me") for sign in text)
    return len(text) - marks + sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)


def _aligned(table: Table, say: Speech, width: int) -> list[str]:
    numeric = [_is_numeric(table, place) for place in range(len(table.columns))]
    widths = _widths(table, say, width)
    lines: list[str] = []
    for row in _texts(table, say):
        cells = [_wrapped(cell, room) for cell, room in zip(row, widths, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            placed = [
                part.rjust(room) if right else part.ljust(room)
                for part, room, right in zip(parts, widths, numeric, strict=True)
            ]
            lines.append("  " + "  ".join(placed))
    return lines


def _widths(table: Table, say: Speech, width: int) -> list[int]:
    """The widths of its columns: the widest give way, alike, but none below its longest word where that has room."""
    rows, room = _texts(table, say), _room(table, width)
    words = _widest(rows, _longest_word)
    return _fitted(_widest(rows, _cells), _fitted(words, [1] * len(words), room), room)


def _fitted(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """The natural widths, the widest of them cut alike until they fill no more than ``room``, none below its least."""

    def cut(limit: int) -> list[int]:
        return [max(low, min(width, limit)) for width, low in zip(natural, least, strict=True)]

    limits = range(min(max(natural), room), 0, -1)
    return next((cut(limit) for limit in limits if sum(cut(limit)) <= room), cut(1))


def _styled(sections: Sequence[Section], say: Speech, width: int) -> str:
    """Text for a terminal."""
    from rich.console import Console
    from rich.text import Text as Line

    buffer = io.StringIO()
    console = Console(file=buffer, width=width, force_terminal=True, highlight=False, emoji=False, markup=False)
    for place, section in enumerate(sections):
        if place:
            console.print()
        if section.title:
            console.print(Line(printable(section.title), style="bold"))
        for line in section.lines:
            console.print(Line("\n".join(_wrapped(line, width, "  " if section.title else ""))))
        for number, part in enumerate(_laid_out(section.table, say, width)):
            if number:
                console.print()
            console.print(_grid(part, say, width))
    return buffer.getvalue()


def _grid(table: Table, say: Speech, width: int) -> Any:
    from rich.table import Table as Grid
    from rich.text import Text as Line

    grid = Grid(
        box=None,
        pad_edge=False,
        padding=(0, 2, 0, 0),
        header_style="underline",
        show_edge=False,
        show_header=any(table.columns),
    )
    for place, (column, room) in enumerate(zip(table.columns, _widths(table, say, width), strict=True)):
        numeric = _is_numeric(table, place)
        grid.add_column(Line(printable(column)), justify="right" if numeric else "left", overflow="fold", width=room)
    for row in table.rows:
        grid.add_row(*(_cell(shown(cell, say)) for cell in row))
    return _indented(grid, 2)


def _cell(cell: str) -> Any:
    """A cell whose leading spaces indent every line it is wrapped to."""
    from rich.text import Text as Line

    text = cell.lstrip(" ")
    return _indented(Line(text), len(cell) - len(text))


def _indented(renderable: Any, spaces: int) -> Any:
    from rich.padding import Padding

    return Padding(renderable, (0, 0, 0, spaces)) if spaces else renderable


def _markdown(section: Section, say: Speech) -> str:
    parts = [f"## {markdown_text(section.title)}\n"] if section.title else []
    parts += [f"{markdown_text(line)}\n" for line in section.lines]
    if section.table is not None and section.table.rows:
        table = section.table
        rule = ["---:" if _is_numeric(table, place) else "---" for place in range(len(table.columns))]
        rows = [[markdown_text(shown(cell, say)) for cell in row] for row in (table.columns, *table.rows)]
        lines = [rows[0], rule, *rows[1:]]
        parts.append("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
    return "\n".join(parts)


def markdown_text(text: str) -> str:
    """Text that Markdown shows as written."""
    one_line = " ".join(printable(text).split())
    entities = re.sub(r"&(?=#?\w+;)", "&amp;", one_line)
    return re.sub(r"([\\`*_\[\]|#~])", r"\\\1", entities).replace("<", "&lt;").replace(">", "&gt;")


def as_html(sections: Sequence[Section], lang: str) -> str:
    """The sections as an HTML fragment, every text escaped: what a notebook shows."""
    say = Speech(lang)
    return f'<div lang="{escape(lang)}">' + "".join(_html(section, say) for section in sections) + "</div>"


def _html(section: Section, say: Speech) -> str:
    parts = [f"<h3>{escape(printable(section.title))}</h3>"] if section.title else []
    parts += [f"<p>{escape(printable(line))}</p>" for line in section.lines]
    if section.table is not None and section.table.rows:
        head = "".join(f'<th scope="col">{escape(printable(column))}</th>' for column in section.table.columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(shown(cell, say))}</td>" for cell in row) + "</tr>"
            for row in section.table.rows
        )
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    return "".join(parts)
