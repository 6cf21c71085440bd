"""Cells and words for terms, actors, claims and numbers, the same in every presentation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from collabgraph import model
from collabgraph.analysis.conditions import Carried, Condition, Preconditions
from collabgraph.analysis.network import OMISSIONS, ON_BACKGROUND, Network
from collabgraph.analysis.unused import Reason, Unused
from collabgraph.model import (
    ALL_ATTRIBUTIONS,
    Actor,
    Attribution,
    Basis,
    Case,
    Claim,
    Construct,
    Evidence,
    Framework,
    Interval,
    Ontology,
    Source,
    Status,
    Study,
    TieClaim,
)
from collabgraph.output.document import (
    Citation,
    Claims,
    Ground,
    Paragraph,
    Run,
    Runs,
    StatusCell,
    Table,
    Target,
    TextCell,
    Words,
    as_runs,
    columns,
    interval_words,
    paragraphs,
    text,
    text_cell,
)
from collabgraph.words import Speech, Text, mark

GLYPHS = {
    Status.PRESENT: "●",
    Status.PARTIAL: "◐",
    Status.INSUFFICIENT: "◔",
    Status.ABSENT: "○",
    Status.CONTESTED: "!",
    Status.NOT_REPORTED: "?",
    Status.NOT_APPLICABLE: "–",
}


def schema(name: str, version: int = 1) -> str:
    """The name and version of a JSON form."""
    return f"collabgraph/{name}/{version}"


def case_name(case: Case) -> str:
    """The name of a case in tables: its id in capitals."""
    return case.id.upper()


def legend(ontology: Ontology, say: Speech, used: Collection[Status] = tuple(Status)) -> str:
    """The glyphs of the statuses in use and of the usual ones, with their labels."""
    listed = {Status.PRESENT, Status.PARTIAL, Status.ABSENT, Status.NOT_REPORTED, *used}
    return "  ".join(f"{g} {ontology.code('status', s)[say.lang]}" for s, g in GLYPHS.items() if s in listed)


def status(condition: Condition, ontology: Ontology, say: Speech) -> str:
    """A status with its glyph."""
    return f"{GLYPHS[condition.status]} {ontology.code('status', condition.status)[say.lang]}"


def citations(
    claims: Iterable[Claim],
    case: str,
    ontology: Ontology,
    say: Speech,
    names: Mapping[str, str] | None = None,
    carried: Mapping[str, Carried] | None = None,
) -> tuple[Citation, ...]:
    """The claims as citations in the case of this id; with ``names`` (by IRI) in place of their ids.

    Those that are ``carried`` over from another framework say so.
    """
    return tuple(
        Citation(
            (names or {}).get(claim.iri, claim.id),
            Target("claim", claim.iri, case),
            claim.basis.value,
            basis_words(claim, ontology, say) + carried_over((carried or {}).get(claim.iri), ontology, say),
        )
        for claim in claims
    )


#: The words for the match of two constructs.
MATCHES = {"exact": mark("exact match"), "close": mark("close match")}


def carried_over(carried: Carried | None, ontology: Ontology, say: Speech) -> str:
    """From which construct a claim is carried over, as it follows its basis; empty where it is not."""
    if carried is None:
        return ""
    label = ontology.label(carried.construct)[say.lang]
    return ", " + say("carried over from {construct} ({match})", construct=label, match=say(MATCHES[carried.match]))


def carried_data(condition: Condition) -> dict[str, dict[str, str]]:
    """The claims of a condition that are carried over from another framework, by id: from which construct, and how."""
    return {
        claim.id: {"construct": condition.carried[claim.iri].construct, "match": condition.carried[claim.iri].match}
        for claim in condition.claims
        if claim.iri in condition.carried
    }


def status_cell(code: Status, label: str) -> StatusCell:
    """A cell with a status and its label."""
    return StatusCell(code.value, GLYPHS[code], label)


def known(
    condition: Condition, case: str, ontology: Ontology, say: Speech, differs_if: Iterable[Status] = ()
) -> StatusCell:
    """A cell with the status of a condition, and the claims that support it."""
    return replace(
        status_cell(condition.status, ontology.code("status", condition.status)[say.lang]),
        claims=citations(condition.claims, case, ontology, say, carried=condition.carried),
        differs_if=tuple(GLYPHS[status] for status in differs_if),
    )


def condition(result: Condition, case: str, ontology: Ontology, say: Speech) -> tuple[StatusCell, Claims]:
    """Two cells of a condition: its status, and the claims that support it."""
    cell = known(result, case, ontology, say)
    return replace(cell, claims=()), Claims(cell.claims)


def construct(concept: Construct, framework: Framework, say: Speech, *, depth: int = 0) -> TextCell:
    """A cell with the label of a construct, linked to it; programs get its id."""
    to = Target("construct", concept.term.iri, framework.id)
    return TextCell((text(concept.term.label, say, to),), concept.term.id, depth)


def construct_named(iri: str, ontology: Ontology, say: Speech) -> Run:
    """The label of a construct of any framework, linked to it; for other IRIs their last part."""
    framework = ontology.declaring(iri)
    return text(
        ontology.label(iri),
        say,
        Target("construct", iri, framework.id) if framework and iri in framework.constructs else None,
    )


def actor(participant: Actor, say: Speech) -> TextCell:
    """A cell with the label of an actor, linked to it; programs get its id."""
    return TextCell((text(participant.label, say, Target("actor", participant.iri)),), participant.id)


def case_cell(case: str | None) -> TextCell | None:
    """A cell with the id of a case, linked to it; None where there is no case."""
    return None if case is None else _opening("case", case, case)


def study(record: Study) -> TextCell:
    """A cell with the id of a study, linked to it."""
    return _opening("study", record.iri, record.id)


def source(record: Source) -> TextCell:
    """A cell with the id of a source, linked to it."""
    return _opening("source", record.iri, record.id)


def _opening(kind: str, name: str, words: str, within: str = "") -> TextCell:
    return TextCell((Run(words, Target(kind, name, within)),), words)


def claim(record: Claim, case: str) -> TextCell:
    """A cell with the id of a claim, linked to it in the case of this id."""
    return _opening("claim", record.iri, record.id, case)


def claims(records: Iterable[Claim], case: str, ontology: Ontology, say: Speech) -> Claims:
    """A cell of claims with their bases."""
    return Claims(citations(records, case, ontology, say))


def basis_cell(code: Basis, ontology: Ontology, say: Speech) -> TextCell:
    """A cell with the label of a basis; programs get its code."""
    return text_cell(basis(code, ontology, say), code=code.value)


def facts(name: str, values: Mapping[str, Words], say: Speech) -> Table:
    """A table without heads: what is said of something, by what it is called."""
    rows = tuple((text_cell(label), TextCell(as_runs(value, say))) for label, value in values.items())
    return Table(name, columns(name="", value=""), rows, headed=False)


def left_out(unused: Unused, say: Speech, case: str = "") -> tuple[Paragraph, ...]:
    """A paragraph about the claims a result does not use, by the name of its case; none where it uses all."""
    return paragraphs([f"{case}: {unused.words(say)}" if case else unused.words(say)] if unused else [])


def unused_data(unused: Unused) -> dict[str, list[str]]:
    """The ids of the claims a result does not use, by reason."""
    return {reason.value: [claim.id for claim in claims] for reason, claims in unused.reasons}


def anchor(name: str, case: str, among: Collection[object]) -> str:
    """The anchor of a part about a case; the name alone where there are no parts of this name about other cases.

    >>> anchor("conditions", "pbg", ["pbg"]), anchor("conditions", "pbg", ["pbg", "spp-irt"])
    ('conditions', 'conditions-pbg')
    """
    return name if len(among) == 1 else f"{name}-{case}"


def grounds(evidence: Iterable[Evidence], ontology: Ontology, say: Speech) -> tuple[Ground, ...]:
    """Each piece of evidence."""
    return tuple(
        Ground(
            ontology.code("polarity", piece.polarity)[say.lang],
            text(piece.source.title, say, Target("source", piece.source.iri)),
            text(piece.locator, say),
            text(piece.note, say),
        )
        for piece in evidence
    )


def support(claims: Iterable[Claim], say: Speech) -> str:
    """How many sources support the claims, and how many do not: "2 sources support, 1 qualifies"."""
    found = model.support(claims).counts
    supporting, qualifying, contradicting, notes = found.values()
    parts = [
        say.plural("{n} source supports", "{n} sources support", supporting)
        if supporting
        else say("no source supports")
    ]
    if qualifying:
        parts.append(say.plural("{n} qualifies", "{n} qualify", qualifying))
    if contradicting:
        parts.append(say.plural("{n} contradicts", "{n} contradict", contradicting))
    if notes:
        parts.append(say.plural("{n} note of the coders", "{n} notes of the coders", notes))
    return ", ".join(parts)


def cited(claims: Iterable[Claim], ontology: Ontology, say: Speech) -> str:
    """Claim ids, each with its basis and attribution: "F23 reported/implied, C01 documented"."""
    return ", ".join(f"{claim.id} {basis_words(claim, ontology, say)}" for claim in claims)


def basis_words(claim: Claim, ontology: Ontology, say: Speech) -> str:
    """The basis of a claim, and its attribution where one is stated: "reported/implied"."""
    codes = {"basis": claim.basis.value, "attribution": claim.attribution}
    return "/".join(ontology.code(name, code)[say.lang] for name, code in codes.items() if code)


def basis(code: Basis, ontology: Ontology, say: Speech) -> str:
    """The label of a basis."""
    return ontology.code("basis", code)[say.lang]


def bases(chosen: Iterable[Basis], ontology: Ontology, say: Speech) -> str:
    """The bases, the strongest first."""
    return ", ".join(basis(code, ontology, say) for code in Basis if code in set(chosen))


def mix(counts: dict[Basis, int], ontology: Ontology, say: Speech) -> str:
    """The number on each basis: "12 prescribed, 3 documented"."""
    return ", ".join(f"{n} {basis(code, ontology, say)}" for code, n in counts.items()) or say("none")


def ties_counted(net: Network, say: Speech) -> str:
    """How many ties a network has, and from how many claims: "45 ties from 58 tie claims"."""
    claims = tie_claims(net.tie_claims, say)
    return say.plural("{n} tie from {claims}", "{n} ties from {claims}", len(net.ties), claims=claims)


def tie_claims(n: int, say: Speech) -> str:
    """So many claims about ties: "58 tie claims"."""
    return say.plural("{n} tie claim", "{n} tie claims", n)


def ties_omitted(net: Network, say: Speech) -> str:
    """How many tie claims (or ties of a file) are in no tie of a network, and why; empty where there are none."""
    left_out = net.unused.by_reason.get(Reason.BASIS, ())
    background = all(claim.basis is Basis.BACKGROUND for claim in left_out)
    words = {**OMISSIONS, "basis": ON_BACKGROUND if background else OMISSIONS["basis"]}
    reasons = "; ".join(f"{n} {say(words[reason])}" for reason, n in net.omitted.items())
    if not reasons or not net.unused:
        return say("Left out: {reasons}.", reasons=reasons) if reasons else ""
    return say("Tie claims left out: {reasons}.", reasons=reasons)


def so_many_ties(n: int, say: Speech) -> str:
    """A number of ties: "1 tie"."""
    return say.plural("{n} tie", "{n} ties", n)


def actors_counted(n: int, say: Speech) -> str:
    """A number of actors: "1 actor"."""
    return say.plural("{n} actor", "{n} actors", n)


def short_title(framework: Framework, say: Speech) -> str:
    """The title of a framework without what stands in brackets after it."""
    return framework.title[say.lang].partition(" (")[0]


def interval(value: Interval | None, say: Speech) -> str:
    """The interval as words; one number where low and high agree."""
    if value is None:
        return say("undefined")
    return interval_words(value.low, value.high, say)


def attribution_data(attributions: Collection[Attribution]) -> list[str]:
    """The attributions for programs, in the order of the list."""
    return [attribution.value for attribution in Attribution if attribution in attributions]


def read_with(
    framework: Framework,
    chosen: Iterable[Basis],
    attributions: Collection[Attribution],
    ontology: Ontology,
    say: Speech,
) -> str:
    """By what a result was read: the framework, the bases and, where not all were chosen, the attributions."""
    line = say("Read with {framework}. Bases: {bases}.", framework=framework.title, bases=bases(chosen, ontology, say))
    if set(attributions) == ALL_ATTRIBUTIONS:
        return line
    names = say.listed([ontology.code("attribution", code)[say.lang] for code in attribution_data(attributions)])
    return f"{line} " + say("Claims of another attribution than {chosen} are left out.", chosen=names)


def readiness(result: Preconditions, say: Speech) -> str:
    """What was in place at the start, and how far the other factors were met."""
    sentences = []
    if starting := len(result.starting_conditions):
        phrase = mark("In place at the start (readiness, over {n} starting conditions): {interval}.")
        sentences.append(say(phrase, n=starting, interval=interval(result.readiness, say)))
    if others := len(result.other_factors):
        phrase = mark("Factors met (the other {n} preconditions): {interval}.")
        sentences.append(say(phrase, n=others, interval=interval(result.factors_met, say)))
    return " ".join([*sentences, say("The first number is for all unknowns unmet, the second for all met.")])


def interval_data(value: Interval | None) -> dict[str, float] | None:
    """The interval for programs."""
    return None if value is None else {"low": value.low, "high": value.high}


def actor_name(actor: Actor, say: Speech) -> str:
    """An actor's label."""
    return actor.label[say.lang]


def claim_data(claim: Claim) -> dict[str, Any]:
    """A claim for programs: source and locator of its first supporting evidence, and all of its evidence."""
    first = first_evidence(claim)
    return {
        "id": claim.id,
        "iri": claim.iri,
        "basis": claim.basis,
        "attribution": claim.attribution,
        "source": first.source.id if first else None,
        "locator": text_data(first.locator) if first else None,
        "sources": model.support([claim]).counts,
        "evidence": [
            {
                "source": evidence.source.id,
                "locator": text_data(evidence.locator),
                "polarity": evidence.polarity,
                "note": text_data(evidence.note),
            }
            for evidence in claim.evidence
        ],
    }


def tie_data(claim: TieClaim) -> dict[str, Any]:
    """A claim of a tie for programs."""
    valued = {"strength": claim.strength, "sign": claim.sign}
    return {**claim_data(claim), "kind": claim.kind, "status": claim.status, **valued}


def tie_record(claim: TieClaim, say: Speech) -> tuple[str | None, ...]:
    """A claim of a tie for a flat table: its id, kind, status and basis, source and locator."""
    return claim.id, claim.kind, claim.status.value, claim.basis.value, *where(claim, say)


def tie_kind(kind: str, ontology: Ontology, say: Speech) -> str:
    """The label of a kind of tie."""
    return ontology.code("tie", kind)[say.lang]


def between(sender: Actor, receiver: Actor, say: Speech) -> Runs:
    """The two actors of a tie, each linked."""
    return (*actor(sender, say).runs, Run(" → "), *actor(receiver, say).runs)


def where(claim: Claim, say: Speech) -> tuple[str | None, str | None]:
    """A claim for a flat table: source and locator of its first supporting evidence."""
    first = first_evidence(claim)
    return (first.source.id, first.locator[say.lang]) if first else (None, None)


def first_evidence(claim: Claim) -> Evidence | None:
    """The first piece of evidence, supporting evidence before other; None where there is none."""
    return next(iter(claim.evidence), None)


def text_data(text: Text) -> dict[str, str]:
    """A text for programs, by language tag."""
    return text.by_language


#: The words for what no source reports.
NOT_REPORTED = mark("not reported")
