"""Cases side by side: chosen by the reader, with the framework and the bases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from collabgraph.analysis.comparison import Comparison
from collabgraph.output.document import Target
from collabgraph.output.presenters.comparison import parts, presentation
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.web import triples
from collabgraph.web.choices import chosen, offered
from collabgraph.web.negotiation import reads_html
from collabgraph.web.page import Links, Page, html, lang, respond, split
from collabgraph.web.protocol import Refusal
from collabgraph.web.site import Choices, Site
from collabgraph.web.views import handouts
from collabgraph.web.views.handouts import cases_named
from collabgraph.words import Speech, both, mark

#: The parts of a comparison that its page shows, and those that are long and folded.
_SHOWN = (
    "summary", "matrix", "counts", "exceptions", "pairs", "outcomes", "comparability", "conditions", "differences",
    "one-sided", "questions", "rivals", "weighed", "networks", "paper-practice", "expected", "ties",
)  # fmt: skip
_FOLDED = ("expected", "ties")
NO_CASES = mark("There are no cases here.")
#: A map shows as many.
_DRAWN = 2


def compare(request: Request) -> Response:
    """The comparison of the chosen cases; of the first two where none is chosen."""
    site: Site = request.app.state.site
    _, form = split(request.url.path)
    choices = chosen(site, request.query_params, cases_named(site, request.query_params))
    if len(choices.cases) < 2:
        return _too_few(request, offered(site, choices))
    result, href = site.comparison(choices), Links(request)
    account = Account(result, Speech(lang(request)))
    page = Page(
        "web/templates/compare.html",
        both(mark("{cases} side by side"), cases=", ".join(name.upper() for name in choices.cases)),
        presentation(result),
        lambda: _about(site, result),
        {
            **offered(site, choices),
            "parts": parts(account, _SHOWN),
            "folded": _FOLDED,
            "link": partial(comparison_address, choices, href),
            "map": href("/map", **choices.parameters) if len(result.cases) == _DRAWN else "",
            "many": href("/configurations", **choices.parameters) if account.many else "",
            "handouts": handouts.offered(choices, href),
        },
    )
    return respond(request, page, form)


def _about(site: Site, result: Comparison) -> Iterator[ox.Triple]:
    for name, case in result.cases.items():
        yield from triples.about(site.library.graph(name).quads, [case.iri])


def _too_few(request: Request, choices: Mapping[str, object]) -> Response:
    """The page to choose again; raises Refusal for programs."""
    said = both(mark("A comparison needs two different cases at least.") if choices["names"] else NO_CASES)
    if not reads_html(request.headers.get("accept", "")):
        raise Refusal(400, said)
    values = {**choices, "said": said, "forms": False}
    return HTMLResponse(html(request, "web/templates/choose.html", both(mark("Compare cases")), values), 400)


def comparison_address(choices: Choices, href: Links, target: Target | None, page: str = "") -> str | None:
    """Where words of a comparison lead: a part of it, on ``page`` or on that of other bases, or a page of the site."""
    if target is None:
        return None
    if target.kind == "part" and (page or target.within):
        based = {"basis": target.within} if target.within else {}
        return f"{href('/compare', **choices.parameters | based)}#{target.name}"
    return href.target(target)
