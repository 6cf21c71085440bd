"""What can be chosen when a case is coded: the code lists, and the constructs and indicators of frameworks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from collabgraph.model import Interval, Ontology, Term
from collabgraph.output.document import (
    Number,
    Part,
    Presentation,
    Row,
    Table,
    TextCell,
    columns,
    paragraph,
    plain_table,
    text,
    text_cell,
)
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, Text, both, mark

_CONDITION, _INDICATOR, _WEIGHT = both(mark("condition")), both(mark("indicator")), both(mark("weight of evidence"))


class CodeList(Struct, frozen=True):
    """A list by its name, with its terms and the headings of the fields that choose from it.

    Of the terms of frameworks also the id of the framework of each; of words of a scale, by id, what they stand for: an
    interval, or the decibels from which they are used.
    """

    name: str
    terms: Sequence[Term]
    chosen_for: Sequence[Text]
    frameworks: Sequence[str] = ()
    numbers: Mapping[str, Interval | float] = {}


def lists(ontology: Ontology, codes: Mapping[str, Sequence[Text]]) -> list[CodeList]:
    """The lists that forms choose from (``codes`` has the headings of fields), of weights, and of frameworks' terms."""
    scales: Mapping[str, Mapping[str, Interval | float]] = {
        "likelihood": ontology.scales.likelihoods,
        "weight": ontology.scales.weights,
    }
    found = [
        CodeList(name, ontology.code_lists[name], headings, numbers=scales.get(name, {}))
        for name, headings in {**codes, "weight": [_WEIGHT]}.items()
    ]
    of_frameworks = (("constructs", _CONDITION, False), ("indicators", _INDICATOR, True))
    for name, heading, is_indicator in of_frameworks:
        pairs = [
            (construct.term, framework.id)
            for framework in ontology.readable.values()
            for construct in framework.constructs.values()
            if construct.is_indicator is is_indicator
        ]
        found.append(CodeList(name, [term for term, _ in pairs], [heading], [framework for _, framework in pairs]))
    return found


def presentation(shown: Sequence[CodeList]) -> Presentation:
    """The terms of each list with label and definition."""
    return Presentation(
        lambda say: {"schema": terms.schema("codes"), "lists": {one.name: _data(one, say) for one in shown}},
        lambda say: [Part(f"codes-{one.name}", one.name, (_table(one, say),)) for one in shown],
        lambda say: plain_table(
            ("list", "id", "framework", "label", "definition"),
            [(one.name, *list(row.values())[:4]) for one in shown for row in _data(one, say)],
        ),
    )


def overview(shown: Sequence[CodeList]) -> Presentation:
    """Every list with the number of its terms and what it is for."""

    def rows(say: Speech) -> list[tuple[str, int, str]]:
        return [(one.name, len(one.terms), ", ".join(words[say.lang] for words in one.chosen_for)) for one in shown]

    def part(say: Speech) -> Part:
        heads = columns(list=say("list"), terms=say("terms"), field=say("chosen for"))
        table = Table("", heads, tuple((text_cell(a), Number(b), text_cell(c)) for a, b, c in rows(say)))
        hint = say("'collabgraph codes LIST' prints the terms of a list with their definitions.")
        return Part("lists", say("Lists"), (table, paragraph(hint)))

    names = ("list", "terms", "chosen_for")
    return Presentation(
        lambda say: {
            "schema": terms.schema("codes"),
            "lists": [dict(zip(names, row, strict=True)) for row in rows(say)],
        },
        lambda say: [part(say)],
        lambda say: plain_table(names, rows(say)),
    )


def _data(shown: CodeList, say: Speech) -> list[dict[str, Any]]:
    frameworks = shown.frameworks or [""] * len(shown.terms)
    return [
        {
            "id": term.id,
            "framework": framework,
            "label": term.label[say.lang],
            "definition": term.definition[say.lang],
            **_number_data(shown.numbers.get(term.id)),
        }
        for term, framework in zip(shown.terms, frameworks, strict=True)
    ]


def _number_data(number: Interval | float | None) -> dict[str, float]:
    if isinstance(number, Interval):
        return terms.interval_data(number) or {}
    return {} if number is None else {"decibels": number}


def _number_words(number: Interval | float | None, say: Speech) -> str:
    if isinstance(number, Interval):
        return terms.interval(number, say)
    return "" if number is None else say("from {n} dB on", n=say.number(number))


def _table(shown: CodeList, say: Speech) -> Table:
    heads = columns(
        id=say("id"),
        label=say("label"),
        **({"framework": say("framework")} if shown.frameworks else {}),
        **({"number": say("stands for")} if shown.numbers else {}),
        definition=say("what it means"),
    )
    rows: list[Row] = []
    for position, term in enumerate(shown.terms):
        of_framework = (text_cell(shown.frameworks[position]),) if shown.frameworks else ()
        label, meaning = (TextCell((text(words, say),)) for words in (term.label, term.definition))
        number = (text_cell(_number_words(shown.numbers.get(term.id), say)),) if shown.numbers else ()
        rows.append((text_cell(term.id), label, *of_framework, *number, meaning))
    return Table(shown.name, heads, tuple(rows))
