"""The answer to a SPARQL query, in the W3C forms and as a table."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import pyoxigraph as ox
from msgspec import Struct
from msgspec.structs import replace

from collabgraph.errors import FormatMismatch
from collabgraph.model import Status
from collabgraph.output import writers
from collabgraph.output.document import (
    Cell,
    Column,
    Number,
    Part,
    Presentation,
    Row,
    Run,
    Table,
    Target,
    fields,
    paragraph,
    text,
    text_cell,
)
from collabgraph.output.presenters import terms
from collabgraph.rdf import graph_forms
from collabgraph.rdf.graph_forms import GRAPH_FORMS
from collabgraph.rdf.sparql import Result
from collabgraph.rdf.turtle import prefixes_in
from collabgraph.rdf.vocabulary import PREFIXES, shortened
from collabgraph.words import Speech, Text, both, mark
from collabgraph.words.characters import parsable_xml

ROW_FORMS: Mapping[str, ox.QueryResultsFormat | None] = {
    "table": None,
    "md": None,
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "xlsx": None,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
FORMS = (*ROW_FORMS, *GRAPH_FORMS)

_NUMBERS = frozenset("integer long int nonNegativeInteger decimal double float".split())

#: What the name of a column ends in that gives the words of another.
LABEL = "Label"
#: The column of an answer that is yes or no.
ANSWER = "answer"
#: The statuses by their IRIs.
_STATUSES = {PREFIXES["status"] + status: status for status in Status}
_BOOLEAN = f"{PREFIXES['xsd']}boolean"
T = TypeVar("T")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Node = Term | None


class Rows(Struct, frozen=True):
    """An answer of rows: the names of its columns, each row by name, and the whole as JSON, as the W3C has it."""

    names: tuple[str, ...]
    rows: tuple[Mapping[str, Node], ...]
    json: bytes


#: What an IRI is called where an answer has no column with its label; empty where it has no name.
Label = Callable[[str], Text]


def unnamed(_: str) -> Text:
    """No name for any IRI."""
    return Text()


def presentation(answer: Rows) -> Presentation:
    """Rows as they were answered: names in short for people, in full for programs."""

    def parts(say: Speech) -> list[Part]:
        return [Part("rows", "", (records(answer),)), Part("count", "", (paragraph(counted(answer, say)),))]

    return Presentation(lambda _: json.loads(answer.json), parts, lambda _: for_programs(answer))


def records(answer: Rows) -> Table:
    """Every column of an answer under the name it has in the query, each cell as text."""
    rows = tuple(
        tuple(None if node is None else text_cell(shown(node), code=value(node)) for node in map(row.get, answer.names))
        for row in answer.rows
    )
    return Table("", fields(*answer.names), rows)


def for_programs(answer: Rows) -> Table:
    """The records of an answer with literals that are numbers as numbers, so that no program takes them for text."""
    table = records(answer)
    rows = tuple(
        tuple(_number_or(row.get(name), cell) for name, cell in zip(answer.names, cells, strict=True))
        for row, cells in zip(answer.rows, table.rows, strict=True)
    )
    return replace(table, rows=rows)


def _number_or(node: Node, cell: Cell | None) -> Cell | None:
    if not isinstance(node, ox.Literal):
        return cell
    number = _number(node.value, node.datatype.value)
    return cell if number is None else Number(number, exact=node.value)


def counted(answer: Rows, say: Speech) -> str:
    """How many rows there are."""
    return say.plural("{n} row", "{n} rows", len(answer.rows))


def written(
    result: Result,
    form: str | None,
    lang: str,
    *,
    width: int,
    styled: bool,
    presented: Callable[[Rows], Presentation] = presentation,
) -> str:
    """The answer as text; without a form rows become a table and graphs Turtle; ``presented`` is how people get rows.

    Raises FormatMismatch where the form does not fit what the query returns.
    """
    if isinstance(result, ox.QueryTriples):
        return _graph(result, form or "turtle")
    form = form or "table"
    if form not in ROW_FORMS:
        raise FormatMismatch(kind=both(mark("rows")), format=form, known=", ".join(ROW_FORMS))
    if isinstance(result, ox.QueryBoolean):
        return _boolean(result, form)
    rows_form = ROW_FORMS[form]
    if form == "csv" or rows_form is None:
        return writers.write(presented(rows(result)), form, lang, width=width, styled=styled)
    body = result.serialize(format=rows_form) or b""
    return (parsable_xml(body) if form == "xml" else body).decode() + ("\n" if form in ("json", "xml") else "")


def tabular(result: Result) -> Rows:
    """The answer as rows, also one that is yes or no; raises FormatMismatch for a graph."""
    if isinstance(result, ox.QueryTriples):
        raise FormatMismatch(kind=both(mark("a graph")), format="xlsx", known=", ".join(GRAPH_FORMS))
    return from_json(result.serialize(format=ox.QueryResultsFormat.JSON) or b"")


def rows(solutions: ox.QuerySolutions) -> Rows:
    """All rows; they can be read but once, so they are read from their JSON form."""
    return from_json(solutions.serialize(format=ox.QueryResultsFormat.JSON) or b"")


def from_json(body: bytes) -> Rows:
    """The rows of an answer in the JSON form; one that is yes or no is a row with that."""
    solutions = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(solutions, ox.QueryBoolean):
        return Rows((ANSWER,), ({ANSWER: ox.Literal(bool(solutions))},), body)
    assert isinstance(solutions, ox.QuerySolutions)
    names = tuple(variable.value for variable in solutions.variables)
    return Rows(names, tuple({name: row[name] for name in names} for row in solutions), body)


def labelled(answered: Rows, name: str, headings: Mapping[str, Text], say: Speech, label: Label = unnamed) -> Table:
    """The columns and rows for a reader: a term by its label, which the answer can have in a column of its own."""
    shown = columns_shown(answered.names)
    heads = tuple(Column(headings[column][say.lang] if column in headings else column, column) for column in shown)
    rows: tuple[Row, ...] = tuple(
        tuple(_cell(row[column], row.get(column + LABEL), say, label) for column in shown) for row in answered.rows
    )
    return Table(name, heads, rows)


def _cell(node: Node, words: Node, say: Speech, label: Label) -> Cell | None:
    """A number, a status with its glyph, or words; those of a thing open it."""
    if not isinstance(words, ox.Literal):
        words = node if isinstance(node, ox.Literal) else None
    if isinstance(node, ox.NamedNode):
        text_of_it = Text({words.language or say.lang: words.value}) if words else label(node.value)
        return _thing(node, text_of_it, say)
    if words is None:
        return None if node is None else text_cell(shown(node), code=value(node))
    number_or_words = read(words.value, words.datatype.value, say)
    if not isinstance(number_or_words, str):
        return Number(number_or_words)
    return text_cell(text(Text({words.language or say.lang: number_or_words}), say), code=value(node or words))


def _thing(node: ox.NamedNode, label: Text, say: Speech) -> Cell:
    """What a thing is called, which opens it; a status has its glyph."""
    target = Target("thing", node.value)
    words = text(label, say, target) if label else Run(shown(node), target)
    status = _STATUSES.get(node.value)
    return terms.status_cell(status, words.text) if status else text_cell(words, code=node.value)


def _graph(triples: ox.QueryTriples, form: str) -> str:
    if form not in GRAPH_FORMS:
        raise FormatMismatch(kind=both(mark("a graph")), format=form, known=", ".join(GRAPH_FORMS))
    ordered = sorted(set(triples), key=str)
    try:
        text = graph_forms.written(ordered, form, prefixes_in(ordered)).decode()
    except graph_forms.Unwritable as error:
        raise FormatMismatch(kind=both(error.args[0]), format=form, known="turtle, ntriples") from None
    return f"{text}\n" if form in ("jsonld", "rdfxml") else text


def _boolean(answer: ox.QueryBoolean, form: str) -> str:
    rows_form = ROW_FORMS[form]
    if rows_form is None:
        return f"{str(bool(answer)).lower()}\n"
    return (answer.serialize(format=rows_form) or b"").decode() + "\n"


def value(node: Term) -> str:
    """A node for programs: a full IRI, a text without quotes."""
    return node.value if isinstance(node, ox.NamedNode | ox.Literal) else str(node)


def in_common(names: Sequence[str], rows: Sequence[Sequence[T]], once: Sequence[str]) -> tuple[dict[str, T], list[int]]:
    """What all rows have in common in the columns of ``once``, by name; and the places of all other columns.

    >>> in_common(["case", "bases"], [["pbg", "reported"], ["spp-irt", "reported"]], ["bases"])
    ({'bases': 'reported'}, [0])
    """
    columns = dict(zip(names, zip(*rows, strict=True), strict=bool(rows)))
    same = {name: columns[name][0] for name in once if len(set(columns.get(name, ()))) == 1}
    return same, [place for place, name in enumerate(names) if name not in same]


def columns_shown(names: Sequence[str]) -> list[str]:
    """The columns for a reader: all but those whose name ends in "Label", which give the words of another.

    >>> columns_shown(["case", "status", "statusLabel"])
    ['case', 'status']
    """
    return [name for name in names if not (name.endswith(LABEL) and name.removesuffix(LABEL) in names)]


def read(text: str, datatype: str, say: Speech) -> str | int | float:
    """What a literal is to a reader: yes or no, a number, or its text."""
    if datatype == _BOOLEAN and text in ("true", "false"):
        return say("yes") if text == "true" else say("no")
    number = _number(text, datatype)
    return text if number is None else number


def _number(text: str, datatype: str) -> int | float | None:
    """The number a literal is, whole where it is written so; None where it is not a finite number.

    >>> _number("28", PREFIXES["xsd"] + "decimal"), _number("28", PREFIXES["xsd"] + "double")
    (28, 28.0)
    """
    kind = datatype.removeprefix(PREFIXES["xsd"])
    if kind not in _NUMBERS:
        return None
    try:
        number = float(text) if kind in ("double", "float") or "." in text else int(text)
        return number if math.isfinite(number) else None
    except (ValueError, OverflowError):
        return None


def shown(node: Term) -> str:
    """A node as a person writes it: prefixed names, texts without quotes."""
    return shortened(node.value) if isinstance(node, ox.NamedNode) else value(node)
