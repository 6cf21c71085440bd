"""Files -> graphs ready for a store, checked as ``validate`` checks them, each under its name and with its kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from collabgraph.coding.library import Library
from collabgraph.coding.theory import ontology_graphs
from collabgraph.errors import InvalidCase, NotResults, UnknownFormat, Unreadable
from collabgraph.rdf.stores.manifest import Loadable
from collabgraph.rdf.turtle import Graph, read
from collabgraph.rdf.vocabulary import CG, FRAMEWORK, RESULTS

_KINDS = {CG.Case: "case", CG.Study: "study", CG.Framework: "framework"}
_WITH_GRAPHS = (".trig", ".nq")


def loadables(library: Library, names: Sequence[str]) -> Iterator[Loadable | InvalidCase]:
    """What is to be loaded for cases, or for files of cases, studies, frameworks or results: all cases without a name.

    The ontology comes first, for questions need it, and a study before a case that names it. In the place of a file
    with faults stands the error that says so. Raises UnknownCase, DuplicateCase, DuplicateStudy, NotResults or an
    Unreadable error.
    """
    results = [each for name in names if name.endswith(_WITH_GRAPHS) for each in _results(Path(name))]
    others = [*_with_studies(library, (name for name in names if not name.endswith(_WITH_GRAPHS)))]
    if others or not results:
        library.refuse_twins(others)
    yield from (*ontology(), *results)
    for origin, issues, _ in library.issues(others) if others or not results else ():
        faults = [issue.message for issue in issues if issue.blocking]
        if faults:
            yield InvalidCase(path=origin, name=origin, place="", n=len(faults), first=faults[0])
        else:
            yield _named(library.graph(origin))


def ontology() -> Iterator[Loadable]:
    """The graphs of the shipped ontology and frameworks."""
    for name, graph in ontology_graphs():
        yield Loadable("framework" if name.startswith(FRAMEWORK) else "ontology", name, (*graph.quads,), graph.sha256)


def _with_studies(library: Library, names: Iterable[str]) -> Iterator[str]:
    found: dict[str, None] = {}
    for name in names:
        try:
            study = library.study(library.graph(name))
        except (Unreadable, UnknownFormat):
            study = None  # said with the issues
        found |= {study.origin: None} if study else {}
        found[str(library.path(name))] = None
    yield from found


def _named(graph: Graph) -> Loadable:
    kind, name = next((kind, subjects[0]) for term, kind in _KINDS.items() if (subjects := graph.subjects(term)))
    return Loadable(kind, name, (*graph.quads,), graph.sha256)


def _results(path: Path) -> Iterator[Loadable]:
    file = read(path)
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in file.quads:
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else str(quad.graph_name)
        graphs.setdefault(name, []).append(quad)
    if stranger := next((name for name in graphs if not name.startswith(RESULTS)), None):
        raise NotResults(path=path, name=stranger)
    for name, quads in graphs.items():
        yield Loadable("results", name, (*quads,), file.sha256)
