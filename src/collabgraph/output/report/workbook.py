"""The report as a workbook: a sheet of sentences, and one for each table; every cell is text, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from collabgraph.output.report.archive import settled
from collabgraph.output.report.document import (
    HERE,
    Block,
    Document,
    Entries,
    Entry,
    Paragraph,
    Points,
    Run,
    Runs,
    Subheading,
    Table,
    filled,
    plain,
    words,
)
from collabgraph.words import Speech

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

#: The narrowest and the widest a column may be, in letters.
_NARROW, _WIDE = 8, 60
#: What a spreadsheet would take for the beginning of a formula, were the cell typed in anew.
_FORMULA = ("=", "+", "-", "@")

Row = tuple[Runs, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, columns and rows, and for each row the anchor that leads there, if any."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    anchors: tuple[str | None, ...]


def written(document: Document) -> bytes:
    """The document as an .xlsx file; a cell that names claims opens the first of them, pictures are left out."""
    from openpyxl import Workbook

    sheets = [_sentences(document), *_tables(document)]
    places = {
        anchor: f"'{sheet.name}'!A{row}"
        for sheet in sheets
        for row, anchor in enumerate(sheet.anchors, start=2)
        if anchor is not None
    }
    places |= {_top(sheet.name): f"'{sheet.name}'!A1" for sheet in sheets}
    book = Workbook()
    book.remove(book.active)
    _describe(book, document)
    for sheet in sheets:
        _add(book, sheet, places)
    buffer = io.BytesIO()
    book.save(buffer)
    return settled(buffer.getvalue(), document.dated)


# Which sheets there are ----------------------------------------------------------------------------------------------


def _sentences(document: Document) -> Sheet:
    """Everything that stands in no table, part by part; tables are named where they belong."""
    say = Speech(document.lang)
    rows: list[Row] = [(words(document.title), words(text)) for text in (document.subtitle, document.about)]
    anchors: list[str | None] = [None] * len(rows)
    for part in document.parts:
        lines = [line for block in part.blocks for line in _lines(block, say)]
        rows += [(words(part.title), line) for line in lines]
        anchors += [part.anchor, *[None] * (len(lines) - 1)]
    return Sheet(say("Report"), (say("part"), say("text")), tuple(rows), tuple(anchors))


def _lines(block: Block, say: Speech) -> Iterator[Runs]:
    match block:
        case Paragraph():
            yield block.runs
        case Subheading():
            yield words(block.text)
        case Points():
            yield from block.items
        case Table() | Entries():
            yield filled(say("See the sheet: {name}", name=HERE), words(Run(block.name, _top(block.name))))


def _top(sheet: str) -> str:
    """The anchor of a sheet itself."""
    return f"#{sheet}"


def _tables(document: Document) -> Iterator[Sheet]:
    for part in document.parts:
        for block in part.blocks:
            if isinstance(block, Table):
                yield Sheet(block.name, block.columns, block.rows, (None,) * len(block.rows))
            elif isinstance(block, Entries):
                yield _of_entries(block)


def _of_entries(block: Entries) -> Sheet:
    """A row for each piece of evidence, or one where an entry has none; what the entry states is on each of them."""
    named = [column for column in block.columns if column]
    rows: list[Row] = []
    anchors: list[str | None] = []
    for entry in block.entries:
        told = _told(entry, block)
        grounds: list[Row] = [(words(g.polarity), (g.source,), words(g.locator), words(g.note)) for g in entry.grounds]
        rows += [(*told, *ground) for ground in grounds or [((),) * len(block.ground_columns)]]
        anchors += [entry.anchor, *[None] * (len(grounds or [()]) - 1)]
    return Sheet(block.name, (*named, *block.facts, *block.ground_columns), tuple(rows), tuple(anchors))


def _told(entry: Entry, block: Entries) -> Row:
    texts = zip(block.columns, (entry.title, entry.about, entry.statement), strict=True)
    facts = dict(entry.facts)
    return (*(words(text) for column, text in texts if column), *(facts.get(name, ()) for name in block.facts))


# How they look -------------------------------------------------------------------------------------------------------


def _describe(book: Workbook, document: Document) -> None:
    properties = book.properties
    properties.title, properties.subject = document.title, document.subtitle
    properties.creator = properties.lastModifiedBy = document.software
    properties.language = document.lang
    properties.created = properties.modified = datetime.combine(document.dated, time())


def _add(book: Workbook, sheet: Sheet, places: Mapping[str, str]) -> None:
    """The sheet with its head row frozen, a filter, and columns as wide as what they hold."""
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(sheet.name)
    for number, column in enumerate(sheet.columns, start=1):
        _write(page.cell(1, number), words(Run(column, strong=True)), places)
        longest = max(len(column) + 3, *(len(plain(row[number - 1])) for row in sheet.rows), _NARROW)
        page.column_dimensions[get_column_letter(number)].width = min(longest + 2, _WIDE)
    for place, row in enumerate(sheet.rows, start=2):
        for number, runs in enumerate(row, start=1):
            _write(page.cell(place, number), runs, places)
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    _set_print(page)


def _set_print(page: Worksheet) -> None:
    page.print_title_rows = "1:1"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _write(cell: Cell, runs: Runs, places: Mapping[str, str]) -> None:
    """The words of the runs as text, whatever they begin with, and a link to what the first of them opens."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    text = plain(runs)
    if not text:
        return
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_FORMULA)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    anchor = next((run.to for run in runs if run.to is not None), None)
    if anchor is not None:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=places[anchor])
        cell.font = Font(color="FF005A8D", underline="single")
    elif any(run.strong for run in runs) and cell.row == 1:
        cell.font = Font(bold=True)
