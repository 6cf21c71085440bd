"""Networks in JSON: node-link (networkx, D3), vis-network and pyvis, Kumu, Cytoscape and Cytoscape.js."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from collabgraph.errors import SyntaxFault, TooDeep
from collabgraph.output.exchange.draft import Draft, joined, named_apart, weighed
from collabgraph.words import mark

_SPACE = re.compile(r"[ \t\n\r]*")
#: The lists of ties by the list of actors; "elements" alone may have both.
_EDGES = {"nodes": ("edges", "links"), "elements": ("connections",), "elements.nodes": ("elements.edges",)}
#: The directions of Kumu, and whether a tie with it runs one way.
_WAYS = {"directed": True, "undirected": False, "mutual": False}

Item = tuple[int, Any]
Objects = list[tuple[int, dict[str, Any]]]


class Document(Struct):
    """The top level of a file: its lists, by name and with the line of each item, and its other values."""

    lists: dict[str, list[Item]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def directed(self) -> bool | None:
        """Whether all ties have a direction; None where the file does not say."""
        data = self.values.get("data")
        known = self.values.get("directed", data.get("directed") if isinstance(data, dict) else None)
        return known if isinstance(known, bool) else None


def read(path: Path, text: str) -> Draft:
    """The network of a JSON file, each node and edge with its line."""
    draft = Draft(path, nodes=[])
    document = _document(path, text)
    nodes, edges = _nodes_and_edges(draft, document)
    names = _declare(draft, nodes)
    ways = [_way(values) for _, values in edges]
    if any(way is not None for way in ways):
        unsaid = False if any("arrows" in values for _, values in edges) else document.directed
        ways = [unsaid if way is None else way for way in ways]
        draft.direct(ways, None)
    else:
        draft.directed, draft.mirrored = document.directed, bool(document.directed)
        ways = [document.directed for _ in ways]
    for (line, values), way in zip(edges, ways, strict=True):
        _tie(draft, line, values, way, names)
    return draft


def _declare(draft: Draft, nodes: Objects) -> list[str]:
    """Declare the actors by id; without ids by name, and return the names, which ties may refer to by position."""
    if any("id" in values for _, values in nodes) or not nodes:
        for line, values in nodes:
            draft.declare(line, _id(values.pop("id", None)), _texts(values))
        return []
    labels = [_id(values.get("label", values.get("name"))) for _, values in nodes]
    names = list(named_apart(dict(enumerate(labels))).values()) if all(labels) else labels
    for (line, values), name in zip(nodes, names, strict=True):
        draft.declare(line, name, _texts(values))
    return names


def _tie(draft: Draft, line: int, values: dict[str, Any], way: bool | None, names: Sequence[str]) -> None:
    """Add a tie between ids, or between positions of actors that have no ids."""
    end_names = ("from", "to") if "from" in values and "source" not in values else ("source", "target")
    ends = [values.pop(name, None) for name in end_names]
    if names and all(type(end) is int and 0 <= end < len(names) for end in ends):
        ends = [names[end] for end in ends]
    one, other = map(_id, ends)
    texts = _texts(values)
    if relation := texts.get("interaction") or texts.get("type"):
        texts.setdefault("relation", relation)
    if _points_back(values):
        one, other = other, one
    draft.tie(line, (one, other), weighed(texts), both=way is False)


def _way(values: Mapping[str, Any]) -> bool | None:
    """Whether a tie runs one way, as Kumu (direction) and vis-network (arrows) say it; None where it does not say."""
    if isinstance(values.get("direction"), str):
        return _WAYS.get(values["direction"].lower())
    if "arrows" in values:
        return len(_arrows(values)) == 1
    return None


def _points_back(values: Mapping[str, Any]) -> bool:
    return _arrows(values) == {"from"}


def _arrows(values: Mapping[str, Any]) -> set[str]:
    """At which ends vis-network draws arrows: "to; from", or an object of them."""
    arrows = values.get("arrows")
    if isinstance(arrows, dict):
        drawn = {name for name, arrow in arrows.items() if not isinstance(arrow, dict) or arrow.get("enabled", True)}
        return {name for name in drawn if arrows[name]} & {"from", "to"}
    return set(re.findall(r"\b(?:from|to)\b", arrows)) if isinstance(arrows, str) else set()


def _nodes_and_edges(draft: Draft, document: Document) -> tuple[Objects, Objects]:
    """The objects of the actors and of the ties."""
    lists = document.lists
    for nodes, edges in _EDGES.items():
        if nodes in lists and any(name in lists for name in edges):
            ties = [item for name in edges for item in lists.get(name, [])]
            return _objects(draft, lists[nodes]), _objects(draft, ties)
    if "elements" in lists:
        elements = _objects(draft, lists["elements"])
        return [item for item in elements if "source" not in item[1]], [
            item for item in elements if "source" in item[1]
        ]
    phrase = mark(
        "the file needs the lists 'nodes' and 'edges' (or 'links'), or 'elements' and 'connections', or 'elements' "
        "alone."
    )
    draft.refuse(1, phrase)
    return [], []


def _objects(draft: Draft, items: Sequence[Item]) -> Objects:
    """The objects of a list, of Cytoscape's their ``data``; anything else is refused."""
    objects: Objects = []
    for line, value in items:
        if isinstance(value, dict):
            inner = value.get("data")
            objects.append((line, dict(inner if isinstance(inner, dict) and "id" not in value else value)))
        else:
            draft.refuse(line, mark("a node or an edge must be an object, and this is '{text}'."), text=value)
    return objects


def _document(path: Path, text: str) -> Document:
    """The top level of the file. Raises SyntaxFault or TooDeep."""
    try:
        values = json.loads(text)
        document = Document(values=values if isinstance(values, dict) else {})
        if document.values:
            _collect(text, _next(text, 0), "", document.lists)
    except RecursionError:
        raise TooDeep(path=path) from None
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise SyntaxFault(
            path=path, place=place, line=error.lineno, column=error.colno, format="JSON", reason=error.msg
        ) from None
    except ValueError as error:  # a number with thousands of digits
        raise SyntaxFault(path=path, place=path, line=None, column=None, format="JSON", reason=error) from None
    return document


def _collect(text: str, place: int, prefix: str, lists: dict[str, list[Item]]) -> int:
    """Put the lists of a well-formed object, and of the one called "elements" in it, under their names."""
    decoder = json.JSONDecoder()
    place = _next(text, place + 1)
    while text[place] != "}":
        name, place = decoder.raw_decode(text, place)
        place = _next(text, _next(text, place) + 1)
        if text[place] == "[":
            lists[f"{prefix}{name}"], place = _items(text, place, decoder)
        elif text[place] == "{" and not prefix and name == "elements":
            place = _collect(text, place, "elements.", lists)
        else:
            _, place = decoder.raw_decode(text, place)
        place = _next(text, place)
        place = _next(text, place + 1) if text[place] == "," else place
    return place + 1


def _items(text: str, place: int, decoder: json.JSONDecoder) -> tuple[list[Item], int]:
    items: list[Item] = []
    line, counted = text.count("\n", 0, place) + 1, place
    place = _next(text, place + 1)
    while text[place] != "]":
        line, counted = line + text.count("\n", counted, place), place
        value, place = decoder.raw_decode(text, place)
        items.append((line, value))
        place = _next(text, place)
        place = _next(text, place + 1) if text[place] == "," else place
    return items, place + 1


def _next(text: str, place: int) -> int:
    space = _SPACE.match(text, place)
    return space.end() if space else place


def _id(value: object) -> str:
    """The id: a text or a number as text; empty for anything else."""
    return _text(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in values.items() if value is not None}


def _text(value: object) -> str:
    """A value as text; half a surrogate pair, which no file can have, becomes U+FFFD."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        text = joined(value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
