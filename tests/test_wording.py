"""Words that mislead are not used: one word for one thing, plurals after counts, values taken as they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

import catalogue
from collabgraph import resources
from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL, governance
from collabgraph.cli import main
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.output.presenters.comparison.sentences import gist
from collabgraph.words import LANGUAGES, Speech
from collabgraph.words.nearest import meant

#: Indonesian words that are not used, each with the one that is.
INSTEAD = {
    r"\bhubungan semestinya": "relasi yang diharapkan",
    r"\bcapaian": "hasil",
    r"\bkurun waktu|\bkerangka waktu": "rentang waktu",
    r"\bkeperantaraan": "keantaraan",
    r"\bkukuh": "tegar",
    r"\bbertindih": "tumpang-tindih",
    r"\bsaluran": "kanal",
    r"\bdi sisi mana pun|\bdi satu sisi": "untuk satu kasus saja",
    r"\bharus benar\b": "harus terbukti benar",
    r"(?<!lewat )\bjaringan (?!internet)": "jejaring",
    r"\bsaling memperkuat": "memperkuat",
    r"\bmerujuk berkas": "menyerahkan berkas",
    r"\bbelum memenuhi": "tidak terpenuhi",
}
#: English words that are not used in phrases.
BANNED = (r"\bmargin \{", r"\bclocks?\b", r"\bcity village", r"known on one side", r"on none\b")


def phrases() -> Iterator[tuple[str, str]]:
    for message in catalogue.translated():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        yield from zip(ids, said, strict=True)


def indonesian() -> Iterator[str]:
    yield from (said for _, said in phrases())
    for metric in (*NETWORK_LEVEL.values(), *ACTOR_LEVEL.values()):
        if metric.id != "governance_mode":
            yield from (metric.label["id"], metric.question["id"], metric.convention["id"])
    for file in resources.ontology_files():
        yield from re.findall(r'"((?:[^"\\]|\\.)*)"@id', file.read_text(encoding="utf-8"))
    for query in resources.queries():
        yield from re.findall(r"^#\+.*", query.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("banned", INSTEAD)
def test_one_indonesian_word_stands_for_one_thing(banned: str) -> None:
    assert [text for text in indonesian() if re.search(banned, text, re.IGNORECASE)] == []


def test_a_tie_is_relasi_in_every_phrase_and_metric() -> None:
    texts = [said for english, said in phrases() if re.search(r"\bties?\b", english)]
    texts += [m.question["id"] for m in NETWORK_LEVEL.values() if re.search(r"\bties?\b", m.question["en"])]
    assert [text for text in texts if re.search(r"\bhubungan", text, re.IGNORECASE)] == []


@pytest.mark.parametrize("banned", BANNED)
def test_no_phrase_uses_a_word_that_nobody_explains(banned: str) -> None:
    assert [english for english, _ in phrases() if re.search(banned, english, re.IGNORECASE)] == []


COMMANDS = (
    "compare pbg spp-irt", "preconditions pbg spp-irt", "metrics pbg spp-irt", "show pbg", "show spp-irt",
    "explain pbg levy-revenue-target", "expected-ties pbg spp-irt", "paper-practice pbg spp-irt", "cases",
    "qap pbg spp-irt --granularity role --permutations 20", "query time-limits",
    "compare pbg spp-irt --basis reported", "metrics spp-irt --basis prescribed",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_count_of_one_stands_before_a_plural(command: str) -> None:
    said = CliRunner().invoke(main, command.split(), env={"COLUMNS": "10000"}).stdout
    ones = (
        r"(?<![\w.,/-])1 (ties|actors|claims|cases|rows|sources|preconditions|metrics|days|months|years|steps|files)\b"
    )
    assert said
    assert re.findall(ones, said) == []
    assert re.findall(r"(?<![\w.])(?!1 )\d+ (tie|actor|claim|working day|calendar day|month)(?! )\b", said) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_help_lists_the_bases_as_they_are_shown_and_as_they_may_be_typed(lang: str) -> None:
    said = CliRunner().invoke(main, ["--lang", lang, "compare", "--help"], prog_name="collabgraph").output
    shown = " ".join(said.split())
    for term in theory.ontology().code_lists["basis"]:
        assert term.label[lang] in shown
        assert term.id in shown


@pytest.mark.parametrize(
    "typed",
    ["elsewhere", "practised elsewhere", "Practised Elsewhere", "praktik daerah lain", "practised-elsewhere", "prac"],
)
def test_a_basis_is_taken_as_it_is_shown(typed: str) -> None:
    plain = CliRunner().invoke(main, ["show", "spp-irt", "--basis", "elsewhere"])
    assert CliRunner().invoke(main, ["show", "spp-irt", "--basis", typed]).stdout == plain.stdout


def test_what_may_be_several_bases_is_refused_with_all_of_them() -> None:
    refused = CliRunner().invoke(main, ["show", "pbg", "--basis", "di"])
    assert refused.exit_code == 2
    for label in ("inferred", "prescribed", "reported"):  # disimpulkan, diatur, dilaporkan
        assert label in refused.stderr


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("show PBG f21", "show pbg F21"),
        ("explain Pbg 'Levy revenue target'", "explain pbg levy-revenue-target"),
        ("explain pbg 'target retribusi daerah'", "explain pbg levy-revenue-target"),
        ("metrics --explain Kepadatan", "metrics --explain density"),
        ("expected-ties pbg --granularity Jabatan", "expected-ties pbg --granularity role"),
        ("preconditions pbg --framework 'collaborative service provision'", "preconditions pbg"),
        ("query outcomes --param basis='Practised elsewhere'", "query outcomes --param basis=elsewhere"),
    ],
)
def test_a_value_is_taken_as_it_is_shown(typed: str, plain: str) -> None:
    import shlex

    first, second = (CliRunner().invoke(main, shlex.split(each)) for each in (typed, plain))
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout


def test_a_name_that_is_given_exactly_means_nothing_else() -> None:
    assert meant("f1", {"f1": (), "F1": ()}) == ["f1"]
    assert meant("F-1", {"f 1": (), "F_1": ()}) == ["F_1", "f 1"]


@pytest.mark.parametrize(
    "first",
    [
        "Under PP No. 16/2021 and Art. 5 the levy is due.",
        "Kantor di Jl. Sudirman dibuka oleh Dr. H. Anu.",
        "Surat a.n. Wali Kota terbit pada 2021.",
        "Dinas, kecamatan, dll. Hadir bersama.",
        "St. Petersburg vs. Moscow, e.g. Anna, cf. Fig. A and more.",
        "PBG fell to 0.5 of it.",
        "It came with PBG.",
        "By J. K. Rowling it is so.",
        '"Nobody knows."',
        "1. First of all.",
        "Really?",
    ],
)
def test_a_gist_ends_with_the_sentence_and_not_at_an_abbreviation(first: str) -> None:
    assert gist(f"{first} Then something else. And more.") == first
    assert gist(first) == first


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_gist_of_every_statement_is_the_beginning_of_it_with_balanced_brackets(lang: str) -> None:
    library = Library()
    for case in library.open_all(library.ids()):
        for claim in case.claims:
            short = gist(claim.statement[lang])
            assert claim.statement[lang].startswith(short)
            assert short.count("(") == short.count(")")
            assert not re.search(r"\b(No|Art|Jl|St|dll|a\.n|vs)\.$", short)


def test_where_cases_have_different_studies_nothing_is_called_a_study_alone() -> None:
    from msgspec.structs import replace

    from collabgraph.analysis.comparison import compare
    from collabgraph.output.presenters.comparison.sentences import alone_name

    library = Library()
    one, other = library.open_all(["pbg", "spp-irt"])
    ontology = theory.ontology()
    framework = ontology.frameworks["service-provision"]
    assert alone_name(compare([one, other], framework, ontology), Speech("en")) == "study alone"
    assert other.study is not None
    apart = replace(other, study=replace(other.study, iri="https://example.org/another"))
    assert alone_name(compare([one, apart], framework, ontology), Speech("en")) == "what is reported"


def test_the_modes_of_governance_are_named_without_their_margin() -> None:
    said = CliRunner().invoke(main, ["compare", "pbg", "spp-irt"]).stdout
    assert "margin" not in said
    assert any(mode["en"] in said for mode in governance.MODES.values())
