"""The network of a case: who is tied to whom, at a granularity and on chosen bases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace
from numpy.typing import NDArray

from collabgraph.analysis.frames import frame
from collabgraph.analysis.unused import ALL_USED, Reason, Unused, unused
from collabgraph.coding import theory
from collabgraph.errors import TooManyActors, TwoModes
from collabgraph.model import DEFAULT_BASES, Actor, Basis, Case, Claim, Participation, Status, TieClaim
from collabgraph.words import Text, both, mark
from collabgraph.words.names import unique_names

if TYPE_CHECKING:
    import networkx
    import pandas

Granularity = Literal["office", "role"]
GRANULARITIES: tuple[Granularity, ...] = ("office", "role")
SYSTEM_KIND = "information-system"

#: The most actors for which a matrix of all pairs is made: it takes 200 megabytes then.
MOST_IN_MATRIX = 5_000

#: Why a claimed tie is not in a network.
OMISSIONS: Mapping[str, str] = {
    "internal": mark("inside one office"),
    "system": mark("to or from an information system"),
    "later": mark("after the case's period"),
    "basis": mark("on a basis that was not chosen"),
    "absent": mark("claimed not to exist"),
    "open": mark("not settled whether it exists"),
    "self-loop": mark("from an actor to itself"),
    "duplicate": mark("given twice"),
    "zero-weight": mark("of weight zero"),
}


#: The words for ``basis`` where all that was not chosen is background knowledge.
ON_BACKGROUND = mark("on background knowledge")


class Tie(Struct, frozen=True):
    """An ordered pair of actors (by position) with the kinds, bases (strongest first) and claims of the tie.

    ``claims`` are names of claims (see ``Case.claim_names``). ``weight`` is stored and exported, below zero for
    a negative tie; most metrics use only whether there is a tie (``Metric.uses``).
    """

    sender: int
    receiver: int
    kinds: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    claims: tuple[str, ...] = ()
    weight: float = 1.0


class Network(Struct, frozen=True, dict=True):
    """Actors and the ties between them; ties of several kinds between the same two actors are one tie.

    The ids of the actors are all different, as in ``Case.actor_names``.
    ``omitted`` counts the claimed ties that are left out, by reason; ``unused`` has these claims, and those about
    participation that add no actor. ``notices`` say how a file was read where it could be read in several ways, and
    that weights are not used. A network of two modes has the ids of its columns (the events of actors by events) in
    ``second_mode``.
    """

    id: str
    title: Text
    directed: bool
    actors: tuple[Actor, ...]
    ties: tuple[Tie, ...]
    omitted: Mapping[str, int] = field(default_factory=dict)
    unused: Unused = ALL_USED
    notices: tuple[Text, ...] = ()
    second_mode: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """One line: how many actors and ties."""
        kind = "directed" if self.directed else "undirected"
        return f"<Network {self.id}: {len(self.actors)} actors, {len(self.ties)} {kind} ties>"

    @property
    def silent(self) -> bool:
        """Whether no claim that was used says of any tie that it is there or is not.

        Ties inside one office or with an information system, which a network leaves out, are known all the same.
        """
        return not self.ties and not set(self.omitted) - {"basis", "later", "open"}

    @cached_property
    def adjacency(self) -> NDArray[np.int64]:
        """The n by n matrix of 0 and 1, rows sending, no loops; symmetric when undirected.

        Raises TwoModes for a network of two modes, and TooManyActors where the matrix would need too much memory.
        """
        if self.second_mode:
            columns = len(self.second_mode)
            raise TwoModes(name=self.id, rows=len(self.actors) - columns, columns=columns)
        if len(self.actors) > MOST_IN_MATRIX:
            raise TooManyActors(name=self.id, n=len(self.actors), most=MOST_IN_MATRIX)
        matrix = np.zeros((len(self.actors), len(self.actors)), dtype=np.int64)
        for tie in self.ties:
            matrix[tie.sender, tie.receiver] = 1
            if not self.directed:
                matrix[tie.receiver, tie.sender] = 1
        return matrix

    @property
    def bases(self) -> dict[Basis, int]:
        """How many ties there are on each basis, a tie being counted once, under its strongest."""
        counts = Counter(tie.bases[0] for tie in self.ties if tie.bases)
        return {basis: counts[basis] for basis in Basis if counts[basis]}

    @property
    def tie_claims(self) -> int:
        """How many claims the ties rest on; a claim of a symmetric kind is behind two ties."""
        return len({claim for tie in self.ties for claim in tie.claims})

    def groups(self, attribute: str) -> list[str | None]:
        """Each actor's value of an attribute ("sector", "kind", "level", or a column), None where unknown."""
        return [actor.attributes.get(attribute) or getattr(actor, attribute, None) or None for actor in self.actors]

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """A row for each tie: the ids and labels of its two actors, its kinds, bases and claims, and its weight.

        Raises MissingLibrary where pandas is not installed.
        """
        columns = "sender sender_label receiver receiver_label kinds bases claims weight".split()
        return frame(columns, (self._row(tie, lang) for tie in self.ties))

    def _row(self, tie: Tie, lang: str) -> tuple[object, ...]:
        ends = (self.actors[tie.sender], self.actors[tie.receiver])
        named = (name for actor in ends for name in (actor.id, actor.label[lang]))
        return (*named, ", ".join(tie.kinds), ", ".join(tie.bases), ", ".join(tie.claims), tie.weight)

    def to_networkx(self) -> networkx.Graph[str]:
        """A networkx graph with actor ids as nodes, which carry ``iri``.

        Ties carry ``kinds``, ``basis``, ``claims`` and ``weight``.

        >>> pair = from_pairs("pair", ["a", "b"], [("a", "b")])
        >>> list(pair.to_networkx().edges)
        [('a', 'b')]
        """
        import networkx

        graph: networkx.Graph[str] = networkx.DiGraph() if self.directed else networkx.Graph()
        for actor in self.actors:
            graph.add_node(
                actor.id,
                iri=actor.iri,
                label=actor.label["en"],
                label_id=actor.label["id"],
                kind=actor.kind,
                sector=actor.sector,
                level=actor.level,
            )
        for tie in self.ties:
            ends = self.actors[tie.sender].id, self.actors[tie.receiver].id
            basis = tie.bases[0].value if tie.bases else None
            graph.add_edge(*ends, kinds=list(tie.kinds), basis=basis, claims=list(tie.claims), weight=tie.weight)
        return graph


def network(
    case: Case,
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    granularity: Granularity = "office",
    systems: bool = True,
) -> Network:
    """The directed network of a case: the actors that take part, and the ties claimed on these bases.

    At granularity "office" the roles inside an office count as the office, and ties between them drop out. Without
    ``systems`` information systems and their ties are left out. A tie of a symmetric kind runs both ways. Claims
    dated after the case's period never count.
    """
    represented_by = {iri: representative(case, iri, granularity) for iri in case.actors}
    left_out = unused(
        case, (TieClaim, Participation), bases, lambda claim: _left_out(case, claim, represented_by, systems)
    )
    ends = [(tie, (represented_by[tie.sender], represented_by[tie.receiver])) for tie in case.of(TieClaim, bases)]
    drawn = [
        (*pair, tie)
        for tie, tied in ends
        if not _left_out(case, tie, represented_by, systems)
        for pair in ordered_pairs(tie, tied)
    ]
    participants = {represented_by[participation.actor] for participation in case.of(Participation, bases)}
    present = participants | {end for *pair, _ in drawn for end in pair}
    included = (named_actor(case, iri) for iri in present if systems or not is_system(case, iri))
    actors = tuple(sorted(included, key=lambda actor: actor.id))
    ties = _merged(case, actors, drawn)
    notices = notice_of_weights(tie.weight for tie in ties)
    return Network(case.id, case.title, True, actors, ties, _ties_omitted(left_out), left_out, notices)


def strongest(weights: Iterable[float]) -> float:
    """The weight farthest from zero, the positive one of two as far: that of ties of several kinds taken as one."""
    return max(weights, key=lambda weight: (abs(weight), weight))


def notice_of_weights(weights: Iterable[float]) -> tuple[Text, ...]:
    """The notice that most measures do not use the weights of ties; none where every weight is 0 or 1."""
    known = [*weights]
    if not {*known} - {0.0, 1.0}:
        return ()
    phrase = mark(
        "The ties have weights from {low} to {high}, below zero: {below}. They are kept; measures use only "
        "whether there is a tie, except those of weights and signs."
    )
    below = sum(weight < 0 for weight in known)
    return (both(phrase, low=f"{min(known):g}", high=f"{max(known):g}", below=below),)


def with_common_names(networks: Mapping[str, Network]) -> dict[str, Network]:
    """The networks with ids of actors that mean the same actor in all of them."""
    names = unique_names({actor.iri: actor.id for net in networks.values() for actor in net.actors})
    return {
        key: replace(net, actors=tuple(replace(actor, id=names[actor.iri]) for actor in net.actors))
        for key, net in networks.items()
    }


def named_actor(case: Case, iri: str) -> Actor:
    """An actor of a case, with its name in the case (see ``Case.actor_names``) as its id."""
    actor, name = case.actors[iri], case.actor_names[iri]
    return actor if actor.id == name else replace(actor, id=name)


def representative(case: Case, iri: str, granularity: Granularity) -> str:
    """The IRI of the actor that represents this one: the outermost office it belongs to, or the actor itself.

    An information system represents itself, whatever office it belongs to; so do offices that belong to each other in
    a cycle.
    """
    chain = [iri]
    while granularity == "office":
        actor = case.actors[chain[-1]]
        if actor.kind == SYSTEM_KIND or actor.office not in case.actors or is_system(case, actor.office or ""):
            break
        if actor.office in chain:
            return iri
        chain.append(actor.office or "")
    return chain[-1]


def is_system(case: Case, iri: str) -> bool:
    """Whether an actor is an information system."""
    return case.actors[iri].kind == SYSTEM_KIND


def _left_out(case: Case, claim: Claim, represented_by: Mapping[str, str], systems: bool) -> Reason | None:
    """Why a tie is not drawn, or a participation adds no actor; ``represented_by`` has who represents each actor."""
    if isinstance(claim, Participation):
        return Reason.SYSTEM if not systems and is_system(case, represented_by[claim.actor]) else None
    if not isinstance(claim, TieClaim):
        return None
    if claim.status is Status.ABSENT:
        return Reason.ABSENT
    if not claim.status.settled:
        return Reason.OPEN
    ends = represented_by[claim.sender], represented_by[claim.receiver]
    if ends[0] == ends[1]:
        return Reason.INTERNAL
    return Reason.SYSTEM if not systems and any(is_system(case, end) for end in ends) else None


def _ties_omitted(left_out: Unused) -> dict[str, int]:
    """How many tie claims are left out, by reason, in the order of OMISSIONS."""
    counts = {
        reason.value: sum(isinstance(claim, TieClaim) for claim in claims)
        for reason, claims in left_out.reasons
        if reason.value in OMISSIONS
    }
    return {reason: counts[reason] for reason in OMISSIONS if counts.get(reason)}


def ordered_pairs(tie: TieClaim, ends: tuple[str, str]) -> list[tuple[str, str]]:
    """The ordered pairs that a tie between these actors connects: both directions where its kind is symmetric."""
    return [ends, ends[::-1]] if tie.kind in theory.ontology().symmetric_ties else [ends]


def _merged(case: Case, actors: Sequence[Actor], drawn: Iterable[tuple[str, str, TieClaim]]) -> tuple[Tie, ...]:
    positions = {actor.iri: position for position, actor in enumerate(actors)}
    pairs: dict[tuple[int, int], list[TieClaim]] = {}
    for sender, receiver, tie in drawn:
        pairs.setdefault((positions[sender], positions[receiver]), []).append(tie)
    return tuple(
        Tie(
            *pair,
            tuple(sorted({tie.kind for tie in ties})),
            tuple(sorted({tie.basis for tie in ties}, key=lambda basis: basis.rank)),
            tuple(sorted({case.claim_names[tie.iri] for tie in ties})),
            strongest(tie.weight for tie in ties),
        )
        for pair, ties in sorted(pairs.items())
    )


def from_pairs(
    network_id: str,
    actors: Sequence[str],
    pairs: Iterable[tuple[str, str]],
    *,
    directed: bool = True,
    sectors: Mapping[str, str] | None = None,
) -> Network:
    """A network of any actors and pairs of ids; self-loops and repeated pairs are left out and counted.

    An undirected tie may be given in either order. Raises KeyError for a pair with an unlisted actor.

    >>> from_pairs("loop", ["a", "b"], [("a", "a"), ("a", "b"), ("a", "b")]).omitted
    {'self-loop': 1, 'duplicate': 1}
    """
    ordered = sorted(set(actors))
    positions = {actor: position for position, actor in enumerate(ordered)}
    omitted: Counter[str] = Counter()
    ties: set[tuple[int, int]] = set()
    for ends in pairs:
        sender, receiver = (positions[end] for end in (ends if directed else sorted(ends)))
        if sender == receiver:
            omitted["self-loop"] += 1
        elif (sender, receiver) in ties:
            omitted["duplicate"] += 1
        else:
            ties.add((sender, receiver))
    members = tuple(_bare_actor(actor, (sectors or {}).get(actor, "")) for actor in ordered)
    title = Text(en=network_id, id=network_id)
    return Network(network_id, title, directed, members, tuple(Tie(*pair) for pair in sorted(ties)), dict(omitted))


def _bare_actor(actor: str, sector: str) -> Actor:
    return Actor(actor, actor, Text(en=actor, id=actor), (), "", sector, None, None, (), None)
