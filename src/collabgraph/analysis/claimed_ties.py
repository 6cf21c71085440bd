"""The tie claims of a case by the pair of actors they are about, whatever their status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from collabgraph.analysis.network import Granularity, ordered_pairs, representative
from collabgraph.model import Basis, Case, Claim, Status, TieClaim

#: The statuses that say there is a tie, and those that say there is none or dispute it.
AFFIRMED = frozenset({Status.PRESENT, Status.PARTIAL})
DENIED = frozenset({Status.ABSENT, Status.CONTESTED})

Pair = tuple[str, str]


def claims_between(case: Case, claims: Iterable[TieClaim], granularity: Granularity) -> dict[Pair, list[TieClaim]]:
    """The claims about each ordered pair of actors, whatever their status."""
    by_pair: dict[Pair, list[TieClaim]] = {}
    for claim in claims:
        ends = representative(case, claim.sender, granularity), representative(case, claim.receiver, granularity)
        for pair in dict.fromkeys(ordered_pairs(claim, ends)):
            by_pair.setdefault(pair, []).append(claim)
    return by_pair


def bases_of(claims: Iterable[Claim]) -> tuple[Basis, ...]:
    """The bases of the claims, the strongest first."""
    return tuple(sorted({claim.basis for claim in claims}, key=lambda basis: basis.rank))


def count_by_basis(bases: Iterable[Basis]) -> dict[Basis, int]:
    """How often each basis occurs, the strongest first; bases that do not occur are left out."""
    counts = Counter(bases)
    return {basis: counts[basis] for basis in Basis if counts[basis]}
