"""Preconditions: what claims say together, and intervals that knowledge can only narrow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import made
from collabgraph.analysis.conditions import Preconditions, condition, preconditions
from collabgraph.analysis.unused import Reason
from collabgraph.model import Attribution, Basis, ConditionClaim, Interval, Status

NAMES = ["a", "b", "c", "d"]
THEORY = made.framework([made.construct(name) for name in NAMES])
ONTOLOGY = made.ontology(THEORY)
SETTLED = [Status.PRESENT, Status.PARTIAL, Status.ABSENT]


def read(*claims: ConditionClaim, bases: frozenset[Basis] = frozenset(Basis)) -> Preconditions:
    return preconditions(made.case("made", claims), THEORY, ONTOLOGY, bases)


@st.composite
def claims(draw: st.DrawFn) -> list[ConditionClaim]:
    """Up to eight claims about four constructs."""
    found = []
    for place in range(draw(st.integers(0, 8))):
        status = draw(st.sampled_from(list(Status)))
        degree = draw(st.none() | st.floats(0.1, 0.9)) if status is Status.PARTIAL else None
        name, basis = draw(st.sampled_from(NAMES)), draw(st.sampled_from(list(Basis)))
        found.append(made.condition_claim(name, status, name=f"C{place:02}", basis=basis, degree=degree))
    return found


@pytest.mark.parametrize(
    ("said", "together"),
    [
        ([], Status.NOT_REPORTED),
        ([Status.NOT_REPORTED], Status.NOT_REPORTED),
        ([Status.PRESENT, Status.PRESENT], Status.PRESENT),
        ([Status.PRESENT, Status.NOT_REPORTED], Status.PRESENT),
        ([Status.ABSENT, Status.ABSENT], Status.ABSENT),
        ([Status.PRESENT, Status.ABSENT], Status.CONTESTED),
        ([Status.PARTIAL, Status.PARTIAL], Status.PARTIAL),
        ([Status.PRESENT, Status.PARTIAL], Status.CONTESTED),
        ([Status.ABSENT, Status.PARTIAL], Status.CONTESTED),
        ([Status.PRESENT, Status.PARTIAL, Status.ABSENT], Status.CONTESTED),
        ([Status.CONTESTED], Status.CONTESTED),
        ([Status.PRESENT, Status.CONTESTED], Status.CONTESTED),
        ([Status.NOT_APPLICABLE], Status.NOT_APPLICABLE),
        ([Status.NOT_APPLICABLE, Status.PRESENT], Status.CONTESTED),
    ],
)
def test_claims_about_one_construct_say_together(said: list[Status], together: Status) -> None:
    found = [made.condition_claim("a", status, name=f"C{place}") for place, status in enumerate(said)]
    assert condition(THEORY.constructs[made.THEORY + "a"], found).status is together


def test_silence_is_not_reported_and_never_absent() -> None:
    found = read()
    assert found.with_fulfilment("not_reported") == NAMES
    assert found.with_fulfilment("missing") == []
    assert found.readiness == Interval(0, 1)


def test_no_claim_is_dropped_and_the_strongest_basis_comes_first() -> None:
    weak = made.condition_claim("a", Status.PRESENT, name="C01", basis=Basis.INFERRED)
    strong = made.condition_claim("a", Status.PRESENT, name="C02", basis=Basis.DOCUMENTED)
    found = read(weak, strong).conditions[made.THEORY + "a"]
    assert found.claims == (strong, weak)
    assert found.bases == (Basis.DOCUMENTED, Basis.INFERRED)


def test_readiness_is_the_mean_over_the_preconditions_by_hand() -> None:
    found = read(
        made.condition_claim("a", Status.PRESENT, name="C01"),
        made.condition_claim("b", Status.PARTIAL, name="C02"),
        made.condition_claim("c", Status.ABSENT, name="C03"),
    )
    assert found.readiness == Interval((1 + 0 + 0 + 0) / 4, (1 + 1 + 0 + 1) / 4)


def test_readiness_is_over_starting_conditions_and_the_rest_is_factors_met() -> None:
    theory = made.framework([made.construct("law"), made.construct("skill", starting=False)])
    claims = [made.condition_claim("law", Status.PRESENT), made.condition_claim("skill", Status.ABSENT, name="C02")]
    found = preconditions(made.case("made", claims), theory, made.ontology(theory))
    assert (found.readiness, found.factors_met) == (Interval(1, 1), Interval(0, 0))
    bare = made.framework([made.construct("skill", starting=False)])
    assert preconditions(made.case("made", claims), bare, made.ontology(bare)).readiness is None


@pytest.mark.parametrize(
    ("said", "status", "degree"),
    [
        ([(Status.INSUFFICIENT, None)], Status.INSUFFICIENT, (0, 0.5)),
        ([(Status.INSUFFICIENT, (0.1, 0.4))], Status.INSUFFICIENT, (0.1, 0.4)),
        ([(Status.INSUFFICIENT, None), (Status.ABSENT, None)], Status.ABSENT, (0, 0)),
        ([(Status.INSUFFICIENT, None), (Status.PARTIAL, None)], Status.PARTIAL, (0, 0.5)),
        ([(Status.INSUFFICIENT, None), (Status.PARTIAL, 0.8)], Status.CONTESTED, (0, 1)),
        ([(Status.INSUFFICIENT, None), (Status.PRESENT, None)], Status.CONTESTED, (0, 1)),
        ([(Status.PARTIAL, (0.2, 0.6)), (Status.PARTIAL, (0.4, 0.9))], Status.PARTIAL, (0.4, 0.6)),
        ([(Status.CONTESTED, None), (Status.PRESENT, None)], Status.CONTESTED, (0, 1)),
    ],
)
def test_claims_leave_possible_what_all_of_them_do(
    said: list[tuple[Status, float | tuple[float, float] | None]], status: Status, degree: tuple[float, float]
) -> None:
    claims = [made.condition_claim("a", each, name=f"C{n}", degree=coded) for n, (each, coded) in enumerate(said)]
    found = condition(THEORY.constructs[made.THEORY + "a"], claims)
    assert (found.status, found.degree) == (status, Interval(*degree))


def test_what_is_insufficient_is_missing_where_it_is_wanted() -> None:
    found = read(made.condition_claim("a", Status.INSUFFICIENT))
    assert found.with_fulfilment("missing") == ["a"]
    assert found.conditions[made.THEORY + "a"].met == Interval(0, 0.5)


def test_a_choice_of_attributions_leaves_out_claims_of_the_others_and_counts_them() -> None:
    claims = [
        made.condition_claim("a", Status.ABSENT, name="C1", attribution="implied"),
        made.condition_claim("b", Status.ABSENT, name="C2", attribution="explicit"),
        made.condition_claim("c", Status.ABSENT, name="C3"),
        made.condition_claim("d", Status.ABSENT, name="C4", attribution="none"),
    ]
    case = made.case("made", claims)
    for chosen, used in (("explicit", ["b", "c", "d"]), ("implied", ["a", "c", "d"])):
        found = preconditions(case.with_attributions({Attribution(chosen)}), THEORY, made.ontology(THEORY))
        assert found.with_fulfilment("missing") == used
        assert found.unused.counts == {Reason.ATTRIBUTION: 1}


def test_a_coded_degree_replaces_the_open_interval_of_a_partial_status() -> None:
    found = read(made.condition_claim("a", Status.PARTIAL, degree=0.25))
    assert found.readiness == Interval(0.25 / 4, 3.25 / 4)


@pytest.mark.parametrize(
    ("degrees", "between"), [([None, 0.25], (0.25, 0.25)), ([0.2, 0.6], (0.2, 0.6)), ([None, None], (0, 1))]
)
def test_claims_alike_of_different_degrees_leave_the_degree_between_those_coded(
    degrees: list[float | None], between: tuple[float, float]
) -> None:
    claims = [
        made.condition_claim("a", Status.PARTIAL, name=f"C{place}", degree=degree)
        for place, degree in enumerate(degrees)
    ]
    assert condition(THEORY.constructs[made.THEORY + "a"], claims).degree == Interval(*between)


def test_statuses_that_exclude_each_other_leave_the_degree_open_and_every_claim_in_place() -> None:
    claims = [
        made.condition_claim("a", Status.PARTIAL, name="C1", degree=0.4),
        made.condition_claim("a", Status.PRESENT),
    ]
    found = condition(THEORY.constructs[made.THEORY + "a"], claims)
    assert (found.status, found.degree) == (Status.CONTESTED, Interval(0, 1))
    assert set(found.claims) == set(claims)


def test_what_does_not_apply_does_not_count() -> None:
    found = read(
        made.condition_claim("a", Status.NOT_APPLICABLE), made.condition_claim("b", Status.PRESENT, name="C02")
    )
    assert found.with_fulfilment("not_applicable") == ["a"]
    assert found.readiness == Interval(1 / 3, 1)


def test_where_nothing_applies_readiness_is_undefined() -> None:
    every = [made.condition_claim(name, Status.NOT_APPLICABLE, name=name) for name in NAMES]
    assert read(*every).readiness is None


def test_a_construct_whose_absence_is_wanted_is_satisfied_by_absence_and_missing_where_present() -> None:
    theory = made.framework([made.construct("conflict", required=Status.ABSENT)])
    for status, fulfilment, met in ((Status.ABSENT, "satisfied", 1), (Status.PRESENT, "missing", 0)):
        case = made.case("made", [made.condition_claim("conflict", status)])
        found = preconditions(case, theory, made.ontology(theory))
        assert found.with_fulfilment(fulfilment) == ["conflict"]
        assert found.readiness == Interval(met, met)


def test_a_claim_counts_for_another_theory_only_where_the_constructs_match() -> None:
    other = "https://example.org/other#"
    theirs = made.framework([made.construct("trust", matches=(other + "confidence",))])
    mine = made.construct("confidence", theory=other), made.construct("calm", theory=other)
    ours = made.framework(mine, name="other")
    case = made.case("made", [made.condition_claim("trust", Status.PRESENT)])
    found = preconditions(case, ours, made.ontology(theirs, ours))
    assert found.with_fulfilment("satisfied") == ["confidence"]
    assert found.with_fulfilment("not_reported") == ["calm"]


def test_claims_after_the_period_and_on_other_bases_do_not_count() -> None:
    late = made.condition_claim("a", Status.PRESENT, name="C01", date="2026-02-12")
    background = made.condition_claim("b", Status.PRESENT, name="C02", basis=Basis.BACKGROUND)
    assert read(late, background, bases=frozenset(Basis) - {Basis.BACKGROUND}).with_fulfilment("satisfied") == []


@given(claims())
def test_readiness_is_never_higher_at_worst_than_at_best(found: list[ConditionClaim]) -> None:
    readiness = read(*found).readiness
    assert readiness is None or 0 <= readiness.low <= readiness.high <= 1


@given(claims(), st.sampled_from(NAMES), st.sampled_from(SETTLED), st.none() | st.floats(0, 1))
def test_learning_what_was_not_reported_never_widens_the_interval(
    found: list[ConditionClaim], name: str, status: Status, degree: float | None
) -> None:
    silent = [claim for claim in found if claim.construct != made.THEORY + name]
    before = read(*silent).readiness
    after = read(*silent, made.condition_claim(name, status, name="C99", degree=degree)).readiness
    assert before is not None
    assert after is not None
    assert before.low <= after.low
    assert after.high <= before.high


@given(claims(), st.randoms())
def test_the_order_of_claims_changes_nothing(found: list[ConditionClaim], random: object) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    theory_condition = THEORY.constructs[made.THEORY + "a"]
    about_a = [[c for c in order if c.construct == made.THEORY + "a"] for order in (found, shuffled)]
    assert condition(theory_condition, about_a[0]) == condition(theory_condition, about_a[1])
