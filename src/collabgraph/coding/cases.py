"""The conversion of the triples of a case and its study into values; no other module does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from collabgraph.coding.theory import tie_signs
from collabgraph.errors import NotACase
from collabgraph.model import (
    Actor,
    Basis,
    Case,
    CausalClaim,
    Claim,
    ClockClaim,
    ConditionClaim,
    ContextClaim,
    Evidence,
    FeeClaim,
    Hypothesis,
    Interval,
    Likelihood,
    OutcomeClaim,
    Participation,
    Period,
    RivalClaim,
    Source,
    Status,
    StepClaim,
    Study,
    TestClaim,
    TieClaim,
    TraceState,
)
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import CG, DCAT, DCTERMS, ORG, PROV, RDFS, SKOS, local_name
from collabgraph.words import both, mark

#: The statements about the coding that reviewers miss in most network studies; a case should make all of them.
CODING_STATEMENTS = (
    "boundary", "actorDefinition", "tieDefinition", "missingData", "tieStrength", "multiplexity", "timeFrame",
)  # fmt: skip


def case_iri(graph: Graph) -> str:
    """The IRI of the one case a file describes; for a case without an IRI, the name of its blank node (``_:id``).

    Raises NotACase unless the file describes exactly one case.
    """
    cases = graph.subjects(CG.Case)
    if len(cases) == 1:
        return cases[0]
    for kind, hint in (
        (CG.Framework, mark("It is a framework: name it as the framework to use.")),
        (CG.Study, mark("It is a study file: give one of the cases coded from it.")),
    ):
        if graph.subjects(kind) and not cases:
            raise NotACase(path=graph.path, found=0, hint=both(hint))
    hint = mark("Put each case in a file of its own.") if cases else mark("Start from a copy of a shipped case.")
    raise NotACase(path=graph.path, found=len(cases), hint=both(hint))


def study_iri(graph: Graph) -> str | None:
    """The IRI of the study a case was coded from, or None where it names none; raises NotACase."""
    return graph.link(case_iri(graph), CG.study)


def read_case(graph: Graph, study: Graph | None = None) -> Case:
    """The case a file describes, with the claims that its study file makes about it.

    Both files must be free of blocking issues (``validation.case_faults`` and ``study_faults``).
    """
    iri = case_iri(graph)
    reader = _Reader(graph, study)
    period = graph.link(iri, DCTERMS.temporal) or ""
    return Case(
        id=local_name(iri),
        iri=iri,
        title=graph.words(iri, DCTERMS.title),
        service=graph.words(iri, CG.service),
        setting=graph.words(iri, CG.setting),
        period=Period(graph.value(period, DCAT.startDate) or "", graph.value(period, DCAT.endDate) or ""),
        coding={name: words for name in CODING_STATEMENTS if (words := graph.words(iri, CG[name]))},
        study=reader.study(),
        actors=reader.actors(),
        claims=_in_order(claim for claim, cases in reader.claims if iri in cases),
        source_path=graph.origin,
    )


def _in_order(claims: Iterator[Claim]) -> tuple[Claim, ...]:
    return tuple(sorted(claims, key=lambda claim: (claim.id, claim.iri)))


class _Reader:
    """One case file and its study file, whose claims are read once."""

    def __init__(self, graph: Graph, study: Graph | None) -> None:
        self.graphs = [graph] if study is None else [graph, study]
        self.sources: dict[str, Source] = {}
        links = (g.links(iri, PROV.wasAttributedTo) for g in self.graphs for iri in g.subjects(CG.Case))
        self.coders = {coder for coders in links for coder in coders}
        self.claims = list(self._claims())

    def study(self) -> Study | None:
        for graph in self.graphs[1:]:
            for iri in graph.subjects(CG.Study):
                claims = _in_order(claim for claim, cases in self.claims if not cases)
                title, description = graph.words(iri, DCTERMS.title), graph.words(iri, DCTERMS.description)
                return Study(local_name(iri), iri, title, description, claims)
        return None

    def actors(self) -> dict[str, Actor]:
        actors = {iri: _actor(graph, iri) for graph in self.graphs for iri in graph.subjects(CG.Actor)}
        return dict(sorted(actors.items()))

    def _claims(self) -> Iterator[tuple[Claim, list[str]]]:
        """Every claim, with the IRIs of the cases it is about."""
        for graph in self.graphs:
            for kind, (make, fields) in _CLAIMS.items():
                for iri in graph.subjects(kind):
                    yield make(**self._common(graph, iri), **fields(graph, iri)), graph.links(iri, CG.inCase)

    def _common(self, graph: Graph, iri: str) -> dict[str, Any]:
        return {
            "id": local_name(iri),
            "iri": iri,
            "basis": Basis(_code(graph, iri, CG.basis)),
            "attribution": _code(graph, iri, CG.attribution) or None,
            "statement": graph.words(iri, CG.statement),
            "evidence": self._all_evidence(graph, iri),
            "date": graph.value(iri, DCTERMS.date),
            "confidence": graph.number(iri, CG.confidence),
        }

    def _all_evidence(self, graph: Graph, iri: str) -> tuple[Evidence, ...]:
        evidence = [self._evidence(graph, node) for node in graph.links(iri, CG.evidence)]
        return tuple(sorted(evidence, key=lambda piece: piece.place) if len(evidence) > 1 else evidence)

    def _evidence(self, graph: Graph, node: str) -> Evidence:
        source = self._source(graph.link(node, PROV.wasDerivedFrom) or "")
        polarity = _code(graph, node, CG.polarity)
        return Evidence(source, graph.words_or_plain(node, CG.locator), polarity, graph.words(node, CG.note))

    def _source(self, iri: str) -> Source:
        if iri not in self.sources:
            graph = next((graph for graph in self.graphs if graph.has(iri)), self.graphs[0])
            citation = graph.words_or_plain(iri, DCTERMS.bibliographicCitation)
            title, date = graph.words(iri, DCTERMS.title), graph.value(iri, DCTERMS.date)
            by_coders = not self.coders.isdisjoint(graph.links(iri, PROV.wasAttributedTo))
            self.sources[iri] = Source(local_name(iri), iri, title, citation, date, by_coders)
        return self.sources[iri]


def _code(graph: Graph, subject: str, predicate: str) -> str:
    return local_name(graph.link(subject, predicate) or "")


def _actor(graph: Graph, iri: str) -> Actor:
    comment = graph.words(iri, RDFS.comment)
    return Actor(
        id=local_name(iri),
        iri=iri,
        label=graph.words(iri, RDFS.label),
        acronyms=tuple(graph.values(iri, SKOS.altLabel)),
        kind=_code(graph, iri, CG.actorKind),
        sector=_code(graph, iri, CG.sector),
        level=_code(graph, iri, CG.level) or None,
        office=graph.link(iri, ORG.unitOf),
        possibly=tuple(graph.links(iri, CG.possiblyIs)),
        comment=comment or None,
        short=graph.words(iri, SKOS.altLabel).by_language,
    )


def _condition(graph: Graph, iri: str) -> dict[str, Any]:
    status = Status(_code(graph, iri, CG.status))
    return {"construct": graph.link(iri, CG.construct), "status": status, "degree": _degree(graph, iri)}


def _degree(graph: Graph, iri: str) -> Interval | None:
    """The coded degree: a number, or an interval of which one end may be left open."""
    low, high = (graph.number(iri, end) for end in (CG.degreeLow, CG.degreeHigh))
    if low is None and high is None:
        low = high = graph.number(iri, CG.degree)
        return None if low is None or high is None else Interval(low, high)
    return Interval(0.0 if low is None else low, 1.0 if high is None else high)


def _outcome(graph: Graph, iri: str) -> dict[str, Any]:
    return {"indicator": graph.link(iri, CG.indicator), "result": _code(graph, iri, CG.result)}


def _tie(graph: Graph, iri: str) -> dict[str, Any]:
    return {
        "sender": graph.link(iri, CG["from"]),
        "receiver": graph.link(iri, CG.to),
        "kind": _code(graph, iri, CG.tieKind),
        "status": Status(_code(graph, iri, CG.status)),
        "strength": graph.number(iri, CG.strength),
        "sign": _code(graph, iri, CG.sign) or tie_signs().get(_code(graph, iri, CG.tieKind)),
    }


def _causal(graph: Graph, iri: str) -> dict[str, Any]:
    return {
        "causes": tuple(graph.links(iri, CG.cause)),
        "effects": tuple(graph.links(iri, CG.effect)),
        "direction": _code(graph, iri, CG.direction),
    }


def _context(graph: Graph, iri: str) -> dict[str, Any]:
    return {"topic": _code(graph, iri, CG.topic)}


def _participation(graph: Graph, iri: str) -> dict[str, Any]:
    roles = tuple(local_name(role) for role in graph.links(iri, CG.role))
    return {"actor": graph.link(iri, CG.actor), "roles": roles}


def _step(graph: Graph, iri: str) -> dict[str, Any]:
    return {"order": int(graph.number(iri, CG.order) or 0), "actors": tuple(graph.links(iri, CG.performedBy))}


def _clock(graph: Graph, iri: str) -> dict[str, Any]:
    return {"amount": graph.number(iri, CG.amount), "unit": _code(graph, iri, CG.unit)}


def _fee(graph: Graph, iri: str) -> dict[str, Any]:
    return {"status": Status(_code(graph, iri, CG.status)), "amount": graph.number(iri, CG.amount)}


def _hypothesis(graph: Graph, iri: str) -> dict[str, Any]:
    excluding = (other for other in graph.subjects(CG.Hypothesis) if iri in graph.links(other, CG.excludes))
    return {
        "outcomes": tuple(graph.links(iri, CG.explains)),
        "origin": graph.link(iri, CG.origin),
        "excludes": tuple(sorted({*graph.links(iri, CG.excludes), *excluding})),
        "exhausts": _code(graph, iri, CG.alternatives) == "exhaustive",
    }


def _test(graph: Graph, iri: str) -> dict[str, Any]:
    likelihoods = (_likelihood(graph, node) for node in graph.links(iri, CG.likelihood))
    return {
        "likelihoods": tuple(sorted(likelihoods, key=lambda one: one.hypothesis)),
        "state": TraceState(_code(graph, iri, CG.traceState)),
        "where": graph.words(iri, CG.whereToLook) or None,
        "traces": tuple(graph.links(iri, CG.trace)),
        "group": graph.value(iri, CG.testGroup),
    }


def _likelihood(graph: Graph, node: str) -> Likelihood:
    low, high = (graph.number(node, end) for end in (CG.likelihoodLow, CG.likelihoodHigh))
    return Likelihood(
        graph.link(node, CG.hypothesis) or "",
        None if low is None or high is None else Interval(low, high),
        _code(graph, node, CG.likelihoodWord) or None,
        graph.words(node, CG.reason) or None,
    )


_CLAIMS: Mapping[str, tuple[Callable[..., Claim], Callable[[Graph, str], dict[str, Any]]]] = {
    CG.CausalClaim: (CausalClaim, _causal),
    CG.ClockClaim: (ClockClaim, _clock),
    CG.ConditionClaim: (ConditionClaim, _condition),
    CG.ContextClaim: (ContextClaim, _context),
    CG.FeeClaim: (FeeClaim, _fee),
    CG.Hypothesis: (Hypothesis, _hypothesis),
    CG.OutcomeClaim: (OutcomeClaim, _outcome),
    CG.Participation: (Participation, _participation),
    CG.RivalClaim: (RivalClaim, _causal),
    CG.StepClaim: (StepClaim, _step),
    CG.Test: (TestClaim, _test),
    CG.TieClaim: (TieClaim, _tie),
}

#: The classes of claims.
CLAIM_CLASSES = frozenset(_CLAIMS)
