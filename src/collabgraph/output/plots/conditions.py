"""The conditions of cases: a glyph for the status, and the number of sources that support it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from collabgraph.analysis.comparison import STUDY_ALONE, Comparison, Verdict
from collabgraph.analysis.conditions import Condition
from collabgraph.model import Basis, Construct, Ontology, Status, support
from collabgraph.output.palette import CASES, GREY, INK
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.comparison.sentences import VERDICTS, alone_sentence
from collabgraph.words import Speech

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sample, Sheet

_TINT = "#EEF2F6"
_PAD = 2.5
#: In a narrower cell the bases of a condition have no room.
_NARROW = 62.0
#: As many lines the bases of a condition may take.
_LINES = 6
#: How much of the sheet the names of the constructs take; more where no bases stand beside the counts.
_LABELS, _CELL = 0.42, 40.0


class _Columns(Struct, frozen=True):
    """Where each column begins, and the width of a case's column; a narrow picture has no column of verdicts."""

    label: float
    cases: tuple[float, ...]
    cell: float
    verdict: float
    end: float


def picture(comparison: Comparison, sheet: Sheet) -> None:
    """Draw every construct of the framework in every case, block by block."""
    say = sheet.say
    sheet.heading(_title(comparison, say), _lead(comparison, say))
    sheet.legend(_legend(comparison, sheet))
    columns = _columns(comparison, sheet)
    _head(comparison, columns, sheet)
    for construct, depth in _in_blocks(comparison):
        _row(construct, depth, comparison, columns, sheet)
    sheet.rule(GREY)
    sheet.foot(*_foot(comparison, say))


def _legend(comparison: Comparison, sheet: Sheet) -> list[Sample]:
    used = {c.status for state in comparison.preconditions.values() for c in state.conditions.values()}
    used |= {Status.PRESENT, Status.PARTIAL, Status.ABSENT, Status.NOT_REPORTED}
    entries: list[Sample] = [
        (partial(_glyph, sheet, status), sheet.body, comparison.ontology.code("status", status)[sheet.say.lang])
        for status in Status
        if status in used
    ]
    differing = (partial(_swatch, sheet), 2 * sheet.body, sheet.say("the cases differ"))
    return [*entries, differing] if comparison.with_verdict("difference") else entries


def _glyph(sheet: Sheet, status: Status, x: float, y: float) -> None:
    sheet.status(x + sheet.body / 2, y, status)


def _swatch(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x, y - sheet.body / 2, 2 * sheet.body, sheet.body, fill=_TINT, edge=GREY)


def _title(comparison: Comparison, say: Speech) -> str:
    states = comparison.preconditions
    n = len(comparison.verdicts)
    if len(states) > 1:
        differ = len(comparison.with_verdict("difference"))
        finding = (
            say.plural("{n} of {all} preconditions differs", "{n} of {all} preconditions differ", differ, all=n)
            if differ
            else say("None of {n} preconditions is known to differ", n=n)
        )
    else:
        (name, state), *_ = states.items()
        unmet = len(state.with_fulfilment("missing")) + len(state.with_fulfilment("partial"))
        finding = say(
            "{case}: preconditions not met, or met in part: {unmet} of {n}", case=name.upper(), unmet=unmet, n=n
        )
    unknown = say("not reported: {counts}", counts=_counted("not_reported", comparison, say))
    contested = _counted("contested", comparison, say)
    disputed = any(state.with_fulfilment("contested") for state in states.values())
    return "; ".join([finding, unknown, *([say("contested: {counts}", counts=contested)] if disputed else [])])


def _counted(fulfilment: str, comparison: Comparison, say: Speech) -> str:
    return say.listed(
        [
            say("{n} for {case}", n=len(state.with_fulfilment(fulfilment)), case=name.upper())
            for name, state in comparison.preconditions.items()
        ]
    )


def _lead(comparison: Comparison, say: Speech) -> str:
    contrasted = len(comparison.cases) > 1 and Basis.REPORTED in comparison.bases and comparison.bases != STUDY_ALONE
    return alone_sentence(comparison, say) if contrasted else ""


def _foot(comparison: Comparison, say: Speech) -> Iterator[str]:
    yield terms.read_with(comparison.framework, comparison.bases, comparison.attributions, comparison.ontology, say)
    yield say(
        "Numbers: sources that support the status; after a small sign, those that support another status. Sources that "
        "qualify or contradict, and notes of the coders, are not counted."
    )
    yield say(
        "Not reported is not absent: the sources are silent. Blocks of the framework are in bold; * no precondition."
    )


# The matrix ---------------------------------------------------------------------------------------------------------


def _columns(comparison: Comparison, sheet: Sheet) -> _Columns:
    many = len(comparison.cases)
    verdict = 62.0 if many > 1 and sheet.wide else 0.0
    room = sheet.right - sheet.left - verdict
    cell = room * (1 - _LABELS) / many
    cell = cell if cell >= _NARROW else min(_CELL, room * (1 - _LABELS / 1.4) / many)
    label = room - cell * many
    begins = tuple(sheet.left + label + place * cell for place in range(many))
    return _Columns(sheet.left, begins, cell, sheet.right - verdict, sheet.right)


def _head(comparison: Comparison, columns: _Columns, sheet: Sheet) -> None:
    """The names of the cases with their marks, upright where they have no room side by side."""
    size = sheet.body
    names = [case.upper() for case in comparison.cases]
    upright = any(sheet.measured(name, size, bold=True) > columns.cell - 2 * size for name in names)
    lines = [sheet.wrapped(name, _UPRIGHT if upright else columns.cell, size, bold=True, most=1)[0] for name in names]
    top = sheet.y + (max(sheet.measured(line, size, bold=True) for line in lines) + 3 if upright else 0)
    for line, x, mark in zip(lines, columns.cases, CASES, strict=False):
        sheet.mark(x + size * 0.6, top + size * 0.65, mark, size * 0.8)
        if upright:
            sheet.text(x, top - 1, line, size, bold=True, upright=True)
        else:
            sheet.text(x + size * 1.6, top, line, size, bold=True)
    if columns.verdict < columns.end:
        sheet.text(columns.verdict, top, sheet.say("verdict"), sheet.small, colour=GREY)
    sheet.y = top + size * 1.5


#: The greatest height of an upright name.
_UPRIGHT = 90.0


def _in_blocks(comparison: Comparison) -> Iterator[tuple[Construct, int]]:
    """Every construct with its depth, each right after the block it belongs to."""
    conditions = next(iter(comparison.preconditions.values())).conditions

    def below(block: str | None, depth: int) -> Iterator[tuple[Construct, int]]:
        for iri, condition in conditions.items():
            if condition.construct.parent == block:
                yield condition.construct, depth
                yield from below(iri, depth + 1)

    return below(None, 0)


def _row(construct: Construct, depth: int, comparison: Comparison, columns: _Columns, sheet: Sheet) -> None:
    verdict = next((candidate for candidate in comparison.verdicts if candidate.construct == construct), None)
    cells = {name: state.conditions[construct.term.iri] for name, state in comparison.preconditions.items()}
    is_block = bool(comparison.framework.parts(construct.term.iri))
    label = construct.term.label[sheet.say.lang]
    label += "" if verdict or is_block else "*"
    start, top = sheet.y, sheet.y + _PAD
    if depth == 0:
        sheet.rule(GREY)
    x = columns.label + depth * sheet.body
    ends = [sheet.paragraph(x, top, columns.cases[0] - x - 6, label, sheet.body, bold=is_block, most=6)]
    for x, (name, cell) in zip(columns.cases, cells.items(), strict=True):
        sheet.status(x + sheet.body * 0.6, top + sheet.body * 0.65, cell.status, name=f"{name}/{construct.term.id}")
        ends.append(_grounds(x, top, cell, f"{name}/{construct.term.id}", columns, comparison, sheet))
    if verdict is not None and columns.verdict < columns.end:
        ends.append(_verdict(verdict, top, columns, sheet))
    sheet.y = max(ends) + _PAD
    if verdict in comparison.with_verdict("difference"):
        sheet.box(columns.label, start, columns.end - columns.label, sheet.y - start, fill=_TINT)
    sheet.rows.append(_in_words(label, cells, comparison, sheet.say))


def _grounds(
    x: float, top: float, cell: Condition, name: str, columns: _Columns, comparison: Comparison, sheet: Sheet
) -> float:
    """Write how many sources support a condition, and its bases; returns the y beneath."""
    size, end = sheet.small, x + columns.cell - 4
    top += sheet.body - size
    x += sheet.body * 1.6
    for status, n in _sides(cell):
        if status is not cell.status:
            x += size * 0.5
            sheet.status(x, top + size * 0.65, status, size=size * 0.8, name=f"{name}/{status}")
            x += size * 0.75
        sheet.text(x, top, str(n), size, colour=INK, bold=status is cell.status)
        x += sheet.measured(str(n), size, bold=True) + size * 0.5
    if not cell.claims or columns.cell < _NARROW:
        return top + sheet.line_height(size)
    words, below = terms.bases(cell.bases, comparison.ontology, sheet.say), end - x < _LEAST
    x, top = (end - columns.cell + 4 + sheet.body * 1.6, top + sheet.line_height(size)) if below else (x, top)
    return sheet.paragraph(x, top, end - x, words, size, colour=GREY, most=_LINES)


#: The bases stand beneath the counts where they would have less room beside them.
_LEAST = 60.0


def _sides(cell: Condition) -> list[tuple[Status, int]]:
    """The statuses that claims give, each with the number of sources that support it; that of the condition first."""
    statuses = dict.fromkeys([cell.status, *(claim.status for claim in cell.used)])
    return [
        (status, len(support(claim for claim in cell.used if claim.status is status).supporting))
        for status in statuses
        if status is not Status.NOT_REPORTED and any(claim.status is status for claim in cell.used)
    ]


def _sources(cell: Condition, ontology: Ontology, say: Speech) -> str:
    """How many sources support the status; where claims disagree, how many support each of theirs."""
    statuses = dict.fromkeys(claim.status for claim in cell.used)
    sides = [[claim for claim in cell.used if claim.status is status] for status in statuses]
    counted = [terms.support(claims, say) for claims in sides]
    if len(sides) > 1:
        counted = [
            f"{ontology.code('status', status)[say.lang]}: {words}"
            for status, words in zip(statuses, counted, strict=True)
        ]
    return "; ".join(counted) or say("no source")


def _verdict(verdict: Verdict, top: float, columns: _Columns, sheet: Sheet) -> float:
    words, differs = sheet.say(VERDICTS[verdict.verdict]), verdict.verdict == "difference"
    width, top = columns.end - columns.verdict, top + sheet.body - sheet.small
    return sheet.paragraph(columns.verdict, top, width, words, sheet.small, bold=differs)


def _in_words(label: str, cells: Mapping[str, Condition], comparison: Comparison, say: Speech) -> str:
    """A row of the matrix as a sentence, for people who cannot see the picture."""
    ontology = comparison.ontology
    parts = [
        f"{name.upper()} {ontology.code('status', cell.status)[say.lang]} ({_sources(cell, ontology, say)})"
        for name, cell in cells.items()
    ]
    return f"{label}: {', '.join(parts)}."
