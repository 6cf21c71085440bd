"""What the parts of a comparison are written from: the comparison, the language, and how claims are cited in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from collabgraph.analysis.comparison import Comparison, Verdict
from collabgraph.model import Claim, Ontology
from collabgraph.output.document import Citation, Run, Runs, Target, joined, words
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

#: The titles of the parts that other parts lead to.
_TITLES = {
    "conditions": mark("Conditions side by side"),
    "ties": mark("The ties one by one"),
    "methods": mark("Methods, conventions and limits"),
}


@dataclass(frozen=True)
class Account:
    """A comparison told in one language; ``brief`` where there is room for one screen."""

    comparison: Comparison
    say: Speech
    brief: bool = False

    @property
    def ontology(self) -> Ontology:
        """The ontology that the terms are called by."""
        return self.comparison.ontology

    @property
    def names(self) -> tuple[str, ...]:
        """What the cases are called, in their order."""
        return tuple(case.upper() for case in self.comparison.cases)

    @property
    def name_columns(self) -> dict[str, str]:
        """What the cases are called, by id."""
        return {case: case.upper() for case in self.comparison.cases}

    def title(self, anchor: str) -> str:
        """What a part is called that others lead to."""
        return self.say(_TITLES[anchor])

    def part(self, anchor: str, basis: str = "") -> Run:
        """The title of a part that opens it; with ``basis`` as it is by claims of that basis alone."""
        return Run(self.title(anchor), Target("part", anchor, basis))

    @cached_property
    def stated_by(self) -> Mapping[str, tuple[str, ...]]:
        """The ids of the cases that state a claim, by its IRI."""
        found: dict[str, tuple[str, ...]] = {}
        for case_id, case in self.comparison.cases.items():
            for claim in case.claims:
                found[claim.iri] = (*found.get(claim.iri, ()), case_id)
        return found

    def name(self, claim: Claim) -> str:
        """The claim's id with its cases, as it is called where no column names the case: "PBG+SPP-IRT C1"."""
        return f"{'+'.join(case.upper() for case in self.stated_by[claim.iri])} {claim.id}"

    def cited(self, claims: Iterable[Claim], *, full: bool = False) -> tuple[Citation, ...]:
        """The claims as they are cited; with ``full`` the case is named too."""
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
        each_once = {claim.iri: claim for claim in claims}
        return joined([words(citation.runs[0]) for citation in self.cited(each_once.values(), full=True)])


def verdict_claims(verdict: Verdict) -> list[Claim]:
    """Every claim a verdict rests on, case by case."""
    return [claim for condition in verdict.conditions.values() for claim in condition.claims]
