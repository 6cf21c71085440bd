"""The bottleneck table: how much of each condition a level of the outcome takes, darker the more."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import TYPE_CHECKING

from collabgraph.analysis.many.ceilings import Ceilings, Effect, Requirement, bottleneck, steps
from collabgraph.output.palette import GREY
from collabgraph.output.plots import signs
from collabgraph.output.presenters.ceilings import NAMES, few, percent, requirement
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sheet

_ROW, _NARROW, _WIDE = 13.0, 22.0, 64.0
#: The lightest and the darkest fill; letters on both can be read.
_LIGHT, _DARK = (255, 255, 255), (150, 195, 224)
_NOT_AVAILABLE = "#F3D3BF"


def picture(result: Ceilings, sheet: Sheet) -> None:
    """Draw a table for each kind of ceiling, in as many parts as its conditions need."""
    say = sheet.say
    sheet.heading(_title(result, say))
    left = 0
    for kind in result.kinds:
        effects = result.of(kind)
        label = sheet.measured(sheet.face.shown(say("{name} (%)", name=result.values.outcome)), sheet.small, bold=True)
        label = min(label, (sheet.right - sheet.left) * 0.25) + 8
        shown = [requirement(found, say) for _, row in bottleneck(effects, steps()) for found in row]
        narrow = max(_NARROW, *(sheet.measured(text, 6.5) + 5 for text in shown))
        most = max(1, int((sheet.right - sheet.left - label) / narrow))
        sheet.text(sheet.left, sheet.y, say("Bottlenecks by {ceiling}", ceiling=NAMES[kind]), sheet.body, bold=True)
        sheet.y += sheet.line_height(sheet.body) + 3
        _table(effects[:most], result.values.outcome, label, kind, sheet)
        sheet.rows += _in_words(effects, say)
        left = max(left, len(effects) - most)
    sheet.foot(
        say("In percent of the scope. NN: not necessary, any level will do. NA: not available, no level in the scope "
            "is enough. Cases: {n}; cells not known: {unknown}.",
            n=len(result.values.cases), unknown=len(result.values.unknown)),
        *([say("Further conditions, not drawn: {n}.", n=left)] if left > 0 else []),
    )  # fmt: skip


def _title(result: Ceilings, say: Speech) -> str:
    effects = result.of(result.kinds[0])
    ((_, top),) = bottleneck(effects, [1.0])
    needed = [of.condition for of, found in zip(effects, top, strict=True) if found is not None and found.low > -inf]
    if needed:
        return say("All of {outcome} takes at least some of {names}", outcome=result.values.outcome,
                   names=few(needed, say))  # fmt: skip
    return say("No condition is certain to be a bottleneck for {outcome}", outcome=result.values.outcome)


def _table(effects: Sequence[Effect], outcome: str, label: float, kind: str, sheet: Sheet) -> None:
    say = sheet.say
    width = min(_WIDE, (sheet.right - sheet.left - label) / max(len(effects), 1))
    lefts = [sheet.left + label + n * width for n in range(len(effects))]
    signs.names_above([of.condition for of in effects], lefts, width, sheet)
    (head,) = sheet.wrapped(say("{name} (%)", name=outcome), label - 4, sheet.small, bold=True, most=1) or [""]
    sheet.text(sheet.left, sheet.y - sheet.line_height(sheet.small) - 2, head, sheet.small, bold=True)
    sheet.rule(GREY)
    for level, row in bottleneck(effects, steps()):
        shown = percent(level, say)
        sheet.text(sheet.left, sheet.y + 1, shown, sheet.small)
        for of, left, found in zip(effects, lefts, row, strict=True):
            sheet.box(left, sheet.y, width, _ROW, fill=_fill(found), name=f"{kind}/{of.condition}/{shown}", above=0.1)
            (text,) = sheet.wrapped(requirement(found, say), width - 2, 6.5, most=1) or [""]
            sheet.text(left + width / 2, sheet.y + 1, text, 6.5, align="center")
        sheet.y += _ROW
    sheet.rule(GREY)
    sheet.y += 8


def _fill(found: Requirement | None) -> str:
    """Darker the more a level takes at least."""
    if found is None or found.low == -inf:
        return "white"
    if found.low == inf:
        return _NOT_AVAILABLE
    mixed = (round(a + (b - a) * found.low) for a, b in zip(_LIGHT, _DARK, strict=True))
    return "#" + "".join(f"{each:02x}" for each in mixed)


def _in_words(effects: Sequence[Effect], say: Speech) -> list[str]:
    return [
        f"{NAMES[effects[0].kind]}, {percent(level, say)} %: "
        + ", ".join(f"{of.condition} {requirement(found, say)}" for of, found in zip(effects, row, strict=True))
        + "."
        for level, row in bottleneck(effects, steps())
    ]
