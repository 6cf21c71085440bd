"""How well a set fits an outcome: inclusion, coverage, PRI, relevance; exact bounds where memberships are open.

Formulas: Ragin (2006), Political Analysis 14(3), for inclusion and coverage; Schneider and Wagemann (2012),
Set-Theoretic Methods for the Social Sciences, for PRI and RoN. x is the membership in the set, in [a, b], y that in the
outcome, in [c, d]; both are independent between cases and of each other. All are None where the denominator is 0.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from collabgraph.analysis.many.memberships import Numbers
from collabgraph.model import Interval

Bounds = Interval | None
_EXACT = 1e-14
_ROUNDS = 60


class Fit(Struct, frozen=True):
    """The parameters of fit of a set that is held to be sufficient: inclusion, PRI and coverage."""

    inclusion: Bounds
    pri: Bounds
    coverage: Bounds


class Need(Struct, frozen=True):
    """The parameters of fit of a set that is held to be necessary: inclusion, coverage and relevance (RoN)."""

    inclusion: Bounds
    coverage: Bounds
    relevance: Bounds


def sufficiency(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Fit:
    """The fit of a set with memberships in [a, b] as sufficient for an outcome in [c, d]."""
    return Fit(inclusion(a, b, c, d), pri(a, b, c, d), inclusion(c, d, a, b))


def necessity(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Need:
    """The fit of a set with memberships in [a, b] as necessary for an outcome in [c, d]."""
    return Need(inclusion(c, d, a, b), inclusion(a, b, c, d), relevance(a, b, c, d))


def inclusion(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Bounds:
    """Inclusion of x in y: sum of min(x, y) by sum of x. Coverage is the same with x and y exchanged."""
    x = np.clip(d, a, b)
    least, greatest = _least_inclusion(a, b, c), _ratio(np.minimum(x, d).sum(), x.sum())
    # Where no case can be in both sets, x at its best is empty, and any x that is not has an inclusion of 0.
    return _bounds(least, 0.0 if greatest is None and least is not None else greatest)


def _least_inclusion(a: Numbers, b: Numbers, c: Numbers) -> float | None:
    """The least inclusion: y is at its lowest, and each x at an end, those with the flattest rise at the upper."""
    rise = np.minimum(b, c) - np.minimum(a, c)
    width = b - a
    open_ = np.flatnonzero(width > 0)
    order = open_[np.argsort(rise[open_] / width[open_], kind="stable")]
    shared = np.minimum(a, c).sum() + np.concatenate([[0.0], np.cumsum(rise[order])])
    whole = a.sum() + np.concatenate([[0.0], np.cumsum(width[order])])
    if not (whole > 0).any():
        return None
    return float((shared[whole > 0] / whole[whole > 0]).min())


def relevance(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Bounds:
    """Relevance of necessity: sum of 1-x by sum of 1-min(x, y)."""
    ends = [_ratio((1 - x).sum(), (1 - np.minimum(x, y)).sum()) for x, y in ((b, c), (a, d))]
    return _bounds(*ends)


def pri(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> Bounds:
    """Proportional reduction in inconsistency: how much more x is in y than in both y and not y."""
    x, y = _vertices(a, b, c, d)
    both = np.minimum(np.minimum(x, y), 1 - y)
    above, below = np.minimum(x, y) - both, x - both
    return _bounds(_extreme(above, below, np.argmin), _extreme(above, below, np.argmax))


def _vertices(a: Numbers, b: Numbers, c: Numbers, d: Numbers) -> tuple[Numbers, Numbers]:
    """The points of each case's rectangle where PRI can be extreme: a row for each, a column for each case."""
    half = np.full_like(a, 0.5)
    points = [(x, y) for x in (a, b) for y in (c, d)]
    points += [(x, np.clip(y, c, d)) for x in (a, b) for y in (x, 1 - x, half)]
    points += [(np.clip(x, a, b), y) for y in (c, d) for x in (y, 1 - y)]
    points.append((np.clip(half, a, b), np.clip(half, c, d)))
    return np.array([x for x, _ in points]), np.array([y for _, y in points])


def _extreme(above: Numbers, below: Numbers, pick: Callable[..., Numbers]) -> float | None:
    """The extreme of a ratio of sums, each case choosing its point (Dinkelbach 1967, Management Science 13(7))."""
    cases = np.arange(above.shape[1])
    ratio = 0.5
    for _ in range(_ROUNDS):
        chosen = pick(above - ratio * below, axis=0)
        whole = below[chosen, cases].sum()
        if whole <= _EXACT:  # no case need be in the set, so that one case alone can set the ratio
            alone = above[below > _EXACT] / below[below > _EXACT]
            return float(alone[pick(alone)]) if len(alone) else None
        previous, ratio = ratio, float(above[chosen, cases].sum() / whole)
        if abs(ratio - previous) < _EXACT:
            break
    return ratio


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


def _bounds(low: float | None, high: float | None) -> Bounds:
    return None if low is None or high is None else Interval(min(low, high), high)
