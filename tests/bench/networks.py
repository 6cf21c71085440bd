"""Time of network measures on many small networks, in turn (networkx, igraph) and in a batch, and on large ones.

Prints Markdown. All three start from the same lists of ties, and must give the same values before anything is timed.
The tools take turns; the fastest of several turns counts, because other work on the machine can only slow one down.
Nothing here asserts a time: a target stands beside what was measured.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from importlib.metadata import version
from typing import Any

import igraph
import networkx as nx
import numpy as np

from collabgraph.analysis.metrics import evaluate, governance_mode, metrics
from collabgraph.analysis.network import Network, from_pairs

#: Networks of each kind; of these, how many networkx is timed on; actors of each; ties of an actor; turns; the seed.
NETWORKS, FOR_NETWORKX, ACTORS, TIES, TURNS, SEED = 200, 50, 30, 4, 5, 20_261_124
#: What networkx computes in plain Python where scipy is missing, as it is in the environment of the tests.
STRUCTURAL_HOLES = ("constraint", "effective_size")
#: Large networks: actors, ties, and the seconds that the whole catalogue may take.
LARGE = ((108, 162, 1.0), (144, 360, 1.0), (1178, 2945, 10.0))
#: The row of all measures in one call.
TOGETHER = "together"

Ties = list[tuple[int, int]]
Measure = Callable[[Any], Any]
#: By row of the table: seconds per network.
Seconds = dict[str, float]


def main() -> None:
    """The networks drawn, the tools held to each other, timed, and the tables."""
    scipy = "with" if importlib.util.find_spec("scipy") else "without"
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "networkx", "igraph"))
    print(f"{date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, ", end="")
    print(f"Python {platform.python_version()}, {versions}, {scipy} scipy\n")
    for directed in (False, True):
        drawn = networks(directed, np.random.default_rng(SEED))
        hold_to_each_other(drawn, directed)
        turns = [{name: timed(drawn, directed) for name, timed in TIMED.items()} for _ in range(TURNS)]
        print_times({name: fastest([turn[name] for turn in turns]) for name in TIMED}, directed)
    for actors, count, target in LARGE:
        for directed in (False, True):
            print_large(large(actors, count, directed, np.random.default_rng(SEED)), target)


# Networks -----------------------------------------------------------------------------------------------------------


def networks(directed: bool, rng: np.random.Generator) -> list[Ties]:
    """Random networks of a fixed number of ties; the undirected ones are connected.

    In the directed ones every actor sends a tie: networkx has no constraint for actors that only receive.
    """
    found: list[Ties] = []
    pairs = [(i, j) for i in range(ACTORS) for j in range(ACTORS) if i != j and (directed or i < j)]
    count = ACTORS * TIES // (1 if directed else 2)
    while len(found) < NETWORKS:
        ties = [pairs[place] for place in rng.choice(len(pairs), count, replace=False)]
        senders_only = len({sender for sender, _ in ties}) == ACTORS
        if senders_only if directed else nx.is_connected(networkx_graph(ties, directed)):
            found.append(ties)
    return found


def networkx_graph(ties: Ties, directed: bool) -> nx.Graph[int]:
    """The network as networkx has it."""
    graph: nx.Graph[int] = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(ACTORS))
    graph.add_edges_from(ties)
    return graph


def igraph_graph(ties: Ties, directed: bool) -> igraph.Graph:
    """The network as igraph has it."""
    return igraph.Graph(ACTORS, ties, directed=directed)


def batch(drawn: Sequence[Ties], directed: bool) -> np.ndarray[Any, Any]:
    """All networks as one array (B, n, n)."""
    ties = np.array(drawn)
    stack, which = np.zeros((len(drawn), ACTORS, ACTORS)), np.arange(len(drawn))[:, None]
    stack[which, ties[..., 0], ties[..., 1]] = 1.0
    if not directed:
        stack[which, ties[..., 1], ties[..., 0]] = 1.0
    return stack


# Measures -----------------------------------------------------------------------------------------------------------


def networkx_measures(directed: bool, tolerance: float = 1e-6) -> Mapping[str, Measure]:
    """The suite as networkx has it, with the tolerance of the eigenvector that is its default."""
    shared: dict[str, Measure] = {
        "betweenness": lambda g: nx.betweenness_centrality(g, normalized=False),
        "constraint": nx.constraint,
        "effective_size": nx.effective_size,
    }
    if directed:
        return shared | {
            # With scipy it gives other values unless it is told the nodes.
            "effective_size": lambda g: nx.effective_size(g, list(g)),
            "harmonic_closeness": lambda g: nx.harmonic_centrality(g.reverse()),
            "transitivity": weak_transitivity,
            "mean_distance": lambda g: mean_of_reachable(dict(nx.all_pairs_shortest_path_length(g))),
        }
    return shared | {
        "closeness": nx.closeness_centrality,
        "eigenvector": lambda g: nx.eigenvector_centrality(g, max_iter=100_000, tol=tolerance),
        "transitivity": nx.transitivity,
        "mean_distance": nx.average_shortest_path_length,
    }


def weak_transitivity(graph: nx.DiGraph[int]) -> float:
    """The share of i -> j -> k with i -> k: networkx has another quantity for directed networks."""
    closed = sum(len(graph.succ[i].keys() & graph.pred[k].keys()) for i, k in graph.edges)
    return closed / sum(len(graph.succ[j].keys() - {i}) for i, j in graph.edges)


def mean_of_reachable(distances: Mapping[int, Mapping[int, int]]) -> float:
    """The mean distance over the pairs that reach each other: networkx refuses a network that is not connected."""
    found = [distance for row in distances.values() for distance in row.values() if distance]
    return sum(found) / len(found)


def igraph_measures(directed: bool) -> Mapping[str, Measure]:
    """The suite as igraph has it; effective size and the transitivity of directed networks from the adjacency."""
    shared: dict[str, Measure] = {
        "betweenness": lambda g: g.betweenness(),
        "constraint": lambda g: g.constraint(),
        "effective_size": lambda g: effective_size(adjacency(g)),
        "mean_distance": lambda g: g.average_path_length(),
    }
    if directed:
        return shared | {
            "harmonic_closeness": lambda g: g.harmonic_centrality(mode="out"),
            "transitivity": lambda g: transitivity(adjacency(g)),
        }
    return shared | {
        "closeness": lambda g: g.closeness(normalized=True),
        "eigenvector": lambda g: g.eigenvector_centrality(),
        "transitivity": lambda g: g.transitivity_undirected(),
    }


def adjacency(graph: igraph.Graph) -> np.ndarray[Any, Any]:
    """The adjacency matrix of an igraph graph; its own way to numpy takes longer."""
    matrix, ties = np.zeros((ACTORS, ACTORS)), np.array(graph.get_edgelist())
    matrix[ties[:, 0], ties[:, 1]] = 1.0
    return matrix if graph.is_directed() else matrix + matrix.T


def effective_size(matrix: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Burt's effective size, for igraph, which has none."""
    pooled = matrix + matrix.T
    redundant = (pooled / pooled.sum(axis=1, keepdims=True)) @ (pooled / pooled.max(axis=1, keepdims=True)).T
    sizes: np.ndarray[Any, Any] = ((pooled > 0) * (1 - redundant)).sum(axis=1)
    return sizes


def transitivity(matrix: np.ndarray[Any, Any]) -> float:
    """The share of i -> j -> k with i -> k, for igraph, which ignores direction."""
    paths = matrix @ matrix
    np.fill_diagonal(paths, 0.0)
    return float((paths * matrix).sum() / paths.sum())


# Agreement ----------------------------------------------------------------------------------------------------------


def hold_to_each_other(drawn: Sequence[Ties], directed: bool) -> None:
    """Ends the run where a tool's value differs from ours; networkx is given a tolerance tight enough for it."""
    ours = evaluate(list(igraph_measures(directed)), batch(drawn, directed), directed)
    for name, measure in igraph_measures(directed).items():
        found = np.array([numbers(measure(igraph_graph(ties, directed)), name) for ties in drawn])
        np.testing.assert_allclose(found, ours[name], rtol=1e-9, atol=1e-9, err_msg=f"igraph, {name}")
    for name, measure in networkx_measures(directed, tolerance=1e-13).items():
        found = np.array([numbers(measure(networkx_graph(t, directed)), name) for t in drawn[:FOR_NETWORKX]])
        if name == "harmonic_closeness":
            found /= ACTORS - 1
        np.testing.assert_allclose(found, ours[name][:FOR_NETWORKX], rtol=1e-9, atol=1e-9, err_msg=f"networkx, {name}")


def numbers(values: Any, name: str) -> np.ndarray[Any, Any]:
    """What a tool gives as an array, by actor in order; an eigenvector so that its largest entry is 1."""
    found = np.array([values[actor] for actor in range(ACTORS)] if isinstance(values, Mapping) else values)
    return found / found.max() if name == "eigenvector" else found


# Time ---------------------------------------------------------------------------------------------------------------


def one_by_one(
    drawn: Sequence[Ties],
    directed: bool,
    build: Callable[[Ties, bool], Any],
    measures: Mapping[str, Measure],
) -> Seconds:
    """Seconds per network for building the graphs and for each measure, one network after the other."""
    start = time.perf_counter()
    graphs = [build(ties, directed) for ties in drawn]
    seconds = {"building": (time.perf_counter() - start) / len(drawn)}
    for name, measure in measures.items():
        start = time.perf_counter()
        for graph in graphs:
            measure(graph)
        seconds[name] = (time.perf_counter() - start) / len(drawn)
    return seconds


def in_a_batch(drawn: Sequence[Ties], directed: bool) -> Seconds:
    """Seconds per network for building the batch, for each measure alone, and for all of them with what they share."""
    names = list(igraph_measures(directed))
    start = time.perf_counter()
    stack = batch(drawn, directed)
    seconds = {"building": (time.perf_counter() - start) / len(drawn)}
    for name, wanted in {**{name: [name] for name in names}, TOGETHER: names}.items():
        start = time.perf_counter()
        evaluate(wanted, stack, directed)
        seconds[name] = (time.perf_counter() - start) / len(drawn)
    return seconds


TIMED: Mapping[str, Callable[[Sequence[Ties], bool], Seconds]] = {
    "networkx": lambda drawn, d: one_by_one(drawn[:FOR_NETWORKX], d, networkx_graph, networkx_measures(d)),
    "igraph": lambda drawn, d: one_by_one(drawn, d, igraph_graph, igraph_measures(d)),
    "collabgraph": in_a_batch,
}


def fastest(turns: Sequence[Seconds]) -> Seconds:
    """The least time of each row."""
    return {row: min(turn[row] for turn in turns) for row in turns[0]}


def suite(seconds: Seconds, without: Sequence[str] = ()) -> float:
    """Building and all measures: in one call where a tool has one, otherwise the sum of the least times."""
    if TOGETHER in seconds:
        return seconds["building"] + seconds[TOGETHER]
    return sum(taken for row, taken in seconds.items() if row not in without)


# Large networks -----------------------------------------------------------------------------------------------------


def large(actors: int, count: int, directed: bool, rng: np.random.Generator) -> Network:
    """A network of so many ties, some actors with many: the place of one end is drawn in favour of the first."""
    names, found = [f"a{place:04}" for place in range(actors)], set[tuple[int, int]]()
    chance = 1 / np.arange(1, actors + 1) ** 0.6
    while len(found) < count:
        one, other = int(rng.choice(actors, p=chance / chance.sum())), int(rng.integers(actors))
        if one != other and (directed or (other, one) not in found):
            found.add((one, other))
    sectors = {name: f"s{rng.integers(4)}" for name in names}
    pairs = [(names[one], names[other]) for one, other in sorted(found)]
    return from_pairs("large", names, pairs, directed=directed, sectors=sectors)


def loss_without(graph: igraph.Graph) -> list[float]:
    """The loss without each actor, for igraph, which has distances but not this."""

    def fragmentation(one: igraph.Graph) -> float:
        found = np.array(one.distances(mode="out"), dtype=np.float64)
        np.fill_diagonal(found, np.inf)
        return float(1 - (1 / found).sum() / (len(found) * (len(found) - 1)))

    whole = fragmentation(graph)
    kept = list(range(graph.vcount()))
    return [fragmentation(graph.induced_subgraph(kept[:actor] + kept[actor + 1 :])) - whole for actor in kept]


#: What igraph has of the catalogue for networks in parts too, and the loss without an actor by its distances.
OF_LARGE: Mapping[str, Measure] = {
    "betweenness": lambda g: g.betweenness(),
    "harmonic_closeness": lambda g: g.harmonic_centrality(mode="out"),
    "mean_distance": lambda g: g.average_path_length(),
    "constraint": lambda g: g.constraint(),
    "core": lambda g: g.coreness(mode="all"),
    "components_weak": lambda g: len(g.connected_components("weak")),
    "cut_actors": lambda g: len(g.articulation_points()),
    "bridges": lambda g: len(g.as_undirected().bridges()),
    "key_player_negative": loss_without,
}


def print_large(net: Network, target: float) -> None:
    """Milliseconds of igraph and of collabgraph by measure, of the same values, and of the whole catalogue."""
    n, stack = len(net.actors), net.adjacency[None].astype(np.float64)
    pairs = [(tie.sender, tie.receiver) for tie in net.ties]
    graph = igraph.Graph(n, pairs, directed=net.directed)
    kind = "directed" if net.directed else "undirected"
    print(f"### One {kind} network of {n} actors and {len(pairs)} ties, ms\n")
    print(cells(["", "igraph", "collabgraph"]))
    print(cells(["---", "---:", "---:"]))
    for name, measure in OF_LARGE.items():
        if name == "key_player_negative" and n > 500:
            continue  # minutes
        theirs, found = least(partial(measure, graph))
        ours, values = least(partial(evaluate, [name], stack, net.directed))
        if not (name == "core" and net.directed):  # igraph counts a mutual pair twice
            np.testing.assert_allclose(
                np.array(found, dtype=np.float64), values[name][0], rtol=1e-9, atol=1e-9, err_msg=name
            )
        print(cells([name, f"{theirs * 1e3:.1f}", f"{ours * 1e3:.1f}"]))
    seconds, (measured, _) = least(lambda: (metrics(net), governance_mode(net)), 1)
    print(cells(["**the whole catalogue**", "", f"**{seconds * 1e3:.0f}**"]))
    left_out = [name for name, why in measured.undefined.items() if "left out" in why["en"]]
    met = "met" if seconds < target else "not met"
    print(f"\nTarget of the whole catalogue: {target:.0f} s, {met}. Left out: {', '.join(left_out) or 'nothing'}.\n")


def least(work: Callable[[], Any], turns: int = TURNS) -> tuple[float, Any]:
    """The least seconds of several turns, and what the work gives."""
    seconds = []
    for _ in range(turns):
        start = time.perf_counter()
        found = work()
        seconds.append(time.perf_counter() - start)
    return min(seconds), found


# Tables -------------------------------------------------------------------------------------------------------------


def print_times(times: Mapping[str, Seconds], directed: bool) -> None:
    """Microseconds per network by measure, and how many times longer the others take."""
    kind = "directed" if directed else "connected undirected"
    print(f"### {NETWORKS} {kind} networks of {ACTORS} actors, µs per network\n")
    for line in lines(times):
        print(line)
    ours = suite(times["collabgraph"])
    ratios = {name: suite(times[name]) / ours for name in ("networkx", "igraph")}
    print()
    for name, least in {"networkx": 20, "igraph": 1}.items():
        met = "met" if ratios[name] >= least else "not met"
        print(f"* {name} / collabgraph, the suite: {ratios[name]:.1f} x (target >= {least} x: {met})")
    without = suite(times["networkx"], STRUCTURAL_HOLES) / ours
    print(f"* networkx without {' and '.join(STRUCTURAL_HOLES)} / the whole suite of collabgraph: {without:.1f} x\n")


def lines(times: Mapping[str, Seconds]) -> Iterator[str]:
    """The table, line by line."""
    yield cells(["", *times, "networkx / collabgraph", "igraph / collabgraph"])
    yield cells(["---", *["---:"] * 5])
    for row in times["igraph"]:
        yield cells([row, *figures([seconds[row] for seconds in times.values()])])
    yield cells(["**building and all measures**", *figures([suite(seconds) for seconds in times.values()])])


def figures(seconds: Sequence[float]) -> list[str]:
    """Microseconds of the three tools, and the ratios of the first two to the third."""
    return [*(f"{one * 1e6:.1f}" for one in seconds), *(f"{one / seconds[-1]:.1f} x" for one in seconds[:-1])]


def cells(found: Iterable[str]) -> str:
    """A line of a Markdown table."""
    return f"| {' | '.join(found)} |"


if __name__ == "__main__":
    main()
