"""Checking a project: its cases and studies, its theories, its terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from collabgraph.coding.cases import CLAIM_CLASSES
from collabgraph.coding.forms import EXAMPLE, is_form
from collabgraph.coding.issues import in_order, issue, unreadable
from collabgraph.coding.library import Library
from collabgraph.coding.project import Project
from collabgraph.coding.validation import file_issues
from collabgraph.errors import CollabgraphError, Unreadable
from collabgraph.model import Issue
from collabgraph.rdf.positions import Fault, Place
from collabgraph.rdf.turtle import read_one
from collabgraph.rdf.vocabulary import CG, local_name
from collabgraph.words import both, mark


class Checked(Struct, frozen=True):
    """What was found: numbers of cases, claims and theories, all issues, and the files that cannot be read."""

    cases: int
    claims: int
    theories: int
    issues: Sequence[Issue]
    unreadable: Sequence[str]


def marked(path: Path, issues: Iterable[Issue], lang: str) -> bytes:
    """A copy of a workbook with the cells of these issues coloured, and with the ids given to claims without one.

    Raises MissingFile or NotAWorkbook.
    """
    from collabgraph.coding.forms import workbook

    faults = [Fault(Place(cell=one.cell), one.message) for one in issues if one.cell]
    return workbook.marked(path, faults, lang, workbook.read(path).given)


_EXAMPLE = mark("The example is still in the file ({names}). Replace it by what your sources say, or delete it.")


def checked(library: Library, project: Project | None, names: Sequence[str]) -> Checked:
    """What is wrong with these cases or files; without names with all that are listed, and the project's theories.

    One bad file hides no other.
    """
    issues: list[Issue] = []
    bad: list[str] = []
    for origin, of_file, readable in library.issues(names):
        issues += of_file
        bad += [] if readable else [origin]
    graphs = library.graphs_of(names)
    for graph in graphs:
        left = sorted(local_name(iri) for iri in graph.index if local_name(iri).startswith(EXAMPLE))
        if is_form(graph.path) and left:
            about = next(iter(graph.subjects(CG.Case)), "")
            issues.append(issue(graph, "example", about, both(_EXAMPLE, names=", ".join(left)), blocking=False))
    issues += () if names else library.without_case
    theories = project.frameworks.values() if project and not names else ()
    for path in theories:
        try:
            issues += file_issues(read_one(path), None, library.ontology)
        except CollabgraphError as error:
            issues.append(unreadable(error, path))
            bad += [str(path)] if isinstance(error, Unreadable) else []
    for path, fault in project.terms.faults if project else ():
        issues.append(unreadable(fault, path))
        bad.append(str(path))
    cases = sum(len(graph.subjects(CG.Case)) for graph in graphs)
    claims = sum(len(graph.subjects(kind)) for graph in graphs for kind in CLAIM_CLASSES)
    return Checked(cases, claims, len(theories), in_order(issues), bad)
