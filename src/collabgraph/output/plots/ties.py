"""Networks as small multiples: who is tied to whom in each case, the actors that several cases have in one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.expected_ties import ExpectationState
from collabgraph.analysis.network import Network, Tie
from collabgraph.model import Actor, Basis
from collabgraph.output import palette
from collabgraph.output.layout import Arrangement, Places, beside
from collabgraph.output.maps.evidence import short
from collabgraph.output.palette import DASHED, GREY, INK, LIGHT, LINES, SOLID, Line
from collabgraph.output.plots.arrows import Point, bent, pieces
from collabgraph.output.plots.canvas import MARGIN, PAGE_HEIGHT
from collabgraph.output.plots.given import Networks
from collabgraph.output.plots.label_placement import Box
from collabgraph.output.plots.names_in_panels import Room, Written, written
from collabgraph.output.plots.routing import routed, straight
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.comparison.sentences import tie_counts, tie_sentence
from collabgraph.output.presenters.networks import basis_mix, caution
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sample, Sheet

#: The size of a mark, and the distance of a line from the middle of any other mark in sizes.
_MARK, _CLEAR = 6.5, 0.9
#: Marks are smaller in a narrow picture, and in one of many actors.
_NARROW, _FEW, _SMALL, _LEAST = 5.0, 60, 4.0, 2.5
#: In a network of more actors ties are straight, and only the names of the actors with the most ties are tried.
LARGE, _MOST_NAMED = 120, 40
#: The distance of the names of the key from its edge.
_HANG = 26.0
#: The distance of a mark from the frame, and of one panel from the next.
_INSIDE, _GAP = 12.0, 10.0
#: The distance of a mark from the left and the right of the frame, as a share of its width: names need room.
_ASIDE = 0.08
#: The least height of a panel, and of all panels the greatest, as a share of their width.
_LOWEST, _HIGHEST = 70.0, 0.95
#: The widths in which a name is tried, in points, and its most lines.
_WIDTHS, _LINES = (1000.0, 80.0, 60.0, 44.0, 34.0), 4
#: How often the panels are made lower, so that they and the key fit on one page.
_TRIES = 5


class _Panel(Struct, frozen=True):
    """A network in a frame: where its actors are, the bend of each tie, the labels, and what had no room."""

    net: Network
    frame: Box
    points: Mapping[str, Point]
    bends: tuple[float, ...]
    labels: Mapping[str, Written]
    blocked: int
    mark: float


class _Shared(Struct, frozen=True):
    """In how many of the networks each actor and each tie (ids of both ends) is."""

    actors: Mapping[str, int]
    ties: Mapping[tuple[str, str], int]


def picture(subject: Comparison | Networks, sheet: Sheet, arranged: Arrangement | None = None) -> None:
    """Draw each network, with a name at every actor for which there is room; those ``arranged`` stand where it says."""
    say, nets = sheet.say, list(subject.networks.values())
    sheet.heading(_title(subject, say), tie_sentence(subject, say) if isinstance(subject, Comparison) else "")
    shared = _shared(nets)
    sheet.legend(_lines(subject, shared, sheet))
    sheet.legend(_kinds(subject, sheet))
    actors = _actors(nets)
    panels, keyed = _planned(
        nets, actors, arranged.places if arranged else {}, sheet.foot_height(*_foot(subject, 1, 0, 0, 0, say)), sheet
    )
    for panel in panels:
        _draw(panel, shared, keyed, sheet)
    sheet.y = max(panel.frame[3] for panel in panels) + 6
    crowded = sum(len(panel.points) - len(panel.labels) for panel in panels)
    blocked = sum(panel.blocked for panel in panels)
    numbered = [actor for actor in actors if actor.id in keyed]
    for left_out in (0, 1):
        foot = sheet.foot_height(*_foot(subject, len(keyed), left_out, crowded, blocked, say))
        listed = _fitting(numbered, nets, PAGE_HEIGHT - MARGIN - sheet.y - foot, sheet)
        if len(listed) == len(numbered):
            break
    _key(listed, keyed, sheet)
    sheet.rows += _in_words(subject, say)
    sheet.foot(*_foot(subject, len(keyed), len(keyed) - len(listed), crowded, blocked, say))


def _actors(nets: Sequence[Network]) -> list[Actor]:
    """The actors of all networks, each once, kind by kind in the order of the palette."""
    actors = {actor.id: actor for net in nets for actor in net.actors}
    kinds = {kind: place for place, kind in enumerate(palette.KINDS)}
    return sorted(actors.values(), key=lambda actor: (kinds.get(actor.kind, len(kinds)), actor.kind, actor.id))


def _shared(nets: Sequence[Network]) -> _Shared:
    return _Shared(
        Counter(actor.id for net in nets for actor in net.actors),
        Counter(_ends(net, tie) for net in nets for tie in net.ties),
    )


def _ends(net: Network, tie: Tie) -> tuple[str, str]:
    return net.actors[tie.sender].id, net.actors[tie.receiver].id


# Words --------------------------------------------------------------------------------------------------------------


def _title(subject: Comparison | Networks, say: Speech) -> str:
    nets = subject.networks
    if not isinstance(subject, Comparison):
        return "; ".join(_size(net, say) for net in nets.values())
    finding = tie_counts(subject, say) if len(nets) > 1 else _size(next(iter(nets.values())), say)
    missing = {case: len(expected.of(ExpectationState.NOT_FOUND)) for case, expected in subject.expected.items()}
    unsettled = {case: net.omitted.get("open", 0) for case, net in nets.items()}
    parts = [finding]
    if subject.framework.expected:
        parts.append(say("expected and not found: {counts}", counts=_counted(missing, say)))
    if any(unsettled.values()) or not subject.framework.expected:
        parts.append(say("not settled: {counts}", counts=_counted(unsettled, say)))
    return "; ".join(parts)


def _counted(counts: Mapping[str, int], say: Speech) -> str:
    return say.listed([say("{n} for {case}", n=n, case=case.upper()) for case, n in counts.items()])


def _size(net: Network, say: Speech) -> str:
    return say(
        "{case}: {ties} among {actors}",
        case=net.id.upper(),
        ties=terms.so_many_ties(len(net.ties), say),
        actors=terms.actors_counted(len(net.actors), say),
    )


def _in_words(subject: Comparison | Networks, say: Speech) -> Iterator[str]:
    """Every tie in words, for people who cannot see the picture."""
    having: dict[tuple[str, str], list[str]] = {}
    for name, net in subject.networks.items():
        for tie in net.ties:
            ends = (terms.actor_name(net.actors[end], say) for end in (tie.sender, tie.receiver))
            bases = f"{name.upper()} {terms.bases(tie.bases, subject.ontology, say)}".strip()
            having.setdefault((*ends, "→" if net.directed else "–"), []).append(bases)  # type: ignore[arg-type]
    for (sender, receiver, sign), cases in having.items():  # type: ignore[misc]
        yield f"{sender} {sign} {receiver}: {'; '.join(cases)}."


def _foot(
    subject: Comparison | Networks, keyed: int, left_out: int, crowded: int, blocked: int, say: Speech
) -> Iterator[str]:
    nets = subject.networks.values()
    if any(net.directed for net in nets):
        yield say("Arrows run from sender to receiver.")
    if len(nets) > 1:
        yield say("An actor that several cases have is in the same place in each.")
    if keyed:
        yield say("Numbers: actors whose name has no room.")
    if left_out:
        yield say("Actors that are not in the key for lack of room, those with the fewest ties: {n}.", n=left_out)
    if any(len(net.actors) > LARGE for net in nets):
        yield say(
            "Of more than {most} actors only those with the most ties are named, and ties may run over actors they do "
            "not concern.",
            most=LARGE,
        )
    if crowded:
        yield say("Without name or number for lack of room: {n}.", n=crowded)
    if blocked:
        yield say("Ties that run over an actor they do not concern, for lack of room: {n}.", n=blocked)
    for net in nets:
        yield basis_mix(net, subject.ontology, say)
        if net.second_mode:
            yield say("Hollow marks: the second mode, what the others belong to.")
    if isinstance(subject, Comparison):
        yield say("A tie that no claim mentions is unknown, not absent.") + " " + caution(say)


# Legends ------------------------------------------------------------------------------------------------------------


def _lines(subject: Comparison | Networks, shared: _Shared, sheet: Sheet) -> list[Sample]:
    """The line of each basis in use, of negative ties, and of what is in several cases."""
    say, length = sheet.say, 4.0 * sheet.body
    nets = list(subject.networks.values())
    used = {basis for net in nets for basis in net.bases}
    entries = [(LINES[b], GREY, terms.basis(b, subject.ontology, say)) for b in Basis if b in used]
    if any(tie.weight < 0 for net in nets for tie in net.ties if not tie.bases):
        entries.append((DASHED, GREY, say("negative")))
    samples: list[Sample] = [
        (partial(_sample, sheet, length, line, colour, headed=True), length, words) for line, colour, words in entries
    ]
    if any(n > 1 for n in shared.ties.values()):
        samples.append((partial(_sample, sheet, length, SOLID, INK, headed=True), length, say("tie of several cases")))
    if any(n > 1 for n in shared.actors.values()):
        samples.append((partial(_ringed, sheet), sheet.body * 1.3, say("actor of several cases")))
    return samples


def _sample(sheet: Sheet, length: float, line: Line, colour: str, x: float, y: float, *, headed: bool) -> None:
    width = _STRONG if colour == INK else _THIN
    sheet.arrow((x, y), (x + length, y), colour=colour, width=width, line=line, headed=headed)


#: The widths of ties of several cases, and of others.
_STRONG, _THIN = 1.6, 0.7


def _ringed(sheet: Sheet, x: float, y: float) -> None:
    sheet.mark(x + sheet.body * 0.65, y, palette.kind(""), _MARK, ringed=True)


def _kinds(subject: Comparison | Networks, sheet: Sheet) -> list[Sample]:
    """The mark of each kind of actor in the networks."""
    used = {actor.kind for net in subject.networks.values() for actor in net.actors}
    known = [kind for kind in palette.KINDS if kind in used]
    return [
        (
            partial(_mark, sheet, kind),
            sheet.body,
            subject.ontology.code("actor-kind", kind)[sheet.say.lang],
        )
        for kind in known
    ]


def _mark(sheet: Sheet, kind: str, x: float, y: float) -> None:
    sheet.mark(x + sheet.body / 2, y, palette.kind(kind), _MARK)


# Panels -------------------------------------------------------------------------------------------------------------


def _planned(
    nets: Sequence[Network], actors: Sequence[Actor], arranged: Places, foot: float, sheet: Sheet
) -> tuple[list[_Panel], Mapping[str, str]]:
    """The panels, as high as a page has room for beside the key, and the numbers of the actors in the key, by id."""
    places = {**beside([[net] for net in nets]), **arranged}
    names = {actor.id: _shapes(actor, sheet) for actor in actors}
    across = _across(len(nets), sheet)
    rows = -(-len(nets) // across)
    width = (sheet.right - sheet.left - _GAP * (across - 1)) / across
    free = PAGE_HEIGHT - sheet.y - foot - MARGIN - 6
    titles = rows * (sheet.body * 1.4 + _GAP)
    numbers = {actor.id: str(n) for n, actor in enumerate(actors, start=1)}
    ringed = {actor for actor, n in _shared(nets).actors.items() if n > 1}
    height, least = min(rows * width * _HIGHEST, free - titles), rows * _LOWEST
    for _ in range(_TRIES):
        height = max(height, least)
        frames = _frames(nets, across, height, sheet)
        panels = [
            _panel(net, places, names, numbers, frame, ringed, arranged, sheet)
            for net, frame in zip(nets, frames, strict=True)
        ]
        numbered = [a for a in actors if any(_is_number(panel, a.id, numbers) for panel in panels)]
        over = titles + height + _key_height(numbered, sheet) - free
        if over <= 0 or height <= least:
            break
        height -= over + rows
    return panels, {actor.id: str(n) for n, actor in enumerate(numbered, start=1)}


def _is_number(panel: _Panel, actor: str, numbers: Mapping[str, str]) -> bool:
    return actor in panel.labels and panel.labels[actor].lines == (numbers[actor],)


def _across(n: int, sheet: Sheet) -> int:
    """How many panels are beside each other: a wide one for two networks, so that names have room."""
    return 1 if n <= (2 if sheet.wide else 3) else 2


def _frames(nets: Sequence[Network], across: int, height: float, sheet: Sheet) -> list[Box]:
    """The frames of the panels, ``height`` high in all; a row with more actors is higher."""
    rows = [nets[start : start + across] for start in range(0, len(nets), across)]
    needs = [max(_LEAST_ACTORS, *(len(net.actors) for net in row)) ** 0.5 for row in rows]
    frames, top = [], sheet.y
    for row, need in zip(rows, needs, strict=True):
        top += sheet.body * 1.4
        bottom = top + max(_LOWEST, height * need / sum(needs))
        width = (sheet.right - sheet.left - _GAP * (len(row) - 1)) / len(row)
        lefts = [sheet.left + column * (width + _GAP) for column in range(len(row))]
        frames += [(left, top, left + width, bottom) for left in lefts]
        top = bottom + _GAP
    return frames


#: A panel is as high as for so many actors at least.
_LEAST_ACTORS = 10


def _name_size(sheet: Sheet) -> float:
    return max(6.0, sheet.small - 0.7)


def _shapes(actor: Actor, sheet: Sheet) -> list[list[str]]:
    """The forms in which a name may be written: on one line where it is short, else on several; none cut."""
    name, size = short(actor)[sheet.say.lang], _name_size(sheet)
    forms = []
    for width in _WIDTHS:
        lines = sheet.wrapped(name, width, size, most=_LINES)
        whole = lines and not lines[-1].endswith("…") and max(map(len, lines)) <= _LONGEST_LINE
        if whole and lines not in forms and all(word in name.split() for line in lines for word in line.split()):
            forms.append(lines)
    return forms


#: A line of a name has no more letters.
_LONGEST_LINE = 32


def _panel(
    net: Network, places: Places, names: Mapping[str, list[list[str]]], numbers: Mapping[str, str], frame: Box,
    ringed: Collection[str], kept: Collection[str], sheet: Sheet,
) -> _Panel:  # fmt: skip
    """A network in its frame; actors that are ``ringed``, or ``kept`` where they are, give way to no tie."""
    mark = _mark_size(net, sheet)
    aside = max(_INSIDE, (frame[2] - frame[0]) * _ASIDE) if sheet.wide else _INSIDE
    size = frame[2] - frame[0] - 2 * aside, frame[3] - frame[1] - 2 * _INSIDE
    ids = [actor.id for actor in net.actors]
    within = np.array([places[actor] for actor in ids]).reshape(-1, 2) * size
    ties = [(tie.sender, tie.receiver) for tie in net.ties]
    held = [n for n, actor in enumerate(ids) if actor in ringed or actor in kept]
    large = len(ids) > LARGE
    routes = straight(within, ties) if large else routed(within, ties, _CLEAR * mark, size, held)
    corner = frame[0] + aside, frame[1] + _INSIDE
    points = {a: (float(corner[0] + x), float(corner[1] + y)) for a, (x, y) in zip(ids, routes.points, strict=True)}
    lines = [
        piece
        for tie, bend in zip(net.ties, routes.bends, strict=True)
        for piece in pieces(bent(points[ids[tie.sender]], points[ids[tie.receiver]], bend), 8 if bend else 1)
    ]
    letters = _name_size(sheet)
    half = {actor: mark * (0.8 if actor in ringed else 0.6) for actor in points}
    room = Room(frame, points, lines, half, letters, letters * 1.15, sheet.measured)
    if large:
        degrees = Counter(end for tie in net.ties for end in _ends(net, tie))
        most = sorted(ids, key=lambda actor: (-degrees[actor], actor))[:_MOST_NAMED]
        labels = written(room, {actor: names[actor] for actor in most}, {})
    else:
        labels = written(room, names, numbers)
    return _Panel(net, frame, points, routes.bends, labels, len(routes.blocked), mark)


def _mark_size(net: Network, sheet: Sheet) -> float:
    if len(net.actors) > LARGE:
        return _LEAST
    if len(net.actors) > _FEW:
        return _SMALL
    return _MARK if sheet.wide else _NARROW


def _draw(panel: _Panel, shared: _Shared, keyed: Mapping[str, str], sheet: Sheet) -> None:
    net, (left, top, right, bottom) = panel.net, panel.frame
    sheet.paragraph(left, top - sheet.body * 1.4, right - left, _size(net, sheet.say), sheet.body, bold=True, most=1)
    sheet.box(left, top, right - left, bottom - top, edge=LIGHT)
    if not net.actors:
        sheet.text(left + _GAP, top + _GAP, sheet.say("no actors on these bases"), sheet.small, colour=GREY)
    for tie, bend in zip(net.ties, panel.bends, strict=True):
        _tie(panel, tie, bend, shared, sheet)
    for actor in net.actors:
        sheet.mark(
            *panel.points[actor.id], palette.kind(actor.kind), panel.mark, name=f"{net.id}/{actor.id}",
            ringed=shared.actors[actor.id] > 1, hollow=actor.id in net.second_mode,
        )  # fmt: skip
    for actor_id, label in panel.labels.items():
        _label(label, net.id, actor_id, keyed, sheet)


def _tie(panel: _Panel, tie: Tie, bend: float, shared: _Shared, sheet: Sheet) -> None:
    net, ends = panel.net, _ends(panel.net, tie)
    several = shared.ties[ends] > 1
    line = LINES[tie.bases[0]] if tie.bases else DASHED if tie.weight < 0 else SOLID
    sheet.arrow(
        panel.points[ends[0]], panel.points[ends[1]], colour=INK if several else GREY,
        width=_STRONG if several else _THIN, line=line, bend=bend, room=panel.mark * 0.75, headed=net.directed,
        name=f"{net.id}/{ends[0]}>{ends[1]}",
    )  # fmt: skip


def _label(label: Written, panel: str, actor: str, keyed: Mapping[str, str], sheet: Sheet) -> None:
    """Write the name of an actor, or its number in the key, on a white ground."""
    left, top, right, bottom = label.box
    lines = (keyed[actor],) if actor in keyed and len(label.lines) == 1 and label.lines[0].isdigit() else label.lines
    size, leading = _name_size(sheet), (bottom - top) / len(label.lines)
    sheet.box(left, top, right - left, bottom - top, fill="white", above=2.5)
    for n, line in enumerate(lines):
        y = top + n * leading - size * 0.08
        sheet.text(label.starts(), y, line, size, align=label.align, name=f"{panel}/{actor}/name/{n}")


# The key ------------------------------------------------------------------------------------------------------------


def _key_columns(sheet: Sheet) -> tuple[int, float]:
    across = 3 if sheet.wide else 2
    return across, (sheet.right - sheet.left - _GAP * (across - 1)) / across


def _entry(actor: Actor, width: float, sheet: Sheet) -> list[str]:
    name = actor.label if sheet.wide else short(actor)
    return sheet.wrapped(name[sheet.say.lang], width - _HANG, sheet.small, most=5)


def _columns(actors: Sequence[Actor], sheet: Sheet) -> list[list[tuple[Actor, list[str]]]]:
    """The actors with the lines of their names, in columns of about equal height."""
    across, width = _key_columns(sheet)
    entries = [(actor, _entry(actor, width, sheet)) for actor in actors]
    total, before = sum(len(lines) for _, lines in entries), 0.0
    columns: list[list[tuple[Actor, list[str]]]] = [[] for _ in range(across)]
    for actor, lines in entries:
        columns[int((before + len(lines) / 2) / total * across)].append((actor, lines))
        before += len(lines)
    return columns


def _height(lines: Sequence[str], sheet: Sheet) -> float:
    return len(lines) * sheet.line_height(sheet.small) + 1


def _key_height(actors: Sequence[Actor], sheet: Sheet) -> float:
    return max(sum(_height(lines, sheet) for _, lines in column) for column in _columns(actors, sheet))


def _fitting(actors: Sequence[Actor], nets: Sequence[Network], room: float, sheet: Sheet) -> list[Actor]:
    """The actors whose names have room in the key: where it is short of room, those with the most ties."""
    degrees = Counter(end for net in nets for tie in net.ties for end in _ends(net, tie))
    kept = sorted(actors, key=lambda actor: (-degrees[actor.id], actor.id))
    while kept and _key_height(kept, sheet) > max(room, 0):
        del kept[-max(1, len(kept) // 20) :]
    return [actor for actor in actors if actor in kept]


def _key(actors: Sequence[Actor], keyed: Mapping[str, str], sheet: Sheet) -> None:
    """Write the numbers and the names of these actors in columns."""
    _, width = _key_columns(sheet)
    bottom = sheet.y
    for column, entries in enumerate(_columns(actors, sheet)):
        x, y = sheet.left + column * (width + _GAP), sheet.y
        for actor, lines in entries:
            sheet.mark(x + 4, y + sheet.small * 0.65, palette.kind(actor.kind), _MARK)
            sheet.text(x + _HANG - 4, y, keyed[actor.id], sheet.small, align="right")
            for n, line in enumerate(lines):
                sheet.text(x + _HANG, y + n * sheet.line_height(sheet.small), line, sheet.small)
            y += _height(lines, sheet)
        bottom = max(bottom, y)
    sheet.y = bottom
