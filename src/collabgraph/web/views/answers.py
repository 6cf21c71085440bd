"""An answer as a table of words and links, and as what a script draws bars and graphs from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from collabgraph.output.presenters.answers import LABEL, columns_shown, in_common, read
from collabgraph.questions.files import Question
from collabgraph.rdf.vocabulary import BASE, CG, SCHEME, shortened
from collabgraph.web.site import Site
from collabgraph.words import Speech, both, mark

_CLAIM, _CODE = 1, 2
_CLAIMS = (f"{BASE}case/", f"{BASE}study/")


@dataclass(frozen=True)
class Cell:
    """A value of an answer: its words, what it stands for, the page about it, and its number where it is one."""

    words: str
    full: str
    page: str | None = None
    number: float | None = None
    iri: bool = False


@dataclass(frozen=True)
class Rows:
    """An answer as a table: names of columns and what they are called, rows, and whether some were left out.

    ``common`` is what all rows have in a column of its own that is not shown, with what that column is called.
    """

    columns: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    cut: bool
    is_rows: bool = True
    common: tuple[tuple[str, Cell], ...] = ()

    @property
    def views(self) -> list[str]:
        """The ways besides the table in which the columns can be shown: "bars", "graph"."""
        numeric = [any(cell.number is not None for cell in column) for column in self._filled]
        bars = ["bars"] if any(numeric) and not all(numeric) else []
        return bars + (["graph"] if len(self._things) > 1 else [])

    @property
    def data(self) -> dict[str, Any]:
        """The same for the script that draws bars and graphs, with the columns that a graph joins at first."""
        rows = [
            [cell and {"words": cell.words, "iri": cell.iri, "number": cell.number, "full": cell.full} for cell in row]
            for row in self.rows
        ]
        ends, between = self._joined()
        return {
            "headings": list(self.headings), "rows": rows, "things": self._things, "ends": ends, "between": between,
        }  # fmt: skip

    @property
    def _filled(self) -> list[list[Cell]]:
        """The cells of each column but the empty ones."""
        return [[cell for cell in column if cell] for column in zip(*self.rows, strict=True)]

    @property
    def _things(self) -> list[int]:
        """The places of the columns that name things."""
        return [place for place, column in enumerate(self._filled) if any(cell.iri for cell in column)]

    def _joined(self) -> tuple[list[int], int | None]:
        """Which two columns of things a graph joins at first, and which says how: the ends of a tie where there are."""
        things, rank = self._things, dict(zip(self._things, map(self._rank, self._things), strict=True))
        tie = [place for name in ("from", "to") for place in things if self.columns[place] == name]
        ends = tie if len(tie) == 2 else sorted(sorted(things, key=rank.__getitem__)[:2])
        return ends, next((place for place in things if min(ends) < place < max(ends) and rank[place] == _CODE), None)

    def _rank(self, place: int) -> int:
        """How little a column is about things of the cases: those first, then claims, then codes."""
        iris = [cell.full for cell in self._filled[place] if cell.iri]
        if all(iri.startswith((SCHEME, CG.iri)) or not iri.startswith(BASE) for iri in iris):
            return _CODE
        return _CLAIM if all("#" in iri and iri.startswith(_CLAIMS) for iri in iris) else 0


def of_rows(site: Site, answer: Mapping[str, Any], cut: bool, spoken: str, question: Question | None = None) -> Rows:
    """The table of an answer in the JSON form; a column ``xLabel`` gives the words of column ``x``.

    The question that was asked, where it was one, says what the columns are called and what is said but once.
    """
    if "boolean" in answer:
        words = both(mark("yes") if answer["boolean"] else mark("no"))
        return Rows(("answer",), (both(mark("answer"))[spoken],), ((Cell(words[spoken], words[spoken]),),), False)
    names: Sequence[str] = answer["head"]["vars"]
    shown = columns_shown(names)
    found = answer["results"]["bindings"]
    rows = tuple(tuple(_cell(site, row.get(name), row.get(name + LABEL), spoken) for name in shown) for row in found)
    named = question.columns if question else {}
    headings = tuple(named[name][spoken] if name in named else name for name in shown)
    return _parted(Rows(tuple(shown), headings, rows, cut), question.once if question else ())


def _parted(found: Rows, once: Sequence[str]) -> Rows:
    """The table without those of these columns in which all rows are the same; that is said apart from it."""
    same, kept = in_common(found.columns, found.rows, once)
    called = dict(zip(found.columns, found.headings, strict=True))
    return replace(
        found,
        columns=tuple(found.columns[place] for place in kept),
        headings=tuple(found.headings[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in found.rows),
        common=tuple((called[name], cell) for name, cell in same.items() if cell is not None),
    )


def of_graph(site: Site, body: bytes, cut: bool, spoken: str) -> Rows:
    """The table of an answer that is a graph, in N-Triples."""
    names = ("subject", "predicate", "object")
    headings = tuple(both(name)[spoken] for name in (mark("subject"), mark("predicate"), mark("object")))
    rows = tuple(
        tuple(_cell(site, _described(node), None, spoken) for node in (each.subject, each.predicate, each.object))
        for each in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    )
    return Rows(names, headings, rows, cut, is_rows=False)


def _described(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> dict[str, str]:
    """A term as the JSON form of rows has it."""
    if isinstance(node, ox.Literal):
        return {"type": "literal", "value": node.value, "datatype": node.datatype.value}
    if isinstance(node, ox.NamedNode):
        return {"type": "uri", "value": node.value}
    return {"type": "bnode", "value": str(node)}


def _cell(site: Site, term: Mapping[str, Any] | None, label: Mapping[str, str] | None, spoken: str) -> Cell | None:
    if term is None:
        return None
    value = term["value"] if isinstance(term["value"], str) else _triple(term["value"])
    named = label["value"] if label and label["type"] == "literal" else ""
    if term["type"] == "uri":
        return Cell(named or site.label(value)[spoken] or shortened(value), value, site.page_of(value), iri=True)
    if named:
        return Cell(named, value)
    say, found = Speech(spoken), read(value, term.get("datatype", ""), Speech(spoken))
    return Cell(found, value) if isinstance(found, str) else Cell(say.number(found), value, number=found)


def _triple(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """A triple that stands as a value, in words."""
    values = (parts[name]["value"] for name in ("subject", "predicate", "object"))
    return " ".join(value if isinstance(value, str) else f"({_triple(value)})" for value in values)
