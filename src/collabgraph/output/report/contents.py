"""The parts of a report: those that can be chosen, those it has unless others are chosen, and what is left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from collabgraph.errors import UnknownPart
from collabgraph.output.document import Part, Subheading, Table, paragraph
from collabgraph.output.presenters import brief, glossary
from collabgraph.output.presenters.comparison import ALL as COMPARED
from collabgraph.output.presenters.comparison import evidence, methods, parts
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.notes import explained
from collabgraph.output.report import pictures
from collabgraph.words.nearest import suggestion

#: The names of the parts that can be chosen, in their order; what the report was made with is always its last part.
PARTS = ("opening", *COMPARED, "evidence", "tie-evidence", "sources", "methods", "measures", "glossary", "map")
#: The parts a report has only on request, since together they are as long as all others.
ON_REQUEST = frozenset({"tie-evidence", "measures"})
#: The parts of a report for which none are chosen.
USUAL = tuple(name for name in PARTS if name not in ON_REQUEST)


def chosen(names: Sequence[str]) -> tuple[str, ...]:
    """The parts of these names, in the order of a report; "all" is every part. Raises UnknownPart."""
    if list(names) == ["all"]:
        return PARTS
    for name in names:
        if name not in PARTS:
            known = ", ".join((*PARTS, "all"))
            raise UnknownPart(name=name, nearest=suggestion(name, PARTS), known=known)
    return tuple(name for name in PARTS if name in names)


def contents(account: Account, names: Collection[str]) -> list[Part]:
    """The parts of these names that have something to say; the first of them says what is left out."""
    every = _every(account, names)
    told = [part for name, part in every.items() if name in names and part.blocks]
    lines = [paragraph(line) for line in (_left_out(account, every, names), pictures.missing(account)) if line]
    return [replace(part, blocks=(*part.blocks, *lines)) if part is told[0] else part for part in told]


def opening(account: Account) -> Part:
    """What a brief says first: the answer in a sentence, the matrix, what is uncertain, and what this does not say."""
    short = Account(account.comparison, account.say, brief=True)
    first = brief.answer(short)
    blocks = list(first.blocks)
    for part in (brief.matrix(short), brief.uncertain(short), brief.limits(short)):
        blocks += [Subheading(part.title)] if part.title else []
        blocks += [_matrix(block, account) if isinstance(block, Table) else block for block in part.blocks]
    return Part("opening", first.title, tuple(blocks))


def _matrix(table: Table, account: Account) -> Table:
    """The matrix under a name of its own, since another table has the conditions with all of their claims."""
    means = account.say("Each row is a condition that the theory asks for, and what sources say of it in each case.")
    return explained(replace(table, name=account.say("What each case had")), account, means)


def _every(account: Account, names: Collection[str]) -> Mapping[str, Part]:
    """Every part by its name; the evidence and the sources are those of the chosen parts."""
    compared = {part.anchor: part for part in (opening(account), *parts(account, list(COMPARED)))}
    body = [part for name, part in compared.items() if name in names]
    claims = evidence.evidence(body, account, with_ties="tie-evidence" in names)
    ties = evidence.tie_evidence(body, account)
    cited = [part for part in (claims, ties) if part.anchor in names]
    behind = (
        claims,
        ties,
        evidence.sources(cited, account),
        methods.methods(account, pictures.about(account.comparison, account.say)),
        methods.measures(account),
        glossary.part(account.say),
    )
    return compared | {part.anchor: part for part in behind}


def _left_out(account: Account, every: Mapping[str, Part], names: Collection[str]) -> str:
    """Which parts are left out, and how to get them; empty where none is."""
    say = account.say
    missing = [f"{part.title} ({name})" for name, part in every.items() if name not in names and part.title]
    if not missing:
        return ""
    return say(
        "Left out of this report: {parts}. The option --parts with these names, or --parts all, adds them.",
        parts=say.listed(missing),
    )
