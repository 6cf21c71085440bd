"""Forms of case files: what is written from triples and read again states the same."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from collabgraph import resources
from collabgraph.coding.forms import triples, yaml_form
from collabgraph.coding.forms.fields import BY_CLASS, EVIDENCE
from collabgraph.coding.forms.records import Document
from collabgraph.model import Ontology
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
    document, faults = yaml_form.read(text)
    assert not faults
    assert document is not None
    found = triples.triples_of(document, ontology)
    assert not found.faults
    return found.quads


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_triples_written_as_yaml_and_read_again_are_the_same_triples(path: Path, ontology: Ontology) -> None:
    graph = read(path)
    text = yaml_form.write(triples.document_of(graph, ontology))
    assert same(made(text, ontology)) == same(list(graph.quads))
    document, _ = yaml_form.read(text)
    assert isinstance(document, Document)
    assert yaml_form.write(document) == text  # twice the same bytes


def test_every_class_and_property_that_shapes_ask_of_a_case_is_in_the_table() -> None:
    shapes = read(resources.shapes())
    sh = "http://www.w3.org/ns/shacl#"
    asked = {
        (kind, shapes.link(part, f"{sh}path"))
        for shape in shapes.subjects(f"{sh}NodeShape")
        for kind in shapes.links(shape, f"{sh}targetClass")
        if kind in BY_CLASS or kind == CG.Evidence
        for part in shapes.links(shape, f"{sh}property")
    }
    assert len(asked) > 60
    table = {
        (section.kind, field.property) for section in (*BY_CLASS.values(), EVIDENCE) for field in section.fields
    } | {(section.kind, CG.evidence) for section in BY_CLASS.values() if section.of_claims}
    language = "http://purl.org/dc/terms/language"
    assert {pair for pair in asked if pair[1] != language} <= table
