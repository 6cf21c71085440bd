"""The ASGI application: routes, limits, and the answers where something fails."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Collection, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pyoxigraph as ox
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from collabgraph.coding.library import Library
from collabgraph.errors import CollabgraphError
from collabgraph.rdf.sparql import Dataset
from collabgraph.rdf.turtle import with_union
from collabgraph.web import error_responses
from collabgraph.web.addresses import SeveralThings
from collabgraph.web.guard import Below, Guard
from collabgraph.web.protocol import CUT, Refusal
from collabgraph.web.routes import routes
from collabgraph.web.site import FaultyCase, Site
from collabgraph.web.workers import Limits, Pool

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
#: Smaller answers are sent as they are, in bytes; and how hard larger ones are compressed, of 9.
_SMALL, _EFFORT = 1000, 5


def create_app(
    store: Path,
    library: Library | None = None,
    *,
    limits: Limits | None = None,
    workers: int | None = None,
    hosts: Collection[str] = LOOPBACK,
    origins: Collection[str] = (),
    below: str = "",
) -> Starlette:
    """The application over the read-only store in a folder and the cases of a library, answering to these host names.

    Pages of the ``origins`` may read its answers in a browser. ``below`` is the path that a proxy serves it at.
    ``workers`` is the number of processes that answer queries, as many as there are processors by default. The folder
    must not change while the application runs (see ``snapshot``).
    """
    chosen = limits or Limits()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        dataset = Dataset(ox.Store.read_only(str(store)), has_union=True)
        app.state.site = Site(library or Library(), dataset)
        app.state.graphs = [str(name.value) for name in dataset.store.named_graphs()]
        app.state.pool = Pool(store, workers or os.cpu_count() or 1, chosen)
        await app.state.pool.start()
        try:
            yield
        finally:
            await app.state.pool.close()

    return Starlette(
        routes=[*routes(), Mount("/static", StaticFiles(packages=[("collabgraph", "web/static")]))],
        middleware=[
            Middleware(Below, path=below),
            *_for_origins(origins),
            Middleware(Guard, hosts=frozenset(hosts)),
            Middleware(GZipMiddleware, minimum_size=_SMALL, compresslevel=_EFFORT),
        ],
        exception_handlers={
            Refusal: error_responses.refused,
            CollabgraphError: error_responses.unanswered,
            SeveralThings: error_responses.several,
            FaultyCase: error_responses.faulty,
            HTTPException: error_responses.not_served,
            ClientDisconnect: error_responses.gone,
            Exception: error_responses.ours,
        },
        lifespan=lifespan,
    )


def _for_origins(origins: Collection[str]) -> list[Middleware]:
    """What lets scripts on pages of these origins read answers (CORS), also the headers that only we send."""
    if not origins:
        return []
    allowed = Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=[CUT, "Link", "Retry-After"],
    )
    return [allowed]


def snapshot(quads: Iterable[ox.Quad], folder: Path) -> Path:
    """A store of these quads and their union in an empty folder, for ``create_app``."""
    store = ox.Store(str(folder))
    store.bulk_extend(with_union(quads))
    store.flush()
    store.optimize()
    return folder
