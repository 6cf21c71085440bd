"""One file of a corpus becomes rows of the tables of results; what is wrong with it becomes rows of ``faults``."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct

from collabgraph.analysis.comparison import COMPARED, Outcome, outcomes, unused_outcomes, without_implied
from collabgraph.analysis.conditions import Condition, preconditions
from collabgraph.analysis.matrix import case_outcome, met
from collabgraph.analysis.metrics import governance_mode, metrics
from collabgraph.analysis.network import Granularity, Network, network
from collabgraph.analysis.scope import Answer, scope
from collabgraph.coding import theory
from collabgraph.coding.cases import read_case, study_iri
from collabgraph.coding.forms import ENDINGS
from collabgraph.coding.project import read_project
from collabgraph.coding.validation import case_faults, study_faults
from collabgraph.corpus.columns import TABLES
from collabgraph.errors import CollabgraphError, NoCriteria, NotPacked, Unreachable
from collabgraph.model import ALL_ATTRIBUTIONS, DEFAULT_BASES, Attribution, Basis, Case, Framework, Issue, Ontology
from collabgraph.rdf.turtle import Graph, StoredCopy, read_content
from collabgraph.rdf.vocabulary import CG, local_name
from collabgraph.words import Text

Row = dict[str, Any]
#: The rows of one or more files, by table.
Rows = dict[str, list[Row]]

_NO_CASE = Text(
    en="It describes no case and no study, so that there is nothing to evaluate.",
    id="Berkas ini tidak memuat kasus maupun studi, sehingga tidak ada yang dievaluasi.",
)
#: So many studies are kept read.
_MOST_STUDIES = 50
_UNEXPECTED = Text(
    en="The program failed here ({words}), which is a fault of ours: please report it with this file.",
    id="Program gagal di sini ({words}); ini kesalahan kami: mohon laporkan bersama berkas ini.",
)


class Options(Struct, frozen=True):
    """How cases are evaluated.

    ``framework`` is the id or the file of a theory, "" for that which most claims of a case name; ``project`` the
    folder of a project whose terms and theories are read with, "" for none; ``lang`` the language of messages.
    """

    framework: str = ""
    bases: tuple[str, ...] = tuple(sorted(DEFAULT_BASES))
    attributions: tuple[str, ...] = tuple(sorted(ALL_ATTRIBUTIONS))
    granularity: Granularity = "office"
    systems: bool = True
    metrics: tuple[str, ...] = COMPARED
    project: str = ""
    lang: str = "en"


class File(Struct, frozen=True):
    """A file of a corpus: its name there, with "/" between folders, its content and the SHA-256 of that.

    Of a graph in a store, ``name`` is that of the graph, ``content`` its triples in N-Triples, ``place`` the store.
    """

    name: str
    content: bytes
    sha256: str
    place: str = ""


#: The files of a corpus that may describe the study with this IRI, given the folder of the file that names it.
Studies = Callable[[str, str], Iterable[File]]


def no_rows() -> Rows:
    """The tables without a row."""
    return {table: [] for table in TABLES}


class Evaluator:
    """Evaluates files with the same options; reads theories and studies once."""

    def __init__(self, options: Options) -> None:
        """An evaluator; raises what reading the theory or the project raises."""
        self.options = options
        known = read_project(Path(options.project)).ontology if options.project else theory.ontology()
        self._framework: Framework | None = None
        self._ontology = known
        if options.framework:
            self._ontology, self._framework = theory.with_framework(known, options.framework)
        self._bases = frozenset(map(Basis, options.bases))
        self._attributions = frozenset(map(Attribution, options.attributions))
        self._studies: dict[tuple[str, str], _Study | None] = {}
        self._form: Path | None = None  # where the last form was put to be read

    def rows(self, file: File, studies: Studies) -> tuple[Rows, list[tuple[str, str]]]:
        """The rows of a file, and the studies that it names: the IRI, and the folder of the file.

        Nothing that is wrong with the file is raised: it is in ``faults``. Raises NotPacked or Unreachable.
        """
        rows, named = no_rows(), list[tuple[str, str]]()
        run = _Run(self, file, rows)
        with run.stage("read"):
            graphs, ontology = self._graphs(file)
            cases = [graph for graph in graphs if graph.subjects(CG.Case)]
            if not cases and not any(graph.subjects(CG.Study) for graph in graphs):
                run.fault("read", _NO_CASE)
            for graph in cases:
                with run.stage("check"):
                    if (iri := study_iri(graph)) is not None:
                        named.append((iri, str(PurePosixPath(file.name).parent)))
                    run.case(graph, self._study(*named[-1], studies) if iri else None, ontology)
        return rows, named

    def _graphs(self, file: File) -> tuple[list[Graph], Ontology]:
        """The graphs of a file: of a form one for each case; with the ontology that has the terms of the form."""
        if file.place:
            stored = StoredCopy(file.place, file.sha256)
            return [Graph(Path(f"{local_name(file.name)}.nt"), file.content.decode(), stored)], self._ontology
        if PurePosixPath(file.name).suffix.lower() not in ENDINGS:
            return [read_content(Path(file.name), file.content)], self._ontology
        from collabgraph.coding.forms.graphs import read_form

        with tempfile.TemporaryDirectory(prefix="collabgraph-") as folder:
            self._form = Path(folder) / PurePosixPath(file.name).name
            self._form.write_bytes(file.content)
            graphs, ontology = read_form(self._form, self._ontology)
        return list(graphs), ontology

    def said(self, message: Text, file: File) -> str:
        """A message in the language of the options, with the name that a file has in the corpus."""
        words = message[self.options.lang]
        return words.replace(str(self._form), file.name) if self._form else words

    def _study(self, iri: str, folder: str, studies: Studies) -> _Study | None:
        """A study, where the corpus has it; read once for the cases of a folder."""
        key = iri, folder
        if key not in self._studies:
            if len(self._studies) == _MOST_STUDIES:
                self._studies.clear()
            self._studies[key] = self._read_study(iri, studies(iri, folder))
        return self._studies[key]

    def _read_study(self, iri: str, files: Iterable[File]) -> _Study | None:
        for file in files:
            for graph in self._graphs(file)[0]:
                if graph.has(iri):
                    return _Study(graph, study_faults(graph, self._ontology))
        return None


class _Study(Struct, frozen=True):
    graph: Graph
    faults: list[Issue]


class _Run(Struct):
    """The evaluation of one file, whose rows grow stage after stage; a fault ends a stage and not the file."""

    by: Evaluator
    file: File
    rows: Rows
    id: str | None = None

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """A stage that says what goes wrong in it; the program's own errors too, so that no case ends a corpus.

        What is no fault of the case is raised: a server that does not answer, a damaged packed corpus.
        """
        try:
            yield
        except (NotPacked, Unreachable):
            raise
        except CollabgraphError as error:
            line = error.fields.get("line")
            self.fault(name, error.message, line if isinstance(line, int) else None)
        except Exception as error:
            lang, words = self.by.options.lang, f"{type(error).__name__}: {error}"
            self.fault(name, Text.same(_UNEXPECTED[lang].format(words=words)))

    def fault(self, stage: str, message: Text, line: int | None = None) -> None:
        words = self.by.said(message, self.file)
        self.add("faults", file=self.file.name, case=self.id, stage=stage, message=words, line=line)

    def add(self, table: str, **row: Any) -> None:
        self.rows[table].append(row)

    def case(self, graph: Graph, study: _Study | None, ontology: Ontology) -> None:
        """Add what is found of one case; where it has faults, these alone."""
        self.id = local_name(next(iter(graph.subjects(CG.Case)), ""))
        issues = [*case_faults(graph, study.graph if study else None, ontology), *(study.faults if study else ())]
        for issue in issues:
            self.fault("check", issue.message, issue.line)
        if not issues:
            case = read_case(graph, study.graph if study else None)
            self._evaluated(case.with_attributions(self.by._attributions), ontology)

    def _evaluated(self, case: Case, ontology: Ontology) -> None:
        options = self.by.options
        framework = self.by._framework or theory.most_named([case], ontology)
        row: Row = {
            "case": case.id, "iri": case.iri, "file": self.file.name, "sha256": self.file.sha256,
            "title": case.title[options.lang], "framework": framework.id,
        }  # fmt: skip
        with self.stage("conditions"):
            row |= self._conditions(case, framework, ontology)
        with self.stage("network"):
            net = network(case, bases=self.by._bases, granularity=options.granularity, systems=options.systems)
            row["left_out"] = row.get("left_out", 0) + len(net.unused)
            self._ties(case, net)
            row |= {"actors": len(net.actors), "ties": len(net.ties)}
            with self.stage("metrics"):
                self._metrics(case, net)
            with self.stage("mode"):
                row |= self._mode(case, net)
        with self.stage("scope"):
            row |= self._scope(case, framework, ontology)
        counts = {basis.value: 0 for basis in Basis}
        for claim in case.claims:
            counts[claim.basis.value] += 1
        row |= {"claims": len(case.claims), **{f"claims_{name}": n for name, n in counts.items()}}
        row.setdefault("left_out", 0)
        for name, reason in (("outcome", "outcome_reason"), ("mode", "mode_reason"), ("within_scope", "scope_reason")):
            if name not in row:  # its stage failed
                row[reason] = "fault"
        self.rows["cases"].append({column.name: row.get(column.name) for column in TABLES["cases"]})

    def _conditions(self, case: Case, framework: Framework, ontology: Ontology) -> Row:
        found = preconditions(case, framework, ontology, self.by._bases)
        for one in found.conditions.values():
            self.rows["conditions"].append(_condition(case, one))
        results = outcomes([case], framework, ontology, self.by._bases)
        for result in results:
            self.rows["outcomes"].append(_outcome(case, result))
        readiness, factors = found.readiness, found.factors_met
        return {
            "outcome": case_outcome(results).value,
            "readiness_low": readiness and readiness.low,
            "readiness_high": readiness and readiness.high,
            "factors_low": factors and factors.low,
            "factors_high": factors and factors.high,
            "left_out": len(found.unused) + len(unused_outcomes(case, framework, ontology, self.by._bases)),
        }

    def _ties(self, case: Case, net: Network) -> None:
        for tie in net.ties:
            self.add(
                "ties", case=case.id, sender=net.actors[tie.sender].id, receiver=net.actors[tie.receiver].id,
                directed=net.directed, kinds=list(tie.kinds), bases=[basis.value for basis in tie.bases],
                claims=list(tie.claims),
            )  # fmt: skip

    def _metrics(self, case: Case, net: Network) -> None:
        lang = self.by.options.lang
        for name, value in metrics(net, only=self.by.options.metrics).values.items():
            why = value.undefined[lang] if value.undefined else None
            self.add("metrics", case=case.id, metric=name, value=value.value, reason=why)

    def _mode(self, case: Case, net: Network) -> Row:
        mode = governance_mode(net, case, self.by._bases)
        if mode.mode == "not-assessable":
            return {"mode": None, "mode_reason": mode.because[self.by.options.lang]}
        return {"mode": mode.mode, "mode_reason": None}

    def _scope(self, case: Case, framework: Framework, ontology: Ontology) -> Row:
        try:
            found = scope(case, framework, ontology, self.by._bases)
        except NoCriteria:
            return {"within_scope": None, "scope_reason": "no-criteria"}
        return {
            "within_scope": found.within,
            "scope_reason": "open-criteria" if found.within is None else None,
            "criteria_met": len(found.of(Answer.MET)),
            "criteria_not_met": len(found.of(Answer.NOT_MET)),
            "criteria_open": len(found.open),
        }


def _condition(case: Case, one: Condition) -> Row:
    is_precondition = bool(one.construct.precondition_of)
    is_met = met(one) if is_precondition else None
    return {
        "case": case.id,
        "construct": one.construct.term.id,
        "precondition": is_precondition,
        "starting": one.construct.starting,
        "status": one.status.value,
        "low": one.degree and one.degree.low,
        "high": one.degree and one.degree.high,
        "met": is_met,
        "met_explicit": met(without_implied(one)) if is_precondition else None,
        "reason": one.status.value if is_precondition and is_met is None else None,
        "claims": [claim.id for claim in one.claims],
        "bases": [basis.value for basis in one.bases],
    }


def _outcome(case: Case, one: Outcome) -> Row:
    return {
        "case": case.id,
        "indicator": one.indicator.term.id,
        "results": list(one.results),
        "favourable": one.favourable,
        "neutral": one.neutral,
        "claims": [claim.id for claim in one.claims],
    }
