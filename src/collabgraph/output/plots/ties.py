"""Networks on one layout as small multiples: who is tied to whom in each case, and which ties the cases share."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.expected_ties import ExpectationState
from collabgraph.analysis.network import Network
from collabgraph.model import Actor, Basis
from collabgraph.output import palette
from collabgraph.output.layout import Places, joint
from collabgraph.output.palette import CASES, DASHED, GREY, INK, LIGHT, LINES, SHARED, SOLID, Line, Mark
from collabgraph.output.plots.arrows import Point, bent, halves
from collabgraph.output.plots.label_placement import Box, beside
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.comparison.sentences import tie_counts, tie_sentence
from collabgraph.output.presenters.networks import basis_mix, caution
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sample, Sheet

_IN_SOME_CASES = Mark("hexagon", GREY)
_MARK = 6.5
#: The line of each case's ties and whether their heads are filled, so that colour is not the only difference.
_ALONE: tuple[tuple[Line, bool], ...] = ((SOLID, True), (SOLID, False), (DASHED, True), (DASHED, False))
#: The distance of the names of the key from its edge.
_HANG = 26.0
#: The distance of a mark from the frame, and of one panel from the next.
_INSIDE, _GAP = 13.0, 12.0
#: The greatest height of a panel, so that all panels and the key fit on one page.
_TALLEST = 225.0


class _Tie(Struct, frozen=True):
    """A tie in a panel: from whom to whom (ids), and how it is drawn."""

    sender: str
    receiver: str
    colour: str
    width: float = 0.7
    line: Line = SOLID
    filled: bool = True


class _Panel(Struct, frozen=True, dict=True):
    """A network as it is drawn: its title, the mark of each actor (by id), its ties."""

    id: str
    title: str
    marks: Mapping[str, Mark]
    ties: tuple[_Tie, ...]

    @cached_property
    def _ways(self) -> frozenset[tuple[str, str]]:
        return frozenset((tie.sender, tie.receiver) for tie in self.ties)

    def bend(self, tie: _Tie) -> float:
        """How far a tie bends away from the straight line: 0 unless another tie runs the opposite way."""
        return 0.14 if (tie.receiver, tie.sender) in self._ways else 0.0


def picture(comparison: Comparison, sheet: Sheet) -> None:
    """Draw each case's network, and of several cases what they share, all on the same layout."""
    say = sheet.say
    sheet.heading(_title(comparison, say), tie_sentence(comparison, say))
    sheet.legend(_lines(comparison, sheet))
    places = joint(list(comparison.networks.values()))
    actors = _actors(comparison)
    numbers = {actor.id: str(n) for n, actor in enumerate(actors, start=1)}
    panels = [_of_case(net, say) for net in comparison.networks.values()]
    crowded = sum(_row(row, places, numbers, sheet) for row in _rows(panels, sheet))
    if len(panels) > 1 and actors:
        sheet.legend(_presence(comparison, sheet))
        crowded += _row([_of_all(comparison, say)], places, numbers, sheet)
    _key(actors, comparison, sheet)
    sheet.rows += _in_words(actors, comparison, say)
    sheet.foot(*_foot(comparison, crowded, say))


def _actors(comparison: Comparison) -> list[Actor]:
    """The actors of all networks, each once, kind by kind in the order of the palette."""
    actors = {actor.id: actor for net in comparison.networks.values() for actor in net.actors}
    kinds = {kind: place for place, kind in enumerate(palette.KINDS)}
    return sorted(actors.values(), key=lambda actor: (kinds.get(actor.kind, len(kinds)), actor.kind, actor.id))


# Words --------------------------------------------------------------------------------------------------------------


def _title(comparison: Comparison, say: Speech) -> str:
    if len(comparison.networks) > 1:
        finding = tie_counts(comparison, say)
    else:
        (net,) = comparison.networks.values()
        finding = _size(net, say)
    missing = {case: len(expected.of(ExpectationState.NOT_FOUND)) for case, expected in comparison.expected.items()}
    unsettled = {case: net.omitted.get("open", 0) for case, net in comparison.networks.items()}
    parts = [finding]
    if comparison.framework.expected:
        parts.append(say("expected and not found: {counts}", counts=_counted(missing, say)))
    if any(unsettled.values()) or not comparison.framework.expected:
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


def _in_words(actors: Sequence[Actor], comparison: Comparison, say: Speech) -> Iterator[str]:
    """Every tie in words, for people who cannot see the picture."""
    names = {actor.iri: terms.actor_name(actor, say) for actor in actors}
    for pair in comparison.ties:
        cases = [
            f"{case.upper()} {terms.bases(tie.bases, comparison.ontology, say)}" for case, tie in pair.ties.items()
        ]
        yield f"{names[pair.sender]} → {names[pair.receiver]}: {'; '.join(cases)}."


def _foot(comparison: Comparison, crowded: int, say: Speech) -> Iterator[str]:
    yield say("Arrows run from sender to receiver; the same actor has the same place and number everywhere.")
    if crowded:
        yield say("Numbers left out for lack of room: {n}.", n=crowded)
    for net in comparison.networks.values():
        yield basis_mix(net, comparison.ontology, say)
    yield say("A tie that no claim mentions is unknown, not absent.") + " " + caution(say)


# Legends ------------------------------------------------------------------------------------------------------------


def _lines(comparison: Comparison, sheet: Sheet) -> list[Sample]:
    """The line of each basis in use."""
    used = {basis for net in comparison.networks.values() for basis in net.bases}
    length = 4.5 * sheet.body
    return [
        (
            partial(_arrow, sheet, length, _Tie("", "", GREY, line=LINES[basis])),
            length,
            terms.basis(basis, comparison.ontology, sheet.say),
        )
        for basis in Basis
        if basis in used
    ]


def _arrow(sheet: Sheet, length: float, tie: _Tie, x: float, y: float) -> None:
    sheet.arrow((x, y), (x + length, y), colour=tie.colour, width=tie.width, line=tie.line, filled=tie.filled, room=0)


def _presence(comparison: Comparison, sheet: Sheet) -> list[Sample]:
    """The marks and lines of what is in every case, in one only, or in some."""
    say, cases = sheet.say, list(comparison.cases)
    entries = [(cases, say("in every case"))]
    entries += [([case], say("only in {case}", case=case.upper())) for case in cases]
    entries += [(cases[:2], say("in some cases"))] if len(cases) > 2 else []
    return [
        (partial(_mark_and_arrow, sheet, *_drawn(having, cases)), 4 * sheet.body, words) for having, words in entries
    ]


def _mark_and_arrow(sheet: Sheet, mark: Mark, tie: _Tie, x: float, y: float) -> None:
    sheet.mark(x + sheet.body / 2, y, mark, _MARK)
    _arrow(sheet, 2.7 * sheet.body, tie, x + 1.3 * sheet.body, y)


def _drawn(having: Collection[str], cases: Sequence[str]) -> tuple[Mark, _Tie]:
    """The mark of an actor and the line of a tie that these of the cases have."""
    if len(having) == len(cases):
        return SHARED, _Tie("", "", INK, width=1.6)
    if len(having) > 1:
        return _IN_SOME_CASES, _Tie("", "", GREY, width=1.2)
    place = cases.index(next(iter(having)))
    line, filled = _ALONE[place]
    return CASES[place], _Tie("", "", CASES[place].colour, line=line, filled=filled)


# Panels -------------------------------------------------------------------------------------------------------------


def _of_case(net: Network, say: Speech) -> _Panel:
    marks = {actor.id: palette.kind(actor.kind) for actor in net.actors}
    ties = tuple(
        _Tie(net.actors[tie.sender].id, net.actors[tie.receiver].id, GREY, line=LINES[tie.bases[0]]) for tie in net.ties
    )
    return _Panel(net.id, _size(net, say), marks, ties)


def _of_all(comparison: Comparison, say: Speech) -> _Panel:
    """All networks in one panel, each actor and tie marked by the cases that have it."""
    cases = list(comparison.cases)
    having: dict[str, list[str]] = {}
    for case, net in comparison.networks.items():
        for actor in net.actors:
            having.setdefault(actor.id, []).append(case)
    marks = {actor: _drawn(cases_with_it, cases)[0] for actor, cases_with_it in having.items()}
    names = comparison.names
    ties = tuple(
        replace(_drawn(pair.ties, cases)[1], sender=names[pair.sender], receiver=names[pair.receiver])
        for pair in comparison.ties
    )
    return _Panel("*", say("The networks in one picture"), marks, ties)


def _rows(panels: Sequence[_Panel], sheet: Sheet) -> list[Sequence[_Panel]]:
    """The panels two by two where the sheet is wide, else one by one."""
    across = 2 if sheet.wide else 1
    return [panels[start : start + across] for start in range(0, len(panels), across)]


def _row(panels: Sequence[_Panel], places: Places, numbers: Mapping[str, str], sheet: Sheet) -> int:
    """Draw panels beside each other; returns how many numbers had no room."""
    width = (sheet.right - sheet.left - _GAP * (len(panels) - 1)) / len(panels)
    height = min(width * 0.78, _TALLEST)
    top = sheet.y + sheet.body * 1.4
    crowded = 0
    for place, panel in enumerate(panels):
        x = sheet.left + place * (width + _GAP)
        sheet.paragraph(x, sheet.y, width, panel.title, sheet.body, bold=True, most=1)
        sheet.box(x, top, width, height, edge=LIGHT)
        if not panel.marks:
            sheet.text(x + _GAP, top + _GAP, sheet.say("no actors on these bases"), sheet.small, colour=GREY)
        crowded += _panel(panel, places, numbers, (x, top, x + width, top + height), sheet)
    sheet.y = top + height + 8
    return crowded


def _panel(panel: _Panel, places: Places, numbers: Mapping[str, str], frame: Box, sheet: Sheet) -> int:
    positions = {actor: _at(places[actor], frame) for actor in panel.marks}
    for tie in panel.ties:
        sheet.arrow(
            positions[tie.sender], positions[tie.receiver], colour=tie.colour, width=tie.width, line=tie.line,
            filled=tie.filled, bend=panel.bend(tie), room=_MARK * 0.75, name=f"{panel.id}/{tie.sender}>{tie.receiver}",
        )  # fmt: skip
    for actor, mark in panel.marks.items():
        sheet.mark(*positions[actor], mark, _MARK, name=f"{panel.id}/{actor}")
    return _number(panel, positions, numbers, frame, sheet)


def _at(place: Point, frame: Box) -> Point:
    """The point of the frame for a place of the layout."""
    left, top, right, bottom = frame
    return (
        left + _INSIDE + place[0] * (right - left - 2 * _INSIDE),
        top + _INSIDE + place[1] * (bottom - top - 2 * _INSIDE),
    )


def _number(panel: _Panel, positions: Mapping[str, Point], numbers: Mapping[str, str], frame: Box, sheet: Sheet) -> int:
    """Write the actors' numbers beside their marks; returns how many had no room."""
    size, half = sheet.small - 0.5, _MARK / 2
    taken = [(x - half, y - half, x + half, y + half) for x, y in positions.values()]
    lines = [
        piece
        for tie in panel.ties
        for piece in halves(bent(positions[tie.sender], positions[tie.receiver], panel.bend(tie)))
    ]
    crowded = 0
    for actor, place in positions.items():
        room = sheet.measured(numbers[actor], size) + 1, size * 1.2
        box = beside(place, room, half + 1, frame, taken, lines)
        if box is None:
            crowded += 1
            continue
        taken.append(box)
        sheet.text(box[0] + 0.5, box[1] + size * 0.06, numbers[actor], size, halo=True)
    return crowded


# The key ------------------------------------------------------------------------------------------------------------


class _Entry(Struct, frozen=True):
    """An actor in the key: its own lines, and those of its kind where it is the first of that kind."""

    number: str
    mark: Mark
    heading: list[str]
    lines: list[str]

    def height(self, sheet: Sheet) -> float:
        """Its height in a column, in points."""
        return (len(self.heading) + len(self.lines)) * sheet.line_height(sheet.small) + (4 if self.heading else 1)


def _key(actors: Sequence[Actor], comparison: Comparison, sheet: Sheet) -> None:
    """Write the number and the name of each actor, kind by kind, in columns of about equal height."""
    across = 3 if sheet.wide else 2
    width = (sheet.right - sheet.left - _GAP * (across - 1)) / across
    entries = _entries(actors, width, comparison, sheet)
    total, before, ends = sum(entry.height(sheet) for entry in entries), 0.0, [sheet.y] * across
    for entry in entries:
        column = int((before + entry.height(sheet) / 2) / total * across)
        before += entry.height(sheet)
        ends[column] = _write(entry, sheet.left + column * (width + _GAP), ends[column], sheet)
    sheet.y = max(ends)


def _entries(actors: Sequence[Actor], width: float, comparison: Comparison, sheet: Sheet) -> list[_Entry]:
    lang, before, entries = sheet.say.lang, None, []
    for n, actor in enumerate(actors, start=1):
        kind = comparison.ontology.code("actor-kind", actor.kind)[lang]
        heading = sheet.wrapped(kind, width, sheet.small, bold=True, most=2) if actor.kind != before else []
        lines = sheet.wrapped(actor.label[lang], width - _HANG, sheet.small, most=5)
        entries.append(_Entry(str(n), palette.kind(actor.kind), heading, lines))
        before = actor.kind
    return entries


def _write(entry: _Entry, x: float, y: float, sheet: Sheet) -> float:
    """Write an entry of the key; returns the y beneath."""
    size = sheet.small
    y += 3 if entry.heading else 0
    for line in entry.heading:
        sheet.text(x, y, line, size, bold=True)
        y += sheet.line_height(size)
    sheet.mark(x + 4, y + size * 0.65, entry.mark, _MARK)
    sheet.text(x + _HANG - 4, y, entry.number, size, align="right")
    for line in entry.lines:
        sheet.text(x + _HANG, y, line, size)
        y += sheet.line_height(size)
    return y + 1
