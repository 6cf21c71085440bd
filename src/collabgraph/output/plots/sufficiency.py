"""How sufficient conditions and the terms of the solution are for the outcome: bars with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collabgraph.analysis.many.fit import sufficiency
from collabgraph.analysis.many.memberships import Conjunction, written
from collabgraph.analysis.many.necessity import literals
from collabgraph.output.plots import bars

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sheet
    from collabgraph.output.plots.given import ManyCases


def picture(subject: ManyCases, sheet: Sheet) -> None:
    """Draw inclusion, PRI and coverage of each condition, present and absent, and of the terms of the solution."""
    say, table = sheet.say, subject.memberships
    found = subject.minimization()
    models = found.models or found.possible
    terms = [*literals(table), *(term for term in (models[0] if models else ()) if sum(k >= 0 for k in term) > 1)]
    outcome = table.outcome_low, table.outcome_high
    singles = len(literals(table))

    def row(n: int, term: Conjunction) -> bars.Row:
        fit = sufficiency(*table.in_term(term), *outcome)
        group = say("solution") if n == singles else ""
        return bars.Row(written(term, table.conditions, table.levels), (fit.inclusion, fit.pri, fit.coverage), group)

    rows = [row(n, term) for n, term in enumerate(terms)]
    cut = subject.cuts.inclusion
    reach = [each.name for each in rows[:singles] if (low := each.bounds[0]) is not None and low.low >= cut - 1e-9]
    title = (
        say("Sufficient by itself for {outcome} at {cut}: {names}", outcome=table.outcome, cut=say.number(cut),
            names=say.listed(reach))
        if reach
        else say("No condition by itself is certainly sufficient for {outcome} at {cut}", outcome=table.outcome,
                 cut=say.number(cut))
    )  # fmt: skip
    heads = [say("inclusion"), "PRI", say("coverage")]
    sheet.heading(title)
    sheet.legend(bars.legend(sheet, cut, open_=bool(table.unknown)))
    bars.drawn(rows[: bars.MOST], heads, cut, sheet)
    sheet.rows += bars.in_words(rows, heads, say)
    left = len(rows) - bars.MOST
    sheet.foot(
        say("Cases: {n}; cells not known: {unknown}.", n=len(table.cases), unknown=len(table.unknown)),
        *([say("– is undefined: no case is in it.")] if any(None in each.bounds for each in rows) else []),
        *([say("Further rows, not drawn: {n}.", n=left)] if left > 0 else []),
    )
