"""Many cases on one screen: cases by constructs with glyphs, counts by outcome, exceptions, and pairs to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.conditions import Condition
from collabgraph.analysis.contrast import Contrast, Side, least_p
from collabgraph.analysis.matrix import CaseOutcome, CasePair, Matrix, Row, implied
from collabgraph.model import Basis, Construct, Interval, Ontology, Status
from collabgraph.output.document import (
    Block,
    Cell,
    Column,
    Number,
    Paragraph,
    Part,
    Points,
    Presentation,
    Run,
    Runs,
    StatusCell,
    Subheading,
    Table,
    Target,
    TextCell,
    columns,
    joined,
    listed,
    paragraph,
    paragraphs,
    sentence,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

#: What the outcomes of a case come to, and their glyphs, none of which is that of a status.
OUTCOMES = {
    CaseOutcome.FAVOURABLE: ("+", mark("favourable")),
    CaseOutcome.NEITHER: ("=", mark("neither")),
    CaseOutcome.MIXED: ("±", mark("mixed")),
    CaseOutcome.UNFAVOURABLE: ("−", mark("unfavourable")),
    CaseOutcome.NOT_REPORTED: ("?", mark("not reported")),
}
#: A space at which no line ends.
_TIED = "\u00a0"
#: Marks a cell that rests only on claims that were given to the case because of its outcome.
IMPLIED = "*"
#: As many cases are named in a cell of a screen, and as many pairs are listed there and elsewhere.
MOST_NAMED, _FEW_PAIRS, _MOST_PAIRS = 5, 3, 10
#: The usual level of significance, and from how many cases on a share of one is given its interval.
SIGNIFICANT, _SEVERAL = 0.05, 3
#: So many claims of the many behind a metric are cited in its cell; ``measured`` has all.
_FEW_CITED = 2
#: The degree that is in neither set.
_HALF = 0.5


def names(cases: Sequence[str], say: Speech, most: int | None = MOST_NAMED) -> str:
    """The names of cases, the first few and how many more; ``most`` None for all."""
    shown = [case.upper() for case in cases[:most]]
    more = len(cases) - len(shown)
    return ", ".join(shown) + (say(" and {n} more", n=more) if more else "")


def named(case: str, *, strong: bool = False) -> TextCell:
    """A cell with the name of a case, linked to it."""
    return TextCell((Run(case.upper(), Target("case", case), strong),), case)


# The matrix ----------------------------------------------------------------------------------------------------------


def cells(matrix: Matrix, say: Speech) -> Part:
    """Cases by constructs: a glyph or a degree for each cell, which leads to its claims; the columns are numbered."""
    ontology = matrix.comparison.ontology
    heads = (
        *columns(case=say("case"), outcome=say("outcome")),
        *(Column(str(n), row.construct.term.id) for n, row in enumerate(matrix.rows, start=1)),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (named(case), _outcome(matrix, case, say), *(_cell(row, case, ontology, say) for row in matrix.rows))
        for case in matrix.cases
    )
    title = say("Cases by preconditions, sorted by outcome ({n} cases)", n=len(matrix.cases))
    if _is_planned(matrix):
        title = say("Cases by conditions, sorted by outcome ({n} cases)", n=len(matrix.cases))
    key = Paragraph(
        (*words(say("Columns: ")), *joined([cell.runs for cell, _ in _numbered(matrix, say)], "; "), *words("."))
    )
    return Part("matrix", title, (*paragraphs(_legend(matrix, say)), Table(say("Matrix"), heads, rows), key))


def _is_planned(matrix: Matrix) -> bool:
    return any(row.calibration is not None for row in matrix.rows)


def _head(matrix: Matrix, say: Speech) -> str:
    return say("condition") if _is_planned(matrix) else say("precondition")


def _to(construct: Construct, matrix: Matrix) -> Target | None:
    if not construct.term.iri:
        return None
    return terms.construct(construct, matrix.comparison.framework, Speech("en")).runs[0].to


def _outcome(matrix: Matrix, case: str, say: Speech) -> StatusCell:
    glyph, label = OUTCOMES[matrix.outcomes[case]]
    comparison = matrix.comparison
    claims = [claim for outcome in comparison.outcomes if outcome.case == case for claim in outcome.claims]
    cited = terms.citations(claims, case, comparison.ontology, say)
    return StatusCell(matrix.outcomes[case].value, glyph, say(label), cited, compact=True)


def _cell(row: Row, case: str, ontology: Ontology, say: Speech) -> StatusCell:
    condition = row.cells[case]
    known = terms.known(condition, case, ontology, say)
    cited = terms.citations(row.behind(case)[:_FEW_CITED], case, ontology, say) if row.metric else known.claims
    glyph = _shown(row, condition, say)
    return replace(known, glyph=f"{glyph or known.glyph}{IMPLIED if implied(condition) else ''}", claims=cited,
                   compact=True)  # fmt: skip


def _is_graded(row: Row) -> bool:
    """Whether a condition has degrees between 0 and 1 by its calibration."""
    return row.calibration is not None and row.calibration.method != "crisp"


def _shown(row: Row, condition: Condition, say: Speech) -> str:
    """The degree of a graded condition, or its interval; empty where it is wholly unknown, or shown as a glyph."""
    degree = condition.degree
    known = condition.status.settled and degree is not None and (degree.low, degree.high) != (0, 1)
    if degree is None or not known or not _is_graded(row):
        return ""
    low, high = say.number(degree.low), say.number(degree.high)
    return low if low == high else f"{low}–{high}"


def _legend(matrix: Matrix, say: Speech) -> Iterable[str]:
    used = {cell.status for row in matrix.rows for cell in row.cells.values() if not _shown(row, cell, say)}
    yield terms.legend(matrix.comparison.ontology, say, used)
    of_outcomes = [
        f"{OUTCOMES[outcome][0]} {say(OUTCOMES[outcome][1])}" for outcome in CaseOutcome if matrix.of(outcome)
    ]
    yield say("Outcome: {glyphs}", glyphs="  ".join(of_outcomes))
    if any(implied(cell) for row in matrix.rows for cell in row.cells.values()):
        yield say("{mark} implied: given to the case because of its outcome", mark=IMPLIED)


# Counts --------------------------------------------------------------------------------------------------------------


def counts(matrix: Matrix, say: Speech, *, brief: bool) -> Part:
    """By precondition, in how many cases of each outcome it is met, what the unknowns leave open, and exact tests."""
    table = _brief_counts(matrix, say) if brief else _full_counts(matrix, say)
    return _counts_part(table, matrix, say)


def whole_counts(matrix: Matrix, say: Speech) -> Part:
    """The same in a few columns, with open outcomes and every range."""
    return _counts_part(_brief_counts(matrix, say, whole=True), matrix, say)


def _counts_part(table: Table, matrix: Matrix, say: Speech) -> Part:
    return Part("counts", say("Counts by outcome"), (table, *paragraphs(_notes(matrix, say)), *_by_claims(matrix, say)))


def _numbered(matrix: Matrix, say: Speech) -> Iterable[tuple[TextCell, Row]]:
    for n, row in enumerate(matrix.rows, start=1):
        cell = terms.construct(row.construct, matrix.comparison.framework, say)
        if row.metric:
            cell = TextCell((text(row.construct.term.label, say, Target("metric", row.metric)),), row.construct.term.id)
        notes = [say("(met where absent)")] if row.reverse else []
        if row.calibration is not None:
            anchors = "; ".join(say.decimal(f"{anchor:g}") for anchor in row.calibration.anchors)
            notes.append(f"({row.calibration.method}: {anchors})")
        yield replace(cell, runs=(Run(f"{n} "), *cell.runs, *words(*(f" {note}" for note in notes)))), row


def _brief_counts(matrix: Matrix, say: Speech, *, whole: bool = False) -> Table:
    """The counts on a screen; p at most, and only where a test could show anything.

    The ``whole`` also has the counts of open outcomes, and the range of p, on all cases and without any one of them.
    """
    open_outcomes = whole and bool(_open_cases(matrix))
    telling = (least_p(*_judged_counts(matrix), len(_open_cases(matrix))) or 1.0) <= SIGNIFICANT
    heads = columns(
        precondition=_head(matrix, say),
        favourable=say("favourable"),
        unfavourable=say("unfavourable"),
        **({"open": say("open")} if open_outcomes else {}),
        difference=say("difference"),
        **({"p": say("p"), "p_without_one": say("p without any one case")} if whole and telling else {}),
        **({"p": say("p at most")} if telling and not whole else {}),
    )
    rows = tuple(
        (
            cell,
            text_cell(side_words(row.contrast.favourable, say)),
            text_cell(side_words(row.contrast.unfavourable, say)),
            *([text_cell(side_words(row.contrast.open, say))] if open_outcomes else []),
            _tested(row.contrast, say)[0],
            *([_tested(row.contrast, say)[1], _interval(row.contrast)] if whole and telling else []),
            *([_number(row.contrast.p_range.high if row.contrast.p_range else None)] if telling and not whole else []),
        )
        for cell, row in _numbered(matrix, say)
    )
    return Table(say("Counts"), heads, rows)


def _tested(contrast: Contrast, say: Speech) -> tuple[Cell, Cell]:
    if contrast.differences is None or contrast.p_range is None:
        none = Number(note=words(say("no contrast")))
        return none, none
    low_high, p = contrast.differences, contrast.p_range
    return Number(low=low_high.low, high=low_high.high), Number(low=p.low, high=p.high)


def side_words(side: Side, say: Speech) -> str:
    """In how many cases a condition is met, of how many where that is known, and in how many it is not known."""
    met = say("{met} of {known}", met=side.met, known=side.known) if side.known else ""
    unknown = f"({side.unknown} ?)" if side.unknown else ""
    return " ".join(filter(None, (met, unknown))).replace(" ", _TIED) or say("no case")


#: The columns of the counts for those who calculate with them.
_COUNTED: dict[str, tuple[str, Callable[[Contrast], float | None]]] = {
    "favourable_met": (mark("favourable: met"), lambda c: c.favourable.met),
    "favourable_known": (mark("favourable: known"), lambda c: c.favourable.known),
    "favourable_unknown": (mark("favourable: unknown"), lambda c: c.favourable.unknown),
    "unfavourable_met": (mark("unfavourable: met"), lambda c: c.unfavourable.met),
    "unfavourable_known": (mark("unfavourable: known"), lambda c: c.unfavourable.known),
    "unfavourable_unknown": (mark("unfavourable: unknown"), lambda c: c.unfavourable.unknown),
    "open_met": (mark("open: met"), lambda c: c.open.met),
    "open_known": (mark("open: known"), lambda c: c.open.known),
    "open_unknown": (mark("open: unknown"), lambda c: c.open.unknown),
    "difference_known": (mark("difference where known"), lambda c: c.difference),
    "p_known": (mark("p where known"), lambda c: c.p),
}


def _full_counts(matrix: Matrix, say: Speech) -> Table:
    names_of = {name: say(label) for name, (label, _) in _COUNTED.items()}
    heads = columns(
        precondition=_head(matrix, say), **names_of,
        difference=say("difference"), p=say("p"), p_without_one=say("p without any one case"),
    )  # fmt: skip
    rows = tuple(
        (
            cell,
            *(_number(value(row.contrast)) for _, value in _COUNTED.values()),
            *_tested(row.contrast, say),
            _interval(row.contrast),
        )
        for cell, row in _numbered(matrix, say)
    )
    return Table(say("Counts"), heads, rows)


def _number(value: float | None) -> Number | None:
    return None if value is None else Number(value)


def _interval(contrast: Contrast) -> Number | None:
    found = contrast.p_without_one
    return None if found is None else Number(low=found.low, high=found.high)


def _notes(matrix: Matrix, say: Speech) -> Iterable[str]:
    """How the counts are made and read, which cases are in their ranges alone, and what a test could show at best."""
    yield say(
        "Counted: in how many cases it is met, of those where that is known, and in brackets those where it is not; "
        "partly met is not met. Difference: the share among favourable cases less the share among unfavourable ones, "
        "at least and at most, whatever the unknown cells are."
    )
    if _is_planned(matrix):
        yield say("What is calibrated is met above the degree 0.5, and not met below it.")
    yield from _about_outcomes(matrix, say)
    yield from _about_calibration(matrix, say)
    tested = [(row.construct, row.contrast) for row in matrix.rows]
    yield best(*_judged_counts(matrix), len(_open_cases(matrix)), len(tested), say)
    yield from found_in_all(tested, say)


def found_in_all(tested: Iterable[tuple[Construct, Contrast]], say: Speech) -> Iterable[str]:
    """Which conditions have a small p whatever is unknown, and which all favourable cases meet."""
    given = [*tested]
    if items := [item for one in given if (item := firm(*one, say))]:
        yield say("p is at most {limit} whatever is unknown: {items}.", limit=say.number(SIGNIFICANT),
                  items="; ".join(items))  # fmt: skip
    if items := [item for one in given if (item := perfect(*one, say))]:
        yield say("Met in every favourable case where it is known: {items}.", items="; ".join(items))


def _about_outcomes(matrix: Matrix, say: Speech) -> Iterable[str]:
    """Which cases are left out, because their outcome counts as neither, and which may be either."""
    neither, found = matrix.of(CaseOutcome.NEITHER), _open_cases(matrix)
    listed_cases = names(neither, say)
    if n := len(neither):
        yield say.plural(
            "{n} case is left out of the counts, because its outcome counts as neither ({cases}).",
            "{n} cases are left out of the counts, because their outcomes count as neither ({cases}).",
            n,
            cases=listed_cases,
        )
    if n := len(found):
        named_by_outcome = [
            f"{say(OUTCOMES[outcome][1])}: {names(of, say)}"
            for outcome in (CaseOutcome.MIXED, CaseOutcome.NOT_REPORTED)
            if (of := matrix.of(outcome))
        ]
        yield say.plural(
            "The outcome of {n} case is open ({cases}). It may be either: the ranges of difference and p are over "
            "both.",
            "The outcomes of {n} cases are open ({cases}). Each may be either: the ranges of difference and p are over "
            "all that they can be.",
            n,
            cases="; ".join(named_by_outcome),
        )
        if not all(_judged_counts(matrix)):
            yield say("There is a difference only where both outcomes occur; the ranges are over these completions.")
    if line := about_indicator(matrix.comparison, say):
        yield line


def about_indicator(comparison: Comparison, say: Speech) -> str:
    """Which indicator alone decides, and how many outcomes by others are set aside; empty where all decide."""
    if comparison.decides is None:
        return ""
    return say(
        "The outcome is that by '{indicator}' alone; results by other indicators that are left out: {n}.",
        indicator=comparison.decides.term.label,
        n=len(comparison.set_aside),
    )


def _about_calibration(matrix: Matrix, say: Speech) -> Iterable[str]:
    """Where a number is missing and why, and which degrees are exactly 0.5."""
    for row in matrix.rows:
        reasons: dict[str, list[str]] = {}
        for case, why in row.undefined.items():
            reasons.setdefault(why[say.lang], []).append(case)
        for why_not, cases in reasons.items():
            yield say("{label}: unknown in {cases} ({why}).",
                      label=row.construct.term.label, cases=names(cases, say), why=why_not)  # fmt: skip
        degrees = row.cells.items() if row.calibration is not None else ()
        half = [case for case, cell in degrees if cell.degree and cell.degree.low == cell.degree.high == _HALF]
        if half:
            yield say("{label}: exactly 0.5, so neither met nor not met, in {cases}.",
                      label=row.construct.term.label, cases=names(half, say))  # fmt: skip


def _open_cases(matrix: Matrix) -> list[str]:
    return [case for case, outcome in matrix.outcomes.items() if outcome.open]


def best(good: int, bad: int, open_: int, tested: int, say: Speech) -> str:
    """What a test of so many conditions could show at best, by the numbers of cases with each kind of outcome."""
    least = least_p(good, bad, open_)
    if least is None:
        return say("There is no test: the cases do not have a favourable and an unfavourable outcome.")
    counts = say("{good} favourable and {bad} unfavourable cases", good=good, bad=bad)
    if open_:
        counts = say("{counts}, and {n} that may be either,", counts=counts, n=open_)
    if least > SIGNIFICANT:
        return say(
            "With {counts} Fisher's exact test can give no p below {p}, so that a test shows nothing here.",
            counts=counts,
            p=say.number(least),
        )
    return say(
        "p is that of Fisher's exact test, two-sided, whatever the unknown cells are; with {counts} the least that is "
        "possible is {p}. Preconditions tested: {n}, each by itself; among so many a small p is to be expected by "
        "chance.",
        counts=counts,
        p=say.number(least),
        n=tested,
    )


def firm(construct: Construct, contrast: Contrast, say: Speech) -> str:
    """A condition whose p is small in every completion, with what it is without any one case; else empty."""
    p, without_one = contrast.p_range, contrast.p_without_one
    if p is None or p.high > SIGNIFICANT:
        return ""
    return say(
        "{label} ({p}; without any one case at most {without})",
        label=construct.term.label,
        p=say.number(p.high),
        without=say.number(without_one.high) if without_one else "-",
    )


def _judged_counts(matrix: Matrix) -> tuple[int, int]:
    return len(matrix.of(CaseOutcome.FAVOURABLE)), len(matrix.of(CaseOutcome.UNFAVOURABLE))


def perfect(construct: Construct, contrast: Contrast, say: Speech) -> str:
    """A condition that all of several favourable cases meet where it is known, with the interval of the share."""
    side = contrast.favourable
    if side.lower_bound is None or side.known < _SEVERAL:
        return ""
    return say(
        "{label} ({met} of {known}; 95 % interval of the share: from {low})",
        label=construct.term.label,
        met=side.met,
        known=side.known,
        low=say.number(side.lower_bound),
    )


def _by_claims(matrix: Matrix, say: Speech) -> Iterable[Block]:
    changed = ((row.construct, row.explicit) for row in matrix.rows if row.by_construction)
    return without_implied(changed, say)


def without_implied(changed: Iterable[tuple[Construct, Contrast]], say: Speech) -> Iterable[Block]:
    """The counts that change without the claims that were given to a case because of its outcome."""
    items = tuple(
        words(
            say(
                "{label}: favourable {favourable}; unfavourable {unfavourable}",
                label=construct.term.label,
                favourable=side_words(explicit.favourable, say),
                unfavourable=side_words(explicit.unfavourable, say),
            )
        )
        for construct, explicit in changed
    )
    if items:
        yield paragraph(say("Without the claims that were given to a case because of its outcome (implied):"))
        yield Points(items)


def exceptions(matrix: Matrix, say: Speech, *, brief: bool) -> Part:
    """By precondition, the favourable cases that lack it and the unfavourable ones that have it."""
    most = MOST_NAMED if brief else None
    rows = tuple(
        (cell, *(text_cell(names(cases, say, most), code=", ".join(cases)) for cases in (row.lacking, row.having)))
        for cell, row in _numbered(matrix, say)
        if row.lacking or row.having
    )
    heads = columns(
        precondition=_head(matrix, say),
        lacking=say("favourable, not fully met"),
        having=say("unfavourable, met"),
    )
    return Part("exceptions", say("Exceptions by name"), (Table(say("Exceptions"), heads, rows),) if rows else ())


# Pairs and what to ask -----------------------------------------------------------------------------------------------


def pairs(matrix: Matrix, say: Speech, *, brief: bool) -> Part:
    """The most similar pairs of cases with different outcomes, and the most different ones with the same."""
    most = _FEW_PAIRS if brief else _MOST_PAIRS
    blocks: list[Block] = []
    groups = (
        (mark("Most similar, with different outcomes"), matrix.similar, _similar),
        (mark("Most different, with the same outcome"), matrix.different, _different),
    )
    for heading, found, described in groups:
        if found:
            blocks += [Subheading(say(heading)), Points(tuple(described(pair, matrix, say) for pair in found[:most]))]
        if len(found) > most:
            blocks.append(paragraph(say("Further pairs: {n}.", n=len(found) - most)))
    return Part("pairs", say("Pairs to look at"), tuple(blocks))


def _similar(pair: CasePair, matrix: Matrix, say: Speech) -> Runs:
    return sentence(
        say,
        "{one} and {other}: differ in {n}, at most in {most}: {constructs}",
        one=_judged(pair.one, matrix),
        other=_judged(pair.other, matrix),
        n=len(pair.differ),
        most=pair.most,
        constructs=_labels(pair.differ, matrix, say),
    )


def _different(pair: CasePair, matrix: Matrix, say: Speech) -> Runs:
    return sentence(
        say,
        "{one} and {other}: differ in {n}, alike in {alike}: {constructs}",
        one=_judged(pair.one, matrix),
        other=_judged(pair.other, matrix),
        n=len(pair.differ),
        alike=len(pair.alike),
        constructs=_labels(pair.alike, matrix, say),
    )


def _judged(case: str, matrix: Matrix) -> Runs:
    return (*named(case, strong=True).runs, Run(f" {OUTCOMES[matrix.outcomes[case]][0]}"))


def _labels(constructs: Sequence[Construct], matrix: Matrix, say: Speech) -> Runs:
    if not constructs:
        return words(say("none is certain"))
    return listed([(text(one.term.label, say, _to(one, matrix)),) for one in constructs], say)


def ask(matrix: Matrix, say: Speech, *, most: int = MOST_NAMED) -> Part:
    """The preconditions whose unknown cells leave the most open, and the cases to ask about."""
    open_rows = sorted(((width, row) for row in matrix.rows if (width := _width(row)) > 0), key=lambda pair: -pair[0])
    items = tuple(
        words(
            say(
                "{label}: unknown in {cases}",
                label=row.construct.term.label,
                cases=names([case for case in _counted_cases(matrix) if _is_open(row, case)], say),
            )
        )
        for _, row in open_rows[:most]
    )
    lines = [say("What is unknown about these leaves the most open between favourable and unfavourable cases:")]
    if not items:
        lines = [say("Nothing is open.")] if not _open_cases(matrix) else []
    if found := _open_cases(matrix):
        lines = [say("The outcomes themselves are to be asked for in: {cases}.", cases=names(found, say)), *lines]
    more = [say("Further preconditions with unknown cells: {n}.", n=n)] if (n := len(open_rows) - most) > 0 else []
    return Part("questions", say("Ask next"), (*paragraphs(lines), *([Points(items)] if items else []),
                                                *paragraphs(more)))  # fmt: skip


def _width(row: Row) -> float:
    """How wide the unknown cells make the difference, beside what open outcomes do."""
    found, counted = row.contrast.differences, row.contrast
    unknown = counted.favourable.unknown + counted.unfavourable.unknown + counted.open.unknown
    return found.high - found.low if found and unknown else 0.0


def _counted_cases(matrix: Matrix) -> list[str]:
    return [case for case, outcome in matrix.outcomes.items() if outcome is not CaseOutcome.NEITHER]


def _is_open(row: Row, case: str) -> bool:
    return row.states[case] is None and row.cells[case].status is not Status.NOT_APPLICABLE


# The whole ----------------------------------------------------------------------------------------------------------


def presentation(matrix: Matrix) -> Presentation:
    """The matrix, counts, exceptions, pairs and what to ask; its records are ``degrees``."""
    return Presentation(
        lambda say: _whole_data(matrix, say),
        lambda say: parts(matrix, say, brief=True),
        lambda say: degrees(matrix, say),
    )


def parts(matrix: Matrix, say: Speech, *, brief: bool) -> list[Part]:
    """Every part of the matrix that has something to say; ``brief`` for a screen."""
    every = (
        cells(matrix, say),
        counts(matrix, say, brief=True) if brief else whole_counts(matrix, say),
        exceptions(matrix, say, brief=brief),
        pairs(matrix, say, brief=brief),
        *(() if brief else (_in_degrees(matrix, say),)),
        measured(matrix, say, brief=brief),
        ask(matrix, say),
    )
    comparison = matrix.comparison
    read = terms.read_with(comparison.framework, comparison.bases, comparison.attributions, comparison.ontology, say)
    return [*(part for part in every if part.blocks), Part("trace", "", (paragraph(read),))]


def degrees(matrix: Matrix, say: Speech) -> Table:
    """A row for each case: its outcome (1, 0, 0.5 for neither) and how far each condition is met.

    A number is exact, 0.5 without a coded degree is partly met; what is not known exactly has its least and greatest
    degree and no value; a construct that does not apply has neither.
    """
    heads = (
        *columns(case=say("case"), outcome=say("outcome")),
        *(Column(row.construct.term.label[say.lang], row.construct.term.id) for row in matrix.rows),
    )
    found = [numbers([_degree(row, case) for case in matrix.cases]) for row in matrix.rows]
    outcomes = numbers([success(outcome) for outcome in matrix.outcomes.values()])
    rows = tuple(zip(map(named, matrix.cases), outcomes, *found, strict=True))
    return Table(say("Degrees"), heads, rows)


def success(outcome: CaseOutcome) -> tuple[float | None, Interval]:
    """The outcome as a number (1, 0, 0.5 for neither, None for an open one), at least and at most."""
    if outcome.open:
        return None, Interval(0.0, 1.0)
    value = _HALF if outcome is CaseOutcome.NEITHER else float(outcome is CaseOutcome.FAVOURABLE)
    return value, Interval(value, value)


def _degree(row: Row, case: str) -> tuple[float | None, Interval] | None:
    """The degree in a case, or None for one that is not known exactly, and its ends; None where it does not apply."""
    degree = row.degree(case)
    if degree is None:
        return None
    partly = (
        row.calibration is None and row.cells[case].status is Status.PARTIAL and (degree.low, degree.high) == (0, 1)
    )
    return degree.low if degree.low == degree.high else _HALF if partly else None, degree


def numbers(column: Sequence[tuple[float | None, Interval] | None]) -> list[Number | None]:
    """The cells of a column by their values and ends, which stand where any is an interval; whole numbers as such."""
    ends = any(found is not None and found[1].low < found[1].high for found in column)
    return [
        None
        if found is None
        else Number(_whole(found[0]), low=_whole(found[1].low), high=_whole(found[1].high))
        if ends
        else Number(_whole(found[0]))
        for found in column
    ]


def _whole(value: float | None) -> float | None:
    return value if value is None or value % 1 else int(value)


def _in_degrees(matrix: Matrix, say: Speech) -> Part:
    """How far each condition is met in each case, at least and at most."""
    heads = (
        *columns(case=say("case")),
        *(Column(str(n), row.construct.term.id) for n, row in enumerate(matrix.rows, 1)),
    )
    rows = tuple((named(case), *(_measure(row.degree(case)) for row in matrix.rows)) for case in matrix.cases)
    line = say("How far each is met (0 to 1), at least and at most; blank where it does not apply. Columns as above.")
    return Part("degrees", say("Degrees"), (paragraph(line), Table(say("Degrees"), heads, rows)))


def measured(matrix: Matrix, say: Speech, *, brief: bool) -> Part:
    """The numbers that were calibrated, at least and at most, and the claims behind metrics; nothing without any."""
    shown = [(n, row) for n, row in enumerate(matrix.rows, start=1) if row.measured]
    if not shown:
        return Part("measured", "", ())
    heads = (
        *columns(case=say("case")),
        *(Column(f"{n} {row.construct.term.label[say.lang]}", row.construct.term.id) for n, row in shown),
    )
    rows = tuple((named(case), *(_measure(row.measured.get(case)) for _, row in shown)) for case in matrix.cases)
    line = say("Two numbers are the least and the most over the choices of coding, or over what is unknown.")
    behind = () if brief else tuple(_behind(row, case, matrix, say) for _, row in shown for case in row.claims)
    table = Table(say("Calibrated"), heads, rows)
    title = say("Numbers that were calibrated")
    return Part("measured", title, (table, paragraph(line), *([Points(behind)] if behind else [])))


def _behind(row: Row, case: str, matrix: Matrix, say: Speech) -> Runs:
    """The claims that a metric of a case was computed from."""
    cited = terms.citations(row.claims[case], case, matrix.comparison.ontology, say)
    return sentence(
        say,
        "{label}, {case}: {claims}",
        label=row.construct.term.label,
        case=named(case).runs,
        claims=joined([(citation.runs[0],) for citation in cited]) or words(say("no claim")),
    )


def _measure(found: Interval | None) -> Number | None:
    if found is None:
        return None
    return Number(found.low) if found.low == found.high else Number(low=found.low, high=found.high)


# For programs --------------------------------------------------------------------------------------------------------


def data(matrix: Matrix, say: Speech) -> dict[str, Any]:
    """The matrix for programs: cases in their order, and for each construct its cells, counts, tests and exceptions."""
    return {
        "cases": [{"id": case, "outcome": outcome.value} for case, outcome in matrix.outcomes.items()],
        "rows": [_row_data(row, say) for row in matrix.rows],
        "most_similar": [_pair_data(pair) for pair in matrix.similar[:_MOST_PAIRS]],
        "most_different": [_pair_data(pair) for pair in matrix.different[:_MOST_PAIRS]],
        "pairs": len(matrix.pairs),
    }


def _whole_data(matrix: Matrix, say: Speech) -> dict[str, Any]:
    comparison = matrix.comparison
    return {
        "schema": terms.schema("matrix", 1),
        "framework": comparison.framework.id,
        "basis": [basis.value for basis in Basis if basis in comparison.bases],
        "attribution": terms.attribution_data(comparison.attributions),
        "indicator": comparison.decides.term.id if comparison.decides else None,
        "outcomes_set_aside": len(comparison.set_aside),
        **data(matrix, say),
    }


def _row_data(row: Row, say: Speech) -> dict[str, Any]:
    return {
        "construct": row.construct.term.id,
        "label": row.construct.term.label[say.lang],
        "cells": {case: _cell_data(row, case) for case in row.cells},
        "contrast": contrast_data(row.contrast),
        "without_implied": contrast_data(row.explicit),
        **({"calibration": _calibration_data(row, say)} if row.calibration is not None else {}),
        "exceptions": {"favourable_not_met": list(row.lacking), "unfavourable_met": list(row.having)},
    }


def _cell_data(row: Row, case: str) -> dict[str, Any]:
    cell = row.cells[case]
    degree = row.degree(case)
    claims = [claim.id for claim in row.behind(case)]
    return {"status": cell.status.value, "met": terms.interval_data(degree), "claims": claims}


def _calibration_data(row: Row, say: Speech) -> dict[str, Any]:
    return {
        "method": row.calibration.method if row.calibration else None,
        "anchors": list(row.calibration.anchors) if row.calibration else [],
        "metric": row.metric or None,
        "measured": {case: terms.interval_data(interval) for case, interval in row.measured.items()},
        "undefined": {case: why[say.lang] for case, why in row.undefined.items()},
    }


def contrast_data(contrast: Contrast) -> dict[str, Any]:
    """Counts and exact tests for programs; None for what has no value."""
    sides = {"favourable": contrast.favourable, "unfavourable": contrast.unfavourable, "open": contrast.open}
    return {
        **{name: {"met": s.met, "known": s.known, "unknown": s.unknown, "cases": s.cases} for name, s in sides.items()},
        "difference_known": contrast.difference,
        "difference": terms.interval_data(contrast.differences),
        "p_known": contrast.p,
        "p": terms.interval_data(contrast.p_range),
        "p_without_one": terms.interval_data(contrast.p_without_one),
        "least_p": contrast.least_p,
    }


def _pair_data(pair: CasePair) -> dict[str, Any]:
    groups = {"differ": pair.differ, "alike": pair.alike, "open": pair.open}
    return {"cases": [pair.one, pair.other], **{name: [c.term.id for c in found] for name, found in groups.items()}}
