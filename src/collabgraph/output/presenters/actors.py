"""An actor over all cases, a source with every claim that rests on it, and a study with its cases and claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from collabgraph.analysis.metrics import Measures
from collabgraph.analysis.network import representative
from collabgraph.model import (
    DEFAULT_BASES,
    Actor,
    Case,
    Claim,
    Contingency,
    Framework,
    Ontology,
    Participation,
    Proposition,
    Source,
    Study,
    TieClaim,
)
from collabgraph.output.document import (
    Block,
    Number,
    Paragraph,
    Part,
    Points,
    Presentation,
    Run,
    Runs,
    Subheading,
    Table,
    Target,
    Words,
    columns,
    joined,
    paragraph,
    sentence,
    text,
    words,
)
from collabgraph.output.presenters import claims as claim_presenter
from collabgraph.output.presenters import networks, terms
from collabgraph.output.presenters.claims import Placed
from collabgraph.words import Speech, Text

#: The measures of an actor that are shown of its place in a network.
_MEASURES = ("in_degree", "out_degree", "degree", "betweenness", "harmonic_closeness", "constraint", "effective_size")


# An actor ------------------------------------------------------------------------------------------------------------


def actor(shown: Actor, measured: Sequence[tuple[Case, Measures]], ontology: Ontology) -> Presentation:
    """An actor: what it is, and case by case its roles, its ties and its place in the network.

    ``measured`` has every case that the actor is in, with the measures of its network.
    """
    data = {
        "schema": terms.schema("actor"),
        "label": terms.text_data(shown.label),
        "kind": shown.kind,
        "sector": shown.sector,
        "level": shown.level,
    }
    placed = [(case, claim) for case, _ in measured for claim in (*_roles(case, shown), *_ties(case, shown))]

    def parts(say: Speech) -> list[Part]:
        of_cases = (part for case, measures in measured for part in _in_case(shown, case, measures, ontology, say))
        return [_what_it_is(shown, [case for case, _ in measured], ontology, say), *of_cases]

    return _presentation(shown, data, parts, placed, ontology)


def _roles(case: Case, shown: Actor) -> list[Participation]:
    return [claim for claim in case.claims if isinstance(claim, Participation) and claim.actor == shown.iri]


def _ties(case: Case, shown: Actor) -> list[TieClaim]:
    """The tie claims that name the actor, those it sends first."""
    ties = [tie for tie in case.claims if isinstance(tie, TieClaim) and shown.iri in (tie.sender, tie.receiver)]
    return sorted(ties, key=lambda tie: (tie.sender != shown.iri, tie.id))


def _what_it_is(shown: Actor, cases: Sequence[Case], ontology: Ontology, say: Speech) -> Part:
    actors = {iri: other for case in cases for iri, other in case.actors.items()}
    inside = sorted((other for other in actors.values() if other.office == shown.iri), key=lambda other: other.id)

    def named(others: Iterable[Actor]) -> Runs:
        return joined([terms.actor(other, say).runs for other in others])

    facts: dict[str, Words] = {
        say("kind"): ontology.code("actor-kind", shown.kind),
        say("sector"): ontology.code("sector", shown.sector),
        say("level"): ontology.code("level", shown.level) if shown.level else "",
        say("also called"): ", ".join(shown.acronyms),
        say("part of"): named(actors[iri] for iri in [shown.office] if iri in actors),
        say("roles inside it"): named(inside),
        say("may be"): named(actors[iri] for iri in shown.possibly if iri in actors),
    }
    table = terms.facts("", {name: value for name, value in facts.items() if value}, say)
    return Part("about", shown.label[say.lang], (table, *_about(shown.comment, say)))


def _in_case(shown: Actor, case: Case, measures: Measures, ontology: Ontology, say: Speech) -> Iterator[Part]:
    roles, ties = ([(case, claim) for claim in claims] for claims in (_roles(case, shown), _ties(case, shown)))
    blocks: list[Block] = [_opened(case, say)]
    if roles:
        title = say("Roles in {case}", case=case.title)
        blocks += [Subheading(say("Roles")), claim_presenter.table(title, roles, ontology, say, full=True)]
    silence = say("No claim speaks of a tie of this actor; that does not mean there is none.")
    title = say("Ties in {case}", case=case.title)
    table = claim_presenter.table(title, ties, ontology, say, full=True) if ties else paragraph(silence)
    yield Part(f"in-{case.id}", case.title[say.lang], (*blocks, Subheading(say("Ties")), table))
    yield from _place(shown, case, measures, ontology, say)


def _place(shown: Actor, case: Case, measures: Measures, ontology: Ontology, say: Speech) -> Iterator[Part]:
    """The place of an actor, or of the office that stands for it, in the network of a case."""
    drawn = case.actors[representative(case, shown.iri, "office")]
    values = next(
        (v for other, v in zip(measures.network.actors, measures.actors, strict=True) if other.iri == drawn.iri), None
    )
    if values is None:
        return
    stands_for = say("In the network the office around it stands for it; these are the measures of:")
    office = [paragraph(stands_for + " ", *terms.actor(drawn, say).runs)] if drawn.iri != shown.iri else []
    counted = say("Counted on these bases: {bases}.", bases=terms.bases(DEFAULT_BASES, ontology, say))
    line = f"{counted} {networks.basis_line(measures.network, ontology, say)} "
    every = Run(say("All tie claims of the case"), Target("case", case.id, "tie"))
    title = say("Measures of this actor in the network of {case}", case=case.title)
    rows = tuple((networks.metric(name, say), _measure(values[name], measures, name, say)) for name in _MEASURES)
    table = Table(title, columns(metric=say("metric"), value=say("value")), rows)
    place = say("Its place in the network")
    heading = f"{place}: {terms.case_name(case)}"
    yield Part(f"place-in-{case.id}", heading, (*office, paragraph(line, every), table))


def _measure(value: float | None, measures: Measures, name: str, say: Speech) -> Number:
    reason = measures.undefined.get(name)
    if value is not None:
        return Number(value)
    return Number(note=sentence(say, "undefined: {reason}", reason=reason) if reason else words(say("undefined")))


# A source and a study ------------------------------------------------------------------------------------------------

#: A framework, and what it takes from a source.
Taken = tuple[Framework, Sequence[Proposition | Contingency]]


def source(shown: Source, claims: Sequence[Placed], taken: Sequence[Taken], ontology: Ontology) -> Presentation:
    """A source, every claim that rests on it, case by case, and what frameworks take from it."""
    data = {
        "schema": terms.schema("source"),
        "title": terms.text_data(shown.title),
        "citation": terms.text_data(shown.citation),
        "date": shown.date,
    }

    def parts(say: Speech) -> list[Part]:
        dated = (paragraph(f"{say('date')}: {shown.date}"),) if shown.date else ()
        about = Part("about", shown.title[say.lang], (*_about(shown.citation, say), *dated))
        silence = () if claims else (Part("claims", "", (paragraph(say("No claim of a case rests on this source.")),)),)
        return [
            about,
            *silence,
            *_resting(shown, claims, ontology, say),
            *(_theory(*pair, ontology, say) for pair in taken),
        ]

    return _presentation(shown, data, parts, claims, ontology)


def _resting(shown: Source, claims: Sequence[Placed], ontology: Ontology, say: Speech) -> Iterator[Part]:
    """The claims of each case, and those a study makes of no case in particular; given in this order.

    Those that the source only qualifies or contradicts stand apart.
    """
    for (case_id, _), group in groupby(
        claims, key=lambda placed: (claim_presenter.case_of(*placed), _study(placed[0]))
    ):
        every = list(group)
        case, study = every[0][0], every[0][0].study
        none = case_id is None and study is not None
        rests = say("Claims of the study") if none else say("Claims that rest on this source")
        limits = say("Claims that this source only qualifies or contradicts")
        blocks: list[Block] = []
        for title, supported in ((rests, True), (limits, False)):
            if placed := [one for one in every if _supports(shown, one[1]) is supported]:
                blocks += [] if supported else [paragraph(title + ".")]
                blocks.append(claim_presenter.table(title, placed, ontology, say, full=True))
        if none and study is not None:
            opened = paragraph(text(study.title, say, Target("study", study.iri)))
            yield Part(f"of-{study.id}", say("What it says of no case in particular"), (opened, *blocks))
        else:
            yield Part(f"in-{case.id}", case.title[say.lang], (_opened(case, say), *blocks))


def _supports(shown: Source, claim: Claim) -> bool:
    return any(piece.source.iri == shown.iri and piece.polarity == "supports" for piece in claim.evidence)


def _study(case: Case) -> str:
    return case.study.iri if case.study else ""


def _theory(framework: Framework, stated: Sequence[Proposition | Contingency], ontology: Ontology, say: Speech) -> Part:
    items = tuple(
        (text(statement.statement, say), *words(f" ({terms.basis(statement.basis, ontology, say)})"))
        for statement in stated
    )
    opened = paragraph(text(framework.title, say, Target("framework", framework.iri)))
    return Part(f"theory-{framework.id}", framework.title[say.lang], (opened, Points(items)))


def study(shown: Study, coded: Sequence[Case], claims: Sequence[Placed], ontology: Ontology) -> Presentation:
    """A study: the cases coded from it, and its claims, about several of them or about none in particular."""
    data = {
        "schema": terms.schema("study"),
        "title": terms.text_data(shown.title),
        "cases": [case.id for case in coded],
    }
    once = {claim.iri: (case, claim) for case, claim in claims}.values()

    def parts(say: Speech) -> list[Part]:
        several, none = say("What it says of several cases"), say("What it says of no case in particular")
        of_several = [placed for placed in once if claim_presenter.case_of(*placed)]
        titles = tuple((text(case.title, say, Target("case", case.id)),) for case in coded)
        of_none = [placed for placed in once if not claim_presenter.case_of(*placed)]
        return [
            Part("about", shown.title[say.lang], _about(shown.description, say)),
            Part("cases", say("Cases coded from it"), (Points(titles),)),
            *(
                Part(anchor, title, (claim_presenter.table(title, placed, ontology, say, full=True),))
                for anchor, title, placed in (("several", several, of_several), ("claims", none, of_none))
                if placed
            ),
        ]

    return _presentation(shown, data, parts, claims, ontology)


# All of them ---------------------------------------------------------------------------------------------------------


def _about(about: Text | None, say: Speech) -> tuple[Paragraph, ...]:
    return (paragraph(text(about, say)),) if about else ()


def _opened(case: Case, say: Speech) -> Paragraph:
    """What opens the whole case, under its title."""
    return paragraph(Run(say("The whole case"), Target("case", case.id)))


def _presentation(
    shown: Actor | Source | Study,
    data: Mapping[str, Any],
    parts: Callable[[Speech], Sequence[Part]],
    claims: Sequence[Placed],
    ontology: Ontology,
) -> Presentation:
    """Something that claims are about or rest on, in its parts, and every claim for programs."""
    return Presentation(
        lambda say: {
            **data,
            "id": shown.id,
            "iri": shown.iri,
            "claims": [
                {**claim_presenter.data(case, claim, ontology, say), "case": claim_presenter.case_of(case, claim)}
                for case, claim in claims
            ],
        },
        parts,
        lambda say: claim_presenter.records(claims, ontology, say),
    )
