"""Two hypotheses weighed against each other: the verdict, what it rests on, and what would decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from math import inf

from msgspec import Struct

from collabgraph.analysis.weighing.traces import Trace
from collabgraph.analysis.weighing.weights import (
    NOTHING,
    ROUNDING,
    Group,
    found_weight,
    hull,
    missed_weight,
    of_group,
    single,
    sum_of,
    total,
    without_each,
)
from collabgraph.model import Hypothesis, Interval, TestClaim, TraceState

_ENDS = ("low", "high")
#: Of so many tests it is tried whether they can be left out of a set that decides together.
_MOST_PRUNED = 60


def excludes(one: Hypothesis, other: Hypothesis) -> bool:
    """Whether two hypotheses cannot both be true, as either of them says."""
    return other.iri in one.excludes or one.iri in other.excludes


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


def weighed(trace: Trace, one: Interval, other: Interval) -> WeighedTest:
    """A test weighed between two hypotheses, from its likelihoods under them."""
    found, missed = found_weight(one, other), missed_weight(one, other)
    if trace.implied:
        weight = NOTHING
    elif trace.open:
        weight = hull(found, missed, NOTHING)
    else:
        weight = found if trace.state is TraceState.FOUND else missed
    return WeighedTest(trace, found, missed, weight)


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
        return {name: of_group(test.weight for test in tests) for name, tests in self._groups.items()}

    @cached_property
    def weight(self) -> Interval:
        """What all tests weigh together, whatever those that were not looked for turn out to be."""
        return total(self.group_weights.values())

    @cached_property
    def known(self) -> Interval:
        """What the tests that were looked for weigh together, the others left aside."""
        looked_for = ([t.weight for t in tests if not t.trace.open] for tests in self._groups.values())
        return total(map(of_group, looked_for))

    @property
    def favoured(self) -> Hypothesis | None:
        """The hypothesis that the evidence decides for, None where it is undecided."""
        return {"a": self.a, "b": self.b}.get(self.verdict)

    @property
    def verdict(self) -> str:
        """ "a" or "b", whose lead is above the threshold whatever is unknown, or "undecided"."""
        return self._verdict(self.weight)

    def _verdict(self, weight: Interval) -> str:
        if weight.low > self.threshold + ROUNDING:
            return "a"
        return "b" if weight.high < -self.threshold - ROUNDING else "undecided"

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
        lows, highs = (without_each([getattr(span, end) for span in self.group_weights.values()], 0.0) for end in _ENDS)
        for tests, low, high in zip(self._groups.values(), lows, highs, strict=True):
            beside = without_each([single(test.weight) for test in tests], Group()) if len(tests) > 1 else [Group()]
            for test, rest in zip(tests, beside, strict=True):
                for answer in answers(test):
                    if len(tests) == 1:
                        group = answer or NOTHING
                    else:
                        group = (rest if answer is None else rest + single(answer)).weight
                    yield test, sum_of(low + group.low, high + group.high)

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
            name: of_group(
                best[test.trace.test.iri] if test.trace.test.iri in answers else test.weight
                for test in self._groups[name]
            )
            for name in groups
        }
        return self._verdict(total({**self.group_weights, **changed}.values())) == side
