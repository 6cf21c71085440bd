"""What the evidence within each case decides between its rival explanations, and what would decide."""

from __future__ import annotations

from collections.abc import Iterator

from collabgraph.analysis.weighing import Weighing
from collabgraph.output.document import Block, Part, Points, Runs, Subheading, Table, paragraph, sentence
from collabgraph.output.presenters import terms, weighing
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.notes import explained

#: So many traces to look for are named of each case on a screen, and in a report.
_FEW, _MORE = 1, 10


def weighed(account: Account) -> Part:
    """The verdicts of each case with hypotheses and tests; on a screen in a few lines."""
    say = account.say
    blocks: list[Block] = []
    for result in account.weighings:
        if account.brief:
            blocks.append(Points(weighing.short(result, say)))
        else:
            blocks += [
                Subheading(terms.case_name(result.case)),
                Points(tuple(weighing.summary(result, say))),
                *_verdicts(result, account),
            ]
    if not blocks:
        return Part("weighed", "", ())
    lines = [say("What was never looked for speaks for no explanation; it leaves a verdict open.")]
    if account.brief:
        lines.append(say("The ledger: collabgraph weigh {case}.", case=account.weighings[0].case.id))
    return Part("weighed", say("Rival explanations weighed"), (*blocks, paragraph(" ".join(lines))))


def _verdicts(result: Weighing, account: Account) -> Iterator[Block]:
    """The verdicts of a case, their table with what it means, and in its note the explanations."""
    say = account.say
    means = say("Each row is two explanations of the case, and what the evidence weighs between them.")
    names = (f"{one.id}: {one.statement[say.lang]}" for one in result.hypotheses)
    for block in weighing.verdicts(result, account.ontology, say):
        yield explained(block, account, means, *names) if isinstance(block, Table) else block


def asked(account: Account) -> Iterator[Block]:
    """What was not looked for and would decide between explanations, case by case, the most telling first."""
    say = account.say
    most = _FEW if account.brief else _MORE
    items: list[Runs] = []
    for result in account.weighings:
        name = terms.case_name(result.case)
        asks = [weighing.question_runs(question, result, say, brief=account.brief) for question in result.ask[:most]]
        items += [sentence(say, "{case}, {question}", case=name, question=runs) for runs in asks]
    if items:
        yield paragraph(say("What would decide between explanations, the most telling first:"))
        yield Points(tuple(items))
