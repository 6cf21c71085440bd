"""Metrics of networks, each described by its question, formula, convention, reference and when it is undefined."""

from collabgraph.analysis.metrics.arrays import MOST_ACTORS, Arrays
from collabgraph.analysis.metrics.catalogue import ACTOR_LEVEL, CATALOGUE, NETWORK_LEVEL
from collabgraph.analysis.metrics.governance import GovernanceMode, governance_mode
from collabgraph.analysis.metrics.measurement import evaluate, metrics, value_of
from collabgraph.analysis.metrics.metric import Measures, Metric, Value

__all__ = [
    "ACTOR_LEVEL", "CATALOGUE", "MOST_ACTORS", "NETWORK_LEVEL", "Arrays", "GovernanceMode", "Measures", "Metric",
    "Value", "evaluate", "governance_mode", "metrics", "value_of",
]  # fmt: skip
