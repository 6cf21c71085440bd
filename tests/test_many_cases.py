"""The tutorial for many cases: every file is written, every command is run, every excerpt is in what they print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from collabgraph.cli import main

PAGE = Path(__file__).parents[1] / "docs" / "many-cases.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_tutorial_runs_and_its_excerpts_are_what_it_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    printed, excerpts = "", 0
    for kind, name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "csv":
            Path(name).write_text(text, encoding="utf-8")
        elif kind == "replace":
            old, new = text.splitlines()
            content = Path(name).read_text(encoding="utf-8")
            assert old in content
            Path(name).write_text(content.replace(old, new), encoding="utf-8")
        elif kind == "console":
            runs = [
                CliRunner().invoke(main, shlex.split(line)[2:], env={"COLUMNS": "100"}) for line in text.splitlines()
            ]
            assert [run.exit_code for run in runs] == [0] * len(runs), text
            printed = "".join(run.stdout for run in runs)
        else:
            excerpts += 1
            assert [line for line in text.splitlines() if line not in printed] == []
    assert excerpts >= 4


def test_the_tables_of_the_tutorial_are_those_of_the_study() -> None:
    data = Path(__file__).parent / "data" / "many" / "irrigation_nepal_lam_ostrom_2010.csv"
    tables = [text for kind, _, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if kind == "csv"]
    assert tables == [data.read_text(encoding="utf-8")]
