"""The editor, the history, the sorted answer and the charts of the page for questions, as a person meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from browsing import Watched
from collabgraph.coding.library import Library
from collabgraph.output import results
from collabgraph.questions import datasets
from collabgraph.questions import files as question_files
from collabgraph.rdf import sparql
from collabgraph.web import create_app, snapshot
from served import running

WIDTHS = [(1280, 900), (390, 844)]
HOSTILE = "<img src=x onerror=alert(1)></pre>"
COUNTS = "SELECT ?basis (COUNT(?claim) AS ?n) { ?claim cg:inCase case:pbg ; cg:basis ?basis } GROUP BY ?basis"
YEARS = """SELECT ?case ?year ?n ?unit { VALUES (?case ?year ?n ?unit) {
  (case:pbg '2020'^^xsd:gYear 3 'day') (case:pbg '2021'^^xsd:gYear 5 'day')
  (case:spp-irt '2021-03'^^xsd:gYearMonth 900 'rupiah')
  (case:spp-irt '2022'^^xsd:gYear UNDEF 'rupiah') (case:spp-irt UNDEF 7 'day') (case:pbg 'soon'^^xsd:date 4 'day')
} }"""
#: What a question is asked with where it has no value of its own.
VALUES = {
    "case": "pbg", "other": "spp-irt", "actor": "dpmptsp", "word": "permit", "source": "abstract",
    "indicator": "levy-revenue-target",
}  # fmt: skip
MARKS = {"bars": "rect", "timeline": "rect", "line": "path.point"}


@pytest.fixture(scope="module")
def site(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site") / "store"
    snapshot(datasets.shipped(library, results.graphs(library)).store, folder)
    with running(create_app(folder, library, workers=1)) as address:
        yield address


def ask(page: Page, site: str, query: str, **parameters: str) -> None:
    page.goto(f"{site}/sparql?{urlencode({'query': query, **parameters})}")


def editor(page: Page) -> Locator:
    return page.locator("#query")


# The editor ----------------------------------------------------------------------------------------------------------


def test_colours_follow_the_tokens_that_the_server_has(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    texts = [each.sparql for each in question_files.questions().values()]
    texts += [
        "SELECT ('a\\'b' AS ?x) '''two\n'lines''' <http://x/#a> # <b> 'c'",
        '"open',
        "?é _:b1 é:ü a:b\\,c @en-GB <a b>",
    ]
    kinds = {"comment", "iri", "text", "quote", "variable", "tag", "node", "name", "word"}
    read = "async (text) => [...(await import('/static/sparql/tokens.js')).tokens(text)]"
    for text in texts:
        ours = [(t.lastgroup, t.start(), t.end()) for t in sparql.tokens(text) if t.lastgroup in kinds]
        found = [(t["kind"], t["start"], t["end"]) for t in page.evaluate(read, text) if t["kind"] in kinds]
        assert found == ours


def test_what_is_seen_is_what_is_in_the_field(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    text = "\n".join(f"# line {number} {HOSTILE} {'x' * 200}" for number in range(60))
    editor(page).fill(text)
    assert page.locator(".paint").evaluate("place => place.textContent") == text + "\n"
    assert page.locator(".lines span").all_text_contents() == [str(number) for number in range(1, 61)]
    assert page.locator(".paint img").count() == 0
    editor(page).evaluate("field => field.scrollTo(300, 500)")
    spots = "places => places.map(place => [place.scrollLeft, place.scrollTop])"
    expect_same = page.locator(".paint, #query")
    page.wait_for_function("() => document.querySelector('.paint').scrollTop == 500")
    assert expect_same.evaluate_all(spots) == [[300, 500]] * 2
    assert page.locator(".gutter").evaluate("place => place.scrollTop") == 500
    paint, field = page.locator(".paint, #query").evaluate_all("places => places.map(place => place.scrollHeight)")
    assert 0 <= paint - field <= 24  # a line more at most, which the field does not have


def test_a_fault_is_marked_while_one_types_and_the_mark_goes(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    editor(page).fill("SELECT * {\n  ?a cg:inCase ?b ;\n     un:known ?c\n}")
    expect(page.locator("#checked")).to_contain_text("un:")
    expect(page.locator(".lines .faulty")).to_have_text("3")
    expect(page.locator(".paint .wrong")).to_have_text("un:known")
    expect(editor(page)).to_have_attribute("aria-invalid", "true")
    assert "checked" in str(editor(page).get_attribute("aria-describedby")).split()
    page.get_by_role("button", name="line 3, column 6").click()
    chosen = "({value, selectionStart, selectionEnd}) => value.slice(selectionStart, selectionEnd)"
    assert editor(page).evaluate(chosen) == "     un:known ?c"
    editor(page).fill("SELECT * { ?a cg:inCase ?b }")
    expect(page.locator("#checked")).to_have_text("✓ No fault is found.")
    expect(page.locator(".lines .faulty")).to_have_count(0)
    assert editor(page).get_attribute("aria-invalid") is None
    editor(page).fill("SELECT * { ?a cg:inCas ?b }")
    expect(page.locator("#checked")).to_contain_text("cg:inCase")


@pytest.mark.parametrize(("lang", "word"), [("en", "leader"), ("en", "pemimpin"), ("id", "pemimpin"), ("id", "leader")])
def test_a_plain_word_of_either_language_becomes_a_name(page: Page, site: str, lang: str, word: str) -> None:
    page.goto(f"{site}/sparql?lang={lang}")
    editor(page).fill("")
    editor(page).press_sequentially(f"SELECT * {{ ?claim cg:construct {word}")
    option = page.get_by_role("option", name=re.compile("^sp:leader-commitment"))
    expect(option.locator("small")).not_to_be_empty()
    names = [text.split()[0] for text in page.get_by_role("option").all_text_contents()]
    for _ in range(names.index("sp:leader-commitment")):
        editor(page).press("ArrowDown")
    editor(page).press("Enter")
    expect(editor(page)).to_have_value("SELECT * { ?claim cg:construct sp:leader-commitment")
    editor(page).press("Control+z")
    expect(editor(page)).to_have_value(f"SELECT * {{ ?claim cg:construct {word}")


@pytest.mark.parametrize("text", ["# leader", "'leader", '"a leader', "?leader", "<leader", "ORDER", "where"])
def test_no_name_is_offered_in_a_comment_a_text_a_variable_or_a_keyword(page: Page, site: str, text: str) -> None:
    page.goto(f"{site}/sparql")
    editor(page).fill("leade")
    editor(page).press_sequentially("r")
    expect(page.get_by_role("option").first).to_be_visible()  # the names have come
    editor(page).fill("")
    editor(page).press_sequentially(text)
    expect(page.get_by_role("option")).to_have_count(0)


def test_prefixes_and_graphs_are_put_where_the_cursor_is(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    editor(page).fill("SELECT * { ?a ")
    page.locator("#prefixes > summary").click()
    page.get_by_role("button", name="skos:", exact=True).click()
    expect(editor(page)).to_have_value("SELECT * { ?a skos:")
    editor(page).fill("SELECT * { ")
    page.locator("#graphs > summary").click()
    page.get_by_role("button", name="case:pbg", exact=True).click()
    editor(page).press_sequentially("?s ?p ?o")
    expect(editor(page)).to_have_value("SELECT * { GRAPH case:pbg { ?s ?p ?o }")
    editor(page).fill("SELECT * FROM ")
    page.get_by_role("button", name="case:pbg", exact=True).click()
    expect(editor(page)).to_have_value("SELECT * FROM case:pbg")


def test_code_follows_what_is_typed(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    page.locator("#code > summary").click()
    editor(page).fill('ASK { ?s ?p "it\'s" }')
    expect(page.locator('[data-language="curl"]')).to_contain_text("it'\\''s")
    expect(page.locator('[data-language="R"]')).to_contain_text('\\"it\'s\\"')
    expect(page.locator('[data-language="Python"]')).to_contain_text("json")


def test_the_page_works_without_scripts(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    ask(page, site, COUNTS)
    assert page.locator("#table tbody tr").count() > 2
    page.locator("#query").fill("ASK { ?case a cg:Case }")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#table")).to_contain_text("yes")
    page.locator("#prefixes > summary").click()
    expect(page.locator("#prefixes")).to_contain_text("skos:")
    page.locator("#code > summary").click()
    expect(page.locator("#code")).to_contain_text("curl")
    expect(page.locator("#history")).to_be_hidden()
    context.close()


# History -------------------------------------------------------------------------------------------------------------


def test_queries_are_kept_in_the_browser_alone_and_forgotten_on_request(watched: Watched, site: str) -> None:
    page = watched.page
    ask(page, site, f"ASK {{ }} # {HOSTILE}")
    ask(page, site, COUNTS)
    ask(page, site, COUNTS)
    page.goto(f"{site}/sparql")
    page.locator("#history > summary").click()
    kept = page.locator("#history li .name")
    expect(kept).to_have_count(2)
    assert HOSTILE in kept.nth(1).inner_text()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data}"))
    kept.nth(0).click()
    expect(editor(page)).to_have_value(COUNTS)
    page.get_by_role("button", name=re.compile("^Remove: ASK")).click()
    expect(kept).to_have_count(1)
    page.get_by_role("button", name="Forget all").click()
    expect(kept).to_have_count(0)
    assert page.evaluate("localStorage.getItem('collabgraph-queries')") is None
    assert not [each for each in sent if "onerror" in each]
    page.get_by_label("Keep what I ask").uncheck()
    ask(page, site, COUNTS)
    assert page.evaluate("localStorage.getItem('collabgraph-queries')") is None


@pytest.mark.parametrize("stored", ["{", "null", '{"a": 1}', '[{"text": 1}, null, {"text": "ASK {}", "at": "x"}]'])
def test_what_else_is_in_the_storage_does_no_harm(page: Page, site: str, stored: str) -> None:
    page.goto(f"{site}/sparql")
    page.evaluate("stored => localStorage.setItem('collabgraph-queries', stored)", stored)
    ask(page, site, COUNTS)
    page.locator("#history > summary").click()
    expect(page.locator("#history li .name").first).to_contain_text("SELECT ?basis")


# The table -----------------------------------------------------------------------------------------------------------


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#table tbody tr:visible > :nth-child({number})").all_inner_texts()


def test_an_answer_is_sorted_by_keyboard_and_says_so(page: Page, site: str) -> None:
    ask(page, site, "SELECT ?w ?n { VALUES (?w ?n) { ('b' 10) ('ä' 9) ('a' UNDEF) ('c' 100) ('10' -1) ('9' 9.5) } }")
    given = column(page, 1)
    head = page.locator("#table th[scope=col]").nth(1)
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert column(page, 2) == ["-1", "9", "9.50", "10", "100", ""]
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert column(page, 2) == ["100", "10", "9.50", "9", "-1", ""]
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") is None
    assert column(page, 1) == given
    page.locator("#table th[scope=col]").first.get_by_role("button").click()
    assert column(page, 1) == ["9", "10", "a", "ä", "b", "c"]


@pytest.mark.parametrize("watched", [WIDTHS[1]], indirect=True)
def test_an_answer_is_sorted_on_a_narrow_screen_too(watched: Watched, site: str) -> None:
    page = watched.page
    ask(page, site, "SELECT ?w ?n { VALUES (?w ?n) { ('b' 10) ('a' 9) } }", lang="id")
    page.get_by_label("Urutkan menurut").select_option(label="n")
    page.get_by_label("urutan").select_option(label="naik")
    assert [text.strip() for text in column(page, 2)] == ["9", "10"]


def test_an_answer_is_filtered_and_charts_say_what_the_filter_leaves_out(page: Page, site: str) -> None:
    ask(page, site, COUNTS)
    rows = page.locator("#table tbody tr").count()
    page.get_by_label("Only rows with").fill("DOCUMENTED")
    expect(page.locator("#table tbody tr:visible")).to_have_count(1)
    expect(page.locator("#filter [role=status]")).to_have_text(f"1 of {rows} rows shown")
    page.get_by_role("button", name="Bars").click()
    expect(page.locator("#picture rect")).to_have_count(1)
    expect(page.locator("figcaption")).to_contain_text(
        f"1 of {rows} rows drawn. {rows - 1} left out: filtered out above"
    )
    page.get_by_label("in the column").select_option(label="n")
    expect(page.locator("#picture")).to_contain_text("No row can be drawn.")


# Charts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", question_files.questions())
def test_every_row_of_a_question_is_drawn_or_counted_as_left_out(page: Page, site: str, name: str) -> None:
    waiting = [each.name for each in question_files.question(name).parameters if not each.default]
    values = {parameter: VALUES[parameter] for parameter in waiting}
    page.goto(f"{site}/sparql?{urlencode({'question': name, **values})}")
    held: dict[str, Any] = page.evaluate("JSON.parse(document.getElementById('data').textContent)")
    rows = len(held["rows"])
    for chart in held["charts"]:
        page.locator(f'[data-view="{chart}"]').click()
        said = page.locator("figcaption").inner_text(timeout=30_000)
        drawn, every = map(int, re.findall(r"(\d+) of (\d+) rows drawn", said)[0])
        left = sum(map(int, re.findall(r"(\d+) left out: ", said)))
        assert (every, drawn + left) == (rows, rows), said
        if drawn:
            shown = page.locator("#picture .equal tbody tr")
            counted = (
                shown.count() if chart in MARKS else sum(map(int, shown.locator("td:last-child").all_text_contents()))
            )
            assert counted == drawn, chart
        if chart in MARKS:
            assert page.locator(f"#picture .stage {MARKS[chart]}").count() == drawn, chart


def test_rows_that_cannot_be_drawn_are_counted_with_the_reason(page: Page, site: str) -> None:
    ask(page, site, YEARS)
    said = page.locator("figcaption")
    page.get_by_role("button", name="Lines").click()
    for words in ("3 of 6 rows drawn", "1 left out: nothing in the column n", "1 left out: nothing in the column year"):
        expect(said).to_contain_text(words)
    expect(said).to_contain_text("1 left out: what is in the column year cannot be drawn")
    page.get_by_role("button", name="Timeline").click()
    expect(said).to_contain_text("4 of 6 rows drawn")
    expect(said).to_contain_text("A year or a month is drawn from its first day to its last")


@pytest.mark.parametrize("view", ["Bars", "Lines"])
def test_what_has_another_unit_has_another_scale(page: Page, site: str, view: str) -> None:
    """On one scale the days would be lines of a pixel beside 900 rupiah."""
    ask(page, site, YEARS)
    page.get_by_role("button", name=view).click()
    expect(page.locator("figcaption")).to_contain_text("Each has a scale of its own: unit")
    headings = page.locator("#picture text[font-weight]").all_text_contents()
    assert headings == ["day", "rupiah"]
    if view == "Bars":
        widths = page.locator("#picture rect").evaluate_all("bars => bars.map(bar => bar.width.baseVal.value)")
        assert len([width for width in widths if width > 300]) >= 2


def test_a_bar_of_a_year_is_as_long_as_the_year(page: Page, site: str) -> None:
    """Against a month of the same axis: 365 days to 31."""
    ask(page, site, "SELECT ?w ?d { VALUES (?w ?d) { ('a' '2021'^^xsd:gYear) ('b' '2021-03'^^xsd:gYearMonth) } }")
    page.get_by_role("button", name="Timeline").click()
    year, month = page.locator("#picture rect").evaluate_all("bars => bars.map(bar => bar.width.baseVal.value)")
    assert year / month == pytest.approx(365 / 31, rel=0.01)


@pytest.mark.parametrize(
    ("view", "name"), [("Bars", "bars"), ("Lines", "line"), ("Timeline", "timeline"), ("Network", "network")]
)
def test_a_chart_is_saved_as_svg_with_its_words(page: Page, site: str, tmp_path: Path, view: str, name: str) -> None:
    ask(page, site, YEARS.replace("?unit {", "?unit (?case AS ?of) (cg:Case AS ?kind) {", 1))
    page.get_by_role("button", name=view, exact=True).click()
    if view == "Network":
        expect(page.locator("#picture .canvas[data-drawn]")).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as SVG").click()
    assert download.value.suggested_filename == f"{name}.svg"
    download.value.save_as(tmp_path / "saved.svg")
    root = ElementTree.parse(tmp_path / "saved.svg").getroot()  # noqa: S314 -- our own file
    words = [each.text or "" for each in root.iter()]
    assert "rows drawn" in words[1]
    assert any("PBG" in text for text in words[2:])
    names = {attribute.rpartition("}")[2] for each in root.iter() for attribute in each.attrib}
    assert not names & {"href", "style", "onload"}


@pytest.mark.parametrize("watched", [WIDTHS[1]], indirect=True)
def test_where_names_have_no_room_numbers_stand_for_all_of_them(watched: Watched, site: str) -> None:
    page = watched.page
    page.goto(f"{site}/sparql?question=missing-preconditions&case=pbg")
    page.get_by_role("button", name="Network").click()
    expect(page.locator("#picture .canvas[data-drawn]")).to_be_visible(timeout=30_000)
    ends = page.locator("#picture .equal tbody tr").evaluate_all(
        "rows => rows.flatMap(row => [row.cells[0].textContent, row.cells[1].textContent])"
    )
    key = page.locator("#picture .key li").all_text_contents()
    assert sorted(key) == sorted(set(ends))
    expect(page.locator("#picture")).to_contain_text("numbers stand for the names")


@pytest.mark.parametrize("view", ["Bars", "Timeline", "Network"])
def test_hostile_words_are_words_in_charts(watched: Watched, site: str, view: str) -> None:
    page = watched.page
    row = f"('{HOSTILE}' 1 '2020'^^xsd:gYear <http://x/%7Bn%7D> cg:Case)"
    ask(page, site, f"SELECT * {{ VALUES (?a ?n ?d ?x ?y) {{ {row} }} }}")
    page.get_by_role("button", name=view).click()
    expect(page.locator("figcaption")).to_contain_text("1 of 1 rows drawn")
    assert page.locator("#picture img").count() == 0


# Everyone ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("watched", "lang"), [(WIDTHS[0], "en"), (WIDTHS[1], "id")], indirect=["watched"], ids=["1280px-en", "390px-id"]
)
def test_the_page_has_no_serious_fault_of_accessibility_in_any_state(watched: Watched, site: str, lang: str) -> None:
    page = watched.page
    ask(page, site, YEARS, lang=lang)
    for each in page.locator(".aids > details > summary").all():
        if each.is_visible():
            each.click()
    for view in ("table", "bars", "line", "timeline"):
        page.locator(f'[data-view="{view}"]').click()
        if view != "table":
            page.locator(".equal summary").click()
        assert serious(page) == [], view
        assert fits(page), view
    editor(page).fill("SELECT * {\n  un:known ")
    expect(page.locator("#checked")).not_to_be_empty()
    editor(page).press_sequentially("lead")
    expect(page.get_by_role("option").first).to_be_visible()
    assert serious(page) == []
    assert fits(page)


def serious(page: Page) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found if each["impact"] in ("serious", "critical")
    ]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
