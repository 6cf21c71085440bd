"""The first parts: the cases, how to read the report, and the summary in five sentences."""

from __future__ import annotations

from collabgraph.model import Basis, Claim
from collabgraph.output.document import (
    Part,
    Points,
    Run,
    Runs,
    Table,
    TextCell,
    cited,
    columns,
    joined,
    paragraph,
    sentence,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import cases as case_presenter
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.comparison import sentences
from collabgraph.output.presenters.comparison.account import Account, verdict_claims
from collabgraph.output.presenters.comparison.notes import explained
from collabgraph.output.presenters.comparison.scope import brief_lines


def reading(account: Account) -> Part:
    """What is compared, and how the report is read."""
    say, comparison = account.say, account.comparison
    rows = tuple(
        (
            text_cell(terms.case_name(case), code=case.id),
            *(TextCell((text(words, say),)) if words else None for words in (case.service, case.setting)),
            text_cell(case_presenter.period_words(case)),
        )
        for case in comparison.cases.values()
    )
    heads = columns(case=say("case"), service=say("service"), setting=say("setting"), period=say("period"))
    means = say("Each row is a case: the service it gives, and where and when.")
    table = explained(Table(say("Cases"), heads, rows), account, means)
    opening = paragraph(sentences.opening(say))
    return Part("reading", say("What is compared, and how to read it"), (opening, table, Points(_how_to_read(account))))


def _how_to_read(account: Account) -> tuple[Runs, ...]:
    say = account.say
    first = next((outcome.claims[0] for outcome in account.comparison.outcomes), None)
    example = sentence(say, "An example: {claim}.", claim=cited(account.cited([first], full=True))) if first else ()
    return (
        words(
            say(
                "Every finding names the claims it rests on, each with its basis. The name of a claim opens its "
                "evidence: what is said, where it was found, and what speaks against it."
            ),
            *words(" ", *example),
        ),
        words(
            say("A basis says how a claim is known, the strongest first: {bases}.", bases=_bases(account)),
            " ",
            *sentence(say, "What each means: {part}.", part=account.part("methods")),
        ),
        words(say("A glyph says what is known of a condition: {glyphs}.", glyphs=_glyphs(account))),
        words(Run(say("Not reported is not absent."), strong=True), " ", _silence(account)),
        words(
            say(
                "Two numbers joined by a word are the least and the most a figure can be, given what is unknown; two "
                "numbers in brackets are its range over the choices a coder could have made otherwise."
            )
        ),
    )


def _bases(account: Account) -> str:
    return terms.bases(account.comparison.bases, account.comparison.ontology, account.say)


def _glyphs(account: Account) -> str:
    """Every glyph with the status it stands for."""
    ontology, lang = account.comparison.ontology, account.say.lang
    return ", ".join(f"{glyph} {ontology.code('status', status)[lang]}" for status, glyph in terms.GLYPHS.items())


def _silence(account: Account) -> str:
    return account.say(
        "What no source reports is unknown: it is shown as unknown, asked about, and never counted as absent."
    )


#: The parts that have the claims behind a statement of the summary, where it names none itself.
_WHERE = {
    "study-alone": ("conditions",),
    "findings": ("conditions",),
    "readiness": ("conditions",),
    "ties": ("ties",),
    "readiness-and-ties": ("conditions", "ties"),
}

# The summary ---------------------------------------------------------------------------------------------------------


def summary(account: Account) -> Part:
    """The comparison in five sentences, each with its claims or a link to its part; in brief without these."""
    say, comparison = account.say, account.comparison
    if account.brief:
        n = len(account.names)
        names = say("{n} cases", n=n) if account.many else say.listed(list(account.names))
        title = say(
            "{cases}, read with {framework}", cases=names, framework=terms.short_title(comparison.framework, say)
        )
        lines = Points(tuple(words(line) for line in (*sentences.summary(comparison, say), *brief_lines(account))))
        return Part("summary", title, (paragraph(sentences.opening(say)), lines))
    claims = _supporting_claims(account)
    points = tuple(
        words(_one_sentence(statement), *_references(claims.get(about, []), about, account))
        for about, statement in _five(sentences.statements(comparison, say)).items()
    )
    return Part("summary", say("Summary in five sentences"), (Points(points, numbered=True),))


def _five(statements: dict[str, list[str]]) -> dict[str, list[str]]:
    """Five statements: readiness and ties are merged where there is one about the reported claims alone."""
    if "study-alone" not in statements:
        return statements
    merged = [*statements["readiness"], *statements["ties"]]
    alone = {about: lines for about, lines in statements.items() if about not in ("readiness", "ties", "caution")}
    return {**alone, "readiness-and-ties": merged, "caution": statements["caution"]}


def _one_sentence(statement: list[str]) -> str:
    """Several sentences as one: "A; b." Only the first may begin with a name, since the others lose their capital."""
    first, *rest = [line.removesuffix(".") for line in statement]
    return "; ".join([first, *(line[:1].lower() + line[1:] for line in rest)]) + "."


def _supporting_claims(account: Account) -> dict[str, list[Claim]]:
    """The claims that support each statement of the summary; those with many claims link to a part instead."""
    comparison = account.comparison
    return {
        "outcomes": [claim for outcome in comparison.outcomes for claim in outcome.claims],
        "findings": [claim for verdict in comparison.with_verdict("difference") for claim in verdict_claims(verdict)],
        "caution": [claim for claim, _ in comparison.rivals],
    }


def _references(claims: list[Claim], about: str, account: Account) -> Runs:
    """The claims in brackets, or links to the parts with them; empty where there are none."""
    if claims:
        return words(" [", *account.named(claims), "]")
    basis = Basis.REPORTED.value if about == "study-alone" else ""
    parts = [words(account.part(anchor, basis)) for anchor in _WHERE.get(about, ())]
    return words(" [", *joined(parts), "]") if parts else ()
