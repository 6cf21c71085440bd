"""What the claims of a case say together of its preconditions and outcomes, and cases of each other, as RDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox

from collabgraph.analysis.comparison import Outcome, Verdict, compare, outcomes
from collabgraph.analysis.conditions import Condition, Preconditions, preconditions
from collabgraph.model import Case, Claim, Ontology, Status
from collabgraph.output.results.graph import (
    Choices,
    ResultGraph,
    Said,
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
_NONE_APPLIES = both(mark("the framework has no precondition that applies to the case"))
_DISAGREE = both(mark("the results that claims give for this indicator disagree on whether it came out favourably"))


def condition_graph(
    case: Case, choices: Choices, ontology: Ontology, files: Mapping[str, Graph]
) -> tuple[str, list[ox.Quad]]:
    """The graph with the conditions of a case by a framework, its readiness, and the shortcuts from the case."""
    framework = choices.framework
    title = both(
        mark("Conditions of the case {case}, read with {framework}"), case=case.title, framework=framework.title
    )
    graph = ResultGraph(address("conditions", [case], choices.reading), title, choices.reading, files)
    found = preconditions(case, framework, ontology, choices.bases)
    results = [
        *(triple for each in found.conditions.values() for triple in _condition(graph, case, choices, each)),
        *_readiness(graph, found),
        *_shortcuts(found),
    ]
    return graph.iri, graph.quads(results)


def _condition(graph: ResultGraph, case: Case, choices: Choices, found: Condition) -> Iterator[ox.Triple]:
    construct = found.construct
    status: dict[str, Said] = {CG.derivedStatus: codes("status", [found.status])}
    if found.degree is not None:
        status |= {CG.low: found.degree.low, CG.high: found.degree.high}
    if construct.precondition_of:
        status[CG.fulfilment] = codes("fulfilment", [found.fulfilment.replace("_", "-")])
    about = {RDF.type: CG.Condition, CG.aboutCase: case.iri, CG.aboutConstruct: construct.term.iri}
    node = graph.node("condition", name_of(construct.term.iri, choices.framework))
    yield from stated(node, about, status, _grounds(graph, found.claims))


def _grounds(graph: ResultGraph, claims: Sequence[Claim]) -> dict[str, Said]:
    """The claims a result is derived from, how many they are, and their bases."""
    return {
        CG.claimCount: len(claims),
        CG.restsOnBasis: bases(claim.basis for claim in claims),
        PROV.wasDerivedFrom: [claim.iri for claim in claims],
        PROV.wasGeneratedBy: graph.computation,
    }


def _readiness(graph: ResultGraph, found: Preconditions) -> Iterator[ox.Triple]:
    framework, interval = found.framework, found.readiness
    kind: dict[str, Said] = {RDF.type: CG.Readiness, CG.undefinedBecause: _NONE_APPLIES}
    if interval is not None:
        kind = {RDF.type: (CG.Readiness, QB.Observation), QB.dataSet: graph.node("readiness-intervals")}
        kind |= {CG.low: interval.low, CG.high: interval.high}
    counts = {CG.preconditionCount: len(found.preconditions), CG.unknownCount: found.unknown}
    behind = [graph.node("condition", name_of(c.construct.term.iri, framework)) for c in found.preconditions]
    about = {CG.aboutCase: found.case.iri, CG.readWith: framework.iri, PROV.wasGeneratedBy: graph.computation}
    yield from stated(graph.node("readiness"), kind, about, counts, {PROV.wasDerivedFrom: behind})
    structure = {RDF.type: QB.DataSet, QB.structure: CG.readinessIntervals}
    yield from stated(
        graph.node("readiness-intervals"), structure, {RDFS.label: _READINESS, PROV.wasGeneratedBy: graph.computation}
    )


def _shortcuts(found: Preconditions) -> Iterator[ox.Triple]:
    """From the case straight to its preconditions; what does not apply has no shortcut."""
    said: dict[str, list[str]] = {}
    for each in found.preconditions:
        missing = CG.lacks if each.construct.required is Status.PRESENT else CG.hamperedBy
        shortcut = missing if each.fulfilment == "missing" else _SHORTCUTS.get(each.fulfilment)
        if shortcut is not None:
            said.setdefault(shortcut, []).append(each.construct.term.iri)
    yield from stated(found.case.iri, dict(sorted(said.items())))


def outcome_graph(
    case: Case, choices: Choices, ontology: Ontology, files: Mapping[str, Graph]
) -> tuple[str, list[ox.Quad]]:
    """The graph with the outcome of a case on each indicator that its claims speak of."""
    title = both(mark("Outcomes of the case {case}"), case=case.title)
    graph = ResultGraph(address("outcomes", [case], choices.considered), title, choices.considered, files)
    found = outcomes([case], choices.framework, ontology, choices.bases)
    by_iri = sorted(found, key=lambda outcome: outcome.indicator.term.iri)
    return graph.iri, graph.quads(triple for each in by_iri for triple in _outcome(graph, case, each))


def _outcome(graph: ResultGraph, case: Case, found: Outcome) -> Iterator[ox.Triple]:
    indicator = found.indicator.term.iri
    about = {RDF.type: CG.Outcome, CG.aboutCase: case.iri, CG.aboutConstruct: indicator}
    result: dict[str, Said] = {CG.derivedResult: codes("result", found.results), CG.favourable: found.favourable}
    if found.favourable is None:
        result[CG.undefinedBecause] = _DISAGREE
    yield from stated(graph.node("outcome", fragment(indicator)), about, result, _grounds(graph, found.claims))


def verdict_graph(
    cases: Sequence[Case], choices: Choices, ontology: Ontology, files: Mapping[str, Graph]
) -> tuple[str, list[ox.Quad]]:
    """The graph with a verdict on each precondition over two or more cases."""
    named = in_both(lambda say: say.listed([case.title[say.lang] for case in cases]))
    framework = choices.framework
    title = both(mark("Verdicts over {cases}, read with {framework}"), cases=named, framework=framework.title)
    graph = ResultGraph(address("comparison", cases, choices.reading), title, choices.reading, files)
    found = compare(cases, framework, ontology, bases=choices.bases)
    results = (triple for each in found.verdicts for triple in _verdict(graph, found.cases, choices, each))
    return graph.iri, graph.quads(results)


def _verdict(graph: ResultGraph, cases: Mapping[str, Case], choices: Choices, found: Verdict) -> Iterator[ox.Triple]:
    construct = found.construct.term.iri
    name = name_of(construct, choices.framework)
    behind = [f"{address('conditions', [case], choices.reading)}#condition/{name}" for case in cases.values()]
    differences = {each: graph.node("difference", name, each.case) for each in found.would_differ_if}
    yield from stated(
        graph.node("verdict", name),
        {RDF.type: CG.Verdict, CG.aboutCase: [case.iri for case in cases.values()], CG.aboutConstruct: construct},
        {CG.readWith: choices.framework.iri, CG.verdict: codes("verdict", [found.verdict]), CG.fits: found.fits},
        {CG.holdsWhateverIsUnknown: found.holds_whatever_is_unknown, CG.wouldDifferIf: list(differences.values())},
        {PROV.wasDerivedFrom: behind, PROV.wasGeneratedBy: graph.computation},
    )
    for each, node in differences.items():
        supposed = {CG.aboutCase: cases[each.case].iri, CG.ifStatus: codes("status", each.statuses)}
        yield from stated(node, {RDF.type: CG.Difference}, supposed)
