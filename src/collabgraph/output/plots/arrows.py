"""The shapes of arrows: a curve from one point to another (quadratic Bézier), shortened at its ends, and its head."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

Point = tuple[float, float]
#: The start of a curve, its control point, its end.
Curve = tuple[Point, Point, Point]

_LENGTH, _HALF = 4.0, 1.7


def bent(start: Point, end: Point, bend: float) -> Curve:
    """The curve that bends away from the straight line by ``bend`` of its length, to its right.

    >>> bent((0, 0), (10, 0), 0.2)
    ((0, 0), (5.0, -2.0), (10, 0))
    """
    (x, y), (x2, y2) = start, end
    return start, ((x + x2) / 2 + bend * (y2 - y), (y + y2) / 2 - bend * (x2 - x)), end


def shortened(curve: Curve, room: float) -> Curve:
    """The curve without the pieces within about ``room`` of its ends; unchanged where it is too short for that.

    >>> shortened(((0.0, 0.0), (8.0, 0.0), (16.0, 0.0)), 4)
    ((4.0, 0.0), (8.0, 0.0), (12.0, 0.0))
    """
    start, _, end = curve
    length = hypot(end[0] - start[0], end[1] - start[1])
    if length <= 2 * room:
        return curve
    first, last = room / length, 1 - room / length
    return _at(curve, first, first), _at(curve, first, last), _at(curve, last, last)


def pieces(curve: Curve, n: int = 8) -> list[tuple[Point, Point]]:
    """So many straight lines close to the curve, from where it begins to where it ends."""
    points = [_at(curve, step / n, step / n) for step in range(n + 1)]
    return list(pairwise(points))


def barbs(curve: Curve) -> tuple[Point, Point, Point]:
    """The corners of the arrow's head, its tip in the middle."""
    _, control, tip = curve
    length = hypot(tip[0] - control[0], tip[1] - control[1]) or 1.0
    along = (tip[0] - control[0]) / length, (tip[1] - control[1]) / length
    back = tip[0] - _LENGTH * along[0], tip[1] - _LENGTH * along[1]
    side = -along[1] * _HALF, along[0] * _HALF
    return (back[0] + side[0], back[1] + side[1]), tip, (back[0] - side[0], back[1] - side[1])


def _at(curve: Curve, u: float, v: float) -> Point:
    """The curve's blossom: the point at ``u`` where ``v`` is the same, the control point between them where not."""
    weights = (1 - u) * (1 - v), u * (1 - v) + v * (1 - u), u * v
    x, y = (sum(w * point[axis] for w, point in zip(weights, curve, strict=True)) for axis in (0, 1))
    return x, y
