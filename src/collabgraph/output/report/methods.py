"""The parts about how the report comes about: what terms and numbers mean, limits, software, inputs, command."""

from __future__ import annotations

from collabgraph.analysis.comparison import COMPARED
from collabgraph.analysis.metrics import NETWORK_LEVEL
from collabgraph.model import Basis
from collabgraph.output.presenters import cases as case_printout
from collabgraph.output.presenters import comparison as printout
from collabgraph.output.presenters import networks, terms
from collabgraph.output.report.document import Block, Paragraph, Part, Points, Run, Subheading, Table, words
from collabgraph.output.report.material import Material
from collabgraph.words import Speech, mark

_VERDICTS = {
    "difference": mark("the status is known of two cases at least, and it is not the same"),
    "one-sided": mark("the status is known of some cases and not of others, so that nothing is decided"),
    "unknown": mark("the status is known of no case"),
    "shared-present": mark("known of every case, and the same: it cannot explain a difference in outcome"),
    "not-applicable": mark("the condition cannot arise in one of the cases"),
}


def methods(material: Material, figures: str) -> Part:
    """What terms, verdicts and numbers mean, what the cases say of their own coding, and what all this cannot show."""
    say = material.say
    blocks: list[Block] = [
        Paragraph(words(_read_with(material))),
        Subheading(say("What claims stand on")),
        _bases(material),
        Subheading(say("How a status comes about")),
        _statuses(material),
        Paragraph(words(_together(say))),
        Subheading(say("How verdicts are given")),
        Points(tuple(words(Run(name, strong=True), f": {meaning}.") for name, meaning in _verdicts(say).items())),
        Paragraph(words(_mill(say))),
        Subheading(say("How readiness is reckoned")),
        Paragraph(words(_readiness(say))),
        Subheading(say("How networks are built and measured")),
        *(Paragraph(words(line)) for line in _networks(material)),
        _conventions(material),
        Subheading(say("What the cases say of their own coding")),
        _coding(material),
        Subheading(say("Limits")),
        Points(tuple(words(line) for line in _limits(material))),
        Subheading(say("Pictures")),
        Paragraph(words(figures)),
    ]
    return Part("methods", material.title("methods"), tuple(blocks))


def _read_with(material: Material) -> str:
    return material.say(
        "Read with {framework}. Bases: {bases}.",
        framework=material.comparison.framework.title,
        bases=terms.bases(material.comparison.bases, material.comparison.ontology, material.say),
    )


def _bases(material: Material) -> Table:
    """What each basis means, and how many of the claims used here stand on it."""
    say, comparison = material.say, material.comparison
    counts = {case: printout.basis_counts(case, comparison) for case in comparison.cases}
    meanings = {term.id: term.definition[say.lang] for term in comparison.ontology.code_lists["basis"]}
    rows = tuple(
        (
            words(terms.basis(basis, comparison.ontology, say)),
            words(meanings[basis]),
            *(words(str(counts[case].get(basis, 0))) for case in comparison.cases),
        )
        for basis in Basis
        if basis in comparison.bases
    )
    claims = (say("claims of {case}", case=name) for name in material.names)
    return Table(say("Bases"), (say("basis"), say("what it means"), *claims), rows)


def _statuses(material: Material) -> Table:
    say, ontology = material.say, material.comparison.ontology
    meanings = {term.id: term for term in ontology.code_lists["status"]}
    rows = tuple(
        (words(f"{glyph} {meanings[status].label[say.lang]}"), words(meanings[status].definition[say.lang]))
        for status, glyph in terms.GLYPHS.items()
    )
    return Table(say("Statuses"), (say("status"), say("what it means")), rows)


def _together(say: Speech) -> str:
    return say(
        "Several claims about one condition are taken together: all alike give their status; present and absent at "
        "once give contested; a partly present beside only one of these gives partly present; where no claim says "
        "anything the condition is not reported. The strongest basis is named first, and no claim is dropped."
    )


def _verdicts(say: Speech) -> dict[str, str]:
    names = {name: say(printout.VERDICTS[name]) for name in _VERDICTS}
    return {name.partition(":")[0]: say(_VERDICTS[verdict]) for verdict, name in names.items()}


def _mill(say: Speech) -> str:
    return say(
        "This is Mill's method of difference, said carefully: a verdict of difference is consistent with an influence "
        "on the outcome and shows none. It runs against the outcomes where the condition is not better met in every "
        "case with a favourable outcome than in every case with an unfavourable one."
    )


def _readiness(say: Speech) -> str:
    return say(
        "Readiness is the mean, over the preconditions that apply, of how far each is met: present 1, partly present "
        "0.5 or the degree coded, absent 0, and the reverse where the theory wants the condition absent. What is not "
        "reported or contested counts 0 in the lower number and 1 in the higher."
    )


def _networks(material: Material) -> list[str]:
    say, comparison = material.say, material.comparison
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


def _conventions(material: Material) -> Table:
    """What each measure asks, by which convention, after whom."""
    say = material.say
    rows = tuple(
        (
            words(networks.metric_label(metric.id, say)),
            words(metric.question[say.lang]),
            words(say.as_written(metric.formula)),
            words(metric.convention[say.lang]),
            words(metric.reference),
        )
        for metric in map(NETWORK_LEVEL.__getitem__, COMPARED)
    )
    columns = (say("metric"), say("question"), say("formula"), say("convention"), say("reference"))
    return Table(say("Conventions"), columns, rows)


def _coding(material: Material) -> Table:
    """What each case says of its boundary, actors, ties and missing data, word for word."""
    say, cases = material.say, material.comparison.cases
    rows = tuple(
        (
            words(say(name)),
            *(words(case.coding[key][say.lang] if key in case.coding else "–") for case in cases.values()),
        )
        for key, name in case_printout.CODING.items()
    )
    return Table(say("Coding"), (say("statement"), *material.names), rows)


def _limits(material: Material) -> list[str]:
    say, comparison = material.say, material.comparison
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
            "What is prescribed may not be done, and what is practised elsewhere may not be done here: a tie on paper "
            "is no tie that was seen."
        ),
        networks.caution(say),
        say(
            "The claims were coded by hand from texts. Another coder might have coded some otherwise: the ranges show "
            "how much single choices matter, not whether the coding is right."
        ),
        say("The rival explanations are those that were found. That no other is named does not mean there is none."),
    ]


def making(material: Material) -> Part:
    """By which command, from which files, with which software the report was made, and when."""
    say, record = material.say, material.record
    inputs = tuple((words(each.name), words(each.sha256)) for each in record.inputs)
    software = tuple((words(name), words(version)) for name, version in record.software)
    lines = [say("Made by this command: {command}", command=record.command)]
    if record.made is not None:
        lines.append(say("Made on {date}.", date=record.made.isoformat()))
    lines.append(say("The sums are those of the files as they were read: the same files give the same report."))
    return Part(
        "making",
        say("Versions, inputs and command"),
        (
            *(Paragraph(words(line)) for line in lines),
            Table(say("Inputs"), (say("file"), "SHA-256"), inputs),
            Table(say("Software"), (say("software"), say("version")), software),
        ),
    )
