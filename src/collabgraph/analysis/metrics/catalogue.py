"""Every metric there is, by id, built from the METRICS of each theme; no module below imports it."""

from __future__ import annotations

from collections.abc import Mapping

from collabgraph.analysis.metrics import brokerage, centrality, cohesion, governance, groups, structure
from collabgraph.analysis.metrics.metric import Metric

#: Every metric of both levels, theme by theme.
EVERY: tuple[Metric, ...] = (
    *cohesion.METRICS,
    *groups.METRICS,
    *centrality.METRICS,
    *brokerage.METRICS,
    *structure.METRICS,
    *governance.METRICS,
)

#: The metrics of a network and those of each of its actors, by id; both levels may have a metric of the same id.
NETWORK_LEVEL: Mapping[str, Metric] = {metric.id: metric for metric in EVERY if metric.level == "network"}
ACTOR_LEVEL: Mapping[str, Metric] = {metric.id: metric for metric in EVERY if metric.level == "actor"}

#: Every id with its metric, the network's where both levels have one.
CATALOGUE: Mapping[str, Metric] = {**ACTOR_LEVEL, **NETWORK_LEVEL}
