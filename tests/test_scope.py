"""Whether a case falls under the definition of a theory, and claims that are carried from one theory to another."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from tests import made

from collabgraph import resources
from collabgraph.analysis.conditions import matched, preconditions
from collabgraph.analysis.explanation import explain
from collabgraph.analysis.scope import Answer, Scope, defining, scope
from collabgraph.analysis.unused import Reason
from collabgraph.cli import main
from collabgraph.coding import theory
from collabgraph.errors import InvalidFramework, NoCriteria
from collabgraph.model import (
    Actor,
    Attribution,
    Basis,
    Case,
    Claim,
    ConditionClaim,
    Criterion,
    Framework,
    Ontology,
    Relation,
    Sign,
    Status,
    Term,
)
from collabgraph.rdf.turtle import read
from collabgraph.words import LANGUAGES, Speech, Text

AG = "https://w3id.org/collabgraph/framework/ansell-gash-2008#"
SP = "https://w3id.org/collabgraph/framework/service-provision#"
CITIZENS = Sign(sectors=("citizens",), roles=("reporter",))


def criterion(speaks_for: tuple[Sign, ...] = (), against: tuple[Sign, ...] = ()) -> Criterion:
    """The only criterion of the made theory."""
    term = Term("open", made.THEORY + "open", Text(en="open to all", id="terbuka"), made.PLAIN)
    return Criterion(term, "1", made.PLAIN, Text(en="a club", id="klub"), speaks_for, against, Basis.REPORTED, "")


def of(claims: Sequence[Claim], asked: Criterion, actors: Sequence[Actor] = ()) -> Scope:
    """The scope of a made case by a made theory with this criterion, on every basis."""
    framework = replace(made.framework([made.construct("trust")]), criteria=(asked,))
    case = made.case("x", claims, actors)
    return scope(case, framework, made.ontology(framework), frozenset(Basis))


def said(*statuses: Status) -> list[ConditionClaim]:
    return [made.condition_claim("open", status, name=f"D{n}") for n, status in enumerate(statuses)]


@pytest.mark.parametrize(
    ("statuses", "answer"),
    [
        ([Status.PRESENT], Answer.MET),
        ([Status.ABSENT], Answer.NOT_MET),
        ([Status.PARTIAL], Answer.UNDECIDED),
        ([Status.PRESENT, Status.ABSENT], Answer.UNDECIDED),
        ([Status.CONTESTED], Answer.UNDECIDED),
        ([Status.NOT_REPORTED], Answer.SILENT),
        ([Status.NOT_REPORTED, Status.PRESENT], Answer.MET),
        ([], Answer.SILENT),
    ],
)
def test_a_criterion_is_met_or_not_only_where_claims_settle_it(statuses: list[Status], answer: Answer) -> None:
    (found,) = of(said(*statuses), criterion()).criteria
    assert found.answer is answer


def test_silence_about_a_criterion_leaves_the_scope_open_and_never_outside() -> None:
    assert of([], criterion()).within is None
    assert of(said(Status.PARTIAL), criterion()).within is None
    assert of(said(Status.PRESENT), criterion()).within is True
    assert of(said(Status.ABSENT), criterion()).within is False


def test_a_sign_fits_where_sector_and_role_both_do() -> None:
    neighbour = made.actor("neighbour", sector="citizens")
    for role, answer in (("reporter", Answer.MET), ("service-recipient", Answer.SILENT)):
        (found,) = of([made.participation(neighbour, role)], criterion((CITIZENS,)), [neighbour]).criteria
        assert found.answer is answer
    office = made.actor("neighbour", sector="public")
    (found,) = of([made.participation(office, "reporter")], criterion((CITIZENS,)), [office]).criteria
    assert found.answer is Answer.SILENT


def test_signs_that_point_both_ways_decide_nothing_and_a_claim_outweighs_them() -> None:
    trust = [made.condition_claim("trust", Status.PRESENT)]
    sign = Sign(constructs=(made.THEORY + "trust",), status=Status.PRESENT)
    (both,) = of(trust, criterion((sign,), (sign,))).criteria
    assert both.answer is Answer.UNDECIDED
    (against,) = of(trust, criterion(against=(sign,))).criteria
    assert (against.answer, against.signs_against) == (Answer.NOT_MET, tuple(trust))
    (weighed,) = of([*trust, *said(Status.ABSENT)], criterion((sign,))).criteria
    assert (weighed.answer, weighed.signs_for) == (Answer.NOT_MET, tuple(trust))


def test_a_tie_that_is_denied_is_no_sign() -> None:
    sign = Sign(ties=("member-of",))
    for status, answer in ((Status.PRESENT, Answer.MET), (Status.ABSENT, Answer.SILENT)):
        claim = made.tie_claim(made.actor("a"), made.actor("b"), "member-of", status=status)
        (found,) = of([claim], criterion((sign,))).criteria
        assert found.answer is answer


# The cases of Jambi --------------------------------------------------------------------------------------------------

#: Claims about two of the six criteria, as the coders' notes on the scope of the cases have them.
JUDGED = ("criterion-non-state-participants", "criterion-part-in-decisions")


def judged(case: Case) -> Case:
    """A case with the claim that two criteria are not met."""
    plain = next(case.of(ConditionClaim))
    claims = [
        replace(plain, id=f"Z{n}", iri=f"{case.iri}#Z{n}", construct=AG + name, status=Status.ABSENT,
                basis=Basis.INFERRED, degree=None)
        for n, name in enumerate(JUDGED)
    ]  # fmt: skip
    return replace(case, claims=(*case.claims, *claims))


def test_with_two_criteria_judged_absent_the_cases_are_inter_agency_service_provision(
    pbg: Case, spp_irt: Case, ansell_gash: Framework, ontology: Ontology
) -> None:
    from collabgraph.output.presenters.scope import sentence
    from collabgraph.words import Speech

    for case in map(judged, (pbg, spp_irt)):
        found = scope(case, ansell_gash, ontology)
        assert found.within is False
        assert [one.criterion.term.id for one in found.of(Answer.NOT_MET)] == list(JUDGED)
        assert "criterion-consensus" in [one.criterion.term.id for one in found.of(Answer.SILENT)]
        words = sentence(found, Speech("en"))
        assert words.startswith(f"{case.id.upper()} is not a case of Collaborative governance (Ansell and Gash 2008)")
        assert "inter-agency work and service provision" in words
        assert "kerja antarinstansi" in sentence(found, Speech("id"))


def test_by_the_study_alone_every_criterion_is_open(pbg: Case, ansell_gash: Framework, ontology: Ontology) -> None:
    found = scope(judged(pbg), ansell_gash, ontology, [Basis.REPORTED])
    assert (found.within, len(found.open), len(ansell_gash.criteria)) == (None, 6, 6)
    assert {"Z0", "Z1"} <= {claim.id for claim in found.unused.claims}


def test_a_claim_about_a_criterion_changes_no_condition_and_is_named_as_unused(
    pbg: Case, ansell_gash: Framework, service_provision: Framework, ontology: Ontology
) -> None:
    for framework in (ansell_gash, service_provision):
        before, after = (preconditions(case, framework, ontology) for case in (pbg, judged(pbg)))
        assert before.conditions == after.conditions
        unused = [{claim.id for claim in state.unused.claims} for state in (before, after)]
        assert unused[1] - unused[0] == {"Z0", "Z1"}


def test_a_theory_without_criteria_is_refused_and_one_akin_to_it_that_has_them_is_found(
    pbg: Case, ansell_gash: Framework, service_provision: Framework, ontology: Ontology
) -> None:
    with pytest.raises(NoCriteria, match=r"'service-provision' has no definition criteria.*ansell-gash-2008"):
        scope(pbg, service_provision, ontology)
    assert defining(service_provision, ontology) is ansell_gash
    assert defining(ansell_gash, ontology) is ansell_gash
    assert defining(made.framework([made.construct("a")]), ontology) is None


def test_a_sign_that_names_an_unknown_role_is_refused(tmp_path: Path) -> None:
    shipped = resources.ontology() / "frameworks" / "ansell-gash-2008.ttl"
    path = tmp_path / "mine.ttl"
    path.write_text(shipped.read_text(encoding="utf-8").replace("role:nominator", "role:nominater"), encoding="utf-8")
    with pytest.raises(InvalidFramework, match=r"criterion-non-state-participants.*nominater.*nominator"):
        theory.read_framework(read(path))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_says_so_first_in_a_plain_sentence_and_compare_points_to_it(lang: str) -> None:
    shown = CliRunner().invoke(main, ["scope", "pbg", "--lang", lang, "--format", "json"])
    (case,) = json.loads(shown.output)["cases"]
    assert len(case["criteria"]) == 6
    assert {one["answer"] for one in case["criteria"]} <= {"met", "not-met", "open"}
    assert all(one["open_because"] for one in case["criteria"] if one["answer"] == "open")
    told = " ".join(CliRunner().invoke(main, ["scope", "pbg", "--lang", lang]).output.split())
    assert case["sentence"] in told
    assert told.index(case["sentence"]) < told.index({"en": "answer", "id": "jawaban"}[lang])
    compared = " ".join(CliRunner().invoke(main, ["compare", "pbg", "spp-irt", "--lang", lang]).output.split())
    assert "ansell-gash-2008" in compared
    assert "(collabgraph scope)" in compared


@pytest.mark.parametrize(
    ("framework", "words"), [("service-provision", "no definition criteria"), ("nix", "no framework")]
)
def test_the_command_says_what_is_wrong_with_the_framework_asked_for(framework: str, words: str) -> None:
    result = CliRunner().invoke(main, ["scope", "pbg", "--framework", framework])
    assert result.exit_code == 1
    assert words in result.stderr


# What suffices or favours ---------------------------------------------------------------------------------------------


def test_what_is_enough_or_favours_or_suits_is_not_required(ansell_gash: Framework) -> None:
    by_id = {each.id: each for each in ansell_gash.contingencies}
    assert [by_id[name].requires + by_id[name].any_of for name in ("c05", "c06", "c09")] == [()] * 3
    assert [pattern.construct for pattern in by_id["c05"].sufficient] == [AG + "honest-brokerage"]
    assert [pattern.construct for pattern in by_id["c06"].favoured] == [AG + "organic-leadership"]
    assert [pattern.construct for pattern in by_id["c09"].suited] == [AG + "collaborative-process"]
    assert [pattern.construct for pattern in by_id["c08"].conditions] == [AG + "mandate"]


def test_no_contingent_proposition_requires_what_its_condition_rules_out(ansell_gash: Framework) -> None:
    """An exclusive forum and open venues exclude each other by their definitions."""
    for each in ansell_gash.contingencies:
        required = {pattern.construct for pattern in (*each.requires, *each.any_of) if pattern.status is Status.PRESENT}
        given = {pattern.construct for pattern in each.conditions if pattern.status is Status.PRESENT}
        assert not ({AG + "alternative-venues"} & given and {AG + "forum-exclusiveness"} & required)


@pytest.mark.parametrize("relation", [Relation.REQUIRES, Relation.ENABLES, Relation.SUFFICES, Relation.FAVOURS])
def test_an_explanation_misses_only_what_a_proposition_demands(relation: Relation) -> None:
    step = replace(made.proposition("a"), relation=relation)
    framework = made.framework([made.construct("a", precondition=False)], propositions=[step])
    case = made.case("x", [made.condition_claim("a", Status.ABSENT), made.outcome_claim("achieved")])
    found = explain(case, "success", framework, made.ontology(framework), frozenset(Basis))
    assert len(found.steps) == 1
    assert bool(found.unmet) is (relation not in (Relation.SUFFICES, Relation.FAVOURS))


# Carried over ---------------------------------------------------------------------------------------------------------


def test_blocks_that_mean_nearly_the_same_match_closely_and_outcomes_exactly(
    ansell_gash: Framework, ontology: Ontology
) -> None:
    blocks = ("starting-conditions", "institutional-design", "collaborative-process", "outcomes")
    found = {name: matched(SP + name, ansell_gash, ontology) for name in blocks}
    assert found == {name: {AG + name: "exact" if name == "outcomes" else "close"} for name in blocks}


def test_a_claim_of_another_theory_is_said_to_be_carried_over(
    spp_irt: Case, ansell_gash: Framework, service_provision: Framework, ontology: Ontology
) -> None:
    condition = preconditions(spp_irt, ansell_gash, ontology).conditions[AG + "facilitative-leadership"]
    (claim,) = condition.claims
    carried = condition.carried[claim.iri]
    assert (carried.construct, carried.match) == (SP + "facilitative-leadership", "close")
    assert not any(one.carried for one in preconditions(spp_irt, service_provision, ontology).conditions.values())


@pytest.mark.parametrize(
    ("command", "basis"),
    [
        ("preconditions spp-irt", "reported/implied"),
        ("compare pbg spp-irt", "reported*"),
        ("explain spp-irt performance", "reported/implied"),
    ],
)
def test_every_view_by_the_other_theory_says_so_beside_the_claim(command: str, basis: str) -> None:
    asked = [*command.split(), "--framework", "ansell-gash-2008"]
    text = CliRunner().invoke(main, asked, env={"COLUMNS": "300"}).output
    assert f"F13 {basis}, carried over from facilitative leadership (close match)" in text
    assert '"match": "close"' in CliRunner().invoke(main, [*asked, "--format", "json"]).output


def test_a_claim_shown_by_itself_says_for_which_theory_it_counts_too() -> None:
    text = " ".join(CliRunner().invoke(main, ["show", "spp-irt", "F13"]).output.split())
    to = "facilitative leadership, Collaborative governance (Ansell and Gash 2008) (close match)"
    assert f"carried over to: {to}" in text


def test_a_claim_left_out_by_its_attribution_is_counted_as_not_used(pbg: Case, ontology: Ontology) -> None:
    about = next(claim for claim in pbg.of(ConditionClaim) if claim.id == "D02")
    implied = replace(pbg, claims=tuple(replace(c, attribution="implied") if c is about else c for c in pbg.claims))
    found = scope(implied.with_attributions({Attribution.EXPLICIT}), ontology.frameworks["ansell-gash-2008"], ontology)
    assert about.iri in {claim.iri for claim in found.unused.by_reason[Reason.ATTRIBUTION]}
    assert "1 claim of an attribution that was not chosen" in found.unused.words(Speech("en"))
