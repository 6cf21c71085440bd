"""What a file of shapes may say, so that "conforms" always means that every constraint in it was checked.

Engines pass over what they do not know, and over much that is not well formed; the data then conform to a constraint
that nobody checked. So shapes of others are taken only where they keep to SHACL Core and to its syntax rules (W3C
Recommendation of 20 July 2017, chapters 2 to 4). SPARQL in shapes is refused as a whole, for the two engines differ in
how much of it they can do, and so are shapes that lead back to themselves, for SHACL leaves open what these mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

import pyoxigraph as ox

from collabgraph.errors import IllFormedShapes
from collabgraph.rdf.turtle import Graph, Node
from collabgraph.rdf.vocabulary import RDF, RDFS
from collabgraph.words import Text, both, in_both, mark
from collabgraph.words.nearest import suggestion

SH = "http://www.w3.org/ns/shacl#"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_NIL = f"{RDF.iri}nil"
_NODE_KINDS = {SH + name for name in "BlankNode IRI Literal BlankNodeOrIRI BlankNodeOrLiteral IRIOrLiteral".split()}

Fits = Callable[[Graph, Node], bool]


class _Rule(NamedTuple):
    """What the values of a property must be, in a phrase too; whether there is one at most, and where it may stand."""

    fits: Fits
    phrase: str
    once: bool = False
    on_property_shapes: bool = False


def _is_iri(_: Graph, node: Node) -> bool:
    return isinstance(node, ox.NamedNode)


def _is_any(_: Graph, _node: Node) -> bool:
    return True


def _is_literal(_: Graph, node: Node) -> bool:
    return isinstance(node, ox.Literal)


def _is_text(_: Graph, node: Node) -> bool:
    return isinstance(node, ox.Literal) and node.datatype.value == f"{_XSD}string"


def _is_words(graph: Graph, node: Node) -> bool:
    return _is_text(graph, node) or (isinstance(node, ox.Literal) and bool(node.language))


def _is_count(_: Graph, node: Node) -> bool:
    if not isinstance(node, ox.Literal) or node.datatype.value != f"{_XSD}integer":
        return False
    return bool(re.fullmatch(r"\+?[0-9]{1,18}", node.value))


def _is_flag(_: Graph, node: Node) -> bool:
    if not isinstance(node, ox.Literal) or node.datatype.value != f"{_XSD}boolean":
        return False
    return node.value in ("true", "false", "1", "0")


def _is_node_kind(_: Graph, node: Node) -> bool:
    return isinstance(node, ox.NamedNode) and node.value in _NODE_KINDS


def _is_shape(graph: Graph, node: Node) -> bool:
    return graph.has(_key(node)) and not isinstance(node, ox.Literal)


def _is_property_shape(graph: Graph, node: Node) -> bool:
    return _is_shape(graph, node) and bool(graph.objects(_key(node), f"{SH}path"))


def _is_path(graph: Graph, node: Node, depth: int = 0) -> bool:
    """Whether a node is a property path (2.3.1): an IRI, a sequence, or a blank node with one of the five kinds."""
    if isinstance(node, ox.NamedNode) and node.value != _NIL:
        return True
    if depth > 50 or not isinstance(node, ox.BlankNode):
        return False
    parts = _members(graph, node)
    if parts is None:
        stated = [(name, value) for name, values in graph.index.get(_key(node), {}).items() for value in values]
        if len(stated) != 1 or stated[0][0] not in _PATHS:
            return False
        ((kind, value),) = stated
        if kind != f"{SH}alternativePath":
            return _is_path(graph, value, depth + 1)
        parts = _members(graph, value)
    return parts is not None and len(parts) > 1 and all(_is_path(graph, part, depth + 1) for part in parts)


def _is_list_of(fits: Fits) -> Fits:
    def is_list(graph: Graph, node: Node) -> bool:
        members = _members(graph, node)
        return members is not None and all(fits(graph, member) for member in members)

    return is_list


def _members(graph: Graph, node: Node) -> list[Node] | None:
    """The members of a list, None where the node is no well-formed one."""
    members, seen = list[Node](), set[str]()
    while _key(node) != _NIL:
        first, rest = (graph.objects(_key(node), f"{RDF.iri}{name}") for name in ("first", "rest"))
        if len(first) != 1 or len(rest) != 1 or _key(node) in seen:
            return None
        seen.add(_key(node))
        members.append(first[0])
        node = rest[0]
    return members


_IRI, _COUNT, _FLAG = mark("an IRI"), mark("a whole number from 0 on"), mark("true or false")
_LITERAL, _TEXT, _WORDS = mark("a literal"), mark("a text without a language"), mark("a text")
_SHAPE, _SHAPES = mark("a shape that the file describes"), mark("a list of shapes that the file describes")
_PATHS = frozenset(SH + f"{name}Path" for name in "inverse alternative zeroOrMore oneOrMore zeroOrOne".split())
#: What a reference to another shape is by, so that it can lead back to where it came from.
_REFERENCES = ("property", "node", "not", "qualifiedValueShape", "and", "or", "xone")

_RULES: dict[str, _Rule] = {
    **dict.fromkeys(("targetClass", "targetSubjectsOf", "targetObjectsOf"), _Rule(_is_iri, _IRI)),
    **dict.fromkeys(("class", "equals", "disjoint"), _Rule(_is_iri, _IRI)),
    **dict.fromkeys(("lessThan", "lessThanOrEquals"), _Rule(_is_iri, _IRI, on_property_shapes=True)),
    **dict.fromkeys(("datatype", "severity"), _Rule(_is_iri, _IRI, once=True)),
    **dict.fromkeys(("targetNode", "hasValue", "group", "defaultValue"), _Rule(_is_any, "")),
    **dict.fromkeys(("minCount", "maxCount"), _Rule(_is_count, _COUNT, once=True, on_property_shapes=True)),
    **dict.fromkeys(("minLength", "maxLength"), _Rule(_is_count, _COUNT, once=True)),
    **dict.fromkeys(
        ("qualifiedMinCount", "qualifiedMaxCount"), _Rule(_is_count, _COUNT, once=True, on_property_shapes=True)
    ),
    **dict.fromkeys(
        ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive"), _Rule(_is_literal, _LITERAL, once=True)
    ),
    **dict.fromkeys(("pattern", "flags"), _Rule(_is_text, _TEXT, once=True)),
    **dict.fromkeys(("message", "name", "description"), _Rule(_is_words, _WORDS)),
    **dict.fromkeys(("closed", "deactivated"), _Rule(_is_flag, _FLAG, once=True)),
    **dict.fromkeys(
        ("uniqueLang", "qualifiedValueShapesDisjoint"), _Rule(_is_flag, _FLAG, once=True, on_property_shapes=True)
    ),
    **dict.fromkeys(("and", "or", "xone"), _Rule(_is_list_of(_is_shape), _SHAPES)),
    **dict.fromkeys(("node", "not"), _Rule(_is_shape, _SHAPE)),
    "qualifiedValueShape": _Rule(_is_shape, _SHAPE, on_property_shapes=True),
    "property": _Rule(_is_property_shape, mark("a shape that the file describes, with sh:path")),
    "path": _Rule(_is_path, mark("a property or a path of properties"), once=True),
    "nodeKind": _Rule(_is_node_kind, mark("one of the six kinds of nodes, such as sh:IRI"), once=True),
    "in": _Rule(_is_list_of(_is_any), mark("a list"), once=True),
    "languageIn": _Rule(_is_list_of(_is_text), mark("a list of language tags"), once=True),
    "ignoredProperties": _Rule(_is_list_of(_is_iri), mark("a list of properties"), once=True),
    "order": _Rule(_is_literal, _LITERAL, once=True),
}
_CLASSES = frozenset(SH + name for name in ("Shape", "NodeShape", "PropertyShape", "PropertyGroup"))
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")


def refuse_ill_formed(graph: Graph) -> None:
    """None; raises IllFormedShapes with all that is wrong where shapes are not well-formed SHACL Core."""
    if faults := dict.fromkeys((line, words) for line, words in _faults(graph)):
        rows = in_both(lambda say: "\n".join(f"{line}: {words[say.lang]}" if line else words[say.lang]
                                             for line, words in faults))  # fmt: skip
        raise IllFormedShapes(path=graph.path, n=len(faults), rows=rows)


def _faults(graph: Graph) -> Iterator[tuple[int | None, Text]]:
    """What is wrong, each with the line of the subject, or of the one with an IRI that it is a part of."""
    for subject in graph.index:
        yield from ((_line(graph, subject), words) for words in _of_subject(graph, subject))
    has_target = any(f"{SH}{name}" in properties for properties in graph.index.values() for name in _TARGETS)
    if not has_target and not _is_class_and_shape(graph):
        phrase = mark("no shape has a target, so nothing would be checked. Add a target, such as sh:targetClass.")
        yield None, both(phrase)
    yield from _circles(graph)


def _is_class_and_shape(graph: Graph) -> bool:
    """Whether a shape is a class as well, whose instances then are its targets (2.1.3.3)."""
    shapes = {*graph.subjects(f"{SH}NodeShape"), *graph.subjects(f"{SH}PropertyShape")}
    return not shapes.isdisjoint(graph.subjects(f"{RDFS.iri}Class"))


def _of_subject(graph: Graph, subject: str) -> Iterator[Text]:
    kinds = (kind for kind in graph.links(subject, RDF.type) if kind.startswith(SH) and kind not in _CLASSES)
    yield from map(_unknown, kinds)
    properties = graph.index[subject]
    has_path = f"{SH}path" in properties
    if f"{SH}PropertyShape" in graph.links(subject, RDF.type) and not has_path:
        yield both(mark("a property shape needs sh:path."))
    counts = (f"{SH}qualifiedMinCount", f"{SH}qualifiedMaxCount")
    if f"{SH}qualifiedValueShape" in properties and not any(count in properties for count in counts):
        yield both(mark("sh:qualifiedValueShape needs sh:qualifiedMinCount or sh:qualifiedMaxCount."))
    for predicate, values in properties.items():
        name = predicate.removeprefix(SH)
        if not predicate.startswith(SH) or predicate in _PATHS:
            continue
        if name not in _RULES:
            yield _unknown(predicate)
            continue
        rule = _RULES[name]
        if any(not rule.fits(graph, value) for value in values):
            yield both(mark("the value of sh:{name} must be {what}."), name=name, what=both(rule.phrase))
        if rule.once and len(set(values)) > 1:
            yield both(mark("sh:{name} must have one value only."), name=name)
        if rule.on_property_shapes and not has_path:
            yield both(mark("sh:{name} belongs to a shape with sh:path."), name=name)


def _unknown(iri: str) -> Text:
    name, known = iri.removeprefix(SH), [*_RULES, *(each.removeprefix(SH) for each in _CLASSES)]
    phrase = mark("sh:{name} is not used here{nearest}. Only SHACL Core is, without SPARQL, rules and functions.")
    return both(phrase, name=name, nearest=suggestion(name, known))


def _circles(graph: Graph) -> Iterator[tuple[int | None, Text]]:
    links = {subject: sorted(_referred(graph, subject)) for subject in graph.index}
    try:
        TopologicalSorter(links).prepare()
    except CycleError as error:
        node = next((node for node in error.args[1] if not node.startswith("_:")), error.args[1][0])
        yield _line(graph, node), both(mark("shapes lead back to themselves, and SHACL does not say what that means."))


def _referred(graph: Graph, subject: str) -> Iterator[str]:
    for name in _REFERENCES:
        for value in graph.objects(subject, SH + name):
            yield from map(_key, _members(graph, value) or [value])


def _line(graph: Graph, subject: str) -> int | None:
    seen = set[str]()
    while graph.line_of(subject) is None and subject in graph.holders and subject not in seen:
        seen.add(subject)
        subject = graph.holders[subject][0]
    return graph.line_of(subject)


def _key(node: Node) -> str:
    return node.value if isinstance(node, ox.NamedNode) else str(node)
