"""The input of the parts of a comparison: the comparison, the language, and citations of its claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from msgspec import Struct

from collabgraph.analysis.comparison import Comparison, Verdict
from collabgraph.analysis.many.configurations import Configurations, asked, configurations
from collabgraph.analysis.matrix import MANY, Matrix, matrix
from collabgraph.analysis.weighing import Weighing, weigh
from collabgraph.model import Claim, Ontology
from collabgraph.output.document import Citation, Column, Run, Runs, Target, joined, words
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

#: The titles of the parts that other parts link to.
_TITLES = {
    "conditions": mark("Conditions side by side"),
    "ties": mark("The ties one by one"),
    "methods": mark("Methods and limits"),
    "measures": mark("How each measure is computed"),
    "tie-evidence": mark("Evidence of the ties"),
}


class Account(Struct, frozen=True, dict=True):
    """A comparison to be written in one language; ``brief`` for one screen, ``annotated`` with notes under tables."""

    comparison: Comparison
    say: Speech
    brief: bool = False
    annotated: bool = False

    @property
    def ontology(self) -> Ontology:
        """The ontology with the labels of the terms."""
        return self.comparison.ontology

    @property
    def many(self) -> bool:
        """Whether there are so many cases that they are shown as a matrix with counts."""
        return len(self.comparison.cases) >= MANY

    @cached_property
    def matrix(self) -> Matrix:
        """The cases by preconditions, sorted by outcome."""
        return matrix(self.comparison)

    @cached_property
    def configurations(self) -> Configurations | None:
        """The configurations of many cases in the preconditions known best; None of few cases, or where none is."""
        wanted = asked(self.comparison)
        return configurations(self.comparison, wanted) if self.many and wanted.conditions else None

    @cached_property
    def weighings(self) -> tuple[Weighing, ...]:
        """The rival explanations of each case weighed, of those cases that have hypotheses to weigh."""
        results = (weigh(case, self.ontology, bases=self.comparison.bases) for case in self.comparison.cases.values())
        return tuple(result for result in results if result.pairs)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cases, in their order."""
        return tuple(case.upper() for case in self.comparison.cases)

    @property
    def name_columns(self) -> dict[str, Column]:
        """A column for each case, by id."""
        return {case: Column(case.upper(), case, self.say("case")) for case in self.comparison.cases}

    def title(self, anchor: str) -> str:
        """The title of a part that others link to."""
        return self.say(_TITLES[anchor])

    def part(self, anchor: str, basis: str = "") -> Run:
        """The title of a part, linked to it; with ``basis`` to the part by claims of that basis only."""
        return Run(self.title(anchor), Target("part", anchor, basis))

    @cached_property
    def stated_by(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the cases that state a claim, by its IRI."""
        cases_by_claim: dict[str, tuple[str, ...]] = {}
        for case_id, case in self.comparison.cases.items():
            for claim in case.claims:
                cases_by_claim[claim.iri] = (*cases_by_claim.get(claim.iri, ()), case_id)
        return cases_by_claim

    def name(self, claim: Claim) -> str:
        """The claim's id with its cases, for places where no column names the case: "PBG+SPP-IRT C1"."""
        return f"{'+'.join(case.upper() for case in self.stated_by[claim.iri])} {claim.id}"

    def cited(self, claims: Iterable[Claim], *, full: bool = False) -> tuple[Citation, ...]:
        """The claims as citations; with ``full`` named with their cases."""
        return tuple(
            citation
            for claim in claims
            for citation in terms.citations(
                [claim],
                self.stated_by[claim.iri][0],
                self.ontology,
                self.say,
                {claim.iri: self.name(claim)} if full else None,
            )
        )

    def named(self, claims: Iterable[Claim]) -> Runs:
        """Claims by case and id: "PBG F23, SPP-IRT C01"."""
        unique = {claim.iri: claim for claim in claims}
        return joined([words(citation.runs[0]) for citation in self.cited(unique.values(), full=True)])


def verdict_claims(verdict: Verdict) -> list[Claim]:
    """Every claim that supports a verdict, case by case."""
    return [claim for condition in verdict.conditions.values() for claim in condition.claims]
