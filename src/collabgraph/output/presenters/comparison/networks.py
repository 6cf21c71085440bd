"""The parts about networks: measures with their ranges, paper and practice, expected ties, and all ties."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from collabgraph.analysis.comparison import Figure
from collabgraph.analysis.metrics import NETWORK_LEVEL
from collabgraph.analysis.paper_practice import Side
from collabgraph.model import Actor, TieClaim
from collabgraph.output.document import (
    Number,
    Paragraph,
    Part,
    Row,
    Table,
    TextCell,
    columns,
    paragraph,
    paragraphs,
    sentence,
    text_cell,
    words,
)
from collabgraph.output.presenters import expected_ties, networks, paper_practice, terms
from collabgraph.output.presenters.comparison import sentences
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.notes import explained
from collabgraph.output.presenters.units import unit
from collabgraph.words import Speech, mark

#: The metrics shown on a screen; the report and the other forms have all.
ON_A_SCREEN = (
    "n_actors", "n_ties", "isolates", "density", "mean_degree", "degree_centralization", "betweenness_centralization",
    "reciprocity_arc", "reciprocity_one_way", "transitivity", "mean_distance", "ei_index", "ei_index_level",
)  # fmt: skip

_KNOWN_FROM = {
    Side.PAPER: mark("on paper only"),
    Side.PRACTICE: mark("in practice only"),
    Side.BOTH: mark("on paper and in practice"),
    Side.NEITHER: mark("other bases alone"),
}


def measures(account: Account) -> Part:
    """Every network-level metric of each case with its range, and the bases of the networks."""
    say, comparison = account.say, account.comparison
    if account.brief:
        title = say("Networks: {ties}", ties=sentences.tie_counts(comparison, say))
        lines = [sentences.network_line(case, comparison, say) for case in comparison.cases]
        figures = comparison.figures(ON_A_SCREEN, joint=not _anyone_silent(account))
        lines += [sentences.governance_line(comparison, say), *_reading(account, figures)]
        if cug := networks.null_model(comparison.cugs, say):
            lines.append(cug)
        return Part("networks", title, (*paragraphs(lines), _metrics(account, figures)))
    figures = comparison.figures(joint=not _anyone_silent(account))
    lines = [
        sentences.tie_counts(comparison, say) + ".",
        *(networks.basis_line(net, comparison.ontology, say) for net in comparison.networks.values()),
        *(networks.mode_words(case.upper(), mode, say) for case, mode in comparison.modes.items()),
        *([networks.caution(say)] if account.annotated else _reading(account, figures)),
    ]
    reference = sentence(say, "Every tie under these numbers, with its claims: {part}.", part=account.part("ties"))
    table = _metrics(account, figures)
    return Part("networks", say("Networks and their measures"), (*paragraphs(lines), table, Paragraph(reference)))


def _reading(account: Account, figures: Sequence[Figure]) -> list[str]:
    """How to read the table of metrics, and how not to."""
    say, known = account.say, [net for net in account.comparison.networks.values() if not networks.silent(net)]
    ranges = [f"{networks.how_robust(say)} {networks.boundary(say)}"] if known else []
    lines = [*ranges, *sentences.joint_choices(figures, say, brief=account.brief), networks.caution(say)]
    return [" ".join(lines)] if account.brief else lines


def _metrics(account: Account, figures: Sequence[Figure]) -> Table:
    say = account.say
    rows: tuple[Row, ...] = tuple(
        (
            networks.metric(figure.metric, say),
            *(figure_cell(figure, case, account) for case in account.comparison.cases),
            text_cell(sentences.robustness(figure, say, brief=account.brief)),
            *([text_cell(NETWORK_LEVEL[figure.metric].question[say.lang])] if account.annotated else []),
        )
        for figure in figures
    )
    heads = columns(
        metric=say("metric"), **account.name_columns, difference=say("robust") if account.brief else say("difference")
    )
    heads = (*heads, *(columns(question=say("what it asks")) if account.annotated else ()))
    return explained(Table(say("Metrics"), heads, rows), account, _found(figures, say), *_numbers(account, figures))


def _found(figures: Sequence[Figure], say: Speech) -> str:
    """Which measures differ whatever was chosen in coding."""
    robust = [networks.metric_label(figure.metric, say) for figure in figures if figure.robust]
    compared = sum(figure.agreement is not None for figure in figures)
    counts = {"n": len(robust), "compared": compared, "all": len(figures), "names": say.listed(robust)}
    if not compared:
        return say("None of the {all} measures has a value in every case, so none is compared.", **counts)
    if not robust:
        return say("Of {all} measures, {compared} have a value in every case; none differs robustly.", **counts)
    return say(
        "Of {all} measures, {compared} have a value in every case; {n} of these differ in the same direction whatever "
        "was chosen in coding: {names}.",
        **counts,
    )


def _numbers(account: Account, figures: Sequence[Figure]) -> list[str]:
    """What the numbers of the table of measures are."""
    say = account.say
    return [
        networks.how_robust(say),
        networks.boundary(say),
        *sentences.joint_choices(figures, say, brief=False),
        networks.null_model(account.comparison.cugs, say),
        say("Undefined: the measure cannot be computed for this network; it is not zero."),
        say("How each is computed: collabgraph metrics --list."),
    ]


def _anyone_silent(account: Account) -> bool:
    return any(map(networks.silent, account.comparison.networks.values()))


def figure_cell(figure: Figure, case: str, account: Account) -> Number:
    """A metric of a case with its range, or why it is undefined, and its percentile among random networks.

    A case of which no tie is known has no measures: what is not reported is not zero.
    """
    if networks.silent(account.comparison.networks[case]):
        return Number(note=words(account.say("not reported")))
    cug = account.comparison.cugs.get(case, {}).get(figure.metric)
    note = words(networks.cug_words(cug, account.say)) if cug else ()
    cell = networks.number(figure.values[case], account.say, figure.ranges.get(case), note)
    return replace(cell, unit=unit(figure.metric, account.say))


def known_from(account: Account) -> Part:
    """The numbers of ties on paper, in practice, both, and neither."""
    say, comparison = account.say, account.comparison
    lines = [
        f"{paper_practice.headline(gap, say)}. {paper_practice.scope(gap, say)} "
        f"{paper_practice.practice_known(gap, comparison.ontology, say)}"
        for gap in comparison.paper_practice.values()
    ]
    scope = say("This is counted over the claims of every basis, whichever were asked for.")
    where = sentence(say, "Each of them, with its claims: {part}.", part=account.part("ties"))
    blocks = (*paragraphs((*lines, paper_practice.unknown_not_absent(say), scope)), Paragraph(where))
    return Part("paper-practice", say("Paper against practice"), blocks)


def ties(account: Account) -> Part:
    """Every tie of each case: its actors, kinds and claims, and whether it is on paper or in practice."""
    say, comparison = account.say, account.comparison
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(case.upper(), code=case),
            _actor(tie.sender, account),
            _actor(tie.receiver, account),
            _kinds(tie.claims, case, account),
            text_cell(say(_KNOWN_FROM[tie.side]), code=tie.side.value),
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
    lines = [f"{case.upper()}: {paper_practice.scope(g, say)}" for case, g in comparison.paper_practice.items()]
    means = say("Each row is a tie from one actor to another, with the kinds of tie and the claims that say so.")
    known = say("On paper: a rule says so. In practice: a source reports or documents that it is done.")
    table = explained(Table(say("Ties"), heads, rows), account, means, known)
    return Part("ties", account.title("ties"), (*paragraphs(lines), table))


def _kinds(claims: Sequence[TieClaim], case: str, account: Account) -> TextCell:
    ontology, say = account.ontology, account.say
    words_of_it = paper_practice.kinds(claims, case, ontology, say)
    codes = ", ".join(dict.fromkeys(claim.kind for claim in claims))
    return TextCell(words_of_it, codes, claims=terms.citations(claims, case, ontology, say))


def expected(account: Account) -> Part:
    """The ties that the framework expects, with their state in each case."""
    say, comparison = account.say, account.comparison
    title = say("Expected ties")
    if not comparison.framework.expected:
        line = say("{framework} expects no ties.", framework=comparison.framework.title)
        return Part("expected", title, (paragraph(line),))
    results = list(comparison.expected.values())
    lines = [
        *(expected_ties.headline(result, say) + "." for result in results),
        expected_ties.basis_of_expectations(results[0], comparison.ontology, say),
        expected_ties.what_met_says(say),
        expected_ties.not_absent(say),
    ]
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(terms.case_name(result.case), code=result.case.id),
            *expected_ties.row(expectation, result.case.id, comparison.ontology, say),
        )
        for result in results
        for expectation in result.expectations
    )
    heads = columns(case=say("case"), **expected_ties.heads(say))
    means = say("Each row is a tie that the framework expects in a case, and whether claims show it.")
    return Part("expected", title, (*paragraphs(lines), explained(Table(title, heads, rows), account, means)))


def _actor(actor: Actor, account: Account) -> TextCell:
    """A cell with what an actor is called; programs get its id, told apart from that of another actor."""
    return replace(terms.actor(actor, account.say), code=account.comparison.names.get(actor.iri, actor.id))
