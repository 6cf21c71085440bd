"""Scholars' SPARQL: over the cases or over given files, reading only, reaching nothing outside the loaded graphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from collabgraph import resources
from collabgraph.errors import QueryRefused, QuerySyntax
from collabgraph.library import Library
from collabgraph.phrases import both, mark
from collabgraph.store import named_graphs, parse, read, read_text
from collabgraph.vocabulary import PREFIXES

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_OUTSIDE = mark("it would send the query to another server.")
_CHANGE = mark("it would change the data.")
_REFUSED = {"SERVICE": _OUTSIDE, "LOAD": _OUTSIDE} | dict.fromkeys(
    "INSERT DELETE CLEAR DROP CREATE ADD MOVE COPY WITH".split(), _CHANGE
)

_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><[^\x00-\x20<>"{}|^`\\]*(?:\\u[0-9A-Fa-f]{4}[^\x00-\x20<>"{}|^`\\]*)*>)
  | (?P<text>\"{3}(?:(?:\"|\"\")?(?:[^\"\\]|\\.))*\"{3}|'{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}
            |\"(?:[^\"\\\r\n]|\\.)*\"|'(?:[^'\\\r\n]|\\.)*')
  | (?P<quote>["'])
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<name>(?:[^\W\d_][\w.·-]*)?:(?:[\w.:·-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
  | (?P<word>[^\W\d]\w*)
  | (?P<backslash>\\)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Dataset:
    """Named graphs that can be asked; their union is the default graph."""

    store: ox.Store

    def query(self, sparql: str) -> Result:
        """The answer to a SPARQL 1.1 query; the project's prefixes need no declaration.

        Raises QueryRefused for SERVICE and updates, QuerySyntax for what SPARQL does not allow.
        """
        guarded, words = guard(sparql)
        try:
            return self.store.query(guarded, prefixes=PREFIXES, use_default_graph_as_union="FROM" not in words)
        except SyntaxError as error:
            raise _syntax(sparql, str(error.msg)) from None


def shipped(library: Library) -> Dataset:
    """The union of the library's cases and studies, each in its own graph, and of the ontology."""
    cases = [(name, graph.quads) for name, graph in library.graphs()]
    ontology = [(_ontology_graph(path), read(path).quads) for path in resources.ontology_files()]
    return Dataset(named_graphs([*cases, *ontology]))


def _ontology_graph(path: Path) -> str:
    folder = "framework/" if path.parent.name == "frameworks" else "ontology/"
    return f"https://w3id.org/collabgraph/{folder}{path.stem}"


def given(paths: Iterable[Path]) -> Dataset:
    """These files instead: triples in a graph named after the file, quads in the graphs they name.

    Raises MissingFile or an Unreadable error.
    """

    def graphs() -> Iterator[tuple[str | None, list[ox.Quad]]]:
        for path in paths:
            address = path.resolve().as_uri()
            quads = parse(path, read_text(path), base=address)
            unnamed = [quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)]
            yield address, unnamed
            yield None, [quad for quad in quads if not isinstance(quad.graph_name, ox.DefaultGraph)]

    return Dataset(named_graphs(graphs()))


def guard(sparql: str) -> tuple[str, frozenset[str]]:
    """The query with comments blanked and texts on one line, and the bare words in it, in capitals.

    What the engine then reads outside texts and IRIs was seen here as a word, whatever way it takes a ``<``: so
    nothing refused can hide. Lines and, but for long texts, columns stay where they were. Raises QueryRefused or
    QuerySyntax.
    """
    kept: list[str] = []
    words: set[str] = set()
    for token in _TOKEN.finditer(sparql):
        kind, written = token.lastgroup, token[0]
        if kind in ("quote", "backslash"):
            reason = (
                mark("a text is opened and not closed")
                if kind == "quote"
                else mark("a backslash stands outside a text")
            )
            raise QuerySyntax(
                where=_place(sparql, token.start()), reason=both(reason), line=_line(sparql, token.start())
            )
        if kind == "word":
            words.add(written.upper())
            if written.upper() in _REFUSED:
                why = both(_REFUSED[written.upper()])
                raise QueryRefused(where=_place(sparql, token.start()), word=written, why=why)
        kept.append(_plain(kind, written))
    return "".join(kept), frozenset(words)


def _plain(kind: str | None, written: str) -> str:
    if kind == "comment":
        return " " * len(written)
    if kind != "text":
        return written
    quotes = 3 if written[:3] in ('"""', "'''") else 1
    inside = re.sub(
        r"\\.|[\"'\n\r]", lambda found: _ESCAPES.get(found[0], found[0]), written[quotes:-quotes], flags=re.DOTALL
    )
    return f'"{inside}"' + "\n" * written.count("\n")


_ESCAPES = {'"': '\\"', "'": "\\'", "\n": "\\n", "\r": "\\r"}


def _place(sparql: str, position: int) -> str:
    line = sparql.count("\n", 0, position) + 1
    return f"{line}:{position - sparql.rfind(chr(10), 0, position)}"


def _line(sparql: str, position: int) -> str:
    return sparql[sparql.rfind("\n", 0, position) + 1 :].partition("\n")[0].strip()


def _syntax(sparql: str, message: str) -> QuerySyntax:
    found = re.search(r"error at (\d+):(\d+)", message)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    lines = sparql.split("\n") or [""]
    written = lines[min(line, len(lines)) - 1]
    if "Prefix not found" in message:
        reason = both(mark("a prefix is used that nothing declares; add a PREFIX line"))
    elif not sparql.strip():
        reason = both(mark("it is empty"))
    elif line >= len(lines) and not written[column - 1 :].strip():
        reason = both(mark("something is missing before this: a closing bracket, or a part of a triple"))
    else:
        reason = both(
            mark("'{text}' does not fit what stands before it"), text=written[column - 1 :].strip()[:40] or "\\n"
        )
    return QuerySyntax(where=f"{line}:{column}", reason=reason, line=written.strip())
