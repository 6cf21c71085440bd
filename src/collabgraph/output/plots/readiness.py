"""Readiness as intervals: what is known to be met, what is unknown, and what is known not to be met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.comparison import STUDY_ALONE, Comparison
from collabgraph.analysis.conditions import Preconditions, preconditions
from collabgraph.model import Basis, Framework
from collabgraph.output.palette import CASES, GREY, INK, Mark
from collabgraph.output.presenters import terms
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sample, Sheet

States = Mapping[str, Preconditions]

_SCALE = (0.0, 0.25, 0.5, 0.75, 1.0)
_HATCH = "////"
_GAP = 8.0


class _Columns(Struct, frozen=True):
    """Where the columns begin (names of cases, bars, words) and how far the bars reach."""

    name: float
    bar: float
    words: float

    @property
    def breadth(self) -> float:
        """The width of a bar from 0 to 1."""
        return self.words - _GAP - self.bar


def picture(comparison: Comparison, sheet: Sheet) -> None:
    """Draw each case's readiness by every framework, on the bases asked for and by the study's own statements alone."""
    say = sheet.say
    sheet.heading(_title(comparison.preconditions, say), _lead(comparison, say) if _has_alone(comparison) else "")
    sheet.legend(_legend(sheet))
    for framework in _frameworks(comparison):
        _framework(framework, comparison, sheet)
    sheet.rule(GREY)
    sheet.foot(*_foot(comparison, say))


def _frameworks(comparison: Comparison) -> list[Framework]:
    """The framework asked for first, then the others that have preconditions."""
    others = [
        framework for framework in comparison.ontology.frameworks.values() if framework.id != comparison.framework.id
    ]
    return [comparison.framework, *(framework for framework in others if framework.preconditions)]


def _by(framework: Framework, bases: frozenset[Basis], comparison: Comparison) -> States:
    return {name: preconditions(case, framework, comparison.ontology, bases) for name, case in comparison.cases.items()}


def _has_alone(comparison: Comparison) -> bool:
    return Basis.REPORTED in comparison.bases and comparison.bases != STUDY_ALONE


# Words --------------------------------------------------------------------------------------------------------------


def _title(states: States, say: Speech) -> str:
    finding = {
        True: say("The intervals of readiness do not overlap, whatever is unknown"),
        False: say("The intervals of readiness overlap, so that what is unknown decides"),
        None: say("Readiness"),
    }[_apart(states)]
    return f"{finding}: {_listed(states, say)}"


def _lead(comparison: Comparison, say: Speech) -> str:
    alone = _by(comparison.framework, STUDY_ALONE, comparison)
    finding = {
        True: say("By reported claims alone they do not overlap either"),
        False: say("By reported claims alone they overlap"),
        None: say("By reported claims alone"),
    }[_apart(alone)]
    return f"{finding}: {_listed(alone, say)}."


def _apart(states: States) -> bool | None:
    """Whether no two intervals overlap; None where there are no two to compare."""
    intervals = [state.readiness for state in states.values()]
    known = [interval for interval in intervals if interval is not None]
    if len(known) < max(2, len(intervals)):
        return None
    return not any(one.low <= other.high and other.low <= one.high for one, other in combinations(known, 2))


def _listed(states: States, say: Speech) -> str:
    return say.listed(
        [
            f"{name.upper()} {terms.interval(state.readiness, say)} ({_unknown(state, say)})"
            for name, state in states.items()
        ]
    )


def _unknown(state: Preconditions, say: Speech) -> str:
    n = sum(condition.met is not None for condition in state.preconditions)
    return say("{unknown} of {n} unknown", unknown=state.unknown, n=n)


def _foot(comparison: Comparison, say: Speech) -> Iterator[str]:
    yield say(
        "Readiness is the mean degree to which a framework's preconditions are met, from all unknowns unmet to all "
        "unknowns met. Unknown (not reported or contested) is not absent."
    )
    yield say("Bases: {bases}.", bases=terms.bases(comparison.bases, comparison.ontology, say))


# The bars -----------------------------------------------------------------------------------------------------------


def _legend(sheet: Sheet) -> list[Sample]:
    fills = (
        (sheet.say("known to be met"), GREY, None),
        (sheet.say("unknown"), "white", _HATCH),
        (sheet.say("known not to be met"), "white", None),
    )
    return [(partial(_swatch, sheet, fill, hatch), 2 * sheet.body, words) for words, fill, hatch in fills]


def _swatch(sheet: Sheet, fill: str, hatch: str | None, x: float, y: float) -> None:
    sheet.box(x, y - sheet.body * 0.4, 2 * sheet.body, sheet.body * 0.8, fill=fill, edge=GREY, hatch=hatch)


def _framework(framework: Framework, comparison: Comparison, sheet: Sheet) -> None:
    """Draw the bars of one framework, over one scale."""
    say, columns = sheet.say, _columns(comparison, sheet)
    sheet.rule(GREY)
    title = framework.title[say.lang]
    sheet.y = sheet.paragraph(sheet.left, sheet.y + 3, sheet.right - sheet.left, title, sheet.body, bold=True)
    groups = [("all", say("all bases used"), comparison.bases)]
    if _has_alone(comparison):
        groups.append(("alone", say("the study's own statements alone"), STUDY_ALONE))
    for group, words, bases in groups:
        sheet.text(sheet.left, sheet.y + 2, words, sheet.small, colour=GREY)
        sheet.rows.append(f"{title}, {words}: {_listed(_by(framework, bases, comparison), say)}.")
        sheet.y += sheet.small * 1.3 + 4
        start = sheet.y
        for (name, state), mark in zip(_by(framework, bases, comparison).items(), CASES, strict=False):
            _bar(state, mark, f"{name}/{framework.id}/{group}", columns, sheet)
        sheet.ticks(columns.bar, start, columns.breadth, sheet.y - start, _SCALE)
        sheet.y += sheet.small * 1.6


def _columns(comparison: Comparison, sheet: Sheet) -> _Columns:
    room = (sheet.right - sheet.left) * (0.2 if sheet.wide else 0.32)
    names = max(sheet.measured(name.upper(), sheet.body) for name in comparison.cases) + sheet.body * 1.6
    return _Columns(sheet.left, sheet.left + min(names, room) + _GAP, sheet.right - room)


def _bar(state: Preconditions, mark: Mark, name: str, columns: _Columns, sheet: Sheet) -> None:
    """Draw one case: solid up to the lower end of its readiness, hatched up to the upper end."""
    say, top, high = sheet.say, sheet.y, sheet.body
    sheet.mark(columns.name + high * 0.5, top + high * 0.65, mark, high * 0.8)
    width = columns.bar - columns.name - high * 1.6 - 4
    ends = [sheet.paragraph(columns.name + high * 1.4, top, width, state.case.id.upper(), high, most=2)]
    interval, beneath = state.readiness, top + high - sheet.small
    for words in (terms.interval(interval, say), _unknown(state, say)):
        beneath = sheet.paragraph(columns.words, beneath, sheet.right - columns.words, words, sheet.small)
    ends.append(beneath)
    if interval is not None:
        axes = sheet.axes(columns.bar, top + 1, columns.breadth, high, 0.0, 1.0)
        sheet.box(0, 0, 1, 1, fill="white", edge=INK, axes=axes)
        unknown = interval.high - interval.low
        sheet.box(interval.low, 0, unknown, 1, edge=mark.colour, hatch=_HATCH, name=f"{name}/unknown", axes=axes)
        sheet.box(0, 0, interval.low, 1, fill=mark.colour, name=f"{name}/met", axes=axes)
    sheet.y = max(ends) + 2
