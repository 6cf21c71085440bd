"""Cases side by side: where they differ, what cannot by itself explain a difference, and what is still unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.codings import Codings, Measured
from collabgraph.analysis.comparability import Service, service
from collabgraph.analysis.conditions import (
    Condition,
    Preconditions,
    condition,
    indicators_of,
    preconditions,
    with_status,
)
from collabgraph.analysis.expected_ties import ExpectedTies, expected_ties
from collabgraph.analysis.frames import frame
from collabgraph.analysis.joint_choices import Agreement, JointChoices, joint_choices_of
from collabgraph.analysis.metrics import NETWORK_LEVEL, GovernanceMode, Value, governance_mode, value_of
from collabgraph.analysis.metrics.arrays import of_network
from collabgraph.analysis.network import Granularity, Network, Tie, network, with_common_names
from collabgraph.analysis.paper_practice import PaperPracticeGap, paper_practice_gap
from collabgraph.analysis.sensitivity import Range, single_choices
from collabgraph.analysis.unused import Reason, Unused, joined, unused
from collabgraph.errors import DuplicateCase, UnknownIndicator, WrongNumberOfCases
from collabgraph.model import (
    DEFAULT_BASES,
    Attribution,
    Basis,
    Case,
    Claim,
    Construct,
    Framework,
    Ontology,
    OutcomeClaim,
    RivalClaim,
    Status,
)
from collabgraph.words import both, mark
from collabgraph.words.nearest import meant, suggestion

if TYPE_CHECKING:
    import pandas

    from collabgraph.analysis.inference import CugResult

#: The basis of what the study itself reports.
STUDY_ALONE = frozenset({Basis.REPORTED})

#: The metrics that are compared: all that are quick to compute; ``Comparison.modes`` has the governance mode.
COMPARED = tuple(m.id for m in NETWORK_LEVEL.values() if m.compared and not m.costly and m.id != "governance_mode")

VERDICTS = (
    "difference",
    "one-sided",
    "unknown",
    "shared-present",
    "shared-absent",
    "shared-insufficient",
    "shared-partial",
    "not-applicable",
)


class Outcome(Struct, frozen=True):
    """The results of one case by one indicator.

    ``favourable`` is None where the claims disagree on it, or where the result counts as neither.
    """

    case: str
    indicator: Construct
    results: tuple[str, ...]
    favourable: bool | None
    claims: tuple[OutcomeClaim, ...]

    @property
    def neutral(self) -> bool:
        """Whether every result counts neither as success nor as failure, a middling one for instance."""
        return all(self.indicator.judged(result) is None for result in self.results)


class Difference(Struct, frozen=True):
    """The statuses that would make the cases differ on a construct if ``case`` had one of them."""

    case: str
    statuses: tuple[Status, ...]


class Verdict(Struct, frozen=True):
    """A comparison of the cases on one construct: its condition in each, and one of VERDICTS.

    ``fits`` is whether a difference agrees with the outcomes: True where the precondition is better met in every case
    with a favourable outcome than in every case with an unfavourable one, False where it is the other way round in all,
    None where neither is so or it is not known (``Comparison.tally`` then counts the cases).
    ``fits_without_implied`` is the same without the claims that were given to a case because of its outcome.
    ``would_differ_if`` has what would make the verdict "one-sided" a difference.
    """

    construct: Construct
    conditions: Mapping[str, Condition]
    verdict: str
    fits: bool | None
    fits_without_implied: bool | None
    would_differ_if: tuple[Difference, ...]

    @property
    def fits_by_construction(self) -> bool:
        """Whether the fit with the outcomes disappears without the claims that got their case from its outcome."""
        return self.fits is True and self.fits_without_implied is not True

    @property
    def holds_whatever_is_unknown(self) -> bool:
        """Whether no unknown is left that could change the verdict."""
        if self.verdict in ("one-sided", "shared-insufficient"):
            return False
        return all(condition.status.settled for condition in self.conditions.values())

    @property
    def bases(self) -> dict[str, tuple[Basis, ...]]:
        """The bases of the claims behind each case's status, the strongest first."""
        return {case: condition.bases for case, condition in self.conditions.items()}


class Tally(Struct, frozen=True):
    """In how many of the cases with one kind of outcome a precondition is met, of how many where that is known.

    ``exceptions`` are the cases that go against the rest: those with a favourable outcome where it is not met, and
    those with an unfavourable one where it is.
    """

    met: Mapping[bool, int]
    known: Mapping[bool, int]
    cases: Mapping[bool, int]
    exceptions: tuple[str, ...]


class TiePair(Struct, frozen=True):
    """A tie by the IRIs of its actors (``Comparison.names`` has their names), with the tie of each case that has it."""

    sender: str
    receiver: str
    ties: Mapping[str, Tie]


class Figure(Struct, frozen=True):
    """A network-level metric in each case: its value, and its range over the choices a coder could have made.

    ``choices`` are those made for all cases at once (see ``joint_choices``), None where that was not asked for.
    """

    metric: str
    values: Mapping[str, Value]
    ranges: Mapping[str, Range]
    choices: JointChoices | None = None

    @property
    def agreement(self) -> Agreement | None:
        """In how far the difference keeps its direction over the joint choices; None where a case has no value."""
        return self.choices.agreements.get(self.metric) if self.choices else None

    @property
    def robust(self) -> bool | None:
        """Whether the direction of the difference is the same under all joint choices; None without a difference."""
        return self.agreement.robust if self.agreement else None

    @property
    def apart(self) -> bool | None:
        """Whether no two of the cases' ranges overlap; None where a case has no value or no range."""
        if any(value.value is None for value in self.values.values()) or len(self.ranges) < len(self.values):
            return None
        return not any(one.overlaps(other) for one, other in combinations(self.ranges.values(), 2))


class Comparison(Struct, frozen=True, dict=True):
    """The results of comparing cases, by case id in the order given.

    ``decides`` is the indicator that alone says what the outcome of a case is, None where all do; the outcomes by
    others are then ``set_aside``.
    """

    cases: Mapping[str, Case]
    framework: Framework
    ontology: Ontology
    bases: frozenset[Basis]
    outcomes: tuple[Outcome, ...]
    preconditions: Mapping[str, Preconditions]
    verdicts: tuple[Verdict, ...]
    study_alone: tuple[Verdict, ...]
    networks: Mapping[str, Network]
    granularity: Granularity
    systems: bool
    cugs: Mapping[str, Mapping[str, CugResult]]
    decides: Construct | None = None
    set_aside: tuple[Outcome, ...] = ()

    @property
    def attributions(self) -> frozenset[Attribution]:
        """The attributions of the claims that count: those that any of the cases uses."""
        return frozenset().union(*(case.attributions for case in self.cases.values()))

    def __repr__(self) -> str:
        """One line: how many preconditions have each verdict."""
        counts = ", ".join(f"{name} {len(self.with_verdict(name))}" for name in VERDICTS)
        return f"<Comparison of {', '.join(self.cases)} by {self.framework.id}: {counts}>"

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """A row for each precondition in each case: its status, degree, verdict over the cases, bases and claims.

        Raises MissingLibrary where pandas is not installed.
        """
        columns = "construct label case status low high verdict holds_whatever_is_unknown fits bases claims".split()
        return frame(columns, (row for verdict in self.verdicts for row in _rows(verdict, lang)))

    def with_verdict(self, *names: str) -> list[Verdict]:
        """The preconditions with one of these verdicts, in the framework's order."""
        return [verdict for verdict in self.verdicts if verdict.verdict in names]

    def alone(self, construct: Construct) -> Verdict:
        """The verdict on a construct from the study's own statements alone."""
        return next(verdict for verdict in self.study_alone if verdict.construct == construct)

    def favourable(self, case: str) -> bool | None:
        """Whether all outcomes of a case are favourable (True), all unfavourable (False), or neither (None)."""
        return favourable(self.outcomes, case)

    def tally(self, verdict: Verdict) -> Tally:
        """How many cases with a favourable (True) and an unfavourable (False) outcome meet a precondition.

        A precondition counts as met where it is satisfied, and as not met where it is missing or partial.
        """
        states = {case: (self.favourable(case), condition.fulfilment) for case, condition in verdict.conditions.items()}
        known = ("satisfied", "missing", "partial")
        return Tally(
            {good: sum(state == (good, "satisfied") for state in states.values()) for good in (True, False)},
            {good: sum(state[0] is good and state[1] in known for state in states.values()) for good in (True, False)},
            {good: sum(state[0] is good for state in states.values()) for good in (True, False)},
            tuple(
                case
                for case, (good, fulfilment) in states.items()
                if good is not None and fulfilment in known and good != (fulfilment == "satisfied")
            ),
        )

    @property
    def outcomes_differ(self) -> bool:
        """Whether some case's outcomes are favourable and another's unfavourable."""
        return {True, False} <= {self.favourable(case) for case in self.cases}

    @property
    def common_indicators(self) -> list[Construct]:
        """The indicators that every case reports."""
        reported = [
            {outcome.indicator.term.iri for outcome in self.outcomes if outcome.case == case} for case in self.cases
        ]
        common = set.intersection(*reported)
        return [indicator for indicator in self.framework.indicators if indicator.term.iri in common]

    @property
    def indicators(self) -> dict[str, Construct]:
        """By id, the indicators of the framework, and those of others that the cases report."""
        claimed = {outcome.indicator.term.iri for outcome in (*self.outcomes, *self.set_aside)}
        found = indicators_of(claimed, self.framework, self.ontology).values()
        return {indicator.term.id: indicator for indicator in reversed([*found])}

    def indicator(self, name: str) -> Construct:
        """The indicator with this id or label; raises UnknownIndicator with the nearest."""
        known = self.indicators
        found = meant(name, {key: one.term.label.by_language.values() for key, one in known.items()})
        if len(found) != 1:
            raise UnknownIndicator(name=name, nearest=suggestion(name, known), known=", ".join(sorted(known)))
        return known[found[0]]

    def decided_by(self, indicator: Construct) -> Comparison:
        """The same comparison with the outcomes by one indicator alone."""
        kept = tuple(outcome for outcome in self.outcomes if outcome.indicator.term.iri == indicator.term.iri)
        others = tuple(outcome for outcome in self.outcomes if outcome not in kept)
        judgements = {case: favourable(kept, case) for case in self.cases}
        verdicts, alone = (
            tuple(verdict(each.construct, each.conditions, judgements) for each in verdicts)
            for verdicts in (self.verdicts, self.study_alone)
        )
        return replace(self, outcomes=kept, verdicts=verdicts, study_alone=alone, decides=indicator, set_aside=others)

    @cached_property
    def rivals(self) -> list[tuple[RivalClaim, tuple[str, ...]]]:
        """Every rival explanation on the chosen bases, with the ids of the cases it is about; by claim IRI.

        A rival explanation that a study gives for no case in particular is about every case coded from the study.
        """
        rivals: dict[str, tuple[RivalClaim, tuple[str, ...]]] = {}
        for case_id, case in self.cases.items():
            for claim in (*case.of(RivalClaim, self.bases), *case.of_study(RivalClaim, self.bases)):
                rivals[claim.iri] = (claim, (*rivals.get(claim.iri, (claim, ()))[1], case_id))
        return [rivals[iri] for iri in sorted(rivals)]

    @cached_property
    def rivals_left_out(self) -> list[RivalClaim]:
        """The rival explanations that rest on bases, or have attributions, that were not chosen; by IRI."""
        used = {claim.iri for claim, _ in self.rivals}
        every = {
            claim.iri: claim
            for case in self.cases.values()
            for claim in (*case.claims, *(case.study.claims if case.study else ()))
            if isinstance(claim, RivalClaim) and claim.iri not in used and not case.period.precedes(claim.date)
        }
        return [every[iri] for iri in sorted(every)]

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """By case, its fee, and its steps before and after the issue: what makes services hard to compare."""
        return {name: service(case, self.bases) for name, case in self.cases.items()}

    @property
    def least_p(self) -> float:
        """The least two-sided p that Fisher's exact test can give for cases with these outcomes; 1 without a contrast.

        It is that of a condition met in all cases with one kind of outcome and in none with the other.
        """
        judged = [self.favourable(case) for case in self.cases]
        good, bad = judged.count(True), judged.count(False)
        return (2 if good == bad else 1) / comb(good + bad, good) if good and bad else 1.0

    def ask(self, case: str) -> list[Verdict]:
        """The constructs to ask about next in a case: those unknown there, first those known in another case."""
        unsettled = [verdict for verdict in self.verdicts if not verdict.conditions[case].status.settled]
        unknown = [v for v in unsettled if v.conditions[case].status is not Status.NOT_APPLICABLE]
        return sorted(unknown, key=lambda verdict: verdict.verdict != "one-sided")

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The name of each actor of the networks, by IRI: its id there, which is unique."""
        return {actor.iri: actor.id for net in self.networks.values() for actor in net.actors}

    @cached_property
    def ties(self) -> list[TiePair]:
        """Every tie of the cases' networks, sorted by the names of sender and receiver."""
        pairs: dict[tuple[str, str], dict[str, Tie]] = {}
        for case_id, net in self.networks.items():
            for tie in net.ties:
                ends = net.actors[tie.sender].iri, net.actors[tie.receiver].iri
                pairs.setdefault(ends, {})[case_id] = tie
        by_name = sorted(pairs, key=lambda ends: [self.names[end] for end in ends])
        return [TiePair(*ends, pairs[ends]) for ends in by_name]

    def figures(self, ids: Sequence[str] = COMPARED, *, joint: bool = True) -> list[Figure]:
        """Network-level metrics of each case, with their ranges over the choices of coding.

        ``joint`` is whether to find out which differences keep their direction over all choices made for every case at
        once, where there is more than one case.
        """
        arrays = {name: of_network(net) for name, net in self.networks.items()}
        codings, measured = {name: Codings.of(case, self.bases) for name, case in self.cases.items()}, Measured(ids)
        view: dict[str, Any] = {"granularity": self.granularity, "systems": self.systems}
        single = {name: single_choices(of_case, measured, **view) for name, of_case in codings.items()}
        choices = joint_choices_of(codings, measured, **view) if joint and len(codings) > 1 else None
        ranges = {name: choices_of_case.ranges for name, choices_of_case in single.items()}
        return [
            Figure(
                metric,
                {name: value_of(NETWORK_LEVEL[metric], arrays[name], net) for name, net in self.networks.items()},
                {name: by_metric[metric] for name, by_metric in ranges.items() if metric in by_metric},
                choices,
            )
            for metric in ids
        ]

    @cached_property
    def modes(self) -> Mapping[str, GovernanceMode]:
        """By case, the governance mode of its network by our rule, with inputs, thresholds and margin."""
        return {name: governance_mode(net, self.cases[name], self.bases) for name, net in self.networks.items()}

    @cached_property
    def expected(self) -> Mapping[str, ExpectedTies]:
        """By case, the ties the framework expects between its roles, and which of them are claimed."""
        return {
            name: expected_ties(case, self.framework, bases=self.bases, granularity=self.granularity)
            for name, case in self.cases.items()
        }

    @cached_property
    def paper_practice(self) -> Mapping[str, PaperPracticeGap]:
        """By case, the ties known on paper, in practice, in both or in neither; on all bases."""
        return {
            name: paper_practice_gap(case, granularity=self.granularity, systems=self.systems)
            for name, case in self.cases.items()
        }

    @cached_property
    def unused(self) -> Mapping[str, Unused]:
        """By case, the claims about outcomes, rivals, conditions, ties and participation that are not used, and why."""
        return {name: joined(self._unused_parts(name)) for name in self.cases}

    def _unused_parts(self, name: str) -> tuple[Unused, ...]:
        case, state, net = self.cases[name], self.preconditions[name], self.networks[name]
        rivals = unused(case, (RivalClaim,), self.bases, lambda _: None, with_study=True)
        return unused_outcomes(case, self.framework, self.ontology, self.bases), rivals, state.unused, net.unused

    @property
    def shared_ties(self) -> list[TiePair]:
        """The ties that every case has."""
        return [pair for pair in self.ties if len(pair.ties) == len(self.cases)]

    def only(self, case: str) -> list[TiePair]:
        """The ties that only this case has."""
        return [pair for pair in self.ties if set(pair.ties) == {case}]

    @property
    def shared_actors(self) -> list[str]:
        """The IRIs of the actors that are in every network, sorted by name."""
        shared = set.intersection(*({actor.iri for actor in net.actors} for net in self.networks.values()))
        return sorted(shared, key=lambda iri: self.names[iri])


def _rows(verdict: Verdict, lang: str) -> Iterator[tuple[object, ...]]:
    term = verdict.construct.term
    overall = verdict.verdict, verdict.holds_whatever_is_unknown, verdict.fits
    for case, state in verdict.conditions.items():
        degree = (state.degree.low, state.degree.high) if state.degree else (None, None)
        bases_and_claims = ", ".join(state.bases), ", ".join(claim.id for claim in state.claims)
        yield term.id, term.label[lang], case, state.status.value, *degree, *overall, *bases_and_claims


def compare(
    cases: Sequence[Case],
    framework: Framework,
    ontology: Ontology,
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    granularity: Granularity = "office",
    systems: bool = True,
    cug: int = 0,
    seed: int = 0,
) -> Comparison:
    """A comparison of two or more cases by a framework and on these bases.

    ``study_alone`` of the result has the same verdicts from what the study itself reports. ``cug`` is the number of
    random networks that each metric is compared with (see ``inference.cug``), 0 for none. Raises WrongNumberOfCases
    or DuplicateCase.
    """
    _refuse_too_few(cases)
    result = side_by_side(cases, framework, ontology, bases=bases, granularity=granularity, systems=systems)
    return replace(result, cugs={name: _cugs(net, cug, seed) for name, net in result.networks.items()} if cug else {})


def side_by_side(
    cases: Sequence[Case],
    framework: Framework,
    ontology: Ontology,
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    granularity: Granularity = "office",
    systems: bool = True,
) -> Comparison:
    """A comparison as ``compare`` gives it, of any number of cases: pictures show one case as well as several."""
    chosen = frozenset(bases)
    by_id = {case.id: case for case in cases}
    results = outcomes(cases, framework, ontology, chosen)
    states = {case.id: preconditions(case, framework, ontology, chosen) for case in cases}
    alone = {case.id: preconditions(case, framework, ontology, STUDY_ALONE & chosen) for case in cases}
    networks = {case.id: network(case, bases=chosen, granularity=granularity, systems=systems) for case in cases}
    return Comparison(
        by_id,
        framework,
        ontology,
        chosen,
        results,
        states,
        _verdicts(framework, states, results),
        _verdicts(framework, alone, results),
        with_common_names(networks),
        granularity,
        systems,
        {},
    )


def _cugs(net: Network, samples: int, seed: int) -> Mapping[str, CugResult]:
    from collabgraph.analysis.inference import cugs

    return cugs(net, COMPARED, samples=samples, seed=seed)


def _refuse_too_few(cases: Sequence[Case]) -> None:
    seen: dict[str, Case] = {}
    for case in cases:
        if case.id in seen:
            raise DuplicateCase(name=case.id, first=seen[case.id].source_path, second=case.source_path)
        seen[case.id] = case
    if len(cases) < 2:
        needed = both(mark("A comparison needs two different cases at least."))
        raise WrongNumberOfCases(needed=needed, n=len(cases))


def outcomes(
    cases: Sequence[Case], framework: Framework, ontology: Ontology, bases: frozenset[Basis] = DEFAULT_BASES
) -> tuple[Outcome, ...]:
    """The outcome of each case by each indicator it reports, in the order of the cases and of the frameworks."""
    results = []
    for case in cases:
        by_indicator: dict[str, list[OutcomeClaim]] = {}
        for claim in case.of(OutcomeClaim, bases):
            by_indicator.setdefault(claim.indicator, []).append(claim)
        indicators = indicators_of(by_indicator, framework, ontology)
        results += [_outcome(case, indicators[iri], by_indicator[iri]) for iri in indicators if iri in by_indicator]
    return tuple(results)


def unused_outcomes(
    case: Case, framework: Framework, ontology: Ontology, bases: frozenset[Basis] = DEFAULT_BASES
) -> Unused:
    """The outcome claims of a case that ``outcomes`` does not use, because no framework says which results are good."""
    indicators = indicators_of({claim.indicator for claim in case.of(OutcomeClaim, bases)}, framework, ontology)

    def why(claim: Claim) -> Reason | None:
        known = isinstance(claim, OutcomeClaim) and claim.indicator in indicators
        return None if known else Reason.UNREAD_INDICATOR

    return unused(case, (OutcomeClaim,), bases, why)


def _outcome(case: Case, indicator: Construct, claims: list[OutcomeClaim]) -> Outcome:
    judgements = {indicator.judged(claim.result) for claim in claims}
    results = tuple(sorted({claim.result for claim in claims}))
    return Outcome(case.id, indicator, results, judgements.pop() if len(judgements) == 1 else None, tuple(claims))


def favourable(outcomes: Collection[Outcome], case: str) -> bool | None:
    """Whether all outcomes of a case are favourable (True), all unfavourable (False), or neither (None)."""
    judgements = {outcome.favourable for outcome in outcomes if outcome.case == case}
    return judgements.pop() if len(judgements) == 1 else None


def _verdicts(
    framework: Framework, states: Mapping[str, Preconditions], outcomes: tuple[Outcome, ...]
) -> tuple[Verdict, ...]:
    judgements = {case: favourable(outcomes, case) for case in states}
    return tuple(
        verdict(construct, {case: state.conditions[construct.term.iri] for case, state in states.items()}, judgements)
        for construct in framework.preconditions
    )


def verdict(
    construct: Construct, conditions: Mapping[str, Condition], favourable: Mapping[str, bool | None]
) -> Verdict:
    """The verdict that follows from the cases' conditions of one construct.

    Mill's method of difference, applied with care: a shared status cannot by itself explain a difference in outcome,
    and a status known in some cases only decides nothing; ``would_differ_if`` then has what would decide it.
    """
    name = _name(conditions)
    return Verdict(
        construct,
        conditions,
        name,
        _fits(conditions, favourable),
        _fits({case: without_implied(condition) for case, condition in conditions.items()}, favourable),
        _would_differ(conditions) if name == "one-sided" else (),
    )


def _name(conditions: Mapping[str, Condition]) -> str:
    settled = [condition.status for condition in conditions.values() if condition.status.settled]
    if _differ(conditions):
        return "difference"
    if any(condition.status is Status.NOT_APPLICABLE for condition in conditions.values()):
        return "not-applicable"
    if not settled:
        return "unknown"
    alike = len(settled) == len(conditions) and len(set(settled)) == 1
    return f"shared-{settled[0].value}" if alike else "one-sided"


def _differ(conditions: Mapping[str, Condition]) -> bool:
    """Whether no degree is possible in both of two cases whose statuses are known and are not the same."""
    known = [condition for condition in conditions.values() if condition.status.settled]
    return any(one.status is not other.status and one.excludes(other) for one, other in combinations(known, 2))


def without_implied(state: Condition) -> Condition:
    """The condition without the claims that were given to the case because of what its outcome was."""
    explicit = [claim for claim in state.claims if claim.attribution != Attribution.IMPLIED]
    return state if len(explicit) == len(state.claims) else condition(state.construct, explicit)


def _fits(conditions: Mapping[str, Condition], favourable: Mapping[str, bool | None]) -> bool | None:
    if not _differ(conditions):
        return None
    known = {case: state for case, state in conditions.items() if state.status.settled}
    successes = [state for case, state in known.items() if favourable[case] is True]
    failures = [state for case, state in known.items() if favourable[case] is False]
    better = [_better_met(success, failure) for success in successes for failure in failures]
    worse = [_better_met(failure, success) for success in successes for failure in failures]
    if not better or not (all(better) or all(worse)):
        return None
    return all(better)


def _better_met(one: Condition, other: Condition) -> bool:
    """Whether the precondition is certainly better met in one case than in the other."""
    if one.met is None or other.met is None:
        return False
    return one.excludes(other) and one.met.low >= other.met.high


def _would_differ(conditions: Mapping[str, Condition]) -> tuple[Difference, ...]:
    known = [condition for condition in conditions.values() if condition.status.settled]
    supposed = {status: with_status(known[0].construct, status) for status in Status if status.settled}
    others = tuple(
        status
        for status, state in supposed.items()
        if any(status is not other.status and state.excludes(other) for other in known)
    )
    return tuple(Difference(case, others) for case, state in conditions.items() if not state.status.settled)
