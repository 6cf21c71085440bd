"""What is wrong with a file is said all at once: where, what and what to do, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from collabgraph import resources
from collabgraph.cli import main
from collabgraph.coding import theory, validation
from collabgraph.coding.library import Library
from collabgraph.coding.store_loading import loadables
from collabgraph.errors import (
    DuplicateCase,
    DuplicateStudy,
    FrameworkCycle,
    InvalidCase,
    InvalidFramework,
    MissingFolder,
    NotACase,
    UnknownCase,
)
from collabgraph.model import Issue
from collabgraph.questions import datasets
from collabgraph.rdf.turtle import FORMATS, read

ANSELL_GASH, SERVICE_PROVISION = (
    resources.ontology() / "frameworks" / f"{name}.ttl" for name in ("ansell-gash-2008", "service-provision")
)

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


def test_a_case_without_a_coding_statement_can_be_used_and_is_warned_about_in_both_languages(folder: Path) -> None:
    text = (folder / "mine.ttl").read_text(encoding="utf-8")
    block = re.search(r"    cg:multiplexity .*?@id ;\n", text, re.DOTALL)
    assert block is not None
    path = change(folder, block[0], "")
    (warning,) = [issue for issue in found(path) if issue.kind == "coding"]
    assert (warning.focus, warning.blocking) == ("mine", False)
    assert "multiplexity" in warning.message["en"]
    assert warning.message["id"] != warning.message["en"]
    assert "multiplexity" not in Library().open(str(path)).coding


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
    absent = block[0].replace("status:insufficient", "status:absent")
    opposite = absent.replace("F21", "F99").replace("status:absent", "status:present")
    path = change(folder, block[0], absent + opposite)
    (issue,) = found(path)
    assert (issue.kind, issue.blocking) == ("contradiction", False)
    assert "F99 says present, F21 says absent" in issue.message["en"]
    assert Library([folder]).open("mine").claim("F99") is not None


def test_a_claim_with_two_statuses_keeps_the_case_from_use(folder: Path) -> None:
    path = change(folder, "cg:status status:absent", "cg:status status:absent , status:present")
    assert {issue.kind for issue in found(path)} == {"shape"}
    with pytest.raises(InvalidCase, match=r"cannot be analysed as it is\. Issues: 1"):
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
    assert [readable for _, _, readable in results] == [False, True, True]
    (syntax,) = results[0][1]
    assert (syntax.kind, syntax.line) == ("syntax", 2)


def test_a_file_without_a_case_says_what_it_is(tmp_path: Path) -> None:
    other = tmp_path / "other.ttl"
    other.write_text("<https://example.org/a> <https://example.org/b> 'c' .", encoding="utf-8")
    for path, hint in (
        (STUDY, "study file"), (ANSELL_GASH, "framework to use"), (other, "Start from a copy"),
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
    text = SERVICE_PROVISION.read_text(encoding="utf-8")
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
    assert sum("belongs, through others, to itself" in message for message in messages) == 2
    assert sum("Two things of this case have the id a" in message for message in messages) == 1


# Where a fault is ----------------------------------------------------------------------------------------------------


def lines_of(path: Path, start: str) -> list[int]:
    """The lines of a file that begin so."""
    return [n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if line.startswith(start)]


def test_a_fault_in_evidence_names_its_claim_and_the_line_of_it(folder: Path) -> None:
    path = folder / "mine.ttl"
    text = re.sub(r"cg:polarity polarity:\w+ ;", "", path.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    issues = [issue for issue in found(path) if issue.kind == "shape"]
    assert len(issues) > 150
    places = [(issue.focus, issue.line) for issue in issues]
    assert all(focus.startswith("mine#") for focus, _ in places)
    assert all(line in lines_of(path, f"pbg:{focus.partition('#')[2]}") for focus, line in places)
    assert len(issues) == text.count("a cg:Evidence")


def test_of_several_pieces_of_evidence_the_faulty_one_is_counted(folder: Path) -> None:
    one = re.search(r"    cg:evidence \[.*?\] \.\n", (folder / "mine.ttl").read_text(encoding="utf-8"), re.DOTALL)
    assert one is not None
    piece = one[0].partition("cg:evidence ")[2].removesuffix(" .\n")
    second = re.sub(r"cg:polarity [^;]*;", "", piece)
    path = change(folder, one[0], f"    cg:evidence {piece} , {second} .\n")
    (issue,) = found(path)
    assert "(It is cg:evidence 2 of 2.)" in issue.message["en"]


def test_a_fault_in_a_period_is_the_cases(folder: Path) -> None:
    path = change(folder, 'dcat:endDate "2024"^^xsd:gYear', 'dcat:endDate "later"')
    (issue,) = found(path)
    assert (issue.kind, issue.focus, issue.line) == ("shape", "mine", lines_of(path, "case:mine")[0])


def test_a_fault_in_a_pattern_is_the_propositions(tmp_path: Path) -> None:
    text = ANSELL_GASH.read_text(encoding="utf-8")
    path = tmp_path / "ansell-gash-2008.ttl"
    pattern = re.search(
        r"^(ag:\S+) a cg:ContingentProposition.*?cg:if(?:Any)? \[.*?(cg:status \S+ ?;?)", text, re.DOTALL | re.MULTILINE
    )
    assert pattern is not None
    path.write_text(text[: pattern.start(2)] + text[pattern.end(2) :], encoding="utf-8")
    (issue,) = found(path)
    assert issue.line in lines_of(path, "ag:")
    assert issue.focus.startswith("ansell-gash-2008#")


def test_what_has_no_iri_is_called_by_its_class_and_has_its_own_line(folder: Path) -> None:
    path = change(folder, "\npbg:C08\n", "\n[]\n")
    (issue,) = found(path)
    assert (issue.focus, issue.line) == ("[ ] a cg:ConditionClaim", lines_of(path, "[]")[0])


@pytest.mark.parametrize("circle", ["_:a cg:evidence _:b . _:b cg:evidence _:a .", "_:a cg:evidence _:a ."])
def test_blank_nodes_in_a_circle_end_in_issues(folder: Path, circle: str) -> None:
    path = folder / "mine.ttl"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{circle}\n", encoding="utf-8")
    assert {issue.focus for issue in found(path)} == {"[ ]"}


def test_a_deep_chain_of_blank_nodes_is_followed_to_its_claim(folder: Path) -> None:
    chain = "[ cg:evidence " * 3000 + "[ a cg:Evidence ]" + " ]" * 3000
    path = folder / "mine.ttl"
    path.write_text(f"{path.read_text(encoding='utf-8')}\npbg:Z01 cg:evidence {chain} .\n", encoding="utf-8")
    assert "mine#Z01" in {issue.focus for issue in found(path)}


# Files around a case -------------------------------------------------------------------------------------------------


def test_a_study_with_a_fault_keeps_its_cases_from_use_and_is_named(folder: Path) -> None:
    study = folder / "jambi-licensing.ttl"
    text = study.read_text(encoding="utf-8")
    study.write_text(text.replace("cg:basis basis:reported", "cg:basis basis:reportd", 1), encoding="utf-8")
    with pytest.raises(InvalidCase, match=r"jambi-licensing\.ttl cannot be analysed as it is"):
        Library([folder]).open("mine")
    issues = found(folder / "mine.ttl")
    assert [(issue.path, issue.kind) for issue in issues] == [(str(study), "reference")]
    assert "no term 'scheme/basis#reportd'" in issues[0].message["en"]
    result = CliRunner().invoke(main, ["show", "mine", "--cases", str(folder)])
    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    assert isinstance(result.exception, SystemExit)


def test_a_status_that_the_file_declares_itself_is_no_status(folder: Path) -> None:
    path = change(folder, "cg:status status:absent", "cg:status status:vague")
    path.write_text(
        f'{path.read_text(encoding="utf-8")}\nstatus:vague rdfs:label "vague"@en , "kabur"@id .\n', encoding="utf-8"
    )
    assert [(issue.kind, issue.blocking) for issue in found(path)] == [("reference", True)]


def own_framework(folder: Path, old: str, new: str) -> Path:
    path = folder / "mine-framework.ttl"
    text = SERVICE_PROVISION.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


FAULTY_FRAMEWORKS = [
    pytest.param(
        "sp:levy-revenue-target a cg:", "sp:levy-revenue-target cg:preconditionOf sp:outcomes ; a cg:",
        "'levy-revenue-target' is a precondition", id="an indicator is a precondition",
    ),
    pytest.param(
        "sp:outcomes a cg:", "sp:outcomes cg:preconditionOf sp:performance ; a cg:",
        "'outcomes' is a precondition", id="a construct above an indicator is a precondition",
    ),
    pytest.param("sp:rational-choice a cg:", "[] a cg:", "needs an IRI of its own", id="a construct is a blank node"),
    pytest.param("sp:performance a cg:", "[] a cg:", "needs an IRI of its own", id="an indicator is a blank node"),
    pytest.param(
        "framework:service-provision a cg:", "[] a cg:", "needs an IRI of its own", id="the framework is a blank node"
    ),
]  # fmt: skip
COMMANDS = [
    "compare pbg spp-irt", "report pbg spp-irt -o {folder}/report.html", "materialize", "preconditions pbg",
    "plot conditions pbg spp-irt -o {folder}/plot.svg", "explain pbg levy-revenue-target",
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), FAULTY_FRAMEWORKS)
def test_a_faulty_framework_is_an_issue_and_every_command_refuses_it_in_a_sentence(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    path = own_framework(tmp_path, old, new)
    issues = [issue for issue in found(path) if issue.kind == "framework"]
    assert words in issues[0].message["en"]
    assert issues[0].line
    for command in COMMANDS:
        typed = [*command.format(folder=tmp_path).split(), "--framework", str(path)]
        result = CliRunner().invoke(main, typed)
        assert isinstance(result.exception, SystemExit), command
        assert (result.exit_code, words in result.stderr) == (1, True), command


def test_a_case_without_an_iri_is_an_issue_and_the_others_are_answered(folder: Path) -> None:
    path = folder / "mine.ttl"
    path.write_text(path.read_text(encoding="utf-8").replace("\ncase:mine\n", "\n[]\n", 1), encoding="utf-8")
    assert "needs an IRI" in " ".join(issue.message["en"] for issue in found(path))
    for command in (["query", "outcomes"], ["dump"]):
        result = CliRunner().invoke(main, [*command, "--cases", str(folder)])
        assert result.exit_code == 0, result.stderr
        assert "levy-revenue-target" in result.stdout or "levy revenue" in result.stdout
        assert f"{path}: the case or study is a blank node" in result.stderr


# One case id in two files --------------------------------------------------------------------------------------------


@pytest.fixture
def twins(folder: Path) -> Path:
    """The folder with a second file of the case "mine", by another name."""
    (folder / "other.ttl").write_text((folder / "mine.ttl").read_text(encoding="utf-8"), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "command", ["show mine", "preconditions mine", "query outcomes", "cases", "dump", "compare mine pbg"]
)
def test_every_command_refuses_two_files_of_one_case_with_both_places(command: str, twins: Path) -> None:
    result = CliRunner().invoke(main, [*command.split(), "--cases", str(twins)])
    assert result.exit_code == 1
    assert "The case id 'mine' is used twice" in result.stderr
    assert all(str(twins / name) in result.stderr for name in ("mine.ttl", "other.ttl"))


def test_a_store_takes_neither_of_two_files_of_one_case(twins: Path) -> None:
    with pytest.raises(DuplicateCase):
        list(loadables(Library([twins]), []))
    with pytest.raises(DuplicateCase):
        list(loadables(Library([twins]), [str(twins / "mine.ttl"), str(twins / "other.ttl")]))


def test_validation_says_of_both_files_that_they_are_one_case(twins: Path) -> None:
    issues = [
        i for _, all_issues, _ in Library([twins]).issues([]) for i in all_issues if "used twice" in i.message["en"]
    ]
    assert [Path(issue.path).name for issue in issues] == ["mine.ttl", "other.ttl"]
    assert all(issue.line for issue in issues)


def test_a_file_may_be_opened_by_its_path_whatever_else_has_its_id(folder: Path) -> None:
    mine = folder / "pbg.ttl"
    mine.write_text(PBG.read_text(encoding="utf-8"), encoding="utf-8")
    assert Library().open(str(mine)).id == "pbg"
    assert [i for i in found(folder / "mine.ttl") if "used twice" in i.message["en"]] == []


def test_a_study_in_two_files_that_differ_is_refused_and_a_copy_of_it_is_read_once(folder: Path) -> None:
    names = [name for name, _ in Library([folder]).graphs()]
    assert len(names) == len(set(names))
    study = folder / "jambi-licensing.ttl"
    study.write_text(study.read_text(encoding="utf-8").replace("Mayor of", "The mayor of"), encoding="utf-8")
    with pytest.raises(DuplicateStudy, match="jambi-licensing"):
        datasets.shipped(Library([folder]))


def test_the_cases_of_a_study_in_two_files_that_differ_are_passed_over_and_no_others(folder: Path) -> None:
    for path in (resources.cases() / "examples" / "energy").glob("*.ttl"):
        (folder / path.name).write_bytes(path.read_bytes())
    study = folder / "jambi-licensing.ttl"
    study.write_text(study.read_text(encoding="utf-8").replace("Mayor of", "The mayor of"), encoding="utf-8")
    library = Library([folder])
    assert {type(fault) for fault in library.faults.values()} == {DuplicateStudy}
    assert sorted(library.faults) == ["mine", "pbg", "spp-irt"]
    sound = library.without_faulty()
    energy = {"berlin", "jena", "kalmar", "minneapolis", "riding-sunbeams"}
    assert {iri.rpartition("/")[2] for iri, _ in sound.graphs()} == energy | {"energy-democracy"}
    (left_out,) = [issue.message["en"] for issue in sound.left_out]
    assert left_out.startswith("The study 'jambi-licensing' is described in two files that differ: ")
    assert left_out.endswith("Until then the study is left out, and with it its cases: mine, pbg, spp-irt.")
    assert set(sound.ids()) == energy


def test_a_study_in_two_files_that_differ_is_said_even_where_no_case_names_it(tmp_path: Path) -> None:
    for name, old in (("one", "Mayor of"), ("other", "mayor of")):
        text = STUDY.read_text(encoding="utf-8").replace("study:jambi-licensing", "study:unused")
        text = text.replace("study/jambi-licensing", "study/unused").replace("Mayor of", old)
        (tmp_path / f"{name}.ttl").write_text(text, encoding="utf-8")
    library = Library([tmp_path])
    assert library.faults == {}
    sound = library.without_faulty()
    assert {iri.rpartition("/")[2] for iri, _ in sound.graphs()} == {"pbg", "spp-irt", "jambi-licensing"}
    (left_out,) = [issue.message["en"] for issue in sound.left_out]
    assert left_out.startswith("The study 'unused' is described in two files that differ: ")
    assert left_out.endswith("Until then the study is left out.")


def test_validation_says_of_both_files_that_they_describe_a_study_differently(folder: Path) -> None:
    study = folder / "jambi-licensing.ttl"
    study.write_text(study.read_text(encoding="utf-8").replace("Mayor of", "The mayor of"), encoding="utf-8")
    said = {
        path for path, issues, _ in Library([folder]).issues([]) for i in issues if "two files that differ" in str(i)
    }
    assert said == {str(STUDY), str(study)}


# What the tool does not know -----------------------------------------------------------------------------------------

LIST = "list does not have it"
OWN_TERMS = [
    pytest.param(
        "cg:indicator sp:levy-revenue-target", "cg:indicator pbg:own",
        'pbg:own a cg:Indicator ; skos:prefLabel "own"@en ; skos:definition "A sum."@en ; skos:inScheme case:mine ; '
        "cg:favourableResult <https://w3id.org/collabgraph/scheme/result#achieved> .",
        "no framework has it", id="an indicator",
    ),
    pytest.param(
        "cg:construct sp:leader-commitment", "cg:construct sp:own",
        'sp:own a cg:Construct ; skos:prefLabel "own"@en ; skos:definition "A state."@en ; skos:inScheme case:mine ; '
        'cg:question "Is it?"@en .',
        "no framework has it", id="a construct",
    ),
    pytest.param("cg:tieKind tie:refers-to", "cg:tieKind tie:own", 'tie:own rdfs:label "own"@en .', LIST, id="a tie"),
    pytest.param("cg:role role:operator", "cg:role role:own", 'role:own rdfs:label "own"@en .', LIST, id="a role"),
    pytest.param(
        "cg:indicator sp:levy-revenue-target", "cg:indicator sp:leader-commitment", "", "does not say which results",
        id="a construct that is no indicator",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "declared", "words"), OWN_TERMS)
def test_a_claim_that_no_comparison_would_use_is_an_issue(
    old: str, new: str, declared: str, words: str, folder: Path
) -> None:
    path = change(folder, old, new)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{declared}\n", encoding="utf-8")
    issues = [issue for issue in found(path) if issue.kind == "term"]
    assert len(issues) == 1
    assert words in issues[0].message["en"]
    assert not issues[0].blocking
    assert issues[0].focus.startswith("mine#")
    assert issues[0].line
    assert Library([folder]).open("mine")


# What a case says against itself -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [("2021", "2020", True), ("2021", "2021", False), ("2021-05-01", "2021", False), ("2021", "2020-12-31", True)],
)
def test_a_period_that_ends_before_it_begins_is_an_issue(start: str, end: str, wrong: bool, folder: Path) -> None:
    def written(date: str) -> str:
        return f'"{date}"^^xsd:{"date" if "-" in date else "gYear"}'

    change(folder, 'dcat:startDate "2021"^^xsd:gYear', f"dcat:startDate {written(start)}")
    path = change(folder, 'dcat:endDate "2024"^^xsd:gYear', f"dcat:endDate {written(end)}")
    issues = found(path)
    assert [(i.kind, i.focus, i.blocking) for i in issues] == ([("contradiction", "mine", True)] if wrong else [])


@pytest.mark.parametrize(
    ("status", "degree", "fits"),
    [
        ("absent", "0.9", False), ("absent", "0.5", False), ("absent", "0.49", True), ("absent", "0.0", True),
        ("present", "0.5", False), ("present", "0.51", True), ("present", "1.0", True), ("present", "0.1", False),
        ("partial", "0.0", False), ("partial", "1.0", False), ("partial", "0.01", True), ("partial", "0.99", True),
        ("not-reported", "0.4", False), ("contested", "0.4", True),
    ],
)  # fmt: skip
def test_a_degree_that_contradicts_its_status_is_an_issue(status: str, degree: str, fits: bool, folder: Path) -> None:
    path = change(folder, "cg:status status:absent", f"cg:status status:{status} ; cg:degree {degree}")
    assert [(issue.kind, issue.blocking) for issue in found(path)] == ([] if fits else [("contradiction", True)])


def test_an_actor_of_a_tie_without_a_participation_is_a_warning(folder: Path) -> None:
    text = (folder / "mine.ttl").read_text(encoding="utf-8")
    block = re.search(
        r"^pbg:P\d+\n    a cg:Participation ;\n    cg:inCase case:mine ;\n    cg:actor actor:planner ;.*?\n\n",
        text,
        re.DOTALL | re.MULTILINE,
    )
    assert block is not None
    path = change(folder, block[0], "")
    (issue,) = found(path)
    assert (issue.kind, issue.blocking) == ("participation", False)
    assert "The actor 'planner' has ties (" in issue.message["en"]


def test_claims_in_the_namespace_of_another_case_are_issues(folder: Path) -> None:
    path = change(
        folder,
        "@prefix pbg: <https://w3id.org/collabgraph/case/mine#>",
        "@prefix pbg: <https://w3id.org/collabgraph/case/pbg#>",
    )
    issues = found(path)
    assert len(issues) == len(Library().open("pbg").claims) - len(
        [c for c in Library().open("pbg").claims if "study" in c.iri]
    )
    assert all("belongs to the case 'pbg'" in issue.message["en"] and issue.blocking for issue in issues)


def test_an_actor_with_two_labels_in_one_language_is_a_warning_with_both_places(folder: Path) -> None:
    path = folder / "mine.ttl"
    again = (
        'actor:mayor a cg:Actor ; rdfs:label "Head of the city"@en , "Wali Kota Jambi"@id ; '
        "cg:actorKind actor-kind:executive ; cg:sector sector:public ; cg:level level:city .\n"
    )
    path.write_text(path.read_text(encoding="utf-8") + again, encoding="utf-8")
    (issue,) = found(path)
    assert (issue.kind, issue.focus, issue.blocking) == ("name", "actor/mayor", False)
    assert "here 'Head of the city', there 'Mayor of Jambi City'" in issue.message["en"]
    assert f"{folder / 'jambi-licensing.ttl'}:" in issue.message["en"]


def test_an_id_used_twice_is_one_issue_with_both_lines(folder: Path) -> None:
    text = (folder / "mine.ttl").read_text(encoding="utf-8")
    block = re.search(r"^pbg:F21\n.*?\.\n\n", text, re.DOTALL | re.MULTILINE)
    assert block is not None
    other = block[0].replace("status:insufficient", "status:partial").replace('"@en', ' indeed"@en')
    path = change(folder, block[0], block[0] + other)
    first, second = lines_of(path, "pbg:F21")
    (issue,) = found(path)
    assert f"F21 is used twice, lines {first} and {second}." in issue.message["en"]
    assert f"baris {first} dan {second}" in issue.message["id"]


def test_a_claim_that_the_study_has_too_is_an_issue(folder: Path) -> None:
    study = folder / "jambi-licensing.ttl"
    claim = re.search(r"^jambi:(\S+)\n.*?\.\n(?:\n|$)", study.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert claim is not None
    path = folder / "mine.ttl"
    prefix = "@prefix jambi: <https://w3id.org/collabgraph/study/jambi-licensing#> .\n"
    path.write_text(f"{prefix}{path.read_text(encoding='utf-8')}\n{claim[0]}", encoding="utf-8")
    assert any(f"{claim[1]} is used twice, here and in {study}:" in issue.message["en"] for issue in found(path))


# Other forms, and names that no system allows ------------------------------------------------------------------------


@pytest.mark.parametrize("ending", FORMATS)
def test_a_case_is_validated_in_every_form_that_can_be_read(ending: str, folder: Path) -> None:
    path = change(folder, "cg:construct sp:leader-commitment", "cg:construct sp:leader-comitment")
    text = re.sub(r"cg:polarity polarity:\S+ ;", "", path.read_text(encoding="utf-8"), count=1)
    triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    other = folder / f"mine{ending}"
    other.write_bytes(ox.serialize(triples, format=FORMATS[ending]) or b"")
    issues = [issue for _, found, _ in Library([folder]).issues([str(other)]) for issue in found]
    assert {issue.kind for issue in issues} >= {"reference", "shape"}
    assert {issue.focus for issue in issues if issue.kind in ("reference", "shape")} >= {"mine#F21"}
    assert all(issue.focus.startswith("mine") for issue in issues)
    assert all(issue.line for issue in issues)


@pytest.mark.parametrize("name", ["a" * 300, "nowhere", "a\0b"])
def test_a_folder_that_cannot_be_is_missing(name: str) -> None:
    with pytest.raises(MissingFolder):
        Library([Path(name)]).ids()


def test_a_folder_that_leads_to_itself_is_missing(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(MissingFolder):
        Library([tmp_path / "loop"]).ids()


def test_a_study_whose_name_no_system_allows_is_not_found(folder: Path) -> None:
    path = change(folder, "cg:study study:jambi-licensing", f"cg:study study:{'a' * 300}")
    assert any("was not found" in issue.message["en"] for issue in found(path))
