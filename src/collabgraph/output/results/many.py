"""The truth table of many cases, its solution with certain and possible implicants, and its unknown cells, as RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.many.cautions import halves
from collabgraph.analysis.many.configurations import Configurations
from collabgraph.analysis.many.fit import Bounds, Fit
from collabgraph.analysis.many.memberships import FREE, Conjunction, written
from collabgraph.analysis.many.possible import Worth
from collabgraph.analysis.many.solutions import ModelFit, TermFit
from collabgraph.analysis.many.truth_tables import Out, Row
from collabgraph.output.results.graph import (
    Choices,
    Objects,
    ResultGraph,
    address,
    codes,
    fragment,
    name_of,
    stated,
)
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import CG, PROV, RDF, RDFS
from collabgraph.words import both, in_both, mark

#: So many models are written, certain ones first; how many there are in all is said of the solution.
MOST_MODELS = 100
OUTS = {Out.ON: "positive", Out.OFF: "negative", Out.CONTRADICTION: "contradiction", Out.REMAINDER: "remainder"}


def configuration_graph(
    comparison: Comparison, found: Configurations, choices: Choices, files: Mapping[str, Graph]
) -> tuple[str, list[ox.Quad]]:
    """The graph with the truth table of these cases and everything that is minimized from it."""
    cases = list(comparison.cases.values())
    named = in_both(lambda say: say.listed([case.title[say.lang] for case in cases]))
    title = both(
        mark("Configurations of {cases}, read with {framework}"), cases=named, framework=choices.framework.title
    )
    asked = {**_asked(found), CG.solutionKind: codes("solution-kind", [found.asked.kind])}
    graph = ResultGraph(address("configurations", cases, choices.reading, asked), title, choices.reading, files)
    return graph.iri, graph.quads(_Statements(graph, comparison, found, choices).all())


def _asked(found: Configurations) -> dict[str, Objects]:
    """The conditions, the outcome and the thresholds of a truth table."""
    asked, cuts = found.asked, found.asked.cuts
    return {
        CG.aboutConstruct: [construct.term.iri for construct in asked.conditions],
        CG.outcomeIndicator: asked.indicator.term.iri if asked.indicator else None,
        CG.inclusionCut: cuts.inclusion,
        CG.lowerInclusionCut: cuts.lower,
        CG.frequencyCut: cuts.n,
        CG.priCut: cuts.pri,
    }


class _Statements:
    """The triples of one analysis."""

    def __init__(self, graph: ResultGraph, comparison: Comparison, found: Configurations, choices: Choices) -> None:
        self.graph, self.comparison, self.found, self.choices = graph, comparison, found, choices
        self.memberships = found.table.memberships
        self.models = [(model, found.fit(model)) for model in found.models[:MOST_MODELS]]

    def all(self) -> Iterator[ox.Triple]:
        yield from self.truth_table()
        for row in self.found.table.rows:
            yield from self.row(row)
        yield from self.conjunctions()
        yield from self.solution()
        for model, fit in self.models:
            yield from self.model(model, fit)
        possibilities = self.found.minimized.possibilities
        for worth in possibilities.worths if possibilities else ():
            yield from self.unknown(worth)

    # Addresses and grounds ---------------------------------------------------------------------------------------

    def conjunction(self, term: Conjunction) -> str:
        return self.graph.node("conjunction", _signs(term))

    def computed(self, kind: str, sources: Iterable[str]) -> dict[str, Objects]:
        """The class of a result, what it is derived from, and what computed it."""
        computation = self.graph.computation
        return {RDF.type: kind, PROV.wasDerivedFrom: tuple(sources), PROV.wasGeneratedBy: computation}

    @property
    def table(self) -> str:
        return self.graph.node("truth-table")

    def iris(self, cases: Iterable[str]) -> list[str]:
        return [self.comparison.cases[case].iri for case in cases]

    def sources(self, cases: Iterable[str]) -> list[str]:
        """The conditions and outcomes of cases from which their memberships come."""
        return [iri for case in cases for iri in (*self.conditions(case), *self.outcomes(case))]

    def conditions(self, case: str) -> list[str]:
        graph = address("conditions", [self.comparison.cases[case]], self.choices.reading)
        names = (name_of(construct.term.iri, self.choices.framework) for construct in self.found.asked.conditions)
        return [f"{graph}#condition/{name}" for name in names]

    def outcomes(self, case: str) -> list[str]:
        graph = address("outcomes", [self.comparison.cases[case]], self.choices.considered)
        wanted = self.found.asked.indicator
        return [
            f"{graph}#outcome/{fragment(outcome.indicator.term.iri)}"
            for outcome in self.comparison.outcomes
            if outcome.case == case and (wanted is None or outcome.indicator.term.iri == wanted.term.iri)
        ]

    # Results ------------------------------------------------------------------------------------------------------

    def truth_table(self) -> Iterator[ox.Triple]:
        cases = self.memberships.cases
        left_out = self.iris(self.found.coded.left_out)
        yield from stated(
            self.table,
            self.computed(CG.TruthTable, self.sources(self.comparison.cases)),
            {CG.aboutCase: self.iris(cases), CG.readWith: self.choices.framework.iri, CG.leavesOut: left_out},
            {RDFS.comment: tuple(halves(self.memberships))},
            _asked(self.found),
        )

    def row(self, row: Row) -> Iterator[ox.Triple]:
        yield from stated(
            self.graph.node("row", _signs(row.configuration)),
            self.computed(CG.TruthTableRow, self.sources((*row.cases, *row.perhaps))),
            {CG.inTruthTable: self.table, CG.ofConjunction: self.conjunction(row.configuration)},
            {CG.aboutCase: self.iris((*row.cases, *row.perhaps)), CG.hasCase: self.iris(row.cases)},
            {CG.mayHaveCase: self.iris(row.perhaps)},
            {CG.standsFor: codes("row-out", sorted(OUTS[out] for out in row.outs))},
            _fit(row.fit),
        )

    def conjunctions(self) -> Iterator[ox.Triple]:
        """Every configuration, term and prime implicant, once."""
        primes = self.found.implicants
        certain, possible = (primes.certain, primes.possible) if primes else ((), ())
        terms = {each.term: each for _, fit in self.models for each in fit.terms}
        rows = (row.configuration for row in self.found.table.rows)
        for term in dict.fromkeys((*certain, *possible, *terms, *rows)):
            kind = "certain" if term in certain else "possible" if term in possible else None
            yield from self._conjunction(term, kind, terms.get(term) or self.found.fit((term,)).terms[0])

    def _conjunction(self, term: Conjunction, prime: str | None, fit: TermFit) -> Iterator[ox.Triple]:
        constructs = self.found.asked.conditions
        met, unmet = (
            [each.term.iri for each, there in zip(constructs, term, strict=True) if there == level] for level in (1, 0)
        )
        yield from stated(
            self.conjunction(term),
            self.computed(CG.Conjunction, [self.table]),
            {RDFS.label: ox.Literal(self._written(term)), CG.withMet: met, CG.withUnmet: unmet},
            {CG.primeImplicant: codes("certainty", [prime]) if prime else None},
            {CG.aboutCase: self.iris((*fit.typical, *fit.deviant, *fit.open)) or self.iris(self.memberships.cases)},
            {CG.typicalCase: self.iris(fit.typical), CG.deviantCase: self.iris(fit.deviant)},
            {CG.undecidedCase: self.iris(fit.open)},
            _fit(fit.fit),
        )

    def _written(self, term: Conjunction) -> str:
        return written(term, self.memberships.conditions, self.memberships.levels)

    def solution(self) -> Iterator[ox.Triple]:
        found = self.found.minimized.possibilities
        tables = len(found.tables) + found.left_out if found else 1
        complete = self.found.minimized.complete and len(self.models) == len(self.found.models)
        yield from stated(
            self.graph.node("solution"),
            self.computed(CG.Solution, [self.table]),
            {CG.aboutCase: self.iris(self.memberships.cases), CG.inTruthTable: self.table},
            {CG.solutionKind: codes("solution-kind", [self.found.asked.kind])},
            {CG.modelCount: len(self.found.models), CG.tableCount: tables, CG.complete: complete},
        )

    def model(self, model: Sequence[Conjunction], fit: ModelFit) -> Iterator[ox.Triple]:
        node = self.graph.node("model", "+".join(map(_signs, model)))
        certainty = "certain" if model in self.found.certain else "possible"
        deviant = dict.fromkeys(case for term in fit.terms for case in term.deviant)
        yield from stated(
            node,
            self.computed(CG.SolutionModel, [self.table]),
            {RDFS.label: ox.Literal(" + ".join(map(self._written, model)))},
            {CG.aboutCase: self.iris(self.memberships.cases), CG.inSolution: self.graph.node("solution")},
            {CG.certainty: codes("certainty", [certainty]), CG.contradictedBy: self.iris(deviant)},
            {CG.leavesUnexplained: self.iris(fit.uncovered)},
            _fit(fit.fit),
        )
        for each in fit.terms:
            yield from stated(
                f"{node}/{_signs(each.term)}",
                self.computed(CG.ModelTerm, [self.conjunction(each.term)]),
                {CG.aboutCase: self.iris(self.memberships.cases), CG.inModel: node},
                {CG.ofConjunction: self.conjunction(each.term)},
                _ends(each.unique, CG.uniqueLow, CG.uniqueHigh),
            )

    def unknown(self, worth: Worth) -> Iterator[ox.Triple]:
        case, name = worth.cell
        construct = next((each for each in self.found.asked.conditions if each.term.id == name), None)
        about = construct or self.found.asked.indicator
        node = self.graph.node("unknown", case, name_of(about.term.iri, self.choices.framework) if about else "outcome")
        sources = self.outcomes(case) if construct is None else self._condition(case, name)
        models, tables = worth.left
        yield from stated(
            node,
            self.computed(CG.UnknownCell, sources),
            {CG.aboutCase: self.iris([case]), CG.aboutConstruct: about.term.iri if about else None},
            {CG.inTruthTable: self.table, CG.ofOutcome: construct is None, CG.claimCount: None if sources else 0},
            {CG.modelsAtWorst: None if worth.models is None else models, CG.tablesAtWorst: tables},
            {CG.wouldLeave: [f"{node}/{value}" for value in worth.tables]},
        )
        for value, n in worth.tables.items():
            left = {CG.ifMembership: float(value), CG.modelCount: worth.models and worth.models[value]}
            yield from stated(f"{node}/{value}", {RDF.type: CG.Settlement, CG.tableCount: n}, left)

    def _condition(self, case: str, name: str) -> list[str]:
        ids = [construct.term.id for construct in self.found.asked.conditions]
        return [self.conditions(case)[ids.index(name)]]


def _signs(term: Conjunction) -> str:
    """A conjunction in an address: a sign for each condition, - for one that it leaves out.

    >>> _signs((1, FREE, 0))
    '1-0'
    """
    return "".join("-" if level == FREE else str(level) for level in term)


def _fit(fit: Fit) -> dict[str, Objects]:
    return {
        **_ends(fit.inclusion, CG.inclusionLow, CG.inclusionHigh),
        **_ends(fit.pri, CG.priLow, CG.priHigh),
        **_ends(fit.coverage, CG.coverageLow, CG.coverageHigh),
    }


def _ends(bounds: Bounds, low: str, high: str) -> dict[str, Objects]:
    return {low: bounds.low, high: bounds.high} if bounds else {}
