"""What the loaded files say about something, as triples: the Turtle form of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from collabgraph import resources
from collabgraph.rdf.turtle import read
from collabgraph.web.site import Site

Quads = Iterable[ox.Quad]
#: What gives the triples once they are asked for.
Stated = Callable[[], Iterable[ox.Triple]]


def of_file(path: Path) -> Iterator[ox.Triple]:
    """Every triple of a file."""
    return (quad.triple for quad in read(path).quads)


def of_case(site: Site, name: str) -> Iterator[ox.Triple]:
    """Every triple of a case's file."""
    return (quad.triple for quad in site.library.graph(name).quads)


def about(quads: Quads, iris: Iterable[str]) -> Iterator[ox.Triple]:
    """The triples whose subject is one of these, with what hangs on them by blank nodes (evidence, for instance)."""
    by_subject: dict[str, list[ox.Quad]] = {}
    for quad in quads:
        by_subject.setdefault(_key(quad.subject), []).append(quad)
    waiting, seen = list(iris), set[str]()
    while waiting:
        subject = waiting.pop()
        if subject in seen:
            continue
        seen.add(subject)
        for quad in by_subject.get(subject, ()):
            yield quad.triple
            if isinstance(quad.object, ox.BlankNode):
                waiting.append(_key(quad.object))


def in_cases(site: Site, iris: Iterable[str]) -> Iterator[ox.Triple]:
    """What any case or study says about these."""
    wanted = list(iris)
    for _, graph in site.library.graphs():
        yield from about(graph.quads, wanted)


def in_theory(iris: Iterable[str]) -> Iterator[ox.Triple]:
    """What any file of the ontology says about these."""
    wanted = list(iris)
    for path in resources.ontology_files():
        yield from about(read(path).quads, wanted)


def _key(node: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
