"""An answer as the parts of its presentation, and as what a script draws bars and graphs from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyoxigraph as ox
from msgspec import Struct

from collabgraph.output.document import Block, Cell, Number, Part, StatusCell, Table, cell_runs, paragraph, plain
from collabgraph.output.presenters.answers import ANSWER, Label, Rows, counted, labelled, value
from collabgraph.rdf.vocabulary import BASE, CG, SCHEME, SOURCE
from collabgraph.words import Speech, both, mark

_CLAIM, _CODE = 1, 2
_CLAIMS = (f"{BASE}case/", f"{BASE}study/")
_POLARITY = f"{SCHEME}polarity#"
#: Whose terms have scales of their own.
_MEASURES = (f"{SCHEME}network-metric#", f"{SCHEME}actor-metric#")
#: The names of the columns of an answer without rows of its own: a yes or no, or triples.
_HEADINGS = {
    ANSWER: both(mark("answer")),
    "subject": both(mark("subject")),
    "predicate": both(mark("predicate")),
    "object": both(mark("object")),
}


class Shown(Struct, frozen=True):
    """An answer on a page: its rows, the parts of its presentation, and whether rows were left out.

    ``is_rows`` is false for a graph.
    """

    rows: Rows
    parts: Sequence[Part]
    say: Speech
    cut: bool
    is_rows: bool = True

    def blocks(self, anchor: str) -> Sequence[Block]:
        """What is in one part of the presentation."""
        return [block for part in self.parts if part.anchor == anchor for block in part.blocks]

    @property
    def views(self) -> list[str]:
        """The ways besides the table in which the columns can be shown: "bars", "graph"."""
        numeric = [any(isinstance(cell, Number) for cell in column) for column in self._columns]
        bars = ["bars"] if any(numeric) and not all(numeric) else []
        return bars + (["graph"] if len(self._things) > 1 else [])

    @property
    def data(self) -> dict[str, Any]:
        """The cells for the script that draws bars and graphs, with the columns that a graph joins at first."""
        ends, between = self._joined()
        names = [column.id for column in self._table.columns]
        rows = [
            [self._cell(cell, row[name]) for name, cell in zip(names, cells, strict=True)]
            for row, cells in zip(self.rows.rows, self._table.rows, strict=bool(self._table.columns))
        ]
        headings = [column.label for column in self._table.columns]
        data = {"headings": headings, "rows": rows, "things": self._things, "ends": ends, "between": between}
        data["unit"] = next((place for place in map(self._place, _MEASURES) if place is not None), None)
        if data["unit"] is None and "unit" in (ids := [column.id for column in self._table.columns]):
            data["unit"] = ids.index("unit")
        return data | {"evidence": self._place(_POLARITY) in between}

    def _cell(self, cell: Cell | None, node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> object:
        """A cell for the script: its words, its number where it has one, and in full what it stands for."""
        if cell is None:
            return None
        words = cell.label if isinstance(cell, StatusCell) else plain(cell_runs(cell, self.say))
        number = cell.value if isinstance(cell, Number) else None
        full = words if node is None else value(node)
        return {"words": words, "iri": isinstance(node, ox.NamedNode), "number": number, "full": full}

    @property
    def _table(self) -> Table:
        return next((block for block in self.blocks("rows") if isinstance(block, Table)), Table("", (), ()))

    @property
    def _columns(self) -> list[tuple[Cell | None, ...]]:
        """The cells of each column."""
        return list(zip(*self._table.rows, strict=True))

    def _iris(self, place: int) -> list[str]:
        """The IRIs in a column."""
        name = self._table.columns[place].id
        return [node.value for row in self.rows.rows if isinstance(node := row[name], ox.NamedNode)]

    @property
    def _things(self) -> list[int]:
        """The places of the columns that name things."""
        return [place for place in range(len(self._table.columns)) if self._iris(place)]

    def _joined(self) -> tuple[list[int], list[int]]:
        """Which two columns of things a graph joins at first, and which say how: the ends of a tie where there are.

        A source is joined to a claim by whether it supports, qualifies or contradicts it, and by what the claim says.
        """
        things, rank = self._things, {place: self._rank(place) for place in self._things}
        polarity, source = self._place(_POLARITY), self._place(SOURCE)
        claim = next((place for place in things if rank[place] == _CLAIM), None)
        if polarity is not None and source is not None and claim is not None:
            said = [place for place in things if self._table.columns[place].id in ("status", "said")]
            return [source, claim], [polarity, *said]
        tie = [place for name in ("from", "to") for place in things if self._table.columns[place].id == name]
        ends = tie if len(tie) == 2 else sorted(sorted(things, key=rank.__getitem__)[:2])
        return ends, [
            place for place in things if min(ends, default=0) < place < max(ends, default=0) and rank[place] == _CODE
        ][:1]

    def _place(self, start: str) -> int | None:
        """The place of the first column all of whose IRIs start like this."""
        return next((place for place in self._things if all(iri.startswith(start) for iri in self._iris(place))), None)

    def _rank(self, place: int) -> int:
        """How little a column is about things of the cases: those first, then claims, then codes."""
        iris = self._iris(place)
        if all(iri.startswith((SCHEME, CG.iri)) or not iri.startswith(BASE) for iri in iris):
            return _CODE
        return _CLAIM if all("#" in iri and iri.startswith(_CLAIMS) for iri in iris) else 0


def parts(rows: Rows, label: Label, say: Speech) -> list[Part]:
    """The answer to a query of the reader's own; every IRI by its label where it has one."""
    table = labelled(rows, say("answer"), _HEADINGS, say, label)
    shown = [Part("rows", "", (table,))] if rows.rows else []
    return [*shown, Part("count", "", (paragraph(counted(rows, say)),))]


def of_graph(body: bytes) -> Rows:
    """The triples of an answer that is a graph, in N-Triples."""
    triples = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    rows = tuple({"subject": t.subject, "predicate": t.predicate, "object": t.object} for t in triples)
    return Rows(("subject", "predicate", "object"), rows, b"")
