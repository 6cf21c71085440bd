"""What makes the services of cases hard to compare: a fee charged or none, and checks before or after the issue."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct

from collabgraph.analysis.claimed_ties import AFFIRMED
from collabgraph.coding import theory
from collabgraph.model import Basis, Case, FeeClaim, Participation, Status, StepClaim, TieClaim
from collabgraph.rdf.vocabulary import CG, SCHEME


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

    The issue is the first step of an actor with a role that concludes the service, else the first of an actor that has
    a concluding tie to one who is served (``cg:concluding`` and ``cg:served`` of the code lists).
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
    concluding, served = theory.marked(CG.concluding), theory.marked(CG.served)

    def with_role(among: Collection[str]) -> set[str]:
        parts = case.of(Participation, bases)
        return {part.actor for part in parts if any(f"{SCHEME}role#{role}" in among for role in part.roles)}

    recipients = with_role(served)
    issuing = {
        tie.sender
        for tie in case.of(TieClaim, bases)
        if f"{SCHEME}tie#{tie.kind}" in concluding and tie.receiver in recipients and tie.status in AFFIRMED
    }
    for actors in (with_role(concluding), issuing):
        places = [step.order for step in steps if actors & set(step.actors)]
        if places:
            return min(places)
    return None
