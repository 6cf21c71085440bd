"""Time and memory of collabgraph on synthetic cases, beside a plain rdflib + pySHACL + networkx pipeline.

Prints Markdown. Every size runs in a process of its own, so that memory is its own, and three times, in turns; the
fastest counts, because other work on the machine can only slow a run down. The two pipelines are held to the same
answers before anything is timed. Nothing here asserts a time: a target stands beside what was measured.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CASES = HERE.parents[1] / "cases"
CONSOLE = Path(sys.executable).with_name("collabgraph")
#: Cases on which the pipelines must agree; runs of each size; turns of each command.
COMPARED, RUNS, TURNS = 5, 3, 15

Row = Sequence[object]
#: By stage: seconds and KiB for all cases together.
Figures = dict[str, dict[str, float]]


def main() -> None:
    """The tables, or one measurement in a process of its own."""
    given = arguments()
    if given.child:
        task, pipeline, folder, n = given.child
        print(json.dumps(CHILDREN[task](importlib.import_module(pipeline), Path(folder), int(n))))
        return
    sizes = sorted({int(size) for size in given.cases.split(",")} | {given.plain})
    with tempfile.TemporaryDirectory(prefix="collabgraph-bench-") as folder:
        report(Path(folder), sizes, given.plain)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", default="1,10,100,1000", help="numbers of cases, with commas")
    parser.add_argument("--plain", type=int, default=100, help="number of cases for the plain pipeline")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    return parser.parse_args()


def report(folder: Path, sizes: list[int], n_plain: int) -> None:
    """Write the cases, hold the pipelines to each other, measure, print."""
    importlib.import_module("synthetic").write(folder, max(sizes) + 1)
    print(f"{date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {versions()}\n")
    said = held_to_each_other(folder)
    print(f"Before timing, both pipelines gave the same {said} answers on {COMPARED} cases.\n")
    jobs = [*(("ours", n) for n in sizes), ("plain", n_plain)]
    turns = [[run("measured", name, folder, n) for name, n in jobs] for _ in range(RUNS)]
    *ours_runs, plain = (fastest(runs) for runs in zip(*turns, strict=True))
    ours = dict(zip(sizes, ours_runs, strict=True))
    print_stages("collabgraph, ms per case", ours, "ms")
    print_stages("collabgraph, KiB per case (growth of the peak during the stage)", ours, "kib")
    print_side_by_side(ours[n_plain], plain, n_plain)
    print_targets([*work_targets(ours, plain, n_plain), *start_up_targets(folder)])


# Children: each runs in a process of its own ------------------------------------------------------------------------


def measured(pipeline: Any, folder: Path, n: int) -> Figures:
    """Seconds and growth of the peak memory by stage, for n cases that are all held, as a library holds them.

    One more case goes first, so that what happens once (imports, shapes, ontology) is no part of it.
    """
    paths = sorted(folder.glob("*.ttl"))[: n + 1]
    worked(pipeline, paths.pop())
    gc.collect()
    cases: list[dict[str, Any]] = [{"path": path} for path in paths]
    figures: Figures = {}
    for name, stage in pipeline.STAGES.items():
        before, start = peak_kib(), time.perf_counter()
        for got in cases:
            got[name] = stage(got)
        figures[name] = {"n": n, "seconds": time.perf_counter() - start, "kib": peak_kib() - before}
    return figures


def answers(pipeline: Any, folder: Path, n: int) -> dict[str, Any]:
    """What the pipeline says of the first n cases, by file and flat: "metrics/density" and so on."""
    return {path.stem: dict(flat(worked(pipeline, path))) for path in sorted(folder.glob("*.ttl"))[:n]}


CHILDREN = {"measured": measured, "answers": answers}


def worked(pipeline: Any, path: Path) -> dict[str, Any]:
    """The answers on one case, after all stages."""
    got: dict[str, Any] = {"path": path}
    for name, stage in pipeline.STAGES.items():
        got[name] = stage(got)
    said: dict[str, Any] = pipeline.answers(got)
    return said


def flat(said: Mapping[str, Any], under: str = "") -> Iterator[tuple[str, Any]]:
    """Nested answers as pairs of path and value."""
    for name, value in said.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{under}{name}/")
        else:
            yield under + name, value


def peak_kib(who: int = resource.RUSAGE_SELF) -> float:
    """The most memory this process, or any of its ended children, has had resident so far.

    Linux counts in KiB, macOS in bytes.
    """
    peak = resource.getrusage(who).ru_maxrss
    return peak / 1024 if sys.platform == "darwin" else peak


def run(task: str, pipeline: str, folder: Path, n: int) -> Any:
    """What a child says."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", task, pipeline, str(folder), str(n)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


# The parent ---------------------------------------------------------------------------------------------------------


def held_to_each_other(folder: Path) -> int:
    """How many answers both pipelines gave alike; ends the run where they differ."""
    ours, plain = (dict(flat(run("answers", name, folder, COMPARED))) for name in ("ours", "plain"))
    differing = [
        f"{name}: collabgraph {ours.get(name, 'nothing')}, plain {plain.get(name, 'nothing')}"
        for name in sorted({*ours, *plain})
        if not alike(ours.get(name), plain.get(name))
    ]
    if differing:
        listed = "\n".join(differing[:20])
        raise SystemExit(f"{len(differing)} answers differ, so nothing was timed (see plain.py):\n{listed}")
    return len(ours)


def alike(ours: object, plain: object) -> bool:
    """Whether two answers are the same, numbers up to rounding."""
    if isinstance(ours, float | int) and isinstance(plain, float | int):
        return math.isclose(ours, plain, rel_tol=1e-9, abs_tol=1e-12)
    return ours == plain and ours is not None


def fastest(runs: Sequence[Figures]) -> Figures:
    """The least time of each stage and its largest growth of memory."""
    return {
        stage: {
            "n": figures["n"],
            "seconds": min(one[stage]["seconds"] for one in runs),
            "kib": max(one[stage]["kib"] for one in runs),
        }
        for stage, figures in runs[0].items()
    }


def per_case(figures: Mapping[str, float], unit: str) -> float:
    """Milliseconds or KiB per case."""
    return (figures["seconds"] * 1000 if unit == "ms" else figures["kib"]) / figures["n"]


def total(figures: Figures, unit: str = "ms") -> float:
    """All stages together, per case."""
    return sum(per_case(stage, unit) for stage in figures.values())


def start_up(commands: Mapping[str, list[str]], bytecode: Path) -> dict[str, float]:
    """The median seconds of each command, run in turns so that a busy moment meets them all.

    A first turn, not counted, fills a bytecode folder that all commands share: an installed package has its bytecode,
    a checkout that was just edited or forbids it has not.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bytecode)
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(1 + TURNS):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
            seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken[1:]) for name, taken in seconds.items()}


def work_targets(ours: Mapping[int, Figures], plain: Figures, n: int) -> Iterator[Row]:
    """Speed against the plain pipeline, and how the cost per case grows."""
    times = total(plain) / total(ours[n])
    yield f"plain / collabgraph, {n} cases", f"{times:.1f} x", ">= 20 x", times >= 20
    if {100, 1000} <= set(ours):
        growth = total(ours[1000]) / total(ours[100])
        yield "cost per case, 1000 cases / 100 cases", f"{growth:.2f} x", "<= 1.25 x", growth <= 1.25


def start_up_targets(folder: Path) -> Iterator[Row]:
    """What the commands cost beside the imports they cannot do without."""
    shipped = (CASES / "pbg.ttl").exists()
    first, shown = ("pbg", "pbg") if shipped else (str(min(folder.glob("*.ttl"))), "a-synthetic-case")
    engines = "click, msgspec, pyoxigraph, shacl, rustworkx, numpy"
    pairs: dict[str, tuple[list[str], str, float]] = {
        "collabgraph --help": ([str(CONSOLE), "--help"], "import click", 2.0),
        f"collabgraph compare {shown} spp-irt": ([str(CONSOLE), "compare", first, "spp-irt"], f"import {engines}", 2.5),
    }
    commands = {name: command for name, (command, _, _) in pairs.items()}
    bases = {base: [sys.executable, "-c", base] for _, base, _ in pairs.values()}
    found = start_up({**commands, **bases}, folder / "bytecode")
    for name, (_, base, most) in pairs.items():
        ratio = found[name] / found[base]
        value = f"{ratio:.2f} x ({found[name] * 1000:.0f} / {found[base] * 1000:.0f} ms)"
        yield f"`{name}` / `{base}`", value, f"<= {most} x", ratio <= most


# Tables -------------------------------------------------------------------------------------------------------------


def table(head: Row, rows: Iterable[Row]) -> str:
    """A Markdown table, all columns but the first to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines) + "\n"


def print_stages(title: str, sizes: Mapping[int, Figures], unit: str) -> None:
    """One line for each stage, one column for each number of cases."""
    stages = list(next(iter(sizes.values())))
    digits = 2 if unit == "ms" else 0
    rows: list[Row] = [
        [stage, *(f"{per_case(figures[stage], unit):.{digits}f}" for figures in sizes.values())] for stage in stages
    ]
    rows.append(["**total**", *(f"**{total(figures, unit):.{digits}f}**" for figures in sizes.values())])
    print(f"### {title}\n")
    print(table(["stage", *(f"{n} case{'s' * (n > 1)}" for n in sizes)], rows))


def print_side_by_side(ours: Figures, plain: Figures, n: int) -> None:
    """Both pipelines on the same cases in the same run."""
    rows: list[Row] = [
        [stage, f"{per_case(plain[stage], 'ms'):.2f}", f"{per_case(ours[stage], 'ms'):.2f}", ratio(plain, ours, stage)]
        for stage in ours
    ]
    times = f"**{total(plain) / total(ours):.1f} x**"
    rows.append(["**total**", f"**{total(plain):.2f}**", f"**{total(ours):.2f}**", times])
    rows.append(["peak memory, KiB", f"{total(plain, 'kib'):.0f}", f"{total(ours, 'kib'):.0f}", ""])
    print(f"### Plain pipeline and collabgraph, {n} cases, ms per case\n")
    print(table(["stage", "plain", "collabgraph", "ratio"], rows))


def ratio(plain: Figures, ours: Figures, stage: str) -> str:
    """How many times longer the plain pipeline takes for a stage."""
    return f"{plain[stage]['seconds'] / ours[stage]['seconds']:.1f} x"


def print_targets(rows: Iterable[Row]) -> None:
    """What was hoped for beside what was measured."""
    print("### Targets\n")
    head = ["measure", "measured", "target", "met"]
    print(table(head, [[*row[:-1], "yes" if row[-1] else "no"] for row in rows]))


def versions() -> str:
    """The versions a reader needs to repeat the run."""
    from importlib.metadata import version

    names = ("pyoxigraph", "shacl", "rustworkx", "numpy", "rdflib", "pyshacl", "networkx")
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)])


if __name__ == "__main__":
    main()
