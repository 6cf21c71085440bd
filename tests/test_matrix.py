"""Many cases: what is counted is what is known, a range is over all that the unknown cells may be, p is Fisher's."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import collabgraph
import made
from collabgraph.analysis.comparison import Comparison, compare
from collabgraph.analysis.contrast import Contrast, Side, contrast, fisher
from collabgraph.analysis.matrix import MANY, CaseOutcome, Matrix, matrix
from collabgraph.cli import main
from collabgraph.model import Case, Framework, Interval, Status
from collabgraph.output.document import Paragraph, Part, Points, Subheading, plain
from collabgraph.output.presenters import brief
from collabgraph.output.presenters import comparison as presenter
from collabgraph.output.presenters import matrix as matrix_presenter
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.writers import write
from collabgraph.words import Speech

ROOT = Path(__file__).parents[1]
#: Lam, W.F. and Ostrom, E. (2010), Policy Sciences 43(1):1-25: 15 irrigation systems in Nepal; crisp conditions A
#: (assistance), R (formal rules), F (fines), L (consistent leadership), C (collective action), and the outcome W.
IRRIGATION = Path(__file__).parent / "data" / "irrigation_nepal_lam_ostrom_2010.csv"
ENERGY = [str(ROOT / "cases" / "examples" / "energy" / f"{name}.ttl")
          for name in ("berlin", "jena", "kalmar", "minneapolis", "riding-sunbeams")]  # fmt: skip
#: Seven cases: five of one study, which says nothing of ties, and the two shipped ones.
SEVEN = (*ENERGY, "pbg", "spp-irt")

GOOD, BAD = made.outcome_claim("achieved"), made.outcome_claim("not-achieved")
KNOWN = {"1": Status.PRESENT, "0": Status.ABSENT}


def theory_of(names: Iterable[str], **more: Status) -> Framework:
    return made.framework([made.construct(name, **more) for name in names])


def case(name: str, outcome: str, statuses: Mapping[str, str], **attributions: str) -> Case:
    """A case of a table: "1" is present, "0" absent, "?" nothing; the outcome likewise."""
    claims = [
        made.condition_claim(construct, KNOWN[sign], name=f"C{construct}", attribution=attributions.get(construct))
        for construct, sign in statuses.items()
        if sign in KNOWN
    ]
    return made.case(name, [*claims, *({"1": [GOOD], "0": [BAD]}.get(outcome, []))])


def compared(cases: Sequence[Case], theory: Framework) -> Comparison:
    return compare(cases, theory, made.ontology(theory))


@pytest.fixture(scope="module")
def irrigation() -> Matrix:
    with IRRIGATION.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    conditions = "ARFLC"
    cases = [case(f"system-{row['case']}", row["W"], {name: row[name] for name in conditions}) for row in rows]
    return matrix(compared(cases, theory_of(conditions)))


# Counts and exact tests ----------------------------------------------------------------------------------------------


@given(st.integers(1, 9), st.integers(1, 9), st.data())
def test_the_exact_test_is_that_of_scipy(cases: int, others: int, data: st.DataObject) -> None:
    met, other = data.draw(st.integers(0, cases)), data.draw(st.integers(0, others))
    expected = stats.fisher_exact([[met, cases - met], [other, others - other]]).pvalue
    assert fisher(met, cases, other, others) == pytest.approx(expected)


def test_six_cases_reach_a_p_of_a_tenth_at_best() -> None:
    assert Contrast(Side(3, 3, 3), Side(0, 3, 3)).least_p == pytest.approx(0.1)


@pytest.mark.parametrize("n", [3, 4, 10])
def test_a_perfect_share_has_the_lower_bound_of_clopper_and_pearson(n: int) -> None:
    expected = stats.binomtest(n, n).proportion_ci(0.95, method="exact").low
    assert Side(n, n, n).lower_bound == pytest.approx(expected)
    assert Side(n - 1, n, n).lower_bound is None


@given(
    st.lists(
        st.tuples(st.sampled_from([True, False, None]), st.sampled_from([True, False, None])), min_size=1, max_size=6
    )
)
def test_the_ranges_are_those_of_all_completions_and_none_is_wider(
    pairs: list[tuple[bool | None, bool | None]],
) -> None:
    found = contrast(pairs)
    either = (True, False)
    choices = [
        [(good, met) for good in (either if pair[0] is None else pair[:1]) for met in (pair[1:] if known else either)]
        for pair in pairs
        for known in [pair[1] is not None]
    ]
    whole = [contrast(completion) for completion in product(*choices)]
    differences = [each.difference for each in whole if each.difference is not None]
    ps = [each.p for each in whole if each.p is not None]
    if not differences:
        assert found.differences is found.p_range is None
        return
    assert found.differences is not None
    assert found.p_range is not None
    assert (found.differences.low, found.differences.high) == pytest.approx((min(differences), max(differences)))
    assert (found.p_range.low, found.p_range.high) == pytest.approx((min(ps), max(ps)))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=8))
def test_leaving_one_case_out_gives_the_p_of_the_others(pairs: list[tuple[bool, bool]]) -> None:
    others = [contrast(pairs[:place] + pairs[place + 1 :]).p for place in range(len(pairs))]
    found, known = contrast(pairs).p_without_one, [p for p in others if p is not None]
    assert (found is None) == (not known)
    if found is not None:
        assert (found.low, found.high) == pytest.approx((min(known), max(known)))


def test_nothing_is_a_number_where_there_is_no_contrast() -> None:
    alone = contrast([(True, True), (True, None)])
    assert (alone.difference, alone.differences, alone.p, alone.p_range, alone.p_without_one) == (None,) * 5
    silent = contrast([(True, None), (False, None)])
    assert (silent.difference, silent.p) == (None, None)
    assert silent.differences is not None
    assert (silent.differences.low, silent.differences.high) == (-1, 1)


# The irrigation systems ----------------------------------------------------------------------------------------------


def test_the_irrigation_systems_are_counted_as_in_their_table(irrigation: Matrix) -> None:
    assert len(irrigation.of(CaseOutcome.FAVOURABLE)) == 12
    assert irrigation.of(CaseOutcome.UNFAVOURABLE) == ["system-2", "system-11", "system-12"]
    rules = next(row for row in irrigation.rows if row.construct.term.id == "R")
    assert rules.contrast == Contrast(Side(11, 12, 12), Side(1, 3, 3))
    assert (rules.lacking, rules.having) == (("system-9",), ("system-2",))
    # By hand: of the C(15, 12) = 455 tables with these margins 36 are like this one, and 1 (12 of 12) is rarer.
    assert rules.contrast.p == pytest.approx(37 / 455)


def test_cases_are_sorted_by_outcome_and_then_by_what_they_meet(irrigation: Matrix) -> None:
    judged = [irrigation.outcomes[name].favourable for name in irrigation.cases]
    assert judged == sorted(judged, key=lambda good: not good)
    met = [sum(row.cells[name].fulfilment == "satisfied" for row in irrigation.rows) for name in irrigation.cases]
    assert met[:12] == sorted(met[:12], reverse=True)
    assert met[12:] == sorted(met[12:], reverse=True)


def test_two_systems_alike_in_all_with_different_outcomes_are_the_most_similar(irrigation: Matrix) -> None:
    first = irrigation.similar[0]
    assert {first.one, first.other} == {"system-1", "system-2"}  # rows 1 and 2 of the table differ in W alone
    assert (first.differ, first.most, len(first.alike)) == ((), 0, 5)
    most = irrigation.different[0]
    assert irrigation.outcomes[most.one] is irrigation.outcomes[most.other]
    assert len(most.differ) == max(len(pair.differ) for pair in irrigation.different)


# What is not known ---------------------------------------------------------------------------------------------------


def test_an_unknown_cell_is_in_no_count_and_widens_the_range() -> None:
    theory = theory_of("ab")
    signs = [("1", "11"), ("1", "1?"), ("1", "10"), ("0", "0?"), ("0", "00"), ("0", "01")]
    cases = [case(f"k{n}", outcome, dict(zip("ab", cells, strict=True))) for n, (outcome, cells) in enumerate(signs)]
    a, b = matrix(compared(cases, theory)).rows
    assert a.contrast.differences is not None
    assert (a.contrast.differences.low, a.contrast.differences.high) == (1, 1)
    assert b.contrast == Contrast(Side(1, 2, 3), Side(1, 2, 3))
    assert b.contrast.differences is not None
    assert b.contrast.differences.low < 0 < b.contrast.differences.high


def test_cases_of_which_nothing_is_known_are_not_similar() -> None:
    theory = theory_of("abc")
    silent = [case("u", "1", {}), case("v", "0", {})]
    alike = [case("x", "1", dict.fromkeys("abc", "1")), case("y", "0", dict.fromkeys("abc", "1"))]
    found = matrix(compared([*silent, *alike], theory))
    assert {found.similar[0].one, found.similar[0].other} == {"x", "y"}
    assert [pair.most for pair in found.similar] == [0, 3, 3, 3]


def test_a_small_p_is_said_with_what_leaving_one_case_out_makes_of_it() -> None:
    theory = theory_of("ab")
    cases = [case(f"k{n}", outcome, {"a": outcome, "b": "?"}) for n, outcome in enumerate("11111000")]
    said = " ".join(write(presenter.presentation(compared(cases, theory)), "table", "en").split())
    whole, less = (stats.fisher_exact([[good, 0], [0, bad]]).pvalue for good, bad in ((5, 3), (5, 2)))
    assert f"p is at most 0.05 whatever is unknown: a ({whole:.2f}; without any one case at most {less:.2f})." in said


def test_a_case_whose_outcome_is_not_reported_may_be_either_and_is_named() -> None:
    theory = theory_of("a")
    cases = [
        case(f"k{n}", outcome, {"a": sign}) for n, (outcome, sign) in enumerate(zip("11000?", "110001", strict=True))
    ]
    found = compared(cases, theory)
    counted = matrix(found).rows[0].contrast
    assert counted == Contrast(Side(2, 2, 2), Side(0, 3, 3), Side(1, 1, 1))
    ends = contrast([(True, True)] * 3 + [(False, False)] * 3), contrast([(True, True)] * 2 + [(False, False)] * 3
                                                                         + [(False, True)])  # fmt: skip
    assert counted.differences == Interval(0.75, 1.0)
    assert counted.p_range == Interval(*sorted(each.p or 0 for each in ends))
    said = " ".join(write(presenter.presentation(found), "table", "en").split())
    assert "The outcome of 1 case is open (not reported: K5). It may be either" in said
    assert (
        "With 2 favourable and 3 unfavourable cases, and 1 that may be either, Fisher's exact test can give no p"
        in said
    )


def test_a_case_whose_outcome_counts_as_neither_is_left_out_by_name() -> None:
    opened = [collabgraph.load(path) for path in ENERGY]
    said = write(matrix_presenter.presentation(collabgraph.matrix(*opened)), "table", "en")
    assert "because their outcomes count as neither (RIDING-SUNBEAMS, BERLIN)" in " ".join(said.split())


def test_what_was_coded_from_the_outcome_is_counted_apart() -> None:
    theory = theory_of("a")
    cases = [case(f"k{n}", outcome, {"a": outcome}, a="implied") for n, outcome in enumerate("111000")]
    (row,) = matrix(compared(cases, theory)).rows
    assert (row.contrast.difference, row.by_construction) == (1, True)
    assert row.explicit == Contrast(Side(0, 0, 3), Side(0, 0, 3))


def test_a_condition_that_has_to_be_absent_is_met_where_it_is_absent() -> None:
    theory = theory_of("a", required=Status.ABSENT)
    cases = [case(f"k{n}", outcome, {"a": sign}) for n, (outcome, sign) in enumerate(("10", "10", "01"))]
    (row,) = matrix(compared(cases, theory)).rows
    assert row.contrast == Contrast(Side(2, 2, 2), Side(0, 1, 1))


# How it is shown -----------------------------------------------------------------------------------------------------


def many(n: int, constructs: int = 14) -> Comparison:
    """So many cases with a pattern of known and unknown cells."""
    names = [f"c{k:02}" for k in range(constructs)]
    signs = "10?1?011"
    cases = [
        case(f"watershed-{n:02}", "10?"[n % 5 % 3], {name: signs[(n * 3 + k) % 8] for k, name in enumerate(names)})
        for n in range(n)
    ]
    return compared(cases, theory_of(names))


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("n", [6, 10, 25])
def test_many_cases_are_a_matrix_and_counts_not_blocks(n: int, lang: str) -> None:
    lines = write(presenter.presentation(many(n)), "table", lang, width=80).splitlines()
    assert max(map(len, lines)) <= 80
    rows = [line for line in lines if re.match(r"  WATERSHED-\d\d +[+−=±?]  ", line)]
    assert len(rows) == n
    assert all(len(line.split()) == 2 + 14 for line in rows)
    assert [line.split()[1] for line in rows] == sorted((line.split()[1] for line in rows), key="+=±−?".index)
    assert len(lines) <= 160 + 2 * n


def test_fewer_than_six_cases_are_side_by_side() -> None:
    assert MANY == 6
    five, six = (write(presenter.presentation(many(n)), "md", "en") for n in (5, 6))
    assert ("## Counts by outcome" in five, "## Counts by outcome" in six) == (False, True)


def test_more_constructs_than_fit_are_divided_and_none_is_lost() -> None:
    lines = write(presenter.presentation(many(8, 40)), "table", "en", width=80).splitlines()
    heads = [line.split()[1:] for line in lines if line.startswith("  case ")]
    numbers = [name for head in heads for name in head if name.isdigit()]
    assert numbers[:40] == [str(n) for n in range(1, 41)]


def test_every_cell_of_the_matrix_leads_to_its_claims_in_data() -> None:
    result = CliRunner().invoke(main, ["compare", *SEVEN, "--format", "json"])
    found = json.loads(result.stdout)
    assert found["schema"] == "collabgraph/compare/2"
    rows = {row["construct"]: row for row in found["matrix"]["rows"]}
    kalmar = rows["trust-building"]["cells"]["kalmar"]
    assert kalmar == {"status": "present", "met": {"low": 1.0, "high": 1.0}, "claims": ["C13"]}
    assert rows["trust-building"]["cells"]["pbg"]["met"] == {"low": 0.0, "high": 1.0}
    assert [each["outcome"] for each in found["matrix"]["cases"]][:2] == ["favourable", "favourable"]
    assert "NaN" not in result.stdout
    flat = CliRunner().invoke(main, ["compare", *SEVEN, "--format", "csv"]).stdout
    cells = [row for row in csv.DictReader(flat.splitlines()) if row["part"] == "matrix"]
    assert len(cells) == 7 * 15
    assert {row["claims"] for row in cells if row["row"] == "kalmar" and row["column"] == "trust-building"} == {"C13"}


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("form", ["html", "md", "docx"])
def test_the_report_of_many_cases_has_the_matrix(form: str, lang: str, tmp_path: Path) -> None:
    file = tmp_path / f"report.{form}"
    result = CliRunner().invoke(main, ["report", *SEVEN, "--lang", lang, "-o", str(file)])
    assert result.exit_code == 0, result.output
    if form == "html":
        page = file.read_text(encoding="utf-8")
        assert 'id="matrix"' in page
        assert page.count('class="status present"') > 10


# The command ---------------------------------------------------------------------------------------------------------

FOLDER = str(ROOT / "cases" / "examples" / "energy")


def ran(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["matrix", *arguments])
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.output


def test_a_folder_alone_is_all_of_its_cases_and_no_shipped_one() -> None:
    found = json.loads(ran("--cases", FOLDER, "--format", "json"))
    assert {each["id"] for each in found["cases"]} == {Path(path).stem for path in ENERGY}
    assert "Name cases, or a folder" in ran(code=2)


def test_a_file_that_cannot_be_read_hides_no_other_case(tmp_path: Path) -> None:
    for path in ENERGY[:3]:
        shutil.copy(path, tmp_path)
    shutil.copy(Path(FOLDER) / "energy-democracy.ttl", tmp_path)
    (tmp_path / "broken.ttl").write_text("<https://w3id.org/collabgraph/case/broken> a cg:Case", encoding="utf-8")
    said = ran("--cases", str(tmp_path), code=1)
    assert "broken.ttl:1" in said
    assert "sorted by outcome (3 cases)" in said


def test_csv_has_one_zero_a_half_or_nothing_and_the_ends_of_what_is_open() -> None:
    rows = {row["case"]: row for row in csv.DictReader(ran(*SEVEN, "--format", "csv").splitlines())}
    statuses = {row["case"]: row for row in csv.DictReader(io.StringIO(collabgraph.matrix(*SEVEN).to_frame().query(
        "condition == 'clear-ground-rules'").to_csv()))}  # fmt: skip
    expected = {"present": ("1", "1", "1"), "absent": ("0", "0", "0"), "partial": ("0.5", "0", "1"),
                "insufficient": ("", "0", "0.5"), "contested": ("", "0", "1"),
                "not-reported": ("", "0", "1")}  # fmt: skip
    assert {state["status"] for state in statuses.values()} >= {"present", "insufficient", "not-reported"}
    for name, state in statuses.items():
        cells = tuple(rows[name][f"clear-ground-rules{end}"] for end in ("", "_low", "_high"))
        assert cells == expected[state["status"]]
    assert {name: row["outcome"] for name, row in rows.items() if name in ("kalmar", "pbg", "berlin")} == {
        "kalmar": "1", "pbg": "0", "berlin": "0.5",
    }  # fmt: skip


def test_the_sheet_of_data_has_numbers(tmp_path: Path) -> None:
    file = tmp_path / "matrix.xlsx"
    ran(*SEVEN, "-o", str(file))
    book = openpyxl.load_workbook(file)
    values = [cell.value for row in book["Data"].iter_rows(min_row=2, min_col=2) for cell in row]
    assert values
    assert all(value is None or isinstance(value, int | float) for value in values)
    assert [row[0].value.lower() for row in book["Data"].iter_rows(min_row=2)] == list(collabgraph.matrix(*SEVEN).cases)


@pytest.mark.parametrize("lang", ["en", "id"])
def test_every_cell_with_claims_opens_one_in_the_page(lang: str, tmp_path: Path) -> None:
    file = tmp_path / "matrix.html"
    ran(*SEVEN, "--lang", lang, "-o", str(file))
    page = file.read_text(encoding="utf-8")
    matrix_part = page[page.index('id="matrix"') : page.index('id="counts"')]
    links = re.findall(r'href="#([^"]+)"', matrix_part)
    with_claims = sum(bool(row.behind(name)) for row in collabgraph.matrix(*SEVEN).rows for name in row.cells)
    assert with_claims > 50
    assert len([link for link in links if f'id="{link}"' in page]) == len(links) >= with_claims
    assert not re.search(r'(?:src|href)="https?://[^"]*\.(?:js|css|woff)', page)


def test_a_figure_is_written_and_refuses_anchors_it_could_not_show(tmp_path: Path) -> None:
    file = tmp_path / "matrix.svg"
    ran(*SEVEN, "-o", str(file))
    assert file.read_bytes().startswith(b"<?xml")
    anchors = tmp_path / "anchors.yaml"
    anchors.write_text("conditions: {clear-ground-rules: {method: crisp, anchors: [0.5]}}", encoding="utf-8")
    assert "leave --calibrate out" in ran(*SEVEN, "--calibrate", str(anchors), "-o", str(file), code=2)


def test_one_indicator_decides_and_the_others_are_counted() -> None:
    every = json.loads(ran("pbg", "spp-irt", "--format", "json"))
    one = json.loads(ran("pbg", "spp-irt", "--outcome", "applicants", "--format", "json"))
    assert (every["indicator"], one["indicator"]) == (None, "applicants")
    assert every["outcomes_set_aside"] == 0 < one["outcomes_set_aside"]
    reported = {o.case for o in collabgraph.compare("pbg", "spp-irt").outcomes if o.indicator.term.id == "applicants"}
    open_ = {case["id"] for case in one["cases"] if case["outcome"] == "not-reported"}
    assert open_ == {"pbg", "spp-irt"} - reported
    said = ran("pbg", "spp-irt", "--outcome", "nothing", code=1)
    assert "There is no indicator 'nothing'" in said
    assert "applicants" in said


def test_compare_takes_the_indicator_too() -> None:
    result = CliRunner().invoke(main, ["compare", "pbg", "spp-irt", "--outcome", "applicants", "--format", "json"])
    assert {outcome["indicator"] for outcome in json.loads(result.stdout)["outcomes"]} == {"applicants"}
    assert CliRunner().invoke(main, ["compare", "pbg", "spp-irt", "--outcome", "x"]).exit_code == 1


def test_eighty_cases_with_twenty_open_outcomes_have_counts_in_full() -> None:
    names = [f"c{k:02}" for k in range(15)]
    signs = "10?1?011"
    cases = [case(f"w{n:02}", "101?"[n % 4], {name: signs[(n * 3 + k) % 8] for k, name in enumerate(names)})
             for n in range(80)]  # fmt: skip
    found = matrix(compared(cases, theory_of(names)))
    for row in found.rows:
        sides = (row.contrast.favourable, row.contrast.unfavourable, row.contrast.open)
        assert [side.cases for side in sides] == [40, 20, 20]
        assert row.contrast.p_range is not None
        assert row.contrast.p is not None
        assert row.contrast.p_range.low <= row.contrast.p_range.high <= 1


# Configurations in report and brief ----------------------------------------------------------------------------------

#: A row for each case: a, b, and whether it succeeded. Whatever b is in the last, every case with a succeeds.
ROWS = {"one": "11+", "two": "10+", "three": "00-", "four": "01-", "five": "00-", "six": "1?+"}


def of_rows(rows: Mapping[str, str]) -> Comparison:
    cases = [
        case(name, "1" if row[2] == "+" else "0", dict(zip("ab", row, strict=False))) for name, row in rows.items()
    ]
    return compared(cases, theory_of("ab"))


@pytest.mark.parametrize(("lang", "met"), [("en", "a met"), ("id", "a terpenuhi")])
def test_a_brief_of_many_cases_says_which_conditions_certainly_go_with_success(lang: str, met: str) -> None:
    said = text_of(brief.pattern(Account(of_rows(ROWS), Speech(lang))))
    assert met in said
    assert "b " not in said.partition(met)[2][:3]


def test_a_brief_of_many_cases_says_that_nothing_is_certain_where_an_unknown_cell_could_turn_it() -> None:
    said = text_of(brief.pattern(Account(of_rows({**ROWS, "five": "??-"}), Speech("en"))))
    assert "no combination of them is certain to go with success" in said


def test_of_few_cases_and_of_cases_alike_in_outcome_a_brief_says_nothing_of_what_goes_together() -> None:
    few = dict(list(ROWS.items())[:5])
    alike = {name: f"{row[:2]}+" for name, row in ROWS.items()}
    for rows in (few, alike):
        assert not brief.pattern(Account(of_rows(rows), Speech("en"))).blocks


def test_a_brief_of_many_cases_asks_first_about_the_cell_that_settles_most() -> None:
    account = Account(of_rows({**ROWS, "five": "??-"}), Speech("en"))
    assert account.configurations is not None
    found = account.configurations.minimized.possibilities
    assert found is not None
    (name, construct), *_ = [worth.cell for worth in found.worths]
    assert text_of(brief.ask(account)).startswith(f"{name.upper()}, {construct}:")


def test_a_report_of_many_cases_names_what_is_certain_before_the_models_and_the_truth_table() -> None:
    (part,) = presenter.parts(Account(of_rows(ROWS), Speech("en")), ["configurations"])
    said = text_of(part)
    places = [said.index(words) for words in ("What is certain", "Parsimonious solution", "Truth table of success")]
    assert places == sorted(places)
    assert "Sufficient in every completion, the shortest (1): a." in said


def text_of(part: Part) -> str:
    """The words of a part without its tables."""
    lines = []
    for block in part.blocks:
        match block:
            case Paragraph():
                lines.append(plain(block.runs))
            case Points():
                lines += map(plain, block.items)
            case Subheading():
                lines.append(block.text)
    return "\n".join(lines)
