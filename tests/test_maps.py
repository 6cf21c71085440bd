"""Interactive maps: what the page is given, how it is made, and that nothing it is given can harm."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pty
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from typing import Any

import networkx
import pytest
from click.testing import CliRunner
from matplotlib.lines import Line2D
from msgspec.structs import replace

from collabgraph import resources
from collabgraph.analysis.comparison import side_by_side
from collabgraph.analysis.metrics import metrics
from collabgraph.cli import main
from collabgraph.coding.library import Library
from collabgraph.errors import DuplicateCase, WrongNumberOfCases
from collabgraph.model import DEFAULT_BASES, Actor, Basis, Case, Ontology, Participation, Status, TieClaim
from collabgraph.output import layout, maps
from collabgraph.output.exchange import read_network
from collabgraph.output.layout import MOST_CASES
from collabgraph.output.maps.evidence import short
from collabgraph.output.plots import sketch
from collabgraph.words import LANGUAGES, Text
from test_figures import named

Json = dict[str, Any]

COMMAND = [sys.executable, "-c", "from collabgraph.cli import main; main()", "map"]
VIEWS = [f"{granularity}/{systems}" for granularity, systems in product(("office", "role"), ("systems", "no-systems"))]
BOTH = list(product(("pbg", "spp-irt"), VIEWS))
SYSTEMS = {"simbg", "oss", "sppirt-app"}
HOSTILE = (
    '</script><script>alert(1)</script>"\'><img src=x onerror=alert(2)> href <a href="javascript:alert(3)">x</a>'
    " {{ 7*7 }} <!-- \u202egnirts \u2028 =1+1" + "A" * 10_000
)


@pytest.fixture(scope="module")
def data(pbg: Case, spp_irt: Case, ontology: Ontology) -> Json:
    return maps.map_data([pbg, spp_irt], ontology)


@pytest.fixture(scope="module")
def page(pbg: Case, spp_irt: Case, ontology: Ontology) -> str:
    return maps.page([pbg, spp_irt], ontology)


@pytest.fixture(scope="module")
def cases(pbg: Case, spp_irt: Case) -> dict[str, Case]:
    return {"pbg": pbg, "spp-irt": spp_irt}


def ends(case: Case, tie: TieClaim, view: str) -> tuple[str, str]:
    """The ids of the actors a tie is drawn between: in the shipped cases only roles belong to an office."""
    found = []
    for iri in (tie.sender, tie.receiver):
        actor = case.actors[iri]
        inside = view.startswith("office") and actor.kind == "office-role"
        found.append(case.actors[actor.office or ""].id if inside else actor.id)
    return found[0], found[1]


# What is drawn --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "view"), BOTH)
def test_every_tie_claim_is_one_edge_between_the_actors_that_stand_for_its_ends(
    data: Json, cases: dict[str, Case], name: str, view: str
) -> None:
    case = cases[name]
    expected = {tie.id: ends(case, tie, view) for tie in case.of(TieClaim, DEFAULT_BASES)}
    if view.endswith("no-systems"):
        expected = {claim: pair for claim, pair in expected.items() if not SYSTEMS & set(pair)}
    drawn = [(edge["id"], (edge["from"], edge["to"])) for edge in data["views"][name][view]["edges"]]
    assert sorted(drawn) == sorted((claim, pair) for claim, pair in expected.items() if pair[0] != pair[1])


@pytest.mark.parametrize(("name", "view"), BOTH)
def test_an_edge_says_its_kind_basis_and_direction(data: Json, cases: dict[str, Case], name: str, view: str) -> None:
    for edge in data["views"][name][view]["edges"]:
        claim = cases[name].claim(edge["id"])
        assert isinstance(claim, TieClaim)
        assert (edge["kind"], edge["basis"]) == (claim.kind, claim.basis)
        assert (edge["strength"], edge["sign"]) == (claim.strength, claim.sign)
        assert edge["both_ways"] == (claim.kind in ("partners-with", "co-organises-with"))


def test_no_two_lines_of_bases_look_the_same_without_colour(data: Json) -> None:
    looks = [(tuple(line["dashes"]), line["weight"]) for line in data["lines"].values()]
    assert len(set(looks)) == len(looks) == len(Basis)


def test_parallel_and_opposite_ties_stay_apart(data: Json) -> None:
    pairs = Counter(frozenset((edge["from"], edge["to"])) for edge in data["views"]["pbg"]["role/systems"]["edges"])
    assert max(pairs.values()) >= 4


@pytest.mark.parametrize(("name", "view"), BOTH)
def test_every_actor_of_a_view_has_a_kind_with_a_mark_and_a_place(data: Json, name: str, view: str) -> None:
    for node in data["views"][name][view]["nodes"]:
        assert node["kind"] == data["actors"][node["id"]]["kind"]
        assert {"shape", "colour"} <= set(data["kinds"][node["kind"]])
        assert all(0 <= share <= 1 for share in data["places"][node["id"]])


@pytest.mark.parametrize(("name", "view"), BOTH)
def test_the_measures_are_those_of_the_ties_drawn(data: Json, name: str, view: str) -> None:
    shown = data["views"][name][view]
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(node["id"] for node in shown["nodes"])
    graph.add_edges_from((edge["from"], edge["to"]) for edge in shown["edges"])
    graph.add_edges_from((edge["to"], edge["from"]) for edge in shown["edges"] if edge["both_ways"])
    between = networkx.betweenness_centrality(graph, normalized=False)
    near = networkx.harmonic_centrality(graph.reverse())
    core = networkx.core_number(networkx.Graph(graph))
    assert set(shown["metrics"]) == set(graph)
    for actor, values in shown["metrics"].items():
        assert (values["in_degree"], values["out_degree"]) == (graph.in_degree(actor), graph.out_degree(actor))
        assert values["degree"] == graph.degree(actor)
        assert values["core"] == core[actor]
        assert values["betweenness"] == pytest.approx(between[actor], rel=1e-5)
        assert values["harmonic_closeness"] == pytest.approx(near[actor] / (len(graph) - 1), rel=1e-5)
    assert sorted((tie[0], tie[1]) for tie in shown["ties"]) == sorted(graph.edges)
    assert {claim for tie in shown["ties"] for claim in tie[2]} == {edge["id"] for edge in shown["edges"]}


@pytest.mark.parametrize(("name", "view"), BOTH)
def test_only_actors_without_ties_lack_a_measure_and_the_convention_says_so(data: Json, name: str, view: str) -> None:
    shown = data["views"][name][view]
    alone = {node["id"] for node in shown["nodes"]} - {end for tie in shown["ties"] for end in tie[:2]}
    without = {"effective_size", "constraint", "ei_index"}
    for actor, values in shown["metrics"].items():
        assert {metric for metric, value in values.items() if value is None} == (without if actor in alone else set())
    assert shown["undefined"] == {}
    conventions = {metric["id"]: metric["convention"]["en"] for metric in data["metrics"]}
    assert all("undefined for an actor" in conventions[metric] for metric in without)


def test_a_measure_no_actor_has_comes_with_its_reason(pbg: Case, ontology: Ontology) -> None:
    one_sector = replace(pbg, actors={iri: replace(actor, sector="public") for iri, actor in pbg.actors.items()})
    shown = maps.map_data([one_sector], ontology)["views"]["pbg"]["office/systems"]
    assert shown["undefined"]["liaison"] == {"en": "fewer than two groups", "id": "kurang dari dua kelompok"}
    assert {values["liaison"] for values in shown["metrics"].values()} == {None}


def test_the_first_measure_is_the_number_of_ties(data: Json) -> None:
    assert data["metrics"][0]["id"] == "degree"
    assert 10 <= len(data["metrics"]) <= 12


# What stands behind it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pbg", "spp-irt"])
def test_every_claim_of_the_map_is_there_with_all_its_evidence(data: Json, cases: dict[str, Case], name: str) -> None:
    case = cases[name]
    expected = [*case.of(TieClaim, DEFAULT_BASES), *case.of(Participation, DEFAULT_BASES)]
    assert set(data["claims"][name]) == {claim.id for claim in expected}
    for claim in expected:
        said = data["claims"][name][claim.id]
        assert said["basis"] == claim.basis
        assert len(said["evidence"]) == len(claim.evidence) > 0
        for shown, coded in zip(said["evidence"], claim.evidence, strict=True):
            assert (shown["source"], shown["polarity"]) == (coded.source.id, coded.polarity)
            assert shown["locator"] == {"en": coded.locator["en"], "id": coded.locator["id"]}
            told, source = data["sources"][coded.source.id], coded.source
            assert told["title"]["id"] == source.title["id"]
            assert told["citation"] == {"en": source.citation["en"], "id": source.citation["id"]}


def test_a_claim_says_what_the_case_file_says(data: Json) -> None:
    claim = data["claims"]["pbg"]["T01"]
    assert (claim["from"], claim["kind"], claim["to"]) == ("applicant", "submits-to", "simbg")
    assert claim["statement"]["en"] == "The applicant files application and documents in SIMBG."
    assert claim["evidence"][0]["source"] == "simbg-2023"
    assert data["ties"]["submits-to"]["label"]["en"] == "submits to"


def test_every_code_actor_and_source_that_is_named_is_there_in_both_languages(data: Json) -> None:
    lists = {"kind": "kinds", "sector": "sectors", "level": "levels"}
    for actor in data["actors"].values():
        assert all(actor[code] in data[name] for code, name in lists.items() if actor[code] is not None)
        assert {*actor["possibly"], *filter(None, [actor["office"]])} <= set(data["actors"])
    for found in data["claims"].values():
        for claim in found.values():
            assert claim["basis"] in data["bases_words"]
            assert set(claim.get("roles", ())) <= set(data["roles"])
            assert claim.get("kind", "advises") in data["ties"]
            assert {claim[end] for end in ("from", "to", "actor") if end in claim} <= set(data["actors"])
            assert {each["source"] for each in claim["evidence"]} <= set(data["sources"])
            assert {each["polarity"] for each in claim["evidence"]} <= set(data["polarities"])
    assert all(text for text in texts(data))


def texts(value: Any) -> Iterator[str]:
    """Every text of the data, in each language."""
    if isinstance(value, dict) and set(value) == {"en", "id"}:
        yield from value.values()
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def test_an_office_has_the_roles_of_those_it_stands_for(data: Json) -> None:
    views = data["views"]["pbg"]
    office, alone = (
        next(node for node in views[view]["nodes"] if node["id"] == "technical-office")
        for view in ("office/systems", "role/systems")
    )
    assert set(office["members"]) == {"technical-office", "technical-operator", "technical-supervisor"}
    assert {"operator", "supervisor"} <= set(office["roles"])
    assert alone["members"] == ["technical-office"]
    assert not {"operator", "supervisor"} & set(alone["roles"])
    assert data["participations"]["pbg"]["technical-operator"]["roles"] == ["operator"]


def test_ties_claimed_absent_or_not_settled_are_listed_and_not_drawn(pbg: Case, ontology: Ontology) -> None:
    statuses = {"T01": Status.ABSENT, "T02": Status.CONTESTED, "T03": Status.PARTIAL}
    claims = [
        replace(claim, status=statuses[claim.id]) if isinstance(claim, TieClaim) and claim.id in statuses else claim
        for claim in pbg.claims
    ]
    data = maps.map_data([replace(pbg, claims=tuple(claims))], ontology)
    shown = data["views"]["pbg"]["role/systems"]
    assert (shown["absent"], shown["open"]) == (["T01"], ["T02"])
    assert {"T01", "T02", "T03"} & {edge["id"] for edge in shown["edges"]} == {"T03"}
    assert data["views"]["pbg"]["role/no-systems"]["absent"] == []  # T01 leads to an information system
    assert data["claims"]["pbg"]["T02"]["status"] == "contested"
    assert set(shown["omitted"]) <= set(data["omissions"])


def test_only_the_bases_asked_for_are_in_the_map(pbg: Case, ontology: Ontology) -> None:
    data = maps.map_data([pbg], ontology, bases=[Basis.PRESCRIBED])
    assert data["bases"] == ["prescribed"]
    assert {claim["basis"] for claim in data["claims"]["pbg"].values()} == {"prescribed"}
    assert data["views"]["pbg"]["office/systems"]["omitted"]["basis"] > 0
    nothing = maps.map_data([pbg], ontology, bases=[Basis.REPORTED])
    assert nothing["views"]["pbg"]["office/systems"]["nodes"] == []


# Ids and labels -------------------------------------------------------------------------------------------------------


def test_two_actors_or_sources_that_only_share_an_id_stay_two(pbg: Case, spp_irt: Case, ontology: Ontology) -> None:
    here, there = "https://w3id.org/collabgraph/actor/mayor", "https://example.org/elsewhere#mayor"
    assert here in pbg.actors
    other = replace(spp_irt, actors=moved(spp_irt, here, there), claims=tuple(retied(spp_irt, here, there)))
    data = maps.map_data([pbg, other], ontology)
    mine, theirs = "mayor (actor)", "mayor (elsewhere)"
    assert {mine, theirs} <= set(data["actors"])
    assert "mayor" not in data["actors"]
    assert data["places_together"][mine] != data["places_together"][theirs]
    nodes = {name: {node["id"] for node in data["views"][name]["office/systems"]["nodes"]} for name in data["views"]}
    assert (mine in nodes["pbg"], theirs in nodes["pbg"]) == (True, False)
    assert (mine in nodes["spp-irt"], theirs in nodes["spp-irt"]) == (False, True)


def moved(case: Case, iri: str, to: str) -> dict[str, Actor]:
    return {
        to if key == iri else key: replace(actor, iri=to) if key == iri else actor for key, actor in case.actors.items()
    }


def retied(case: Case, iri: str, to: str) -> Iterator[Any]:
    for claim in case.claims:
        if isinstance(claim, TieClaim):
            sender, receiver = (to if end == iri else end for end in (claim.sender, claim.receiver))
            yield replace(claim, sender=sender, receiver=receiver)
        elif isinstance(claim, Participation):
            yield replace(claim, actor=to if claim.actor == iri else claim.actor)
        else:
            yield claim


@pytest.mark.parametrize(
    ("acronyms", "expected"),
    [
        ((), ("Office", "Dinas")),
        (("DPMPTSP",), ("DPMPTSP", "DPMPTSP")),
        (("DJPb",), ("DJPb", "DJPb")),
        (("Dinkes",), ("Office", "Dinkes")),
        (("Dinas PUPR",), ("Dinas PUPR", "Dinas PUPR")),
        (("Wali Kota",), ("Office", "Wali Kota")),
        (("OSS", "OSS-RBA"), ("OSS", "OSS")),
        (("BPJPH", "LP3H", "MUI"), ("Office", "Dinas")),
        (("ABCDEFGHIJKLMNOPQRSTU",), ("Office", "ABCDEFGHIJKLMNOPQRSTU")),
    ],
)
def test_an_acronym_stands_for_an_actor_where_it_looks_like_one_or_in_indonesian(
    acronyms: tuple[str, ...], expected: tuple[str, str]
) -> None:
    actor = Actor("a", "a", Text(en="Office", id="Dinas"), acronyms, "firm", "private", None, None, (), None)
    assert short(actor) == Text(dict(zip(LANGUAGES, expected, strict=True)))


def test_a_short_name_drawn_together_from_the_label_is_a_name_in_english_and_a_word_of_the_label_is_not() -> None:
    labels = {
        "Damkar": "Dinas Pemadam Kebakaran",
        "Satpol PP": "Satuan Polisi Pamong Praja",
        "Penilik": "Penilik gedung",
    }
    actors = {
        name: Actor(name, name, Text(en="Office", id=label), (name,), "firm", "private", None, None, (), None)
        for name, label in labels.items()
    }
    assert [short(actor)["en"] for actor in actors.values()] == ["Damkar", "Satpol PP", "Office"]


def test_a_short_name_that_says_its_language_is_used_in_that_language() -> None:
    label, names = Text(en="Office of works", id="Dinas pekerjaan"), ("Dinas PUPR", "Works", "Dinas")
    actor = Actor("a", "a", label, names, "firm", "private", None, None, (), None, short={"en": "Works", "id": "Dinas"})
    assert short(actor) == Text(en="Works", id="Dinas")
    assert short(replace(actor, short={"en": "Works"}, acronyms=names[:2])) == Text(en="Works", id="Dinas PUPR")


def test_every_actor_of_the_shipped_maps_has_a_short_name_in_both_languages(data: Json) -> None:
    long = {
        name: actor["short"] for name, actor in data["actors"].items() if max(map(len, actor["short"].values())) > 22
    }
    assert long == {}


def test_what_is_written_on_a_picture_is_never_long() -> None:
    actor = Actor("a", "a", Text(en="A" * 10_000, id=""), ("B" * 10_000,), "firm", "private", None, None, (), None)
    assert max(map(len, (short(actor)["en"], short(actor)["id"]))) <= 80


# Cases ----------------------------------------------------------------------------------------------------------------


def test_a_map_shows_cases_up_to_the_limit_of_all_pictures(pbg: Case, spp_irt: Case, ontology: Ontology) -> None:
    many = [replace(pbg, id=f"case-{number}") for number in range(MOST_CASES)]
    assert list(maps.map_data([*many[1:], spp_irt], ontology)["views"]) == [*(case.id for case in many[1:]), "spp-irt"]
    for cases in ([], [*many, spp_irt]):
        with pytest.raises(WrongNumberOfCases, match=f"from 1 to {MOST_CASES} cases.*Cases given: {len(cases)}"):
            maps.map_data(cases, ontology)
    with pytest.raises(DuplicateCase, match=r"pbg\.ttl"):
        maps.map_data([pbg, pbg], ontology)


# The page -------------------------------------------------------------------------------------------------------------


class Parsed(HTMLParser):
    """A page as a browser takes it apart: elements, attributes, and what stands in scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.blocks: list[tuple[str, str, str]] = []
        self._open: tuple[str, str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag in ("script", "style"):
            self._open = tag, dict(attrs).get("type") or ""

    def handle_endtag(self, _: str) -> None:
        self._open = None

    def handle_data(self, text: str) -> None:
        if self._open:
            self.blocks.append((*self._open, text))

    def json(self) -> Any:
        return next(json.loads(text) for _, kind, text in self.blocks if kind == "application/json")

    def policy(self) -> dict[str, list[str]]:
        policy = next(
            value for tag, name, value in self.attributes if tag == "meta" and value.startswith("default-src")
        )
        return {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_page_holds_the_data_and_starts_as_asked(pbg: Case, ontology: Ontology) -> None:
    page = maps.page([pbg], ontology, lang="id", granularity="role", systems=False)
    expected = maps.map_data([pbg], ontology) | {"lang": "id", "granularity": "role", "systems": False}
    parsed = Parsed(page)
    assert parsed.json() == json.loads(json.dumps(expected))
    assert ("html", "lang", "id") in parsed.attributes
    assert f"<title>{expected['title']['id']}</title>" in page


def test_the_policy_lets_every_script_and_style_of_the_page_run_and_nothing_else(page: str) -> None:
    parsed = Parsed(page)
    scripts = {digest(text) for tag, kind, text in parsed.blocks if tag == "script" and kind != "application/json"}
    styles = {digest(text) for tag, _, text in parsed.blocks if tag == "style"}
    policy = parsed.policy()
    assert set(policy["script-src"]) == scripts
    assert set(policy["style-src"]) == styles
    assert (len(scripts), len(styles)) == (1, 1)
    assert policy["default-src"] == ["'none'"]
    assert not [name for _, name, _ in parsed.attributes if name == "style" or name.startswith("on")]


def test_the_page_asks_the_network_for_nothing(page: str) -> None:
    parsed = Parsed(page)
    assert not {"iframe", "object", "embed", "img", "base"} & set(parsed.elements)
    addresses = {value for _, name, value in parsed.attributes if name in ("src", "srcset", "href", "action")}
    assert [address for address in addresses if not address.startswith(("#", "data:"))] == []


def test_the_page_of_both_cases_is_under_a_megabyte(page: str) -> None:
    assert len(page.encode()) < 1_000_000


def test_the_same_cases_give_the_same_bytes_in_any_process(page: str) -> None:
    for seed in ("1", "2"):
        said = subprocess.run(
            [*COMMAND, "pbg", "spp-irt"], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        assert (said.stdout, said.stderr) == (page.encode(), b"")


# Hostile text ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped case with a label, a title, a statement, notes and a source that try to be more than text."""
    text = (resources.cases() / "pbg.ttl").read_text(encoding="utf-8")
    written = json.dumps(HOSTILE)
    for words in (
        "Residents", "Masyarakat", "PBG: building approval in Jambi City",
        "The applicant files application and documents in SIMBG.", "Account, form and upload in the system.",
    ):  # fmt: skip
        assert f'"{words}"@' in text
        text = text.replace(f'"{words}"@', f"{written}@")
    text, n = re.subn(r"\bactor:community\b", "actor:__proto__", text)
    assert n > 1
    path = tmp_path_factory.mktemp("hostile") / "pbg.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def test_hostile_words_stay_words(hostile: Path, pbg: Case, ontology: Ontology) -> None:
    case = Library().open_file(hostile)
    harmless, page = (Parsed(maps.page([each], ontology)) for each in (pbg, case))
    data = page.json()
    assert data["actors"]["__proto__"]["label"] == {"en": HOSTILE, "id": HOSTILE}
    assert data["claims"]["pbg"]["T01"]["statement"]["en"] == HOSTILE
    assert data["claims"]["pbg"]["T01"]["evidence"][0]["note"]["en"] == HOSTILE
    assert page.elements == harmless.elements
    assert [(tag, name) for tag, name, _ in page.attributes] == [(tag, name) for tag, name, _ in harmless.attributes]
    assert {name: set(rule) for name, rule in page.policy().items()} == {
        name: set(rule) for name, rule in harmless.policy().items()
    }


# The command ----------------------------------------------------------------------------------------------------------


def test_the_command_writes_the_page_to_a_file_and_says_so_on_stderr_alone(tmp_path: Path, page: str) -> None:
    file = tmp_path / "map.html"
    result = CliRunner().invoke(main, ["map", "pbg", "spp-irt", "-o", str(file)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"written: {file} (map as html, ")
    assert result.stderr.count("\n") == 1
    assert file.read_bytes() == page.encode()
    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_the_options_reach_the_page(pbg: Case, ontology: Ontology) -> None:
    given = ["--lang", "id", "--basis", "prescribed", "--granularity", "role", "--no-systems"]
    result = CliRunner().invoke(main, ["map", "pbg", *given])
    expected = maps.map_data([pbg], ontology, bases=[Basis.PRESCRIBED])
    expected |= {"lang": "id", "granularity": "role", "systems": False}
    assert (result.exit_code, Parsed(result.stdout).json()) == (0, json.loads(json.dumps(expected)))


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["ppg"], 1, "There is no case 'ppg' (did you mean 'pbg'?)"),
        (["pbg", "pbg"], 1, "The case id 'pbg' is used twice"),
        ([], 2, "Give cases, or --edges FILE, and not both."),
        (["pbg", "--edges", "ties.csv"], 2, "Give cases, or --edges FILE, and not both."),
        (["--edges", "no-such.csv"], 1, "no-such.csv"),
        (["pbg", "--layout", "no-such.json"], 1, "There is no readable file 'no-such.json'"),
        (["pbg", "--granularity", "person"], 2, "'person' is not one of"),
        (["pbg", "-o", "no/such/folder/map.html"], 1, "'no/such/folder/map.html' could not be written (not there)."),
        (["pbg", "--format", "json"], 2, "No such option"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(arguments: list[str], code: int, sentence: str) -> None:
    result = CliRunner().invoke(main, ["map", *arguments])
    assert (result.exit_code, result.stdout) == (code, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


# Layouts that a person made -------------------------------------------------------------------------------------------

LAYOUT: Json = {"schema": layout.SCHEMA, "places": {"dpmptsp": [0.1, 0.9], "nobody": [0, 1]}, "pinned": ["dpmptsp"]}


def with_layout(tmp_path: Path, text: str) -> Any:
    file = tmp_path / "layout.json"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["map", "pbg", "--layout", str(file)])


def test_a_layout_puts_its_actors_where_it_says_and_names_those_who_are_not_there(tmp_path: Path, data: Json) -> None:
    result = with_layout(tmp_path, json.dumps(LAYOUT))
    shown = Parsed(result.stdout).json()
    assert (result.exit_code, shown["places"]["dpmptsp"], shown["pinned"]) == (0, [0.1, 0.9], ["dpmptsp"])
    assert "nobody" not in shown["places"]
    assert "1 actors of the layout are not in this picture and are left out: nobody" in result.stderr
    assert shown["key"] != data["key"]


def test_a_figure_of_ties_puts_actors_where_the_layout_of_a_map_does(tmp_path: Path) -> None:
    file, picture = tmp_path / "layout.json", tmp_path / "ties.svg"
    corners = {"dpmptsp": [0.2, 0.2], "mayor": [0.8, 0.2], "applicant": [0.2, 0.8], "oss": [0.5, 0.2]}
    file.write_text(json.dumps(LAYOUT | {"places": {**corners, "nobody": [0, 1]}}), encoding="utf-8")
    result = CliRunner().invoke(main, ["plot", "ties", "pbg", "--layout", str(file), "-o", str(picture)])
    assert (result.exit_code, picture.read_bytes()[:5]) == (0, b"<?xml")
    assert "1 actors of the layout are not in this picture and are left out: nobody" in result.stderr
    library = Library()
    compared = side_by_side([library.open("pbg")], library.ontology.frameworks["ansell-gash-2008"], library.ontology)
    found = named(sketch("ties", compared, arranged=layout.read(file)))
    marks = [found[f"pbg/{actor}"] for actor in corners]
    (x1, x2, x3, x4), (y1, y2, y3, y4) = (
        [float(mark.get_data()[axis][0]) for mark in marks if isinstance(mark, Line2D)]  # type: ignore[index]
        for axis in (0, 1)
    )
    assert (x3, x4) == (pytest.approx(x1), pytest.approx((x1 + x2) / 2))
    assert (y2, y4) == (pytest.approx(y1), pytest.approx(y1))
    assert x1 < x2
    assert y1 != y3


def test_a_layout_is_refused_for_a_figure_that_has_no_actors_to_place(tmp_path: Path) -> None:
    given = ["plot", "metrics", "pbg", "--layout", "layout.json", "-o", str(tmp_path / "metrics.svg")]
    refused = CliRunner().invoke(main, given)
    assert (refused.exit_code, "'plot metrics' draws none" in refused.output) == (2, True)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "7", "[" * 100_000, '{"schema": "collabgraph/map/1"}', json.dumps({"places": {}}),
        *(
            json.dumps(LAYOUT | change)
            for change in (
                {"places": []}, {"places": {"dpmptsp": [0.5]}}, {"places": {"dpmptsp": [0, 1.01]}},
                {"places": {"dpmptsp": [True, 0]}}, {"places": {"dpmptsp": ["0", "0"]}}, {"pinned": "dpmptsp"},
                {"pinned": [{}]}, {"places_together": {"</script>": None}},
            )
        ),
        json.dumps(LAYOUT).replace("0.9", "NaN"), json.dumps(LAYOUT).replace("0.9", "1e999"),
    ],
)  # fmt: skip
def test_what_is_no_layout_is_refused_in_a_sentence(text: str, tmp_path: Path) -> None:
    result = with_layout(tmp_path, text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "this is not a layout that a map saved" in result.stderr
    assert "Traceback" not in result.stderr


# Any network ----------------------------------------------------------------------------------------------------------

TIES = "source,target,weight,relation\na,b,2,advice\na,b,1,trust\nb,c,-3,trust\nc,a,1,advice\n"
ACTORS = (
    "id,label,sector,age\na,Anna </script><script>alert(1)</script>,public,30\nb,Budi,private,40\nc,Cici,public,\n"
    "d,,,\n"
)


def drawn(tmp_path: Path, *options: str) -> Json:
    for name, text in (("ties.csv", TIES), ("actors.csv", ACTORS)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    given = ["map", "--edges", str(tmp_path / "ties.csv"), "--nodes", str(tmp_path / "actors.csv"), *options]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 0, result.stderr
    assert "<script>alert" not in result.stdout
    return Parsed(result.stdout).json()


def test_any_network_is_drawn_with_its_columns_and_the_measures_of_the_same_file(tmp_path: Path) -> None:
    data = drawn(tmp_path, "--directed")
    (view,) = data["views"]["ties"].values()
    assert {node["id"] for node in view["nodes"]} == {"a", "b", "c", "d"}
    assert data["columns"] == ["age"]
    assert data["actors"]["a"]["attributes"] == {"age": "30"}
    net = read_network(tmp_path / "ties.csv", nodes=tmp_path / "actors.csv", directed=True)
    expected = metrics(net, only=["betweenness", "in_degree"]).actors
    for actor, values in zip(net.actors, expected, strict=True):
        assert {name: view["metrics"][actor.id][name] for name in values} == values


def test_a_tie_of_a_file_says_its_kind_weight_and_sign_where_they_are_its_own(tmp_path: Path) -> None:
    (view,) = drawn(tmp_path, "--directed", "--relation", "trust")["views"]["ties"].values()
    found = [(edge["from"], edge["to"], edge["kind"], edge["strength"], edge["sign"]) for edge in view["edges"]]
    assert found == [("a", "b", "trust", None, None), ("b", "c", "trust", 3.0, "negative")]
    (all_kinds,) = drawn(tmp_path, "--undirected")["views"]["ties"].values()
    pair = [edge for edge in all_kinds["edges"] if {edge["from"], edge["to"]} == {"a", "b"}]
    assert [(edge["kind"], edge["strength"], edge["both_ways"]) for edge in pair] == [
        ("advice", None, True), ("trust", None, True),
    ]  # fmt: skip


def test_more_cases_than_the_limit_are_refused_by_the_command(tmp_path: Path) -> None:
    text = (resources.cases() / "pbg.ttl").read_text(encoding="utf-8")
    for number in range(MOST_CASES + 1):
        copy = re.sub(r"\bcase:pbg\b", f"case:c{number}", text).replace("/case/pbg#", f"/case/c{number}#")
        (tmp_path / f"c{number}.ttl").write_text(copy, encoding="utf-8")
    result = CliRunner().invoke(main, ["map", *map(str, sorted(tmp_path.iterdir()))])
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"from 1 to {MOST_CASES} cases beside each other: choose among them. Cases given: 7." in result.stderr


def test_a_terminal_is_not_filled_with_a_page() -> None:
    terminal, inside = pty.openpty()
    said = subprocess.run([*COMMAND, "pbg"], stdout=inside, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    os.close(inside)
    os.close(terminal)
    assert said.returncode == 2
    assert "-o map.html" in said.stderr
