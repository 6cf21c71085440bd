"""Lists over all cases, as pages with filters show them: claims, actors, sources, and what a search finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from collabgraph.model import Actor, Ontology, Source
from collabgraph.output.document import (
    Number,
    Part,
    Presentation,
    Row,
    Run,
    Table,
    Target,
    TextCell,
    columns,
    joined,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import claims as claim_presenter
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.claims import Placed
from collabgraph.words import Speech, Text


class Involved(Struct, frozen=True):
    """An actor with the ids of the cases it is in, the ids of its roles, and how many tie claims name it."""

    actor: Actor
    cases: tuple[str, ...]
    roles: tuple[str, ...]
    ties: int


class Cited(Struct, frozen=True):
    """A source with the ids of the cases whose claims rest on it, and how many claims it does what to."""

    source: Source
    cases: tuple[str, ...]
    supports: int
    qualifies: int
    contradicts: int


class Hit(Struct, frozen=True):
    """Something a search found: its kind, title and target, where it is from, and what it says."""

    kind: str
    kind_label: Text
    title: Text
    to: Target
    case: str | None
    about: Text


def _presentation(schema: str, name: str, rows: Sequence[Any], table: Any, data: Any) -> Presentation:
    return Presentation(
        lambda say: {"schema": terms.schema(schema), "total": len(rows), name: [data(row, say) for row in rows]},
        lambda say: [Part(name, "", (table(rows, say),))],
        lambda say: table(rows, say),
    )


# Claims --------------------------------------------------------------------------------------------------------------


def claims(placed: Sequence[Placed], ontology: Ontology) -> Presentation:
    """These claims, each with its case, statement, basis and sources."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("claims"),
            "total": len(placed),
            "claims": [
                {
                    **claim_presenter.stated(shown, claim, ontology, say),
                    "case": claim_presenter.case_of(shown, claim),
                }
                for shown, claim in placed
            ],
        },
        lambda say: [Part("claims", "", (claims_table(placed, ontology, say),))],
        lambda say: claim_presenter.records(placed, ontology, say),
    )


def claims_table(placed: Sequence[Placed], ontology: Ontology, say: Speech) -> Table:
    """A row for each claim."""
    return claim_presenter.table(say("Claims"), placed, ontology, say, of_cases=True, full=True)


# Actors --------------------------------------------------------------------------------------------------------------


def actors(rows: Sequence[Involved], ontology: Ontology) -> Presentation:
    """These actors, each with the cases it is in."""
    return _presentation(
        "actors", "actors", rows, lambda rows, say: actors_table(rows, ontology, say), lambda row, say: _actor(row, say)
    )


def _actor(row: Involved, say: Speech) -> dict[str, Any]:
    actor = row.actor
    return {
        "id": actor.id,
        "iri": actor.iri,
        "label": actor.label[say.lang],
        "acronyms": list(actor.acronyms),
        "kind": actor.kind,
        "sector": actor.sector,
        "level": actor.level,
        "cases": list(row.cases),
        "roles": list(row.roles),
        "ties": row.ties,
    }


def actors_table(rows: Sequence[Involved], ontology: Ontology, say: Speech) -> Table:
    """A row for each actor."""
    heads = columns(
        actor=say("actor"),
        kind=say("kind"),
        sector=say("sector"),
        level=say("level"),
        cases=say("cases"),
        roles=say("roles"),
        ties=say("tie claims"),
    )
    return Table(say("Actors"), heads, tuple(_actor_row(row, ontology, say) for row in rows))


def _actor_row(row: Involved, ontology: Ontology, say: Speech) -> Row:
    def code(code_list: str, value: str | None) -> TextCell | None:
        return text_cell(ontology.code(code_list, value)[say.lang], code=value) if value else None

    roles = [words(ontology.code("role", role)[say.lang]) for role in row.roles]
    return (
        terms.actor(row.actor, say),
        code("actor-kind", row.actor.kind),
        code("sector", row.actor.sector),
        code("level", row.actor.level),
        _cases(row.cases),
        TextCell(joined(roles), ", ".join(row.roles)),
        Number(row.ties),
    )


def _cases(ids: Sequence[str]) -> TextCell:
    return TextCell(joined([(Run(each.upper(), Target("case", each)),) for each in ids]), ", ".join(ids))


# Sources -------------------------------------------------------------------------------------------------------------


def sources(rows: Sequence[Cited]) -> Presentation:
    """These sources, each with how many claims it supports, qualifies and contradicts."""
    return _presentation("sources", "sources", rows, sources_table, _source)


def _source(row: Cited, say: Speech) -> dict[str, Any]:
    source = row.source
    return {
        "id": source.id,
        "iri": source.iri,
        "title": source.title[say.lang],
        "citation": source.citation[say.lang],
        "date": source.date,
        "cases": list(row.cases),
        "supports": row.supports,
        "qualifies": row.qualifies,
        "contradicts": row.contradicts,
    }


def sources_table(rows: Sequence[Cited], say: Speech) -> Table:
    """A row for each source."""
    heads = columns(
        source=say("source"),
        date=say("date"),
        cases=say("cases"),
        supports=say("claims it supports"),
        qualifies=say("qualifies"),
        contradicts=say("contradicts"),
    )
    return Table(say("Sources"), heads, tuple(_source_row(row, say) for row in rows))


def _source_row(row: Cited, say: Speech) -> Row:
    source = row.source
    return (
        TextCell((text(source.title, say, Target("source", source.iri)),), source.id),
        text_cell(source.date) if source.date else None,
        _cases(row.cases),
        Number(row.supports),
        Number(row.qualifies),
        Number(row.contradicts),
    )


# What a search finds -------------------------------------------------------------------------------------------------


def hits(found: Sequence[Hit]) -> Presentation:
    """What a search found, the best first."""
    return _presentation("search", "found", found, hits_table, _hit)


def _hit(hit: Hit, say: Speech) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "title": hit.title[say.lang],
        "name": hit.to.name,
        "case": hit.case,
        "about": hit.about[say.lang],
    }


def hits_table(found: Sequence[Hit], say: Speech) -> Table:
    """A row for each thing found."""
    heads = columns(title=say("found"), kind=say("kind"), case=say("case"), about=say("what it says"))
    return Table(say("Search"), heads, tuple(_hit_row(hit, say) for hit in found))


def _hit_row(hit: Hit, say: Speech) -> Row:
    return (
        TextCell((text(hit.title, say, hit.to),)),
        text_cell(hit.kind_label[say.lang], code=hit.kind),
        terms.case_cell(hit.case),
        TextCell((text(hit.about, say),)) if hit.about else None,
    )
