"""An actor over all cases; a source and a study with the claims that rest on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from collabgraph.analysis.metrics import ACTOR_LEVEL
from collabgraph.analysis.network import representative
from collabgraph.model import (
    DEFAULT_BASES,
    Actor,
    Case,
    Claim,
    Contingency,
    Framework,
    Participation,
    Proposition,
    Source,
    TieClaim,
)
from collabgraph.output.presenters import actors as presenter
from collabgraph.output.presenters import networks as network_words
from collabgraph.output.presenters import terms
from collabgraph.web import triples
from collabgraph.web.page import Page, meant, respond, split
from collabgraph.web.site import Site
from collabgraph.web.views.claims import Listed, listed
from collabgraph.words import Speech, Text, in_both

#: The measures of an actor that its page shows.
_MEASURES = ("in_degree", "out_degree", "degree", "betweenness", "harmonic_closeness", "constraint", "effective_size")


@dataclass(frozen=True)
class Place:
    """An actor's place in a network: the actor drawn there, it or its office; each measure's id, label and value."""

    drawn: Actor
    measures: list[tuple[str, Text, Text]]
    stands_on: Text


@dataclass(frozen=True)
class Part:
    """What a case says of an actor: its roles, its ties, and its place in the network if it is drawn there."""

    case: Case
    roles: list[Listed]
    ties: list[Listed]
    place: Place | None


def actor(request: Request) -> Response:
    """An actor: what it is, its roles and ties in each case, and its place in each network."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["actor"])
    shown = site.actors[meant(request, "actor", name)]
    parts = [_part(site, case, case.actors[shown.iri]) for case in site.cases() if shown.iri in case.actors]
    others = {iri: each for part in parts for iri, each in part.case.actors.items()}
    values = {
        "actor": shown,
        "parts_by_case": parts,
        "possibly": [others[iri] for iri in shown.possibly if iri in others],
        "office": others.get(shown.office or ""),
        "inside": sorted((each for each in others.values() if each.office == shown.iri), key=lambda each: each.id),
        "bases": in_both(partial(terms.bases, DEFAULT_BASES, site.ontology)),
        "ontology": site.ontology,
    }
    claims = [(part.case, found.claim) for part in parts for found in (*part.roles, *part.ties)]
    presentation = presenter.actor(shown, claims, site.ontology)
    page = Page(
        "web/templates/actor.html", shown.label, presentation, lambda: triples.in_cases(site, [shown.iri]), values
    )
    return respond(request, page, form)


def _part(site: Site, case: Case, shown: Actor) -> Part:
    return Part(case, _roles(site, case, shown), _ties(site, case, shown), _place(site, case, shown))


def _roles(site: Site, case: Case, shown: Actor) -> list[Listed]:
    found = [claim for claim in case.claims if isinstance(claim, Participation) and claim.actor == shown.iri]
    return listed(case, found, site.ontology)


def _ties(site: Site, case: Case, shown: Actor) -> list[Listed]:
    """The tie claims that name the actor, those it sends first."""
    ties = (claim for claim in case.claims if isinstance(claim, TieClaim))
    found = [tie for tie in ties if shown.iri in (tie.sender, tie.receiver)]
    sent_first = sorted(found, key=lambda tie: (tie.sender != shown.iri, tie.id))
    return listed(case, sent_first, site.ontology)


def _place(site: Site, case: Case, shown: Actor) -> Place | None:
    """The place of an actor, or of the office that stands for it, in the network of a case."""
    measured = site.measured(case.id).measures
    drawn = representative(case, shown.iri, "office")
    place = next((n for n, each in enumerate(measured.network.actors) if each.iri == drawn), None)
    if place is None:
        return None
    values = measured.actors[place]
    written = {name: _written(values[name], measured.undefined.get(name)) for name in _MEASURES}
    return Place(
        case.actors[drawn],
        [(name, ACTOR_LEVEL[name].label, in_both(words)) for name, words in written.items()],
        in_both(partial(network_words.basis_line, measured.network, site.ontology)),
    )


def _written(value: float | None, reason: Text | None) -> Callable[[Speech], str]:
    def words(say: Speech) -> str:
        if value is not None:
            return say.number(value)
        return say("undefined: {reason}", reason=reason) if reason else say("undefined")

    return words


def source(request: Request) -> Response:
    """A source, every claim that rests on it, and what theories take from it."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["source"])
    shown = site.sources[meant(request, "source", name)]
    by_case = [(case, _resting_on(site, case, case.claims, shown)) for case in site.cases()]
    studies = {case.study.iri: (case, case.study) for case in reversed(site.cases()) if case.study}
    by_study = [(study, _resting_on(site, case, study.claims, shown)) for case, study in studies.values()]
    values = {
        "source": shown,
        "by_case": [pair for pair in by_case if pair[1]],
        "by_study": [pair for pair in by_study if pair[1]],
        "by_framework": [pair for pair in _by_framework(site, shown) if pair[1]],
        "ontology": site.ontology,
    }
    claims = [(found.case, found.claim) for _, resting in (*by_case, *by_study) for found in resting]
    presentation = presenter.source(shown, claims, site.ontology)
    page = Page("web/templates/source.html", shown.title, presentation, lambda: _about(site, shown), values)
    return respond(request, page, form)


def _by_framework(site: Site, shown: Source) -> list[tuple[Framework, list[Proposition | Contingency]]]:
    """What each framework takes from a source."""
    stated: dict[str, list[Proposition | Contingency]] = {
        name: [*framework.propositions, *framework.contingencies]
        for name, framework in site.ontology.frameworks.items()
    }
    return [
        (framework, [each for each in stated[name] if each.source == shown.id])
        for name, framework in site.ontology.frameworks.items()
        if shown.iri in site.sources_of(framework)
    ]


def _about(site: Site, shown: Source) -> Iterator[ox.Triple]:
    yield from triples.in_cases(site, [shown.iri])
    yield from triples.in_theory(site, [shown.iri])


def _resting_on(site: Site, case: Case, claims: Iterable[Claim], shown: Source) -> list[Listed]:
    def rests(claim: Claim) -> bool:
        return any(evidence.source.iri == shown.iri for evidence in claim.evidence)

    return listed(case, filter(rests, claims), site.ontology)


def study(request: Request) -> Response:
    """A study, its cases, what it says of several of them, and of none in particular."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["study"])
    shown = site.studies[meant(request, "study", name)]
    coded = [case for case in site.cases() if case.study and case.study.iri == shown.iri]
    of_several = [(case, claim) for case in coded for claim in case.claims if claim.iri.startswith(f"{shown.iri}#")]
    once = {claim.iri: (case, claim) for case, claim in of_several}
    values = {
        "study": shown,
        "cases": coded,
        "of_none": listed(coded[0], shown.claims, site.ontology),
        "of_several": [listed(case, [claim], site.ontology)[0] for case, claim in once.values()],
        "ontology": site.ontology,
    }
    claims = [*of_several, *((coded[0], claim) for claim in shown.claims)]
    presentation = presenter.study(shown, coded, claims, site.ontology)
    iris = [shown.iri, *(claim.iri for claim in shown.claims), *once]
    page = Page("web/templates/study.html", shown.title, presentation, lambda: triples.in_cases(site, iris), values)
    return respond(request, page, form)
