"""What is wrong with a file is said all at once: where, what and what to do, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from collabgraph import resources
from collabgraph.coding import theory, validation
from collabgraph.coding.library import Library
from collabgraph.errors import DuplicateCase, FrameworkCycle, InvalidCase, InvalidFramework, NotACase, UnknownCase
from collabgraph.model import Issue
from collabgraph.rdf.turtle import read

PBG = resources.cases() / "pbg.ttl"
STUDY = resources.cases() / "jambi-licensing.ttl"
BROKEN_ONTOLOGIES = Path(__file__).parent / "data" / "checks"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with copies of the study and of PBG under another id."""
    (tmp_path / "jambi-licensing.ttl").write_text(STUDY.read_text(encoding="utf-8"), encoding="utf-8")
    text = PBG.read_text(encoding="utf-8").replace("case/pbg", "case/mine").replace("case:pbg", "case:mine")
    (tmp_path / "mine.ttl").write_text(text, encoding="utf-8")
    return tmp_path


def change(folder: Path, old: str, new: str, *, count: int = 1) -> Path:
    """The copied case with one thing changed."""
    path = folder / "mine.ttl"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return path


def found(path: Path) -> list[Issue]:
    return [issue for _, issues, _ in Library([path.parent]).issues([str(path)]) for issue in issues]


def test_the_shipped_files_are_clean() -> None:
    assert [issue for _, issues, _ in Library().issues([]) for issue in issues] == []


def test_a_copied_case_is_clean_and_opens(folder: Path) -> None:
    assert found(folder / "mine.ttl") == []
    assert Library([folder]).open("mine").id == "mine"


def test_a_claim_about_an_unknown_construct_is_found_with_its_line_and_the_nearest_name(folder: Path) -> None:
    path = change(folder, "cg:construct sp:leader-commitment", "cg:construct sp:leader-comitment")
    (issue,) = found(path)
    assert issue.kind == "reference"
    assert "leader-comitment" in issue.message["en"]
    assert "did you mean 'leader-commitment'?" in issue.message["en"]
    assert issue.line is not None
    assert path.read_text(encoding="utf-8").splitlines()[issue.line - 1].strip() == "pbg:F21"


def test_a_tie_to_an_undeclared_actor_is_found(folder: Path) -> None:
    path = change(folder, "cg:to actor:dpmptsp", "cg:to actor:dpmpstp")
    (issue,) = found(path)
    assert "actor 'dpmpstp' is not declared (did you mean 'dpmptsp'?)" in issue.message["en"]


def test_a_misspelt_property_and_a_misspelt_code_are_found_together(folder: Path) -> None:
    change(folder, "cg:status status:absent", "cg:status status:abset")
    path = change(folder, "cg:boundary", "cg:boundry")
    messages = " ".join(issue.message["en"] for issue in found(path))
    assert "no term 'ns#boundry' (did you mean 'boundary'?)" in messages
    assert "no term 'scheme/status#abset' (did you mean 'absent'?)" in messages


def test_a_case_without_a_coding_statement_is_a_shape_violation_in_both_languages(folder: Path) -> None:
    text = (folder / "mine.ttl").read_text(encoding="utf-8")
    block = re.search(r"    cg:multiplexity .*?@id ;\n", text, re.DOTALL)
    assert block is not None
    path = change(folder, block[0], "")
    shape = [issue for issue in found(path) if issue.kind == "shape"]
    assert shape
    assert all(issue.focus == "mine" and issue.blocking for issue in shape)
    assert all(issue.message["en"] and issue.message["id"] != issue.message["en"] for issue in shape)


def test_an_undeclared_source_names_the_claim_it_hangs_on(folder: Path) -> None:
    path = change(folder, "prov:wasDerivedFrom source:abstract", "prov:wasDerivedFrom source:abstrakt")
    (issue,) = found(path)
    assert issue.focus.startswith("mine#")
    assert "source 'abstrakt' is not declared" in issue.message["en"]


def test_a_study_that_is_nowhere_is_said_and_what_it_should_declare_too(folder: Path) -> None:
    (folder / "jambi-licensing.ttl").unlink()
    path = change(folder, "cg:study study:jambi-licensing", "cg:study study:lost")
    messages = [issue.message["en"] for issue in found(path)]
    assert any("study 'lost' was not found" in message for message in messages)
    assert any("actor 'dpmptsp' is not declared" in message for message in messages)


def test_a_claim_that_names_another_case_is_found(folder: Path) -> None:
    path = change(folder, "cg:inCase case:mine", "cg:inCase case:spp-irt")
    assert any("names another case, 'spp-irt'" in issue.message["en"] for issue in found(path))


def test_contradictory_claims_of_one_source_are_said_and_do_not_keep_the_case_from_use(folder: Path) -> None:
    text = (folder / "mine.ttl").read_text(encoding="utf-8")
    block = re.search(r"^pbg:F21\n.*?\.\n\n", text, re.DOTALL | re.MULTILINE)
    assert block is not None
    opposite = block[0].replace("F21", "F99").replace("status:absent", "status:present")
    path = change(folder, block[0], block[0] + opposite)
    (issue,) = found(path)
    assert (issue.kind, issue.blocking) == ("contradiction", False)
    assert "F99 says present, F21 says absent" in issue.message["en"]
    assert Library([folder]).open("mine").claim("F99") is not None


def test_a_claim_with_two_statuses_keeps_the_case_from_use(folder: Path) -> None:
    path = change(folder, "cg:status status:absent", "cg:status status:absent , status:present")
    assert {issue.kind for issue in found(path)} == {"shape"}
    with pytest.raises(InvalidCase, match=r"cannot be analysed as it is\. Findings: 1"):
        Library([folder]).open("mine")


def test_a_file_named_otherwise_than_its_case_is_said_and_opens_by_its_path(folder: Path) -> None:
    path = (folder / "mine.ttl").rename(folder / "other.ttl")
    (issue,) = found(path)
    assert (issue.kind, issue.blocking) == ("name", False)
    assert Library([folder]).open(str(path)).id == "mine"


def test_unreadable_files_do_not_hide_what_is_wrong_with_the_others(folder: Path) -> None:
    (folder / "bad.ttl").write_text(
        "@prefix cg: <https://w3id.org/collabgraph/ns#> .\ncg:a cg:b ;;; .\n", encoding="utf-8"
    )
    path = change(folder, "cg:to actor:dpmptsp", "cg:to actor:dpmpstp")
    results = list(Library([folder]).issues([str(folder / "bad.ttl"), str(path)]))
    assert [readable for _, _, readable in results] == [False, True]
    (syntax,) = results[0][1]
    assert (syntax.kind, syntax.line) == ("syntax", 2)


def test_a_file_without_a_case_says_what_it_is(tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text("<https://example.org/a> <https://example.org/b> 'c' .", encoding="utf-8")
    for path, hint in (
        (STUDY, "study file"), (resources.frameworks()[0], "--framework"), (other, "Start from a copy"),
    ):  # fmt: skip
        with pytest.raises(NotACase, match=hint):
            Library().open(str(path))


def test_an_unknown_case_names_the_nearest_and_all_there_are() -> None:
    with pytest.raises(UnknownCase) as error:
        Library().open("ppg")
    assert "did you mean 'pbg'?" in error.value.message["en"]
    assert "pbg, spp-irt" in error.value.message["en"]


def test_two_files_with_one_id_are_refused_with_both_paths(folder: Path) -> None:
    (folder / "pbg.ttl").write_text(PBG.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(DuplicateCase) as error:
        Library([folder]).open("pbg")
    assert str(folder / "pbg.ttl") in error.value.message["en"]
    assert str(PBG) in error.value.message["en"]


def test_the_same_case_twice_by_id_and_path_is_refused() -> None:
    with pytest.raises(DuplicateCase):
        Library().open_all(["pbg", str(PBG)])


def test_cases_of_the_environment_are_found_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLLABGRAPH_CASES", str(folder))
    assert "mine" in Library().ids()


@pytest.mark.parametrize(("relation", "circles"), [("requires", True), ("enables", True), ("reinforces", False)])
def test_a_circle_of_propositions_is_refused_unless_it_is_meant(relation: str, circles: bool, tmp_path: Path) -> None:
    text = (resources.ontology() / "frameworks" / "ansell-gash-2008.ttl").read_text(encoding="utf-8")
    assert text.count("relation:reinforces") == 5
    path = tmp_path / "ansell-gash-2008.ttl"
    path.write_text(text.replace("relation:reinforces", f"relation:{relation}"), encoding="utf-8")
    if not circles:
        assert theory.read_framework(read(path)).id == "ansell-gash-2008"
        return
    with pytest.raises(FrameworkCycle, match="face-to-face-dialogue -> trust-building -> "):
        theory.read_framework(read(path))


def test_a_framework_that_names_an_undeclared_construct_is_refused(tmp_path: Path) -> None:
    text = resources.frameworks()[1].read_text(encoding="utf-8")
    path = tmp_path / "mine.ttl"
    path.write_text(text.replace("cg:preconditionOf sp:outcomes", "cg:preconditionOf sp:outcome", 1), encoding="utf-8")
    with pytest.raises(InvalidFramework, match="does not declare: outcome"):
        theory.read_framework(read(path))
    assert "framework" in {issue.kind for issue in found(path)}


def test_the_ontology_passes_its_own_checks() -> None:
    assert validation.ontology_issues() == []


@pytest.mark.parametrize("check", resources.checks(), ids=lambda path: path.stem)
def test_every_check_of_the_ontology_finds_the_fault_it_is_for(check: Path) -> None:
    broken = BROKEN_ONTOLOGIES / f"{check.stem.removesuffix('-violation')}.ttl"
    issues = validation.check_issues([broken], [check])
    assert issues, f"{broken.name} should make {check.name} find a fault"
    assert all(issue.message["en"] and issue.message["id"] for issue in issues)


def test_offices_that_belong_to_one_another_and_ids_given_twice_are_said(folder: Path) -> None:
    actor = (
        "actor:{name} a cg:Actor ; rdfs:label 'x'@en , 'y'@id ; cg:actorKind actor-kind:government-office ; "
        "cg:sector sector:public ; org:unitOf actor:{other} .\n"
    )
    path = folder / "mine.ttl"
    text = path.read_text(encoding="utf-8") + actor.format(name="a", other="b") + actor.format(name="b", other="a")
    twin = actor.format(name="a", other="b").replace("actor:a a", "<https://example.org/actor/a> a")
    path.write_text(text + twin, encoding="utf-8")
    messages = [issue.message["en"] for issue in found(path)]
    assert sum("belongs, by way of others, to itself" in message for message in messages) == 2
    assert sum("The id a stands for two things" in message for message in messages) == 1
