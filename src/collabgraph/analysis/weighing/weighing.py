"""The hypotheses about an outcome of a case, weighed: each two of them, what to ask next, what the verdicts hang on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import combinations

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.unused import ALL_USED, Unused
from collabgraph.analysis.weighing import chosen
from collabgraph.analysis.weighing.pairs import Pair, excludes, weighed
from collabgraph.analysis.weighing.posterior import posterior
from collabgraph.analysis.weighing.sensitivity import other_choices
from collabgraph.analysis.weighing.traces import Scale, Trace, left_out, traces_of
from collabgraph.analysis.weighing.weights import CLEAR, ROUNDING, UNKNOWN, hull, opposite
from collabgraph.errors import UnfitPrior
from collabgraph.model import DEFAULT_BASES, Basis, Case, Hypothesis, Interval, Ontology, Term, TestClaim
from collabgraph.words import Text


class Question(Struct, frozen=True):
    """A trace to look for: the test, and the undecided pairs that it can move, by how much, and which it decides."""

    test: TestClaim
    moves: tuple[tuple[Pair, float], ...]
    decides: tuple[Pair, ...]


class Variant(Struct, frozen=True):
    """The same weighing with one choice made otherwise: of what ``kind`` it is, which, and its verdicts."""

    kind: str
    name: Text
    verdicts: tuple[str, ...]


class Weighing(Struct, frozen=True, dict=True):
    """The hypotheses about an outcome of a case, their tests, and each two of them weighed against each other.

    ``outcome`` is an indicator, None for all outcomes that there are hypotheses about; only hypotheses about a common
    outcome are weighed against each other. ``priors`` are by the IRI of a hypothesis.
    """

    case: Case
    outcome: Term | None
    hypotheses: tuple[Hypothesis, ...]
    traces: tuple[Trace, ...]
    threshold: float
    scale: Scale
    bases: frozenset[Basis]
    priors: Mapping[str, Interval]
    unused: Unused = ALL_USED

    def __repr__(self) -> str:
        """One line: how many hypotheses, tests and decided pairs."""
        decided = sum(pair.favoured is not None for pair in self.pairs)
        return (
            f"<Weighing of {self.case.id}: {len(self.hypotheses)} hypotheses, {len(self.traces)} tests, "
            f"{decided} of {len(self.pairs)} pairs decided>"
        )

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every two hypotheses about a common outcome."""
        return tuple(
            self._pair(a, b)
            for a, b in combinations(self.hypotheses, 2)
            if self.outcome or {*a.outcomes} & {*b.outcomes}
        )

    def _pair(self, a: Hypothesis, b: Hypothesis) -> Pair:
        tests, silent = [], []
        for trace in self.traces:
            one, other = trace.likelihoods.get(a.iri), trace.likelihoods.get(b.iri)
            if one is None or other is None:
                silent.append(trace)
            else:
                tests.append(weighed(trace, one, other))
        return Pair(a, b, tuple(tests), tuple(silent), self.threshold, excludes(a, b))

    @property
    def undecided(self) -> list[Pair]:
        """The pairs that the evidence does not decide, the nearest to a verdict first."""
        return sorted((pair for pair in self.pairs if pair.verdict == "undecided"), key=lambda pair: pair.gap)

    @cached_property
    def ask(self) -> tuple[Question, ...]:
        """What to look for next: first what alone can decide a pair, then what most moves the nearest undecided one."""
        undecided = self.undecided

        def place(question: Question) -> tuple[object, ...]:
            moves = {id(pair): move for pair, move in question.moves}
            return not question.decides, [-moves.get(id(pair), 0.0) for pair in undecided], question.test.id

        return tuple(sorted(filter(lambda question: question.moves, self._questions(undecided)), key=place))

    def _questions(self, undecided: Sequence[Pair]) -> Iterable[Question]:
        for test in (trace.test for trace in self.traces if trace.open):
            moves = tuple((pair, move) for pair in undecided if (move := pair.move(test.iri)) > 0)
            yield Question(test, moves, tuple(pair for pair in undecided if pair.decides(test.iri)))

    @property
    def exhaustive(self) -> tuple[Hypothesis, ...]:
        """The hypotheses of which exactly one is declared to be true: they exclude each other, and there is no other.

        Empty where nothing of the kind is declared.
        """
        for one in self.hypotheses:
            members = tuple(other for other in self.hypotheses if other is one or excludes(one, other))
            all_there = {*one.excludes} <= {other.iri for other in self.hypotheses}
            if one.exhausts and all_there and all(excludes(*two) for two in combinations(members, 2)):
                return members
        return ()

    @cached_property
    def posteriors(self) -> Mapping[str, Interval]:
        """The probability of each hypothesis (IRI) of an exclusive and exhaustive set, where a prior is given."""
        members = self.exhaustive
        if not self.priors or not members:
            return {}
        prior = {one.iri: self.priors.get(one.iri, UNKNOWN) for one in members}
        return {one.iri: posterior(one.iri, prior, self._against(one)) for one in members}

    def _against(self, one: Hypothesis) -> dict[str, Interval]:
        """What the evidence weighs for a hypothesis against each other (IRI)."""
        weights: dict[str, Interval] = {}
        for pair in self.pairs:
            if one is pair.a:
                weights[pair.b.iri] = pair.weight
            elif one is pair.b:
                weights[pair.a.iri] = opposite(pair.weight)
        return weights

    @cached_property
    def sensitivity(self) -> tuple[Variant, ...]:
        """The verdicts under each other choice: of the scale, without each source, and of the grouping."""
        return tuple(
            Variant(kind, name, tuple(pair.verdict for pair in replace(self, traces=traces).pairs))
            for kind, name, traces in other_choices(self.traces, self.scale)
        )

    def changed_by(self, variant: Variant) -> list[Pair]:
        """The pairs whose verdict is another under a variant."""
        return [pair for pair, verdict in zip(self.pairs, variant.verdicts, strict=True) if pair.verdict != verdict]


def against_others(one: Hypothesis, trace: Trace, weighing: Weighing) -> Interval | None:
    """What a test weighs for a hypothesis against each other one; None where it does not bear on it and another."""
    weights = [
        test.weight if pair.a is one else opposite(test.weight)
        for pair in weighing.pairs
        if one in (pair.a, pair.b) and (test := pair.by_iri.get(trace.test.iri)) is not None
    ]
    return hull(*weights) if weights else None


def weigh(
    case: Case,
    ontology: Ontology,
    outcome: str | None = None,
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    threshold: float = CLEAR,
    scale: Scale | None = None,
    priors: Mapping[str, Interval] | None = None,
) -> Weighing:
    """The hypotheses about an outcome of a case (an indicator's id or label; None for all), weighed against each other.

    Hypotheses of every basis are weighed: a basis is chosen for evidence, and evidence on another one counts as not
    looked for. ``scale`` has other intervals for words of the ontology's scale, ``priors`` are by the name of a
    hypothesis.

    Raises UnknownOutcome, UnknownHypothesis, UnknownLikelihood, AmbiguousName, or UnfitPrior where no probabilities
    within the intervals add up to 1.
    """
    words = {**ontology.scales.likelihoods, **chosen.of_scale(scale or {}, ontology)}
    declared = [*chosen.declared(case, Hypothesis)]
    indicator = (
        chosen.common(declared, ontology) if outcome is None else chosen.indicator(outcome, case, declared, ontology)
    )
    hypotheses = tuple(one for one in declared if indicator is None or chosen.explains(one, indicator.iri, ontology))
    about = {one.iri for one in hypotheses}
    every = [*chosen.declared(case, TestClaim)]
    tests = [test for test in every if about & {likelihood.hypothesis for likelihood in test.likelihoods}]
    traces = traces_of(tests, case, words, frozenset(bases))
    weighing = Weighing(
        case, indicator, hypotheses, traces, threshold, words, frozenset(bases), chosen.priors(priors or {}, hypotheses)
    )
    _refuse_unfit(weighing)
    about |= {test.iri for test in tests}
    others = [claim for claim in (*declared, *every) if claim.iri not in about]
    return replace(weighing, unused=left_out(traces, others, case, frozenset(bases)))


def _refuse_unfit(weighing: Weighing) -> None:
    """Raise UnfitPrior where priors of hypotheses of which exactly one is true cannot add up to 1."""
    spans = [weighing.priors.get(one.iri, UNKNOWN) for one in weighing.exhaustive]
    low, high = sum(span.low for span in spans), sum(span.high for span in spans)
    if weighing.priors and spans and not (low <= 1.0 + ROUNDING and high >= 1.0 - ROUNDING):
        raise UnfitPrior(low=round(low, 3), high=round(high, 3))
