"""Claims wherever they are shown: what one is about and says, lists of them, and each with all of its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from collabgraph.analysis.conditions import matched
from collabgraph.model import (
    Case,
    CausalClaim,
    Claim,
    ClockClaim,
    ConditionClaim,
    ContextClaim,
    FeeClaim,
    Hypothesis,
    Ontology,
    OutcomeClaim,
    Participation,
    RivalClaim,
    Source,
    StepClaim,
    Term,
    TestClaim,
    TieClaim,
)
from collabgraph.output.document import (
    Column,
    Entries,
    Entry,
    Paragraph,
    Part,
    Points,
    Presentation,
    Row,
    Run,
    Runs,
    Table,
    Target,
    TextCell,
    Words,
    columns,
    joined,
    plain,
    plain_table,
    text,
    words,
)
from collabgraph.output.presenters import hypotheses, terms
from collabgraph.rdf.vocabulary import CG
from collabgraph.words import Speech, mark

#: A claim, and the case it is read in.
Placed = tuple[Case, Claim]

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
    ClockClaim: ("clock", mark("Time limits")),
    FeeClaim: ("fee", mark("Fees")),
    Hypothesis: ("hypothesis", mark("Hypotheses")),
    TestClaim: ("test", mark("Tests of hypotheses")),
}

#: The kinds of which the subject alone does not say enough.
_IN_WORDS = (RivalClaim, ContextClaim, StepClaim, ClockClaim, FeeClaim, CausalClaim, Hypothesis, TestClaim)


def case_of(shown: Case, claim: Claim) -> str | None:
    """The id of the case a claim is about; None where the study makes it of no case in particular."""
    return None if shown.study and claim in shown.study.claims else shown.id


# What a claim is about -----------------------------------------------------------------------------------------------


def subject_and_value(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> tuple[Runs, Runs]:
    """What a claim is about, and what it says of it."""

    def code(code_list: str, *codes: str) -> Runs:
        return joined([(text(ontology.code(code_list, each), say),) for each in codes])

    def constructs(*iris: str) -> Runs:
        return joined([(terms.construct_named(iri, ontology, say),) for iri in iris])

    def actors(*iris: str) -> Runs:
        return joined([actor_named(shown, iri, say) for iri in iris])

    match claim:
        case ConditionClaim():
            return constructs(claim.construct), code("status", claim.status)
        case OutcomeClaim():
            return constructs(claim.indicator), code("result", claim.result)
        case TieClaim():
            return (*actors(claim.sender), Run(" → "), *actors(claim.receiver)), code("tie", claim.kind)
        case Participation():
            return actors(claim.actor), code("role", *claim.roles)
        case CausalClaim():
            causes, effects = constructs(*claim.causes), constructs(*claim.effects)
            return (*causes, Run(" → "), *effects) if causes else effects, code("direction", claim.direction)
        case ContextClaim():
            return code("topic", claim.topic), ()
        case StepClaim():
            return words(str(claim.order)), actors(*claim.actors)
        case ClockClaim():
            return (), words(_duration(claim, ontology, say))
        case FeeClaim():
            amount = "" if claim.amount is None else " " + say.number(claim.amount)
            return (), (*code("status", claim.status), *words(amount))
        case Hypothesis():
            return constructs(*claim.outcomes), ()
        case TestClaim():
            return (), code("trace", claim.state)
    raise TypeError(type(claim))


def actor_named(shown: Case, iri: str, say: Speech) -> Runs:
    """What an actor of a case is called, which opens it; its IRI where the case does not have it."""
    actor = shown.actors.get(iri)
    return terms.actor(actor, say).runs if actor else words(iri)


#: More than one of each unit of time.
_UNITS = {
    "working-day": mark("{amount} working days"),
    "day": mark("{amount} calendar days"),
    "month": mark("{amount} months"),
    "year": mark("{amount} years"),
    "hour": mark("{amount} hours"),
}


def _duration(claim: ClockClaim, ontology: Ontology, say: Speech) -> str:
    """An amount of time: "28 working days"."""
    amount = say.number(int(claim.amount) if claim.amount == int(claim.amount) else claim.amount)
    if claim.amount == 1 or claim.unit not in _UNITS:
        return f"{amount} {ontology.code('unit', claim.unit)[say.lang]}"
    return say(_UNITS[claim.unit], amount=amount)


def about(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> Runs:
    """What a claim is about and what it says of it: "commitment of leaders: absent"."""
    return joined([runs for runs in subject_and_value(shown, claim, ontology, say) if runs], ": ")


def data(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> dict[str, Any]:
    """A claim for programs: kind, subject and value beside basis and evidence."""
    subject, value = (plain(runs) for runs in subject_and_value(shown, claim, ontology, say))
    valued = {"strength": claim.strength, "sign": claim.sign} if isinstance(claim, TieClaim) else {}
    said = {"kind": KINDS[type(claim)][0], "subject": subject, "value": value}
    return {**terms.claim_data(claim), **said, **valued, **hypotheses.data(claim, ontology)}


def stated(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> dict[str, Any]:
    """A claim for programs with its statement, date and the coder's confidence."""
    own = {"statement": claim.statement[say.lang], "date": claim.date, "confidence": claim.confidence}
    return {**data(shown, claim, ontology, say), **own}


# Lists of claims -----------------------------------------------------------------------------------------------------


def table(
    name: str, claims: Sequence[Placed], ontology: Ontology, say: Speech, *, of_cases: bool = False, full: bool = False
) -> Table:
    """What each claim says, with its basis and source; ``of_cases`` where a column has to say of which case.

    With ``full`` there is room for the statement of each, and for the titles of all of its sources: those that only
    qualify or contradict it last, marked so.
    """
    heads = columns(
        claim=say("claim"),
        value=say("what is said"),
        **({"statement": say("statement")} if full else {}),
        basis=say("basis"),
        source=say("source"),
    )
    row = _full_row if full else _row
    rows = tuple(row(shown, claim, ontology, say) for shown, claim in claims)
    if of_cases:
        cases = [case_of(shown, claim) for shown, claim in claims]
        heads = (Column(say("case"), "case"), *heads)
        rows = tuple((terms.case_cell(case), *row) for case, row in zip(cases, rows, strict=True))
    return Table(name, heads, rows)


def _row(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> Row:
    pieces = [about(shown, claim, ontology, say)]
    if isinstance(claim, _IN_WORDS) and claim.statement:
        pieces.append((text(claim.statement, say),))
    first = terms.first_evidence(claim)
    return (
        terms.claim(claim, shown.id),
        TextCell((*joined([piece for piece in pieces if piece], ": "), *_when(claim))),
        terms.basis_cell(claim.basis, ontology, say),
        terms.source(first.source) if first else None,
    )


def _full_row(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> Row:
    by_source: dict[Source, dict[str, None]] = {}
    for piece in claim.evidence:
        by_source.setdefault(piece.source, {})[piece.polarity] = None
    titles = [
        (
            text(source.title, say, Target("source", source.iri)),
            *words(
                "" if "supports" in does else f" ({', '.join(ontology.code('polarity', p)[say.lang] for p in does)})"
            ),
        )
        for source, does in by_source.items()
    ]
    return (
        terms.claim(claim, shown.id),
        TextCell((*about(shown, claim, ontology, say), *_when(claim))),
        TextCell((text(claim.statement, say),)) if claim.statement else None,
        terms.basis_cell(claim.basis, ontology, say),
        TextCell(joined(titles, "; ")),
    )


def _when(claim: Claim) -> Runs:
    return words(f" ({claim.date})" if claim.date else "")


def records(claims: Iterable[Placed], ontology: Ontology, say: Speech) -> Table:
    """Claims of cases for spreadsheets, a row for each."""
    names = "case kind claim subject value amount unit basis attribution date statement source locator"
    return plain_table(names.split(), (_record(shown, claim, ontology, say) for shown, claim in claims))


def _record(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> tuple[str | float | None, ...]:
    subject, value = map(plain, subject_and_value(shown, claim, ontology, say))
    amount = claim.amount if isinstance(claim, ClockClaim | FeeClaim) else None
    unit = claim.unit if isinstance(claim, ClockClaim) else None
    head = (case_of(shown, claim), KINDS[type(claim)][0], claim.id, subject, value, amount, unit)
    basis = (claim.basis.value, claim.attribution, claim.date)
    return (*head, *basis, claim.statement[say.lang], *terms.where(claim, say))


# Claims with their evidence ------------------------------------------------------------------------------------------


def presentation(shown: Case, chosen: Sequence[Claim], ontology: Ontology) -> Presentation:
    """Some claims of a case, each with all of its evidence."""
    placed = [(shown, claim) for claim in chosen]
    return Presentation(
        lambda say: {
            "schema": terms.schema("claims"),
            "case": shown.id,
            "claims": [{**stated(shown, claim, ontology, say), "case": case_of(shown, claim)} for claim in chosen],
        },
        lambda say: parts(shown, chosen, ontology, say),
        lambda say: records(placed, ontology, say),
    )


def details(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> list[Part]:
    """One claim: what it states ("claim"), all of its evidence ("evidence"), and the sources of it ("sources")."""
    own = entry(shown, claim, _title(shown, claim, say), ontology, say)
    subject, value = subject_and_value(shown, claim, ontology, say)
    basis = _term("basis", claim.basis, ontology)
    attribution = _term("attribution", claim.attribution or "", ontology)
    facts: dict[str, Words] = {
        say("kind of claim"): Run(say(KINDS[type(claim)][1]), Target("term", _class(claim))),
        say("about"): joined([runs for runs in (subject, value) if runs], ": "),
        **dict(own.facts),
    }
    if basis:
        opened = text(basis.label, say, Target("term", basis.iri))
        facts[say("basis")] = (opened, Run(": "), text(basis.definition, say))
    if attribution:
        facts[say("attribution")] = text(attribution.label, say, Target("term", attribution.iri))
    statement = (Paragraph(own.statement),) if own.statement else ()
    facts.pop(say("likelihood"), None)  # has a table of its own
    table = terms.facts("", {name: runs for name, runs in facts.items() if runs}, say)
    likelihoods = (hypotheses.likelihoods(shown, claim, ontology, say),) if isinstance(claim, TestClaim) else ()
    of_claim = Part("claim", own.heading, (*statement, table, *likelihoods))
    if not claim.evidence:
        return [of_claim]
    evidence = Points(tuple(ground.runs for ground in own.grounds))
    return [of_claim, Part("evidence", say("Evidence"), (evidence,)), sources([claim], say)]


def _class(claim: Claim) -> str:
    """The class of a claim in the ontology."""
    return CG.Test if isinstance(claim, TestClaim) else CG[type(claim).__name__]


def _term(code_list: str, code: str, ontology: Ontology) -> Term | None:
    return next((term for term in ontology.code_lists.get(code_list, ()) if term.id == code), None)


def parts(shown: Case, chosen: Sequence[Claim], ontology: Ontology, say: Speech) -> list[Part]:
    """The claims with their evidence, and the sources of it."""
    shown_entries = [entry(shown, claim, _title(shown, claim, say), ontology, say) for claim in chosen]
    return [Part("claims", "", (entries(shown_entries, say),)), sources(chosen, say)]


def _title(shown: Case, claim: Claim, say: Speech) -> str:
    return f"{terms.case_name(shown) if case_of(shown, claim) else say('study')} {claim.id}"


def entry(shown: Case, claim: Claim, title: str, ontology: Ontology, say: Speech, cited_in: Runs = ()) -> Entry:
    """A claim with what it says, its basis and all of its evidence."""
    facts = (
        words(terms.basis(claim.basis, ontology, say)),
        words(ontology.code("status", claim.status)[say.lang] if isinstance(claim, TieClaim) else ""),
        words(say.number(claim.strength) if isinstance(claim, TieClaim) and claim.strength is not None else ""),
        words(ontology.code("sign", claim.sign)[say.lang] if isinstance(claim, TieClaim) and claim.sign else ""),
        words(ontology.code("attribution", claim.attribution)[say.lang] if claim.attribution else ""),
        words(terms.support([claim], say) if claim.evidence else ""),
        words(claim.date or ""),
        words("" if claim.confidence is None else say.number(claim.confidence)),
        cited_in,
        _carried_to(claim, ontology, say),
    )
    named = tuple((name, runs) for name, runs in zip(_fact_names(say), facts, strict=True) if plain(runs))
    named += tuple(hypotheses.facts(shown, claim, ontology, say).items())
    grounds = terms.grounds(claim.evidence, ontology, say)
    subject = plain(about(shown, claim, ontology, say))
    statement = (text(claim.statement, say),) if claim.statement else ()
    return Entry(Target("claim", claim.iri, shown.id), title, subject, statement, named, grounds)


def entries(these: Iterable[Entry], say: Speech, name: str = "") -> Entries:
    """Claims one after another, under a name of their own, with the names of what is said of them."""
    heads = (say("claim"), say("about"), say("statement"))
    ground_columns = (say("polarity"), say("source"), say("locator"), say("what it says"))
    listed = tuple(these)
    used = {fact for entry in listed for fact, _ in entry.facts}
    facts = (*_fact_names(say), *(fact for fact in hypotheses.fact_names(say) if fact in used))
    return Entries(name or say("Evidence"), heads, facts, ground_columns, listed)


def _fact_names(say: Speech) -> tuple[str, ...]:
    return (
        say("basis"),
        say("status"),
        say("strength of the tie"),
        say("sign of the tie"),
        say("attribution"),
        say("sources"),
        say("date"),
        say("the coder's confidence"),
        say("cited in"),
        say("carried over to"),
    )


def _carried_to(claim: Claim, ontology: Ontology, say: Speech) -> Runs:
    """The constructs of other frameworks that a claim about a condition counts for, and how they match."""
    if not isinstance(claim, ConditionClaim):
        return ()
    return joined(
        [
            words(
                terms.construct_named(iri, ontology, say),
                ", ",
                theory.title[say.lang],
                f" ({say(terms.MATCHES[match])})",
            )
            for theory in ontology.frameworks.values()
            for iri, match in matched(claim.construct, theory, ontology).items()
        ],
        "; ",
    )


def sources(claims: Iterable[Claim], say: Speech) -> Part:
    """Every source the claims rest on, with its citation, by id."""
    used = sorted({evidence.source for claim in claims for evidence in claim.evidence})
    rows = tuple(
        (terms.source(source), TextCell((text(source.title, say), Run(". "), text(source.citation, say))))
        for source in used
    )
    heads = columns(source=say("source"), citation=say("what it is"))
    return Part("sources", say("Sources"), (Table(say("Sources"), heads, rows),))
