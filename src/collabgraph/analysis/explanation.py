"""Explanations: from an outcome back along a framework's propositions to conditions, each step with its claims."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.conditions import Condition, Preconditions, indicators_of, preconditions
from collabgraph.analysis.frames import frame
from collabgraph.analysis.unused import ALL_USED, Reason, Unused, by_reason, joined, unused
from collabgraph.errors import AmbiguousName, UnknownOutcome
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
from collabgraph.words.nearest import meant, suggestion

if TYPE_CHECKING:
    import pandas


class Step(Struct, frozen=True):
    """One step back along the chain: the condition it leads to, how far back that is, and by which link.

    ``link`` is "proposition"; or "part", where the construct is a part of the one before; or "block", where it is the
    block that constructs before it belong to.
    """

    depth: int
    link: str
    proposition: Proposition | None
    condition: Condition

    @property
    def demanded(self) -> bool:
        """Whether the outcome suffers where the condition is missing: not where that only suffices or favours."""
        relation = self.proposition.relation if self.proposition else None
        return relation is None or relation.demanding or bool(self.condition.construct.precondition_of)


class Explanation(Struct, frozen=True):
    """An outcome of a case, the chain of conditions behind it, the author's causal claims, and rival explanations.

    Causal claims and rivals are those of the case, and those that its study makes about no case in particular.
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
        """One line: how many steps there are, unmet and open ones, causal claims of the author, and rivals."""
        return (
            f"<Explanation of {self.case.id}, {self.outcome.term.id} by {self.framework.id}: {len(self.steps)} steps, "
            f"{len(self.unmet)} unmet, {len(self.open)} open; {len(self.author)} claims of the author, "
            f"{len(self.rivals)} rivals>"
        )

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """A row for each step of the chain: its construct, the proposition that leads there, status, degree and claims.

        Raises MissingLibrary where pandas is not installed.
        """
        columns = "depth construct label status fulfilment low high proposition relation bases claims".split()
        return frame(columns, (self._row(step, lang) for step in self.steps))

    def _row(self, step: Step, lang: str) -> tuple[object, ...]:
        condition, rule = step.condition, step.proposition
        term, degree = condition.construct.term, condition.degree
        ends = (degree.low, degree.high) if degree else (None, None)
        leads = (rule.id, rule.relation.value) if rule else (None, None)
        states = (condition.status.value, condition.fulfilment)
        grounds = ", ".join(condition.bases), ", ".join(claim.id for claim in condition.claims)
        return step.depth, term.id, term.label[lang], *states, *ends, *leads, *grounds

    @property
    def unmet(self) -> list[Step]:
        """The steps that lead to a condition that is missing or partial, and that is not just one way among others."""
        return [step for step in self.steps if step.demanded and step.condition.fulfilment in ("missing", "partial")]

    @property
    def open(self) -> list[Step]:
        """The steps that lead to a precondition whose status is not settled."""
        conditions = ((step, step.condition) for step in self.steps)
        return [
            step
            for step, condition in conditions
            if condition.construct.precondition_of and not condition.status.settled
        ]


def explain(
    case: Case, outcome: str, framework: Framework, ontology: Ontology, bases: Collection[Basis] = DEFAULT_BASES
) -> Explanation:
    """The chain from an outcome (the id or label of an indicator) back to the conditions it depends on in a framework.

    Each construct appears once, where it is first reached. Raises UnknownOutcome, with the nearest indicator.
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
        joined((_off_path(state, steps), _about_other_outcomes(case, indicator, effects, bases))),
    )


def _off_path(state: Preconditions, steps: tuple[Step, ...]) -> Unused:
    """The claims about conditions that no step leads to."""
    reached = {claim.iri for step in steps for claim in step.condition.used}
    used = (claim for condition in state.conditions.values() for claim in condition.used)
    off_path = by_reason((claim, Reason.OFF_PATH) for claim in used if claim.iri not in reached)
    return joined((state.unused, off_path))


def _about_other_outcomes(case: Case, indicator: Construct, effects: set[str], bases: Collection[Basis]) -> Unused:
    """The claims about outcomes and causes that are not about this outcome."""

    def why(claim: Claim) -> Reason | None:
        if isinstance(claim, OutcomeClaim):
            about_it = claim.indicator == indicator.term.iri
        else:
            about_it = bool(effects & _effects(claim))
        return None if about_it else Reason.OTHER_OUTCOME

    outcomes = unused(case, (OutcomeClaim,), bases, why)
    return joined((outcomes, unused(case, (CausalClaim, RivalClaim), bases, why, with_study=True)))


def _effects(claim: Claim) -> set[str]:
    return {*claim.effects} if isinstance(claim, CausalClaim) else set()


def _indicator(case: Case, outcome: str, framework: Framework, ontology: Ontology) -> Construct:
    claimed = {claim.indicator for claim in case.of(OutcomeClaim)}
    indicators = [*indicators_of(claimed, framework, ontology).values()]
    usable = {*framework.constructs, *claimed}
    known = {indicator.term.id: indicator for indicator in reversed(indicators) if indicator.term.iri in usable}
    found = meant(outcome, {name: indicator.term.label.by_language.values() for name, indicator in known.items()})
    if len(found) > 1:
        raise AmbiguousName(name=outcome, known=", ".join(found))
    if not found:
        nearest = suggestion(outcome, known)
        raise UnknownOutcome(name=outcome, case=case.id, nearest=nearest, known=", ".join(sorted(known)))
    return known[found[0]]


def _start(indicator: Construct, framework: Framework) -> list[str]:
    """The IRIs where the chain begins: the indicator and its blocks, or all indicators of the framework."""
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
    consequents = {proposition.consequent for proposition in framework.propositions}
    for step in [*steps]:
        for block in framework.ancestors(step.condition.construct.term.iri):
            if block in consequents:
                add(block, 0, "block")
    return steps
