"""Everything can be searched and listed by words, filters and order in the address; nothing asked for is dropped."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from collabgraph.coding.library import Library
from collabgraph.model import Basis, Case, OutcomeClaim, TieClaim
from collabgraph.output.presenters.claims import KINDS
from collabgraph.questions import datasets
from collabgraph.web import create_app, snapshot
from collabgraph.web.listing import folded, holds, marked, sought_words

HTML = {"Accept": "text/html"}
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' OR 1=1 --", "../../etc/passwd", "%00", "{{7*7}}",
    "(((((", "a" * 200, "\u202e\u0000", "*", "\\", "?x } INSERT", "٣" * 30,
)  # fmt: skip


@pytest.fixture(scope="module")
def client(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = snapshot(datasets.shipped(library).store, tmp_path_factory.mktemp("search") / "store")
    with TestClient(create_app(folder, library, workers=1), base_url="http://localhost") as found:
        yield found


def names(client: TestClient, address: str) -> list[str]:
    """The ids of the claims of a list."""
    return [claim["id"] for claim in client.get(address, headers={"Accept": "application/json"}).json()["claims"]]


# Lists --------------------------------------------------------------------------------------------------------------


def test_the_list_of_claims_has_every_claim_of_the_cases_and_of_their_study(
    client: TestClient, library: Library
) -> None:
    cases = [library.open(name) for name in library.ids()]
    studies = {claim.iri for case in cases if case.study for claim in case.study.claims}
    listed = client.get("/claims.json").json()
    assert Counter(claim["iri"] for claim in listed["claims"]) == Counter(
        [*(claim.iri for case in cases for claim in case.claims), *studies]
    )
    assert listed["total"] == len(listed["claims"])


@pytest.mark.parametrize("basis", [Basis.REPORTED, Basis.PRESCRIBED])
@pytest.mark.parametrize("kind", [TieClaim, OutcomeClaim])
def test_filters_narrow_each_other(client: TestClient, pbg: Case, basis: Basis, kind: type) -> None:
    wanted = {claim.id for claim in pbg.claims if type(claim) is kind and claim.basis == basis}
    assert set(names(client, f"/claims?case=pbg&basis={basis}&kind={KINDS[kind][0]}")) == wanted


def test_values_of_one_filter_are_alternatives(client: TestClient) -> None:
    one, other = (set(names(client, f"/claims?case=pbg&basis={basis}")) for basis in ("reported", "documented"))
    assert set(names(client, "/claims?case=pbg&basis=reported&basis=documented")) == one | other
    assert one
    assert other


def test_the_number_beside_a_value_is_how_many_are_left_when_it_is_chosen(client: TestClient) -> None:
    page = client.get("/claims?case=pbg&kind=tie", headers=HTML).text
    counted = dict(re.findall(r'name="basis" value="(\w+)".*?<span class="n">(\d+)</span>', page))
    assert len(counted) > 2
    for basis, n in counted.items():
        assert len(names(client, f"/claims?case=pbg&kind=tie&basis={basis}")) == int(n)


def test_an_actor_and_a_source_are_filters_too(client: TestClient, pbg: Case) -> None:
    of_actor = {c.id for c in pbg.claims if isinstance(c, TieClaim) and {"dpmptsp"} & {_id(c.sender), _id(c.receiver)}}
    assert set(names(client, "/claims?case=pbg&kind=tie&actor=dpmptsp")) == of_actor
    source = pbg.sources[0]
    resting = {c.id for c in pbg.claims if any(piece.source.iri == source.iri for piece in c.evidence)}
    assert set(names(client, f"/claims?case=pbg&source={source.id}")) == resting


def _id(iri: str) -> str:
    return iri.rpartition("/")[2]


def test_a_list_is_the_same_in_every_form(client: TestClient) -> None:
    address = "/claims?case=pbg&kind=tie&basis=prescribed"
    in_json = names(client, address)
    for rows in (
        list(csv.DictReader(io.StringIO(client.get(f"{address}&format=csv").text))),
        list(csv.DictReader(io.StringIO(client.get(address.replace("/claims", "/claims.csv")).text))),
    ):
        assert [row["claim"] for row in rows] == in_json
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}&format=xlsx").content))
    head, *rows_of_book = book["Claims"].iter_rows(values_only=True)
    assert [row[head.index("claim")] for row in rows_of_book] == in_json


def test_a_list_is_paged_for_people_and_whole_for_programs(client: TestClient) -> None:
    seen: list[str] = []
    address: str | None = "/claims?case=pbg&_size=40&_sort=claim"
    while address:
        page = client.get(address, headers=HTML).text
        seen += re.findall(r'<td[^>]*><a href="/case/pbg/(\w+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(following[1]) if following else None
    assert seen == names(client, "/claims?case=pbg&_sort=claim")
    assert len(names(client, "/claims?case=pbg&_size=40")) == 40


def test_claims_are_sorted_as_people_count_and_either_way(client: TestClient, pbg: Case) -> None:
    order = sorted((c.id for c in pbg.claims), key=lambda name: (name[0], int(name[1:])))
    assert names(client, "/claims?case=pbg&_sort=claim") == order
    bases = [c["basis"] for c in client.get("/claims.json?case=pbg&_sort_desc=basis").json()["claims"]]
    assert bases == sorted(bases, key=lambda name: -Basis(name).rank)


def test_a_sorted_column_says_so_and_leads_to_the_other_way(client: TestClient) -> None:
    page = client.get("/actors?_sort=ties&sector=public", headers=HTML)
    heads = dict(re.findall(r'<th scope="col" aria-sort="(\w+)"><a href="([^"]+)"', page.text))
    assert "ascending" in heads
    assert "_sort_desc=ties" in heads["ascending"]
    assert "sector=public" in heads["ascending"]
    ties = [actor["ties"] for actor in client.get(unescape(heads["ascending"]) + "&format=json").json()["actors"]]
    assert ties == sorted(ties, reverse=True)


def test_actors_and_sources_are_those_of_the_cases(client: TestClient, library: Library) -> None:
    cases = [library.open(name) for name in library.ids()]
    listed = client.get("/actors.json").json()["actors"]
    assert {actor["iri"] for actor in listed} == {iri for case in cases for iri in case.actors}
    ties = Counter(iri for c in cases for t in c.claims if isinstance(t, TieClaim) for iri in {t.sender, t.receiver})
    assert {actor["iri"]: actor["ties"] for actor in listed if actor["ties"]} == dict(ties)
    sources = {source["iri"]: source for source in client.get("/sources.json").json()["sources"]}
    claims = {
        claim.iri: claim for case in cases for claim in (*case.claims, *(case.study.claims if case.study else ()))
    }
    supported = Counter(
        iri for c in claims.values() for iri in {e.source.iri for e in c.evidence if e.polarity == "supports"}
    )
    assert {iri: source["supports"] for iri, source in sources.items() if source["supports"]} == dict(supported)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/claims?case=pgb", "did you mean &#39;pbg&#39;"),
        ("/claims?bassis=reported", "did you mean &#39;basis&#39;"),
        ("/claims?_sort=colour", "cannot be sorted by"),
        ("/claims?_size=0", "from 1 to 500"),
        ("/claims?_size=99999", "from 1 to 500"),
        ("/claims?_page=-1", "from 1 to"),
        ("/claims?format=exe", "There is no form"),
        ("/actors?sector=moon", "There is no"),
        ("/search?q=" + "x" * 201, "no more than 200"),
    ],
)
def test_what_a_list_cannot_do_it_says(client: TestClient, address: str, said: str) -> None:
    answer = client.get(address, headers=HTML)
    assert (answer.status_code, said in answer.text) == (400, True), answer.text[-900:]


def test_a_page_past_the_end_says_how_many_there_are(client: TestClient) -> None:
    assert "There are only" in client.get("/claims?case=pbg&_page=999", headers=HTML).text


# Search -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "kind", "name"),
    [
        ("DPMPTSP", "actor", "actor/dpmptsp"),
        ("F21", "claim", "case/pbg#F21"),
        ("pbg F21", "claim", "case/pbg#F21"),
        ("commitment of leaders", "construct", "leader-commitment"),
        ("komitmen pimpinan", "construct", "leader-commitment"),
        ("density", "metric", "density"),
        ("spp-irt", "case", "spp-irt"),
        ("betweenness", "metric", "betweenness"),
        ("prescribed", "code", "basis#prescribed"),
        ("ConditionClaim", "term", "ns#ConditionClaim"),
        ("missing-preconditions", "question", "missing-preconditions"),
        ("service-provision", "framework", "framework/service-provision"),
    ],
)
def test_a_thing_is_found_by_its_name_in_either_language(client: TestClient, q: str, kind: str, name: str) -> None:
    found = client.get("/search.json", params={"q": q}).json()["found"]
    best = [each["name"] for each in found if each["kind"] == kind]
    assert best, found[:3]
    assert best[0].endswith(name)


@pytest.mark.parametrize("word", ["retribusi", "levy"])
def test_a_search_finds_every_claim_whose_statement_has_the_word(
    client: TestClient, library: Library, word: str
) -> None:
    wanted = {
        claim.iri
        for name in library.ids()
        for claim in library.open(name).claims
        if any(word in said.casefold() for said in claim.statement.by_language.values())
    }
    assert wanted
    found = client.get(f"/search.json?q={word}&kind=claim").json()["found"]
    assert wanted <= {each["name"] for each in found}


def test_all_words_have_to_be_found_whatever_their_order(client: TestClient) -> None:
    def found(q: str) -> set[str]:
        return {each["name"] for each in client.get("/search.json", params={"q": q}).json()["found"]}

    assert found("levy technical") == found("technical  LEVY")
    assert found("levy technical") == found("levy") & found("technical")
    assert found("levy xyzzyx") == set()
    assert found("") == set()


def test_every_find_leads_to_its_page(client: TestClient) -> None:
    for q in ("density", "levy", "dpmptsp", "reported", "question", "governance"):
        page = client.get(f"/search?q={q}&_size=500", headers=HTML).text
        links = re.findall(r'<li><a href="([^"]+)"', page)
        assert links
        assert 'href="None"' not in page
        for link in dict.fromkeys(unescape(each).partition("#")[0] for each in links[:: max(1, len(links) // 12)]):
            assert client.get(link, headers=HTML).status_code == 200, link


def test_what_is_offered_while_one_types_is_the_beginning_of_the_search(client: TestClient) -> None:
    offered = client.get("/suggestions.json?q=dpmptsp&lang=id").json()
    whole = client.get("/search.json?q=dpmptsp&lang=id").json()["found"]
    assert [each["title"] for each in offered] == [each["title"] for each in whole[: len(offered)]]
    assert all("lang=id" in each["address"] for each in offered)
    assert client.get("/suggestions.json").json() == []


# Hostile ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "path", ["/search", "/claims", "/actors", "/sources", "/suggestions.json", "/claims.csv", "/search.xlsx"]
)
def test_hostile_words_are_words(client: TestClient, path: str, text: str) -> None:
    answer = client.get(path, params={"q": text, "lang": "en"}, headers=HTML)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "<img src=x" not in answer.text
    assert "49" not in re.findall(r"<h1>(.*?)</h1>", answer.text)
    for name in ("case", "_sort", "_size", "basis", text):
        if path != "/suggestions.json":
            refused = client.get(path, params={name: text}, headers=HTML)
            assert refused.status_code == 400
            assert len(refused.text) < 20_000
            assert "<script>alert" not in refused.text


@given(st.text(max_size=200), st.text(max_size=60))
def test_marking_what_is_sought_loses_no_letter(text: str, q: str) -> None:
    assert "".join(piece for piece, _ in marked(text, q)) == text


@given(st.text(max_size=80))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    assert holds(folded(text), sought_words(text))
