"""The record of the graphs in a store: a graph of the store, changed in one transaction with the graphs it describes.

Its terms and subjects are used nowhere else, so that no question about cases finds them by accident.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import quote

import pyoxigraph as ox
from msgspec import Struct
from msgspec.structs import replace

from collabgraph.errors import AmbiguousGraph, NewerStore, StoreDamaged, UnknownGraph
from collabgraph.rdf.stores import canonical
from collabgraph.rdf.turtle import Node
from collabgraph.rdf.vocabulary import BASE, Namespace, local_name
from collabgraph.words.nearest import suggestion

#: The name of the record's graph.
RECORD = f"{BASE}store"
#: The format of a store, and that of one whose default graph is the union of the graphs, the highest that is read.
FORMAT, WITH_UNION = 1, 2
TERMS = Namespace(f"{RECORD}#", "format graph kind triples digest file loaded")


class Entry(Struct, frozen=True, order=True):
    """The record's entry of one graph; ``file`` is the SHA-256 of the file it was loaded from, ``loaded`` the time.

    The time is empty where the graph came from a dump.
    """

    kind: str
    name: str
    triples: int
    digest: str
    file: str
    loaded: str

    @property
    def id(self) -> str:
        """The id that people type for the graph."""
        return local_name(self.name)


class Loadable(Struct, frozen=True):
    """A graph that can be loaded into a store; ``file`` is the SHA-256 of the file it was read from."""

    kind: str
    name: str
    quads: tuple[ox.Quad, ...]
    file: str


def entry_of(graph: Loadable) -> Entry:
    """The entry of a graph that is loaded now."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    lines = canonical.lines(graph.name, graph.quads)
    return with_digest(Entry(graph.kind, graph.name, 0, "", graph.file, now), lines)


def with_digest(entry: Entry, lines: Sequence[str]) -> Entry:
    """The entry with the number of triples and the digest of these lines of its graph."""
    return replace(entry, triples=len(lines), digest=canonical.digest(lines))


def replacement(graph: Loadable) -> tuple[Entry, str]:
    """The entry of a graph, and the SPARQL update that replaces the stored graph and its entry in one transaction."""
    entry = entry_of(graph)
    inserted = f"GRAPH {ox.NamedNode(graph.name)} {{\n{triples(graph)}}}\n{_recorded(entry)}"
    return entry, f"{removal([graph.name])} ;\nINSERT DATA {{\n{inserted}\n}}"


def triples(graph: Loadable) -> str:
    """The triples of a graph as N-Triples."""
    return "".join(f"{canonical.written(quad.triple)} .\n" for quad in graph.quads)


def incoming(entry: Entry) -> str:
    """The name of the graph where triples wait that are not in the store yet."""
    return f"{RECORD}/incoming/{entry.digest}"


def arrival(entry: Entry) -> str:
    """The SPARQL update that puts the waiting triples in the place of the stored graph, and changes its entry."""
    move = f"MOVE GRAPH {ox.NamedNode(incoming(entry))} TO GRAPH {ox.NamedNode(entry.name)}"
    return f"{removal([entry.name])} ;\n{move} ;\nINSERT DATA {{\n{_recorded(entry)}\n}}"


def record_lines(entries: Iterable[Entry]) -> list[str]:
    """The record of these entries as sorted lines of N-Quads, without the times of loading."""
    record = ox.NamedNode(RECORD)
    quads = (line for entry in entries for line in _entry_triples(replace(entry, loaded="")))
    return sorted({f"{triple} {record} ." for triple in quads})


def removal(names: Iterable[str]) -> str:
    """The SPARQL update that removes graphs and their entries in one transaction."""
    record = ox.NamedNode(RECORD)
    return " ;\n".join(
        f"DROP SILENT GRAPH {ox.NamedNode(name)} ;\nDELETE WHERE {{ GRAPH {record} {{ {_subject(name)} ?p ?o }} }}"
        for name in names
    )


def has_union(store: ox.Store) -> bool:
    """Whether the default graph of a store holds the union of the graphs, as its record says."""
    version = _format(WITH_UNION)
    return ox.Quad(version.subject, version.predicate, version.object, ox.NamedNode(RECORD)) in store


def making_union() -> str:
    """The SPARQL update that puts the union of all graphs but the record into the default graph, and records that."""
    record = ox.NamedNode(RECORD)
    return (
        f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH ?graph {{ ?s ?p ?o }} FILTER (?graph != {record}) }} ;\n"
        f"INSERT DATA {{ GRAPH {record} {{ {canonical.written(_format(WITH_UNION))} }} }}"
    )


def with_union(change: str, name: str) -> str:
    """A change of one graph with the same change of the union: out goes what no other graph has, in what it has now."""
    graph = ox.NamedNode(name)
    elsewhere = f"GRAPH ?other {{ ?s ?p ?o }} FILTER (?other != {graph})"
    out = f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} FILTER NOT EXISTS {{ {elsewhere} }} }}"
    return f"{out} ;\n{change} ;\nINSERT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"


def entries(record: Iterable[ox.Quad], place: str) -> list[Entry]:
    """The entries that the record's triples state, by kind and name.

    Raises NewerStore where a later version wrote them, StoreDamaged where no version writes such triples.
    """
    by_subject: dict[str, dict[str, str]] = {}
    formats = [FORMAT]
    try:
        for quad in record:
            if quad.predicate.value == TERMS.format:
                formats.append(int(_value(quad.object)))
            else:
                by_subject.setdefault(str(quad.subject), {})[local_name(quad.predicate.value)] = _value(quad.object)
        if max(formats) > WITH_UNION:
            raise NewerStore(place=place, found=max(formats), known=WITH_UNION)
        return sorted(map(_entry, by_subject.values()))
    except (KeyError, ValueError) as error:
        raise StoreDamaged(place=place, words=f"{type(error).__name__}: {error}") from None


def known(graphs: Iterable[str], keys: Iterable[str]) -> list[str]:
    """The names of the graphs with these names or ids, without duplicates.

    Raises UnknownGraph or AmbiguousGraph.
    """
    by_key: dict[str, list[str]] = {}
    for name in graphs:
        for key in {name, local_name(name)}:
            by_key.setdefault(key, []).append(name)
    chosen: dict[str, None] = {}
    for key in keys:
        matches = by_key.get(key, [])
        if len(matches) > 1:
            raise AmbiguousGraph(name=key, known=", ".join(sorted(matches)))
        if not matches:
            ids = sorted({local_name(name) for names in by_key.values() for name in names})
            raise UnknownGraph(name=key, nearest=suggestion(key, ids), known=", ".join(ids))
        chosen[matches[0]] = None
    return list(chosen)


def _subject(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{RECORD}/{quote(name, safe='')}")


def _recorded(entry: Entry) -> str:
    lines = "".join(f"{triple} .\n" for triple in _entry_triples(entry))
    return f"GRAPH {ox.NamedNode(RECORD)} {{\n{lines}}}"


def _entry_triples(entry: Entry) -> list[str]:
    """The triples of an entry, and of the format, as N-Triples without the full stop."""
    subject = _subject(entry.name)
    values: dict[str, str | int] = {
        TERMS.graph: entry.name, TERMS.kind: entry.kind, TERMS.triples: entry.triples, TERMS.digest: entry.digest,
        TERMS.file: entry.file, TERMS.loaded: entry.loaded,
    }  # fmt: skip
    triples = [ox.Triple(subject, ox.NamedNode(term), ox.Literal(value)) for term, value in values.items()]
    return [canonical.written(triple) for triple in (*triples, _format(FORMAT))]


def _format(number: int) -> ox.Triple:
    return ox.Triple(ox.NamedNode(RECORD), ox.NamedNode(TERMS.format), ox.Literal(number))


def _entry(values: dict[str, str]) -> Entry:
    return Entry(
        values["kind"], values["graph"], int(values["triples"]), values["digest"], values["file"], values["loaded"]
    )


def _value(node: Node) -> str:
    return node.value if isinstance(node, ox.Literal) else str(node)
