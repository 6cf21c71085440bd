"""The names that a query can use: terms with what they mean, prefixes and graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from collabgraph.rdf import sparql
from collabgraph.rdf.vocabulary import BASE, shortened
from collabgraph.web.page import lang
from collabgraph.web.site import Site
from collabgraph.web.term_index import declared
from collabgraph.words import LANGUAGES, Text, both, mark
from collabgraph.words.nearest import suggestion

_NOTHING = Text()
#: No more names are doubted at a time.
_DOUBTS = 5


def terms(request: Request) -> Response:
    """Every prefixed name the editor can complete: its label in the reader's language and in others; its meaning."""
    site: Site = request.app.state.site
    spoken = lang(request)
    iris = dict.fromkeys((*site.ontology.declared, *site.labels))
    named = sorted((name, iri) for iri in iris if is_prefixed(name := shortened(iri)))
    listed = [
        {
            "name": name,
            "label": site.label(iri)[spoken],
            "others": [site.label(iri)[other] for other in LANGUAGES if other != spoken],
            "definition": _definition(site, iri)[spoken],
        }
        for name, iri in named
    ]
    prefixes = [{"name": f"{prefix}:", "label": iri} for prefix, iri in sorted(site.dataset.prefixes.items())]
    return JSONResponse(prefixes + listed, headers={"Vary": "Accept-Language"})


def _definition(site: Site, iri: str) -> Text:
    known = declared().get(iri) or site.ontology.terms.get(iri)
    return known.definition if known else _NOTHING


class Doubt(Struct, frozen=True):
    """A name in a query that finds nothing, with its place."""

    message: Text
    line: int
    column: int


def unknown(site: Site, query: str) -> list[Doubt]:
    """The first names of ours in a query, prefixed, that are nowhere in the data; each where it first stands."""
    known, own = site.dataset.prefixes, {prefix for prefix, _ in sparql.declarations(query)}
    doubts: dict[str, Doubt] = {}
    for token in sparql.tokens(query):
        if len(doubts) == _DOUBTS:
            break
        prefix, _, local = token[0].partition(":")
        iri = known.get(prefix, "") + local
        if token.lastgroup != "name" or not local or prefix in own or token[0] in doubts or not iri.startswith(BASE):
            continue
        if not _is_in(site.dataset.store, iri):
            line, column = sparql.place(query, token.start())
            nearest = suggestion(token[0], _names(site))
            doubts[token[0]] = Doubt(both(_NOWHERE, name=token[0], nearest=nearest), line, column)
    return list(doubts.values())


_NOWHERE = mark("'{name}' is nowhere in the data{nearest}, so nothing will be found with it")


def _is_in(store: ox.Store, iri: str) -> bool:
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    found = (
        store.quads_for_pattern(node, None, None),
        store.quads_for_pattern(None, node, None),
        store.quads_for_pattern(None, None, node),
    )
    return store.contains_named_graph(node) or any(next(quads, None) is not None for quads in found)


def _names(site: Site) -> list[str]:
    return [name for iri in (*site.ontology.declared, *site.labels) if is_prefixed(name := shortened(iri))]


def graphs(site: Site, names: Iterable[str]) -> list[tuple[str, Text]]:
    """Every named graph as a query writes its name, with what it is called."""
    written = ((shortened(iri), iri) for iri in sorted(names))
    return [(name if is_prefixed(name) else f"<{iri}>", site.label(iri)) for name, iri in written]


def is_prefixed(name: str) -> bool:
    """Whether an IRI has a prefix of ours."""
    return ":" in name and not name.startswith("<")


def prefixes(site: Site) -> Mapping[str, str]:
    """The prefixes that need no declaration, with what each stands for."""
    return dict(sorted(site.dataset.prefixes.items()))
