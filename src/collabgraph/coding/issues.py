"""Issues with their place: the named thing that a node belongs to, and the line where that begins."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from collabgraph.errors import CollabgraphError, SyntaxFault
from collabgraph.model import Issue
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import BASE, CG, RDF, shortened
from collabgraph.words import Text, both, mark

#: What is written inside another thing; whatever else is a blank node should have an IRI, and is named by its class.
_PARTS = (CG.Evidence, CG.StatusPattern)
_ONE_OF_SEVERAL = mark("{message} (It is {property} {n} of {count}.)")


def issue(
    graph: Graph, kind: str, subject: str, message: Text, *, blocking: bool = True, line: int | None = None
) -> Issue:
    """An issue about a node of a graph (an IRI, or ``_:id`` as in ``graph.index``), with the named thing around it.

    A node without a named thing around it is called by its class: ``[ ] a cg:Case``.
    """
    iri = subject.strip("<>")
    named, inside = _around(graph, iri)
    return Issue(
        kind,
        graph.origin,
        line or graph.line_of(iri) or (graph.line_of(named) if named else None),
        None,
        short(named) if named and not _stands_alone(graph, iri) else _by_class(graph, iri),
        _with_number(graph, named, inside, message) if named and inside else message,
        blocking,
    )


def unreadable(error: CollabgraphError, path: Path) -> Issue:
    """The issue that says why a file could not be read."""
    line, column = error.fields.get("line"), error.fields.get("column")
    return Issue(
        "syntax" if isinstance(error, SyntaxFault) else "file",
        str(path),
        line if isinstance(line, int) else None,
        column if isinstance(column, int) else None,
        "",
        error.message,
    )


def in_order(issues: Iterable[Issue]) -> list[Issue]:
    """The issues by place, each once."""
    return sorted(set(issues), key=lambda i: (i.path, i.line or 0, i.column or 0, i.focus, i.kind, i.message))


def short(node: str) -> str:
    """A node as people write it: ``pbg#F21`` rather than the whole IRI."""
    return node.strip("<>").removeprefix(BASE).removeprefix("case/").removeprefix("framework/")


def _around(graph: Graph, node: str) -> tuple[str, str]:
    """The nearest named subject, and the blank node below it; empty where a way up ends, or runs in a circle."""
    inside, seen = "", set[str]()
    while node.startswith("_:"):
        if node in seen or node not in graph.holders:
            return "", inside
        seen.add(node)
        inside, (node, _) = node, graph.holders[node]
    return node, inside


def _stands_alone(graph: Graph, node: str) -> bool:
    kinds = graph.links(node, RDF.type) if node.startswith("_:") else []
    return any(kind.startswith(CG.iri) and kind not in _PARTS for kind in kinds)


def _by_class(graph: Graph, node: str) -> str:
    kinds = [shortened(kind) for kind in graph.links(node, RDF.type)]
    return f"[ ] a {kinds[0]}" if kinds else "[ ]"


def _with_number(graph: Graph, named: str, inside: str, message: Text) -> Text:
    """The message, with which of its property's values the node is, where there are several."""
    _, predicate = graph.holders[inside]
    values = [str(value) for value in graph.objects(named, predicate)]
    if len(values) < 2:
        return message
    n = values.index(inside) + 1
    return both(_ONE_OF_SEVERAL, message=message, property=shortened(predicate), n=n, count=len(values))
