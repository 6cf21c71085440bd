"""GraphML and GEXF, read from XML without a document type declaration, so without entities and external files.

XML cannot have control characters. They are escaped as spreadsheets do it, ``_x000D_``, and read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.parsers import expat

from msgspec import Struct, field

from collabgraph.errors import DoctypeRefused, SyntaxFault, TooDeep
from collabgraph.output.exchange.draft import Draft, some
from collabgraph.words import mark

_DEEPEST = 200
#: Whether edges are directed, as a GraphML graph says it, and as a single edge does.
_WAYS = {"directed": True, "undirected": False}
_WRITTEN_WAYS = {"true": True, "false": False}
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-F]{4}_)")
_WRITTEN = re.compile(r"_x(00[01][0-9A-F]|005F|FFF[EF])_")


class Element(Struct):
    """An XML element: its name without a namespace, the line it begins on, attributes, text and children."""

    name: str
    line: int
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def get(self, name: str) -> str | None:
        """The value of an attribute, or None."""
        return self.attributes.get(name)

    def named(self, name: str) -> list[Element]:
        """The children of this name."""
        return [child for child in self.children if child.name == name]

    def within(self, name: str) -> Iterator[Element]:
        """The elements of this name at any depth below, in the order of the file."""
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.within(name)


def written(text: str) -> str:
    """The text with characters that XML cannot have escaped; ``restored`` is the reverse.

    >>> written("a\\x07b"), restored(written("a\\x07b")) == "a\\x07b"
    ('a_x0007_b', True)
    """
    return _UNWRITABLE.sub(lambda character: f"_x{ord(character[0]):04X}_", text)


def restored(text: str) -> str:
    """The text with the characters that ``written`` escaped."""
    return _WRITTEN.sub(lambda code: chr(int(code[1], 16)), text)


def graphml(path: Path, text: str) -> Draft:
    """The network of a GraphML file: nodes at any depth, declared values and their defaults.

    A group of yEd is a frame around nodes, and an actor only where a tie ends at it. An edge without a direction
    of its own has that of the graph around it.
    """
    draft = Draft(path, nodes=[])
    root = _parsed(path, text, "GraphML")
    graph = _only(draft, root, "graphml")
    keys = {key.get("id"): key for key in root.named("key")}
    edges = list(_edges(graph, _WAYS.get(graph.get("edgedefault") or "")))
    tied = {edge.get(end) for edge, _ in edges for end in ("source", "target")}
    frames = [node for node in graph.within("node") if node.named("graph") and node.get("id") not in tied]
    groups = [node for node in frames if node.get("yfiles.foldertype")]
    left_out = {id(group) for group in groups}
    for node in graph.within("node"):
        if id(node) not in left_out:
            draft.declare(node.line, node.get("id") or "", _data(draft, node, keys))
    for hyperedge in graph.within("hyperedge"):
        draft.refuse(hyperedge.line, mark("a tie of more than two actors (hyperedge) cannot be read."))
    draft.direct([way for _, way in edges], _WAYS.get(graph.get("edgedefault") or ""))
    for edge, way in edges:
        ends = edge.get("source") or "", edge.get("target") or ""
        draft.tie(edge.line, ends, _data(draft, edge, keys), both=way is False)
    _say_frames(draft, [_label(draft, node, keys) for node in groups], len(frames) - len(groups))
    return draft


def _say_frames(draft: Draft, groups: list[str], others: int) -> None:
    """Notice which nodes around others were not read as actors, and how many were."""
    if groups:
        draft.notice(mark("Groups of yEd are frames and were not read as actors: {names}."), names=some(groups))
    if others:
        draft.notice(
            mark("Nodes that hold a graph and have no ties were read as actors, as GraphML has it: {n}."), n=others
        )


def _label(draft: Draft, node: Element, keys: Mapping[str | None, Element]) -> str:
    return _data(draft, node, keys).get("label") or node.get("id") or ""


def _edges(element: Element, default: bool | None) -> Iterator[tuple[Element, bool | None]]:
    """The edges at any depth, each with whether it is directed, None where the file does not say."""
    for child in element.children:
        if child.name == "edge":
            yield child, _WRITTEN_WAYS.get(child.get("directed") or "", default)
        way = _WAYS.get(child.get("edgedefault") or "") if child.name == "graph" else default
        yield from _edges(child, way)


def gexf(path: Path, text: str) -> Draft:
    """The network of a GEXF file of any version: nodes at any depth, declared values and their defaults.

    Times are not read: nodes and edges of any time count.
    """
    draft = Draft(path, nodes=[])
    root = _parsed(path, text, "GEXF")
    graph = _only(draft, root, "gexf")
    columns = _columns(graph, "node")
    for node in graph.within("node"):
        values = _attvalues(draft, node, columns)
        draft.declare(node.line, node.get("id") or "", _with(values, node, label="label"))
    default = graph.get("defaultedgetype") or "undirected"
    edges = list(graph.within("edge"))
    types = [edge.get("type") or default for edge in edges]
    draft.direct([kind != "undirected" for kind in types], default != "undirected")
    columns = _columns(graph, "edge")
    for edge, kind in zip(edges, types, strict=True):
        values = _with(_attvalues(draft, edge, columns), edge, weight="weight", relation="kind")
        ends = edge.get("source") or "", edge.get("target") or ""
        draft.tie(edge.line, ends, values, both=kind != "directed")
    return draft


def _parsed(path: Path, text: str, format_name: str) -> Element:
    """The root element. Raises SyntaxFault, DoctypeRefused or TooDeep."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text, parser.buffer_size = True, 1 << 20
    top = Element("", 0)
    open_elements = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_elements) > _DEEPEST:
            raise TooDeep(path=path)
        values = {key.rpartition(" ")[2]: restored(value) for key, value in attributes.items()}
        element = Element(name.rpartition(" ")[2], parser.CurrentLineNumber, values)
        open_elements[-1].children.append(element)
        open_elements.append(element)

    def end(_: str) -> None:
        element = open_elements.pop()
        element.text = restored(element.text)

    def characters(data: str) -> None:
        open_elements[-1].text += data

    def doctype(*_: object) -> None:
        raise DoctypeRefused(path=path, line=parser.CurrentLineNumber)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = characters, doctype
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        reason, column = expat.ErrorString(error.code), error.offset + 1
        raise SyntaxFault(
            path=path, place=f"{path}:{error.lineno}:{column}", line=error.lineno, column=column,
            format=format_name, reason=reason,
        ) from None  # fmt: skip
    return top.children[0]


def _only(draft: Draft, root: Element, name: str) -> Element:
    """The one graph of a file; an empty one where there is none or several, which is refused."""
    graphs = root.named("graph") if root.name == name else []
    if len(graphs) == 1:
        return graphs[0]
    if root.name != name:
        phrase = mark("the file begins with <{found}>, and must begin with <{name}>.")
        draft.refuse(root.line, phrase, found=root.name, name=name)
    else:
        draft.refuse(root.line, mark("graphs in the file: {n}; it must hold one."), n=len(graphs))
    return Element("graph", root.line)


def _with(values: dict[str, str], element: Element, **attributes: str) -> dict[str, str]:
    values_of_attributes = {name: element.get(attribute) for name, attribute in attributes.items()}
    return values | {name: value for name, value in values_of_attributes.items() if value is not None}


def _data(draft: Draft, element: Element, keys: Mapping[str | None, Element]) -> dict[str, str]:
    """The declared values of a GraphML node or edge; in files of yEd also the label inside the drawing."""
    values: dict[str, str] = {}
    for key in keys.values():
        if key.get("for") in (element.name, "all", None):
            values |= {_key_name(key): default.text for default in key.named("default")}
    for data in element.named("data"):
        key_id = data.get("key")
        if key_id not in keys:
            draft.refuse(data.line, mark("no key '{name}' is declared."), name=key_id)
        elif data.children:
            labels = [label.text.strip() for label in data.within("NodeLabel")]
            values |= {"label": labels[0]} if labels else {}
        else:
            values[_key_name(keys[key_id])] = data.text
    return values


def _key_name(key: Element) -> str:
    return key.get("attr.name") or key.get("id") or ""


def _columns(graph: Element, kind: str) -> dict[str | None, Element]:
    """The values a GEXF file declares for nodes or for edges, by their ids."""
    lists = [declared for declared in graph.named("attributes") if declared.get("class") == kind]
    return {column.get("id"): column for declared in lists for column in declared.named("attribute")}


def _attvalues(draft: Draft, element: Element, columns: Mapping[str | None, Element]) -> dict[str, str]:
    """The declared values of a GEXF node or edge."""
    values: dict[str, str] = {}
    for column in columns.values():
        values |= {column.get("title") or "": default.text for default in column.named("default")}
    for value in (attvalue for inner in element.named("attvalues") for attvalue in inner.named("attvalue")):
        name = value.get("for") or value.get("id")
        if name not in columns:
            draft.refuse(value.line, mark("no key '{name}' is declared."), name=name)
        else:
            values[columns[name].get("title") or name or ""] = value.get("value") or ""
    return values
