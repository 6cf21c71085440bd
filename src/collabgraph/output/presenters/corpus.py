"""The cases of a corpus compared, and answers to queries about it: what was counted, of what, and what is left out."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

import numpy as np
from msgspec.structs import replace

from collabgraph.analysis.matrix import CaseOutcome
from collabgraph.corpus.comparing import CorpusComparison, Counted, Exceptions, Measure, Spread
from collabgraph.corpus.querying import Asked
from collabgraph.model import Basis, Interval, Status
from collabgraph.output.document import (
    Block,
    Cell,
    Column,
    Number,
    Paragraph,
    Part,
    Presentation,
    Run,
    StatusCell,
    Table,
    TextCell,
    columns,
    joined,
    paragraph,
    paragraphs,
    text_cell,
    words,
)
from collabgraph.output.presenters import matrix as presenter
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.matrix import OUTCOMES
from collabgraph.words import Speech
from collabgraph.words.characters import harmless

#: So many rows of an answer are shown to people.
MOST_ROWS = 100
#: Up to so many cases the matrix itself is shown to people; programs always get it.
SHOWN = 25
_STATUSES = tuple(Status)
_HALF = 0.5
#: The outcomes whose measures are put beside each other.
_JUDGED = (CaseOutcome.FAVOURABLE, CaseOutcome.UNFAVOURABLE)


def comparison(found: CorpusComparison) -> Presentation:
    """Counts, tests, exceptions and measures, and the matrix where there are few cases; its records are the matrix."""
    return Presentation(
        lambda say: _data(found, say),
        lambda say: _parts(found, say),
        lambda say: degrees(found, say),
    )


def _parts(found: CorpusComparison, say: Speech) -> list[Part]:
    every = (
        _about(found, say),
        *([_matrix(found, say)] if len(found.cases) <= SHOWN else []),
        _counts(found, say),
        _exceptions(found, say),
        _measures(found, say),
    )
    read = terms.read_with(found.framework, found.bases, found.attributions, found.ontology, say)
    return [*(part for part in every if part.blocks), Part("trace", "", (paragraph(read),))]


# What is compared ----------------------------------------------------------------------------------------------------


def _about(found: CorpusComparison, say: Speech) -> Part:
    counts = found.counts
    heads = columns(outcome=say("outcome"), cases=say("cases"))
    rows = tuple(
        (StatusCell(outcome.value, OUTCOMES[outcome][0], say(OUTCOMES[outcome][1])), Number(counts[outcome], digits=0))
        for outcome in CaseOutcome
    )
    title = say.plural("{n} case by outcome", "{n} cases by outcome", len(found.cases))
    return Part("cases", title, (Table(say("Cases by outcome"), heads, rows), *paragraphs(_left_out(found, say))))


def _left_out(found: CorpusComparison, say: Speech) -> Iterator[str]:
    """What of the corpus is not compared, and why."""
    left = found.left_out
    if not found.manifest.complete:
        yield say("The evaluation is not complete: what follows is of the batches that are done.")
    if left.repeated:
        yield say(
            "Left out, since several files describe a case with the same id: {n} cases; ids: {ids}.",
            n=left.repeated, ids=left.repeated_ids,
        )  # fmt: skip
    if left.faulty:
        yield say(
            "Files with faults: {n}; of {unread} of them no case is compared. What is wrong is in the table 'faults'.",
            n=left.faulty, unread=left.unread,
        )  # fmt: skip
    if left.unevaluated:
        yield say("Left out, since their conditions could not be evaluated: {n} cases.", n=left.unevaluated)
    if left.other_theories:
        counted = ", ".join(f"{name} ({n})" for name, n in left.other_theories.items())
        yield say("Left out, since they were read with another theory, which can be asked for: {names}.", names=counted)
    if not found.framework.constructs:
        yield say("The theory '{name}' is not there any more, so that conditions are called by their ids.",
                  name=found.framework.id)  # fmt: skip
    if found.decides:
        yield say(
            "The outcome is that by '{indicator}' alone; results by other indicators that are left out: {n}.",
            indicator=found.decides.label,
            n=found.set_aside,
        )


# The matrix ----------------------------------------------------------------------------------------------------------


def _matrix(found: CorpusComparison, say: Speech) -> Part:
    """Cases by preconditions, a glyph for each cell; the columns are numbered."""
    heads = (
        *columns(case=say("case"), outcome=say("outcome")),
        *(Column(str(n), row.construct.term.id) for n, row in enumerate(found.rows, start=1)),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (presenter.named(case), _outcome(outcome, say), *(_cell(code, found, say) for code in found.cells[:, place]))
        for place, (case, outcome) in enumerate(zip(found.cases, found.outcomes, strict=True))
    )
    used = {_STATUSES[code] for code in np.unique(found.cells)}
    legend = terms.legend(found.ontology, say, used)
    signs = [f"{OUTCOMES[one][0]} {say(OUTCOMES[one][1])}" for one, n in found.counts.items() if n]
    key = Paragraph((*words(say("Columns: ")), *joined([cell.runs for cell, _ in _numbered(found, say)], "; "),
                     *words(".")))  # fmt: skip
    title = say("Cases by preconditions, sorted by outcome ({n} cases)", n=len(found.cases))
    lines = paragraphs([legend, say("Outcome: {glyphs}", glyphs="  ".join(signs))])
    return Part("matrix", title, (*lines, Table(say("Matrix"), heads, rows), key))


def _outcome(outcome: CaseOutcome, say: Speech) -> StatusCell:
    glyph, label = OUTCOMES[outcome]
    return StatusCell(outcome.value, glyph, say(label), compact=True)


def _cell(code: int, found: CorpusComparison, say: Speech) -> StatusCell:
    status = _STATUSES[code]
    return replace(terms.status_cell(status, found.ontology.code("status", status)[say.lang]), compact=True)


def _numbered(found: CorpusComparison, say: Speech) -> Iterator[tuple[TextCell, Counted]]:
    for n, row in enumerate(found.rows, start=1):
        construct = row.construct
        cell = terms.construct(construct, found.framework, say)
        runs = cell.runs if construct.term.iri else words(construct.term.label[say.lang])
        note = words(" ", say("(met where absent)")) if row.reverse else ()
        yield TextCell((Run(f"{n} "), *runs, *note), construct.term.id), row


def degrees(found: CorpusComparison, say: Speech) -> Table:
    """A row for each case, as ``presenters.matrix.degrees``: its outcome and how far each condition is met."""
    heads = (
        *columns(case=say("case"), outcome=say("outcome")),
        *(Column(row.construct.term.label[say.lang], row.construct.term.id) for row in found.rows),
    )
    outcomes = presenter.numbers([presenter.success(outcome) for outcome in found.outcomes])
    cells = [presenter.numbers(_degrees(found, place)) for place in range(len(found.rows))]
    return Table(say("Degrees"), heads, tuple(zip(map(presenter.named, found.cases), outcomes, *cells, strict=True)))


def _degrees(found: CorpusComparison, row: int) -> list[tuple[float | None, Interval] | None]:
    """The degree in each case, or None for one that is not known exactly, and its ends; None where it has none."""
    partly = found.cells[row] == _STATUSES.index(Status.PARTIAL)
    ends = zip(found.low[row].tolist(), found.high[row].tolist(), partly.tolist(), strict=True)
    return [
        None
        if low != low
        else (low if low == high else _HALF if part and (low, high) == (0, 1) else None, Interval(low, high))
        for low, high, part in ends
    ]


# Counts --------------------------------------------------------------------------------------------------------------


def _counts(found: CorpusComparison, say: Speech) -> Part:
    open_outcomes = bool(found.open)
    heads = columns(
        precondition=say("precondition"),
        favourable=say("favourable"),
        unfavourable=say("unfavourable"),
        **({"open": say("open")} if open_outcomes else {}),
    )
    rows = tuple(
        (
            cell,
            text_cell(presenter.side_words(row.contrast.favourable, say)),
            text_cell(presenter.side_words(row.contrast.unfavourable, say)),
            *([text_cell(presenter.side_words(row.contrast.open, say))] if open_outcomes else []),
        )
        for cell, row in _numbered(found, say)
    )
    changed = ((row.construct, row.explicit) for row in found.rows if row.by_construction)
    notes = (*paragraphs(_notes(found, say)), *presenter.without_implied(changed, say))
    return Part("counts", say("Counts by outcome"), (Table(say("Counts"), heads, rows), _shares(found, say), *notes))


def _shares(found: CorpusComparison, say: Speech) -> Table:
    """The shares that meet each condition, their difference, and p; with what the unknown cells may make of them."""
    share = say("share")
    heads = columns(
        precondition=say("precondition"),
        **{outcome.value: f"{share} {OUTCOMES[outcome][0]}" for outcome in _JUDGED},
        difference=say("difference"),
        p_known=say("p where known"),
        p=say("p"),
    )
    rows = tuple(
        (
            cell,
            _number(row.contrast.favourable.share),
            _number(row.contrast.unfavourable.share),
            _ends(row.contrast.differences, say),
            _number(row.contrast.p),
            _ends(row.contrast.p_range, say),
        )
        for cell, row in _numbered(found, say)
    )
    return Table(say("Shares"), heads, rows)


def _number(value: float | None) -> Number | None:
    return None if value is None else Number(value)


def _ends(found: Interval | None, say: Speech) -> Cell:
    return Number(note=words(say("no contrast"))) if found is None else Number(low=found.low, high=found.high)


def _notes(found: CorpusComparison, say: Speech) -> Iterator[str]:
    yield say(
        "Counted: in how many cases it is met, of those where that is known, and in brackets those where it is not; "
        "partly met is not met. Shares are of the cases where it is known. Difference: the share among favourable "
        "cases less the share among unfavourable ones, at least and at most, whatever the unknown cells are."
    )
    counts = found.counts
    if n := counts[CaseOutcome.NEITHER]:
        yield say.plural(
            "{n} case is left out of the counts, because its outcome counts as neither.",
            "{n} cases are left out of the counts, because their outcomes count as neither.",
            n,
        )
    if n := found.open:
        yield say.plural(
            "The outcome of {n} case is open. It may be either: the ranges of difference and p are over both.",
            "The outcomes of {n} cases are open. Each may be either: the ranges of difference and p are over all that "
            "they can be.",
            n,
        )
    good, bad = (counts[outcome] for outcome in _JUDGED)
    if found.open and not (good and bad):
        yield say("There is a difference only where both outcomes occur; the ranges are over these completions.")
    yield presenter.best(good, bad, found.open, len(found.rows), say)
    if bounded := [row.construct.term.label[say.lang] for row in found.rows if row.contrast.p_bounded]:
        yield say(
            "So much is unknown about these that the ends of p are bounds: no p is less than the one or more than the "
            "other, but the range may be narrower: {items}.",
            items="; ".join(bounded),
        )
    yield from presenter.found_in_all([(row.construct, row.contrast) for row in found.rows], say)


def _exceptions(found: CorpusComparison, say: Speech) -> Part:
    """By precondition, how many favourable cases lack it and how many unfavourable ones have it, and the first."""
    heads = columns(
        precondition=say("precondition"),
        lacking=say("favourable, not fully met"),
        having=say("unfavourable, met"),
    )
    rows = tuple(
        (cell, _named(row.lacking, say), _named(row.having, say))
        for cell, row in _numbered(found, say)
        if row.lacking.n or row.having.n
    )
    return Part("exceptions", say("Exceptions"), (Table(say("Exceptions"), heads, rows),) if rows else ())


def _named(cases: Exceptions, say: Speech) -> TextCell:
    """How many exceptions there are, and the names of the first."""
    if not cases.n:
        return text_cell("0")
    names = ", ".join(case.upper() for case in cases.first)
    more = say(" and {n} more", n=more) if (more := cases.n - len(cases.first)) else ""
    return text_cell(f"{cases.n}: {names}{more}", code=str(cases.n))


# Measures ------------------------------------------------------------------------------------------------------------


def _measures(found: CorpusComparison, say: Speech) -> Part:
    """Readiness and metrics of favourable and unfavourable cases: median, quartiles, and how many have a value."""
    heads = columns(
        measure=say("measure"),
        favourable=say("favourable"),
        favourable_n=say("cases"),
        unfavourable=say("unfavourable"),
        unfavourable_n=say("cases"),
    )
    rows = tuple(
        (text_cell(measure.label[say.lang], code=measure.id), *_spreads(measure))
        for measure in found.measures
        if any(spread.n for spread in measure.spreads.values())
    )
    if not rows or not any(outcome in _JUDGED for outcome in found.outcomes):
        return Part("measures", "", ())
    note = say(
        "The median, and in brackets the lower and the upper quartile; then of how many cases, and in brackets how "
        "many have no value. Cases with other outcomes are in the JSON form."
    )
    table = Table(say("Measures"), heads, rows)
    return Part("measures", say("Readiness and networks by outcome"), (table, *_silent(found, say), paragraph(note)))


def _spreads(measure: Measure) -> Iterator[Cell | None]:
    for outcome in _JUDGED:
        spread = measure.spreads.get(outcome, Spread(0, 0, None, None, None))
        yield None if spread.median is None else Number(spread.median, spread.lower, spread.upper, spread=True)
        yield text_cell(" ".join([str(spread.n), *([f"({spread.without} ?)"] if spread.without else [])]))


def _silent(found: CorpusComparison, say: Speech) -> Iterable[Block]:
    silent = [m.label[say.lang] for m in found.measures if not any(spread.n for spread in m.spreads.values())]
    if silent:
        yield paragraph(say("Without a value in any case: {names}.", names="; ".join(silent)))


# For programs --------------------------------------------------------------------------------------------------------


def _data(found: CorpusComparison, say: Speech) -> dict[str, Any]:
    """The comparison for programs: ``contrast`` and ``without_implied`` as ``collabgraph matrix`` has them."""
    left = found.left_out
    return {
        "schema": terms.schema("corpus-comparison"),
        "framework": found.framework.id,
        "basis": [basis.value for basis in Basis if basis in found.bases],
        "attribution": terms.attribution_data(found.attributions),
        "indicator": found.decides.id if found.decides else None,
        "outcomes_set_aside": found.set_aside,
        "complete": found.manifest.complete,
        "cases": [{"id": case, "outcome": one.value} for case, one in zip(found.cases, found.outcomes, strict=True)],
        "outcomes": {outcome.value: n for outcome, n in found.counts.items()},
        "left_out": {
            "repeated": left.repeated,
            "repeated_ids": left.repeated_ids,
            "files_with_faults": left.faulty,
            "files_without_a_case": left.unread,
            "not_evaluated": left.unevaluated,
            "other_frameworks": dict(left.other_theories),
            "neither": found.counts[CaseOutcome.NEITHER],
        },
        "rows": [_row_data(row, say) for row in found.rows],
        "measures": [
            {
                "measure": measure.id,
                "label": measure.label[say.lang],
                "outcomes": {outcome.value: _spread_data(spread) for outcome, spread in measure.spreads.items()},
            }
            for measure in found.measures
        ],
    }


def _row_data(row: Counted, say: Speech) -> dict[str, Any]:
    return {
        "construct": row.construct.term.id,
        "label": row.construct.term.label[say.lang],
        "contrast": {**presenter.contrast_data(row.contrast), "p_is_bounds": row.contrast.p_bounded},
        "without_implied": {**presenter.contrast_data(row.explicit), "p_is_bounds": row.explicit.p_bounded},
        "exceptions": {
            name: {"n": cases.n, "first": list(cases.first)}
            for name, cases in (("favourable_not_met", row.lacking), ("unfavourable_met", row.having))
        },
    }


def _spread_data(spread: Spread) -> dict[str, Any]:
    return {
        "n": spread.n,
        "without_value": spread.without,
        "lower_quartile": spread.lower,
        "median": spread.median,
        "upper_quartile": spread.upper,
    }


# Answers to queries --------------------------------------------------------------------------------------------------


def answer(asked: Asked) -> Presentation:
    """The first rows of an answer as people see them, and how many more there are."""
    rows: list[tuple[Any, ...]] = []
    n = 0
    for piece in asked.pieces:
        rows += piece[: max(0, MOST_ROWS - n)]
        n += len(piece)

    def parts(say: Speech) -> list[Part]:
        heads = tuple(Column(name, name) for name in asked.names)
        table = Table("", heads, tuple(tuple(_shown(value, say) for value in row) for row in rows))
        lines = [say.plural("{n} row", "{n} rows", n)]
        if n > len(rows):
            lines.append(say("Left out here: {n} rows. The forms csv and json have all.", n=n - len(rows)))
        return [Part("rows", "", (table,)), Part("count", "", paragraphs(lines))]

    return Presentation(lambda _: {}, parts)


def _shown(value: Any, say: Speech) -> Cell | None:
    """A value for people: numbers and words; of a list or a dictionary what it holds; nothing for null."""
    if value is None:
        return None
    if isinstance(value, bool):
        return text_cell(say("yes") if value else say("no"))
    if isinstance(value, int) or (isinstance(value, float) and isfinite(value)):
        return Number(value, digits=0 if isinstance(value, int) else 2)
    return text_cell(_as_words(value))


def _as_words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case bytes():
            return value.hex()
        case dict():
            return "; ".join(f"{_as_words(key)}: {_as_words(held)}" for key, held in value.items())
        case list() | tuple():
            return ", ".join(map(_as_words, value))
    return str(value)


def as_csv(asked: Asked) -> Iterator[str]:
    """An answer as comma-separated values, some rows at a time; null is empty, a list has commas between its items.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    yield _lines([[harmless(name) for name in asked.names]])
    for piece in asked.pieces:
        yield _lines(
            [value if value is None or type(value) in (int, float) else harmless(_as_words(value)) for value in row]
            for row in piece
        )


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def as_json(asked: Asked) -> Iterator[str]:
    """An answer as JSON, some rows at a time: its columns with their types, and each row as a list of values.

    What JSON has no form for, such as dates and infinite numbers, is text.
    """
    heads = [{"name": name, "type": kind} for name, kind in zip(asked.names, asked.types, strict=True)]
    yield f'{{\n  "columns": {json.dumps(heads, ensure_ascii=False)},\n  "rows": ['
    before = "\n"
    for piece in asked.pieces:
        texts = (json.dumps(_held(row), ensure_ascii=False, sort_keys=True) for row in piece)
        yield before + ",\n".join(f"    {text}" for text in texts)
        before = ",\n"
    yield f'\n  ],\n  "schema": "{terms.schema("corpus-query")}"\n}}\n'


def _held(value: Any) -> Any:
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if isfinite(value) else str(value)
        case Decimal():
            return float(value) if value.is_finite() else str(value)
        case dict():
            return {_as_words(key): _held(held) for key, held in value.items()}
        case list() | tuple():
            return [_held(held) for held in value]
    return _as_words(value)
