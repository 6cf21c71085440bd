"""Time of weighing explanations by many tests, beside a plain loop over the same numbers, in one run.

Prints Markdown. The loop takes the logarithms of the same ratios and adds them up, as one would without intervals of
what was not looked for, without groups, and without saying what would decide. Time of the processor, in turns; the
fastest counts. Nothing here asserts a time: a target stands beside what was measured.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import time
from collections.abc import Callable, Mapping
from datetime import date
from itertools import combinations
from math import log10
from typing import Any

from msgspec.structs import replace

import collabgraph
from collabgraph.analysis.weighing import Weighing, weigh
from collabgraph.coding import theory
from collabgraph.model import Basis, Case, Hypothesis, Interval, Likelihood, TestClaim, TraceState
from collabgraph.words import Text

#: Turns of each, and the milliseconds that are aimed at for the weights of two hypotheses and what would decide.
TURNS, TARGET = 9, 50
OUTCOME = "https://w3id.org/collabgraph/framework/service-provision#performance"


def main() -> None:
    """A row for each number of hypotheses, without groups and with them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tests", type=int, default=1000)
    given = parser.parse_args()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"{date.today()}, {machine}, Python {platform.python_version()}\n")
    print(f"{given.tests:,} tests. Target: {TARGET} ms for the weights and what would decide of two hypotheses.\n")
    print("| hypotheses | groups | verdicts, ms | and what would decide, ms | a loop, ms | verdicts to loop |")
    print("|---|---|---|---|---|---|")
    for n_hypotheses in (2, 4):
        for groups in (0, given.tests // 10):
            case = made(given.tests, n_hypotheses, groups)
            best = measured(case)
            verdicts, decides, loop = (1000 * best[name] for name in ("verdicts", "decides", "loop"))
            print(
                f"| {n_hypotheses} | {groups} | {verdicts:.1f} | {decides:.1f} | {loop:.1f} | {verdicts / loop:.1f} |"
            )


def made(n_tests: int, n_hypotheses: int, groups: int) -> Case:
    """A case with so many hypotheses of one outcome and tests of all of them, the same in every run."""
    draw = random.Random(n_tests)  # noqa: S311 -- a made case, no secret
    hypotheses = [
        Hypothesis(**stated(f"H{n}"), outcomes=(OUTCOME,), origin=None, excludes=()) for n in range(n_hypotheses)
    ]
    tests = [
        TestClaim(
            **stated(f"E{n}"),
            likelihoods=tuple(Likelihood(one.iri, interval(draw), None) for one in hypotheses),
            state=draw.choice(list(TraceState)),
            where=None,
            traces=(),
            group=f"g{draw.randrange(groups)}" if groups else None,
        )
        for n in range(n_tests)
    ]
    return replace(collabgraph.load("spp-irt"), claims=(*hypotheses, *tests))


def stated(name: str) -> dict[str, Any]:
    """What every claim has."""
    iri, words = f"https://example.org/{name}", Text.same(name)
    common: dict[str, Any] = {"id": name, "iri": iri, "basis": Basis.REPORTED, "attribution": None, "statement": words}
    return {**common, "evidence": (), "date": None, "confidence": None}


def interval(draw: random.Random) -> Interval:
    """A likelihood between 1 and 99 percent, as an interval."""
    return Interval(*sorted((draw.uniform(0.01, 0.99), draw.uniform(0.01, 0.99))))


def measured(case: Case) -> dict[str, float]:
    """The fastest seconds of the processor for each, in turns."""
    ontology = theory.ontology()

    def verdicts() -> Weighing:
        weighing = weigh(case, ontology)
        assert all(pair.verdict for pair in weighing.pairs)
        return weighing

    def decides() -> None:
        weighing = verdicts()
        assert weighing.ask or not weighing.undecided
        assert [pair.would_decide for pair in weighing.pairs]

    works: Mapping[str, Callable[[], object]] = {"verdicts": verdicts, "decides": decides, "loop": lambda: looped(case)}
    best = dict.fromkeys(works, float("inf"))
    for _ in range(TURNS):
        for name, work in works.items():
            gc.collect()
            start = time.process_time()
            work()
            best[name] = min(best[name], time.process_time() - start)
    return best


def looped(case: Case) -> dict[tuple[str, str], tuple[float, float]]:
    """For each pair the sum of the least and of the greatest weights, whatever was found."""
    names = [claim.iri for claim in case.claims if isinstance(claim, Hypothesis)]
    totals = {}
    for a, b in combinations(names, 2):
        low = high = 0.0
        for claim in case.claims:
            if isinstance(claim, TestClaim):
                spans = {one.hypothesis: one.interval for one in claim.likelihoods}
                one, other = spans[a], spans[b]
                assert one is not None
                assert other is not None
                low += 10 * log10(one.low / other.high)
                high += 10 * log10(one.high / other.low)
        totals[a, b] = low, high
    return totals


if __name__ == "__main__":
    main()
