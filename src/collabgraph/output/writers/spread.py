"""Tables for programs: values, their ends, units, bases, claims and notes, each in a column of its own."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from collabgraph.output.document import (
    Cell,
    Citation,
    Claims,
    Column,
    Number,
    Run,
    StatusCell,
    Table,
    TextCell,
    joined,
    text_cell,
    words,
)
from collabgraph.words import Speech, mark

#: What a cell can have, in the order of the columns, and what these are called.
FACETS = {
    "value": mark("value"),
    "low": mark("at least"),
    "high": mark("at most"),
    "unit": mark("unit"),
    "bases": mark("basis"),
    "claims": mark("claims"),
    "note": mark("note"),
}


class Facets(Struct, frozen=True):
    """What a cell says, piece by piece; what it does not say is None. Unknown numbers have no value, but a note."""

    value: TextCell | Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: TextCell | None = None
    bases: TextCell | None = None
    claims: TextCell | None = None
    note: TextCell | None = None

    def at(self, name: str) -> Cell | None:
        """The piece with this name."""
        found: Cell | None = getattr(self, name)
        return found


def facets(cell: Cell | None, say: Speech) -> Facets:
    """The pieces of a cell."""
    match cell:
        case Number():
            return _of_number(cell)
        case StatusCell():
            differs = say("differs if {glyphs}", glyphs="/".join(cell.differs_if)) if cell.differs_if else ""
            bases, claims = _cited(cell.claims)
            value, note = text_cell(cell.label, code=cell.code), text_cell(differs) if differs else None
            return Facets(value, bases=bases, claims=claims, note=note)
        case Claims():
            bases, claims = _cited(cell.claims)
            return Facets(bases=bases, claims=claims)
        case TextCell():
            bases, claims = _cited(cell.claims)
            return Facets(cell, bases=bases, claims=claims)
    return Facets()


def _of_number(cell: Number) -> Facets:
    low, high = (None if end is None else Number(end) for end in (cell.low, cell.high))
    value = None if cell.value is None else Number(cell.value, exact=cell.exact, digits=cell.digits)
    unit = text_cell(cell.unit) if cell.unit and (value or low) else None
    return Facets(value, low, high, unit, note=TextCell(cell.note) if cell.note else None)


def _cited(claims: Sequence[Citation]) -> tuple[TextCell | None, TextCell | None]:
    """The bases of claims, each once, and their ids, the first of which a reader can open."""
    if not claims:
        return None, None
    labels = dict.fromkeys(citation.basis_label for citation in claims)
    codes = dict.fromkeys(citation.basis for citation in claims)
    ids = joined([words(Run(citation.id, citation.to)) for citation in claims])
    return text_cell(", ".join(labels), code=", ".join(codes)), TextCell(ids)


def spread(table: Table, say: Speech) -> Table:
    """The table with each piece of its cells in a column of its own.

    Where several columns are side by side ``across`` something, there is a row for each row and each of them.
    """
    return _by_column(_stacked(table, say), say)


def _by_column(table: Table, say: Speech) -> Table:
    pieces = [[facets(cell, say) for cell in row] for row in table.rows]
    shown = [_shown([row[place] for row in pieces]) for place in range(len(table.columns))]
    heads = [
        head
        for column, names in zip(table.columns, shown, strict=True)
        for head in (_head(column, name, names[0], say) for name in names)
    ]
    rows = tuple(
        tuple(piece.at(name) for piece, names in zip(row, shown, strict=True) for name in names) for row in pieces
    )
    return Table(table.name, tuple(heads), rows)


def _shown(pieces: Sequence[Facets]) -> list[str]:
    """The pieces that a column has; a column of claims alone has no value."""
    names = [name for name in FACETS if any(piece.at(name) is not None for piece in pieces)]
    if "claims" in names and "value" not in names:
        return ["claims", "bases"]
    return names if names[:1] == ["value"] else ["value", *names]


def _head(column: Column, name: str, first: str, say: Speech) -> Column:
    """The head of a piece of a column: the first has the name of the column."""
    if name == first:
        return Column(column.label, column.id)
    label = say(FACETS[name]) if column.id == "value" else f"{column.label}, {say(FACETS[name])}"
    return Column(label, name if column.id == "value" else f"{column.id}_{name}")


def _stacked(table: Table, say: Speech) -> Table:
    """The table with the columns that are side by side one below the other, as a column "value"."""
    beside = [place for place, column in enumerate(table.columns) if column.across]
    if not beside:
        return table
    first, across = beside[0], table.columns[beside[0]].across
    rows = tuple(
        (*row[:first], text_cell(table.columns[place].label, code=table.columns[place].id), row[place],
         *(cell for other, cell in enumerate(row[first:], first) if other not in beside))
        for row in table.rows for place in beside if row[place] is not None
    )  # fmt: skip
    others = (column for place, column in enumerate(table.columns[first:], first) if place not in beside)
    heads = (*table.columns[:first], Column(across, "across"), Column(say(FACETS["value"]), "value"), *others)
    return Table(table.name, heads, rows)
