"""When what is claimed held: a row for each date, framed where it is a month or a year, and the steps in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import cycle, groupby
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from collabgraph.analysis.comparison import Comparison
from collabgraph.model import ALL_ATTRIBUTIONS, Case, Claim, StepClaim
from collabgraph.output.palette import CASES, GREY, INK, Mark, Shape
from collabgraph.output.plots.canvas import MARGIN, PAGE_HEIGHT
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.claims import KINDS
from collabgraph.output.presenters.comparison.sentences import gist
from collabgraph.words import Speech

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from collabgraph.output.plots.canvas import Sample, Sheet

#: The marks of the kinds of claims in a picture, by their order in KINDS.
_SHAPES: tuple[Shape, ...] = ("dot", "square", "triangle", "diamond", "hexagon", "star", "triangleDown")
_BAND = "#EEF2F6"
_MARK = 4.0


class _Grain(NamedTuple):
    """How exact a timeline is: the letters of a date that is a row of its own, and the most lines of its texts."""

    letters: int
    lines: int
    step_lines: int


#: What is tried, one after the other, for a picture of one page: rows of days, of months, of years.
_TRIALS = (
    _Grain(10, 3, 4), _Grain(10, 2, 4), _Grain(10, 2, 3), _Grain(10, 1, 3), _Grain(10, 1, 2), _Grain(10, 1, 1),
    _Grain(7, 1, 2), _Grain(7, 1, 1), _Grain(4, 1, 2), _Grain(4, 1, 1),
)  # fmt: skip
#: How much of the sheet the axis takes.
_AXIS = 0.3
_GAP = 6.0


class Span(Struct, frozen=True):
    """From when to when something is dated, in years; a day has no length."""

    start: float
    end: float


def span(written: str) -> Span | None:
    """The span of a year, a month or a day; None where the date is none of them.

    >>> span("2022"), span("2022-07"), span("2024-07-01"), span("soon")
    (Span(start=2022.0, end=2023.0), Span(start=2022.5, end=2022.583), Span(start=2024.497, end=2024.497), None)
    """
    parts = written.split("-")
    if not all(part.isascii() and part.isdigit() for part in parts) or not 1 <= len(parts) <= 3:
        return None
    year, month, day = (*map(int, parts), *(1, 1)[len(parts) - 1 :])
    if not (1 <= year <= 9999 and 1 <= month <= 12):
        return None
    if len(parts) < 3:
        start = year + (month - 1) / 12
        return Span(round(start, 3), round(start + (1 if len(parts) == 1 else 1 / 12), 3))
    try:
        days = (date(year, month, day) - date(year, 1, 1)).days
    except ValueError:
        return None
    at = round(year + days / (365 + (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))), 3)
    return Span(at, at)


class _Row(Struct, frozen=True):
    """The claims of a case with one date."""

    case: str
    date: str
    span: Span
    claims: tuple[Claim, ...]
    later: bool


class _Dated(Struct, frozen=True):
    """The claims of a case on the bases asked for: those with a date, the undated steps, and the other undated ones."""

    case: Case
    dated: tuple[Claim, ...]
    steps: tuple[StepClaim, ...]
    undated: int
    left_out: int

    def rows(self, letters: int) -> list[_Row]:
        """A row for each date, cut to so many letters, the earliest first."""
        ordered = sorted(self.dated, key=lambda claim: ((claim.date or "")[:letters], claim.id))
        return [
            _Row(self.case.id, when, at, these, all(self.case.leaves_out(claim) for claim in these))
            for when, group in groupby(ordered, key=lambda claim: (claim.date or "")[:letters])
            if (at := span(when)) is not None and (these := tuple(group))
        ]


class _Columns(Struct, frozen=True):
    """Where the columns begin, and the years at the ends of the axis."""

    axis: float
    breadth: float
    count: float
    text: float
    years: tuple[float, ...]


def picture(comparison: Comparison, sheet: Sheet) -> None:
    """Draw the dated claims and the steps of each case, case by case."""
    say, found = sheet.say, [_of(case, comparison) for case in comparison.cases.values()]
    sheet.heading(_title(found, say))
    shapes = _shapes(found)
    sheet.legend(_legend(shapes, sheet))
    notes = list(_foot(found, comparison, say))
    grain = _fitting(found, sheet.foot_height(*notes), sheet)
    columns = _columns(found, grain.letters, sheet)
    for dated, sign in zip(found, CASES, strict=False):
        _case(dated, sign, grain, shapes, columns, sheet)
    sheet.foot(*notes, *_about_grain(grain.letters, say))


def _of(case: Case, comparison: Comparison) -> _Dated:
    chosen = [claim for claim in case.claims if claim.basis in comparison.bases and _attributed(claim, case)]
    dated = tuple(claim for claim in chosen if claim.date and span(claim.date))
    steps = sorted(
        (claim for claim in chosen if isinstance(claim, StepClaim) and claim not in dated), key=lambda step: step.order
    )
    undated = len(chosen) - len(dated) - len(steps)
    return _Dated(case, dated, tuple(steps), undated, len(case.claims) - len(chosen))


def _attributed(claim: Claim, case: Case) -> bool:
    return claim.attribution not in ALL_ATTRIBUTIONS - case.attributions


# Words --------------------------------------------------------------------------------------------------------------


def _title(found: Sequence[_Dated], say: Speech) -> str:
    """How many claims are dated, from when to when, and how many are not."""
    dates = sorted(claim.date or "" for dated in found for claim in dated.dated)
    if not dates:
        finding = say("No claim has a date")
    else:
        counts = [say("{n} for {case}", n=len(dated.dated), case=dated.case.id.upper()) for dated in found]
        finding = say(
            "Dated claims: {counts}, from {first} to {last}",
            counts=say.listed(counts), first=dates[0][:4], last=dates[-1][:4],
        )  # fmt: skip
    undated = [say("{n} for {case}", n=d.undated + len(d.steps), case=d.case.id.upper()) for d in found]
    return f"{finding}; " + say("without a date: {counts}", counts=say.listed(undated))


def _foot(found: Sequence[_Dated], comparison: Comparison, say: Speech) -> Iterator[str]:
    yield say(
        "A frame is a month or a year within which it held; a mark without a frame is a day. Tinted: the period of "
        "the case. A number before a text: so many claims, of which the first is told."
    )
    if any(dated.steps for dated in found):
        yield say("Steps without a date are in their order. A claim without a date held at a time that is not known.")
    if any(dated.case.leaves_out(claim) for dated in found for claim in dated.dated):
        yield say("Hollow marks: later than the period of the case, and in no analysis.")
    if left_out := sum(dated.left_out for dated in found):
        yield say("Claims left out, because of their basis or attribution: {n}.", n=left_out)
    yield say("Bases: {bases}.", bases=terms.bases(comparison.bases, comparison.ontology, say))


def _about_grain(letters: int, say: Speech) -> Iterator[str]:
    if letters == 7:
        yield say("For lack of room dates of one month are one row.")
    if letters == 4:
        yield say("For lack of room dates of one year are one row.")


def _shapes(found: Sequence[_Dated]) -> Mapping[type[Claim], Shape]:
    """The shape of each kind of claim that is dated."""
    used = {type(claim) for dated in found for claim in dated.dated}
    return dict(zip((kind for kind in KINDS if kind in used), cycle(_SHAPES)))


def _legend(shapes: Mapping[type[Claim], Shape], sheet: Sheet) -> list[Sample]:
    return [
        (partial(_sample, sheet, Mark(shape, GREY)), sheet.body, sheet.say(KINDS[kind][1]))
        for kind, shape in shapes.items()
    ]


def _sample(sheet: Sheet, sign: Mark, x: float, y: float) -> None:
    sheet.mark(x + sheet.body / 2, y, sign, _MARK)


def _words(claims: Sequence[Claim], say: Speech) -> str:
    """The first sentence of the first claim, in the order of kinds."""
    first = min(claims, key=lambda claim: (list(KINDS).index(type(claim)), claim.id))
    return gist(first.statement[say.lang])


# Rows ---------------------------------------------------------------------------------------------------------------


def _columns(found: Sequence[_Dated], letters: int, sheet: Sheet) -> _Columns:
    spans = [row.span for dated in found for row in dated.rows(10)]
    spans += [at for dated in found for year in (dated.case.period.start, dated.case.period.end) if (at := span(year))]
    low, high = min((at.start for at in spans), default=0.0), max((at.end for at in spans), default=1.0)
    years = _ticks(int(low), ceil(high))
    axis = sheet.left + sheet.measured("0000-00-00"[:letters], sheet.small) + _GAP
    breadth = (sheet.right - axis) * _AXIS
    count = axis + breadth + _GAP
    widest = max((len(row.claims) for dated in found for row in dated.rows(letters)), default=1)
    return _Columns(axis, breadth, count, count + sheet.measured(str(widest), sheet.small) + 4, tuple(years))


def _ticks(first: int, last: int) -> list[int]:
    """Years from the first to at least the last, six or seven at most."""
    step = max(1, ceil((last - first) / _INTERVALS))
    return list(range(first, last + step, step))


#: Between the years at the ends of the axis are so many intervals at most.
_INTERVALS = 6


def _fitting(found: Sequence[_Dated], foot: float, sheet: Sheet) -> _Grain:
    """The first grain with which the picture is a page high; the coarsest where none is coarse enough."""
    room = PAGE_HEIGHT - MARGIN - sheet.y - foot - sheet.line_height(sheet.small)
    for grain in _TRIALS:
        columns = _columns(found, grain.letters, sheet)
        if sum(_height(dated, grain, columns, sheet) for dated in found) <= room:
            break
    return grain


def _height(dated: _Dated, grain: _Grain, columns: _Columns, sheet: Sheet) -> float:
    """How high a case is: its heading, its rows, the numbers of the axis, its steps."""
    rows = sum(_row_height(row, grain.lines, columns, sheet) for row in dated.rows(grain.letters))
    step_columns = _in_columns(dated.steps, grain.step_lines, sheet)
    steps = max((sum(_step_height(step, sheet) for step in column) for column in step_columns), default=0.0)
    extra = sheet.line_height(sheet.small) + 4 if dated.steps else 0.0
    return sheet.line_height(sheet.body) + rows + sheet.small * 1.6 + 4 + steps + extra + 8


def _row_height(row: _Row, most: int, columns: _Columns, sheet: Sheet) -> float:
    lines = sheet.wrapped(_words(row.claims, sheet.say), sheet.right - columns.text, sheet.small, most=most)
    return len(lines) * sheet.line_height(sheet.small) + 1.5


def _case(
    dated: _Dated, sign: Mark, grain: _Grain, shapes: Mapping[type[Claim], Shape], columns: _Columns, sheet: Sheet,
) -> None:  # fmt: skip
    """Draw one case."""
    say, case = sheet.say, dated.case
    sheet.mark(sheet.left + 4, sheet.y + sheet.body * 0.65, sign, sheet.body * 0.8)
    years = "–".join(dict.fromkeys((case.period.start, case.period.end)))
    heading = f"{case.id.upper()}, {years}"
    sheet.y = sheet.paragraph(sheet.left + 12, sheet.y, sheet.right - 12, heading, sheet.body, bold=True, most=1)
    rows, top = dated.rows(grain.letters), sheet.y
    heights = [_row_height(row, grain.lines, columns, sheet) for row in rows]
    if rows:
        total = sum(heights) + 2
        axes = sheet.axes(columns.axis, top, columns.breadth, total, columns.years[0], columns.years[-1])
        _period(case, axes, sheet)
        sheet.ticks(columns.axis, top, columns.breadth, total, columns.years)
        for row, height in zip(rows, heights, strict=True):
            _row(row, sign, (top, total), grain.lines, axes, shapes, columns, sheet)
            sheet.y += height
        sheet.y += 2 + sheet.small * 1.6
    else:
        sheet.text(sheet.left + 12, sheet.y, say("no claim has a date"), sheet.small, colour=GREY)
        sheet.y += sheet.line_height(sheet.small)
    _steps(dated, grain.step_lines, sheet)
    sheet.y += 8


def _period(case: Case, axes: Axes, sheet: Sheet) -> None:
    start, end = span(case.period.start), span(case.period.end)
    if start and end:
        sheet.box(start.start, 0, end.end - start.start, 1, fill=_BAND, axes=axes, name=f"{case.id}/period")


def _row(
    row: _Row, sign: Mark, panel: tuple[float, float], most: int, axes: Axes, shapes: Mapping[type[Claim], Shape],
    columns: _Columns, sheet: Sheet,
) -> None:  # fmt: skip
    """Draw the date, the bar and the marks of the kinds of claims, and the text of a row."""
    say, size = sheet.say, sheet.small
    height = (sheet.y + size * 0.75 - panel[0]) / panel[1]
    sheet.text(sheet.left, sheet.y, row.date, size)
    if row.span.end > row.span.start:
        half, length = _MARK * 0.7 / panel[1], row.span.end - row.span.start
        box = row.span.start, height - half, length, 2 * half
        sheet.box(*box, edge=sign.colour, axes=axes, name=f"{row.case}/{row.date}/span")
    kinds = [kind for kind in shapes if any(type(claim) is kind for claim in row.claims)]
    apart = (columns.years[-1] - columns.years[0]) / columns.breadth * _MARK
    for n, kind in enumerate(kinds):
        at = (row.span.start + row.span.end) / 2 + (n - (len(kinds) - 1) / 2) * apart
        name = f"{row.case}/{row.date}/{KINDS[kind][0]}"
        sheet.mark(at, height, Mark(shapes[kind], sign.colour), _MARK, hollow=row.later, name=name, axes=axes)
    if len(row.claims) > 1:
        sheet.text(columns.text - 4, sheet.y, str(len(row.claims)), size, bold=True, align="right")
    words = _words(row.claims, say)
    sheet.paragraph(columns.text, sheet.y, sheet.right - columns.text, words, size, colour=INK, most=most)
    sheet.rows += [f"{row.case.upper()} {row.date}: {claim.statement[say.lang]}" for claim in row.claims]


# Steps --------------------------------------------------------------------------------------------------------------

_Step = tuple[StepClaim, list[str]]


def _step_height(step: _Step, sheet: Sheet) -> float:
    return len(step[1]) * sheet.line_height(sheet.small) + 1.5


def _in_columns(steps: Sequence[StepClaim], most: int, sheet: Sheet) -> list[list[_Step]]:
    """The steps with the lines of their texts, in columns of about equal height, the order running down."""
    across = 3 if sheet.wide else 1
    width = (sheet.right - sheet.left - 10 * (across - 1)) / across - 16
    entries = [
        (step, sheet.wrapped(gist(step.statement[sheet.say.lang]), width, sheet.small, most=most)) for step in steps
    ]
    total, before = sum(_step_height(entry, sheet) for entry in entries), 0.0
    columns: list[list[_Step]] = [[] for _ in range(across)]
    for entry in entries:
        high = _step_height(entry, sheet)
        columns[int((before + high / 2) / total * across)].append(entry)
        before += high
    return columns


def _steps(dated: _Dated, most: int, sheet: Sheet) -> None:
    """Write the steps without a date in their order."""
    if not dated.steps:
        return
    say, size, columns = sheet.say, sheet.small, _in_columns(dated.steps, most, sheet)
    words = say("Steps in their order, without dates: {n}", n=len(dated.steps))
    sheet.text(sheet.left, sheet.y + 2, words, size, bold=True)
    top = bottom = sheet.y + 4 + sheet.line_height(size)
    width = (sheet.right - sheet.left - 10 * (len(columns) - 1)) / len(columns)
    for n, column in enumerate(columns):
        x, y = sheet.left + n * (width + 10), top
        for step, lines in column:
            sheet.text(x + 12, y, str(step.order), size, bold=True, align="right", name=f"{dated.case.id}/{step.id}")
            for place, line in enumerate(lines):
                sheet.text(x + 16, y + place * sheet.line_height(size), line, size)
            sheet.rows.append(f"{dated.case.id.upper()} {step.order}: {step.statement[say.lang]}")
            y += _step_height((step, lines), sheet)
        bottom = max(bottom, y)
    sheet.y = bottom
