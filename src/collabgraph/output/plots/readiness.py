"""What was in place at the start (readiness), and the other factors met: known to be met, unknown, known not to be."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.comparison import STUDY_ALONE, Comparison
from collabgraph.analysis.conditions import Condition, mean_met, preconditions
from collabgraph.model import Basis, ConditionClaim, Framework, Interval
from collabgraph.output.palette import CASES, GREY, INK, Mark
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sample, Sheet

#: What is shown of each framework, with its label, its name in a sentence, and what is said where there is none of it.
_LABELS = {"start": mark("in place at the start"), "factors": mark("other factors met")}
_NAMES = {"start": mark("what was in place at the start"), "factors": mark("the other factors met")}
_NONE = {
    "start": mark("the framework names no starting conditions"),
    "factors": mark("the framework names no other factors"),
}

_SCALE = (0.0, 0.25, 0.5, 0.75, 1.0)
_HATCH = "////"
#: The room for an interval before the number of unknowns, where both are on one line.
_INTERVAL = 70.0
_GAP = 8.0


class _Met(Struct, frozen=True):
    """Some of the preconditions of a case."""

    case: str
    conditions: list[Condition]

    @property
    def interval(self) -> Interval | None:
        """The mean degree to which they are met; None where none of them applies."""
        return mean_met(self.conditions)

    @property
    def unknown(self) -> tuple[int, int]:
        """How many are unknown (not reported or contested), of how many that apply."""
        unknown = [c for c in self.conditions if c.fulfilment in ("not_reported", "contested")]
        return len(unknown), sum(condition.met is not None for condition in self.conditions)


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
    """Draw what each case had at the start, and the other factors it met.

    By the framework asked for, and by those about whose constructs or criteria the cases make claims.

    On the bases asked for, and by the study's own statements alone.
    """
    say = sheet.say
    sheet.heading(*_heading(comparison, say))
    sheet.legend(_legend(sheet))
    for framework in _frameworks(comparison):
        _framework(framework, comparison, sheet)
    sheet.rule(GREY)
    sheet.foot(*_foot(comparison, say))


def _frameworks(comparison: Comparison) -> list[Framework]:
    """The framework asked for first, then others with preconditions that the cases make claims about."""
    claims = (claim for case in comparison.cases.values() for claim in case.of(ConditionClaim))
    coded = {claim.construct for claim in claims}
    found = {other.id: other for iri in sorted(coded) if (other := comparison.ontology.declaring(iri)) is not None}
    others = (other for name, other in sorted(found.items()) if name != comparison.framework.id)
    return [comparison.framework, *(other for other in others if other.preconditions)]


def _parts(framework: Framework, bases: frozenset[Basis], comparison: Comparison) -> dict[str, list[_Met]]:
    """The starting conditions and the other factors of each case; empty where the framework has none."""
    states = [preconditions(case, framework, comparison.ontology, bases) for case in comparison.cases.values()]
    parts = {
        "start": [_Met(state.case.id, state.starting_conditions) for state in states],
        "factors": [_Met(state.case.id, state.other_factors) for state in states],
    }
    return {part: cases if any(met.conditions for met in cases) else [] for part, cases in parts.items()}


def _has_alone(comparison: Comparison) -> bool:
    return Basis.REPORTED in comparison.bases and comparison.bases != STUDY_ALONE


# Words --------------------------------------------------------------------------------------------------------------


def _heading(comparison: Comparison, say: Speech) -> tuple[str, str]:
    """What was in place at the start, as the title; the other factors, and what is reported alone, as the lead."""
    parts = _parts(comparison.framework, comparison.bases, comparison)
    start, factors = (_finding(part, cases, say) for part, cases in parts.items())
    alone = _alone(comparison, say) if _has_alone(comparison) else []
    return _capital(start), " ".join([f"{_capital(factors)}.", *alone])


def _finding(part: str, cases: list[_Met], say: Speech) -> str:
    if not cases:
        return say(_NONE[part])
    measure = say(_NAMES[part])
    finding = {
        True: say("the intervals of {measure} do not overlap, whatever is unknown", measure=measure),
        False: say("the intervals of {measure} overlap, so that what is unknown decides", measure=measure),
        None: measure,
    }[_apart(cases)]
    return f"{finding}: {_listed(cases, say)}"


def _alone(comparison: Comparison, say: Speech) -> Iterator[str]:
    """Which intervals overlap by reported claims alone, and which do not."""
    apart = {part: _apart(cases) for part, cases in _parts(comparison.framework, STUDY_ALONE, comparison).items()}
    phrases = {
        False: mark("By reported claims alone the intervals of the cases overlap for {measures}."),
        True: mark("By reported claims alone the intervals of the cases do not overlap for {measures}."),
    }
    for answer, phrase in phrases.items():
        if names := [say(_NAMES[part]) for part in apart if apart[part] is answer]:
            yield say(phrase, measures=say.listed(names))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _apart(cases: list[_Met]) -> bool | None:
    """Whether no two intervals overlap; None where there are no two to compare."""
    intervals = [case.interval for case in cases]
    known = [interval for interval in intervals if interval is not None]
    if len(known) < max(2, len(intervals)):
        return None
    return not any(one.low <= other.high and other.low <= one.high for one, other in combinations(known, 2))


def _listed(cases: list[_Met], say: Speech) -> str:
    return say.listed(
        [f"{met.case.upper()} {terms.interval(met.interval, say)} ({_unknown(met, say)})" for met in cases]
    )


def _unknown(met: _Met, say: Speech) -> str:
    unknown, n = met.unknown
    return say("{unknown} of {n} unknown", unknown=unknown, n=n)


def _foot(comparison: Comparison, say: Speech) -> Iterator[str]:
    yield say(
        "In place at the start (readiness) is the mean degree to which a framework's starting conditions are met; "
        "other factors met is that of its other preconditions. An interval runs from all unknowns unmet to all "
        "unknowns met; unknown (not reported or contested) is not absent."
    )
    yield say(
        "Without a coded degree, partly present is anywhere between 0 and 1, and insufficient anywhere between 0 and "
        "0.5, so that an interval may be wide although no status is unknown."
    )
    yield say("Bases: {bases}.", bases=terms.bases(comparison.bases, comparison.ontology, say))


# The bars -----------------------------------------------------------------------------------------------------------


def _legend(sheet: Sheet) -> list[Sample]:
    fills = (
        (sheet.say("known to be met"), GREY, None),
        (sheet.say("status or degree unknown"), "white", _HATCH),
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
        sheet.y += sheet.small * 1.3 + 4
        _bars(f"{title}, {words}", f"{framework.id}/{group}", _parts(framework, bases, comparison), columns, sheet)


def _bars(title: str, name: str, parts: dict[str, list[_Met]], columns: _Columns, sheet: Sheet) -> None:
    """Draw a bar for each case, first of what was in place at the start; what the framework lacks is said before."""
    say = sheet.say
    for part in (part for part, cases in parts.items() if not cases):
        _label(say(_NONE[part]), sheet)
        sheet.rows.append(f"{title}: {say(_NONE[part])}.")
    there = {part: cases for part, cases in parts.items() if cases}
    for n, (part, cases) in enumerate(there.items(), start=1):
        _label(say(_LABELS[part]), sheet)
        sheet.rows.append(f"{title}, {say(_LABELS[part])}: {_listed(cases, say)}.")
        top = sheet.y
        for met, sign in zip(cases, CASES, strict=False):
            _bar(met, sign, f"{met.case}/{name}/{part}", columns, sheet)
        _scale(top, columns, sheet, numbered=n == len(there))


def _label(words: str, sheet: Sheet) -> None:
    sheet.y = sheet.paragraph(sheet.left, sheet.y + 2, sheet.right - sheet.left, words, sheet.small) + 1


def _scale(top: float, columns: _Columns, sheet: Sheet, *, numbered: bool) -> None:
    """Draw the light lines of the scale behind bars, and its numbers beneath them."""
    if numbered:
        sheet.ticks(columns.bar, top, columns.breadth, sheet.y - top, _SCALE)
        sheet.y += sheet.small * 1.6
        return
    for x in (columns.bar + columns.breadth * value for value in _SCALE):
        sheet.line((x, top), (x, sheet.y))


def _columns(comparison: Comparison, sheet: Sheet) -> _Columns:
    room = (sheet.right - sheet.left) * (0.34 if sheet.wide else 0.32)
    name_room = (sheet.right - sheet.left) * (0.2 if sheet.wide else 0.32)
    names = max(sheet.measured(name.upper(), sheet.body) for name in comparison.cases) + sheet.body * 1.6
    return _Columns(sheet.left, sheet.left + min(names, name_room) + _GAP, sheet.right - room)


def _bar(met: _Met, sign: Mark, name: str, columns: _Columns, sheet: Sheet) -> None:
    """Draw one case: solid up to the lower end of its interval, hatched up to the upper end."""
    say, top, high = sheet.say, sheet.y, sheet.body
    sheet.mark(columns.name + high * 0.5, top + high * 0.65, sign, high * 0.8)
    width = columns.bar - columns.name - high * 1.6 - 4
    ends = [sheet.paragraph(columns.name + high * 1.4, top, width, met.case.upper(), high, most=2)]
    interval, beneath = met.interval, top + high - sheet.small
    x, words = columns.words, terms.interval(interval, say)
    if sheet.wide:
        sheet.text(x, beneath, words, sheet.small)
        x, words = x + _INTERVAL, ""
    for line in (words, _unknown(met, say)):
        beneath = sheet.paragraph(x, beneath, sheet.right - x, line, sheet.small)
    ends.append(beneath)
    if interval is not None:
        axes = sheet.axes(columns.bar, top + 1, columns.breadth, high, 0.0, 1.0)
        sheet.box(0, 0, 1, 1, fill="white", edge=INK, axes=axes)
        unknown = interval.high - interval.low
        sheet.box(interval.low, 0, unknown, 1, edge=sign.colour, hatch=_HATCH, name=f"{name}/unknown", axes=axes)
        sheet.box(0, 0, interval.low, 1, fill=sign.colour, name=f"{name}/met", axes=axes)
    sheet.y = max(ends) + 2
