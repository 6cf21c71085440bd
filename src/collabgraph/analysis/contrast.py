"""A condition counted in favourable and unfavourable cases, with what unknown cells and open outcomes leave open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product
from math import comb

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from collabgraph.model import Interval

#: Whether a case's outcome is favourable, and whether the condition is met there; None is unknown.
Pair = tuple[bool | None, bool | None]

#: Half of the error of a two-sided interval of 95 %.
_TAIL = 0.025


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


class _Block(Struct, frozen=True):
    """Completions with as many favourable and unfavourable cases: in how many of each it is met, at least and at most.

    Every pair of numbers between is that of a completion.
    """

    good: int
    bad: int
    met: tuple[int, int]
    other: tuple[int, int]


class Contrast(Struct, frozen=True):
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
        found = [
            (low / block.good - other_high / block.bad, high / block.good - other_low / block.bad)
            for block in self._blocks()
            for (low, high), (other_low, other_high) in [(block.met, block.other)]
        ]
        return Interval(min(low for low, _ in found), max(high for _, high in found)) if found else None

    @property
    def p(self) -> float | None:
        """The two-sided p of Fisher's exact test on the known cells; None where one side has no known case."""
        good, bad = self.favourable, self.unfavourable
        return fisher(good.met, good.known, bad.met, bad.known) if good.known and bad.known else None

    @property
    def p_range(self) -> Interval | None:
        """The least and greatest p over all that is unknown; None where no completion has a test."""
        found = [
            _of_all(block.good, block.bad)[block.met[0] : block.met[1] + 1, block.other[0] : block.other[1] + 1]
            for block in self._blocks()
        ]
        return Interval(min(float(p.min()) for p in found), max(float(p.max()) for p in found)) if found else None

    def _blocks(self) -> Iterator[_Block]:
        """The completions, those together in which as many cases with an open outcome of each kind are favourable."""
        good, bad, open_ = self.favourable, self.unfavourable, self.open
        unmet = open_.known - open_.met
        for a, b, c in product(range(open_.met + 1), range(unmet + 1), range(open_.unknown + 1)):
            cases = good.cases + a + b + c
            others = bad.cases + open_.cases - a - b - c
            if cases and others:
                least, other = good.met + a, bad.met + open_.met - a
                more, other_more = good.unknown + c, bad.unknown + open_.unknown - c
                yield _Block(cases, others, (least, least + more), (other, other + other_more))

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
        good, bad = self.favourable.known, self.unfavourable.known
        return min(fisher(good, good, 0, bad), fisher(0, good, bad, bad)) if good and bad else None


def contrast(pairs: Iterable[Pair]) -> Contrast:
    """The counts of a condition over cases; one whose outcome is neither favourable nor unfavourable is not given."""
    given = list(pairs)

    def side(outcome: bool | None) -> Side:
        states = [met for good, met in given if good is outcome]
        return Side(states.count(True), len(states) - states.count(None), len(states))

    return Contrast(side(True), side(False), side(None))


def fisher(met: int, cases: int, other_met: int, other_cases: int) -> float:
    """The two-sided p of Fisher's exact test: met in so many of some cases, and in so many of others.

    The sum of the probabilities of all tables with the same margins that are no more probable than this one (Fisher
    1935), counted in whole numbers, so that equally probable tables are.

    >>> fisher(3, 3, 0, 3)
    0.1
    """
    return _two_sided(cases, other_cases, met + other_met)[met]


@cache
def _of_all(cases: int, others: int) -> NDArray[np.float64]:
    """The p of every table: a row for each number of cases that meet a condition, a column for each of the others."""
    return np.array([[fisher(n, cases, m, others) for m in range(others + 1)] for n in range(cases + 1)])


@cache
def _two_sided(cases: int, other_cases: int, met: int) -> dict[int, float]:
    """By how many of the first cases meet a condition that ``met`` of all meet, the two-sided p."""
    possible = range(max(0, met - other_cases), min(cases, met) + 1)
    weights = {n: comb(cases, n) * comb(other_cases, met - n) for n in possible}
    total = comb(cases + other_cases, met)
    return {n: sum(other for other in weights.values() if other <= weights[n]) / total for n in possible}
