"""Calibration: how a measurement becomes a degree of membership in a set."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
from msgspec import Struct

from collabgraph.analysis.many.memberships import Numbers
from collabgraph.errors import UnfitAnchors

#: The log odds of the membership 0.95, which direct calibration gives at full membership (Ragin 2008, chapter 5).
_FULL = log(0.95 / 0.05)
_STEPS = 50


class Calibration(Struct, frozen=True):
    """How a column becomes memberships.

    ``method`` is "crisp" (levels by ``anchors``, each the least value of the next level), "direct" (logistic) or
    "piecewise" (linear), both with three anchors: fully out, crossover, fully in; a falling order of anchors means that
    small values are in the set. "indirect" fits degrees that a scholar gave to values: ``anchors`` are pairs of a value
    and its degree, one after the other.
    """

    method: str
    anchors: tuple[float, ...]

    @property
    def fault(self) -> str | None:
        """What is wrong with the anchors, as a word: "number", "order", or None."""
        return _fault(self.method, self.anchors)

    def of(self, values: Numbers) -> Numbers:
        """The degree of each value (0..1), or its level (0, 1, ...) for "crisp". Raises UnfitAnchors."""
        if self.method not in METHODS or self.fault:
            raise UnfitAnchors(method=self.method, anchors=", ".join(f"{a:g}" for a in self.anchors))
        return METHODS[self.method](np.asarray(values, dtype=float), self.anchors)

    def of_interval(self, low: float, high: float) -> tuple[float, float]:
        """The least and greatest degree (or level) of the values from ``low`` to ``high``; raises UnfitAnchors."""
        ends = [low, high]
        if self.method == "indirect" and not self.fault and low < high:
            ends += [turn for turn in _turning(self.anchors) if low < turn < high]
        found = self.of(np.array(ends))
        return float(found.min()), float(found.max())

    def with_anchor(self, place: int, value: float) -> Calibration:
        """The same with another value for one anchor."""
        return Calibration(self.method, (*self.anchors[:place], value, *self.anchors[place + 1 :]))


def _fault(method: str, anchors: Sequence[float]) -> str | None:
    if method in ("direct", "piecewise"):
        if len(anchors) != 3:
            return "number"
        rising = list(anchors) == sorted(set(anchors))
        return None if rising or list(anchors) == sorted(set(anchors), reverse=True) else "order"
    if method == "indirect":
        return "number" if len(anchors) < 8 or len(anchors) % 2 else None
    return None if anchors and list(anchors) == sorted(set(anchors)) else "order"


def crisp(values: Numbers, anchors: Sequence[float]) -> Numbers:
    """The level of each value: how many of the anchors it reaches."""
    return np.searchsorted(np.asarray(anchors, dtype=float), values, side="right").astype(float)


def direct(values: Numbers, anchors: Sequence[float]) -> Numbers:
    """Degrees on a logistic curve: 0.05, 0.5 and 0.95 at fully out, crossover and fully in (Ragin 2008, chapter 5)."""
    out, crossover, inside = anchors
    above = (values - crossover) / (inside - crossover)
    below = (values - crossover) / (crossover - out)
    return 1 / (1 + np.exp(np.clip(-_FULL * np.where(above >= 0, above, below), -700, 700)))


def piecewise(values: Numbers, anchors: Sequence[float]) -> Numbers:
    """Degrees that rise in a straight line from 0 to 0.5 and from 0.5 to 1 between the anchors."""
    falling = anchors[0] > anchors[-1]
    order = sorted(anchors)
    degrees = np.interp(values, order, [0.0, 0.5, 1.0])
    return 1 - degrees if falling else degrees


def indirect(values: Numbers, anchors: Sequence[float]) -> Numbers:
    """Degrees by a fractional logit of given degrees on the value and its square (Ragin 2008, chapter 5)."""
    weights, centre, spread = _fitted(anchors)
    return np.asarray(1 / (1 + np.exp(-np.clip(_design((values - centre) / spread) @ weights, -30, 30))))


def _turning(anchors: Sequence[float]) -> list[float]:
    """Where the curve of indirect calibration turns, if it does."""
    (_, linear, square), centre, spread = _fitted(anchors)
    return [float(centre - spread * linear / (2 * square))] if square else []


def _fitted(anchors: Sequence[float]) -> tuple[Numbers, float, float]:
    """The weights of 1, value and square, where values are centred and scaled by the two numbers that follow."""
    given = np.array(anchors, dtype=float).reshape(-1, 2)
    centre, spread = given[:, 0].mean(), given[:, 0].std() or 1.0
    design = _design((given[:, 0] - centre) / spread)
    weights = np.zeros(3)
    for _ in range(_STEPS):
        fitted = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        variance = np.maximum(fitted * (1 - fitted), 1e-9)
        curvature, rise = design.T @ (design * variance[:, None]), design.T @ (given[:, 1] - fitted)
        step = np.linalg.lstsq(curvature, rise, rcond=None)[0]
        weights = weights + step
        if np.abs(step).max() < 1e-10:
            break
    return weights, float(centre), float(spread)


def _design(values: Numbers) -> Numbers:
    return np.column_stack([np.ones_like(values), values, values**2])


METHODS = {"crisp": crisp, "direct": direct, "piecewise": piecewise, "indirect": indirect}
