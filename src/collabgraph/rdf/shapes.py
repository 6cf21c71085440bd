"""SHACL: what a file breaks, as values. The only module that knows which engine validates.

The Rust engine ``shacl`` serves where it has a wheel, pySHACL elsewhere; both give the same results (a test holds
them to it). Every shape has an IRI, so that its message is found again in the asked language.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collabgraph import resources
from collabgraph.rdf.turtle import Graph, read
from collabgraph.rdf.vocabulary import Namespace, local_name
from collabgraph.words import Text

SH = Namespace("http://www.w3.org/ns/shacl#", "message")


@dataclass(frozen=True, order=True)
class ShapeResult:
    """One result: focus node and value as N-Triples text, path as an IRI, the shape's IRI and what it says."""

    focus: str
    path: str
    shape: str
    component: str
    value: str
    message: Text


@functools.cache
def _messages(path: Path) -> Graph:
    return read(path)


def violations(turtle: str, shapes: Path | None = None) -> tuple[ShapeResult, ...]:
    """What a Turtle text breaks of the shapes (the shipped ones unless told otherwise), sorted.

    The text must be readable Turtle (see ``store.read``).
    """
    path = shapes or resources.shapes()
    results = (
        ShapeResult(focus, path_iri, shape, component, value, _messages(path).words(shape, SH.message))
        for focus, path_iri, shape, component, value in _engine()(turtle, path)
    )
    return tuple(sorted(results))


_Row = tuple[str, str, str, str, str]


@functools.cache
def _engine() -> Callable[[str, Path], list[_Row]]:
    try:
        import shacl  # noqa: F401  which engine there is decides once
    except ImportError:  # pragma: no cover  only where the Rust engine has no wheel
        return _pyshacl
    return _rust


@functools.cache
def _compiled(path: Path) -> Any:
    import shacl

    return shacl.Shapes.from_text(path.read_text(encoding="utf-8"))


def _rust(turtle: str, path: Path) -> list[_Row]:
    report = _compiled(path).validate_text(turtle)
    return [
        (r.focus_node, (r.path or "").strip("<>"), (r.source_shape or "").strip("<>"), r.component, r.value or "")
        for r in report.results
    ]


def _pyshacl(turtle: str, path: Path) -> list[_Row]:
    import pyshacl
    from rdflib import SH as RDFLIB_SH
    from rdflib import Graph as RdflibGraph

    data = RdflibGraph().parse(data=turtle, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=RdflibGraph().parse(path), inference="none")
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
