"""The circles of configurations: full for present, crossed for absent, large for core and small for peripheral.

The signs are those of Ragin and Fiss (2008), in Redesigning Social Inquiry, chapter 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from collabgraph.model import Status
from collabgraph.output.palette import INK

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sheet

LARGE, SMALL = 10.0, 5.5
#: How high upright names of columns are at most.
_UPRIGHT = 110.0


def literal(sheet: Sheet, x: float, y: float, level: int, levels: int, size: float, name: str | None = None) -> None:
    """Draw a condition at this level: a full or a crossed circle, or a circle beside the number of its level."""
    if levels > 2:
        sheet.text(x, y - 0.75 * sheet.body, str(level), sheet.body, bold=size == LARGE, align="center", name=name)
        return
    sheet.status(x, y, Status.PRESENT if level else Status.ABSENT, size=size, name=name)
    if not level:
        reach = size * 0.5 * 0.7
        sheet.line((x - reach, y - reach), (x + reach, y + reach), colour=INK, width=0.9)
        sheet.line((x - reach, y + reach), (x + reach, y - reach), colour=INK, width=0.9)


def names_above(names: Sequence[str], lefts: Sequence[float], width: float, sheet: Sheet) -> None:
    """Write the names of columns above them, upright where they have no room side by side."""
    size, names = sheet.small, [sheet.face.shown(name) for name in names]
    if all(sheet.measured(name, size, bold=True) <= width - 3 for name in names):
        for left, name in zip(lefts, names, strict=True):
            sheet.text(left + width / 2, sheet.y, name, size, bold=True, align="center")
        sheet.y += sheet.line_height(size) + 2
        return
    lines = [(sheet.wrapped(name, _UPRIGHT, size, bold=True, most=1) or [""])[0] for name in names]
    sheet.y += max(sheet.measured(line, size, bold=True) for line in lines) + 2
    for left, line in zip(lefts, lines, strict=True):
        sheet.text(left + width / 2 - sheet.line_height(size) / 2, sheet.y, line, size, bold=True, upright=True)
    sheet.y += 3
