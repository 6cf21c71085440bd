"""What is computed, as RDF: measurements, conditions, readiness, outcomes and verdicts, each leading to its claims.

Each kind of result of a case stands in a graph of its own, whose address depends on the cases and the choices alone.
What a claim says with a property is said of a result with another one, so that a question about claims never finds
results among them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from collabgraph.analysis.network import Granularity
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.coding.theory import DEFAULT_FRAMEWORK
from collabgraph.model import DEFAULT_BASES, Basis
from collabgraph.output.results.conditions import condition_graph, outcome_graph, verdict_graph
from collabgraph.output.results.graph import Choices
from collabgraph.output.results.networks import CATALOGUE, catalogue, network_graph
from collabgraph.rdf.turtle import prefixes_in, read

#: The forms results can be written in.
FORMS = {
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def graphs(
    library: Library,
    framework: str = DEFAULT_FRAMEWORK,
    names: Iterable[str] = (),
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    granularity: Granularity = "office",
    systems: bool = True,
) -> Iterator[tuple[str, list[ox.Quad]]]:
    """The graphs of results, each with its name: the catalogue of metrics, those of each case, the verdicts over all.

    ``framework`` is an id or a file, ``names`` are cases, all of the library's where none is given. Raises as
    ``Library.open`` and ``theory.with_framework``.
    """
    ontology, chosen = theory.with_framework(library.ontology, framework)
    choices = Choices(chosen, frozenset(bases), granularity, systems)
    cases = library.open_all([*names] or library.ids())
    read_with = {chosen.iri: read(Path(chosen.source_path))}
    files = {case.id: library.files(case) for case in cases}
    yield CATALOGUE, catalogue()
    for case in cases:
        yield network_graph(case, choices, files[case.id])
        yield outcome_graph(case, choices, ontology, files[case.id])
        yield condition_graph(case, choices, ontology, files[case.id] | read_with)
    if len(cases) > 1:
        every = {iri: graph for found in files.values() for iri, graph in found.items()}
        yield verdict_graph(cases, choices, ontology, every | read_with)


def written(found: Iterable[tuple[str, Iterable[ox.Quad]]], form: str) -> str:
    """The graphs as text in one of FORMS; Turtle has no graphs, so there every triple stands once."""
    quads = [quad for _, graph in found for quad in graph]
    triples = dict.fromkeys(quad.triple for quad in quads) if form == "turtle" else None
    content = ox.serialize(quads if triples is None else triples, format=FORMS[form], prefixes=prefixes_in(quads))
    return (content or b"").decode()
