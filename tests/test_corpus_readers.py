"""The results of a corpus as pyarrow, pandas, Polars and DuckDB read them: types, unknowns, and values that agree."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.compute as pc
import pyarrow.dataset
import pytest
from click.testing import CliRunner

import casefiles
import corpora
from bench import synthetic
from casefiles import condition
from collabgraph import resources
from collabgraph.cli import main
from collabgraph.coding import theory
from collabgraph.corpus import evaluation, results, working
from collabgraph.corpus.columns import ROWS, TABLES, TYPES, schema
from collabgraph.corpus.evaluation import Options
from collabgraph.corpus.sources import Folder
from programs import program

DOCUMENT = (Path(__file__).parents[1] / "docs" / "corpora.md").read_text(encoding="utf-8")
BATCH = 5


def evaluated(corpus: Path, folder: Path, framework: str = "") -> Path:
    """The folder of complete results, made in this process."""
    corpora.evaluated(Folder.of(corpus)[0], folder, BATCH, Options(framework=framework))
    shutil.rmtree(folder / working.WORK, ignore_errors=True)
    return folder


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped cases and made ones: with what is easily got wrong, with nothing that applies, with faults."""
    folder = tmp_path_factory.mktemp("corpus") / "cases"
    folder.mkdir()
    for path in resources.cases().glob("*.ttl"):
        (folder / path.name).write_bytes(path.read_bytes())
    synthetic.write(folder, 4)
    found = theory.ontology().frameworks["service-provision"].constructs.values()
    preconditions = [one.term.id for one in found if one.precondition_of]
    inapplicable = [
        condition(f"C{number:02}", "reported", f"sp:{name}", "not-applicable")
        for number, name in enumerate(preconditions)
    ]
    made = {"edges": casefiles.EDGES, "mirror": casefiles.MIRROR, "chance": casefiles.by_chance(3)}
    casefiles.write(folder, {**made, "inapplicable": inapplicable})
    (folder / "broken.ttl").write_text("no Turtle", encoding="utf-8")
    (folder / "twice.ttl").write_bytes((folder / "s0-0001.ttl").read_bytes())
    return folder


@pytest.fixture(scope="module")
def folder(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evaluated(corpus, tmp_path_factory.mktemp("read") / "results")


@pytest.fixture(scope="module")
def by_definition(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results by a theory that has a definition."""
    return evaluated(corpus, tmp_path_factory.mktemp("definition") / "results", "ansell-gash-2008")


def rows(folder: Path, table: str, **equal: object) -> list[dict[str, Any]]:
    found = results.table(folder, table).to_pylist()
    return [row for row in found if all(row[name] == value for name, value in equal.items())]


def answer(*command: str) -> dict[str, Any]:
    """The JSON of a command about one case."""
    found: dict[str, Any] = json.loads(CliRunner().invoke(main, [*command, "--format", "json"]).stdout)
    return found


# Types ---------------------------------------------------------------------------------------------------------------

POLARS = MappingProxyType({
    "text": polars.String, "code": polars.Categorical, "count": polars.Int64, "number": polars.Float64,
    "flag": polars.Boolean, "texts": polars.List(polars.String), "codes": polars.List(polars.String),
})  # fmt: skip
DUCKDB = MappingProxyType({
    "text": {"VARCHAR"}, "code": {"VARCHAR", "ENUM"}, "count": {"BIGINT"}, "number": {"DOUBLE"}, "flag": {"BOOLEAN"},
    "texts": {"VARCHAR[]"}, "codes": {"VARCHAR[]"},
})  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_arrow_finds_the_columns_of_the_dictionary_with_their_types(table: str, folder: Path) -> None:
    for part in (folder / table).glob("part-*.parquet"):
        assert pyarrow.parquet.read_schema(part).remove_metadata() == schema(table)
    assert pyarrow.dataset.dataset(folder / table).schema.names == [column.name for column in TABLES[table]]


def test_every_table_is_in_the_dictionary_and_the_other_way_round(folder: Path) -> None:
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {*TABLES, "batches"}
    assert set(TABLES) == set(ROWS)
    written = {"number": "double", "count": "int64", "flag": "bool", "text": "string"}
    for kind, name in TYPES.items():
        columns = [(table, column) for table in TABLES for column in TABLES[table] if column.kind == kind]
        for table, column in columns:
            arrow = str(schema(table).field(column.name).type)
            assert arrow.replace("element: ", "").replace("item: ", "").startswith(name), column.name
        assert columns
        assert written.get(kind, name) == name


@pytest.mark.parametrize("table", TABLES)
def test_polars_and_duckdb_find_the_same_types_and_rows(table: str, folder: Path) -> None:
    files = folder / table / "*.parquet"
    frame = polars.read_parquet(files)
    assert dict(frame.schema) == {column.name: POLARS[column.kind] for column in TABLES[table]}
    relation = duckdb.read_parquet(str(files))
    found = {name: str(kind).partition("(")[0] for name, kind in zip(relation.columns, relation.types, strict=True)}
    assert list(found) == [column.name for column in TABLES[table]]
    assert all(found[column.name] in DUCKDB[column.kind] for column in TABLES[table]), found
    expected = rows(folder, table)
    assert frame.to_dicts() == expected
    names = relation.columns
    assert [dict(zip(names, row, strict=True)) for row in relation.fetchall()] == expected
    assert expected


@pytest.mark.parametrize("table", TABLES)
def test_pandas_keeps_what_is_unknown(table: str, folder: Path) -> None:
    frame = pandas.read_parquet(folder / table, dtype_backend="pyarrow")
    expected = results.table(folder, table)
    assert list(frame.columns) == expected.column_names
    assert {name: int(n) for name, n in frame.isna().sum().items()} == {
        name: expected[name].null_count for name in expected.column_names
    }
    plain = pandas.read_parquet(folder / table)
    assert {column.name for column in TABLES[table] if column.kind == "code"} == {
        name for name, kind in plain.dtypes.items() if kind == "category"
    }


# What is unknown -----------------------------------------------------------------------------------------------------

REASONS = {
    "conditions": [("met", "reason")],
    "metrics": [("value", "reason")],
    "cases": [("mode", "mode_reason"), ("within_scope", "scope_reason"), ("outcome", "outcome_reason")],
}


def known_or_reason(folder: Path, *, also: str = "") -> Iterator[str]:
    """Asserts that a value is null where a reason is given and nowhere else; gives every reason."""
    for table, pairs in REASONS.items():
        for row in rows(folder, table):
            for value, reason in pairs:
                if table == "conditions" and not row["precondition"]:
                    assert (row[value], row[reason]) == (None, None)
                else:
                    assert (row[value] is None) == (row[reason] is not None), (value, row, also)
                    yield from [row[reason]] if row[reason] else []


def test_what_is_unknown_is_null_with_a_reason(folder: Path, by_definition: Path) -> None:
    reasons = {*known_or_reason(folder), *known_or_reason(by_definition)}
    assert {"not-reported", "contested", "not-applicable", "no-criteria", "open-criteria"} <= reasons
    assert any(row["met"] is None and row["status"] == "not-reported" for row in rows(folder, "conditions"))


@pytest.mark.parametrize("table", TABLES)
def test_no_text_is_empty(table: str, folder: Path) -> None:
    found = results.table(folder, table)
    for column in TABLES[table]:
        values = found[column.name].combine_chunks()
        if column.kind in ("texts", "codes"):
            values = values.flatten()
        if column.kind in ("text", "code", "texts", "codes"):
            assert not pc.any(pc.equal(values.cast(pyarrow.string()), "")).as_py(), column.name


STAGES = {
    "preconditions": ("conditions", {"outcome"}),
    "network": ("network", {"mode", "actors", "ties"}),
    "metrics": ("metrics", set()),
    "governance_mode": ("mode", {"mode"}),
    "scope": ("scope", {"within_scope", "criteria_met"}),
}


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("made to fail")


@pytest.fixture(scope="module")
def failed(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Results where a stage fails by a fault of ours, by the function that fails."""
    found = {}
    for name in STAGES:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(evaluation, name, broken)
            found[name] = evaluated(corpus, tmp_path_factory.mktemp("failed") / "results")
    return found


@pytest.mark.parametrize("function", STAGES)
def test_a_fault_of_ours_in_a_stage_is_named_and_leaves_the_rest(function: str, failed: dict[str, Path]) -> None:
    stage, lost = STAGES[function]
    assert list(known_or_reason(failed[function], also=function))
    (fault,) = rows(failed[function], "faults", case="pbg")
    assert fault["stage"] == stage
    assert "a fault of ours: please report it" in fault["message"]
    (row,) = rows(failed[function], "cases", case="pbg")
    assert {name for name in ("outcome", "mode", "actors", "ties", "criteria_met", "within_scope") if row[name] is None
            } >= lost  # fmt: skip
    assert row["claims"] > 0
    reasons = {row[name] for name in ("outcome_reason", "mode_reason", "scope_reason")}
    assert ("fault" in reasons) is (stage != "metrics")


def test_every_column_that_can_be_null_is_so_somewhere_and_no_other(
    folder: Path, by_definition: Path, failed: dict[str, Path]
) -> None:
    null = {
        (table, name)
        for place in (folder, by_definition, *failed.values())
        for table in TABLES
        for found in [results.table(place, table)]
        for name in found.column_names
        if found[name].null_count
    }
    assert null == {(table, column.name) for table in TABLES for column in TABLES[table] if column.null}


# Values --------------------------------------------------------------------------------------------------------------

CASES = ("pbg", "spp-irt", "s0-0002", "edges", "mirror", "chance", "inapplicable")
MET = {"satisfied": True, "missing": False, "partial": False}


@pytest.mark.parametrize("case", CASES)
def test_conditions_are_those_of_the_command_preconditions(case: str, folder: Path, corpus: Path) -> None:
    said = answer("preconditions", str(corpus / f"{case}.ttl"))
    (of_case,) = said["cases"]
    (row,) = rows(folder, "cases", case=case)
    assert row["framework"] == said["framework"]
    for ours, theirs in (("readiness", "readiness"), ("factors", "factors_met")):
        ends = of_case[theirs] or {"low": None, "high": None}
        assert (row[f"{ours}_low"], row[f"{ours}_high"]) == (ends["low"], ends["high"])
    fulfilment = {name: one for one in (*MET, "contested", "not_reported", "not_applicable") for name in of_case[one]}
    found = {one["construct"]: one for one in rows(folder, "conditions", case=case)}
    assert list(found) == [one["id"] for one in of_case["constructs"]]
    for one in of_case["constructs"]:
        mine, ends = found[one["id"]], one["interval"] or {"low": None, "high": None}
        assert (mine["status"], mine["precondition"], mine["low"], mine["high"]) == (
            one["status"], one["precondition"], ends["low"], ends["high"]
        )  # fmt: skip
        assert mine["claims"] == [claim["id"] for claim in one["claims"]]
        assert {claim["basis"] for claim in one["claims"]} == set(mine["bases"])
        assert mine["met"] is MET.get(fulfilment.get(one["id"], ""))
        if one["claims"] and all(claim["attribution"] == "implied" for claim in one["claims"]):
            assert mine["met_explicit"] is None


@pytest.mark.parametrize("case", CASES)
def test_measures_are_those_of_the_command_metrics(case: str, folder: Path, corpus: Path) -> None:
    (network,) = answer("metrics", str(corpus / f"{case}.ttl"), "--only", "all")["networks"]
    (row,) = rows(folder, "cases", case=case)
    assert (row["actors"], row["ties"]) == (network["n_actors"], network["n_ties"])
    assert len(rows(folder, "ties", case=case)) == network["n_ties"]
    measured = rows(folder, "metrics", case=case)
    assert len(measured) > 30
    for one in measured:
        theirs = network["metrics"][one["metric"]]
        assert (one["value"], one["reason"]) == (theirs["value"], theirs["undefined"]), one["metric"]
    mode = network["metrics"]["governance_mode"]
    assessed = mode["value"] not in (None, "not-assessable")
    assert row["mode"] == (mode["value"] if assessed else None)
    assert row["mode_reason"] == (None if assessed else mode["undefined"] or mode["details"]["because"])


@pytest.mark.parametrize("case", CASES)
def test_scope_is_that_of_the_command(case: str, by_definition: Path, corpus: Path) -> None:
    (said,) = answer("scope", str(corpus / f"{case}.ttl"))["cases"]
    (row,) = rows(by_definition, "cases", case=case)
    answers = [one["answer"] for one in said["criteria"]]
    assert row["within_scope"] is said["within"]
    assert [row["criteria_met"], row["criteria_not_met"], row["criteria_open"]] == [
        answers.count(name) for name in ("met", "not-met", "open")
    ]


def test_outcomes_are_those_of_the_comparison(folder: Path) -> None:
    said = answer("compare", "pbg", "spp-irt")
    for case in ("pbg", "spp-irt"):
        mine = rows(folder, "outcomes", case=case)
        theirs = [one for one in said["outcomes"] if one["case"] == case]
        assert [(one["indicator"], one["results"], one["favourable"]) for one in mine] == [
            (one["indicator"], one["results"], one["favourable"]) for one in theirs
        ]
    assert [rows(folder, "cases", case=case)[0]["outcome"] for case in ("pbg", "spp-irt")] == [
        "unfavourable", "favourable"
    ]  # fmt: skip


def test_a_file_with_a_fault_and_a_case_in_two_files_are_named(folder: Path) -> None:
    assert [(row["file"], row["stage"], row["case"]) for row in rows(folder, "faults")] == [
        ("broken.ttl", "read", None), ("s0-0001.ttl", "duplicate", "s0-0001"), ("twice.ttl", "duplicate", "s0-0001"),
    ]  # fmt: skip


def test_a_project_is_a_corpus_and_the_message_of_a_fault_is_the_same_each_time(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["new", str(tmp_path / "study")]).exit_code == 0
    (tmp_path / "study" / "wrong.yaml").write_text("no: case\n", encoding="utf-8")
    _, others = Folder.of(tmp_path / "study")
    assert {"terms", "frameworks", "collabgraph.toml"} <= set(others)
    messages = []
    for name in ("first", "second"):
        found = evaluated(tmp_path / "study", tmp_path / name)
        assert [row["case"] for row in rows(found, "cases")] == ["study"]
        messages.append([(row["file"], row["message"]) for row in rows(found, "faults")])
        assert {file for file, _ in messages[-1]} == {"wrong.yaml"}
    assert messages[0] == messages[1]
    assert all(message.startswith("wrong.yaml:") for _, message in messages[0])


# The document --------------------------------------------------------------------------------------------------------


def blocks(language: str) -> list[str]:
    found = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    return [block for block in found if "results/conditions" in block]


def test_the_examples_of_the_document_run_and_agree(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    names = ("met", "not_met", "unknown")
    (sql,), python = blocks("sql"), blocks("python")
    by_duckdb = {str(row[0]): row[1:] for row in duckdb.sql(sql).fetchall()}
    places: list[dict[str, Any]] = []
    for block in python:
        places.append({})
        with contextlib.redirect_stdout(io.StringIO()):
            exec(block, places[-1])  # noqa: S102 -- our own document
    by_polars, by_pandas = (place["answer"] for place in places)
    assert {row["construct"]: tuple(row[name] for name in names) for row in by_polars.to_dicts()} == by_duckdb
    assert {row["construct"]: tuple(row[name] for name in names) for row in by_pandas.reset_index().to_dict("records")
            } == by_duckdb  # fmt: skip
    counted = [row for row in rows(folder, "conditions") if row["precondition"]]
    assert by_duckdb == {
        construct: tuple(
            sum(row["met"] is value for row in counted if row["construct"] == construct)
            for value in (True, False, None)
        )
        for construct in {row["construct"] for row in counted}
    }


def test_the_checksums_are_as_the_document_checks_them(folder: Path) -> None:
    command = [program("sha256sum"), "--quiet", "-c", "SHA256SUMS"]
    assert "sha256sum -c SHA256SUMS" in DOCUMENT
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
    listed = {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    assert listed == {str(path.relative_to(folder)) for path in folder.rglob("*.parquet")}


def test_an_unknown_table_is_named_with_the_nearest() -> None:
    refused = CliRunner().invoke(main, ["corpus", "columns", "case"])
    assert refused.exit_code == 1
    assert "There is no table 'case' (did you mean 'cases'?)" in refused.stderr


def test_the_dictionary_is_printed_in_both_languages() -> None:
    for lang in ("en", "id"):
        printed = CliRunner().invoke(main, ["corpus", "columns", "--format", "json", "--lang", lang]).stdout
        tables = json.loads(printed)["tables"]
        said = {
            (table, one["name"]): (one["meaning"], one["null"]) for table in tables for one in tables[table]["columns"]
        }
        assert said == {(table, one.name): (one.meaning[lang], one.null) for table in TABLES for one in TABLES[table]}
