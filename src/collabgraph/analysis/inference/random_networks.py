"""Where the metrics of a network stand among random networks of the same size."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.inference import draws
from collabgraph.analysis.inference.draws import EQUAL, Reals, Whole, p, portions, refuse_fewer_than
from collabgraph.analysis.inference.pairs import cells
from collabgraph.analysis.metrics import NETWORK_LEVEL, Arrays, evaluate
from collabgraph.analysis.metrics.arrays import of_network
from collabgraph.analysis.network import Network
from collabgraph.words import Text

Condition = Literal["ties"]

EQUALLY_LIKELY = Text(
    en="random networks with as many actors and as many ties, each equally likely",
    id="jejaring acak dengan jumlah aktor dan jumlah relasi yang sama, masing-masing berpeluang sama",
)
_NEVER_DEFINED = Text(
    en="undefined in every random network that was drawn", id="tidak terdefinisi pada semua jejaring acak yang diambil"
)
_SAME_BY_DESIGN = Text(
    en="every random network that was drawn has this same value",
    id="semua jejaring acak yang diambil memiliki nilai yang sama ini",
)


class CugResult(Struct, frozen=True):
    """Where a network's value of a metric stands among random networks with as many actors and ties.

    ``percentile`` is the share of them below it, equals counted half, times 100. ``undefined_samples`` of the
    ``samples`` have no value and are left out. Where the percentile and the p-values are None, ``undefined`` says why.
    """

    metric: str
    value: float | None
    n: int
    ties: int
    samples: int
    undefined_samples: int
    seed: int
    mean: float | None = None
    sd: float | None = None
    quantiles: tuple[float, float, float] | None = None
    percentile: float | None = None
    p_greater: float | None = None
    p_less: float | None = None
    undefined: Text | None = None
    null: Text = EQUALLY_LIKELY


def cug(
    network: Network,
    metric: str,
    *,
    samples: int = 1000,
    seed: int = 0,
    condition: Condition = "ties",
    group: str = "sector",
) -> CugResult:
    """Where a network's value of a metric stands among random networks with as many actors and ties.

    Conditional uniform graph test (Anderson, Butts & Carley 1999, Social Networks 21(3):239-267): networks of
    different size are comparable by their percentiles, not by their values. ``group`` is the attribute that groups
    the actors, who keep their groups. A metric that is costly takes as long for every sample. Raises ValueError for an
    unknown metric of networks, or an unknown condition.

    >>> from collabgraph.analysis.network import from_pairs
    >>> triangles = from_pairs("triangles", "abcdefgh", zip("abacefeg", "bccdfggh"), directed=False)
    >>> result = cug(triangles, "transitivity")
    >>> result.value, result.percentile > 90, result.samples, result.seed
    (0.6, True, 1000, 0)
    """
    return cugs(network, [metric], samples=samples, seed=seed, condition=condition, group=group)[metric]


def cugs(
    network: Network,
    ids: Sequence[str],
    *,
    samples: int = 1000,
    seed: int = 0,
    condition: Condition = "ties",
    group: str = "sector",
) -> dict[str, CugResult]:
    """What ``cug`` gives for several metrics, by id, over the same random networks.

    >>> from collabgraph.analysis.network import from_pairs
    >>> star = from_pairs("star", "abcde", zip("aaaa", "bcde"), directed=False)
    >>> results = cugs(star, ["degree_centralization", "density"], samples=99)
    >>> results["degree_centralization"].p_greater < 0.2, results["density"].undefined["en"]
    (True, 'every random network that was drawn has this same value')
    """
    refuse_fewer_than(1, samples, "samples")
    if condition != "ties":
        raise ValueError(f"There is no condition '{condition}'. Conditions: ties.")
    if unknown := [name for name in ids if name not in NETWORK_LEVEL]:
        raise ValueError(f"'{unknown[0]}' is not a metric of a network. Metrics: {', '.join(NETWORK_LEVEL)}.")
    arrays = of_network(network, group)
    observed = {name: float(NETWORK_LEVEL[name].evaluate(arrays)[0]) for name in ids}
    drawn = _drawn(network, [name for name in ids if not math.isnan(observed[name])], arrays, samples, seed)
    empty = CugResult("", None, arrays.n, _ties(network), samples, 0, seed)
    return {
        name: _ranked(replace(empty, metric=name), observed[name], drawn[name])
        if name in drawn
        else replace(empty, metric=name, undefined=NETWORK_LEVEL[name].why_undefined(arrays))
        for name in ids
    }


def _drawn(network: Network, ids: Sequence[str], arrays: Arrays, samples: int, seed: int) -> dict[str, Reals]:
    """By metric id, the values (samples,) of random networks whose actors keep their groups."""
    batches = _random_networks(network, samples, seed) if ids else iter(())
    results = [evaluate(ids, batch, network.directed, arrays.groups, levels=arrays.levels) for batch in batches]
    return {name: np.concatenate([values[name] for values in results]) for name in ids}


def _random_networks(network: Network, samples: int, seed: int) -> Iterator[Reals]:
    """Batches (B, n, n) of networks on the same actors with as many ties, each equally likely."""
    random = np.random.Generator(np.random.PCG64(seed))
    n = len(network.actors)
    rows, columns = cells(n, network.directed)
    for count in portions(samples, draws.HELD // max(n * n, 1)):
        batch = np.zeros((count, n, n))
        chosen = _chosen(random.random((count, len(rows))), _ties(network))
        batch[np.arange(count)[:, None], rows[chosen], columns[chosen]] = 1.0
        yield batch if network.directed else batch + batch.transpose(0, 2, 1)


def _chosen(numbers: Reals, ties: int) -> Whole:
    """The columns of the smallest numbers of each row, as many as there are ties."""
    if ties == 0:
        return np.zeros((len(numbers), 0), dtype=np.int64)
    return numbers.argpartition(ties - 1, axis=1)[:, :ties]


def _ties(network: Network) -> int:
    return int(network.adjacency.sum()) // (1 if network.directed else 2)


def _ranked(result: CugResult, value: float, drawn: Reals) -> CugResult:
    """The result with the value and its rank among those drawn."""
    chance = drawn[~np.isnan(drawn)]
    result = replace(result, value=value, undefined_samples=len(drawn) - len(chance))
    if not len(chance):
        return replace(result, undefined=_NEVER_DEFINED)
    low, middle, high = (float(quantile) for quantile in np.quantile(chance, (0.05, 0.5, 0.95)))
    sd = float(chance.std(ddof=1)) if len(chance) > 1 else 0.0
    result = replace(result, mean=float(chance.mean()), sd=sd, quantiles=(low, middle, high))
    # the value of the same network with its actors in another order may differ in the last digit
    equal = abs(chance - value) <= EQUAL * max(1.0, abs(value))
    if equal.all():
        return replace(result, undefined=_SAME_BY_DESIGN)
    below, above = (chance < value) & ~equal, (chance > value) & ~equal
    percentile = 100 * (int(below.sum()) + int(equal.sum()) / 2) / len(chance)
    return replace(result, percentile=percentile, p_greater=p(~below), p_less=p(~above))
