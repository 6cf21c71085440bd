"""A corpus is compared as a few cases are: the same counts and exact tests, at any size."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import collabgraph
import corpora
from bench import synthetic
from collabgraph import resources
from collabgraph.analysis import contrast as contrasts
from collabgraph.analysis import exact_test
from collabgraph.analysis import matrix as matrices
from collabgraph.analysis.contrast import Contrast, Side, contrast, fisher, least_p
from collabgraph.cli import main
from collabgraph.corpus import comparing
from collabgraph.corpus.evaluation import Options
from collabgraph.corpus.sources import Folder
from collabgraph.model import Framework
from collabgraph.output.presenters import corpus as corpus_presenter
from collabgraph.output.writers import write
from collabgraph.words import Text

EXAMPLES = corpora.CASES / "examples" / "energy"
#: The cases of one study, read with a theory that the shipped ones are not.
ENERGY = [EXAMPLES / f"{name}.ttl" for name in ("berlin", "jena", "kalmar", "minneapolis", "riding-sunbeams")]
UNKNOWN = st.sampled_from([True, False, None])
PAIRS = st.lists(st.tuples(UNKNOWN, UNKNOWN), min_size=1, max_size=7)


def completions(pairs: list[tuple[bool | None, bool | None]]) -> list[Contrast]:
    """Every completion of what is unknown, counted by itself."""
    either = (True, False)
    choices = [
        [
            (good, met)
            for good in (either if given is None else (given,))
            for met in (either if cell is None else (cell,))
        ]
        for given, cell in pairs
    ]
    return [contrast(completion) for completion in product(*choices)]


# Exact tests of any size ---------------------------------------------------------------------------------------------


@given(st.integers(1, 3000), st.integers(1, 3000), st.data())
def test_the_p_of_a_large_table_is_that_of_scipy(cases: int, others: int, data: st.DataObject) -> None:
    met, other = data.draw(st.integers(0, cases)), data.draw(st.integers(0, others))
    expected = stats.fisher_exact([[met, cases - met], [other, others - other]]).pvalue
    assert exact_test.two_sided(met, cases, other, others)[0] == pytest.approx(expected, rel=1e-6, abs=1e-300)
    assert fisher(met, cases, other, others) == pytest.approx(expected, rel=1e-6, abs=1e-300)
    upper = stats.hypergeom.sf(met - 1, cases + others, cases, met + other)
    assert exact_test.one_sided(met, cases, other, others)[0] == pytest.approx(upper, rel=1e-6, abs=1e-300)


def test_logarithms_give_the_p_of_whole_numbers_for_every_small_table() -> None:
    for cases, others in product(range(1, 14), repeat=2):
        met, other = (grid.ravel() for grid in np.meshgrid(range(cases + 1), range(others + 1)))
        expected = [fisher(int(n), cases, int(m), others) for n, m in zip(met, other, strict=True)]
        assert exact_test.two_sided(met, cases, other, others) == pytest.approx(expected)


def test_equally_probable_tables_of_a_large_corpus_count_as_such() -> None:
    # With groups of the same size the table and its mirror image are equally probable, so that p is twice one tail.
    for n, met, other in ((5_000, 2_600, 2_500), (50_000, 25_200, 25_000), (500, 300, 201)):
        tail = stats.hypergeom.sf(met - 1, 2 * n, n, met + other)
        assert fisher(met, n, other, n) == pytest.approx(2 * tail, rel=1e-6)


@given(PAIRS)
def test_by_logarithms_the_ranges_are_those_of_all_completions_too(
    pairs: list[tuple[bool | None, bool | None]],
) -> None:
    whole = completions(pairs)
    expected = [each.p for each in whole if each.p is not None]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exact_test, "WHOLE", 0)
        found = contrast(pairs).p_range
    assert (found is None) == (not expected)
    if found is not None:
        assert (found.low, found.high) == pytest.approx((min(expected), max(expected)))


@given(PAIRS)
def test_the_bounds_of_p_are_never_narrower_than_the_completions(pairs: list[tuple[bool | None, bool | None]]) -> None:
    expected = [each.p for each in completions(pairs) if each.p is not None]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contrasts, "MOST_TABLES", 0)
        counted = contrast(pairs)
        found = counted.p_range
        assert (found is not None) == bool(expected) == counted.p_bounded
    if found is not None:
        assert 0 < found.low <= min(expected)
        assert max(expected) <= found.high <= 1


SIDE = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 4)).map(
    lambda counts: Side(counts[0], counts[0] + counts[1], sum(counts))
)
OPEN = st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)).map(
    lambda counts: Side(counts[0], counts[0] + counts[1], sum(counts))
)


@given(SIDE, SIDE, OPEN)
def test_bounds_contain_the_exact_range_of_larger_tables(good: Side, bad: Side, open_: Side) -> None:
    exact = every_p(good, bad, open_)
    counted = Contrast(good, bad, open_)
    assert (counted.p_range is None) == (not exact)
    if counted.p_range is None:
        return
    assert (counted.p_range.low, counted.p_range.high) == pytest.approx((min(exact), max(exact)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contrasts, "MOST_TABLES", 0)
        bounds = Contrast(good, bad, open_).p_range
    assert bounds is not None
    assert bounds.low <= min(exact) <= max(exact) <= bounds.high


def every_p(good: Side, bad: Side, open_: Side) -> list[float]:
    """The p of every completion, by the numbers of cases alone: open ones that become favourable, unknown ones met."""
    found = []
    splits = (range(open_.met + 1), range(open_.known - open_.met + 1), range(open_.unknown + 1))
    for met, unmet, unknown in product(*splits):
        cases, others = good.cases + met + unmet + unknown, bad.cases + open_.cases - met - unmet - unknown
        if cases and others:
            found += [
                fisher(good.met + met + more, cases, bad.met + open_.met - met + other, others)
                for more in range(good.unknown + unknown + 1)
                for other in range(bad.unknown + open_.unknown - unknown + 1)
            ]
    return found


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 5))
def test_the_least_p_is_that_of_a_condition_that_separates_all_cases(good: int, bad: int, open_: int) -> None:
    splits = [(good + n, bad + open_ - n) for n in range(open_ + 1) if good + n and bad + open_ - n]
    expected = [min(fisher(a, a, 0, b), fisher(0, a, b, b)) for a, b in splits]
    found = least_p(good, bad, open_)
    assert (found is None) == (not expected)
    assert found is None or found == pytest.approx(min(expected))


def test_a_hundred_thousand_cases_have_ranges_and_bounds() -> None:
    clear = Contrast(Side(30_000, 40_000, 41_000), Side(10_000, 50_000, 50_500))
    assert clear.p_range is not None
    assert not clear.p_bounded
    assert clear.p_range.low <= (clear.p or 0) <= clear.p_range.high < 0.05
    open_ = Contrast(Side(15_000, 20_000, 40_000), Side(9_000, 20_000, 40_000), Side(2_000, 10_000, 20_000))
    assert open_.p_bounded
    assert open_.p_range is not None
    assert open_.p_range.high == 1


# A corpus and the same cases side by side ----------------------------------------------------------------------------


def evaluated(files: Iterable[Path], folder: Path, **options: Any) -> Path:
    """The folder of complete results of these files, in several parts."""
    source = folder / "files"
    source.mkdir(parents=True)
    for path in files:
        shutil.copy(path, source)
    return corpora.evaluated(Folder.of(source)[0], folder / "results", batch=7, options=Options(**options))


@pytest.fixture(scope="module")
def synthetic_cases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic")
    synthetic.write(folder, 20)
    return folder


@pytest.fixture(scope="module")
def synthetic_results(synthetic_cases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evaluated(sorted(synthetic_cases.glob("*.ttl")), tmp_path_factory.mktemp("results"))


@pytest.fixture(scope="module")
def shipped_results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped cases of two theories, with their studies."""
    names = ("pbg", "spp-irt", "jambi-licensing")
    files = [*EXAMPLES.glob("*.ttl"), *(corpora.CASES / f"{name}.ttl" for name in names)]
    return evaluated(files, tmp_path_factory.mktemp("shipped"))


def side_by_side(results: Path, cases: list[str], *options: str, framework: str) -> tuple[Any, Any, str, str]:
    """The JSON of both commands for the same cases, and their CSV."""
    ours = ["corpus", "compare", str(results), "--framework", framework, *options]
    theirs = ["matrix", *cases, "--framework", framework, *options]
    whole, one_by_one = (json.loads(run([*command, "--format", "json"])) for command in (ours, theirs))
    return whole, one_by_one, run([*ours, "--format", "csv"]), run([*theirs, "--format", "csv"])


def run(command: list[str]) -> str:
    result = CliRunner().invoke(main, command, env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.stdout


def assert_same(whole: Any, one_by_one: Any) -> None:
    """Whether both have the same cases with the same outcomes, counts, tests and exceptions."""
    assert whole["cases"] == one_by_one["cases"]
    assert [row["construct"] for row in whole["rows"]] == [row["construct"] for row in one_by_one["rows"]]
    for ours, theirs in zip(whole["rows"], one_by_one["rows"], strict=True):
        assert ours["label"] == theirs["label"]
        for name in ("contrast", "without_implied"):
            assert {key: value for key, value in ours[name].items() if key != "p_is_bounds"} == theirs[name]
        for name, found in ours["exceptions"].items():
            expected = theirs["exceptions"][name]
            assert (found["n"], found["first"]) == (len(expected), expected[: comparing.NAMED])
    for name in ("basis", "attribution", "indicator", "outcomes_set_aside", "framework"):
        assert whole[name] == one_by_one[name]


@pytest.mark.parametrize("options", [(), ("--outcome", "performance"), ("--lang", "id")])
def test_a_corpus_of_synthetic_cases_has_the_numbers_of_their_matrix(
    synthetic_cases: Path, synthetic_results: Path, options: tuple[str, ...]
) -> None:
    cases = [str(path) for path in sorted(synthetic_cases.glob("*.ttl"))]
    whole, one_by_one, ours, theirs = side_by_side(synthetic_results, cases, *options, framework="service-provision")
    assert_same(whole, one_by_one)
    assert ours == theirs


@pytest.mark.parametrize(
    ("framework", "cases"),
    [("ansell-gash-2008", [*map(str, sorted(ENERGY))]), ("service-provision", ["pbg", "spp-irt"])],
)
def test_the_shipped_cases_of_each_theory_have_the_numbers_of_their_matrix(
    shipped_results: Path, framework: str, cases: list[str]
) -> None:
    whole, one_by_one, ours, theirs = side_by_side(shipped_results, cases, framework=framework)
    assert_same(whole, one_by_one)
    assert ours == theirs
    assert len(whole["cases"]) == len(cases)
    assert sum(whole["left_out"]["other_frameworks"].values()) == len(ENERGY) + 2 - len(cases)


def test_the_words_for_people_have_the_counts_of_the_matrix(synthetic_cases: Path, synthetic_results: Path) -> None:
    cases = [str(path) for path in sorted(synthetic_cases.glob("*.ttl"))]
    found = matrices.matrix(collabgraph.compare(*cases, framework="service-provision"))
    said = run(["corpus", "compare", str(synthetic_results), "--format", "md"]).replace("\u00a0", " ")
    for n, row in enumerate(found.rows, start=1):
        side = row.contrast.favourable
        unknown = f" ({side.unknown} ?)" if side.unknown else ""
        met = f"{side.met} of {side.known}{unknown}" if side.known else unknown.strip()
        assert re.search(rf"\| {n} [^|]*\| {re.escape(met)} +\|", said), (n, met)
    first = next(row for row in found.rows if row.lacking)
    assert f"{len(first.lacking)}: {first.lacking[0].upper()}" in said


def test_a_workbook_has_the_matrix_on_its_sheet_of_data(synthetic_results: Path, tmp_path: Path) -> None:
    book = tmp_path / "matrix.xlsx"
    run(["corpus", "compare", str(synthetic_results), "-o", str(book)])
    sheet = openpyxl.load_workbook(book)["Data"]
    lines = [*csv.reader(run(["corpus", "compare", str(synthetic_results), "--format", "csv"]).splitlines())]
    held = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [row[0] for row in held] == [line[0].upper() for line in lines[1:]]
    assert [[float(cell) if cell != "" else "" for cell in row[1:]] for row in held] == [
        [float(cell) if cell != "" else "" for cell in line[1:]] for line in lines[1:]
    ]


def test_measures_have_the_median_and_quartiles_of_the_cases(synthetic_cases: Path, synthetic_results: Path) -> None:
    cases = [str(path) for path in sorted(synthetic_cases.glob("*.ttl"))]
    compared = collabgraph.compare(*cases, framework="service-provision")
    outcomes = matrices.matrix(compared).outcomes
    found = comparing.compare(synthetic_results)
    density = next(measure for measure in found.measures if measure.id == "density")
    readiness = next(measure for measure in found.measures if measure.id == "readiness_low")
    (figure,) = compared.figures(("density",), joint=False)
    for outcome, spread in density.spreads.items():
        values = [figure.values[case].value for case, other in outcomes.items() if other is outcome]
        assert spread.n == len(values) == len([value for value in values if value is not None])
        assert (spread.lower, spread.median, spread.upper) == pytest.approx(np.quantile(values, [0.25, 0.5, 0.75]))
        ready = [compared.preconditions[case].readiness for case, other in outcomes.items() if other is outcome]
        assert readiness.spreads[outcome].median == pytest.approx(np.median([each.low for each in ready if each]))


def test_python_gives_the_comparison_as_data_a_frame_and_a_page_for_notebooks(synthetic_results: Path) -> None:
    found = collabgraph.corpus_comparison(synthetic_results, outcome="performance")
    command = ["corpus", "compare", str(synthetic_results), "--outcome", "performance"]
    assert found.data() == json.loads(run([*command, "--format", "json"]))
    lines = [*csv.DictReader(run([*command, "--format", "csv"]).splitlines())]
    frame = found.to_frame()
    assert list(frame["case"]) == [line["case"] for line in lines]
    column = "leader-commitment"
    for end in ("low", "high"):
        assert list(frame[f"{column}_{end}"]) == [float(line[f"{column}_{end}"]) for line in lines]
    assert "<table" in found._repr_html_()
    assert "20 cases" in repr(found)


# What is left out ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def flawed(synthetic_cases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of six cases, two of them with the same id, and of a file that cannot be read."""
    folder = tmp_path_factory.mktemp("flawed")
    files = sorted(synthetic_cases.glob("*.ttl"))[:6]
    again, broken = folder / "again.ttl", folder / "broken.ttl"
    again.write_bytes(files[0].read_bytes())
    broken.write_text("@prefix : <https://example.org/> . :a :b", encoding="utf-8")
    return evaluated([*files, again, broken], folder / "results")


def test_cases_with_the_same_id_and_files_with_faults_are_left_out_and_counted(flawed: Path) -> None:
    found = json.loads(run(["corpus", "compare", str(flawed), "--format", "json"]))
    assert len(found["cases"]) == 5
    assert (found["left_out"]["repeated"], found["left_out"]["repeated_ids"]) == (2, 1)
    assert (found["left_out"]["files_with_faults"], found["left_out"]["files_without_a_case"]) == (1, 1)
    said = " ".join(run(["corpus", "compare", str(flawed)]).split())
    assert "several files describe a case with the same id: 2 cases; ids: 1." in said
    assert "Files with faults: 1; of 1 of them no case is compared." in said


def test_the_theory_of_the_most_cases_is_taken_and_the_others_are_counted(shipped_results: Path) -> None:
    said = " ".join(run(["corpus", "compare", str(shipped_results)]).split())
    assert "read with another theory, which can be asked for: service-provision (2)." in said
    assert "2 cases are left out of the counts, because their outcomes count as neither." in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--outcome", "performanse"), "There is no indicator 'performanse' (did you mean 'performance'?)"),
        (("--framework", "service-provison"), "was read with the theory 'service-provison' (did you mean"),
    ],
)
def test_a_name_that_nothing_has_is_refused_with_the_nearest(
    synthetic_results: Path, options: tuple[str, ...], words: str
) -> None:
    result = CliRunner().invoke(main, ["corpus", "compare", str(synthetic_results), *options])
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr


def test_a_folder_without_results_or_cases_is_refused_in_a_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["corpus", "compare", str(tmp_path)])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "holds no results of a corpus" in result.stderr
    broken = tmp_path / "broken.ttl"
    broken.write_text("nothing", encoding="utf-8")
    empty = CliRunner().invoke(main, ["corpus", "compare", str(evaluated([broken], tmp_path / "results"))])
    assert (empty.exit_code, empty.stderr.count("\n")) == (1, 1)
    assert "has no case that can be compared: 0 cases were read" in empty.stderr


def test_a_part_that_is_no_parquet_file_is_refused_in_a_sentence(flawed: Path, tmp_path: Path) -> None:
    harmed = tmp_path / "results"
    shutil.copytree(flawed, harmed)
    (harmed / "conditions" / "part-000000.parquet").write_bytes(b"PAR1 no more")
    result = CliRunner().invoke(main, ["corpus", "compare", str(harmed)])
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "holds no results of a corpus" in result.stderr


def test_conditions_of_a_theory_that_is_gone_are_called_by_their_ids(tmp_path: Path, synthetic_cases: Path) -> None:
    own = tmp_path / "own-theory.ttl"
    shipped = (resources.ontology() / "frameworks" / "service-provision.ttl").read_text(encoding="utf-8")
    own.write_text(shipped, encoding="utf-8")
    results = evaluated(sorted(synthetic_cases.glob("*.ttl"))[:3], tmp_path / "results", framework=str(own))
    found = comparing.compare(results)
    gone = msgspec.structs.replace(found, framework=Framework("gone", "", Text.same("gone"), {}, (), ()))
    said = " ".join(write(corpus_presenter.comparison(gone), "table", "en").split())
    assert "The theory 'gone' is not there any more" in said


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("width", [80, 120])
def test_a_comparison_fits_the_terminal_in_both_languages(synthetic_results: Path, lang: str, width: int) -> None:
    said = write(corpus_presenter.comparison(comparing.compare(synthetic_results)), "table", lang, width=width)
    assert max(map(len, said.splitlines())) <= width
