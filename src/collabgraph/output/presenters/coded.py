"""How far cases are coded: which constructs have claims in which case, and what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collabgraph.analysis.conditions import Condition, Preconditions
from collabgraph.analysis.weighing import weigh
from collabgraph.model import Case, Ontology, Status
from collabgraph.output.document import (
    Block,
    Part,
    Points,
    Presentation,
    Row,
    Runs,
    Table,
    columns,
    paragraph,
    plain_table,
    text,
    words,
)
from collabgraph.output.presenters import terms, weighing
from collabgraph.words import Speech


def presentation(results: Sequence[Preconditions], ontology: Ontology) -> Presentation:
    """The status of each construct in each case, claims without a page, and questions about what is not reported."""
    return Presentation(
        lambda say: _data(results, ontology, say),
        lambda say: _parts(results, ontology, say),
        lambda say: plain_table(
            ("case", "construct", "status", "claims", "question"),
            [
                (result.case.id, iri.rpartition("#")[2], found.status.value, len(found.claims), _question(found, say))
                for result in results
                for iri, found in result.conditions.items()
            ],
        ),
    )


def _data(results: Sequence[Preconditions], ontology: Ontology, say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("status"),
        "framework": results[0].framework.id if results else None,
        "cases": [
            {
                "id": result.case.id,
                "claims": len(result.case.claims),
                "without_page": [claim.id for claim in result.case.claims if _lacks_page(claim)],
                "constructs": {
                    iri.rpartition("#")[2]: {
                        "status": found.status.value,
                        "claims": [claim.id for claim in found.claims],
                    }
                    for iri, found in result.conditions.items()
                },
                "to_look_for": weighing.asked_data(weigh(result.case, ontology), say),
                "to_ask": [_question(found, say) for found in _silent(result)],
            }
            for result in results
        ],
    }


def _parts(results: Sequence[Preconditions], ontology: Ontology, say: Speech) -> list[Part]:
    if not results:
        return [Part("status", "", (paragraph(say("There is no case yet.")),))]
    framework = results[0].framework
    rows: list[Row] = []
    for iri, construct in framework.constructs.items():
        if iri not in results[0].conditions:  # it stands for outcomes, which have no status
            continue
        cells = [terms.status_cell(r.conditions[iri].status, _label(r.conditions[iri], ontology, say)) for r in results]
        rows.append((terms.construct(construct, framework, say, depth=len(framework.ancestors(iri))), *cells))
    heads = columns(construct=say("construct"), **{result.case.id: terms.case_name(result.case) for result in results})
    coded = say("How far it is coded, read with {framework}", framework=terms.short_title(framework, say))
    parts = [Part("coded", coded, (Table("", heads, tuple(rows)),))]
    for result in results:
        lines = [_counted(result.case, say)]
        pages = [claim.id for claim in result.case.claims if _lacks_page(claim)]
        if pages:
            lines.append(say("Evidence without a page: {claims}.", claims=", ".join(pages)))
        silent = _silent(result)
        asked = Points(tuple(_to_ask(found, say) for found in silent))
        ask = (paragraph(say("Not reported; to be asked:")), asked) if silent else ()
        blocks = (*map(paragraph, lines), *_to_look_for(result.case, ontology, say), *ask)
        parts.append(Part(f"status-{result.case.id}", result.case.title[say.lang], blocks))
    return parts


def _to_look_for(case: Case, ontology: Ontology, say: Speech) -> tuple[Block, ...]:
    """What was not looked for and would tell most between the explanations of the case."""
    result = weigh(case, ontology)
    asked = tuple(weighing.question_runs(question, result, say) for question in result.ask[: weighing.MOST_ASKED])
    heading = paragraph(say("What would decide between explanations, the most telling first:"))
    return (heading, Points(asked)) if asked else ()


def _counted(case: Case, say: Speech) -> str:
    return say("{claims} on {actors}.", claims=say.plural("{n} claim", "{n} claims", len(case.claims)),
               actors=say.plural("{n} actor", "{n} actors", len(case.actors)))  # fmt: skip


def _lacks_page(claim: Any) -> bool:
    return any(not evidence.locator for evidence in claim.evidence)


def _silent(result: Preconditions) -> list[Condition]:
    """The constructs that no claim is about, and that have a question."""
    found = [each for each in result.conditions.values() if each.status is Status.NOT_REPORTED]
    return [each for each in found if each.construct.question]


def _to_ask(found: Condition, say: Speech) -> Runs:
    question = found.construct.question
    asked = (text(question, say),) if question else ()
    return (*words(found.construct.term.label[say.lang] + ": "), *asked)


def _question(found: Condition, say: Speech) -> str:
    silent = found.status is Status.NOT_REPORTED and found.construct.question is not None
    return found.construct.question[say.lang] if silent and found.construct.question else ""


def _label(found: Condition, ontology: Ontology, say: Speech) -> str:
    return ontology.code("status", found.status.value)[say.lang]
