"""The graphs of a store, and the issues of a check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import asdict

from collabgraph.model import Issue
from collabgraph.output.document import (
    Number,
    Part,
    Presentation,
    Row,
    Run,
    Table,
    Target,
    columns,
    paragraph,
    paragraphs,
    plain_table,
    text,
    text_cell,
)
from collabgraph.output.presenters import terms
from collabgraph.questions.engines import Agreement
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
_AGREEMENT = ("question", "state", "rows", "missing", "more", "error")


def listing(entries: Sequence[Entry], place: str) -> Presentation:
    """The graphs of a store: kind, id, triples, when each was loaded, and the SHA-256 of its file."""
    return Presentation(
        lambda _: {"schema": terms.schema("store-list"), "store": place, "graphs": [_data(entry) for entry in entries]},
        lambda say: [Part("graphs", _counted(entries, place, say), (_graphs(entries, say),))],
        lambda _: _records(entries),
    )


def checks(entries: Sequence[Entry], issues: Sequence[Issue], place: str) -> Presentation:
    """The issues of a store, and the number of graphs checked."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("store-check", 2),
            "store": place,
            "graphs": [_data(entry) for entry in entries],
            "issues": [{"graph": issue.focus, "message": issue.message[say.lang]} for issue in issues],
        },
        lambda say: _issues(entries, issues, place, say),
        lambda say: plain_table(("graph", "message"), ((issue.focus, issue.message[say.lang]) for issue in issues)),
    )


def agreements(found: Sequence[Agreement], place: str) -> Presentation:
    """Which shipped questions another engine answers as ours does, and which not."""

    def parts(say: Speech) -> list[Part]:
        differing = [each for each in found if each.differs]
        table = (_differences(differing, say),) if differing else ()
        return [Part("questions", place, table), Part("count", "", paragraphs(_summary(found, say)))]

    return Presentation(
        lambda say: {
            "schema": terms.schema("store-questions"),
            "store": place,
            "questions": [_agreement(each, say) for each in found],
        },
        parts,
        lambda say: plain_table(_AGREEMENT, ([_agreement(each, say)[name] for name in _AGREEMENT] for each in found)),
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


def _differences(found: Sequence[Agreement], say: Speech) -> Table:
    heads = columns(
        question=say("question"), rows=say("rows here"), missing=say("missing there"), more=say("only there"),
        fault=say("error"),
    )  # fmt: skip
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(Run(each.question.id, Target("question", each.question.id))),
            Number(each.rows),
            *((None, None) if each.fault else (Number(each.missing), Number(each.more))),
            text_cell(text(each.fault, say)) if each.fault else None,
        )
        for each in found
    )
    return Table(say("Questions not to be trusted on this server"), heads, rows)


def _summary(found: Sequence[Agreement], say: Speech) -> list[str]:
    """How many questions agree, differ and had nothing to compare; and what that means."""
    differing = sum(each.differs for each in found)
    empty = sum(not each.rows and not each.differs for each in found)
    same = len(found) - differing - empty
    lines = [
        say.plural(
            "{n} question has the same answer here and there.",
            "{n} questions have the same answer here and there.",
            same,
        )
    ]
    if differing:
        lines.append(
            say.plural(
                "{n} question differs: do not trust what this server answers to it.",
                "{n} questions differ: do not trust what this server answers to them.",
                differing,
            )
        )
    if empty:
        lines.append(
            say.plural(
                "{n} question has no rows in this store, so nothing was compared.",
                "{n} questions have no rows in this store, so nothing was compared.",
                empty,
            )
        )
    return lines


def _agreement(each: Agreement, say: Speech) -> dict[str, Any]:
    state = "error" if each.fault else "differs" if each.differs else "same" if each.rows else "empty"
    return {
        "question": each.question.id,
        "state": state,
        "rows": each.rows,
        "missing": None if each.fault else each.missing,
        "more": None if each.fault else each.more,
        "error": each.fault[say.lang] if each.fault else None,
        "parameters": dict(each.values),
    }


def _kind(entry: Entry, say: Speech) -> str:
    return say(_KINDS[entry.kind]) if entry.kind in _KINDS else entry.kind


def _minute(moment: str) -> str:
    """A moment to the minute, for people; the other forms have all of it.

    >>> _minute("2026-11-24T12:18:12+00:00")
    '2026-11-24 12:18'
    """
    return moment[: len("2026-11-24T12:18")].replace("T", " ")


def _data(entry: Entry) -> dict[str, Any]:
    return asdict(entry) | {"id": entry.id}


def _counted(entries: Sequence[Entry], place: str, say: Speech) -> str:
    return say.plural("{n} graph in {place}", "{n} graphs in {place}", len(entries), place=place)


def _graphs(entries: Sequence[Entry], say: Speech) -> Table:
    heads = columns(
        kind=say("kind of graph"),
        graph=say("graph"),
        triples=say("triples"),
        loaded=say("loaded (UTC)"),
        file=say("SHA-256 of the file"),
    )
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(_kind(entry, say), code=entry.kind),
            text_cell(Run(entry.id, Target("thing", entry.name)), code=entry.name),
            Number(entry.triples),
            text_cell(_minute(entry.loaded), code=entry.loaded),
            text_cell(f"{entry.file[:_SHOWN_DIGITS]}…", code=entry.file),
        )
        for entry in entries
    )
    return Table(say("graph"), heads, rows)


def _records(entries: Sequence[Entry]) -> Table:
    names = ("kind", "id", "name", "triples", "loaded", "file", "digest")
    return plain_table(names, ([values[name] for name in names] for values in map(_data, entries)))


def _issues(entries: Sequence[Entry], issues: Sequence[Issue], place: str, say: Speech) -> list[Part]:
    """Each issue below its graph, and the number of graphs checked."""
    names = {entry.name: named(entry, say) for entry in entries}
    parts = [
        Part(f"issue-{n}", names.get(issue.focus, place), (paragraph(text(issue.message, say)),))
        for n, issue in enumerate(issues, start=1)
    ]
    counted = say.plural("{n} issue", "{n} issues", len(issues)) if issues else say("all whole")
    return [*parts, Part("count", "", (paragraph(f"{_counted(entries, place, say)}: {counted}."),))]
