"""Pictures of many cases: legible at every width and in both languages, and drawn where the numbers are."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle
from msgspec.structs import replace

from collabgraph.analysis.many.ceilings import Ceilings, Values, bottleneck, nca, of_memberships, steps
from collabgraph.analysis.many.fit import sufficiency
from collabgraph.analysis.many.memberships import FREE, Memberships, covers, written
from collabgraph.analysis.many.minimized import Search, minimize
from collabgraph.analysis.many.necessity import literals, single
from collabgraph.analysis.many.truth_tables import Cuts, truth_table
from collabgraph.cli import main
from collabgraph.output.plots import COLUMN, MANY, PAGE, sketch
from collabgraph.output.plots.canvas import Sheet
from collabgraph.output.plots.given import ManyCases
from collabgraph.output.presenters.ceilings import requirement
from collabgraph.words import LANGUAGES, Speech
from many import DATA, irrigation, published
from test_figures import assert_legible, named, said, words

CONDITIONS = ["EM", "SP", "CO", "CI", "PO", "RE", "CN", "DE"]


def biodiversity(*unknown: tuple[str, str]) -> Memberships:
    """Basurto (2013): 30 cases, fuzzy."""
    return published("biodiversity_costa_rica_basurto_2013", "AU", CONDITIONS, *unknown)


SUBJECTS: Mapping[str, ManyCases] = {
    "crisp": ManyCases(irrigation(), search=Search("parsimonious")),
    "crisp with unknown cells": ManyCases(irrigation(("11", "L"), ("14", "R")), search=Search("parsimonious")),
    "fuzzy": ManyCases(biodiversity(), Cuts(0.8), Search("intermediate", {0: 1, 1: 1, 2: 1})),
    "fuzzy with unknown cells": ManyCases(biodiversity(("EMacg1", "EM"), ("EMacg2", "AU")), Cuts(0.8)),
}
DRAWN = list(itertools.product(MANY, SUBJECTS))


def subject(kind: str, name: str) -> ManyCases | Ceilings:
    given = SUBJECTS[name]
    return nca(of_memberships(given.memberships)) if kind in ("ceiling", "bottleneck") else given


@pytest.fixture(scope="module")
def sheets() -> dict[tuple[str, str, str, float], Sheet]:
    """Every picture of every table, in both languages and widths."""
    return {
        (kind, name, lang, width): sketch(kind, subject(kind, name), lang, width=width)
        for (kind, name), lang, width in itertools.product(DRAWN, LANGUAGES, (COLUMN, PAGE))
    }


Sheets = dict[tuple[str, str, str, float], Sheet]


@pytest.mark.parametrize(("kind", "name"), DRAWN)
def test_every_picture_is_legible_and_a_page_high_at_most(sheets: Sheets, kind: str, name: str) -> None:
    for lang, width in itertools.product(LANGUAGES, (COLUMN, PAGE)):
        sheet = sheets[kind, name, lang, width]
        assert_legible(sheet)
        assert sheet.figure.get_size_inches()[1] * 25.4 <= 250
        assert min(text.get_fontsize() for text in words(sheet)) >= 6


@pytest.mark.parametrize(("kind", "name"), DRAWN)
def test_a_picture_in_indonesian_has_no_english_left(sheets: Sheets, kind: str, name: str) -> None:
    english, indonesian = (said(sheets[kind, name, lang, PAGE]) for lang in LANGUAGES)
    table = SUBJECTS[name].memberships
    own = {*table.cases, *table.conditions, table.outcome, "CE", "FDH", "CR", "PRI", "OUT", "NN", "NA", "RoN", "d",
           "incl", "M", "a", "A", "n", "C"}  # fmt: skip
    same = set(re.findall(r"[A-Za-z]{3,}\d*", english)) & set(re.findall(r"[A-Za-z]{3,}\d*", indonesian))
    assert same - own <= {"model", "diagonal"}
    assert sheets[kind, name, "en", PAGE].title != sheets[kind, name, "id", PAGE].title


@pytest.mark.parametrize("kind", MANY)
def test_text_is_text_and_nothing_is_fetched(kind: str) -> None:
    sheet = sketch(kind, subject(kind, "crisp with unknown cells"))
    svg = ElementTree.fromstring(sheet.written("svg"))  # noqa: S314 - our own bytes
    space = "{http://www.w3.org/2000/svg}"
    texts = [" ".join("".join(text.itertext()).split()) for text in svg.iter(f"{space}text")]
    assert sorted(texts) == sorted(" ".join(text.get_text().split()) for text in words(sheet))
    assert svg.findtext(f"{space}title") == sheet.title
    assert sheet.written("svg") == sketch(kind, subject(kind, "crisp with unknown cells")).written("svg")
    bare = sketch(kind, subject(kind, "crisp with unknown cells"), titled=False)
    assert bare.caption == sheet.caption
    assert_legible(bare)


@pytest.mark.parametrize("kind", MANY)
def test_hostile_and_long_names_are_letters_and_nothing_else(kind: str) -> None:
    bad = "$x^2$ <script>alert(1)</script> \u202e\x1b[31m " + "W" * 300
    table = irrigation(("11", "L"))
    table = replace(table, cases=tuple(f"{bad}{n}" for n in range(15)), conditions=tuple(f"{c}{bad}" for c in "ARFLC"),
                    outcome=f"W{bad}")  # fmt: skip
    of = nca(of_memberships(table)) if kind in ("ceiling", "bottleneck") else ManyCases(table)
    for width in (COLUMN, PAGE):
        sheet = sketch(kind, of, width=width)
        assert_legible(sheet)
        assert not any(sign in said(sheet) for sign in "\u202e\x1b")


@pytest.mark.parametrize("kind", MANY)
def test_a_single_case_and_many_conditions_can_be_drawn(kind: str) -> None:
    rng = np.random.default_rng(1)
    values = rng.integers(0, 2, (12, 25)).astype(float)
    wide = Memberships(
        tuple(f"case {n}" for n in range(12)), tuple(f"C{k}" for k in range(24)), "Y",
        *(tuple(np.column_stack([1 - values[:, k], values[:, k]]) for k in range(24)),) * 2,
        values[:, -1], values[:, -1],
    )  # fmt: skip
    for table in (irrigation().among([0]), wide):
        of = nca(of_memberships(table)) if kind in ("ceiling", "bottleneck") else ManyCases(
            table, search=Search("parsimonious"))  # fmt: skip
        for width in (COLUMN, PAGE):
            assert_legible(sketch(kind, of, width=width))


# What is drawn is what was computed ----------------------------------------------------------------------------------


def box(artist: Artist) -> tuple[float, float, float, float]:
    """Left, bottom, right and top edge of a rectangle, in points of the sheet."""
    assert isinstance(artist, Rectangle)
    x, y = artist.get_xy()
    left, right = sorted((x, x + artist.get_width()))
    bottom, top = sorted((y, y + artist.get_height()))
    return left, bottom, right, top


@pytest.mark.parametrize("kind", ["sufficiency", "necessity"])
def test_bars_end_at_the_bounds_of_the_fit(sheets: Sheets, kind: str) -> None:
    table = SUBJECTS["crisp with unknown cells"].memberships
    found = named(sheets[kind, "crisp with unknown cells", "en", PAGE])
    whole = max(box(artist)[2] - box(artist)[0] for name, artist in found.items() if name.endswith("/low"))
    if kind == "necessity":
        fits = {written(each.terms[0], table.conditions, table.levels): each.fit for each in single(table)}
        bounds = {name: (fit.inclusion, fit.coverage, fit.relevance) for name, fit in fits.items()}
        whole /= max(each.low for three in bounds.values() for each in three if each)
    else:
        outcome = table.outcome_low, table.outcome_high
        of = {written(t, table.conditions, table.levels): sufficiency(*table.in_term(t), *outcome)
              for t in literals(table)}  # fmt: skip
        bounds = {name: (fit.inclusion, fit.pri, fit.coverage) for name, fit in of.items()}
    opened = 0
    for name, three in bounds.items():
        for n, each in enumerate(three):
            assert each is not None
            left, _, right, _ = box(found[f"{name}/{n}/low"])
            assert (right - left) / whole == pytest.approx(each.low, abs=1e-6)
            if each.high > each.low:
                opened += 1
                start, _, end, _ = box(found[f"{name}/{n}/high"])
                assert start == pytest.approx(right)
                assert (end - left) / whole == pytest.approx(each.high, abs=1e-6)
    assert opened > 4, "an interval has an open part"


def test_cases_of_an_xy_plot_stand_at_their_memberships_and_unknown_ones_are_bars() -> None:
    table = biodiversity(("EMacg2", "EM"), ("EMacg4", "AU"))
    term = (1, *(FREE,) * 7)
    found = named(sketch("xy", ManyCases(table, terms=(term,))))
    low, high = table.in_term(term)
    marks = {name.removeprefix("EM/"): artist for name, artist in found.items() if name.startswith("EM/")}
    points = {
        case: (artist.get_xdata()[0], artist.get_ydata()[0])  # type: ignore[index]
        for case, artist in marks.items()
        if isinstance(artist, Line2D) and case in table.cases
    }
    at = {case: n for n, case in enumerate(table.cases)}
    # Two cases of different memberships give the scale, and all others have to be on it.
    known = [case for case in points if low[at[case]] == high[at[case]]]
    xs, ys = ([points[case][axis] for case in known] for axis in (0, 1))
    sizes: list[float] = []
    for values, places in ((low, xs), (table.outcome_low, ys)):
        kept = [(values[at[case]], place) for case, place in zip(known, places, strict=True)
                if table.outcome_low[at[case]] == table.outcome_high[at[case]]]  # fmt: skip
        slope, start = np.polyfit([value for value, _ in kept], [place for _, place in kept], 1)
        assert slope > 0
        sizes.append(float(slope))
        assert max(abs(start + slope * value - place) for value, place in kept) < 1e-6
    across = marks["EMacg2/x"]
    up = marks["EMacg4/y"]
    assert isinstance(across, Line2D)
    assert isinstance(up, Line2D)
    assert across.get_xdata()[1] - across.get_xdata()[0] == pytest.approx(sizes[0])  # type: ignore[index]
    assert up.get_xdata()[0] == up.get_xdata()[1]  # type: ignore[index]


def test_the_names_of_the_quadrants_are_in_their_quadrants() -> None:
    sheet = sketch("xy", ManyCases(irrigation(), terms=((1, FREE, FREE, FREE, FREE),)))
    found = {text.get_text(): text.get_position() for text in words(sheet)}
    (deviant,) = (place for name, place in found.items() if name.startswith("deviant in cons"))
    assert found["typical"][0] > found["irrelevant"][0]
    assert found["typical"][1] > found["irrelevant"][1]
    assert deviant[0] > found["irrelevant"][0]
    assert deviant[1] < found["typical"][1]


def test_every_row_of_a_truth_table_says_what_it_stands_for(sheets: Sheets) -> None:
    given = SUBJECTS["crisp with unknown cells"]
    table = truth_table(given.memberships, given.cuts)
    texts = {text.get_gid(): text.get_text() for text in words(sheets["truth-table", "crisp with unknown cells",
                                                                      "en", PAGE]) if text.get_gid()}  # fmt: skip
    assert len(texts) == len(table.rows)
    for row in table.rows:
        name = written(row.configuration, table.memberships.conditions, table.memberships.levels)
        assert set(texts[f"{name}/out"].split("/")) == {out.value for out in row.outs}


def test_core_conditions_are_larger_and_are_those_of_the_parsimonious_solution() -> None:
    given = SUBJECTS["fuzzy"]
    found = named(sketch("solution", given))
    (model,) = given.minimization().models
    core = {term for each in minimize(given.memberships, given.cuts, Search("parsimonious")).models for term in each}
    sizes: dict[bool, set[float]] = {True: set(), False: set()}
    for place, term in enumerate(model):
        for k, name in enumerate(given.memberships.conditions):
            artist = found.get(f"M1/{place}/{name}")
            assert (artist is not None) == (term[k] != FREE)
            if artist is not None:
                assert isinstance(artist, Circle)
                sizes[any(covers(each, term) and each[k] != FREE for each in core)].add(artist.radius)
    (large,), (small,) = sizes[True], sizes[False]
    assert large > small


def test_tied_models_stand_side_by_side_and_those_without_room_are_counted(sheets: Sheets) -> None:
    sheet = sheets["solution", "crisp", "en", PAGE]
    heads = [name for name in named(sheet) if re.fullmatch(r"M\d+", name)]
    assert "tied models: 5" in sheet.title
    left = 5 - len(heads)
    assert (f"Models not drawn: {left}." in said(sheet)) == (left > 0)


def test_the_steps_of_a_ceiling_go_through_its_peers() -> None:
    result = nca(of_memberships(biodiversity()))
    found = named(sketch("ceiling", result))
    for of in result.of("ce-fdh"):
        lines = [artist for name, artist in found.items() if name.startswith(f"{of.condition}/ce-fdh/0/")]
        ends = {
            (round(float(x), 3), round(float(y), 3))
            for line in lines
            if isinstance(line, Line2D)
            for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)  # type: ignore[arg-type]
        }
        values = result.values
        for x, y in of.lowest.peers:
            case = next(
                name for n, name in enumerate(values.cases)
                if (values.conditions[of.condition][0][n], values.y[0][n]) == (x, y)
            )  # fmt: skip
            mark = found.get(f"{of.condition}/{case}")
            assert isinstance(mark, Line2D)
            assert (round(float(mark.get_xdata()[0]), 3), round(float(mark.get_ydata()[0]), 3)) in ends  # type: ignore[index]


@pytest.mark.parametrize("kind", ["xy", "ceiling"])
def test_every_case_is_named_in_the_description_of_a_picture_that_sends_its_reader_there(kind: str) -> None:
    """Many cases lie at the same place, so that some have no room for their names."""
    table = biodiversity()
    of = nca(of_memberships(table)) if kind == "ceiling" else ManyCases(table, terms=tuple(literals(table))[:1])
    sheet = sketch(kind, of, width=COLUMN)
    assert "all are in the description of the file" in sheet.caption
    (described,) = re.findall(r"<desc>(.*?)</desc>", sheet.written("svg").decode(), re.DOTALL)
    assert [case for case in table.cases if f"{case} (" not in described] == []


def test_a_case_with_a_comma_in_its_name_is_one_case() -> None:
    """All cases lie at one place, which has no room for so many names."""
    names = tuple(f"Office {n} of the district administration, Jambi, west" for n in range(9))
    values = Values(names, {"A": (np.full(9, 0.4),) * 2}, "Y", (np.full(9, 0.6),) * 2)
    sheet = sketch("ceiling", nca(values), width=COLUMN)
    assert "Cases without room for their names (all are in the description of the file): A 9." in said(sheet)


def test_the_names_at_one_place_can_be_told_apart_where_they_have_commas() -> None:
    values = Values(("Jambi, west", "Riau"), {"A": (np.full(2, 0.4),) * 2}, "Y", (np.full(2, 0.6),) * 2)
    assert "Jambi, west; Riau" in [text.get_text() for text in words(sketch("ceiling", nca(values)))]


def test_signs_that_the_font_lacks_warn_nobody_and_are_said_in_the_description() -> None:
    """A warning is an error in these tests."""
    table = replace(irrigation(), outcome="税")
    assert "Signs that the font DejaVu Sans does not have" in sketch("xy", ManyCases(table)).written("svg").decode()
    assert "Signs that the font" not in sketch("xy", ManyCases(irrigation())).written("svg").decode()


def test_a_bottleneck_has_a_cell_for_each_level_and_condition(sheets: Sheets) -> None:
    result = nca(of_memberships(biodiversity()))
    sheet = sheets["bottleneck", "fuzzy", "en", PAGE]
    cells = [name for name in named(sheet) if name.startswith(("ce-fdh/", "cr-fdh/"))]
    assert len(cells) == 2 * 8 * 11
    texts = [text.get_text() for text in words(sheet)]
    for kind in result.kinds:
        for _, row in bottleneck(result.of(kind), steps()):
            assert all(requirement(found, Speech("en")) in texts for found in row)


# The command ---------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(main, ["plot", *arguments])
    return answer.exit_code, answer.output


@pytest.mark.parametrize("kind", MANY)
def test_a_table_is_drawn_with_the_options_of_qca(tmp_path: Path, kind: str) -> None:
    table = str(DATA / "irrigation_nepal_lam_ostrom_2010.csv")
    code, output = run(kind, "--table", table, "--outcome", "W", "-o", str(tmp_path / "out.svg"))
    assert code == 0, output
    assert (tmp_path / "out.svg").read_bytes().startswith(b"<?xml")


def test_coded_cases_are_drawn_too(tmp_path: Path) -> None:
    for kind in ("truth-table", "ceiling"):
        code, output = run(kind, "pbg", "spp-irt", "--lang", "id", "-o", str(tmp_path / "out.png"))
        assert code == 0, output


def test_what_does_not_fit_is_said(tmp_path: Path) -> None:
    table, out = str(DATA / "irrigation_nepal_lam_ostrom_2010.csv"), str(tmp_path / "out.svg")
    code, output = run("ties", "--table", table, "--outcome", "W", "-o", out)
    assert (code, "of a table can be drawn: truth-table" in output) == (2, True)
    code, output = run("xy", "--table", table, "--outcome", "W", "--term", "Q*R", "-o", out)
    assert (code, "'Q' is no term" in output) == (1, True)
    code, output = run("ceiling", "--table", table, "--outcome", "W", "--scope", "1-0", "-o", out)
    assert (code, "'1-0' is no scope" in output) == (2, True)
    assert not (tmp_path / "out.svg").exists()
