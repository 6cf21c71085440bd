"""Rival explanations weighed by evidence, where what was never looked for counts neither for nor against any of them.

The weight of a trace between two hypotheses is the logarithm of the ratio of its likelihoods, in decibels (Good 1950;
Fairfield and Charman 2017), as an interval, since likelihoods are intervals. No prior is assumed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property, reduce
from itertools import accumulate, combinations
from math import inf, log10
from typing import NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.unused import ALL_USED, Reason, Unused, by_reason, uncounted
from collabgraph.errors import AmbiguousName, UnfitPrior, UnknownHypothesis, UnknownLikelihood, UnknownOutcome
from collabgraph.model import (
    DEFAULT_BASES,
    Attribution,
    Basis,
    Case,
    Claim,
    Hypothesis,
    Interval,
    Ontology,
    OutcomeClaim,
    Source,
    Term,
    TestClaim,
    TraceState,
)
from collabgraph.words import Text
from collabgraph.words.nearest import meant, suggestion

#: From so many decibels on the evidence tells clearly (Fairfield and Charman 2017): a ratio of ten to one.
CLEAR = 10.0
#: The interval of each word for a likelihood, by id.
Scale = Mapping[str, Interval]
#: Figures computed from decimal fractions may be off by as much.
_ROUNDING = 1e-9
UNKNOWN, NOTHING = Interval(0.0, 1.0), Interval(0.0, 0.0)
Kind = TypeVar("Kind", bound=Claim)
Part = TypeVar("Part")


class TestType(StrEnum):
    """What a test can do to a hypothesis (Van Evera 1997), from what finding and not finding its trace would weigh."""

    STRAW = "straw-in-the-wind"
    HOOP = "hoop"
    SMOKING_GUN = "smoking-gun"
    DOUBLY_DECISIVE = "doubly-decisive"


#: The type by whether finding the trace tells for the hypothesis, and whether not finding it tells against it.
_TYPES = {
    (False, False): TestType.STRAW,
    (False, True): TestType.HOOP,
    (True, False): TestType.SMOKING_GUN,
    (True, True): TestType.DOUBLY_DECISIVE,
}


# Weights -------------------------------------------------------------------------------------------------------------


def found_weight(one: Interval, other: Interval) -> Interval:
    """What finding a trace weighs for a hypothesis against another, in decibels, from its likelihoods under the two.

    An end is infinite where a likelihood can be 0. A trace that neither allows leaves everything open.

    >>> found_weight(Interval(0.5, 0.5), Interval(0.05, 0.5))
    Interval(low=0.0, high=10.0)
    """
    return Interval(_decibels(one.low, other.high, -inf), _decibels(one.high, other.low, inf))


def missed_weight(one: Interval, other: Interval) -> Interval:
    """What looking for a trace and not finding it weighs for a hypothesis against another, in decibels."""
    return found_weight(_complement(one), _complement(other))


def _complement(likelihood: Interval) -> Interval:
    return Interval(1.0 - likelihood.high, 1.0 - likelihood.low)


def _decibels(one: float, other: float, neither: float) -> float:
    """Ten times the logarithm of a ratio; where both can be 0 it is what the end of an interval is then."""
    if one > 0.0 and other > 0.0:
        return 10.0 * (log10(one) - log10(other))
    if one == other:
        return neither
    return inf if other == 0.0 else -inf


def hull(*intervals: Interval) -> Interval:
    """The least interval that contains all of these."""
    return Interval(min(one.low for one in intervals), max(one.high for one in intervals))


def types_of(one: Interval, other: Interval, threshold: float = CLEAR) -> tuple[TestType, ...]:
    """Every type that a test of a hypothesis can be, given the intervals of its likelihoods under it and its rival.

    >>> [str(kind) for kind in types_of(Interval(0.95, 0.95), Interval(0.5, 0.5))]
    ['hoop']
    """
    found, missed = found_weight(one, other), missed_weight(one, other)
    for_it = {end >= threshold - _ROUNDING for end in (found.low, found.high)}
    against_it = {end <= _ROUNDING - threshold for end in (missed.low, missed.high)}
    return tuple(kind for (tells, needs), kind in _TYPES.items() if tells in for_it and needs in against_it)


class _Group(NamedTuple):
    """The weights of tests that depend on each other: the least and greatest single one, and their sum."""

    least: float = inf
    most: float = -inf
    low: float = 0.0
    high: float = 0.0

    def __add__(self, other: _Group) -> _Group:  # type: ignore[override]
        return _Group(
            min(self.least, other.least),
            max(self.most, other.most),
            _low(self.low, other.low),
            _high(self.high, other.high),
        )

    @property
    def weight(self) -> Interval:
        """The hull of the single weights and of their sum, never the sum alone."""
        if self.least > self.most:
            return NOTHING
        return Interval(min(self.least, self.low), max(self.most, self.high))


def _single(weight: Interval) -> _Group:
    return _Group(weight.low, weight.high, weight.low, weight.high)


def _low(one: float, other: float) -> float:
    """The sum of two lower ends; where one rules out what the other proves, nothing limits it from below."""
    total = one + other
    return total if total == total else -inf


def _high(one: float, other: float) -> float:
    total = one + other
    return total if total == total else inf


def _total(weights: Iterable[Interval]) -> Interval:
    """The sum of intervals; what one rules out and another proves is without limit on either side."""
    spans = [*weights]
    return _sum_of(sum(span.low for span in spans), sum(span.high for span in spans))


def _sum_of(low: float, high: float) -> Interval:
    """An interval from sums of its ends, of which a sum of both infinities is no number."""
    return Interval(-inf if low != low else low, inf if high != high else high)


def _rest(parts: Sequence[Part], nothing: Part) -> list[Part]:
    """For each part, the sum of all others; without a subtraction, which infinite weights would not survive."""
    before = [*accumulate(parts, initial=nothing)]
    after = [*accumulate(reversed(parts), initial=nothing)][::-1]
    return [before[n] + after[n + 1] for n in range(len(parts))]  # type: ignore[operator]


# Tests ---------------------------------------------------------------------------------------------------------------


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


class WeighedTest(Struct, frozen=True):
    """A test between two hypotheses: what its trace weighs if it is found, and if it is looked for and missed.

    ``weight`` is what it weighs as things stand: what was not looked for may turn out either way, or stay so.
    """

    trace: Trace
    found: Interval
    missed: Interval
    weight: Interval

    @property
    def answers(self) -> tuple[Interval, Interval]:
        """What it would weigh once looked for: found, and not found."""
        return self.found, self.missed


def _weighed(trace: Trace, one: Interval, other: Interval) -> WeighedTest:
    found, missed = found_weight(one, other), missed_weight(one, other)
    if trace.implied:
        weight = NOTHING
    elif trace.open:
        weight = hull(found, missed, NOTHING)
    else:
        weight = found if trace.state is TraceState.FOUND else missed
    return WeighedTest(trace, found, missed, weight)


_ENDS = ("low", "high")


class Answer(Struct, frozen=True):
    """An answer to an open test: its trace is found or is not, what all tests then weigh together, and the verdict."""

    found: bool
    weight: Interval
    verdict: str


class Pair(Struct, frozen=True, dict=True):
    """Two hypotheses weighed against each other by the tests that bear on both; positive weights are for ``a``.

    ``silent`` are the tests without a likelihood under one of the two. ``exclusive``: both cannot be true.
    """

    a: Hypothesis
    b: Hypothesis
    tests: tuple[WeighedTest, ...]
    silent: tuple[Trace, ...]
    threshold: float
    exclusive: bool

    @cached_property
    def by_iri(self) -> Mapping[str, WeighedTest]:
        """Its tests by IRI."""
        return {test.trace.test.iri: test for test in self.tests}

    @cached_property
    def _groups(self) -> Mapping[str, list[WeighedTest]]:
        groups: dict[str, list[WeighedTest]] = {}
        for test in self.tests:
            if not test.trace.implied:
                groups.setdefault(test.trace.group, []).append(test)
        return groups

    @cached_property
    def group_weights(self) -> Mapping[str, Interval]:
        """The weight of each group of tests that depend on each other."""
        return {name: _weight(test.weight for test in tests) for name, tests in self._groups.items()}

    @cached_property
    def weight(self) -> Interval:
        """What all tests weigh together, whatever those that were not looked for turn out to be."""
        return _total(self.group_weights.values())

    @cached_property
    def known(self) -> Interval:
        """What the tests that were looked for weigh together, the others left aside."""
        looked_for = ([t.weight for t in tests if not t.trace.open] for tests in self._groups.values())
        return _total(map(_weight, looked_for))

    @property
    def favoured(self) -> Hypothesis | None:
        """The hypothesis that the evidence decides for, None where it is undecided."""
        return {"a": self.a, "b": self.b}.get(self.verdict)

    @property
    def verdict(self) -> str:
        """ "a" or "b", whose lead is above the threshold whatever is unknown, or "undecided"."""
        return self._verdict(self.weight)

    def _verdict(self, weight: Interval) -> str:
        if weight.low > self.threshold + _ROUNDING:
            return "a"
        return "b" if weight.high < -self.threshold - _ROUNDING else "undecided"

    @property
    def contradictory(self) -> bool:
        """Whether what was found rules out both hypotheses, by likelihoods of 0 or 1."""
        ends = [test.weight for test in self.tests if not test.trace.open]
        return any(end.low == inf for end in ends) and any(end.high == -inf for end in ends)

    @cached_property
    def decided_by(self) -> tuple[WeighedTest, ...]:
        """The tests without any one of which a decided pair would be undecided; if there are none, all for its winner.

        The weightiest first; none where the pair is undecided.
        """
        if self.verdict == "undecided":
            return ()
        lead = [(self._lead(test.weight), test) for test in self.tests if not test.trace.open]
        telling = [test for lead, test in sorted(lead, key=lambda one: (-one[0], one[1].trace.test.id)) if lead > 0]
        without = {id(test): weight for test, weight in self._replaced(lambda _: (None,))}
        needed = [test for test in telling if self._verdict(without[id(test)]) == "undecided"]
        return tuple(needed or telling)

    def _lead(self, weight: Interval) -> float:
        """By how much a weight is certainly for the hypothesis that the pair is decided for."""
        return weight.low if self.verdict == "a" else -weight.high

    # What would decide

    @property
    def gap(self) -> float:
        """How far it is from being decided either way, in decibels; 0 where it is."""
        return self._gap(self.weight)

    def _gap(self, weight: Interval) -> float:
        return max(0.0, min(self.threshold - weight.low, weight.high + self.threshold))

    def _replaced(
        self, answers: Callable[[WeighedTest], Iterable[Interval | None]]
    ) -> Iterable[tuple[WeighedTest, Interval]]:
        """Each test with each of these weights in place of its own (None: left out), and what all then weigh."""
        lows, highs = (_rest([getattr(span, end) for span in self.group_weights.values()], 0.0) for end in _ENDS)
        for tests, low, high in zip(self._groups.values(), lows, highs, strict=True):
            beside = _rest([_single(test.weight) for test in tests], _Group()) if len(tests) > 1 else [_Group()]
            for test, rest in zip(tests, beside, strict=True):
                for answer in answers(test):
                    if len(tests) == 1:
                        group = answer or NOTHING
                    else:
                        group = (rest if answer is None else rest + _single(answer)).weight
                    yield test, _sum_of(low + group.low, high + group.high)

    @cached_property
    def after(self) -> Mapping[str, Answer]:
        """By the IRI of each open test, its answer that brings an undecided pair nearest to a verdict."""
        nearest: dict[str, Answer] = {}
        for test, weight in self._replaced(lambda test: test.answers if test.trace.open else ()):
            iri = test.trace.test.iri
            if iri not in nearest or self._gap(weight) < self._gap(nearest[iri].weight):
                found = iri not in nearest
                nearest[iri] = Answer(found, weight, self._verdict(weight))
        return nearest

    def move(self, iri: str) -> float:
        """By how much an open test (IRI) can bring an undecided pair nearer to a verdict, in decibels."""
        before, after = self.gap, self._gap(self.after[iri].weight) if iri in self.after else self.gap
        return 0.0 if before == after else max(0.0, before - after)

    def decides(self, iri: str) -> bool:
        """Whether an open test (IRI) has an answer that alone decides a pair that is undecided."""
        return self.verdict == "undecided" and iri in self.after and self.after[iri].verdict != "undecided"

    @cached_property
    def would_decide(self) -> tuple[TestClaim, ...]:
        """What was not looked for and would decide an undecided pair, if its answer were so.

        Every test that has such an answer by itself; where none has, as few as suffice together, and none where all
        of them together do not.
        """
        if self.verdict != "undecided":
            return ()
        alone = [t.trace.test for t in self.tests if t.trace.open and self.decides(t.trace.test.iri)]
        if alone:
            return tuple(sorted(alone, key=lambda test: (-self.move(test.iri), test.id, test.iri)))
        together = [found for found in (self._together("a"), self._together("b")) if found]
        return min(together, key=len) if together else ()

    @property
    def together(self) -> bool:
        """Whether it takes all of ``would_decide`` together."""
        return len(self.would_decide) > 1 and not self.decides(self.would_decide[0].iri)

    def _together(self, side: str) -> tuple[TestClaim, ...]:
        """Open tests that decide for one side if each has its best answer for it; none of them can be left out."""
        best = {test.trace.test.iri: self._best(test, side) for test in self.tests if test.trace.open}
        gains = {test.trace.test.iri: gain for test, gain in self._gains(best, side)}
        order = sorted(self._open, key=lambda test: (-gains[test.iri], test.id, test.iri))
        if not self._decided(order, best, side):
            return ()
        # As few of the first as suffice: more answers never lead away from the side they are best for.
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self._decided(order[:middle], best, side) else (middle + 1, high)
        return self._pruned(order[:low], best, side)

    def _pruned(self, tests: list[TestClaim], best: Mapping[str, Interval], side: str) -> tuple[TestClaim, ...]:
        kept = list(tests)
        for test in tests[::-1][:_MOST_PRUNED]:
            fewer = [other for other in kept if other is not test]
            if self._decided(fewer, best, side):
                kept = fewer
        return tuple(kept)

    @property
    def _open(self) -> list[TestClaim]:
        return [test.trace.test for test in self.tests if test.trace.open]

    def _best(self, test: WeighedTest, side: str) -> Interval:
        if side == "a":
            return max(test.answers, key=lambda answer: answer.low)
        return min(test.answers, key=lambda answer: answer.high)

    def _gains(self, best: Mapping[str, Interval], side: str) -> Iterable[tuple[WeighedTest, float]]:
        """How much nearer each open test's best answer brings a side; within a group, as if it were alone."""
        for test in self.tests:
            if test.trace.open:
                now, then = test.weight, best[test.trace.test.iri]
                near = (then.low, now.low) if side == "a" else (-then.high, -now.high)
                yield test, 0.0 if near[0] == near[1] else near[0] - near[1]

    def _decided(self, answered: Iterable[TestClaim], best: Mapping[str, Interval], side: str) -> bool:
        """Whether the best answers of these tests decide for a side."""
        answers = {test.iri for test in answered}
        groups = {self.by_iri[iri].trace.group for iri in answers}
        changed = {
            name: _weight(
                best[test.trace.test.iri] if test.trace.test.iri in answers else test.weight
                for test in self._groups[name]
            )
            for name in groups
        }
        return self._verdict(_total({**self.group_weights, **changed}.values())) == side


#: Of so many tests it is tried whether they can be left out of a set that decides together.
_MOST_PRUNED = 60


def _weight(weights: Iterable[Interval]) -> Interval:
    """The weight of a group of tests; most groups are a single one."""
    first, *others = [*weights] or [NOTHING]
    return reduce(_Group.__add__, map(_single, others), _single(first)).weight if others else first


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


# The weighing --------------------------------------------------------------------------------------------------------


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
                tests.append(_weighed(trace, one, other))
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
        return {one.iri: _posterior(one.iri, prior, self._against(one)) for one in members}

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
            Variant(kind, name, tuple(pair.verdict for pair in changed.pairs))
            for kind, name, changed in (*self._other_scales(), *self._without_sources(), *self._other_groups())
        )

    def changed_by(self, variant: Variant) -> list[Pair]:
        """The pairs whose verdict is another under a variant."""
        return [pair for pair, verdict in zip(self.pairs, variant.verdicts, strict=True) if pair.verdict != verdict]

    def _other_scales(self) -> Iterable[tuple[str, Text, Weighing]]:
        for name, outward in _SCALES.items():
            scale = {word: _stretched(span, outward) for word, span in self.scale.items()}
            traces = tuple(replace(trace, likelihoods=_likelihoods(trace.test, scale)) for trace in self.traces)
            yield "scale", name, replace(self, traces=traces)

    def _without_sources(self) -> Iterable[tuple[str, Text, Weighing]]:
        sources = {source for trace in self.traces if not trace.open for source in trace.sources}
        for source in sorted(sources):
            traces = tuple(
                replace(trace, state=TraceState.NOT_LOOKED_FOR, implied=False) if trace.sources == (source,) else trace
                for trace in self.traces
            )
            yield "source", source.title, replace(self, traces=traces)

    def _other_groups(self) -> Iterable[tuple[str, Text, Weighing]]:
        by_source = {trace.test.iri: trace.group for trace in _grouped(self.traces, declared=False)}
        groupings: dict[Text, Callable[[Trace], str]] = {
            Text(en="every test by itself", id="setiap uji berdiri sendiri"): lambda trace: trace.test.iri,
            Text(
                en="tests on the same source dependent, and no others",
                id="hanya uji dengan sumber yang sama bergantung",
            ): lambda trace: by_source[trace.test.iri],
            Text(en="all tests dependent", id="semua uji saling bergantung"): lambda _: "",
        }
        for name, group in groupings.items():
            traces = tuple(replace(trace, group=group(trace)) for trace in self.traces)
            yield "grouping", name, replace(self, traces=traces)


def against_others(one: Hypothesis, trace: Trace, weighing: Weighing) -> Interval | None:
    """What a test weighs for a hypothesis against each other one; None where it does not bear on it and another."""
    weights = [
        test.weight if pair.a is one else opposite(test.weight)
        for pair in weighing.pairs
        if one in (pair.a, pair.b) and (test := pair.by_iri.get(trace.test.iri)) is not None
    ]
    return hull(*weights) if weights else None


def opposite(weight: Interval) -> Interval:
    """The same weight for the other hypothesis."""
    return Interval(0.0 - weight.high, 0.0 - weight.low)


def excludes(one: Hypothesis, other: Hypothesis) -> bool:
    """Whether two hypotheses cannot both be true, as either of them says."""
    return other.iri in one.excludes or one.iri in other.excludes


#: Other intervals for the words of the scale: by how much the odds of their ends are moved apart.
_SCALES = {
    Text(en="words twice as wide in odds", id="kata dua kali lebih lebar dalam odds"): 2.0,
    Text(en="words at the middle of their intervals", id="kata pada titik tengah intervalnya"): 0.0,
}


def _stretched(span: Interval, outward: float) -> Interval:
    """The interval with its odds twice as far apart, or its middle; an end at 0 or 1 stays."""
    if not outward:
        middle = (span.low + span.high) / 2
        return Interval(middle, middle) if span.low > 0.0 and span.high < 1.0 else span
    return Interval(_moved(span.low, 1 / outward), _moved(span.high, outward))


def _moved(chance: float, factor: float) -> float:
    """A likelihood with its odds multiplied; 0 and 1 stay."""
    return chance if chance in (0.0, 1.0) else chance * factor / (1.0 - chance + chance * factor)


def _posterior(iri: str, prior: Mapping[str, Interval], weights: Mapping[str, Interval]) -> Interval:
    """The least and greatest probability of a hypothesis over all priors within the intervals that add up to 1."""
    others = [(prior[other], weights.get(other, Interval(-inf, inf))) for other in prior if other != iri]
    least = max(prior[iri].low, 1.0 - sum(one.high for one, _ in others))
    most = min(prior[iri].high, 1.0 - sum(one.low for one, _ in others))
    worst = sorted(((span, _ratio(-weight.low)) for span, weight in others), key=lambda one: -one[1])
    best = sorted(((span, _ratio(-weight.high)) for span, weight in others), key=lambda one: one[1])
    return Interval(_share(least, worst), _share(most, best))


def _ratio(decibels: float) -> float:
    """The ratio of likelihoods that a weight stands for."""
    return inf if decibels > _MOST_DECIBELS else 10.0 ** (decibels / 10.0)


#: Beyond this a ratio is more than a floating-point number can hold.
_MOST_DECIBELS = 3000.0


def _share(own: float, rivals: Sequence[tuple[Interval, float]]) -> float:
    """The probability of a hypothesis with this prior, the rest of it given to its rivals in their order."""
    left = 1.0 - own - sum(span.low for span, _ in rivals)
    against = 0.0
    for span, ratio in rivals:
        more = min(max(left, 0.0), span.high - span.low)
        left -= more
        against += (span.low + more) * ratio if span.low + more > 0.0 else 0.0
    if own <= 0.0:
        return 0.0
    return 0.0 if against == inf else own / (own + against)


# From a case ---------------------------------------------------------------------------------------------------------


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
    words = {**ontology.scales.likelihoods, **_of_scale(scale or {}, ontology)}
    declared = [*_declared(case, Hypothesis)]
    indicator = _common(declared, ontology) if outcome is None else _indicator(outcome, case, declared, ontology)
    hypotheses = tuple(one for one in declared if indicator is None or _explains(one, indicator.iri, ontology))
    about = {one.iri for one in hypotheses}
    every = [*_declared(case, TestClaim)]
    tests = [test for test in every if about & {likelihood.hypothesis for likelihood in test.likelihoods}]
    traces = tuple(_grouped([_trace(test, case, words, frozenset(bases)) for test in tests]))
    weighing = Weighing(
        case, indicator, hypotheses, traces, threshold, words, frozenset(bases), _priors(priors or {}, hypotheses)
    )
    _refuse_unfit(weighing)
    weighed = {claim.iri for claim in (*hypotheses, *tests)}
    others = [claim for claim in (*declared, *every) if claim.iri not in weighed]
    return replace(weighing, unused=_left_out(traces, others, case, frozenset(bases)))


def _of_scale(given: Scale, ontology: Ontology) -> dict[str, Interval]:
    """Other intervals for words of the scale, by id; the words may be given as they are called in any language."""
    known = {word: ontology.code("likelihood", word).by_language.values() for word in ontology.scales.likelihoods}
    scale = {}
    for name, interval in given.items():
        if len(found := meant(name, known)) != 1:
            raise UnknownLikelihood(name=name, nearest=suggestion(name, known), known=", ".join(known))
        scale[found[0]] = interval
    return scale


def _declared(case: Case, kind: type[Kind]) -> Iterable[Kind]:
    """The claims of a kind that the case or its study makes, on whatever basis, each once."""
    claims = (*case.claims, *(case.study.claims if case.study else ()))
    yield from {claim.iri: claim for claim in claims if type(claim) is kind}.values()


def _common(hypotheses: Sequence[Hypothesis], ontology: Ontology) -> Term | None:
    """The outcome that hypotheses explain where it is one and the same."""
    outcomes = {iri for hypothesis in hypotheses for iri in hypothesis.outcomes}
    return ontology.terms.get(outcomes.pop()) if len(outcomes) == 1 else None


def _explains(hypothesis: Hypothesis, indicator: str, ontology: Ontology) -> bool:
    """Whether it explains an indicator, or something that the indicator is a part of."""
    framework = ontology.declaring(indicator)
    around = framework.around(indicator) if framework and indicator in framework.constructs else (indicator,)
    return not {*around}.isdisjoint(hypothesis.outcomes)


def _indicator(name: str, case: Case, hypotheses: Iterable[Hypothesis], ontology: Ontology) -> Term:
    """The outcome of a case that is meant: one that its hypotheses explain, or that its claims report."""
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


def _likelihoods(test: TestClaim, scale: Scale) -> dict[str, Interval]:
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
    return Trace(test, _likelihoods(test, scale), state, rests_on, test.iri, implied, counted)


def _grouped(traces: Sequence[Trace], *, declared: bool = True) -> Iterable[Trace]:
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


def _left_out(traces: Iterable[Trace], others: Iterable[Claim], case: Case, bases: frozenset[Basis]) -> Unused:
    """The tests whose evidence does not count, and why; and hypotheses and tests about other outcomes."""
    reasons: list[tuple[Claim, Reason | None]] = [(claim, Reason.OTHER_OUTCOME) for claim in others]
    for trace in traces:
        if trace.implied:
            reasons.append((trace.test, Reason.IMPLIED))
        elif trace.state is not trace.test.state:
            reasons.append((trace.test, uncounted(case, trace.test, bases) or Reason.BASIS))
    return by_reason(reasons)


def _priors(given: Mapping[str, Interval], hypotheses: Sequence[Hypothesis]) -> dict[str, Interval]:
    known = {hypothesis.id: hypothesis for hypothesis in hypotheses}
    priors = {}
    for name, prior in given.items():
        found = meant(name, {key: (one.iri,) for key, one in known.items()})
        if len(found) != 1:
            raise UnknownHypothesis(name=name, nearest=suggestion(name, known), known=", ".join(sorted(known)))
        priors[known[found[0]].iri] = prior
    return priors


def _refuse_unfit(weighing: Weighing) -> None:
    """Raise UnfitPrior where priors of hypotheses of which exactly one is true cannot add up to 1."""
    spans = [weighing.priors.get(one.iri, UNKNOWN) for one in weighing.exhaustive]
    low, high = sum(span.low for span in spans), sum(span.high for span in spans)
    if weighing.priors and spans and not (low <= 1.0 + _ROUNDING and high >= 1.0 - _ROUNDING):
        raise UnfitPrior(low=round(low, 3), high=round(high, 3))
