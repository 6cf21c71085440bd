"""All metrics by id, collected from the METRICS of the modules by theme, none of which imports this one."""

from __future__ import annotations

from collections.abc import Mapping

from collabgraph.analysis.metrics import (
    brokerage,
    centrality,
    closure,
    cohesion,
    governance,
    groups,
    mixing,
    structure,
    values,
)
from collabgraph.analysis.metrics.metric import Metric

#: The metrics of both levels, theme by theme.
ALL_METRICS: tuple[Metric, ...] = (
    *cohesion.METRICS,
    *closure.METRICS,
    *groups.METRICS,
    *mixing.METRICS,
    *centrality.METRICS,
    *brokerage.METRICS,
    *structure.METRICS,
    *values.METRICS,
    *governance.METRICS,
)

#: The metrics of a network, and those of its actors, by id; both levels may have a metric with the same id.
NETWORK_LEVEL: Mapping[str, Metric] = {metric.id: metric for metric in ALL_METRICS if metric.level == "network"}
ACTOR_LEVEL: Mapping[str, Metric] = {metric.id: metric for metric in ALL_METRICS if metric.level == "actor"}

#: All metrics by id; where both levels have one, that of the network.
CATALOGUE: Mapping[str, Metric] = {**ACTOR_LEVEL, **NETWORK_LEVEL}
