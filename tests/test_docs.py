"""The documents say what is so: their commands run, their excerpts are real, every command is documented."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from collabgraph.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
STORES = (ROOT / "docs" / "stores.md").read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    """The collabgraph commands a reader would type, from the console blocks."""
    blocks = re.findall(r"```console\n(.*?)```", text, re.DOTALL)
    lines = [line.removeprefix("$ ").split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("collabgraph ")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the reader types: what one command writes the next can read."""
    return tmp_path_factory.mktemp("reader")


@pytest.mark.parametrize("command", [line for line in (*commands(README), *commands(STORES)) if "serve" not in line])
def test_a_command_of_the_documents_runs(command: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All but ``serve``, which does not end by itself; test_web_serve.py starts and stops it."""
    monkeypatch.chdir(folder)
    before = set(folder.rglob("*"))
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert result.exit_code == 0, result.output
    assert result.stdout or set(folder.rglob("*")) > before


def test_every_command_is_in_the_readme() -> None:
    shown = {command.split()[1] for command in commands(README)}
    assert shown == set(main.commands)


def shown_in_help() -> list[str]:
    """The examples in the help of all commands that need no file but the shipped ones, and write none."""
    lines = [line.strip() for command in main.commands.values() for line in (command.help or "").splitlines()]
    files = r" -o |\.(csv|ttl|yaml|net|xlsx|rq|trig|nq)\b|my-|--store"
    mine = re.compile(rf"{files}|collabgraph (serve|store|new|dump|corpus (compare|query))")
    return [line for line in lines if line.startswith("collabgraph ") and not mine.search(line)]


@pytest.mark.parametrize("command", shown_in_help())
def test_the_examples_of_the_help_answer(command: str) -> None:
    result = CliRunner().invoke(main, shlex.split(command)[1:], env={"COLUMNS": "100"})
    assert result.exit_code in (0, 3), result.output
    assert result.stdout.strip()
    assert not re.search(r"^ .*\bundefined: (?!ties have)", result.stdout, re.MULTILINE) or "metrics" in command


def test_the_excerpt_of_the_readme_is_what_the_comparison_says() -> None:
    excerpt = re.findall(r"```text\n(.*?)```", README, re.DOTALL)[0].strip("\n").removesuffix("\n...")
    said = CliRunner().invoke(main, ["compare", "pbg", "spp-irt"], env={"COLUMNS": "100"}).stdout
    for part in excerpt.split("\n...\n"):
        assert part in said


def test_the_page_of_metrics_is_what_the_catalogue_says() -> None:
    said = CliRunner().invoke(main, ["metrics", "--explain", "all", "--format", "md"]).stdout
    page = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert page == said, "run 'make docs'"


def test_the_page_of_the_columns_of_a_corpus_is_what_the_dictionary_says() -> None:
    said = CliRunner().invoke(main, ["corpus", "columns", "--format", "md"]).stdout
    page = (ROOT / "docs" / "corpus-columns.md").read_text(encoding="utf-8")
    assert page == said, "run 'make docs'"


def test_the_changelog_and_the_citation_speak_of_this_version() -> None:
    from collabgraph import __version__

    assert f"## {__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_no_file_names_a_registry_or_a_path_of_somebodys_machine() -> None:
    """Addresses of package registries and home folders have no place in the repository."""
    forbidden = re.compile(r"https?://(?:pypi\.org|files\.pythonhosted|registry\.npmjs)|/(?:home|root|Users)/\w")
    endings = {".py", ".ttl", ".md", ".rq", ".po"}
    folders = [ROOT / name for name in ("src", "ontology", "cases", "tests")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in endings]
    files += [path for path in ROOT.iterdir() if path.is_file()]
    others = [path for path in files if path != Path(__file__)]
    found = [path.name for path in others if forbidden.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_the_architecture_names_files_and_functions_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    package = ROOT / "src" / "collabgraph"
    places = re.findall(r"`([\w/]+\.py):(\w+)`", text)
    assert len(places) > 15
    for path, function in places:
        assert re.search(
            rf"^(?:async )?def {function}\(", (package / path).read_text(encoding="utf-8"), re.MULTILINE
        ), path
    rooms = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    named = {name.strip("/").split("/")[0] for room in rooms for name in re.findall(r"`([\w/.]+)`", room)}
    assert named == {path.name for path in package.iterdir()} - {"__init__.py", "__pycache__", "py.typed"}
