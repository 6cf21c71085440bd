"""Tables of ties and of actors as spreadsheets and programs write them, and adjacency matrices.

The first row tells which character separates the cells, and which columns are source and target; a notice says so
where it is not the usual.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct, field

from collabgraph.output.exchange.draft import Draft
from collabgraph.rdf import separated
from collabgraph.rdf.separated import SEPARATORS, STATED, unguarded
from collabgraph.words import Text, mark

#: Columns with a meaning, whatever their capitals.
_KNOWN = frozenset("id source target weight relation label kind kinds type sector level basis claims".split())
#: Other headings of the two ends of a tie; the last four are of two modes.
_ENDS = (
    ("from", "to"), ("sender", "receiver"), ("sender", "recipient"), ("ego", "alter"), ("sumber", "tujuan"),
    ("asal", "tujuan"), ("sumber", "sasaran"), ("dari", "ke"), ("pengirim", "penerima"), ("node1", "node2"),
    ("person", "event"), ("actor", "event"), ("orang", "acara"), ("aktor", "acara"),
)  # fmt: skip
_TWO_MODES = _ENDS[-4:]
#: Other headings of these columns.
_OTHERS = {"weight": ("bobot", "strength"), "relation": ("relasi", "hubungan", "jenis"), "id": ("name", "nama")}
#: The types of ties that Gephi writes, and whether they run one way.
_WAYS = {"directed": True, "undirected": False, "mutual": False}
_NUMBER = re.compile(r"[+-]?[0-9]*[.,]?[0-9]+(?:[eE][+-]?[0-9]+)?")
_ZERO = re.compile(r"[+-]?0*[.,]?0*")

Record = tuple[int, list[str]]


class Header(Struct):
    """The columns by our names, the file's names where they differ, and whether these mean two modes."""

    columns: list[str]
    renamed: dict[str, str] = field(default_factory=dict)
    has_two_modes: bool = False

    def has(self, *names: str) -> bool:
        """Whether there are columns of all these names."""
        return set(names) <= set(self.columns)

    def rename(self, theirs: str, ours: str) -> None:
        """Rename a column to our name for it."""
        place = [name.lower() for name in self.columns].index(theirs)
        self.renamed[self.columns[place]] = ours
        self.columns[place] = ours


def edges(path: Path, text: str) -> Draft:
    """The ties of a table with columns of sources and targets, or of an adjacency matrix.

    A table gives the direction of ties only in the column ``Type`` that Gephi writes.
    """
    draft = Draft(path)
    records = _records(draft, text, ("source", "target"))
    header = _header(records[0][1] if records else [], ("source", "target"))
    if not header.has("source", "target") and _is_matrix(records):
        _matrix(draft, records)
        return draft
    rows = list(_rows(draft, records, header, ("source", "target")))
    types = [values.get("type", "").strip().lower() for _, values in rows]
    gephi = any(types) and {*types} - {""} <= _WAYS.keys()
    if gephi:
        draft.direct(map(_WAYS.get, types), None)
    for (line, values), kind in zip(rows, types, strict=True):
        relation = values.pop("type", "")
        if relation and not gephi:
            values.setdefault("relation", relation)
        draft.tie(line, (values.pop("source"), values.pop("target")), values, both=gephi and _WAYS.get(kind) is False)
    if header.has_two_modes:
        draft.second_mode = {row.target for row in draft.rows} - {row.source for row in draft.rows}
    return draft


def nodes(path: Path, text: str) -> Draft:
    """The actors of a table with the column ``id``."""
    draft = Draft(path, nodes=[])
    records = _records(draft, text, ("id",))
    for line, values in _rows(draft, records, _header(records[0][1] if records else [], ("id",)), ("id",)):
        draft.declare(line, values.pop("id"), values)
    return draft


def _usual(path: Path) -> str:
    return "\t" if path.suffix.lower() == ".tsv" else ","


def _records(draft: Draft, text: str, required: Sequence[str]) -> list[Record]:
    """The rows that are not empty, each with its first line; a notice names an unusual separator."""
    stated = STATED.match(text)
    usual = _usual(draft.path)
    separator = stated[1] if stated else separated.separator(text, usual, partial(_has, required))
    rest, above = (text[stated.end() :], 1) if stated else (text, 0)
    if separator != usual:
        words = SEPARATORS.get(separator, Text(en=separator, id=separator))
        draft.notice(mark("The cells are separated by {separator}."), separator=words)
    return [(line + above, cells) for line, cells in _parsed(draft, rest, separator)]


def _has(required: Sequence[str], cells: list[str]) -> bool:
    return _header(cells, required).has(*required)


def _parsed(draft: Draft, text: str, separator: str) -> Iterator[Record]:
    blanks = separator == " "
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator, skipinitialspace=blanks)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            draft.refuse(line, mark("the row cannot be read (in the parser's words: {reason})."), reason=error)
            continue
        if blanks and cells and not cells[-1]:
            cells.pop()
        if cells:
            yield line, cells


def _header(cells: Sequence[str], required: Sequence[str]) -> Header:
    """The columns of a table; those with a meaning in lower case, unless another column has that name."""
    names = [unguarded(name).strip() for name in cells]
    header = Header([name.lower() if name.lower() in _KNOWN - {*names} else name for name in names])
    lower = {name.lower() for name in names}
    ends = next((ends for ends in _ENDS if lower.issuperset(ends)), None)
    if "source" in required and ends and not header.has("source") and not header.has("target"):
        header.has_two_modes = ends in _TWO_MODES
        for theirs, ours in zip(ends, ("source", "target"), strict=True):
            header.rename(theirs, ours)
    for ours, others in _OTHERS.items():
        theirs = next((other for other in others if other in lower), "")
        if theirs and not header.has(ours) and (ours != "id" or "id" in required):
            header.rename(theirs, ours)
    return header


def _rows(
    draft: Draft, records: Sequence[Record], header: Header, required: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row after the header with its first line; a row that does not fit the header is refused."""
    if not _is_usable(draft, records[0][0] if records else 1, header, required):
        return
    for line, cells in records[1:]:
        if len(cells) == len(header.columns):
            record = {name: unguarded(cell) for name, cell in zip(header.columns, cells, strict=True)}
            yield line, {name: value for name, value in record.items() if name}
        else:
            phrase = mark("cells in this row: {found}; columns in the header: {expected}.")
            draft.refuse(line, phrase, found=len(cells), expected=len(header.columns))


def _is_usable(draft: Draft, line: int, header: Header, required: Sequence[str]) -> bool:
    faults = len(draft.faults)
    if not header.has(*required):
        phrase = mark("the first row must name the columns, among them {names}; it has: {columns}.")
        draft.refuse(line, phrase, names=", ".join(required), columns=", ".join(header.columns) or "-")
    for name in dict.fromkeys(name for name in header.columns if name and header.columns.count(name) > 1):
        draft.refuse(line, mark("the header has the column '{name}' twice."), name=name)
    if header.renamed:
        columns = ", ".join(f"{theirs} = {ours}" for theirs, ours in header.renamed.items())
        draft.notice(mark("Columns were read as: {columns}."), columns=columns)
    return len(draft.faults) == faults


# Matrices


def _is_matrix(records: Sequence[Record]) -> bool:
    """Whether the first row and column are names and the rest numbers, of the same actors or of two modes."""
    if len(records) < 2:
        return False
    columns, rows = _columns(records), [cells[0].strip() for _, cells in records[1:]]
    numbers = all(not cell.strip() or _NUMBER.fullmatch(cell.strip()) for _, cells in records[1:] for cell in cells[1:])
    corner = not records[0][1][0].strip() or len(columns) == len(records[0][1])
    return numbers and (set(rows) == set(columns) or (corner and not set(rows) & set(columns)))


def _columns(records: Sequence[Record]) -> list[str]:
    """The names of the columns: the first row without the corner, which some programs leave out."""
    header, first = records[0][1], records[1][1]
    return [cell.strip() for cell in (header if len(header) == len(first) - 1 else header[1:])]


def _matrix(draft: Draft, records: Sequence[Record]) -> None:
    """Add the ties of an adjacency matrix, rows sending; a matrix gives no direction."""
    columns = [unguarded(name) for name in _columns(records)]
    rows = [unguarded(cells[0]).strip() for _, cells in records[1:]]
    draft.mirrored = True
    for line, cells in records[1:]:
        draft.declare(line, unguarded(cells[0]), {})
        _matrix_row(draft, line, [unguarded(cell) for cell in cells], columns)
    if set(rows) != set(columns):
        draft.second_mode = set(columns)
        for name in columns:
            draft.declare(records[0][0], name, {})
    shape = {"rows": len(rows), "columns": len(columns)}
    draft.notice(mark("Read as an adjacency matrix (rows: {rows}, columns: {columns}), rows sending."), **shape)


def _matrix_row(draft: Draft, line: int, cells: Sequence[str], columns: Sequence[str]) -> None:
    if len(cells) != len(columns) + 1:
        phrase = mark("cells in this row: {found}; columns in the header: {expected}.")
        draft.refuse(line, phrase, found=len(cells), expected=len(columns) + 1)
        return
    for name, cell in zip(columns, cells[1:], strict=True):
        if not _ZERO.fullmatch(cell.strip()):
            draft.tie(line, (cells[0], name), {"weight": cell})
