"""Many cases at once: cases by constructs, sorted by outcome, with counts, exact tests, and the pairs to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import combinations

from msgspec import Struct

from collabgraph.analysis.comparison import Comparison, Verdict, without_implied
from collabgraph.analysis.conditions import Condition
from collabgraph.analysis.contrast import Contrast, contrast
from collabgraph.model import Attribution, Construct, Status

#: From so many cases on a comparison is a matrix with counts.
MANY = 6


class CaseOutcome(StrEnum):
    """What the outcomes of a case come to, in the order in which cases are sorted."""

    FAVOURABLE = "favourable"
    NEITHER = "neither"
    MIXED = "mixed"
    UNFAVOURABLE = "unfavourable"
    NOT_REPORTED = "not-reported"

    @property
    def favourable(self) -> bool | None:
        """True or False for a favourable and an unfavourable one, None for all others."""
        return {CaseOutcome.FAVOURABLE: True, CaseOutcome.UNFAVOURABLE: False}.get(self)


class Row(Struct, frozen=True):
    """A construct in every case, in the order of the matrix, and its counts by outcome.

    ``explicit`` are the counts without the claims that were given to a case because of its outcome. ``lacking`` are
    the cases with a favourable outcome in which it is known not to be fully met, ``having`` those with an unfavourable
    one in which it is met: the exceptions to "met where the outcome is favourable, and not elsewhere".
    """

    construct: Construct
    cells: Mapping[str, Condition]
    contrast: Contrast
    explicit: Contrast
    lacking: tuple[str, ...]
    having: tuple[str, ...]

    @property
    def by_construction(self) -> bool:
        """Whether claims that were given to a case because of its outcome change the counts."""
        return self.contrast != self.explicit


class CasePair(Struct, frozen=True):
    """Two cases: the constructs in which they certainly differ, are certainly alike, and what is open.

    Constructs that do not apply to one of them are in none of the three.
    """

    one: str
    other: str
    differ: tuple[Construct, ...]
    alike: tuple[Construct, ...]
    open: tuple[Construct, ...]

    @property
    def most(self) -> int:
        """In how many constructs they may differ at most."""
        return len(self.differ) + len(self.open)


class Matrix(Struct, frozen=True, dict=True):
    """Cases by constructs: ``outcomes`` are those of the cases, which are sorted by them."""

    comparison: Comparison
    outcomes: Mapping[str, CaseOutcome]
    rows: tuple[Row, ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """The ids of the cases: by outcome, and then those first that meet more constructs."""
        return tuple(self.outcomes)

    def of(self, outcome: CaseOutcome) -> list[str]:
        """The cases with this outcome."""
        return [case for case, found in self.outcomes.items() if found is outcome]

    @cached_property
    def pairs(self) -> tuple[CasePair, ...]:
        """Every two cases whose outcomes are favourable or unfavourable."""
        judged = [case for case, outcome in self.outcomes.items() if outcome.favourable is not None]
        return tuple(self._pair(one, other) for one, other in combinations(judged, 2))

    @property
    def similar(self) -> list[CasePair]:
        """Pairs with different outcomes, those first that may differ in the fewest constructs (most similar systems).

        Mill's method of difference asks in what such a pair differs. Unknowns count as possible differences, so that
        two cases of which nothing is known are not similar.
        """
        return sorted(self._pairs(same=False), key=lambda pair: (pair.most, len(pair.differ)))

    @property
    def different(self) -> list[CasePair]:
        """Pairs with the same outcome, those first that certainly differ in the most constructs (most different ones).

        Mill's method of agreement asks in what such a pair is alike.
        """
        return sorted(self._pairs(same=True), key=lambda pair: (-len(pair.differ), -len(pair.alike)))

    def _pairs(self, *, same: bool) -> list[CasePair]:
        return [pair for pair in self.pairs if (self.outcomes[pair.one] is self.outcomes[pair.other]) is same]

    def _pair(self, one: str, other: str) -> CasePair:
        sorted_out: dict[bool | None, list[Construct]] = {True: [], False: [], None: []}
        for row in self.rows:
            cells = row.cells[one], row.cells[other]
            if all(cell.status is not Status.NOT_APPLICABLE for cell in cells):
                sorted_out[differ(*cells)].append(row.construct)
        return CasePair(one, other, *(tuple(sorted_out[key]) for key in (True, False, None)))


def differ(one: Condition, other: Condition) -> bool | None:
    """Whether two conditions certainly differ (True) or are certainly alike (False); None where that is open."""
    if not (one.status.settled and other.status.settled):
        return None
    if one.status is not other.status:
        return True if one.excludes(other) else None
    return None if one.status is Status.INSUFFICIENT else False


def met(condition: Condition) -> bool | None:
    """Whether a precondition is met; False where it is certainly not fully met, partly met for instance."""
    return {"satisfied": True, "missing": False, "partial": False}.get(condition.fulfilment)


def matrix(comparison: Comparison) -> Matrix:
    """The cases of a comparison by its preconditions, sorted by outcome."""
    found = {case: _outcome(comparison, case) for case in comparison.cases}
    order = list(CaseOutcome)

    def place(case: str) -> tuple[int, int]:
        fulfilled = sum(met(verdict.conditions[case]) is True for verdict in comparison.verdicts)
        return order.index(found[case]), -fulfilled

    outcomes = {case: found[case] for case in sorted(found, key=place)}
    return Matrix(comparison, outcomes, tuple(_row(verdict, outcomes) for verdict in comparison.verdicts))


def _outcome(comparison: Comparison, case: str) -> CaseOutcome:
    outcomes = [outcome for outcome in comparison.outcomes if outcome.case == case]
    if not outcomes:
        return CaseOutcome.NOT_REPORTED
    favourable = comparison.favourable(case)
    if favourable is None:
        return CaseOutcome.NEITHER if all(outcome.neutral for outcome in outcomes) else CaseOutcome.MIXED
    return CaseOutcome.FAVOURABLE if favourable else CaseOutcome.UNFAVOURABLE


def _row(verdict: Verdict, outcomes: Mapping[str, CaseOutcome]) -> Row:
    cells = {case: verdict.conditions[case] for case in outcomes}

    def exceptions(outcome: CaseOutcome, fulfilled: bool) -> tuple[str, ...]:
        return tuple(case for case, cell in cells.items() if outcomes[case] is outcome and met(cell) is fulfilled)

    return Row(
        verdict.construct,
        cells,
        _contrast(cells, outcomes, lambda cell: cell),
        _contrast(cells, outcomes, without_implied),
        exceptions(CaseOutcome.FAVOURABLE, False),
        exceptions(CaseOutcome.UNFAVOURABLE, True),
    )


def _contrast(
    cells: Mapping[str, Condition], outcomes: Mapping[str, CaseOutcome], change: Callable[[Condition], Condition]
) -> Contrast:
    """The counts over the cases to which the construct applies."""
    return contrast(
        (outcomes[case].favourable, met(change(cell)))
        for case, cell in cells.items()
        if cell.status is not Status.NOT_APPLICABLE
    )


def implied(condition: Condition) -> bool:
    """Whether every claim that decides a condition was given to its case because of what its outcome was."""
    claims: Sequence[object] = [claim.attribution for claim in condition.used]
    return bool(claims) and all(attribution == Attribution.IMPLIED for attribution in claims)
