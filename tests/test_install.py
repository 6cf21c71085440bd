"""The built wheel finds its ontology and cases wherever it is put."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(folder),
        str(ROOT),
    ]
    subprocess.run([*command, "--quiet", "--disable-pip-version-check"], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_runs_the_comparison_far_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    code = (
        "import collabgraph, sys; from collabgraph.cli import main; "
        "print(collabgraph.__file__, file=sys.stderr); main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, "compare", "pbg", "spp-irt"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert str(tmp_path) in result.stderr
    assert "2 of 10 preconditions differ" in " ".join(result.stdout.split())


def test_the_wheel_has_every_shipped_file_and_the_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    shipped = [path for folder in ("ontology", "cases") for path in (ROOT / folder).rglob("*") if path.is_file()]
    assert {f"collabgraph/{path.relative_to(ROOT).as_posix()}" for path in shipped} <= names
    assert "collabgraph/py.typed" in names
    assert "collabgraph/words/locale/id/LC_MESSAGES/collabgraph.mo" in names
    assert {name.rpartition("/")[2] for name in names} >= {"LICENSE", "LICENSE-CC-BY-4.0"}
