"""A still drawing of networks as a small page of its own, for a notebook: who is tied to whom, by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import cos, hypot, pi, sin

from msgspec import Struct

from collabgraph.analysis.network import Network, Tie
from collabgraph.model import Actor, Basis, Ontology
from collabgraph.output import layout, pages, palette
from collabgraph.output.maps.evidence import short
from collabgraph.output.plots.label_placement import Box, beside
from collabgraph.output.presenters import terms
from collabgraph.words import Speech
from collabgraph.words.characters import printable

#: The most actors and ties of a drawing in which names can still be read.
MOST_ACTORS, MOST_TIES = 80, 300

_WIDTH, _MARGIN, _RADIUS, _LINE = 1000, 60, 9, 16
#: The width of a character of 13 pixels, on average; names are broken into lines of about so many characters.
_CHARACTER, _BROKEN = 7.2, 20
_STYLE = """
html, body { margin: 0; background: #fff; overflow: hidden }
svg { display: block; width: 100%; height: auto; font: 13px Helvetica, Arial, sans-serif; fill: #222 }
.tie path { fill: none; stroke: #666; stroke-width: 1.2 }
.tie .wide { stroke: transparent; stroke-width: 12 }
.tie .reported { stroke-width: 2.6 }
.tie:hover .line { stroke: #D55E00; stroke-width: 3 }
.name { paint-order: stroke; stroke: #fff; stroke-width: 3px; stroke-linejoin: round }
.title { font-weight: bold; font-size: 15px }
.inside { fill: #fff; font-size: 11px; font-weight: bold; text-anchor: middle }
"""
_POLICY = pages.policy((), [_STYLE])
_ARROW = (
    '<marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#444"/></marker>'
)
Point = tuple[float, float]


class Panel(Struct, frozen=True):
    """A network to be drawn, and its heading."""

    network: Network
    heading: str


class Still(Struct, frozen=True):
    """A drawing: a whole page of one picture, and how many times as wide as high that is."""

    page: str
    ratio: float

    def frame(self, title: str) -> str:
        """The drawing in a frame as wide as there is room and as high as all of it, which runs nothing."""
        page = self.page.replace("&", "&amp;").replace('"', "&quot;")
        look = f"width: 100%; min-width: 44em; aspect-ratio: {self.ratio:.4f}; border: 0; display: block"
        frame = f'<iframe title="{escape(title)}" sandbox="" style="{look}" srcdoc="{page}"></iframe>'
        return f'<div style="overflow-x: auto">{frame}</div>'


def too_large(panels: Iterable[Panel]) -> bool:
    """Whether the names of a drawing could not be read."""
    networks = [panel.network for panel in panels]
    return any(len(net.actors) > MOST_ACTORS or len(net.ties) > MOST_TIES for net in networks)


def still(panels: Sequence[Panel], ontology: Ontology, say: Speech) -> Still:
    """The networks one below the other, an actor of several in the same place; every tie says on hover what it is."""
    places = layout.beside([[panel.network] for panel in panels])
    pieces: list[str] = []
    top = 0.0
    for panel in panels:
        drawn, top = _panel(panel, places, top, ontology, say)
        pieces += drawn
    drawn, height = _legend([panel.network for panel in panels], top + _LINE, ontology, say)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" role="img">'
        f"<defs>{_ARROW}</defs>{''.join([*pieces, *drawn])}</svg>"
    )
    head = f'<!doctype html><html lang="{say.lang}"><meta charset="utf-8">'
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    return Still(f"{head}{policy}<style>{_STYLE}</style>{svg}</html>", _WIDTH / round(height))


def tie_words(net: Network, tie: Tie, ontology: Ontology, say: Speech) -> str:
    """A tie as a line: who, what, to whom, on which basis and claims."""
    sender, receiver = (terms.actor_name(net.actors[end], say) for end in (tie.sender, tie.receiver))
    kinds = ", ".join(terms.tie_kind(kind, ontology, say) for kind in tie.kinds)
    bases = ", ".join(terms.basis(basis, ontology, say) for basis in tie.bases)
    grounds = "; ".join(part for part in (bases, ", ".join(tie.claims)) if part)
    return f"{sender} {'→' if net.directed else '–'} {receiver}{f': {kinds}' if kinds else ''}" + (
        f" ({grounds})" if grounds else ""
    )


# A network -----------------------------------------------------------------------------------------------------------


def _panel(panel: Panel, places: layout.Places, top: float, ontology: Ontology, say: Speech) -> tuple[list[str], float]:
    """The pieces of a network, and where they end."""
    net = panel.network
    height = max(160, min(900, 120 + 20 * len(net.actors)))
    start = top + 2 * _LINE
    room = (_WIDTH - 2 * _MARGIN, height - 2 * _MARGIN)
    at = [
        (_MARGIN + places[actor.id][0] * room[0], start + _MARGIN + places[actor.id][1] * room[1])
        for actor in net.actors
    ]
    pieces = [f'<text class="title" x="12" y="{start:.0f}">{_words(panel.heading)}</text>']
    pieces += _ties(net, at, ontology, say)
    pieces += [_actor(actor, place, say) for actor, place in zip(net.actors, at, strict=True)]
    frame = (4.0, start + 6, _WIDTH - 4.0, start + height - 4)
    names, key = _names(net, at, frame, say)
    lines = _flow(key, start + height + _LINE)
    return [*pieces, *names, *lines[0]], lines[1]


def _ties(net: Network, at: Sequence[Point], ontology: Ontology, say: Speech) -> list[str]:
    """A line for each pair of actors, with an arrow at each end that a tie leads to, and what its ties say."""
    by_pair: dict[tuple[int, int], list[Tie]] = {}
    for tie in net.ties:
        if tie.sender != tie.receiver:
            by_pair.setdefault((min(tie.sender, tie.receiver), max(tie.sender, tie.receiver)), []).append(tie)
    return [_line(pair, ties, net, at, ontology, say) for pair, ties in by_pair.items()]


def _line(
    pair: tuple[int, int], ties: Sequence[Tie], net: Network, at: Sequence[Point], ontology: Ontology, say: Speech
) -> str:
    said = "\n".join(_words(tie_words(net, tie, ontology, say)) for tie in ties)
    (x, y), (x2, y2) = at[pair[0]], at[pair[1]]
    length = hypot(x2 - x, y2 - y) or 1.0
    dx, dy = (x2 - x) / length * (_RADIUS + 3), (y2 - y) / length * (_RADIUS + 3)
    path = f"M{x + dx:.0f} {y + dy:.0f}L{x2 - dx:.0f} {y2 - dy:.0f}"
    ends = {tie.receiver for tie in ties} if net.directed else set()
    arrows = "".join(
        f' marker-{where}="url(#arrow)"' for where, end in zip(("start", "end"), pair, strict=True) if end in ends
    )
    basis = min((basis for tie in ties for basis in tie.bases), key=lambda one: one.rank, default=None)
    return (
        f'<g class="tie"><title>{said}</title><path class="wide" d="{path}"/>'
        f'<path class="line {basis or ""}" d="{path}"{_look(basis)}{arrows}/></g>'
    )


def _look(basis: Basis | None) -> str:
    line = palette.LINES[basis] if basis else palette.SOLID
    dashes = f' stroke-dasharray="{" ".join(map(str, line.dashes))}"' if line.dashes else ""
    return dashes + (' stroke-width="2.4"' if line.weight > 1 else "")


def _actor(actor: Actor, place: Point, say: Speech) -> str:
    return f"<g><title>{_words(terms.actor_name(actor, say))}</title>{_mark(palette.kind(actor.kind), place)}</g>"


def _mark(mark: palette.Mark, place: Point) -> str:
    """The shape of an actor, in its colour."""
    x, y = place
    if mark.shape == "dot":
        return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{_RADIUS}" fill="{mark.colour}"/>'
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in _corners(mark.shape))
    return f'<polygon points="{points}" fill="{mark.colour}"/>'


def _corners(shape: palette.Shape) -> list[Point]:
    """The corners of a shape around 0."""
    sides, turn = {"square": (4, pi / 4), "triangle": (3, -pi / 2), "triangleDown": (3, pi / 2), "diamond": (4, 0.0),
                   "hexagon": (6, 0.0)}.get(shape, (10, -pi / 2))  # fmt: skip
    radii = [_RADIUS * (1.25 if shape != "star" or n % 2 == 0 else 0.55) for n in range(sides)]
    return [(r * cos(turn + 2 * pi * n / sides), r * sin(turn + 2 * pi * n / sides)) for n, r in enumerate(radii)]


# Names ---------------------------------------------------------------------------------------------------------------


def _names(net: Network, at: Sequence[Point], frame: Box, say: Speech) -> tuple[list[str], list[tuple[str, str]]]:
    """The name of each actor beside it; where there is no room a number on it, with what it stands for."""
    taken = [_around(place) for place in at]
    lines = [(at[tie.sender], at[tie.receiver]) for tie in net.ties]
    names: list[str] = []
    key: list[tuple[str, str]] = []
    degrees = [sum(number in (tie.sender, tie.receiver) for tie in net.ties) for number in range(len(at))]
    for number in sorted(range(len(at)), key=lambda n: (-degrees[n], net.actors[n].id)):
        words = _broken(printable(short(net.actors[number])[say.lang]))
        size = max(map(len, words)) * _CHARACTER, len(words) * _LINE
        others = [box for place, box in enumerate(taken) if place != number]
        box = beside(at[number], size, _RADIUS + 5, frame, others, lines)
        if box is None:
            key.append((str(len(key) + 1), " ".join(words)))
            names.append(_inside(key[-1][0], at[number]))
        else:
            taken.append(box)
            names.append(_name(words, box, at[number]))
    return names, key


def _around(place: Point) -> Box:
    x, y = place
    return x - _RADIUS - 3, y - _RADIUS - 3, x + _RADIUS + 3, y + _RADIUS + 3


def _broken(name: str) -> list[str]:
    """A name in lines of about the same length."""
    lines: list[str] = []
    for word in name.split() or [name]:
        if lines and len(lines[-1]) + 1 + len(word) <= _BROKEN:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _name(words: Sequence[str], box: Box, place: Point) -> str:
    left, top, right, _ = box
    anchor, x = "middle", (left + right) / 2
    if left > place[0] or right < place[0]:
        anchor, x = ("start", left) if left > place[0] else ("end", right)
    spans = "".join(
        f'<tspan x="{x:.0f}" y="{top + 12 + _LINE * line:.0f}">{_words(part)}</tspan>'
        for line, part in enumerate(words)
    )
    return f'<text class="name" text-anchor="{anchor}">{spans}</text>'


def _inside(number: str, place: Point) -> str:
    return f'<text class="inside" x="{place[0]:.0f}" y="{place[1] + 4:.0f}">{number}</text>'


# The legend ----------------------------------------------------------------------------------------------------------


def _legend(networks: Sequence[Network], top: float, ontology: Ontology, say: Speech) -> tuple[list[str], float]:
    """What the shapes and the lines mean, and where that ends."""
    kinds = sorted({actor.kind for net in networks for actor in net.actors})
    bases = [basis for basis in Basis if any(basis in tie.bases[:1] for net in networks for tie in net.ties)]
    marks = [(_mark(palette.kind(kind), (0, -4)), ontology.code("actor-kind", kind)[say.lang]) for kind in kinds]
    lines = [
        (f'<path d="M-12 -4H12" fill="none" stroke="#666"{_look(basis)}/>', terms.basis(basis, ontology, say))
        for basis in bases
    ]
    return _flow([*marks, *lines], top + _LINE)


def _flow(items: Sequence[tuple[str, str]], top: float) -> tuple[list[str], float]:
    """Signs with their words, one after another in rows, and where the last row ends."""
    pieces: list[str] = []
    x, y = 24.0, top
    for sign, words in items:
        width = 34 + len(words) * _CHARACTER
        if x > 24 and x + width > _WIDTH:
            x, y = 24.0, y + 1.5 * _LINE
        shown = sign if sign.startswith("<") else f'<text text-anchor="middle">{sign}</text>'
        pieces.append(f'<g transform="translate({x:.0f} {y:.0f})">{shown}<text x="18">{_words(words)}</text></g>')
        x += width + 16
    return pieces, y + _LINE if items else top


def _words(text: str) -> str:
    return escape(printable(text), quote=False)
