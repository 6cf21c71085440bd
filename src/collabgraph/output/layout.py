"""Positions of actors in a picture: one layout for several networks, the same actor in the same place."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from collabgraph.analysis.network import Network
from collabgraph.errors import MalformedLayout, WrongNumberOfCases
from collabgraph.rdf.encoding import read_text
from collabgraph.words import Text, both, mark

Places = Mapping[str, tuple[float, float]]
Points = NDArray[np.float64]
#: Actors that stay where they are: number -> (x, y).
Pins = Mapping[int, Points]

#: The most cases that one map, figure or page shows beside each other.
MOST_CASES = 6

#: The name and version of the file of a layout.
SCHEMA = "collabgraph/layout/1"
#: The most bytes of such a file.
_LARGEST = 5_000_000

_SEED = 7
_ROUNDS = 300
#: Actors closer than this share of the room are pushed apart: aiming at all of it would take many more rounds.
_ENOUGH = 0.9
#: The room for an actor and its label, as shares of the picture's width and height, in a picture of thirty actors.
_ROOM = np.array([0.15, 0.085])
_THIRTY = 30
#: The height of a row of actors without ties; the rows fill at most the lower half.
_ROW = 0.1
#: How far positions around fixed actors are evened out (0 to 1), so that no part of the picture stays empty.
_EVENNESS = 0.5
#: The least and the greatest share of width and height for the actors that several cases have.
_MIDDLE = (0.4, 0.8)


class Arrangement(Struct, frozen=True):
    """A layout that a person made: places on maps beside each other, on one of two cases, and who is pinned there."""

    places: Places
    together: Places
    pinned: tuple[str, ...] = ()


def read(path: Path) -> Arrangement:
    """The layout in a file that the page of a map saved; raises MissingFile, NotUtf8 or MalformedLayout."""
    text, _ = read_text(path)
    try:
        given = json.loads(text) if len(text) <= _LARGEST else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or given.get("schema") != SCHEMA:
        phrase = mark("it does not say that it is of the form '{form}'")
        raise MalformedLayout(path=path, fault=both(phrase, form=SCHEMA))
    pinned = given.get("pinned", [])
    if not isinstance(pinned, list) or not all(isinstance(actor, str) for actor in pinned):
        raise MalformedLayout(path=path, fault=both(mark("'pinned' is not a list of ids")))
    beside, together = (_checked(path, name, given.get(name, {})) for name in ("places", "places_together"))
    return Arrangement(beside, together, tuple(pinned))


def _checked(path: Path, name: str, given: Any) -> Places:
    """Actor id -> its place, each number from 0 to 1."""
    if not isinstance(given, dict):
        raise MalformedLayout(path=path, fault=both(mark("'{name}' has no ids with places"), name=name))
    for actor, place in given.items():
        if not (isinstance(place, list) and len(place) == len("xy") and all(map(_is_share, place))):
            phrase = mark("the place of '{actor}' in '{name}' is not two numbers from 0 to 1")
            raise MalformedLayout(path=path, fault=both(phrase, actor=actor[:80], name=name))
    return {actor: (float(x), float(y)) for actor, (x, y) in given.items()}


def _is_share(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value <= 1


def strangers(arranged: Arrangement, known: Sequence[str]) -> tuple[Text, ...]:
    """A notice that names the actors of a layout that the picture does not have; none where it has all."""
    others = sorted({*arranged.places, *arranged.together} - set(known))
    if not others:
        return ()
    phrase = mark("{n} actors of the layout are not in this picture and are left out: {names}")
    some = ", ".join(name[:40] for name in others[:5]) + (", …" if len(others) > 5 else "")
    return (both(phrase, n=len(others), names=some),)


def refuse_too_many(number: int) -> None:
    """Raise WrongNumberOfCases where there is no case, or more than are shown beside each other."""
    if not 0 < number <= MOST_CASES:
        needed = mark("Maps and figures show from 1 to {most} cases beside each other: choose among them.")
        raise WrongNumberOfCases(needed=both(needed, most=MOST_CASES), n=number)


def joint(networks: Sequence[Network], together: Sequence[tuple[str, str]] = ()) -> Places:
    """Actor id -> (x, y), each from 0 to 1, for the actors of all these networks; the same on every run.

    Actors tied in any of the networks attract each other, as do the pairs of ids in ``together`` (an office and the
    roles in it). Actors without any tie are in rows along the lower edge.
    """
    return _written(_arranged(_ids(networks), _pairs(networks, together), {}))


def beside(cases: Sequence[Sequence[Network]], together: Sequence[tuple[str, str]] = ()) -> Places:
    """Actor id -> (x, y) as in ``joint``, for pictures beside each other, one for each case with its networks.

    Actors that several cases have are around the middle, in the same place in every picture. The other actors of a
    case use the whole picture around them, so that actors of different cases may have the same place.
    """
    ids_by_case = [_ids(networks) for networks in cases]
    uses = Counter(actor for ids in ids_by_case for actor in ids)
    shared = [actor for actor in sorted(uses) if uses[actor] > 1]
    all_networks = [net for networks in cases for net in networks]
    fixed = _in_the_middle(shared, joint(all_networks, together), uses) if shared else {}
    places = dict(fixed)
    for networks, ids in zip(cases, ids_by_case, strict=True):
        here = {actor: fixed[actor] for actor in ids if actor in fixed}
        places |= _arranged(ids, _pairs(networks, together), here)
    return _written(places)


def _ids(networks: Sequence[Network]) -> list[str]:
    return sorted({actor.id for net in networks for actor in net.actors})


def _pairs(networks: Sequence[Network], together: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """The pairs of ids that attract each other."""
    known = set(_ids(networks))
    tied = ((net.actors[tie.sender].id, net.actors[tie.receiver].id) for net in networks for tie in net.ties)
    return {(one, other) for one, other in tied if one != other} | {pair for pair in together if set(pair) <= known}


def _written(places: Mapping[str, Sequence[float]]) -> Places:
    return {actor: (round(x, 3), round(y, 3)) for actor, (x, y) in sorted(places.items())}


def _in_the_middle(shared: Sequence[str], places: Places, uses: Mapping[str, int]) -> Places:
    """The places of these actors around the middle; the fewer they are, the closer together."""
    share = np.clip((len(shared) / len(uses)) ** 0.5, *_MIDDLE)
    points = 0.5 + (_scaled(np.array([places[actor] for actor in shared])) - 0.5) * share
    return dict(zip(shared, map(tuple, points.tolist()), strict=True))


def _arranged(ids: Sequence[str], pairs: set[tuple[str, str]], fixed: Places) -> dict[str, tuple[float, float]]:
    """Places for these actors, of whom some are fixed: the tied by forces, the others in rows along the lower edge."""
    tied = sorted({end for pair in pairs for end in pair} | set(fixed))
    rows = _rows([actor for actor in ids if actor not in set(tied)])
    floor = max(0.5, 1 - _ROW * len(rows)) if tied else 0.0
    height = np.array([1.0, floor - _ROW / 2 if rows else 1.0])
    pins = {tied.index(actor): place / height for actor, place in fixed.items()}
    points = _spread(_springs(tied, pairs, pins), pins) * height
    places = dict(zip(tied, map(tuple, points.tolist()), strict=True)) | dict(fixed)
    for number, row in enumerate(rows):
        down = floor + (number + 0.5) * (1 - floor) / len(rows)
        places |= {actor: ((column + 0.5) / len(row), down) for column, actor in enumerate(row)}
    return places


def _rows(ids: Sequence[str]) -> list[Sequence[str]]:
    """The actors without ties, row by row."""
    length = max(6, round(len(ids) ** 0.5 * 2))
    return [ids[start : start + length] for start in range(0, len(ids), length)]


def _springs(ids: Sequence[str], pairs: set[tuple[str, str]], pins: Pins) -> Points:
    """Places by the forces of Fruchterman and Reingold (1991), stretched to 0..1 on both axes."""
    import rustworkx

    if not ids:
        return np.empty((0, 2))
    place = {actor: number for number, actor in enumerate(ids)}
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(ids)
    ends = {(min(place[a], place[b]), max(place[a], place[b])) for a, b in pairs}
    graph.add_edges_from([(*pair, 1.0) for pair in sorted(ends)])
    start = {n: _on_spiral(n, len(ids)) for n in place.values()}
    # The forces start on a disc around 0; fixed actors are scaled to it, and the others then need more distance.
    start |= {n: (float(2 * x - 1), float(2 * y - 1)) for n, (x, y) in pins.items()}
    distance = (2.5 if pins else 1.6) / len(ids) ** 0.5
    positions = rustworkx.spring_layout(
        graph, pos=start, fixed=set(pins) or None, k=distance, num_iter=_ROUNDS, seed=_SEED
    )
    points = np.array([positions[n] for n in range(len(ids))])
    return _filling((points + 1) / 2, pins, _EVENNESS) if pins else _scaled(points)


def _on_spiral(n: int, total: int) -> tuple[float, float]:
    """The n-th of ``total`` points spread evenly over a disc, so that the start favours no direction."""
    angle, radius = n * np.pi * (3 - 5**0.5), ((n + 1) / total) ** 0.5
    return float(radius * np.cos(angle)), float(radius * np.sin(angle))


def _scaled(points: Points) -> Points:
    """The points moved and stretched so that they fill 0..1 on both axes; a single one is in the middle."""
    low, high = points.min(axis=0), points.max(axis=0)
    size = np.where(high > low, high - low, 1.0)
    return np.where(high > low, (points - low) / size, 0.5)


def _filling(points: Points, pins: Pins, evenness: float = 0.0) -> Points:
    """The points stretched to 0..1 on both axes between the fixed ones, which do not move; their order is kept.

    ``evenness`` from 0 to 1 is how even their distances become.
    """
    held = np.array(list(pins.values()))
    filled = np.empty_like(points)
    for axis in (0, 1):
        even = points[:, axis].argsort(kind="stable").argsort(kind="stable") / max(len(points) - 1, 1)
        side = (1 - evenness) * points[:, axis] + evenness * even
        order = held[:, axis].argsort(kind="stable")
        before = [side.min(), *side[list(pins)][order], side.max()]
        filled[:, axis] = np.interp(side, before, [0.0, *held[order, axis], 1.0])
    filled[list(pins)] = held
    return filled


def _spread(points: Points, pins: Pins) -> Points:
    """The points pushed apart until no two labelled actors overlap, as far as the picture has room."""
    n = len(points)
    room = _ROOM * min(1.0, (_THIRTY / max(n, 1)) ** 0.5)
    points = points.copy()
    for _ in range(_ROUNDS):
        one, other = _too_close(points, _ENOUGH * room)
        if not len(one):
            break
        gap = points[one] - points[other]
        lacking = room - np.abs(gap)
        pairs, axis = np.arange(len(one)), (lacking / room).argmin(axis=1)
        push = 0.3 * lacking[pairs, axis] * np.where(gap[pairs, axis] < 0, -1, 1)
        np.add.at(points, (one, axis), push)
        np.subtract.at(points, (other, axis), push)
        points[list(pins)] = np.array(list(pins.values())).reshape(-1, 2)
    if pins:
        return _filling(points, pins)
    return _scaled(points) if n else points


def _too_close(points: Points, room: Points) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs of points that are too close to each other, each pair once.

    Sorted from left to right, a point is compared with the next, then the one after, until all are far enough.
    """
    order = np.argsort(points[:, 0], kind="stable")
    across, down = points[order].T
    pairs = []
    for step in range(1, len(order)):
        near = across[step:] - across[:-step] < room[0]
        if not near.any():
            break
        place = np.flatnonzero(near & (np.abs(down[step:] - down[:-step]) < room[1]))
        pairs.append(order[[place, place + step]])
    one, other = np.concatenate(pairs, axis=1) if pairs else np.empty((2, 0), dtype=np.intp)
    return one, other
