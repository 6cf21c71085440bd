"""What stands behind a map, as JSON has it: actors, claims with their evidence, sources, the words of codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from collabgraph.model import Actor, Basis, Case, Claim, Evidence, Ontology, Participation, Status, TieClaim
from collabgraph.words import Text, names

Json = dict[str, Any]

_EMPTY = Text(en="", id="")
#: How long a label on a picture may be, and an acronym that stands for a label.
_LABEL, _ACRONYM = 80, 10


def text(words: Text) -> dict[str, str]:
    """The words in both languages, the other language's where one is empty."""
    return {"en": words["en"], "id": words["id"]}


def told_apart(cases: Sequence[Case]) -> list[Case]:
    """The cases with ids that name one thing each: where two IRIs end alike, the namespace tells them apart."""
    actors = names.unique_names({actor.iri: actor.id for case in cases for actor in case.actors.values()})
    sources = names.unique_names({source.iri: source.id for case in cases for source in case.sources})
    return [_renamed(case, actors, sources) for case in cases]


def _renamed(case: Case, actors: Mapping[str, str], sources: Mapping[str, str]) -> Case:
    claims = case.claim_names

    def cited(evidence: Evidence) -> Evidence:
        return replace(evidence, source=replace(evidence.source, id=sources[evidence.source.iri]))

    return replace(
        case,
        actors={iri: replace(actor, id=actors[iri]) for iri, actor in case.actors.items()},
        claims=tuple(
            replace(claim, id=claims[claim.iri], evidence=tuple(map(cited, claim.evidence))) for claim in case.claims
        ),
    )


def shown(case: Case, bases: Collection[Basis]) -> list[TieClaim | Participation]:
    """The claims a map rests on: who is tied and who takes part, on these bases and within the period."""
    return [*case.of(TieClaim, bases), *case.of(Participation, bases)]


def claims(case: Case, bases: Collection[Basis]) -> dict[str, Json]:
    """Claim id -> what is claimed, on what basis and evidence; what is empty is left out."""
    return {claim.id: _without_empty(_claim(claim) | _of_kind(claim, case)) for claim in shown(case, bases)}


def _claim(claim: Claim) -> Json:
    return {
        "basis": claim.basis.value,
        "attribution": claim.attribution,
        "statement": _words(claim.statement),
        "date": claim.date,
        "confidence": claim.confidence,
        "evidence": [_evidence(each) for each in claim.evidence],
    }


def _of_kind(claim: TieClaim | Participation, case: Case) -> Json:
    if isinstance(claim, TieClaim):
        ends = {"from": case.actors[claim.sender].id, "to": case.actors[claim.receiver].id}
        return {"kind": claim.kind, "status": claim.status.value, **ends}
    return {"actor": case.actors[claim.actor].id, "roles": list(claim.roles)}


def _evidence(evidence: Evidence) -> Json:
    found = {"locator": _words(evidence.locator), "note": _words(evidence.note)}
    return {"source": evidence.source.id, "polarity": evidence.polarity} | _without_empty(found)


def _words(words: Text) -> dict[str, str] | None:
    return None if words == _EMPTY else text(words)


def _without_empty(values: Json) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def sources(cases: Iterable[Case], bases: Collection[Basis]) -> dict[str, Json]:
    """Source id -> title, citation and date, of every source the claims of a map rest on."""
    found = {each.source for case in cases for claim in shown(case, bases) for each in claim.evidence}
    return {
        source.id: {"title": text(source.title), "citation": text(source.citation), "date": source.date}
        for source in sorted(found)
    }


def participations(case: Case, bases: Collection[Basis]) -> dict[str, Json]:
    """Actor id -> its own roles in the case, and the claims that say so."""
    found: dict[str, Json] = {}
    for claim in case.of(Participation, bases):
        mine = found.setdefault(case.actors[claim.actor].id, {"roles": [], "claims": []})
        mine["roles"] = sorted({*mine["roles"], *claim.roles})
        mine["claims"].append(claim.id)
    return found


def actors(cases: Iterable[Case], ids: Collection[str]) -> dict[str, Json]:
    """Actor id -> what it is everywhere, of these actors and of those they belong to or may be."""
    found: dict[str, Json] = {}
    for case in cases:
        for actor in case.actors.values():
            if actor.id in ids:
                near = (case.actors.get(iri) for iri in (actor.iri, actor.office or "", *actor.possibly))
                found |= {each.id: _actor(each, case) for each in near if each is not None and each.id not in found}
    return dict(sorted(found.items()))


def _actor(actor: Actor, case: Case) -> Json:
    office = case.actors.get(actor.office or "")
    return {
        "label": text(actor.label),
        "short": text(short(actor)),
        "acronyms": list(actor.acronyms),
        "kind": actor.kind,
        "sector": actor.sector,
        "level": actor.level,
        "office": office.id if office else None,
        "comment": text(actor.comment) if actor.comment else None,
        "possibly": [case.actors[iri].id for iri in actor.possibly if iri in case.actors],
    }


def short(actor: Actor) -> Text:
    """What an actor is called on a picture: its acronym where it has one that stands for all of it, or its label.

    Acronyms are Indonesian; in English only what looks like one serves ("DPMPTSP", not "Dinas teknis").
    """
    first, *others = actor.acronyms or ("",)
    if any(not other.startswith(first) for other in others):
        first = ""
    letters = [sign for sign in first if sign.isalpha()]
    capital = sum(sign.isupper() for sign in letters) * 3 >= len(letters) * 2
    looks_like_one = first and capital and len(first) <= _ACRONYM
    english, indonesian = first if looks_like_one else actor.label["en"], first or actor.label["id"]
    return Text(en=_shortened(english), id=_shortened(indonesian))


def _shortened(label: str) -> str:
    return label if len(label) <= _LABEL else label[: _LABEL - 1] + "…"


def code_lists(ontology: Ontology, actors: Mapping[str, Json], claims: Mapping[str, Mapping[str, Json]]) -> Json:
    """The words of every code a map uses, by the map's name of the list and the code's id."""
    every = [claim for found in claims.values() for claim in found.values()]
    used = {
        ("sectors", "sector"): {actor["sector"] for actor in actors.values()},
        ("levels", "level"): {actor["level"] for actor in actors.values()} - {None},
        ("roles", "role"): {role for claim in every for role in claim.get("roles", ())},
        ("ties", "tie"): {claim["kind"] for claim in every if "kind" in claim},
        ("bases_words", "basis"): set(Basis),
        ("statuses", "status"): set(Status),
        ("polarities", "polarity"): {each["polarity"] for claim in every for each in claim["evidence"]},
        ("attributions", "attribution"): {claim["attribution"] for claim in every if "attribution" in claim},
    }
    return {name: codes(ontology, code_list, found) for (name, code_list), found in used.items()}


def codes(ontology: Ontology, code_list: str, used: Iterable[str]) -> dict[str, Json]:
    """Code -> what it is called and what it means; a code no list has is called by its id."""
    terms = {term.id: term for term in ontology.code_lists.get(code_list, ())}
    return {
        str(code): {
            "label": text(ontology.code(code_list, code)),
            "definition": text(terms[code].definition if code in terms else _EMPTY),
        }
        for code in sorted(used)
    }
