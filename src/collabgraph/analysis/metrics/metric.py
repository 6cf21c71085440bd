"""The description of a metric, the reasons why it may be undefined, and the values for a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from collabgraph.analysis.frames import frame
from collabgraph.analysis.metrics.arrays import Arrays, Flags, Reals
from collabgraph.analysis.network import Network
from collabgraph.words import Text

if TYPE_CHECKING:
    import pandas


class Reason(Struct, frozen=True):
    """Why a metric has no value; ``holds`` gives the networks of a batch for which this is so."""

    words: Text
    holds: Callable[[Arrays], Flags]


class Metric(Struct, frozen=True):
    """A metric: its question, formula, convention and reference, how it is computed, and when it is undefined.

    The ``formula`` is a phrase of the catalogue, to be translated with ``Speech.as_written``. ``compute`` gives (B,)
    for a batch of networks at level "network" and (B, n) at level "actor", NaN for an actor without a value;
    ``details`` gives more about a single network; ``whole`` values are counts. A ``costly`` metric is computed when a
    network is measured, not when it is compared; nor is one that is not ``compared``. One that is costly for many
    actors has the ``most`` for whom it is computed without being asked for by its id. It ``uses`` whether there is a
    tie, or the weights of ties, or their signs.
    """

    id: str
    label: Text
    question: Text
    formula: str
    convention: Text
    reference: str
    level: Literal["network", "actor"]
    compute: Callable[[Arrays], ArrayLike]
    direction: Literal["both", "directed", "undirected"] = "both"
    undefined_when: tuple[Reason, ...] = ()
    details: Callable[[Arrays, Network], Mapping[str, Any]] | None = None
    whole: bool = False
    costly: bool = False
    most: int | None = None
    uses: Literal["presence", "weight", "sign"] = "presence"
    compared: bool = True

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons why it may be undefined, the direction of ties first."""
        return (*_DIRECTION[self.direction], *self.undefined_when)

    def evaluate(self, arrays: Arrays) -> Reals:
        """The values over a batch, NaN where the metric is undefined."""
        undefined = np.zeros(arrays.batch, dtype=bool)
        for reason in self.reasons:
            undefined |= reason.holds(arrays)
        shape = (arrays.batch,) if self.level == "network" else (arrays.batch, arrays.n)
        if undefined.all():
            return np.full(shape, np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.array(self.compute(arrays), dtype=np.float64).reshape(shape)
        values[undefined] = np.nan
        return values

    def left_out(self, n: int) -> Text | None:
        """Why it is left out for n actors unless it is asked for by its id, or None where it is not."""
        if self.most is None or n <= self.most:
            return None
        return Text(
            en=f"left out, costly for {n} actors; ask with --only {self.id}",
            id=f"tidak dihitung karena berat untuk {n} aktor; minta dengan --only {self.id}",
        )

    def why_undefined(self, arrays: Arrays) -> Text | None:
        """The first reason why the metric is undefined for a batch of one, or None."""
        return next((reason.words for reason in self.reasons if reason.holds(arrays)[0]), None)


class Value(Struct, frozen=True):
    """A metric's value, or None with the reason why it is undefined; ``details`` are further figures, if any."""

    value: float | int | None
    undefined: Text | None = None
    details: Mapping[str, Any] | None = None


class Measures(Struct, frozen=True):
    """The metrics of one network: values by metric id, and for every actor (in the network's order) values by id.

    ``undefined`` has the reason for every actor-level metric without values in this network, ``group`` is the attribute
    that groups its actors.
    """

    network: Network
    values: Mapping[str, Value]
    actors: tuple[Mapping[str, float | int | None], ...]
    undefined: Mapping[str, Text]
    group: str = "sector"

    def __repr__(self) -> str:
        """One line: the network, and how many metrics have a value."""
        known = sum(value.value is not None for value in self.values.values())
        names = {name for row in self.actors for name in row}
        return (
            f"<Measures of {self.network.id}: {known} of {len(self.values)} metrics of the network have a value, "
            f"{len(names)} metrics of {len(self.actors)} actors>"
        )

    def to_frame(self, level: Literal["actor", "network"] = "actor", lang: str = "en") -> pandas.DataFrame:
        """A row for each actor with a column for each of its metrics, or a row for each metric of the network.

        Undefined values are missing; the table of the network's metrics has a column with the reason. Raises
        MissingLibrary where pandas is not installed.
        """
        if level == "network":
            rows = [
                (name, value.value, value.undefined[lang] if value.undefined else None)
                for name, value in self.values.items()
            ]
            return frame(("metric", "value", "undefined"), rows)
        names = list(dict.fromkeys(name for row in self.actors for name in row))
        pairs = zip(self.network.actors, self.actors, strict=True)
        return frame(("actor", "label", *names), ((a.id, a.label[lang], *map(row.get, names)) for a, row in pairs))


def always(arrays: Arrays, holds: bool) -> Flags:
    """(B,): the same flag for every network of the batch."""
    return np.full(arrays.batch, holds)


def fewer_than(n: int) -> Reason:
    """The reason that there are fewer actors than the formula needs."""
    words = Text(en=f"fewer than {n} actors", id=f"kurang dari {n} aktor")
    return Reason(words, lambda a: always(a, a.n < n))


UNDIRECTED = Reason(Text(en="ties have no direction", id="relasi tidak berarah"), lambda a: always(a, not a.directed))
DIRECTED = Reason(Text(en="ties have a direction", id="relasi berarah"), lambda a: always(a, a.directed))
NO_TIES = Reason(Text(en="no ties", id="tidak ada relasi"), lambda a: np.asarray(a.ties == 0))
NO_PATHS = Reason(
    Text(en="no path of two ties", id="tidak ada jalur yang terdiri atas dua relasi"),
    lambda a: np.asarray(a.two_paths.sum(axis=(1, 2)) == 0),
)
UNWEIGHTED = Reason(Text(en="every tie weighs 1", id="semua relasi berbobot 1"), lambda a: always(a, a.weights is None))
UNREACHABLE = Reason(
    Text(en="no actor can reach another", id="tidak ada aktor yang dapat mencapai aktor lain"),
    lambda a: np.asarray(~a.reachable.any(axis=(1, 2))),
)
UNCONNECTED = Reason(
    Text(en="the network falls into separate parts", id="jejaring terpecah menjadi komponen yang terpisah"),
    lambda a: ~a.connected,
)

_DIRECTION: Mapping[str, tuple[Reason, ...]] = {"both": (), "directed": (UNDIRECTED,), "undirected": (DIRECTED,)}

FREEMAN = "Freeman 1979, Social Networks 1(3):215-239"
WASSERMAN = "Wasserman & Faust 1994, Social Network Analysis"
BURT = "Burt 1992, Structural Holes"
ONCE = Text(
    en="several kinds of tie between the same two actors count once; no loops",
    id="beberapa jenis relasi antara dua aktor yang sama dihitung sekali; tanpa relasi ke diri sendiri",
)
ALONG = Text(en="along the direction of the ties", id="mengikuti arah relasi")
IGNORED = Text(en="direction ignored", id="arah diabaikan")
