"""What is wrong, or doubtful, with the hypotheses of a case and the tests that weigh them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from collabgraph.coding.issues import issue
from collabgraph.model import Case, Hypothesis, Issue, TestClaim
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import CG, local_name
from collabgraph.words import both, mark

_ITSELF = mark("The hypothesis excludes itself. Name another one in cg:excludes, or remove it.")
_TWICE = mark(
    "The test has {n} likelihoods under '{name}'. Keep one; where you cannot decide between them, make its interval "
    "wider."
)
_ITS_OWN_TRACE = mark(
    "The trace '{name}' is a hypothesis or a test itself. Name a claim of what was found, or give the evidence."
)
_NO_RIVAL = mark(
    "'{name}' leaves no other explanation possible and excludes none, so that it is true whatever is found. Name in "
    "cg:excludes those that it leaves, or remove cg:alternatives."
)
_UNTESTED = mark("No test has a likelihood under the hypothesis '{name}', so that nothing can speak for or against it.")
_NOTHING_IN_COMMON = mark(
    "The hypotheses of this test explain no common outcome ({names}), so that no pair of them is weighed by it. Name "
    "the same outcome in two of them."
)
_NOWHERE = mark("Tests not looked for that do not say where to look: {tests}. Nobody can go and look for these.")


def weighing_faults(graph: Graph) -> Iterator[Issue]:
    """The issues about hypotheses and tests that cannot be meant."""
    for iri in graph.subjects(CG.Hypothesis):
        if iri in graph.links(iri, CG.excludes):
            yield issue(graph, "contradiction", iri, both(_ITSELF), about=CG.excludes)
    weighed = {*graph.subjects(CG.Hypothesis), *graph.subjects(CG.Test)}
    for iri in graph.subjects(CG.Test):
        likelihoods = graph.links(iri, CG.likelihood)
        under = Counter(name for node in likelihoods for name in set(graph.links(node, CG.hypothesis)))
        for name, n in under.items():
            if n > 1:
                yield issue(graph, "contradiction", iri, both(_TWICE, n=n, name=local_name(name)), about=CG.likelihood)
        for name in sorted(weighed.intersection(graph.links(iri, CG.trace))):
            yield issue(graph, "contradiction", iri, both(_ITS_OWN_TRACE, name=local_name(name)), about=CG.trace)


def weighing_doubts(graph: Graph, case: Case) -> Iterator[Issue]:
    """The warnings about hypotheses and tests by which nothing can be weighed."""
    hypotheses = {claim.iri: claim for claim in case.claims if isinstance(claim, Hypothesis)}
    tests = [claim for claim in case.claims if isinstance(claim, TestClaim)]
    tested = {likelihood.hypothesis for test in tests for likelihood in test.likelihoods}
    for iri, hypothesis in hypotheses.items():
        if hypothesis.exhausts and not hypothesis.excludes:
            yield issue(graph, "rival", iri, both(_NO_RIVAL, name=hypothesis.id), blocking=False)
        if iri not in tested:
            yield issue(graph, "rival", iri, both(_UNTESTED, name=hypothesis.id), blocking=False)
    for test in tests:
        named = [hypotheses[one.hypothesis] for one in test.likelihoods if one.hypothesis in hypotheses]
        explained = Counter(outcome for hypothesis in named for outcome in hypothesis.outcomes)
        if len(named) > 1 and max(explained.values(), default=0) < 2:
            names = ", ".join(hypothesis.id for hypothesis in named)
            yield issue(graph, "rival", test.iri, both(_NOTHING_IN_COMMON, names=names), blocking=False)
    if nowhere := [test for test in tests if test.state == "not-looked-for" and not test.where]:
        ids = ", ".join(test.id for test in nowhere)
        yield issue(graph, "rival", nowhere[0].iri, both(_NOWHERE, tests=ids), blocking=False)
