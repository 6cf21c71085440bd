"""Truth tables: which configurations the cases have, and what outcome each stands for."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from collabgraph.analysis.many.fit import Bounds, Fit, sufficiency
from collabgraph.analysis.many.memberships import Conjunction, Memberships

#: Sums of memberships in decimal fractions miss their value by less than this.
ROUNDING = 1e-9


class Out(StrEnum):
    """What a configuration stands for: the outcome, its absence, a contradiction, or too few cases to tell."""

    ON = "1"
    OFF = "0"
    CONTRADICTION = "C"
    REMAINDER = "?"


class Cuts(Struct, frozen=True):
    """The thresholds of a truth table.

    A row stands for the outcome where its inclusion reaches ``inclusion`` and its PRI ``pri``, and for too few cases
    below ``n`` of them. With a ``lower`` cut of inclusion, a row between the two is a contradiction.
    """

    inclusion: float = 1.0
    n: int = 1
    pri: float = 0.0
    lower: float | None = None


class Row(Struct, frozen=True):
    """A configuration: the cases that have it, those that may have it, its fit, and what it can stand for.

    ``outs`` has one item where it is certain; with unknown memberships it holds all that cannot be excluded.
    """

    configuration: Conjunction
    cases: tuple[str, ...]
    perhaps: tuple[str, ...]
    fit: Fit
    outs: frozenset[Out]

    @property
    def out(self) -> Out | None:
        """What it certainly stands for, or None where that is open."""
        return next(iter(self.outs)) if len(self.outs) == 1 else None


class TruthTable(Struct, frozen=True):
    """The configurations that cases have or may have, sorted, and the memberships they come from."""

    memberships: Memberships
    cuts: Cuts
    rows: tuple[Row, ...]

    def standing_for(self, out: Out) -> list[Conjunction]:
        """The configurations that certainly stand for this."""
        return [row.configuration for row in self.rows if row.out is out]

    @property
    def open_rows(self) -> list[Row]:
        """The rows whose outcome depends on what is unknown."""
        return [row for row in self.rows if row.out is None]

    @property
    def unassigned(self) -> tuple[str, ...]:
        """The cases that are in no row because their membership in a condition is exactly 0.5."""
        placed = {case for row in self.rows for case in (*row.cases, *row.perhaps)}
        return tuple(case for case in self.memberships.cases if case not in placed)


def truth_table(memberships: Memberships, cuts: Cuts = Cuts()) -> TruthTable:  # noqa: B008 (frozen)
    """The truth table of these memberships.

    A case belongs to the configuration in whose every literal it is above 0.5, whatever its membership in the outcome;
    inclusion and PRI of a configuration are computed over all cases. Raises TooManyUnknown where a case can be in too
    many configurations.
    """
    possible: dict[Conjunction, list[int]] = {}
    for number in range(len(memberships.cases)):
        for configuration in memberships.configurations(number):
            possible.setdefault(configuration, []).append(number)
    rows = (_row(memberships, cuts, *item) for item in sorted(possible.items(), reverse=True))
    return TruthTable(memberships, cuts, tuple(rows))


def _row(memberships: Memberships, cuts: Cuts, configuration: Conjunction, numbers: Sequence[int]) -> Row:
    low, high = memberships.in_term(configuration)
    certain = [n for n in numbers if low[n] > 0.5]
    fit = sufficiency(low, high, memberships.outcome_low, memberships.outcome_high)
    return Row(
        configuration,
        tuple(memberships.cases[n] for n in certain),
        tuple(memberships.cases[n] for n in numbers if low[n] <= 0.5),
        fit,
        frozenset(_outs(cuts, fit, len(certain), len(numbers))),
    )


def _outs(cuts: Cuts, fit: Fit, least: int, most: int) -> set[Out]:
    """What a row can stand for, with at least and at most so many cases."""
    outs = {Out.REMAINDER} if least < cuts.n else set[Out]()
    if most < cuts.n or fit.inclusion is None:
        return outs or {Out.REMAINDER}
    low, high = fit.inclusion.low + ROUNDING, fit.inclusion.high + ROUNDING
    reaches = _reaches(fit.pri, cuts.pri)
    if high >= cuts.inclusion and True in reaches:
        outs.add(Out.ON)
    lower = cuts.inclusion if cuts.lower is None else cuts.lower
    if low < lower or (high >= cuts.inclusion and False in reaches):
        outs.add(Out.OFF)
    if cuts.lower is not None and low < cuts.inclusion and high >= lower:
        outs.add(Out.CONTRADICTION)
    return outs


def _reaches(pri: Bounds, cut: float) -> set[bool]:
    """Whether PRI reaches its cut: both where that is open. A cut of 0 is always reached."""
    if cut <= 0:
        return {True}
    if pri is None:
        return {False}
    return {bool(pri.low + ROUNDING >= cut), bool(pri.high + ROUNDING >= cut)}
