"""The parts about how actors are tied: measures with their ranges, paper against practice, expected ties, every tie."""

from __future__ import annotations

from collabgraph.analysis.expected_ties import Expectation, ExpectationState, ExpectedPair
from collabgraph.analysis.paper_practice import KnownTie, Side
from collabgraph.model import Status, TieClaim
from collabgraph.output.presenters import comparison as printout
from collabgraph.output.presenters import gaps, networks, terms
from collabgraph.output.report.document import HERE, Paragraph, Part, Runs, Table, filled, joined, words
from collabgraph.output.report.material import Material
from collabgraph.words import mark

_KNOWN_FROM = {
    Side.PAPER: mark("on paper only"),
    Side.PRACTICE: mark("in practice only"),
    Side.BOTH: mark("on paper and in practice"),
    Side.NEITHER: mark("other bases alone"),
}


def measures(material: Material) -> Part:
    """Every network-level metric of each case with its range, and what the networks stand on."""
    say, comparison = material.say, material.comparison
    lines = [
        printout.tie_counts(comparison, say) + ".",
        *(networks.basis_line(net, comparison.ontology, say) for net in comparison.networks.values()),
        *(networks.mode_words(case.upper(), mode, say) for case, mode in comparison.modes.items()),
        printout.how_robust(say),
        networks.caution(say),
    ]
    blocks = [Paragraph(words(line)) for line in lines]
    every = Paragraph(
        filled(say("Every tie under these numbers, with its claims: {part}.", part=HERE), words(material.part("ties")))
    )
    return Part("networks", say("Networks and their measures"), (*blocks, _metrics(material), every))


def _metrics(material: Material) -> Table:
    say, comparison = material.say, material.comparison
    rows = tuple(
        (
            words(networks.metric_label(figure.metric, say)),
            *(words(printout.figure_value(figure, case, comparison, say)) for case in comparison.cases),
            words(printout.robustness(figure, say) or "–"),
        )
        for figure in comparison.figures()
    )
    return Table(say("Metrics"), (say("metric"), *material.names, say("difference")), rows)


def paper_practice(material: Material) -> Part:
    """How many ties are known from rules, from practice, from both and from neither."""
    say, comparison = material.say, material.comparison
    lines = [
        f"{gaps.gap_headline(gap, say)}. {gaps.practice_known(gap, comparison.ontology, say)}"
        for gap in comparison.paper_practice.values()
    ]
    scope = say("This is counted over the claims of every basis, whichever were asked for.")
    blocks = [Paragraph(words(line)) for line in (*lines, gaps.unknown_not_absent(say), scope)]
    where = Paragraph(filled(say("Each of them, with its claims: {part}.", part=HERE), words(material.part("ties"))))
    return Part("paper-practice", say("Paper against practice"), (*blocks, where))


def ties(material: Material) -> Part:
    """Every tie of each case: between whom, of which kinds, on which claims, and where it is known from."""
    say, comparison = material.say, material.comparison
    rows = tuple(
        (
            words(case.upper()),
            words(terms.actor_name(tie.sender, say)),
            words(terms.actor_name(tie.receiver, say)),
            _kinds(tie, material),
            words(say(_KNOWN_FROM[tie.side])),
        )
        for case, gap in comparison.paper_practice.items()
        for tie in gap.ties
    )
    columns = (say("case"), say("from actor"), say("to actor"), say("kinds of tie and their claims"), say("known from"))
    return Part("ties", material.title("ties"), (Table(say("Ties"), columns, rows),))


def _kinds(tie: KnownTie, material: Material) -> Runs:
    """Each kind of tie with its claims, denials with the status they claim."""
    found: dict[str, list[TieClaim]] = {}
    for claim in (*tie.paper, *tie.practice, *tie.other, *tie.denied):
        found.setdefault(_kind(claim, material), []).append(claim)
    return joined([words(kind, " (", *material.cited(claims), ")") for kind, claims in found.items()], "; ")


def _kind(claim: TieClaim, material: Material) -> str:
    ontology, say = material.comparison.ontology, material.say
    kind = gaps.kind_words(claim.kind, ontology, say)
    return kind if claim.status is Status.PRESENT else f"{kind}: {ontology.code('status', claim.status)[say.lang]}"


def expected(material: Material) -> Part:
    """Which of the ties the framework expects are met, and which are worth asking about."""
    say, comparison = material.say, material.comparison
    title = say("Expected ties")
    if not comparison.framework.expected:
        line = say("{framework} expects no ties.", framework=comparison.framework.title)
        return Part("expected", title, (Paragraph(words(line)),))
    results = list(comparison.expected.values())
    lines = [
        *(gaps.expected_headline(result, say) + "." for result in results),
        gaps.expected_grounds(results[0], comparison.ontology, say),
        gaps.what_met_says(say),
        gaps.not_absent(say),
    ]
    rows = tuple(
        (
            words(terms.case_name(result.case)),
            words(gaps.expected_words(each, comparison.ontology, say)),
            words(say(gaps.STATES[each.state])),
            _found(each, material),
        )
        for result in results
        for each in result.expectations
    )
    columns = (say("case"), say("expected tie"), say("state"), say("between whom, and the claims"))
    blocks = [Paragraph(words(line)) for line in lines]
    return Part("expected", title, (*blocks, Table(title, columns, rows)))


def _found(expectation: Expectation, material: Material) -> Runs:
    """Between whom a tie was found on which claims, or was looked for; which role nobody is found in."""
    ontology, say = material.comparison.ontology, material.say
    nobody = gaps.nobody_found(expectation, ontology, say)
    runs = words(nobody) if nobody else joined([_pair(pair, material) for pair in expectation.deciding], "; ")
    if not expectation.aside or expectation.state is ExpectationState.MET:
        return runs
    return (*runs, *filled(say(" (on other bases: {claims})", claims=HERE), material.cited(expectation.aside)))


def _pair(pair: ExpectedPair, material: Material) -> Runs:
    ends = gaps.pair_ends(pair, material.say)
    return words(ends, ": ", *material.cited(pair.claims)) if pair.claims else words(ends)
