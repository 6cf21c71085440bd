"""A comparison in sentences: the statements of its summary, and the lines under its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from collabgraph.analysis.comparison import STUDY_ALONE, Comparison, Figure, Outcome, Verdict
from collabgraph.analysis.expected_ties import ExpectationState
from collabgraph.analysis.metrics.governance import MODES
from collabgraph.analysis.paper_practice import Side
from collabgraph.model import Basis
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

VERDICTS = {
    "difference": mark("difference"),
    "one-sided": mark("one-sided"),
    "unknown": mark("unknown"),
    "shared-present": mark("shared: present"),
    "shared-absent": mark("shared: absent"),
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
        "caution": [_caution_sentence(comparison, say)],
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
    """The readiness interval of each case, and the number of unknowns."""
    parts = [
        say(
            "{case} {readiness} ({unknown} unknown)",
            case=case.upper(),
            readiness=terms.interval(state.readiness, say),
            unknown=state.unknown,
        )
        for case, state in comparison.preconditions.items()
    ]
    return say("Readiness: {cases}.", cases="; ".join(parts))


def tie_sentence(comparison: Comparison, say: Speech) -> str:
    """How many ties each case has, and how many of them the study reports."""
    parts = []
    for case, net in comparison.networks.items():
        reported, n = net.bases.get(Basis.REPORTED, 0), len(net.ties)
        counts = {"case": case.upper(), "n": n, "reported": reported}
        parts.append(
            say("{case} {n} ties, {reported} of them reported", **counts) if n else say("{case} no ties", **counts)
        )
    return say("Networks: {cases}.", cases="; ".join(parts))


def _rivals_counted(n: int, say: Speech) -> str:
    if not n:
        return say("no rival explanation is coded, which does not mean there is none")
    return say.plural("{n} rival explanation is coded", "{n} rival explanations are coded", n)


def _caution_sentence(comparison: Comparison, say: Speech) -> str:
    against = [verdict for verdict in comparison.with_verdict("difference") if verdict.fits is False]
    fitting = [verdict for verdict in comparison.with_verdict("difference") if verdict.fits]
    rivals = _rivals_counted(len(comparison.rivals), say)
    significance = say("with {n} cases nothing is statistically significant", n=len(comparison.cases))
    if fitting and not against:
        return say(
            "The differences are consistent with the outcomes, and prove nothing: {rivals}, and {significance}.",
            rivals=rivals,
            significance=significance,
        )
    if fitting or against:
        return say(
            "{fitting} of the differences fit the outcomes and {against} run against them: {rivals}, and "
            "{significance}.",
            fitting=len(fitting),
            against=len(against),
            rivals=rivals,
            significance=significance,
        )
    return say(
        "So no difference in outcome is explained: {rivals}, and {significance}.",
        rivals=rivals,
        significance=significance,
    )


def verdict_words(verdict: Verdict, say: Speech) -> str:
    """A verdict, and whether it runs against the outcomes."""
    words = say(VERDICTS[verdict.verdict])
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
