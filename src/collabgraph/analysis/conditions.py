"""Preconditions of a case: what it has, lacks and leaves unsaid, and how ready it could be at worst and at best."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from collabgraph.model import DEFAULT_BASES, Basis, Case, ConditionClaim, Construct, Framework, Ontology, Status

#: The set membership a status stands for where no degree is coded; what is unknown could be anything.
_DEGREES = {
    Status.PRESENT: (1.0, 1.0),
    Status.PARTIAL: (0.5, 0.5),
    Status.ABSENT: (0.0, 0.0),
    Status.CONTESTED: (0.0, 1.0),
    Status.NOT_REPORTED: (0.0, 1.0),
}


@dataclass(frozen=True)
class Interval:
    """What a figure is at least and at most, given what is unknown."""

    low: float
    high: float


@dataclass(frozen=True)
class Condition:
    """A construct's status in a case, the degree it has at least and at most, and the claims it rests on.

    ``degree`` is how far the construct itself is there, ``met`` how far the precondition is met (the reverse where
    the theory wants the construct absent); both are None where the construct does not apply.
    """

    construct: Construct
    status: Status
    degree: Interval | None
    claims: tuple[ConditionClaim, ...]

    @property
    def met(self) -> Interval | None:
        """How far the precondition is met, at least and at most."""
        if self.degree is None or self.construct.required is Status.PRESENT:
            return self.degree
        return Interval(1 - self.degree.high, 1 - self.degree.low)

    @property
    def fulfilment(self) -> str:
        """Where it belongs: satisfied, missing, partial, contested, not_reported or not_applicable."""
        if self.status in (Status.PRESENT, Status.ABSENT):
            return "satisfied" if self.status is self.construct.required else "missing"
        return self.status.value.replace("-", "_")

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases of its claims, the strongest first."""
        return tuple(sorted({claim.basis for claim in self.claims}, key=lambda basis: basis.rank))


@dataclass(frozen=True)
class Preconditions:
    """Every construct of a framework in a case, by IRI, in the framework's order."""

    case: Case
    framework: Framework
    bases: frozenset[Basis]
    conditions: Mapping[str, Condition]

    def with_fulfilment(self, name: str) -> list[str]:
        """The ids of the preconditions that are satisfied, missing, partial, contested, not_reported..."""
        return [c.construct.term.id for c in self.preconditions if c.fulfilment == name]

    @property
    def preconditions(self) -> list[Condition]:
        """The conditions the framework calls preconditions."""
        return [condition for condition in self.conditions.values() if condition.construct.precondition_of]

    @property
    def unknown(self) -> int:
        """How many preconditions are not reported or contested."""
        return len(self.with_fulfilment("not_reported")) + len(self.with_fulfilment("contested"))

    @property
    def readiness(self) -> Interval | None:
        """The mean degree to which the preconditions are met: all unknowns unmet .. all unknowns met.

        None where the framework has no precondition that applies.
        """
        met = [condition.met for condition in self.preconditions if condition.met is not None]
        if not met:
            return None
        return Interval(sum(m.low for m in met) / len(met), sum(m.high for m in met) / len(met))


def preconditions(
    case: Case, framework: Framework, ontology: Ontology, bases: Collection[Basis] = DEFAULT_BASES
) -> Preconditions:
    """The preconditions a case has, lacks and leaves unsaid, by a framework and on these bases.

    A claim about a construct of another framework counts where the two are mapped as exact or close matches.
    """
    chosen = frozenset(bases)
    by_construct: dict[str, list[ConditionClaim]] = {}
    for claim in case.of(ConditionClaim, chosen):
        for iri in _counts_for(claim.construct, framework, ontology):
            by_construct.setdefault(iri, []).append(claim)
    measured = {iri for indicator in framework.indicators for iri in framework.around(indicator.term.iri)}
    conditions = {
        iri: condition(construct, by_construct.get(iri, ()))
        for iri, construct in framework.constructs.items()
        if iri not in measured
    }
    return Preconditions(case, framework, chosen, conditions)


def condition(construct: Construct, claims: Iterable[ConditionClaim]) -> Condition:
    """What these claims say together of a construct.

    None: not reported. All alike: that. Present and absent at once: contested. Otherwise partial.
    """
    ordered = tuple(sorted(claims, key=lambda claim: (claim.basis.rank, claim.id)))
    said = {claim.status for claim in ordered} - {Status.NOT_REPORTED}
    status = _together(said)
    if status is Status.NOT_APPLICABLE:
        return Condition(construct, status, None, ordered)
    if not status.settled:
        return Condition(construct, status, Interval(*_DEGREES[status]), ordered)
    known = [_degrees(claim) for claim in ordered if claim.status.settled]
    return Condition(construct, status, Interval(min(low for low, _ in known), max(high for _, high in known)), ordered)


def _together(said: set[Status]) -> Status:
    if not said:
        return Status.NOT_REPORTED
    if len(said) == 1:
        return next(iter(said))
    return (
        Status.PARTIAL
        if said < {Status.PRESENT, Status.PARTIAL, Status.ABSENT} and Status.PARTIAL in said
        else Status.CONTESTED
    )


def _degrees(claim: ConditionClaim) -> tuple[float, float]:
    return _DEGREES[claim.status] if claim.degree is None else (claim.degree, claim.degree)


def _counts_for(iri: str, framework: Framework, ontology: Ontology) -> list[str]:
    """The constructs of a framework that a claim about this construct counts for."""
    if iri in framework.constructs:
        return [iri]
    theirs = {
        match
        for other in ontology.frameworks.values()
        if iri in other.constructs
        for match in other.constructs[iri].matches
        if match in framework.constructs
    }
    ours = {mine for mine, construct in framework.constructs.items() if iri in construct.matches}
    return sorted(theirs | ours)
