"""The truth table: a row for each configuration, with its cases, its fit, and what it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.many.cautions import halves
from collabgraph.analysis.many.memberships import written
from collabgraph.analysis.many.truth_tables import Out, Row, TruthTable, truth_table
from collabgraph.output.palette import GREY
from collabgraph.output.plots import signs
from collabgraph.output.plots.bars import interval
from collabgraph.words import Speech, mark

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sample, Sheet
    from collabgraph.output.plots.given import ManyCases

#: The least and the greatest width of a condition; how high rows are together at most; the least room for cases.
_NARROW, _WIDE, _HEIGHT, _LEAST = 8.5, 34.0, 500.0, 45.0
_CIRCLE = 7.0
_TINT = "#EEF2F6"
#: What a row can stand for, in the order of the table.
_OUTS = {
    Out.ON: mark("the outcome"),
    Out.CONTRADICTION: mark("contradiction"),
    Out.OFF: mark("its absence"),
    Out.REMAINDER: mark("too few cases"),
}


class _Columns(Struct, frozen=True):
    """Where the columns begin, and the width of a condition's."""

    conditions: tuple[float, ...]
    width: float
    numbers: tuple[float, ...]
    cases: float


def picture(subject: ManyCases, sheet: Sheet) -> None:
    """Draw the rows that cases have or may have, those for the outcome first."""
    say = sheet.say
    table = truth_table(subject.memberships, subject.cuts)
    rows = sorted(table.rows, key=lambda row: (_place(row), -len(row.cases), [-level for level in row.configuration]))
    sheet.heading(_title(table, say))
    sheet.legend(_legend(sheet, open_=bool(table.open_rows)))
    heads = ["n", say("incl."), "PRI", "OUT"]
    columns = _columns(table, heads, sheet)
    _heads(table, columns, heads, sheet)
    top, drawn = sheet.y, 0
    for row in rows:
        if sheet.y - top > _HEIGHT:
            break
        _row(row, table, columns, sheet)
        drawn += 1
    sheet.rule(GREY)
    sheet.rows += list(_in_words(rows, table, say))
    cut = len(table.memberships.conditions) - len(columns.conditions)
    sheet.foot(*_notes(table, rows[drawn:], cut, say))


def _place(row: Row) -> int:
    """Rows that certainly stand for something in the order of _OUTS, those that are open after the outcome."""
    order = [Out.ON, None, Out.CONTRADICTION, Out.OFF, Out.REMAINDER]
    return order.index(row.out)


def out(row: Row) -> str:
    """What a row can stand for: "1", or "1/0" where that is open."""
    return "/".join(each.value for each in _OUTS if each in row.outs)


def _title(table: TruthTable, say: Speech) -> str:
    counts = {each: len(table.standing_for(each)) for each in Out}
    title = say(
        "Configurations with cases: {n} of {all}; for {outcome}: {on}, against: {off}",
        n=len(table.rows), all=_all(table), outcome=table.memberships.outcome, on=counts[Out.ON], off=counts[Out.OFF],
    )  # fmt: skip
    others = [
        (counts[Out.CONTRADICTION], mark("contradictory: {n}")),
        (counts[Out.REMAINDER], mark("with too few cases: {n}")),
        (len(table.open_rows), mark("open: {n}")),
    ]
    return "; ".join([title, *(say(phrase, n=n) for n, phrase in others if n)])


def _all(table: TruthTable) -> int:
    n = 1
    for levels in table.memberships.levels:
        n *= levels
    return n


def _legend(sheet: Sheet, *, open_: bool) -> list[Sample]:
    say = sheet.say
    entries: list[Sample] = [
        (partial(_sample, sheet, level), _CIRCLE, words) for level, words in ((1, say("present")), (0, say("absent")))
    ]
    swatch = (partial(_swatch, sheet), 12.0, say("open: depends on what is not known"))
    return [*entries, *([swatch] if open_ else [])]


def _sample(sheet: Sheet, level: int, x: float, y: float) -> None:
    signs.literal(sheet, x + _CIRCLE / 2, y, level, 2, _CIRCLE)


def _swatch(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x, y - 4, 12, 8, fill=_TINT, edge=GREY)


def _columns(table: TruthTable, heads: Sequence[str], sheet: Sheet) -> _Columns:
    names = [sheet.face.shown(name) for name in table.memberships.conditions]
    widest = max(sheet.measured(name, sheet.small, bold=True) for name in names) + 4
    texts = zip(heads, *(_texts(row, sheet.say) for row in table.rows), strict=True)
    numbers = [max(sheet.measured(text, sheet.small, bold=True) for text in column) + 7 for column in texts]
    room = sheet.right - sheet.left - sum(numbers)
    names = names[: max(1, int((room - _LEAST) / _NARROW))]
    width = max(_NARROW, min(_WIDE, widest, room * (0.6 if sheet.wide else 0.5) / len(names)))
    starts = [sheet.left + len(names) * width + 6]
    for number in numbers:
        starts.append(starts[-1] + number)
    lefts = tuple(sheet.left + k * width for k in range(len(names)))
    return _Columns(lefts, width, tuple(starts[:-1]), starts[-1])


def _heads(table: TruthTable, columns: _Columns, heads: Sequence[str], sheet: Sheet) -> None:
    names = table.memberships.conditions[: len(columns.conditions)]
    signs.names_above(names, columns.conditions, columns.width, sheet)
    y = sheet.y - sheet.line_height(sheet.small) - 2
    for left, head in zip((*columns.numbers, columns.cases), (*heads, sheet.say("cases")), strict=True):
        sheet.text(left, y, head, sheet.small, bold=True)
    sheet.rule(GREY)


def _row(row: Row, table: TruthTable, columns: _Columns, sheet: Sheet) -> None:
    size, top = sheet.small, sheet.y + 2
    names = ", ".join([*row.cases, *(f"{case}?" for case in row.perhaps)])
    lines = sheet.wrapped(names, sheet.right - columns.cases, size, most=6)
    height = max(len(lines), 1) * sheet.line_height(size) + 3
    middle = top + 0.62 * sheet.line_height(size)
    if row.out is None:
        sheet.box(sheet.left, sheet.y, sheet.right - sheet.left, height, fill=_TINT, above=0.2)
    name = written(row.configuration, table.memberships.conditions, table.memberships.levels)
    for left, level, levels in zip(columns.conditions, row.configuration, table.memberships.levels, strict=False):
        signs.literal(sheet, left + columns.width / 2, middle, level, levels, min(_CIRCLE, columns.width - 2))
    for k, (left, text) in enumerate(zip(columns.numbers, _texts(row, sheet.say), strict=True)):
        last = k == len(columns.numbers) - 1
        sheet.text(left, top, text, size, bold=last and row.out is Out.ON, name=f"{name}/out" if last else None)
    for k, line in enumerate(lines):
        sheet.text(columns.cases, top + k * sheet.line_height(size), line, size)
    sheet.y += height


def _texts(row: Row, say: Speech) -> tuple[str, str, str, str]:
    """The numbers of a row: its cases, and those it may have; inclusion; PRI; what it stands for."""
    n = str(len(row.cases)) + (f" (+{len(row.perhaps)})" if row.perhaps else "")
    return n, interval(row.fit.inclusion, say), interval(row.fit.pri, say), out(row)


def _notes(table: TruthTable, left: Sequence[Row], cut: int, say: Speech) -> Iterator[str]:
    meanings = ", ".join(f"{each.value} {say(phrase)}" for each, phrase in _OUTS.items())
    yield f"OUT: {meanings}."
    cuts = table.cuts
    yield say(
        "Cuts: inclusion {inclusion}, PRI {pri}, cases {n}.",
        inclusion=say.number(cuts.inclusion), pri=say.number(cuts.pri), n=cuts.n,
    )  # fmt: skip
    if any(row.perhaps for row in table.rows):
        yield say("n (+m) and a case with a question mark: whether it has the configuration is not known.")
    yield from (sentence[say.lang] for sentence in halves(table.memberships))
    if left:
        yield say("Further configurations, not drawn: {n}.", n=len(left))
    if cut:
        yield say("Further conditions, not drawn: {n}.", n=cut)


def _in_words(rows: Sequence[Row], table: TruthTable, say: Speech) -> Iterator[str]:
    of = table.memberships
    for row in rows:
        yield say(
            "{configuration}: {out}; cases: {cases}; inclusion {inclusion}.",
            configuration=written(row.configuration, of.conditions, of.levels), out=out(row),
            cases=", ".join([*row.cases, *(f"{case}?" for case in row.perhaps)]),
            inclusion=interval(row.fit.inclusion, say),
        )  # fmt: skip
