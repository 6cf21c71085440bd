"""Pajek's ``.net`` and ``.paj``: vertices, then arcs, edges, lists or matrices, and the partitions and vectors beside.

Pajek identifies a vertex by its number. Its name here is its label, followed by the number where another vertex has
the same label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from collabgraph.output.exchange.draft import Draft, named_apart, numbered_lines, some, unlisted_too_many, whole
from collabgraph.words import mark

_HEADING = re.compile(r'\*(?P<section>\w+)\s*(?::\s*(?P<number>\d+))?\s*(?:"(?P<name>[^"]*)")?(?P<rest>.*)')
_WORD = re.compile(r'"([^"]*)"|(\S+)')
_NUMBER = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")
_ZERO = re.compile(r"[+-]?(?:0+\.?0*|\.0+)")
_CHARACTER = re.compile(r"&#([0-9]{1,7});")
_SHAPES = frozenset("ellipse box diamond triangle cross empty circle house man woman".split())

#: The sections of ties, and whether these run one way; for a matrix that is decided when all of it is read.
_TIED = {"arcs": True, "edges": False, "arcslist": True, "edgeslist": False, "matrix": None}
#: The other sections of a project: values of vertices, which are read, and those that are not read.
_COLUMNS, _OTHERS = ("partition", "vector"), ("permutation", "cluster", "hierarchy")


class Word(Struct, frozen=True):
    """A word of a line, without its quotes."""

    text: str
    quoted: bool


class Line(Struct, frozen=True):
    """A tie by the numbers of its ends."""

    place: int
    ends: tuple[int, int]
    values: Mapping[str, str]
    section: str

    @property
    def relation(self) -> str:
        """The relation its heading names."""
        return self.values.get("relation", "")


class Column(Struct):
    """A partition or a vector: a value for each vertex, in their order."""

    place: int
    name: str
    stated: int | None = None
    values: list[str] = field(default_factory=list)


class Reader(Struct):
    """The state of reading: vertices and ties by number, the open section and its relation, the row of the matrix."""

    draft: Draft
    n: int | None = None
    rows: int = 0
    vertices: dict[int, tuple[int, str, Mapping[str, str]]] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    headings: set[bool | None] = field(default_factory=set)
    columns: list[Column] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    section: str = ""
    relation: Mapping[str, str] = field(default_factory=dict)
    row: int = 0

    def head(self, place: int, content: str) -> None:
        """Open the section that a line beginning with a star names."""
        heading = _HEADING.match(content)
        section = heading["section"].lower() if heading else ""
        self.row = 0
        if heading is None or section not in ("network", "vertices", *_TIED, *_COLUMNS, *_OTHERS):
            self.unreadable(place, content)
        elif section in _COLUMNS:
            self.columns.append(Column(place, entities(heading["name"] or heading["rest"].strip())))
            self.section = "column"
        elif section in _OTHERS or (section == "network" and self.n is not None):
            self.pass_over(content)
        elif section == "vertices":
            self.head_vertices(place, heading["rest"])
        elif section in _TIED:
            self.head_ties(place, content, section, heading)

    def unreadable(self, place: int, content: str) -> None:
        """Refuse a heading."""
        self.section = ""
        self.draft.refuse(place, mark("this part of a Pajek file cannot be read here: '{name}'."), name=content)

    def pass_over(self, content: str) -> None:
        """Skip the section of a heading, up to the next partition or vector."""
        self.section = "passed over"
        self.passed_over.append(content)

    def head_vertices(self, place: int, written: str) -> None:
        """Read the number of vertices of the network, or of the partition, vector or skipped section above."""
        if self.section == "column":
            self.columns[-1].stated = whole((written.split() or [""])[0])
        elif self.section != "passed over" and self.n is not None:
            self.pass_over(f"*Vertices {written}")
        elif self.section != "passed over":
            self.section = "vertices"
            self.count(place, written)

    def head_ties(self, place: int, content: str, section: str, heading: re.Match[str]) -> None:
        """Open a section of ties with the relation that its heading names."""
        if self.section == "passed over":
            return
        if self.n is None:
            self.unreadable(place, content)
            return
        self.section = section
        name = heading["name"] or (heading["rest"].strip() if heading["number"] else "") or heading["number"] or ""
        self.relation = {"relation": entities(name)} if name else {}
        self.headings.add(_TIED[section])

    def count(self, place: int, written: str) -> None:
        """Take the number of vertices, and of those of the first mode where there are two."""
        counts = [whole(word) for word in written.split()]
        if counts[:1] == [None] or not 1 <= len(counts) <= 2 or (len(counts) == 2 and counts[1] is None):
            self.draft.refuse(place, mark("'{text}' is not a number of vertices."), text=written.strip())
        self.n = (counts[0] if counts else None) or 0
        self.rows = (counts[1] if len(counts) == 2 else None) or 0

    def content(self, place: int, words: Sequence[Word]) -> None:
        """Read a line of the open section."""
        if self.section == "vertices":
            self.vertex(place, words)
        elif self.section == "column":
            self.columns[-1].values.append(words[0].text)
        elif self.section == "matrix":
            self.row += 1
            self.matrix_row(place, words)
        elif self.section in _TIED:
            self.ties(place, words)

    def vertex(self, place: int, words: Sequence[Word]) -> None:
        """A vertex: number, label, then coordinates, shape and named values, where there are any."""
        number = self.number(place, words[0])
        if number is None:
            return
        if number in self.vertices:
            phrase = mark("the vertex {number} is listed twice, first on line {line}.")
            self.draft.refuse(place, phrase, number=number, line=self.vertices[number][0])
        label, rest = words[1].text.strip() if len(words) > 1 else "", list(words[2:])
        if len(words) > 2 and not words[1].quoted and not _follows_a_label(rest[0]):
            self.cut.append(" ".join(word.text for word in words[1:]))
            rest = []
        while rest and not rest[0].quoted and _NUMBER.fullmatch(rest[0].text):
            rest.pop(0)
        self.vertices[number] = place, label or str(number), _pairs(rest[len(rest) % 2 :])

    def ties(self, place: int, words: Sequence[Word]) -> None:
        """A tie with its value and named values, or an actor and its neighbours."""
        listed = self.section.endswith("list")
        ends = [self.number(place, word) for word in (words if listed else words[:2])]
        if len(ends) < 2:
            self.draft.refuse(place, mark("a tie needs two actors."))
        rest = [] if listed else words[2:]
        value = {"weight": rest[0].text} if len(rest) % 2 else {}
        values = {**self.relation, **value, **_pairs(rest[len(rest) % 2 :])}
        for other in ends[1:]:
            if ends[0] is not None and other is not None:
                self.lines.append(Line(place, (ends[0], other), values, self.section))

    def matrix_row(self, place: int, words: Sequence[Word]) -> None:
        """The ties that one actor sends; of two modes, those of a row with the columns."""
        n = self.n or 0
        rows, columns = (self.rows, n - self.rows) if self.rows else (n, n)
        if len(words) != columns or self.row > rows:
            phrase = mark("cells in this row of the matrix: {found}; actors: {expected}.")
            self.draft.refuse(place, phrase, found=len(words), expected=columns)
            return
        for column, word in enumerate(words, self.rows + 1):
            if not _ZERO.fullmatch(word.text):
                self.lines.append(Line(place, (self.row, column), {**self.relation, "weight": word.text}, "matrix"))

    def number(self, place: int, word: Word) -> int | None:
        """The number of a vertex, or None for what is none, which is refused."""
        number = whole(word.text)
        if number is not None and 1 <= number <= (self.n or 0):
            return number
        phrase = mark("'{text}' is not the number of an actor (1 to {n}).")
        self.draft.refuse(place, phrase, text=word.text, n=self.n or 0)
        return None


def read(path: Path, text: str) -> Draft:
    """The first network of a Pajek file, with the partitions and vectors of its size as values of the actors."""
    draft = Draft(path, nodes=[])
    reader = Reader(draft)
    for place, content in numbered_lines(text):
        if content.startswith("*"):
            reader.head(place, content)
        elif (words := _words(content)) and not content.startswith("%"):
            reader.content(place, words)
    if reader.n is None:
        draft.refuse(1, mark("the file must begin with '*Vertices' and how many there are."))
    _declare(draft, reader)
    _direct(draft, reader)
    _say(draft, reader)
    return draft


def entities(text: str) -> str:
    """The text with the characters that Pajek writes by their numbers.

    >>> entities("the &#34;office&#34;")
    'the "office"'
    """
    return _CHARACTER.sub(lambda code: chr(int(code[1])) if _is_character(int(code[1])) else code[0], text)


def _is_character(code: int) -> bool:
    return code < 0x110000 and not 0xD800 <= code < 0xE000


def _words(content: str) -> list[Word]:
    """The words of a line; times in brackets are left out."""
    words = [
        Word(entities(word[1] if word[2] is None else word[2]), word[2] is None) for word in _WORD.finditer(content)
    ]
    return [word for word in words if word.quoted or not word.text.startswith("[")]


def _pairs(words: Sequence[Word]) -> dict[str, str]:
    return {name.text: value.text for name, value in zip(words[::2], words[1::2], strict=True)}


def _follows_a_label(word: Word) -> bool:
    """Whether a word may follow a label and is not a second word of it."""
    return word.quoted or bool(_NUMBER.fullmatch(word.text)) or word.text.lower() in _SHAPES


def _declare(draft: Draft, reader: Reader) -> None:
    """Declare the vertices, those without a line by their numbers, and their ties."""
    tied = {end for line in reader.lines for end in line.ends}
    known = len(tied | reader.vertices.keys())
    if unlisted_too_many(draft, 1, reader.n or 0, known):
        return
    columns = _columns(draft, reader)
    labels = {number: str(number) for number in range(1, (reader.n or 0) + 1)}
    labels |= {number: label for number, (_, label, _) in reader.vertices.items()}
    names = named_apart(labels)
    for number, name in names.items():
        place, _, values = reader.vertices.get(number, (1, "", {}))
        others = {column.name: column.values[number - 1] for column in columns}
        label = {"label": labels[number]} if name != labels[number] else {}
        draft.declare(place, name, {**others, **label, **values})
    for line in reader.lines:
        _tie(draft, reader, line, names)
    if reader.rows:
        draft.second_mode = {name for number, name in names.items() if number > reader.rows}
    if equal := [labels[number] for number, name in names.items() if name != labels[number]]:
        phrase = mark(
            "Several vertices have the same label ({labels}); the number after a name says which vertex it is."
        )
        draft.notice(phrase, labels=some(dict.fromkeys(equal)))


def _tie(draft: Draft, reader: Reader, line: Line, names: Mapping[int, str]) -> None:
    one, other = line.ends
    if reader.rows and (one > reader.rows) == (other > reader.rows):
        draft.refuse(line.place, mark("in a network of two modes a tie must run between a row and a column."))
    draft.tie(line.place, (names[one], names[other]), line.values, both=_TIED[line.section] is False)


def _columns(draft: Draft, reader: Reader) -> list[Column]:
    """The partitions and vectors that have a value for each vertex; those of other sizes are left out."""
    fitting = []
    for column in reader.columns:
        if len(column.values) != (reader.n if column.stated is None else column.stated):
            phrase = mark("'{name}' has {found} values, and needs {expected}.")
            expected = reader.n if column.stated is None else column.stated
            draft.refuse(column.place, phrase, name=column.name, found=len(column.values), expected=expected)
        elif column.stated == reader.n:
            fitting.append(column)
        else:
            reader.passed_over.append(column.name)
    return fitting


def _direct(draft: Draft, reader: Reader) -> None:
    """Take the direction from the ties, from the headings only where there are none; a symmetric matrix has none."""
    if reader.rows:
        draft.directed = False
        return
    ways = {_TIED[line.section] for line in reader.lines} - {None}
    matrices = _by_relation(line for line in reader.lines if line.section == "matrix")
    ways |= {None if _is_symmetric(lines) else True for lines in matrices}
    if not reader.lines and len(reader.headings) == 1:
        ways = set(reader.headings)
    draft.directed = True if True in ways else None if None in ways or not ways else False
    draft.mirrored = draft.directed is not False


def _by_relation(lines: Iterable[Line]) -> Iterable[list[Line]]:
    relations: dict[str, list[Line]] = {}
    for line in lines:
        relations.setdefault(line.relation, []).append(line)
    return relations.values()


def _is_symmetric(lines: Iterable[Line]) -> bool:
    cells = {line.ends: line.values.get("weight") for line in lines}
    return all(cells.get(ends[::-1]) == weight for ends, weight in cells.items())


def _say(draft: Draft, reader: Reader) -> None:
    """Notice what was left out of the file."""
    if reader.cut:
        phrase = mark(
            "Labels with blanks need quotes; of those without, the first word was read, as Pajek does: {texts}."
        )
        draft.notice(phrase, texts=some(reader.cut))
    if reader.passed_over:
        phrase = mark("The first network of the file was read; this was left out: {texts}.")
        draft.notice(phrase, texts=some(reader.passed_over))
