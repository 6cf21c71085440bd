"""Every phrase a person reads exists in both languages, and both say the same things."""

from __future__ import annotations

import ast
import re

import pytest
from babel.messages.catalog import Message

import catalogue
from collabgraph import errors
from collabgraph.analysis import metrics
from collabgraph.words import LANGUAGES, Speech, Text, both, in_both

CATALOGUE = catalogue.translated()
MESSAGES = [message for message in CATALOGUE if message.id]


def forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def fields(phrase: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", phrase))


def test_the_catalogue_has_exactly_the_phrases_of_the_code() -> None:
    assert {message.id for message in catalogue.extracted() if message.id} == {message.id for message in MESSAGES}, (
        "run 'make translations', then translate what is empty in the .po file"
    )


def test_no_phrase_of_the_code_escapes_the_collection() -> None:
    """The collector does not see into f-strings; a walk over the syntax tree does."""
    collected = {one for m in MESSAGES for one in (m.id if isinstance(m.id, tuple) else (m.id,))}
    said = {
        node.args[0].value
        for path in catalogue.SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        if getattr(node.func, "id", getattr(node.func, "attr", None)) in catalogue.KEYWORDS
    }
    assert said - collected == set()


def test_no_plural_of_the_code_is_collected_as_a_singular() -> None:
    """The collector stops at a call inside the call."""
    pairs = {
        (node.args[0].value, node.args[1].value)
        for path in catalogue.SOURCES.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", None) == "plural"
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[1], ast.Constant)
    }
    assert len(pairs) > 5
    assert pairs - {message.id for message in MESSAGES} == set()


def test_every_phrase_is_translated() -> None:
    assert [message.id for message in MESSAGES if not catalogue.is_translated(message)] == []


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: str(message.id)[:40])
def test_a_translation_has_the_fields_and_the_outer_spaces_of_its_phrase(message: Message) -> None:
    ids = list(message.id) if isinstance(message.id, tuple) else [message.id]
    for english, indonesian in zip(ids, forms(message), strict=True):
        assert fields(english) == fields(indonesian)
        assert english.startswith(" ") == indonesian.startswith(" ")


def test_the_compiled_catalogue_is_the_one_that_was_translated() -> None:
    assert catalogue.MO.read_bytes() == catalogue.compiled(CATALOGUE), "run 'make translations'"


def test_every_error_has_a_sentence_of_its_own_in_the_catalogue() -> None:
    known = {message.id for message in MESSAGES}
    leaves = [
        cls for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.CollabgraphError)
    ]
    assert len(leaves) > 20
    assert [cls.__name__ for cls in leaves if cls.sentence not in known] == []


def test_every_metric_is_named_and_asked_in_both_languages() -> None:
    for metric in metrics.CATALOGUE.values():
        for text in (metric.label, metric.question):
            assert text["en"] != text["id"] or text["en"] == "transitivity", metric.id
            assert text.by_language["id"]


def test_a_text_field_gives_the_words_of_the_language_it_is_put_in() -> None:
    said = both("{what}", what=Text(en="yes", id="ya"))
    assert said == Text(en="yes", id="ya")
    assert in_both(lambda say: say.lang) == Text({lang: lang for lang in LANGUAGES})


def test_a_text_without_one_language_shows_the_other() -> None:
    assert Text(en="only English", id="")["id"] == "only English"


def test_things_are_listed_as_one_would_say_them() -> None:
    assert [Speech("en").listed(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b, and c",
    ]
