"""Ties that could be there: those a framework expects between roles, and those a rule prescribes, against what is told.

Nobody's telling of a tie is not its absence. A tie is called absent only where a claim says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from collabgraph.analysis.network import Granularity, is_system, standing, ways
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

#: The bases that tell what is done, as distinct from what a rule demands.
PRACTICE = frozenset({Basis.REPORTED, Basis.DOCUMENTED})

_GROUPS = {Basis.PRESCRIBED: 0, **dict.fromkeys(PRACTICE, 1)}
_THERE = frozenset({Status.PRESENT, Status.PARTIAL})
_DENIED = frozenset({Status.ABSENT, Status.CONTESTED})

Pair = tuple[str, str]


class Standing(StrEnum):
    """What is known in a case of an expected tie; the first that fits one of its pairs of actors holds for the tie."""

    MET = "met"
    CONTESTED = "contested"
    CLAIMED_ABSENT = "claimed-absent"
    INSIDE = "inside-one-actor"
    NOT_FOUND = "not-found"
    NOT_APPLICABLE = "role-not-found"


class Side(StrEnum):
    """Where a tie is known from: a rule, practice in this very case, both, or neither."""

    PAPER = "on-paper-only"
    PRACTICE = "in-practice-only"
    BOTH = "both"
    NEITHER = "neither"


# What a framework expects --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExpectedPair:
    """A holder of the sender role, one of the receiver role, and the claims of a fitting kind from one to the other."""

    sender: Actor
    receiver: Actor
    claims: tuple[TieClaim, ...]

    @property
    def standing(self) -> Standing:
        """Met where a tie of some kind stands undisputed; contested where every kind claimed is denied as well."""
        if self.sender.iri == self.receiver.iri:
            return Standing.INSIDE
        if self.undisputed:
            return Standing.MET
        said = {claim.status for claim in self.claims}
        if said & (_THERE | {Status.CONTESTED}):
            return Standing.CONTESTED
        return Standing.CLAIMED_ABSENT if Status.ABSENT in said else Standing.NOT_FOUND

    @property
    def undisputed(self) -> tuple[TieClaim, ...]:
        """The claims that there is a tie, of the kinds that no other claim denies."""
        denied = {claim.kind for claim in self.claims if claim.status in _DENIED}
        return tuple(claim for claim in self.claims if claim.status in _THERE and claim.kind not in denied)


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
    def standing(self) -> Standing:
        """The standing of the pair that says most."""
        found = {pair.standing for pair in self.pairs}
        return next((each for each in Standing if each in found), Standing.NOT_APPLICABLE)

    @property
    def deciding(self) -> tuple[ExpectedPair, ...]:
        """The pairs its standing rests on."""
        return tuple(pair for pair in self.pairs if pair.standing is self.standing)

    @property
    def claims(self) -> tuple[TieClaim, ...]:
        """The claims its standing rests on, by id."""
        return tuple(sorted({claim.iri: claim for pair in self.deciding for claim in pair.claims}.values(), key=_by_id))

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases of these claims, the strongest first; of a tie that is met, only of the undisputed ones."""
        met = self.standing is Standing.MET
        return _bases(claim for pair in self.deciding for claim in (pair.undisputed if met else pair.claims))


@dataclass(frozen=True)
class ExpectedTies:
    """Every tie a framework expects, in a case: met, claimed absent, not found, inside one actor, not applicable."""

    case: Case
    framework: Framework
    bases: frozenset[Basis]
    granularity: Granularity
    expectations: tuple[Expectation, ...]

    def of(self, which: Standing) -> list[Expectation]:
        """The expectations of one standing."""
        return [expectation for expectation in self.expectations if expectation.standing is which]

    @property
    def met(self) -> dict[Basis, int]:
        """How many expectations are met on each basis, each being counted under its strongest."""
        return _counted(expectation.bases[0] for expectation in self.of(Standing.MET))


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
    ties = [_between(case, case.of(TieClaim, each), granularity) for each in (chosen, others)]
    holders = _holders(case, parts[0], granularity)
    return ExpectedTies(
        case,
        framework,
        chosen,
        granularity,
        tuple(_expectation(case, tie, holders, ties, parts[1]) for tie in framework.expected),
    )


def _holders(case: Case, parts: Iterable[Participation], granularity: Granularity) -> dict[str, list[str]]:
    """role -> the actors (IRIs) that hold it, by id."""
    held: dict[str, set[str]] = {}
    for part in parts:
        for role in part.roles:
            held.setdefault(role, set()).add(standing(case, part.actor, granularity))
    return {role: sorted(actors, key=lambda iri: (case.actors[iri].id, iri)) for role, actors in held.items()}


def _between(case: Case, claims: Iterable[TieClaim], granularity: Granularity) -> dict[Pair, list[TieClaim]]:
    """The claims about each ordered pair of actors, whatever their status."""
    found: dict[Pair, list[TieClaim]] = {}
    for claim in claims:
        ends = standing(case, claim.sender, granularity), standing(case, claim.receiver, granularity)
        for way in dict.fromkeys(ways(claim, ends)):
            found.setdefault(way, []).append(claim)
    return found


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
        ExpectedPair(case.actors[sender], case.actors[receiver], _fitting(tie, ties[0], (sender, receiver)))
        for sender, receiver in ends
    )
    aside = {claim.iri: claim for pair in ends for claim in _fitting(tie, ties[1], pair) if claim.status in _THERE}
    return Expectation(tie, (), pairs, tuple(sorted(aside.values(), key=_by_id)))


def _fitting(tie: ExpectedTie, ties: Mapping[Pair, list[TieClaim]], pair: Pair) -> tuple[TieClaim, ...]:
    return tuple(claim for claim in ties.get(pair, ()) if not tie.kinds or claim.kind in tie.kinds)


def _bases(claims: Iterable[Claim]) -> tuple[Basis, ...]:
    return tuple(sorted({claim.basis for claim in claims}, key=lambda basis: basis.rank))


def _counted(strongest: Iterable[Basis]) -> dict[Basis, int]:
    found = Counter(strongest)
    return {basis: found[basis] for basis in Basis if found[basis]}


def _by_id(claim: Claim) -> tuple[str, str]:
    return claim.id, claim.iri


# What a rule prescribes ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KnownTie:
    """An ordered pair of actors tied by claims: of a rule, of practice in this case, and on any other basis.

    ``denied`` are the claims, on whatever basis, that some tie between the two is lacking or contested.
    """

    sender: Actor
    receiver: Actor
    paper: tuple[TieClaim, ...]
    practice: tuple[TieClaim, ...]
    other: tuple[TieClaim, ...]
    denied: tuple[TieClaim, ...]

    @property
    def side(self) -> Side:
        """Where the tie is known from."""
        if self.paper:
            return Side.BOTH if self.practice else Side.PAPER
        return Side.PRACTICE if self.practice else Side.NEITHER


@dataclass(frozen=True)
class PaperPracticeGap:
    """The ties of a case by where they are known from: on paper only, in practice only, both, neither.

    On paper only: a rule prescribes the tie, and no source reports or documents it in this case. Whether it is in use
    is unknown, unless ``denied`` says more.
    """

    case: Case
    granularity: Granularity
    systems: bool
    ties: tuple[KnownTie, ...]

    def of(self, side: Side) -> list[KnownTie]:
        """The ties of one side, by sender and receiver."""
        return [tie for tie in self.ties if tie.side is side]

    @property
    def practice(self) -> dict[Basis, int]:
        """How many ties are known in practice, a tie being counted under its strongest basis."""
        return _counted(_bases(tie.practice)[0] for tie in self.ties if tie.practice)


def paper_practice_gap(case: Case, *, granularity: Granularity = "office", systems: bool = True) -> PaperPracticeGap:
    """The ties of a case that are prescribed, those that are reported or documented, and where the two part.

    A tie is an ordered pair of actors, whatever its kinds: a rule may prescribe one kind and practice show another.
    Ties inside one office drop out, and so do those of information systems without ``systems``. A pair of which only
    denials are claimed is no tie.
    """
    found = [
        KnownTie(case.actors[sender], case.actors[receiver], *_sorted_out(claims))
        for (sender, receiver), claims in _between(case, case.of(TieClaim), granularity).items()
        if sender != receiver
        and (systems or not (is_system(case, sender) or is_system(case, receiver)))
        and any(claim.status in _THERE for claim in claims)
    ]
    found.sort(key=lambda tie: (tie.sender.id, tie.receiver.id, tie.sender.iri, tie.receiver.iri))
    return PaperPracticeGap(case, granularity, systems, tuple(found))


def _sorted_out(claims: Iterable[TieClaim]) -> tuple[tuple[TieClaim, ...], ...]:
    """Paper, practice, other, denied."""
    groups: tuple[list[TieClaim], ...] = ([], [], [], [])
    for claim in claims:
        if claim.status in _THERE:
            groups[_GROUPS.get(claim.basis, 2)].append(claim)
        elif claim.status in _DENIED:
            groups[3].append(claim)
    return tuple(map(tuple, groups))
