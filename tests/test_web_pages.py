"""Every page says what the library says, in four forms and two languages, and every name of ours leads to a page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from starlette.testclient import TestClient

from collabgraph import resources
from collabgraph.analysis.comparison import side_by_side
from collabgraph.analysis.conditions import preconditions
from collabgraph.analysis.many.configurations import asked, configurations
from collabgraph.analysis.many.memberships import written
from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL, metrics
from collabgraph.analysis.network import network
from collabgraph.coding.library import Library
from collabgraph.errors import InvalidQuestion
from collabgraph.model import Basis, Case, Framework, Ontology, Status
from collabgraph.output import results
from collabgraph.output.brief import brief
from collabgraph.output.presenters.claims import KINDS
from collabgraph.output.presenters.terms import GLYPHS
from collabgraph.questions import datasets
from collabgraph.questions import files as question_files
from collabgraph.rdf.vocabulary import BASE
from collabgraph.web import create_app, snapshot
from collabgraph.web.addresses import page_of
from collabgraph.web.page import LONGEST_ADDRESS
from collabgraph.words import LANGUAGES, Speech, Text
from served import running

(VERSION,) = re.findall(
    r"versionIRI\s+<([^>]+)>", (resources.ontology() / "collabgraph.ttl").read_text(encoding="utf-8")
)
OF_VERSION = f"/ns/{VERSION.rpartition('/')[2]}"
PAGES = (
    "/index", "/case/pbg", "/case/pbg/F21", "/actor/dpmptsp", "/source/abstract", "/study/jambi-licensing", "/compare",
    "/frameworks", "/framework/service-provision", "/construct/service-provision/leader-commitment", "/ns", "/schemes",
    "/scheme/status", "/metrics", "/scheme/network-metric", "/coder/collabgraph", "/ontology/alignments", "/shapes",
    OF_VERSION, "/claims", "/actors", "/sources",
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
    store = datasets.shipped(library, results.graphs(library)).store
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
    store = datasets.shipped(library, results.graphs(library)).store
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
        (OF_VERSION, resources.ontology() / "collabgraph.ttl"),
        ("/shapes", resources.shapes()),
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
    made = ("/figure/", "/brief.", "/report.")  # asked for where the files that are offered are made
    for link in sorted(link for link in links if link.startswith("/") and not link.startswith(made)):
        assert client.get(link, headers=HTML).status_code == 200, link


@pytest.mark.parametrize("path", PAGES)
def test_no_two_things_on_a_page_have_one_address(client: TestClient, path: str) -> None:
    places = look(client, path).all("id")
    assert len(places) == len(set(places))


PROTEGE = "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.05"
RDFLIB = "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1"


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own JSON-LD reader uses a deprecated class
@pytest.mark.parametrize(
    "path",
    ["/ns", OF_VERSION, "/shapes", "/schemes", "/case/pbg", "/case/pbg/F21", "/framework/service-provision"],
)
def test_every_form_of_rdf_has_the_same_triples(client: TestClient, path: str) -> None:
    whole = canonical(rdflib.Graph().parse(data=client.get(path + ".ttl").text, format="turtle"))
    for ending, accept, media, parser in (
        ("nt", "application/n-triples", "application/n-triples", "nt"),
        ("jsonld", "application/ld+json", "application/ld+json", "json-ld"),
        ("rdf", "application/rdf+xml", "application/rdf+xml", "xml"),
        ("rdf", PROTEGE, "application/rdf+xml", "xml"),
        ("rdf", RDFLIB, "application/rdf+xml", "xml"),
    ):
        negotiated, named = client.get(path, headers={"Accept": accept}), client.get(f"{path}.{ending}")
        assert negotiated.headers["content-type"] == named.headers["content-type"] == media
        assert negotiated.content == named.content
        assert canonical(rdflib.Graph().parse(data=named.content, format=parser)) == whole, ending


def canonical(graph: rdflib.Graph) -> set[str]:
    """The triples with blank nodes named by what is said of them (RDFC-1.0), which takes rdflib minutes."""
    dataset = ox.Dataset(ox.parse(graph.serialize(format="nt"), ox.RdfFormat.N_TRIPLES))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(map(str, dataset))


def test_the_version_and_every_shape_lead_to_a_page_with_a_place_for_them(client: TestClient) -> None:
    assert page_of(VERSION) == OF_VERSION
    assert client.get(OF_VERSION, headers=HTML).status_code == 200
    graph = rdflib.Graph().parse(resources.shapes())
    named = {str(shape) for shape in graph.subjects(rdflib.SH.message) if isinstance(shape, rdflib.URIRef)}
    assert {page_of(iri) for iri in named} == {f"/shapes#{iri.partition('#')[2]}" for iri in named}
    assert {iri.partition("#")[2] for iri in named} <= set(look(client, "/shapes").all("id"))
    said = {each["iri"]: each["message"] for each in client.get("/shapes.json").json()["shapes"]}
    assert {(iri, lang, words) for iri, found in said.items() for lang, words in found.items()} == {
        (str(shape), message.language, str(message)) for shape, message in graph.subject_objects(rdflib.SH.message)
    }


@pytest.mark.parametrize("name", ["0.1.0", "9.9.9", "0.4", "latest", "0.4.0.1", "..%2fns", "x" * 300])
@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "application/json", "*/*"])
def test_a_version_that_is_not_here_is_not_found_and_those_here_are_named(
    client: TestClient, name: str, accept: str
) -> None:
    for ending in ("", ".ttl", ".json"):
        found = client.get(f"/ns/{name}{ending}", headers={"Accept": accept})
        assert found.status_code == 404
        assert VERSION.rpartition("/")[2] in found.text or "%2f" in name


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
        row = re.search(r'<th scope="row"[^>]*><a href="/case/spp-irt">.*?</tr>', text, re.DOTALL)
        section = re.search(r'<section id="in-spp-irt">.*?</section>', text, re.DOTALL)
        assert row is not None
        assert section is not None
        assert "status not-reported" in row[0]
        assert "status absent" not in row[0] + section[0]
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
    claim = pbg.claim("C05")
    assert claim is not None
    text = look(client, f"/case/pbg/C05.html?lang={lang}").text
    for evidence in claim.evidence:
        for words in (evidence.note, evidence.locator, evidence.source.title, evidence.source.citation):
            assert " ".join(words[lang].split()) in text


def test_a_sources_page_lists_every_claim_that_rests_on_it(client: TestClient, pbg: Case, spp_irt: Case) -> None:
    text = client.get("/source/abstract", headers=HTML).text
    assert pbg.study is not None
    for case, claims in ((pbg, (*pbg.claims, *pbg.study.claims)), (spp_irt, spp_irt.claims)):
        resting = {c.id for c in claims if any(evidence.source.id == "abstract" for evidence in c.evidence)}
        assert resting == set(re.findall(rf"/case/{case.id}/(\w+)\"", text))


def test_what_the_study_says_of_no_case_is_under_no_case(client: TestClient, pbg: Case) -> None:
    assert pbg.study
    of_none = {claim.id: {evidence.source.id for evidence in claim.evidence} for claim in pbg.study.claims}
    resting = {name for name, sources in of_none.items() if "abstract" in sources}
    for path, expected in ((f"/study/{pbg.study.id}", set(of_none)), ("/source/abstract", resting)):
        rows = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv").text)))
        assert {row["claim"] for row in rows if not row["case"]} == expected
        found = client.get(f"{path}.json").json()["claims"]
        assert {each["id"] for each in found if each["case"] is None} == expected
    page = client.get(f"/case/pbg/{min(of_none)}", headers=HTML).text
    assert f'<p class="trail"><a href="/study/{pbg.study.id}"' in page


@pytest.mark.parametrize("path", PAGES)
def test_the_headings_of_spreadsheets_are_the_same_in_both_languages(client: TestClient, path: str) -> None:
    heads = {client.get(f"{path}.csv", params={"lang": lang}).text.partition("\n")[0] for lang in LANGUAGES}
    assert len(heads) == 1


def test_measures_name_their_bases_and_lead_to_the_ties_they_are_counted_on(client: TestClient, pbg: Case) -> None:
    net = network(pbg)
    for path, ties in (("/case/pbg", "#tie"), ("/compare", "#ties"), ("/actor/dpmptsp", "/case/pbg#tie")):
        page = look(client, path)
        assert ties in page.all("href")
        assert f"{net.bases[Basis.PRESCRIBED]} prescribed" in page.text
    case = client.get("/case/pbg", headers=HTML).text
    for name, value in metrics(net, costly=False).values.items():
        if name != "governance_mode" and value.value is not None:
            row = re.search(rf'network-metric#{name}".*?</tr>', case, re.DOTALL)
            assert row is not None, name
            assert Speech("en").number(value.value) in Elements(row[0]).text


def test_every_metric_has_an_entry_with_all_that_its_record_says(client: TestClient) -> None:
    for level, catalogue in (("network", NETWORK_LEVEL), ("actor", ACTOR_LEVEL)):
        text = client.get(f"/scheme/{level}-metric", headers=HTML).text
        for metric in catalogue.values():
            entry = re.search(rf'<section id="{metric.id}">.*?</section>', text, re.DOTALL)
            assert entry is not None, metric.id
            said = Elements(entry[0]).text
            for words in (metric.question["en"], metric.formula, metric.convention["en"], metric.reference):
                assert " ".join(words.split()) in said
            assert ("never" in said) == (not metric.reasons)


def test_a_result_leads_down_to_the_claims_it_was_computed_from(client: TestClient, pbg: Case) -> None:
    (graph,) = [link for link in look(client, "/case/pbg").all("href") if link.startswith("/results/pbg/network/")]
    page = look(client, graph)
    assert {"network/density", "network", "actor/betweenness/dpmptsp"} <= set(page.all("id"))
    drawn = {claim for tie in network(pbg).ties for claim in tie.claims}
    assert drawn <= {link.rpartition("/")[2] for link in page.all("href") if link.startswith("/case/pbg/")}


def test_an_outcomes_page_has_what_each_case_reports_of_it(client: TestClient) -> None:
    text = client.get("/construct/service-provision/levy-revenue-target", headers=HTML).text
    pbg, spp_irt = re.findall(r'<section id="in-[\w-]+">.*?</section>', text, re.DOTALL)
    assert "not achieved" in Elements(pbg).text
    assert "/case/pbg/F07" in pbg
    assert "unknown, not absent" in spp_irt


def test_a_difference_that_runs_against_the_outcomes_is_said_to(client: TestClient, ontology: Ontology) -> None:
    found = [
        (framework, verdict)
        for framework in ontology.readable
        for verdict in client.get(f"/compare.json?framework={framework}&basis=prescribed&basis=elsewhere").json()[
            "conditions"
        ]
    ]
    for framework, verdict in found:
        page = client.get(f"/compare?framework={framework}&basis=prescribed&basis=elsewhere", headers=HTML).text
        row = re.search(rf'/construct/{framework}/{verdict["construct"]}".*?</tr>', page, re.DOTALL)
        assert row is not None
        assert ("against the outcomes" in row[0]) == (verdict["fits_outcomes"] is False)


def test_every_statement_of_the_summary_leads_to_claims_or_to_a_part_of_a_comparison(client: TestClient) -> None:
    (summary,) = re.findall(r'<h2 id="found">.*?<ol>(.*?)</ol>', client.get("/", headers=HTML).text, re.DOTALL)
    statements = summary.split("</li>")[:-1]
    assert len(statements) == 5
    for statement in statements:
        links = Elements(statement).all("href")
        assert links
        for link in links:
            address, _, place = link.partition("#")
            page = look(client, address)
            assert not place or place in page.all("id")


def test_with_fewer_than_two_cases_the_reader_chooses_again_and_programs_are_told(client: TestClient) -> None:
    page = client.get("/compare?case=pbg&basis=reported", headers=HTML)
    assert page.status_code == 400
    boxes = [each for tag, each in Elements(page.text).found if tag == "input" and "checked" in each]
    assert [each["value"] for each in boxes] == ["pbg", "reported", "explicit", "implied"]
    told = client.get("/compare.json?case=pbg")
    assert (told.status_code, told.headers["content-type"].partition(";")[0]) == (400, "text/plain")


# Files to hand over --------------------------------------------------------------------------------------------------


def handed_over(client: TestClient, path: str) -> list[str]:
    page = client.get(path, headers=HTML).text
    (section,) = re.findall(r'<section class="handouts".*?</section>', page, re.DOTALL)
    return Elements(section).all("href")


def test_what_is_handed_over_is_made_with_the_choices_of_the_page(client: TestClient, ontology: Ontology) -> None:
    chosen = "case=spp-irt&case=pbg&framework=ansell-gash-2008&basis=reported&granularity=role&systems=no&lang=id"
    links = handed_over(client, f"/compare?{chosen}")
    kinds = {link.partition("?")[0] for link in links}
    assert {"/brief.docx", "/brief.md", "/report.html", "/report.xlsx", "/map", "/figure/ties.svg"} <= kinds
    for link in links:
        assert sorted(link.partition("?")[2].split("&")) == sorted(chosen.split("&"))
    by_path = {link.partition("?")[0]: link for link in links}
    report = client.get(by_path["/report.md"])
    assert report.headers["content-disposition"] == 'attachment; filename="report-spp-irt-pbg.md"'
    comparison = side_by_side(
        [Library().open(name) for name in ("spp-irt", "pbg")], ontology.frameworks["ansell-gash-2008"], ontology,
        bases={Basis.REPORTED}, granularity="role", systems=False,
    )  # fmt: skip
    assert client.get(by_path["/brief.md"]).text.strip() == brief(comparison, "md", lang="id").decode().strip()


@pytest.mark.parametrize("path", ["/case/pbg?framework=ansell-gash-2008", "/compare?basis=reported"])
def test_every_file_offered_can_be_made(client: TestClient, path: str) -> None:
    begin = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "pptx": b"PK", "png": b"\x89PNG", "html": b"<!doctype html>"}
    links = handed_over(client, path)
    assert len(links) > 10
    # Every form of every figure is drawn in the tests of figures; here each figure once.
    for link in (link for link in links if not link.startswith("/figure/") or ".svg" in link):
        answer = client.get(link)
        assert answer.status_code == 200, link
        ending = link.partition("?")[0].rpartition(".")[2]
        assert answer.content.startswith(begin.get(ending, b""))
        assert "script-src 'self'" not in answer.headers["content-security-policy"] or ending not in ("html", "/map")


@pytest.mark.parametrize(
    "address",
    ["/report.md?bassis=reported", "/brief.md?basis=heard", "/report.md?case=pbg", "/map?case=pbg&granularity=atom",
     "/compare?systems=maybe", "/figure/ties.svg?" + "&".join(f"case={n}" for n in range(20))],
)  # fmt: skip
def test_a_choice_that_there_is_not_is_refused_and_never_passed_over(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_what_supports_a_claim_is_first_on_every_page(client: TestClient, pbg: Case) -> None:
    mixed = [
        c
        for c in pbg.claims
        if len({e.polarity for e in c.evidence}) > 1 and "supports" in {e.polarity for e in c.evidence}
    ]
    assert mixed
    for claim in mixed:
        polarities = [
            each["polarity"] for each in client.get(f"/case/pbg/{claim.id}.json").json()["claims"][0]["evidence"]
        ]
        assert polarities == sorted(polarities, key=lambda name: name != "supports")
        page = client.get(f"/case/pbg/{claim.id}", headers=HTML).text
        assert re.findall(r"<li><strong>(\w+)</strong>", page)[0] == "supports"


def test_the_sections_of_a_case_are_open_and_its_contents_count_them(client: TestClient, pbg: Case) -> None:
    page = client.get("/case/pbg", headers=HTML).text
    (contents,) = re.findall(r'<nav class="within".*?</nav>', page, re.DOTALL)
    n = {kind: sum(type(claim) is kind for claim in pbg.claims) for kind in KINDS}
    counted = dict(re.findall(r'href="#(\w+)">[^<]*<span class="n">(\d+)</span>', contents))
    assert {name: n[kind] for kind, (name, _) in KINDS.items() if n[kind]}.items() <= {
        name: int(count) for name, count in counted.items()
    }.items()
    folded = re.findall(r"<summary>[^<]*\((\d+)\)</summary>", page)
    assert all(int(count) > 40 for count in folded)
    assert page.count("/actor/") > len(pbg.actors)


# Questions ----------------------------------------------------------------------------------------------------------


def _with_summaries(text: str) -> str:
    """The text with the words of each question that it names by its id."""
    named = {name: each for name, each in question_files.questions().items() if "-" in name}
    return re.sub("|".join(map(re.escape, named)), lambda name: named[name[0]].summary["en"], text)


@pytest.mark.parametrize("name", question_files.questions())
def test_every_question_is_asked_by_its_page(client: TestClient, name: str) -> None:
    """With its own values, or the first of those its page offers; what has to be typed is waited for."""
    page = client.get(f"/sparql?question={name}", headers=HTML)
    assert page.status_code == 200, page.text[-2000:]
    question = question_files.question(name)
    waits = any(not parameter.default for parameter in question.parameters)
    assert ('id="answer"' in page.text) != waits
    assert _with_summaries(question.description["en"]) in Elements(page.text).text
    for parameter in question.parameters:
        assert f'name="{parameter.name}"' in page.text


def test_values_are_asked_with_as_they_are_chosen(client: TestClient) -> None:
    address = "/sparql?question=missing-preconditions&case=spp-irt&basis=reported&basis=documented"
    page = look(client, address)
    chosen = [
        each["value"] for tag, each in page.found if tag in ("input", "option") and {"checked", "selected"} & {*each}
    ]
    assert chosen == ["spp-irt", "service-provision", "reported", "documented", "explicit", "implied", "none"]
    rows = client.get(address, headers={"Accept": "application/sparql-results+json"}).json()["results"]["bindings"]
    assert not rows, "by its study and by record SPP-IRT lacks nothing"
    assert "0 rows" in page.text


def test_a_value_that_does_not_fit_is_said_and_kept(client: TestClient) -> None:
    page = client.get("/sparql?question=claims-on-a-basis&case=pgb", headers=HTML)
    assert page.status_code == 400
    assert "did you mean &#39;pbg&#39;" in page.text
    assert 'id="ask"' in page.text
    told = client.get("/sparql?question=claims-on-a-basis&case=pgb")
    assert (told.status_code, "pgb" in told.text) == (400, True)
    waiting = client.get("/sparql?question=claims-that-mention")
    assert (waiting.status_code, "word" in waiting.text) == (400, True)


def test_two_values_that_must_differ_are_refused_on_the_page_too(client: TestClient) -> None:
    page = client.get("/sparql?question=known-of-one-case&case=pbg&other=pbg", headers=HTML)
    assert page.status_code == 400
    assert "Give two that differ." in page.text


def test_what_an_address_asks_for_is_asked_or_refused_and_never_left_out(client: TestClient) -> None:
    for address in ("readiness&basis=reported", "fees&basis=reported", "missing-preconditions&kasus=spp-irt"):
        for headers in (HTML, {}):
            assert client.get(f"/sparql?question={address}", headers=headers).status_code == 400


def test_a_question_that_a_note_names_is_asked_of_the_same_case(client: TestClient) -> None:
    page = look(client, "/sparql?question=most-central-actors&case=spp-irt&lang=id")
    link = next(each for each in page.all("href") if "question=ties-of-a-case" in each)
    assert "case=spp-irt" in link
    assert "metric" not in link


@pytest.mark.parametrize(
    ("name", "ends", "between"),
    [
        ("crosswalk", ["construct", "counterpart"], ["relation"]),
        ("shared-actors", ["from", "to"], ["tie"]),
        ("missing-preconditions", ["source", "claim"], ["polarity", "status"]),
        ("evidence-on-a-construct", ["source", "claim"], ["polarity", "said"]),
        ("claims-with-counter-evidence", ["source", "claim"], ["polarity"]),
        ("claims-behind-results", ["construct", "claim"], []),
    ],
)
def test_a_graph_joins_things_and_not_the_codes_between_them(
    client: TestClient, name: str, ends: list[str], between: list[str]
) -> None:
    question = question_files.question(name)
    case = "&case=pbg" if any(parameter.name == "case" for parameter in question.parameters) else ""
    page = client.get(f"/sparql?question={name}{case}", headers=HTML).text
    (data,) = re.findall(r'id="data">(.*?)</script>', page)
    headings, columns = json.loads(data)["headings"], question.columns
    found = json.loads(data)["charts"]["network"]
    assert [headings[place] for place in found["ends"]] == [columns[each]["en"] for each in ends]
    assert [headings[place] for place in found["between"]] == [columns[each]["en"] for each in between]
    assert found["evidence"] == ("polarity" in between)


def test_what_an_answer_does_not_show_stands_below_it_and_its_bases_above(client: TestClient) -> None:
    brokers = question_files.question("brokers-between-sectors")
    assert brokers.note["id"] in look(client, f"/sparql?question={brokers.id}&case=pbg&lang=id").text
    computed = look(client, "/sparql?question=most-central-actors&case=pbg&lang=id").text
    assert "dihitung atas dasar: diatur dalam ketentuan, dilaporkan" in computed
    assert "aktor dihitung per: instansi" in computed
    assert "sistem informasi dihitung: ya" in computed
    assert "114,50" in computed
    silent = look(client, "/sparql?question=missing-preconditions&case=spp-irt&basis=reported&lang=id").text
    assert "mungkin terpenuhi, diperselisihkan, tidak berlaku, atau tidak dilaporkan" in silent


def test_a_question_is_asked_by_id_in_every_form(client: TestClient) -> None:
    address = "/sparql?question=missing-preconditions&case=pbg"
    in_json = client.get(address).json()["results"]["bindings"]
    in_csv = list(csv.reader(io.StringIO(client.get(f"{address}&format=csv").text)))
    assert len(in_csv) - 1 == len(in_json) > 0


def test_a_triple_that_is_a_value_is_shown(client: TestClient) -> None:
    query = (
        'SELECT (<<( actor:bank cg:level "a" )>> AS ?said) (cg:Case AS ?x) (<<( cg:Case cg:level "b" )>> AS ?xLabel) {}'
    )
    page = client.get("/sparql", params={"query": query}, headers=HTML)
    assert "actor/bank" in page.text


@pytest.mark.parametrize("value", ["1e0/0e0", "-1e0/0e0", "'NaN'^^xsd:double"])
def test_a_number_that_no_bar_can_show_is_shown_as_it_is(client: TestClient, value: str) -> None:
    answer = client.get("/sparql", params={"query": f"SELECT ('of' AS ?word) ({value} AS ?number) {{}}"}, headers=HTML)
    assert answer.status_code == 200
    assert re.search("<td[^>]*>(-?INF|NaN)</td>", answer.text)


def test_every_start_of_the_first_page_leads_to_its_answer(client: TestClient) -> None:
    text = client.get("/", headers=HTML).text
    (starts,) = re.findall(r'<ol class="starts">(.*?)</ol>', text, re.DOTALL)
    links = Elements(starts).all("href")
    assert len(links) == 7
    for link in links:
        address, _, fragment = link.partition("#")
        page = look(client, address)
        assert not fragment or fragment in page.all("id")
        assert "?question=" not in link or "<td" in client.get(address, headers=HTML).text


# Many and much -----------------------------------------------------------------------------------------------------


def test_pages_of_fifty_readers_are_not_mixed_up(library: Library, tmp_path: Path) -> None:
    def read(number: int, address: str) -> bool:
        lang, name = LANGUAGES[number % 2], ("pbg", "spp-irt")[number // 2 % 2]
        query = f"SELECT ('reader-{number}' AS ?me) (COUNT(?s) AS ?n) {{ ?s a cg:Case }}"
        with httpx.Client(base_url=address, timeout=60, headers=HTML) as http:
            asked = http.get("/sparql", params={"query": query, "lang": lang}).text
            case = http.get(f"/construct/service-provision/leader-commitment?lang={lang}").text
            whole = http.get(f"/case/{name}/map?lang={lang}").text
        mine = re.findall(r"<th[^>]*>(reader-\d+)", asked) == [f"reader-{number}"]
        return mine and all(f'<html lang="{lang}"' in text for text in (asked, case, whole)) and name.upper() in whole

    folder = snapshot(datasets.shipped(library).store, tmp_path / "store")
    with running(create_app(folder, library, workers=2)) as address, ThreadPoolExecutor(50) as crowd:
        assert list(crowd.map(lambda number: read(number, address), range(50))) == [True] * 50


def test_a_long_query_is_linked_and_a_very_long_one_is_sent_and_kept(library: Library, tmp_path: Path) -> None:
    folder = snapshot(datasets.shipped(library).store, tmp_path / "store")
    with running(create_app(folder, library, workers=1)) as address, httpx.Client(base_url=address) as http:
        query = "SELECT ?case { ?case a cg:Case }\n" + "# word after word\n" * 1_200
        assert len(query) > 20_000
        page = http.get("/sparql", params={"query": query}, headers=HTML)
        assert page.status_code == 200
        (link,) = [each for each in Elements(page.text).all("href") if "format=csv" in each]
        assert len(http.get(link).text.split()) == 3
        query += "# and more\n" * 50_000
        page = http.post("/sparql?lang=id", data={"query": query}, headers=HTML)
        assert page.status_code == 200
        assert "case:pbg" in page.text or "PBG" in page.text
        assert page.text.count("# and more") >= 50_000
        assert '<html lang="id">' in page.text
        assert not [each for each in Elements(page.text).all("href") if len(each) > LONGEST_ADDRESS]


# Safety -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, "/sparql"])
def test_a_page_needs_nothing_the_policy_forbids(client: TestClient, path: str) -> None:
    page = look(client, path)
    for tag, attributes in page.found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        if tag == "script":
            assert "src" in attributes or attributes.get("type") == "application/json"
        assert tag != "style"
    drawn = [str(each["src"]) for tag, each in page.found if tag == "img"]
    assert [address for address in drawn if not address.startswith("data:image/svg+xml,")] == []
    addresses = [*page.all("src"), *(each["href"] for tag, each in page.found if tag == "link")]
    assert [address for address in addresses if address not in drawn and not str(address).startswith("/")] == []


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
            drawn = [unquote(str(each["src"])) for tag, each in page.found if tag == "img"]
            assert all(address.startswith("data:image/svg+xml,") for address in drawn)
            inside = [ElementTree.fromstring(address.partition(",")[2]) for address in drawn]  # noqa: S314 (what we drew)
            assert not [each for picture in inside for each in picture.iter() if each.tag.endswith(("script", "image"))]
            shown = {"title", "aria-label", "content"}
            held = [value for _, each in page.found for name, value in each.items() if name not in shown]
            assert not [value for value in held if "alert" in str(value)]
        assert "{{ 7*7 }}" in look(client, "/case/hostile").text


def test_a_fault_in_our_files_is_ours_and_names_no_folder(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise InvalidQuestion(path="/srv/secret/queries/x.rq", line=3, column=1, reason=Text(en="no", id="tidak"))

    monkeypatch.setattr(question_files, "questions", broken)
    answer = client.get("/sparql", headers=HTML)
    assert answer.status_code == 500
    assert "secret" not in answer.text


# Many cases ----------------------------------------------------------------------------------------------------------

ENERGY = resources.cases() / "examples" / "energy"
THREE = "condition=initial-trust&condition=clear-ground-rules&condition=shared-understanding"
OF_MANY = ("/matrix", "/configurations", f"/configurations?{THREE}", f"/configurations?{THREE}&solution=intermediate")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The pages of five coded cases of one study, and of the shipped ones."""
    with serve(Library([ENERGY]), tmp_path_factory.mktemp("many") / "store") as found:
        found.base_url = "http://localhost"
        yield found


@pytest.mark.parametrize("path", OF_MANY)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_of_many_cases_has_its_forms_and_keeps_the_language(many: TestClient, path: str, lang: str) -> None:
    joined = f"{path}{'&' if '?' in path else '?'}lang={lang}"
    page = look(many, joined)
    assert dict(page.found)["html"]["lang"] == lang
    for form, kind in (("json", "application/json"), ("csv", "text/csv"), ("ttl", "text/turtle")):
        answer = many.get(joined, headers={"Accept": kind})
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind), form


def test_every_cell_of_the_matrix_and_of_the_memberships_opens_its_claims(many: TestClient) -> None:
    library = Library([ENERGY])
    theory = library.ontology.frameworks["ansell-gash-2008"]
    compared = side_by_side(library.open_all(library.ids()), theory, library.ontology)
    three = ("initial-trust", "clear-ground-rules", "shared-understanding")
    verdicts = {verdict.construct.term.id: verdict for verdict in compared.verdicts}
    in_table = configurations(compared, asked(compared, three)).table.memberships.cases
    assert set(compared.cases) == set(in_table)
    shown = (("/matrix", verdicts, compared.cases), (f"/configurations?{THREE}", three, in_table))
    for path, constructs, cases in shown:
        links = look(many, path).all("href")
        for construct in constructs:
            for case in cases:
                for claim in verdicts[construct].conditions[case].used:
                    assert any(link.startswith(f"/case/{case}/{claim.id}") for link in links), (path, case, claim.id)


def test_the_data_of_configurations_are_what_the_analysis_gives(many: TestClient) -> None:
    library = Library([ENERGY])
    theory = library.ontology.frameworks["ansell-gash-2008"]
    compared = side_by_side(library.open_all(library.ids()), theory, library.ontology)
    three = ("initial-trust", "clear-ground-rules", "shared-understanding")
    found = configurations(compared, asked(compared, three))
    told = many.get(f"/configurations.json?{THREE}").json()
    assert (told["solution"], told["conditions"]) == ("parsimonious", list(three))
    assert {frozenset(model) for model in told["possible"]["models"]} == {
        frozenset(written(term, three, (2, 2, 2)) for term in model) for model in found.minimized.possible
    }
    graph = rdflib.Graph().parse(data=many.get(f"/configurations.ttl?{THREE}").text, format="turtle")
    models = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(f"{BASE}ns#SolutionModel")))
    assert len(models) == len(found.models) > 1


def test_the_cuts_the_outcome_and_the_solution_of_the_address_are_used(many: TestClient) -> None:
    told = many.get(f"/configurations.json?{THREE}&incl=0.3&n=2&pri=0.1&solution=conservative").json()
    assert told["cuts"] == {"inclusion": 0.3, "n": 2, "pri": 0.1, "lower": None}
    assert told["solution"] == "conservative"
    page = look(many, f"/configurations?{THREE}&incl=0.3&n=2&solution=conservative")
    values = {attributes.get("name"): attributes.get("value") for tag, attributes in page.found if tag == "input"}
    assert (values["incl"], values["n"]) == ("0.3", "2")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("condition=zzz", "has no construct 'zzz'"),
        ("incl=7", "'7' in incl is no number from 0 to 1."),
        ("n=nan", "'nan' in n is no number"),
        ("solution=best", "There is no solution 'best'"),
        ("outcome=fame", "There is no outcome 'fame'"),
        ("case=pbg", "A comparison needs two different cases at least."),
        ("&".join(f"condition=c{n}" for n in range(7)), "Choose at most 6 conditions"),
        ("&".join(f"case=c{n}" for n in range(61)), "Choose at most 60 cases"),
        ("condition=<script>alert(1)</script>", "&lt;script&gt;"),
    ],
)
def test_what_configurations_cannot_be_made_of_is_a_sentence(many: TestClient, query: str, said: str) -> None:
    answer = many.get(f"/configurations?{query}", headers=HTML)
    assert answer.status_code == 400
    assert said in answer.text.replace("&#39;", "'")
    assert "<script>alert" not in answer.text


def test_all_pages_of_two_cases_lead_to_the_page_of_many(client: TestClient) -> None:
    assert "/matrix" in {link.partition("?")[0] for link in look(client, "/compare").all("href")}


def test_a_solution_that_takes_too_long_ends_with_a_sentence(many: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collabgraph.web.site._MOST_SECONDS", -1)
    answer = many.get(f"/configurations?{THREE}&incl=0.9", headers=HTML)
    assert answer.status_code == 400
    assert "Choose fewer conditions or cases" in answer.text
