"""SHACL: what a file breaks, as values. The only module that knows which engine validates.

The Rust engine ``shacl`` serves where it has a wheel, pySHACL elsewhere; both give the same results (a test holds
them to it). Every shape has an IRI, so that its message is found again in the asked language.

Both engines rename blank nodes as they read. Where a result is about one, the file is validated once more with the
name of each blank node stated of it, and with a shape that this statement breaks: so the results themselves say which
node is which.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from collabgraph import resources
from collabgraph.rdf.turtle import Graph, read
from collabgraph.rdf.vocabulary import Namespace, local_name
from collabgraph.words import Text

SH = Namespace("http://www.w3.org/ns/shacl#", "message")
_NAME = "urn:collabgraph:name-of-blank-node"
_NAMING = f"""
<urn:collabgraph:blank-node> a <http://www.w3.org/ns/shacl#NodeShape> ;
    <http://www.w3.org/ns/shacl#targetSubjectsOf> <{_NAME}> ; <http://www.w3.org/ns/shacl#property> <{_NAME}> .
<{_NAME}> a <http://www.w3.org/ns/shacl#PropertyShape> ;
    <http://www.w3.org/ns/shacl#path> <{_NAME}> ;
    <http://www.w3.org/ns/shacl#nodeKind> <http://www.w3.org/ns/shacl#IRI> .
"""


@dataclass(frozen=True, order=True)
class ShapeResult:
    """One result: focus node and value as N-Triples text, path as an IRI, the shape's IRI and what it says."""

    focus: str
    path: str
    shape: str
    component: str
    value: str
    message: Text


def violations(data: Graph | str, shapes: Path | None = None) -> tuple[ShapeResult, ...]:
    """What a graph, or readable Turtle text, breaks of the shapes (the shipped ones by default), sorted.

    Of a graph, a focus that is a blank node has the name it has in ``data.index``.
    """
    path = shapes or resources.shapes()
    text = data if isinstance(data, str) else _readable(data)
    results = sorted(_result(row, path) for row in _engine()(text, path, ""))
    if isinstance(data, Graph) and any(result.focus.startswith("_:") for result in results):
        results = sorted(_named(data, path))
    return tuple(results)


def _readable(graph: Graph) -> str:
    """The triples as text that both engines read."""
    if graph.path.suffix.lower() in (".ttl", ".nt"):
        return graph.text
    return _triples_as_text(quad.triple for quad in graph.quads)


def _triples_as_text(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _named(graph: Graph, path: Path) -> Iterator[ShapeResult]:
    """The results of a graph whose blank nodes state their names, each focus by the name it states."""
    rows = _engine()(_triples_as_text(_triples_with_names(graph)), path, _NAMING)
    names = {focus: "_:" + value.strip('"') for focus, _, shape, _, value in rows if shape == _NAME}
    for row in rows:
        if row[2] != _NAME:
            result = _result(row, path)
            yield replace(result, focus=names.get(result.focus, result.focus))


def _triples_with_names(graph: Graph) -> Iterator[ox.Triple]:
    for subject, properties in graph.index.items():
        node = ox.BlankNode(subject[2:]) if subject.startswith("_:") else ox.NamedNode(subject)
        if isinstance(node, ox.BlankNode):
            yield ox.Triple(node, ox.NamedNode(_NAME), ox.Literal(node.value))
        for predicate, values in properties.items():
            for value in values:
                yield ox.Triple(node, ox.NamedNode(predicate), value)
                if isinstance(value, ox.BlankNode):  # it may be the subject of nothing
                    yield ox.Triple(value, ox.NamedNode(_NAME), ox.Literal(value.value))


@functools.cache
def _messages(path: Path) -> Graph:
    return read(path)


def _result(row: _Row, path: Path) -> ShapeResult:
    return ShapeResult(*row, _messages(path).words(row[2], SH.message))


_Row = tuple[str, str, str, str, str]


@functools.cache
def _engine() -> Callable[[str, Path, str], list[_Row]]:
    try:
        import shacl  # noqa: F401  which engine there is decides once
    except ImportError:  # pragma: no cover  only where the Rust engine has no wheel
        return _pyshacl
    return _rust


@functools.cache
def _compiled(path: Path, more: str) -> Any:
    import shacl

    return shacl.Shapes.from_text(path.read_text(encoding="utf-8") + more)


def _rust(turtle: str, path: Path, more: str) -> list[_Row]:
    report = _compiled(path, more).validate_text(turtle)
    return [
        (r.focus_node, (r.path or "").strip("<>"), (r.source_shape or "").strip("<>"), r.component, r.value or "")
        for r in report.results
    ]


def _pyshacl(turtle: str, path: Path, more: str) -> list[_Row]:
    import pyshacl
    from rdflib import SH as RDFLIB_SH
    from rdflib import Graph as RdflibGraph

    data = RdflibGraph().parse(data=turtle, format="turtle")
    shapes = RdflibGraph().parse(data=path.read_text(encoding="utf-8") + more, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    rows = []
    for result in report.subjects(RDFLIB_SH.focusNode):
        found = {
            name: report.value(result, RDFLIB_SH[name])
            for name in ("focusNode", "resultPath", "sourceShape", "sourceConstraintComponent", "value")
        }
        focus, value = found["focusNode"].n3(), found["value"]
        rows.append(
            (
                focus,
                str(found["resultPath"] or ""),
                str(found["sourceShape"]),
                local_name(str(found["sourceConstraintComponent"])),
                value.n3() if value is not None else "",
            )
        )
    return rows
