"""The arrays that metrics share: a batch of networks on the same actors, each array computed once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import rustworkx as rx
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from collabgraph.analysis.network import Network
from collabgraph.coding import theory
from collabgraph.errors import TooManyActors
from collabgraph.model import Basis

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: The bases on which a tie is known to be there, not only meant to be.
OBSERVED = (Basis.REPORTED, Basis.DOCUMENTED)

#: Cells of an array (B, n, n) that is worked on at once: 160 kB.
CELLS = 20_000
#: The largest density of a network that is searched tie by tie; what is denser is faster as a matrix.
SPARSE = 0.1
#: The most actors of a network that is measured: time grows with their cube, the arrays of all pairs with their square.
MOST_ACTORS = 1_500


class Arrays(Struct, frozen=True, eq=False, dict=True):
    """B networks of n actors: ``adjacency`` (B, n, n) of 0 and 1, rows sending, no loops; symmetric when undirected.

    ``groups`` has the number of every actor's group, -1 where it is unknown, and ``levels`` that of its level of
    government: (n,), or (B, n) where the networks are not of the same actors. ``kinds`` (n, n) is how many kinds of tie
    there are between two actors; ``one_way``, (n, n) or (B, n, n), whether one of them has a direction; both are None
    where kinds are not known. ``observed`` is the share of ties that are reported or documented, None without claims.
    ``weights``, (n, n) or (B, n, n), has the weight of every tie, with its sign; None where every tie weighs 1.
    """

    adjacency: Reals
    directed: bool
    groups: NDArray[np.int64]
    kinds: NDArray[np.int64] | None = None
    seed: int = 0
    levels: NDArray[np.int64] | None = None
    one_way: NDArray[np.int64] | None = None
    observed: float | None = None
    weights: Reals | None = None

    @property
    def n(self) -> int:
        """The number of actors."""
        return int(self.adjacency.shape[1])

    @property
    def batch(self) -> int:
        """The number of networks."""
        return int(self.adjacency.shape[0])

    @property
    def large(self) -> bool:
        """Whether it is one network of so many actors that ``pieces`` gives each of its size alone."""
        return self.batch == 1 and 2 * self.n**2 > CELLS

    @cached_property
    def sparse(self) -> bool:
        """Whether it is a large network of so few ties that searching it tie by tie is faster than matrices."""
        return self.large and float(self.adjacency.sum()) <= SPARSE * self.n**2

    @cached_property
    def graphs(self) -> list[rx.PyDiGraph[int, float] | rx.PyGraph[int, float]]:
        """Each network as a graph, to be searched tie by tie."""
        kind = rx.PyDiGraph if self.directed else rx.PyGraph
        return [kind.from_adjacency_matrix(np.ascontiguousarray(matrix)) for matrix in self.adjacency]

    @cached_property
    def underlying_graph(self) -> rx.PyGraph[int, float]:
        """The network of a batch of one as a graph, the direction of ties ignored."""
        return rx.PyGraph.from_adjacency_matrix(np.ascontiguousarray(self.underlying[0]))

    @cached_property
    def ties(self) -> Reals:
        """The number of ties of each network: ordered pairs when directed, unordered otherwise."""
        return np.asarray(self.adjacency.sum(axis=(1, 2)) / (1 if self.directed else 2))

    @cached_property
    def indegree(self) -> Reals:
        """(B, n): ties received."""
        return np.ones(self.n) @ self.adjacency

    @cached_property
    def outdegree(self) -> Reals:
        """(B, n): ties sent."""
        return row_sums(self.adjacency)

    @cached_property
    def degree(self) -> Reals:
        """(B, n): received plus sent ties; the number of neighbours when undirected."""
        return self.indegree + self.outdegree if self.directed else self.outdegree

    @cached_property
    def mutual(self) -> Reals:
        """The number of mutual pairs of each network."""
        return np.asarray((self.adjacency * self.adjacency.transpose(0, 2, 1)).sum(axis=(1, 2)) / 2)

    @cached_property
    def asymmetric(self) -> Reals:
        """The number of pairs tied in one direction only."""
        return np.asarray(self.adjacency.sum(axis=(1, 2)) - 2 * self.mutual)

    @cached_property
    def two_paths(self) -> Reals:
        """(B, n, n): how many i -> k -> j there are, i and j different."""
        return self._off_diagonal(self.adjacency @ self.adjacency)

    @cached_property
    def underlying(self) -> Reals:
        """(B, n, n): the networks with the direction of ties ignored."""
        return np.maximum(self.adjacency, self.adjacency.transpose(0, 2, 1)) if self.directed else self.adjacency

    @cached_property
    def partners(self) -> Reals:
        """(B, n): how many others each actor is tied to, in either direction."""
        return row_sums(self.underlying)

    @cached_property
    def investment(self) -> Reals:
        """(B, n, n): the share of i's ties, both directions pooled, that is with j; 0 for an actor without ties."""
        pooled = self.adjacency + self.adjacency.transpose(0, 2, 1) if self.directed else self.adjacency
        return np.asarray(pooled / np.maximum(self.degree, 1.0)[..., None])

    @cached_property
    def distances(self) -> Reals:
        """(B, n, n): shortest path lengths along the ties, infinite where there is no path, 0 on the diagonal."""
        return np.array([distances_in(graph) for graph in self.graphs]).reshape(self.adjacency.shape)

    @cached_property
    def betweenness(self) -> Reals:
        """(B, n): raw betweenness (Brandes 2001); unordered pairs count once when undirected."""
        values = np.empty((self.batch, self.n))
        dense = self.adjacency.sum(axis=(1, 2)) > SPARSE * self.n**2
        for position in np.flatnonzero(~dense).tolist():
            # one thread: several would add up in another order every time, and the last digit would change
            found = rx.betweenness_centrality(self.graphs[position], normalized=False, parallel_threshold=self.n + 1)
            values[position] = list(found.values())
        if dense.any():
            values[dense] = _dense_betweenness(self.adjacency[dense], self.distances[dense])
            values[dense] /= 1 if self.directed else 2
        return values

    @cached_property
    def reachable(self) -> Flags:
        """(B, n, n): whether there is a path from i to j, i and j different."""
        return (self.distances > 0) & (self.distances < np.inf)

    @cached_property
    def proximity(self) -> Reals:
        """(B, n, n): 1/d, 0 where there is no path and on the diagonal."""
        return np.asarray(1.0 / (self.distances + np.diag(np.full(self.n, np.inf))))

    @cached_property
    def left_without(self) -> tuple[Reals, Reals]:
        """(B, n) twice: without each actor the sum of 1/d over ordered pairs of the others, and how many have a path.

        Every network without each of its actors is searched tie by tie.
        """
        alone = [self.only(position) for position in range(self.batch)]
        found = [[one._cohesion_without(actor) for actor in range(self.n)] for one in alone]
        sums, counts = np.moveaxis(np.array(found, dtype=np.float64).reshape(self.batch, self.n, 2), 2, 0)
        return sums, counts

    def _cohesion_without(self, actor: int) -> tuple[float, int]:
        left = self._proximity_without(actor)
        return float(left.sum()), int((left > 0).sum())

    def _proximity_without(self, actor: int) -> Reals:
        """(n-1, n-1): 1/d between the others without the actor, of a batch of one; 0 on the diagonal."""
        if self.betweenness[0, actor] == 0:  # on no shortest path between others, so that all distances stay
            return np.delete(np.delete(self.proximity[0], actor, 0), actor, 1)
        graph = self.graphs[0].copy()
        graph.remove_node(actor)
        left = distances_in(graph)
        np.fill_diagonal(left, np.inf)
        return np.asarray(1 / left)

    @cached_property
    def joined(self) -> Flags:
        """(B, n, n): whether i and j are in one weak component; true on the diagonal."""
        if self.sparse:
            part = np.empty(self.n)
            for number, members in enumerate(rx.connected_components(self.underlying_graph)):
                part[list(members)] = number
            return np.asarray((part[:, None] == part)[None])
        return closure(self.underlying)

    @cached_property
    def weak_components(self) -> Reals:
        """The number of weak components of each network."""
        return classes(self.joined)

    @cached_property
    def connected(self) -> Flags:
        """Whether each network is one weak component (and has an actor)."""
        reached = np.zeros((self.batch, 1, self.n))
        reached[..., :1] = 1.0
        while True:
            wider = np.minimum(reached @ self.underlying + reached, 1.0)
            if (wider == reached).all():
                return np.asarray(reached.all(axis=(1, 2)) & (self.n > 0))
            reached = wider

    def one_by_one(self, measure: Callable[[Arrays], float]) -> Reals:
        """(B,): a measure of a single network, computed for one network of the batch after another."""
        return np.array([measure(self.only(position)) for position in range(self.batch)])

    def only(self, position: int) -> Arrays:
        """One network of the batch as a batch of its own."""
        return self._part(position, position + 1)

    def pieces(self) -> Iterator[Arrays]:
        """The batch as smaller batches, whose arrays are small enough to stay in the processor's cache."""
        size = max(1, CELLS // max(1, self.n**2))
        for first in range(0, max(1, self.batch), size):
            yield self._part(first, first + size)

    def _part(self, first: int, end: int) -> Arrays:
        levels = None if self.levels is None else _rows(self.levels, first, end, 1)
        one_way = None if self.one_way is None else _rows(self.one_way, first, end, 2)
        weights = None if self.weights is None else _rows(self.weights, first, end, 2)
        return replace(
            self,
            adjacency=self.adjacency[first:end],
            groups=_rows(self.groups, first, end, 1),
            levels=levels,
            one_way=one_way,
            weights=weights,
        )

    def _off_diagonal(self, matrices: Reals) -> Reals:
        matrices[:, np.arange(self.n), np.arange(self.n)] = 0.0
        return matrices


def _rows(array: NDArray[Any], first: int, end: int, shared: int) -> NDArray[Any]:
    """The rows of an array of a batch; all of an array that has the dimensions of a single network."""
    return array if array.ndim == shared else array[first:end]


def _dense_betweenness(adjacency: Reals, distances: Reals) -> Reals:
    """(B, n): betweenness over ordered pairs, all networks at once: paths are counted from each distance to the next,
    and (1 + dependency)/number of paths is passed from every distance to the one below it.

    Whole numbers in float64 are exact up to 2^53, and no two actors among a hundred have more shortest paths.
    """
    steps = [distances == step for step in range(1, 1 + int(distances.max(where=distances < np.inf, initial=0)))]
    counts = at = adjacency
    for step in steps[1:]:
        at = (at @ adjacency) * step
        counts = counts + at
    shares = 1.0 / np.maximum(counts, 1.0)
    backwards, total, received = adjacency.transpose(0, 2, 1), np.zeros_like(shares), np.zeros_like(shares)
    for upper, lower in zip(reversed(steps), reversed(steps[:-1]), strict=False):
        received = ((shares + received) * upper) @ backwards * lower
        total += received
    return np.asarray(np.ones(adjacency.shape[1]) @ (total * counts))


def distances_in(graph: rx.PyDiGraph[int, float] | rx.PyGraph[int, float]) -> Reals:
    """(n, n): shortest path lengths, searched from every actor; infinite where there is no path, 0 on the diagonal."""
    return np.asarray(rx.distance_matrix(graph, null_value=np.inf))


def closure(adjacency: Reals) -> Flags:
    """(B, n, n): whether j can be reached from i along any number of ties; true on the diagonal."""
    reach = ((adjacency > 0) | np.eye(adjacency.shape[1], dtype=bool)).astype(np.float32)
    while True:
        wider = np.minimum(reach @ reach, 1.0)
        if (wider == reach).all():
            return np.asarray(reach > 0)
        reach = wider


def row_sums(matrices: Reals) -> Reals:
    """(B, n): the sums of the rows; as a product, because numpy multiplies faster than it sums."""
    return np.asarray(matrices @ np.ones(matrices.shape[-1]))


def classes(equivalent: Flags) -> Reals:
    """The number of classes of an equivalence (B, n, n): actors that no earlier actor is equivalent to."""
    n = equivalent.shape[1]
    earlier = np.tril(np.ones((n, n), dtype=bool), -1)
    return np.asarray((~(equivalent & earlier).any(axis=2)).sum(axis=1), dtype=np.float64)


def of_network(network: Network, group: str = "sector", seed: int = 0) -> Arrays:
    """The arrays of one network, its actors grouped by an attribute; raises TooManyActors."""
    refuse_too_many(network)
    return Arrays(
        network.adjacency[None].astype(np.float64),
        network.directed,
        coded(network.groups(group)),
        _kinds(network),
        seed,
        coded(network.groups("level")),
        one_way(network),
        _observed(network),
        weights(network),
    )


def refuse_too_many(network: Network) -> None:
    """None; raises TooManyActors for a network of more than MOST_ACTORS actors."""
    if len(network.actors) > MOST_ACTORS:
        raise TooManyActors(name=network.id, n=len(network.actors), most=MOST_ACTORS)


def _kinds(network: Network) -> NDArray[np.int64] | None:
    counts = np.zeros((len(network.actors), len(network.actors)), dtype=np.int64)
    for tie in network.ties:
        counts[tie.sender, tie.receiver] = len(tie.kinds)
        if not network.directed:
            counts[tie.receiver, tie.sender] = len(tie.kinds)
    return counts if all(tie.kinds for tie in network.ties) else None


def one_way(network: Network) -> NDArray[np.int64] | None:
    """(n, n) of 0 and 1: whether some kind of tie between two actors has a direction; None where kinds are unknown."""
    if not all(tie.kinds for tie in network.ties):
        return None
    symmetric = theory.ontology().symmetric_ties
    matrix = np.zeros((len(network.actors), len(network.actors)), dtype=np.int64)
    for tie in network.ties:
        if not symmetric.issuperset(tie.kinds):
            matrix[tie.sender, tie.receiver] = 1
            if not network.directed:
                matrix[tie.receiver, tie.sender] = 1
    return matrix


def weights(network: Network) -> Reals | None:
    """(n, n): the weights of the ties, symmetric when undirected; None where every tie weighs 1."""
    if all(tie.weight == 1 for tie in network.ties):
        return None
    matrix = np.zeros((len(network.actors), len(network.actors)))
    for tie in network.ties:
        matrix[tie.sender, tie.receiver] = tie.weight
        if not network.directed:
            matrix[tie.receiver, tie.sender] = tie.weight
    return matrix


def _observed(network: Network) -> float | None:
    if not network.bases:
        return None
    return sum(network.bases.get(basis, 0) for basis in OBSERVED) / len(network.ties)


def coded(groups: Sequence[str | None]) -> NDArray[np.int64]:
    """The groups as numbers in the order of their names, -1 where unknown.

    >>> coded(["b", None, "a"]).tolist()
    [1, -1, 0]
    """
    names = sorted({group for group in groups if group is not None})
    numbers: dict[str | None, int] = {None: -1, **{name: number for number, name in enumerate(names)}}
    return np.array([numbers[group] for group in groups], dtype=np.int64)
