"""Rival explanations weighed: by hand, against every assignment of likelihoods, and what silence must never do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from math import inf, log10, prod
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

import collabgraph
from collabgraph import model
from collabgraph.analysis.comparison import side_by_side
from collabgraph.analysis.conditions import preconditions
from collabgraph.analysis.unused import Reason
from collabgraph.analysis.weighing import (
    Question,
    Weighing,
    found_weight,
    hull,
    missed_weight,
    opposite,
    types_of,
    weigh,
)
from collabgraph.analysis.weighing import TestType as Kind
from collabgraph.cli import main
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.errors import UnfitPrior, UnknownHypothesis, UnknownLikelihood, UnknownOutcome
from collabgraph.model import Attribution, Basis, Case, Evidence, Hypothesis, Interval, Likelihood, Source, TraceState
from collabgraph.output import results
from collabgraph.output.document import Points, plain
from collabgraph.output.hypothesis_map import hypothesis_map
from collabgraph.output.plots import draw
from collabgraph.output.presenters import brief, coded
from collabgraph.output.presenters import weighing as presenter
from collabgraph.output.presenters.comparison import conditions
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.presenters.comparison.weighed import weighed
from collabgraph.rdf.vocabulary import CG
from collabgraph.words import Speech, Text

EXAMPLE = "ontology/examples/rivals-weighed.ttl"
OUTCOME = "https://w3id.org/collabgraph/framework/service-provision#levy-revenue-target"
FOUND, MISSED, OPEN = TraceState.FOUND, TraceState.NOT_FOUND, TraceState.NOT_LOOKED_FOR
A, B, C = "https://example.org/A", "https://example.org/B", "https://example.org/C"


class Drawn(Struct, frozen=True):
    """A test as drawn: likelihoods under A and B, what was found, and its group."""

    a: Interval
    b: Interval
    state: TraceState
    group: str | None = None


def source(name: str) -> Source:
    return Source(name, f"https://example.org/{name}", Text.same(name), Text.same(name), None)


def evidence(*sources: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(source(name), Text.same("p. 1"), "supports", Text.same("note")) for name in sources)


def stated(iri: str, basis: Basis = Basis.REPORTED) -> dict[str, object]:
    name = iri.rpartition("/")[2]
    return {
        "id": name, "iri": iri, "basis": basis, "attribution": None, "statement": Text.same(name), "evidence": (),
        "date": None, "confidence": None,
    }  # fmt: skip


def explanation(iri: str, excludes: Sequence[str] = (), exhausts: bool = False) -> Hypothesis:
    return Hypothesis(**stated(iri), outcomes=(OUTCOME,), origin=None, excludes=tuple(excludes), exhausts=exhausts)  # type: ignore[arg-type]


def asked(
    number: int,
    likelihoods: dict[str, Interval],
    state: TraceState,
    group: str | None = None,
    sources: Sequence[str] = (),
) -> model.TestClaim:
    return model.TestClaim(
        **{**stated(f"https://example.org/E{number:04}"), "evidence": evidence(*sources)},  # type: ignore[arg-type]
        likelihoods=tuple(Likelihood(iri, span, None) for iri, span in likelihoods.items()),
        state=state, where=None, traces=(), group=group,
    )  # fmt: skip


def of(pbg: Case, tests: Sequence[model.TestClaim], *hypotheses: Hypothesis) -> Case:
    return replace(pbg, claims=(*(hypotheses or (explanation(A), explanation(B))), *tests))


def weighing_of(pbg: Case, drawn: Sequence[Drawn], threshold: float = 10.0) -> Weighing:
    tests = [asked(n, {A: one.a, B: one.b}, one.state, one.group) for n, one in enumerate(drawn)]
    return weigh(of(pbg, tests), theory.ontology(), threshold=threshold)


def exactly(chance: float) -> Interval:
    return Interval(chance, chance)


def test_ratio(ratio: Fraction) -> float:
    return 10 * log10(ratio)


test_ratio.__test__ = False  # type: ignore[attr-defined]

chances = st.integers(min_value=1, max_value=99).map(lambda percent: percent / 100)
spans = st.tuples(chances, chances).map(lambda ends: Interval(min(ends), max(ends)))
states = st.sampled_from(list(TraceState))
groups = st.sampled_from([None, None, "g", "h"])
drawn_tests = st.lists(st.builds(Drawn, spans, spans, states, groups), max_size=8)
open_tests = st.builds(Drawn, spans, spans, st.just(OPEN), groups)


# By hand -------------------------------------------------------------------------------------------------------------


def test_a_failed_hoop_of_95_against_50_percent_weighs_10_decibels_against_its_hypothesis(pbg: Case) -> None:
    # It is there in 95 of 100 cases under A, in 50 of 100 under B. It is not there: 5 / 50 = 1 / 10.
    drawn = [Drawn(exactly(0.95), exactly(0.5), MISSED)]
    (pair,) = weighing_of(pbg, drawn).pairs
    assert pair.weight.low == pair.weight.high == pytest.approx(-10.0)
    assert (pair.verdict, weighing_of(pbg, drawn, 9.0).pairs[0].verdict) == ("undecided", "b")


def test_two_smoking_guns_add_up_only_where_they_do_not_depend_on_each_other(pbg: Case) -> None:
    # 30 of 100 against 2 of 100 is 15 to 1, both together 225 to 1: 11.76 and 23.52 decibels.
    single, both = test_ratio(Fraction(15)), test_ratio(Fraction(225))
    gun = Drawn(exactly(0.3), exactly(0.02), FOUND)
    apart, together = (
        weighing_of(pbg, [replace(gun, group=group) for group in pair]).pairs[0] for pair in (("g", "h"), ("g", "g"))
    )
    assert (apart.weight.low, apart.weight.high) == pytest.approx((both, both))
    assert (together.weight.low, together.weight.high) == pytest.approx((single, both))
    assert apart.verdict == together.verdict == "a"


def test_a_trace_that_nobody_looked_for_weighs_anything_between_its_two_answers(pbg: Case) -> None:
    # 80 against 10 of 100: found 8 / 1; not found 20 / 90 = 2 / 9.
    (pair,) = weighing_of(pbg, [Drawn(exactly(0.8), exactly(0.1), OPEN)], 5.0).pairs
    assert (pair.weight.low, pair.weight.high) == pytest.approx((test_ratio(Fraction(2, 9)), test_ratio(Fraction(8))))
    assert (pair.known, pair.verdict) == (Interval(0, 0), "undecided")
    assert [test.id for test in pair.would_decide] == ["E0000"]


def test_the_example_weighs_what_its_likelihoods_say() -> None:
    # E01 found 80..95 against 20..45, E02 missed 20..60 against 95..99; E03, with E01 a group, not looked for
    # 80..95 against 10..50.
    (pair,) = weigh(Library().open(EXAMPLE), theory.ontology()).pairs
    first, second = Interval(10 * log10(80 / 45), 10 * log10(95 / 20)), Interval(10 * log10(40 / 5), 10 * log10(80 / 1))
    third = Interval(10 * log10(5 / 90), 10 * log10(95 / 10))
    group = hull(first, third, Interval(first.low + third.low, first.high + third.high))
    expected = group.low + second.low, group.high + second.high
    assert (pair.weight.low, pair.weight.high) == pytest.approx(expected)
    assert pair.verdict == "undecided"


# Types of tests ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("under_it", "under_rival", "kind"),
    [
        (0.95, 0.5, Kind.HOOP),
        (0.3, 0.02, Kind.SMOKING_GUN),
        (0.98, 0.02, Kind.DOUBLY_DECISIVE),
        (0.6, 0.4, Kind.STRAW),
    ],
)
def test_the_type_of_a_test_follows_from_its_likelihoods(under_it: float, under_rival: float, kind: Kind) -> None:
    # Van Evera 1997, 31-32: certain predictions make hoops, unique ones smoking guns, both a doubly decisive test.
    assert types_of(exactly(under_it), exactly(under_rival)) == (kind,)


@given(spans, spans, chances, chances)
def test_the_type_is_among_the_possible_ones_wherever_in_the_intervals_the_likelihoods_are(
    one: Interval, other: Interval, share: float, other_share: float
) -> None:
    within, also = (
        exactly(span.low + part * (span.high - span.low)) for span, part in ((one, share), (other, other_share))
    )
    assert {*types_of(within, also)} <= {*types_of(one, other)}


# What always holds ---------------------------------------------------------------------------------------------------


@given(st.data(), drawn_tests)
def test_the_interval_contains_every_assignment_of_likelihoods_and_answers(
    pbg: Case, data: st.DataObject, drawn: list[Drawn]
) -> None:
    (pair,) = weighing_of(pbg, drawn).pairs
    weights: dict[str, list[float]] = {}
    for n, one in enumerate(drawn):
        a, b = (data.draw(st.floats(span.low, span.high)) for span in (one.a, one.b))
        state = data.draw(st.sampled_from([FOUND, MISSED, None])) if one.state is OPEN else one.state
        weight = {FOUND: 10 * log10(a / b), MISSED: 10 * log10((1 - a) / (1 - b)), None: 0.0}[state]
        weights.setdefault(one.group or str(n), []).append(weight)
    lowest = sum(min(*group, sum(group)) if len(group) > 1 else group[0] for group in weights.values())
    highest = sum(max(*group, sum(group)) if len(group) > 1 else group[0] for group in weights.values())
    assert pair.weight.low <= lowest + 1e-9
    assert highest <= pair.weight.high + 1e-9


@given(drawn_tests, open_tests)
def test_a_trace_that_nobody_looked_for_never_decides_what_was_undecided(
    pbg: Case, drawn: list[Drawn], silent: Drawn
) -> None:
    before, after = (weighing_of(pbg, tests).pairs[0] for tests in (drawn, [*drawn, silent]))
    assert after.weight.low <= before.weight.low + 1e-9
    assert after.weight.high >= before.weight.high - 1e-9
    assert before.verdict != "undecided" or after.verdict == "undecided"


@given(st.data(), drawn_tests)
def test_neither_the_order_of_tests_nor_the_names_of_groups_change_anything(
    pbg: Case, data: st.DataObject, drawn: list[Drawn]
) -> None:
    shuffled = data.draw(st.permutations(drawn))
    renamed = [replace(one, group={"g": "h", "h": "g"}.get(one.group or "")) for one in shuffled]
    one, other = (weighing_of(pbg, tests).pairs[0] for tests in (drawn, renamed))
    assert (one.weight.low, one.weight.high) == pytest.approx((other.weight.low, other.weight.high))
    assert one.verdict == other.verdict


@given(drawn_tests)
def test_the_weight_for_one_is_the_weight_against_the_other(pbg: Case, drawn: list[Drawn]) -> None:
    (pair,), (turned,) = (
        weighing_of(pbg, tests).pairs for tests in (drawn, [replace(one, a=one.b, b=one.a) for one in drawn])
    )
    there, back = opposite(turned.weight), pair.weight
    assert (there.low, there.high) == pytest.approx((back.low, back.high))
    assert turned.verdict == {"a": "b", "b": "a"}.get(pair.verdict, pair.verdict)


@given(chances, states)
def test_a_trace_as_likely_under_both_weighs_nothing(pbg: Case, chance: float, state: TraceState) -> None:
    (pair,) = weighing_of(pbg, [Drawn(exactly(chance), exactly(chance), state)]).pairs
    assert (pair.weight.low, pair.weight.high) == (0.0, 0.0)


@given(st.lists(st.tuples(chances, chances, st.booleans()), min_size=1, max_size=6))
def test_exact_independent_likelihoods_give_the_ratio_of_their_products(
    pbg: Case, drawn: list[tuple[float, float, bool]]
) -> None:
    tests = [Drawn(exactly(a), exactly(b), FOUND if found else MISSED) for a, b, found in drawn]
    a, b = (prod((one[side] if one[2] else 1 - one[side]) for one in drawn) for side in (0, 1))
    (pair,) = weighing_of(pbg, tests).pairs
    assert (pair.weight.low, pair.weight.high) == pytest.approx((10 * log10(a / b),) * 2, abs=1e-9)


# What would decide ---------------------------------------------------------------------------------------------------


telling = st.builds(Drawn, chances.map(exactly), chances.map(exactly), st.sampled_from([OPEN, OPEN, FOUND]), groups)


def answered(drawn: Sequence[Drawn], answers: dict[int, TraceState]) -> list[Drawn]:
    return [replace(one, state=answers.get(n, one.state)) for n, one in enumerate(drawn)]


@given(st.lists(telling, min_size=1, max_size=6))
def test_what_would_decide_does_decide_if_its_answer_is_so(pbg: Case, drawn: list[Drawn]) -> None:
    (pair,) = weighing_of(pbg, drawn, 3.0).pairs
    assume(pair.would_decide)
    numbers = [int(test.id[1:]) for test in pair.would_decide]
    sets = [numbers] if pair.together else [[number] for number in numbers]
    for chosen in sets:
        verdicts = {
            weighing_of(pbg, answered(drawn, dict.fromkeys(chosen, FOUND) | extra), 3.0).pairs[0].verdict
            for extra in every_answer(chosen)
        }
        assert verdicts - {"undecided"}


def every_answer(numbers: Sequence[int]) -> list[dict[int, TraceState]]:
    combinations: list[dict[int, TraceState]] = [{}]
    for number in numbers:
        combinations = [{**one, number: state} for one in combinations for state in (FOUND, MISSED)]
    return combinations


@given(st.lists(telling, min_size=1, max_size=4))
def test_where_nothing_would_decide_no_answers_to_all_open_tests_do(pbg: Case, drawn: list[Drawn]) -> None:
    (pair,) = weighing_of(pbg, drawn, 3.0).pairs
    assume(pair.verdict == "undecided" and not pair.would_decide)
    open_ones = [n for n, one in enumerate(drawn) if one.state is OPEN]
    for answers in every_answer(open_ones):
        assert weighing_of(pbg, answered(drawn, answers), 3.0).pairs[0].verdict == "undecided"


@given(drawn_tests, open_tests)
def test_what_an_open_test_can_move_is_what_its_answers_do_move(pbg: Case, drawn: list[Drawn], silent: Drawn) -> None:
    tests = [*drawn, silent]
    (pair,) = weighing_of(pbg, tests).pairs
    iri = f"https://example.org/E{len(drawn):04}"
    gaps = [weighing_of(pbg, answered(tests, {len(drawn): state})).pairs[0].gap for state in (FOUND, MISSED)]
    assert pair.move(iri) == pytest.approx(max(0.0, pair.gap - min(gaps)), abs=1e-6)


def test_what_decides_alone_is_asked_first_and_then_what_moves_the_nearest_pair_most(pbg: Case) -> None:
    drawn = [
        Drawn(exactly(0.6), exactly(0.55), OPEN),
        Drawn(exactly(0.5), exactly(0.4), OPEN),
        Drawn(exactly(0.9), exactly(0.02), OPEN),
    ]
    asks = weighing_of(pbg, drawn).ask
    assert [question.test.id for question in asks] == ["E0002", "E0001", "E0000"]
    assert [bool(question.decides) for question in asks] == [True, False, False]


def test_a_decided_pair_names_the_tests_without_which_it_is_undecided(pbg: Case) -> None:
    drawn = [Drawn(exactly(0.9), exactly(0.05), FOUND), Drawn(exactly(0.5), exactly(0.45), FOUND)]
    (pair,) = weighing_of(pbg, drawn).pairs
    assert (pair.verdict, [test.trace.test.id for test in pair.decided_by]) == ("a", ["E0000"])


# Ends without limit --------------------------------------------------------------------------------------------------


def test_a_trace_that_is_impossible_under_a_hypothesis_rules_it_out(pbg: Case) -> None:
    (pair,) = weighing_of(pbg, [Drawn(Interval(0.2, 0.5), exactly(0.0), FOUND)]).pairs
    assert (pair.weight, pair.verdict) == (Interval(inf, inf), "a")
    assert presenter.pair_data(pair)["weight"] == {"low": "Infinity", "high": "Infinity"}


def test_evidence_that_rules_out_both_decides_nothing_and_says_so(pbg: Case) -> None:
    against_b, against_a = (
        Drawn(*ends, FOUND) for ends in ((exactly(0.5), exactly(0.0)), (exactly(0.0), exactly(0.5)))
    )
    (pair,) = weighing_of(pbg, [against_b, against_a]).pairs
    assert (pair.weight, pair.verdict, pair.contradictory) == (Interval(-inf, inf), "undecided", True)


@given(st.lists(st.builds(Drawn, *[st.sampled_from([exactly(0), exactly(1), Interval(0, 1)])] * 2, states, groups)))
def test_likelihoods_of_0_and_1_never_make_a_weight_that_is_no_number(pbg: Case, drawn: list[Drawn]) -> None:
    weighing = weighing_of(pbg, drawn)
    (pair,) = weighing.pairs
    assert pair.weight.low <= pair.weight.high
    json.dumps(presenter.data(weighing, Speech("en")), allow_nan=False)


# What counts ---------------------------------------------------------------------------------------------------------


def test_what_was_given_to_a_case_because_of_its_outcome_weighs_nothing(pbg: Case) -> None:
    test = replace(asked(1, {A: exactly(0.9), B: exactly(0.01)}, FOUND), attribution=Attribution.IMPLIED.value)
    weighing = weigh(of(pbg, [test]), theory.ontology())
    assert weighing.pairs[0].weight == Interval(0, 0)
    assert list(weighing.unused.by_reason) == [Reason.IMPLIED]


def test_evidence_on_a_basis_that_was_not_chosen_counts_as_not_looked_for(pbg: Case) -> None:
    test = replace(asked(1, {A: exactly(0.9), B: exactly(0.01)}, FOUND), basis=Basis.DOCUMENTED)
    case, ontology = of(pbg, [test]), theory.ontology()
    every, reported = weigh(case, ontology), weigh(case, ontology, bases={Basis.REPORTED})
    assert (every.pairs[0].verdict, reported.pairs[0].verdict) == ("a", "undecided")
    assert (reported.traces[0].state, list(reported.unused.by_reason)) == (OPEN, [Reason.BASIS])


def test_tests_on_the_same_source_depend_on_each_other_unless_groups_are_declared(pbg: Case) -> None:
    likely = {A: exactly(0.5), B: exactly(0.1)}
    same = [asked(n, likely, FOUND, sources=["study"]) for n in range(2)]
    apart = [asked(n, likely, FOUND, f"group {n}", ["study"]) for n in range(2)]
    linked = [asked(n, likely, FOUND, sources=names) for n, names in enumerate((["s"], ["s", "t"], ["t"]))]
    lows = [weigh(of(pbg, tests), theory.ontology()).pairs[0].weight.low for tests in (same, apart, linked)]
    assert lows == pytest.approx([test_ratio(Fraction(5)), test_ratio(Fraction(25)), test_ratio(Fraction(5))])


def test_a_test_without_a_likelihood_under_one_of_a_pair_is_named_as_left_out(pbg: Case) -> None:
    hypotheses = [explanation(iri) for iri in (A, B, C)]
    weighing = weigh(of(pbg, [asked(1, {A: exactly(0.5), B: exactly(0.1)}, FOUND)], *hypotheses), theory.ontology())
    silent = {(pair.a.id, pair.b.id): [trace.test.id for trace in pair.silent] for pair in weighing.pairs}
    assert silent == {("A", "B"): [], ("A", "C"): ["E0001"], ("B", "C"): ["E0001"]}


def test_verdicts_that_hang_on_one_source_or_on_grouping_are_named(pbg: Case) -> None:
    likely = {A: exactly(0.5), B: exactly(0.1)}
    tests = [asked(n, likely, FOUND, sources=[name]) for n, name in enumerate(("s", "t"))]
    weighing = weigh(of(pbg, tests), theory.ontology())
    assert weighing.pairs[0].verdict == "a"
    changing = {variant.name["en"] for variant in weighing.sensitivity if weighing.changed_by(variant)}
    assert changing == {"s", "t", "all tests dependent"}


def test_another_scale_gives_words_other_intervals() -> None:
    case, ontology = Library().open(EXAMPLE), theory.ontology()
    wide, narrow = (
        weigh(case, ontology, scale={"unlikely": span}).pairs[0].weight for span in (Interval(0.01, 0.9), exactly(0.3))
    )
    assert wide.low < narrow.low
    with pytest.raises(UnknownLikelihood, match="likely"):
        weigh(case, ontology, scale={"likly": exactly(0.5)})


# Probabilities -------------------------------------------------------------------------------------------------------


def test_a_posterior_is_what_bayes_makes_of_a_prior(pbg: Case) -> None:
    # A prior of 1 in 4 and evidence of 9 to 1 give 9 / (9 + 3) = 3 / 4.
    hypotheses = explanation(A, [B], exhausts=True), explanation(B)
    case = of(pbg, [asked(1, {A: exactly(0.9), B: exactly(0.1)}, FOUND)], *hypotheses)
    found = weigh(case, theory.ontology(), priors={"A": exactly(0.25)}).posteriors
    assert (found[A].low, found[B].high) == pytest.approx((0.75, 0.25))


@given(st.data())
def test_a_posterior_contains_that_of_every_prior_within_its_interval(pbg: Case, data: st.DataObject) -> None:
    chance = [exactly(data.draw(chances)) for _ in range(3)]
    prior = [data.draw(chances) for _ in range(3)]
    prior = [one / sum(prior) for one in prior]
    around = [Interval(max(0.0, one - 0.1), min(1.0, one + 0.1)) for one in prior]
    hypotheses = [explanation(iri, [other for other in (A, B, C) if other != iri], True) for iri in (A, B, C)]
    case = of(pbg, [asked(1, dict(zip((A, B, C), chance, strict=True)), FOUND)], *hypotheses)
    found = weigh(case, theory.ontology(), priors=dict(zip("ABC", around, strict=True))).posteriors
    joint = [one * span.low for one, span in zip(prior, chance, strict=True)]
    for iri, share in zip((A, B, C), joint, strict=True):
        assert found[iri].low - 1e-9 <= share / sum(joint) <= found[iri].high + 1e-9


def test_there_is_no_posterior_where_other_explanations_are_possible(pbg: Case) -> None:
    case = of(pbg, [asked(1, {A: exactly(0.9), B: exactly(0.1)}, FOUND)], explanation(A, [B]), explanation(B))
    assert weigh(case, theory.ontology(), priors={"A": exactly(0.25)}).posteriors == {}


def test_priors_that_cannot_add_up_to_1_are_refused(pbg: Case) -> None:
    case = of(pbg, [], explanation(A, [B], exhausts=True), explanation(B))
    with pytest.raises(UnfitPrior):
        weigh(case, theory.ontology(), priors={"A": exactly(0.7), "B": exactly(0.7)})
    with pytest.raises(UnknownHypothesis, match="A, B"):
        weigh(case, theory.ontology(), priors={"D": exactly(0.7)})


# At the doors --------------------------------------------------------------------------------------------------------


def test_the_command_writes_what_the_function_computes() -> None:
    run = CliRunner().invoke(main, ["weigh", EXAMPLE, "performance", "--format", "json"])
    written = json.loads(run.stdout)
    (pair,) = written["pairs"]
    weighing = collabgraph.weigh(collabgraph.load(EXAMPLE), "performance")
    assert (written["schema"], written["case"], written["outcome"]) == (
        "collabgraph/weigh/1", "rivals-weighed", "performance"
    )  # fmt: skip
    assert pair["weight"] == {"low": weighing.pairs[0].weight.low, "high": weighing.pairs[0].weight.high}
    assert (pair["a"], pair["b"], pair["verdict"], pair["would_decide"]) == ("H01", "H02", "undecided", ["E03"])
    assert [(one["id"], one["state"]) for one in written["tests"]] == [
        ("E01", "found"), ("E02", "not-found"), ("E03", "not-looked-for")
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "id"])
@pytest.mark.parametrize("form", ["table", "md", "csv"])
def test_every_form_names_the_tests_and_the_verdict(form: str, lang: str) -> None:
    run = CliRunner().invoke(main, ["weigh", EXAMPLE, "--format", form, "--lang", lang])
    assert run.exit_code == 0
    for word in ("E01", "E02", "E03", "H01", "H02", "undecided" if form == "csv" or lang == "en" else "belum"):
        assert word in run.stdout


def test_an_outcome_that_nothing_explains_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownOutcome, match="performance"):
        weigh(Library().open(EXAMPLE), theory.ontology(), "weather")


@pytest.mark.parametrize(
    "given_ends", ["H01", "H01=", "H01=x", "H01=0.9..0.2", "H01=-1", "H01=nan", "=0.5", "H01=0.2..2"]
)
def test_a_prior_that_is_no_interval_is_refused(given_ends: str) -> None:
    run = CliRunner().invoke(main, ["weigh", EXAMPLE, "--prior", given_ends])
    assert (run.exit_code, "LOW..HIGH" in run.stderr) == (2, True)


def test_weights_of_single_traces_are_antisymmetric_and_complementary() -> None:
    one, other = Interval(0.2, 0.6), Interval(0.1, 0.3)
    assert opposite(found_weight(other, one)) == found_weight(one, other)
    turned = [Interval(1 - span.high, 1 - span.low) for span in (one, other)]
    assert missed_weight(one, other) == found_weight(*turned)


# In other results ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compared() -> Account:
    ontology = theory.ontology()
    cases = [Library().open(name) for name in (EXAMPLE, "spp-irt")]
    comparison = side_by_side(cases, ontology.frameworks["service-provision"], ontology)
    return Account(comparison, Speech("en"))


def test_a_comparison_a_brief_and_the_status_ask_first_for_what_would_decide(compared: Account) -> None:
    (question, *_) = weighed_within(compared)
    asked = conditions.questions(compared).blocks
    assert plain(asked[1].items[0]).startswith("RIVALS-WEIGHED, E03: The budget of 2022")  # type: ignore[union-attr]
    brief_asks = brief.ask(Account(compared.comparison, compared.say, brief=True)).blocks[0]
    assert "E03" in plain(brief_asks.items[0])  # type: ignore[union-attr]
    case = compared.comparison.cases["rivals-weighed"]
    state = preconditions(case, compared.comparison.framework, compared.ontology)
    status = coded.presentation([state], compared.ontology).data(compared.say)
    assert [one["test"] for one in status["cases"][0]["to_look_for"]] == [question.test.id] == ["E03"]


def weighed_within(account: Account) -> Sequence[Question]:
    (weighing,) = (one for one in account.weighings if one.case.id == "rivals-weighed")
    return weighing.ask


def test_a_comparison_has_the_verdicts_of_cases_with_hypotheses_and_only_of_these(compared: Account) -> None:
    part = weighed(compared)
    words = " ".join(plain(item) for block in part.blocks if isinstance(block, Points) for item in block.items)
    assert "Undecided: 1 of 1" in words
    bare = replace(compared.comparison.cases["spp-irt"], claims=())
    alone = side_by_side([bare], compared.comparison.framework, compared.ontology)
    assert weighed(Account(alone, Speech("en"))).blocks == ()


def test_the_picture_of_a_case_says_what_its_lines_show() -> None:
    weighing = weigh(Library().open(EXAMPLE), theory.ontology())
    drawn = hypothesis_map(weighing, theory.ontology(), Speech("en"))
    root = fromstring(drawn.content)  # noqa: S314 - our own bytes
    lines = [path for path in root.iter("{http://www.w3.org/2000/svg}path") if path.get("stroke-dasharray")]
    assert len(lines) == 2  # that of E03, and that of the legend
    assert "E03 (not looked for): would be for, if found: H01." in drawn.words
    assert {"E01", "E02", "E03"} <= {(text.text or "").split(" ")[0] for text in root.iter() if text.text}


def test_a_hostile_statement_stays_text_in_the_picture() -> None:
    case = Library().open(EXAMPLE)
    hostile = Text.same("</text><script>alert(1)</script>&amp;")
    claims = tuple(replace(one, statement=hostile) for one in case.claims)
    drawn = hypothesis_map(weigh(replace(case, claims=claims), theory.ontology()), theory.ontology(), Speech("en"))
    assert b"<script" not in drawn.content
    fromstring(drawn.content)  # noqa: S314 - our own bytes


def test_the_figure_draws_a_bar_for_each_pair_and_a_line_at_each_threshold() -> None:
    ontology = theory.ontology()
    alone = side_by_side([Library().open(EXAMPLE)], ontology.frameworks["service-provision"], ontology)
    svg = draw("weights", alone).decode()
    for name in ("weight", "looked-for", "E03", "E03/state"):
        assert f'id="rivals-weighed/H01/H02/{name}"' in svg
    assert [f'id="rivals-weighed/threshold/{end}"' in svg for end in (-10, 10)] == [True, True]


def test_weights_as_rdf_are_those_of_the_weighing_and_conform_to_their_shape() -> None:
    library = Library([Path("ontology/examples")])
    found = dict(results.graphs(library, names=["rivals-weighed"]))
    (quads,) = (quads for iri, quads in found.items() if "/weights/" in iri)
    weighing = weigh(library.open("rivals-weighed"), theory.ontology())
    low = {
        quad.subject.value.rpartition("#")[2]: float(quad.object.value)  # type: ignore[union-attr]
        for quad in quads
        if quad.predicate.value == CG.decibelsLow
    }
    expected = {f"weight/H01/H02/{test.trace.test.id}": test.weight.low for test in weighing.pairs[0].tests}
    assert low == pytest.approx(expected | {"weight/H01/H02": weighing.pairs[0].weight.low})
