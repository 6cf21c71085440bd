"""The shipped questions asked of another engine and of ours, and what differs in the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice, product

import pyoxigraph as ox
from msgspec import Struct

from collabgraph.errors import CollabgraphError
from collabgraph.questions import parameters
from collabgraph.questions.files import Parameter, Question, questions
from collabgraph.rdf.sparql import Asked
from collabgraph.rdf.vocabulary import PREFIXES
from collabgraph.words import Text

_XSD = PREFIXES["xsd"]
_NUMBERS = {f"{_XSD}{name}" for name in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")}
_BOOLEAN = f"{_XSD}boolean"
_TEXTS = (ox.NamedNode(f"{_XSD}string"), ox.NamedNode(f"{PREFIXES['rdf']}langString"))
_DIGITS = 9
#: Every claim has a note or a quotation with this letter, so that a question about a text has rows.
_TEXT = "a"
_MOST_TRIED = 100

#: The row of an answer as a value: whether an engine writes 2 or 2.0 makes no difference.
Row = tuple[object, ...]


class Agreement(Struct, frozen=True):
    """A question asked of both engines: our rows, how many of them the other does not have, and what it has besides.

    ``values`` are those of the question's parameters without a default; ``fault`` is why the other did not answer.
    """

    question: Question
    values: Mapping[str, str]
    rows: int
    missing: int = 0
    more: int = 0
    fault: Text | None = None

    @property
    def differs(self) -> bool:
        """Whether the other engine is not to be trusted with this question."""
        return bool(self.missing or self.more or self.fault)


def agreements(own: Asked, other: Asked) -> Iterator[Agreement]:
    """Every shipped question, asked of both over the same triples; rows are compared as a collection, in no order.

    Blank nodes count as equal, numbers if they are equal to nine digits, texts without their language (what an engine
    joins of texts in one language has it or not). A parameter without a default gets the first
    value with which ours has rows.
    """
    for question in questions().values():
        values, sparql, rows = _with_rows(question, own)
        n = sum(rows.values())
        try:
            theirs = _rows(other, sparql)
        except CollabgraphError as error:
            yield Agreement(question, values, n, fault=error.message)
        else:
            yield Agreement(question, values, n, (rows - theirs).total(), (theirs - rows).total())


def _with_rows(question: Question, own: Asked) -> tuple[dict[str, str], str, Counter[Row]]:
    """The values, the query and our rows, for the first values that give any, or else for the first of all."""
    needed = [parameter for parameter in question.parameters if not parameter.default]
    choices = product(*(_values(parameter, own) for parameter in needed))
    first = None
    for chosen in islice(choices, _MOST_TRIED):
        values = {parameter.name: value for parameter, value in zip(needed, chosen, strict=True)}
        if any(values[each.name] == values.get(each.unlike) for each in needed):
            continue
        sparql = parameters.bound(question, values, "en", own.query)
        asked = values, sparql, _rows(own, sparql)
        if asked[2]:
            return asked
        first = first or asked
    return first or ({}, question.sparql, Counter())


def _values(parameter: Parameter, own: Asked) -> list[str]:
    return parameters.known(parameter.kind, own.query) if parameter.kind else [_TEXT]


def _rows(engine: Asked, sparql: str) -> Counter[Row]:
    """How often the answer has each row: its bound variables by name, with their values."""
    result = engine.query(sparql)
    if not isinstance(result, ox.QuerySolutions):
        return Counter()
    names = sorted(variable.value for variable in result.variables)
    return Counter(tuple((name, _value(row[name])) for name in names if row[name] is not None) for row in result)


def _value(node: object) -> object:
    """A node as a value that is equal in every engine.

    >>> _value(ox.Literal("2.50", datatype=ox.NamedNode(f"{_XSD}decimal"))), _value(ox.Literal(2.5))
    ('2.5', '2.5')
    """
    if isinstance(node, ox.BlankNode):
        return "_:"
    if isinstance(node, ox.Literal):
        if node.datatype.value in _NUMBERS:
            return f"{float(node.value):.{_DIGITS}g}"
        if node.datatype.value == _BOOLEAN:
            return node.value in ("1", "true")
        return node.value, None if node.datatype in _TEXTS else node.datatype.value
    return str(node)
