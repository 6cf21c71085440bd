"""Frameworks and their constructs, with what each case says of them."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from collabgraph import resources
from collabgraph.analysis.conditions import preconditions
from collabgraph.model import DEFAULT_BASES, Case, CausalClaim, Construct, Framework, OutcomeClaim, RivalClaim
from collabgraph.output.presenters import terms
from collabgraph.output.presenters import theory as presenter
from collabgraph.output.presenters.theory import InCase
from collabgraph.web import triples
from collabgraph.web.page import Links, Page, meant, respond, split
from collabgraph.web.site import Site
from collabgraph.web.views.claims import Listed, listed
from collabgraph.words import both, mark


def frameworks(request: Request) -> Response:
    """The frameworks there are."""
    site: Site = request.app.state.site
    _, form = split(request.url.path)
    found = list(site.ontology.frameworks.values())
    page = Page(
        "web/templates/frameworks.html",
        both(mark("Frameworks")),
        presenter.frameworks(site.ontology),
        lambda: triples.in_theory(site, [framework.iri for framework in found]),
        {"frameworks": found},
    )
    return respond(request, page, form)


def framework(request: Request) -> Response:
    """A framework: its constructs in order, its propositions, and the ties it expects."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["framework"])
    shown = site.framework(name)
    values = {
        "framework": shown,
        "depth": {iri: len(shown.ancestors(iri)) for iri in shown.constructs},
        "ontology": site.ontology,
    }
    page = Page(
        "web/templates/framework.html",
        shown.title,
        presenter.framework(shown, site.ontology),
        lambda: _of_framework(site, name),
        values,
    )
    return respond(request, page, form)


def _of_framework(site: Site, name: str) -> Iterable[ox.Triple]:
    path = next((path for path in resources.frameworks() if path.stem == name), None)
    return triples.of_file(site, path) if path else ()


def construct(request: Request) -> Response:
    """A construct: its definition in both languages, its place in the theory, and what each case says of it.

    What else has a name in a framework, its propositions and the ties it expects, stands on the framework's page.
    """
    site: Site = request.app.state.site
    theory = site.framework(request.path_params["framework"])
    name, form = split(request.path_params["construct"])
    if name in _stated(theory):
        return RedirectResponse(Links(request)(f"/framework/{theory.id}{'.' + form if form else ''}#{name}"), 303)
    shown = theory.constructs[meant(request, f"construct/{theory.id}", name)]
    known = [_known(site, case, theory, shown) for case in site.cases()]
    values = {
        "framework": theory,
        "construct": shown,
        "block": theory.constructs.get(shown.parent or ""),
        "pieces": theory.parts(shown.term.iri),
        "precondition_of": [theory.constructs[iri] for iri in shown.precondition_of if iri in theory.constructs],
        "matches": _matches(site, theory, shown),
        "by_case": [(each, listed(each.case, each.claims, site.ontology)) for each in known],
        "named_in": _named_in(site, shown),
        "propositions": [p for p in theory.propositions if shown.term.iri in (*p.antecedents, p.consequent)],
        "ontology": site.ontology,
        "glyphs": terms.GLYPHS,
    }
    page = Page(
        "web/templates/construct.html",
        shown.term.label,
        presenter.construct(shown, theory, known, site.ontology),
        lambda: triples.in_theory(site, [shown.term.iri]),
        values,
    )
    return respond(request, page, form)


def _stated(theory: Framework) -> set[str]:
    """The ids of what a framework states: propositions, contingent ones, and the ties it expects."""
    propositions = {each.id for each in theory.propositions} | {each.id for each in theory.contingencies}
    return propositions | {each.id for each in theory.expected}


def _known(site: Site, case: Case, theory: Framework, shown: Construct) -> InCase:
    """What a case says of a construct: its status or, where outcomes are measured by it, the results."""
    condition = preconditions(case, theory, site.ontology).conditions.get(shown.term.iri)
    if condition is not None:
        return InCase(case, condition.status, (), condition.claims)
    found = [claim for claim in case.of(OutcomeClaim, DEFAULT_BASES) if claim.indicator == shown.term.iri]
    return InCase(case, None, tuple(dict.fromkeys(claim.result for claim in found)), tuple(found))


def _matches(site: Site, theory: Framework, shown: Construct) -> list[tuple[Framework, Construct]]:
    """The constructs of other frameworks that mean the same or nearly, whichever of the two says so."""
    return [
        (other, each)
        for other in site.ontology.frameworks.values()
        if other.id != theory.id
        for each in other.constructs.values()
        if each.term.iri in shown.matches or shown.term.iri in each.matches
    ]


def _named_in(site: Site, shown: Construct) -> list[Listed]:
    """The causal claims and rival explanations that name a construct, by case."""
    return [
        each
        for case in site.cases()
        for each in listed(case, [*case.of(CausalClaim), *case.of(RivalClaim)], site.ontology)
        if isinstance(each.claim, CausalClaim) and shown.term.iri in (*each.claim.causes, *each.claim.effects)
    ]
