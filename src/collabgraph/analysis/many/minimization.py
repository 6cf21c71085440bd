"""Boolean minimization: prime implicants of rows of a truth table, and all of the smallest sets that cover the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from math import prod

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from collabgraph.analysis.many.memberships import FREE, Conjunction, covers
from collabgraph.errors import TooManyConfigurations

#: Up to so many configurations they are listed one by one, which is fastest: those of 16 conditions of yes or no.
MOST_LISTED = 2**16
#: Above so many models, or so many steps times rows of searching for them, a list of models is said to be incomplete.
MOST_MODELS = 1000
_MOST_STEPS = 4_000_000
#: Above so many prime implicants of one row the list is said to be incomplete.
_MOST_PRIMES = 5000
_MOST_SECONDS = 8.0

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
    left_out = set(rows)
    kept = [row for row in map(tuple, configurations.tolist()) if row not in left_out]
    return np.array(kept, dtype=np.int64).reshape(-1, configurations.shape[1])


def primes(on: Sequence[Conjunction], off: Rows) -> tuple[list[Conjunction], bool]:
    """The shortest conjunctions that cover a row of ``on`` and none of ``off``, and whether these are all.

    For each row they are the minimal sets of conditions that tell it apart from every row of ``off``: minimal hitting
    sets, which works alike for conditions of several levels. Sorted by length, then by their literals.
    """
    found: set[Conjunction] = set()
    complete = True
    for row in on:
        apart = off != np.array(row)
        masks = np.unique(apart @ (1 << np.arange(len(row), dtype=np.int64)))
        sets, all_of_them = _hitting_sets(masks, len(row))
        complete &= all_of_them
        found |= {tuple(level if mask >> k & 1 else FREE for k, level in enumerate(row)) for mask in sets}
    return sorted(found, key=by_length), complete


def by_length(term: Conjunction) -> tuple[int, tuple[tuple[bool, int], ...]]:
    """The order of conjunctions: short ones first, then by the first conditions, present before absent."""
    return sum(level != FREE for level in term), tuple((level == FREE, -level) for level in term)


def _hitting_sets(masks: NDArray[np.int64], n: int) -> tuple[list[int], bool]:
    """The minimal sets of n things, as bits, that share one with each of the sets; and whether these are all.

    None where one of the sets is empty.
    """
    if 2**n > MOST_LISTED:
        return _grown_sets([int(mask) for mask in masks])
    # held[c]: c contains one of the sets, so that its complement misses one and is no hitting set.
    held = np.zeros(2**n, dtype=bool)
    held[masks] = True
    for bit in range(n):
        halves = held.reshape(-1, 2, 1 << bit)
        halves[:, 1] |= halves[:, 0]
    hitting = ~held[::-1]
    minimal = hitting.copy()
    for bit in range(n):
        halves, smaller = minimal.reshape(-1, 2, 1 << bit), hitting.reshape(-1, 2, 1 << bit)
        halves[:, 1] &= ~smaller[:, 0]
    return [int(mask) for mask in np.flatnonzero(minimal)], True


def _grown_sets(masks: Sequence[int]) -> tuple[list[int], bool]:
    """The minimal hitting sets by adding one set after the other (Berge 1989, Hypergraphs), at most _MOST_PRIMES."""
    hitting, complete = [0], True
    for mask in sorted(masks, key=int.bit_count):
        kept = [each for each in hitting if each & mask]
        grown = {each | 1 << bit for each in hitting if not each & mask for bit in _bits(mask)}
        hitting = kept + [each for each in grown if not any(other & each == other for other in kept)]
        if len(hitting) > _MOST_PRIMES:
            hitting, complete = sorted(hitting, key=int.bit_count)[:_MOST_PRIMES], False
    return hitting, complete


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

    ``complete`` is whether the candidates are all there are. The least size is found by integer programming (HiGHS, in
    scipy), all sets of this size by a search.
    """
    chart = [sum(1 << n for n, row in enumerate(rows) if covers(term, row)) for term in candidates]
    kept = [(term, covered) for term, covered in zip(candidates, chart, strict=True) if covered]
    alike: dict[int, list[Conjunction]] = {}
    for term, covered in kept:
        alike.setdefault(covered, []).append(term)
    cover, proved = _least_cover(list(alike), len(rows))
    sets, all_of_them = _covers(list(alike), len(rows), len(cover))
    place = {term: n for n, (term, _) in enumerate(kept)}
    choices = (choice for chosen in sets or [cover] for choice in product(*(alike[covered] for covered in chosen)))
    listed = [tuple(sorted(choice, key=place.__getitem__)) for choice in islice(choices, MOST_MODELS + 1)]
    essential = [covered for n in range(len(rows)) for covered in _only([c for _, c in kept if c >> n & 1])]
    return Models(
        tuple(term for term, _ in kept),
        tuple(sorted(listed[:MOST_MODELS], key=lambda model: [place[term] for term in model])),
        tuple(term for term, covered in kept if covered in essential),
        complete and all_of_them and len(listed) <= MOST_MODELS,
        complete and proved,
    )


def _only(items: list[int]) -> list[int]:
    return items if len(items) == 1 else []


def _least_cover(sets: Sequence[int], n: int) -> tuple[tuple[int, ...], bool]:
    """A smallest choice of sets, as bits, that cover n things, and whether it is proved that none is smaller."""
    if not n:
        return (), True
    from scipy.optimize import Bounds, LinearConstraint, milp

    chart = np.array([[covered >> row & 1 for covered in sets] for row in range(n)], dtype=float)
    answer = milp(
        np.ones(len(sets)), constraints=LinearConstraint(np.unique(chart, axis=0), lb=1), integrality=1,
        bounds=Bounds(0, 1), options={"time_limit": _MOST_SECONDS},
    )  # fmt: skip
    if answer.x is None:
        return _greedy(sets, n), False
    return tuple(covered for covered, chosen in zip(sets, answer.x, strict=True) if chosen > 0.5), answer.status == 0


def _greedy(sets: Sequence[int], n: int) -> tuple[int, ...]:
    """A cover that takes the set with most of what is left, again and again."""
    left, chosen = (1 << n) - 1, list[int]()
    while left:
        best = max(sets, key=lambda each: (each & left).bit_count())
        chosen.append(best)
        left &= ~best
    return tuple(chosen)


def _covers(sets: Sequence[int], n: int, size: int) -> tuple[list[tuple[int, ...]], bool]:
    """All covers of n things with ``size`` of the sets, each once, and whether the search came to its end.

    It branches on the thing that the fewest sets cover; a set tried before is out in the branches after it. Things that
    no set has in common need a set each, which bounds the search.
    """
    having = [sum(1 << k for k, covered in enumerate(sets) if covered >> thing & 1) for thing in range(n)]
    needed = sum(1 << thing for thing, which in enumerate(having) if not _implied(thing, which, having))
    steps, most = 0, max(1, _MOST_STEPS // max(n, 1))

    def search(left: int, usable: int, room: int) -> Iterator[tuple[int, ...]]:
        nonlocal steps
        steps += 1
        if not left:
            yield ()
            return
        options = sorted((having[thing] & usable for thing in _bits(left)), key=int.bit_count)
        if steps > most or not options[0] or _apart(options) > room:
            return
        for k in _bits(options[0]):
            usable &= ~(1 << k)
            for others in search(left & ~sets[k], usable, room - 1):
                yield (sets[k], *others)

    found = list(islice(search(needed, (1 << len(sets)) - 1, size), MOST_MODELS + 1))
    return found, steps <= most and len(found) <= MOST_MODELS


def _implied(thing: int, which: int, having: Sequence[int]) -> bool:
    """Whether whatever covers another thing covers this one too; of things that are alike the first is kept."""
    return any(
        other & which == other and (other != which or place < thing)
        for place, other in enumerate(having)
        if place != thing
    )


def _apart(options: Sequence[int]) -> int:
    """How many of these sets of options, taken in this order, have nothing in common."""
    taken = count = 0
    for option in options:
        if not option & taken:
            taken, count = taken | option, count + 1
    return count


def _bits(number: int) -> Iterator[int]:
    """The places of the bits that are set, from the lowest."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
