"""Which address leads to which page."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from collabgraph.web import endpoint
from collabgraph.web.addresses import ENDINGS
from collabgraph.web.handouts import KINDS
from collabgraph.web.views import (
    actors,
    cases,
    claims,
    compare,
    handouts,
    lists,
    many,
    names,
    search,
    sparql,
    statements,
    theory,
    vocabulary,
)

_Handler = Callable[[Request], Response]

#: Pages at fixed addresses, each with the endings of its other forms.
_FIXED: dict[str, _Handler] = {
    "/compare": compare.compare,
    "/matrix": many.matrix,
    "/configurations": many.configurations,
    "/claims": lists.claims,
    "/actors": lists.actors,
    "/sources": lists.sources,
    "/search": search.search,
    "/frameworks": theory.frameworks,
    "/ns": vocabulary.ontology,
    "/schemes": vocabulary.code_lists,
    "/shapes": vocabulary.shapes,
    "/metrics": vocabulary.metrics,
    "/glossary": vocabulary.glossary,
}

#: Pages about one thing; the last part of the address may have an ending.
_NAMED: dict[str, _Handler] = {
    "/case/{case}": cases.case,
    "/case/{case}/map": cases.case_map,
    "/case/{case}/{claim}": claims.claim,
    "/actor/{actor}": actors.actor,
    "/source/{source}": actors.source,
    "/study/{study}": actors.study,
    "/framework/{framework}": theory.framework,
    "/construct/{framework}/{construct}": theory.construct,
    "/ns/{version}": vocabulary.version,
    "/scheme/{list}": vocabulary.scheme,
    "/results/{graph:path}": statements.graph,
    "/ontology/{graph}": statements.graph,
    "/coder/{coder}": statements.thing,
    "/software/{software}": statements.thing,
    "/map": cases.case_map,
    "/suggestions.json": search.suggestions,
    "/terms.json": names.terms,
    "/vis-network.js": sparql.vis,
}


def routes() -> list[BaseRoute]:
    """Every address of the application but the static files."""
    home = [Route(path, cases.home) for path in ("/", "/index", *(f"/index.{ending}" for ending in ENDINGS))]
    fixed = [
        Route(path + ending, handler)
        for path, handler in _FIXED.items()
        for ending in ("", *(f".{name}" for name in ENDINGS))
    ]
    named = [Route(path, handler) for path, handler in _NAMED.items()]
    asking = [
        Route("/sparql", endpoint.sparql, methods=["GET", "POST"]),
        Route("/sparql/check", sparql.check, methods=["POST"]),
    ]
    files = [Route(f"/{kind}.{form}", handouts.handout) for kind, forms in KINDS.items() for form in forms]
    return [*home, *asking, *fixed, *named, *files]
