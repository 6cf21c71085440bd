"""The command for pages and a SPARQL endpoint."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from collabgraph.cli.settings import Settings, common, say_error

if TYPE_CHECKING:
    import socket

    import pyoxigraph as ox

    from collabgraph.coding.library import Library
    from collabgraph.coding.stored_cases import StoredCases

_HOST_HELP = "The address to listen at; any but the default lets the network in."
_ORIGIN_HELP = (
    "An origin, such as https://example.org, whose pages may read answers in a browser; may be repeated. * for all."
)
_ROOT_HELP = "The path a proxy serves it at, such as /cases."
_DATA_HELP = "Serve this RDF file instead of the cases; may be repeated."
_ROWS_HELP = (
    "The most rows, or triples, given at a time. A query with more is refused, unless limit=N stands in the address: "
    "then the answer is cut, says so in the header Collabgraph-Truncated and links to the next part."
)
_WORKERS_HELP = "Processes that answer queries; as many as there are processors by default."
_ALLOW_HELP = "A host name by which browsers reach the server; may be repeated. Others are refused."


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help=_HOST_HELP)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 picks a free one."
)
@click.option("--allow-host", "allowed", multiple=True, metavar="NAME", help=_ALLOW_HELP)
@click.option("--allow-origin", "origins", multiple=True, metavar="ORIGIN", help=_ORIGIN_HELP)
@click.option("--root-path", default="", metavar="PATH", help=_ROOT_HELP)
@click.option("--data", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help=_DATA_HELP)
@click.option("--workers", type=click.IntRange(min=1), help=_WORKERS_HELP)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="How long a query may take before it is stopped.",
)
@click.option("--max-rows", "rows", type=click.IntRange(min=1), default=10_000, show_default=True, help=_ROWS_HELP)
@click.option(
    "--memory",
    type=click.IntRange(min=256),
    default=2048,
    show_default=True,
    metavar="MB",
    help="How much memory a query may use.",
)
@click.option("--watch", is_flag=True, help="Show changes of the files as soon as they are saved.")
@click.option("--open", "opens", is_flag=True, help="Open the first page in a browser.")
@common((), without=("output",))
def serve(
    settings: Settings,
    host: str,
    port: int,
    allowed: tuple[str, ...],
    origins: tuple[str, ...],
    root_path: str,
    data: tuple[Path, ...],
    workers: int | None,
    timeout: float,
    rows: int,
    memory: int,
    watch: bool,
    opens: bool,
) -> None:
    """Serve pages about the cases, and a SPARQL endpoint at /sparql, until Ctrl+C.

    Only this machine reaches it unless --host says otherwise. Nothing can be changed through it, and no query reaches
    outside. It shows what was there when it started, or with --watch what is there now. Results are computed on the
    bases of --basis; those of a store are the ones that were loaded into it. A case with faults keeps no other
    from being shown: its page says what is wrong and what to do.

    \b
    Examples:
      collabgraph serve --open
      collabgraph serve --port 0 --lang id
      collabgraph serve --store my-store --timeout 30
      collabgraph serve --data my-data.trig --max-rows 1000
      collabgraph serve --host 0.0.0.0 --allow-host cases.example.org
      collabgraph serve --allow-host example.org --root-path /cases --allow-origin https://example.org
    """
    from collabgraph.cli import watching
    from collabgraph.web import LOOPBACK, Limits, create_app
    from collabgraph.web.server import address, ended_in_order, listening, server

    below, readers = _root(settings, root_path), [_origin(settings, origin) for origin in origins]
    gc.enable()
    with ended_in_order(), ExitStack() as opened:
        listener = opened.enter_context(listening(host, port))
        names = {*LOOPBACK, *_names(settings, listener, host, allowed)}
        limits = Limits(timeout, memory * 2**20, rows)
        line = settings.say("Serving at {address} – Ctrl+C ends it.", address=address(listener) + below)

        def content() -> tuple[Path, Library]:
            return _of_files(data, opened) if data else _served(settings, opened)

        def ready() -> None:
            nonlocal opens
            click.echo(line, err=True)
            if opens:
                opens = False
                _open(settings, address(listener) + below)

        watched = watching.Watched(settings)
        shown: tuple[Path, Library] | None = watched.read(content)
        while shown is not None:
            app = create_app(*shown, limits=limits, workers=workers, hosts=names, origins=readers, below=below)
            running = server(app, ready)
            if not watch:
                return running.run([listener])
            shown = watching.served(watched, running, listener, content)
        return None


def _open(settings: Settings, page: str) -> None:
    """Open a page in a browser, which the server does not wait for; say what to do where there is none."""
    import threading
    import webbrowser

    def opening() -> None:
        try:
            opened = webbrowser.open(page)
        except webbrowser.Error:
            opened = False
        if not opened:
            words = settings.say("No browser could be opened here; open {address} in one yourself.", address=page)
            click.echo(words, err=True)

    threading.Thread(target=opening, daemon=True).start()


def _root(settings: Settings, path: str) -> str:
    """The path that a proxy serves it at, without a slash at its end; raises UsageError where it is none."""
    root = path.rstrip("/")
    if root and not re.fullmatch(r"(/[\w.~-]+)+", root, re.ASCII):
        raise click.UsageError(settings.say("'{path}' is not a path such as /cases.", path=path))
    return root


def _origin(settings: Settings, origin: str) -> str:
    """The origin as browsers write it; raises UsageError where it is none."""
    written = origin.lower().removesuffix("/")
    if written != "*" and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/?#@\s]+", written):
        raise click.UsageError(settings.say("'{origin}' is not an origin such as https://example.org.", origin=origin))
    return written


def _names(settings: Settings, listener: socket.socket, host: str, allowed: Iterable[str]) -> set[str]:
    """The host names the server accepts besides those of this machine; warns where others can reach it."""
    from collabgraph.web.guard import host_name
    from collabgraph.web.server import is_loopback, is_unspecified

    names = {host_name(name) for name in allowed}
    if is_loopback(listener):
        return names
    click.echo(settings.say("Everyone who reaches this machine over the network can read the cases."), err=True)
    if not is_unspecified(listener):
        names.add(host_name(f"[{host}]" if ":" in host else host))
    if not names:
        click.echo(
            settings.say("They get no answer until --allow-host says by which name or address they reach it."), err=True
        )
    return names


def _of_files(files: Iterable[Path], opened: ExitStack) -> tuple[Path, Library]:
    """A read-only store of these files, and a library without cases; raises as ``sparql.given``."""
    from collabgraph.coding.library import Library, NoCases
    from collabgraph.rdf import sparql
    from collabgraph.web import snapshot

    return snapshot(sparql.given(files).store, _temporary(opened)), Library(stored=NoCases())


def _temporary(opened: ExitStack) -> Path:
    """A folder for a store, which is there as long as ``opened``."""
    import tempfile

    place = tempfile.TemporaryDirectory(prefix="collabgraph-", ignore_cleanup_errors=True)
    return Path(opened.enter_context(place)) / "store"


def _served(settings: Settings, opened: ExitStack) -> tuple[Path, Library]:
    """The folder of a read-only store for queries, and the library for the pages.

    A store on disk that holds the union of its graphs is served as it is, and open as long as ``opened``; anything else
    is copied to a temporary folder.
    """
    from collabgraph.coding.stored_cases import StoredCases
    from collabgraph.rdf.stores import DiskStore
    from collabgraph.web import snapshot

    library = settings.library()
    stored = library.stored
    if isinstance(stored, StoredCases):
        opened.callback(stored.store.close)
        _warn_without_results(settings, stored)
        disk = stored.store if isinstance(stored.store, DiskStore) and not library.folders else None
        if disk and disk.snapshot.dataset.has_union:
            return disk.snapshot.folder, library
    return snapshot(_quads(settings, library), _temporary(opened)), library


def _warn_without_results(settings: Settings, stored: StoredCases) -> None:
    if not any(entry.kind == "results" for entry in stored.store.entries()):
        warning = settings.say(
            "The store has no computed results, which some questions ask for. "
            "'collabgraph materialize -o results.trig' and 'collabgraph store load results.trig' put them in."
        )
        click.echo(warning, err=True)


def _quads(settings: Settings, library: Library) -> Iterable[ox.Quad]:
    """The quads to serve: cases, ontology and results, or those of a store and of the cases added to it."""
    from collabgraph.coding.stored_cases import StoredCases
    from collabgraph.output import results
    from collabgraph.questions import datasets
    from collabgraph.rdf.turtle import named_quads

    for error in library.faults.values():
        if error not in library.differing_studies.values():  # those are said once for all cases of the study
            say_error(error, settings.lang)
    library = library.without_faulty()
    settings.say_left_out(library)
    if not isinstance(library.stored, StoredCases):
        return named_quads(datasets.graphs(library, results.graphs(library, bases=settings.bases)))
    return named_quads(_graphs(library, library.stored))


def _graphs(library: Library, stored: StoredCases) -> Iterator[tuple[str, Iterable[ox.Quad]]]:
    """The graphs of a store, and of the ontology and the added cases where the store has none of that name."""
    names = {entry.name for entry in stored.store.entries()}
    yield from ((name, stored.store.quads(name)) for name in names)
    yield from ((name, quads) for name, quads in library.named_quads() if name not in names)
