"""The library of cases: it finds cases by id or path, checks them and opens them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Protocol, Self

import pyoxigraph as ox

from collabgraph import resources
from collabgraph.coding import theory
from collabgraph.coding.cases import case_iri, read_case, study_iri
from collabgraph.coding.forms import ENDINGS, is_form
from collabgraph.coding.issues import form_issues, in_order, issue, unreadable
from collabgraph.coding.validation import case_faults, file_issues, study_faults
from collabgraph.errors import (
    AmbiguousClaim,
    AmbiguousName,
    CollabgraphError,
    DuplicateCase,
    DuplicateStudy,
    EmptyForm,
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
from collabgraph.rdf.vocabulary import BASE, CG, local_name
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import meant, suggestion

ENVIRONMENT = "COLLABGRAPH_CASES"
#: The graph of terms that are not shipped.
OWN_TERMS = f"{BASE}ontology/own-terms"
#: What stands before the class of a case or study where it is written as it nearly always is: its IRI, and "a cg:".
_OF_CLASS = re.compile(r"[/:]([^\s/:<>]+)>?\s+(?:a|<[^<>\s]*#type>)\s+(?:[\w.-]*:|<[^<>\s]*#)$")
_LONGEST_IRI = 400
#: What a form in YAML says in a line of its own.
_MAIN_KEY = re.compile(r"^(case|study):", re.MULTILINE)
#: The forms in which a class is written so.
_WRITTEN_AS_TURTLE = (".ttl", ".trig", ".nt", ".nq")
_NO_CASE = mark("It is passed over, since no line of it begins with 'case:' or 'study:'.")
_LEFT_OUT = mark("{reason} Until then the study is left out.")
_LEFT_OUT_WITH_CASES = mark("{reason} Until then the study is left out, and with it its cases: {cases}.")
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
        listed: bool = True,
    ) -> None:
        """A library of the shipped cases, those of ``COLLABGRAPH_CASES`` and of these folders, read with this ontology.

        With ``stored``, a library of the cases stored there and of these folders only. Of its cases, analyses use the
        claims with these ``attributions`` (see ``Case.with_attributions``). The shipped cases can be opened by id where
        they are not ``listed``.
        """
        from_environment = [Path(entry) for entry in os.environ.get(ENVIRONMENT, "").split(os.pathsep) if entry]
        shipped, configured = ([], []) if stored else ([resources.cases()], from_environment)
        self._unlisted, shipped = ([], shipped) if listed else (shipped, [])
        added = dict.fromkeys(_resolved(folder) for folder in (*configured, *folders))
        self.folders = [*shipped, *(folder for folder in added if folder not in map(Path.resolve, shipped))]
        self.stored = stored
        self.ontology = ontology or theory.ontology()
        self.attributions = frozenset(attributions)
        self._graphs: dict[Path, list[Graph]] = {}
        self._study_faults: dict[str, list[Issue]] = {}
        self._empty: dict[Path, Text] = {}
        self._passed_over: Collection[str] = ()
        self._studies_passed_over: Mapping[str, Issue] = {}

    @cached_property
    def faults(self) -> dict[str, CollabgraphError]:
        """Why each of the cases that cannot be used beside the others cannot, by id.

        They cannot be opened, or are of a study that is described differently in two files.
        """
        faults: dict[str, CollabgraphError] = {}
        for name in self.ids():
            try:
                case = self.open(name)
            except CollabgraphError as error:
                faults[name] = error
            else:
                if case.study and case.study.iri in self.differing_studies:
                    faults[name] = self.differing_studies[case.study.iri]
        return faults

    @cached_property
    def differing_studies(self) -> dict[str, CollabgraphError]:
        """Why each study (IRI) that is described differently in two files, or in a file and the store, is not used."""
        seen: dict[str, Graph] = {}
        differing: dict[str, CollabgraphError] = {}
        for name, graph in self._study_graphs():
            try:
                _refuse_duplicate(seen, name, graph)
            except CollabgraphError as error:
                differing.setdefault(name, error)
        return differing

    def _study_graphs(self) -> Iterator[tuple[str, Graph]]:
        """The graphs of the studies that have files of their own, by IRI, with those of the same IRI in the store."""
        for path in dict.fromkeys(path for paths in self._likely_studies.values() for path in paths):
            try:
                graphs = self._read_all(path)
            except CollabgraphError:
                continue
            for graph in graphs:
                for name in () if graph.subjects(CG.Case) else graph.subjects(CG.Study):
                    if (stored := self._stored_graph(name)) is not None:
                        yield name, stored
                    yield name, graph

    def without_faulty(self) -> Self:
        """The same library without the cases in ``faults`` and the studies in ``differing_studies``.

        So none hides the others. What is left out besides the faulty cases is in ``left_out``.
        """
        sound = copy(self)
        sound._passed_over = frozenset(self.faults)
        vars(sound).pop("left_out", None)
        sound._studies_passed_over = {iri: self._study_left_out(iri) for iri in self.differing_studies}
        return sound

    def _study_left_out(self, iri: str) -> Issue:
        error = self.differing_studies[iri]
        cases = [name for name, fault in self.faults.items() if fault is error]
        phrase = _LEFT_OUT_WITH_CASES if cases else _LEFT_OUT
        message = both(phrase, reason=error.message, cases=", ".join(cases))
        return Issue("name", str(error.fields.get("second", "")), None, None, iri, message, True)

    @property
    def unlisted_ids(self) -> list[str]:
        """The ids of the cases that can be opened and are not listed, sorted."""
        listed = set(self.ids()) | set(self.faults)
        return [
            name
            for name, paths in self._unlisted_files.items()
            if name not in listed and any(self._is_case(path) for path in paths)
        ]

    @cached_property
    def _files(self) -> dict[str, list[Path]]:
        """The files of the folders that may describe a case or study, by their names without the ending.

        Those are all in Turtle, and those in another form that name the ontology. Raises MissingFolder where an added
        folder does not exist.
        """
        return self._files_in(self.folders)

    @cached_property
    def _unlisted_files(self) -> dict[str, list[Path]]:
        """Those that can be opened by id and are not listed."""
        return self._files_in(self._unlisted)

    def _files_in(self, folders: Iterable[Path]) -> dict[str, list[Path]]:
        files: dict[str, list[Path]] = {}
        for folder in folders:
            if not _exists(folder, Path.is_dir):
                raise MissingFolder(path=folder)
            for path in sorted(folder.glob("*")):
                if is_form(path):
                    for name in self._ids_of_form(path) if _is_of_a_case(path) else ():
                        files.setdefault(name, []).append(path)
                elif path.suffix.lower() in FORMATS and (path.suffix == ".ttl" or _names_ontology(path)):
                    files.setdefault(path.stem, []).append(path)
        return dict(sorted(files.items()))

    @property
    def without_case(self) -> list[Issue]:
        """Warnings about forms in the folders that are of no case and no study, and so are passed over."""
        issues = []
        for path in (path for folder in self.folders for path in sorted(folder.glob("*")) if is_form(path)):
            if not _is_of_a_case(path):
                message = both(_NO_CASE) if not path.name.startswith(("~", ".")) else None
            else:
                message = self._empty.get(path)
            if message is not None:
                issues.append(Issue("form", str(path), None, None, "", message, False))
        return issues

    def _ids_of_form(self, path: Path) -> list[str]:
        """The ids of the cases or the study of a form; the name of the file where it cannot be read."""
        try:
            graphs = self._read_all(path)
        except EmptyForm as error:
            self._empty[path] = _reason(error)
            return []
        except CollabgraphError:
            return [path.stem]
        return [local_name(iri) for graph in graphs for iri in _described(graph)[:1]]

    def _files_of(self, case_id: str) -> list[Path]:
        """The files of the folders that describe the case with this id, whatever the names of the files."""
        return [path for path in self._likely_files.get(case_id, ()) if self._describes(path, case_id)]

    def _describes(self, path: Path, case_id: str) -> bool:
        try:
            return any(case_id in map(local_name, graph.subjects(CG.Case)) for graph in self._read_all(path))
        except CollabgraphError:
            return False

    @cached_property
    def _likely_files(self) -> dict[str, list[Path]]:
        """By id, the files that seem to describe the case, judged without parsing every file."""
        return self._files_by_id(CG.Case)

    @cached_property
    def _likely_studies(self) -> dict[str, list[Path]]:
        """By id, the files that seem to describe the study, judged in the same way."""
        return self._files_by_id(CG.Study)

    def _files_by_id(self, kind: str) -> dict[str, list[Path]]:
        files: dict[str, list[Path]] = {}
        for path in self._all_paths():
            for name in self._ids_of(kind, path):
                files.setdefault(name, []).append(path)
        return files

    def _ids_of(self, kind: str, path: Path) -> set[str]:
        """The ids of what a file seems to describe of a class; none where it cannot be read."""
        word = local_name(kind)
        try:
            if is_form(path):
                return {local_name(iri) for graph in self._read_all(path) for iri in graph.subjects(kind)}
            text = read_text(path)
            if word not in text:
                return set()
            if path.suffix.lower() not in _WRITTEN_AS_TURTLE:
                return {local_name(iri) for iri in self._read(path).subjects(kind)}
            before = (text[max(0, end - _LONGEST_IRI) : end] for end in _places(text, word))
            likely = {match[1] for part in before if (match := _OF_CLASS.search(part))}
            return likely or {local_name(iri) for iri in self._read(path).subjects(kind)}
        except CollabgraphError:
            return set()

    def ids(self) -> list[str]:
        """The ids of all cases, sorted; with those of files that cannot be read, so that opening them says why."""
        in_files = [name for name, paths in self._files.items() if any(self._is_case(path) for path in paths)]
        every = sorted({*in_files, *self.stored.ids()}) if self.stored else in_files
        return [name for name in every if name not in self._passed_over]

    def ids_in(self, folders: Iterable[Path]) -> list[str]:
        """The ids of the cases whose files are in these folders, sorted; raises DuplicateCase."""
        within = {folder.resolve() for folder in folders}
        stored = set(self.stored.ids()) if self.stored else set()
        return [name for name in self.ids() if name not in stored and self.path(name).resolve().parent in within]

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
        for case in (self._case(graph) for name in names for graph in self._graphs_of(name)):
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
        if _is_path(name):
            return Path(name)
        name = self._id(name)
        paths = self._files.get(name, [])
        same = sorted({*paths, *self._files_of(name)})
        if paths and len(same) > 1:
            raise DuplicateCase(name=name, first=same[0], second=same[1])
        if not paths:
            if name in self._unlisted_files:
                return self._unlisted_files[name][0]
            known = self.ids()
            raise UnknownCase(name=name, nearest=suggestion(name, known), known=", ".join(known))
        return paths[0]

    def _id(self, name: str) -> str:
        """The id of a case as typed, whatever its capitals; raises AmbiguousName where several differ in these only."""
        if name in self._files:
            return name
        found = meant(name, dict.fromkeys((*self.ids(), *self._unlisted_files), ()))
        if len(found) > 1:
            raise AmbiguousName(name=name, known=", ".join(found))
        return found[0] if found else name

    def issues(self, names: Iterable[str]) -> Iterator[tuple[str, list[Issue], bool]]:
        """The origin and the issues of every file or graph, and whether it is readable; without names of all.

        The studies of the cases are checked too, once.
        """
        checked: set[str] = set()
        for name in [*names] or self._all_names():
            try:
                graphs = self._graphs_of(name)
            except EmptyForm as error:
                yield name, [Issue("form", name, None, None, "", _reason(error), False)], True
                continue
            except CollabgraphError as error:
                path = self.path(name)  # which raises where there is no such case
                yield str(path), [unreadable(error, path)], False
                continue
            for graph in graphs:
                yield from self._issues(graph, checked)

    def _issues(self, graph: Graph, checked: set[str]) -> Iterator[tuple[str, list[Issue], bool]]:
        name = f"{graph.origin}#{min(_described(graph), default='')}"
        if name in checked:
            return
        checked.add(name)
        study = self.study(graph)
        sound = study is None or not self._faults_of(study)
        issues = file_issues(graph, study, self.ontology, sound_study=sound)
        if not any(found.blocking for found in issues):
            issues = [*issues, *self._differing(graph)]
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
                graphs = self._graphs_of(name)
            except Unreadable:
                continue
            for graph in graphs:
                for subject in _described(graph):
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

    def _differing(self, graph: Graph) -> Iterator[Issue]:
        """Issues about other files that describe the same study differently."""
        for iri in graph.subjects(CG.Study):
            if (difference := self.differing_studies.get(iri)) is not None:
                yield issue(graph, "name", iri, difference.message)

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

        They have several graphs, or give theirs no name because their case or study is a blank node; or, of a library
        ``without_faulty`` ones, they are of a study that two of them describe differently.
        """
        return [
            *self._studies_passed_over.values(),
            *self._several_graphs(),
            *(
                issue(graph, "shape", subject, both(_NEEDS_IRI, path=graph.origin))
                for name, graph in self._named()
                if name is None
                for subject in _described(graph)[:1]
            ),
        ]

    def _several_graphs(self) -> Iterator[Issue]:
        for path in self._all_paths():
            try:
                self._read_all(path)
            except SeveralGraphs as error:
                yield unreadable(error, path)
            except CollabgraphError:
                continue

    def _named(self) -> Iterator[tuple[str | None, Graph]]:
        """The graphs of all cases and studies with their names, or None where a case or study has no IRI."""
        stored = self.stored.graphs() if self.stored else ()
        yield from ((name, graph) for name, graph in stored if not self._is_passed_over(graph))
        for path in self._all_paths():
            try:
                graphs = self._read_all(path)
            except SeveralGraphs:
                continue
            except CollabgraphError:
                if not self._passed_over:
                    raise
                continue
            for graph in graphs:
                if (subjects := _described(graph)) and not self._is_passed_over(graph):
                    yield next((subject for subject in subjects if not subject.startswith("_:")), None), graph

    def _is_passed_over(self, graph: Graph) -> bool:
        return any(local_name(iri) in self._passed_over for iri in graph.subjects(CG.Case)) or any(
            iri in self._studies_passed_over for iri in graph.subjects(CG.Study)
        )

    @property
    def own_theories(self) -> list[Path]:
        """The files of the theories it reads with that are not shipped."""
        shipped = {path.stem for path in resources.frameworks()}
        own = (self.ontology.frameworks[name] for name in self.ontology.frameworks if name not in shipped)
        return [Path(framework.source_path) for framework in own]

    def theories(self) -> Iterator[tuple[str, Graph]]:
        """The graphs of the ontology and of all theories, with their names."""
        yield from theory.ontology_graphs()
        for path in self.own_theories:
            graph = self._read(path)
            yield min(graph.subjects(CG.Framework)), graph

    def named_quads(self) -> Iterator[tuple[str, Iterable[ox.Quad]]]:
        """The graphs of cases, studies, ontology and theories, and of own terms if there are any, with their names."""
        yield from ((name, graph.quads) for name, graph in (*self.graphs(), *self.theories()))
        if own := theory.own_terms(self.ontology):
            yield OWN_TERMS, own

    def files(self, case: Case) -> dict[str, Graph]:
        """The graphs a case was read from, by what they describe: the IRI of the case and, if any, of its study."""
        graph = self._stored_graph(case.iri) or self._read(Path(case.source_path), case.id)
        study = self.study(graph)
        of_study = {case.study.iri: study} if case.study and study else {}
        return {case.iri: graph, **of_study}

    def graph(self, name: str) -> Graph:
        """The triples of a case, by id or path; raises as ``open``."""
        stored = self._stored_graph(name)
        if stored is None and not _is_path(name):
            name = self._id(name)
            stored = self._stored_graph(name)
        if stored and (files := [*self._files.get(name, ()), *self._files_of(name)]):
            raise DuplicateCase(name=name, first=stored.origin, second=files[0])
        return stored or self._read(self.path(name), name)

    def sound_graphs(self, name: str) -> list[Graph]:
        """The graph of a case by id, or all of a file; raises as ``graph``, or InvalidCase for the faults of a form."""
        graphs = self._graphs_of(name)
        for graph in graphs:
            _refuse(graph, [*form_issues(graph).values()])
        return graphs

    def graphs_of(self, names: Iterable[str] = ()) -> list[Graph]:
        """The graphs of these cases or files, or of all that are listed; files that cannot be read are left out."""
        graphs: list[Graph] = []
        for name in [*names] or self._all_names():
            try:
                graphs += self._graphs_of(name)
            except CollabgraphError:
                continue
        return list({id(graph): graph for graph in graphs}.values())

    def _graphs_of(self, name: str) -> list[Graph]:
        """The graph of a case by id, or all graphs of a file by its path; raises as ``open``."""
        if _is_path(name) and self._stored_graph(name) is None:
            return self._read_all(Path(name))
        return [self.graph(name)]

    def _read(self, path: Path, name: str = "") -> Graph:
        """The graph of a file; of a form with several cases that of the case or study with this id."""
        graphs = self._read_all(path)
        named = [graph for graph in graphs if name in map(local_name, _described(graph))]
        if len(graphs) > 1 and not named:
            known = ", ".join(local_name(iri) for graph in graphs for iri in graph.subjects(CG.Case))
            hint = both(mark("Name one of them: {known}."), known=known)
            raise NotACase(path=path, found=len(graphs), hint=hint)
        return (named or graphs)[0]

    def _read_all(self, path: Path) -> list[Graph]:
        """The graphs of a file, read once: of a form one for each case, of any other file one."""
        key = _resolved(path)
        if key not in self._graphs:
            self._graphs[key] = self._read_form(path) if is_form(path) else [read_one(path)]
        return self._graphs[key]

    def _read_form(self, path: Path) -> list[Graph]:
        from collabgraph.coding.forms.graphs import read_form

        graphs, self.ontology = read_form(path, self.ontology)
        return [*graphs]

    def _is_case(self, path: Path) -> bool:
        try:
            return any(graph.subjects(CG.Case) for graph in self._read_all(path))
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
        endings = dict.fromkeys((graph.path.suffix, *FORMATS, *ENDINGS))
        beside = (graph.path.parent / f"{local_name(iri)}{ending}" for ending in endings)
        for path in (*beside, *self._files.get(local_name(iri), ()), *self._unlisted_files.get(local_name(iri), ())):
            for other in self._read_all(path) if _exists(path, Path.is_file) else ():
                if other.has(iri):
                    return other
        return self._stored_graph(iri)


def _reason(error: EmptyForm) -> Text:
    """Why a form is empty, without its path."""
    reason = error.fields["reason"]
    return reason if isinstance(reason, Text) else error.message


def _described(graph: Graph) -> list[str]:
    """The cases and the studies that a graph describes."""
    return [*graph.subjects(CG.Case), *graph.subjects(CG.Study)]


def _is_path(name: str) -> bool:
    """Whether a name is that of a file rather than an id."""
    return is_file_name(name) or is_form(Path(name))


def _is_of_a_case(path: Path) -> bool:
    """Whether a form is of a case or a study, or cannot be read, so that opening it says why.

    Every workbook is taken for one, but not what a program leaves beside one that is open ("~$cases.xlsx").
    """
    if path.suffix.lower() not in (".yaml", ".yml"):
        return not path.name.startswith(("~", "."))
    try:
        return _MAIN_KEY.search(read_text(path)) is not None
    except CollabgraphError:
        return path.is_file()


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
