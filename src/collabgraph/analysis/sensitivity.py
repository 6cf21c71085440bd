"""How far a metric changes with the choices that a coder could have made differently."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.codings import Coded, Codings, Measured, Options
from collabgraph.analysis.metrics.arrays import Reals
from collabgraph.analysis.network import GRANULARITIES, Granularity, named_actor
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


class SingleChoices(Struct, frozen=True, dict=True):
    """The choices of coding that differ from those made in one thing, each with the number of its network."""

    measured: Measured
    numbers: Sequence[int]
    names: Sequence[Text]

    @cached_property
    def ranges(self) -> Mapping[str, Range]:
        """The range of each metric over the choices; metrics undefined under every choice are left out."""
        numbers = list(self.numbers)
        found = {metric: _range(values[numbers], self.names) for metric, values in self.measured.values.items()}
        return {metric: span for metric, span in found.items() if span is not None}


def single_choices(
    codings: Codings, measured: Measured, *, granularity: Granularity = "office", systems: bool = True
) -> SingleChoices:
    """As chosen; each basis left out in turn; the other granularity; information systems in or out; each tie left out
    in turn. The networks are added to those to be measured. Raises TooManyActors as ``metrics`` does.
    """
    chosen = Options(0, granularity, systems)
    choices = [(AS_CHOSEN, chosen)]
    for number, basis in enumerate(codings.bases if len(codings.bases) > 1 else (), 1):
        choices.append((Text(en=f"without {basis}", id=f"tanpa {basis}"), replace(chosen, basis=number)))
    for other in GRANULARITIES:
        if other != granularity:
            name = Text(en=f"granularity {other}", id=f"granularitas {other}")
            choices.append((name, replace(chosen, granularity=other)))
    name = Text(en="without systems", id="tanpa sistem") if systems else Text(en="with systems", id="dengan sistem")
    choices.append((name, replace(chosen, systems=not systems)))
    numbers = [measured.add(codings.coded(options)) for _, options in choices]
    net = codings.coded(chosen)
    places = net.places.tolist()
    names = [*(name for name, _ in choices), *(_name(codings, net, place) for place in places)]
    return SingleChoices(measured, [*numbers, *(measured.add(net, place) for place in places)], names)


def sensitivity(
    case: Case,
    ids: Collection[str],
    *,
    bases: Collection[Basis] = DEFAULT_BASES,
    granularity: Granularity = "office",
    systems: bool = True,
) -> Mapping[str, Range]:
    """The range of network-level metrics of a case, by id; metrics undefined under every choice are left out.

    The choices are those of ``single_choices``, which it raises as.
    """
    codings, measured = Codings.of(case, bases), Measured(ids)
    return single_choices(codings, measured, granularity=granularity, systems=systems).ranges


def _name(codings: Codings, net: Coded, place: int) -> Text:
    """The choice to leave out one tie, a position in the flat adjacency."""
    ends = (codings.actors[net.kept[end]] for end in divmod(place, len(net.kept)))
    pair = " > ".join(named_actor(codings.case, actor.iri).id for actor in ends)
    return Text(en=f"without {pair}", id=f"tanpa {pair}")


def _range(values: Reals, names: Sequence[Text]) -> Range | None:
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return None
    lowest, highest = known[values[known].argmin()], known[values[known].argmax()]
    ends = float(values[lowest]), float(values[highest])
    return Range(*ends, names[lowest], names[highest], len(values) - len(known))
