"""Frameworks and their constructs, with what each case says of them."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from collabgraph.analysis.conditions import preconditions
from collabgraph.model import DEFAULT_BASES, Case, Construct, Framework, OutcomeClaim
from collabgraph.output.presenters import theory as presenter
from collabgraph.output.presenters.theory import InCase
from collabgraph.rdf.vocabulary import CG
from collabgraph.web import triples
from collabgraph.web.page import DOCUMENT, Links, Page, meant, respond, split
from collabgraph.web.site import Site
from collabgraph.words import Text, both, mark

_FRAMEWORKS = both(mark("Frameworks"))
_LEAD = both(
    mark(
        "A framework is a theory written down as data: its constructs, and what it says of how they bear on each "
        "other. "
        "Every case can be read with each of them."
    )
)


def frameworks(request: Request) -> Response:
    """The frameworks there are."""
    site: Site = request.app.state.site
    _, form = split(request.url.path)
    iris = [framework.iri for framework in site.ontology.frameworks.values()]
    presentation = presenter.frameworks(site.ontology)
    page = Page(DOCUMENT, _FRAMEWORKS, presentation, lambda: triples.in_theory(site, iris), {"lead": _LEAD})
    return respond(request, page, form)


def framework(request: Request) -> Response:
    """A framework: its constructs in order, its propositions, and the ties it expects."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["framework"])
    shown = site.framework(name)
    trail = [("/frameworks", _FRAMEWORKS)]
    presentation = presenter.framework(shown, site.ontology)
    page = Page(DOCUMENT, shown.title, presentation, lambda: _of_framework(site, name), {"trail": trail})
    return respond(request, page, form)


def _of_framework(site: Site, name: str) -> Iterable[ox.Triple]:
    graphs = site.theory_graphs.items()
    path = next((path for path, graph in graphs if path.stem == name and graph.subjects(CG.Framework)), None)
    return triples.of_file(site, path) if path else ()


def construct(request: Request) -> Response:
    """A construct: its definition in both languages, its place in the theory, and what each case says of it.

    What else has a name in a framework, its propositions and the ties it expects, is on the framework's page.
    """
    site: Site = request.app.state.site
    theory = site.framework(request.path_params["framework"])
    name, form = split(request.path_params["construct"])
    if name in _stated(theory):
        return RedirectResponse(Links(request)(f"/framework/{theory.id}{'.' + form if form else ''}#{name}"), 303)
    shown = theory.constructs[meant(request, f"construct/{theory.id}", name)]
    known = [_known(site, case, theory, shown) for case in site.all_cases()]
    page = Page(
        DOCUMENT,
        shown.term.label,
        presenter.construct(shown, theory, known, site.ontology),
        lambda: triples.in_theory(site, [shown.term.iri]),
        {"trail": _trail(site, theory, shown)},
    )
    return respond(request, page, form)


def _trail(site: Site, theory: Framework, shown: Construct) -> list[tuple[str, Text]]:
    """The addresses and names of the framework and of the construct above."""
    above = theory.constructs.get(shown.parent or "")
    of_theory = (f"/framework/{theory.id}", theory.title)
    return [of_theory, *([(site.page_of(above.term.iri) or "", above.term.label)] if above else [])]


def _stated(theory: Framework) -> set[str]:
    """The ids of what a framework states: propositions, contingent ones, criteria, ties it expects, and thresholds."""
    propositions = {proposition.id for proposition in theory.propositions}
    contingencies = {contingency.id for contingency in theory.contingencies}
    criteria = {criterion.term.id for criterion in theory.criteria}
    thresholds = {name.replace("_", "-") for name in theory.governance.thresholds} if theory.governance else set()
    return propositions | contingencies | criteria | {tie.id for tie in theory.expected} | thresholds


def _known(site: Site, case: Case, theory: Framework, shown: Construct) -> InCase:
    """What a case says of a construct: its status or, where outcomes are measured by it, the results."""
    condition = preconditions(case, theory, site.ontology).conditions.get(shown.term.iri)
    if condition is not None:
        return InCase(case, condition.status, (), condition.claims, condition.carried)
    claims = [claim for claim in case.of(OutcomeClaim, DEFAULT_BASES) if claim.indicator == shown.term.iri]
    return InCase(case, None, tuple(dict.fromkeys(claim.result for claim in claims)), tuple(claims))
