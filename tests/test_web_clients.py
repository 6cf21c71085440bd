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
        answer = client.get("/sparql", params={"query": ROWS}, headers={"Origin": origin})
        assert answer.status_code == 200
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert "access-control-allow-credentials" not in answer.headers
        assert "Origin" in answer.headers.get("vary", "") or allowed is None
    exposed = client.get("/sparql", params={"query": ROWS}, headers={"Origin": OURS})
    assert CUT in exposed.headers["access-control-expose-headers"]


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


@pytest.mark.parametrize(
    ("query", "form"), [*((ROWS, form) for form in negotiation.ROWS), *((GRAPH, form) for form in negotiation.GRAPHS)]
)
def test_a_cut_answer_says_so_in_a_header_in_every_form(client: TestClient, query: str, form: str) -> None:
    assert client.get("/sparql", params={"query": query, "format": form}).headers[CUT] == "true"
    whole = client.get("/sparql", params={"query": f"{query} LIMIT 5", "format": form})
    assert (whole.status_code, CUT in whole.headers) == (200, False)


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
