"""Many cases: the matrix of cases by preconditions, and their configurations with truth table and solution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pyoxigraph as ox
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.many.configurations import Asked, Configurations, asked
from collabgraph.analysis.many.solutions import KINDS
from collabgraph.analysis.many.truth_tables import Cuts
from collabgraph.analysis.matrix import matrix as matrix_of
from collabgraph.errors import CollabgraphError
from collabgraph.model import Ontology
from collabgraph.output import results
from collabgraph.output.document import Part, Presentation
from collabgraph.output.presenters import configurations as presenter
from collabgraph.output.presenters import matrix as matrix_presenter
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.comparison import many
from collabgraph.web import triples
from collabgraph.web.choices import chosen, offered
from collabgraph.web.negotiation import reads_html
from collabgraph.web.page import Links, Page, html, lang, respond, split
from collabgraph.web.protocol import Refusal
from collabgraph.web.site import Choices, Site
from collabgraph.web.views.compare import NO_CASES
from collabgraph.words import Speech, Text, both, mark

#: So many cases are shown at once; the command line takes more.
_MOST_CASES = 60
#: With more conditions a page would take too long; the command line takes more.
MOST_CONDITIONS = 6
#: The parts of a solution that are long, behind their titles.
_FOLDED = ("fit", "assumptions")


def matrix(request: Request) -> Response:
    """The chosen cases by preconditions, sorted by outcome; all listed cases where none is chosen."""
    site: Site = request.app.state.site
    _, form = split(request.url.path)
    choices, comparison = _compared(request)
    if comparison is None:
        return _refused(request, choices, _too_few(choices), "/matrix")
    found = matrix_of(comparison)
    shown = Presentation(
        lambda say: {"schema": terms.schema("matrix"), **matrix_presenter.data(found, say)},
        lambda say: [
            matrix_presenter.cells(found, say),
            matrix_presenter.counts(found, say, brief=True),
            matrix_presenter.exceptions(found, say, brief=False),
            matrix_presenter.ask(found, say),
            matrix_presenter.pairs(found, say, brief=False),
        ],
    )
    title = both(mark("Cases by preconditions"))
    return respond(request, _page(request, title, shown, choices, "/matrix", lambda: _about(site, comparison)), form)


def configurations(request: Request) -> Response:
    """The truth table of the chosen cases and its solution; of all listed cases where none is chosen."""
    site: Site = request.app.state.site
    _, form = split(request.url.path)
    choices, comparison = _compared(request)
    if comparison is None:
        return _refused(request, choices, _too_few(choices), _HERE)
    try:
        wanted = _asked(request, comparison)
    except CollabgraphError as error:
        return _refused(request, choices, error.message, _HERE)
    settings = {"configured": _settings(comparison, wanted)}
    try:
        found = site.configurations(choices, wanted)
    except CollabgraphError as error:
        return _refused(request, choices, error.message, _HERE, **settings)
    if fault := many.unlearnable(found):
        return _refused(request, choices, fault, _HERE, **settings)
    shown = _presented(found, site.ontology)
    stated = lambda: _stated(site, choices, comparison, found)  # noqa: E731 (a page takes a function)
    title = both(mark("Configurations of many cases"))
    return respond(request, _page(request, title, shown, choices, _HERE, stated, **settings), form)


_HERE = "/configurations"


def _compared(request: Request) -> tuple[Choices, Comparison | None]:
    """What is chosen, and the comparison of the cases; None where they are too few. Raises Refusal for too many."""
    site: Site = request.app.state.site
    names = list(dict.fromkeys(request.query_params.getlist("case"))) or site.names
    if len(names) > _MOST_CASES:
        words = mark("Choose at most {most} cases; the command line compares more.")
        raise Refusal(400, both(words, most=_MOST_CASES))
    choices = chosen(site, request.query_params, names)
    return choices, site.comparison(choices) if len(choices.cases) > 1 else None


def _asked(request: Request, comparison: Comparison) -> Asked:
    """The conditions, the outcome, the cuts and the solution of the address."""
    given = request.query_params
    names = list(dict.fromkeys(given.getlist("condition")))
    if len(names) > MOST_CONDITIONS:
        words = mark("Choose at most {most} conditions; the command line takes more: collabgraph qca.")
        raise Refusal(400, both(words, most=MOST_CONDITIONS))
    kind = next((each for each in KINDS if each == given.get("solution", "parsimonious")), None)
    if kind is None:
        words = mark("There is no solution '{name}'; there are: {known}.")
        raise Refusal(400, both(words, name=given["solution"][:100], known=", ".join(KINDS)))
    cuts = Cuts(_number(request, "incl", 1.0, 0, 1), int(_number(request, "n", 1, 1, 1000)),
                _number(request, "pri", 0.0, 0, 1))  # fmt: skip
    return asked(comparison, names, given.get("outcome") or None, cuts, kind)


def _number(request: Request, name: str, usual: float, least: float, most: float) -> float:
    written = request.query_params.get(name) or str(usual)
    try:
        number = float(written)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        words = mark("'{value}' in {name} is no number from {least} to {most}.")
        raise Refusal(400, both(words, value=written[:100], name=name, least=least, most=most))
    return number


class Settings(Struct, frozen=True):
    """What the form of configurations offers, and what is asked."""

    asked: Asked
    conditions: list[tuple[str, Text, bool]]
    indicators: list[tuple[str, Text]]
    kinds: Mapping[str, str]
    most: int


def _settings(comparison: Comparison, wanted: Asked) -> Settings:
    ids = {construct.term.id for construct in wanted.conditions}
    constructs = [verdict.construct.term for verdict in comparison.verdicts]
    indicators = {outcome.indicator.term.id: outcome.indicator.term.label for outcome in comparison.outcomes}
    of_theory = [(term.id, term.label, term.id in ids) for term in constructs]
    return Settings(wanted, of_theory, sorted(indicators.items()), presenter.KINDS, MOST_CONDITIONS)


def _presented(found: Configurations, ontology: Ontology) -> Presentation:
    notes = list(many.left_out(found))
    table = presenter.truth_table(found.table, notes, ontology)
    solution = presenter.minimization(found.minimized, (), ontology)

    def parts(say: Speech) -> list[Part]:
        first, *others = solution.parts(say)
        return [
            Part("about", "", many.key(found, say)),
            *table.parts(say)[:1],
            first,
            *others,
            *table.parts(say)[1:],
        ]

    return Presentation(
        lambda say: {**table.data(say), **solution.data(say), "schema": terms.schema("configurations"),
                     "notes": [note[say.lang] for note in notes]},
        parts,
    )  # fmt: skip


def _stated(site: Site, choices: Choices, comparison: Comparison, found: Configurations) -> Iterator[ox.Triple]:
    """The configurations as ``collabgraph materialize`` writes them."""
    _, quads = results.of_many(site.library, comparison, found, choices.granularity, choices.systems)
    return (quad.triple for quad in quads)


def _about(site: Site, comparison: Comparison) -> Iterator[ox.Triple]:
    for name, case in comparison.cases.items():
        yield from triples.about(site.library.graph(name).quads, [case.iri])


def _page(
    request: Request, title: Text, shown: Presentation, choices: Choices, here: str, stated: triples.Stated,
    **values: object,
) -> Page:  # fmt: skip
    site: Site = request.app.state.site
    parts = [part for part in shown.parts(Speech(lang(request))) if part.blocks]
    others = {"/matrix": "/configurations", "/configurations": "/matrix"}
    given = {
        **offered(site, choices), "parts": parts, "folded": _FOLDED, "action": here,
        "other": Links(request)(others[here], **choices.parameters),
    }  # fmt: skip
    return Page("web/templates/many.html", title, shown, stated, {**given, **values})


def _too_few(choices: Choices) -> Text:
    return both(mark("A comparison needs two different cases at least.") if choices.cases else NO_CASES)


def _refused(request: Request, choices: Choices, said: Text, here: str, **values: object) -> Response:
    """The page to choose again; raises Refusal for programs."""
    if not reads_html(request.headers.get("accept", "")):
        raise Refusal(400, said)
    given = {**offered(request.app.state.site, choices), "said": said, "forms": False, "action": here, **values}
    return HTMLResponse(html(request, "web/templates/choose.html", both(mark("Choose cases")), given), 400)
