"""The interface for Python and notebooks: cases, networks and comparisons that a notebook can display.

A notebook displays them in the language of the variable COLLABGRAPH_LANG, as the commands do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rdflib
from msgspec import Struct
from msgspec.structs import asdict

from collabgraph import model
from collabgraph.analysis import comparison as comparisons
from collabgraph.analysis import conditions, metrics, network
from collabgraph.analysis import explanation as explanations
from collabgraph.analysis import matrix as matrices
from collabgraph.analysis import weighing as weighings
from collabgraph.analysis.frames import frame
from collabgraph.analysis.many import ceilings, given
from collabgraph.analysis.many.measured import measured
from collabgraph.analysis.many.plans import planned
from collabgraph.analysis.network import Granularity
from collabgraph.coding import calibration_file, tables, theory
from collabgraph.coding.library import Library
from collabgraph.coding.project import find_project
from collabgraph.corpus import comparing
from collabgraph.errors import NoProject
from collabgraph.model import ALL_ATTRIBUTIONS, DEFAULT_BASES, Attribution, Basis
from collabgraph.output import brief as briefs
from collabgraph.output import maps
from collabgraph.output import matrix as matrix_files
from collabgraph.output.document import Presentation, plain_value
from collabgraph.output.files import write_file
from collabgraph.output.palette import CASES
from collabgraph.output.presenters import cases as case_presenter
from collabgraph.output.presenters import ceilings as ceilings_presenter
from collabgraph.output.presenters import claims as claim_presenter
from collabgraph.output.presenters import comparison as comparison_presenter
from collabgraph.output.presenters import corpus as corpus_presenter
from collabgraph.output.presenters import explanation as explanation_presenter
from collabgraph.output.presenters import matrix as matrix_presenter
from collabgraph.output.presenters import networks as network_presenter
from collabgraph.output.presenters import preconditions as preconditions_presenter
from collabgraph.output.presenters import weighing as weighing_presenter
from collabgraph.output.presenters.terms import case_name
from collabgraph.output.still import Panel, still, too_large
from collabgraph.output.writers import html
from collabgraph.words import Speech, language_set

if TYPE_CHECKING:
    import pandas


def _bases(names: Collection[str]) -> frozenset[Basis]:
    """The bases with these names; raises ValueError for a name that is not one of a basis."""
    return frozenset(Basis(name) for name in names)


#: The most bytes that a value shows of itself in a notebook, which keeps them in its file; and a drawing of these.
MOST_SHOWN, MOST_DRAWN = 95_000, 65_000


def _as_html(presentation: Presentation, lang: str, before: str = "") -> str:
    """A result as a notebook shows it, after what is there ``before``; of long tables the first rows."""
    say = Speech(lang)
    return before + html.fitting(presentation.parts(say), say, MOST_SHOWN - len(before.encode()))


def _drawing(networks: Sequence[network.Network], headings: list[str], ontology: model.Ontology, lang: str) -> str:
    """A still drawing of the first networks, as many as there is room for, with the way to the map.

    Which are left out is said, as is why there is no drawing.
    """
    say = Speech(lang)
    panels = [Panel(net, heading) for net, heading in zip(networks, headings, strict=True)]
    if not any(net.ties for net in networks):
        return _line(say("No tie is known on these bases: there is nothing to draw."))
    way = say("The map to click through: .map().save('map.html').")
    for most in range(min(len(panels), len(CASES)), 0, -1):
        frame = "" if too_large(panels[:most]) else _frame(panels[:most], ontology, say)
        if frame and len(frame.encode()) <= MOST_DRAWN:
            left_out = headings[most:]
            line = say("Left out of the drawing: {names}.", names=say.listed(left_out)) if left_out else ""
            return frame + _line(f"{line} {way}".strip())
    return _line(" ".join([say("Too many actors or ties for a drawing with names."), way]))


def _frame(panels: Sequence[Panel], ontology: model.Ontology, say: Speech) -> str:
    names = say.listed([panel.heading for panel in panels])
    return still(panels, ontology, say).frame(say("Who has to do with whom in {cases}", cases=names))


def _line(words: str) -> str:
    return f'<p style="text-align: left">{escape(words)}</p>'


class Map(Struct, frozen=True):
    """An interactive map: its title and the whole page, and a still drawing of it, which a notebook displays."""

    title: str
    page: str
    drawing: str = ""

    def __repr__(self) -> str:
        """The map in one line, without its page."""
        return f"Map(title={self.title!r})"

    def save(self, path: str | Path) -> None:
        """The page written to a file, to be opened in a browser; raises CannotWrite."""
        write_file(Path(path), self.page.encode())

    def _repr_html_(self) -> str:
        return self.drawing


class Network(network.Network, frozen=True, kw_only=True):
    """A network whose map and measures a notebook displays."""

    case: Case
    settings: Mapping[str, Any]

    def map(self, lang: str = "en") -> Map:
        """The interactive map of the network's case, which starts with this network."""
        return self.case.map(lang, **self.settings)

    def metrics(self, only: Collection[str] | None = None) -> Measures:
        """Every metric of the network and of its actors, or only these; raises UnknownMetric."""
        return Measures(**asdict(metrics.metrics(self, only=only)), ontology=self.case.ontology)

    def _repr_html_(self) -> str:
        lang, ontology = language_set(), self.case.ontology
        drawn = _drawing([self], [case_name(self.case)], ontology, lang)
        return _as_html(network_presenter.tied(self, ontology), lang, drawn)


class Measures(metrics.Measures, frozen=True, kw_only=True):
    """The metrics of a network, which show themselves in a notebook."""

    ontology: model.Ontology

    def _repr_html_(self) -> str:
        mode = metrics.governance_mode(self.network)
        return _as_html(network_presenter.presentation([self], self.ontology, [mode]), language_set())


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


class Weighing(weighings.Weighing, frozen=True, kw_only=True):
    """Rival explanations weighed, which show themselves in a notebook."""

    ontology: model.Ontology

    def data(self, lang: str = "en") -> dict[str, Any]:
        """What ``collabgraph weigh --format json`` writes."""
        return weighing_presenter.data(self, Speech(lang))

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """A row for each test of each pair of hypotheses, and for each pair as a whole.

        Raises MissingLibrary where pandas is not installed.
        """
        table = weighing_presenter.records(self, self.ontology, Speech(lang))
        return frame(
            [column.id for column in table.columns], ([plain_value(cell) for cell in row] for row in table.rows)
        )

    def _repr_html_(self) -> str:
        return _as_html(weighing_presenter.presentation(self, self.ontology), language_set())


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

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """A row for each claim: its kind, subject, value, amount, unit, basis, date, statement, source and locator.

        Raises MissingLibrary where pandas is not installed.
        """
        placed = [(self, claim) for claim in self.claims]
        table = claim_presenter.records(placed, self.ontology, Speech(lang))
        return frame(
            [column.id for column in table.columns], ([plain_value(cell) for cell in row] for row in table.rows)
        )

    def _repr_html_(self) -> str:
        lang = language_set()
        drawn = _drawing([network.network(self)], [case_name(self)], self.ontology, lang)
        return _as_html(case_presenter.presentation(self, self.ontology, frozenset(Basis)), lang, drawn)


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
        names = [case_name(case) for case in self.cases.values()]
        drawn = _drawing(list(self.networks.values()), names, self.ontology, lang)
        return _as_html(comparison_presenter.presentation(self), lang, drawn)


class Matrix(matrices.Matrix, frozen=True):
    """Many cases by conditions, which a notebook displays, with its data and page as methods."""

    def data(self, lang: str = "en") -> dict[str, Any]:
        """What ``collabgraph matrix --format json`` writes."""
        return dict(matrix_presenter.presentation(self).data(Speech(lang)))

    def save(self, path: str | Path, lang: str = "en") -> None:
        """The page, whose cells open their claims, written to a file; raises CannotWrite."""
        write_file(Path(path), matrix_files.page(self, lang))

    def _repr_html_(self) -> str:
        return _as_html(matrix_presenter.presentation(self), language_set())


class Ceilings(ceilings.Ceilings, frozen=True):
    """Necessary condition analysis that a notebook displays, with its data as a method."""

    def data(self, lang: str = "en") -> dict[str, Any]:
        """What ``collabgraph nca --format json`` writes."""
        return ceilings_presenter.data(self, Speech(lang))

    def _repr_html_(self) -> str:
        return _as_html(ceilings_presenter.presentation(self), language_set())


class CorpusComparison(comparing.CorpusComparison, frozen=True, eq=False):
    """The cases of a corpus compared, which a notebook displays, with its data as a method."""

    def data(self, lang: str = "en") -> dict[str, Any]:
        """What ``collabgraph corpus compare --format json`` writes."""
        return dict(corpus_presenter.comparison(self).data(Speech(lang)))

    def _repr_html_(self) -> str:
        return _as_html(corpus_presenter.comparison(self), language_set())


def _map(cases: list[model.Case], lang: str, bases: Collection[str], granularity: Granularity, systems: bool) -> Map:
    ontology, chosen = theory.ontology(), _bases(bases)
    page = maps.page(cases, ontology, bases=chosen, lang=lang, granularity=granularity, systems=systems)
    networks = [network.network(case, bases=chosen, granularity=granularity, systems=systems) for case in cases]
    return Map(maps.title(cases)[lang], page, _drawing(networks, [case_name(case) for case in cases], ontology, lang))


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
    outcome: str | None = None,
) -> Comparison:
    """Two or more cases (or their ids) side by side.

    ``framework`` is the id or the file of a theory; without it, the one that most claims of the cases name.
    ``attributions`` are those of the claims to use; without it, each case's own (see ``load``).

    ``outcome`` is the indicator (its id or label) that decides whether a case succeeded; without it, all do.

    Raises WrongNumberOfCases, DuplicateCase, UnknownFramework, UnknownIndicator, or as ``load``.
    """
    opened = [load(case) if isinstance(case, str) else case for case in cases]
    ontology, chosen = _read_with(opened, framework)
    if attributions is not None:
        opened = [case.with_attributions(map(Attribution, attributions)) for case in opened]
    comparison = comparisons.compare(
        opened, chosen, ontology, bases=_bases(bases), granularity=granularity, systems=systems
    )
    return Comparison(**asdict(_decided(comparison, outcome)))


def matrix(
    *cases: model.Case | str, folder: str | Path | None = None, framework: str | None = None,
    bases: Collection[str] = DEFAULT_BASES, outcome: str | None = None, calibrate: str | Path | None = None,
) -> Matrix:  # fmt: skip
    """Many cases (or their ids) by constructs, sorted by outcome; with ``folder`` every case in it besides.

    ``outcome`` is the indicator that decides whether a case succeeded; ``calibrate`` a file of the conditions and their
    anchors. Raises InvalidCalibration, SeveralLevels, UnknownIndicator, or as ``compare``.
    """
    opened = [load(case) if isinstance(case, str) else case for case in cases]
    if folder is not None:
        library = Library([Path(folder)])
        opened += [Case(**asdict(library.open(name))) for name in library.ids_in([Path(folder)])]
    ontology, chosen = _read_with(opened, framework)
    comparison = _decided(comparisons.compare(opened, chosen, ontology, bases=_bases(bases)), outcome)
    if calibrate is None:
        return Matrix(**asdict(matrices.matrix(comparison)))
    return Matrix(**asdict(matrices.matrix(*planned(comparison, calibration_file.read(Path(calibrate))))))


def corpus_comparison(
    folder: str | Path, *, framework: str | None = None, outcome: str | None = None
) -> CorpusComparison:  # fmt: skip
    """The cases of a corpus by outcome, from the folder that ``collabgraph corpus evaluate`` wrote.

    Of several theories that the cases were read with, ``framework`` is that which is taken; ``outcome`` is the
    indicator that decides whether a case succeeded. Raises MissingExtra, MissingFolder, NotResultsOfCorpus,
    NotInCorpus, NoCaseLeft or UnknownIndicator.
    """
    return CorpusComparison(**asdict(comparing.compare(Path(folder), framework=framework, outcome=outcome)))


def _decided(comparison: comparisons.Comparison, outcome: str | None) -> comparisons.Comparison:
    return comparison.decided_by(comparison.indicator(outcome)) if outcome else comparison


def nca(
    *cases: model.Case | str,
    table: str | Path | None = None,
    outcome: str = "",
    conditions: Sequence[str] = (),
    kinds: Sequence[ceilings.Kind] = ceilings.KINDS,
    scope: ceilings.Scope | None = ceilings.UNIT,
    permutations: int = 0,
    seed: int = 0,
    framework: str | None = None,
    bases: Collection[str] = DEFAULT_BASES,
) -> Ceilings:
    """Necessary condition analysis of cases (or their ids), or of a ``table``: a file of separated text.

    Each of the ``conditions``, all by default, is analysed by itself. ``outcome`` is a column of the table, or an
    indicator of the cases, whose success it is by default; ``~`` before it is its absence. Without a ``scope`` each
    condition has that of the data. Raises UnfitTable, OutsideScope, UnknownConstruct, UnknownIndicator, or as
    ``compare``.
    """
    if table is not None:
        values = measured(tables.read(Path(table)), outcome, conditions)
    else:
        opened = [load(case) if isinstance(case, str) else case for case in cases]
        ontology, read_with = _read_with(opened, framework)
        comparison = comparisons.side_by_side(opened, read_with, ontology, bases=_bases(bases))
        found = given.of_cases(comparison, outcome or None, conditions or None, crisp=False)
        values = ceilings.of_memberships(found.memberships)
    return Ceilings(**asdict(ceilings.nca(values, kinds, scope, permutations, seed)))


def weigh(
    case: model.Case | str,
    outcome: str | None = None,
    *,
    bases: Collection[str] = DEFAULT_BASES,
    attributions: Collection[str] | None = None,
    threshold: float = weighings.CLEAR,
    scale: Mapping[str, Sequence[float]] | None = None,
    priors: Mapping[str, Sequence[float]] | None = None,
) -> Weighing:
    """The rival explanations of an outcome of a case (or its id) weighed; of all its outcomes without one.

    A pair is decided from ``threshold`` decibels on. ``scale`` gives words for likelihoods other intervals, as
    ``{"likely": (0.6, 0.9)}``, ``priors`` the hypotheses of which exactly one is declared to be true.

    Raises UnknownOutcome, UnknownHypothesis, UnknownLikelihood, UnfitPrior, or as ``load``.
    """
    opened = load(case) if isinstance(case, str) else case
    if attributions is not None:
        opened = opened.with_attributions(map(Attribution, attributions))
    ontology = opened.ontology if isinstance(opened, Case) else theory.ontology()
    spans = ({name: model.Interval(*ends) for name, ends in (given or {}).items()} for given in (scale, priors))
    words, before = spans
    result = weighings.weigh(
        opened, ontology, outcome, bases=_bases(bases), threshold=threshold, scale=words, priors=before
    )
    return Weighing(**asdict(result), ontology=ontology)


def brief(
    *cases: model.Case | str,
    path: str | Path,
    framework: str | None = None,
    bases: Collection[str] = DEFAULT_BASES,
    lang: str = "en",
    author: str = "",
    office: str = "",
    logo: str | Path | None = None,
) -> None:
    """What is known of one case or several (or their ids), written on two A4 pages to a file.

    Its ending says the form: html, docx, pdf, pptx or md. ``author``, ``office`` and ``logo`` (a PNG or JPEG file) are
    for its head. Raises UnknownFormat, UnfitLogo, MissingExtra, CannotWrite, or as ``compare``.
    """
    form = briefs.form_of(path)
    opened = [load(case) if isinstance(case, str) else case for case in cases]
    ontology, chosen = _read_with(opened, framework)
    comparison = comparisons.side_by_side(opened, chosen, ontology, bases=_bases(bases))
    cover = briefs.cover(Speech(lang), author, office, Path(logo) if logo else None)
    write_file(Path(path), briefs.brief(comparison, form, lang=lang, cover=cover))


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
