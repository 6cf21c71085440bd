"""The forms a graph of triples can be written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox

from collabgraph.rdf.turtle import used
from collabgraph.words import mark
from collabgraph.words.characters import parsable_xml

#: The forms by name, those first that lose nothing.
GRAPH_FORMS: Mapping[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
#: How the engine begins an element for a property whose IRI has no end that XML could take for a name.
_NAMELESS = b"<oxprefix: "
_VALUE, _PROPERTY = mark("a triple that is a value"), mark("a property whose IRI does not end in a name")


class Unwritable(Exception):
    """A form has no way to write what a graph has, which the first argument names in a phrase.

    JSON-LD and RDF/XML have none for a triple that is a value, and RDF/XML none for a property such as
    http://example.org/1, whose IRI does not end in a name (RDF 1.1 XML Syntax, section 5.1).
    """


def written(triples: Iterable[ox.Triple], form: str, prefixes: dict[str, str] | None) -> bytes:
    """The triples in one of the forms, with those of the prefixes that they use; raises Unwritable."""
    rdf_format, triples = GRAPH_FORMS[form], list(triples)
    prefixes = used(prefixes, triples) if prefixes and form != "ntriples" else None
    if rdf_format == ox.RdfFormat.RDF_XML:
        triples = _for_xml(triples)
    try:
        body = ox.serialize(triples, format=rdf_format, prefixes=prefixes) or b""
    except (ValueError, OSError) as error:  # the engine writes to memory, so it is not the disk
        raise Unwritable(_VALUE if form == "jsonld" else _PROPERTY) from error
    if rdf_format != ox.RdfFormat.RDF_XML:
        return body
    if _NAMELESS in body:
        raise Unwritable(_PROPERTY)
    return parsable_xml(body)


def _for_xml(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """The triples with blank nodes whose labels XML takes for names; raises Unwritable where a triple is a value."""
    named: dict[ox.BlankNode, ox.BlankNode] = {}

    def renamed(node: Any) -> Any:
        if isinstance(node, ox.Triple):
            raise Unwritable(_VALUE)
        return named.setdefault(node, ox.BlankNode(f"b{len(named)}")) if isinstance(node, ox.BlankNode) else node

    return [ox.Triple(renamed(each.subject), each.predicate, renamed(each.object)) for each in triples]
