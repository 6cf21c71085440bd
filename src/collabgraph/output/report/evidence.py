"""The appendix: every claim the report cites with all of its evidence, and every source of theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from collabgraph.model import Evidence, TieClaim
from collabgraph.output.presenters import cases as case_printout
from collabgraph.output.presenters import terms
from collabgraph.output.report.document import (
    Entries,
    Entry,
    Ground,
    Paragraph,
    Part,
    Run,
    all_runs,
    joined,
    plain,
    words,
)
from collabgraph.output.report.material import Cited, Material
from collabgraph.words import Speech


def evidence(parts: Collection[Part], material: Material) -> Part:
    """Every claim that the parts cite: what it says, on which basis, with which evidence, and where it is cited."""
    say = material.say
    places = _places(parts)
    entries = tuple(
        _entry(cited, places[cited.anchor], material) for cited in _by_case(material) if cited.anchor in places
    )
    line = say("Every claim cited above, by case and name, with all of its evidence.")
    columns = (say("claim"), say("about"), say("statement"))
    ground_columns = (say("polarity"), say("source"), say("locator"), say("what it says"))
    found = Entries(say("Evidence"), columns, _fact_names(say), ground_columns, entries)
    return Part("evidence", say("Evidence"), (Paragraph(words(line)), found))


def _places(parts: Iterable[Part]) -> Mapping[str, list[Part]]:
    """Anchor -> the parts that lead to it."""
    found: dict[str, list[Part]] = {}
    for part in parts:
        for anchor in dict.fromkeys(run.to for run in all_runs(part) if run.to is not None):
            found.setdefault(anchor, []).append(part)
    return found


def _by_case(material: Material) -> list[Cited]:
    order = list(material.comparison.cases)
    return sorted(
        material.claims.values(), key=lambda cited: (order.index(cited.cases[0]), cited.claim.id, cited.anchor)
    )


def _entry(cited: Cited, places: Iterable[Part], material: Material) -> Entry:
    say, ontology, claim = material.say, material.comparison.ontology, cited.claim
    case = material.comparison.cases[cited.cases[0]]
    about = ": ".join(part for part in case_printout.subject_and_value(case, claim, ontology, say) if part)
    told = (
        words(terms.basis(claim.basis, ontology, say)),
        words(ontology.code("status", claim.status)[say.lang] if isinstance(claim, TieClaim) else ""),
        words(ontology.code("attribution", claim.attribution)[say.lang] if claim.attribution else ""),
        words(claim.date or ""),
        words("" if claim.confidence is None else say.number(claim.confidence)),
        joined([words(Run(part.title, part.anchor)) for part in places]),
    )
    facts = tuple((name, runs) for name, runs in zip(_fact_names(say), told, strict=True) if plain(runs))
    statement = claim.statement[say.lang]
    return Entry(cited.anchor, cited.name, about, statement, facts, _grounds(claim.evidence, material))


def _fact_names(say: Speech) -> tuple[str, ...]:
    return (
        say("basis"),
        say("status"),
        say("attribution"),
        say("date"),
        say("the coder's confidence"),
        say("cited in"),
    )


def _grounds(pieces: Iterable[Evidence], material: Material) -> tuple[Ground, ...]:
    """Each piece of evidence, what supports the claim first."""
    lang, ontology = material.say.lang, material.comparison.ontology
    ordered = sorted(pieces, key=lambda each: case_printout.POLARITIES.index(each.polarity))
    return tuple(
        Ground(
            ontology.code("polarity", each.polarity)[lang],
            material.source(each.source),
            each.locator[lang],
            each.note[lang],
        )
        for each in ordered
    )


def sources(appendix: Part, material: Material) -> Part:
    """Every source the cited claims rest on, with its citation."""
    say = material.say
    cited = {run.to for run in all_runs(appendix)}
    by_iri = {source.iri: source for case in material.comparison.cases.values() for source in case.sources}
    found = sorted(source for iri, source in by_iri.items() if material.sources[iri] in cited)
    date = say("date")
    entries = tuple(
        Entry(
            material.sources[each.iri],
            each.title[say.lang],
            "",
            each.citation[say.lang],
            ((date, words(each.date)),) if each.date else (),
        )
        for each in found
    )
    columns = (say("source"), "", say("citation"))
    return Part("sources", say("Sources"), (Entries(say("Sources"), columns, (date,), (), entries),))
