"""Files and ids -> checked cases: where a case is found, and what keeps it from use."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path

from collabgraph import resources, theory
from collabgraph.cases import case_iri, read_case, study_iri
from collabgraph.errors import (
    CollabgraphError,
    DuplicateCase,
    InvalidCase,
    MissingFolder,
    NotACase,
    UnknownCase,
    UnknownClaim,
)
from collabgraph.model import Case, Claim, Finding, Ontology
from collabgraph.nearest import suggestion
from collabgraph.store import Graph, read
from collabgraph.validation import faults, file_findings, unreadable
from collabgraph.vocabulary import CG, local_name

ENVIRONMENT = "COLLABGRAPH_CASES"


class Library:
    """The shipped cases and those in added folders, opened by id or by path.

    A case's id is the name of its file; the study file it names is looked for beside it, then in the other folders.
    """

    def __init__(self, folders: Iterable[Path] = (), ontology: Ontology | None = None) -> None:
        """The shipped cases, those of ``COLLABGRAPH_CASES`` and of these folders, read with this ontology."""
        from_environment = [Path(entry) for entry in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if entry]
        added = dict.fromkeys(folder.resolve() for folder in (*from_environment, *folders))
        self.folders = [resources.cases(), *(folder for folder in added if folder != resources.cases().resolve())]
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
        return [name for name, paths in self._files.items() if any(self._is_case(path) for path in paths)]

    def open(self, name: str) -> Case:
        """The case of this id, or in the file at this path.

        Raises UnknownCase, DuplicateCase, an Unreadable error, or InvalidCase where findings keep it from use.
        """
        return self.open_file(self.path(name))

    def open_file(self, path: Path) -> Case:
        """The case in the file at this path; raises as ``open``."""
        graph = self._read(path)
        case_iri(graph)
        study = self._study(graph)
        if found := faults(graph, study, self.ontology):
            raise InvalidCase(path=path, n=len(found), first=found[0].message)
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
        """The claim of a case, or of its study, with this id; raises UnknownClaim with the nearest id."""
        claims = {claim.id: claim for claim in (*(case.study.claims if case.study else ()), *case.claims)}
        if name not in claims:
            raise UnknownClaim(name=name, case=case.id, nearest=suggestion(name, claims))
        return claims[name]

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

    def findings(self, names: Iterable[str]) -> Iterator[tuple[Path, list[Finding], bool]]:
        """For each file (all of the library's where no name is given): path, findings, whether it could be read."""
        paths = [self.path(name) for name in names] or [path for paths in self._files.values() for path in paths]
        for path in paths:
            try:
                graph = self._read(path)
            except CollabgraphError as error:
                yield path, [unreadable(error, path)], False
                continue
            yield path, file_findings(graph, self._study(graph), self.ontology), True

    def graphs(self) -> Iterator[tuple[str, Graph]]:
        """Every readable file of the library with the name of its graph: the IRI of its case or study."""
        for paths in self._files.values():
            for path in paths:
                graph = self._read(path)
                named = [*graph.subjects(CG.Case), *graph.subjects(CG.Study)]
                if named:
                    yield named[0], graph

    def graph(self, name: str) -> Graph:
        """The triples of a case file, by id or path; raises as ``open``."""
        return self._read(self.path(name))

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

    def _study(self, graph: Graph) -> Graph | None:
        try:
            iri = study_iri(graph)
        except NotACase:
            return None
        if iri is None:
            return None
        beside = graph.path.parent / f"{local_name(iri)}.ttl"
        for path in (beside, *self._files.get(local_name(iri), ())):
            if path.is_file() and self._read(path).has(iri):
                return self._read(path)
        return None
