"""Structural equivalence, blocks and densities against plain counting, scipy, networkx and a printed example."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from statistics import StatisticsError, correlation

import networkx as nx
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from collabgraph.analysis.blocks import CONCOR, HIERARCHICAL, MEASURES, Blocks, _clusters, alikeness, blocks, labels
from collabgraph.analysis.metrics import arrays
from collabgraph.analysis.network import Network, from_pairs
from collabgraph.cli import main
from collabgraph.cli import networks as commands
from collabgraph.errors import TooManyActors, TwoModes, UnknownAttribute

Number = float | None


def network_of(graph: nx.Graph[int], sectors: dict[str, str] | None = None) -> Network:
    names = {node: f"{node:03}" for node in graph}
    pairs = [(names[one], names[other]) for one, other in graph.edges]
    return from_pairs("drawn", list(names.values()), pairs, directed=graph.is_directed(), sectors=sectors)


@st.composite
def drawn(draw: st.DrawFn, *, weighted: bool = False, least: int = 2) -> Network:
    n, share = draw(st.integers(least, 9)), draw(st.sampled_from([0.1, 0.3, 0.6, 0.9]))
    seed = draw(st.integers(0, 10**6))
    net = network_of(nx.gnp_random_graph(n, share, seed=seed, directed=draw(st.booleans())))
    rng = np.random.default_rng(seed)
    heavy = tuple(replace(tie, weight=float(rng.integers(-2, 5)) or 7.0) for tie in net.ties)
    return replace(net, ties=heavy) if weighted else net


def matrix(net: Network, *, weighted: bool = False) -> list[list[float]]:
    cells = [[0.0] * len(net.actors) for _ in net.actors]
    for tie in net.ties:
        for one, other in {(tie.sender, tie.receiver), *(() if net.directed else ((tie.receiver, tie.sender),))}:
            cells[one][other] = tie.weight if weighted else 1.0
    return cells


def profiles(net: Network, i: int, j: int, *, weighted: bool = False) -> tuple[list[float], list[float]]:
    """The ties of i and those of j, one against the other: with every third actor, and with each other."""
    cells, others = matrix(net, weighted=weighted), [k for k in range(len(net.actors)) if k not in (i, j)]
    sent = ([cells[i][k] for k in others] + [cells[i][j]], [cells[j][k] for k in others] + [cells[j][i]])
    received = ([cells[k][i] for k in others] + [cells[j][i]], [cells[k][j] for k in others] + [cells[i][j]])
    return (sent[0] + received[0], sent[1] + received[1]) if net.directed else sent


# How alike ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weighted", [False, True])
@given(data=st.data())
def test_how_alike_two_actors_are_is_counted_tie_by_tie(weighted: bool, data: st.DataObject) -> None:
    net = data.draw(drawn(weighted=weighted))
    found = {measure: alikeness(net, measure, weighted=weighted) for measure in MEASURES}
    for i, j in combinations(range(len(net.actors)), 2):
        one, other = profiles(net, i, j, weighted=weighted)
        differences = [x - y for x, y in zip(one, other, strict=True)]
        assert found["hamming"][i, j] == sum(difference != 0 for difference in differences)
        assert found["euclidean"][i, j] == pytest.approx(sum(d * d for d in differences) ** 0.5, abs=1e-6)
        try:
            assert found["correlation"][i, j] == pytest.approx(correlation(one, other), abs=1e-9)
        except StatisticsError:
            assert np.isnan(found["correlation"][i, j])
    for each in found.values():
        np.testing.assert_array_equal(each, each.T)


def test_actors_with_the_same_ties_are_wholly_alike_by_every_measure() -> None:
    """In a bipartite network of three and three all actors of a side have the same ties."""
    net = network_of(nx.complete_bipartite_graph(3, 3))
    assert alikeness(net, "correlation")[0, 1] == pytest.approx(1)
    assert alikeness(net, "hamming")[0, 1] == alikeness(net, "euclidean")[0, 1] == 0
    assert alikeness(net, "correlation")[0, 3] < 0


def test_an_actor_whose_ties_are_all_alike_has_no_correlation_and_a_block_is_made_of_such_actors() -> None:
    net = from_pairs("net", "abcdz", [("a", "c"), ("b", "c"), ("a", "d"), ("b", "d")], directed=False)
    assert np.isnan(alikeness(net)[4]).all()
    found = blocks(net, number=2)
    assert found.without_profile == (4,)
    assert [block.actors for block in found.blocks] == [(0, 1), (2, 3), (4,)]
    assert blocks(net, HIERARCHICAL, measure="hamming", number=3).without_profile == ()


# CONCOR -------------------------------------------------------------------------------------------------------------


def printed_example() -> Network:
    """The network that the README of the R package concorR divides (cran.r-project.org/package=concorR)."""
    ties = "ea ba bc be ca cb cd ce".split()  # column by column in its matrix, here receiver by sender
    columns = {"a": "e", "b": "ace", "c": "abde", "d": "ace", "e": "a"}
    assert len(ties) == 8
    pairs = [(row, column) for column, rows in columns.items() for row in rows]
    return from_pairs("printed", "abcde", pairs)


def test_concor_divides_as_the_printed_example_with_its_reduced_matrix_and_density() -> None:
    found = blocks(printed_example(), number=2)
    members = [{found.network.actors[place].id for place in block.actors} for block in found.blocks]
    assert members == [{"a", "e"}, {"b", "c", "d"}]
    assert found.cutoff == pytest.approx(0.6)
    assert found.image == ((True, True), (False, True))


@pytest.mark.parametrize("directed", [True, False])
def test_concor_finds_the_blocks_a_network_was_made_of(directed: bool) -> None:
    """Two halves without ties between them: in each four are tied to each other, and to the other four."""
    group = {f"{place:02}": place // 4 for place in range(16)}
    tied = {(0, 0), (0, 1), (2, 2), (2, 3)}
    pairs = [(a, b) for a in group for b in group if a != b and (group[a], group[b]) in tied]
    found = blocks(from_pairs("made", list(group), pairs, directed=directed), number=4)
    assert sorted(block.actors for block in found.blocks) == [tuple(range(4 * k, 4 * k + 4)) for k in range(4)]
    assert found.fit == pytest.approx(1)
    assert {value for row in found.densities for value in row} == {0, 1}


@given(net=drawn(least=4), number=st.sampled_from([2, 4, 8]))
def test_concor_puts_every_actor_in_one_block_and_makes_no_more_than_asked(net: Network, number: int) -> None:
    found = blocks(net, number=number)
    assert sorted(place for block in found.blocks for place in block.actors) == list(range(len(net.actors)))
    assert len(found.blocks) <= number + bool(found.without_profile)
    assert set(labels(found)) == set(range(len(net.actors)))


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ({"number": 3}, "2, 4, 8 blocks, not 3"),
        ({"number": 1}, "2 or more"),
        ({"measure": "hamming"}, "not by 'hamming'"),
    ],
)
def test_concor_refuses_what_it_cannot_divide_by(choice: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        blocks(printed_example(), **choice)  # type: ignore[arg-type]


# Hierarchical clustering --------------------------------------------------------------------------------------------


def partition(parts: Sequence[Sequence[int]]) -> set[frozenset[int]]:
    return {frozenset(part) for part in parts}


@given(seed=st.integers(0, 10**6), n=st.integers(2, 25), data=st.data())
def test_average_linkage_cuts_as_scipy_does(seed: int, n: int, data: st.DataObject) -> None:
    distances = squareform(np.random.default_rng(seed).random(n * (n - 1) // 2))
    number = data.draw(st.integers(1, n))
    theirs = fcluster(linkage(squareform(distances), "average"), number, "maxclust")
    wanted = [[place for place in range(n) if theirs[place] == each] for each in set(theirs)]
    assert partition(_clusters(distances, number)) == partition(wanted)


def test_the_two_sides_of_a_bipartite_network_are_its_two_clusters_by_every_measure() -> None:
    for measure in MEASURES:
        found = blocks(network_of(nx.complete_bipartite_graph(3, 4)), HIERARCHICAL, measure=measure, number=2)
        assert [block.actors for block in found.blocks] == [(0, 1, 2), (3, 4, 5, 6)]


# Densities, image, fit ----------------------------------------------------------------------------------------------


def cells_between(found: Blocks, p: int, q: int, *, weighted: bool = False) -> list[float]:
    cells = matrix(found.network, weighted=weighted)
    one, other = found.blocks[p].actors, found.blocks[q].actors
    return [cells[i][j] for i in one for j in other if i != j]


@pytest.mark.parametrize("weighted", [False, True])
@given(data=st.data())
def test_densities_image_and_fit_are_those_of_the_cells_between_blocks(weighted: bool, data: st.DataObject) -> None:
    net = data.draw(drawn(weighted=weighted))
    found = blocks(net, HIERARCHICAL, measure="euclidean", number=3, weighted=weighted)
    every, explained = [], 0.0
    k = range(len(found.blocks))
    between = {(p, q): cells_between(found, p, q, weighted=weighted) for p in k for q in k}
    for (p, q), cells in between.items():
        mean = sum(cells) / len(cells) if cells else None
        assert found.densities[p][q] == (None if mean is None else pytest.approx(mean))
        every += cells
    whole = sum(every) / len(every)
    assert found.cutoff == pytest.approx(whole)
    for (p, q), cells in between.items():
        mean = sum(cells) / len(cells) if cells else 0.0
        explained += len(cells) * (mean - whole) ** 2
        assert found.image[p][q] == (None if not cells else mean >= whole - 1e-9)
    total = sum((cell - whole) ** 2 for cell in every)
    assert found.fit == (pytest.approx(explained / total, abs=1e-9) if total > 1e-9 else None)


def test_the_densities_between_the_factions_of_the_karate_club_are_counted_by_networkx() -> None:
    club = nx.karate_club_graph()
    sectors = {f"{node:03}": side for node, side in club.nodes(data="club")}
    found = blocks(network_of(club, sectors), "sector")
    assert [(block.label, len(block.actors)) for block in found.blocks] == [("Mr. Hi", 17), ("Officer", 17)]
    sides = [{node for node, own in club.nodes(data="club") if own == block.label} for block in found.blocks]
    across = nx.cut_size(club, *sides) / (17 * 17)
    inside = [nx.density(club.subgraph(side)) for side in sides]
    assert found.densities == (
        (pytest.approx(inside[0]), pytest.approx(across)),
        (pytest.approx(across), pytest.approx(inside[1])),
    )
    assert found.alike is None


def test_a_cutoff_of_one_s_own_makes_the_image() -> None:
    assert blocks(printed_example(), number=2, cutoff=0.9).image == ((True, True), (False, False))


def test_actors_without_a_value_of_the_attribute_are_in_no_block_and_an_attribute_nobody_has_is_refused() -> None:
    net = from_pairs("net", "abc", [("a", "b")], sectors={"a": "p", "b": "q"})
    found = blocks(net, "sector")
    assert found.left_out == (2,)
    assert found.densities == ((None, 1.0), (0.0, None))
    for name in ("colour", "label"):  # a label is no text in one language
        with pytest.raises(UnknownAttribute, match=rf"No actor of net has a value of '{name}'. Values: sector"):
            blocks(net, name)


@pytest.mark.parametrize("by", [CONCOR, HIERARCHICAL])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_a_network_of_hardly_anybody_has_blocks_without_densities_or_none(by: str, n: int) -> None:
    found = blocks(from_pairs("few", "ab"[:n], []), by, number=2)
    assert sum(len(block.actors) for block in found.blocks) == n
    assert found.fit is None


def test_blocks_of_too_many_actors_or_of_two_modes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "MOST_ACTORS", 5)
    with pytest.raises(TooManyActors):
        blocks(from_pairs("six", "abcdef", []))
    with pytest.raises(TwoModes):
        blocks(replace(from_pairs("two", "ab", [("a", "b")]), second_mode=frozenset("b")))


# The command --------------------------------------------------------------------------------------------------------


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["blocks", *arguments], env={"COLUMNS": "80"})
    assert result.exit_code == code, result.output
    return result.output


def test_the_choices_of_the_command_are_those_of_the_analysis() -> None:
    from collabgraph.output.presenters import census as counted

    assert (commands.MEASURES, commands.COUNTED) == (MEASURES, counted.COUNTED)


@pytest.mark.parametrize(
    "options", [(), ("--group", "sector"), ("--by", "hierarchical", "--measure", "hamming", "--pairs")]
)
def test_blocks_fit_eighty_columns_in_both_languages(options: tuple[str, ...]) -> None:
    for lang in ("en", "id"):
        shown = run("pbg", *options, "--lang", lang)
        assert max(map(len, shown.splitlines())) <= 80
    assert "undefined" not in shown


def test_the_command_says_how_blocks_were_found_and_what_a_missing_tie_means() -> None:
    shown = " ".join(run("pbg").split())
    for part in ("Blocks asked for: 4, found: 4.", "Block 5: actors whose ties are all alike", "whether there is a tie",
                 "though it may have one that no source reports", "R squared of the blocks: 0."):  # fmt: skip
        assert part in shown


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--blocks", "3"), "CONCOR divides in two and again in two: give --blocks 2, 4, 8, 16..."),
        (("--measure", "euclidean"), "CONCOR correlates; for another measure give --by hierarchical."),
    ],
)
def test_the_command_refuses_what_concor_cannot_do(options: tuple[str, ...], reason: str) -> None:
    assert reason in " ".join(run("pbg", *options, code=2).split())


def test_blocks_by_a_code_list_have_its_labels_and_codes_for_programs() -> None:
    assert "expert body" in run("pbg", "--group", "kind")
    assert "expert-body" in run("pbg", "--group", "kind", "--format", "csv")


def test_an_attribute_that_nobody_has_is_named_with_those_there_are() -> None:
    assert "No actor of pbg has a value of 'colour'. Values: kind, sector, level" in run(
        "pbg", "--group", "colour", code=1
    )


def test_json_has_blocks_densities_and_pairs_where_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "ties.csv"
    path.write_text("source,target,weight\na,b,2\nb,a,2\nc,a,5\n", encoding="utf-8")
    given_ = ("--edges", str(path), "--directed", "--by", "hierarchical", "--blocks", "2", "--format", "json")
    (plain,) = json.loads(CliRunner().invoke(main, ["blocks", *given_]).stdout)["networks"]
    assert "pairs" not in plain
    (heavy,) = json.loads(CliRunner().invoke(main, ["blocks", *given_, "--pairs", "--weighted"]).stdout)["networks"]
    assert len(heavy["pairs"]) == 3
    values = [pair["value"] for pair in heavy["pairs"]]
    assert values == sorted(values, reverse=True)
    assert heavy["weighted"]
    assert {name for block in plain["blocks"] for name in block["actors"]} == {"a", "b", "c"}
    assert max(value or 0 for row in heavy["densities"] for value in row) > 1
