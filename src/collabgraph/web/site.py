"""What the pages show: cases, comparisons, theory and computed results, each read once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar, cast
from urllib.parse import quote

import pyoxigraph as ox
from msgspec import Struct

from collabgraph import resources
from collabgraph.analysis import comparison as comparisons
from collabgraph.analysis.comparison import COMPARED, Comparison
from collabgraph.analysis.many.configurations import Asked, Configurations, configurations
from collabgraph.analysis.many.possible import Watch
from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL, Measures, metrics
from collabgraph.analysis.network import Granularity, network
from collabgraph.analysis.sensitivity import Range, sensitivity
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.errors import CollabgraphError, TakesTooLong, UnknownThing
from collabgraph.model import (
    ALL_ATTRIBUTIONS,
    DEFAULT_BASES,
    Actor,
    Attribution,
    Basis,
    Case,
    Claim,
    Framework,
    Issue,
    Ontology,
    Source,
    Study,
)
from collabgraph.output import maps
from collabgraph.rdf.sparql import Dataset
from collabgraph.rdf.turtle import Graph, read
from collabgraph.rdf.vocabulary import ACTOR_METRIC, BASE, CG, DCTERMS, NETWORK_METRIC, RESULTS, local_name
from collabgraph.web import handouts
from collabgraph.web.addresses import Place, page_of
from collabgraph.web.kept import Kept
from collabgraph.web.term_index import declared
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import suggestion

Made = TypeVar("Made")

#: Comparisons and maps kept ready; one of two cases takes a quarter of a second.
_KEPT = 32
#: Documents and figures kept ready; a report has a few megabytes and takes some seconds.
_FILES = 8
#: A solution that takes longer is not looked for on a page.
_MOST_SECONDS = 8


class Measured(Struct, frozen=True):
    """The network of a case on the usual bases: its measures, and how far the choices of coding move them."""

    measures: Measures
    ranges: Mapping[str, Range]


class Choices(Struct, frozen=True):
    """The ids of the chosen cases and of the framework, and what else results depend on."""

    cases: tuple[str, ...]
    framework: str
    bases: frozenset[Basis] = DEFAULT_BASES
    attributions: frozenset[Attribution] = ALL_ATTRIBUTIONS
    granularity: Granularity = "office"
    systems: bool = True

    @property
    def parameters(self) -> dict[str, Any]:
        """The same as parameters of an address; what is usual is left out."""
        return {
            "case": list(self.cases),
            "framework": self.framework,
            **({} if self.bases == DEFAULT_BASES else {"basis": sorted(self.bases)}),
            **({} if self.attributions == ALL_ATTRIBUTIONS else {"attribution": sorted(self.attributions)}),
            **({} if self.granularity == "office" else {"granularity": self.granularity}),
            **({} if self.systems else {"systems": "no"}),
        }


class FaultyCase(Exception):
    """A case that is there and cannot be shown, by its id, with the error that opening it raises."""

    def __init__(self, name: str, error: CollabgraphError) -> None:
        """The case of this id and why it cannot be shown."""
        super().__init__(name)
        self.name, self.error = name, error


class Site:
    """A library of cases as the pages show it."""

    def __init__(self, library: Library, dataset: Dataset) -> None:
        """The cases of a library, and the dataset with the same in it for questions of our own; read when asked for."""
        self.library, self.dataset = library, dataset
        # As many as there are cases are kept of what is about one; of what is chosen, the last few.
        self._case = Kept(self._open)
        self._measured = Kept(self._measure)
        self._comparison = Kept(self._compare, _KEPT)
        self._alone = Kept(self._place_side_by_side, _KEPT)
        self._configurations = Kept(self._configure, _KEPT)
        self._map = Kept(self._draw, _KEPT)
        self._file = Kept(self._make_file, _FILES)
        # One thread draws one picture after the other: matplotlib opens its fonts anew in every thread that draws.
        self._making = ThreadPoolExecutor(max_workers=1)
        self._labels = Kept(self._every_label)
        self._sources = Kept(self._every_source)
        self._actors = Kept(self._every_actor)
        self._studies = Kept(self._every_study)
        self._places = Kept(self._every_place)
        self._addresses = Kept(self._every_address)
        self._results = Kept(self._every_result)
        self._once = Kept(lambda make, lang: make(self, lang))
        self._case_graphs = Kept(self._every_graph)
        self._theory_graphs = Kept(
            lambda: {path: read(path) for path in (*resources.ontology_files(), *library.own_theories)}
        )

    def once(self, make: Callable[[Site, str], Made], lang: str) -> Made:
        """What a function makes of the site for a language, made once."""
        return cast(Made, self._once(make, lang))

    @property
    def ontology(self) -> Ontology:
        """The ontology the cases are read with."""
        return self.library.ontology

    @cached_property
    def names(self) -> list[str]:
        """The ids of the cases that are listed and can be shown."""
        return [name for name in self.library.ids() if name not in self.faults]

    @property
    def faults(self) -> Mapping[str, CollabgraphError]:
        """Why each listed case that cannot be shown cannot, by id."""
        return self.library.faults

    @cached_property
    def more_names(self) -> list[str]:
        """The ids of the cases that can be shown and are not listed: the shipped ones, beside those of a project."""
        return self.library.unlisted_ids

    def case(self, name: str) -> Case:
        """The case of this id; raises UnknownThing or FaultyCase, never reading a path."""
        listed = self.library.ids()
        if name not in self.more_names:
            if not listed:
                raise UnknownThing(name=name, nearest=both(mark(", for there are no cases")))
            among(name, listed)
        try:
            return self._case(name)
        except CollabgraphError as error:
            raise FaultyCase(name, error) from None

    def _open(self, name: str) -> Case:
        case = self.library.open(name)
        if case.study and name not in self.more_names and case.study.iri in self.library.differing_studies:
            raise self.library.differing_studies[case.study.iri]
        return case

    def issues(self, name: str) -> list[Issue]:
        """What is wrong with the file of a case, and with that of its study, the first thing to mend first."""
        found = [issue for _, issues, _ in self.library.issues([name]) for issue in issues]
        return sorted(found, key=lambda issue: not issue.blocking)

    def cases(self) -> list[Case]:
        """Every case that is listed and can be shown."""
        return [self.case(name) for name in self.names]

    def all_cases(self) -> list[Case]:
        """Those, then the shipped ones beside the cases of a project."""
        return [*self.cases(), *map(self.case, self.more_names)]

    def _every_graph(self) -> list[Graph]:
        listed = [graph for _, graph in self.library.without_faulty().graphs()]
        more = [graph for name in self.more_names for graph in self.library.files(self.case(name)).values()]
        return list({id(graph): graph for graph in (*listed, *more)}.values())

    def sources_of(self, framework: Framework) -> set[str]:
        """The IRIs of the sources that the statements of a framework are taken from."""
        graphs = (graph for graph in self.theory_graphs.values() if graph.has(framework.iri))
        return {
            source for graph in graphs for subject in graph.index for source in graph.links(subject, DCTERMS.source)
        }

    def framework(self, name: str = theory.DEFAULT_FRAMEWORK) -> Framework:
        """The framework of this id; raises UnknownThing, never reading a path."""
        return self.ontology.frameworks[among(name, self.ontology.frameworks)]

    def read_with(self, name: str | None, cases: Iterable[Case]) -> Framework:
        """The framework of this id, if a case can be read with it; without one, that which most claims of cases name.

        Raises UnknownThing.
        """
        if name is None:
            return theory.most_named(cases, self.ontology)
        return self.ontology.readable[among(name, self.ontology.readable)]

    @property
    def case_graphs(self) -> list[Graph]:
        """The files of the cases and studies, or their graphs in a store."""
        return self._case_graphs()

    @property
    def theory_graphs(self) -> Mapping[Path, Graph]:
        """The files of the ontology."""
        return self._theory_graphs()

    @property
    def labels(self) -> Mapping[str, Text]:
        """What everything but the terms of theories and code lists is called, by IRI."""
        return self._labels()

    def _every_label(self) -> dict[str, Text]:
        labels = {iri: term.label for iri, term in declared().items()} | dict(self.results)
        labels |= {iri: source.title for iri, source in self.sources.items()}
        labels |= {f"{NETWORK_METRIC}{name}": metric.label for name, metric in NETWORK_LEVEL.items()}
        labels |= {f"{ACTOR_METRIC}{name}": metric.label for name, metric in ACTOR_LEVEL.items()}
        labels |= {framework.iri: framework.title for framework in self.ontology.frameworks.values()}
        for case in self.all_cases():
            labels |= {iri: actor.label for iri, actor in case.actors.items()}
            labels[case.iri] = case.title
            if case.study:
                labels[case.study.iri] = case.study.title
        return labels

    @property
    def sources(self) -> Mapping[str, Source]:
        """Every source that a claim or a theory rests on, by IRI."""
        return self._sources()

    def _every_source(self) -> dict[str, Source]:
        theory_graphs = (self.theory_graphs[path] for path in resources.frameworks())
        sources = {source.iri: source for graph in theory_graphs for source in _declared_sources(graph)}
        for case in self.all_cases():
            sources |= {source.iri: source for source in case.sources}
            claims = case.study.claims if case.study else ()
            sources |= {evidence.source.iri: evidence.source for claim in claims for evidence in claim.evidence}
        return sources

    @property
    def actors(self) -> Mapping[str, Actor]:
        """Every actor of a case, by IRI."""
        return self._actors()

    def _every_actor(self) -> dict[str, Actor]:
        return {iri: actor for case in self.all_cases() for iri, actor in case.actors.items()}

    def cases_of_actors(self) -> dict[str, list[str]]:
        """The ids of the listed cases that each actor (IRI) is in."""
        found: dict[str, list[str]] = {}
        for case in self.cases():
            for iri in case.actors:
                found.setdefault(iri, []).append(case.id)
        return found

    @property
    def studies(self) -> Mapping[str, Study]:
        """Every study that a case was coded from, by IRI."""
        return self._studies()

    def _every_study(self) -> dict[str, Study]:
        return {case.study.iri: case.study for case in self.all_cases() if case.study}

    @property
    def places(self) -> Mapping[str, Place]:
        """Where the things are that addresses name by a local id: "actor", "case/pbg", "construct/ansell-gash-2008"."""
        return self._places()

    def _every_place(self) -> dict[str, Place]:
        of_kinds = {"actor": self.actors, "source": self.sources, "study": self.studies}
        places = {kind: Place(f"/{kind}", f"{BASE}{kind}/", iris) for kind, iris in of_kinds.items()}
        for name, framework in self.ontology.frameworks.items():
            places[f"construct/{name}"] = Place(f"/construct/{name}", f"{framework.iri}#", framework.constructs)
        for case in self.all_cases():
            places[f"case/{case.id}"] = claim_place(case)
        return places

    def page_of(self, iri: str) -> str | None:
        """The address of the page about an IRI; None where there is none."""
        if iri not in self._addresses():
            return page_of(iri)
        return self._addresses()[iri]

    def _every_address(self) -> dict[str, str]:
        """The addresses of things and claims; what a study says is on the page of the study."""
        addresses = {iri: place.page(iri) for place in self.places.values() for iri in place.iris}
        for iri in self.studies:
            page = self.places["study"].page(iri)
            stated = [claim for claim in addresses if claim.startswith(f"{iri}#")]
            addresses |= {claim: f"{page}#{quote(local_name(claim))}" for claim in stated}
        return addresses

    def label(self, iri: str) -> Text:
        """What an IRI is called; empty where it has no name."""
        if iri in self.labels:
            return self.labels[iri]
        return self.ontology.terms[iri].label if iri in self.ontology.terms else Text(en="", id="")

    @property
    def results(self) -> Mapping[str, Text]:
        """The title of every graph of computed results, by its IRI."""
        return self._results()

    def _every_result(self) -> dict[str, Text]:
        titled = "SELECT ?graph ?title { GRAPH ?graph { ?graph a cg:ResultGraph ; dcterms:title ?title } }"
        titles: dict[str, dict[str, str]] = {}
        rows = self.dataset.query(titled)
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            graph, title = row["graph"], row["title"]
            if isinstance(graph, ox.NamedNode) and isinstance(title, ox.Literal):
                titles.setdefault(graph.value, {})[title.language or ""] = title.value
        return {graph: Text(en=words.get("en", ""), id=words.get("id", "")) for graph, words in sorted(titles.items())}

    def results_of(self, case: Case) -> dict[str, Text]:
        """The title of every graph of computed results about one case, by its IRI."""
        return {graph: title for graph, title in self.results.items() if graph.startswith(f"{RESULTS}{case.id}/")}

    def measured(self, name: str) -> Measured:
        """The network of the case of this id, measured; raises UnknownThing."""
        return self._measured(name)

    def _measure(self, name: str) -> Measured:
        case = self.case(name)
        return Measured(metrics(network(case), costly=False), sensitivity(case, COMPARED))

    def comparison(self, chosen: Choices) -> Comparison:
        """The chosen cases side by side; raises UnknownThing, FaultyCase, WrongNumberOfCases or DuplicateCase."""
        return self._comparison(chosen)

    def _compare(self, chosen: Choices) -> Comparison:
        return self._of(comparisons.compare, chosen)

    def configurations(self, chosen: Choices, asked: Asked) -> Configurations:
        """The truth table and the solution of the chosen cases; raises as ``comparison``, and TakesTooLong."""
        return self._configurations(chosen, asked)

    def _configure(self, chosen: Choices, asked: Asked) -> Configurations:
        return configurations(self.comparison(chosen), asked, watch=_until(monotonic() + _MOST_SECONDS))

    def alone(self, chosen: Choices) -> Comparison:
        """The chosen cases side by side, also where it is one; raises as ``comparison``."""
        return self._alone(chosen)

    def _place_side_by_side(self, chosen: Choices) -> Comparison:
        return self._of(comparisons.side_by_side, chosen)

    def _of(self, compared: Callable[..., Comparison], chosen: Choices) -> Comparison:
        return compared(
            self._cases_of(chosen),
            self.framework(chosen.framework),
            self.ontology,
            bases=chosen.bases,
            granularity=chosen.granularity,
            systems=chosen.systems,
        )

    def _cases_of(self, chosen: Choices) -> list[Case]:
        return [self.case(name).with_attributions(chosen.attributions) for name in chosen.cases]

    def map(self, chosen: Choices, lang: str) -> str:
        """The page with the map of the chosen cases; raises UnknownThing, FaultyCase or WrongNumberOfCases."""
        return self._map(chosen, lang)

    def _draw(self, chosen: Choices, lang: str) -> str:
        return maps.page(
            self._cases_of(chosen),
            self.ontology,
            bases=chosen.bases,
            lang=lang,
            granularity=chosen.granularity,
            systems=chosen.systems,
        )

    def file(self, kind: str, form: str, chosen: Choices, lang: str) -> bytes:
        """A document or figure about the chosen cases as a file (see ``handouts.KINDS``), one made after the other.

        Raises as ``comparison`` and as what makes it.
        """
        return self._file(kind, form, chosen, lang)

    def _make_file(self, kind: str, form: str, chosen: Choices, lang: str) -> bytes:
        compared = self.alone if kind in handouts.OF_ONE else self.comparison
        return self._making.submit(handouts.made, kind, form, compared(chosen), lang, self.library).result()


def _until(end: float) -> Watch:
    """What passes on what is worked through until a time; raises TakesTooLong after it."""

    def watch(items: Sequence[int]) -> Iterator[int]:
        for item in items:
            if monotonic() > end:
                raise TakesTooLong(seconds=_MOST_SECONDS)
            yield item

    return watch


def _declared_sources(graph: Graph) -> Iterable[Source]:
    for iri in graph.subjects(CG.Source):
        citation = graph.words_or_plain(iri, DCTERMS.bibliographicCitation)
        title, date = graph.words(iri, DCTERMS.title), graph.value(iri, DCTERMS.date)
        yield Source(local_name(iri), iri, title, citation, date)


def claims_of(case: Case) -> dict[str, Claim]:
    """The claims of a case and of its study, by IRI."""
    return {claim.iri: claim for claim in (*(case.study.claims if case.study else ()), *case.claims)}


def claim_place(case: Case) -> Place:
    """Where the claims of a case and of its study have their pages."""
    return Place(f"/case/{case.id}", f"{case.iri}#", claims_of(case))


def among(name: str, known: Collection[str]) -> str:
    """The name, which has to be one of these; raises UnknownThing with the nearest."""
    if name not in known:
        raise UnknownThing(name=name, nearest=suggestion(name, known))
    return name
