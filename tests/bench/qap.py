"""Time of QAP permutations beside the matrix products they stand for, in one run.

Prints Markdown. "products" multiplies as many n by n matrices, permuted beforehand, with the other network's; "sums"
only takes the sum of products of each such matrix with the other's cells, as one product of a matrix and a vector:
the least that numpy can do. Both are given the permuted matrices; the QAP draws its permutations itself. In turns; the
fastest counts. Nothing here asserts a time: a target stands beside what was measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from collabgraph.analysis.inference import qap_correlation
from collabgraph.analysis.network import Network, from_pairs

#: Turns of each, and the ratio to the products that is aimed at.
TURNS, TARGET = 7, 2.0


def main() -> None:
    """A row for each density."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--actors", type=int, default=60)
    parser.add_argument("--permutations", type=int, default=10_000)
    parser.add_argument("--densities", default="0.05,0.1,0.3,0.5", help="with commas")
    given = parser.parse_args()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    print(f"{date.today()}, {machine}, Python {platform.python_version()}, numpy {np.__version__}\n")
    print(f"{given.permutations:,} permutations of {given.actors} actors, directed. Target: {TARGET} times products.\n")
    print("| density | QAP, ms | products, ms | ratio | sums, ms | ratio |\n|---|---|---|---|---|---|")
    for density in map(float, given.densities.split(",")):
        best = measured(given.actors, density, given.permutations)
        qap, products, sums = (1000 * best[name] for name in ("qap", "products", "sums"))
        print(f"| {density} | {qap:.1f} | {products:.1f} | {qap / products:.2f} | {sums:.1f} | {qap / sums:.2f} |")


def measured(n: int, density: float, permutations: int) -> Mapping[str, float]:
    """The fastest of several turns of each, in seconds."""
    one, other = (drawn(n, density, seed) for seed in (1, 2))
    permuted = relabelled(one, permutations)
    right = other.adjacency.astype(np.float64)
    held_to_each_other(one, other, permuted.reshape(permutations, -1) @ right.ravel())
    work: Mapping[str, Callable[[], object]] = {
        "qap": lambda: qap_correlation(one, other, permutations=permutations),
        "products": lambda: permuted @ right,
        "sums": lambda: permuted.reshape(permutations, -1) @ right.ravel(),
    }
    turns = [{name: seconds(task) for name, task in work.items()} for _ in range(TURNS)]
    return {name: min(turn[name] for turn in turns) for name in work}


def drawn(n: int, density: float, seed: int) -> Network:
    """A directed network with ties at random."""
    actors = [f"a{place:03}" for place in range(n)]
    tied = np.random.default_rng(seed).random((n, n)) < density
    return from_pairs("drawn", actors, [(actors[i], actors[j]) for i, j in np.argwhere(tied) if i != j])


def relabelled(network: Network, permutations: int) -> NDArray[np.float64]:
    """(N, n, n): the network under random orders of its actors."""
    matrix, n = network.adjacency.astype(np.float64), len(network.actors)
    orders = np.random.default_rng(0).permuted(np.tile(np.arange(n), (permutations, 1)), axis=1)
    return np.asarray(matrix[orders[:, :, None], orders[:, None, :]])


def held_to_each_other(one: Network, other: Network, sums: NDArray[np.float64]) -> None:
    """Before timing: both ways find the same correlation, and the same p within the error of so many draws."""
    pairs = ~np.eye(len(one.actors), dtype=bool)
    found = qap_correlation(one, other, permutations=len(sums))
    p = float((sums >= (one.adjacency * other.adjacency).sum()).mean())
    assert found.correlation is not None
    assert found.p_greater is not None
    assert abs(found.correlation - np.corrcoef(one.adjacency[pairs], other.adjacency[pairs])[0, 1]) < 1e-9
    assert abs(found.p_greater - p) < 4.5 * (2 * p * (1 - p) / len(sums)) ** 0.5 + 1 / len(sums)


def seconds(task: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
