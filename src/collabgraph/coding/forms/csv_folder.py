"""Cases as a folder of CSV files: the sheets of a workbook, one file each, with the same headings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from collabgraph.coding.forms import sheet_reading, sheet_writing
from collabgraph.coding.forms.records import Document, Found
from collabgraph.coding.forms.sheet_writing import Grid
from collabgraph.coding.forms.sheets import (
    SCORE_HELP,
    SCORES,
    Cell,
    Kind,
    Sheet,
    column_letters,
    folded,
    kind_named,
    words_of,
)
from collabgraph.errors import MissingFolder, NotAWorkbook
from collabgraph.model import Ontology
from collabgraph.rdf.encoding import read_text
from collabgraph.rdf.positions import Fault, Place
from collabgraph.rdf.separated import SEPARATORS, STATED, guarded, separator, unguarded
from collabgraph.words import both, mark

#: The most that a file may have: bytes.
_BYTES = 50_000_000

_NO_FILES = mark("the folder has no file that ends in .csv or .tsv.")
_TOO_LARGE = mark("'{name}' has more than {most} MB.")
_ROW = mark(
    "The row cannot be read (in the parser's words: {words}). Put quotation marks around cells with line breaks."
)
_SEPARATED = mark("The cells of this file are separated by {separator}.")


# Reading ------------------------------------------------------------------------------------------------------------


def read(path: Path) -> Found:
    """What the files of a folder say, with the cell of each value as a spreadsheet program shows it.

    Raises MissingFolder; NotAWorkbook if the folder has no sheet; MissingFile or NotUtf8 if a file cannot be read.
    """
    if not path.is_dir():
        raise MissingFolder(path=path)
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in (".csv", ".tsv") and file.is_file())
    if not files:
        raise NotAWorkbook(path=path, reason=both(_NO_FILES))
    problems = Found()
    found = sheet_reading.documents([_sheet(file, problems) for file in files])
    found.faults[:0], found.notices[:0] = problems.faults, problems.notices
    return found


def _sheet(file: Path, problems: Found) -> Sheet:
    if file.stat().st_size > _BYTES:
        raise NotAWorkbook(path=file.parent, reason=both(_TOO_LARGE, name=file.name, most=_BYTES // 1_000_000))
    text, notices = read_text(file)
    at_top = Place(cell=f"{file.name}!A1")
    problems.notices += [Fault(at_top, notice) for notice in notices]
    stated = STATED.match(text)
    usual = "\t" if file.suffix.lower() == ".tsv" else ","
    kind = kind_named(file.name)
    delimiter = stated[1] if stated else separator(text, usual, partial(_known, kind))
    if delimiter not in (usual, ";"):
        problems.notices.append(Fault(at_top, both(_SEPARATED, separator=SEPARATORS[delimiter])))
    rest = text[stated.end() :] if stated else text
    rows = []
    for number, cells in enumerate(_records(file, rest, delimiter, problems), start=1 + bool(stated)):
        made = {
            column: Cell(unguarded(cell), Place(cell=f"{file.name}!{column_letters(column)}{number}"))
            for column, cell in enumerate(cells, start=1)
            if cell.strip()
        }
        if made:
            rows.append((number, made))
    return Sheet(file.name, rows)


def _known(kind: Kind | None, cells: list[str]) -> bool:
    """Whether these are headings, of which two at least are known; one will do where there are no more."""
    known = {word for column in kind.columns for word in words_of(column)} if kind is not None else set()
    return len(cells) > 1 and sum(folded(cell) in known for cell in cells) >= min(2, len(cells))


def _records(file: Path, text: str, delimiter: str, problems: Found) -> list[list[str]]:
    """The rows; one that cannot be read is a fault, and empty."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter)
    rows: list[list[str]] = []
    while True:
        try:
            rows.append(next(reader))
        except StopIteration:
            return rows
        except csv.Error as error:
            place = Place(cell=f"{file.name}!A{len(rows) + 1}")
            problems.faults.append(Fault(place, both(_ROW, words=error)))
            rows.append([])


# Writing ------------------------------------------------------------------------------------------------------------


def write(documents: Sequence[Document], ontology: Ontology, lang: str) -> dict[str, bytes]:
    """The documents as files by name, in a language; they are changed on the way, so do not use them afterwards.

    Raises NotInForm.
    """
    return _files(sheet_writing.grids(documents, ontology, lang), lang)


def template(
    keys: Iterable[str], framework: str, ontology: Ontology, lang: str, *, several: bool = False
) -> dict[str, bytes]:
    """Files to begin with, by name: see ``workbook.template``. Raises UnknownFramework."""
    return _files(sheet_writing.template(keys, framework, ontology, lang, several=several), lang)


def _files(grids: Sequence[Grid], lang: str) -> dict[str, bytes]:
    return {f"{grid.name}.csv": _file(grid, lang) for grid in grids}


def _file(grid: Grid, lang: str) -> bytes:
    """A file with a byte order mark, which spreadsheet programs need to read it as UTF-8.

    Where decimals have a comma these programs expect semicolons between cells.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if lang == "id" else ",", lineterminator="\r\n")
    help_of_others = SCORE_HELP[lang] if grid.kind is SCORES else ""
    if grid.columns:
        writer.writerow([*(column.heading[lang] for column in grid.columns), *grid.others])
        writer.writerow([*(column.help[lang] for column in grid.columns), *(help_of_others for _ in grid.others)])
    for row in grid.rows:
        writer.writerow([guarded(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")
