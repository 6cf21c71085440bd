"""Networks of two modes, such as actors by events: recognising them, and projecting them to one mode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import Literal

from msgspec.structs import replace

from collabgraph.analysis.network import Network, Tie
from collabgraph.errors import OneMode
from collabgraph.output.exchange.draft import Draft, some
from collabgraph.words import Text, mark

Side = Literal["rows", "columns"]
SIDES: tuple[Side, ...] = ("rows", "columns")


def second_mode(draft: Draft, directed: bool | None, two_mode: bool | None) -> frozenset[str]:
    """The ids of the columns of a network of two modes; empty for one of one mode.

    Where the file does not say, the targets are the columns if ``two_mode`` says so; or, if neither ``directed`` nor
    the file gives a direction, where a file that lists no actors has none on both sides, and some on each side have
    several ties.

    Raises OneMode where an actor of a network that is said to have two modes is on both sides.
    """
    if two_mode is False:
        return frozenset()
    if draft.second_mode:
        return frozenset(draft.second_mode)
    pairs = {(row.source, row.target) for row in draft.rows}
    sources, targets = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    shared = sources.keys() & targets.keys()
    if two_mode and shared:
        raise OneMode(path=draft.path, names=some(sorted(shared)))
    undecided = draft.directed is None and draft.nodes is None
    looks_two_mode = undecided and not shared and _repeat(sources) and _repeat(targets)
    if looks_two_mode and directed is not None and not two_mode:
        draft.notice(mark("No actor is both a source and a target; if the file has two modes, say so."))
    return frozenset(targets if two_mode or (looks_two_mode and directed is None) else ())


def _repeat(names: Counter[str]) -> bool:
    return any(count > 1 for count in names.values())


def projected(network: Network, side: Side) -> Network:
    """The network among the rows, or among the columns: two are tied where they share one of the other side.

    The weight of a tie is how many they share. A network of one mode is returned unchanged.
    """
    if not network.second_mode:
        return network
    stays = _stays(network, side)
    places = [place for place, actor in enumerate(network.actors) if stays(actor.id)]
    position = {place: number for number, place in enumerate(places)}
    around: dict[int, list[int]] = {}
    for tie in network.ties:
        one, other = (tie.sender, tie.receiver) if tie.sender in position else (tie.receiver, tie.sender)
        around.setdefault(other, []).append(position[one])
    shared = Counter(pair for ends in around.values() for pair in combinations(sorted(set(ends)), 2))
    ties = tuple(Tie(*pair, weight=float(count)) for pair, count in sorted(shared.items()))
    actors = tuple(network.actors[place] for place in places)
    notice = _NOTICES[side]
    return replace(
        network, actors=actors, ties=ties, second_mode=frozenset(), notices=(*network.notices, notice), directed=False
    )


def _stays(network: Network, side: Side) -> Callable[[str], bool]:
    return lambda name: (name in network.second_mode) == (side == "columns")


_NOTICES: dict[Side, Text] = {
    "rows": Text(
        en="Projected on the rows: two are tied where they share a column; the weight is how many they share.",
        id="Diproyeksikan ke baris: dua aktor berelasi bila memiliki kolom yang sama; bobotnya adalah jumlahnya.",
    ),
    "columns": Text(
        en="Projected on the columns: two are tied where they share a row; the weight is how many they share.",
        id="Diproyeksikan ke kolom: dua kolom berelasi bila memiliki baris yang sama; bobotnya adalah jumlahnya.",
    ),
}
