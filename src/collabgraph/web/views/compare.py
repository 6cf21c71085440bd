"""Cases side by side: chosen by the reader, with the framework and the bases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from collabgraph.analysis.comparison import Comparison, TiePair, Verdict
from collabgraph.coding.theory import DEFAULT_FRAMEWORK
from collabgraph.model import DEFAULT_BASES, Basis, Case, Framework, TieClaim
from collabgraph.output.presenters import comparison as printouts
from collabgraph.output.presenters import networks as network_words
from collabgraph.output.presenters import terms
from collabgraph.web import triples
from collabgraph.web.negotiation import reads_html
from collabgraph.web.page import Page, html, respond, split
from collabgraph.web.protocol import Refusal
from collabgraph.web.site import Site
from collabgraph.web.views.claims import Listed, listed
from collabgraph.words import LANGUAGES, Speech, Text, both, in_both, mark

#: More cases than this are compared on the command line.
_MOST = 12
#: A map shows as many.
_DRAWN = 2


@dataclass(frozen=True)
class Finding:
    """A statement of the summary, with where the claims behind it are."""

    words: Text
    page: str
    leads_to: Text


def compare(request: Request) -> Response:
    """The comparison of the chosen cases; of the first two where none is chosen."""
    site: Site = request.app.state.site
    _, form = split(request.url.path)
    names = list(dict.fromkeys(request.query_params.getlist("case"))) or site.names[:2]
    framework = site.framework(request.query_params.get("framework", DEFAULT_FRAMEWORK))
    bases = chosen_bases(request.query_params)
    choices = _choices(site, names, framework, bases)
    if len(names) < 2:
        return _too_few(request, choices)
    if len(names) > _MOST:
        raise Refusal(400, both(mark("Choose at most {most} cases; the command line compares more."), most=_MOST))
    result = site.comparison(names, framework.id, bases)
    page = Page(
        "web/templates/compare.html",
        both(mark("{cases} side by side"), cases=", ".join(name.upper() for name in names)),
        printouts.printout(result),
        lambda: (t for name in names for t in triples.about(site.library.graph(name).quads, [result.cases[name].iri])),
        choices | _values(site, result),
    )
    return respond(request, page, form)


def chosen_bases(parameters: QueryParams) -> frozenset[Basis]:
    """The bases a request names, the usual ones where it names none; raises Refusal for one that there is not."""
    named = parameters.getlist("basis")
    known = {basis.value for basis in Basis}
    if wrong := [name for name in named if name not in known]:
        raise Refusal(400, both(mark("There is no basis '{name}'."), name=wrong[0][:100]))
    return frozenset(map(Basis, named)) or DEFAULT_BASES


def _choices(site: Site, names: Sequence[str], framework: Framework, bases: frozenset[Basis]) -> dict[str, object]:
    """What the reader can choose, and has chosen."""
    return {
        "names": site.names,
        "chosen": names,
        "framework": framework,
        "frameworks": site.ontology.frameworks,
        "bases": list(Basis),
        "chosen_bases": bases,
        "ontology": site.ontology,
    }


def _too_few(request: Request, choices: dict[str, object]) -> Response:
    """The page to choose again; raises Refusal for programs."""
    said = both(mark("A comparison needs two different cases at least."))
    if not reads_html(request.headers.get("accept", "")):
        raise Refusal(400, said)
    values = {**choices, "said": said, "forms": False}
    return HTMLResponse(html(request, "web/templates/choose.html", both(mark("Compare cases")), values), 400)


def findings(result: Comparison) -> list[Finding]:
    """The statements of the summary, each with the part of a comparison where its claims are."""
    spoken = [printouts.statements(result, Speech(each)) for each in LANGUAGES]
    chosen = {"case": list(result.cases), "framework": result.framework.id, "basis": sorted(result.bases)}
    return [
        Finding(
            Text({lang: " ".join(each[about]) for lang, each in zip(LANGUAGES, spoken, strict=True)}),
            f"/compare?{urlencode({**chosen, **changed}, doseq=True)}#{place}",
            both(words),
        )
        for about, (place, changed, words) in _PLACES.items()
        if about in spoken[0]
    ]


#: By what a statement is about: the part of a comparison with its claims, what is chosen there, and what leads there.
_PLACES: dict[str, tuple[str, dict[str, object], str]] = {
    "outcomes": ("outcomes", {}, mark("the outcomes and their claims")),
    "study-alone": ("conditions", {"basis": [Basis.REPORTED.value]}, mark("the comparison on this basis alone")),
    "findings": ("conditions", {}, mark("the preconditions and their claims")),
    "readiness": ("readiness", {}, mark("what it is made of")),
    "ties": ("network", {}, mark("the networks and their ties")),
    "caution": ("rivals", {}, mark("the rival explanations")),
}


def _values(site: Site, result: Comparison) -> dict[str, object]:
    ontology = site.ontology
    return {
        "result": result,
        "glyphs": terms.GLYPHS,
        "summary": findings(result),
        "outcomes": [(case, [o for o in result.outcomes if o.case == name]) for name, case in result.cases.items()],
        "verdicts": [_verdict(site, result, each) for each in result.verdicts],
        "readiness": [
            (in_both(partial(terms.interval, state.readiness)), state.unknown)
            for state in result.preconditions.values()
        ],
        "drawn": len(result.cases) == _DRAWN,
        "stands_on": [
            (name, in_both(partial(network_words.basis_line, net, ontology))) for name, net in result.networks.items()
        ],
        "figures": _figures(result),
        "hints": [in_both(printouts.how_robust), in_both(network_words.caution)],
        "tie_counts": in_both(partial(printouts.tie_counts, result)),
        "shared": [_shared(site, result, pair) for pair in result.shared_ties],
        "rivals": [
            (claim, [listed(result.cases[name], [claim], ontology)[0] for name in names])
            for claim, names in result.rivals
        ],
        "ask": {name: result.ask(name) for name in result.cases},
    }


def _verdict(
    site: Site, result: Comparison, verdict: Verdict
) -> tuple[Verdict, Sequence[tuple[str, list[Listed]]], Text, Text]:
    """A verdict with status and claims in each case, its words, and those of the study's own statements alone."""
    cells = [
        (verdict.conditions[name].status, listed(case, verdict.conditions[name].claims, site.ontology))
        for name, case in result.cases.items()
    ]
    alone = result.alone(verdict.construct)
    words, words_alone = (in_both(partial(printouts.verdict_words, each)) for each in (verdict, alone))
    return verdict, cells, words, words_alone


def _figures(result: Comparison) -> list[tuple[str, Text, list[Text], Text]]:
    """Id, label, value with its range in each case, and whether a difference survives the choices of coding."""
    return [
        (
            each.metric,
            in_both(partial(network_words.metric_label, each.metric)),
            [in_both(partial(printouts.figure_value, each, name, result)) for name in result.cases],
            in_both(partial(printouts.robustness, each)),
        )
        for each in result.figures(printouts.ON_THE_SLIDE)
    ]


def _shared(site: Site, result: Comparison, pair: TiePair) -> tuple[Text, Text, list[list[Listed]]]:
    """A tie that every case has: its two actors, and its claims in each case."""
    actors = {actor.iri: actor.label for net in result.networks.values() for actor in net.actors}
    claims = [_ties(site, case, pair.ties[name].claims) for name, case in result.cases.items()]
    return actors[pair.sender], actors[pair.receiver], claims


def _ties(site: Site, case: Case, ids: Iterable[str]) -> list[Listed]:
    return listed(case, [claim for claim in case.of(TieClaim) if case.claim_names[claim.iri] in ids], site.ontology)
