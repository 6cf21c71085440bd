"""Networks of many actors and few ties are measured tie by tie, with the values that matrices give."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from collabgraph.analysis.metrics import Arrays, Measures, evaluate, metrics
from collabgraph.analysis.metrics import arrays as arrays_module
from collabgraph.analysis.metrics.catalogue import ALL_METRICS
from collabgraph.analysis.metrics.structure import _climbed, _starts
from collabgraph.analysis.network import Network, from_pairs
from collabgraph.cli import main

#: The loss without an actor is measured by itself for as many actors; for one more it has to be asked for.
MOST = 500


@contextmanager
def every_network_is_large() -> Iterator[None]:
    """Any single network is searched tie by tie."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays_module, "CELLS", 0)
        patch.setattr(arrays_module, "SPARSE", 1.0)
        yield


@st.composite
def drawn(draw: st.DrawFn, most: int = 14) -> Arrays:
    """A network of any density, its actors in groups of which some are unknown."""
    n = draw(st.integers(3, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    ties = (rng.random((n, n)) < draw(st.sampled_from([0.08, 0.15, 0.3, 0.6]))) & ~np.eye(n, dtype=bool)
    directed = draw(st.booleans())
    adjacency = (ties if directed else np.triu(ties) | np.triu(ties).T).astype(np.float64)
    return Arrays(adjacency[None], directed, rng.integers(-1, 4, n), levels=rng.integers(-1, 3, n))


@settings(max_examples=80)
@given(one=drawn())
def test_a_network_has_the_same_values_tie_by_tie_as_with_matrices(one: Arrays) -> None:
    with_matrices = [metric.evaluate(one) for metric in ALL_METRICS]
    with every_network_is_large():
        again = replace(one)
        assert again.sparse
        tie_by_tie = [metric.evaluate(again) for metric in ALL_METRICS]
    for metric, matrices, ties in zip(ALL_METRICS, with_matrices, tie_by_tie, strict=True):
        np.testing.assert_allclose(ties, matrices, rtol=1e-9, atol=1e-9, err_msg=f"{metric.level} {metric.id}")
        if metric.whole:
            np.testing.assert_array_equal(ties, matrices, err_msg=f"{metric.level} {metric.id}")


@settings(max_examples=60)
@given(one=drawn())
def test_the_loss_without_an_actor_is_that_of_the_network_that_is_left(one: Arrays) -> None:
    name, adjacency = "distance_fragmentation", one.adjacency
    (whole,) = evaluate([name], adjacency, one.directed)[name]
    without = [np.delete(np.delete(adjacency, actor, 1), actor, 2) for actor in range(one.n)]
    left = evaluate([name], np.concatenate(without), one.directed)[name]
    (found,) = evaluate(["key_player_negative"], adjacency, one.directed)["key_player_negative"]
    np.testing.assert_allclose(found, left - whole, rtol=0, atol=1e-12)


@settings(max_examples=30)
@given(one=drawn(most=20))
def test_divisions_that_climb_together_end_where_each_ends_alone(one: Arrays) -> None:
    starts = _starts(one.n, seed=1)[:40]
    together = _climbed(starts.copy(), one.adjacency[0])
    alone = [_climbed(start[None].copy(), one.adjacency[0])[0] for start in starts]
    np.testing.assert_array_equal(together, np.array(alone))


def test_the_size_and_the_density_decide_what_is_searched_tie_by_tie() -> None:
    ring = np.roll(np.eye(200), 1, axis=1)[None]
    groups = np.full(200, -1)
    assert Arrays(ring, True, groups).sparse
    assert not Arrays(np.concatenate([ring, ring]), True, groups).sparse
    assert not Arrays(1 - np.eye(200)[None], True, groups).sparse
    assert not Arrays(ring[:, :50, :50], True, groups[:50]).sparse
    assert all(piece.sparse for piece in Arrays(np.concatenate([ring, ring]), True, groups).pieces())


# What is costly -----------------------------------------------------------------------------------------------------


def star(n: int) -> Network:
    """A star of ``n`` actors."""
    actors = [f"a{place:05}" for place in range(n)]
    return from_pairs("star", actors, [(actors[0], other) for other in actors[1:]], directed=False)


@pytest.fixture(scope="module")
def large() -> Measures:
    """The measures of one actor more than the loss without an actor is measured for by itself."""
    return metrics(star(MOST + 1), costly=False)


def test_what_is_costly_for_many_actors_is_left_out_with_the_way_to_get_it(large: Measures) -> None:
    assert {values["key_player_negative"] for values in large.actors} == {None}
    for said in large.undefined["key_player_negative"].by_language.values():
        assert str(MOST + 1) in said
        assert "--only key_player_negative" in said


def test_what_is_asked_for_by_its_id_is_measured_however_costly() -> None:
    n = MOST + 1
    found = metrics(star(n), only=["key_player_negative"])
    assert not found.undefined
    # without its centre a star has no path left; with it, ties at distance 1 and pairs of others at distance 2
    hub = (2 * (n - 1) + (n - 1) * (n - 2) / 2) / (n * (n - 1))
    assert found.actors[0]["key_player_negative"] == pytest.approx(hub)


def test_up_to_the_limit_it_is_measured_unasked(large: Measures) -> None:
    found = metrics(star(20), costly=False)
    assert "key_player_negative" not in found.undefined
    assert large.values["betweenness_centralization"].value == pytest.approx(1)


def test_least_upper_bounds_are_found_in_large_networks_too() -> None:
    actors = [f"a{place:03}" for place in range(300)]
    tree = from_pairs("tree", actors, [(actors[(place - 1) // 2], actors[place]) for place in range(1, 300)])
    assert metrics(tree, only=["krackhardt_lubness"]).values["krackhardt_lubness"].value == 1
    two_heads = from_pairs("heads", actors, [(head, other) for head in actors[:2] for other in actors[2:]])
    n, pairs = 300, 299 * 298 / 2
    # nobody is above both heads; of those below two heads neither head reaches the other, so no pair of them is bounded
    violations = 1 + (n - 2) * (n - 3) / 2
    found = metrics(two_heads, only=["krackhardt_lubness"]).values["krackhardt_lubness"].value
    assert found == pytest.approx(1 - violations / pairs)


# The command --------------------------------------------------------------------------------------------------------


@pytest.fixture
def ties(tmp_path: Path) -> Path:
    """The file of a star one actor larger than the limit."""
    path = tmp_path / "star.csv"
    path.write_text("source,target\n" + "".join(f"hub,a{place}\n" for place in range(MOST)), encoding="utf-8")
    return path


def test_the_command_measures_only_what_it_is_asked_for(ties: Path) -> None:
    asked = ["--only", "key_player_negative", "--only", "density", "--format", "json"]
    result = CliRunner().invoke(main, ["metrics", "--edges", str(ties), "--undirected", *asked])
    assert result.exit_code == 0, result.stderr
    (found,) = json.loads(result.stdout)["networks"]
    assert list(found["metrics"]) == ["density"]
    assert found["n_ties"] == MOST
    assert {name for actor in found["actors"] for name in actor} == {"id", "label", "key_player_negative"}
    assert not found["undefined_for_actors"]


@pytest.mark.parametrize(("lang", "said"), [("en", "left out, costly for 501"), ("id", "berat untuk 501 aktor")])
def test_a_reader_is_told_what_the_command_left_out(lang: str, said: str, ties: Path) -> None:
    result = CliRunner().invoke(main, ["metrics", "--edges", str(ties), "--undirected", "--lang", lang])
    assert result.exit_code == 0, result.stderr
    words = " ".join(result.stdout.split())
    assert said in words
    assert "--only key_player_negative" in words


def test_tables_have_only_what_was_asked_for() -> None:
    result = CliRunner().invoke(main, ["metrics", "pbg", "--only", "density"])
    assert result.exit_code == 0, result.stderr
    assert "density" in result.stdout
    assert "overnance mode" not in result.stdout
    assert "Actors of PBG" not in result.stdout


def test_asking_for_a_metric_that_there_is_not_names_the_nearest() -> None:
    result = CliRunner().invoke(main, ["metrics", "pbg", "--only", "densty"])
    assert result.exit_code == 1
    assert "density" in result.stderr
