"""Whether cases fall under the definition of a framework: each of its criteria met, not met, or open."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.claimed_ties import AFFIRMED
from collabgraph.analysis.conditions import Preconditions, preconditions
from collabgraph.analysis.frames import frame
from collabgraph.analysis.unused import ALL_USED, Reason, Unused, by_reason
from collabgraph.errors import NoCriteria
from collabgraph.model import (
    DEFAULT_BASES,
    Basis,
    Case,
    Claim,
    ConditionClaim,
    Criterion,
    Framework,
    Ontology,
    Participation,
    Sign,
    Status,
    TieClaim,
)

if TYPE_CHECKING:
    import pandas


class Answer(StrEnum):
    """Whether a case meets a criterion; what no source reports stays open."""

    MET = "met"
    NOT_MET = "not-met"
    SILENT = "silent"
    UNDECIDED = "undecided"

    @property
    def open(self) -> bool:
        """Whether the criterion is open: no claim says, or the claims do not decide."""
        return self in (Answer.SILENT, Answer.UNDECIDED)


class CriterionInCase(Struct, frozen=True):
    """A criterion with the claims of a case about it, and those that speak for and against it as signs.

    Claims about the criterion itself decide where there are any: a coder who makes one has weighed the signs. Without
    them the signs decide, if all point one way.
    """

    criterion: Criterion
    claims: tuple[ConditionClaim, ...]
    signs_for: tuple[Claim, ...]
    signs_against: tuple[Claim, ...]

    @property
    def answer(self) -> Answer:
        """Met, not met, or open."""
        stated = {claim.status for claim in self.claims} - {Status.NOT_REPORTED}
        signs = {Answer.MET} if self.signs_for else set()
        signs |= {Answer.NOT_MET} if self.signs_against else set()
        settled = {Status.PRESENT: Answer.MET, Status.ABSENT: Answer.NOT_MET}
        answers = {settled.get(status, Answer.UNDECIDED) for status in stated} or signs or {Answer.SILENT}
        return answers.pop() if len(answers) == 1 else Answer.UNDECIDED


class Scope(Struct, frozen=True):
    """Each criterion of a framework's definition in a case, in the framework's order."""

    case: Case
    framework: Framework
    bases: frozenset[Basis]
    criteria: tuple[CriterionInCase, ...]
    unused: Unused = ALL_USED

    def __repr__(self) -> str:
        """One line: how many criteria are met, not met, and open."""
        met, missed = len(self.of(Answer.MET)), len(self.of(Answer.NOT_MET))
        return f"<Scope of {self.case.id} by {self.framework.id}: {met} met, {missed} not met, {len(self.open)} open>"

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """A row for each criterion: its label and answer, with the claims for it and against it.

        Raises MissingLibrary where pandas is not installed.
        """
        columns = "criterion label answer claims for against".split()
        return frame(columns, (self._row(found, lang) for found in self.criteria))

    def _row(self, found: CriterionInCase, lang: str) -> tuple[object, ...]:
        term = found.criterion.term
        claims = (", ".join(c.id for c in group) for group in (found.claims, found.signs_for, found.signs_against))
        return term.id, term.label[lang], found.answer.value, *claims

    def of(self, answer: Answer) -> list[CriterionInCase]:
        """The criteria with this answer."""
        return [found for found in self.criteria if found.answer is answer]

    @property
    def open(self) -> list[CriterionInCase]:
        """The criteria that are neither met nor not met."""
        return [found for found in self.criteria if found.answer.open]

    @property
    def within(self) -> bool | None:
        """Whether the case falls under the definition: every criterion is met; None where that is open."""
        if self.of(Answer.NOT_MET):
            return False
        return None if self.open else True


def scope(case: Case, framework: Framework, ontology: Ontology, bases: Collection[Basis] = DEFAULT_BASES) -> Scope:
    """Which criteria of a framework's definition a case meets, does not meet, and leaves open, on these bases.

    Raises NoCriteria where the framework has none.
    """
    if not framework.criteria:
        known = ", ".join(name for name, other in ontology.frameworks.items() if other.criteria)
        raise NoCriteria(name=framework.id, known=known)
    chosen = frozenset(bases)
    state = preconditions(case, framework, ontology, chosen)
    found = tuple(_in_case(criterion, case, state, chosen) for criterion in framework.criteria)
    return Scope(case, framework, chosen, found, _unused(case, framework, chosen))


def defining(framework: Framework, ontology: Ontology) -> Framework | None:
    """The framework if it has definition criteria, else the first that has and that its constructs are matched to."""
    matched = {other.id for iri in framework.matched_by if (other := ontology.declaring(iri)) is not None}
    others = (ontology.frameworks[name] for name in ontology.frameworks if name in matched)
    return next((one for one in (framework, *others) if one.criteria), None)


def _in_case(criterion: Criterion, case: Case, state: Preconditions, bases: frozenset[Basis]) -> CriterionInCase:
    about = tuple(claim for claim in case.of(ConditionClaim, bases) if claim.construct == criterion.term.iri)
    signs_for, signs_against = (
        tuple({claim.iri: claim for sign in signs for claim in _fitting(sign, case, state, bases)}.values())
        for signs in (criterion.speaks_for, criterion.speaks_against)
    )
    return CriterionInCase(criterion, about, signs_for, signs_against)


def _fitting(sign: Sign, case: Case, state: Preconditions, bases: frozenset[Basis]) -> Iterator[Claim]:
    """The claims that are this sign: participations and ties, and what gives a construct its status."""
    yield from (
        claim for kind in (Participation, TieClaim) for claim in case.of(kind, bases) if _fits(claim, sign, case)
    )
    for iri in sign.constructs:
        condition = state.conditions.get(iri)
        if condition is not None and condition.status is sign.status:
            yield from condition.used


def _fits(claim: Claim, sign: Sign, case: Case) -> bool:
    if isinstance(claim, TieClaim):
        return claim.kind in sign.ties and claim.status in AFFIRMED
    actor = case.actors.get(claim.actor) if isinstance(claim, Participation) else None
    if actor is None or not isinstance(claim, Participation) or not (sign.roles or sign.sectors or sign.kinds):
        return False
    marks = ((sign.roles, {*claim.roles}), (sign.sectors, {actor.sector}), (sign.kinds, {actor.kind}))
    return all(not wanted or has & {*wanted} for wanted, has in marks)


def _unused(case: Case, framework: Framework, bases: frozenset[Basis]) -> Unused:
    """The claims about the criteria, and those that are signs of them, that do not count, and why."""
    signs = [sign for criterion in framework.criteria for sign in (*criterion.speaks_for, *criterion.speaks_against)]

    def why(claim: Claim) -> Reason | None:
        about = isinstance(claim, ConditionClaim) and claim.construct in framework.criterion_terms
        if not about and not any(_fits(claim, sign, case) for sign in signs):
            return None
        if case.period.precedes(claim.date):
            return Reason.LATER
        if case.leaves_out(claim):
            return Reason.ATTRIBUTION
        return None if claim.basis in bases else Reason.BASIS

    return by_reason((claim, why(claim)) for claim in case.claims)
