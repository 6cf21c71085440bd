"""Two networks over the actors they share: their correlation with its test, ties in both, and ties in one only."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from collabgraph.analysis.inference import draws
from collabgraph.analysis.inference.draws import Whole, orders, p, refuse_fewer_than
from collabgraph.analysis.inference.pairs import TOO_FEW_SHARED, among, cells, shared
from collabgraph.analysis.metrics import Value
from collabgraph.analysis.network import Network
from collabgraph.errors import NotComparable
from collabgraph.words import Text

RELABELLED = Text(
    en="the actors of one network relabelled at random, its pattern of ties kept",
    id="aktor salah satu jejaring dilabeli ulang secara acak, pola relasinya dipertahankan",
)
_NO_SHARED_PAIR = Text(en="fewer than 2 shared actors", id="kurang dari 2 aktor bersama")
_CONSTANT = Text(
    en="among the shared actors one network has every possible tie or none",
    id="di antara aktor bersama, salah satu jejaring memiliki semua relasi yang mungkin atau tidak memiliki satu pun",
)
_NEITHER_TIED = Text(
    en="neither network has a tie among the shared actors",
    id="kedua jejaring tidak memiliki relasi di antara aktor bersama",
)


class QapResult(Struct, frozen=True):
    """A correlation of two networks and the p-values of one as high, as low, or as far from 0 by chance.

    ``n`` actors are shared, ``left_out`` are in one network only. Where the correlation is undefined, it and its
    p-values are None, and ``undefined`` says why.
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
    refuse_fewer_than(1, permutations, "permutations")
    pair = _pair(a, b)
    drawn = QapResult(None, None, None, None, pair.n, pair.left_out, permutations, seed)
    if (undefined := _why_no_correlation(pair)) is not None:
        return replace(drawn, undefined=undefined)
    # integers until the end, so that equal correlations compare as equal
    product = pair.first * pair.second
    observed = pair.cells * pair.both - product
    chance = pair.cells * _overlaps(pair, permutations, seed) - product
    spread = math.sqrt(product * (pair.cells - pair.first) * (pair.cells - pair.second))
    return replace(
        drawn,
        correlation=observed / spread,
        p_greater=p(chance >= observed),
        p_less=p(chance <= observed),
        p_two_sided=p(abs(chance) >= abs(observed)),
    )


def jaccard(a: Network, b: Network) -> Value:
    """The share of ties in both networks among the ties in either, over the actors they share.

    Jaccard 1901, Bulletin de la Société Vaudoise des Sciences Naturelles 37:547-579. Undefined without ties. Raises
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


class _Pair(Struct, frozen=True, eq=False):
    """The two matrices of ties among shared actors, and the rows and columns of the pairs that count."""

    first_matrix: Whole
    second_matrix: Whole
    rows: Whole
    columns: Whole
    left_out: int

    @property
    def n(self) -> int:
        return len(self.first_matrix)

    @property
    def cells(self) -> int:
        return len(self.rows)

    @property
    def first(self) -> int:
        return int(self.first_matrix[self.rows, self.columns].sum())

    @property
    def second(self) -> int:
        return int(self.second_matrix[self.rows, self.columns].sum())

    @property
    def both(self) -> int:
        return int((self.first_matrix * self.second_matrix)[self.rows, self.columns].sum())

    @property
    def details(self) -> dict[str, int]:
        one_only = {"only_first": self.first - self.both, "only_second": self.second - self.both}
        return {"n": self.n, "left_out": self.left_out, "both": self.both, **one_only}


def _pair(a: Network, b: Network) -> _Pair:
    if a.directed != b.directed:
        raise NotComparable(first=a.id, second=b.id)
    in_first, in_second = shared([a, b])
    left_out = len(a.actors) + len(b.actors) - 2 * len(in_first)
    return _Pair(among(a, in_first), among(b, in_second), *cells(len(in_first), a.directed), left_out)


def _why_no_correlation(pair: _Pair) -> Text | None:
    if pair.n < 3:
        return TOO_FEW_SHARED
    return _CONSTANT if {pair.first, pair.second} & {0, pair.cells} else None


def _overlaps(pair: _Pair, permutations: int, seed: int) -> Whole:
    """How many ties the networks have in common, for each random order of the second network's actors.

    Only the ties of the first network are looked up, or the pairs without a tie where those are fewer.
    """
    tied = pair.first_matrix[pair.rows, pair.columns] > 0
    sparse = 2 * pair.first <= pair.cells
    rows, columns = (indices[tied if sparse else ~tied] for indices in (pair.rows, pair.columns))
    ties = pair.second_matrix.astype(np.uint8)
    random_orders = orders(pair.n, permutations, seed, draws.PERMUTATIONS)
    counts = np.concatenate([_ties_among(ties, rows, columns, order) for order in random_orders])
    return counts if sparse else pair.second - counts


def _ties_among(ties: NDArray[np.uint8], rows: Whole, columns: Whole, order: Whole) -> Whole:
    """How many of these pairs are tied, for each order of the actors."""
    row_starts, flat = order * len(ties), ties.ravel()
    counts = np.zeros(order.shape[1], dtype=np.int64)
    for first in range(0, len(rows), draws.TIES):
        chunk = slice(first, first + draws.TIES)
        # no index is out of range; "clip" saves numpy from checking
        tied = flat.take(row_starts[rows[chunk]] + order[columns[chunk]], mode="clip")
        counts += tied.sum(axis=0, dtype=np.uint16)
    return counts
