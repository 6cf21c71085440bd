"""Coded cases as memberships: the constructs of a framework as conditions, whether a case succeeded as the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from collabgraph.analysis.comparison import Comparison, Outcome
from collabgraph.analysis.conditions import Condition
from collabgraph.analysis.many.memberships import Memberships, Numbers, of_degrees
from collabgraph.model import Claim, Construct, Interval

UNKNOWN = Interval(0.0, 1.0)


class Coded(Struct, frozen=True):
    """The memberships of cases, and the cases that are not among them, each with the construct that does not apply."""

    memberships: Memberships
    left_out: Mapping[str, Construct]


def coded(
    comparison: Comparison, constructs: Sequence[Construct], outcome: str, *, indicator: Construct | None = None,
    crisp: bool = True,
) -> Coded:  # fmt: skip
    """The cases of a comparison in these constructs, and in an outcome under this name.

    A membership is how far a precondition is met, at least and at most. With ``crisp`` it is dichotomized: what is
    certainly above 0.5 is in, what is certainly not above is out, exactly 0.5 stays, anything else is unknown. The
    outcome is whether the case's results are favourable, of all indicators or of one; what is not reported or mixed is
    unknown, and a result that counts as neither is 0.5. A case to which a construct does not apply is left out.
    """
    by_construct = {verdict.construct.term.iri: verdict.conditions for verdict in comparison.verdicts}
    columns = [by_construct[construct.term.iri] for construct in constructs]
    left_out: dict[str, Construct] = {}
    for construct, column in zip(constructs, columns, strict=True):
        for case, cell in column.items():
            if cell.met is None:
                left_out.setdefault(case, construct)
    cases = [case for case in comparison.cases if case not in left_out]
    degrees = [[_degree(column[case], crisp=crisp) for column in columns] for case in cases]
    results = {case: _results(comparison, case, indicator) for case in cases}
    outcomes = [_success(results[case]) for case in cases]
    names = [construct.term.id for construct in constructs]
    claims: dict[tuple[str, str], tuple[Claim, ...]] = {(case, outcome): _claims(results[case]) for case in cases}
    for name, column in zip(names, columns, strict=True):
        claims |= {(case, name): tuple(column[case].used) for case in cases}
    low, high = (np.array([[_end(each, end) for each in row] for row in degrees]) for end in (0, 1))
    shape = len(cases), len(names)
    table = of_degrees(
        cases, names, outcome, low.reshape(shape), high.reshape(shape), _ends(outcomes, 0), _ends(outcomes, 1), claims
    )
    return Coded(table, left_out)


def _degree(condition: Condition, *, crisp: bool) -> Interval:
    degree = condition.met or UNKNOWN
    return dichotomized(degree) if crisp else degree


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


def _success(results: Sequence[Outcome]) -> Interval:
    """Whether the results are favourable: 1, 0, 0.5 where each counts as neither, or unknown."""
    if not results:
        return UNKNOWN
    if all(result.neutral for result in results):
        return Interval(0.5, 0.5)
    judged = {result.favourable for result in results}
    return Interval(*(float(judged == {True}),) * 2) if judged in ({True}, {False}) else UNKNOWN


def _claims(results: Sequence[Outcome]) -> tuple[Claim, ...]:
    return tuple(claim for result in results for claim in result.claims)


def _end(interval: Interval, end: int) -> float:
    return (interval.low, interval.high)[end]


def _ends(intervals: Sequence[Interval], end: int) -> Numbers:
    return np.array([_end(interval, end) for interval in intervals])
