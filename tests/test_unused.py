"""Every claim a result could rest on is used by it, or in what it says it does not use, with the reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest
from msgspec.structs import replace

import made
from collabgraph.analysis.comparison import compare, outcomes, unused_outcomes
from collabgraph.analysis.conditions import preconditions
from collabgraph.analysis.expected_ties import expected_ties
from collabgraph.analysis.explanation import explain
from collabgraph.analysis.network import network
from collabgraph.analysis.paper_practice import paper_practice_gap
from collabgraph.analysis.unused import WORDS, Reason, Unused
from collabgraph.coding.library import Library
from collabgraph.model import (
    DEFAULT_BASES,
    Basis,
    Case,
    CausalClaim,
    Claim,
    ConditionClaim,
    ExpectedTie,
    OutcomeClaim,
    Participation,
    RivalClaim,
    Status,
    TieClaim,
)
from collabgraph.output.presenters import explanation as presenter
from collabgraph.output.writers import write
from collabgraph.words import Speech

BASES = [DEFAULT_BASES, frozenset({Basis.REPORTED}), frozenset({Basis.PRESCRIBED, Basis.BACKGROUND}), frozenset(Basis)]
REPORTED = frozenset({Basis.REPORTED})
FRAMEWORKS = ["service-provision", "ansell-gash-2008"]
LATE = "2026-02-12"


def why(found: Unused) -> dict[str, Reason]:
    """The reason of each claim, by the claim's id; each claim once."""
    pairs = [(claim.id, reason) for reason, claims in found.reasons for claim in claims]
    assert len(pairs) == len(dict(pairs)) == len(found)
    return dict(pairs)


def of_kinds(case: Case, *kinds: type[Claim]) -> set[str]:
    """The IRIs of the claims of these kinds of a case and of its study."""
    study = case.study.claims if case.study else ()
    return {claim.iri for claim in (*case.claims, *study) if type(claim) in kinds}


def parted(every: set[str], used: Iterable[str], left: Unused) -> None:
    """Every claim is on exactly one side."""
    mine, others = set(used), {claim.iri for claim in left.claims}
    assert mine | others == every
    assert mine & others == set()


# The shipped cases --------------------------------------------------------------------------------------------------


@pytest.fixture(params=["pbg", "spp-irt"])
def case(request: pytest.FixtureRequest, library: Library) -> Case:
    return library.open(request.param)


@pytest.mark.parametrize("framework", FRAMEWORKS)
@pytest.mark.parametrize("bases", BASES, ids=len)
def test_every_claim_about_a_condition_or_an_outcome_is_used_or_said_to_be_unused(
    case: Case, framework: str, bases: frozenset[Basis], library: Library
) -> None:
    ontology = library.ontology
    theory = ontology.frameworks[framework]
    state = preconditions(case, theory, ontology, bases)
    used = {claim.iri for each in state.conditions.values() for claim in each.used}
    parted(of_kinds(case, ConditionClaim), used, state.unused)
    told = {claim.iri for each in outcomes([case], theory, ontology, bases) for claim in each.claims}
    parted(of_kinds(case, OutcomeClaim), told, unused_outcomes(case, theory, ontology, bases))


@pytest.mark.parametrize("granularity", ["office", "role"])
@pytest.mark.parametrize("systems", [True, False])
@pytest.mark.parametrize("bases", BASES, ids=len)
def test_every_claim_about_a_tie_or_a_participant_is_used_or_said_to_be_unused(
    case: Case, granularity: str, systems: bool, bases: frozenset[Basis]
) -> None:
    net = network(case, bases=bases, granularity=granularity, systems=systems)  # type: ignore[arg-type]
    drawn = {claim.iri for name in {name for tie in net.ties for name in tie.claims} if (claim := case.claim(name))}
    left = {claim.iri for claim in net.unused.claims}
    assert drawn == {claim.iri for claim in case.of(TieClaim, bases)} - left
    parted(of_kinds(case, TieClaim, Participation), of_kinds(case, TieClaim, Participation) - left, net.unused)
    late_or_other = {c.iri for c in case.claims if c.basis not in bases or c in case.later}
    assert late_or_other & of_kinds(case, TieClaim, Participation) <= left
    counted = [claim for claim in net.unused.claims if isinstance(claim, TieClaim)]
    assert len(counted) == sum(net.omitted.values())


@pytest.mark.parametrize("systems", [True, False])
def test_every_tie_claim_is_on_paper_or_in_practice_or_said_to_be_unused(case: Case, systems: bool) -> None:
    found = paper_practice_gap(case, systems=systems)
    groups = (group for tie in found.ties for group in (tie.paper, tie.practice, tie.other, tie.denied))
    parted(of_kinds(case, TieClaim), (claim.iri for group in groups for claim in group), found.unused)


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_every_claim_about_a_cause_or_an_outcome_is_in_an_explanation_or_said_to_be_unused(
    case: Case, framework: str, library: Library
) -> None:
    ontology = library.ontology
    for claim in case.of(OutcomeClaim):
        found = explain(case, claim.indicator.rpartition("#")[2], ontology.frameworks[framework], ontology)
        shown = [*found.claims, *found.author, *found.rivals, *(c for s in found.steps for c in s.condition.used)]
        every = of_kinds(case, OutcomeClaim, ConditionClaim, CausalClaim, RivalClaim)
        parted(every, (each.iri for each in shown), found.unused)


def test_a_comparison_says_of_each_case_what_it_does_not_use(library: Library) -> None:
    cases = [library.open("pbg"), library.open("spp-irt")]
    theory = library.ontology.frameworks["service-provision"]
    found = compare(cases, theory, library.ontology, bases=REPORTED)
    assert set(found.unused) == {"pbg", "spp-irt"}
    for case in cases:
        parts = (found.preconditions[case.id].unused, found.networks[case.id].unused)
        assert {claim.iri for part in parts for claim in part.claims} <= {c.iri for c in found.unused[case.id].claims}
    assert "R01" in why(found.unused["pbg"])


# Made cases: one of each reason -------------------------------------------------------------------------------------

OTHER = "https://example.org/other#"
OWN = "https://example.org/case#"
A, B = made.construct("a"), made.construct("b")
THEORY = made.framework([A, B], propositions=[made.proposition("a")])
ELSEWHERE = made.framework([made.construct("calm", theory=OTHER)], name="other")
ONTOLOGY = made.ontology(THEORY, ELSEWHERE)


def condition(name: str, construct: str = "a", status: Status = Status.PRESENT, **more: object) -> ConditionClaim:
    return made.condition_claim(construct, status, name=name, **more)  # type: ignore[arg-type]


def test_a_condition_says_which_claims_it_does_not_use_and_why() -> None:
    claims = [
        condition("C1"),
        condition("C2", basis=Basis.BACKGROUND),
        condition("C3", date=LATE),
        replace(condition("C4"), construct=OWN + "own"),
        replace(condition("C5"), construct=OTHER + "calm"),
        condition("C6", "success"),
        condition("C7", status=Status.NOT_REPORTED),
        condition("C8", "b", status=Status.NOT_REPORTED),
    ]
    case = made.case("x", claims, study=made.study([condition("C9")]))
    assert why(preconditions(case, THEORY, ONTOLOGY).unused) == {
        "C2": Reason.BASIS, "C3": Reason.LATER, "C4": Reason.UNREAD_CONSTRUCT, "C5": Reason.UNMAPPED,
        "C6": Reason.MEASURE, "C7": Reason.NOT_REPORTED, "C9": Reason.NO_CASE,
    }  # fmt: skip


def test_an_outcome_by_an_indicator_declared_in_the_case_file_alone_is_said_to_be_unused() -> None:
    claims = [
        made.outcome_claim("achieved", name="O1"),
        made.outcome_claim("achieved", name="O2", theory=OWN, indicator="own"),
        made.outcome_claim("achieved", name="O3", basis=Basis.BACKGROUND),
        made.outcome_claim("achieved", name="O4", date=LATE),
    ]
    case = made.case("x", claims)
    expected = {"O2": Reason.UNREAD_INDICATOR, "O3": Reason.BASIS, "O4": Reason.LATER}
    assert why(unused_outcomes(case, THEORY, ONTOLOGY)) == expected
    found = compare([case, made.case("y", [])], THEORY, ONTOLOGY)
    assert why(found.unused["x"]) == expected
    assert len(found.unused["y"]) == 0


OFFICE, DESK = made.actor("office"), made.actor("desk", office=made.actor("office").iri)
CLERK, SYSTEM = made.actor("clerk"), made.actor("system", kind="information-system")
EVERYBODY = (OFFICE, DESK, CLERK, SYSTEM)


def with_ties(*more: Claim) -> Case:
    """A case with one tie or participation for each reason that a network has to leave it out."""
    ties = [
        made.tie_claim(OFFICE, CLERK, name="T1"),
        made.tie_claim(OFFICE, CLERK, "own-kind", name="T2"),
        made.tie_claim(OFFICE, DESK, name="T3"),
        made.tie_claim(CLERK, SYSTEM, name="T4"),
        made.tie_claim(CLERK, OFFICE, name="T5", status=Status.ABSENT),
        made.tie_claim(CLERK, OFFICE, name="T6", status=Status.NOT_REPORTED),
        made.tie_claim(OFFICE, CLERK, name="T7", basis=Basis.BACKGROUND),
        made.tie_claim(OFFICE, CLERK, name="T8", date=LATE),
    ]
    return made.case("x", [*ties, *more], EVERYBODY)


def test_a_network_says_which_claims_it_does_not_use_and_draws_ties_of_an_own_kind() -> None:
    parts = [
        made.participation(OFFICE, "own-role", name="P1"),
        made.participation(SYSTEM, "operator", name="P2"),
        made.participation(CLERK, "operator", name="P3", basis=Basis.BACKGROUND),
    ]
    case = with_ties(*parts)
    found = network(case, systems=False)
    assert why(found.unused) == {
        "T3": Reason.INTERNAL, "T4": Reason.SYSTEM, "T5": Reason.ABSENT, "T6": Reason.OPEN, "T7": Reason.BASIS,
        "T8": Reason.LATER, "P2": Reason.SYSTEM, "P3": Reason.BASIS,
    }  # fmt: skip
    assert [tie.kinds for tie in found.ties] == [("advises", "own-kind")]
    assert why(network(case, granularity="role").unused).keys() == {"T5", "T6", "T7", "T8", "P3"}


def test_paper_and_practice_say_which_claims_they_do_not_use() -> None:
    found = paper_practice_gap(with_ties(), systems=False)
    assert why(found.unused) == {
        "T3": Reason.INTERNAL, "T4": Reason.SYSTEM, "T5": Reason.DENIED, "T6": Reason.NOT_REPORTED, "T8": Reason.LATER,
    }  # fmt: skip


def test_expected_ties_say_which_claims_they_do_not_use() -> None:
    wanted = ExpectedTie("e1", OTHER + "e1", "operator", "trainer", ("advises",), Basis.REPORTED, made.PLAIN, "")
    theory = made.framework([A], expected=[wanted])
    parts = [
        made.participation(OFFICE, "operator", name="P1"),
        made.participation(CLERK, "trainer", name="P2"),
        made.participation(CLERK, "own-role", name="P3"),
        made.participation(CLERK, "funder", name="P4"),
        made.participation(OFFICE, "operator", name="P5", date=LATE),
    ]
    assert why(expected_ties(with_ties(*parts), theory).unused) == {
        "T2": Reason.UNKNOWN_KIND, "T3": Reason.INTERNAL, "T4": Reason.NOT_EXPECTED, "T5": Reason.NOT_EXPECTED,
        "T6": Reason.NOT_EXPECTED, "T7": Reason.BASIS, "T8": Reason.LATER, "P3": Reason.UNKNOWN_ROLE,
        "P4": Reason.NOT_EXPECTED, "P5": Reason.LATER,
    }  # fmt: skip


def test_an_explanation_says_which_claims_it_does_not_use() -> None:
    claims = [
        made.outcome_claim("achieved", name="O1"),
        made.outcome_claim("achieved", name="O2", theory=OWN, indicator="own"),
        condition("C1"),
        condition("C2", "b"),
        condition("C3", basis=Basis.BACKGROUND),
        made.causal_claim("success", name="K1"),
        made.causal_claim("b", name="K2"),
        made.causal_claim("success", name="K3", rival=True, basis=Basis.BACKGROUND),
    ]
    found = explain(made.case("x", claims), "success", THEORY, ONTOLOGY)
    assert why(found.unused) == {
        "O2": Reason.OTHER_OUTCOME, "C2": Reason.OFF_PATH, "C3": Reason.BASIS, "K2": Reason.OTHER_OUTCOME,
        "K3": Reason.BASIS,
    }  # fmt: skip


# Whose claim it is --------------------------------------------------------------------------------------------------


def test_what_a_case_itself_claims_of_causes_is_the_authors_and_a_rival_is_a_rival_wherever_it_is_claimed() -> None:
    mine, rival = made.causal_claim("success", name="K1"), made.causal_claim("success", name="R1", rival=True)
    theirs, other = made.causal_claim("success", name="K2"), made.causal_claim("success", name="R2", rival=True)
    late = made.causal_claim("success", name="K3", date=LATE)
    case = made.case("x", [made.outcome_claim("achieved"), mine, rival, late], study=made.study([theirs, other]))
    found = explain(case, "success", THEORY, ONTOLOGY)
    assert found.author == (theirs, mine)
    assert found.rivals == (other, rival)
    assert why(found.unused) == {"K3": Reason.LATER}


def test_an_explanation_for_programs_has_the_claims_of_the_author_and_the_rivals() -> None:
    claims = [made.causal_claim("success", name="K1"), made.causal_claim("success", name="R1", rival=True)]
    found = explain(made.case("x", [made.outcome_claim("achieved"), *claims]), "success", THEORY, ONTOLOGY)
    rows = list(csv.DictReader(io.StringIO(write(presenter.presentation(found, ONTOLOGY), "csv", "en"))))
    assert [(row["relation"], row["claim"]) for row in rows if not row["depth"]] == [("author", "K1"), ("rival", "R1")]


def test_a_rival_that_a_study_claims_of_no_case_in_particular_is_a_rival_for_each_of_its_cases() -> None:
    rival = made.causal_claim("success", name="R1", rival=True)
    study = made.study([rival])
    cases = [made.case("x", [], study=study), made.case("y", [], study=study), made.case("z", [])]
    assert compare(cases, THEORY, ONTOLOGY).rivals == [(rival, ("x", "y"))]


# Words --------------------------------------------------------------------------------------------------------------


def test_what_is_unused_is_said_in_both_languages_with_numbers_and_reasons() -> None:
    two = preconditions(made.case("x", [condition("C1", date=LATE), condition("C2", date=LATE)]), THEORY, ONTOLOGY)
    one = preconditions(made.case("x", [condition("C1", basis=Basis.BACKGROUND)]), THEORY, ONTOLOGY)
    assert two.unused.text["en"] == "Not used: 2 claims dated after the case's period."
    assert one.unused.text["en"] == "Not used: 1 claim on a basis that was not chosen."
    assert two.unused.text["id"] == "Tidak dipakai: 2 klaim bertanggal setelah periode kasus."
    assert Unused().text["en"] == Unused().text["id"] == ""


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_in_both_languages(reason: Reason) -> None:
    english, indonesian = (Speech(lang)(WORDS[reason]) for lang in ("en", "id"))
    assert english
    assert english != indonesian
