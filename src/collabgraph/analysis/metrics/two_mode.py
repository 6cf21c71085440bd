"""Metrics of networks of two modes: their counts and density; every other metric needs one mode."""

from __future__ import annotations

from collections.abc import Mapping

import rustworkx as rx

from collabgraph.analysis.metrics.metric import Measures, Metric, Value
from collabgraph.analysis.network import Network
from collabgraph.words import Text

NEEDS_ONE_MODE = Text(
    en="the network has two modes and this metric needs one",
    id="jejaring ini bermoda dua, sedangkan ukuran ini memerlukan satu moda",
)
_EMPTY = Text(en="one of the two modes has no actors", id="salah satu dari kedua moda tidak memiliki aktor")


def measure_two_modes(
    network: Network, network_level: Mapping[str, Metric], actor_level: Mapping[str, Metric], group: str
) -> Measures:
    """The counts of a network of two modes and its density; every other metric is None with the reason.

    Density is the number of ties divided by the product of the numbers of rows and columns (Borgatti & Everett 1997,
    Social Networks 19(3):243-269).
    """
    degrees = [0] * len(network.actors)
    for tie in network.ties:
        degrees[tie.sender] += 1
        degrees[tie.receiver] += 1
    known = {
        "n_actors": Value(len(network.actors)),
        "n_ties": Value(len(network.ties)),
        "isolates": Value(degrees.count(0)),
        "components_weak": Value(_components(network)),
        "density": _density(network),
    }
    values = {name: known.get(name, Value(None, NEEDS_ONE_MODE)) for name in network_level}
    actors = tuple({name: degree if name == "degree" else None for name in actor_level} for degree in degrees)
    undefined = {name: NEEDS_ONE_MODE for name in actor_level if name != "degree"}
    return Measures(network, values, actors, undefined, group)


def _density(network: Network) -> Value:
    columns = len(network.second_mode)
    rows = len(network.actors) - columns
    details = {"rows": rows, "columns": columns, "formula": "m/(rows*columns)"}
    if not rows * columns:
        return Value(None, _EMPTY, details)
    return Value(len(network.ties) / (rows * columns), None, details)


def _components(network: Network) -> int:
    graph: rx.PyGraph[int, None] = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(len(network.actors)))
    graph.add_edges_from_no_data([(tie.sender, tie.receiver) for tie in network.ties])
    return int(rx.number_connected_components(graph))
