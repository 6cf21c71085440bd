"""Memberships of cases in sets, each an interval: what configurations are computed from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from collabgraph.errors import TooManyUnknown

if TYPE_CHECKING:
    from collabgraph.model import Claim

Numbers = NDArray[np.float64]
#: A conjunction of literals: for each condition the level it must have, or FREE.
Conjunction = tuple[int, ...]
FREE = -1

#: A case with more possible configurations than this is refused: 12 unknown cells of yes or no.
MOST_PER_CASE = 4096


class Memberships(Struct, frozen=True, eq=False):
    """The least and greatest membership of each case in each level of each condition, and in the outcome.

    ``low[k]`` and ``high[k]`` have a row for each case and a column for each level of condition k; a condition of yes
    or no, crisp or fuzzy, has the levels 0 and 1. ``outcome_low`` and ``outcome_high`` have a number for each case.
    ``claims`` are those behind a cell, by case and condition (or outcome), where the table comes from coded cases.
    """

    cases: tuple[str, ...]
    conditions: tuple[str, ...]
    outcome: str
    low: tuple[Numbers, ...]
    high: tuple[Numbers, ...]
    outcome_low: Numbers
    outcome_high: Numbers
    claims: Mapping[tuple[str, str], tuple[Claim, ...]] = {}

    @property
    def levels(self) -> tuple[int, ...]:
        """How many levels each condition has."""
        return tuple(degrees.shape[1] for degrees in self.low)

    @property
    def crisp(self) -> bool:
        """Whether every known membership is 0 or 1, in the outcome also 0.5, and every other one is wholly unknown."""
        low, high = self.outcome_low, self.outcome_high
        settled = ~((low == 0.5) & (high == 0.5))
        pairs = [*zip(self.low, self.high, strict=True), (low[settled], high[settled])]
        return all(bool(np.isin(low, (0, 1)).all() and np.isin(high, (0, 1)).all()) for low, high in pairs)

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """The cells whose membership is not known exactly: case and condition, or case and outcome."""
        cells = [
            (case, name)
            for name, low, high in zip(self.conditions, self.low, self.high, strict=True)
            for case, open_ in zip(self.cases, np.any(low < high, axis=1).tolist(), strict=True)
            if open_
        ]
        open_outcomes = zip(self.cases, np.less(self.outcome_low, self.outcome_high).tolist(), strict=True)
        return cells + [(case, self.outcome) for case, open_ in open_outcomes if open_]

    @property
    def in_between(self) -> list[tuple[str, str]]:
        """The cells with a membership of exactly 0.5; a case with one in a condition belongs to no configuration."""
        cells = [
            (case, name)
            for name, low, high in zip(self.conditions, self.low, self.high, strict=True)
            if low.shape[1] == 2
            for case, half in zip(self.cases, (low[:, 1] == 0.5) & (high[:, 1] == 0.5), strict=True)
            if half
        ]
        halves = (self.outcome_low == 0.5) & (self.outcome_high == 0.5)
        return cells + [(case, self.outcome) for case, half in zip(self.cases, halves, strict=True) if half]

    def negated(self) -> Memberships:
        """The same cases with the negation of the outcome as their outcome; negated twice, the outcome itself."""
        name = self.outcome[1:] if self.outcome.startswith("~") else f"~{self.outcome}"
        claims = {(case, name if of == self.outcome else of): found for (case, of), found in self.claims.items()}
        return replace(
            self, outcome=name, outcome_low=1 - self.outcome_high, outcome_high=1 - self.outcome_low, claims=claims
        )

    def among(self, rows: Sequence[int]) -> Memberships:
        """The same table with these cases alone, by their numbers."""
        chosen = list(rows)
        return replace(
            self,
            cases=tuple(self.cases[n] for n in chosen),
            low=tuple(low[chosen] for low in self.low),
            high=tuple(high[chosen] for high in self.high),
            outcome_low=self.outcome_low[chosen],
            outcome_high=self.outcome_high[chosen],
        )

    def in_term(self, term: Conjunction) -> tuple[Numbers, Numbers]:
        """The least and greatest membership of each case in a conjunction: the least of its literals'."""
        low = high = np.ones(len(self.cases))
        for k, level in enumerate(term):
            if level != FREE:
                low, high = np.minimum(low, self.low[k][:, level]), np.minimum(high, self.high[k][:, level])
        return low, high

    def in_any(self, terms: Sequence[Conjunction]) -> tuple[Numbers, Numbers]:
        """The least and greatest membership of each case in a disjunction of terms: the greatest of the terms'.

        Where a condition stands in two terms with different levels its membership is one and the same in both, so the
        hull of the terms would be too wide: such a case is computed at the ends and at the middle of what is unknown.
        """
        pairs = [self.in_term(term) for term in terms] or [(np.zeros(len(self.cases)),) * 2]
        low = np.maximum.reduce([pair[0] for pair in pairs])
        high = np.maximum.reduce([pair[1] for pair in pairs])
        mixed = [k for k, levels in enumerate(zip(*terms, strict=True)) if len({*levels} - {FREE}) > 1]
        for n in range(len(self.cases)):
            open_ = [k for k in mixed if (self.low[k][n] < self.high[k][n]).any()]
            if open_ and len(open_) <= _MOST_MIXED:
                low[n], high[n] = self._ends(n, open_, terms)
        return low, high

    def _ends(self, case: int, open_: Sequence[int], terms: Sequence[Conjunction]) -> tuple[float, float]:
        """The least and greatest membership of one case in any of the terms, over what ``open_`` conditions can be.

        A formula of minima and maxima of x and 1-x takes its extremes where each x is at an end or at 0.5.
        """
        ends = []
        for side in (self.low, self.high):
            fixed = [side[k][case] for k in range(len(self.conditions))]
            for choice in product(*(self._points(k, case) for k in open_)):
                at = {**dict(enumerate(fixed)), **dict(zip(open_, choice, strict=True))}
                ends.append(max(_least(at, term) for term in terms))
        return min(ends), max(ends)

    def _points(self, k: int, case: int) -> list[Numbers]:
        """The memberships in all levels of a condition at which a formula can be least or greatest."""
        low, high = self.low[k][case], self.high[k][case]
        if len(low) > 2:
            return [row for row in np.eye(len(low)) if (row <= high).all()]
        degrees = sorted({float(low[1]), float(high[1]), float(np.clip(0.5, low[1], high[1]))})
        return [np.array([1 - degree, degree]) for degree in degrees]

    def configurations(self, case: int) -> list[Conjunction]:
        """The configurations that a case can belong to: those in whose every literal it can be above 0.5.

        Raises TooManyUnknown where there are more than MOST_PER_CASE.
        """
        options = [[int(level) for level in np.flatnonzero(high[case] > 0.5)] for high in self.high]
        n = int(np.prod([float(len(option)) for option in options]))
        if n > MOST_PER_CASE:
            unknown = sum(len(option) > 1 for option in options)
            raise TooManyUnknown(case=self.cases[case], n=unknown, most=MOST_PER_CASE)
        return list(product(*options))


_MOST_MIXED = 6


def _least(memberships: Mapping[int, Numbers], term: Conjunction) -> float:
    return min((float(memberships[k][level]) for k, level in enumerate(term) if level != FREE), default=1.0)


def of_degrees(
    cases: Sequence[str], conditions: Sequence[str], outcome: str, low: Numbers, high: Numbers,
    outcome_low: Numbers, outcome_high: Numbers, claims: Mapping[tuple[str, str], tuple[Claim, ...]] | None = None,
) -> Memberships:  # fmt: skip
    """Memberships in conditions of yes or no: ``low`` and ``high`` have a row for each case, a column for each."""
    columns = range(len(conditions))
    return Memberships(
        tuple(cases),
        tuple(conditions),
        outcome,
        tuple(np.column_stack([1 - high[:, k], low[:, k]]) for k in columns),
        tuple(np.column_stack([1 - low[:, k], high[:, k]]) for k in columns),
        outcome_low,
        outcome_high,
        claims or {},
    )


def written(term: Conjunction, conditions: Sequence[str], levels: Sequence[int]) -> str:
    """A term as it is written: literals joined by ``*``, ``~`` for not, ``A{2}`` for a level of several; 1 for all.

    >>> written((1, 0, FREE), "ABC", (2, 2, 2)), written((2, FREE, 0), "ABC", (3, 2, 2))
    ('A*~B', 'A{2}*~C')
    """
    literals = [
        f"{name}{{{level}}}" if n > 2 else f"~{name}" if level == 0 else name
        for name, level, n in zip(conditions, term, levels, strict=True)
        if level != FREE
    ]
    return "*".join(literals) or "1"


def covers(term: Conjunction, other: Conjunction) -> bool:
    """Whether every configuration of ``other`` is one of ``term``."""
    return all(level in (FREE, there) for level, there in zip(term, other, strict=True))
