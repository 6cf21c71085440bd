"""Both SHACL engines see the same faults, and every shape finds the fault it is there for.

A file ``tests/data/shapes/<shape>-fails.ttl`` names in its first lines the results it must give, one per line
(``# expects: shape:condition-status sh:MinCountConstraintComponent``); a ``-passes.ttl`` gives none.
To add a test, add a file.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Namespace, URIRef
from rdflib.term import Node

from collabgraph.rdf import shapes
from collabgraph.rdf.turtle import read

shacl = pytest.importorskip(
    "shacl", reason="the Rust engine has no wheel for this machine, so there is nothing to compare"
)

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data" / "shapes"
SHAPES_FILE = ROOT / "ontology" / "shapes.ttl"
SHAPE = Namespace("https://w3id.org/collabgraph/shapes#")
CG = Namespace("https://w3id.org/collabgraph/ns#")
ENGINE = shacl.Shapes.from_text(SHAPES_FILE.read_text(encoding="utf-8"))
SHAPES = Graph().parse(SHAPES_FILE)
PROPERTY_SHAPES = set(SHAPES.subjects(RDF.type, SH.PropertyShape))
NODE_SHAPES = set(SHAPES.subjects(RDF.type, SH.NodeShape))
NAMED_SHAPES = sorted(PROPERTY_SHAPES | NODE_SHAPES)

FAILING = sorted(DATA.glob("*-fails.ttl"))
PASSING = sorted(DATA.glob("*-passes.ttl"))
SHIPPED = [
    path
    for folder in ("ontology/examples", "ontology/frameworks", "cases")
    for path in sorted((ROOT / folder).glob("*.ttl"))
]

# What a shape says besides its constraints.
NO_CONSTRAINT = {
    SH.message, SH.path, SH.property, SH.qualifiedValueShape,
    SH.targetClass, SH.targetObjectsOf, SH.targetSubjectsOf,
}  # fmt: skip


def names(paths: list[Path]) -> list[pytest.param]:
    return [pytest.param(path, id=f"{path.parent.name}/{path.stem}") for path in paths]


def local(iri: Node | str) -> str:
    return re.split("[#/]", str(iri).strip("<>"))[-1]


def component(parameter: Node) -> str:
    """The component a constraint parameter belongs to: sh:minCount, MinCountConstraintComponent."""
    name = local(parameter)
    return f"{name[0].upper()}{name[1:]}ConstraintComponent"


@cache
def our_report(path: Path) -> shacl.Report:
    return ENGINE.validate_text(path.read_text(encoding="utf-8"))


def our_results(path: Path) -> Counter[tuple[str, str, str]]:
    """Focus node, path and component of each result; blank nodes, whose names are free, are all ``_:``."""
    return Counter(
        ("_:" if r.focus_node.startswith("_:") else r.focus_node, r.path or "", r.component)
        for r in our_report(path).results
    )


def pyshacl_results(path: Path) -> Counter[tuple[str, str, str]]:
    _, report, _ = pyshacl.validate(
        Graph().parse(path, format="turtle"), shacl_graph=SHAPES, inference="none", advanced=False
    )
    found: Counter[tuple[str, str, str]] = Counter()
    for result in report.objects(None, SH.result):
        focus = report.value(result, SH.focusNode)
        path_node = report.value(result, SH.resultPath)
        assert not isinstance(path_node, BNode), "paths in shapes.ttl are single properties"
        found[
            "_:" if isinstance(focus, BNode) else focus.n3(),
            path_node.n3() if path_node is not None else "",
            local(report.value(result, SH.sourceConstraintComponent)),
        ] += 1
    return found


def expected(path: Path) -> Counter[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return Counter(
        (match[1], match[2]) for line in lines if (match := re.fullmatch(r"# expects: shape:(\S+) sh:(\S+)", line))
    )


@pytest.mark.parametrize("path", names([*FAILING, *PASSING, *SHIPPED]))
def test_both_engines_give_the_same_results(path: Path) -> None:
    assert our_results(path) == pyshacl_results(path)


@pytest.mark.parametrize("path", names(FAILING))
def test_both_engines_name_the_same_blank_nodes(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And they are those of the file, so that the named thing around each can be found."""
    graph = read(path)
    ours = shapes.violations(graph)
    monkeypatch.setattr(shapes, "_engine", lambda: shapes._pyshacl)
    theirs = shapes.violations(graph)
    named = [Counter((r.focus, r.path, r.shape, r.component) for r in results) for results in (ours, theirs)]
    assert named[0] == named[1]
    nodes = {str(value) for properties in graph.index.values() for values in properties.values() for value in values}
    assert {r.focus for r in ours if r.focus.startswith("_:")} <= nodes | set(graph.index)


@pytest.mark.parametrize("path", names(FAILING))
def test_a_failing_file_gives_exactly_the_results_it_announces(path: Path) -> None:
    found = Counter((local(r.source_shape), r.component) for r in our_report(path).results)
    assert found == expected(path)
    assert found, "a failing file announces at least one result"


@pytest.mark.parametrize("path", names([*PASSING, *SHIPPED]))
def test_a_passing_file_a_case_an_example_and_a_framework_conform(path: Path) -> None:
    report = our_report(path)
    faults = [f"{r.focus_node} {local(r.source_shape)}: {r.message} (found {r.value})" for r in report.results]
    assert report.conforms, "\n".join(faults)


@pytest.mark.parametrize("shape", NAMED_SHAPES, ids=local)
def test_every_shape_has_a_failing_file_that_breaks_it(shape: URIRef) -> None:
    announced = {name for name, _ in expected(DATA / f"{local(shape)}-fails.ttl")}
    own = {local(shape), *map(local, SHAPES.objects(shape, SH.property))}
    assert announced & own


@pytest.mark.parametrize("shape", NAMED_SHAPES, ids=local)
def test_every_constraint_of_a_shape_is_broken_by_its_failing_file(shape: URIRef) -> None:
    constraints = {component(p) for p in SHAPES.predicates(shape) if p in SH and p not in NO_CONSTRAINT}
    broken = {c for name, c in expected(DATA / f"{local(shape)}-fails.ttl") if name == local(shape)}
    assert broken == constraints


@pytest.mark.parametrize("shape", sorted(NODE_SHAPES), ids=local)
def test_every_node_shape_has_a_passing_file(shape: URIRef) -> None:
    assert (DATA / f"{local(shape)}-passes.ttl").exists()


@pytest.mark.parametrize("shape", NAMED_SHAPES, ids=local)
def test_every_shape_speaks_english_and_indonesian_once_each(shape: URIRef) -> None:
    messages = {message.language: str(message) for message in SHAPES.objects(shape, SH.message)}
    assert len(list(SHAPES.objects(shape, SH.message))) == 2
    assert set(messages) == {"en", "id"}
    assert messages["en"] != messages["id"]


def test_no_two_shapes_share_a_message() -> None:
    counted = Counter(SHAPES.objects(None, SH.message))
    assert [message for message, times in counted.items() if times > 1] == []


def test_every_property_shape_that_reports_has_an_iri() -> None:
    """Only the alternatives inside a sh:or may be nameless: the shape around them reports."""
    anonymous = [s for s in SHAPES.subjects(SH.path) if isinstance(s, BNode)]
    assert [s for s in anonymous if not any(SHAPES.subjects(RDF.first, s))] == []
    assert [s for s in SHAPES.objects(None, SH.property) if isinstance(s, BNode)] == []


def test_the_shapes_are_valid_shacl_core_at_the_default_severity() -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=SHAPES, meta_shacl=True, inference="none")
    assert conforms, text
    assert not {SH.sparql, SH.rule, SH.target, SH.js, SH.severity, SH.deactivated} & set(SHAPES.predicates())


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(ROOT / "ontology" / "collabgraph.ttl")


def test_every_kind_of_claim_is_targeted_by_its_own_name(ontology: Graph) -> None:
    kinds = set(ontology.transitive_subjects(RDFS.subClassOf, CG.Claim)) - {CG.Claim}
    targeted = set(SHAPES.objects(SHAPE.claim, SH.targetClass))
    assert targeted == kinds
    assert targeted == set(SHAPES.objects(SHAPE["claim-place"], SH.targetClass))
    listed = SHAPES.value(SHAPES.value(SHAPE["claim-class"], SH.qualifiedValueShape), SH["in"])
    assert targeted == set(SHAPES.items(listed))


def test_every_term_the_shapes_use_is_declared(ontology: Graph) -> None:
    used = {node for triple in SHAPES for node in triple if isinstance(node, URIRef) and node in CG}
    declared = set(ontology.subjects(RDF.type, OWL.Class)) | {
        term
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, RDF.Property)
        for term in ontology.subjects(RDF.type, kind)
    }
    assert sorted(used - declared) == []


def test_every_code_list_a_pattern_names_exists() -> None:
    schemes = Graph().parse(ROOT / "ontology" / "schemes.ttl")
    patterns = {str(p) for p in SHAPES.objects(None, SH.pattern) if p.startswith("^https")}
    lists = {URIRef(p.removeprefix("^").removesuffix("#[a-z-]+$").replace("\\", "")) for p in patterns}
    assert sorted(lists - set(schemes.subjects())) == []
