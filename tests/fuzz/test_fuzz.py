"""What is broken in a file, a query or a command is said in a sentence, and soon; nothing ends in a traceback."""

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

import casefiles
from collabgraph import resources
from collabgraph.cli import main
from collabgraph.coding.library import Library
from collabgraph.errors import MissingFile
from fuzz.inputs import SURFACES, Input, failure, made
from fuzz.mutations import TRIPLES, Quads

DATA = Path(__file__).parents[1] / "data" / "broken"
SEED = 20_251
COUNT = 1_000
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_no_broken_input_ends_in_a_traceback(part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failures = {number: failure(made(SEED, number)) for number in range(part, COUNT, PARTS)}
    assert not {number: reason for number, reason in failures.items() if reason}


def test_an_input_is_the_same_for_the_same_seed_and_number() -> None:
    assert [made(1, number) for number in range(30)] == [made(1, number) for number in range(30)]


def test_every_surface_is_tried() -> None:
    assert {made(SEED, number).surface for number in range(200)} == set(SURFACES)


def test_a_fault_of_the_program_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("collabgraph.coding.theory.ontology", lambda: {}["x"])
    assert "KeyError: 'x'" in str(failure(Input("command", {}, [["cases"]])))


def test_what_is_said_in_a_sentence_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert failure(Input("command", {}, [["show", "no-such-case"], ["no-such-command"], ["--help"]])) is None


@pytest.mark.parametrize("change", {change.__name__: change for change in TRIPLES}.values())
def test_changed_triples_can_be_written(change: Callable[[random.Random, Quads], Quads]) -> None:
    quads = list(ox.parse(b"<urn:a> a <urn:B> ; <urn:p> 'text'@en , <urn:c> , [] .", format=ox.RdfFormat.TURTLE))
    for seed in range(20):
        assert ox.serialize(change(random.Random(seed), quads), format=ox.RdfFormat.TURTLE)  # noqa: S311


SERVICE = "service-provision"


def said(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exit_code == 1, result.exception
    return result.stderr


@pytest.mark.parametrize(
    ("command", "name", "sentence"),
    [
        ("metrics --edges {}", "hangs.dl", "needed after 'data:': 10000200000; found: 122"),
        ("qap {} {} --undirected", "100000_vertices.net", "actors by the count of the file: 100000, named: 10"),
        ("compare pbg {}", "case_is_blank.ttl", "A case needs an IRI of its own"),
    ],
)
def test_a_file_that_once_ended_in_a_traceback_is_refused_with_the_reason(
    command: str, name: str, sentence: str
) -> None:
    assert sentence in said(*command.replace("{}", str(DATA / name)).split())


def test_a_query_leaves_out_a_case_without_an_iri_and_answers_the_rest(tmp_path: Path) -> None:
    (tmp_path / "blank.ttl").write_bytes((DATA / "case_is_blank.ttl").read_bytes())
    result = CliRunner().invoke(
        main, ["query", "--cases", str(tmp_path), "SELECT ?c { ?c a cg:Case }", "--format", "csv"]
    )
    assert "the case or study is a blank node and needs an IRI of its own" in result.stderr
    assert len(result.stdout.splitlines()) == 1 + len(Library().ids())


@pytest.mark.parametrize("command", ["compare pbg spp-irt", "report pbg spp-irt -o r.html", "materialize pbg spp-irt"])
@pytest.mark.parametrize(
    ("triples", "sentence"),
    [
        ("sp:outcomes cg:preconditionOf sp:performance .", "'outcomes' is a precondition, and outcomes measure it"),
        ("sp:levy-revenue-target cg:preconditionOf sp:outcomes .", "'levy-revenue-target' is a precondition"),
        ("[] a cg:Construct .", "something of the class cg:Construct is a blank node"),
        ("sp:outcomes skos:broader sp:outcomes .", "outcomes -> outcomes"),
    ],
)
def test_a_framework_that_cannot_be_used_is_refused_with_the_reason(
    command: str, triples: str, sentence: str, tmp_path: Path
) -> None:
    shipped = (resources.ontology() / "frameworks" / f"{SERVICE}.ttl").read_text(encoding="utf-8")
    (tmp_path / "own.ttl").write_text(f"{shipped}\n{triples}\n", encoding="utf-8")
    assert sentence in said(*command.split(), "--framework", tmp_path / "own.ttl")


def test_a_path_that_the_system_refuses_is_a_missing_file(tmp_path: Path) -> None:
    (tmp_path / "loop.ttl").symlink_to("loop.ttl")
    for name in (str(tmp_path / "loop.ttl"), "no\0name.ttl", "a" * 300 + ".ttl"):
        with pytest.raises(MissingFile):
            Library().open(name)
        assert [readable for *_, readable in Library().issues([name])] == [False]


def test_the_runner_says_the_seed_and_how_many_it_tried_and_keeps_what_failed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fuzz", "4", "--seed", "7", "--surface", "query", "--failures", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines() == ["seed 7", "query 4"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("year", ["9" * 20, "-" + "9" * 30, r"\u0039" * 20])
@pytest.mark.parametrize("ending", ["ttl", "trig"])
def test_a_year_that_no_engine_can_hold_is_said_as_any_other_date_that_is_none(
    year: str, ending: str, tmp_path: Path
) -> None:
    casefiles.write(tmp_path, {"edges": casefiles.EDGES})
    text = (tmp_path / "edges.ttl").read_text(encoding="utf-8")
    stated, issues = '"2025-01-01"^^xsd:date', []
    assert stated in text
    for date in ("no date", year):
        path = tmp_path / f"own.{ending}"
        path.write_text(text.replace(stated, f'"{date}"^^xsd:date'), encoding="utf-8")
        (found,) = [found for origin, found, _ in Library().issues([str(path)]) if origin == str(path)]
        issues.append([(issue.line, issue.message) for issue in found])
    assert issues[0] == issues[1]
    assert any("Say at most once when the fact held" in message["en"] for _, message in issues[0])


@pytest.mark.parametrize("command", ["metrics pbg", "qap pbg spp-irt", "compare pbg spp-irt --cug"])
def test_a_seed_below_zero_is_wrong_usage(command: str) -> None:
    result = CliRunner().invoke(main, [*command.split(), "--seed", "-1"])
    assert result.exit_code == 2
    assert "-1 is not in the range x>=0" in result.stderr
