"""The network of a case and its measurements, as RDF; and the catalogue of the metrics."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from collabgraph.analysis.comparison import COMPARED
from collabgraph.analysis.metrics import (
    ACTOR_LEVEL,
    NETWORK_LEVEL,
    GovernanceMode,
    Measures,
    Value,
    governance_mode,
    metrics,
)
from collabgraph.analysis.metrics.metric import Metric
from collabgraph.analysis.network import Network, network, representative
from collabgraph.analysis.sensitivity import Range, sensitivity
from collabgraph.model import Case, Claim, Participation, TieClaim
from collabgraph.output.results.graph import Choices, Objects, ResultGraph, address, bases, fragment, stated
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import (
    ACTOR,
    ACTOR_METRIC,
    CG,
    DCTERMS,
    NETWORK_METRIC,
    PROV,
    QB,
    RDF,
    RDFS,
    RESULTS,
    SKOS,
)
from collabgraph.words import Text, both, mark

CATALOGUE = RESULTS + "metrics"

_LEVELS: Mapping[str, tuple[str, Text, Text, Mapping[str, Metric]]] = {
    "network": (
        NETWORK_METRIC,
        both(mark("Metrics of a network")),
        both(mark("What can be measured of a network as a whole.")),
        NETWORK_LEVEL,
    ),
    "actor": (
        ACTOR_METRIC,
        both(mark("Metrics of an actor")),
        both(mark("What can be measured of each actor of a network.")),
        ACTOR_LEVEL,
    ),
}
_NOT_FOR_THIS_ACTOR = both(mark("undefined for this actor: the metric's convention says for whom it is"))


def catalogue() -> list[ox.Quad]:
    """Every metric with its question, formula, convention and source, in a list for each level."""
    graph = ox.NamedNode(CATALOGUE)
    triples = (triple for level in _LEVELS.values() for triple in _list(*level))
    return [ox.Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples]


def _list(base: str, title: Text, description: Text, metrics_by_name: Mapping[str, Metric]) -> Iterator[ox.Triple]:
    scheme = base.rstrip("#")
    texts = {DCTERMS.title: title, DCTERMS.description: description}
    yield from stated(scheme, {RDF.type: SKOS.ConceptScheme}, texts)
    for name in sorted(metrics_by_name):
        metric = metrics_by_name[name]
        yield from stated(
            base + name,
            {RDF.type: (CG.Metric, SKOS.Concept), SKOS.prefLabel: metric.label, SKOS.definition: metric.question},
            {CG.formula: both(metric.formula), CG.convention: metric.convention},
            {DCTERMS.source: ox.Literal(metric.reference), SKOS.inScheme: scheme, SKOS.topConceptOf: scheme},
        )


def network_graph(case: Case, choices: Choices, files: Mapping[str, Graph]) -> tuple[str, list[ox.Quad]]:
    """The graph with the network of a case by these choices and every measurement of it."""
    title = both(mark("Network of the case {case}: measurements"), case=case.title)
    graph = ResultGraph(address("network", [case], choices.view), title, choices.view, files)
    net = network(case, bases=choices.bases, granularity=choices.granularity, systems=choices.systems)
    results = [
        *_network(graph, case, net, choices),
        *_data_sets(graph),
        *_measurements(graph, case, net, choices),
    ]
    return graph.iri, graph.quads(results)


def _network(graph: ResultGraph, case: Case, net: Network, choices: Choices) -> Iterator[ox.Triple]:
    claims = _claims(case, net, choices)
    yield from stated(
        graph.node("network"),
        {RDF.type: CG.Network, CG.aboutCase: case.iri},
        choices.view,
        {CG.restsOnBasis: bases(claim.basis for claim in claims), CG.claimCount: len(claims)},
        {PROV.wasDerivedFrom: [claim.iri for claim in claims], PROV.wasGeneratedBy: graph.computation},
    )


def _claims(case: Case, net: Network, choices: Choices) -> list[Claim]:
    """The claims of a network: those of its ties and those of its actors' participation."""
    drawn = {claim for tie in net.ties for claim in tie.claims}
    present = {actor.iri for actor in net.actors}
    ties = [tie for tie in case.of(TieClaim, choices.bases) if case.claim_names[tie.iri] in drawn]
    parts = case.of(Participation, choices.bases)
    return [*ties, *(part for part in parts if representative(case, part.actor, choices.granularity) in present)]


def _data_sets(graph: ResultGraph) -> Iterator[ox.Triple]:
    for level, structure in (("network", CG.networkMeasurements), ("actor", CG.actorMeasurements)):
        yield from stated(
            graph.node(f"{level}-measurements"),
            {
                RDF.type: QB.DataSet,
                QB.structure: structure,
                RDFS.label: _LEVELS[level][1],
                PROV.wasGeneratedBy: graph.computation,
            },
        )


def _measurements(graph: ResultGraph, case: Case, net: Network, choices: Choices) -> Iterator[ox.Triple]:
    measures = metrics(net)
    view: dict[str, Any] = {
        "bases": choices.bases, "granularity": choices.granularity, "systems": choices.systems,
    }  # fmt: skip
    # Without actors every choice gives the same empty network, so that there is no range.
    ranges = sensitivity(case, COMPARED, **view) if net.actors else {}
    mode = governance_mode(net, case)
    for name, value in measures.values.items():
        properties = _mode(mode) if name == "governance_mode" else _value(value) | _range(ranges.get(name), value.value)
        yield from _measurement(graph, case, "network", name, properties)
    yield from _of_actors(graph, case, measures)


def _of_actors(graph: ResultGraph, case: Case, measures: Measures) -> Iterator[ox.Triple]:
    for name, reason in measures.undefined.items():
        yield from _measurement(graph, case, "actor", name, {CG.undefinedBecause: reason})
    for actor, values in zip(measures.network.actors, measures.actors, strict=True):
        for name, number in values.items():
            if name not in measures.undefined:
                properties: dict[str, Objects] = {CG.aboutActor: actor.iri}
                properties |= {CG.undefinedBecause: _NOT_FOR_THIS_ACTOR} if number is None else {CG.value: number}
                yield from _measurement(graph, case, "actor", name, properties, fragment(actor.iri, ACTOR))


def _measurement(
    graph: ResultGraph, case: Case, level: str, metric: str, properties: Mapping[str, Objects], *actor: str
) -> Iterator[ox.Triple]:
    """A measurement; only one with a value is an observation of a data set."""
    kind: dict[str, Objects] = {RDF.type: CG.Measurement}
    if CG.value in properties:
        kind = {RDF.type: (CG.Measurement, QB.Observation), QB.dataSet: graph.node(f"{level}-measurements")}
    about = {CG.aboutCase: case.iri, CG.network: graph.node("network"), CG.metric: _LEVELS[level][0] + metric}
    yield from stated(graph.node(level, metric, *actor), kind, about, properties)


def _value(value: Value) -> dict[str, Objects]:
    if value.value is None:
        return {CG.undefinedBecause: value.undefined}
    details = dict(value.details or {})
    properties: dict[str, Objects] = {CG.value: value.value}
    if "expected" in details:
        properties[CG.expected] = float(details["expected"])
    return properties | {CG.details: _json(details)} if details else properties


def _mode(mode: GovernanceMode) -> dict[str, Objects]:
    """The governance mode, with its inputs and thresholds."""
    if mode.undefined is not None:
        return {CG.undefinedBecause: mode.undefined}
    details = {"mode": mode.mode, "inputs": dict(mode.inputs), "thresholds": dict(mode.thresholds)}
    return {CG.value: mode.code, RDFS.comment: mode.because, CG.details: _json({**details, "margin": mode.margin})}


def _range(around: Range | None, value: float | None) -> dict[str, Objects]:
    """The range of a metric; the ends are whole numbers where the value is one."""
    if around is None:
        return {}
    number = int if isinstance(value, int) else float
    ends: dict[str, Objects] = {CG.lowest: number(around.low), CG.highest: number(around.high)}
    return ends | {CG.undefinedChoices: around.undefined, CG.lowestWith: around.lowest, CG.highestWith: around.highest}


def _json(details: Mapping[str, Any]) -> ox.Literal:
    written = json.dumps(details, ensure_ascii=False, sort_keys=True)
    return ox.Literal(written, datatype=ox.NamedNode(RDF.JSON))
