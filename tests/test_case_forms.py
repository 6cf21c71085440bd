"""Forms of case files: what is written from triples and read again states the same."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from collabgraph import resources
from collabgraph.coding.forms import triples, yaml_form
from collabgraph.coding.forms.fields import BY_CLASS, EVIDENCE, LIKELIHOOD
from collabgraph.coding.library import Library
from collabgraph.model import Basis, ConditionClaim, Ontology, Status, TieClaim
from collabgraph.rdf.turtle import read
from collabgraph.rdf.vocabulary import CG

WHFC = Path(__file__).parent / "data" / "forms" / "whfc.ttl"
FILES = [
    *(resources.cases() / name for name in ("pbg.ttl", "spp-irt.ttl", "jambi-licensing.ttl")),
    WHFC,
    *(
        path
        for path in sorted((resources.ontology() / "examples").glob("*.ttl"))
        if "cg:Framework" not in path.read_text()
    ),
]


def same(quads: list[ox.Quad]) -> set[ox.Quad]:
    """The triples with blank nodes named by what is said of them, so that two files can be compared."""
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return set(dataset)


def made(text: str, ontology: Ontology) -> list[ox.Quad]:
    """The triples of a YAML text that must be free of faults."""
    form = yaml_form.read(text)
    assert not form.faults
    (document,) = form.documents
    found = triples.triples_of(document, ontology)
    assert not found.faults
    return found.quads


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_triples_written_as_yaml_and_read_again_are_the_same_triples(path: Path, ontology: Ontology) -> None:
    graph = read(path)
    text = yaml_form.write(triples.document_of(graph, ontology))
    assert same(made(text, ontology)) == same(list(graph.quads))
    (document,) = yaml_form.read(text).documents
    assert yaml_form.write(document) == text  # twice the same bytes


def test_every_class_and_property_that_shapes_ask_of_a_case_is_in_the_table() -> None:
    shapes = read(resources.shapes())
    sh = "http://www.w3.org/ns/shacl#"
    asked = {
        (kind, shapes.link(part, f"{sh}path"))
        for shape in shapes.subjects(f"{sh}NodeShape")
        for kind in shapes.links(shape, f"{sh}targetClass")
        if kind in BY_CLASS or kind in (CG.Evidence, CG.Likelihood)
        for part in shapes.links(shape, f"{sh}property")
    }
    assert len(asked) > 60
    table = {
        (section.kind, field.property)
        for section in (*BY_CLASS.values(), EVIDENCE, LIKELIHOOD)
        for field in section.fields
    } | {(section.kind, CG[part.key]) for section in BY_CLASS.values() for part in section.parts}
    language = "http://purl.org/dc/terms/language"
    assert {pair for pair in asked if pair[1] != language} <= table


SMALL = """\
case: small
title: A small case
period: 2020-2021
sources:
  report: {citation: "Author 2021. A report."}
actors:
  office: {name: Office, kind: government office, sector: public}
  group: {name: Group, kind: community-group, sector: citizens}
ties:
  - office -> group: convenes
    evidence: "report, p. 3: The office told the group."
conditions:
  - trust-building: partial
    evidence: "report, p. 4: Some trust grew."
"""


def issues(path: Path, text: str) -> list[tuple[int | None, int | None, str]]:
    """The blocking issues of a YAML text as line, column and English sentence."""
    path.write_text(text, encoding="utf-8")
    found = next(Library().issues([str(path)]))[1]
    return [(one.line, one.column, one.message["en"]) for one in found if one.blocking]


def test_a_short_case_in_yaml_says_what_the_long_one_says(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    assert issues(path, SMALL) == []
    case = Library().open(str(path))
    tie, condition = next(iter(case.of(TieClaim))), next(iter(case.of(ConditionClaim)))
    assert (tie.id, tie.kind, tie.status, tie.basis) == ("T01", "convenes", Status.PRESENT, Basis.REPORTED)
    assert tie.sender == f"{case.iri}#office"
    assert condition.statement["en"] == "Some trust grew."
    (evidence,) = condition.evidence
    assert (evidence.locator["en"], evidence.source.title["en"]) == ("p. 4", "Author 2021")


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "sentence"),
    [
        ("trust-building: partial", "trust-building: no", 13, 21, "'no' is no status. Choose "),
        ("trust-building:", "trust-bilding:", 13, 5, "No framework has 'trust-bilding' (did you"),
        ("convenes", "convens", 10, 22, "The list 'tie' has no 'convens' (did you mean 'convenes'?)"),
        ("office -> group", "office -> grup", 10, 5, "The actor 'grup' is not declared (did you mean 'group'?)"),
        ("office -> group: convenes", "office: convenes", 10, 5, "'office' is not known here"),
        ("2020-2021", "soon", 3, 9, "'soon' is no period. Write two years"),
        ("2020-2021", "2022-2021", 1, 7, "The period ends (2021) before it begins (2022)"),
        ("sector: public", "sectr: public", 7, 51, "'sectr' is not known here (did you mean 'sector'?)"),
        ("kind: community-group, ", "", 8, 10, "'kind' is missing. What it is."),
        ('"report, p. 3: The office told the group."', "see the report", 11, 15, "evidence is written 'SOURCE, "),
        ("report, p. 3", "raport, p. 3", 11, 15, "The source 'raport' is not declared (did you mean 'report'?)"),
        ('    evidence: "report, p. 4: Some trust grew."\n', "", 13, 5, "the claim has no evidence"),
        ("  - trust-building: partial", "  - trust-building: partial\n    degree: much", 14, 13, "'much' is no number"),
        ("conditions:", "condition:", 12, 1, "'condition' is not known here (did you mean 'conditions'?)"),
        ("title: A small case\n", "", 1, 7, "'title' is missing. The name of the case."),
        ("title: A", "title: &a A", 2, 8, "anchors, aliases, tags"),
        ("ties:\n", "ties:\n\t", 10, 1, "it cannot be read as YAML"),
        ("case: small\n", "", 1, 1, "a file begins with 'case: ID'"),
        ("case: small", "case: a small one", 1, 7, "'a small one' cannot be an id."),
        ("title: A small case", "title: {english: A small case}", 2, 18, "'english' is no language."),
        ('    evidence: "report, p. 4', '    id: <x y>\n    evidence: "report, p. 4', 13, 5, "'<x y>' cannot be an"),
        ("trust-building:", "<no iri>:", 13, 5, "'<no iri>' cannot be an id."),
    ],
)  # fmt: skip
def test_a_fault_in_yaml_is_one_sentence_with_its_line_and_column(
    old: str, new: str, line: int, column: int, sentence: str, tmp_path: Path
) -> None:
    found = issues(tmp_path / "small.yaml", SMALL.replace(old, new, 1))
    assert [(at, where) for at, where, _ in found] == [(line, column)], found
    assert sentence in found[0][2]


def test_an_id_used_twice_is_said_once_with_both_lines(tmp_path: Path) -> None:
    twice = SMALL.replace('    evidence: "report, p. 3', '    id: X1\n    evidence: "report, p. 3').replace(
        '    evidence: "report, p. 4', '    id: X1\n    evidence: "report, p. 4'
    )
    ((_, _, sentence),) = issues(tmp_path / "small.yaml", twice)
    assert sentence.startswith("X1 is used twice, lines 10 and 14.")


@pytest.mark.parametrize("lang", ["en", "id"])
def test_labels_and_ids_mean_the_same_in_both_languages(lang: str, ontology: Ontology) -> None:
    lists = ("actor-kind", "tie", "status")
    labels = {term.id: term.label[lang] for name in lists for term in ontology.code_lists[name]}
    with_labels = SMALL.replace("government office", labels["government-office"]).replace(
        "convenes", labels["convenes"]
    ).replace("partial", labels["partial"])  # fmt: skip
    assert same(made(with_labels, ontology)) == same(made(SMALL, ontology))
