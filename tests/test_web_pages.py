"""Every page says what the library says, in four forms and two languages, and every name of ours leads to a page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from starlette.testclient import TestClient

from collabgraph import queries, resources, results
from collabgraph.conditions import preconditions
from collabgraph.library import Library
from collabgraph.model import Case, Framework, Ontology, Status
from collabgraph.phrases import LANGUAGES
from collabgraph.printouts.terms import GLYPHS
from collabgraph.vocabulary import BASE
from collabgraph.web import create_app, snapshot
from collabgraph.web.addresses import page_of

PAGES = (
    "/index", "/case/pbg", "/case/pbg/F21", "/actor/dpmptsp", "/source/abstract", "/study/jambi-licensing", "/compare",
    "/frameworks", "/framework/service-provision", "/construct/service-provision/leader-commitment", "/ns", "/schemes",
    "/scheme/status", "/metrics", "/scheme/network-metric", "/coder/collabgraph", "/ontology/alignments",
)  # fmt: skip
HTML = {"Accept": "text/html"}


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the words outside scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside != "script":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def all(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.found if (value := attributes.get(attribute)) is not None]


def serve(library: Library, folder: Path) -> TestClient:
    store = queries.shipped(library, results.graphs(library)).store
    return TestClient(create_app(snapshot(store, folder), library, workers=1))


@pytest.fixture(scope="module")
def client(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serve(library, tmp_path_factory.mktemp("pages") / "store") as found:
        found.base_url = "http://localhost"
        yield found


def look(client: TestClient, path: str) -> Elements:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, (path, answer.text[:300])
    return Elements(answer.text)


# Forms and languages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_its_four_forms(client: TestClient, path: str) -> None:
    assert client.get(path + ".html").headers["content-type"].startswith("text/html")
    assert client.get(path + ".json").json()["schema"].startswith("collabgraph/")
    rows = list(csv.reader(io.StringIO(client.get(path + ".csv").text)))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1
    assert len(rdflib.Graph().parse(data=client.get(path + ".ttl").text, format="turtle")) > 0


@pytest.mark.parametrize("path", PAGES)
def test_the_form_is_negotiated_where_the_address_has_no_ending(client: TestClient, path: str) -> None:
    plain = path.removesuffix("/index") or "/"
    for media in ("text/html", "application/json", "text/csv", "text/turtle"):
        answer = client.get(plain, headers={"Accept": media})
        assert answer.headers["content-type"].startswith(media)
        assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_is_in_the_language_asked_for_and_its_links_keep_it(client: TestClient, path: str, lang: str) -> None:
    page = look(client, f"{path}.html?lang={lang}")
    assert dict(page.found)["html"]["lang"] == lang
    inside = [link for link in page.all("href") if link.startswith("/") and "/static/" not in link]
    chosen = [link for link in inside if f"lang={lang}" in link]
    others = [link for link in inside if link not in chosen]
    # Only the switch to the other language leads out of it, once in the head and once in the page.
    assert {re.findall(r"lang=(\w+)", link)[0] for link in others} <= {"en", "id"} - {lang}
    assert len(chosen) > len(others)


def test_the_readers_language_is_the_browsers_where_the_address_has_none(client: TestClient) -> None:
    answer = client.get("/", headers={**HTML, "Accept-Language": "id-ID,id;q=0.9,en;q=0.5"})
    assert '<html lang="id">' in answer.text


# Addresses ----------------------------------------------------------------------------------------------------------


def test_every_term_of_the_ontology_leads_to_its_place(client: TestClient, ontology: Ontology) -> None:
    pages: dict[str, set[str]] = {}
    lost = []
    for iri in sorted(ontology.declared):
        path = page_of(iri)
        assert path is not None, iri
        address, _, fragment = path.partition("#")
        if address not in pages:
            pages[address] = set(look(client, address).all("id"))
        if fragment and fragment not in pages[address]:
            lost.append(iri)
    assert lost == []


def test_no_name_in_the_graphs_leads_nowhere(client: TestClient, library: Library) -> None:
    """So that no link of an answer does; of the claims every seventh is looked at."""
    store = queries.shipped(library, results.graphs(library)).store
    nodes = {node for quad in store for node in (quad.subject, quad.predicate, quad.object, quad.graph_name)}
    iris = sorted(node.value for node in nodes if isinstance(node, ox.NamedNode) and node.value.startswith(BASE))
    claims = [iri for iri in iris if re.search(r"case/[\w-]+#", iri)]
    places: dict[str, set[str]] = {}
    lost = []
    for iri in sorted({*iris} - {*claims} | {*claims[::7]}):
        path = page_of(iri)
        assert path is not None, iri
        address, _, fragment = path.partition("#")
        if address not in places:
            places[address] = set(look(client, address).all("id"))
        if fragment and fragment not in places[address]:
            lost.append(iri)
    assert lost == []


def test_every_file_of_the_ontology_is_given_whole_as_turtle(client: TestClient) -> None:
    for path, file in (
        ("/ns", resources.ontology() / "collabgraph.ttl"),
        ("/schemes", resources.ontology() / "schemes.ttl"),
        ("/framework/service-provision", resources.ontology() / "frameworks" / "service-provision.ttl"),
    ):
        given = rdflib.Graph().parse(data=client.get(path, headers={"Accept": "text/turtle"}).text, format="turtle")
        whole = rdflib.Graph().parse(file)
        named = {t for t in whole if not any(isinstance(node, rdflib.BNode) for node in t)}
        assert named == {t for t in given if not any(isinstance(node, rdflib.BNode) for node in t)}
        assert len(given) == len(whole)


@pytest.mark.parametrize("name", ["pbg", "spp-irt"])
def test_everything_a_case_names_leads_to_a_page(client: TestClient, library: Library, name: str) -> None:
    case = library.open(name)
    iris = [
        case.iri,
        *case.actors,
        *(source.iri for source in case.sources),
        *(claim.iri for claim in case.claims[::7]),
    ]
    for iri in iris:
        path = page_of(iri)
        assert path is not None
        look(client, path)


def test_the_page_of_a_case_has_a_place_for_every_claim(client: TestClient, pbg: Case) -> None:
    """So that the address of a claim, /case/pbg#F21, leads to it."""
    places = set(look(client, "/case/pbg").all("id"))
    assert {claim.id for claim in pbg.claims} <= places


def test_no_link_of_a_page_leads_nowhere(client: TestClient) -> None:
    waiting = ["/", *PAGES[1:], "/construct/ansell-gash-2008/trust-building", "/sparql"]
    links = {link.partition("#")[0] for path in waiting for link in look(client, path).all("href")}
    for link in sorted(link for link in links if link.startswith("/")):
        assert client.get(link, headers=HTML).status_code == 200, link


@pytest.mark.parametrize("path", PAGES)
def test_no_two_things_on_a_page_have_one_address(client: TestClient, path: str) -> None:
    places = look(client, path).all("id")
    assert len(places) == len(set(places))


def test_what_is_not_there_is_said_with_what_is_meant(client: TestClient) -> None:
    answer = client.get("/case/pgb", headers=HTML)
    assert answer.status_code == 404
    assert "pbg" in answer.text
    plain = client.get("/construct/service-provision/leader-comitment", headers={"Accept": "text/plain"})
    assert plain.status_code == 404
    assert "leader-commitment" in plain.text


@pytest.mark.parametrize(
    "name", ["%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%2fcases%2fpbg.ttl", "%2fetc%2fpasswd", "pbg.ttl.ttl"]
)
def test_no_address_reads_a_file_by_its_path(client: TestClient, name: str) -> None:
    for path in (f"/case/{name}", f"/framework/{name}", f"/static/{name}", f"/compare?case={name}&case=pbg"):
        answer = client.get(path, headers=HTML)
        assert answer.status_code in (400, 404), path
        assert "root:" not in answer.text


# What pages say -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pbg", "spp-irt"])
def test_conditions_on_the_page_are_those_of_the_library(
    client: TestClient, library: Library, service_provision: Framework, ontology: Ontology, name: str
) -> None:
    found = preconditions(library.open(name), service_provision, ontology)
    text = client.get(f"/case/{name}", headers=HTML).text
    for condition in found.conditions.values():
        term = condition.construct.term
        row = re.search(rf"/construct/service-provision/{term.id}\".*?</tr>", text, re.DOTALL)
        assert row is not None
        shown = Elements(row[0])
        assert f'class="status {condition.status}"' in row[0]
        assert GLYPHS[condition.status] in shown.text
        assert [claim.id for claim in condition.claims] == re.findall(rf"/case/{name}/(\w+)\"", row[0])


def test_silence_is_shown_as_unknown_and_never_as_absence(
    client: TestClient, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    silent = [
        condition.construct.term.id
        for condition in preconditions(spp_irt, service_provision, ontology).preconditions
        if condition.status is Status.NOT_REPORTED
    ]
    assert silent
    for name in silent:
        text = client.get(f"/construct/service-provision/{name}", headers=HTML).text
        section = re.search(r'aria-labelledby="in-spp-irt".*?</section>', text, re.DOTALL)
        assert section is not None
        assert "status not-reported" in section[0]
        assert "status absent" not in section[0]
        assert "unknown, not absent" in section[0]


def test_the_comparison_is_made_with_the_bases_and_the_framework_chosen(client: TestClient) -> None:
    alone = "/compare.json?case=pbg&case=spp-irt&basis=reported"
    verdicts = {each["verdict"] for each in client.get(alone).json()["conditions"]}
    assert verdicts == {"one-sided"}
    other = client.get("/compare.json?case=pbg&case=spp-irt&framework=ansell-gash-2008").json()
    assert other["framework"] == "ansell-gash-2008"
    for wrong in ("basis=rumour", "framework=nothing", "case=pbg&case=pbg", "&".join(["case=pbg"] * 20)):
        assert client.get(f"/compare?{wrong}", headers=HTML).status_code in (400, 404), wrong


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_claims_page_has_all_of_its_evidence(client: TestClient, pbg: Case, lang: str) -> None:
    claim = pbg.claim("C01")
    assert claim is not None
    text = look(client, f"/case/pbg/C01.html?lang={lang}").text
    for evidence in claim.evidence:
        for words in (evidence.note, evidence.locator, evidence.source.title, evidence.source.citation):
            assert " ".join(words[lang].split()) in text


def test_a_sources_page_lists_every_claim_that_rests_on_it(client: TestClient, pbg: Case, spp_irt: Case) -> None:
    for case in (pbg, spp_irt):
        resting = {c.id for c in case.claims if any(evidence.source.id == "abstract" for evidence in c.evidence)}
        text = client.get("/source/abstract", headers=HTML).text
        assert resting == set(re.findall(rf"/case/{case.id}/(\w+)\"", text))


def test_every_start_of_the_first_page_leads_to_its_answer(client: TestClient) -> None:
    text = client.get("/", headers=HTML).text
    (starts,) = re.findall(r'<ol class="starts">(.*?)</ol>', text, re.DOTALL)
    links = Elements(starts).all("href")
    assert len(links) == 6
    for link in links:
        address, _, fragment = link.partition("#")
        page = look(client, address)
        assert not fragment or fragment in page.all("id")
        assert "?question=" not in link or "<td" in client.get(address, headers=HTML).text


# Safety -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, "/sparql"])
def test_a_page_needs_nothing_the_policy_forbids(client: TestClient, path: str) -> None:
    page = look(client, path)
    for tag, attributes in page.found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        if tag == "script":
            assert "src" in attributes or attributes.get("type") == "application/json"
        assert tag != "style"
    addresses = [*page.all("src"), *(each["href"] for tag, each in page.found if tag == "link")]
    assert [address for address in addresses if not str(address).startswith("/")] == []


def test_hostile_words_of_a_case_are_shown_as_words(tmp_path: Path) -> None:
    hostile = "</h1><script>alert(1)</script><img src=x onerror=alert(1)> \u202e {{ 7*7 }}"
    shipped = (resources.cases() / "pbg.ttl").read_text(encoding="utf-8")
    title = re.search(r'dcterms:title\s+"([^"]+)"@en', shipped)
    assert title is not None
    text = shipped.replace(f'"{title[1]}"', '"' + hostile.replace('"', '\\"') + '"').replace(
        "case:pbg ", "case:hostile "
    )
    text = (
        text.replace("case/pbg>", "case/hostile>")
        .replace("case:pbg\n", "case:hostile\n")
        .replace("case:pbg;", "case:hostile;")
    )
    (tmp_path / "hostile.ttl").write_text(text.replace("case/pbg#", "case/hostile#"), encoding="utf-8")
    library = Library([tmp_path])
    with serve(library, tmp_path / "store") as client:
        client.base_url = "http://localhost"
        for path in ("/", "/case/hostile", "/compare?case=hostile&case=spp-irt", "/actor/dpmptsp"):
            page = look(client, path)
            assert not [tag for tag, _ in page.found if tag == "img"]
            shown = {"title", "aria-label", "content"}
            held = [value for _, each in page.found for name, value in each.items() if name not in shown]
            assert not [value for value in held if "alert" in str(value)]
        assert "{{ 7*7 }}" in look(client, "/case/hostile").text
