"""Two networks over the actors they share: correlation against chance, ties in common, ties in one only."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
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
    id="aktor salah satu jejaring dilabeli ulang secara acak, pola hubungannya dipertahankan",
)
_NO_SHARED_PAIR = Text(en="fewer than 2 shared actors", id="kurang dari 2 aktor bersama")
_CONSTANT = Text(
    en="among the shared actors one network has every possible tie or none",
    id="di antara aktor bersama, salah satu jejaring memiliki semua hubungan yang mungkin atau tidak memiliki satu pun",
)
_NEITHER_TIED = Text(
    en="neither network has a tie among the shared actors",
    id="kedua jejaring tidak memiliki hubungan di antara aktor bersama",
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
    # whole numbers until the end, so that equal correlations are equal
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
    mine, theirs = shared([a, b])
    left_out = len(a.actors) + len(b.actors) - 2 * len(mine)
    return _Pair(among(a, mine), among(b, theirs), *cells(len(mine), a.directed), left_out)


def _why_no_correlation(pair: _Pair) -> Text | None:
    if pair.n < 3:
        return TOO_FEW_SHARED
    return _CONSTANT if {pair.first, pair.second} & {0, pair.cells} else None


def _overlaps(pair: _Pair, permutations: int, seed: int) -> Whole:
    """How many ties of the first network meet one of the second, for each random order of the second's actors.

    Only the first's ties are looked up, or the pairs without one where those are fewer.
    """
    tied = pair.mine[pair.rows, pair.columns] > 0
    few = 2 * pair.first <= pair.cells
    rows, columns = (places[tied if few else ~tied] for places in (pair.rows, pair.columns))
    flags = pair.theirs.astype(np.uint8)
    met = [_met(flags, rows, columns, order) for order in orders(pair.n, permutations, seed, draws.PERMUTATIONS)]
    return np.concatenate(met) if few else pair.second - np.concatenate(met)


def _met(flags: NDArray[np.uint8], rows: Whole, columns: Whole, order: Whole) -> Whole:
    starts, flat = order * len(flags), flags.ravel()
    met = np.zeros(order.shape[1], dtype=np.int64)
    for first in range(0, len(rows), draws.TIES):
        some = slice(first, first + draws.TIES)
        # no place is out of range; "clip" saves numpy from checking
        found = flat.take(starts[rows[some]] + order[columns[some]], mode="clip")
        met += found.sum(axis=0, dtype=np.uint16)
    return met
