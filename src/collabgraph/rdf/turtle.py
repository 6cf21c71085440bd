"""Graphs: safe reading of RDF files, and named graphs that can be queried."""

from __future__ import annotations

import codecs
import gc
import json
import os
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox
from msgspec import Struct

from collabgraph.errors import (
    EmptyFile,
    ExpandingEntities,
    MissingFile,
    NotUtf8,
    RemoteContext,
    SeveralGraphs,
    SyntaxFault,
    TooDeep,
    UnknownFormat,
    UnplacedFault,
    Unreadable,
    WideContexts,
    reason,
)
from collabgraph.rdf.positions import ANONYMOUS, Block, Fault, Place, blocks
from collabgraph.rdf.vocabulary import CG, DCTERMS, RDF, prefixes_for
from collabgraph.words import Text, both, mark

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
# As the parser reads it: from the word, with or without a space after it, to the next "<".
_ENTITY = re.compile(r"<!ENTITY[^<]*", re.IGNORECASE)
_LONGEST_ENTITY = 300
_DEEPEST = 200
#: Byte order marks with their encodings; longer ones first, because that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "utf-8"),
)
_JSON_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)
#: Formats that people write, in which a statement that is there twice can be a mistake (``described_twice``); programs
#: repeat statements in the others, JSON-LD above all, and they state nothing new.
_WRITTEN_BY_HAND = (".ttl", ".trig")
_WITH_GRAPHS = (".trig", ".nq", ".jsonld")
#: The engine copies the terms in scope for every context inside of another: so many copies take about half a minute.
_MOST_COPIES = 50_000_000
_LATE_CONTEXT = re.compile(r'[^{\s]\s*"@context"\s*:')
_TRIPLE_BRACKETS = re.compile(r"(?P<open><<\s*\()|(?P<close>\)\s*>>)")


def is_file_name(name: str) -> bool:
    """Whether a name is that of a file, by its ending or a folder in it, rather than an id.

    >>> is_file_name("my-case.jsonld"), is_file_name("cases/pbg"), is_file_name("pbg")
    (True, True, False)
    """
    return Path(name).suffix.lower() in FORMATS or os.sep in name or "/" in name


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, or in the encoding of the byte order mark that it begins with.

    Raises MissingFile or NotUtf8.
    """
    return _decoded(path)[0]


def _decoded(path: Path) -> tuple[str, tuple[bytes, str]]:
    """The text of a file, and its byte order mark with the encoding."""
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise MissingFile(path=path, why=reason(error)) from None
    return decoded(path, content)


def decoded(path: Path, content: bytes) -> tuple[str, tuple[bytes, str]]:
    """The text of the content of a file, and its byte order mark with the encoding; raises NotUtf8."""
    order_mark, encoding = next(pair for pair in _MARKS if content.startswith(pair[0]))
    try:
        return content[len(order_mark) :].decode(encoding), (order_mark, encoding)
    except UnicodeDecodeError as error:
        position = len(order_mark) + error.start
        line = content.count(b"\n", 0, position) + 1
        raise NotUtf8(path=path, line=line, byte=f"0x{content[position]:02x}", position=position) from None


def parse(path: Path, text: str, base: str | None = None) -> Iterator[ox.Quad]:
    """The quads of a file's text in the format of its name's ending; blank nodes are never shared between files.

    Relative IRIs are refused unless there is a ``base``.

    Raises UnknownFormat, SyntaxFault, RemoteContext, ExpandingEntities, WideContexts or TooDeep.
    """
    rdf_format = FORMATS.get(path.suffix.lower())
    if rdf_format is None:
        raise UnknownFormat(
            name=path, format=path.suffix, thing=both(mark("files of triples")), nearest="", known=", ".join(FORMATS)
        )
    _refuse_bombs(path, text)
    try:
        streamed = _contexts_first(text) if rdf_format == ox.RdfFormat.JSON_LD else text
        yield from ox.parse(streamed, format=rdf_format, base_iri=base, rename_blank_nodes=True)
    except SyntaxError as error:
        raise _syntax_fault(path, text, rdf_format, error) from None
    except RecursionError:
        raise TooDeep(path=path) from None


def _contexts_first(text: str) -> str:
    """JSON-LD with the context before all else in each object, where JSON-LD leaves the order open and the engine not.

    The text itself where it is so already, or no JSON, so that the engine says where.
    """
    if not _LATE_CONTEXT.search(text):
        return text
    try:
        return json.dumps(json.loads(text, object_hook=lambda given: dict(sorted(given.items(), key=_is_no_context))))
    except ValueError:
        return text


def _is_no_context(item: tuple[str, object]) -> bool:
    return item[0] != "@context"


def _refuse_bombs(path: Path, text: str) -> None:
    if path.suffix.lower() == ".rdf":
        for entity in _ENTITY.finditer(text):
            if "&" in entity[0] or len(entity[0]) > _LONGEST_ENTITY:
                raise ExpandingEntities(path=path, line=text.count("\n", 0, entity.start()) + 1)
    brackets = _JSON_BRACKETS if path.suffix.lower() == ".jsonld" else _TRIPLE_BRACKETS
    if brackets is _TRIPLE_BRACKETS and text.count("<<") <= _DEEPEST:
        return
    if max(_depths(brackets, text), default=0) > _DEEPEST:
        raise TooDeep(path=path)
    nodes = text.count("{") if brackets is _JSON_BRACKETS else 0
    if nodes * len(text) > 8 * _MOST_COPIES and (terms := _terms_in_scope(text)) * nodes > _MOST_COPIES:
        raise WideContexts(path=path, terms=terms, nodes=nodes)


def _terms_in_scope(text: str) -> int:
    """The greatest number of terms that contexts inside of one another define in JSON-LD; 0 for a single context."""

    def widest(value: object, terms: int, depth: int) -> int:
        if isinstance(value, list):
            return max((widest(each, terms, depth) for each in value), default=0)
        if not isinstance(value, dict):
            return 0
        if "@context" in value:
            contexts = value["@context"] if isinstance(value["@context"], list) else [value["@context"]]
            terms += sum(len(each) for each in contexts if isinstance(each, dict))
            depth += 1
        inside = max((widest(each, terms, depth) for each in value.values()), default=0)
        return max(inside, terms if depth > 1 else 0)

    try:
        return widest(json.loads(text), 0, 0)
    except ValueError:
        return 0  # the engine says where it is no JSON


def _depths(brackets: re.Pattern[str], text: str) -> Iterator[int]:
    depth = 0
    for bracket in brackets.finditer(text):
        depth += (bracket.lastgroup == "open") - (bracket.lastgroup == "close")
        yield depth


def _syntax_fault(path: Path, text: str, rdf_format: ox.RdfFormat, error: SyntaxError) -> Unreadable:
    if "LoadDocumentCallback" in str(error.msg) or "remote context" in str(error.msg):
        return RemoteContext(path=path, address=_remote_context(text))
    reason = re.sub(r"^.*?(?:at|between) line \d+ (?:between columns|column) [^:]*: ", "", str(error.msg)).rstrip(".")
    # RDF/XML and the later stages of JSON-LD give no position.
    kind, place = (SyntaxFault, f"{path}:{error.lineno}:{error.offset}") if error.lineno else (UnplacedFault, path)
    return kind(path=path, place=place, line=error.lineno, column=error.offset, format=rdf_format.name, reason=reason)


def _remote_context(text: str) -> str:
    """The first address that JSON-LD names as its context; "?" where the rest of the file is not JSON."""
    try:
        return next(_remote_contexts(json.loads(text)), "?")
    except ValueError:
        return "?"


def _remote_contexts(value: object, in_context: bool = False) -> Iterator[str]:
    """The addresses of the contexts that a JSON-LD document names, in its order."""
    if isinstance(value, str) and in_context:
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _remote_contexts(each, in_context)
    elif isinstance(value, dict):
        for key, each in value.items():
            is_context = key == "@context" or (in_context and key == "@import")
            yield from _remote_contexts(each, is_context) if is_context or not isinstance(each, str) else ()


class StoredCopy(Struct, frozen=True):
    """The place of the store that a graph is in, and the SHA-256 of the file it was loaded from."""

    place: str
    sha256: str


class Graph(Struct, frozen=True, dict=True):
    """The triples of one file, indexed by subject and predicate.

    Subjects and predicates are strings (blank nodes as ``_:id``), objects are pyoxigraph terms. For a graph that is
    ``stored``, ``path`` is the name that a file of it would have. ``encoding`` is the file's byte order mark and the
    encoding of its text.
    """

    path: Path
    text: str
    stored: StoredCopy | None = None
    encoding: tuple[bytes, str] = (b"", "utf-8")

    @property
    def origin(self) -> str:
        """Where the triples come from: the path of a file, or the id of a graph with the place of its store."""
        return f"{self.path.stem} ({self.stored.place})" if self.stored else str(self.path)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hexadecimal digits."""
        import hashlib

        if self.stored:
            return self.stored.sha256
        order_mark, encoding = self.encoding
        return hashlib.sha256(order_mark + self.text.encode(encoding)).hexdigest()

    @property
    def quads(self) -> Iterator[ox.Quad]:
        """The triples as quads, parsed anew; of a file without named graphs, all in the default graph."""
        quads = parse(self.path, self.text)
        return quads if self.path.suffix.lower() in _WRITTEN_BY_HAND else iter(dict.fromkeys(quads))

    @cached_property
    def index(self) -> dict[str, dict[str, list[Node]]]:
        """The objects by subject and predicate, in the order of the file."""
        index: dict[str, dict[str, list[Node]]] = {}
        for quad in self.quads:
            subject, predicate = _key(quad.subject), quad.predicate.value
            if subject not in index:
                index[subject] = {predicate: [quad.object]}
            elif predicate not in (properties := index[subject]):
                properties[predicate] = [quad.object]
            else:
                properties[predicate].append(quad.object)
        return index

    @cached_property
    def _by_type(self) -> dict[str, list[str]]:
        by_type: dict[str, list[str]] = {}
        for subject, properties in self.index.items():
            for kind in properties.get(RDF.type, ()):
                by_type.setdefault(_key(kind), []).append(subject)
        return by_type

    def subjects(self, kind: str) -> list[str]:
        """The subjects of one class, sorted."""
        return sorted(self._by_type.get(kind, ()))

    def has(self, subject: str) -> bool:
        """Whether the file states anything about this subject."""
        return subject in self.index

    def objects(self, subject: str, predicate: str) -> list[Node]:
        """The objects, in the order of the file."""
        properties = self.index.get(subject)
        return properties.get(predicate, []) if properties else []

    def links(self, subject: str, predicate: str) -> list[str]:
        """The objects that are nodes, as strings, sorted."""
        links = [_key(node) for node in self.objects(subject, predicate) if not isinstance(node, ox.Literal)]
        return sorted(links) if len(links) > 1 else links

    def link(self, subject: str, predicate: str) -> str | None:
        """The first object that is a node, or None."""
        objects = self.objects(subject, predicate)
        if len(objects) == 1 and isinstance(objects[0], ox.NamedNode):
            return objects[0].value
        return next(iter(self.links(subject, predicate)), None) if objects else None

    def values(self, subject: str, predicate: str) -> list[str]:
        """The objects that are literals, as strings, sorted."""
        return sorted(node.value for node in self.objects(subject, predicate) if isinstance(node, ox.Literal))

    def value(self, subject: str, predicate: str) -> str | None:
        """The first literal, or None."""
        objects = self.objects(subject, predicate)
        if len(objects) == 1 and isinstance(objects[0], ox.Literal):
            return objects[0].value
        return next(iter(self.values(subject, predicate)), None) if objects else None

    def number(self, subject: str, predicate: str) -> float | None:
        """The first literal as a number, or None; raises ValueError where it is not a number."""
        value = self.value(subject, predicate)
        return None if value is None else float(value)

    def words(self, subject: str, predicate: str) -> Text:
        """The text by language, empty where there is none; ``own`` is the language of the file."""
        literals = [node for node in self.objects(subject, predicate) if isinstance(node, ox.Literal)]
        return Text({node.language: node.value for node in literals if node.language}, own=self.language)

    def words_or_plain(self, subject: str, predicate: str) -> Text:
        """The text by language; a text without a language, such as "p. 12", is the same in every language."""
        return self.words(subject, predicate) or Text.same(self.value(subject, predicate) or "")

    @cached_property
    def language(self) -> str:
        """The language that the case, study or framework of the file is written in; "en" where none is stated."""
        kinds = (CG.Case, CG.Study, CG.Framework)
        stated = (self.value(subject, DCTERMS.language) for kind in kinds for subject in self.subjects(kind))
        return next((language for language in stated if language), "en")

    @cached_property
    def _blocks(self) -> dict[str, list[Block]]:
        """The blocks of the text by subject, in the order of the file; none for a stored graph."""
        by_subject: dict[str, list[Block]] = {}
        for block in () if self.stored else blocks(self.text, self.path.suffix):
            by_subject.setdefault(block.subject, []).append(block)
        return by_subject

    def line_of(self, subject: str) -> int | None:
        """The line on which a subject's first block begins in the file, or None where it is not known."""
        if subject.startswith("_:"):
            return self._blank_lines.get(subject)
        return next((block.line for block in self._blocks.get(subject, ())), None)

    @property
    def faults(self) -> Sequence[Fault]:
        """What is wrong with the form that the triples were read from; none where they were read as triples."""
        return ()

    @property
    def notices(self) -> Sequence[Fault]:
        """What is worth knowing about how a form was read."""
        return ()

    @property
    def broken(self) -> Collection[str]:
        """The subjects of a form of which something could not be read, so that what seems missing may not be."""
        return ()

    def place_of(self, subject: str, predicate: str = "") -> Place:  # noqa: ARG002, which forms of case files need
        """Where a subject begins, or where the value of one of its properties stands as far as that is known."""
        return Place(self.line_of(subject))

    def lines_with_class(self, subject: str) -> list[int]:
        """The lines of the blocks that state a class of a subject; more than one where it is described twice."""
        return [block.line for block in self._blocks.get(subject, ()) if block.typed]

    @cached_property
    def _blank_lines(self) -> dict[str, int]:
        """The lines of blank nodes with a block of their own, if text and triples have the same number of them."""
        lines = [block.line for block in self._blocks.get(ANONYMOUS, ())]
        lines += [own_blocks[0].line for subject, own_blocks in self._blocks.items() if subject.startswith("_:")]
        nodes = [subject for subject in self.index if subject.startswith("_:")]
        for candidates in (nodes, [node for node in nodes if node not in self.holders]):
            if len(candidates) == len(lines):
                return dict(zip(candidates, sorted(lines), strict=True))
        return {}

    @cached_property
    def holders(self) -> dict[str, tuple[str, str]]:
        """By blank node that is an object, the first subject that has it, and the property."""
        holders: dict[str, tuple[str, str]] = {}
        for subject, properties in self.index.items():
            for predicate, values in properties.items():
                for value in values:
                    if isinstance(value, ox.BlankNode):
                        holders.setdefault(str(value), (subject, predicate))
        return holders


def _key(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)


def read_one(path: Path) -> Graph:
    """The triples of a file with one graph, which may have a name; raises SeveralGraphs, or as ``read``."""
    return _with_one_graph(read(path))


def read_content(path: Path, content: bytes) -> Graph:
    """The triples of a file that was read before: of its content, with one graph; raises as ``read_one``."""
    return _with_one_graph(_read(path, *decoded(path, content)))


def _with_one_graph(graph: Graph) -> Graph:
    path = graph.path
    names = {str(quad.graph_name) for quad in graph.quads} if path.suffix.lower() in _WITH_GRAPHS else set()
    if len(names) > 1:
        raise SeveralGraphs(path=path, n=len(names), name=max(names - {str(ox.DefaultGraph())}))
    return graph


def read(path: Path) -> Graph:
    """The triples of one file.

    Raises MissingFile or an Unreadable error that says where and why.
    """
    return _read(path, *_decoded(path))


def _read(path: Path, text: str, encoding: tuple[bytes, str]) -> Graph:
    graph = Graph(path, text, encoding=encoding)
    with _no_collection():
        if not graph.index:
            raise EmptyFile(path=path)
    return graph


@contextmanager
def _no_collection() -> Iterator[None]:
    """A context without garbage collection, which would take a third of the time: all objects of an index stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def prefixes_in(triples: Iterable[ox.Triple | ox.Quad]) -> dict[str, str]:
    """The prefixes of the project, and of the cases and studies named in triples, that these triples use."""
    iris = _iris(triples)
    return _used(prefixes_for(iris), iris)


def used(prefixes: dict[str, str], triples: Iterable[ox.Triple | ox.Quad]) -> dict[str, str]:
    """Those of the prefixes that these triples use."""
    return _used(prefixes, _iris(triples))


def _used(prefixes: dict[str, str], iris: set[str]) -> dict[str, str]:
    """The prefixes whose IRI with a local name is one of these IRIs."""
    namespaces = {iri[: match.start()] for iri in iris if (match := _LOCAL.search(iri))} | iris
    return {name: iri for name, iri in prefixes.items() if iri in namespaces}


_LOCAL = re.compile(r"[^/#]*$")
#: Datatypes that Turtle needs no name for, so that they use no prefix; and what is written as ``a``.
_UNWRITTEN = frozenset(
    (
        RDF.type,
        f"{RDF.iri}langString",
        *(f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("string", "boolean", "integer", "decimal", "double")),
    )
)


def _iris(triples: Iterable[ox.Triple | ox.Quad]) -> set[str]:
    """The IRIs that are written in triples."""
    found: set[str] = set()
    for triple in triples:
        graph = (triple.graph_name,) if isinstance(triple, ox.Quad) else ()
        for node in (triple.subject, triple.predicate, triple.object, *graph):
            if isinstance(node, ox.NamedNode):
                found.add(node.value)
            elif isinstance(node, ox.Literal):
                found.add(node.datatype.value)
            elif isinstance(node, ox.Triple):
                found |= _iris((node,))
    return found - _UNWRITTEN


def named_graphs(graphs: Iterable[tuple[str | None, Iterable[ox.Quad]]]) -> ox.Store:
    """A store in memory with these triples, in the graphs that ``named_quads`` puts them in, and ``with_union``."""
    store = ox.Store()
    store.bulk_extend(with_union(named_quads(graphs)))
    return store


def with_union(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads, and each of their triples in the default graph too, which so is the union of the graphs as a set.

    The engine's own union answers a triple once for every graph that it is in.
    """
    for quad in quads:
        yield quad
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            yield ox.Quad(quad.subject, quad.predicate, quad.object)


def named_quads(graphs: Iterable[tuple[str | None, Iterable[ox.Quad]]]) -> Iterator[ox.Quad]:
    """The quads in the graphs with these names; without a name they stay in the graphs they are in."""
    for name, quads in graphs:
        if name is None:
            yield from quads
        else:
            graph_name = ox.NamedNode(name)
            yield from (ox.Quad(quad.subject, quad.predicate, quad.object, graph_name) for quad in quads)
