"""Results of corpora are asked in SQL: every table by its name, and nothing but the tables, whatever the query says."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import corpora
from bench import synthetic
from collabgraph.cli import main
from collabgraph.corpus import querying, results
from collabgraph.corpus.columns import TABLES
from collabgraph.corpus.sources import Folder
from collabgraph.output.presenters import corpus as presenter

pytest.importorskip("duckdb")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of six synthetic cases, in two parts."""
    place = tmp_path_factory.mktemp("query")
    synthetic.write(place / "files", 6)
    return corpora.evaluated(Folder.of(place / "files")[0], place / "results")


def ask(folder: Path, query: str, *options: str) -> Result:
    return CliRunner().invoke(main, ["corpus", "query", str(folder), query, *options], env={"COLUMNS": "200"})


def rows(folder: Path, query: str) -> list[list[object]]:
    result = ask(folder, query, "--format", "json")
    assert result.exit_code == 0, result.output
    found: list[list[object]] = json.loads(result.stdout)["rows"]
    return found


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_there_under_its_name_with_all_of_its_rows_and_columns(folder: Path, name: str) -> None:
    table = results.table(folder, name)
    assert rows(folder, f"FROM {name} SELECT count(*)") == [[table.num_rows]]
    assert [row[0] for row in rows(folder, f"DESCRIBE {name}")] == [column.name for column in TABLES[name]]


def test_the_rows_are_those_of_the_tables_lists_and_nulls_too(folder: Path) -> None:
    expected = results.table(folder, "conditions", ["case", "construct", "met", "low", "claims"]).to_pylist()
    found = rows(folder, 'SELECT "case", construct, met, low, claims FROM conditions')
    key = lambda row: (row[0], row[1])  # noqa: E731
    assert sorted(found, key=key) == sorted([list(row.values()) for row in expected], key=key)
    assert {row[2] for row in found} == {True, False, None}


def test_a_null_is_blank_and_a_list_has_commas(folder: Path) -> None:
    query = "SELECT NULL AS nothing, ['C01', 'C02'] AS claims, {'low': 0.5, 'of': [1]} AS ends, true AS met"
    assert [*csv.reader(ask(folder, query, "--format", "csv").stdout.splitlines())] == [
        ["nothing", "claims", "ends", "met"],
        ["", "C01, C02", "low: 0.5; of: 1", "true"],
    ]
    said = ask(folder, query).stdout
    assert "C01, C02" in said
    assert "None" not in said
    assert rows(folder, query) == [[None, ["C01", "C02"], {"low": 0.5, "of": [1]}, True]]


def test_what_a_spreadsheet_would_take_for_a_formula_is_no_formula(folder: Path) -> None:
    found = [*csv.reader(ask(folder, "SELECT '=1+1' AS \"=x\", -1 AS n", "--format", "csv").stdout.splitlines())]
    assert found == [["'=x", "n"], ["'=1+1", "-1"]]


def test_a_table_shows_the_first_rows_and_says_how_many_are_left_out(folder: Path) -> None:
    said = ask(folder, "SELECT range AS n FROM range(12345)").stdout.split("\n\n")
    assert len(said[0].splitlines()) == 1 + presenter.MOST_ROWS
    assert "12345 rows" in said[1]
    assert f"Left out here: {12345 - presenter.MOST_ROWS} rows." in said[1]
    whole = ask(folder, "SELECT range AS n FROM range(12345)", "--format", "csv").stdout.split()
    assert whole == ["n", *map(str, range(12345))]


def test_json_has_valid_numbers_only_and_two_columns_of_one_name(folder: Path) -> None:
    query = "SELECT 'nan'::DOUBLE AS a, 1.50::DECIMAL(5,2) AS a, 'ab'::BLOB AS b, DATE '2020-01-31' AS c"
    assert rows(folder, query) == [["nan", 1.5, "6162", "2020-01-31"]]


# What a query cannot do ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_json('/etc/passwd')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM parquet_metadata('{part}')",
        "SELECT * FROM read_parquet('{part}')",
        "SELECT * FROM '{part}'",
        "SELECT * FROM query('COPY (SELECT 1) TO ''{new}''')",
        "SELECT * FROM query_table('{part}')",
        "SELECT * FROM read_csv('http://127.0.0.1:{port}/a.csv')",
        "SELECT * FROM read_parquet('s3://bucket/a.parquet')",
        "SELECT * FROM arrow_scan(1, 2, 3)",
        "SELECT getenv('HOME')",
        "WITH a AS (COPY cases TO '{new}') SELECT 1",
    ],
)
def test_a_query_reaches_no_file_and_no_network(folder: Path, tmp_path: Path, query: str) -> None:
    new, part = tmp_path / "new.csv", folder / "cases" / "part-000000.parquet"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        result = ask(folder, query.format(new=new, part=part, port=server.getsockname()[1]), "--format", "csv")
        with pytest.raises(BlockingIOError):
            server.accept()
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("DuckDB cannot answer the query: ")
    assert result.stderr.count("\n") == 1
    assert not new.exists()


@pytest.mark.parametrize(
    "query",
    [
        "COPY cases TO '{new}'",
        "COPY (SELECT 1) TO '{part}' (FORMAT csv, USE_TMP_FILE false)",
        "EXPORT DATABASE '{new}'",
        "IMPORT DATABASE '{new}'",
        "ATTACH '{new}' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "PRAGMA enable_external_access = true",
        "CREATE TABLE x AS SELECT 1",
        "CREATE SECRET s (TYPE s3)",
        "DROP VIEW cases",
        "INSERT INTO cases VALUES (1)",
        "CALL enable_logging(storage = 'file', storage_path = '{new}')",
        "EXPLAIN ANALYZE COPY cases TO '{new}'",
        "SELECT 1; SELECT 2",
        "SELECT 1; COPY cases TO '{new}'",
        "",
        "/* nothing */",
    ],
)
def test_what_does_more_than_read_is_refused(folder: Path, tmp_path: Path, query: str) -> None:
    new, part = tmp_path / "new", folder / "cases" / "part-000000.parquet"
    before = corpora.parts_of(folder)
    result = ask(folder, query.format(new=new, part=part))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Results are only read: give one query" in result.stderr
    assert not new.exists()
    assert corpora.parts_of(folder) == before


@pytest.mark.parametrize(
    "statement",
    [
        "COPY cases TO '{new}'",
        "COPY (SELECT 1) TO '{part}' (FORMAT csv, USE_TMP_FILE false)",
        "EXPORT DATABASE '{new}'",
        "ATTACH '{new}' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '100GB'",
        "SET temp_directory = '{new}'",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "CALL enable_logging(storage = 'file', storage_path = '{new}')",
        "PRAGMA enable_profiling; PRAGMA profiling_output = '{new}'",
    ],
)
def test_duckdb_itself_is_locked_so_that_the_check_of_the_query_is_not_alone(
    folder: Path, tmp_path: Path, statement: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    new, part = tmp_path / "new", folder / "cases" / "part-000000.parquet"
    before = corpora.parts_of(folder)
    connected = duckdb.connect
    kept = []
    monkeypatch.setattr(duckdb, "connect", lambda *given, **named: kept.append(connected(*given, **named)) or kept[-1])
    with querying.ask(folder, "SELECT 1"), pytest.raises(duckdb.Error):
        kept[0].execute(statement.format(new=new, part=part))
    assert not new.exists()
    assert corpora.parts_of(folder) == before


def test_variables_of_the_program_are_no_tables(folder: Path) -> None:
    assert ask(folder, "SELECT * FROM described").exit_code == 1
    assert ask(folder, "SELECT * FROM folder").exit_code == 1


def test_a_query_that_needs_too_much_memory_is_refused_in_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(querying._CONFIG, "memory_limit", "50MB")
    result = ask(folder, "SELECT list(range) FROM range(100000000)")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "Out of Memory Error" in result.stderr


def test_a_mistake_is_said_in_the_words_of_duckdb_in_one_sentence(folder: Path) -> None:
    result = ask(folder, "SELECT outcme\nFROM cases", "--lang", "id")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert 'Referenced column "outcme" not found' in result.stderr
    assert 'Candidate bindings: "outcome"' in result.stderr
    unknown = ask(folder, "SELECT * FROM case_table")
    assert "The tables are conditions, outcomes, metrics, ties, faults, cases." in unknown.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_a_query_that_would_take_hours(folder: Path) -> None:
    endless = "SELECT count(*) FROM range(100000000) a(x), range(100000) b(y) WHERE x * y % 7 = 3"
    command = corpora.command("query", folder, endless)
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=corpora.environment(), text=True) as process:
        time.sleep(3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said


def test_labels_cannot_steer_the_terminal_or_a_page(folder: Path) -> None:
    said = ask(folder, "SELECT chr(27) || '[2J<script>' AS \"a\nb\"", "--format", "md").stdout
    assert "\x1b" not in said
    assert "<script>" not in said


def test_without_duckdb_the_sentence_says_how_to_install_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    result = ask(folder, "SELECT 1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "pip install duckdb" in result.stderr


def test_a_folder_without_results_and_a_harmed_part_are_refused_in_a_sentence(folder: Path, tmp_path: Path) -> None:
    result = ask(tmp_path, "SELECT 1")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "holds no results of a corpus" in result.stderr
    harmed = tmp_path / "results"
    shutil.copytree(folder, harmed)
    (harmed / "cases" / "part-000000.parquet").write_bytes(b"PAR1 no more")
    result = ask(harmed, "SELECT * FROM cases")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
