"""The way of each tie between marks: straight where it can be, bent where another actor would be on its line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Points = NDArray[np.float64]

#: How far a tie may leave the straight line, as shares of its length, the nearest first.
_BENDS = (0.0, 0.08, -0.08, 0.16, -0.16, 0.25, -0.25, 0.36, -0.36, 0.5, -0.5, 0.7, -0.7, 0.95, -0.95)
#: The same for one of two ties that run opposite ways: each to its own side.
_BENDS_TO_ONE_SIDE = (0.14, 0.2, 0.28, 0.38, 0.08, 0.5, 0.65, 0.8, 1.0)
#: How often actors are moved out of the way, and in how many straight pieces a curve is looked at.
_ROUNDS, _PIECES = 40, 20


class Routes(Struct, frozen=True):
    """Where the actors are, how far each tie bends, and the ties that still run over an actor."""

    points: Points
    bends: tuple[float, ...]
    blocked: tuple[int, ...]


def routed(
    points: Points, ties: Sequence[tuple[int, int]], room: float, size: tuple[float, float], held: Sequence[int] = (),
) -> Routes:  # fmt: skip
    """Bends for ties between points, so that no tie comes nearer than ``room`` to a third point.

    Points are in a frame of this size, from (0, 0). Where no bend is enough, the point in the way moves aside, unless
    it is ``held``.
    """
    points, fixed, ways = points.copy(), set(held), frozenset(ties)
    for _ in range(_ROUNDS):
        found = [_bend(points, tie, (tie[1], tie[0]) in ways, room, size) for tie in ties]
        blocked = [n for n, (_, way) in enumerate(found) if way is not None]
        moved = [_moved_aside(points, ties[n], found[n], fixed, room, size) for n in blocked]
        if not any(moved):
            break
    return Routes(points, tuple(bend for bend, _ in found) if ties else (), tuple(blocked) if ties else ())


def straight(points: Points, ties: Sequence[tuple[int, int]]) -> Routes:
    """The shortest ways, whatever is on them; two ties that run opposite ways are apart."""
    ways = frozenset(ties)
    return Routes(points, tuple(_BENDS_TO_ONE_SIDE[0] if (b, a) in ways else 0.0 for a, b in ties), ())


def _bend(
    points: Points, tie: tuple[int, int], opposite: bool, room: float, size: tuple[float, float]
) -> tuple[float, int | None]:
    """The least bend that keeps away from every third point; the best there is with the point in its way if none."""
    others = np.delete(np.arange(len(points)), [tie[0], tie[1]])
    best, nearest, in_the_way = 0.0, -1.0, None
    for bend in _BENDS_TO_ONE_SIDE if opposite else _BENDS:
        curve = _curve(points[tie[0]], points[tie[1]], bend)
        if bend and ((curve < 0).any() or (curve > size).any()):
            continue
        if not len(others):
            return bend, None
        distances = _distances(curve, points[others])
        if distances.min() >= room:
            return bend, None
        if distances.min() > nearest:
            best, nearest, in_the_way = bend, float(distances.min()), int(others[distances.argmin()])
    return (best, in_the_way) if in_the_way is not None or not len(others) else (best, None)


def _curve(start: Points, end: Points, bend: float) -> Points:
    """Points along the curve of ``arrows.bent``."""
    way = end - start
    control = (start + end) / 2 + bend * np.array([way[1], -way[0]])
    u = np.linspace(0, 1, (_PIECES if bend else 1) + 1)[:, None]
    return np.asarray((1 - u) ** 2 * start + 2 * u * (1 - u) * control + u**2 * end)


def _distances(curve: Points, points: Points) -> Points:
    """The distance of each point from a curve, given as straight pieces."""
    start, way = curve[:-1], np.diff(curve, axis=0)
    length = np.maximum((way**2).sum(axis=1), 1e-9)
    along = np.clip(((points[:, None] - start) * way).sum(axis=2) / length, 0, 1)
    nearest = start + along[..., None] * way
    return np.asarray(np.sqrt(((points[:, None] - nearest) ** 2).sum(axis=2)).min(axis=1))


def _moved_aside(
    points: Points, tie: tuple[int, int], found: tuple[float, int | None], held: set[int], room: float,
    size: tuple[float, float],
) -> bool:  # fmt: skip
    """Move the point in the way of a tie off its line, or an end of the tie where that point is held."""
    way = points[tie[1]] - points[tie[0]]
    across = np.array([-way[1], way[0]]) / (np.hypot(*way) or 1.0)
    movable = [n for n in (found[1], *tie) if n is not None and n not in held]
    for n in movable:
        side = 1.0 if ((points[n] - points[tie[0]]) * across).sum() >= 0 else -1.0
        for push in (side * room, -side * room, 2 * side * room, -2 * side * room):
            place = points[n] + push * across
            if (place >= 0).all() and (place <= size).all() and _is_free(place, n, points, room):
                points[n] = place
                return True
    return False


def _is_free(place: Points, n: int, points: Points, room: float) -> bool:
    others = np.delete(points, n, axis=0)
    return not len(others) or bool(np.hypot(*(others - place).T).min() > 2 * room)
