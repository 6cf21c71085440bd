"""The lines on which a file describes its subjects: the parser gives triples without their positions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urljoin

from msgspec import Struct, field

from collabgraph.words import Text

#: The subject of a block that begins with a bracket.
ANONYMOUS = "[]"
_RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<text>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<iri><(?!<)[^<>"\s]*>)
    |(?P<open>[\[({])|(?P<close>[\])}])
    |(?P<word>(?:[^\s<>"'()\[\]{},;#.\\]|\\.|\.(?=[^\s<>"'()\[\]{},;#]))+)
    |(?P<dot>\.)""",
    re.VERBOSE | re.DOTALL,
)
_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:")
_ESCAPE = re.compile(r"\\(.)")
_RDF_XML = re.compile(r"\brdf:about\s*=\s*[\"']([^\"'<]+)[\"']")
_XML_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)\s+[\"']([^\"'&]*)[\"']")
_XML_BASE = re.compile(r"\bxml:base\s*=\s*[\"']([^\"'<]+)[\"']")
_JSON_ALIAS = re.compile(r'"([\w.-]+)"\s*:\s*"@id"')
_JSON_BASE = re.compile(r'"@base"\s*:\s*"([^"\\]+)"')
_JSON_PREFIX = re.compile(r'"([\w.-]+)"\s*:\s*"(\w+:[^"\\\s]*[#/])"')


class Place(Struct, frozen=True, order=True):
    """Where something stands in a file: a line and column, or the name of a cell such as "Ties!C4"."""

    line: int | None = None
    column: int | None = None
    cell: str = ""

    def in_file(self, path: object) -> str:
        """The place with the path of its file: "case.yaml:3:5", "cases.xlsx:Ties!C4"."""
        return ":".join(str(part) for part in (path, self.line, self.column, self.cell or None) if part is not None)


class Fault(Struct, frozen=True):
    """What is wrong with a form, and where; about which property of which subject, as far as triples are made of it."""

    place: Place
    message: Text
    subject: str = ""
    property: str = ""


class Block(NamedTuple):
    """The line on which the statements about a subject begin, and whether its class is among them."""

    subject: str
    line: int
    typed: bool


def blocks(text: str, ending: str) -> tuple[Block, ...]:
    """Every block of a file's text, in the order of the file, by the ending of the file's name.

    A subject is an IRI, ``_:label`` or ANONYMOUS.
    """
    read = _FORMATS.get(ending.lower())
    return tuple(read(text)) if read else ()


class _Statement(Struct):
    """The tokens of a statement so far, and how many brackets are open after the last one."""

    line: int = 0
    depth: int = 0
    words: list[str] = field(default_factory=list)


def _turtle(text: str) -> Iterator[Block]:
    prefixes: dict[str, str] = {}
    for statement in _statements(text):
        first = statement.words[0].lstrip("@").lower()
        if first in ("prefix", "base", "version") and len(statement.words) > 1:
            _declare(statement.words, prefixes)
        else:
            subject = _subject(statement.words[0], prefixes)
            yield Block(subject, statement.line, not {"a", _RDF_TYPE}.isdisjoint(statement.words[1:]))


def _statements(text: str) -> Iterator[_Statement]:
    """The statements of Turtle, TriG, N-Triples or N-Quads, with their words outside of brackets."""
    statement, line, end = _Statement(), 1, 0
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "comment":
            continue
        line += text.count("\n", end, token.start())
        end = token.start()
        if not statement.words:
            statement.line = line
        if _ends(statement, kind, token[0]):
            if statement.words:
                yield statement
            statement = _Statement()
    if statement.words:
        yield statement


def _ends(statement: _Statement, kind: str | None, word: str) -> bool:
    """Whether the statement ends here; the word is added to it otherwise."""
    if kind == "dot":
        return statement.depth == 0
    if kind == "close":
        statement.depth -= 1
        if statement.depth < 0:  # the end of a graph in TriG
            return True
    elif kind == "open":
        if word == "{" and statement.depth == 0 and len(statement.words) <= 2:  # "GRAPH name {"
            statement.words.clear()
            return True
        if statement.depth == 0:
            statement.words.append(ANONYMOUS)
        statement.depth += 1
    elif statement.depth == 0:
        statement.words.append(word)
    return _is_sparql_directive(statement.words)


def _is_sparql_directive(words: list[str]) -> bool:
    return bool(words) and len(words) == {"prefix": 3, "base": 2, "version": 2}.get(words[0].lower(), -1)


def _declare(words: list[str], prefixes: dict[str, str]) -> None:
    prefixes["@base" if len(words) == 2 else words[1]] = _absolute(words[-1], prefixes)


def _absolute(word: str, prefixes: Mapping[str, str]) -> str:
    """The IRI in angle brackets, made absolute; one that is absolute stays, as ``urljoin`` would remove a final "#"."""
    iri = word[1:-1]
    return iri if _SCHEME.match(iri) else urljoin(prefixes.get("@base", ""), iri)


def _subject(word: str, prefixes: Mapping[str, str]) -> str:
    """The subject as the graph has it, from its form in the text."""
    if word.startswith("<"):
        return _absolute(word, prefixes)
    prefix, colon, local = word.partition(":")
    if word.startswith("_:") or f"{prefix}{colon}" not in prefixes:
        return word
    return prefixes[f"{prefix}:"] + _ESCAPE.sub(r"\1", local)


def _rdf_xml(text: str) -> Iterator[Block]:
    from html import unescape  # the table of entities takes milliseconds

    entities = {f"&{name};": words for name, words in _XML_ENTITY.findall(text)}
    base = _first(_XML_BASE, text)
    for iri, line in _with_lines(_RDF_XML, text):
        named = re.sub(r"&[\w.-]+;", lambda entity: entities.get(entity[0], unescape(entity[0])), iri)
        yield Block(named if _SCHEME.match(named) else urljoin(base, named), line, False)


def _json(text: str) -> Iterator[Block]:
    prefixes = {f"{name}:": iri for name, iri in _JSON_PREFIX.findall(text)}
    names, base = "|".join(map(re.escape, ["@id", *_JSON_ALIAS.findall(text)])), _first(_JSON_BASE, text)
    for name, line in _with_lines(re.compile(rf'"(?:{names})"\s*:\s*"([^"\\]+)"'), text):
        subject = _subject(name, prefixes)
        yield Block(subject if _SCHEME.match(subject) else urljoin(base, subject), line, False)


def _first(pattern: re.Pattern[str], text: str) -> str:
    """What the pattern first finds in a text; empty where it finds nothing."""
    match = pattern.search(text)
    return match[1] if match else ""


def _with_lines(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, int]]:
    line, end = 1, 0
    for match in pattern.finditer(text):
        line += text.count("\n", end, match.start())
        end = match.start()
        yield match[1], line


_FORMATS: dict[str, Callable[[str], Iterator[Block]]] = {
    **dict.fromkeys((".ttl", ".trig", ".nt", ".nq"), _turtle),
    ".rdf": _rdf_xml,
    ".jsonld": _json,
}
