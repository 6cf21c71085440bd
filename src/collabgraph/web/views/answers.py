"""An answer as the parts of its presentation, and as what scripts sort it by and draw charts from."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import pyoxigraph as ox
from msgspec import Struct

from collabgraph.output.document import Block, Cell, Number, Part, StatusCell, Table, cell_runs, paragraph, plain
from collabgraph.output.presenters.answers import ANSWER, Label, Rows, counted, labelled, value
from collabgraph.rdf.vocabulary import BASE, CG, SCHEME, SOURCE
from collabgraph.web.views import columns
from collabgraph.web.views.columns import Held, Node
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


class Shown(Struct, frozen=True, dict=True):
    """An answer on a page: its rows, the parts of its presentation, and whether rows were left out.

    ``seconds`` is how long it took to be answered; ``is_rows`` is false for a graph.
    """

    rows: Rows
    parts: Sequence[Part]
    say: Speech
    cut: bool
    seconds: float
    is_rows: bool = True

    def blocks(self, anchor: str) -> Sequence[Block]:
        """What is in one part of the presentation."""
        return [block for part in self.parts if part.anchor == anchor for block in part.blocks]

    @cached_property
    def charts(self) -> dict[str, dict[str, object]]:
        """The charts that fit the columns, by name: "bars", "line", "timeline", "network"."""
        found = columns.charts(self._held, self._unit)
        if len(self._things) > 1:
            ends, between = self._joined()
            evidence = self._place(_POLARITY) in between
            found["network"] = {"things": self._things, "ends": ends, "between": between, "evidence": evidence}
        return found

    @property
    def data(self) -> dict[str, Any]:
        """The cells for the scripts that sort rows and draw charts, with the columns each chart is drawn from."""
        return {
            "headings": [column.label for column in self._table.columns],
            "kinds": [column.kind for column in self._held],
            "rows": list(
                map(list, zip(*(map(self._cell, each.cells, each.nodes) for each in self._held), strict=True))
            ),
            "unit": self._unit,
            "count": len(self.rows.rows),
            "charts": self.charts,
        }

    def _cells(self, column: Held) -> list[object]:
        return [self._cell(cell, node) for cell, node in zip(column.cells, column.nodes, strict=True)]

    def _cell(self, cell: Cell | None, node: Node) -> object:
        """A cell for a script: its words, its number or date where it has one, and in full what it stands for."""
        if cell is None:
            return None
        words = cell.label if isinstance(cell, StatusCell) else plain(cell_runs(cell, self.say))
        given: dict[str, object] = {"words": words, "full": words if node is None else value(node)}
        if isinstance(cell, Number):
            given["number"] = cell.value
        days = columns.span(node)
        return given | ({"span": days} if days else {})

    @cached_property
    def _held(self) -> list[Held]:
        """The columns of the table, each with the nodes of the answer."""
        shown = zip(self._table.columns, zip(*self._table.rows, strict=True), strict=bool(self._table.rows))
        return [Held(column.id, tuple(row[column.id] for row in self.rows.rows), cells) for column, cells in shown]

    @property
    def _unit(self) -> int | None:
        """The place of the column that says in what a number is counted."""
        measures = (self._place(start) for start in _MEASURES)
        named = (place for place, column in enumerate(self._table.columns) if column.id == "unit")
        return next((place for place in (*measures, *named) if place is not None), None)

    @property
    def _table(self) -> Table:
        return next((block for block in self.blocks("rows") if isinstance(block, Table)), Table("", (), ()))

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
