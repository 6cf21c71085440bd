"""What the SPARQL endpoint costs: beside the engine called directly, per case, and with many clients at once.

Prints Markdown. A server runs in a process of its own, as ``collabgraph serve`` runs it; a client speaks HTTP to it on
the loopback, one connection kept alive. The same questions are asked of the same store by the engine in this process,
in turns with the endpoint, and the answers must have as many rows. Nothing here asserts a time: a target stands beside
what was measured.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox
import synthetic

from bench import CONSOLE, Row, peak_kib, print_targets, table
from collabgraph.coding.library import Library
from collabgraph.output import results
from collabgraph.questions import datasets, parameters
from collabgraph.questions import files as question_files
from collabgraph.questions.files import Question
from collabgraph.rdf import sparql
from collabgraph.rdf.turtle import named_quads
from collabgraph.rdf.vocabulary import PREFIXES
from collabgraph.web import Limits, create_app, snapshot
from collabgraph.web.server import address, listening, server

SIZES, LOADS, TURNS, SECONDS, CLIENTS = (100, 1000), 3, 9, 4.0, (1, 8, 50)
#: A question that takes longer than SLOW is asked in FEW turns; the server stops one that takes longer than LONGEST.
SLOW, FEW, LONGEST = 0.5, 3, 10.0
#: What has to be typed where a question asks for a word.
WORD = "levy"
TYPICAL, LIGHTEST = "missing-preconditions", "SELECT ?case { ?case a cg:Case }"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}

#: What it took to load so many cases, by measure.
Loaded = dict[int, dict[str, float]]
Ask = Callable[[str], int | None]
#: Median seconds of the engine and of the endpoint, and the rows; None of a question that was stopped.
Taken = tuple[float, float, int] | None


def main() -> None:
    """The tables, or one measurement in a process of its own."""
    given = arguments()
    if given.child:
        task, *rest = given.child
        CHILDREN[task](*rest)
        return
    names = ("pyoxigraph", "starlette", "uvicorn", "h11")
    versions = ", ".join([f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)])
    print(f"{date.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {versions}\n")
    with tempfile.TemporaryDirectory(prefix="collabgraph-bench-") as name:
        report(Path(name), [int(size) for size in given.cases.split(",")], given.turns)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", default=",".join(map(str, SIZES)), help="numbers of synthetic cases, with commas")
    parser.add_argument("--turns", type=int, default=TURNS, help="how often each question is asked")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    return parser.parse_args()


def report(folder: Path, sizes: Sequence[int], turns: int) -> None:
    """Write the cases, load them, ask, print."""
    serving, storing = loads(folder, sizes)
    print_loading(serving)
    print_storing(storing)
    asked = asked_both_ways(folder / f"load-{max(sizes)}", turns)
    print_questions(asked, max(sizes))
    child("shipped", str(folder / "shipped"))
    rates = {n: rates_of(folder / "shipped", n) for n in CLIENTS}
    print_rates(rates)
    print_targets([*cost_targets(asked), *growth_targets("serve", serving), *growth_targets("store load", storing)])


def loads(folder: Path, sizes: Sequence[int]) -> tuple[Loaded, Loaded]:
    """What it took to load so many cases as ``serve`` does and by ``store load``: medians of turns of all sizes."""
    for n in sizes:
        synthetic.write(folder / f"cases-{n}", n)
    serving: dict[int, list[dict[str, float]]] = {n: [] for n in sizes}
    storing: dict[int, list[dict[str, float]]] = {n: [] for n in sizes}
    for _ in range(LOADS):
        for n in sizes:
            for task, said in (("load", serving), ("store", storing)):
                store = folder / f"{task}-{n}"
                shutil.rmtree(store, ignore_errors=True)
                said[n].append(child(task, str(folder / f"cases-{n}"), str(store)))
    return medians(serving), medians(storing)


def medians(turns: dict[int, list[dict[str, float]]]) -> Loaded:
    """The median of each measure over the turns."""
    return {n: {name: statistics.median(turn[name] for turn in each) for name in each[0]} for n, each in turns.items()}


# Children: each runs in a process of its own ------------------------------------------------------------------------


def load(cases: str, store: str) -> None:
    """Put cases with the shipped ones into a store as ``serve`` does, and say what it took.

    Results are of the shipped cases alone, and no part of the time: they take a quarter of a second for each case.
    """
    computed = list(results.graphs(Library()))
    before, start = peak_kib(), time.perf_counter()
    snapshot(named_quads(datasets.graphs(Library([Path(cases)]), computed)), Path(store))
    seconds, kib = time.perf_counter() - start, peak_kib() - before
    triples = len(ox.Store.read_only(store))
    said = {"seconds": seconds, "kib": kib, "triples": triples, "disk": disk_kib(store)}
    print(json.dumps({**said, **opened(store)}))


def stored(cases: str, store: str) -> None:
    """Put cases with the shipped ones into a store by ``collabgraph store load``, and say what the command took."""
    line = [str(CONSOLE), "store", "load", "--cases", cases, "--store", store]
    start = time.perf_counter()
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "kib": peak_kib(resource.RUSAGE_CHILDREN), "disk": disk_kib(store)}))


def disk_kib(store: str) -> float:
    """The size of all files of a store; a file under two names counts once."""
    found = [path.stat() for path in Path(store).rglob("*") if path.is_file()]
    return sum({status.st_ino: status.st_size for status in found}.values()) / 1024


def opened(store: str) -> dict[str, float]:
    """Seconds until a process that answers queries is ready, and the KiB it holds then, where the system says so."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "collabgraph.web.worker", store, str(2**31), "10"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        process.stdout.read(1)
        seconds, status = time.perf_counter() - start, Path(f"/proc/{process.pid}/status")
        lines = status.read_text().splitlines() if status.exists() else []
        held = next((float(line.split()[1]) for line in lines if line.startswith("VmRSS:")), float("nan"))
        process.kill()
    return {"ready": seconds, "held": held}


def shipped(store: str) -> None:
    """A store of the two shipped cases with their results."""
    library = Library()
    snapshot(named_quads(datasets.graphs(library, results.graphs(library))), Path(store))
    print(json.dumps({}))


def serve(store: str) -> None:
    """Serve a store until the process is ended; the address is printed."""
    with listening("127.0.0.1", 0) as listener:
        app = create_app(Path(store), limits=Limits(seconds=LONGEST, rows=10_000_000))
        server(app, lambda: print(address(listener), flush=True)).run([listener])


CHILDREN: dict[str, Callable[..., object]] = {"load": load, "store": stored, "shipped": shipped, "serve": serve}


def command(task: str, *arguments: str) -> list[str]:
    return [sys.executable, str(Path(__file__).resolve()), "--child", task, *arguments]


def child(task: str, *arguments: str) -> dict[str, float]:
    """What a child says."""
    said: dict[str, float] = json.loads(
        subprocess.run(command(task, *arguments), check=True, stdout=subprocess.PIPE).stdout
    )
    return said


@contextmanager
def served(store: Path) -> Iterator[str]:
    """The host and port of a server of a store."""
    with subprocess.Popen(command("serve", str(store)), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield urlsplit(process.stdout.readline().strip()).netloc
        finally:
            process.terminate()


# Questions ----------------------------------------------------------------------------------------------------------


def asked_both_ways(store: Path, turns: int) -> dict[str, Taken]:
    """What each question took, both ways: medians of turns after one that is not counted.

    A turn goes through all questions, so that whatever else the machine does for a second does not fall on one of them.
    """
    engine = ox.Store.read_only(str(store))
    ask = sparql.Dataset(engine, has_union=True).query
    texts = {name: parameters.bound(each, values(each), "en", ask) for name, each in question_files.questions().items()}
    with served(store) as place:
        http = http_client(place)
        first = {name: compared(text, engine, http) for name, text in texts.items()}
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in texts}
        for turn in range(turns):
            for name, found in first.items():
                if found and (turn < FEW or found[1] < SLOW):
                    direct = timed(lambda sparql: directly(engine, sparql), texts[name])[1]
                    taken[name].append((direct, timed(http, texts[name])[1]))
    return {name: (*middle(taken[name]), found[0]) if found else None for name, found in first.items()}


def middle(taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The medians of what was taken both ways."""
    direct, through = (statistics.median(each) for each in zip(*taken, strict=True))
    return direct, through


def values(question: Question) -> dict[str, str]:
    """What to ask a question of, besides its own values."""
    return {each.name: WORD for each in question.parameters if not each.default}


def compared(text: str, engine: ox.Store, endpoint: Ask) -> tuple[int, float] | None:
    """The rows of a question and the seconds until the endpoint gave them; None where it was stopped.

    Ends the run where the engine gives another number of rows.
    """
    rows, seconds = timed(endpoint, text)
    if rows is None:
        return None
    if directly(engine, text) != rows:
        raise SystemExit(f"the endpoint gave another number of rows than the engine, so nothing was timed:\n{text}")
    return rows, seconds


def timed(ask: Ask, text: str) -> tuple[int | None, float]:
    """The rows, and the seconds they took."""
    start = time.perf_counter()
    rows = ask(text)
    return rows, time.perf_counter() - start


def directly(store: ox.Store, text: str) -> int:
    """How many rows the engine writes as JSON."""
    found = store.query(text, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return counted(found.serialize(format=ox.QueryResultsFormat.JSON) or b"")


def http_client(place: str) -> Ask:
    """A client that keeps its connection; None is the answer to a query that was stopped."""
    connection = http.client.HTTPConnection(place, timeout=150)

    def ask(text: str) -> int | None:
        body = urlencode({"query": text})
        try:
            connection.request("POST", "/sparql", body, FORM)
        except ConnectionError:  # the server lets go of a client that was silent while the engine was timed
            connection.close()
            connection.request("POST", "/sparql", body, FORM)
        answer = connection.getresponse()
        said = answer.read()
        if answer.status not in (200, 503):
            raise SystemExit(f"{answer.status}: {said.decode()}\n{text}")
        return counted(said) if answer.status == 200 else None

    return ask


def counted(body: bytes) -> int:
    """About how many rows an answer in JSON has; it takes the same time on both sides."""
    return body.count(b'},{"') + body.count(b"{}")


# Many clients -------------------------------------------------------------------------------------------------------


def rates_of(store: Path, clients: int) -> tuple[float, float]:
    """Requests a second for a typical question and for the lightest, all clients together."""
    engine = sparql.Dataset(ox.Store.read_only(str(store)), has_union=True)
    text = parameters.bound(question_files.question(TYPICAL), {}, "en", engine.query)
    return rate(store, clients, text), rate(store, clients, LIGHTEST)


def rate(store: Path, clients: int, text: str) -> float:
    """Requests a second."""
    with served(store) as place:
        until = time.perf_counter() + SECONDS
        done = [0] * clients

        def run(number: int) -> None:
            ask = http_client(place)
            while time.perf_counter() < until:
                ask(text)
                done[number] += 1

        threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done) / (time.perf_counter() - start)


# Tables -------------------------------------------------------------------------------------------------------------


PER_CASE = ["ms per case", "KiB per case (peak)", "KiB per case on disk"]


def print_loading(loaded: Loaded) -> None:
    """What a number of cases takes to be loaded, and then to be opened."""
    print("### Files to what `serve` asks; and a process that answers queries, from its start until it is ready\n")
    head = ["cases", "triples", *PER_CASE, "ready, ms", "MiB held"]
    opening = {n: [f"{said['ready'] * 1000:.0f}", f"{said['held'] / 1024:.0f}"] for n, said in loaded.items()}
    print(table(head, [[n, f"{said['triples']:.0f}", *per_case(n, said), *opening[n]] for n, said in loaded.items()]))


def print_storing(loaded: Loaded) -> None:
    """What a number of cases takes to be kept in a folder."""
    print("### Files into a folder by `store load`, from the command's start to its end\n")
    print(table(["cases", *PER_CASE], [[n, *per_case(n, said)] for n, said in loaded.items()]))


def per_case(n: int, said: dict[str, float]) -> list[str]:
    """Time, memory and size on disk for each of n cases."""
    return [f"{said['seconds'] * 1000 / n:.1f}", f"{said['kib'] / n:.0f}", f"{said['disk'] / n:.0f}"]


def print_questions(asked: dict[str, Taken], n: int) -> None:
    """One line for each question, the one with the largest ratio first; below, those that were stopped."""
    answered = {name: taken for name, taken in asked.items() if taken is not None}
    ordered = sorted(answered.items(), key=lambda pair: -pair[1][1] / pair[1][0])
    rows = [
        [
            name,
            found,
            f"{direct * 1000:.1f}",
            f"{through * 1000:.1f}",
            f"{through / direct:.2f} x",
            extra(direct, through),
        ]
        for name, (direct, through, found) in ordered
    ]
    print(f"### Questions over {n} synthetic cases and the two shipped ones, median ms\n")
    print(table(["question", "rows", "engine", "endpoint", "ratio", "beyond 1.5 x, ms"], rows))
    if stopped := [name for name in asked if name not in answered]:
        print(f"Stopped after {LONGEST:.0f} s: {', '.join(stopped)}\n")


def extra(direct: float, through: float) -> str:
    """What the endpoint takes beyond one and a half times the engine, in ms."""
    return f"{(through - 1.5 * direct) * 1000:.1f}"


def print_rates(rates: dict[int, tuple[float, float]]) -> None:
    """Requests a second by the number of clients."""
    print("### Requests a second, the two shipped cases\n")
    head = ["clients at once", f"`{TYPICAL}`", f"`{LIGHTEST}`"]
    print(table(head, [[n, *(f"{each:.0f}" for each in found)] for n, found in rates.items()]))


def cost_targets(asked: dict[str, Taken]) -> Iterator[Row]:
    """Every question within one and a half times the engine and 5 ms."""
    answered = [taken for taken in asked.values() if taken is not None]
    within = sum(through <= 1.5 * direct + 0.005 for direct, through, _ in answered)
    yield "questions within 1.5 x engine + 5 ms", f"{within} of {len(asked)}", "all", within == len(asked)
    typical = statistics.median(through - direct for direct, through, _ in answered)
    yield "median of endpoint - engine", f"{typical * 1000:.1f} ms", "<= 5 ms", typical <= 0.005


def growth_targets(command: str, loaded: Loaded) -> Iterator[Row]:
    """Time, memory and size on disk per case with many cases against few."""
    few, many = min(loaded), max(loaded)
    if few == many:
        return
    for name, words in (("seconds", "time"), ("kib", "memory"), ("disk", "size on disk")):
        growth = (loaded[many][name] / many) / (loaded[few][name] / few)
        yield f"`{command}`: {words} per case, {many} / {few} cases", f"{growth:.2f} x", "<= 1.25 x", growth <= 1.25


if __name__ == "__main__":
    main()
