"""The chain behind an outcome as a printout."""

from __future__ import annotations

from typing import Any

from collabgraph.analysis.explanation import Explanation, Step
from collabgraph.model import Claim, Ontology
from collabgraph.output.formats import Cell, Printout, Section, Table
from collabgraph.output.presenters import terms
from collabgraph.words import Speech


def printout(explanation: Explanation, ontology: Ontology) -> Printout:
    """The outcome, the steps back from it, the author's claims and the rivals."""
    return Printout(
        lambda say: _data(explanation, say),
        lambda say: _sections(explanation, ontology, say),
        lambda say: _rows(explanation, say),
    )


def _data(explanation: Explanation, say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("explain"),
        "case": explanation.case.id,
        "framework": explanation.framework.id,
        "outcome": {
            "id": explanation.outcome.term.id,
            "label": explanation.outcome.term.label[say.lang],
            "claims": [{**terms.claim_data(c), "result": c.result} for c in explanation.claims],
        },
        "steps": [_step_data(step, say) for step in explanation.steps],
        "contingencies": [
            {"id": c.id, "statement": c.statement[say.lang], "basis": c.basis} for c in explanation.contingencies
        ],
        "author": [{**terms.claim_data(c), "statement": c.statement[say.lang]} for c in explanation.author],
        "rivals": [{**terms.claim_data(c), "statement": c.statement[say.lang]} for c in explanation.rivals],
    }


def _step_data(step: Step, say: Speech) -> dict[str, Any]:
    proposition = step.proposition
    return {
        "depth": step.depth,
        "link": step.link,
        "construct": step.condition.construct.term.id,
        "label": step.condition.construct.term.label[say.lang],
        "status": step.condition.status,
        "claims": [terms.claim_data(claim) for claim in step.condition.claims],
        "proposition": None
        if proposition is None
        else {
            "id": proposition.id,
            "relation": proposition.relation,
            "basis": proposition.basis,
            "source": proposition.source,
            "statement": proposition.statement[say.lang],
        },
    }


def _sections(explanation: Explanation, ontology: Ontology, say: Speech) -> list[Section]:
    rows = tuple(
        (
            "  " * step.depth + step.condition.construct.term.label[say.lang],
            terms.status(step.condition, ontology, say),
            terms.cited(step.condition.claims, ontology, say),
            _because(step, ontology, say),
        )
        for step in explanation.steps
    )
    columns = (say("leads back to"), say("status"), say("claims and their basis"), say("by proposition"))
    sections = [Section(_title(explanation, ontology, say), _lines(explanation, ontology, say), Table(columns, rows))]
    for title, claims in (
        (say("What the study's author claims"), explanation.author),
        (say("Rival explanations"), explanation.rivals),
    ):
        table = Table(
            (say("claim"), say("what is said"), say("basis")),
            tuple((c.id, c.statement[say.lang], terms.basis(c.basis, ontology, say)) for c in claims),
        )
        if claims:
            sections.append(Section(title, (), table))
    if explanation.contingencies:
        lines = tuple(f"{c.id}: {c.statement[say.lang]}" for c in explanation.contingencies)
        title = say("Contingent propositions of {framework}", framework=explanation.framework.title[say.lang])
        sections.append(Section(title, lines))
    return sections


def _title(explanation: Explanation, ontology: Ontology, say: Speech) -> str:
    results = sorted({ontology.code("result", claim.result)[say.lang] for claim in explanation.claims})
    said = say.listed(results) or say("not reported")
    return f"{terms.case_name(explanation.case)}, {explanation.outcome.term.label[say.lang]}: {said}"


def _lines(explanation: Explanation, ontology: Ontology, say: Speech) -> tuple[str, ...]:
    cited = terms.cited(explanation.claims, ontology, say) or say("no claim")
    unmet = say.listed([step.condition.construct.term.label[say.lang] for step in explanation.unmet]) or say("none")
    return (
        say("Outcome: {claims}.", claims=cited),
        say("Unmet on the way back: {unmet}. Unknown: {n}.", unmet=unmet, n=len(explanation.open)),
        say(
            "A step says what {framework} leads it from, not that it was the cause.",
            framework=explanation.framework.title,
        ),
        terms.legend(ontology, say),
    )


def _because(step: Step, ontology: Ontology, say: Speech) -> str:
    if step.proposition is None:
        return say("part of the above") if step.link == "part" else say("the block around some of the above")
    relation = ontology.code("relation", step.proposition.relation)[say.lang]
    return f"{step.proposition.id} {relation} ({terms.basis(step.proposition.basis, ontology, say)})"


def _rows(explanation: Explanation, say: Speech) -> Table:
    outcome = explanation.outcome.term.id
    rows: list[tuple[Cell, ...]] = [
        (0, outcome, claim.result, None, None, *_grounds(claim, say)) for claim in explanation.claims
    ]
    for step in explanation.steps:
        construct, proposition = step.condition.construct.term.id, step.proposition
        by = (proposition.id, proposition.relation.value) if proposition else (None, None)
        grounds = [_grounds(claim, say) for claim in step.condition.claims] or [(None,) * 4]
        rows += [(step.depth + 1, construct, step.condition.status.value, *by, *ground) for ground in grounds]
    for relation, claims in (("author", explanation.author), ("rival", explanation.rivals)):
        rows += [(None, outcome, None, None, relation, *_grounds(claim, say)) for claim in claims]
    columns = ("depth", "construct", "status", "proposition", "relation", "claim", "basis", "source", "locator")
    return Table(columns, tuple(rows))


def _grounds(claim: Claim, say: Speech) -> tuple[Cell, ...]:
    return claim.id, claim.basis.value, *terms.where(claim, say)
