"""Time of interactive maps: writing the page, opening it in a browser, filtering what it shows, dragging an actor.

Prints Markdown. The command is timed as a person runs it, in turns with the import of the libraries it cannot do
without; pages are opened from a file in headless chromium. Nothing here asserts a time: a target stands beside what was
measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from synthetic import BASES, KINDS, OFFICES, ROLES

from bench import CONSOLE, Row, start_up, table
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.model import Actor, Basis, Case, Evidence, Participation, Period, Source, Status, TieClaim
from collabgraph.output import maps
from collabgraph.words import Text

ACTORS, TIES, TURNS = 500, 2000, 5
ENGINES = "click, pyoxigraph, shacl, rustworkx, numpy, jinja2"

#: Set before the page's own scripts run: when it says it is ready, and every task that held it up.
WATCH = """
window.tasks = [];
new PerformanceObserver((list) => tasks.push(...list.getEntries().map((task) => task.duration)))
  .observe({ type: "longtask", buffered: true });
new MutationObserver(() => { window.readyAt ??= document.documentElement.dataset.ready && performance.now(); })
  .observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
"""
#: A click on a filter of the legend: milliseconds until the picture is drawn again, and the longest wait for a frame.
FILTER = """
async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const settled = async () => { for (let n = 0; n < 30; n++) await frame(); };
  await settled();
  const start = performance.now();
  document.querySelector('[data-filter="basis"][data-value="prescribed"]').click();
  await frame();
  await frame();
  const done = performance.now();
  let [longest, last] = [done - start, done];
  for (let n = 0; n < 30; n++) {
    await frame();
    [longest, last] = [Math.max(longest, performance.now() - last), performance.now()];
  }
  return [done - start, longest];
}
"""
#: An actor with the median number of lines, and the one with the most, each dragged over the map for 60 frames: the
#: median and the longest time from one frame to the next, beside the same without dragging.
DRAG = """
async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const name = collabgraphMap.drawings()[0];
  const svg = document.querySelector("svg.drawing");
  const { left, top } = svg.getBoundingClientRect();
  const count = new Map(collabgraphMap.spots(name).map((spot) => [spot.id, 0]));
  for (const { from, to } of collabgraphMap.lines(name)) for (const id of [from, to]) count.set(id, count.get(id) + 1);
  const ranked = [...count].sort((one, other) => one[1] - other[1]).map(([id]) => id);
  const timed = async (move) => {
    const times = [];
    let last = performance.now();
    for (let n = 0; n < 60; n += 1) {
      move(n);
      await frame();
      times.push(performance.now() - last);
      last = performance.now();
    }
    times.sort((one, other) => one - other);
    return [times[30], times.at(-1)];
  };
  const still = await timed(() => {});
  const drag = async (id) => {
    const spot = collabgraphMap.spots(name).find((each) => each.id === id);
    const mark = [...svg.querySelectorAll(".actor")].find((each) => each.owner.actor === id);
    const send = (type, dx, target = svg) => target.dispatchEvent(new PointerEvent(type, {
      bubbles: true, pointerId: 1, pointerType: "mouse", clientX: left + spot.x + dx, clientY: top + spot.y + dx / 2,
    }));
    svg.setPointerCapture = () => {};
    send("pointerdown", 0, mark);
    const times = await timed((n) => send("pointermove", 5 + 2 * n));
    const start = performance.now();
    send("pointerup", 125);
    await frame();
    return [...times, performance.now() - start];
  };
  return [...still, ...(await drag(ranked[Math.floor(ranked.length / 2)])), ...(await drag(ranked.at(-1)))];
}
"""


def main() -> None:
    """The tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actors", type=int, default=ACTORS)
    parser.add_argument("--ties", type=int, default=TIES)
    given = parser.parse_args()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"{date.today()}, {machine}, Python {platform.python_version()}\n")
    with tempfile.TemporaryDirectory(prefix="collabgraph-bench-") as folder:
        print("### Writing the page of the two shipped cases\n")
        print(table(["measure", "measured", "target", "met"], command_targets(Path(folder))))
        library = Library()
        pages = {
            "PBG": library.open_all(["pbg"]),
            "PBG and SPP-IRT": library.open_all(["pbg", "spp-irt"]),
            f"{given.actors} actors, {given.ties} ties": [drawn("drawn", given.actors, given.ties)],
        }
        print("### Pages in a browser\n")
        print(table(HEAD, page_rows(pages, Path(folder))))
        print("\n### Dragging an actor\n")
        print(table(DRAG_HEAD, drag_rows(list(pages), Path(folder))))


def command_targets(folder: Path) -> Iterator[Row]:
    """What ``collabgraph map`` costs, beside the imports it cannot do without."""
    file = folder / "map.html"
    command = [str(CONSOLE), "map", "pbg", "spp-irt", "-o", str(file)]
    found = start_up({"map": command, "imports": [sys.executable, "-c", f"import {ENGINES}"]}, folder / "bytecode")
    name, ratio = "`collabgraph map pbg spp-irt -o map.html`", found["map"] / found["imports"]
    yield name, f"{found['map']:.2f} s", "<= 2 s", "yes" if found["map"] <= 2 else "no"
    yield f"{name} / `import {ENGINES}`", f"{ratio:.2f} x", "", ""
    size = file.stat().st_size
    yield "size of the page", f"{size / 1000:.0f} kB", "< 1000 kB", "yes" if size < 1_000_000 else "no"


# Pages ----------------------------------------------------------------------------------------------------------------

HEAD = ("page", "written, s", "size, kB", "ready, ms", "longest task, ms", "filtered, ms", "longest frame, ms")


def page_rows(pages: Mapping[str, Sequence[Case]], folder: Path) -> Iterator[Row]:
    """For each page how long it takes to write, to open and to filter; medians of several turns."""
    ontology = theory.ontology()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for number, (name, cases) in enumerate(pages.items()):
            file, start = folder / f"{number}.html", time.perf_counter()
            file.write_text(maps.page(cases, ontology), encoding="utf-8")
            taken = time.perf_counter() - start
            turns = [opened(browser, file) for _ in range(TURNS)]
            medians = [f"{statistics.median(column):.0f}" for column in zip(*turns, strict=True)]
            yield name, f"{taken:.2f}", f"{file.stat().st_size / 1000:.0f}", *medians
        browser.close()


def opened(browser: Browser, file: Path) -> tuple[float, float, float, float]:
    """Milliseconds: until the page is ready, its longest task, until a filter is drawn, its longest frame."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(WATCH)
    page.goto(file.as_uri())
    page.locator("html[data-ready=true]").wait_for(state="attached", timeout=120_000)
    ready, tasks = page.evaluate("[window.readyAt, window.tasks]")
    filtered = [page.evaluate(FILTER) for _ in range(4)]
    page.close()
    drawn_again, frames = zip(*filtered, strict=True)
    return ready, max(tasks, default=0.0), statistics.median(drawn_again), max(frames)


DRAG_HEAD = (
    "page", "frame at rest, ms (longest)", "median actor: frame, ms (longest)", "dropped, ms",
    "most tied actor: frame, ms (longest)", "dropped, ms",
)  # fmt: skip


def drag_rows(names: Sequence[str], folder: Path) -> Iterator[Row]:
    """For each page the time of a frame at rest, and while an actor is dragged; medians of several turns."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for number, name in enumerate(names):
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto((folder / f"{number}.html").as_uri())
            page.locator("html[data-ready=true]").wait_for(state="attached", timeout=120_000)
            turns = zip(*(page.evaluate(DRAG) for _ in range(TURNS)), strict=True)
            still, slowest, frame, longest, drop, most, most_longest, most_drop = map(statistics.median, turns)
            yield (
                name, f"{still:.0f} ({slowest:.0f})", f"{frame:.0f} ({longest:.0f})", f"{drop:.0f}",
                f"{most:.0f} ({most_longest:.0f})", f"{most_drop:.0f}",
            )  # fmt: skip
            page.close()
        browser.close()


# A large case ---------------------------------------------------------------------------------------------------------


def drawn(name: str, n_actors: int, n_ties: int) -> Case:
    """A case of so many actors, a tenth of them roles inside an office, and so many ties; the same every time.

    A few actors hold most of the ties, and each tie has its statement and a piece of evidence, as in the coded cases.
    """
    chance = random.Random(name)  # noqa: S311 -- reproducible, and nothing to keep secret
    actors = [_actor(name, number) for number in range(n_actors)]
    ties = [_tie(f"T{number:04}", actors, chance) for number in range(n_ties)]
    parts = [
        Participation(actor=actor.iri, roles=(chance.choice(ROLES),), **_common(f"P{number:04}", chance))  # type: ignore[arg-type]
        for number, actor in enumerate(actors)
    ]
    words, by_iri = Text(en=f"Drawn case {name}", id=f"Kasus acak {name}"), {actor.iri: actor for actor in actors}
    iri, period = f"https://example.org/{name}", Period("2021", "2024")
    return Case(name, iri, words, words, words, period, {}, None, by_iri, (*parts, *ties), name)


def _tie(claim: str, actors: Sequence[Actor], chance: random.Random) -> TieClaim:
    sender, receiver = chance.choices(actors, [1 / (1 + number % 50) for number in range(len(actors))], k=2)
    while sender is receiver:
        receiver = chance.choice(actors)
    ends, kind = {"sender": sender.iri, "receiver": receiver.iri}, chance.choice(KINDS)
    return TieClaim(kind=kind, status=Status.PRESENT, **ends, **_common(claim, chance))  # type: ignore[arg-type]


def _actor(name: str, number: int) -> Actor:
    kind, sector, level = OFFICES[number % len(OFFICES)]
    office = f"https://example.org/{name}/a{number // 2}" if number % 10 == 9 else None
    label = Text(en=f"Office {number} of the city", id=f"Dinas {number} kota")
    iri = f"https://example.org/{name}/a{number}"
    return Actor(f"a{number}", iri, label, (), "office-role" if office else kind, sector, level, office, (), None)


def _common(claim: str, chance: random.Random) -> dict[str, object]:
    note = Text(
        en=f"The report tells of {claim} in its own words.", id=f"Laporan menjelaskan {claim} dengan kata sendiri."
    )
    number, page = chance.randrange(20), chance.randint(1, 40)
    title = Text(en=f"Report {number}", id=f"Laporan {number}")
    source = Source(f"r{number}", f"https://example.org/r{number}", title, title, None)
    evidence = Evidence(source, Text(en=f"page {page}", id=f"halaman {page}"), "supports", note)
    return {
        "id": claim, "iri": f"https://example.org/claim#{claim}", "basis": Basis(chance.choice(BASES)),
        "attribution": None, "statement": note, "evidence": (evidence,), "date": None, "confidence": None,
    }  # fmt: skip


if __name__ == "__main__":
    main()
