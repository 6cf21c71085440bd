"""Necessary condition analysis: the ceiling above the cases, its effect size, and the bottlenecks.

Dul (2016), Organizational Research Methods 19(1), for ceilings, effect size and bottlenecks; Dul, van der Laan and Kuik
(2020), Organizational Research Methods 23(2), for the permutation test.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
from msgspec import Struct

from collabgraph.analysis.many.memberships import Numbers
from collabgraph.model import Interval

Kind = Literal["ce-fdh", "cr-fdh"]
KINDS: tuple[Kind, ...] = ("ce-fdh", "cr-fdh")
#: With fewer cases a permutation test says nothing.
LEAST_CASES = 10


class Scope(Struct, frozen=True):
    """The rectangle in which cases can lie: of theory (0 to 1 for memberships) or of the data."""

    x: Interval
    y: Interval

    @property
    def area(self) -> float:
        """Its area."""
        return (self.x.high - self.x.low) * (self.y.high - self.y.low)


class Ceiling(Struct, frozen=True):
    """A ceiling: a step function through ``peers`` (CE-FDH), or a line through them (CR-FDH: intercept, slope).

    ``zone`` is the area above it inside the scope, ``accuracy`` the share of cases on or below it. Of fewer than two
    peers there is no line: ``line`` is None and ``zone`` 0.
    """

    kind: Kind
    scope: Scope
    peers: tuple[tuple[float, float], ...]
    line: tuple[float, float] | None
    zone: float
    accuracy: float

    @property
    def effect(self) -> float | None:
        """The effect size d: ceiling zone by scope; None where the scope has no area."""
        return self.zone / self.scope.area if self.scope.area > 0 else None

    def required(self, y: float) -> float | None:
        """The least x at which y can be reached; None where any x will do."""
        if self.kind == "ce-fdh":
            x = next((x for x, top in self.peers if top >= y), self.scope.x.high)
        elif self.line is None or self.line[1] <= 0:
            return None
        else:
            x = (y - self.line[0]) / self.line[1]
        return None if x <= self.scope.x.low else float(x)


class Effect(Struct, frozen=True):
    """The ceiling of a condition at what is least and most favourable to it, and the p of its effect.

    ``lowest`` takes every unknown x at its least and y at its greatest, which makes the zone of CE-FDH as small as it
    can be; ``highest`` the reverse. Without unknowns both are the same. For CR-FDH, a regression, the two are not
    proved to be bounds. ``p`` is None below LEAST_CASES cases, or without permutations.
    """

    condition: str
    lowest: Ceiling
    highest: Ceiling
    p: Interval | None

    @property
    def size(self) -> Interval | None:
        """The effect size d at least and at most; None where the scope has no area."""
        ends = [ceiling.effect for ceiling in (self.lowest, self.highest)]
        if ends[0] is None or ends[1] is None:
            return None
        return Interval(min(ends[0], ends[1]), max(ends[0], ends[1]))


def ceiling(x: Numbers, y: Numbers, kind: Kind, scope: Scope) -> Ceiling:
    """The ceiling above the upper left corner: which y is not reached at which x."""
    peers = _peers(x, y)
    if kind == "ce-fdh":
        return Ceiling(kind, scope, peers, None, _above_steps(peers, scope), 1.0)
    if len(peers) < 2:
        return Ceiling(kind, scope, peers, None, 0.0, 1.0)
    slope, intercept = (float(each) for each in np.polyfit([x for x, _ in peers], [y for _, y in peers], 1))
    below = float(np.mean(y <= intercept + slope * x + 1e-9))
    zone = _above_line(intercept, slope, scope) if slope > 0 else 0.0
    return Ceiling(kind, scope, peers, (intercept, slope), zone, below)


def _peers(x: Numbers, y: Numbers) -> tuple[tuple[float, float], ...]:
    """The cases on the upper left edge: each has a higher y than all cases with a lower or the same x."""
    order = np.lexsort((-y, x))
    across, up = x[order], y[order]
    best = np.concatenate([[-np.inf], np.maximum.accumulate(up)[:-1]])
    return tuple(zip(across[up > best].tolist(), up[up > best].tolist(), strict=True))


def _above_steps(peers: Sequence[tuple[float, float]], scope: Scope) -> float:
    edges = [scope.x.low, *(x for x, _ in peers), scope.x.high]
    tops = [scope.y.low, *(y for _, y in peers)]
    steps = zip(pairwise(edges), tops, strict=True)
    return sum((right - left) * (scope.y.high - top) for (left, right), top in steps)


def _above_line(intercept: float, slope: float, scope: Scope) -> float:
    """The area between a rising line and the top of the scope."""
    ends = [(y - intercept) / slope for y in (scope.y.low, scope.y.high)]
    at = np.unique(np.clip([scope.x.low, scope.x.high, *ends], scope.x.low, scope.x.high))
    gap = scope.y.high - np.clip(intercept + slope * at, scope.y.low, scope.y.high)
    return float(np.trapezoid(gap, at))


def effect(
    condition: str, x: tuple[Numbers, Numbers], y: tuple[Numbers, Numbers], kind: Kind, scope: Scope,
    permutations: int = 0, seed: int = 0,
) -> Effect:  # fmt: skip
    """The effect of a condition with memberships (or values) from ``x[0]`` to ``x[1]`` on an outcome likewise."""
    ends = (ceiling(x[0], y[1], kind, scope), ceiling(x[1], y[0], kind, scope))
    p = None
    if permutations and len(x[0]) >= LEAST_CASES:
        chances = [_chance(*pair, kind, scope, permutations, seed) for pair in ((x[0], y[1]), (x[1], y[0]))]
        p = Interval(min(chances), max(chances))
    return Effect(condition, *ends, p)


def _chance(x: Numbers, y: Numbers, kind: Kind, scope: Scope, permutations: int, seed: int) -> float:
    """The p of a zone: how often permuted outcomes leave one as large, (k + 1) / (N + 1)."""
    rng = np.random.default_rng(seed)
    zone = ceiling(x, y, kind, scope).zone
    reached = sum(ceiling(x, rng.permutation(y), kind, scope).zone >= zone - 1e-12 for _ in range(permutations))
    return (reached + 1) / (permutations + 1)


def observed_scope(x: tuple[Numbers, Numbers], y: tuple[Numbers, Numbers]) -> Scope:
    """The rectangle from the least to the greatest value that any case can have."""
    return Scope(*(Interval(float(low.min()), float(high.max())) for low, high in (x, y)))


def bottleneck(effects: Sequence[Effect], levels: Sequence[float]) -> list[tuple[float, list[Interval | None]]]:
    """For each level of the outcome (0..1 of its scope), how much of each condition it takes, 0..1 of its scope.

    None is where no level of the condition is necessary.
    """
    table = []
    for level in levels:
        required = [[_share(each, level) for each in (of.lowest, of.highest)] for of in effects]
        table.append((level, [_joined(*pair) for pair in required]))
    return table


def _share(of: Ceiling, level: float) -> float | None:
    x, y = of.scope.x, of.scope.y
    needed = of.required(y.low + level * (y.high - y.low))
    return None if needed is None or x.high == x.low else min(1.0, (needed - x.low) / (x.high - x.low))


def _joined(one: float | None, other: float | None) -> Interval | None:
    if one is None and other is None:
        return None
    ends = sorted((one or 0.0, other or 0.0))
    return Interval(*ends)
