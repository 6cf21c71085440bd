"""A square with scales in which cases are points: for pictures of one value against another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from collabgraph.model import Interval
from collabgraph.output.palette import BLUE, GREY, INK, LIGHT, Mark
from collabgraph.output.plots.arrows import Point
from collabgraph.output.plots.bars import interval
from collabgraph.output.plots.label_placement import Box, Line, beside
from collabgraph.words import Speech, mark

if TYPE_CHECKING:
    from collabgraph.analysis.many.ceilings import Ends
    from collabgraph.output.plots.canvas import Sheet

#: Between two squares, and the room to the left of one and beneath it for its scale.
_GAP, _SCALE = 12.0, 31.0
#: The most squares in a row, the greatest side of one, the height of all rows, and what a row takes beside squares.
_MOST, _SIDE, _HEIGHT, _AROUND = 3, 220.0, 545.0, 56.0
#: A mark, and the most lines of a label.
_SIZE, _LINES = 5.0, 3
_CASE = Mark("dot", BLUE)


class Frame(Struct, frozen=True):
    """A square at a place of the sheet, in which x runs to the right and y up."""

    left: float
    top: float
    side: float
    x: Interval
    y: Interval

    def at(self, x: float, y: float) -> Point:
        """The point of the sheet where these values are."""
        across = (x - self.x.low) / ((self.x.high - self.x.low) or 1)
        up = (y - self.y.low) / ((self.y.high - self.y.low) or 1)
        return self.left + across * self.side, self.top + (1 - up) * self.side

    @property
    def box(self) -> Box:
        """Its edges."""
        return self.left, self.top, self.left + self.side, self.top + self.side


def rows_of(n: int, sheet: Sheet) -> list[list[tuple[float, float]]]:
    """Rows of squares: the left edge and the side of each, as large as the sheet allows."""
    across = min(n, _MOST if sheet.wide else 1 if n < _MOST else 2)
    whole = sheet.right - sheet.left
    wide = (whole - across * _SCALE - (across - 1) * _GAP) / across
    side = min(_SIDE, wide, _HEIGHT / -(-n // across) - _AROUND)
    lefts = [sheet.left + _SCALE + k * (side + _SCALE + _GAP) for k in range(across)]
    return [[(left, side) for left in lefts[: n - start]] for start in range(0, n, across)]


def drawn(frame: Frame, x_name: str, y_name: str, sheet: Sheet) -> float:
    """Draw the square with its scales and their names; returns the y beneath them."""
    size, bottom = sheet.small, frame.top + frame.side
    sheet.box(frame.left, frame.top, frame.side, frame.side, edge=GREY)
    for value in _ticks(frame.x, sheet):
        x, _ = frame.at(value, frame.y.low)
        sheet.line((x, bottom), (x, bottom + 2.5), colour=GREY)
        sheet.text(x, bottom + 2, _written(value, sheet), size, colour=GREY, align="center")
    for value in _ticks(frame.y, sheet):
        _, y = frame.at(frame.x.low, value)
        sheet.line((frame.left - 2.5, y), (frame.left, y), colour=GREY)
        sheet.text(frame.left - 7, y - 0.75 * size, _written(value, sheet), size, colour=GREY, align="right")
    (name,) = sheet.wrapped(y_name, frame.side, size, most=1) or [""]
    half = sheet.measured(name, size) / 2
    sheet.text(frame.left - 30, frame.top + frame.side / 2 + half, name, size, upright=True)
    (name,) = sheet.wrapped(x_name, frame.side, size, most=1) or [""]
    sheet.text(frame.left + frame.side / 2, bottom + 2 + sheet.line_height(size), name, size, align="center")
    return bottom + 4 + 2 * sheet.line_height(size)


def _ticks(room: Interval, sheet: Sheet) -> list[float]:
    found = [room.low, (room.low + room.high) / 2, room.high] if (room.low, room.high) == (0, 1) else [
        value for value in sheet.spread(room.low, room.high, False) if room.low <= value <= room.high]  # fmt: skip
    return found if room.high > room.low else [room.low]


def _written(value: float, sheet: Sheet) -> str:
    return sheet.say.number(round(value) if value == round(value) else value, 1 if round(value, 1) == value else 2)


class Cases(Struct, frozen=True):
    """Cases with their values across and up, at least and at most; ``kinds`` gives some another mark than usual."""

    names: Sequence[str]
    x: Ends
    y: Ends
    marks: Mapping[str, Mark] = {}
    ringed: frozenset[str] = frozenset()


def cases(
    frame: Frame, of: Cases, sheet: Sheet, key: str, taken: Sequence[Box] = (), lines: Sequence[Line] = ()
) -> list[str]:
    """Draw the cases, those at one place as one mark, with their names where there is room, off ``lines`` if possible.

    A value that is not known is a bar with a hollow mark in its middle. Returns the names of the cases that had
    no room for them.
    """
    places: dict[tuple[float, ...], list[int]] = {}
    for n in range(len(of.names)):
        places.setdefault((of.x[0][n], of.x[1][n], of.y[0][n], of.y[1][n]), []).append(n)
    boxes, unnamed = [*taken, *marks(frame, of)], list[str]()
    bars = [bar for ends in places for bar in _bars(ends, frame)]
    for ends, numbers in places.items():
        _point(frame, ends, numbers, of, sheet, key)
        names = [of.names[n] for n in numbers]
        if (box := _label(_listed(names), _middle(ends, frame), frame, boxes, [*lines, *bars], sheet)) is None:
            unnamed += names
        else:
            boxes.append(box)
    return unnamed


def _listed(names: Sequence[str]) -> str:
    """The names of the cases at one place; a semicolon between them where one of them has a comma in it."""
    return ("; " if any("," in name for name in names) else ", ").join(names)


def in_words(x_name: str, y_name: str, of: Cases, say: Speech) -> str:
    """The names of both values, and each case with its own: for the description of the file."""
    ends = zip(of.names, *of.x, *of.y, strict=True)
    cases = [
        f"{case} ({interval(Interval(float(a), float(b)), say)}, {interval(Interval(float(c), float(d)), say)})"
        for case, a, b, c, d in ends
    ]
    return f"{x_name}, {y_name}: {'; '.join(cases)}."


def marks(frame: Frame, of: Cases) -> list[Box]:
    """The boxes of the marks of cases."""
    ends = zip(*of.x, *of.y, strict=True)
    points = dict.fromkeys(_middle(tuple(map(float, each)), frame) for each in ends)
    return [(x - _SIZE / 2, y - _SIZE / 2, x + _SIZE / 2, y + _SIZE / 2) for x, y in points]


def _bars(ends: tuple[float, ...], frame: Frame) -> list[Line]:
    """The bars of values that are not known."""
    low_x, high_x, low_y, high_y = ends
    x, y = (low_x + high_x) / 2, (low_y + high_y) / 2
    across = [(frame.at(low_x, y), frame.at(high_x, y))] if low_x < high_x else []
    return [*across, *([(frame.at(x, low_y), frame.at(x, high_y))] if low_y < high_y else [])]


def _middle(ends: tuple[float, ...], frame: Frame) -> Point:
    return frame.at((ends[0] + ends[1]) / 2, (ends[2] + ends[3]) / 2)


def _point(
    frame: Frame, ends: tuple[float, ...], numbers: Sequence[int], of: Cases, sheet: Sheet, key: str
) -> None:  # fmt: skip
    low_x, high_x, low_y, high_y = ends
    x, y = (low_x + high_x) / 2, (low_y + high_y) / 2
    first = of.names[numbers[0]]
    name = f"{key}/{first}"
    for start, end in _bars(ends, frame):
        sheet.line(start, end, colour=INK, width=0.9, name=f"{name}/{'x' if start[1] == end[1] else 'y'}")
    hollow = low_x < high_x or low_y < high_y
    size = _SIZE if len(numbers) == 1 else _SIZE + min(4.0, float(np.log2(len(numbers))))
    mark = of.marks.get(first, _CASE)
    ringed = any(of.names[n] in of.ringed for n in numbers)
    sheet.mark(*frame.at(x, y), mark, size, hollow=hollow, ringed=ringed, name=name)


def _label(
    names: str, place: Point, frame: Frame, taken: Sequence[Box], crossed: Sequence[Line], sheet: Sheet
) -> Box | None:
    """Write the names beside their mark in as few lines as fit, and return their box; None where there is no room."""
    size = max(6.0, sheet.small - 0.5)
    for width in (0.45 * frame.side, 0.3 * frame.side, 0.2 * frame.side):
        lines = sheet.wrapped(names, width, size, most=_LINES)
        if " ".join(lines) != sheet.face.shown(names):
            continue  # a name would be divided, or cut
        room = max(sheet.measured(line, size) for line in lines), len(lines) * sheet.line_height(size)
        box = beside(place, room, _SIZE / 2 + 2.5, frame.box, taken, crossed)
        if box is not None:
            for n, line in enumerate(lines):
                sheet.text(box[0], box[1] + n * sheet.line_height(size), line, size)
            return box
    return None


def left_out(unnamed: Mapping[str, Sequence[str]], sheet: Sheet) -> list[str]:
    """A sentence with how many cases had no room for their names, by the panel."""
    counts = [f"{panel} {len(names)}" for panel, names in unnamed.items() if names]
    phrase = mark("Cases without room for their names (all are in the description of the file): {counts}.")
    return [sheet.say(phrase, counts=", ".join(counts))] if counts else []


def line(frame: Frame, points: Sequence[tuple[float, float]], sheet: Sheet, *, colour: str = LIGHT, width: float = 0.7,
         dashed: bool = False, name: str | None = None) -> None:  # fmt: skip
    """Draw a line through values of the square."""
    places = [frame.at(*point) for point in points]
    for n, (start, end) in enumerate(pairwise(places)):
        gid = None if name is None else f"{name}/{n}"
        for one, other in _dashes(start, end) if dashed else [(start, end)]:
            sheet.line(one, other, colour=colour, width=width, name=gid)
            gid = None


def _dashes(start: Point, end: Point) -> list[tuple[Point, Point]]:
    """The dashes of a broken line."""
    length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
    n = max(1, round(length / 7))
    at = [(k / n, (k + 0.6) / n) for k in range(n)]
    return [
        (
            (start[0] + a * (end[0] - start[0]), start[1] + a * (end[1] - start[1])),
            (start[0] + b * (end[0] - start[0]), start[1] + b * (end[1] - start[1])),
        )
        for a, b in at
    ]
