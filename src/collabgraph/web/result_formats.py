"""Rows of an answer in the W3C forms, no more than asked for: JSON, XML, CSV and TSV of SPARQL 1.1."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from json.encoder import encode_basestring
from typing import IO, Any, cast
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox
from msgspec import Struct
from msgspec.structs import replace

from collabgraph.rdf import graph_forms
from collabgraph.words.characters import parsable_xml

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Sequence[Node | None]


_PLAIN = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")

#: How rows are counted in each form: signs between or around them, and what to add to how many there are.
#: A sign may also stand in a text, so the count is never too low.
_SIGNS = {"json": ((b'},{"', b"{}"), 1), "xml": ((b"<result>",), 0), "csv": ((b"\n",), -1), "tsv": ((b"\n",), -1)}


#: What the head of an answer in JSON links to where rows were left out.
CUT = "https://w3id.org/collabgraph/truncated"


class Written(Struct, frozen=True):
    """An answer as bytes; ``cut`` says that there were more rows or triples than were allowed."""

    body: bytes
    cut: bool


class _Enough(Exception):
    """There are more rows than may be given."""


class _Counted(io.RawIOBase):
    """A file that takes what the engine writes until there seem to be too many rows."""

    def __init__(self, form: str, most: int) -> None:
        super().__init__()
        (self._signs, self._rows), self._most = _SIGNS[form], most
        self._more = self._rows
        self._parts: list[bytes] = []

    def write(self, part: Any) -> int:
        """Take a part; raises _Enough once there seem to be too many rows."""
        self._parts.append(bytes(part))
        self._rows += self._count(self._parts[-1])
        if self._rows > self._most:
            raise _Enough
        return len(part)

    def whole(self) -> bytes:
        """Everything written; raises _Enough where a count of the whole finds too many rows after all."""
        body = b"".join(self._parts)
        if self._more + self._count(body) > self._most:
            raise _Enough
        return body

    def _count(self, body: bytes) -> int:
        return sum(map(body.count, self._signs))


def solutions(ask: Callable[[], ox.QuerySolutions], form: str, most: int, offset: int = 0) -> Written:
    """The first ``most`` solutions after ``offset`` of them, in one of FORMS.

    The engine writes all or nothing. So it writes as long as there are few enough rows, which is nearly always; where
    there are too many it is asked once more, and as many as are allowed are written here.
    """
    whole = None if offset else _whole(ask(), form, most)
    written = _capped(ask(), form, most, offset) if whole is None else whole
    return replace(written, body=parsable_xml(written.body)) if form == "xml" else written


def _whole(solutions: ox.QuerySolutions, form: str, most: int) -> Written | None:
    """All solutions, as the engine writes them; None where there are more than ``most``."""
    counted = _Counted(form, most)
    try:
        solutions.serialize(cast("IO[bytes]", counted), format=_ENGINE[form])
        return Written(counted.whole(), False)
    except _Enough:
        return None


def _capped(solutions: ox.QuerySolutions, form: str, most: int, offset: int) -> Written:
    rows: list[Row] = [tuple(solution) for solution in islice(solutions, offset, offset + most)]
    cut = next(iter(solutions), None) is not None
    names = [variable.value for variable in solutions.variables]
    return Written(FORMS[form](names, rows, cut).encode(), cut)


def boolean(answer: ox.QueryBoolean, form: str) -> Written:
    """Yes or no in one of FORMS."""
    return Written(answer.serialize(format=_ENGINE[form]) or b"", False)


def triples(graph: ox.QueryTriples, form: str, most: int, prefixes: dict[str, str], offset: int = 0) -> Written:
    """The first ``most`` triples after ``offset`` of them, each once.

    Raises Unwritable where the form has no way to write one of them.
    """
    kept = list(dict.fromkeys(islice(graph, offset, offset + most)))
    cut = next(iter(graph), None) is not None
    return Written(graph_forms.written(kept, form, prefixes), cut)


def _json(names: Sequence[str], rows: Iterable[Row], cut: bool) -> str:
    keys = [encode_basestring(name) for name in names]
    bindings = (
        ",".join(f"{key}:{_json_term(node)}" for key, node in zip(keys, row, strict=True) if node is not None)
        for row in rows
    )
    written = ",\n".join(f"{{{binding}}}" for binding in bindings)
    head = f'"vars":[{",".join(keys)}]' + (f',"link":["{CUT}"]' if cut else "")
    return f'{{"head":{{{head}}},"results":{{"bindings":[{written}]}}}}\n'


def _json_term(node: Node) -> str:
    """The term as JSON, put together by hand: this is where a large answer spends its time."""
    if isinstance(node, ox.NamedNode):
        return f'{{"type":"uri","value":{encode_basestring(node.value)}}}'
    if isinstance(node, ox.BlankNode):
        return f'{{"type":"bnode","value":{encode_basestring(node.value)}}}'
    if isinstance(node, ox.Triple):
        parts = (("subject", node.subject), ("predicate", node.predicate), ("object", node.object))
        inside = ",".join(f'"{name}":{_json_term(part)}' for name, part in parts)
        return f'{{"type":"triple","value":{{{inside}}}}}'
    tags = "".join(f',"{name}":{encode_basestring(value)}' for name, value in _tags(node))
    return f'{{"type":"literal","value":{encode_basestring(node.value)}{tags}}}'


def _tags(node: ox.Literal) -> list[tuple[str, str]]:
    """What tells a literal from a plain text: its language or its datatype."""
    if node.language:
        return [("xml:lang", node.language)]
    return [] if node.datatype == _PLAIN else [("datatype", node.datatype.value)]


def _xml(names: Sequence[str], rows: Iterable[Row], cut: bool) -> str:
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in names)
    openings = [f"<binding name={quoteattr(name)}>" for name in names]
    results = "\n".join(
        "<result>"
        + "".join(
            f"{opening}{_xml_term(node)}</binding>"
            for opening, node in zip(openings, row, strict=True)
            if node is not None
        )
        + "</result>"
        for row in rows
    )
    note = "<!-- truncated: there are more rows -->" if cut else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
        f"<head>{head}</head>{note}<results>{results}</results></sparql>\n"
    )


def _xml_term(node: Node) -> str:
    if isinstance(node, ox.NamedNode):
        return f"<uri>{escape(node.value)}</uri>"
    if isinstance(node, ox.BlankNode):
        return f"<bnode>{escape(node.value)}</bnode>"
    if isinstance(node, ox.Triple):
        parts = (("subject", node.subject), ("predicate", node.predicate), ("object", node.object))
        return "<triple>" + "".join(f"<{name}>{_xml_term(part)}</{name}>" for name, part in parts) + "</triple>"
    tags = "".join(f" {name}={quoteattr(value)}" for name, value in _tags(node))
    return f"<literal{tags}>{escape(node.value)}</literal>"


def _csv(names: Sequence[str], rows: Iterable[Row], _cut: bool) -> str:
    lines = (",".join("" if node is None else _csv_term(node) for node in row) for row in rows)
    return "".join(f"{line}\r\n" for line in (",".join(map(_quoted, names)), *lines))


def _csv_term(node: Node) -> str:
    return _quoted(node.value if isinstance(node, ox.NamedNode | ox.Literal) else str(node))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n') else text


def _tsv(names: Sequence[str], rows: Iterable[Row], _cut: bool) -> str:
    lines = ("\t".join("" if node is None else _tsv_term(node) for node in row) for row in rows)
    return "".join(f"{line}\n" for line in ("\t".join(f"?{name}" for name in names), *lines))


def _tsv_term(node: Node) -> str:
    return str(node).replace("\t", "\\t")


#: How rows are written: the column names, the rows, and whether some were left out.
FORMS: dict[str, Callable[[Sequence[str], Iterable[Row], bool], str]] = {
    "json": _json,
    "xml": _xml,
    "csv": _csv,
    "tsv": _tsv,
}
_ENGINE = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
