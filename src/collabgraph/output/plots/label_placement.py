"""Placing labels beside their marks, so that they cover no other mark or label and as few lines as possible."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import hypot

from collabgraph.output.plots.arrows import Point

#: Left, upper, right and lower edge.
Box = tuple[float, float, float, float]
Line = tuple[Point, Point]

_AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))


def beside(
    place: Point, size: tuple[float, float], away: float, frame: Box, taken: Collection[Box], lines: Sequence[Line],
) -> Box | None:  # fmt: skip
    """The best box of this size at distance ``away`` from a place; None where each would cover something or be cut.

    >>> beside((0, 0), (4, 2), 3, (-9, -9, 9, 9), [(2, -1, 9, 1)], [])
    (-7.0, -1.0, -3.0, 1.0)
    """
    found = free(place, size, away, frame, taken, lines)
    return min(found, key=lambda each: each[0], default=(0, None))[1]


def free(
    place: Point, size: tuple[float, float], away: float, frame: Box, taken: Collection[Box], lines: Sequence[Line],
) -> list[tuple[int, Box]]:  # fmt: skip
    """The boxes of this size around a place that cover nothing, each after the number of lines that it crosses."""
    boxes = [_box(place, size, away, way) for way in _AROUND]
    around = _around(boxes)
    close = [box for box in taken if _meet(box, around)]
    passing = [line for line in lines if _meet(_around([(*line[0], *line[0]), (*line[1], *line[1])]), around)]
    found = [box for box in boxes if _within(box, frame) and not any(_meet(box, other) for other in close)]
    return [(sum(_crosses(line, box) for line in passing), box) for box in found]


def distance(place: Point, box: Box) -> float:
    """How far a place is from a box; 0 inside."""
    x, y = place
    return hypot(max(box[0] - x, 0.0, x - box[2]), max(box[1] - y, 0.0, y - box[3]))


def _box(place: Point, size: tuple[float, float], away: float, way: tuple[int, int]) -> Box:
    (x, y), (width, height) = place, size
    # A corner of the box beside the mark is as near as an edge of it would be.
    away *= 0.75 if all(way) else 1.0
    middle = x + way[0] * (away + width / 2), y + way[1] * (away + height / 2)
    return middle[0] - width / 2, middle[1] - height / 2, middle[0] + width / 2, middle[1] + height / 2


def _around(boxes: Collection[Box]) -> Box:
    """The smallest box around all of these."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _within(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _crosses(line: Line, box: Box) -> bool:
    """Whether a straight line runs through a box, by clipping it to the box's edges (Liang and Barsky 1984)."""
    (x, y), (x2, y2) = line
    start, end = 0.0, 1.0
    for origin, way, low, high in ((x, x2 - x, box[0], box[2]), (y, y2 - y, box[1], box[3])):
        if way == 0:
            if not low <= origin <= high:
                return False
            continue
        near, far = sorted(((low - origin) / way, (high - origin) / way))
        start, end = max(start, near), min(end, far)
    return start < end
