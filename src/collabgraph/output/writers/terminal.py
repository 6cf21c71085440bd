"""Documents as text for a terminal, a file or a pipe: wrapped to a width, tables aligned, no word cut in two."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
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
from collabgraph.output.writers.widths import NARROW, Columns, cells
from collabgraph.words import Speech
from collabgraph.words.characters import printable

#: Stands for a space at which no line ends; ``printable`` has taken it out of what others wrote.
_TIED = "\ue000"

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
    if "  " in text.strip():  # what is set apart by two spaces, as in a legend, stays on one line
        text = re.sub(r"(?<=\S) (?=\S)", _TIED, text)
    below = indent + " " * (len(text) - len(text.lstrip(" ")) + hanging)
    lines = textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=below, break_on_hyphens=False) or [""]
    return [line.replace(_TIED, " ") for line in lines]


# Tables --------------------------------------------------------------------------------------------------------------


class _Grid(Struct, frozen=True, dict=True):
    """A table as text: names of columns (empty where it has no heads), rows, and which columns are numeric.

    ``left`` is the width of the first column where it is the same in several tables, else 0.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    left: int = 0

    @cached_property
    def columns(self) -> Columns:
        """The widths of the columns, the names of which count as cells."""
        return Columns(self.all_rows)

    def room(self, page: int) -> int:
        """The width left for the cells of a row, each with two spaces before it."""
        return page - 2 * len(self.numeric)

    def widths(self, page: int) -> list[int]:
        """The widths of the columns; the names on the left of a list of facts are not wrapped where there is room."""
        room, columns = self.room(page), self.columns
        if len(self.numeric) == 2 and not any(self.names):
            left = self.left or columns.natural[0]
            if columns.least[0] <= left <= page // 3 and columns.least[1] <= room - left:
                return [left, min(columns.natural[1], room - left)]
        return columns.widths(room)

    def fits(self, page: int) -> bool:
        """Whether the longest words of all columns fit beside each other."""
        return sum(self.columns.least) <= self.room(page)

    def reads_well(self, page: int) -> bool:
        """Whether it fits, and no cell is tall and narrow."""
        return self.fits(page) and self.columns.readable(self.widths(page), page)

    def of(self, places: Sequence[int]) -> _Grid:
        """The columns at these places."""
        rows = tuple(tuple(row[place] for place in places) for row in self.rows)
        names, numeric = ([each[place] for place in places] for each in (self.names, self.numeric))
        return _Grid(tuple(map(str, names)), rows, tuple(map(bool, numeric)))

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
    words = printable(_text(cell_runs(cell, say, brief=True)))
    if isinstance(cell, Number) and cell.low is not None and not cell.note:
        words = words.replace(" ", _TIED)
    return "  " * depth + words


def _laid_out(grid: _Grid, page: int) -> list[_Grid]:
    """The table itself or, where it would be too wide or its cells tall and narrow, in several below each other.

    Many narrow columns are divided, with the first column before each part. Otherwise each row becomes a table of its
    own, with the names of the columns on the left or, where that is too wide, each name above its cell.
    """
    if not grid.rows or not grid.numeric:
        return []
    if len(grid.numeric) == 1 or not any(grid.names) or grid.reads_well(page):
        return [grid]
    if divided := _divided(grid, page):
        return divided
    left = min(max(map(cells, grid.names)), page // 3)
    rows = [tuple(zip(grid.names, row, strict=True)) for row in _named(grid.rows)]
    records = [_Grid(("", ""), row, (False, False), left) for row in rows]
    return [record if record.fits(page) else _stacked(record) for record in records]


def _named(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows, each with a first cell: that of the row above where it has none of its own."""
    first = ""
    for row in rows:
        first = row[0] or first
        yield (first.strip(), *row[1:])


def _divided(grid: _Grid, page: int) -> list[_Grid]:
    """Many columns in as many tables as needed, each with the first.

    Empty where there are few columns or a wide one, or where the first does not tell the rows apart.
    """
    columns, firsts = grid.columns, [row[0].strip() for row in grid.rows]
    if "" in firsts or len(set(firsts)) < len(firsts):
        return []
    narrow = [min(natural, max(least, NARROW)) for natural, least in zip(columns.natural, columns.least, strict=True)]
    first, *others = narrow
    if len(others) < _MANY_COLUMNS or first + max(others) + 4 > page or not columns.readable(narrow, page):
        return []
    places: list[list[int]] = [[0]]
    for place, width in enumerate(others, start=1):
        if sum(narrow[each] + 2 for each in places[-1]) + width + 2 > page:
            places.append([0])
        places[-1].append(place)
    return [grid.of(each) for each in places]


#: So many columns after the first can be divided among several tables.
_MANY_COLUMNS = 5


def _stacked(record: _Grid) -> _Grid:
    """The names and the cells of a row below each other, each cell set in."""
    lines = ((line,) for name, cell in record.rows for line in (name, f"  {cell}"))
    return _Grid(("",), tuple(lines), (False,))


def _aligned(grid: _Grid, page: _Page) -> Iterator[str]:
    widths = grid.widths(page.width)
    for place, row in enumerate(grid.all_rows):
        cells_of_row = [_wrapped_cell(cell, room) for cell, room in zip(row, widths, strict=True)]
        for parts in zip_longest(*cells_of_row, fillvalue=""):
            placed = [
                _padded(part, room, right=right) for part, room, right in zip(parts, widths, grid.numeric, strict=True)
            ]
            if place == 0 and any(grid.names):
                placed = [
                    cell.replace(part, page.underlined(part), 1) if part else cell
                    for cell, part in zip(placed, parts, strict=True)
                ]
            yield "  " + "  ".join(placed)


def _wrapped_cell(cell: str, room: int) -> list[str]:
    """The lines of a cell whose text is printable already."""
    below = " " * (len(cell) - len(cell.lstrip(" ")))
    lines = textwrap.wrap(cell, room, subsequent_indent=below, break_on_hyphens=False) or [""]
    return [line.replace(_TIED, " ") for line in lines]


def _padded(text: str, room: int, *, right: bool) -> str:
    spaces = " " * (room - cells(text))
    return spaces + text if right else text + spaces
