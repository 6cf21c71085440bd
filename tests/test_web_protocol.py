"""The endpoint keeps the SPARQL 1.1 Protocol, reaches nothing outside its store and survives any query."""

from __future__ import annotations

import asyncio
import csv
import http.client
import io
import json
import shutil
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import quote

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from collabgraph.coding.library import Library
from collabgraph.questions import datasets
from collabgraph.rdf import sparql
from collabgraph.rdf.vocabulary import CASE
from collabgraph.web import Limits, create_app, endpoint, negotiation, result_formats, snapshot, worker, workers
from collabgraph.web.worker import Ask
from collabgraph.web.workers import Busy, Ended, Pool, TooLong
from served import running

T = TypeVar("T")

STATUSES = "SELECT ?claim ?status { ?claim cg:inCase ?case ; cg:status ?status }"
GRAPH = "CONSTRUCT { ?claim cg:status ?status } WHERE { ?claim cg:inCase ?case ; cg:status ?status }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
TOO_MUCH = "SELECT * { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o2 } " * 20_000 + "}"


@pytest.fixture(scope="module")
def dataset(library: Library) -> sparql.Dataset:
    return datasets.shipped(library)


@pytest.fixture(scope="module")
def folder(dataset: sparql.Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(dataset.store, tmp_path_factory.mktemp("web") / "store")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    app = create_app(folder, workers=2, limits=Limits(seconds=3))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as found:
        yield found


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """A server that writes down every request it gets."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_error(404)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    server.shutdown()
    thread.join()
    server.server_close()


def bindings(client: TestClient, **parameters: object) -> list[dict[str, dict[str, str]]]:
    """The rows of an answer in JSON."""
    found = client.get("/sparql", params=parameters).json()["results"]["bindings"]  # type: ignore[arg-type]
    assert isinstance(found, list)
    return found


def bag(solutions: ox.QuerySolutions) -> list[str]:
    return sorted(str([str(node) for node in solution]) for solution in solutions)


# Forms --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "xml", "tsv"])
def test_rows_in_a_form_are_the_rows_of_the_engine(client: TestClient, dataset: sparql.Dataset, form: str) -> None:
    answer = client.get("/sparql", params={"query": STATUSES}, headers={"Accept": negotiation.ROWS[form][0]})
    read = ox.parse_query_results(answer.content, format=result_formats._ENGINE[form])
    assert isinstance(read, ox.QuerySolutions)
    asked = dataset.query(STATUSES)
    assert isinstance(asked, ox.QuerySolutions)
    assert bag(read) == bag(asked)


def test_csv_has_a_line_for_every_row(client: TestClient, dataset: sparql.Dataset) -> None:
    answer = client.get("/sparql", params={"query": STATUSES}, headers={"Accept": "text/csv"})
    lines = list(csv.reader(io.StringIO(answer.text)))
    assert lines[0] == ["claim", "status"]
    assert len(lines) - 1 == sum(1 for _ in dataset.query(STATUSES))


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own JSON-LD reader uses a deprecated class
@pytest.mark.parametrize(
    ("form", "parser"), [("turtle", "turtle"), ("ntriples", "nt"), ("jsonld", "json-ld"), ("rdfxml", "xml")]
)
def test_a_graph_is_read_back_by_another_library(client: TestClient, form: str, parser: str) -> None:
    query = "CONSTRUCT { ?claim cg:status ?status } WHERE { ?claim cg:inCase ?case ; cg:status ?status }"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": negotiation.GRAPHS[form][0]})
    graph = rdflib.Graph().parse(data=answer.text, format=parser)
    claims = client.get("/sparql", params={"query": STATUSES}).json()["results"]["bindings"]
    assert {str(s) for s in graph.subjects()} == {row["claim"]["value"] for row in claims}


def test_the_form_with_the_highest_weight_is_sent(client: TestClient) -> None:
    for accept, media in (
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/*;q=0.5, application/json;q=0.1", "text/csv"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+json;q=0, text/tab-separated-values", "text/tab-separated-values"),
        ("application/json, application/sparql-results+json;q=0, text/csv;q=0.1", "text/csv"),
    ):
        answer = client.get("/sparql", params={"query": STATUSES}, headers={"Accept": accept})
        assert answer.headers["content-type"].partition(";")[0] == media


#: By RFC 9110, section 12.5.1: the most specific range counts, the highest weight wins, 0 refuses.
PREFERRED = {
    "": "turtle",
    "*/*": "turtle",
    "text/*": "turtle",
    "application/*": "ntriples",
    "application/*;q=0.5, text/turtle;q=0.4": "ntriples",
    "text/turtle;q=0, */*": "ntriples",
    "*/*;q=0.1, application/rdf+xml;q=0.2": "rdfxml",
    "application/rdf+xml ; q=0.8 , text/turtle;q=0.9": "turtle",
    "Application/LD+JSON; Q=0.9, text/turtle;q=0.8": "jsonld",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted, x";q=0.2, text/turtle;q=0.3': "turtle",
    'application/ld+json; profile="a;q=0"': "jsonld",
    "text/turtle;charset=utf-8, application/rdf+xml;q=0.9": "turtle",
    "text/turtle;q=2, application/rdf+xml;q=0.1": "rdfxml",
    "text/turtle;q=x, application/rdf+xml;q=0.1": "rdfxml",
    "text/turtle;q=0.001": "turtle",
    "text/html, application/xhtml+xml, application/xml;q=0.9": "rdfxml",
    "image/png": None,
    "*/*;q=0": None,
    "text/turtle;q=0, text/*;q=0": None,
    "turtle": None,
}


@pytest.mark.parametrize("accept", PREFERRED)
def test_the_form_a_client_likes_best_is_chosen_by_weight_and_by_the_nearest_range(accept: str) -> None:
    assert negotiation.preferred(accept, negotiation.GRAPHS) == PREFERRED[accept]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "text/html"),
        ("application/*", "application/json"),
        ("text/*;q=0.5, text/html;q=0", "text/turtle"),
        ("text/turtle;q=0.8, application/ld+json;q=0.9", "application/ld+json"),
        ("image/png", "text/html"),
        ("*/*;q=0", "text/html"),
    ],
)
def test_a_page_is_sent_in_the_best_form_and_as_html_where_none_is_taken(
    client: TestClient, accept: str, media: str
) -> None:
    answer = client.get("/ns", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media)


def test_a_relative_iri_is_relative_to_the_address_of_the_request(client: TestClient) -> None:
    """RFC 3986, section 5.1.3, where the query has no BASE (section 5.1.1)."""
    query = "SELECT ?a ?b ?c { VALUES ( ?a ?b ?c ) { ( <case/pbg> <#x> <> ) } }"
    direct = {"Content-Type": "application/sparql-query"}
    for answer in (
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql?default-graph-uri=http://example.org/g", content=query, headers=direct),
    ):
        (row,) = answer.json()["results"]["bindings"]
        here = str(client.base_url).rstrip("/")
        assert [row[name]["value"] for name in "abc"] == [f"{here}/case/pbg", f"{here}/sparql#x", f"{here}/sparql"]
    assert (
        bindings(client, query=f"BASE <http://example.org/> {query}")[0]["a"]["value"] == "http://example.org/case/pbg"
    )
    assert "/case/pbg" in client.get("/sparql", params={"query": query}, headers={"Accept": "text/html"}).text


def test_a_byte_order_mark_before_a_query_is_read_and_elsewhere_named(client: TestClient) -> None:
    direct = {"Content-Type": "application/sparql-query"}
    assert client.post("/sparql", content=b"\xef\xbb\xbfASK {}", headers=direct).json()["boolean"] is True
    for answer in (
        client.post("/sparql", content="ASK \ufeff{}".encode(), headers=direct),
        client.post("/sparql", content="\ufeff\ufeffASK {}".encode(), headers=direct),
        client.post("/sparql", data={"query": "\ufeffASK {}"}),
        client.get("/sparql", params={"query": "\ufeffASK {}"}),
    ):
        assert (answer.status_code, "U+FEFF" in answer.text) == (400, True)
    spaced = client.get("/sparql", params={"query": "ASK\u00a0{}"})
    assert (spaced.status_code, "U+00A0" in spaced.text) == (400, True)


def test_what_the_client_takes_in_no_form_is_406_and_names_the_forms(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": STATUSES}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.text
    rows_as_graph = client.get("/sparql", params={"query": STATUSES}, headers={"Accept": "text/turtle"})
    assert rows_as_graph.status_code == 406


@pytest.mark.parametrize(
    ("query", "named", "accept", "media"),
    [
        (STATUSES, "text/csv", "*/*", "text/csv"),
        (STATUSES, "application/sparql-results+xml", "*/*", "application/sparql-results+xml"),
        (STATUSES, "application/sparql-results xml", "*/*", "application/sparql-results+xml"),
        (STATUSES, "no-such-form", "text/csv", "text/csv"),
        (STATUSES, "", "text/csv", "text/csv"),
        (STATUSES, "html", "*/*", "text/html"),
        (STATUSES, "no-such-form", "text/html", "text/html"),
        (GRAPH, "rdf+xml", "*/*", "application/rdf+xml"),
        (GRAPH, "application/rdf+xml", "text/turtle", "application/rdf+xml"),
        (GRAPH, "xml", "*/*", "application/rdf+xml"),
        (GRAPH, "json", "*/*", "application/ld+json"),
        (GRAPH, "json-ld", "application/ld+json,application/x-json+ld", "application/ld+json"),
        (GRAPH, "n3", "text/rdf+n3,application/n-triples", "application/n-triples"),
    ],
)
def test_a_form_is_named_by_our_name_or_a_media_type_and_else_the_headers_decide(
    client: TestClient, query: str, named: str, accept: str, media: str
) -> None:
    answer = client.get("/sparql", params={"query": query, "format": named}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, media)


def test_a_form_of_the_other_kind_of_answer_is_refused(client: TestClient) -> None:
    for query, named in ((STATUSES, "turtle"), (GRAPH, "csv"), (GRAPH, "text/tab-separated-values")):
        assert client.get("/sparql", params={"query": query, "format": named}).status_code == 406


nodes = st.one_of(
    st.sampled_from(["http://a/1", "http://a/b?c='d&e%3E"]).map(ox.NamedNode),
    st.text(st.characters(codec="utf-8")).map(ox.Literal),
    st.text("<>&\"'\\\n\r\t,;{}[]é", max_size=8).map(lambda text: ox.Literal(text, language="en")),
    st.integers().map(ox.Literal),
)


def _kept_by_xml(row: list[str]) -> bool:
    """XML 1.0 has no control characters, turns carriage returns into line ends, and its readers trim white space."""
    text = row[1].strip('"').removesuffix('"@en')
    return text.isprintable() and "\\" not in text and text == text.strip()


@given(st.lists(nodes, min_size=1, max_size=6), st.integers(1, 8))
def test_a_cut_answer_has_the_first_rows_and_says_so(values: list[ox.Literal], most: int) -> None:
    store = ox.Store()
    store.extend(
        ox.Quad(ox.NamedNode(f"http://s/{number}"), ox.NamedNode("http://p"), value)
        for number, value in enumerate(values)
    )

    def ask() -> ox.QuerySolutions:
        found = store.query("SELECT ?s ?o ?none { ?s ?p ?o } ORDER BY ?s")
        assert isinstance(found, ox.QuerySolutions)
        return found

    every = [[str(node) for node in row] for row in ask()]
    for form in ("json", "xml", "tsv"):
        if form == "xml" and not all(map(_kept_by_xml, every)):
            continue
        written = result_formats.solutions(ask, form, most)
        read = ox.parse_query_results(written.body, format=result_formats._ENGINE[form])
        assert [[str(node) for node in row] for row in read] == every[:most]  # type: ignore[union-attr]
        assert written.cut == (len(every) > most)


def test_more_rows_than_allowed_are_cut_for_who_asks_and_the_answer_says_so(folder: Path) -> None:
    app = create_app(folder, workers=1, limits=Limits(rows=5))
    with TestClient(app, base_url="http://localhost") as client:
        answer = client.get("/sparql", params={"query": STATUSES, "limit": 100})
        assert len(answer.json()["results"]["bindings"]) == 5
        assert answer.json()["head"]["link"] == [result_formats.CUT]
        assert answer.headers["Collabgraph-Truncated"] == "true"
        whole = client.get("/sparql", params={"query": STATUSES + " LIMIT 5"})
        assert "Collabgraph-Truncated" not in whole.headers
        assert "link" not in whole.json()["head"]


@pytest.mark.parametrize("most", [1, 100])
def test_characters_that_xml_has_no_place_for_do_not_break_an_answer(folder: Path, most: int) -> None:
    query = r'SELECT ?x { VALUES ?x { "a\u0001\u0008\uFFFE\uFFFFb" "c\rd" } }'
    with TestClient(create_app(folder, workers=1, limits=Limits(rows=most)), base_url="http://localhost") as client:
        asked, xml_please = {"query": query, "limit": most}, {"Accept": "application/sparql-results+xml"}
        answer = client.get("/sparql", params=asked, headers=xml_please)
    found = rdflib.query.Result.parse(io.BytesIO(answer.content), format="xml").bindings
    assert [str(row[rdflib.Variable("x")]) for row in found] == ["a\ufffd\ufffd\ufffd\ufffdb", "c\rd"][:most]


def test_a_form_that_cannot_hold_an_answer_is_406_and_the_others_have_it(client: TestClient) -> None:
    params = {"query": 'CONSTRUCT { actor:bank rdfs:seeAlso <<( actor:bank cg:level "a" )>> } {}'}
    for form in ("application/ld+json", "application/rdf+xml"):
        assert client.get("/sparql", params=params, headers={"Accept": form}).status_code == 406
    for form in ("text/turtle", "application/n-triples"):
        assert "bank" in client.get("/sparql", params=params, headers={"Accept": form}).text


@pytest.mark.parametrize("accept", ["text/html", "application/sparql-results+json"])
def test_an_empty_query_is_refused_in_every_form(client: TestClient, accept: str) -> None:
    answer = client.get("/sparql", params={"query": ""}, headers={"Accept": accept})
    assert answer.status_code == 400
    assert "SELECT ?claim" not in answer.text


# Operations ---------------------------------------------------------------------------------------------------------


def test_get_form_and_direct_post_give_the_same_answer(client: TestClient) -> None:
    query = STATUSES + " ORDER BY ?claim"
    got = client.get("/sparql", params={"query": query}).json()
    assert client.post("/sparql", data={"query": query}).json() == got
    direct = {"Content-Type": "application/sparql-query; charset=utf-8"}
    assert client.post("/sparql", content=query, headers=direct).json() == got


def test_named_graphs_of_the_request_replace_from(client: TestClient) -> None:
    query = "SELECT DISTINCT ?case { ?case a cg:Case }"
    pbg, spp_irt = CASE + "pbg", CASE + "spp-irt"
    assert {row["case"]["value"] for row in bindings(client, query=query)} == {pbg, spp_irt}
    one = bindings(client, query=query, **{"default-graph-uri": pbg})
    assert [row["case"]["value"] for row in one] == [pbg]
    inside = "SELECT DISTINCT ?g { GRAPH ?g { ?case a cg:Case } }"
    assert [row["g"]["value"] for row in bindings(client, query=inside, **{"named-graph-uri": pbg})] == [pbg]
    assert len(bindings(client, query=query, **{"default-graph-uri": [pbg, spp_irt]})) == 2


def test_from_reaches_only_graphs_of_the_store(client: TestClient, trap: tuple[str, list[str]]) -> None:
    address, seen = trap
    for outside in (f"{address}/data.ttl", "file:///etc/passwd"):
        asked = client.get("/sparql", params={"query": f"SELECT * FROM <{outside}> {{ ?s ?p ?o }}"})  # noqa: S608
        assert asked.json()["results"]["bindings"] == []
        named = {"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": outside}
        assert client.get("/sparql", params=named).json()["results"]["bindings"] == []
    assert seen == []


def test_service_and_updates_are_refused_and_nothing_is_sent(client: TestClient, trap: tuple[str, list[str]]) -> None:
    address, seen = trap
    for query in (
        f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICESILENT<{address}>{{?s ?p ?o}} }}",
        f"LOAD <{address}/data.ttl>",
        "DELETE WHERE { ?s ?p ?o }",
        "INSERT DATA { <a:a> <a:a> <a:a> }",
    ):
        assert client.post("/sparql", data={"query": query}).status_code == 400, query
    assert client.post("/sparql", data={"update": "DROP ALL"}).status_code == 403
    update = {"Content-Type": "application/sparql-update"}
    assert client.post("/sparql", content="DROP ALL", headers=update).status_code == 403
    assert seen == []
    assert client.get("/sparql", params={"query": "ASK { ?s a cg:Case }"}).json()["boolean"] is True


def test_a_faulty_request_gets_its_status_and_a_sentence(client: TestClient) -> None:
    for status, answer in (
        (400, client.get("/sparql", params={"query": "SELECT ?x {"})),
        (400, client.get("/sparql", params=[("query", STATUSES), ("query", STATUSES)])),
        (400, client.get("/sparql", params={"query": STATUSES, "default-graph-uri": "no iri"})),
        (400, client.post("/sparql", data={"other": "x"})),
        (415, client.post("/sparql")),
        (400, client.post("/sparql", content=b"\xff", headers={"Content-Type": "application/sparql-query"})),
        (405, client.put("/sparql", content="x")),
        (413, client.post("/sparql", data={"query": "x" * 1_100_000})),
        (415, client.post("/sparql", content=STATUSES, headers={"Content-Type": "text/plain"})),
        (404, client.get("/nothing-here")),
    ):
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/plain")
        assert len(answer.text.strip()) > 20
        assert "Traceback" not in answer.text


def test_a_large_body_without_a_length_is_refused_too(client: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(30):
            yield b"x" * 50_000

    kind = {"Content-Type": "application/sparql-query"}
    assert client.post("/sparql", content=parts(), headers=kind).status_code == 413


def test_sentences_come_in_the_readers_language(client: TestClient) -> None:
    english = client.get("/nothing", headers={"Accept-Language": "en"}).text
    indonesian = client.get("/nothing", headers={"Accept-Language": "id,en;q=0.5"}).text
    assert english != indonesian
    assert client.get("/nothing", params={"lang": "id"}).text == indonesian


def test_a_foreign_host_is_refused(client: TestClient) -> None:
    for host in ("evil.example", "localhost.evil.example", "", "127.0.0.1.nip.example:80"):
        assert client.get("/sparql", params={"query": STATUSES}, headers={"Host": host}).status_code == 400
    for host in ("localhost:8000", "127.0.0.1:1", "[::1]:8000", "LOCALHOST"):
        assert client.get("/sparql", params={"query": STATUSES}, headers={"Host": host}).status_code == 200


def test_no_other_site_may_read_or_frame_an_answer(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": STATUSES}, headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_fault_of_ours_shows_no_trace(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret path")

    monkeypatch.setattr(endpoint.service, "description", broken)
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_the_service_describes_its_graphs(client: TestClient, dataset: sparql.Dataset) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=answer.text, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    named = {str(name) for name in graph.objects(None, sd.name)}
    assert named == {str(name.value) for name in dataset.store.named_graphs()}
    assert (None, sd.supportedLanguage, sd.SPARQL11Query) in graph


# HTTP ---------------------------------------------------------------------------------------------------------------

ROUTES = ("/", "/ns", "/ns.rdf", "/case/pbg", "/case/pbg.ttl", "/case/pbg/F21", "/compare", "/sparql", "/terms.json")
FILES = ("/static/site.css", "/vis-network.js")


@contextmanager
def served_to(folder: Path) -> Iterator[httpx.Client]:
    """A client of a server behind a socket, which sends what a client in the same process would not see."""
    app = create_app(folder, Library(), workers=1)
    with running(app) as address, httpx.Client(base_url=address, timeout=60) as web:
        yield web


def test_head_has_the_headers_of_get_and_no_body_and_options_says_what_is_taken(folder: Path) -> None:
    with served_to(folder) as web:
        for path in (*ROUTES, "/vis-network.js", f"/sparql?query={STATUSES}", "/nothing", "/case/nothing"):
            got, head = web.get(path), web.head(path)
            assert (head.status_code, head.content) == (got.status_code, b""), path
            names = ("content-type", "content-length", "content-encoding", "vary", "content-security-policy")
            assert [head.headers.get(name) for name in names] == [got.headers.get(name) for name in names], path
        whole = web.head("/static/site.css")
        assert int(whole.headers["content-length"]) == len(web.get("/static/site.css").content)
        for path in (*ROUTES, *FILES):
            options, deleted = web.options(path), web.delete(path)
            taken = "GET, HEAD, OPTIONS" + (", POST" if path == "/sparql" else "")
            assert (options.status_code, options.headers["allow"], options.content) == (204, taken, b""), path
            assert (deleted.status_code, deleted.headers["allow"]) == (405, taken)
        assert web.options("/nothing").status_code == 404


def test_a_large_answer_is_compressed_when_asked_and_no_other(folder: Path) -> None:
    with served_to(folder) as web:
        for path in (f"/sparql?query={STATUSES}", "/case/pbg", "/static/site.css", "/vis-network.js"):
            plain = web.get(path, headers={"Accept-Encoding": "identity"})
            packed = web.get(path, headers={"Accept-Encoding": "gzip"})
            assert "content-encoding" not in plain.headers
            assert packed.headers["content-encoding"] == "gzip"
            assert int(packed.headers["content-length"] if "/static" not in path else 0) < len(plain.content)
            assert packed.content == plain.content
            assert "Accept-Encoding" in packed.headers["vary"]
            assert "Accept-Encoding" in plain.headers["vary"]
        part = web.get("/static/site.css", headers={"Range": "bytes=0-9", "Accept-Encoding": "gzip"})
        assert (part.status_code, len(part.content), "content-encoding" in part.headers) == (206, 10, False)
        small = web.get("/sparql?query=ASK {}", headers={"Accept-Encoding": "gzip"})
        assert "content-encoding" not in small.headers


def asked_by_get(address: str, length: int) -> tuple[int, bytes]:
    """The status and body of the answer to a query that makes the address so long; httpx does not send such."""
    place = "/sparql?query=" + quote("ASK { ?s a cg:Case }\n#")
    with closing(http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)) as connection:
        connection.request("GET", place + "x" * (length - len(place) + 1))
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_a_get_of_up_to_a_megabyte_is_answered_and_a_longer_one_told_so(folder: Path) -> None:
    with running(create_app(folder, workers=1)) as address:
        for length in (60_000, 200_000, 999_999):
            status, body = asked_by_get(address, length)
            assert (status, json.loads(body)["boolean"]) == (200, True)
        for length in (1_000_002, 3_000_000):
            status, body = asked_by_get(address, length)
            assert (status, b"POST" in body) == (414, True)


# What a query may use -----------------------------------------------------------------------------------------------


def test_a_query_without_end_is_stopped_and_the_next_is_answered(client: TestClient) -> None:
    stopped = client.get("/sparql", params={"query": ENDLESS})
    assert stopped.status_code == 503
    assert int(stopped.headers["retry-after"]) > 0
    assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


def test_a_query_the_engine_falls_over_takes_nothing_else_with_it(client: TestClient) -> None:
    for _ in range(3):  # more often than there are processes
        assert client.post("/sparql", data={"query": TOO_MUCH}).status_code == 503
    assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


def test_a_query_beyond_its_memory_is_ended(folder: Path) -> None:
    app = create_app(folder, workers=1, limits=Limits(seconds=60, memory=300 * 2**20))
    with TestClient(app, base_url="http://localhost") as client:
        greedy = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?e ?i"
        answer = client.get("/sparql", params={"query": greedy})
        assert answer.status_code == 503
        assert "300 MB" in answer.text
        assert client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"}).json()["boolean"] is True


XPATH, JENA = "http://www.w3.org/2005/xpath-functions#", "http://jena.apache.org/ARQ/function/aggregate#"
#: Queries that the engine cannot answer for what they say, with the function as they name it, and its place.
WITHOUT_ANSWER = (
    ('SELECT (xsd:long("3") AS ?x) {}', "xsd:long", "1:9"),
    (f'PREFIX fn: <{XPATH}>\nSELECT (fn:upper-case("a") AS ?x) {{}}', "fn:upper-case", "2:9"),
    (f"PREFIX agg: <{JENA}>\nSELECT (agg:stdev(?o) AS ?x) {{ ?s ?p ?o }}", "agg:stdev", "2:9"),
    ("ASK { ?s ?p ?o FILTER(<http://x/from-a-service>(?o)) }", "<http://x/from-a-service>", "1:23"),
    ("CONSTRUCT { ?s ?p ?x } { ?s ?p ?o BIND(xsd:long(?o) AS ?x) }", "xsd:long", "1:40"),
    ("SELECT * FROM <http://g> { ?s ?p ?o FILTER(EXISTS { ?s ?p ?o FILTER(xsd:long(?o) = 1) }) }", "xsd:long", "1:69"),
    ("SELECT (xsd:integer(1, 2) AS ?x) {}", "xsd:integer", "1:9"),
    ("BASE <http://x/> SELECT (<f>(1) AS ?x) {}", "<http://x/f>", "1:1"),
)  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize(("query", "function", "where"), WITHOUT_ANSWER)
def test_a_function_the_engine_lacks_is_named_in_the_readers_language(
    client: TestClient, query: str, function: str, where: str, lang: str
) -> None:
    answer = client.get("/sparql", params={"query": query, "lang": lang})
    assert answer.status_code == 400
    assert answer.text.startswith(f"{where}: ")
    assert function in answer.text
    assert ("fungsi" if lang == "id" else "function") in answer.text
    assert "custom function" not in answer.text
    page = client.get("/sparql", params={"query": query, "lang": lang}, headers={"Accept": "text/html"})
    assert (page.status_code, "custom function" in page.text) == (400, False)


def test_no_process_ends_of_a_query_that_merely_fails(folder: Path) -> None:
    async def asked() -> list[tuple[str, bool]]:
        async with started(Pool(folder, 1, Limits())) as pool:
            first = pool.processes
            asks = [Ask(query, "json", "turtle", 10) for query, _, _ in WITHOUT_ANSWER]
            return [((await pool.answer(ask)).outcome, pool.processes == first) for ask in asks]

    assert run(asked) == [("refused", True)] * len(WITHOUT_ANSWER)


def test_a_failure_of_the_engine_is_ours_and_its_words_are_in_the_log_alone(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Of a store whose blocks are damaged: reading them fails, whatever is asked."""
    damaged = Path(shutil.copytree(folder, tmp_path / "damaged"))
    for file in damaged.glob("*.sst"):
        content = bytearray(file.read_bytes())
        if len(content) > 100_000:
            content[len(content) // 3] ^= 0xFF
            file.write_bytes(content)
    with TestClient(create_app(damaged, workers=1), base_url="http://localhost") as client:
        for accept in ("*/*", "text/html"):
            answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"}, headers={"Accept": accept})
            assert answer.status_code == 500
            assert "a fault here" in answer.text
            assert not {"Corruption", str(damaged), "Traceback"} & set(answer.text.split())
            assert "checksum" not in answer.text
        assert client.get("/sparql", params={"query": "SELECT (1 AS ?n) {}"}).status_code == 200
    assert "checksum mismatch" in caplog.text


class Broken:
    """A store of which every query fails in one way."""

    def __init__(self, fault: BaseException) -> None:
        self.fault = fault

    def query(self, *_: object, **__: object) -> None:
        raise self.fault

    def quads_for_pattern(self, *_: object) -> list[object]:
        return []


class Panic(BaseException):
    """As the engine's own panics are: no Exception."""


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [(MemoryError(), "memory"), (Panic("x"), "failed"), (KeyError("x"), "failed"), (OSError("x"), "failed")],
)
def test_whatever_goes_wrong_in_a_process_is_an_answer(fault: BaseException, outcome: str) -> None:
    given = worker.answer(cast("ox.Store", Broken(fault)), Ask("ASK {}", "json", None, 10))
    assert (given.outcome, given.message) == (outcome, {})


def run(asked: Callable[[], Coroutine[object, object, list[T]]]) -> list[T]:
    """What a coroutine gives, in a thread of its own: a browser test before may have left a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(asked())).result()


@asynccontextmanager
async def started(pool: Pool) -> AsyncIterator[Pool]:
    """The pool while it answers."""
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


def test_who_waits_too_long_for_a_turn_is_refused(folder: Path) -> None:
    async def crowded() -> list[BaseException | object]:
        async with started(Pool(folder, 1, Limits(seconds=2, patience=0.2))) as pool:
            asks = [pool.answer(Ask(ENDLESS, "json", None, 10)) for _ in range(2)]
            return list(await asyncio.gather(*asks, return_exceptions=True))

    assert {type(outcome) for outcome in run(crowded)} == {TooLong, Busy}


@pytest.mark.parametrize("failures", [1, 3])
@pytest.mark.parametrize("fault", [OSError("no more processes"), asyncio.IncompleteReadError(b"", 8), TimeoutError()])
def test_a_pool_has_all_its_processes_again_after_some_could_not_be_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, failures: int, fault: Exception
) -> None:
    start = workers._Worker.started
    monkeypatch.setattr(workers, "_WAIT", 0.001)

    async def replaced() -> list[int]:
        async with started(Pool(folder, 2, Limits(seconds=0.2, patience=60))) as pool:
            before = pool.processes
            tries = iter([False] * failures)

            async def starting(folder: Path, limits: Limits) -> workers._Worker:
                if not next(tries, True):
                    raise fault
                return await start(folder, limits)

            monkeypatch.setattr(workers._Worker, "started", starting)
            stopped = [pool.answer(Ask(ENDLESS, "json", None, 10)) for _ in range(2)]
            assert {type(each) for each in await asyncio.gather(*stopped, return_exceptions=True)} == {TooLong}
            while len(pool.processes) < 2 or set(before) & set(pool.processes):
                await asyncio.sleep(0.01)
            asks = [pool.answer(Ask("ASK {}", "json", None, 10)) for _ in range(4)]
            assert {answer.outcome for answer in await asyncio.gather(*asks)} == {"rows"}
            return pool.processes

    assert len(run(replaced)) == 2
    assert caplog.text.count("could not be started") == failures
    assert "all 2 processes again" in caplog.text


def test_a_pool_that_cannot_be_started_leaves_no_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start, tries = workers._Worker.started, iter([True])

    async def starting(folder: Path, limits: Limits) -> workers._Worker:
        if not next(tries, False):
            raise OSError("no more processes")
        return await start(folder, limits)

    async def failed() -> list[int]:
        pool = Pool(folder, 3, Limits())
        with pytest.raises(Ended):
            await pool.start()
        return pool.processes

    monkeypatch.setattr(workers._Worker, "started", starting)
    assert run(failed) == []


def test_an_answer_to_somebody_who_left_reaches_nobody_else(folder: Path) -> None:
    async def left() -> list[bytes]:
        async with started(Pool(folder, 1, Limits())) as pool:
            task = asyncio.ensure_future(pool.answer(Ask(STATUSES, "json", None, 10_000)))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            asks = [pool.answer(Ask(f"SELECT ({n} AS ?n) {{}}", "csv", None, 10)) for n in range(5)]
            return [answer.body for answer in await asyncio.gather(*asks)]

    assert run(left) == [f"n\r\n{n}\r\n".encode() for n in range(5)]


def test_with_fifty_clients_nothing_is_lost_or_mixed_up(folder: Path) -> None:
    def client(number: int, address: str) -> bool:
        with httpx.Client(base_url=address, timeout=60) as http:
            for turn in range(4):
                query = f"SELECT ('{number}-{turn}' AS ?me) (COUNT(?s) AS ?n) {{ ?s a cg:Case }}"
                (row,) = http.post("/sparql", data={"query": query}).json()["results"]["bindings"]
                if (row["me"]["value"], row["n"]["value"]) != (f"{number}-{turn}", "2"):
                    return False
        return True

    app: Starlette = create_app(folder, workers=2)
    with running(app) as address, ThreadPoolExecutor(50) as crowd:
        assert list(crowd.map(lambda number: client(number, address), range(50))) == [True] * 50


def test_a_cut_answer_in_xml_says_so_where_people_look(folder: Path) -> None:
    app = create_app(folder, workers=1, limits=Limits(rows=2))
    with TestClient(app, base_url="http://localhost") as client:
        asked, xml_please = {"query": STATUSES, "limit": 2}, {"Accept": "application/sparql-results+xml"}
        xml = client.get("/sparql", params=asked, headers=xml_please)
        assert "truncated" in xml.text
        assert xml.text.count("<result>") == 2


def test_the_answer_names_no_folder_of_the_server(client: TestClient, folder: Path) -> None:
    answers = [client.get("/sparql", headers={"Accept": "text/turtle"}), client.get("/sparql", params={"query": "x"})]
    assert not [answer for answer in answers if str(folder) in answer.text]
