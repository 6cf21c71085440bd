"""An actor over all cases; a source and a study with the claims that rest on them."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from collabgraph.model import Contingency, Framework, Proposition, Source
from collabgraph.output.presenters import actors as presenter
from collabgraph.web import triples
from collabgraph.web.page import claim_anchor, document, meant, split
from collabgraph.web.site import Site


def actor(request: Request) -> Response:
    """An actor: what it is, its roles and ties in each case, and its place in each network."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["actor"])
    shown = site.actors[meant(request, "actor", name)]
    measured = [(case, site.measured(case.id).measures) for case in site.all_cases() if shown.iri in case.actors]
    presentation = presenter.actor(shown, measured, site.ontology)
    folded = [f"place-in-{case.id}" for case, _ in measured]
    return document(request, shown.label, presentation, lambda: triples.in_cases(site, [shown.iri]), form, folded)


def source(request: Request) -> Response:
    """A source, every claim that rests on it, and what theories take from it."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["source"])
    shown = site.sources[meant(request, "source", name)]
    studies = {case.study.iri: (case, case.study) for case in reversed(site.all_cases()) if case.study}
    stated = [(case, case.claims) for case in site.all_cases()] + [
        (case, study.claims) for case, study in studies.values()
    ]
    resting = [
        (case, claim)
        for case, claims in stated
        for claim in claims
        if any(evidence.source.iri == shown.iri for evidence in claim.evidence)
    ]
    presentation = presenter.source(shown, resting, _by_framework(site, shown), site.ontology)
    return document(request, shown.title, presentation, lambda: _about(site, shown), form)


def _by_framework(site: Site, shown: Source) -> list[tuple[Framework, list[Proposition | Contingency]]]:
    """What each framework takes from a source, those that take something."""
    taken: list[tuple[Framework, list[Proposition | Contingency]]] = []
    for framework in site.ontology.frameworks.values():
        stated: list[Proposition | Contingency] = [*framework.propositions, *framework.contingencies]
        if shown.iri in site.sources_of(framework) and any(each.source == shown.id for each in stated):
            taken.append((framework, [each for each in stated if each.source == shown.id]))
    return taken


def _about(site: Site, shown: Source) -> Iterator[ox.Triple]:
    yield from triples.in_cases(site, [shown.iri])
    yield from triples.in_theory(site, [shown.iri])


def study(request: Request) -> Response:
    """A study, its cases, what it says of several of them, and of none in particular."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["study"])
    shown = site.studies[meant(request, "study", name)]
    coded = [case for case in site.all_cases() if case.study and case.study.iri == shown.iri]
    of_several = [(case, claim) for case in coded for claim in case.claims if claim.iri.startswith(f"{shown.iri}#")]
    claims = [*of_several, *((coded[0], claim) for claim in shown.claims)]
    presentation = presenter.study(shown, coded, claims, site.ontology)
    iris = [shown.iri, *dict.fromkeys(claim.iri for _, claim in claims)]
    return document(
        request, shown.title, presentation, lambda: triples.in_cases(site, iris), form, row_anchor=claim_anchor
    )
