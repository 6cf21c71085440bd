"""``collabgraph serve`` serves files, a store or a server, says where, refuses what it cannot, and ends in order."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from collabgraph import resources
from collabgraph.cli import main
from collabgraph.coding.library import Library
from collabgraph.coding.store_loading import loadables
from collabgraph.questions import datasets
from collabgraph.rdf import stores
from collabgraph.rdf.stores import DiskStore
from collabgraph.web import server as web_server
from collabgraph.web import snapshot
from collabgraph.web.worker import Ask, asdict, packed

#: As a shell starts a program in the foreground: Ctrl+C reaches it, also where the tests run in the background.
COMMAND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from collabgraph.cli import main
main()
"""
#: The same on a system that has nothing of POSIX, as Windows has not.
WITHOUT_POSIX = """
import sys
for name in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "readline"):
    sys.modules[name] = None
"""
#: Every module there is, which takes all that any of them imports.
EVERY_MODULE = """
import importlib, pkgutil
import collabgraph
for module in pkgutil.walk_packages(collabgraph.__path__, "collabgraph."):
    importlib.import_module(module.name)
"""
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
CASES = "SELECT ?case { ?case a cg:Case } ORDER BY ?case"


class Served:
    """A server in a process of its own, and what it said before it answered."""

    def __init__(self, process: subprocess.Popen[str], said: list[str]) -> None:
        self.process, self.said = process, said
        found = re.search(r"http://[\w.\[\]:]+", said[-1])
        assert found is not None, said
        self.address = found[0]

    def rows(self, query: str) -> list[dict[str, dict[str, str]]]:
        answer = httpx.post(f"{self.address}/sparql", data={"query": query}, timeout=60)
        found = answer.json()["results"]["bindings"]
        assert isinstance(found, list)
        return found

    @property
    def workers(self) -> list[int]:
        return [pid for pid, parent in processes() if parent == self.process.pid]

    def end(self, number: int) -> int:
        """Its exit code, after a signal."""
        self.process.send_signal(number)
        return self.process.wait(30)


def processes() -> list[tuple[int, int]]:
    """Every process that runs, with its parent; a dead one that nobody asked after does not run."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], check=True, capture_output=True, text=True).stdout
    rows = (line.split() for line in listed.splitlines())
    return [(int(pid), int(parent)) for pid, parent, state in rows if not state.startswith("Z")]


def runs(pid: int) -> bool:
    return pid in dict(processes())


def gone(pids: list[int], seconds: float) -> bool:
    """Whether none of these processes runs any more, after so long at most."""
    until = time.monotonic() + seconds
    while any(map(runs, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(runs, pids))


@contextmanager
def serving(*arguments: str, temporary: Path, before: str = "") -> Iterator[Served]:
    """The server, in a process that runs this code before its own."""
    command = [sys.executable, "-c", before + COMMAND, "serve", "--port", "0", *arguments]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                said.append(line)
                if re.search(r"http://(127\.|\[|localhost)", line):
                    break
            yield Served(process, said)
        finally:
            with suppress(ProcessLookupError):
                process.kill()


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store on disk with everything that is shipped."""
    place = tmp_path_factory.mktemp("stored") / "store"
    with DiskStore(place) as store:
        for graph in loadables(Library(), ()):
            assert isinstance(graph, stores.Loadable)
            store.load(graph)
        store.publish()
    return place


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_every_process_and_file_of_its_own(temporary: Path, number: int) -> None:
    with serving("--workers", "2", temporary=temporary) as served:
        assert [row["case"]["value"][-3:] for row in served.rows(CASES)] == ["pbg", "irt"]
        assert served.rows("SELECT ?case { ?case cg:lacks ?construct }"), "results are computed and served"
        assert "PBG" in httpx.get(f"{served.address}/", headers={"Accept": "text/html"}).text
        busy = threading.Thread(target=lambda: asked_in_vain(served.address))
        busy.start()
        time.sleep(0.5)
        workers = served.workers
        assert len(workers) == 2
        assert served.end(number) == 128 + number
        assert gone(workers, 5)
        assert list(temporary.iterdir()) == []
        busy.join()
        assert served.process.stderr is not None
        assert "Traceback" not in served.process.stderr.read()


def asked_in_vain(address: str) -> None:
    with suppress(httpx.HTTPError):
        httpx.post(f"{address}/sparql", data={"query": ENDLESS}, timeout=30)


def test_a_process_goes_when_its_server_was_killed(library: Library, tmp_path: Path) -> None:
    folder = snapshot(datasets.shipped(library).store, tmp_path / "store")
    command = [sys.executable, "-m", "collabgraph.web.worker", str(folder), str(2**31), "0.1"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdin is not None
        worker.stdin.write(packed(asdict(Ask(ENDLESS, "json", None, 10))))
        worker.stdin.flush()
        assert worker.wait(30) == -signal.SIGALRM


def without_posix(*arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """What a command did on a system that has nothing of POSIX."""
    command = [sys.executable, "-c", WITHOUT_POSIX + before + COMMAND, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_nothing_of_posix_is_needed_where_no_store_is_named(temporary: Path) -> None:
    compared = without_posix("compare", "pbg", "spp-irt", "--format", "json", before=EVERY_MODULE)
    assert (compared.returncode, compared.stderr) == (0, "")
    assert json.loads(compared.stdout)["cases"]
    with serving("--workers", "1", temporary=temporary, before=WITHOUT_POSIX) as served:
        assert len(served.rows(CASES)) == 2
        assert httpx.get(f"{served.address}/case/pbg.json", timeout=60).json()["id"] == "pbg"


def test_a_store_that_needs_posix_says_so_where_there_is_none(stored: Path, tmp_path: Path) -> None:
    for place, *command in ((stored, "serve", "--port", "0"), (stored, "cases"), (tmp_path / "new", "store", "load")):
        refused = without_posix(*command, "--store", str(place))
        assert (refused.returncode, refused.stdout) == (1, ""), command
        assert f"'{place}': a store in a folder needs file locks" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert not (tmp_path / "new").exists()


def test_a_store_on_disk_is_served_as_it_is_while_others_write(stored: Path, temporary: Path) -> None:
    with serving("--store", str(stored), temporary=temporary) as served:
        assert "no computed results" in "".join(served.said)
        assert list(temporary.iterdir()) == []
        before = served.rows(CASES)
        with DiskStore(stored) as store:
            store.drop(["spp-irt"])
            store.publish()
        assert served.rows(CASES) == before
        page = httpx.get(f"{served.address}/case/spp-irt", headers={"Accept": "text/html"})
        assert page.status_code == 200
    with DiskStore(stored) as store:
        for graph in loadables(Library(), ["spp-irt"]):
            store.load(graph)  # type: ignore[arg-type]
        store.publish()


def test_cases_of_a_folder_are_served_beside_those_of_a_store(stored: Path, temporary: Path, tmp_path: Path) -> None:
    added = tmp_path / "added"
    added.mkdir()
    text = (resources.cases() / "pbg.ttl").read_text(encoding="utf-8")
    other = text.replace("case/pbg", "case/other").replace("case:pbg", "case:other")
    (added / "other.ttl").write_text(other, encoding="utf-8")
    with serving("--store", str(stored), "--cases", str(added), temporary=temporary) as served:
        assert len(served.rows(CASES)) == 3
        for name in ("pbg", "other"):
            assert httpx.get(f"{served.address}/case/{name}.json", timeout=60).json()["id"] == name


def test_a_server_is_copied_and_served(temporary: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("oxigraph")
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command = [str(program), "serve", "--location", str(tmp_path / "remote"), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as remote:
        try:
            filled(stores.open(f"http://127.0.0.1:{port}"))
            with serving("--store", f"http://127.0.0.1:{port}", temporary=temporary) as served:
                remote.terminate()
                remote.wait(30)
                assert len(served.rows(CASES)) == 2
                assert served.rows("SELECT ?label { sp:leader-commitment skos:prefLabel ?label }")
        finally:
            remote.terminate()


def filled(store: stores.DiskStore | stores.RemoteStore) -> None:
    """Load everything that is shipped, once the server answers."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(stores.connection.Unreachable):
            store.entries()
            break
        time.sleep(0.05)
    with store:
        for graph in loadables(Library(), ()):
            store.load(graph)  # type: ignore[arg-type]


def test_others_on_the_network_are_let_in_by_name_only(stored: Path, temporary: Path) -> None:
    arguments = ("--host", "0.0.0.0", "--allow-host", "Cases.example.org:8000", "--store", str(stored))  # noqa: S104
    with serving(*arguments, temporary=temporary) as served:
        assert "Everyone who reaches this machine" in "".join(served.said)
        for host, status in (("cases.example.org", 200), ("127.0.0.1", 200), ("evil.example", 400), ("0.0.0.0", 400)):  # noqa: S104
            answer = httpx.get(f"{served.address}/frameworks", headers={"Host": host})
            assert answer.status_code == status, host
        assert "server" not in answer.headers


def test_files_are_served_below_a_path_and_read_by_pages_of_an_origin(temporary: Path, tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://e.org/a> <http://e.org/p> 1, 2, 3 .", encoding="utf-8")
    (tmp_path / "b.trig").write_text("<http://e.org/g> { <http://e.org/b> <http://e.org/p> 4 }", encoding="utf-8")
    files = ("--data", str(tmp_path / "a.ttl"), "--data", str(tmp_path / "b.trig"))
    options = ("--max-rows", "3", "--root-path", "/data/", "--allow-origin", "https://Example.org/")
    with serving(*files, *options, "--workers", "1", temporary=temporary) as served:
        assert served.said[-1].split()[2] == f"{served.address}/data"
        every = {"query": "SELECT * { ?s ?p ?o } ORDER BY ?o"}
        assert "more than 3 rows" in httpx.get(f"{served.address}/sparql", params=every).text
        part = httpx.get(f"{served.address}/sparql", params=every | {"limit": "10"})
        rest = httpx.get(str(part.url.join(part.links["next"]["url"])))
        assert [len(answer.json()["results"]["bindings"]) for answer in (part, rest)] == [3, 1]
        (named,) = served.rows("SELECT ?g ?s { GRAPH ?g { ?s ?p ?o } }")
        assert (named["g"]["value"], named["s"]["value"]) == ("http://e.org/g", "http://e.org/b")
        page = httpx.get(f"{served.address}/data/", headers={"Accept": "text/html"})
        assert "There are no cases here." in page.text
        assert 'href="/data/sparql"' in page.text
        answer = httpx.get(f"{served.address}/data/sparql?query=ASK%7B%7D", headers={"Origin": "https://example.org"})
        assert answer.headers["access-control-allow-origin"] == "https://example.org"


def test_small_answers_are_sent_at_once() -> None:
    """Over a socket that asyncio does not know to be TCP they wait for the client's acknowledgement, some 40 ms."""
    with web_server.listening("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


@pytest.fixture
def _never_serving(monkeypatch: pytest.MonkeyPatch) -> None:
    """What should have ended before it serves fails here."""

    def serving(*_: object) -> None:
        raise AssertionError("it would serve")

    monkeypatch.setattr(web_server, "server", serving)


@pytest.mark.usefixtures("_never_serving")
def test_what_it_cannot_do_it_says_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for code, arguments, words in (
            (1, ("--port", port), "another program listens there"),
            (1, ("--port", port, "--lang", "en"), f"127.0.0.1:{port}"),
            (1, ("--host", "203.0.113.7", "--port", "0"), "no such address"),
            (1, ("--host", "no-such-name.invalid", "--port", "0"), "no address"),
            (1, ("--port", "0", "--store", str(tmp_path / "none")), "There is no store"),
            (1, ("--port", "0", "--cases", str(tmp_path / "none")), "There is no folder"),
            (2, ("--port", "70000"), "70000"),
            (1, ("--port", "0", "--data", str(tmp_path / "none.ttl")), "none.ttl"),
            (2, ("--timeout", "0"), "timeout"),
            (2, ("--max-rows", "0"), "max-rows"),
            (2, ("--root-path", "cases"), "'cases' is not a path"),
            (2, ("--root-path", "/a b"), "'/a b' is not a path"),
            (2, ("--allow-origin", "example.org"), "'example.org' is not an origin"),
            (2, ("--allow-origin", "https://example.org/page"), "is not an origin"),
            (2, ("--port", "0", "-o", str(tmp_path / "x")), "No such option"),
        ):
            result = CliRunner().invoke(main, ["serve", *arguments])
            assert (result.exit_code, words in result.output) == (code, True), (arguments, result.output)


def faulty_case(folder: Path) -> None:
    text = (resources.cases() / "pbg.ttl").read_text(encoding="utf-8")
    faulty = text.replace("case/pbg", "case/faulty").replace("case:pbg", "case:faulty")
    (folder / "faulty.ttl").write_text(faulty.replace("status:absent", "status:absnt"), encoding="utf-8")


def test_a_case_with_faults_is_shown_with_what_to_do_and_hides_no_other(tmp_path: Path, temporary: Path) -> None:
    faulty_case(tmp_path)
    (tmp_path / "broken.ttl").write_text("@prefix cg: <https://w3id.org/collabgraph/ns#> .\n<x> a cg:Case", "utf-8")
    with serving("--cases", str(tmp_path), "--workers", "1", temporary=temporary) as served:
        said = "".join(served.said)
        assert "faulty.ttl" in said
        assert "broken.ttl" in said
        headers = {"Accept": "text/html"}
        first = httpx.get(served.address, headers=headers).text
        assert 'href="/case/faulty"' in first
        page = httpx.get(f"{served.address}/case/faulty", headers=headers)
        assert page.status_code == 409
        assert "absnt" in page.text
        assert "faulty.ttl:" in page.text
        assert "collabgraph validate faulty" in page.text
        assert str(tmp_path) not in page.text
        broken = httpx.get(f"{served.address}/case/broken?lang=id", headers=headers)
        assert (broken.status_code, "broken.ttl" in broken.text) == (409, True)
        assert str(tmp_path) not in broken.text
        assert httpx.get(f"{served.address}/compare?case=faulty&case=pbg", headers=headers).status_code == 409
        for path in ("/case/pbg", "/compare", "/claims", "/search?q=levy", "/actor/dpmptsp", "/case/pbg.ttl"):
            assert httpx.get(f"{served.address}{path}", headers=headers).status_code == 200, path
        assert {row["case"]["value"].rpartition("/")[2] for row in served.rows("SELECT ?case { ?case a cg:Case }")} == {
            "pbg", "spp-irt"
        }  # fmt: skip


def test_a_study_in_two_files_that_differ_hides_its_own_cases_alone(tmp_path: Path, temporary: Path) -> None:
    for path in (resources.cases() / "examples" / "energy").glob("*.ttl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (resources.cases() / "jambi-licensing.ttl").read_text(encoding="utf-8")
    (tmp_path / "jambi-licensing.ttl").write_text(text.replace("Mayor of", "The mayor of"), encoding="utf-8")
    with serving("--cases", str(tmp_path), "--workers", "1", temporary=temporary) as served:
        said = "".join(served.said)
        assert said.count("The study 'jambi-licensing' is described in two files that differ") == 1
        assert "left out, and with it its cases: pbg, spp-irt" in said
        headers = {"Accept": "text/html"}
        page = httpx.get(f"{served.address}/case/pbg", headers=headers)
        assert page.status_code == 409
        assert "two files that differ" in page.text
        assert str(tmp_path) not in page.text
        assert str(resources.cases()) not in page.text
        for path in ("/", "/case/berlin", "/claims", "/compare?case=berlin&case=jena"):
            assert httpx.get(f"{served.address}{path}", headers=headers).status_code == 200, path
        assert {row["case"]["value"].rpartition("/")[2] for row in served.rows("SELECT ?case { ?case a cg:Case }")} == {
            "berlin", "jena", "kalmar", "minneapolis", "riding-sunbeams"
        }  # fmt: skip


#: A command in whose process this stands for the browser: it asks for the page, so the server listens already.
BROWSER = """
import webbrowser
from pathlib import Path

import httpx

def asked(page):
    text = httpx.get(page, timeout=30).text
    with Path({file!r}).open("a", encoding="utf-8") as file:
        file.write(text)
    return {opened}

webbrowser.open = asked
"""


@pytest.mark.parametrize("opened", [True, False])
def test_a_browser_is_opened_once_it_serves_or_the_reader_is_told(opened: bool, temporary: Path) -> None:
    page = temporary / "page.html"
    before = BROWSER.format(file=str(page), opened=opened)
    with serving("--workers", "1", "--open", temporary=temporary, before=before) as served:
        until = time.monotonic() + 60
        while not (page.exists() and "</html>" in page.read_text(encoding="utf-8")) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5)
        assert page.read_text(encoding="utf-8").count("<html") == 1, "once"
        assert served.end(signal.SIGINT) == 130
        assert served.process.stderr is not None
        assert ("No browser could be opened here" in served.process.stderr.read()) == (not opened)
