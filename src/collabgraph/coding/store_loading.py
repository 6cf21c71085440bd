"""The graphs to load into a store from files, checked as ``validate`` checks them, with their names and kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from collabgraph.coding.library import OWN_TERMS, Library
from collabgraph.coding.theory import own_terms
from collabgraph.errors import InvalidCase, NotResults, SeveralGraphs, UnknownFormat, Unreadable
from collabgraph.model import Issue
from collabgraph.rdf.stores.manifest import Loadable
from collabgraph.rdf.turtle import Graph, read, read_one
from collabgraph.rdf.vocabulary import CG, FRAMEWORK, RESULTS

_KINDS = {CG.Case: "case", CG.Study: "study", CG.Framework: "framework"}
_WITH_GRAPHS = (".trig", ".nq")


def loadables(library: Library, names: Sequence[str]) -> Iterator[Loadable | InvalidCase]:
    """The graphs to load for these cases, or files of cases, studies, frameworks or results; without names, all cases.

    The ontology comes first, because questions need it, and a study before a case that names it. For a file with
    blocking issues there is an InvalidCase error instead. Raises UnknownCase, DuplicateCase, DuplicateStudy, NotResults
    or an Unreadable error.
    """
    with_results = [name for name in names if name.lower().endswith(_WITH_GRAPHS) and not _is_one_case(Path(name))]
    results = [graph for name in with_results for graph in _results(Path(name))]
    others = [*_with_studies(library, (name for name in names if name not in with_results))]
    if others or not results:
        library.refuse_duplicates(others)
    yield from (*ontology(library), *results)
    checked: dict[str, list[Issue]] = {}
    for origin, issues, _ in library.issues(others) if others or not results else ():
        checked.setdefault(origin, []).extend(issues)
    for origin, issues in checked.items():
        faults = [issue.message for issue in issues if issue.blocking]
        if faults:
            yield InvalidCase(path=origin, name=origin, place="", n=len(faults), first=faults[0])
        else:
            yield from map(_loadable, library.graphs_of([origin]))


def unchecked(library: Library) -> Iterator[Loadable]:
    """The graphs of the ontology and of a library's cases and studies as they are; raises as ``Library.graphs``."""
    yield from ontology(library)
    for name, graph in library.graphs():
        yield Loadable("case" if graph.subjects(CG.Case) else "study", name, (*graph.quads,), graph.sha256)


def ontology(library: Library) -> Iterator[Loadable]:
    """The graphs of the ontology and the frameworks, and of terms that are not shipped."""
    for name, graph in library.theories():
        yield Loadable("framework" if name.startswith(FRAMEWORK) else "ontology", name, (*graph.quads,), graph.sha256)
    if own := own_terms(library.ontology):
        lines = "".join(sorted(f"{quad}\n" for quad in own))
        yield Loadable("ontology", OWN_TERMS, (*own,), sha256(lines.encode()).hexdigest())


def _with_studies(library: Library, names: Iterable[str]) -> Iterator[str]:
    """The paths of these cases and files, the study of a case before the case, without duplicates."""
    paths: dict[str, None] = {}
    for name in names:
        try:
            study = library.study(library.graph(name))
        except (Unreadable, UnknownFormat):
            study = None  # ``issues`` reports it
        paths |= {study.origin: None} if study else {}
        paths[str(library.path(name))] = None
    yield from paths


def _loadable(graph: Graph) -> Loadable:
    kind, name = next((kind, subjects[0]) for term, kind in _KINDS.items() if (subjects := graph.subjects(term)))
    return Loadable(kind, name, (*graph.quads,), graph.sha256)


def _is_one_case(path: Path) -> bool:
    """Whether a file with named graphs has only one, about a case, a study or a framework."""
    try:
        graph = read_one(path)
    except SeveralGraphs:
        return False
    return any(graph.subjects(kind) for kind in _KINDS)


def _results(path: Path) -> Iterator[Loadable]:
    file = read(path)
    graphs: dict[str, list[ox.Quad]] = {}
    for quad in file.quads:
        name = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else str(quad.graph_name)
        graphs.setdefault(name, []).append(quad)
    if other := next((name for name in graphs if not name.startswith(RESULTS)), None):
        raise NotResults(path=path, name=other)
    for name, quads in graphs.items():
        yield Loadable("results", name, (*quads,), file.sha256)
