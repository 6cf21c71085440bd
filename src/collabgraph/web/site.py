"""What the pages speak of: cases, comparisons, theory and computed results, each read once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import RLock
from typing import ParamSpec, TypeVar

import pyoxigraph as ox

from collabgraph import resources
from collabgraph.analysis import comparison as comparisons
from collabgraph.analysis.comparison import COMPARED, Comparison
from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL, Measures, metrics
from collabgraph.analysis.network import network
from collabgraph.analysis.sensitivity import Range, sensitivity
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.errors import UnknownThing
from collabgraph.model import DEFAULT_BASES, Basis, Case, Claim, Framework, Ontology, Source
from collabgraph.output import maps
from collabgraph.rdf.sparql import Dataset
from collabgraph.rdf.turtle import read
from collabgraph.rdf.vocabulary import ACTOR_METRIC, CG, DCTERMS, NETWORK_METRIC, RESULTS, local_name
from collabgraph.web.term_index import declared
from collabgraph.words import Text
from collabgraph.words.nearest import suggestion

#: Comparisons and maps kept ready; one of two cases takes a quarter of a second.
_KEPT = 32

Given = ParamSpec("Given")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Measured:
    """The network of a case on the usual bases: its measures, and how far the choices of coding move them."""

    measures: Measures
    ranges: Mapping[str, Range]


class Site:
    """A library of cases as the pages show it."""

    def __init__(self, library: Library, dataset: Dataset) -> None:
        """The cases of a library, and the dataset with the same in it for questions of our own; read when asked for."""
        self.library, self.dataset = library, dataset
        # Many readers may ask for a case at once, and it is to be read once.
        self._one_at_a_time = RLock()
        self._case = self._alone(cache(library.open))
        self._measured = self._alone(cache(self._measure))
        self._comparison = self._alone(lru_cache(_KEPT)(self._compare))
        self._map = self._alone(lru_cache(_KEPT)(self._draw))

    def _alone(self, made: Callable[Given, Made]) -> Callable[Given, Made]:
        def asked(*given: Given.args, **named: Given.kwargs) -> Made:
            with self._one_at_a_time:
                return made(*given, **named)

        return asked

    @property
    def ontology(self) -> Ontology:
        """The ontology the cases are read with."""
        return self.library.ontology

    @cached_property
    def names(self) -> list[str]:
        """The ids of all cases."""
        return self.library.ids()

    def case(self, name: str) -> Case:
        """The case of this id; raises UnknownThing, never reading a path."""
        return self._case(among(name, self.names))

    def cases(self) -> list[Case]:
        """Every case."""
        return [self.case(name) for name in self.names]

    def claim(self, case: Case, name: str) -> Claim:
        """The claim of a case, or of its study, of this name (see ``Case.claim_names``); raises UnknownThing."""
        claims = {
            case.claim_names[claim.iri]: claim for claim in (*(case.study.claims if case.study else ()), *case.claims)
        }
        return claims[among(name, claims)]

    def framework(self, name: str = theory.DEFAULT_FRAMEWORK) -> Framework:
        """The framework of this id; raises UnknownThing, never reading a path."""
        return self.ontology.frameworks[among(name, self.ontology.frameworks)]

    @cached_property
    def labels(self) -> dict[str, Text]:
        """What everything but the terms of theories and code lists is called, by IRI."""
        found = {iri: term.label for iri, term in declared().items()} | self.results
        found |= {source.iri: source.title for source in self.sources.values()}
        found |= {f"{NETWORK_METRIC}{name}": metric.label for name, metric in NETWORK_LEVEL.items()}
        found |= {f"{ACTOR_METRIC}{name}": metric.label for name, metric in ACTOR_LEVEL.items()}
        found |= {framework.iri: framework.title for framework in self.ontology.frameworks.values()}
        for case in self.cases():
            found |= {iri: actor.label for iri, actor in case.actors.items()}
            found[case.iri] = case.title
            if case.study:
                found[case.study.iri] = case.study.title
        return found

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Every source that a claim or a theory rests on, by id."""
        found = {source.id: source for path in resources.frameworks() for source in _declared_sources(path)}
        for case in self.cases():
            found |= {source.id: source for source in case.sources}
            claims = case.study.claims if case.study else ()
            found |= {evidence.source.id: evidence.source for claim in claims for evidence in claim.evidence}
        return found

    def label(self, iri: str) -> Text:
        """What an IRI is called; empty where it has no name."""
        if iri in self.labels:
            return self.labels[iri]
        return self.ontology.terms[iri].label if iri in self.ontology.terms else Text(en="", id="")

    @cached_property
    def results(self) -> dict[str, Text]:
        """The title of every graph of computed results, by its IRI."""
        titled = "SELECT ?graph ?title { GRAPH ?graph { ?graph a cg:ResultGraph ; dcterms:title ?title } }"
        found: dict[str, dict[str, str]] = {}
        rows = self.dataset.query(titled)
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            graph, title = row["graph"], row["title"]
            if isinstance(graph, ox.NamedNode) and isinstance(title, ox.Literal):
                found.setdefault(graph.value, {})[title.language or ""] = title.value
        return {graph: Text(en=words.get("en", ""), id=words.get("id", "")) for graph, words in sorted(found.items())}

    def results_of(self, case: Case) -> dict[str, Text]:
        """The title of every graph of computed results about one case, by its IRI."""
        return {graph: title for graph, title in self.results.items() if graph.startswith(f"{RESULTS}{case.id}/")}

    def measured(self, name: str) -> Measured:
        """The network of the case of this id, measured; raises UnknownThing."""
        return self._measured(name)

    def _measure(self, name: str) -> Measured:
        case = self.case(name)
        return Measured(metrics(network(case), costly=False), sensitivity(case, COMPARED))

    def comparison(self, names: Iterable[str], framework: str, bases: Iterable[Basis]) -> Comparison:
        """The cases of these ids side by side; raises UnknownThing, WrongNumberOfCases or DuplicateCase."""
        return self._comparison(tuple(names), framework, frozenset(bases))

    def _compare(self, names: tuple[str, ...], framework: str, bases: frozenset[Basis]) -> Comparison:
        cases = [self.case(name) for name in names]
        return comparisons.compare(cases, self.framework(framework), self.ontology, bases=bases)

    def map(self, names: Iterable[str], bases: Iterable[Basis], lang: str) -> str:
        """The page with the map of one case or two; raises UnknownThing, WrongNumberOfCases or DuplicateCase."""
        return self._map(tuple(names), frozenset(bases) or DEFAULT_BASES, lang)

    def _draw(self, names: tuple[str, ...], bases: frozenset[Basis], lang: str) -> str:
        return maps.page([self.case(name) for name in names], self.ontology, bases=bases, lang=lang)


def _declared_sources(path: Path) -> Iterable[Source]:
    graph = read(path)
    for iri in graph.subjects(CG.Source):
        citation = graph.words_or_plain(iri, DCTERMS.bibliographicCitation)
        title, date = graph.words(iri, DCTERMS.title), graph.value(iri, DCTERMS.date)
        yield Source(local_name(iri), iri, title, citation, date)


def among(name: str, known: Collection[str]) -> str:
    """The name, which has to be one of these; raises UnknownThing with the nearest."""
    if name not in known:
        raise UnknownThing(name=name, nearest=suggestion(name, known))
    return name
