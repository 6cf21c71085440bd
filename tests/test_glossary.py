"""The glossary: words and meanings that come from one place, found by any of their names, and shown on hover."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from collabgraph.analysis.metrics import NETWORK_LEVEL
from collabgraph.cli import main
from collabgraph.coding import theory
from collabgraph.errors import AmbiguousName, UnknownWord
from collabgraph.output import glossary
from collabgraph.output.document import Part, StatusCell, Table, columns, text_cell
from collabgraph.output.writers import html
from collabgraph.words import LANGUAGES, Speech


def asked(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["glossary", *arguments], env={"COLUMNS": "10000"})
    assert result.exit_code == 0, result.output
    return result.output


#: The words that tables and summaries use, which nobody has to know before.
NEEDED = (
    "readiness, factors met, one-sided, basis, reported, documented, prescribed, practised elsewhere, inferred, "
    "background knowledge, attribution, robust, contested, not reported, degree interval, claim, construct, "
    "precondition, rival explanation, tie, density, centralization, reciprocity, E-I index, mode of governance, "
    "outcome, fits the outcomes, expected tie, verdict"
).split(", ")


@pytest.mark.parametrize("word", NEEDED)
def test_every_word_of_the_tables_has_a_meaning_in_both_languages(word: str) -> None:
    for found in glossary.word(word):
        assert len(found.meaning["en"]) > 20
        assert found.meaning["en"] != found.meaning["id"]


def test_what_the_ontology_defines_is_defined_there_alone() -> None:
    for name in ("status", "basis", "attribution", "verdict"):
        for term in theory.ontology().code_lists[name]:
            word = glossary.words()[f"{name}-{term.id}"]
            assert (word.label, word.meaning) == (term.label, term.definition)


def test_what_a_metric_asks_is_its_meaning() -> None:
    (density,) = glossary.word("kepadatan")
    assert density.meaning == NETWORK_LEVEL["density"].question


@pytest.mark.parametrize("typed", ["readiness", "Readiness", "KESIAPAN", "readi"])
def test_a_word_is_found_by_either_language_and_whatever_its_capitals(typed: str) -> None:
    assert [word.id for word in glossary.word(typed)] == ["readiness"]


def test_several_words_may_be_typed_without_quotes() -> None:
    assert "practised elsewhere" in asked("practised", "elsewhere")


def test_an_unknown_word_is_refused_with_the_nearest_and_a_shared_beginning_with_all() -> None:
    with pytest.raises(UnknownWord, match="readiness"):
        glossary.word("redyness")
    with pytest.raises(AmbiguousName, match=r"construct.*contested"):
        glossary.word("con")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_lists_every_word_in_every_form(lang: str) -> None:
    listed = json.loads(asked("--format", "json", "--lang", lang))["words"]
    assert [word["word"] for word in listed] == [word.label[lang] for word in glossary.words().values()]
    assert len(asked("--format", "csv", "--lang", lang).splitlines()) == len(listed) + 1


def test_a_word_in_a_table_says_on_hover_what_it_means() -> None:
    cell = StatusCell("contested", "!", "contested")
    table = Table("t", columns(a="verdict", b="status"), ((text_cell("robust"), cell),))
    page = html.fragment([Part("p", "", (table,))], Speech("en"))
    for word in ("verdict", "robust", "contested"):
        assert f'<abbr title="{glossary.meanings("en")[word]}">{word}</abbr>' in page.replace("&#39;", "'")
