"""What a comparison says of networks in words: counts, what is not reported, what a framework on governance is for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import made
from collabgraph.analysis.comparison import compare
from collabgraph.cli import main
from collabgraph.coding import theory
from collabgraph.errors import AboutGovernance, UnknownFramework
from collabgraph.model import Basis, Case, Framework, Ontology
from collabgraph.output.presenters.comparison import sentences
from collabgraph.words import Speech

ENGLISH, INDONESIAN = Speech("en"), Speech("id")


def answer(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments, env={"COLUMNS": "120"})
    assert result.exit_code == 0, result.output
    return result.output


def networks_part(text: str, heading: str, end: str) -> str:
    lines = text.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith(heading))
    return "\n".join(lines[first : next(p for p, line in enumerate(lines) if p > first and line.startswith(end))])


def test_where_no_tie_is_reported_nothing_is_said_of_how_many_there_were() -> None:
    text = networks_part(answer("compare", "pbg", "spp-irt", "--basis", "reported"), "Networks", "Rival")
    assert "no tie is reported on these bases; this says nothing about whether there were ties" in text
    assert text.count("not reported") == 2 * 13
    for wrong in ("no ties", "0 [0", " 0 of 0", " 0 ties", "robust (", "undefined"):
        assert wrong not in text


def test_in_indonesian_too() -> None:
    text = answer("compare", "pbg", "spp-irt", "--basis", "reported", "--lang", "id")
    part = networks_part(text, "Jejaring", "Penjelasan tandingan")
    assert "hal itu tidak berarti tidak ada relasi" in part
    assert "0 dari 0" not in part
    assert "0 [0" not in part


def test_of_two_cases_only_the_one_without_a_claim_is_not_reported(ontology: Ontology) -> None:
    one, two = made.actor("one"), made.actor("two")
    told = made.case("told", [made.tie_claim(one, two)], [one, two])
    later = made.case("mute", [made.tie_claim(one, two, basis=Basis.PRESCRIBED)], [one, two])
    found = compare([told, later], made.framework([]), ontology, bases={Basis.REPORTED})
    assert sentences.tie_counts(found, ENGLISH) == (
        "1 tie only in TOLD, of MUTE no tie is reported on these bases; this says nothing about whether there were ties"
    )
    assert sentences.tie_sentence(found, ENGLISH) == (
        "Networks: TOLD 1 tie, 1 of them reported; MUTE no tie reported on these bases."
    )


@pytest.mark.parametrize("say", [ENGLISH, INDONESIAN], ids=["en", "id"])
def test_one_tie_is_not_one_ties(say: Speech, ontology: Ontology) -> None:
    one, two = made.actor("one"), made.actor("two")
    cases = [made.case(name, [made.tie_claim(one, two)], [one, two]) for name in ("first", "second")]
    found = compare(cases, made.framework([]), ontology)
    for words in (sentences.tie_counts(found, say), sentences.tie_sentence(found, say)):
        assert "1 ties" not in words
        assert "1 actors" not in words
    assert "1 tie and 2 actors in every case" in sentences.tie_counts(found, ENGLISH)


def test_a_comparison_says_how_many_choices_keep_a_difference_and_which_are_turned_by_several_only(
    tmp_path: Path,
) -> None:
    text = answer("compare", "pbg", "spp-irt")
    said = " ".join(text.split())
    metrics = {
        each["metric"]: each for each in json.loads(answer("compare", "pbg", "spp-irt", "--format", "json"))["metrics"]
    }
    choices = metrics["density"]["choices"]
    assert f"of {choices['tried']} tried among {choices['total']} (seed 0)." in said
    assert "matters of the boundary the coder drew" in said
    lines = [" ".join(line.split()) for line in text.splitlines()]
    density = next(line for line in lines if line.startswith("density 0"))
    assert density.endswith(f"no, {choices['same']}/{choices['tried'] - choices['undefined']}")
    answer("report", "pbg", "spp-irt", "-o", str(tmp_path / "report.md"))
    markdown = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert f"not robust ({choices['same']} of" in markdown
    assert "public ones of the city" in markdown
    assert "Turned only by several choices at once: density, parts that reach each other" in markdown


def test_a_framework_about_governance_does_not_offer_itself_for_preconditions(ontology: Ontology) -> None:
    with pytest.raises(AboutGovernance, match="names no preconditions"):
        theory.with_framework(ontology, "provan-kenis-2008")
    with pytest.raises(UnknownFramework) as refused:
        theory.with_framework(ontology, "nothing")
    assert "provan-kenis" not in str(refused.value)
    assert "provan-kenis-2008" in ontology.frameworks
    for command in ("preconditions pbg", "compare pbg spp-irt", "expected-ties pbg", "explain pbg"):
        result = CliRunner().invoke(main, [*command.split(), "--framework", "provan-kenis-2008"])
        assert result.exit_code != 0
    assert set(ontology.readable) == {name for name, each in ontology.frameworks.items() if each.preconditions}
    assert {"provan-kenis-2008", "collaboration-outcomes"}.isdisjoint(ontology.readable)


def test_the_mode_is_worded_in_one_language_when_one_is_asked_for(
    pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    """The reason is made when it is asked for; a comparison on a terminal never reads the other language."""
    for mode in compare([pbg, spp_irt], service_provision, ontology).modes.values():
        assert mode.because["en"] == mode.reason(ENGLISH)
        assert mode.because["id"] == mode.reason(INDONESIAN) != mode.because["en"]
