"""Commands about persistent stores, and the dump for other engines."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from collabgraph.cli.settings import Settings, common, say_error
from collabgraph.words import mark

if TYPE_CHECKING:
    import pyoxigraph as ox

    from collabgraph.questions.engines import Agreement
    from collabgraph.rdf.stores import DiskStore, Entry, RemoteStore

#: How many graphs are published and acknowledged together.
_BATCH = 50


@click.group("store")
def store() -> None:
    """Keep cases in a folder (RocksDB) or behind a SPARQL server, and read them from there.

    Say which with --store DIR|URL or the variable COLLABGRAPH_STORE; every command that reads cases takes it too.
    A folder has one writer at a time and any number of readers. A server is spoken to in SPARQL 1.1; credentials
    come from COLLABGRAPH_STORE_USER and COLLABGRAPH_STORE_PASSWORD, or COLLABGRAPH_STORE_TOKEN.

    \b
    Examples:
      collabgraph store load --store my-store
      collabgraph store list --store my-store
      collabgraph compare pbg spp-irt --store my-store
      collabgraph store load pbg --store https://example.org/sparql
    """


@store.command("load")
@click.argument("names", metavar="[CASE|FILE]...", nargs=-1)
@common((), without=("output", "basis"), own_store=True)
def load(settings: Settings, names: tuple[str, ...]) -> None:
    """Put cases, with their studies and the ontology, into a store; a graph of the same name is replaced.

    Without a name every shipped and added case is loaded. A FILE is a case, a study or a framework in any form of RDF,
    or computed results in TriG or N-Quads ('collabgraph materialize'). Each is checked first and goes in whole or not
    at all. A line is printed once a graph is safe: what has its line is not lost, whatever happens to the process.

    \b
    Examples:
      collabgraph store load --store my-store
      collabgraph store load pbg ./my-case.ttl --store my-store
      collabgraph store load results.trig --store my-store
    """
    from collabgraph.coding.store_loading import loadables
    from collabgraph.errors import InvalidCase, TangledBlankNodes

    has_faults, loaded = False, []
    with settings.store() as target:
        for graph in loadables(settings.files(), names):
            try:
                if isinstance(graph, InvalidCase):
                    raise graph
                loaded.append(target.load(graph))
            except (InvalidCase, TangledBlankNodes) as error:
                has_faults = True
                say_error(error, settings.lang)
            if len(loaded) == _BATCH:
                _acknowledge(settings, target, loaded)
                loaded.clear()
        _acknowledge(settings, target, loaded)
    raise SystemExit(1 if has_faults else 0)


@store.command("list")
@common(without=("basis", "cases"), own_store=True)
def listing(settings: Settings) -> None:
    """List the graphs of a store: kind, id, triples, when each was loaded, the SHA-256 of its file.

    \b
    Examples:
      collabgraph store list --store my-store
      collabgraph store list --store my-store --format json
    """
    from collabgraph.output.presenters import stores as presenters

    with settings.store() as target:
        settings.write(presenters.listing(target.entries(), target.place))


@store.command("drop")
@click.argument("names", metavar="GRAPH...", nargs=-1, required=True)
@common((), without=("output", "basis", "cases"), own_store=True)
def drop(settings: Settings, names: tuple[str, ...]) -> None:
    """Take graphs out of a store, all of them or, where one is not there, none.

    A GRAPH is an id or a whole name ('collabgraph store list' shows them).

    \b
    Examples:
      collabgraph store drop spp-irt --store my-store
    """
    from collabgraph.output.presenters import stores as presenters

    with settings.store() as target:
        entries = target.drop(names)
        target.publish()
        settings.send("".join(f"{presenters.dropped(entry, settings.say)}\n" for entry in entries))


@store.command("backup")
@click.argument("destination", metavar="DIR", type=click.Path(path_type=Path))
@common((), without=("output", "basis", "cases"), own_store=True)
def backup(settings: Settings, destination: Path) -> None:
    """Copy a store on disk into a new folder, which is a store then; a writer may go on meanwhile.

    \b
    Examples:
      collabgraph store backup my-store-of-monday --store my-store
    """
    from collabgraph.rdf.stores import DiskStore

    with settings.store() as target:
        if not isinstance(target, DiskStore):
            phrase = mark("A server is backed up by its own means, or by 'collabgraph dump'; this copies a folder.")
            raise click.UsageError(settings.say(phrase))
        target.backup(destination)
    settings.send(settings.say("backed up: {place}", place=destination) + "\n")


@store.command("check")
@click.option(
    "--questions", is_flag=True, help="Ask the shipped questions of the store's engine and of ours, and compare."
)
@common(without=("basis", "cases"), own_store=True)
def check(settings: Settings, questions: bool) -> None:
    """Say of every graph that was acknowledged whether the store still has it, whole. Exit code 3: issues.

    With --questions it is the engine that is checked: every shipped question is asked of the server and, over the same
    triples, of our own engine. Those whose answers differ are named; do not trust them on that server.

    \b
    Examples:
      collabgraph store check --store my-store
      collabgraph store check --questions --store https://example.org/sparql
    """
    from collabgraph.output.presenters import stores as presenters
    from collabgraph.rdf.stores import checked

    if questions:
        _check_questions(settings)
    with settings.store() as target:
        issues = list(checked(target))
        settings.write(presenters.checks(target.entries(), issues, target.place))
    raise SystemExit(3 if issues else 0)


def _check_questions(settings: Settings) -> NoReturn:
    from collabgraph.output.presenters import stores as presenters
    from collabgraph.questions import engines
    from collabgraph.questions import files as question_files
    from collabgraph.rdf.sparql import Dataset
    from collabgraph.rdf.turtle import named_graphs

    with settings.store() as target:
        own = Dataset(named_graphs((entry.name, target.quads(entry.name)) for entry in target.entries()), True)
        found = _with_progress(engines.agreements(own, target), len(question_files.questions()))
        settings.write(presenters.agreements(found, target.place))
    raise SystemExit(3 if any(each.differs for each in found) else 0)


def _with_progress(found: Iterable[Agreement], n: int) -> list[Agreement]:
    """All of them, with a bar on a terminal."""
    if not sys.stderr.isatty():
        return list(found)
    with click.progressbar(found, length=n, file=sys.stderr) as shown:
        return list(shown)


@click.command("dump")
@click.argument("names", metavar="[GRAPH]...", nargs=-1)
@common((), without=("basis",))
def dump(settings: Settings, names: tuple[str, ...]) -> None:
    """Write graphs as N-Quads, sorted, the same data always in the same lines: the way to other engines.

    Without a name everything is written: cases, studies and the ontology, what else a store has, and the record of
    these graphs, by which an engine that read the dump can be named with --store. With -o FILE.trig it is TriG.

    \b
    Examples:
      collabgraph dump -o everything.nq
      collabgraph dump pbg --store my-store
      collabgraph dump -o everything.trig --store https://example.org/sparql
    """
    from collabgraph.rdf import stores

    ending = settings.output.suffix.lower() if settings.output else ".nq"
    if ending not in (".nq", ".trig"):
        raise click.UsageError(settings.say("A dump is N-Quads or TriG: name it FILE.nq or FILE.trig."))
    lines = stores.dump(_graphs(settings), names)
    settings.send(stores.as_trig(lines) if ending == ".trig" else "".join(f"{line}\n" for line in lines))


def _graphs(settings: Settings) -> list[tuple[Entry, Iterable[ox.Quad]]]:
    """Every graph of the store, or of the files where no store is named; each is read when it is needed."""
    from collabgraph.coding.store_loading import unchecked
    from collabgraph.rdf.stores import Entry

    if settings.has_store:
        target = settings.store()
        return [(entry, target.quads(entry.name)) for entry in target.entries()]
    library = settings.library()
    settings.say_left_out(library)
    return [(Entry(graph.kind, graph.name, 0, "", graph.file, ""), graph.quads) for graph in unchecked(library)]


def _acknowledge(settings: Settings, target: DiskStore | RemoteStore, entries: Iterable[Entry]) -> None:
    """Publish the graphs, then print a line for each of them."""
    from collabgraph.output.presenters import stores as presenters

    target.publish()
    for entry in entries:
        click.echo(presenters.acknowledged(entry, settings.say))
