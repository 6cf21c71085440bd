"""The metrics of one network and of its actors, and metrics of many networks on the same actors at once."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
from numpy.typing import ArrayLike, NDArray

from collabgraph.analysis.metrics.arrays import Arrays, Reals, of_network
from collabgraph.analysis.metrics.catalogue import ACTOR_LEVEL, ALL_METRICS, CATALOGUE, NETWORK_LEVEL
from collabgraph.analysis.metrics.metric import Measures, Metric, Value
from collabgraph.analysis.metrics.two_mode import measure_two_modes
from collabgraph.analysis.network import Network
from collabgraph.errors import UnknownMetric
from collabgraph.words.nearest import suggestion


def metrics(
    network: Network,
    *,
    only: Collection[str] | None = None,
    group: str = "sector",
    seed: int = 0,
    costly: bool = True,
) -> Measures:
    """Every metric of a network, or those with the ids in ``only``; an undefined value is None with the reason.

    So is a metric of actors that is costly for as many as there are (``Metric.most``), unless ``only`` has its id.
    ``group`` is the attribute that groups actors, ``seed`` that of random numbers. Without ``costly`` the metrics that
    take long are left out. Raises TooManyActors above ``arrays.MOST_ACTORS`` actors, and UnknownMetric for an id in
    ``only`` that the catalogue does not have.

    >>> from collabgraph.analysis.network import from_pairs
    >>> star = from_pairs("star", ["hub", "a", "b", "c"], [("hub", "a"), ("hub", "b"), ("hub", "c")])
    >>> metrics(star).values["out_degree_centralization"].value
    1.0
    """
    for name in only or ():
        if name not in CATALOGUE:
            raise UnknownMetric(name=name, nearest=suggestion(name, CATALOGUE))
    if network.second_mode:
        of_networks = {name: m for name, m in NETWORK_LEVEL.items() if only is None or name in only}
        of_each = {name: m for name, m in ACTOR_LEVEL.items() if only is None or name in only}
        return measure_two_modes(network, of_networks, of_each, group)
    arrays = of_network(network, group, seed)
    chosen = [m for m in ALL_METRICS if (costly or not m.costly) and (only is None or m.id in only)]
    values = {m.id: value_of(m, arrays, network) for m in chosen if m.level == "network"}
    of_actors = [m for m in chosen if m.level == "actor"]
    left_out = {m.id: m.left_out(arrays.n) for m in of_actors} if only is None else {}
    columns = {m.id: [None] * arrays.n if left_out.get(m.id) else _numbers(m, m.evaluate(arrays)[0]) for m in of_actors}
    rows = zip(*columns.values(), strict=True) if columns else ((),) * arrays.n
    actors = tuple(dict(zip(columns, row, strict=True)) for row in rows)
    empty = [name for name, column in columns.items() if all(number is None for number in column)]
    reasons = {name: left_out.get(name) or ACTOR_LEVEL[name].why_undefined(arrays) for name in empty}
    undefined = {name: why for name, why in reasons.items() if why is not None}
    return Measures(network, values, actors, undefined, group)


def evaluate(
    ids: Collection[str],
    adjacency: ArrayLike,
    directed: bool,
    grouping: NDArray[np.int64] | None = None,
    *,
    levels: NDArray[np.int64] | None = None,
    one_way: NDArray[np.int64] | None = None,
) -> dict[str, Reals]:
    """Metrics of a batch of networks on the same actors: (B,) or (B, n) by metric id, NaN where undefined.

    ``adjacency`` is (B, n, n) of 0 and 1 without loops, symmetric when undirected; ``grouping`` has the number of
    every actor's group, -1 where unknown; this, ``levels`` and ``one_way`` are as in ``Arrays``.

    >>> evaluate(["density"], [[[0, 1], [0, 0]], [[0, 1], [1, 0]]], directed=True)
    {'density': array([0.5, 1. ])}
    """
    stack = np.asarray(adjacency, dtype=np.float64)
    known = np.full(stack.shape[1], -1, dtype=np.int64) if grouping is None else grouping
    batch = Arrays(stack, directed, known, levels=levels, one_way=one_way)
    pieces = [{name: CATALOGUE[name].evaluate(piece) for name in ids} for piece in batch.pieces()]
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in ids}


def value_of(metric: Metric, arrays: Arrays, network: Network) -> Value:
    """One network-level metric of a network, given its arrays (``arrays.of_network``)."""
    (number,) = _numbers(metric, metric.evaluate(arrays))
    if number is None:
        return Value(None, metric.why_undefined(arrays))
    return Value(number, None, metric.details(arrays, network) if metric.details else None)


def _numbers(metric: Metric, values: Reals) -> list[float | int | None]:
    """The values as plain numbers, integers where the metric counts; None where undefined."""
    return [None if math.isnan(value) else round(value) if metric.whole else value for value in values.tolist()]
