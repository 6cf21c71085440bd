"""From an outcome back along a framework's propositions to conditions, each step with its claims."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from collabgraph.analysis.conditions import Condition, Preconditions, preconditions
from collabgraph.analysis.unused import ALL_USED, Reason, Unused, joined, sorted_out, unused
from collabgraph.errors import UnknownOutcome
from collabgraph.model import (
    DEFAULT_BASES,
    Basis,
    Case,
    CausalClaim,
    Claim,
    Construct,
    Contingency,
    Framework,
    Ontology,
    OutcomeClaim,
    Proposition,
    RivalClaim,
)
from collabgraph.words.nearest import suggestion


@dataclass(frozen=True)
class Step:
    """One link of the chain: the condition it leads back to, how far back it is, and by what.

    ``link`` is "proposition", or "part" of the construct before it, or the "block" around constructs before it.
    """

    depth: int
    link: str
    proposition: Proposition | None
    condition: Condition


@dataclass(frozen=True)
class Explanation:
    """An outcome of a case, the chain behind it, what the study's author claims, and the rivals.

    Claims and rivals are those of the case, and those that its study makes of no case in particular.
    """

    case: Case
    framework: Framework
    outcome: Construct
    claims: tuple[OutcomeClaim, ...]
    steps: tuple[Step, ...]
    contingencies: tuple[Contingency, ...]
    author: tuple[CausalClaim, ...]
    rivals: tuple[RivalClaim, ...]
    unused: Unused = ALL_USED

    def __repr__(self) -> str:
        """One line: how many steps, unmet and open, and how many claims of the author and rivals."""
        return (
            f"<Explanation of {self.case.id}, {self.outcome.term.id} by {self.framework.id}: {len(self.steps)} steps, "
            f"{len(self.unmet)} unmet, {len(self.open)} open; {len(self.author)} claims of the author, "
            f"{len(self.rivals)} rivals>"
        )

    @property
    def unmet(self) -> list[Step]:
        """The steps at a condition that is missing or partial."""
        return [step for step in self.steps if step.condition.fulfilment in ("missing", "partial")]

    @property
    def open(self) -> list[Step]:
        """The steps at a precondition of which nothing settled is known."""
        return [s for s in self.steps if s.condition.construct.precondition_of and not s.condition.status.settled]


def explain(
    case: Case, outcome: str, framework: Framework, ontology: Ontology, bases: Collection[Basis] = DEFAULT_BASES
) -> Explanation:
    """The chain from an outcome (the id of an indicator) back to the conditions a framework leads it from.

    Each construct stands once, where it is first reached. Raises UnknownOutcome, with the nearest indicator.
    """
    indicator = _indicator(case, outcome, framework, ontology)
    state = preconditions(case, framework, ontology, bases)
    start = _start(indicator, framework)
    steps = tuple(_back(framework, state.conditions, start))
    effects = {indicator.term.iri, *start, *indicator.matches}
    causal = [*case.of_study(CausalClaim, bases), *case.of(CausalClaim, bases)]
    rivals = [*case.of_study(RivalClaim, bases), *case.of(RivalClaim, bases)]
    return Explanation(
        case,
        framework,
        indicator,
        tuple(c for c in case.of(OutcomeClaim, bases) if c.indicator == indicator.term.iri),
        steps,
        framework.contingencies,
        tuple(c for c in causal if effects & {*c.effects}),
        tuple(c for c in rivals if effects & {*c.effects}),
        joined((_off_path(state, steps), _of_others(case, indicator, effects, bases))),
    )


def _off_path(state: Preconditions, steps: tuple[Step, ...]) -> Unused:
    """The claims about conditions that no step shows."""
    reached = {claim.iri for step in steps for claim in step.condition.used}
    used = (claim for condition in state.conditions.values() for claim in condition.used)
    off = sorted_out((claim, Reason.OFF_PATH) for claim in used if claim.iri not in reached)
    return joined((state.unused, off))


def _of_others(case: Case, indicator: Construct, effects: set[str], bases: Collection[Basis]) -> Unused:
    """The claims about outcomes and causes that say nothing of this outcome."""

    def why(claim: Claim) -> Reason | None:
        about = (
            {claim.indicator} & {indicator.term.iri} if isinstance(claim, OutcomeClaim) else effects & _effects(claim)
        )
        return None if about else Reason.OTHER_OUTCOME

    outcomes = unused(case, (OutcomeClaim,), bases, why)
    return joined((outcomes, unused(case, (CausalClaim, RivalClaim), bases, why, with_study=True)))


def _effects(claim: Claim) -> set[str]:
    return {*claim.effects} if isinstance(claim, CausalClaim) else set()


def _indicator(case: Case, outcome: str, framework: Framework, ontology: Ontology) -> Construct:
    everywhere = [c for other in (framework, *ontology.frameworks.values()) for c in other.indicators]
    reported = {claim.indicator for claim in case.of(OutcomeClaim)}
    known = {c.term.id: c for c in reversed(everywhere) if c.term.iri in reported or c.term.iri in framework.constructs}
    if outcome not in known:
        nearest = suggestion(outcome, known)
        raise UnknownOutcome(name=outcome, case=case.id, nearest=nearest, known=", ".join(sorted(known)))
    return known[outcome]


def _start(indicator: Construct, framework: Framework) -> list[str]:
    """Where the chain begins in the framework: the indicator, its blocks, or the outcomes of another theory."""
    if indicator.term.iri in framework.constructs:
        return [indicator.term.iri, *framework.ancestors(indicator.term.iri)]
    return [construct.term.iri for construct in framework.indicators]


def _back(framework: Framework, conditions: Mapping[str, Condition], start: list[str]) -> list[Step]:
    steps: list[Step] = []
    seen = set(start)

    def follow(iri: str, depth: int) -> None:
        for proposition in framework.propositions:
            if proposition.consequent == iri:
                for antecedent in proposition.antecedents:
                    add(antecedent, depth, "proposition", proposition)

    def add(iri: str, depth: int, link: str, proposition: Proposition | None = None) -> None:
        if iri in seen or iri not in conditions:
            return
        seen.add(iri)
        steps.append(Step(depth, link, proposition, conditions[iri]))
        for part in framework.parts(iri):
            add(part.term.iri, depth + 1, "part")
        follow(iri, depth + 1)

    for iri in start:
        follow(iri, 0)
    led_to = {proposition.consequent for proposition in framework.propositions}
    for step in [*steps]:
        for block in framework.ancestors(step.condition.construct.term.iri):
            if block in led_to:
                add(block, 0, "block")
    return steps
