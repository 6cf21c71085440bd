"""XY plots: the membership of each case in a term against that in the outcome, with the quadrants named.

The kinds of cases are those of Schneider and Rohlfing (2013), Sociological Methods and Research 42(4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from collabgraph.analysis.many.fit import sufficiency
from collabgraph.analysis.many.memberships import Conjunction, Memberships, written
from collabgraph.model import Interval
from collabgraph.output.palette import GREY, LIGHT
from collabgraph.output.plots import frame as frames
from collabgraph.output.plots.bars import interval
from collabgraph.output.plots.frame import Frame
from collabgraph.words import Speech, mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from collabgraph.analysis.many.ceilings import Ends
    from collabgraph.output.plots.canvas import Sheet
    from collabgraph.output.plots.given import ManyCases
    from collabgraph.output.plots.label_placement import Box

_UNIT = Interval(0.0, 1.0)
#: As many terms are drawn; in a smaller square the quadrants have no room for their names.
MOST, _ROOM = 9, 110.0
#: The quadrants: right or left, upper or lower, and what their cases are.
_QUADRANTS = (
    (True, True, mark("typical")),
    (True, False, mark("deviant in consistency")),
    (False, True, mark("deviant in coverage")),
    (False, False, mark("irrelevant")),
)


def picture(subject: ManyCases, sheet: Sheet) -> None:
    """Draw a square for each term, with its fit above."""
    say, table = sheet.say, subject.memberships
    terms = _terms(subject)
    sheet.heading(_title(terms, table, say))
    unnamed: dict[str, Sequence[str]] = {}
    panels = iter(terms[:MOST])
    for row in frames.rows_of(min(len(terms), MOST), sheet):
        bottom = sheet.y
        for left, side in row:
            term = next(panels)
            name = written(term, table.conditions, table.levels)
            end, unnamed[name] = _panel(term, name, left, side, table, sheet)
            bottom = max(bottom, end)
        sheet.y = bottom + 6
    sheet.rows += list(_in_words(terms, table, say))
    named = frames.rows_of(min(len(terms), MOST), sheet)[0][0][1] >= _ROOM
    sheet.foot(*_notes(len(terms), table, say, named=named), *frames.left_out(unnamed, sheet))


def _terms(subject: ManyCases) -> tuple[Conjunction, ...]:
    """The terms that are named, else those of the first model, else each condition."""
    if subject.terms:
        return subject.terms
    found = subject.minimization()
    models = found.models or found.possible
    if models:
        return models[0]
    table = subject.memberships
    return tuple(
        tuple(1 if k == place else -1 for k in range(len(table.conditions))) for place in range(len(table.conditions))
    )


def _title(terms: Sequence[Conjunction], table: Memberships, say: Speech) -> str:
    names = say.listed([written(term, table.conditions, table.levels) for term in terms[:MOST]])
    unknown = len(table.unknown)
    title = say("{terms} against {outcome}", terms=names, outcome=table.outcome)
    return "; ".join([title, *([say("cells not known: {n}", n=unknown)] if unknown else [])])


def _notes(n: int, table: Memberships, say: Speech, *, named: bool) -> Iterator[str]:
    if not named:
        upper_right, lower_right, upper_left, lower_left = (say(phrase) for _, _, phrase in _QUADRANTS)
        yield say(
            "Quadrants: upper right {upper_right}, lower right {lower_right}, upper left {upper_left}, lower left "
            "{lower_left}.",
            upper_right=upper_right, lower_right=lower_right, upper_left=upper_left, lower_left=lower_left,
        )  # fmt: skip
    yield say("A case on or above the diagonal is no exception to the term being sufficient. Cases: {n}.",
              n=len(table.cases))  # fmt: skip
    if table.unknown:
        yield say("A bar with a hollow mark: what is not known can lie anywhere on it.")
    if n > MOST:
        yield say("Further terms, not drawn: {n}.", n=n - MOST)


def _panel(
    term: Conjunction, name: str, left: float, side: float, table: Memberships, sheet: Sheet
) -> tuple[float, list[str]]:
    """Draw a term against the outcome; the y beneath it, and the names that had no room."""
    size, top = sheet.small, sheet.y
    x: Ends = table.in_term(term)
    y: Ends = (table.outcome_low, table.outcome_high)
    fit = sufficiency(*x, *y)
    (heading,) = sheet.wrapped(name, side, sheet.body, bold=True, most=1) or [""]
    sheet.text(left, top, heading, sheet.body, bold=True)
    found = sheet.say("incl. {inclusion}, cov. {coverage}", inclusion=interval(fit.inclusion, sheet.say),
                      coverage=interval(fit.coverage, sheet.say))  # fmt: skip
    (found,) = sheet.wrapped(found, side, size, most=1) or [""]
    sheet.text(left, top + sheet.line_height(sheet.body), found, size, colour=GREY)
    frame = Frame(left, top + sheet.line_height(sheet.body) + sheet.line_height(size) + 3, side, _UNIT, _UNIT)
    of = frames.Cases(table.cases, x, y)
    taken = _quadrants(frame, frames.marks(frame, of), sheet)
    unnamed = frames.cases(frame, of, sheet, name, taken, [(frame.at(0, 0), frame.at(1, 1))])
    return frames.drawn(frame, name, table.outcome, sheet), unnamed


def _quadrants(frame: Frame, marks: Sequence[Box], sheet: Sheet) -> list[Box]:
    """Draw the diagonal and the halves, and name the quadrants off the marks; the boxes of their names."""
    for points in ([(0.5, 0.0), (0.5, 1.0)], [(0.0, 0.5), (1.0, 0.5)]):
        frames.line(frame, points, sheet, colour=LIGHT)
    frames.line(frame, [(0.0, 0.0), (1.0, 1.0)], sheet, colour=GREY, dashed=True)
    size, boxes = 6.0, []
    for right, upper, phrase in _QUADRANTS if frame.side >= _ROOM else ():
        lines = sheet.wrapped(sheet.say(phrase), frame.side * 0.42, size, most=2)
        x, _ = frame.at(0.75 if right else 0.25, 0)
        half = max(sheet.measured(line, size) for line in lines) / 2
        height = len(lines) * sheet.line_height(size)
        _, middle = frame.at(0, 0.5)
        tops = [middle - height - 3 - k * 6 if upper else middle + 3 + k * 6 for k in range(int(frame.side / 12) - 3)]
        y = next((top for top in tops if _clear((x - half, top, x + half, top + height), marks)), tops[0])
        for n, line in enumerate(lines):
            sheet.text(x, y + n * sheet.line_height(size), line, size, colour=GREY, align="center")
        boxes.append((x - half, y, x + half, y + len(lines) * sheet.line_height(size)))
    return boxes


def _clear(box: Box, marks: Sequence[Box]) -> bool:
    return not any(
        box[0] <= other[2] and other[0] <= box[2] and box[1] <= other[3] and other[1] <= box[3] for other in marks
    )


def _in_words(terms: Sequence[Conjunction], table: Memberships, say: Speech) -> Iterator[str]:
    for term in terms[:MOST]:
        of = frames.Cases(table.cases, table.in_term(term), (table.outcome_low, table.outcome_high))
        yield frames.in_words(written(term, table.conditions, table.levels), table.outcome, of, say)
