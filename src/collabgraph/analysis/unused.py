"""The claims that a result does not use, and why: a result names every claim it leaves out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

from collabgraph.model import Basis, Case, Claim
from collabgraph.words import Speech, Text, in_both, mark


class Reason(StrEnum):
    """Why a result does not use a claim; of several reasons that apply the first one is given."""

    NO_CASE = "no-case"
    LATER = "later"
    ATTRIBUTION = "attribution"
    BASIS = "basis"
    UNREAD_CONSTRUCT = "unread-construct"
    CRITERION = "criterion"
    UNMAPPED = "unmapped"
    MEASURE = "measure"
    UNREAD_INDICATOR = "unread-indicator"
    NOT_REPORTED = "not-reported"
    UNKNOWN_ROLE = "unknown-role"
    UNKNOWN_KIND = "unknown-kind"
    INTERNAL = "internal"
    SYSTEM = "system"
    ABSENT = "absent"
    OPEN = "open"
    DENIED = "denied"
    NOT_EXPECTED = "not-expected"
    OFF_PATH = "off-path"
    OTHER_OUTCOME = "other-outcome"
    IMPLIED = "implied"


#: The words for each reason, as they follow "3 claims".
WORDS: Mapping[Reason, str] = {
    Reason.NO_CASE: mark("that the study makes about no case in particular"),
    Reason.LATER: mark("dated after the case's period"),
    Reason.ATTRIBUTION: mark("of an attribution that was not chosen"),
    Reason.BASIS: mark("on a basis that was not chosen"),
    Reason.UNREAD_CONSTRUCT: mark("about a construct that no loaded framework has"),
    Reason.CRITERION: mark("about whether the case meets the definition of a framework"),
    Reason.UNMAPPED: mark("about a construct of another framework that is not mapped to this one"),
    Reason.MEASURE: mark("about a construct that outcomes are measured by"),
    Reason.UNREAD_INDICATOR: mark("about an indicator that no loaded framework has"),
    Reason.NOT_REPORTED: mark("that only say that nothing is reported"),
    Reason.UNKNOWN_ROLE: mark("of roles that the code lists do not have"),
    Reason.UNKNOWN_KIND: mark("of a kind of tie that the code lists do not have"),
    Reason.INTERNAL: mark("of a tie from an actor to itself, its roles counted as one"),
    Reason.SYSTEM: mark("about an information system, which is left out"),
    Reason.ABSENT: mark("that there is no tie"),
    Reason.OPEN: mark("that leave open whether there is a tie"),
    Reason.DENIED: mark("that deny or dispute a tie that no other claim affirms"),
    Reason.NOT_EXPECTED: mark("about ties or roles that the framework does not expect"),
    Reason.OFF_PATH: mark("about a condition that no step leads back to"),
    Reason.OTHER_OUTCOME: mark("about another outcome"),
    Reason.IMPLIED: mark("given to the case because of the outcome that is to be explained"),
}


class Unused(Struct, frozen=True):
    """The claims a result does not use, by reason in the order of ``Reason`` and then by id.

    >>> len(Unused()), Unused().words(Speech("en"))
    (0, '')
    """

    reasons: tuple[tuple[Reason, tuple[Claim, ...]], ...] = ()

    def __len__(self) -> int:
        """How many claims are not used."""
        return sum(len(claims) for _, claims in self.reasons)

    def __repr__(self) -> str:
        """One line: how many claims, by reason."""
        counts = "".join(f" {reason}={n}" for reason, n in self.counts.items())
        return f"<Unused:{counts or ' none'}>"

    @property
    def by_reason(self) -> Mapping[Reason, tuple[Claim, ...]]:
        """The claims by reason; reasons that apply to no claim are left out."""
        return dict(self.reasons)

    @property
    def counts(self) -> Mapping[Reason, int]:
        """How many claims are not used, by reason."""
        return {reason: len(claims) for reason, claims in self.reasons}

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim that is not used, by reason and id."""
        return tuple(claim for _, claims in self.reasons for claim in claims)

    def words(self, say: Speech) -> str:
        """How many claims are not used and why, as a sentence; empty where every claim is used."""
        parts = [
            say.plural("{n} claim {why}", "{n} claims {why}", n, why=say(WORDS[reason]))
            for reason, n in self.counts.items()
        ]
        return say("Not used: {claims}.", claims="; ".join(parts)) if parts else ""

    @property
    def text(self) -> Text:
        """The sentence in both languages."""
        return in_both(self.words)


#: For a result that uses every claim.
ALL_USED = Unused()


def unused(
    case: Case,
    kinds: Collection[type[Claim]],
    bases: Collection[Basis],
    why: Callable[[Claim], Reason | None],
    *,
    with_study: bool = False,
) -> Unused:
    """The claims of these kinds that a result on these bases does not use, by reason.

    Unused are claims dated after the period, claims of other attributions or on other bases, and those for which
    ``why`` gives a reason. What the study claims about no case in particular is unused too, unless the result is one
    ``with_study``.
    """
    of_case = [(claim, _reason(case, claim, bases, why)) for claim in case.claims if type(claim) in kinds]
    of_study = [
        (claim, _reason(case, claim, bases, why) if with_study else Reason.NO_CASE)
        for claim in (case.study.claims if case.study else ())
        if type(claim) in kinds
    ]
    return by_reason([*of_case, *of_study])


def _reason(case: Case, claim: Claim, bases: Collection[Basis], why: Callable[[Claim], Reason | None]) -> Reason | None:
    return uncounted(case, claim, bases) or why(claim)


def uncounted(case: Case, claim: Claim, bases: Collection[Basis]) -> Reason | None:
    """Why a claim does not count whatever it is about: its date, its attribution or its basis; None where it does."""
    if case.period.precedes(claim.date):
        return Reason.LATER
    if case.leaves_out(claim):
        return Reason.ATTRIBUTION
    return None if claim.basis in bases else Reason.BASIS


def by_reason(reasons: Iterable[tuple[Claim, Reason | None]]) -> Unused:
    """The claims by reason; those without a reason are left out."""
    claims: dict[Reason, dict[str, Claim]] = {}
    for claim, reason in reasons:
        if reason is not None:
            claims.setdefault(reason, {})[claim.iri] = claim
    return Unused(tuple((reason, _by_id(claims[reason].values())) for reason in Reason if reason in claims))


def joined(parts: Iterable[Unused]) -> Unused:
    """The unused claims of several parts of a result together, each claim under the reason its part gives."""
    return by_reason((claim, reason) for part in parts for reason, claims in part.reasons for claim in claims)


def _by_id(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    return tuple(sorted(claims, key=lambda claim: (claim.id, claim.iri)))
