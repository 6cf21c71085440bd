"""Bars from 0 to 1 with intervals: parameters of fit, a row for each condition or term."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.many.fit import Bounds
from collabgraph.output.palette import BLUE, GREY, INK, VERMILLION
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sample, Sheet

#: The height of a bar and of a row, and the greatest part of the sheet that names take.
_BAR, _ROW, _NAMES = 6.0, 13.0, 0.34
#: The height of a page, without its notes, in rows.
MOST = 40


class Row(Struct, frozen=True):
    """A condition or a term with its parameters; ``group`` is the heading of the rows that it begins."""

    name: str
    bounds: tuple[Bounds, ...]
    group: str = ""


def interval(bounds: Bounds, say: Speech) -> str:
    """A number, or both ends where they differ; a dash where there is none."""
    if bounds is None:
        return "–"
    low, high = say.number(bounds.low), say.number(bounds.high)
    return low if low == high else f"{low}–{high}"


def drawn(rows: Sequence[Row], heads: Sequence[str], cut: float | None, sheet: Sheet) -> None:
    """Draw a column of bars for each parameter; ``cut`` is a line in the first."""
    wide = max((sheet.measured(sheet.face.shown(row.name), sheet.body) for row in rows), default=0) + 8
    label = min(wide, (sheet.right - sheet.left) * _NAMES)
    column = (sheet.right - sheet.left - label) / len(heads)
    number = sheet.measured("0.00–0.00", sheet.small) + 6
    room = column - number - 8
    lefts = [sheet.left + label + n * column for n in range(len(heads))]
    for left, head in zip(lefts, heads, strict=True):
        sheet.paragraph(left, sheet.y, column - 6, head, sheet.small, bold=True, most=1)
    sheet.y += sheet.line_height(sheet.small) + 2
    top = sheet.y
    for row in rows:
        _row(row, lefts, label, room, sheet)
    for n, left in enumerate(lefts):
        sheet.line((left, top), (left, sheet.y), colour=GREY)
        sheet.line((left + room, top), (left + room, sheet.y))
        sheet.text(left, sheet.y, "0", sheet.small, colour=GREY, align="center")
        sheet.text(left + room, sheet.y, "1", sheet.small, colour=GREY, align="center")
        if n == 0 and cut is not None and 0 < cut < 1:
            sheet.line((left + room * cut, top), (left + room * cut, sheet.y), colour=VERMILLION, width=0.9, name="cut")
    sheet.y += sheet.line_height(sheet.small) + 4


def _row(row: Row, lefts: Sequence[float], label: float, room: float, sheet: Sheet) -> None:
    if row.group:
        sheet.text(sheet.left, sheet.y + 3, row.group, sheet.small, colour=GREY)
        sheet.y += sheet.line_height(sheet.small) + 3
    middle = sheet.y + _ROW / 2
    (name,) = sheet.wrapped(row.name, label - 6, sheet.body, most=1) or [""]
    sheet.text(sheet.left, middle - 0.75 * sheet.body, name, sheet.body)
    for n, (left, bounds) in enumerate(zip(lefts, row.bounds, strict=True)):
        key = f"{row.name}/{n}"
        if bounds is not None:
            certain(sheet, left, middle, bounds.low * room, f"{key}/low")
            if bounds.high > bounds.low:
                possible(sheet, left + bounds.low * room, middle, (bounds.high - bounds.low) * room, f"{key}/high")
        text = interval(bounds, sheet.say)
        sheet.text(left + room + 4, middle - 0.75 * sheet.small, text, sheet.small)
    sheet.y += _ROW


def certain(sheet: Sheet, x: float, y: float, width: float, name: str | None = None) -> None:
    """Draw the full part of a bar: what is reached whatever the unknowns are."""
    sheet.box(x, y - _BAR / 2, width, _BAR, fill=BLUE, name=name)


def possible(sheet: Sheet, x: float, y: float, width: float, name: str | None = None) -> None:
    """Draw the open part of a bar: what is reached for some value of the unknowns."""
    sheet.box(x, y - _BAR / 2, width, _BAR, fill="white", edge=INK, hatch="////", name=name)


def legend(sheet: Sheet, cut: float | None, *, open_: bool) -> list[Sample]:
    """What full and hatched bars mean, and the line of the cut."""
    say, width = sheet.say, 14.0
    entries: list[Sample] = []
    if open_:
        entries.append((partial(certain, sheet, width=width), width, say("certain")))
        entries.append((partial(possible, sheet, width=width), width, say("open: depends on what is not known")))
    if cut is not None and 0 < cut < 1:
        entries.append((partial(_cut, sheet), 4.0, say("cut at {cut}", cut=say.number(cut))))
    return entries


def _cut(sheet: Sheet, x: float, y: float) -> None:
    sheet.line((x + 2, y - 5), (x + 2, y + 5), colour=VERMILLION, width=0.9)


def in_words(rows: Sequence[Row], heads: Sequence[str], say: Speech) -> list[str]:
    """Each row as a sentence."""
    return [
        f"{row.name}: "
        + ", ".join(f"{head} {interval(bounds, say)}" for head, bounds in zip(heads, row.bounds, strict=True))
        + "."
        for row in rows
    ]
