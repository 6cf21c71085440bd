"""Measures of networks: each a record with its question, formula, convention, reference, and when it is undefined."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from collabgraph.metrics import brokerage, centrality, cohesion, governance, groups, structure
from collabgraph.metrics.arrays import Arrays, Reals, of_network
from collabgraph.metrics.governance import GovernanceMode, governance_mode
from collabgraph.metrics.large import LARGE, measure_large
from collabgraph.metrics.record import Measures, Metric, Value
from collabgraph.metrics.two_mode import measure_two_modes
from collabgraph.network import Network

__all__ = [
    "ACTOR_LEVEL", "CATALOGUE", "NETWORK_LEVEL", "Arrays", "GovernanceMode", "Measures", "Metric", "Value", "evaluate",
    "governance_mode", "metrics",
]  # fmt: skip

_MODULES = (cohesion, groups, centrality, brokerage, structure, governance)
_EVERY = [metric for module in _MODULES for metric in module.METRICS]

#: The metrics of a network and those of each of its actors, by id; one id may stand at both levels.
NETWORK_LEVEL: Mapping[str, Metric] = {metric.id: metric for metric in _EVERY if metric.level == "network"}
ACTOR_LEVEL: Mapping[str, Metric] = {metric.id: metric for metric in _EVERY if metric.level == "actor"}

#: Every id with its metric, the network's where both levels have one.
CATALOGUE: Mapping[str, Metric] = {**ACTOR_LEVEL, **NETWORK_LEVEL}


def metrics(
    network: Network,
    *,
    only: Collection[str] | None = None,
    group: str = "sector",
    seed: int = 0,
    costly: bool = True,
    exact: bool = False,
) -> Measures:
    """Every metric of a network, or ``only`` those of these ids; what is undefined is None with the reason.

    ``group`` is the attribute that groups actors, ``seed`` drives what is random. Without ``costly`` the metrics that
    take long are left out. Of more than 1,500 actors, what rests on shortest paths is estimated from a sample of them,
    unless ``exact``, and what needs all pairs at once is undefined (see ``large``).

    >>> from collabgraph.network import from_pairs
    >>> star = from_pairs("star", ["hub", "a", "b", "c"], [("hub", "a"), ("hub", "b"), ("hub", "c")])
    >>> metrics(star).values["out_degree_centralization"].value
    1.0
    """
    if network.second_mode:
        return measure_two_modes(network, NETWORK_LEVEL, ACTOR_LEVEL, group)
    if len(network.actors) > LARGE:
        # There the paths are surveyed once for all metrics, so that leaving some out would save nothing.
        return measure_large(network, group=group, exact=exact, seed=seed, costly=costly)
    arrays = of_network(network, group, seed)
    chosen = [m for m in _EVERY if (costly or not m.costly) and (only is None or m.id in only)]
    values = {m.id: value_of(m, arrays, network) for m in chosen if m.level == "network"}
    columns = {m.id: _numbers(m, m.evaluate(arrays)[0]) for m in chosen if m.level == "actor"}
    rows = zip(*columns.values(), strict=True) if columns else ((),) * arrays.n
    actors = tuple(dict(zip(columns, row, strict=True)) for row in rows)
    empty = [name for name, column in columns.items() if all(number is None for number in column)]
    reasons = {name: ACTOR_LEVEL[name].why_undefined(arrays) for name in empty}
    undefined = {name: why for name, why in reasons.items() if why is not None}
    return Measures(network, values, actors, undefined, group)


def evaluate(
    ids: Collection[str], adjacency: ArrayLike, directed: bool, grouping: NDArray[np.int64] | None = None
) -> dict[str, Reals]:
    """Metrics over a batch of networks on the same actors: (B,) or (B, n) by metric id, NaN where undefined.

    ``adjacency`` is (B, n, n) of 0 and 1 without loops, symmetric when undirected; ``grouping`` numbers each
    actor's group, -1 where unknown.

    >>> evaluate(["density"], [[[0, 1], [0, 0]], [[0, 1], [1, 0]]], directed=True)
    {'density': array([0.5, 1. ])}
    """
    stack = np.asarray(adjacency, dtype=np.float64)
    known = np.full(stack.shape[1], -1, dtype=np.int64) if grouping is None else grouping
    found = [
        {name: CATALOGUE[name].evaluate(piece) for name in ids} for piece in Arrays(stack, directed, known).pieces()
    ]
    return {name: np.concatenate([piece[name] for piece in found]) for name in ids}


def value_of(metric: Metric, arrays: Arrays, network: Network) -> Value:
    """One network-level metric of a network, given its arrays (``arrays.of_network``)."""
    (found,) = _numbers(metric, metric.evaluate(arrays))
    if found is None:
        return Value(None, metric.why_undefined(arrays))
    return Value(found, None, metric.details(arrays, network) if metric.details else None)


def _numbers(metric: Metric, values: Reals) -> list[float | int | None]:
    """Plain numbers, whole where the metric counts; None for what is undefined."""
    found = values.tolist()
    return [None if math.isnan(value) else round(value) if metric.whole else value for value in found]
