"""Hypotheses and tests as they are coded: read, checked, written in every form, and shown in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import replace
from starlette.testclient import TestClient

from collabgraph import resources
from collabgraph.analysis.comparison import compare
from collabgraph.analysis.explanation import explain
from collabgraph.coding import theory
from collabgraph.coding.forms import yaml_form
from collabgraph.coding.forms.json_schema import json_schema
from collabgraph.coding.library import Library
from collabgraph.coding.own_terms import read_terms
from collabgraph.coding.project import read_project
from collabgraph.errors import InvalidTerms
from collabgraph.model import Case, Hypothesis, Interval, Ontology, TestClaim, TraceState
from collabgraph.questions.datasets import graphs
from collabgraph.rdf.turtle import named_quads
from collabgraph.rdf.vocabulary import CASE
from collabgraph.web.app import create_app, snapshot

EXAMPLE = resources.ontology() / "examples" / "rivals-weighed.ttl"
OWN = f"{CASE}rivals-weighed#"


@pytest.fixture(scope="module")
def case() -> Case:
    return Library().open(str(EXAMPLE))


def claims(case: Case) -> dict[str, Hypothesis | TestClaim]:
    return {claim.id: claim for claim in case.claims if isinstance(claim, Hypothesis | TestClaim)}


def problems(tmp_path: Path, *changes: tuple[str, str]) -> list[str]:
    """What is said of the example with these changes, faults and warnings."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "rivals-weighed.ttl"
    path.write_text(text, encoding="utf-8")
    return [issue.message["en"] for _, issues, _ in Library([tmp_path]).issues([str(path)]) for issue in issues]


# Read -----------------------------------------------------------------------------------------------------------------


def test_what_one_hypothesis_excludes_excludes_it(case: Case) -> None:
    found = claims(case)
    assert isinstance(found["H01"], Hypothesis)
    assert isinstance(found["H02"], Hypothesis)
    assert EXAMPLE.read_text(encoding="utf-8").count("cg:excludes") == 1
    assert (found["H01"].excludes, found["H02"].excludes) == ((f"{OWN}H02",), (f"{OWN}H01",))


def test_a_test_keeps_its_state_its_likelihoods_and_where_to_look(case: Case, ontology: Ontology) -> None:
    states = {name: claim.state for name, claim in claims(case).items() if isinstance(claim, TestClaim)}
    assert states == {"E01": TraceState.FOUND, "E02": TraceState.NOT_FOUND, "E03": TraceState.NOT_LOOKED_FOR}
    silent = claims(case)["E03"]
    assert isinstance(silent, TestClaim)
    assert silent.evidence == ()
    assert silent.group == "budget"
    assert silent.where is not None
    intervals = {one.hypothesis.removeprefix(OWN): ontology.scales.interval(one) for one in silent.likelihoods}
    assert intervals == {"H01": Interval(0.80, 0.95), "H02": Interval(0.1, 0.5)}


def test_hypotheses_and_tests_change_no_other_result(case: Case, ontology: Ontology) -> None:
    """What is weighed enters no condition, outcome, tie or explanation, and is not counted as unused there."""
    framework = ontology.frameworks["service-provision"]
    without = replace(case, claims=tuple(c for c in case.claims if not isinstance(c, Hypothesis | TestClaim)))
    assert len(without.claims) < len(case.claims)
    other = Library().open("pbg")
    one, two = (compare([each, other], framework, ontology) for each in (case, without))
    assert (one.unused, one.outcomes) == (two.unused, two.outcomes)
    said = [[(v.construct, v.verdict, v.fits) for v in each.verdicts] for each in (one, two)]
    assert said[0] == said[1]
    explained = [explain(each, "performance", framework, ontology) for each in (case, without)]
    assert explained[0].steps == explained[1].steps
    assert explained[0].unused == explained[1].unused
    assert explained[0].rivals == explained[1].rivals


# Checked --------------------------------------------------------------------------------------------------------------


def test_the_example_is_clean(tmp_path: Path) -> None:
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("cg:hypothesis rivals-weighed:H02", "cg:hypothesis rivals-weighed:H03", "no hypothesis 'H03' (did you mean"),
        ("cg:hypothesis rivals-weighed:H02", "cg:hypothesis rivals-weighed:H01", "2 likelihoods under 'H01'"),
        ("cg:excludes rivals-weighed:H02", "cg:excludes rivals-weighed:H01", "excludes itself"),
        ("cg:excludes rivals-weighed:H02", "cg:excludes rivals-weighed:O01", "no hypothesis 'O01'"),
        ("cg:testGroup", "cg:trace rivals-weighed:H01 ; cg:testGroup", "is a hypothesis or a test itself"),
        ("cg:testGroup", "cg:trace rivals-weighed:F99 ; cg:testGroup", "no claim 'F99'"),
        ("cg:testGroup", "cg:testType 'hoop' ; cg:testGroup", "no term 'ns#testType'"),
        ("cg:testGroup", "dcterms:type 'hoop' ; cg:testGroup", "follows from its likelihoods and is not written"),
        ("trace:found", "trace:not-looked-for", "not looked for, so there is no evidence of it"),
        ("trace:not-looked-for ;\n    cg:testGroup", "trace:not-found ;\n    cg:testGroup", "needs evidence"),
        ("cg:likelihoodHigh 0.95", "cg:likelihoodHigh 0.5", "not above the highest"),
        ("likelihood:unlikely", "likelihood:doubtful", "no term 'scheme/likelihood#doubtful'"),
        ("trace:found", "trace:seen", "no term 'scheme/trace#seen'"),
        ("cg:explains sp:performance", "cg:explains sp:nothing", "No framework has the construct 'nothing'"),
        ("cg:excludes", "cg:origin rivals-weighed:R01 ; cg:excludes", "is called 'R01'"),
        ("cg:excludes", "cg:origin sp:nothing ; cg:excludes", "is called 'nothing'"),
    ],
)
def test_a_mistake_in_what_is_weighed_is_said(old: str, new: str, said: str, tmp_path: Path) -> None:
    messages = problems(tmp_path, (old, new))
    assert any(said in message for message in messages), messages


def test_a_hypothesis_may_come_from_a_claim_a_construct_or_a_proposition(tmp_path: Path, ontology: Ontology) -> None:
    proposition = ontology.frameworks["service-provision"].propositions[0]
    for origin in ("rivals-weighed:O01", "sp:starting-conditions", f"<{proposition.iri}>"):
        assert problems(tmp_path, ("cg:excludes", f"cg:origin {origin} ; cg:excludes")) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '    cg:whereToLook "finance office, approved budget of 2022"@en ,\n'
            '        "badan keuangan, anggaran 2022 yang disahkan"@id ;\n', "",
            "do not say where to look: E03",
        ),
        ("cg:explains sp:performance", "cg:explains sp:outcomes", "explain no common outcome (H01, H02)"),
        ("    cg:excludes rivals-weighed:H02 ;", "    cg:alternatives <https://w3id.org/collabgraph/scheme/alternatives"
         "#exhaustive> ;", "'H01' leaves no other explanation possible and excludes none"),
    ],
)  # fmt: skip
def test_what_can_weigh_nothing_is_a_warning(old: str, new: str, said: str, tmp_path: Path) -> None:
    messages = problems(tmp_path, (old, new))
    assert [said in message for message in messages] == [True] * max(1, len(messages)), messages


def test_the_line_of_a_faulty_likelihood_is_that_of_its_test(tmp_path: Path) -> None:
    problems(tmp_path, ("cg:likelihoodHigh 0.95", "cg:likelihoodHigh 0.5"))
    path = tmp_path / "rivals-weighed.ttl"
    lines = path.read_text(encoding="utf-8").splitlines()
    (fault,) = [issue for _, issues, _ in Library([tmp_path]).issues([str(path)]) for issue in issues]
    assert fault.focus == "rivals-weighed#E01"
    assert lines[(fault.line or 0) - 1].startswith("rivals-weighed:E01")


# Forms ----------------------------------------------------------------------------------------------------------------

SHORT = """\
case: small
framework: service-provision
basis: documented
title: A small case
period: 2020-2024
sources:
  report: {citation: "Author 2024. Report."}
hypotheses:
  - performance: The start was unprepared.
    id: H01
    origin: service-provision:PROPOSITION
    excludes: H02
    alternatives: no other possible
    evidence: "report, p. 91: the author's own explanation"
  - performance: The law had a gap.
    id: H02
    evidence: "report, p. 92: named in passing"
tests:
  - not-looked-for: The budget has no line.
    where: finance office, budget of 2021
    likelihood:
      H01: 0.6-0.9; without preparation there is no line
      H02: kurang mungkin; the law does not touch the budget
  - found: Staff had no manual.
    likelihood: {H01: very-likely, H02: 0.2}
    traces: H99
  - found: Two letters ask for staff.
    likelihood:
      - {hypothesis: H01, low: 0.5, high: 0.7, reason: they knew}
      - {hypothesis: H02, word: open}
    evidence: "report, p. 12: both are quoted"
"""


def test_the_short_lines_of_yaml_say_what_the_long_ones_say(ontology: Ontology, tmp_path: Path) -> None:
    proposition = ontology.frameworks["service-provision"].propositions[0]
    text = SHORT.replace("PROPOSITION", proposition.id).replace("    traces: H99\n", '    evidence: "report: none"\n')
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    found = claims(Library([tmp_path]).open(str(path)))
    first = found["H01"]
    assert isinstance(first, Hypothesis)
    assert first.origin == proposition.iri
    assert first.exhausts
    assert first.excludes == (f"{CASE}small#H02",)
    tests = [found[name] for name in ("E01", "E02", "E03")]
    assert [test.basis for test in tests] == ["inferred", "documented", "documented"]
    said = [
        [(one.interval, one.word, one.reason["en"] if one.reason else None) for one in test.likelihoods]
        for test in tests
        if isinstance(test, TestClaim)
    ]
    assert said == [
        [(Interval(0.6, 0.9), None, "without preparation there is no line"),
         (None, "unlikely", "the law does not touch the budget")],
        [(None, "very-likely", None), (Interval(0.2, 0.2), None, None)],
        [(Interval(0.5, 0.7), None, "they knew"), (None, "open", None)],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("H01: 0.6-0.9;", "H01: 1.6-1.9;", "up to 1"),
        ("kurang mungkin;", "perhaps;", "has no 'perhaps'"),
        ("not-looked-for:", "not-sought:", "has no 'not-sought'"),
        ("    where: finance", "    type: hoop\n    where: finance", "'type' is not known here"),
    ],
)
def test_a_mistake_in_yaml_names_its_line(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = SHORT.replace("    origin: service-provision:PROPOSITION\n", "").replace(
        "traces: H99", 'evidence: "report: none"'
    )
    path = tmp_path / "small.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    issues = [issue for _, issues, _ in Library([tmp_path]).issues([str(path)]) for issue in issues if issue.blocking]
    line = next(n for n, row in enumerate(text.replace(old, new).splitlines(), 1) if new.strip().split("\n")[0] in row)
    assert any(said in issue.message["en"] and issue.line == line for issue in issues), issues


def test_a_file_of_a_test_with_one_likelihood_twice_is_written_without_loss() -> None:
    """Short lines are by hypothesis; where that would lose one of two, the list is written."""
    text = SHORT.replace("      - {hypothesis: H02, word: open}", "      - {hypothesis: H01, word: open}")
    (document,) = yaml_form.read(text).documents
    (again,) = yaml_form.read(yaml_form.write(document)).documents
    assert [len(record.likelihood) for record in again.sections["tests"]] == [2, 2, 2]


def test_an_editor_takes_the_short_lines_and_marks_others(ontology: Ontology) -> None:
    schema = Draft202012Validator(json_schema(ontology))
    case = {"case": "small", "title": "A small case", "period": "2020-2024"}
    test = {"not-looked-for": "a trace", "likelihood": {"H01": "0.6-0.9; why", "H02": {"word": "unlikely"}}}
    assert schema.is_valid({**case, "tests": [test]})
    assert not schema.is_valid({**case, "tests": [{**test, "likelihood": {"H01": {"chance": 0.5}}}]})
    assert not schema.is_valid({**case, "hypotheses": [{"performance": "no evidence"}]})


# Scales ---------------------------------------------------------------------------------------------------------------


def test_a_project_changes_the_numbers_of_words_and_adds_words(tmp_path: Path) -> None:
    (tmp_path / "terms").mkdir()
    (tmp_path / "collabgraph.toml").write_text('language = "id"\n', encoding="utf-8")
    words = """\
likelihood:
  likely: {low: 0.6, high: 0.9}
  toss-up: {label: untung-untungan, definition: Bisa ya bisa tidak., low: 0.4, high: 0.6}
weight:
  clear: {decibels: 12}
"""
    (tmp_path / "terms" / "scales.yaml").write_text(words, encoding="utf-8")
    own, shipped = read_project(tmp_path).ontology, theory.ontology()
    assert own.scales.likelihoods == {
        **shipped.scales.likelihoods, "likely": Interval(0.6, 0.9), "toss-up": Interval(0.4, 0.6)
    }  # fmt: skip
    assert (own.scales.word(11.0), shipped.scales.word(11.0), own.scales.word(-12.0)) == ("weak", "clear", "clear")
    assert own.code("likelihood", "toss-up")["id"] == "untung-untungan"
    by_file = theory.with_scales(shipped, tmp_path / "terms" / "scales.yaml", "id")
    assert by_file.scales == own.scales
    assert shipped.scales.likelihoods["likely"] == Interval(0.55, 0.80)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("likelihood:\n  likely: {low: 0.9, high: 0.6}\n", "must not be above"),
        ("likelihood:\n  likely: {low: 0.9, high: 1.6}\n", "from 0 to 1"),
        ("likelihood:\n  hardly: {low: 0.1, high: 0.2}\n", "'label' is missing"),
        ("weight:\n  clear: {decibels: -1}\n", "from 0 on"),
    ],
)
def test_a_scale_that_cannot_be_is_refused_with_its_line(words: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "scale.yaml"
    path.write_text(words, encoding="utf-8")
    with pytest.raises(InvalidTerms, match=said):
        theory.with_scales(theory.ontology(), path)
    assert len(read_terms([path], "en", theory.scales()).faults) == 1


def test_the_thresholds_are_ratios_of_likelihoods(ontology: Ontology) -> None:
    """Ten times as likely is 10 decibels, a hundred times 20, a thousand times 30; twice about 3."""
    weights = ontology.scales.weights
    assert list(weights.values()) == sorted(weights.values())
    ratios = [round(10 ** (weights[word] / 10)) for word in ("weak", "clear", "strong", "very-strong")]
    assert ratios == [2, 10, 100, 1000]
    assert all(ontology.code("weight", word)["id"] != word for word in weights)


# Shown ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "words"), [
    ("en", ("because", "Offices without staff", "unlikely (0.20 to 0.45)")),
    ("id", ("karena", "Instansi tanpa pegawai", "kurang mungkin (0,20 sampai 0,45)")),
])  # fmt: skip
def test_the_page_of_a_test_says_how_likely_under_which_hypothesis_and_why(
    lang: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / EXAMPLE.name).write_text(EXAMPLE.read_text(encoding="utf-8"), encoding="utf-8")
    library = Library([tmp_path], listed=False)
    store = snapshot(named_quads(graphs(library)), tmp_path / "store")
    with TestClient(create_app(store, library, workers=1), base_url="http://localhost") as client:
        _pages(client, lang, words)


def _pages(client: TestClient, lang: str, words: tuple[str, ...]) -> None:
    page = client.get("/case/rivals-weighed/E01", params={"lang": lang}).text
    assert [word for word in words if word not in page] == []
    assert "/case/rivals-weighed/H02" in page
    silent = client.get("/case/rivals-weighed/E03", params={"lang": lang})
    assert silent.status_code == 200
    assert client.get("/case/rivals-weighed", params={"lang": lang}).text.count("/case/rivals-weighed/E0") >= 3
    listed = json.loads(client.get("/claims.json", params={"kind": "test", "case": "rivals-weighed"}).text)
    assert {claim["id"] for claim in listed["claims"]} == {"E01", "E02", "E03"}
