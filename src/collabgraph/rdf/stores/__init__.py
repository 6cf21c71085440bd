"""Stores of graphs that outlive a command: a folder on this machine, or a SPARQL server; both have the same face."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from collabgraph.errors import StoreDamaged
from collabgraph.model import Issue
from collabgraph.rdf.stores import canonical
from collabgraph.rdf.stores.disk import DiskStore, Snapshot, latest
from collabgraph.rdf.stores.manifest import RECORD, Entry, Loadable, known
from collabgraph.rdf.stores.remote import RemoteStore
from collabgraph.rdf.vocabulary import prefixes_for
from collabgraph.words import Text, both, mark

__all__ = [
    "RECORD", "DiskStore", "Entry", "Loadable", "RemoteStore", "Snapshot", "as_trig", "checked", "dump", "latest",
    "open", "open_for_reading",
]  # fmt: skip


def open(place: str) -> DiskStore | RemoteStore:
    """The store in a folder, or behind an address; nothing is opened or sent before it is asked for something.

    Raises RefusedAddress.
    """
    return RemoteStore(place) if "://" in place else DiskStore(Path(place))


def open_for_reading(path: Path, number: int | None = None) -> Snapshot:
    """The newest snapshot of the store in a folder, or the one of this number, which stays as it is.

    Raises NoStore, NewerStore, StoreDamaged or StoreFailed.
    """
    return Snapshot(path, number)


def dump(graphs: Mapping[str, Iterable[ox.Quad]], names: Iterable[str] = ()) -> list[str]:
    """The graphs, or those of these names or ids, as N-Quads, a line each, sorted: the same data, the same lines.

    Raises UnknownGraph.
    """
    wanted = known(graphs, names) or graphs
    return sorted(line for name in wanted for line in canonical.lines(name, graphs[name]))


def as_trig(lines: Iterable[str]) -> str:
    """The same as TriG, with the project's prefixes and those of the cases."""
    quads = [*ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS)]
    prefixes = prefixes_for({quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)})
    return (ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes) or b"").decode()


def checked(store: DiskStore | RemoteStore) -> Iterator[Issue]:
    """What is wrong in a store: a graph of the record is not there or not as it was loaded, or the engine disagrees."""
    if isinstance(store, DiskStore) and (words := _disagreement(store.snapshot)):
        yield Issue("store", store.place, None, None, "", words)
    for entry in store.entries():
        if words := _difference(store, entry):
            yield Issue("store", store.place, None, None, entry.name, words)


def _disagreement(snapshot: Snapshot) -> Text | None:
    try:
        consistent = snapshot.is_consistent()
    except StoreDamaged as error:
        return error.message
    phrase = mark("The engine's indexes disagree, so queries may miss triples. Load the files into a new folder.")
    return None if consistent else both(phrase)


def _difference(store: DiskStore | RemoteStore, entry: Entry) -> Text | None:
    try:
        lines = canonical.lines(entry.name, store.quads(entry.name))
    except StoreDamaged as error:
        return error.message
    if len(lines) != entry.triples:
        phrase = mark("The graph has {found} triples, and {recorded} were loaded. Load it again.")
        return both(phrase, found=len(lines), recorded=entry.triples)
    if canonical.digest(lines) != entry.digest:
        return both(mark("The graph is not what was loaded, though it has as many triples. Load it again."))
    return None
