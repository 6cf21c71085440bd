"""Computed results as RDF: measurements, conditions, readiness, outcomes, weights and verdicts, with their claims.

Each kind of result of a case has a graph of its own, whose address depends only on the cases and the choices.
Claims and results have different properties, so that a query about claims never returns results.
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
from collabgraph.output.results.weights import weight_graph
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
    """The graphs of results with their names: the catalogue of metrics, those of each case, the verdicts on all cases.

    ``framework`` is an id or a file, ``names`` are cases; without names, all cases of the library. Raises as
    ``Library.open`` and ``theory.with_framework``.
    """
    ontology, chosen = theory.with_framework(library.ontology, framework)
    choices = Choices(chosen, frozenset(bases), granularity, systems, library.attributions)
    cases = library.open_all([*names] or library.ids())
    read_with = {chosen.iri: read(Path(chosen.source_path))}
    files = {case.id: library.files(case) for case in cases}
    yield CATALOGUE, catalogue()
    for case in cases:
        yield network_graph(case, choices, files[case.id])
        yield outcome_graph(case, choices, ontology, files[case.id])
        yield condition_graph(case, choices, ontology, files[case.id] | read_with)
        if (weights := weight_graph(case, choices, ontology, files[case.id])) is not None:
            yield weights
    if len(cases) > 1:
        graphs_of_cases = {iri: graph for graphs_of_case in files.values() for iri, graph in graphs_of_case.items()}
        yield verdict_graph(cases, choices, ontology, graphs_of_cases | read_with)


def written(graphs: Iterable[tuple[str, Iterable[ox.Quad]]], form: str) -> str:
    """The graphs as text in one of FORMS; Turtle has no graphs, so there every triple is written once."""
    quads = [quad for _, graph in graphs for quad in graph]
    triples = dict.fromkeys(quad.triple for quad in quads) if form == "turtle" else None
    content = ox.serialize(quads if triples is None else triples, format=FORMS[form], prefixes=prefixes_in(quads))
    return (content or b"").decode()
