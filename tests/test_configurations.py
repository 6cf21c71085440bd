"""Configurations: published tables against another program's answers, and unknowns against every completion."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from collabgraph.analysis.many.calibration import Calibration
from collabgraph.analysis.many.fit import inclusion, necessity, pri, relevance, sufficiency
from collabgraph.analysis.many.memberships import FREE, Conjunction, Memberships, covers, written
from collabgraph.analysis.many.minimization import all_configurations, merged, models, primes, without
from collabgraph.analysis.many.necessity import single, supersets
from collabgraph.analysis.many.possible import Possibilities, implicants, possibilities
from collabgraph.analysis.many.robustness import core, ranges
from collabgraph.analysis.many.solutions import KINDS, Kind, contradictory, fitted, observed, solution
from collabgraph.analysis.many.truth_tables import Cuts, Out, truth_table
from collabgraph.errors import TooManyConfigurations, TooManyUnknown, UnfitAnchors
from collabgraph.model import Interval
from many import EXPECTED, completions, crisp, fuzzy, irrigation, published, table

INTERMEDIATE = "intermediate (all expected present; absent for ~W)"
CERTAIN = "A*C A*F A*L A*R F*~C R*F R*~C R*~L ~A*~R*~F ~R*~F*C".split()


def names(terms: tuple[Conjunction, ...] | list[Conjunction], memberships: Memberships) -> list[str]:
    return sorted(written(term, memberships.conditions, memberships.levels) for term in terms)


def every_term(memberships: Memberships) -> list[Conjunction]:
    return [tuple(term) for term in product(*(range(-1, n) for n in memberships.levels))]


# Without unknowns ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["W", "~W"])
def test_the_truth_table_of_the_irrigation_cases_is_that_of_another_program(outcome: str) -> None:
    memberships = irrigation() if outcome == "W" else irrigation().negated()
    rows = {row.configuration: row for row in truth_table(memberships).rows}
    expected = EXPECTED[f"{outcome}|incl.cut=1|n.cut=1|pri.cut=0"]["truth_table"]
    assert len(rows) == len(expected)
    for row in expected:
        found = rows[tuple(row[name] for name in "ARFLC")]
        assert (found.out, list(found.cases)) == (row["OUT"], row["cases"])
        assert found.fit.inclusion == Interval(row["incl"], row["incl"])


@pytest.mark.parametrize("outcome", ["W", "~W"])
@pytest.mark.parametrize("kind", KINDS)
def test_all_models_of_the_irrigation_cases_are_those_of_another_program(outcome: str, kind: Kind) -> None:
    memberships = irrigation() if outcome == "W" else irrigation().negated()
    expected = EXPECTED[f"{outcome}|incl.cut=1|n.cut=1|pri.cut=0"]
    level = 1 if outcome == "W" else 0
    found = solution(observed(truth_table(memberships)), kind, dict.fromkeys(range(5), level)).models
    listed = expected[INTERMEDIATE if kind == "intermediate" else kind]
    assert sorted(names(model, memberships) for model in found.models) == sorted(sorted(model) for model in listed)
    assert found.complete
    assert found.proved


def test_no_model_assumes_what_a_case_contradicts() -> None:
    rows = observed(truth_table(irrigation()))
    for kind in KINDS:
        found = solution(rows, kind, dict.fromkeys(range(5), 1))
        assert all(not set(assumed or ()) & set(rows.off) for assumed in found.assumptions)
    assert solution(rows, "conservative").assumptions == ((),)


def test_excluded_remainders_are_not_assumed() -> None:
    plain = solution(observed(truth_table(irrigation())), "parsimonious")
    negated = solution(observed(truth_table(irrigation().negated())), "parsimonious")
    both = contradictory(plain, negated)
    assert both
    enhanced = solution(observed(truth_table(irrigation()), both), "parsimonious")
    assert not contradictory(enhanced, negated)


@given(st.data())
def test_primes_and_models_are_those_of_trying_everything(data: st.DataObject) -> None:
    levels = data.draw(st.lists(st.integers(2, 3), min_size=1, max_size=3))
    configurations = [tuple(row) for row in all_configurations(levels).tolist()]
    states = data.draw(st.lists(st.sampled_from("10?"), min_size=len(configurations), max_size=len(configurations)))
    on = [row for row, state in zip(configurations, states, strict=True) if state == "1"]
    off = [row for row, state in zip(configurations, states, strict=True) if state == "0"]
    assume(on)
    found, complete = primes(on, np.array(off, dtype=np.int64).reshape(len(off), len(levels)))
    terms = [tuple(term) for term in product(*(range(-1, n) for n in levels))]
    valid = [t for t in terms if any(covers(t, row) for row in on) and not any(covers(t, row) for row in off)]
    minimal = [t for t in valid if not any(other != t and covers(other, t) for other in valid)]
    assert complete
    assert sorted(found) == sorted(minimal)
    smallest = [s for s in _subsets(minimal) if all(any(covers(t, row) for t in s) for row in on)]
    least = min(map(len, smallest))
    assert {frozenset(m) for m in models(found, on).models} == {s for s in smallest if len(s) == least}


def _subsets(items: list[Conjunction]) -> list[frozenset[Conjunction]]:
    return [frozenset(t for n, t in enumerate(items) if mask >> n & 1) for mask in range(1, 2 ** min(len(items), 12))]


@given(crisp(unknown=0))
def test_merging_neighbours_gives_the_primes_against_all_other_configurations(memberships: Memberships) -> None:
    on = truth_table(memberships).standing_for(Out.ON)
    against, _ = primes(on, without(all_configurations(memberships.levels), on))
    assert merged(on, memberships.levels) == against


def test_a_multi_value_table_gives_terms_of_one_level_each() -> None:
    levels = (3, 2)
    on, off = [(2, 0), (2, 1)], np.array([(0, 0), (1, 1)])
    found, _ = primes(on, off)
    assert [written(term, ("A", "B"), levels) for term in found] == ["A{2}"]


def test_a_case_at_exactly_half_is_in_no_row_and_is_named() -> None:
    memberships = table(np.array([[0.5, 1.0], [0.9, 0.8]]), np.array([[0.5, 1.0], [0.9, 0.8]]))
    found = truth_table(memberships)
    assert [row.cases for row in found.rows] == [("1",)]
    assert found.unassigned == ("0",)
    assert memberships.in_between == [("0", "A")]


def test_parameters_of_fit_are_those_of_their_formulas() -> None:
    x, y = np.array([0.2, 0.7, 0.9]), np.array([0.4, 0.6, 1.0])
    shared, doubled = [0.2, 0.6, 0.9], [0.2, 0.4, 0.0]  # min(x, y) and min(x, y, 1 - y), by hand
    fit, need = sufficiency(x, x, y, y), necessity(x, x, y, y)
    assert fit.inclusion is not None
    assert fit.pri is not None
    assert need.relevance is not None
    assert fit.inclusion.low == pytest.approx(sum(shared) / 1.8)
    assert fit.pri.low == pytest.approx((sum(shared) - sum(doubled)) / (1.8 - sum(doubled)))
    assert need.relevance.low == pytest.approx((3 - 1.8) / (3 - sum(shared)))
    assert need.inclusion == fit.coverage


def test_unique_coverage_is_what_a_term_alone_covers() -> None:
    memberships = irrigation()
    model = solution(observed(truth_table(memberships)), "parsimonious").models.models[0]
    found = fitted(model, memberships)
    assert names(model, memberships) == ["A*R", "R*F", "~A*~L"]
    alone = {"A*R": {"5", "6", "14"}, "~A*~L": {"9", "10"}, "R*F": {"3", "4"}}  # read off the table
    for term in found.terms:
        assert term.unique is not None
        name = written(term.term, memberships.conditions, memberships.levels)
        assert term.unique.low == pytest.approx(len(alone[name]) / 12)
    assert found.uncovered == ("1",)


def test_sixty_conditions_give_a_parsimonious_solution_and_a_sentence_for_the_others() -> None:
    values = np.random.default_rng(1).integers(0, 2, (6, 61)).astype(float)
    memberships = table(values, values, conditions=[f"C{k}" for k in range(60)])
    rows = observed(truth_table(memberships))
    assert solution(rows, "parsimonious").models.models
    assert all(names(model, memberships) for model in solution(rows, "conservative").models.models)
    with pytest.raises(TooManyConfigurations, match="60 conditions"):
        solution(rows, "intermediate", {})


def test_an_outcome_that_no_case_has_has_no_models() -> None:
    values = np.array([[0.0, 0.0], [1.0, 0.0]])
    assert solution(observed(truth_table(table(values, values))), "parsimonious").models.models == ()


# With unknowns -------------------------------------------------------------------------------------------------------


def test_two_unknown_cells_of_the_irrigation_cases_leave_ten_certain_primes_and_six_possible() -> None:
    memberships = irrigation(("11", "L"), ("14", "R"))
    found = implicants(memberships)
    assert names(found.certain, memberships) == sorted(CERTAIN)
    assert len(found.possible) == 6
    possible = possibilities(truth_table(memberships), "parsimonious")
    assert (len(possible.tables), possible.certain, len(possible.possible)) == (4, (), 12)
    assert possible.exact
    assert possible.complete


@given(crisp())
def test_certain_and_possible_primes_are_those_of_every_completion(memberships: Memberships) -> None:
    found, per_completion, implied = implicants(memberships), [], []
    for completion in completions(memberships):
        rows = observed(truth_table(completion))
        per_completion.append(set(primes(rows.on, rows.against)[0]))
        implied.append(
            {
                term
                for term in every_term(memberships)
                if any(covers(term, row) for row in rows.on) and not any(covers(term, row) for row in rows.off)
            }
        )
    assert set(found.certain) == set.intersection(*per_completion)
    assert set(found.certain) | set(found.possible) == set.union(*per_completion)
    always = set.intersection(*implied)
    assert set(found.sufficient) == {t for t in always if not any(other != t and covers(other, t) for other in always)}


@given(crisp(), st.sampled_from(KINDS))
def test_certain_and_possible_models_are_those_of_every_completion(memberships: Memberships, kind: Kind) -> None:
    expectations = {0: 1}
    found = possibilities(truth_table(memberships), kind, expectations)
    each = [
        set(solution(observed(truth_table(completion)), kind, expectations).models.models)
        for completion in completions(memberships)
    ]
    assert set(found.certain) == set.intersection(*each)
    assert set(found.possible) == set.union(*each)
    assert sum(table.completions for table in found.tables) == len(each)


@given(crisp())
def test_learning_a_cell_never_adds_a_possible_prime(memberships: Memberships) -> None:
    before = implicants(memberships)
    for completion in completions(memberships):
        after = implicants(completion)
        assert set(after.certain) <= {*before.certain, *before.possible}
        assert not after.possible


@given(fuzzy())
def test_bounds_of_fit_hold_every_completion_and_are_reached(memberships: Memberships) -> None:
    term = tuple([1] + [0] * (len(memberships.conditions) - 1))
    bounds = _fits(memberships, term)
    each = [_fits(completion, term) for completion in completions(memberships, (0.2, 0.4, 0.5, 0.6, 0.8))]
    for n, bound in enumerate(bounds):
        values = [fit[n].low for fit in each if fit[n] is not None]  # type: ignore[union-attr]
        if bound is None or not values:
            continue
        assert bound.low - 1e-9 <= min(values)
        assert max(values) <= bound.high + 1e-9
        assert min(values) <= bound.low + 0.05 or n == 1, "the lower bound is reached, but for PRI between grid points"


def _fits(memberships: Memberships, term: Conjunction) -> list[Interval | None]:
    pair = (*memberships.in_term(term), memberships.outcome_low, memberships.outcome_high)
    return [inclusion(*pair), pri(*pair), relevance(*pair)]


@given(fuzzy(), st.floats(0.5, 1.0), st.integers(1, 2))
def test_a_row_can_stand_for_all_that_it_stands_for_in_any_completion(
    memberships: Memberships, cut: float, n: int
) -> None:
    cuts = Cuts(cut, n)
    bounded = {row.configuration: row for row in truth_table(memberships, cuts).rows}
    for completion in completions(memberships):
        for row in truth_table(completion, cuts).rows:
            assert row.outs <= bounded[row.configuration].outs


@given(fuzzy())
def test_membership_in_a_disjunction_is_bounded_exactly(memberships: Memberships) -> None:
    terms = [term for term in every_term(memberships) if FREE not in term][:2]
    low, high = memberships.in_any(terms)
    values = np.array([completion.in_any(terms)[0] for completion in completions(memberships, (0.5,))])
    assert low == pytest.approx(values.min(axis=0))
    assert high == pytest.approx(values.max(axis=0))


def test_an_unknown_cell_is_ranked_by_how_few_models_it_leaves() -> None:
    found = possibilities(truth_table(irrigation(("11", "L"), ("14", "R"))), "parsimonious")
    for worth in found.worths:
        assert worth.models is not None
        for value, left in worth.models.items():
            other = next(cell for cell in (("11", "L"), ("14", "R")) if cell != worth.cell)
            known = _known(worth.cell, int(value), other)
            assert left == len(possibilities(truth_table(known), "parsimonious").possible)
    assert [worth.left for worth in found.worths] == sorted(worth.left for worth in found.worths)


def _known(cell: tuple[str, str], value: int, unknown: tuple[str, str]) -> Memberships:
    """The irrigation cases with one cell at a value and another unknown."""
    base = irrigation(unknown)
    n, k = base.cases.index(cell[0]), base.conditions.index(cell[1])
    for degrees in (base.low, base.high):
        degrees[k][n] = (1 - value, value)
    return base


def test_fuzzy_unknowns_say_which_rows_are_open() -> None:
    conditions = ["EM", "SP", "CO"]
    known = published("biodiversity_costa_rica_basurto_2013", "AU", conditions)
    unknown = published("biodiversity_costa_rica_basurto_2013", "AU", conditions, ("ENacg8", "CO"), ("ENacto1", "AU"))
    cuts = Cuts(0.8)
    plain = solution(observed(truth_table(known, cuts)), "parsimonious").models.models
    found: Possibilities = possibilities(truth_table(unknown, cuts), "parsimonious")
    assert set(plain) <= set(found.possible)
    assert not found.exact
    assert {worth.cell for worth in found.worths} == {("ENacg8", "CO"), ("ENacto1", "AU")}


def test_a_case_of_which_nothing_is_known_is_refused_with_many_conditions() -> None:
    low = np.zeros((2, 21))
    high = low.copy()
    high[0] = 1
    with pytest.raises(TooManyUnknown, match="Case '0'"):
        truth_table(table(low, high, conditions=[f"C{k}" for k in range(20)]))


# Necessity, ceilings, calibration, robustness ------------------------------------------------------------------------


def test_a_necessary_condition_is_found_alone_and_not_again_in_a_disjunction() -> None:
    memberships = irrigation()
    by_name = {written(each.terms[0], memberships.conditions, memberships.levels): each for each in single(memberships)}
    assert by_name["R"].fit.inclusion == Interval(11 / 12, 11 / 12)  # of 12 with W, all but case 9 have R
    found = [names(list(each.terms), memberships) for each in supersets(memberships, 0.9, 0.6, 0.0)]
    assert ["R"] in found or ["R*C"] in found or any("R" in name for each in found for name in each)
    assert not any(len(each) > 1 and "R" in each for each in found)


def test_direct_calibration_has_its_three_anchors() -> None:
    degrees = Calibration("direct", (10, 20, 40)).of(np.array([10.0, 20.0, 40.0]))
    assert degrees == pytest.approx([0.05, 0.5, 0.95])
    assert Calibration("direct", (40, 20, 10)).of(np.array([10.0, 40.0])) == pytest.approx([0.95, 0.05])
    assert Calibration("piecewise", (0, 10, 20)).of(np.array([5.0, 15.0])) == pytest.approx([0.25, 0.75])
    assert Calibration("crisp", (3, 6)).of(np.array([2.0, 3.0, 7.0])).tolist() == [0, 1, 2]


def test_indirect_calibration_follows_the_given_degrees() -> None:
    given_degrees = (0, 0.05, 10, 0.25, 20, 0.5, 30, 0.75, 40, 0.95)
    degrees = Calibration("indirect", given_degrees).of(np.array([0.0, 20.0, 40.0]))
    assert degrees == pytest.approx([0.05, 0.5, 0.95], abs=0.05)


@pytest.mark.parametrize(
    ("method", "anchors"), [("direct", (1, 2)), ("direct", (1, 3, 2)), ("crisp", ()), ("odd", (1,))]
)
def test_anchors_that_do_not_fit_are_refused(method: str, anchors: tuple[float, ...]) -> None:
    with pytest.raises(UnfitAnchors, match=method):
        Calibration(method, anchors).of(np.array([1.0]))


def test_the_range_of_a_cut_ends_where_a_row_changes() -> None:
    memberships = irrigation()
    found = {each.threshold: each for each in ranges(memberships, Cuts(), "parsimonious")}
    # The only row with an inclusion between 0 and 1 is that of cases 1 and 2, of which one has the outcome: 0.5.
    assert found["inclusion"].stays == Interval(1.0, 1.0) or found["inclusion"].stays.low > 0.5 - 1e-9
    for value in (found["inclusion"].stays.low, found["inclusion"].stays.high):
        kept = solution(observed(truth_table(memberships, Cuts(value))), "parsimonious").models.models
        assert kept == solution(observed(truth_table(memberships)), "parsimonious").models.models
    assert found["n"].stays == Interval(1, 1)


def test_the_core_of_tied_models_is_in_each_of_them() -> None:
    memberships = irrigation()
    tied = solution(observed(truth_table(memberships)), "parsimonious").models.models
    fit = core(tied, memberships)
    whole = [fitted(model, memberships).fit for model in tied]
    assert fit.coverage is not None
    assert all(each.coverage is not None and fit.coverage.high <= each.coverage.high for each in whole)
