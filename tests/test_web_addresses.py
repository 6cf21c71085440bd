"""Each thing has an address of its own, also where several have one local id; everything leads to things by IRI."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit

import pytest
from starlette.testclient import TestClient

from collabgraph import resources
from collabgraph.coding.library import Library
from collabgraph.questions import datasets
from collabgraph.rdf.vocabulary import BASE
from collabgraph.web import create_app, snapshot
from collabgraph.web.addresses import Place
from collabgraph.web.page import split
from collabgraph.web.site import Site

HTML = {"Accept": "text/html"}
OFFICE = "Investment and One-Stop Service Office"


def elsewhere(folder: Path, name: str) -> None:
    """The case PBG and its study once more, as coders of another place wrote them: own IRIs with the same last parts.

    A claim of the study has the id of a claim of the case, and an actor an id that the shipped cases do not have.
    """
    origin = f"https://{name}.example/"
    case, study = (
        (resources.cases() / file).read_text(encoding="utf-8") for file in ("pbg.ttl", "jambi-licensing.ttl")
    )
    for kind in ("actor", "source", "study"):
        case, study = (text.replace(f"<{BASE}{kind}/", f"<{origin}{kind}/") for text in (case, study))
    case, study = (re.sub("case:(pbg|spp-irt)", f"case:{name}", text) for text in (case, study))
    case = case.replace("case/pbg#", f"case/{name}#").replace("actor:simbg", "actor:own-system")
    study = study.replace("jambi:F01", "jambi:F21").replace(OFFICE, f"{OFFICE} {name}")
    (folder / name).mkdir()
    (folder / name / f"{name}.ttl").write_text(case, encoding="utf-8")
    (folder / name / "jambi-licensing.ttl").write_text(study, encoding="utf-8")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("addresses")
    for name in ("second", "third"):
        elsewhere(folder, name)
    library = Library([folder / "second", folder / "third"])
    store = snapshot(datasets.shipped(library).store, folder / "store")
    with TestClient(create_app(store, library, workers=1), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def site(client: TestClient) -> Site:
    site = client.app.state.site  # type: ignore[attr-defined]
    assert isinstance(site, Site)
    return site


class Links(HTMLParser):
    """What a page itself links to that has an id; its own other forms and languages are not among them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        link = dict(attrs).get("href") or ""
        self._inside = (self._inside or tag == "main") and tag != "footer"
        if tag == "a" and self._inside and re.match("/(actor|source|study|construct|case)/", link):
            self.found.add(link.partition("#")[0])


def links(client: TestClient, path: str) -> set[str]:
    answer = client.get(path, headers=HTML)
    assert answer.status_code == 200, (path, answer.text)
    return Links(answer.text).found


def in_json(client: TestClient, page: str) -> dict[str, object]:
    """What the address of a page gives as JSON."""
    path, mark, query = page.partition("?")
    answer = client.get(f"{path}.json{mark}{query}")
    assert answer.status_code == 200, page
    found = answer.json()
    assert isinstance(found, dict)
    return found


def test_actors_with_one_last_part_are_two_with_each_its_own_claims(client: TestClient) -> None:
    shipped, second = "/actor/dpmptsp", f"/actor/dpmptsp?iri={quote('https://second.example/actor/dpmptsp', safe='')}"
    for page, cases, other in ((shipped, {"pbg", "spp-irt"}, "second"), (second, {"second"}, "pbg")):
        text = client.get(page, headers=HTML).text
        assert set(re.findall(r'id="in-([\w-]+)"', text)) == cases
        assert f"/case/{other}/" not in text
        assert (f"{OFFICE} second" in text) == (page == second)
    assert in_json(client, shipped)["iri"] == f"{BASE}actor/dpmptsp"
    assert in_json(client, second)["iri"] == "https://second.example/actor/dpmptsp"
    given = client.get(second.replace("?", ".ttl?")).text
    assert f"{OFFICE} second of" in given
    assert f"{OFFICE} of" not in given


AWKWARD = ("a/b", "a.json", "json", "", "a b", "é", "a%2Fb", "a?b", "a&iri=x", "a+b", ".", "..")


@pytest.mark.parametrize("iris", [[f"https://x.example/actor#{name}"] for name in AWKWARD])
def test_every_id_makes_an_address_that_is_read_back(iris: list[str]) -> None:
    place = Place("/actor", f"{BASE}actor/", [*iris, "https://y.example/actor/other"])
    for iri in iris:
        address = urlsplit(urljoin("http://localhost/actor/bank", place.page(iri)))
        assert address.path.removeprefix("/actor/").count("/") == 0
        name, form = split(unquote(address.path).removeprefix("/actor/"))
        assert form is None
        assert place.meant(name, dict(parse_qsl(address.query)).get("iri")) == iri


@pytest.mark.parametrize("kind", ["actor", "source", "study"])
def test_the_page_of_every_thing_is_about_that_thing(client: TestClient, site: Site, kind: str) -> None:
    iris = site.places[kind].iris
    assert len({iri.partition("/" + kind)[0] for iri in iris}) > 1, "there are things of several origins"
    assert {iri: in_json(client, site.page_of(iri) or "")["iri"] for iri in iris} == {iri: iri for iri in iris}


def test_the_page_of_every_construct_is_about_that_construct(client: TestClient, site: Site) -> None:
    for name, framework in site.ontology.frameworks.items():
        for iri in framework.constructs:
            assert in_json(client, site.page_of(iri) or "")["iri"] == iri, name


def test_a_claim_of_a_study_and_one_of_its_case_with_one_id_are_two(client: TestClient, site: Site) -> None:
    case = site.case("second")
    assert case.study is not None
    of_study = f"{case.study.iri}#F21"
    for iri in (f"{case.iri}#F21", of_study):
        (claim,) = in_json(client, site.places["case/second"].page(iri))["claims"]  # type: ignore[misc]
        assert claim["iri"] == iri
    listed = links(client, site.page_of(case.study.iri) or "")
    assert site.places["case/second"].page(of_study) in listed
    assert "/case/second/F21" not in listed


def test_every_link_to_a_thing_of_another_origin_leads_to_it(client: TestClient, site: Site) -> None:
    case = site.case("second")
    tie = next(claim for claim in case.claims if type(claim).__name__ == "TieClaim")
    assert case.study is not None
    pages = ["/case/second", f"/case/second/{tie.id}", *filter(None, map(site.page_of, (*case.actors, case.study.iri)))]
    reached = {link for page in pages for link in links(client, page)}
    things = {link for link in reached if re.match("/(actor|source|study)/", link)}
    for link in things:
        assert str(in_json(client, link)["iri"]).startswith("https://second.example/"), link
    assert {link.split("/")[1] for link in things} == {"actor", "source", "study"}
    assert {client.get(link, headers=HTML).status_code for link in reached} == {200}


def test_an_answer_to_a_query_links_each_actor_to_its_own_page(client: TestClient, site: Site) -> None:
    query = "SELECT DISTINCT ?actor { ?claim a cg:TieClaim ; cg:from ?actor }"
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    pages = {site.page_of(row["actor"]["value"]) for row in rows}
    found = Links(client.get("/sparql", params={"query": query}, headers=HTML).text).found
    assert pages <= found
    assert len(pages) == len(rows)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_an_id_that_several_have_alike_is_asked_back_with_the_address_of_each(client: TestClient, lang: str) -> None:
    answer = client.get("/actor/own-system", params={"lang": lang}, headers=HTML)
    assert answer.status_code == 300
    assert "own-system" in answer.text
    pages = Links(answer.text).found
    assert {in_json(client, page)["iri"] for page in pages} == {
        "https://second.example/actor/own-system",
        "https://third.example/actor/own-system",
    }
    told = client.get("/actor/own-system.json", params={"lang": lang})
    assert (told.status_code, told.headers["content-type"].partition(";")[0]) == (300, "text/plain")
    assert len([line for line in told.text.splitlines() if line.startswith("/actor/own-system?iri=")]) == 2


def test_an_address_with_the_iri_leads_there_also_where_the_id_is_enough(client: TestClient) -> None:
    asked = {"iri": f"{BASE}actor/dpmptsp"}
    assert client.get("/actor/dpmptsp.json", params=asked).json() == client.get("/actor/dpmptsp.json").json()
    for iri in ("https://fourth.example/actor/dpmptsp", "https://second.example/source/abstract", "", "no iri"):
        answer = client.get("/actor/dpmptsp", params={"iri": iri}, headers=HTML)
        assert answer.status_code == 404, iri
