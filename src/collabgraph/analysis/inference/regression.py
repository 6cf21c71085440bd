"""Regression of a network on others, each coefficient tested with relabelled predictors."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import ArrayLike

from collabgraph.analysis.inference import draws
from collabgraph.analysis.inference.draws import EQUAL, Reals, Whole, orders, p, refuse_fewer_than
from collabgraph.analysis.inference.pairs import TOO_FEW_SHARED, among, cells, shared
from collabgraph.analysis.network import Network
from collabgraph.words import Text

#: A squared length below this counts as 0, where the whole has length 1.
_ZERO = 1e-12

SEMI_PARTIALLED = Text(
    en="the part of each predictor that the others do not explain relabelled at random (double semi-partialling)",
    id="unsur tiap prediktor yang tidak dimiliki prediktor lain dilabeli ulang secara acak (semiparsial ganda)",
)
_CONSTANT_OUTCOME = Text(
    en="among the shared actors the network has every possible tie or none",
    id="di antara aktor bersama, jejaring memiliki semua relasi yang mungkin atau tidak memiliki satu pun",
)
_MORE_COEFFICIENTS = Text(
    en="as many coefficients as pairs of actors, or more",
    id="koefisien sebanyak pasangan aktor atau lebih",
)
_REPRODUCED = Text(
    en="the predictors reproduce the network exactly, so there is nothing left to test against",
    id="para prediktor mereproduksi jejaring secara persis sehingga tidak ada sisa untuk pengujian",
)


class Coefficient(Struct, frozen=True):
    """What a predictor adds with the others held fixed: estimate, t statistic, and the p-values of such a t.

    The t statistic and the p-values are None where the regression is perfect.
    """

    name: str
    estimate: float
    t: float | None = None
    p_greater: float | None = None
    p_less: float | None = None
    p_two_sided: float | None = None


class MrqapResult(Struct, frozen=True):
    """A regression of a network on others over ``cells`` pairs of the ``n`` actors they share.

    There are no coefficients where the regression has no unique solution, and no p-values where it is perfect;
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


def mrqap(
    y: Network,
    xs: Sequence[Network | ArrayLike],
    *,
    permutations: int = 2000,
    seed: int = 0,
    names: Sequence[str] | None = None,
) -> MrqapResult:
    """The regression of a network on others by least squares, each coefficient tested by double semi-partialling.

    Dekker, Krackhardt & Snijders 2007, Psychometrika 72(4):563-581: the part of a predictor that the others do not
    explain is relabelled, the regression fitted again, and its t statistic compared. A predictor may be an n by n array
    in the order of the actors of ``y``, symmetric where ``y`` is undirected. A relabelled part that the other
    predictors explain wholly counts as extreme. Raises ValueError for a predictor that does not fit ``y``.

    >>> from collabgraph.analysis.network import from_pairs
    >>> talk = from_pairs("talk", "abcd", zip("abbcd", "bacda"))
    >>> trust = from_pairs("trust", "abcd", zip("abcd", "bcdb"))
    >>> result = mrqap(talk, [trust], permutations=99)
    >>> [(coefficient.name, round(coefficient.estimate, 3)) for coefficient in result.coefficients], result.cells
    ([('trust', 0.5)], 12)
    """
    refuse_fewer_than(1, permutations, "permutations")
    design = _design(y, xs, names)
    drawn = MrqapResult((), None, None, design.n, len(design.rows), permutations, seed)
    if (undefined := _why_no_regression(design)) is not None:
        return replace(drawn, undefined=undefined)
    intercept, estimates, r_squared = _fitted(design)
    drawn = replace(drawn, intercept=intercept, r_squared=r_squared)
    if 1 - r_squared <= _ZERO:
        untested = tuple(map(Coefficient, design.names, estimates))
        return replace(drawn, coefficients=untested, undefined=_REPRODUCED)
    return replace(drawn, coefficients=_tested(design, estimates, permutations, seed))


class _Design(Struct, frozen=True, eq=False):
    """The outcome and the predictors (one per column) over the pairs that count."""

    names: tuple[str, ...]
    n: int
    rows: Whole
    columns: Whole
    outcome: Reals
    predictors: Reals

    @property
    def freedom(self) -> int:
        """The degrees of freedom: the number of pairs minus that of coefficients, the intercept included."""
        return len(self.rows) - len(self.names) - 1

    def basis_without(self, column: int) -> Reals:
        """An orthonormal basis of what the other predictors and a constant can explain."""
        others = np.delete(_centred(self.predictors), column, axis=1)
        return np.asarray(np.linalg.qr(np.column_stack([np.ones(len(self.rows)), others]))[0])


class _Partial(Struct, frozen=True, eq=False):
    """A predictor and the outcome after partialling out the other predictors, both of length 1.

    ``basis`` spans the other predictors.
    """

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
        unexplained = 1 - (np.array(explained) ** 2).sum(axis=0)
        return np.asarray(shared / np.sqrt(np.where(unexplained > _ZERO, unexplained, np.nan)))


def _design(y: Network, xs: Sequence[Network | ArrayLike], names: Sequence[str] | None) -> _Design:
    labels = tuple(names) if names is not None else tuple(_name(x, number) for number, x in enumerate(xs, 1))
    if not xs or len(labels) != len(xs):
        raise ValueError(f"{len(xs)} predictors and {len(labels)} names were given; each predictor needs one name.")
    in_outcome, *in_networks = shared([y, *(x for x in xs if isinstance(x, Network))])
    remaining = iter(in_networks)
    positions = [next(remaining) if isinstance(x, Network) else in_outcome for x in xs]
    rows, columns = cells(len(in_outcome), y.directed)
    matrices = [_predictor(y, *x) for x in zip(xs, labels, positions, strict=True)]
    predictors = np.column_stack([matrix[rows, columns] for matrix in matrices])
    outcome = among(y, in_outcome)[rows, columns].astype(np.float64)
    return _Design(labels, len(in_outcome), rows, columns, outcome, predictors)


def _name(x: Network | ArrayLike, number: int) -> str:
    return x.id if isinstance(x, Network) else f"x{number}"


def _predictor(y: Network, x: Network | ArrayLike, name: str, positions: Sequence[int]) -> Reals:
    """The predictor among the actors at these positions; raises ValueError where it does not fit the outcome."""
    if isinstance(x, Network):
        matrix = among(x, positions).astype(np.float64)
    else:
        matrix = np.array(x, dtype=np.float64)
        if matrix.shape != (len(y.actors),) * 2:
            raise ValueError(f"'{name}' must have a row and a column for each of the {len(y.actors)} actors.")
        matrix = matrix[np.ix_(positions, positions)]
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
    constant = length <= EQUAL * np.linalg.norm(values, axis=0)
    return np.asarray(np.where(constant, 0.0, centred / np.where(constant, 1.0, length)))


def _why_no_regression(design: _Design) -> Text | None:
    if design.n < 3:
        return TOO_FEW_SHARED
    if design.freedom < 1:
        return _MORE_COEFFICIENTS
    if len(set(design.outcome)) == 1:
        return _CONSTANT_OUTCOME
    return _why_no_predictor(design)


def _why_no_predictor(design: _Design) -> Text | None:
    """The reason that a predictor is constant, or that those before it determine it; None where neither is so."""
    centred = _centred(design.predictors)
    unexplained = abs(np.diag(np.linalg.qr(centred)[1]))
    for name, column, length in zip(design.names, centred.T, unexplained, strict=True):
        if not column.any():
            return Text(
                en=f"'{name}' is the same for every pair of actors", id=f"'{name}' sama untuk semua pasangan aktor"
            )
        if length <= EQUAL:
            return Text(
                en=f"'{name}' follows from the other predictors", id=f"'{name}' dapat diturunkan dari prediktor lain"
            )
    return None


def _fitted(design: _Design) -> tuple[float, list[float], float]:
    """The intercept, the coefficients and R squared by least squares."""
    means, centred = design.predictors.mean(axis=0), design.outcome - design.outcome.mean()
    basis, triangle = np.linalg.qr(design.predictors - means)
    estimates = np.linalg.solve(triangle, basis.T @ centred)
    residual = centred - (design.predictors - means) @ estimates
    r_squared = 1 - float(residual @ residual) / float(centred @ centred)
    return float(design.outcome.mean() - means @ estimates), [float(estimate) for estimate in estimates], r_squared


def _tested(design: _Design, estimates: Sequence[float], permutations: int, seed: int) -> tuple[Coefficient, ...]:
    partials = [_partial(design, column) for column in range(len(design.names))]
    matrices = [_matrix(design, partial.predictor) for partial in partials]
    drawn: list[list[Reals]] = [[] for _ in partials]
    for order in orders(design.n, permutations, seed, draws.HELD // len(design.rows)):
        cell_indices = order[design.rows] * design.n + order[design.columns]
        for partial, matrix, correlations in zip(partials, matrices, drawn, strict=True):
            correlations.append(partial.correlations(matrix.take(cell_indices, mode="clip")))
    return tuple(
        _coefficient(name, estimate, partial.r, np.concatenate(correlations), design.freedom)
        for name, estimate, partial, correlations in zip(design.names, estimates, partials, drawn, strict=True)
    )


def _partial(design: _Design, column: int) -> _Partial:
    basis = design.basis_without(column)
    both = np.column_stack([_centred(design.predictors)[:, column], design.outcome])
    unexplained = both - basis @ (basis.T @ both)
    predictor, outcome = (unexplained / np.linalg.norm(unexplained, axis=0)).T
    return _Partial(predictor, outcome, basis)


def _matrix(design: _Design, values: Reals) -> Reals:
    """The values of pairs as an n by n matrix, symmetric when undirected."""
    matrix = np.zeros((design.n, design.n))
    if len(design.rows) < design.n * (design.n - 1):
        matrix[design.columns, design.rows] = values
    matrix[design.rows, design.columns] = values
    return matrix


def _coefficient(name: str, estimate: float, r: float, drawn: Reals, freedom: int) -> Coefficient:
    """A coefficient with its t statistic and p-values.

    As t grows with the partial correlation r, the p-values are those of r among the correlations drawn.
    """
    return Coefficient(
        name,
        estimate,
        r * math.sqrt(freedom / (1 - r * r)),
        # "not less" rather than "greater": what is not a number counts as extreme
        p_greater=p(~(drawn < r - EQUAL)),
        p_less=p(~(drawn > r + EQUAL)),
        p_two_sided=p(~(abs(drawn) < abs(r) - EQUAL)),
    )
