"""The datasets of questions: cases, ontology, and computed results where a query names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from collabgraph.coding.library import Library
from collabgraph.rdf.sparql import Dataset, tokens
from collabgraph.rdf.turtle import named_graphs
from collabgraph.rdf.vocabulary import CG, COMPUTED, PREFIXES, QB, RESULTS, SCHEME, local_name

#: Namespaces that only computed results and their terms have.
_COMPUTED_LISTS = "fulfilment verdict row-out certainty solution-kind network-metric actor-metric".split()
_COMPUTED_CODES = (f"{SCHEME}{name}" for name in _COMPUTED_LISTS)
_RESULTS_ONLY = (RESULTS, QB.iri, *_COMPUTED_CODES)


def shipped(library: Library, results: Iterable[tuple[str, Iterable[ox.Quad]]] = ()) -> Dataset:
    """The union, in memory, of the ``graphs`` of a library and of ``results``."""
    return Dataset(named_graphs(graphs(library, results)), has_union=True)


def graphs(
    library: Library, results: Iterable[tuple[str, Iterable[ox.Quad]]] = ()
) -> Iterator[tuple[str, Iterable[ox.Quad]]]:
    """The library's cases and studies, each under the name of its graph, the ontology, and ``results``.

    Computed results (``results.graphs``) take a while, so they are added only on request.
    """
    yield from library.named_quads()
    yield from results


def asks_for_results(sparql: str) -> bool:
    """Whether a query names a term that only computed results have.

    >>> asks_for_results("SELECT * { ?case cg:lacks ?construct }  # not cg:status")
    True
    >>> asks_for_results("SELECT * { ?claim cg:status ?status }  # not cg:lacks")
    False
    """
    names = (token for token in tokens(sparql) if token.lastgroup in ("name", "iri"))
    return any(_of_results(*_parted(token[0])) for token in names)


def _parted(name: str) -> tuple[str, str]:
    """The namespace and the local name of an IRI or a prefixed name; an unknown prefix stays as it is written."""
    if name.startswith("<"):
        local = local_name(name.strip("<>"))
        return name.strip("<>").removesuffix(local), local
    prefix, _, local = name.partition(":")
    return PREFIXES.get(prefix, f"{prefix}:"), local


def _of_results(namespace: str, local: str) -> bool:
    own = namespace == CG.iri or namespace.endswith(":")
    return (own and local in COMPUTED) or namespace.startswith(_RESULTS_ONLY)
