"""Cases by preconditions as a matrix of glyphs, both sorted: what is met in most cases, and the fullest case, first.

Few cases are columns; many are rows, so that their names can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.conditions import Condition
from collabgraph.model import Status
from collabgraph.output.palette import GREY
from collabgraph.output.presenters import terms
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sample, Sheet

#: The sign of an outcome: favourable, unfavourable, or neither.
_SIGNS = {True: "+", False: "−", None: "~"}
_KNOWN = ("satisfied", "missing", "partial")
#: The most cases that are columns, and the greatest width of a column.
_MOST_COLUMNS, _CELL = 12, 34.0
#: A column is made as wide as this for a name that is not upright.
_FLAT = 80.0
#: How much of the sheet the names of the rows take at most, and how high upright names are at most.
_NAMES, _UPRIGHT = 0.45, 120.0


class _Head(Struct, frozen=True):
    """A case or a precondition: its id, its name, in how many of the others it is met, of how many known."""

    id: str
    name: str
    met: int
    known: int

    @property
    def count(self) -> str:
        """The count as it is written: "3/5"."""
        return f"{self.met}/{self.known}"


#: The status in the cell of a row and a column.
_Cells = Callable[[_Head, _Head], tuple[str, Status]]


def picture(comparison: Comparison, sheet: Sheet) -> None:
    """Draw the status of each precondition in each case."""
    say = sheet.say
    sheet.heading(_title(comparison, say))
    sheet.legend(_legend(comparison, sheet))
    cases, constructs = _cases(comparison), _constructs(comparison, say)
    found = {verdict.construct.term.id: verdict.conditions for verdict in comparison.verdicts}

    def cell(case: _Head, construct: _Head) -> tuple[str, Status]:
        return f"{case.id}/{construct.id}", found[construct.id][case.id].status

    if len(cases) <= _MOST_COLUMNS:
        _grid(constructs, cases, lambda row, column: cell(column, row), sheet)
    else:
        _grid(cases, constructs, cell, sheet)
    sheet.rows += _in_words(comparison, constructs, cases, found, say)
    sheet.foot(*_foot(comparison, say))


# What is in it ------------------------------------------------------------------------------------------------------


def _counted(conditions: Iterator[Condition]) -> tuple[int, int]:
    """In how many of these conditions the precondition is met, and of how many that is known."""
    fulfilments = [condition.fulfilment for condition in conditions]
    return fulfilments.count("satisfied"), sum(fulfilment in _KNOWN for fulfilment in fulfilments)


def _cases(comparison: Comparison) -> list[_Head]:
    """The cases: those with a favourable outcome first, then by what they meet, then by name."""
    heads = []
    for case in comparison.cases:
        met, known = _counted(verdict.conditions[case] for verdict in comparison.verdicts)
        good = comparison.favourable(case)
        heads.append(((good is not True, good is not None, -met, -known, case), case, good, met, known))
    return [_Head(case, f"{case.upper()} {_SIGNS[good]}", met, known) for _, case, good, met, known in sorted(heads)]


def _constructs(comparison: Comparison, say: Speech) -> list[_Head]:
    """The preconditions: those met in most cases first, then those known of most."""
    heads = [
        _Head(v.construct.term.id, v.construct.term.label[say.lang], *_counted(iter(v.conditions.values())))
        for v in comparison.verdicts
    ]
    return sorted(heads, key=lambda head: (-head.met, -head.known))


def _title(comparison: Comparison, say: Speech) -> str:
    conditions = [condition for verdict in comparison.verdicts for condition in verdict.conditions.values()]
    n = len(comparison.cases)
    every = sum(_counted(iter(verdict.conditions.values()))[0] == n for verdict in comparison.verdicts)
    counts = {
        "n": len(comparison.verdicts),
        "every": every,
        "differ": len(comparison.with_verdict("difference")),
        "silent": sum(condition.fulfilment == "not_reported" for condition in conditions),
        "all": len(conditions),
    }
    if n == 1:
        return say("Preconditions: {n}; met: {every}; not reported: {silent}", **counts)
    title = say(
        "Preconditions: {n}; met in every case: {every}; different: {differ}; not reported: {silent} of {all} entries",
        **counts,
    )
    contested = sum(condition.fulfilment == "contested" for condition in conditions)
    return "; ".join([title, *([say("contested: {counts}", counts=contested)] if contested else [])])


def _foot(comparison: Comparison, say: Speech) -> Iterator[str]:
    signs = {name: _SIGNS[good] for name, good in (("good", True), ("bad", False), ("neither", None))}
    yield say(
        "Beside a case: {good} favourable outcome, {bad} unfavourable, {neither} neither or not known. At the ends: in "
        "how many it is met, of how many where that is known.",
        **signs,
    )
    constructs = next(iter(comparison.preconditions.values())).conditions
    if others := len(constructs) - len(comparison.verdicts):
        yield say("Left out, because they are no preconditions of the framework: {n}.", n=others)
    yield terms.read_with(comparison.framework, comparison.bases, comparison.attributions, comparison.ontology, say)
    yield say("Not reported is not absent: the sources are silent.")


def _in_words(
    comparison: Comparison, constructs: Sequence[_Head], cases: Sequence[_Head],
    found: Mapping[str, Mapping[str, Condition]], say: Speech,
) -> Iterator[str]:  # fmt: skip
    """A row of the matrix as a sentence, for people who cannot see the picture."""
    for head in constructs:
        cells = [
            f"{case.name} {comparison.ontology.code('status', found[head.id][case.id].status)[say.lang]}"
            for case in cases
        ]
        yield f"{head.name}: {', '.join(cells)}."


def _legend(comparison: Comparison, sheet: Sheet) -> list[Sample]:
    used = {condition.status for verdict in comparison.verdicts for condition in verdict.conditions.values()}
    return [
        (partial(_glyph, sheet, status), sheet.body, comparison.ontology.code("status", status)[sheet.say.lang])
        for status in Status
        if status in used | {Status.NOT_REPORTED}
    ]


def _glyph(sheet: Sheet, status: Status, x: float, y: float) -> None:
    sheet.status(x + sheet.body / 2, y, status)


# The grid -----------------------------------------------------------------------------------------------------------


def _grid(rows: Sequence[_Head], columns: Sequence[_Head], cell: _Cells, sheet: Sheet) -> None:
    """Draw rows and columns with their names, the glyphs, and the counts at the ends."""
    size = sheet.small
    end = max(sheet.measured(head.count, size) for head in (*rows, *columns)) + 8
    room = sheet.right - sheet.left - end
    label = min(max(sheet.measured(row.name, sheet.body) for row in rows) + 8, room * _NAMES)
    flat = max(sheet.measured(column.name, sheet.body) for column in columns) + 10
    width = min(max(_CELL, flat if flat <= _FLAT else 0), (room - label) / len(columns))
    left = sheet.left + label
    _names_above(columns, left, width, sheet)
    sheet.rule(GREY)
    for n, row in enumerate(rows):
        _row(row, columns, cell, (left, width), sheet)
        if n % 5 == 4 and n + 1 < len(rows):
            sheet.rule()
    sheet.rule(GREY)
    for n, column in enumerate(columns):
        sheet.text(left + (n + 0.5) * width, sheet.y + 2, *_short_count(column, width, sheet), align="center")
    sheet.y += sheet.line_height(size) + 2


def _short_count(head: _Head, width: float, sheet: Sheet) -> tuple[str, float]:
    """The count of a column; without the number of the known where the column is narrow."""
    fits = sheet.measured(head.count, sheet.small) <= width - 2
    return (head.count if fits else str(head.met)), sheet.small


def _names_above(columns: Sequence[_Head], left: float, width: float, sheet: Sheet) -> None:
    """Write the names of the columns, upright where they have no room side by side."""
    size = min(sheet.body, max(6.0, width - 2))
    if all(sheet.measured(column.name, size) <= width - 6 for column in columns):
        for n, column in enumerate(columns):
            sheet.text(left + (n + 0.5) * width, sheet.y, column.name, size, align="center")
        sheet.y += sheet.line_height(size) + 3
        return
    most = max(1, int(width / sheet.line_height(size)))
    names = [sheet.wrapped(column.name, _UPRIGHT, size, most=min(most, 3)) for column in columns]
    sheet.y += max(sheet.measured(line, size) for lines in names for line in lines) + 2
    for n, lines in enumerate(names):
        x = left + (n + 0.5) * width - len(lines) * sheet.line_height(size) / 2
        for place, line in enumerate(lines):
            sheet.text(x + place * sheet.line_height(size), sheet.y, line, size, upright=True)
    sheet.y += 3


def _row(row: _Head, columns: Sequence[_Head], cell: _Cells, place: tuple[float, float], sheet: Sheet) -> None:
    left, width = place
    size = min(sheet.body, width * 0.85)
    top = sheet.y + 2
    end = sheet.paragraph(sheet.left, top, left - sheet.left - 6, row.name, sheet.body, most=4)
    for n, column in enumerate(columns):
        name, status = cell(row, column)
        sheet.status(left + (n + 0.5) * width, top + sheet.body * 0.65, status, size=size, name=name)
    x = left + len(columns) * width + 6
    sheet.text(x, top + sheet.body - sheet.small, row.count, sheet.small)
    sheet.y = end + 2
