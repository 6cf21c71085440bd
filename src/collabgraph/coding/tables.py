"""Plain tables of cases by columns of numbers, as fsQCA, R and spreadsheets export them, with the place of each cell.

A table is CSV, with any separator and decimal sign, or the first sheet of a workbook. What is unknown is blank or one
of ``scores.NOTHING``; a cell can be a range: 0.5-1, 0.2..0.6.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from collabgraph.coding.forms import workbook
from collabgraph.coding.forms.scores import NOTHING
from collabgraph.coding.forms.sheets import Cell
from collabgraph.errors import UnfitTable
from collabgraph.model import Interval
from collabgraph.rdf.encoding import read_text
from collabgraph.rdf.positions import Fault, Place
from collabgraph.rdf.separated import STATED, separator, unguarded
from collabgraph.words import LANGUAGES, Text, both, mark
from collabgraph.words.nearest import meant, suggestion

#: What the column with the names of the cases is called; else it is the first column of text.
CASE_HEADS = ("case", "cases", "case id", "case_id", "caseid", "id", "kasus", "id kasus", "id_kasus")
#: How many faults a message lists, of all and of one kind in one column; and how many cells a table has at most.
_MOST_FAULTS, _MOST_ALIKE, _MOST_CELLS = 30, 3, 2_000_000
_BOOKS, _TEXTS_OF_CELLS = (".xlsx", ".xlsm"), (".csv", ".tsv", ".tab", ".txt", ".dat")
_NUMBER = r"([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?)"
_ONE = re.compile(_NUMBER)
_RANGE = re.compile(rf"\[?{_NUMBER}\s*(?:-|–|—|\.\.|…|;)\s*{_NUMBER}\]?")
_LOGICAL = {"true": 1.0, "false": 0.0}
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")

_EMPTY = mark("The table has no rows. The first row names the columns, each further row is a case.")
_NO_HEADS = mark("The first row is numbers. It must have the names of the columns, such as case,A,B,Y.")
_WIDE = mark("This row has {n} cells, and the first row has {heads}. Put quotation marks around cells with separators.")
_TWICE_NAMED = mark("The column '{name}' is there twice. Rename one.")
_TWICE = mark("The case '{name}' is there twice, first at {first}. Rename one, or leave one out.")
_NAMELESS = mark("The case has no name.")
_NUMBERED = mark("{path}: no column names the cases, so they are named by their number.")
_NO_COLUMN = mark("There is no column '{name}'{nearest}. Columns: {known}.")
_TEXT = mark(
    "'{text}' in the column {name} is no number. Write a number, a range such as 0.5-1, or leave the cell blank for "
    "unknown."
)
_AMBIGUOUS = mark(
    "'{text}' in the column {name} can be read as a decimal or with thousands. Write it without the comma."
)
_REVERSED = mark("'{text}' in the column {name}: the range begins above its end.")
_MORE = mark("and {n} more cells like this in the column {name}.")
_FURTHER = mark("and {n} more.")
_ROW = mark("The row cannot be read (in the parser's words: {words}). Check its quotation marks.")
_SHEETS = mark("{path}: the sheet '{name}' was read. Sheets that were not: {others}.")
_LARGE = mark("The table has more than {most} cells. Is it the right file?")


class Table(Struct, frozen=True):
    """The cells of a table by column and case; None is a blank cell. ``faults`` are those of the table as a whole."""

    path: Path
    cases: tuple[str, ...]
    columns: Mapping[str, tuple[Cell | None, ...]]
    heads: Mapping[str, Place]
    faults: tuple[Fault, ...]
    notices: tuple[Text, ...]

    @property
    def numeric(self) -> tuple[str, ...]:
        """The columns without any text, of which at least one cell is a number."""
        return tuple(name for name, cells in self.columns.items() if not _is_text(cells) and any(cells))

    def named(self, name: str) -> str:
        """The column that a name as typed means, whatever its capitals; the name itself where it means none."""
        found = meant(name, dict.fromkeys(self.columns, ()))
        return found[0] if len(found) == 1 else name

    def values(self, names: Sequence[str], faults: list[Fault]) -> dict[str, list[Interval | None]]:
        """The numbers of these columns, None where unknown; what is wrong with them is added to ``faults``."""
        found: dict[str, list[Interval | None]] = {}
        for name in dict.fromkeys(names):
            if name not in self.columns:
                known = ", ".join(self.columns)
                message = both(_NO_COLUMN, name=name, nearest=suggestion(name, self.columns), known=known)
                faults.append(Fault(Place(), message))
                continue
            wrong: list[Fault] = []
            found[name] = [_value(cell, name, wrong) for cell in self.columns[name]]
            faults += wrong[:_MOST_ALIKE]
            if (more := len(wrong) - _MOST_ALIKE) > 0:
                faults.append(Fault(wrong[_MOST_ALIKE].place, both(_MORE, n=more, name=name)))
        return found


def refuse(path: Path, faults: Iterable[Fault]) -> None:
    """Raise UnfitTable with all faults, where there are any."""
    if not (listed := list(faults)):
        return
    rows = [(fault.place.in_file(path), fault.message) for fault in listed[:_MOST_FAULTS]]
    if (more := len(listed) - len(rows)) > 0:
        rows.append((str(path), both(_FURTHER, n=more)))
    words = Text({lang: "\n".join(f"{place}: {message[lang]}" for place, message in rows) for lang in LANGUAGES})
    raise UnfitTable(path=path, n=len(listed), rows=words, faults=tuple(listed))


def read(path: Path) -> Table:
    """The table in a CSV file or in the first sheet of a workbook.

    Raises MissingFile, NotUtf8, NotAWorkbook, or UnfitTable where it has no rows.
    """
    faults: list[Fault] = []
    rows, notices = _of_book(path) if path.suffix.lower() in _BOOKS else _of_text(path, faults)
    return _made(path, rows, faults, notices)


def of_rows(rows: Iterable[Sequence[str]], name: str = "table") -> Table:
    """The table of these rows of texts, the heads first; ``name`` is what messages call it. Raises UnfitTable."""
    made = [[_cell(text, Place(n, k)) for k, text in enumerate(row, start=1)] for n, row in enumerate(rows, start=1)]
    return _made(Path(name), made, [], [])


def is_table(path: str | Path) -> bool:
    """Whether a path ends as tables do."""
    return Path(path).suffix.lower() in (*_TEXTS_OF_CELLS, *_BOOKS)


def _made(path: Path, rows: Rows, faults: list[Fault], notices: list[Text]) -> Table:
    if len(rows) < 2:
        refuse(path, [*faults, Fault(Place(), both(_EMPTY))])
    heads, body = _squared(rows, faults)
    columns = _columns(heads, body, faults)
    place = _case_column(columns)
    cases, named = _cases(body, columns, place, faults)
    if not named:
        notices.append(both(_NUMBERED, path=path))
    kept = {name: cells for n, (name, _, cells) in enumerate(columns) if name and n != place}
    places = {name: at for name, at, _ in columns if name}
    return Table(path, cases, kept, places, tuple(faults), tuple(notices))


Column = tuple[str, Place, tuple[Cell | None, ...]]
Rows = list[list[Cell | None]]


def _of_text(path: Path, faults: list[Fault]) -> tuple[Rows, list[Text]]:
    """The rows of a file of separated text that are not blank."""
    text, notices = read_text(path)
    if stated := STATED.match(text):
        separated, first, text = stated[1], 2, text[stated.end() :]
    else:
        usual = "\t" if path.suffix.lower() in (".tsv", ".tab", ".txt") else ","
        separated, first = separator(text, usual, lambda cells: len(cells) > 1), 1
    rows: Rows = []
    blanks = separated == " "
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separated, skipinitialspace=True, strict=True)
    count = 0
    while True:
        line = reader.line_num + first
        try:
            row = next(reader, None)
        except csv.Error as error:
            faults.append(Fault(Place(line=line), both(_ROW, words=error)))
            break
        if row is None:
            break
        cells = [cell for cell in row if cell] if blanks else row
        count += len(cells)
        if count > _MOST_CELLS:
            faults.append(Fault(Place(line=line), both(_LARGE, most=_MOST_CELLS)))
            break
        if any(cell.strip() for cell in cells):
            rows.append([_cell(cell, Place(line, n)) for n, cell in enumerate(cells, start=1)])
    return rows, notices


def _cell(text: str, place: Place) -> Cell | None:
    return Cell(unguarded(text.strip()), place) if text.strip() else None


def _of_book(path: Path) -> tuple[Rows, list[Text]]:
    """The rows of the first sheet of a workbook that has any."""
    filled = [sheet for sheet in workbook.sheets(path) if sheet.rows]
    if not filled:
        return [], []
    sheet, others = filled[0], ", ".join(other.name for other in filled[1:])
    width = max(max(cells) for _, cells in sheet.rows)
    notices = [both(_SHEETS, path=path, name=sheet.name, others=others)] if others else []
    return [[cells.get(column) for column in range(1, width + 1)] for _, cells in sheet.rows], notices


def _squared(rows: Rows, faults: list[Fault]) -> tuple[list[Cell | None], Rows]:
    """The heads and the other rows, all of one width; R leaves out the head of the names of rows."""
    heads, body = rows[0], rows[1:]
    if all(len(row) == len(heads) + 1 for row in body):
        heads = [None, *heads]
    known = [cell for cell in heads if cell is not None]
    if known and all(_ONE.fullmatch(cell.text) for cell in known):
        faults.append(Fault(known[0].place, both(_NO_HEADS)))
    squared = []
    for row in body:
        beyond = [cell for cell in row[len(heads) :] if cell is not None]
        if beyond:
            faults.append(Fault(beyond[0].place, both(_WIDE, n=len(row), heads=len(heads))))
        squared.append([*row[: len(heads)], *[None] * (len(heads) - len(row))])
    return heads, squared


def _columns(heads: Sequence[Cell | None], body: Rows, faults: list[Fault]) -> list[Column]:
    """Each column with its name; one without a name has "", and is left out unless it names the cases."""
    columns: list[Column] = []
    for n, head in enumerate(heads):
        name = head.text if head is not None else ""
        place = head.place if head is not None else Place()
        if name and any(name == other for other, _, _ in columns):
            faults.append(Fault(place, both(_TWICE_NAMED, name=name)))
        columns.append((name, place, tuple(row[n] for row in body)))
    return columns


def _case_column(columns: Sequence[Column]) -> int | None:
    """The place of the column that names the cases: by its head, else the first column without a head or of text."""
    names = [name.casefold().strip() for name, _, _ in columns]
    for head in CASE_HEADS:
        if head in names:
            return names.index(head)
    if names and not names[0] and any(columns[0][2]):
        return 0
    return next((n for n, (_, _, cells) in enumerate(columns) if _is_text(cells)), None)


def _is_text(cells: Iterable[Cell | None]) -> bool:
    """Whether most of the cells that are not blank are text."""
    known = [cell.text for cell in cells if cell is not None and not _is_nothing(cell)]
    known = [text for text in known if text.casefold() not in _LOGICAL]
    return sum(not (_ONE.fullmatch(text) or _RANGE.fullmatch(text)) for text in known) > len(known) / 2


def _is_nothing(cell: Cell) -> bool:
    return cell.text.casefold() in NOTHING


def _cases(
    body: Rows, columns: Sequence[Column], place: int | None, faults: list[Fault]
) -> tuple[tuple[str, ...], bool]:
    """The names of the cases, and whether a column has them."""
    if place is None:
        return tuple(str(n) for n in range(1, len(body) + 1)), False
    seen: dict[str, Place] = {}
    names = []
    for row, cell in zip(body, columns[place][2], strict=True):
        if cell is None:
            at = next((other.place for other in row if other is not None), Place())
            faults.append(Fault(at, both(_NAMELESS)))
        elif cell.text in seen:
            first = seen[cell.text].in_file("").lstrip(":")
            faults.append(Fault(cell.place, both(_TWICE, name=cell.text, first=first)))
        else:
            seen[cell.text] = cell.place
        names.append(cell.text if cell is not None else "")
    return tuple(names), True


def _value(cell: Cell | None, name: str, faults: list[Fault]) -> Interval | None:
    """The number or range in a cell; None where it is unknown, and where it is no number, which is a fault."""
    if cell is None or (_is_nothing(cell) and cell.kind != "formula"):
        return None
    if (logical := _LOGICAL.get(cell.text.casefold())) is not None:
        return Interval(logical, logical)
    one, several = _ONE.fullmatch(cell.text), _RANGE.fullmatch(cell.text)
    found = one or several
    phrase = _TEXT if found is None or cell.kind == "date" else _AMBIGUOUS if _GROUPED.fullmatch(cell.text) else ""
    if found is not None and not phrase:
        low, high = (float(found[end].replace(",", ".")) for end in (1, len(found.groups())))
        if low <= high and high < float("inf"):
            return Interval(low, high)
        phrase = _REVERSED
    faults.append(Fault(cell.place, both(phrase, text=cell.text[:60], name=name)))
    return None
