"""Boolean minimization: prime implicants of rows of a truth table, and all of the smallest sets that cover the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import prod

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from collabgraph.analysis.many.covering import smallest_covers
from collabgraph.analysis.many.memberships import FREE, Conjunction
from collabgraph.errors import TooManyConfigurations

#: Up to so many configurations they are listed one by one, which is fastest: those of 16 conditions of yes or no.
MOST_LISTED = 2**16
#: Above so many models a list of models is said to be incomplete.
MOST_MODELS = 1000
#: Above so many prime implicants the list is said to be incomplete, and the shortest are kept.
_MOST_PRIMES = 60_000
#: Above so many, with repetitions, they are thinned out on the way.
_MOST_HELD = 600_000
#: Up to so many conditions all sets of them are listed as bits; above, no more than so many grow at a time.
_MOST_THINGS = 20
_MOST_GROWN = 256

Rows = NDArray[np.int64]


class Models(Struct, frozen=True):
    """All of the smallest sets of prime implicants that cover the rows, each in the order of ``primes``.

    ``complete`` is whether these are all; ``proved`` whether it is certain that no smaller set exists. ``essential``
    are the primes that alone cover some row.
    """

    primes: tuple[Conjunction, ...]
    models: tuple[tuple[Conjunction, ...], ...]
    essential: tuple[Conjunction, ...] = ()
    complete: bool = True
    proved: bool = True


def all_configurations(levels: Sequence[int]) -> Rows:
    """Every configuration of conditions with so many levels, a row for each.

    Raises TooManyConfigurations above MOST_LISTED.
    """
    if prod(levels) > MOST_LISTED:
        raise TooManyConfigurations(n=len(levels), most=MOST_LISTED)
    return np.indices(levels).reshape(len(levels), -1).T.astype(np.int64)


def without(configurations: Rows, rows: Iterable[Conjunction]) -> Rows:
    """These configurations without some rows."""
    left_out = np.array([*rows], dtype=np.int64).reshape(-1, configurations.shape[1])
    levels = np.concatenate([configurations, left_out]).max(axis=0, initial=0) + 1
    places = np.concatenate([[1], np.cumprod(levels[:-1])]).astype(np.int64)
    return configurations[~np.isin(configurations @ places, left_out @ places)]


def primes(on: Sequence[Conjunction], off: Rows) -> tuple[list[Conjunction], bool]:
    """The shortest conjunctions that cover a row of ``on`` and none of ``off``, and whether these are all.

    For each row they are the minimal sets of conditions that tell it apart from every row of ``off``: minimal hitting
    sets, which works alike for conditions of several levels. Sorted by length, then by their literals. Above
    _MOST_PRIMES the shortest are kept.
    """
    if not on:
        return [], True
    rows = np.array(on, dtype=np.int64).reshape(len(on), -1)
    found: list[Rows] = []
    complete, many = True, 0
    for row, (kept, all_of_them) in zip(rows, _hitting_sets(rows, off), strict=True):
        found.append(np.where(kept, row, FREE))
        complete, many = complete and all_of_them, many + len(kept)
        if many > _MOST_HELD:
            found, complete = [_shortest(_distinct(np.concatenate(found)), _MOST_PRIMES)], False
            many = len(found[0])
    terms = _distinct(np.concatenate(found))
    complete &= len(terms) <= _MOST_PRIMES
    return [tuple(term) for term in _shortest(terms, _MOST_PRIMES).tolist()], complete


def _distinct(terms: Rows) -> Rows:
    """Each of these terms once."""
    return np.unique(terms, axis=0)


def _shortest(terms: Rows, most: int) -> Rows:
    """The first so many terms in the order of ``by_length``."""
    free = terms == FREE
    keys = [np.where(free[:, k], 1, -terms[:, k]) for k in range(terms.shape[1])]
    return terms[np.lexsort([*keys[::-1], (~free).sum(axis=1)])[:most]]


def _apart_from(rows: Rows, off: Rows) -> Iterator[NDArray[np.bool_]]:
    """For each row, and each row of ``off``, the conditions in which they differ; each set of conditions once."""
    for row in rows:
        yield np.unique(off != row, axis=0)


def _alike(rows: Rows, off: Rows) -> Iterator[Rows]:
    """For each row, and each row of ``off``, the conditions in which they do not differ, as the bits of a number."""
    bits = 1 << np.arange(rows.shape[1], dtype=np.int64)
    if rows.max(initial=0) < 2 and off.max(initial=0) < 2:  # of two levels: one operation for all conditions
        numbers = off @ bits
        yield from (bits.sum() ^ numbers ^ number for number in rows @ bits)
    else:
        yield from ((off == row) @ bits for row in rows)


def by_length(term: Conjunction) -> tuple[int, tuple[tuple[bool, int], ...]]:
    """The order of conjunctions: short ones first, then by the first conditions, present before absent."""
    return sum(level != FREE for level in term), tuple((level == FREE, -level) for level in term)


def _hitting_sets(rows: Rows, off: Rows) -> Iterator[tuple[NDArray[np.bool_], bool]]:
    """For each row, the minimal sets of conditions that tell it apart from each of ``off``; and whether these are all.

    None where the row is one of ``off``.
    """
    n = rows.shape[1]
    if n <= _MOST_THINGS:
        return ((_listed_sets(alike, n), True) for alike in _alike(rows, off))
    return (_grown_sets(sets, n) for sets in _apart_from(rows, off))


#: In a word of 64 sets: those without the things 0 to 5.
_WITHOUT = [np.uint64(sum(1 << at for at in range(64) if not at >> bit & 1)) for bit in range(6)]


def _listed_sets(complements: Rows, n: int) -> NDArray[np.bool_]:
    """The minimal hitting sets of sets of n things, given what is not in each; by a bit for every set, 64 in a word."""
    flags = np.zeros(max(64, 2**n), dtype=bool)
    flags[complements] = True
    # missing: the sets inside one of the complements, which have nothing in common with that set.
    missing = np.packbits(flags, bitorder="little").view(np.uint64)
    for bit in range(n):
        if bit < 6:
            missing |= missing >> np.uint64(1 << bit) & _WITHOUT[bit]
        else:
            halves = missing.reshape(-1, 2, 1 << bit - 6)
            halves[:, 0] |= halves[:, 1]
    hitting = ~missing
    minimal = hitting.copy()
    for bit in range(n):
        if bit < 6:
            minimal &= ~((hitting & _WITHOUT[bit]) << np.uint64(1 << bit))
        else:
            minimal.reshape(-1, 2, 1 << bit - 6)[:, 1] &= missing.reshape(-1, 2, 1 << bit - 6)[:, 0]
    found = np.flatnonzero(np.unpackbits(minimal.view(np.uint8), count=2**n, bitorder="little"))
    return (found[:, None] >> np.arange(n) & 1).astype(bool)


def _grown_sets(sets: NDArray[np.bool_], n: int) -> tuple[NDArray[np.bool_], bool]:
    """The minimal hitting sets by adding one set after the other (Berge 1989, Hypergraphs).

    Above _MOST_GROWN the smallest go on; they are made minimal in the end.
    """
    hitting, complete = np.zeros((1, n), dtype=bool), True
    for each in sets[np.argsort(sets.sum(axis=1), kind="stable")]:
        hits = (hitting & each).any(axis=1)
        kept, others = hitting[hits], np.repeat(hitting[~hits], int(each.sum()), axis=0)
        others[np.arange(len(others)), np.tile(np.flatnonzero(each), int((~hits).sum()))] = True
        grown = np.unique(others, axis=0) if len(others) else others
        if complete and len(kept) * len(grown):
            shared = kept.astype(np.float32) @ grown.T.astype(np.float32)
            grown = grown[~(shared == kept.sum(axis=1)[:, None]).any(axis=0)]
        hitting = np.concatenate([kept, grown])
        if len(hitting) > _MOST_GROWN:
            complete = False
            hitting = hitting[np.argsort(hitting.sum(axis=1), kind="stable")[:_MOST_GROWN]]
    if complete or not len(hitting):
        return hitting, complete
    return np.unique([_made_minimal(each, sets) for each in hitting], axis=0), False


def _made_minimal(hitting: NDArray[np.bool_], sets: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A hitting set without the things that it does not need."""
    left = hitting.copy()
    for thing in np.flatnonzero(hitting):
        left[thing] = False
        left[thing] = not (sets & left).any(axis=1).all()
    return left


def merged(on: Sequence[Conjunction], levels: Sequence[int]) -> list[Conjunction]:
    """The prime implicants of rows when every other configuration is outside: neighbours are merged step by step.

    The way of Quine (1955), American Mathematical Monthly 62(9), and McCluskey; needs no list of all configurations.
    """
    terms, found = set(on), set[Conjunction]()
    while terms:
        shorter, used = set[Conjunction](), set[Conjunction]()
        for term in terms:
            for k, level in enumerate(term):
                alike = [(*term[:k], other, *term[k + 1 :]) for other in range(levels[k])]
                if level != FREE and terms.issuperset(alike):
                    shorter.add((*term[:k], FREE, *term[k + 1 :]))
                    used.update(alike)
        found |= terms - used
        terms = shorter
    return sorted(found, key=by_length)


def models(candidates: Sequence[Conjunction], rows: Sequence[Conjunction], *, complete: bool = True) -> Models:
    """All of the smallest sets of these primes that cover every row, those of one size with the fewest primes.

    ``complete`` is whether the candidates are all there are. ``smallest_covers`` says how the sets are found.
    """
    chart = _chart(candidates, rows)
    kept = np.flatnonzero(chart.any(axis=1))
    terms, chart = [candidates[n] for n in kept.tolist()], chart[kept]
    found = smallest_covers(chart, MOST_MODELS)
    covers = sorted(sorted(cover) for cover in found.covers)
    essential = chart[:, chart.sum(axis=0) == 1].any(axis=1)
    return Models(
        tuple(terms),
        tuple(tuple(terms[n] for n in cover) for cover in covers),
        tuple(terms[n] for n in np.flatnonzero(essential).tolist()),
        complete and found.complete,
        complete and found.proved,
    )


def _chart(terms: Sequence[Conjunction], rows: Sequence[Conjunction]) -> NDArray[np.bool_]:
    """Whether each term (a row) covers each of the rows (a column)."""
    chart = np.ones((len(terms), len(rows)), dtype=bool)
    literals, levels = np.array(terms, dtype=np.int64), np.array(rows, dtype=np.int64)
    for k in range(literals.shape[1] if literals.ndim == 2 else 0):
        chart &= (literals[:, k, None] == FREE) | (literals[:, k, None] == levels[None, :, k])
    return chart
