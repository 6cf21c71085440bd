"""GML, the Graph Modelling Language (Himsolt 1997), as Gephi, igraph, yEd and networkx write it.

Not read with networkx, which refuses files with a label or a tie twice, and has no line numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from msgspec import Struct, field

from collabgraph.errors import SyntaxFault, TooDeep
from collabgraph.output.exchange.draft import Draft, weighed
from collabgraph.words import mark

_DEEPEST = 200
_TOKEN = re.compile(r'\s+|#[^\n]*|(?P<text>"[^"]*")|(?P<bracket>[\[\]])|(?P<word>[^\s\[\]"]+)')
_KEY = re.compile(r"[A-Za-z_][\w.-]*")


class Block(Struct):
    """The content of a pair of brackets: values and blocks in their order, each with its key; and its first line."""

    line: int
    values: dict[str, str] = field(default_factory=dict)
    blocks: list[tuple[str, Block]] = field(default_factory=list)

    def named(self, key: str) -> list[Block]:
        """The blocks under a key."""
        return [block for name, block in self.blocks if name == key]


def read(path: Path, text: str) -> Draft:
    """The network of a GML file; undirected where it does not say, as the format defines it."""
    draft = Draft(path, nodes=[])
    graphs = _parsed(path, text).named("graph")
    if len(graphs) != 1:
        draft.refuse(1, mark("graphs in the file: {n}; it must hold one."), n=len(graphs))
        return draft
    directed = graphs[0].values.get("directed", "0") == "1"
    draft.directed = draft.mirrored = directed
    for node in graphs[0].named("node"):
        draft.declare(node.line, node.values.pop("id", ""), node.values)
    for edge in graphs[0].named("edge"):
        ends = edge.values.pop("source", ""), edge.values.pop("target", "")
        draft.tie(edge.line, ends, weighed(edge.values), both=not directed)
    return draft


def _parsed(path: Path, text: str) -> Block:
    """The whole file as a block. Raises SyntaxFault or TooDeep."""
    around = [Block(1)]
    key, place = "", (1, 1)
    for place, word in _tokens(path, text):
        if word == "]" and not key and len(around) > 1:
            around.pop()
        elif not key and _KEY.fullmatch(word):
            key = word
        elif key and word == "[":
            block = Block(place[0])
            around[-1].blocks.append((key, block))
            around.append(block)
            key = ""
        elif key and word != "]":
            around[-1].values[key] = unescape(word[1:-1]) if word.startswith('"') else word
            key = ""
        else:
            raise _fault(path, place, f"unexpected {word[:40]}")
        if len(around) > _DEEPEST:
            raise TooDeep(path=path)
    if key or len(around) > 1:
        raise _fault(path, place, "unexpected end")
    return around[0]


def _tokens(path: Path, text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The words, texts and brackets, each with its line and column."""
    place, line, start = 0, 1, 0
    while place < len(text):
        token = _TOKEN.match(text, place)
        if token is None:
            raise _fault(path, (line, place - start + 1), "a quotation mark that is not closed")
        if token.lastgroup:
            yield (line, place - start + 1), token[0]
        if breaks := token[0].count("\n"):
            line, start = line + breaks, place + token[0].rindex("\n") + 1
        place = token.end()


def _fault(path: Path, place: tuple[int, int], reason: str) -> SyntaxFault:
    line, column = place
    where = f"{path}:{line}:{column}"
    return SyntaxFault(path=path, place=where, line=line, column=column, format="GML", reason=reason)
