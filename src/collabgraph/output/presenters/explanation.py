"""The chain behind an outcome: what a framework leads it back to, and what else could explain it."""

from __future__ import annotations

from functools import partial
from typing import Any

from collabgraph.analysis.explanation import Explanation, Step
from collabgraph.model import Claim, Ontology
from collabgraph.output.document import (
    Paragraph,
    Part,
    Points,
    Presentation,
    Run,
    Table,
    TextCell,
    cited,
    columns,
    listed,
    plain_table,
    sentence,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import claims, terms
from collabgraph.words import Speech


def presentation(explanation: Explanation, ontology: Ontology) -> Presentation:
    """The outcome, the steps back from it, the author's claims and the rivals."""
    return Presentation(
        partial(_data, explanation), partial(parts, explanation, ontology), partial(_records, explanation)
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
        "unused": terms.unused_data(explanation.unused),
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
        "carried": terms.carried_data(step.condition),
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


def parts(explanation: Explanation, ontology: Ontology, say: Speech) -> list[Part]:
    """The steps back ("explanation"), and where there are such "author", "rivals" and "contingencies"."""
    case, title, lines = explanation.case, _title(explanation, ontology, say), _lines(explanation, ontology, say)
    others = (
        ("author", say("What the study's author claims"), explanation.author),
        ("rivals", say("Rival explanations"), explanation.rivals),
    )
    return [
        Part(
            "explanation", title, (*lines, _steps(explanation, ontology, say), *terms.left_out(explanation.unused, say))
        ),
        *(
            Part(
                anchor,
                heading,
                (claims.table(heading, [(case, claim) for claim in stated], ontology, say),),
            )
            for anchor, heading, stated in others
            if stated
        ),
        *_contingencies(explanation, say),
    ]


def _steps(explanation: Explanation, ontology: Ontology, say: Speech) -> Table:
    rows = tuple(
        (
            terms.construct(step.condition.construct, explanation.framework, say, depth=step.depth),
            *terms.condition(step.condition, explanation.case.id, ontology, say),
            _because(step, ontology, say),
        )
        for step in explanation.steps
    )
    heads = columns(
        construct=say("leads back to"),
        status=say("status"),
        claims=say("claims and their basis"),
        proposition=say("by proposition"),
    )
    return Table(say("Steps"), heads, rows)


def _contingencies(explanation: Explanation, say: Speech) -> list[Part]:
    if not explanation.contingencies:
        return []
    title = say("Contingent propositions of {framework}", framework=explanation.framework.title)
    items = tuple((Run(f"{c.id}: "), text(c.statement, say)) for c in explanation.contingencies)
    return [Part("contingencies", title, (Points(items),))]


def _title(explanation: Explanation, ontology: Ontology, say: Speech) -> str:
    results = sorted({ontology.code("result", claim.result)[say.lang] for claim in explanation.claims})
    outcome = say.listed(results) or say("not reported")
    return f"{terms.case_name(explanation.case)}, {explanation.outcome.term.label[say.lang]}: {outcome}"


def _lines(explanation: Explanation, ontology: Ontology, say: Speech) -> tuple[Paragraph, ...]:
    framework = explanation.framework
    outcome = cited(terms.citations(explanation.claims, explanation.case.id, ontology, say))
    unmet = [terms.construct(step.condition.construct, framework, say).runs for step in explanation.unmet]
    lines = (
        sentence(say, "Outcome: {claims}.", claims=outcome or say("no claim")),
        sentence(
            say, "Unmet on the way back: {unmet}. Unknown: {n}.",
            unmet=listed(unmet, say) or say("none"), n=len(explanation.open),
        ),
        sentence(
            say, "A step says what {framework} leads it from, not that it was the cause.", framework=framework.title
        ),
        words(terms.legend(ontology, say)),
    )  # fmt: skip
    return tuple(map(Paragraph, lines))


def _because(step: Step, ontology: Ontology, say: Speech) -> TextCell:
    """The proposition of a step; without one, how the step is part of another."""
    if step.proposition is None:
        return text_cell(say("part of the above") if step.link == "part" else say("the block around some of the above"))
    relation = ontology.code("relation", step.proposition.relation)[say.lang]
    basis = terms.basis(step.proposition.basis, ontology, say)
    return text_cell(f"{step.proposition.id} {relation} ({basis})", code=step.proposition.id)


def _records(explanation: Explanation, say: Speech) -> Table:
    """A row for each claim, of the outcome (depth 0) and of each step; a step without claims has one row too."""
    outcome = explanation.outcome.term.id
    rows: list[tuple[str | float | None, ...]] = [
        (0, outcome, claim.result, None, None, *_evidence(claim, say)) for claim in explanation.claims
    ]
    for step in explanation.steps:
        construct, proposition = step.condition.construct.term.id, step.proposition
        by = (proposition.id, proposition.relation.value) if proposition else (None, None)
        evidence = [_evidence(claim, say) for claim in step.condition.claims] or [(None,) * 4]
        rows += [(step.depth + 1, construct, step.condition.status.value, *by, *one) for one in evidence]
    for relation, others in (("author", explanation.author), ("rival", explanation.rivals)):
        rows += [(None, outcome, None, None, relation, *_evidence(claim, say)) for claim in others]
    return plain_table("depth construct status proposition relation claim basis source locator".split(), rows)


def _evidence(claim: Claim, say: Speech) -> tuple[str | None, ...]:
    return claim.id, claim.basis.value, *terms.where(claim, say)
