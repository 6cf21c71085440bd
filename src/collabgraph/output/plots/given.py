"""What pictures are of where it is no comparison: networks without cases, and many cases as memberships."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.comparison import Figure
from collabgraph.analysis.many.memberships import Conjunction, Memberships
from collabgraph.analysis.many.minimized import Minimization, Search, minimize
from collabgraph.analysis.many.solutions import Kind
from collabgraph.analysis.many.truth_tables import Cuts
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


class ManyCases(Struct, frozen=True):
    """Many cases as memberships, and how they are analysed: what the pictures of configurations need.

    ``terms`` are those to plot against the outcome, by default those of the solution.
    """

    memberships: Memberships
    cuts: Cuts = Cuts()
    search: Search = Search()
    terms: tuple[Conjunction, ...] = ()

    def minimization(self, kind: Kind | None = None) -> Minimization:
        """The truth table with its solution, of this kind in place of that of the search."""
        return minimize(self.memberships, self.cuts, replace(self.search, kind=kind or self.search.kind))
