"""A comparison in sentences: the statements of its summary, and the lines under its tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from collabgraph.analysis.comparison import STUDY_ALONE, Comparison, Figure, Outcome, Verdict
from collabgraph.analysis.expected_ties import ExpectationState
from collabgraph.analysis.matrix import MANY, Matrix, matrix
from collabgraph.analysis.metrics.governance import MODES
from collabgraph.analysis.paper_practice import Side
from collabgraph.model import ALL_ATTRIBUTIONS, Basis, Interval, Status
from collabgraph.output.presenters import matrix as matrix_presenter
from collabgraph.output.presenters import networks, terms
from collabgraph.words import Speech, mark

VERDICTS = {
    "difference": mark("differs"),
    "one-sided": mark("one-sided"),
    "unknown": mark("unknown"),
    "shared-present": mark("shared: present"),
    "shared-absent": mark("shared: absent"),
    "shared-insufficient": mark("shared: insufficient"),
    "shared-partial": mark("shared: partial"),
    "not-applicable": mark("not applicable"),
}

_JUDGED = {True: mark("favourable"), False: mark("unfavourable"), None: mark("mixed")}


def opening(say: Speech) -> str:
    """What a comparison is, for someone who sees one for the first time."""
    return say(
        "Here is what sources say of the cases, side by side. What differs may have to do with how they came out; what "
        "is alike cannot by itself."
    )


def summary(comparison: Comparison, say: Speech) -> list[str]:
    """The comparison in a few statements: outcomes, findings from reported claims alone, findings on all bases."""
    return [" ".join(sentences) for sentences in statements(comparison, say).values()]


def statements(comparison: Comparison, say: Speech) -> dict[str, list[str]]:
    """The statements of the summary by what they are about, each as its sentences."""
    alone = Basis.REPORTED in comparison.bases and comparison.bases != STUDY_ALONE
    study_alone = {"study-alone": [alone_sentence(comparison, say)]} if alone else {}
    if len(comparison.cases) >= MANY:
        found = matrix(comparison)
        return {
            "outcomes": [counted_outcomes(found, say), *_nothing_in_common(comparison, say)],
            **study_alone,
            "findings": many_findings(found, say),
            "readiness": _mean_readiness(found, say),
            "ties": [_ties_of_many(comparison, say)],
            "caution": [*_by_construction(found, say), _nothing_proved(comparison, say)],
        }
    return {
        "outcomes": _outcome_sentences(comparison, say),
        **study_alone,
        "findings": _finding_sentences(comparison, say),
        "readiness": readiness_sentences(comparison, say),
        "ties": [tie_sentence(comparison, say)],
        "caution": _caution_sentences(comparison, say),
    }


def _outcome_sentences(comparison: Comparison, say: Speech) -> list[str]:
    parts = []
    for case in comparison.cases:
        outcomes = [outcome for outcome in comparison.outcomes if outcome.case == case]
        judged = judgement(outcomes, comparison.favourable(case), say)
        listed = say.listed([outcome_words(outcome, comparison, say) for outcome in outcomes])
        parts.append(
            f"{case.upper()}: {listed} ({judged})"
            if outcomes
            else say("{case}: no outcome reported", case=case.upper())
        )
    return ["; ".join(parts) + ".", *_nothing_in_common(comparison, say)]


def _nothing_in_common(comparison: Comparison, say: Speech) -> list[str]:
    """A sentence where the outcomes of the cases are measured by different indicators."""
    if len({outcome.case for outcome in comparison.outcomes}) > 1 and not comparison.common_indicators:
        return [say("No indicator is reported for every case: the outcomes are measured differently.")]
    return []


def judgement(outcomes: Collection[Outcome], favourable: bool | None, say: Speech) -> str:
    """The word for outcomes that are all favourable, all unfavourable, all neither, or mixed."""
    if outcomes and all(outcome.neutral for outcome in outcomes):
        return say("neither")
    return say(_JUDGED[favourable])


def outcome_words(outcome: Outcome, comparison: Comparison, say: Speech) -> str:
    """What is reported of an indicator: "number of applicants decreased"."""
    results = [comparison.ontology.code("result", result)[say.lang] for result in outcome.results]
    return f"{outcome.indicator.term.label[say.lang]} {say.listed(results)}"


def _counts(verdicts: Iterable[Verdict]) -> dict[str, int]:
    counts = Counter(verdict.verdict for verdict in verdicts)
    shared = sum(count for name, count in counts.items() if name.startswith("shared"))
    return {
        "differ": counts["difference"],
        "shared": shared,
        "one": counts["one-sided"],
        "none": counts["unknown"],
        "rest": counts["not-applicable"],
    }


def alone_sentence(comparison: Comparison, say: Speech) -> str:
    """The findings from reported claims alone."""
    counts, n = _counts(comparison.study_alone), len(comparison.study_alone)
    rest = _rest(counts, n - counts["differ"], len(comparison.cases), say)
    if not counts["differ"]:
        return say("By reported claims alone, no precondition is known to differ: {rest}.", rest=rest)
    differing = say.plural(
        "By reported claims alone, {n} of {all} preconditions differs",
        "By reported claims alone, {n} of {all} preconditions differ",
        counts["differ"],
        all=n,
    )
    return f"{differing}; {rest}." if rest else f"{differing}."


def _rest(counts: dict[str, int], n: int, cases: int, say: Speech) -> str:
    """What is known of the n preconditions that do not differ; kinds that do not occur are left out."""
    if counts["one"] == n > 1:
        if cases > 2:
            return say("each of the {n} is known for some cases only", n=n)
        return say("each of the {n} is known for one case only", n=n)
    one, none, shared, rest = (counts[kind] for kind in ("one", "none", "shared", "rest"))
    kinds = {
        say.plural("{n} is known for one case only", "{n} are known for one case only", one): one and cases == 2,
        say.plural("{n} is known for some cases only", "{n} are known for some cases only", one): (one and cases > 2),
        say.plural("{n} is known for no case", "{n} are known for no case", none): none,
        say.plural("{n} is alike in every case", "{n} are alike in every case", shared): shared,
        say.plural("{n} does not apply", "{n} do not apply", rest): rest,
    }
    return say.listed([words for words, there in kinds.items() if there])


def _finding_sentences(comparison: Comparison, say: Speech) -> list[str]:
    counts, n = _counts(comparison.verdicts), len(comparison.verdicts)
    differing = comparison.with_verdict("difference")
    on, rest = _on_bases(comparison, say), _rest(counts, n - len(differing), len(comparison.cases), say)
    if not differing:
        return [say("{on} no precondition is known to differ: {rest}.", on=on, rest=rest)]
    named = "; ".join(f"{v.construct.term.label[say.lang]} ({_bases_of(v, comparison, say)})" for v in differing)
    found = say.plural(
        "{on} {n} of {all} preconditions differs: {named}.",
        "{on} {n} of {all} preconditions differ: {named}.",
        len(differing),
        on=on,
        all=n,
        named=named,
    )
    return [found, say("Of the others: {rest}.", rest=rest)] if rest else [found]


def _on_bases(comparison: Comparison, say: Speech) -> str:
    """The beginning of a finding: the bases of the claims it rests on."""
    bases = [terms.basis(basis, comparison.ontology, say) for basis in Basis if basis in comparison.bases]
    left_out = terms.attribution_data(ALL_ATTRIBUTIONS - comparison.attributions)
    if left_out:
        names = say.listed([comparison.ontology.code("attribution", code)[say.lang] for code in left_out])
        return say(
            "By claims that are {bases}, without those of {names} attribution,", bases=", ".join(bases), names=names
        )
    if len(bases) == 1:
        return say("By {basis} claims alone,", basis=bases[0])
    return say("By all claims together ({bases}),", bases=", ".join(bases))


def _bases_of(verdict: Verdict, comparison: Comparison, say: Speech) -> str:
    parts = []
    for case, bases in verdict.bases.items():
        words = terms.bases(bases, comparison.ontology, say).replace(", ", "+") or say("not reported")
        parts.append(f"{case.upper()} {words}")
    return ", ".join(parts)


def readiness_sentences(comparison: Comparison, say: Speech) -> list[str]:
    """How far the starting conditions and the other preconditions of each case are met, from at least to at most."""

    def listed(intervals: dict[str, Interval | None]) -> str:
        return "; ".join(f"{case.upper()} {terms.interval(interval, say)}" for case, interval in intervals.items())

    states = comparison.preconditions
    found = say(
        "From 0 (nothing) to 1 (everything), what was in place at the start: {starting}; other factors met: {others}.",
        starting=listed({case: state.readiness for case, state in states.items()}),
        others=listed({case: state.factors_met for case, state in states.items()}),
    )
    return [found, say("Two numbers are the least and the most, given what is unknown.")]


def tie_sentence(comparison: Comparison, say: Speech) -> str:
    """How many ties each case has, and how many of them the study reports."""
    parts = []
    for case, net in comparison.networks.items():
        reported, n = net.bases.get(Basis.REPORTED, 0), len(net.ties)
        counted = {"case": case.upper(), "ties": terms.so_many_ties(n, say), "reported": reported}
        parts.append(
            say("{case} {ties}, {reported} of them reported", **counted)
            if n
            else say("{case} no tie reported on these bases", case=case.upper())
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
                "Factors were given to a case because of its outcome (implied claims), so that the agreement of "
                "{labels} with the outcomes is by construction.",
                labels=labels,
            )
        )
    if fitting or against:
        phrase = mark("Other differences that agree with the outcomes: {fitting}; that run against them: {against}.")
        if not circular:
            phrase = mark("Differences that agree with the outcomes: {fitting}; that run against them: {against}.")
        sentences.append(say(phrase, fitting=len(fitting), against=len(against)))
    elif not circular:
        sentences.append(say("So no difference in outcome is explained."))
    if neither := [verdict for verdict in differing if verdict.fits is None and comparison.outcomes_differ]:
        labels = say.listed([verdict.construct.term.label[say.lang] for verdict in neither])
        sentences.append(say("Of {labels} neither can be said.", labels=labels))
    return [*sentences, _nothing_proved(comparison, say)]


def _nothing_proved(comparison: Comparison, say: Speech) -> str:
    rivals, chance = _rivals_counted(comparison, say), _chance(comparison, say)
    return say("Nothing is proved: {rivals}, and {chance}.", rivals=rivals, chance=chance)


def _chance(comparison: Comparison, say: Speech) -> str:
    """What a test could show: with few cases even a perfect contrast is not significant (Fisher's exact test)."""
    n = len(comparison.cases)
    if comparison.least_p > _SIGNIFICANT:
        return say("with {n} cases not even a perfect contrast could be statistically significant", n=n)
    if n >= MANY:
        return say("among {n} exact tests a small p can come by chance", n=len(comparison.verdicts))
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


# Many cases ----------------------------------------------------------------------------------------------------------


def counted_outcomes(found: Matrix, say: Speech) -> str:
    """How many cases have each outcome, and which."""
    parts = [
        say("{n} {outcome} ({names})", n=len(cases), outcome=say(word), names=matrix_presenter.names(cases, say))
        for outcome, (_, word) in matrix_presenter.OUTCOMES.items()
        if (cases := found.of(outcome))
    ]
    return say("{n} cases by outcome: {parts}.", n=len(found.cases), parts="; ".join(parts))


def many_findings(found: Matrix, say: Speech) -> list[str]:
    """How much is known, and which preconditions favourable cases certainly meet more often, or less often."""
    cells = [cell for row in found.rows for cell in row.cells.values() if cell.status is not Status.NOT_APPLICABLE]
    known = sum(cell.status.settled for cell in cells)
    sentences = [say("Known: {known} of {n} cells of the matrix.", known=known, n=len(cells))]
    tested = {row.construct.term.label: row.contrast.differences for row in found.rows}
    ranges = {label[say.lang]: found for label, found in tested.items() if found is not None}
    if not ranges:
        none = mark("There is no contrast: the cases do not have a favourable and an unfavourable outcome.")
        return [*sentences, say(none)]
    more = [label for label, span in ranges.items() if span.low > 0]
    less = [label for label, span in ranges.items() if span.high < 0]
    if more:
        phrase = mark("Met more often in favourable cases, whatever the unknown cells are: {labels}.")
        sentences.append(say(phrase, labels=_first_few(more, say)))
    if less:
        phrase = mark("Met more often in unfavourable cases, whatever the unknown cells are: {labels}.")
        sentences.append(say(phrase, labels=_first_few(less, say)))
    rest = len(ranges) - len(more) - len(less)
    undecided = mark("For {rest} of {n} preconditions the unknown cells, or equal shares, leave the direction open.")
    return [*sentences, say(undecided, rest=rest, n=len(ranges))] if rest else sentences


def _first_few(labels: list[str], say: Speech) -> str:
    """The labels, the first few and how many more."""
    more = len(labels) - _MOST_LABELS
    return ", ".join(labels[:_MOST_LABELS]) + say(" and {n} more", n=more) if more > 0 else say.listed(labels)


#: As many labels are listed in a sentence.
_MOST_LABELS = 8


def _mean_readiness(found: Matrix, say: Speech) -> list[str]:
    """The mean of what was in place at the start over the cases with each outcome, at least and at most."""
    parts = []
    for outcome, word in ((outcome, word) for outcome, (_, word) in matrix_presenter.OUTCOMES.items()):
        states = [found.comparison.preconditions[case].readiness for case in found.of(outcome)]
        known = [state for state in states if state is not None]
        if known and outcome.favourable is not None:
            low, high = (sum(ends) / len(known) for ends in zip(*((s.low, s.high) for s in known), strict=True))
            parts.append(f"{say(word)} {terms.interval(Interval(low, high), say)}")
    if not parts:
        return []
    phrase = mark("From 0 (nothing) to 1 (everything), what was in place at the start, on average: {parts}.")
    return [say(phrase, parts="; ".join(parts)), say("Two numbers are the least and the most, given what is unknown.")]


def _ties_of_many(comparison: Comparison, say: Speech) -> str:
    """How many cases have ties on the chosen bases, and which."""
    having = [case for case, net in comparison.networks.items() if net.ties]
    if not having:
        return say("Networks: no tie is reported of any case on these bases.")
    names = matrix_presenter.names(having, say)
    return say("Networks: ties are known of {n} of {all} cases ({names}).", n=len(having), all=len(comparison.cases),
               names=names)  # fmt: skip


def _by_construction(found: Matrix, say: Speech) -> list[str]:
    labels = [row.construct.term.label[say.lang] for row in found.rows if row.by_construction]
    if not labels:
        return []
    phrase = mark(
        "Some statuses were given to a case because of its outcome (implied claims), so that any agreement of {labels} "
        "with the outcomes is in part by construction."
    )
    return [say(phrase, labels=say.listed(labels))]


def alone_name(comparison: Comparison, say: Speech) -> str:
    """The name of what reported claims alone give: "study alone" where one study reports on all of the cases."""
    studies = {case.study.iri if case.study else case.iri for case in comparison.cases.values()}
    return say("study alone") if len(studies) == 1 else say("what is reported")


def verdict_words(verdict: Verdict, say: Speech) -> str:
    """A verdict, and whether it runs against the outcomes or agrees with them by construction."""
    words = say(VERDICTS[verdict.verdict])
    if verdict.fits_by_construction:
        return say("{verdict}, by construction", verdict=words)
    return say("{verdict}, against the outcomes", verdict=words) if verdict.fits is False else words


def network_line(case: str, comparison: Comparison, say: Speech) -> str:
    """The bases of a network, its ties on paper and in practice, and the expected ties found."""
    gap, expected = comparison.paper_practice[case], comparison.expected[case]
    known = say(
        "of {all} ties on any basis {paper} on paper only, {practice} in practice only, {both} both",
        all=len(gap.ties),
        **{side.name.lower(): len(gap.of(side)) for side in Side},
    )
    if networks.silent(comparison.networks[case]):
        return say("{case}: no tie is reported on these bases; {known}.", case=case.upper(), known=known)
    n = len(expected.expectations) - len(expected.of(ExpectationState.NOT_APPLICABLE))
    return say(
        "{case}: {ties} ({mix}); {known}. {expected}",
        case=case.upper(),
        ties=terms.ties_counted(comparison.networks[case], say),
        mix=terms.mix(comparison.networks[case].bases, comparison.ontology, say),
        known=known,
        expected=say.plural(
            "{met} of {n} expected tie found.",
            "{met} of {n} expected ties found.",
            n,
            met=len(expected.of(ExpectationState.MET)),
        )
        if n
        else "",
    ).rstrip()


def governance_line(comparison: Comparison, say: Speech) -> str:
    """The governance modes; ``collabgraph metrics`` gives the inputs, thresholds and margin of each."""
    parts = []
    for case, mode in comparison.modes.items():
        undefined = mode.undefined is not None and mode.mode != "not-assessable"
        words = say("undefined") if undefined else MODES[mode.mode][say.lang]
        parts.append(f"{case.upper()}: {words}")
    return say("Governance mode by our rule: {cases}.", cases="; ".join(parts))


def robustness(figure: Figure, say: Speech, *, brief: bool) -> str:
    """Under how many of the joint choices a difference keeps its direction; empty where there is nothing to compare."""
    if figure.agreement is None:
        return ""
    count = figure.agreement.every
    counts = {"same": count.same, "defined": count.defined}
    if brief:
        phrase = {True: mark("yes, {same}/{defined}"), False: mark("no, {same}/{defined}"), None: mark("equal")}
        return say(phrase[figure.robust], **counts)
    if figure.robust is None:
        return say("no difference ({same} of {defined})", **counts)
    if figure.robust:
        return say("robust ({same} of {defined})", **counts)
    return say("not robust ({same} of {defined})", **counts)


def joint_choices(figures: Sequence[Figure], say: Speech, *, brief: bool) -> list[str]:
    """What the counts in the column of differences are, how many choices were tried, and what no single one turns."""
    choices = figures[0].choices if figures else None
    if choices is None or not choices.agreements:
        return []
    counts = {"tried": choices.tried, "total": choices.total, "joint": choices.joint, "seed": choices.seed}
    if brief:
        return [
            say(
                "Robust: the difference keeps its direction in all joint choices of coding, made alike in the cases. "
                "Counted: those with a value, of {tried} tried among {total} (seed {seed}).",
                **counts,
            )
        ]
    meaning = say(
        "Robust: every joint choice (bases, roles, systems, symmetric kinds, boundary, open identities, one tie), "
        "alike in all cases, leaves the difference its direction; so many of those with a value do."
    )
    if not choices.sampled:
        tried = say("All {total} were tried.", **counts)
    elif choices.joint >= choices.tried:
        tried = say("Tried: a sample of {tried} of {total} (seed {seed}).", **counts)
    else:
        tried = say(
            "Of {total} choices {tried} were tried: all {joint} that leave out no tie, all that change one thing only, "
            "and a random sample of the others (seed {seed}).",
            **counts,
        )
    lines = [
        f"{meaning} {tried}",
        say(
            "The choices: all bases or one left out; offices or roles; with or without information systems; with or "
            "without symmetric kinds of tie; all actors or only public ones of the city; an actor of open identity "
            "kept apart, or merged with one it may be; all ties, or one tie of one case left out."
        ),
    ]
    single = [f.metric for f in figures if f.agreement and f.robust is False and f.agreement.alone.always]
    if single:
        names = say.listed([networks.metric_label(name, say) for name in single])
        lines.append(say("Turned only by several choices at once: {metrics}.", metrics=names))
    return lines


def tie_counts(comparison: Comparison, say: Speech) -> str:
    """The numbers of ties and actors that all cases have, and of ties that only one case has."""
    shared = say(
        "{ties} and {actors} in every case",
        ties=terms.so_many_ties(len(comparison.shared_ties), say),
        actors=terms.actors_counted(len(comparison.shared_actors), say),
    )
    unknown = [case for case, net in comparison.networks.items() if networks.silent(net)]
    only = [
        say.plural("{n} tie only in {case}", "{n} ties only in {case}", len(comparison.only(case)), case=case.upper())
        for case in comparison.cases
        if case not in unknown
    ]
    if not unknown:
        return ", ".join([shared, *only])
    if not only:
        return say("no tie is reported on these bases; this says nothing about whether there were ties")
    names = say.listed([case.upper() for case in unknown])
    silence = say(
        "of {cases} no tie is reported on these bases; this says nothing about whether there were ties", cases=names
    )
    return ", ".join([*only, silence])


#: Abbreviations with a vowel, in lower case; one letter, and letters without a vowel as in "Jl.", need no entry.
_ABBREVIATIONS = frozenset(
    "al apr art arts aug ca cap cf co dec dept ed eds etc ext feb fig figs inc jan mar no nos nov oct op par para pp "
    "prof reg rep sec sen sep sept univ vol bag bpk cv gub hal inc ir jend kab kec kel kep kol lamp pt rt rw sdr tel "
    "telp ud yth".split()
)
_SENTENCE_END = re.compile(r"(?P<word>\S*)(?P<stop>[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W\d_])")


def gist(statement: str) -> str:
    """The first sentence of a statement; an abbreviation does not end it.

    >>> gist("By PP No. 16/2021 and Art. 5 the levy is due. It was not paid.")
    'By PP No. 16/2021 and Art. 5 the levy is due.'
    """
    for end in _SENTENCE_END.finditer(statement):
        following = statement[end.end() :].lstrip("\"'“‘([")
        if following[:1].isupper() and not (end["stop"] == "." and _is_abbreviation(end["word"], end.start() == 0)):
            return statement[: end.end()].rstrip()
    return statement


def _is_abbreviation(word: str, is_first: bool) -> bool:
    """Whether a word before a full stop is an abbreviation, an initial, or the number of an item at the beginning."""
    bare = word.strip("\"'“”‘’()[]/,;:")
    letters = re.split(r"[^\w.]", bare)[-1]
    if letters.isdigit():
        return is_first and len(letters) < 3
    if len(letters) < 2 or "." in letters:
        return letters.replace(".", "").isalpha()
    without_vowel = not re.search(r"[aeiouy]", letters, re.IGNORECASE)
    return letters.lower() in _ABBREVIATIONS or (without_vowel and len(letters) < 5 and not letters.isupper())


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
