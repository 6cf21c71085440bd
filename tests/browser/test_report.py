"""The report as a person reads it in a browser: by links, on a small screen, on paper, without scripts, with a map."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from collabgraph.analysis.comparison import compare
from collabgraph.coding.library import Library
from collabgraph.output.report import report

LANGS = ("en", "id")
SMALL = pytest.mark.parametrize("watched", [(390, 844)], indirect=True)


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report on the two shipped cases as a file, in each language."""
    library = Library()
    cases = library.open_all(["pbg", "spp-irt"])
    comparison = compare(cases, library.ontology.frameworks["service-provision"], library.ontology)
    files = {}
    for lang in LANGS:
        files[lang] = tmp_path_factory.mktemp("report") / f"{lang}.html"
        files[lang].write_bytes(report(comparison, "html", lang=lang))
    return files


def opened(page: Page, path: Path) -> Page:
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_serious(page: Page, reports: dict[str, Path], lang: str) -> None:
    found = Axe().run(opened(page, reports[lang])).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in serious] == []


def test_the_name_of_a_claim_opens_its_evidence(page: Page, reports: dict[str, Path]) -> None:
    opened(page, reports["en"])
    page.locator("#conditions a", has_text="F21").first.click()
    entry = page.locator("#claim-pbg-f21")
    expect(entry).to_be_in_viewport()
    expect(entry).to_contain_text("abstract, paragraph 3")
    entry.get_by_role("link", name="Abstract of the study, Indonesian and English").first.click()
    expect(page.locator("#source-abstract")).to_be_in_viewport()


def test_the_contents_lead_to_every_part(page: Page, reports: dict[str, Path]) -> None:
    opened(page, reports["en"])
    links = page.locator("nav a")
    for place in range(links.count()):
        links.nth(place).click()
        expect(page.locator(f"{links.nth(place).get_attribute('href')} h2")).to_be_in_viewport()


@SMALL
@pytest.mark.parametrize("lang", LANGS)
def test_nothing_runs_over_the_edge_of_a_small_screen(page: Page, reports: dict[str, Path], lang: str) -> None:
    opened(page, reports[lang])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    over = page.evaluate(
        """[...document.querySelectorAll("main p, main li, main h2, main h3, main td, main th, nav a")]
             .filter(each => each.getBoundingClientRect().right > 391)
             .map(each => each.textContent.slice(0, 60))"""
    )
    assert over == []


@SMALL
def test_on_a_small_screen_each_cell_says_its_column(page: Page, reports: dict[str, Path]) -> None:
    opened(page, reports["en"])
    cell = page.locator("#outcomes td").first
    assert cell.evaluate("each => getComputedStyle(each, '::before').content") == '"indicator: "'


def test_it_is_read_without_scripts(chromium: Browser, reports: dict[str, Path]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = opened(context.new_page(), reports["en"])
    expect(page.locator("#summary li")).to_have_count(5)
    expect(page.locator("#claim-pbg-f21")).to_be_visible()
    page.locator("#map summary").click()
    expect(page.locator("#map iframe")).to_be_visible()
    context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_the_map_in_the_report_draws_and_answers(page: Page, reports: dict[str, Path], lang: str) -> None:
    opened(page, reports[lang])
    page.locator("#map summary").click()
    frame = page.frame_locator("#map iframe")
    pictures = frame.locator("svg.drawing:not(.sheet)")
    expect(pictures).to_have_count(2)
    for place, actors in enumerate((30, 16)):
        expect(pictures.nth(place).locator(".actor")).to_have_count(actors)
        assert pictures.nth(place).locator(".name").count() > actors / 2
    assert frame.locator("html").get_attribute("lang") == lang


def test_the_pictures_are_drawn(page: Page, reports: dict[str, Path]) -> None:
    pytest.importorskip("matplotlib")
    opened(page, reports["en"])
    sizes = page.locator("figure img").evaluate_all("each => each.map(image => [image.complete, image.naturalWidth])")
    assert len(sizes) == 5
    assert all(complete and width > 300 for complete, width in sizes)


def test_it_prints_on_a4_with_repeated_heads_and_without_the_map(page: Page, reports: dict[str, Path]) -> None:
    opened(page, reports["en"])
    page.emulate_media(media="print")
    expect(page.locator("#map")).to_be_hidden()
    head = page.locator("#ties thead")
    assert head.evaluate("each => getComputedStyle(each).display") == "table-header-group"
    link = page.locator("#summary a[href='#conditions']").first
    number = page.locator("#conditions h2").inner_text().split()[0]
    assert number.isdecimal()
    assert link.evaluate("each => getComputedStyle(each, '::after').content") == f'" ({number})"'
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page/") > 10
    assert b"/MediaBox [0 0 594.95996 841.91998]" in printed
