"""The names that a query can use: terms with what they mean, prefixes and graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from collabgraph.rdf.vocabulary import shortened
from collabgraph.web.page import lang
from collabgraph.web.site import Site
from collabgraph.web.term_index import declared
from collabgraph.words import LANGUAGES, Text

_NOTHING = Text()


def terms(request: Request) -> Response:
    """Every prefixed name the editor can complete: its label in the reader's language and in others, and its meaning."""
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
