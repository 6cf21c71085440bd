"""The preconditions that a case has, lacks and does not report, and its readiness at worst and at best."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.frames import frame
from collabgraph.analysis.unused import ALL_USED, Reason, Unused, unused
from collabgraph.model import (
    DEFAULT_BASES,
    Basis,
    Case,
    Claim,
    ConditionClaim,
    Construct,
    Framework,
    Interval,
    Ontology,
    Status,
)

if TYPE_CHECKING:
    import pandas

#: The possible set memberships of a status where no degree is coded. The ends of "partial" are not possible themselves
#: (see ``Condition.excludes``).
_POSSIBLE = {
    Status.PRESENT: Interval(1.0, 1.0),
    Status.PARTIAL: Interval(0.0, 1.0),
    Status.INSUFFICIENT: Interval(0.0, 0.5),
    Status.ABSENT: Interval(0.0, 0.0),
    Status.CONTESTED: Interval(0.0, 1.0),
    Status.NOT_REPORTED: Interval(0.0, 1.0),
}


class Carried(Struct, frozen=True):
    """The construct (IRI) of another framework that a claim is about, and its match here: "exact" or "close"."""

    construct: str
    match: str


class Condition(Struct, frozen=True):
    """A construct's status in a case, its possible degrees, and every claim about it.

    ``degree`` (0..1) is how far the construct itself is present, ``met`` how far the precondition is met (the reverse
    where the theory requires the construct to be absent); both are None where the construct does not apply. ``carried``
    are the claims, by IRI, that are about a construct of another framework.
    """

    construct: Construct
    status: Status
    degree: Interval | None
    claims: tuple[ConditionClaim, ...]
    carried: Mapping[str, Carried] = {}

    @property
    def met(self) -> Interval | None:
        """How far the precondition is met (0..1), at least and at most."""
        if self.degree is None or self.construct.required is Status.PRESENT:
            return self.degree
        return Interval(1 - self.degree.high, 1 - self.degree.low)

    @property
    def fulfilment(self) -> str:
        """How the precondition is met: satisfied, missing, partial, contested, not_reported or not_applicable.

        Missing is what is certainly not fully met: a construct that is required and is absent or insufficient. An
        insufficient one that has to be absent is partial.
        """
        if self.status is Status.INSUFFICIENT:
            return "missing" if self.construct.required is Status.PRESENT else "partial"
        if self.status in (Status.PRESENT, Status.ABSENT):
            return "satisfied" if self.status is self.construct.required else "missing"
        return self.status.value.replace("-", "_")

    def excludes(self, other: Condition) -> bool:
        """Whether no degree is possible in both, so that the two certainly differ.

        The ends 0 and 1 of a partial condition are not possible, so that it excludes absent and present ones.
        """
        if self.degree is None or other.degree is None:
            return False
        low, high = max(self.degree.low, other.degree.low), min(self.degree.high, other.degree.high)
        at_an_end = low == high and low in (0.0, 1.0) and Status.PARTIAL in (self.status, other.status)
        return low > high or at_an_end

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
    def starting_conditions(self) -> list[Condition]:
        """The preconditions that are starting conditions: what had to be in place before the collaboration began."""
        return [condition for condition in self.preconditions if condition.construct.starting]

    @property
    def other_factors(self) -> list[Condition]:
        """The preconditions other than the starting conditions."""
        return [condition for condition in self.preconditions if not condition.construct.starting]

    @property
    def readiness(self) -> Interval | None:
        """The mean degree to which the starting conditions are met: what was in place at the start (``mean_met``)."""
        return mean_met(self.starting_conditions)

    @property
    def factors_met(self) -> Interval | None:
        """The mean degree to which the preconditions other than starting conditions are met (``mean_met``)."""
        return mean_met(self.other_factors)


def mean_met(conditions: Iterable[Condition]) -> Interval | None:
    """The mean degree to which preconditions are met (0..1), were all unknowns unmet, and were all met.

    None where none of them applies.
    """
    degrees = [condition.met for condition in conditions if condition.met is not None]
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
        iri: _with_carried(condition(construct, by_construct.get(iri, ())), framework, ontology)
        for iri, construct in framework.constructs.items()
        if iri not in measured
    }
    return Preconditions(case, framework, chosen, conditions, _unused(case, framework, ontology, chosen, conditions))


def _with_carried(found: Condition, framework: Framework, ontology: Ontology) -> Condition:
    """A condition that names which of its claims are carried over from constructs of other frameworks."""
    here = found.construct.term.iri
    carried = {
        claim.iri: Carried(claim.construct, matched(claim.construct, framework, ontology)[here])
        for claim in found.claims
        if claim.construct != here
    }
    return replace(found, carried=carried) if carried else found


def _unused(
    case: Case, framework: Framework, ontology: Ontology, bases: frozenset[Basis], conditions: Mapping[str, Condition]
) -> Unused:
    """The condition claims that do not count for any condition of the framework."""
    used = {claim.iri for condition in conditions.values() for claim in condition.used}

    def why(claim: Claim) -> Reason | None:
        if claim.iri in used or not isinstance(claim, ConditionClaim):
            return None
        theory = framework if framework.declares(claim.construct) else ontology.declaring(claim.construct)
        if theory is None:
            return Reason.UNREAD_CONSTRUCT
        if claim.construct not in theory.constructs:
            return Reason.CRITERION
        counted = _counts_for(claim.construct, framework, ontology)
        if not counted:
            return Reason.UNMAPPED
        return Reason.NOT_REPORTED if conditions.keys() & set(counted) else Reason.MEASURE

    return unused(case, (ConditionClaim,), bases, why)


def condition(construct: Construct, claims: Iterable[ConditionClaim]) -> Condition:
    """The condition of a construct that follows from all claims about it.

    Claims of "not reported" do not count where there are others. Without others the status is "not reported"; where
    others agree it is theirs. Insufficient agrees with absent and with partial, which say more. Whatever else differs
    is "contested", since a construct cannot be, say, both present and partial, or present and not applicable. The
    degree is what every claim leaves possible; where claims of one status code degrees that exclude each other, it lies
    between the lowest and the highest.
    """
    ordered = tuple(sorted(claims, key=lambda claim: (claim.basis.rank, claim.id)))
    status = _combined({claim.status for claim in ordered} - {Status.NOT_REPORTED})
    if status is Status.NOT_APPLICABLE:
        return Condition(construct, status, None, ordered)
    degree = _degree([claim for claim in ordered if claim.status.settled]) if status.settled else None
    if degree is None:
        status = Status.CONTESTED if status.settled else status
        degree = _POSSIBLE[status]
    return Condition(construct, status, degree, ordered)


def with_status(construct: Construct, status: Status) -> Condition:
    """The condition of a construct that has a status no claim speaks of: for what would follow if it had."""
    return Condition(construct, status, _POSSIBLE.get(status), ())


def _combined(statuses: set[Status]) -> Status:
    if len(statuses) == 2 and Status.INSUFFICIENT in statuses and statuses & {Status.ABSENT, Status.PARTIAL}:
        statuses = statuses - {Status.INSUFFICIENT}
    if len(statuses) > 1:
        return Status.CONTESTED
    return statuses.pop() if statuses else Status.NOT_REPORTED


def _degree(claims: list[ConditionClaim]) -> Interval | None:
    """The degrees that all claims leave possible; None where claims of different statuses exclude each other."""
    degrees = [claim.degree or _POSSIBLE[claim.status] for claim in claims]
    low, high = max(degree.low for degree in degrees), min(degree.high for degree in degrees)
    if low <= high:
        return Interval(low, high)
    if len({claim.status for claim in claims}) > 1:
        return None
    coded = [claim.degree for claim in claims if claim.degree is not None]
    return Interval(min(degree.low for degree in coded), max(degree.high for degree in coded))


def matched(iri: str, framework: Framework, ontology: Ontology) -> dict[str, str]:
    """The constructs of a framework that match one of another framework, each "exact" where either says so, or "close".

    Empty for a construct of the framework itself.
    """
    if iri in framework.constructs:
        return {}
    other = ontology.declaring(iri)
    theirs = other.constructs.get(iri) if other else None
    matches = {here for here in (theirs.matches if theirs else ()) if here in framework.constructs}
    found: dict[str, str] = {}
    for here in sorted(matches.union(framework.matched_by.get(iri, ()))):
        sides = [(framework.constructs[here], iri), *([(theirs, here)] if theirs else [])]
        closeness = [to in one.close for one, to in sides if to in one.matches]
        found[here] = "close" if all(closeness) else "exact"
    return found


def indicators_of(claimed: Collection[str], framework: Framework, ontology: Ontology) -> dict[str, Construct]:
    """By IRI, the indicators of a framework, then those of the others whose constructs outcomes are claimed of."""
    named = {other.id for iri in claimed if (other := ontology.declaring(iri)) is not None}
    others = [ontology.frameworks[name] for name in ontology.frameworks if name in named and name != framework.id]
    return {construct.term.iri: construct for theory in (framework, *others) for construct in theory.indicators}


def _counts_for(iri: str, framework: Framework, ontology: Ontology) -> list[str]:
    """The constructs of a framework that a claim about this construct counts for."""
    return [iri] if iri in framework.constructs else [*matched(iri, framework, ontology)]
