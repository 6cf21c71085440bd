"""Tables as comma-separated values for spreadsheets and programs: numbers as numbers, codes instead of labels."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from collabgraph.output.document import Cell, Number, Part, Table, TextCell, fields, plain, text_cell
from collabgraph.output.writers.spread import facets, spread
from collabgraph.words import Speech
from collabgraph.words.characters import harmless

_LONG = ("part", "n", "row", "column", "value", "low", "high", "unit", "claims", "bases", "note")


def written(table: Table, say: Speech = Speech("en")) -> str:  # noqa: B008 -- frozen
    """RFC 4180 text; a cell that a spreadsheet would take for a formula gets an apostrophe before it.

    Ends of intervals and ranges, units, bases, claims and notes are in columns of their own.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    flat = spread(table, say)
    writer.writerow([harmless(column.id) for column in flat.columns])
    for row in flat.rows:
        writer.writerow([_value(cell) for cell in row])
    return buffer.getvalue()


def _value(cell: Cell | None) -> str | float | None:
    match cell:
        case Number():
            return cell.exact or cell.value
        case TextCell():
            return harmless(plain(cell.runs) if cell.code is None else cell.code)
    return None


def records(parts: Sequence[Part], say: Speech = Speech("en")) -> Table:  # noqa: B008 -- frozen
    """All tables of the parts as one: a row for each cell, with its part, row, column and claims.

    ``n`` is the number of the row in its table, ``row`` the text of its first cell.
    """
    rows = tuple(
        row for part in parts for table in part.blocks if isinstance(table, Table) for row in _cells(part, table, say)
    )
    return Table("", fields(*_LONG), rows)


def _cells(part: Part, table: Table, say: Speech) -> Iterator[tuple[Cell | None, ...]]:
    for n, row in enumerate(table.rows, start=1):
        first = _value(facets(row[0], say).value)
        subject = text_cell("" if first is None else str(first))
        for column, cell in zip(table.columns[1:], row[1:], strict=True):
            if cell is not None:
                pieces = facets(cell, say)
                found = (pieces.at(name) for name in _LONG[4:])
                yield text_cell(part.anchor), Number(n), subject, text_cell(column.id), *found
