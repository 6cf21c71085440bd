"""The parts of a comparison of many cases: matrix, counts, pairs, configurations; empty where there are few cases."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from collabgraph.analysis.many.cautions import check
from collabgraph.analysis.many.configurations import Configurations
from collabgraph.analysis.metrics import NETWORK_LEVEL, value_of
from collabgraph.analysis.metrics.arrays import of_network
from collabgraph.errors import CollabgraphError
from collabgraph.output.document import (
    Block,
    Cell,
    Number,
    Paragraph,
    Part,
    Subheading,
    Table,
    columns,
    paragraph,
    paragraphs,
)
from collabgraph.output.presenters import configurations as solutions
from collabgraph.output.presenters import matrix, networks
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.weighed import asked
from collabgraph.words import Speech, Text, both, mark

#: The metrics of each case on a screen; ``metrics`` has all.
_METRICS = ("n_actors", "n_ties", "density", "mean_degree")


def cells(account: Account) -> Part:
    """Cases by preconditions with glyphs, sorted by outcome."""
    return matrix.cells(account.matrix, account.say) if account.many else Part("matrix", "", ())


def counts(account: Account) -> Part:
    """By precondition, in how many cases of each outcome it is met, with exact tests."""
    if not account.many:
        return Part("counts", "", ())
    return matrix.counts(account.matrix, account.say, brief=account.brief)


def exceptions(account: Account) -> Part:
    """By precondition, the cases that go against the rest."""
    if not account.many:
        return Part("exceptions", "", ())
    return matrix.exceptions(account.matrix, account.say, brief=account.brief)


def pairs(account: Account) -> Part:
    """The pairs of cases to look at."""
    return matrix.pairs(account.matrix, account.say, brief=account.brief) if account.many else Part("pairs", "", ())


def ask(account: Account) -> Part:
    """The preconditions whose unknown cells leave the most open."""
    part = matrix.ask(account.matrix, account.say)
    return replace(part, blocks=(*asked(account), *part.blocks))


# Configurations ------------------------------------------------------------------------------------------------------


def configurations(account: Account) -> Part:
    """What the truth table of the cases gives: certain implicants first, models, what to find out, and the rows."""
    say, found = account.say, account.configurations
    if not account.many:
        return Part("configurations", "", ())
    title = say("Configurations")
    if found is None:
        none = say("No precondition that applies to every case is known in any, so there are no configurations.")
        return Part("configurations", title, (paragraph(none),))
    if fault := unlearnable(found):
        return Part("configurations", title, (paragraph(fault[say.lang]),))
    blocks: list[Block] = [*key(found, say), *paragraphs(note[say.lang] for note in left_out(found))]
    for part in _of_solution(found, account):
        blocks += [Subheading(part.title), *part.blocks]
    return Part("configurations", title, tuple(blocks))


def _of_solution(found: Configurations, account: Account) -> Iterator[Part]:
    minimized, say, ontology = found.minimized, account.say, account.ontology
    if minimized.implicants is not None:
        yield solutions.implicants(minimized, say)
    yield solutions.models(minimized, say)
    if minimized.possibilities is not None:
        yield solutions.possible_models(minimized, say)
        yield solutions.worth(minimized, say, ontology)
    yield solutions.rows(minimized.table, say)


def unlearnable(found: Configurations) -> Text | None:
    """Why nothing can be learned from a table: its outcome does not vary, or is not known; None where it can."""
    try:
        check(found.table.memberships)
    except CollabgraphError as error:
        return error.message
    return None


def key(found: Configurations, say: Speech) -> tuple[Paragraph, ...]:
    """What the names of the conditions and of the outcome mean, for terms are written with ids."""
    named = [f"{each.term.id}: {each.term.label[say.lang]}" for each in found.asked.conditions]
    outcome = found.asked.indicator
    of = outcome.term.label[say.lang] if outcome else say("all results of a case that are reported are favourable")
    return paragraphs(
        [
            say("Conditions, met or not met (~): {named}.", named="; ".join(named)),
            say("{name}: {meaning}.", name=found.asked.outcome, meaning=of),
        ]
    )


def left_out(found: Configurations) -> Iterator[Text]:
    """Which cases are left out, and why; and what the intermediate solution expects."""
    for case, construct in found.coded.left_out.items():
        words = mark("{case} is left out, because this does not apply to it: {construct}.")
        yield both(words, case=case.upper(), construct=construct.term.label)
    if found.asked.kind == "intermediate":
        yield both(mark("Intermediate: each precondition is expected to contribute to success where it is met."))


def by_case(account: Account) -> Part:
    """A row for each case: how far its preconditions are met, and the main measures of its network where it has one."""
    say, comparison = account.say, account.comparison
    heads = columns(
        case=say("case"),
        readiness=say("in place at the start"),
        factors=say("other factors met"),
        **{name: networks.metric_label(name, say) for name in _METRICS},
    )
    rows = [(matrix.named(case), *_met(account, case), *_measures(account, case)) for case in account.matrix.cases]
    shown = [place for place in range(len(heads)) if any(row[place] is not None for row in rows)]
    table = Table(
        say("Cases"),
        tuple(heads[place] for place in shown),
        tuple(tuple(row[place] for place in shown) for row in rows),
    )
    silent = [case for case in account.matrix.cases if networks.silent(comparison.networks[case])]
    lines = [say("Two numbers are the least and the most, given what is unknown.")]
    if silent:
        named = matrix.names(silent, say)
        lines.append(
            say("No tie is reported on these bases, which says nothing about whether there were ties: {cases}.",
                cases=named)
        )  # fmt: skip
    return Part("by-case", say("Case by case"), (table, paragraph(" ".join(lines))))


def _met(account: Account, case: str) -> Iterator[Cell | None]:
    state = account.comparison.preconditions[case]
    for found in (state.readiness, state.factors_met):
        yield None if found is None else Number(low=found.low, high=found.high)


def _measures(account: Account, case: str) -> Iterator[Cell | None]:
    net = account.comparison.networks[case]
    arrays = of_network(net)
    for name in _METRICS:
        value = None if networks.silent(net) else value_of(NETWORK_LEVEL[name], arrays, net)
        yield None if value is None else networks.number(value, account.say)
