"""Cases whose every text and id means harm are shown as what they say, in each form of output, by its real reader.

``tests/browser/test_hostile.py`` opens the pages, the report and the map in a browser.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import unicodedata
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import docx
import lxml.etree
import networkx
import openpyxl
import pyoxigraph as ox
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

import hostile
from collabgraph.cli.settings import Settings
from collabgraph.output.exchange.export import FORMS
from programs import program
from stored import run

NAMES = "cases validate show claim compare preconditions metrics scope explain expected practice query question".split()


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The files of two hostile cases."""
    return [str(path) for path in hostile.write(tmp_path_factory.mktemp("hostile"))]


@pytest.fixture(scope="module")
def commands(cases: list[str]) -> Mapping[str, list[str]]:
    """A command that shows what is in the cases, by the name of what it shows."""
    edges, folder = cases[0], str(Path(cases[0]).parent)
    return {
        "cases": ["cases", "--cases", folder], "validate": ["validate", *cases], "show": ["show", edges],
        "claim": ["show", edges, "=1+1"], "compare": ["compare", *cases], "scope": ["scope", *cases],
        "preconditions": ["preconditions", *cases], "metrics": ["metrics", *cases],
        "explain": ["explain", edges, "performance"], "expected": ["expected-ties", *cases],
        "practice": ["paper-practice", *cases],
        "query": ["query", "--cases", folder, "SELECT ?s ?o { ?s cg:statement|rdfs:label|dcterms:title ?o }"],
        "question": ["query", "claims-on-a-basis", "--param", "case=edges", "--cases", folder],
    }  # fmt: skip


def said(*words: str) -> str:
    """What a command says that can do its work."""
    result = run(*words)
    assert result.exit_code in (0, 3), (words, result.output[-500:])
    assert not unseen(result.stderr), words
    return result.stdout


def unseen(text: str) -> set[str]:
    """The signs of a text that control a terminal or turn the direction of what is written."""
    return {sign for sign in text if sign not in "\n\t" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co")}


def stated(cases: Iterable[str]) -> list[str]:
    """Every text of the cases and their study, in English."""
    files = {path for case in cases for path in Path(case).parent.glob("*.ttl")}
    values = (quad.object for file in files for quad in ox.parse(path=file))
    return [value.value for value in values if isinstance(value, ox.Literal) and value.language == "en"]


# Text and tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("name", NAMES)
def test_a_terminal_gets_nothing_that_controls_it(
    name: str, lang: str, commands: Mapping[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Settings, "on_terminal", True)
    text = said(*commands[name], "--lang", lang)
    assert not unseen(re.sub(r"\x1b\[[014]m", "", text))


@pytest.mark.parametrize("name", NAMES)
def test_json_is_the_same_data_on_a_terminal(
    name: str, commands: Mapping[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = json.loads(said(*commands[name], "--format", "json"))
    monkeypatch.setattr(Settings, "on_terminal", True)
    shown = said(*commands[name], "--format", "json")
    assert not unseen(shown)
    assert json.loads(shown) == data


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld"])
def test_a_graph_has_the_texts_as_they_are_also_on_a_terminal(
    form: str, cases: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }", "--no-results", "--format", form]
    asked = [
        "query",
        *(word for case in cases for word in ("--data", case)),
        words[0].replace("GRAPH ?g", ""),
        *words[1:],
    ]
    graph = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}[form]
    plain = said(*asked)
    monkeypatch.setattr(Settings, "on_terminal", True)
    shown = said(*asked)
    assert not unseen(shown)
    found = [
        {q.object.value for q in ox.parse(text, format=graph) if isinstance(q.object, ox.Literal)}
        for text in (plain, shown)
    ]
    assert found[0] == found[1]
    of_cases = {q.object.value for case in cases for q in ox.parse(path=case) if isinstance(q.object, ox.Literal)}
    assert found[0] == of_cases


def inner(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from inner(token.children or [])


def assert_harmless_markdown(text: str, figures: Collection[str] = ()) -> None:
    """No markup but our anchors, no picture but the figures beside the file, and no link out of the text."""
    assert not unseen(text)
    tokens = list(inner(MarkdownIt("commonmark").enable("table").parse(text)))
    markup = {token.content.strip() for token in tokens if token.type.startswith("html")}
    assert [each for each in markup if not re.fullmatch(r'(<a id="[\w-]+">|</a>|\s)*', each)] == []
    links = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    assert [link for link in links if not link.startswith("#")] == []
    shown = [str(token.attrs["src"]) for token in tokens if token.type == "image"]
    assert [source for source in shown if source not in figures] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "validate"])
def test_markdown_has_no_markup_and_leads_nowhere(name: str, commands: Mapping[str, list[str]]) -> None:
    assert_harmless_markdown(said(*commands[name], "--format", "md"))


def assert_no_formulas(content: str, separator: str = ",") -> None:
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True))
    cells = [cell for row in rows for cell in row]
    assert len({len(row) for row in rows}) == 1
    assert [
        each for each in cells if re.match(r"[=+\-@\t\r]", each) and not re.fullmatch(r"-?\d[\d.,e+-]*", each)
    ] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "validate"])
def test_no_cell_of_a_table_is_a_formula(name: str, commands: Mapping[str, list[str]]) -> None:
    content = said(*commands[name], "--format", "csv")
    assert_no_formulas(content)
    assert not unseen(content.replace("\r\n", "\n"))


@pytest.mark.parametrize("form", ["xml", "tsv"])
def test_rows_of_an_answer_are_the_texts_as_they_are(form: str, commands: Mapping[str, list[str]]) -> None:
    answer = said(*commands["query"], "--format", form).encode()
    read = ox.parse_query_results(
        answer, format=ox.QueryResultsFormat.XML if form == "xml" else ox.QueryResultsFormat.TSV
    )
    assert isinstance(read, ox.QuerySolutions)
    as_json = json.loads(said(*commands["query"], "--format", "json"))["results"]["bindings"]
    texts = sorted(row["o"]["value"] for row in as_json)
    assert len(texts) > 100
    found = sorted(row["o"].value for row in read)
    if form == "xml":  # which has no way to write some signs
        lxml.etree.fromstring(answer)
        texts = sorted(re.sub("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text) for text in texts)
    assert found == texts


# What is handed over --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def handed(cases: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report and the figures in every form, in Indonesian."""
    folder = tmp_path_factory.mktemp("handed")
    for form in ("html", "md", "tex", "docx", "xlsx"):
        said("report", *cases, "-o", str(folder / f"report.{form}"), "--lang", "id")
    for kind in ("conditions", "metrics", "ties", "readiness"):
        for form in ("svg", "png", "pdf"):
            said("plot", kind, *cases, "-o", str(folder / f"{kind}.{form}"), "--lang", "id")
    return folder


def test_a_report_in_markdown_has_no_markup_and_leads_nowhere(handed: Path) -> None:
    figures = {f"report-figures/{each.name}" for each in (handed / "report-figures").iterdir()}
    assert_harmless_markdown((handed / "report.md").read_text(encoding="utf-8"), figures)


def test_a_report_in_latex_reads_no_file_and_runs_no_program(handed: Path, tmp_path: Path) -> None:
    latex = program("pdflatex")
    command = [latex, "-interaction=nonstopmode", "-halt-on-error", "-recorder", f"-output-directory={tmp_path}"]
    done = subprocess.run([*command, handed / "report.tex"], capture_output=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout[-2000:]
    assert "passwd" not in (tmp_path / "report.fls").read_text(encoding="utf-8")
    text = subprocess.run(
        [program("pdftotext"), tmp_path / "report.pdf", "-"], capture_output=True, check=True, text=True
    ).stdout
    assert "system(" in text
    assert r"\write18{id}" in text.replace("\n", "")


def test_a_report_for_word_has_words_alone(handed: Path) -> None:
    content = handed / "report.docx"
    text = "\n".join(
        [each.text for each in docx.Document(str(content)).paragraphs]
        + [cell.text for table in docx.Document(str(content)).tables for row in table.rows for cell in row.cells]
    )
    assert hostile.MARKUP.split(">")[2] in text
    assert not unseen(text)
    with zipfile.ZipFile(content) as package:
        assert not re.search(rb"instrText|fldSimple|altChunk|<w:object", package.read("word/document.xml"))
        targets = b"".join(package.read(name) for name in package.namelist() if name.endswith(".rels"))
        assert b'TargetMode="External"' not in targets
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                lxml.etree.fromstring(package.read(name))


def test_a_workbook_has_texts_and_numbers_and_no_formula(handed: Path) -> None:
    book = openpyxl.load_workbook(handed / "report.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    texts = [cell for cell in cells if cell.data_type == "s"]
    assert {
        text[0] for text in ("=HYPERLINK", "+1+1", "-1+1", "@SUM") if any(str(c.value).startswith(text) for c in texts)
    }
    assert all(cell.quotePrefix for cell in texts if re.match(r"[=+\-@\t\r]", cell.value))
    assert all(cell.hyperlink is None or cell.hyperlink.target is None for cell in cells)
    assert not unseen("".join(str(cell.value) for cell in texts))


@pytest.mark.parametrize("kind", ["conditions", "metrics", "ties", "readiness"])
def test_a_figure_has_letters_and_nothing_that_acts(kind: str, handed: Path) -> None:
    drawing = lxml.etree.fromstring((handed / f"{kind}.svg").read_bytes())
    for element in drawing.iter("*"):
        assert not element.tag.endswith(("script", "foreignObject", "image", "}a", "}b", "}img"))
        assert not [name for name in element.attrib if name.lower().startswith("on")]
        links = [value for name, value in element.attrib.items() if name.endswith("href")]
        assert [link for link in links if not link.startswith("#")] == []
    with Image.open(handed / f"{kind}.png") as picture:
        picture.load()
        assert not unseen("".join(str(value) for value in picture.info.values() if isinstance(value, str)))
    page = (handed / f"{kind}.pdf").read_bytes()
    assert not re.search(rb"/(JavaScript|JS|URI|Launch|OpenAction|AA|EmbeddedFile)\b", page)
    done = subprocess.run(
        [program("pdftotext"), handed / f"{kind}.pdf", "-"], capture_output=True, check=True, text=True
    )
    assert not unseen(done.stdout.replace("\f", ""))


# For other programs ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=FORMS)
def exported(
    request: pytest.FixtureRequest, cases: list[str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[Path]]:
    """A form, and the files of the network of the first case in it."""
    form = str(request.param)
    folder = tmp_path_factory.mktemp(form)
    result = run("export", cases[0], "--to", form, "-o", str(folder / "network"))
    assert result.exit_code == 0, result.output
    return form, sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_network_for_another_program_is_one_in_its_own_reader(exported: tuple[str, list[Path]]) -> None:
    """``test_export.py`` compares what is read; R is asked where it is on the machine."""
    form, files = exported
    assert files
    contents = [path.read_bytes().decode() for path in files]
    if form in ("graphml", "gexf"):
        for content in contents:
            lxml.etree.fromstring(content.encode())
        graph = networkx.read_graphml(files[0]) if form == "graphml" else networkx.read_gexf(files[0])
        assert {"=1+1", "__proto__"} <= set(graph.nodes)
    for path, content in zip(files, contents, strict=True):
        if path.suffix == ".csv":
            assert_no_formulas(content)
        if path.suffix in (".json", ".cyjs"):
            json.loads(content)
    for path in files if (r := shutil.which("Rscript")) else ():
        if path.suffix == ".R":
            subprocess.run([r, "-e", "invisible(parse(commandArgs(TRUE)[1]))", path], check=True)


def test_a_dump_and_the_results_are_the_texts_as_they_are(cases: list[str], tmp_path: Path) -> None:
    folder = str(Path(cases[0]).parent)
    said("dump", "--cases", folder, "-o", str(tmp_path / "all.nq"))
    said("dump", "--cases", folder, "-o", str(tmp_path / "all.trig"))
    for name, form in (("all.nq", ox.RdfFormat.N_QUADS), ("all.trig", ox.RdfFormat.TRIG)):
        found = {
            q.object.value for q in ox.parse(path=tmp_path / name, format=form) if isinstance(q.object, ox.Literal)
        }
        assert set(stated(cases)) <= found
    said("materialize", *cases, "-o", str(tmp_path / "results.trig"))
    assert [*ox.parse(path=tmp_path / "results.trig")]


def test_a_store_gives_back_the_texts_as_they_are(cases: list[str], tmp_path: Path) -> None:
    store = str(tmp_path / "store")
    said("store", "load", *cases, "--store", store)
    assert run("store", "check", "--store", store).exit_code == 0
    over_files, over_store = (
        json.loads(said("show", *words, "--format", "json")) for words in ([cases[0]], ["edges", "--store", store])
    )
    assert over_store["claims"] == over_files["claims"]
