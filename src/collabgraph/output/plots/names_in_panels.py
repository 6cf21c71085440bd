"""The name of each actor beside its mark where there is room for it, and elsewhere a number with a key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from msgspec import Struct

from collabgraph.output.plots.arrows import Point
from collabgraph.output.plots.label_placement import Box, Line, distance, free

#: A name may cross one line, where every place beside the mark does, and a number any.
_MOST_CROSSED = 1
#: By how much nearer a name has to be to its own mark than to any other, in points.
_NEARER = 1.5


class Written(Struct, frozen=True):
    """A label where it stands: its lines, its box, and the side on which the lines begin."""

    lines: tuple[str, ...]
    box: Box
    align: str

    def starts(self) -> float:
        """The x at which its lines are written."""
        return {"left": self.box[0], "right": self.box[2], "center": (self.box[0] + self.box[2]) / 2}[self.align]


class Room(Struct, frozen=True):
    """What labels have to keep clear of, and how large their letters are."""

    frame: Box
    points: Mapping[str, Point]
    lines: Sequence[Line]
    half: Mapping[str, float]
    size: float
    leading: float
    measured: Callable[[str, float], float]

    def label(self, actor: str, shapes: Sequence[Sequence[str]], taken: Collection[Box], most: int) -> Written | None:
        """The best place for one of these forms of a label (each some lines); None where each covers something."""
        place, found = self.points[actor], []
        for order, lines in enumerate(shapes):
            size = max(self.measured(line, self.size) for line in lines) + 1, len(lines) * self.leading
            for crossed, box in free(place, size, self.half[actor] + 1, self.frame, taken, self.lines):
                if crossed <= most and self._owns(actor, box):
                    found.append((crossed, order, Written(tuple(lines), box, _align(place, box))))
        return min(found, key=lambda each: each[:2], default=(0, 0, None))[2]

    def _owns(self, actor: str, box: Box) -> bool:
        """Whether a label is nearer to its own mark than to any other."""
        own = distance(self.points[actor], box)
        return all(
            distance(place, box) > own + _NEARER
            for other, place in self.points.items()
            if other != actor and place != self.points[actor]
        )


def written(
    room: Room, names: Mapping[str, Sequence[Sequence[str]]], numbers: Mapping[str, str]
) -> Mapping[str, Written]:
    """The labels that have room: first a number for each actor that has one, in whose place its name comes.

    Without numbers the names are tried in their order.
    """
    taken = {
        actor: (x - half, y - half, x + half, y + half)
        for (actor, (x, y)), half in zip(room.points.items(), room.half.values(), strict=True)
    }
    found: dict[str, Written] = {}

    def boxes(without: str) -> list[Box]:
        return [*taken.values(), *(label.box for actor, label in found.items() if actor != without)]

    for actor in room.points if numbers else ():
        if number := room.label(actor, [[numbers[actor]]], boxes(actor), len(room.lines)):
            found[actor] = number
    shortest_first = sorted(room.points, key=lambda each: (_area(names.get(each, [])), each))
    for actor in shortest_first if numbers else names:
        if name := room.label(actor, names[actor], boxes(actor), _MOST_CROSSED):
            found[actor] = name
    return found


def _area(shapes: Sequence[Sequence[str]]) -> int:
    return sum(map(len, shapes[0])) if shapes else 0


def _align(place: Point, box: Box) -> str:
    if box[0] > place[0]:
        return "left"
    return "right" if box[2] < place[0] else "center"
