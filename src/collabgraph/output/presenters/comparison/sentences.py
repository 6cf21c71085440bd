"""A comparison in sentences: the statements of its summary, and the lines under its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from collabgraph.analysis.comparison import STUDY_ALONE, Comparison, Figure, Outcome, Verdict
from collabgraph.analysis.expected_ties import ExpectationState
from collabgraph.analysis.metrics.governance import MODES
from collabgraph.analysis.paper_practice import Side
from collabgraph.model import Basis
from collabgraph.output.presenters import networks, terms
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
        if n:
            words = say.plural(
                "{case} {n} tie ({reported} reported)",
                "{case} {n} ties, {reported} of them reported",
                n,
                case=case.upper(),
                reported=reported,
            )
            parts.append(words)
        else:
            parts.append(say("{case} no tie reported on these bases", case=case.upper()))
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
    known = say(
        "ties on paper only {paper}, in practice only {practice}, both {both}",
        **{side.name.lower(): len(gap.of(side)) for side in Side},
    )
    if networks.silent(comparison.networks[case]):
        return say("{case}: no tie is reported on these bases. On all bases: {known}.", case=case.upper(), known=known)
    n = len(expected.expectations) - len(expected.of(ExpectationState.NOT_APPLICABLE))
    return say(
        "{case}: {mix}. On all bases: {known}. {expected}",
        case=case.upper(),
        mix=terms.mix(comparison.networks[case].bases, comparison.ontology, say),
        known=known,
        expected=say.plural(
            "Found {met} of {n} expected tie.",
            "Found {met} of {n} expected ties.",
            n,
            met=len(expected.of(ExpectationState.MET)),
        )
        if n
        else "",
    ).rstrip()


def governance_line(comparison: Comparison, say: Speech) -> str:
    """The governance modes with their margins; ``collabgraph metrics`` gives the inputs of each."""
    parts = []
    for case, mode in comparison.modes.items():
        undefined = mode.undefined is not None and mode.mode != "not-assessable"
        words = say("undefined") if undefined else MODES[mode.mode][say.lang]
        margin = "" if mode.margin is None else say(" (margin {margin})", margin=say.number(mode.margin))
        parts.append(f"{case.upper()} {words}{margin}")
    return say("Governance mode by our rule: {cases}.", cases="; ".join(parts))


def robustness(figure: Figure, say: Speech, *, brief: bool) -> str:
    """Under how many of the joint choices a difference keeps its direction; empty where there is nothing to compare."""
    if figure.agreement is None:
        return ""
    count = figure.agreement.every
    counts = {"same": count.same, "defined": count.defined}
    if figure.robust is None:
        return say("no difference ({same} of {defined})", **counts)
    if brief:
        return (
            say("yes ({same} of {defined})", **counts) if figure.robust else say("no ({same} of {defined})", **counts)
        )
    if figure.robust:
        return say("robust ({same} of {defined})", **counts)
    return say("not robust ({same} of {defined})", **counts)


def joint_choices(figures: Sequence[Figure], say: Speech, *, brief: bool) -> list[str]:
    """What the counts in the column of differences are, how many choices were tried, and what no single one turns."""
    choices = figures[0].choices if figures else None
    if choices is None or not choices.agreements:
        return []
    counts = {"tried": choices.tried, "total": choices.total, "joint": choices.joint, "seed": choices.seed}
    meaning = say(
        "Robust: every joint choice (bases, roles, systems, symmetric kinds, boundary, open identities, one tie), "
        "alike in all cases, leaves the difference its direction; so many of those with a value do."
    )
    if not choices.sampled:
        tried = say("All {total} were tried.", **counts)
    elif brief or choices.joint >= choices.tried:
        tried = say("Tried: a sample of {tried} of {total} (seed {seed}).", **counts)
    else:
        tried = say(
            "Of {total} choices {tried} were tried: all {joint} that leave out no tie, all that change one thing only, "
            "and a random sample of the others (seed {seed}).",
            **counts,
        )
    lines = [f"{meaning} {tried}"]
    if not brief:
        lines.append(
            say(
                "The choices: all bases or one left out; offices or roles; with or without information systems; with "
                "or without symmetric kinds of tie; all actors or only public ones of the city; an actor of open "
                "identity kept apart, or merged with one it may be; all ties, or one tie of one case left out."
            )
        )
    single = [f.metric for f in figures if f.agreement and f.robust is False and f.agreement.alone.always]
    if single:
        names = say.listed([networks.metric_label(name, say) for name in single])
        lines.append(say("Turned only by several choices at once: {metrics}.", metrics=names))
    return lines


def tie_counts(comparison: Comparison, say: Speech) -> str:
    """The numbers of ties and actors that all cases have, and of ties that only one case has."""
    unknown = [case for case, net in comparison.networks.items() if networks.silent(net)]
    only = [
        say.plural("{n} tie only in {case}", "{n} ties only in {case}", len(comparison.only(case)), case=case.upper())
        for case in comparison.cases
        if case not in unknown
    ]
    if not unknown:
        shared = [
            say.plural("{n} tie in every case", "{n} ties in every case", len(comparison.shared_ties)),
            say.plural("{n} actor in every case", "{n} actors in every case", len(comparison.shared_actors)),
        ]
        return ", ".join([*shared, *only])
    if not only:
        return say("no tie is reported on these bases; this says nothing about whether there were ties")
    names = say.listed([case.upper() for case in unknown])
    silence = say(
        "of {cases} no tie is reported on these bases; this says nothing about whether there were ties", cases=names
    )
    return ", ".join([*only, silence])


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
