"""Verdicts: what differs, what cannot explain a difference, what would have to be true."""

from __future__ import annotations

from collections.abc import Sequence
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

import made
from collabgraph.analysis.comparability import service
from collabgraph.analysis.comparison import STUDY_ALONE, VERDICTS, Comparison, compare
from collabgraph.errors import DuplicateCase, WrongNumberOfCases
from collabgraph.model import DEFAULT_BASES, Basis, Case, Claim, Framework, Ontology, RivalClaim, Status
from collabgraph.output.presenters import comparison as presenter
from collabgraph.output.writers import FORMATS, write

THEORY = made.framework([made.construct("a")])
ONTOLOGY = made.ontology(THEORY)
GOOD, BAD = made.outcome_claim("achieved"), made.outcome_claim("not-achieved")


def with_status(name: str, status: Status | None, *more: Claim) -> Case:
    """A case of which one thing is known, or (None) nothing."""
    claims = [] if status is None else [made.condition_claim("a", status)]
    return made.case(name, [*claims, *more])


def of(*cases: Case, theory: Framework = THEORY) -> Comparison:
    return compare(cases, theory, made.ontology(theory), bases=frozenset(Basis))


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (Status.PRESENT, Status.ABSENT, "difference"),
        (Status.PRESENT, Status.PARTIAL, "difference"),
        (Status.PRESENT, Status.PRESENT, "shared-present"),
        (Status.ABSENT, Status.ABSENT, "shared-absent"),
        (Status.PARTIAL, Status.PARTIAL, "shared-partial"),
        (Status.PRESENT, None, "one-sided"),
        (Status.ABSENT, Status.NOT_REPORTED, "one-sided"),
        (Status.PRESENT, Status.CONTESTED, "one-sided"),
        (None, None, "unknown"),
        (Status.CONTESTED, None, "unknown"),
        (Status.PRESENT, Status.NOT_APPLICABLE, "not-applicable"),
    ],
)
def test_two_statuses_give_a_verdict(first: Status | None, second: Status | None, verdict: str) -> None:
    found = of(with_status("x", first), with_status("y", second)).verdicts[0]
    assert found.verdict == verdict
    assert verdict in VERDICTS


def test_a_one_sided_verdict_says_what_would_have_to_be_true_to_differ() -> None:
    found = of(with_status("x", Status.PRESENT), with_status("y", None)).verdicts[0]
    assert [(d.case, d.statuses) for d in found.would_differ_if] == [
        ("y", (Status.PARTIAL, Status.INSUFFICIENT, Status.ABSENT))
    ]
    assert not found.holds_whatever_is_unknown


def test_a_verdict_on_known_statuses_holds_whatever_is_unknown() -> None:
    assert of(with_status("x", Status.PRESENT), with_status("y", Status.ABSENT)).verdicts[0].holds_whatever_is_unknown


def test_a_difference_fits_where_the_better_outcome_has_the_precondition() -> None:
    fitting = of(with_status("x", Status.PRESENT, GOOD), with_status("y", Status.ABSENT, BAD))
    against = of(with_status("x", Status.PRESENT, BAD), with_status("y", Status.ABSENT, GOOD))
    silent = of(with_status("x", Status.PRESENT), with_status("y", Status.ABSENT))
    assert [found.verdicts[0].fits for found in (fitting, against, silent)] == [True, False, None]


def test_a_difference_in_something_unwanted_fits_the_other_way_round() -> None:
    theory = made.framework([made.construct("a", required=Status.ABSENT)])
    found = of(with_status("x", Status.PRESENT, BAD), with_status("y", Status.ABSENT, GOOD), theory=theory)
    assert found.verdicts[0].fits is True


def test_among_three_cases_two_known_statuses_that_differ_are_a_difference() -> None:
    found = of(with_status("x", Status.PRESENT), with_status("y", Status.ABSENT), with_status("z", None))
    assert found.verdicts[0].verdict == "difference"


def test_among_three_cases_one_against_the_rest_is_an_exception_and_not_a_verdict_against_the_outcomes() -> None:
    found = of(
        with_status("x", Status.PRESENT, GOOD),
        with_status("y", Status.ABSENT, BAD),
        with_status("z", Status.PRESENT, BAD),
    )
    assert found.verdicts[0].fits is None
    tally = found.tally(found.verdicts[0])
    assert (tally.met, tally.known, tally.cases) == ({True: 1, False: 1}, {True: 1, False: 2}, {True: 1, False: 2})
    assert tally.exceptions == ("z",)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (Status.INSUFFICIENT, Status.PRESENT, "difference"),
        (Status.PARTIAL, Status.PRESENT, "difference"),
        (Status.PARTIAL, Status.ABSENT, "difference"),
        (Status.INSUFFICIENT, Status.ABSENT, "one-sided"),
        (Status.INSUFFICIENT, Status.PARTIAL, "one-sided"),
        (Status.INSUFFICIENT, Status.INSUFFICIENT, "shared-insufficient"),
        (Status.PARTIAL, Status.PARTIAL, "shared-partial"),
    ],
)
def test_cases_differ_only_where_no_degree_is_possible_in_both(one: Status, other: Status, verdict: str) -> None:
    assert of(with_status("x", one), with_status("y", other)).verdicts[0].verdict == verdict
    assert of(with_status("y", other), with_status("x", one)).verdicts[0].verdict == verdict


def test_a_fit_that_rests_on_implied_claims_is_by_construction() -> None:
    def case(name: str, attribution: str | None) -> Case:
        status, outcome = (Status.PRESENT, GOOD) if name == "x" else (Status.ABSENT, BAD)
        claim = made.condition_claim("a", status, name=f"{name}C1", attribution=attribution)
        return made.case(name, [claim, outcome])

    for attribution, by_construction in (("implied", True), ("explicit", False), (None, False)):
        found = of(case("x", attribution), case("y", None)).verdicts[0]
        assert (found.fits, found.fits_by_construction) == (True, by_construction)
        assert found.fits_without_implied is (None if by_construction else True)


def test_with_six_cases_the_least_p_is_a_tenth() -> None:
    """Fisher 1935; methods of small N: three of three against none of three has p = 0.1, two-sided."""
    cases = [with_status(f"g{n}", Status.PRESENT, GOOD) for n in range(3)]
    cases += [with_status(f"b{n}", Status.ABSENT, BAD) for n in range(3)]
    assert of(*cases).least_p == pytest.approx(_fisher(3, 3)) == pytest.approx(0.1)
    assert of(*cases[1:]).least_p == pytest.approx(_fisher(2, 3))
    assert of(*cases[:3]).least_p == 1


def _fisher(good: int, bad: int) -> float:
    """The two-sided p of "all of the good and none of the bad", summed over every table with its margins."""
    n = good + bad
    tables = [comb(good, k) * comb(bad, good - k) / comb(n, good) for k in range(max(0, good - bad), good + 1)]
    return sum(p for p in tables if p <= tables[-1] + 1e-12)


def test_rivals_on_other_bases_are_counted_and_not_used(pbg: Case, spp_irt: Case, ontology: Ontology) -> None:
    found = compare([pbg, spp_irt], ontology.frameworks["service-provision"], ontology, bases={Basis.REPORTED})
    coded = {
        c.iri
        for case in (pbg, spp_irt)
        for c in (*case.claims, *(case.study.claims if case.study else ()))
        if type(c) is RivalClaim
    }
    assert found.rivals == []
    assert {claim.iri for claim in found.rivals_left_out} == coded


def test_the_services_of_the_two_cases_differ_in_fee_and_in_when_they_are_checked(pbg: Case, spp_irt: Case) -> None:
    """Domain facts: a levy before the approval is issued; a certificate issued at once and checked afterwards."""
    building, food = (service(case, DEFAULT_BASES) for case in (pbg, spp_irt))
    assert building.fee is Status.PRESENT
    assert len(building.before) > len(building.after)
    assert len(food.before) < len(food.after) + len(food.before)
    assert any("verif" in step.statement["en"] for step in food.after)
    assert all("verif" not in step.statement["en"] for step in food.before)


def test_what_is_open_is_asked_first_where_another_case_is_known() -> None:
    theory = made.framework([made.construct("a"), made.construct("b")])
    known = made.case("x", [made.condition_claim("b", Status.PRESENT)])
    found = of(known, made.case("y", []), theory=theory)
    assert [verdict.construct.term.id for verdict in found.ask("y")] == ["b", "a"]
    assert [verdict.construct.term.id for verdict in found.ask("x")] == ["a"]


def test_a_comparison_needs_two_different_cases() -> None:
    one = with_status("x", None)
    with pytest.raises(WrongNumberOfCases, match="two different cases"):
        of(one)
    with pytest.raises(DuplicateCase, match="'x' is used twice"):
        of(one, one)


@given(st.permutations(["x", "y", "z"]), st.lists(st.sampled_from([None, *Status]), min_size=3, max_size=3))
def test_verdicts_do_not_depend_on_the_order_of_the_cases(order: Sequence[str], statuses: list[Status | None]) -> None:
    cases = {name: with_status(name, status) for name, status in zip("xyz", statuses, strict=True)}
    straight = of(*cases.values()).verdicts[0]
    turned = of(*(cases[name] for name in order)).verdicts[0]
    assert (straight.verdict, straight.fits) == (turned.verdict, turned.fits)
    assert set(straight.would_differ_if) == set(turned.would_differ_if)


def test_the_study_alone_is_compared_beside_all_bases(
    pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    every = compare([pbg, spp_irt], service_provision, ontology)
    alone = compare([pbg, spp_irt], service_provision, ontology, bases=STUDY_ALONE)
    assert [verdict.verdict for verdict in every.study_alone] == [verdict.verdict for verdict in alone.verdicts]


def test_ties_are_shared_or_a_cases_own_and_none_is_lost(
    pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    found = compare([pbg, spp_irt], service_provision, ontology)
    for case in ("pbg", "spp-irt"):
        counted = len(found.only(case)) + len(found.shared_ties)
        assert counted == len(found.networks[case].ties)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("lang", ["en", "id"])
def test_the_order_of_claims_and_files_changes_no_byte_of_the_output(
    form: str, lang: str, pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    from collabgraph import resources
    from collabgraph.coding.library import Library

    folder = tmp_path_factory.mktemp("reversed")
    for path in resources.cases().glob("*.ttl"):
        (folder / path.name).write_text(_blocks_reversed(path.read_text(encoding="utf-8")), encoding="utf-8")
    library = Library()
    turned = [library.open_file(folder / f"{name}.ttl") for name in ("pbg", "spp-irt")]
    straight = write(presenter.presentation(compare([pbg, spp_irt], service_provision, ontology)), form, lang)
    assert write(presenter.presentation(compare(turned, service_provision, ontology)), form, lang) == straight


def _blocks_reversed(turtle: str) -> str:
    """The file with its blocks of statements in the opposite order, the prefixes first."""
    blocks = [block for block in turtle.split("\n\n") if block.strip()]
    prefixes = [block for block in blocks if "@prefix" in block]
    return "\n\n".join([*prefixes, *reversed([block for block in blocks if "@prefix" not in block])]) + "\n"
