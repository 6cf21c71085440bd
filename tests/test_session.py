"""The door for Python: what ``collabgraph.load`` and ``collabgraph.compare`` give."""

from __future__ import annotations

import subprocess
import sys

import networkx
import pytest
import rdflib
import rdflib.compare

import collabgraph
from collabgraph import resources
from collabgraph.errors import UnknownCase
from collabgraph.vocabulary import CG


@pytest.fixture(scope="module")
def case() -> collabgraph.session.Case:  # type: ignore[name-defined]
    return collabgraph.load("pbg")


def test_the_graph_has_every_triple_of_the_file(case: collabgraph.session.Case) -> None:  # type: ignore[name-defined]
    """rdflib may parse here: the file is ours."""
    expected = rdflib.Graph().parse(resources.cases() / "pbg.ttl")
    assert rdflib.compare.isomorphic(case.graph(), expected)
    assert (rdflib.URIRef(case.iri), rdflib.RDF.type, rdflib.URIRef(CG.Case)) in case.graph()


def test_the_network_becomes_a_networkx_graph(case: collabgraph.session.Case) -> None:  # type: ignore[name-defined]
    network = case.network(granularity="role")
    graph = network.to_networkx()
    assert isinstance(graph, networkx.DiGraph)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(network.actors), len(network.ties))
    assert graph.nodes["dpmptsp"]["sector"] == "public"


def test_case_network_and_comparison_show_themselves_in_a_notebook(case: collabgraph.session.Case) -> None:  # type: ignore[name-defined]
    comparison = collabgraph.compare("pbg", "spp-irt")
    for value in (case, case.network(), comparison):
        shown = value._repr_html_()
        assert "<table>" in shown
        assert "<script" not in shown


def test_a_comparison_says_its_summary_in_both_languages(case: collabgraph.session.Case) -> None:  # type: ignore[name-defined]
    comparison = collabgraph.compare(case, "spp-irt", bases=["reported"])
    assert comparison.summary() != comparison.summary("id")
    assert comparison.data()["basis"] == ["reported"]
    assert {verdict.verdict for verdict in comparison.verdicts} == {"one-sided"}


def test_preconditions_and_explanations_are_reached_from_a_case(case: collabgraph.session.Case) -> None:  # type: ignore[name-defined]
    assert case.preconditions(bases=["reported"]).standing("missing")[0] == "leader-commitment"
    assert case.explain("applicants", "ansell-gash-2008").steps


def test_wrong_names_are_said(case: collabgraph.session.Case) -> None:  # type: ignore[name-defined]
    with pytest.raises(UnknownCase, match="did you mean 'pbg'"):
        collabgraph.load("ppg")
    with pytest.raises(ValueError, match="reportd"):
        case.network(bases=["reportd"])
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        _ = collabgraph.lod


def test_importing_the_package_imports_nothing_heavy() -> None:
    probe = "import sys, collabgraph; print(sorted({'rdflib', 'numpy', 'click'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout == "[]\n"
