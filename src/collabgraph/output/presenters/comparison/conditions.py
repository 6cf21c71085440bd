"""The parts about conditions: outcomes, conditions, differences, unknowns, questions to ask, rival explanations."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from collabgraph.analysis.comparability import Service
from collabgraph.analysis.comparison import Verdict
from collabgraph.analysis.conditions import Condition
from collabgraph.model import Attribution, Claim, FeeClaim, RivalClaim, Status, StepClaim
from collabgraph.output.document import (
    Block,
    Citation,
    Claims,
    Column,
    Part,
    Points,
    Row,
    Run,
    Runs,
    StatusCell,
    Subheading,
    Table,
    TextCell,
    cell_runs,
    cited,
    columns,
    joined,
    paragraph,
    paragraphs,
    sentence,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.comparison import sentences
from collabgraph.output.presenters.comparison.account import Account, verdict_claims
from collabgraph.output.presenters.comparison.notes import explained
from collabgraph.output.presenters.comparison.weighed import asked
from collabgraph.words import mark

# Outcomes and conditions ---------------------------------------------------------------------------------------------


def outcomes(account: Account) -> Part:
    """The outcomes that the claims of each case report."""
    say, comparison = account.say, account.comparison
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(outcome.case.upper(), code=outcome.case),
            terms.construct(outcome.indicator, comparison.framework, say),
            text_cell(
                say.listed([comparison.ontology.code("result", result)[say.lang] for result in outcome.results]),
                code=", ".join(outcome.results),
            ),
            text_cell(sentences.judgement([outcome], outcome.favourable, say)),
            Claims(account.cited(outcome.claims)),
        )
        for outcome in comparison.outcomes
    )
    heads = columns(
        case=say("case"),
        indicator=say("indicator"),
        result=say("result"),
        judged=say("judged by the framework"),
        claims=say("claims"),
    )
    means = say("Each row is an outcome that sources report; the framework says which results are favourable.")
    table = [explained(Table(say("Outcomes"), heads, rows), account, means)] if rows else []
    return Part("outcomes", say("Outcomes"), (*table, *paragraphs(_indicator_lines(account))))


def _indicator_lines(account: Account) -> list[str]:
    """The cases without a reported outcome, and whether the others have indicators in common."""
    say, comparison = account.say, account.comparison
    reporting = {outcome.case for outcome in comparison.outcomes}
    silent = [case for case in comparison.cases if case not in reporting]
    lines = [say("{case}: no outcome reported", case=case.upper()) + "." for case in silent]
    common = [indicator.term.label[say.lang] for indicator in comparison.common_indicators]
    if common:
        lines.append(say("Reported for every case: {indicators}.", indicators=say.listed(common)))
    elif len(reporting) > 1:
        lines.append(say("No indicator is reported for every case: the outcomes are measured differently."))
    return lines


def comparability(account: Account) -> Part:
    """What makes the services of the cases hard to compare; it stands before the verdicts."""
    say = account.say
    lines = [
        (Run(f"{name.upper()}: ", strong=True), *_of_service(service, account))
        for name, service in account.comparison.services.items()
    ]
    cases = account.comparison.cases.values()
    if not any(claim for case in cases for kind in (FeeClaim, StepClaim) for claim in case.of(kind)):
        lines = [words(say("No claim says what anything costs or in which steps it is done, so this is not compared."))]
    return Part("comparability", say("Are they comparable?"), (Points(tuple(lines)),))


def _of_service(service: Service, account: Account) -> Runs:
    """Whether a fee is charged, and what comes after the issue, each with its claims."""
    say = account.say
    fee = _FEES.get(service.fee, mark("claims disagree on the fee [{claims}]"))
    first = sentence(say, fee, claims=account.named(service.fee_claims))
    if not service.before:
        return (*first, Run("; "), *sentence(say, mark("no claim here says at which step it is issued.")))
    steps = account.named((service.before[-1], *service.after[:1]))
    n, before = len(service.before) + len(service.after), len(service.before)
    phrase = mark("issued at step {before} of {n}, and what is checked later is checked after the issue [{claims}].")
    return (*first, Run("; "), *sentence(say, phrase, before=before, n=n, claims=steps))


_FEES = {
    Status.PRESENT: mark("a fee is charged [{claims}]"),
    Status.ABSENT: mark("the service is free [{claims}]"),
    Status.NOT_REPORTED: mark("no claim here says whether a fee is charged"),
}


def conditions(account: Account) -> Part:
    """Every precondition in every case: what is known, on which claims, and the verdict."""
    say, comparison = account.say, account.comparison
    heads = columns(precondition=say("precondition"), **account.name_columns, verdict=say("verdict"))
    rows: tuple[Row, ...] = tuple(
        (
            terms.construct(verdict.construct, comparison.framework, say),
            *(_cell(verdict, case, account) for case in comparison.cases),
            text_cell(sentences.verdict_words(verdict, say), code=verdict.verdict),
            _alone_cell(verdict, account),
        )
        for verdict in comparison.verdicts
    )
    table = Table(say("Conditions"), (*heads, Column(sentences.alone_name(comparison, say), "study_alone")), rows)
    if not account.brief:
        table = explained(
            table, account, " ".join(sentences.statements(comparison, say)["findings"]), _study_alone(account)
        )
        lines = sentences.readiness_sentences(comparison, say)
        below = (" ".join(lines), *(() if account.annotated else (_study_alone(account),)))
        unused = (
            line for case, left_out in comparison.unused.items() for line in terms.left_out(left_out, say, case.upper())
        )
        return Part("conditions", account.title("conditions"), (table, *paragraphs(below), *unused))
    unknown = say.listed([f"{case.upper()} {p.unknown}" for case, p in comparison.preconditions.items()])
    title = say("Preconditions ({n}; unknown: {unknown})", n=len(rows), unknown=unknown)
    return Part("conditions", title, (paragraph(_legend(account)), table))


def _alone_cell(verdict: Verdict, account: Account) -> TextCell:
    alone = account.comparison.alone(verdict.construct).verdict
    return text_cell(account.say(sentences.VERDICTS[alone]), code=alone)


def _legend(account: Account) -> str:
    verdicts = account.comparison.verdicts
    used = {condition.status for verdict in verdicts for condition in verdict.conditions.values()}
    used |= {status for verdict in verdicts for open_one in verdict.would_differ_if for status in open_one.statuses}
    legend = terms.legend(account.ontology, account.say, used)
    claims = [claim for verdict in verdicts for claim in verdict_claims(verdict)]
    if all(claim.attribution != Attribution.IMPLIED for claim in claims):
        return legend
    return legend + "  " + account.say("{mark} implied: given to the case because of its outcome", mark=_IMPLIED)


def _study_alone(account: Account) -> str:
    return account.say(
        'The column "{name}" gives the verdict from the reported claims by themselves, and nothing else.',
        name=sentences.alone_name(account.comparison, account.say),
    )


def _cell(verdict: Verdict, case: str, account: Account) -> StatusCell:
    """A status with its claims; where it is unknown, with the statuses that would make a difference."""
    differing = next((difference.statuses for difference in verdict.would_differ_if if difference.case == case), ())
    cell = terms.known(verdict.conditions[case], case, account.ontology, account.say, differing)
    if not account.brief:
        return cell
    condition = verdict.conditions[case]
    claims = zip(cell.claims, condition.claims, strict=True)
    return replace(cell, claims=tuple(_with_mark(citation, claim, condition, account) for citation, claim in claims))


#: Marks a claim that was given to its case because of what its outcome was, where there is no room for words.
_IMPLIED = "*"


def _with_mark(citation: Citation, claim: Claim, condition: Condition, account: Account) -> Citation:
    """The citation with a mark in place of its attribution; where it is carried over, it still says so."""
    basis = terms.basis(claim.basis, account.ontology, account.say)
    implied = _IMPLIED if claim.attribution == Attribution.IMPLIED else ""
    carried = terms.carried_over(condition.carried.get(claim.iri), account.ontology, account.say)
    return replace(citation, basis_label=f"{basis}{implied}{carried}")


# The verdicts -------------------------------------------------------------------------------------------------------


def differences(account: Account) -> Part:
    """Each precondition that differs, with the claims of each case."""
    say = account.say
    differing = account.comparison.with_verdict("difference")
    none = say("On these bases no precondition is known to differ. That does not show that they are alike.")
    blocks = [block for verdict in differing for block in _difference(verdict, account)]
    return Part("differences", say("What differs"), tuple(blocks) or (paragraph(none),))


def _difference(verdict: Verdict, account: Account) -> Iterator[Block]:
    comparison, say = account.comparison, account.say
    yield Subheading(verdict.construct.term.label[say.lang])
    yield Points(tuple(_side(verdict, case, account) for case in comparison.cases))
    notes = [_fit(verdict, account), _no_common_basis(verdict, account), _alone(verdict, account)]
    yield paragraph(" ".join(note for note in notes if note))


def _side(verdict: Verdict, case: str, account: Account) -> Runs:
    """A case's status and what each claim says: "PBG ○ absent: ... (F23 reported)"."""
    say, condition = account.say, verdict.conditions[case]
    status = terms.status(condition, account.ontology, say)
    claims = [
        words(sentences.gist(claim.statement[say.lang]), " (", *cited(account.cited([claim])), ")")
        for claim in condition.claims
    ]
    head = words(Run(f"{case.upper()} {status}", strong=True))
    return (*head, *words(": "), *joined(claims, " ")) if claims else head


def _fit(verdict: Verdict, account: Account) -> str:
    say = account.say
    if verdict.fits_by_construction:
        return say(
            "It agrees with the outcomes by construction: the status was given to a case because of its outcome "
            "(implied claims), and without these claims there is no difference that fits."
        )
    if verdict.fits:
        return say("The difference is consistent with the outcomes; that does not make it their cause.")
    if verdict.fits is False:
        return say("The difference runs against the outcomes.")
    if account.comparison.outcomes_differ:
        return sentences.tally_sentence(verdict, account.comparison, say)
    return say(
        "Whether it fits the outcomes is unknown: the cases do not have a favourable and an unfavourable outcome."
    )


def _no_common_basis(verdict: Verdict, account: Account) -> str:
    """A warning where the cases have no basis in common; else empty."""
    sides = [frozenset(bases) for bases in verdict.bases.values() if bases]
    if frozenset.intersection(*sides):
        return ""
    return account.say(
        "The cases have no basis in common: what one source reports is compared with what another kind of source says."
    )


def _alone(verdict: Verdict, account: Account) -> str:
    say = account.say
    alone = say(sentences.VERDICTS[account.comparison.alone(verdict.construct).verdict])
    return say("By reported claims alone the verdict would be: {verdict}.", verdict=alone)


def shared(account: Account) -> Part:
    """The preconditions that are alike in every case, and so cannot by themselves explain a difference in outcome."""
    say, comparison = account.say, account.comparison
    alike = [v for v in comparison.verdicts if v.verdict.startswith("shared") or v.verdict == "not-applicable"]
    rule = say(
        "A condition that is alike in every case cannot by itself explain why their outcomes differ; together with "
        "another condition it still may."
    )
    rows: tuple[Row, ...] = tuple(
        (
            terms.construct(verdict.construct, comparison.framework, say),
            text_cell(say(sentences.VERDICTS[verdict.verdict]), code=verdict.verdict),
            TextCell(account.named(verdict_claims(verdict))),
        )
        for verdict in alike
    )
    heads = columns(precondition=say("precondition"), verdict=say("verdict"), claims=say("claims"))
    none = say("Of no precondition is it known that it is alike in every case: none can be ruled out in this way.")
    means = say("Each row is a precondition whose status is known and alike in every case.")
    table = explained(Table(say("Shared"), heads, rows), account, means) if rows else paragraph(none)
    return Part("shared", say("What cannot by itself explain a difference"), (paragraph(rule), table))


def one_sided(account: Account) -> Part:
    """Preconditions known of some cases only, and the statuses of the others that would make a difference."""
    say, comparison = account.say, account.comparison
    rows: tuple[Row, ...] = tuple(
        (
            terms.construct(verdict.construct, comparison.framework, say),
            TextCell(joined([_known(verdict, case, account) for case in _settled(verdict)], "; ")),
            text_cell("; ".join(_would(verdict, account))),
        )
        for verdict in comparison.with_verdict("one-sided")
    )
    heads = columns(
        precondition=say("precondition"), known=say("known"), would_differ_if=say("what would have to be true")
    )
    unknown = [verdict.construct.term.label[say.lang] for verdict in comparison.with_verdict("unknown")]
    lines = [say("Known of no case: {labels}.", labels=say.listed(unknown))] if unknown else []
    if not rows:
        lines.insert(0, say("No precondition is known in some cases only."))
    means = say("Each row is known of some cases only; what is unknown of the others decides whether they differ.")
    table = [explained(Table(say("One-sided"), heads, rows), account, means)] if rows else []
    return Part("one-sided", say("What would have to be true"), (*table, *paragraphs(lines)))


def _settled(verdict: Verdict) -> list[str]:
    return [case for case, condition in verdict.conditions.items() if condition.status.settled]


def _known(verdict: Verdict, case: str, account: Account) -> Runs:
    cell = terms.known(verdict.conditions[case], case, account.ontology, account.say)
    return (Run(f"{case.upper()} "), *cell_runs(cell, account.say))


def _would(verdict: Verdict, account: Account) -> list[str]:
    """For each open case, the statuses that would make a difference and the one that would not."""
    say = account.say
    alike = verdict.conditions[_settled(verdict)[0]].status
    return [
        say(
            "{case} is unknown: a difference if {differing}, none if {alike}",
            case=difference.case.upper(),
            differing=say(" or ").join(_status(status, account) for status in difference.statuses),
            alike=_status(alike, account),
        )
        for difference in verdict.would_differ_if
    ]


def _status(status: Status, account: Account) -> str:
    return account.ontology.code("status", status)[account.say.lang]


# Questions and rival explanations ------------------------------------------------------------------------------------


def questions(account: Account) -> Part:
    """Questions for interviews about each case, first those whose answers decide between difference and none."""
    say, comparison = account.say, account.comparison
    lines = (*asked(account), *paragraphs(sentences.ask_lines(comparison, say)))
    if account.brief:
        return Part("questions", say("Ask next"), lines)
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(case.upper(), code=case),
            TextCell(_question(verdict, account)),
            terms.construct(verdict.construct, comparison.framework, say),
            text_cell(_why(verdict, account)),
        )
        for case in comparison.cases
        for verdict in comparison.ask(case)
    )
    heads = columns(
        case=say("case"), question=say("question"), precondition=say("precondition"), why=say("why it is asked")
    )
    means = say("Each row is a question that no source answers; those that would decide come first in each case.")
    decides = say("Would decide: an answer settles whether the cases differ. Open in every case: it does not yet.")
    table = [explained(Table(say("Questions"), heads, rows), account, means, decides)] if rows else []
    return Part("questions", say("What to ask next"), (*lines, *table))


def _question(verdict: Verdict, account: Account) -> Runs:
    """The construct's question; its definition where the framework has no question."""
    construct = verdict.construct
    return (text(construct.question or construct.term.definition, account.say),)


def _why(verdict: Verdict, account: Account) -> str:
    say = account.say
    if verdict.verdict != "one-sided":
        return say("open in every case")
    known = say.listed([case.upper() for case in _settled(verdict)])
    return say("would decide: it is known of {cases}", cases=known)


def rivals(account: Account) -> Part:
    """Rival explanations of the outcomes with their basis; in brief the first sentence of each."""
    say, comparison = account.say, account.comparison
    none = say("On these bases no rival explanation is coded; that does not mean there is none.")
    left_out = sentences.rivals_left_out(comparison, say)
    lines = paragraphs([left_out] if left_out else [])
    rows = tuple(_rival(claim, account) for claim, _ in comparison.rivals)
    if account.brief:
        title = say("Rival explanations ({n})", n=len(rows))
        heads = columns(claim=say("claim"), explanation=say("explanation and its basis"))
        return Part("rivals", title, (Table(say("Rivals"), heads, rows) if rows else paragraph(none), *lines))
    heads = columns(claim=say("claim"), explanation=say("explanation"), bears_on=say("bears on"), basis=say("basis"))
    line = say("They are listed beside what the framework says, and are not weighed against it.")
    if account.weighings:
        line = say("They are listed here; those with tests are weighed in a part of their own.")
    means = say("Each row is another explanation of an outcome, which may hold beside or instead of the framework's.")
    table = explained(Table(say("Rivals"), heads, rows), account, means)
    blocks = (paragraph(line), table) if rows else (paragraph(none),)
    return Part("rivals", say("Rival explanations"), (*blocks, *lines))


def _rival(claim: RivalClaim, account: Account) -> tuple[TextCell, ...]:
    say, ontology = account.say, account.ontology
    (citation,) = account.cited([claim], full=True)
    name = TextCell((citation.runs[0],), claim.id)
    if account.brief:
        return name, text_cell(f"{sentences.gist(claim.statement[say.lang])} ({citation.basis_label})")
    effects = say.listed([ontology.label(iri)[say.lang] for iri in claim.effects])
    return (
        name,
        TextCell((text(claim.statement, say),)),
        text_cell(effects),
        text_cell(citation.basis_label, code=citation.basis),
    )
