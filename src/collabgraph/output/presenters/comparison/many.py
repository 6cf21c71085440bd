"""The parts of a comparison of many cases: matrix, counts, exceptions, pairs; each empty where there are few cases."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from collabgraph.analysis.metrics import NETWORK_LEVEL, value_of
from collabgraph.analysis.metrics.arrays import of_network
from collabgraph.output.document import Cell, Number, Part, Table, columns, paragraph
from collabgraph.output.presenters import matrix, networks
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.weighed import asked

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
