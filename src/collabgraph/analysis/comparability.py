"""What makes the services of cases hard to compare: a fee charged or none, and checks before or after the issue."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from collabgraph.analysis.claimed_ties import AFFIRMED
from collabgraph.model import Basis, Case, FeeClaim, Participation, Status, StepClaim, TieClaim

#: The role of those who issue what was asked for, that of those who get it, and the tie between them.
_ISSUER, _RECIPIENT, _ISSUES = "licence-issuer", "service-recipient", "issues"


class Service(Struct, frozen=True):
    """A service as the claims describe it.

    ``fee`` is whether a fee is charged (not reported where no claim says). ``before`` are the steps up to the issue of
    what was asked for, and ``after`` those that follow it; both are empty where no claim says which step is the issue.
    """

    fee: Status
    fee_claims: tuple[FeeClaim, ...]
    before: tuple[StepClaim, ...]
    after: tuple[StepClaim, ...]


def service(case: Case, bases: Collection[Basis]) -> Service:
    """The service of a case, from claims on these bases.

    The issue is the first step of an actor with the role of issuing, else the first of an actor that has a tie of
    issuing to a recipient of the service.
    """
    fees = tuple(case.of(FeeClaim, bases))
    statuses = {claim.status for claim in fees} - {Status.NOT_REPORTED}
    fee = Status.NOT_REPORTED if not statuses else statuses.pop() if len(statuses) == 1 else Status.CONTESTED
    steps = sorted(case.of(StepClaim, bases), key=lambda step: (step.order, step.id))
    issue = _issue(case, bases, steps)
    if issue is None:
        return Service(fee, fees, (), ())
    before = tuple(step for step in steps if step.order <= issue)
    return Service(fee, fees, before, tuple(steps[len(before) :]))


def _issue(case: Case, bases: Collection[Basis], steps: list[StepClaim]) -> int | None:
    """The place of the step in which what was asked for is issued."""
    with_role = {
        role: {part.actor for part in case.of(Participation, bases) if role in part.roles}
        for role in (_ISSUER, _RECIPIENT)
    }
    issuing = {
        tie.sender
        for tie in case.of(TieClaim, bases)
        if tie.kind == _ISSUES and tie.receiver in with_role[_RECIPIENT] and tie.status in AFFIRMED
    }
    for actors in (with_role[_ISSUER], issuing):
        places = [step.order for step in steps if actors & set(step.actors)]
        if places:
            return min(places)
    return None
