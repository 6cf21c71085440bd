"""Fisher's exact test of tables of any size: in whole numbers where they are small, else by logarithms.

A table has so many of some cases that meet a condition, and so many of others.
"""

from __future__ import annotations

from functools import lru_cache
from math import comb, lgamma

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Tables of up to so many cases are counted in whole numbers.
WHOLE = 100
#: In larger ones a table counts as no more probable than another where it is by no more than this part: the logarithms
#: are exact to about 1e-9 with 100,000 cases. R has the same in ``fisher.test``.
SAME = 1e-7
#: A sum is complete where what is added is a smaller part of it than this.
_NEGLIGIBLE = 1e-17
#: So many steps of a sum are made before the complete ones are set aside.
_STEPS = 32

Numbers = NDArray[np.int64]
Values = NDArray[np.float64]


def fisher(met: int, cases: int, other_met: int, other_cases: int) -> float:
    """The two-sided p of Fisher's exact test: met in so many of some cases, and in so many of others.

    The sum of the probabilities of all tables with the same margins that are no more probable than this one (Fisher
    1935); of up to ``WHOLE`` cases in whole numbers, so that equally probable tables are; of more see ``two_sided``.

    >>> fisher(3, 3, 0, 3)
    0.1
    """
    if cases + other_cases <= WHOLE:
        return _in_whole_numbers(cases, other_cases, met + other_met)[met]
    return float(two_sided(met, cases, other_met, other_cases)[0])


def ps(met: ArrayLike, cases: ArrayLike, other_met: ArrayLike, other_cases: ArrayLike) -> Values:
    """The two-sided p of each of many tables, as ``fisher`` gives it."""
    tables = _broadcast(met, cases, other_met, other_cases)
    if not tables[0].size or int((tables[1] + tables[3]).max()) > WHOLE:
        return two_sided(*tables)
    return np.array([fisher(*map(int, table)) for table in zip(*tables, strict=True)])


@lru_cache(maxsize=4096)
def _in_whole_numbers(cases: int, other_cases: int, met: int) -> dict[int, float]:
    """By how many of the first cases meet a condition that ``met`` of all meet, the two-sided p."""
    possible = range(max(0, met - other_cases), min(cases, met) + 1)
    weights = {n: comb(cases, n) * comb(other_cases, met - n) for n in possible}
    total = comb(cases + other_cases, met)
    return {n: sum(other for other in weights.values() if other <= weights[n]) / total for n in possible}


def two_sided(met: ArrayLike, cases: ArrayLike, other_met: ArrayLike, other_cases: ArrayLike) -> Values:
    """The two-sided p of each table by logarithms of hypergeometric probabilities.

    The probabilities rise up to the most probable number and fall from there, so that those of tables that are no more
    probable are two tails: the one that begins with the table, and another that is found by bisection. Each tail is
    summed by the ratio of neighbouring probabilities. See ``SAME`` for what counts as equally probable; what is below
    about 1e-308 comes out as 0.
    """
    n, cases, m, others = _broadcast(met, cases, other_met, other_cases)
    below = n < most_probable(n + m, cases, others)
    n, m = np.where(below, cases - n, n), np.where(below, others - m, m)
    total = n + m
    mode, least = most_probable(total, cases, others), np.maximum(0, total - others)
    limit = log_probability(n, cases, m, others) + SAME
    near = np.exp(limit - SAME) * _tail(n, cases, others, total)
    all_of_them = log_probability(mode, cases, total - mode, others) <= limit
    below_it, above = least - 1, mode.copy()
    while np.any(above - below_it > 1):
        middle = (below_it + above) // 2
        inside = np.maximum(middle, least)
        fits = (middle < least) | (log_probability(inside, cases, total - inside, others) <= limit)
        below_it, above = np.where(fits, middle, below_it), np.where(fits, above, middle)
    there = below_it >= least
    first = np.where(there, below_it, least)
    tail = _tail(cases - first, cases, others, cases + others - total)
    far = np.where(there, np.exp(log_probability(first, cases, total - first, others)) * tail, 0.0)
    return np.where(all_of_them, 1.0, np.minimum(near + far, 1.0))


def one_sided(met: ArrayLike, cases: ArrayLike, other_met: ArrayLike, other_cases: ArrayLike) -> Values:
    """The probability that at least so many of the first cases meet the condition, the margins being as they are."""
    n, cases, m, others = _broadcast(met, cases, other_met, other_cases)
    total = n + m
    least = np.maximum(0, total - others)
    rising = n < most_probable(total, cases, others)
    first = np.where(rising, np.maximum(n - 1, least), n)
    chance = np.exp(log_probability(first, cases, total - first, others))
    backward, unmet = np.where(rising, cases - first, first), np.where(rising, cases + others - total, total)
    tail = chance * _tail(backward, cases, others, unmet)
    return np.where(rising, np.where(n > least, 1 - tail, 1.0), np.minimum(tail, 1.0))


def log_probability(met: ArrayLike, cases: ArrayLike, other_met: ArrayLike, other_cases: ArrayLike) -> Values:
    """The natural logarithm of the probability of each table among those with its margins (hypergeometric)."""
    n, cases, m, others = _broadcast(met, cases, other_met, other_cases)
    f = _log_factorials(int((cases + others).max(initial=1)))
    of_some = f[cases] - f[n] - f[cases - n]
    of_others = f[others] - f[m] - f[others - m]
    found: Values = of_some + of_others - (f[cases + others] - f[n + m] - f[cases + others - n - m])
    return found


def most_probable(total: Numbers, cases: Numbers, others: Numbers) -> Numbers:
    """How many of the first cases most probably meet a condition that ``total`` of all meet."""
    return (total + 1) * (cases + 1) // (cases + others + 2)


def _tail(n: Numbers, cases: Numbers, others: Numbers, total: Numbers) -> Values:
    """The probability that at least n of the first cases meet the condition, as a multiple of that of n.

    ``n`` is not below the most probable number, so that the ratio of each probability to the one before is at most 1:
    (cases - n) (total - n) / ((n + 1) (others - total + n + 1)).
    """
    sums = np.ones(n.shape)
    places = np.arange(n.size)
    term, at = np.ones(n.shape), n.astype(np.float64)
    some, met, rest = (each.astype(np.float64) for each in (cases, total, others - total))
    while places.size:
        grown = sums[places]
        for _ in range(_STEPS):
            term = term * np.maximum(some - at, 0) * np.maximum(met - at, 0) / ((at + 1) * np.maximum(rest + at + 1, 1))
            grown += term
            at += 1
        sums[places] = grown
        more = term > _NEGLIGIBLE * grown
        places, term, at = places[more], term[more], at[more]
        some, met, rest = some[more], met[more], rest[more]
    return sums


def _log_factorials(most: int) -> Values:
    """The logarithms of the factorials of at least all numbers up to ``most``."""
    return _table(1 << max(most, 1).bit_length())


@lru_cache(maxsize=2)
def _table(size: int) -> Values:
    return np.array([lgamma(n + 1) for n in range(size + 1)])


def _broadcast(*numbers: ArrayLike) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    a, b, c, d = np.broadcast_arrays(*(np.atleast_1d(np.asarray(each, dtype=np.int64)) for each in numbers))
    return a, b, c, d
