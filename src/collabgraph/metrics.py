"""Measures of a network: each a record with its question, formula, convention, reference, and when it is undefined."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import rustworkx as rx
from numpy.typing import NDArray

from collabgraph.network import Network
from collabgraph.phrases import Text

#: A number, or the reason why there is none.
Outcome = float | int | Text

FEWER_THAN_2 = Text("fewer than 2 actors", "kurang dari 2 aktor")
FEWER_THAN_3 = Text("fewer than 3 actors", "kurang dari 3 aktor")
NO_TIES = Text("no ties", "tidak ada hubungan")
NO_PATHS = Text("no path of two ties", "tidak ada jalur yang terdiri atas dua hubungan")
UNREACHABLE = Text("no actor can reach another", "tidak ada aktor yang dapat mencapai aktor lain")
UNDIRECTED = Text("ties have no direction", "hubungan tidak berarah")
NO_GROUPED_TIES = Text(
    "no ties between actors whose group is known", "tidak ada hubungan antaraktor yang kelompoknya diketahui"
)
ONE_GROUP = Text("all actors are in one group", "semua aktor berada dalam satu kelompok")
ALL_APART = Text("every actor is a group of its own", "setiap aktor merupakan kelompok tersendiri")


@dataclass(frozen=True)
class Metric:
    """What a measure asks, how it is computed, by which convention and after whom."""

    id: str
    label: Text
    question: Text
    formula: str
    convention: Text
    reference: str
    level: Literal["network", "actor"]
    compute: Callable[[Arrays], Outcome] | Callable[[Arrays], NDArray[np.float64] | Text]


@dataclass(frozen=True)
class Value:
    """A metric's value, or None with the reason why it is undefined."""

    value: float | int | None
    undefined: Text | None = None


@dataclass(frozen=True)
class Measures:
    """Every metric of one network: values by metric id, and for each actor (in the network's order) values by id.

    ``undefined`` says why an actor-level metric has no values in this network.
    """

    network: Network
    values: Mapping[str, Value]
    actors: tuple[Mapping[str, float | int | None], ...]
    undefined: Mapping[str, Text]


@dataclass(frozen=True)
class Arrays:
    """The arrays that several metrics share, each computed once."""

    network: Network

    @property
    def n(self) -> int:
        """The number of actors."""
        return len(self.network.actors)

    @cached_property
    def ties(self) -> int:
        """The number of ties: ordered pairs when directed, unordered otherwise."""
        return int(self.adjacency.sum()) // (1 if self.directed else 2)

    @property
    def directed(self) -> bool:
        """Whether ties have a direction."""
        return self.network.directed

    @property
    def adjacency(self) -> NDArray[np.int64]:
        """n by n, 0 and 1."""
        return self.network.adjacency

    @cached_property
    def graph(self) -> Any:
        """The same network for rustworkx."""
        graph = rx.PyDiGraph(multigraph=False) if self.directed else rx.PyGraph(multigraph=False)
        graph.add_nodes_from(range(self.n))
        graph.add_edges_from_no_data([(tie.sender, tie.receiver) for tie in self.network.ties])
        return graph

    @cached_property
    def indegree(self) -> NDArray[np.int64]:
        """Ties received by each actor."""
        return np.asarray(self.adjacency.sum(axis=0))

    @cached_property
    def outdegree(self) -> NDArray[np.int64]:
        """Ties sent by each actor."""
        return np.asarray(self.adjacency.sum(axis=1))

    @cached_property
    def degree(self) -> NDArray[np.int64]:
        """Received and sent ties; the neighbours when undirected."""
        return self.indegree + self.outdegree if self.directed else self.outdegree

    @cached_property
    def distances(self) -> NDArray[np.float64]:
        """Shortest path lengths along the ties, infinite where there is no path, 0 on the diagonal."""
        if self.n == 0:
            return np.zeros((0, 0))
        matrix = rx.distance_matrix(self.graph, null_value=np.inf)
        np.fill_diagonal(matrix, 0.0)
        return np.asarray(matrix)

    @cached_property
    def betweenness(self) -> NDArray[np.float64]:
        """Raw betweenness; each unordered pair counts once when undirected."""
        found = rx.betweenness_centrality(self.graph, normalized=False)
        return np.array([found[place] for place in range(self.n)])

    @cached_property
    def dyads(self) -> tuple[int, int]:
        """The mutual and the asymmetric pairs of a directed network."""
        mutual = int((self.adjacency & self.adjacency.T).sum()) // 2
        return mutual, self.ties - 2 * mutual


def _centralization(values: NDArray[np.int64] | NDArray[np.float64], largest: float) -> float:
    return float((values.max() - values).sum() / largest)


def _density(a: Arrays) -> Outcome:
    pairs = a.n * (a.n - 1) / (1 if a.directed else 2)
    return a.ties / pairs if a.n >= 2 else FEWER_THAN_2


def _in_degree_centralization(a: Arrays) -> Outcome:
    if not a.directed:
        return UNDIRECTED
    return FEWER_THAN_3 if a.n < 3 else _centralization(a.indegree, (a.n - 1) ** 2)


def _out_degree_centralization(a: Arrays) -> Outcome:
    if not a.directed:
        return UNDIRECTED
    return FEWER_THAN_3 if a.n < 3 else _centralization(a.outdegree, (a.n - 1) ** 2)


def _degree_centralization(a: Arrays) -> Outcome:
    if a.n < 3:
        return FEWER_THAN_3
    return _centralization(a.degree, (2 if a.directed else 1) * (a.n - 1) * (a.n - 2))


def _betweenness_centralization(a: Arrays) -> Outcome:
    if a.n < 3:
        return FEWER_THAN_3
    return _centralization(a.betweenness, (a.n - 1) ** 2 * (a.n - 2) / (1 if a.directed else 2))


def _reciprocity_arc(a: Arrays) -> Outcome:
    if not a.directed:
        return UNDIRECTED
    return 2 * a.dyads[0] / a.ties if a.ties else NO_TIES


def _reciprocity_dyad(a: Arrays) -> Outcome:
    if not a.directed:
        return UNDIRECTED
    return a.dyads[0] / sum(a.dyads) if a.ties else NO_TIES


def _transitivity(a: Arrays) -> Outcome:
    paths = a.adjacency @ a.adjacency
    np.fill_diagonal(paths, 0)
    return float((paths * a.adjacency).sum() / paths.sum()) if paths.sum() else NO_PATHS


def _mean_distance(a: Arrays) -> Outcome:
    reached = a.distances[np.isfinite(a.distances) & (a.distances > 0)]
    return float(reached.mean()) if reached.size else UNREACHABLE


def _components_weak(a: Arrays) -> Outcome:
    count = rx.number_weakly_connected_components if a.directed else rx.number_connected_components
    return int(count(a.graph))


def _components_strong(a: Arrays) -> Outcome:
    return len(rx.strongly_connected_components(a.graph)) if a.directed else UNDIRECTED


def _ei_index(a: Arrays) -> Outcome:
    groups = a.network.groups("sector")
    known = [group for group in groups if group is not None]
    ends = [(groups[tie.sender], groups[tie.receiver]) for tie in a.network.ties]
    grouped = [pair for pair in ends if None not in pair]
    if not grouped:
        return NO_GROUPED_TIES
    if len(set(known)) == 1:
        return ONE_GROUP
    if len(set(known)) == len(known):
        return ALL_APART
    external = sum(sender != receiver for sender, receiver in grouped)
    return (2 * external - len(grouped)) / len(grouped)


def _harmonic_closeness(a: Arrays) -> NDArray[np.float64] | Text:
    if a.n < 2:
        return FEWER_THAN_2
    away = a.distances > 0
    inverse = np.divide(1.0, a.distances, out=np.zeros_like(a.distances), where=away)
    return np.asarray(inverse.sum(axis=1) / (a.n - 1))


_FREEMAN = "Freeman 1979, Social Networks 1(3):215-239"
_WASSERMAN = "Wasserman & Faust 1994, Social Network Analysis"
_ONCE = Text(
    "several kinds of tie between the same two actors count once; no loops",
    "beberapa jenis hubungan antara dua aktor yang sama dihitung sekali; tanpa hubungan ke diri sendiri",
)
_ALONG = Text("along the direction of the ties", "mengikuti arah hubungan")

_NETWORK_LEVEL = (
    Metric(
        "n_actors", Text("actors", "aktor"), Text("How many take part?", "Berapa aktor yang terlibat?"),
        "n", Text("actors without ties included", "termasuk aktor tanpa hubungan"), _WASSERMAN,
        "network", lambda a: a.n,
    ),
    Metric(
        "n_ties", Text("ties", "hubungan"), Text("How many ties are there?", "Berapa banyak hubungan yang ada?"),
        "m: ordered pairs when directed, unordered otherwise", _ONCE, _WASSERMAN, "network", lambda a: a.ties,
    ),
    Metric(
        "isolates", Text("actors without ties", "aktor tanpa hubungan"),
        Text("How many stand apart?", "Berapa aktor yang berdiri sendiri?"),
        "number of i with degree 0", _ONCE, _WASSERMAN, "network", lambda a: int((a.degree == 0).sum()),
    ),
    Metric(
        "density", Text("density", "kepadatan"),
        Text(
            "What share of the possible ties is there?",
            "Dari semua hubungan yang dimungkinkan, berapa bagian yang benar-benar ada?",
        ),
        "directed m/(n(n-1)), undirected 2m/(n(n-1))", _ONCE, _WASSERMAN, "network", _density,
    ),
    Metric(
        "in_degree_centralization", Text("in-degree centralization", "sentralisasi hubungan masuk"),
        Text("Do ties run towards a few actors?", "Apakah hubungan mengarah ke segelintir aktor?"),
        "sum(max d - d)/(n-1)^2, d ties received", _ONCE, _FREEMAN, "network", _in_degree_centralization,
    ),
    Metric(
        "out_degree_centralization", Text("out-degree centralization", "sentralisasi hubungan keluar"),
        Text("Do ties start from a few actors?", "Apakah hubungan berasal dari segelintir aktor?"),
        "sum(max d - d)/(n-1)^2, d ties sent", _ONCE, _FREEMAN, "network", _out_degree_centralization,
    ),
    Metric(
        "degree_centralization", Text("degree centralization", "sentralisasi derajat"),
        Text("Is the network built around a few actors?", "Apakah jejaring bertumpu pada segelintir aktor?"),
        "sum(max d - d)/((n-1)(n-2)), twice that when directed (d sent and received)", _ONCE, _FREEMAN,
        "network", _degree_centralization,
    ),
    Metric(
        "betweenness_centralization", Text("betweenness centralization", "sentralisasi keperantaraan"),
        Text("Does a few actors' brokerage hold it together?", "Apakah jejaring bergantung pada segelintir perantara?"),
        "sum(max b - b)/D, D = (n-1)^2(n-2), half of it when undirected", _ALONG, _FREEMAN,
        "network", _betweenness_centralization,
    ),
    Metric(
        "reciprocity_arc", Text("reciprocity of ties", "resiprositas hubungan"),
        Text("What share of the ties is answered?", "Berapa bagian hubungan yang berbalas?"),
        "2M/(2M+A), M mutual and A asymmetric pairs", _ONCE, _WASSERMAN, "network", _reciprocity_arc,
    ),
    Metric(
        "reciprocity_dyad", Text("reciprocity of pairs", "resiprositas pasangan"),
        Text(
            "What share of the tied pairs is mutual?",
            "Dari pasangan aktor yang berhubungan, berapa bagian yang timbal balik?",
        ),
        "M/(M+A)", _ONCE, _WASSERMAN, "network", _reciprocity_dyad,
    ),
    Metric(
        "transitivity", Text("transitivity", "transitivitas"),
        Text("Are one's partners' partners also one's own?", "Apakah mitra dari mitra juga menjadi mitra?"),
        "share of i->j->k, all distinct, with i->k", Text("'weak' when directed", "'lemah' bila berarah"), _WASSERMAN,
        "network", _transitivity,
    ),
    Metric(
        "mean_distance", Text("mean distance", "jarak rata-rata"),
        Text("How many ties apart are actors?", "Berapa hubungan jauhnya satu aktor dari aktor lain?"),
        "mean of d(i,j) over reachable ordered pairs", _ALONG, _WASSERMAN, "network", _mean_distance,
    ),
    Metric(
        "components_weak", Text("separate parts", "bagian terpisah"),
        Text("Into how many parts does it fall?", "Jejaring terpecah menjadi berapa bagian?"),
        "weakly connected components; an isolate is one", Text("direction ignored", "arah diabaikan"), _WASSERMAN,
        "network", _components_weak,
    ),
    Metric(
        "components_strong", Text("parts that reach each other", "bagian yang saling terjangkau"),
        Text("How many groups can all reach one another?", "Berapa kelompok yang anggotanya saling terjangkau?"),
        "strongly connected components", _ALONG, _WASSERMAN, "network", _components_strong,
    ),
    Metric(
        "ei_index", Text("E-I index by sector", "indeks E-I menurut sektor"),
        Text(
            "Do ties cross sectors (+1) or stay inside (-1)?",
            "Apakah hubungan melintasi sektor (+1) atau tetap di dalam (-1)?",
        ),
        "(E-I)/(E+I) over ties between actors of known sector", _ONCE,
        "Krackhardt & Stern 1988, Social Psychology Quarterly 51(2):123-140", "network", _ei_index,
    ),
)  # fmt: skip

_ACTOR_LEVEL = (
    Metric(
        "in_degree", Text("ties received", "hubungan masuk"), Text("Who is turned to?", "Siapa yang dituju?"),
        "column sum", _ONCE, _FREEMAN, "actor", lambda a: a.indegree if a.directed else UNDIRECTED,
    ),
    Metric(
        "out_degree", Text("ties sent", "hubungan keluar"),
        Text("Who turns to others?", "Siapa yang menghubungi aktor lain?"),
        "row sum", _ONCE, _FREEMAN, "actor", lambda a: a.outdegree if a.directed else UNDIRECTED,
    ),
    Metric(
        "degree", Text("ties in all", "jumlah hubungan"), Text("Who is most involved?", "Siapa yang paling terlibat?"),
        "in + out when directed, neighbours otherwise", _ONCE, _FREEMAN, "actor", lambda a: a.degree,
    ),
    Metric(
        "betweenness", Text("betweenness", "keperantaraan"),
        Text("Who stands between others?", "Siapa yang berada di antara aktor lain?"),
        "sum over pairs of the share of shortest paths through i", Text("raw", "nilai mentah"), _FREEMAN,
        "actor", lambda a: a.betweenness,
    ),
    Metric(
        "harmonic_closeness", Text("harmonic closeness", "kedekatan harmonik"),
        Text("Who reaches others quickly?", "Siapa yang cepat menjangkau aktor lain?"),
        "mean of 1/d over the n-1 others, unreachable 0", _ALONG,
        "Marchiori & Latora 2000, Physica A 285:539-546", "actor", _harmonic_closeness,
    ),
)  # fmt: skip

CATALOGUE: Mapping[str, Metric] = {metric.id: metric for metric in (*_NETWORK_LEVEL, *_ACTOR_LEVEL)}


def metrics(network: Network) -> Measures:
    """Every metric of a network; what is undefined is None with the reason.

    >>> from collabgraph.network import from_pairs
    >>> star = from_pairs("star", ["hub", "a", "b", "c"], [("hub", "a"), ("hub", "b"), ("hub", "c")])
    >>> metrics(star).values["out_degree_centralization"].value
    1.0
    """
    arrays = Arrays(network)
    values = {metric.id: _value(metric.compute(arrays)) for metric in _NETWORK_LEVEL}
    columns = {metric.id: metric.compute(arrays) for metric in _ACTOR_LEVEL}
    actors = tuple({name: _entry(column, place) for name, column in columns.items()} for place in range(arrays.n))
    undefined = {name: column for name, column in columns.items() if isinstance(column, Text)}
    return Measures(network, values, actors, undefined)


def _value(outcome: Outcome | NDArray[np.float64]) -> Value:
    return Value(None, outcome) if isinstance(outcome, Text) else Value(outcome)  # type: ignore[arg-type]


def _entry(column: Outcome | NDArray[np.float64], place: int) -> float | int | None:
    return None if isinstance(column, Text) else column[place].item()  # type: ignore[index]
