"""Networks of too many actors for arrays of all pairs: from the list of ties, and from a sample of shortest paths.

What is counted is exact. What rests on the paths between all pairs is estimated from the paths of some actors drawn at
random (Brandes & Pich 2007, International Journal of Bifurcation and Chaos 17:2303-2318), unless all are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

from collabgraph.analysis.metrics.arrays import Arrays, Flags, Reals, coded
from collabgraph.analysis.metrics.groups import NO_GROUPED_TIES
from collabgraph.analysis.metrics.metric import (
    DIRECTED,
    NO_PATHS,
    NO_TIES,
    UNCONNECTED,
    UNDIRECTED,
    UNREACHABLE,
    Measures,
    Metric,
    Reason,
    Value,
)
from collabgraph.analysis.network import Network
from collabgraph.words import Text

#: The most actors for which arrays of all pairs are built.
LARGE = 1_500
#: The fewest actors whose paths are taken: fewer say too little of their own error.
FEWEST = 10
#: How many actors and arcs are walked at once, and how many i -> k -> j are looked at once.
WALKED, LOOKED_AT = 500_000, 1_000_000

TOO_MANY = Text(en="more actors than this is computed for", id="jumlah aktor melebihi batas penghitungan ukuran ini")
NONE_SEEN = Text(en="no paths to the actors sampled", id="tidak ada jalur menuju aktor yang menjadi sampel")

Ints = NDArray[np.int64]
#: A value, or a value for each actor, with its standard error, None where it is exact.
Estimate = tuple[Any, Any]


def measure_large(
    network: Network,
    *,
    group: str = "sector",
    exact: bool = False,
    samples: int = 256,
    seed: int = 0,
    costly: bool = True,
) -> Measures:
    """Every metric of a network of many actors; what needs all pairs at once is None with the reason.

    What rests on shortest paths is estimated from those of ``samples`` actors drawn with ``seed`` (at least 10), and
    says so in its details: ``estimated``, ``samples``, ``seed``, ``standard_error``, and where actors have values of
    the same kind ``actor_standard_errors``, by metric id in the network's order. An error knows the sample alone: it is
    too small for an actor whose value rests on few others, where none of these is drawn; and the lead of the largest
    of many estimates, a centralization, is on average too large. With ``exact``, or where the sample is everybody, the
    paths of all actors are followed, and nothing is estimated.
    """
    from collabgraph.analysis.metrics import (  # here, because that module hands large networks over
        ACTOR_LEVEL,
        NETWORK_LEVEL,
    )

    sparse = of_ties(network, group)
    survey = surveyed(sparse, np.arange(sparse.n) if exact else drawn(sparse.n, max(samples, FEWEST), seed), seed)
    values = {m.id: _value(m, survey, network) for m in NETWORK_LEVEL.values() if costly or not m.costly}
    columns = {m.id: _column(m, survey) for m in ACTOR_LEVEL.values() if costly or not m.costly}
    rows = zip(*(column for column, _ in columns.values()), strict=True)
    actors = tuple(dict(zip(columns, row, strict=True)) for row in rows)
    undefined = {name: why for name, (_, why) in columns.items() if why is not None}
    return Measures(network, values, actors, undefined, group)


# The network --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Sparse:
    """A network of n actors as its arcs, sorted by sender, then by receiver; an undirected tie is an arc each way.

    ``groups`` has each actor's group as a number, -1 where it is unknown.
    """

    n: int
    directed: bool
    senders: Ints
    receivers: Ints
    groups: Ints

    @cached_property
    def outdegree(self) -> Ints:
        """(n,): arcs sent."""
        return np.bincount(self.senders, minlength=self.n)

    @cached_property
    def indegree(self) -> Ints:
        """(n,): arcs received."""
        return np.bincount(self.receivers, minlength=self.n)

    @cached_property
    def degree(self) -> Ints:
        """(n,): received and sent ties; the neighbours when undirected."""
        return self.indegree + self.outdegree if self.directed else self.outdegree

    @property
    def ties(self) -> int:
        """The number of ties: ordered pairs when directed, unordered otherwise."""
        return len(self.senders) // (1 if self.directed else 2)

    @property
    def pairs(self) -> float:
        """The number of pairs that could be tied."""
        return self.n * (self.n - 1) / (1 if self.directed else 2)

    @property
    def pairs_around(self) -> float:
        """The largest raw betweenness an actor can have."""
        return (self.n - 1) * (self.n - 2) / (1 if self.directed else 2)

    @cached_property
    def starts(self) -> Ints:
        """(n,): where each actor's arcs begin."""
        return np.cumsum(self.outdegree) - self.outdegree

    @cached_property
    def turned(self) -> Sparse:
        """The network with every arc the other way; itself when undirected."""
        return _sorted(self.n, self.directed, self.receivers, self.senders, self.groups) if self.directed else self

    def sent_by(self, actors: Ints) -> Ints:
        """The places of the arcs that actors send, actor after actor."""
        counts = self.outdegree[actors]
        before = np.cumsum(counts) - counts
        return np.repeat(self.starts[actors] - before, counts) + np.arange(counts.sum())

    def has(self, senders: Ints, receivers: Ints) -> Flags:
        """Whether there is an arc from each sender to its receiver."""
        wanted = senders * self.n + receivers
        places = np.searchsorted(self._keys, wanted)
        return np.asarray(self._keys[np.minimum(places, len(self._keys) - 1)] == wanted)

    @cached_property
    def _keys(self) -> Ints:
        return self.senders * self.n + self.receivers

    @cached_property
    def mutual(self) -> int:
        """The number of mutual pairs."""
        return int(np.isin(self._keys, self.receivers * self.n + self.senders).sum()) // 2

    @cached_property
    def two_paths(self) -> int:
        """How many i -> k -> j there are, i and j different."""
        return int((self.indegree * self.outdegree).sum()) - 2 * self.mutual

    @cached_property
    def underlying(self) -> rx.PyGraph[int, None]:
        """The network with the direction of ties ignored."""
        graph: rx.PyGraph[int, None] = rx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(self.n))
        graph.add_edges_from_no_data(list(zip(self.senders.tolist(), self.receivers.tolist(), strict=True)))
        return graph

    @cached_property
    def parts(self) -> list[int]:
        """The number of actors of each weak component."""
        return [len(part) for part in rx.connected_components(self.underlying)]

    @cached_property
    def cut_actors(self) -> list[int]:
        """The actors without whom the underlying network has more parts."""
        return sorted(rx.articulation_points(self.underlying))

    @cached_property
    def bridges(self) -> list[tuple[int, int]]:
        """The pairs whose removal separates parts of the underlying network."""
        return sorted((min(pair), max(pair)) for pair in rx.bridges(self.underlying))

    @cached_property
    def grouped(self) -> tuple[Flags, Flags]:
        """For each arc, whether both groups are known, and whether they are known and different."""
        one, other = self.groups[self.senders], self.groups[self.receivers]
        known = (one >= 0) & (other >= 0)
        return known, known & (one != other)

    @property
    def hollow(self) -> Arrays:
        """Arrays of as many actors, in the same groups and without ties, that take no memory."""
        return Arrays(np.broadcast_to(0.0, (1, self.n, self.n)), self.directed, self.groups)


def of_ties(network: Network, group: str = "sector") -> Sparse:
    """The arcs of a network, its actors grouped by an attribute."""
    n = len(network.actors)
    pairs = np.array([(tie.sender, tie.receiver) for tie in network.ties], dtype=np.int64).reshape(-1, 2)
    arcs = pairs if network.directed else np.concatenate([pairs, pairs[:, ::-1]])
    return _sorted(n, network.directed, arcs[:, 0], arcs[:, 1], coded(network.groups(group)))


def _sorted(n: int, directed: bool, senders: Ints, receivers: Ints, groups: Ints) -> Sparse:
    keys = np.unique(senders * n + receivers)
    return Sparse(n, directed, keys // max(n, 1), keys % max(n, 1), groups)


# What is counted ----------------------------------------------------------------------------------------------------


def _centralization(values: Reals | Ints, largest: float) -> float:
    return float((values.max() - values).sum() / largest)


def _transitivity(s: Sparse) -> float:
    """Each arc i -> j is asked for its i -> k -> j, along the arcs i sends or those j receives, whichever are fewer."""
    fewer_sent = s.outdegree[s.senders] <= s.indegree[s.receivers]
    fewer_received = s.turned.outdegree[s.turned.senders] < s.turned.indegree[s.turned.receivers]
    return (_closed(s, fewer_sent) + _closed(s.turned, fewer_received)) / s.two_paths


def _closed(s: Sparse, chosen: Flags) -> int:
    """How many i -> k -> j there are around the chosen arcs i -> j, a million at a time."""
    senders, receivers = s.senders[chosen], s.receivers[chosen]
    piece, found = np.cumsum(s.outdegree[senders]) // LOOKED_AT, 0
    for which in np.unique(piece):
        i, j = senders[piece == which], receivers[piece == which]
        found += int(s.has(s.receivers[s.sent_by(i)], np.repeat(j, s.outdegree[i])).sum())
    return found


def _strong_parts(s: Sparse) -> int:
    graph: rx.PyDiGraph[int, None] = rx.PyDiGraph(multigraph=False)
    graph.add_nodes_from(range(s.n))
    graph.add_edges_from_no_data(list(zip(s.senders.tolist(), s.receivers.tolist(), strict=True)))
    return len(rx.strongly_connected_components(graph))


def _ei(s: Sparse) -> float:
    known, across = s.grouped
    return float(2 * across.sum() / known.sum() - 1)


def _own_ei(s: Sparse) -> Reals:
    known, across = (_of_actors(s, flags) for flags in s.grouped)
    share = np.full(s.n, np.nan)
    np.divide(across, known, out=share, where=known > 0)
    return np.asarray(2 * share - 1)


def _of_actors(s: Sparse, arcs: Flags) -> Ints:
    """(n,): how many of these arcs each actor sends and receives."""
    ends = np.concatenate([s.senders[arcs], s.receivers[arcs]])
    return np.bincount(ends, minlength=s.n)


def _ei_details(s: Sparse, _: Network) -> Mapping[str, Any]:
    """What would be expected were ties spread evenly over the pairs, and the range that this many ties leave open."""
    sizes = np.bincount(s.groups[s.groups >= 0])
    cells, crossing = int(sizes.sum() * (sizes.sum() - 1)), int(sizes.sum() ** 2 - (sizes**2).sum())
    ties = int(s.grouped[0].sum())
    lowest, highest = 2 * max(0, ties - (cells - crossing)) / ties - 1, 2 * min(ties, crossing) / ties - 1
    rescaled = 2 * (_ei(s) - lowest) / (highest - lowest) - 1 if highest > lowest else None
    return {"expected": 2 * crossing / cells - 1, "lowest": lowest, "highest": highest, "rescaled": rescaled}


def _core(s: Sparse) -> Reals:
    cores: Any = rx.core_number(s.underlying)
    return np.array([cores[actor] for actor in range(s.n)], dtype=np.float64)


_COUNTED: Mapping[str, Callable[[Sparse], float]] = {
    "n_actors": lambda s: s.n,
    "n_ties": lambda s: s.ties,
    "isolates": lambda s: int((s.degree == 0).sum()),
    "density": lambda s: s.ties / s.pairs,
    "components_weak": lambda s: len(s.parts),
    "components_strong": _strong_parts,
    "in_degree_centralization": lambda s: _centralization(s.indegree, (s.n - 1) ** 2),
    "out_degree_centralization": lambda s: _centralization(s.outdegree, (s.n - 1) ** 2),
    "degree_centralization": lambda s: _centralization(s.degree, (2 if s.directed else 1) * (s.n - 1) * (s.n - 2)),
    "reciprocity_arc": lambda s: 2 * s.mutual / s.ties,
    "reciprocity_dyad": lambda s: s.mutual / (s.ties - s.mutual),
    "transitivity": _transitivity,
    "ei_index": _ei,
    "cut_actors": lambda s: len(s.cut_actors),
    "bridges": lambda s: len(s.bridges),
}

_COUNTED_FOR_ACTORS: Mapping[str, Callable[[Sparse], Reals | Ints]] = {
    "in_degree": lambda s: s.indegree,
    "out_degree": lambda s: s.outdegree,
    "degree": lambda s: s.degree,
    "ei_index": _own_ei,
    "core": _core,
    "cut_actor": lambda s: np.isin(np.arange(s.n), s.cut_actors).astype(np.float64),
}

_DETAILS: Mapping[str, Callable[[Sparse, Network], Mapping[str, Any]]] = {
    "ei_index": _ei_details,
    "cut_actors": lambda s, net: {"actors": sorted(net.actors[place].id for place in s.cut_actors)},
    "bridges": lambda s, net: {"pairs": sorted([net.actors[i].id, net.actors[j].id] for i, j in s.bridges)},
}


# Shortest paths -----------------------------------------------------------------------------------------------------


def paths_from(s: Sparse, actors: Ints) -> tuple[Reals, Reals]:
    """(k, n) each: distances from k actors, and what each depends on the others (Brandes 2001), its own end left out.

    The actors take their steps together, each in a copy of the network of its own.
    """
    own = np.arange(len(actors)) * s.n + actors
    distances, counts, dependency = (np.full(len(actors) * s.n, number) for number in (np.inf, 0.0, 0.0))
    distances[own], counts[own] = 0.0, 1.0
    last, steps, edge = np.empty(len(distances), dtype=np.int64), list[tuple[Ints, Ints]](), own
    while len(edge):
        tails, heads = _onward(s, edge)
        new = np.isinf(distances[heads])
        tails, heads = tails[new], heads[new]
        np.add.at(counts, heads, counts[tails])
        distances[heads] = len(steps) + 1.0
        steps.append((tails, heads))
        last[heads] = np.arange(len(heads))
        edge = heads[last[heads] == np.arange(len(heads))]
    for tails, heads in reversed(steps):
        np.add.at(dependency, tails, counts[tails] / counts[heads] * (1.0 + dependency[heads]))
    dependency[own] = 0.0
    return distances.reshape(len(actors), s.n), dependency.reshape(len(actors), s.n)


def _onward(s: Sparse, edge: Ints) -> tuple[Ints, Ints]:
    """The arcs that leave these actors, given as copy * n + actor: their tails and heads."""
    actors = edge % s.n
    counts = s.outdegree[actors]
    return np.repeat(edge, counts), s.receivers[s.sent_by(actors)] + np.repeat(edge - actors, counts)


@dataclass(frozen=True, eq=False)
class Sums:
    """For each actor, the sum of what its ways to the actors of a survey give, and the sum of squares."""

    total: Reals
    squares: Reals

    def error(self, k: Ints | int, population: int) -> Reals:
        """The standard errors of the means of k of these numbers, drawn without replacement: 0 when all are drawn."""
        variance = np.maximum(self.squares - self.total**2 / k, 0.0) / np.maximum(k - 1, 1)
        return np.asarray(np.sqrt(variance / k * (1 - k / max(population, 1))))


@dataclass(frozen=True, eq=False)
class Survey:
    """The shortest paths that lead to some actors, in sums.

    For each of these ``actors``: how many others ``reach`` it, the sum of their distances, ``far``, and of 1/distance,
    ``near``. For each actor of the network, over those surveyed: ``distance``, 1/distance, ``proximity``, and what
    they depend on it, ``between``; ``products`` sums the latter times all that these paths lie between.
    """

    sparse: Sparse
    actors: Ints
    seed: int
    reach: Reals
    far: Reals
    near: Reals
    longest: float
    distance: Reals
    proximity: Sums
    between: Sums
    products: Reals

    @property
    def k(self) -> int:
        """The number of actors surveyed."""
        return len(self.actors)

    @property
    def everybody(self) -> bool:
        """Whether these are all paths there are."""
        return self.k == self.sparse.n

    @cached_property
    def others(self) -> Ints:
        """(n,): how many of those surveyed are others."""
        return np.asarray(self.k - np.bincount(self.actors, minlength=self.sparse.n))


def drawn(n: int, samples: int, seed: int) -> Ints:
    """Some actors at random, in order; all of them where there are no more."""
    chosen: Ints = np.random.default_rng(seed).choice(n, min(samples, n), replace=False)
    return np.sort(chosen)


def surveyed(s: Sparse, actors: Ints, seed: int) -> Survey:
    """The survey of these actors."""
    ends, ways, longest = [np.zeros((3, 0))], np.zeros((6, s.n)), 0.0
    for some in np.array_split(actors, min(len(actors), -(-len(actors) * (s.n + len(s.senders)) // WALKED)) or 1):
        distances, between = paths_from(s.turned, some)
        distances[np.arange(len(some)), some] = np.inf
        proximity, finite = 1.0 / distances, np.where(np.isinf(distances), 0.0, distances)
        far, longest = finite.sum(axis=1), max(longest, finite.max(initial=0.0))
        ends.append(np.stack([(finite > 0).sum(axis=1), far, proximity.sum(axis=1)]))
        products = between * between.sum(axis=1, keepdims=True)
        each = (finite, proximity, proximity**2, between, between**2, products)
        ways += np.stack([numbers.sum(axis=0) for numbers in each])
    reach, far, near = np.concatenate(ends, axis=1)
    sums = ways[0], Sums(ways[1], ways[2]), Sums(ways[3], ways[4]), ways[5]
    return Survey(s, actors, seed, reach, far, near, longest, *sums)


def _mean_distance(v: Survey) -> Estimate:
    """A ratio of two sums; NaN where no path was seen."""
    if not v.reach.any():
        return np.nan, np.nan
    found = v.far.sum() / v.reach.sum()
    residuals = v.far - found * v.reach
    return found, _error(residuals, v.sparse.n) / v.reach.mean()


def _error(numbers: Reals, population: int) -> float:
    """The standard error of the mean of numbers drawn without replacement."""
    return float(Sums(numbers.sum(), (numbers**2).sum()).error(len(numbers), population))


def _fragmentation(v: Survey) -> Estimate:
    """Exact when undirected: all in one part reach one another."""
    s = v.sparse
    if not s.directed:
        return 1 - sum(size * (size - 1) for size in s.parts) / (s.n * (s.n - 1)), None
    return 1 - v.reach.mean() / (s.n - 1), _error(v.reach, s.n) / (s.n - 1)


def _distance_fragmentation(v: Survey) -> Estimate:
    return 1 - v.near.mean() / (v.sparse.n - 1), _error(v.near, v.sparse.n) / (v.sparse.n - 1)


def _betweenness(v: Survey) -> Estimate:
    """Each actor's dependencies, as many times as there are more actors than were surveyed."""
    pairs = v.sparse.n / (1 if v.sparse.directed else 2)
    return pairs * v.between.total / v.k, pairs * v.between.error(v.k, v.sparse.n)


def _normalized(v: Survey) -> Estimate:
    found, error = _betweenness(v)
    return found / v.sparse.pairs_around, error / v.sparse.pairs_around


def _betweenness_centralization(v: Survey) -> Estimate:
    """Of each survey of one actor: n times the dependency on the most central, less all dependencies."""
    s, most = v.sparse, int(v.between.total.argmax())
    pairs = s.n / (1 if s.directed else 2) / ((s.n - 1) * s.pairs_around)
    everything = v.far - v.reach
    total = s.n * v.between.total[most] - everything.sum()
    squares = s.n**2 * v.between.squares[most] - 2 * s.n * v.products[most] + (everything**2).sum()
    return pairs * total / v.k, pairs * Sums(total, squares).error(v.k, s.n)


def _harmonic_closeness(v: Survey) -> Estimate:
    return v.proximity.total / v.others, v.proximity.error(v.others, v.sparse.n - 1)


def _closeness(v: Survey) -> Reals:
    return np.asarray((v.sparse.n - 1) / v.distance)


def _closeness_centralization(v: Survey) -> float:
    n = v.sparse.n
    return _centralization(_closeness(v), (n - 1) * (n - 2) / (2 * n - 3))


# The catalogue ------------------------------------------------------------------------------------------------------

Measure = Callable[[Survey], Estimate]


def _counted(measure: Callable[[Sparse], Any]) -> Measure:
    """A measure without an error."""
    return lambda v: (measure(v.sparse), None)


#: What is computed of a network, and of its actors, and which of these only when everybody is surveyed.
_OF_NETWORK: Mapping[str, Measure] = {
    **{name: _counted(measure) for name, measure in _COUNTED.items()},
    "mean_distance": _mean_distance,
    "diameter": lambda v: (v.longest, None),
    "fragmentation": _fragmentation,
    "distance_fragmentation": _distance_fragmentation,
    "betweenness_centralization": _betweenness_centralization,
    "closeness_centralization": lambda v: (_closeness_centralization(v), None),
}
_OF_ACTORS: Mapping[str, Measure] = {
    **{name: _counted(measure) for name, measure in _COUNTED_FOR_ACTORS.items()},
    "betweenness": _betweenness,
    "betweenness_normalized": _normalized,
    "harmonic_closeness": _harmonic_closeness,
    "closeness": lambda v: (_closeness(v), None),
}
_OF_EVERYBODY = {"diameter", "closeness", "closeness_centralization"}

#: Under which measure of the network the errors of its actors stand: both are of the same paths.
_ERRORS_STAND_WITH = {"betweenness_centralization": "betweenness", "distance_fragmentation": "harmonic_closeness"}

#: Reasons that elsewhere look at all pairs.
_HOLDS: Mapping[Reason, Callable[[Sparse], bool]] = {
    NO_TIES: lambda s: s.ties == 0,
    NO_PATHS: lambda s: s.two_paths == 0,
    UNREACHABLE: lambda s: s.ties == 0,
    UNCONNECTED: lambda s: len(s.parts) != 1,
    NO_GROUPED_TIES: lambda s: not s.grouped[0].any(),
}


def _why_undefined(metric: Metric, v: Survey) -> Text | None:
    """The first reason why a metric has no value here; of a metric that is not computed here only the direction."""
    measures = _OF_NETWORK if metric.level == "network" else _OF_ACTORS
    if metric.id in measures and (v.everybody or metric.id not in _OF_EVERYBODY):
        return next((reason.words for reason in metric.reasons if _holds(reason, v.sparse)), None)
    direction = [reason for reason in metric.reasons if reason in (DIRECTED, UNDIRECTED)]
    return next((reason.words for reason in direction if _holds(reason, v.sparse)), TOO_MANY)


def _holds(reason: Reason, s: Sparse) -> bool:
    return _HOLDS[reason](s) if reason in _HOLDS else bool(reason.holds(s.hollow)[0])


def _value(metric: Metric, v: Survey, network: Network) -> Value:
    if (why := _why_undefined(metric, v)) is not None:
        return Value(None, why)
    found, error = _OF_NETWORK[metric.id](v)
    if np.isnan(found):
        return Value(None, NONE_SEEN)
    if metric.id in _DETAILS:
        return Value(_number(metric, found), None, _DETAILS[metric.id](v.sparse, network))
    return Value(_number(metric, found), None, None if error is None or v.everybody else _estimated(metric, v, error))


def _estimated(metric: Metric, v: Survey, error: float) -> Mapping[str, Any]:
    details = {"estimated": True, "samples": v.k, "seed": v.seed, "standard_error": float(error)}
    if metric.id not in _ERRORS_STAND_WITH:
        return details
    actors = _ERRORS_STAND_WITH[metric.id]
    return {**details, "actor_standard_errors": {actors: _OF_ACTORS[actors](v)[1].tolist()}}


def _column(metric: Metric, v: Survey) -> tuple[list[float | int | None], Text | None]:
    """Each actor's value, and why there are none."""
    if (why := _why_undefined(metric, v)) is not None:
        return [None] * v.sparse.n, why
    return [_number(metric, found) for found in _OF_ACTORS[metric.id](v)[0].tolist()], None


def _number(metric: Metric, found: float) -> float | int | None:
    """A plain number, whole where the metric counts; None for what is undefined."""
    if np.isnan(found):
        return None
    return round(float(found)) if metric.whole else float(found)
