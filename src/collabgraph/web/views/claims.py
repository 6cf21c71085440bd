"""One claim with its evidence: the page every number leads to; and how claims are listed on other pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from collabgraph.model import Case, Claim, Ontology
from collabgraph.output.document import plain
from collabgraph.output.presenters import claims as presenter
from collabgraph.output.presenters import terms
from collabgraph.web import triples
from collabgraph.web.addresses import Place
from collabgraph.web.page import Links, Page, lang, meant, respond, split
from collabgraph.web.site import Site, claim_place, claims_of
from collabgraph.words import LANGUAGES, Speech, Text, both, mark


@dataclass(frozen=True)
class Listed:
    """A claim as a page lists it: what it is about, what it says of it, the case it is listed for, and its page."""

    case: Case
    claim: Claim
    subject: Text
    value: Text
    path: str


def listed(case: Case, claims: Iterable[Claim], ontology: Ontology) -> list[Listed]:
    """The claims as pages list them."""
    place = claim_place(case)
    return [_listed(case, claim, ontology, place) for claim in claims]


def _listed(case: Case, claim: Claim, ontology: Ontology, place: Place) -> Listed:
    pairs = [presenter.subject_and_value(case, claim, ontology, Speech(lang)) for lang in LANGUAGES]
    subjects, values = ([plain(runs) for runs in column] for column in zip(*pairs, strict=True))
    subject, value = (Text(dict(zip(LANGUAGES, words, strict=True))) for words in (subjects, values))
    return Listed(case, claim, subject, value, place.page(claim.iri))


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
