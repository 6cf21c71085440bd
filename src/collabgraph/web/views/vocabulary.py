"""Classes and properties, code lists and metrics: where the names that cases and results are written with lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import Response

from collabgraph import resources
from collabgraph.errors import UnknownVersion
from collabgraph.model import Term
from collabgraph.output.document import Presentation
from collabgraph.output.presenters import catalogue
from collabgraph.output.presenters import glossary as glossary_presenter
from collabgraph.output.presenters import vocabulary as presenter
from collabgraph.output.results.networks import catalogue as stated
from collabgraph.rdf.vocabulary import ACTOR_METRIC, NETWORK_METRIC, SCHEME
from collabgraph.web import term_index, triples
from collabgraph.web.page import DOCUMENT, Page, respond, split
from collabgraph.web.site import Site, among
from collabgraph.web.term_index import declared, versions
from collabgraph.words import Text, both, mark

#: The level of the metrics in a list, and what they are called, by the name of the list.
_METRICS: Mapping[str, tuple[str, Text]] = {
    NETWORK_METRIC.removeprefix(SCHEME).rstrip("#"): ("network", both(mark("Metrics of a network"))),
    ACTOR_METRIC.removeprefix(SCHEME).rstrip("#"): ("actor", both(mark("Metrics of an actor"))),
}
_ONTOLOGY, _ALL_METRICS = ("/ns", both(mark("Ontology"))), ("/metrics", both(mark("Metrics")))


def ontology(request: Request) -> Response:
    """Every class and property of the ontology, with its definition and how it is used."""
    return _declared(request, split(request.url.path)[1])


def version(request: Request) -> Response:
    """The ontology in the version of the address; raises UnknownVersion, which says which are here."""
    name, form = split(request.path_params["version"])
    if name not in versions():
        raise UnknownVersion(name=name, known=", ".join(versions()))
    return _declared(request, form)


def _declared(request: Request, form: str | None) -> Response:
    site: Site = request.app.state.site
    lead = mark(
        "The classes and properties cases are coded with. Every name here is a part of an address that leads back to "
        "this page."
    )
    page = Page(
        DOCUMENT,
        both(mark("Ontology")),
        presenter.declared(list(declared().values()), site.ontology.code_lists),
        lambda: triples.of_file(site, resources.ontology() / "collabgraph.ttl"),
        {"lead": both(lead)},
    )
    return respond(request, page, form)


def shapes(request: Request) -> Response:
    """Every rule that files of cases and frameworks are checked by."""
    lead = mark(
        "What a file of a case, a study, a framework or results must contain before anything is computed of it."
    )
    title, shown = both(mark("Shapes")), presenter.shapes(term_index.shapes())
    values = {"lead": both(lead), "trail": [_ONTOLOGY]}
    page = Page(DOCUMENT, title, shown, lambda: triples.of_graph(term_index.shapes_graph()), values)
    return respond(request, page, split(request.url.path)[1])


def code_lists(request: Request) -> Response:
    """Every code list with the definition of every code."""
    site: Site = request.app.state.site
    _, form = split(request.url.path)
    path = resources.ontology() / "schemes.ttl"
    title = both(mark("Code lists"))
    return respond(request, _codes(title, site.ontology.code_lists, lambda: triples.of_file(site, path)), form)


def scheme(request: Request) -> Response:
    """A code list with the definition of every code, or the metrics of a level with theirs."""
    site: Site = request.app.state.site
    name, form = split(request.path_params["list"])
    lists = site.ontology.code_lists
    among(name, (*lists, *_METRICS))
    if name in _METRICS:
        level, title = _METRICS[name]
        return respond(request, _of_metrics(title, [name], catalogue.of_level(level), [_ONTOLOGY, _ALL_METRICS]), form)
    return respond(request, _codes(Text(en=name, id=name), {name: lists[name]}, lambda: _of_list(site, name)), form)


def _codes(title: Text, lists: Mapping[str, tuple[Term, ...]], of_lists: triples.Stated) -> Page:
    return Page(DOCUMENT, title, presenter.code_lists(lists), of_lists, {"trail": [_ONTOLOGY]})


def _of_list(site: Site, name: str) -> Iterable[ox.Triple]:
    graph = site.theory_graphs[resources.ontology() / "schemes.ttl"]
    iri = SCHEME + name
    return triples.stated_by(graph, [subject for subject in graph.index if subject.partition("#")[0] == iri])


def glossary(request: Request) -> Response:
    """What the words in results mean."""
    _, form = split(request.url.path)
    return respond(request, Page(DOCUMENT, both(mark("Glossary")), glossary_presenter.presentation(), tuple), form)


def metrics(request: Request) -> Response:
    """The metrics of both levels: what each asks, its formula and when it is undefined; its list has the rest."""
    _, form = split(request.url.path)
    listing = catalogue.catalogue()
    # The hint is about the command line.
    shown = replace(listing, parts=lambda say: [part for part in listing.parts(say) if part.anchor != "hint"])
    return respond(request, _of_metrics(_ALL_METRICS[1], _METRICS, shown, [_ONTOLOGY]), form)


def _of_metrics(title: Text, lists: Iterable[str], shown: Presentation, trail: list[tuple[str, Text]]) -> Page:
    """The metrics of some of the lists."""
    lead = mark(
        "What each measure asks, how it is reckoned, and when it has no value. A measure without a value is undefined, "
        "never zero."
    )
    values = {"lead": both(lead), "trail": trail}
    return Page(
        DOCUMENT, title, shown, lambda: (quad.triple for quad in stated() if _is_in(quad.triple, lists)), values
    )


def _is_in(triple: ox.Triple, lists: Iterable[str]) -> bool:
    """Whether a triple is about one of these lists or about a metric in it."""
    subject = triple.subject
    return isinstance(subject, ox.NamedNode) and subject.value.partition("#")[0] in {SCHEME + name for name in lists}
