"""An actor over all cases, a source with every claim that rests on it, and a study with its cases and claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collabgraph.model import Actor, Case, Ontology, Source, Study
from collabgraph.output.document import Part, Presentation, paragraph, text
from collabgraph.output.presenters import claims as claim_presenter
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.claims import Placed
from collabgraph.words import Speech, Text


def actor(shown: Actor, claims: Sequence[Placed], ontology: Ontology) -> Presentation:
    """An actor: what it is, and every claim about its roles and ties, case by case."""
    data = {
        "schema": terms.schema("actor"),
        "label": terms.text_data(shown.label),
        "kind": shown.kind,
        "sector": shown.sector,
        "level": shown.level,
    }
    return _presentation(shown, data, shown.label, Text(), claims, ontology)


def source(shown: Source, claims: Sequence[Placed], ontology: Ontology) -> Presentation:
    """A source, and every claim that rests on it, case by case."""
    data = {
        "schema": terms.schema("source"),
        "title": terms.text_data(shown.title),
        "citation": terms.text_data(shown.citation),
        "date": shown.date,
    }
    return _presentation(shown, data, shown.title, shown.citation, claims, ontology)


def study(shown: Study, coded: Sequence[Case], claims: Sequence[Placed], ontology: Ontology) -> Presentation:
    """A study: the cases coded from it, and its claims, about several of them or about none in particular."""
    data = {
        "schema": terms.schema("study"),
        "title": terms.text_data(shown.title),
        "cases": [case.id for case in coded],
    }
    return _presentation(shown, data, shown.title, shown.description, claims, ontology)


def _presentation(
    shown: Actor | Source | Study, data: dict[str, Any], title: Text, about: Text, claims: Sequence[Placed],
    ontology: Ontology,
) -> Presentation:  # fmt: skip
    """Something that claims are about or rest on, as a title, a sentence and the claims."""

    def parts(say: Speech) -> list[Part]:
        sentences = (paragraph(text(about, say)),) if about else ()
        table = claim_presenter.table(say("Claims"), claims, ontology, say, of_cases=True)
        return [Part("claims", title[say.lang], (*sentences, table))]

    return Presentation(
        lambda say: {
            **data,
            "id": shown.id,
            "iri": shown.iri,
            "claims": [
                {**claim_presenter.data(case, claim, ontology, say), "case": claim_presenter.case_of(case, claim)}
                for case, claim in claims
            ],
        },
        parts,
        lambda say: claim_presenter.records(claims, ontology, say),
    )
