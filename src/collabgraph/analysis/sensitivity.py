"""How far a metric changes with the choices that a coder could have made differently."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct

from collabgraph.analysis.metrics import arrays, evaluate
from collabgraph.analysis.metrics.arrays import Reals, coded, refuse_too_many
from collabgraph.analysis.network import GRANULARITIES, Granularity, Network, Tie, network
from collabgraph.model import DEFAULT_BASES, Basis, Case
from collabgraph.words import Text

AS_CHOSEN = Text(en="as chosen", id="sesuai pilihan")


class Range(Struct, frozen=True):
    """The lowest and highest value of a metric over the choices, and which choice gives each.

    ``undefined`` counts the choices under which the metric has no value.
    """

    low: float
    high: float
    lowest: Text
    highest: Text
    undefined: int

    def overlaps(self, other: Range) -> bool:
        """Whether some value lies in both ranges."""
        return self.low <= other.high and other.low <= self.high


def sensitivity(
    case: Case,
    ids: Collection[str],
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    granularity: Granularity = "office",
    systems: bool = True,
) -> Mapping[str, Range]:
    """The range of network-level metrics of a case, by id; metrics undefined under every choice are left out.

    The choices: as chosen; each basis left out in turn; the other granularity; information systems in or out; each tie
    left out in turn. Raises TooManyActors as ``metrics`` does.
    """
    chosen = network(case, bases=bases, granularity=granularity, systems=systems)
    values: dict[str, list[tuple[float, Text]]] = {metric: [] for metric in ids}
    for choice, net in [(AS_CHOSEN, chosen), *_other_choices(case, frozenset(bases), granularity, systems)]:
        refuse_too_many(net)
        for metric, numbers in _values(ids, net.adjacency[None].astype(np.float64), net).items():
            values[metric].append((numbers[0], choice))
    for networks, choices in _one_tie_removed(chosen):
        for metric, numbers in _values(ids, networks, chosen).items():
            values[metric] += zip(numbers.tolist(), choices, strict=True)
    ranges = {metric: _range(by_choice) for metric, by_choice in values.items()}
    return {metric: span for metric, span in ranges.items() if span is not None}


def _other_choices(
    case: Case, bases: frozenset[Basis], granularity: Granularity, systems: bool
) -> Iterator[tuple[Text, Network]]:
    for basis in Basis:
        if basis in bases and len(bases) > 1:
            choice = Text(en=f"without {basis}", id=f"tanpa {basis}")
            yield choice, network(case, bases=bases - {basis}, granularity=granularity, systems=systems)
    for other in GRANULARITIES:
        if other != granularity:
            choice = Text(en=f"granularity {other}", id=f"granularitas {other}")
            yield choice, network(case, bases=bases, granularity=other, systems=systems)
    choice = Text(en="without systems", id="tanpa sistem") if systems else Text(en="with systems", id="dengan sistem")
    yield choice, network(case, bases=bases, granularity=granularity, systems=not systems)


def _one_tie_removed(net: Network) -> Iterator[tuple[Reals, list[Text]]]:
    """(m, n, n): the network without one tie after another, and the names of these choices; a few at a time.

    All at once would need as many arrays as there are ties: 0.7 GB for 300 actors with 1,000 ties.
    """
    at_once = max(1, arrays.CELLS // max(1, len(net.actors) ** 2))
    for first in range(0, len(net.ties), at_once):
        ties = net.ties[first : first + at_once]
        yield _without_one(net, ties), [_name(net, tie) for tie in ties]


def _without_one(net: Network, ties: Sequence[Tie]) -> Reals:
    """(m, n, n): the network without the first of the ties, without the second, and so on."""
    stack = np.repeat(net.adjacency[None].astype(np.float64), len(ties), axis=0)
    for position, tie in enumerate(ties):
        stack[position, tie.sender, tie.receiver] = 0
        if not net.directed:
            stack[position, tie.receiver, tie.sender] = 0
    return stack


def _name(net: Network, tie: Tie) -> Text:
    pair = f"{net.actors[tie.sender].id} > {net.actors[tie.receiver].id}"
    return Text(en=f"without {pair}", id=f"tanpa {pair}")


def _values(ids: Collection[str], stack: Reals, net: Network) -> dict[str, Reals]:
    groups, levels = coded(net.groups("sector")), coded(net.groups("level"))
    return evaluate(ids, stack, net.directed, groups, levels=levels, one_way=arrays.one_way(net))


def _range(values: list[tuple[float, Text]]) -> Range | None:
    known = [(value, choice) for value, choice in values if not np.isnan(value)]
    if not known:
        return None
    (low, lowest), (high, highest) = (pick(known, key=lambda pair: pair[0]) for pick in (min, max))
    return Range(float(low), float(high), lowest, highest, len(values) - len(known))
