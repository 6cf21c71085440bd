"""How much is known of each case: its preconditions that were met, met in part, not met, and unknown, as one bar."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.conditions import Preconditions
from collabgraph.output.palette import CASES, GREY, INK, Mark
from collabgraph.words import Speech, mark

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sheet

#: The kinds of preconditions in the order of a bar: their words, the fulfilments that count, and the hatch.
_KINDS = {
    "met": (mark("met"), ("satisfied",), None),
    "part": (mark("met in part"), ("partial",), "...."),
    "unmet": (mark("not met"), ("missing",), None),
    "unknown": (mark("unknown"), ("not_reported", "contested"), "////"),
}


def picture(comparison: Comparison, sheet: Sheet) -> None:
    """Draw a bar for each case, as long as the number of preconditions that apply to it."""
    say, states = sheet.say, comparison.preconditions
    sheet.heading(_title(comparison, say))
    sheet.legend([(partial(_swatch, sheet, kind), 2 * sheet.body, say(words)) for kind, (words, *_) in _KINDS.items()])
    most = max((sum(_counts(state).values()) for state in states.values()), default=0) or 1
    for (case, state), sign in zip(states.items(), CASES, strict=False):
        _bar(case, state, most, sign, sheet)
    sheet.rule(GREY)
    sheet.foot(say("Read with {framework}. Unknown is not absent.", framework=comparison.framework.title))


def _title(comparison: Comparison, say: Speech) -> str:
    """What is known least of: the unknown preconditions of each case."""
    counts = [
        say("{unknown} of {all} for {case}", unknown=_counts(state)["unknown"], all=sum(_counts(state).values()),
            case=case.upper())
        for case, state in comparison.preconditions.items()
    ]  # fmt: skip
    return say("How much is known of the preconditions: unknown are {counts}", counts=say.listed(counts))


def _counts(state: Preconditions) -> dict[str, int]:
    found = {name: len(state.with_fulfilment(name)) for _, names, _ in _KINDS.values() for name in names}
    return {kind: sum(found[name] for name in names) for kind, (_, names, _) in _KINDS.items()}


def _swatch(sheet: Sheet, kind: str, x: float, y: float) -> None:
    fill = GREY if kind == "met" else "white"
    sheet.box(x, y - sheet.body * 0.4, 2 * sheet.body, sheet.body * 0.8, fill=fill, edge=GREY, hatch=_KINDS[kind][2])


def _bar(case: str, state: Preconditions, most: int, sign: Mark, sheet: Sheet) -> None:
    """Draw one case: its name, and a piece for each kind with the number in it."""
    high, top, say = sheet.body * 1.6, sheet.y + 2, sheet.say
    sheet.mark(sheet.left + sheet.body * 0.5, top + high / 2, sign, sheet.body * 0.8)
    start = sheet.left + (sheet.right - sheet.left) * 0.2
    sheet.paragraph(
        sheet.left + sheet.body * 1.4, top + 2, start - sheet.left - sheet.body * 2, case.upper(), sheet.body, most=1
    )
    counts, x = _counts(state), start
    for kind, count in counts.items():
        width = (sheet.right - start) * count / most
        if count:
            fill = sign.colour if kind == "met" else "white"
            sheet.box(x, top, width, high, fill=fill, edge=INK, hatch=_KINDS[kind][2], name=f"{case}/{kind}")
            _number(str(count), x + width / 2, top, high, sheet)
        x += width
    words = [f"{say(_KINDS[kind][0])} {count}" for kind, count in counts.items()]
    sheet.rows.append(f"{case.upper()}: {', '.join(words)}.")
    sheet.y = top + high + 3


def _number(words: str, x: float, top: float, high: float, sheet: Sheet) -> None:
    """Write a number in the middle of a piece, on a white ground."""
    width = sheet.measured(words, sheet.body, bold=True) + 4
    sheet.box(x - width / 2, top + 1.5, width, high - 3, fill="white")
    sheet.text(x, top + (high - sheet.body * 1.3) / 2, words, sheet.body, bold=True, align="center")
