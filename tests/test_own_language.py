"""One language is enough: a case, a study or a framework in any language is checked, shown, compared and asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from collabgraph import resources
from collabgraph.cli import main
from collabgraph.coding import validation
from collabgraph.coding.library import Library
from collabgraph.model import Issue

DATA = Path(__file__).parent / "data" / "languages"
FRAMEWORK = DATA / "quadro.ttl"
#: By case: its language, and words of it that have to be seen.
CASES = {
    "feira": ("pt-BR", "Secretaria de Licenciamento de Vila Nova", "A prefeita está comprometida com a feira."),
    "pasar-malam": ("id", "Dinas Perizinan Kota Rekaan", "Wali kota berkomitmen pada pasar malam."),
}
CHECK = resources.ontology() / "checks" / "missing-translation-violation.rq"


def run(command: str, lang: str) -> Result:
    wide = {"COLUMNS": "200"}  # so that no name is broken over two lines
    result = CliRunner().invoke(main, [*command.split(), "--cases", str(DATA), "--lang", lang], env=wide)
    assert result.exception is None or isinstance(result.exception, SystemExit), command
    return result


def found(path: Path) -> list[Issue]:
    return [issue for _, issues, _ in Library([path.parent]).issues([str(path)]) for issue in issues]


def texts(data: object) -> Iterator[tuple[str, str]]:
    """Every text of a JSON document under the name of its key."""
    if isinstance(data, list):
        for value in data:
            yield from texts(value)
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from ((name, value),) if isinstance(value, str) else texts(value)


@pytest.mark.parametrize("name", [*CASES, "quadro"])
def test_a_file_in_one_language_is_clean(name: str) -> None:
    assert found(DATA / f"{name}.ttl") == []


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("name", CASES)
def test_a_case_in_one_language_is_shown_in_its_own_words_to_every_reader(name: str, lang: str) -> None:
    _, actor, statement = CASES[name]
    shown = run(f"show {name} --part all", lang)
    assert shown.exit_code == 0
    assert actor in " ".join(shown.stdout.split())
    assert statement in run(f"show {name} C01", lang).stdout


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("framework", ["service-provision", str(FRAMEWORK)])
@pytest.mark.parametrize(
    "command",
    [
        "show feira",
        "preconditions feira pasar-malam",
        "compare feira pasar-malam",
        "compare feira pbg",
    ],
)
def test_no_name_is_empty_in_any_language(command: str, framework: str, lang: str) -> None:
    chosen = "" if command.startswith("show") else f" --framework {framework}"
    result = run(f"{command}{chosen} --format json", lang)
    assert result.exit_code == 0, result.stderr
    named = [(key, text) for key, text in texts(json.loads(result.stdout)) if key in ("label", "title", "name")]
    assert named
    assert [key for key, text in named if not text.strip()] == []


@pytest.mark.parametrize("lang", ["en", "id"])
def test_a_framework_in_one_language_says_its_constructs(lang: str) -> None:
    shown = run(f"preconditions feira --framework {FRAMEWORK}", lang).stdout
    assert "compromisso da liderança" in shown
    assert "confiança entre as partes" in shown


ASKED = {
    "claims-on-a-basis": 6, "how-cases-were-coded": 7, "ties-of-a-case": 1, "sources-and-claims": 1,
    "evidence-from-a-source --param source=feira-interview": 6, "what-an-actor-does --param actor=vn-licensing": None,
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("asked", ASKED)
def test_a_question_finds_what_is_in_another_language_once(asked: str, lang: str) -> None:
    """Six claims with a piece of evidence each, seven statements on the coding, one tie, one source."""
    case = "" if re.search("how-cases|param", asked) else " --param case=feira"
    result = run(f"query {asked}{case} --format json", lang)
    assert result.exit_code == 0, result.stderr
    rows = [row for row in json.loads(result.stdout)["results"]["bindings"] if "feira" in str(row) or "vn-" in str(row)]
    assert len(rows) == ASKED[asked] if ASKED[asked] else rows
    for row in rows:
        for column, value in row.items():
            if value["type"] == "uri" and "/actor/" in value["value"]:
                assert row[f"{column}Label"]["value"]


def test_a_text_in_several_languages_is_answered_once_and_in_english_before_others(tmp_path: Path) -> None:
    text = (DATA / "feira.ttl").read_text(encoding="utf-8").replace("feira", "tres")
    text = text.replace('"A prefeita está comprometida com a tres."@pt-BR', '"B"@es , "A"@fr , "C"@pt-BR')
    text = text.replace('"Faltam recursos para a fiscalização."@pt-BR', '"Z"@en , "A"@fr , "C"@pt-BR')
    (tmp_path / "tres.ttl").write_text(text, encoding="utf-8")
    typed = ["query", "claims-on-a-basis", "--param", "case=tres", "--cases", str(tmp_path), "--format", "json"]
    for lang in ("en", "id"):
        result = CliRunner().invoke(main, [*typed, "--lang", lang])
        rows = json.loads(result.stdout)["results"]["bindings"]
        said = {
            row["claim"]["value"].rpartition("#")[2]: row["statement"]["value"] for row in rows if "statement" in row
        }
        assert len(rows) == 6
        assert (said["C01"], said["C02"]) == ("B", "Z")


# What validation says about languages --------------------------------------------------------------------------------


@pytest.fixture
def feira(tmp_path: Path) -> Path:
    """A copy of the case in Portuguese."""
    path = tmp_path / "feira.ttl"
    path.write_text((DATA / "feira.ttl").read_text(encoding="utf-8"), encoding="utf-8")
    return path


def change(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_text_without_the_language_of_the_file_is_a_warning_with_its_place(feira: Path) -> None:
    (issue,) = found(change(feira, '"Faltam recursos para a fiscalização."@pt-BR', '"There is no money."@en'))
    assert (issue.kind, issue.focus, issue.blocking) == ("language", "feira#C02", False)
    assert "cg:statement has no words in the language of the file, 'pt-BR'; there are only: en." in issue.message["en"]
    assert issue.line
    assert Library([feira.parent]).open("feira")


def test_a_variety_of_the_language_will_do(feira: Path) -> None:
    assert found(change(feira, 'Faltam recursos para a fiscalização."@pt-BR', 'Faltam recursos."@pt')) == []


def test_a_file_that_does_not_say_its_language_is_asked_for_it(feira: Path) -> None:
    (issue,) = found(change(feira, '    dcterms:language "pt-BR" ;\n', ""))
    assert (issue.focus, issue.blocking) == ("feira", False)
    assert 'dcterms:language "pt-BR" .' in issue.message["en"]
    assert Library([feira.parent]).open("feira").title["en"] == "Feira livre: licenças de barracas"


def test_the_name_of_a_language_is_no_tag(feira: Path) -> None:
    issues = found(change(feira, 'dcterms:language "pt-BR"', 'dcterms:language "Portuguese (Brazil)"'))
    assert {(issue.kind, issue.blocking) for issue in issues} >= {("shape", True)}


def test_the_same_words_under_two_languages_are_a_warning(feira: Path) -> None:
    words = '"Faltam recursos para a fiscalização."'
    (issue,) = found(change(feira, f"{words}@pt-BR", f"{words}@pt-BR , {words}@en"))
    assert (issue.kind, issue.focus, issue.blocking) == ("language", "feira#C02", False)
    assert "cg:statement says the same in 'en' and in 'pt-BR'" in issue.message["en"]


@pytest.mark.parametrize("more", ['"Vila Nova, Brasil"@en', '"Uma vila, Brasil, América do Sul."@pt'])
def test_a_name_and_a_variety_of_one_language_may_be_the_same(more: str, feira: Path) -> None:
    path = change(feira, '"Vila Nova, Brasil"@pt-BR', f'"Vila Nova, Brasil"@pt-BR , {more}')
    if "@pt" in more:
        change(path, '"Vila Nova, Brasil"@pt-BR', '"Uma vila, Brasil, América do Sul."@pt-BR')
    assert found(path) == []


def test_the_message_tells_a_coder_to_write_in_the_language_of_the_file(feira: Path) -> None:
    (issue,) = found(change(feira, '    dcterms:title "Feira livre: licenças de barracas"@pt-BR ;\n', ""))
    assert "in the language of the file" in issue.message["en"]
    assert "dalam bahasa berkas" in issue.message["id"]


def test_the_shipped_cases_and_examples_are_in_english_and_indonesian_throughout() -> None:
    shipped = [*sorted(resources.cases().glob("*.ttl")), *sorted((resources.ontology() / "examples").glob("*.ttl"))]
    assert validation.check_issues(shipped, [CHECK]) == []
