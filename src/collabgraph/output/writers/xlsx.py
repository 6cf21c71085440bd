"""Documents as a workbook: a sheet of sentences, and one for each table; numbers are numbers, texts never formulas.

What Excel cannot hold is never dropped in silence: more rows go on in a further sheet, a longer text says how many
characters are left out.
"""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.errors import TooManyColumns
from collabgraph.output.document import (
    Block,
    Box,
    Cell,
    Document,
    Entries,
    Entry,
    Number,
    Paragraph,
    Part,
    Picture,
    Points,
    Presentation,
    Row,
    Run,
    Subheading,
    Table,
    Target,
    TextCell,
    Verbatim,
    Words,
    cell_runs,
    cleaned,
    plain,
    sentence,
    words,
)
from collabgraph.output.writers.labels import labels, note
from collabgraph.output.writers.spread import spread
from collabgraph.rdf.archive import settled
from collabgraph.words import Speech
from collabgraph.words.characters import harmless

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as Place
    from openpyxl.worksheet.worksheet import Worksheet

#: The least and the greatest width of a column, in characters.
_NARROW, _WIDE = 8, 60
#: The width of a picture, in pixels.
_PICTURE = 900
#: The number format of decimals; the cell itself has all digits.
_DECIMALS = "0.00##"

#: The kind of target for a sheet of the workbook.
_SHEET = "sheet"

#: What Excel can hold at most: rows and columns of a sheet, characters of a cell, links of a sheet, and of its name.
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS, MOST_LINKS, MOST_IN_NAME = 1_048_576, 16_384, 32_767, 65_530, 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
#: The greatest whole number that a workbook keeps without loss.
_GREATEST = 10**15


class Sheet(Struct, frozen=True):
    """A sheet: its name, columns and rows, and the target of each row, if any."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    targets: tuple[Target | None, ...]


def written(document: Document, opening: str = "") -> bytes:
    """The document as an .xlsx file; a cell that names claims opens the first of them, pictures have a sheet each.

    ``opening`` is the name of the sheet with everything outside tables. Raises TooManyColumns.
    """
    from openpyxl import Workbook

    say = Speech(document.lang)
    named = _Names(opening or say("Report"), document)
    sheets = [_sentences(document, named, say), *_tables(document, named)]
    pages = [page for sheet in sheets for page in _pages(sheet, named)]
    places = {
        (target.kind, target.name): _address(sheet.name, row)
        for sheet in pages
        for row, target in enumerate(sheet.targets, start=2)
        if target is not None
    }
    places |= {(_SHEET, sheet.name): _address(sheet.name, 1) for sheet in pages}
    book = Workbook()
    book.remove(book.active)
    _describe(book, document)
    for sheet in pages:
        _add(book, sheet, _Links(say, places))
    for title, picture in _pictures(document).items():
        _add_picture(book, title, picture)
    buffer = io.BytesIO()
    book.save(buffer)
    return settled(buffer.getvalue(), document.dated)


def workbook(presentation: Presentation, lang: str, title: str, software: str = "") -> bytes:
    """A result as an .xlsx file: its sentences, its tables, and a sheet "Data" with what csv has, under those names.

    Raises TooManyColumns.
    """
    say = Speech(lang)
    parts, records = presentation.parts(say), presentation.records(say) if presentation.records else ()
    if isinstance(records, Table):
        data = Part("data", say("Data"), (replace(records, name=say("Data")),))
        others = (replace(part, blocks=tuple(b for b in part.blocks if not _same(b, records))) for part in parts)
        parts = [*(part for part in others if part.blocks), *([data] if records.rows else [])]
    else:
        whole = {part.anchor: part for part in records}
        parts = [*(whole.pop(part.anchor, part) for part in parts), *whole.values()]
    return written(cleaned(Document(lang, title, "", tuple(parts), software)), say("About"))


def _same(block: Block, records: Table) -> bool:
    """Whether a block is a table with nothing but what the records have under the same names."""
    return isinstance(block, Table) and block.columns == records.columns


class _Names:
    """The names of the sheets: all different, whatever the case of the letters, and such that Excel accepts them."""

    def __init__(self, opening: str, document: Document) -> None:
        """Names for the first sheet, and for each block of the document that is a sheet."""
        self._taken = {"history"}
        self.opening = self.unlike(opening)
        self._by_block = {
            id(block): self.unlike(block.name or part.title)
            for part in document.parts
            for block in part.blocks
            if isinstance(block, Table | Entries)
        }

    def of(self, block: Table | Entries) -> str:
        """The name of the sheet of a block."""
        return self._by_block[id(block)]

    def unlike(self, wanted: str) -> str:
        """The name, changed as little as needed."""
        base = _NOT_IN_NAMES.sub(" ", wanted).strip().strip("'").strip() or "-"
        number, name = 1, base[:MOST_IN_NAME].strip().strip("'")
        while name.casefold() in self._taken:
            number += 1
            ending = f" ({number})"
            name = base[: MOST_IN_NAME - len(ending)].strip() + ending
        self._taken.add(name.casefold())
        return name


def _address(sheet: str, row: int) -> str:
    return "'{}'!A{}".format(sheet.replace("'", "''"), row)


def _pages(sheet: Sheet, named: _Names) -> Iterator[Sheet]:
    """The sheet, and further ones for the rows that it cannot hold."""
    if len(sheet.columns) > MOST_COLUMNS:
        raise TooManyColumns(name=sheet.name, n=len(sheet.columns), most=MOST_COLUMNS)
    most = MOST_ROWS - 1
    for start in range(0, len(sheet.rows) or 1, most):
        name = named.unlike(sheet.name) if start else sheet.name
        yield Sheet(name, sheet.columns, sheet.rows[start : start + most], sheet.targets[start : start + most])


class _Links(Struct, frozen=True):
    """The language of the workbook, and the address of each target, by kind and name."""

    say: Speech
    places: Mapping[tuple[str, str], str]

    def of(self, cell: Cell) -> str | None:
        """The address of the first link of a cell that leads to a sheet; None where there is none."""
        opened = (run.to for run in cell_runs(cell, self.say) if run.to is not None)
        places = (self.places.get((target.kind, target.name)) for target in opened)
        return next((place for place in places if place), None)


# Sheets --------------------------------------------------------------------------------------------------------------


def _sentences(document: Document, named: _Names, say: Speech) -> Sheet:
    """The sheet of all text outside tables, part by part; it names each table where it belongs."""
    about = [text for text in (document.subtitle, document.about) if text] or [""]
    rows: list[Row] = [(_cell(document.title), _cell(text)) for text in about]
    targets: list[Target | None] = [None] * len(rows)
    for part in document.parts:
        lines = [line for block in part.blocks for line in _lines(block, named, say)] or [_cell("")]
        rows += [(_cell(part.title), line) for line in lines]
        targets += [Target("part", part.anchor), *[None] * (len(lines) - 1)]
    return Sheet(named.opening, (say("part"), say("text")), tuple(rows), tuple(targets))


def _cell(*pieces: str | Run) -> TextCell:
    return TextCell(words(*pieces))


def _lines(block: Block, named: _Names, say: Speech) -> Iterator[Cell]:
    match block:
        case Paragraph():
            yield TextCell(block.runs)
        case Subheading():
            yield _cell(block.text)
        case Points():
            yield from map(TextCell, block.items)
        case Box():
            yield _cell(block.title)
            yield from map(TextCell, block.items)
        case Verbatim():
            yield _cell(block.text)
        case Picture() if block.caption:
            yield _cell(block.caption)
        case Table() | Entries():
            if isinstance(block, Table) and block.means:
                yield TextCell(block.means)
            name: Words = Run(named.of(block), Target(_SHEET, named.of(block)))
            yield TextCell(sentence(say, "See the sheet: {name}", name=name))
            if isinstance(block, Table) and block.note:
                yield TextCell(note(block, say))


def _tables(document: Document, named: _Names) -> Iterator[Sheet]:
    for part in document.parts:
        for block in part.blocks:
            if isinstance(block, Table):
                table = spread(block, Speech(document.lang))
                yield Sheet(
                    named.of(block), _heads(table, Speech(document.lang)), table.rows, (None,) * len(table.rows)
                )
            elif isinstance(block, Entries):
                yield _of_entries(block, named.of(block))


def _heads(table: Table, say: Speech) -> tuple[str, ...]:
    """The labels of the columns; a table of names and values, which people see without heads, has them here."""
    unnamed = (say("name"), *[say("value")] * len(table.columns))
    return tuple(column.label or name for column, name in zip(table.columns, unnamed, strict=False))


def _pictures(document: Document) -> Mapping[str, Picture]:
    """The pictures of the document by the name of the sheet that each gets."""
    names = labels(document)
    blocks = (block for part in document.parts for block in part.blocks)
    return {names(block): block for block in blocks if isinstance(block, Picture) and names(block)}


def _different(heads: Sequence[str]) -> Iterator[str]:
    """The heads, those that repeat another with a number, so that a filter or a program can tell them apart."""
    seen: Counter[str] = Counter()
    for head in heads:
        seen[head] += 1
        yield head if seen[head] == 1 else f"{head} ({seen[head]})"


def _of_entries(block: Entries, name: str) -> Sheet:
    """A row for each piece of evidence, or one for an entry without any; each row repeats what the entry states."""
    named = [column for column in block.columns if column]
    rows: list[Row] = []
    targets: list[Target | None] = []
    for entry in block.entries:
        stated = _stated(entry, block)
        grounds: list[Row] = [
            (_cell(g.polarity), _cell(g.source), _cell(g.locator), _cell(g.note)) for g in entry.grounds
        ]
        rows += [(*stated, *ground) for ground in grounds or [(None,) * len(block.ground_columns)]]
        targets += [entry.target, *[None] * (len(grounds or [()]) - 1)]
    return Sheet(name, (*named, *block.facts, *block.ground_columns), tuple(rows), tuple(targets))


def _stated(entry: Entry, block: Entries) -> Row:
    texts = zip(block.columns, (words(entry.title), words(entry.about), entry.statement), strict=True)
    facts = dict(entry.facts)
    return (
        *(TextCell(runs) for column, runs in texts if column),
        *(TextCell(facts.get(name, ())) for name in block.facts),
    )


# Look ---------------------------------------------------------------------------------------------------------------


def _describe(book: Workbook, document: Document) -> None:
    properties = book.properties
    properties.title, properties.subject = document.title, document.subtitle
    properties.creator = properties.lastModifiedBy = document.software
    properties.language = document.lang
    properties.created = properties.modified = datetime.combine(document.dated, time())


def _add(book: Workbook, sheet: Sheet, links: _Links) -> None:
    """Add a sheet with its head row frozen, a filter, and columns as wide as their content."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(sheet.name)
    for number, column in enumerate(_different(sheet.columns), start=1):
        _write(page.cell(1, number), _cell(column), links)
        page.cell(1, number).font = Font(bold=True)
        longest = max(
            len(column) + 3, *(len(plain(cell_runs(row[number - 1], links.say))) for row in sheet.rows), _NARROW
        )
        page.column_dimensions[get_column_letter(number)].width = min(longest + 2, _WIDE)
    for place, row in enumerate(sheet.rows, start=2):
        for number, cell in enumerate(row, start=1):
            if cell is not None:
                _write(page.cell(place, number), cell, links)
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    _set_print(page)


def _add_picture(book: Workbook, title: str, picture: Picture) -> None:
    """Add a sheet with a picture under its caption, on one page."""
    from openpyxl.drawing.image import Image

    page = book.create_sheet(title)
    place = page.cell(1, 1, picture.caption)
    place.data_type = "s"
    image = Image(io.BytesIO(picture.content))
    image.width, image.height = _PICTURE, round(image.height * _PICTURE / image.width)
    page.add_image(image, "A3")
    page.page_setup.paperSize, page.page_setup.fitToWidth, page.page_setup.fitToHeight = page.PAPERSIZE_A4, 1, 1
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _set_print(page: Worksheet) -> None:
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _write(place: Place, cell: Cell, links: _Links) -> None:
    """Write a number as a number; words as text, whatever they begin with, with the first link of the cell."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    place.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(cell, Number) and (number := _held(cell)) is not None:
        place.value = number
        place.number_format = "0" if isinstance(number, int) else _DECIMALS
        return
    if not (text := _fitting(_text(cell, links.say), links.say)):
        return
    place.value = text
    place.data_type = "s"
    place.quotePrefix = harmless(text) != text  # in case the user edits the cell
    if (location := links.of(cell)) and len(place.parent._hyperlinks) < MOST_LINKS:
        place.hyperlink = Hyperlink(ref=place.coordinate, location=location)
        place.font = Font(color="FF005A8D", underline="single")


def _held(cell: Number) -> float | None:
    """The number where a workbook keeps it as it is."""
    number = cell.value
    return number if number is not None and math.isfinite(number) and abs(number) < _GREATEST else None


def _text(cell: Cell, say: Speech) -> str:
    """The words of a cell; a number that is not held as one as it was written, or with all of its digits."""
    if isinstance(cell, Number) and cell.value is not None:
        return cell.exact or str(cell.value)
    return plain(cell_runs(cell, say))


def _fitting(text: str, say: Speech) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    note = say(" ... ({n} characters left out)", n=len(text) - MOST_CHARACTERS + 60)
    return text[: MOST_CHARACTERS - 60] + note
