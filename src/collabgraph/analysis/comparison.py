"""Cases side by side: what differs, what cannot explain a difference, what is open, and what would have to be true."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from collabgraph.analysis.conditions import Condition, Preconditions, preconditions
from collabgraph.analysis.expected_ties import ExpectedTies, expected_ties
from collabgraph.analysis.frames import frame
from collabgraph.analysis.metrics import NETWORK_LEVEL, GovernanceMode, Value, governance_mode, value_of
from collabgraph.analysis.metrics.arrays import of_network
from collabgraph.analysis.network import Granularity, Network, Tie, network, with_common_names
from collabgraph.analysis.paper_practice import PaperPracticeGap, paper_practice_gap
from collabgraph.analysis.sensitivity import Range, sensitivity
from collabgraph.analysis.unused import Reason, Unused, joined, unused
from collabgraph.errors import DuplicateCase, WrongNumberOfCases
from collabgraph.model import (
    DEFAULT_BASES,
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

if TYPE_CHECKING:
    import pandas

    from collabgraph.analysis.inference import CugResult

#: What the study itself says, and nothing else.
STUDY_ALONE = frozenset({Basis.REPORTED})

#: The metrics that are compared: all that take no long time; the governance mode has a place of its own.
COMPARED = tuple(m.id for m in NETWORK_LEVEL.values() if not m.costly and m.id != "governance_mode")

VERDICTS = (
    "difference",
    "one-sided",
    "unknown",
    "shared-present",
    "shared-absent",
    "shared-partial",
    "not-applicable",
)


@dataclass(frozen=True)
class Outcome:
    """What one case's claims say of one indicator; ``favourable`` is None where the results disagree."""

    case: str
    indicator: Construct
    results: tuple[str, ...]
    favourable: bool | None
    claims: tuple[OutcomeClaim, ...]


@dataclass(frozen=True)
class Difference:
    """A status that, were it the case's, would make the cases differ on a construct."""

    case: str
    statuses: tuple[Status, ...]


@dataclass(frozen=True)
class Verdict:
    """A construct over the cases: its condition in each, what that says, and what would have to be true to differ.

    ``verdict`` is one of VERDICTS. ``fits`` says of a difference whether the precondition is better met in every
    case with a favourable outcome than in every one with an unfavourable; None where that cannot be said.
    """

    construct: Construct
    conditions: Mapping[str, Condition]
    verdict: str
    fits: bool | None
    would_differ_if: tuple[Difference, ...]

    @property
    def holds_whatever_is_unknown(self) -> bool:
        """Whether nothing that is still unknown could change the verdict."""
        return all(condition.status.settled for condition in self.conditions.values())

    @property
    def bases(self) -> dict[str, tuple[Basis, ...]]:
        """The bases each case's status stands on, the strongest first."""
        return {case: condition.bases for case, condition in self.conditions.items()}


@dataclass(frozen=True)
class TiePair:
    """A tie by the IRIs of its actors (``Comparison.names`` has their names), with the tie of each case that has it."""

    sender: str
    receiver: str
    ties: Mapping[str, Tie]


@dataclass(frozen=True)
class Figure:
    """A network-level metric in each case: its value, and its range over the choices a coder could have made."""

    metric: str
    values: Mapping[str, Value]
    ranges: Mapping[str, Range]

    @property
    def robust(self) -> bool | None:
        """Whether the cases' ranges lie apart; None where one of them has no value or no range."""
        if any(value.value is None for value in self.values.values()) or len(self.ranges) < len(self.values):
            return None
        return not any(one.overlaps(other) for one, other in combinations(self.ranges.values(), 2))


@dataclass(frozen=True)
class Comparison:
    """Everything a comparison of cases says, by case id in the order given."""

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

    @property
    def outcomes_differ(self) -> bool:
        """Whether some case's outcomes are favourable and another's unfavourable."""
        return {True, False} <= {self.favourable(case) for case in self.cases}

    @property
    def common_indicators(self) -> list[Construct]:
        """The indicators that every case reports: the yardsticks they share."""
        reported = [{o.indicator.term.iri for o in self.outcomes if o.case == case} for case in self.cases]
        common = set.intersection(*reported)
        return [indicator for indicator in self.framework.indicators if indicator.term.iri in common]

    @cached_property
    def rivals(self) -> list[tuple[RivalClaim, tuple[str, ...]]]:
        """Every rival explanation on the bases asked for, with the cases it speaks of; by claim IRI.

        One that a study claims of no case in particular speaks of every case coded from it.
        """
        found: dict[str, tuple[RivalClaim, tuple[str, ...]]] = {}
        for case_id, case in self.cases.items():
            for claim in (*case.of(RivalClaim, self.bases), *case.of_study(RivalClaim, self.bases)):
                found[claim.iri] = (claim, (*found.get(claim.iri, (claim, ()))[1], case_id))
        return [found[iri] for iri in sorted(found)]

    def ask(self, case: str) -> list[Verdict]:
        """What to ask about a case next: what is open there, first where another case is known."""
        open_here = [verdict for verdict in self.verdicts if not verdict.conditions[case].status.settled]
        applicable = [v for v in open_here if v.conditions[case].status is not Status.NOT_APPLICABLE]
        return sorted(applicable, key=lambda verdict: verdict.verdict != "one-sided")

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What each actor of any network is called, by IRI: its id there, no two alike."""
        return {actor.iri: actor.id for net in self.networks.values() for actor in net.actors}

    @cached_property
    def ties(self) -> list[TiePair]:
        """Every tie of any case's network, by the names of sender and receiver."""
        pairs: dict[tuple[str, str], dict[str, Tie]] = {}
        for case_id, net in self.networks.items():
            for tie in net.ties:
                ends = net.actors[tie.sender].iri, net.actors[tie.receiver].iri
                pairs.setdefault(ends, {})[case_id] = tie
        named = sorted(pairs, key=lambda ends: [self.names[end] for end in ends])
        return [TiePair(*ends, pairs[ends]) for ends in named]

    def figures(self, ids: Sequence[str] = COMPARED) -> list[Figure]:
        """Network-level metrics of each case, with their ranges over the choices of coding."""
        arrays = {name: of_network(net) for name, net in self.networks.items()}
        ranges = {
            name: sensitivity(case, ids, bases=self.bases, granularity=self.granularity, systems=self.systems)
            for name, case in self.cases.items()
        }
        return [
            Figure(
                each,
                {name: value_of(NETWORK_LEVEL[each], arrays[name], net) for name, net in self.networks.items()},
                {name: found[each] for name, found in ranges.items() if each in found},
            )
            for each in ids
        ]

    @cached_property
    def modes(self) -> Mapping[str, GovernanceMode]:
        """By case, the governance mode our rule sees in its network, with inputs, thresholds and margin."""
        return {name: governance_mode(net, self.cases[name]) for name, net in self.networks.items()}

    @cached_property
    def expected(self) -> Mapping[str, ExpectedTies]:
        """By case, the ties the framework expects between its roles, and which are found."""
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
        """The ties that this case alone has."""
        return [pair for pair in self.ties if set(pair.ties) == {case}]

    @property
    def shared_actors(self) -> list[str]:
        """The IRIs of the actors in every network, by name."""
        shared = set.intersection(*({actor.iri for actor in net.actors} for net in self.networks.values()))
        return sorted(shared, key=lambda iri: self.names[iri])


def _rows(verdict: Verdict, lang: str) -> Iterator[tuple[object, ...]]:
    term = verdict.construct.term
    overall = verdict.verdict, verdict.holds_whatever_is_unknown, verdict.fits
    for case, condition in verdict.conditions.items():
        ends = (condition.degree.low, condition.degree.high) if condition.degree else (None, None)
        grounds = ", ".join(condition.bases), ", ".join(claim.id for claim in condition.claims)
        yield term.id, term.label[lang], case, condition.status.value, *ends, *overall, *grounds


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
    """Two or more cases side by side, by a framework and on these bases.

    The same verdicts are given once more from the study's own statements alone (``study_alone``). ``cug`` is the
    number of random networks each metric is held against (see ``inference.cug``), 0 for none. Raises
    WrongNumberOfCases or DuplicateCase.
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
    """What ``compare`` gives, of a single case too: for pictures, which show one case as well as several."""
    chosen = frozenset(bases)
    by_id = {case.id: case for case in cases}
    found = outcomes(cases, framework, ontology, chosen)
    states = {case.id: preconditions(case, framework, ontology, chosen) for case in cases}
    alone = {case.id: preconditions(case, framework, ontology, STUDY_ALONE & chosen) for case in cases}
    networks = {case.id: network(case, bases=chosen, granularity=granularity, systems=systems) for case in cases}
    return Comparison(
        by_id,
        framework,
        ontology,
        chosen,
        found,
        states,
        _verdicts(framework, states, found),
        _verdicts(framework, alone, found),
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
    """What each case reports of each indicator, in the order of the cases and of the framework that declares it."""
    found = []
    for case in cases:
        by_indicator: dict[str, list[OutcomeClaim]] = {}
        for claim in case.of(OutcomeClaim, bases):
            by_indicator.setdefault(claim.indicator, []).append(claim)
        indicators = _indicators(framework, ontology)
        found += [_outcome(case, indicators[iri], by_indicator[iri]) for iri in indicators if iri in by_indicator]
    return tuple(found)


def unused_outcomes(
    case: Case, framework: Framework, ontology: Ontology, bases: frozenset[Basis] = DEFAULT_BASES
) -> Unused:
    """The claims about outcomes of a case that ``outcomes`` does not use: whether they are good, no framework says."""
    indicators = _indicators(framework, ontology)

    def why(claim: Claim) -> Reason | None:
        known = isinstance(claim, OutcomeClaim) and claim.indicator in indicators
        return None if known else Reason.UNREAD_INDICATOR

    return unused(case, (OutcomeClaim,), bases, why)


def _indicators(framework: Framework, ontology: Ontology) -> dict[str, Construct]:
    others = [other for other in ontology.frameworks.values() if other.id != framework.id]
    return {construct.term.iri: construct for theory in (framework, *others) for construct in theory.indicators}


def _outcome(case: Case, indicator: Construct, claims: list[OutcomeClaim]) -> Outcome:
    judged = {claim.result in indicator.favourable for claim in claims}
    results = tuple(sorted({claim.result for claim in claims}))
    return Outcome(case.id, indicator, results, judged.pop() if len(judged) == 1 else None, tuple(claims))


def favourable(found: Collection[Outcome], case: str) -> bool | None:
    """Whether all outcomes of a case are favourable (True), all unfavourable (False), or neither (None)."""
    judged = {outcome.favourable for outcome in found if outcome.case == case}
    return judged.pop() if len(judged) == 1 else None


def _verdicts(
    framework: Framework, states: Mapping[str, Preconditions], found: tuple[Outcome, ...]
) -> tuple[Verdict, ...]:
    judged = {case: favourable(found, case) for case in states}
    return tuple(
        verdict(construct, {case: state.conditions[construct.term.iri] for case, state in states.items()}, judged)
        for construct in framework.preconditions
    )


def verdict(
    construct: Construct, conditions: Mapping[str, Condition], favourable: Mapping[str, bool | None]
) -> Verdict:
    """What the cases' conditions say together of one construct.

    Mill's method of difference, said carefully: a shared status cannot explain a difference in outcome, a status
    known on one side only decides nothing, and what would decide it is said.
    """
    settled = {case: condition.status for case, condition in conditions.items() if condition.status.settled}
    name = _name(conditions, settled)
    fits = _fits(conditions, favourable) if name == "difference" else None
    return Verdict(construct, conditions, name, fits, _would_differ(conditions, settled) if name == "one-sided" else ())


def _name(conditions: Mapping[str, Condition], settled: Mapping[str, Status]) -> str:
    statuses = set(settled.values())
    if len(statuses) > 1:
        return "difference"
    if any(condition.status is Status.NOT_APPLICABLE for condition in conditions.values()):
        return "not-applicable"
    if not settled:
        return "unknown"
    return f"shared-{statuses.pop().value}" if len(settled) == len(conditions) else "one-sided"


def _fits(conditions: Mapping[str, Condition], favourable: Mapping[str, bool | None]) -> bool | None:
    met = {case: condition.met for case, condition in conditions.items() if condition.status.settled}
    good = [m.low for case, m in met.items() if m is not None and favourable[case] is True]
    bad = [m.high for case, m in met.items() if m is not None and favourable[case] is False]
    return min(good) > max(bad) if good and bad else None


def _would_differ(conditions: Mapping[str, Condition], settled: Mapping[str, Status]) -> tuple[Difference, ...]:
    known = next(iter(settled.values()))
    others = tuple(s for s in (Status.PRESENT, Status.PARTIAL, Status.ABSENT) if s is not known)
    return tuple(Difference(case, others) for case in conditions if case not in settled)
