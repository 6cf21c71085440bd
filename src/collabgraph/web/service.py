"""What the endpoint says of itself: a SPARQL 1.1 Service Description."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from collabgraph.rdf.turtle import used
from collabgraph.rdf.vocabulary import PREFIXES, RDF

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle", "N-Triples",
    "JSON-LD",
)  # fmt: skip


def description(endpoint: str, graphs: Iterable[str]) -> list[ox.Triple]:
    """The endpoint at this address: its language, result forms, and dataset with these named graphs."""
    service, dataset = ox.BlankNode("service"), ox.BlankNode("dataset")
    default = ox.BlankNode("default")
    triples = [
        _triple(service, RDF.type, _sd("Service")),
        _triple(service, _SD + "endpoint", ox.NamedNode(endpoint)),
        _triple(service, _SD + "supportedLanguage", _sd("SPARQL11Query")),
        _triple(service, _SD + "feature", _sd("UnionDefaultGraph")),
        *(_triple(service, _SD + "resultFormat", ox.NamedNode(_FORMATS + name)) for name in _RESULTS),
        _triple(service, _SD + "defaultDataset", dataset),
        _triple(dataset, RDF.type, _sd("Dataset")),
        _triple(dataset, _SD + "defaultGraph", default),
        _triple(default, RDF.type, _sd("Graph")),
    ]
    for number, name in enumerate(sorted(graphs)):
        node = ox.BlankNode(f"graph{number}")
        triples += [
            _triple(dataset, _SD + "namedGraph", node),
            _triple(node, RDF.type, _sd("NamedGraph")),
            _triple(node, _SD + "name", ox.NamedNode(name)),
        ]
    return triples


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)


def _triple(subject: ox.BlankNode, predicate: str, value: ox.NamedNode | ox.BlankNode) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), value)


def written(triples: list[ox.Triple], form: ox.RdfFormat) -> bytes:
    """The description in one of the forms of graphs."""
    prefixes = None if form == ox.RdfFormat.N_TRIPLES else used({**PREFIXES, "sd": _SD}, triples)
    return ox.serialize(triples, format=form, prefixes=prefixes) or b""
