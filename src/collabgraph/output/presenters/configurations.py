"""Configurations of many cases: truth tables, solutions, necessity, robustness, and the memberships they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from collabgraph.analysis.many.cautions import cautions
from collabgraph.analysis.many.fit import Bounds, Fit
from collabgraph.analysis.many.memberships import Conjunction, Memberships, written
from collabgraph.analysis.many.minimized import Minimization, Model
from collabgraph.analysis.many.necessity import Necessary
from collabgraph.analysis.many.possible import Possibilities, Worth
from collabgraph.analysis.many.robustness import Range
from collabgraph.analysis.many.solutions import ModelFit, TermFit
from collabgraph.analysis.many.truth_tables import Cuts, Out, TruthTable
from collabgraph.analysis.many.truth_tables import Row as TableRow
from collabgraph.model import Interval, Ontology
from collabgraph.output.document import (
    Block,
    Cell,
    Column,
    Number,
    Paragraph,
    Part,
    Points,
    Presentation,
    Row,
    Run,
    Runs,
    StatusCell,
    Subheading,
    Table,
    Target,
    TextCell,
    columns,
    fields,
    joined,
    paragraph,
    paragraphs,
    text_cell,
    words,
)
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, Text, mark

#: How many models, terms, rows and cells people see of long lists; json has all.
MOST_MODELS, MOST_FITS, MOST_TERMS, MOST_ROWS, MOST_CELLS = 10, 5, 24, 20, 12
#: How many cases a cell of a table names.
_MOST_NAMED = 12
#: Names of conditions that take more columns of a screen together are numbered.
_WIDEST = 50
KINDS = {
    "conservative": mark("conservative solution"),
    "parsimonious": mark("parsimonious solution"),
    "intermediate": mark("intermediate solution"),
}
_NO_CASE = mark("undefined: no case is in it")
_CONSISTENT = mark(
    "The terms are paths that are consistent with the outcome. A path is not by itself what brought it about: other "
    "conditions, and other models listed here, may fit as well."
)


# Words for terms and numbers -----------------------------------------------------------------------------------------


def term(of: Conjunction, memberships: Memberships) -> str:
    """A term as it is written: "A*~B", with a level in braces where a condition has several."""
    return written(of, memberships.conditions, memberships.levels)


def model(of: Model, memberships: Memberships) -> str:
    """A model as it is written: "A*~B + C"."""
    return " + ".join(term(each, memberships) for each in of)


def number(bounds: Bounds, say: Speech, *, digits: int = 3) -> Number:
    """A cell with a parameter of fit: a number, an interval, or the reason why there is none."""
    if bounds is None:
        return Number(note=words(say(_NO_CASE)))
    if bounds.low == bounds.high:
        return Number(bounds.low, digits=digits)
    return Number(low=bounds.low, high=bounds.high)


def _data(bounds: Bounds) -> float | dict[str, float] | None:
    """A parameter of fit for programs: a number, or its least and greatest value."""
    if bounds is None:
        return None
    return bounds.low if bounds.low == bounds.high else {"low": bounds.low, "high": bounds.high}


def _fit_data(fit: Fit) -> dict[str, Any]:
    return {"inclusion": _data(fit.inclusion), "pri": _data(fit.pri), "coverage": _data(fit.coverage)}


def _cases(names: Sequence[str], memberships: Memberships, say: Speech) -> TextCell:
    """A cell that names cases, each linked where the table comes from coded cases."""
    shown = [(Run(name, Target("case", name) if memberships.claims else None),) for name in names[:_MOST_NAMED]]
    more = len(names) - len(shown)
    rest = words(say(" and {n} more", n=more)) if more > 0 else ()
    return TextCell((*joined(shown), *rest), ", ".join(names))


def about(memberships: Memberships) -> dict[str, Any]:
    """What a result is about, for programs: outcome, conditions, cases, and what to keep in mind."""
    return {
        "outcome": memberships.outcome,
        "conditions": list(memberships.conditions),
        "levels": list(memberships.levels),
        "cases": list(memberships.cases),
        "unknown": [list(cell) for cell in memberships.unknown],
        "in_between": [list(cell) for cell in memberships.in_between],
    }


def _notes(memberships: Memberships, notes: Iterable[Text], say: Speech) -> list[str]:
    return [note[say.lang] for note in (*cautions(memberships), *notes)]


def _subject(memberships: Memberships, say: Speech) -> str:
    has, lacks = memberships.outcome_low > 0.5, memberships.outcome_high < 0.5
    n = len(memberships.cases)
    return say(
        "Outcome: {outcome}; conditions: {conditions}. {cases}: {has} with the outcome, {lacks} without, {open} open "
        "or exactly 0.5.",
        outcome=memberships.outcome, conditions=", ".join(memberships.conditions),
        cases=say.plural("{n} case", "{n} cases", n), has=int(has.sum()), lacks=int(lacks.sum()),
        open=n - int(has.sum()) - int(lacks.sum()),
    )  # fmt: skip


def _cuts(cuts: Cuts, say: Speech) -> str:
    line = say("Cuts: inclusion {inclusion}, cases a row {n}, PRI {pri}.",
               inclusion=say.number(_whole(cuts.inclusion)), n=cuts.n, pri=say.number(_whole(cuts.pri)))  # fmt: skip
    if cuts.lower is not None:
        line += " " + say("From {lower} on, a row below the cut is a contradiction.", lower=say.number(cuts.lower))
    return line


def _cuts_data(cuts: Cuts) -> dict[str, Any]:
    return {"inclusion": cuts.inclusion, "n": cuts.n, "pri": cuts.pri, "lower": cuts.lower}


# Memberships ---------------------------------------------------------------------------------------------------------


def calibration(memberships: Memberships, notes: Sequence[Text] = (), ontology: Ontology | None = None) -> Presentation:
    """The membership of each case in each condition and the outcome; of coded cases each leads to its claims."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("qca-calibrate"),
            **about(memberships),
            "memberships": {case: _degrees(memberships, n) for n, case in enumerate(memberships.cases)},
            "notes": _notes(memberships, notes, say),
        },
        lambda say: [
            Part("about", "", paragraphs([_subject(memberships, say), *_notes(memberships, notes, say)])),
            cells(memberships, say, ontology),
        ],
        lambda _: record(memberships),
    )


def cells(memberships: Memberships, say: Speech, ontology: Ontology | None = None) -> Part:
    """The part of memberships: cases by conditions and the outcome, "?" for what is wholly unknown."""
    names = (*memberships.conditions, memberships.outcome)
    heads = columns(case=say("case")) + _heads(names)
    rows: tuple[Row, ...] = tuple(
        (_cases([case], memberships, say), *(_cell(memberships, n, name, ontology, say) for name in names))
        for n, case in enumerate(memberships.cases)
    )
    title = say("Memberships")
    legend = say("? unknown; a range: the least and the greatest the membership can be.")
    lines = [legend] if memberships.unknown else []
    return Part("memberships", title, (*paragraphs(lines), Table(title, heads, rows), *_key(names, say)))


def _heads(names: Sequence[str]) -> tuple[Column, ...]:
    """Columns of these names, or of their numbers where the names are too long to stand side by side."""
    return tuple(Column(str(n) if _long(names) else name, name) for n, name in enumerate(names, start=1))


def _long(names: Sequence[str]) -> bool:
    return sum(len(name) + 2 for name in names) > _WIDEST


def _key(names: Sequence[str], say: Speech) -> tuple[Paragraph, ...]:
    """What the numbers of columns stand for."""
    if not _long(names):
        return ()
    listed = "; ".join(f"{n} {name}" for n, name in enumerate(names, start=1))
    return paragraphs([say("Columns: {names}.", names=listed)])


def _cell(memberships: Memberships, n: int, name: str, ontology: Ontology | None, say: Speech) -> Cell:
    shown = _shown(memberships, n, name, say)
    claims = memberships.claims.get((memberships.cases[n], name), ())
    if not claims or ontology is None:
        return text_cell(shown, code=_plain(memberships, n, name))
    cited = terms.citations(claims, memberships.cases[n], ontology, say)
    return StatusCell(_plain(memberships, n, name), shown, shown, cited, compact=True)


def ends(memberships: Memberships, n: int, name: str) -> list[int] | tuple[float, float]:
    """The levels that a case can have in a condition of several, or its least and greatest membership."""
    if name == memberships.outcome:
        return float(memberships.outcome_low[n]), float(memberships.outcome_high[n])
    k = memberships.conditions.index(name)
    if memberships.levels[k] > 2:
        return [int(level) for level in memberships.high[k][n].nonzero()[0]]
    return float(memberships.low[k][n, 1]), float(memberships.high[k][n, 1])


def _shown(memberships: Memberships, n: int, name: str, say: Speech) -> str:
    found = ends(memberships, n, name)
    if isinstance(found, list):
        every = memberships.levels[memberships.conditions.index(name)]
        return "?" if len(found) == every else "/".join(map(str, found))
    low, high = found
    if (low, high) == (0, 1):
        return "?"
    one, other = (say.number(int(end) if end == int(end) else end) for end in found)
    return one if low == high else f"{one}–{other}"


def _plain(memberships: Memberships, n: int, name: str) -> str:
    """A membership as other programs write it: blank where it is unknown."""
    found = ends(memberships, n, name)
    if isinstance(found, list):
        return str(found[0]) if len(found) == 1 else ""
    low, high = found
    return f"{low:.6g}" if low == high else "" if (low, high) == (0, 1) else f"{low:.6g}-{high:.6g}"


def _degrees(memberships: Memberships, n: int) -> dict[str, Any]:
    found = {name: ends(memberships, n, name) for name in (*memberships.conditions, memberships.outcome)}
    return {
        name: (each[0] if len(each) == 1 else each) if isinstance(each, list) else _data(Interval(*each))
        for name, each in found.items()
    }


def record(memberships: Memberships) -> Table:
    """The memberships as a table that every program for configurations reads."""
    names = (*memberships.conditions, memberships.outcome)
    heads = fields("case", *names)
    rows = tuple(
        (text_cell(case), *(text_cell(_plain(memberships, n, name)) for name in names))
        for n, case in enumerate(memberships.cases)
    )
    return Table("", heads, rows)


# Truth table ---------------------------------------------------------------------------------------------------------


def truth_table(table: TruthTable, notes: Sequence[Text] = (), ontology: Ontology | None = None) -> Presentation:
    """A truth table: configurations with their cases and fit, and what each stands for."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("qca-truth-table"),
            **about(table.memberships),
            "cuts": _cuts_data(table.cuts),
            "rows": [_row_data(row, table) for row in table.rows],
            "configurations": _configurations(table),
            "unassigned": list(table.unassigned),
            "notes": _notes(table.memberships, notes, say),
        },
        lambda say: [
            rows(table, say, notes),
            *([cells(table.memberships, say, ontology)] if table.memberships.claims else []),
        ],
        lambda say: _rows(table, say, most=None),
    )


def rows(table: TruthTable, say: Speech, notes: Sequence[Text] = ()) -> Part:
    """The part of a truth table: what it is about, its rows, and cases that are in none."""
    memberships = table.memberships
    observed = sum(bool(row.cases) for row in table.rows)
    counts = say(
        "Of {all} configurations {observed} have cases, {perhaps} may have some; the others are remainders.",
        all=_configurations(table), observed=observed, perhaps=len(table.rows) - observed,
    )  # fmt: skip
    lines = [
        _subject(memberships, say),
        counts,
        _cuts(table.cuts, say),
        *_notes(memberships, notes, say),
        _outs(table, say),
    ]
    if table.unassigned:
        lines.append(say("In no row, because a membership is exactly 0.5: {cases}.", cases=", ".join(table.unassigned)))
    title = say("Truth table of {outcome}", outcome=memberships.outcome)
    return Part("truth-table", title, (*paragraphs(lines), _rows(table, say), *_key(memberships.conditions, say)))


def _configurations(table: TruthTable) -> int:
    n = 1
    for levels in table.memberships.levels:
        n *= levels
    return n


def _outs(table: TruthTable, say: Speech) -> str:
    labels = {
        Out.ON: say("1 stands for the outcome"),
        Out.OFF: say("0 does not"),
        Out.CONTRADICTION: say("C contradictory"),
        Out.REMAINDER: say("? too few cases"),
    }
    used = {out for row in table.rows for out in row.outs}
    line = "; ".join(label for out, label in labels.items() if out in used)
    return line + (say("; two or more: open, it depends on what is unknown.") if table.open_rows else ".")


def _rows(table: TruthTable, say: Speech, most: int | None = 60) -> Table:
    memberships = table.memberships
    perhaps = any(row.perhaps for row in table.rows)
    heads = _heads(memberships.conditions) + columns(
        out="OUT", n="n", inclusion=say("inclusion"), pri="PRI", cases=say("cases")
    )
    heads += columns(perhaps=say("perhaps")) if perhaps else ()
    order = sorted(table.rows, key=lambda row: (_place(row), -len(row.cases)))
    found: tuple[Row, ...] = tuple(
        (
            *(text_cell(str(level)) for level in row.configuration),
            text_cell("/".join(sorted(row.outs)) if row.out is None else row.out.value),
            Number(len(row.cases)),
            number(row.fit.inclusion, say),
            number(row.fit.pri, say),
            _cases(row.cases, memberships, say),
            *([_cases(row.perhaps, memberships, say)] if perhaps else []),
        )
        for row in order[:most]
    )
    return Table(say("Truth table"), heads, found)


def _place(row: TableRow) -> int:
    """Rows for the outcome first, then open ones, then those against it."""
    return [Out.ON, None, Out.CONTRADICTION, Out.OFF, Out.REMAINDER].index(row.out)


def _row_data(row: TableRow, table: TruthTable) -> dict[str, Any]:
    return {
        "configuration": dict(zip(table.memberships.conditions, row.configuration, strict=True)),
        "out": row.out,
        "outs": sorted(row.outs),
        "n": len(row.cases),
        "cases": list(row.cases),
        "perhaps": list(row.perhaps),
        **_fit_data(row.fit),
    }


# Solutions -----------------------------------------------------------------------------------------------------------


def minimization(found: Minimization, notes: Sequence[Text] = (), ontology: Ontology | None = None) -> Presentation:
    """A solution: all its models with their fit, cases and assumptions, and what is certain and possible of them."""
    return Presentation(
        lambda say: _minimization_data(found, notes, say),
        lambda say: list(solution_parts(found, say, notes, ontology)),
        lambda say: _fits_record(found, say),
    )


def solution_parts(
    found: Minimization, say: Speech, notes: Sequence[Text] = (), ontology: Ontology | None = None
) -> Iterator[Part]:
    """The parts of a solution: models, what is certain and possible, what to find out, fit, and what is assumed."""
    yield models(found, say, notes)
    if found.implicants is not None:
        yield implicants(found, say)
    if found.possibilities is not None:
        yield possible_models(found, say)
        yield worth(found, say, ontology)
    if found.fits:
        yield fit(found, say)
    if found.solution is not None:
        yield assumed(found, say)


def models(found: Minimization, say: Speech, notes: Sequence[Text] = ()) -> Part:
    """The models as formulas, how many there are, and whether these are all."""
    memberships = found.table.memberships
    lines = [_subject(memberships, say), _cuts(found.table.cuts, say), *_asked(found, say)]
    lines += _notes(memberships, notes, say)
    blocks: list[Block] = [*paragraphs(lines), paragraph(_counted(found, say))]
    formulas = [words(f"{model(each, memberships)} → {memberships.outcome}") for each in found.models[:MOST_MODELS]]
    if formulas:
        blocks.append(Points(tuple(formulas), numbered=True))
    if (more := len(found.models) - len(formulas)) > 0:
        blocks.append(paragraph(_more(more, say)))
    if found.solution is not None and found.solution.models.essential:
        named = ", ".join(term(each, memberships) for each in found.solution.models.essential)
        blocks.append(paragraph(say("Essential prime implicants, which every model has: {terms}.", terms=named)))
    if found.models:
        blocks.append(paragraph(say(_CONSISTENT)))
    title = say("{kind} for {outcome}", kind=say(KINDS[found.search.kind]).capitalize(), outcome=memberships.outcome)
    return Part("solution", title, tuple(blocks))


def _more(n: int, say: Speech) -> str:
    return say("{n} more are left out here; json has all.", n=n)


def _asked(found: Minimization, say: Speech) -> Iterator[str]:
    """What was expected and excluded."""
    memberships, search = found.table.memberships, found.search
    if search.kind == "intermediate":
        free = -1
        n = len(memberships.conditions)
        expected = [
            term(tuple(level if k == place else free for k in range(n)), memberships)
            for place, level in sorted(search.expectations.items())
        ]
        yield say("Expected to contribute: {terms}.", terms=", ".join(expected) or say("none"))
    if search.excluded:
        excluded = ", ".join(term(each, memberships) for each in search.excluded)
        yield say("Not assumed, because excluded: {terms}.", terms=excluded)
    if search.enhanced and found.solution is None:
        yield say("Contradictory assumptions were not searched, because rows are open.")


def _counted(found: Minimization, say: Speech) -> str:
    """How many models there are."""
    n = len(found.models)
    if found.solution is None and not n and found.possibilities is not None:
        if found.complete and found.possibilities.exact:
            return say("No model holds whatever the unknown cells are.")
        return say("No model is known to hold whatever the unknown cells are; not all that they can be was looked at.")
    if found.solution is None:
        return say.plural(
            "{n} model holds whatever the unknown cells are.", "{n} models hold whatever the unknown cells are.", n
        )
    if not n:
        return say("No row stands for the outcome at these cuts, so there is no model.")
    solved = found.solution.models
    if not solved.complete:
        return say("At least {n} models: the search was ended at its limit.", n=n)
    if not solved.proved:
        return say("{n} models; that none is shorter is not proved.", n=n)
    return say.plural("{n} model.", "{n} models, tied: the data do not decide between them.", n)


def implicants(found: Minimization, say: Speech) -> Part:
    """The terms that are sufficient whatever the unknown cells are, and the primes that are certain or possible."""
    memberships, blocks = found.table.memberships, list[Block]()
    assert found.implicants is not None
    groups = (
        (mark("Sufficient in every completion, the shortest"), found.implicants.sufficient),
        (mark("Prime implicants in every completion"), found.implicants.certain),
        (mark("Prime implicants in some completion only"), found.implicants.possible),
    )
    for heading, listed in groups:
        names = [term(each, memberships) for each in listed[:MOST_TERMS]]
        more = [_more(len(listed) - len(names), say)] if len(listed) > len(names) else []
        line = say(
            "{heading} ({n}): {terms}.", heading=say(heading), n=len(listed), terms=", ".join(names) or say("none")
        )
        blocks += paragraphs([line, *more])
    how = say("A completion gives every unknown cell a value. What holds in every completion is certain.")
    return Part("implicants", say("What is certain"), (paragraph(how), *blocks))


def possible_models(found: Minimization, say: Speech) -> Part:
    """The models that are possible, and in how many completions, with what limits the list."""
    possibilities, memberships = found.possibilities, found.table.memberships
    assert possibilities is not None
    counts = _in_completions(possibilities)
    total = sum(counts_of.completions for counts_of in possibilities.tables)
    ranked = sorted(found.possible, key=lambda each: -counts[each])
    cells: tuple[Row, ...] = tuple(
        (text_cell(model(each, memberships)), Number(counts[each])) for each in ranked[:MOST_MODELS]
    )
    heads = columns(model=say("model"), completions=say("completions (of {n})", n=total))
    lines = [_possible(found, say), *_limits(possibilities, say)]
    lines += [_more(len(ranked) - len(cells), say)] if len(ranked) > len(cells) else []
    title = say("What is possible")
    return Part("possible", title, (*paragraphs(lines), *([Table(title, heads, cells)] if cells else [])))


def _in_completions(possibilities: Possibilities) -> dict[Model, int]:
    counts: dict[Model, int] = {}
    for table in possibilities.tables:
        for each in table.solution.models.models:
            counts[each] = counts.get(each, 0) + table.completions
    return counts


def _possible(found: Minimization, say: Speech) -> str:
    n, tables = len(found.possible), len(found.possibilities.tables) if found.possibilities else 0
    if found.complete:
        return say(
            "Models that hold in some completion: {n}, from {tables} different sets of rows.", n=n, tables=tables
        )
    return say("Models that hold in some completion: at least {n}, from {tables} sets of rows.", n=n, tables=tables)


def _limits(possibilities: Possibilities, say: Speech) -> Iterator[str]:
    if possibilities.sampled:
        n = sum(each.completions for each in possibilities.tables)
        yield say("The completions are too many to list: these are a random sample, of which {n} were minimized.", n=n)
    if possibilities.left_out:
        yield say("Sets of rows that were not minimized, the rarest: {n}.", n=possibilities.left_out)
    if not possibilities.exact:
        yield say(
            "Rows were bounded one by one, so what is listed cannot be excluded, but may not be possible together."
        )


def worth(found: Minimization, say: Speech, ontology: Ontology | None = None) -> Part:
    """The unknown cells, the one first that leaves the fewest models when it is known."""
    possibilities, memberships = found.possibilities, found.table.memberships
    assert possibilities is not None
    items = [_settles(each, memberships, say, ontology) for each in possibilities.worths[:MOST_CELLS]]
    more = len(possibilities.worths) - len(items)
    now = say("What knowing one unknown cell would leave, the cell that settles most first.")
    lines = paragraphs([now] if items else [say("Nothing is unknown.")])
    rest = paragraphs([_more(more, say)] if more > 0 else [])
    return Part("ask", say("What to find out next"), (*lines, *([Points(tuple(items))] if items else []), *rest))


def _settles(each: Worth, memberships: Memberships, say: Speech, ontology: Ontology | None) -> Runs:
    """What is left by each value of a cell: "if case 11 had L = 0, 7 models would be left; if 1, 5"."""
    case, name = each.cell
    left = each.models if each.models is not None else each.tables
    (value, n), *others = left.items()
    if each.models is not None:
        first = say.plural(
            "if {case} had {name} = {value}, {n} model would be left",
            "if {case} had {name} = {value}, {n} models would be left", n, case=case, name=name, value=value,
        )  # fmt: skip
    else:
        first = say.plural(
            "if {case} had {name} = {value}, {n} set of rows would be left",
            "if {case} had {name} = {value}, {n} sets of rows would be left", n, case=case, name=name, value=value,
        )  # fmt: skip
    rest = [say("; if {value}, {n}", value=other, n=count) for other, count in others]
    claims = memberships.claims.get(each.cell, ()) if ontology else ()
    cited = terms.citations(claims, case, ontology, say) if ontology and claims else ()
    return (*words(first, *rest), *(words(" (", *joined([each.runs for each in cited]), ")") if cited else ()))


def fit(found: Minimization, say: Speech) -> Part:
    """The fit of the first models and their terms, and the cases of each term."""
    memberships, blocks = found.table.memberships, list[Block]()
    shown = list(found.fits.items())[:MOST_FITS]
    for n, (of, fitted) in enumerate(shown, start=1):
        if len(found.fits) > 1:
            certain = found.solution is not None or of in found.models
            head = say("Model {n}", n=n) if certain else say("Possible model {n}", n=n)
            blocks.append(Subheading(f"{head}: {model(of, memberships)}"))
        blocks.append(_fit_table(fitted, memberships, say))
        if fitted.uncovered:
            blocks.append(
                paragraph(say("With the outcome and in no term: {cases}.", cases=", ".join(fitted.uncovered)))
            )
    if (more := len(found.models) + len(found.possible) - len(shown)) > 0:
        blocks.append(
            paragraph(say("The fit of {n} more models is left out here; json has that of the first 100.", n=more))
        )
    key = say(
        "Typical: in the term, with the outcome. Deviant: in the term, without it. Open: not known. Unique: the part "
        "of the coverage that no other term has."
    )
    return Part("fit", say("Fit and cases by term"), (paragraph(key), *blocks))


def _fit_table(fitted: ModelFit, memberships: Memberships, say: Speech) -> Table:
    opens = any(each.open for each in fitted.terms)
    heads = columns(
        term=say("term"), inclusion=say("inclusion"), pri="PRI", coverage=say("coverage"), unique=say("unique"),
        typical=say("typical cases"), deviant=say("deviant cases"),
    ) + (columns(open=say("open cases")) if opens else ())  # fmt: skip
    rows: list[Row] = [
        (
            text_cell(term(each.term, memberships)),
            *_fit_cells(each.fit, say),
            number(each.unique, say),
            _cases(each.typical, memberships, say),
            _cases(each.deviant, memberships, say),
            *([_cases(each.open, memberships, say)] if opens else []),
        )
        for each in fitted.terms
    ]
    whole: Row = (
        text_cell(say("whole model")),
        *_fit_cells(fitted.fit, say),
        None,
        None,
        None,
        *([None] if opens else []),
    )
    return Table(say("Fit"), heads, (*rows, whole))


def _fit_cells(of: Fit, say: Speech) -> tuple[Number, Number, Number]:
    return number(of.inclusion, say), number(of.pri, say), number(of.coverage, say)


def assumed(found: Minimization, say: Speech) -> Part:
    """The remainders that models assume would lead to the outcome, and those assumed for its negation as well."""
    memberships, blocks = found.table.memberships, list[Block]()
    assert found.solution is not None
    several = len(found.models) > 1
    for n, rows in enumerate(found.solution.assumptions[:MOST_MODELS], start=1):
        head = say("Model {n}: ", n=n) if several else ""
        blocks.append(paragraph(head + _assumptions(rows, memberships, say)))
    if (more := len(found.models) - MOST_MODELS) > 0:
        blocks.append(paragraph(_more(more, say)))
    blocks += paragraphs(_contradictions(found, say))
    key = say(
        "Configurations without cases (remainders) that are assumed to lead to the outcome; nobody observed them."
    )
    return Part("assumptions", say("Simplifying assumptions"), (paragraph(key), *blocks))


def _assumptions(rows: Sequence[Conjunction] | None, memberships: Memberships, say: Speech) -> str:
    if rows is None:
        return say("too many to list.")
    if not rows:
        return say("none.")
    named = [term(row, memberships) for row in rows[:MOST_ROWS]]
    more = len(rows) - len(named)
    return f"{len(rows)}: {', '.join(named)}" + (say(" and {n} more", n=more) if more > 0 else "") + "."


def _contradictions(found: Minimization, say: Speech) -> Iterator[str]:
    memberships = found.table.memberships
    if found.simultaneous:
        yield say("Rows that pass the cuts for the outcome and for its negation, not explained: {rows}.",
                  rows=_assumptions(found.simultaneous, memberships, say).rstrip("."))  # fmt: skip
    if found.set_aside:
        yield say("Not assumed, because they would be assumed for the negated outcome as well: {rows}",
                  rows=_assumptions(found.set_aside, memberships, say))  # fmt: skip
    if found.contradictory is None:
        yield say("Whether an assumption is made for the negated outcome as well could not be searched here.")
    elif found.contradictory:
        yield say(
            "CONTRADICTORY: assumed for the negated outcome as well: {rows} --enhanced leaves them out.",
            rows=_assumptions(found.contradictory, memberships, say),
        )  # fmt: skip
    elif found.search.kind != "conservative":
        yield say("No assumption is made for the negated outcome as well.")


def _minimization_data(found: Minimization, notes: Sequence[Text], say: Speech) -> dict[str, Any]:
    memberships, search, solved = found.table.memberships, found.search, found.solution
    n = len(memberships.conditions)
    data = {
        "schema": terms.schema("qca-minimize"),
        **about(memberships),
        "cuts": _cuts_data(found.table.cuts),
        "solution": search.kind,
        "expected": [
            term(tuple(level if k == place else -1 for k in range(n)), memberships)
            for place, level in sorted(search.expectations.items())
        ],
        "excluded": _terms(search.excluded, memberships),
        "enhanced": search.enhanced,
        "models": [_terms(each, memberships) for each in found.models],
        "complete": found.complete,
        "proved": solved.models.proved if solved else None,
        "primes": _terms(solved.models.primes, memberships) if solved else None,
        "essential": _terms(solved.models.essential, memberships) if solved else None,
        "fit": [_fit_of_model(of, each, found) for of, each in found.fits.items()],
        "assumptions": [_rows_data(rows, memberships) for rows in solved.assumptions] if solved else None,
        "contradictory": _rows_data(found.contradictory, memberships),
        "set_aside": _rows_data(found.set_aside, memberships),
        "simultaneous": _rows_data(found.simultaneous, memberships),
        "certain": None,
        "possible": None,
        "notes": _notes(memberships, notes, say),
    }
    if found.implicants is not None:
        data["certain"] = {
            "implicants": _terms(found.implicants.sufficient, memberships),
            "primes": _terms(found.implicants.certain, memberships),
        }
    if found.possibilities is not None or found.implicants is not None:
        data["possible"] = _possible_data(found)
    return data


def _terms(listed: Iterable[Conjunction], memberships: Memberships) -> list[str]:
    return [term(each, memberships) for each in listed]


def _rows_data(listed: Iterable[Conjunction] | None, memberships: Memberships) -> list[str] | None:
    return None if listed is None else _terms(listed, memberships)


def _possible_data(found: Minimization) -> dict[str, Any]:
    memberships = found.table.memberships
    primes = _terms(found.implicants.possible, memberships) if found.implicants else None
    if (possibilities := found.possibilities) is None:
        return {"primes": primes, "models": []}
    return {
        "primes": primes,
        "models": [_terms(each, memberships) for each in found.possible],
        "tables": len(possibilities.tables),
        "left_out": possibilities.left_out,
        "sampled": possibilities.sampled,
        "exact": possibilities.exact,
        "worth": [
            {"case": each.cell[0], "name": each.cell[1], "models": each.models, "tables": each.tables}
            for each in possibilities.worths
        ],
    }


def _fit_of_model(of: Model, fitted: ModelFit, found: Minimization) -> dict[str, Any]:
    memberships = found.table.memberships
    return {
        "model": _terms(of, memberships),
        "certain": of in set(found.models),
        **_fit_data(fitted.fit),
        "uncovered": list(fitted.uncovered),
        "terms": [_term_data(each, memberships) for each in fitted.terms],
    }


def _term_data(each: TermFit, memberships: Memberships) -> dict[str, Any]:
    return {
        "term": term(each.term, memberships),
        **_fit_data(each.fit),
        "unique": _data(each.unique),
        "typical": list(each.typical),
        "deviant": list(each.deviant),
        "open": list(each.open),
    }


def _fits_record(found: Minimization, say: Speech) -> Table:
    """A row for each term of each model."""
    memberships = found.table.memberships
    heads = fields("model", "certain", "term", "inclusion", "pri", "coverage", "unique", "typical", "deviant", "open")
    certain = set(found.models)
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(model(of, memberships)), text_cell("yes" if of in certain else "no"),
            text_cell(term(each.term, memberships)), *_fit_cells(each.fit, say), number(each.unique, say),
            *(text_cell(", ".join(names)) for names in (each.typical, each.deviant, each.open)),
        )
        for of, fitted in found.fits.items() for each in fitted.terms
    )  # fmt: skip
    return Table("", heads, rows)


# Necessity -----------------------------------------------------------------------------------------------------------


def necessity(
    memberships: Memberships, alone: Sequence[Necessary], found: Sequence[Necessary],
    sufficient: Sequence[tuple[Conjunction, Fit]], cuts: Mapping[str, float],
    notes: Sequence[Text] = (), ontology: Ontology | None = None,
) -> Presentation:  # fmt: skip
    """The fit of each condition as necessary, what is necessary at the cuts, and the shortest sufficient terms.

    ``alone`` are all single conditions, ``found`` the conjunctions and disjunctions that reach the cuts.
    """
    return Presentation(
        lambda say: {
            "schema": terms.schema("qca-necessity"),
            **about(memberships),
            "cuts": dict(cuts),
            "single": [_need_data(each, memberships) for each in alone],
            "found": [_need_data(each, memberships) for each in found],
            "sufficient": [{"term": term(of, memberships), **_fit_data(fit)} for of, fit in sufficient],
            "notes": _notes(memberships, notes, say),
        },
        lambda say: [
            necessary(memberships, alone, found, cuts, say, notes),
            *sufficient_part(memberships, sufficient, cuts, say),
            *([cells(memberships, say, ontology)] if memberships.claims else []),
        ],
        lambda say: _needs(memberships, (*alone, *(each for each in found if each not in alone)), say),
    )


def necessary(
    memberships: Memberships, alone: Sequence[Necessary], found: Sequence[Necessary], cuts: Mapping[str, float],
    say: Speech, notes: Sequence[Text] = (),
) -> Part:  # fmt: skip
    """The part of necessity: every condition by itself, then what reaches the cuts."""
    lines = [_subject(memberships, say), *_notes(memberships, notes, say)]
    cut = say("Cuts: inclusion {inclusion}, coverage {coverage}, relevance (RoN) {relevance}.",
              **{name: say.number(value) for name, value in cuts.items()})  # fmt: skip
    none = say("Nothing reaches the cuts, or may reach them.")
    blocks: list[Block] = [*paragraphs(lines), Subheading(say("Single conditions")), _needs(memberships, alone, say)]
    blocks += [Subheading(say("Necessary at the cuts")), paragraph(cut if found else f"{cut} {none}")]
    if found:
        blocks.append(_needs(memberships, found, say))
        blocks.append(paragraph(say("Conjunctions as long, disjunctions as short as they can be; parts are left out.")))
    return Part("necessity", say("Necessity for {outcome}", outcome=memberships.outcome), tuple(blocks))


def _needs(memberships: Memberships, listed: Sequence[Necessary], say: Speech) -> Table:
    heads = columns(
        condition=say("condition"), inclusion=say("inclusion"), coverage=say("coverage"), relevance="RoN",
        certain=say("reaches the cut"),
    )  # fmt: skip
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(model(each.terms, memberships)),
            number(each.fit.inclusion, say),
            number(each.fit.coverage, say),
            number(each.fit.relevance, say),
            text_cell(_reaches(each, say)),
        )
        for each in listed
    )
    return Table(say("Necessity"), heads, rows)


def _reaches(each: Necessary, say: Speech) -> str:
    if each.certain:
        return say("yes")
    inclusion = each.fit.inclusion
    return say("open") if inclusion is not None and inclusion.low < inclusion.high else say("no")


def _need_data(each: Necessary, memberships: Memberships) -> dict[str, Any]:
    return {
        "condition": model(each.terms, memberships),
        "terms": _terms(each.terms, memberships),
        "inclusion": _data(each.fit.inclusion),
        "coverage": _data(each.fit.coverage),
        "relevance": _data(each.fit.relevance),
        "certain": each.certain,
    }


def sufficient_part(
    memberships: Memberships, sufficient: Sequence[tuple[Conjunction, Fit]], cuts: Mapping[str, float], say: Speech
) -> Iterator[Part]:
    """The shortest terms that are or may be sufficient; no part where there are none."""
    if not sufficient:
        return
    heads = columns(term=say("term"), inclusion=say("inclusion"), pri="PRI", coverage=say("coverage"))
    rows: tuple[Row, ...] = tuple((text_cell(term(of, memberships)), *_fit_cells(fit, say)) for of, fit in sufficient)
    title = say("Shortest sufficient terms at an inclusion of {cut}", cut=say.number(cuts["inclusion"]))
    more = paragraphs([_more(n, say)] if (n := len(rows) - MOST_TERMS) > 0 else [])
    yield Part("subsets", title, (Table(say("Sufficient terms"), heads, rows[:MOST_TERMS]), *more))


# Robustness ----------------------------------------------------------------------------------------------------------

_THRESHOLDS = {"inclusion": mark("cut of inclusion"), "n": mark("cases a row")}


def robustness(
    found: Minimization, ranges: Sequence[Range], core: Fit | None, notes: Sequence[Text] = ()
) -> Presentation:
    """From where to where each threshold leaves the models as they are, and the fit of what all models share."""
    memberships = found.table.memberships
    return Presentation(
        lambda say: {
            "schema": terms.schema("qca-robustness"),
            **about(memberships),
            "cuts": _cuts_data(found.table.cuts),
            "solution": found.search.kind,
            "models": [_terms(each, memberships) for each in (*found.models, *found.possible)],
            "ranges": [
                {
                    "threshold": each.threshold,
                    "at": each.at,
                    "stays": terms.interval_data(each.stays),
                    "above": each.above,
                    "tried": terms.interval_data(each.tried),
                }
                for each in ranges
            ],
            "core": None if core is None else _fit_data(core),
            "notes": _notes(memberships, notes, say),
        },
        lambda say: [models(found, say, notes), robust(ranges, core, say)],
        lambda say: _ranges(ranges, say),
    )


def robust(ranges: Sequence[Range], core: Fit | None, say: Speech) -> Part:
    """The part of robustness: a range for each threshold, and the fit of the core."""
    key = say("Each threshold is moved by itself, the others stay; within its range all models stay exactly the same.")
    blocks: list[Block] = [paragraph(key), _ranges(ranges, say)]
    if core is not None:
        cells = _fit_cells(core, say)
        heads = columns(of="", inclusion=say("inclusion"), pri="PRI", coverage=say("coverage"))
        blocks.append(Table(say("Core"), heads, ((text_cell(say("in every model (the core)")), *cells),)))
    return Part("robustness", say("Robustness"), tuple(blocks))


def _ranges(ranges: Sequence[Range], say: Speech) -> Table:
    heads = columns(threshold=say("threshold"), at=say("chosen"), stays=say("models stay"), tried=say("tried"))
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(_threshold(each.threshold, say), code=each.threshold),
            Number(_whole(each.at)),
            Number(
                low=_whole(each.stays.low),
                high=_whole(each.stays.high),
                note=words(say("without the lower end")) if each.above else (),
            ),
            Number(low=_whole(each.tried.low), high=_whole(each.tried.high)),
        )
        for each in ranges
    )
    return Table(say("Ranges"), heads, rows)


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def _threshold(name: str, say: Speech) -> str:
    if name in _THRESHOLDS:
        return say(_THRESHOLDS[name])
    condition, _, place = name.rpartition("#")
    return say("anchor {n} of {name}", n=place, name=condition)
