"""Whether cases fall under the definition of a framework, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from collabgraph.analysis.scope import Answer, CriterionInCase, Scope
from collabgraph.model import Basis, Claim, Ontology
from collabgraph.output.document import (
    Block,
    Part,
    Points,
    Presentation,
    Row,
    Table,
    columns,
    paragraph,
    paragraphs,
    plain_table,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

ANSWERS = {
    Answer.MET: mark("is met"),
    Answer.NOT_MET: mark("is not met"),
    Answer.SILENT: mark("open: no claim says"),
    Answer.UNDECIDED: mark("open: the claims do not decide"),
}


def presentation(results: Sequence[Scope], ontology: Ontology) -> Presentation:
    """For each case whether it falls under the definition, and each criterion with the claims behind it."""
    return Presentation(partial(_data, results), partial(parts, results, ontology), partial(_records, results))


def _data(results: Sequence[Scope], say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("scope"),
        "framework": results[0].framework.id,
        "basis": [basis.value for basis in Basis if basis in results[0].bases],
        "attribution": terms.attribution_data(results[0].case.attributions),
        "cases": [
            {
                "id": result.case.id,
                "within": result.within,
                "sentence": sentence(result, say),
                "criteria": [_criterion_data(found, say) for found in result.criteria],
                "unused": terms.unused_data(result.unused),
            }
            for result in results
        ],
    }


def _criterion_data(found: CriterionInCase, say: Speech) -> dict[str, Any]:
    criterion = found.criterion
    groups = {"claims": found.claims, "speaks_for": found.signs_for, "speaks_against": found.signs_against}
    return {
        "id": criterion.term.id,
        "iri": criterion.term.iri,
        "label": criterion.term.label[say.lang],
        "definition": criterion.term.definition[say.lang],
        "answer": "open" if found.answer.open else found.answer,
        "open_because": found.answer if found.answer.open else None,
        "question": criterion.question[say.lang] if criterion.question else None,
        "basis": criterion.basis,
        "source": criterion.source,
        **{name: [terms.claim_data(claim) for claim in claims] for name, claims in groups.items()},
    }


def parts(results: Sequence[Scope], ontology: Ontology, say: Speech) -> list[Part]:
    """The criteria of each case ("scope"), how they are read ("reading"), and what to ask ("questions")."""
    first = results[0]
    read_with = terms.read_with(first.framework, first.bases, first.case.attributions, ontology, say)
    return [
        *(_scope(result, results, ontology, say) for result in results),
        *_questions(results, say),
        Part("reading", "", paragraphs((read_with, _meaning(say)))),
    ]


def _meaning(say: Speech) -> str:
    return say(
        "A claim about a criterion decides it. Where there is none, what speaks for or against it decides, if all "
        "points one way. What no source reports stays open and is never counted as not met. A case outside the "
        "definition may still be read with the framework; what the framework says of results was not found in such "
        "cases."
    )


def sentence(result: Scope, say: Speech) -> str:
    """Whether the case falls under the definition, in one or two plain sentences."""
    name, framework, n = terms.case_name(result.case), result.framework.title, len(result.criteria)
    if result.within:
        return say("{case} is a case of {framework}: it meets all {n} criteria.", case=name, framework=framework, n=n)
    if result.within is None:
        return say(
            "Whether {case} is a case of {framework} is open: of {n} criteria {met} are met, and none is known not to "
            "be; open: {labels}.",
            case=name, framework=framework, n=n, met=len(result.of(Answer.MET)), labels=labels(result.open, say),
        )  # fmt: skip
    missed = result.of(Answer.NOT_MET)
    line = say(
        "{case} is not a case of {framework}: of {n} criteria it does not meet {missed} ({labels}).",
        case=name, framework=framework, n=n, missed=len(missed), labels=labels(missed, say),
    )  # fmt: skip
    rather = [found.criterion.otherwise[say.lang] for found in missed if found.criterion.otherwise]
    if not rather:
        return line
    instead = say("It is rather {kind}.", kind=say.listed(rather))
    return f"{line} {instead}"


def labels(criteria: Sequence[CriterionInCase], say: Speech) -> str:
    """The labels of criteria, one after another."""
    return "; ".join(found.criterion.term.label[say.lang] for found in criteria)


def _scope(result: Scope, results: Sequence[Scope], ontology: Ontology, say: Speech) -> Part:
    case = result.case.id
    heads = columns(
        criterion=say("criterion"),
        answer=say("answer"),
        claims=say("claims and their basis"),
        speaks_for=say("speaks for it"),
        speaks_against=say("speaks against it"),
    )
    rows: list[Row] = [
        (
            text_cell(text(found.criterion.term.label, say), code=found.criterion.term.id),
            text_cell(say(ANSWERS[found.answer]), code=found.answer),
            *(terms.claims(c, case, ontology, say) for c in (found.claims, found.signs_for, found.signs_against)),
        )
        for found in result.criteria
    ]
    if not any(found.signs_against for found in result.criteria):
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    table = Table(say("Criteria"), heads, tuple(rows))
    blocks: tuple[Block, ...] = (paragraph(sentence(result, say)), table, *terms.left_out(result.unused, say))
    return Part(terms.anchor("scope", case, results), _headline(result, say), blocks)


def _headline(result: Scope, say: Speech) -> str:
    return say(
        "{case}, {n} criteria: {met} met, {missed} not met, {open} open",
        case=terms.case_name(result.case), n=len(result.criteria), met=len(result.of(Answer.MET)),
        missed=len(result.of(Answer.NOT_MET)), open=len(result.open),
    )  # fmt: skip


def _questions(results: Sequence[Scope], say: Speech) -> list[Part]:
    """What to ask where a criterion is open; no part where none is."""
    open_in: dict[str, list[Scope]] = {}
    for result in results:
        for found in result.open:
            open_in.setdefault(found.criterion.term.iri, []).append(result)
    asked = [criterion for criterion in results[0].framework.criteria if criterion.term.iri in open_in]
    items = tuple(
        words(
            f"{', '.join(terms.case_name(result.case) for result in open_in[criterion.term.iri])}: ",
            text(criterion.question, say),
        )
        for criterion in asked
        if criterion.question
    )
    return [Part("questions", say("Ask next"), (Points(items),))] if items else []


def _records(results: Sequence[Scope], say: Speech) -> Table:
    """A row for each claim, and one for a criterion without any."""
    names = "case criterion label answer relation claim basis source locator"
    return plain_table(names.split(), (row for result in results for row in _rows(result, say)))


def _rows(result: Scope, say: Speech) -> Iterator[tuple[str | None, ...]]:
    for found in result.criteria:
        term = found.criterion.term
        head = result.case.id, term.id, term.label[say.lang], found.answer.value
        groups = {"about": found.claims, "for": found.signs_for, "against": found.signs_against}
        told: list[tuple[str, Claim]] = [(name, claim) for name, claims in groups.items() for claim in claims]
        for name, claim in told:
            yield (*head, name, claim.id, claim.basis.value, *terms.where(claim, say))
        if not told:
            yield (*head, *(None,) * 5)
