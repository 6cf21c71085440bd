"""Dyads, triads, parts and pairs of relations against networkx, igraph, plain counting, and printed definitions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, permutations
from pathlib import Path
from statistics import StatisticsError, correlation

import igraph
import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from collabgraph.analysis.census import TRIADS, UNDIRECTED_TRIADS, Census, Dyads, _expected, census, sizes
from collabgraph.analysis.metrics import arrays
from collabgraph.analysis.network import Network, Tie, from_pairs
from collabgraph.cli import main
from collabgraph.errors import TooManyActors, TwoModes
from collabgraph.output.exchange import read_network


def network_of(graph: nx.Graph[int]) -> Network:
    names = {node: f"{node:04}" for node in graph}
    pairs = [(names[one], names[other]) for one, other in graph.edges]
    return from_pairs("drawn", list(names.values()), pairs, directed=graph.is_directed())


@st.composite
def drawn(draw: st.DrawFn, *, directed: bool, least: int = 0) -> nx.Graph[int]:
    n, share = draw(st.integers(least, 12)), draw(st.sampled_from([0.0, 0.1, 0.3, 0.6, 0.9, 1.0]))
    return nx.gnp_random_graph(n, share, seed=draw(st.integers(0, 10**6)), directed=directed)


# Triads and dyads ---------------------------------------------------------------------------------------------------


@given(graph=drawn(directed=True))
def test_the_triads_of_a_directed_network_are_those_of_networkx(graph: nx.DiGraph[int]) -> None:
    assert census(network_of(graph)).triads == nx.triadic_census(graph)


@given(graph=drawn(directed=True, least=3))
def test_the_triads_and_dyads_of_a_directed_network_are_those_of_igraph(graph: nx.DiGraph[int]) -> None:
    theirs, found = igraph.Graph(len(graph), list(graph.edges), directed=True), census(network_of(graph))
    counts = theirs.triad_census()
    assert found.triads == {name: getattr(counts, f"t{name}") for name in TRIADS}
    assert found.dyads == Dyads(*theirs.dyad_census().as_dict().values())


@given(graph=drawn(directed=False))
def test_the_triads_of_an_undirected_network_are_counted_by_their_ties(graph: nx.Graph[int]) -> None:
    by_ties = Counter(graph.subgraph(three).number_of_edges() for three in combinations(graph, 3))
    found = census(network_of(graph))
    assert list(found.triads) == list(UNDIRECTED_TRIADS)
    assert list(found.triads.values()) == [by_ties[ties] for ties in range(4)]
    pairs = len(graph) * (len(graph) - 1) // 2
    assert found.dyads == Dyads(graph.number_of_edges(), 0, pairs - graph.number_of_edges())


#: How UCINET's manual draws each class: https://www.analytictech.com/ucinet/help/hs4335.htm
DRAWN = {
    "003": "", "012": "ab", "102": "ab ba", "021D": "ba bc", "021U": "ab cb", "021C": "ab bc", "111D": "ab ba cb",
    "111U": "ab ba bc", "030T": "ab cb ac", "030C": "ba cb ac", "201": "ab ba bc cb", "120D": "ba bc ac ca",
    "120U": "ab cb ac ca", "120C": "ab bc ac ca", "210": "ab bc cb ac ca", "300": "ab ba bc cb ac ca",
}  # fmt: skip


@pytest.mark.parametrize("name", TRIADS)
def test_each_class_of_triads_is_the_one_that_ucinet_s_manual_draws(name: str) -> None:
    found = census(from_pairs("three", "abc", [(pair[0], pair[1]) for pair in DRAWN[name].split()]))
    assert {triad for triad, count in found.triads.items() if count} == {name}


def test_the_families_of_florence_have_twenty_marriages_and_three_closed_triads() -> None:
    """Padgett & Ansell 1993, as networkx ships it: the 15 families with marriages; of the others there is none."""
    graph = nx.convert_node_labels_to_integers(nx.florentine_families_graph(), ordering="sorted")
    found = census(network_of(graph))
    assert (found.dyads.mutual, found.triads["300"]) == (20, sum(nx.triangles(graph).values()) // 3) == (20, 3)
    assert sum(found.triads.values()) == 15 * 14 * 13 // 6


def test_the_karate_club_has_45_closed_triads_and_528_pairs_of_ties_that_meet() -> None:
    """Printed by KONECT (konect.cc/networks/ucidata-zachary): triangle count 45, wedge count 528."""
    found = census(network_of(nx.karate_club_graph()))
    assert (found.triads["300"], found.triads["201"] + 3 * found.triads["300"]) == (45, 528)


# By chance ----------------------------------------------------------------------------------------------------------


def arrangements(dyads: Dyads, n: int) -> Iterator[nx.DiGraph[int]]:
    """Every directed network of n actors with these dyads."""
    pairs = list(combinations(range(n), 2))
    for mutual in combinations(pairs, dyads.mutual):
        rest = [pair for pair in pairs if pair not in mutual]
        for asymmetric in combinations(rest, dyads.asymmetric):
            for turns in range(2**dyads.asymmetric):
                graph: nx.DiGraph[int] = nx.DiGraph()
                graph.add_nodes_from(range(n))
                graph.add_edges_from(mutual)
                graph.add_edges_from((other, one) for one, other in mutual)
                graph.add_edges_from(
                    pair[::-1] if turns >> place & 1 else pair for place, pair in enumerate(asymmetric)
                )
                yield graph


@pytest.mark.parametrize("dyads", [Dyads(1, 2, 3), Dyads(2, 2, 2), Dyads(0, 4, 2), Dyads(3, 1, 2), Dyads(2, 3, 1)])
def test_what_chance_gives_is_the_mean_over_every_network_with_the_same_dyads(dyads: Dyads) -> None:
    counts = [list(nx.triadic_census(graph).values()) for graph in arrangements(dyads, 4)]
    assert [_expected(name, dyads, 4) for name in TRIADS] == pytest.approx(np.mean(counts, axis=0))


@given(graph=drawn(directed=True, least=3))
def test_what_chance_gives_adds_up_to_all_triads(graph: nx.DiGraph[int]) -> None:
    found, n = census(network_of(graph)), len(graph)
    assert sum(found.expected.values()) == pytest.approx(n * (n - 1) * (n - 2) / 6)


def test_with_two_actors_there_is_no_triad_and_nothing_to_expect() -> None:
    found = census(from_pairs("pair", "ab", [("a", "b")]))
    assert (set(found.triads.values()), found.expected) == ({0}, {})


# Parts --------------------------------------------------------------------------------------------------------------


@given(graph=drawn(directed=True))
def test_parts_are_the_components_that_networkx_finds_the_largest_first(graph: nx.DiGraph[int]) -> None:
    found = census(network_of(graph))
    assert found.strong_parts is not None
    for parts, theirs in (
        (found.parts, nx.weakly_connected_components(graph)),
        (found.strong_parts, nx.strongly_connected_components(graph)),
    ):
        assert set(parts) == {tuple(sorted(f"{node:04}" for node in part)) for part in theirs}
        assert [len(part) for part in parts] == sorted(map(len, parts), reverse=True)
        assert sum(size * count for size, count in sizes(parts).items()) == len(graph)


def test_parts_that_reach_each_other_are_for_directed_ties_only() -> None:
    assert census(from_pairs("pair", "abc", [("a", "b")], directed=False)).strong_parts is None


# Pairs of relations -------------------------------------------------------------------------------------------------


def with_kinds(kinds: dict[tuple[str, str], tuple[str, ...]], *, directed: bool = True) -> Network:
    net = from_pairs("kinds", sorted({end for pair in kinds for end in pair}), list(kinds), directed=directed)
    named = {tuple(sorted(pair)) if not directed else pair: kind for pair, kind in kinds.items()}
    ids = [actor.id for actor in net.actors]
    return replace(net, ties=tuple(replace(tie, kinds=named[ids[tie.sender], ids[tie.receiver]]) for tie in net.ties))


@given(seed=st.integers(0, 10**6), directed=st.booleans(), n=st.integers(3, 7))
def test_pairs_of_relations_are_as_counted_pair_by_pair(seed: int, directed: bool, n: int) -> None:
    rng = np.random.default_rng(seed)
    actors = "abcdefg"[:n]
    ways = list(permutations(actors, 2))
    chosen = {
        pair: tuple(kind for kind in ("advice", "trust") if rng.random() < 0.4)
        for pair in (ways if directed else combinations(actors, 2))
    }
    kinds = {pair: found for pair, found in chosen.items() if found}
    if {kind for found in kinds.values() for kind in found} != {"advice", "trust"}:
        return
    net = with_kinds(kinds, directed=directed)
    every = kinds | ({} if directed else {pair[::-1]: found for pair, found in kinds.items()})
    present = sorted({end for pair in kinds for end in pair})
    cells = list(permutations(present, 2))
    advice, trust = ([kind in every.get(pair, ()) for pair in cells] for kind in ("advice", "trust"))
    (pair,) = census(net).relations or ()
    both, either = sum(map(min, advice, trust)), sum(map(max, advice, trust))
    assert (pair.one, pair.other) == ("advice", "trust")
    per_tie = 1 if directed else 2
    assert pair.ties == (sum(advice) // per_tie, sum(trust) // per_tie)
    assert (pair.shared, pair.jaccard) == (both // per_tie, both / either)
    try:
        assert pair.correlation == pytest.approx(correlation([*map(float, advice)], [*map(float, trust)]))
    except StatisticsError:
        assert pair.correlation is None
    for found, first, then in ((pair.closed, "advice", "trust"), (pair.closed_back, "trust", "advice")):
        paths = [
            (i, j)
            for i, k, j in permutations(present, 3)
            if first in every.get((i, k), ()) and then in every.get((k, j), ())
        ]
        assert found == (pytest.approx(sum(path in every for path in paths) / len(paths)) if paths else None)


def test_without_kinds_there_are_no_pairs_of_relations_and_the_output_says_so(tmp_path: Path) -> None:
    assert census(from_pairs("bare", "ab", [("a", "b")])).relations is None
    path = tmp_path / "bare.csv"
    path.write_text("source,target\na,b\n", encoding="utf-8")
    assert "The kinds of some ties are not known." in said("--edges", str(path), "--directed", "--only", "relations")


# Limits, and what a person sees -------------------------------------------------------------------------------------


def said(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["census", *arguments], env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def test_a_census_of_too_many_actors_or_of_two_modes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "MOST_ACTORS", 5)
    with pytest.raises(TooManyActors):
        census(from_pairs("six", "abcdef", []))
    with pytest.raises(TwoModes):
        census(replace(from_pairs("two", "ab", [("a", "b")]), second_mode=frozenset("b")))


def test_a_census_fits_eighty_columns_and_says_that_unknown_ties_count_as_none() -> None:
    shown = CliRunner().invoke(main, ["census", "pbg", "spp-irt"], env={"COLUMNS": "80"}).stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "though it may have one that no source reports" in " ".join(shown.split())
    assert "Pairs of relations" not in shown


def test_only_what_is_asked_for_is_counted_in_every_form(tmp_path: Path) -> None:
    path = tmp_path / "ties.csv"
    path.write_text("source,target,relation\na,b,advice\na,b,trust\nb,c,advice\n", encoding="utf-8")
    given_ = ["census", "--edges", str(path), "--directed", "--only", "relations", "--only", "dyads"]
    (data,) = json.loads(CliRunner().invoke(main, [*given_, "--format", "json"]).stdout)["networks"]
    assert {"dyads", "relations"} <= set(data)
    assert {"triads", "parts", "strong_parts"}.isdisjoint(data)
    assert data["relations"][0]["shared"] == 1
    csv = CliRunner().invoke(main, [*given_, "--format", "csv"]).stdout
    assert "Jaccard" not in csv.splitlines()[0]
    assert "advice" in csv


def test_a_file_of_one_relation_and_a_census_in_indonesian(tmp_path: Path) -> None:
    path = tmp_path / "ties.csv"
    path.write_text("source,target,relation\na,b,advice\nb,c,advice\n", encoding="utf-8")
    found: Census = census(read_network(path, directed=True))
    assert found.relations == ()
    assert "relasi" in said("--edges", str(path), "--directed", "--only", "relations", "--lang", "id")


def test_ties_in_a_census_are_those_of_the_network() -> None:
    tied = replace(from_pairs("pair", "ab", []), ties=(Tie(0, 1, weight=-3.0),))
    assert census(tied).dyads == Dyads(0, 1, 0)
