"""Cases by a condition and the outcome, with the scope and the ceilings above them (necessary condition analysis)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from collabgraph.analysis.many.ceilings import Ceiling, Ceilings, Effect
from collabgraph.output.palette import BLUE, GREY, VERMILLION
from collabgraph.output.plots import frame as frames
from collabgraph.output.plots.bars import interval
from collabgraph.output.plots.frame import Frame
from collabgraph.output.presenters.ceilings import NAMES, finding
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sample, Sheet

#: As many conditions are drawn.
MOST = 9
_TINT = "#EEF2F6"
_COLOURS = {"ce-fdh": BLUE, "cr-fdh": VERMILLION}


def picture(result: Ceilings, sheet: Sheet) -> None:
    """Draw a square for each condition; what is above the ceiling whatever the unknowns are is tinted."""
    say = sheet.say
    conditions = list(result.values.conditions)
    sheet.heading(finding(result, say))
    sheet.legend(_legend(result, sheet))
    unnamed: dict[str, Sequence[str]] = {}
    names = iter(conditions[:MOST])
    for row in frames.rows_of(min(len(conditions), MOST), sheet):
        bottom = sheet.y
        for left, side in row:
            name = next(names)
            end, unnamed[name] = _panel(name, left, side, result, sheet)
            bottom = max(bottom, end)
        sheet.y = bottom + 6
    sheet.rows += [_in_words(each, say) for each in result.effects]
    outcome = result.values.outcome
    sheet.rows += [frames.in_words(name, outcome, _cases(name, result), say) for name in conditions[:MOST]]
    sheet.foot(*_notes(result, say), *frames.left_out(unnamed, sheet))


def _panel(name: str, left: float, side: float, result: Ceilings, sheet: Sheet) -> tuple[float, list[str]]:
    """Draw the cases and the ceilings of a condition; the y beneath, and the names that had no room."""
    effects = [each for each in result.effects if each.condition == name]
    scope, size, top = effects[0].lowest.scope, sheet.small, sheet.y
    (heading,) = sheet.wrapped(name, side, sheet.body, bold=True, most=1) or [""]
    sheet.text(left, top, heading, sheet.body, bold=True)
    sizes = "; ".join(f"{NAMES[each.kind]} d {interval(each.size, sheet.say)}" for each in effects)
    lines = sheet.wrapped(sizes, side, size, most=2)
    for n, line in enumerate(lines):
        sheet.text(left, top + sheet.line_height(sheet.body) + n * sheet.line_height(size), line, size, colour=GREY)
    start = top + sheet.line_height(sheet.body) + 2 * sheet.line_height(size) + 3
    frame = Frame(left, start, side, scope.x, scope.y)
    for each in effects:
        _ceiling(each, frame, sheet)
    corners = [_points(end) for each in effects for end in (each.lowest, each.highest)]
    drawn = [(frame.at(*a), frame.at(*b)) for corner in corners for a, b in pairwise(corner)]
    unnamed = frames.cases(frame, _cases(name, result), sheet, name, (), drawn)
    return frames.drawn(frame, name, result.values.outcome, sheet), unnamed


def _cases(condition: str, result: Ceilings) -> frames.Cases:
    """The cases by this condition and the outcome, the peers of its ceilings ringed."""
    values = result.values
    x, y = values.conditions[condition], values.y
    ends = [end for each in result.effects if each.condition == condition for end in (each.lowest, each.highest)]
    peers = {peer for end in ends for peer in end.peers}
    ringed = frozenset(
        case for case, a, b, c, d in zip(values.cases, *x, *y, strict=True)
        if a == b and c == d and (float(a), float(c)) in peers
    )  # fmt: skip
    return frames.Cases(values.cases, x, y, ringed=ringed)


def _ceiling(of: Effect, frame: Frame, sheet: Sheet) -> None:
    """Draw the ceiling; with unknown values the least one as the edge of what is certainly empty, and the greatest."""
    if of.kind == "ce-fdh":
        _tinted(of.lowest, frame, sheet)
    ends = (of.lowest,) if of.lowest == of.highest else (of.lowest, of.highest)
    for n, end in enumerate(ends):
        frames.line(
            frame, _points(end), sheet, colour=_COLOURS[of.kind], width=1.4 if n == 0 else 0.7,
            dashed=of.kind == "cr-fdh", name=f"{of.condition}/{of.kind}/{n}",
        )  # fmt: skip


def _points(of: Ceiling) -> list[tuple[float, float]]:
    return _steps(of) if of.kind == "ce-fdh" else _line(of)


def _steps(of: Ceiling) -> list[tuple[float, float]]:
    """The corners of a step function, from the left edge of the scope to the right."""
    points = [(of.scope.x.low, of.scope.y.low)]
    for x, y in of.peers:
        points += [(x, points[-1][1]), (x, y)]
    return [*points, (of.scope.x.high, points[-1][1])]


def _line(of: Ceiling) -> list[tuple[float, float]]:
    """The part of a line that is inside the scope."""
    if of.line is None:
        return []
    intercept, slope = of.line
    across = [of.scope.x.low, of.scope.x.high, *((y - intercept) / slope for y in (of.scope.y.low, of.scope.y.high))]
    inside = sorted(x for x in across if of.scope.x.low - 1e-9 <= x <= of.scope.x.high + 1e-9)
    points = [(x, intercept + slope * x) for x in inside]
    return [(x, y) for x, y in points if of.scope.y.low - 1e-9 <= y <= of.scope.y.high + 1e-9]


def _tinted(of: Ceiling, frame: Frame, sheet: Sheet) -> None:
    """Tint what lies above the steps."""
    corners = _steps(of)
    for (x, y), (x2, y2) in pairwise(corners):
        if y == y2 and x < x2:
            (left, top), (right, bottom) = frame.at(x, of.scope.y.high), frame.at(x2, y)
            sheet.box(left, top, right - left, bottom - top, fill=_TINT, above=0.1)


def _legend(result: Ceilings, sheet: Sheet) -> list[Sample]:
    say = sheet.say
    entries: list[Sample] = [
        (partial(_sample, sheet, kind), 16.0, say("ceiling {name}", name=NAMES[kind])) for kind in result.kinds
    ]
    if "ce-fdh" in result.kinds:
        entries.append((partial(_swatch, sheet), 12.0, say("certainly without cases")))
    return entries


def _sample(sheet: Sheet, kind: str, x: float, y: float) -> None:
    colour = _COLOURS[kind]
    for start, end in [(0, 16)] if kind == "ce-fdh" else [(0, 4), (6, 10), (12, 16)]:
        sheet.line((x + start, y), (x + end, y), colour=colour, width=1.4)


def _swatch(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x, y - 4, 12, 8, fill=_TINT, edge=GREY)


def _notes(result: Ceilings, say: Speech) -> Iterator[str]:
    yield say("Ringed: peers, through which the ceilings run. The frame is the scope. Cases: {n}.",
              n=len(result.values.cases))  # fmt: skip
    if result.values.unknown:
        yield say("Cells not known: {n}. A bar with a hollow mark: what is not known can lie anywhere on it; the thick "
                  "ceiling is that of the least effect, the thin one of the greatest.",
                  n=len(result.values.unknown))  # fmt: skip
    if any(not each.proved for each in result.effects):
        yield say("CR-FDH with unknown values: of the completions tried, no bounds.")
    if (left := len(result.values.conditions) - MOST) > 0:
        yield say("Further conditions, not drawn: {n}.", n=left)


def _in_words(of: Effect, say: Speech) -> str:
    return say(
        "{condition}, {ceiling}: effect size {size}, accuracy {accuracy}.", condition=of.condition,
        ceiling=NAMES[of.kind], size=interval(of.size, say), accuracy=interval(of.accuracy, say),
    )  # fmt: skip
