"""A brief: two A4 pages in every form, which all state the same and no more than is known."""

from __future__ import annotations

import html
import io
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import docx as docx_library
import pptx as pptx_library
import pypdf
import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace
from PIL import Image, PngImagePlugin

import collabgraph
from collabgraph.analysis.comparison import Comparison, Verdict, side_by_side
from collabgraph.cli import main
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.errors import UnfitLogo, UnknownFormat
from collabgraph.model import Attribution, Status
from collabgraph.output.brief import FORMS, brief
from collabgraph.output.document import Cover, Paragraph, Part, Picture, Points, Table, plain
from collabgraph.output.logo import read_logo
from collabgraph.output.presenters import brief as presenter
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.writers import pptx
from collabgraph.words import LANGUAGES, Speech, Text
from programs import program

#: A4 in points, upright or lying.
A4 = (595, 842)
CASES = {"one": ("pbg",), "two": ("pbg", "spp-irt")}
WORDS = "Kata panjang yang diulang-ulang tanpa henti sampai akhir zaman "
LONG = Text(en=WORDS * 12, id=WORDS * 12)
HOSTILE = '<script>alert(1)</script> #read("/etc/passwd") \x1b[31m\u202e=1+1 ' + "N" * 300


def compared(*names: str) -> Comparison:
    cases = Library().open_all(names)
    ontology = theory.ontology()
    return side_by_side(cases, theory.most_named(cases, ontology), ontology)


@pytest.fixture(scope="module")
def two() -> Comparison:
    return compared(*CASES["two"])


def overlong(comparison: Comparison, n: int) -> Comparison:
    """The comparison with ``n`` cases in turn, and every text and name of it too long."""
    before = dict(zip([f"case-{k}-{'x' * 60}" for k in range(n)], [*comparison.cases] * n, strict=False))

    def longer(verdict: Verdict) -> Verdict:
        construct = replace(
            verdict.construct, question=LONG, term=replace(verdict.construct.term, label=LONG, definition=LONG)
        )
        return replace(verdict, construct=construct, conditions={k: verdict.conditions[v] for k, v in before.items()})

    return replace(
        comparison,
        cases={
            name: replace(
                case := comparison.cases[old], id=name, service=LONG, setting=LONG,
                claims=tuple(replace(claim, statement=LONG) for claim in case.claims),
            )
            for name, old in before.items()
        },
        outcomes=tuple(replace(one, case=k) for k, v in before.items() for one in comparison.outcomes if one.case == v),
        preconditions={k: comparison.preconditions[v] for k, v in before.items()},
        networks={k: comparison.networks[v] for k, v in before.items()},
        verdicts=tuple(map(longer, comparison.verdicts)),
        study_alone=tuple(map(longer, comparison.study_alone)),
    )  # fmt: skip


# Pages ---------------------------------------------------------------------------------------------------------------


def printed(content: bytes, form: str, folder: Path) -> pypdf.PdfReader:
    """The pages of a brief on paper: by a browser, by LibreOffice, or its own."""
    file = folder / f"brief.{form}"
    file.write_bytes(content)
    if form == "html":
        browser = [program("chromium", "google-chrome"), "--headless", "--no-sandbox", "--disable-gpu"]
        run([*browser, "--no-pdf-header-footer", f"--print-to-pdf={file}.pdf", str(file)])
        return pypdf.PdfReader(f"{file}.pdf")
    if form == "pdf":
        return pypdf.PdfReader(file)
    office = [program("soffice"), f"-env:UserInstallation=file://{folder}/office", "--headless"]
    run([*office, "--convert-to", "pdf", "--outdir", str(folder / "out"), str(file)])
    return pypdf.PdfReader(folder / "out" / "brief.pdf")


def run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def assert_two_pages(reader: pypdf.PdfReader) -> None:
    assert len(reader.pages) <= 2
    for page in reader.pages:
        assert sorted(round(side) for side in (page.mediabox.width, page.mediabox.height)) == pytest.approx(A4, abs=2)


@pytest.mark.parametrize("form", ["pdf", "html", "docx", "pptx"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_brief_of_two_cases_is_two_a4_pages(form: str, lang: str, two: Comparison, tmp_path: Path) -> None:
    assert_two_pages(printed(brief(two, form, lang=lang), form, tmp_path))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 25])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_is_so_long_that_a_pdf_has_a_third_page(n: int, lang: str, two: Comparison, tmp_path: Path) -> None:
    content = brief(overlong(two, n), "pdf", lang=lang, cover=Cover("N" * 100, "O" * 100))
    assert_two_pages(printed(content, "pdf", tmp_path))


@pytest.mark.parametrize("form", ["html", "docx", "pptx"])
def test_no_text_is_so_long_that_another_form_has_a_third_page(form: str, two: Comparison, tmp_path: Path) -> None:
    content = brief(overlong(two, 4), form, lang="id", cover=Cover("N" * 100, "O" * 100))
    assert_two_pages(printed(content, form, tmp_path))


def test_nothing_on_a_slide_lies_outside_it_or_on_another_thing(two: Comparison) -> None:
    file = pptx_library.Presentation(io.BytesIO(brief(two, "pptx")))
    for slide in file.slides:
        boxes = [(s.left, s.top, s.left + s.width, s.top + s.height) for s in slide.shapes]
        for n, (left, top, right, bottom) in enumerate(boxes):
            assert left >= 0
            assert top >= 0
            assert right <= file.slide_width
            assert bottom <= file.slide_height
            for left2, top2, right2, bottom2 in boxes[:n]:
                across, down = min(right, right2) - max(left, left2), min(bottom, bottom2) - max(top, top2)
                assert across <= 0 or down <= 12700  # a point: sizes are rounded


# What it says --------------------------------------------------------------------------------------------------------


def parts(comparison: Comparison, lang: str = "en") -> dict[str, Part]:
    account = Account(comparison, Speech(lang), brief=True)
    document = presenter.document(account, cover=Cover(), picture=None, about_picture="none", software="s", made=None)
    return {part.anchor: part for part in document.parts}


def lines(part: Part) -> Iterator[str]:
    for block in part.blocks:
        match block:
            case Paragraph():
                yield plain(block.runs)
            case Points():
                yield from map(plain, block.items)
            case Table():
                yield from (plain(cell.runs) for row in block.rows for cell in row)  # type: ignore[union-attr]


def answer(comparison: Comparison, lang: str = "en") -> str:
    return next(lines(parts(comparison, lang)["answer"]))


def test_the_answer_is_one_sentence_that_names_no_cause(two: Comparison) -> None:
    for lang in LANGUAGES:
        sentence = answer(two, lang)
        assert sentence.endswith(".")
        assert ". " not in sentence
        assert "because" not in sentence
        assert "PBG" in sentence
        assert "SPP-IRT" in sentence


def test_the_answer_counts_what_the_comparison_counts(two: Comparison) -> None:
    open_ones = {v.construct.term.id for v in two.verdicts if any(not c.status.settled for c in v.conditions.values())}
    assert f"{len(open_ones)} of {len(two.verdicts)} conditions are unknown in at least one case" in answer(two)
    assert f"{len(two.rivals)} rival explanations are on record" in answer(two)


def test_a_difference_by_construction_is_not_offered_as_one_that_fits(two: Comparison) -> None:
    fitting = [v for v in two.verdicts if v.fits and not v.fits_by_construction]
    assert [v.construct.term.id for v in fitting] == ["simple-service-system"]
    assert "(simple service system, in part not said by a source about the case)" in answer(two)
    only_implied = replace(two, verdicts=tuple(v for v in two.verdicts if v not in fitting))
    assert "(simple governance) was read off from the outcome itself" in answer(only_implied)


def favourable(comparison: Comparison, **cases: bool) -> Comparison:
    """The comparison with outcomes of these kinds; a case that is not named has none."""
    names = {name.replace("_", "-"): good for name, good in cases.items()}
    kept = {one.case: one for one in comparison.outcomes if one.case in names}
    return replace(comparison, outcomes=tuple(replace(one, favourable=names[case]) for case, one in kept.items()))


def test_where_outcomes_are_alike_there_is_no_difference_to_explain(two: Comparison) -> None:
    alike = favourable(two, pbg=True, spp_irt=True)
    assert answer(alike).startswith("PBG and SPP-IRT came out well, so there is no difference in outcome to explain;")


def test_where_an_outcome_is_not_reported_nobody_is_said_to_have_failed(two: Comparison) -> None:
    sentence = answer(favourable(two, spp_irt=True))
    assert sentence.startswith("SPP-IRT came out well and how PBG came out is not reported, so it cannot be said")
    assert "badly" not in sentence


def test_one_case_alone_is_counted_and_not_compared() -> None:
    one = compared("pbg")
    state = one.preconditions["pbg"]
    unmet = len(state.with_fulfilment("missing")) + len(state.with_fulfilment("partial"))
    assert f"of the {len(state.preconditions)} conditions that the theory asks for" in answer(one)
    assert f"{unmet} to have been missing or there in part only, and {state.unknown} are unknown" in answer(one)
    assert "from one case alone" in answer(one)


def test_where_nothing_is_known_the_brief_says_so(two: Comparison) -> None:
    blank = [replace(case, claims=()) for case in two.cases.values()]
    nothing = side_by_side(blank, two.framework, two.ontology)
    assert answer(nothing).startswith("How PBG and SPP-IRT came out is not reported")
    assert f"{len(nothing.verdicts)} of {len(nothing.verdicts)} conditions are unknown" in answer(nothing)
    said = " ".join(line for part in parts(nothing).values() for line in lines(part))
    assert "that does not mean there is none" in said


def test_the_matrix_begins_with_what_fits_and_counts_what_it_leaves_out(two: Comparison) -> None:
    table = next(block for block in parts(two)["matrix"].blocks if isinstance(block, Table))
    first = [plain(cell.runs) for cell in table.rows[0]]  # type: ignore[union-attr]
    assert first[0] == "simple service system"
    assert first[-1] == "differs as the outcomes do"
    assert len(table.rows) == len(two.verdicts) == 10
    four = overlong(two, 4)
    assert "2 conditions are left out here, for want of room; the report has them." in lines(parts(four)["matrix"])


def test_a_matrix_of_many_cases_counts_them(two: Comparison) -> None:
    many = overlong(two, 25)
    table = next(block for block in parts(many)["matrix"].blocks if isinstance(block, Table))
    for row, verdict in zip(table.rows, many.verdicts, strict=False):
        counts = [int(plain(cell.runs)) for cell in row[1:-1]]  # type: ignore[union-attr]
        assert sum(counts) == len(verdict.conditions) == 25


def test_no_word_of_an_indonesian_brief_is_english(two: Comparison) -> None:
    english, indonesian = (list(lines(parts(two, lang)["matrix"])) for lang in LANGUAGES)
    assert [cell for cell in set(english) & set(indonesian) if re.search("[a-z]", cell)] == []


def test_what_was_read_off_from_the_outcome_is_uncertain(two: Comparison) -> None:
    implied = [
        v
        for v in two.verdicts
        if any(claim.attribution == Attribution.IMPLIED for c in v.conditions.values() for claim in c.claims)
    ]
    said = " ".join(lines(parts(two)["uncertain"]))
    assert f"and {len(implied) - 4} more: what is said here follows from how a case came out" in said


def test_every_status_and_basis_in_a_brief_is_explained_in_it(two: Comparison) -> None:
    for lang in LANGUAGES:
        say, found = Speech(lang), parts(two, lang)
        meanings = " ".join(lines(found["words"]))
        used = {c.status for v in two.verdicts for c in v.conditions.values()} | {Status.PRESENT, Status.ABSENT}
        labels = {two.ontology.code("status", status)[say.lang] for status in used}
        labels |= {two.ontology.code("basis", claim.basis)[say.lang] for claim, _ in two.rivals}
        assert [label for label in labels if f"{label}: " not in meanings] == []


# Its forms -----------------------------------------------------------------------------------------------------------


def text_of(form: str, content: bytes) -> str:
    """The words of a brief, without spaces."""
    found: dict[str, Callable[[], str]] = {
        "md": lambda: content.decode().replace("\\", "").replace("**", ""),
        "html": lambda: html.unescape(re.sub(r"<[^>]*>", "", content.decode())),
        "pdf": lambda: "".join(
            re.sub(r"\d\s*/\s*\d\s*$", "", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(content)).pages
        ),
        "docx": lambda: "".join(
            element.text or "" for element in docx_library.Document(io.BytesIO(content)).element.iter() if element.text
        ),
        "pptx": lambda: "".join(
            element.text
            for slide in pptx_library.Presentation(io.BytesIO(content)).slides
            for element in slide.element.iter()
            if element.text
        ),
    }
    return "".join(found[form]().split()).replace("\u200b", "")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("cases", CASES)
def test_every_form_states_the_same(form: str, lang: str, cases: str) -> None:
    comparison = compared(*CASES[cases])
    shown = text_of(form, brief(comparison, form, lang=lang))
    wanted = [line for part in parts(comparison, lang).values() if part.anchor != "figure" for line in lines(part)]
    assert len(wanted) > 20
    assert [line for line in wanted if "".join(line.split()) not in shown] == []
    assert "".join(Speech(lang)("What this does not say").split()) in shown


@pytest.mark.parametrize("form", FORMS)
def test_without_a_date_the_same_cases_give_the_same_bytes(form: str, two: Comparison) -> None:
    assert brief(two, form) == brief(two, form)


def test_a_date_is_shown_where_it_is_given(two: Comparison) -> None:
    assert "2026-01-02" in brief(two, "md", made=date(2026, 1, 2)).decode()
    assert "2026" not in brief(two, "md").decode()


def test_a_form_without_a_figure_says_where_it_is(two: Comparison) -> None:
    assert "collabgraph plot overview" in brief(two, "md").decode()
    assert "<figure>" in brief(two, "html").decode()


def test_a_brief_on_screen_asks_for_nothing_outside(two: Comparison) -> None:
    page = brief(two, "html").decode()
    assert 'src="http' not in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


# Author, office and logo ---------------------------------------------------------------------------------------------


def said(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["brief", *arguments])


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    file = tmp_path / "logo.bin"
    Image.new("RGB", (300, 100), (0, 114, 178)).save(file, "PNG")
    return file


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_author_and_office_are_only_words(form: str, logo: Path, tmp_path: Path) -> None:
    file = tmp_path / f"brief.{form}"
    result = said("pbg", "-o", str(file), "--author", HOSTILE, "--office", HOSTILE, "--logo", str(logo), "--frozen")
    assert result.exit_code == 0, result.output
    content = text_of(form, file.read_bytes())
    assert form != "html" or "<script" not in file.read_text(encoding="utf-8")
    assert "\x1b" not in content
    assert "root:x:" not in content
    assert "N" * 120 not in content


def test_a_logo_is_known_by_its_content_and_keeps_nothing_but_pixels(tmp_path: Path) -> None:
    file, about = tmp_path / "logo.exe", PngImagePlugin.PngInfo()
    about.add_text("Comment", "secret-place")
    Image.new("RGB", (3000, 1000)).save(file, "PNG", pnginfo=about)
    file.write_bytes(file.read_bytes() + b"<script>hidden</script>")
    picture = read_logo(file, "Logo")
    assert picture.form == "png"
    assert b"secret-place" not in picture.content
    assert b"hidden" not in picture.content
    assert max(Image.open(io.BytesIO(picture.content)).size) <= 900


def broken() -> dict[str, bytes]:
    whole, bomb = io.BytesIO(), io.BytesIO()
    Image.effect_noise((200, 200), 50).save(whole, "PNG")
    Image.new("1", (12000, 12000)).save(bomb, "PNG")
    return {
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="file:///etc/passwd"/></svg>',
        "html": b"<html><script>alert(1)</script></html>",
        "cut": whole.getvalue()[:2000],
        "head alone": b"\x89PNG\r\n\x1a\n",
        "gif": b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        "empty": b"",
        "huge file": b"\x89PNG\r\n\x1a\n" + bytes(3_000_000),
        "many pixels": bomb.getvalue(),
    }


@pytest.mark.parametrize("kind", broken())
def test_a_file_that_is_no_picture_is_refused_as_a_logo(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(broken()[kind])
    with pytest.raises(UnfitLogo, match="cannot be the logo"):
        read_logo(file, "Logo")


def test_a_logo_that_is_not_there_is_named_in_the_error(tmp_path: Path) -> None:
    result = said("pbg", "-o", str(tmp_path / "b.md"), "--logo", str(tmp_path / "none.png"))
    assert result.exit_code == 1
    assert "none.png" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("form", ["html", "docx", "pptx", "pdf"])
def test_a_logo_is_in_every_form_that_shows_pictures(form: str, two: Comparison, logo: Path) -> None:
    picture = read_logo(logo, "Logo of the office")
    assert isinstance(picture, Picture)
    with_logo, without = (brief(two, form, cover=Cover(logo=one)) for one in (picture, None))
    assert len(with_logo) > len(without)
    assert form != "html" or b'alt="Logo of the office"' in with_logo


def test_author_office_and_logo_can_be_settings_of_the_project(
    logo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = f'author = "A. Uthor"\noffice = "Bappeda"\nlogo = "{logo.name}"\nshipped = true\n'
    (tmp_path / "collabgraph.toml").write_text(settings)
    monkeypatch.chdir(tmp_path)
    assert said("pbg", "-o", "one.html").exit_code == 0
    page = (tmp_path / "one.html").read_text()
    assert "A. Uthor, Bappeda" in page
    assert 'alt="Logo of Bappeda"' in page
    assert said("pbg", "-o", "two.md", "--author", "Other").exit_code == 0
    assert "Other, Bappeda" in (tmp_path / "two.md").read_text()


# Doors ---------------------------------------------------------------------------------------------------------------


def test_a_brief_needs_the_name_of_a_file_in_a_known_form(tmp_path: Path) -> None:
    assert said("pbg").exit_code == 2
    result = said("pbg", "-o", str(tmp_path / "brief.odt"))
    assert result.exit_code == 1
    assert ".pptx" in result.stderr


def test_the_python_door_writes_the_same_as_the_command(tmp_path: Path) -> None:
    collabgraph.brief("pbg", "spp-irt", path=tmp_path / "a.md", author="A", lang="id")
    assert (
        said("pbg", "spp-irt", "-o", str(tmp_path / "b.md"), "--author", "A", "--lang", "id", "--frozen").exit_code == 0
    )
    assert (tmp_path / "a.md").read_bytes() == (tmp_path / "b.md").read_bytes()
    with pytest.raises(UnknownFormat):
        collabgraph.brief("pbg", path=tmp_path / "a.odt")


@pytest.mark.parametrize(("form", "module", "extra"), [("pptx", "pptx", "slides"), ("pdf", "typst", "pdf")])
def test_a_missing_library_is_named_with_its_extra(
    form: str, module: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    result = said("pbg", "-o", str(tmp_path / f"b.{form}"))
    assert result.exit_code == 1
    assert f"pip install 'collabgraph[{extra}]'" in result.stderr


def test_slides_take_the_greatest_letters_that_fit(two: Comparison) -> None:
    sizes = []
    for comparison in (two, overlong(two, 4)):
        account = Account(comparison, Speech("en"), brief=True)
        document = presenter.document(
            account, cover=Cover(), picture=None, about_picture="none", software="s", made=None
        )
        sizes.append(pptx._fitted(document, account.say)[0])
    assert sizes[0] > sizes[1]
