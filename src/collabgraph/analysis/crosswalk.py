"""How the constructs of theories correspond, and one case read by all of them, side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from collabgraph.analysis.conditions import Condition, Preconditions, preconditions
from collabgraph.analysis.unused import ALL_USED, Reason, Unused, unused
from collabgraph.model import (
    DEFAULT_BASES,
    Basis,
    Case,
    Claim,
    ConditionClaim,
    Construct,
    Framework,
    Ontology,
    OutcomeClaim,
)

#: How a construct corresponds to another one, from the nearest on, and how then the other corresponds to it.
INVERSE: Mapping[str, str] = {
    "exactMatch": "exactMatch",
    "closeMatch": "closeMatch",
    "broadMatch": "narrowMatch",
    "narrowMatch": "broadMatch",
    "relatedMatch": "relatedMatch",
}


class Match(Struct, frozen=True):
    """That a construct corresponds to one of another framework, and how (``relation``, a mapping property of SKOS)."""

    framework: Framework
    construct: Construct
    relation: str
    other_framework: Framework
    other: Construct


def matches(ontology: Ontology, framework: Framework | None = None) -> tuple[Match, ...]:
    """Every match as it is written down, or those to and from one framework, seen from its side; in its order."""
    if framework is not None:
        return tuple(match for each in framework.constructs.values() for match in _of(each, framework, ontology))
    return tuple(
        match
        for theory in ontology.frameworks.values()
        for construct in theory.constructs.values()
        for match in _written(construct, theory, ontology)
    )


def _written(construct: Construct, framework: Framework, ontology: Ontology) -> Iterator[Match]:
    for relation, iri in construct.mappings:
        other = ontology.declaring(iri)
        if other is not None and iri in other.constructs:
            yield Match(framework, construct, relation, other, other.constructs[iri])


def _of(construct: Construct, framework: Framework, ontology: Ontology) -> list[Match]:
    """The matches of a construct, in whichever of the two files they are written, the nearest first."""
    found = {*((match.relation, match.other.term.iri) for match in _written(construct, framework, ontology))}
    for other in ontology.frameworks.values():
        if other.id != framework.id:
            for iri, each in other.constructs.items():
                found |= {(INVERSE[relation], iri) for relation, to in each.mappings if to == construct.term.iri}
    order = [*INVERSE]
    named = sorted(found, key=lambda one: (order.index(one[0]), one[1]))
    others = [(relation, iri, ontology.declaring(iri)) for relation, iri in named]
    return [Match(framework, construct, how, other, other.constructs[iri]) for how, iri, other in others if other]


class Side(Struct, frozen=True):
    """What a case has of a construct, read by the construct's framework.

    ``condition`` is None for a construct that outcomes are measured by; ``outcomes`` are then the claims by it and by
    the indicators below it, none where no result is reported.
    """

    framework: Framework
    construct: Construct
    condition: Condition | None
    outcomes: tuple[OutcomeClaim, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims behind it."""
        return self.condition.claims if self.condition else self.outcomes


class Reading(Struct, frozen=True):
    """A construct of the framework chosen in a case, and its counterparts, each with its relation."""

    here: Side
    others: tuple[tuple[str, Side], ...]


class Crosswalk(Struct, frozen=True):
    """One case read by all theories: every construct of a framework beside its counterparts in the others."""

    case: Case
    framework: Framework
    bases: frozenset[Basis]
    readings: tuple[Reading, ...]
    unused: Unused = ALL_USED


def crosswalk(
    case: Case, framework: Framework, ontology: Ontology, bases: Collection[Basis] = DEFAULT_BASES
) -> Crosswalk:
    """A case read by a framework and, for each of its constructs, by those that have a counterpart, on these bases.

    Each side is what its own theory makes of the case: claims are carried over along exact and close matches only, and
    what no claim speaks of is not reported on that side.
    """
    chosen = frozenset(bases)
    states: dict[str, Preconditions] = {}

    def side(theory: Framework, construct: Construct) -> Side:
        if theory.id not in states:
            states[theory.id] = preconditions(case, theory, ontology, chosen)
        found = states[theory.id].conditions.get(construct.term.iri)
        return Side(theory, construct, found, () if found else _outcomes(case, theory, construct, chosen))

    def others(construct: Construct) -> tuple[tuple[str, Side], ...]:
        found = _of(construct, framework, ontology)
        return tuple((match.relation, side(match.other_framework, match.other)) for match in found)

    readings = tuple(
        Reading(side(framework, construct), others(construct)) for construct in framework.constructs.values()
    )
    return Crosswalk(case, framework, chosen, readings, _unused(case, ontology, chosen, readings))


def _outcomes(
    case: Case, framework: Framework, construct: Construct, bases: frozenset[Basis]
) -> tuple[OutcomeClaim, ...]:
    below = {each.term.iri for each in framework.indicators if construct.term.iri in framework.around(each.term.iri)}
    return tuple(claim for claim in case.of(OutcomeClaim, bases) if claim.indicator in below)


def _unused(case: Case, ontology: Ontology, bases: frozenset[Basis], readings: tuple[Reading, ...]) -> Unused:
    """The claims about conditions and outcomes that the crosswalk shows nowhere, with the reason."""
    sides = [side for reading in readings for side in (reading.here, *(other for _, other in reading.others))]
    used = {claim.iri for side in sides for claim in side.claims}

    def why(claim: Claim) -> Reason | None:
        if claim.iri in used:
            return None
        about = claim.construct if isinstance(claim, ConditionClaim) else getattr(claim, "indicator", "")
        theory = ontology.declaring(about)
        if theory is None:
            return Reason.UNREAD_CONSTRUCT
        return Reason.UNMAPPED if about in theory.constructs else Reason.CRITERION

    return unused(case, (ConditionClaim, OutcomeClaim), bases, why)
