"""The interface for Python and notebooks: cases, networks and comparisons that a notebook can display.

A notebook displays them in the language of the variable COLLABGRAPH_LANG, as the commands do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import rdflib
from msgspec import Struct
from msgspec.structs import asdict

from collabgraph import model
from collabgraph.analysis import comparison as comparisons
from collabgraph.analysis import conditions, metrics, network
from collabgraph.analysis import explanation as explanations
from collabgraph.analysis.network import Granularity
from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.coding.project import find_project
from collabgraph.errors import NoProject, WrongNumberOfCases
from collabgraph.model import ALL_ATTRIBUTIONS, DEFAULT_BASES, Attribution, Basis
from collabgraph.output import maps
from collabgraph.output.document import Presentation
from collabgraph.output.files import write_file
from collabgraph.output.presenters import cases as case_presenter
from collabgraph.output.presenters import comparison as comparison_presenter
from collabgraph.output.presenters import explanation as explanation_presenter
from collabgraph.output.presenters import networks as network_presenter
from collabgraph.output.presenters import preconditions as preconditions_presenter
from collabgraph.output.writers import html
from collabgraph.words import Speech, language_set


def _bases(names: Collection[str]) -> frozenset[Basis]:
    """The bases with these names; raises ValueError for a name that is not one of a basis."""
    return frozenset(Basis(name) for name in names)


def _as_html(presentation: Presentation, lang: str) -> str:
    say = Speech(lang)
    return html.fragment(presentation.parts(say), say)


class Map(Struct, frozen=True):
    """An interactive map: its title and the whole page, which a notebook displays."""

    title: str
    page: str

    def __repr__(self) -> str:
        """The map in one line, without its page."""
        return f"Map(title={self.title!r})"

    def save(self, path: str | Path) -> None:
        """The page written to a file, to be opened in a browser; raises CannotWrite."""
        write_file(Path(path), self.page.encode())

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="{escape(self.title)}" srcdoc="{escape(self.page)}" '
            'sandbox="allow-scripts allow-downloads" style="width: 100%; height: 50em; border: 0"></iframe>'
        )


class Network(network.Network, frozen=True, kw_only=True):
    """A network whose map and measures a notebook displays."""

    case: Case
    settings: Mapping[str, Any]

    def map(self, lang: str = "en") -> Map:
        """The interactive map of the network's case, which starts with this network."""
        return self.case.map(lang, **self.settings)

    def _repr_html_(self) -> str:
        measures, mode = metrics.metrics(self), metrics.governance_mode(self)
        lang = language_set()
        tables = _as_html(network_presenter.presentation([measures], theory.ontology(), [mode]), lang)
        return self.map(lang)._repr_html_() + tables


class Preconditions(conditions.Preconditions, frozen=True, kw_only=True):
    """The preconditions of a case, which show themselves in a notebook."""

    ontology: model.Ontology

    def _repr_html_(self) -> str:
        return _as_html(preconditions_presenter.presentation([self], self.ontology), language_set())


class Explanation(explanations.Explanation, frozen=True, kw_only=True):
    """The chain behind an outcome, which shows itself in a notebook."""

    ontology: model.Ontology

    def _repr_html_(self) -> str:
        return _as_html(explanation_presenter.presentation(self, self.ontology), language_set())


class Case(model.Case, frozen=True, kw_only=True):
    """A case with its map, rdflib graph, network, preconditions and explanations as methods.

    ``own_ontology`` has the theories and terms of the project it was loaded from, None outside of one. A ``framework``
    that is not named is the one that most claims of the case name.
    """

    own_ontology: model.Ontology | None = None

    @property
    def ontology(self) -> model.Ontology:
        """The theories and terms that the case is read with."""
        return self.own_ontology or theory.ontology()

    def map(
        self,
        lang: str = "en",
        *,
        bases: Collection[str] = DEFAULT_BASES,
        granularity: Granularity = "office",
        systems: bool = True,
    ) -> Map:
        """The interactive map of the case on these bases.

        ``lang``, ``granularity`` and ``systems`` are the settings it opens with; a reader can change them.
        """
        return _map([self], lang, bases, granularity, systems)

    def graph(self) -> rdflib.Graph:
        """The triples of the case's file as an rdflib graph, with the prefixes of the project and of the case."""
        from collabgraph.rdf.vocabulary import prefixes_for

        graph = rdflib.Graph()
        for prefix, iri in prefixes_for([self.iri, *([self.study.iri] if self.study else [])]).items():
            graph.bind(prefix, iri, replace=True)
        for subject, predicate, value, _ in Library().files(self)[self.iri].quads:
            graph.add((_rdflib(subject), _rdflib(predicate), _rdflib(value)))
        return graph

    def network(
        self, *, bases: Collection[str] = DEFAULT_BASES, granularity: Granularity = "office", systems: bool = True
    ) -> Network:
        """The network of the case on these bases (see ``network.network``)."""
        built = network.network(self, bases=_bases(bases), granularity=granularity, systems=systems)
        settings = {"bases": bases, "granularity": granularity, "systems": systems}
        return Network(**asdict(built), case=self, settings=settings)

    def preconditions(self, framework: str | None = None, *, bases: Collection[str] = DEFAULT_BASES) -> Preconditions:
        """The preconditions the case has, lacks and does not report; raises UnknownFramework."""
        ontology, chosen = _read_with([self], framework)
        result = conditions.preconditions(self, chosen, ontology, _bases(bases))
        return Preconditions(**asdict(result), ontology=ontology)

    def explain(
        self, outcome: str, framework: str | None = None, *, bases: Collection[str] = DEFAULT_BASES
    ) -> Explanation:
        """The chain from an outcome back to conditions; raises UnknownOutcome or UnknownFramework."""
        ontology, chosen = _read_with([self], framework)
        result = explanations.explain(self, outcome, chosen, ontology, _bases(bases))
        return Explanation(**asdict(result), ontology=ontology)

    def _repr_html_(self) -> str:
        lang = language_set()
        tables = _as_html(case_presenter.presentation(self, self.ontology, frozenset(Basis)), lang)
        return self.map(lang)._repr_html_() + tables


class Comparison(comparisons.Comparison, frozen=True):
    """A comparison that a notebook displays, with its summary, data and map as methods."""

    def summary(self, lang: str = "en") -> list[str]:
        """The findings in sentences, in English ("en") or Indonesian ("id")."""
        return comparison_presenter.summary(self, Speech(lang))

    def data(self, lang: str = "en") -> dict[str, Any]:
        """What ``collabgraph compare --format json`` writes."""
        return comparison_presenter.data(self, Speech(lang))

    def map(self, lang: str = "en") -> Map:
        """The interactive map of the cases beside each other; raises WrongNumberOfCases where there are too many."""
        return _map(list(self.cases.values()), lang, self.bases, self.granularity, self.systems)

    def _repr_html_(self) -> str:
        lang = language_set()
        tables = _as_html(comparison_presenter.presentation(self), lang)
        try:
            return self.map(lang)._repr_html_() + tables
        except WrongNumberOfCases as error:
            return f"<p>{escape(error.message[lang])}</p>{tables}"


def _map(cases: list[model.Case], lang: str, bases: Collection[str], granularity: Granularity, systems: bool) -> Map:
    ontology, chosen = theory.ontology(), _bases(bases)
    page = maps.page(cases, ontology, bases=chosen, lang=lang, granularity=granularity, systems=systems)
    return Map(maps.title(cases)[lang], page)


def _rdflib(node: Any) -> rdflib.term.Node:
    import pyoxigraph as ox

    if isinstance(node, ox.NamedNode):
        return rdflib.URIRef(node.value)
    if isinstance(node, ox.BlankNode):
        return rdflib.BNode(node.value)
    if node.language:
        return rdflib.Literal(node.value, lang=node.language)
    datatype = rdflib.URIRef(node.datatype.value)
    return rdflib.Literal(node.value, datatype=None if datatype == rdflib.XSD.string else datatype)


def load(name: str, *, cases: Collection[str | Path] = (), attributions: Collection[str] = ALL_ATTRIBUTIONS) -> Case:
    """The case of this id, or in the file at this path; ``cases`` are folders to look in too.

    Its analyses use the claims with these ``attributions`` ("explicit", "implied") and those that state neither.

    Raises UnknownCase, DuplicateCase, an Unreadable error, or InvalidCase (see ``collabgraph.errors``).
    """
    library = Library(map(Path, cases), attributions=frozenset(map(Attribution, attributions)))
    return Case(**asdict(library.open(name)))


def compare(
    *cases: model.Case | str,
    framework: str | None = None,
    bases: Collection[str] = DEFAULT_BASES,
    attributions: Collection[str] | None = None,
    granularity: Granularity = "office",
    systems: bool = True,
) -> Comparison:
    """Two or more cases (or their ids) side by side.

    ``framework`` is the id or the file of a theory; without it, the one that most claims of the cases name.
    ``attributions`` are those of the claims to use; without it, each case's own (see ``load``).

    Raises WrongNumberOfCases, DuplicateCase, UnknownFramework, or as ``load``.
    """
    opened = [load(case) if isinstance(case, str) else case for case in cases]
    ontology, chosen = _read_with(opened, framework)
    if attributions is not None:
        opened = [case.with_attributions(map(Attribution, attributions)) for case in opened]
    comparison = comparisons.compare(
        opened, chosen, ontology, bases=_bases(bases), granularity=granularity, systems=systems
    )
    return Comparison(**asdict(comparison))


def _read_with(cases: Sequence[model.Case], framework: str | None) -> tuple[model.Ontology, model.Framework]:
    """The ontology that cases are read with, and the framework that is named, or that most of their claims name."""
    known = next((case.ontology for case in cases if isinstance(case, Case)), theory.ontology())
    return (known, theory.most_named(cases, known)) if framework is None else theory.with_framework(known, framework)


class Project:
    """A project: a folder with ``collabgraph.toml``, whose cases are read with its own theories and terms."""

    def __init__(self, folder: str | Path = ".", *, attributions: Collection[str] = ALL_ATTRIBUTIONS) -> None:
        """The project that a folder is in; raises NoProject, InvalidProject or an Unreadable error."""
        found = find_project(Path(folder).resolve())
        if found is None:
            raise NoProject(path=folder)
        self._project = found
        self._library = found.library(attributions=frozenset(map(Attribution, attributions)))

    def __repr__(self) -> str:
        """One line: the folder and the cases."""
        return f"<Project {self._project.folder}: cases {', '.join(self.cases)}>"

    @property
    def cases(self) -> list[str]:
        """The ids of its cases, sorted; with the shipped ones where its settings list them."""
        return self._library.ids()

    def load(self, name: str) -> Case:
        """The case with this id, of the project or shipped, or in the file at this path; raises as ``load``."""
        return Case(**asdict(self._library.open(name)), own_ontology=self._library.ontology)

    def compare(self, *names: str, framework: str | None = None, **options: Any) -> Comparison:
        """Cases side by side, read with the theory named, or that of the project; raises as ``compare``."""
        chosen = framework or self._project.framework or None
        return compare(*(self.load(name) for name in names), framework=chosen, **options)
