"""The doors to configurations: tables as other programs write them, the commands, the Python door, and exports."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import collabgraph
from collabgraph.analysis.many.fit import pri
from collabgraph.analysis.many.given import of_table
from collabgraph.analysis.many.memberships import Memberships
from collabgraph.analysis.many.minimized import Search, minimize
from collabgraph.analysis.many.tabled import expectations, terms
from collabgraph.analysis.many.truth_tables import truth_table
from collabgraph.cli import main
from collabgraph.errors import UnfitTerm
from collabgraph.model import Interval
from collabgraph.output.document import StatusCell, Table
from collabgraph.output.exchange.configurations import files
from collabgraph.output.presenters.configurations import cells
from collabgraph.words import Speech
from many import DATA, EXPECTED, irrigation

IRRIGATION = DATA / "irrigation_nepal_lam_ostrom_2010.csv"
ROWS = [["", "A", "B", "Y"], ["one", "0.5-1", "0", "1"], ["two", "0.2", "", "0.7"], ["three", "1", "1", "0"]]
#: The intermediate analysis of the other program: all conditions expected for W, their absence for ~W.
EXPECT = {"W": "A,R,F,L,C", "~W": "~A,~R,~F,~L,~C"}


def run(*arguments: str | Path) -> Result:
    wide = {"COLUMNS": "200"}  # so that what is looked for is not broken over two lines
    return CliRunner().invoke(main, ["qca", *map(str, arguments)], env=wide)


def data(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def separated(rows: list[list[str]], separator: str, *, comma: bool = False, quoted: bool = False) -> str:
    buffer = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=separator, quoting=quoting)
    writer.writerows([[cell.replace(".", ",") if comma else cell for cell in row] for row in rows])
    return buffer.getvalue()


def same(one: Memberships, other: Memberships) -> bool:
    arrays = [(*each.low, *each.high, each.outcome_low, each.outcome_high) for each in (one, other)]
    names = [(each.cases, each.conditions, each.outcome) for each in (one, other)]
    return names[0] == names[1] and all(np.array_equal(a, b) for a, b in zip(*arrays, strict=True))


# Tables --------------------------------------------------------------------------------------------------------------


def forms(folder: Path) -> list[Path]:
    """One table as R, fsQCA and spreadsheets in several countries write it."""
    headed = [["case", *ROWS[0][1:]], *ROWS[1:]]
    moved = [[*row[1:], row[0]] for row in headed]
    book = openpyxl.Workbook()
    for row in headed:
        book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell or None for cell in row])
    book.save(folder / "book.xlsx")
    r_rows = [" ".join([f'"{row[0]}"', *(cell or "NA" for cell in row[1:])]) for row in ROWS[1:]]
    r_table = "\n".join([" ".join(f'"{name}"' for name in ROWS[0][1:]), *r_rows])
    return [
        folder / "book.xlsx",
        written(folder / "write.csv.csv", separated(ROWS, ",", quoted=True)),
        written(folder / "write.csv2.csv", separated(ROWS, ";", comma=True)),
        written(folder / "write.table.txt", r_table),
        written(folder / "bom.csv", "\ufeff" + separated(headed, ";")),
        written(folder / "excel.csv", "sep=;\r\n" + separated(headed, ";", comma=True)),
        written(folder / "tabs.tsv", separated(headed, "\t")),
        written(folder / "kasus.csv", separated([["Kasus", *ROWS[0][1:]], *ROWS[1:]], ",")),
        written(folder / "last.csv", separated(moved, ",")),
        written(folder / "text-first.csv", separated([["city", *ROWS[0][1:]], *ROWS[1:]], ",")),
        *(written(folder / f"unknown{n}.csv", separated(headed, ",").replace(",,", f",{mark},"))
          for n, mark in enumerate(("NA", "N/A", "?", "-", ".", "NaN", '""'))),
        written(folder / "dots.csv", separated(headed, ",").replace("0.5-1", "0.5..1")),
    ]  # fmt: skip


def test_a_table_is_the_same_however_a_program_writes_it(tmp_path: Path) -> None:
    found = {path.name: of_table(path, "Y").memberships for path in forms(tmp_path)}
    first = found["book.xlsx"]
    assert first.cases == ("one", "two", "three")
    assert first.unknown == [("one", "A"), ("two", "B")]
    assert first.low[0][:, 1].tolist() == [0.5, 0.2, 1.0]
    assert first.high[1][:, 1].tolist() == [0.0, 1.0, 1.0]
    assert [name for name, each in found.items() if not same(first, each)] == []


def test_every_fault_of_a_table_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    text = "case,A,B,Y\nx,1,yes,1\nx,45,0,0\n,1,0,1\nz,1,0.7-0.2,0\n"
    result = run("minimize", "--table", written(tmp_path / "t.csv", text), "--outcome", "Y", "--conditions", "A,B,Bx")
    assert result.exit_code == 1
    lines = [line.removeprefix(f"{tmp_path}/") for line in result.stderr.splitlines()]
    assert "in all: 6" in lines[0]
    told = "\n".join(lines[1:])
    for place, words in (
        ("t.csv:3:1:", "'x' is there twice, first at 2:1"), ("t.csv:4:2:", "no name"), ("t.csv:2:3:", "'yes'"),
        ("t.csv:5:3:", "above its end"), ("t.csv:3:2:", "from 1 to 45"), ("t.csv:", "(did you mean 'B'?)"),
    ):  # fmt: skip
        assert any(line.startswith(place) and words in line for line in lines), (place, words, told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("case,A,Y\nx,0,1\ny,1,1\n", "is 1 in every case"),
        ("case,A,Y\nx,0,?\ny,1,?\n", "Nothing is known of Y"),
        ("case,A,Y\nx,20,1\ny,100,0\n", "Divide a percentage of membership by 100"),
        ("case,A,Y\nx,20000,1\ny,\"31,500\",0\n", "with thousands"),
        ("case,A,Y\nx,-1,1\ny,1,0\n", "from -1 to 1"),
        ("case,A,Y\nx,0.5,1\ny,3,0\n", "Levels are whole numbers"),
        ("case,A,Y\nx,0,2\ny,1,0\n", "Choose one: Y{0}, Y{1}, Y{2}"),
        ("case,A,A,Y\nx,0,1,1\ny,1,1,0\n", "The column 'A' is there twice"),
        ("1,0,1\n0,1,0\n", "must have the names of the columns"),
        ("case,A,Y\n", "no rows"),
        ("", "no rows"),
        ("case,A,Y\nx,0,1,1\ny,1,0\n", "This row has 4 cells"),
        ("case,A+B,Y\nx,0,1\ny,1,0\n", "by which terms are written"),
        ("case,Y\nx,0\ny,1\n", "No column is left"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, text: str, words: str) -> None:
    result = run("truth-table", "--table", written(tmp_path / "t.csv", text), "--outcome", "Y")
    assert result.exit_code == 1
    assert words in result.stderr
    assert result.stdout == ""


def test_more_conditions_than_cases_are_computed_and_said_loudly(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "case,A,B,C,Y\nx,1,0,1,1\ny,0,1,0,0\n")
    result = run("minimize", "--table", path, "--outcome", "Y", "--solution", "parsimonious")
    assert "LIMITED DIVERSITY: 3 conditions for 2 cases" in result.stdout
    assert data("minimize", "--table", path, "--outcome", "Y", "--solution", "parsimonious")["models"] == [
        ["A"], ["~B"], ["C"],
    ]  # fmt: skip


def test_sixty_conditions_are_computed_where_that_is_possible(tmp_path: Path) -> None:
    values = np.random.default_rng(2).integers(0, 2, (8, 60))
    rows = [["case", *(f"C{k}" for k in range(60)), "Y"],
            *([f"x{n}", *map(str, row), str(n % 2)] for n, row in enumerate(values))]  # fmt: skip
    path = written(tmp_path / "t.csv", separated(rows, ","))
    assert data("minimize", "--table", path, "--outcome", "Y", "--solution", "parsimonious")["models"]
    result = run("minimize", "--table", path, "--outcome", "Y", "--solution", "intermediate", "--expect", "C1")
    assert result.exit_code == 1
    assert "60 conditions" in result.stderr


def test_a_condition_of_several_levels_gives_terms_with_braces(tmp_path: Path) -> None:
    text = "case,A,B,Y\na,0,0,0\nb,1,0,0\nc,2,0,1\nd,2,1,1\ne,0,1,0\nf,1-2,1,?\n"
    path = written(tmp_path / "t.csv", text)
    known = written(tmp_path / "known.csv", text.replace("f,1-2,1,?\n", ""))
    assert data("minimize", "--table", known, "--outcome", "Y", "--solution", "parsimonious")["models"] == [["A{2}"]]
    memberships = of_table(path, "Y").memberships
    assert memberships.high[0][5].tolist() == [0, 1, 1]
    assert memberships.unknown == [("f", "A"), ("f", "Y")]
    assert terms("A{2}*~B + A{0}", memberships) == [(2, 0), (0, -1)]
    with pytest.raises(UnfitTerm, match=r"A\{0\}, A\{1\}, A\{2\}"):
        terms("~A", memberships)


def test_columns_are_found_whatever_their_capitals_and_logical_values_are_numbers(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "CASEID,Trust,Y\na,TRUE,1\nb,FALSE,0\n")
    memberships = of_table(path, "~y", ["trust"]).memberships
    assert (memberships.conditions, memberships.outcome) == (("Trust",), "~Y")
    assert memberships.low[0][:, 1].tolist() == [1, 0]


def test_a_sheet_that_is_not_read_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["case", "A", "Y"], ["x", 1, 1], ["y", 0, 0]):
        book.active.append(row)
    book.create_sheet("Raw").append(["more"])
    book.save(tmp_path / "t.xlsx")
    assert "Sheets that were not: Raw." in run("truth-table", "--table", tmp_path / "t.xlsx", "--outcome", "Y").stdout


def test_anchors_make_sets_of_the_columns_of_a_table(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "case,density,Y\na,0.1,0\nb,0.4,1\nc,0.9,1\nd,,1\n")
    anchors = written(tmp_path / "a.yaml", "conditions:\n  density: {method: direct, anchors: [0.1, 0.4, 0.9]}\n")
    found = data("calibrate", "--table", path, "--outcome", "Y", "--calibrate", anchors)["memberships"]
    # By the formula of direct calibration: 0.05, 0.5 and 0.95 at the anchors.
    assert [found[case]["density"] for case in "abc"] == pytest.approx([0.05, 0.5, 0.95])
    assert found["d"]["density"] == {"low": 0, "high": 1}
    moved = data("robustness", "--table", path, "--outcome", "Y", "--calibrate", anchors)
    assert [each["threshold"] for each in moved["ranges"]] == ["inclusion", "n", "density#1", "density#2", "density#3"]


def test_what_is_expected_is_read_as_it_is_typed() -> None:
    memberships = irrigation()
    assert expectations("A,~R,F=-,L=0,c=1", memberships) == {0: 1, 1: 0, 3: 0, 4: 1}
    with pytest.raises(UnfitTerm, match="'Q'"):
        expectations("A,Q", memberships)


# Results -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["W", "~W"])
@pytest.mark.parametrize("kind", ["conservative", "parsimonious", "intermediate"])
def test_the_models_of_the_command_are_those_of_another_program(outcome: str, kind: str) -> None:
    expect = ["--expect", EXPECT[outcome]] if kind == "intermediate" else []
    found = data("minimize", "--table", IRRIGATION, "--outcome", outcome, "--solution", kind, *expect)
    expected = EXPECTED[f"{outcome}|incl.cut=1|n.cut=1|pri.cut=0"]
    name = "intermediate (all expected present; absent for ~W)" if kind == "intermediate" else kind
    assert sorted(map(sorted, found["models"])) == sorted(map(sorted, expected[name]))
    assert found["complete"] is True
    assert len(found["fit"]) == len(found["models"]) == len(found["assumptions"])


def test_the_truth_table_of_the_command_is_that_of_another_program() -> None:
    found = data("truth-table", "--table", IRRIGATION, "--outcome", "W")
    expected = EXPECTED["W|incl.cut=1|n.cut=1|pri.cut=0"]["truth_table"]
    rows = {tuple(row["configuration"][name] for name in "ARFLC"): row for row in found["rows"]}
    for row in expected:
        mine = rows[tuple(row[name] for name in "ARFLC")]
        assert (mine["out"], mine["cases"], mine["inclusion"]) == (row["OUT"], row["cases"], row["incl"])


def test_unknown_cells_are_carried_through_and_ranked(tmp_path: Path) -> None:
    rows = list(csv.reader(IRRIGATION.read_text(encoding="utf-8").splitlines()))
    for case, name in (("11", "L"), ("14", "R")):
        rows[int(case)][rows[0].index(name)] = "?"
    path = written(tmp_path / "t.csv", separated(rows, ","))
    found = data("minimize", "--table", path, "--outcome", "W", "--solution", "parsimonious")
    assert found["models"] == []
    assert (len(found["certain"]["primes"]), len(found["possible"]["primes"])) == (10, 6)
    assert len(found["possible"]["models"]) == 12
    first = found["possible"]["worth"][0]
    assert (first["case"], first["name"], first["models"]) == ("11", "L", {"0": 7, "1": 5})
    words = run("minimize", "--table", path, "--outcome", "W", "--solution", "parsimonious").stdout
    assert "if 11 had L = 0, 7 models would be left; if 1, 5" in words
    assert "No model holds whatever the unknown cells are" in words


def test_models_that_were_not_all_looked_at_are_not_said_to_be_none() -> None:
    """Eight unknown cells give 256 sets of rows, more than are minimized; one model is certain in truth."""
    result = run("minimize", "pbg", "spp-irt", "--solution", "parsimonious")
    assert "No model holds" not in result.stdout
    assert "Sets of rows that were not minimized, the rarest: 56" in result.stdout
    assert "Prime implicants in every completion (2): simple-governance" in result.stdout
    found = data("minimize", "pbg", "spp-irt", "--solution", "parsimonious")
    assert (found["models"], found["complete"]) == ([], False)


def test_an_enhanced_solution_assumes_nothing_for_both_outcomes() -> None:
    for kind in ("parsimonious", "intermediate"):
        search = Search(kind, dict.fromkeys(range(5), 1))  # type: ignore[arg-type]
        plain = minimize(irrigation(), search=search)
        enhanced = minimize(irrigation(), search=Search(kind, search.expectations, enhanced=True))  # type: ignore[arg-type]
        other = minimize(irrigation().negated(), search=Search(kind, dict.fromkeys(range(5), 0), enhanced=True))  # type: ignore[arg-type]
        assert plain.contradictory
        assumed = [{row for rows in each.solution.assumptions for row in rows or ()}
                   for each in (enhanced, other) if each.solution]  # fmt: skip
        assert not assumed[0] & assumed[1]
        assert set(plain.contradictory) <= set(enhanced.set_aside)


def test_an_excluded_term_is_not_assumed() -> None:
    arguments = ("minimize", "--table", IRRIGATION, "--outcome", "W", "--solution", "parsimonious")
    found = data(*arguments, "--exclude", "A*~R")
    assert found["excluded"] == ["A*~R"]
    assert not [row for rows in found["assumptions"] for row in rows if row.startswith("A*~R")]
    assert [row for rows in data(*arguments)["assumptions"] for row in rows if row.startswith("A*~R")]


def test_pri_of_a_row_that_may_be_empty_is_that_of_the_case_that_may_be_in_it() -> None:
    x, ones, zeros = (np.array([0.0, 0.0]), np.array([1.0, 0.0])), np.array([1.0, 1.0]), np.array([0.0, 0.0])
    assert pri(*x, ones, ones) == Interval(1, 1)
    assert pri(*x, zeros, zeros) == Interval(0, 0)
    assert pri(*x, zeros, ones) == Interval(0, 1)
    assert pri(zeros, zeros, ones, ones) is None


def test_nothing_undefined_is_a_number(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "case,A,B,Y\na,0,0,1\nb,0,0.5,0\nc,0,?,1\n")
    for command in ("calibrate", "necessity", "truth-table", "minimize", "robustness"):
        for form in ("table", "json", "csv", "md"):
            result = run(command, "--table", path, "--outcome", "Y", "--format", form)
            assert result.exit_code == 0, result.output
            assert "nan" not in result.stdout.lower().replace("finance", "")
    assert "undefined: no case is in it" in run("necessity", "--table", path, "--outcome", "Y").stdout


def test_a_membership_of_half_is_named_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "case,A,Y\na,0.5,1\nb,0.9,0.8\nc,0.1,0.2\n")
    result = run("truth-table", "--table", path, "--outcome", "Y", "--incl-cut", "0.8")
    assert "Memberships of exactly 0.5: 1 (a.A)" in result.stdout
    assert "it counts in the parameters of fit" in result.stdout
    assert data("truth-table", "--table", path, "--outcome", "Y")["unassigned"] == ["a"]


def test_a_case_with_half_of_the_outcome_is_named_and_counts_in_its_row_and_in_the_sums(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", "case,A,Y\na,1,0.5\nb,1,1\nc,0,0\n")
    result = run("truth-table", "--table", path, "--outcome", "Y")
    assert "Neither in the outcome Y nor out of it, by a membership of exactly 0.5: a." in result.stdout
    found = data("truth-table", "--table", path, "--outcome", "Y")
    assert found["unassigned"] == []
    (row,) = [row for row in found["rows"] if "b" in row["cases"]]
    assert row["cases"] == ["a", "b"]
    assert row["inclusion"] == (0.5 + 1) / (1 + 1)  # sum of min(x, y) over the sum of x


def test_a_result_is_a_workbook_too(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    run("truth-table", "--table", IRRIGATION, "--outcome", "W", "--format", "xlsx", "-o", path)
    assert any(
        "A" in [cell.value for cell in row] for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows()
    )


# Coded cases ---------------------------------------------------------------------------------------------------------


def test_the_memberships_of_coded_cases_lead_to_their_claims() -> None:
    found = collabgraph.qca.calibrate(["pbg", "spp-irt"], conditions=["simple-governance"])
    part = cells(found.memberships, Speech("en"), collabgraph.load("pbg").ontology)
    table = next(block for block in part.blocks if isinstance(block, Table))
    cell = table.rows[0][1]
    assert isinstance(cell, StatusCell)
    claims = found.memberships.claims["pbg", "simple-governance"]
    assert [citation.to.name for citation in cell.claims] == [claim.iri for claim in claims]
    assert claims


def test_coded_cases_are_compared_with_the_options_of_other_commands() -> None:
    chosen = ("--conditions", "simple-governance,leader-commitment")
    every = data("calibrate", "pbg", "spp-irt", *chosen)
    assert every["outcome"] == "success"
    assert every["conditions"] == ["simple-governance", "leader-commitment"]
    reported = data("calibrate", "pbg", "spp-irt", *chosen, "--basis", "reported", "--attribution", "explicit")
    assert len(reported["unknown"]) > len(every["unknown"])
    wrong = run("minimize", "pbg", "spp-irt", "--conditions", "simple-governanc")
    assert wrong.exit_code == 1
    assert "simple-governance" in wrong.stderr


# Python, R, fsQCA ----------------------------------------------------------------------------------------------------


def test_the_python_door_and_a_frame_give_what_the_command_gives() -> None:
    found = collabgraph.qca.minimize(IRRIGATION, "W", solution="parsimonious")
    assert found.data() == data("minimize", "--table", IRRIGATION, "--outcome", "W", "--solution", "parsimonious")
    frame = pd.read_csv(IRRIGATION, index_col=0)
    assert collabgraph.qca.minimize(frame, "W", solution="parsimonious").models == found.models
    assert set(found.to_frame()["term"]) == {term for model in found.models for term in model}
    assert "<table" in found._repr_html_()


@pytest.mark.parametrize("tool", ["r", "fsqca"])
def test_data_for_another_program_come_back_as_they_were_with_blanks_for_unknown(tool: str, tmp_path: Path) -> None:
    memberships = irrigation(("11", "L"))
    made = files(memberships, truth_table(memberships).cuts, tool)
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    outcome = memberships.outcome if tool == "r" else memberships.outcome.lower()
    back = of_table(tmp_path / "data.csv", outcome).memberships
    assert back.unknown == [("11", "L" if tool == "r" else "l")]
    assert np.array_equal(np.concatenate(back.low), np.concatenate(memberships.low))
    comments = [name for name in made if name != "data.csv"]
    assert all("BLANK CELLS: 1" in made[name].decode() for name in comments)
    assert set(made) == ({"data.csv", "qca.R", "setmethods.R", "nca.R"} if tool == "r" else {"data.csv", "README.txt"})


def test_no_name_of_a_case_gets_out_of_a_comment() -> None:
    memberships = irrigation()
    hostile = Memberships(
        ("x\nsystem('rm')", *memberships.cases[1:]), memberships.conditions, 'Y"); q("', memberships.low,
        memberships.high, memberships.outcome_low * 0, memberships.outcome_high,
    )  # fmt: skip
    for name, content in files(hostile, truth_table(hostile).cuts, "r").items():
        lines = content.decode().splitlines()
        assert name == "data.csv" or not any(
            line.startswith("system") or 'q("' in line for line in lines if line[:1] != "#"
        )
