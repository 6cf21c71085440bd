"""The parts about what cases have and lack: outcomes, conditions, what differs, what is open, what to ask, rivals."""

from __future__ import annotations

from collections.abc import Iterator

from collabgraph.analysis.comparison import Verdict
from collabgraph.model import Status
from collabgraph.output.presenters import comparison as printout
from collabgraph.output.presenters import terms
from collabgraph.output.report.document import (
    Block,
    Paragraph,
    Part,
    Points,
    Run,
    Runs,
    Subheading,
    Table,
    joined,
    words,
)
from collabgraph.output.report.material import Material, verdict_claims

# Outcomes and conditions ---------------------------------------------------------------------------------------------


def outcomes(material: Material) -> Part:
    """What each case's claims say came of the collaboration."""
    say, comparison = material.say, material.comparison
    rows = tuple(
        (
            words(outcome.case.upper()),
            words(outcome.indicator.term.label[say.lang]),
            words(say.listed([comparison.ontology.code("result", result)[say.lang] for result in outcome.results])),
            words(say(printout.JUDGED[outcome.favourable])),
            material.cited(outcome.claims),
        )
        for outcome in comparison.outcomes
    )
    columns = (say("case"), say("indicator"), say("result"), say("judged by the framework"), say("claims"))
    table = [Table(say("Outcomes"), columns, rows)] if rows else []
    lines = [Paragraph(words(line)) for line in _yardsticks(material)]
    return Part("outcomes", say("Outcomes"), (*table, *lines))


def _yardsticks(material: Material) -> list[str]:
    """Which cases report no outcome, and whether the others are measured with the same indicators."""
    say, comparison = material.say, material.comparison
    reporting = {outcome.case for outcome in comparison.outcomes}
    silent = [case for case in comparison.cases if case not in reporting]
    lines = [say("{case}: no outcome reported", case=case.upper()) + "." for case in silent]
    common = [indicator.term.label[say.lang] for indicator in comparison.common_indicators]
    if common:
        lines.append(say("Reported for every case: {indicators}.", indicators=say.listed(common)))
    elif len(reporting) > 1:
        lines.append(say("No indicator is reported for every case: the yardsticks differ."))
    return lines


def conditions(material: Material) -> Part:
    """Every precondition in every case: what is known, on which claims, and the verdict."""
    say, comparison = material.say, material.comparison
    columns = (say("precondition"), *material.names, say("verdict"), say("study alone"))
    rows = tuple(
        (
            words(verdict.construct.term.label[say.lang]),
            *(_cell(verdict, case, material) for case in comparison.cases),
            words(printout.verdict_words(verdict, say)),
            words(say(printout.VERDICTS[comparison.alone(verdict.construct).verdict])),
        )
        for verdict in comparison.verdicts
    )
    lines = [printout.readiness_sentence(comparison, say), _stands_alone(material)]
    blocks = [Paragraph(words(line)) for line in lines]
    return Part("conditions", material.title("conditions"), (Table(say("Conditions"), columns, rows), *blocks))


def _stands_alone(material: Material) -> str:
    return material.say(
        'The column "study alone" gives the verdict from the reported claims by themselves: what the study says, and '
        "nothing else."
    )


def _cell(verdict: Verdict, case: str, material: Material) -> Runs:
    """A status with its claims, and which status would make a difference where it is unknown."""
    condition = verdict.conditions[case]
    status = terms.status(condition, material.comparison.ontology, material.say)
    grounds = words(" (", *material.cited(condition.claims), ")") if condition.claims else ()
    return (*words(status), *grounds, *_differs_if(verdict, case, material))


def _differs_if(verdict: Verdict, case: str, material: Material) -> Runs:
    differing = next((found.statuses for found in verdict.would_differ_if if found.case == case), ())
    glyphs = "/".join(terms.GLYPHS[status] for status in differing)
    return words("; ", material.say("differs if {glyphs}", glyphs=glyphs)) if differing else ()


# What the verdicts mean ----------------------------------------------------------------------------------------------


def differences(material: Material) -> Part:
    """Each precondition that differs, with what either side stands on."""
    say = material.say
    found = material.comparison.with_verdict("difference")
    none = say("On these bases no precondition is known to differ. That is no finding that they are alike.")
    blocks = [block for verdict in found for block in _difference(verdict, material)]
    return Part("differences", say("What differs"), tuple(blocks) or (Paragraph(words(none)),))


def _difference(verdict: Verdict, material: Material) -> Iterator[Block]:
    comparison, say = material.comparison, material.say
    yield Subheading(verdict.construct.term.label[say.lang])
    yield Points(tuple(_side(verdict, case, material) for case in comparison.cases))
    notes = [_fit(verdict, material), _grounds_differ(verdict, material), _alone(verdict, material)]
    yield Paragraph(words(" ".join(note for note in notes if note)))


def _side(verdict: Verdict, case: str, material: Material) -> Runs:
    """A case's status and what each claim says: "PBG ○ absent: ... (F23 reported)"."""
    say, condition = material.say, verdict.conditions[case]
    status = terms.status(condition, material.comparison.ontology, say)
    said = [
        words(printout.gist(claim.statement[say.lang]), " (", *material.cited([claim]), ")")
        for claim in condition.claims
    ]
    head = words(Run(f"{case.upper()} {status}", strong=True))
    return (*head, *words(": "), *joined(said, " ")) if said else head


def _fit(verdict: Verdict, material: Material) -> str:
    say = material.say
    return {
        True: say("The difference is consistent with the outcomes; that does not make it their cause."),
        False: say("The difference runs against the outcomes."),
        None: say("Whether it fits cannot be said: no favourable outcome stands against an unfavourable one."),
    }[verdict.fits]


def _grounds_differ(verdict: Verdict, material: Material) -> str:
    """A warning where no basis is common to the cases: like is not compared with like."""
    sides = [frozenset(bases) for bases in verdict.bases.values() if bases]
    if frozenset.intersection(*sides):
        return ""
    return material.say(
        "No basis is common to the cases: what one source reports is held against what another kind of source says."
    )


def _alone(verdict: Verdict, material: Material) -> str:
    say = material.say
    alone = say(printout.VERDICTS[material.comparison.alone(verdict.construct).verdict])
    return say("From the study alone the verdict would be: {verdict}.", verdict=alone)


def shared(material: Material) -> Part:
    """The preconditions that are alike in every case, and so cannot explain a difference in outcome."""
    say, comparison = material.say, material.comparison
    found = comparison.with_verdict("shared-present", "shared-absent", "shared-partial", "not-applicable")
    rule = say("A condition that is alike in every case cannot explain why their outcomes differ.")
    rows = tuple(
        (
            words(verdict.construct.term.label[say.lang]),
            words(say(printout.VERDICTS[verdict.verdict])),
            material.named(verdict_claims(verdict)),
        )
        for verdict in found
    )
    table = Table(say("Shared"), (say("precondition"), say("verdict"), say("claims")), rows)
    none = say("Of no precondition is it known that it is alike in every case: none can be ruled out in this way.")
    return Part("shared", say("What cannot explain a difference"), (Paragraph(words(rule)), table if rows else
                Paragraph(words(none))))  # fmt: skip


def one_sided(material: Material) -> Part:
    """What is known in some cases only, and what would have to be true of the others for a difference."""
    say, comparison = material.say, material.comparison
    rows = tuple(
        (
            words(verdict.construct.term.label[say.lang]),
            joined([_known(verdict, case, material) for case in _settled(verdict)], "; "),
            words("; ".join(_would(verdict, material))),
        )
        for verdict in comparison.with_verdict("one-sided")
    )
    columns = (say("precondition"), say("known"), say("what would have to be true"))
    unknown = [verdict.construct.term.label[say.lang] for verdict in comparison.with_verdict("unknown")]
    lines = [say("Known of no case: {labels}.", labels=say.listed(unknown))] if unknown else []
    if not rows:
        lines.insert(0, say("No precondition is known in some cases only."))
    table = [Table(say("One-sided"), columns, rows)] if rows else []
    return Part("one-sided", say("What would have to be true"), (*table, *(Paragraph(words(line)) for line in lines)))


def _settled(verdict: Verdict) -> list[str]:
    return [case for case, condition in verdict.conditions.items() if condition.status.settled]


def _known(verdict: Verdict, case: str, material: Material) -> Runs:
    condition = verdict.conditions[case]
    status = terms.status(condition, material.comparison.ontology, material.say)
    return words(f"{case.upper()} {status} (", *material.cited(condition.claims), ")")


def _would(verdict: Verdict, material: Material) -> list[str]:
    """For each open case, which status would make a difference and which would leave none."""
    say, ontology = material.say, material.comparison.ontology
    alike = verdict.conditions[_settled(verdict)[0]].status
    return [
        say(
            "{case} is unknown: a difference if {differing}, none if {alike}",
            case=found.case.upper(),
            differing=_either([_status(status, material) for status in found.statuses], material),
            alike=ontology.code("status", alike),
        )
        for found in verdict.would_differ_if
    ]


def _status(status: Status, material: Material) -> str:
    return material.comparison.ontology.code("status", status)[material.say.lang]


def _either(items: list[str], material: Material) -> str:
    return material.say(" or ").join(items)


def questions(material: Material) -> Part:
    """What to ask about each case next, as questions of an interview, first those that would decide something."""
    say, comparison = material.say, material.comparison
    rows = tuple(
        (
            words(case.upper()),
            words(_question(verdict, material)),
            words(verdict.construct.term.label[say.lang]),
            words(_why(verdict, material)),
        )
        for case in comparison.cases
        for verdict in comparison.ask(case)
    )
    columns = (say("case"), say("question"), say("precondition"), say("why it is asked"))
    table = [Table(say("Questions"), columns, rows)] if rows else []
    lines = printout.ask_lines(comparison, say)
    return Part("questions", say("What to ask next"), (*(Paragraph(words(line)) for line in lines), *table))


def _question(verdict: Verdict, material: Material) -> str:
    """The construct's question; its definition where the framework asks none."""
    construct = verdict.construct
    return (construct.question or construct.term.definition)[material.say.lang]


def _why(verdict: Verdict, material: Material) -> str:
    say = material.say
    if verdict.verdict != "one-sided":
        return say("open in every case")
    known = say.listed([case.upper() for case in _settled(verdict)])
    return say("would decide: it is known of {cases}", cases=known)


def rivals(material: Material) -> Part:
    """What else could explain the outcomes, whole, with what it stands on."""
    say, comparison = material.say, material.comparison
    rows = tuple(
        (
            words(material.claim(claim, full=True)),
            words(claim.statement[say.lang]),
            words(say.listed([comparison.ontology.label(iri)[say.lang] for iri in claim.effects])),
            words(terms.basis(claim.basis, comparison.ontology, say)),
        )
        for claim, _ in comparison.rivals
    )
    columns = (say("claim"), say("explanation"), say("bears on"), say("basis"))
    line = say("They stand beside what the framework says, and are not weighed against it.")
    none = say("None is coded; that does not mean there is none.")
    blocks = (Paragraph(words(line)), Table(say("Rivals"), columns, rows)) if rows else (Paragraph(words(none)),)
    return Part("rivals", say("Rival explanations"), blocks)
