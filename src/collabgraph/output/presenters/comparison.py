"""Cases side by side as a printout: the finding first, the unknowns always beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from collabgraph.analysis.comparison import STUDY_ALONE, Comparison, Figure, Outcome, TiePair, Verdict
from collabgraph.analysis.expected_ties import ExpectationState, ExpectedTies
from collabgraph.analysis.metrics.governance import MODES
from collabgraph.analysis.paper_practice import PaperPracticeGap, Side
from collabgraph.model import Basis, ConditionClaim, OutcomeClaim, TieClaim
from collabgraph.output.formats import Cell, Printout, Section, Table
from collabgraph.output.presenters import networks, terms
from collabgraph.words import Speech, in_both, mark

VERDICTS = {
    "difference": mark("difference"),
    "one-sided": mark("one-sided"),
    "unknown": mark("unknown"),
    "shared-present": mark("shared: present"),
    "shared-absent": mark("shared: absent"),
    "shared-partial": mark("shared: partial"),
    "not-applicable": mark("not applicable"),
}

#: What is said of outcomes that are all favourable, all unfavourable, or neither.
JUDGED = {True: mark("favourable"), False: mark("unfavourable"), None: mark("mixed")}

#: The metrics of the table form; ``collabgraph metrics`` and the other forms have all.
ON_THE_SLIDE = (
    "n_actors", "n_ties", "isolates", "density", "degree_centralization", "betweenness_centralization",
    "reciprocity_arc", "transitivity", "mean_distance", "ei_index",
)  # fmt: skip


def printout(comparison: Comparison) -> Printout:
    """Outcomes, conditions, ties, metrics, rivals and what to ask next, with a summary in sentences."""
    return Printout(
        lambda say: data(comparison, say), lambda say: sections(comparison, say), lambda say: _rows(comparison, say)
    )


# What is said in sentences ------------------------------------------------------------------------------------------


def summary(comparison: Comparison, say: Speech) -> list[str]:
    """The comparison in a few statements: outcomes, what the study alone supports, what all bases together do."""
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
        found = [outcome for outcome in comparison.outcomes if outcome.case == case]
        judged = say(JUDGED[comparison.favourable(case)])
        listed = say.listed([outcome_words(outcome, comparison, say) for outcome in found])
        parts.append(
            f"{case.upper()}: {listed} ({judged})" if found else say("{case}: no outcome reported", case=case.upper())
        )
    sentence = "; ".join(parts) + "."
    if len({outcome.case for outcome in comparison.outcomes}) > 1 and not comparison.common_indicators:
        return [sentence, say("No indicator is reported for every case: the yardsticks differ.")]
    return [sentence]


def outcome_words(outcome: Outcome, comparison: Comparison, say: Speech) -> str:
    """What is reported of an indicator: "number of applicants decreased"."""
    results = [comparison.ontology.code("result", result)[say.lang] for result in outcome.results]
    return f"{outcome.indicator.term.label[say.lang]} {say.listed(results)}"


def _counts(verdicts: Iterable[Verdict]) -> dict[str, int]:
    found = Counter(verdict.verdict for verdict in verdicts)
    shared = sum(count for name, count in found.items() if name.startswith("shared"))
    return {"differ": found["difference"], "shared": shared, "one": found["one-sided"], "none": found["unknown"]}


def alone_sentence(comparison: Comparison, say: Speech) -> str:
    """What the study's own statements alone support."""
    counts, n = _counts(comparison.study_alone), len(comparison.study_alone)
    if counts["differ"]:
        return say(
            "By the study's own statements alone {differ} of {n} preconditions differ; {one} are known on one side "
            "only and {none} on none.",
            **counts,
            n=n,
        )
    return say(
        "By the study's own statements alone nothing is contrasted: {one} of {n} preconditions are known on one side "
        "only, {none} on none, {shared} are shared.",
        **counts,
        n=n,
    )


def _finding_sentences(comparison: Comparison, say: Speech) -> list[str]:
    counts, n = _counts(comparison.verdicts), len(comparison.verdicts)
    bases = terms.bases(comparison.bases, comparison.ontology, say)
    differing = comparison.with_verdict("difference")
    if not differing:
        sentence = say(
            "On the bases {bases} no precondition is known to differ ({n} in all: {one} known on one side only, {none} "
            "on none, {shared} shared).",
            **counts,
            n=n,
            bases=bases,
        )
        return [sentence]
    named = "; ".join(f"{v.construct.term.label[say.lang]} ({_stands_on(v, comparison, say)})" for v in differing)
    return [
        say("With {bases} together {differ} of {n} differ: {named}.", **counts, n=n, bases=bases, named=named),
        say("{one} are known on one side only, {none} on none, {shared} are shared.", **counts),
    ]


def _stands_on(verdict: Verdict, comparison: Comparison, say: Speech) -> str:
    parts = []
    for case, bases in verdict.bases.items():
        words = terms.bases(bases, comparison.ontology, say).replace(", ", "+") or say("not reported")
        parts.append(f"{case.upper()} {words}")
    return ", ".join(parts)


def readiness_sentence(comparison: Comparison, say: Speech) -> str:
    """How ready each case is at least and at most, and how much is unknown."""
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
    return say.plural("{n} rival explanation stands beside this", "{n} rival explanations stand beside this", n)


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


# For programs -------------------------------------------------------------------------------------------------------


def data(comparison: Comparison, say: Speech) -> dict[str, Any]:
    """The comparison for programs, with the summary in both languages."""
    sentences = in_both(lambda each: "\n".join(summary(comparison, each)))
    return {
        "schema": terms.schema("compare"),
        "cases": list(comparison.cases),
        "framework": comparison.framework.id,
        "basis": [basis.value for basis in Basis if basis in comparison.bases],
        "outcomes": [_outcome_data(outcome, say) for outcome in comparison.outcomes],
        "outcomes_differ": comparison.outcomes_differ,
        "common_indicators": [indicator.term.id for indicator in comparison.common_indicators],
        "conditions": [_verdict_data(verdict, comparison, say) for verdict in comparison.verdicts],
        "readiness": {case: terms.interval_data(p.readiness) for case, p in comparison.preconditions.items()},
        "unknown": {case: p.unknown for case, p in comparison.preconditions.items()},
        "metrics": [_figure_data(figure, comparison, say) for figure in comparison.figures()],
        "ties": _ties_data(comparison),
        "governance": {case: networks.mode_data(mode, say) for case, mode in comparison.modes.items()},
        "expected_ties": {case: _expected_data(found) for case, found in comparison.expected.items()},
        "paper_practice": {case: _sides_data(found) for case, found in comparison.paper_practice.items()},
        "bases": {case: basis_counts(case, comparison) for case in comparison.cases},
        "rivals": [
            {
                **terms.claim_data(claim),
                "cases": list(cases),
                "statement": claim.statement[say.lang],
                "effects": [comparison.ontology.label(iri)[say.lang] for iri in claim.effects],
            }
            for claim, cases in comparison.rivals
        ],
        "ask": {case: [_ask_data(v, say) for v in comparison.ask(case)] for case in comparison.cases},
        "summary": {"en": sentences["en"].split("\n"), "id": sentences["id"].split("\n")},
    }


def _outcome_data(outcome: Outcome, say: Speech) -> dict[str, Any]:
    return {
        "case": outcome.case,
        "indicator": outcome.indicator.term.id,
        "label": outcome.indicator.term.label[say.lang],
        "results": list(outcome.results),
        "favourable": outcome.favourable,
        "claims": [terms.claim_data(claim) for claim in outcome.claims],
    }


def _verdict_data(verdict: Verdict, comparison: Comparison, say: Speech) -> dict[str, Any]:
    alone = comparison.alone(verdict.construct)
    differences = [{"case": d.case, "status": [status.value for status in d.statuses]} for d in verdict.would_differ_if]
    return {
        "construct": verdict.construct.term.id,
        "label": verdict.construct.term.label[say.lang],
        "statuses": {case: condition.status for case, condition in verdict.conditions.items()},
        "verdict": verdict.verdict,
        "fits_outcomes": verdict.fits,
        "holds_whatever_is_unknown": verdict.holds_whatever_is_unknown,
        "would_differ_if": differences or None,
        "claims": {case: [claim.id for claim in condition.claims] for case, condition in verdict.conditions.items()},
        "stands_on": {case: [basis.value for basis in bases] for case, bases in verdict.bases.items()},
        "study_alone": {
            "statuses": {case: condition.status for case, condition in alone.conditions.items()},
            "verdict": alone.verdict,
        },
    }


def _figure_data(figure: Figure, comparison: Comparison, say: Speech) -> dict[str, Any]:
    name = figure.metric
    return {
        "metric": name,
        "label": networks.metric_label(name, say),
        "values": {case: value.value for case, value in figure.values.items()},
        "undefined": {c: value.undefined[say.lang] for c, value in figure.values.items() if value.undefined},
        "ranges": {case: networks.range_data(found, say) for case, found in figure.ranges.items()},
        "robust": figure.robust,
        "note": say("not robust to how ties were coded") if figure.robust is False else None,
        "cug": {c: networks.cug_data(each[name], say) for c, each in comparison.cugs.items() if name in each},
    }


def _expected_data(found: ExpectedTies) -> dict[str, list[str]]:
    """The ids of the expected ties by state."""
    return {which.value: [expectation.tie.id for expectation in found.of(which)] for which in ExpectationState}


def _sides_data(found: PaperPracticeGap) -> dict[str, list[list[str]]]:
    """The ties, as sender and receiver, by where they are known from."""
    return {side.value: [[tie.sender.id, tie.receiver.id] for tie in found.of(side)] for side in Side}


def _ties_data(comparison: Comparison) -> dict[str, Any]:
    return {
        "shared": [_tie_data(pair, comparison.names) for pair in comparison.shared_ties],
        "only": {
            case: [_tie_data(pair, comparison.names) for pair in comparison.only(case)] for case in comparison.cases
        },
        "shared_actors": [comparison.names[iri] for iri in comparison.shared_actors],
        "bases": {c: {b.value: n for b, n in net.bases.items()} for c, net in comparison.networks.items()},
        "omitted": {case: dict(net.omitted) for case, net in comparison.networks.items()},
    }


def _tie_data(pair: TiePair, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "from": names[pair.sender],
        "to": names[pair.receiver],
        "kinds": {case: list(tie.kinds) for case, tie in pair.ties.items()},
        "bases": {case: [basis.value for basis in tie.bases] for case, tie in pair.ties.items()},
        "claims": {case: list(tie.claims) for case, tie in pair.ties.items()},
    }


def basis_counts(case: str, comparison: Comparison) -> dict[str, int]:
    """How many of the outcome, condition and tie claims used here stand on each basis."""
    used = [
        c.basis
        for kind in (OutcomeClaim, ConditionClaim, TieClaim)
        for c in comparison.cases[case].of(kind, comparison.bases)
    ]
    counts = Counter(used)
    return {basis.value: counts[basis] for basis in Basis if counts[basis]}


def _ask_data(verdict: Verdict, say: Speech) -> dict[str, Any]:
    construct = verdict.construct
    return {
        "construct": construct.term.id,
        "label": construct.term.label[say.lang],
        "question": construct.question[say.lang] if construct.question else None,
        "would_decide": verdict.verdict == "one-sided",
    }


# For people ---------------------------------------------------------------------------------------------------------


def sections(comparison: Comparison, say: Speech) -> list[Section]:
    """The slide: finding, conditions, networks and ties, rivals, what to ask."""
    names = say.listed([case.upper() for case in comparison.cases])
    title = say("{cases}, read with {framework}", cases=names, framework=comparison.framework.id)
    return [
        Section(title, tuple(f"• {sentence}" for sentence in summary(comparison, say))),
        _conditions(comparison, say),
        _networks(comparison, say),
        _rivals(comparison, say),
        Section(say("Ask next"), tuple(ask_lines(comparison, say))),
        Section("", (_how_to_trace(comparison, say),)),
    ]


def _how_to_trace(comparison: Comparison, say: Speech) -> str:
    case = next(iter(comparison.cases))
    return say(
        "Every claim opens with its evidence and source: collabgraph show {case} CLAIM. The whole: --format json.",
        case=case,
    )


def _conditions(comparison: Comparison, say: Speech) -> Section:
    columns = (say("precondition"), *(case.upper() for case in comparison.cases), say("verdict"), say("study alone"))
    rows = tuple(
        (
            verdict.construct.term.label[say.lang],
            *(_cell(verdict, case, comparison, say) for case in comparison.cases),
            verdict_words(verdict, say),
            say(VERDICTS[comparison.alone(verdict.construct).verdict]),
        )
        for verdict in comparison.verdicts
    )
    unknown = say.listed([f"{case.upper()} {p.unknown}" for case, p in comparison.preconditions.items()])
    title = say("Preconditions ({n}; unknown: {unknown})", n=len(rows), unknown=unknown)
    return Section(title, (_legend(comparison, say),), Table(columns, rows))


def _legend(comparison: Comparison, say: Speech) -> str:
    used = {condition.status for verdict in comparison.verdicts for condition in verdict.conditions.values()}
    return terms.legend(comparison.ontology, say, used)


def _cell(verdict: Verdict, case: str, comparison: Comparison, say: Speech) -> str:
    condition = verdict.conditions[case]
    differing = next((found.statuses for found in verdict.would_differ_if if found.case == case), None)
    words = terms.cited(condition.claims, comparison.ontology, say)
    if differing:
        glyphs = "/".join(terms.GLYPHS[status] for status in differing)
        words = "; ".join(part for part in (words, say("differs if {glyphs}", glyphs=glyphs)) if part)
    return f"{terms.GLYPHS[condition.status]} {words}" if words else terms.status(condition, comparison.ontology, say)


def verdict_words(verdict: Verdict, say: Speech) -> str:
    """A verdict, and whether it runs against the outcomes."""
    words = say(VERDICTS[verdict.verdict])
    return say("{verdict}, against the outcomes", verdict=words) if verdict.fits is False else words


def _networks(comparison: Comparison, say: Speech) -> Section:
    rows = tuple(
        (
            networks.metric_label(figure.metric, say),
            *(figure_value(figure, case, comparison, say) for case in comparison.cases),
            robustness(figure, say),
        )
        for figure in comparison.figures(ON_THE_SLIDE)
    )
    lines = [_standing_on(case, comparison, say) for case in comparison.cases]
    lines += [_governance(comparison, say), how_robust(say), networks.caution(say)]
    if cug := networks.null_model(comparison.cugs, say):
        lines.append(cug)
    columns = (say("metric"), *(case.upper() for case in comparison.cases), say("difference"))
    return Section(say("Networks: {ties}", ties=tie_counts(comparison, say)), tuple(lines), Table(columns, rows))


def _standing_on(case: str, comparison: Comparison, say: Speech) -> str:
    """What a network stands on: bases, paper and practice, expected ties."""
    gap, expected = comparison.paper_practice[case], comparison.expected[case]
    return say(
        "{case}: {mix}; {paper} ties on paper only, {practice} in practice only, {both} both; {met} of {n} expected "
        "ties found.",
        case=case.upper(),
        mix=terms.mix(comparison.networks[case].bases, comparison.ontology, say),
        met=len(expected.of(ExpectationState.MET)),
        n=len(expected.expectations) - len(expected.of(ExpectationState.NOT_APPLICABLE)),
        **{side.name.lower(): len(gap.of(side)) for side in Side},
    )


def _governance(comparison: Comparison, say: Speech) -> str:
    """The governance modes with their margins; ``collabgraph metrics`` says what each rests on."""
    parts = []
    for case, mode in comparison.modes.items():
        margin = "–" if mode.margin is None else say.number(mode.margin)
        words = say("undefined") if mode.undefined else MODES[mode.mode][say.lang]
        parts.append(say("{case} {mode} (margin {margin})", case=case.upper(), mode=words, margin=margin))
    return say("Governance mode by our rule: {cases}.", cases="; ".join(parts))


def how_robust(say: Speech) -> str:
    """What the ranges are over, and how to read them."""
    return say(
        "In brackets: the range over bases, roles, systems and single ties. Where ranges overlap a difference is not "
        "robust to how ties were coded."
    )


def figure_value(figure: Figure, case: str, comparison: Comparison, say: Speech) -> str:
    """A metric in a case with its range, or why it is undefined."""
    found = networks.shown(figure.values[case], say)
    if isinstance(found, str):
        return found
    parts = [say.number(found or 0)]
    if case in figure.ranges:
        parts.append(networks.range_words(figure.ranges[case], say))
    if figure.metric in comparison.cugs.get(case, {}):
        parts.append(networks.cug_words(comparison.cugs[case][figure.metric], say))
    return " ".join(part for part in parts if part)


def robustness(figure: Figure, say: Speech) -> str:
    """Whether the difference survives the choices of coding."""
    return {True: say("robust"), False: say("not robust"), None: ""}[figure.robust]


def tie_counts(comparison: Comparison, say: Speech) -> str:
    """How many ties and actors the cases share, and how many ties are one case's only."""
    shared = say(
        "{n} ties and {actors} actors in every case",
        n=len(comparison.shared_ties),
        actors=len(comparison.shared_actors),
    )
    only = [
        say("{n} ties only in {case}", n=len(comparison.only(case)), case=case.upper()) for case in comparison.cases
    ]
    return ", ".join([shared, *only])


def _rivals(comparison: Comparison, say: Speech) -> Section:
    rows = tuple(
        (
            _rival_id(claim.id, cases),
            f"{gist(claim.statement[say.lang])} ({terms.basis(claim.basis, comparison.ontology, say)})",
        )
        for claim, cases in comparison.rivals
    )
    lines = () if rows else (say("None is coded; that does not mean there is none."),)
    table = Table((say("claim"), say("explanation and its basis")), rows)
    return Section(say("Rival explanations ({n})", n=len(rows)), lines, table)


def gist(statement: str) -> str:
    """The first sentence; the claim itself has the rest. An abbreviation ends none."""
    return re.split(r"(?<=\w{4}\.)\s+(?=[A-Z])", statement, maxsplit=1)[0]


def _rival_id(claim_id: str, cases: tuple[str, ...]) -> str:
    return f"{'+'.join(case.upper() for case in cases)} {claim_id}"


def ask_lines(comparison: Comparison, say: Speech) -> list[str]:
    """What to ask about each case, first what another case is known for."""
    lines = []
    for case in comparison.cases:
        found = comparison.ask(case)
        deciding = [verdict for verdict in found if verdict.verdict == "one-sided"]
        labels = say.listed([verdict.construct.term.label[say.lang] for verdict in deciding or found])
        counted = {"case": case.upper(), "n": len(found), "labels": labels}
        if deciding:
            lines.append(say("{case} ({n} open), known of another case: {labels}.", **counted))
        elif found:
            lines.append(say("{case} ({n} open), known of no case: {labels}.", **counted))
    return lines or [say("Nothing is open.")]


def _rows(comparison: Comparison, say: Speech) -> Table:
    """One flat table: a row for each outcome, condition, metric, tie, rival and question, case by case."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in comparison.outcomes:
        ids, bases = _ids(outcome.claims)
        rows.append(
            ("outcome", outcome.indicator.term.id, outcome.case, ", ".join(outcome.results), None, None, ids, bases)
        )
    for verdict in comparison.verdicts:
        for case, condition in verdict.conditions.items():
            alone = comparison.alone(verdict.construct).verdict
            said = (condition.status.value, verdict.verdict, alone)
            rows.append(("condition", verdict.construct.term.id, case, *said, *_ids(condition.claims)))
    for case, state in comparison.preconditions.items():
        if state.readiness is not None:
            rows += [
                ("readiness", bound, case, getattr(state.readiness, bound), None, None, None, None)
                for bound in ("low", "high")
            ]
    for figure in comparison.figures():
        for case, value in figure.values.items():
            reason = value.undefined[say.lang] if value.undefined else None
            rows.append(("metric", figure.metric, case, value.value, reason, None, None, None))
    for pair in comparison.ties:
        for case, tie in pair.ties.items():
            where = "shared" if len(pair.ties) == len(comparison.cases) else None
            bases = ", ".join(tie.bases)
            rows.append(
                (
                    "tie",
                    f"{comparison.names[pair.sender]} > {comparison.names[pair.receiver]}",
                    case,
                    ", ".join(tie.kinds),
                    where,
                    None,
                    ", ".join(tie.claims),
                    bases,
                )
            )
    for claim, cases in comparison.rivals:
        rows.append(
            ("rival", claim.id, ", ".join(cases), claim.statement[say.lang], None, None, claim.id, claim.basis.value)
        )
    for case in comparison.cases:
        for verdict in comparison.ask(case):
            question = verdict.construct.question
            rows.append(
                (
                    "ask",
                    verdict.construct.term.id,
                    case,
                    question[say.lang] if question else None,
                    None,
                    None,
                    None,
                    None,
                )
            )
    return Table(("part", "subject", "case", "value", "verdict", "study_alone", "claims", "bases"), tuple(rows))


def _ids(claims: Iterable[OutcomeClaim | ConditionClaim]) -> tuple[str, str]:
    found = list(claims)
    return ", ".join(claim.id for claim in found), ", ".join(dict.fromkeys(claim.basis.value for claim in found))
