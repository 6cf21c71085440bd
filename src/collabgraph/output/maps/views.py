"""The views of a case: nodes and edges of each of its four networks, with the measures of every actor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

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
        return {
            "nodes": list(self._nodes()),
            "edges": list(self._edges()),
            **measured(self.network),
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

    def _nodes(self) -> Iterator[Json]:
        roles = {actor: entry["roles"] for actor, entry in participations(self.case, self.bases).items()}
        for actor in self.network.actors:
            members = [member.id for member in self.members[actor.iri]]
            own = sorted({role for member in members for role in roles.get(member, ())})
            yield {"id": actor.id, "kind": actor.kind, "roles": own, "members": members}

    def _edges(self) -> Iterator[Json]:
        """An edge for each tie claim that is drawn."""
        drawn = {claim for tie in self.network.ties for claim in tie.claims}
        for tie in self._claimed():
            if tie.id in drawn:
                ends = (tie.sender, tie.receiver)
                sender, receiver = (representative(self.case, end, self.granularity) for end in ends)
                yield {
                    "id": tie.id,
                    "from": self.case.actors[sender].id,
                    "to": self.case.actors[receiver].id,
                    "kind": tie.kind,
                    "basis": tie.basis.value,
                    "both_ways": len(ordered_pairs(tie, (sender, receiver))) > 1,
                    "strength": tie.strength,
                    "sign": tie.sign,
                }


def measured(net: Network) -> Json:
    """The measures of every actor of a network, why some are undefined, what is left out, and the ties, each once."""
    found, ids = metrics(net, only=METRICS), [actor.id for actor in net.actors]
    return {
        "directed": net.directed,
        "metrics": {name: _rounded(values) for name, values in zip(ids, found.actors, strict=True)},
        "undefined": {name: text(why) for name, why in found.undefined.items()},
        "omitted": dict(net.omitted),
        "ties": [
            [ids[tie.sender], ids[tie.receiver], list(tie.claims), list(tie.kinds), [b.value for b in tie.bases]]
            for tie in net.ties
        ],
    }


def views(case: Case, bases: Collection[Basis]) -> list[View]:
    """The four views of a case: offices or roles, with or without information systems."""
    return [View(case, bases, granularity, systems) for granularity in GRANULARITIES for systems in (True, False)]


def _rounded(values: Mapping[str, float | int | None]) -> dict[str, float | int | None]:
    """The numbers with six significant digits, the same on every machine."""
    return {name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in values.items()}
