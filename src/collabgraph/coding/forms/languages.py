"""Words in other languages than that of the file stand apart from the rest, each with the name of its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from collabgraph.coding.forms.fields import Field
from collabgraph.coding.forms.records import Document, Record, Value


class Elsewhere(Struct, frozen=True):
    """Words of a field in another language, under the name of their place: "T02 evidence 1 note"."""

    lang: str
    where: str
    value: Value


def parts(document: Document) -> Iterator[tuple[str, Record]]:
    """Every record and what is within it, with its name: "case" or "study", an id, "T02 evidence 1"."""
    for record in document.records:
        name = document.main.section.kind.rpartition("#")[2].lower() if record is document.main else record.id
        yield name, record
        for part in record.section.parts:
            yield from ((f"{name} {part.key} {n}", inner) for n, inner in enumerate(record.within(part), 1))


def taken_apart(document: Document) -> list[Elsewhere]:
    """Take the words in other languages out of the records, so that each field has those of the file's language."""
    found: list[Elsewhere] = []
    for name, record in parts(document):
        for of_section in record.section.fields:
            if of_section.kind not in ("text", "note"):
                continue
            here, elsewhere = _split(of_section, record.values.pop(of_section.key, []), document.language)
            if here:
                record.values[of_section.key] = here
            found += [Elsewhere(value.lang or "", f"{name} {of_section.key}", value) for value in elsewhere]
    return sorted(found, key=lambda one: one.lang)


def _split(of_section: Field, values: list[Value], language: str) -> tuple[list[Value], list[Value]]:
    """The values that stand in the field itself, without their language, and the others.

    A note in the language of the file stands in its field only if there is one in another language, by which a reader
    of the file knows that it has a language at all.
    """
    own = [value for value in values if value.lang == language]
    others = [value for value in values if value.lang not in (None, language)]
    plain = [value for value in values if value.lang is None]
    if of_section.kind == "note" and (plain or not others):
        return plain, [*own, *others]
    return [*plain, *(Value(value.text, None, value.place) for value in own)], others


def put_together(document: Document, elsewhere: Mapping[str, list[Value]]) -> list[str]:
    """Put words in other languages, by the name of their place, back; the names of places that there are not."""
    fields = {
        f"{name} {of_section.key}": (record, of_section)
        for name, record in parts(document)
        for of_section in record.section.fields
        if of_section.kind in ("text", "note")
    }
    for where, values in elsewhere.items():
        if where not in fields:
            continue
        record, of_section = fields[where]
        here = record.values.get(of_section.key, [])
        if any(value.lang != document.language for value in values):
            here = [Value(value.text, value.lang or document.language, value.place) for value in here]
        record.values[of_section.key] = [*here, *values]
    return [where for where in elsewhere if where not in fields]
