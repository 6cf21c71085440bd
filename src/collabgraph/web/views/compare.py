"""Cases side by side: chosen by the reader, with the framework and the bases."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from collabgraph.analysis.comparison import Comparison
from collabgraph.model import ALL_ATTRIBUTIONS, DEFAULT_BASES, Attribution, Basis, Framework
from collabgraph.output.document import Target
from collabgraph.output.presenters.comparison import parts, presentation
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.web import triples
from collabgraph.web.negotiation import reads_html
from collabgraph.web.page import Links, Page, html, lang, respond, split
from collabgraph.web.protocol import Refusal
from collabgraph.web.site import Site
from collabgraph.words import Speech, both, mark

#: The parts of a comparison that its page shows, and those that are long and folded.
_SHOWN = (
    "summary", "matrix", "counts", "exceptions", "pairs", "outcomes", "comparability", "conditions", "differences",
    "one-sided", "questions", "rivals", "networks", "paper-practice", "expected", "ties",
)  # fmt: skip
_FOLDED = ("expected", "ties")
#: More cases than this are compared on the command line.
_MOST = 12
NO_CASES = mark("There are no cases here.")
#: A map shows as many.
_DRAWN = 2


def compare(request: Request) -> Response:
    """The comparison of the chosen cases; of the first two where none is chosen."""
    site: Site = request.app.state.site
    _, form = split(request.url.path)
    names = list(dict.fromkeys(request.query_params.getlist("case"))) or site.names[:2]
    framework = site.read_with(request.query_params.get("framework"), map(site.case, names))
    bases, attributions = chosen_bases(request.query_params), chosen_attributions(request.query_params)
    choices = _choices(site, names, framework, bases, attributions)
    if len(names) < 2:
        return _too_few(request, choices)
    if len(names) > _MOST:
        raise Refusal(400, both(mark("Choose at most {most} cases; the command line compares more."), most=_MOST))
    result = site.comparison(names, framework.id, bases, attributions)
    account = Account(result, Speech(lang(request)))
    page = Page(
        "web/templates/compare.html",
        both(mark("{cases} side by side"), cases=", ".join(name.upper() for name in names)),
        presentation(result),
        lambda: (t for name in names for t in triples.about(site.library.graph(name).quads, [result.cases[name].iri])),
        {
            **choices,
            "parts": parts(account, _SHOWN),
            "folded": _FOLDED,
            "link": partial(comparison_address, result, Links(request)),
            "drawn": len(result.cases) == _DRAWN,
        },
    )
    return respond(request, page, form)


def chosen_bases(parameters: QueryParams) -> frozenset[Basis]:
    """The bases a request names, the usual ones where it names none; raises Refusal for one that there is not."""
    named = parameters.getlist("basis")
    known = {basis.value for basis in Basis}
    if wrong := [name for name in named if name not in known]:
        raise Refusal(400, both(mark("There is no basis '{name}'."), name=wrong[0][:100]))
    return frozenset(map(Basis, named)) or DEFAULT_BASES


def chosen_attributions(parameters: QueryParams) -> frozenset[Attribution]:
    """The attributions a request names, all where it names none; raises Refusal for one that there is not."""
    named = parameters.getlist("attribution")
    if wrong := [name for name in named if name not in ALL_ATTRIBUTIONS]:
        raise Refusal(400, both(mark("There is no attribution '{name}'."), name=wrong[0][:100]))
    return frozenset(map(Attribution, named)) or ALL_ATTRIBUTIONS


def _choices(
    site: Site,
    names: Sequence[str],
    framework: Framework,
    bases: frozenset[Basis],
    attributions: frozenset[Attribution],
) -> dict[str, object]:
    """What the reader can choose, and has chosen."""
    return {
        "names": site.names,
        "chosen": names,
        "framework": framework,
        "frameworks": site.ontology.readable,
        "bases": list(Basis),
        "chosen_bases": bases,
        "attributions": list(Attribution),
        "chosen_attributions": attributions,
        "ontology": site.ontology,
    }


def _too_few(request: Request, choices: dict[str, object]) -> Response:
    """The page to choose again; raises Refusal for programs."""
    said = both(mark("A comparison needs two different cases at least.") if choices["names"] else NO_CASES)
    if not reads_html(request.headers.get("accept", "")):
        raise Refusal(400, said)
    values = {**choices, "said": said, "forms": False}
    return HTMLResponse(html(request, "web/templates/choose.html", both(mark("Compare cases")), values), 400)


def comparison_address(result: Comparison, href: Links, target: Target | None, page: str = "") -> str | None:
    """Where words of a comparison lead: a part of it, on ``page`` or on that of other bases, or a page of the site."""
    if target is None:
        return None
    if target.kind == "part" and (page or target.within):
        bases = [target.within] if target.within else sorted(result.bases)
        attributions = [] if result.attributions == ALL_ATTRIBUTIONS else sorted(result.attributions)
        address = href(
            "/compare", case=list(result.cases), framework=result.framework.id, basis=bases, attribution=attributions
        )
        return f"{address}#{target.name}"
    return href.target(target)
