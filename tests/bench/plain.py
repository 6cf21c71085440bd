"""The same work in a plain pipeline: rdflib reads, pySHACL validates, networkx measures, the rest is plain Python.

Written as one would write it with these libraries: what all cases share (shapes, framework, code lists) is read once.
It covers what the synthetic files hold: no study, constructs of one framework, no degenerate network. It does not look
for undeclared names, which collabgraph does before it uses a case; that favours this side.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import networkx as nx
import pyshacl
from rdflib import DCAT, DCTERMS, ORG, PROV, RDF, RDFS, SKOS, Graph, Namespace
from rdflib.term import Node

CG = Namespace("https://w3id.org/collabgraph/ns#")
ONTOLOGY = Path(__file__).resolve().parents[2] / "ontology"
BASES = {"reported", "documented", "prescribed", "elsewhere", "inferred"}
CLAIMS = ("ConditionClaim", "OutcomeClaim", "TieClaim", "Participation")
LINKS = ("construct", "status", "indicator", "result", "from", "to", "tieKind", "actor", "role")


@dataclass(frozen=True)
class Claim:
    """A claim with everything that is coded of it; ``links`` are its properties by name."""

    id: str
    kind: str
    basis: str
    date: str | None
    statement: dict[str, str]
    links: dict[str, Node]
    evidence: list[dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """A case: the last year of its period, actors by IRI, claims that count."""

    end: str
    actors: dict[Node, dict[str, Any]]
    claims: list[Claim]

    def of(self, kind: str) -> list[Claim]:
        """The claims of a kind that stand on a default basis and fall within the period."""
        return [
            claim
            for claim in self.claims
            if claim.kind == kind and claim.basis in BASES and (claim.date is None or claim.date[:4] <= self.end)
        ]


def local(node: Node | None) -> str:
    """What follows the last ``#`` or ``/``."""
    return str(node).rpartition("#" if "#" in str(node) else "/")[2] if node is not None else ""


@functools.cache
def shapes() -> Graph:
    """The shapes, parsed once."""
    return Graph().parse(ONTOLOGY / "shapes.ttl")


@functools.cache
def symmetric_ties() -> set[str]:
    """The kinds of tie that run both ways."""
    schemes = Graph().parse(ONTOLOGY / "schemes.ttl")
    return {local(kind) for kind, value in schemes.subject_objects(CG.symmetric) if str(value) == "true"}


@functools.cache
def constructs() -> set[Node]:
    """The constructs of the default framework that are no outcome and no block around one."""
    graph = Graph().parse(ONTOLOGY / "frameworks" / "service-provision.ttl")
    indicators = graph.subjects(CG.favourableResult, unique=True)
    measured = {node for indicator in indicators for node in graph.transitive_objects(indicator, SKOS.broader)}
    return set(graph.subjects(RDF.type, CG.Construct)) - measured


# Reading ------------------------------------------------------------------------------------------------------------


def load(path: Path) -> Graph:
    """The file, parsed."""
    return Graph().parse(path, format="turtle")


def validate(graph: Graph) -> bool:
    """Whether the file conforms to the shapes."""
    conforms, _, _ = pyshacl.validate(graph, shacl_graph=shapes(), inference="none")
    return bool(conforms)


def words(graph: Graph, subject: Node, predicate: Node) -> dict[str, str]:
    """The texts by language."""
    return {str(text.language): str(text) for text in graph.objects(subject, predicate)}  # type: ignore[attr-defined]


def read_case(graph: Graph) -> Case:
    """The case, its actors and its claims."""
    case = graph.value(predicate=RDF.type, object=CG.Case)
    period = graph.value(case, DCTERMS.temporal)
    actors = {iri: read_actor(graph, iri) for iri in graph.subjects(RDF.type, CG.Actor)}
    claims = [read_claim(graph, iri, kind) for kind in CLAIMS for iri in graph.subjects(RDF.type, CG[kind])]
    return Case(str(graph.value(period, DCAT.endDate)), actors, claims)


def read_actor(graph: Graph, iri: Node) -> dict[str, Any]:
    """An actor's properties by name."""
    return {
        "id": local(iri),
        "label": words(graph, iri, RDFS.label),
        "kind": local(graph.value(iri, CG.actorKind)),
        "sector": local(graph.value(iri, CG.sector)),
        "level": local(graph.value(iri, CG.level)),
        "office": graph.value(iri, ORG.unitOf),
    }


def read_claim(graph: Graph, iri: Node, kind: str) -> Claim:
    """A claim with its evidence."""
    date = graph.value(iri, DCTERMS.date)
    return Claim(
        id=local(iri),
        kind=kind,
        basis=local(graph.value(iri, CG.basis)),
        date=None if date is None else str(date),
        statement=words(graph, iri, CG.statement),
        links={name: value for name in LINKS if (value := graph.value(iri, CG[name])) is not None},
        evidence=[read_evidence(graph, node) for node in graph.objects(iri, CG.evidence)],
    )


def read_evidence(graph: Graph, node: Node) -> dict[str, Any]:
    """A piece of evidence with its source."""
    source = graph.value(node, PROV.wasDerivedFrom)
    return {
        "polarity": local(graph.value(node, CG.polarity)),
        "locator": str(graph.value(node, CG.locator)),
        "note": words(graph, node, CG.note),
        "source": local(source),
        "citation": str(graph.value(source, DCTERMS.bibliographicCitation)),
    }


# Network and metrics ------------------------------------------------------------------------------------------------


def network(case: Case) -> nx.DiGraph[str]:
    """The ties between offices; a role counts as its office."""

    def representative(iri: Node) -> Node:
        office = case.actors[iri]["office"]
        return iri if office is None else representative(office)

    graph: nx.DiGraph[str] = nx.DiGraph()
    for part in case.of("Participation"):
        actor = case.actors[representative(part.links["actor"])]
        graph.add_node(actor["id"], **actor)
    for tie in case.of("TieClaim"):
        sender, receiver = (case.actors[representative(tie.links[end])] for end in ("from", "to"))
        if sender is receiver or local(tie.links["status"]) not in ("present", "partial"):
            continue
        for actor in (sender, receiver):
            graph.add_node(actor["id"], **actor)
        graph.add_edge(sender["id"], receiver["id"])
        if local(tie.links["tieKind"]) in symmetric_ties():
            graph.add_edge(receiver["id"], sender["id"])
    return graph


def measures(case: Case) -> dict[str, Any]:
    """Every metric of the network and of its actors."""
    graph = network(case)
    betweenness = nx.betweenness_centrality(graph, normalized=False)
    return {
        "metrics": {**counts(graph), **centralizations(graph, betweenness), **cohesion(graph), "ei_index": ei(graph)},
        "actors": by_actor(graph, betweenness),
    }


def counts(graph: nx.DiGraph[str]) -> dict[str, float]:
    """Sizes and parts."""
    return {
        "n_actors": graph.number_of_nodes(),
        "n_ties": graph.number_of_edges(),
        "isolates": nx.number_of_isolates(graph),
        "density": nx.density(graph),
        "components_weak": nx.number_weakly_connected_components(graph),
        "components_strong": nx.number_strongly_connected_components(graph),
    }


def centralizations(graph: nx.DiGraph[str], betweenness: Mapping[str, float]) -> dict[str, float]:
    """Freeman's centralizations."""
    n = len(graph)

    def spread(values: list[float]) -> float:
        return sum(max(values) - value for value in values)

    return {
        "in_degree_centralization": spread([d for _, d in graph.in_degree()]) / (n - 1) ** 2,
        "out_degree_centralization": spread([d for _, d in graph.out_degree()]) / (n - 1) ** 2,
        "degree_centralization": spread([d for _, d in graph.degree()]) / (2 * (n - 1) * (n - 2)),
        "betweenness_centralization": spread(list(betweenness.values())) / ((n - 1) ** 2 * (n - 2)),
    }


def cohesion(graph: nx.DiGraph[str]) -> dict[str, float]:
    """Reciprocity, weak transitivity and mean distance."""
    pairs = graph.to_undirected(as_view=True).number_of_edges()
    lengths = [d for _, reached in nx.all_pairs_shortest_path_length(graph) for d in reached.values() if d]
    paths = [(a, c) for a, b in graph.edges for c in graph.successors(b) if c != a]
    return {
        "reciprocity_arc": nx.overall_reciprocity(graph),
        "reciprocity_dyad": (graph.number_of_edges() - pairs) / pairs,
        "transitivity": sum(graph.has_edge(a, c) for a, c in paths) / len(paths),
        "mean_distance": sum(lengths) / len(lengths),
    }


def ei(graph: nx.DiGraph[str]) -> float:
    """Krackhardt and Stern's E-I index by sector."""
    sector = graph.nodes.data("sector")
    external = sum(sector[a] != sector[b] for a, b in graph.edges)
    ties = graph.number_of_edges()
    return float((2 * external - ties) / ties)


def by_actor(graph: nx.DiGraph[str], betweenness: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """The metrics of each actor; networkx measures closeness along incoming ties, so the ties are turned round."""
    harmonic = nx.harmonic_centrality(graph.reverse(copy=False))
    return {
        actor: {
            "in_degree": graph.in_degree(actor),
            "out_degree": graph.out_degree(actor),
            "degree": graph.degree(actor),
            "betweenness": betweenness[actor],
            "harmonic_closeness": harmonic[actor] / (len(graph) - 1),
        }
        for actor in graph
    }


# Preconditions ------------------------------------------------------------------------------------------------------


def statuses(case: Case) -> dict[str, str]:
    """The status of each construct: what its claims say together."""
    said: dict[Node, set[str]] = {}
    for claim in case.of("ConditionClaim"):
        said.setdefault(claim.links["construct"], set()).add(local(claim.links["status"]))
    return {local(construct): together(said.get(construct, set()) - {"not-reported"}) for construct in constructs()}


def together(said: set[str]) -> str:
    """One status of several."""
    if len(said) < 2:
        return next(iter(said), "not-reported")
    return "partial" if "partial" in said and said < {"present", "partial", "absent"} else "contested"


#: Each stage gets what the stages before it gave for the same case.
STAGES: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "load": lambda got: load(got["path"]),
    "validate": lambda got: validate(got["load"]),
    "Case": lambda got: read_case(got["load"]),
    "network + metrics": lambda got: measures(got["Case"]),
    "preconditions": lambda got: statuses(got["Case"]),
}


def answers(got: Mapping[str, Any]) -> dict[str, Any]:
    """What both pipelines must say alike of one case."""
    return {"valid": got["validate"], **got["network + metrics"], "statuses": got["preconditions"]}
