"""Configurations: published tables against another program's answers, and unknowns against every completion."""

from __future__ import annotations

from functools import reduce
from itertools import combinations, product
from operator import or_

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from collabgraph.analysis.many.calibration import Calibration
from collabgraph.analysis.many.fit import inclusion, necessity, pri, relevance, sufficiency
from collabgraph.analysis.many.memberships import FREE, Conjunction, Memberships, covers, written
from collabgraph.analysis.many.minimization import MOST_MODELS, all_configurations, merged, models, primes, without
from collabgraph.analysis.many.necessity import single, supersets
from collabgraph.analysis.many.possible import Possibilities, implicants, possibilities
from collabgraph.analysis.many.robustness import core, ranges
from collabgraph.analysis.many.solutions import KINDS, Kind, Observed, contradictory, fitted, observed, solution
from collabgraph.analysis.many.truth_tables import Cuts, Out, truth_table
from collabgraph.errors import TooManyConfigurations, TooManyUnknown, UnfitAnchors
from collabgraph.model import Interval
from many import EXPECTED, completions, crisp, fuzzy, irrigation, levelled, published, table

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


#: The textbook example in the two chapters of Configurational Comparative Methods (see data/many/README.md), as the
#: documents of the R package QCA print its solutions.
LIPSET = {
    ("SURV", "conservative"): [["DEV*LIT*IND*STB", "DEV*~URB*LIT*STB"]],
    ("SURV", "parsimonious"): [["DEV*STB"]],
    ("~SURV", "conservative"): [["DEV*LIT*IND*~STB", "~DEV*~URB*~IND"]],
    ("~SURV", "parsimonious"): [["~DEV", "~STB"]],
}
LIPSET_LEVELS = {
    ("SURV", "conservative"): [["DEV3{1}*~URB*LIT*~IND", "DEV3{2}*LIT*IND"]],
    ("SURV", "parsimonious"): [["DEV3{1}*~IND", "DEV3{2}"]],
    ("~SURV", "conservative"): [["DEV3{0}*~URB*~IND", "DEV3{1}*~URB*LIT*IND"]],
    ("~SURV", "parsimonious"): [["DEV3{0}", "DEV3{1}*~URB*IND"]],
}


@pytest.mark.parametrize(("outcome", "kind"), list(LIPSET))
def test_the_democracies_of_the_textbook_give_its_solutions(outcome: str, kind: Kind) -> None:
    memberships = published("interwar_democracies_lipset", "SURV", ["DEV", "URB", "LIT", "IND", "STB"])
    memberships = memberships if outcome == "SURV" else memberships.negated()
    found = solution(observed(truth_table(memberships)), kind)
    assert [names(model, memberships) for model in found.models.models] == LIPSET[outcome, kind]
    if (outcome, kind) == ("SURV", "parsimonious"):
        assumed = {"10001", "10011", "11001", "11011", "11101"}
        assert {"".join(map(str, row)) for row in found.assumptions[0] or ()} == assumed
    if (outcome, kind) == ("SURV", "conservative"):
        unique = {each.unique.low for each in fitted(found.models.models[0], memberships).terms if each.unique}
        assert unique == {0.25, 0.5}


@pytest.mark.parametrize(("outcome", "kind"), list(LIPSET_LEVELS))
def test_the_democracies_with_three_levels_give_the_solutions_of_the_textbook(outcome: str, kind: Kind) -> None:
    yes_or_no = published("interwar_democracies_lipset", "SURV", ["DEV", "URB", "LIT", "IND"])
    level = published("interwar_democracies_lipset", "SURV", ["DEV3"]).low[0][:, 1].astype(int)
    degrees = (np.eye(3)[level], *yes_or_no.low[1:])
    memberships = replace(yes_or_no, conditions=("DEV3", "URB", "LIT", "IND"), low=degrees, high=degrees)
    memberships = memberships if outcome == "SURV" else memberships.negated()
    rows = observed(truth_table(memberships))
    assert (1, 1, 1, 1) in rows.off  # Czechoslovakia and Germany contradict each other
    found = solution(rows, kind).models.models
    assert [names(model, memberships) for model in found] == LIPSET_LEVELS[outcome, kind]


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
    levels = data.draw(st.sampled_from([(2,), (3,), (2, 2), (3, 2), (4, 2), (3, 3), (2, 2, 2), (2, 3, 2)]))
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
    assert {frozenset(model) for model in models(found, on).models} == smallest(minimal, on)


def smallest(terms: list[Conjunction], rows: list[Conjunction]) -> set[frozenset[Conjunction]]:
    """The smallest sets of terms that cover the rows, by trying all sets of one term, of two terms, ..."""
    covered = {term: sum(1 << n for n, row in enumerate(rows) if covers(term, row)) for term in terms}
    for size in range(len(rows) + 1):
        sets = combinations(terms, size)
        found = {frozenset(s) for s in sets if reduce(or_, (covered[t] for t in s), 0) == (1 << len(rows)) - 1}
        if found:
            return found
    raise AssertionError("each row is a term, so as many terms as rows cover them")


def test_many_tied_models_are_said_to_be_at_least_so_many() -> None:
    # Rows that tell themselves apart from one off-row in any of 8 ways: with 8 pairs of conditions there are 2**8 ties.
    n = 12
    pairs = [tuple(1 if k in (2 * i, 2 * i + 1) else 0 for k in range(2 * n)) for i in range(n)]
    off = np.zeros((1, 2 * n), dtype=np.int64)
    all_ties = models(*_charted(pairs[:8], off))
    assert len(all_ties.models) == 2**8
    assert all_ties.complete
    capped = models(*_charted(pairs, off))
    assert len(capped.models) == MOST_MODELS
    assert not capped.complete
    assert capped.proved


def _charted(on: list[Conjunction], off: np.ndarray) -> tuple[list[Conjunction], list[Conjunction]]:
    return primes(on, off)[0], on


@pytest.mark.parametrize("n", [18, 24, 40])
def test_primes_of_many_conditions_are_minimal_and_the_same_by_both_ways(n: int) -> None:
    rng = np.random.default_rng(n)
    on, off = [tuple(row) for row in rng.integers(0, 2, (2, n)).tolist()], rng.integers(0, 2, (5, n))
    found, complete = primes(on, off)
    assert complete is (n < 40) or len(found) > 100
    for term in found:
        assert not (_agree(term, off)).any()
        for k in (k for k, level in enumerate(term) if level != FREE):
            assert _agree((*term[:k], FREE, *term[k + 1 :]), off).any()


def _agree(term: Conjunction, rows: np.ndarray) -> np.ndarray:
    """Which rows a term covers."""
    return np.array([all(level in (FREE, there) for level, there in zip(term, row, strict=True)) for row in rows])


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


def test_a_case_with_half_of_the_outcome_is_neither_typical_nor_deviant_of_a_term() -> None:
    degrees = np.array([[1.0, 1.0], [1.0, 0.5], [1.0, 0.0]])
    (term,) = fitted(((1,),), table(degrees, degrees)).terms
    assert (term.typical, term.deviant, term.open) == (("0",), ("2",), ())


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


@settings(max_examples=200)
@given(st.data())
def test_intermediate_models_are_those_of_trying_every_set_of_easy_rows(data: st.DataObject) -> None:
    levels = data.draw(st.sampled_from([(2, 2), (3, 2), (2, 2, 2)]))
    configurations = [tuple(row) for row in all_configurations(levels).tolist()]
    states = data.draw(st.lists(st.sampled_from("10??"), min_size=len(configurations), max_size=len(configurations)))
    expected = data.draw(st.dictionaries(st.integers(0, len(levels) - 1), st.integers(0, 1)))
    on, off = (tuple(c for c, s in zip(configurations, states, strict=True) if s == of) for of in "10")
    rows = Observed(on, off, levels)
    assume(rows.on)
    found = {frozenset(model) for model in solution(rows, "intermediate", expected).models.models}
    assert found == _intermediate_by_rows(rows, expected)


def _intermediate_by_rows(rows: Observed, expected: dict[int, int]) -> set[frozenset[Conjunction]]:
    """Intermediate models, from the rows: a remainder that a parsimonious term takes is easy if it is reached from a
    conservative term inside it by giving up only literals that theory does not expect.
    """
    every = [tuple(row) for row in all_configurations(rows.levels).tolist()]
    terms = [tuple(term) for term in product(*(range(-1, n) for n in rows.levels))]

    def minimized(inside: set[Conjunction]) -> set[frozenset[Conjunction]]:
        area = {term: {row for row in every if covers(term, row)} for term in terms}
        valid = [term for term in terms if area[term] <= inside]
        prime = [t for t in valid if not any(area[t] < area[other] for other in valid)]
        return smallest([t for t in prime if area[t] & set(rows.on)], list(rows.on))

    found = set()
    for complex_, short in product(minimized(set(rows.on)), minimized(set(every) - set(rows.off))):
        easy = {
            row for row in every for c in complex_ for p in short
            if covers(p, c) and covers(p, row)
            and all(c[k] in (FREE, row[k]) or (p[k] == FREE and expected.get(k, c[k]) != c[k]) for k in range(len(row)))
        }  # fmt: skip
        found |= minimized(easy | set(rows.on))
    return found


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


@given(crisp(halves=2))
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


@given(crisp(halves=2), st.sampled_from(KINDS))
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


@given(crisp(halves=2))
def test_learning_a_cell_never_adds_a_possible_prime(memberships: Memberships) -> None:
    before = implicants(memberships)
    for completion in completions(memberships):
        after = implicants(completion)
        assert set(after.certain) <= {*before.certain, *before.possible}
        assert not after.possible


@given(fuzzy(unknown=3))
def test_bounds_of_fit_hold_every_completion(memberships: Memberships) -> None:
    term = tuple([1] + [0] * (len(memberships.conditions) - 1))
    bounds = _fits(memberships, term)
    for completion in completions(memberships, (0.3, 0.5, 0.7)):
        for bound, fit in zip(bounds, _fits(completion, term), strict=True):
            assert fit is None or (bound is not None and bound.low - 1e-9 <= fit.low <= bound.high + 1e-9)


@settings(max_examples=300)
@given(st.lists(st.tuples(*[st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.6, 0.8, 1.0])] * 4), min_size=1, max_size=2))
def test_bounds_of_fit_are_reached(cells: list[tuple[float, ...]]) -> None:
    a, b, c, d = np.array([[*sorted(cell[:2]), *sorted(cell[2:])] for cell in cells]).T
    # Every formula is a ratio of sums that bend only where x or y meets an end, the other one, its negation or 0.5.
    points = np.unique(np.concatenate([a, b, c, d, 1 - a, 1 - b, 1 - c, 1 - d, [0.5]]).round(12))
    within = [
        [(x, y) for x in points for y in points if a[n] <= x <= b[n] and c[n] <= y <= d[n]] for n in range(len(a))
    ]
    x, y = np.array([list(zip(*choice, strict=True)) for choice in product(*within)]).transpose(1, 0, 2)
    both, half = np.minimum(x, y).sum(axis=1), np.minimum(np.minimum(x, y), 1 - y).sum(axis=1)
    ratios = {
        inclusion: (both, x.sum(axis=1)),
        pri: (both - half, x.sum(axis=1) - half),
        relevance: ((1 - x).sum(axis=1), (1 - np.minimum(x, y)).sum(axis=1)),
    }
    for formula, (part, whole) in ratios.items():
        values, found = part[whole > 1e-9] / whole[whole > 1e-9], formula(a, b, c, d)
        assert (found is None) == (not len(values))
        assert found is None or (found.low, found.high) == pytest.approx((values.min(), values.max()))


@given(fuzzy(unknown=3))
def test_bounds_of_unique_coverage_hold_every_completion(memberships: Memberships) -> None:
    model = [term for term in every_term(memberships) if FREE not in term][:2]
    bounds = [each.unique for each in fitted(model, memberships).terms]
    for completion in completions(memberships, (0.5,)):
        for bound, each in zip(bounds, fitted(model, completion).terms, strict=True):
            exact = each.unique
            assert exact is None or (bound is not None and bound.low - 1e-9 <= exact.low <= bound.high + 1e-9)


def _fits(memberships: Memberships, term: Conjunction) -> list[Interval | None]:
    pair = (*memberships.in_term(term), memberships.outcome_low, memberships.outcome_high)
    return [inclusion(*pair), pri(*pair), relevance(*pair)]


@given(fuzzy(unknown=3), st.floats(0.6, 1.0), st.integers(1, 2), st.sampled_from([0, 0.5, 0.8]), st.booleans())
def test_a_row_can_stand_for_all_that_it_stands_for_in_any_completion(
    memberships: Memberships, cut: float, n: int, of_pri: float, two: bool
) -> None:
    cuts = Cuts(cut, n, of_pri, 0.6 if two else None)
    bounded = {row.configuration: row for row in truth_table(memberships, cuts).rows}
    for completion in completions(memberships, (0.3, 0.5, 0.7)):
        for row in truth_table(completion, cuts).rows:
            assert row.outs <= bounded[row.configuration].outs


@given(levelled())
def test_terms_of_several_levels_are_those_of_every_completion(memberships: Memberships) -> None:
    found = implicants(memberships)
    each = []
    for completion in completions(memberships):
        rows = observed(truth_table(completion))
        each.append(set(primes(rows.on, rows.against)[0]))
    assert set(found.certain) == set.intersection(*each)
    assert set(found.certain) | set(found.possible) == set.union(*each)


@given(levelled(), st.sampled_from(KINDS))
def test_models_of_several_levels_are_those_of_every_completion(memberships: Memberships, kind: Kind) -> None:
    found = possibilities(truth_table(memberships), kind, {0: 2, 1: 1})
    tables = [observed(truth_table(completion)) for completion in completions(memberships)]
    each = [set(solution(rows, kind, {0: 2, 1: 1}).models.models) for rows in tables]
    assert set(found.certain) == set.intersection(*each)
    assert set(found.possible) == set.union(*each)


@settings(max_examples=50)
@given(
    crisp(unknown=3, halves=2), st.integers(1, 2), st.sampled_from([0.5, 0.6, 1.0]), st.sampled_from([0, 0.6]),
    st.booleans(),
)  # fmt: skip
def test_models_with_cuts_are_those_of_every_completion(
    memberships: Memberships, n: int, cut: float, of_pri: float, two: bool
) -> None:
    cuts = Cuts(cut, n, of_pri, 0.4 if two else None)
    found = possibilities(truth_table(memberships, cuts), "parsimonious", contradictions=two)
    each = []
    for completion in completions(memberships):
        rows = observed(truth_table(completion, cuts), contradictions=two)
        each.append(set(solution(rows, "parsimonious").models.models))
    assert set(found.certain) == set.intersection(*each)
    assert set(found.possible) == set.union(*each)


def test_models_of_a_sample_of_completions_are_not_said_to_be_certain() -> None:
    values = np.random.default_rng(1).integers(0, 2, (16, 4)).astype(float)
    values[:4] = 1
    low, high = values.copy(), values.copy()
    low[3:, 0], high[3:, 0] = 0, 1  # 13 unknown cells: 8192 completions
    found = possibilities(truth_table(table(low, high)), "parsimonious")
    assert found.sampled
    assert not found.certain
    assert not found.complete


@given(fuzzy(unknown=3))
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
    assert found["inclusion"].stays == Interval(0.5, 1.0)
    assert found["inclusion"].above
    at_end = solution(observed(truth_table(memberships, Cuts(0.5))), "parsimonious").models.models
    assert at_end != solution(observed(truth_table(memberships)), "parsimonious").models.models
    for value in (0.501, 0.75, 1.0):
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
