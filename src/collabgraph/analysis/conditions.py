"""The preconditions that a case has, lacks and does not report, and its readiness at worst and at best."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.frames import frame
from collabgraph.analysis.unused import ALL_USED, Reason, Unused, unused
from collabgraph.model import DEFAULT_BASES, Basis, Case, Claim, ConditionClaim, Construct, Framework, Ontology, Status

if TYPE_CHECKING:
    import pandas

#: The lowest and highest set membership of a status where no degree is coded; what is unknown could be anything.
_DEGREES = {
    Status.PRESENT: (1.0, 1.0),
    Status.PARTIAL: (0.5, 0.5),
    Status.ABSENT: (0.0, 0.0),
    Status.INSUFFICIENT: (0.0, 0.5),
    Status.CONTESTED: (0.0, 1.0),
    Status.NOT_REPORTED: (0.0, 1.0),
}


class Interval(Struct, frozen=True):
    """The lowest and highest value of a figure, given what is unknown."""

    low: float
    high: float


class Condition(Struct, frozen=True):
    """A construct's status in a case, its lowest and highest degree, and every claim about it.

    ``degree`` (0..1) is how far the construct itself is present, ``met`` how far the precondition is met (the reverse
    where the theory requires the construct to be absent); both are None where the construct does not apply.
    """

    construct: Construct
    status: Status
    degree: Interval | None
    claims: tuple[ConditionClaim, ...]

    @property
    def met(self) -> Interval | None:
        """How far the precondition is met (0..1), at least and at most."""
        if self.degree is None or self.construct.required is Status.PRESENT:
            return self.degree
        return Interval(1 - self.degree.high, 1 - self.degree.low)

    @property
    def fulfilment(self) -> str:
        """How the precondition is met: satisfied, missing, partial, contested, not_reported or not_applicable."""
        if self.status in (Status.PRESENT, Status.ABSENT):
            return "satisfied" if self.status is self.construct.required else "missing"
        if self.status is Status.INSUFFICIENT:
            return "missing"
        return self.status.value.replace("-", "_")

    @property
    def used(self) -> tuple[ConditionClaim, ...]:
        """The claims that decide the status: the "not reported" ones count only where every claim says so."""
        return tuple(claim for claim in self.claims if claim.status is not Status.NOT_REPORTED) or self.claims

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The bases of the claims, the strongest first."""
        return tuple(sorted({claim.basis for claim in self.claims}, key=lambda basis: basis.rank))


class Preconditions(Struct, frozen=True):
    """The condition of every construct of a framework in a case, by IRI, in the framework's order."""

    case: Case
    framework: Framework
    bases: frozenset[Basis]
    conditions: Mapping[str, Condition]
    unused: Unused = ALL_USED

    def __repr__(self) -> str:
        """One line: how many preconditions have each fulfilment, and the readiness."""
        fulfilments = ("satisfied", "missing", "partial", "contested", "not_reported", "not_applicable")
        counts = ", ".join(f"{name.replace('_', ' ')} {len(self.with_fulfilment(name))}" for name in fulfilments)
        readiness = f"{self.readiness.low:.2f}..{self.readiness.high:.2f}" if self.readiness else "undefined"
        return f"<Preconditions of {self.case.id} by {self.framework.id}: {counts}; readiness {readiness}>"

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """A row for each construct: its label, status, lowest and highest degree, bases and claims.

        Raises MissingLibrary where pandas is not installed.
        """
        columns = "construct label precondition status fulfilment low high bases claims".split()
        return frame(columns, (self._row(condition, lang) for condition in self.conditions.values()))

    def _row(self, condition: Condition, lang: str) -> tuple[object, ...]:
        term = condition.construct.term
        degree = (condition.degree.low, condition.degree.high) if condition.degree else (None, None)
        bases_and_claims = ", ".join(condition.bases), ", ".join(claim.id for claim in condition.claims)
        precondition = bool(condition.construct.precondition_of)
        fulfilment = condition.fulfilment if precondition else None
        return term.id, term.label[lang], precondition, condition.status.value, fulfilment, *degree, *bases_and_claims

    def with_fulfilment(self, name: str) -> list[str]:
        """The ids of the preconditions with this fulfilment (see ``Condition.fulfilment``)."""
        return [c.construct.term.id for c in self.preconditions if c.fulfilment == name]

    @property
    def preconditions(self) -> list[Condition]:
        """The conditions of the constructs that are preconditions in the framework."""
        return [condition for condition in self.conditions.values() if condition.construct.precondition_of]

    @property
    def unknown(self) -> int:
        """How many preconditions are not reported or contested."""
        return len(self.with_fulfilment("not_reported")) + len(self.with_fulfilment("contested"))

    @property
    def readiness(self) -> Interval | None:
        """The mean degree to which the preconditions are met (0..1), were all unknowns unmet, and were all met.

        None where the framework has no precondition that applies.
        """
        degrees = [condition.met for condition in self.preconditions if condition.met is not None]
        if not degrees:
            return None
        low, high = sum(degree.low for degree in degrees), sum(degree.high for degree in degrees)
        return Interval(low / len(degrees), high / len(degrees))


def preconditions(
    case: Case, framework: Framework, ontology: Ontology, bases: Collection[Basis] = DEFAULT_BASES
) -> Preconditions:
    """The preconditions a case has, lacks and does not report, by a framework and on these bases.

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
    """The condition claims that do not count for any condition of the framework."""
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
    """The condition of a construct that follows from all claims about it.

    Claims of "not reported" do not count where there are others. Without others the status is "not reported"; where
    they agree it is theirs; where they do not it is "contested", since a construct cannot be, say, both present and
    partial, or present and not applicable. Where claims that agree code different degrees, the degree lies between the
    lowest and the highest.
    """
    ordered = tuple(sorted(claims, key=lambda claim: (claim.basis.rank, claim.id)))
    status = _combined({claim.status for claim in ordered} - {Status.NOT_REPORTED})
    if status is Status.NOT_APPLICABLE:
        return Condition(construct, status, None, ordered)
    coded = [claim.degree for claim in ordered if claim.degree is not None]
    if coded and status.settled:
        return Condition(construct, status, Interval(min(coded), max(coded)), ordered)
    return Condition(construct, status, Interval(*_DEGREES[status]), ordered)


def _combined(statuses: set[Status]) -> Status:
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
    ours = {own_iri for own_iri, construct in framework.constructs.items() if iri in construct.matches}
    return sorted(theirs | ours)
