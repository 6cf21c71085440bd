"""The door for Python: what ``collabgraph.load`` and ``collabgraph.compare`` give."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import networkx
import pytest
import rdflib
import rdflib.compare
from msgspec.structs import replace

import collabgraph
from collabgraph import resources
from collabgraph.coding.library import Library
from collabgraph.errors import UnknownCase, WrongNumberOfCases
from collabgraph.output import maps
from collabgraph.output.layout import MOST_CASES
from collabgraph.rdf.vocabulary import CG


@pytest.fixture(scope="module")
def case() -> collabgraph.api.Case:  # type: ignore[name-defined]
    return collabgraph.load("pbg")


def test_the_graph_has_every_triple_of_the_file(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    """rdflib may parse here: the file is ours."""
    expected = rdflib.Graph().parse(resources.cases() / "pbg.ttl")
    assert rdflib.compare.isomorphic(case.graph(), expected)
    assert (rdflib.URIRef(case.iri), rdflib.RDF.type, rdflib.URIRef(CG.Case)) in case.graph()


def test_the_network_becomes_a_networkx_graph(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    network = case.network(granularity="role")
    graph = network.to_networkx()
    assert isinstance(graph, networkx.DiGraph)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(network.actors), len(network.ties))
    assert graph.nodes["dpmptsp"]["sector"] == "public"


class Frames(HTMLParser):
    """The frames of a page, each by its attributes, and every element there is."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.frames: list[dict[str, str | None]] = []
        self.feed(shown)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.frames += [dict(attrs)] if tag == "iframe" else []


def test_case_network_and_comparison_show_tables_and_a_map_in_a_notebook(
    case: collabgraph.api.Case,  # type: ignore[name-defined]
) -> None:
    comparison = collabgraph.compare("pbg", "spp-irt")
    for value in (case, case.network(), comparison):
        found = Frames(value._repr_html_())
        assert "table" in found.elements
        assert "script" not in found.elements
        (frame,) = found.frames
        assert frame["srcdoc"] == value.map().page
        assert frame["sandbox"] == "allow-scripts allow-downloads"
        assert frame["title"] == value.map().title


def test_a_notebook_speaks_the_language_of_the_variable_and_english_where_that_is_none_of_ours(
    case: collabgraph.api.Case,  # type: ignore[name-defined]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    comparison = collabgraph.compare(case, "spp-irt")
    shown = {}
    for name in ("en", "id", "fr"):
        monkeypatch.setenv("COLLABGRAPH_LANG", name)
        shown[name] = [value._repr_html_() for value in (case, case.network(), comparison)]
    for value, english, indonesian in zip((case, case.network(), comparison), shown["en"], shown["id"], strict=True):
        assert '<div lang="en">' in english
        assert '<div lang="id">' in indonesian
        assert Frames(indonesian).frames[0]["srcdoc"] == value.map("id").page
    assert shown["fr"] == shown["en"]
    monkeypatch.setenv("COLLABGRAPH_LANG", "id")
    three = collabgraph.compare(case, "spp-irt", replace(case, id="third"))
    assert "Peta menampilkan satu kasus" in three._repr_html_()


def test_the_map_of_a_network_starts_with_that_network(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    network = case.network(bases=["prescribed"], granularity="role", systems=False)
    expected = case.map("id", bases=["prescribed"], granularity="role", systems=False)
    assert network.map("id") == expected != case.map("id")
    assert network == case.network(bases=["prescribed"], granularity="role", systems=False)


def test_a_saved_map_keeps_the_mode_of_the_file_it_replaces(case: collabgraph.api.Case, tmp_path: Path) -> None:  # type: ignore[name-defined]
    file, link = tmp_path / "map.html", tmp_path / "link.html"
    file.touch(0o600)
    link.symlink_to(file)
    case.map().save(link)
    assert (link.is_symlink(), file.stat().st_mode & 0o777, file.stat().st_size > 0) == (True, 0o600, True)


def test_a_map_is_saved_as_the_page_the_command_writes(case: collabgraph.api.Case, tmp_path: Path) -> None:  # type: ignore[name-defined]
    collabgraph.compare(case, "spp-irt").map("id").save(tmp_path / "map.html")
    library = Library()
    expected = maps.page(library.open_all(["pbg", "spp-irt"]), library.ontology, lang="id")
    assert (tmp_path / "map.html").read_bytes() == expected.encode()


def test_a_comparison_of_more_cases_than_a_map_shows_has_its_tables_and_says_why_there_is_no_map(
    case: collabgraph.api.Case,  # type: ignore[name-defined]
) -> None:
    comparison = collabgraph.compare(case, *(replace(case, id=f"case-{n}") for n in range(MOST_CASES)))
    found = Frames(comparison._repr_html_())
    assert ("table" in found.elements, found.frames) == (True, [])
    assert f"Cases given: {MOST_CASES + 1}." in comparison._repr_html_()
    with pytest.raises(WrongNumberOfCases):
        comparison.map()


def test_a_comparison_says_its_summary_in_both_languages(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    comparison = collabgraph.compare(case, "spp-irt", bases=["reported"])
    assert comparison.summary() != comparison.summary("id")
    assert comparison.data()["basis"] == ["reported"]
    assert {verdict.verdict for verdict in comparison.verdicts} == {"one-sided"}


def test_preconditions_and_explanations_are_reached_from_a_case(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    assert case.preconditions(bases=["reported"]).with_fulfilment("missing")[0] == "leader-commitment"
    assert case.explain("applicants", "ansell-gash-2008").steps


def test_wrong_names_are_said(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    with pytest.raises(UnknownCase, match="did you mean 'pbg'"):
        collabgraph.load("ppg")
    with pytest.raises(ValueError, match="reportd"):
        case.network(bases=["reportd"])
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        _ = collabgraph.lod


def test_importing_the_package_imports_nothing_heavy() -> None:
    probe = "import sys, collabgraph; print(sorted({'rdflib', 'numpy', 'click'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_preconditions_and_an_explanation_show_themselves_in_one_line_and_in_a_notebook(
    case: collabgraph.api.Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in (case.preconditions(), case.explain("levy-revenue-target")):
        assert len(repr(value).splitlines()) == 1
        assert len(repr(value)) < 200
        monkeypatch.setenv("COLLABGRAPH_LANG", "en")
        assert "F21" in value._repr_html_()
        monkeypatch.setenv("COLLABGRAPH_LANG", "id")
        assert '<div lang="id">' in value._repr_html_()
