"""The cases and studies of a store, for a library to read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from collabgraph.errors import DuplicateCase
from collabgraph.rdf.stores import canonical
from collabgraph.rdf.stores.disk import DiskStore
from collabgraph.rdf.stores.manifest import Entry
from collabgraph.rdf.stores.remote import RemoteStore
from collabgraph.rdf.turtle import Graph, StoredCopy


class StoredCases:
    """The cases and studies of a store; a graph is fetched when it is first used."""

    def __init__(self, store: DiskStore | RemoteStore) -> None:
        """The cases and studies in this store."""
        self.store = store
        self._graphs: dict[str, Graph] = {}

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return {entry.name: entry for entry in self.store.entries() if entry.kind in ("case", "study")}

    def ids(self) -> list[str]:
        """The ids of the cases, sorted."""
        return sorted({entry.id for entry in self._entries.values() if entry.kind == "case"})

    def find(self, name: str) -> Graph | None:
        """The graph of the case with this id, or the graph with this name; raises DuplicateCase for an ambiguous id."""
        if name in self._entries:
            return self._graph(self._entries[name])
        same_id = [entry for entry in self._entries.values() if entry.kind == "case" and entry.id == name]
        if len(same_id) > 1:
            raise DuplicateCase(name=name, first=same_id[0].name, second=same_id[1].name)
        return self._graph(same_id[0]) if same_id else None

    def graphs(self) -> Iterator[tuple[str, Graph]]:
        """Every case and study with the name of its graph."""
        return ((entry.name, self._graph(entry)) for entry in self._entries.values())

    def _graph(self, entry: Entry) -> Graph:
        if entry.name not in self._graphs:
            triples = (f"{canonical.written(quad.triple)} .\n" for quad in self.store.quads(entry.name))
            copy = StoredCopy(self.store.place, entry.file)
            self._graphs[entry.name] = Graph(Path(f"{entry.id}.ttl"), "".join(triples), copy)
        return self._graphs[entry.name]
