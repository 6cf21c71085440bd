"""The difference of two densities, with how much each would vary had other actors been drawn."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.inference import draws
from collabgraph.analysis.inference.draws import Reals, portions, refuse_fewer_than
from collabgraph.analysis.network import Network
from collabgraph.words import Text

#: The standard normal deviate of a two-sided 95 % interval.
_NORMAL_95 = 1.959963984540054

RESAMPLED = Text(
    en="the actors of each network drawn again at random, with repetition (vertex bootstrap)",
    id="aktor tiap jejaring diambil ulang secara acak dengan pengulangan (bootstrap simpul)",
)
_TOO_FEW = Text(en="a network has fewer than 3 actors", id="salah satu jejaring memiliki kurang dari 3 aktor")
_NO_VARIATION = Text(
    en="each network has every possible tie or none, so its density does not vary",
    id="tiap jejaring memiliki semua relasi yang mungkin atau tidak satu pun, sehingga kepadatannya tidak bervariasi",
)


class DensityEstimate(Struct, frozen=True):
    """The density of a network of ``n`` actors, with its standard errors by the vertex bootstrap and the jackknife."""

    n: int
    density: float | None
    bootstrap_se: float | None = None
    jackknife_se: float | None = None


class DensityDifference(Struct, frozen=True):
    """The first density minus the second, its bootstrap standard error, 95 % interval, and z = difference / error.

    There is no p-value: with a handful of actors z is not normally distributed. ``null`` is how actors were drawn.
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


def density_difference(a: Network, b: Network, *, samples: int = 5000, seed: int = 0) -> DensityDifference:
    """The difference of two densities, with how much each would vary had other actors been drawn.

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
    refuse_fewer_than(2, samples, "samples")
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
    """(samples,): the densities of networks among actors drawn with repetition.

    Ties between different actors are those observed; ties between copies of one actor are drawn at random.
    """
    n, sides = len(matrix), 1 if directed else 2
    copying, redrawing = random.spawn(2)
    ties = []
    for count in portions(samples, draws.HELD // n):
        copies = copying.multinomial(n, np.full(n, 1 / n), size=count)
        twins = (copies * (copies - 1)).sum(axis=1) // sides
        ties.append(((copies @ matrix) * copies).sum(axis=1) + sides * redrawing.binomial(twins, density))
    return np.concatenate(ties) / (n * (n - 1))


def _jackknife(matrix: Reals) -> float:
    n = len(matrix)
    without_one = (matrix.sum() - matrix.sum(axis=0) - matrix.sum(axis=1)) / ((n - 1) * (n - 2))
    return math.sqrt((n - 2) / (2 * n) * float(((without_one - without_one.mean()) ** 2).sum()))
