"""Node-link JSON, as networkx and D3 write it: lists of nodes and of edges (or links)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from collabgraph.errors import SyntaxFault, TooDeep
from collabgraph.output.exchange.draft import Draft, joined
from collabgraph.words import mark

_SPACE = re.compile(r"[ \t\n\r]*")
_EDGES = ("edges", "links")

Item = tuple[int, Any]


def read(path: Path, text: str) -> Draft:
    """The network of a node-link file, each node and edge with its line."""
    draft = Draft(path, nodes=[])
    lists, directed = _contents(path, text)
    if isinstance(directed, bool):
        draft.directed = draft.mirrored = directed
    if "nodes" not in lists or not any(name in lists for name in _EDGES):
        draft.refuse(1, mark("the file needs the lists 'nodes' and 'edges' (or 'links')."))
    for line, values in _objects(draft, lists.get("nodes", [])):
        draft.declare(line, _id(values.pop("id", None)), _texts(values))
    for line, values in _objects(draft, [item for name in _EDGES for item in lists.get(name, [])]):
        ends = _id(values.pop("source", None)), _id(values.pop("target", None))
        draft.tie(line, ends, _texts(values), both=draft.directed is False)
    return draft


def _contents(path: Path, text: str) -> tuple[dict[str, list[Item]], object]:
    """The items of each list at the top, with their lines, and what the file says of direction."""
    try:
        document = json.loads(text)
        lists = dict(_lists(text)) if isinstance(document, dict) else {}
    except RecursionError:
        raise TooDeep(path=path) from None
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}:{error.colno}"
        raise SyntaxFault(
            path=path, place=place, line=error.lineno, column=error.colno, format="JSON", reason=error.msg
        ) from None
    except ValueError as error:  # a number of thousands of digits
        raise SyntaxFault(path=path, place=path, line=None, column=None, format="JSON", reason=error) from None
    return lists, document.get("directed") if isinstance(document, dict) else None


def _lists(text: str) -> Iterator[tuple[str, list[Item]]]:
    """The lists of an object that is known to be well-formed."""
    decoder = json.JSONDecoder()
    place = _next(text, _next(text, 0) + 1)
    while text[place] != "}":
        name, place = decoder.raw_decode(text, place)
        place = _next(text, _next(text, place) + 1)
        if text[place] == "[":
            items, place = _items(text, place, decoder)
            yield name, items
        else:
            _, place = decoder.raw_decode(text, place)
        place = _next(text, place)
        place = _next(text, place + 1) if text[place] == "," else place


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
    found = _SPACE.match(text, place)
    return found.end() if found else place


def _objects(draft: Draft, items: list[Item]) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, value in items:
        if isinstance(value, dict):
            yield line, dict(value)
        else:
            draft.refuse(line, mark("a node or an edge must be an object, and this is '{text}'."), text=value)


def _id(value: object) -> str:
    """An id is a text or a number; anything else is none."""
    return _text(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in values.items() if value is not None}


def _text(value: object) -> str:
    """A value as text; half a surrogate pair, which no file can hold, becomes the sign for what is lost."""
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        text = joined(value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
