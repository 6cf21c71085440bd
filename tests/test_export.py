"""Networks are written for other tools without loss: what is read back, by us or by networkx, is what was written."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabgraph.analysis.network import Network, Tie, from_pairs, network
from collabgraph.errors import UnknownFormat
from collabgraph.model import Actor, Basis, Case
from collabgraph.output.exchange import read_network
from collabgraph.output.exchange.export import FORMS, export
from collabgraph.output.exchange.markup import restored
from collabgraph.words import LANGUAGES, Text

DRAWN = settings(max_examples=50)

#: The file of each form that ``read_network`` reads.
READ_BACK = {"graphml": ".graphml", "gexf": ".gexf", "pajek": ".net", "ucinet": ".dl", "node-link": ".json", "csv": ""}
#: The forms that have no more of an actor than its id, and of a tie than its weight.
NAMES_ONLY = {"pajek", "ucinet"}

NASTY = [
    "=1+1", "'=1", "@cmd", "-1", "\t=1", 'the "office"', "O'Brien", "a,b;c", "two\nlines", "a\rb", "back\\slash",
    "end\\", "\x1b[31mred", "nul\x00l", "\u202eright to left", "Дом مكتب 办公室", "x" * 10_000, "R&amp;D <b>",
    "&#34;", "_x0007_", "a\u2028b", "NA", "*Arcs", "data:", "\ufffe", "😀", "tie1", "parent", "{x}",
]  # fmt: skip

#: Names that an attribute does not keep everywhere.
TAKEN = frozenset("id label kind sector level".split())

#: Any text a file can hold, and what is known to make trouble.
TEXT = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
WORD = TEXT.map(str.strip).filter(bool)


def made(name: str, label: Text, kind: str = "", attributes: Mapping[str, str] | None = None) -> Actor:
    return Actor(name, name, label, (), kind, "public", None, None, (), None, attributes=attributes or {})


@st.composite
def hostile_networks(draw: st.DrawFn) -> Network:
    """Networks whose every text is hostile."""
    directed = draw(st.booleans())
    names = sorted(draw(st.sets(WORD, min_size=2, max_size=5)))
    columns = draw(st.dictionaries(WORD.filter(lambda name: name.rstrip("_") not in TAKEN), WORD, max_size=2))
    actors = [made(name, Text.same(draw(WORD)), draw(WORD), columns) for name in names]
    pairs = [
        (one, two) for one in range(len(names)) for two in range(len(names)) if one < two or (directed and one > two)
    ]
    ties = [
        Tie(
            *pair,
            tuple(sorted(draw(st.sets(WORD, max_size=2)))),
            draw(st.sampled_from([(), (Basis.REPORTED,)])),
            tuple(sorted(draw(st.sets(WORD, max_size=2)))),
            draw(st.sampled_from([1.0, -0.5, 1e300, 1 / 3])),
        )
        for pair in draw(st.lists(st.sampled_from(pairs), unique=True, max_size=5).map(sorted))
    ]
    return Network(draw(TEXT), Text(en=draw(TEXT), id=""), directed, tuple(actors), tuple(ties))


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Writes the files and answers the first."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / next(iter(files))


def only(files: Mapping[str, bytes]) -> str:
    assert len(files) == 1
    return next(iter(files.values())).decode()


def described(net: Network, lang: str = "en") -> dict[str, tuple[Any, ...]]:
    """Each actor's id, with what a file carries of it."""
    return {
        actor.id: (actor.label[lang], actor.kind, actor.sector, actor.level, dict(actor.attributes))
        for actor in net.actors
    }


def tied(net: Network) -> dict[tuple[str, str], tuple[Any, ...]]:
    """Each tie by the ids of its ends, with what a file carries of it: of its bases the strongest."""
    ids = [actor.id for actor in net.actors]
    return {
        (ids[tie.sender], ids[tie.receiver]): (tie.kinds, tie.bases[:1], tie.claims, tie.weight) for tie in net.ties
    }


def read_back(folder: Path, net: Network, form: str, lang: str = "en") -> Network:
    path = put(folder, export(net, form, lang=lang))
    return read_network(path, directed=net.directed, nodes=folder / "nodes.csv" if form == "csv" else None)


@pytest.fixture(params=["pbg", "spp_irt"])
def case_network(request: pytest.FixtureRequest) -> Network:
    case: Case = request.getfixturevalue(request.param)
    return network(case)


# Round trips through our reader


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", READ_BACK)
def test_a_case_comes_back_with_the_same_actors_and_ties(
    case_network: Network, form: str, lang: str, tmp_path: Path
) -> None:
    back = read_back(tmp_path, case_network, form, lang)
    assert len(back.ties) > 10
    assert [actor.id for actor in back.actors] == [actor.id for actor in case_network.actors]
    assert not back.omitted
    if form in NAMES_ONLY:
        assert [(t.sender, t.receiver, t.weight) for t in back.ties] == [
            (t.sender, t.receiver, t.weight) for t in case_network.ties
        ]
    else:
        assert described(back, lang) == described(case_network, lang)
        assert tied(back) == tied(case_network)


@pytest.mark.parametrize("form", READ_BACK)
@given(net=hostile_networks())
@DRAWN
def test_hostile_networks_come_back_as_they_were(form: str, net: Network, tmp_path: Path) -> None:
    back = read_back(tmp_path, net, form)
    assert back.directed == net.directed
    assert not back.omitted
    if form in NAMES_ONLY:
        assert [actor.id for actor in back.actors] == [actor.id for actor in net.actors]
        assert {pair: tie[-1] for pair, tie in tied(back).items()} == {pair: tie[-1] for pair, tie in tied(net).items()}
    else:
        assert tied(back) == tied(net)
        assert described(back) == described(net)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("directed", [True, False])
def test_a_network_without_actors_is_written_in_every_form(form: str, directed: bool, tmp_path: Path) -> None:
    empty = from_pairs("empty", [], [], directed=directed)
    assert all(export(empty, form).values())
    if form in READ_BACK:
        assert read_back(tmp_path, empty, form).actors == ()


def test_attributes_of_actors_come_back(tmp_path: Path) -> None:
    columns = {"age": "7", "Kind": "x", "a b": "=1", "parent": "b", "na": "1"}
    net = Network("n", Text.same("n"), True, (made("a", Text.same("A"), "office", columns),), ())
    for form in READ_BACK.keys() - NAMES_ONLY:
        assert described(read_back(tmp_path, net, form)) == described(net)


def test_an_attribute_named_as_a_field_does_not_take_its_place(tmp_path: Path) -> None:
    net = Network("n", Text.same("n"), True, (made("a", Text.same("A"), "office", {"id": "9", "label": "B"}),), ())
    for form in READ_BACK.keys() - NAMES_ONLY:
        assert described(read_back(tmp_path, net, form)) == {
            "a": ("A", "office", "public", None, {"id_": "9", "label_": "B"})
        }


# Round trips through networkx


def _read_graphml(text: str) -> nx.Graph[str]:
    return nx.read_graphml(io.BytesIO(text.encode()))


def _read_gexf(text: str) -> nx.Graph[str]:
    return nx.read_gexf(io.BytesIO(text.encode()))


def _read_pajek(text: str) -> nx.Graph[str]:
    multiple = nx.parse_pajek(text.split("\n"))
    return nx.DiGraph(multiple) if multiple.is_directed() else nx.Graph(multiple)


def _read_node_link(text: str) -> nx.Graph[str]:
    return nx.node_link_graph(json.loads(text), edges="edges")


def _same(text: str) -> str:
    return text


def _unnumbered(text: str) -> str:
    return re.sub(r"&#(\d+);", lambda code: chr(int(code[1])), text)


NETWORKX: dict[str, tuple[Callable[[str], nx.Graph[str]], Callable[[str], str]]] = {
    "graphml": (_read_graphml, restored),
    "gexf": (_read_gexf, restored),
    "pajek": (_read_pajek, _unnumbered),
    "node-link": (_read_node_link, _same),
}


@pytest.mark.parametrize("form", sorted(NETWORKX.keys() - NAMES_ONLY))
def test_networkx_reads_a_case_with_the_same_actors_and_ties(case_network: Network, form: str) -> None:
    graph = NETWORKX[form][0](only(export(case_network, form, lang="id")))
    assert graph.is_directed()
    assert {name: data["label"] for name, data in graph.nodes(data=True)} == {
        actor.id: actor.label["id"] for actor in case_network.actors
    }
    for actor in case_network.actors:
        data = graph.nodes[actor.id]
        assert (data["kind"], data["sector"], data.get("level")) == (actor.kind, actor.sector, actor.level)
    expected = {
        pair: (list(kinds), bases[0], list(claims), weight)
        for pair, (kinds, bases, claims, weight) in tied(case_network).items()
    }
    split = list if form == "node-link" else lambda joined: joined.split(";")
    assert {
        (source, target): (split(data["kinds"]), data["basis"], split(data["claims"]), data["weight"])
        for source, target, data in graph.edges(data=True)
    } == expected


@pytest.mark.parametrize("form", NETWORKX)
@given(net=hostile_networks())
@DRAWN
def test_networkx_reads_hostile_networks_as_they_were(form: str, net: Network) -> None:
    read, decoded = NETWORKX[form]
    graph = read(only(export(net, form)))
    assert {decoded(name): decoded(data.get("label", name)) for name, data in graph.nodes(data=True)} == {
        actor.id: actor.id if form in NAMES_ONLY else actor.label["en"] for actor in net.actors
    }
    ways = {(decoded(source), decoded(target)): data["weight"] for source, target, data in graph.edges(data=True)}
    expected = {pair: tie[-1] for pair, tie in tied(net).items()}
    if not net.directed:
        ways = {(min(pair), max(pair)): weight for pair, weight in ways.items()}
    assert ways == expected


# The same bytes


def test_the_same_network_gives_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib; from collabgraph.output.exchange.export import FORMS, export\n"
        "from collabgraph.coding.library import Library\n"
        "from collabgraph.analysis.network import network\n"
        "net = network(Library().open('pbg'))\n"
        "for form in FORMS:\n"
        "    for name, content in export(net, form).items():\n"
        "        print(form, name, hashlib.sha256(content).hexdigest())\n"
    )
    one, other = (
        subprocess.run([sys.executable, "-c", script], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("1", "2")
    )
    assert one.stdout == other.stdout
    assert len(one.stdout.split(b"\n")) > len(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_no_file_has_the_date_of_today(case_network: Network, form: str) -> None:
    assert all(date.today().isoformat().encode() not in content for content in export(case_network, form).values())


# What every form has


def test_the_forms_are_eleven() -> None:
    assert FORMS == (
        "graphml", "gexf", "pajek", "pajek-project", "ucinet", "dot", "cytoscape", "kumu", "node-link", "csv",
        "statnet",
    )  # fmt: skip


def test_an_unknown_form_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownFormat, match=r"^pair: .*did you mean 'graphml'.*Use one of graphml, gexf"):
        export(from_pairs("pair", ["a", "b"], []), "graphxml")


@pytest.mark.parametrize("form", sorted(set(FORMS) - NAMES_ONLY - {"pajek-project"}))
def test_labels_are_in_the_language_asked_for(pbg: Case, form: str) -> None:
    net = network(pbg)
    applicant = next(actor.label for actor in net.actors if actor.id == "applicant")
    english, indonesian = (b"".join(export(net, form, lang=lang).values()).decode() for lang in LANGUAGES)
    assert applicant["en"] != applicant["id"]
    assert applicant["en"] in english
    assert applicant["id"] in indonesian
    assert english != indonesian


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b\\c:d", "", "...", "x" * 9999, "nul\x00l", "Дом"])
@pytest.mark.parametrize("form", FORMS)
def test_no_name_of_a_network_leads_a_file_elsewhere(name: str, form: str) -> None:
    for file in export(Network(name, Text(en="t", id="t"), True, (), ()), form):
        assert re.fullmatch(r"\w[\w.-]{0,99}", file)
        assert ".." not in file


# Graphviz


def dot_tokens(text: str) -> list[str]:
    """The words of a DOT file as Graphviz's scanner takes them apart; what fits no rule fails."""
    rule = re.compile(r'\s+|("(?:[^"\\]|\\.)*")|([A-Za-z_]\w*)|(->|--|[{}\[\];,=])', re.DOTALL)
    tokens: list[str] = []
    place = 0
    while place < len(text):
        found = rule.match(text, place)
        assert found, text[place : place + 40]
        tokens += [token for token in found.groups() if token is not None]
        place = found.end()
    return tokens


def dot_text(token: str, *, label: bool = False) -> str:
    inner = re.sub(r"\\(.)", lambda sign: {"n": "\n"}.get(sign[1], sign[1]), token[1:-1], flags=re.DOTALL)
    return re.sub(r"&(?:#\d+|\w+);", lambda entity: html.unescape(entity[0]), inner) if label else inner


def dot_statements(text: str) -> tuple[str, dict[str, str], list[tuple[str, str, str]]]:
    """The kind of graph, the label of each node, and the ties with their weights."""
    tokens = dot_tokens(text)
    assert tokens[2:5] == ["{", "label", "="]
    assert (tokens[6], tokens[-1]) == (";", "}")
    nodes: dict[str, str] = {}
    edges: list[tuple[str, str, str]] = []
    statement: list[str] = []
    for word in tokens[7:-1]:
        statement.append(word)
        if word == ";":
            values = {statement[i - 1]: statement[i + 1] for i, sign in enumerate(statement) if sign == "="}
            if statement[1] in ("->", "--"):
                edges.append((dot_text(statement[0]), dot_text(statement[2]), dot_text(values["weight"])))
                assert statement[1] == {"digraph": "->", "graph": "--"}[tokens[0]]
            else:
                nodes[dot_text(statement[0])] = dot_text(values["label"], label=True)
            statement = []
    assert not statement
    return tokens[0], nodes, edges


def test_graphviz_gets_a_case_whole(case_network: Network) -> None:
    kind, nodes, edges = dot_statements(only(export(case_network, "dot", lang="id")))
    assert kind == "digraph"
    assert nodes == {actor.id: actor.label["id"] for actor in case_network.actors}
    assert {edge[:2] for edge in edges} == set(tied(case_network))


@given(net=hostile_networks())
@DRAWN
def test_graphviz_gets_hostile_networks_as_they_are_but_for_the_null_sign(net: Network) -> None:
    kind, nodes, edges = dot_statements(only(export(net, "dot")))
    assert kind == ("digraph" if net.directed else "graph")
    assert nodes == {_nullless(actor.id): _nullless(actor.label["en"]) for actor in net.actors}
    assert {edge[:2]: float(edge[2]) for edge in edges} == {
        (_nullless(source), _nullless(target)): tie[-1] for (source, target), tie in tied(net).items()
    }


@pytest.mark.parametrize("label", NASTY, ids=lambda label: ascii(label)[:20])
def test_graphviz_shows_a_label_as_it_is(label: str) -> None:
    net = Network("n", Text(en="n", id="n"), True, (made("a", Text(en=label, id="")),), ())
    assert dot_statements(only(export(net, "dot")))[1] == {"a": _nullless(label)}


def _nullless(text: str) -> str:
    return text.replace("\x00", "\ufffd")


def test_no_attribute_is_taken_for_one_of_graphviz() -> None:
    actor = made("a", Text(en="A", id="A"), "office", {"image": "/etc/passwd", "URL": "javascript:0"})
    tokens = dot_tokens(only(export(Network("n", Text(en="n", id="n"), True, (actor,), ()), "dot")))
    assert {"image", "URL", '"image"', '"URL"'}.isdisjoint(tokens)


# Cytoscape and Kumu


@given(net=hostile_networks())
@DRAWN
def test_cytoscape_gets_elements_with_ids_of_their_own(net: Network) -> None:
    elements = json.loads(only(export(net, "cytoscape")))["elements"]
    nodes, edges = ([element["data"] for element in elements[group]] for group in ("nodes", "edges"))
    ids = [data["id"] for data in nodes + edges]
    assert len(ids) == len(set(ids))
    assert {data["id"]: data["label"] for data in nodes} == {actor.id: actor.label["en"] for actor in net.actors}
    assert not any("parent" in data for data in nodes)
    assert {(edge["source"], edge["target"]): (tuple(edge.get("kinds", ())), edge["weight"]) for edge in edges} == {
        pair: (tie[0], tie[-1]) for pair, tie in tied(net).items()
    }


def test_kumu_gets_elements_and_connections(case_network: Network) -> None:
    blueprint = json.loads(only(export(case_network, "kumu", lang="id")))
    assert {each["id"]: (each["label"], each["type"]) for each in blueprint["elements"]} == {
        actor.id: (actor.label["id"], actor.kind) for actor in case_network.actors
    }
    assert {(each["from"], each["to"]): each["type"] for each in blueprint["connections"]} == {
        pair: ", ".join(tie[0]) for pair, tie in tied(case_network).items()
    }
    assert {each["direction"] for each in blueprint["connections"]} == {"directed"}


# Pajek


@given(net=hostile_networks())
@DRAWN
def test_pajek_gets_lines_that_readers_without_named_values_take(net: Network) -> None:
    """Numbers alone stand after a label and after the ends of a tie: some readers refuse named values there."""
    text = only(export(net, "pajek"))
    n, m = len(net.actors), len(net.ties)
    section = "Arcs" if net.directed else "Edges"
    vertex, tie = r'\d+ "[^"\n]*" \d\.\d{4} \d\.\d{4} 0\.5000\n', r"\d+ \d+ -?[\d.e+-]+\n"
    assert re.fullmatch(rf"\*Vertices {n}\n(?:{vertex}){{{n}}}\*{section}\n(?:{tie}){{{m}}}", text)


def test_a_project_of_pajek_keeps_kinds_as_relations_and_values_as_partitions(
    case_network: Network, tmp_path: Path
) -> None:
    back = read_network(put(tmp_path, export(case_network, "pajek-project")))
    assert {pair: tie[0] for pair, tie in tied(back).items()} == {
        pair: tie[0] for pair, tie in tied(case_network).items()
    }
    sectors = sorted({actor.sector for actor in case_network.actors if actor.sector})
    heading = f"sector ({', '.join(f'{number} {sector}' for number, sector in enumerate(sectors, 1))})"
    assert back.groups(heading) == [
        str(sectors.index(actor.sector) + 1 if actor.sector else 0) for actor in case_network.actors
    ]


@given(net=hostile_networks())
@DRAWN
def test_hostile_networks_come_back_from_a_project_of_pajek(net: Network, tmp_path: Path) -> None:
    back = read_network(put(tmp_path, export(net, "pajek-project")), directed=net.directed)
    assert [actor.id for actor in back.actors] == [actor.id for actor in net.actors]
    assert {pair: tie[-1] for pair, tie in tied(back).items()} == {pair: tie[-1] for pair, tie in tied(net).items()}


# UCINET, tables and statnet


def test_ucinet_gets_both_halves_of_a_network_without_direction() -> None:
    text = only(export(from_pairs("pair", ["a", "b"], [("a", "b")], directed=False), "ucinet"))
    assert text.endswith("data:\n1 2 1\n2 1 1\n")


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))


@pytest.mark.parametrize("form", ["csv", "statnet"])
@given(net=hostile_networks())
@DRAWN
def test_no_cell_of_a_table_is_a_formula(form: str, net: Network) -> None:
    for name, content in export(net, form).items():
        if name.endswith(".csv"):
            cells = [cell for row in rows(content) for cell in row]
            assert [cell for cell in cells if re.match(r"[=+\-@\t\r]", cell) and not _is_number(cell)] == []


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?[0-9.]+(e[+-]?[0-9]+)?", cell) is not None


def test_a_table_has_a_row_for_each_kind_of_a_tie(pbg: Case) -> None:
    net = network(pbg)
    table = rows(export(net, "csv")["edges.csv"])
    assert table[0] == ["source", "target", "weight", "relation", "basis", "claims"]
    assert {(row[0], row[1], row[3]) for row in table[1:]} == {
        (*pair, kind) for pair, tie in tied(net).items() for kind in tie[0]
    }


def r_strings(script: str) -> list[str]:
    """The texts of an R script without its comments, as R reads them; what ends nowhere fails."""
    strings: list[str] = []
    for line in script.split("\n"):
        code = re.sub(r'"(?:[^"\\]|\\.)*"', lambda text: strings.append(text[0][1:-1]) or "", line)  # type: ignore[func-returns-value]
        assert '"' not in code.split("#")[0]
    escaped = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(.))")
    return [
        escaped.sub(lambda sign: sign[3] if sign[3] else chr(int(sign[1] or sign[2], 16)), text) for text in strings
    ]


@given(net=hostile_networks())
@DRAWN
def test_the_script_for_statnet_holds_hostile_titles_as_text(net: Network) -> None:
    files = export(net, "statnet")
    assert list(files) == ["network.R", "nodes.csv", "edges.csv"]
    script = files["network.R"].decode()
    assert _nullless(net.title["en"]) in r_strings(script.partition("\n")[2])
    assert script.startswith("# ")
    assert re.search(r"[\x00-\x09\x0b-\x1f]", script) is None


def test_the_script_for_statnet_ends_with_a_model_to_try(case_network: Network) -> None:
    last = export(case_network, "statnet")["network.R"].decode().rstrip("\n").split("\n")[-1]
    assert last == "# summary(ergm(net ~ edges + mutual))"


def test_a_network_without_direction_has_no_mutual_ties_to_model() -> None:
    script = export(from_pairs("pair", ["a", "b"], [("a", "b")], directed=False), "statnet")["network.R"].decode()
    assert "directed = FALSE" in script
    assert "mutual" not in script


@given(net=hostile_networks())
@DRAWN
def test_the_tables_for_statnet_name_the_same_actors(net: Network) -> None:
    files = export(net, "statnet")
    nodes, ties = rows(files["nodes.csv"]), rows(files["edges.csv"])
    named = {row[0] for row in nodes[1:]}
    assert len(named) == len(net.actors)
    assert {end for row in ties[1:] for end in row[:2]} <= named
    assert len(ties) - 1 == len(net.ties)
    assert {"na", "vertex.names"}.isdisjoint(nodes[0])


def test_no_attribute_marks_an_actor_of_statnet_as_missing() -> None:
    net = Network("n", Text.same("n"), True, (made("a", Text.same("A"), "", {"na": "1", "vertex.names": "x"}),), ())
    assert rows(export(net, "statnet")["nodes.csv"])[0][-2:] == ["na_", "vertex.names_"]


def test_what_is_shown_in_markup_is_escaped(case_network: Network) -> None:
    actor = made('"><script>', Text(en='"><script>alert(1)</script>', id=""), "<b>")
    net = Network("n", Text(en="</description><x>", id=""), True, (actor,), ())
    for form in ("graphml", "gexf"):
        text = only(export(net, form))
        assert "<script>" not in text
        assert html.escape("<script>alert(1)</script>") in text
    assert "<script" not in only(export(case_network, "gexf"))
