"""Any number of inputs in child processes with limits: ``python -m fuzz N [--seed S] [--surface NAME]``."""

from __future__ import annotations

import argparse
import os
import random
import resource
import selectors
import shlex
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

from fuzz.inputs import SECONDS, SURFACES, failure, made

#: What the process may take in bytes, most of it for the engines; the largest input has half a megabyte.
MEMORY = 4 * 1024**3
#: An engine in another language does not hear the alarm; the process is ended a little later.
PATIENCE = SECONDS + 15


def run(count: int, seed: int, surface: str | None, failures: Path) -> Counter[str]:
    """How many inputs were tried of each surface, and how many failed; each failure is a folder in ``failures``."""
    counts: Counter[str] = Counter()
    began, number = time.monotonic(), 0
    while number < count:
        command = [sys.executable, "-m", "fuzz", str(count), "--seed", str(seed), "--start", str(number)]
        command += ["--surface", surface] if surface else []
        with (
            subprocess.Popen(command, stdout=subprocess.PIPE, bufsize=0) as child,
            selectors.DefaultSelector() as selector,
        ):
            assert child.stdout
            selector.register(child.stdout, selectors.EVENT_READ)
            while selector.select(PATIENCE) and (line := child.stdout.readline()):
                reason = bytes.fromhex(line.decode()).decode("utf-8", "replace")
                _count(counts, seed, number, surface, reason, failures)
                number += 1
                if number % 1000 == 0:
                    print(f"{number} inputs, {counts['failed']} failed, {time.monotonic() - began:.0f} s", flush=True)
            child.kill()
        if number < count:
            _count(counts, seed, number, surface, "the process ended, or took too long", failures)
            number += 1
    return counts


def _count(counts: Counter[str], seed: int, number: int, surface: str | None, reason: str, failures: Path) -> None:
    tried = made(seed, number, surface)
    counts[tried.surface] += 1
    if reason:
        counts["failed"] += 1
        folder = failures / f"{seed}-{number}"
        tried.written(folder)
        lines = [f"collabgraph {shlex.join(arguments)}" for arguments in tried.commands]
        text = "\n".join((*lines, "", reason, ""))
        (folder / "failure.txt").write_text(text, encoding="utf-8", errors="backslashreplace")


def _work(count: int, seed: int, surface: str | None, start: int) -> None:
    """Try the inputs from ``start``; a line for each, empty or with the failure in hexadecimal digits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for number in range(start, count):
            reason = failure(made(seed, number, surface)) or ""
            print(reason.encode("utf-8", "backslashreplace").hex(), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--surface", choices=[*SURFACES])
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"))
    parser.add_argument("--start", type=int)
    given = parser.parse_args()
    if given.start is not None:
        _work(given.count, given.seed, given.surface, given.start)
    else:
        print(f"seed {given.seed}", flush=True)
        found = run(given.count, given.seed, given.surface, given.failures)
        print(", ".join(f"{name} {number}" for name, number in sorted(found.items())))
        if found["failed"]:
            print(f"each failing input is in {given.failures}")
        sys.exit(bool(found["failed"]))
