"""The ties of a case that rules prescribe, those known in practice, and where the two differ."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.claimed_ties import AFFIRMED, DENIED, bases_of, claims_between, count_by_basis
from collabgraph.analysis.frames import frame
from collabgraph.analysis.network import Granularity, is_system, named_actor, representative
from collabgraph.analysis.unused import ALL_USED, Reason, Unused, unused
from collabgraph.model import Actor, Basis, Case, Claim, TieClaim

if TYPE_CHECKING:
    import pandas

#: The bases of claims about what is done, as distinct from what a rule demands.
PRACTICE = frozenset({Basis.REPORTED, Basis.DOCUMENTED})

_GROUPS = {Basis.PRESCRIBED: 0, **dict.fromkeys(PRACTICE, 1)}


class Side(StrEnum):
    """Where a tie is known from: a rule, practice in this case, both, or neither."""

    PAPER = "on-paper-only"
    PRACTICE = "in-practice-only"
    BOTH = "both"
    NEITHER = "neither"


class KnownTie(Struct, frozen=True):
    """An ordered pair of tied actors with its claims: of a rule, of practice in this case, and on any other basis.

    ``denied`` are the claims, on whatever basis, that some tie between the two is absent or contested.
    """

    sender: Actor
    receiver: Actor
    paper: tuple[TieClaim, ...]
    practice: tuple[TieClaim, ...]
    other: tuple[TieClaim, ...]
    denied: tuple[TieClaim, ...]

    @property
    def claims(self) -> tuple[TieClaim, ...]:
        """All claims about ties between the two actors."""
        return (*self.paper, *self.practice, *self.other, *self.denied)

    @property
    def side(self) -> Side:
        """Where the tie is known from."""
        if self.paper:
            return Side.BOTH if self.practice else Side.PAPER
        return Side.PRACTICE if self.practice else Side.NEITHER


class PaperPracticeGap(Struct, frozen=True):
    """The ties of a case by where they are known from: on paper only, in practice only, both, neither.

    On paper only: a rule prescribes the tie, and no source reports or documents it in this case. Whether it exists in
    practice is unknown, unless ``denied`` has claims about that.
    """

    case: Case
    granularity: Granularity
    systems: bool
    ties: tuple[KnownTie, ...]
    unused: Unused = ALL_USED

    def __repr__(self) -> str:
        """One line: how many ties there are of each side."""
        counts = ", ".join(f"{side.value} {len(self.of(side))}" for side in Side)
        return f"<PaperPracticeGap of {self.case.id}: {counts}>"

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """A row for each tie: the ids and labels of its actors, where it is known from, its kinds, bases and claims.

        Raises MissingLibrary where pandas is not installed.
        """
        columns = "sender sender_label receiver receiver_label side kinds bases claims".split()
        return frame(columns, (self._row(tie, lang) for tie in self.ties))

    def _row(self, tie: KnownTie, lang: str) -> tuple[object, ...]:
        named = (name for actor in (tie.sender, tie.receiver) for name in (actor.id, actor.label[lang]))
        kinds = ", ".join(dict.fromkeys(claim.kind for claim in tie.claims))
        return *named, tie.side.value, kinds, ", ".join(bases_of(tie.claims)), ", ".join(c.id for c in tie.claims)

    def of(self, side: Side) -> list[KnownTie]:
        """The ties of one side, by sender and receiver."""
        return [tie for tie in self.ties if tie.side is side]

    @property
    def background(self) -> list[KnownTie]:
        """The ties that rest on background knowledge alone."""
        return [tie for tie in self.of(Side.NEITHER) if all(claim.basis is Basis.BACKGROUND for claim in tie.other)]

    @property
    def tie_claims(self) -> int:
        """How many claims affirm the ties; a claim of a symmetric kind is behind two ties."""
        return len({claim.iri for tie in self.ties for claim in (*tie.paper, *tie.practice, *tie.other)})

    @property
    def practice(self) -> dict[Basis, int]:
        """How many ties are known in practice, by the strongest basis of each."""
        return count_by_basis(bases_of(tie.practice)[0] for tie in self.ties if tie.practice)


def paper_practice_gap(case: Case, *, granularity: Granularity = "office", systems: bool = True) -> PaperPracticeGap:
    """The ties of a case that are prescribed, those that are reported or documented, and where the two differ.

    A tie is an ordered pair of actors, whatever its kinds: a rule may prescribe one kind and practice show another.
    Ties inside one office are left out, and so are those of information systems without ``systems``. A pair about which
    there are only denials does not count as a tie.
    """
    ties = [
        KnownTie(named_actor(case, sender), named_actor(case, receiver), *_grouped(claims))
        for (sender, receiver), claims in claims_between(case, case.of(TieClaim), granularity).items()
        if sender != receiver
        and (systems or not (is_system(case, sender) or is_system(case, receiver)))
        and any(claim.status in AFFIRMED for claim in claims)
    ]
    ties.sort(key=lambda tie: (tie.sender.id, tie.receiver.id))
    return PaperPracticeGap(case, granularity, systems, tuple(ties), _unused(case, granularity, systems, ties))


def _unused(case: Case, granularity: Granularity, systems: bool, ties: Iterable[KnownTie]) -> Unused:
    """The claims about ties that are behind none of these ties."""
    used = {claim.iri for tie in ties for claim in (*tie.paper, *tie.practice, *tie.other, *tie.denied)}

    def why(claim: Claim) -> Reason | None:
        if claim.iri in used or not isinstance(claim, TieClaim):
            return None
        if claim.status not in AFFIRMED | DENIED:
            return Reason.NOT_REPORTED
        ends = [representative(case, end, granularity) for end in (claim.sender, claim.receiver)]
        if ends[0] == ends[1]:
            return Reason.INTERNAL
        if not systems and any(is_system(case, end) for end in ends):
            return Reason.SYSTEM
        return Reason.DENIED

    return unused(case, (TieClaim,), frozenset(Basis), why)


def _grouped(claims: Iterable[TieClaim]) -> tuple[tuple[TieClaim, ...], ...]:
    """The claims in four groups: on paper, in practice, on other bases, and denials."""
    groups: tuple[list[TieClaim], ...] = ([], [], [], [])
    for claim in claims:
        if claim.status in AFFIRMED:
            groups[_GROUPS.get(claim.basis, 2)].append(claim)
        elif claim.status in DENIED:
            groups[3].append(claim)
    return tuple(map(tuple, groups))
