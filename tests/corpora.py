"""Corpora for tests: made of shipped and synthetic cases, evaluated in this process or by the command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bench import synthetic
from collabgraph.corpus import results
from collabgraph.corpus.evaluation import Options
from collabgraph.corpus.parts import Done
from collabgraph.corpus.sources import Source
from collabgraph.corpus.working import Task, evaluate

USUAL = Options()
CASES = Path(__file__).parents[1] / "cases"
#: Syntactically broken: the line on which it is.
BROKEN = "@prefix cg: <https://w3id.org/collabgraph/ns#> .\n\nbroken <\n"


def corpus(folder: Path, synthetics: int = 8) -> Path:
    """A folder with the shipped cases and their study, synthetic cases in a folder of it, and a broken file."""
    synthetic.write(folder / "districts", synthetics)
    for name in ("pbg", "spp-irt", "jambi-licensing"):
        shutil.copy(CASES / f"{name}.ttl", folder)
    (folder / "districts" / "broken.ttl").write_text(BROKEN, encoding="utf-8")
    return folder


def tasks(source: Source, folder: Path, batch: int, options: Options = USUAL, run: str = "") -> list[Task]:
    """The batches of a corpus as tasks."""
    return [
        Task(
            source.batch(start, min(start + batch, len(source))), number, 0, min(batch, len(source) - start),
            str(folder), options, "options", 60, run,
        )
        for number, start in enumerate(range(0, len(source), batch))
    ]  # fmt: skip


def evaluated(source: Source, folder: Path, batch: int = 4, options: Options = USUAL) -> Path:
    """The folder of results of a corpus, evaluated in this process."""
    given = results.manifest("corpus", batch, options, "options")
    results.begin(folder, given, resume=True)
    done = [evaluate(task) for task in tasks(source, folder, batch, options, os.urandom(4).hex())]
    results.end(folder, given, [one for one in done if isinstance(one, Done)])
    return folder


def parts_of(folder: Path) -> dict[str, bytes]:
    """The content of every file of results but the manifest, by its name."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != results.MANIFEST)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def command(*arguments: object) -> list[str]:
    """The command line of ``collabgraph corpus``."""
    return [str(Path(sys.executable).with_name("collabgraph")), "corpus", *map(str, arguments)]


def environment(site: Path | None = None) -> Mapping[str, str]:
    """The variables of a command whose processes, its workers too, begin with the ``sitecustomize`` of a folder."""
    path = os.pathsep.join(filter(None, (str(site or ""), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": path, "COLUMNS": "200"}


def run(*arguments: object, site: Path | None = None) -> subprocess.CompletedProcess[str]:
    """A command of corpora, run to its end."""
    return subprocess.run(
        command(*arguments), env=environment(site), capture_output=True, text=True, timeout=240, check=False
    )


def troubled(folder: Path, statements: str) -> Path:
    """A folder whose ``sitecustomize`` lets workers do these statements before they evaluate ``file``."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(
        "import os, time\n"
        "from collabgraph.corpus import evaluation\n"
        "rows = evaluation.Evaluator.rows\n"
        "def troubled(self, file, studies):\n"
        f"    {statements}\n"
        "    return rows(self, file, studies)\n"
        "evaluation.Evaluator.rows = troubled\n",
        encoding="utf-8",
    )
    return folder
