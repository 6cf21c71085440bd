"""Ties a framework expects between roles, against the ties that are claimed in a case.

A tie that no claim speaks of is not absent. A tie is called absent only where a claim says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING

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
    """What is known in a case of an expected tie; the first that fits one of its pairs of actors holds for the tie."""

    MET = "met"
    CONTESTED = "contested"
    CLAIMED_ABSENT = "claimed-absent"
    INSIDE = "inside-one-actor"
    NOT_FOUND = "not-found"
    NOT_APPLICABLE = "role-not-found"


@dataclass(frozen=True)
class ExpectedPair:
    """A holder of the sender role, one of the receiver role, and the claims of a fitting kind from one to the other."""

    sender: Actor
    receiver: Actor
    claims: tuple[TieClaim, ...]

    @property
    def state(self) -> ExpectationState:
        """Met where a tie of some kind stands undisputed; contested where every kind claimed is denied as well."""
        if self.sender.iri == self.receiver.iri:
            return ExpectationState.INSIDE
        if self.undisputed:
            return ExpectationState.MET
        said = {claim.status for claim in self.claims}
        if said & (AFFIRMED | {Status.CONTESTED}):
            return ExpectationState.CONTESTED
        return ExpectationState.CLAIMED_ABSENT if Status.ABSENT in said else ExpectationState.NOT_FOUND

    @property
    def undisputed(self) -> tuple[TieClaim, ...]:
        """The claims that there is a tie, of the kinds that no other claim denies."""
        denied = {claim.kind for claim in self.claims if claim.status in DENIED}
        return tuple(claim for claim in self.claims if claim.status in AFFIRMED and claim.kind not in denied)


@dataclass(frozen=True)
class Expectation:
    """An expected tie in a case: every pair of actors it could run between, or the roles (ids) that nobody holds.

    ``aside`` are claims on bases not asked for that would bring the tie, or a holder of a missing role.
    """

    tie: ExpectedTie
    missing: tuple[str, ...]
    pairs: tuple[ExpectedPair, ...]
    aside: tuple[Claim, ...]

    @property
    def state(self) -> ExpectationState:
        """The state of the pair that says most."""
        found = {pair.state for pair in self.pairs}
        return next((each for each in ExpectationState if each in found), ExpectationState.NOT_APPLICABLE)

    @property
    def deciding(self) -> tuple[ExpectedPair, ...]:
        """The pairs its state rests on."""
        return tuple(pair for pair in self.pairs if pair.state is self.state)

    @property
    def claims(self) -> tuple[TieClaim, ...]:
        """The claims its state rests on, by id."""
        return tuple(sorted({claim.iri: claim for pair in self.deciding for claim in pair.claims}.values(), key=_by_id))

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases of these claims, the strongest first; of a tie that is met, only of the undisputed ones."""
        met = self.state is ExpectationState.MET
        return bases_of(claim for pair in self.deciding for claim in (pair.undisputed if met else pair.claims))


@dataclass(frozen=True)
class ExpectedTies:
    """Every tie a framework expects, in a case: met, claimed absent, not found, inside one actor, not applicable."""

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
        """A row for each expected tie: its statement, roles and kinds, its state, and the bases and claims behind it.

        Raises MissingLibrary where pandas is not installed.
        """
        columns = "tie statement sender_role receiver_role kinds state bases claims".split()
        return frame(columns, (self._row(expectation, lang) for expectation in self.expectations))

    def _row(self, expectation: Expectation, lang: str) -> tuple[object, ...]:
        tie, roles = expectation.tie, (expectation.tie.sender_role, expectation.tie.receiver_role)
        grounds = ", ".join(expectation.bases), ", ".join(claim.id for claim in expectation.claims)
        return tie.id, tie.statement[lang], *roles, ", ".join(tie.kinds), expectation.state.value, *grounds

    def of(self, which: ExpectationState) -> list[Expectation]:
        """The expectations of one state."""
        return [expectation for expectation in self.expectations if expectation.state is which]

    @property
    def met(self) -> dict[Basis, int]:
        """How many expectations are met on each basis, each being counted under its strongest."""
        return count_by_basis(expectation.bases[0] for expectation in self.of(ExpectationState.MET))


def expected_ties(
    case: Case,
    framework: Framework,
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    granularity: Granularity = "office",
) -> ExpectedTies:
    """Which ties a framework expects between the roles held in a case, and which of them are claimed there.

    Roles are held, and ties claimed, on these bases and within the case's period. At granularity "office" an office
    holds the roles of its units and has their ties. One pair of holders that has the tie is enough. An expectation
    whose claim is missing is "not found": whether the tie is lacking, nobody has said.
    """
    chosen = frozenset(bases)
    others = frozenset(Basis) - chosen
    parts = [list(case.of(Participation, each)) for each in (chosen, others)]
    ties = [claims_between(case, case.of(TieClaim, each), granularity) for each in (chosen, others)]
    holders = _holders(case, parts[0], granularity)
    expectations = tuple(_expectation(case, tie, holders, ties, parts[1]) for tie in framework.expected)
    left_out = _unused(case, framework, chosen, granularity, expectations)
    return ExpectedTies(case, framework, chosen, granularity, expectations, left_out)


def _unused(
    case: Case,
    framework: Framework,
    bases: frozenset[Basis],
    granularity: Granularity,
    expectations: tuple[Expectation, ...],
) -> Unused:
    """The claims about ties and roles that decide no expectation."""
    codes = {name: {term.id for term in theory.ontology().code_lists[name]} for name in ("tie", "role")}
    roles = {role for tie in framework.expected for role in (tie.sender_role, tie.receiver_role)}
    pairs = [pair for expectation in expectations for pair in expectation.pairs]
    fitting = {claim.iri for pair in pairs for claim in pair.claims}

    def why(claim: Claim) -> Reason | None:
        if isinstance(claim, Participation):
            if roles & {*claim.roles}:
                return None
            return Reason.NOT_EXPECTED if codes["role"] & {*claim.roles} else Reason.UNKNOWN_ROLE
        if not isinstance(claim, TieClaim) or (claim.iri in fitting and claim.status is not Status.NOT_REPORTED):
            return None
        if claim.iri in fitting:
            return Reason.NOT_REPORTED
        if claim.kind not in codes["tie"]:
            return Reason.UNKNOWN_KIND
        sender, receiver = (representative(case, end, granularity) for end in (claim.sender, claim.receiver))
        return Reason.INTERNAL if sender == receiver else Reason.NOT_EXPECTED

    return unused(case, (TieClaim, Participation), bases, why)


def _holders(case: Case, parts: Iterable[Participation], granularity: Granularity) -> dict[str, list[str]]:
    """role -> the actors (IRIs) that hold it, by id."""
    held: dict[str, set[str]] = {}
    for part in parts:
        for role in part.roles:
            held.setdefault(role, set()).add(representative(case, part.actor, granularity))
    return {role: sorted(actors, key=lambda iri: case.actor_names[iri]) for role, actors in held.items()}


def _expectation(
    case: Case,
    tie: ExpectedTie,
    holders: Mapping[str, list[str]],
    ties: list[dict[Pair, list[TieClaim]]],
    other_parts: Iterable[Participation],
) -> Expectation:
    missing = tuple(role for role in dict.fromkeys((tie.sender_role, tie.receiver_role)) if role not in holders)
    if missing:
        return Expectation(tie, missing, (), tuple(part for part in other_parts if set(part.roles) & set(missing)))
    senders, receivers = holders[tie.sender_role], holders[tie.receiver_role]
    among_equals = tie.sender_role == tie.receiver_role and len(senders) > 1
    ends = [pair for pair in product(senders, receivers) if not among_equals or pair[0] != pair[1]]
    pairs = tuple(
        ExpectedPair(named_actor(case, sender), named_actor(case, receiver), _fitting(tie, ties[0], (sender, receiver)))
        for sender, receiver in ends
    )
    aside = {claim.iri: claim for pair in ends for claim in _fitting(tie, ties[1], pair) if claim.status in AFFIRMED}
    return Expectation(tie, (), pairs, tuple(sorted(aside.values(), key=_by_id)))


def _fitting(tie: ExpectedTie, ties: Mapping[Pair, list[TieClaim]], pair: Pair) -> tuple[TieClaim, ...]:
    return tuple(claim for claim in ties.get(pair, ()) if not tie.kinds or claim.kind in tie.kinds)


def _by_id(claim: Claim) -> tuple[str, str]:
    return claim.id, claim.iri
