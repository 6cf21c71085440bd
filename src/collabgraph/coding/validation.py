"""What is wrong with a file, all at once: syntax, shapes, references, contradictions; and with the ontology itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from collabgraph import resources
from collabgraph.coding.cases import case_iri, read_case
from collabgraph.coding.consistency import doubts, inconsistencies, shared_claims, twice
from collabgraph.coding.issues import in_order, issue, short, unreadable
from collabgraph.coding.languages import language_doubts
from collabgraph.coding.references import own_terms, references
from collabgraph.coding.theory import read_framework
from collabgraph.errors import CollabgraphError, NotACase
from collabgraph.model import Issue, Ontology
from collabgraph.rdf.shapes import violations
from collabgraph.rdf.turtle import Graph, named_graphs, read
from collabgraph.rdf.vocabulary import CG
from collabgraph.words import Text

#: What a thing that is described twice breaks for that reason alone.
_TWICE_BREAKS = ("MaxCountConstraintComponent", "UniqueLangConstraintComponent", "OrConstraintComponent")


def case_faults(graph: Graph, study: Graph | None, ontology: Ontology) -> list[Issue]:
    """What in a case file, given its study's, keeps the case from use; ``study_faults`` of the study do so too."""
    shared = () if study is None else shared_claims(graph, study)
    return in_order(
        [*_shapes(graph), *_one_case(graph), *references(graph, study, ontology), *inconsistencies(graph), *shared]
    )


def study_faults(study: Graph, ontology: Ontology) -> list[Issue]:
    """What keeps a study's file, and each case that was coded from it, from use."""
    return in_order([*_shapes(study), *references(study, None, ontology), *inconsistencies(study)])


def case_issues(graph: Graph, study: Graph | None, ontology: Ontology, *, sound_study: bool = True) -> list[Issue]:
    """What is wrong with a case file, and what is worth a second look; some of that only where the study is sound."""
    found = case_faults(graph, study, ontology)
    more = doubts(graph, study, read_case(graph, study)) if sound_study and not found else ()
    return in_order([*found, *own_terms(graph, study, ontology), *language_doubts(graph), *more])


def file_issues(graph: Graph, study: Graph | None, ontology: Ontology, *, sound_study: bool = True) -> list[Issue]:
    """What is wrong with any file of ours: a case, a study or a framework."""
    if graph.subjects(CG.Framework):
        found = [*_shapes(graph), *references(graph, None, ontology), *_framework(graph)]
        return in_order([*found, *language_doubts(graph)])
    if graph.subjects(CG.Study):
        return in_order([*study_faults(graph, ontology), *own_terms(graph, None, ontology), *language_doubts(graph)])
    return case_issues(graph, study, ontology, sound_study=sound_study)


def ontology_issues() -> list[Issue]:
    """What the ontology's own checks find: each row of a query in ``ontology/checks`` is a fault; by check."""
    found = check_issues(resources.ontology_files(), resources.checks())
    for path in resources.frameworks():
        graph = read(path)
        found += [*_shapes(graph), *_framework(graph)]
    return found


def check_issues(files: Iterable[Path], checks: Iterable[Path]) -> list[Issue]:
    """The rows of these checks over the union of these files, by check."""
    store = named_graphs((path.resolve().as_uri(), read(path).quads) for path in files)
    return [issue for check in checks for issue in _check(store, check)]


def _check(store: ox.Store, check: Path) -> Iterator[Issue]:
    query = check.read_text(encoding="utf-8")
    rule = Text(en=_header(query, "rule"), id=_header(query, "aturan"))
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        yield Issue("ontology", check.name, None, None, short(str(row["term"])), rule)


def _header(query: str, word: str) -> str:
    found = re.search(rf"^#\s*{word}:\s*(.+)$", query, re.MULTILINE)
    return found[1].strip() if found else ""


def _shapes(graph: Graph) -> Iterator[Issue]:
    """What SHACL reports; of a thing that is described twice, that it is, and not what follows from it."""
    described_twice = twice(graph)
    yield from described_twice.values()
    for result in violations(graph):
        focus = result.focus.strip("<>")
        if focus not in described_twice or result.component not in _TWICE_BREAKS:
            yield issue(graph, "shape", focus, result.message)


def _one_case(graph: Graph) -> Iterator[Issue]:
    try:
        case_iri(graph)
    except NotACase as error:
        yield unreadable(error, graph.path)


def _framework(graph: Graph) -> Iterator[Issue]:
    try:
        read_framework(graph)
    except CollabgraphError as error:
        about, reason = error.fields.get("about"), error.fields.get("reason")
        message = reason if isinstance(reason, Text) else error.message
        if isinstance(about, str):
            yield issue(graph, "framework", about, message)
        else:
            yield Issue("framework", str(graph.path), None, None, "", message)
