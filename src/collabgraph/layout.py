"""Where actors stand in a picture: one layout for several networks, the same office in the same place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from collabgraph.network import Network

Places = Mapping[str, tuple[float, float]]
Points = NDArray[np.float64]

_SEED = 7
_ROUNDS = 300
#: The room a labelled actor takes, as a share of the picture's width and height, in a picture of some thirty actors.
_ROOM = np.array([0.15, 0.085])
_THIRTY = 30


def joint(networks: Sequence[Network], together: Sequence[tuple[str, str]] = ()) -> Places:
    """Actor id -> (x, y), each in 0..1, for the actors of all these networks; the same on every run.

    Actors tied in any of the networks attract each other, as do the pairs of ids in ``together`` (an office and the
    roles in it). Actors without any tie stand in rows along the lower edge.
    """
    ids = sorted({actor.id for net in networks for actor in net.actors})
    pairs = {
        (net.actors[tie.sender].id, net.actors[tie.receiver].id)
        for net in networks
        for tie in net.ties
        if tie.sender != tie.receiver
    }
    known = set(ids)
    pairs |= {pair for pair in together if set(pair) <= known}
    tied = sorted({end for pair in pairs for end in pair})
    alone = [each for each in ids if each not in set(tied)]
    rows = _rows(len(alone))
    floor = 1 - 0.1 * len(rows) if tied else 0.0
    places = {each: (x, y * floor) for each, (x, y) in zip(tied, _spread(_springs(tied, pairs)), strict=True)}
    for row, count in enumerate(rows):
        for column in range(count):
            each = alone[sum(rows[:row]) + column]
            places[each] = ((column + 0.5) / count, floor + (row + 0.5) * (1 - floor) / len(rows))
    return {each: (round(float(places[each][0]), 3), round(float(places[each][1]), 3)) for each in ids}


def _rows(n: int) -> list[int]:
    """How many actors without ties stand in each row."""
    length = max(6, round(n**0.5 * 2))
    return [min(length, n - start) for start in range(0, n, length)]


def _springs(ids: Sequence[str], pairs: set[tuple[str, str]]) -> Points:
    """Places by the forces of Fruchterman and Reingold (1991), scaled to 0..1 on both axes."""
    import rustworkx

    if not ids:
        return np.empty((0, 2))
    place = {each: number for number, each in enumerate(ids)}
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(ids)
    ends = {(min(place[a], place[b]), max(place[a], place[b])) for a, b in pairs}
    graph.add_edges_from([(*pair, 1.0) for pair in sorted(ends)])
    start = {n: _on_spiral(n, len(ids)) for n in place.values()}
    found = rustworkx.spring_layout(graph, pos=start, k=1.6 / len(ids) ** 0.5, num_iter=_ROUNDS, seed=_SEED)
    return _scaled(np.array([found[n] for n in range(len(ids))]))


def _on_spiral(n: int, total: int) -> tuple[float, float]:
    """The n-th of ``total`` places spread evenly over a disc: a start that favours no direction."""
    angle, radius = n * np.pi * (3 - 5**0.5), ((n + 1) / total) ** 0.5
    return float(radius * np.cos(angle)), float(radius * np.sin(angle))


def _scaled(points: Points) -> Points:
    """The points moved and stretched so that they fill 0..1 on both axes; a single one stands in the middle."""
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.where(high > low, high - low, 1.0)
    return np.where(high > low, (points - low) / size, 0.5)


def _spread(points: Points) -> Points:
    """The points pushed apart until no two labelled actors need the same room, as far as there is room at all."""
    n = len(points)
    if n < 2:
        return points
    room = _ROOM * min(1.0, (_THIRTY / n) ** 0.5)
    for _ in range(_ROUNDS):
        gap = points[:, None, :] - points[None, :, :]
        lacking = room - np.abs(gap)
        close = (lacking > 0).all(axis=2) & ~np.eye(n, dtype=bool)
        if not close.any():
            break
        axis = (lacking / room).argmin(axis=2)
        push = np.zeros_like(gap)
        order = np.sign(np.arange(n)[:, None] - np.arange(n)[None, :])
        for a in (0, 1):
            way = np.where(gap[:, :, a] == 0, order, np.sign(gap[:, :, a]))
            push[:, :, a] = np.where(close & (axis == a), way * lacking[:, :, a] * 0.3, 0.0)
        points = points + push.sum(axis=1)
    return _scaled(points)
