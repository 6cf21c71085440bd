"""The ties a framework expects between roles, compared with the ties that are claimed in a case.

A tie that no claim is about is not absent. A tie is called absent only where a claim says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.claimed_ties import AFFIRMED, DENIED, Pair, bases_of, claims_between, count_by_basis
from collabgraph.analysis.frames import frame
from collabgraph.analysis.network import Granularity, named_actor, representative
from collabgraph.analysis.unused import ALL_USED, Reason, Unused, unused
from collabgraph.coding import theory
from collabgraph.model import (
    DEFAULT_BASES,
    Actor,
    Basis,
    Case,
    Claim,
    ExpectedTie,
    Framework,
    Participation,
    Status,
    TieClaim,
)

if TYPE_CHECKING:
    import pandas


class ExpectationState(StrEnum):
    """What is known in a case about an expected tie: the first of these states that one of its pairs of actors has."""

    MET = "met"
    CONTESTED = "contested"
    CLAIMED_ABSENT = "claimed-absent"
    INSIDE = "inside-one-actor"
    NOT_FOUND = "not-found"
    NOT_APPLICABLE = "role-not-found"


class ExpectedPair(Struct, frozen=True):
    """An actor with the sender role, one with the receiver role, and the claims of the expected kinds between them."""

    sender: Actor
    receiver: Actor
    claims: tuple[TieClaim, ...]

    @property
    def state(self) -> ExpectationState:
        """Met where a tie of some kind is undisputed, contested where every kind that is claimed is also disputed."""
        if self.sender.iri == self.receiver.iri:
            return ExpectationState.INSIDE
        if self.undisputed:
            return ExpectationState.MET
        statuses = {claim.status for claim in self.claims}
        if statuses & (AFFIRMED | {Status.CONTESTED}):
            return ExpectationState.CONTESTED
        return ExpectationState.CLAIMED_ABSENT if Status.ABSENT in statuses else ExpectationState.NOT_FOUND

    @property
    def undisputed(self) -> tuple[TieClaim, ...]:
        """The claims that there is a tie, of the kinds that no other claim denies or disputes."""
        denied = {claim.kind for claim in self.claims if claim.status in DENIED}
        return tuple(claim for claim in self.claims if claim.status in AFFIRMED and claim.kind not in denied)


class Expectation(Struct, frozen=True):
    """An expected tie in a case: every pair of actors that could have it, or the ids of the roles that no actor has.

    ``on_other_bases`` are the claims on bases that were not chosen that would give the tie, or an actor to a missing
    role.
    """

    tie: ExpectedTie
    missing: tuple[str, ...]
    pairs: tuple[ExpectedPair, ...]
    on_other_bases: tuple[Claim, ...]

    @property
    def state(self) -> ExpectationState:
        """The first of the states, in the order of ``ExpectationState``, that one of the pairs has."""
        states = {pair.state for pair in self.pairs}
        return next((state for state in ExpectationState if state in states), ExpectationState.NOT_APPLICABLE)

    @property
    def deciding(self) -> tuple[ExpectedPair, ...]:
        """The pairs that decide the state."""
        return tuple(pair for pair in self.pairs if pair.state is self.state)

    @property
    def claims(self) -> tuple[TieClaim, ...]:
        """The claims that decide the state, by id."""
        return tuple(sorted({claim.iri: claim for pair in self.deciding for claim in pair.claims}.values(), key=_by_id))

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases of these claims, the strongest first; where the tie is met, of the undisputed ones only."""
        met = self.state is ExpectationState.MET
        return bases_of(claim for pair in self.deciding for claim in (pair.undisputed if met else pair.claims))


class ExpectedTies(Struct, frozen=True):
    """The state in a case of every tie that a framework expects (see ``ExpectationState``)."""

    case: Case
    framework: Framework
    bases: frozenset[Basis]
    granularity: Granularity
    expectations: tuple[Expectation, ...]
    unused: Unused = ALL_USED

    def __repr__(self) -> str:
        """One line: how many expectations are in each state."""
        counts = ", ".join(f"{state.value} {len(self.of(state))}" for state in ExpectationState)
        return f"<ExpectedTies of {self.case.id} by {self.framework.id}: {counts}>"

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """A row for each expected tie: its statement, roles, kinds and state, with the bases and claims that decide it.

        Raises MissingLibrary where pandas is not installed.
        """
        columns = "tie statement sender_role receiver_role kinds state bases claims".split()
        return frame(columns, (self._row(expectation, lang) for expectation in self.expectations))

    def _row(self, expectation: Expectation, lang: str) -> tuple[object, ...]:
        tie, roles = expectation.tie, (expectation.tie.sender_role, expectation.tie.receiver_role)
        bases_and_claims = ", ".join(expectation.bases), ", ".join(claim.id for claim in expectation.claims)
        return tie.id, tie.statement[lang], *roles, ", ".join(tie.kinds), expectation.state.value, *bases_and_claims

    def of(self, state: ExpectationState) -> list[Expectation]:
        """The expectations with this state."""
        return [expectation for expectation in self.expectations if expectation.state is state]

    @property
    def met(self) -> dict[Basis, int]:
        """How many expectations are met, by the strongest basis of each."""
        return count_by_basis(expectation.bases[0] for expectation in self.of(ExpectationState.MET))


def expected_ties(
    case: Case,
    framework: Framework,
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    granularity: Granularity = "office",
) -> ExpectedTies:
    """The ties a framework expects between the roles of a case, and which of them are claimed there.

    Claims about roles and ties count on these bases and within the case's period. At granularity "office" an office has
    the roles and the ties of its units. One pair of actors with the tie is enough. An expected tie without a claim is
    "not found", which does not mean that it is absent.
    """
    chosen = frozenset(bases)
    others = frozenset(Basis) - chosen
    ties, other_ties = (claims_between(case, case.of(TieClaim, group), granularity) for group in (chosen, others))
    holders = _holders(case, case.of(Participation, chosen), granularity)
    other_participations = tuple(case.of(Participation, others))
    expectations = tuple(
        _expectation(case, tie, holders, (ties, other_ties), other_participations) for tie in framework.expected
    )
    left_out = _unused(case, framework, chosen, granularity, expectations)
    return ExpectedTies(case, framework, chosen, granularity, expectations, left_out)


def _unused(
    case: Case,
    framework: Framework,
    bases: frozenset[Basis],
    granularity: Granularity,
    expectations: tuple[Expectation, ...],
) -> Unused:
    """The claims about ties and roles that do not bear on any expectation."""
    codes = {name: {term.id for term in theory.ontology().code_lists[name]} for name in ("tie", "role")}
    roles = {role for tie in framework.expected for role in (tie.sender_role, tie.receiver_role)}
    pairs = [pair for expectation in expectations for pair in expectation.pairs]
    matching = {claim.iri for pair in pairs for claim in pair.claims}

    def why(claim: Claim) -> Reason | None:
        if isinstance(claim, Participation):
            if roles & {*claim.roles}:
                return None
            return Reason.NOT_EXPECTED if codes["role"] & {*claim.roles} else Reason.UNKNOWN_ROLE
        if not isinstance(claim, TieClaim) or (claim.iri in matching and claim.status is not Status.NOT_REPORTED):
            return None
        if claim.iri in matching:
            return Reason.NOT_REPORTED
        if claim.kind not in codes["tie"]:
            return Reason.UNKNOWN_KIND
        sender, receiver = (representative(case, end, granularity) for end in (claim.sender, claim.receiver))
        return Reason.INTERNAL if sender == receiver else Reason.NOT_EXPECTED

    return unused(case, (TieClaim, Participation), bases, why)


def _holders(case: Case, participations: Iterable[Participation], granularity: Granularity) -> dict[str, list[str]]:
    """By role, the IRIs of the actors that have it, sorted by name."""
    holders: dict[str, set[str]] = {}
    for participation in participations:
        for role in participation.roles:
            holders.setdefault(role, set()).add(representative(case, participation.actor, granularity))
    return {role: sorted(actors, key=lambda iri: case.actor_names[iri]) for role, actors in holders.items()}


def _expectation(
    case: Case,
    tie: ExpectedTie,
    holders: Mapping[str, list[str]],
    ties_by_bases: tuple[Mapping[Pair, list[TieClaim]], Mapping[Pair, list[TieClaim]]],
    other_participations: Iterable[Participation],
) -> Expectation:
    missing = tuple(role for role in dict.fromkeys((tie.sender_role, tie.receiver_role)) if role not in holders)
    if missing:
        return Expectation(tie, missing, (), tuple(p for p in other_participations if set(p.roles) & set(missing)))
    ties, other_ties = ties_by_bases
    senders, receivers = holders[tie.sender_role], holders[tie.receiver_role]
    among_equals = tie.sender_role == tie.receiver_role and len(senders) > 1
    ends = [pair for pair in product(senders, receivers) if not among_equals or pair[0] != pair[1]]
    pairs = tuple(
        ExpectedPair(named_actor(case, pair[0]), named_actor(case, pair[1]), _of_expected_kind(tie, ties, pair))
        for pair in ends
    )
    candidates = (claim for pair in ends for claim in _of_expected_kind(tie, other_ties, pair))
    on_other_bases = {claim.iri: claim for claim in candidates if claim.status in AFFIRMED}
    return Expectation(tie, (), pairs, tuple(sorted(on_other_bases.values(), key=_by_id)))


def _of_expected_kind(tie: ExpectedTie, claims: Mapping[Pair, list[TieClaim]], pair: Pair) -> tuple[TieClaim, ...]:
    return tuple(claim for claim in claims.get(pair, ()) if not tie.kinds or claim.kind in tie.kinds)


def _by_id(claim: Claim) -> tuple[str, str]:
    return claim.id, claim.iri
