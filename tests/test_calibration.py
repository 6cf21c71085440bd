"""Files of anchors: what they say becomes memberships, a metric is one with its range, each fault has its place."""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import collabgraph
import made
from collabgraph.analysis.comparison import Comparison, compare
from collabgraph.analysis.many.calibration import Calibration
from collabgraph.analysis.many.coded import Coded, calibrated, coded
from collabgraph.analysis.many.plans import columns, plan
from collabgraph.analysis.matrix import matrix
from collabgraph.analysis.metrics import NETWORK_LEVEL, metrics
from collabgraph.analysis.sensitivity import sensitivity
from collabgraph.cli import main
from collabgraph.coding.calibration_file import read
from collabgraph.errors import InvalidCalibration, SeveralLevels
from collabgraph.model import Case, Status

ROOT = Path(__file__).parents[1]
ENERGY = ROOT / "cases" / "examples" / "energy"
Write = Callable[[str], Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(text: str, name: str = "anchors.yaml") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


def of_degrees(*degrees: float | tuple[float, float] | Status | None) -> Comparison:
    """A case for each degree (or status) of the condition "a"; None for a case that reports nothing."""
    theory = made.framework([made.construct("a")])

    def case(n: int, degree: float | tuple[float, float] | Status | None) -> Case:
        claims = []
        if isinstance(degree, Status):
            claims = [made.condition_claim("a", degree)]
        elif degree is not None:
            claims = [made.condition_claim("a", Status.PARTIAL, degree=degree)]
        return made.case(f"k{n}", [*claims, made.outcome_claim("achieved")])

    return compare([case(n, degree) for n, degree in enumerate(degrees)], theory, made.ontology(theory))


def membership(found: Coded, name: str, case: str, level: int = 1) -> tuple[float, float]:
    table = found.memberships
    k, n = table.conditions.index(name), table.cases.index(case)
    return float(table.low[k][n, level]), float(table.high[k][n, level])


# Constructs ----------------------------------------------------------------------------------------------------------


def test_a_degree_and_both_ends_of_an_interval_go_through_the_curve(written: Write) -> None:
    file = written("conditions: {a: {method: direct, anchors: [0.1, 0.5, 0.9]}}")
    comparison = of_degrees(0.9, (0.1, 0.5), None)
    found = calibrated(comparison, plan(read(file), comparison), "Y")
    assert membership(found, "a", "k0") == pytest.approx((0.95, 0.95))
    assert membership(found, "a", "k1") == pytest.approx((0.05, 0.5))
    least, most = (1 / (1 + math.exp(math.log(19) * sign * 0.5 / 0.4)) for sign in (1, -1))
    assert membership(found, "a", "k2") == pytest.approx((least, most))


def test_half_is_in_neither_set_and_wanting_is_out_as_without_anchors(written: Write) -> None:
    comparison = of_degrees(0.5, Status.INSUFFICIENT, Status.PRESENT, None)
    found = calibrated(
        comparison, plan(read(written("conditions: {a: {method: crisp, anchors: [0.5]}}")), comparison), "Y"
    )
    plain = coded(comparison, comparison.framework.preconditions, "Y")
    np.testing.assert_array_equal(found.memberships.low[0], plain.memberships.low[0])
    np.testing.assert_array_equal(found.memberships.high[0], plain.memberships.high[0])
    assert [membership(found, "a", f"k{n}") for n in range(4)] == [(0.5, 0.5), (0, 0), (1, 1), (0, 1)]


def test_partly_met_is_neither_wholly_met_nor_wholly_unmet(written: Write) -> None:
    comparison = of_degrees(Status.PARTIAL, Status.PRESENT)
    found = calibrated(
        comparison, plan(read(written("conditions: {a: {method: crisp, anchors: [1]}}")), comparison), "Y"
    )
    assert [membership(found, "a", f"k{n}") for n in (0, 1)] == [(0, 0), (1, 1)]


def test_several_thresholds_make_levels_and_what_is_open_lies_in_any_it_can_reach(written: Write) -> None:
    file = written("conditions: {a: {method: crisp, anchors: [0.3, 0.7]}}")
    comparison = of_degrees(0.5, (0.2, 0.6), None)
    found = calibrated(comparison, plan(read(file), comparison), "Y")
    levels = [[membership(found, "a", f"k{n}", level) for level in range(3)] for n in range(3)]
    assert levels == [[(0, 0), (1, 1), (0, 0)], [(0, 1), (0, 1), (0, 0)], [(0, 1)] * 3]
    with pytest.raises(SeveralLevels, match="'a' has 3 levels"):
        matrix(comparison, plan(read(file), comparison))


@given(st.data())
def test_the_image_of_an_interval_is_that_of_all_its_values(data: st.DataObject) -> None:
    kinds = {
        "crisp": (0.2, 0.4, 0.9),
        "direct": (0.9, 0.4, 0.1),
        "piecewise": (0.1, 0.3, 0.8),
        "indirect": (0.0, 0.1, 0.3, 0.8, 0.6, 0.9, 1.0, 0.2),
    }
    method = data.draw(st.sampled_from(sorted(kinds)))
    low, high = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    calibration = Calibration(method, kinds[method])
    every = calibration.of(np.linspace(low, high, 400))
    least, most = calibration.of_interval(low, high)
    assert least <= every.min() + 1e-12
    assert every.max() - 1e-12 <= most
    assert (least, most) == pytest.approx((every.min(), every.max()), abs=2e-2 if method != "crisp" else 1)


# Metrics of networks -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> Comparison:
    return collabgraph.compare("pbg", "spp-irt", str(ENERGY / "berlin.ttl"), framework="service-provision")


def test_a_metric_is_a_condition_with_its_range_over_the_choices_of_coding(written: Write, shipped: Comparison) -> None:
    anchors = "method: direct, anchors: [0.05, 0.1, 0.3]"
    file = written(
        f"conditions:\n  dense: {{metric: kepadatan, {anchors}}}\n  exact: {{metric: density, {anchors}, ranges: no}}\n"
    )
    found = calibrated(shipped, plan(read(file), shipped), "Y")
    for name in ("pbg", "spp-irt"):
        value = metrics(shipped.networks[name], only=["density"]).values["density"].value
        around = sensitivity(shipped.cases[name], ["density"])["density"]
        assert found.measured[name, "exact"].low == found.measured[name, "exact"].high == value
        assert (found.measured[name, "dense"].low, found.measured[name, "dense"].high) == (around.low, around.high)
        curve = Calibration("direct", (0.05, 0.1, 0.3)).of(np.array([around.low, around.high]))
        assert membership(found, "dense", name) == pytest.approx(tuple(curve))
        cited = found.memberships.claims[name, "dense"]
        assert {claim.id for claim in cited} >= {tie.claims[0] for tie in shipped.networks[name].ties[:3]}


def test_a_metric_of_a_network_nobody_reports_is_unknown_and_says_why(written: Write, shipped: Comparison) -> None:
    file = written("conditions: {d: {metric: density, method: crisp, anchors: [0.1]}}")
    found = calibrated(shipped, plan(read(file), shipped), "Y")
    assert membership(found, "d", "berlin") == (0, 1)
    assert found.undefined["berlin", "d"]["en"] == "no tie is reported on these bases"
    assert ("berlin", "d") not in found.measured


def test_every_metric_of_networks_can_be_a_condition(written: Write, shipped: Comparison) -> None:
    text = "conditions:\n" + "".join(
        f"  m-{name}: {{metric: {name}, method: crisp, anchors: [0.5], ranges: no}}\n" for name in NETWORK_LEVEL
    )
    found = calibrated(shipped, plan(read(written(text)), shipped), "Y")
    for name in NETWORK_LEVEL:
        for case in shipped.cases:
            known = found.measured.get((case, f"m-{name}"))
            assert (known is None) == ((case, f"m-{name}") in found.undefined)
            if known is not None:
                assert membership(found, f"m-{name}", case)[1] == float(known.high >= 0.5)


def test_the_number_of_sectors_is_that_of_the_actors(shipped: Comparison) -> None:
    for name in ("pbg", "spp-irt"):
        net = shipped.networks[name]
        sectors = {actor.sector for actor in net.actors if actor.sector}
        assert metrics(net, only=["n_groups"]).values["n_groups"].value == len(sectors)


# Outcomes ------------------------------------------------------------------------------------------------------------


def test_results_have_the_degrees_of_the_file(written: Write) -> None:
    names = ("berlin", "jena", "kalmar", "minneapolis", "riding-sunbeams")
    comparison = collabgraph.compare(*(str(ENERGY / f"{name}.ttl") for name in names))
    results = {o.case: o.results for o in comparison.outcomes}
    degrees = {result: 0.1 + 0.2 * n for n, result in enumerate(sorted({r for (r,) in results.values()}))}
    given_ = ", ".join(f"{result}: {degree}" for result, degree in degrees.items())
    file = written(f"outcome: {{indicator: outcomes, results: {{{given_}}}}}")
    found = calibrated(comparison, plan(read(file), comparison), "Y").memberships
    assert found.outcome_low.tolist() == found.outcome_high.tolist()
    assert found.outcome_low.tolist() == pytest.approx([degrees[results[name][0]] for name in found.cases])


# Plain tables --------------------------------------------------------------------------------------------------------


def test_columns_of_a_table_have_their_anchors(written: Write) -> None:
    file = written("conditions: {A: {method: crisp, anchors: [3]}}\noutcome: {method: piecewise, anchors: [0, 5, 10]}")
    found = columns(read(file), ["A", "B"], "Y")
    assert found == {"A": Calibration("crisp", (3.0,)), "Y": Calibration("piecewise", (0.0, 5.0, 10.0))}
    coded_only = written("conditions:\n  A: {metric: density, method: crisp, anchors: [3]}\n  C: {}\n")
    with pytest.raises(InvalidCalibration) as refused:
        columns(read(coded_only), ["A", "B"], "Y")
    assert "anchors.yaml:2:15: 'metric' is for coded cases" in refused.value.message["en"]
    assert "anchors.yaml:3:6: the table has no column 'C'" in refused.value.message["en"]


def test_json_says_the_same_as_yaml(written: Write, shipped: Comparison) -> None:
    given_ = {"conditions": {"d": {"metric": "density", "method": "direct", "anchors": [0.05, 0.1, 0.3]}}}
    yaml = written("conditions:\n  d:\n    metric: density\n    method: direct\n    anchors: [0.05, 0.1, 0.3]\n")
    from_json = written(json.dumps(given_), "anchors.json")
    assert plan(read(yaml), shipped) == plan(read(from_json), shipped)


def test_the_example_of_the_readme_calibrates_the_shipped_cases(written: Write) -> None:
    (example,) = [text for text in re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
                  if text.startswith("conditions:")]  # fmt: skip
    comparison = collabgraph.compare("pbg", "spp-irt")
    found = calibrated(comparison, plan(read(written(example)), comparison), "Y")
    assert found.memberships.conditions == ("leader-commitment", "leaders", "density", "sectors")
    assert found.memberships.outcome_low.tolist() == [0, 0]
    assert found.memberships.outcome_high.tolist() == [0, 1]


# Faults --------------------------------------------------------------------------------------------------------------

FAULTY = """\
conditions:
  leader-comitment: {method: crisp, anchors: [0.5]}
  a*b: {construct: leader-commitment}
  twice: {construct: leader-commitment, method: drect, anchors: [1, two, 3], foo: 1}
  dense: {metric: densty}
  flat: {metric: density, method: direct, anchors: [0.3, 0.3, 0.1]}
  both: {metric: density, construct: leader-commitment, method: crisp, anchors: [nan]}
  maybe: {metric: density, method: crisp, anchors: [0.1], ranges: perhaps}
outcome: {indicator: nope, method: direct, results: {good: 2}}
"""
PLACES = {
    "2:21": "leader-commitment", "3:3": "'a*b'", "4:49": "did you mean 'direct'", "4:69": "'two' is not a number",
    "4:78": "'foo' is not one of", "5:19": "did you mean 'density'", "6:52": "'direct' cannot use these anchors",
    "7:18": "not both", "7:82": "'nan' is not a number", "8:67": "'perhaps' is not yes or no",
    "9:10": "'method' and 'anchors'", "9:22": "no indicator 'nope'", "9:36": "results of coded cases are words",
    "9:60": "'2' is not a degree",
}  # fmt: skip


def test_all_faults_are_named_at_once_each_with_its_place(written: Write, shipped: Comparison) -> None:
    with pytest.raises(InvalidCalibration) as refused:
        plan(read(written(FAULTY)), shipped)
    lines = refused.value.message["en"].splitlines()[1:]
    for place, words in PLACES.items():
        assert any(line.partition("anchors.yaml:")[2].startswith(f"{place}: ") and words in line for line in lines), (
            place
        )
    positions = [tuple(map(int, line.partition("anchors.yaml:")[2].split(":")[:2])) for line in lines]
    assert positions == sorted(positions)
    for place in PLACES:
        line, column = map(int, place.split(":"))
        assert FAULTY.splitlines()[line - 1][column - 2] in " {[:"


@pytest.mark.parametrize(
    "text", ["", "- a", "conditions: 3", "{}", "conditions: {a: [1]}", "x: 1", "a: &b 1", "conditions: {a: {}", "\tx"]
)
def test_what_is_no_file_of_anchors_is_refused_in_a_sentence(text: str, written: Write, shipped: Comparison) -> None:
    with pytest.raises(InvalidCalibration, match=r"anchors\.yaml:\d+:\d+: "):
        plan(read(written(text)), shipped)


@given(text=st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass" if text.isascii() else "replace")
    with contextlib.suppress(InvalidCalibration):
        assert read(path).path == path


@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_command_says_all_faults_and_writes_nothing(lang: str, written: Write, tmp_path: Path) -> None:
    out = tmp_path / "matrix.csv"
    arguments = ["matrix", "pbg", "spp-irt", "--calibrate", str(written(FAULTY)), "--lang", lang, "-o", str(out)]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1
    assert result.output.count("anchors.yaml:") >= len(PLACES)
    assert "Traceback" not in result.output
    assert not out.exists()


def test_a_calibrated_condition_is_counted_by_its_side_of_a_half(written: Write) -> None:
    file = written("conditions: {dense: {metric: density, method: crisp, anchors: [0.085]}}")
    arguments = ["matrix", "pbg", "spp-irt", "--calibrate", str(file), "--format", "json"]
    (row,) = json.loads(CliRunner().invoke(main, arguments).stdout)["rows"]
    measured = row["calibration"]["measured"]
    met = {name: cell["met"] for name, cell in row["cells"].items()}
    for name, span in measured.items():
        assert met[name] == {"low": float(span["low"] >= 0.085), "high": float(span["high"] >= 0.085)}
        assert row["cells"][name]["claims"]
    assert row["contrast"]["favourable"] == {"met": 1, "known": 1, "unknown": 0, "cases": 1}
    assert row["contrast"]["unfavourable"] == {"met": 0, "known": 1, "unknown": 0, "cases": 1}
