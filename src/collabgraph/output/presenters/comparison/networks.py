"""The parts about how actors are tied: measures with their ranges, paper against practice, expected ties, every tie."""

from __future__ import annotations

from collections.abc import Sequence

from collabgraph.analysis.comparison import Figure
from collabgraph.analysis.expected_ties import Expectation, ExpectationState, ExpectedPair
from collabgraph.analysis.paper_practice import KnownTie, Side
from collabgraph.model import Actor, Status, TieClaim
from collabgraph.output.document import (
    Number,
    Paragraph,
    Part,
    Row,
    Run,
    Runs,
    Said,
    Table,
    Target,
    cited,
    columns,
    joined,
    paragraph,
    paragraphs,
    said,
    sentence,
    text,
    words,
)
from collabgraph.output.presenters import gaps, networks, terms
from collabgraph.output.presenters.comparison import sentences
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.words import mark

#: The metrics there is room for on a screen; the report and the other forms have all.
ON_A_SCREEN = (
    "n_actors", "n_ties", "isolates", "density", "degree_centralization", "betweenness_centralization",
    "reciprocity_arc", "transitivity", "mean_distance", "ei_index",
)  # fmt: skip

_KNOWN_FROM = {
    Side.PAPER: mark("on paper only"),
    Side.PRACTICE: mark("in practice only"),
    Side.BOTH: mark("on paper and in practice"),
    Side.NEITHER: mark("other bases alone"),
}


def measures(account: Account) -> Part:
    """Every network-level metric of each case with its range, and what the networks rest on."""
    say, comparison = account.say, account.comparison
    if account.brief:
        title = say("Networks: {ties}", ties=sentences.tie_counts(comparison, say))
        lines = [sentences.network_line(case, comparison, say) for case in comparison.cases]
        lines += [sentences.governance_line(comparison, say), sentences.how_robust(say), networks.caution(say)]
        if cug := networks.null_model(comparison.cugs, say):
            lines.append(cug)
        return Part("networks", title, (*paragraphs(lines), _metrics(account, comparison.figures(ON_A_SCREEN))))
    lines = [
        sentences.tie_counts(comparison, say) + ".",
        *(networks.basis_line(net, comparison.ontology, say) for net in comparison.networks.values()),
        *(networks.mode_words(case.upper(), mode, say) for case, mode in comparison.modes.items()),
        sentences.how_robust(say),
        networks.caution(say),
    ]
    every = sentence(say, "Every tie under these numbers, with its claims: {part}.", part=account.part("ties"))
    table = _metrics(account, comparison.figures())
    return Part("networks", say("Networks and their measures"), (*paragraphs(lines), table, Paragraph(every)))


def _metrics(account: Account, figures: Sequence[Figure]) -> Table:
    say = account.say
    rows: tuple[Row, ...] = tuple(
        (
            Said((Run(networks.metric_label(figure.metric, say), Target("metric", figure.metric)),), figure.metric),
            *(figure_cell(figure, case, account) for case in account.comparison.cases),
            said(sentences.robustness(figure, say)),
        )
        for figure in figures
    )
    heads = columns(metric=say("metric"), **account.name_columns, difference=say("difference"))
    return Table(say("Metrics"), heads, rows)


def figure_cell(figure: Figure, case: str, account: Account) -> Number:
    """A metric in a case with its range, or why it is undefined; its place among random networks behind it."""
    say, value, around = account.say, figure.values[case], figure.ranges.get(case)
    if value.undefined is not None:
        return Number(note=sentence(say, "undefined: {reason}", reason=value.undefined))
    cug = account.comparison.cugs.get(case, {}).get(figure.metric)
    note = words(networks.cug_words(cug, say)) if cug else ()
    low, high = (around.low, around.high) if around else (None, None)
    return Number(value.value, low, high, spread=True, note=note)


def paper_practice(account: Account) -> Part:
    """How many ties are known from rules, from practice, from both and from neither."""
    say, comparison = account.say, account.comparison
    lines = [
        f"{gaps.gap_headline(gap, say)}. {gaps.practice_known(gap, comparison.ontology, say)}"
        for gap in comparison.paper_practice.values()
    ]
    scope = say("This is counted over the claims of every basis, whichever were asked for.")
    where = sentence(say, "Each of them, with its claims: {part}.", part=account.part("ties"))
    blocks = (*paragraphs((*lines, gaps.unknown_not_absent(say), scope)), Paragraph(where))
    return Part("paper-practice", say("Paper against practice"), blocks)


def ties(account: Account) -> Part:
    """Every tie of each case: between whom, of which kinds, on which claims, and where it is known from."""
    say, comparison = account.say, account.comparison
    rows: tuple[Row, ...] = tuple(
        (
            said(case.upper(), code=case),
            _actor(tie.sender, account),
            _actor(tie.receiver, account),
            Said(_kinds(tie, account)),
            said(say(_KNOWN_FROM[tie.side]), code=tie.side.value),
        )
        for case, gap in comparison.paper_practice.items()
        for tie in gap.ties
    )
    heads = columns(
        case=say("case"),
        sender=say("from actor"),
        receiver=say("to actor"),
        kinds=say("kinds of tie and their claims"),
        known_from=say("known from"),
    )
    return Part("ties", account.title("ties"), (Table(say("Ties"), heads, rows),))


def _actor(actor: Actor, account: Account) -> Said:
    return Said((text(actor.label, account.say, Target("actor", actor.iri)),), actor.id)


def _kinds(tie: KnownTie, account: Account) -> Runs:
    """Each kind of tie with its claims, denials with the status they claim."""
    found: dict[str, list[TieClaim]] = {}
    for claim in (*tie.paper, *tie.practice, *tie.other, *tie.denied):
        found.setdefault(_kind(claim, account), []).append(claim)
    return joined([words(kind, " (", *cited(account.cited(claims)), ")") for kind, claims in found.items()], "; ")


def _kind(claim: TieClaim, account: Account) -> str:
    ontology, say = account.comparison.ontology, account.say
    kind = gaps.kind_words(claim.kind, ontology, say)
    return kind if claim.status is Status.PRESENT else f"{kind}: {ontology.code('status', claim.status)[say.lang]}"


def expected(account: Account) -> Part:
    """Which of the ties the framework expects are met, and which are worth asking about."""
    say, comparison = account.say, account.comparison
    title = say("Expected ties")
    if not comparison.framework.expected:
        line = say("{framework} expects no ties.", framework=comparison.framework.title)
        return Part("expected", title, (paragraph(line),))
    results = list(comparison.expected.values())
    lines = [
        *(gaps.expected_headline(result, say) + "." for result in results),
        gaps.expected_grounds(results[0], comparison.ontology, say),
        gaps.what_met_says(say),
        gaps.not_absent(say),
    ]
    rows: tuple[Row, ...] = tuple(
        (
            said(terms.case_name(result.case), code=result.case.id),
            said(gaps.expected_words(each, comparison.ontology, say), code=each.tie.id),
            said(say(gaps.STATES[each.state]), code=each.state.value),
            Said(_found(each, account)),
        )
        for result in results
        for each in result.expectations
    )
    heads = columns(
        case=say("case"),
        expected=say("expected tie"),
        state=say("state"),
        between=say("between whom, and the claims"),
    )
    return Part("expected", title, (*paragraphs(lines), Table(title, heads, rows)))


def _found(expectation: Expectation, account: Account) -> Runs:
    """Between whom a tie was found on which claims, or was looked for; which role nobody is found in."""
    ontology, say = account.comparison.ontology, account.say
    nobody = gaps.nobody_found(expectation, ontology, say)
    runs = words(nobody) if nobody else joined([_pair(pair, account) for pair in expectation.deciding], "; ")
    if not expectation.aside or expectation.state is ExpectationState.MET:
        return runs
    aside = cited(account.cited(expectation.aside))
    return (*runs, *sentence(say, " (on other bases: {claims})", claims=aside))


def _pair(pair: ExpectedPair, account: Account) -> Runs:
    ends = gaps.pair_ends(pair, account.say)
    return words(ends, ": ", *cited(account.cited(pair.claims))) if pair.claims else words(ends)
