"""Networks compared with each other and with chance: every figure with its model of chance, its draws and its seed.

A p-value is (k + 1) / (N + 1), k of N draws being at least as extreme as what was observed (Davison & Hinkley 1997,
Bootstrap Methods and their Application, chapter 4), so it is never 0. The same seed gives the same result.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from collabgraph.analysis.metrics import NETWORK_LEVEL, Arrays, Value, evaluate
from collabgraph.analysis.metrics.arrays import of_network
from collabgraph.analysis.network import Network
from collabgraph.errors import NotComparable
from collabgraph.words import Text

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]

#: Numbers held at once while drawing, in each array: memory stays bounded whatever the networks and the draws.
_HELD = 2**20
#: Permutations and ties looked up at a time: small enough for the processor's cache.
_PERMUTATIONS, _TIES = 256, 256
#: What counts as equal among correlations, and as nothing left among squared lengths of 1.
_EQUAL, _NOTHING = 1e-9, 1e-12
#: The standard normal deviate of a two-sided 95 % interval.
_NORMAL_95 = 1.959963984540054

Condition = Literal["ties"]

RELABELLED = Text(
    en="the actors of one network relabelled at random, its pattern of ties kept",
    id="aktor salah satu jejaring dilabeli ulang secara acak, pola hubungannya dipertahankan",
)
SEMI_PARTIALLED = Text(
    en="what each predictor does not share with the others relabelled at random (double semi-partialling)",
    id="bagian tiap prediktor yang tidak dimiliki prediktor lain dilabeli ulang secara acak (semiparsial ganda)",
)
RESAMPLED = Text(
    en="the actors of each network drawn again at random, with repetition (vertex bootstrap)",
    id="aktor tiap jejaring diambil ulang secara acak dengan pengulangan (bootstrap simpul)",
)
EQUALLY_LIKELY = Text(
    en="random networks with as many actors and as many ties, each equally likely",
    id="jejaring acak dengan jumlah aktor dan jumlah hubungan yang sama, masing-masing berpeluang sama",
)

_TOO_FEW_SHARED = Text(en="fewer than 3 shared actors", id="kurang dari 3 aktor bersama")
_NO_SHARED_PAIR = Text(en="fewer than 2 shared actors", id="kurang dari 2 aktor bersama")
_TOO_FEW = Text(en="a network has fewer than 3 actors", id="salah satu jejaring memiliki kurang dari 3 aktor")
_CONSTANT = Text(
    en="among the shared actors one network has every possible tie or none",
    id="di antara aktor bersama, salah satu jejaring memiliki semua hubungan yang mungkin atau tidak memiliki satu pun",
)
_CONSTANT_OUTCOME = Text(
    en="among the shared actors the network has every possible tie or none",
    id="di antara aktor bersama, jejaring memiliki semua hubungan yang mungkin atau tidak memiliki satu pun",
)
_NEITHER_TIED = Text(
    en="neither network has a tie among the shared actors",
    id="kedua jejaring tidak memiliki hubungan di antara aktor bersama",
)
_MORE_COEFFICIENTS = Text(
    en="as many coefficients as pairs of actors, or more",
    id="koefisien sebanyak pasangan aktor atau lebih",
)
_REPRODUCED = Text(
    en="the predictors reproduce the network exactly, which leaves nothing to test against",
    id="para prediktor mereproduksi jejaring secara persis sehingga tidak ada sisa untuk pengujian",
)
_NO_VARIATION = Text(
    en="each network has every possible tie or none, so its density does not vary",
    id="tiap jejaring memiliki semua hubungan yang mungkin atau tidak satu pun, sehingga kepadatannya tidak bervariasi",
)
_NEVER_DEFINED = Text(
    en="undefined in every random network that was drawn", id="tidak terdefinisi pada semua jejaring acak yang diambil"
)
_SAME_BY_DESIGN = Text(
    en="every random network that was drawn has this same value",
    id="semua jejaring acak yang diambil memiliki nilai yang sama ini",
)


@dataclass(frozen=True)
class QapResult:
    """A correlation of two networks and how often chance gives one as high, as low, or as far from 0.

    ``n`` actors are shared, ``left_out`` are in one network only. There is no correlation and no p where
    ``undefined`` says why.
    """

    correlation: float | None
    p_greater: float | None
    p_less: float | None
    p_two_sided: float | None
    n: int
    left_out: int
    permutations: int
    seed: int
    undefined: Text | None = None
    null: Text = RELABELLED


@dataclass(frozen=True)
class Coefficient:
    """What a predictor adds, the others held fixed: estimate, t statistic, and how often chance gives such a t.

    t and p are None where the regression is perfect.
    """

    name: str
    estimate: float
    t: float | None = None
    p_greater: float | None = None
    p_less: float | None = None
    p_two_sided: float | None = None


@dataclass(frozen=True)
class MrqapResult:
    """A regression of a network on others over ``cells`` pairs of the ``n`` actors they share.

    There are no coefficients where the regression has no single solution, and no p-values where it is perfect;
    ``undefined`` then says why.
    """

    coefficients: tuple[Coefficient, ...]
    intercept: float | None
    r_squared: float | None
    n: int
    cells: int
    permutations: int
    seed: int
    undefined: Text | None = None
    null: Text = SEMI_PARTIALLED


@dataclass(frozen=True)
class DensityEstimate:
    """A density of ``n`` actors, with the standard error the vertex bootstrap gives it and the one of the jackknife."""

    n: int
    density: float | None
    bootstrap_se: float | None = None
    jackknife_se: float | None = None


@dataclass(frozen=True)
class DensityDifference:
    """The first density less the second, its bootstrap standard error, 95 % interval, and z = difference / error.

    There is no p-value: with a handful of actors z does not follow the normal curve. ``null`` is how actors were drawn.
    """

    first: DensityEstimate
    second: DensityEstimate
    difference: float | None
    se: float | None
    interval: tuple[float, float] | None
    z: float | None
    samples: int
    seed: int
    undefined: Text | None = None
    null: Text = RESAMPLED


@dataclass(frozen=True)
class CugResult:
    """Where a network's value of a metric stands among random networks with as many actors and ties.

    ``percentile`` is the share of them below it, equals counted half, times 100. ``undefined_samples`` of the
    ``samples`` have no value and count for nothing. Where ``undefined`` is said there is no percentile and no p.
    """

    metric: str
    value: float | None
    n: int
    ties: int
    samples: int
    undefined_samples: int
    seed: int
    mean: float | None = None
    sd: float | None = None
    quantiles: tuple[float, float, float] | None = None
    percentile: float | None = None
    p_greater: float | None = None
    p_less: float | None = None
    undefined: Text | None = None
    null: Text = EQUALLY_LIKELY


# Pairs of networks --------------------------------------------------------------------------------------------------


def qap_correlation(a: Network, b: Network, *, permutations: int = 5000, seed: int = 0) -> QapResult:
    """The Pearson correlation of two networks over the pairs of actors they share, tested by relabelling the second.

    Quadratic assignment procedure (Hubert & Schultz 1976; Krackhardt 1988, Social Networks 10:359-381): ties as 0 and
    1, loops left out, each pair once when undirected. Raises NotComparable where only one of the networks is directed.

    >>> from collabgraph.analysis.network import from_pairs
    >>> trust = from_pairs("trust", "abcd", zip("abc", "bcd"), directed=False)
    >>> talk = from_pairs("talk", "abcd", zip("ab", "bc"), directed=False)
    >>> result = qap_correlation(trust, talk, permutations=999)
    >>> round(result.correlation, 3), result.n, result.permutations, result.seed
    (0.707, 4, 999, 0)
    """
    _refuse_fewer_than(1, permutations, "permutations")
    pair = _pair(a, b)
    drawn = QapResult(None, None, None, None, pair.n, pair.left_out, permutations, seed)
    if (undefined := _why_no_correlation(pair)) is not None:
        return replace(drawn, undefined=undefined)
    # whole numbers until the end, so that equal correlations are equal
    product = pair.first * pair.second
    observed = pair.cells * pair.both - product
    chance = pair.cells * _overlaps(pair, permutations, seed) - product
    spread = math.sqrt(product * (pair.cells - pair.first) * (pair.cells - pair.second))
    return replace(
        drawn,
        correlation=observed / spread,
        p_greater=_p(chance >= observed),
        p_less=_p(chance <= observed),
        p_two_sided=_p(abs(chance) >= abs(observed)),
    )


def jaccard(a: Network, b: Network) -> Value:
    """The share of ties in both networks among the ties in either, over the actors they share.

    Jaccard 1901, Bulletin de la Société Vaudoise des Sciences Naturelles 37:547-579. Undefined without ties; raises
    NotComparable where only one of the networks is directed.

    >>> from collabgraph.analysis.network import from_pairs
    >>> one, other = (from_pairs("x", "abc", zip(*ends)) for ends in (("ab", "bc"), ("ac", "ba")))
    >>> round(jaccard(one, other).value, 3)
    0.333
    """
    pair = _pair(a, b)
    either = pair.first + pair.second - pair.both
    return Value(pair.both / either, None, pair.details) if either else Value(None, _NEITHER_TIED, pair.details)


def hamming(a: Network, b: Network) -> Value:
    """The number of ties in one network only, over the actors they share: ordered pairs when directed.

    Hamming 1950, Bell System Technical Journal 29(2):147-160. Undefined for fewer than 2 shared actors; raises
    NotComparable where only one of the networks is directed.

    >>> from collabgraph.analysis.network import from_pairs
    >>> one, other = (from_pairs("x", "abc", zip(*ends)) for ends in (("ab", "bc"), ("ac", "ba")))
    >>> hamming(one, other).value
    2
    """
    pair = _pair(a, b)
    if pair.n < 2:
        return Value(None, _NO_SHARED_PAIR, pair.details)
    return Value(pair.first + pair.second - 2 * pair.both, None, pair.details)


@dataclass(frozen=True, eq=False)
class _Pair:
    """Two networks among the actors they share: matrices, the pairs that count, and the ties among these."""

    mine: Whole
    theirs: Whole
    rows: Whole
    columns: Whole
    left_out: int

    @property
    def n(self) -> int:
        return len(self.mine)

    @property
    def cells(self) -> int:
        return len(self.rows)

    @property
    def first(self) -> int:
        return int(self.mine[self.rows, self.columns].sum())

    @property
    def second(self) -> int:
        return int(self.theirs[self.rows, self.columns].sum())

    @property
    def both(self) -> int:
        return int((self.mine * self.theirs)[self.rows, self.columns].sum())

    @property
    def details(self) -> dict[str, int]:
        only = {"only_first": self.first - self.both, "only_second": self.second - self.both}
        return {"n": self.n, "left_out": self.left_out, "both": self.both, **only}


def _pair(a: Network, b: Network) -> _Pair:
    if a.directed != b.directed:
        raise NotComparable(first=a.id, second=b.id)
    ids = _shared([a, b])
    left_out = len(a.actors) + len(b.actors) - 2 * len(ids)
    return _Pair(_among(a, ids), _among(b, ids), *_cells(len(ids), a.directed), left_out)


def _shared(networks: Sequence[Network]) -> list[str]:
    """The ids of the actors that all of the networks have."""
    return sorted(set.intersection(*({actor.id for actor in network.actors} for network in networks)))


def _places(network: Network, ids: Sequence[str]) -> list[int]:
    place = {actor.id: position for position, actor in enumerate(network.actors)}
    return [place[name] for name in ids]


def _among(network: Network, ids: Sequence[str]) -> Whole:
    places = _places(network, ids)
    return network.adjacency[np.ix_(places, places)]


def _cells(n: int, directed: bool) -> tuple[Whole, Whole]:
    """Rows and columns of the pairs that count: off the diagonal; below it when undirected."""
    rows, columns = np.nonzero(~np.eye(n, dtype=bool)) if directed else np.tril_indices(n, -1)
    return rows, columns


def _why_no_correlation(pair: _Pair) -> Text | None:
    if pair.n < 3:
        return _TOO_FEW_SHARED
    return _CONSTANT if {pair.first, pair.second} & {0, pair.cells} else None


def _orders(n: int, permutations: int, seed: int, at_once: int) -> Iterator[Whole]:
    """Random orders of n actors, one a column, at most so many at once; how many changes none of them."""
    random = np.random.Generator(np.random.PCG64(seed))
    for count in _portions(permutations, at_once):
        yield np.ascontiguousarray(random.permuted(np.tile(np.arange(n), (count, 1)), axis=1).T)


def _portions(total: int, at_once: int) -> Iterator[int]:
    for done in range(0, total, max(at_once, 1)):
        yield min(max(at_once, 1), total - done)


def _overlaps(pair: _Pair, permutations: int, seed: int) -> Whole:
    """How many ties of the first network meet one of the second, for each random order of the second's actors.

    Only the first's ties are looked up, or the pairs without one where those are fewer.
    """
    tied = pair.mine[pair.rows, pair.columns] > 0
    few = 2 * pair.first <= pair.cells
    rows, columns = (places[tied if few else ~tied] for places in (pair.rows, pair.columns))
    flags = pair.theirs.astype(np.uint8)
    met = [_met(flags, rows, columns, order) for order in _orders(pair.n, permutations, seed, _PERMUTATIONS)]
    return np.concatenate(met) if few else pair.second - np.concatenate(met)


def _met(flags: NDArray[np.uint8], rows: Whole, columns: Whole, order: Whole) -> Whole:
    starts, flat = order * len(flags), flags.ravel()
    met = np.zeros(order.shape[1], dtype=np.int64)
    for first in range(0, len(rows), _TIES):
        some = slice(first, first + _TIES)
        # no place is out of range; "clip" saves numpy from checking
        found = flat.take(starts[rows[some]] + order[columns[some]], mode="clip")
        met += found.sum(axis=0, dtype=np.uint16)
    return met


def _p(extreme: NDArray[np.bool_]) -> float:
    return (int(extreme.sum()) + 1) / (len(extreme) + 1)


def _refuse_fewer_than(least: int, count: int, what: str) -> None:
    if count < least:
        raise ValueError(f"{what} must be {least} or more, not {count}.")


# Regression ---------------------------------------------------------------------------------------------------------


def mrqap(
    y: Network,
    xs: Sequence[Network | ArrayLike],
    *,
    permutations: int = 2000,
    seed: int = 0,
    names: Sequence[str] | None = None,
) -> MrqapResult:
    """A network regressed on others by least squares, each coefficient tested by double semi-partialling.

    Dekker, Krackhardt & Snijders 2007, Psychometrika 72(4):563-581: the part of a predictor that the others do not
    explain is relabelled, the regression fitted again, and its t statistic compared. An array is n by n in the order
    of the actors of ``y``, symmetric where ``y`` is undirected. A relabelled part that the other predictors explain
    wholly counts as extreme. Raises ValueError for a predictor that does not fit ``y``.

    >>> from collabgraph.analysis.network import from_pairs
    >>> talk = from_pairs("talk", "abcd", zip("abbcd", "bacda"))
    >>> trust = from_pairs("trust", "abcd", zip("abcd", "bcdb"))
    >>> result = mrqap(talk, [trust], permutations=99)
    >>> [(found.name, round(found.estimate, 3)) for found in result.coefficients], result.cells
    ([('trust', 0.5)], 12)
    """
    _refuse_fewer_than(1, permutations, "permutations")
    design = _design(y, xs, names)
    drawn = MrqapResult((), None, None, design.n, len(design.rows), permutations, seed)
    if (undefined := _why_no_regression(design)) is not None:
        return replace(drawn, undefined=undefined)
    intercept, estimates, r_squared = _fitted(design)
    drawn = replace(drawn, intercept=intercept, r_squared=r_squared)
    if 1 - r_squared <= _NOTHING:
        plain = tuple(map(Coefficient, design.names, estimates))
        return replace(drawn, coefficients=plain, undefined=_REPRODUCED)
    return replace(drawn, coefficients=_tested(design, estimates, permutations, seed))


@dataclass(frozen=True, eq=False)
class _Design:
    """The outcome and the predictors (one a column) over the pairs that count."""

    names: tuple[str, ...]
    n: int
    rows: Whole
    columns: Whole
    outcome: Reals
    predictors: Reals

    @property
    def freedom(self) -> int:
        """The pairs that are left when every coefficient has taken one."""
        return len(self.rows) - len(self.names) - 1

    def without(self, place: int) -> Reals:
        """An orthonormal basis of what the other predictors and a constant can explain."""
        others = np.delete(_centred(self.predictors), place, axis=1)
        return np.asarray(np.linalg.qr(np.column_stack([np.ones(len(self.rows)), others]))[0])


@dataclass(frozen=True, eq=False)
class _Partial:
    """A predictor and the outcome with the other predictors taken out, both of length 1; ``basis`` spans the others."""

    predictor: Reals
    outcome: Reals
    basis: Reals

    @property
    def r(self) -> float:
        return float(self.outcome @ self.predictor)

    def correlations(self, relabelled: Reals) -> Reals:
        """(N,): the partial correlations with relabelled predictors (cells, N), NaN where the others explain one."""
        # einsum, not a product: threads that share a busy machine slow a product of this shape down a hundredfold
        *explained, shared = np.einsum("ck,cn->kn", np.column_stack([self.basis, self.outcome]), relabelled)
        left = 1 - (np.array(explained) ** 2).sum(axis=0)
        return np.asarray(shared / np.sqrt(np.where(left > _NOTHING, left, np.nan)))


def _design(y: Network, xs: Sequence[Network | ArrayLike], names: Sequence[str] | None) -> _Design:
    called = tuple(names) if names is not None else tuple(_name(x, place) for place, x in enumerate(xs, 1))
    if not xs or len(called) != len(xs):
        raise ValueError(f"{len(xs)} predictors and {len(called)} names were given; each predictor needs one name.")
    ids = _shared([y, *(x for x in xs if isinstance(x, Network))])
    rows, columns = _cells(len(ids), y.directed)
    matrices = [_predictor(y, x, name, ids) for x, name in zip(xs, called, strict=True)]
    predictors = np.column_stack([matrix[rows, columns] for matrix in matrices])
    outcome = _among(y, ids)[rows, columns].astype(np.float64)
    return _Design(called, len(ids), rows, columns, outcome, predictors)


def _name(x: Network | ArrayLike, place: int) -> str:
    return x.id if isinstance(x, Network) else f"x{place}"


def _predictor(y: Network, x: Network | ArrayLike, name: str, ids: Sequence[str]) -> Reals:
    """The predictor among the shared actors; raises ValueError where it does not fit the outcome."""
    if isinstance(x, Network):
        matrix = _among(x, ids).astype(np.float64)
    else:
        matrix = np.array(x, dtype=np.float64)
        if matrix.shape != (len(y.actors),) * 2:
            raise ValueError(f"'{name}' must have a row and a column for each of the {len(y.actors)} actors.")
        matrix = matrix[np.ix_(_places(y, ids), _places(y, ids))]
    np.fill_diagonal(matrix, 0.0)
    if not np.isfinite(matrix).all():
        raise ValueError(f"'{name}' has a value that is missing or infinite.")
    if not y.directed and (matrix != matrix.T).any():
        raise ValueError(f"'{name}' must be symmetric, because '{y.id}' is undirected.")
    return matrix


def _centred(values: Reals) -> Reals:
    """Columns with mean 0 and length 1; a constant column becomes 0."""
    centred = values - values.mean(axis=0)
    length = np.linalg.norm(centred, axis=0)
    constant = length <= _EQUAL * np.linalg.norm(values, axis=0)
    return np.asarray(np.where(constant, 0.0, centred / np.where(constant, 1.0, length)))


def _why_no_regression(design: _Design) -> Text | None:
    if design.n < 3:
        return _TOO_FEW_SHARED
    if design.freedom < 1:
        return _MORE_COEFFICIENTS
    if len(set(design.outcome)) == 1:
        return _CONSTANT_OUTCOME
    return _why_no_predictor(design)


def _why_no_predictor(design: _Design) -> Text | None:
    """That a predictor is constant, or follows from those before it."""
    centred = _centred(design.predictors)
    own = abs(np.diag(np.linalg.qr(centred)[1]))
    for name, column, left in zip(design.names, centred.T, own, strict=True):
        if not column.any():
            return Text(
                en=f"'{name}' is the same for every pair of actors", id=f"'{name}' sama untuk semua pasangan aktor"
            )
        if left <= _EQUAL:
            return Text(
                en=f"'{name}' follows from the other predictors", id=f"'{name}' dapat diturunkan dari prediktor lain"
            )
    return None


def _fitted(design: _Design) -> tuple[float, list[float], float]:
    """Intercept, coefficients and R squared by least squares."""
    means, spread = design.predictors.mean(axis=0), design.outcome - design.outcome.mean()
    basis, triangle = np.linalg.qr(design.predictors - means)
    estimates = np.linalg.solve(triangle, basis.T @ spread)
    residual = spread - (design.predictors - means) @ estimates
    r_squared = 1 - float(residual @ residual) / float(spread @ spread)
    return float(design.outcome.mean() - means @ estimates), [float(found) for found in estimates], r_squared


def _tested(design: _Design, estimates: Sequence[float], permutations: int, seed: int) -> tuple[Coefficient, ...]:
    partials = [_partial(design, place) for place in range(len(design.names))]
    matrices = [_matrix(design, partial.predictor) for partial in partials]
    drawn: list[list[Reals]] = [[] for _ in partials]
    for order in _orders(design.n, permutations, seed, _HELD // len(design.rows)):
        places = order[design.rows] * design.n + order[design.columns]
        for partial, matrix, found in zip(partials, matrices, drawn, strict=True):
            found.append(partial.correlations(matrix.take(places, mode="clip")))
    return tuple(
        _coefficient(name, estimate, partial.r, np.concatenate(found), design.freedom)
        for name, estimate, partial, found in zip(design.names, estimates, partials, drawn, strict=True)
    )


def _partial(design: _Design, place: int) -> _Partial:
    basis = design.without(place)
    both = np.column_stack([_centred(design.predictors)[:, place], design.outcome])
    unexplained = both - basis @ (basis.T @ both)
    predictor, outcome = (unexplained / np.linalg.norm(unexplained, axis=0)).T
    return _Partial(predictor, outcome, basis)


def _matrix(design: _Design, values: Reals) -> Reals:
    """Values over pairs as an n by n matrix, both ways when pairs have no order."""
    matrix = np.zeros((design.n, design.n))
    if len(design.rows) < design.n * (design.n - 1):
        matrix[design.columns, design.rows] = values
    matrix[design.rows, design.columns] = values
    return matrix


def _coefficient(name: str, estimate: float, r: float, drawn: Reals, freedom: int) -> Coefficient:
    """A coefficient with its t, which grows with the partial correlation r, and where that stands among those drawn."""
    return Coefficient(
        name,
        estimate,
        r * math.sqrt(freedom / (1 - r * r)),
        # "not less" rather than "greater": what is not a number counts as extreme
        p_greater=_p(~(drawn < r - _EQUAL)),
        p_less=_p(~(drawn > r + _EQUAL)),
        p_two_sided=_p(~(abs(drawn) < abs(r) - _EQUAL)),
    )


# Densities ----------------------------------------------------------------------------------------------------------


def density_difference(a: Network, b: Network, *, samples: int = 5000, seed: int = 0) -> DensityDifference:
    """How far apart two densities are, given how much each would vary had other actors been drawn.

    Snijders & Borgatti 1999, Connections 22(2):161-170. The networks need not share actors. Vertex bootstrap: actors
    are drawn with repetition, and pairs of an actor with its own copy take the value of any pair; jackknife: the root
    of (n - 2) / 2n times the sum of squared deviations of the densities without one actor. Where ties are independent
    the jackknife variance is right on average and the bootstrap's about three times as large.

    >>> from collabgraph.analysis.network import from_pairs
    >>> ring = from_pairs("ring", "abcd", zip("abcd", "bcda"), directed=False)
    >>> line = from_pairs("line", "abcd", zip("abc", "bcd"), directed=False)
    >>> result = density_difference(ring, line)
    >>> round(result.difference, 3), round(result.second.jackknife_se, 3), result.first.jackknife_se
    (0.167, 0.167, 0.0)
    """
    _refuse_fewer_than(2, samples, "samples")
    random = np.random.Generator(np.random.PCG64(seed))
    first, second = (_density(network, samples, random) for network in (a, b))
    drawn = DensityDifference(first, second, None, None, None, None, samples, seed)
    if first.bootstrap_se is None or second.bootstrap_se is None or first.density is None or second.density is None:
        return replace(drawn, undefined=_TOO_FEW)
    difference, se = first.density - second.density, math.hypot(first.bootstrap_se, second.bootstrap_se)
    drawn = replace(drawn, difference=difference, se=se)
    if se == 0:
        return replace(drawn, undefined=_NO_VARIATION)
    interval = (difference - _NORMAL_95 * se, difference + _NORMAL_95 * se)
    return replace(drawn, interval=interval, z=difference / se)


def _density(network: Network, samples: int, random: np.random.Generator) -> DensityEstimate:
    matrix = network.adjacency.astype(np.float64)
    n = len(matrix)
    if n < 2:
        return DensityEstimate(n, None)
    density = float(matrix.sum()) / (n * (n - 1))
    if n < 3:
        return DensityEstimate(n, density)
    drawn = _resampled(matrix, density, network.directed, samples, random)
    return DensityEstimate(n, density, float(drawn.std(ddof=1)), _jackknife(matrix))


def _resampled(matrix: Reals, density: float, directed: bool, samples: int, random: np.random.Generator) -> Reals:
    """Densities of networks among actors drawn with repetition: ties between different actors, and those redrawn."""
    n, sides = len(matrix), 1 if directed else 2
    copying, redrawing = random.spawn(2)
    ties = []
    for count in _portions(samples, _HELD // n):
        copies = copying.multinomial(n, np.full(n, 1 / n), size=count)
        twins = (copies * (copies - 1)).sum(axis=1) // sides
        ties.append(((copies @ matrix) * copies).sum(axis=1) + sides * redrawing.binomial(twins, density))
    return np.concatenate(ties) / (n * (n - 1))


def _jackknife(matrix: Reals) -> float:
    n = len(matrix)
    without = (matrix.sum() - matrix.sum(axis=0) - matrix.sum(axis=1)) / ((n - 1) * (n - 2))
    return math.sqrt((n - 2) / (2 * n) * float(((without - without.mean()) ** 2).sum()))


# Random networks ----------------------------------------------------------------------------------------------------


def cug(
    network: Network,
    metric: str,
    *,
    samples: int = 1000,
    seed: int = 0,
    condition: Condition = "ties",
    group: str = "sector",
) -> CugResult:
    """Where a network's value of a metric stands among random networks with as many actors and ties.

    Conditional uniform graph test (Anderson, Butts & Carley 1999, Social Networks 21(3):239-267): networks of
    different size are comparable by their percentiles, not by their values. ``group`` is the attribute that groups
    the actors, who keep their groups. A metric that is costly costs as much for every sample. Raises ValueError for
    what is no metric of a network, or another condition.

    >>> from collabgraph.analysis.network import from_pairs
    >>> triangles = from_pairs("triangles", "abcdefgh", zip("abacefeg", "bccdfggh"), directed=False)
    >>> result = cug(triangles, "transitivity")
    >>> result.value, result.percentile > 90, result.samples, result.seed
    (0.6, True, 1000, 0)
    """
    return cugs(network, [metric], samples=samples, seed=seed, condition=condition, group=group)[metric]


def cugs(
    network: Network,
    ids: Sequence[str],
    *,
    samples: int = 1000,
    seed: int = 0,
    condition: Condition = "ties",
    group: str = "sector",
) -> dict[str, CugResult]:
    """What ``cug`` gives for several metrics, by id, over the same random networks.

    >>> from collabgraph.analysis.network import from_pairs
    >>> star = from_pairs("star", "abcde", zip("aaaa", "bcde"), directed=False)
    >>> found = cugs(star, ["degree_centralization", "density"], samples=99)
    >>> found["degree_centralization"].p_greater < 0.2, found["density"].undefined["en"]
    (True, 'every random network that was drawn has this same value')
    """
    _refuse_fewer_than(1, samples, "samples")
    if condition != "ties":
        raise ValueError(f"There is no condition '{condition}'. Conditions: ties.")
    if unknown := [name for name in ids if name not in NETWORK_LEVEL]:
        raise ValueError(f"'{unknown[0]}' is no metric of a network. Metrics: {', '.join(NETWORK_LEVEL)}.")
    arrays = of_network(network, group)
    observed = {name: float(NETWORK_LEVEL[name].evaluate(arrays)[0]) for name in ids}
    drawn = _drawn(network, [name for name in ids if not math.isnan(observed[name])], arrays, samples, seed)
    unplaced = CugResult("", None, arrays.n, _ties(network), samples, 0, seed)
    return {
        name: _placed(replace(unplaced, metric=name), observed[name], drawn[name])
        if name in drawn
        else replace(unplaced, metric=name, undefined=NETWORK_LEVEL[name].why_undefined(arrays))
        for name in ids
    }


def _drawn(network: Network, ids: Sequence[str], arrays: Arrays, samples: int, seed: int) -> dict[str, Reals]:
    """The metrics of random networks whose actors keep their groups."""
    batches = _random_networks(network, samples, seed) if ids else iter(())
    found = [evaluate(ids, batch, network.directed, arrays.groups) for batch in batches]
    return {name: np.concatenate([values[name] for values in found]) for name in ids}


def _random_networks(network: Network, samples: int, seed: int) -> Iterator[Reals]:
    """(B, n, n), batch after batch: networks on the same actors with as many ties, each equally likely."""
    random = np.random.Generator(np.random.PCG64(seed))
    n = len(network.actors)
    rows, columns = _cells(n, network.directed)
    for count in _portions(samples, _HELD // max(n * n, 1)):
        batch = np.zeros((count, n, n))
        chosen = _chosen(random.random((count, len(rows))), _ties(network))
        batch[np.arange(count)[:, None], rows[chosen], columns[chosen]] = 1.0
        yield batch if network.directed else batch + batch.transpose(0, 2, 1)


def _chosen(numbers: Reals, ties: int) -> Whole:
    """The places of the smallest numbers of each row, as many as there are ties."""
    if ties == 0:
        return np.zeros((len(numbers), 0), dtype=np.int64)
    return numbers.argpartition(ties - 1, axis=1)[:, :ties]


def _ties(network: Network) -> int:
    return int(network.adjacency.sum()) // (1 if network.directed else 2)


def _placed(result: CugResult, value: float, drawn: Reals) -> CugResult:
    """The result with the value and where it stands among those drawn."""
    chance = drawn[~np.isnan(drawn)]
    result = replace(result, value=value, undefined_samples=len(drawn) - len(chance))
    if not len(chance):
        return replace(result, undefined=_NEVER_DEFINED)
    low, middle, high = (float(quantile) for quantile in np.quantile(chance, (0.05, 0.5, 0.95)))
    sd = float(chance.std(ddof=1)) if len(chance) > 1 else 0.0
    result = replace(result, mean=float(chance.mean()), sd=sd, quantiles=(low, middle, high))
    # the same network under other names may differ in the last digit
    equal = abs(chance - value) <= _EQUAL * max(1.0, abs(value))
    if equal.all():
        return replace(result, undefined=_SAME_BY_DESIGN)
    below, above = (chance < value) & ~equal, (chance > value) & ~equal
    percentile = 100 * (int(below.sum()) + int(equal.sum()) / 2) / len(chance)
    return replace(result, percentile=percentile, p_greater=_p(~below), p_less=_p(~above))
