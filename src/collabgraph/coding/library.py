"""Files and ids -> checked cases: where a case is found, and what keeps it from use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Protocol

from collabgraph import resources
from collabgraph.coding import theory
from collabgraph.coding.cases import case_iri, read_case, study_iri
from collabgraph.coding.validation import faults, file_issues, unreadable
from collabgraph.errors import (
    AmbiguousClaim,
    CollabgraphError,
    DuplicateCase,
    InvalidCase,
    MissingFolder,
    NotACase,
    UnknownCase,
    UnknownClaim,
)
from collabgraph.model import Case, Claim, Issue, Ontology
from collabgraph.rdf.turtle import Graph, read
from collabgraph.rdf.vocabulary import CG, local_name
from collabgraph.words.nearest import suggestion

ENVIRONMENT = "COLLABGRAPH_CASES"


class CaseStore(Protocol):
    """Cases and studies that a store holds, each in a graph of its own."""

    def ids(self) -> list[str]:
        """The ids of the cases, sorted."""

    def find(self, name: str) -> Graph | None:
        """The graph of the case of this id, or the graph of this name; raises DuplicateCase for an id of two."""

    def graphs(self) -> Iterator[tuple[str, Graph]]:
        """Every case and study with the name of its graph."""


class Library:
    """The shipped cases and those in added folders, or those of a store, opened by id or by path.

    A case's id is the name of its file; the study file it names is looked for beside it, then in the other folders.
    """

    def __init__(
        self, folders: Iterable[Path] = (), ontology: Ontology | None = None, stored: CaseStore | None = None
    ) -> None:
        """The shipped cases, those of ``COLLABGRAPH_CASES`` and of these folders, read with this ontology.

        Where there are ``stored``, they and these folders only.
        """
        from_environment = [Path(entry) for entry in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if entry]
        shipped, configured = ([], []) if stored else ([resources.cases()], from_environment)
        added = dict.fromkeys(folder.resolve() for folder in (*configured, *folders))
        self.folders = [*shipped, *(folder for folder in added if folder not in map(Path.resolve, shipped))]
        self.stored = stored
        self.ontology = ontology or theory.ontology()
        self._graphs: dict[Path, Graph] = {}

    @cached_property
    def _files(self) -> dict[str, list[Path]]:
        """Every Turtle file of the folders, by the id its name gives.

        Raises MissingFolder where an added folder is not there.
        """
        files: dict[str, list[Path]] = {}
        for folder in self.folders:
            if not folder.is_dir():
                raise MissingFolder(path=folder)
            for path in sorted(folder.glob("*.ttl")):
                files.setdefault(path.stem, []).append(path)
        return dict(sorted(files.items()))

    def ids(self) -> list[str]:
        """The ids of all cases, sorted; files that are no case, or cannot be read, are left out."""
        in_files = [name for name, paths in self._files.items() if any(self._is_case(path) for path in paths)]
        return sorted({*in_files, *self.stored.ids()}) if self.stored else in_files

    def open(self, name: str) -> Case:
        """The case of this id, or in the file at this path.

        Raises UnknownCase, DuplicateCase, an Unreadable error, or InvalidCase where issues keep it from use.
        """
        return self._case(self.graph(name))

    def open_file(self, path: Path) -> Case:
        """The case in the file at this path; raises as ``open``."""
        return self._case(self._read(path))

    def _case(self, graph: Graph) -> Case:
        case_iri(graph)
        study = self.study(graph)
        if found := faults(graph, study, self.ontology):
            name, place = (graph.path.stem, graph.stored.place) if graph.stored else (graph.path, "")
            raise InvalidCase(path=graph.origin, name=name, place=place, n=len(found), first=found[0].message)
        return read_case(graph, study)

    def open_all(self, names: Iterable[str]) -> list[Case]:
        """The cases of these names, in this order; raises DuplicateCase where one is given twice."""
        cases: dict[str, Case] = {}
        for name in names:
            case = self.open(name)
            if case.id in cases:
                raise DuplicateCase(name=case.id, first=cases[case.id].source_path, second=case.source_path)
            cases[case.id] = case
        return list(cases.values())

    def claim(self, case: Case, name: str) -> Claim:
        """The claim of a case, or of its study, with this id, name (see ``Case.claim_names``) or IRI.

        Raises UnknownClaim with the nearest name, or AmbiguousClaim where several have the id.
        """
        every = {claim.iri: claim for claim in (*(case.study.claims if case.study else ()), *case.claims)}
        names = {case.claim_names[iri]: claim for iri, claim in every.items()}
        if (claim := names.get(name) or every.get(name)) is not None:
            return claim
        if alike := sorted(called for called, claim in names.items() if claim.id == name):
            raise AmbiguousClaim(name=name, case=case.id, known=", ".join(f"'{called}'" for called in alike))
        raise UnknownClaim(name=name, case=case.id, nearest=suggestion(name, names))

    def path(self, name: str) -> Path:
        """The file of a case id, or the path itself where one is given.

        Raises UnknownCase, with the nearest id, or DuplicateCase.
        """
        if name.endswith(".ttl") or os.sep in name or "/" in name:
            return Path(name)
        paths = self._files.get(name, [])
        if len(paths) > 1:
            raise DuplicateCase(name=name, first=paths[0], second=paths[1])
        if not paths:
            known = self.ids()
            raise UnknownCase(name=name, nearest=suggestion(name, known), known=", ".join(known))
        return paths[0]

    def issues(self, names: Iterable[str]) -> Iterator[tuple[str, list[Issue], bool]]:
        """For each file or graph (all of the library's where no name is given): origin, issues, whether readable."""
        for name in [*names] or self._everything():
            graph = self._held(name)
            if graph is None:
                path = self.path(name)
                try:
                    graph = self._read(path)
                except CollabgraphError as error:
                    yield str(path), [unreadable(error, path)], False
                    continue
            yield graph.origin, file_issues(graph, self.study(graph), self.ontology), True

    def _everything(self) -> list[str]:
        held = [name for name, _ in self.stored.graphs()] if self.stored else []
        return [*(str(path) for paths in self._files.values() for path in paths), *held]

    def _held(self, name: str) -> Graph | None:
        return self.stored.find(name) if self.stored else None

    def graphs(self) -> Iterator[tuple[str, Graph]]:
        """Every readable file of the library with the name of its graph: the IRI of its case or study."""
        if self.stored:
            yield from self.stored.graphs()
        for paths in self._files.values():
            for path in paths:
                graph = self._read(path)
                named = [*graph.subjects(CG.Case), *graph.subjects(CG.Study)]
                if named:
                    yield named[0], graph

    def files(self, case: Case) -> dict[str, Graph]:
        """What a case was read from, by the IRI each describes: the case and, where it names one, its study."""
        graph = self._held(case.iri) or self._read(Path(case.source_path))
        study = self.study(graph)
        beside = {case.study.iri: study} if case.study and study else {}
        return {case.iri: graph, **beside}

    def graph(self, name: str) -> Graph:
        """The triples of a case, by id or path; raises as ``open``."""
        held = self._held(name)
        if held and name in self._files:
            raise DuplicateCase(name=name, first=held.origin, second=self._files[name][0])
        return held or self._read(self.path(name))

    def _read(self, path: Path) -> Graph:
        key = path.resolve()
        if key not in self._graphs:
            self._graphs[key] = read(path)
        return self._graphs[key]

    def _is_case(self, path: Path) -> bool:
        try:
            return bool(self._read(path).subjects(CG.Case))
        except CollabgraphError:
            return True

    def study(self, graph: Graph) -> Graph | None:
        """The file or graph of the study a case was coded from, or None where the case names none or it is missing."""
        try:
            iri = study_iri(graph)
        except NotACase:
            return None
        if iri is None:
            return None
        if graph.stored:
            return self._held(iri)
        beside = graph.path.parent / f"{local_name(iri)}.ttl"
        for path in (beside, *self._files.get(local_name(iri), ())):
            if path.is_file() and self._read(path).has(iri):
                return self._read(path)
        return self._held(iri)
