"""Smallest covers: all choices of the fewest sets that together hold every thing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from math import ceil
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Chart = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Cover = tuple[int, ...]
#: After so much work (things looked at) the search for more covers ends, and the list is said to be incomplete.
_MOST_WORK = 15_000_000
#: In charts of up to so many cells each step asks which sets are still affordable.
_MOST_VALUED = 500_000
#: No more sets than this are put together by the search.
_DEEPEST = 400
#: After so many seconds of integer programming the best cover so far is taken, and is not said to be proved.
_MOST_SECONDS = 8.0
_ROUNDING = 1e-6
#: The same for sums in single precision.
_LOOSE = 1e-4


class Covers(Struct, frozen=True):
    """Covers of the same size, each by the numbers of its sets.

    ``complete`` is whether these are all of this size; ``proved`` whether it is certain that none is smaller.
    """

    covers: tuple[Cover, ...]
    complete: bool
    proved: bool


class _Reduced(Struct, frozen=True):
    """A chart without what is settled: sets that every cover needs, and things that come with others.

    ``sets`` has a row for each different set of the things left; ``alike`` are the numbers of those that are this set.
    """

    needed: Cover
    sets: Chart
    alike: tuple[tuple[int, ...], ...]


class _Bound(Struct, frozen=True):
    """What linear programming says of a chart: a price for each thing, at which no set is worth more than 1.

    A cover has at least the sum of the prices; a set worth less than 1 adds the rest to that (its ``surplus``).
    """

    shares: Numbers
    prices: Numbers
    surplus: Numbers

    @property
    def least(self) -> float:
        return float(self.prices.sum())


def smallest_covers(chart: Chart, most: int) -> Covers:
    """The covers of all things (columns) by the fewest sets (rows), at most ``most`` of them.

    The least number is found by linear programming and, where that leaves it open, by integer programming (HiGHS, in
    scipy). All covers of this size are found by a search, bounded by the prices of the linear program. Things that no
    set holds are left aside.
    """
    reduced = _reduced(chart[:, chart.any(axis=0)])
    if not reduced.sets.size:
        return Covers((reduced.needed,), complete=True, proved=True)
    bound = _bound(reduced.sets)
    cover, proved = _least_cover(reduced.sets, bound)
    usable = np.flatnonzero(bound.surplus <= len(cover) - bound.least + _ROUNDING)
    found, ended = _all_covers(reduced.sets[usable], bound.prices, bound.shares[usable], len(cover), most)
    chosen = [tuple(int(usable[n]) for n in each) for each in found] or [cover]
    choices = (choice for each in chosen for choice in product(*(reduced.alike[n] for n in each)))
    listed = [reduced.needed + choice for choice in islice(choices, most + 1)]
    return Covers(tuple(listed[:most]), ended and len(listed) <= most, proved)


def _reduced(chart: Chart) -> _Reduced:
    """Sets that alone hold a thing are taken; of things that always come with another one, that one is kept."""
    needed = np.flatnonzero(chart[:, chart.sum(axis=0) == 1].any(axis=1))
    left = chart[:, ~chart[needed].any(axis=0)]
    holders = left.T.astype(np.float32)
    both, size = holders @ holders.T, holders.sum(axis=1)
    # implied[i, j]: whatever holds j holds i as well; of things that are alike the first is kept.
    implied = (both == size[None, :]) & ((size[:, None] > size[None, :]) | np.tri(len(size), k=-1, dtype=bool))
    left = left[:, ~implied.any(axis=1)]
    alike: dict[bytes, list[int]] = {}
    for n in np.flatnonzero(left.any(axis=1)).tolist():
        alike.setdefault(left[n].tobytes(), []).append(n)
    sets = left[[numbers[0] for numbers in alike.values()]]
    return _Reduced(tuple(needed.tolist()), sets, tuple(map(tuple, alike.values())))


def _bound(sets: Chart) -> _Bound:
    """The linear program of a chart, and its dual prices, made safe against rounding."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    things = csr_array(-sets.T.astype(float))
    answer = _interruptible(
        lambda: linprog(np.ones(len(sets)), A_ub=things, b_ub=-np.ones(sets.shape[1]), bounds=(0, 1), method="highs")
    )
    prices = np.maximum(-answer.ineqlin.marginals, 0.0) if answer.x is not None else np.zeros(sets.shape[1])
    prices = prices / max(1.0, float((sets @ prices).max()))
    shares = answer.x if answer.x is not None else np.ones(len(sets))
    return _Bound(np.asarray(shares), prices, 1 - sets @ prices)


def _least_cover(sets: Chart, bound: _Bound) -> tuple[Cover, bool]:
    """A smallest cover, and whether it is proved that none is smaller."""
    best = min((_greedy(sets, bound.shares), _greedy(sets, np.zeros(len(sets)))), key=len)
    if ceil(bound.least - _ROUNDING) >= len(best):
        return best, True
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    # A set whose surplus leaves no room for a cover smaller than the best cannot be in one.
    usable = np.flatnonzero(bound.surplus <= len(best) - 1 - bound.least + _ROUNDING)
    if not sets[usable].any(axis=0).all():
        return best, True
    usable = usable[_undominated(sets[usable])]
    things = LinearConstraint(csr_array(sets[usable].T.astype(float)), lb=1)
    answer = _interruptible(
        lambda: milp(
            np.ones(len(usable)), constraints=things, integrality=1, bounds=Bounds(0, 1),
            options={"time_limit": _MOST_SECONDS},
        )
    )  # fmt: skip
    found = tuple(usable[answer.x > 0.5].tolist()) if answer.x is not None else best
    dual = getattr(answer, "mip_dual_bound", None) or 0.0
    best = min(best, found, key=len)
    return best, answer.status == 0 or ceil(dual - _ROUNDING) >= len(best)


def _undominated(sets: Chart) -> NDArray[np.intp]:
    """The sets that are not part of another, where they are few enough to be compared with each other."""
    if len(sets) > 6000:
        return np.arange(len(sets))
    size = sets.sum(axis=1)
    both = sets.astype(np.float32) @ sets.T.astype(np.float32)
    return np.flatnonzero(~((both == size[:, None]) & (size[:, None] < size[None, :])).any(axis=1))


def _greedy(sets: Chart, shares: Numbers) -> Cover:
    """A cover that takes the set with most of what is left, weighted by its share, and drops what is not needed."""
    left, chosen = np.ones(sets.shape[1], dtype=bool), list[int]()
    while left.any():
        best = int(np.argmax((sets @ left) * (shares + 0.05)))
        chosen.append(best)
        left &= ~sets[best]
    for each in [*chosen]:
        rest = [n for n in chosen if n != each]
        if sets[rest].any(axis=0).all():
            chosen = rest
    return tuple(chosen)


def _all_covers(sets: Chart, prices: Numbers, shares: Numbers, size: int, most: int) -> tuple[list[Cover], bool]:
    """All covers with ``size`` of the sets, each once, and whether the search came to its end.

    It branches on the thing that the fewest sets hold; a set that was tried is out in the branches after it. What is
    left must not cost more than there is room for, nor have more things with no set in common.
    """
    search = _Search(sets, prices, shares)
    found = list(islice(search.covers(size), most + 1)) if size <= _DEEPEST else []
    return found[:most], size <= _DEEPEST and search.work <= _MOST_WORK and len(found) <= most


class _Search:
    """A search for covers, with sets of sets and of things as the bits of numbers; ``work`` is what it has cost."""

    def __init__(self, sets: Chart, prices: Numbers, shares: Numbers) -> None:
        self.sets = [_number(row) for row in sets]
        self.having = [_number(column) for column in sets.T]
        self.prices = prices
        self.values = (sets * prices).astype(np.float32) if sets.size <= _MOST_VALUED else None
        self.order = np.argsort(np.argsort(-shares, kind="stable"), kind="stable").tolist()
        self.work = 0

    def covers(self, size: int) -> Iterator[Cover]:
        """The covers with so many sets."""
        return self._covers((1 << len(self.having)) - 1, (1 << len(self.sets)) - 1, size)

    def _covers(self, left: int, usable: int, room: int) -> Iterator[Cover]:
        if not left:
            yield ()
            return
        self.work += left.bit_count() * (1 + len(self.sets) // 2000)
        usable = self._affordable(left, usable, room)
        options = sorted((self.having[thing] & usable for thing in _bits(left)), key=int.bit_count)
        if self.work > _MOST_WORK or not options[0] or _apart(options) > room:
            return
        for k in sorted(_bits(options[0]), key=self.order.__getitem__):
            usable &= ~(1 << k)
            for others in self._covers(left & ~self.sets[k], usable, room - 1):
                yield (k, *others)

    def _affordable(self, left: int, usable: int, room: int) -> int:
        """The sets that leave over no more than there is then room for; 0 where what is left costs too much."""
        things = _flags(left, len(self.having))
        spare = room - float(self.prices[things].sum()) + _LOOSE
        if spare < 0:
            return 0
        if spare >= 1 or self.values is None:
            return usable
        return usable & _number(self.values @ things.astype(np.float32) >= 1 - spare)


def _number(flags: Chart) -> int:
    """Flags as the bits of a number."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def _flags(number: int, n: int) -> NDArray[np.bool_]:
    """The lowest n bits of a number as flags."""
    raw = np.frombuffer(number.to_bytes(-(-n // 8), "little"), dtype=np.uint8)
    return np.unpackbits(raw, bitorder="little", count=n).astype(bool)


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


def _interruptible(task: Callable[[], Any]) -> Any:
    """What a task of compiled code gives; while it runs, in a thread of its own, Ctrl+C ends the wait at once."""
    answers: list[Any] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(task())
        except BaseException as fault:
            faults.append(fault)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(0.1)
    if faults:
        raise faults[0]
    return answers[0]
