"""Documents as text for a terminal, a file or a pipe: wrapped to a width, tables aligned, no word cut in two."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest

from msgspec import Struct

from collabgraph.output.document import (
    Block,
    Box,
    Cell,
    Entries,
    Number,
    Paragraph,
    Part,
    Points,
    Run,
    Runs,
    Subheading,
    Table,
    TextCell,
    Verbatim,
    cell_runs,
)
from collabgraph.output.writers.labels import note
from collabgraph.words import Speech
from collabgraph.words.characters import printable

# Where a line may end; a no-break space is not among these.
_SPACES = re.compile(r"[\t\n\x0b\x0c\r ]+")

Style = Callable[[str], str]


class _Page(Struct, frozen=True):
    """The language and width of the output, and the styles of headings and of the heads of columns."""

    say: Speech
    width: int
    bold: Style
    underlined: Style


def written(parts: Sequence[Part], say: Speech, width: int = 100, *, styled: bool = False) -> str:
    """The parts as lines no wider than ``width`` where their words allow; ``styled`` for a terminal that shows it."""
    page = _Page(say, width, *((_bold, _underlined) if styled else (str, str)))
    lines: list[str] = []
    for part in parts:
        lines += [""] if lines else []
        lines += [page.bold(line) for line in _wrapped(part.title, width)] if part.title else []
        lines += _blocks(part, page)
    return "".join(line.rstrip() + "\n" for line in lines)


def _bold(line: str) -> str:
    return f"\x1b[1m{line}\x1b[0m"


def _underlined(line: str) -> str:
    return f"\x1b[4m{line}\x1b[0m"


def _blocks(part: Part, page: _Page) -> Iterator[str]:
    """The lines of the blocks; tables and entries have an empty line before them where another table is above."""
    indent = "  " if part.title else ""
    table_above = False
    for block in part.blocks:
        if table_above:
            yield ""
        table_above = isinstance(block, Table) and bool(block.rows)
        yield from _block(block, indent, page)


def _block(block: Block, indent: str, page: _Page) -> Iterator[str]:
    match block:
        case Paragraph():
            yield from _wrapped(_text(block.runs), page.width, indent)
        case Subheading():
            yield from (page.bold(line) for line in _wrapped(block.text, page.width, indent))
        case Points():
            for number, item in enumerate(block.items, start=1):
                mark = f"{number}. " if block.numbered else "• "
                yield from _wrapped(mark + _text(item), page.width, indent, hanging=len(mark))
        case Box():
            yield from _block(Subheading(block.title), indent, page)
            yield from _block(Points(block.items), indent, page)
        case Table():
            yield from _wrapped(_text(block.means), page.width, indent) if block.means else ()
            yield from _table(block, page)
            yield from _wrapped(_text(note(block, page.say)), page.width, indent) if block.note else ()
        case Entries():
            yield from _entries(block, indent, page)
        case Verbatim():
            yield from printable(block.text).splitlines()


def _entries(block: Entries, indent: str, page: _Page) -> Iterator[str]:
    for place, entry in enumerate(block.entries):
        if place:
            yield ""
        yield from (page.bold(line) for line in _wrapped(entry.heading, page.width, indent))
        for text in (_text(entry.statement), _text(entry.line)):
            yield from _wrapped(text, page.width, indent) if text else ()
        for ground in entry.grounds:
            yield from _wrapped("• " + _text(ground.runs), page.width, indent, hanging=2)


def _text(runs: Runs) -> str:
    """The words of the runs; words in a language other than the reader's are followed by their language."""
    return "".join(map(_marked, runs))


def _marked(run: Run) -> str:
    return f"{run.text} [{run.lang}]" if run.lang else run.text


def _wrapped(line: str, width: int, indent: str = "", *, hanging: int = 0) -> list[str]:
    """A paragraph in lines; leading spaces indent all of them, ``hanging`` only those after the first."""
    text = printable(line)
    below = indent + " " * (len(text) - len(text.lstrip(" ")) + hanging)
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=below, break_on_hyphens=False) or [""]


# Tables --------------------------------------------------------------------------------------------------------------


class _Grid(Struct, frozen=True):
    """A table as text: names of columns (empty where it has no heads), rows, and which columns are numeric."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]

    @property
    def all_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows below the names of the columns."""
        return (self.names, *self.rows) if any(self.names) else self.rows


def _table(table: Table, page: _Page) -> Iterator[str]:
    for place, grid in enumerate(_laid_out(_grid(table, page.say), page.width)):
        if place:
            yield ""
        yield from _aligned(grid, page)


def _grid(table: Table, say: Speech) -> _Grid:
    names = tuple(printable(column.label) if table.headed else "" for column in table.columns)
    rows = tuple(tuple(_cell(cell, say) for cell in row) for row in table.rows)
    return _Grid(names, rows, tuple(is_numeric(table, place) for place in range(len(names))))


def is_numeric(table: Table, place: int) -> bool:
    """Whether a column has only numbers."""
    cells = [row[place] for row in table.rows if row[place] is not None]
    return bool(cells) and all(isinstance(cell, Number) and not cell.note and cell.low is None for cell in cells)


def _cell(cell: Cell | None, say: Speech) -> str:
    depth = cell.depth if isinstance(cell, TextCell) else 0
    return "  " * depth + printable(_text(cell_runs(cell, say, brief=True)))


def _laid_out(grid: _Grid, width: int) -> list[_Grid]:
    """The table itself; where its longest words do not fit beside each other, each row as a table of its own.

    Such a table has the names of the columns on the left or, where that is too wide, each name above its cell.
    """
    if not grid.rows or not grid.numeric:
        return []
    if len(grid.numeric) == 1 or not any(grid.names) or _fits(grid, width):
        return [grid]
    records = [_Grid(("", ""), tuple(zip(grid.names, row, strict=True)), (False, False)) for row in grid.rows]
    return [record if _fits(record, width) else _stacked(record) for record in records]


def _stacked(record: _Grid) -> _Grid:
    """The names and the cells of a row below each other, each cell set in."""
    lines = ((line,) for name, cell in record.rows for line in (name, f"  {cell}"))
    return _Grid(("",), tuple(lines), (False,))


def _fits(grid: _Grid, width: int) -> bool:
    """Whether the longest words of all columns fit beside each other."""
    return sum(_widest(grid.all_rows, _longest_word)) <= _room(grid, width)


def _widest(rows: Sequence[Sequence[str]], measure: Callable[[str], int]) -> list[int]:
    """The greatest measure of the cells of each column."""
    return [max(map(measure, column)) for column in zip(*rows, strict=True)]


def _room(grid: _Grid, width: int) -> int:
    """The width left for the cells of a row, each with two spaces before it."""
    return width - 2 * len(grid.numeric)


def _longest_word(cell: str) -> int:
    """The width of the longest word of a cell, with the spaces that indent every line of the cell."""
    return len(cell) - len(cell.lstrip(" ")) + max(map(_cells, _SPACES.split(cell)))


def _cells(text: str) -> int:
    """The width of a text in columns of a terminal: 0 for a combining mark, 2 for a wide character."""
    if text.isascii():
        return len(text)
    marks = sum(unicodedata.category(character) in ("Mn", "Me") for character in text)
    return len(text) - marks + sum(unicodedata.east_asian_width(character) in "WF" for character in text)


def _aligned(grid: _Grid, page: _Page) -> Iterator[str]:
    widths = _widths(grid, page.width)
    for place, row in enumerate(grid.all_rows):
        cells = [_wrapped(cell, room) for cell, room in zip(row, widths, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            placed = [
                _padded(part, room, right=right) for part, room, right in zip(parts, widths, grid.numeric, strict=True)
            ]
            if place == 0 and any(grid.names):
                placed = [
                    cell.replace(part, page.underlined(part), 1) if part else cell
                    for cell, part in zip(placed, parts, strict=True)
                ]
            yield "  " + "  ".join(placed)


def _padded(text: str, room: int, *, right: bool) -> str:
    spaces = " " * (room - _cells(text))
    return spaces + text if right else text + spaces


def _widths(grid: _Grid, width: int) -> list[int]:
    """The widths of the columns: the widest are cut to one width, but not below their longest word where it fits."""
    rows, room = grid.all_rows, _room(grid, width)
    longest = _widest(rows, _longest_word)
    return _fitted(_widest(rows, _cells), _fitted(longest, [1] * len(longest), room), room)


def _fitted(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """The natural widths, the widest cut to one width until all fit into ``room``, none below its least width."""

    def cut(limit: int) -> list[int]:
        return [max(low, min(width, limit)) for width, low in zip(natural, least, strict=True)]

    limits = range(min(max(natural), room), 0, -1)
    return next((cut(limit) for limit in limits if sum(cut(limit)) <= room), cut(1))
