"""Computed results as RDF: measurements, conditions, outcomes, weights, verdicts, configurations, with their claims.

Each kind of result of a case has a graph of its own, whose address depends only on the cases and the choices.
Claims and results have different properties, so that a query about claims never returns results.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from collabgraph.analysis.comparison import Comparison, compare
from collabgraph.analysis.many.configurations import Configurations, asked, configurations
from collabgraph.analysis.many.solutions import Kind
from collabgraph.analysis.many.truth_tables import Cuts
from collabgraph.analysis.matrix import MANY
from collabgraph.analysis.network import Granularity
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.coding.theory import DEFAULT_FRAMEWORK
from collabgraph.model import DEFAULT_BASES, Basis
from collabgraph.output.results.conditions import condition_graph, outcome_graph, verdict_graph
from collabgraph.output.results.graph import Choices
from collabgraph.output.results.many import configuration_graph
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
    conditions: Sequence[str] = (),
    indicator: str | None = None,
    cuts: Cuts = Cuts(),  # noqa: B008 (frozen)
    kind: Kind = "parsimonious",
) -> Iterator[tuple[str, list[ox.Quad]]]:
    """The graphs of results with their names: the catalogue of metrics, those of each case, those of all cases.

    ``framework`` is an id or a file, ``names`` are cases; without names, all cases of the library. Of several cases
    there are verdicts, and configurations: from MANY cases on, or where ``conditions`` are named (ids of
    preconditions); without, those known best are taken. ``indicator`` is the outcome, None for all indicators.
    Raises as ``Library.open``, ``theory.with_framework`` and ``configurations.asked``.
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
        comparison = compare(cases, chosen, ontology, bases=choices.bases)
        yield verdict_graph(comparison, choices, graphs_of_cases | read_with)
        if conditions or len(cases) >= MANY:
            found = configurations(comparison, asked(comparison, conditions, indicator, cuts, kind))
            if found.asked.conditions:
                yield configuration_graph(comparison, found, choices, graphs_of_cases | read_with)


def of_many(
    library: Library, comparison: Comparison, found: Configurations, granularity: Granularity = "office",
    systems: bool = True,
) -> tuple[str, list[ox.Quad]]:  # fmt: skip
    """The graph with the configurations of a comparison, as ``graphs`` has it."""
    framework = comparison.framework
    choices = Choices(framework, comparison.bases, granularity, systems, comparison.attributions)
    files = {iri: graph for case in comparison.cases.values() for iri, graph in library.files(case).items()}
    return configuration_graph(comparison, found, choices, files | {framework.iri: read(Path(framework.source_path))})


def written(graphs: Iterable[tuple[str, Iterable[ox.Quad]]], form: str) -> str:
    """The graphs as text in one of FORMS; Turtle has no graphs, so there every triple is written once."""
    quads = [quad for _, graph in graphs for quad in graph]
    triples = dict.fromkeys(quad.triple for quad in quads) if form == "turtle" else None
    content = ox.serialize(quads if triples is None else triples, format=FORMS[form], prefixes=prefixes_in(quads))
    return (content or b"").decode()
