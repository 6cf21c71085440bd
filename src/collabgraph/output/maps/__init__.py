"""Interactive maps: a page for one case or two, every actor and tie with its evidence; the page works offline."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from importlib.resources import files

from collabgraph.analysis.metrics import ACTOR_LEVEL
from collabgraph.analysis.network import OMISSIONS, ON_BACKGROUND, Granularity
from collabgraph.errors import DuplicateCase, WrongNumberOfCases
from collabgraph.model import DEFAULT_BASES, Basis, Case, Ontology
from collabgraph.output import layout, pages, palette
from collabgraph.output.maps import evidence
from collabgraph.output.maps.evidence import Json, text
from collabgraph.output.maps.views import METRICS, View, views
from collabgraph.output.maps.words import words
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, Text, both, in_both, mark

_VIS = "lib/vis-9.1.2/vis-network.min.js"
#: The page's own scripts, each after those it uses.
SCRIPTS = (
    "words", "views", "shapes", "scenes", "labels", "drawing", "figures", "walk", "selection", "legend", "pane",
    "tables", "search", "picture", "map",
)  # fmt: skip


def page(
    cases: Sequence[Case],
    ontology: Ontology,
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    lang: str = "en",
    granularity: Granularity = "office",
    systems: bool = True,
) -> str:
    """The whole page as HTML: the map of a case, or of two beside each other, on these bases.

    It starts in this language, at this granularity, with or without information systems; the reader can change each.
    The same cases give the same text, byte for byte. Raises as ``map_data``.
    """
    from markupsafe import Markup

    data = map_data(cases, ontology, bases=bases) | {"lang": lang, "granularity": granularity, "systems": systems}
    vis = vis_network()
    script = "\n".join(pages.shipped(f"output/maps/{name}.js") for name in SCRIPTS)
    style = pages.shipped("output/maps/map.css")
    return pages.render(
        "output/maps/page.html",
        lang,
        data=data,
        cases=list(cases),
        title=title(cases)[lang],
        vis=Markup(vis),  # noqa: S704 -- the file pyvis ships
        script=Markup(script),  # noqa: S704 -- our own files
        style=Markup(style),  # noqa: S704 -- our own file
        policy=pages.policy([vis, script], [style]),
    )


def vis_network() -> str:
    """The script that draws networks, from the bundle pyvis ships."""
    return files("pyvis").joinpath(_VIS).read_text(encoding="utf-8")


def map_data(cases: Sequence[Case], ontology: Ontology, *, bases: Collection[Basis] = DEFAULT_BASES) -> Json:
    """What the page of one case or two shows, as JSON: views, places, actors, claims with evidence, sources, words.

    Raises WrongNumberOfCases or DuplicateCase.
    """
    _refuse(cases)
    unambiguous = evidence.with_unique_ids(cases)
    drawn = {case.id: views(case, bases) for case in unambiguous}
    claims = {case.id: evidence.claims(case, bases) for case in unambiguous}
    actors = evidence.actors(unambiguous, _named(drawn, claims))
    return {
        "schema": terms.schema("map"),
        "lang": "en",
        "granularity": "office",
        "systems": True,
        "title": text(title(cases)),
        "bases": [basis.value for basis in Basis if basis in bases],
        "cases": [_case(case) for case in cases],
        **_places(unambiguous, drawn),
        "actors": actors,
        "kinds": _kinds(actors, ontology),
        **evidence.code_lists(ontology, actors, claims),
        "lines": {basis.value: line._asdict() for basis, line in palette.LINES.items()},
        "metrics": [_metric(name) for name in METRICS],
        "sources": evidence.sources(unambiguous, bases),
        "claims": claims,
        "participations": {case.id: evidence.participations(case, bases) for case in unambiguous},
        "views": {name: {view.name: view.json() for view in case_views} for name, case_views in drawn.items()},
        "omissions": {reason: text(both(phrase)) for reason, phrase in _omissions(bases).items()},
        "words": {key: text(phrase) for key, phrase in words().items()},
        "marks": _marks(),
    }


def _omissions(bases: Collection[Basis]) -> Mapping[str, str]:
    """Why a tie claim is not in a view; what basis was not chosen is said where it is background knowledge."""
    return {**OMISSIONS, **({"basis": ON_BACKGROUND} if set(bases) == DEFAULT_BASES else {})}


def title(cases: Iterable[Case]) -> Text:
    """The title of the page of these cases."""
    names = [terms.case_name(case) for case in cases]

    def words(say: Speech) -> str:
        return say("Who has to do with whom in {cases}", cases=say.listed(names))

    return in_both(words)


def _refuse(cases: Sequence[Case]) -> None:
    if len(cases) not in (1, 2):
        needed = both(mark("A map shows one case, or two side by side: of more cases, make a map of each pair."))
        raise WrongNumberOfCases(needed=needed, n=len(cases))
    first, last = cases[0], cases[-1]
    if len(cases) == 2 and first.id == last.id:
        raise DuplicateCase(name=first.id, first=first.source_path, second=last.source_path)


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
    if len(networks) > 1:
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
