"""What a graph of results or of the ontology states, and what is stated of things that have no other page."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from collabgraph.errors import UnknownThing
from collabgraph.output.presenters import statements as presenter
from collabgraph.rdf.vocabulary import BASE, local_name, shortened
from collabgraph.web.page import DOCUMENT, Page, respond, split
from collabgraph.web.site import Site
from collabgraph.words import Text, both
from collabgraph.words.nearest import suggestion


def graph(request: Request) -> Response:
    """A named graph, its subjects in groups: what results are stored as, each leading to what it was derived from."""
    site: Site = request.app.state.site
    node, form = _asked(request)
    iri, quads = node.value, list(site.dataset.store.quads_for_pattern(None, None, None, node))
    if not quads:
        raise UnknownThing(name=local_name(iri), nearest=suggestion(local_name(iri), map(local_name, site.results)))
    title = site.results.get(iri) or Text.same(shortened(iri))
    return respond(request, _page(site, iri, title, quads, ()), form)


def thing(request: Request) -> Response:
    """What is stated of something, and what names it."""
    site: Site = request.app.state.site
    node, form = _asked(request)
    of_it = list(site.dataset.store.quads_for_pattern(node, None, None, None))
    naming = list(site.dataset.store.quads_for_pattern(None, None, node, None))
    if not of_it and not naming:
        raise UnknownThing(name=local_name(node.value), nearest=Text(en="", id=""))
    return respond(request, _page(site, node.value, both(local_name(node.value)), of_it, naming), form)


def _asked(request: Request) -> tuple[ox.NamedNode, str | None]:
    """The IRI that an address names, and the form asked for; raises UnknownThing where it names none."""
    address, form = split(request.scope["path"].removeprefix(request.scope.get("root_path", "")))
    try:
        return ox.NamedNode(BASE + address.strip("/")), form
    except ValueError:
        raise UnknownThing(name=address[:100], nearest=Text(en="", id="")) from None


def _page(site: Site, iri: str, title: Text, quads: Sequence[ox.Quad], naming: Sequence[ox.Quad]) -> Page:
    stated, naming_it = (list(dict.fromkeys(quad.triple for quad in some)) for some in (quads, naming))
    presentation = presenter.statements(iri, title, stated, naming_it, site.label)
    return Page(DOCUMENT, title, presentation, lambda: (*stated, *naming_it))
