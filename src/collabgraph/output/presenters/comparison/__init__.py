"""The comparison of cases as a document: findings first, always with the unknowns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from collabgraph.analysis.comparison import Comparison
from collabgraph.output.document import Part, Presentation, paragraph
from collabgraph.output.presenters import matrix
from collabgraph.output.presenters.comparison import conditions, many, networks, reading, weighed
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.data import data
from collabgraph.output.presenters.comparison.scope import scope_line
from collabgraph.output.presenters.comparison.sentences import summary

__all__ = ["ALL", "data", "parts", "presentation", "summary"]

#: The parts of any comparison, in the order in which a report has them: what a reader decides on comes first.
PARTS: dict[str, Callable[[Account], Part]] = {
    "summary": reading.summary,
    "reading": reading.reading,
    "outcomes": conditions.outcomes,
    "differences": conditions.differences,
    "rivals": conditions.rivals,
    "weighed": weighed.weighed,
    "questions": conditions.questions,
    "one-sided": conditions.one_sided,
    "comparability": conditions.comparability,
    "scope": scope_line,
    "conditions": conditions.conditions,
    "shared": conditions.shared,
    "networks": networks.measures,
    "paper-practice": networks.known_from,
    "expected": networks.expected,
    "ties": networks.ties,
}

#: The parts that fit on a screen.
_ON_A_SCREEN = ("summary", "comparability", "conditions", "networks", "rivals", "weighed", "questions")
#: The parts that only many cases have; they follow the outcomes.
OF_MANY: dict[str, Callable[[Account], Part]] = {
    "matrix": many.cells,
    "counts": many.counts,
    "exceptions": many.exceptions,
    "pairs": many.pairs,
    "configurations": many.configurations,
}
#: Every part of a comparison, those of many cases among them, in the order of a report.
ALL = tuple(part for name in PARTS for part in ((name, *OF_MANY) if name == "outcomes" else (name,)))
#: What a screen shows of many cases, and the parts that it alone has.
_MANY_ON_A_SCREEN = ("summary", "matrix", "counts", "exceptions", "pairs", "by-case", "rivals", "weighed", "ask")
_SCREEN_ONLY: dict[str, Callable[[Account], Part]] = {"by-case": many.by_case, "ask": many.ask}
#: The parts with a row for everything that is compared.
_RECORDS = (
    "matrix",
    "counts",
    "exceptions",
    "outcomes",
    "conditions",
    "networks",
    "ties",
    "rivals",
    "weighed",
    "questions",
)


def parts(account: Account, names: Sequence[str]) -> list[Part]:
    """The parts of these names, in this order; what has nothing to say is left out."""
    return [part for part in ({**PARTS, **OF_MANY, **_SCREEN_ONLY}[name](account) for name in names) if part.blocks]


def presentation(comparison: Comparison) -> Presentation:
    """Outcomes, conditions, ties, metrics, rivals and what to ask next, with a summary in sentences."""
    return Presentation(
        lambda say: data(comparison, say),
        lambda say: _on_a_screen(Account(comparison, say, brief=True)),
        lambda say: parts(Account(comparison, say), _RECORDS),
    )


def _on_a_screen(account: Account) -> list[Part]:
    say, unused = account.say, account.comparison.unused
    line = say(
        "Every claim opens with its evidence and source: collabgraph show {case} CLAIM. The whole: --format json.",
        case=next(iter(unused)),
    )
    counts = say.listed([f"{case.upper()} {len(of_case)}" for case, of_case in unused.items() if of_case])
    line += " " + say("Claims not used: {counts}.", counts=counts) if counts else ""
    if not account.many and (decides := matrix.about_indicator(account.comparison, say)):
        line = f"{decides} {line}"
    shown = _MANY_ON_A_SCREEN if account.many else _ON_A_SCREEN
    return [*parts(account, shown), Part("trace", "", (paragraph(line),))]
