"""The appendix: every claim the report cites with all of its evidence, and every source of these claims."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from collabgraph.model import Claim
from collabgraph.output.document import (
    Entries,
    Entry,
    Part,
    Run,
    Target,
    joined,
    paragraph,
    targets,
    text,
    words,
)
from collabgraph.output.presenters import claims as claim_presenter
from collabgraph.output.presenters.comparison.account import Account

#: The parts about ties, which cite more claims than all others.
_TIES = frozenset({"networks", "paper-practice", "expected", "ties"})


def evidence(parts: Collection[Part], account: Account, *, with_ties: bool) -> Part:
    """Every claim that the parts cite, with its basis and evidence, and where it is cited.

    The claims that only the parts about ties cite are ``tie_evidence``; without it, this part says how many they are.
    """
    say, rest = account.say, _cited(parts, account, ties=True)
    line = say("Every claim cited above, by case and name, with all of its evidence.")
    if rest and with_ties:
        line = say("Every claim cited above, except those on ties, by case and name, with all of its evidence.")
    blocks = (paragraph(line), claim_presenter.entries(_cited(parts, account, ties=False), say))
    missing = () if with_ties or not rest else (paragraph(_left_out(len(rest), account)),)
    return Part("evidence", say("Evidence"), (*blocks[:1], *missing, *blocks[1:]))


def _left_out(n: int, account: Account) -> str:
    return account.say.plural(
        "{n} claim that only the parts about ties cite is left out here; the part 'tie-evidence' has it, and "
        "collabgraph show {case} CLAIM shows it.",
        "{n} claims that only the parts about ties cite are left out here; the part 'tie-evidence' has them, and "
        "collabgraph show {case} CLAIM shows each.",
        n,
        case=next(iter(account.comparison.cases)),
    )


def tie_evidence(parts: Collection[Part], account: Account) -> Part:
    """Every claim that the parts about ties cite and no other part does."""
    entries = _cited(parts, account, ties=True)
    blocks = (claim_presenter.entries(entries, account.say, account.title("tie-evidence")),) if entries else ()
    return Part("tie-evidence", account.title("tie-evidence"), blocks)


def _cited(parts: Collection[Part], account: Account, *, ties: bool) -> list[Entry]:
    """The entries of the claims that are cited by the parts about ties only, or of the others."""
    places = _places(parts)
    claims = {claim.iri: claim for case in account.comparison.cases.values() for claim in case.claims}
    return [
        _entry(claim, places[claim.iri], account)
        for claim in _by_case(claims, account)
        if claim.iri in places and ({part.anchor for part in places[claim.iri]} <= _TIES) == ties
    ]


def _places(parts: Iterable[Part]) -> Mapping[str, list[Part]]:
    """The IRI of a claim -> the parts that cite it."""
    parts_by_claim: dict[str, list[Part]] = {}
    for part in parts:
        for iri in dict.fromkeys(target.name for target in targets(part) if target.kind == "claim"):
            parts_by_claim.setdefault(iri, []).append(part)
    return parts_by_claim


def _by_case(claims: Mapping[str, Claim], account: Account) -> list[Claim]:
    order = list(account.comparison.cases)
    return sorted(
        claims.values(), key=lambda claim: (order.index(account.stated_by[claim.iri][0]), claim.id, claim.iri)
    )


def _entry(claim: Claim, places: Iterable[Part], account: Account) -> Entry:
    case = account.comparison.cases[account.stated_by[claim.iri][0]]
    cited_in = joined([words(Run(part.title, Target("part", part.anchor))) for part in places])
    return claim_presenter.entry(case, claim, account.name(claim), account.ontology, account.say, cited_in)


def sources(appendices: Collection[Part], account: Account) -> Part:
    """Every source of the claims in these parts, with its citation."""
    say = account.say
    cited = {target.name for part in appendices for target in targets(part) if target.kind == "source"}
    by_iri = {source.iri: source for case in account.comparison.cases.values() for source in case.sources}
    date = say("date")
    entries = tuple(
        Entry(
            Target("source", source.iri),
            source.title[say.lang],
            "",
            (text(source.citation, say),) if source.citation else (),
            ((date, words(source.date)),) if source.date else (),
        )
        for source in sorted(source for iri, source in by_iri.items() if iri in cited)
    )
    columns = (say("source"), "", say("citation"))
    return Part("sources", say("Sources"), (Entries(say("Sources"), columns, (date,), (), entries),))
