"""Counts of what a network is made of: dyads, triads, parts by size, and pairs of relations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from math import comb, factorial, perm

import numpy as np
import rustworkx as rx
from msgspec import Struct
from numpy.typing import NDArray

from collabgraph.analysis.metrics.arrays import refuse_too_many
from collabgraph.analysis.network import Network

Reals = NDArray[np.float64]

#: The classes of triads by their mutual, asymmetric and null pairs (Holland & Leinhardt 1970), each with the share of
#: the ways to direct its asymmetric pairs that give its letter.
TRIADS: Mapping[str, float] = {
    "003": 1, "012": 1, "102": 1, "021D": 1 / 4, "021U": 1 / 4, "021C": 1 / 2, "111D": 1 / 2, "111U": 1 / 2,
    "030T": 3 / 4, "030C": 1 / 4, "201": 1, "120D": 1 / 4, "120U": 1 / 4, "120C": 1 / 2, "210": 1, "300": 1,
}  # fmt: skip
#: Those that a network without directions can have.
UNDIRECTED_TRIADS = ("003", "102", "201", "300")


class Dyads(Struct, frozen=True):
    """Pairs of actors: tied both ways, one way, not at all; a tie without direction is mutual."""

    mutual: int
    asymmetric: int
    null: int


class RelationPair(Struct, frozen=True):
    """Two relations of a network: their ties, those they share, how alike they are, how often they close a triad.

    ``correlation`` is Pearson's r over all pairs of actors, None where all or no pairs are tied in one relation.
    ``closed`` is the share of paths i -> k -> j, first of ``one`` and then of ``other``, with a tie of any relation
    from i to j, and ``closed_back`` of those first of ``other``; None without such paths.
    """

    one: str
    other: str
    ties: tuple[int, int]
    shared: int
    jaccard: float
    correlation: float | None
    closed: float | None
    closed_back: float | None


class Census(Struct, frozen=True):
    """What a network is made of.

    ``expected`` has for each class of triads how many there would be if the same dyads were put together at random;
    empty with fewer than three actors. ``parts`` and ``strong_parts`` are the ids of the actors of every component, the
    largest first; ``strong_parts`` is None where ties have no direction. ``relations`` has a pair for each two kinds of
    tie, None where the kinds of some ties are not known.
    """

    network: Network
    dyads: Dyads
    triads: Mapping[str, int]
    expected: Mapping[str, float]
    parts: tuple[tuple[str, ...], ...]
    strong_parts: tuple[tuple[str, ...], ...] | None
    relations: tuple[RelationPair, ...] | None


def census(network: Network) -> Census:
    """The dyads, triads, parts and pairs of relations of a network; raises TooManyActors, and TwoModes.

    >>> from collabgraph.analysis.network import from_pairs
    >>> census(from_pairs("chain", "abc", [("a", "b"), ("b", "c")])).triads["021C"]
    1
    """
    refuse_too_many(network)
    adjacency = network.adjacency.astype(np.float64)
    found = _dyads(adjacency)
    classes = TRIADS if network.directed else UNDIRECTED_TRIADS
    counts, n = _triads(adjacency), len(network.actors)
    return Census(
        network,
        found,
        {name: counts[name] for name in classes},
        {name: _expected(name, found, n) for name in classes} if n > 2 else {},
        _parts(network, adjacency, strong=False),
        _parts(network, adjacency, strong=True) if network.directed else None,
        _relations(network, adjacency),
    )


def _dyads(adjacency: Reals) -> Dyads:
    n, cells, mutual = len(adjacency), int(adjacency.sum()), int((adjacency * adjacency.T).sum()) // 2
    return Dyads(mutual, cells - 2 * mutual, n * (n - 1) // 2 - cells + mutual)


def _triads(adjacency: Reals) -> dict[str, int]:
    """The triads of each class, from products of the matrices of mutual, asymmetric and null pairs (Moody 1998).

    Moody 1998, Social Networks 20(4):291-299.
    """
    both = adjacency * adjacency.T
    one = adjacency - both
    null = 1 - np.maximum(adjacency, adjacency.T) - np.eye(len(adjacency))
    through, senders, receivers = one @ one, one.T @ one, one @ one.T
    meeting, nulls = both @ both, null @ null
    counts = {
        "300": (both * meeting).sum() / 6, "210": (one * meeting).sum(), "201": (null * meeting).sum() / 2,
        "120D": (both * senders).sum() / 2, "120U": (both * receivers).sum() / 2, "120C": (both * through).sum(),
        "111D": (null * (both @ one.T)).sum(), "111U": (null * (both @ one)).sum(),
        "030T": (one * through).sum(), "030C": (one.T * through).sum() / 3,
        "021D": (null * senders).sum() / 2, "021U": (null * receivers).sum() / 2, "021C": (null * through).sum(),
        "102": (both * nulls).sum() / 2, "012": (one * nulls).sum(), "003": (null * nulls).sum() / 6,
    }  # fmt: skip
    return {name: round(float(count)) for name, count in counts.items()}


def _expected(triad: str, dyads: Dyads, n: int) -> float:
    """How many triads of a class there are on average over all networks with the same numbers of dyads.

    The uniform distribution given the dyads, U|MAN: Holland & Leinhardt 1976, Sociological Methodology 7:1-45.
    """
    wanted = [int(digit) for digit in triad[:3]]
    there = (dyads.mutual, dyads.asymmetric, dyads.null)
    arrangements = factorial(3)
    drawn = 1
    for number, count in zip(wanted, there, strict=True):
        arrangements //= factorial(number)
        drawn *= perm(count, number)
    return comb(n, 3) * arrangements * drawn / perm(sum(there), 3) * TRIADS[triad]


def _parts(network: Network, adjacency: Reals, *, strong: bool) -> tuple[tuple[str, ...], ...]:
    graph = rx.PyDiGraph.from_adjacency_matrix(adjacency)
    found = rx.strongly_connected_components(graph) if strong else rx.weakly_connected_components(graph)
    named = (tuple(sorted(network.actors[place].id for place in part)) for part in found)
    return tuple(sorted(named, key=lambda ids: (-len(ids), ids)))


def sizes(parts: tuple[tuple[str, ...], ...]) -> dict[int, int]:
    """How many parts there are of each size, the largest size first."""
    return dict(sorted(Counter(map(len, parts)).items(), reverse=True))


# Pairs of relations -------------------------------------------------------------------------------------------------


def _relations(network: Network, adjacency: Reals) -> tuple[RelationPair, ...] | None:
    if not all(tie.kinds for tie in network.ties):
        return None
    matrices: dict[str, Reals] = {}
    for tie in network.ties:
        for kind in tie.kinds:
            matrix = matrices.setdefault(kind, np.zeros_like(adjacency))
            matrix[tie.sender, tie.receiver] = 1
            if not network.directed:
                matrix[tie.receiver, tie.sender] = 1
    per_tie = 1 if network.directed else 2
    return tuple(
        _pair(one, other, matrices[one], matrices[other], adjacency, per_tie)
        for one, other in combinations(sorted(matrices), 2)
    )


def _pair(name: str, other_name: str, one: Reals, other: Reals, tied: Reals, per_tie: int) -> RelationPair:
    first, last, shared = float(one.sum()), float(other.sum()), float((one * other).sum())
    cells = len(one) * (len(one) - 1)
    spread = first * (cells - first) * last * (cells - last)
    return RelationPair(
        name,
        other_name,
        (int(first / per_tie), int(last / per_tie)),
        int(shared / per_tie),
        shared / (first + last - shared),
        (cells * shared - first * last) / spread**0.5 if spread else None,
        _closed(one @ other, tied),
        _closed(other @ one, tied),
    )


def _closed(paths: Reals, tied: Reals) -> float | None:
    np.fill_diagonal(paths, 0)
    return float((paths * tied).sum() / paths.sum()) if paths.any() else None
