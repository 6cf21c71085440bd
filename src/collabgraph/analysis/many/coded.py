"""Coded cases as memberships: constructs and metrics of networks as conditions, whether a case succeeded as outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import nextafter

import numpy as np
from msgspec import Struct

from collabgraph.analysis.codings import Codings, Measured
from collabgraph.analysis.comparison import Comparison, Outcome
from collabgraph.analysis.conditions import Condition
from collabgraph.analysis.many.calibration import Calibration
from collabgraph.analysis.many.memberships import Memberships, Numbers
from collabgraph.analysis.many.plans import Chosen, Plan, of_constructs
from collabgraph.analysis.metrics import NETWORK_LEVEL, value_of
from collabgraph.analysis.metrics.arrays import of_network
from collabgraph.analysis.sensitivity import Range, single_choices
from collabgraph.model import Claim, Construct, Interval, Status
from collabgraph.words import Text, both, mark

UNKNOWN = Interval(0.0, 1.0)
#: The metrics that need no ties.
_OF_ACTORS = ("n_actors", "n_groups")
_SILENT = mark("no tie is reported on these bases")
_NO_ACTORS = mark("no actor is reported on these bases")


class Coded(Struct, frozen=True):
    """The memberships of cases, and the cases that are not among them, each with the construct that does not apply.

    By case and condition, ``measured`` has the number (or its range) that a metric or a construct was calibrated from,
    and ``undefined`` why a metric has no value, so that the membership is unknown.
    """

    memberships: Memberships
    left_out: Mapping[str, Construct]
    measured: Mapping[tuple[str, str], Interval] = {}
    undefined: Mapping[tuple[str, str], Text] = {}


def coded(
    comparison: Comparison, constructs: Sequence[Construct], outcome: str, *, indicator: Construct | None = None,
    crisp: bool = True,
) -> Coded:  # fmt: skip
    """The cases of a comparison in these constructs, and in an outcome under this name (see ``calibrated``)."""
    return calibrated(comparison, of_constructs(constructs, indicator), outcome, crisp=crisp)


def calibrated(comparison: Comparison, plan: Plan, outcome: str, *, crisp: bool = True) -> Coded:
    """The cases of a comparison in the conditions of a plan, and in an outcome under this name.

    The membership in a construct is how far it is met, at least and at most, or what a calibration makes of both.
    With ``crisp`` one without a calibration is dichotomized: what is certainly above 0.5 is in, what is certainly not
    above is out, exactly 0.5 stays, anything else is unknown. A metric is its value, or its range over the choices of
    coding; where it has no value the membership is unknown. The outcome is whether the case's results are favourable,
    of all indicators or of one, or the degree that the plan gives them; what is not reported or contested is unknown,
    and a result that counts as neither is 0.5. A case to which a construct does not apply is left out.
    """
    left_out = _left_out(comparison, plan)
    cases = [case for case in comparison.cases if case not in left_out]
    values = _values(comparison, plan, cases)
    columns = [_column([_possible(values[case, each.name], each) for case in cases], each, crisp=crisp)
               for each in plan.conditions]  # fmt: skip
    results = {case: _results(comparison, case, plan.indicator) for case in cases}
    outcomes = [_success(results[case], plan.results) for case in cases]
    claims = {(case, outcome): _claims(results[case]) for case in cases}
    claims |= {place: value.claims for place, value in values.items()}
    table = Memberships(
        tuple(cases), tuple(each.name for each in plan.conditions), outcome, tuple(low for low, _ in columns),
        tuple(high for _, high in columns), *_ends(outcomes), claims,
    )  # fmt: skip
    numbers = {each.name for each in plan.conditions if each.calibration is not None}
    measured = {place: value.at for place, value in values.items() if value.at is not None and place[1] in numbers}
    undefined = {place: value.undefined for place, value in values.items() if value.undefined is not None}
    return Coded(table, left_out, measured, undefined)


def _left_out(comparison: Comparison, plan: Plan) -> dict[str, Construct]:
    found: dict[str, Construct] = {}
    for each in plan.conditions:
        for case in comparison.cases if each.construct else ():
            if _condition(comparison, case, each).met is None:
                found.setdefault(case, _condition(comparison, case, each).construct)
    return found


# What a condition is in a case ---------------------------------------------------------------------------------------


class _Value(Struct, frozen=True):
    """The number that a condition is in a case, at least and at most (None: unknown), why not, and its claims.

    ``inside`` is whether the ends 0 and 1 are not possible themselves.
    """

    at: Interval | None
    claims: tuple[Claim, ...]
    undefined: Text | None = None
    inside: bool = False


def _values(comparison: Comparison, plan: Plan, cases: Sequence[str]) -> dict[tuple[str, str], _Value]:
    metrics = [each for each in plan.conditions if each.metric]
    ranges = {case: _ranges(comparison, case, metrics) for case in cases} if metrics else {}
    return {
        (case, each.name): _metric(comparison, case, each, ranges[case])
        if each.metric
        else _construct(_condition(comparison, case, each))
        for each in plan.conditions
        for case in cases
    }


def _condition(comparison: Comparison, case: str, chosen: Chosen) -> Condition:
    assert chosen.construct is not None
    return comparison.preconditions[case].conditions[chosen.construct.term.iri]


def _construct(condition: Condition) -> _Value:
    return _Value(condition.met, tuple(condition.used), inside=condition.status is Status.PARTIAL)


def _ranges(comparison: Comparison, case: str, metrics: Iterable[Chosen]) -> Mapping[str, Range]:
    """The ranges of the metrics over the choices of coding; of those that are costly or weigh ties there is none."""
    of_ranges = [NETWORK_LEVEL[each.metric] for each in metrics if each.ranges]
    ids = {metric.id for metric in of_ranges if not metric.costly and metric.uses == "presence"}
    if not ids or comparison.networks[case].silent:
        return {}
    codings = Codings.of(comparison.cases[case], comparison.bases)
    choices = single_choices(
        codings, Measured(sorted(ids)), granularity=comparison.granularity, systems=comparison.systems
    )
    return choices.ranges


def _metric(comparison: Comparison, case: str, chosen: Chosen, ranges: Mapping[str, Range]) -> _Value:
    """The value of a metric, with its range; unknown where no tie is reported, or where it is not defined."""
    net, of_case = comparison.networks[case], comparison.cases[case]
    claims = tuple(claim for tie in net.ties for name in tie.claims if (claim := of_case.claim(name)) is not None)
    if net.silent if chosen.metric not in _OF_ACTORS else not net.actors:
        return _Value(None, claims, both(_NO_ACTORS if chosen.metric in _OF_ACTORS else _SILENT))
    found = value_of(NETWORK_LEVEL[chosen.metric], of_network(net), net)
    if found.value is None:
        return _Value(None, claims, found.undefined)
    around = ranges.get(chosen.metric) if chosen.ranges else None
    low, high = (around.low, around.high) if around else (float(found.value),) * 2
    return _Value(Interval(min(low, found.value), max(high, found.value)), claims)


# Memberships ---------------------------------------------------------------------------------------------------------


def _possible(value: _Value, chosen: Chosen) -> tuple[float, float] | None:
    """The least and greatest degree or level of a condition in a case; None where it is wholly unknown."""
    if value.at is None:
        return None
    low, high = value.at.low, value.at.high
    if chosen.calibration is None or _at_half(chosen):
        return low, high
    if value.inside:
        low, high = max(low, nextafter(0.0, 1.0)), min(high, nextafter(1.0, 0.0))
    return chosen.calibration.of_interval(low, high)


def _at_half(chosen: Chosen) -> bool:
    """Whether a construct is dichotomized at 0.5, which belongs to neither side then, as without a calibration."""
    return chosen.construct is not None and chosen.calibration == Calibration("crisp", (0.5,))


def _column(found: Sequence[tuple[float, float] | None], chosen: Chosen, *, crisp: bool) -> tuple[Numbers, Numbers]:
    """The least and greatest membership of each case in each level of a condition."""
    of_levels = chosen.calibration is not None and chosen.calibration.method == "crisp"
    if of_levels and chosen.calibration is not None and not _at_half(chosen):
        return _of_levels(found, len(chosen.calibration.anchors) + 1)
    degrees = [UNKNOWN if each is None else Interval(*each) for each in found]
    if of_levels or (crisp and chosen.calibration is None):
        degrees = [dichotomized(degree) for degree in degrees]
    low, high = _ends(degrees)
    return np.column_stack([1 - high, low]), np.column_stack([1 - low, high])


def _of_levels(found: Sequence[tuple[float, float] | None], n: int) -> tuple[Numbers, Numbers]:
    """A level is certain where no other is possible, and possible between the least and the greatest."""
    spans = np.array([(0, n - 1) if each is None else each for each in found]).reshape(len(found), 2)
    levels = np.arange(n)
    high = (spans[:, :1] <= levels) & (levels <= spans[:, 1:])
    low = high & (spans[:, :1] == spans[:, 1:])
    return low.astype(float), high.astype(float)


def dichotomized(degree: Interval) -> Interval:
    """A degree as in or out of the set: 1 above 0.5, 0 below, exactly 0.5 as it is; both where it can be either."""
    if degree.low == degree.high == 0.5:
        return degree
    return Interval(float(degree.low > 0.5), float(degree.high > 0.5))


def _results(comparison: Comparison, case: str, indicator: Construct | None) -> list[Outcome]:
    return [
        outcome
        for outcome in comparison.outcomes
        if outcome.case == case and (indicator is None or outcome.indicator.term.iri == indicator.term.iri)
    ]


def _success(results: Sequence[Outcome], degrees: Mapping[str, float]) -> Interval:
    """Whether the results are favourable: 1, 0, 0.5 where each counts as neither, or unknown.

    With the degrees of results it is that of the case's result, and unknown where its claims give several.
    """
    if not results:
        return UNKNOWN
    if degrees:
        given = {degrees[name] for result in results for name in result.results}
        return Interval(*given, *given) if len(given) == 1 else UNKNOWN
    if all(result.neutral for result in results):
        return Interval(0.5, 0.5)
    judged = {result.favourable for result in results}
    return Interval(*(float(judged == {True}),) * 2) if judged in ({True}, {False}) else UNKNOWN


def _claims(results: Sequence[Outcome]) -> tuple[Claim, ...]:
    return tuple(claim for result in results for claim in result.claims)


def _ends(intervals: Sequence[Interval]) -> tuple[Numbers, Numbers]:
    return np.array([each.low for each in intervals]), np.array([each.high for each in intervals])
