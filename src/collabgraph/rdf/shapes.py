"""SHACL: the violations of shapes in a file, as values. The only module that knows which engine validates.

The Rust engine ``shacl`` is used where it has a wheel, pySHACL elsewhere; both give the same results (a test ensures
it). Every shape has an IRI, so that its message can be looked up in any language.

Both engines rename blank nodes as they read. Where a result is about one, the file is validated once more, with a
triple that states the name of every blank node and a shape that these triples violate: these results map the new names
to the old ones.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from msgspec import Struct
from msgspec.structs import replace

from collabgraph import resources
from collabgraph.errors import IllFormedShapes
from collabgraph.rdf.shape_rules import refuse_ill_formed
from collabgraph.rdf.turtle import Graph, read
from collabgraph.rdf.vocabulary import Namespace, local_name
from collabgraph.words import Text, both, mark

SH = Namespace("http://www.w3.org/ns/shacl#", "message")
_NAME = "urn:collabgraph:name-of-blank-node"
_NAMING = f"""
<urn:collabgraph:blank-node> a <http://www.w3.org/ns/shacl#NodeShape> ;
    <http://www.w3.org/ns/shacl#targetSubjectsOf> <{_NAME}> ; <http://www.w3.org/ns/shacl#property> <{_NAME}> .
<{_NAME}> a <http://www.w3.org/ns/shacl#PropertyShape> ;
    <http://www.w3.org/ns/shacl#path> <{_NAME}> ;
    <http://www.w3.org/ns/shacl#nodeKind> <http://www.w3.org/ns/shacl#IRI> .
"""
#: A number so long, or an escape that could write one. Where it is the year of a date, the Rust engine panics.
_LONG_NUMBER = re.compile(r"[0-9]{19}|\\[uU]")
_DATES = [ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{name}") for name in ("date", "dateTime")]


class ShapeResult(Struct, frozen=True, order=True):
    """One result: focus node and value as N-Triples text, the IRIs of path and shape, and the shape's message."""

    focus: str
    path: str
    shape: str
    component: str
    value: str
    message: Text


def violations(data: Graph | str, shapes: Path | None = None) -> tuple[ShapeResult, ...]:
    """The violations of the shapes (the shipped ones by default) by a graph, or by valid Turtle text, sorted.

    For a graph, a focus that is a blank node has the same name as in ``data.index``. Raises IllFormedShapes where the
    shapes are not well-formed SHACL Core (``shape_rules``) or the engine refuses them, and as ``turtle.read``.
    """
    if shapes is not None:
        refuse_ill_formed(_shapes(shapes))
    path = shapes or resources.shapes()
    text = data if isinstance(data, str) else _readable(data)
    results = sorted(_result(row, path) for row in _engine()(text, path, ""))
    if isinstance(data, Graph) and any(result.focus.startswith("_:") for result in results):
        results = sorted(_named(data, path))
    return tuple(results)


def _readable(graph: Graph) -> str:
    """The triples as text that both engines read."""
    if graph.path.suffix.lower() in (".ttl", ".nt") and not _LONG_NUMBER.search(graph.text):
        return graph.text
    return _triples_as_text(quad.triple for quad in graph.quads)


def _triples_as_text(triples: Iterable[ox.Triple]) -> str:
    return (ox.serialize(map(_without_long_year, triples), format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _without_long_year(triple: ox.Triple) -> ox.Triple:
    """The triple; of a date with a year that no engine can hold, one that is no date either."""
    value = triple.object
    if isinstance(value, ox.Literal) and value.datatype in _DATES and _LONG_NUMBER.search(value.value):
        return ox.Triple(triple.subject, triple.predicate, ox.Literal("", datatype=value.datatype))
    return triple


def _named(graph: Graph, path: Path) -> Iterator[ShapeResult]:
    """The results of a graph, with blank nodes under the names they have in it."""
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
def _shapes(path: Path) -> Graph:
    return read(path)


def _shapes_as_text(path: Path) -> str:
    """The shapes as Turtle, whatever form the file has."""
    return path.read_text(encoding="utf-8") if path == resources.shapes() else _readable(_shapes(path))


def _result(row: _Row, path: Path) -> ShapeResult:
    return ShapeResult(*row, _shapes(path).words(row[2], SH.message))


_Row = tuple[str, str, str, str, str]


@functools.cache
def _engine() -> Callable[[str, Path, str], list[_Row]]:
    try:
        import shacl  # noqa: F401  whether it is installed decides which engine is used
    except ImportError:  # pragma: no cover  only where the Rust engine has no wheel
        return _pyshacl
    return _rust


@functools.cache
def _compiled(path: Path, more: str) -> Any:
    import shacl

    try:
        return shacl.Shapes.from_text(_shapes_as_text(path) + more)
    except ValueError as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: Exception) -> IllFormedShapes:
    rows = both(mark("in the engine's words: {words}"), words=" ".join(str(error).split()))
    return IllFormedShapes(path=path, n=1, rows=rows)


def _rust(turtle: str, path: Path, more: str) -> list[_Row]:
    report = _compiled(path, more).validate_text(turtle)
    return [
        (r.focus_node, (r.path or "").strip("<>"), (r.source_shape or "").strip("<>"), r.component, r.value or "")
        for r in report.results
    ]


def _pyshacl(turtle: str, path: Path, more: str) -> list[_Row]:
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError
    from rdflib import SH as RDFLIB_SH
    from rdflib import Graph as RdflibGraph

    data = RdflibGraph().parse(data=turtle, format="turtle")
    shapes = RdflibGraph().parse(data=_shapes_as_text(path) + more, format="turtle")
    try:
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    except (ReportableRuntimeError, re.error) as error:
        raise _refused(path, error) from None
    rows = []
    for result in report.subjects(RDFLIB_SH.focusNode):
        values = {
            name: report.value(result, RDFLIB_SH[name])
            for name in ("focusNode", "resultPath", "sourceShape", "sourceConstraintComponent", "value")
        }
        focus, value = values["focusNode"].n3(), values["value"]
        rows.append(
            (
                focus,
                str(values["resultPath"] or ""),
                str(values["sourceShape"]),
                local_name(str(values["sourceConstraintComponent"])),
                value.n3() if value is not None else "",
            )
        )
    return rows
