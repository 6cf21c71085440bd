"""The actors that networks share, and the pairs of them that count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from collabgraph.analysis.inference.draws import Whole
from collabgraph.analysis.network import Network
from collabgraph.model import Actor
from collabgraph.words import Text

TOO_FEW_SHARED = Text(en="fewer than 3 shared actors", id="kurang dari 3 aktor bersama")


def shared(networks: Sequence[Network]) -> list[list[int]]:
    """For each network the positions of the actors that all of them have, in the same order.

    Actors with the same IRI are the same. An actor from a file has an id and no IRI: it is the actor with this id in
    the other networks, unless several there have the id.
    """
    with_iris = {actor.iri: actor for net in networks for actor in net.actors if not _from_file(actor)}
    uses = Counter(actor.id for actor in with_iris.values())
    known = {actor.id: iri for iri, actor in with_iris.items() if uses[actor.id] == 1}
    positions = [{_key(actor, known): position for position, actor in enumerate(net.actors)} for net in networks]
    common = set.intersection(*map(set, positions))
    in_order = sorted(common, key=lambda key: (with_iris[key].id if key in with_iris else key, key))
    return [[by_key[key] for key in in_order] for by_key in positions]


def _from_file(actor: Actor) -> bool:
    return actor.iri == actor.id


def _key(actor: Actor, known: dict[str, str]) -> str:
    return known.get(actor.id, actor.iri) if _from_file(actor) else actor.iri


def among(network: Network, positions: Sequence[int]) -> Whole:
    """The ties among the actors at these positions, as a matrix."""
    return network.adjacency[np.ix_(positions, positions)]


def cells(n: int, directed: bool) -> tuple[Whole, Whole]:
    """The rows and the columns of the pairs that count: all off the diagonal; those below it when undirected."""
    rows, columns = np.nonzero(~np.eye(n, dtype=bool)) if directed else np.tril_indices(n, -1)
    return rows, columns
