"""Networks of more actors than are measured are refused with the limit, the reason and the tool for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from collabgraph.analysis.inference import cug
from collabgraph.analysis.metrics import MOST_ACTORS, arrays, governance_mode, metrics
from collabgraph.analysis.network import Network, from_pairs
from collabgraph.cli import main
from collabgraph.errors import TooManyActors, UnknownMetric


def star(n: int) -> Network:
    """A star of ``n`` actors."""
    actors = [f"a{place:05}" for place in range(n)]
    return from_pairs("star", actors, [(actors[0], other) for other in actors[1:]])


@pytest.mark.parametrize("measure", [metrics, governance_mode, lambda net: cug(net, "density")])
def test_a_network_above_the_limit_is_refused_whatever_measures_it(measure: object) -> None:
    with pytest.raises(TooManyActors) as caught:
        measure(star(MOST_ACTORS + 1))  # type: ignore[operator]
    for said in caught.value.message.by_language.values():
        assert "1501" in said
        assert "1500" in said
        assert "igraph" in said
    assert set(caught.value.message.by_language) == {"en", "id"}


def test_a_network_at_the_limit_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "MOST_ACTORS", 5)
    assert metrics(star(5)).values["n_actors"].value == 5
    with pytest.raises(TooManyActors):
        metrics(star(6))


def test_the_command_refuses_a_file_of_two_thousand_actors_before_it_builds_anything(tmp_path: Path) -> None:
    ties = tmp_path / "star2000.csv"
    ties.write_text("source,target\n" + "".join(f"hub,a{place}\n" for place in range(1, 2000)), encoding="utf-8")
    result = CliRunner().invoke(main, ["metrics", "--edges", str(ties), "--undirected"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "has 2000 actors, and networks of 1500 actors at most are measured" in " ".join(result.stderr.split())
    assert "python-igraph" in result.stderr


def test_only_the_metrics_asked_for_are_measured() -> None:
    found = metrics(star(30), only={"density", "in_degree"})
    assert list(found.values) == ["density"]
    assert {tuple(row) for row in found.actors} == {("in_degree",)}


def test_a_metric_asked_for_that_there_is_not_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownMetric, match=r"'densty'.*'density'"):
        metrics(star(4), only=["densty"])
