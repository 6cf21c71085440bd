"""A server in a process of its own bears many clients, slow ones and hostile ones, and is afterwards what it was.

The numbers are small; COLLABGRAPH_ABUSE=1 (``make abuse``) takes those a public server may meet. Everything stays on
the loopback, is bounded in number and in time, and ends with the server.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import count, cycle
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from starlette.routing import Route

from collabgraph.output.plots import FIGURES, FORMATS
from collabgraph.web.routes import routes

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="counts processes and memory as on Linux")

FULL = os.environ.get("COLLABGRAPH_ABUSE") == "1"
RUNAWAYS, QUERIES, KILLED, SLOW = (60, 5_000, 50, 200) if FULL else (10, 300, 5, 50)
AT_ONCE, TOGETHER, WORKERS, SECONDS, PATIENCE = 50, 8, 2, 0.5, 4
#: How much memory the server may have more than after its first requests, in MB, however many follow, and how many
#: open files.
MORE, FILES = 80, 60
#: SIGUSR1 makes it give back what nothing refers to any more. The dots of a large picture, up to 250 MB, belong to a
#: figure whose parts refer to each other, so they stay until Python looks for such, whenever that is.
COMMAND = f"""
import ctypes, gc, signal

def freed(*_):
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)

signal.signal(signal.SIGUSR1, freed)
from collabgraph.cli import main
from collabgraph.web import server
server._PATIENCE = {PATIENCE}
main()
"""
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


class Served:
    """A server, and what a client gets from it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def get(self, path: str, accept: str = "*/*") -> tuple[int, bytes]:
        return self._asked("GET", path, None, {"Accept": accept})

    def query(self, text: str) -> tuple[int, bytes]:
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/sparql-results+json"}
        return self._asked("POST", "/sparql", urlencode({"query": text}), form)

    def _asked(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[int, bytes]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def sent(self, request: bytes) -> int | None:
        """The status of the answer to these very bytes; None where the connection is closed without one."""
        with self.connected() as connection, suppress(BrokenPipeError, ConnectionResetError):
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(request)
            if start := connection.recv(64):
                return int(start.split()[1])
        return None

    def connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def answers(self) -> bool:
        return self.get("/")[0] == 200 and self.query("ASK { ?case a cg:Case }")[0] == 200

    @property
    def children(self) -> dict[int, str]:
        """The state of every process that the server started and that is not gone, "Z" for a zombie."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                state, parent = stat.read_text().rpartition(")")[2].split()[:2]
                if int(parent) == self.process.pid:
                    found[int(stat.parent.name)] = state
        return found

    def least_megabytes(self, wanted: float = 0, seconds: float = 10) -> float:
        """Its memory once it has given back what it does not need; the least of some moments, where none is below."""
        until, found = time.monotonic() + seconds, self.megabytes
        while time.monotonic() < until and found >= wanted:
            self.process.send_signal(signal.SIGUSR1)
            time.sleep(0.5)
            found = min(found, self.megabytes)
        return found

    @property
    def megabytes(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    @property
    def files(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


def comes_true(claim: Callable[[], bool], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while not (is_true := claim()) and time.monotonic() < until:
        time.sleep(0.05)
    return is_true


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """``collabgraph serve`` in a process of its own; at its end it has complained of nothing."""
    said = tmp_path_factory.mktemp("serve") / "said.txt"
    arguments = ["serve", "--port", "0", "--workers", str(WORKERS), "--timeout", str(SECONDS)]
    with said.open("w") as errors:
        process = subprocess.Popen([sys.executable, "-c", COMMAND, *arguments], stderr=errors)
    try:
        comes_true(lambda: "http://" in said.read_text() or process.poll() is not None)
        found = re.search(r"http://127\.0\.0\.1:(\d+)", said.read_text())
        assert found, said.read_text()
        yield Served(process, int(found[1]))
        assert process.poll() is None, said.read_text()
        assert "Traceback" not in said.read_text(), said.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="module")
def megabytes(served: Served) -> float:
    """The memory of the server after one request for every page, several at a time."""
    chosen = (urlencode([(name, USUAL[name]) for name in names if name in USUAL]) for names in PAGES.values())
    with ThreadPoolExecutor(TOGETHER) as clients:
        list(clients.map(lambda path, query: served.get(f"{filled(path)}?{query}", "text/html"), PAGES, chosen))
    return served.least_megabytes(seconds=3)


@pytest.fixture(autouse=True)
def _recovered(served: Served, megabytes: float) -> Iterator[None]:
    """After every test all processes are there, no dead one is left, home answers, and memory and files are free."""
    yield
    assert comes_true(lambda: len(served.children) == WORKERS and "Z" not in served.children.values())
    assert all(served.answers() for _ in range(2 * WORKERS))
    assert comes_true(lambda: served.files < FILES)
    assert served.least_megabytes(megabytes + MORE) < megabytes + MORE


# What there is to ask -------------------------------------------------------------------------------------------------

#: For the parts of addresses; what a parameter usually has; and which pages read which.
PARTS = {
    "case": "pbg", "claim": "F21", "actor": "pbg-dpmptsp", "source": "pbg-paper", "study": "jambi-licensing",
    "framework": "service-provision", "construct": "leader-commitment", "list": "basis",
}  # fmt: skip
USUAL = {"framework": "service-provision", "basis": "reported", "query": "ASK {}"}
CHOICES = ("case", "basis", "attribution")
NAMES = {
    "/case/{case}/map": CHOICES[1:], "/map": CHOICES, "/compare": (*CHOICES, "framework"),
    "/sparql": ("query", "question", "format", "default-graph-uri", "named-graph-uri", "unknown"),
    **{f"/{kind}": ("iri",) for kind in (
        "case/{case}/{claim}", "actor/{actor}", "source/{source}", "study/{study}", "construct/{framework}/{construct}",
    )},
}  # fmt: skip
#: Every figure and every form, but not each figure in each form, which would only draw the same pictures longer.
FIGURES_ASKED = {f"/figure/{kind}.{form}" for kind, form in zip(FIGURES, cycle(FORMATS), strict=False)}
PAGES = {
    **{route.path: (*NAMES.get(route.path, ()), "lang") for route in routes()
       if isinstance(route, Route) and (FULL or not route.path.startswith("/figure/") or route.path in FIGURES_ASKED)},
    "/static/{file}": (), "/{file}": (),
}  # fmt: skip
MARKUP = "<script>alert(1)"
HARM = (
    f'">{MARKUP}</script>', "x" * 10_000, "../../../../../../../../etc/passwd", "javascript:alert(1)", "\0", "%s%n",
    "\r\nX-Harm: 1", "\u202e\x1b[31m", "'", "{{ 7*7 }}", "%2e%2e%2f", "a,b", "", " ", "http://169.254.169.254/",
    "9" * 400, "\U0010ffff", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "LOAD <file:///etc/passwd>",
)  # fmt: skip


def filled(path: str, **parts: str) -> str:
    """The address with its parts in place of their names, written as a browser writes them."""

    def part(name: re.Match[str]) -> str:
        return quote(parts.get(name[1], PARTS.get(name[1], "x")), safe="")

    return re.sub(r"{(\w+)(?::path)?}", part, path)


def harmful(values: Callable[[], tuple[str, ...]]) -> Iterator[str]:
    """Every address with each of its parts, and each parameter it reads meaning harm."""
    for path, names in PAGES.items():
        for part in re.findall(r"{(\w+)", path):
            yield from (filled(path, **{part: value}) for value in values())
        for name in names:
            for value in values():
                yield f"{filled(path)}?{urlencode({name: value})}"
                if FULL:
                    yield f"{filled(path)}?{urlencode([(name, USUAL.get(name, 'pbg')), (name, value)])}"


# What it bears --------------------------------------------------------------------------------------------------------


def test_home_answers_while_clients_ask_without_end(served: Served) -> None:
    with ThreadPoolExecutor(RUNAWAYS) as clients:
        asking = [clients.submit(served.query, ENDLESS) for _ in range(RUNAWAYS)]
        homes = [served.get("/")[0]]
        while not all(client.done() for client in asking):
            homes.append(served.get("/")[0])
            time.sleep(0.1)
    assert set(homes) == {200}
    assert {client.result() for client in asking} <= {
        (503, b"The query was stopped (seconds: 0.5). Ask for less: a LIMIT, a narrower pattern, one case.\n"),
        (503, b"Too many queries are waiting. Try again in a moment.\n"),
    }


def test_every_client_gets_its_own_answer(served: Served) -> None:
    def gets_its_own(number: int) -> bool:
        status, body = served.query(f"SELECT ?n ?case {{ VALUES ?n {{ {number} }} ?case a cg:Case }}")
        assert status == 200, body
        return [row["n"]["value"] for row in json.loads(body)["results"]["bindings"]] == [str(number)] * 2

    with ThreadPoolExecutor(AT_ONCE) as clients:
        assert all(clients.map(gets_its_own, range(QUERIES)))


def test_processes_that_are_killed_are_replaced(served: Served) -> None:
    first, statuses = set(served.children), Counter[int]()
    with ThreadPoolExecutor(TOGETHER) as clients:
        for _ in range(KILLED):
            assert comes_true(lambda: len(served.children) == WORKERS)
            asking = [
                clients.submit(served.query, ENDLESS if number % 4 == 0 else "ASK {}") for number in range(TOGETHER)
            ]
            for number in served.children:
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            statuses.update(client.result()[0] for client in asking)
    assert set(statuses) <= {200, 503}
    assert not first & set(served.children)


HEAD = b" HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST /sparql" + HEAD + b"Content-Type: application/sparql-query\r\n"
SCRIPT = b"GET /vis-network.js" + HEAD + b"\r\n"


def test_slow_clients_keep_nobody_waiting_and_are_sent_away(served: Served) -> None:
    starts = (b"", b"G", b"GET /" + HEAD + b"X-Slow: ", POST + b"Content-Length: 9999\r\n\r\nA", SCRIPT * 50)
    kinds = dict(zip((served.connected() for _ in range(SLOW)), starts * SLOW, strict=False))
    try:
        for connection, start in kinds.items():
            connection.sendall(start)
        until = time.monotonic() + 3 * PATIENCE
        while time.monotonic() < until and served.files > FILES:
            assert served.answers()
            for connection, start in kinds.items():
                with suppress(OSError):
                    connection.sendall(b"a" if start[:1] == b"P" or start.endswith(b": ") else b"")
            time.sleep(0.3)
        assert served.files < FILES
    finally:
        for connection in kinds:
            connection.close()


@pytest.mark.parametrize(
    ("request_", "statuses"),
    [
        # Too large
        (b"GET /" + HEAD + b"X: " + b"a" * 5_000_000 + b"\r\n\r\n", {400, None}),
        (b"GET /" + HEAD + b"X: 1\r\n" * 800_000 + b"\r\n", {400, None}),
        (b"GET /" + b"a" * 1_500_000 + HEAD + b"\r\n", {414}),
        (POST + b"Content-Length: 3000000\r\n\r\n" + b"a" * 3_000_000, {413, None}),
        (POST + b"Content-Length: " + b"9" * 15 + b"\r\n\r\n", {413}),
        (POST + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\n", {400, 413}),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + (b"ffff\r\n" + b"a" * 65_535 + b"\r\n") * 20, {413, None}),
        (b"GET /compare?" + b"case=x&" * 100_000 + HEAD + b"\r\n", {400, 404}),
        (b"GET /sparql?" + b"query=x&" * 100_000 + HEAD + b"\r\n", {400}),
        (b"GET /" + HEAD + b"Accept: " + b"a/b;q=0.1," * 100_000 + b"\r\n\r\n", {200}),
        (b"GET /" + HEAD + b"Accept-Language: " + b"q;q=;=,;" * 100_000 + b"\r\n\r\n", {200}),
        (b"GET /static/site.css" + HEAD + b"Range: bytes=" + b"0-1," * 5_000 + b"\r\n\r\n", {200, 206, 400, 416}),
        (b"GET /static/site.css" + HEAD + b"If-Modified-Since: " + b"9" * 5_000 + b"\r\n\r\n", {200}),
        # Not as HTTP has it
        (POST + b"Content-Length: -1\r\n\r\n", {400}),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", {400}),
        (POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", {400}),
        (b"GET / HTTP/1.1\r\n\r\n", {400}),
        (b"GET /" + HEAD + b"Host: harm.example\r\n\r\n", {400}),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 50 + b"\r\n\r\n", {400}),
        (b"GET /case/\xff\xfe" + HEAD + b"\r\n", {400, 404}),
        (b"GET /case/%ff%fe?lang=%ff" + HEAD + b"\r\n", {404}),
        (POST + b"Content-Length: 3\r\n\r\n\xff\xfe\x00", {400}),
        # Not for this server
        (b"GET / HTTP/1.1\r\nHost: harm.example\r\n\r\n", {400}),
        (b"GET http://harm.example/" + HEAD + b"\r\n", {404}),
        (b"OPTIONS *" + HEAD + b"\r\n", {204, 404}),
        (b"BREW /" + HEAD + b"\r\n", {405}),
        (b"CONNECT harm.example:443" + HEAD + b"\r\n", {404, 405}),
        (b"GET /" + HEAD + b"Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n", {200}),
    ],
    ids=count(),
)
def test_a_request_that_is_too_large_or_none_is_refused(
    served: Served, request_: bytes, statuses: set[int | None]
) -> None:
    assert served.sent(request_) in statuses


def test_no_address_ends_in_a_fault_of_the_server(served: Served) -> None:
    turn = count()

    def values() -> tuple[str, ...]:
        return HARM if FULL else (HARM[next(turn) % len(HARM)],)

    def fault(address: str, accept: str) -> str | None:
        status, body = served.get(address, accept)
        is_fault = status > 499 and (status != 503 or not body)
        is_harm = accept == "text/html" and MARKUP.encode() in body
        gives_away = b"root:x:" in body or b"Traceback" in body
        return f"{status} {address[:300]}" if is_fault or is_harm or gives_away else None

    forms = ("text/html", "*/*")
    asked = [(address, forms[number % 2]) for number, address in enumerate(harmful(values))]
    asked += [(address, forms[not number % 2]) for number, (address, _) in enumerate(asked)] if FULL else []
    with ThreadPoolExecutor(TOGETHER) as clients:
        faults = list(filter(None, clients.map(lambda pair: fault(*pair), asked)))
    assert not faults
    assert len(asked) > 100
