"""Pages, report and map of cases whose every text and id means harm, in a browser: words are words and nothing acts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from playwright.sync_api import Page

import hostile
from browsing import Watched
from collabgraph.coding.library import Library
from collabgraph.output import results
from collabgraph.questions import datasets
from collabgraph.rdf.turtle import named_quads
from collabgraph.web import create_app, snapshot
from collabgraph.web.addresses import ENDINGS
from served import running
from stored import run

#: As many pages are opened; every kind of page is among the first.
MOST = 50
FORMS = tuple(f".{ending}" for ending in ENDINGS if ending != "html")
#: What would be there if markup in a text were taken for markup.
HARM = "img[src=x], [onerror], [href^='javascript:' i], [href*='harm.example']"
#: Pages that others lead to by a form.
ASKED = ("/sparql?query=SELECT+*+%7B+%3Fs+rdfs%3Alabel%7Cdcterms%3Atitle+%3Fo+%7D", "/compare?case=edges&case=mirror")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("hostile")
    hostile.write(place)
    return place


@pytest.fixture(scope="module")
def address(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site with the hostile cases."""
    library = Library([folder])
    quads = named_quads(datasets.graphs(library, results.graphs(library)))
    store = snapshot(quads, tmp_path_factory.mktemp("site") / "store")
    with running(create_app(store, library, workers=1)) as found:
        yield found


def assert_harmless(page: Page) -> None:
    assert page.locator(HARM).count() == 0
    assert page.evaluate("typeof window.alerted") == "undefined"


@pytest.fixture
def page(watched: Watched) -> Page:
    """A page that remembers whether anything called alert."""
    watched.page.add_init_script("window.alert = () => { window.alerted = true }")
    return watched.page


def kind_of(address: str) -> str:
    return "/".join(address.partition("?")[0].split("/")[3:5])


def of_room(address: str, counts: dict[str, int]) -> int:
    """How many pages of the same first part of the address were seen."""
    first = kind_of(address).partition("/")[0]
    return sum(n for kind, n in counts.items() if kind.partition("/")[0] == first)


def test_every_kind_of_page_shows_words_as_words(page: Page, address: str) -> None:
    waiting, seen = [address + path for path in ("/", *ASKED, "/case/edges", "/case/mirror")], set()
    counts: dict[str, int] = {}
    while waiting and len(seen) < MOST:
        waiting.sort(key=lambda each: (of_room(each, counts), counts.get(kind_of(each), 0)))
        here = waiting.pop(0)
        if here in seen:
            continue
        seen.add(here)
        counts[kind_of(here)] = counts.get(kind_of(here), 0) + 1
        answer = page.goto(here)
        assert answer is not None
        assert answer.status == 200, here
        if "text/html" not in answer.headers["content-type"]:
            continue
        assert_harmless(page)
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
        found = {urldefrag(urljoin(here, link))[0] for link in links}
        assert all(each.startswith(address) for each in found), [each for each in found if not each.startswith(address)]
        endings = (".csv", ".json", ".xlsx", ".ttl", ".nt", ".jsonld", ".rdf")
        files = ("/brief.", "/report.", "/figure/")  # what is handed over is no page
        waiting += [
            each
            for each in found - seen
            if not each.partition("?")[0].endswith(endings) and "format=" not in each
            if not each.removeprefix(address).startswith(files)
        ]
    assert {"actor", "case", "source", "study", "sparql", "compare"} <= {kind.partition("/")[0] for kind in counts}


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_report_and_the_map_show_words_as_words(page: Page, folder: Path, tmp_path: Path, lang: str) -> None:
    cases = [str(folder / name) for name in ("edges.ttl", "mirror.ttl")]
    for command in (
        ["report", *cases, "-o", str(tmp_path / "report.html")],
        ["map", *cases, "-o", str(tmp_path / "map.html")],
    ):
        assert run(*command, "--lang", lang).exit_code == 0
    page.goto((tmp_path / "report.html").as_uri())
    assert_harmless(page)
    assert "<script>alert(1)</script>" in page.inner_text("body")
    page.goto((tmp_path / "map.html").as_uri())
    page.wait_for_selector("html[data-ready=true]")
    assert_harmless(page)
