"""Time, memory and bytes of a corpus on two workers, beside serial work, two plain processes, and a plain pipeline.

Prints Markdown. The machine's own ceiling is how much faster two processes are than one at the same serial work, which
share nothing; the workers of a corpus are held to that, measured in the same turns. Nothing here asserts a time: a
target stands beside what was measured.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psutil  # type: ignore[import-untyped]

HERE = Path(__file__).resolve().parent
CONSOLE = Path(sys.executable).with_name("collabgraph")
BATCH, WORKERS, TURNS = 100, 2, 3
MB = 1e6


def main() -> None:
    """The report, or one measurement in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,5000,20000", help="numbers of cases, with commas")
    parser.add_argument("--cases", type=int, default=3000, help="number of cases for the efficiency")
    parser.add_argument("--plain", type=int, default=40, help="number of cases for the plain pipeline")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        pipeline, folder, n = given.child
        print(json.dumps((serial if pipeline == "ours" else plain)(Path(folder), int(n))))
        return
    sizes = sorted(int(size) for size in given.sizes.split(","))
    with tempfile.TemporaryDirectory(prefix="collabgraph-bench-") as folder:
        report(Path(folder), sizes, given.cases, given.plain)


def report(folder: Path, sizes: Sequence[int], n: int, n_plain: int) -> None:
    """Write the cases, measure, print."""
    print(f"{date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {versions()}\n")
    importlib.import_module("synthetic").write(folder / "cases", max(*sizes, n))
    efficiency(folder, n, n_plain)
    rows, bytes_a_case, memory = [], 0.0, 0.0
    for size in sizes:
        packed, took, ratio = packing(folder, size)
        seconds, peak = command(packed, folder / "results")
        again, _ = command(packed, folder / "results", "--resume")
        made = sum(path.stat().st_size for path in (folder / "results").rglob("*") if path.is_file())
        bytes_a_case, memory = made / size, max(memory, peak)
        rows.append((f"{size:,}", f"{took / size * 1000:.2f}", f"{ratio:.0f}", f"{seconds / size * 1000:.2f}",
                     f"{again / size * 1000:.2f}", f"{peak / MB:.0f}", f"{made / size / 1000:.2f}"))  # fmt: skip
        last = seconds / size
        shutil.rmtree(folder / "results")
    print(f"\nBy number of cases, {WORKERS} workers, batches of {BATCH}, with all start-up; target: flat.\n")
    table(
        ("cases", "pack, ms a case", "files / packed, bytes", "evaluate, ms a case", "resume, all done, ms a case",
         "memory of client and workers, MB", "results, kB a case"), rows,
    )  # fmt: skip
    print(
        f"\nA million cases like these, on paper: {last * 1e6 / 3600:.1f} hours with {WORKERS} such workers, "
        f"{last * 1e6 * WORKERS / 60 / 100:.0f} minutes with 100; {bytes_a_case / 1000:.1f} GB of results in "
        f"{6 * 1e6 / BATCH:,.0f} files (fewer with --batch 1000). Assumed: the cost of a case stays what it was with "
        f"{max(sizes):,} of them; the shared folder takes {6 * 100 / BATCH / last / WORKERS:.0f} small files a second "
        "from 100 workers; the scheduler gives out a batch in far less than a worker needs for it."
    )


def efficiency(folder: Path, n: int, n_plain: int) -> None:
    """Workers beside serial work and two processes that share nothing, in turns; and the plain pipeline."""
    few = folder / "few"
    few.mkdir()
    shutil.copy(next((folder / "cases").glob("*.ttl")), few)
    some = part(folder, n)
    alone, both, ours, start, others = [], [], [], [], []
    for _ in range(TURNS):
        alone += children("ours", folder, n, 1)
        both.append(statistics.mean(children("ours", folder, n, 2)))
        ours.append(command(some, folder / "results")[0])
        shutil.rmtree(folder / "results")
        start.append(command(few, folder / "results")[0])
        shutil.rmtree(folder / "results")
        others += children("plain", folder, n_plain, 1)
    ceiling = 2 * min(alone) / min(both)
    whole, work = min(alone) / min(ours), min(alone) / (min(ours) - min(start))
    print(
        f"{n:,} cases, the fastest of {TURNS} turns; the plain pipeline (rdflib, pySHACL, networkx) with {n_plain}.\n"
    )
    table(
        ("what", "seconds", "ms a case", "times as fast as one process", "share of the ceiling"),
        (
            ("one process, no engine", f"{min(alone):.2f}", f"{min(alone) / n * 1000:.2f}", "1", ""),
            ("two processes that share nothing: the ceiling", f"{min(both):.2f} for twice as many",
             f"{min(both) / n / 2 * 1000:.2f}", f"{ceiling:.2f}", "1"),
            (f"corpus evaluate, {WORKERS} workers", f"{min(ours):.2f}", f"{min(ours) / n * 1000:.2f}", f"{whole:.2f}",
             f"{whole / ceiling:.2f}"),
            (f"the same without its start of {min(start):.2f} s", f"{min(ours) - min(start):.2f}",
             f"{(min(ours) - min(start)) / n * 1000:.2f}", f"{work:.2f}", f"{work / ceiling:.2f} (target 0.9)"),
            ("plain pipeline, one process", f"{min(others):.2f}", f"{min(others) / n_plain * 1000:.1f}",
             f"1/{min(others) / n_plain / (min(alone) / n):.1f}", ""),
        ),
    )  # fmt: skip


def part(folder: Path, n: int) -> Path:
    """A folder with the first n cases, which are links."""
    some = folder / f"first-{n}"
    some.mkdir(exist_ok=True)
    for path in sorted((folder / "cases").glob("*.ttl"))[:n]:
        if not (some / path.name).exists():
            (some / path.name).hardlink_to(path)
    return some


def packing(folder: Path, n: int) -> tuple[Path, float, float]:
    """The first n cases packed, the seconds that took, and how many times less bytes they have."""
    from collabgraph.corpus.packing import pack

    some, packed = part(folder, n), folder / "packed.parquet"
    start = time.perf_counter()
    made = pack(some, packed)
    return packed, time.perf_counter() - start, made.read / made.written


def command(source: Path, results: Path, *more: str) -> tuple[float, float]:
    """The seconds of ``corpus evaluate``, and the most bytes that its processes had resident together."""
    line = [
        CONSOLE,
        "corpus",
        "evaluate",
        source,
        "-o",
        results,
        "--workers",
        str(WORKERS),
        "--batch",
        str(BATCH),
        *more,
    ]
    start, peak = time.perf_counter(), 0.0
    with subprocess.Popen([*map(str, line)], stderr=subprocess.DEVNULL) as running:
        ended = threading.Event()
        threading.Thread(target=wait, args=(running, ended), daemon=True).start()
        while not ended.wait(1):  # a look costs some hundredths of a second
            peak = max(peak, resident(running.pid))
    return time.perf_counter() - start, peak


def wait(running: subprocess.Popen[bytes], ended: threading.Event) -> None:
    """Say that a process has ended."""
    running.wait()
    ended.set()


def resident(pid: int) -> float:
    """The bytes that a process and those it started have resident."""
    total = 0.0
    try:
        for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
            total += process.memory_info().rss
    except psutil.Error:
        return total
    return total


def children(pipeline: str, folder: Path, n: int, processes: int) -> list[float]:
    """The seconds of the same work in so many processes at the same time."""
    line = [sys.executable, str(Path(__file__).resolve()), "--child", pipeline, str(folder), str(n)]
    started = [subprocess.Popen(line, stdout=subprocess.PIPE, text=True) for _ in range(processes)]
    return [json.loads(process.communicate()[0]) for process in started]


def serial(folder: Path, n: int) -> float:
    """Seconds for n cases as a worker evaluates them, after one that is not counted."""
    from collabgraph.corpus.evaluation import Options
    from collabgraph.corpus.sources import Folder
    from collabgraph.corpus.working import Task, evaluate

    source, _ = Folder.of(folder / "cases")
    with tempfile.TemporaryDirectory(prefix="collabgraph-bench-") as results:
        places = [(0, 1), *((start, min(start + BATCH, n)) for start in range(0, n, BATCH))]
        tasks = [
            Task(source.batch(*place), number, 0, place[1] - place[0], results, Options(), "", 60)
            for number, place in enumerate(places)
        ]
        evaluate(tasks[0])
        start = time.perf_counter()
        for task in tasks[1:]:
            evaluate(task)
        return time.perf_counter() - start


def plain(folder: Path, n: int) -> float:
    """Seconds for n cases by rdflib, pySHACL and networkx, after one that is not counted."""
    pipeline = importlib.import_module("plain")
    worked = importlib.import_module("bench").worked
    paths = sorted((folder / "cases").glob("*.ttl"))
    worked(pipeline, paths[n])
    start = time.perf_counter()
    for path in paths[:n]:
        worked(pipeline, path)
    return time.perf_counter() - start


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    for row in (heads, ["---"] * len(heads), *rows):
        print(f"| {' | '.join(row)} |")


def versions() -> str:
    """The versions that the numbers depend on."""
    import collabgraph

    names = (("collabgraph", collabgraph.__version__), ("dask", version("dask")), ("pyarrow", version("pyarrow")))
    return ", ".join([f"Python {platform.python_version()}", *(f"{name} {version}" for name, version in names)])


if __name__ == "__main__":
    main()
