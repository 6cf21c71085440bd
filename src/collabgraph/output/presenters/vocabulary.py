"""The vocabulary that cases are coded with: classes, properties, and the codes of the lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from msgspec import Struct

from collabgraph.model import Term
from collabgraph.output.document import (
    Part,
    Presentation,
    Row,
    Run,
    Runs,
    Table,
    Target,
    TextCell,
    cell_runs,
    columns,
    joined,
    paragraph,
    plain,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import terms
from collabgraph.rdf.vocabulary import ACTOR_METRIC, BASE, CG, NETWORK_METRIC, SCHEME, shortened
from collabgraph.words import Speech, Text


class Declared(Struct, frozen=True):
    """A class or property: what it is, what it means, how it is used, its parents, domain and range.

    ``kind`` is what one of its kind is called, ``kinds`` what several are.
    """

    name: str
    iri: str
    kind: Text
    kinds: Text
    label: Text
    definition: Text
    note: Text
    parents: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]


class Shape(Struct, frozen=True):
    """A rule for files: the classes or properties it is about, the rules it is made of, and what it asks for."""

    name: str
    iri: str
    about: tuple[str, ...]
    parts: tuple[str, ...]
    message: Text


# Shapes --------------------------------------------------------------------------------------------------------------


def shapes(listed: Sequence[Shape]) -> Presentation:
    """The shapes: what each is about, and what it asks of a file."""
    return Presentation(
        lambda _: {
            "schema": terms.schema("shapes"),
            "shapes": [
                {
                    "name": shape.name,
                    "iri": shape.iri,
                    "about": list(shape.about),
                    "parts": list(shape.parts),
                    "message": terms.text_data(shape.message),
                }
                for shape in listed
            ],
        },
        lambda say: [Part("shapes", say("Shapes"), (_shapes(listed, True, say),))],
        lambda say: _shapes(listed, False, say),
    )


def _shapes(listed: Iterable[Shape], anchored: bool, say: Speech) -> Table:
    heads = columns(name=say("name"), about=say("about"), parts=say("made of"), message=say("what it asks for"))
    rows = tuple(
        (
            text_cell(Run(shape.name, Target("term", shape.iri)), anchor=shape.name if anchored else ""),
            TextCell(_named(shape.about)),
            TextCell(_named(shape.parts)),
            text_cell(text(shape.message, say)),
        )
        for shape in listed
    )
    return Table(say("Shapes"), heads, rows)


# Code lists ----------------------------------------------------------------------------------------------------------


def code_lists(lists: Mapping[str, Sequence[Term]]) -> Presentation:
    """Code lists, by name: every code with its definition; on the page of one list each code has its anchor."""
    return Presentation(
        lambda _: {
            "schema": terms.schema("code-lists"),
            "lists": {name: [_term_data(term) for term in codes] for name, codes in lists.items()},
        },
        lambda say: [
            Part(f"list-{name}", name, (_codes(name, codes, len(lists) == 1, say),)) for name, codes in lists.items()
        ],
        lambda say: _all_codes(lists, say),
    )


def _term_data(term: Term) -> dict[str, Any]:
    """A term for programs, in both languages."""
    texts = {"label": terms.text_data(term.label), "definition": terms.text_data(term.definition)}
    return {"id": term.id, "iri": term.iri, **texts}


def _codes(name: str, codes: Iterable[Term], anchored: bool, say: Speech) -> Table:
    heads = columns(code=say("code"), label=say("label"), definition=say("definition"))
    return Table(name, heads, tuple(_code(term, term.id if anchored else "", say) for term in codes))


def _all_codes(lists: Mapping[str, Iterable[Term]], say: Speech) -> Table:
    heads = columns(list=say("code list"), code=say("code"), label=say("label"), definition=say("definition"))
    rows = tuple((text_cell(name), *_code(term, "", say)) for name, codes in lists.items() for term in codes)
    return Table(say("Code lists"), heads, rows)


def _code(term: Term, anchor: str, say: Speech) -> Row:
    name = text_cell(Run(term.id, Target("term", term.iri)), anchor=anchor)
    return name, text_cell(text(term.label, say)), text_cell(text(term.definition, say))


# Classes and properties ----------------------------------------------------------------------------------------------


def declared(classes_and_properties: Sequence[Declared], lists: Iterable[str]) -> Presentation:
    """The classes and properties of the ontology, kind by kind, after the names of the code lists."""
    return Presentation(
        lambda _: {
            "schema": terms.schema("ontology"),
            "terms": [
                {
                    "name": term.name,
                    "label": terms.text_data(term.label),
                    "definition": terms.text_data(term.definition),
                }
                for term in classes_and_properties
            ],
        },
        lambda say: [_links_to_lists(lists, say), *_by_kind(classes_and_properties, say)],
        lambda say: _records(classes_and_properties, say),
    )


def _links_to_lists(lists: Iterable[str], say: Speech) -> Part:
    """Where the code lists and the metrics are."""
    codes = joined([words(Run(name, Target("term", SCHEME + name))) for name in lists])
    levels = ((say("of a network"), NETWORK_METRIC), (say("of an actor"), ACTOR_METRIC))
    metrics = joined([words(Run(level, Target("term", iri.rstrip("#")))) for level, iri in levels])
    paragraphs = (
        paragraph(say("Code lists:"), " ", *codes),
        paragraph(say("Metrics:"), " ", *metrics),
        paragraph(say("Shapes:"), " ", Run(say("what a file must contain"), Target("term", f"{BASE}shapes"))),
    )
    return Part("lists", "", paragraphs)


def _by_kind(classes_and_properties: Iterable[Declared], say: Speech) -> list[Part]:
    """A part for each kind, in the order of the terms."""
    by_kind = groupby(classes_and_properties, lambda term: term.kinds)
    return [
        Part(f"kind-{number}", kinds[say.lang], (_of_kind(kinds[say.lang], of_kind, say),))
        for number, (kinds, of_kind) in enumerate(by_kind, start=1)
    ]


def _of_kind(name: str, of_kind: Iterable[Declared], say: Speech) -> Table:
    heads = columns(
        name=say("name"),
        label=say("label"),
        definition=say("definition"),
        parents=say("narrower than"),
        use=say("from → to"),
    )
    rows = [_row(term, say) for term in of_kind]
    kept = [place for place in range(len(heads)) if any(plain(cell_runs(row[place], say)) for row in rows)]
    return Table(
        name, tuple(heads[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows)
    )


def _row(term: Declared, say: Speech) -> Row:
    note = words(" ", text(term.note, say)) if term.note else ()
    ends = words(*_named(term.domain), " → ", *_named(term.range)) if term.domain or term.range else ()
    return (
        text_cell(f"cg:{term.name}", anchor=term.name),
        text_cell(text(term.label, say)),
        text_cell(text(term.definition, say), *note),
        TextCell(_named(term.parents)),
        TextCell(ends),
    )


def _named(iris: Iterable[str]) -> Runs:
    """Classes or properties by their prefixed names, each of which opens."""
    return joined([words(Run(shortened(iri), Target("term", iri))) for iri in iris])


def _records(classes_and_properties: Iterable[Declared], say: Speech) -> Table:
    heads = columns(name=say("name"), kind=say("kind"), label=say("label"), definition=say("definition"))
    rows = tuple(
        (
            text_cell(Run(term.name, Target("term", CG.iri + term.name))),
            *(text_cell(text(words, say)) for words in (term.kind, term.label, term.definition)),
        )
        for term in classes_and_properties
    )
    return Table(say("Ontology"), heads, rows)
