"""Random orders and p-values; draws are made in portions, so that memory stays bounded however many there are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]

#: How many numbers each array has at most while drawing.
HELD = 2**20
#: Permutations and ties looked up at a time: small enough for the processor's cache.
PERMUTATIONS, TIES = 256, 256
#: Correlations that differ by less count as equal.
EQUAL = 1e-9


def orders(n: int, permutations: int, seed: int, at_once: int) -> Iterator[Whole]:
    """Random orders of n actors, one per column, at most ``at_once`` together; that limit does not change them."""
    random = np.random.Generator(np.random.PCG64(seed))
    for count in portions(permutations, at_once):
        yield np.ascontiguousarray(random.permuted(np.tile(np.arange(n), (count, 1)), axis=1).T)


def portions(total: int, at_once: int) -> Iterator[int]:
    """A number in portions of at most ``at_once``."""
    for done in range(0, total, max(at_once, 1)):
        yield min(max(at_once, 1), total - done)


def p(extreme: NDArray[np.bool_]) -> float:
    """The p-value (k + 1) / (N + 1), given which of N draws are as extreme as what was observed."""
    return (int(extreme.sum()) + 1) / (len(extreme) + 1)


def refuse_fewer_than(least: int, count: int, what: str) -> None:
    """None; raises ValueError where a count is less than ``least``."""
    if count < least:
        raise ValueError(f"{what} must be {least} or more, not {count}.")
