"""Weights of evidence in decibels, as intervals: what a trace weighs, and what tests weigh together.

The weight of a trace between two hypotheses is the logarithm of the ratio of its likelihoods (Good 1950; Fairfield and
Charman 2017), as an interval, since likelihoods are intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import reduce
from itertools import accumulate
from math import inf, log10
from typing import NamedTuple, TypeVar

from collabgraph.model import Interval

#: From so many decibels on the evidence tells clearly (Fairfield and Charman 2017): a ratio of ten to one.
CLEAR = 10.0
#: Figures computed from decimal fractions may be off by as much.
ROUNDING = 1e-9
UNKNOWN, NOTHING = Interval(0.0, 1.0), Interval(0.0, 0.0)
Part = TypeVar("Part")


class TestType(StrEnum):
    """What a test can do to a hypothesis (Van Evera 1997), from what finding and not finding its trace would weigh."""

    STRAW = "straw-in-the-wind"
    HOOP = "hoop"
    SMOKING_GUN = "smoking-gun"
    DOUBLY_DECISIVE = "doubly-decisive"


#: The type by whether finding the trace tells for the hypothesis, and whether not finding it tells against it.
_TYPES = {
    (False, False): TestType.STRAW,
    (False, True): TestType.HOOP,
    (True, False): TestType.SMOKING_GUN,
    (True, True): TestType.DOUBLY_DECISIVE,
}


def found_weight(one: Interval, other: Interval) -> Interval:
    """What finding a trace weighs for a hypothesis against another, in decibels, from its likelihoods under the two.

    An end is infinite where a likelihood can be 0. A trace that neither allows leaves everything open.

    >>> found_weight(Interval(0.5, 0.5), Interval(0.05, 0.5))
    Interval(low=0.0, high=10.0)
    """
    return Interval(_decibels(one.low, other.high, -inf), _decibels(one.high, other.low, inf))


def missed_weight(one: Interval, other: Interval) -> Interval:
    """What looking for a trace and not finding it weighs for a hypothesis against another, in decibels."""
    return found_weight(_complement(one), _complement(other))


def _complement(likelihood: Interval) -> Interval:
    return Interval(1.0 - likelihood.high, 1.0 - likelihood.low)


def _decibels(one: float, other: float, neither: float) -> float:
    """Ten times the logarithm of a ratio; where both can be 0 it is what the end of an interval is then."""
    if one > 0.0 and other > 0.0:
        return 10.0 * (log10(one) - log10(other))
    if one == other:
        return neither
    return inf if other == 0.0 else -inf


def hull(*intervals: Interval) -> Interval:
    """The least interval that contains all of these."""
    return Interval(min(one.low for one in intervals), max(one.high for one in intervals))


def opposite(weight: Interval) -> Interval:
    """The same weight for the other hypothesis."""
    return Interval(0.0 - weight.high, 0.0 - weight.low)


def types_of(one: Interval, other: Interval, threshold: float = CLEAR) -> tuple[TestType, ...]:
    """Every type that a test of a hypothesis can be, given the intervals of its likelihoods under it and its rival.

    >>> [str(kind) for kind in types_of(Interval(0.95, 0.95), Interval(0.5, 0.5))]
    ['hoop']
    """
    found, missed = found_weight(one, other), missed_weight(one, other)
    for_it = {end >= threshold - ROUNDING for end in (found.low, found.high)}
    against_it = {end <= ROUNDING - threshold for end in (missed.low, missed.high)}
    return tuple(kind for (tells, needs), kind in _TYPES.items() if tells in for_it and needs in against_it)


class Group(NamedTuple):
    """The weights of tests that depend on each other: the least and greatest single one, and their sum."""

    least: float = inf
    most: float = -inf
    low: float = 0.0
    high: float = 0.0

    def __add__(self, other: Group) -> Group:  # type: ignore[override]
        """Both together."""
        return Group(
            min(self.least, other.least),
            max(self.most, other.most),
            _low(self.low, other.low),
            _high(self.high, other.high),
        )

    @property
    def weight(self) -> Interval:
        """The hull of the single weights and of their sum, never the sum alone."""
        if self.least > self.most:
            return NOTHING
        return Interval(min(self.least, self.low), max(self.most, self.high))


def single(weight: Interval) -> Group:
    """A group of one test."""
    return Group(weight.low, weight.high, weight.low, weight.high)


def _low(one: float, other: float) -> float:
    """The sum of two lower ends; where one rules out what the other proves, nothing limits it from below."""
    total = one + other
    return total if total == total else -inf


def _high(one: float, other: float) -> float:
    total = one + other
    return total if total == total else inf


def total(weights: Iterable[Interval]) -> Interval:
    """The sum of intervals; what one rules out and another proves is without limit on either side."""
    spans = [*weights]
    return sum_of(sum(span.low for span in spans), sum(span.high for span in spans))


def sum_of(low: float, high: float) -> Interval:
    """An interval from sums of its ends, of which a sum of both infinities is no number."""
    return Interval(-inf if low != low else low, inf if high != high else high)


def without_each(parts: Sequence[Part], nothing: Part) -> list[Part]:
    """For each part, the sum of all others; without a subtraction, which infinite weights would not survive."""
    before = [*accumulate(parts, initial=nothing)]
    after = [*accumulate(reversed(parts), initial=nothing)][::-1]
    return [before[n] + after[n + 1] for n in range(len(parts))]  # type: ignore[operator]


def of_group(weights: Iterable[Interval]) -> Interval:
    """The weight of a group of tests; most groups are a single one."""
    first, *others = [*weights] or [NOTHING]
    return reduce(Group.__add__, map(single, others), single(first)).weight if others else first
