"""How necessary conditions are for the outcome: bars with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from collabgraph.analysis.many.memberships import written
from collabgraph.analysis.many.necessity import single
from collabgraph.output.plots import bars

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sheet
    from collabgraph.output.plots.given import ManyCases

#: The usual cut for a necessary condition (Schneider and Wagemann 2012, chapter 5).
CUT = 0.9


def picture(subject: ManyCases, sheet: Sheet) -> None:
    """Draw inclusion, coverage and relevance (RoN) of each condition, present and absent."""
    say, table = sheet.say, subject.memberships
    found = single(table)
    rows = [
        bars.Row(
            written(each.terms[0], table.conditions, table.levels),
            (each.fit.inclusion, each.fit.coverage, each.fit.relevance),
        )
        for each in found
    ]
    reach = [each.name for each in rows if (of := each.bounds[0]) is not None and of.low >= CUT - 1e-9]
    title = (
        say("Necessary for {outcome} at {cut}: {names}", outcome=table.outcome, cut=say.number(CUT),
            names=say.listed(reach))
        if reach
        else say("No condition is certainly necessary for {outcome} at {cut}", outcome=table.outcome,
                 cut=say.number(CUT))
    )  # fmt: skip
    heads = [say("inclusion"), say("coverage"), say("relevance (RoN)")]
    sheet.heading(title)
    sheet.legend(bars.legend(sheet, CUT, open_=bool(table.unknown)))
    bars.drawn(rows[: bars.MOST], heads, CUT, sheet)
    sheet.rows += bars.in_words(rows, heads, say)
    left = len(rows) - bars.MOST
    sheet.foot(
        say("Cases: {n}; cells not known: {unknown}.", n=len(table.cases), unknown=len(table.unknown)),
        say("A condition with little coverage or relevance is trivial: nearly every case has it."),
        *([say("Further rows, not drawn: {n}.", n=left)] if left > 0 else []),
    )
