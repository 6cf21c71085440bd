"""Issues with their place: the subject with an IRI that a node belongs to, and the line where it begins."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from collabgraph.errors import CollabgraphError, SyntaxFault
from collabgraph.model import Issue
from collabgraph.rdf.positions import Place
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import BASE, CG, RDF, shortened
from collabgraph.words import Text, both, mark

#: The classes whose instances are parts of another subject; any other blank node should have an IRI.
_PARTS = (CG.Evidence, CG.Likelihood, CG.StatusPattern)
_ONE_OF_SEVERAL = mark("{message} (It is {property} {n} of {count}.)")


def issue(graph: Graph, kind: str, subject: str, message: Text, *, blocking: bool = True, about: str = "") -> Issue:
    """An issue about a node of a graph (an IRI, or ``_:id`` as in ``graph.index``), and the property it is about.

    Its focus is the subject with an IRI that the node is or belongs to; a blank node that should have an IRI of its
    own, or belongs to no such subject, is described by its class: ``[ ] a cg:Case``.
    """
    node = subject.strip("<>")
    owner, part = _owner(graph, node)
    places = (graph.place_of(node, about), graph.place_of(owner) if owner else Place())
    place = next((place for place in places if place != Place()), Place())
    return Issue(
        kind,
        graph.origin,
        place.line,
        place.column,
        short(owner) if owner and not _needs_iri(graph, node) else _by_class(graph, node),
        _with_number(graph, owner, part, message) if owner and part else message,
        blocking,
        place.cell,
    )


def form_issues(graph: Graph) -> dict[tuple[str, str], Issue]:
    """What is wrong with the form that a graph was read from, by subject and property; of other graphs nothing."""
    issues = {}
    for number, fault in enumerate(graph.faults):
        at = fault.place
        key = (fault.subject, fault.property) if fault.subject else ("", str(number))
        focus = short(fault.subject) if fault.subject and not fault.subject.startswith("_:") else ""
        issues[key] = Issue("form", graph.origin, at.line, at.column, focus, fault.message, True, at.cell)
    return issues


def form_notices(graph: Graph) -> list[Issue]:
    """What is worth knowing about how a form was read, as warnings."""
    return [
        Issue("form", graph.origin, one.place.line, one.place.column, "", one.message, False, one.place.cell)
        for one in graph.notices
    ]


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
    """The issues sorted by place, without duplicates."""
    return sorted(set(issues), key=lambda i: (i.path, i.line or 0, i.column or 0, i.cell, i.focus, i.kind, i.message))


def short(node: str) -> str:
    """A node as people write it: ``pbg#F21`` rather than the whole IRI."""
    return node.strip("<>").removeprefix(BASE).removeprefix("case/").removeprefix("framework/")


def _owner(graph: Graph, node: str) -> tuple[str, str]:
    """The nearest subject with an IRI that a node is or belongs to, and the blank node directly below that subject.

    Either is empty where there is none, as in a cycle of blank nodes.
    """
    part, seen = "", set[str]()
    while node.startswith("_:"):
        if node in seen or node not in graph.holders:
            return "", part
        seen.add(node)
        part, (node, _) = node, graph.holders[node]
    return node, part


def _needs_iri(graph: Graph, node: str) -> bool:
    """Whether a blank node is of a class whose instances should have an IRI."""
    kinds = graph.links(node, RDF.type) if node.startswith("_:") else []
    return any(kind.startswith(CG.iri) and kind not in _PARTS for kind in kinds)


def _by_class(graph: Graph, node: str) -> str:
    kinds = [shortened(kind) for kind in graph.links(node, RDF.type)]
    return f"[ ] a {kinds[0]}" if kinds else "[ ]"


def _with_number(graph: Graph, owner: str, part: str, message: Text) -> Text:
    """The message, with the number of the part among the values of its property where there are several."""
    _, predicate = graph.holders[part]
    values = [str(value) for value in graph.objects(owner, predicate)]
    if len(values) < 2:
        return message
    n = values.index(part) + 1
    return both(_ONE_OF_SEVERAL, message=message, property=shortened(predicate), n=n, count=len(values))
