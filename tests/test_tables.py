"""Tables for people who calculate: every command as a workbook, read back with openpyxl, and files by their ending."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.workbook import Workbook

from collabgraph.analysis.comparison import compare
from collabgraph.analysis.metrics import CATALOGUE
from collabgraph.cli import main
from collabgraph.coding.library import Library
from collabgraph.model import ClockClaim
from collabgraph.output.document import Column, Document, Number, Part, Presentation, Table, plain_table, text_cell
from collabgraph.output.presenters.units import UNITS
from collabgraph.output.writers import xlsx
from collabgraph.words import LANGUAGES

#: Every command that prints a table.
COMMANDS = {
    "blocks": ["blocks", "pbg"],
    "cases": ["cases"],
    "catalogue": ["metrics", "--list"],
    "census": ["census", "pbg", "spp-irt"],
    "claims": ["show", "pbg", "F21", "F24"],
    "codes": ["codes", "sector"],
    "compare": ["compare", "pbg", "spp-irt"],
    "compare against chance": ["compare", "pbg", "spp-irt", "--cug", "--samples", "20"],
    "crosswalk": ["crosswalk"],
    "crosswalk of a case": ["crosswalk", "pbg"],
    "expected ties": ["expected-ties", "pbg", "spp-irt"],
    "explain": ["explain", "pbg", "levy-revenue-target"],
    "glossary": ["glossary"],
    "lists of codes": ["codes"],
    "metrics": ["metrics", "pbg", "spp-irt"],
    "one metric": ["metrics", "--explain", "ei_index"],
    "one question": ["questions", "missing-preconditions"],
    "paper and practice": ["paper-practice", "pbg", "spp-irt"],
    "preconditions": ["preconditions", "pbg", "spp-irt"],
    "qap": ["qap", "pbg", "spp-irt", "--granularity", "role", "--permutations", "50"],
    "query": ["query", "SELECT ?claim ?amount { ?claim cg:amount ?amount }"],
    "question": ["query", "missing-preconditions", "--param", "case=pbg"],
    "questions": ["questions"],
    "scope": ["scope", "pbg"],
    "show": ["show", "pbg"],
    "status": ["status", "pbg"],
    "validate": ["validate", "pbg"],
    "yes or no": ["query", "ASK { ?claim a cg:Claim }"],
}
#: A text that is a number, or the ends of an interval: what nobody can calculate with.
_NUMBER_AS_TEXT = re.compile(r"-?\d+([.,]\d+)?( (to|hingga|sampai) -?\d+([.,]\d+)?|\.\.\d.*)?|\[.*\.\..*\]")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def book(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(sheet: object) -> list[dict[str, object]]:
    heads, *found = sheet.iter_rows(values_only=True)  # type: ignore[attr-defined]
    return [dict(zip(heads, row, strict=True)) for row in found]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the workbook of every command in both languages."""
    folder = tmp_path_factory.mktemp("made")
    for name, arguments in COMMANDS.items():
        for lang in LANGUAGES:
            result = run(*arguments, "--lang", lang, "-o", str(folder / f"{name}.{lang}.xlsx"))
            assert (result.exit_code, result.stdout) == (0, ""), result.output
    return folder


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_makes_a_workbook_that_can_be_filtered(name: str, lang: str, made: Path) -> None:
    found = openpyxl.load_workbook(made / f"{name}.{lang}.xlsx")
    assert len({sheet.title.casefold() for sheet in found}) == len(found.sheetnames)
    for sheet in found:
        assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", sheet.dimensions)
        assert 0 < len(sheet.title) <= 31
        heads = [cell.value for cell in sheet[1]]
        assert all(isinstance(head, str) and head for head in heads), heads
        assert len(set(heads)) == len(heads)
        cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s", "n", "b"}


@pytest.mark.parametrize("name", [name for name in COMMANDS if name not in ("validate", "yes or no")])
def test_what_csv_has_as_numbers_a_workbook_has_as_numbers(name: str, made: Path) -> None:
    """Compared through another writer: each number of the csv is a numeric cell, and no text is a number."""
    found = openpyxl.load_workbook(made / f"{name}.en.xlsx")
    table = list(csv.DictReader(io.StringIO(run(*COMMANDS[name], "--format", "csv").stdout)))
    cells = [cell for sheet in found for row in sheet.iter_rows() for cell in row if cell.value is not None]
    numbers = {f"{cell.value:.12g}" for cell in cells if cell.data_type == "n"}
    columns = [column for column in table[0] if column in ("value", "low", "high", "amount", "correlation", "count")]
    in_csv = {
        f"{float(row[column]):.12g}"
        for row in table
        for column in columns
        if re.fullmatch(r"-?\d[\d.e-]*", row[column])
    }
    assert in_csv <= numbers
    assert not [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in found
        for row in sheet.iter_rows(min_row=2, min_col=2)  # the first column names what the row is about
        for cell in row
        if cell.data_type == "s" and _NUMBER_AS_TEXT.fullmatch(cell.value)
        if sheet[1][cell.column - 1].value not in ("row", "subject", "date")
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_comparison_has_a_row_for_each_metric_of_each_case_with_its_range_and_unit(lang: str, made: Path) -> None:
    library = Library()
    theory = library.ontology.frameworks["service-provision"]
    comparison = compare(library.open_all(["pbg", "spp-irt"]), theory, library.ontology)
    found = openpyxl.load_workbook(made / f"compare.{lang}.xlsx")
    sheet = rows(found["Metrics" if lang == "en" else "Metrik"])
    metric, case, value, low, high, unit = list(sheet[0])[:6]
    assert len({(row[metric], row[case]) for row in sheet}) == len(sheet)
    by_name = {(row[metric], row[case]): row for row in sheet}
    for figure in comparison.figures():
        if figure.metric.startswith(("ei_index", "brokerage", "assortativity", "group_modularity")):
            continue  # their labels say how actors are grouped
        for name, measured in figure.values.items():
            row = by_name[CATALOGUE[figure.metric].label[lang], name.upper()]
            assert row[value] == (None if measured.value is None else pytest.approx(measured.value))
            assert row[unit] or measured.value is None
            around = figure.ranges.get(name)
            if around is not None and measured.value is not None:
                assert (row[low], row[high]) == (pytest.approx(around.low), pytest.approx(around.high))


def test_a_comparison_has_status_bases_and_claims_of_each_condition_in_columns_of_their_own(made: Path) -> None:
    sheet = rows(openpyxl.load_workbook(made / "compare.en.xlsx")["Conditions"])
    row = next(row for row in sheet if (row["precondition"], row["case"]) == ("underlying regulation", "PBG"))
    assert (row["value"], row["claims"]) == ("partly present", "F23, C05, C04")
    assert str(row["basis"]).startswith("reported")
    unknown = next(row for row in sheet if row["value"] == "not reported")
    assert (unknown["claims"], unknown["basis"]) == (None, None)
    ties = rows(openpyxl.load_workbook(made / "compare.en.xlsx")["Ties"])
    assert any("T24" in str(row["kinds of tie and their claims, claims"]) for row in ties)


def test_what_is_undefined_is_an_empty_cell_with_the_reason_beside_it() -> None:
    result = run("metrics", "pbg", "--basis", "reported", "--format", "xlsx")
    sheets = book(result.stdout_bytes)
    row = next(row for row in rows(sheets["Metrics"]) if row["metric"] == "reciprocity of ties")
    assert (row["value"], row["note"]) == (None, "undefined: no ties")
    row = next(row for row in rows(sheets["Data"]) if row["metric"] == "reciprocity_arc")
    assert (row["value"], row["undefined"]) == (None, "no ties")


def test_a_time_limit_is_an_amount_and_a_unit(made: Path) -> None:
    clocks = {claim.id: claim for claim in Library().open("pbg").claims if isinstance(claim, ClockClaim)}
    data = {row["claim"]: row for row in rows(openpyxl.load_workbook(made / "show.en.xlsx")["Data"])}
    assert clocks
    for name, claim in clocks.items():
        assert (data[name]["amount"], data[name]["unit"]) == (claim.amount, claim.unit)


def test_every_unit_is_that_of_a_metric_and_every_count_has_one() -> None:
    assert UNITS.keys() <= CATALOGUE.keys()
    assert {name for name, metric in CATALOGUE.items() if metric.whole} - {"cut_actor"} <= UNITS.keys()


# Names of files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cases", "metrics", "question"])
def test_the_ending_of_a_file_says_its_form(name: str, tmp_path: Path) -> None:
    for ending, form in {"json": "json", "csv": "csv", "md": "md", "txt": "table", "": "table"}.items():
        file = tmp_path / f"a.{ending}".rstrip(".")
        assert run(*COMMANDS[name], "-o", str(file)).exit_code == 0
        assert file.read_bytes() == run(*COMMANDS[name], "--format", form).stdout_bytes
    assert run(*COMMANDS[name], "-o", str(tmp_path / "A.XLSX")).exit_code == 0
    assert book((tmp_path / "A.XLSX").read_bytes()).sheetnames


def test_a_form_that_is_named_goes_before_the_ending(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert run("cases", "--format", "json", "-o", str(file)).exit_code == 0
    assert json.loads(file.read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("ending", ["pdf", "docx", "html", "ttl", "xls"])
def test_a_file_of_a_kind_that_a_command_cannot_write_is_refused(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"a.{ending}"
    result = run("cases", "-o", str(file))
    assert (result.exit_code, file.exists()) == (2, False)
    assert f".{ending}" in result.stderr
    assert ".xlsx" in result.stderr


def test_graphs_are_written_by_the_ending_too(tmp_path: Path) -> None:
    for ending, begins in {"nq": b"<", "jsonld": b"[", "ttl": b"@prefix", "trig": b"@prefix"}.items():
        file = tmp_path / f"results.{ending}"
        assert run("materialize", "pbg", "-o", str(file)).exit_code == 0
        assert file.read_bytes().startswith(begins)
    constructed = tmp_path / "graph.nt"
    assert run("query", "CONSTRUCT { ?a a cg:Actor } WHERE { ?a a cg:Actor }", "-o", str(constructed)).exit_code == 0
    assert all(line.endswith(" .") for line in constructed.read_text(encoding="utf-8").splitlines())
    refused = run("query", "CONSTRUCT { ?a a cg:Actor } WHERE { ?a a cg:Actor }", "-o", str(tmp_path / "graph.xlsx"))
    assert (refused.exit_code, "turtle" in refused.stderr) == (1, True)


def test_a_workbook_goes_into_a_pipe_and_is_the_same_each_time() -> None:
    first, second = (run("metrics", "pbg", "--format", "xlsx").stdout_bytes for _ in range(2))
    assert first == second
    assert book(first).sheetnames


# What Excel holds ----------------------------------------------------------------------------------------------------


def whole(*tables: Table) -> Workbook:
    return book(xlsx.written(Document("en", "Title", "", (Part("part", "Part", tables),))))


def test_names_of_sheets_are_valid_and_differ_by_more_than_capitals() -> None:
    names = ["Ties", "ties", "History", "a/b:c*d?[e]\\f", "'quoted'", "", "x" * 40, "x" * 40, "X" * 31, "About\n"]
    tables = [Table(name, (Column("c", "c"),), ((text_cell(name or "-"),),)) for name in names]
    found = whole(*tables)
    _, *titles = found.sheetnames
    assert len({title.casefold() for title in found.sheetnames}) == len(names) + 1
    for title in titles:
        assert 1 <= len(title) <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]|^'|'$", title)
        assert title.casefold() != "history"
    links = [cell.hyperlink.location for row in found["Report"] for cell in row if cell.hyperlink]
    assert [re.sub("^'|'!A1$", "", link).replace("''", "'") for link in links] == titles


def test_rows_that_do_not_fit_go_on_in_a_further_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 11)
    found = whole(Table("Long", (Column("n", "n"),), tuple((Number(n),) for n in range(25))))
    assert found.sheetnames == ["Report", "Long", "Long (2)", "Long (3)"]
    numbers = [row["n"] for name in found.sheetnames[1:] for row in rows(found[name])]
    assert numbers == list(range(25))


def test_a_text_that_is_too_long_says_how_much_is_left_out() -> None:
    (row,) = rows(whole(plain_table(("c",), [("x" * 40_000,)]))["Part"])
    text = str(row["c"])
    kept, _, note = text.partition(" ... ")
    assert len(text) <= 32_767
    assert len(kept) + int(re.findall(r"\d+", note)[0]) == 40_000


def test_numbers_that_a_workbook_cannot_hold_are_texts_with_all_of_their_digits() -> None:
    table = plain_table(("c",), [(10**17 + 1,), (-(10**16),), (math.inf,), (math.nan,), (0.1 + 0.2,), (0,)])
    assert [row["c"] for row in rows(whole(table)["Part"])] == [
        str(10**17 + 1), str(-(10**16)), "inf", "nan", pytest.approx(0.3), 0,
    ]  # fmt: skip


def test_a_table_with_too_many_columns_is_refused_in_a_sentence() -> None:
    wide = Table("Wide", tuple(Column(str(n), str(n)) for n in range(16_385)), ())
    shown = Presentation(lambda _: {}, lambda _: [], lambda _: wide)
    with pytest.raises(xlsx.TooManyColumns, match="16384 columns"):
        xlsx.written(Document("en", "Title", "", (Part("part", "Part", (wide,)),)))
    assert book(xlsx.workbook(shown, "en", "Title")).sheetnames == ["About"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_words_stay_words(lang: str) -> None:
    hostile = '=HYPERLINK("http://e.org")\x00\x1b[31m\u202e'
    table = Table("=1+1", (Column(hostile, hostile),), ((text_cell(hostile),), (text_cell("@x"),), (text_cell("-1"),)))
    made = xlsx.workbook(Presentation(lambda _: {}, lambda _: [Part("p", hostile, (table,))]), lang, hostile)
    cells = [cell for sheet in book(made) for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.value[0] in "=+-@")
    assert not any(set("\x00\x1b\u202e") & set(cell.value) for cell in cells)
