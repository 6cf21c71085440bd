"""The views of a case: nodes and edges of each of its four networks, with the measures of every actor."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct

from collabgraph.analysis.metrics import metrics
from collabgraph.analysis.network import (
    GRANULARITIES,
    Granularity,
    Network,
    is_system,
    network,
    ordered_pairs,
    representative,
)
from collabgraph.model import Actor, Basis, Case, Status, TieClaim
from collabgraph.output import palette
from collabgraph.output.maps.evidence import Json, participations, text

#: The metrics that the size of an actor can show, the first by default; each is quick for 500 actors.
METRICS = (
    "degree", "in_degree", "out_degree", "betweenness", "harmonic_closeness", "effective_size", "constraint", "core",
    "ei_index", "gatekeeper", "representative", "liaison",
)  # fmt: skip


class View(Struct, frozen=True, dict=True):
    """A case's network at a granularity, with or without information systems, ready to be drawn."""

    case: Case
    bases: Collection[Basis]
    granularity: Granularity
    systems: bool

    @property
    def name(self) -> str:
        """The name of the view in the page: "office/no-systems"."""
        return f"{self.granularity}/{'systems' if self.systems else 'no-systems'}"

    @cached_property
    def network(self) -> Network:
        """The network of the view."""
        return network(self.case, bases=self.bases, granularity=self.granularity, systems=self.systems)

    @cached_property
    def members(self) -> Mapping[str, list[Actor]]:
        """The actors that each actor (by IRI) represents, itself included."""
        by_representative: dict[str, list[Actor]] = {}
        for iri, actor in self.case.actors.items():
            by_representative.setdefault(representative(self.case, iri, self.granularity), []).append(actor)
        return by_representative

    def json(self) -> Json:
        """Nodes, edges, measures, merged ties, and the ties that are claimed and not drawn."""
        picture, measured = self._picture(), metrics(self.network, only=METRICS)
        ids = [actor.id for actor in self.network.actors]
        return {
            # pyvis puts a label on every node; the page writes labels itself.
            "nodes": [{key: value for key, value in node.items() if key != "label"} for node in picture.nodes],
            "edges": picture.edges,
            "metrics": {name: _rounded(values) for name, values in zip(ids, measured.actors, strict=True)},
            "undefined": {name: text(why) for name, why in measured.undefined.items()},
            "omitted": dict(self.network.omitted),
            "ties": [
                [ids[tie.sender], ids[tie.receiver], list(tie.claims), list(tie.kinds), [b.value for b in tie.bases]]
                for tie in self.network.ties
            ],
            "absent": [tie.id for tie in self._claimed() if tie.status is Status.ABSENT],
            "open": [tie.id for tie in self._claimed() if tie.status is not Status.ABSENT and not tie.status.settled],
        }

    def _claimed(self) -> list[TieClaim]:
        """The tie claims of the view, whatever their status."""
        return [
            tie
            for tie in self.case.of(TieClaim, self.bases)
            if self.systems or not any(is_system(self.case, end) for end in (tie.sender, tie.receiver))
        ]

    def _picture(self) -> Any:
        """The network as pyvis holds it, with an edge for each tie claim.

        It is directed, since pyvis would merge parallel and opposite ties of an undirected network.
        """
        from pyvis.network import Network as Picture

        picture = Picture(directed=True)
        roles = {actor: entry["roles"] for actor, entry in participations(self.case, self.bases).items()}
        for actor in self.network.actors:
            mark, members = palette.kind(actor.kind), [member.id for member in self.members[actor.iri]]
            own = sorted({role for member in members for role in roles.get(member, ())})
            picture.add_node(actor.id, shape=mark.shape, color=mark.colour, kind=actor.kind, roles=own, members=members)
        drawn = {claim for tie in self.network.ties for claim in tie.claims}
        for tie in self._claimed():
            if tie.id in drawn:
                ends, options = self._edge(tie)
                picture.add_edge(*ends, **options)
        return picture

    def _edge(self, tie: TieClaim) -> tuple[tuple[str, str], Json]:
        """The actors a tie is drawn between, and how."""
        sender, receiver = (representative(self.case, end, self.granularity) for end in (tie.sender, tie.receiver))
        both_ways = len(ordered_pairs(tie, (sender, receiver))) > 1
        return (self.case.actors[sender].id, self.case.actors[receiver].id), {
            "id": tie.id,
            "kind": tie.kind,
            "basis": tie.basis.value,
            "status": tie.status.value,
            "both_ways": both_ways,
            "arrows": "to, from" if both_ways else "to",
            "dashes": list(palette.LINES[tie.basis].dashes) or False,
        }


def views(case: Case, bases: Collection[Basis]) -> list[View]:
    """The four views of a case: offices or roles, with or without information systems."""
    return [View(case, bases, granularity, systems) for granularity in GRANULARITIES for systems in (True, False)]


def _rounded(values: Mapping[str, float | int | None]) -> dict[str, float | int | None]:
    """The numbers with six significant digits, the same on every machine."""
    return {name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in values.items()}
