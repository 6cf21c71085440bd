"""A condition counted in favourable and unfavourable cases, with what unknown cells and open outcomes leave open."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from math import log

import numpy as np
from msgspec import Struct

from collabgraph.analysis.exact_test import Numbers, fisher, log_probability, most_probable, one_sided, ps
from collabgraph.model import Interval

#: Whether a case's outcome is favourable, and whether the condition is met there; None is unknown.
Pair = tuple[bool | None, bool | None]

#: Half of the error of a two-sided interval of 95 %.
_TAIL = 0.025
#: Of up to so many pairs of margins the least and the greatest p are found; of more, bounds.
MOST_TABLES = 1_000_000
#: By how much the computed logarithm of a probability, and a bound, may be wrong.
_INEXACT = 1e-6
#: The least number above 0.
_LEAST = 5e-324


class Side(Struct, frozen=True):
    """The cases with one kind of outcome: in how many the condition is met, of how many where that is known, of all."""

    met: int
    known: int
    cases: int

    @property
    def unknown(self) -> int:
        """In how many of the cases it is not known whether the condition is met."""
        return self.cases - self.known

    @property
    def share(self) -> float | None:
        """The share that meets the condition, of the cases where it is known; None where it is known in none."""
        return self.met / self.known if self.known else None

    @property
    def shares(self) -> Interval | None:
        """The share that meets the condition in all cases, were every unknown unmet, and were every one met."""
        if not self.cases:
            return None
        return Interval(self.met / self.cases, (self.met + self.unknown) / self.cases)

    @property
    def lower_bound(self) -> float | None:
        """The lower end of the exact 95 % interval of the share where all known cases meet the condition, else None.

        Clopper and Pearson (1934); for n of n it is 0.025 ** (1 / n): 0.29 for three, 0.40 for four, 0.69 for ten.
        """
        return _TAIL ** (1 / self.known) if self.known and self.met == self.known else None


class _Splits(Struct, frozen=True):
    """The completions, by how many of the cases with an open outcome are favourable; arrays, a place for each number.

    In two completions the shares differ the most: in one the condition is met in the ``lowest`` number of favourable
    cases and the ``other_highest`` of unfavourable ones, in the other in the ``highest`` and the ``other_lowest``.
    ``first`` is ``highest`` without the cases in which it is unknown, ``room`` the number of unfavourable cases of
    ``other_highest`` in which it is, and ``unknown`` that of all cases in which it is.
    """

    cases: Numbers
    others: Numbers
    lowest: Numbers
    other_highest: Numbers
    highest: Numbers
    other_lowest: Numbers
    first: Numbers
    room: Numbers
    unknown: int

    @property
    def tables(self) -> int:
        """How many pairs of margins the completions have."""
        return len(self.cases) * (self.unknown + 1)


class Contrast(Struct, frozen=True, dict=True):
    """A condition in the cases with a favourable and an unfavourable outcome, and in those whose outcome is open.

    An open outcome is either; the ranges are over both, and over all that the unknown cells may be.
    """

    favourable: Side
    unfavourable: Side
    open: Side = Side(0, 0, 0)

    @property
    def difference(self) -> float | None:
        """The difference of the shares where the condition is known (-1..1); None where one side has no known case."""
        good, bad = self.favourable.share, self.unfavourable.share
        return None if good is None or bad is None else good - bad

    @property
    def differences(self) -> Interval | None:
        """The least and greatest difference of the shares over all that is unknown.

        None where no completion of what is unknown has a case with each of the outcomes.
        """
        found = self._splits
        if not len(found.cases):
            return None
        low = found.lowest / found.cases - found.other_highest / found.others
        high = found.highest / found.cases - found.other_lowest / found.others
        return Interval(float(low.min()), float(high.max()))

    @property
    def p(self) -> float | None:
        """The two-sided p of Fisher's exact test on the known cells; None where one side has no known case."""
        good, bad = self.favourable, self.unfavourable
        return fisher(good.met, good.known, bad.met, bad.known) if good.known and bad.known else None

    @cached_property
    def p_range(self) -> Interval | None:
        """The least and greatest p over all that is unknown; None where no completion has a test.

        Exact where ``p_bounded`` is false; else the least p is not less than the one, and the greatest not more than
        the other (see ``_bounds``).

        All completions with the same numbers of favourable cases and of cases that meet the condition are tables with
        the same margins, and what differs between them, in how many favourable cases it is met, is every number from a
        least to a greatest. The probability of a table falls on both sides of the most probable number, and p with it,
        so that p is least at one of the ends and greatest nearest to that number: three tables of each pair of margins
        are all that need be tested.
        """
        found = self._splits
        if not len(found.cases):
            return None
        return _bounds(found) if self.p_bounded else _range(found, self._met)

    @property
    def p_bounded(self) -> bool:
        """Whether the ends of ``p_range`` are bounds, since there are too many completions to find the exact ones."""
        return self._splits.tables > MOST_TABLES

    @property
    def _met(self) -> int:
        """In how many of all cases it is known to be met."""
        return self.favourable.met + self.unfavourable.met + self.open.met

    @cached_property
    def _splits(self) -> _Splits:
        good, bad, open_ = self.favourable, self.unfavourable, self.open
        n = np.arange(open_.cases + 1)
        n = n[(good.cases + n > 0) & (bad.cases + open_.cases - n > 0)]
        met_first = np.minimum(n, open_.met)
        then_unknown = np.minimum(n - met_first, open_.unknown)
        after_unmet = n - np.minimum(n, open_.known - open_.met)
        unknown_first = np.minimum(after_unmet, open_.unknown)
        then_met = after_unmet - unknown_first
        room = bad.unknown + open_.unknown - unknown_first
        return _Splits(
            good.cases + n,
            bad.cases + open_.cases - n,
            good.met + then_met,
            bad.met + open_.met - then_met + room,
            good.met + met_first + good.unknown + then_unknown,
            bad.met + open_.met - met_first,
            good.met + met_first,
            room,
            good.unknown + bad.unknown + open_.unknown,
        )

    @property
    def p_without_one(self) -> Interval | None:
        """The least and greatest p on the known cells when any one case is left out; None where that leaves no test."""
        good, bad = self.favourable, self.unfavourable
        found = [
            fisher(good.met - met, good.known - (met or unmet), bad.met - other, bad.known - (other or not_other))
            for met, unmet, other, not_other, there in (
                (1, 0, 0, 0, good.met), (0, 1, 0, 0, good.known - good.met),
                (0, 0, 1, 0, bad.met), (0, 0, 0, 1, bad.known - bad.met),
            )
            if there and good.known - (met or unmet) and bad.known - (other or not_other)
        ]  # fmt: skip
        return Interval(min(found), max(found)) if found else None

    @property
    def least_p(self) -> float | None:
        """The least p that any outcome of the test could have with as many known cases; None without a test."""
        return least_p(self.favourable.known, self.unfavourable.known)


def contrast(pairs: Iterable[Pair]) -> Contrast:
    """The counts of a condition over cases; one whose outcome is neither favourable nor unfavourable is not given."""
    given = list(pairs)

    def side(outcome: bool | None) -> Side:
        states = [met for good, met in given if good is outcome]
        return Side(states.count(True), len(states) - states.count(None), len(states))

    return Contrast(side(True), side(False), side(None))


def least_p(good: int, bad: int, open_: int = 0) -> float | None:
    """The least p of any test of so many favourable and unfavourable cases, and of those whose outcome may be either.

    That of a condition met in all cases with one outcome and in none with the other. None where there is no test.
    """
    n = np.arange(open_ + 1)
    n = n[(good + n > 0) & (bad + open_ - n > 0)]
    if not len(n):
        return None
    cases, others = good + n, bad + open_ - n
    none = np.zeros_like(cases)
    return min(_least(cases, cases, none, others), _least(none, cases, others, others))


def _range(found: _Splits, known: int) -> Interval:
    """The least and greatest p over all completions (see ``Contrast.p_range``)."""
    more = np.arange(found.unknown + 1)
    cases, others = (np.repeat(each, len(more)) for each in (found.cases, found.others))
    total = known + np.tile(more, len(found.cases))
    fewest = (found.lowest[:, None] + np.maximum(more - found.room[:, None], 0)).ravel()
    most = np.minimum(found.highest[:, None], found.first[:, None] + more).ravel()
    mode = most_probable(total, cases, others)
    nearest = np.clip(mode, fewest, most)
    least = min(_least(met, cases, total - met, others) for met in (fewest, most))
    if np.any(nearest == mode):
        return Interval(least, 1.0)
    return Interval(least, _greatest(nearest, cases, total - nearest, others))


def _least(met: Numbers, cases: Numbers, other_met: Numbers, others: Numbers) -> float:
    """The least p of many tables; p is not less than the probability, so that tables above some p are passed over."""
    chances = log_probability(met, cases, other_met, others)
    first = int(chances.argmin())
    p = float(ps(met[first], cases[first], other_met[first], others[first])[0])
    rest = chances <= log(max(p, _LEAST)) + _INEXACT
    return float(ps(met[rest], cases[rest], other_met[rest], others[rest]).min(initial=p))


def _greatest(met: Numbers, cases: Numbers, other_met: Numbers, others: Numbers) -> float:
    """The greatest p of many tables; p is at most the probability times the number of tables with the same margins."""
    chances = log_probability(met, cases, other_met, others)
    first = int(chances.argmax())
    p = float(ps(met[first], cases[first], other_met[first], others[first])[0])
    rest = chances + np.log(np.minimum(cases, others) + 1) >= log(max(p, _LEAST)) - _INEXACT
    return float(ps(met[rest], cases[rest], other_met[rest], others[rest]).max(initial=p))


def _bounds(found: _Splits) -> Interval:
    """A number that no p of a completion is below, and one that none is above.

    A two-sided p includes the tail of its table on the side where it lies, so that it is not below the lesser of the
    two one-sided ones. A one-sided p does not grow when an unmet favourable case becomes met, or a met unfavourable one
    unmet (Barnard 1947, Biometrika 34:123-138, condition C): drawing one case more from the same cases adds at most one
    to what is drawn of the favourable ones, and never takes one away. So the one-sided p of the two completions whose
    shares differ most, for every number of open outcomes that are favourable, are below all others.

    The greatest is 1 where some completion may have equal shares. Where all differ in one direction, every table lies
    beyond the most probable one, so that no probability of its p is above its own; there are at most as many tables
    with its margins as the smaller group has cases, and one; and its own is at most its one-sided p, which is at most
    that of the completion whose shares differ least in that direction.
    """
    upper = one_sided(found.highest, found.cases, found.other_lowest, found.others)
    lower = one_sided(found.other_highest, found.others, found.lowest, found.cases)
    least = float(min(upper.min(), lower.min())) * (1 - _INEXACT)
    above = found.lowest * found.others > found.other_highest * found.cases
    below = found.highest * found.others < found.other_lowest * found.cases
    if not np.all(above | below):
        return Interval(least, 1.0)
    greatest = np.where(
        above,
        one_sided(found.lowest, found.cases, found.other_highest, found.others),
        one_sided(found.other_lowest, found.others, found.highest, found.cases),
    )
    bound = float((greatest * (np.minimum(found.cases, found.others) + 1)).max()) * (1 + _INEXACT)
    return Interval(least, min(1.0, max(bound, _LEAST)))
