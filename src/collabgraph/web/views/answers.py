"""An answer as a table of words and links, and as what a script draws bars and graphs from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from collabgraph.phrases import both, mark
from collabgraph.vocabulary import PREFIXES, shortened
from collabgraph.web.addresses import page_of
from collabgraph.web.site import Site

_LABEL = "Label"
_NUMBERS = frozenset("integer decimal double float long int nonNegativeInteger".split())


@dataclass(frozen=True)
class Cell:
    """A value of an answer: its words, what it stands for, the page about it, and whether it is a number."""

    words: str
    full: str
    page: str | None = None
    number: float | None = None
    iri: bool = False


@dataclass(frozen=True)
class Rows:
    """An answer as a table: column names, rows, and whether some were left out."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    cut: bool
    is_rows: bool = True

    @property
    def views(self) -> list[str]:
        """The ways besides the table in which the columns can be shown: "bars", "graph"."""
        columns = [[cell for cell in column if cell] for column in zip(*self.rows, strict=True)]
        numeric = [any(cell.number is not None for cell in column) for column in columns]
        things = [any(cell.iri for cell in column) for column in columns]
        bars = ["bars"] if any(numeric) and not all(numeric) else []
        return bars + (["graph"] if sum(things) > 1 else [])

    @property
    def data(self) -> dict[str, Any]:
        """The same for the script that draws bars and graphs."""
        rows = [
            [cell and {"words": cell.words, "iri": cell.iri, "number": cell.number, "full": cell.full} for cell in row]
            for row in self.rows
        ]
        return {"columns": list(self.columns), "rows": rows}


def of_rows(site: Site, answer: Mapping[str, Any], cut: bool, spoken: str) -> Rows:
    """The table of an answer in the JSON form; a column ``xLabel`` gives the words of column ``x``."""
    if "boolean" in answer:
        words = both(mark("yes") if answer["boolean"] else mark("no"))
        return Rows((both(mark("answer"))[spoken],), ((Cell(words[spoken], words[spoken]),),), False)
    names: Sequence[str] = answer["head"]["vars"]
    shown = [name for name in names if not (name.endswith(_LABEL) and name.removesuffix(_LABEL) in names)]
    found = answer["results"]["bindings"]
    rows = tuple(tuple(_cell(site, row.get(name), row.get(name + _LABEL), spoken) for name in shown) for row in found)
    return Rows(tuple(shown), rows, cut)


def of_graph(site: Site, body: bytes, cut: bool, spoken: str) -> Rows:
    """The table of an answer that is a graph, in N-Triples."""
    names = (mark("subject"), mark("predicate"), mark("object"))
    rows = tuple(
        tuple(_cell(site, _described(node), None, spoken) for node in (each.subject, each.predicate, each.object))
        for each in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
    )
    return Rows(tuple(both(name)[spoken] for name in names), rows, cut, is_rows=False)


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
    if term["type"] == "uri":
        words = label["value"] if label else site.label(value)[spoken]
        return Cell(words or shortened(value), value, page_of(value), iri=True)
    return Cell(value, value, number=_number(term))


def _triple(parts: Mapping[str, Mapping[str, Any]]) -> str:
    """A triple that stands as a value, in words."""
    values = (parts[name]["value"] for name in ("subject", "predicate", "object"))
    return " ".join(value if isinstance(value, str) else f"({_triple(value)})" for value in values)


def _number(term: Mapping[str, Any]) -> float | None:
    if term.get("datatype", "").removeprefix(PREFIXES["xsd"]) not in _NUMBERS:
        return None
    try:
        number = float(term["value"])
    except ValueError:
        return None
    return number if math.isfinite(number) else None  # no bar is so long, and JSON has no such number
