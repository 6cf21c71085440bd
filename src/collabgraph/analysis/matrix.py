"""Many cases at once: cases by constructs, sorted by outcome, with counts, exact tests, and the pairs to look at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.comparison import Comparison, Outcome, Verdict, without_implied
from collabgraph.analysis.conditions import Condition
from collabgraph.analysis.contrast import Contrast, contrast
from collabgraph.analysis.frames import frame
from collabgraph.analysis.many.calibration import Calibration
from collabgraph.analysis.many.coded import Coded, calibrated
from collabgraph.analysis.many.plans import Chosen, Plan
from collabgraph.analysis.metrics import NETWORK_LEVEL
from collabgraph.errors import SeveralLevels
from collabgraph.model import Attribution, Claim, Construct, Interval, Status, Term
from collabgraph.words import Text

if TYPE_CHECKING:
    import pandas

#: The degree that is in neither set.
_HALF = 0.5
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

    @property
    def open(self) -> bool:
        """Whether it may be either: nothing is reported, or results speak for both."""
        return self in (CaseOutcome.MIXED, CaseOutcome.NOT_REPORTED)


class Row(Struct, frozen=True):
    """A construct in every case, in the order of the matrix, and its counts by outcome.

    ``explicit`` are the counts without the claims that were given to a case because of its outcome. ``lacking`` are
    the cases with a favourable outcome in which it is known not to be fully met, ``having`` those with an unfavourable
    one in which it is met: the exceptions to "met where the outcome is favourable, and not elsewhere".

    A ``metric`` of networks that was made a condition has a construct without a theory, and its ``claims``. Of a
    calibrated condition ``measured`` has the numbers behind the degrees, ``undefined`` why there is none.
    """

    construct: Construct
    cells: Mapping[str, Condition]
    contrast: Contrast
    explicit: Contrast
    lacking: tuple[str, ...]
    having: tuple[str, ...]
    states: Mapping[str, bool | None]
    calibration: Calibration | None = None
    metric: str = ""
    claims: Mapping[str, tuple[Claim, ...]] = {}
    measured: Mapping[str, Interval] = {}
    undefined: Mapping[str, Text] = {}

    def degree(self, case: str) -> Interval | None:
        """How far it is met in a case (0..1), at least and at most; None where it does not apply."""
        return self.cells[case].met if self.calibration is None else self.cells[case].degree

    def behind(self, case: str) -> tuple[Claim, ...]:
        """The claims behind the cell of a case."""
        return self.claims.get(case) or self.cells[case].claims

    @property
    def reverse(self) -> bool:
        """Whether it is met where the construct is absent; a calibration is of what is met already."""
        return self.calibration is None and self.construct.required is Status.ABSENT

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

    def __repr__(self) -> str:
        """One line: how many cases and conditions, and how many cases have each kind of outcome."""
        counts = ", ".join(f"{outcome.value} {n}" for outcome in CaseOutcome if (n := len(self.of(outcome))))
        return f"<Matrix of {len(self.cases)} cases by {len(self.rows)} conditions: {counts}>"

    def to_frame(self) -> pandas.DataFrame:
        """A row for each condition in each case: outcome, status, whether it is met, lowest and highest degree, claims.

        Raises MissingLibrary where pandas is not installed.
        """
        names = ("case", "outcome", "condition", "status", "met", "low", "high", "claims")
        return frame(names, (self._framed(case, row) for case in self.cases for row in self.rows))

    def _framed(self, case: str, row: Row) -> tuple[object, ...]:
        cell, degree = row.cells[case], row.degree(case)
        ends = (degree.low, degree.high) if degree else (None, None)
        claims = ", ".join(claim.id for claim in row.behind(case))
        outcome = self.outcomes[case].value
        return case, outcome, row.construct.term.id, cell.status.value, row.states[case], *ends, claims

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
                apart = differ(*cells) if row.calibration is None else _apart(row.states[one], row.states[other])
                sorted_out[apart].append(row.construct)
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


def matrix(comparison: Comparison, plan: Plan | None = None) -> Matrix:
    """The cases of a comparison by its preconditions, or by the conditions of a plan, sorted by outcome.

    A calibrated condition is met above the degree 0.5, and not met below. Raises SeveralLevels where a plan makes
    several levels of a condition.
    """
    found = {case: _outcome(comparison, case, plan.results if plan else {}) for case in comparison.cases}
    columns = [_given(verdict) for verdict in comparison.verdicts] if plan is None else _planned(comparison, plan)
    order = list(CaseOutcome)

    def place(case: str) -> tuple[int, int]:
        return order.index(found[case]), -sum(column.states[case] is True for column in columns)

    outcomes = {case: found[case] for case in sorted(found, key=place)}
    return Matrix(comparison, outcomes, tuple(_row(column, outcomes) for column in columns))


class _Column(Struct, frozen=True):
    """A condition in every case: whether it is met, with and without what was coded from the outcome."""

    construct: Construct
    cells: Mapping[str, Condition]
    states: Mapping[str, bool | None]
    explicit: Mapping[str, bool | None]
    more: Mapping[str, Any] = {}


def _given(verdict: Verdict) -> _Column:
    states = {case: met(cell) for case, cell in verdict.conditions.items()}
    explicit = {case: met(without_implied(cell)) for case, cell in verdict.conditions.items()}
    return _Column(verdict.construct, verdict.conditions, states, explicit)


def _apart(one: bool | None, other: bool | None) -> bool | None:
    return None if one is None or other is None else one is not other


def _outcome(comparison: Comparison, case: str, degrees: Mapping[str, float]) -> CaseOutcome:
    outcomes = [outcome for outcome in comparison.outcomes if outcome.case == case]
    if not outcomes or not degrees:
        return case_outcome(outcomes)
    given = {degrees[result] for outcome in outcomes for result in outcome.results}
    sides = {None if degree == _HALF else degree > _HALF for degree in given}
    return _come_to(sides == {None}, sides.pop() if len(sides) == 1 else None)


def case_outcome(outcomes: Collection[Outcome]) -> CaseOutcome:
    """What the outcomes of one case come to."""
    if not outcomes:
        return CaseOutcome.NOT_REPORTED
    judgements = {outcome.favourable for outcome in outcomes}
    return _come_to(all(outcome.neutral for outcome in outcomes), judgements.pop() if len(judgements) == 1 else None)


def _come_to(neutral: bool, favourable: bool | None) -> CaseOutcome:
    if favourable is None:
        return CaseOutcome.NEITHER if neutral else CaseOutcome.MIXED
    return CaseOutcome.FAVOURABLE if favourable else CaseOutcome.UNFAVOURABLE


def _row(column: _Column, outcomes: Mapping[str, CaseOutcome]) -> Row:
    cells = {case: column.cells[case] for case in outcomes}

    def exceptions(outcome: CaseOutcome, fulfilled: bool) -> tuple[str, ...]:
        return tuple(case for case in cells if outcomes[case] is outcome and column.states[case] is fulfilled)

    return Row(
        column.construct,
        cells,
        _contrast(cells, outcomes, column.states),
        _contrast(cells, outcomes, column.explicit),
        exceptions(CaseOutcome.FAVOURABLE, False),
        exceptions(CaseOutcome.UNFAVOURABLE, True),
        {case: column.states[case] for case in outcomes},
        **column.more,
    )


def _contrast(
    cells: Mapping[str, Condition], outcomes: Mapping[str, CaseOutcome], states: Mapping[str, bool | None]
) -> Contrast:
    """The counts over the cases to which the construct applies, but for those whose outcome counts as neither."""
    return contrast(
        (outcomes[case].favourable, states[case])
        for case, cell in cells.items()
        if cell.status is not Status.NOT_APPLICABLE and outcomes[case] is not CaseOutcome.NEITHER
    )


# With a file of anchors ----------------------------------------------------------------------------------------------


def _planned(comparison: Comparison, plan: Plan) -> list[_Column]:
    for each in plan.conditions:
        if each.calibration is not None and each.calibration.method == "crisp" and len(each.calibration.anchors) > 1:
            raise SeveralLevels(name=each.name, n=len(each.calibration.anchors) + 1)
    without = replace(comparison, preconditions={
        name: replace(state, conditions={iri: without_implied(one) for iri, one in state.conditions.items()})
        for name, state in comparison.preconditions.items()
    })  # fmt: skip
    return [_planned_column(each, comparison, without) for each in plan.conditions]


def _planned_column(chosen: Chosen, comparison: Comparison, without: Comparison) -> _Column:
    """A condition of a plan by itself, so that a case to which another does not apply stays in it."""
    if chosen.construct is not None:
        iri = chosen.construct.term.iri
        coded = {case: state.conditions[iri] for case, state in comparison.preconditions.items()}
        if chosen.calibration is None:
            explicit = {case: met(state.conditions[iri]) for case, state in without.preconditions.items()}
            return _Column(chosen.construct, coded, {case: met(one) for case, one in coded.items()}, explicit)
    else:
        coded = {}
    plan, cases = Plan((chosen,)), list(comparison.cases)
    found, known = calibrated(comparison, plan, ""), calibrated(without, plan, "")
    degrees, explicit_degrees = _degrees(found), _degrees(known)
    construct = chosen.construct or _of_metric(chosen)
    cells = {case: _calibrated_cell(construct, coded.get(case), degrees.get(case)) for case in cases}
    more = {
        "calibration": chosen.calibration,
        "metric": chosen.metric,
        "claims": {
            case: tuple(dict.fromkeys(claims))
            for (case, of), claims in found.memberships.claims.items()
            if of == chosen.name and chosen.metric
        },
        "measured": {
            case: interval
            for (case, _), interval in found.measured.items()
            if case not in coded or coded[case].status.settled
        },
        "undefined": {case: why for (case, _), why in found.undefined.items()},
    }
    states, explicit = ({case: _side(each.get(case)) for case in cases} for each in (degrees, explicit_degrees))
    return _Column(construct, cells, states, explicit, more)


def _degrees(found: Coded) -> dict[str, Interval]:
    low, high = found.memberships.low[0][:, 1], found.memberships.high[0][:, 1]
    return {case: Interval(float(low[n]), float(high[n])) for n, case in enumerate(found.memberships.cases)}


def _side(degree: Interval | None) -> bool | None:
    """Whether a degree is above 0.5 (True) or below (False); None where it may be either, or is exactly 0.5."""
    if degree is None or degree.low <= _HALF <= degree.high:
        return None
    return degree.low > _HALF


def _of_metric(chosen: Chosen) -> Construct:
    label = NETWORK_LEVEL[chosen.metric].label
    return Construct(Term(chosen.name, "", label, label), chosen.name, None, (), Status.PRESENT, None, (), ())


def _calibrated_cell(construct: Construct, coded: Condition | None, degree: Interval | None) -> Condition:
    """The cell of a calibrated condition: its degree, with the status that has such degrees."""
    claims, carried = (coded.claims, coded.carried) if coded else ((), {})
    status = coded.status if coded else Status.NOT_REPORTED
    if degree is None:
        return Condition(construct, Status.NOT_APPLICABLE, None, claims, carried)
    if coded and not status.settled:
        return Condition(construct, status, degree, claims, carried)
    if degree.low == degree.high:
        status = {0.0: Status.ABSENT, 1.0: Status.PRESENT}.get(degree.low, Status.PARTIAL)
    elif degree != Interval(0.0, 1.0):
        status = Status.PARTIAL
    elif status.settled:
        status = Status.CONTESTED
    return Condition(construct, status, degree, claims, carried)


def implied(condition: Condition) -> bool:
    """Whether every claim that decides a condition was given to its case because of what its outcome was."""
    claims: Sequence[object] = [claim.attribution for claim in condition.used]
    return bool(claims) and all(attribution == Attribution.IMPLIED for attribution in claims)
