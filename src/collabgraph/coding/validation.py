"""The issues of a file, all at once: shapes, references, contradictions, languages; and those of the ontology."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from collabgraph import resources
from collabgraph.coding.cases import case_iri, read_case
from collabgraph.coding.consistency import described_twice, doubts, inconsistencies, shared_claims
from collabgraph.coding.hypotheses import weighing_doubts, weighing_faults
from collabgraph.coding.issues import form_issues, form_notices, in_order, issue, short, unreadable
from collabgraph.coding.languages import language_doubts
from collabgraph.coding.references import own_terms, references
from collabgraph.coding.theory import read_framework
from collabgraph.errors import CollabgraphError, NotACase
from collabgraph.model import Issue, Ontology
from collabgraph.rdf.shapes import violations
from collabgraph.rdf.turtle import Graph, named_graphs, read
from collabgraph.rdf.vocabulary import CG
from collabgraph.words import Text

#: The constraints that a subject can violate merely because it is described twice.
_TWICE_BREAKS = ("MaxCountConstraintComponent", "UniqueLangConstraintComponent", "OrConstraintComponent")


def case_faults(graph: Graph, study: Graph | None, ontology: Ontology) -> list[Issue]:
    """The blocking issues of a case file, given its study's; those of the study (``study_faults``) block it too."""
    shared = () if study is None else shared_claims(graph, study)
    return in_order(
        [
            *_shapes(graph),
            *_one_case(graph),
            *references(graph, study, ontology),
            *inconsistencies(graph),
            *weighing_faults(graph),
            *shared,
        ]
    )


def study_faults(study: Graph, ontology: Ontology) -> list[Issue]:
    """The blocking issues of a study's file, which block every case coded from it too."""
    return in_order([*_shapes(study), *references(study, None, ontology), *inconsistencies(study)])


def case_issues(graph: Graph, study: Graph | None, ontology: Ontology, *, sound_study: bool = True) -> list[Issue]:
    """The blocking issues of a case file, and the warnings; some of these only where case and study have no faults."""
    faults = case_faults(graph, study, ontology)
    case = read_case(graph, study) if sound_study and not faults else None
    warnings = [*doubts(graph, study, case), *weighing_doubts(graph, case)] if case else []
    notices = form_notices(graph)
    return in_order([*faults, *own_terms(graph, study, ontology), *language_doubts(graph), *warnings, *notices])


def file_issues(graph: Graph, study: Graph | None, ontology: Ontology, *, sound_study: bool = True) -> list[Issue]:
    """The blocking issues and warnings of a file with a case, a study or a framework."""
    if graph.subjects(CG.Framework):
        faults = [*_shapes(graph), *references(graph, None, ontology), *_framework(graph)]
        return in_order([*faults, *language_doubts(graph)])
    if graph.subjects(CG.Study):
        return in_order([*study_faults(graph, ontology), *own_terms(graph, None, ontology), *language_doubts(graph)])
    return case_issues(graph, study, ontology, sound_study=sound_study)


def ontology_issues() -> list[Issue]:
    """The issues of the shipped ontology: the rows of the queries in ``ontology/checks``, and issues of frameworks."""
    issues = check_issues(resources.ontology_files(), resources.checks())
    for path in resources.frameworks():
        graph = read(path)
        issues += [*_shapes(graph), *_framework(graph)]
    return issues


def check_issues(files: Iterable[Path], checks: Iterable[Path]) -> list[Issue]:
    """The issues that these checks find in the union of these files: one for every row of a query, by check."""
    store = named_graphs((path.resolve().as_uri(), read(path).quads) for path in files)
    return [issue for check in checks for issue in _check(store, check)]


def _check(store: ox.Store, check: Path) -> Iterator[Issue]:
    query = check.read_text(encoding="utf-8")
    rule = Text(en=_header(query, "rule"), id=_header(query, "aturan"))
    rows = store.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        yield Issue("ontology", check.name, None, None, short(str(row["term"])), rule)


def _header(query: str, word: str) -> str:
    match = re.search(rf"^#\s*{word}:\s*(.+)$", query, re.MULTILINE)
    return match[1].strip() if match else ""


def _shapes(graph: Graph) -> Iterator[Issue]:
    """The violations of the shapes, and what is wrong with a form; one issue instead of its consequences."""
    twice, of_form = described_twice(graph), form_issues(graph)
    yield from (*twice.values(), *of_form.values())
    for result in violations(graph):
        focus, path = result.focus.strip("<>"), result.path.strip("<>")
        said_twice = focus in twice and result.component in _TWICE_BREAKS
        if not (said_twice or focus in graph.broken or (focus, path) in of_form):
            yield issue(graph, "shape", focus, result.message, about=path)


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
