"""Metrics of networks as dumbbells: the value of each case, and its range over the choices of coding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.comparison import Comparison, Figure
from collabgraph.analysis.metrics import NETWORK_LEVEL
from collabgraph.analysis.network import Network
from collabgraph.analysis.sensitivity import Range
from collabgraph.errors import UnknownNetworkMetric
from collabgraph.output.palette import CASES, GREY, Mark
from collabgraph.output.plots.given import Networks
from collabgraph.output.presenters import networks, terms
from collabgraph.output.presenters.comparison.networks import ON_A_SCREEN
from collabgraph.words import Speech, mark
from collabgraph.words.nearest import suggestion

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from collabgraph.output.plots.canvas import Sample, Sheet

#: The metrics that can be shown: those with one number for a network.
SHOWABLE = tuple(name for name in NETWORK_LEVEL if name != "governance_mode")

_SHARES, _BALANCES = (0.0, 0.25, 0.5, 0.75, 1.0), (-1.0, -0.5, 0.0, 0.5, 1.0)
#: What is said above the metrics of each scale; those of None have a unit.
_HEADINGS: Mapping[Sequence[float] | None, str] = {
    None: mark("Counts, and other quantities with a unit: each on its own scale, not to be compared with another"),
    _SHARES: mark("Without a unit, from 0 to 1: on one scale"),
    _BALANCES: mark("Without a unit, from −1 to 1: on one scale"),
}
#: Means and sums of ties, distances and weights; counts are ``Metric.whole``.
_WITH_UNIT = frozenset({"mean_degree", "mean_distance", "weighted_density"})
_GAP, _APART = 10.0, 5.0


class _Columns(Struct, frozen=True):
    """Where the columns begin: names of metrics, their scales, the numbers."""

    label: float
    scale: float
    numbers: float
    lane: float

    @property
    def breadth(self) -> float:
        """The width of a scale."""
        return self.numbers - _GAP - self.scale


def picture(subject: Comparison | Networks, sheet: Sheet, ids: Sequence[str] = ON_A_SCREEN) -> None:
    """Draw these metrics, those with the same scale beneath each other; raises UnknownNetworkMetric.

    Only metrics without a unit share a scale; each count and each other quantity has one of its own.
    """
    for name in (name for name in ids if name not in SHOWABLE):
        raise UnknownNetworkMetric(name=name, nearest=suggestion(name, SHOWABLE), known=", ".join(SHOWABLE))
    figures = subject.figures(ids, joint=False)
    sheet.heading(_title(figures, subject, sheet.say))
    sheet.legend(_legend(subject, sheet))
    columns = _columns(figures, sheet)
    for scale, rows in _by_scale(figures):
        sheet.rule(GREY)
        words = sheet.say(_HEADINGS[scale])
        sheet.y = sheet.paragraph(sheet.left, sheet.y + 3, sheet.right - sheet.left, words, sheet.small, bold=True)
        if scale is None:
            for n, row in enumerate(rows):
                _group([row], _own_scale(row, sheet), columns, sheet)
                sheet.y += _APART if sheet.wide and n + 1 < len(rows) else 0
        else:
            _group(rows, scale, columns, sheet)
    sheet.rule(GREY)
    sheet.foot(*_foot(subject, sheet.say))


# Words --------------------------------------------------------------------------------------------------------------


def _title(figures: Sequence[Figure], subject: Comparison | Networks, say: Speech) -> str:
    apart = sum(figure.apart is True for figure in figures)
    overlap = sum(figure.apart is False for figure in figures)
    if isinstance(subject, Comparison) and len(subject.networks) > 1:
        finding = say(
            "The ranges of {apart} of {n} metrics do not overlap, those of {overlap} do",
            apart=apart, n=len(figures), overlap=overlap,
        )  # fmt: skip
    else:
        finding = "; ".join(_size(net, len(figures), say) for net in subject.networks.values())
    undefined = {case: sum(f.values[case].value is None for f in figures) for case in subject.networks}
    if not any(undefined.values()):
        return f"{finding}; " + say("none is undefined")
    counts = say.listed([say("{n} for {case}", n=n, case=case.upper()) for case, n in undefined.items()])
    return f"{finding}; " + say("undefined: {counts}", counts=counts)


def _size(net: Network, n: int, say: Speech) -> str:
    return say(
        "{case}: a network of {actors} and {ties}, in {n} metrics",
        case=net.id.upper(), n=n, actors=terms.actors_counted(len(net.actors), say),
        ties=terms.so_many_ties(len(net.ties), say),
    )  # fmt: skip


def _foot(subject: Comparison | Networks, say: Speech) -> Iterator[str]:
    if isinstance(subject, Comparison):
        yield say("Bars and brackets: the range over bases, roles, systems and single ties. Every scale includes zero.")
    for net in subject.networks.values():
        yield networks.basis_mix(net, subject.ontology, say)
    if isinstance(subject, Comparison):
        yield say("A tie that no claim mentions is unknown, not absent.") + " " + networks.caution(say)


def _legend(subject: Comparison | Networks, sheet: Sheet) -> list[Sample]:
    return [
        (partial(_sample, sheet, sign), 4 * sheet.body, case.upper())
        for case, sign in zip(subject.networks, CASES, strict=False)
    ]


def _sample(sheet: Sheet, sign: Mark, x: float, y: float) -> None:
    sheet.line((x, y), (x + 4 * sheet.body, y), colour=sign.colour, width=2)
    sheet.mark(x + 2 * sheet.body, y, sign, sheet.body)


def _numbers(figure: Figure, case: str, say: Speech) -> str:
    """A value and its range; a dash for an undefined value."""
    value, around = figure.values[case].value, figure.ranges.get(case)
    words = "–" if value is None else say.number(value)
    return f"{words} [{_range(around, say)}]" if around else words


def _range(around: Range, say: Speech) -> str:
    """A range with a dash between its ends; with a word where one of them has a minus sign."""
    ends = [say.number(int(end) if end == int(end) else end) for end in (around.low, around.high)]
    if around.low == around.high:
        return ends[0]
    return "–".join(ends) if around.low >= 0 else say("{low} to {high}", low=ends[0], high=ends[1])


# Scales -------------------------------------------------------------------------------------------------------------


def _by_scale(figures: Sequence[Figure]) -> list[tuple[Sequence[float] | None, list[Figure]]]:
    """The metrics by the scale they share (from 0 to 1, from -1 to 1); None for those that each need their own."""
    groups: dict[Sequence[float] | None, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(_shared_scale(figure), []).append(figure)
    order = list(_HEADINGS)
    return sorted(groups.items(), key=lambda group: order.index(group[0]))


def _shared_scale(figure: Figure) -> Sequence[float] | None:
    low, high = _extent(figure)
    if NETWORK_LEVEL[figure.metric].whole or figure.metric in _WITH_UNIT or high > 1 or low < -1:
        return None
    return _SHARES if low >= 0 else _BALANCES


def _own_scale(figure: Figure, sheet: Sheet) -> Sequence[float]:
    low, high = _extent(figure)
    return sheet.spread(min(low, 0.0), max(high, 1.0), NETWORK_LEVEL[figure.metric].whole)


def _extent(figure: Figure) -> tuple[float, float]:
    """The lowest and the highest value or end of a range; 0 and 0 where nothing is defined."""
    values = [float(value.value) for value in figure.values.values() if value.value is not None]
    values += [end for around in figure.ranges.values() for end in (around.low, around.high)]
    return min(values, default=0.0), max(values, default=0.0)


# Rows ---------------------------------------------------------------------------------------------------------------


def _columns(figures: Sequence[Figure], sheet: Sheet) -> _Columns:
    widest = max(sheet.measured(_numbers(f, case, sheet.say), sheet.small) for f in figures for case in f.values)
    label = (sheet.right - sheet.left) * 0.3
    return _Columns(sheet.left, sheet.left + label + _GAP, sheet.right - widest, sheet.small * 1.45)


def _group(rows: Sequence[Figure], scale: Sequence[float], columns: _Columns, sheet: Sheet) -> None:
    """Draw metrics over one scale, its numbers beneath the last."""
    start = sheet.y
    for row in rows:
        _row(row, scale, columns, sheet)
    sheet.ticks(columns.scale, start, columns.breadth, sheet.y - start, scale)
    sheet.y += sheet.small * 1.6


def _row(figure: Figure, scale: Sequence[float], columns: _Columns, sheet: Sheet) -> None:
    top = sheet.y + (4 if sheet.wide else 2)
    end = _label(figure, top, columns, sheet)
    lanes = len(figure.values) * columns.lane
    axes = sheet.axes(columns.scale, top, columns.breadth, lanes, scale[0], scale[-1])
    known: list[tuple[float, float]] = []
    for place, (case, sign) in enumerate(zip(figure.values, CASES, strict=False)):
        middle = (place + 0.5) / len(figure.values)
        value = figure.values[case].value
        if value is None:
            _say_undefined(figure, case, top + place * columns.lane, columns, sheet)
        else:
            known.append((value, middle))
            _draw(figure, case, sign, middle, axes, sheet)
        words = _numbers(figure, case, sheet.say)
        sheet.text(columns.numbers, top + place * columns.lane, words, sheet.small)
        sheet.rows.append(f"{networks.metric_label(figure.metric, sheet.say)}, {case.upper()}: {words}.")
    for one, other in pairwise(known):
        sheet.line(one, other, colour=GREY, width=0.8, axes=axes)
    sheet.y = max(end, top + lanes) + 2


def _label(figure: Figure, top: float, columns: _Columns, sheet: Sheet) -> float:
    """Write the name of the metric and whether its ranges overlap; returns the y beneath."""
    say, width = sheet.say, columns.scale - columns.label - _GAP
    name = networks.metric_label(figure.metric, say)
    end = sheet.paragraph(columns.label, top, width, name, sheet.body)
    if figure.apart is None or len(figure.values) < 2:
        return end
    words = say("ranges do not overlap") if figure.apart else say("ranges overlap")
    return sheet.paragraph(columns.label, end, width, words, sheet.small, colour=GREY, bold=figure.apart)


def _draw(figure: Figure, case: str, sign: Mark, middle: float, axes: Axes, sheet: Sheet) -> None:
    """Draw the mark of a case at its value, on the bar of its range."""
    value, name = figure.values[case].value, f"{case}/{figure.metric}"
    if case in figure.ranges:
        ends = figure.ranges[case].low, figure.ranges[case].high
        bar = (ends[0], middle), (ends[1], middle)
        sheet.line(*bar, colour=sign.colour, width=2.0, name=f"{name}/range", axes=axes)
    sheet.mark(float(value or 0), middle, sign, sheet.small, name=name, axes=axes)


def _say_undefined(figure: Figure, case: str, top: float, columns: _Columns, sheet: Sheet) -> None:
    words = sheet.say("undefined: {reason}", reason=figure.values[case].undefined)
    sheet.paragraph(columns.scale + 2, top, columns.breadth - 2, words, sheet.small, colour=GREY, most=1)
