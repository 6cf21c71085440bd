"""Probabilities of hypotheses of which exactly one is true, from intervals of their priors and of what is weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

from collabgraph.model import Interval

#: Beyond this a ratio is more than a floating-point number can hold.
_MOST_DECIBELS = 3000.0


def posterior(iri: str, prior: Mapping[str, Interval], weights: Mapping[str, Interval]) -> Interval:
    """The least and greatest probability of a hypothesis over all priors within the intervals that add up to 1."""
    others = [(prior[other], weights.get(other, Interval(-inf, inf))) for other in prior if other != iri]
    least = max(prior[iri].low, 1.0 - sum(one.high for one, _ in others))
    most = min(prior[iri].high, 1.0 - sum(one.low for one, _ in others))
    worst = sorted(((span, _ratio(-weight.low)) for span, weight in others), key=lambda one: -one[1])
    best = sorted(((span, _ratio(-weight.high)) for span, weight in others), key=lambda one: one[1])
    return Interval(_share(least, worst), _share(most, best))


def _ratio(decibels: float) -> float:
    """The ratio of likelihoods that a weight stands for."""
    return inf if decibels > _MOST_DECIBELS else 10.0 ** (decibels / 10.0)


def _share(own: float, rivals: Sequence[tuple[Interval, float]]) -> float:
    """The probability of a hypothesis with this prior, the rest of it given to its rivals in their order."""
    left = 1.0 - own - sum(span.low for span, _ in rivals)
    against = 0.0
    for span, ratio in rivals:
        more = min(max(left, 0.0), span.high - span.low)
        left -= more
        against += (span.low + more) * ratio if span.low + more > 0.0 else 0.0
    if own <= 0.0:
        return 0.0
    return 0.0 if against == inf else own / (own + against)
