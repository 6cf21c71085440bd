"""The list of cases, one case, and one claim with its evidence, as printouts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from collabgraph.model import (
    Basis,
    Case,
    CausalClaim,
    Claim,
    ClockClaim,
    ConditionClaim,
    ContextClaim,
    FeeClaim,
    Ontology,
    OutcomeClaim,
    Participation,
    RivalClaim,
    StepClaim,
    TieClaim,
)
from collabgraph.output.formats import Cell, Printout, Section, Table
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

#: What a case says of its own coding, and what each statement is called.
CODING = {
    "boundary": mark("boundary"),
    "actorDefinition": mark("who counts as an actor"),
    "tieDefinition": mark("what counts as a tie"),
    "missingData": mark("missing data"),
    "tieStrength": mark("strength of ties"),
    "multiplexity": mark("several ties at once"),
    "timeFrame": mark("time frame"),
}

#: Each kind of claim: its name for programs and its heading.
KINDS: dict[type[Claim], tuple[str, str]] = {
    OutcomeClaim: ("outcome", mark("Outcomes")),
    ConditionClaim: ("condition", mark("Conditions")),
    CausalClaim: ("cause", mark("Causal claims of the study")),
    RivalClaim: ("rival", mark("Rival explanations")),
    ContextClaim: ("context", mark("Context")),
    Participation: ("participation", mark("Actors and their roles")),
    TieClaim: ("tie", mark("Ties")),
    StepClaim: ("step", mark("Steps of the service")),
    ClockClaim: ("clock", mark("Clocks")),
    FeeClaim: ("fee", mark("Fees")),
}


def listing(cases: Sequence[Case]) -> Printout:
    """The cases there are."""
    return Printout(
        lambda say: {"schema": terms.schema("cases"), "cases": [_entry(case, say) for case in cases]},
        lambda say: [Section("", (), _listed(cases, say)), Section("", (_hint(say),))],
        lambda say: Table(("case", "title", "period", "claims", "study"), _listed(cases, say).rows),
    )


def _hint(say: Speech) -> str:
    return say("'collabgraph show CASE' prints one; 'collabgraph compare CASE CASE' puts cases side by side.")


def _entry(case: Case, say: Speech) -> dict[str, Any]:
    return {
        "id": case.id,
        "iri": case.iri,
        "title": case.title[say.lang],
        "study": case.study.id if case.study else None,
        "period": {"start": case.period.start, "end": case.period.end},
        "claims": len(case.claims),
        "path": case.source_path,
    }


def _listed(cases: Sequence[Case], say: Speech) -> Table:
    columns = (say("case"), say("title"), say("period"), say("claims"), say("study"))
    rows = tuple(
        (case.id, case.title[say.lang], period_words(case), len(case.claims), case.study.id if case.study else None)
        for case in cases
    )
    return Table(columns, rows)


def period_words(case: Case) -> str:
    """The years a case covers, the first and the last."""
    return f"{case.period.start}–{case.period.end}"


def case(shown: Case, ontology: Ontology, bases: frozenset[Basis]) -> Printout:
    """One case: setting, actors and roles, ties, conditions, outcomes, sources; claims on these bases."""
    claims = [claim for claim in shown.claims if claim.basis in bases]
    return Printout(
        lambda say: _case_data(shown, claims, ontology, say),
        lambda say: _sections(shown, claims, ontology, say),
        lambda say: flat([(shown, claim) for claim in claims], ontology, say),
    )


def flat(claims: Iterable[tuple[Case, Claim]], ontology: Ontology, say: Speech) -> Table:
    """Claims of cases for spreadsheets, a row for each."""
    columns = "case kind claim subject value basis attribution date statement source locator".split()
    return Table((*columns,), tuple(_row(shown, claim, ontology, say) for shown, claim in claims))


def case_of(shown: Case, claim: Claim) -> str | None:
    """The id of the case a claim is about; None where the study makes it of no case in particular."""
    return None if shown.study and claim in shown.study.claims else shown.id


def _row(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> tuple[Cell, ...]:
    subject, value = subject_and_value(shown, claim, ontology, say)
    where = (claim.date, claim.statement[say.lang], *terms.where(claim, say))
    return (
        case_of(shown, claim),
        KINDS[type(claim)][0],
        claim.id,
        subject,
        value,
        claim.basis.value,
        claim.attribution,
        *where,
    )


def subject_and_value(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> tuple[str, str]:
    """What a claim is about, and what it says of it."""
    lang = say.lang
    match claim:
        case ConditionClaim():
            return ontology.label(claim.construct)[lang], ontology.code("status", claim.status)[lang]
        case OutcomeClaim():
            return ontology.label(claim.indicator)[lang], ontology.code("result", claim.result)[lang]
        case TieClaim():
            ends = (_actor(shown, claim.sender, say), _actor(shown, claim.receiver, say))
            return " → ".join(ends), ontology.code("tie", claim.kind)[lang]
        case Participation():
            roles = ", ".join(ontology.code("role", role)[lang] for role in claim.roles)
            return _actor(shown, claim.actor, say), roles
        case CausalClaim():
            causes, effects = (
                ", ".join(ontology.label(iri)[lang] for iri in iris) for iris in (claim.causes, claim.effects)
            )
            return f"{causes} → {effects}" if causes else effects, ontology.code("direction", claim.direction)[lang]
        case ContextClaim():
            return ontology.code("topic", claim.topic)[lang], ""
        case StepClaim():
            return str(claim.order), ", ".join(_actor(shown, iri, say) for iri in claim.actors)
        case ClockClaim():
            amount = say.number(int(claim.amount) if claim.amount == int(claim.amount) else claim.amount)
            return "", f"{amount} {ontology.code('unit', claim.unit)[lang]}"
        case FeeClaim():
            amount = "" if claim.amount is None else " " + say.number(claim.amount)
            return "", ontology.code("status", claim.status)[lang] + amount
    raise TypeError(type(claim))


def _actor(shown: Case, iri: str, say: Speech) -> str:
    actor = shown.actors.get(iri)
    return terms.actor_name(actor, say) if actor else iri


def _case_data(shown: Case, claims: Sequence[Claim], ontology: Ontology, say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("case"),
        **_entry(shown, say),
        "service": shown.service[say.lang],
        "setting": shown.setting[say.lang],
        "coding": {name: text[say.lang] for name, text in shown.coding.items()},
        "actors": [_actor_data(shown, iri, say) for iri in shown.actors],
        "claims": [_claim_data(shown, claim, ontology, say) for claim in claims],
        "after_period": [claim.id for claim in shown.later],
        "sources": [
            {
                "id": source.id,
                "title": source.title[say.lang],
                "citation": terms.text_data(source.citation),
                "date": source.date,
            }
            for source in shown.sources
        ],
    }


def _actor_data(shown: Case, iri: str, say: Speech) -> dict[str, Any]:
    actor = shown.actors[iri]
    office = shown.actors.get(actor.office or "")
    return {
        "id": actor.id,
        "iri": iri,
        "label": actor.label[say.lang],
        "kind": actor.kind,
        "sector": actor.sector,
        "level": actor.level,
        "office": office.id if office else None,
        "possibly": [shown.actors[other].id for other in actor.possibly if other in shown.actors],
    }


def _claim_data(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> dict[str, Any]:
    subject, value = subject_and_value(shown, claim, ontology, say)
    return {
        **terms.claim_data(claim),
        "kind": KINDS[type(claim)][0],
        "subject": subject,
        "value": value,
        "statement": claim.statement[say.lang],
        "date": claim.date,
        "confidence": claim.confidence,
    }


def _sections(shown: Case, claims: Sequence[Claim], ontology: Ontology, say: Speech) -> list[Section]:
    by_kind = [(kind, [claim for claim in claims if type(claim) is kind]) for kind in KINDS]
    return [
        _head(shown, claims, ontology, say),
        *(_of_kind(shown, kind, found, ontology, say) for kind, found in by_kind if found),
        *_open_identities(shown, say),
        *_after_period(shown, claims, say),
        _sources(claims, say),
    ]


def _head(shown: Case, claims: Sequence[Claim], ontology: Ontology, say: Speech) -> Section:
    counts = Counter(claim.basis for claim in claims)
    mix = terms.mix({basis: counts[basis] for basis in Basis if counts[basis]}, ontology, say)
    coding = tuple((say(name), shown.coding[key][say.lang]) for key, name in CODING.items())
    study = ((say("study"), shown.study.title[say.lang]),) if shown.study else ()
    rows = (
        (say("service"), shown.service[say.lang]),
        (say("setting"), shown.setting[say.lang]),
        (say("period"), period_words(shown)),
        *study,
        *coding,
        (say("claims by basis"), mix),
    )
    return Section(shown.title[say.lang], (), Table(("", ""), rows))


def _of_kind(shown: Case, kind: type[Claim], found: Sequence[Claim], ontology: Ontology, say: Speech) -> Section:
    rows = []
    for claim in sorted(
        found, key=lambda claim: (claim.order, claim.id) if isinstance(claim, StepClaim) else (0, claim.id)
    ):
        subject, value = subject_and_value(shown, claim, ontology, say)
        said = [part for part in (subject, value) if part]
        if kind in (RivalClaim, ContextClaim, StepClaim, ClockClaim, FeeClaim, CausalClaim):
            said.append(claim.statement[say.lang])
        source, _ = terms.where(claim, say)
        when = f" ({claim.date})" if claim.date else ""
        rows.append((claim.id, ": ".join(said) + when, terms.basis(claim.basis, ontology, say), source))
    return Section(
        say(KINDS[kind][1]), (), Table((say("claim"), say("what is said"), say("basis"), say("source")), tuple(rows))
    )


def _open_identities(shown: Case, say: Speech) -> Iterable[Section]:
    lines = tuple(
        say(
            "{actor}: which office this is stays open; candidates: {candidates}.",
            actor=actor.label,
            candidates=say.listed([_actor(shown, iri, say) for iri in actor.possibly]),
        )
        for actor in shown.actors.values()
        if actor.possibly
    )
    return [Section(say("Open identities"), lines)] if lines else []


def _after_period(shown: Case, claims: Sequence[Claim], say: Speech) -> Iterable[Section]:
    later = [claim.id for claim in shown.later if claim in claims]
    line = say(
        "{claims}: dated after {end}, kept here and left out of every analysis.",
        claims=", ".join(later),
        end=shown.period.end,
    )
    return [Section(say("After the period"), (line,))] if later else []


def _sources(claims: Sequence[Claim], say: Speech) -> Section:
    found = sorted({evidence.source for claim in claims for evidence in claim.evidence})
    rows = tuple((source.id, f"{source.title[say.lang]}. {source.citation[say.lang]}") for source in found)
    return Section(say("Sources"), (), Table((say("source"), say("what it is")), rows))


def claims(shown: Case, chosen: Sequence[Claim], ontology: Ontology) -> Printout:
    """Some claims of a case, each with all of its evidence."""
    return Printout(
        lambda say: {
            "schema": terms.schema("claims"),
            "case": shown.id,
            "claims": [{**_claim_data(shown, claim, ontology, say), "case": case_of(shown, claim)} for claim in chosen],
        },
        lambda say: [_claim(shown, claim, ontology, say) for claim in chosen],
        lambda say: flat([(shown, claim) for claim in chosen], ontology, say),
    )


#: What supports a claim comes before what speaks against it or narrows it.
POLARITIES = ("supports", "contradicts", "qualifies")


def _claim(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> Section:
    subject, value = subject_and_value(shown, claim, ontology, say)
    said = ": ".join(part for part in (subject, value) if part)
    grounds = [say("basis: {basis}", basis=terms.basis(claim.basis, ontology, say))]
    if claim.attribution:
        grounds.append(say("attribution: {attribution}", attribution=ontology.code("attribution", claim.attribution)))
    if claim.confidence is not None:
        grounds.append(say("the coder's confidence: {confidence}", confidence=say.number(claim.confidence)))
    if claim.date:
        grounds.append(say("date: {date}", date=claim.date))
    rows = tuple(
        (
            ontology.code("polarity", evidence.polarity)[say.lang],
            f"{evidence.source.title[say.lang]}. {evidence.source.citation[say.lang]}",
            evidence.locator[say.lang],
            evidence.note[say.lang],
        )
        for evidence in sorted(claim.evidence, key=lambda evidence: POLARITIES.index(evidence.polarity))
    )
    lines = tuple(line for line in (claim.statement[say.lang], "; ".join(grounds)) if line)
    table = Table((say("polarity"), say("source"), say("locator"), say("what it says")), rows)
    place = terms.case_name(shown) if case_of(shown, claim) else say("study")
    return Section(f"{place} {claim.id}: {said}", lines, table)
