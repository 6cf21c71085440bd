"""Home, and the page of a case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import unescape

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from collabgraph.analysis import comparison as comparisons
from collabgraph.analysis.conditions import Condition, preconditions
from collabgraph.analysis.metrics import NETWORK_LEVEL, Value, governance_mode
from collabgraph.coding.theory import DEFAULT_FRAMEWORK
from collabgraph.model import (
    DEFAULT_BASES,
    Basis,
    Case,
    Claim,
    ConditionClaim,
    ContextClaim,
    OutcomeClaim,
    Participation,
    RivalClaim,
    StepClaim,
    TieClaim,
)
from collabgraph.output.document import Block, cell_runs, plain
from collabgraph.output.presenters import cases as case_presenter
from collabgraph.output.presenters import networks as network_words
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.claims import KINDS
from collabgraph.output.presenters.comparison import parts
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.sentences import how_robust
from collabgraph.web import triples
from collabgraph.web.addresses import page_of
from collabgraph.web.page import Links, Page, lang, respond, split
from collabgraph.web.site import Measured, Site
from collabgraph.web.views.claims import Listed, listed
from collabgraph.web.views.compare import chosen_bases, comparison_address
from collabgraph.words import Speech, Text, both, in_both, mark

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


@dataclass(frozen=True)
class Row:
    """A construct in a case: its condition and the claims it rests on, how deep it stands in the framework."""

    condition: Condition
    claims: Sequence[Listed]
    depth: int


def home(request: Request) -> Response:
    """What this is, which cases there are, what was found, and where to start."""
    site: Site = request.app.state.site
    cases = site.cases()
    _, form = split(request.url.path.rpartition("/")[2])
    values = {
        "cases": [(case, _outcomes(site, case)) for case in cases],
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
    result = site.comparison([case.id for case in cases], DEFAULT_FRAMEWORK, DEFAULT_BASES)
    (summary,) = parts(Account(result, Speech(lang(request))), ["summary"])
    block: Block = summary.blocks[0]
    return {"found": block, "link": partial(comparison_address, result, Links(request), page="/compare")}


def _outcomes(site: Site, case: Case) -> tuple[comparisons.Outcome, ...]:
    return comparisons.outcomes([case], site.framework(), site.ontology)


def _every_case(site: Site) -> list[ox.Triple]:
    return [triple for case in site.cases() for triple in triples.about(site.library.graph(case.id).quads, [case.iri])]


def case(request: Request) -> Response:
    """A case: outcomes, conditions, claims with their evidence, network and map."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["case"])
    shown = site.case(name)
    framework = site.framework(request.query_params.get("framework", DEFAULT_FRAMEWORK))
    state = preconditions(shown, framework, site.ontology)
    measured = site.measured(name)
    mode = governance_mode(measured.measures.network, shown)
    values = {
        "case": shown,
        "outcomes": _outcomes(site, shown),
        "framework": framework,
        "frameworks": site.ontology.frameworks,
        "state": state,
        "rows": [
            Row(each, listed(shown, each.claims, site.ontology), len(framework.ancestors(iri)))
            for iri, each in state.conditions.items()
        ],
        "by_kind": _by_kind(site, shown),
        "coding": [
            (both(words), shown.coding[key]) for key, words in case_presenter.CODING.items() if key in shown.coding
        ],
        "n_sources": in_both(lambda say: say.plural("{n} source", "{n} sources", len(shown.sources))),
        "later": listed(shown, shown.later, site.ontology),
        "bases": in_both(partial(terms.bases, DEFAULT_BASES, site.ontology)),
        "stands_on": in_both(partial(network_words.basis_line, measured.measures.network, site.ontology)),
        "figures": _figures(measured),
        "mode": in_both(partial(network_words.mode_words, terms.case_name(shown), mode)),
        "results": [(title, page_of(graph)) for graph, title in site.results_of(shown).items()],
        "readiness": in_both(partial(terms.interval, state.readiness)),
        "hints": [in_both(how_robust), in_both(network_words.caution)],
        "ontology": site.ontology,
        "glyphs": terms.GLYPHS,
    }
    presentation = case_presenter.presentation(shown, site.ontology, frozenset(Basis))
    page = Page("web/templates/case.html", shown.title, presentation, lambda: triples.of_case(site, name), values)
    return respond(request, page, form)


#: The order of the kinds of claims on the page; those not named here come after.
_KINDS = (OutcomeClaim, ConditionClaim, RivalClaim, Participation, TieClaim, StepClaim, ContextClaim)


def _by_kind(site: Site, shown: Case) -> list[tuple[str, Text, list[Listed], Text]]:
    """Each kind's name, heading and claims, and how many these are."""
    kinds = [*_KINDS, *(kind for kind in KINDS if kind not in _KINDS)]
    found = [
        (kind, [claim for claim in shown.claims if type(claim) is kind and claim not in shown.later]) for kind in kinds
    ]
    return [
        (*_named(kind), listed(shown, claims, site.ontology), _counted(len(claims))) for kind, claims in found if claims
    ]


def _named(kind: type[Claim]) -> tuple[str, Text]:
    name, heading = KINDS[kind]
    return name, both(heading)


def _counted(n: int) -> Text:
    return in_both(lambda say: say.plural("{n} claim", "{n} claims", n))


def _figures(measured: Measured) -> list[tuple[str, Text, Text, Text]]:
    """Id, label, value with its range over the choices of coding, and question of each network-level metric."""
    return [
        (
            name,
            in_both(partial(network_words.metric_label, name)),
            in_both(partial(_shown, measured, name, value)),
            NETWORK_LEVEL[name].question,
        )
        for name, value in measured.measures.values.items()
        if name != "governance_mode"
    ]


def _shown(measured: Measured, name: str, value: Value, say: Speech) -> str:
    return plain(cell_runs(network_words.number(value, say, measured.ranges.get(name)), say))


def case_map(request: Request) -> Response:
    """The interactive map of a case, or of two (``/map?case=A&case=B``), a page of its own."""
    site: Site = request.app.state.site
    asked = request.path_params.get("case")
    names = [asked] if asked else list(dict.fromkeys(request.query_params.getlist("case")))
    text = site.map(names, chosen_bases(request.query_params), lang(request))
    return HTMLResponse(text, headers={"Content-Security-Policy": _own_policy(text)})


def _own_policy(text: str) -> str:
    """The policy a page states for itself, as a header; our own pages may frame it."""
    stated = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    return f"{unescape(stated[1] if stated else _NOTHING)}; frame-ancestors 'self'"


_NOTHING = "default-src 'none'"
