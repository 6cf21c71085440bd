"""What the study says and does not say, held against the shipped cases: ``design.md`` section 4 and the claim table."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from collabgraph import model
from collabgraph.analysis.comparison import STUDY_ALONE, compare, outcomes
from collabgraph.analysis.conditions import mean_met, preconditions
from collabgraph.analysis.network import network
from collabgraph.coding.library import Library
from collabgraph.model import (
    DEFAULT_BASES,
    Attribution,
    Basis,
    Case,
    CausalClaim,
    Claim,
    ConditionClaim,
    ContextClaim,
    Framework,
    Interval,
    Ontology,
    OutcomeClaim,
    RivalClaim,
    Status,
    TieClaim,
)

STARTING = ["leader-commitment", "supporting-resources", "underlying-regulation"]
SUCCESS = [
    "innovative-leadership", "facilitative-leadership", "simple-governance", "simple-service-system",
    "open-communication-partners", "open-communication-recipients", "competent-human-resources",
]  # fmt: skip

#: id: (cases it is about, attribution, what it says), from the table of atomic claims of the study.
CLAIMS = {
    "F01": ("", "none", "motive"),
    "F02": ("", "none", "expected-benefit"),
    "F03": ("", "none", "expected-benefit"),
    "F04": ("", "none", "caution"),
    "F05": ("pbg spp-irt", "explicit", "contrast"),
    "F06": ("pbg spp-irt", "explicit", "setting"),
    "F07": ("pbg", "explicit", "levy-revenue-target not-achieved"),
    "F08": ("pbg", "explicit", "applicants decreased"),
    "F09": ("spp-irt", "explicit", "performance increased-significantly"),
    "F10": ("spp-irt", "explicit", "timing"),
    "F11": ("pbg spp-irt", "explicit", "method"),
    "F12": ("spp-irt", "implied", "innovative-leadership present"),
    "F13": ("spp-irt", "implied", "facilitative-leadership present"),
    "F14": ("spp-irt", "implied", "open-communication-partners present"),
    "F15": ("spp-irt", "implied", "open-communication-recipients present"),
    "F16": ("spp-irt", "implied", "simple-governance present"),
    "F17": ("spp-irt", "implied", "simple-service-system present"),
    "F18": ("spp-irt", "implied", "competent-human-resources present"),
    "F19": ("", "none", "positive"),
    "F20": ("pbg", "implied", "starting-conditions insufficient"),
    "F21": ("pbg", "implied", "leader-commitment insufficient"),
    "F22": ("pbg", "implied", "supporting-resources insufficient"),
    "F23": ("pbg", "implied", "underlying-regulation insufficient"),
    "F24": ("", "none", "positive"),
    "F25": ("", "none", "unspecified"),
    "F26": ("", "none", "unspecified"),
    "F27": ("", "none", "unspecified"),
}


def said(claim: Claim) -> str:
    match claim:
        case ConditionClaim():
            return f"{claim.construct.rpartition('#')[2]} {claim.status}"
        case OutcomeClaim():
            return f"{claim.indicator.rpartition('#')[2]} {claim.result}"
        case CausalClaim():
            return claim.direction
        case ContextClaim():
            return claim.topic
    raise AssertionError(claim)


@pytest.fixture(scope="module")
def study_claims(pbg: Case, spp_irt: Case) -> dict[str, tuple[Claim, str]]:
    """Every claim of the study by id, with the cases it is about."""
    assert pbg.study is not None
    found: dict[str, tuple[Claim, str]] = {claim.id: (claim, "") for claim in pbg.study.claims}
    for case in (pbg, spp_irt):
        for claim in case.claims:
            found[claim.id] = (claim, f"{found[claim.id][1] if claim.id in found else ''} {case.id}".strip())
    return {name: entry for name, entry in found.items() if name.startswith("F")}


def test_all_27_claims_of_the_study_are_coded_and_no_other_claims_to_be_one(
    study_claims: dict[str, tuple[Claim, str]],
) -> None:
    assert sorted(study_claims) == sorted(CLAIMS)


@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_a_claim_of_the_study_says_what_the_table_says(name: str, study_claims: dict[str, tuple[Claim, str]]) -> None:
    claim, cases = study_claims[name]
    assert (cases, claim.attribution, said(claim)) == CLAIMS[name]
    assert claim.basis is Basis.REPORTED
    paragraph = "1" if name < "F04" else "2" if name < "F12" else "3"
    assert {evidence.source.id for evidence in claim.evidence} == {"abstract"}
    assert f"paragraph {paragraph}" in " ".join(evidence.locator["en"] for evidence in claim.evidence)


def test_the_study_alone_says_of_pbg_that_exactly_three_starting_conditions_are_missing(
    pbg: Case, service_provision: Framework, ontology: Ontology
) -> None:
    found = preconditions(pbg, service_provision, ontology, STUDY_ALONE)
    assert found.with_fulfilment("missing") == STARTING
    assert found.with_fulfilment("not_reported") == SUCCESS
    assert found.readiness is not None
    # "Not well prepared" leaves a degree of 0 to 0.5 open for each of the three; nothing is known of the seven others.
    assert (found.readiness, found.factors_met) == (Interval(0, 0.5), Interval(0, 1))


def test_the_study_alone_says_nothing_is_missing_in_spp_irt_because_it_is_unknown(
    spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    found = preconditions(spp_irt, service_provision, ontology, STUDY_ALONE)
    assert found.with_fulfilment("missing") == []
    assert found.with_fulfilment("not_reported") == STARTING
    assert found.with_fulfilment("satisfied") == SUCCESS
    assert (found.readiness, found.factors_met) == (Interval(0, 1), Interval(1, 1))


@pytest.mark.parametrize(
    ("name", "regulation", "low", "high"),
    [
        ("pbg", None, 0.0, 0.8),
        ("spp-irt", None, 0.1, 1.0),
        # As underlying regulation was coded before one yardstick was used for both: no local law, a national rule.
        ("pbg", Status.ABSENT, 0.0, 0.7),
        ("spp-irt", Status.PRESENT, 0.2, 1.0),
    ],
)
def test_without_implied_claims_little_is_known_of_either_case(
    name: str, regulation: Status | None, low: float, high: float, service_provision: Framework, ontology: Ontology
) -> None:
    case = Library().open(name).with_attributions({Attribution.EXPLICIT})
    if regulation is not None:
        about = next(iri for iri in service_provision.constructs if iri.endswith("underlying-regulation"))
        others = [c for c in case.claims if not (isinstance(c, ConditionClaim) and c.construct == about)]
        (one, *_) = (c for c in case.of(ConditionClaim) if c.construct == about)
        case = replace(case, claims=(*others, replace(one, status=regulation)))
    found = preconditions(case, service_provision, ontology)
    assert mean_met(found.preconditions) == Interval(pytest.approx(low), pytest.approx(high))  # type: ignore[arg-type]
    assert {reason.value for reason in found.unused.by_reason} >= {"attribution"}


def test_the_study_alone_knows_no_precondition_on_both_sides(
    pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    found = compare([pbg, spp_irt], service_provision, ontology, bases=STUDY_ALONE)
    assert {verdict.verdict for verdict in found.verdicts} == {"one-sided"}


def test_the_study_names_no_actor_and_no_tie(pbg: Case, spp_irt: Case) -> None:
    for case in (pbg, spp_irt):
        drawn = network(case, bases=STUDY_ALONE)
        assert (len(drawn.actors), len(drawn.ties)) == (0, 0)


def test_no_difference_rests_on_the_local_rules_of_one_case_against_the_national_rules_of_the_other(
    pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    """Both cases are asked the same two questions; before, PBG was read from local and SPP-IRT from national rules."""
    asked = {
        case.id: {claim.id: claim.basis for claim in case.of(ConditionClaim) if claim.id in ("C04", "C05")}
        for case in (pbg, spp_irt)
    }
    assert asked == {
        "pbg": {"C04": Basis.PRESCRIBED, "C05": Basis.DOCUMENTED},
        "spp-irt": {"C04": Basis.PRESCRIBED, "C05": Basis.INFERRED},
    }
    for case in (pbg, spp_irt):
        (found,) = (
            condition
            for condition in preconditions(case, service_provision, ontology).conditions.values()
            if condition.construct.term.id == "underlying-regulation"
        )
        assert found.status in (Status.PARTIAL, Status.CONTESTED)
    for bases in (DEFAULT_BASES, *({basis} for basis in Basis)):
        differing = compare([pbg, spp_irt], service_provision, ontology, bases=bases).with_verdict("difference")
        assert "underlying-regulation" not in [verdict.construct.term.id for verdict in differing]


def test_that_pbg_is_not_simple_is_a_reading_of_the_coders(
    pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    """A rule does not call itself simple or not: what differs in this, differs by inference."""
    differing = compare([pbg, spp_irt], service_provision, ontology).with_verdict("difference")
    stands_on = {verdict.construct.term.id: verdict.bases["pbg"] for verdict in differing}
    assert set(stands_on) <= {"simple-governance", "simple-service-system"}
    assert set(stands_on.values()) <= {(Basis.INFERRED,)}
    judged = [claim for claim in pbg.of(ConditionClaim) if "simple" in claim.construct]
    assert judged
    assert {claim.basis for claim in judged} == {Basis.INFERRED}


def test_the_outcomes_differ_and_share_no_yardstick(
    pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology
) -> None:
    found = compare([pbg, spp_irt], service_provision, ontology)
    assert (found.favourable("pbg"), found.favourable("spp-irt")) == (False, True)
    assert found.common_indicators == []
    assert [o.indicator.term.id for o in outcomes([pbg], service_provision, ontology)] == [
        "levy-revenue-target", "applicants",
    ]  # fmt: skip


def test_rational_choice_has_no_sign_and_no_case(pbg: Case, spp_irt: Case) -> None:
    assert pbg.study is not None
    claims = [c for c in pbg.study.claims if isinstance(c, CausalClaim) and c.direction == "unspecified"]
    assert [claim.id for claim in claims] == ["F25", "F26", "F27"]
    for case in (pbg, spp_irt):
        assert not [claim for claim in case.of(ConditionClaim) if "rational-choice" in claim.construct]


def test_which_office_is_the_technical_office_stays_open(pbg: Case) -> None:
    office = next(actor for actor in pbg.actors.values() if actor.id == "technical-office")
    assert [pbg.actors[iri].id for iri in office.possibly] == ["housing-office", "public-works-office"]


def test_actors_of_both_cases_have_one_iri_and_one_label(pbg: Case, spp_irt: Case) -> None:
    shared = set(pbg.actors) & set(spp_irt.actors)
    assert {pbg.actors[iri].id for iri in shared} >= {"dpmptsp", "oss"}
    assert all(pbg.actors[iri] == spp_irt.actors[iri] for iri in shared)
    labels = {actor.label for case in (pbg, spp_irt) for actor in case.actors.values()}
    iris = {actor.iri for case in (pbg, spp_irt) for actor in case.actors.values()}
    assert len(labels) == len(iris)


def test_what_is_later_than_the_period_is_in_no_network(pbg: Case, spp_irt: Case) -> None:
    for case in (pbg, spp_irt):
        later = {claim.id for claim in case.later}
        assert later
        for granularity in ("office", "role"):
            drawn = network(case, bases=frozenset(Basis), granularity=granularity)
            assert not later & {claim for tie in drawn.ties for claim in tie.claims}
    # Ward heads acted before 2026 too (T70), so that they stand in the network without what is later.
    assert {"T64", "T65"} <= {claim.id for claim in pbg.later}
    offices = {actor.id for actor in network(spp_irt, bases=frozenset(Basis)).actors}
    assert "halal-bodies" in {actor.id for actor in spp_irt.actors.values()} - offices


def test_pbg_has_sixteen_steps_and_28_working_days(pbg: Case) -> None:
    from collabgraph.model import ClockClaim, StepClaim

    assert sorted(step.order for step in pbg.of(StepClaim)) == list(range(1, 17))
    clocks = {(clock.amount, clock.unit) for clock in pbg.of(ClockClaim) if clock.basis is Basis.PRESCRIBED}
    assert (28, "working-day") in clocks


def test_each_case_has_a_rival_explanation_of_its_own_and_the_yardsticks_are_one_of_both(
    pbg: Case, spp_irt: Case
) -> None:
    rivals = {case.id: {claim.iri for claim in case.of(RivalClaim)} for case in (pbg, spp_irt)}
    assert rivals["pbg"] & rivals["spp-irt"]
    assert len(rivals["pbg"] - rivals["spp-irt"]) >= 2
    assert rivals["spp-irt"] - rivals["pbg"]


def test_every_claim_has_evidence_with_source_locator_and_words_in_both_languages(pbg: Case, spp_irt: Case) -> None:
    for case in (pbg, spp_irt):
        assert case.study is not None
        for claim in (*case.claims, *case.study.claims):
            not_looked_for = isinstance(claim, model.TestClaim) and claim.state is model.TraceState.NOT_LOOKED_FOR
            assert bool(claim.evidence) != not_looked_for, claim.id
            for evidence in claim.evidence:
                for text in (evidence.source.citation, evidence.locator, evidence.note):
                    assert text["en"], claim.id
                    assert text["id"], claim.id


def test_no_condition_of_jambi_rests_on_what_other_places_do_against_jambi(pbg: Case) -> None:
    """Practice elsewhere is no evidence that PBG lacks something in Jambi."""
    assert not [claim for claim in pbg.of(ConditionClaim) if claim.basis is Basis.ELSEWHERE]


def test_every_tie_claim_joins_two_actors_of_the_case(pbg: Case, spp_irt: Case) -> None:
    for case in (pbg, spp_irt):
        ties = list(case.of(TieClaim))
        assert ties
        assert all({tie.sender, tie.receiver} <= set(case.actors) for tie in ties)
        assert all(tie.status is Status.PRESENT for tie in ties)
