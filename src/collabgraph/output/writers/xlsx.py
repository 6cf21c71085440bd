"""Documents as a workbook: a sheet of sentences, and one for each table; numbers are numbers, texts never formulas."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.output.document import (
    Block,
    Box,
    Cell,
    Document,
    Entries,
    Entry,
    Number,
    Paragraph,
    Picture,
    Points,
    Row,
    Run,
    Subheading,
    Table,
    Target,
    TextCell,
    Verbatim,
    Words,
    cell_runs,
    plain,
    sentence,
    words,
)
from collabgraph.output.writers.labels import labels, note
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


class Sheet(Struct, frozen=True):
    """A sheet: its name, columns and rows, and the target of each row, if any."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    targets: tuple[Target | None, ...]


def written(document: Document) -> bytes:
    """The document as an .xlsx file; a cell that names claims opens the first of them, pictures have a sheet each."""
    from openpyxl import Workbook

    say = Speech(document.lang)
    sheets = [_sentences(document, say), *_tables(document)]
    places = {
        (target.kind, target.name): f"'{sheet.name}'!A{row}"
        for sheet in sheets
        for row, target in enumerate(sheet.targets, start=2)
        if target is not None
    }
    places |= {(_SHEET, sheet.name): f"'{sheet.name}'!A1" for sheet in sheets}
    book = Workbook()
    book.remove(book.active)
    _describe(book, document)
    for sheet in sheets:
        _add(book, sheet, _Links(say, places))
    for title, picture in _pictures(document).items():
        _add_picture(book, title, picture)
    buffer = io.BytesIO()
    book.save(buffer)
    return settled(buffer.getvalue(), document.dated)


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


def _sentences(document: Document, say: Speech) -> Sheet:
    """The sheet of all text outside tables, part by part; it names each table where it belongs."""
    rows: list[Row] = [(_cell(document.title), _cell(text)) for text in (document.subtitle, document.about)]
    targets: list[Target | None] = [None] * len(rows)
    for part in document.parts:
        lines = [line for block in part.blocks for line in _lines(block, say)] or [_cell("")]
        rows += [(_cell(part.title), line) for line in lines]
        targets += [Target("part", part.anchor), *[None] * (len(lines) - 1)]
    return Sheet(say("Report"), (say("part"), say("text")), tuple(rows), tuple(targets))


def _cell(*pieces: str | Run) -> TextCell:
    return TextCell(words(*pieces))


def _lines(block: Block, say: Speech) -> Iterator[Cell]:
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
            name: Words = Run(block.name, Target(_SHEET, block.name))
            yield TextCell(sentence(say, "See the sheet: {name}", name=name))
            if isinstance(block, Table) and block.note:
                yield TextCell(note(block, say))


def _tables(document: Document) -> Iterator[Sheet]:
    for part in document.parts:
        for block in part.blocks:
            if isinstance(block, Table):
                yield _of_table(block, Speech(document.lang))
            elif isinstance(block, Entries):
                yield _of_entries(block)


def _pictures(document: Document) -> Mapping[str, Picture]:
    """The pictures of the document by the name of the sheet that each gets."""
    names = labels(document)
    blocks = (block for part in document.parts for block in part.blocks)
    return {names(block): block for block in blocks if isinstance(block, Picture) and names(block)}


def _of_table(table: Table, say: Speech) -> Sheet:
    """The table with the ends of its intervals and ranges in columns of their own."""
    ends = [any(isinstance(row[place], Number) and row[place].low is not None for row in table.rows)  # type: ignore[union-attr]
            for place in range(len(table.columns))]  # fmt: skip
    names = [
        name
        for column, has_ends in zip(table.columns, ends, strict=True)
        for name in (
            (column.label, say("{name}, at least", name=column.label), say("{name}, at most", name=column.label))
            if has_ends
            else (column.label,)
        )
    ]
    rows = tuple(
        tuple(part for cell, has_ends in zip(row, ends, strict=True) for part in _split(cell, has_ends))
        for row in table.rows
    )
    return Sheet(table.name, tuple(names), rows, (None,) * len(rows))


def _split(cell: Cell | None, ends: bool) -> Row:
    """A number and its two ends, each a cell of its own; any other cell unchanged."""
    if not ends:
        return (cell,)
    if not isinstance(cell, Number):
        return cell, None, None
    low, high = (None if end is None else Number(end) for end in (cell.low, cell.high))
    return Number(cell.value, note=cell.note), low, high


def _of_entries(block: Entries) -> Sheet:
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
    return Sheet(block.name, (*named, *block.facts, *block.ground_columns), tuple(rows), tuple(targets))


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
    for number, column in enumerate(sheet.columns, start=1):
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
    if isinstance(cell, Number) and cell.value is not None and not cell.note:
        place.value = cell.value
        place.number_format = "0" if isinstance(cell.value, int) else _DECIMALS
        return
    text = plain(cell_runs(cell, links.say))
    if not text:
        return
    place.value = text
    place.data_type = "s"
    place.quotePrefix = harmless(text) != text  # in case the user edits the cell
    if location := links.of(cell):
        place.hyperlink = Hyperlink(ref=place.coordinate, location=location)
        place.font = Font(color="FF005A8D", underline="single")
