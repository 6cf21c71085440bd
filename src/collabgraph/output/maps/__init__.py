"""Interactive maps: a page for cases or any network, every actor and tie with its evidence; the page works offline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from importlib.resources import files
from itertools import combinations

from collabgraph.analysis.metrics import ACTOR_LEVEL
from collabgraph.analysis.network import OMISSIONS, ON_BACKGROUND, Granularity, Network
from collabgraph.errors import DuplicateCase
from collabgraph.model import DEFAULT_BASES, Basis, Case, Ontology
from collabgraph.output import layout, pages, palette
from collabgraph.output.maps import any_network, evidence
from collabgraph.output.maps.evidence import Json, text
from collabgraph.output.maps.views import METRICS, View, views
from collabgraph.output.maps.words import words
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, Text, both, in_both

_VIS = "lib/vis-9.1.2/vis-network.min.js"
#: The page's own scripts, each after those it uses.
SCRIPTS = (
    "words", "views", "measures", "communities", "looks", "places", "forces", "paths", "sentences", "shapes", "scenes",
    "labels", "scenery", "drawing", "pointers", "figures", "walk", "selection", "legend", "pane", "tables", "search",
    "picture", "address", "map",
)  # fmt: skip


def page(
    cases: Sequence[Case],
    ontology: Ontology,
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    lang: str = "en",
    granularity: Granularity = "office",
    systems: bool = True,
    arranged: layout.Arrangement | None = None,
) -> str:
    """The whole page as HTML: the maps of cases beside each other, on these bases.

    It starts in this language, at this granularity, with or without information systems; the reader can change each.
    Actors of ``arranged`` stand where it says. The same cases give the same text, byte for byte. Raises as
    ``map_data``.
    """
    data = map_data(cases, ontology, bases=bases, arranged=arranged)
    return _page(data | {"lang": lang, "granularity": granularity, "systems": systems})


def network_page(
    network: Network, ontology: Ontology, *, lang: str = "en", arranged: layout.Arrangement | None = None
) -> str:
    """The whole page as HTML: the map of any network, such as one that a file gives."""
    return _page(network_data(network, ontology, arranged=arranged) | {"lang": lang})


def _page(data: Json) -> str:
    from markupsafe import Markup

    script = "\n".join(pages.shipped(f"output/maps/{name}.js") for name in SCRIPTS)
    style = pages.shipped("output/maps/map.css")
    return pages.render(
        "output/maps/page.html",
        data["lang"],
        data=data,
        script=Markup(script),  # noqa: S704 -- our own files
        style=Markup(style),  # noqa: S704 -- our own file
        policy=pages.policy([script], [style]),
    )


def vis_network() -> str:
    """The script that draws the graphs of answers, from the bundle pyvis ships."""
    return files("pyvis").joinpath(_VIS).read_text(encoding="utf-8")


def map_data(
    cases: Sequence[Case],
    ontology: Ontology,
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    arranged: layout.Arrangement | None = None,
) -> Json:
    """What the page of cases shows, as JSON: views, places, actors, claims with evidence, sources, words.

    Raises WrongNumberOfCases or DuplicateCase.
    """
    _refuse(cases)
    unambiguous = evidence.with_unique_ids(cases)
    drawn = {case.id: views(case, bases) for case in unambiguous}
    claims = {case.id: evidence.claims(case, bases) for case in unambiguous}
    actors = evidence.actors(unambiguous, _named(drawn, claims))
    return _keyed(
        {
            "title": text(title(cases)),
            "bases": [basis.value for basis in Basis if basis in bases],
            "cases": [_case(case) for case in cases],
            **_arranged(_places(unambiguous, drawn), arranged),
            "actors": actors,
            "sources": evidence.sources(unambiguous, bases),
            "claims": claims,
            "participations": {case.id: evidence.participations(case, bases) for case in unambiguous},
            "views": {name: {view.name: view.json() for view in case_views} for name, case_views in drawn.items()},
            "omissions": {reason: text(both(phrase)) for reason, phrase in _omissions(bases).items()},
        },
        ontology,
    )


def network_data(network: Network, ontology: Ontology, *, arranged: layout.Arrangement | None = None) -> Json:
    """What the page of any network shows, as JSON: as ``map_data``, without claims, bases and sources."""
    return _keyed(
        {
            "title": text(_title(lambda say: network.title[say.lang])),
            "bases": [],
            "cases": [any_network.case(network)],
            **_arranged({"places": layout.joint([network])}, arranged),
            "actors": any_network.actors([network]),
            "sources": {},
            "claims": {network.id: {}},
            "participations": {network.id: {}},
            "views": {network.id: {any_network.VIEW: any_network.view(network)}},
            "omissions": {reason: text(both(phrase)) for reason, phrase in OMISSIONS.items()},
        },
        ontology,
    )


def _keyed(data: Json, ontology: Ontology) -> Json:
    """The data with what every map has: words, codes, marks, metrics, and the key of what it shows."""
    shown = [edge for by_view in data["views"].values() for view in by_view.values() for edge in view["edges"]]
    found = json.dumps([sorted(data["actors"]), [edge["id"] for edge in shown], data["places"]])
    return data | {
        "schema": terms.schema("map"),
        "layout_schema": layout.SCHEMA,
        "key": hashlib.sha256(found.encode()).hexdigest()[:16],
        "lang": "en",
        "granularity": "office",
        "systems": True,
        "kinds": _kinds(data["actors"], ontology),
        **evidence.code_lists(ontology, data["actors"], data["claims"], {edge["kind"] for edge in shown}),
        "lines": {basis.value: line._asdict() for basis, line in palette.LINES.items()},
        "metrics": [_metric(name) for name in METRICS],
        "columns": sorted({name for actor in data["actors"].values() for name in actor["attributes"]}),
        "words": {key: text(phrase) for key, phrase in words().items()},
        "marks": _marks(),
        "palette": [mark._asdict() for mark in palette.MANY],
    }


def _arranged(places: Json, arranged: layout.Arrangement | None) -> Json:
    """The places, with those of an arrangement instead of them, and who is pinned to its place."""
    if arranged is None:
        return places | {"pinned": []}
    together = places.get("places_together")
    return {
        "places": {**places["places"], **_of(arranged.places, places["places"])},
        **({"places_together": {**together, **_of(arranged.together, together)}} if together else {}),
        "pinned": sorted(set(arranged.pinned) & set(places["places"])),
    }


def _of(given: layout.Places, known: Collection[str]) -> layout.Places:
    return {actor: place for actor, place in given.items() if actor in known}


def _omissions(bases: Collection[Basis]) -> Mapping[str, str]:
    """Why a tie claim is not in a view; what basis was not chosen is said where it is background knowledge."""
    return {**OMISSIONS, **({"basis": ON_BACKGROUND} if set(bases) == DEFAULT_BASES else {})}


def title(cases: Iterable[Case]) -> Text:
    """The title of the page of these cases."""
    names = [terms.case_name(case) for case in cases]
    return _title(lambda say: say.listed(names))


def _title(named: Callable[[Speech], str]) -> Text:
    return in_both(lambda say: say("Who has to do with whom in {cases}", cases=named(say)))


def _refuse(cases: Sequence[Case]) -> None:
    layout.refuse_too_many(len(cases))
    for first, second in combinations(cases, 2):
        if first.id == second.id:
            raise DuplicateCase(name=first.id, first=first.source_path, second=second.source_path)


def _case(case: Case) -> Json:
    """A case's title, period, boundary, definition of a tie, and note on missing data."""
    keys = {"boundary": "boundary", "tie_definition": "tieDefinition", "missing_data": "missingData"}
    return {
        "id": case.id,
        "name": terms.case_name(case),
        "title": text(case.title),
        "period": "–".join(dict.fromkeys((case.period.start, case.period.end))),
        **{name: text(case.coding.get(statement, Text(en="", id=""))) for name, statement in keys.items()},
    }


def _named(drawn: Mapping[str, Iterable[View]], claims: Mapping[str, Mapping[str, Json]]) -> set[str]:
    """The ids of the actors in a view or in a claim of the map."""
    all_claims = [claim for claims_of_case in claims.values() for claim in claims_of_case.values()]
    named = {claim[end] for claim in all_claims for end in ("from", "to", "actor") if end in claim}
    shown = {actor.id for case_views in drawn.values() for view in case_views for actor in view.network.actors}
    return named | shown


def _places(cases: Iterable[Case], drawn: Mapping[str, Iterable[View]]) -> Json:
    """Actor id -> its place: in the views of each case, and in the drawing of the difference of two cases."""
    inside = sorted(
        (office.id, actor.id)
        for case in cases
        for actor in case.actors.values()
        if (office := case.actors.get(actor.office or "")) is not None
    )
    networks = [[view.network for view in case_views if view.systems] for case_views in drawn.values()]
    places = {"places": layout.beside(networks, inside)}
    if len(networks) == 2:
        places["places_together"] = layout.joint([net for case_views in networks for net in case_views], inside)
    return places


def _kinds(actors: Mapping[str, Json], ontology: Ontology) -> Json:
    """Every kind of actor in use, with its label and its mark."""
    named = evidence.codes(ontology, "actor-kind", {actor["kind"] for actor in actors.values()})
    return {name: {**words, **palette.kind(name)._asdict()} for name, words in named.items()}


def _metric(name: str) -> Json:
    metric = ACTOR_LEVEL[name]
    return {
        "id": metric.id,
        "label": text(metric.label),
        "question": text(metric.question),
        "convention": text(metric.convention),
        "formula": metric.formula,
    }


def _marks() -> Json:
    """The marks of the difference of two cases: in the first case only, in the second only, in both."""
    first, second = palette.CASES[:2]
    return {name: mark._asdict() for name, mark in (("A", first), ("B", second), ("both", palette.SHARED))}
