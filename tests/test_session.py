"""The door for Python: what ``collabgraph.load`` and ``collabgraph.compare`` give."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import networkx
import pandas
import pyoxigraph as ox
import pytest
import rdflib
from msgspec.structs import replace

import collabgraph
from collabgraph import resources
from collabgraph.analysis.network import from_pairs
from collabgraph.analysis.paper_practice import paper_practice_gap
from collabgraph.analysis.scope import scope
from collabgraph.coding.library import Library
from collabgraph.errors import MissingLibrary, UnknownCase, WrongNumberOfCases
from collabgraph.output import maps
from collabgraph.output.maps.evidence import short
from collabgraph.output.palette import CASES
from collabgraph.output.still import Panel, still
from collabgraph.rdf.vocabulary import CG
from collabgraph.words import Speech, Text
from test_case_forms import same


@pytest.fixture(scope="module")
def case() -> collabgraph.api.Case:  # type: ignore[name-defined]
    return collabgraph.load("pbg")


def quads(graph: rdflib.Graph) -> set[ox.Quad]:
    return same([*ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)])


def test_the_graph_has_every_triple_of_the_file(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    """rdflib may parse here: the file is ours."""
    expected = rdflib.Graph().parse(resources.cases() / "pbg.ttl")
    assert len(case.graph()) == len(expected)
    assert quads(case.graph()) == quads(expected)
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


def test_case_network_and_comparison_show_tables_and_a_drawing_in_a_notebook(
    case: collabgraph.api.Case,  # type: ignore[name-defined]
) -> None:
    comparison = collabgraph.compare("pbg", "spp-irt")
    for value in (case, case.network(), comparison):
        found = Frames(value._repr_html_())
        assert "table" in found.elements
        assert "script" not in found.elements
        (frame,) = found.frames
        assert frame["sandbox"] == ""
        inside = Frames(frame["srcdoc"] or "")
        assert {"svg", "text", "title"} <= inside.elements
        assert "script" not in inside.elements
    (frame,) = Frames(case.map()._repr_html_()).frames
    assert frame["srcdoc"] == Frames(case._repr_html_()).frames[0]["srcdoc"]


def every(case: collabgraph.api.Case) -> dict[str, object]:  # type: ignore[name-defined]
    """Every kind of value that the door for Python gives."""
    comparison = collabgraph.compare(case, "spp-irt")
    return {
        "case": case, "other case": collabgraph.load("spp-irt"), "network": case.network(),
        "roles": case.network(granularity="role"), "measures": case.network().metrics(),
        "preconditions": case.preconditions(), "explanation": case.explain("levy-revenue-target"),
        "comparison": comparison, "map": case.map(), "map of two": comparison.map(),
        "no ties": case.network(bases=["reported"]),
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "id"])
def test_each_value_shows_itself_in_less_than_100_kilobytes_without_ids(
    lang: str,
    case: collabgraph.api.Case,  # type: ignore[name-defined]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLLABGRAPH_LANG", lang)
    for name, value in every(case).items():
        shown = value._repr_html_()  # type: ignore[attr-defined]
        assert 100 < len(shown.encode()) < 100_000, name
        outside = re.sub(r'srcdoc="[^"]*"', "", shown)
        assert not re.search(r"\sid=", outside), name
        assert not re.search("https?://(?!www.w3.org/)[^ ]*[\"']", outside), name


def test_a_case_with_ten_times_as_many_claims_says_what_it_leaves_out(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    many = replace(
        case,
        claims=tuple(
            replace(claim, id=f"{claim.id}x{n}", iri=f"{claim.iri}x{n}") for n in range(10) for claim in case.claims
        ),
    )
    shown = many._repr_html_()
    assert len(shown.encode()) < 100_000
    assert "to_frame() has all" in shown
    assert len(many.to_frame()) == 10 * len(case.claims)


def test_the_ties_of_a_network_have_names(case: collabgraph.api.Case, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[name-defined]
    network = case.network()
    labels = {actor.id: actor.label for actor in network.actors}
    kinds = {term.id: term.label for term in case.ontology.code_lists["tie"]}
    for lang in ("en", "id"):
        monkeypatch.setenv("COLLABGRAPH_LANG", lang)
        shown = unescape(network._repr_html_())
        drawn = unescape(Frames(network._repr_html_()).frames[0]["srcdoc"] or "")
        for tie in network.ties:
            ends = [network.actors[end].label[lang] for end in (tie.sender, tie.receiver)]
            named = ", ".join(kinds[kind][lang] for kind in tie.kinds)
            assert f"{ends[0]} → {ends[1]}: {named} (" in drawn
            assert all(claim in shown for claim in tie.claims)
    table = network.to_frame("id")
    assert len(table) == len(network.ties)
    assert (table["sender_label"] == [labels[name]["id"] for name in table["sender"]]).all()


def test_every_actor_of_a_drawing_has_its_name_or_a_number_with_a_key(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    networks = [case.network(), collabgraph.load("spp-irt").network()]
    for network in networks:
        drawn = unescape(still([Panel(network, "x")], case.ontology, Speech("en")).page)
        words = " ".join(re.sub("<[^>]+>", " ", drawn).split())
        for actor in network.actors:
            assert " ".join(short(actor)["en"].split()) in words


def test_a_network_too_large_for_names_says_so_and_shows_its_ties(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    pairs = [(f"a{n}", f"a{(n * 7 + k) % 500}") for n in range(500) for k in range(1, 5)]
    large = from_pairs("large", [f"a{n}" for n in range(500)], pairs)
    value = replace(case.network(), actors=large.actors, ties=large.ties)
    shown = value._repr_html_()
    assert len(shown.encode()) < 100_000
    assert Frames(shown).frames == []
    assert "Too many actors or ties" in shown
    assert "more are left out here" in shown


def test_hostile_words_stay_words_in_a_notebook(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    hostile = '"></iframe><script>alert(1)</script>&quot;</title><svg onload=alert(1)>'
    label = Text(en=hostile, id=hostile)
    network = case.network()
    actors = tuple(replace(actor, label=label, acronyms=()) for actor in network.actors)
    found = Frames(replace(network, actors=actors)._repr_html_())
    assert "script" not in found.elements
    (frame,) = found.frames
    inside = Frames(frame["srcdoc"] or "")
    assert inside.elements <= set("html meta style svg defs marker path g title text tspan circle polygon".split())


def test_results_become_data_frames_with_numbers_as_numbers(case: collabgraph.api.Case) -> None:  # type: ignore[name-defined]
    claims = case.to_frame()
    assert list(claims["claim"]) == [claim.id for claim in case.claims]
    assert pandas.api.types.is_numeric_dtype(claims["amount"])
    chain = case.explain("levy-revenue-target")
    assert len(chain.to_frame()) == len(chain.steps)
    assert pandas.api.types.is_numeric_dtype(chain.to_frame()["low"])
    gap = paper_practice_gap(case)
    assert len(gap.to_frame("id")) == len(gap.ties)
    assert set(gap.to_frame()["side"]) == {tie.side.value for tie in gap.ties}
    found = scope(case, case.ontology.frameworks["ansell-gash-2008"], case.ontology)
    assert list(found.to_frame()["answer"]) == [each.answer.value for each in found.criteria]
    measured = case.network().metrics().to_frame()
    assert pandas.api.types.is_numeric_dtype(measured["degree"])


def test_without_pandas_a_data_frame_is_refused_in_a_sentence(
    case: collabgraph.api.Case,  # type: ignore[name-defined]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    for value in (case, case.network(), case.preconditions(), case.explain("levy-revenue-target")):
        with pytest.raises(MissingLibrary, match="pip install pandas"):
            value.to_frame()


def test_a_notebook_speaks_the_language_of_the_variable_and_english_where_that_is_none_of_ours(
    case: collabgraph.api.Case,  # type: ignore[name-defined]
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    comparison = collabgraph.compare(case, "spp-irt")
    shown = {}
    for name in ("en", "id", "fr"):
        monkeypatch.setenv("COLLABGRAPH_LANG", name)
        shown[name] = [value._repr_html_() for value in (case, case.network(), comparison)]
    for english, indonesian in zip(shown["en"], shown["id"], strict=True):
        assert 'lang="en">' in english
        assert 'lang="id">' in indonesian
        assert Frames(indonesian).frames[0]["srcdoc"] != Frames(english).frames[0]["srcdoc"]
    assert shown["fr"] == shown["en"]
    monkeypatch.setenv("COLLABGRAPH_LANG", "id")


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


def test_a_comparison_of_more_cases_than_a_drawing_shows_says_who_is_left_out(
    case: collabgraph.api.Case,  # type: ignore[name-defined]
) -> None:
    others = [replace(case, id=f"case-{n}") for n in range(len(CASES))]
    comparison = collabgraph.compare(case, *others)
    found = Frames(comparison._repr_html_())
    assert ("table" in found.elements, len(found.frames)) == (True, 1)
    shown, names = comparison._repr_html_(), ["PBG", *(f"CASE-{n}" for n in range(len(CASES)))]
    drawn = [name for name in names if f">{name}</text>" in unescape(found.frames[0]["srcdoc"] or "")]
    assert 0 < len(drawn) < len(names)
    assert f"Left out of the drawing: {Speech('en').listed(names[len(drawn) :])}." in shown
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
        assert 'lang="id">' in value._repr_html_()
