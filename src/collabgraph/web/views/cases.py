"""Home, and the page of a case."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pyoxigraph as ox
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from collabgraph.analysis import comparison as comparisons
from collabgraph.analysis.conditions import preconditions as conditions
from collabgraph.analysis.metrics import governance_mode
from collabgraph.analysis.weighing import weigh
from collabgraph.model import Basis, Case, Framework
from collabgraph.output.document import Block, Part, Run, Table, paragraph
from collabgraph.output.hypothesis_map import hypothesis_map
from collabgraph.output.presenters import cases as case_presenter
from collabgraph.output.presenters import comparison, networks, preconditions, terms, weighing
from collabgraph.output.presenters.claims import KINDS
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.web import triples
from collabgraph.web.addresses import page_of
from collabgraph.web.choices import chosen
from collabgraph.web.page import Links, Page, claim_anchors, lang, respond, split
from collabgraph.web.site import Choices, Site
from collabgraph.web.views import handouts
from collabgraph.web.views.compare import comparison_address
from collabgraph.web.views.handouts import cases_named, own_policy
from collabgraph.words import Speech, Text, both, mark

#: Up to as many cases are compared on the first page.
_COMPARED = 4

#: Where a newcomer starts: a question in plain words, and the page or the scholar's question that answers it.
_STARTS = (
    (mark("What does {first} lack, and who says so?"), "/case/{first}#conditions"),
    (mark("Who works with whom in {first}?"), "/case/{first}#network"),
    (mark("What differs between {first} and {second}?"), "/compare?case={first}&case={second}"),
    (mark("What is still unknown, and what should be asked next?"), "/compare?case={first}&case={second}#questions"),
    (mark("What else could explain the outcomes?"), "/compare?case={first}&case={second}#rivals"),
    (
        mark("Who takes part in both {first} and {second}?"),
        "/sparql?question=shared-actors&case={first}&other={second}",
    ),
    (mark("Which claims rest on a single source?"), "/sparql?question=claims-on-one-source&case={first}"),
)


def home(request: Request) -> Response:
    """What this is, which cases there are, what was found, and where to start."""
    site: Site = request.app.state.site
    cases = site.cases()
    _, form = split(request.url.path.rpartition("/")[2])
    values = {
        "cases": [(case, _card(site, case, Speech(lang(request)))) for case in cases],
        "faults": sorted(site.faults),
        "ontology": site.ontology,
        **_summary(site, cases, request),
        "compared": [case.id for case in cases[:_COMPARED]],
        "starts": _starts(site.names),
        "bases": [term for basis in Basis for term in site.ontology.code_lists["basis"] if term.id == basis],
        "glyphs": terms.GLYPHS,
    }
    title = both(mark("Case studies of collaborative governance, compared"))
    page = Page("web/templates/home.html", title, case_presenter.listing(cases), lambda: _every_case(site), values)
    return respond(request, page, form)


def _starts(names: Sequence[str]) -> list[tuple[Text, str]]:
    """Questions and where they lead, about the first two cases."""
    placed = dict(zip(("first", "second"), names, strict=False))
    called = {place: name.upper() for place, name in placed.items()}
    return [
        (both(words, **called), path.format(**placed))
        for words, path in _STARTS
        if all(f"{{{place}}}" not in words + path or place in placed for place in ("first", "second"))
    ]


def _summary(site: Site, cases: Sequence[Case], request: Request) -> dict[str, object]:
    """The summary of a comparison of the cases, which leads to its parts, where there are few enough to compare."""
    if not 2 <= len(cases) <= _COMPARED:
        return {"found": None}
    choices = Choices(tuple(case.id for case in cases), site.read_with(None, cases).id)
    result = site.comparison(choices)
    (summary,) = comparison.parts(Account(result, Speech(lang(request))), ["summary"])
    block: Block = summary.blocks[0]
    return {"found": block, "link": partial(comparison_address, choices, Links(request), page="/compare")}


def _card(site: Site, case: Case, say: Speech) -> tuple[Block, ...]:
    outcomes = comparisons.outcomes([case], site.read_with(None, [case]), site.ontology)
    return case_presenter.card(case, outcomes, site.ontology, say)


def _every_case(site: Site) -> list[ox.Triple]:
    return [triple for case in site.cases() for triple in triples.about(site.library.graph(case.id).quads, [case.iri])]


def case(request: Request) -> Response:
    """A case: what it is, its outcomes, conditions, network and map, and every claim with its statement."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["case"])
    shown = site.case(name)
    choices, href = chosen(site, request.query_params, [name]), Links(request)
    framework = site.framework(choices.framework)
    about, *parts = _parts(site, shown, framework, Speech(lang(request)))
    values = {
        "about": about,
        "name": name,
        "parts": parts,
        "counts": {part.anchor: _rows(part) for part in parts if part.anchor in _COUNTED},
        "folded": [part.anchor for part in parts if part.anchor in _COUNTED and _rows(part) > _UNFOLDED],
        "lists": {kind: href("/claims", case=name, kind=kind) for kind, _ in KINDS.values()},
        "row_anchor": claim_anchors(),
        "framework": framework,
        "frameworks": site.ontology.readable,
        "map": href("/map", **choices.parameters),
        "handouts": handouts.offered(choices, href),
        "others": [other for other in (*site.names, *site.more_names) if other != name][:_OTHERS],
        "results": [(title, page_of(graph)) for graph, title in site.results_of(shown).items()],
    }
    presentation = case_presenter.presentation(shown, site.ontology, frozenset(Basis))
    page = Page("web/templates/case.html", shown.title, presentation, lambda: triples.of_case(site, name), values)
    return respond(request, page, form)


#: The parts of a case whose rows are counted in its contents; those with more rows than this are folded.
_COUNTED = {"actors", "sources", *(name for name, _ in KINDS.values())}
_UNFOLDED = 40
#: As many other cases are offered to compare a case with.
_OTHERS = 6


def _parts(site: Site, shown: Case, framework: Framework, say: Speech) -> list[Part]:
    """What the case is and what came of it, then what is computed from its claims, then the claims themselves."""
    ontology, measured = site.ontology, site.measured(shown.id)
    mode = governance_mode(measured.measures.network, shown)
    stated = {part.anchor: part for part in case_presenter.parts(shown, shown.claims, ontology, say, full=True)}
    computed = {
        part.anchor: part
        for part in (
            *preconditions.parts([conditions(shown, framework, ontology)], ontology, say),
            *networks.parts([measured.measures], ontology, [mode], say, [measured.ranges]),
        )
    }
    weighed = weigh(shown, ontology)
    if weighed.pairs:
        picture = hypothesis_map(weighed, ontology, say)
        computed |= {part.anchor: part for part in weighing.on_page(weighed, ontology, picture, say)}
    computed["conditions"] = _titled(say("Preconditions"), computed["conditions"])
    computed["network"] = replace(computed["network"], title=say("Network"))
    first = [stated.pop(name) for name in ("about", "outcome") if name in stated]
    then = ("conditions", "reading", "weighing", "ledger", "network", "caution", "governance", "actors")
    return [*first, *(computed[name] for name in then if name in computed), *stated.values()]


def _titled(title: str, part: Part) -> Part:
    """The part with this title, and its own as its first sentence."""
    return replace(part, title=title, blocks=(paragraph(Run(part.title, strong=True)), *part.blocks))


def _rows(part: Part) -> int:
    return sum(len(block.rows) for block in part.blocks if isinstance(block, Table))


def case_map(request: Request) -> Response:
    """The interactive map of a case, or of two (``/map?case=A&case=B``), a page of its own."""
    site: Site = request.app.state.site
    asked = request.path_params.get("case")
    names = [asked] if asked else cases_named(site, request.query_params)
    text = site.map(chosen(site, request.query_params, names), lang(request))
    return HTMLResponse(text, headers={"Content-Security-Policy": own_policy(text)})
