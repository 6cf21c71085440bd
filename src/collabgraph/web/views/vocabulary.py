"""Classes and properties, code lists and metrics: where the names that cases and results are written with lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from collabgraph import resources
from collabgraph.analysis.metrics import Metric
from collabgraph.model import Term
from collabgraph.output.presenters import catalogue
from collabgraph.output.presenters import theory as presenter
from collabgraph.output.results.networks import catalogue as stated
from collabgraph.rdf.vocabulary import ACTOR_METRIC, NETWORK_METRIC, SCHEME
from collabgraph.web import triples
from collabgraph.web.page import Page, respond, split
from collabgraph.web.site import Site, among
from collabgraph.web.term_index import declared
from collabgraph.words import Text, both, mark


def ontology(request: Request) -> Response:
    """Every class and property of the ontology, with its definition and how it is used."""
    site: Site = request.app.state.site
    _, form = split(request.url.path)
    found = list(declared().values())
    page = Page(
        "web/templates/ontology.html",
        both(mark("Ontology")),
        presenter.declared([(each.name, each.kind, each.label, each.definition) for each in found]),
        lambda: triples.of_file(site, resources.ontology() / "collabgraph.ttl"),
        {
            "by_kind": [(kinds, list(each)) for kinds, each in groupby(found, lambda term: term.kinds)],
            "lists": site.ontology.code_lists,
        },
    )
    return respond(request, page, form)


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
        return respond(request, _catalogue({name: _METRICS[name]}), form)
    return respond(request, _codes(Text(en=name, id=name), {name: lists[name]}, lambda: _of_list(site, name)), form)


def _codes(title: Text, lists: Mapping[str, tuple[Term, ...]], of_lists: triples.Stated) -> Page:
    return Page("web/templates/codes.html", title, presenter.code_lists(lists), of_lists, {"lists": lists})


def _of_list(site: Site, name: str) -> Iterable[ox.Triple]:
    graph = site.theory_graphs[resources.ontology() / "schemes.ttl"]
    iri = SCHEME + name
    return triples.stated_by(graph, [each for each in graph.index if each == iri or each.startswith(f"{iri}#")])


#: The metrics of each level, by the name of the list they stand in.
_METRICS: Mapping[str, tuple[str, Text]] = {
    NETWORK_METRIC.removeprefix(SCHEME).rstrip("#"): ("network", both(mark("Metrics of a network"))),
    ACTOR_METRIC.removeprefix(SCHEME).rstrip("#"): ("actor", both(mark("Metrics of an actor"))),
}


def metrics(request: Request) -> Response:
    """Every metric: what it asks, its formula, convention and reference, and when it is undefined."""
    _, form = split(request.url.path)
    return respond(request, _catalogue(_METRICS), form)


def _catalogue(lists: Mapping[str, tuple[str, Text]]) -> Page:
    """The metrics of some of the lists."""
    levels = {level for level, _ in lists.values()}
    by_list = [(name, title, _of_level(level)) for name, (level, title) in lists.items()]
    titles = [title for _, title in lists.values()]
    return Page(
        "web/templates/metrics.html",
        titles[0] if len(titles) == 1 else both(mark("Metrics")),
        catalogue.catalogue(levels),
        lambda: (quad.triple for quad in stated() if _is_in(quad.triple, lists)),
        {"lists": by_list, "directions": catalogue.DIRECTIONS},
    )


def _of_level(level: str) -> list[Metric]:
    return [metric for metric in catalogue.EVERY if metric.level == level]


def _is_in(triple: ox.Triple, lists: Iterable[str]) -> bool:
    """Whether a triple speaks of one of these lists or of a metric in it."""
    subject = triple.subject
    return isinstance(subject, ox.NamedNode) and any(
        subject.value == SCHEME + name or subject.value.startswith(f"{SCHEME}{name}#") for name in lists
    )
