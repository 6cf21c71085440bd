"""What is in a store, and whether it is whole, as printouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from collabgraph.model import Issue
from collabgraph.output.formats import Printout, Section, Table
from collabgraph.output.presenters import terms
from collabgraph.rdf.stores import Entry
from collabgraph.words import Speech, mark

_KINDS = {
    "case": mark("case"),
    "framework": mark("framework"),
    "ontology": mark("ontology"),
    "results": mark("results"),
    "study": mark("study"),
}
_SHOWN_DIGITS = 12


def listing(entries: Sequence[Entry], place: str) -> Printout:
    """The graphs of a store: kind, id, triples, when each was loaded, and the SHA-256 of its file."""
    fields = ("kind", "id", "name", "triples", "loaded", "file", "digest")
    return Printout(
        lambda _: {"schema": terms.schema("store-list"), "store": place, "graphs": [_data(each) for each in entries]},
        lambda say: _sections(entries, place, say),
        lambda _: Table(fields, tuple(tuple(_data(entry)[field] for field in fields) for entry in entries)),
    )


def checks(entries: Sequence[Entry], issues: Sequence[Issue], place: str) -> Printout:
    """What is wrong in a store, and how many graphs were looked at."""
    return Printout(
        lambda say: {
            "schema": terms.schema("store-check", 2),
            "store": place,
            "graphs": [_data(entry) for entry in entries],
            "issues": [{"graph": each.focus, "message": each.message[say.lang]} for each in issues],
        },
        lambda say: _found(entries, issues, place, say),
        lambda say: Table(("graph", "message"), tuple((each.focus, each.message[say.lang]) for each in issues)),
    )


def acknowledged(entry: Entry, say: Speech) -> str:
    """The line that says a graph is safe in the store."""
    graph = named(entry, say)
    return say.plural("loaded: {graph}, {n} triple", "loaded: {graph}, {n} triples", entry.triples, graph=graph)


def dropped(entry: Entry, say: Speech) -> str:
    """The line that says a graph is out of the store."""
    return say("dropped: {graph}", graph=named(entry, say))


def named(entry: Entry, say: Speech) -> str:
    """A graph by kind and id: "case pbg"."""
    return f"{_kind(entry, say)} {entry.id}"


def _kind(entry: Entry, say: Speech) -> str:
    return say(_KINDS[entry.kind]) if entry.kind in _KINDS else entry.kind


def _minute(moment: str) -> str:
    """A moment as a person reads it; the whole of it is in the other forms.

    >>> _minute("2026-11-24T12:18:12+00:00")
    '2026-11-24 12:18'
    """
    return moment[: len("2026-11-24T12:18")].replace("T", " ")


def _data(entry: Entry) -> dict[str, Any]:
    return asdict(entry) | {"id": entry.id}


def _sections(entries: Sequence[Entry], place: str, say: Speech) -> list[Section]:
    columns = (say("kind of graph"), say("graph"), say("triples"), say("loaded (UTC)"), say("SHA-256 of the file"))
    rows = tuple((_kind(e, say), e.id, e.triples, _minute(e.loaded), f"{e.file[:_SHOWN_DIGITS]}…") for e in entries)
    graphs = say.plural("{n} graph in {place}", "{n} graphs in {place}", len(entries), place=place)
    return [Section(graphs, (), Table(columns, rows) if rows else None)]


def _found(entries: Sequence[Entry], issues: Sequence[Issue], place: str, say: Speech) -> list[Section]:
    names = {entry.name: named(entry, say) for entry in entries}
    sections = [Section(names.get(each.focus, place), (each.message[say.lang],)) for each in issues]
    looked = say.plural("{n} graph in {place}", "{n} graphs in {place}", len(entries), place=place)
    found = say.plural("{n} issue", "{n} issues", len(issues)) if issues else say("all whole")
    return [*sections, Section("", (f"{looked}: {found}.",))]
