"""A comparison in sentences: the statements of its summary, and the lines under its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from collabgraph.analysis.comparison import STUDY_ALONE, Comparison, Figure, Outcome, Verdict
from collabgraph.analysis.expected_ties import ExpectationState
from collabgraph.analysis.metrics.governance import MODES
from collabgraph.analysis.paper_practice import Side
from collabgraph.model import Basis, Interval
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

VERDICTS = {
    "difference": mark("difference"),
    "one-sided": mark("one-sided"),
    "unknown": mark("unknown"),
    "shared-present": mark("shared: present"),
    "shared-absent": mark("shared: absent"),
    "shared-insufficient": mark("shared: insufficient"),
    "shared-partial": mark("shared: partial"),
    "not-applicable": mark("not applicable"),
}

#: The words for outcomes that are all favourable, all unfavourable, or neither.
JUDGED = {True: mark("favourable"), False: mark("unfavourable"), None: mark("mixed")}


def summary(comparison: Comparison, say: Speech) -> list[str]:
    """The comparison in a few statements: outcomes, findings from reported claims alone, findings on all bases."""
    return [" ".join(sentences) for sentences in statements(comparison, say).values()]


def statements(comparison: Comparison, say: Speech) -> dict[str, list[str]]:
    """The statements of the summary by what they are about, each as its sentences."""
    alone = Basis.REPORTED in comparison.bases and comparison.bases != STUDY_ALONE
    return {
        "outcomes": _outcome_sentences(comparison, say),
        **({"study-alone": [alone_sentence(comparison, say)]} if alone else {}),
        "findings": _finding_sentences(comparison, say),
        "readiness": [readiness_sentence(comparison, say)],
        "ties": [tie_sentence(comparison, say)],
        "caution": _caution_sentences(comparison, say),
    }


def _outcome_sentences(comparison: Comparison, say: Speech) -> list[str]:
    parts = []
    for case in comparison.cases:
        outcomes = [outcome for outcome in comparison.outcomes if outcome.case == case]
        judged = say(JUDGED[comparison.favourable(case)])
        listed = say.listed([outcome_words(outcome, comparison, say) for outcome in outcomes])
        parts.append(
            f"{case.upper()}: {listed} ({judged})"
            if outcomes
            else say("{case}: no outcome reported", case=case.upper())
        )
    sentence = "; ".join(parts) + "."
    if len({outcome.case for outcome in comparison.outcomes}) > 1 and not comparison.common_indicators:
        return [sentence, say("No indicator is reported for every case: the outcomes are measured differently.")]
    return [sentence]


def outcome_words(outcome: Outcome, comparison: Comparison, say: Speech) -> str:
    """What is reported of an indicator: "number of applicants decreased"."""
    results = [comparison.ontology.code("result", result)[say.lang] for result in outcome.results]
    return f"{outcome.indicator.term.label[say.lang]} {say.listed(results)}"


def _counts(verdicts: Iterable[Verdict]) -> dict[str, int]:
    counts = Counter(verdict.verdict for verdict in verdicts)
    shared = sum(count for name, count in counts.items() if name.startswith("shared"))
    return {"differ": counts["difference"], "shared": shared, "one": counts["one-sided"], "none": counts["unknown"]}


def alone_sentence(comparison: Comparison, say: Speech) -> str:
    """The findings from reported claims alone."""
    counts, n = _counts(comparison.study_alone), len(comparison.study_alone)
    if counts["differ"]:
        return say(
            "By reported claims alone {differ} of {n} preconditions differ; {one} are known of some cases only and "
            "{none} of no case.",
            **counts,
            n=n,
        )
    return say(
        "By reported claims alone no precondition is known to differ: {one} of {n} are known of some cases only, "
        "{none} of no case, {shared} are shared.",
        **counts,
        n=n,
    )


def _finding_sentences(comparison: Comparison, say: Speech) -> list[str]:
    counts, n = _counts(comparison.verdicts), len(comparison.verdicts)
    bases = terms.bases(comparison.bases, comparison.ontology, say)
    differing = comparison.with_verdict("difference")
    if not differing:
        sentence = say(
            "By {bases} claims no precondition is known to differ ({n} in all: {one} known of some cases only, "
            "{none} of no case, {shared} shared).",
            **counts,
            n=n,
            bases=bases,
        )
        return [sentence]
    named = "; ".join(f"{v.construct.term.label[say.lang]} ({_bases_of(v, comparison, say)})" for v in differing)
    return [
        say("With {bases} together {differ} of {n} differ: {named}.", **counts, n=n, bases=bases, named=named),
        say("{one} are known of some cases only, {none} of no case, {shared} are shared.", **counts),
    ]


def _bases_of(verdict: Verdict, comparison: Comparison, say: Speech) -> str:
    parts = []
    for case, bases in verdict.bases.items():
        words = terms.bases(bases, comparison.ontology, say).replace(", ", "+") or say("not reported")
        parts.append(f"{case.upper()} {words}")
    return ", ".join(parts)


def readiness_sentence(comparison: Comparison, say: Speech) -> str:
    """How far the starting conditions and the other preconditions of each case are met, from at least to at most."""

    def listed(intervals: dict[str, Interval | None]) -> str:
        return "; ".join(f"{case.upper()} {terms.interval(interval, say)}" for case, interval in intervals.items())

    states = comparison.preconditions
    return say(
        "From 0 (nothing) to 1 (everything), what was in place at the start: {starting}; other factors met: {others}. "
        "Two numbers are the least and the most, given what is unknown.",
        starting=listed({case: state.readiness for case, state in states.items()}),
        others=listed({case: state.factors_met for case, state in states.items()}),
    )


def tie_sentence(comparison: Comparison, say: Speech) -> str:
    """How many ties each case has, and how many of them the study reports."""
    parts = []
    for case, net in comparison.networks.items():
        reported, n = net.bases.get(Basis.REPORTED, 0), len(net.ties)
        counts = {"case": case.upper(), "reported": reported}
        one, many = (
            mark("{case} {n} tie, {reported} of them reported"),
            mark("{case} {n} ties, {reported} of them reported"),
        )
        parts.append(
            say.plural(one, many, n, **counts) if n else say("{case} not reported on these bases", case=case.upper())
        )
    return say("Networks: {cases}.", cases="; ".join(parts))


def _rivals_counted(comparison: Comparison, say: Speech) -> str:
    n = len(comparison.rivals)
    if not n:
        return rivals_left_out(comparison, say).removesuffix(".") or say(
            "no rival explanation is coded, which does not mean there is none"
        )
    return say.plural("{n} rival explanation is coded", "{n} rival explanations are coded", n)


def rivals_left_out(comparison: Comparison, say: Speech) -> str:
    """How many rival explanations rest on bases, or have attributions, that were not chosen; empty where none does."""
    n = len(comparison.rivals_left_out)
    if not n:
        return ""
    return say.plural(
        "{n} rival explanation rests on a basis or an attribution left out here.",
        "{n} rival explanations rest on bases or attributions left out here.",
        n,
    )


def _caution_sentences(comparison: Comparison, say: Speech) -> list[str]:
    """Whether the differences agree with the outcomes, and why that proves nothing."""
    differing = comparison.with_verdict("difference")
    circular = [verdict for verdict in differing if verdict.fits_by_construction]
    against = [verdict for verdict in differing if verdict.fits is False]
    fitting = [verdict for verdict in differing if verdict.fits and not verdict.fits_by_construction]
    sentences = []
    if circular:
        labels = say.listed([verdict.construct.term.label[say.lang] for verdict in circular])
        sentences.append(
            say(
                "The study's factors were given to a case because of its outcome (implied claims), so that the "
                "agreement of {labels} with the outcomes is by construction.",
                labels=labels,
            )
        )
    if fitting or against:
        phrase = mark("Of the other differences {fitting} fit the outcomes and {against} run against them.")
        if not circular:
            phrase = mark("Of the differences {fitting} fit the outcomes and {against} run against them.")
        sentences.append(say(phrase, fitting=len(fitting), against=len(against)))
    elif not circular:
        sentences.append(say("So no difference in outcome is explained."))
    rivals, chance = _rivals_counted(comparison, say), _chance(comparison, say)
    sentences.append(say("Nothing is proved: {rivals}, and {chance}.", rivals=rivals, chance=chance))
    return sentences


def _chance(comparison: Comparison, say: Speech) -> str:
    """What a test could show: with few cases even a perfect contrast is not significant (Fisher's exact test)."""
    n = len(comparison.cases)
    if comparison.least_p > _SIGNIFICANT:
        return say("with {n} cases not even a perfect contrast could be statistically significant", n=n)
    return say("no test of significance is made here")


#: The usual level of significance.
_SIGNIFICANT = 0.05


def tally_sentence(verdict: Verdict, comparison: Comparison, say: Speech) -> str:
    """In how many cases of each outcome a precondition is met, and the cases that go against the rest."""
    tally = comparison.tally(verdict)
    sentence = say(
        "Met in {good} of {known_good} favourable cases where it is known and in {bad} of {known_bad} unfavourable "
        "ones ({unknown} unknown)",
        good=tally.met[True],
        known_good=tally.known[True],
        bad=tally.met[False],
        known_bad=tally.known[False],
        unknown=sum(tally.cases.values()) - sum(tally.known.values()),
    )
    if not tally.exceptions:
        return f"{sentence}."
    n, names = len(tally.exceptions), ", ".join(case.upper() for case in tally.exceptions[:_MOST_NAMED])
    more = say(" and {n} more", n=n - _MOST_NAMED) if n > _MOST_NAMED else ""
    return f"{sentence}; " + say.plural("exception: {names}.", "exceptions: {names}.", n, names=names + more)


#: As many exceptions are named in a sentence.
_MOST_NAMED = 5


def verdict_words(verdict: Verdict, say: Speech) -> str:
    """A verdict, and whether it runs against the outcomes or agrees with them by construction."""
    words = say(VERDICTS[verdict.verdict])
    if verdict.fits_by_construction:
        return say("{verdict}, by construction", verdict=words)
    return say("{verdict}, against the outcomes", verdict=words) if verdict.fits is False else words


def network_line(case: str, comparison: Comparison, say: Speech) -> str:
    """The bases of a network, its ties on paper and in practice, and the expected ties found."""
    gap, expected = comparison.paper_practice[case], comparison.expected[case]
    return say(
        "{case}: {ties}, by strongest basis {mix}; of {all} ties on any basis, background knowledge too, {paper} on "
        "paper only, {practice} in practice only, {both} both, {neither} neither; {met} of {n} expected ties found.",
        case=case.upper(),
        ties=terms.ties_counted(comparison.networks[case], say),
        all=len(gap.ties),
        mix=terms.mix(comparison.networks[case].bases, comparison.ontology, say),
        met=len(expected.of(ExpectationState.MET)),
        n=len(expected.expectations) - len(expected.of(ExpectationState.NOT_APPLICABLE)),
        **{side.name.lower(): len(gap.of(side)) for side in Side},
    )


def governance_line(comparison: Comparison, say: Speech) -> str:
    """The governance modes with their margins; ``collabgraph metrics`` gives the inputs of each."""
    parts = []
    for case, mode in comparison.modes.items():
        margin = "–" if mode.margin is None else say.number(mode.margin)
        words = say("undefined") if mode.undefined else MODES[mode.mode][say.lang]
        parts.append(say("{case} {mode} (margin {margin})", case=case.upper(), mode=words, margin=margin))
    return say("Governance mode by our rule: {cases}.", cases="; ".join(parts))


def robustness(figure: Figure, say: Speech) -> str:
    """Whether a difference is robust to the choices of coding; empty where there is nothing to compare."""
    return {True: say("robust"), False: say("not robust"), None: ""}[figure.robust]


def tie_counts(comparison: Comparison, say: Speech) -> str:
    """The numbers of ties and actors that all cases have, and of ties that only one case has."""
    shared = say(
        "{n} ties and {actors} actors in every case",
        n=len(comparison.shared_ties),
        actors=len(comparison.shared_actors),
    )
    only = [
        say("{n} ties only in {case}", n=len(comparison.only(case)), case=case.upper()) for case in comparison.cases
    ]
    return ", ".join([shared, *only])


def gist(statement: str) -> str:
    """The first sentence of a statement; an abbreviation does not end it."""
    return re.split(r"(?<=\w{4}\.)\s+(?=[A-Z])", statement, maxsplit=1)[0]


def ask_lines(comparison: Comparison, say: Speech) -> list[str]:
    """The preconditions to ask about in each case, first those known of another case."""
    lines = []
    for case in comparison.cases:
        verdicts = comparison.ask(case)
        deciding = [verdict for verdict in verdicts if verdict.verdict == "one-sided"]
        labels = say.listed([verdict.construct.term.label[say.lang] for verdict in deciding or verdicts])
        counted = {"case": case.upper(), "n": len(verdicts), "labels": labels}
        if deciding:
            lines.append(say("{case} ({n} open), known of another case: {labels}.", **counted))
        elif verdicts:
            lines.append(say("{case} ({n} open), known of no case: {labels}.", **counted))
    return lines or [say("Nothing is open.")]
