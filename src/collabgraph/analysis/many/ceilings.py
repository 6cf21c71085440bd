"""Necessary condition analysis: the ceiling above the cases, its effect size, and the bottlenecks.

Dul (2016), Organizational Research Methods 19(1), for ceilings, effect size, accuracy, inefficiencies and bottlenecks;
Dul, van der Laan and Kuik (2020), Organizational Research Methods 23(2), for the permutation test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import inf, prod
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from collabgraph.analysis.many.memberships import Memberships, Numbers
from collabgraph.errors import OutsideScope
from collabgraph.model import Claim, Interval

Kind = Literal["ce-fdh", "cr-fdh"]
KINDS: tuple[Kind, ...] = ("ce-fdh", "cr-fdh")
#: With fewer cases a permutation test says nothing.
LEAST_CASES = 10
#: As many completions of unknown cells are tried for a ceiling that is a regression.
MOST_COMPLETIONS = 4096
#: As many numbers are held in memory at once.
_AT_ONCE = 1_000_000
_ROUNDING = 1e-9
#: The least and the greatest value of each case.
Ends = tuple[Numbers, Numbers]


class Scope(Struct, frozen=True):
    """The rectangle in which cases can lie: of theory (0 to 1 for memberships) or of the data."""

    x: Interval
    y: Interval

    @property
    def area(self) -> float:
        """Its area."""
        return (self.x.high - self.x.low) * (self.y.high - self.y.low)


_RANGE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*-\s*(-?\d+(?:\.\d+)?)\s*", re.ASCII)


def scope_named(text: str) -> Scope | None:
    """The scope that is written as "0-1" (of both), or "0-100,0-10" (of conditions, of the outcome); None for others.

    >>> scope_named("0-100, 0-10")
    Scope(x=Interval(low=0.0, high=100.0), y=Interval(low=0.0, high=10.0))
    """
    found = [_RANGE.fullmatch(part) for part in text.split(",")]
    ranges = [Interval(float(each[1]), float(each[2])) for each in found if each]
    if len(ranges) != len(found) or len(ranges) > 2 or any(each.low >= each.high for each in ranges):
        return None
    return Scope(ranges[0], ranges[-1])


#: The scope of memberships.
UNIT = Scope(Interval(0.0, 1.0), Interval(0.0, 1.0))


class Values(Struct, frozen=True, eq=False):
    """What ceilings are drawn above: the value of each case in each condition and the outcome, at least and at most.

    They are memberships or any other measurements. ``whole`` names the columns whose unknown values are whole numbers
    (crisp memberships, levels); ``claims`` are those behind a cell, by case and column.
    """

    cases: tuple[str, ...]
    conditions: Mapping[str, Ends]
    outcome: str
    y: Ends
    whole: frozenset[str] = frozenset()
    claims: Mapping[tuple[str, str], tuple[Claim, ...]] = {}

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """The cells whose value is not known exactly: case and column."""
        columns = {**self.conditions, self.outcome: self.y}
        return [
            (case, name)
            for name, (low, high) in columns.items()
            for case, open_ in zip(self.cases, (low < high).tolist(), strict=True)
            if open_
        ]


def of_memberships(memberships: Memberships) -> Values:
    """The memberships in each condition and the outcome; of a condition with more levels than two, the level."""
    conditions, whole = {}, set[str]()
    for name, low, high in zip(memberships.conditions, memberships.low, memberships.high, strict=True):
        conditions[name] = (low[:, 1], high[:, 1]) if low.shape[1] == 2 else _levels(high)
        if np.isin((*conditions[name],), range(high.shape[1])).all():
            whole.add(name)
    y = memberships.outcome_low, memberships.outcome_high
    if np.isin(y, (0, 1)).all():
        whole.add(memberships.outcome)
    return Values(memberships.cases, conditions, memberships.outcome, y, frozenset(whole), memberships.claims)


def _levels(high: Numbers) -> Ends:
    """The least and greatest level that each case can have."""
    possible = high > 0
    least, greatest = possible.argmax(axis=1), high.shape[1] - 1 - possible[:, ::-1].argmax(axis=1)
    return least.astype(float), greatest.astype(float)


class Ceiling(Struct, frozen=True):
    """A ceiling: a step function through ``peers`` (CE-FDH), or a line through them (CR-FDH: intercept, slope).

    ``zone`` is the area above it inside the scope, ``accuracy`` the share of cases on or below it. One peer makes no
    line: then ``line``, ``zone`` and ``accuracy`` are None, unless the peer is in the corner and the zone empty.
    """

    kind: Kind
    scope: Scope
    peers: tuple[tuple[float, float], ...]
    line: tuple[float, float] | None
    zone: float | None
    accuracy: float | None

    @property
    def effect(self) -> float | None:
        """The effect size d: ceiling zone by scope; None without a line, or where the scope has no area."""
        return self.zone / self.scope.area if self.zone is not None and self.scope.area > 0 else None

    def height(self, x: float) -> float | None:
        """The greatest y below the ceiling at an x of the scope; None where there is no line."""
        if self.kind == "ce-fdh" or self.zone == 0:
            return max((y for at, y in self.peers if at <= x), default=self.scope.y.low)
        if self.line is None:
            return None
        return min(max(self.line[0] + self.line[1] * x, self.scope.y.low), self.scope.y.high)

    def required(self, y: float) -> float | None:
        """The least x of the scope at which y can be reached; None where there is no line.

        It is -inf where any x will do (not necessary, NN), and inf where no x is enough (not available, NA).
        """
        if self.zone is None:
            return None
        if self.zone == 0 or y <= self.scope.y.low:
            return -inf
        if self.line is None:
            x = next((x for x, top in self.peers if top >= y - _ROUNDING), inf)
        else:
            x = (y - self.line[0]) / self.line[1]
        return -inf if x <= self.scope.x.low + _ROUNDING else inf if x > self.scope.x.high + _ROUNDING else float(x)

    @property
    def inefficiency(self) -> tuple[float, float] | None:
        """The shares of the condition's and of the outcome's scope in which one does not limit the other."""
        start, x, y = self.height(self.scope.x.low), self.scope.x, self.scope.y
        needed = self.required(y.high)
        if start is None or needed is None or not self.scope.area:
            return None
        return (x.high - min(max(needed, x.low), x.high)) / (x.high - x.low), (start - y.low) / (y.high - y.low)


def ceiling(x: Numbers, y: Numbers, kind: Kind, scope: Scope) -> Ceiling:
    """The ceiling above the upper left corner: which y is not reached at which x."""
    zone = _value(_zones(x[None], y[None], kind, scope)[0])
    peers = _peers(x, y)
    if kind == "ce-fdh" or len(peers) < 2:
        return Ceiling(kind, scope, peers, None, zone, None if zone is None else 1.0)
    slope, intercept = (float(each[0]) for each in _line(x[None], y[None]))
    return Ceiling(kind, scope, peers, (intercept, slope), zone, float(np.mean(y <= intercept + slope * x + _ROUNDING)))


def _value(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


# Many tables at once: a row for each ---------------------------------------------------------------------------------


def _sorted(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Each row by x, higher y first where x is the same; and the greatest y so far."""
    order = np.lexsort((-y, x), axis=-1)
    across, up = np.take_along_axis(x, order, axis=1), np.take_along_axis(y, order, axis=1)
    return across, up, np.maximum.accumulate(up, axis=1)


def _are_peers(best: Numbers) -> NDArray[np.bool_]:
    """Where the greatest y so far rises: the cases on the upper left edge."""
    return np.diff(best, axis=1, prepend=-inf) > 0


def _peers(x: Numbers, y: Numbers) -> tuple[tuple[float, float], ...]:
    across, up, best = _sorted(x[None], y[None])
    chosen = _are_peers(best)
    return tuple(zip(across[chosen].tolist(), up[chosen].tolist(), strict=True))


def _line(x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
    """Slope and intercept of the least-squares line through the peers of each row; nan where there is one peer."""
    across, up, best = _sorted(x, y)
    weights = _are_peers(best).astype(float)
    n = weights.sum(axis=1)
    mean_x, mean_y = (weights * across).sum(axis=1) / n, (weights * up).sum(axis=1) / n
    away = weights * (across - mean_x[:, None])
    spread = (away**2).sum(axis=1)
    slope = np.where(n > 1, (away * up).sum(axis=1) / np.where(n > 1, spread, 1), np.nan)
    return slope, mean_y - slope * mean_x


def _zones(x: Numbers, y: Numbers, kind: Kind, scope: Scope) -> Numbers:
    """The ceiling zone of each row; nan where one peer makes no line."""
    across, _, best = _sorted(x, y)
    left, right = (np.full((len(x), 1), end) for end in (scope.x.low, scope.x.high))
    widths = np.diff(np.hstack([left, across, right]), axis=1)
    tops = np.hstack([np.full((len(x), 1), scope.y.low), best])
    steps: Numbers = (widths * (scope.y.high - tops)).sum(axis=1)
    if kind == "ce-fdh":
        return steps
    slope, intercept = _line(x, y)
    return np.where(steps > 0, _above_line(slope, intercept, scope), 0.0)


def _above_line(slope: Numbers, intercept: Numbers, scope: Scope) -> Numbers:
    """The area between a rising line and the top of the scope: the integral of how far the top is above the line."""
    height = scope.y.high - scope.y.low

    def integral(x: float) -> Numbers:
        gap = scope.y.high - intercept - slope * x
        return np.clip(gap, 0, height) ** 2 / 2 + height * np.maximum(gap - height, 0)

    return np.asarray((integral(scope.x.low) - integral(scope.x.high)) / slope)


# Effects -------------------------------------------------------------------------------------------------------------


class Effect(Struct, frozen=True):
    """The ceiling of a condition at what is least and most favourable to it, and the p of its effect.

    Without unknown values both are the same. With them they are, for CE-FDH, bounds: a lower x or a higher y of any
    case makes the zone smaller, and a bottleneck less demanding. For CR-FDH, a regression, they are the ceilings with
    the least and the greatest zone among ``tried`` completions, and bounds where ``proved``: where those are all that
    can be. ``undefined`` of them have no line. ``p`` is None below LEAST_CASES cases, or without permutations.
    """

    condition: str
    kind: Kind
    lowest: Ceiling
    highest: Ceiling
    p: Interval | None
    tried: int = 1
    proved: bool = True
    undefined: int = 0

    @property
    def size(self) -> Interval | None:
        """The effect size d at least and at most; None where it has none."""
        ends = self.lowest.effect, self.highest.effect
        return None if ends[0] is None or ends[1] is None else Interval(ends[0], ends[1])

    @property
    def accuracy(self) -> Interval | None:
        """The share of cases on or below the ceiling, at the least and the greatest zone, in order."""
        return _ordered(self.lowest.accuracy, self.highest.accuracy)

    def required(self, y: float) -> Interval | None:
        """The least x at which y can be reached, at least and at most; see ``Ceiling.required``."""
        return _ordered(self.lowest.required(y), self.highest.required(y))


def _ordered(one: float | None, other: float | None) -> Interval | None:
    return None if one is None or other is None else Interval(min(one, other), max(one, other))


def effect(
    condition: str, x: Ends, y: Ends, kind: Kind, scope: Scope, permutations: int = 0, seed: int = 0,
    whole: tuple[bool, bool] = (False, False),
) -> Effect:  # fmt: skip
    """The effect of a condition with memberships (or values) from ``x[0]`` to ``x[1]`` on an outcome likewise.

    ``whole`` is whether unknown values of the condition, and of the outcome, are whole numbers.
    """
    (least, greatest), tried, proved, undefined = _extremes(x, y, kind, scope, seed, whole)
    p = None
    if permutations and len(x[0]) >= LEAST_CASES:
        chances = [_chance(*pair, kind, scope, permutations, seed) for pair in (least, greatest)]
        p = _ordered(*chances)
    ends = ceiling(*least, kind, scope), ceiling(*greatest, kind, scope)
    return Effect(condition, kind, *ends, p, tried, proved, undefined)


def _extremes(
    x: Ends, y: Ends, kind: Kind, scope: Scope, seed: int, whole: tuple[bool, bool]
) -> tuple[tuple[Ends, Ends], int, bool, int]:
    """The values with the least and the greatest zone, of how many, whether of all, and how many have no line."""
    ends = (x[0], y[1]), (x[1], y[0])
    n_open = int((x[0] < x[1]).sum() + (y[0] < y[1]).sum())
    if kind == "ce-fdh" or not n_open:
        return ends, 1 if not n_open else 2, True, 0
    xs, ys, proved = _completions(x, y, seed, whole)
    zones = _zones(xs, ys, kind, scope)
    undefined = int(np.isnan(zones).sum())
    if undefined == len(zones):
        return ends, len(zones), proved, undefined
    at = int(np.nanargmin(zones)), int(np.nanargmax(zones))
    return ((xs[at[0]], ys[at[0]]), (xs[at[1]], ys[at[1]])), len(zones), proved, undefined


def _completions(x: Ends, y: Ends, seed: int, whole: tuple[bool, bool]) -> tuple[Numbers, Numbers, bool]:
    """Values for every unknown cell, a row for each completion, and whether these are all that can be.

    They are all of them where unknown values are whole numbers and the completions MOST_COMPLETIONS at most; else the
    ends of every cell, as far as they are no more than that, and so many drawn at random.
    """
    low, high = np.concatenate([x[0], y[0]]), np.concatenate([x[1], y[1]])
    are_whole = np.repeat(whole, [len(x[0]), len(y[0])])
    cells = np.flatnonzero(low < high)
    counts = [int(high[k] - low[k]) + 1 if are_whole[k] else 2 for k in cells]
    n = prod(map(float, counts))
    table = np.tile(low, (int(min(n, MOST_COMPLETIONS)), 1))
    rng = np.random.default_rng(seed)
    if n <= MOST_COMPLETIONS:
        places = np.indices(counts).reshape(len(cells), -1).T
        table[:, cells] = low[cells] + places * (high - low)[cells] / (np.array(counts) - 1)
    if not (proved := bool(n <= MOST_COMPLETIONS and are_whole[cells].all())):
        drawn = np.tile(low, (MOST_COMPLETIONS, 1))
        inside = rng.uniform(low[cells], high[cells], (MOST_COMPLETIONS, len(cells)))
        drawn[:, cells] = np.where(are_whole[cells], np.rint(inside), inside)
        extremes = np.array([np.concatenate([x[0], y[1]]), np.concatenate([x[1], y[0]])])
        table = np.vstack([extremes, drawn, *([table] if n <= MOST_COMPLETIONS else [])])
    return table[:, : len(x[0])], table[:, len(x[0]) :], proved


def _chance(x: Numbers, y: Numbers, kind: Kind, scope: Scope, permutations: int, seed: int) -> float | None:
    """The p of a zone: how often permuted outcomes leave one as large, (k + 1) / (N + 1); None without a zone."""
    zone = _value(_zones(x[None], y[None], kind, scope)[0])
    if zone is None:
        return None
    rng = np.random.default_rng(seed)
    reached = 0
    for n in _parts(permutations, max(1, _AT_ONCE // len(x))):
        permuted = rng.permuted(np.tile(y, (n, 1)), axis=1)
        zones = _zones(np.tile(x, (n, 1)), permuted, kind, scope)
        reached += int((zones >= zone - 1e-12).sum())
    return (reached + 1) / (permutations + 1)


def _parts(n: int, size: int) -> Iterator[int]:
    """The sizes of the parts into which n things are divided."""
    while n > 0:
        yield min(n, size)
        n -= size


def observed_scope(x: Ends, y: Ends) -> Scope:
    """The rectangle from the least to the greatest value that any case can have."""
    return Scope(*(Interval(float(low.min()), float(high.max())) for low, high in (x, y)))


# The whole analysis --------------------------------------------------------------------------------------------------


class Ceilings(Struct, frozen=True):
    """Necessary condition analysis of each condition by itself: its effects, in the order of the conditions and kinds.

    ``permutations`` is how many the p rest on, 0 where none were made; ``seed`` is that of all random numbers.
    """

    values: Values
    kinds: tuple[Kind, ...]
    effects: tuple[Effect, ...]
    permutations: int
    seed: int

    def of(self, kind: Kind) -> list[Effect]:
        """The effects by one kind of ceiling."""
        return [each for each in self.effects if each.kind == kind]


def nca(
    values: Values, kinds: Sequence[Kind] = KINDS, scope: Scope | None = UNIT, permutations: int = 0, seed: int = 0
) -> Ceilings:
    """The ceilings of every condition; without a ``scope`` each has that of the data.

    No p is computed below LEAST_CASES cases. Raises OutsideScope where a value lies outside.
    """
    permutations = permutations if len(values.cases) >= LEAST_CASES else 0
    effects = []
    for name, x in values.conditions.items():
        chosen = scope or observed_scope(x, values.y)
        _refuse_outside(values, {name: (x, chosen.x), values.outcome: (values.y, chosen.y)})
        whole = name in values.whole, values.outcome in values.whole
        effects += [effect(name, x, values.y, kind, chosen, permutations, seed, whole) for kind in kinds]
    return Ceilings(values, tuple(kinds), tuple(effects), permutations, seed)


def _refuse_outside(values: Values, columns: Mapping[str, tuple[Ends, Interval]]) -> None:
    """Raise OutsideScope where a value cannot lie in its scope."""
    for name, ((low, high), room) in columns.items():
        outside = np.flatnonzero((low < room.low) | (high > room.high))
        if len(outside):
            n = int(outside[0])
            value = f"{low[n] if low[n] < room.low else high[n]:g}"
            raise OutsideScope(case=values.cases[n], name=name, value=value, low=f"{room.low:g}", high=f"{room.high:g}")


class Requirement(Struct, frozen=True):
    """How much of a condition a level of the outcome takes, at least and at most, as a share of its scope.

    -inf is that any will do (not necessary, NN); inf that no level of the condition in the scope is enough (NA).
    """

    low: float
    high: float


def bottleneck(
    effects: Sequence[Effect], levels: Sequence[float]
) -> list[tuple[float, tuple[Requirement | None, ...]]]:
    """For each level of the outcome (0..1 of its scope), how much of each condition it takes; None without a line."""
    return [(level, tuple(_requirement(of, level) for of in effects)) for level in levels]


def _requirement(of: Effect, level: float) -> Requirement | None:
    x, y = of.lowest.scope.x, of.lowest.scope.y
    found = of.required(y.low + level * (y.high - y.low))
    if found is None or x.high == x.low:
        return None
    return Requirement((found.low - x.low) / (x.high - x.low), (found.high - x.low) / (x.high - x.low))


def steps(n: int = 10) -> tuple[float, ...]:
    """The levels of a bottleneck table: 0 to 1 in n steps."""
    return tuple(k / n for k in range(n + 1))
