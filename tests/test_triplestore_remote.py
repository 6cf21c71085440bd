"""A SPARQL server as a store: the same answers as from files, and a sentence for all that goes wrong on the way."""

from __future__ import annotations

import base64
import csv
import email.utils
import io
import json
import logging
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

import httpx
import pyoxigraph as ox
import pytest

from collabgraph.coding.library import Library
from collabgraph.coding.store_loading import loadables
from collabgraph.errors import (
    AnswerCut,
    NewerStore,
    QueryRefused,
    QuerySyntax,
    RefusedAddress,
    ServerRefused,
    StoreFault,
    UnexpectedAnswer,
    UnknownGraph,
    Unreachable,
)
from collabgraph.output import results
from collabgraph.questions import datasets
from collabgraph.questions import files as question_files
from collabgraph.rdf import sparql, stores
from collabgraph.rdf.stores import RECORD, DiskStore, Loadable, RemoteStore, manifest
from collabgraph.rdf.stores.connection import PARTS, PASSWORD, PLAIN_HTTP, TOKEN, USER
from collabgraph.rdf.vocabulary import CASE, PREFIXES
from stored import QUERIES, READERS, answer, facts, rows, run

EX = "http://example.org/"
PBG = f"{CASE}pbg"
JSON_ROWS = "application/sparql-results+json"
NO_ROWS = b'{"head": {"vars": ["s", "p", "o"]}, "results": {"bindings": []}}'


def graph(name: str, said: str = "it") -> Loadable:
    quads = (
        ox.Quad(ox.NamedNode(EX + "a"), ox.NamedNode(EX + "says"), ox.Literal(said)),
        ox.Quad(ox.NamedNode(EX + "a"), ox.NamedNode(EX + "has"), ox.BlankNode("b")),
        ox.Quad(ox.BlankNode("b"), ox.NamedNode(EX + "says"), ox.Literal(said, language="en")),
    )
    return Loadable("results", EX + name, quads, "-")


# A real server -------------------------------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def served(folder: Path) -> Iterator[str]:
    """The address of an Oxigraph server that keeps its data in this folder."""
    program, port = Path(sys.executable).with_name("oxigraph"), free_port()
    assert program.exists(), "the package 'oxigraph' brings the server along; install requirements-dev.txt"
    command = [str(program), "serve", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            while server.poll() is None and not answers(port):
                time.sleep(0.02)
            assert server.poll() is None, "the server ended at once"
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with everything shipped, pushed by the command."""
    for address in served(tmp_path_factory.mktemp("served")):
        said = answer("store", "load", "--store", address)
        assert "loaded: case pbg, " in said
        yield address


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[RemoteStore]:
    for address in served(tmp_path / "served"):
        yield RemoteStore(address)


@pytest.mark.parametrize("command", READERS)
def test_a_command_says_the_same_over_a_server_as_over_files(command: str, shipped: str) -> None:
    words = (*READERS[command].split(), "--format", "json")
    over_files, over_server = answer(*words), answer(*words, "--store", shipped)
    for name in ("pbg", "spp-irt"):
        over_server = over_server.replace(f'"{name} ({shipped})"', json.dumps(str(Library().path(name))))
    assert over_server == over_files


def test_a_comparison_is_the_same_from_files_from_a_disk_and_from_a_server(shipped: str, tmp_path: Path) -> None:
    disk = str(tmp_path / "store")
    answer("store", "load", "--store", disk)
    words = ("compare", "pbg", "spp-irt", "--format", "json")
    assert answer(*words, "--store", shipped) == answer(*words, "--store", disk) == answer(*words)


@pytest.mark.parametrize("query", [*QUERIES, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"])
def test_a_query_has_the_same_answer_over_a_server_as_over_files(query: str, shipped: str) -> None:
    assert facts(RemoteStore(shipped).query(query)) == facts(datasets.shipped(Library()).query(query))


@pytest.fixture(scope="module")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[sparql.Asked, sparql.Asked]]:
    """Everything shipped with what is computed of it: in memory, and on a server."""
    found = [(name, tuple(quads)) for name, quads in results.graphs(Library())]
    for address in served(tmp_path_factory.mktemp("computed")):
        store = RemoteStore(address)
        for each in (*loadables(Library(), []), *(Loadable("results", *graph, "-") for graph in found)):
            assert isinstance(each, Loadable)
            store.load(each)
        yield datasets.shipped(Library(), found), store


@pytest.mark.parametrize("name", question_files.questions())
def test_a_question_has_the_same_rows_over_a_server_as_over_files(
    name: str, computed: tuple[sparql.Asked, sparql.Asked]
) -> None:
    over_files, over_server = computed
    assert rows(name, over_server) == rows(name, over_files)


@pytest.mark.parametrize("form", ["csv", "json", "tsv", "xml", "table"])
def test_rows_of_a_server_are_written_in_every_form(form: str, shipped: str) -> None:
    words = ("query", "SELECT ?claim ?result { ?claim cg:result ?result } ORDER BY ?claim", "--format", form)
    assert answer(*words, "--store", shipped) == answer(*words)


@pytest.mark.parametrize(
    "query", ["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "DROP ALL", "LOAD <file:///x>"]
)
def test_what_reaches_out_or_changes_is_refused_before_anything_is_sent(query: str) -> None:
    with pytest.raises(QueryRefused):
        RemoteStore("http://127.0.0.1:9").query(query)
    with pytest.raises(QuerySyntax, match="1:16"):
        RemoteStore("http://127.0.0.1:9").query("SELECT * WHERE WHERE")


def test_a_dump_is_the_same_from_a_server_as_from_files(shipped: str) -> None:
    assert answer("dump", "--store", shipped) == answer("dump")


def test_a_server_tells_what_it_holds_and_that_it_is_whole(shipped: str) -> None:
    rows = list(csv.DictReader(io.StringIO(answer("store", "list", "--store", shipped, "--format", "csv"))))
    assert {row["id"] for row in rows} >= {"pbg", "spp-irt", "jambi-licensing", "collabgraph", "ansell-gash-2008"}
    assert answer("store", "check", "--store", shipped).endswith("all whole.\n")


def test_a_graph_that_is_loaded_again_is_replaced_and_a_dropped_one_gone(empty: RemoteStore) -> None:
    first = empty.load(graph("g", "old"))
    second = empty.load(graph("g", "new"))
    assert empty.entries() == [second]
    assert (first.triples, second.triples, first.digest == second.digest) == (3, 3, False)
    assert {quad.object.value for quad in empty.quads(EX + "g") if isinstance(quad.object, ox.Literal)} == {"new"}
    empty.load(graph("h"))
    with pytest.raises(UnknownGraph):
        empty.drop(["g", "x"])
    assert [entry.id for entry in empty.drop(["g"])] == ["g"]
    assert [entry.id for entry in empty.entries()] == ["h"]
    assert list(empty.quads(EX + "g")) == []
    assert list(stores.checked(empty)) == []


def test_a_check_finds_a_graph_that_others_have_changed(empty: RemoteStore) -> None:
    empty.load(graph("g"))
    httpx.post(f"{empty.place}/update", data={"update": f"DROP GRAPH <{EX}g>"}).raise_for_status()
    (issue,) = stores.checked(empty)
    assert (issue.focus, "0 triples, and 3 were loaded" in issue.message["en"]) == (EX + "g", True)
    change = f"INSERT DATA {{ GRAPH <{RECORD}> {{ <{RECORD}> <{RECORD}#format> 3 }} }}"
    httpx.post(f"{empty.place}/update", data={"update": change}).raise_for_status()
    with pytest.raises(NewerStore):
        RemoteStore(empty.place).load(graph("h"))


def test_graphs_of_others_on_the_same_server_are_not_asked(empty: RemoteStore) -> None:
    empty.load(graph("g"))
    strange = f"INSERT DATA {{ GRAPH <{EX}theirs> {{ <{EX}x> <{EX}says> 'theirs' }} }}"
    httpx.post(f"{empty.place}/update", data={"update": strange}).raise_for_status()
    rows = empty.query(f"SELECT ?o {{ ?s <{EX}says> ?o }}")
    assert {row["o"].value for row in rows} == {"it"}  # type: ignore[union-attr]


def test_a_server_without_a_store_has_no_cases_and_says_so(empty: RemoteStore) -> None:
    assert empty.entries() == []
    result = run("show", "pbg", "--store", empty.place)
    assert (result.exit_code, "There is no case 'pbg'" in result.stderr) == (1, True)
    assert answer("store", "list", "--store", empty.place) == f"0 graphs in {empty.place}\n"


def test_a_server_that_starts_again_has_what_it_acknowledged(tmp_path: Path) -> None:
    for address in served(tmp_path / "served"):
        store = RemoteStore(address)
        entries = [store.load(graph(f"g{i}")) for i in range(3)]
    for address in served(tmp_path / "served"):
        assert RemoteStore(address).entries() == entries
        assert list(stores.checked(RemoteStore(address))) == []


# A server that does what a test tells it -----------------------------------------------------------------------------

Reply = Callable[[BaseHTTPRequestHandler], None]


class Told(ThreadingHTTPServer):
    """A server that gives the replies it was told to, one after another, and the last one ever after."""

    daemon_threads = True

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Heard)
        self.replies = list(replies)
        self.heard: list[tuple[str, str, dict[str, str], bytes]] = []
        self.over = Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Heard(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Told

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.heard.append((self.command, self.path, dict(self.headers.items()), body))
        reply = self.server.replies.pop(0) if len(self.server.replies) > 1 else self.server.replies[0]
        reply(self)

    do_GET = do_POST = do_PUT = answer  # noqa: N815  the names the standard library looks for

    def log_message(self, *_: object) -> None:
        """Nothing: a test server has nothing to say on stderr."""


def reply(status: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> Reply:
    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Half of an answer."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON_ROWS)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(NO_ROWS[:30])
    handler.close_connection = True


def silence(handler: BaseHTTPRequestHandler) -> None:
    handler.server.over.wait(30)  # type: ignore[attr-defined]
    handler.close_connection = True


def stalled(handler: BaseHTTPRequestHandler) -> None:
    """The head of an answer, and then nothing."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON_ROWS)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.flush()
    silence(handler)


ROWS = reply(200, NO_ROWS, JSON_ROWS)
DONE = reply(204)
Tell = Callable[..., Told]


@pytest.fixture
def tell() -> Iterator[Tell]:
    servers: list[Told] = []

    def start(*replies: Reply) -> Told:
        server = Told(*replies)
        servers.append(server)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return server

    yield start
    for server in servers:
        server.over.set()
        server.shutdown()
        server.server_close()


def hurried(server: Told, pauses: list[float] | None = None) -> RemoteStore:
    """A store that does not really wait, and notes how long it was to."""
    return RemoteStore(server.address, wait=([] if pauses is None else pauses).append)


def test_a_busy_server_is_asked_again_after_the_time_it_names(tell: Tell) -> None:
    date = email.utils.format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    server = tell(reply(503, Retry_After="7"), reply(429, Retry_After=date), reply(503), ROWS)
    pauses: list[float] = []
    assert hurried(server, pauses).entries() == []
    assert pauses[0] == 7
    assert 20 < pauses[1] <= 40
    assert pauses[2] == 4
    assert len(server.heard) == 4


@pytest.mark.parametrize("named", ["-5", "soon", "", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Foo", "1e9", "٣"])
def test_a_time_that_makes_no_sense_does_no_harm(named: str, tell: Tell) -> None:
    server = tell(reply(503, Retry_After=named.encode().decode("latin-1")), ROWS)
    pauses: list[float] = []
    hurried(server, pauses).entries()
    assert all(0 <= pause <= 4 for pause in pauses)


def test_a_server_that_stays_busy_is_given_up(tell: Tell) -> None:
    server = tell(reply(503, b"Down for maintenance. Back soon."))
    with pytest.raises(ServerRefused, match=r"status 503: Down for maintenance\. Try again later\.$"):
        hurried(server).entries()
    assert len(server.heard) == 4


def test_a_server_that_asks_for_an_hour_is_not_waited_for(tell: Tell) -> None:
    server, pauses = tell(reply(429, Retry_After="3600")), []
    with pytest.raises(ServerRefused, match="Try again later"):
        hurried(server, pauses).entries()
    assert (len(server.heard), pauses) == (1, [])


def test_an_answer_that_breaks_off_is_asked_for_again(tell: Tell) -> None:
    server = tell(cut, ROWS)
    assert hurried(server).entries() == []
    assert len(server.heard) == 2
    with pytest.raises(Unreachable, match="it broke off"):
        hurried(tell(cut)).entries()


def test_a_change_is_sent_again_only_where_the_server_did_not_begin_with_it(tell: Tell) -> None:
    busy = tell(ROWS, reply(503, Retry_After="1"), DONE)
    hurried(busy).load(graph("g"))
    assert [path for _, path, _, _ in busy.heard] == ["/query", "/update", "/update"]
    for half, words in ((cut, "it broke off"), (reply(500, b"Oops."), "status 500: Oops")):
        torn = tell(ROWS, half)
        with pytest.raises((Unreachable, ServerRefused), match=f"{words}.*Whether the change was made is not known"):
            hurried(torn).load(graph("g"))
        assert [path for _, path, _, _ in torn.heard] == ["/query", "/update"]


@pytest.mark.parametrize("reply", [silence, stalled])
def test_a_silent_server_is_given_up_after_a_while(reply: Reply, tell: Tell) -> None:
    server = tell(reply)
    with pytest.raises(Unreachable, match=r"seconds: 0\.2"):
        RemoteStore(server.address, patience=0.2).entries()
    assert len(server.heard) == 1


def test_a_server_that_is_not_there_is_said_at_once() -> None:
    result = run("compare", "pbg", "spp-irt", "--store", f"http://127.0.0.1:{free_port()}")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "gave no answer" in result.stderr
    assert "Check the address, and that the server runs." in result.stderr


STRANGE = {
    "a page": reply(200, b"<html>Welcome</html>", "text/html; charset=utf-8"),
    "no type": reply(200, NO_ROWS, ""),
    "no JSON": reply(200, b"{", JSON_ROWS),
    "JSON of another kind": reply(200, b"[1, 2]", JSON_ROWS),
    "XML cut in the middle": reply(
        200, b"<sparql xmlns='http://www.w3.org/2005/sparql-results#'><hea", "application/sparql-results+xml"
    ),
    "not UTF-8": reply(
        200,
        b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "literal", "value": "\xff"}}]}}',
        JSON_ROWS,
    ),
    "a yes": reply(200, b'{"head": {}, "boolean": true}', JSON_ROWS),
    "bad triples": reply(200, b"<a> <b>", "application/n-triples"),
    "triples": reply(200, b"<http://x/a> <http://x/b> <http://x/c> .", "text/turtle"),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_an_answer_of_another_kind_is_said_to_be_one(kind: str, tell: Tell) -> None:
    with pytest.raises(UnexpectedAnswer, match="Is it the address of a SPARQL server"):
        hurried(tell(STRANGE[kind])).entries()


def test_a_graph_that_is_no_graph_is_said_to_be_none(tell: Tell) -> None:
    for strange in (reply(200, b"<a> <b>", "application/n-triples"), reply(200, b"hello", "text/html")):
        with pytest.raises(UnexpectedAnswer, match="the triples of a graph"):
            list(hurried(tell(strange)).quads(PBG))


STATUSES = {
    400: "Ask whoever runs the server",
    401: "COLLABGRAPH_STORE_USER",
    403: "does not give the right",
    404: "COLLABGRAPH_STORE_QUERY",
    405: "COLLABGRAPH_STORE_QUERY",
    413: "Ask whoever runs the server",
    500: "Ask whoever runs the server",
}


@pytest.mark.parametrize("status", STATUSES)
def test_a_refusal_says_the_servers_first_sentence_and_what_to_do(status: int, tell: Tell) -> None:
    server = tell(reply(status, b"It is\x1b[31m not\r\nto be. There is more to say."))
    with pytest.raises(ServerRefused) as caught:
        hurried(server).entries()
    assert f"status {status}: It is[31m not to be. " in str(caught.value)
    assert STATUSES[status] in str(caught.value)
    assert "more to say" not in str(caught.value)


def test_a_page_of_a_server_is_read_without_its_tags_and_never_at_length(tell: Tell) -> None:
    page = b"<html><head><title>x</title></head><body><h1>502</h1><script>alert(1)</script><p>Bad gateway" + b"!" * 9000
    with pytest.raises(ServerRefused) as caught:
        hurried(tell(reply(502, page, "text/html"))).entries()
    assert "status 502: 502 Bad gateway!!" in str(caught.value)
    assert "alert" not in str(caught.value)
    assert len(str(caught.value)) < 400


# Credentials ----------------------------------------------------------------------------------------------------------

SECRET = "correct-horse-battery"  # noqa: S105  a server of a test knows it
BASIC = base64.b64encode(f"me:{SECRET}".encode()).decode()


def with_user(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(USER, "me")
    monkeypatch.setenv(PASSWORD, SECRET)
    return f"Basic {BASIC}"


def with_token(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(TOKEN, SECRET)
    return f"Bearer {SECRET}"


Given = Callable[[pytest.MonkeyPatch], str]


@pytest.mark.parametrize("given", [with_user, with_token])
def test_credentials_of_the_environment_go_with_every_request(
    given: Given, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    header = given(monkeypatch)
    server = tell(ROWS, DONE, ROWS)
    store = hurried(server)
    store.load(graph("g"))
    store.entries()
    assert [headers["Authorization"] for _, _, headers, _ in server.heard] == [header] * 3


def repeated(handler: BaseHTTPRequestHandler) -> None:
    """A server that says in an error what it was sent."""
    reply(403, f"You sent {handler.headers['Authorization']}, so {SECRET}.".encode())(handler)


def repeated_as_its_kind(handler: BaseHTTPRequestHandler) -> None:
    reply(200, handler.headers["Authorization"].encode(), f"text/{SECRET}")(handler)


@pytest.mark.parametrize("given", [with_user, with_token])
@pytest.mark.parametrize("fault", [repeated, repeated_as_its_kind, cut, silence])
def test_no_credential_is_ever_shown(given: Given, fault: Reply, monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    secrets = (SECRET, given(monkeypatch).partition(" ")[2])
    store = RemoteStore(tell(fault).address, patience=0.2, wait=lambda _: None)
    with pytest.raises(StoreFault) as caught:
        store.entries()
    error = caught.value
    told = [*traceback.format_exception(error), repr(error), repr(error.fields), str(error.__context__), repr(store)]
    assert not [text for text in (*told, repr(store._connection)) for secret in secrets if secret in text]


def test_no_credential_is_ever_logged(
    monkeypatch: pytest.MonkeyPatch, tell: Tell, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    header = with_user(monkeypatch)
    hurried(tell(ROWS, DONE)).load(graph("g"))
    assert "/update" in caplog.text
    assert SECRET not in caplog.text
    assert header.partition(" ")[2] not in caplog.text


def test_a_redirect_is_not_followed_with_credentials_or_without(monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    elsewhere = tell(ROWS)
    for prepare in (lambda _: None, with_user):
        prepare(monkeypatch)
        target = elsewhere.address.replace("http://", f"http://you:{SECRET}@")
        server = tell(reply(307, Location=f"{target}/query"))
        with pytest.raises(ServerRefused, match=f"if {elsewhere.address}/query is meant, give that address"):
            hurried(server).entries()
    assert elsewhere.heard == []


@pytest.mark.parametrize(
    "address",
    [
        f"https://me:{SECRET}@example.org/sparql",
        f"https://{SECRET}@example.org",
        f"http://me:{SECRET}@[::1",
        f"ftp://me:{SECRET}@x",
    ],
)
def test_an_address_with_a_password_in_it_is_refused_without_repeating_it(address: str) -> None:
    result = run("cases", "--store", address)
    assert (result.exit_code, result.stdout) == (1, "")
    assert SECRET not in result.stderr
    assert "is not used" in result.stderr


@pytest.mark.parametrize(
    "address", ["https://", "ftp://example.org", "https://example.org/?query=x", "https://example.org/#x", "http://[x"]
)
def test_what_is_no_address_of_a_server_is_refused(address: str) -> None:
    with pytest.raises(RefusedAddress):
        RemoteStore(address)


def test_nothing_goes_unencrypted_to_another_machine_unless_allowed_and_credentials_never(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for here in ("http://127.0.0.1:7878", "http://localhost:7878/", "http://[::1]:7878", "http://127.8.8.8"):
        assert RemoteStore(here).place == here.rstrip("/")
    for there in (
        "http://example.org",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
        "http://0x7f.1",
    ):
        with pytest.raises(RefusedAddress, match="unencrypted"):
            RemoteStore(there)
    monkeypatch.setenv(PLAIN_HTTP, "allow")
    assert RemoteStore("http://example.org").place == "http://example.org"
    with_token(monkeypatch)
    with pytest.raises(RefusedAddress, match="never for credentials"):
        RemoteStore("http://example.org")
    assert RemoteStore("https://example.org/a/").place == "https://example.org/a"


@pytest.mark.parametrize(
    "given",
    [
        {USER: "me"},
        {PASSWORD: SECRET},
        {USER: "me", PASSWORD: SECRET, TOKEN: SECRET},
        {TOKEN: f"{SECRET}\nX: y"},
        {TOKEN: f"{SECRET}é"},
    ],
)
def test_credentials_that_are_not_of_one_kind_are_refused(
    given: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RefusedAddress) as caught:
        RemoteStore("https://example.org")
    assert SECRET not in str(caught.value)


# Other servers' addresses ---------------------------------------------------------------------------------------------


def test_the_parts_of_a_server_can_be_elsewhere_below_its_address(monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    for part, below in {"query": "", "update": "statements", "graphs": "/rdf-graphs/service/"}.items():
        monkeypatch.setenv(PARTS[part][0], below)
    server = tell(ROWS, DONE, reply(404))
    store = RemoteStore(f"{server.address}/repositories/collab")
    store.load(graph("g"))
    list(store.quads(PBG))
    paths = [urlsplit(path) for _, path, _, _ in server.heard]
    assert [path.path for path in paths] == [
        "/repositories/collab", "/repositories/collab/statements", "/repositories/collab/rdf-graphs/service",
    ]  # fmt: skip
    assert parse_qs(paths[2].query) == {"graph": [PBG]}


def test_requests_are_what_the_protocols_ask_for(tell: Tell) -> None:
    server = tell(ROWS, DONE, ROWS, ROWS, reply(404))
    store = RemoteStore(server.address)
    entry = store.load(graph("g"))
    store.query("SELECT ?c { ?c a cg:Case }")
    list(store.quads(PBG))
    (_, update, _, query, got) = server.heard
    assert (update[0], update[1], update[2]["Content-Type"]) == ("POST", "/update", "application/sparql-update")
    ox.Store().update(update[3].decode())
    assert entry.digest in update[3].decode()
    form = parse_qs(query[3].decode())
    assert form["query"] == [f"PREFIX cg: <{PREFIXES['cg']}> SELECT ?c {{ ?c a cg:Case }}"]
    assert (query[0], query[2]["Content-Type"]) == ("POST", "application/x-www-form-urlencoded")
    assert query[2]["Accept"].startswith(JSON_ROWS)
    assert (got[0], got[2]["Accept"].split(",")[0]) == ("GET", "application/n-triples")


def test_a_graph_whose_update_is_refused_is_put_elsewhere_and_moved_with_its_entry(tell: Tell) -> None:
    server = tell(ROWS, reply(400, b"No blank nodes."), reply(201), DONE)
    store = hurried(server)
    entry = store.load(graph("g"))
    heard = [(method, urlsplit(path).path) for method, path, _, _ in server.heard[1:]]
    assert heard == [("POST", "/update"), ("PUT", "/store"), ("POST", "/update")]
    put, moved = (body.decode() for _, _, _, body in server.heard[2:])
    (name,) = parse_qs(urlsplit(server.heard[2][1]).query)["graph"]
    engine = ox.Store()
    engine.load(put.encode(), format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(name))
    engine.add(ox.Quad(*graph("g").quads[0].triple, ox.NamedNode(EX + "g")))
    engine.update(moved)
    assert {each.value for each in engine.named_graphs()} == {EX + "g", RECORD}
    assert len([*engine.quads_for_pattern(None, None, None, ox.NamedNode(EX + "g"))]) == entry.triples
    assert manifest.entries(engine.quads_for_pattern(None, None, None, ox.NamedNode(RECORD)), "") == [entry]
    store.load(graph("h"))
    assert [method for method, *_ in server.heard[4:]] == ["PUT", "POST"]  # it does not ask in vain again


def test_a_server_that_takes_a_graph_in_no_way_is_quoted_about_the_update(tell: Tell) -> None:
    """Nothing is taken out for it."""
    server = tell(ROWS, reply(400, b"No blank nodes."), reply(405))
    with pytest.raises(ServerRefused, match="status 400: No blank nodes"):
        hurried(server).load(graph("g"))
    assert [method for method, *_ in server.heard] == ["POST", "POST", "PUT"]


def test_a_server_that_does_not_want_basic_gets_digest_and_never_the_password(
    monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    monkeypatch.setenv(USER, "me")
    monkeypatch.setenv(PASSWORD, "a-secret")
    challenge = {"WWW_Authenticate": 'Digest realm="SPARQL", nonce="abc", opaque="x", qop="auth", algorithm="MD5"'}
    server = tell(reply(401), reply(401, **challenge), ROWS)
    store = hurried(server)
    assert (store.entries(), store.query("SELECT ?s { ?s ?p ?o }") is not None) == ([], True)
    sent = [headers.get("Authorization", "") for _, _, headers, _ in server.heard]
    assert [each.partition(" ")[0] for each in sent] == ["Basic", "", "Digest", "Digest"]
    assert 'username="me"' in sent[2]
    assert "a-secret" not in "".join(sent[1:])


def test_an_answer_that_the_server_says_it_cut_is_an_error(tell: Tell) -> None:
    server = tell(ROWS, reply(200, NO_ROWS, JSON_ROWS, X_SPARQL_MaxRows="10000"))
    with pytest.raises(AnswerCut, match="answers with 10000 rows or triples and leaves out the rest"):
        hurried(server).query("SELECT ?s { ?s ?p ?o }")


def test_a_server_without_graph_store_is_asked_for_the_graph(tell: Tell) -> None:
    triples = "".join(f"{quad.triple} .\n" for quad in graph("g").quads).encode()
    for refusal in (reply(404), reply(405), reply(501)):
        entry, update = manifest.replacement(graph("g"))
        rows = ox.Store()
        rows.update(update)
        body = rows.query(f"SELECT ?s ?p ?o {{ GRAPH <{RECORD}> {{ ?s ?p ?o }} }}").serialize(  # type: ignore[union-attr]
            format=ox.QueryResultsFormat.JSON
        )
        server = tell(reply(200, body or b"", JSON_ROWS), refusal, reply(200, triples, "application/n-triples"))
        store = hurried(server)
        assert store.entries() == [entry]
        assert list(stores.checked(store)) == []
        asked = parse_qs(server.heard[2][3].decode())["query"]
        assert asked == [f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{EX}g> {{ ?s ?p ?o }} }}"]


def test_a_large_answer_is_read_from_a_file_rather_than_kept_in_memory(tell: Tell) -> None:
    row = {"s": {"type": "uri", "value": "http://x/a"}, "p": {"type": "literal", "value": "y" * 1000}}
    body = json.dumps({"head": {"vars": ["s", "p"]}, "results": {"bindings": [row] * 12_000}}).encode()
    server = tell(ROWS, reply(200, body, JSON_ROWS))
    store = hurried(server)
    rows = store.query("SELECT ?s ?p { ?s ?p ?o }")
    assert sum(1 for _ in rows) == 12_000  # type: ignore[misc]


@pytest.mark.parametrize("place", ["https://example.org/sparql", "some/folder", "C:store"])
def test_a_place_is_a_server_exactly_when_it_is_an_address(place: str) -> None:
    assert isinstance(stores.open(place), RemoteStore if place.startswith("https://") else DiskStore)


def test_a_server_is_not_backed_up_by_copying_a_folder() -> None:
    result = run("store", "backup", "x", "--store", "https://example.org")
    assert (result.exit_code, "dump" in result.stderr) == (2, True)
