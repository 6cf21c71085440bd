"""Rival explanations weighed: an interval for each pair and each test, the threshold, and what was not looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.weighing import Pair, WeighedTest, Weighing
from collabgraph.model import Interval, Status, TraceState
from collabgraph.output.palette import BLUE, GREY, INK, VERMILLION
from collabgraph.output.presenters import terms, weighing
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.sentences import gist
from collabgraph.words import Speech

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from collabgraph.output.plots.canvas import Sample, Sheet

#: The glyph of a state, which is that of the status that is like it.
_STATES = {
    TraceState.FOUND: Status.PRESENT,
    TraceState.NOT_FOUND: Status.ABSENT,
    TraceState.NOT_LOOKED_FOR: Status.NOT_REPORTED,
}
_HATCH = "////"
_GAP = 8.0
#: A wider interval is cut off, with an arrow; decibels.
_WIDEST = 60.0
#: With more rows than this the tests of a pair are counted, not drawn.
_MOST_ROWS = 46


class _Columns(Struct, frozen=True):
    """Where names, intervals and words begin, and the end of the scale, which runs from -end to end."""

    name: float
    scale: float
    words: float
    end: float

    @property
    def breadth(self) -> float:
        """The width of the scale."""
        return self.words - _GAP - self.scale


def picture(comparison: Comparison, sheet: Sheet) -> None:
    """Draw what the evidence weighs between each two explanations of the outcomes of each case."""
    say = sheet.say
    results = Account(comparison, say).weighings
    sheet.heading(_title(results, say), _lead(results, say))
    if not results:
        sheet.foot(terms.read_with(comparison.framework, comparison.bases, comparison.attributions,
                                   comparison.ontology, say))  # fmt: skip
        return
    sheet.legend(_legend(comparison, sheet))
    columns = _columns(results, sheet)
    with_tests = sum(1 + len(pair.tests) for result in results for pair in result.pairs) <= _MOST_ROWS
    for result in results:
        _case(result, comparison, columns, sheet, with_tests=with_tests)
    sheet.rule(GREY)
    sheet.foot(*_foot(results, comparison, say, with_tests=with_tests))


# Words ---------------------------------------------------------------------------------------------------------------


def _title(results: Sequence[Weighing], say: Speech) -> str:
    if not results:
        return say("No rival explanations are coded that could be weighed")
    found = [
        say.plural(
            "{case}: {decided} of {n} pair of explanations is decided",
            "{case}: {decided} of {n} pairs of explanations are decided",
            len(result.pairs),
            case=terms.case_name(result.case),
            decided=len(result.pairs) - len(result.undecided),
        )
        for result in results
    ]
    return "; ".join(found)


def _lead(results: Sequence[Weighing], say: Speech) -> str:
    traces = [trace for result in results for trace in result.traces]
    not_looked_for = sum(trace.open for trace in traces)
    return say("Tests: {n}; not looked for: {open}.", n=len(traces), open=not_looked_for) if traces else ""


def _legend(comparison: Comparison, sheet: Sheet) -> list[Sample]:
    states: list[Sample] = [
        (partial(_glyph, sheet, state), sheet.body, comparison.ontology.code("trace", state.value)[sheet.say.lang])
        for state in TraceState
    ]
    bars: list[Sample] = [
        (partial(_swatch, sheet, INK, None), 2 * sheet.body, sheet.say("by what was looked for")),
        (partial(_swatch, sheet, "white", _HATCH), 2 * sheet.body, sheet.say("with what was not looked for")),
        (partial(_threshold, sheet), sheet.body, sheet.say("threshold")),
    ]
    return [*states, *bars]


def _glyph(sheet: Sheet, state: TraceState, x: float, y: float) -> None:
    sheet.status(x + sheet.body / 2, y, _STATES[state], size=sheet.body * 0.9)


def _swatch(sheet: Sheet, fill: str, hatch: str | None, x: float, y: float) -> None:
    sheet.box(x, y - sheet.body * 0.3, 2 * sheet.body, sheet.body * 0.6, fill=fill, edge=GREY, hatch=hatch)


def _threshold(sheet: Sheet, x: float, y: float) -> None:
    sheet.line(
        (x + sheet.body / 2, y - sheet.body / 2), (x + sheet.body / 2, y + sheet.body / 2), colour=INK, width=1.2
    )


def _foot(results: Sequence[Weighing], comparison: Comparison, say: Speech, *, with_tests: bool) -> Iterator[str]:
    for result in results:
        explained = [f"{one.id}: {gist(one.statement[say.lang])}" for one in result.hypotheses]
        yield f"{terms.case_name(result.case)}. {' '.join(explained)}"
    yield say(
        "To the right the evidence is for the first of a pair, to the left for the second; 10 decibels are ten times "
        "as likely. A pair is decided where its whole interval is beyond a threshold. What nobody looked for widens an "
        "interval and never speaks for either."
    )
    if not with_tests:
        yield say("The tests are too many to be drawn one by one; they are counted beside each pair.")
    yield say("Bases: {bases}.", bases=terms.bases(comparison.bases, comparison.ontology, say))


# The intervals -------------------------------------------------------------------------------------------------------


def _columns(results: Sequence[Weighing], sheet: Sheet) -> _Columns:
    whole = sheet.right - sheet.left
    ends = [abs(end) for result in results for pair in result.pairs for end in (pair.weight.low, pair.weight.high)]
    threshold = results[0].threshold
    far = max([1.5 * threshold, *(end for end in ends if isfinite(end))])
    end = max(sheet.spread(0.0, min(far, _WIDEST), True))
    return _Columns(sheet.left, sheet.left + whole * 0.2, sheet.right - whole * (0.27 if sheet.wide else 0.3), end)


def _case(result: Weighing, comparison: Comparison, columns: _Columns, sheet: Sheet, *, with_tests: bool) -> None:
    sheet.rule(GREY)
    name = terms.case_name(result.case)
    if result.outcome is not None:
        name = f"{name}, {result.outcome.label[sheet.say.lang]}"
    sheet.y = sheet.paragraph(sheet.left, sheet.y + 3, sheet.right - sheet.left, name, sheet.body, bold=True) + 2
    top = sheet.y
    for pair in result.pairs:
        _pair(pair, result, comparison, columns, sheet)
        for test in pair.tests if with_tests else ():
            _test(test, pair, result, columns, sheet)
        sheet.y += 3
    for end in (-result.threshold, result.threshold):
        place = _place(end, columns)
        sheet.line((place, top), (place, sheet.y), colour=INK, width=1.2, name=f"{result.case.id}/threshold/{end:g}")
    half = columns.end / 2
    sheet.ticks(columns.scale, top, columns.breadth, sheet.y - top, (-columns.end, -half, 0.0, half, columns.end))
    sheet.y += sheet.small * 1.6 + 2


def _place(decibels: float, columns: _Columns) -> float:
    within = min(max(decibels, -columns.end), columns.end)
    return columns.scale + columns.breadth * (within + columns.end) / (2 * columns.end)


def _pair(pair: Pair, result: Weighing, comparison: Comparison, columns: _Columns, sheet: Sheet) -> None:
    """Draw the weight of a pair: hatched what may be, filled what was looked for; then the verdict in words."""
    say, top, high = sheet.say, sheet.y, sheet.body
    name = f"{pair.a.id} : {pair.b.id}"
    ends = [sheet.paragraph(columns.name, top, columns.scale - columns.name - _GAP, name, high, bold=True, most=2)]
    axes = sheet.axes(columns.scale, top + 1, columns.breadth, high, -columns.end, columns.end)
    gid = f"{result.case.id}/{pair.a.id}/{pair.b.id}"
    colour = {"a": BLUE, "b": VERMILLION}.get(pair.verdict, GREY)
    _bar(pair.weight, axes, columns, sheet, fill="white", edge=colour, hatch=_HATCH, name=f"{gid}/weight")
    _bar(pair.known, axes, columns, sheet, fill=colour, edge=colour, hatch=None, name=f"{gid}/looked-for", thin=True)
    _beyond(pair.weight, top, columns, sheet)
    verdict = say("undecided") if pair.favoured is None else say("for {hypothesis}", hypothesis=pair.favoured.id)
    words = f"{weighing.decibels(pair.weight, say)} dB: {verdict}"
    bottom = sheet.paragraph(columns.words, top + high - sheet.small, sheet.right - columns.words, words, sheet.small)
    counted = Counter(test.trace.state for test in pair.tests)
    counts = "  ".join(f"{weighing.GLYPHS[state]} {counted[state]}" for state in TraceState)
    ends.append(sheet.paragraph(columns.words, bottom, sheet.right - columns.words, counts, sheet.small, colour=GREY))
    in_words = weighing.in_words(pair.weight, pair, comparison.ontology, say)
    sheet.rows.append(f"{terms.case_name(result.case)}, {name}: {words}; {in_words}; {counts}.")
    sheet.y = max(ends) + 1


def _bar(
    weight: Interval, axes: Axes, columns: _Columns, sheet: Sheet, *, fill: str, edge: str, hatch: str | None,
    name: str, thin: bool = False,
) -> None:  # fmt: skip
    """A bar over an interval, at least a hair wide, cut at the ends of the scale."""
    low, high = (min(max(end, -columns.end), columns.end) for end in (weight.low, weight.high))
    hair = columns.end / 200
    top, tall = (0.3, 0.4) if thin else (0.0, 1.0)
    low, high = (low, high) if high - low > hair else ((low + high - hair) / 2, (low + high + hair) / 2)
    sheet.box(low, top, high - low, tall, fill=fill, edge=edge, hatch=hatch, name=name, axes=axes, above=2)


def _beyond(weight: Interval, top: float, columns: _Columns, sheet: Sheet) -> None:
    """An arrow where an interval goes on beyond the scale."""
    middle = top + sheet.body * 0.6
    if weight.low < -columns.end:
        sheet.arrow((columns.scale + 6, middle), (columns.scale - 4, middle), colour=INK)
    if weight.high > columns.end:
        end = columns.scale + columns.breadth
        sheet.arrow((end - 6, middle), (end + 4, middle), colour=INK)


def _test(test: WeighedTest, pair: Pair, result: Weighing, columns: _Columns, sheet: Sheet) -> None:
    """Draw a test as a thin line from the least to the most it weighs, with the glyph of what was found."""
    top, size = sheet.y, sheet.small
    trace, weight = test.trace, test.weight
    gid = f"{result.case.id}/{pair.a.id}/{pair.b.id}/{trace.test.id}"
    left, middle = columns.name + size * 0.8, top + size * 0.7
    sheet.status(left, middle, _STATES[trace.state], size=size * 0.8, name=f"{gid}/state")
    (name,) = sheet.wrapped(trace.test.id, columns.scale - columns.name - size * 2 - _GAP, size, most=1)
    sheet.text(columns.name + size * 1.8, top, name, size, colour=GREY)
    low, high = _place(weight.low, columns), _place(weight.high, columns)
    width, tall = max(high - low, 1.2), size * 0.4
    fill = "white" if trace.open else GREY
    hatch = _HATCH if trace.open else None
    sheet.box(low, middle - tall / 2, width, tall, fill=fill, edge=GREY, hatch=hatch, name=gid, above=2)
    sheet.rows.append(f"{trace.test.id}, {pair.a.id} : {pair.b.id}: {weighing.decibels(weight, sheet.say)} dB.")
    sheet.y += size * 1.35
