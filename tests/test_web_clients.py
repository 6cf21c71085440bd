"""Programs of others can use the server: pages of other origins, servers in front of it, and files without a case."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib
from starlette.testclient import TestClient

from collabgraph.coding.library import Library, NoCases
from collabgraph.questions import datasets
from collabgraph.rdf import sparql
from collabgraph.web import Limits, create_app, negotiation, snapshot
from collabgraph.web.protocol import CUT

ROWS = "SELECT ?claim ?status { ?claim cg:status ?status }"
GRAPH = "CONSTRUCT WHERE { ?claim cg:status ?status }"
HTML = {"Accept": "text/html"}
OURS, OTHER = "https://app.example.org", "https://evil.example"


@pytest.fixture(scope="module")
def folder(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot(datasets.shipped(library).store, tmp_path_factory.mktemp("clients") / "store")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    """A client of an application that pages of one origin may read, below a path, and whose answers are short."""
    app = create_app(folder, Library(), workers=1, limits=Limits(rows=5), origins=[OURS], below="/in/side")
    with TestClient(app, base_url="http://localhost") as found:
        yield found


# Other origins ------------------------------------------------------------------------------------------------------


def test_only_pages_of_an_allowed_origin_may_read_an_answer_and_the_headers_that_are_ours(client: TestClient) -> None:
    for origin, allowed in ((OURS, OURS), (OTHER, None)):
        answer = client.get("/sparql", params={"query": ROWS, "limit": 5}, headers={"Origin": origin})
        assert answer.status_code == 200
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers.get("vary", "") or allowed is None
    exposed = client.get("/sparql", params={"query": ROWS}, headers={"Origin": OURS})
    assert {CUT, "Link"} <= set(exposed.headers["access-control-expose-headers"].split(", "))


def test_a_refusal_can_be_read_by_a_page_of_an_allowed_origin(client: TestClient) -> None:
    for answer in (
        client.get("/sparql", params={"query": "no query"}, headers={"Origin": OURS}),
        client.post("/sparql", data={"query": "x" * 1_100_000}, headers={"Origin": OURS}),
    ):
        assert answer.status_code in (400, 413)
        assert answer.headers["access-control-allow-origin"] == OURS


def test_a_browser_that_asks_first_is_told(client: TestClient) -> None:
    asking = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-requested-with",
    }
    told = client.options("/sparql", headers={**asking, "Origin": OURS})
    assert (told.status_code, told.headers["access-control-allow-origin"]) == (200, OURS)
    assert "POST" in told.headers["access-control-allow-methods"]
    assert "content-type" in told.headers["access-control-allow-headers"]
    refused = client.options("/sparql", headers={**asking, "Origin": OTHER})
    assert (refused.status_code, "access-control-allow-origin" in refused.headers) == (400, False)
    assert client.options("/sparql").headers["allow"] == "GET, HEAD, OPTIONS, POST"


# Below a path -------------------------------------------------------------------------------------------------------


class Addresses(HTMLParser):
    """Every address a page names."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {"href", "src", "action", "data-terms", "data-script"}
        self.found |= {value for name, value in attrs if name in named and value}


PAGES = (
    "/", "/compare", "/case/pbg", "/case/pbg/F21", "/ns", "/sparql", "/sparql?question=shared-actors", "/nothing",
    "/framework/service-provision", "/sparql?query=SELECT * {?s ?p ?o}", "/actor/dpmptsp", "/case/none",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_address_on_a_page_is_below_the_path(client: TestClient, path: str) -> None:
    page = client.get(path, headers=HTML)
    inside = [each for each in Addresses(page.text).found if not each.startswith(("#", "http", "data:"))]
    assert inside
    assert [each for each in inside if not each.startswith("/in/side/")] == []


def test_an_address_is_understood_with_the_path_and_without(client: TestClient) -> None:
    """A proxy may take it away or leave it."""
    for path in ("/", "/ns.rdf", "/case/pbg", "/static/site.css", "/terms.json", "/ontology/collabgraph.ttl"):
        without, whole = client.get(path), client.get("/in/side" + path)
        assert (whole.status_code, whole.content) == (200, without.content), path
    assert client.get("/in/side/in/side/ns").status_code == 404
    assert client.get("/in/sidelong").status_code == 404


def test_links_of_a_page_below_a_path_lead_to_a_page(client: TestClient) -> None:
    links = Addresses(client.get("/", headers=HTML).text).found | Addresses(client.get("/ns", headers=HTML).text).found
    for link in sorted(link.partition("#")[0] for link in links if link.startswith("/")):
        assert client.get(link, headers=HTML).status_code == 200, link


def test_the_service_says_where_it_is(client: TestClient) -> None:
    graph = rdflib.Graph().parse(
        data=client.get("/sparql", headers={"Accept": "application/rdf+xml"}).content, format="xml"
    )
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert list(graph.objects(None, sd.endpoint)) == [rdflib.URIRef("http://localhost/in/side/sparql")]


# Answers that are cut -----------------------------------------------------------------------------------------------


FORMS = [*((ROWS, form) for form in negotiation.ROWS), *((GRAPH, form) for form in negotiation.GRAPHS)]


@pytest.mark.parametrize(("query", "form"), FORMS)
def test_who_did_not_ask_for_a_part_gets_an_error_and_never_a_part(client: TestClient, query: str, form: str) -> None:
    for answer in (
        client.get("/sparql", params={"query": query, "format": form}),
        client.post("/sparql", data={"query": query, "format": form}),
    ):
        assert answer.status_code == 400
        assert "more than 5 rows" in answer.text
        assert "limit=5" in answer.text
    assert CUT not in answer.headers


@pytest.mark.parametrize(("query", "form"), FORMS)
def test_who_asks_for_a_part_gets_one_that_says_so_in_a_header_in_every_form(
    client: TestClient, query: str, form: str
) -> None:
    assert client.get("/sparql", params={"query": query, "format": form, "limit": 3}).headers[CUT] == "true"
    sent = client.post("/sparql", params={"limit": 50}, data={"query": query, "format": form})
    assert (sent.headers[CUT], "Link" in sent.headers) == ("true", False)
    whole = client.get("/sparql", params={"query": f"{query} LIMIT 5", "format": form})
    assert (whole.status_code, CUT in whole.headers) == (200, False)


def test_the_links_lead_through_every_row_and_every_triple(client: TestClient) -> None:
    query = "SELECT ?s ?o { ?s a ?o } ORDER BY ?s ?o LIMIT 23"
    lines = [line for part in _parts(client, query, "csv", 4) for line in part.splitlines()[1:]]
    every = [client.get("/sparql", params={"query": f"{query[:-2]}1 OFFSET {n}", "format": "csv"}) for n in range(23)]
    assert lines == [answer.text.splitlines()[1] for answer in every]
    graph = "CONSTRUCT { ?s a ?o } { { SELECT ?s ?o { ?s a ?o } ORDER BY ?s ?o LIMIT 23 } }"
    triples = [line for part in _parts(client, graph, "ntriples", 4) for line in part.splitlines()]
    assert len(set(triples)) == len(set(lines))


def _parts(client: TestClient, query: str, form: str, limit: int) -> Iterator[str]:
    """The bodies of all parts, found as a program would: by following the links."""
    answer = client.get("/sparql", params={"query": query, "format": form, "limit": limit})
    yield answer.text
    while "next" in answer.links:
        answer = client.get(str(answer.url.join(answer.links["next"]["url"])))
        yield answer.text


@pytest.mark.parametrize("limit", ["0", "-1", "x", "1.5", "", "٣", "9" * 5000])
def test_a_limit_that_is_no_number_is_refused(client: TestClient, limit: str) -> None:
    answer = client.get("/sparql", params={"query": f"{ROWS} LIMIT 1", "limit": limit})
    assert (answer.status_code, "whole number" in answer.text) == (400, True)


def test_a_query_too_long_for_a_header_gets_no_link(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": f"{ROWS} #{'x' * 5000}", "limit": 2})
    assert (answer.status_code, answer.headers[CUT], "Link" in answer.headers) == (200, "true", False)


# Files without a case -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an application over a file that has no case."""
    place = tmp_path_factory.mktemp("files")
    (place / "a.ttl").write_text("@prefix e: <http://e.org/> . e:a e:p e:b ; e:q 'x'@en .", encoding="utf-8")
    store = snapshot(sparql.given([place / "a.ttl"]).store, place / "store")
    with TestClient(create_app(store, Library(stored=NoCases()), workers=1), base_url="http://localhost") as found:
        yield found


def test_the_endpoint_and_its_page_answer_over_the_files(files: TestClient) -> None:
    query = "SELECT ?o { <http://e.org/a> <http://e.org/p> ?o }"
    (row,) = files.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert row["o"]["value"] == "http://e.org/b"
    page = files.get("/sparql", params={"query": query}, headers=HTML)
    assert (page.status_code, "http://e.org/b" in page.text) == (200, True)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_pages_of_cases_say_that_there_are_none(files: TestClient, lang: str) -> None:
    for path, status in (("/", 200), ("/compare", 400), ("/compare?case=a&case=b", 404), ("/case/pbg", 404)):
        for headers in (HTML, {"Accept": "text/plain"}) if path != "/" else (HTML,):
            answer = files.get(path, params={"lang": lang} if "?" not in path else None, headers=headers)
            words = "tidak ada kasus" if lang == "id" and "?" not in path else "there are no cases"
            assert (answer.status_code, words in answer.text.lower()) == (status, True), path
    for path in ("/ns", "/frameworks", "/framework/service-provision", "/glossary", "/sparql?question=shared-actors"):
        assert files.get(path, headers=HTML).status_code == 200, path
