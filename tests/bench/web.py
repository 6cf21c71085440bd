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

from bench import Row, peak_kib, print_targets, table
from collabgraph import queries, questions, results
from collabgraph.library import Library
from collabgraph.questions import Question
from collabgraph.vocabulary import PREFIXES
from collabgraph.web import Limits, create_app, snapshot
from collabgraph.web.server import address, listening, server

SIZES, TURNS, SECONDS, CLIENTS = (100, 1000), 9, 4.0, (1, 8, 50)
#: A question that takes longer than this is asked in fewer turns; the server stops one that takes longer than LONGEST.
SLOW, LONGEST = 0.5, 10.0
#: What has to be typed where a question asks for a word.
WORD = "levy"
TYPICAL, LIGHTEST = "missing-preconditions", "SELECT ?case { ?case a cg:Case }"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}

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
    loaded = {n: child("load", str(folder / f"cases-{n}"), str(folder / f"store-{n}"), str(n)) for n in sizes}
    print_loading(loaded)
    asked = asked_both_ways(folder / f"store-{max(sizes)}", turns)
    print_questions(asked, max(sizes))
    child("shipped", str(folder / "shipped"))
    rates = {n: rates_of(folder / "shipped", n) for n in CLIENTS}
    print_rates(rates)
    print_targets([*cost_targets(asked), *growth_targets(loaded)])


# Children: each runs in a process of its own ------------------------------------------------------------------------


def load(cases: str, store: str, n: str) -> None:
    """Write n cases, put them with the shipped ones into a store as the server does, and say what it took.

    Results are of the shipped cases alone, and no part of the time: they take a quarter of a second for each case.
    """
    synthetic.write(Path(cases), int(n))
    computed = list(results.graphs(Library()))
    before, start = peak_kib(), time.perf_counter()
    library = Library([Path(cases)])
    dataset = queries.shipped(library, computed)
    snapshot(dataset.store, Path(store))
    seconds, triples = time.perf_counter() - start, len(dataset.store)
    size = sum(path.stat().st_size for path in Path(store).iterdir())
    said = {"seconds": seconds, "kib": peak_kib() - before, "triples": triples, "disk": size / 1024}
    print(json.dumps({**said, **opened(store)}))


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
    snapshot(queries.shipped(library, results.graphs(library)).store, Path(store))
    print(json.dumps({}))


def serve(store: str) -> None:
    """Serve a store until the process is ended; the address is printed."""
    with listening("127.0.0.1", 0) as listener:
        app = create_app(Path(store), limits=Limits(seconds=LONGEST, rows=10_000_000))
        server(app, lambda: print(address(listener), flush=True)).run([listener])


CHILDREN = {"load": load, "shipped": shipped, "serve": serve}


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
    """What each question took, both ways."""
    engine = ox.Store.read_only(str(store))
    dataset = queries.Dataset(engine)
    with served(store) as place:
        http = http_client(place)
        return {
            name: both_ways(text, lambda sparql: directly(engine, sparql), http, turns)
            for name, question in questions.questions().items()
            for text in [questions.bound(question, values(question), "en", dataset.query)]
        }


def values(question: Question) -> dict[str, str]:
    """What to ask a question of, besides its own values."""
    return {each.name: WORD for each in question.parameters if not each.default}


def both_ways(text: str, engine: Ask, endpoint: Ask, turns: int) -> Taken:
    """What a question took, asked in turns after one that is not counted; ends the run where rows differ."""
    rows, first = timed(endpoint, text)
    if rows is None:
        return None
    if engine(text) != rows:
        raise SystemExit(f"the endpoint gave another number of rows than the engine, so nothing was timed:\n{text}")
    taken = [(timed(engine, text)[1], timed(endpoint, text)[1]) for _ in range(turns if first < SLOW else 3)]
    direct, through = (statistics.median(each) for each in zip(*taken, strict=True))
    return direct, through, rows


def timed(ask: Ask, text: str) -> tuple[int | None, float]:
    """The rows, and the seconds they took."""
    start = time.perf_counter()
    rows = ask(text)
    return rows, time.perf_counter() - start


def directly(store: ox.Store, text: str) -> int:
    """How many rows the engine writes as JSON."""
    found = store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
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
    engine = queries.Dataset(ox.Store.read_only(str(store)))
    text = questions.bound(questions.question(TYPICAL), {}, "en", engine.query)
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


def print_loading(loaded: dict[int, dict[str, float]]) -> None:
    """What a number of cases takes to be loaded, and then to be opened."""
    rows: list[Row] = []
    for n, said in loaded.items():
        per = {name: said[name] / n for name in ("seconds", "kib", "disk")}
        loading = [f"{per['seconds'] * 1000:.1f}", f"{per['kib']:.0f}", f"{per['disk']:.0f}"]
        rows.append([n, said["triples"], *loading, f"{said['ready'] * 1000:.0f}", f"{said['held'] / 1024:.0f}"])
    print("### Files into a store; and a process that answers queries, from its start until it is ready\n")
    head = ["cases", "triples", "ms per case", "KiB per case (peak)", "KiB per case on disk", "ready, ms", "MiB held"]
    print(table(head, rows))


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


def growth_targets(loaded: dict[int, dict[str, float]]) -> Iterator[Row]:
    """Time and memory per case with many cases against few."""
    few, many = min(loaded), max(loaded)
    if few == many:
        return
    for name, words in (("seconds", "load time"), ("kib", "memory while loading"), ("disk", "size on disk")):
        growth = (loaded[many][name] / many) / (loaded[few][name] / few)
        yield f"{words} per case, {many} / {few} cases", f"{growth:.2f} x", "<= 1.25 x", growth <= 1.25


if __name__ == "__main__":
    main()
