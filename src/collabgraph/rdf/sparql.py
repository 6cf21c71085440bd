"""SPARQL queries over the cases or over given files: they can only read, and only the loaded graphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox
from msgspec import Struct

from collabgraph.errors import EngineFailed, QueryRefused, QuerySyntax, UnknownFunction, WrongArguments
from collabgraph.rdf.turtle import named_graphs, parse, read_text, with_union
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
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_DEEPEST = 50
_EMPTY_STORE = ox.Store()
_MARGIN = " " * 20  # longer than the longest keyword
_OPENING = {"}": "{", ")": "(", "]": "["}


class Asked(Protocol):
    """Something that answers queries: graphs in memory, or a store."""

    def query(self, sparql: str) -> Result:
        """The answer to a SPARQL 1.1 query; the project's prefixes, and those of its cases, need no declaration."""


class Dataset(Struct, frozen=True, dict=True):
    """Named graphs that can be queried; the default graph is their union, in which every triple is once.

    ``has_union`` says that the store's default graph holds the union already (``turtle.with_union``); otherwise the
    first query that needs it copies the store into memory.
    """

    store: ox.Store
    has_union: bool = False

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The project's prefixes and those of the cases and studies in the graphs."""
        return prefixes_of(self.store)

    @cached_property
    def _whole(self) -> ox.Store:
        """A store whose default graph holds the union."""
        if self.has_union:
            return self.store
        whole = ox.Store()
        whole.bulk_extend(with_union(self.store))
        return whole

    def query(self, sparql: str) -> Result:
        """The answer to a SPARQL 1.1 query; ``prefixes`` need no declaration.

        Raises QueryRefused for SERVICE and updates, QuerySyntax for invalid queries, and as ``engine_faults``; reading
        the rows of the answer can fail too.
        """
        union = guard(sparql, self.prefixes)
        with engine_faults(sparql, self.prefixes):
            return asked(self._whole if union else self.store, sparql, self.prefixes)


def asked(
    store: ox.Store,
    sparql: str,
    prefixes: dict[str, str],
    default: Sequence[str] | None = None,
    named: Sequence[str] | None = None,
    base: str | None = None,
) -> Result:
    """The engine's answer over the store, or over the graphs that are given or that the query names after FROM.

    ``base`` is what relative IRIs are relative to where the query has no BASE (SPARQL 1.1 Query, section 4.1.1).
    Where several graphs make up the default graph they are merged in memory first: the engine itself would answer a
    triple once for every graph that it is in.
    """
    sparql = with_columns(sparql, prefixes, base)
    if default is None and named is None:
        default, named = _from(sparql, prefixes)
        if len(default) < 2:
            return store.query(sparql, prefixes=prefixes, base_iri=base)
    graphs: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [ox.NamedNode(name) for name in default or ()]
    others: list[ox.NamedNode | ox.BlankNode] = [ox.NamedNode(name) for name in named or ()]
    if len(graphs) > 1:
        merged = ox.Store()
        for graph in graphs:
            merged.bulk_extend(ox.Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, graph))
        for graph in others:
            merged.bulk_extend(store.quads_for_pattern(None, None, None, graph))
        store, graphs = merged, [ox.DefaultGraph()]
    return store.query(sparql, prefixes=prefixes, default_graph=graphs, named_graphs=others, base_iri=base)


def with_columns(sparql: str, prefixes: dict[str, str] = PREFIXES, base: str | None = None) -> str:
    """The query with the variables of its ``SELECT *`` in the order in which they first appear; the engine has another.

    >>> with_columns("SELECT * { ?s ?p ?o FILTER(?o > ?none) }")
    'SELECT ?s ?p ?o { ?s ?p ?o FILTER(?o > ?none) }'
    """
    words = [token for token in tokens(sparql) if token.lastgroup not in ("space", "comment")]
    select = next((place for place, word in enumerate(words) if word[0].upper() in ("SELECT", "{")), len(words))
    star = next((word for word in words[select + 1 :] if word[0].upper() not in ("DISTINCT", "REDUCED")), None)
    if star is None or words[select][0] == "{" or star[0] != "*":
        return sparql
    with suppress(RuntimeError, SyntaxError):
        result = _EMPTY_STORE.query(sparql, prefixes=prefixes, base_iri=base)
        assert isinstance(result, ox.QuerySolutions)
        names = {variable.value for variable in result.variables}
        seen = dict.fromkeys(word[0][1:] for word in words if word.lastgroup == "variable" and word[0][1:] in names)
        if names and len(seen) == len(names):
            columns = " ".join(f"?{name}" for name in seen)
            after = "" if sparql[star.end() : star.end() + 1].isspace() else " "
            return f"{sparql[: star.start()].rstrip()} {columns}{after}{sparql[star.end() :]}"
    return sparql


def _from(sparql: str, prefixes: dict[str, str]) -> tuple[list[str], list[str]]:
    """The graphs that a query names after FROM, and after FROM NAMED; none where it names one in relation to a base."""
    known = {**prefixes, **dict(declarations(sparql))}
    words = [token for token in tokens(sparql) if token.lastgroup not in ("space", "comment")]
    found: dict[bool, list[str]] = {False: [], True: []}
    for place, word in enumerate(words[:-1]):
        if word.lastgroup == "word" and word[0].upper() == "FROM":
            is_named = words[place + 1][0].upper() == "NAMED"
            written = words[min(place + 1 + is_named, len(words) - 1)][0]
            prefix, _, local = written.partition(":")
            name = written[1:-1] if written.startswith("<") else known.get(prefix, "") + local
            if not _ABSOLUTE.match(name) or "\\" in name:
                return [], []
            found[is_named].append(name)
    return found[False], found[True]


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ANY_BASE = "http://example.org/"


def prefixes_of(store: ox.Store) -> dict[str, str]:
    """The project's prefixes and those of the cases and studies that a store describes."""
    kinds = (ox.NamedNode(kind) for kind in (CG.Case, CG.Study))
    quads = (quad for kind in kinds for quad in store.quads_for_pattern(None, ox.NamedNode(RDF.type), kind, None))
    return prefixes_for(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))


def given(paths: Iterable[Path]) -> Dataset:
    """The dataset of these files: triples in the default graph alone, quads also in the graphs they name.

    Raises MissingFile or an Unreadable error.
    """
    parsed = ((None, parse(path, read_text(path), base=path.resolve().as_uri())) for path in paths)
    return Dataset(named_graphs(parsed), has_union=True)


@contextmanager
def engine_faults(sparql: str, prefixes: dict[str, str] = PREFIXES) -> Iterator[None]:
    """A context in which errors of the engine about this query are raised as errors of collabgraph.

    Raises UnknownFunction or WrongArguments where the query is the cause, otherwise EngineFailed.
    """
    try:
        yield
    except (RuntimeError, OSError) as error:
        raise _engine_fault(sparql, str(error), prefixes) from error


#: The engine's messages about errors in a query; its other messages are not about the query.
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
    """The place where a query first names an IRI, and its form there; by default the beginning of the query."""
    prefixes = {**known, **dict(declarations(sparql))}
    for token in tokens(sparql):
        prefix, _, local = token[0].partition(":")
        expanded = token[0][1:-1] if token.lastgroup == "iri" else prefixes.get(prefix, "") + local
        if token.lastgroup in ("iri", "name") and expanded == iri:
            return _place(sparql, token.start()), token[0]
    return _place(sparql, 0), shortened(iri)


_DECLARED = re.compile(r"\bPREFIX\s+([^\s:]*):\s*<([^>]*)>", re.IGNORECASE)


def declarations(sparql: str) -> list[tuple[str, str]]:
    """The prefixes that a query declares, each with its IRI."""
    return _DECLARED.findall(sparql)


def guard(sparql: str, prefixes: dict[str, str] = PREFIXES, base: str | None = None) -> bool:
    """Whether the query leaves the default graph open, having no FROM; refuses a query that would send data elsewhere.

    The engine has its own way to separate words: it needs no space between them, reads ``<`` as an IRI or an operator
    depending on the context, and may end a name early. Therefore the engine itself is the judge, not a tokenizer: with
    other letters instead of "service", names remain names and no such keyword is left, so that a text that is still a
    query cannot call another server.

    Raises QueryRefused for SERVICE and updates, QuerySyntax for invalid queries, also for those with a relative IRI
    where neither BASE nor ``base`` says what it is relative to.
    """
    _refuse_lone_surrogates(sparql)
    _refuse_depth(sparql)
    without_service = _respelt(sparql, "service")
    if _is_query(_respelt(without_service, "from"), prefixes, base):
        return True
    if _is_query(without_service, prefixes, base):
        return False
    raise _fault(sparql, without_service, prefixes, base)


def _is_query(text: str, prefixes: dict[str, str], base: str | None) -> bool:
    """Whether the engine accepts a text as a query, even if it could not answer it."""
    try:
        _EMPTY_STORE.query(text, prefixes=prefixes, base_iri=base)
    except SyntaxError:
        return False
    except RuntimeError:  # it parses the whole text before it looks up the functions that are called
        return True
    return True


def tokens(sparql: str) -> Iterator[re.Match[str]]:
    """The tokens of a query in order, spaces and comments included; ``lastgroup`` is the kind of a token.

    They serve error messages and prefixes. Whether a query is safe is never judged by them (see ``guard``).
    """
    return _TOKEN.finditer(sparql)


def form(sparql: str) -> str:
    """The form of a query: SELECT, ASK, CONSTRUCT or DESCRIBE; the engine needs no space after the keyword.

    >>> form("PREFIX ask: <http://x/select> # CONSTRUCT\\nDescribe ask:select")
    'DESCRIBE'
    >>> form("SELECTDISTINCT?s{?s ?p ?o}"), form("{ a: }")
    ('SELECT', '')
    """
    words = (token[0].upper() for token in tokens(sparql) if token.lastgroup == "word")
    return next((form for word in words for form in _FORMS if word.startswith(form)), "")


def _respelt(sparql: str, keyword: str) -> str:
    """The query with other letters in place of a keyword wherever it occurs, in the same case.

    The new letters do not occur elsewhere in the query and cannot overlap with themselves, so different names stay
    different; the ``q`` they begin with is in no keyword.
    """
    lowered = sparql.lower()
    if keyword not in lowered:
        return sparql
    tails = map("".join, product("ghjkmnpwxyz", repeat=len(keyword) - 1))
    letters = next((f"q{tail}" for tail in tails if f"q{tail}" not in lowered), "\\" * len(keyword))

    def in_same_case(match: re.Match[str]) -> str:
        return "".join(new.upper() if old.isupper() else new for old, new in zip(match[0], letters, strict=True))

    return re.sub(keyword, in_same_case, sparql, flags=re.IGNORECASE | re.ASCII)


def _refuse_lone_surrogates(sparql: str) -> None:
    """None; raises QuerySyntax for what stands in a text of Python for bytes that are not UTF-8."""
    try:
        sparql.encode()
    except UnicodeEncodeError as error:
        raise _at(sparql, error.start, mark("here is a byte that is not UTF-8; save the text as UTF-8")) from None


def _refuse_depth(sparql: str) -> None:
    if sum(map(sparql.count, "([{")) <= _DEEPEST:
        return
    depth = 0
    for token in tokens(sparql):
        if token.lastgroup in ("iri", "other"):
            depth += sum((character in "([{") - (character in ")]}") for character in token[0])
        if depth > _DEEPEST:
            raise _at(sparql, token.start(), mark("it is nested too deeply"))


def _fault(sparql: str, without_service: str, prefixes: dict[str, str], base: str | None) -> QueryRefused | QuerySyntax:
    """The error of a text that is not a query: the first cause we can name, otherwise the place where parsing stops."""
    known = {*prefixes, *re.findall(r"\bPREFIX\s+([^\s:]*):", sparql, re.IGNORECASE)}
    for token in tokens(sparql):
        kind, written = token.lastgroup, token[0]
        if kind == "word" and written.upper() in _REFUSED:
            why = both(_REFUSED[written.upper()])
            return QueryRefused(where=_place(sparql, token.start()), word=written, why=why)
        if kind == "quote":
            return _at(sparql, token.start(), mark("a text is opened and not closed"))
        if kind == "backslash":
            return _at(sparql, token.start(), mark("there is a backslash outside a text"))
        if kind == "name" and written.partition(":")[0] not in known:
            prefix = written.partition(":")[0]
            return _at(
                sparql, token.start(), mark("the prefix '{prefix}:' is not declared; add a PREFIX line"), prefix=prefix
            )
        if kind in ("space", "other") and (unseen := next(filter(_is_no_space, written), None)):
            position, code = token.start() + written.index(unseen), f"U+{ord(unseen):04X}"
            return _at(
                sparql,
                position,
                mark("{code} is a character that looks like a space or like nothing, and is neither; write a space"),
                code=code,
            )
    relative = (token for token in tokens(sparql) if token.lastgroup == "iri" and not _ABSOLUTE.match(token[0][1:]))
    if (first := next(relative, None)) and base is None and _is_query(without_service, prefixes, _ANY_BASE):
        reason = mark(
            "{iri} is a relative IRI, and nothing says what it is relative to; write the whole IRI, a prefixed name, "
            "or a BASE line first"
        )
        return _at(sparql, first.start(), reason, iri=first[0])
    return _syntax(sparql, without_service, prefixes, base)


def _is_no_space(character: str) -> bool:
    """Whether a character is not seen, such as a no-break space or a byte order mark, and is no space in SPARQL."""
    return character not in " \t\r\n" and (character.isspace() or unicodedata.category(character) == "Cf")


def _at(sparql: str, position: int, reason: str, **fields: str) -> QuerySyntax:
    return QuerySyntax(where=_place(sparql, position), reason=both(reason, **fields), line=_line(sparql, position))


def place(sparql: str, position: int) -> tuple[int, int]:
    """The line and column of a position in a query, both counted from one."""
    return sparql.count("\n", 0, position) + 1, position - sparql.rfind("\n", 0, position)


def _place(sparql: str, position: int) -> str:
    return ":".join(map(str, place(sparql, position)))


def _line(sparql: str, position: int) -> str:
    return sparql[sparql.rfind("\n", 0, position) + 1 :].partition("\n")[0].strip()


def _syntax(sparql: str, without_service: str, prefixes: dict[str, str], base: str | None) -> QuerySyntax:
    reached, explanation = _stopped(without_service, prefixes, base)
    position = min(reached, len(sparql.rstrip()))
    rest = sparql[position:].strip()
    if not sparql.strip():
        return _at(sparql, position, mark("it is empty"))
    if explanation:
        return _at(sparql, position, mark("in the engine's words: {words}"), words=explanation)
    opening = _OPENING.get(rest[:1])
    if not rest or (opening and sparql.count(rest[0]) <= sparql.count(opening)):
        return _at(sparql, position, mark("something is missing before this: a closing bracket, or a part of a triple"))
    return _at(sparql, position, mark("'{text}' does not fit the text before it"), text=rest[:40])


def _stopped(query: str, prefixes: dict[str, str], base: str | None) -> tuple[int, str]:
    """The position where the engine stops parsing, and its explanation, if it has one.

    To try a keyword it reads as many characters as the keyword has, and it reports the furthest position it ever read.
    Therefore spaces are widened first: what it tried at one word then cannot hide what it needed at the next.
    """
    tokens = list(_TOKEN.finditer(query))
    widened = [token[0] + _MARGIN * (token.lastgroup == "space") for token in tokens]
    match = None
    try:
        with suppress(RuntimeError):
            _EMPTY_STORE.query("".join((*widened, _MARGIN)), prefixes=prefixes, base_iri=base)
    except SyntaxError as error:
        match = re.fullmatch(r"error at (\d+):(\d+): expected (?:one of )?(.*)", str(error.msg), re.DOTALL)
    line, column, expected = (int(match[1]), int(match[2]), match[3].split(", ")) if match else (1, 1, [""])
    tried = min(map(len, expected)) if all(map(str.isidentifier, expected)) else 0
    reached = sum(len(before) + 1 for before in "".join(widened).split("\n")[: line - 1]) + column - 1 - tried
    explanation = next((phrase for phrase in expected if " " in phrase and phrase[0].isalpha()), "")
    for token, wide in zip(tokens, widened, strict=True):
        if reached < len(wide):
            return token.start() + min(reached, len(token[0])), explanation
        reached -= len(wide)
    return len(query), explanation
