"""Shapes that an engine passes over in part are refused, never "conforms": what is not SHACL Core, or not well formed.

The rules are those of the SHACL Recommendation (W3C, 20 July 2017); the shapes here were written for this test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from collabgraph import resources
from collabgraph.errors import IllFormedShapes
from collabgraph.rdf import shapes
from collabgraph.rdf.graph_forms import written
from collabgraph.rdf.shape_rules import refuse_ill_formed
from collabgraph.rdf.shapes import violations
from collabgraph.rdf.turtle import read

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
DATA = f"{PREFIXES}ex:a a ex:C ; ex:p 1 , 2 ."
ON_PROPERTY = "ex:S a sh:NodeShape ; sh:targetClass ex:C ;\n  sh:property [ sh:path ex:p ; {} ] ."
ON_NODE = "ex:S a sh:NodeShape ; sh:targetClass ex:C ;\n  {} ."

#: What is written, and a word of the sentence that it must come to.
REFUSED = {
    # what SHACL Core does not have
    "sparql": (ON_NODE.format('sh:sparql [ sh:select "SELECT $this { $this ?p ?o }" ]'), "sh:sparql"),
    "sparql that is none": (ON_NODE.format('sh:sparql [ sh:select "SELEC $this" ]'), "sh:select"),
    "sparql with MINUS": (ON_NODE.format('sh:sparql [ sh:select "SELECT $this { MINUS { } }" ]'), "sh:sparql"),
    "sparql on another server": (
        ON_NODE.format('sh:sparql [ sh:select "SELECT $this { SERVICE <http://127.0.0.1:9/> { } }" ]'),
        "sh:sparql",
    ),
    "ask": (ON_NODE.format('sh:sparql [ sh:ask "ASK { $this ?p ?o }" ]'), "sh:ask"),
    "target in sparql": (
        'ex:S a sh:NodeShape ; sh:target [ sh:select "SELECT ?this { ?this ?p 1 }" ] ; sh:nodeKind sh:Literal .',
        "sh:target",
    ),
    "a component of one's own": (
        'ex:CC a sh:ConstraintComponent ; sh:parameter [ sh:path ex:q ] ; sh:validator [ sh:ask "ASK { }" ] .'
        + ON_NODE.format("ex:q 1"),
        "sh:ConstraintComponent",
    ),
    "script": (ON_NODE.format('sh:js [ sh:jsFunctionName "f" ]'), "sh:js"),
    "rule": (ON_NODE.format("sh:rule [ sh:subject sh:this ; sh:predicate ex:q ; sh:object 1 ]"), "sh:rule"),
    "expression": (ON_NODE.format("sh:expression [ sh:path ex:p ]"), "sh:expression"),
    "entailment": ("ex: sh:entailment ex:RDFS ." + ON_NODE.format("sh:in ( 1 )"), "sh:ent"),
    "reifier": (ON_PROPERTY.format("sh:reifierShape ex:S"), "sh:reifierShape"),
    "misspelt": (ON_PROPERTY.format("sh:maxCounts 1"), "sh:maxCounts is not used here (did you mean 'maxCount'?)"),
    "misspelt class": ("ex:S a sh:NodShape ; sh:targetClass ex:C ; sh:in ( 1 ) .", "sh:NodShape"),
    # values
    "count: text": (ON_PROPERTY.format('sh:minCount "many"'), "sh:minCount must be a whole number"),
    "count: digits as text": (ON_PROPERTY.format('sh:minCount "3"'), "sh:minCount"),
    "count: negative": (ON_PROPERTY.format("sh:maxCount -1"), "sh:maxCount"),
    "count: decimal": (ON_PROPERTY.format("sh:maxCount 1.0"), "sh:maxCount"),
    "count: two": (ON_PROPERTY.format("sh:maxCount 1 , 3"), "sh:maxCount must have one value"),
    "length": (ON_PROPERTY.format("sh:minLength ex:a"), "sh:minLength"),
    "flag: text": (ON_PROPERTY.format('sh:uniqueLang "yes"'), "sh:uniqueLang must be true or false"),
    "closed: text": (ON_NODE.format('sh:closed "true"'), "sh:closed"),
    "deactivated: text": (ON_NODE.format('sh:deactivated "yes" ; sh:in ( 1 )'), "sh:deactivated"),
    "class: text": (ON_PROPERTY.format('sh:class "C"'), "sh:class must be an IRI"),
    "datatype: text": (ON_PROPERTY.format('sh:datatype "xsd:string"'), "sh:datatype"),
    "datatype: two": (ON_PROPERTY.format("sh:datatype ex:a , ex:b"), "sh:datatype must have one value"),
    "node kind": (ON_PROPERTY.format("sh:nodeKind sh:Word"), "sh:nodeKind"),
    "pattern: number": (ON_PROPERTY.format("sh:pattern 5"), "sh:pattern"),
    "pattern: left open": (ON_PROPERTY.format('sh:pattern "("'), "engine"),
    "least: IRI": (ON_PROPERTY.format("sh:minInclusive ex:a"), "sh:minInclusive must be a literal"),
    "severity: text": (ON_NODE.format('sh:severity "bad" ; sh:in ( 1 )'), "sh:severity"),
    "message: number": (ON_NODE.format("sh:message 5 ; sh:in ( 1 )"), "sh:message"),
    "target: text": ('ex:S a sh:NodeShape ; sh:targetClass "C" ; sh:in ( 1 ) .', "sh:targetClass"),
    # lists
    "in: no list": (ON_PROPERTY.format("sh:in ex:a"), "sh:in must be a list"),
    "in: a list without end": (
        ON_NODE.format("sh:in _:l").replace("_:l .", "_:l . _:l rdf:first 1 ; rdf:rest _:l ."),
        "sh:in must be a list",
    ),
    "or: no list": (ON_NODE.format("sh:or ex:a"), "sh:or must be a list of shapes"),
    "and: no shapes": (ON_NODE.format("sh:and ( ex:nowhere )"), "sh:and"),
    "languages: numbers": (ON_PROPERTY.format("sh:languageIn ( 1 )"), "sh:languageIn"),
    "ignored: texts": (ON_NODE.format('sh:closed true ; sh:ignoredProperties ( "p" )'), "sh:ignoredProperties"),
    # where things stand, and what they lead to
    "count without path": (ON_NODE.format("sh:maxCount 1"), "sh:maxCount belongs to a shape with sh:path"),
    "property without path": (ON_NODE.format("sh:property [ sh:maxCount 1 ]"), "sh:property must be a shape"),
    "property: text": (ON_NODE.format('sh:property "p"'), "sh:property"),
    "property: nowhere": (ON_NODE.format("sh:property ex:Nowhere"), "sh:property"),
    "property shape without path": ("ex:S a sh:PropertyShape ; sh:targetClass ex:C .", "needs sh:path"),
    "node: nowhere": (ON_NODE.format("sh:node ex:Nowhere"), "sh:node must be a shape"),
    "paths: two": (ON_NODE.format("sh:property [ sh:path ex:p , ex:q ; sh:maxCount 1 ]"), "must have one value"),
    "path: text": (ON_NODE.format('sh:property [ sh:path "p" ; sh:maxCount 1 ]'), "sh:path must be"),
    "path: unknown kind": (ON_NODE.format("sh:property [ sh:path [ ex:x ex:p ] ; sh:maxCount 1 ]"), "sh:path must be"),
    "path: of one": (ON_NODE.format("sh:property [ sh:path ( ex:p ) ; sh:maxCount 1 ]"), "sh:path must be"),
    "qualified without count": (
        ON_PROPERTY.format("sh:qualifiedValueShape [ sh:nodeKind sh:IRI ]"), "needs sh:qualifiedMinCount",
    ),
    "circle": (ON_NODE.format("sh:not ex:T") + " ex:T sh:node ex:S .", "lead back to themselves"),
    "circle through a list": (ON_NODE.format("sh:or ( [ sh:node ex:S ] [ sh:in ( 1 ) ] )"), "lead back"),
    # nothing that is checked
    "no shapes": ("ex:a ex:b ex:c .", "no shape has a target"),
    "no target": ("ex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] .", "no shape has a target"),
}  # fmt: skip

#: Well-formed SHACL Core, with the number of violations by DATA.
TAKEN = {
    "count": (ON_PROPERTY.format("sh:maxCount 1"), 1),
    "in a list": (ON_PROPERTY.format("sh:in ( 1 2 3 )"), 0),
    "or": (ON_NODE.format("sh:or ( [ sh:nodeKind sh:Literal ] [ sh:class ex:C ] )"), 0),
    "not": (ON_NODE.format("sh:not [ sh:class ex:C ]"), 1),
    "inverse path": (ON_NODE.format("sh:property [ sh:path [ sh:inversePath ex:p ] ; sh:minCount 1 ]"), 1),
    "alternative path": (
        ON_NODE.format("sh:property [ sh:path [ sh:alternativePath ( ex:p ( ex:q ex:r ) ) ] ; sh:maxCount 1 ]"), 1,
    ),
    "repeated path": (ON_NODE.format("sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ; sh:maxCount 3 ]"), 0),
    "qualified": (
        ON_PROPERTY.format("sh:qualifiedValueShape [ sh:minInclusive 2 ] ; sh:qualifiedMinCount 2"), 1,
    ),
    "a class that is a shape": ("ex:C a rdfs:Class , sh:NodeShape ; sh:property [ sh:path ex:p ; sh:maxCount 1 ] .", 1),
    "target node": ("ex:S sh:targetNode ex:a ; sh:closed true ; sh:ignoredProperties ( ex:p ) .", 1),
    "switched off": (ON_NODE.format("sh:deactivated true ; sh:nodeKind sh:Literal"), 0),
    "shared by two": (
        ON_NODE.format("sh:property [ sh:path ex:p ; sh:node ex:T ] , [ sh:path ex:q ; sh:node ex:T ]")
        + "ex:T sh:nodeKind sh:Literal .", 0,
    ),
}  # fmt: skip


def shapes_file(folder: Path, text: str) -> Path:
    path = folder / "shapes.ttl"
    path.write_text(f"{PREFIXES}@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n{text}", encoding="utf-8")
    return path


@pytest.mark.parametrize("engine", ["_rust", "_pyshacl"])
@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_shapes_that_could_go_unchecked_are_refused(
    text: str, words: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shapes, "_engine", lambda: getattr(shapes, engine))
    with pytest.raises(IllFormedShapes) as caught:
        violations(DATA, shapes_file(tmp_path, text))
    assert words in caught.value.message["en"]
    assert str(tmp_path) in caught.value.message["id"]


@pytest.mark.parametrize("engine", ["_rust", "_pyshacl"])
@pytest.mark.parametrize(("text", "n"), TAKEN.values(), ids=TAKEN)
def test_well_formed_shapes_are_checked(
    text: str, n: int, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shapes, "_engine", lambda: getattr(shapes, engine))
    assert len(violations(DATA, shapes_file(tmp_path, text))) == n


def test_all_that_is_wrong_is_said_at_once_with_its_lines(tmp_path: Path) -> None:
    text = (
        "ex:S a sh:NodeShape ; sh:targetClass ex:C ;\n  sh:property [ sh:path ex:p ; sh:maxCount -1 ] .\nex:T sh:in 1 ."
    )
    with pytest.raises(IllFormedShapes) as caught:
        violations(DATA, shapes_file(tmp_path, text))
    lines = caught.value.message["en"].splitlines()[1:]
    assert [line.partition(":")[0] for line in lines] == ["5", "7"]
    assert ["sh:maxCount" in lines[0], "sh:in" in lines[1]] == [True, True]


def test_the_shipped_shapes_keep_to_the_rules() -> None:
    refuse_ill_formed(read(resources.shapes()))


@pytest.mark.parametrize(("form", "ending"), [("jsonld", ".jsonld"), ("rdfxml", ".rdf"), ("ntriples", ".nt")])
def test_shapes_may_be_in_any_form(form: str, ending: str, tmp_path: Path) -> None:
    graph = read(shapes_file(tmp_path, TAKEN["count"][0]))
    path = tmp_path / f"other{ending}"
    path.write_bytes(written((quad.triple for quad in graph.quads), form, None))
    assert len(violations(DATA, path)) == 1
