"""Cases as a workbook (.xlsx): one sheet for each kind of thing, one row for each claim, places that are cells.

OpenDocument sheets (.ods) are not read: openpyxl does not read them, and what reads them would be another library for
what LibreOffice does by itself, writing .xlsx. Blanks at the ends of texts are not kept.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from collabgraph.coding.forms import sheet_reading, sheet_writing
from collabgraph.coding.forms.fields import SECTIONS
from collabgraph.coding.forms.records import Document, Found
from collabgraph.coding.forms.sheet_writing import Grid
from collabgraph.coding.forms.sheets import (
    ABOUT,
    BY_KEY,
    CODEBOOK,
    LISTS,
    PROBLEMS,
    SCORE_HELP,
    SCORES,
    TEXTS,
    Cell,
    Column,
    Sheet,
    folded,
    words_of,
)
from collabgraph.errors import MissingFile, NotAWorkbook, reason
from collabgraph.model import Ontology
from collabgraph.rdf.archive import settled
from collabgraph.rdf.positions import Fault, Place
from collabgraph.words import both, mark

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: Limits against files that fill the memory: bytes unpacked, the rows a sheet can have, cells with content.
_BYTES, _ROWS, _CELLS = 100_000_000, 1_048_576, 1_000_000
#: How much of an XML file may stand before its first element: bytes.
_HEAD_OF_XML = 4096
_MADE = date(2000, 1, 1)

_NOT_ZIP = mark("it is no .xlsx file. Open it in a spreadsheet program and save it as .xlsx.")
_ENCRYPTED = mark("it has a password. Save a copy without one: in Excel, File, Info, Protect, and clear the password.")
_OLD = mark("it is of the old form .xls. Open it in a spreadsheet program and save it as .xlsx.")
_ODS = mark("it is an OpenDocument file (.ods). In LibreOffice choose File, Save as, and the type .xlsx.")
_STRICT = mark("it is a 'Strict Open XML' file. Save it as an ordinary Excel workbook (.xlsx).")
_TOO_LARGE = mark("unpacked it would take {size} MB, and {most} MB are allowed. Remove pictures and unused sheets.")
_TOO_MANY = mark("it has more rows or cells than cases can need. Is it the right file?")
_DOCTYPE = mark("its XML declares a document type, which no spreadsheet program writes, and which can fill the memory.")
_DAMAGED = mark("it is damaged (in the reader's words: {words}). Open it in a spreadsheet program and save it again.")
_MACROS = mark("The macros of the workbook are not read, and are not kept in what is written.")


# Reading ------------------------------------------------------------------------------------------------------------


def read(path: Path) -> Found:
    """What a workbook says, with the cell of each value.

    Raises MissingFile, or NotAWorkbook with the reason.
    """
    found = sheet_reading.documents(sheets(path))
    if path.suffix.lower() == ".xlsm":
        found.notices.append(Fault(Place(), both(_MACROS)))
    return found


def sheets(path: Path) -> list[Sheet]:
    """The sheets of a workbook, with the cells that are not blank. Raises MissingFile or NotAWorkbook."""
    content = _content(path)
    parts = _checked(path, content)
    with _opened(path, content, data_only=True) as book:
        found = [(page.title, page._worksheet_path, _cells(path, page)) for page in book.worksheets]
    merged = {name: _merged(parts.get(part, b"")) for name, part, _ in found}
    formulas: dict[str, set[tuple[int, int]]] = {}
    if any(re.search(rb"<(?:\w+:)?f[ >/]", part) for part in parts.values()):
        with _opened(path, content, data_only=False) as book:
            formulas = {page.title: set(_formulas(page)) for page in book.worksheets}
    return [_sheet(name, cells, merged[name], formulas.get(name, set())) for name, _, cells in found]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise MissingFile(path=path, why=reason(error)) from None


def _checked(path: Path, content: bytes) -> dict[str, bytes]:
    """The XML of the sheets of a workbook, by their path in it, where the file is harmless; raises NotAWorkbook."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        _refuse(path, _ENCRYPTED if locked else _OLD)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            if size > _BYTES:
                _refuse(path, _TOO_LARGE, size=f"{size / 1e6:.0f}", most=f"{_BYTES / 1e6:.0f}")
            names = {member.filename for member in members}
            if "xl/workbook.xml" not in names:
                is_ods = "mimetype" in names and b"opendocument" in archive.read("mimetype")
                _refuse(path, _ODS if is_ods else _NOT_ZIP)
            if b"purl.oclc.org/ooxml" in archive.read("xl/workbook.xml"):
                _refuse(path, _STRICT)
            parts = {name: _part(archive, name) for name in names if name.endswith((".xml", ".rels"))}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        _refuse(path, _DAMAGED if content.startswith(b"PK") else _NOT_ZIP, words=error)
    if any(b"<!DOCTYPE" in part for part in parts.values()):
        _refuse(path, _DOCTYPE)
    return {name: part for name, part in parts.items() if name.startswith("xl/worksheets/")}


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The XML of a sheet, or the beginning of any other."""
    with archive.open(name) as part:
        return part.read() if name.startswith("xl/worksheets/") else part.read(_HEAD_OF_XML)


def _refuse(path: Path, phrase: str, **fields: object) -> Any:
    raise NotAWorkbook(path=path, reason=both(phrase, **fields))


@contextmanager
def _opened(path: Path, content: bytes, *, data_only: bool) -> Iterator[Any]:
    """A workbook of openpyxl to read rows from."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out, such as pictures; nothing of it is read
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except NotAWorkbook:
            raise
        except Exception as error:  # openpyxl raises what its parts raise: KeyError, ValueError, ParseError ...
            _refuse(path, _DAMAGED, words=str(error) or type(error).__name__)


def _cells(path: Path, page: Any) -> list[tuple[int, dict[int, tuple[str, str]]]]:
    """The rows with content: their number, and text and kind of each cell by column."""
    page.reset_dimensions()  # other programs write wrong ones
    rows = []
    count = 0
    for number, row in enumerate(page.iter_rows(), start=1):
        if number > _ROWS:
            _refuse(path, _TOO_MANY)
        cells = {cell.column: _text(cell) for cell in row if cell.value is not None and not _is_blank(cell.value)}
        if cells:
            rows.append((number, cells))
            count += len(cells)
        if count > _CELLS:
            _refuse(path, _TOO_MANY)
    return rows


def _is_blank(value: Any) -> bool:
    return isinstance(value, str) and not value.strip()


def _text(cell: Any) -> tuple[str, str]:
    """The text of a cell, and its kind: see ``Cell``."""
    value = cell.value
    if isinstance(value, str):
        return _unescaped(value), "error" if cell.data_type == "e" else "text"
    if isinstance(value, bool):
        return str(value).upper(), "text"
    if isinstance(value, int):
        return str(value), "text"
    if isinstance(value, float):
        return number_text(value), "text"
    if isinstance(value, datetime | date):
        return _date(value, cell.number_format or ""), "date"
    return str(value), "date"


def number_text(value: float) -> str:
    """A number as it was written: whole numbers whole, others without what computing adds to them.

    >>> number_text(2004.0), number_text(0.1 + 0.2)
    ('2004', '0.3')
    """
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(f"{value:.15g}"), "f")


def _date(value: date, shown: str) -> str:
    """The date as far as the cell shows it: a day, a month or a year."""
    shown = re.sub(r'\[[^\]]*\]|"[^"]*"|\\.', "", shown).lower()
    if "d" in shown or ("y" not in shown):
        return value.strftime("%Y-%m-%d")
    return value.strftime("%Y-%m" if "m" in shown else "%Y")


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    """The text with the characters that stand in it as ``_x000D_``."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def _escaped(text: str) -> str:
    """The text with ``_x005F_`` for the first character of what would be read as an escape, and escapes in need."""
    text = _ESCAPE.sub(lambda match: f"_x005F{match[0]}", text)
    return re.sub("[\x00-\x08\x0b-\x1f\ufffe\uffff]", lambda match: f"_x{ord(match[0]):04X}_", text)


def _merged(xml: bytes) -> list[tuple[int, int, int, int]]:
    """The ranges of merged cells: first and last row, first and last column."""
    from openpyxl.utils.cell import range_boundaries

    found = []
    for match in re.finditer(rb"<(?:\w+:)?mergeCell\s[^>]*ref=[\"']([A-Z]+\d+:[A-Z]+\d+)[\"']", xml):
        left, top, right, bottom = range_boundaries(match[1].decode())
        found.append((top, bottom, left, right))
    return found


def _formulas(page: Any) -> Iterator[tuple[int, int]]:
    page.reset_dimensions()
    for row in page.iter_rows():
        yield from ((cell.row, cell.column) for cell in row if cell.value is not None and cell.data_type == "f")


def _sheet(
    name: str,
    rows: Sequence[tuple[int, dict[int, tuple[str, str]]]],
    merged: Sequence[tuple[int, int, int, int]],
    formulas: set[tuple[int, int]],
) -> Sheet:
    from openpyxl.utils import get_column_letter

    letters = {column: get_column_letter(column) for _, cells in rows for column in cells}

    def place(row: int, column: int) -> Place:
        return Place(cell=f"{name}!{letters.get(column) or get_column_letter(column)}{row}")

    made = {
        number: {column: Cell(text, place(number, column), kind) for column, (text, kind) in cells.items()}
        for number, cells in rows
    }
    for row, column in formulas:
        if column not in made.get(row, {}):
            made.setdefault(row, {})[column] = Cell("", place(row, column), "formula")
    for top, bottom, left, right in merged:
        first = made.get(top, {}).get(left)
        if first is not None and left == right:
            for row in made.keys() & set(range(top + 1, min(bottom, _ROWS) + 1)):
                made[row].setdefault(left, Cell(first.text, place(row, left), first.kind, spread=True))
    return Sheet(name, sorted(made.items()))


# Writing ------------------------------------------------------------------------------------------------------------

#: The rows that drop-down lists and formats are prepared for.
_READY = 2000
_WIDTHS = {"text": 48, "note": 16, "code": 22, "construct": 36, "indicator": 30, "effect": 36}
_HEAD, _NEEDED, _HELP, _EXAMPLE = "FFDCE6F0", "FFB4CCE4", "FF595959", "FF7F7F7F"
_PROBLEM = "FFFFD9B3"
#: The kinds of value that a program would make something else of, when they are typed.
_AS_TEXT = frozenset(("note", "date", "period"))


def write(documents: Sequence[Document], ontology: Ontology, lang: str) -> bytes:
    """The documents as a workbook in a language; they are changed on the way, so do not use them afterwards.

    Raises NotInForm where a cell cannot have what a field has.
    """
    made = sheet_writing.grids(documents, ontology, lang)
    return _written(made, sheet_writing.lists(made, documents, ontology, "", lang), lang)


def template(keys: Iterable[str], framework: str, ontology: Ontology, lang: str, *, several: bool = False) -> bytes:
    """A workbook to begin with: the sheets with these keys, each with an example, and the constructs of a framework.

    ``several`` adds the column that says of which case a row is. Raises UnknownFramework.
    """
    made = sheet_writing.template(keys, framework, ontology, lang, several=several)
    return _written(made, sheet_writing.lists(made, (), ontology, framework, lang), lang)


def _written(grids: Sequence[Grid], choices: Mapping[str, list[str]], lang: str) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    ranges = _ranges(grids, choices, lang)
    for grid in grids:
        _add(book, grid, ranges, lang)
    page = book.create_sheet(LISTS.name[lang])
    page.sheet_state = "hidden"
    for column, labels in enumerate(choices.values(), start=1):
        for row, label in enumerate(labels, start=1):
            _put(page.cell(row, column), label)
    book.properties.creator = book.properties.lastModifiedBy = "collabgraph"
    book.properties.created = datetime.combine(_MADE, time())
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return settled(buffer.getvalue(), _MADE)


def _ranges(grids: Sequence[Grid], choices: Mapping[str, list[str]], lang: str) -> dict[str, str]:
    """The ranges of what can be chosen: by code list and kind of construct, and by kind of what has an id."""
    from openpyxl.utils import get_column_letter

    ranges = {}
    for column, (name, labels) in enumerate(choices.items(), start=1):
        letter = get_column_letter(column)
        ranges[name] = f"'{LISTS.name[lang]}'!${letter}$1:${letter}${max(len(labels), 1)}"
    kinds = {"case": "case", "studies": "study", "coders": "coder", "sources": "source", "actors": "actor"}
    for grid in grids:
        if grid.kind.key in kinds:
            place = next(n for n, column in enumerate(grid.columns, 1) if column.key == "id")
            letter = get_column_letter(place)
            ranges[kinds[grid.kind.key]] = f"'{grid.name}'!${letter}$3:${letter}${_READY}"
    return ranges


def _put(cell: Any, text: str) -> None:
    """Write a text as a text, whatever it begins with."""
    cell.value = _escaped(text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _put_value(cell: Any, column: Column | None, text: str) -> None:
    """Write a value: as a number where it is one, and is read as the same text again."""
    kind = column.field.kind if column is not None and column.field is not None else "text"
    numeric = kind in ("decimal", "integer", "amount") or (kind in _AS_TEXT and text.isdecimal())
    if numeric and re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d{1,14})?", text) and number_text(float(text)) == text:
        cell.value = float(text) if "." in text else int(text)
    elif text:
        _put(cell, text)


def _add(book: Workbook, grid: Grid, ranges: Mapping[str, str], lang: str) -> None:
    from openpyxl.styles import Alignment, Font

    page = book.create_sheet(grid.name)
    top = Alignment(wrap_text=True, vertical="top")
    if grid.kind is ABOUT:
        for row, texts in enumerate(grid.rows, start=1):
            for place, text in enumerate(texts, start=1):
                if text:
                    _put(page.cell(row, place), text)
                    page.cell(row, place).alignment = top
        page.column_dimensions["A"].width, page.column_dimensions["B"].width = 90, 20
        return
    columns: list[Column | None] = [*grid.columns, *[None] * len(grid.others)]
    headings = [*(column.heading[lang] for column in grid.columns), *grid.others]
    for place, (column, heading) in enumerate(zip(columns, headings, strict=True), start=1):
        _head(page, place, column, heading, grid, lang)
    italic = Font(italic=True, color=_EXAMPLE)
    for row, texts in enumerate(grid.rows, start=3):
        for place, (column, text) in enumerate(zip(columns, texts, strict=True), start=1):
            if text:
                cell = page.cell(row, place)
                _put_value(cell, column, text)
                cell.alignment = top
                if row < 3 + grid.examples:
                    cell.font = italic
    page.row_dimensions[2].height = 60
    page.freeze_panes = page.cell(3, 1 + next((n for n, c in enumerate(grid.columns, 1) if c.key == "id"), 0))
    _offer(page, columns, ranges)


def _head(page: Worksheet, place: int, column: Column | None, heading: str, grid: Grid, lang: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    field = column.field if column is not None else None
    needed = (field is not None and field.needed and not field.default) or (column is not None and column.key == "id")
    head, help_cell = page.cell(1, place), page.cell(2, place)
    _put(head, heading)
    head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor=_NEEDED if needed else _HEAD)
    help_text = column.help[lang] if column is not None else SCORE_HELP[lang] if grid.kind is SCORES else ""
    if help_text:
        _put(help_cell, help_text)
    help_cell.font, help_cell.alignment = (
        Font(italic=True, size=9, color=_HELP),
        Alignment(wrap_text=True, vertical="top"),
    )
    dimension = page.column_dimensions[get_column_letter(place)]
    dimension.width = max(_WIDTHS.get(field.kind, 14) if field is not None else 14, len(heading) + 3)
    if column is not None and (field is None or field.kind in _AS_TEXT):
        dimension.number_format = "@"


def _offer(page: Worksheet, columns: Sequence[Column | None], ranges: Mapping[str, str]) -> None:
    """The drop-down lists; other values can be written too, since ids and labels of other languages are read."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, column in enumerate(columns, start=1):
        field = column.field if column is not None else None
        name = (field.code_list or field.kind) if field is not None else column.key if column is not None else ""
        if name in ranges:
            offered = DataValidation(type="list", formula1=f"={ranges[name]}", allow_blank=True, showErrorMessage=False)
            letter = get_column_letter(place)
            offered.add(f"{letter}3:{letter}{_READY}")
            page.add_data_validation(offered)


# Marking ------------------------------------------------------------------------------------------------------------


def marked(path: Path, faults: Iterable[Fault], lang: str = "en", given: Mapping[str, str] | None = None) -> bytes:
    """A copy of a workbook with its faulty cells coloured, and a column that says what is wrong in each row.

    ``given`` has ids to be written into cells, by name (``Found.given``). Marks of an earlier copy are taken away.
    Raises MissingFile or NotAWorkbook.
    """
    import openpyxl

    content = _content(path)
    _checked(path, content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(content))
            _mark(book, faults, lang, given or {})
            made = _saved(book)
        except Exception as error:  # whatever the library makes of a damaged file that it could read in part
            _refuse(path, _DAMAGED, words=str(error) or type(error).__name__)
        return made


def _mark(book: Workbook, faults: Iterable[Fault], lang: str, given: Mapping[str, str]) -> None:
    from openpyxl.cell.cell import Cell as Writable
    from openpyxl.styles import PatternFill

    for page in book.worksheets:
        _clear(page)
    for name, text in given.items():
        page, cell = _at(book, name)
        if isinstance(cell, Writable) and cell.value is None:
            _put(cell, text)
    by_row: dict[tuple[str, int], list[str]] = {}
    for fault in faults:
        page, cell = _at(book, fault.place.cell)
        if page is not None:
            cell.fill = PatternFill("solid", fgColor=_PROBLEM)
            by_row.setdefault((page.title, cell.row), []).append(fault.message[lang])
    places: dict[str, int] = {}
    for (title, row), messages in by_row.items():
        page = book[title]
        if title not in places:
            places[title] = _problem_column(page) or page.max_column + 1
            _put(page.cell(_first_row(page), places[title]), PROBLEMS.heading[lang])
        text = "\n".join(dict.fromkeys(messages))[:32_767]
        cell = page.cell(row if row != _first_row(page) else row + 1, places[title])
        if isinstance(cell, Writable):  # not one of merged cells
            _put(cell, f"{cell.value}\n{text}" if cell.value else text)


def _at(book: Workbook, name: str) -> tuple[Any, Any]:
    """The sheet and cell of a name such as "Ties!C4"; None where there is none."""
    title, _, coordinate = name.rpartition("!")
    if title not in book.sheetnames or not re.fullmatch(r"[A-Z]{1,3}[1-9]\d*", coordinate):
        return None, None
    return book[title], book[title][coordinate]


def _first_row(page: Worksheet) -> int:
    return next((row[0].row for row in page.iter_rows() if any(cell.value is not None for cell in row)), 1)


def _problem_column(page: Worksheet) -> int | None:
    """The number of the column that an earlier copy has for problems."""
    headings = page[_first_row(page)]
    return next((cell.column for cell in headings if folded(str(cell.value or "")) in words_of(PROBLEMS)), None)


def _clear(page: Worksheet) -> None:
    from openpyxl.styles import PatternFill

    place, first = _problem_column(page), _first_row(page)
    for row in page.iter_rows():
        for cell in row:
            if cell.has_style and cell.fill.fgColor.rgb == _PROBLEM:
                cell.fill = PatternFill()
            if place is not None and cell.column == place and cell.row > first and cell.value is not None:
                cell.value = None


#: The keys of all sheets that a template can have.
SHEETS = (BY_KEY["case"].key, *(section.key for section in SECTIONS), SCORES.key, CODEBOOK.key, TEXTS.key)
__all__ = ["SHEETS", "marked", "read", "sheets", "template", "write"]
