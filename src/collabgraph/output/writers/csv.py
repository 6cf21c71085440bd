"""Tables as comma-separated values for spreadsheets and programs: numbers as numbers, codes instead of labels."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from collabgraph.output.document import (
    Cell,
    Claims,
    Column,
    Number,
    Part,
    StatusCell,
    Table,
    TextCell,
    fields,
    plain,
    text_cell,
)
from collabgraph.words.characters import harmless

_LONG = ("part", "n", "row", "column", "value", "low", "high", "claims", "bases", "note")


def written(table: Table) -> str:
    """RFC 4180 text; a cell that a spreadsheet would take for a formula gets an apostrophe before it.

    The ends of intervals and ranges are in columns of their own.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    spread = [any(isinstance(row[place], Number) and _has_ends(row[place]) for row in table.rows)
              for place in range(len(table.columns))]  # fmt: skip
    writer.writerow([name for column, ends in zip(table.columns, spread, strict=True) for name in _names(column, ends)])
    for row in table.rows:
        writer.writerow([value for cell, ends in zip(row, spread, strict=True) for value in _values(cell, ends)])
    return buffer.getvalue()


def _has_ends(cell: Cell | None) -> bool:
    return isinstance(cell, Number) and cell.low is not None


def _names(column: Column, ends: bool) -> list[str]:
    name = harmless(column.id)
    return [name, f"{name}_low", f"{name}_high"] if ends else [name]


def _values(cell: Cell | None, ends: bool) -> list[str | float | None]:
    low_high = [cell.low, cell.high] if isinstance(cell, Number) else [None, None]
    return [_value(cell), *(low_high if ends else [])]


def _value(cell: Cell | None) -> str | float | None:
    match cell:
        case Number():
            if cell.exact:
                return cell.exact
            return cell.value if cell.value is not None or not cell.note else harmless(plain(cell.note))
        case StatusCell():
            return cell.code
        case Claims():
            return harmless(", ".join(citation.id for citation in cell.claims))
        case TextCell():
            return harmless(plain(cell.runs) if cell.code is None else cell.code)
    return None


def records(parts: Sequence[Part]) -> Table:
    """All tables of the parts as one: a row for each cell, with its part, row, column and claims.

    ``n`` is the number of the row in its table, ``row`` the text of its first cell.
    """
    rows = tuple(
        row for part in parts for table in part.blocks if isinstance(table, Table) for row in _cells(part, table)
    )
    return Table("", fields(*_LONG), rows)


def _cells(part: Part, table: Table) -> Iterator[tuple[Cell | None, ...]]:
    for n, row in enumerate(table.rows, start=1):
        subject = text_cell(str(_value(row[0]) or ""))
        for column, cell in zip(table.columns[1:], row[1:], strict=True):
            if cell is not None:
                yield text_cell(part.anchor), Number(n), subject, text_cell(column.id), *_record(cell)


def _record(cell: Cell) -> tuple[Cell | None, ...]:
    """Value, low, high, claims, bases and note of a cell."""
    claims = cell.claims if isinstance(cell, StatusCell | Claims) else ()
    ids = text_cell(", ".join(citation.id for citation in claims)) if claims else None
    bases = text_cell(", ".join(dict.fromkeys(citation.basis for citation in claims))) if claims else None
    if isinstance(cell, Number):
        ends = [None if end is None else Number(end) for end in (cell.low, cell.high)]
        value = None if cell.value is None else Number(cell.value)
        return value, *ends, ids, bases, TextCell(cell.note) if cell.note else None
    return (None if isinstance(cell, Claims) else text_cell(str(_value(cell) or ""))), None, None, ids, bases, None
