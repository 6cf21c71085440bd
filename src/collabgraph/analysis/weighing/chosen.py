"""What is weighed of a case: the outcome, the hypotheses about it, the words of the scale, and the priors, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from collabgraph.analysis.weighing.traces import Scale
from collabgraph.errors import AmbiguousName, UnknownHypothesis, UnknownLikelihood, UnknownOutcome
from collabgraph.model import Case, Claim, Hypothesis, Interval, Ontology, OutcomeClaim, Term
from collabgraph.words.nearest import meant, suggestion

Kind = TypeVar("Kind", bound=Claim)


def of_scale(given: Scale, ontology: Ontology) -> dict[str, Interval]:
    """Other intervals for words of the scale, by id; the words may be given as they are called in any language.

    Raises UnknownLikelihood.
    """
    known = {word: ontology.code("likelihood", word).by_language.values() for word in ontology.scales.likelihoods}
    scale = {}
    for name, interval in given.items():
        if len(found := meant(name, known)) != 1:
            raise UnknownLikelihood(name=name, nearest=suggestion(name, known), known=", ".join(known))
        scale[found[0]] = interval
    return scale


def declared(case: Case, kind: type[Kind]) -> Iterable[Kind]:
    """The claims of a kind that the case or its study makes, on whatever basis, each once."""
    claims = (*case.claims, *(case.study.claims if case.study else ()))
    yield from {claim.iri: claim for claim in claims if type(claim) is kind}.values()


def common(hypotheses: Sequence[Hypothesis], ontology: Ontology) -> Term | None:
    """The outcome that hypotheses explain where it is one and the same."""
    outcomes = {iri for hypothesis in hypotheses for iri in hypothesis.outcomes}
    return ontology.terms.get(outcomes.pop()) if len(outcomes) == 1 else None


def explains(hypothesis: Hypothesis, indicator: str, ontology: Ontology) -> bool:
    """Whether it explains an indicator, or something that the indicator is a part of."""
    framework = ontology.declaring(indicator)
    around = framework.around(indicator) if framework and indicator in framework.constructs else (indicator,)
    return not {*around}.isdisjoint(hypothesis.outcomes)


def indicator(name: str, case: Case, hypotheses: Iterable[Hypothesis], ontology: Ontology) -> Term:
    """The outcome of a case that is meant: one that its hypotheses explain, or that its claims report.

    Raises UnknownOutcome or AmbiguousName.
    """
    iris = {iri for hypothesis in hypotheses for iri in hypothesis.outcomes}
    iris |= {claim.indicator for claim in case.of(OutcomeClaim)}
    known = {term.id: term for iri in sorted(iris) if (term := ontology.terms.get(iri)) is not None}
    found = meant(name, {key: term.label.by_language.values() for key, term in known.items()})
    if len(found) > 1:
        raise AmbiguousName(name=name, known=", ".join(found))
    if not found:
        nearest, there_are = suggestion(name, known), ", ".join(sorted(known))
        raise UnknownOutcome(name=name, case=case.id, nearest=nearest, known=there_are)
    return known[found[0]]


def priors(given: Mapping[str, Interval], hypotheses: Sequence[Hypothesis]) -> dict[str, Interval]:
    """The priors by the IRI of the hypothesis that each name means; raises UnknownHypothesis."""
    known = {hypothesis.id: hypothesis for hypothesis in hypotheses}
    by_iri = {}
    for name, prior in given.items():
        found = meant(name, {key: (one.iri,) for key, one in known.items()})
        if len(found) != 1:
            raise UnknownHypothesis(name=name, nearest=suggestion(name, known), known=", ".join(sorted(known)))
        by_iri[known[found[0]].iri] = prior
    return by_iri
