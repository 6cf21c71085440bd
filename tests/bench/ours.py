"""The work that is measured, done by collabgraph: stage after stage, as ``Library.open`` and the commands do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from collabgraph.analysis.conditions import Preconditions, preconditions
from collabgraph.analysis.metrics import Measures, metrics
from collabgraph.analysis.network import network
from collabgraph.coding import theory
from collabgraph.coding.cases import read_case
from collabgraph.coding.validation import case_faults
from collabgraph.model import Case
from collabgraph.rdf.turtle import Graph, read


def load(path: Path) -> Graph:
    """The file read, parsed and indexed."""
    graph = read(path)
    assert graph.index
    return graph


def validate(graph: Graph) -> bool:
    """Whether the file is free of faults: shapes and references."""
    return not case_faults(graph, None, theory.ontology())


def conditions(case: Case) -> Preconditions:
    """The preconditions of the case by the default framework."""
    ontology = theory.ontology()
    return preconditions(case, ontology.frameworks[theory.DEFAULT_FRAMEWORK], ontology)


def measures(case: Case) -> Measures:
    """The metrics that the plain pipeline has too, of the network at the granularity of offices."""
    return metrics(network(case), only=BOTH)


#: What both pipelines measure; the rest of the catalogue is in ``networks.py``.
BOTH = frozenset(
    "n_actors n_ties isolates density components_weak components_strong in_degree_centralization "
    "out_degree_centralization degree_centralization betweenness_centralization reciprocity_arc reciprocity_dyad "
    "transitivity mean_distance ei_index in_degree out_degree degree betweenness harmonic_closeness".split()
)


#: Each stage gets what the stages before it gave for the same case.
STAGES: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "load": lambda got: load(got["path"]),
    "validate": lambda got: validate(got["load"]),
    "Case": lambda got: read_case(got["load"]),
    "network + metrics": lambda got: measures(got["Case"]),
    "preconditions": lambda got: conditions(got["Case"]),
}


def answers(got: Mapping[str, Any]) -> dict[str, Any]:
    """What both pipelines must say alike of one case."""
    found: Measures = got["network + metrics"]
    return {
        "valid": got["validate"],
        "metrics": {name: value.value for name, value in found.values.items()},
        "actors": {
            # The E-I index of single actors comes with that of the network; the plain pipeline has only the latter.
            actor.id: {name: value for name, value in row.items() if name != "ei_index"}
            for actor, row in zip(found.network.actors, found.actors, strict=True)
        },
        "statuses": {c.construct.term.id: c.status.value for c in got["preconditions"].conditions.values()},
    }
