"""An actor over all cases, and a source with every claim that rests on it, as printouts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collabgraph.model import Actor, Case, Claim, Ontology, Source, Study
from collabgraph.output.formats import Cell, Printout, Section, Table
from collabgraph.output.presenters import cases, terms
from collabgraph.words import Speech

Placed = tuple[Case, Claim]


def actor(shown: Actor, claims: Sequence[Placed], ontology: Ontology) -> Printout:
    """An actor: what it is, and every claim about its roles and ties, case by case."""
    return Printout(
        lambda say: {
            "schema": terms.schema("actor"),
            "id": shown.id,
            "iri": shown.iri,
            "label": terms.text_data(shown.label),
            "kind": shown.kind,
            "sector": shown.sector,
            "level": shown.level,
            "claims": [_data(placed, ontology, say) for placed in claims],
        },
        lambda say: [Section(shown.label[say.lang], (), _table(claims, ontology, say))],
        lambda say: cases.flat(claims, ontology, say),
    )


def source(shown: Source, claims: Sequence[Placed], ontology: Ontology) -> Printout:
    """A source, and every claim that rests on it, case by case."""
    return Printout(
        lambda say: {
            "schema": terms.schema("source"),
            "id": shown.id,
            "iri": shown.iri,
            "title": terms.text_data(shown.title),
            "citation": terms.text_data(shown.citation),
            "date": shown.date,
            "claims": [_data(placed, ontology, say) for placed in claims],
        },
        lambda say: [Section(shown.title[say.lang], (shown.citation[say.lang],), _table(claims, ontology, say))],
        lambda say: cases.flat(claims, ontology, say),
    )


def _data(placed: Placed, ontology: Ontology, say: Speech) -> dict[str, Any]:
    case, claim = placed
    subject, value = cases.subject_and_value(case, claim, ontology, say)
    kind = cases.KINDS[type(claim)][0]
    return {
        "case": cases.case_of(case, claim),
        "kind": kind,
        "subject": subject,
        "value": value,
        **terms.claim_data(claim),
    }


def _table(claims: Sequence[Placed], ontology: Ontology, say: Speech) -> Table:
    columns = (say("case"), say("claim"), say("what is said"), say("basis"), say("source"))
    return Table(columns, tuple(_row(placed, ontology, say) for placed in claims))


def _row(placed: Placed, ontology: Ontology, say: Speech) -> tuple[Cell, ...]:
    case, claim = placed
    said = ": ".join(part for part in cases.subject_and_value(case, claim, ontology, say) if part)
    source, _ = terms.where(claim, say)
    return cases.case_of(case, claim), claim.id, said, terms.basis(claim.basis, ontology, say), source


def study(shown: Study, coded: Sequence[Case], claims: Sequence[Placed], ontology: Ontology) -> Printout:
    """A study: the cases coded from it, and its claims, about several of them or about none in particular."""
    return Printout(
        lambda say: {
            "schema": terms.schema("study"),
            "id": shown.id,
            "iri": shown.iri,
            "title": terms.text_data(shown.title),
            "cases": [case.id for case in coded],
            "claims": [_data(placed, ontology, say) for placed in claims],
        },
        lambda say: [Section(shown.title[say.lang], (shown.description[say.lang],), _table(claims, ontology, say))],
        lambda say: cases.flat(claims, ontology, say),
    )
