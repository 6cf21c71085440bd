"""The table of what can be said of a case (``ontology/fields.yaml``), from which every form of a case file is made."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, get_args

from msgspec import Struct

from collabgraph import resources
from collabgraph.rdf.vocabulary import PREFIXES
from collabgraph.rdf.yaml_values import Value, read_yaml
from collabgraph.words import LANGUAGES, Text

#: What a value is. "text": words by language. "note": words by language, or one text without a language, such as
#: "p. 12". "code": a term of a code list. "construct", "indicator" and "effect" (either of them): terms of a framework.
#: "actor", "source", "study", "case", "coder": what has an id of its own. "hypothesis" and "claim": claims of the file;
#: "origin": a claim, or something of a framework. "period": "1998-2003". "amount": a number, whole or not.
Kind = Literal[
    "text", "note", "code", "construct", "indicator", "effect", "actor", "source", "study", "case", "coder",
    "hypothesis", "claim", "origin", "date", "period", "decimal", "integer", "amount",
]  # fmt: skip


class Field(Struct, frozen=True):
    """One thing that can be said: its key in YAML, the property, and what a person reads about it.

    ``code_list`` is the list of a code. Where nothing is said, the value is the ``default`` (a code). What is
    ``needed`` must be said, by the shapes; ``many`` values may be.
    """

    key: str
    property: str
    kind: Kind
    heading: Text
    help: Text
    needed: bool
    many: bool
    code_list: str
    default: str


class Section(Struct, frozen=True, dict=True):
    """One kind of thing, such as ties: its key in YAML and sheet of a workbook, its class (an IRI), and its fields.

    Ids of claims are ``letter`` and a number where none is given. ``head`` are the fields of the short line that
    stands for a claim in YAML, "from -> to: kind": those before the colon, with ``joined`` between them, and the one
    after it. Of what has an id of its own the latter is the field that a text alone stands for. ``inner`` are the keys
    of the sections of what stands within a record, several of each kind: evidence, likelihoods. ``provable`` is false
    where a claim may go without evidence.
    """

    key: str
    kind: str
    heading: Text
    help: Text
    fields: tuple[Field, ...]
    letter: str
    head: tuple[tuple[str, ...], str]
    joined: str
    inner: tuple[str, ...]
    provable: bool

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """The fields by key."""
        return {field.key: field for field in self.fields}

    @property
    def of_claims(self) -> bool:
        """Whether these are claims, each with its evidence."""
        return bool(self.letter)

    @property
    def parts(self) -> tuple[Section, ...]:
        """The sections of what stands within a record."""
        return tuple(_SECTIONS[key] for key in self.inner)


def _iri(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return PREFIXES[prefix] + rest


def _texts(given: Value) -> Text:
    return Text({lang: words.text for lang, words in given.entries().items()})


def _field(given: Value) -> Field:
    entries = given.entries(needed=("key", "property", "kind", "heading", "help"))
    plain = {key: value.text for key, value in entries.items() if value.kind == "text"}
    kind: Kind = entries["kind"].one_of(get_args(Kind))  # type: ignore[assignment]
    return Field(
        plain["key"],
        _iri(plain["property"]),
        kind,
        _texts(entries["heading"]),
        _texts(entries["help"]),
        "needed" in plain,
        "many" in plain,
        plain.get("list", ""),
        plain.get("default", ""),
    )


def _section(given: Value, common: tuple[Field, ...]) -> Section:
    entries = given.entries(needed=("key", "class", "heading", "help", "fields"))
    plain = {key: value.text for key, value in entries.items() if value.kind == "text"}
    head = entries["head"].entries() if "head" in entries else {}
    own = tuple(map(_field, entries["fields"].listed))
    return Section(
        plain["key"],
        _iri(plain["class"]),
        _texts(entries["heading"]),
        _texts(entries["help"]),
        (*own, *common) if "letter" in plain else own,
        plain.get("letter", ""),
        (tuple(key.text for key in head["before"].listed), head["after"].text) if head else ((), ""),
        plain.get("joined", ""),
        tuple(key.text for key in entries["inner"].listed)
        if "inner" in entries
        else ("evidence",) * ("letter" in plain),
        plain.get("evidence") != "optional",
    )


def _table() -> dict[str, Section]:
    top = read_yaml((resources.ontology() / "fields.yaml").read_text(encoding="utf-8")).entries()
    common = tuple(map(_field, top["common"].listed))
    sections = (_section(given, common) for given in top["sections"].listed)
    return {section.key: section for section in sections}


_SECTIONS = _table()
CASE, EVIDENCE, LIKELIHOOD, STUDY, SOURCES = (
    _SECTIONS[key] for key in ("case", "evidence", "likelihood", "studies", "sources")
)
#: All sections but the case itself and those of what stands within a claim, in the order of forms.
SECTIONS = tuple(section for section in _SECTIONS.values() if section not in (CASE, EVIDENCE, LIKELIHOOD))
BY_CLASS: Mapping[str, Section] = {section.kind: section for section in (CASE, *SECTIONS)}


def code_lists() -> dict[str, list[Text]]:
    """The lists that codes are chosen from, in the order of forms, each with the fields that do: "Ties: Kind".

    Fields of every claim are named once, without their section.
    """
    lists: dict[str, list[Text]] = {}
    for section in (CASE, EVIDENCE, *SECTIONS, LIKELIHOOD):
        for field in section.fields:
            shared = sum(field in other.fields for other in SECTIONS) > 2
            words = {lang: ("" if shared else f"{section.heading[lang]}: ") + field.heading[lang] for lang in LANGUAGES}
            if field.code_list and Text(words) not in lists.setdefault(field.code_list, []):
                lists[field.code_list].append(Text(words))
    return {name: headings for name, headings in lists.items() if name}
