"""The record of what is in a store: a graph of its own in it, changed in one transaction with the graphs it speaks of.

Its terms and subjects are its own, so that no question about cases finds it by accident.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

import pyoxigraph as ox

from collabgraph.errors import AmbiguousGraph, NewerStore, StoreDamaged, UnknownGraph
from collabgraph.rdf.stores import canonical
from collabgraph.rdf.turtle import Node
from collabgraph.rdf.vocabulary import BASE, Namespace, local_name
from collabgraph.words.nearest import suggestion

#: The name of the record's graph.
RECORD = f"{BASE}store"
#: What this version writes, and the highest it reads.
FORMAT = 1
TERMS = Namespace(f"{RECORD}#", "format graph kind triples digest file loaded")


@dataclass(frozen=True, order=True)
class Entry:
    """What the record says of one graph."""

    kind: str
    name: str
    triples: int
    digest: str
    file: str
    loaded: str

    @property
    def id(self) -> str:
        """What people type for the graph."""
        return local_name(self.name)


@dataclass(frozen=True)
class Loadable:
    """A graph ready to be put into a store, with the SHA-256 of the file it was read from."""

    kind: str
    name: str
    quads: tuple[ox.Quad, ...]
    file: str


def replacement(graph: Loadable) -> tuple[Entry, str]:
    """The entry of a graph, and the SPARQL update that puts both in the place of what was there, all or nothing."""
    lines = canonical.lines(graph.name, graph.quads)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    entry = Entry(graph.kind, graph.name, len(lines), canonical.digest(lines), graph.file, now)
    triples = "".join(f"{canonical.written(quad.triple)} .\n" for quad in graph.quads)
    name, record = ox.NamedNode(graph.name), ox.NamedNode(RECORD)
    said = f"GRAPH {name} {{\n{triples}}}\nGRAPH {record} {{\n{_said(entry)}}}"
    return entry, f"{removal([graph.name])} ;\nINSERT DATA {{\n{said}\n}}"


def removal(names: Iterable[str]) -> str:
    """The SPARQL update that takes graphs and their entries out, all or nothing."""
    record = ox.NamedNode(RECORD)
    return " ;\n".join(
        f"DROP SILENT GRAPH {ox.NamedNode(name)} ;\nDELETE WHERE {{ GRAPH {record} {{ {_subject(name)} ?p ?o }} }}"
        for name in names
    )


def entries(record: Iterable[ox.Quad], place: str) -> list[Entry]:
    """The entries that the record's triples state, by kind and name.

    Raises NewerStore where a later version wrote them, StoreDamaged where they are not what any version writes.
    """
    found: dict[str, dict[str, str]] = {}
    formats = [FORMAT]
    try:
        for quad in record:
            if quad.predicate.value == TERMS.format:
                formats.append(int(_value(quad.object)))
            else:
                found.setdefault(str(quad.subject), {})[local_name(quad.predicate.value)] = _value(quad.object)
        if max(formats) > FORMAT:
            raise NewerStore(place=place, found=max(formats), known=FORMAT)
        return sorted(map(_entry, found.values()))
    except (KeyError, ValueError) as error:
        raise StoreDamaged(place=place, words=f"{type(error).__name__}: {error}") from None


def known(there: Iterable[str], wanted: Iterable[str]) -> list[str]:
    """The graphs that are wanted, each by its name or by an id that it alone has.

    Raises UnknownGraph or AmbiguousGraph.
    """
    by_id: dict[str, list[str]] = {}
    for name in there:
        for key in {name, local_name(name)}:
            by_id.setdefault(key, []).append(name)
    chosen: dict[str, None] = {}
    for key in wanted:
        meant = by_id.get(key, [])
        if len(meant) > 1:
            raise AmbiguousGraph(name=key, known=", ".join(sorted(meant)))
        if not meant:
            names = sorted({local_name(name) for names in by_id.values() for name in names})
            raise UnknownGraph(name=key, nearest=suggestion(key, names), known=", ".join(names))
        chosen[meant[0]] = None
    return list(chosen)


def _subject(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{RECORD}/{quote(name, safe='')}")


def _said(entry: Entry) -> str:
    subject = _subject(entry.name)
    values: dict[str, str | int] = {
        TERMS.graph: entry.name, TERMS.kind: entry.kind, TERMS.triples: entry.triples, TERMS.digest: entry.digest,
        TERMS.file: entry.file, TERMS.loaded: entry.loaded,
    }  # fmt: skip
    stated = [ox.Triple(subject, ox.NamedNode(term), ox.Literal(value)) for term, value in values.items()]
    version = ox.Triple(ox.NamedNode(RECORD), ox.NamedNode(TERMS.format), ox.Literal(FORMAT))
    return "".join(f"{canonical.written(triple)} .\n" for triple in (*stated, version))


def _entry(said: dict[str, str]) -> Entry:
    return Entry(said["kind"], said["graph"], int(said["triples"]), said["digest"], said["file"], said["loaded"])


def _value(node: Node) -> str:
    return node.value if isinstance(node, ox.Literal) else str(node)
