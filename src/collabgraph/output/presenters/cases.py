"""The list of cases, and one case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from collabgraph.analysis.comparison import Outcome
from collabgraph.analysis.network import network
from collabgraph.model import DEFAULT_BASES, Actor, Basis, Case, Claim, Ontology, StepClaim, TieClaim
from collabgraph.output.document import (
    Block,
    Entries,
    Number,
    Paragraph,
    Part,
    Points,
    Presentation,
    Runs,
    Table,
    Target,
    TextCell,
    Words,
    cited,
    columns,
    joined,
    listed,
    paragraph,
    paragraphs,
    sentence,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import claims as claim_presenter
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


# The list of cases ---------------------------------------------------------------------------------------------------


def listing(cases: Sequence[Case]) -> Presentation:
    """The cases there are."""
    return Presentation(
        lambda say: {"schema": terms.schema("cases"), "cases": [_entry(case, say) for case in cases]},
        lambda say: [Part("cases", "", (_listed(cases, say),)), Part("hint", "", (paragraph(_hint(say)),))],
        lambda say: _listed(cases, say),
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
    heads = columns(
        case=say("case"), title=say("title"), period=say("period"), claims=say("claims"), study=say("study")
    )
    rows = tuple(
        (
            terms.case_cell(case.id),
            TextCell((text(case.title, say),)),
            text_cell(period_words(case)),
            Number(len(case.claims)),
            terms.study(case.study) if case.study else None,
        )
        for case in cases
    )
    return Table(say("Cases"), heads, rows)


def card(case: Case, outcomes: Sequence[Outcome], ontology: Ontology, say: Speech) -> tuple[Block, ...]:
    """A case in brief: what it is about, where and when, and what came of it."""
    period = period_words(case)
    if case.service and case.setting:
        setting = sentence(
            say, "{service}. {setting}, {period}.", service=case.service, setting=case.setting, period=period
        )
    else:
        setting = sentence(say, "{about}, {period}.", about=case.service or case.setting or case.title, period=period)
    came_of_it = tuple(_outcome(case, outcome, ontology, say) for outcome in outcomes)
    return (Paragraph(setting), Points(came_of_it or (words(say("no outcome reported")),)))


def _outcome(case: Case, outcome: Outcome, ontology: Ontology, say: Speech) -> Runs:
    results = joined([(text(ontology.code("result", result), say, strong=True),) for result in outcome.results])
    claims = cited(terms.citations(outcome.claims, case.id, ontology, say))
    return (text(outcome.indicator.term.label, say), *words(": "), *results, *words(" (", *claims, ")"))


def period_words(case: Case) -> str:
    """The years a case covers, the first and the last."""
    return f"{case.period.start}–{case.period.end}"


#: The parts of a case by their anchors: the name to ask for each, and its heading; the first is always there.
PARTS: dict[str, tuple[str, str]] = {
    "coding": (mark("coding"), mark("How it was coded")),
    "outcome": (mark("outcomes"), mark("Outcomes")),
    "condition": (mark("conditions"), mark("Conditions")),
    "cause": (mark("causes"), mark("Causal claims of the study")),
    "rival": (mark("rivals"), mark("Rival explanations")),
    "context": (mark("context"), mark("Context")),
    "participation": (mark("actors"), mark("Actors and their roles")),
    "tie": (mark("ties"), mark("Ties")),
    "step": (mark("steps"), mark("Steps of the service")),
    "clock": (mark("time-limits"), mark("Time limits")),
    "fee": (mark("fees"), mark("Fees")),
    "hypothesis": (mark("hypotheses"), mark("Hypotheses")),
    "test": (mark("tests"), mark("Tests of hypotheses")),
    "open-identities": (mark("open-identities"), mark("Open identities")),
    "after-period": (mark("after-period"), mark("After the period")),
    "sources": (mark("sources"), mark("Sources")),
}


# One case ------------------------------------------------------------------------------------------------------------


def presentation(
    shown: Case, ontology: Ontology, bases: frozenset[Basis], anchors: Sequence[str] | None = None
) -> Presentation:
    """One case, by its claims on these bases: all of it or, where ``anchors`` (of PARTS) are given, those parts.

    Without any anchor it is what the case is, its outcomes, and the contents. JSON and CSV have the whole in any case,
    except that parts of claims of one kind leave the claims of others out of the CSV.
    """
    claims = [claim for claim in shown.claims if claim.basis in bases]
    kinds = {kind for kind, (name, _) in claim_presenter.KINDS.items() if name in (anchors or ())}
    flat = [claim for claim in claims if not kinds or type(claim) in kinds]
    return Presentation(
        lambda say: _data(shown, claims, ontology, say),
        lambda say: _chosen(shown, claims, ontology, say, anchors),
        lambda say: claim_presenter.records([(shown, claim) for claim in flat], ontology, say),
    )


def _chosen(
    shown: Case, claims: Sequence[Claim], ontology: Ontology, say: Speech, anchors: Sequence[str] | None
) -> list[Part]:
    """All parts, or those that are chosen; with none chosen what the case is, and the contents."""
    every = parts(shown, claims, ontology, say)
    if anchors is None:
        return every
    if not anchors:
        return [*(part for part in every if part.anchor in ("about", "outcome")), _contents(shown, every, say)]
    there = {part.anchor for part in every}
    missing = [say(PARTS[anchor][0]) for anchor in anchors if anchor not in there]
    line = say("Nothing on these bases: {parts}.", parts=say.listed(missing))
    last = [Part("missing", "", (paragraph(line),))] if missing and len(anchors) < len(PARTS) else []
    chosen = {"about", *anchors} if set(anchors) == set(PARTS) else set(anchors)
    return [*(part for part in every if part.anchor in chosen), *last]


def _contents(shown: Case, every: Sequence[Part], say: Speech) -> Part:
    """The parts there are, with how much is in each, and how each is opened."""
    by_anchor = {part.anchor: part for part in every}
    rows = tuple(
        (
            text_cell(say(name), code=name),
            text_cell(say(heading)),
            Number(_size(by_anchor[anchor])),
        )
        for anchor, (name, heading) in PARTS.items()
        if anchor in by_anchor
    )
    heads = columns(part=say("part"), contents=say("what is in it"), entries=say("entries"))
    example = next((name for name in ("tie", "condition", "outcome") if name in by_anchor), "sources")
    hint = say(
        "A part: collabgraph show {case} --part {part}. Everything: --part all. A claim with its evidence: "
        "collabgraph show {case} CLAIM.",
        case=shown.id,
        part=say(PARTS[example][0]),
    )
    return Part("contents", say("Contents"), (Table(say("Contents"), heads, rows), paragraph(hint)))


def _size(part: Part) -> int:
    """How many rows, entries or paragraphs a part has."""
    counted = [block for block in part.blocks if isinstance(block, Table | Entries)]
    if not counted:
        return len(part.blocks)
    return sum(len(block.rows if isinstance(block, Table) else block.entries) for block in counted)


def _data(shown: Case, claims: Sequence[Claim], ontology: Ontology, say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("case"),
        **_entry(shown, say),
        "service": shown.service[say.lang],
        "setting": shown.setting[say.lang],
        "coding": {name: text[say.lang] for name, text in shown.coding.items()},
        "actors": [_actor_data(shown, iri, say) for iri in shown.actors],
        "claims": [claim_presenter.stated(shown, claim, ontology, say) for claim in claims],
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


def parts(shown: Case, claims: Sequence[Claim], ontology: Ontology, say: Speech, *, full: bool = False) -> list[Part]:
    """What the case is, how it was coded, its claims by kind ("outcome", "tie"...), what stays open, and the sources.

    With ``full`` every claim has its statement and all of its sources.
    """
    return [
        _about(shown, claims, ontology, say),
        *_coding(shown, say),
        *_by_kind(shown, claims, ontology, say, full),
        *_open_identities(shown, say),
        *_after_period(shown, claims, say),
        claim_presenter.sources(claims, say),
    ]


def _about(shown: Case, claims: Sequence[Claim], ontology: Ontology, say: Speech) -> Part:
    counts = Counter(claim.basis for claim in claims)
    later = sum(claim in claims for claim in shown.later)
    mix = terms.mix({basis: counts[basis] for basis in Basis if counts[basis]}, ontology, say)
    facts: dict[str, Words] = {
        **{name: words for name, words in ((say("service"), shown.service), (say("setting"), shown.setting)) if words},
        say("period"): period_words(shown),
        **({say("study"): text(shown.study.title, say, Target("study", shown.study.iri))} if shown.study else {}),
        say("claims by basis"): mix + (say("; {n} of all these are dated after the period", n=later) if later else ""),
    }
    opening = say(
        "What sources say of one collaboration, statement by statement: each has a name, such as {name}, that opens "
        "what it rests on.",
        name=claims[0].id if claims else "F01",
    )
    return Part("about", shown.title[say.lang], (paragraph(opening), terms.facts("", facts, say)))


def _coding(shown: Case, say: Speech) -> Iterable[Part]:
    facts: dict[str, Words] = {say(name): shown.coding[key] for key, name in CODING.items() if key in shown.coding}
    title = say("How it was coded")
    return [Part("coding", title, (terms.facts(title, facts, say),))] if facts else []


def _by_kind(shown: Case, claims: Sequence[Claim], ontology: Ontology, say: Speech, full: bool) -> Iterator[Part]:
    for kind, (name, heading) in claim_presenter.KINDS.items():
        of_kind = [(shown, claim) for claim in sorted(claims, key=_in_order) if type(claim) is kind]
        if of_kind:
            table = claim_presenter.table(say(heading), of_kind, ontology, say, full=full)
            counted = paragraphs(_ties_counted(shown, claims, say) if kind is TieClaim else ())
            yield Part(name, say(heading), (*counted, table))


def _ties_counted(shown: Case, claims: Iterable[Claim], say: Speech) -> Iterator[str]:
    """How many tie claims are listed, how many ties of offices they make, and which are left out of these."""
    ties = [claim for claim in claims if isinstance(claim, TieClaim)]
    net = network(shown, bases={claim.basis for claim in ties} & DEFAULT_BASES)
    counts = {"listed": terms.tie_claims(len(ties), say), "ties": terms.ties_counted(net, say)}
    yield say("Listed: {listed}. The network of offices has {ties}.", **counts)
    yield terms.ties_omitted(net, say)


def _in_order(claim: Claim) -> tuple[int, str]:
    return (claim.order if isinstance(claim, StepClaim) else 0, claim.id)


def _open_identities(shown: Case, say: Speech) -> Iterable[Part]:
    lines = tuple(_open_identity(shown, actor, say) for actor in shown.actors.values() if actor.possibly)
    return [Part("open-identities", say("Open identities"), lines)] if lines else []


def _open_identity(shown: Case, actor: Actor, say: Speech) -> Paragraph:
    candidates = listed([claim_presenter.actor_named(shown, iri, say) for iri in actor.possibly], say)
    return Paragraph(
        sentence(
            say,
            "{actor}: which office this is stays open; candidates: {candidates}.",
            actor=terms.actor(actor, say).runs,
            candidates=candidates,
        )
    )


def _after_period(shown: Case, claims: Sequence[Claim], say: Speech) -> Iterable[Part]:
    later = [terms.claim(claim, shown.id).runs for claim in shown.later if claim in claims]
    line = sentence(
        say,
        "{claims}: dated after {end}, kept here and left out of every analysis.",
        claims=joined(later),
        end=shown.period.end,
    )
    return [Part("after-period", say("After the period"), (Paragraph(line),))] if later else []
