"""The solution chart: a column for each term of each model, with core and peripheral conditions, and fit beneath.

Ragin and Fiss (2008), Redesigning Social Inquiry, chapter 11; Fiss (2011), Academy of Management Journal 54(2): what is
in the parsimonious solution too is core, the rest of a term peripheral.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.many.fit import Bounds
from collabgraph.analysis.many.memberships import FREE, Conjunction, Memberships, covers, written
from collabgraph.analysis.many.minimized import Minimization, Model
from collabgraph.analysis.many.solutions import ModelFit, TermFit, fitted
from collabgraph.output.palette import GREY
from collabgraph.output.plots import signs
from collabgraph.output.plots.bars import interval
from collabgraph.words import Speech, mark

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sample, Sheet
    from collabgraph.output.plots.given import ManyCases

#: How wide a term is at least and at most, and how much of the sheet the names of the conditions take.
_LEAST, _NUMBER, _NARROW, _WIDE, _NAMES = 12.0, 30.0, 44.0, 70.0, 0.36
_ROW, _BETWEEN = 15.0, 8.0
_KINDS = {
    "conservative": mark("Conservative solution"),
    "parsimonious": mark("Parsimonious solution"),
    "intermediate": mark("Intermediate solution"),
}


class _Column(Struct, frozen=True):
    """A term of a model, where it stands, and in which places it is core."""

    term: Conjunction
    fit: TermFit
    left: float
    core: frozenset[int]


class _Drawn(Struct, frozen=True):
    """A model with its columns."""

    model: Model
    fit: ModelFit
    columns: tuple[_Column, ...]


def picture(subject: ManyCases, sheet: Sheet) -> None:
    """Draw the models side by side, as many as have room."""
    say, table = sheet.say, subject.memberships
    found = subject.minimization()
    parsimonious = found if subject.search.kind == "parsimonious" else subject.minimization("parsimonious")
    models = found.models or found.possible
    sheet.heading(_title(found, table, say))
    if not models:
        sheet.foot(*_notes(found, 0, 0, say))
        return
    sheet.legend(_legend(sheet, peripheral=subject.search.kind != "parsimonious"))
    label = (sheet.right - sheet.left) * _NAMES
    names = map(sheet.face.shown, (*table.conditions, *_measures(say)))
    label = min(label, max(sheet.measured(name, sheet.body) for name in names) + 10)
    drawn = _placed(models, found.fits, parsimonious, table, label, sheet)
    _heads(drawn, sheet)
    for k, name in enumerate(table.conditions):
        _condition(k, name, drawn, table, label, sheet)
    sheet.rule(GREY)
    _fits(drawn, label, sheet)
    sheet.rule(GREY)
    sheet.rows += list(_in_words(drawn, table, say))
    cut = sum(len(model.model) - len(model.columns) for model in drawn)
    sheet.foot(*_notes(found, len(models) - len(drawn), cut, say))


def _title(found: Minimization, table: Memberships, say: Speech) -> str:
    kind = say(_KINDS[found.search.kind])
    n, possible = len(found.models), len(found.possible)
    if found.solution is None:
        return say(
            "{kind} for {outcome}: certain models: {n}, possible: {possible}; cells not known: {unknown}",
            kind=kind, outcome=table.outcome, n=n, possible=possible, unknown=len(table.unknown),
        )  # fmt: skip
    if not n:
        return say("{kind} for {outcome}: no configuration stands for it", kind=kind, outcome=table.outcome)
    count = say("{kind} for {outcome}: tied models: {n}", kind=kind, outcome=table.outcome, n=n) if n > 1 else say(
        "{kind} for {outcome}: one model", kind=kind, outcome=table.outcome)  # fmt: skip
    return "; ".join([count, *([say("cells not known: {n}", n=len(table.unknown))] if table.unknown else [])])


def _placed(
    models: Sequence[Model], fits: Mapping[Model, ModelFit], parsimonious: Minimization, table: Memberships,
    label: float, sheet: Sheet,
) -> list[_Drawn]:  # fmt: skip
    """The models that have room, with their columns."""
    core = {term for model in (parsimonious.models or parsimonious.possible) for term in model}
    room = sheet.right - sheet.left - label
    needed = sum(len(model) for model in models) * _WIDE + len(models) * _BETWEEN
    width = _WIDE if needed <= room else _NARROW if table.unknown else _NUMBER
    x, drawn = sheet.left + label, list[_Drawn]()
    for model in models:
        wide = len(model) * width + _BETWEEN
        if drawn and x + wide > sheet.right + _BETWEEN:
            break
        width = max(_LEAST, min(width, room / max(len(model), 1)))
        fit = fits.get(model) or fitted(model, table)
        shown = fit.terms[: int(room / width + 1e-6)]
        columns = tuple(_Column(each.term, each, x + n * width, _core(each.term, core)) for n, each in enumerate(shown))
        drawn.append(_Drawn(model, fit, columns))
        x += wide
    return drawn


def _core(term: Conjunction, core: set[Conjunction]) -> frozenset[int]:
    """The places of a term at which a parsimonious term that covers it is fixed."""
    return frozenset(k for each in core if covers(each, term) for k, level in enumerate(each) if level != FREE)


def _width(drawn: Sequence[_Drawn]) -> float:
    lefts = [column.left for model in drawn for column in model.columns]
    return min((b - a for a, b in pairwise(lefts)), default=_WIDE)


def _heads(drawn: Sequence[_Drawn], sheet: Sheet) -> None:
    """The models above their terms."""
    width = _width(drawn)
    for n, model in enumerate(drawn, 1):
        start, end = model.columns[0].left, model.columns[-1].left + width
        sheet.text((start + end) / 2, sheet.y, f"M{n}", sheet.body, bold=True, align="center", name=f"M{n}")
        sheet.line((start + 2, sheet.y + 13), (end - 2, sheet.y + 13), colour=GREY)
    sheet.y += 15
    for n, model in enumerate(drawn, 1):
        for k, column in enumerate(model.columns):
            letter = f"{n}{chr(ord('a') + k)}" if k < 26 else f"{n}.{k + 1}"
            sheet.text(column.left + width / 2, sheet.y, letter, sheet.small, align="center")
    sheet.y += sheet.line_height(sheet.small) + 3


def _condition(
    k: int, name: str, drawn: Sequence[_Drawn], table: Memberships, label: float, sheet: Sheet
) -> None:  # fmt: skip
    middle, width = sheet.y + _ROW / 2, _width(drawn)
    (line,) = sheet.wrapped(name, label - 8, sheet.body, most=1) or [""]
    sheet.text(sheet.left, middle - 0.75 * sheet.body, line, sheet.body)
    for n, model in enumerate(drawn, 1):
        for place, column in enumerate(model.columns):
            if column.term[k] != FREE:
                size = signs.LARGE if k in column.core else signs.SMALL
                key = f"M{n}/{place}/{name}"
                signs.literal(sheet, column.left + width / 2, middle, column.term[k], table.levels[k], size, key)
    sheet.y += _ROW


def _measures(say: Speech) -> list[str]:
    return [say("inclusion"), "PRI", say("coverage"), say("unique coverage"), say("inclusion of the model"),
            say("coverage of the model")]  # fmt: skip


def _fits(drawn: Sequence[_Drawn], label: float, sheet: Sheet) -> None:
    """The fit of each term, upright where columns are narrow, and of each model in the middle of its columns."""
    width, say = _width(drawn), sheet.say
    for row, name in enumerate(_measures(say)):
        cells: list[tuple[str, float]] = []
        for model in drawn:
            if row < 4:
                cells += [
                    (interval(_fit_of(column.fit)[row], say), column.left + width / 2) for column in model.columns
                ]
            else:
                fit = (model.fit.fit.inclusion, model.fit.fit.coverage)[row - 4]
                cells.append((interval(fit, say), (model.columns[0].left + model.columns[-1].left + width) / 2))
        _line(name, cells, width if row < 4 else float("inf"), label, sheet)
        if row == 3:
            sheet.rule()


def _fit_of(fit: TermFit) -> tuple[Bounds, Bounds, Bounds, Bounds]:
    return fit.fit.inclusion, fit.fit.pri, fit.fit.coverage, fit.unique


def _line(name: str, cells: Sequence[tuple[str, float]], width: float, label: float, sheet: Sheet) -> None:
    """A row of numbers around their centres."""
    size, top = (6.5 if sheet.wide else 6.0), sheet.y + 2
    (line,) = sheet.wrapped(name, label - 8, sheet.small, most=1) or [""]
    sheet.text(sheet.left, top, line, sheet.small)
    widest = max(sheet.measured(text, size) for text, _ in cells)
    if widest <= width - 3:
        for text, centre in cells:
            sheet.text(centre, top, text, size, align="center")
        sheet.y += sheet.line_height(sheet.small) + 2
        return
    for text, centre in cells:
        sheet.text(centre - sheet.line_height(size) / 2, top + widest, text, size, upright=True)
    sheet.y += widest + 5


def _legend(sheet: Sheet, *, peripheral: bool) -> list[Sample]:
    say = sheet.say
    found = [(1, signs.LARGE, say("core, present")), (0, signs.LARGE, say("core, absent"))]
    if peripheral:
        found += [(1, signs.SMALL, say("peripheral, present")), (0, signs.SMALL, say("peripheral, absent"))]
    return [(partial(_sample, sheet, level, size), signs.LARGE, words) for level, size, words in found]


def _sample(sheet: Sheet, level: int, size: float, x: float, y: float) -> None:
    signs.literal(sheet, x + signs.LARGE / 2, y, level, 2, size)


def _notes(found: Minimization, left: int, cut: int, say: Speech) -> Iterator[str]:
    yield say("Blank: the condition may be present or absent. A term is consistent with the outcome; it is no proof.")
    if found.search.kind != "parsimonious":
        yield say("Core: in the parsimonious solution too.")
    if found.solution is None:
        models = say("certain") if found.models else say("possible")
        yield say("Which configurations stand for the outcome depends on what is not known; drawn are models that are "
                  "{certainty}.", certainty=models)  # fmt: skip
    if not found.complete:
        yield say("There are further models.")
    if left:
        yield say("Models not drawn: {n}.", n=left)
    if cut:
        yield say("Further terms, not drawn: {n}.", n=cut)


def _in_words(drawn: Sequence[_Drawn], table: Memberships, say: Speech) -> Iterator[str]:
    for n, model in enumerate(drawn, 1):
        names = " + ".join(written(term, table.conditions, table.levels) for term in model.model)
        yield say(
            "M{n}: {model}; inclusion {inclusion}, coverage {coverage}.", n=n, model=names,
            inclusion=interval(model.fit.fit.inclusion, say), coverage=interval(model.fit.fit.coverage, say),
        )  # fmt: skip
