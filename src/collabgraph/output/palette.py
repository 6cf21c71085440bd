"""Colours (Okabe and Ito 2008), shapes and lines, the same in every picture; no difference is shown by colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from collabgraph.model import Basis

Shape = Literal["dot", "square", "triangle", "triangleDown", "diamond", "star", "hexagon"]

BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
GREY, INK, BLACK = "#555555", "#333333", "#000000"
#: For frames and grids.
LIGHT = "#D9D9D9"


class Mark(NamedTuple):
    """A shape and its colour; no two kinds of actor have both in common."""

    shape: Shape
    colour: str


#: The mark of each kind of actor: blue for the state, purple for knowledge, vermillion for business, green for people.
KINDS: Mapping[str, Mark] = {
    "government-office": Mark("dot", BLUE),
    "ministry": Mark("square", BLUE),
    "executive": Mark("star", BLUE),
    "legislature": Mark("triangle", BLUE),
    "oversight-body": Mark("diamond", BLUE),
    "office-role": Mark("hexagon", BLUE),
    "forum": Mark("dot", PURPLE),
    "expert-body": Mark("diamond", PURPLE),
    "association": Mark("square", PURPLE),
    "university": Mark("triangle", PURPLE),
    "professional": Mark("hexagon", PURPLE),
    "service-recipient": Mark("dot", VERMILLION),
    "firm": Mark("square", VERMILLION),
    "financial-institution": Mark("diamond", VERMILLION),
    "community-group": Mark("dot", GREEN),
    "health-centre": Mark("diamond", GREEN),
    "information-system": Mark("triangleDown", GREY),
}

#: The marks of the values of any attribute, the most frequent first: neighbours in the row differ in shape and colour.
MANY: tuple[Mark, ...] = (
    Mark("dot", BLUE), Mark("square", VERMILLION), Mark("triangle", GREEN), Mark("diamond", PURPLE),
    Mark("hexagon", BLUE), Mark("star", VERMILLION), Mark("dot", GREEN), Mark("square", PURPLE),
    Mark("triangle", BLUE), Mark("diamond", VERMILLION), Mark("hexagon", GREEN), Mark("star", PURPLE),
    Mark("triangleDown", GREY),
)  # fmt: skip


class Line(NamedTuple):
    """A line: the lengths of its dashes and gaps in pixels, none for an unbroken one, and how many times as wide."""

    dashes: tuple[int, ...] = ()
    weight: float = 1.0


SOLID, DASHED = Line(), Line((8, 5))
#: The line of a tie, by its strongest basis: unbroken where it is known of the case itself; no two look the same in
#: black and white.
LINES: Mapping[Basis, Line] = {
    Basis.REPORTED: Line(weight=2.2),
    Basis.DOCUMENTED: SOLID,
    Basis.PRESCRIBED: DASHED,
    Basis.ELSEWHERE: Line((11, 3, 2, 3)),
    Basis.INFERRED: Line((2, 3)),
    Basis.BACKGROUND: Line((2, 9)),
}

#: The marks of cases, in their order, and the mark of what all of them have.
CASES: tuple[Mark, ...] = (
    Mark("dot", BLUE), Mark("square", VERMILLION), Mark("triangle", GREEN), Mark("star", PURPLE),
    Mark("hexagon", GREY), Mark("triangleDown", BLACK),
)  # fmt: skip
SHARED = Mark("diamond", INK)


def kind(name: str) -> Mark:
    """The mark of a kind of actor; a grey dot for a kind that is not in KINDS."""
    return KINDS.get(name, Mark("dot", GREY))
