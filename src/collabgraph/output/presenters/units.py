"""The units of metrics, for tables that programs calculate with."""

from __future__ import annotations

from collections.abc import Mapping

from collabgraph.words import Speech, mark

_METRICS_BY_UNIT: Mapping[str, str] = {
    mark("actors"): "n_actors isolates cut_actors largest_part effective_size",
    mark("ties"): "n_ties negative_ties in_degree out_degree degree positive_degree negative_degree core "
    "mean_distance diameter",
    mark("ties per actor"): "mean_degree",
    mark("pairs of actors"): "bridges betweenness",
    mark("parts of the network"): "components_weak components_strong",
    mark("communities"): "communities",
    mark("groups of actors"): "n_groups",
    mark("paths of two ties"): "coordinator itinerant gatekeeper representative liaison brokerage_coordinator "
    "brokerage_itinerant brokerage_gatekeeper brokerage_representative brokerage_liaison",
    mark("weight of ties"): "in_strength out_strength strength weighted_density",
    mark("code of the mode"): "governance_mode",
}
_NONE = mark("without unit")
#: The unit of each metric that has one, by id.
UNITS: Mapping[str, str] = {name: unit for unit, names in _METRICS_BY_UNIT.items() for name in names.split()}


def unit(metric: str, say: Speech) -> str:
    """The unit of a metric, said to be none where it is a share, an index or a correlation."""
    return say(UNITS.get(metric, _NONE))
