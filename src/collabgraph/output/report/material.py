"""What the parts of a report are written from: the comparison, the language, where evidence stands, how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collabgraph.analysis.comparison import Comparison, Verdict
from collabgraph.model import Claim, Source
from collabgraph.output.presenters import terms
from collabgraph.output.report.document import Run, Runs, joined, words
from collabgraph.output.report.provenance import Record
from collabgraph.words import Speech, mark

_TITLES = {
    "conditions": mark("Conditions side by side"),
    "ties": mark("The ties one by one"),
    "methods": mark("Methods, conventions and limits"),
}


@dataclass(frozen=True)
class Cited:
    """A claim, the cases that state it, and the anchor of its entry."""

    claim: Claim
    cases: tuple[str, ...]
    anchor: str

    @property
    def name(self) -> str:
        """The claim's id with its case, as it is called where no column says the case."""
        return f"{'+'.join(case.upper() for case in self.cases)} {self.claim.id}"


@dataclass(frozen=True)
class Material:
    """The comparison and its language, every claim by IRI, the anchor of every source by IRI, and the record."""

    comparison: Comparison
    say: Speech
    claims: Mapping[str, Cited]
    sources: Mapping[str, str]
    record: Record

    @property
    def names(self) -> tuple[str, ...]:
        """What the cases are called, in their order."""
        return tuple(case.upper() for case in self.comparison.cases)

    def title(self, anchor: str) -> str:
        """What a part is called that others lead to."""
        return self.say(_TITLES[anchor])

    def part(self, anchor: str) -> Run:
        """The title of a part that opens it."""
        return Run(self.title(anchor), anchor)

    def claim(self, claim: Claim, *, full: bool = False) -> Run:
        """A claim's id that opens its evidence; with ``full`` the case is named too."""
        cited = self.claims[claim.iri]
        return Run(cited.name if full else claim.id, cited.anchor)

    def cited(self, claims: Iterable[Claim], *, full: bool = False) -> Runs:
        """Claims with their bases: "F23 reported, C01 documented"."""
        ontology = self.comparison.ontology
        return joined(
            [words(self.claim(each, full=full), f" {terms.basis(each.basis, ontology, self.say)}") for each in claims]
        )

    def named(self, claims: Iterable[Claim]) -> Runs:
        """Claims by case and id: "PBG F23, SPP-IRT C01"."""
        each_once = {claim.iri: claim for claim in claims}
        return joined([words(self.claim(claim, full=True)) for claim in each_once.values()])

    def source(self, source: Source) -> Run:
        """A source's title that opens its citation."""
        return Run(source.title[self.say.lang], self.sources[source.iri])


def material(comparison: Comparison, say: Speech, record: Record) -> Material:
    """The material of a report, every claim and source of its cases with an anchor of its own."""
    stated: dict[str, tuple[Claim, tuple[str, ...]]] = {}
    for case_id, case in comparison.cases.items():
        for claim in case.claims:
            stated[claim.iri] = (claim, (*stated.get(claim.iri, (claim, ()))[1], case_id))
    taken: set[str] = set()
    claims = {
        iri: Cited(claim, cases, _anchor(taken, "claim", cases[0], claim.id)) for iri, (claim, cases) in stated.items()
    }
    found = sorted({source for case in comparison.cases.values() for source in case.sources})
    return Material(comparison, say, claims, {each.iri: _anchor(taken, "source", each.id) for each in found}, record)


def _anchor(taken: set[str], *names: str) -> str:
    """A name every form can use for a place: letters, digits, hyphens, at most 40 of them, and no other like it."""
    plain = re.sub(r"[^a-z0-9]+", "-", "-".join(names).lower()).strip("-")[:34].strip("-")
    anchor, n = plain, 1
    while anchor in taken:
        n += 1
        anchor = f"{plain}-{n}"
    taken.add(anchor)
    return anchor


def verdict_claims(verdict: Verdict) -> list[Claim]:
    """Every claim a verdict rests on, case by case."""
    return [claim for condition in verdict.conditions.values() for claim in condition.claims]
