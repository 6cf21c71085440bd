"""Networks without cases, as files give them: what the pictures of networks need of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from collabgraph.analysis.comparison import Figure
from collabgraph.analysis.metrics import metrics
from collabgraph.analysis.network import Network
from collabgraph.model import Ontology


class Networks(Struct, frozen=True):
    """Networks by their ids."""

    networks: Mapping[str, Network]
    ontology: Ontology

    def figures(self, ids: Sequence[str], *, joint: bool = False) -> list[Figure]:  # noqa: ARG002 - as of a Comparison
        """Metrics of each network; without claims there is no choice of coding, and so no range."""
        measured = {name: metrics(net, only=ids).values for name, net in self.networks.items()}
        return [Figure(metric, {name: values[metric] for name, values in measured.items()}, {}) for metric in ids]
