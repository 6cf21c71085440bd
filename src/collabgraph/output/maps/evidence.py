"""The data of a map as JSON: actors, claims with their evidence, sources, labels of codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from collabgraph.model import Actor, Basis, Case, Claim, Evidence, Ontology, Participation, Status, TieClaim
from collabgraph.output.presenters import terms
from collabgraph.words import Text, in_both, names

Json = dict[str, Any]

_EMPTY = Text(en="", id="")
#: The greatest length of a label in a picture, and of a short name in place of an English label.
_LABEL, _SHORT = 80, 20


def text(words: Text) -> dict[str, str]:
    """The words in both languages, the other language's where one is empty."""
    return {"en": words["en"], "id": words["id"]}


def with_unique_ids(cases: Sequence[Case]) -> list[Case]:
    """The cases with unique ids of actors and sources; where two IRIs end alike, the id has the namespace too."""
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
    """The claims of a map: ties and participations, on these bases and within the period."""
    return [*case.of(TieClaim, bases), *case.of(Participation, bases)]


def claims(case: Case, bases: Collection[Basis]) -> dict[str, Json]:
    """Claim id -> the claim with its basis and evidence; empty values are left out."""
    return {claim.id: _without_empty(_claim(claim) | _of_kind(claim, case)) for claim in shown(case, bases)}


def _claim(claim: Claim) -> Json:
    return {
        "basis": claim.basis.value,
        "attribution": claim.attribution,
        "statement": _words(claim.statement),
        "date": claim.date,
        "confidence": claim.confidence,
        "sources": text(in_both(lambda say: terms.support([claim], say))),
        "evidence": [_evidence(piece) for piece in claim.evidence],
    }


def _of_kind(claim: TieClaim | Participation, case: Case) -> Json:
    if isinstance(claim, TieClaim):
        ends = {"from": case.actors[claim.sender].id, "to": case.actors[claim.receiver].id}
        return {"kind": claim.kind, "status": claim.status.value, **ends}
    return {"actor": case.actors[claim.actor].id, "roles": list(claim.roles)}


def _evidence(evidence: Evidence) -> Json:
    texts = {"locator": _words(evidence.locator), "note": _words(evidence.note)}
    return {"source": evidence.source.id, "polarity": evidence.polarity} | _without_empty(texts)


def _words(words: Text) -> dict[str, str] | None:
    return None if words == _EMPTY else text(words)


def _without_empty(values: Json) -> Json:
    return {name: value for name, value in values.items() if value is not None}


def sources(cases: Iterable[Case], bases: Collection[Basis]) -> dict[str, Json]:
    """Source id -> title, citation and date, for every source of the claims of a map."""
    used = {piece.source for case in cases for claim in shown(case, bases) for piece in claim.evidence}
    return {
        source.id: {"title": text(source.title), "citation": text(source.citation), "date": source.date}
        for source in sorted(used)
    }


def participations(case: Case, bases: Collection[Basis]) -> dict[str, Json]:
    """Actor id -> its own roles in the case, and the claims that state them."""
    by_actor: dict[str, Json] = {}
    for claim in case.of(Participation, bases):
        entry = by_actor.setdefault(case.actors[claim.actor].id, {"roles": [], "claims": []})
        entry["roles"] = sorted({*entry["roles"], *claim.roles})
        entry["claims"].append(claim.id)
    return by_actor


def actors(cases: Iterable[Case], ids: Collection[str]) -> dict[str, Json]:
    """Actor id -> the actor, for these actors, the offices they belong to, and the actors they may be."""
    by_id: dict[str, Json] = {}
    for case in cases:
        for actor in case.actors.values():
            if actor.id in ids:
                near = (case.actors.get(iri) for iri in (actor.iri, actor.office or "", *actor.possibly))
                by_id |= {
                    candidate.id: _actor(candidate, case)
                    for candidate in near
                    if candidate is not None and candidate.id not in by_id
                }
    return dict(sorted(by_id.items()))


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
        "attributes": dict(actor.attributes),
    }


def short(actor: Actor) -> Text:
    """The name of an actor in a picture: its short name where it has one for the whole actor, else its label.

    A short name that says its language is used in that language. The others are Indonesian; in English those of them
    are used that are names in any language ("DPMPTSP", "Dinas PUPR", "Kemendagri"), and not words ("Dinas teknis").
    """
    stated = set(actor.short.values())
    first, *others = [name for name in actor.acronyms if name not in stated] or [""]
    if any(not other.startswith(first) for other in others):
        first = ""
    english = first if first and _is_name(first, actor.label["id"]) else actor.label["en"]
    own = {"en": english, "id": first or actor.label["id"], **actor.short}
    return Text(en=_shortened(own["en"]), id=_shortened(own["id"]))


def _is_name(first: str, label: str) -> bool:
    """Whether a short name has an acronym in it, or is drawn together from the label and no word of it."""
    words = re.findall(r"[^\W\d_]+", first)
    if len(first) > _SHORT or not words:
        return False
    if any(len(word) > 1 and sum(map(str.isupper, word)) * 3 >= len(word) * 2 for word in words):
        return True
    letters = iter(label.casefold())
    drawn_together = all(letter in letters for letter in first.casefold())
    return drawn_together and not {word.casefold() for word in words} <= set(re.findall(r"\w+", label.casefold()))


def _shortened(label: str) -> str:
    return label if len(label) <= _LABEL else label[: _LABEL - 1] + "…"


def code_lists(
    ontology: Ontology,
    actors: Mapping[str, Json],
    claims: Mapping[str, Mapping[str, Json]],
    kinds_of_ties: Iterable[str],
) -> Json:
    """The labels of every code a map uses, by the map's name of the list and the code's id."""
    all_claims = [claim for claims_of_case in claims.values() for claim in claims_of_case.values()]
    used = {
        ("sectors", "sector"): {actor["sector"] for actor in actors.values()} - {""},
        ("levels", "level"): {actor["level"] for actor in actors.values()} - {None},
        ("roles", "role"): {role for claim in all_claims for role in claim.get("roles", ())},
        ("ties", "tie"): {*kinds_of_ties, *(claim["kind"] for claim in all_claims if "kind" in claim)} - {""},
        ("bases_words", "basis"): set(Basis),
        ("statuses", "status"): set(Status),
        ("polarities", "polarity"): {piece["polarity"] for claim in all_claims for piece in claim["evidence"]},
        ("signs", "sign"): {"negative", "positive"},
        ("attributions", "attribution"): {claim["attribution"] for claim in all_claims if "attribution" in claim},
    }
    return {name: codes(ontology, code_list, ids) for (name, code_list), ids in used.items()}


def codes(ontology: Ontology, code_list: str, used: Iterable[str]) -> dict[str, Json]:
    """Code -> its label and definition; for a code that is not in the list the label is its id."""
    terms = {term.id: term for term in ontology.code_lists.get(code_list, ())}
    return {
        str(code): {
            "label": text(ontology.code(code_list, code)),
            "definition": text(terms[code].definition if code in terms else _EMPTY),
        }
        for code in sorted(used)
    }
