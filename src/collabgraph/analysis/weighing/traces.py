"""Tests of hypotheses as a case has them: what counts of what was found, and which tests depend on each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.unused import Reason, Unused, by_reason, uncounted
from collabgraph.analysis.weighing.weights import UNKNOWN
from collabgraph.model import Attribution, Basis, Case, Claim, Hypothesis, Interval, Source, TestClaim, TraceState

#: The interval of each word for a likelihood, by id.
Scale = Mapping[str, Interval]


class Trace(Struct, frozen=True, dict=True):
    """A test, its likelihoods by hypothesis (IRI), and what counts of what was found.

    ``state`` is "not looked for" where the evidence is of a basis or an attribution that was not chosen. An ``implied``
    one weighs nothing: its evidence was given to the case because of the very outcome that is to be explained.
    ``group`` is the same for tests that depend on each other; ``claims`` are what was found, as far as they count.
    """

    test: TestClaim
    likelihoods: Mapping[str, Interval]
    state: TraceState
    sources: tuple[Source, ...]
    group: str
    implied: bool = False
    claims: tuple[Claim, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the trace was not looked for."""
        return self.state is TraceState.NOT_LOOKED_FOR

    def bears_on(self, *hypotheses: Hypothesis) -> bool:
        """Whether its likelihood is coded under each of these hypotheses."""
        return all(hypothesis.iri in self.likelihoods for hypothesis in hypotheses)


def traces_of(tests: Iterable[TestClaim], case: Case, scale: Scale, bases: frozenset[Basis]) -> tuple[Trace, ...]:
    """Tests as the case has them, on these bases, with the words for their likelihoods read by a scale."""
    return tuple(grouped([_trace(test, case, scale, bases) for test in tests]))


def likelihoods(test: TestClaim, scale: Scale) -> dict[str, Interval]:
    """The likelihoods of a test by hypothesis (IRI); a word that the scale does not have says nothing."""
    return {one.hypothesis: one.interval or scale.get(one.word or "", UNKNOWN) for one in test.likelihoods}


def _trace(test: TestClaim, case: Case, scale: Scale, bases: frozenset[Basis]) -> Trace:
    claims = (*case.claims, *(case.study.claims if case.study else ()))
    by_iri = {claim.iri: claim for claim in claims if claim.iri in test.traces} if test.traces else {}
    shown: list[Claim] = [by_iri[iri] for iri in test.traces if iri in by_iri] or [test]
    counted = tuple(claim for claim in shown if uncounted(case, claim, bases) is None)
    looked_for = test.state is not TraceState.NOT_LOOKED_FOR
    implied = looked_for and all(claim.attribution == Attribution.IMPLIED for claim in (counted or shown))
    state = test.state if counted or implied else TraceState.NOT_LOOKED_FOR
    sources = {piece.source for claim in (test, *counted) for piece in claim.evidence if not piece.source.by_coders}
    rests_on = tuple(sorted(sources)) if looked_for else ()
    return Trace(test, likelihoods(test, scale), state, rests_on, test.iri, implied, counted)


def grouped(traces: Sequence[Trace], *, declared: bool = True) -> Iterable[Trace]:
    """The traces with the name of their group: the one declared, or else one for all that sources tie together."""
    above: dict[str, str] = {}

    def top(name: str) -> str:
        while (higher := above.setdefault(name, name)) != name:
            above[name] = above[higher]
            name = higher
        return name

    own = {trace.test.iri: trace.test.group for trace in traces if declared and trace.test.group}
    for trace in traces:
        for source in () if trace.test.iri in own else trace.sources:
            above[top(source.iri)] = top(trace.test.iri)
    for trace in traces:
        iri = trace.test.iri
        yield replace(trace, group=f"group {own[iri]}" if iri in own else top(iri))


def left_out(traces: Iterable[Trace], others: Iterable[Claim], case: Case, bases: frozenset[Basis]) -> Unused:
    """The tests whose evidence does not count, and why; and hypotheses and tests about other outcomes."""
    reasons: list[tuple[Claim, Reason | None]] = [(claim, Reason.OTHER_OUTCOME) for claim in others]
    for trace in traces:
        if trace.implied:
            reasons.append((trace.test, Reason.IMPLIED))
        elif trace.state is not trace.test.state:
            reasons.append((trace.test, uncounted(case, trace.test, bases) or Reason.BASIS))
    return by_reason(reasons)
