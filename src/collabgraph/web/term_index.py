"""The classes and properties of the ontology as its file declares them."""

from __future__ import annotations

from functools import cache

from collabgraph import resources
from collabgraph.output.presenters.vocabulary import Declared, Shape
from collabgraph.rdf.shapes import SH
from collabgraph.rdf.turtle import Graph, read
from collabgraph.rdf.vocabulary import CG, PREFIXES, RDFS, SKOS, local_name
from collabgraph.words import both, mark

_OWL, _RDFS = PREFIXES["owl"], PREFIXES["rdfs"]
_USAGE = "http://purl.org/vocab/vann/usageNote"
#: What each kind is called, alone and above all of its kind.
_KINDS = {
    f"{_OWL}Class": (mark("Class"), mark("Classes")),
    f"{_OWL}ObjectProperty": (mark("Property that leads to a thing"), mark("Properties that lead to a thing")),
    f"{_OWL}DatatypeProperty": (mark("Property that holds a value"), mark("Properties that hold a value")),
}
_OTHER = (mark("Layout of results"), mark("How results are laid out"))


@cache
def declared() -> dict[str, Declared]:
    """Every class and property by its IRI, kind by kind."""
    graph = read(resources.ontology() / "collabgraph.ttl")
    kinds = {iri: words for kind, words in _KINDS.items() for iri in graph.subjects(kind)}
    named = [iri for iri in graph.index if iri.startswith(CG.iri)]
    places = {words: place for place, words in enumerate((*_KINDS.values(), _OTHER))}
    ordered = sorted(named, key=lambda iri: (places[kinds.get(iri, _OTHER)], iri))
    return {iri: _term(graph, iri, kinds.get(iri, _OTHER)) for iri in ordered}


def versions() -> list[str]:
    """The versions of the ontology that are here: the one of its file."""
    graph = read(resources.ontology() / "collabgraph.ttl")
    ontologies = graph.subjects(f"{_OWL}Ontology")
    return [local_name(iri) for ontology in ontologies for iri in graph.links(ontology, f"{_OWL}versionIRI")]


@cache
def shapes() -> list[Shape]:
    """Every shape with an IRI, by its name."""
    graph = shapes_graph()
    kinds = (f"{SH.iri}NodeShape", f"{SH.iri}PropertyShape")
    named = sorted(iri for kind in kinds for iri in graph.subjects(kind) if not iri.startswith("_:"))
    return [
        Shape(
            local_name(iri),
            iri,
            tuple(about for name in _ABOUT for about in graph.links(iri, SH.iri + name)),
            tuple(graph.links(iri, f"{SH.iri}property")),
            graph.words(iri, SH.message),
        )
        for iri in named
    ]


@cache
def shapes_graph() -> Graph:
    """The file of the shapes."""
    return read(resources.shapes())


#: By what a shape says which things, or which values of a thing, it is about.
_ABOUT = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "path")


def _term(graph: Graph, iri: str, called: tuple[str, str]) -> Declared:
    kind, kinds = map(both, called)
    parents = (*graph.links(iri, f"{_RDFS}subClassOf"), *graph.links(iri, f"{_RDFS}subPropertyOf"))
    return Declared(
        local_name(iri),
        iri,
        kind,
        kinds,
        graph.words(iri, RDFS.label),
        graph.words(iri, SKOS.definition),
        graph.words(iri, _USAGE),
        tuple(parents),
        tuple(graph.links(iri, f"{_RDFS}domain")),
        tuple(graph.links(iri, f"{_RDFS}range")),
    )
