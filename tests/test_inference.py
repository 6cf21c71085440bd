"""Inference against every permutation, resample or network there is, least squares, and values with a source.

What is drawn at random is held to what it estimates within 4.5 standard errors, computed from the number of draws, and
1/(N + 1) for the p-value's own correction. Seeds are fixed, so a result either passes always or never.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from collabgraph.analysis.inference import (
    CugResult,
    DensityDifference,
    MrqapResult,
    QapResult,
    cug,
    cugs,
    density_difference,
    draws,
    hamming,
    jaccard,
    mrqap,
    qap_correlation,
    random_networks,
)
from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL, evaluate, metrics
from collabgraph.analysis.network import Network, from_pairs
from collabgraph.errors import NotComparable
from collabgraph.words import Text

DRAWN = settings(max_examples=60)
DIRECTIONS = pytest.mark.parametrize("directed", [True, False])

# Marriage and business ties among 16 Florentine families, collected by Padgett: Breiger & Pattison 1986, Social
# Networks 8:215-256; PADGM and PADGB of UCINET; Wasserman & Faust 1994, appendix B.
FAMILIES = (
    "Acciaiuoli Albizzi Barbadori Bischeri Castellani Ginori Guadagni Lamberteschi Medici Pazzi Peruzzi Pucci Ridolfi "
    "Salviati Strozzi Tornabuoni"
).split()
MARRIAGES = {
    "Acciaiuoli": "Medici", "Albizzi": "Ginori Guadagni Medici", "Barbadori": "Castellani Medici",
    "Bischeri": "Guadagni Peruzzi Strozzi", "Castellani": "Peruzzi Strozzi", "Guadagni": "Lamberteschi Tornabuoni",
    "Medici": "Ridolfi Salviati Tornabuoni", "Pazzi": "Salviati", "Peruzzi": "Strozzi",
    "Ridolfi": "Strozzi Tornabuoni",
}  # fmt: skip
BUSINESS = {
    "Barbadori": "Castellani Ginori Medici Peruzzi", "Bischeri": "Guadagni Lamberteschi Peruzzi",
    "Castellani": "Lamberteschi Peruzzi", "Ginori": "Medici", "Guadagni": "Lamberteschi",
    "Lamberteschi": "Peruzzi", "Medici": "Pazzi Salviati Tornabuoni",
}  # fmt: skip
#: Net wealth in 1427 in thousands of lira, in the order of the families: PADGW of UCINET, after the same paper, p. 239.
WEALTH = (10, 36, 55, 44, 20, 32, 8, 42, 103, 48, 49, 3, 27, 10, 146, 48)

# Liking among 18 monks: Sampson 1969, as the data set "samplike" of statnet.
MONKS = [f"m{place:02}" for place in range(1, 19)]
LIKING = {
    1: (2, 3, 5, 8, 12, 14), 2: (1, 7, 12, 14, 15), 3: (1, 2, 13, 17, 18), 4: (5, 6, 10, 11), 5: (1, 4, 9, 11, 13),
    6: (1, 4, 5, 9), 7: (1, 2, 8, 12, 16), 8: (1, 2, 4, 6, 9, 10), 9: (5, 8, 12, 16), 10: (4, 5, 8, 9, 13, 14),
    11: (4, 5, 8, 14, 16), 12: (1, 2, 7, 14), 13: (5, 7, 18), 14: (1, 2, 11, 12, 15), 15: (1, 2, 5, 7, 12, 14),
    16: (1, 2, 7, 12, 15), 17: (2, 3, 13, 18), 18: (1, 2, 3, 7, 13, 17),
}  # fmt: skip


def florentine(ties: dict[str, str], name: str) -> Network:
    pairs = [(family, other) for family, others in ties.items() for other in others.split()]
    return from_pairs(name, FAMILIES, pairs, directed=False)


@pytest.fixture(scope="module")
def marriage() -> Network:
    return florentine(MARRIAGES, "marriage")


@pytest.fixture(scope="module")
def business() -> Network:
    return florentine(BUSINESS, "business")


@pytest.fixture(scope="module")
def liking() -> Network:
    pairs = [(MONKS[one - 1], MONKS[other - 1]) for one, others in LIKING.items() for other in others]
    return from_pairs("liking", MONKS, pairs)


def possible(actors: Iterable[str], directed: bool) -> list[tuple[str, str]]:
    """Every pair of actors, once when undirected."""
    return list(permutations(actors, 2) if directed else combinations(actors, 2))


def spelt(words: str) -> list[tuple[str, str]]:
    """Pairs of actors with names of one letter: "ab bc"."""
    return [(word[0], word[1]) for word in words.split()]


def drawn_network(n: int, ties: int, *, directed: bool, seed: int, name: str = "drawn") -> Network:
    """A network of n actors with this many ties, drawn at random."""
    actors = [f"a{place:02}" for place in range(n)]
    pairs = possible(actors, directed)
    chosen = np.random.default_rng(seed).permutation(len(pairs))[:ties]
    return from_pairs(name, actors, [pairs[place] for place in chosen], directed=directed)


def complement(network: Network) -> Network:
    """The network with a tie wherever this one has none."""
    ids = [actor.id for actor in network.actors]
    rest = [pair for pair in possible(ids, network.directed) if pair not in tied_pairs(network, set(ids))]
    return from_pairs("complement", ids, rest, directed=network.directed)


def cells(matrix: NDArray[Any], directed: bool) -> list[float]:
    """The pairs that count, in plain Python: off the diagonal, below it when undirected."""
    n = len(matrix)
    return [float(matrix[i, j]) for i in range(n) for j in range(n) if i != j and (directed or i > j)]


def relabelled(matrix: NDArray[Any], order: Sequence[int]) -> NDArray[Any]:
    return matrix[np.ix_(order, order)]


def share(conditions: Iterable[bool]) -> float:
    """How many of the conditions hold, out of all."""
    return statistics.mean(1.0 if condition else 0.0 for condition in conditions)


def within(estimate: float, exact: float, draws: int) -> bool:
    """Whether a p-value from so many draws is one that the exact p allows: 4.5 standard errors and 1/(N + 1)."""
    return abs(estimate - exact) <= 4.5 * math.sqrt(exact * (1 - exact) / draws) + 1 / (draws + 1)


@st.composite
def pairs_of_networks(draw: st.DrawFn) -> tuple[Network, Network]:
    """Two networks, both directed or both not, that share some of their actors."""
    directed = draw(st.booleans())
    made = []
    for name, everyone in (("one", "abcdefg"), ("other", "cdefghi")):
        actors = draw(st.lists(st.sampled_from(everyone), unique=True, max_size=7))
        pairs = draw(st.permutations(possible(sorted(actors), directed)))
        made.append(from_pairs(name, actors, pairs[: draw(st.integers(0, len(pairs)))], directed=directed))
    return made[0], made[1]


def tied_pairs(network: Network, actors: set[str]) -> set[tuple[str, str]]:
    """The ties among these actors as pairs of ids, in one order when undirected."""
    ids = [actor.id for actor in network.actors]
    ties = {(ids[tie.sender], ids[tie.receiver]) for tie in network.ties}
    return {pair if network.directed else (min(pair), max(pair)) for pair in ties if set(pair) <= actors}


def shared_actors(one: Network, other: Network) -> set[str]:
    return {actor.id for actor in one.actors} & {actor.id for actor in other.actors}


# QAP correlation ----------------------------------------------------------------------------------------------------


@DRAWN
@given(pairs_of_networks())
def test_the_correlation_is_numpys_over_the_pairs_of_shared_actors(pair: tuple[Network, Network]) -> None:
    shared = shared_actors(*pair)
    sets = [tied_pairs(network, shared) for network in pair]
    indicators = [[float(cell in ties) for cell in possible(sorted(shared), pair[0].directed)] for ties in sets]
    found = qap_correlation(*pair, permutations=1)
    assert found.n == len(shared)
    assert found.left_out == len({actor.id for network in pair for actor in network.actors} - shared)
    if len(shared) < 3 or any(len(set(values)) == 1 for values in indicators):
        assert found.correlation is None
        assert found.undefined is not None
    else:
        assert found.correlation == pytest.approx(np.corrcoef(np.array(indicators))[0, 1])


@DIRECTIONS
@pytest.mark.parametrize(("n", "ties"), [(4, (2, 3)), (4, (4, 5)), (5, (3, 8)), (5, (7, 4))])
def test_the_p_values_are_those_of_all_permutations_within_monte_carlo_error(
    n: int, ties: tuple[int, int], directed: bool
) -> None:
    one, other = (drawn_network(n, m, directed=directed, seed=m) for m in ties)
    mine = cells(one.adjacency, directed)
    observed = statistics.correlation(mine, cells(other.adjacency, directed))
    every = [
        statistics.correlation(mine, cells(relabelled(other.adjacency, order), directed))
        for order in permutations(range(n))
    ]
    assert len(every) == math.factorial(n)
    draws = 20_000
    found = qap_correlation(one, other, permutations=draws)
    exact = {
        "p_greater": share(r >= observed - 1e-9 for r in every),
        "p_less": share(r <= observed + 1e-9 for r in every),
        "p_two_sided": share(abs(r) >= abs(observed) - 1e-9 for r in every),
    }
    assert found.correlation == pytest.approx(observed)
    for name, p in exact.items():
        assert within(getattr(found, name), p, draws), name


def test_marriage_and_business_among_florentine_families_correlate_at_0_372(
    marriage: Network, business: Network
) -> None:
    """Borgatti, Everett & Johnson 2013, Analyzing Social Networks; gcor of sna 2.8 in R gives 0.3718678721."""
    assert (len(marriage.ties), len(business.ties)) == (20, 15)
    found = qap_correlation(marriage, business, permutations=10_000)
    assert found.correlation == pytest.approx(0.3718678721, abs=1e-9)
    assert found.p_greater is not None
    assert within(found.p_greater, 0.001, 1000), "the p of sna with 1000 permutations"


def test_a_network_correlates_with_itself_at_1_and_with_its_complement_at_minus_1() -> None:
    one = drawn_network(7, 15, directed=True, seed=1)
    same, reverse = qap_correlation(one, one), qap_correlation(one, complement(one))
    assert (same.correlation, reverse.correlation) == (1.0, -1.0)
    assert same.p_greater == reverse.p_less
    assert same.p_less == reverse.p_greater == 1.0


@DIRECTIONS
@pytest.mark.parametrize("ties", [20, 8])
def test_a_network_and_its_complement_change_the_tails_of_the_test(ties: int, directed: bool) -> None:
    """The denser of the two is looked up through the pairs it leaves untied."""
    one, other = (drawn_network(8, m, directed=directed, seed=m) for m in (ties, 9))
    found, reverse = qap_correlation(one, other), qap_correlation(complement(one), other)
    assert found.correlation is not None
    assert reverse.correlation == pytest.approx(-found.correlation)
    assert (found.p_greater, found.p_less) == (reverse.p_less, reverse.p_greater)


def test_hundreds_of_ties_that_nearly_always_meet_are_all_counted() -> None:
    """All but one of 870 pairs are tied in the second; in 570/870 of orders the first's 300 ties miss that one."""
    one = drawn_network(30, 300, directed=True, seed=1)
    ids = [actor.id for actor in one.actors]
    missing = next(pair for pair in possible(ids, True) if pair not in tied_pairs(one, set(ids)))
    other = from_pairs("other", ids, [pair for pair in possible(ids, True) if pair != missing])
    found = qap_correlation(one, other, permutations=20_000)
    assert found.p_greater is not None
    assert within(found.p_greater, 570 / 870, 20_000)
    assert found.p_less == 1.0


def test_fewer_than_three_shared_actors_leave_the_correlation_undefined() -> None:
    one, other = from_pairs("one", "abcd", spelt("ab bc")), from_pairs("other", "cdef", spelt("cd ef"))
    found = qap_correlation(one, other)
    assert (found.n, found.left_out, found.correlation, found.p_greater) == (2, 4, None, None)
    assert found.undefined == Text(en="fewer than 3 shared actors", id="kurang dari 3 aktor bersama")


@pytest.mark.parametrize("pairs", [[], possible("abc", True)], ids=["empty", "complete"])
def test_a_network_that_is_constant_among_the_shared_actors_leaves_the_correlation_undefined(
    pairs: list[tuple[str, str]],
) -> None:
    constant = from_pairs("constant", "abcd", [*pairs, ("a", "d")])
    varied = from_pairs("varied", "abce", spelt("ab bc"))
    for found in (qap_correlation(constant, varied), qap_correlation(varied, constant)):
        assert found.correlation is None
        assert found.undefined is not None
        assert "every possible tie or none" in found.undefined["en"]


# Overlap ------------------------------------------------------------------------------------------------------------


@DRAWN
@given(pairs_of_networks())
def test_jaccard_and_hamming_count_pairs_as_sets_do(pair: tuple[Network, Network]) -> None:
    shared = shared_actors(*pair)
    one, other = (tied_pairs(network, shared) for network in pair)
    overlap, distance = jaccard(*pair), hamming(*pair)
    if one | other:
        assert overlap.value == pytest.approx(len(one & other) / len(one | other))
    else:
        assert overlap.value is None
        assert overlap.undefined is not None
    assert distance.value == (len(one ^ other) if len(shared) > 1 else None)
    assert (distance.undefined is None) == (len(shared) > 1)
    assert distance.details is not None
    assert distance.details["both"] + distance.details["only_first"] == len(one)
    assert distance.details["both"] + distance.details["only_second"] == len(other)


def test_of_27_tied_pairs_of_florentine_families_8_are_tied_both_ways(marriage: Network, business: Network) -> None:
    """Counted by hand: Barbadori-Castellani, Barbadori-Medici, Bischeri-Guadagni, Bischeri-Peruzzi, Castellani-Peruzzi,
    Guadagni-Lamberteschi, Medici-Salviati, Medici-Tornabuoni.
    """
    assert jaccard(marriage, business).value == pytest.approx(8 / 27)
    assert hamming(marriage, business).value == 20 + 15 - 2 * 8


@pytest.mark.parametrize("compare", [qap_correlation, jaccard, hamming])
def test_a_directed_network_is_not_compared_with_an_undirected_one(compare: Callable[[Network, Network], Any]) -> None:
    with pytest.raises(NotComparable, match="'one' and 'other' cannot be compared: only one of the two"):
        compare(from_pairs("one", "abc", spelt("ab")), from_pairs("other", "abc", spelt("ab"), directed=False))


# Regression ---------------------------------------------------------------------------------------------------------


def least_squares(y: Sequence[float], xs: Sequence[Sequence[float]]) -> tuple[list[float], list[float], float]:
    """Coefficients (the intercept first), their t statistics, and R squared, from the normal equations."""
    design = np.column_stack([np.ones(len(y)), *xs])
    coefficients = np.linalg.lstsq(design, np.array(y), rcond=None)[0]
    residual = np.array(y) - design @ coefficients
    variance = residual @ residual / (len(y) - design.shape[1])
    errors = np.sqrt(variance * np.diag(np.linalg.inv(design.T @ design)))
    total = np.array(y) - np.mean(y)
    return list(coefficients), list(coefficients / errors), float(1 - residual @ residual / (total @ total))


def random_matrix(n: int, directed: bool, seed: int) -> NDArray[np.float64]:
    matrix = np.random.default_rng(seed).normal(size=(n, n))
    return matrix if directed else matrix + matrix.T


@DIRECTIONS
@pytest.mark.parametrize("count", [1, 2, 3])
def test_coefficients_t_and_r_squared_are_those_of_least_squares(count: int, directed: bool) -> None:
    y = drawn_network(9, 20, directed=directed, seed=1)
    xs = [random_matrix(9, directed, seed) * 10.0**seed + 5 for seed in range(count)]
    found = mrqap(y, xs, permutations=1)
    coefficients, ts, r_squared = least_squares(cells(y.adjacency, directed), [cells(x, directed) for x in xs])
    assert found.intercept == pytest.approx(coefficients[0])
    assert [each.estimate for each in found.coefficients] == pytest.approx(coefficients[1:])
    assert [each.t for each in found.coefficients] == pytest.approx(ts[1:])
    assert found.r_squared == pytest.approx(r_squared)
    assert (found.n, found.cells) == (9, 72 if directed else 36)


def test_florentine_marriages_regressed_on_business_and_wealth_are_as_in_sna(
    marriage: Network, business: Network
) -> None:
    """netlm(flomarriage, list(flobusiness, difference of wealth), mode="graph") of sna 2.8 in R.

    Its p by double semi-partialling, of 2000 permutations: 0.000 for business, 0.0015 for the difference of wealth.
    """
    difference = abs(np.subtract.outer(WEALTH, WEALTH))
    draws = 20_000
    found = mrqap(marriage, [business, difference], names=["business", "wealth"], permutations=draws)
    first, second = found.coefficients
    assert [found.intercept, first.estimate, second.estimate] == pytest.approx(
        [0.0115567910, 0.4292240761, 0.0026646583], abs=1e-9
    )
    assert [first.t, second.t] == pytest.approx([4.6124554994, 3.0852487650], abs=1e-9)
    assert found.r_squared == pytest.approx(0.2031176130, abs=1e-9)
    assert first.p_two_sided is not None
    assert second.p_two_sided is not None
    assert within(first.p_two_sided, 0.0005, 2000)
    assert within(second.p_two_sided, 0.0015, 2000)


def test_liking_regressed_on_being_liked_is_as_in_sna(liking: Network) -> None:
    """netlm(samplike, t(samplike)) of sna 2.8 in R."""
    found = mrqap(liking, [liking.adjacency.T])
    assert len(liking.ties) == 88
    assert found.cells == 306
    assert [found.intercept, found.coefficients[0].estimate] == pytest.approx([0.1467889908, 0.4895746455], abs=1e-9)
    assert found.coefficients[0].t == pytest.approx(9.7894536551, abs=1e-9)


@DIRECTIONS
@pytest.mark.parametrize("n", [4, 5])
def test_double_semi_partialling_is_the_refitted_regression_over_all_permutations(n: int, directed: bool) -> None:
    """Dekker, Krackhardt & Snijders 2007, step by step: residual, permute it, fit again, compare t."""
    y = drawn_network(n, 4, directed=directed, seed=3)
    xs = [random_matrix(n, directed, seed) for seed in (1, 2)]
    outcome, draws = cells(y.adjacency, directed), 20_000
    found = mrqap(y, xs, permutations=draws)
    for place, coefficient in enumerate(found.coefficients):
        other = cells(xs[1 - place], directed)
        fit = least_squares(cells(xs[place], directed), [other])[0]
        residual = xs[place] - fit[0] - fit[1] * xs[1 - place]
        every = [
            least_squares(outcome, [cells(relabelled(residual, order), directed), other])[1][1]
            for order in permutations(range(n))
        ]
        observed = every[0]
        assert coefficient.t == pytest.approx(observed)
        exact = {
            "p_greater": share(t >= observed - 1e-9 for t in every),
            "p_less": share(t <= observed + 1e-9 for t in every),
            "p_two_sided": share(abs(t) >= abs(observed) - 1e-9 for t in every),
        }
        for name, p in exact.items():
            assert within(getattr(coefficient, name), p, draws), (place, name)


@DIRECTIONS
def test_one_predictor_is_tested_as_its_correlation_is(directed: bool) -> None:
    """t grows with r, so the same permutations give the same p."""
    y, x = (drawn_network(8, 12, directed=directed, seed=seed) for seed in (1, 2))
    regression, correlation = mrqap(y, [x], permutations=700, seed=9), qap_correlation(y, x, permutations=700, seed=9)
    only, r = regression.coefficients[0], correlation.correlation
    assert r is not None
    assert only.name == x.id
    assert only.t == pytest.approx(r * math.sqrt((regression.cells - 2) / (1 - r * r)))
    assert regression.r_squared == pytest.approx(r * r)
    tails = ("p_greater", "p_less", "p_two_sided")
    assert [getattr(only, tail) for tail in tails] == [getattr(correlation, tail) for tail in tails]


def test_an_independent_predictor_leaves_the_estimates_near(marriage: Network, business: Network) -> None:
    """An unrelated predictor moves another coefficient by about its standard error times a correlation near 0."""
    noise = random_matrix(16, False, 5)
    alone = mrqap(marriage, [business]).coefficients[0]
    beside, added = mrqap(marriage, [business, noise]).coefficients
    assert alone.t is not None
    error = alone.estimate / alone.t
    assert abs(beside.estimate - alone.estimate) < 0.5 * error
    assert beside.p_two_sided == pytest.approx(alone.p_two_sided, abs=0.01)
    assert added.p_two_sided is not None
    assert added.p_two_sided > 0.05


def test_naming_the_actors_anew_changes_no_estimate_and_p_only_by_chance() -> None:
    order = [3, 7, 0, 5, 1, 6, 2, 4]
    y, x = (drawn_network(8, 14, directed=True, seed=seed) for seed in (4, 5))
    z = random_matrix(8, True, 6)
    renamed = [_renamed(network, order) for network in (y, x)]
    inverse = np.argsort(order)
    before = mrqap(y, [x, z], permutations=5000)
    after = mrqap(renamed[0], [renamed[1], z[np.ix_(inverse, inverse)]], permutations=5000)
    assert after.intercept == pytest.approx(before.intercept)
    for one, other in zip(before.coefficients, after.coefficients, strict=True):
        assert (one.estimate, one.t) == pytest.approx((other.estimate, other.t))
        assert one.p_greater is not None
        assert other.p_greater is not None
        assert within(one.p_greater, other.p_greater, 2500), "two estimates from 5000 draws each"


def _renamed(network: Network, order: Sequence[int]) -> Network:
    """The same network, actor i bearing the name of actor ``order[i]``."""
    ids = [actor.id for actor in network.actors]
    pairs = [(ids[order[tie.sender]], ids[order[tie.receiver]]) for tie in network.ties]
    return from_pairs(network.id, ids, pairs, directed=network.directed)


def test_networks_with_other_actors_and_arrays_are_cut_to_the_shared_actors() -> None:
    y = from_pairs("y", "abcdef", spelt("ab bc cd ea fb da"))
    x = from_pairs("x", "zbcdefa", spelt("ab cd za eb"))
    smaller = from_pairs("smaller", "bcdef", spelt("cd eb fc"))
    z = random_matrix(6, True, 1)
    found = mrqap(y, [x, smaller, z], permutations=10)
    kept = range(1, 6)
    theirs = [tied_pairs(network, set("bcdef")) for network in (y, x, smaller)]
    columns = [[float(pair in ties) for pair in permutations("bcdef", 2)] for ties in theirs]
    expected = least_squares(columns[0], [*columns[1:], cells(z[np.ix_(kept, kept)], True)])[0]
    assert found.n == 5
    assert [found.intercept, *(each.estimate for each in found.coefficients)] == pytest.approx(expected)


def test_an_undirected_network_explains_a_directed_one_and_not_the_reverse() -> None:
    directed = from_pairs("directed", "abcd", spelt("ab bc ca db"))
    undirected = from_pairs("undirected", "abcd", spelt("ab bc cd"), directed=False)
    assert mrqap(directed, [undirected], permutations=1).cells == 12
    with pytest.raises(ValueError, match="'directed' must be symmetric, because 'undirected' is undirected"):
        mrqap(undirected, [directed])


@pytest.mark.parametrize(
    ("xs", "reason"),
    [
        ([np.ones((5, 5))], "'x1' is the same for every pair of actors"),
        ([np.arange(25).reshape(5, 5), np.arange(25).reshape(5, 5) * 3.0 + 1], "'x2' follows from the other"),
        ([random_matrix(5, True, seed) for seed in range(19)], "as many coefficients as pairs"),
    ],
    ids=["constant", "collinear", "too many"],
)
def test_a_regression_without_a_single_solution_is_undefined(xs: list[NDArray[Any]], reason: str) -> None:
    found = mrqap(drawn_network(5, 8, directed=True, seed=1), xs)
    assert (found.coefficients, found.r_squared, found.intercept) == ((), None, None)
    assert found.undefined is not None
    assert found.undefined["en"].startswith(reason)


@pytest.mark.parametrize(("n", "ties"), [(2, 1), (5, 0), (5, 20)])
def test_a_network_that_cannot_vary_is_not_regressed(n: int, ties: int) -> None:
    found = mrqap(drawn_network(n, ties, directed=True, seed=1), [random_matrix(n, True, 2)])
    assert found.coefficients == ()
    assert found.undefined is not None


def test_a_perfect_regression_has_coefficients_and_no_test() -> None:
    y = drawn_network(6, 9, directed=True, seed=1)
    found = mrqap(y, [2.0 * y.adjacency + 1, random_matrix(6, True, 3)])
    assert [each.estimate for each in found.coefficients] == pytest.approx([0.5, 0.0])
    assert found.r_squared == pytest.approx(1.0)
    assert {each.p_two_sided for each in found.coefficients} == {each.t for each in found.coefficients} == {None}
    assert found.undefined is not None


def test_a_relabelling_that_the_other_predictors_explain_counts_as_extreme() -> None:
    """Two rankings of four actors, in agreement on half of the pairs: uncorrelated, and one relabelled is the other.

    Two of the 24 orders turn one into the other or into its reverse, and leave the regression without a t.
    """
    y, ranks = drawn_network(4, 5, directed=True, seed=2), np.triu(np.ones((4, 4)), 1)
    other = relabelled(ranks, (3, 0, 1, 2))
    assert np.corrcoef(np.array([cells(ranks, True), cells(other, True)]))[0, 1] == pytest.approx(0)
    outcome, beside, draws = cells(y.adjacency, True), cells(other, True), 20_000
    orders = [cells(relabelled(ranks, order), True) for order in permutations(range(4))]
    free = [x for x in orders if np.linalg.matrix_rank(np.column_stack([np.ones(12), beside, x])) == 3]
    assert len(free) == 22
    ts = [least_squares(outcome, [x, beside])[1][1] for x in free]
    found = mrqap(y, [ranks, other], permutations=draws).coefficients[0]
    assert found.t == pytest.approx(ts[0])
    tails = {
        "p_greater": sum(t >= ts[0] - 1e-9 for t in ts),
        "p_less": sum(t <= ts[0] + 1e-9 for t in ts),
        "p_two_sided": sum(abs(t) >= abs(ts[0]) - 1e-9 for t in ts),
    }
    for name, extreme in tails.items():
        assert within(getattr(found, name), float(extreme + 2) / 24, draws), name


@pytest.mark.parametrize(
    ("xs", "names", "words"),
    [
        ([], None, "0 predictors and 0 names"),
        ([np.eye(4)], ["one", "two"], "1 predictors and 2 names"),
        ([np.eye(3)], None, "'x1' must have a row and a column for each of the 4 actors"),
        ([np.full((4, 4), np.nan)], ["risk"], "'risk' has a value that is missing or infinite"),
    ],
)
def test_a_predictor_that_does_not_fit_is_refused(xs: list[Any], names: list[str] | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        mrqap(drawn_network(4, 5, directed=True, seed=1), xs, names=names)


def test_the_diagonal_of_an_array_is_ignored() -> None:
    y, x = drawn_network(5, 8, directed=True, seed=1), random_matrix(5, True, 2)
    blank = x.copy()
    np.fill_diagonal(blank, np.nan)
    assert mrqap(y, [x]) == mrqap(y, [blank])


# Densities ----------------------------------------------------------------------------------------------------------


def resampled_moments(matrix: NDArray[Any], directed: bool) -> tuple[float, float, float]:
    """Mean, variance and fourth central moment of the vertex bootstrap's density, over all n^n resamples.

    Each pair between copies of one actor is, independently, tied with the probability of any pair.
    """
    n, pairs = len(matrix), len(cells(matrix, directed))
    density = Fraction(int(sum(cells(matrix, directed))), pairs)
    chances: dict[Fraction, Fraction] = {}
    for sample in product(range(n), repeat=n):
        spots = [(i, j) for i in range(n) for j in range(n) if i != j and (directed or i > j)]
        kept = sum(int(matrix[sample[i], sample[j]]) for i, j in spots if sample[i] != sample[j])
        free = sum(sample[i] == sample[j] for i, j in spots)
        for ties in range(free + 1):
            chance = math.comb(free, ties) * density**ties * (1 - density) ** (free - ties)
            value = Fraction(kept + ties, pairs)
            chances[value] = chances.get(value, Fraction(0)) + chance / n**n
    mean = sum(value * chance for value, chance in chances.items())
    moments = [float(sum((value - mean) ** k * chance for value, chance in chances.items())) for k in (2, 4)]
    return float(mean), moments[0], moments[1]


@DIRECTIONS
@pytest.mark.parametrize(("n", "ties"), [(3, 1), (4, 3), (4, 5), (5, 4)])
def test_the_bootstrap_error_is_that_of_all_resamples_within_monte_carlo_error(
    n: int, ties: int, directed: bool
) -> None:
    """A variance from N draws has the standard error sqrt((m4 - m2^2) / N), m2 and m4 the central moments."""
    network, draws = drawn_network(n, ties, directed=directed, seed=ties), 40_000
    mean, variance, fourth = resampled_moments(network.adjacency, directed)
    found = density_difference(network, network, samples=draws)
    assert found.first.density == pytest.approx(mean), "drawing actors again does not move the expected density"
    for one in (found.first, found.second):
        assert one.bootstrap_se is not None
        assert abs(one.bootstrap_se**2 - variance) <= 4.5 * math.sqrt((fourth - variance**2) / draws)


@DIRECTIONS
@pytest.mark.parametrize(("n", "ties"), [(3, 2), (5, 4), (9, 20)])
def test_the_jackknife_error_leaves_out_one_actor_at_a_time(n: int, ties: int, directed: bool) -> None:
    network = drawn_network(n, ties, directed=directed, seed=ties)
    without = []
    for actor in range(n):
        kept = [place for place in range(n) if place != actor]
        without.append(statistics.mean(cells(network.adjacency[np.ix_(kept, kept)], directed)))
    mean = statistics.mean(without)
    expected = math.sqrt((n - 2) / (2 * n) * sum((z - mean) ** 2 for z in without))
    assert density_difference(network, network, samples=2).first.jackknife_se == pytest.approx(expected)


@pytest.mark.parametrize(("n", "directed"), [(3, True), (4, False)])
def test_where_ties_are_independent_the_jackknife_variance_is_right_on_average(n: int, directed: bool) -> None:
    """Over all networks, each as likely as independent ties of probability p make it: p(1-p) by the number of pairs."""
    actors, p = [f"a{place}" for place in range(n)], 0.3
    pairs = possible(actors, directed)
    expected = 0.0
    for ties in _subsets(pairs):
        found = density_difference(*[from_pairs("x", actors, ties, directed=directed)] * 2, samples=2)
        assert found.first.jackknife_se is not None
        expected += p ** len(ties) * (1 - p) ** (len(pairs) - len(ties)) * found.first.jackknife_se**2
    assert expected == pytest.approx(p * (1 - p) / len(pairs))


def _subsets(pairs: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    for chosen in product((False, True), repeat=len(pairs)):
        yield [pair for pair, taken in zip(pairs, chosen, strict=True) if taken]


@DIRECTIONS
def test_where_ties_are_independent_the_bootstrap_variance_is_about_three_times_that(directed: bool) -> None:
    """Drawing actors adds 4/n times the variance of the mean of an actor's pairs to that of drawing pairs.

    Undirected that mean's variance is p(1-p)/n: (4 + 2) p(1-p)/n^2 against 2 p(1-p)/n^2. Directed it is half that, an
    actor having twice as many pairs: (2 + 1) against 1. Other terms are of order 1/n; with n = 60 and 30 networks 10 %
    is allowed.
    """
    n, p = 60, 0.3
    actors = [f"a{place:02}" for place in range(n)]
    pairs = possible(actors, directed)
    ratios = []
    for seed in range(30):
        tied = np.random.default_rng(seed).random(len(pairs)) < p
        network = from_pairs("x", actors, [pairs[place] for place in np.flatnonzero(tied)], directed=directed)
        found = density_difference(network, network, samples=1000, seed=seed).first
        assert found.bootstrap_se is not None
        ratios.append(found.bootstrap_se**2 / (p * (1 - p) / len(pairs)))
    assert statistics.mean(ratios) == pytest.approx(3, rel=0.1)


def test_the_difference_its_error_interval_and_z_follow_from_the_two_densities(
    marriage: Network, business: Network
) -> None:
    found = density_difference(marriage, business)
    assert (found.first.density, found.second.density) == pytest.approx((20 / 120, 15 / 120))
    assert found.difference == pytest.approx(5 / 120)
    assert found.first.bootstrap_se is not None
    assert found.second.bootstrap_se is not None
    assert found.difference is not None
    assert found.se is not None
    assert found.se == pytest.approx(math.sqrt(found.first.bootstrap_se**2 + found.second.bootstrap_se**2))
    assert found.z == pytest.approx(found.difference / found.se)
    assert found.interval == pytest.approx(
        [found.difference + sign * statistics.NormalDist().inv_cdf(0.975) * found.se for sign in (-1, 1)]
    )


def test_densities_of_networks_that_share_no_actor_are_compared() -> None:
    one, other = from_pairs("one", "abcd", spelt("ab bc cd")), from_pairs("other", "wxyz", spelt("wx"))
    found = density_difference(one, other)
    assert (found.first.n, found.second.n) == (4, 4)
    assert found.difference == pytest.approx(3 / 12 - 1 / 12)


@pytest.mark.parametrize(("n", "density"), [(0, None), (1, None), (2, 0.5)])
def test_a_network_of_fewer_than_three_actors_has_no_density_to_compare(n: int, density: float | None) -> None:
    small = drawn_network(n, n // 2, directed=True, seed=1)
    found = density_difference(small, drawn_network(5, 4, directed=True, seed=1))
    assert (found.first.density, found.first.bootstrap_se, found.difference, found.z) == (density, None, None, None)
    assert found.undefined is not None


def test_densities_that_cannot_vary_have_no_z() -> None:
    full, none = drawn_network(4, 12, directed=True, seed=1), drawn_network(4, 0, directed=True, seed=1)
    found = density_difference(full, none)
    assert (found.difference, found.se, found.z, found.interval) == (1.0, 0.0, None, None)
    assert found.undefined is not None


# Random networks ----------------------------------------------------------------------------------------------------

CLIQUES = from_pairs(
    "cliques", "abcdefghijkl", [*combinations("abcd", 2), *combinations("efgh", 2), *combinations("ijkl", 2)],
    directed=False,
)  # fmt: skip


def every_network(n: int, ties: int, directed: bool) -> list[Network]:
    actors = [f"a{place}" for place in range(n)]
    return [
        from_pairs("x", actors, pairs, directed=directed) for pairs in combinations(possible(actors, directed), ties)
    ]


@pytest.mark.parametrize(("n", "ties", "directed"), [(4, 3, False), (5, 5, False), (3, 3, True), (4, 3, True)])
@pytest.mark.parametrize("metric", ["transitivity", "degree_centralization", "isolates", "mean_distance"])
def test_a_place_among_random_networks_is_that_among_all_of_them_within_monte_carlo_error(
    n: int, ties: int, directed: bool, metric: str
) -> None:
    everyone = every_network(n, ties, directed)
    stack = np.array([network.adjacency for network in everyone])
    values = [float(value) for value in evaluate([metric], stack, directed)[metric]]
    known = [value for value in values if not math.isnan(value)]
    network, value = next((e, v) for e, v in zip(everyone[::-1], values[::-1], strict=True) if not math.isnan(v))
    draws = 20_000
    found = cug(network, metric, samples=draws)
    assert found.value == pytest.approx(value)
    assert within(found.undefined_samples / draws, 1 - len(known) / len(values), draws)
    assert found.mean is not None
    spread = statistics.pstdev(known)
    defined = draws - found.undefined_samples
    assert abs(found.mean - statistics.mean(known)) <= 4.5 * spread / math.sqrt(defined) + 1e-12
    if len(set(known)) == 1:
        assert (found.percentile, found.p_greater) == (None, None)
        assert found.sd == pytest.approx(0.0)
        return
    greater, less = (share(sign * (v - value) >= -1e-9 for v in known) for sign in (1, -1))
    assert found.p_greater is not None
    assert found.p_less is not None
    assert found.percentile is not None
    assert within(found.p_greater, greater, defined)
    assert within(found.p_less, less, defined)
    middle = (share(v < value - 1e-9 for v in known) + less) / 2
    assert abs(found.percentile / 100 - middle) <= 4.5 * 0.5 / math.sqrt(defined)
    assert found.quantiles is not None
    for level, quantile in zip((0.05, 0.5, 0.95), found.quantiles, strict=True):
        error = 4.5 * math.sqrt(level * (1 - level) / defined)
        assert share(v < quantile - 1e-9 for v in known) <= level + error
        assert share(v <= quantile + 1e-9 for v in known) >= level - error


@pytest.mark.parametrize("directed", [True, False])
def test_every_network_with_as_many_ties_is_drawn_equally_often(directed: bool) -> None:
    """Counts of N draws over K networks: 4.5 standard errors sqrt(N (K - 1)) / K each."""
    network = drawn_network(3 if directed else 4, 2, directed=directed, seed=1)
    draws = 15_000
    counts: dict[bytes, int] = {}
    for batch in random_networks._random_networks(network, draws, seed=0):
        assert (batch.sum(axis=(1, 2)) == network.adjacency.sum()).all()
        for one in batch:
            key = one.tobytes()
            counts[key] = counts.get(key, 0) + 1
    everything = math.comb(6, 2)
    assert len(counts) == everything
    bound = 4.5 * math.sqrt(draws * (everything - 1)) / everything
    assert all(abs(count - draws / everything) <= bound for count in counts.values())


def test_separate_cliques_are_more_transitive_than_chance() -> None:
    found = cug(CLIQUES, "transitivity")
    assert found.value == 1.0
    assert found.percentile == 100.0
    assert found.p_greater == 1 / (1000 - found.undefined_samples + 1)
    assert found.p_less == 1.0
    assert found.quantiles is not None
    low, middle, high = found.quantiles
    assert low <= middle <= high < 1.0


@DIRECTIONS
@pytest.mark.parametrize("metric", ["density", "n_actors", "n_ties"])
def test_what_the_random_networks_have_by_design_has_no_percentile_and_says_so(metric: str, directed: bool) -> None:
    found = cug(drawn_network(6, 7, directed=directed, seed=1), metric)
    assert (found.percentile, found.p_greater, found.p_less) == (None, None, None)
    assert found.mean == pytest.approx(found.value)
    assert found.sd == pytest.approx(0.0)
    assert found.undefined is not None
    assert found.undefined["en"] == "every random network that was drawn has this same value"


def test_a_value_no_random_network_has_is_extreme_even_if_these_are_all_alike() -> None:
    """A triangle among 40 actors: three random ties close no triangle, and hardly ever meet at all."""
    actors = [f"a{place:02}" for place in range(40)]
    found = cug(from_pairs("triangle", actors, combinations(actors[:3], 2), directed=False), "transitivity")
    assert found.sd == 0.0
    assert found.percentile == 100.0
    assert found.p_greater == 1 / (1000 - found.undefined_samples + 1)
    assert found.undefined_samples > 500


def test_a_metric_the_network_does_not_have_is_undefined_with_the_reason_of_the_metric() -> None:
    star = from_pairs("star", "abcd", spelt("ab ac ad"), directed=False)
    found = cug(star, "reciprocity_arc")
    assert (found.value, found.percentile, found.mean, found.undefined_samples) == (None, None, None, 0)
    assert found.undefined == metrics(star).values["reciprocity_arc"].undefined


def test_a_metric_random_networks_do_not_have_is_undefined_beside_its_value() -> None:
    """Random networks have ties and no kinds of tie."""
    plain = from_pairs("kinds", "abc", spelt("ab bc"))
    network = replace(plain, ties=tuple(replace(tie, kinds=("advice", "trust")) for tie in plain.ties))
    found = cug(network, "multiplexity", samples=30)
    assert found.value == metrics(network).values["multiplexity"].value
    assert found.value is not None
    assert (found.percentile, found.mean, found.undefined_samples) == (None, None, 30)
    assert found.undefined is not None
    assert found.undefined["en"] == "undefined in every random network that was drawn"


def test_a_metric_of_groups_keeps_the_groups_of_the_actors() -> None:
    sectors = dict(zip("abcdef", ["public", "private"] * 3, strict=True))
    within_groups = from_pairs("apart", "abcdef", spelt("ac ce ea bd df fb"), sectors=sectors)
    found = cug(within_groups, "ei_index")
    assert found.value == -1.0
    assert found.p_less is not None
    assert found.p_less < 0.05
    assert cug(within_groups, "ei_index", group="level").undefined is not None


@pytest.mark.parametrize("n", [0, 1, 2])
@DIRECTIONS
def test_the_smallest_networks_have_no_place_and_raise_nothing(n: int, directed: bool) -> None:
    results = cugs(drawn_network(n, 0, directed=directed, seed=1), list(NETWORK_LEVEL), samples=5)
    assert all(result.percentile is None and result.undefined is not None for result in results.values())


def test_several_metrics_together_are_as_each_alone() -> None:
    network = drawn_network(8, 12, directed=True, seed=3)
    ids = ["transitivity", "density", "degree_centralization", "closeness_centralization"]
    assert cugs(network, ids, samples=200, seed=4) == {
        name: cug(network, name, samples=200, seed=4) for name in ids
    }  # fmt: skip


def test_what_is_no_metric_of_a_network_is_refused_with_those_that_are() -> None:
    network = drawn_network(5, 6, directed=True, seed=1)
    for name in ("densty", next(name for name in ACTOR_LEVEL if name not in NETWORK_LEVEL)):
        with pytest.raises(ValueError, match=rf"'{name}' is not a metric of a network\. Metrics: .*density"):
            cug(network, name)
    with pytest.raises(ValueError, match=r"There is no condition 'dyads'\. Conditions: ties"):
        cug(network, "density", condition="dyads")  # type: ignore[arg-type]


# All of them --------------------------------------------------------------------------------------------------------

ONE, OTHER = (drawn_network(7, ties, directed=True, seed=ties) for ties in (12, 15))
RESULTS: dict[str, Callable[[int], QapResult | MrqapResult | DensityDifference | CugResult]] = {
    "qap_correlation": lambda seed: qap_correlation(ONE, OTHER, permutations=300, seed=seed),
    "mrqap": lambda seed: mrqap(ONE, [OTHER, random_matrix(7, True, 1)], permutations=300, seed=seed),
    "density_difference": lambda seed: density_difference(ONE, OTHER, samples=300, seed=seed),
    "cug": lambda seed: cug(ONE, "transitivity", samples=300, seed=seed),
}


@pytest.mark.parametrize("name", RESULTS)
def test_the_same_seed_gives_the_same_result_and_another_seed_another(name: str) -> None:
    once, again, other = (RESULTS[name](seed) for seed in (1, 1, 2))
    assert repr(once) == repr(again)
    assert replace(other, seed=once.seed) != once


@pytest.mark.parametrize("name", RESULTS)
def test_a_result_says_its_model_of_chance_in_both_languages_its_draws_and_its_seed(name: str) -> None:
    result = RESULTS[name](5)
    assert result.null["en"] != result.null["id"]
    assert min(len(result.null["en"]), len(result.null["id"])) > 20
    assert result.seed == 5
    assert 300 in (getattr(result, "permutations", None), getattr(result, "samples", None))
    with pytest.raises(AttributeError):
        result.seed = 6  # type: ignore[misc]


@pytest.mark.parametrize("held", [1, 37, 10**4])
def test_how_many_draws_are_held_at_once_changes_nothing(held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: result(3) for name, result in RESULTS.items()}
    monkeypatch.setattr(draws, "HELD", held)
    monkeypatch.setattr(draws, "PERMUTATIONS", max(held // 10, 1))
    monkeypatch.setattr(draws, "TIES", max(held // 10, 1) % 50 + 1)
    for name, result in RESULTS.items():
        assert _numbers(result(3)) == pytest.approx(_numbers(before[name])), name


def _numbers(value: Any) -> list[float]:
    """Every number of a result."""
    if isinstance(value, dict | list | tuple):
        return [n for each in (value.values() if isinstance(value, dict) else value) for n in _numbers(each)]
    if isinstance(value, Struct):
        return _numbers([getattr(value, name) for name in value.__struct_fields__])
    return [value] if isinstance(value, int | float) else []


def test_no_p_value_is_ever_zero() -> None:
    """The identity is one of the draws that could have been made: the least p is 1/(N + 1)."""
    apart = from_pairs("apart", [f"a{i}" for i in range(9)], [(f"a{i}", f"a{j}") for i, j in combinations(range(5), 2)])
    correlation, place = qap_correlation(apart, apart, permutations=9), cug(CLIQUES, "transitivity", samples=9)
    assert correlation.p_greater is not None
    assert place.p_greater is not None
    assert correlation.p_greater >= 1 / 10
    assert place.p_greater >= 1 / 10
    for p in (correlation.p_less, correlation.p_two_sided, place.p_less):
        assert p is not None
        assert 0 < p <= 1


@pytest.mark.parametrize(
    "draw",
    [
        lambda: qap_correlation(ONE, OTHER, permutations=0),
        lambda: mrqap(ONE, [OTHER], permutations=0),
        lambda: density_difference(ONE, OTHER, samples=1),
        lambda: cug(ONE, "transitivity", samples=0),
    ],
)
def test_too_few_draws_are_refused(draw: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"(permutations|samples) must be \d or more, not \d"):
        draw()
