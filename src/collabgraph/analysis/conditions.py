"""Preconditions of a case: what it has, lacks and leaves unsaid, and how ready it could be at worst and at best."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collabgraph.analysis.frames import frame
from collabgraph.analysis.unused import ALL_USED, Reason, Unused, unused
from collabgraph.model import DEFAULT_BASES, Basis, Case, Claim, ConditionClaim, Construct, Framework, Ontology, Status

if TYPE_CHECKING:
    import pandas

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
    """A construct's status in a case, the degree it has at least and at most, and every claim about it.

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
    def used(self) -> tuple[ConditionClaim, ...]:
        """Its claims that say something: all but those that only say that nothing is reported, where another does."""
        return tuple(claim for claim in self.claims if claim.status is not Status.NOT_REPORTED) or self.claims

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
    unused: Unused = ALL_USED

    def __repr__(self) -> str:
        """One line: how many preconditions are where, and the readiness."""
        places = ("satisfied", "missing", "partial", "contested", "not_reported", "not_applicable")
        counts = ", ".join(f"{name.replace('_', ' ')} {len(self.with_fulfilment(name))}" for name in places)
        ready = f"{self.readiness.low:.2f}..{self.readiness.high:.2f}" if self.readiness else "undefined"
        return f"<Preconditions of {self.case.id} by {self.framework.id}: {counts}; readiness {ready}>"

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """A row for each construct: what it is called, its status, its degree at least and at most, bases, claims.

        Raises MissingLibrary where pandas is not installed.
        """
        columns = "construct label precondition status fulfilment low high bases claims".split()
        return frame(columns, (self._row(condition, lang) for condition in self.conditions.values()))

    def _row(self, condition: Condition, lang: str) -> tuple[object, ...]:
        term, degree = condition.construct.term, condition.degree
        ends = (degree.low, degree.high) if degree else (None, None)
        grounds = ", ".join(condition.bases), ", ".join(claim.id for claim in condition.claims)
        wanted = bool(condition.construct.precondition_of)
        fulfilment = condition.fulfilment if wanted else None
        return term.id, term.label[lang], wanted, condition.status.value, fulfilment, *ends, *grounds

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
    return Preconditions(case, framework, chosen, conditions, _unused(case, framework, ontology, chosen, conditions))


def _unused(
    case: Case, framework: Framework, ontology: Ontology, bases: frozenset[Basis], conditions: Mapping[str, Condition]
) -> Unused:
    """The claims about conditions that say nothing of those of the framework."""
    declared = {iri for other in (framework, *ontology.frameworks.values()) for iri in other.constructs}
    used = {claim.iri for condition in conditions.values() for claim in condition.used}

    def why(claim: Claim) -> Reason | None:
        if claim.iri in used or not isinstance(claim, ConditionClaim):
            return None
        if claim.construct not in declared:
            return Reason.UNREAD_CONSTRUCT
        counted = _counts_for(claim.construct, framework, ontology)
        if not counted:
            return Reason.UNMAPPED
        return Reason.NOT_REPORTED if conditions.keys() & set(counted) else Reason.MEASURE

    return unused(case, (ConditionClaim,), bases, why)


def condition(construct: Construct, claims: Iterable[ConditionClaim]) -> Condition:
    """What these claims say together of a construct.

    Claims that only say that nothing is reported give way to any other. Of the others' statuses: none, not reported;
    all alike, that one; several, contested, for a construct cannot be, say, present and partly there, or there and not
    applicable. Where claims alike code different degrees, the degree lies between the lowest and the highest.
    """
    ordered = tuple(sorted(claims, key=lambda claim: (claim.basis.rank, claim.id)))
    status = _together({claim.status for claim in ordered} - {Status.NOT_REPORTED})
    if status is Status.NOT_APPLICABLE:
        return Condition(construct, status, None, ordered)
    coded = [claim.degree for claim in ordered if claim.degree is not None]
    if coded and status.settled:
        return Condition(construct, status, Interval(min(coded), max(coded)), ordered)
    return Condition(construct, status, Interval(*_DEGREES[status]), ordered)


def _together(statuses: set[Status]) -> Status:
    if len(statuses) > 1:
        return Status.CONTESTED
    return statuses.pop() if statuses else Status.NOT_REPORTED


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
