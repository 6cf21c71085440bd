"""Explanations whose best one is known beforehand, and those of the shipped cases, which are to stay undecided."""

import math
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from msgspec.structs import replace
from rdflib import PROV, RDF, Graph, Namespace, URIRef

import collabgraph
from collabgraph import model
from collabgraph.analysis import weighing as weighings
from collabgraph.analysis.weighing import Pair, Weighing
from collabgraph.api import Project
from collabgraph.model import Attribution, Case, Hypothesis, Interval, TraceState

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "cases" / "examples" / "process-tracing"
CG = Namespace("https://w3id.org/collabgraph/ns#")
SHIPPED = ("pbg", "spp-irt")


@cache
def example(name: str) -> Case:
    return Project(EXAMPLES).load(name)


def stated(case: Case, **states: TraceState) -> Case:
    """The case with the traces of some tests (by id) in another state."""
    claims = tuple(
        replace(claim, state=states[claim.id]) if isinstance(claim, model.TestClaim) and claim.id in states else claim
        for claim in case.claims
    )
    return replace(case, claims=claims)


def pairs(weighing: Weighing) -> dict[str, Pair]:
    return {f"{pair.a.id}:{pair.b.id}": pair for pair in weighing.pairs}


# A story whose end is known: Doyle 1892, with which Collier (2011) and his exercises teach process tracing


def test_the_clues_of_silver_blaze_lead_to_its_conclusion() -> None:
    found = pairs(collabgraph.weigh(example("silver-blaze")))
    assert {name: getattr(pair.favoured, "id", None) for name, pair in found.items()} == {
        "H01:H02": "H02",
        "H02:H03": "H02",
        "H01:H03": None,
    }


def test_what_the_police_had_spoke_for_the_man_they_arrested() -> None:
    """Before the detective saw more, the evidence against the bookmaker was strong and "by no means complete"."""
    case = example("silver-blaze")
    later = {f"E{number:02}": TraceState.NOT_LOOKED_FOR for number in range(4, 12)}
    pair = pairs(collabgraph.weigh(stated(case, **later)))["H01:H02"]
    assert pair.known.low > 0
    assert pair.verdict == "undecided"


def test_a_dog_that_nobody_asked_after_says_nothing() -> None:
    """Its silence is a clue because the lads were asked; without that it speaks for neither."""
    case = example("silver-blaze")
    asked = pairs(collabgraph.weigh(case))["H01:H02"]
    unasked = pairs(collabgraph.weigh(stated(case, E05=TraceState.NOT_LOOKED_FOR)))["H01:H02"]
    barks = next(iri for iri in asked.by_iri if iri.endswith("E05"))
    assert asked.by_iri[barks].weight.high < 0
    assert unasked.by_iri[barks].weight.low < 0 < unasked.by_iri[barks].weight.high
    assert unasked.known.high - asked.known.high == pytest.approx(-asked.by_iri[barks].weight.high)


# Likelihoods, labels and Bayes' rule as printed in the vignette on process tracing of DesignLibrary


@pytest.mark.parametrize(("test", "kind"), [("E01", weighings.TestType.STRAW), ("E02", weighings.TestType.SMOKING_GUN)])
def test_the_two_clues_are_of_the_kind_that_the_vignette_calls_them(test: str, kind: weighings.TestType) -> None:
    weighing = collabgraph.weigh(example("resources-and-war"))
    (trace,) = (trace for trace in weighing.traces if trace.test.id == test)
    caused, regardless = (trace.likelihoods[hypothesis.iri] for hypothesis in weighing.hypotheses)
    assert weighings.types_of(caused, regardless) == (kind,)


@pytest.mark.parametrize("army", [TraceState.FOUND, TraceState.NOT_FOUND])
@pytest.mark.parametrize("group", [TraceState.FOUND, TraceState.NOT_FOUND])
def test_the_posterior_is_that_of_the_vignette(army: TraceState, group: TraceState) -> None:
    """``bayes_rule`` of the vignette on the joint probabilities of two clues without correlation."""
    first = (0.8, 0.2) if army is TraceState.FOUND else (0.2, 0.8)
    second = (0.3, 0.0) if group is TraceState.FOUND else (0.7, 1.0)
    true, false = 0.5 * first[0] * second[0], 0.5 * first[1] * second[1]
    case = stated(example("resources-and-war"), E01=army, E02=group)
    posterior = collabgraph.weigh(case, priors={"H01": (0.5, 0.5)}).posteriors
    (name,) = (name for name in posterior if name.endswith("H01"))
    assert (posterior[name].low, posterior[name].high) == pytest.approx((true / (true + false),) * 2)


def test_one_clue_found_and_the_other_not_looked_for_leaves_both_answers_open() -> None:
    """0.8 with the first clue alone lies between what the second would make of it: 0.56 / 0.76 and 1."""
    posterior = collabgraph.weigh(example("resources-and-war"), priors={"H01": (0.5, 0.5)}).posteriors
    (name,) = (name for name in posterior if name.endswith("H01"))
    assert (posterior[name].low, posterior[name].high) == pytest.approx((0.56 / 0.76, 1.0))


# The shipped cases


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_on_record_decides_nothing_between_the_explanations(name: str) -> None:
    weighing = collabgraph.weigh(name)
    assert {pair.verdict for pair in weighing.pairs} == {"undecided"}
    assert all(abs(end) < 20 for pair in weighing.pairs for end in (pair.known.low, pair.known.high))
    assert not weighing.posteriors
    assert any(pair.would_decide for pair in weighing.pairs)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_single_choice_of_scale_source_or_group_decides(name: str) -> None:
    weighing = collabgraph.weigh(name)
    assert weighing.sensitivity
    assert not [variant for variant in weighing.sensitivity if weighing.changed_by(variant)]


@pytest.mark.parametrize("name", SHIPPED)
def test_what_was_given_to_a_case_because_of_its_outcome_weighs_nothing(name: str) -> None:
    weighing = collabgraph.weigh(name)
    (trace,) = (trace for trace in weighing.traces if trace.implied)
    assert {pair.by_iri[trace.test.iri].weight for pair in weighing.pairs} == {Interval(0.0, 0.0)}
    assert all(claim.attribution == Attribution.IMPLIED for claim in trace.claims)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_explanation_comes_from_a_claim_and_every_judgement_has_a_reason(name: str, library) -> None:
    case = library.open(name)
    study = {claim.iri for claim in library.open("pbg").claims} | {claim.iri for claim in case.claims}
    known = study | {str(iri) for iri in stored("jambi-licensing").subjects(CG.basis)}
    hypotheses = [claim for claim in case.claims if isinstance(claim, Hypothesis)]
    tests = [claim for claim in case.claims if isinstance(claim, model.TestClaim)]
    assert {hypothesis.origin for hypothesis in hypotheses} <= known
    assert not [hypothesis.id for hypothesis in hypotheses if hypothesis.excludes]
    for test in tests:
        texts = [test.where, *(likelihood.reason for likelihood in test.likelihoods)]
        assert all(text and {"en", "id"} <= text.by_language.keys() for text in texts if text is not None), test.id
        assert None not in texts, test.id


def test_most_traces_were_never_looked_for() -> None:
    """Between 20 and 40 in both cases together, and what nobody looked for is more than half."""
    tests = [claim for name in SHIPPED for claim in collabgraph.load(name).claims if isinstance(claim, model.TestClaim)]
    assert 20 <= len(tests) <= 40
    assert sum(test.state is TraceState.NOT_LOOKED_FOR for test in tests) > len(tests) / 2


# The same sums from the Turtle, by another way


@pytest.mark.parametrize("path", [f"cases/{name}.ttl" for name in SHIPPED])
def test_the_weights_are_those_of_a_sum_over_the_file(path: str) -> None:
    """For each pair: per group, the least and most of its single weights and of their sum; then the sum of groups."""
    expected = summed(stored(Path(path).stem))
    found = pairs(collabgraph.weigh(Path(path).stem))
    assert expected.keys() == found.keys()
    for name, ends in expected.items():
        assert (found[name].known.low, found[name].known.high) == pytest.approx(ends, abs=1e-9)


@cache
def stored(name: str) -> Graph:
    return Graph().parse(ROOT / "cases" / f"{name}.ttl")


def summed(graph: Graph) -> dict[str, tuple[float, float]]:
    """What the traces that were looked for weigh, for each pair of hypotheses by their ids."""
    tests = [
        test for test in graph.subjects(RDF.type, CG.Test) if not ends_with(graph, test, "traceState", "not-looked-for")
    ]
    ids = sorted(str(iri).partition("#")[2] for iri in graph.subjects(RDF.type, CG.Hypothesis))
    totals = {}
    for a, b in combinations(ids, 2):
        groups: dict[object, list[tuple[float, float]]] = {}
        for test in tests:
            if not ends_with(graph, test, "attribution", "implied"):
                groups.setdefault(group_of(graph, test), []).append(weight(graph, test, a, b))
        spans = [([sum(ends) for ends in zip(*singles, strict=True)], singles) for singles in groups.values()]
        low = sum(min(total[0], *(single[0] for single in singles)) for total, singles in spans)
        high = sum(max(total[1], *(single[1] for single in singles)) for total, singles in spans)
        totals[f"{a}:{b}"] = (low, high)
    return totals


def ends_with(graph: Graph, test: URIRef, name: str, ending: str) -> bool:
    return str(graph.value(test, CG[name])).endswith(f"#{ending}")


def group_of(graph: Graph, test: URIRef) -> object:
    """Its group, or else its sources, which no other test without a group shares in part in these files."""
    sources = {graph.value(piece, PROV.wasDerivedFrom) for piece in graph.objects(test, CG.evidence)}
    return graph.value(test, CG.testGroup) or frozenset(sources)


def weight(graph: Graph, test: URIRef, a: str, b: str) -> tuple[float, float]:
    likelihoods = {}
    for node in graph.objects(test, CG.likelihood):
        ends = (float(graph.value(node, CG.likelihoodLow)), float(graph.value(node, CG.likelihoodHigh)))
        likelihoods[str(graph.value(node, CG.hypothesis)).partition("#")[2]] = ends
    (a_low, a_high), (b_low, b_high) = likelihoods[a], likelihoods[b]
    if ends_with(graph, test, "traceState", "not-found"):
        a_low, a_high, b_low, b_high = 1 - a_high, 1 - a_low, 1 - b_high, 1 - b_low
    return 10 * math.log10(a_low / b_high), 10 * math.log10(a_high / b_low)
