"""Necessary condition analysis: ceilings against their definitions, bounds against completions, and what is said."""

from __future__ import annotations

import json
from itertools import product
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from collabgraph.analysis.many.ceilings import (
    KINDS,
    UNIT,
    Kind,
    Requirement,
    Scope,
    Values,
    bottleneck,
    ceiling,
    effect,
    nca,
    of_memberships,
)
from collabgraph.analysis.many.memberships import Memberships
from collabgraph.api import nca as by_door
from collabgraph.cli import main
from collabgraph.errors import OutsideScope
from collabgraph.model import Interval
from many import DATA, completions, crisp, fuzzy, irrigation, published

Array = np.ndarray[Any, Any]


def biodiversity(*unknown: tuple[str, str]) -> Memberships:
    """Basurto (2013): 30 cases, fuzzy."""
    return published("biodiversity_costa_rica_basurto_2013", "AU", ["EM", "SP", "CO", "CI", "PO", "RE", "CN", "DE"],
                     *unknown)  # fmt: skip


# The definitions, computed in another way ----------------------------------------------------------------------------


def upper_left(x: Array, y: Array) -> list[tuple[float, float]]:
    """Cases above every case that has as little of the condition: the corners of the free disposal hull."""
    points = sorted({(float(a), float(b)) for a, b in zip(x, y, strict=True)})
    return [(a, b) for a, b in points if not any(c <= a and d >= b and (c, d) != (a, b) for c, d in points)]


def empty_area(height: Any, scope: Scope, n: int = 1000) -> float:
    """The area between a ceiling and the top of the scope, by adding up thin strips."""
    edges = np.linspace(scope.x.low, scope.x.high, n + 1)
    tops = np.clip([height(x) for x in (edges[:-1] + edges[1:]) / 2], scope.y.low, scope.y.high)
    return float((scope.y.high - tops).sum() * (edges[1] - edges[0]))


points = st.lists(st.tuples(*(st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.8, 1.0]),) * 2), min_size=1, max_size=8)


@given(points)
def test_the_zone_of_steps_is_the_area_that_no_case_and_no_weaker_case_is_in(pairs: list[tuple[float, float]]) -> None:
    x, y = np.array(pairs).T
    found = ceiling(x, y, "ce-fdh", UNIT)
    assert list(found.peers) == upper_left(x, y)
    wanted = empty_area(lambda at: max((b for a, b in pairs if a <= at), default=0.0), UNIT)
    assert found.zone == pytest.approx(wanted, abs=1e-9)
    assert found.accuracy == 1.0


@given(points)
def test_the_line_is_the_regression_through_the_peers(pairs: list[tuple[float, float]]) -> None:
    x, y = np.array(pairs).T
    found, peers = ceiling(x, y, "cr-fdh", UNIT), upper_left(x, y)
    if len(peers) < 2:
        assert found.line is None
        assert found.zone == (0.0 if peers[0] == (0.0, 1.0) else None)
        return
    slope, intercept = np.polyfit(*zip(*peers, strict=True), 1)
    assert found.line == pytest.approx((intercept, slope))
    assert found.zone == pytest.approx(empty_area(lambda at: intercept + slope * at, UNIT), abs=1e-3)
    assert found.accuracy == np.mean([b <= intercept + slope * a + 1e-9 for a, b in pairs])


def test_a_ceiling_by_hand() -> None:
    x, y = np.array([0.0, 0.5, 1.0]), np.array([0.2, 0.6, 1.0])
    steps, line = (ceiling(x, y, kind, UNIT) for kind in KINDS)
    assert steps.zone == pytest.approx(0.5 * 0.8 + 0.5 * 0.4)  # two steps
    assert line.line == pytest.approx((0.2, 0.8))
    assert line.zone == pytest.approx(0.4)  # the triangle above y = 0.2 + 0.8 x
    assert steps.required(0.5) == 0.5
    assert line.required(0.6) == pytest.approx(0.5)
    # Both reach the top at x = 1, and let y be 0.2 at x = 0.
    assert [steps.inefficiency, line.inefficiency] == [pytest.approx((0.0, 0.2))] * 2


def test_values_of_any_scale_have_the_same_effect() -> None:
    memberships = biodiversity()
    values = of_memberships(memberships)
    scaled = Values(
        values.cases,
        {name: (100 * low, 100 * high) for name, (low, high) in values.conditions.items()},
        values.outcome,
        (5 * values.y[0] - 7, 5 * values.y[1] - 7),
    )
    scope = Scope(Interval(0, 100), Interval(-7, -2))
    for one, other in zip(nca(values).effects, nca(scaled, scope=scope).effects, strict=True):
        assert one.size == other.size or (one.size is not None and other.size is not None)
        assert one.size is None or other.size is None or one.size.low == pytest.approx(other.size.low)


def test_the_scope_of_the_data_has_a_case_on_each_of_its_sides() -> None:
    values = of_memberships(biodiversity())
    for each in nca(values, scope=None).effects:
        x, y = values.conditions[each.condition][0], values.y[0]
        assert each.lowest.scope == Scope(Interval(x.min(), x.max()), Interval(y.min(), y.max()))


def test_a_condition_or_an_outcome_that_never_changes_has_no_effect_size() -> None:
    same, other = (np.full(12, 0.5),) * 2, (np.linspace(0, 1, 12),) * 2
    for x, y in ((same, other), (other, same)):
        values = Values(tuple(map(str, range(12))), {"A": x}, "Y", y)
        assert [each.size for each in nca(values, scope=None, permutations=50).effects] == [None, None]


def test_a_value_outside_the_scope_is_named() -> None:
    values = Values(("one", "two"), {"A": (np.array([0.0, 30.0]),) * 2}, "Y", (np.array([0.0, 1.0]),) * 2)
    with pytest.raises(OutsideScope, match="'A' of case 'two' can be 30, which is outside the scope of 0 to 1"):
        nca(values)


def test_levels_are_the_values_of_a_condition_with_several() -> None:
    memberships = irrigation()
    low = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 0]])
    high = np.array([[1.0, 0, 0], [0, 1, 0], [0, 1, 1]])
    several = Memberships(
        ("a", "b", "c"), ("M",), "Y", (low,), (high,), *(np.array([0.0, 1.0, 1.0]),) * 2, memberships.claims
    )
    x = of_memberships(several).conditions["M"]
    assert [each.tolist() for each in x] == [[0, 1, 1], [0, 1, 2]]


# Bottlenecks ---------------------------------------------------------------------------------------------------------


def test_a_bottleneck_says_what_a_level_of_the_outcome_takes() -> None:
    x, y = np.array([0.0, 0.5, 1.0]), np.array([0.2, 0.6, 1.0])
    of = effect("A", (x, x), (y, y), "ce-fdh", UNIT)
    table = [(level, found) for level, (found,) in bottleneck([of], [0.0, 0.1, 0.5, 0.9])]
    assert table == [
        (0.0, Requirement(-inf, -inf)), (0.1, Requirement(-inf, -inf)),
        (0.5, Requirement(0.5, 0.5)), (0.9, Requirement(1, 1)),
    ]  # fmt: skip


def test_a_level_that_no_case_reaches_is_not_available() -> None:
    x, y = np.array([0.2, 0.6]), np.array([0.3, 0.8])
    steps, line = (effect("A", (x, x), (y, y), kind, UNIT) for kind in KINDS)
    ((_, (of_steps, of_line)),) = bottleneck([steps, line], [0.9])
    assert of_steps == Requirement(inf, inf)
    assert of_line is not None
    assert of_line.low == pytest.approx(0.68)  # the line goes on: 0.05 + 1.25 x
    (top,) = bottleneck([line], [1.0])[0][1]
    assert top is not None
    assert (top.low, top.high) == (pytest.approx(0.76), pytest.approx(0.76))


@given(points, st.sampled_from(KINDS), st.sampled_from([0.0, 0.05, 0.3, 0.5, 0.95, 1.0]))
def test_what_is_required_is_the_least_x_below_whose_ceiling_the_level_lies(
    pairs: list[tuple[float, float]], kind: Kind, level: float
) -> None:
    x, y = np.array(pairs).T
    found = ceiling(x, y, kind, UNIT)
    required = found.required(level)
    if required is None:
        assert found.zone is None
        return
    grid = np.linspace(0, 1, 401)
    reach = [x for x in grid if (found.height(x) or 0) >= level - 1e-9]
    if required == -inf:
        assert reach[0] == 0
    elif required == inf:
        assert not reach
    else:
        assert reach[0] == pytest.approx(required, abs=1 / 400)


# Unknown values ------------------------------------------------------------------------------------------------------


@given(st.data())
def test_the_steps_of_unknown_cells_hold_those_of_every_completion(data: st.DataObject) -> None:
    memberships = data.draw(fuzzy())
    of = nca(of_memberships(memberships), ["ce-fdh"]).effects[0]
    assert of.size is not None
    assert of.proved
    for completion in completions(memberships, (0, 0.5, 1)):
        (each,) = nca(of_memberships(completion), ["ce-fdh"]).effects[:1]
        assert each.size is not None
        assert of.size.low - 1e-9 <= each.size.low <= of.size.high + 1e-9
        for level in (0.1, 0.5, 1.0):
            whole, single = of.required(level), each.required(level)
            assert whole is not None
            assert single is not None
            assert whole.low <= single.low <= whole.high


@given(crisp(unknown=4))
def test_the_lines_of_crisp_tables_have_exactly_the_range_of_all_completions(memberships: Memberships) -> None:
    for of in nca(of_memberships(memberships), ["cr-fdh"]).effects:
        k = memberships.conditions.index(of.condition)
        sizes = [
            each.size
            for completion in completions(memberships)
            if (each := nca(of_memberships(completion), ["cr-fdh"]).effects[k])
        ]
        defined = [size.low for size in sizes if size is not None]
        assert of.proved
        assert (of.size is None) == (not defined)
        if of.size is not None:
            assert of.size.low == pytest.approx(min(defined))
            assert of.size.high == pytest.approx(max(defined))
            assert (of.undefined > 0) == (len(defined) < len(sizes))


@given(fuzzy())
def test_the_range_of_a_line_holds_every_end_of_fuzzy_cells_and_does_not_claim_to_be_proved(
    memberships: Memberships,
) -> None:
    values = of_memberships(memberships)
    of = nca(values, ["cr-fdh"]).effects[0]
    x, y = values.conditions["A"], values.y
    assert of.proved == (of.tried == 1) or values.whole
    for chosen in product((0, 1), repeat=2 * len(values.cases)):
        n = len(values.cases)
        ends = [np.where(np.array(chosen[part]) == 1, high, low) for part, (low, high) in
                ((slice(0, n), x), (slice(n, None), y))]  # fmt: skip
        single = ceiling(ends[0], ends[1], "cr-fdh", UNIT).effect
        if single is not None:
            assert of.size is not None
            assert of.size.low - 1e-9 <= single <= of.size.high + 1e-9


def test_a_regression_does_not_always_fall_where_a_case_rises() -> None:
    """Why the two extreme completions do not bound CR-FDH: a higher outcome of one case makes the zone larger."""
    x = np.array([0.0, 0.4, 1.0])
    lower, higher = (ceiling(x, np.array([0.5, middle, 1.0]), "cr-fdh", UNIT).zone for middle in (0.45, 0.55))
    assert lower is not None
    assert higher is not None
    assert higher > lower


# The permutation test ------------------------------------------------------------------------------------------------


def test_the_p_of_ten_perfectly_ordered_cases_is_small_and_of_nine_is_not_given() -> None:
    for n in (9, 10):
        x = np.linspace(0, 1, n)
        values = Values(tuple(map(str, range(n))), {"A": (x, x)}, "Y", (x, x))
        for each in nca(values, permutations=200).effects:
            assert (each.p is None) == (n < 10)
            assert each.p is None or each.p.high < 0.05


@pytest.mark.parametrize("kind", KINDS)
def test_the_p_of_a_few_outcomes_is_near_the_share_of_all_their_orders(kind: Kind) -> None:
    """One case of ten has the outcome: each of its ten places is as likely, so p is known without drawing."""
    x, y = np.linspace(0, 1, 10), np.zeros(10)
    y[7] = 1.0
    zones = [ceiling(x, np.roll(y, k), kind, UNIT).zone for k in range(10)]
    wanted = np.mean([zone is not None and zone >= (zones[0] or 0) - 1e-12 for zone in zones])
    p = effect("A", (x, x), (y, y), kind, UNIT, permutations=20_000).p
    assert p is not None
    assert p.low == pytest.approx(wanted, abs=0.02)


def test_the_same_seed_gives_the_same_p_and_no_zone_gives_one() -> None:
    values = of_memberships(biodiversity())
    one, again, other = (nca(values, permutations=300, seed=seed) for seed in (1, 1, 2))
    assert [each.p for each in one.effects] == [each.p for each in again.effects]
    assert [each.p for each in one.effects] != [each.p for each in other.effects]
    for each in one.effects:
        if each.size == Interval(0, 0):
            assert each.p == Interval(1, 1)


# The command and the door of Python ----------------------------------------------------------------------------------

TABLE = str(DATA / "biodiversity_costa_rica_basurto_2013.csv")


def run(*arguments: str) -> tuple[int, str]:
    answer = CliRunner().invoke(main, ["nca", *arguments], env={"COLUMNS": "200"})
    return answer.exit_code, answer.output


def test_the_command_and_the_door_give_what_the_kernel_gives() -> None:
    code, output = run("--table", TABLE, "--outcome", "AU", "--conditions", "EM,DE", "--format", "json")
    assert code == 0
    given = json.loads(output)
    assert given["schema"] == "collabgraph/nca/1"
    result = [each for each in nca(of_memberships(biodiversity())).effects if each.condition in ("EM", "DE")]
    assert [each["effect"]["low"] for each in given["effects"]] == [each.size and each.size.low for each in result]
    door = by_door(table=TABLE, outcome="AU", conditions=["EM", "DE"]).data()
    assert door == given


def test_a_bottleneck_table_has_words_for_what_has_no_number() -> None:
    code, output = run("--table", TABLE, "--outcome", "AU", "--conditions", "EM,RE", "--bottleneck")
    assert code == 0
    assert "NN: not necessary" in output
    code, marked = run("--table", TABLE, "--outcome", "AU", "--conditions", "RE", "--format", "md")
    assert "undefined: one peer makes no line" in marked
    assert "nan" not in output
    assert "inf" not in output.replace("inefficiency", "")


def test_unknown_cells_give_intervals_and_are_named(tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    table.write_text("case,A,Y\n" + "\n".join(f"c{n},{'?' if n == 3 else n / 9},{n / 9}" for n in range(10)))
    code, output = run("--table", str(table), "--outcome", "Y", "--permutations", "50")
    assert code == 0
    assert "Cells not known: 1 (c3.A)" in output
    assert "no bounds" in output
    assert " to " in next(line for line in output.splitlines() if line.strip().startswith("A "))


def test_any_numbers_have_the_scope_of_the_data_or_one_that_is_given(tmp_path: Path) -> None:
    table = tmp_path / "raw.csv"
    table.write_text("case;A;Y\n" + "\n".join(f"c{n};{10 * n};{n},5" for n in range(10)))
    code, output = run("--table", str(table), "--outcome", "Y")
    assert (code, "No case" not in output) == (0, True)
    assert "Y 0.50 to 9.50; A 0.00 to 90.00" in " ".join(output.split())
    code, output = run("--table", str(table), "--outcome", "Y", "--scope", "0-50")
    assert code == 1
    assert "outside the scope of 0 to 50" in output


def test_coded_cases_are_few_and_this_is_said() -> None:
    code, output = run("pbg", "spp-irt", "--lang", "id")
    assert code == 0
    assert "Tanpa uji permutasi" in output
