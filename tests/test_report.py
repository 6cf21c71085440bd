"""The report to hand over: forms that state the same, each statement with its evidence, harmless, repeatable."""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

import catalogue
import made
from collabgraph import resources
from collabgraph.analysis.comparison import STUDY_ALONE, Comparison, compare
from collabgraph.cli import main
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.model import DEFAULT_BASES, Basis, Claim, Status
from collabgraph.output import document, layout
from collabgraph.output.presenters.comparison import OF_MANY, PARTS, sentences
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.networks import figure_cell
from collabgraph.output.report import FORMS, ON_REQUEST, USUAL, files, pictures, report
from collabgraph.output.report import PARTS as NAMED
from collabgraph.output.writers import latex
from collabgraph.rdf.turtle import read
from collabgraph.words import Speech
from programs import program

LANGS = ("en", "id")
#: The parts of a report after those of the comparison.
BEHIND = ("evidence", "tie-evidence", "sources", "methods", "measures", "glossary", "making")
#: The forms whose every word can be read back in order; a PDF has the words of a table line by line.
READ = tuple(form for form in FORMS if form != "pdf")
NAMES = ("pbg", "spp-irt")

# Reading the forms ----------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The words of a page, its anchors, links and attributes; what an inner frame holds is left alone."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self._silent = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in ("style", "script")
        self.tags.append(tag)
        for name, value in attrs:
            if name != "srcdoc":
                self.attributes.append((tag, name, value or ""))
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag not in ("a", "strong"):
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("a", "strong"):
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def of_html(content: bytes) -> str:
    return "".join(Page(content.decode()).words)


def of_markdown(content: bytes) -> str:
    """The words, with every escape undone."""
    text = re.sub(r'<a id="[^"]*"></a>', "", content.decode())
    text = re.sub(r"!\[(.*)\]\(\S+\)", r"\1", text)
    text = re.sub(r"(?<!\\)\[([^\[\]]*(?:\\.[^\[\]]*)*)\]\(#[\w-]+\)", r"\1", text)
    return re.sub(r"\\([\\`*_\[\]|#~])", r"\1", html.unescape(text.replace("**", "")))


MACROS = {
    r"\allowbreak{}": "", r"\mbox{-}": "-", "{}": "", r"\textendash": "–", r"\textemdash": "—", r"\present": "●",
    r"\partly": "◐", r"\absent": "○", r"$\rightarrow$": "→", r"\textbackslash": "\\", r"\textless": "<",
    r"\textgreater": ">", r"\textquotedblleft": "“", r"\textquotedblright": "”", r"\textquotedbl": '"',
    r"\textbar": "|", r"\textasciicircum": "^", r"\textasciitilde": "~", r"\textasciigrave": "`", r"$\pm$": "±",
    r"\_": "_", r"\&": "&", r"\%": "%", r"\#": "#", r"\$": "$", r"\{": "{", r"\}": "}",
}  # fmt: skip


def of_latex(content: bytes) -> str:
    """The words, with the commands this report uses taken away."""
    text = content.decode().partition(r"\begin{document}")[2]
    text = text.replace(r"\{", "\0").replace(r"\}", "\1")
    text = re.sub(r"\\hyperref\[[\w-]+\]", "", text)
    text = re.sub(r"\\(?:label|entry|textbf|section|subsection\*|item)\b(?:\{[\w-]+\}(?=\{))?", " ", text)
    for macro, sign in MACROS.items():
        text = text.replace(macro, sign)
    return text.translate({ord("{"): "", ord("}"): "", 0: "{", 1: "}"})


def of_word(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in file.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(line.text for line in file.paragraphs), *cells])


def of_workbook(content: bytes) -> str:
    values = (cell.value for sheet in book(content) for row in sheet.iter_rows() for cell in row)
    return "\n".join(digits(value) if isinstance(value, int | float) else str(value) for value in values)


def digits(number: float) -> str:
    """A number of a workbook, which keeps fifteen digits, with six of them."""
    return f"{number:.6g}"


def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


READERS: dict[str, Callable[[bytes], str]] = {
    "html": of_html, "md": of_markdown, "tex": of_latex, "docx": of_word, "xlsx": of_workbook,
}  # fmt: skip


def plain(text: str) -> str:
    return " ".join(text.split())


# What is read --------------------------------------------------------------------------------------------------------


@functools.cache
def compared(bases: frozenset[Basis] = DEFAULT_BASES) -> Comparison:
    library = Library()
    return compare(
        library.open_all(NAMES), library.ontology.frameworks["service-provision"], library.ontology, bases=bases
    )


@functools.cache
def written(form: str, lang: str = "en", bases: frozenset[Basis] = DEFAULT_BASES) -> bytes:
    graphs = [read(resources.cases() / f"{name}.ttl") for name in (*NAMES, "jambi-licensing")]
    command = "collabgraph report pbg spp-irt"
    return report(compared(bases), form, lang=lang, command=command, graphs=graphs, parts=NAMED)


@functools.cache
def words(form: str, lang: str = "en") -> str:
    return plain(READERS[form](written(form, lang)))


def cited(comparison: Comparison) -> dict[str, Claim]:
    """The claims a reader meets, by case and id, found without the report: outcomes, conditions, ties and rivals."""
    found: dict[str, Claim] = {}
    for name, case in comparison.cases.items():
        claims = [claim for outcome in comparison.outcomes if outcome.case == name for claim in outcome.claims]
        claims += [claim for verdict in comparison.verdicts for claim in verdict.conditions[name].claims]
        claims += [claim for tie in comparison.paper_practice[name].ties for claim in (*tie.paper, *tie.practice)]
        found |= {f"{name.upper()} {claim.id}": claim for claim in claims}
        assert all(case.claim(claim.id) == claim for claim in claims)
    return found


# The same in all forms ------------------------------------------------------------------------------------------------


def facts(comparison: Comparison, lang: str, form: str) -> Iterator[str]:
    """What every form must state, in the words of case files and framework."""
    say = Speech(lang)
    for verdict in comparison.verdicts:
        yield verdict.construct.term.label[lang]
        yield say(sentences.VERDICTS[verdict.verdict])
    for name in comparison.cases:
        for verdict in comparison.ask(name):
            assert verdict.construct.question is not None
            yield verdict.construct.question[lang]
    account = Account(comparison, say)
    for figure in comparison.figures():
        for name in comparison.cases:
            cell = figure_cell(figure, name, account)
            numbers = [number for number in (cell.value, cell.low, cell.high) if number is not None]
            yield from map(digits, numbers) if form == "xlsx" else [document.plain(document.cell_runs(cell, say))]
    for name, claim in cited(comparison).items():
        yield name
        yield claim.statement[lang]
        for evidence in claim.evidence:
            yield from (
                evidence.locator[lang],
                evidence.note[lang],
                evidence.source.title[lang],
                evidence.source.citation[lang],
            )
    for claim, _ in comparison.rivals:
        yield claim.statement[lang]
    for case in comparison.cases.values():
        yield from (case.coding[key][lang] for key in ("boundary", "actorDefinition", "tieDefinition", "missingData"))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", READ)
def test_every_form_states_every_fact(form: str, lang: str) -> None:
    said = words(form, lang)
    missing = {fact for fact in facts(compared(), lang, form) if plain(fact) not in said}
    assert missing == set()


@pytest.mark.parametrize("form", READ)
def test_every_form_names_its_sources_and_the_sums_of_its_files(form: str) -> None:
    said = words(form)
    files = [resources.cases() / f"{name}.ttl" for name in (*NAMES, "jambi-licensing")]
    files += [*resources.ontology_files(), resources.shapes()]
    for path in files:
        assert f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" in said.replace(" | ", " ").replace(
            " & ", " "
        )


@pytest.mark.parametrize("lang", LANGS)
def test_the_forms_have_the_same_parts_in_the_same_order(lang: str) -> None:
    headings = re.findall(r'^## <a id="([^"]*)"></a>\d+ (.*)$', written("md", lang).decode(), re.MULTILINE)
    titles = [title for _, title in headings]
    assert [anchor for anchor, _ in headings] == ["opening", *PARTS, *BEHIND]
    for form in ("html", "tex", "docx"):
        places = [words(form, lang).rindex(title) for title in titles[: len(PARTS) + 1]]
        assert len(set(places)) == len(places)
    parts = [row[0].value for row in book(written("xlsx", lang)).worksheets[0].iter_rows(min_row=4)]
    assert [title for title in dict.fromkeys(parts) if title in titles] == titles


# Five sentences ------------------------------------------------------------------------------------------------------


def summary(lang: str, bases: frozenset[Basis]) -> list[str]:
    """The numbered points of the part that follows the anchor of the summary, without what stands in brackets."""
    part = written("md", lang, bases).decode().partition('<a id="summary">')[2].partition("\n## ")[0]
    return [re.sub(r" \\\[.*\\\]$", "", line) for line in re.findall(r"^\d+\. (.*)$", part, re.MULTILINE)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "bases",
    [DEFAULT_BASES, STUDY_ALONE, frozenset({Basis.DOCUMENTED, Basis.PRESCRIBED})],
    ids=["all", "study", "rules"],
)
def test_the_summary_has_exactly_five_sentences(lang: str, bases: frozenset[Basis]) -> None:
    points = summary(lang, bases)
    assert len(points) == 5
    assert [len(re.findall(r"[.!?](?=\s|$)", point)) for point in points] == [1] * 5


def test_the_summary_says_what_the_comparison_says() -> None:
    told = " ".join(summary("en", DEFAULT_BASES)).lower()
    for sentence in sentences.summary(compared(), Speech("en")):
        for clause in re.split(r"\.(?=\s|$)", sentence.lower()):
            assert clause.strip() in told


# Every statement opens its evidence ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_every_link_of_the_page_leads_to_one_place_in_it(lang: str) -> None:
    page = Page(written("html", lang).decode())
    assert len(set(page.ids)) == len(page.ids)
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert all(link.startswith("#") for link in page.links)


@pytest.mark.parametrize("lang", LANGS)
def test_every_link_in_markdown_leads_to_an_anchor(lang: str) -> None:
    text = written("md", lang).decode()
    links, anchors = set(re.findall(r"\]\(#([\w-]+)\)", text)), re.findall(r'<a id="([\w-]+)">', text)
    assert links <= set(anchors)
    assert len(set(anchors)) == len(anchors)


@pytest.mark.parametrize("lang", LANGS)
def test_every_reference_in_latex_has_its_label(lang: str) -> None:
    text = written("tex", lang).decode()
    labels = re.findall(r"\\(?:label|entry)\{([\w-]+)\}", text)
    assert set(re.findall(r"\\hyperref\[([\w-]+)\]", text)) <= set(labels)
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("lang", LANGS)
def test_every_link_in_word_has_its_bookmark(lang: str) -> None:
    xml = zipfile.ZipFile(io.BytesIO(written("docx", lang))).read("word/document.xml").decode()
    marks = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(\w+)"', xml)
    assert set(re.findall(r'<w:hyperlink w:anchor="(\w+)"', xml)) <= set(marks)
    assert len({mark.lower() for mark in marks}) == len(marks)
    assert max(map(len, marks)) <= 40


@pytest.mark.parametrize("lang", LANGS)
def test_a_cell_that_names_a_claim_opens_its_row(lang: str) -> None:
    found = book(written("xlsx", lang))
    evidence = [Speech(lang)(name) for name in ("Evidence", "Evidence of the ties")]
    opened = 0
    for sheet in found:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is not None:
                    name, _, place = cell.hyperlink.location.rpartition("!")
                    target = found[name.strip("'")][place].value
                    assert target
                    if name.strip("'") in evidence and place != "A1":
                        assert target.rpartition(" ")[2] in cell.value
                        opened += 1
    assert opened > 100


@pytest.mark.parametrize("form", READ)
def test_every_claim_that_is_linked_to_is_told_whole(form: str) -> None:
    said = words(form)
    names = set(re.findall(r'href="#claim-([\w-]+)"', written("html").decode()))
    assert len(names) > 100
    for case_id, case in compared().cases.items():
        for claim in case.claims:
            if f"{case_id}-{claim.id}".lower() in names:
                assert plain(claim.statement["en"]) in said


# Unknown is not absent -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "bases", [DEFAULT_BASES, STUDY_ALONE, frozenset({Basis.DOCUMENTED})], ids=["all", "study", "few"]
)
def test_no_statement_about_an_unknown_says_absent(lang: str, bases: frozenset[Basis]) -> None:
    comparison, say = compared(bases), Speech(lang)
    absent = comparison.ontology.code("status", "absent")[lang]
    unknown = comparison.ontology.code("status", "not-reported")[lang]
    part = written("md", lang, bases).decode().partition('<a id="conditions">')[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")][2:]
    assert len(rows) == len(comparison.verdicts)
    seen = 0
    for row, verdict in zip(rows, comparison.verdicts, strict=True):
        for cell, condition in zip(row[1:], verdict.conditions.values(), strict=False):
            if condition.status is Status.NOT_REPORTED:
                assert cell.startswith(f"? {unknown}")
                assert absent not in cell.replace(unknown, "")
                seen += 1
    # What sources dispute is unknown too, and is not said to be absent either; here what no source reports is counted.
    assert seen == sum(len(state.with_fulfilment("not_reported")) for state in comparison.preconditions.values())
    assert say("Not reported is not absent.") in part or say("Not reported is not absent.") in words("md", lang)


def test_a_case_of_which_nothing_is_known_is_unknown_throughout() -> None:
    framework = made.framework([made.construct("trust"), made.construct("money")])
    cases = [made.case("one", []), made.case("two", [])]
    comparison = compare(cases, framework, replace(theory.ontology(), frameworks={framework.id: framework}))
    content = report(comparison, "md")
    said = plain(of_markdown(content))
    assert "Known of no case: trust and money." in said
    assert "ONE: no outcome reported. TWO: no outcome reported." in said
    assert "measured differently" not in said
    results = content.decode().partition('<a id="outcomes">')[2].partition('<a id="methods">')[0]
    assert '<a id="sources">' in results
    assert "● present" not in results
    assert "○ absent" not in results


# Each form by itself -------------------------------------------------------------------------------------------------


def own_page(lang: str) -> str:
    """The page without the interactive map it embeds."""
    return re.sub(r'srcdoc="[^"]*"', "", written("html", lang).decode())


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_under_a_megabyte_without_its_map(lang: str) -> None:
    assert len(own_page(lang).encode()) < 1_000_000


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_refers_to_nothing_outside_and_has_no_script(lang: str) -> None:
    page = Page(own_page(lang))
    addresses = [value for _, name, value in page.attributes if name in ("src", "href", "action", "data", "poster")]
    assert all(address.startswith(("#", "data:image/svg+xml,")) for address in addresses)
    style = own_page(lang).partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert not {"script", "link", "object", "embed", "base", "form"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name == "style"]


def test_the_page_has_a_policy_that_fetches_nothing() -> None:
    page = Page(written("html").decode())
    values = {name: value for tag, name, value in page.attributes if tag == "meta" and "default-src" in value}
    directives = {words[0]: words[1:] for part in values["content"].split(";") if (words := part.split())}
    assert directives["default-src"] == ["'none'"]
    for sources in (directives["script-src"], directives["style-src"]):
        assert all(re.fullmatch(r"'sha256-[A-Za-z0-9+/=]{44}'", source) for source in sources)
    (framed,) = re.findall(r'srcdoc="([^"]*)"', written("html").decode())
    run = re.findall(r"<script(?![^>]*json)[^>]*>(.*?)</script>", html.unescape(framed), re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in run]
    assert sorted(directives["script-src"]) == sorted(f"'sha256-{digest}'" for digest in digests)
    assert digests


@pytest.mark.parametrize("lang", LANGS)
def test_pictures_on_the_page_have_words_for_those_who_do_not_see_them(lang: str) -> None:
    pytest.importorskip("matplotlib")
    page = Page(own_page(lang))
    words = [value for tag, name, value in page.attributes if (tag, name) == ("img", "alt")]
    assert len(words) == 5
    for label in (verdict.construct.term.label[lang] for verdict in compared().verdicts):
        assert label in words[1]


@pytest.mark.parametrize("form", READ)
def test_without_matplotlib_the_document_says_so_first_and_how_to_get_figures(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "find_spec", lambda _: None)
    told = files(compared(), f"report.{form}", parts=("opening",))
    assert list(told) == [f"report.{form}"]
    assert "they need matplotlib. To get them: pip install 'collabgraph[figures]'" in plain(
        READERS[form](told[f"report.{form}"]).replace("’", "'")
    )


def test_without_matplotlib_the_command_says_so_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pictures, "find_spec", lambda _: None)
    said = typed(*NAMES, "--parts", "outcomes", "-o", str(tmp_path / "report.md"))
    assert said.exit_code == 0
    assert "pip install 'collabgraph[figures]'" in said.stderr


@pytest.mark.parametrize("lang", LANGS)
def test_every_cell_of_the_workbook_is_a_text_or_a_number(lang: str) -> None:
    for sheet in book(written("xlsx", lang)):
        if sheet._images:
            continue
        filled = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in filled} <= {"s", "n"}
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert len(sheet.title) <= 31
        assert all(8 <= column.width <= 62 for column in sheet.column_dimensions.values())


@pytest.mark.parametrize("lang", LANGS)
def test_the_word_file_has_headings_tables_with_head_rows_and_its_language(lang: str) -> None:
    content = written("docx", lang)
    file = docx.Document(io.BytesIO(content))
    assert len([line for line in file.paragraphs if line.style.name == "Heading 1"]) == 1 + len(PARTS) + len(BEHIND)
    boxes = [table for table in file.tables if len(table._cells) == 1]
    assert len(boxes) == 1
    assert all(table.rows[0]._tr.xpath("w:trPr/w:tblHeader") for table in file.tables if len(table._cells) > 1)
    assert len(file.tables) >= 12
    assert file.core_properties.language == {"en": "en-GB", "id": "id-ID"}[lang]
    assert file.core_properties.title == file.paragraphs[0].text
    styles = zipfile.ZipFile(io.BytesIO(content)).read("word/styles.xml").decode()
    assert re.search(r"<w:docDefaults>.*?<w:lang [^>]*w:val=\"(en-GB|id-ID)\"", styles, re.DOTALL)


#: The room between the margins of an A4 page of the Word file, in EMU, of which a millimetre has 36,000.
PAGE = (170 * 36_000, 257 * 36_000)


def test_in_word_no_picture_is_larger_than_its_page_and_no_short_row_breaks() -> None:
    pytest.importorskip("matplotlib")
    file = docx.Document(io.BytesIO(written("docx")))
    assert len(file.inline_shapes) == 5
    assert all(shape.width <= PAGE[0] and shape.height < PAGE[1] for shape in file.inline_shapes)
    rows = [row for table in file.tables for row in table.rows if all(len(cell.text) <= 1200 for cell in row.cells)]
    assert len(rows) > 100
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in rows)


@pytest.mark.parametrize("form", ["md", "tex"])
def test_figures_that_a_form_cannot_hold_are_files_beside_it_which_it_names(form: str) -> None:
    pytest.importorskip("matplotlib")
    told = files(compared(), f"my report.{form}", parts=("conditions", "networks"))
    report_itself, *figures = told
    assert report_itself == f"my report.{form}"
    assert len(figures) == 4
    assert all(figure.startswith("my-report-figures/") for figure in figures)
    for figure in figures:
        assert figure in told[report_itself].decode()
        assert told[figure].startswith(b"%PDF" if form == "tex" else b"\x89PNG")


def test_the_figures_of_the_workbook_and_of_the_page_are_in_it() -> None:
    pytest.importorskip("matplotlib")
    assert sum(len(sheet._images) for sheet in book(written("xlsx"))) == 5
    assert Page(own_page("en")).tags.count("figcaption") == 5


def test_a_latex_file_without_its_figures_still_compiles_and_says_that_they_are_gone(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    told = files(compared(), "report.tex", parts=("conditions",))
    compiled(told["report.tex"], tmp_path)
    text = subprocess.run([program("pdftotext"), tmp_path / "report.pdf", "-"], capture_output=True, check=True).stdout
    assert "The file of this figure is not here: report-figures/conditions.pdf" in plain(text.decode())


def test_the_pdf_has_the_words_of_the_other_forms(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    (tmp_path / "report.pdf").write_bytes(written("pdf"))
    read = subprocess.run([program("pdftotext"), tmp_path / "report.pdf", "-"], capture_output=True, check=True).stdout
    found = set(re.findall(r"[a-z]{4,}", read.decode().replace("\u200b", "").lower()))
    told = set(re.findall(r"[a-z]{4,}", re.sub(r"[0-9a-f]{64}", "", of_word(written("docx"))).lower()))
    assert len(told) > 1000
    assert {word for word in told - found if not any(word in other for other in found)} == set()


@pytest.mark.parametrize("lang", LANGS)
def test_the_map_in_the_page_is_in_the_language_of_the_page(lang: str) -> None:
    (inner,) = re.findall(r'srcdoc="([^"]*)"', written("html", lang).decode())
    page = html.unescape(inner)
    assert f'<html lang="{lang}">' in page
    assert f'"lang":"{lang}"' in page


# Parts ---------------------------------------------------------------------------------------------------------------


def test_only_the_parts_that_were_chosen_are_told_and_the_others_are_named(tmp_path: Path) -> None:
    given = [*NAMES, "--parts", "rivals, differences", "-o", str(tmp_path / "report.md")]
    assert typed(*given).exit_code == 0
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert re.findall(r'^## <a id="([^"]*)">', text, re.MULTILINE) == ["differences", "rivals", "making"]
    (left_out,) = re.findall(r"Left out of this report: (.*)", text)
    assert re.findall(r"\(([\w-]+)\)", left_out) == [
        name for name in NAMED if name not in ("differences", "rivals", "map", *OF_MANY)
    ]


def test_a_report_for_which_nothing_is_chosen_says_what_it_leaves_out_and_how_many_claims() -> None:
    usual, every = report(compared(), "md").decode(), written("md").decode()
    assert len(usual) < 0.75 * len(every)
    assert (
        set(re.findall(r"\(([\w-]+)\)", usual.partition("Left out of this report: ")[2].partition("\n")[0]))
        == ON_REQUEST
    )
    assert set(NAMED) - set(USUAL) == ON_REQUEST
    told = every.partition('<a id="tie-evidence">')[2].partition("\n## ")[0].count("\n### ")
    assert told > 50
    assert f"{told} claims that only the parts about ties cite are left out here" in usual
    assert "Left out of this report" not in every


@pytest.mark.parametrize("lang", LANGS)
def test_an_unknown_part_is_answered_with_the_names_of_all_which_help_lists_too(lang: str, tmp_path: Path) -> None:
    refused = typed(*NAMES, "--lang", lang, "--parts", "summary,rivlas", "-o", str(tmp_path / "report.md"))
    assert refused.exit_code == 1
    assert "'rivlas'" in refused.stderr
    assert "'rivals'" in refused.stderr
    for said in (refused.stderr, plain(typed("--lang", lang, "--help").stdout).replace("- ", "-")):
        assert {name for name in NAMED if not re.search(rf"(?<![\w-]){name}(?![\w-])", said)} == set()


def test_what_a_reader_decides_on_comes_before_the_measures_and_the_software_last() -> None:
    anchors = re.findall(r'^## <a id="([^"]*)">', written("md").decode(), re.MULTILINE)
    assert anchors[0] == "opening"
    assert anchors[-1] == "making"
    assert max(map(anchors.index, ("differences", "rivals", "questions"))) < anchors.index("networks")


# Tables --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_every_table_says_what_it_means_and_its_note_names_the_cases_in_it(lang: str) -> None:
    text, say = written("md", lang).decode() + "\n", Speech(lang)
    label, note = say("Table {n}", n=""), f"**{say('Note.')}**"
    tables = re.findall(rf"\*\*{label}(\d+)\*\*\.[^\n]*\n\n([^|\n][^\n]*)\n\n((?:\|[^\n]*\n)+)\n([^\n]*)", text)
    assert [int(n) for n, *_ in tables] == list(range(1, 1 + text.count(f"**{label}")))
    for _, means, table, below in tables:
        assert means.endswith((".", "?"))
        for name, case in compared().cases.items():
            if re.search(rf"\b{name.upper()}\b", table):
                assert below.startswith(note)
                assert f"{name.upper()}: {case.title[lang].partition(': ')[2]}" in below


def test_the_note_of_a_table_explains_each_basis_that_the_table_has() -> None:
    text = written("md").decode().partition('<a id="conditions">')[2].partition("\n## ")[0]
    table = "".join(line for line in text.splitlines() if line.startswith("|"))
    (note,) = [line for line in text.splitlines() if line.startswith("**Note.**")]
    for term in compared().ontology.code_lists["basis"]:
        stated = re.search(rf"(?<!not ){term.label['en']}", table)
        explained = f"{term.label['en'].capitalize()}: {term.definition['en'][0].lower()}"
        assert (explained in note) == bool(stated)


@pytest.mark.parametrize("lang", LANGS)
def test_the_latex_file_compiles_and_no_line_runs_far_over_the_margin(lang: str, tmp_path: Path) -> None:
    log = compiled(written("tex", lang), tmp_path)
    over = re.findall(r"Overfull \\hbox \(([\d.]+)pt[^\n]*\n([^\n]*)", log)
    assert [line for points, line in over if float(points) >= 20] == []
    assert "undefined references" not in log


def compiled(content: bytes, folder: Path) -> str:
    """The log of the last of three runs of pdflatex, each of which must succeed."""
    path = program("pdflatex")
    (folder / "report.tex").write_bytes(content)
    command = [path, "-no-shell-escape", "-recorder", "-interaction=nonstopmode", "-halt-on-error", "report.tex"]
    for _ in range(3):
        run = subprocess.run(command, cwd=folder, capture_output=True, timeout=120)
        assert run.returncode == 0, run.stdout.decode(errors="replace")[-2000:]
    return (folder / "report.log").read_text(encoding="latin-1")


def test_no_character_stops_latex(tmp_path: Path) -> None:
    signs = [chr(n) for n in (*range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x1E00, 0x1F00), *range(0x2010, 0x2100))]
    signs += list("→←●◐○✓漢字اب\U0001f600\x07\ufffd")
    text = latex.escaped(" ".join(signs) + " " + "".join(signs) + " x--y,,z''w ?` !` <<a>> fi " + "W" * 10_000)
    assert text.isascii()
    head = written("tex").decode().partition(r"\begin{document}")[0]
    compiled(f"{head}\\begin{{document}}\n{text}\n\\end{{document}}".encode(), tmp_path)


def test_a_cell_that_begins_like_an_option_is_a_cell(tmp_path: Path) -> None:
    row = tuple(document.text_cell(text) for text in ("[9999pt] one", "* two", "x" * 20_000))
    table = document.Table("t", tuple(document.Column(name, name) for name in ("[1", "*", "long")), (row, row))
    part = document.Part("t", "[t]", (document.Points((document.words("[y] z"),)), table))
    compiled(latex.written(document.Document("en", "t", "t", (part,), "t")), tmp_path)


def test_letters_latex_lacks_are_told_by_their_number() -> None:
    assert latex.escaped("漢") == "[U+6F22]"
    assert latex.escaped("ŝ ạ ł") == r"\^{s} \d{a} \l{}"


def test_signs_that_would_join_to_others_in_latex_stand_apart() -> None:
    assert latex.escaped("--frozen") == r"\mbox{-}\mbox{-}frozen"
    assert "''" not in latex.escaped("two '' quotes")


# Hostile words -------------------------------------------------------------------------------------------------------

HOSTILE = (
    '=HYPERLINK("http://example.org") </title></style><script>alert(1)</script><img src=x onerror=alert(2)> '
    r"\input{/etc/passwd} \write18{id} $x$ 50% #1 a_b ~ ^ {braces} [link](javascript:alert(3)) | `code` **bold** "
    "'quote' \u202egnirts \u2066x\u2069 \u0007 \ufffe &lt; " + "A" * 10_000
)
#: Words of the shipped files that are made hostile: a label, titles, statements, locators, citations.
VICTIMS = (
    "Applicant for building approval", "PBG: building approval in Jambi City",
    "Building approval (PBG), which replaced the building permit (IMB)", "abstract, paragraph 3",
    "Abstract of the study, Indonesian and English", "By rule the application runs through sixteen steps",
    "Detailed rules were identified", "A participant is an actor to which a national rule",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the shipped cases in which some of the words are hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    written_as = HOSTILE.replace("\\", "\\\\").replace('"', '\\"').replace("\u0007", "\\u0007")
    made_so = 0
    for path in resources.cases().glob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        for victim in VICTIMS:
            made_so += text.count(f'"{victim}')
            text = text.replace(f'"{victim}', f'"{written_as}{victim}')
        (folder / path.name).write_text(text, encoding="utf-8")
    assert made_so >= 6
    return folder


@functools.cache
def hostile_report(folder: Path, form: str) -> bytes:
    library = Library()
    cases = library.open_all([str(folder / f"{name}.ttl") for name in NAMES])
    framework = library.ontology.frameworks["service-provision"]
    return report(compare(cases, framework, library.ontology), form)


def test_hostile_words_are_words_on_the_page(hostile: Path) -> None:
    text = re.sub(r'srcdoc="[^"]*"', "", hostile_report(hostile, "html").decode())
    page = Page(text)
    assert "<script>alert(1)</script>" in "".join(page.words)
    assert not {"script", "link", "base"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not re.search("[\u202e\u2066\u0007\ufffe]", text)


def test_hostile_words_are_words_in_markdown(hostile: Path) -> None:
    text = hostile_report(hostile, "md").decode()
    assert "<script" not in text
    assert "<img" not in text
    assert "](javascript" not in text.replace(r"\](javascript", "")
    assert set(re.findall(r"<[^>]*>", text)) <= set(re.findall(r'<a id="[\w-]+">|</a>', text))


def test_hostile_words_are_words_in_latex(hostile: Path, tmp_path: Path) -> None:
    content = hostile_report(hostile, "tex")
    body = content.decode().partition(r"\begin{document}")[2]
    body = re.sub(r"\\includegraphics\[[^]]*\]\{report-figures/[a-z]+\.pdf\}", "", body)
    assert not re.search(r"\\(input|write|include|openin|read|immediate|catcode)", body)
    assert r"\textbackslash{}input\{/etc/passwd\}".replace("/", r"/\allowbreak{}")[:24] in body
    compiled(content, tmp_path)
    assert "/etc/passwd" not in (tmp_path / "report.fls").read_text(encoding="utf-8")


def test_hostile_words_are_words_in_word(hostile: Path) -> None:
    content = hostile_report(hostile, "docx")
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    assert "instrText" not in xml
    assert "fldSimple" not in xml
    assert "<script>alert(1)</script>" in of_word(content)
    assert 'Target="http' not in zipfile.ZipFile(io.BytesIO(content)).read("word/_rels/document.xml.rels").decode()


def test_hostile_words_are_no_formulas_in_the_workbook(hostile: Path) -> None:
    found = book(hostile_report(hostile, "xlsx"))
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [cell for cell in cells if cell.data_type == "s"]
    assert [cell for cell in texts if cell.value.startswith("=HYPERLINK")]
    assert all(cell.hyperlink is None or cell.hyperlink.target is None for cell in cells)
    assert all(cell.quotePrefix for cell in texts if cell.value.startswith(("=", "+", "-", "@")))


def test_a_measure_in_the_workbook_is_a_number_with_the_ends_of_its_range_in_columns_of_their_own() -> None:
    sheet = book(written("xlsx"))["Metrics"]
    head, *rows = sheet.iter_rows(values_only=True)
    assert head[:6] == ("metric", "case", "value", "at least", "at most", "unit")
    density = {row[1]: row[2:6] for row in rows if row[0] == "density"}
    figure = next(figure for figure in compared().figures() if figure.metric == "density")
    for case in ("pbg", "spp-irt"):
        around = figure.ranges[case]
        assert density[case.upper()][:3] == pytest.approx((figure.values[case].value, around.low, around.high))
        assert density[case.upper()][3] == "without unit"


# The same bytes twice ------------------------------------------------------------------------------------------------

#: Pictures are in two forms, with the two kinds of picture; test_figures.py has the bytes of every picture.
EVERY_FORM = """
import sys
from click.testing import CliRunner
from collabgraph.cli import main
from collabgraph.output.report import pictures
for form in ("html", "docx", "pdf", "md", "tex", "xlsx"):
    if form == "pdf":
        pictures.drawn = lambda *_: {}
    given = ["report", "pbg", "spp-irt", "--frozen", "-o", f"{sys.argv[1]}/report.{form}"]
    result = CliRunner().invoke(main, given, catch_exceptions=False)
    assert result.exit_code == 0, result.output
"""


def test_frozen_reports_of_two_processes_are_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("one", "1"), ("two", "2")):
        (tmp_path / name).mkdir()
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-c", EVERY_FORM, str(tmp_path / name)], check=True, env=environment, timeout=400
        )
    for form in FORMS:
        one, two = ((tmp_path / name / f"report.{form}").read_bytes() for name in ("one", "two"))
        assert one == two, form
        assert str(tmp_path).encode() not in one


@pytest.mark.parametrize("form", READ)
def test_a_report_tells_the_day_unless_it_is_frozen(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "drawn", lambda *_: {})
    day = date(2031, 5, 17)
    told = report(compared(), form, made=day)
    assert "2031-05-17" in plain(READERS[form](told))
    assert "Made on" not in words(form)
    if form in ("docx", "xlsx"):
        core = zipfile.ZipFile(io.BytesIO(told)).read("docProps/core.xml").decode()
        assert re.findall(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<", core) == ["2031-05-17T00:00:00Z"] * 2


# As a person types it ------------------------------------------------------------------------------------------------


def typed(*arguments: str) -> Any:
    return CliRunner().invoke(main, ["report", *arguments])


@pytest.mark.parametrize("lang", LANGS)
def test_a_missing_file_name_and_an_unknown_ending_are_answered_with_all(lang: str, tmp_path: Path) -> None:
    unnamed = typed(*NAMES, "--lang", lang)
    unknown = typed(*NAMES, "--lang", lang, "-o", str(tmp_path / "report.odt"))
    assert (unnamed.exit_code, unknown.exit_code) == (2, 1)
    for result in (unnamed, unknown):
        assert all(f".{form}" in result.stderr for form in FORMS)
    assert not list(tmp_path.iterdir())


def test_the_command_is_told_so_that_it_can_be_typed_again(tmp_path: Path) -> None:
    shutil.copytree(resources.cases(), tmp_path / "my cases")
    path = tmp_path / "out.md"
    given = [str(tmp_path / "my cases" / "pbg.ttl"), "spp-irt", "--no-systems", "--basis", "reported,prescribed"]
    assert typed(*given, "-o", str(path)).exit_code == 0
    expected = "collabgraph report pbg.ttl spp-irt --no-systems -o out.md --basis reported,prescribed"
    assert f"Made by this command: {expected}" in plain(of_markdown(path.read_bytes()))
    assert str(tmp_path) not in path.read_text(encoding="utf-8")


def test_a_framework_file_is_among_the_inputs(tmp_path: Path) -> None:
    framework = tmp_path / "theory.ttl"
    shutil.copy(resources.ontology() / "frameworks" / "ansell-gash-2008.ttl", framework)
    framework.write_text(framework.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    assert typed(*NAMES, "--framework", str(framework), "-o", str(tmp_path / "out.md")).exit_code == 0
    digest = hashlib.sha256(framework.read_bytes()).hexdigest()
    assert f"| theory.ttl | {digest} |" in (tmp_path / "out.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["md", "tex", "xlsx", "html"])
@pytest.mark.parametrize("more", [1, layout.MOST_CASES - 1])
def test_more_cases_fit_and_a_map_of_too_many_is_said_to_be_left_out(
    more: int, form: str, pbg: Any, spp_irt: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "drawn", lambda *_: {})
    library = Library()
    others = [replace(pbg, id=f"other-{each}", iri=f"{pbg.iri}-other-{each}") for each in range(more)]
    framework = library.ontology.frameworks["service-provision"]
    told = report(compare([pbg, spp_irt, *others], framework, library.ontology), form)
    fits = 2 + more <= layout.MOST_CASES
    assert (b"<iframe" in told) == (fits and form == "html")
    assert ("The interactive map shows at most 6 cases and is left out" in plain(READERS[form](told))) != fits
    assert f"OTHER-{more - 1}" in plain(READERS[form](told))


# Both languages ------------------------------------------------------------------------------------------------------


def fixed_words(phrase: str) -> list[str]:
    """What a phrase says whatever its fields hold."""
    return [part.strip(" .:;,()") for part in re.split(r"\{\w+\}", phrase) if len(part.strip(" .:;,()")) > 11]


@pytest.mark.parametrize("form", READ)
def test_no_english_phrase_is_left_in_the_indonesian_report(form: str) -> None:
    english, indonesian = words(form, "en"), words(form, "id")
    singular = [message.id for message in catalogue.translated() if isinstance(message.id, str)]
    used = {part for phrase in singular for part in fixed_words(phrase) if part in english}
    same = {part for message in catalogue.translated() for part in fixed_words(str(message.string))}
    assert len(used) > 60
    assert {part for part in used - same if part in indonesian} == set()
