"""What the loaded files say about something, as triples: the Turtle form of a page.

Every file is read once, with its index by subject, and not again for a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from collabgraph.rdf.turtle import Graph, Node
from collabgraph.web.site import Site

Quads = Iterable[ox.Quad]
#: What gives the triples once they are asked for.
Stated = Callable[[], Iterable[ox.Triple]]


def of_file(site: Site, path: Path) -> Iterator[ox.Triple]:
    """Every triple of a file of the ontology."""
    return of_graph(site.theory_graphs[path])


def of_case(site: Site, name: str) -> Iterator[ox.Triple]:
    """Every triple of a case's file."""
    return of_graph(site.library.graph(name))


def in_cases(site: Site, iris: Iterable[str]) -> Iterator[ox.Triple]:
    """What any case or study says about these."""
    wanted = list(iris)
    for graph in site.case_graphs:
        yield from stated_by(graph, wanted)


def in_theory(site: Site, iris: Iterable[str]) -> Iterator[ox.Triple]:
    """What any file of the ontology says about these."""
    wanted = list(iris)
    for graph in site.theory_graphs.values():
        yield from stated_by(graph, wanted)


def stated_by(graph: Graph, iris: Iterable[str]) -> Iterator[ox.Triple]:
    """A file's triples whose subject is one of these, with those of blank nodes they lead to (evidence, for instance).

    Much quicker than ``about``, for it looks into the index of the file.
    """
    return _following(lambda subject: _of_subject(graph, subject), iris)


def about(quads: Quads, iris: Iterable[str]) -> Iterator[ox.Triple]:
    """The same of any quads."""
    by_subject: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        by_subject.setdefault(_key(quad.subject), []).append(quad.triple)
    return _following(lambda subject: by_subject.get(subject, ()), iris)


def _following(of: Callable[[str], Iterable[ox.Triple]], iris: Iterable[str]) -> Iterator[ox.Triple]:
    """The triples ``of`` these subjects and of the blank nodes they lead to, each subject once."""
    waiting, seen = list(iris), set[str]()
    while waiting:
        subject = waiting.pop()
        if subject in seen:
            continue
        seen.add(subject)
        for triple in of(subject):
            yield triple
            if isinstance(triple.object, ox.BlankNode):
                waiting.append(_key(triple.object))


def of_graph(graph: Graph) -> Iterator[ox.Triple]:
    """Every triple of a file."""
    return (triple for subject in graph.index for triple in _of_subject(graph, subject))


def _of_subject(graph: Graph, subject: str) -> Iterator[ox.Triple]:
    node = ox.BlankNode(subject.removeprefix("_:")) if subject.startswith("_:") else ox.NamedNode(subject)
    for predicate, values in graph.index.get(subject, {}).items():
        yield from (ox.Triple(node, ox.NamedNode(predicate), value) for value in values)


def _key(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
