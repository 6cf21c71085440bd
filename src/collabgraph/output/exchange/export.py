"""Networks as files for other tools, without a date: the same network gives the same bytes.

Every form has an actor's id, label, kind, sector and level, and a tie's kinds, strongest basis, claims and weight, as
far as the format allows: UCINET and Pajek have one name for an actor (here its id) and one value for a tie.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any

from msgspec import Struct

from collabgraph.analysis.network import Network, Tie
from collabgraph.errors import UnknownFormat
from collabgraph.output.exchange.draft import joined
from collabgraph.output.exchange.markup import written
from collabgraph.output.exchange.ucinet import quoted
from collabgraph.rdf.separated import guarded
from collabgraph.words import Speech, both, mark
from collabgraph.words.characters import printable
from collabgraph.words.nearest import suggestion

Values = dict[str, str]

_FIELDS = ("id", "label", "kind", "sector", "level")


class _Tie(Struct, frozen=True):
    """A tie by the ids of its ends."""

    source: str
    target: str
    kinds: tuple[str, ...]
    basis: str
    claims: tuple[str, ...]
    weight: float

    @property
    def values(self) -> Values:
        """Its values other than ends and weight, as text."""
        values = {"kinds": joined(self.kinds), "basis": self.basis, "claims": joined(self.claims)}
        return {name: value for name, value in values.items() if value}

    @property
    def data(self) -> dict[str, Any]:
        """The same values as lists, and the weight."""
        values = {"kinds": list(self.kinds), "basis": self.basis, "claims": list(self.claims)}
        return {name: value for name, value in values.items() if value} | {"weight": self.weight}


def export(network: Network, form: str, *, lang: str = "en") -> dict[str, bytes]:
    """The files of one of FORMS, by name, with labels in one language.

    One file for most; ``csv`` and ``statnet`` are several that belong in one folder. Raises UnknownFormat.

    >>> from collabgraph.analysis.network import from_pairs
    >>> print(export(from_pairs("pair", ["a", "b"], [("a", "b")]), "ucinet")["pair.dl"].decode())
    DL n=2
    format = edgelist1
    labels:
    a
    b
    data:
    1 2 1
    """
    if form not in _FORMS:
        thing, nearest = both(mark("networks")), suggestion(form, _FORMS)
        raise UnknownFormat(name=network.id, format=form, thing=thing, nearest=nearest, known=", ".join(_FORMS))
    files = _FORMS[form](network, lang)
    return {name: text.encode("utf-8", "replace") for name, text in files.items()}


def _actors(network: Network, lang: str, reserved: Iterable[str] = ()) -> list[Values]:
    """The values of each actor; an attribute with the name of a field, or a reserved name, gets an underscore."""
    taken = {*_FIELDS, *reserved}
    actors: list[Values] = []
    for actor in network.actors:
        others = {_free(name, taken): value for name, value in sorted(actor.attributes.items())}
        own = actor.id, actor.label[lang] or actor.id, actor.kind, actor.sector, actor.level or ""
        values = dict(zip(_FIELDS, own, strict=True)) | others
        actors.append({name: value for name, value in values.items() if value or name == "id"})
    return actors


def _free(name: str, taken: Iterable[str]) -> str:
    return f"{name}_" if name.rstrip("_") in taken else name


def _ties(network: Network) -> list[_Tie]:
    names = [actor.id for actor in network.actors]
    return [
        _Tie(
            names[tie.sender],
            names[tie.receiver],
            tie.kinds,
            tie.bases[0].value if tie.bases else "",
            tie.claims,
            float(tie.weight),
        )
        for tie in network.ties
    ]


def _file(network: Network, ending: str) -> str:
    """A file name that is valid on every system."""
    plain = re.sub(r"[^\w.-]+", "-", network.id)[:80].strip("-.")
    return f"{plain or 'network'}{ending}"


def _number(value: float) -> str:
    """A weight as text: whole numbers without decimals."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _graphml(network: Network, lang: str) -> dict[str, str]:
    import networkx

    graph: networkx.Graph[str] = networkx.DiGraph() if network.directed else networkx.Graph()
    for actor in _actors(network, lang):
        values = {written(name): written(value) for name, value in actor.items() if name != "id"}
        graph.add_nodes_from([(written(actor["id"]), values)])
    for tie in _ties(network):
        values_of_tie: dict[str, object] = {name: written(value) for name, value in tie.values.items()}
        graph.add_edges_from([(written(tie.source), written(tie.target), values_of_tie | {"weight": tie.weight})])
    buffer = io.BytesIO()
    networkx.write_graphml_xml(graph, buffer)
    return {_file(network, ".graphml"): buffer.getvalue().decode() + "\n"}


def _gexf(network: Network, lang: str) -> dict[str, str]:
    """GEXF 1.2, as networkx would write it but for the date."""
    actors, ties = _actors(network, lang), _ties(network)
    columns = _columns(actor.keys() - {"id", "label"} for actor in actors)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">',
        f"  <meta><creator>collabgraph</creator><description>{_xml(network.title[lang])}</description></meta>",
        f'  <graph defaultedgetype="{"directed" if network.directed else "undirected"}" mode="static">',
        *_gexf_columns("node", columns),
        *_gexf_columns("edge", ("kinds", "basis", "claims")),
        "    <nodes>",
    ]
    for actor in actors:
        lines.append(f'      <node id="{_xml(actor["id"])}" label="{_xml(actor["label"])}">')
        lines += [*_gexf_values(actor, columns), "      </node>"]
    lines += ["    </nodes>", "    <edges>"]
    for place, tie in enumerate(ties):
        ends = f'source="{_xml(tie.source)}" target="{_xml(tie.target)}"'
        lines.append(f'      <edge id="{place}" {ends} weight="{_number(tie.weight)}">')
        lines += [*_gexf_values(tie.values, ("kinds", "basis", "claims")), "      </edge>"]
    return {_file(network, ".gexf"): "\n".join([*lines, "    </edges>", "  </graph>", "</gexf>", ""])}


def _gexf_columns(kind: str, columns: Sequence[str]) -> list[str]:
    rows = [f'      <attribute id="{place}" title="{_xml(name)}" type="string"/>' for place, name in enumerate(columns)]
    return [f'    <attributes class="{kind}" mode="static">', *rows, "    </attributes>"] if rows else []


def _gexf_values(values: Mapping[str, str], columns: Sequence[str]) -> list[str]:
    used_columns = [(place, values[name]) for place, name in enumerate(columns) if name in values]
    rows = [f'          <attvalue for="{place}" value="{_xml(value)}"/>' for place, value in used_columns]
    return ["        <attvalues>", *rows, "        </attvalues>"] if rows else []


def _columns(names: Iterable[Iterable[str]]) -> list[str]:
    """The fields that are used, in their order, then all other names in alphabetical order."""
    used = {name for names_of_one in names for name in names_of_one}
    return [name for name in _FIELDS if name in used] + sorted(used - set(_FIELDS))


def _xml(text: str) -> str:
    """Text as it stands between the quotes of an attribute."""
    return escape(written(text)).replace("\n", "&#10;").replace("\t", "&#9;")


def _pajek(network: Network, _: str) -> dict[str, str]:
    """Vertices on a circle, named by their ids, and weighted ties: what every reader of Pajek's files takes."""
    lines = _pajek_vertices(network)
    lines.append("*Arcs" if network.directed else "*Edges")
    lines += _pajek_ties(network.ties)
    return {_file(network, ".net"): "\n".join(lines) + "\n"}


def _pajek_project(network: Network, lang: str) -> dict[str, str]:
    """A project of Pajek: a relation for each kind of tie, and a partition for each value of the actors.

    The heading of a partition says what its numbers mean; 0 is unknown.
    """
    lines = [f"*Network {_pajek_heading(network.title[lang])}", *_pajek_vertices(network)]
    for number, kind in enumerate(sorted({kind for tie in network.ties for kind in tie.kinds or ("",)}), 1):
        lines.append(f"{'*Arcs' if network.directed else '*Edges'} :{number} {_pajek_word(kind or '-')}")
        lines += _pajek_ties(tie for tie in network.ties if kind in (tie.kinds or ("",)))
    actors = _actors(network, lang)
    for column in _columns(actor.keys() - {"id", "label"} for actor in actors):
        lines += ["", *_pajek_partition(column, [actor.get(column, "") for actor in actors])]
    return {_file(network, ".paj"): "\n".join(lines) + "\n"}


def _pajek_vertices(network: Network) -> list[str]:
    n = len(network.actors)
    lines = [f"*Vertices {n}"]
    for number, actor in enumerate(network.actors, 1):
        angle = 2 * math.pi * number / n
        spot = f"{0.5 + 0.45 * math.cos(angle):.4f} {0.5 + 0.45 * math.sin(angle):.4f} 0.5000"
        lines.append(f"{number} {_pajek_word(actor.id)} {spot}")
    return lines


def _pajek_ties(ties: Iterable[Tie]) -> list[str]:
    return [f"{tie.sender + 1} {tie.receiver + 1} {_number(float(tie.weight))}" for tie in ties]


def _pajek_partition(name: str, values: Sequence[str]) -> list[str]:
    numbers = {value: number for number, value in enumerate(sorted(set(values) - {""}), 1)} | {"": 0}
    legend = ", ".join(f"{number} {value}" for value, number in numbers.items() if value)
    heading = f"*Partition {_pajek_heading(f'{name} ({legend})')}"
    return [heading, f"*Vertices {len(values)}", *(str(numbers[value]) for value in values)]


def _pajek_heading(text: str) -> str:
    """Text as it stands after a heading: on one line."""
    return " ".join(printable(text).split())


def _pajek_word(text: str) -> str:
    """Text in quotes; characters that would end it or the line are written by their numbers, as Pajek does."""
    return (
        '"'
        + re.sub(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029]|&(?=#)', lambda character: f"&#{ord(character[0])};", text)
        + '"'
    )


def _ucinet(network: Network, _: str) -> dict[str, str]:
    """A list of edges; an undirected tie is in it twice, once each way, since UCINET reads every line as directed."""
    names = [actor.id for actor in network.actors]
    lines = [f"DL n={len(names)}", "format = edgelist1", "labels:", *map(quoted, names), "data:"]
    for tie in network.ties:
        ends = tie.sender + 1, tie.receiver + 1
        for sender, receiver in (ends,) if network.directed else (ends, ends[::-1]):
            lines.append(f"{sender} {receiver} {_number(float(tie.weight))}")
    return {_file(network, ".dl"): "\n".join(lines) + "\n"}


def _dot(network: Network, lang: str) -> dict[str, str]:
    """Graphviz; attributes other than the fields get a prefix, so that none can be one of Graphviz's own."""
    kind, arrow = ("digraph", "->") if network.directed else ("graph", "--")
    lines = [f"{kind} {_dot_word(network.id)} {{", f"  label={_dot_label(network.title[lang])};"]
    for actor in _actors(network, lang):
        attributes = [f"label={_dot_label(actor['label'])}"]
        others = {name: value for name, value in actor.items() if name not in ("id", "label")}
        attributes += [f"{name}={_dot_word(value)}" for name, value in others.items() if name in _FIELDS]
        attributes += [
            f"{_dot_word('x_' + name)}={_dot_word(value)}" for name, value in others.items() if name not in _FIELDS
        ]
        lines.append(f"  {_dot_word(actor['id'])} [{', '.join(attributes)}];")
    for tie in _ties(network):
        attributes = [f"{name}={_dot_word(value)}" for name, value in tie.values.items()]
        attributes.append(f"weight={_dot_word(_number(tie.weight))}")
        lines.append(f"  {_dot_word(tie.source)} {arrow} {_dot_word(tie.target)} [{', '.join(attributes)}];")
    return {_file(network, ".dot"): "\n".join([*lines, "}", ""])}


def _dot_word(text: str) -> str:
    """Text in quotes, with a backslash before a quote or another backslash."""
    plain = text.replace("\x00", "\ufffd").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _dot_label(text: str) -> str:
    """Text between quotes that is shown as it is: Graphviz breaks lines at ``\\n`` and shows ``&amp;`` as ``&``."""
    return re.sub(r"&(?=#?\w+;)", "&amp;", _dot_word(text)).replace("\n", "\\n")


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _cytoscape(network: Network, lang: str) -> dict[str, str]:
    """Elements of Cytoscape.js; ids are unique over nodes and edges, and ``parent`` is reserved for compound nodes."""
    actors = _actors(network, lang, reserved=("parent", "name"))
    prefix = "tie"
    while any(actor["id"].startswith(prefix) for actor in actors):
        prefix += "-"
    edges = [
        tie.data | {"id": f"{prefix}{number}", "source": tie.source, "target": tie.target}
        for number, tie in enumerate(_ties(network), 1)
    ]
    elements = {
        "nodes": [{"data": {"name": actor["label"], **actor}} for actor in actors],
        "edges": [{"data": edge} for edge in edges],
    }
    about = {"name": network.title[lang], "directed": network.directed}
    return {_file(network, ".cyjs"): _json({"format_version": "1.0", "data": about, "elements": elements})}


def _kumu(network: Network, lang: str) -> dict[str, str]:
    """A Kumu blueprint; Kumu's type is an actor's kind, and a tie's kinds."""
    actors = _actors(network, lang, reserved=("type", "tags", "description", "image"))
    elements = [actor | ({"type": actor["kind"]} if "kind" in actor else {}) for actor in actors]
    direction = "directed" if network.directed else "undirected"
    connections = [
        {"from": tie.source, "to": tie.target, "direction": direction}
        | ({"type": ", ".join(tie.kinds)} if tie.kinds else {})
        | tie.data
        for tie in _ties(network)
    ]
    return {_file(network, "-kumu.json"): _json({"elements": elements, "connections": connections})}


def _node_link(network: Network, lang: str) -> dict[str, str]:
    """Node-link JSON, as every version of networkx reads it with ``edges="edges"``."""
    data = {
        "directed": network.directed,
        "multigraph": False,
        "graph": {"name": network.title[lang]},
        "nodes": _actors(network, lang),
        "edges": [tie.data | {"source": tie.source, "target": tie.target} for tie in _ties(network)],
    }
    return {_file(network, ".json"): _json(data)}


def _table(columns: Sequence[str], rows: Iterable[Sequence[str | float]]) -> str:
    """RFC 4180 text in which no cell is a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in (columns, *rows):
        writer.writerow([guarded(cell) if isinstance(cell, str) else _number(cell) for cell in row])
    return buffer.getvalue()


def _actor_table(actors: Sequence[Values]) -> str:
    columns = _columns([_FIELDS, *actors])
    return _table(columns, [[actor.get(name, "") for name in columns] for actor in actors])


def _csv(network: Network, lang: str) -> dict[str, str]:
    """Two tables, as ``exchange.read_network`` reads them: a row of ``edges.csv`` for each kind of a tie."""
    columns = ("source", "target", "weight", "relation", "basis", "claims")
    rows = [
        (tie.source, tie.target, tie.weight, kind, tie.basis, joined(tie.claims))
        for tie in _ties(network)
        for kind in tie.kinds or ("",)
    ]
    return {"edges.csv": _table(columns, rows), "nodes.csv": _actor_table(_actors(network, lang))}


_STATNET = """\
# {title}
# {written} source("network.R", encoding = "UTF-8")
library(network)

read <- function(file) {{
  table <- read.csv(file, colClasses = "character", na.strings = character(), check.names = FALSE, encoding = "UTF-8")
  # {guard}
  table[] <- lapply(table, function(cells) sub("^'(?='*[=+@\\t\\r-])", "", cells, perl = TRUE))
  table
}}

nodes <- read("nodes.csv")
ties <- read("edges.csv")

net <- network.initialize(nrow(nodes), directed = {directed})
set.network.attribute(net, "title", {quoted_title})
network.vertex.names(net) <- nodes$id
for (column in setdiff(names(nodes), "id")) set.vertex.attribute(net, column, nodes[[column]])
if (nrow(ties) > 0) {{
  add.edges(net, tail = match(ties$source, nodes$id), head = match(ties$target, nodes$id))
  set.edge.attribute(net, "weight", as.numeric(ties$weight))
  for (column in c("kinds", "basis", "claims")) set.edge.attribute(net, column, ties[[column]])
}}
print(net)

# library(ergm)
# summary(ergm(net ~ {terms}))
"""


def _statnet(network: Network, lang: str) -> dict[str, str]:
    """An R script that builds a ``network`` object from two tables, a row of ``edges.csv`` for each tie."""
    ties = [
        (tie.source, tie.target, tie.weight, joined(tie.kinds), tie.basis, joined(tie.claims)) for tie in _ties(network)
    ]
    say = Speech(lang)
    script = _STATNET.format(
        written=say("Written by collabgraph. Run it in its own folder:"),
        guard=say("An apostrophe keeps a cell from being a formula in a spreadsheet."),
        title=" ".join(printable(network.title[lang]).split()),
        quoted_title=_r_string(network.title[lang]),
        directed="TRUE" if network.directed else "FALSE",
        terms="edges + mutual" if network.directed else "edges",
    )
    # "na" marks vertices as missing, and R's strings cannot have a null character.
    tables = {
        "nodes.csv": _actor_table(_actors(network, lang, reserved=("na", "vertex.names"))),
        "edges.csv": _table(("source", "target", "weight", "kinds", "basis", "claims"), ties),
    }
    return {"network.R": script} | {name: table.replace("\x00", "\ufffd") for name, table in tables.items()}


def _r_string(text: str) -> str:
    """Text as a string of R, in ASCII characters.

    >>> print(_r_string('say "é"'))
    "say \\"\\u00e9\\""
    """
    return '"' + "".join(map(_r_character, text.replace("\x00", "\ufffd"))) + '"'


def _r_character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isascii() and character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"


_FORMS: Mapping[str, Callable[[Network, str], dict[str, str]]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "pajek": _pajek,
    "pajek-project": _pajek_project,
    "ucinet": _ucinet,
    "dot": _dot,
    "cytoscape": _cytoscape,
    "kumu": _kumu,
    "node-link": _node_link,
    "csv": _csv,
    "statnet": _statnet,
}

#: The forms in which a network can be written.
FORMS = tuple(_FORMS)
