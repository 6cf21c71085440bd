"""Conditions, readiness and outcomes of cases, and verdicts on several cases, as RDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox

from collabgraph.analysis.comparison import Comparison, Outcome, Verdict, outcomes
from collabgraph.analysis.conditions import Condition, Preconditions, preconditions
from collabgraph.model import Case, Claim, Ontology, Status
from collabgraph.output.results.graph import (
    Choices,
    Objects,
    ResultGraph,
    address,
    bases,
    codes,
    fragment,
    name_of,
    stated,
)
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import CG, PROV, QB, RDF, RDFS
from collabgraph.words import both, in_both, mark

_SHORTCUTS = {
    "satisfied": CG.meets,
    "partial": CG.partlyMeets,
    "contested": CG.leavesOpen,
    "not_reported": CG.leavesOpen,
}
_READINESS = both(mark("Readiness"))
_NONE_APPLIES = both(mark("the framework has no such precondition that applies to the case"))
_DISAGREE = both(mark("the results that claims give for this indicator disagree on whether it came out favourably"))
_NEITHER = both(mark("the framework counts the result that claims give neither as success nor as failure"))


def condition_graph(
    case: Case, choices: Choices, ontology: Ontology, files: Mapping[str, Graph]
) -> tuple[str, list[ox.Quad]]:
    """The graph with the conditions of a case by a framework, its readiness, and the shortcuts from the case."""
    framework = choices.framework
    title = both(
        mark("Conditions of the case {case}, read with {framework}"), case=case.title, framework=framework.title
    )
    graph = ResultGraph(address("conditions", [case], choices.reading), title, choices.reading, files)
    result = preconditions(case, framework, ontology, choices.bases)
    results = [
        *(triple for condition in result.conditions.values() for triple in _condition(graph, case, choices, condition)),
        *_readiness(graph, result),
        *_factors_met(graph, result),
        *_shortcuts(result),
    ]
    return graph.iri, graph.quads(results)


def _condition(graph: ResultGraph, case: Case, choices: Choices, condition: Condition) -> Iterator[ox.Triple]:
    construct = condition.construct
    status: dict[str, Objects] = {CG.derivedStatus: codes("status", [condition.status])}
    if condition.degree is not None:
        status |= {CG.low: condition.degree.low, CG.high: condition.degree.high}
    if construct.precondition_of:
        status[CG.fulfilment] = codes("fulfilment", [condition.fulfilment.replace("_", "-")])
    about = {RDF.type: CG.Condition, CG.aboutCase: case.iri, CG.aboutConstruct: construct.term.iri}
    node = graph.node("condition", name_of(construct.term.iri, choices.framework))
    yield from stated(node, about, status, _grounds(graph, condition.claims))


def _grounds(graph: ResultGraph, claims: Sequence[Claim]) -> dict[str, Objects]:
    """The claims a result is derived from, their number, and their bases."""
    return {
        CG.claimCount: len(claims),
        CG.restsOnBasis: bases(claim.basis for claim in claims),
        PROV.wasDerivedFrom: [claim.iri for claim in claims],
        PROV.wasGeneratedBy: graph.computation,
    }


def _readiness(graph: ResultGraph, result: Preconditions) -> Iterator[ox.Triple]:
    interval = result.readiness
    kind: dict[str, Objects] = {RDF.type: CG.Readiness, CG.undefinedBecause: _NONE_APPLIES}
    if interval is not None:
        kind = {RDF.type: (CG.Readiness, QB.Observation), QB.dataSet: graph.node("readiness-intervals")}
        kind |= {CG.low: interval.low, CG.high: interval.high}
    yield from stated(graph.node("readiness"), kind, *_of_conditions(graph, result, result.starting_conditions))
    structure = {RDF.type: QB.DataSet, QB.structure: CG.readinessIntervals}
    yield from stated(
        graph.node("readiness-intervals"), structure, {RDFS.label: _READINESS, PROV.wasGeneratedBy: graph.computation}
    )


def _factors_met(graph: ResultGraph, result: Preconditions) -> Iterator[ox.Triple]:
    interval = result.factors_met
    ends = {CG.low: interval.low, CG.high: interval.high} if interval else {CG.undefinedBecause: _NONE_APPLIES}
    about = _of_conditions(graph, result, result.other_factors)
    yield from stated(graph.node("factors-met"), {RDF.type: CG.FactorsMet}, ends, *about)


def _of_conditions(
    graph: ResultGraph, result: Preconditions, conditions: Sequence[Condition]
) -> Iterator[Mapping[str, Objects]]:
    """What a figure is about, and the conditions it is derived from."""
    unknown = sum(condition.fulfilment in ("not_reported", "contested") for condition in conditions)
    nodes = [graph.node("condition", name_of(c.construct.term.iri, result.framework)) for c in conditions]
    yield {CG.aboutCase: result.case.iri, CG.readWith: result.framework.iri, PROV.wasGeneratedBy: graph.computation}
    yield {CG.preconditionCount: len(conditions), CG.unknownCount: unknown, PROV.wasDerivedFrom: nodes}


def _shortcuts(result: Preconditions) -> Iterator[ox.Triple]:
    """Triples from the case straight to its preconditions; a condition that does not apply has none."""
    shortcuts: dict[str, list[str]] = {}
    for condition in result.preconditions:
        missing = CG.lacks if condition.construct.required is Status.PRESENT else CG.hamperedBy
        shortcut = missing if condition.fulfilment == "missing" else _SHORTCUTS.get(condition.fulfilment)
        if shortcut is not None:
            shortcuts.setdefault(shortcut, []).append(condition.construct.term.iri)
    yield from stated(result.case.iri, dict(sorted(shortcuts.items())))


def outcome_graph(
    case: Case, choices: Choices, ontology: Ontology, files: Mapping[str, Graph]
) -> tuple[str, list[ox.Quad]]:
    """The graph with the outcome of a case on each indicator that its claims are about."""
    title = both(mark("Outcomes of the case {case}"), case=case.title)
    graph = ResultGraph(address("outcomes", [case], choices.considered), title, choices.considered, files)
    results = outcomes([case], choices.framework, ontology, choices.bases)
    by_iri = sorted(results, key=lambda outcome: outcome.indicator.term.iri)
    return graph.iri, graph.quads(triple for outcome in by_iri for triple in _outcome(graph, case, outcome))


def _outcome(graph: ResultGraph, case: Case, outcome: Outcome) -> Iterator[ox.Triple]:
    indicator = outcome.indicator.term.iri
    about = {RDF.type: CG.Outcome, CG.aboutCase: case.iri, CG.aboutConstruct: indicator}
    result: dict[str, Objects] = {CG.derivedResult: codes("result", outcome.results), CG.favourable: outcome.favourable}
    if outcome.favourable is None:
        result[CG.undefinedBecause] = _NEITHER if outcome.neutral else _DISAGREE
    yield from stated(graph.node("outcome", fragment(indicator)), about, result, _grounds(graph, outcome.claims))


def verdict_graph(comparison: Comparison, choices: Choices, files: Mapping[str, Graph]) -> tuple[str, list[ox.Quad]]:
    """The graph with a verdict on each precondition over the two or more cases of a comparison."""
    cases = list(comparison.cases.values())
    named = in_both(lambda say: say.listed([case.title[say.lang] for case in cases]))
    framework = choices.framework
    title = both(mark("Verdicts over {cases}, read with {framework}"), cases=named, framework=framework.title)
    graph = ResultGraph(address("comparison", cases, choices.reading), title, choices.reading, files)
    results = (
        triple for verdict in comparison.verdicts for triple in _verdict(graph, comparison.cases, choices, verdict)
    )
    return graph.iri, graph.quads(results)


def _verdict(graph: ResultGraph, cases: Mapping[str, Case], choices: Choices, verdict: Verdict) -> Iterator[ox.Triple]:
    construct = verdict.construct.term.iri
    name = name_of(construct, choices.framework)
    conditions = [f"{address('conditions', [case], choices.reading)}#condition/{name}" for case in cases.values()]
    differences = {
        difference: graph.node("difference", name, difference.case) for difference in verdict.would_differ_if
    }
    yield from stated(
        graph.node("verdict", name),
        {RDF.type: CG.Verdict, CG.aboutCase: [case.iri for case in cases.values()], CG.aboutConstruct: construct},
        {CG.readWith: choices.framework.iri, CG.verdict: codes("verdict", [verdict.verdict]), CG.fits: verdict.fits},
        {CG.fitsWithoutImplied: verdict.fits_without_implied},
        {CG.holdsWhateverIsUnknown: verdict.holds_whatever_is_unknown, CG.wouldDifferIf: list(differences.values())},
        {PROV.wasDerivedFrom: conditions, PROV.wasGeneratedBy: graph.computation},
    )
    for difference, node in differences.items():
        supposed = {CG.aboutCase: cases[difference.case].iri, CG.ifStatus: codes("status", difference.statuses)}
        yield from stated(node, {RDF.type: CG.Difference}, supposed)
