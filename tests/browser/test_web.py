"""A person with a browser finds evidence, asks questions, makes mistakes, changes the language and needs no mouse."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browsing import Watched
from collabgraph.coding.library import Library
from collabgraph.output import results
from collabgraph.questions import datasets
from collabgraph.web import create_app, snapshot
from served import running

WIDTHS = [(1280, 900), (390, 844)]
PAGES = (
    "/", "/case/pbg", "/case/pbg/F21", "/actor/dpmptsp", "/compare?case=pbg&case=spp-irt", "/compare?case=pbg",
    "/frameworks", "/construct/service-provision/leader-commitment", "/framework/ansell-gash-2008", "/ns",
    "/scheme/status", "/scheme/actor-metric", "/source/abstract", "/study/jambi-licensing", "/sparql",
    "/sparql?question=missing-preconditions&case=pbg", "/sparql?query=SELECT+%7B", "/claims?case=pbg&basis=reported",
    "/actors", "/sources?_sort=supports", "/search?q=levy", "/search", "/matrix", "/configurations?condition=zzz",
    "/configurations?condition=simple-governance&condition=simple-service-system",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site") / "store"
    snapshot(datasets.shipped(library, results.graphs(library)).store, folder)
    with running(create_app(folder, library, workers=1)) as address:
        yield address


def serious(page: Page) -> list[str]:
    """What axe finds on a page; the map in its frame has tests of its own."""
    options = {"iframes": False, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found if each["impact"] in ("serious", "critical")
    ]


def test_a_newcomer_finds_the_evidence_of_an_insufficient_precondition_in_three_clicks(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name=re.compile("What does PBG lack")).click()
    page.get_by_role("row", name=re.compile("commitment of leaders")).get_by_role("link", name="F21").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("insufficient")
    expect(page.get_by_role("heading", name="Evidence")).to_be_visible()
    expect(page.locator("#evidence ~ ul")).to_contain_text("abstract, paragraph 3")


def test_a_question_is_run_and_changed_and_its_link_gives_the_same_answer(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    page.get_by_role("link", name="Which preconditions does a case lack, and on what evidence?").first.click()
    page.get_by_role("combobox", name="case").select_option(value="pbg")
    page.get_by_role("button", name="Ask this").click()
    expect(page).to_have_url(re.compile("case=pbg"))
    rows = page.locator("#table tbody tr")
    before = rows.count()
    assert before > 0
    page.get_by_label("Query").fill("SELECT ?claim WHERE { ?claim cg:construct sp:leader-commitment }")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(rows).to_have_count(1)
    link = page.get_by_role("link", name="Link to this answer").get_attribute("href")
    page.goto(f"{site}{link}")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("pbg:F21")


def test_a_mistake_is_shown_where_it_is_and_nothing_typed_is_lost(watched: Watched, site: str) -> None:
    page, wrong = watched.page, "SELECT ?claim WHERE {\n  ?claim cg:status ?status .\n  ?claim unknown:thing ?x\n}"
    page.goto(f"{site}/sparql")
    page.get_by_label("Query").fill(wrong)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("3:10")
    expect(page.locator(".code .faulty")).to_have_count(1)
    expect(page.locator(".code .faulty")).to_contain_text("unknown:thing")
    expect(page.get_by_label("Query")).to_have_value(wrong)
    expect(page.get_by_label("Query")).to_be_focused()  # the script has run
    chosen = "({value, selectionStart, selectionEnd}) => value.slice(selectionStart, selectionEnd)"
    assert page.locator("#query").evaluate(chosen) == "  ?claim unknown:thing ?x"
    watched.complaints[:] = [each for each in watched.complaints if "400 (Bad Request)" not in each]


def test_names_are_completed_by_the_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    editor = page.get_by_label("Query")
    editor.fill("")
    editor.press_sequentially("SELECT * { ?claim cg:construct sp:leader")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("sp:leader")
    wanted = options.all_text_contents()
    editor.press("ArrowDown")
    expect(page.locator('[aria-selected="true"]')).to_have_text(wanted[1 % len(wanted)])
    editor.press("Enter")
    expect(options).to_have_count(0)
    assert re.search(r"sp:[\w-]+$", editor.input_value())
    editor.press_sequentially(" . ?claim cg:")
    expect(options.first).to_be_visible()
    editor.press("Escape")
    expect(options).to_have_count(0)
    editor.press("Tab")
    expect(editor).not_to_be_focused()


def test_an_answer_is_shown_as_bars_and_as_a_network(page: Page, site: str) -> None:
    counts = "SELECT ?basis (COUNT(?claim) AS ?n) { ?claim cg:inCase case:pbg ; cg:basis ?basis } GROUP BY ?basis"
    page.goto(f"{site}/sparql")
    page.get_by_label("Query").fill(counts)
    page.get_by_label("Query").press("Control+Enter")
    page.get_by_role("button", name="Bars").click()
    expect(page.locator("#picture rect")).to_have_count(page.locator("#table tbody tr").count())
    expect(page.locator("#table")).to_be_hidden()
    page.get_by_label("Query").fill("SELECT ?from ?to { ?tie cg:inCase case:spp-irt ; cg:from ?from ; cg:to ?to }")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("button", name="Network").click()
    canvas = page.locator("#picture .canvas")
    expect(canvas).to_have_attribute("data-drawn", re.compile(r"[1-9]\d*"), timeout=30_000)
    assert canvas.locator("canvas").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((value) => value > 0)"
    )
    page.get_by_role("button", name="Table").click()
    expect(page.locator("#table")).to_be_visible()


def test_bars_are_of_every_row_named_apart_and_to_scale_within_a_metric(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql?question=network-metrics")
    rows = page.locator("#table tbody tr").count()
    numbers = page.evaluate("JSON.parse(document.getElementById('data').textContent).rows.length")
    page.get_by_role("button", name="Bars").click()
    drawn = page.locator("#picture rect").count()
    assert numbers == rows
    assert drawn > 60
    said = page.locator("figcaption").inner_text()
    assert f"{drawn} of {rows} rows drawn" in said
    assert "scale of its own" in said
    names = page.locator("#picture rect title").all_text_contents()
    assert len(set(names)) == drawn
    assert any("PBG" in name for name in names)


def test_a_network_joins_the_ends_of_ties_and_then_what_the_reader_chooses(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql?question=shared-actors&case=pbg&other=spp-irt&lang=id")
    page.get_by_role("button", name="Jejaring").click()
    expect(page.locator("figcaption")).to_contain_text("aktor asal → aktor tujuan.")
    page.locator("#picture select").last.select_option(label="kasus")
    expect(page.locator("figcaption")).to_contain_text("aktor asal → kasus.")
    page.locator("#picture select").last.select_option(label="aktor asal")
    expect(page.locator("figcaption")).to_contain_text("kasus → aktor asal.")
    expect(page.locator("#picture .canvas")).to_have_attribute("data-drawn", re.compile(r"[1-9]\d*"), timeout=30_000)


@pytest.mark.parametrize(
    ("lang", "button", "supports", "qualifies"),
    [("en", "Network", "supports", "qualifies"), ("id", "Jejaring", "mendukung", "memberi batasan")],
)
def test_an_edge_from_a_source_says_whether_it_supports_or_qualifies_the_claim(
    lang: str, button: str, supports: str, qualifies: str, page: Page, site: str, library: Library
) -> None:
    """Nothing qualifies what the study calls insufficient; what is absent or partly there is qualified too."""
    status = {term.id: term.label[lang] for term in library.ontology.code_lists["status"]}
    words = {f"{supports}: {status['insufficient']}"}
    words |= {f"{how}: {status[what]}" for how in (supports, qualifies) for what in ("absent", "partial")}
    page.goto(f"{site}/sparql?question=missing-preconditions&case=pbg&lang={lang}")
    drawn = page.locator("#picture .canvas[data-drawn]")
    page.get_by_role("button", name=button, exact=True).click()
    expect(drawn).to_be_visible(timeout=30_000)
    page.evaluate("""() => {
        const Made = vis.Network;
        vis.Network = class extends Made {
            constructor(place, data, options) { super(place, data, options); window.edges = data.edges; }
        };
    }""")
    page.get_by_role("button", name=button, exact=True).click()
    expect(drawn).to_be_visible(timeout=30_000)
    labels = page.evaluate("window.edges.map((edge) => edge.label)")
    assert {line for label in labels for line in label.split("\n")} == words


def test_an_answer_is_downloaded_as_a_file(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql?question=missing-preconditions&case=pbg")
    rows = page.locator("#table tbody tr").count()
    address = page.get_by_role("link", name="Download CSV").get_attribute("href")
    answer = page.request.get(f"{site}{address}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(answer.text().strip().splitlines()) - 1 >= rows


def test_the_language_is_switched_and_kept(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("link", name="Bahasa Indonesia").click()
    assert page.evaluate("document.documentElement.lang") == "id"
    page.get_by_role("link", name=re.compile("^PBG:")).click()
    assert page.evaluate("document.documentElement.lang") == "id"
    expect(page.get_by_role("heading", name="Prasyarat", exact=True)).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Preconditions", exact=True)).to_be_visible()


def test_everything_is_reached_by_keyboard_alone(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.href || document.activeElement.tagName"))
        if "case/pbg" in seen[-1] and "#conditions" in seen[-1]:
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/case/pbg"))


def test_pages_work_without_scripts(chromium: object, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(f"{site}/sparql?question=missing-preconditions&case=pbg")
    assert page.locator("#table tbody tr").count() > 0
    page.goto(f"{site}/compare?case=pbg&case=spp-irt")
    page.get_by_label("reported", exact=True).uncheck()
    page.get_by_role("button", name="Compare", exact=True).click()
    assert "basis=documented" in page.url
    assert "basis=reported" not in page.url
    context.close()


def test_the_map_of_a_case_is_drawn_in_its_page(page: Page, site: str) -> None:
    page.goto(f"{site}/case/spp-irt#network")
    page.locator("iframe.map").scroll_into_view_if_needed()
    frame = page.frame_locator("iframe.map")
    expect(frame.locator("html[data-ready=true]")).to_have_count(1)


def look(watched: Watched, site: str, path: str, lang: str) -> Page:
    """The page in a language, without the map in its frame, which takes longest and has tests of its own."""
    page, empty = watched.page, "<!doctype html><html lang='en'><title>map</title><h1>map</h1>"
    page.route(re.compile("/map"), lambda route: route.fulfill(body=empty, content_type="text/html"))
    page.goto(f"{site}{path}{'&' if '?' in path else '?'}lang={lang}")
    watched.complaints[:] = [each for each in watched.complaints if "400 (Bad Request)" not in each]
    return page


@pytest.mark.parametrize(
    ("watched", "lang"), [(WIDTHS[0], "en"), (WIDTHS[1], "id")], indirect=["watched"], ids=["1280px-en", "390px-id"]
)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_serious_fault_of_accessibility(watched: Watched, site: str, path: str, lang: str) -> None:
    assert serious(look(watched, site, path, lang)) == []


@pytest.mark.parametrize("watched", WIDTHS, indirect=True, ids=lambda size: f"{size[0]}px")
@pytest.mark.parametrize("lang", ["en", "id"])
def test_no_page_is_wider_than_the_window(watched: Watched, site: str, lang: str) -> None:
    results = [each for each in site_results(watched.page, site) if "comparison" in each or "conditions" in each]
    for path in (*PAGES, *results):
        page = look(watched, site, path, lang)
        width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], path


def site_results(page: Page, site: str) -> list[str]:
    """The addresses of the pages of computed results."""
    asked = page.request.get(f"{site}/sparql", params={"query": "SELECT ?graph { ?graph a cg:ResultGraph }"}).json()
    rows = asked["results"]["bindings"]
    return [row["graph"]["value"].removeprefix("https://w3id.org/collabgraph") for row in rows]


def test_a_page_prints_with_every_claim(page: Page, site: str) -> None:
    page.route(re.compile("/map"), lambda route: route.fulfill(body="", content_type="text/html"))
    page.goto(f"{site}/case/pbg")
    closed = page.locator("#T22")
    expect(closed).to_be_hidden()
    page.emulate_media(media="print")
    expect(closed).to_be_visible()
    expect(page.locator("iframe.map")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_question_is_asked_of_another_case_without_a_word_of_sparql(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql?question=missing-preconditions&case=pbg")
    page.get_by_role("combobox", name="case").select_option(label="SPP-IRT: home food certificates in Jambi City")
    page.get_by_role("checkbox", name="reported").uncheck()
    page.get_by_role("button", name="Ask again").click()
    expect(page).to_have_url(re.compile("case=spp-irt"))
    assert "basis=reported" not in page.url
    expect(page.get_by_role("combobox", name="case")).to_have_value("spp-irt")
    expect(page.get_by_role("heading", name=re.compile("rows?$"))).to_be_visible()


def test_a_query_too_long_for_an_address_is_sent_all_the_same(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    page.get_by_label("Query").fill("SELECT ?case { ?case a cg:Case } # " + "{} and more? " * 6_000)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#table tbody tr")).to_have_count(2)
    assert len(page.get_by_label("Query").input_value()) > 60_000


# Search and lists ---------------------------------------------------------------------------------------------------


def test_a_thing_is_found_without_a_mouse(page: Page, site: str) -> None:
    page.goto(f"{site}/case/pbg?lang=id")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Cari")
    expect(box).to_be_focused()
    box.press_sequentially("komitme")
    options = page.locator("#finds").get_by_role("option")
    expect(options.first).to_be_visible()
    titles = page.locator("#finds .title").all_text_contents()
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(page.locator('#finds [aria-selected="true"] .title')).to_have_text(titles[1])
    box.press("ArrowUp")
    expect(page.locator('#finds [aria-selected="true"] .title')).to_have_text(titles[0])
    box.press("Escape")
    expect(options).to_have_count(0)
    box.press_sequentially("n")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(titles[0])
    assert "lang=id" in page.url


def test_a_slash_in_a_field_is_a_slash(page: Page, site: str) -> None:
    page.goto(f"{site}/claims")
    words = page.get_by_label("Words")
    words.press_sequentially("and/or")
    expect(words).to_have_value("and/or")


def test_search_and_filters_work_without_scripts(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("searchbox", name="Search").fill("levy technical")
    page.get_by_role("searchbox", name="Search").press("Enter")
    expect(page.locator(".hits li").first).to_contain_text("levy")
    page.goto(f"{site}/claims")
    page.get_by_role("checkbox", name=re.compile("^PBG")).check()
    page.get_by_role("checkbox", name=re.compile("^reported")).check()
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile("case=pbg.*basis=reported"))
    page.get_by_role("link", name="claim", exact=True).click()
    expect(page).to_have_url(re.compile("case=pbg.*basis=reported.*_sort=claim"))
    context.close()


def test_a_table_is_sorted_by_its_heads_with_the_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/case/pbg")
    table = page.locator("#clock ~ .scroll table").first
    head = table.get_by_role("columnheader", name="claim")
    before = table.locator("tbody th").all_text_contents()
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    ascending = table.locator("tbody th").all_text_contents()
    page.keyboard.press("Space")
    expect(head).to_have_attribute("aria-sort", "descending")
    descending = table.locator("tbody th").all_text_contents()
    assert sorted(before) == sorted(ascending)
    assert ascending == descending[::-1] != descending


@pytest.mark.parametrize("watched", [(390, 844)], indirect=True)
def test_on_a_phone_the_map_of_a_comparison_has_room_and_can_be_opened_alone(watched: Watched, site: str) -> None:
    page = watched.page
    page.goto(f"{site}/compare?case=pbg&case=spp-irt")
    frame = page.locator("iframe.map")
    box = frame.bounding_box()
    assert box is not None
    assert box["width"] >= 350
    assert box["height"] >= 570
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("link", name="Open the map alone").last.click()
    expect(page).to_have_url(re.compile("/map\\?case=pbg&case=spp-irt"))


@pytest.mark.parametrize("watched", [(390, 844)], indirect=True)
def test_on_a_phone_the_filters_of_a_list_are_folded(watched: Watched, site: str) -> None:
    page = watched.page
    page.goto(f"{site}/claims?basis=reported")
    assert page.locator(".filters details[open]").count() == 1
    first = page.locator("table.stack tbody tr").first.bounding_box()
    assert first is not None
    assert first["y"] < 2 * 844
