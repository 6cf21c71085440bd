"""The page of a map, used as a person would: with the mouse, by keyboard, in both languages, on a narrow screen."""

from __future__ import annotations

import html
import io
import itertools
import json
import math
import random
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from msgspec.structs import replace
from networkx.algorithms.community import louvain_communities, modularity
from PIL import Image
from playwright.sync_api import Browser, FrameLocator, Page, expect

from browsing import Watched
from collabgraph.analysis.comparison import compare
from collabgraph.analysis.metrics import metrics
from collabgraph.analysis.network import Network, from_pairs, network
from collabgraph.cli import main
from collabgraph.coding.library import Library
from collabgraph.model import DEFAULT_BASES, Basis, Case, Ontology, Participation, Status, TieClaim
from collabgraph.output import maps, pages
from collabgraph.output.maps.views import METRICS
from collabgraph.output.maps.words import WORDS
from programs import program

WIDE, NARROW = (1280, 900), (390, 844)
SIZES = pytest.mark.parametrize("watched", [WIDE, NARROW], indirect=True, ids=["1280", "390"])
NAMES = pytest.mark.parametrize("name", ["pbg", "spp-irt", "both"])
INK = [31, 41, 51]
HOSTILE = (
    '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">"href" \'quotes\' &amp; '
    "\u202eright to left\u202c {n} $& " + "a" * 10_000
)

Json = Any


@pytest.fixture(scope="session")
def files(library: Library, ontology: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """The page of each shipped case, of both, of a case from another field, and of all three."""
    folder = tmp_path_factory.mktemp("maps")
    found = {}
    reefs = str(Path(__file__).parents[1] / "data" / "maps" / "whfc.ttl")
    pages = {"pbg": ["pbg"], "spp-irt": ["spp-irt"], "both": ["pbg", "spp-irt"], "reefs": [reefs]}
    for name, ids in (pages | {"three": ["pbg", "spp-irt", reefs]}).items():
        found[name] = folder / f"{name}.html"
        found[name].write_text(maps.page(library.open_all(ids), ontology), encoding="utf-8")
    return found


@pytest.fixture(scope="session")
def net(pbg: Case) -> Network:
    return network(pbg)


@pytest.fixture
def single(page: Page, files: Mapping[str, Path]) -> Page:
    """The page of PBG, ready."""
    return opened(page, files["pbg"])


@pytest.fixture
def double(page: Page, files: Mapping[str, Path]) -> Page:
    """The page of both cases, ready."""
    return opened(page, files["both"])


def opened(page: Page, file: Path) -> Page:
    """The page, ready, with the choices that a narrow page folds."""
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready=true]")
    page.evaluate("document.querySelector('.choices').open = true")
    return page


def ask(page: Page, question: str, *given: str) -> Json:
    """What the page's ``collabgraphMap`` answers."""
    return page.evaluate(f"given => collabgraphMap.{question}(...given)", list(given))


def box_of(page: Page, drawing: str) -> Any:
    return page.locator("figure:visible .canvas").nth(ask(page, "drawings").index(drawing))


def spot(page: Page, drawing: str, actor: str) -> dict[str, float]:
    """Where an actor is, in pixels of its canvas."""
    return next(each for each in ask(page, "spots", drawing) if each["id"] == actor)


def pixels(page: Page, drawing: str, x: float, y: float, reach: float) -> list[list[int]]:
    """The colours of the square around a place of a drawing."""
    page.wait_for_timeout(100)
    picture = Image.open(io.BytesIO(box_of(page, drawing).screenshot())).convert("RGB")
    left, top, size = round(x - reach) + 1, round(y - reach) + 1, 2 * round(reach)
    found = picture.crop((left, top, left + size, top + size)).tobytes()
    return [list(found[at : at + 3]) for at in range(0, len(found), 3)]


def press(page: Page, drawing: str, x: float, y: float) -> None:
    box_of(page, drawing).click(position={"x": x, "y": y})


def press_actor(page: Page, drawing: str, actor: str) -> None:
    there = spot(page, drawing, actor)
    press(page, drawing, there["x"], there["y"])


def pane(page: Page) -> Any:
    return page.locator("#pane")


def rows(page: Page, drawing: str) -> list[str]:
    """The ids of the actors in a drawing's table, from the top."""
    found: list[str] = page.locator(f'table[data-table="{drawing}"] tbody tr').evaluate_all(
        "rows => rows.map(row => row.dataset.actor)"
    )
    return found


def filter_box(page: Page, group: str, value: str) -> Any:
    page.locator(f'details[data-group="{group}"]').evaluate("group => (group.open = true)")
    return page.locator(f'[data-filter="{group}"][data-value="{value}"]')


def drawn_claims(case: Case, net: Network) -> list[TieClaim]:
    """The tie claims that stand behind the ties of a network."""
    ids = {claim for tie in net.ties for claim in tie.claims}
    return [tie for tie in case.of(TieClaim) if tie.id in ids]


# Drawing --------------------------------------------------------------------------------------------------------------


@NAMES
@SIZES
def test_a_page_draws_its_maps(name: str, page: Page, files: Mapping[str, Path]) -> None:
    opened(page, files[name])
    for drawing in ask(page, "drawings"):
        picture = Image.open(io.BytesIO(box_of(page, drawing).screenshot())).convert("L")
        assert sum(picture.histogram()[:200]) > 2_500


@NAMES
def test_a_page_is_smaller_than_a_megabyte_and_names_no_address(name: str, files: Mapping[str, Path]) -> None:
    text = files[name].read_text(encoding="utf-8")
    assert len(text.encode()) < 700_000
    assert re.findall(r'(?:src|href)\s*=\s*["\']?(?!data:|#)[^"\'\s>]+', text.partition("<script")[0]) == []


@SIZES
def test_colour_and_shape_say_what_an_actor_is(watched: Watched, files: Mapping[str, Path]) -> None:
    page = opened(watched.page, files["pbg"])
    for actor, colour in (
        ("dpmptsp", [0, 114, 178]),
        ("applicant", [213, 94, 0]),
        ("integrated-team", [204, 121, 167]),
    ):
        there = spot(page, "pbg", actor)
        assert set(map(tuple, pixels(page, "pbg", there["x"], there["y"], 2))) == {tuple(colour)}


@NAMES
@SIZES
@pytest.mark.parametrize("lang", ["en", "id"])
def test_no_label_covers_another_or_an_actor_or_is_cut(
    name: str, lang: str, watched: Watched, files: Mapping[str, Path]
) -> None:
    page = opened(watched.page, files[name])
    page.click(f"[data-lang={lang}]")
    for layout in ["beside", "together"] if name == "both" else [None]:
        if layout:
            page.click(f"label[for={layout}]")
        page.wait_for_timeout(300)
        for drawing in ask(page, "drawings"):
            assert_tidy(page, drawing)


def assert_tidy(page: Page, drawing: str) -> None:
    labels, spots = ask(page, "labelBoxes", drawing), ask(page, "spots", drawing)
    area = box_of(page, drawing).bounding_box()
    for one, other in itertools.combinations(labels, 2):
        assert apart(one, other), (one["lines"], other["lines"])
    for label, mark in itertools.product(labels, spots):
        x, y, size = mark["x"] - mark["radius"], mark["y"] - mark["radius"], 2 * mark["radius"]
        around = {"x": x, "y": y, "width": size, "height": size}
        assert apart(label, around), (label["lines"], mark["id"])
    for label in labels:
        assert label["x"] >= 0
        assert label["y"] >= 0
        assert label["x"] + label["width"] <= area["width"]
        assert label["y"] + label["height"] <= area["height"]
    assert len(labels) >= 0.75 * len(spots)
    assert_keyed(page, drawing)


def assert_keyed(page: Page, drawing: str) -> None:
    """Every actor has a name, or a number that the list below the picture explains."""
    named, numbers = {label["id"] for label in ask(page, "labelBoxes", drawing)}, dict(ask(page, "numbers", drawing))
    actors = set(ask(page, "actors", drawing))
    assert (named | set(numbers), named & set(numbers)) == (actors, set())
    listed = page.locator("figure:visible .numbers").nth(ask(page, "drawings").index(drawing)).locator("li")
    found = listed.evaluate_all(
        "all => all.map(li => [li.querySelector('button').dataset.opens, Number(li.querySelector('b').textContent)])"
    )
    assert dict(found) == numbers


def apart(one: Json, other: Json) -> bool:
    return bool(
        one["x"] + one["width"] <= other["x"]
        or other["x"] + other["width"] <= one["x"]
        or one["y"] + one["height"] <= other["y"]
        or other["y"] + other["height"] <= one["y"]
    )


def test_what_finds_no_room_shows_when_the_map_is_enlarged(double: Page) -> None:
    double.click("label[for=together]")
    before = {label["id"] for label in ask(double, "labelBoxes", "/difference")}
    for _ in range(3):
        double.locator("figure:visible .zooms button").first.click()
    double.wait_for_timeout(200)
    inside = [each for each in ask(double, "spots", "/difference") if 100 < each["x"] < 700 and 100 < each["y"] < 500]
    shown = {label["id"] for label in ask(double, "labelBoxes", "/difference")}
    assert {each["id"] for each in inside} <= shown
    double.locator("figure:visible .zooms button").last.click()
    double.wait_for_timeout(200)
    assert {label["id"] for label in ask(double, "labelBoxes", "/difference")} == before


#: Every name and every mark as the browser has drawn them, in pixels of the window.
DRAWN = """() => [...document.querySelectorAll("figure:not([hidden]) svg.drawing:not(.sheet)")].map((svg) => {
  const at = ({ x, y, width, height }) => ({ x, y, width, height });
  const parts = (kind, box) => [...svg.querySelectorAll(kind)].map((g) => ({ id: g.owner.actor, ...at(box(g)) }));
  return {
    names: parts(".name", (g) => g.querySelector(":scope > g > text:last-of-type").getBoundingClientRect()),
    numbers: parts(".number", (g) => g.querySelector("text:last-of-type").getBoundingClientRect()),
    marks: parts(".actor", (g) => g.children[1].getBoundingClientRect()),
  };
})"""


def gap(box: Json, mark: Json) -> float:
    """From the border of a box to the middle of a mark."""
    x, y = mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2
    return math.hypot(
        max(box["x"] - x, 0, x - box["x"] - box["width"]), max(box["y"] - y, 0, y - box["y"] - box["height"])
    )


@SIZES
@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("name", ["pbg", "spp-irt", "both", "reefs"])
def test_names_are_readable_and_belong_to_the_nearest_actor(
    name: str, lang: str, watched: Watched, files: Mapping[str, Path]
) -> None:
    """By what the browser has drawn: no two names overlap, and the mark nearest to a name is that of its actor."""
    page = opened(watched.page, files[name])
    page.click(f"[data-lang={lang}]")
    page.wait_for_timeout(200)
    for drawing in page.evaluate(DRAWN):
        written = [*drawing["names"], *drawing["numbers"]]
        assert {each["id"] for each in written} == {mark["id"] for mark in drawing["marks"]}
        assert [(a["id"], b["id"]) for a, b in itertools.combinations(written, 2) if not apart(a, b)] == []
        nearest = {box["id"]: min(drawing["marks"], key=lambda mark: gap(box, mark))["id"] for box in drawing["names"]}
        assert nearest == {actor: actor for actor in nearest}
        for number in drawing["numbers"]:
            assert min(drawing["marks"], key=lambda mark: gap(number, mark))["id"] == number["id"]


# Ties ----------------------------------------------------------------------------------------------------------------


def test_ties_of_two_actors_are_one_line_as_thick_as_they_are_many(single: Page, pbg: Case, net: Network) -> None:
    lines = ask(single, "lines", "pbg")
    pairs = [frozenset((line["from"], line["to"])) for line in lines]
    assert len(set(pairs)) == len(pairs)
    assert ask(single, "ties", "pbg") == sum(line["ties"] for line in lines) == len(drawn_claims(pbg, net))
    ranked = sorted(lines, key=lambda line: line["ties"])
    assert ranked[-1]["ties"] > 1
    assert all(a["width"] < b["width"] for a, b in itertools.pairwise(ranked) if a["ties"] < b["ties"] < 7)


def thickest(page: Page) -> Json:
    return max(ask(page, "lines", "pbg"), key=lambda line: line["ties"])


def between(page: Page, line: Json) -> list[Json]:
    ends = {line["from"], line["to"]}
    return [each for each in ask(page, "lines", "pbg") if {each["from"], each["to"]} == ends]


@SIZES
def test_a_press_opens_a_line_into_its_ties_and_each_of_them_its_claim(
    watched: Watched, files: Mapping[str, Path]
) -> None:
    page = opened(watched.page, files["pbg"])
    line = thickest(page)
    one, other = spot(page, "pbg", line["from"]), spot(page, "pbg", line["to"])
    press(page, "pbg", (one["x"] + other["x"]) / 2, (one["y"] + other["y"]) / 2)
    opened_lines = between(page, line)
    assert len(opened_lines) == line["ties"]
    assert len({each["bent"] * (1 if each["from"] < each["to"] else -1) for each in opened_lines}) == line["ties"]
    assert pane(page).locator(".claim").count() == line["ties"]
    page.keyboard.press("Escape")
    assert len(between(page, line)) == 1


def test_a_line_is_opened_by_keyboard_and_said_as_sentences(single: Page) -> None:
    line = thickest(single)
    ids = ask(single, "actors", "pbg")
    single.locator(".canvas").focus()
    for _ in range(ids.index(line["from"]) + 1):
        single.keyboard.press("PageDown")
    for _ in range(len(ids)):
        single.keyboard.press("t")
        said = single.locator("#announcer").inner_text()
        if said.startswith(f"{line['ties']} ties between"):
            break
    assert "Enter opens it." in said
    single.keyboard.press("Enter")
    assert len(between(single, line)) == line["ties"]


def test_a_tie_below_the_pointer_is_said_as_a_sentence(single: Page) -> None:
    one, other = spot(single, "pbg", "community"), spot(single, "pbg", "public-order-police")
    box_of(single, "pbg").hover(position={"x": (one["x"] + other["x"]) / 2, "y": (one["y"] + other["y"]) / 2})
    expect(single.locator(".tip")).to_have_text("Residents reports a violation to Satpol PP (documented)")


# Moving actors --------------------------------------------------------------------------------------------------------


def dragged(page: Page, drawing: str, actor: str, to: tuple[float, float]) -> None:
    there, box = spot(page, drawing, actor), box_of(page, drawing).bounding_box()
    page.mouse.move(box["x"] + there["x"], box["y"] + there["y"])
    page.mouse.down()
    page.mouse.move(box["x"] + to[0], box["y"] + to[1], steps=4)
    page.mouse.up()


def where(page: Page, drawing: str, actor: str) -> tuple[float, float]:
    there = spot(page, drawing, actor)
    return there["x"], there["y"]


def test_an_actor_is_dragged_stays_after_a_reload_and_goes_back(single: Page, files: Mapping[str, Path]) -> None:
    before = where(single, "pbg", "mayor")
    dragged(single, "pbg", "mayor", (200, 120))
    assert where(single, "pbg", "mayor") == pytest.approx((200, 120), abs=2)
    assert ask(single, "selected") is None
    opened(single, files["pbg"])
    assert where(single, "pbg", "mayor") == pytest.approx((200, 120), abs=2)
    single.click("#first-places")
    assert where(single, "pbg", "mayor") == before
    assert ask(single, "places")["pinned"] == []


def test_an_actor_is_moved_and_pinned_by_keyboard(single: Page) -> None:
    single.locator(".canvas").focus()
    single.keyboard.press("Home")
    actor = ask(single, "actors", "pbg")[0]
    before = where(single, "pbg", actor)
    single.keyboard.press("Shift+ArrowRight")
    assert where(single, "pbg", actor) == pytest.approx((before[0] + 12, before[1]), abs=1)
    assert ask(single, "places")["pinned"] == [actor]
    single.keyboard.press("p")
    assert ask(single, "places")["pinned"] == []
    expect(single.locator("#announcer")).to_have_text("No longer pinned.")


def test_an_actor_is_moved_by_a_finger(chromium: Browser, files: Mapping[str, Path]) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = opened(context.new_page(), files["pbg"])
    box_of(page, "pbg").scroll_into_view_if_needed()
    there, box = spot(page, "pbg", "mayor"), box_of(page, "pbg").bounding_box()
    touch = context.new_cdp_session(page)
    for kind, (x, y) in (("Start", (0, 0)), ("Move", (-20, 20)), ("Move", (-60, 40)), ("End", (-60, 40))):
        points = [] if kind == "End" else [{"x": box["x"] + there["x"] + x, "y": box["y"] + there["y"] + y}]
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    page.wait_for_timeout(200)
    assert where(page, "pbg", "mayor") == pytest.approx((there["x"] - 60, there["y"] + 40), abs=3)
    context.close()


def test_a_saved_layout_is_read_again_and_draws_the_same_map(single: Page, tmp_path: Path) -> None:
    dragged(single, "pbg", "mayor", (200, 120))
    layout = saved(single, "layout", tmp_path, "json")
    again = tmp_path / "again.html"
    result = CliRunner().invoke(main, ["map", "pbg", "--layout", str(layout), "-o", str(again)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"written: {again} (")
    opened(single, again)
    assert where(single, "pbg", "mayor") == pytest.approx((200, 120), abs=2)
    assert ask(single, "places")["pinned"] == ["mayor"]


def test_a_map_works_where_storage_is_refused(watched: Watched, files: Mapping[str, Path]) -> None:
    watched.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    page = opened(watched.page, files["pbg"])
    dragged(page, "pbg", "mayor", (200, 120))
    assert where(page, "pbg", "mayor") == pytest.approx((200, 120), abs=2)


@pytest.mark.parametrize(
    "stored", ["null", "[", '{"schema":"collabgraph/layout/1","places":{"mayor":[9,9]},"pinned":7}']
)
def test_what_is_stored_and_not_valid_is_not_used(stored: str, single: Page, files: Mapping[str, Path]) -> None:
    before = where(single, "pbg", "mayor")
    dragged(single, "pbg", "mayor", (200, 120))
    single.evaluate("stored => localStorage.setItem(Object.keys(localStorage)[0], stored)", stored)
    opened(single, files["pbg"])
    assert where(single, "pbg", "mayor") == before


@SIZES
@NAMES
def test_a_map_that_arranges_itself_settles_inside_its_frame(
    name: str, watched: Watched, files: Mapping[str, Path]
) -> None:
    page = opened(watched.page, files[name])
    before = {drawing: ask(page, "spots", drawing) for drawing in ask(page, "drawings")}
    page.click("#arrange")
    expect(page.locator("#announcer")).to_contain_text("has arranged itself")
    for drawing, first in before.items():
        box, spots = box_of(page, drawing).bounding_box(), ask(page, "spots", drawing)
        assert any(abs(one["x"] - other["x"]) > 20 for one, other in zip(first, spots, strict=True))
        assert all(0 < each["x"] < box["width"] and 0 < each["y"] < box["height"] for each in spots)
    page.wait_for_timeout(300)
    assert {drawing: ask(page, "spots", drawing) for drawing in before} == {
        drawing: ask(page, "spots", drawing) for drawing in before
    }
    page.click("#first-places")
    assert {drawing: ask(page, "spots", drawing) for drawing in before} == before


# What is shown --------------------------------------------------------------------------------------------------------


def assert_measures_agree(page: Page, drawing: str, net: Network) -> None:
    """Every metric of the page has the values that the catalogue has, where these are defined."""
    for metric in METRICS:
        expected = {a.id: row[metric] for a, row in zip(net.actors, metrics(net, only=[metric]).actors, strict=True)}
        known = {actor: value for actor, value in expected.items() if value is not None}
        assert ask(page, "measured", drawing, metric) == pytest.approx(known), metric


@pytest.mark.parametrize("name", ["pbg", "spp-irt"])
def test_what_the_page_measures_is_what_the_catalogue_measures(
    name: str, page: Page, files: Mapping[str, Path], library: Library
) -> None:
    assert_measures_agree(opened(page, files[name]), name, network(library.open(name)))


@pytest.mark.parametrize("directed", [True, False])
def test_measures_of_any_network_agree_too(directed: bool, page: Page, ontology: Ontology, tmp_path: Path) -> None:
    """On a network of 40 actors drawn at random, in four sectors."""
    draw = random.Random(7)  # noqa: S311 -- a network, not a secret
    ids = [f"a{number:02}" for number in range(40)]
    pairs = {tuple(draw.sample(ids, 2)) for _ in range(90)}
    kept = pairs if directed else {pair for pair in pairs if pair[::-1] not in pairs or pair[0] < pair[1]}
    sectors = {actor: f"s{place % 4}" for place, actor in enumerate(ids)}
    net = from_pairs("random", ids, sorted(kept), directed=directed, sectors=sectors)
    (tmp_path / "map.html").write_text(maps.network_page(net, ontology), encoding="utf-8")
    assert_measures_agree(opened(page, tmp_path / "map.html"), "random", net)


@pytest.mark.parametrize("name", ["pbg", "spp-irt"])
def test_communities_are_as_modular_as_those_of_another_program(
    name: str, page: Page, files: Mapping[str, Path], library: Library
) -> None:
    opened(page, files[name])
    graph = network(library.open(name)).to_networkx().to_undirected()
    tied = graph.subgraph([actor for actor in graph if graph.degree(actor)])
    found = ask(page, "communities", name)
    parts = [{actor for actor in tied if found[actor] == number} for number in {found[actor] for actor in tied}]
    best = max(modularity(tied, louvain_communities(tied, seed=seed, weight=None), weight=None) for seed in range(20))
    assert modularity(tied, parts, weight=None) >= best - 0.005
    assert all(found[actor] is None for actor in set(graph) - set(tied))


def test_metrics_are_measured_again_for_what_is_shown_and_the_page_says_so(single: Page, pbg: Case) -> None:
    filter_box(single, "basis", "prescribed").uncheck()
    net = network(pbg, bases=DEFAULT_BASES - {Basis.PRESCRIBED})
    sizes = f"{len(net.actors)} actors, {len(net.ties)} ties"
    expect(single.locator("#metrics-of")).to_contain_text(f"for what is shown (PBG: {sizes})")
    expect(single.locator(".facts")).to_contain_text(f"Shown now: {sizes}.")
    expected = {a.id: row["degree"] for a, row in zip(net.actors, metrics(net, only=["degree"]).actors, strict=True)}
    expect(single.locator("tbody tr")).to_have_count(len(expected))
    column = single.locator("thead th").evaluate_all("heads => heads.findIndex(h => h.dataset.column === 'degree pbg')")
    for row in single.locator("tbody tr").all():
        assert row.locator("> *").nth(column).inner_text() == str(expected[row.get_attribute("data-actor") or ""])


@pytest.mark.parametrize("steps", [1, 2])
def test_a_focus_shows_an_actor_and_those_so_many_ties_away(steps: int, single: Page, net: Network) -> None:
    press_actor(single, "pbg", "mayor")
    single.select_option("#focus-steps", str(steps))
    near = nx.ego_graph(net.to_networkx().to_undirected(), "mayor", radius=steps)
    assert set(ask(single, "actors", "pbg")) == set(near)
    single.locator("#focus button").click()
    assert len(ask(single, "actors", "pbg")) == len(net.actors)


def test_the_shortest_path_is_as_long_as_another_program_finds_it(single: Page, net: Network) -> None:
    graph = net.to_networkx()
    for one, other in itertools.permutations([actor.id for actor in net.actors[:12]], 2):
        found = ask(single, "path", "pbg", one, other)
        if nx.has_path(graph, one, other):
            assert (found["directed"], len(found["ids"])) == (True, len(nx.shortest_path(graph, one, other)))
            assert all(graph.has_edge(*step) for step in itertools.pairwise(found["ids"]))
        elif nx.has_path(graph.to_undirected(), one, other):
            assert found["directed"] is False
        else:
            assert found is None


def test_a_path_is_chosen_in_the_pane_and_told_step_by_step(single: Page) -> None:
    press_actor(single, "pbg", "community")
    single.select_option("#path-to", label="Applicant for building approval")
    assert ask(single, "selected") == {"path": ["community", "applicant"]}
    expect(pane(single).locator(".path > li")).to_have_count(2)
    expect(pane(single)).to_contain_text("Residents reports a violation to Satpol PP (documented)")


@pytest.mark.parametrize("colour", ["sector", "level", "community", "metric betweenness"])
def test_colour_shows_what_is_chosen_and_its_key_counts_every_actor(colour: str, single: Page, net: Network) -> None:
    single.select_option("#colour", colour)
    rows = single.locator("#mark-key li:has(svg)")
    assert sum(int(text.rpartition("(")[2].rstrip(")")) for text in rows.all_inner_texts()) == len(net.actors)
    looks = {(each["shape"], each["colour"]) for each in ask(single, "spots", "pbg")}
    assert len(looks) == rows.count() > 1
    assert len({shape for shape, _ in looks}) > 1


def test_the_address_leads_to_what_is_shown(watched: Watched, files: Mapping[str, Path]) -> None:
    page = opened(watched.page, files["both"])
    filter_box(page, "kind", "ministry").uncheck()
    page.select_option("#metric", "betweenness")
    page.select_option("#colour", "sector")
    page.click("[data-lang=id]")
    page.uncheck("#systems")
    press_actor(page, "pbg", "mayor")
    page.select_option("#focus-steps", "2")
    address, shown = page.url, [ask(page, "state"), ask(page, "actors", "pbg")]
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("html[data-ready=true]")
    assert [ask(page, "state"), ask(page, "actors", "pbg")] == shown
    expect(filter_box(page, "kind", "ministry")).not_to_be_checked()
    expect(page.locator("#systems")).not_to_be_checked()


@pytest.mark.parametrize(
    "address",
    [
        "selected=%7B%22actor%22%3A%22nobody%22%7D", "selected=%5B", "selected=null", "hide=7",
        "hide=[[%22__proto__%22,1]]",
        "focus=[%22mayor%22,%22x%22]", "lang=xx&actors=person&size=weight&colour=%3Cimg%3E&systems=maybe&together=true",
    ],
)  # fmt: skip
def test_an_address_that_says_nothing_valid_harms_nothing(
    address: str, watched: Watched, files: Mapping[str, Path], net: Network
) -> None:
    watched.page.goto(f"{files['pbg'].as_uri()}#{address}")
    watched.page.wait_for_selector("html[data-ready=true]")
    assert ask(watched.page, "selected") is None
    assert len(ask(watched.page, "actors", "pbg")) in (len(net.actors), len(net.actors) - 2)


def test_a_link_is_copied_or_shown_to_be_copied(chromium: Browser, files: Mapping[str, Path]) -> None:
    for allowed in (True, False):
        context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"] if allowed else [])
        page = context.new_page()
        if not allowed:
            page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        opened(page, files["pbg"])
        page.select_option("#colour", "sector")
        page.click("#copy-link")
        if allowed:
            expect(page.locator("#copy-link")).to_have_text("Link copied")
            assert page.evaluate("navigator.clipboard.readText()") == page.url
        else:
            expect(page.locator("#link")).to_have_value(page.url)
        assert "colour=sector" in page.url
        context.close()


def test_the_styles_of_lines_are_explained_above_the_fold(watched: Watched, files: Mapping[str, Path]) -> None:
    for size in (WIDE, NARROW):
        watched.page.set_viewport_size({"width": size[0], "height": size[1]})
        page = watched.page
        page.goto(files["pbg"].as_uri())
        page.wait_for_selector("html[data-ready=true]")
        box = page.locator("#line-key").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < size[1]
        for words in ("documented", "prescribed", "practised elsewhere", "inferred", "several ties"):
            expect(page.locator("#line-key")).to_contain_text(words)


def test_an_empty_map_says_why(watched: Watched, pbg: Case, ontology: Ontology, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text(maps.page([pbg], ontology, bases=[Basis.REPORTED]), encoding="utf-8")
    page = opened(watched.page, tmp_path / "map.html")
    expect(page.locator(".empty")).to_contain_text("no claim on the bases of this map names one")
    left_out = network(pbg, bases=[Basis.REPORTED]).omitted
    assert left_out
    for count in left_out.values():
        expect(page.locator(".empty")).to_contain_text(str(count))


def test_a_map_emptied_by_the_filter_says_so_and_shows_everything_again(single: Page, net: Network) -> None:
    single.click('[data-none="kind"]')
    expect(single.locator(".empty")).to_contain_text("The filter hides every actor.")
    single.locator(".empty button").click()
    assert len(ask(single, "actors", "pbg")) == len(net.actors)
    expect(single.locator(".empty")).to_be_hidden()


def test_three_cases_stand_beside_each_other(watched: Watched, files: Mapping[str, Path]) -> None:
    page = opened(watched.page, files["three"])
    assert ask(page, "drawings") == ["pbg", "spp-irt", "whfc"]
    boxes = [page.locator("figure").nth(place).bounding_box() for place in range(3)]
    assert all(one["x"] + one["width"] <= other["x"] for one, other in itertools.pairwise(boxes))  # type: ignore[index]
    for drawing in ask(page, "drawings"):
        assert_keyed(page, drawing)


def test_an_office_stands_in_the_same_place_in_both_maps(double: Page, pbg: Case, spp_irt: Case) -> None:
    shared = {actor.id for actor in network(pbg).actors} & {actor.id for actor in network(spp_irt).actors}
    assert len(shared) > 1
    for actor in shared:
        one, other = spot(double, "pbg", actor), spot(double, "spp-irt", actor)
        assert (one["x"], one["y"]) == pytest.approx((other["x"], other["y"]), abs=1)


def test_a_map_fits_its_box_again_after_the_window_has_changed(single: Page) -> None:
    single.set_viewport_size({"width": 700, "height": 700})
    single.wait_for_timeout(1500)
    width = box_of(single, "pbg").bounding_box()["width"]
    spots = ask(single, "spots", "pbg")
    assert all(0 < each["x"] < width for each in spots)
    assert max(each["x"] for each in spots) - min(each["x"] for each in spots) > 0.7 * width


def test_nothing_is_wider_than_a_narrow_screen(chromium: Browser, files: Mapping[str, Path]) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    opened(page, files["both"])
    for click in (None, "label[for=together]", "[data-lang=id]", "tbody th button"):
        if click:
            page.locator(click).first.click()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.close()


@pytest.mark.parametrize("width", [1280, 900, 390])
def test_parts_of_the_page_do_not_overlap(width: int, double: Page) -> None:
    double.set_viewport_size({"width": width, "height": 800})
    for group in double.locator("details").all():
        group.evaluate("group => (group.open = true)")
    boxes = [double.locator(part).bounding_box() for part in (".top", ".tools", ".workplace", "#tables", "#cases")]
    assert all(one["y"] + one["height"] <= other["y"] + 1 for one, other in itertools.pairwise(boxes))  # type: ignore[index]
    legend = double.locator(".legend")
    foot = legend.evaluate("legend => legend.getBoundingClientRect().top + legend.scrollHeight")
    assert width == 1280 or foot <= double.locator(".under").first.bounding_box()["y"]  # type: ignore[index]


# The legend is the filter ---------------------------------------------------------------------------------------------


def test_a_kind_of_actor_that_is_filtered_out_leaves_the_picture_and_the_table(single: Page, net: Network) -> None:
    ministries = {actor.id for actor in net.actors if actor.kind == "ministry"}
    assert len(ministries) > 1
    there = spot(single, "pbg", "finance-ministry")
    filter_box(single, "kind", "ministry").uncheck()
    left = {actor.id for actor in net.actors} - ministries
    assert set(ask(single, "actors", "pbg")) == {each["id"] for each in ask(single, "spots", "pbg")} == left
    expect(single.locator('tr[data-actor="finance-ministry"]')).to_have_count(0)
    assert set(rows(single, "pbg")) == left
    assert single.locator('table [data-opens="finance-ministry"]').count() == 0
    assert [0, 114, 178] not in pixels(single, "pbg", there["x"], there["y"], 3)
    filter_box(single, "kind", "ministry").check()
    assert set(ask(single, "actors", "pbg")) == {actor.id for actor in net.actors}


@pytest.mark.parametrize("group", ["basis", "tie"])
def test_ties_that_are_filtered_out_leave_the_picture(group: str, single: Page, pbg: Case, net: Network) -> None:
    value = {"basis": "prescribed", "tie": "regulates"}[group]
    ties = drawn_claims(pbg, net)
    gone = [tie for tie in ties if value in (tie.basis, tie.kind)]
    assert 0 < len(gone) < len(ties)
    filter_box(single, group, value).uncheck()
    assert ask(single, "ties", "pbg") == len(ties) - len(gone)


def test_a_basis_that_is_filtered_out_takes_along_who_is_there_on_it_alone(single: Page, pbg: Case) -> None:
    filter_box(single, "basis", "prescribed").uncheck()
    other = network(pbg, bases=DEFAULT_BASES - {Basis.PRESCRIBED})
    assert set(ask(single, "actors", "pbg")) == {actor.id for actor in other.actors}


def test_roles_filter_too_and_so_does_having_none(single: Page, pbg: Case) -> None:
    single.locator('details[data-group="role"]').evaluate("group => (group.open = true)")
    single.click('[data-none="role"]')
    assert ask(single, "actors", "pbg") == []
    filter_box(single, "role", "rule-maker").check()
    makers = {pbg.actors[part.actor].id for part in pbg.of(Participation, DEFAULT_BASES) if "rule-maker" in part.roles}
    assert set(ask(single, "actors", "pbg")) == makers != set()
    single.click('[data-every="role"]')
    assert len(ask(single, "actors", "pbg")) == len(network(pbg).actors)


def test_the_legend_counts_what_each_box_stands_for(double: Page, pbg: Case, spp_irt: Case) -> None:
    counts = double.locator('label:has([data-filter="kind"][data-value="government-office"]) .count').all_inner_texts()
    assert counts == [str(sum(a.kind == "government-office" for a in network(case).actors)) for case in (pbg, spp_irt)]


def test_what_is_not_drawn_is_said_to_be_unknown_and_leads_to_the_missing_data(single: Page, pbg: Case) -> None:
    legend = single.locator(".legend")
    expect(legend).to_contain_text("that does not mean there is none")
    for reason, count in network(pbg).omitted.items():
        expect(legend).to_contain_text(re.compile(rf"\b{count}\b"))
        assert count, reason
    legend.get_by_role("button", name="What is missing, and why").click()
    assert single.evaluate("document.activeElement.nextElementSibling.textContent") == pbg.coding["missingData"]["en"]


# Choices --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("granularity", "systems"), [("role", True), ("office", False), ("role", False)])
def test_roles_and_systems_can_be_chosen(granularity: Any, systems: bool, single: Page, pbg: Case) -> None:
    single.click(f"label[for=granularity-{granularity}]")
    single.set_checked("#systems", systems)
    chosen = network(pbg, granularity=granularity, systems=systems)
    assert set(ask(single, "actors", "pbg")) == set(rows(single, "pbg")) == {actor.id for actor in chosen.actors}
    assert ask(single, "ties", "pbg") == len(drawn_claims(pbg, chosen))


def test_the_size_of_an_actor_shows_the_metric_the_reader_picks(single: Page, net: Network) -> None:
    for metric in ("in_degree", "betweenness"):
        single.select_option("#metric", metric)
        values = [row[metric] for row in metrics(net, only=[metric]).actors]
        spots = {each["id"]: each["radius"] for each in ask(single, "spots", "pbg")}
        ranked = sorted(
            zip(values, (spots[actor.id] for actor in net.actors), strict=True), key=lambda pair: pair[0] or 0
        )
        assert all(small[1] < large[1] for small, large in itertools.pairwise(ranked) if small[0] < large[0])  # type: ignore[operator]


def test_an_actor_without_a_value_is_hollow_and_the_legend_says_why(single: Page, net: Network) -> None:
    single.select_option("#metric", "constraint")
    alone = next(
        a
        for a, row in zip(net.actors, metrics(net, only=["constraint"]).actors, strict=True)
        if row["constraint"] is None
    )
    there = spot(single, "pbg", alone.id)
    assert [255, 255, 255] in pixels(single, "pbg", there["x"], there["y"], 1)
    expect(single.locator("#keys-to-marks")).to_contain_text("undefined")
    press_actor(single, "pbg", alone.id)
    expect(pane(single).locator(".metrics")).to_contain_text("undefined (")


# Finding and opening --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "actor"),
    [
        ("public order", "Public Order Police Unit of Jambi City"),
        ("polisi PAMONG", "Public Order Police Unit of Jambi City"),
        ("dprd", "City Council of Jambi"),
        ("finance-min", "Ministry of Finance"),
    ],
)
def test_an_actor_is_found_by_any_of_its_names(typed: str, actor: str, single: Page) -> None:
    single.get_by_label("Find an actor").press_sequentially(typed)
    expect(single.get_by_role("option").first).to_contain_text(actor)
    single.keyboard.press("ArrowDown")
    single.keyboard.press("Enter")
    expect(pane(single).get_by_role("heading", level=2)).to_have_text(actor)
    assert single.evaluate("document.activeElement.id") == "pane-title"
    single.keyboard.press("Escape")
    assert single.evaluate("document.activeElement.id") == "search"


def test_who_is_not_found_is_said_not_to_be_there(single: Page) -> None:
    single.get_by_label("Find an actor").fill("nobody at all")
    expect(single.locator("#found").get_by_role("option")).to_have_text("No actor of this view has such a name.")


@SIZES
def test_a_press_on_an_actor_opens_everything_it_rests_on(
    watched: Watched, files: Mapping[str, Path], pbg: Case, net: Network
) -> None:
    page = opened(watched.page, files["pbg"])
    press_actor(page, "pbg", "public-order-police")
    assert ask(page, "selected") == {"actor": "public-order-police"}
    shown = pane(page)
    parts = [part for part in pbg.of(Participation) if pbg.actors[part.actor].id == "public-order-police"]
    assert parts
    for part in parts:
        expect(shown).to_contain_text(part.statement["en"])
        for evidence in part.evidence:
            for text in (evidence.source.title, evidence.source.citation, evidence.locator, evidence.note):
                expect(shown).to_contain_text(text["en"])
    place = [actor.id for actor in net.actors].index("public-order-police")
    neighbours = {end for tie in net.ties if place in (tie.sender, tie.receiver) for end in (tie.sender, tie.receiver)}
    for end in neighbours - {place}:
        expect(shown.locator(".ties")).to_contain_text(net.actors[end].label["en"])
    expect(shown.locator(".metrics dd")).to_have_count(len(json.loads(page.locator("#data").inner_text())["metrics"]))


def test_a_press_on_a_label_opens_its_actor(single: Page) -> None:
    label = next(each for each in ask(single, "labelBoxes", "pbg") if each["id"] == "community")
    press(single, "pbg", label["x"] + label["width"] / 2, label["y"] + label["height"] / 2)
    assert ask(single, "selected") == {"actor": "community"}


def test_a_press_on_a_tie_opens_its_claims(single: Page, pbg: Case, net: Network) -> None:
    tie = next(
        tie for tie in drawn_claims(pbg, net)
        if (pbg.actors[tie.sender].id, pbg.actors[tie.receiver].id) == ("community", "public-order-police")
    )  # fmt: skip
    one, other = spot(single, "pbg", "community"), spot(single, "pbg", "public-order-police")
    press(single, "pbg", (one["x"] + other["x"]) / 2, (one["y"] + other["y"]) / 2)
    assert ask(single, "selected") == {"from": "community", "to": "public-order-police", "claim": tie.id}
    shown = pane(single)
    expect(shown.get_by_role("heading", level=2)).to_contain_text("Residents")
    for text in (tie.id, tie.statement["en"], tie.evidence[0].source.citation["en"], tie.evidence[0].note["en"]):
        expect(shown).to_contain_text(text)
    shown.locator("h2").get_by_role("button").first.click()
    expect(shown.get_by_role("heading", level=2)).to_have_text("Residents")


def test_a_press_beside_everything_closes_the_evidence(single: Page) -> None:
    press_actor(single, "pbg", "community")
    press(single, "pbg", 3, 3)
    assert ask(single, "selected") is None
    expect(pane(single).get_by_role("heading", level=2)).to_have_text("Evidence")


def test_the_evidence_is_announced(single: Page) -> None:
    expect(pane(single)).to_have_attribute("aria-live", "polite")


def test_a_tie_said_to_be_absent_or_open_is_not_drawn_and_is_said(
    watched: Watched, pbg: Case, net: Network, ontology: Ontology, tmp_path: Path
) -> None:
    one, other = drawn_claims(pbg, net)[:2]
    stated = {one.id: Status.ABSENT, other.id: Status.CONTESTED}
    claims = tuple(replace(c, status=stated[c.id]) if c.id in stated else c for c in pbg.claims)  # type: ignore[call-arg]
    file = tmp_path / "map.html"
    file.write_text(maps.page([replace(pbg, claims=claims)], ontology), encoding="utf-8")
    page = opened(watched.page, file)
    assert ask(page, "ties", "pbg") == len(drawn_claims(pbg, net)) - 2
    for tie, words in ((one, "Claimed not to exist"), (other, "Not settled whether it exists")):
        page.locator(f'tr[data-actor="{pbg.actors[tie.sender].id}"] th button').click()
        for place in (pane(page), page.locator("#cases")):
            expect(place.get_by_role("heading", name=words)).to_be_visible()
            expect(place).to_contain_text(tie.statement["en"])


# Two cases ------------------------------------------------------------------------------------------------------------


def test_an_office_selected_in_one_map_is_selected_in_the_other(double: Page) -> None:
    def ringed(drawing: str) -> int:
        there = spot(double, drawing, "dpmptsp")
        return pixels(double, drawing, there["x"], there["y"], there["radius"] + 8).count(INK)

    before = {drawing: ringed(drawing) for drawing in ("pbg", "spp-irt")}
    press_actor(double, "pbg", "dpmptsp")
    assert all(ringed(drawing) > before[drawing] + 40 for drawing in before)
    sections = pane(double).locator("section")
    expect(sections).to_have_count(2)
    for place, claim in ((0, "PBG"), (1, "SPP-IRT")):
        expect(sections.nth(place).get_by_role("heading", level=3)).to_contain_text(claim)
        assert sections.nth(place).locator(".claim").count() > 0
    assert double.locator("tr.chosen").count() == 2


def test_an_actor_of_one_case_is_not_said_to_be_absent_from_the_other(double: Page) -> None:
    press_actor(double, "spp-irt", "producer")
    expect(pane(double).locator("section").first).to_contain_text("That does not mean it takes no part.")


def test_the_difference_is_told_by_colour_and_in_words(
    double: Page, pbg: Case, spp_irt: Case, ontology: Ontology
) -> None:
    double.click("label[for=together]")
    assert ask(double, "drawings") == ["/difference"]
    for actor, colour in (("dpmptsp", [51, 51, 51]), ("applicant", [0, 114, 178]), ("producer", [213, 94, 0])):
        there = spot(double, "/difference", actor)
        beside_its_number = there["x"] - 0.7 * there["radius"]
        assert set(map(tuple, pixels(double, "/difference", beside_its_number, there["y"], 1))) == {tuple(colour)}
    found = compare([pbg, spp_irt], ontology.frameworks["service-provision"], ontology)
    facts = double.locator("figure:visible .facts").inner_text()
    ties = [len(found.shared_ties), *(len(found.only(case.id)) for case in (pbg, spp_irt))]
    assert [int(number) for number in re.findall(r"(\d+) ties", facts)] == ties
    cells = double.locator('tr[data-actor="dpmptsp"] td').all_inner_texts()
    assert any("in both cases" in cell for cell in cells)
    assert double.locator('tr[data-actor="applicant"] td').filter(has_text="only in PBG").count() == 1


def test_shapes_tell_the_difference_without_colour(double: Page) -> None:
    """A circle leaves the corners of the square around it empty, a square fills them, a diamond leaves more of it."""
    double.click("label[for=together]")
    double.select_option("#metric", "")
    filled = {}
    for actor in ("dpmptsp", "regional-bank", "credit-programme"):
        there = spot(double, "/difference", actor)
        found = pixels(double, "/difference", there["x"], there["y"], there["radius"])
        filled[actor] = sum(colour in ([51, 51, 51], [0, 114, 178], [213, 94, 0]) for colour in found) / len(found)
    assert filled["dpmptsp"] < filled["regional-bank"] < filled["credit-programme"]


def test_a_selection_survives_the_change_to_the_difference_and_back(double: Page) -> None:
    press_actor(double, "pbg", "dpmptsp")
    double.click("label[for=together]")
    assert ask(double, "selected") == {"actor": "dpmptsp"}
    expect(pane(double).locator("section")).to_have_count(2)
    double.click("label[for=beside]")
    assert ask(double, "drawings") == ["pbg", "spp-irt"]


# Languages ------------------------------------------------------------------------------------------------------------

VISIBLE_WORDS = """() => {
  const found = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const seen = !parent.closest("script, style, noscript, svg.drawing") && parent.checkVisibility();
    if (seen) found.push(walker.currentNode.textContent.trim());
  }
  for (const each of document.querySelectorAll("[aria-label], [title]")) {
    if (each.checkVisibility()) found.push(each.getAttribute("aria-label") ?? "", each.title);
  }
  return found.filter((text) => /\\p{L}/u.test(text));
}"""


def one_in_both(data: Json) -> set[str]:
    """What the data says alike in both languages: names, citations, ids, and texts whose two versions are the same."""
    if isinstance(data, dict):
        if set(data) == {"en", "id"}:
            return {data["en"]} if data["en"] == data["id"] else set()
        return set(data).union(*map(one_in_both, data.values()))
    if isinstance(data, list):
        return set().union(*map(one_in_both, data))
    return {data} if isinstance(data, str) else set()


def test_every_visible_word_changes_with_the_language(double: Page) -> None:
    for prepare in ("tbody th button", "label[for=together]"):
        double.locator(prepare).first.click()
        double.click("[data-lang=en]")
        english = set(double.evaluate(VISIBLE_WORDS))
        double.click("[data-lang=id]")
        assert double.evaluate("document.documentElement.lang") == "id"
        indonesian = set(double.evaluate(VISIBLE_WORDS))
        fixed = one_in_both(json.loads(double.locator("#data").inner_text())) | {"English", "Bahasa Indonesia"}
        assert {text for text in english & indonesian if text.rstrip(":,") not in fixed} == set()


def test_numbers_are_written_as_the_language_writes_them(single: Page) -> None:
    column = single.locator('tr[data-actor="applicant"] .number')
    assert any("." in text for text in column.all_inner_texts())
    single.click("[data-lang=id]")
    assert any("," in text for text in column.all_inner_texts())
    assert not any("." in text for text in column.all_inner_texts())


def test_a_page_can_start_in_indonesian(page: Page, pbg: Case, ontology: Ontology, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    file.write_text(maps.page([pbg], ontology, lang="id", granularity="role", systems=False), encoding="utf-8")
    opened(page, file)
    expect(page.get_by_role("heading", level=1)).to_have_text("Siapa berhubungan dengan siapa dalam PBG")
    assert len(ask(page, "actors", "pbg")) == len(network(pbg, granularity="role", systems=False).actors)


def test_the_page_has_exactly_the_words_its_scripts_and_its_template_say() -> None:
    template = pages.shipped("output/maps/page.html")
    scripts = "\n".join(pages.shipped(f"output/maps/{name}.js") for name in maps.SCRIPTS)
    keys_of_template = set(
        re.findall(r'word\([\'"](\w+)[\'"]\)|phrase\("\w+", "(\w+)"|data-word(?:-label)?="(\w+)"', template)
    )
    named = {key for keys in keys_of_template for key in keys if key} | set(re.findall(r'\bsay\("(\w+)"', scripts))
    quoted = set(re.findall(r'"(\w+)"', scripts))
    assert named <= set(WORDS)
    assert set(WORDS) <= named | quoted


# By keyboard ----------------------------------------------------------------------------------------------------------


def active(page: Page, expression: str) -> Json:
    return page.evaluate(f"document.activeElement.{expression}")


def test_every_actor_is_reached_opened_and_left_by_keyboard(single: Page, net: Network) -> None:
    single.keyboard.press("Tab")
    assert active(single, "textContent") == "Skip to the map"
    single.keyboard.press("Enter")
    assert active(single, "className") == "canvas"
    met = set()
    for _ in net.actors:
        single.keyboard.press("PageDown")
        single.keyboard.press("Enter")
        assert active(single, "id") == "pane-title"
        met.add(active(single, "textContent"))
        single.keyboard.press("Escape")
        assert active(single, "className") == "canvas"
    assert met == {actor.label["en"] for actor in net.actors}


#: The direction of each arrow.
ARROWS = {"ArrowRight": (1, 0), "ArrowDown": (0, 1), "ArrowLeft": (-1, 0), "ArrowUp": (0, -1)}


def test_arrows_walk_to_the_nearest_actor_in_their_direction_and_stay_where_nobody_is(single: Page) -> None:
    """In a direction is what lies ahead rather than aside, within about 56 degrees; a place is known to one pixel."""
    single.locator(".canvas").focus()
    single.keyboard.press("Home")
    spots = ask(single, "spots", "pbg")
    here = spot(single, "pbg", ask(single, "actors", "pbg")[0])
    moved = set()
    for key, (right, down) in list(ARROWS.items()) * 3:
        ahead = {one["id"]: (one["x"] - here["x"]) * right + (one["y"] - here["y"]) * down for one in spots}
        away = {one["id"]: math.dist((one["x"], one["y"]), (here["x"], here["y"])) for one in spots}
        near = {name: away[name] for name in away if ahead[name] > 1 and away[name] < ahead[name] / math.cos(0.97)}
        single.keyboard.press(key)
        said = single.locator("#announcer").inner_text()
        single.keyboard.press("Enter")
        name = active(single, "textContent")
        assert said.startswith(name)
        there = spot(single, "pbg", ask(single, "selected")["actor"])
        single.keyboard.press("Escape")
        if there == here:
            assert near == {}
        else:
            moved.add(key)
            assert ahead[there["id"]] > 0
            assert away[there["id"]] <= min(near.values(), default=math.inf) + 2
        here = there
    assert moved == set(ARROWS)


def test_the_keyboard_is_not_trapped_in_a_map_and_its_focus_is_seen(single: Page) -> None:
    single.locator(".canvas").focus()
    single.keyboard.press("PageDown")
    outline = single.locator(".canvas").evaluate("box => getComputedStyle(box).outlineWidth")
    assert outline == "3px"
    single.keyboard.press("Tab")
    assert active(single, "getAttribute('aria-label')") == "Enlarge"
    single.keyboard.press("Shift+Tab")
    assert active(single, "className") == "canvas"


def test_a_name_in_the_table_opens_the_evidence_and_escape_comes_back_to_it(single: Page) -> None:
    button = single.locator('tr[data-actor="mayor"] th button')
    button.focus()
    single.keyboard.press("Enter")
    assert active(single, "textContent") == "Mayor of Jambi City"
    assert ask(single, "selected") == {"actor": "mayor"}
    expect(button).to_have_attribute("aria-pressed", "true")
    single.keyboard.press("Escape")
    assert active(single, "dataset.opens") == "mayor"
    assert ask(single, "selected") is None


def test_evidence_leads_on_to_other_evidence_and_back_to_where_one_began(single: Page) -> None:
    button = single.locator('tr[data-actor="mayor"] th button')
    button.focus()
    single.keyboard.press("Enter")
    pane(single).locator(".ties button").first.focus()
    single.keyboard.press("Enter")
    assert "claim" in ask(single, "selected")
    assert active(single, "id") == "pane-title"
    single.keyboard.press("Escape")
    assert active(single, "dataset.opens") == "mayor"


# The table ------------------------------------------------------------------------------------------------------------


def test_the_table_says_what_the_map_shows(single: Page, net: Network) -> None:
    assert sorted(rows(single, "pbg")) == sorted(actor.id for actor in net.actors)
    ids = [actor.id for actor in net.actors]
    for place, actor in enumerate(net.actors):
        row = single.locator(f'tr[data-actor="{actor.id}"]')
        ties = [tie for tie in net.ties if place in (tie.sender, tie.receiver)]
        expected = {ids[end] for tie in ties for end in (tie.sender, tie.receiver)} - {actor.id}
        linked = row.locator(".neighbours [data-opens]").evaluate_all("all => all.map(each => each.dataset.opens)")
        assert (sorted(linked), row.locator("th").inner_text()) == (sorted(expected), actor.label["en"])


def test_a_heading_sorts_the_table_and_says_so(single: Page, net: Network) -> None:
    found = metrics(net, only=["betweenness"]).actors
    values = {actor.id: row["betweenness"] for actor, row in zip(net.actors, found, strict=True)}
    head = single.locator("thead th", has_text="betweenness")
    head.get_by_role("button").focus()
    single.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert [values[each] for each in rows(single, "pbg")] == sorted(values.values(), reverse=True)
    single.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert [values[each] for each in rows(single, "pbg")] == sorted(values.values())


# Hostile text ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology, library: Library) -> Path:
    """The page of a case with hostile words, and with ids that every object of a script has a property for."""
    folder = tmp_path_factory.mktemp("hostile")
    text = Path(library.path("pbg")).read_text(encoding="utf-8")
    written = json.dumps(HOSTILE, ensure_ascii=False)
    for words in ("Residents", "Masyarakat"):
        text = re.sub(rf'"{words}"(@en|@id)', lambda found: written + found[1], text)
    text = text.replace("Residents report building without permit", HOSTILE.replace("\\", "\\\\").replace('"', '\\"'))
    text = text.replace("actor:community", "actor:constructor").replace("pbg:T12", "pbg:toString")
    (folder / "pbg.ttl").write_text(text, encoding="utf-8")
    (folder / "jambi-licensing.ttl").write_bytes(library.path("pbg").with_name("jambi-licensing.ttl").read_bytes())
    case = library.open_file(folder / "pbg.ttl")
    assert any(actor.label["en"] == HOSTILE for actor in case.actors.values())
    (folder / "map.html").write_text(maps.page([case], ontology), encoding="utf-8")
    return folder / "map.html"


@SIZES
def test_hostile_text_is_text(watched: Watched, hostile: Path) -> None:
    page = opened(watched.page, hostile)
    press_actor(page, "pbg", "constructor")
    assert pane(page).get_by_role("heading", level=2).text_content() == HOSTILE
    assert HOSTILE in (pane(page).text_content() or "")
    pane(page).locator(".ties button").first.click()
    assert HOSTILE[:200] in (pane(page).text_content() or "")
    page.get_by_label("Find an actor").fill("<script>")
    assert (page.get_by_role("option").first.text_content() or "").startswith(HOSTILE[:80])
    page.click("[data-lang=id]")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked") is None
    assert page.locator("main script, main img, header script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]
    assert_tidy(page, "pbg")


def test_hostile_text_is_text_in_a_saved_picture(watched: Watched, hostile: Path, tmp_path: Path) -> None:
    page = opened(watched.page, hostile)
    root = ElementTree.fromstring(saved(page, "svg", tmp_path).read_text(encoding="utf-8"))  # noqa: S314 -- our own
    titles = {title.text for title in root.iter("{http://www.w3.org/2000/svg}title")}
    assert HOSTILE in titles
    assert [
        each.tag for each in root.iter() if each.tag.rpartition("}")[2] in ("script", "img", "image", "foreignObject")
    ] == []


# Ways out -------------------------------------------------------------------------------------------------------------


def saved(page: Page, what: str, folder: Path, ending: str = "") -> Path:
    ending = ending or what
    with page.expect_download() as download:
        page.click(f"#save-{what}")
    assert download.value.suggested_filename.endswith(f".{ending}")
    download.value.save_as(folder / f"picture.{ending}")
    return folder / f"picture.{ending}"


@pytest.mark.parametrize("layout", ["beside", "together"])
def test_a_saved_svg_names_every_actor_and_shows_every_label(layout: str, double: Page, tmp_path: Path) -> None:
    double.click(f"label[for={layout}]")
    root = ElementTree.fromstring(saved(double, "svg", tmp_path).read_text(encoding="utf-8"))  # noqa: S314 -- our own
    data = json.loads(double.locator("#data").inner_text())
    titles = {title.text for title in root.iter("{http://www.w3.org/2000/svg}title")}
    texts = " ".join("".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text"))
    for drawing in ask(double, "drawings"):
        for actor in ask(double, "actors", drawing):
            assert data["actors"][actor]["label"]["en"] in titles
    written = re.sub(r"\s", "", texts)
    for drawing in ask(double, "drawings"):
        for actor in (data["actors"][each] for each in ask(double, "actors", drawing)):
            names = [re.sub(r"\s", "", actor[name]["en"]) for name in ("short", "label")]
            assert names[0][:18] in written or names[1] in written
    assert data["title"]["en"] in texts
    assert "that does not mean there is none" in texts


def test_a_saved_png_is_a_picture(double: Page, tmp_path: Path) -> None:
    content = saved(double, "png", tmp_path).read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(content[at : at + 4]) for at in (16, 20))
    assert width > 2000
    assert height > 1000
    colours = double.evaluate(
        """async content => {
          const bitmap = await createImageBitmap(new Blob([new Uint8Array(content)]));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext("2d");
          context.drawImage(bitmap, 0, 0);
          return new Set(new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size;
        }""",
        list(content),
    )
    assert colours > 50


def test_what_is_filtered_out_is_not_in_a_saved_picture(single: Page, tmp_path: Path) -> None:
    filter_box(single, "kind", "ministry").uncheck()
    assert "Ministry of Finance" not in saved(single, "svg", tmp_path).read_text(encoding="utf-8")


def test_a_map_prints_its_picture_and_its_table(double: Page, tmp_path: Path, pbg: Case, spp_irt: Case) -> None:
    file = tmp_path / "map.pdf"
    double.pdf(path=file, format="A4")
    text = subprocess.run(
        [program("pdftotext"), "-layout", file, "-"], capture_output=True, check=True, text=True
    ).stdout
    for case in (pbg, spp_irt):
        assert case.title["en"] in text
        for actor in network(case).actors:
            assert actor.label["en"].split()[0] in text
    for control in ("Find an actor", "Save as SVG", "Legend and filter", "Enlarge"):
        assert control not in text
    assert 3 <= text.count("\f") <= 12


def test_a_map_works_inside_another_page(watched: Watched, files: Mapping[str, Path], tmp_path: Path) -> None:
    outside = tmp_path / "outside.html"
    inside = html.escape(files["pbg"].read_text(encoding="utf-8"))
    outside.write_text(
        f'<!doctype html><title>Outside</title><iframe srcdoc="{inside}" width="900" height="800"></iframe>'
    )
    watched.page.goto(outside.as_uri())
    frame: FrameLocator = watched.page.frame_locator("iframe")
    frame.locator("html[data-ready=true]").wait_for()
    frame.locator("tbody th button").first.click()
    expect(frame.locator("#pane h2")).to_have_text("Applicant for building approval")
    frame.get_by_role("button", name="What is missing, and why").click()
    frame.locator(".skip").focus()
    watched.page.keyboard.press("Enter")
    expect(frame.locator(".canvas")).to_be_focused()
    expect(frame.locator("h1")).to_have_text("Who has to do with whom in PBG")


def test_without_scripts_the_actors_are_listed(chromium: Browser, files: Mapping[str, Path], net: Network) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(files["pbg"].as_uri())
    text = page.inner_text("body")
    assert all(actor.label["en"] in text for actor in net.actors)
    assert "JavaScript" in text
    assert "Find an actor" not in text
    context.close()


# Accessibility --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("watched", "lang"), [(WIDE, "en"), (NARROW, "id")], indirect=["watched"], ids=["1280-en", "390-id"]
)
def test_axe_finds_nothing_serious(lang: str, watched: Watched, files: Mapping[str, Path]) -> None:
    page = opened(watched.page, files["both"])
    page.click(f"[data-lang={lang}]")
    steps: dict[str, Callable[[], object]] = {
        "at first": lambda: None,
        "with all groups open": lambda: page.evaluate(
            "document.querySelectorAll('details').forEach(d => (d.open = true))"
        ),
        "with evidence": lambda: page.locator('tr[data-actor="dpmptsp"] th button').first.click(),
        "with results": lambda: page.fill("#search", "dinas"),
        "as a difference": lambda: (page.keyboard.press("Escape"), page.click("label[for=together]")),
    }
    for step, take in steps.items():
        take()
        found = Axe().run(page).response["violations"]
        serious = [
            (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")
        ]
        assert serious == [], step
