"""The arrays metrics share: a batch of networks on the same actors, each array computed once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from collabgraph.network import Network

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Arrays:
    """B networks of n actors: ``adjacency`` (B, n, n) of 0 and 1, rows sending, no loops; symmetric when undirected.

    ``groups`` has each actor's group as a number, -1 where it is unknown; ``kinds`` (n, n) how many kinds of tie there
    are between two actors, None where that is not known.
    """

    adjacency: Reals
    directed: bool
    groups: NDArray[np.int64]
    kinds: NDArray[np.int64] | None = None
    seed: int = 0

    @property
    def n(self) -> int:
        """The number of actors."""
        return int(self.adjacency.shape[1])

    @property
    def batch(self) -> int:
        """The number of networks."""
        return int(self.adjacency.shape[0])

    @cached_property
    def ties(self) -> Reals:
        """The number of ties of each network: ordered pairs when directed, unordered otherwise."""
        return np.asarray(self.adjacency.sum(axis=(1, 2)) / (1 if self.directed else 2))

    @cached_property
    def indegree(self) -> Reals:
        """(B, n): ties received."""
        return np.asarray(self.adjacency.sum(axis=1))

    @cached_property
    def outdegree(self) -> Reals:
        """(B, n): ties sent."""
        return np.asarray(self.adjacency.sum(axis=2))

    @cached_property
    def degree(self) -> Reals:
        """(B, n): received and sent ties; the neighbours when undirected."""
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
    def _paths(self) -> tuple[Reals, Reals, list[Flags]]:
        """Distances, numbers of shortest paths, and which pairs lie at distance 1, 2, ..."""
        distances = np.where(self.adjacency > 0, 1.0, np.inf)
        distances[:, np.arange(self.n), np.arange(self.n)] = 0.0
        counts, frontier, levels = self.adjacency.copy(), self.adjacency, [self.adjacency > 0]
        while levels[-1].any():
            walks = self.two_paths if len(levels) == 1 else frontier @ self.adjacency
            reached = (walks > 0) & np.isinf(distances)
            distances[reached] = len(levels) + 1
            frontier = walks * reached
            counts += frontier
            levels.append(reached)
        return distances, counts, levels[:-1]

    @property
    def distances(self) -> Reals:
        """(B, n, n): shortest path lengths along the ties, infinite where there is no path, 0 on the diagonal."""
        return self._paths[0]

    @cached_property
    def betweenness(self) -> Reals:
        """(B, n): raw betweenness (Brandes 2001, level by level); unordered pairs count once when undirected."""
        _, counts, levels = self._paths
        backwards = self.adjacency.transpose(0, 2, 1)
        shares = np.divide(1.0, counts, out=np.zeros_like(counts), where=counts > 0)
        dependency = np.zeros_like(counts)
        for nearer, farther in zip(levels[-2::-1], levels[:0:-1], strict=True):
            dependency += (((1.0 + dependency) * shares * farther) @ backwards) * counts * nearer
        dependency[:, np.arange(self.n), np.arange(self.n)] = 0.0
        return np.asarray(dependency.sum(axis=1) / (1 if self.directed else 2))

    @cached_property
    def reachable(self) -> Flags:
        """(B, n, n): whether there is a path from i to j, i and j different."""
        return np.isfinite(self.distances) & (self.distances > 0)

    @cached_property
    def proximity(self) -> Reals:
        """(B, n, n): 1/d, 0 where there is no path and on the diagonal."""
        return np.divide(1.0, self.distances, out=np.zeros_like(self.distances), where=self.reachable)

    @cached_property
    def joined(self) -> Flags:
        """(B, n, n): whether i and j are in one weak component; true on the diagonal."""
        return closure(self.underlying)

    @cached_property
    def weak_components(self) -> Reals:
        """The number of weak components of each network."""
        return classes(self.joined)

    @cached_property
    def connected(self) -> Flags:
        """Whether each network is one weak component (and has an actor)."""
        return np.asarray(self.weak_components == 1)

    def each(self, measure: Callable[[Arrays], float]) -> Reals:
        """A measure that takes one network at a time, over the batch."""
        return np.array([measure(self.only(place)) for place in range(self.batch)])

    def only(self, place: int) -> Arrays:
        """One network of the batch as a batch of its own."""
        return Arrays(self.adjacency[place : place + 1], self.directed, self.groups, self.kinds, self.seed)

    def _off_diagonal(self, matrices: Reals) -> Reals:
        matrices[:, np.arange(self.n), np.arange(self.n)] = 0.0
        return matrices


def closure(adjacency: Reals) -> Flags:
    """(B, n, n): whether j can be reached from i along any number of ties, none included."""
    reach = (adjacency > 0) | np.eye(adjacency.shape[1], dtype=bool)
    for _ in range(max(adjacency.shape[1] - 1, 1).bit_length()):
        reach = (reach.astype(np.float64) @ reach.astype(np.float64)) > 0
    return np.asarray(reach)


def classes(equivalent: Flags) -> Reals:
    """The number of classes of an equivalence (B, n, n): actors that no earlier actor is equivalent to."""
    n = equivalent.shape[1]
    earlier = np.tril(np.ones((n, n), dtype=bool), -1)
    return np.asarray((~(equivalent & earlier).any(axis=2)).sum(axis=1), dtype=np.float64)


def of_network(network: Network, group: str = "sector", seed: int = 0) -> Arrays:
    """A batch of one: this network, its actors grouped by an attribute."""
    groups, kinds = coded(network.groups(group)), _kinds(network)
    return Arrays(network.adjacency[None].astype(np.float64), network.directed, groups, kinds, seed)


def _kinds(network: Network) -> NDArray[np.int64] | None:
    counts = np.zeros((len(network.actors), len(network.actors)), dtype=np.int64)
    for tie in network.ties:
        counts[tie.sender, tie.receiver] = len(tie.kinds)
        if not network.directed:
            counts[tie.receiver, tie.sender] = len(tie.kinds)
    return counts if all(tie.kinds for tie in network.ties) else None


def coded(groups: Sequence[str | None]) -> NDArray[np.int64]:
    """Groups as numbers in the order of their names, -1 where unknown.

    >>> coded(["b", None, "a"]).tolist()
    [1, -1, 0]
    """
    names = sorted({group for group in groups if group is not None})
    return np.array([-1 if group is None else names.index(group) for group in groups], dtype=np.int64)
