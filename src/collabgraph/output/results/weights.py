"""Rival explanations weighed, as RDF: a weight for each two hypotheses, and for each test between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from collabgraph.analysis.weighing import Pair, WeighedTest, weigh
from collabgraph.model import Case, Claim, Interval, Ontology
from collabgraph.output.results.graph import Choices, Objects, ResultGraph, address, bases, fragment, stated
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import CG, PROV, RDF
from collabgraph.words import both, mark


def weight_graph(
    case: Case, choices: Choices, ontology: Ontology, files: Mapping[str, Graph]
) -> tuple[str, list[ox.Quad]] | None:
    """The graph with the weights between the hypotheses of a case; None where it has no two to weigh."""
    result = weigh(case, ontology, bases=choices.bases)
    if not result.pairs:
        return None
    title = both(mark("Rival explanations of the case {case} weighed"), case=case.title)
    graph = ResultGraph(address("weights", [case], choices.considered), title, choices.considered, files)
    return graph.iri, graph.quads(triple for pair in result.pairs for triple in _pair(graph, case, pair))


def _pair(graph: ResultGraph, case: Case, pair: Pair) -> Iterator[ox.Triple]:
    names = [fragment(one.iri, f"{case.iri}#") for one in (pair.a, pair.b)]
    about: dict[str, Objects] = {
        RDF.type: CG.Weight, CG.aboutCase: case.iri, CG.weighsFor: pair.a.iri, CG.weighsAgainst: pair.b.iri,
    }  # fmt: skip
    made = {PROV.wasGeneratedBy: graph.computation}
    claims = _claims(pair.tests)
    verdict: dict[str, Objects] = {
        CG.decidedFrom: float(pair.threshold),
        CG.favours: pair.favoured.iri if pair.favoured else None,
        CG.wouldDecide: [test.iri for test in pair.would_decide],
        CG.claimCount: len(claims),
        CG.restsOnBasis: bases(claim.basis for claim in claims.values()),
        PROV.wasDerivedFrom: tuple(claims),
    }
    yield from stated(graph.node("weight", *names), about, _ends(pair.weight), verdict, made)
    for test in pair.tests:
        claims = _claims([test])
        grounds: dict[str, Objects] = {
            CG.ofTest: test.trace.test.iri,
            CG.claimCount: len(claims),
            CG.restsOnBasis: bases(claim.basis for claim in claims.values()),
            PROV.wasDerivedFrom: tuple(claims),
        }
        name = fragment(test.trace.test.iri, f"{case.iri}#")
        yield from stated(graph.node("weight", *names, name), about, _ends(test.weight), grounds, made)


def _claims(tests: Iterable[WeighedTest]) -> dict[str, Claim]:
    """The tests, and the claims that are their traces, by IRI: a weight rests on how likely a coder held them too."""
    return {claim.iri: claim for test in tests for claim in (test.trace.test, *test.trace.claims)}


def _ends(weight: Interval) -> dict[str, Objects]:
    return {CG.decibelsLow: weight.low + 0.0, CG.decibelsHigh: weight.high + 0.0}
