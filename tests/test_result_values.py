"""Results as values in Python: one line each when shown, and a table of pandas where rows are natural."""

from __future__ import annotations

import sys

import pytest

import collabgraph
from collabgraph.analysis.comparison import Comparison, compare
from collabgraph.analysis.conditions import Preconditions, preconditions
from collabgraph.analysis.expected_ties import ExpectationState, ExpectedTies, expected_ties
from collabgraph.analysis.explanation import explain
from collabgraph.analysis.metrics import Measures, metrics
from collabgraph.analysis.network import network
from collabgraph.analysis.paper_practice import paper_practice_gap
from collabgraph.errors import MissingLibrary
from collabgraph.model import Case, Framework, Ontology


@pytest.fixture(scope="module")
def state(pbg: Case, service_provision: Framework, ontology: Ontology) -> Preconditions:
    return preconditions(pbg, service_provision, ontology)


@pytest.fixture(scope="module")
def measures(pbg: Case) -> Measures:
    return metrics(network(pbg), costly=False)


@pytest.fixture(scope="module")
def comparison(pbg: Case, spp_irt: Case, service_provision: Framework, ontology: Ontology) -> Comparison:
    return compare([pbg, spp_irt], service_provision, ontology)


@pytest.fixture(scope="module")
def expected(pbg: Case, service_provision: Framework) -> ExpectedTies:
    return expected_ties(pbg, service_provision)


def test_every_result_shows_itself_in_one_line_that_names_its_case(
    state: Preconditions, measures: Measures, comparison: Comparison, expected: ExpectedTies, ontology: Ontology
) -> None:
    case, theory = state.case, state.framework
    explanation = explain(case, "levy-revenue-target", theory, ontology)
    results = [state, measures, comparison, expected, explanation, paper_practice_gap(case), case, network(case)]
    for result in (*results, collabgraph.load("pbg"), collabgraph.load("pbg").network()):
        assert "\n" not in repr(result)
        assert len(repr(result)) < 250
        assert "pbg" in repr(result)


def test_the_line_of_a_result_says_its_main_numbers(state: Preconditions, measures: Measures) -> None:
    assert f"missing {len(state.with_fulfilment('missing'))}" in repr(state)
    assert f"{len(measures.actors)} actors" in repr(measures)


def test_preconditions_are_a_table_with_a_row_for_each_construct(state: Preconditions) -> None:
    table = state.to_frame("id")
    assert list(table["construct"]) == [each.construct.term.id for each in state.conditions.values()]
    missing = table[table["fulfilment"] == "missing"]
    assert list(missing["construct"]) == state.with_fulfilment("missing")
    labels = [each.construct.term.label["id"] for each in state.conditions.values()]
    assert list(table["label"]) == labels
    wanted = table[table["precondition"] & table["low"].notna()]
    starting = wanted["construct"].isin([each.term.id for each in state.framework.constructs.values() if each.starting])
    for rows, mean in ((wanted[starting], state.readiness), (wanted[~starting], state.factors_met)):
        assert mean is not None
        assert (rows["low"].mean(), rows["high"].mean()) == pytest.approx((mean.low, mean.high))


def test_measures_are_a_table_of_actors_or_of_the_metrics_of_the_network(measures: Measures) -> None:
    actors = measures.to_frame()
    assert list(actors["actor"]) == [actor.id for actor in measures.network.actors]
    assert actors["in_degree"].sum() == measures.values["n_ties"].value
    assert actors["closeness"].isna().all()
    whole = measures.to_frame("network").set_index("metric")
    assert whole.loc["n_ties", "value"] == measures.values["n_ties"].value
    assert "direction" in whole.loc["closeness_centralization", "undefined"]


def test_a_comparison_is_a_table_with_a_row_for_each_precondition_in_each_case(comparison: Comparison) -> None:
    table = comparison.to_frame()
    assert len(table) == len(comparison.verdicts) * 2
    by_pair = table.set_index(["construct", "case"])
    for verdict in comparison.verdicts:
        for case, condition in verdict.conditions.items():
            row = by_pair.loc[(verdict.construct.term.id, case)]
            assert (row["verdict"], row["status"]) == (verdict.verdict, condition.status)


def test_expected_ties_are_a_table_with_a_row_for_each(expected: ExpectedTies) -> None:
    table = expected.to_frame()
    for state in ExpectationState:
        assert list(table[table["state"] == state]["tie"]) == [each.tie.id for each in expected.of(state)]


def test_without_pandas_a_table_says_how_to_install_it(state: Preconditions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingLibrary, match="pip install pandas"):
        state.to_frame()
