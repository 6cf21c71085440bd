"""The library of cases: it finds cases by id or path, checks them and opens them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Protocol

from collabgraph import resources
from collabgraph.coding import theory
from collabgraph.coding.cases import case_iri, read_case, study_iri
from collabgraph.coding.issues import in_order, issue, unreadable
from collabgraph.coding.validation import case_faults, file_issues, study_faults
from collabgraph.errors import (
    AmbiguousClaim,
    AmbiguousName,
    CollabgraphError,
    DuplicateCase,
    DuplicateStudy,
    InvalidCase,
    MissingFolder,
    NotACase,
    SeveralGraphs,
    UnknownCase,
    UnknownClaim,
    Unreadable,
)
from collabgraph.model import ALL_ATTRIBUTIONS, Attribution, Case, Claim, Issue, Ontology
from collabgraph.rdf.turtle import FORMATS, Graph, is_file_name, read_one, read_text
from collabgraph.rdf.vocabulary import CG, local_name
from collabgraph.words import both, mark
from collabgraph.words.nearest import meant, suggestion

ENVIRONMENT = "COLLABGRAPH_CASES"
#: What stands before the class of a case where it is written as it nearly always is: the case's IRI, and "a cg:".
_CASE_OF_CLASS = re.compile(r"[/:]([^\s/:<>]+)>?\s+(?:a|<[^<>\s]*#type>)\s+(?:[\w.-]*:|<[^<>\s]*#)$")
_LONGEST_CASE_IRI = 400
#: The forms in which a class is written so.
_WRITTEN_AS_TURTLE = (".ttl", ".trig", ".nt", ".nq")
_NEEDS_IRI = mark("{path}: the case or study is a blank node and needs an IRI of its own; it is left out here.")


class CaseStore(Protocol):
    """The cases and studies in a store, every one in a graph of its own."""

    def ids(self) -> list[str]:
        """The ids of the cases, sorted."""

    def find(self, name: str) -> Graph | None:
        """The graph of the case with this id, or the graph with this name; raises DuplicateCase for an ambiguous id."""

    def graphs(self) -> Iterator[tuple[str, Graph]]:
        """Every case and study with the name of its graph."""


class NoCases:
    """A store without a case."""

    def ids(self) -> list[str]:
        """No id."""
        return []

    def find(self, name: str) -> Graph | None:
        """No graph."""

    def graphs(self) -> Iterator[tuple[str, Graph]]:
        """No graph."""
        return iter(())


class Library:
    """The shipped cases and those in added folders, or those of a store, opened by id or by path.

    The id of a case is the name of its file. Its study is searched for in the folder of the case, then in the others.
    """

    def __init__(
        self,
        folders: Iterable[Path] = (),
        ontology: Ontology | None = None,
        stored: CaseStore | None = None,
        *,
        attributions: Collection[Attribution] = ALL_ATTRIBUTIONS,
    ) -> None:
        """A library of the shipped cases, those of ``COLLABGRAPH_CASES`` and of these folders, read with this ontology.

        With ``stored``, a library of the cases stored there and of these folders only. Of its cases, analyses use the
        claims with these ``attributions`` (see ``Case.with_attributions``).
        """
        from_environment = [Path(entry) for entry in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if entry]
        shipped, configured = ([], []) if stored else ([resources.cases()], from_environment)
        added = dict.fromkeys(_resolved(folder) for folder in (*configured, *folders))
        self.folders = [*shipped, *(folder for folder in added if folder not in map(Path.resolve, shipped))]
        self.stored = stored
        self.ontology = ontology or theory.ontology()
        self.attributions = frozenset(attributions)
        self._graphs: dict[Path, Graph] = {}
        self._study_faults: dict[str, list[Issue]] = {}

    @cached_property
    def _files(self) -> dict[str, list[Path]]:
        """The files of the folders that may describe a case or study, by their names without the ending.

        Those are all in Turtle, and those in another form that name the ontology. Raises MissingFolder where an added
        folder does not exist.
        """
        files: dict[str, list[Path]] = {}
        for folder in self.folders:
            if not _exists(folder, Path.is_dir):
                raise MissingFolder(path=folder)
            for path in sorted(folder.glob("*")):
                if path.suffix.lower() in FORMATS and (path.suffix == ".ttl" or _names_ontology(path)):
                    files.setdefault(path.stem, []).append(path)
        return dict(sorted(files.items()))

    def _files_of(self, case_id: str) -> list[Path]:
        """The files of the folders that describe the case with this id, whatever the names of the files."""
        return [path for path in self._likely_files.get(case_id, ()) if self._describes(path, case_id)]

    def _describes(self, path: Path, case_id: str) -> bool:
        try:
            return case_id in map(local_name, self._read(path).subjects(CG.Case))
        except CollabgraphError:
            return False

    @cached_property
    def _likely_files(self) -> dict[str, list[Path]]:
        """By id, the files that seem to describe the case, judged without parsing every file."""
        files: dict[str, list[Path]] = {}
        for path in self._all_paths():
            for name in self._case_ids(path):
                files.setdefault(name, []).append(path)
        return files

    def _case_ids(self, path: Path) -> set[str]:
        """The ids of the cases a file seems to describe; none where it cannot be read."""
        try:
            text = read_text(path)
            if "Case" not in text:
                return set()
            if path.suffix.lower() not in _WRITTEN_AS_TURTLE:
                return {local_name(iri) for iri in self._read(path).subjects(CG.Case)}
            before = (text[max(0, end - _LONGEST_CASE_IRI) : end] for end in _places(text, "Case"))
            likely = {match[1] for part in before if (match := _CASE_OF_CLASS.search(part))}
            return likely or {local_name(iri) for iri in self._read(path).subjects(CG.Case)}
        except CollabgraphError:
            return set()

    def ids(self) -> list[str]:
        """The ids of all cases, sorted; with those of files that cannot be read, so that opening them says why."""
        in_files = [name for name, paths in self._files.items() if any(self._is_case(path) for path in paths)]
        return sorted({*in_files, *self.stored.ids()}) if self.stored else in_files

    def open(self, name: str) -> Case:
        """The case with this id, or in the file at this path.

        Raises UnknownCase, DuplicateCase, an Unreadable error, or InvalidCase where blocking issues in its file or in
        its study's file prevent its use.
        """
        return self._case(self.graph(name))

    def open_file(self, path: Path) -> Case:
        """The case in the file at this path; raises as ``open``."""
        return self._case(self._read(path))

    def _case(self, graph: Graph) -> Case:
        case_iri(graph)
        study = self.study(graph)
        _refuse(graph, case_faults(graph, study, self.ontology))
        if study:
            _refuse(study, self._faults_of(study))
        return read_case(graph, study).with_attributions(self.attributions)

    def _faults_of(self, study: Graph) -> list[Issue]:
        """The blocking issues of a study, computed once however many cases name it."""
        if study.origin not in self._study_faults:
            self._study_faults[study.origin] = study_faults(study, self.ontology)
        return self._study_faults[study.origin]

    def open_all(self, names: Iterable[str]) -> list[Case]:
        """The cases with these ids or paths, in this order; raises as ``open``, and DuplicateCase for repeated ones."""
        cases: dict[str, Case] = {}
        for name in names:
            case = self.open(name)
            if case.id in cases:
                raise DuplicateCase(name=case.id, first=cases[case.id].source_path, second=case.source_path)
            cases[case.id] = case
        return list(cases.values())

    def claim(self, case: Case, name: str) -> Claim:
        """The claim of a case, or of its study, with this id, name (see ``Case.claim_names``) or IRI.

        Capitals do not count where no claim has the name as it is. Raises UnknownClaim with the nearest name, or
        AmbiguousClaim where several have the id.
        """
        by_iri = {claim.iri: claim for claim in (*(case.study.claims if case.study else ()), *case.claims)}
        by_name = {case.claim_names[iri]: claim for iri, claim in by_iri.items()}
        if (claim := by_name.get(name) or by_iri.get(name)) is not None:
            return claim
        if same_id := sorted(unique_name for unique_name, claim in by_name.items() if claim.id == name) or meant(
            name, {unique_name: (claim.id,) for unique_name, claim in by_name.items()}
        ):
            if len(same_id) == 1:
                return by_name[same_id[0]]
            known = ", ".join(f"'{unique_name}'" for unique_name in same_id)
            raise AmbiguousClaim(name=name, case=case.id, known=known)
        raise UnknownClaim(name=name, case=case.id, nearest=suggestion(name, by_name))

    def path(self, name: str) -> Path:
        """The file of a case id, or the path itself where one is given.

        Raises UnknownCase, with the nearest id, or DuplicateCase.
        """
        if is_file_name(name):
            return Path(name)
        name = self._id(name)
        paths = self._files.get(name, [])
        same = sorted({*paths, *self._files_of(name)})
        if paths and len(same) > 1:
            raise DuplicateCase(name=name, first=same[0], second=same[1])
        if not paths:
            known = self.ids()
            raise UnknownCase(name=name, nearest=suggestion(name, known), known=", ".join(known))
        return paths[0]

    def _id(self, name: str) -> str:
        """The id of a case as typed, whatever its capitals; raises AmbiguousName where several differ in these only."""
        if name in self._files:
            return name
        found = meant(name, dict.fromkeys(self.ids(), ()))
        if len(found) > 1:
            raise AmbiguousName(name=name, known=", ".join(found))
        return found[0] if found else name

    def issues(self, names: Iterable[str]) -> Iterator[tuple[str, list[Issue], bool]]:
        """The origin and the issues of every file or graph, and whether it is readable; without names of all.

        The studies of the cases are checked too, once.
        """
        checked: set[str] = set()
        for name in [*names] or self._all_names():
            graph = self._stored_graph(name)
            if graph is None:
                path = self.path(name)
                try:
                    graph = self._read(path)
                except CollabgraphError as error:
                    yield str(path), [unreadable(error, path)], False
                    continue
            yield from self._issues(graph, checked)

    def _issues(self, graph: Graph, checked: set[str]) -> Iterator[tuple[str, list[Issue], bool]]:
        if graph.origin in checked:
            return
        checked.add(graph.origin)
        study = self.study(graph)
        sound = study is None or not self._faults_of(study)
        issues = file_issues(graph, study, self.ontology, sound_study=sound)
        yield graph.origin, in_order([*issues, *self._duplicates(graph)]), True
        if study:
            yield from self._issues(study, checked)

    def refuse_duplicates(self, names: Iterable[str]) -> None:
        """None; raises DuplicateCase or DuplicateStudy where two of these files, or of all, describe the same.

        Files that cannot be read are skipped: opening them says why.
        """
        seen: dict[str, Graph] = {}
        for name in [*names] or self._all_names():
            try:
                graph = self.graph(name)
            except Unreadable:
                continue
            for subject in (*graph.subjects(CG.Case), *graph.subjects(CG.Study)):
                _refuse_duplicate(seen, subject, graph)

    def _duplicates(self, graph: Graph) -> Iterator[Issue]:
        """Issues about other files that have a case with the same id."""
        for iri in graph.subjects(CG.Case):
            name = local_name(iri)
            others = [path for path in self._files_of(name) if path.resolve() != graph.path.resolve()]
            inside = graph.stored or graph.path.resolve().parent in map(Path.resolve, self.folders)
            for other in others if inside else ():
                error = DuplicateCase(name=name, first=graph.origin, second=other)
                yield issue(graph, "name", iri, error.message)

    def _all_names(self) -> list[str]:
        """The paths of all files, and the names of all stored graphs."""
        stored = [name for name, _ in self.stored.graphs()] if self.stored else []
        return [*map(str, self._all_paths()), *stored]

    def _all_paths(self) -> list[Path]:
        return [path for paths in self._files.values() for path in paths]

    def _stored_graph(self, name: str) -> Graph | None:
        return self.stored.find(name) if self.stored else None

    def graphs(self) -> Iterator[tuple[str, Graph]]:
        """The graphs of the library with their names: the IRIs of the cases and studies.

        Some files are left out (see ``left_out``). Raises an Unreadable error, DuplicateCase where two files describe a
        case with the same id, and DuplicateStudy where two files describe the same study differently.
        """
        seen: dict[str, Graph] = {}
        for name, graph in self._named():
            if name is None:
                continue
            if _refuse_duplicate(seen, name, graph):
                yield name, graph

    @cached_property
    def left_out(self) -> list[Issue]:
        """The issues about files that are left out of ``graphs``.

        They have several graphs, or give theirs no name because their case or study is a blank node.
        """
        return [
            *self._several_graphs(),
            *(
                issue(graph, "shape", subject, both(_NEEDS_IRI, path=graph.origin))
                for name, graph in self._named()
                if name is None
                for subject in (*graph.subjects(CG.Case), *graph.subjects(CG.Study))[:1]
            ),
        ]

    def _several_graphs(self) -> Iterator[Issue]:
        for path in self._all_paths():
            try:
                self._read(path)
            except SeveralGraphs as error:
                yield unreadable(error, path)
            except CollabgraphError:
                continue

    def _named(self) -> Iterator[tuple[str | None, Graph]]:
        """The graphs of all cases and studies with their names, or None where a case or study has no IRI."""
        if self.stored:
            yield from self.stored.graphs()
        for path in self._all_paths():
            try:
                graph = self._read(path)
            except SeveralGraphs:
                continue
            if subjects := (*graph.subjects(CG.Case), *graph.subjects(CG.Study)):
                yield next((subject for subject in subjects if not subject.startswith("_:")), None), graph

    def files(self, case: Case) -> dict[str, Graph]:
        """The graphs a case was read from, by what they describe: the IRI of the case and, if any, of its study."""
        graph = self._stored_graph(case.iri) or self._read(Path(case.source_path))
        study = self.study(graph)
        of_study = {case.study.iri: study} if case.study and study else {}
        return {case.iri: graph, **of_study}

    def graph(self, name: str) -> Graph:
        """The triples of a case, by id or path; raises as ``open``."""
        stored = self._stored_graph(name)
        if stored is None and not is_file_name(name):
            name = self._id(name)
            stored = self._stored_graph(name)
        if stored and (files := [*self._files.get(name, ()), *self._files_of(name)]):
            raise DuplicateCase(name=name, first=stored.origin, second=files[0])
        return stored or self._read(self.path(name))

    def _read(self, path: Path) -> Graph:
        key = _resolved(path)
        if key not in self._graphs:
            self._graphs[key] = read_one(path)
        return self._graphs[key]

    def _is_case(self, path: Path) -> bool:
        try:
            return bool(self._read(path).subjects(CG.Case))
        except SeveralGraphs:
            return False
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
            return self._stored_graph(iri)
        endings = dict.fromkeys((graph.path.suffix, *FORMATS))
        beside = (graph.path.parent / f"{local_name(iri)}{ending}" for ending in endings)
        for path in (*beside, *self._files.get(local_name(iri), ())):
            if _exists(path, Path.is_file) and self._read(path).has(iri):
                return self._read(path)
        return self._stored_graph(iri)


def _names_ontology(path: Path) -> bool:
    """Whether a file has the name of the ontology in it, or cannot be read, so that opening it says why.

    Encodings of two or four bytes put NUL between the letters, and JSON may put a backslash before a slash.
    """
    try:
        return CG.iri.encode() in path.read_bytes().translate(None, b"\0\\")
    except OSError:
        return path.is_file()


def _places(text: str, word: str) -> Iterator[int]:
    place = text.find(word)
    while place >= 0:
        yield place
        place = text.find(word, place + 1)


def _refuse(graph: Graph, issues: list[Issue]) -> None:
    if issues:
        name, place = (graph.path.stem, graph.stored.place) if graph.stored else (graph.path, "")
        raise InvalidCase(path=graph.origin, name=name, place=place, n=len(issues), first=issues[0].message)


def _refuse_duplicate(seen: dict[str, Graph], name: str, graph: Graph) -> bool:
    """Whether a case or study was not in ``seen``, to which it is added.

    Raises DuplicateCase where it was, and DuplicateStudy where it was with another content.
    """
    is_case = name in graph.subjects(CG.Case)
    first = seen.setdefault(local_name(name) if is_case else name, graph)
    if first is not graph and (is_case or not _is_same(first, graph)):
        kind = DuplicateCase if is_case else DuplicateStudy
        raise kind(name=local_name(name), first=first.origin, second=graph.origin)
    return first is graph


def _is_same(graph: Graph, other: Graph) -> bool:
    """Whether two files state the same, be it in different forms; raises TangledBlankNodes."""
    from collabgraph.rdf.stores import canonical

    if graph.sha256 == other.sha256:
        return True
    lines, others = (canonical.lines("urn:collabgraph:compared", each.quads) for each in (graph, other))
    return lines == others


def _resolved(path: Path) -> Path:
    """The absolute path of a file or folder; the path as it was given where the system cannot resolve it."""
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path


def _exists(path: Path, kind: Callable[[Path], bool]) -> bool:
    """Whether such a file or folder exists; False where the system refuses its name."""
    try:
        return kind(path)
    except (OSError, ValueError):
        return False
