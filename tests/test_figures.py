"""Static pictures: what is drawn is what was computed, nothing overlaps, and the bytes are the same every time."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import numpy
import pytest
from click.testing import CliRunner, Result
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle, Wedge
from matplotlib.text import Text as Words
from matplotlib.transforms import Bbox
from msgspec.structs import replace
from PIL import Image

import made
from collabgraph.analysis.comparison import Comparison, side_by_side
from collabgraph.analysis.metrics import metrics
from collabgraph.analysis.network import from_pairs
from collabgraph.analysis.sensitivity import sensitivity
from collabgraph.cli import main
from collabgraph.errors import UnknownFont, UnknownNetworkMetric, WrongNumberOfCases
from collabgraph.model import DEFAULT_BASES, Basis, Case, ConditionClaim, Framework, Ontology, Status
from collabgraph.output import palette
from collabgraph.output.exchange import read_network
from collabgraph.output.figures import ENDINGS, WIDTHS, inches
from collabgraph.output.layout import MOST_CASES
from collabgraph.output.maps.evidence import short
from collabgraph.output.palette import CASES, INK, LIGHT
from collabgraph.output.plots import COLUMN, FIGURES, FORMATS, PAGE, draw, sketch
from collabgraph.output.plots.canvas import Sheet, own_look
from collabgraph.output.plots.given import Networks
from collabgraph.output.plots.label_placement import beside
from collabgraph.output.plots.routing import routed, straight
from collabgraph.output.plots.ties import LARGE
from collabgraph.words import LANGUAGES, Speech, Text

YEARS = {"PBG, 2021–2024", "SPP-IRT, 2021–2024"}
SHIPPED = list(itertools.product(FIGURES, LANGUAGES, (COLUMN, PAGE)))
Drawn = Callable[..., Sheet]


@pytest.fixture(scope="module")
def both(pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology) -> Comparison:
    return side_by_side([pbg, spp_irt], service_provision, ontology)


@pytest.fixture(scope="module")
def told(pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology) -> Comparison:
    """The study's own statements alone, which name no tie."""
    return side_by_side([pbg, spp_irt], service_provision, ontology, bases={Basis.REPORTED})


@pytest.fixture(scope="module")
def drawn(both: Comparison) -> Drawn:
    """The picture of a kind, drawn once in each language and width."""
    sheets = {each: sketch(each[0], both, each[1], width=each[2]) for each in SHIPPED}
    return lambda kind, lang="en", width=PAGE: sheets[kind, lang, width]


def words(sheet: Sheet) -> list[Words]:
    return [text for text in sheet.figure.findobj(Words) if text.get_text()]


def said(sheet: Sheet) -> str:
    """Everything that is written, line after line."""
    return " ".join(text.get_text() for text in words(sheet))


def named(sheet: Sheet) -> dict[str, Artist]:
    """The artists that have a name, by it."""
    found = [artist for artist in sheet.figure.findobj() if artist.get_gid()]
    by_name = {str(artist.get_gid()): artist for artist in found}
    assert len(by_name) == len(found), "a name is given twice"
    return by_name


def extents(sheet: Sheet) -> list[tuple[Words, Bbox]]:
    with own_look():
        renderer = FigureCanvasAgg(sheet.figure).get_renderer()
        return [(text, text.get_window_extent(renderer)) for text in words(sheet)]


def assert_legible(sheet: Sheet) -> None:
    """No words are cut by the edge, and none lie over others."""
    found, edge = extents(sheet), sheet.figure.bbox
    inside = [edge.x0 <= b.x0 and b.x1 <= edge.x1 and edge.y0 <= b.y0 and b.y1 <= edge.y1 for _, b in found]
    assert [text.get_text() for (text, _), whole in zip(found, inside, strict=True) if not whole] == []
    over = [
        (one.get_text(), other.get_text())
        for (one, a), (other, b) in itertools.combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 0.5 and min(a.y1, b.y1) - max(a.y0, b.y0) > 0.5
    ]
    assert over == []


# Every picture --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "lang", "width"), SHIPPED)
def test_no_words_overlap_and_none_are_cut(drawn: Drawn, kind: str, lang: str, width: float) -> None:
    assert_legible(drawn(kind, lang, width))
    if kind != "timeline":  # where sentences of sources are cut to the room there is, and are whole in the description
        assert "…" not in said(drawn(kind, lang, width))


@pytest.mark.parametrize("width", [COLUMN, PAGE])
@pytest.mark.parametrize("kind", FIGURES)
def test_one_case_or_six_are_as_legible_as_two(
    pbg: Case, spp_irt: Case, ansell_gash: Framework, ontology: Ontology, kind: str, width: float
) -> None:
    third = replace(pbg, id="a-third-case-with-a-long-name", claims=pbg.claims[::2])
    fourth = replace(spp_irt, id="fourth", claims=spp_irt.claims[:40])
    more = [replace(pbg, id=f"case-{n}", claims=pbg.claims[n::3]) for n in range(MOST_CASES - 4)]
    for cases in ([pbg], [pbg, spp_irt, third, fourth, *more]):
        assert_legible(sketch(kind, side_by_side(cases, ansell_gash, ontology), width=width))


@pytest.mark.parametrize("kind", FIGURES)
def test_roles_without_systems_and_no_ties_at_all_can_be_drawn(both: Comparison, told: Comparison, kind: str) -> None:
    roles = side_by_side(list(both.cases.values()), both.framework, both.ontology, granularity="role", systems=False)
    assert_legible(sketch(kind, roles))
    assert_legible(sketch(kind, told))


@pytest.mark.parametrize("kind", FIGURES)
def test_a_picture_in_indonesian_has_no_english_left(drawn: Drawn, both: Comparison, kind: str) -> None:
    english, indonesian = ({text.get_text() for text in words(drawn(kind, lang))} for lang in LANGUAGES)
    pair = re.compile(r"H\d+ : H\d+")  # hypotheses by their ids
    same = {text for text in english & indonesian if any(sign.isalpha() for sign in text) and not pair.fullmatch(text)}
    shorts = [short(actor) for case in both.cases.values() for actor in case.actors.values()]
    alike = {word for text in shorts if text["en"] == text["id"] for word in (text["en"], *text["en"].split())}
    assert {text for text in same if text not in alike} <= {"PBG", "SPP-IRT", "SPP-IRT +", "PBG −", *YEARS}
    assert set(drawn(kind, "en").rows).isdisjoint(drawn(kind, "id").rows)


_ELSEWHERE = """
import hashlib, json, sys
from collabgraph.coding import theory
from collabgraph.analysis.comparison import side_by_side
from collabgraph.output.plots import draw
from collabgraph.coding.library import Library

library = Library()
framework = library.ontology.frameworks["service-provision"]
both = side_by_side(library.open_all(["pbg", "spp-irt"]), framework, library.ontology)
found = {name: hashlib.sha256(draw(name.split(".")[0], both, name.split(".")[1])).hexdigest() for name in sys.argv[1:]}
assert "matplotlib.pyplot" not in sys.modules
print(json.dumps(found))
"""


#: Every figure in one form, and every form of one figure, which the forms are written from alike.
DRAWN_ELSEWHERE = [*((kind, "svg") for kind in FIGURES), *(("ties", form) for form in FORMATS if form != "svg")]


@pytest.fixture(scope="module")
def elsewhere() -> dict[str, str]:
    """The checksums of pictures drawn by another process, with another order of sets."""
    names = [".".join(each) for each in DRAWN_ELSEWHERE]
    answer = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE, *names],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)  # type: ignore[no-any-return]


@pytest.mark.parametrize(("kind", "form"), DRAWN_ELSEWHERE)
def test_the_bytes_are_those_that_another_process_writes(
    both: Comparison, elsewhere: dict[str, str], kind: str, form: str
) -> None:
    assert hashlib.sha256(draw(kind, both, form)).hexdigest() == elsewhere[f"{kind}.{form}"]


def test_the_users_settings_of_matplotlib_change_nothing_and_are_kept(both: Comparison) -> None:
    before = draw("readiness", both)
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.hashsalt": "other", "text.usetex": True}):
        assert draw("readiness", both) == before
        assert matplotlib.rcParams["font.size"] == 30


@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("width", [COLUMN, PAGE])
def test_an_svg_says_in_words_what_it_shows_and_fetches_nothing(both: Comparison, kind: str, width: float) -> None:
    svg = ElementTree.fromstring(draw(kind, both, width=width))  # noqa: S314 - our own bytes
    space = "{http://www.w3.org/2000/svg}"
    sheet = sketch(kind, both, width=width)
    assert svg.get("width") == f"{width * 72:g}pt"
    assert svg.get("role") == "img"
    assert svg.findtext(f"{space}title") == sheet.title
    assert (svg.findtext(f"{space}desc") or "").split("\n") == [sheet.face.shown(row) for row in sheet.rows]
    written = [" ".join("".join(text.itertext()).split()) for text in svg.iter(f"{space}text")]
    assert sorted(written) == sorted(" ".join(text.get_text().split()) for text in words(sheet)), "text is text"
    links = {value for element in svg.iter() for name, value in element.items() if name.endswith("href")}
    assert all(link.startswith("#") for link in links)


def test_a_png_is_sharp_enough_for_print_and_says_what_it_shows(both: Comparison) -> None:
    picture = Image.open(io.BytesIO(draw("readiness", both, "png", width=COLUMN)))
    assert picture.width == COLUMN * 300
    assert picture.text["Title"] == sketch("readiness", both).title  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", [name for name, figure in FIGURES.items() if not figure.of_many])
def test_more_cases_than_are_shown_beside_each_other_are_refused(
    pbg: Case, service_provision: Framework, ontology: Ontology, kind: str
) -> None:
    cases = [replace(pbg, id=f"case-{n}", claims=()) for n in range(MOST_CASES + 1)]
    with pytest.raises(WrongNumberOfCases, match=rf"1 to {MOST_CASES} cases.*Cases given: {MOST_CASES + 1}"):
        draw(kind, side_by_side(cases, service_provision, ontology))


def test_each_case_that_can_be_shown_has_a_mark_of_its_own() -> None:
    assert len(set(CASES)) == len(CASES) == MOST_CASES


@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_untitled_picture_has_its_finding_and_notes_in_the_caption_alone(
    both: Comparison, drawn: Drawn, kind: str, lang: str
) -> None:
    titled, bare = drawn(kind, lang), sketch(kind, both, lang, titled=False)
    if kind != "timeline":  # which may tell more where there is no title
        assert bare.caption == titled.caption
    assert bare.caption.startswith(bare.face.shown(titled.title))
    assert " ".join(titled.wrapped(titled.title, titled.right - titled.left, titled.large, bold=True)) not in said(bare)
    assert_legible(bare)


@pytest.mark.parametrize("kind", FIGURES)
def test_no_letters_are_smaller_than_six_points(drawn: Drawn, kind: str) -> None:
    for width in (COLUMN, PAGE):
        assert min(text.get_fontsize() for text in words(drawn(kind, "en", width))) >= 6


@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_picture_of_two_cases_is_a_page_high_at_most(drawn: Drawn, kind: str, lang: str) -> None:
    for width in (PAGE,) if kind == "readiness" else (COLUMN, PAGE):
        millimetres = drawn(kind, lang, width).figure.get_size_inches()[1] * 25.4
        assert millimetres <= 240.5


def test_numbers_have_minus_signs_and_dashes_as_in_print(drawn: Drawn) -> None:
    for lang in LANGUAGES:
        text = said(drawn("metrics", lang))
        assert "−0" in text
        assert "[16–34]" in text
        assert not re.search(r"(?<![\w.])-\d|\d\.\.\d", text)
    assert "PBG, 2021–2024" in said(drawn("timeline"))
    assert "2022-05-12" in said(drawn("timeline")), "a date keeps its hyphens"


def test_the_letters_of_pdf_and_eps_are_embedded_as_truetype(both: Comparison) -> None:
    sheet = sketch("readiness", both)
    assert b"/CIDFontType2" in sheet.written("pdf")
    assert b"/Type3" not in sheet.written("pdf")
    eps = sheet.written("eps")
    assert eps.startswith(b"%!PS-Adobe-3.0 EPSF")
    assert b"/FontType 42 def" in eps
    assert b"/FontType 3 def" not in eps


def test_a_tiff_has_dots_enough_for_lines_and_says_how_many(both: Comparison) -> None:
    picture = Image.open(io.BytesIO(draw("readiness", both, "tiff", width=COLUMN)))
    assert (picture.mode, picture.width, picture.info["compression"]) == ("RGB", COLUMN * 600, "tiff_lzw")
    assert picture.info["dpi"] == (600, 600)


def test_a_font_is_found_whatever_its_capitals_and_used_for_every_word(both: Comparison) -> None:
    sheet = sketch("conditions", both, font="dejavu SERIF")
    assert {text.get_fontname() for text in words(sheet)} == {"DejaVu Serif"}
    assert b"'DejaVu Serif'" in sheet.written("svg")
    assert_legible(sheet)
    with pytest.raises(UnknownFont, match=r"No font 'DejaVu Seriff' is installed \(did you mean 'DejaVu Serif'\?\)"):
        sketch("conditions", both, font="DejaVu Seriff")


def test_widths_are_those_of_guides_for_authors_or_lengths() -> None:
    millimetres = {
        "elsevier-single": 90, "elsevier-middle": 140, "elsevier-double": 190, "springer-single": 84,
        "springer-double": 174, "nature-single": 89, "nature-double": 183, "85mm": 85, "8.5 cm": 85, "3,5in": 88.9,
        "3.5": 88.9,
    }  # fmt: skip
    for name, wanted in millimetres.items():
        assert (inches(name) or 0) * 25.4 == pytest.approx(wanted, abs=0.01)
    assert [inches(name) for name in ("wide", "nan", "-85mm", "1in", "900mm", "")] == [None] * 6


# Labels that would do harm --------------------------------------------------------------------------------------------


def test_hostile_labels_are_letters_and_nothing_else(both: Comparison) -> None:
    bad = "$x^2$ <script>alert(1)</script> & \"'\u202e\x1b[31m 税 " + "W" * 10_000
    cases = [
        replace(
            case,
            id=f"<b>{name}",
            actors={iri: replace(a, label=Text(en=bad, id=bad)) for iri, a in case.actors.items()},
        )
        for name, case in both.cases.items()
    ]
    comparison = side_by_side(cases, both.framework, both.ontology)
    for kind in FIGURES:
        sheet = sketch(kind, comparison)
        assert_legible(sheet)
        svg = ElementTree.fromstring(sheet.written("svg"))  # noqa: S314 - our own bytes
        assert not [element for element in svg.iter() if element.tag.endswith(("script", "}b"))]
    ties = sketch("ties", comparison)
    assert "$x^2$ <script>alert(1)</script> &" in said(ties)
    assert not any(sign in said(ties) for sign in "\u202e\x1b税")
    assert "WW…" in said(ties)


# Conditions -----------------------------------------------------------------------------------------------------------


def glyph(artist: Artist) -> str:
    """What a mark of a condition looks like."""
    if isinstance(artist, Circle):
        wedges = [w for w in artist.axes.findobj(Wedge) if w.center == artist.center]  # type: ignore[union-attr]
        if wedges:
            (wedge,) = wedges
            return {180: "half", 90: "quarter"}[wedge.theta2 - wedge.theta1]
        return "full" if to_hex(artist.get_facecolor()).upper() == INK else "empty"
    assert isinstance(artist, PathPatch)
    box = artist.get_path().get_extents()
    return "dash" if box.width > box.height else "exclamation" if box.width < box.height / 3 else "question"


GLYPHS = {
    Status.PRESENT: "full", Status.PARTIAL: "half", Status.ABSENT: "empty", Status.CONTESTED: "exclamation",
    Status.NOT_REPORTED: "question", Status.NOT_APPLICABLE: "dash", Status.INSUFFICIENT: "quarter",
}  # fmt: skip


@pytest.fixture(scope="module")
def every_status() -> Comparison:
    """Two made cases; the first has a construct of each status."""
    constructs = [made.construct(status.value) for status in Status]
    claims = [
        made.condition_claim(status.value, status, name=f"C{n:02}")
        for n, status in enumerate(Status)
        if status not in (Status.NOT_REPORTED, Status.CONTESTED)
    ]
    disputed = [made.condition_claim("contested", s, name=f"D{s.value}") for s in (Status.PRESENT, Status.ABSENT)]
    theory = made.framework(constructs)
    cases = [made.case("one", [*claims, *disputed]), made.case("other", [])]
    return side_by_side(cases, theory, made.ontology(theory))


def test_each_status_has_a_glyph_of_its_own(every_status: Comparison) -> None:
    found = named(sketch("conditions", every_status))
    assert {status: glyph(found[f"one/{status.value}"]) for status in Status} == GLYPHS
    assert {glyph(found[f"other/{status.value}"]) for status in Status} == {"question"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_status_that_is_shown_has_its_glyph_and_label_in_the_legend(every_status: Comparison, lang: str) -> None:
    """In the legend stand as many glyphs as statuses, none like another; a label is to the right of each."""
    sheet = sketch("conditions", every_status, lang)
    shapes = [artist for kind in (Circle, PathPatch) for artist in sheet.figure.findobj(kind) if not artist.get_gid()]
    samples = {glyph(artist): artist.get_window_extent() for artist in shapes}
    assert len(shapes) == len(samples) == len(Status)
    for status, shape in GLYPHS.items():
        box = samples[shape]
        beside = [
            text.get_text()
            for text, b in extents(sheet)
            if 0 < b.x0 - box.x1 < 10 and abs(b.y0 + b.y1 - box.y0 - box.y1) < 6
        ]
        assert beside == [every_status.ontology.code("status", status)[lang]]


def test_not_reported_does_not_look_like_absent(every_status: Comparison) -> None:
    found = named(sketch("conditions", every_status))
    assert isinstance(found["one/absent"], Circle)
    assert not isinstance(found["one/not-reported"], Circle)


@pytest.mark.parametrize("width", [COLUMN, PAGE])
@pytest.mark.parametrize("case_name", ["pbg", "spp-irt"])
def test_every_construct_of_a_case_has_its_glyph(drawn: Drawn, both: Comparison, case_name: str, width: float) -> None:
    found = named(drawn("conditions", "en", width))
    conditions = both.preconditions[case_name].conditions.values()
    assert len(conditions) == 17
    for condition in conditions:
        assert glyph(found[f"{case_name}/{condition.construct.term.id}"]) == GLYPHS[condition.status]


def test_beside_each_glyph_stands_how_many_sources_support_the_status(drawn: Drawn, both: Comparison) -> None:
    """Where claims give another status, how many support that stands after it. Counted here from the evidence."""
    sheet = drawn("conditions")
    found, placed = named(sheet), extents(sheet)
    sides = 0
    for name, case in both.cases.items():
        for iri, condition in both.preconditions[name].conditions.items():
            claims = [c for c in case.of(ConditionClaim, DEFAULT_BASES) if c.construct == iri]
            box = found[f"{name}/{condition.construct.term.id}"].get_window_extent()
            beside = sorted(
                (b.x0, text.get_text())
                for text, b in placed
                if 0 < b.x0 - box.x1 < 60 and abs(b.y0 + b.y1 - box.y0 - box.y1) < 8 and text.get_text().isdigit()
            )
            statuses = dict.fromkeys([condition.status, *(claim.status for claim in claims)])
            wanted = [
                str(supporting([c for c in claims if c.status is status]))
                for status in statuses
                if status is not Status.NOT_REPORTED and any(c.status is status for c in claims)
            ]
            assert [number for _, number in beside] == wanted, condition.construct.term.id
            sides += len(wanted) > 1
    assert sides == 3, "underlying regulation, simple governance and simple service system of PBG"


def supporting(claims: list[ConditionClaim]) -> int:
    """How many sources support claims, counted here; notes of the coders are no sources."""
    evidence = [each for claim in claims for each in claim.evidence if not each.source.by_coders]
    return len({each.source.iri for each in evidence if each.polarity == "supports"})


def test_the_title_counts_differences_and_unknowns(drawn: Drawn, told: Comparison, every_status: Comparison) -> None:
    known = "2 of 10 preconditions differ; not reported: 5 for PBG and 2 for SPP-IRT"
    assert drawn("conditions").title == known
    nothing = "None of 10 preconditions is known to differ; not reported: 7 for PBG and 3 for SPP-IRT"
    assert sketch("conditions", told).title == nothing
    assert sketch("conditions", every_status).title.endswith(
        "not reported: 1 for ONE and 7 for OTHER; contested: 1 for ONE and 0 for OTHER"
    )


def test_a_construct_stands_right_after_its_block(drawn: Drawn, both: Comparison) -> None:
    found = named(drawn("conditions"))
    order = sorted(
        both.preconditions["pbg"].conditions.values(),
        key=lambda condition: -found[f"pbg/{condition.construct.term.id}"].get_window_extent().y0,
    )
    before: list[str] = []
    for condition in order:
        around = both.framework.ancestors(condition.construct.term.iri)
        assert not around or set(around) & {before[-1], *both.framework.ancestors(before[-1])}
        before.append(condition.construct.term.iri)


# Metrics --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case_name", ["pbg", "spp-irt"])
def test_a_metrics_mark_and_bar_stand_at_its_value_and_range(drawn: Drawn, both: Comparison, case_name: str) -> None:
    sheet = drawn("metrics")
    found, ids = named(sheet), [name for name in named(sheet) if name.startswith(f"{case_name}/")]
    ids = [name.split("/")[1] for name in ids if not name.endswith("/range")]
    measured = metrics(both.networks[case_name]).values
    ranges = sensitivity(both.cases[case_name], ids)
    assert len(ids) == 13
    for metric in ids:
        mark, bar = found[f"{case_name}/{metric}"], found[f"{case_name}/{metric}/range"]
        assert isinstance(mark, Line2D)
        assert isinstance(bar, Line2D)
        assert list(mark.get_xdata()) == [measured[metric].value]
        assert list(bar.get_xdata()) == [ranges[metric].low, ranges[metric].high]
        assert Speech("en").number(measured[metric].value or 0).replace("-", "−") + " [" in said(sheet)


def test_the_numbers_of_a_scale_stand_where_their_values_are(drawn: Drawn) -> None:
    sheet = drawn("metrics")
    panels = [axes for axes in sheet.figure.axes if axes.findobj(lambda artist: bool(artist.get_gid()))]
    numbers = [(t.get_text().replace("−", "-"), b) for t, b in extents(sheet)]
    texts = [(float(t), b) for t, b in numbers if t.lstrip("-").replace(".", "").isdigit()]
    assert len(panels) == 13
    for axes in panels:
        box = axes.get_window_extent()
        for value, at in zip(axes.get_xlim(), (box.x0, box.x1), strict=True):
            assert any(number == value and abs((b.x0 + b.x1) / 2 - at) < 1 for number, b in texts), (value, at)


def test_metrics_of_one_group_share_a_scale_and_every_scale_has_its_zero(drawn: Drawn) -> None:
    found = named(drawn("metrics"))
    limits = {name.split("/")[1]: artist.axes.get_xlim() for name, artist in found.items() if artist.axes}
    assert {limits[name] for name in ("density", "transitivity", "reciprocity_arc", "degree_centralization")} == {
        (0, 1)
    }
    assert limits["ei_index"] == (-1, 1)
    assert all(low <= 0 <= high for low, high in limits.values())


def test_a_metric_with_a_unit_never_shares_a_scale_even_where_its_values_are_small() -> None:
    """Two actors with one tie have a mean distance and a mean degree of 1, which are no shares."""
    net = from_pairs("pair", ["a", "b", "c"], [("a", "b")])
    ids = ("n_ties", "mean_degree", "mean_distance", "density", "fragmentation", "ei_index")
    sheet = sketch("metrics", Networks({"pair": net}, made.ontology(made.framework([]))), ids=ids)
    panels = {name.split("/")[1]: artist.axes for name, artist in named(sheet).items()}
    heights = {name: axes.get_window_extent() for name, axes in panels.items() if axes}
    ticks = [(float(t.get_text()), b) for t, b in extents(sheet) if t.get_text().replace(".", "").isdigit()]
    for name in ("n_ties", "mean_degree", "mean_distance"):
        box = heights[name]
        beneath = [b for value, b in ticks if value == 0 and abs((b.x0 + b.x1) / 2 - box.x0) < 1 and b.y1 < box.y0 + 2]
        below = min(beneath, key=lambda b: box.y0 - b.y1)
        between = [other for other, b in heights.items() if other != name and below.y1 < b.y0 < box.y0]
        assert between == [], "its numbers stand right beneath it"
    assert heights["density"].x0 == heights["fragmentation"].x0


def test_a_case_is_told_apart_by_shape_as_well_as_colour(drawn: Drawn) -> None:
    found = named(drawn("metrics"))
    marks = [found[f"{case}/density"] for case in ("pbg", "spp-irt")]
    assert [mark.get_marker() for mark in marks if isinstance(mark, Line2D)] == ["o", "s"]
    assert [to_hex(mark.get_color()).upper() for mark in marks if isinstance(mark, Line2D)] == ["#0072B2", "#D55E00"]


def test_an_undefined_metric_says_why_and_has_no_mark(told: Comparison) -> None:
    sheet = sketch("metrics", told)
    assert sheet.title.endswith("undefined: 10 for PBG and 10 for SPP-IRT")
    assert "undefined: no ties" in said(sheet)
    assert not {"pbg/reciprocity_arc", "spp-irt/reciprocity_arc"} & set(named(sheet))


def test_metrics_can_be_chosen(both: Comparison) -> None:
    found = named(sketch("metrics", both, ids=("fragmentation", "bridges", "bridges")))
    assert {name.split("/")[1] for name in found} == {"fragmentation", "bridges"}


@pytest.mark.parametrize("name", ["constraint", "governance_mode", "densty"])
def test_what_is_no_number_of_a_whole_network_cannot_be_drawn(both: Comparison, name: str) -> None:
    with pytest.raises(UnknownNetworkMetric, match=f"No metric '{name}' gives one number for a whole network"):
        draw("metrics", both, ids=[name])


# Ties -----------------------------------------------------------------------------------------------------------------


def test_every_tie_is_an_arrow_in_its_cases_panel(drawn: Drawn, both: Comparison) -> None:
    found = {name for name in named(drawn("ties")) if ">" in name}
    wanted = {
        f"{net.id}/{net.actors[tie.sender].id}>{net.actors[tie.receiver].id}"
        for net in both.networks.values()
        for tie in net.ties
    }
    assert len(wanted) == 49 + 23
    assert found == wanted


def test_an_arrow_runs_from_sender_to_receiver_in_the_line_of_its_strongest_basis(
    drawn: Drawn, both: Comparison
) -> None:
    found = named(drawn("ties"))
    marks = {name: artist.get_xydata()[0] for name, artist in found.items() if isinstance(artist, Line2D)}
    styles: dict[Basis, set[str]] = {}
    for net in both.networks.values():
        for tie in net.ties:
            sender, receiver = (f"{net.id}/{net.actors[end].id}" for end in (tie.sender, tie.receiver))
            arrow = found[f"{sender}>{net.actors[tie.receiver].id}"]
            assert isinstance(arrow, PathPatch)
            first, last = arrow.get_path().vertices[[0, -1]]
            length = ((marks[sender] - marks[receiver]) ** 2).sum() ** 0.5
            for end, mark in ((first, marks[sender]), (last, marks[receiver])):
                assert ((end - mark) ** 2).sum() ** 0.5 < length / 2
            styles.setdefault(tie.bases[0], set()).add(str(arrow.get_linestyle()))
    assert all(len(style) == 1 for style in styles.values())
    assert set(styles) == {Basis.DOCUMENTED, Basis.PRESCRIBED, Basis.ELSEWHERE, Basis.INFERRED}
    assert len({style for (style,) in styles.values()}) == len(styles)


def frames(sheet: Sheet) -> list[Bbox]:
    """The frames of the panels, from above to below and left to right."""
    boxes = [box for box in sheet.figure.findobj(Rectangle) if to_hex(box.get_edgecolor()).upper() == LIGHT]
    found = [box.get_window_extent() for box in boxes if box.get_facecolor()[3] == 0]
    return sorted(found, key=lambda box: (-box.y1, box.x0))


def marks(sheet: Sheet, panel: str) -> dict[str, Line2D]:
    """The marks of the actors in a panel, by id."""
    return {
        name.split("/", 1)[1]: artist
        for name, artist in named(sheet).items()
        if name.startswith(f"{panel}/") and isinstance(artist, Line2D)
    }


@pytest.mark.parametrize("width", [COLUMN, PAGE])
def test_an_actor_of_several_cases_stands_in_the_same_place_of_each(
    drawn: Drawn, both: Comparison, width: float
) -> None:
    """Measured from the frame, as shares of what lies between the outermost marks that any panel could have."""
    sheet = drawn("ties", "en", width)
    shares: dict[str, list[tuple[float, float]]] = {}
    for panel, frame in zip(both.networks, frames(sheet), strict=True):
        for name, mark in marks(sheet, panel).items():
            box = mark.get_window_extent()
            assert frame.x0 < box.x0 < box.x1 < frame.x1
            assert frame.y0 < box.y0 < box.y1 < frame.y1
            middle = (box.y0 + box.y1) / 2
            inset = 12 * sheet.figure.dpi / 72
            share = (middle - frame.y0 - inset) / (frame.height - 2 * inset)
            shares.setdefault(name, []).append(((box.x0 + box.x1) / 2, share))
    shared = [places for places in shares.values() if len(places) > 1]
    assert len(shared) == 3
    for one, other in shared:
        assert one == pytest.approx(other, abs=0.02)


def over_an_actor(sheet: Sheet, panel: str) -> list[tuple[str, str]]:
    """The ties of a panel that run over the mark of an actor they do not concern, by the drawn shapes.

    A curve is followed in 200 steps of its own path; a mark is the circle around its shape.
    """
    found = []
    actors = {name: (mark.get_xydata()[0], mark.get_markersize() / 2) for name, mark in marks(sheet, panel).items()}
    for name, arrow in named(sheet).items():
        if not name.startswith(f"{panel}/") or ">" not in name or not isinstance(arrow, PathPatch):
            continue
        ends = name.split("/", 1)[1].split(">")
        start, control, end = arrow.get_path().vertices
        u = numpy.linspace(0, 1, 200)[:, None]
        curve = (1 - u) ** 2 * start + 2 * u * (1 - u) * control + u**2 * end
        for actor, (middle, radius) in actors.items():
            if actor not in ends and numpy.hypot(*(curve - middle).T).min() < radius:
                found.append((name, actor))
    return found


@pytest.mark.parametrize("width", [COLUMN, PAGE])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_actor_is_on_the_line_of_others(drawn: Drawn, both: Comparison, lang: str, width: float) -> None:
    for panel in both.networks:
        assert over_an_actor(drawn("ties", lang, width), panel) == []


def test_the_geometry_finds_an_actor_on_a_straight_line() -> None:
    """Three actors on one line, the outer two tied: drawn straight the tie would run over the one between."""
    points = numpy.array([[0.0, 50.0], [100.0, 50.0], [50.0, 50.0]])
    assert straight(points, [(0, 1)]).bends == (0.0,)
    routes = routed(points, [(0, 1)], 6, (100, 100))
    assert routes.blocked == ()
    assert routes.bends != (0.0,)
    boxed_in = routed(points, [(0, 1)], 60, (100, 100), held=[0, 1, 2])
    assert boxed_in.blocked == (0,), "what cannot be helped is counted"


@pytest.mark.parametrize("width", [COLUMN, PAGE])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_actor_has_its_name_or_a_number_of_the_key(
    drawn: Drawn, both: Comparison, lang: str, width: float
) -> None:
    sheet = drawn("ties", lang, width)
    text, written = said(sheet), {}
    for name, artist in named(sheet).items():
        if "/name/" in name and isinstance(artist, Words):
            panel, actor, _, n = name.split("/")
            written.setdefault((panel, actor), {})[int(n)] = artist.get_text()
    for panel, net in both.networks.items():
        for actor in net.actors:
            lines = written[panel, actor.id]
            label = " ".join(lines[n] for n in sorted(lines))
            if label.isdigit():
                name = actor.label[lang] if width == PAGE else short(actor)[lang]
                assert f"{label} {name}" in " ".join(text.split())
            else:
                assert label == short(actor)[lang]
    if width == PAGE:
        numbers = sum(all(line.isdigit() for line in lines.values()) for lines in written.values())
        assert numbers < len(written) / 3, "names, not numbers, where they fit"


@pytest.mark.parametrize("width", [COLUMN, PAGE])
def test_a_name_is_nearest_to_the_mark_of_its_own_actor(drawn: Drawn, width: float) -> None:
    sheet = drawn("ties", "en", width)
    for text, box in extents(sheet):
        if not text.get_gid() or text.get_text().isdigit():
            continue
        panel, actor = str(text.get_gid()).split("/")[:2]
        distances = {}
        for other, mark in marks(sheet, panel).items():
            at = mark.get_window_extent()
            x, y = (at.x0 + at.x1) / 2, (at.y0 + at.y1) / 2
            across, down = max(box.x0 - x, 0, x - box.x1), max(box.y0 - y, 0, y - box.y1)
            distances[other] = numpy.hypot(across, down)
        lines = sum(str(other.get_gid()).startswith(f"{panel}/{actor}/") for other, _ in extents(sheet))
        if lines == 1:
            assert min(distances, key=lambda other: distances[other]) == actor


def test_kinds_of_actors_have_the_marks_of_the_palette(drawn: Drawn, both: Comparison) -> None:
    found = named(drawn("ties"))
    markers = {
        "dot": "o",
        "square": "s",
        "triangle": "^",
        "triangleDown": "v",
        "diamond": "D",
        "star": "*",
        "hexagon": "h",
    }
    for actor in both.networks["pbg"].actors:
        mark = found[f"pbg/{actor.id}"]
        assert isinstance(mark, Line2D)
        assert (markers[palette.kind(actor.kind).shape], palette.kind(actor.kind).colour) == (
            mark.get_marker(),
            mark.get_color(),
        )


def test_what_several_cases_have_is_set_off_by_a_ring_and_by_width(both: Comparison) -> None:
    """A second case that is the first with another name shares all of its actors and ties."""
    pbg = both.cases["pbg"]
    twins = side_by_side([pbg, replace(pbg, id="twin")], both.framework, both.ontology)
    rings = [
        ring for ring in sketch("ties", twins).figure.findobj(Circle)
        if to_hex(ring.get_edgecolor()).upper() == INK and ring.get_facecolor()[3] == 0
    ]  # fmt: skip
    assert len(rings) == 2 * 30 + 1, "one more in the legend"
    widths = {artist.get_linewidth() for name, artist in named(sketch("ties", twins)).items() if ">" in name}
    alone = {artist.get_linewidth() for name, artist in named(sketch("ties", both)).items() if ">" in name}
    assert min(widths) > max(alone)


NETWORKS = Path(__file__).parent / "data" / "networks"


def test_a_network_of_a_file_is_drawn_without_direction_and_cases(ontology: Ontology) -> None:
    net = read_network(NETWORKS / "florentine-marriage.csv", directed=False)
    sheet = sketch("ties", Networks({net.id: net}, ontology))
    families = {actor.id for actor in net.actors}
    assert set(marks(sheet, net.id)) == families
    assert sum(">" in name for name in named(sheet)) == len(net.ties)
    assert sheet.figure.findobj(Polygon) == [] or not [p for p in sheet.figure.findobj(Polygon) if len(p.get_xy()) == 4]
    assert {short(actor)["en"] for actor in net.actors} <= {text.get_text() for text in words(sheet)}
    assert over_an_actor(sheet, net.id) == []


def test_of_a_large_network_what_is_not_named_is_counted(ontology: Ontology) -> None:
    names = [f"actor {n}" for n in range(LARGE + 30)]
    net = from_pairs("large", names, [(names[n], names[n // 2]) for n in range(1, len(names))])
    sheet = sketch("ties", Networks({"large": net}, ontology))
    written = {str(text.get_gid()).split("/")[1] for text in words(sheet) if text.get_gid()}
    assert written
    assert f"Without name or number for lack of room: {len(names) - len(written)}." in sheet.caption
    assert sheet.figure.get_size_inches()[1] * 25.4 <= 240.5


def test_a_picture_of_ties_says_what_is_expected_and_unknown(drawn: Drawn) -> None:
    assert drawn("ties").title == (
        "0 ties and 3 actors in every case, 49 ties only in PBG, 23 ties only in SPP-IRT; "
        "expected and not found: 0 for PBG and 3 for SPP-IRT"
    )
    assert "unknown, not absent" in said(drawn("ties"))


def test_a_number_without_room_is_left_out_rather_than_laid_over_another() -> None:
    around = [
        (x - 4.0, y - 4.0, x + 4.0, y + 4.0) for x, y in itertools.product((-6, 0, 6), repeat=2) if (x, y) != (0, 0)
    ]
    assert beside((0, 0), (4, 4), 2, (-50, -50, 50, 50), around, []) is None
    assert beside((0, 0), (4, 4), 2, (-50, -50, 50, 50), [], [((0, 0), (9, 0))]) == (-6, -2, -2, 2)
    assert beside((0, 0), (4, 4), 2, (-3, -3, 50, 50), [], []) == (2, -2, 6, 2)


# Readiness ------------------------------------------------------------------------------------------------------------


def test_a_bar_of_readiness_runs_from_what_is_met_to_what_could_be(drawn: Drawn) -> None:
    """The intervals by hand.

    At the start PBG has 2 conditions that are insufficient (0 to 0.5) and 1 that is insufficient by the study and
    partly present by other sources (0 to 0.5); SPP-IRT has 1 partly present by rules (0 to 1), and nothing is reported
    of 2. Of 7 other factors PBG misses 2 by inference, and nothing is reported of 5; the study says that SPP-IRT meets
    all.
    """
    found = named(drawn("readiness"))
    known = {
        "pbg/all/start": (0, 0.5), "pbg/alone/start": (0, 0.5),
        "spp-irt/all/start": (0, 1), "spp-irt/alone/start": (0, 1),
        "pbg/all/factors": (0, 5 / 7), "pbg/alone/factors": (0, 1),
        "spp-irt/all/factors": (1, 1), "spp-irt/alone/factors": (1, 1),
    }  # fmt: skip
    for name, (low, high) in known.items():
        case, which = name.split("/", 1)
        met, unknown = (found[f"{case}/service-provision/{which}/{part}"] for part in ("met", "unknown"))
        assert isinstance(met, Rectangle)
        assert isinstance(unknown, Rectangle)
        assert (met.get_x(), met.get_width()) == pytest.approx((0, low))
        assert (unknown.get_x(), unknown.get_x() + unknown.get_width()) == pytest.approx((low, high))
        assert unknown.get_hatch()
        assert not met.get_hatch()
        assert unknown.axes is not None
        assert unknown.axes.get_xlim() == (0, 1)


def test_both_kinds_are_shown_by_the_frameworks_the_cases_were_coded_with_and_the_number_of_unknowns(
    drawn: Drawn, both: Comparison
) -> None:
    sheet = drawn("readiness")
    found = {tuple(name.split("/")[1:4]) for name in named(sheet)}
    coded = {claim.construct for case in both.cases.values() for claim in case.of(ConditionClaim)}
    named_by_claims = {
        each.id for each in both.ontology.frameworks.values() if each.preconditions and coded & each.terms.keys()
    }
    assert named_by_claims == {"ansell-gash-2008", "service-provision"}
    assert found == set(itertools.product(named_by_claims, ("all", "alone"), ("start", "factors")))
    labels = [text.get_text() for text in words(sheet)]
    assert labels.count("in place at the start") == labels.count("other factors met") == len(found) / 2
    for unknown in ("0 of 3", "2 of 3", "5 of 7", "3 of 3", "7 of 7"):
        assert f"{unknown} unknown" in labels


def test_the_heading_says_whether_the_intervals_lie_apart(drawn: Drawn, told: Comparison) -> None:
    assert drawn("readiness").title == (
        "The intervals of what was in place at the start overlap, so that what is unknown decides: "
        "PBG 0.00 to 0.50 (0 of 3 unknown) and SPP-IRT 0.00 to 1.00 (2 of 3 unknown)"
    )
    assert (
        "The intervals of the other factors met do not overlap, whatever is unknown: "
        "PBG 0.00 to 0.71 (5 of 7 unknown) and SPP-IRT 1.00 (0 of 7 unknown). "
        "By reported claims alone the intervals of the cases overlap for what was in place at the start and the other "
        "factors met."
    ) in said(drawn("readiness"))
    assert "The intervals of the other factors met overlap" in said(sketch("readiness", told))


def test_where_nothing_applies_the_interval_is_undefined() -> None:
    theory = made.framework([made.construct("idea")])
    case = made.case("one", [made.condition_claim("idea", Status.NOT_APPLICABLE)])
    sheet = sketch("readiness", side_by_side([case], theory, made.ontology(theory)))
    assert sheet.title == "What was in place at the start: ONE undefined (0 of 0 unknown)"
    assert named(sheet) == {}


@pytest.mark.parametrize("width", [COLUMN, PAGE])
@pytest.mark.parametrize(
    ("starting", "part", "sentence"),
    [
        (False, "factors", "the framework names no starting conditions"),
        (True, "start", "the framework names no other factors"),
    ],
)
def test_what_a_framework_does_not_name_is_said_and_has_no_bar(
    starting: bool, part: str, sentence: str, width: float
) -> None:
    theory = made.framework([made.construct("idea", starting=starting)])
    case = made.case("one", [made.condition_claim("idea", Status.PRESENT)])
    sheet = sketch("readiness", side_by_side([case], theory, made.ontology(theory)), width=width)
    assert {name.split("/")[3] for name in named(sheet)} == {part}
    assert sheet.title.lower().startswith(sentence) is not starting
    assert sentence in [text.get_text() for text in words(sheet)]
    assert_legible(sheet)


# The command ----------------------------------------------------------------------------------------------------------


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["plot", *arguments])


def test_every_figure_form_and_width_is_in_the_help() -> None:
    text = " ".join(run("--help").output.split())
    assert all(name in text for name in (*FIGURES, *FORMATS))
    assert all(name in run("ties", "pbg", "--width", "wide", "-o", "x.svg").output for name in WIDTHS)


@pytest.mark.parametrize(
    ("ending", "begins"), [("svg", b"<?xml"), ("pdf", b"%PDF"), ("PNG", b"\x89PNG"), ("eps", b"%!PS"), ("tif", b"II*")]
)
def test_the_ending_of_the_file_says_the_form(tmp_path: Path, both: Comparison, ending: str, begins: bytes) -> None:
    file = tmp_path / f"picture.{ending}"
    result = run("readiness", "pbg", "spp-irt", "--width", "column", "--lang", "id", "-o", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"ditulis: {file} (")
    assert file.read_bytes().startswith(begins)
    assert file.read_bytes() == draw("readiness", both, ENDINGS[ending.lower()], "id", width=COLUMN)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize("name", ["picture.jpg", "picture", "picture.svg.gz"])
def test_another_ending_is_refused_and_the_others_are_named(tmp_path: Path, name: str) -> None:
    result = run("ties", "pbg", "-o", str(tmp_path / name))
    assert result.exit_code == 1
    assert ".svg, .pdf, .eps, .png, .tiff" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ties", "pbg"], "name it with -o"),
        (["ties", "pbg", "--metric", "density", "-o", "x.svg"], "shows no metrics"),
        (["ties", "pbg", "--width", "wide", "-o", "x.svg"], "'wide': give a length such as 85mm"),
        (["ties", "pbg", "--width", "nan", "-o", "x.svg"], "'nan': give a length such as 85mm"),
        (["ties", "pbg", "--width", "1", "-o", "x.svg"], "'1': give a length such as 85mm"),
        (["radar", "pbg", "-o", "x.svg"], "'radar' is not one of"),
        (["ties", "-o", "x.svg"], "Give cases, or --edges FILE"),
        (["ties", "pbg", "--edges", "x.csv", "-o", "x.svg"], "Give cases, or --edges FILE"),
        (["timeline", "--edges", "x.csv", "-o", "x.svg"], "of a network from a file can be drawn: metrics, ties"),
    ],
)
def test_wrong_usage_is_said(arguments: list[str], words: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    result = run("readiness", "pbg", "-o", str(tmp_path / "none" / "picture.svg"))
    assert result.exit_code == 1
    assert "could not be written" in result.stderr


def test_options_reach_the_picture(tmp_path: Path, both: Comparison) -> None:
    file = tmp_path / "picture.svg"
    options = "--granularity role --no-systems --basis documented,prescribed --framework ansell-gash-2008 --width 5.5"
    assert run("ties", "pbg", "spp-irt", *options.split(), "-o", str(file)).exit_code == 0
    comparison = side_by_side(
        list(both.cases.values()), both.ontology.frameworks["ansell-gash-2008"], both.ontology,
        bases={Basis.DOCUMENTED, Basis.PRESCRIBED}, granularity="role", systems=False,
    )  # fmt: skip
    assert file.read_bytes() == draw("ties", comparison, width=5.5)


def test_without_a_title_the_caption_is_printed(tmp_path: Path, both: Comparison) -> None:
    file = tmp_path / "picture.svg"
    result = run("matrix", "pbg", "spp-irt", "--no-title", "-o", str(file))
    assert result.exit_code == 0
    assert result.stderr.startswith(f"written: {file} (plot as svg, ")
    assert result.stdout == sketch("matrix", both).caption + "\n"
    assert file.read_bytes() == draw("matrix", both, titled=False)


@pytest.mark.parametrize("kind", ["ties", "metrics"])
def test_any_network_that_is_measured_is_drawn(tmp_path: Path, kind: str) -> None:
    for n, name in enumerate(("kite.graphml", "kite.sif", "kite-edges.net", "kite.gexf")):
        file = tmp_path / f"{n}.svg"
        result = run(kind, "--edges", str(NETWORKS / name), "--undirected", "-o", str(file))
        assert result.exit_code == 0, result.output
        assert file.read_bytes().startswith(b"<?xml")


_WITHOUT = """
import sys
sys.modules["matplotlib"] = None
import collabgraph.output.plots
from collabgraph.cli import main
main(["plot", "readiness", "pbg", "-o", "picture.svg", *sys.argv[1:]])
"""


@pytest.mark.parametrize(("lang", "words"), [("en", "needs matplotlib, which is not installed"), ("id", "matplotlib")])
def test_without_matplotlib_the_command_says_how_to_install_it(tmp_path: Path, lang: str, words: str) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", _WITHOUT, "--lang", lang], cwd=tmp_path, capture_output=True, text=True
    )
    assert answer.returncode == 1
    assert words in answer.stderr
    assert "pip install 'collabgraph[figures]'" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert list(tmp_path.iterdir()) == []
