"""The appendix: every claim the report cites with all of its evidence, and every source of theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from collabgraph.model import Claim, TieClaim
from collabgraph.output.document import (
    Entries,
    Entry,
    Part,
    Run,
    Target,
    joined,
    paragraph,
    plain,
    targets,
    words,
)
from collabgraph.output.presenters import cases as case_printout
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.words import Speech


def evidence(parts: Collection[Part], account: Account) -> Part:
    """Every claim that the parts cite: what it says, on which basis, with which evidence, and where it is cited."""
    say = account.say
    places = _places(parts)
    claims = {claim.iri: claim for case in account.comparison.cases.values() for claim in case.claims}
    entries = tuple(
        _entry(claim, places[claim.iri], account) for claim in _by_case(claims, account) if claim.iri in places
    )
    line = say("Every claim cited above, by case and name, with all of its evidence.")
    columns = (say("claim"), say("about"), say("statement"))
    ground_columns = (say("polarity"), say("source"), say("locator"), say("what it says"))
    table = Entries(say("Evidence"), columns, _fact_names(say), ground_columns, entries)
    return Part("evidence", say("Evidence"), (paragraph(line), table))


def _places(parts: Iterable[Part]) -> Mapping[str, list[Part]]:
    """The IRI of a claim -> the parts that cite it."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        for iri in dict.fromkeys(target.name for target in targets(part) if target.kind == "claim"):
            found.setdefault(iri, []).append(part)
    return found


def _by_case(claims: Mapping[str, Claim], account: Account) -> list[Claim]:
    order = list(account.comparison.cases)
    return sorted(
        claims.values(), key=lambda claim: (order.index(account.stated_by[claim.iri][0]), claim.id, claim.iri)
    )


def _entry(claim: Claim, places: Iterable[Part], account: Account) -> Entry:
    say, ontology = account.say, account.ontology
    case = account.comparison.cases[account.stated_by[claim.iri][0]]
    about = ": ".join(part for part in case_printout.subject_and_value(case, claim, ontology, say) if part)
    facts = (
        words(terms.basis(claim.basis, ontology, say)),
        words(ontology.code("status", claim.status)[say.lang] if isinstance(claim, TieClaim) else ""),
        words(ontology.code("attribution", claim.attribution)[say.lang] if claim.attribution else ""),
        words(claim.date or ""),
        words("" if claim.confidence is None else say.number(claim.confidence)),
        joined([words(Run(part.title, Target("part", part.anchor))) for part in places]),
    )
    named = tuple((name, runs) for name, runs in zip(_fact_names(say), facts, strict=True) if plain(runs))
    target = Target("claim", claim.iri, case.id)
    grounds = terms.grounds(claim.evidence, ontology, say)
    return Entry(target, account.name(claim), about, claim.statement[say.lang], named, grounds)


def _fact_names(say: Speech) -> tuple[str, ...]:
    return (
        say("basis"),
        say("status"),
        say("attribution"),
        say("date"),
        say("the coder's confidence"),
        say("cited in"),
    )


def sources(appendix: Part, account: Account) -> Part:
    """Every source the cited claims rest on, with its citation."""
    say = account.say
    cited = {target.name for target in targets(appendix) if target.kind == "source"}
    by_iri = {source.iri: source for case in account.comparison.cases.values() for source in case.sources}
    date = say("date")
    entries = tuple(
        Entry(
            Target("source", source.iri),
            source.title[say.lang],
            "",
            source.citation[say.lang],
            ((date, words(source.date)),) if source.date else (),
        )
        for source in sorted(source for iri, source in by_iri.items() if iri in cited)
    )
    columns = (say("source"), "", say("citation"))
    return Part("sources", say("Sources"), (Entries(say("Sources"), columns, (date,), (), entries),))
