"""Comma-separated values: the ties of a network, and its actors."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from collabgraph.output.exchange.draft import Draft
from collabgraph.words import mark

#: Columns that have a meaning are known however they are capitalised.
_KNOWN = frozenset("id source target weight relation label kind kinds sector level basis claims".split())
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def edges(path: Path, text: str) -> Draft:
    """The ties of a table with the columns ``source`` and ``target``; whether they have a direction it does not say."""
    draft = Draft(path)
    for line, values in _records(draft, text, ("source", "target")):
        draft.tie(line, (values.pop("source"), values.pop("target")), values)
    return draft


def nodes(path: Path, text: str) -> Draft:
    """The actors of a table with the column ``id``."""
    draft = Draft(path, nodes=[])
    for line, values in _records(draft, text, ("id",)):
        draft.declare(line, values.pop("id"), values)
    return draft


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), unguarded(guarded("=1+1")), unguarded(guarded("'=1"))
    ("'=1+1", '=1+1', "'=1")
    """
    return f"'{cell}" if _GUARDED.match(f"'{cell}") else cell


def unguarded(cell: str) -> str:
    """The cell without the apostrophe that kept it from being a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _records(draft: Draft, text: str, required: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row after the header with the line it begins on; a row that does not fit the header is refused."""
    rows = _rows(draft, text)
    line, header = next(rows, (1, []))
    columns = _named(header)
    if not _is_usable(draft, line, columns, required):
        return
    for line, cells in rows:
        if len(cells) == len(columns):
            record = {name: unguarded(cell) for name, cell in zip(columns, cells, strict=True)}
            yield line, {name: value for name, value in record.items() if name}
        else:
            phrase = mark("cells in this row: {found}; columns in the header: {expected}.")
            draft.refuse(line, phrase, found=len(cells), expected=len(columns))


def _named(header: Sequence[str]) -> list[str]:
    """The names of columns; those with a meaning in small letters, unless there is such a column beside them."""
    names = [unguarded(name).strip() for name in header]
    return [name.lower() if name.lower() in _KNOWN and name.lower() not in names else name for name in names]


def _rows(draft: Draft, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            draft.refuse(line, mark("the row cannot be read (in the parser's words: {reason})."), reason=error)
            continue
        if cells:
            yield line, cells


def _is_usable(draft: Draft, line: int, columns: Sequence[str], required: Sequence[str]) -> bool:
    faults = len(draft.faults)
    if missing := [name for name in required if name not in columns]:
        phrase = mark("the header needs the column '{name}', and columns apart by commas.")
        for name in missing:
            draft.refuse(line, phrase, name=name)
    for name in dict.fromkeys(name for name in columns if name and columns.count(name) > 1):
        draft.refuse(line, mark("the header has the column '{name}' twice."), name=name)
    return len(draft.faults) == faults
