"""Stores of graphs that last longer than a command: a folder on this machine, or a SPARQL server; same interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from collabgraph.errors import AnswerCut, StoreDamaged
from collabgraph.model import Issue
from collabgraph.rdf.stores import canonical
from collabgraph.rdf.stores.disk import DiskStore, Snapshot, latest
from collabgraph.rdf.stores.manifest import RECORD, Entry, Loadable, known, record_lines, with_digest
from collabgraph.rdf.stores.remote import RemoteStore
from collabgraph.rdf.vocabulary import prefixes_for
from collabgraph.words import Text, both, mark

__all__ = [
    "RECORD", "DiskStore", "Entry", "Loadable", "RemoteStore", "Snapshot", "as_trig", "checked", "dump", "latest",
    "open", "open_for_reading",
]  # fmt: skip


def open(place: str) -> DiskStore | RemoteStore:
    """The store in a folder, or behind an address; it is opened or contacted only when it is used.

    Raises RefusedAddress.
    """
    return RemoteStore(place) if "://" in place else DiskStore(Path(place))


def open_for_reading(path: Path, number: int | None = None) -> Snapshot:
    """The newest snapshot of the store in a folder, or the one with this number; a snapshot never changes.

    Raises NoStore, NewerStore, StoreDamaged or StoreFailed.
    """
    return Snapshot(path, number)


def dump(graphs: Iterable[tuple[Entry, Iterable[ox.Quad]]], names: Iterable[str] = ()) -> list[str]:
    """The graphs with their record, or those with these names or ids, as sorted lines of N-Quads.

    The same data give the same lines, so the record is without the times of loading. An entry without a digest gets
    that of its graph. Raises UnknownGraph, AmbiguousGraph or TangledBlankNodes.
    """
    by_name = {entry.name: (entry, quads) for entry, quads in graphs}
    chosen = known(by_name, names)
    written, recorded = [], []
    for entry, quads in (by_name[name] for name in chosen or by_name):
        lines = canonical.lines(entry.name, quads)
        written += lines
        recorded.append(entry if entry.digest else with_digest(entry, lines))
    return sorted(written if chosen else [*written, *record_lines(recorded)])


def as_trig(lines: Iterable[str]) -> str:
    """Lines of N-Quads as TriG, with the project's prefixes and those of the cases."""
    quads = [*ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS)]
    prefixes = prefixes_for({quad.graph_name.value for quad in quads if isinstance(quad.graph_name, ox.NamedNode)})
    return (ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=prefixes) or b"").decode()


def checked(store: DiskStore | RemoteStore) -> Iterator[Issue]:
    """The issues of a store: graphs of the record that are missing or not as they were loaded, or damaged indexes."""
    if isinstance(store, DiskStore) and (words := _disagreement(store.snapshot)):
        yield Issue("store", store.place, None, None, "", words)
    differences = [(entry.name, words) for entry in store.entries() if (words := _difference(store, entry))]
    for name, words in differences:
        yield Issue("store", store.place, None, None, name, words)
    if isinstance(store, DiskStore) and not differences and not store.snapshot.is_union():
        phrase = mark("The default graph is not the union of the graphs. Load the files into a new folder.")
        yield Issue("store", store.place, None, None, "", both(phrase))


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
    except (AnswerCut, StoreDamaged) as error:
        return error.message
    if len(lines) != entry.triples:
        phrase = mark("The graph has {found} triples, and {recorded} were loaded. Load it again.")
        return both(phrase, found=len(lines), recorded=entry.triples)
    if canonical.digest(lines) != entry.digest:
        return both(mark("The graph is not what was loaded, though it has as many triples. Load it again."))
    return None
