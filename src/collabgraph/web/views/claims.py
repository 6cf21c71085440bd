"""One claim with its evidence: the page every number leads to."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from collabgraph.output.presenters import claims as presenter
from collabgraph.output.presenters import terms
from collabgraph.web import triples
from collabgraph.web.page import Links, Page, lang, meant, respond, split
from collabgraph.web.site import Site, claims_of
from collabgraph.words import Speech, both, mark


def claim(request: Request) -> Response:
    """A claim of a case, or of its study, with all of its evidence."""
    site: Site = request.app.state.site
    case = site.case(request.path_params["case"])
    name, form = split(request.path_params["claim"])
    found = claims_of(case)[meant(request, f"case/{case.id}", name)]
    on_study = case.study if presenter.case_of(case, found) is None else None
    title = (
        both(mark("study {claim}"), claim=found.id)
        if on_study
        else both(mark("{case} {claim}"), case=terms.case_name(case), claim=found.id)
    )
    presentation = presenter.presentation(case, [found], site.ontology)
    links = Links(request)
    values = {
        "parts": presenter.details(case, found, site.ontology, Speech(lang(request))),
        "trail": links.to(on_study.iri) if on_study else links(f"/case/{case.id}"),
        "trail_title": on_study.title if on_study else case.title,
    }
    page = Page("web/templates/claim.html", title, presentation, lambda: triples.in_cases(site, [found.iri]), values)
    return respond(request, page, form)
