"""A comparison for programs: what ``compare --format json`` writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from collabgraph.analysis.comparability import Service
from collabgraph.analysis.comparison import Comparison, Figure, Outcome, Tally, TiePair, Verdict
from collabgraph.analysis.expected_ties import ExpectationState, ExpectedTies
from collabgraph.analysis.matrix import matrix
from collabgraph.analysis.paper_practice import PaperPracticeGap, Side
from collabgraph.model import Basis, ConditionClaim, OutcomeClaim, TieClaim
from collabgraph.output.presenters import matrix as matrix_presenter
from collabgraph.output.presenters import networks, terms, weighing
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.scope import scope_data
from collabgraph.output.presenters.comparison.sentences import summary
from collabgraph.words import Speech, in_both


def data(comparison: Comparison, say: Speech) -> dict[str, Any]:
    """The comparison for programs, with the summary in both languages."""
    sentences = in_both(lambda speech: "\n".join(summary(comparison, speech)))
    return {
        "schema": terms.schema("compare", 2),
        "cases": list(comparison.cases),
        "framework": comparison.framework.id,
        "basis": [basis.value for basis in Basis if basis in comparison.bases],
        "attribution": terms.attribution_data(comparison.attributions),
        "services": {case: _service_data(result) for case, result in comparison.services.items()},
        "scope": scope_data(comparison),
        "outcomes": [_outcome_data(outcome, say) for outcome in comparison.outcomes],
        "indicator": comparison.decides.term.id if comparison.decides else None,
        "outcomes_set_aside": len(comparison.set_aside),
        "outcomes_differ": comparison.outcomes_differ,
        "common_indicators": [indicator.term.id for indicator in comparison.common_indicators],
        "conditions": [_verdict_data(verdict, comparison, say) for verdict in comparison.verdicts],
        "matrix": matrix_presenter.data(matrix(comparison), say),
        "readiness": {case: terms.interval_data(p.readiness) for case, p in comparison.preconditions.items()},
        "factors_met": {case: terms.interval_data(p.factors_met) for case, p in comparison.preconditions.items()},
        "unknown": {case: p.unknown for case, p in comparison.preconditions.items()},
        "metrics": [_figure_data(figure, comparison, say) for figure in comparison.figures()],
        "ties": _ties_data(comparison),
        "governance": {case: networks.mode_data(mode, say) for case, mode in comparison.modes.items()},
        "expected_ties": {case: _expected_data(result) for case, result in comparison.expected.items()},
        "paper_practice": {case: _sides_data(result) for case, result in comparison.paper_practice.items()},
        "bases": {case: basis_counts(case, comparison) for case in comparison.cases},
        "unused": {case: terms.unused_data(unused) for case, unused in comparison.unused.items()},
        "rivals": [
            {
                **terms.claim_data(claim),
                "cases": list(cases),
                "statement": claim.statement[say.lang],
                "effects": [comparison.ontology.label(iri)[say.lang] for iri in claim.effects],
            }
            for claim, cases in comparison.rivals
        ],
        "rivals_left_out": [claim.id for claim in comparison.rivals_left_out],
        "weighed": {
            result.case.id: {"pairs": [*map(weighing.pair_data, result.pairs)], "ask": weighing.asked_data(result, say)}
            for result in Account(comparison, say).weighings
        },
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
        "fits_without_implied": verdict.fits_without_implied,
        "fits_by_construction": verdict.fits_by_construction,
        "tally": _tally_data(comparison.tally(verdict)),
        "holds_whatever_is_unknown": verdict.holds_whatever_is_unknown,
        "would_differ_if": differences or None,
        "claims": {case: [claim.id for claim in condition.claims] for case, condition in verdict.conditions.items()},
        "carried": {case: terms.carried_data(condition) for case, condition in verdict.conditions.items()},
        "stands_on": {case: [basis.value for basis in bases] for case, bases in verdict.bases.items()},
        "study_alone": {
            "statuses": {case: condition.status for case, condition in alone.conditions.items()},
            "verdict": alone.verdict,
        },
    }


def _tally_data(tally: Tally) -> dict[str, Any]:
    counts = {
        words: {"met": tally.met[good], "known": tally.known[good], "cases": tally.cases[good]}
        for good, words in ((True, "favourable"), (False, "unfavourable"))
    }
    return {**counts, "exceptions": list(tally.exceptions)}


def _service_data(service: Service) -> dict[str, Any]:
    return {
        "fee": service.fee,
        "steps_up_to_the_issue": [claim.id for claim in service.before],
        "steps_after_it": [claim.id for claim in service.after],
        "claims": [claim.id for claim in (*service.fee_claims, *service.before, *service.after)],
    }


def _figure_data(figure: Figure, comparison: Comparison, say: Speech) -> dict[str, Any]:
    name = figure.metric
    return {
        "metric": name,
        "label": networks.metric_label(name, say),
        "values": {case: value.value for case, value in figure.values.items()},
        "undefined": {c: value.undefined[say.lang] for c, value in figure.values.items() if value.undefined},
        "ranges": {case: networks.range_data(around, say) for case, around in figure.ranges.items()},
        "robust": figure.robust,
        "choices": networks.choices_data(figure.choices, figure.agreement),
        "note": say("not robust to how ties were coded") if figure.robust is False else None,
        "cug": {c: networks.cug_data(results[name], say) for c, results in comparison.cugs.items() if name in results},
    }


def _expected_data(result: ExpectedTies) -> dict[str, list[str]]:
    """The ids of the expected ties by state."""
    return {state.value: [expectation.tie.id for expectation in result.of(state)] for state in ExpectationState}


def _sides_data(gap: PaperPracticeGap) -> dict[str, list[list[str]]]:
    """The ties, as sender and receiver, by side (paper, practice, both, neither)."""
    return {side.value: [[tie.sender.id, tie.receiver.id] for tie in gap.of(side)] for side in Side}


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
    """The number of outcome, condition and tie claims used here on each basis."""
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
