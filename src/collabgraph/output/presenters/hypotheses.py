"""Hypotheses and tests in words: what one explains and excludes, how likely a trace is, where to look for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from collabgraph.model import Case, Claim, Hypothesis, Likelihood, Ontology, TestClaim
from collabgraph.output.document import Run, Runs, Table, Target, TextCell, columns, joined, text, text_cell, words
from collabgraph.output.presenters import terms
from collabgraph.rdf.vocabulary import SCHEME, local_name
from collabgraph.words import Speech


def fact_names(say: Speech) -> tuple[str, ...]:
    """What the facts of hypotheses and tests are called, in their order."""
    return (
        say("comes from"),
        say("excludes"),
        say("other explanations"),
        say("tests"),
        say("likelihood"),
        say("where to look"),
        say("found in the claims"),
        say("group of dependent tests"),
    )


def facts(shown: Case, claim: Claim, ontology: Ontology, say: Speech) -> dict[str, Runs]:
    """What is said of a hypothesis or a test besides its statement, by what it is called; nothing of other claims."""
    said: tuple[Runs, ...] = ()
    if isinstance(claim, Hypothesis):
        others = _code("alternatives", "exhaustive", ontology, say) if claim.exhausts else ()
        origin = _origin(shown, claim.origin, ontology, say) if claim.origin else ()
        said = (origin, _claims(shown, claim.excludes), others, _claims(shown, _tests(shown, claim)))
    elif isinstance(claim, TestClaim):
        under = [
            (*named(shown, one.hypothesis), Run(f" {_likelihood(one, ontology, say)}")) for one in claim.likelihoods
        ]
        where = (text(claim.where, say),) if claim.where else ()
        group = words(claim.group or "")
        said = ((), (), (), (), joined(under, "; "), where, _claims(shown, claim.traces), group)
    return {name: runs for name, runs in zip(fact_names(say), said, strict=False) if runs and runs != words("")}


def _tests(shown: Case, hypothesis: Hypothesis) -> Iterator[str]:
    """The tests (IRIs) with a likelihood under a hypothesis."""
    for claim in shown.claims:
        if isinstance(claim, TestClaim) and any(one.hypothesis == hypothesis.iri for one in claim.likelihoods):
            yield claim.iri


def _code(code_list: str, code: str, ontology: Ontology, say: Speech) -> Runs:
    return (text(ontology.code(code_list, code), say, Target("term", f"{SCHEME}{code_list}#{code}")),)


def _claims(shown: Case, iris: Iterable[str]) -> Runs:
    return joined([named(shown, iri) for iri in iris])


def named(shown: Case, iri: str) -> Runs:
    """The id of a claim of a case or its study, which opens it; the last part of its IRI where there is none."""
    of_study = shown.study.claims if shown.study else ()
    found = next((claim for claim in (*shown.claims, *of_study) if claim.iri == iri), None)
    return terms.claim(found, shown.id).runs if found else words(local_name(iri))


def _origin(shown: Case, iri: str, ontology: Ontology, say: Speech) -> Runs:
    return words(terms.construct_named(iri, ontology, say)) if ontology.declaring(iri) else named(shown, iri)


def _likelihood(likelihood: Likelihood, ontology: Ontology, say: Speech) -> str:
    """An interval, or a word with the interval that it stands for: "unlikely (0.20 to 0.45)"."""
    interval = terms.interval(ontology.scales.interval(likelihood), say)
    of_word = ontology.code("likelihood", likelihood.word)[say.lang] if likelihood.word else ""
    return f"{of_word} ({interval})" if of_word else interval


def likelihoods(shown: Case, test: TestClaim, ontology: Ontology, say: Speech) -> Table:
    """How likely the trace of a test is under each hypothesis, and why."""
    heads = columns(hypothesis=say("hypothesis"), likelihood=say("likelihood"), reason=say("because"))
    rows = tuple(
        (
            TextCell(named(shown, one.hypothesis)),
            text_cell(_likelihood(one, ontology, say)),
            TextCell((text(one.reason, say),)) if one.reason else None,
        )
        for one in test.likelihoods
    )
    return Table(say("Likelihood of the trace"), heads, rows)


def data(claim: Claim, ontology: Ontology) -> dict[str, Any]:
    """What is said of a hypothesis or a test, for programs; nothing of other claims."""
    if isinstance(claim, Hypothesis):
        outcomes, excludes = list(claim.outcomes), list(claim.excludes)
        return {"explains": outcomes, "origin": claim.origin, "excludes": excludes, "exhausts": claim.exhausts}
    if isinstance(claim, TestClaim):
        return {
            "state": claim.state.value,
            "where": terms.text_data(claim.where) if claim.where else None,
            "traces": list(claim.traces),
            "group": claim.group,
            "likelihoods": [_likelihood_data(one, ontology) for one in claim.likelihoods],
        }
    return {}


def _likelihood_data(likelihood: Likelihood, ontology: Ontology) -> dict[str, Any]:
    return {
        "hypothesis": likelihood.hypothesis,
        **(terms.interval_data(ontology.scales.interval(likelihood)) or {}),
        "word": likelihood.word,
        "reason": terms.text_data(likelihood.reason) if likelihood.reason else None,
    }
