"""A corpus is compared as a few cases are: the same counts and exact tests, at any size."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from collabgraph.analysis import contrast as contrasts
from collabgraph.analysis import exact_test
from collabgraph.analysis.contrast import Contrast, Side, contrast, fisher, least_p

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
