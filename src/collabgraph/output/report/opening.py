"""The first parts: what is compared and how it is read, and the summary in five sentences."""

from __future__ import annotations

from collabgraph.model import Claim
from collabgraph.output.presenters import cases as case_printout
from collabgraph.output.presenters import comparison as printout
from collabgraph.output.presenters import terms
from collabgraph.output.report.document import HERE, Part, Points, Run, Runs, Table, filled, joined, words
from collabgraph.output.report.material import Material, verdict_claims


def reading(material: Material) -> Part:
    """What is compared, and how the report is read."""
    say, comparison = material.say, material.comparison
    rows = tuple(
        tuple(words(text) for text in (
            terms.case_name(case), case.service[say.lang], case.setting[say.lang], case_printout.period_words(case)
        ))
        for case in comparison.cases.values()
    )  # fmt: skip
    table = Table(say("Cases"), (say("case"), say("service"), say("setting"), say("period")), rows)
    return Part("reading", say("What is compared, and how to read it"), (table, Points(_how_to_read(material))))


def _how_to_read(material: Material) -> tuple[Runs, ...]:
    say = material.say
    first = next((outcome.claims[0] for outcome in material.comparison.outcomes), None)
    example = filled(" " + say("An example: {claim}.", claim=HERE), material.cited([first], full=True)) if first else ()
    return (
        words(
            say(
                "Every finding names the claims it rests on, each with its basis. The name of a claim opens its "
                "evidence: what is said, where it was found, and what speaks against it."
            ),
            *example,
        ),
        words(
            say("A basis says what a claim stands on, the strongest first: {bases}.", bases=_bases(material)),
            *filled(" " + say("What each means: {part}.", part=HERE), words(material.part("methods"))),
        ),
        words(say("A glyph says what is known of a condition: {glyphs}.", glyphs=_glyphs(material))),
        words(Run(say("Not reported is not absent."), strong=True), " ", _silence(material)),
        words(
            say(
                "Two numbers joined by a word are the least and the most a figure can be, given what is unknown; two "
                "numbers in brackets are its range over the choices a coder could have made otherwise."
            )
        ),
    )


def _bases(material: Material) -> str:
    return terms.bases(material.comparison.bases, material.comparison.ontology, material.say)


def _glyphs(material: Material) -> str:
    """Every glyph with the status it stands for."""
    ontology, lang = material.comparison.ontology, material.say.lang
    return ", ".join(f"{glyph} {ontology.code('status', status)[lang]}" for status, glyph in terms.GLYPHS.items())


def _silence(material: Material) -> str:
    return material.say(
        "What no source tells is unknown: it is shown as unknown, asked about, and never counted as lacking."
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


def summary(material: Material) -> Part:
    """The comparison in five sentences, each with the claims or the parts it rests on."""
    claims = _claims_behind(material)
    points = tuple(
        words(_one_sentence(sentences), *_behind(claims.get(about, []), about, material))
        for about, sentences in _five(printout.statements(material.comparison, material.say)).items()
    )
    return Part("summary", material.say("Summary in five sentences"), (Points(points, numbered=True),))


def _five(statements: dict[str, list[str]]) -> dict[str, list[str]]:
    """Readiness and ties are one sentence where what the study alone supports has one of its own."""
    if "study-alone" not in statements:
        return statements
    merged = [*statements["readiness"], *statements["ties"]]
    alone = {about: said for about, said in statements.items() if about not in ("readiness", "ties", "caution")}
    return {**alone, "readiness-and-ties": merged, "caution": statements["caution"]}


def _one_sentence(sentences: list[str]) -> str:
    """Several sentences as one: "A; b." The later ones begin with a word of ours, never with a name."""
    first, *rest = [sentence.removesuffix(".") for sentence in sentences]
    return "; ".join([first, *(each[:1].lower() + each[1:] for each in rest)]) + "."


def _claims_behind(material: Material) -> dict[str, list[Claim]]:
    """By statement of the summary, the claims it rests on; what rests on many leads to a part instead."""
    comparison = material.comparison
    return {
        "outcomes": [claim for outcome in comparison.outcomes for claim in outcome.claims],
        "findings": [claim for verdict in comparison.with_verdict("difference") for claim in verdict_claims(verdict)],
        "caution": [claim for claim, _ in comparison.rivals],
    }


def _behind(claims: list[Claim], about: str, material: Material) -> Runs:
    """The claims in brackets, or the parts where they are; nothing where there are none."""
    parts = [words(material.part(anchor)) for anchor in _WHERE.get(about, ())]
    if claims:
        return words(" [", *material.named(claims), "]")
    return words(" [", *joined(parts), "]") if parts else ()
