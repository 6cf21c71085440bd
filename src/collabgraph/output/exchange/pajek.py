"""Pajek's ``.net``: vertices, then arcs, edges, lists or a matrix, of one relation or of several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from collabgraph.output.exchange.draft import Draft, too_many, whole
from collabgraph.words import mark

_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r'\*(?P<section>\w+)\s*(?::\s*(?P<number>\d+))?\s*(?:"(?P<name>[^"]*)")?(?P<rest>.*)')
_WORD = re.compile(r'"([^"]*)"|(\S+)')
_NUMBER = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")
_ZERO = re.compile(r"[+-]?(?:0+\.?0*|\.0+)")
_SIGN = re.compile(r"&#([0-9]{1,7});")

#: The sections of ties, and whether these run both ways.
_TIED = {"arcs": False, "edges": True, "arcslist": False, "edgeslist": True, "matrix": False}


@dataclass(frozen=True)
class Word:
    """A word of a line, without its quotes."""

    text: str
    quoted: bool


@dataclass
class Reader:
    """How far a file is read: the vertices by number, the open section and its relation, the row of a matrix."""

    draft: Draft
    names: dict[int, str] = field(default_factory=dict)
    counted: bool = False
    section: str = ""
    values: dict[str, str] = field(default_factory=dict)
    row: int = 0
    ways: set[bool] = field(default_factory=set)

    def head(self, line: int, content: str) -> None:
        """Open the section that a line beginning with a star names."""
        heading = _HEADING.match(content)
        section = heading["section"].lower() if heading else ""
        readable = section == "network" or (section in _TIED if self.counted else section == "vertices")
        self.section, self.row = section if readable else "", 0
        if heading is None or not readable:
            self.draft.refuse(line, mark("this part of a Pajek file cannot be read here: '{name}'."), name=content)
        elif section == "vertices":
            self.counted = True
            self.count(line, heading["rest"])
        elif section in _TIED:
            relation = entities(heading["name"] or heading["number"] or "")
            self.values = {"relation": relation} if relation else {}
            self.ways.add(_TIED[section])

    def count(self, line: int, written: str) -> None:
        """Number the vertices."""
        counts = [whole(word) for word in written.split()]
        if len(counts) != 1 or counts[0] is None:
            phrase = mark("'{text}' is no number of vertices; networks of two modes cannot be read.")
            self.draft.refuse(line, phrase, text=written.strip())
        elif not too_many(self.draft, line, counts[0]):
            self.names = {number: str(number) for number in range(1, counts[0] + 1)}

    def content(self, line: int, words: Sequence[Word]) -> None:
        """What a line of the open section says."""
        if self.section == "vertices":
            self.vertex(line, words)
        elif self.section == "matrix":
            self.row += 1
            self.matrix_row(line, words)
        elif self.section in _TIED:
            self.ties(line, words)

    def vertex(self, line: int, words: Sequence[Word]) -> None:
        """A vertex: number, label, then coordinates, shape and named values, where there are any."""
        number = self.number(line, words[0])
        if number is None:
            return
        rest = list(words[2:])
        while rest and not rest[0].quoted and _NUMBER.fullmatch(rest[0].text):
            rest.pop(0)
        self.names[number] = words[1].text.strip() if len(words) > 1 else str(number)
        self.draft.declare(line, self.names[number], _pairs(rest[len(rest) % 2 :]))

    def ties(self, line: int, words: Sequence[Word]) -> None:
        """A tie with its value and named values, or an actor and its neighbours."""
        listed = self.section.endswith("list")
        ends = [self.number(line, word) for word in (words if listed else words[:2])]
        if len(ends) < 2:
            self.draft.refuse(line, mark("a tie needs two actors."))
        rest = [] if listed else words[2:]
        value = {"weight": rest[0].text} if len(rest) % 2 else {}
        values = self.values | value | _pairs(rest[len(rest) % 2 :])
        for other in ends[1:]:
            if ends[0] is not None and other is not None:
                self.draft.tie(line, (self.names[ends[0]], self.names[other]), values, both=_TIED[self.section])

    def matrix_row(self, line: int, words: Sequence[Word]) -> None:
        """The ties that one actor sends."""
        if len(words) != len(self.names) or self.row not in self.names:
            phrase = mark("cells in this row of the matrix: {found}; actors: {expected}.")
            self.draft.refuse(line, phrase, found=len(words), expected=len(self.names))
            return
        for column, word in enumerate(words, 1):
            if not _ZERO.fullmatch(word.text):
                ends = self.names[self.row], self.names[column]
                self.draft.tie(line, ends, self.values | {"weight": word.text})

    def number(self, line: int, word: Word) -> int | None:
        """The number of a vertex, or None for what is none, which is refused."""
        number = whole(word.text)
        if number in self.names:
            return number
        phrase = mark("'{text}' is no number of an actor (1 to {n}).")
        self.draft.refuse(line, phrase, text=word.text, n=len(self.names))
        return None


def read(path: Path, text: str) -> Draft:
    """The network of a Pajek file: the label of a vertex is its id, its number where it has none."""
    draft = Draft(path, nodes=[])
    reader = Reader(draft)
    for line, content in enumerate(map(str.strip, _LINE_END.split(text)), 1):
        if content.startswith("*"):
            reader.head(line, content)
        elif (words := _words(content)) and not content.startswith("%"):
            reader.content(line, words)
    if not reader.counted:
        draft.refuse(1, mark("the file must begin with '*Vertices' and how many there are."))
    _declare_the_rest(draft, reader.names)
    draft.directed = False in reader.ways if reader.ways else None
    draft.mirrored = draft.directed is True
    return draft


def entities(text: str) -> str:
    """The text with the signs that Pajek writes by their numbers.

    >>> entities("the &#34;office&#34;")
    'the "office"'
    """
    return _SIGN.sub(lambda code: chr(int(code[1])) if _is_sign(int(code[1])) else code[0], text)


def _is_sign(code: int) -> bool:
    return code < 0x110000 and not 0xD800 <= code < 0xE000


def _words(content: str) -> list[Word]:
    """The words of a line; times in brackets are left out."""
    words = [
        Word(entities(word[1] if word[2] is None else word[2]), word[2] is None) for word in _WORD.finditer(content)
    ]
    return [word for word in words if word.quoted or not word.text.startswith("[")]


def _pairs(words: Sequence[Word]) -> dict[str, str]:
    return {name.text: value.text for name, value in zip(words[::2], words[1::2], strict=True)}


def _declare_the_rest(draft: Draft, names: dict[int, str]) -> None:
    """The vertices that have no line of their own, by their numbers."""
    listed = {node.id for node in draft.nodes or ()}
    for name in names.values():
        if name not in listed:
            draft.declare(1, name, {})
