"""Scholars' SPARQL: over the cases or over given files, reading only, reaching nothing outside the loaded graphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from collabgraph.errors import EngineFailed, QueryRefused, QuerySyntax, UnknownFunction, WrongArguments
from collabgraph.rdf.turtle import named_graphs, parse, read_text
from collabgraph.rdf.vocabulary import CG, PREFIXES, RDF, prefixes_for, shortened
from collabgraph.words import both, mark

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
  | (?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
  | (?P<text>\"{3}(?:(?:\"|\"\")?(?:[^\"\\]|\\.))*\"{3}|'{3}(?:(?:'|'')?(?:[^'\\]|\\.))*'{3}
            |\"(?!\"\")(?:[^\"\\\r\n]|\\.)*\"|'(?!'')(?:[^'\\\r\n]|\\.)*')
  | (?P<quote>["'])
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<node>_:[\w.·-]*)
  | (?P<name>(?:[^\W\d_][\w.·-]*)?:(?:[\w.:·-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
  | (?P<word>[^\W\d]\w*)
  | (?P<backslash>\\)
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_DEEPEST = 50
_NOTHING = ox.Store()
_MARGIN = " " * 20  # more than the longest keyword has
_OPENING = {"}": "{", ")": "(", "]": "["}


class Asked(Protocol):
    """What answers queries: graphs in memory, or a store."""

    def query(self, sparql: str) -> Result:
        """The answer to a SPARQL 1.1 query; the project's prefixes, and those of its cases, need no declaration."""


@dataclass(frozen=True)
class Dataset:
    """Named graphs that can be asked; their union is the default graph."""

    store: ox.Store

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The project's prefixes and those of the cases and studies in it."""
        return prefixes_of(self.store)

    def query(self, sparql: str) -> Result:
        """The answer to a SPARQL 1.1 query; ``prefixes`` need no declaration.

        Raises QueryRefused for SERVICE and updates, QuerySyntax for what SPARQL does not allow, and what
        ``engine_faults`` does; reading the rows can fail too.
        """
        union = guard(sparql, self.prefixes)
        with engine_faults(sparql, self.prefixes):
            return self.store.query(sparql, prefixes=self.prefixes, use_default_graph_as_union=union)


def prefixes_of(store: ox.Store) -> dict[str, str]:
    """The project's prefixes and those of the cases and studies that a store describes."""
    kinds = (ox.NamedNode(kind) for kind in (CG.Case, CG.Study))
    quads = (quad for kind in kinds for quad in store.quads_for_pattern(None, ox.NamedNode(RDF.type), kind, None))
    return prefixes_for(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


def given(paths: Iterable[Path]) -> Dataset:
    """These files instead: triples in a graph named after the file, quads in the graphs they name.

    Raises MissingFile or an Unreadable error.
    """

    def parsed() -> Iterator[tuple[str | None, list[ox.Quad]]]:
        for path in paths:
            address = path.resolve().as_uri()
            quads = list(parse(path, read_text(path), base=address))
            unnamed = [quad for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph)]
            yield address, unnamed
            yield None, [quad for quad in quads if not isinstance(quad.graph_name, ox.DefaultGraph)]

    return Dataset(named_graphs(parsed()))


@contextmanager
def engine_faults(sparql: str, prefixes: dict[str, str] = PREFIXES) -> Iterator[None]:
    """While it lasts, what the engine cannot do with this query is an error of ours.

    Raises UnknownFunction or WrongArguments where the query is to blame, else EngineFailed.
    """
    try:
        yield
    except (RuntimeError, OSError) as error:
        raise _engine_fault(sparql, str(error), prefixes) from error


#: How the engine names what it lacks; anything else it says is no fault of the query.
_NO_FUNCTION = re.compile(r"The custom function <(?P<iri>[^>]*)> is not supported")
_ARGUMENTS = re.compile(r"The custom function <(?P<iri>[^>]*)> requires .* but (?P<n>\d+) were given")


def _engine_fault(sparql: str, words: str, prefixes: dict[str, str]) -> UnknownFunction | WrongArguments | EngineFailed:
    if function := _NO_FUNCTION.fullmatch(words):
        where, written = _named(sparql, function["iri"], prefixes)
        return UnknownFunction(where=where, function=written)
    if function := _ARGUMENTS.fullmatch(words):
        where, written = _named(sparql, function["iri"], prefixes)
        return WrongArguments(where=where, function=written, n=function["n"])
    return EngineFailed(words=words)


def _named(sparql: str, iri: str, known: dict[str, str]) -> tuple[str, str]:
    """Where a query first names an IRI, and how; the query's beginning where it writes it in a way of its own."""
    prefixes = {**known, **dict(_DECLARED.findall(sparql))}
    for token in tokens(sparql):
        prefix, _, local = token[0].partition(":")
        expanded = token[0][1:-1] if token.lastgroup == "iri" else prefixes.get(prefix, "") + local
        if token.lastgroup in ("iri", "name") and expanded == iri:
            return _place(sparql, token.start()), token[0]
    return _place(sparql, 0), shortened(iri)


_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE)


def guard(sparql: str, prefixes: dict[str, str] = PREFIXES) -> bool:
    """Whether the query leaves it open what the default graph is, having no FROM; a query that reaches out is refused.

    The engine tells words apart in its own way: it wants no space between them, takes ``<`` for an IRI or an operator
    as it fits, and may end a name early. So no tokenizer is asked but the engine itself: with other letters for
    "service", names are names as before and no keyword is left, and what is still a query sends nothing anywhere.

    Raises QueryRefused for SERVICE and updates, QuerySyntax for what SPARQL does not allow.
    """
    _refuse_depth(sparql)
    inside = _respelt(sparql, "service")
    if _is_query(_respelt(inside, "from"), prefixes):
        return True
    if _is_query(inside, prefixes):
        return False
    raise _fault(sparql, inside, prefixes)


def _is_query(text: str, prefixes: dict[str, str]) -> bool:
    """Whether the engine takes a text for a query, also for one that it could not answer."""
    try:
        _NOTHING.query(text, prefixes=prefixes)
    except SyntaxError:
        return False
    except RuntimeError:  # it reads the whole text before it looks for the functions that are called
        return True
    return True


def tokens(sparql: str) -> Iterator[re.Match[str]]:
    """The words and signs of a query one after another, spaces and comments too; ``lastgroup`` says what each is.

    For what is to be shown or completed. Whether a query is safe is never judged by it (see ``guard``).
    """
    return _TOKEN.finditer(sparql)


def _respelt(sparql: str, keyword: str) -> str:
    """The query with other letters for a keyword wherever they stand, small for small and capital for capital.

    The new letters stand nowhere else in the query and cannot overlap with themselves, so different names stay
    different; the ``q`` they begin with is in no keyword.
    """
    written = sparql.lower()
    if keyword not in written:
        return sparql
    tails = map("".join, product("ghjkmnpwxyz", repeat=len(keyword) - 1))
    letters = next((f"q{tail}" for tail in tails if f"q{tail}" not in written), "\\" * len(keyword))

    def like(found: re.Match[str]) -> str:
        return "".join(new.upper() if old.isupper() else new for old, new in zip(found[0], letters, strict=True))

    return re.sub(keyword, like, sparql, flags=re.IGNORECASE | re.ASCII)


def _refuse_depth(sparql: str) -> None:
    if sum(map(sparql.count, "([{")) <= _DEEPEST:
        return
    depth = 0
    for token in tokens(sparql):
        if token.lastgroup in ("iri", "other"):
            depth += sum((sign in "([{") - (sign in ")]}") for sign in token[0])
        if depth > _DEEPEST:
            raise _at(sparql, token.start(), mark("it is nested too deeply"))


def _fault(sparql: str, inside: str, prefixes: dict[str, str]) -> QueryRefused | QuerySyntax:
    """Why the engine takes a text for no query: the first thing we can name, else the place it came to."""
    known = {*prefixes, *re.findall(r"\bPREFIX\s+([^\s:]*):", sparql, re.IGNORECASE)}
    for token in tokens(sparql):
        kind, written = token.lastgroup, token[0]
        if kind == "word" and written.upper() in _REFUSED:
            why = both(_REFUSED[written.upper()])
            return QueryRefused(where=_place(sparql, token.start()), word=written, why=why)
        if kind == "quote":
            return _at(sparql, token.start(), mark("a text is opened and not closed"))
        if kind == "backslash":
            return _at(sparql, token.start(), mark("a backslash stands outside a text"))
        if kind == "name" and written.partition(":")[0] not in known:
            return _at(sparql, token.start(), mark("a prefix is used that nothing declares; add a PREFIX line"))
    return _syntax(sparql, inside, prefixes)


def _at(sparql: str, position: int, reason: str, **fields: str) -> QuerySyntax:
    return QuerySyntax(where=_place(sparql, position), reason=both(reason, **fields), line=_line(sparql, position))


def _place(sparql: str, position: int) -> str:
    line = sparql.count("\n", 0, position) + 1
    return f"{line}:{position - sparql.rfind(chr(10), 0, position)}"


def _line(sparql: str, position: int) -> str:
    return sparql[sparql.rfind("\n", 0, position) + 1 :].partition("\n")[0].strip()


def _syntax(sparql: str, inside: str, prefixes: dict[str, str]) -> QuerySyntax:
    reached, said = _stopped(inside, prefixes)
    position = min(reached, len(sparql.rstrip()))
    rest = sparql[position:].strip()
    if not sparql.strip():
        return _at(sparql, position, mark("it is empty"))
    if said:
        return _at(sparql, position, mark("in the engine's words: {words}"), words=said)
    opening = _OPENING.get(rest[:1])
    if not rest or (opening and sparql.count(rest[0]) <= sparql.count(opening)):
        return _at(sparql, position, mark("something is missing before this: a closing bracket, or a part of a triple"))
    return _at(sparql, position, mark("'{text}' does not fit what stands before it"), text=rest[:40])


def _stopped(inside: str, prefixes: dict[str, str]) -> tuple[int, str]:
    """Where the engine stops reading, and its own words for the reason if it has any.

    It tries a keyword by reading on as far as the keyword is long, and names the furthest place it ever read. So the
    words are set wide apart first, which keeps what it tried at one word from hiding what it needed at the next.
    """
    tokens = list(_TOKEN.finditer(inside))
    wide = [token[0] + _MARGIN * (token.lastgroup == "space") for token in tokens]
    found = None
    try:
        with suppress(RuntimeError):
            _NOTHING.query("".join((*wide, _MARGIN)), prefixes=prefixes)
    except SyntaxError as error:
        found = re.fullmatch(r"error at (\d+):(\d+): expected (?:one of )?(.*)", str(error.msg), re.DOTALL)
    line, column, expected = (int(found[1]), int(found[2]), found[3].split(", ")) if found else (1, 1, [""])
    tried = min(map(len, expected)) if all(map(str.isidentifier, expected)) else 0
    reached = sum(len(before) + 1 for before in "".join(wide).split("\n")[: line - 1]) + column - 1 - tried
    said = next((each for each in expected if " " in each and each[0].isalpha()), "")
    for token, written in zip(tokens, wide, strict=True):
        if reached < len(written):
            return token.start() + min(reached, len(token[0])), said
        reached -= len(written)
    return len(inside), said
