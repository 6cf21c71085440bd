"""The tutorial for own cases: every file is written and every command is run as the page has it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

import collabgraph
from collabgraph.cli import main
from collabgraph.coding.forms.fields import SECTIONS

PAGE = Path(__file__).parents[1] / "docs" / "own-cases.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_tutorial_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = 0
    for kind, name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "yaml" and name:
            Path(name).write_text(text, encoding="utf-8")
            commands += 1
        elif kind == "replace":
            old, new = text.splitlines()
            content = Path(name).read_text(encoding="utf-8")
            assert old in content
            Path(name).write_text(content.replace(old, new), encoding="utf-8")
            commands += 1
        elif kind == "console":
            for line in text.splitlines():
                program, *arguments = shlex.split(line.removeprefix("$ "))
                commands += 1
                if program == "cd":
                    monkeypatch.chdir(arguments[0])
                elif program == "rm":
                    for path in arguments:
                        Path(path).unlink()
                else:
                    result = CliRunner().invoke(main, arguments)
                    assert (result.exit_code == 0) is (name != "fails"), (line, result.output)
    assert 15 <= commands < 34  # to the comparison there are fewer than 20
    assert collabgraph.Project(tmp_path / "reefs").compare("reefs", "pbg").framework.id == "ansell-gash-2008"


def test_the_page_names_every_section_and_field_that_a_person_writes() -> None:
    page = PAGE.read_text(encoding="utf-8")
    keys = {section.key for section in SECTIONS} | {field.key for section in SECTIONS for field in section.fields}
    assert {key for key in keys if not re.search(rf"\b{re.escape(key)}\b", page)} == set()
