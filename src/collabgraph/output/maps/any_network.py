"""The data of the map of any network: actors and ties as a file gives them, without claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from collabgraph.analysis.network import Network
from collabgraph.model import Actor
from collabgraph.output.maps.evidence import Json, short, text
from collabgraph.output.maps.views import measured

#: The only view of a network of a file: it has neither roles inside offices nor information systems.
VIEW = "office/systems"


def case(net: Network) -> Json:
    """What stands for the case: the name and title of the network, and how its file was read."""
    return {"id": net.id, "name": net.title["en"], "title": text(net.title), "notices": [text(n) for n in net.notices]}


def view(net: Network) -> Json:
    """Nodes and edges, an edge for each tie and kind, with the measures of every actor."""
    nodes = [{"id": actor.id, "kind": actor.kind, "roles": [], "members": [actor.id]} for actor in net.actors]
    return {"nodes": nodes, "edges": list(_edges(net)), **measured(net), "absent": [], "open": []}


def _edges(net: Network) -> Iterator[Json]:
    for number, tie in enumerate(net.ties):
        for kind in tie.kinds or ("",):
            yield {
                "id": f"{number} {kind}",
                "from": net.actors[tie.sender].id,
                "to": net.actors[tie.receiver].id,
                "kind": kind,
                "basis": "",
                "both_ways": not net.directed,
                # The weight of a tie of several kinds is not that of each kind.
                "strength": abs(tie.weight) if tie.weight != 1 and len(tie.kinds) < 2 else None,
                "sign": "negative" if tie.weight < 0 and len(tie.kinds) < 2 else None,
            }


def actors(networks: Iterable[Network]) -> dict[str, Json]:
    """Actor id -> the actor with every column of its file."""
    return {actor.id: _actor(actor) for net in networks for actor in net.actors}


def _actor(actor: Actor) -> Json:
    return {
        "label": text(actor.label),
        "short": text(short(actor)),
        "acronyms": [],
        "kind": actor.kind,
        "sector": actor.sector,
        "level": actor.level,
        "office": None,
        "comment": None,
        "possibly": [],
        "attributes": dict(actor.attributes),
    }
