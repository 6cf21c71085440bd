"""The part about methods: what terms, verdicts and numbers mean, coding, and limits."""

from __future__ import annotations

from collabgraph.analysis.comparison import COMPARED
from collabgraph.analysis.metrics import NETWORK_LEVEL
from collabgraph.model import Basis
from collabgraph.output.document import (
    Block,
    Number,
    Part,
    Points,
    Row,
    Run,
    Subheading,
    Table,
    TextCell,
    columns,
    paragraph,
    paragraphs,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import cases as case_presenter
from collabgraph.output.presenters import networks, terms
from collabgraph.output.presenters.comparison import sentences
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.data import basis_counts
from collabgraph.output.presenters.comparison.notes import explained
from collabgraph.words import Speech, mark

_VERDICTS = {
    "difference": mark("what is known of two cases excludes that they are alike"),
    "one-sided": mark("what is known decides nothing, mostly because the status is known of some cases only"),
    "unknown": mark("the status is known of no case"),
    "shared-present": mark("known of every case, and the same: it cannot by itself explain a difference in outcome"),
    "not-applicable": mark("the condition cannot arise in one of the cases"),
}


def methods(account: Account, figures: str) -> Part:
    """What terms, verdicts and numbers mean, how the cases were coded, and the limits."""
    say = account.say
    blocks: list[Block] = [
        paragraph(_read_with(account)),
        Subheading(say("The bases of claims")),
        _bases(account),
        Subheading(say("How a status comes about")),
        _statuses(account),
        paragraph(_together(say)),
        Subheading(say("How verdicts are given")),
        Points(tuple(words(Run(name, strong=True), f": {meaning}.") for name, meaning in _verdicts(say).items())),
        paragraph(_mill(say)),
        Subheading(say("How readiness is computed")),
        paragraph(_readiness(say)),
        Subheading(say("How networks are built and measured")),
        *paragraphs(_networks(account)),
        Subheading(say("How the cases describe their own coding")),
        _coding(account),
        Subheading(say("Limits")),
        Points(tuple(words(line) for line in _limits(account))),
        Subheading(say("Pictures")),
        paragraph(figures),
    ]
    return Part("methods", account.title("methods"), tuple(blocks))


def _read_with(account: Account) -> str:
    found = account.comparison
    return terms.read_with(found.framework, found.bases, found.attributions, found.ontology, account.say)


def _bases(account: Account) -> Table:
    """The meaning of each basis, and the number of claims used here on it."""
    say, comparison = account.say, account.comparison
    counts = {case: basis_counts(case, comparison) for case in comparison.cases}
    meanings = {term.id: term.definition for term in comparison.ontology.code_lists["basis"]}
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(terms.basis(basis, comparison.ontology, say), code=basis.value),
            TextCell((text(meanings[basis], say),)),
            *(Number(counts[case].get(basis, 0)) for case in comparison.cases),
        )
        for basis in Basis
        if basis in comparison.bases
    )
    claims = {case: say("claims of {case}", case=column.label) for case, column in account.name_columns.items()}
    table = Table(say("Bases"), columns(basis=say("basis"), meaning=say("what it means"), **claims), rows)
    return explained(table, account, say("How claims are known, the strongest basis first, and how many are on each."))


def _statuses(account: Account) -> Table:
    say = account.say
    meanings = {term.id: term for term in account.ontology.code_lists["status"]}
    rows: tuple[Row, ...] = tuple(
        (text_cell(f"{glyph} {meanings[status].label[say.lang]}"), TextCell((text(meanings[status].definition, say),)))
        for status, glyph in terms.GLYPHS.items()
    )
    table = Table(say("Statuses"), columns(status=say("status"), meaning=say("what it means")), rows)
    return explained(table, account, say("What can be known of a condition, with its sign."))


def _together(say: Speech) -> str:
    return say(
        "Several claims about one condition are taken together: what all of them leave possible is what is known. "
        "Insufficient (wanting, and the source does not say how much) agrees with absent and with partly present; "
        "statuses that exclude each other give contested; where no claim says anything the condition is not reported. "
        "The strongest basis is named first, and no claim is dropped."
    )


def _verdicts(say: Speech) -> dict[str, str]:
    names = {name: say(sentences.VERDICTS[name]) for name in _VERDICTS}
    return {name.partition(":")[0]: say(_VERDICTS[verdict]) for verdict, name in names.items()}


def _mill(say: Speech) -> str:
    return say(
        "This is Mill's method of difference, said carefully: a verdict of difference is consistent with an influence "
        "on the outcome and shows none; a condition that is alike cannot by itself explain the contrast, and may with "
        "others. A difference fits the outcomes where the condition is better met in every case with a favourable "
        "outcome than in every case with an unfavourable one, and runs against them where it is the other way round; "
        "otherwise the cases are counted, with the exceptions. By construction means: the status was given to a case "
        "because of its outcome (implied claims), so that it could not but agree."
    )


def _readiness(say: Speech) -> str:
    return say(
        "Readiness is the mean, over the starting conditions that apply, of how far each is met, and says of a "
        "finished case what was in place at the start; factors met is the same over the other preconditions. Present "
        "counts 1, absent 0, insufficient 0 to 0.5, partly present the degree coded or 0 to 1, and the reverse where "
        "the theory wants the condition absent. What is not reported or contested counts 0 in the lower number and 1 "
        "in the higher."
    )


def _networks(account: Account) -> list[str]:
    say, comparison = account.say, account.comparison
    offices = comparison.granularity == "office"
    return [
        say("The roles inside an office count as the office, and ties between them drop out.")
        if offices
        else say("The roles inside an office are actors of their own, beside the office."),
        say("Information systems are actors of a kind of their own.")
        if comparison.systems
        else say("Information systems and their ties are left out."),
        say(
            "Ties of several kinds from one actor to another count as one tie. A tie of a symmetric kind runs both "
            "ways. What is dated after a case's period is kept and never counted."
        ),
        say(
            "The range of a measure runs over these choices: as chosen, without each basis in turn, roles counted the "
            "other way, information systems the other way, and without each single tie in turn."
        ),
    ]


def measures(account: Account) -> Part:
    """The question, formula, convention and reference of each measure."""
    return Part("measures", account.title("measures"), (_conventions(account),))


def _conventions(account: Account) -> Table:
    say = account.say
    rows: tuple[Row, ...] = tuple(
        (
            networks.metric(metric.id, say),
            text_cell(metric.question[say.lang]),
            text_cell(say.as_written(metric.formula)),
            text_cell(metric.convention[say.lang]),
            text_cell(metric.reference),
        )
        for metric in map(NETWORK_LEVEL.__getitem__, COMPARED)
    )
    heads = columns(
        metric=say("metric"),
        question=say("question"),
        formula=say("formula"),
        convention=say("convention"),
        reference=say("reference"),
    )
    means = say("Each row is a measure: what it asks, its formula, what was chosen where usage varies, and its source.")
    return explained(Table(say("Conventions"), heads, rows), account, means)


def _coding(account: Account) -> Table:
    """The statements of each case on its boundary, actors, ties and missing data."""
    say, cases = account.say, account.comparison.cases
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(say(name), code=key),
            *(TextCell((text(case.coding[key], say),)) if key in case.coding else None for case in cases.values()),
        )
        for key, name in case_presenter.CODING.items()
    )
    table = Table(say("Coding"), columns(statement=say("statement"), **account.name_columns), rows)
    return explained(table, account, say("What the coders of each case say of who and what they counted."))


def _limits(account: Account) -> list[str]:
    say, comparison = account.say, account.comparison
    unknown = [f"{case.upper()} {state.unknown}" for case, state in comparison.preconditions.items()]
    return [
        say(
            "With {n} cases nothing is statistically significant and nothing is proved. A difference that fits the "
            "outcomes is consistent with them; others may fit as well, and some were never looked for.",
            n=len(comparison.cases),
        ),
        say(
            "Of {n} preconditions these are unknown: {unknown}. Whatever is asked and answered may change the picture.",
            n=len(comparison.verdicts),
            unknown=say.listed(unknown),
        ),
        say(
            "What is prescribed may not be done, and what is practised elsewhere may not be done here: a tie on "
            "paper was not observed."
        ),
        networks.caution(say),
        say(
            "The claims were coded by hand from texts. Another coder might have coded some otherwise: the ranges show "
            "how much single choices matter, not whether the coding is right."
        ),
        say("The rival explanations are those that were found. That no other is named does not mean there is none."),
    ]
