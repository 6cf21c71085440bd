"""Lists of claims, actors and sources over all cases, narrowed and sorted by the address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from collabgraph.model import (
    Basis,
    Case,
    CausalClaim,
    Claim,
    ConditionClaim,
    Hypothesis,
    OutcomeClaim,
    Participation,
    Source,
    StepClaim,
    TieClaim,
)
from collabgraph.output.document import Column, Presentation, Table, plain
from collabgraph.output.presenters import listings
from collabgraph.output.presenters.claims import KINDS, about, case_of
from collabgraph.rdf.vocabulary import local_name
from collabgraph.web import listing, triples
from collabgraph.web.listing import Asked, Facet, Item
from collabgraph.web.page import Links, Page, claim_anchor, lang, path, respond, split
from collabgraph.web.site import Site
from collabgraph.words import Speech, Text, both, mark
from collabgraph.words.names import unique_names

#: As many values of a facet are shown at once; the others open.
_FIRST = 8
#: What each facet is called.
_NOTED = {
    "case": mark("case"),
    "kind": mark("kind"),
    "basis": mark("basis"),
    "attribution": mark("attribution"),
    "evidence": mark("evidence"),
    "source": mark("source"),
    "actor": mark("actor"),
    "construct": mark("construct"),
    "sector": mark("sector"),
    "level": mark("level"),
    "role": mark("role"),
}


class List(Struct, frozen=True):
    """A list: its items, facets, and the columns that it can be sorted by."""

    items: Sequence[Item]
    facets: Sequence[Facet]
    sorts: Sequence[str]


def _facet(name: str, known: Mapping[str, Text], label: str = "") -> Facet:
    return Facet(name, both(label or _NOTED[name]), known)


def shown(
    request: Request,
    title: Text,
    lead: Text,
    these: List,
    presentation: Callable[[Sequence[Any]], Presentation],
    table: Callable[[Sequence[Any], Speech], Table],
    iris: Callable[[Sequence[Any]], Iterable[str]],
    **values: object,
) -> Response:
    """The page of a list: what matches, a page at a time, and in every other form all of it."""
    site: Site = request.app.state.site
    form = split(request.url.path)[1]
    asked = listing.asked(request.query_params, these.facets, these.sorts)
    found = listing.matching(these.items, asked)
    things = [item.thing for item in listing.part(found, asked)]
    every = things if asked.is_part else [item.thing for item in found]
    say, href = Speech(lang(request)), Links(request)
    values = {
        "lead": lead,
        "asked": asked,
        "total": len(these.items),
        "n": len(found),
        "first": (asked.page - 1) * asked.size + 1,
        "last": (asked.page - 1) * asked.size + len(things),
        "facets": [(facet, listing.counts(these.items, asked, facet)) for facet in these.facets],
        "at_first": _FIRST,
        "table": table(things, say),
        "sorts": these.sorts,
        "sorting": lambda column: _sorting(column, asked, these.sorts, href, path(request)),
        "page_of": lambda n: href(split(path(request))[0], **asked.parameters, _page=n),
        "all_of_it": href(split(path(request))[0]),
        "row_anchor": claim_anchor,
        **values,
    }
    stated: Callable[[], Iterable[ox.Triple]] = lambda: triples.in_cases(site, iris(every))  # noqa: E731
    return respond(request, Page("web/templates/list.html", title, presentation(every), stated, values), form)


def _sorting(column: Column, asked: Asked, sorts: Sequence[str], href: Links, here: str) -> tuple[str, str] | None:
    """The address that sorts by a column, or the other way round, and how the list is sorted by it now."""
    if column.id not in sorts:
        return None
    is_sorted = asked.sort == column.id
    way = "_sort_desc" if is_sorted and not asked.descending else "_sort"
    others = {name: value for name, value in asked.parameters.items() if name not in ("_sort", "_sort_desc")}
    now = ("descending" if asked.descending else "ascending") if is_sorted else "none"
    return href(split(here)[0], **others, **{way: column.id}), now


# Claims --------------------------------------------------------------------------------------------------------------

_CLAIMS, _ACTORS, _SOURCES = both(mark("Claims")), both(mark("Actors")), both(mark("Sources"))


def claims(request: Request) -> Response:
    """Every claim of the cases and of their studies."""
    site: Site = request.app.state.site
    lead = mark("Everything that the cases state, claim by claim. Each leads to its evidence.")
    return shown(
        request,
        _CLAIMS,
        both(lead),
        site.once(_claims, lang(request)),
        lambda placed: listings.claims(placed, site.ontology),
        lambda placed, say: listings.claims_table(placed, site.ontology, say),
        lambda placed: dict.fromkeys(claim.iri for _, claim in placed),
    )


def placed_claims(site: Site) -> list[tuple[Case, Claim]]:
    """Every claim of the listed cases, then those that each study makes of no case in particular, once."""
    of_cases = [(case, claim) for case in site.cases() for claim in case.claims]
    of_studies = {claim.iri: (case, claim) for case in site.cases() if case.study for claim in case.study.claims}
    return [*of_cases, *of_studies.values()]


def _claims(site: Site, lang: str) -> List:
    say, ontology = Speech(lang), site.ontology
    placed = placed_claims(site)
    studies = {f"study/{case.study.id}": case.study.title for case in site.cases() if case.study and case.study.claims}
    used = {iri for _, claim in placed for iri in (*_actors_of(claim), *_constructs_of(claim))}
    sources = {piece.source.iri: piece.source for _, claim in placed for piece in claim.evidence}
    names = _Names(sources, used)
    facets = [
        _facet("case", {**{case.id: Text.same(case.id.upper()) for case in site.cases()}, **studies}),
        _facet("kind", {name: both(heading) for name, heading in KINDS.values()}, mark("kind of claim")),
        _facet("basis", {basis: ontology.code("basis", basis) for basis in Basis}),
        _facet("attribution", _codes(site, "attribution")),
        _facet("evidence", _codes(site, "polarity")),
        _facet("source", {names.source[iri]: source.title for iri, source in sources.items()}),
        _facet("actor", {names.used[iri]: site.label(iri) for iri in sorted(used & set(site.actors))}),
        _facet("construct", {names.used[iri]: site.label(iri) for iri in sorted(used - set(site.actors))}),
    ]
    items = [_claim_item(each, site, names, say) for each in placed]
    return List(items, facets, ("case", "claim", "value", "basis", "source"))


class _Names:
    """Names for addresses: local ids, made unique where several things share one."""

    def __init__(self, sources: Mapping[str, Source], used: Iterable[str]) -> None:
        self.source = unique_names({iri: source.id for iri, source in sources.items()})
        self.used = unique_names({iri: local_name(iri) for iri in used})


def _claim_item(placed: tuple[Case, Claim], site: Site, names: _Names, say: Speech) -> Item:
    case, claim = placed
    of_case = case_of(case, claim)
    said = {tag: plain(about(case, claim, site.ontology, Speech(tag))) for tag in ("en", "id")}
    actors, constructs = _actors_of(claim), _constructs_of(claim)
    values = {
        "case": (of_case or f"study/{case.study.id if case.study else ''}",),
        "kind": (KINDS[type(claim)][0],),
        "basis": (claim.basis.value,),
        "attribution": (claim.attribution,) if claim.attribution else (),
        "evidence": {piece.polarity for piece in claim.evidence},
        "source": {names.source[piece.source.iri] for piece in claim.evidence},
        "actor": {names.used[iri] for iri in actors if iri in site.actors},
        "construct": {names.used[iri] for iri in constructs if iri not in site.actors},
    }
    keys = {
        "case": of_case,
        "claim": natural(claim.id),
        "value": said[say.lang].casefold(),
        "basis": claim.basis.rank,
        "source": claim.evidence[0].source.title[say.lang].casefold() if claim.evidence else "",
    }
    texts = (claim.id, f"{case.id}:{claim.id}", *said.values(), *claim.statement.by_language.values())
    return Item(placed, values, keys, listing.folded(" | ".join(texts)))


def natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key by which "F2" comes before "F10"."""
    return tuple((1, int(each), "") if each.isdecimal() else (0, 0, each) for each in re.findall(r"\d{1,9}|\D+", name))


def _actors_of(claim: Claim) -> tuple[str, ...]:
    match claim:
        case TieClaim():
            return claim.sender, claim.receiver
        case Participation():
            return (claim.actor,)
        case StepClaim():
            return claim.actors
    return ()


def _constructs_of(claim: Claim) -> tuple[str, ...]:
    match claim:
        case ConditionClaim():
            return (claim.construct,)
        case OutcomeClaim():
            return (claim.indicator,)
        case CausalClaim():
            return (*claim.causes, *claim.effects)
        case Hypothesis():
            return claim.outcomes
    return ()


def _codes(site: Site, code_list: str) -> dict[str, Text]:
    return {term.id: term.label for term in site.ontology.code_lists.get(code_list, ())}


# Actors --------------------------------------------------------------------------------------------------------------


def actors(request: Request) -> Response:
    """Every actor of the cases."""
    site: Site = request.app.state.site
    lead = mark("Everybody who takes part in a case: offices, groups, roles and information systems.")
    return shown(
        request,
        _ACTORS,
        both(lead),
        site.once(_actors, lang(request)),
        lambda rows: listings.actors(rows, site.ontology),
        lambda rows, say: listings.actors_table(rows, site.ontology, say),
        lambda rows: [row.actor.iri for row in rows],
    )


def _actors(site: Site, lang: str) -> List:
    ties, roles = Counter[str](), dict[str, dict[str, None]]()
    for case in site.cases():
        for claim in case.claims:
            if isinstance(claim, TieClaim):
                ties.update({claim.sender, claim.receiver})
            elif isinstance(claim, Participation):
                roles.setdefault(claim.actor, {}).update(dict.fromkeys(claim.roles))
    rows = [
        listings.Involved(site.actors[iri], tuple(cases), tuple(roles.get(iri, ())), ties[iri])
        for iri, cases in site.cases_of_actors().items()
    ]
    rows.sort(key=lambda row: row.actor.label[lang].casefold())
    facets = [
        _facet("case", {case.id: Text.same(case.id.upper()) for case in site.cases()}),
        _facet("kind", _codes(site, "actor-kind")),
        _facet("sector", _codes(site, "sector")),
        _facet("level", _codes(site, "level")),
        _facet("role", _codes(site, "role")),
    ]
    items = [_actor_item(row, site, lang) for row in rows]
    return List(items, facets, ("actor", "kind", "sector", "level", "cases", "ties"))


def _actor_item(row: listings.Involved, site: Site, lang: str) -> Item:
    actor, code = row.actor, site.ontology.code
    values = {
        "case": row.cases,
        "kind": (actor.kind,),
        "sector": (actor.sector,),
        "level": (actor.level,) if actor.level else (),
        "role": row.roles,
    }
    keys = {
        "actor": actor.label[lang].casefold(),
        "kind": code("actor-kind", actor.kind)[lang],
        "sector": code("sector", actor.sector)[lang],
        "level": code("level", actor.level)[lang] if actor.level else "",
        "cases": (len(row.cases), row.cases),
        "ties": row.ties,
    }
    texts = (actor.id, *actor.acronyms, *actor.label.by_language.values())
    return Item(row, values, keys, listing.folded(" | ".join(texts)))


# Sources -------------------------------------------------------------------------------------------------------------


def sources(request: Request) -> Response:
    """Every source that a claim rests on."""
    site: Site = request.app.state.site
    lead = mark("Every document, interview and record that claims rest on, with how many claims each supports.")
    return shown(
        request,
        _SOURCES,
        both(lead),
        site.once(_sources, lang(request)),
        listings.sources,
        listings.sources_table,
        lambda rows: [row.source.iri for row in rows],
    )


def _sources(site: Site, lang: str) -> List:
    claims = placed_claims(site)
    counted: dict[str, dict[str, set[str]]] = {}  # a claim about several cases counts once
    cases: dict[str, dict[str, None]] = {}
    for case, claim in claims:
        for iri, polarity in {(piece.source.iri, piece.polarity) for piece in claim.evidence}:
            counted.setdefault(iri, {}).setdefault(polarity, set()).add(claim.iri)
            if of_case := case_of(case, claim):
                cases.setdefault(iri, {})[of_case] = None
    rows = [
        listings.Cited(
            site.sources[iri],
            tuple(sorted(cases.get(iri, ()))),
            *(len(does.get(polarity, ())) for polarity in ("supports", "qualifies", "contradicts")),
        )
        for iri, does in counted.items()
    ]
    rows.sort(key=lambda row: row.source.title[lang].casefold())
    facets = [
        _facet("case", {case.id: Text.same(case.id.upper()) for case in site.cases()}),
        _facet("evidence", _codes(site, "polarity")),
    ]
    return List([_source_item(row, lang) for row in rows], facets, _SOURCE_SORTS)


_SOURCE_SORTS = ("source", "date", "cases", "supports", "qualifies", "contradicts")


def _source_item(row: listings.Cited, lang: str) -> Item:
    source = row.source
    does = {"supports": row.supports, "qualifies": row.qualifies, "contradicts": row.contradicts}
    keys = {
        "source": source.title[lang].casefold(),
        "date": source.date,
        "cases": (len(row.cases), row.cases),
        **does,
    }
    texts = (source.id, *source.title.by_language.values(), *source.citation.by_language.values())
    values = {"case": row.cases, "evidence": [name for name, n in does.items() if n]}
    return Item(row, values, keys, listing.folded(" | ".join(texts)))
