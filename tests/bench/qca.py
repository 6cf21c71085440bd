"""Time of minimizing truth tables, beside setqca in one run; and of implicants of tables with unknown cells.

Prints Markdown. Cases are drawn: a rule of three terms, with 2 % of the outcomes wrong ("rule") or 10 % ("noisy").
Before timing, both must find the same tied models of a table of 6 conditions. setqca is given a limit of seconds, in a
process of its own; "over" means that it had no answer by then. What is timed is CPU time (the machine may be busy); in
turns, the fastest counts. Nothing here asserts a time: a target stands beside what was measured.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from importlib.metadata import version
from typing import TypeVar

import numpy as np
import pandas as pd
from setqca import FSQCA, Implicant

from collabgraph.analysis.many.memberships import FREE, Conjunction, Memberships, of_degrees
from collabgraph.analysis.many.minimization import Models
from collabgraph.analysis.many.possible import implicants
from collabgraph.analysis.many.solutions import observed, solution
from collabgraph.analysis.many.truth_tables import Cuts, truth_table

TURNS, CUT = 3, 0.8
Answer = TypeVar("Answer")
#: Conditions, cases, and the target of seconds.
SIZES = {(6, 30): None, (8, 60): None, (10, 200): 1.0, (15, 500): 10.0}
ERRORS = {"rule": 0.02, "noisy": 0.1}


def main() -> None:
    """A table of parsimonious solutions, and one of implicants."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=60, help="seconds that setqca may take")
    limit = parser.parse_args().limit
    held_to_each_other(drawn(6, 30, 0.1))
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"{date.today()}, {machine}, Python {platform.python_version()}, setqca {version('setqca')}\n")
    print("Parsimonious solutions with all tied models, CPU seconds.\n")
    print("| conditions, cases | outcomes | primes | models | terms | collabgraph | target | setqca |")
    print("|---|---|---|---|---|---|---|---|")
    for (n, cases), target in SIZES.items():
        for kind, errors in ERRORS.items():
            table = drawn(n, cases, errors)
            found, ours = fastest(partial(ours_of, table))
            theirs = in_its_own_process(table, limit)
            models = f"{len(found.models)}" if found.complete else f"at least {len(found.models)}"
            terms = f"{len(found.models[0])}" + ("" if found.proved else " (not proved least)")
            cells = (f"{n}, {cases}", kind, len(found.primes), models, terms, f"{ours:.2f}", target or "", theirs)
            print("|", " | ".join(map(str, cells)), "|", flush=True)
    print("\nCertain and possible prime implicants, CPU seconds; target: 2.\n")
    print("| conditions, cases | unknown cells | certain | possible | collabgraph |\n|---|---|---|---|---|")
    for n, cases, unknown in ((10, 40, 60), (10, 200, 60)):
        table = with_unknown(drawn(n, cases, 0.02), unknown)
        found_, seconds = fastest(partial(implicants, table))
        print(f"| {n}, {cases} | {unknown} | {len(found_.certain)} | {len(found_.possible)} | {seconds:.2f} |")


def drawn(n: int, cases: int, errors: float) -> Memberships:
    """Cases whose outcome follows a rule of three terms, but for this share of errors."""
    rng = np.random.default_rng(n)
    x = rng.integers(0, 2, (cases, n)).astype(bool)
    y = (x[:, 0] & x[:, 1]) | (x[:, 2] & ~x[:, 3]) | (x[:, 4] & x[:, 5] & ~x[:, 0])
    y ^= rng.random(cases) < errors
    degrees, outcome = x.astype(float), y.astype(float)
    names = [f"C{k}" for k in range(n)]
    return of_degrees([str(each) for each in range(cases)], names, "Y", degrees, degrees, outcome, outcome)


def with_unknown(table: Memberships, cells: int) -> Memberships:
    """The same with so many cells unknown."""
    low = np.column_stack([each[:, 1] for each in table.low])
    high = low.copy()
    chosen = np.random.default_rng(1).choice(low.size, cells, replace=False)
    low.flat[chosen], high.flat[chosen] = 0, 1
    return of_degrees(
        table.cases, table.conditions, table.outcome, low, high, table.outcome_low, table.outcome_high
    )  # fmt: skip


def ours_of(table: Memberships) -> Models:
    """The parsimonious models by collabgraph."""
    return solution(observed(truth_table(table, Cuts(CUT))), "parsimonious").models


def theirs_of(table: Memberships) -> set[frozenset[Conjunction]]:
    """The parsimonious models by setqca, up to 1000, as terms of ours."""
    frame = pd.DataFrame({name: low[:, 1] for name, low in zip(table.conditions, table.low, strict=True)})
    frame["Y"] = table.outcome_low
    found = FSQCA(consistency=CUT, max_solutions=1000).fit(frame, outcome="Y", conditions=list(table.conditions))
    return {frozenset(map(term_of, model.boolean.implicants)) for model in found.parsimonious}


def term_of(implicant: Implicant) -> Conjunction:
    """An implicant of setqca as a term of ours."""
    return tuple(FREE if level is None else level for level in implicant.pattern)


def held_to_each_other(table: Memberships) -> None:
    """Before timing: both ways find the same models."""
    ours, theirs = {frozenset(model) for model in ours_of(table).models}, theirs_of(table)
    assert ours == theirs, (ours - theirs, theirs - ours)


def fastest(task: Callable[[], Answer]) -> tuple[Answer, float]:
    """What a task gives, and the CPU seconds of its fastest turn."""
    best = float("inf")
    for _ in range(TURNS):
        start = time.process_time()
        answer = task()
        best = min(best, time.process_time() - start)
    return answer, best


def in_its_own_process(table: Memberships, limit: float) -> str:
    """The CPU seconds of setqca, or that it took more than the limit."""
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[float | str] = context.Queue()
    process = context.Process(target=timed, args=(table, answers))
    process.start()
    process.join(limit)
    if process.is_alive():
        process.kill()
        process.join()
        return f"over {limit:g}"
    return f"{answers.get():.2f}" if process.exitcode == 0 else "failed"


def timed(table: Memberships, answers: multiprocessing.Queue[float | str]) -> None:
    """The CPU seconds of setqca, its imports left out."""
    start = time.process_time()
    theirs_of(table)
    answers.put(time.process_time() - start)


if __name__ == "__main__":
    main()
