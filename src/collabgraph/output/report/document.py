"""A report as a value: parts of paragraphs, lists, tables and entries, the same for every form it is written in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import TypeVar

from collabgraph.words.characters import printable

Value = TypeVar("Value")


@dataclass(frozen=True)
class Run:
    """Words, and the anchor of the claim, source or part they open; ``strong`` words stand out."""

    text: str
    to: str | None = None
    strong: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Sentences under a heading."""

    runs: Runs


@dataclass(frozen=True)
class Subheading:
    """A heading within a part."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list; ``numbered`` where the order matters."""

    items: tuple[Runs, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Table:
    """Columns and rows of runs; ``name`` is what the table is called, and its sheet in a workbook."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True)
class Ground:
    """A piece of evidence: whether it supports, where it was found, and what it says."""

    polarity: str
    source: Run
    locator: str
    note: str

    @property
    def runs(self) -> Runs:
        """The whole in a line: "supports: the report, page 3: what it says"."""
        where = words(Run(self.polarity, strong=True), ": ", self.source, f", {self.locator}" if self.locator else "")
        return (*where, *words(f": {self.note}")) if self.note else where


@dataclass(frozen=True)
class Entry:
    """What an anchor leads to: a claim or a source, what it states, facts by name, and its evidence."""

    anchor: str
    title: str
    about: str
    statement: str
    facts: tuple[tuple[str, Runs], ...]
    grounds: tuple[Ground, ...] = ()

    @property
    def heading(self) -> str:
        """The title and what the entry is about."""
        return f"{self.title}: {self.about}" if self.about else self.title

    @property
    def line(self) -> Runs:
        """The facts in a line: "basis: reported; date: 2021"."""
        return joined([words(f"{name}: ", *runs) for name, runs in self.facts], "; ")


@dataclass(frozen=True)
class Entries:
    """Entries one after another; ``name`` as of a table.

    ``columns`` say what title, subject and statement are, ``facts`` are the names of all facts in their order, and
    ``ground_columns`` say what the parts of a piece of evidence are.
    """

    name: str
    columns: tuple[str, str, str]
    facts: tuple[str, ...]
    ground_columns: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Picture:
    """A picture, with the words that stand for it."""

    words: str
    content: bytes


Block = Paragraph | Subheading | Points | Table | Entries | Picture


@dataclass(frozen=True)
class Part:
    """A part of the report; its anchor is where the contents lead."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """The whole report in one language; ``made`` is None where no date shall be told."""

    lang: str
    title: str
    subtitle: str
    parts: tuple[Part, ...]
    software: str
    made: date | None

    @property
    def dated(self) -> date:
        """The day for files that must have one; where none is told, always the same."""
        return self.made or date(2000, 1, 1)

    @property
    def about(self) -> str:
        """The software and the day, as far as they are told."""
        return self.software if self.made is None else f"{self.software}, {self.made.isoformat()}"


def words(*texts: str | Run) -> Runs:
    """The texts as runs."""
    return tuple(Run(text) if isinstance(text, str) else text for text in texts)


def plain(runs: Runs) -> str:
    """The words of the runs alone."""
    return "".join(run.text for run in runs)


def joined(pieces: list[Runs], between: str = ", ") -> Runs:
    """The pieces one after another, with a text between them."""
    found: list[Run] = []
    for piece in pieces:
        found += [Run(between), *piece] if found else piece
    return tuple(found)


#: Stands in a sentence for runs that are put there.
HERE = "\0"


def filled(sentence: str, runs: Runs) -> Runs:
    """The sentence with the runs where it says HERE."""
    before, _, after = sentence.partition(HERE)
    return words(before, *runs, after)


def all_runs(value: object) -> Iterator[Run]:
    """Every run of a document, a part or a block, in reading order."""
    if isinstance(value, Run):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from all_runs(each)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from all_runs(getattr(value, field.name))


def harmless(value: Value) -> Value:
    """The same document without signs that XML refuses or that rewrite what is shown: controls, direction overrides."""
    if isinstance(value, str):
        return printable(value).replace("\ufffe", "").replace("\uffff", "")  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(harmless(each) for each in value)  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: harmless(getattr(value, field.name)) for field in fields(value)})
    return value


#: How many letters stand on a line as wide as an A4 page has between its margins, and the longest unbroken word.
_LINE, _WORD = 100, 14


def shares(table: Table) -> list[float]:
    """How much of the width each column gets, in all 1: room for its longest word, and more for longer cells."""
    columns = [list(column) for column in zip(table.columns, *[map(plain, row) for row in table.rows], strict=True)]
    room = [(min(_longest(word for cell in cells for word in cell.split()), _WORD) + 3.5) / _LINE for cells in columns]
    weights = [math.sqrt(min(_longest(cells), 1600)) for cells in columns]
    spare = max(0.0, 1 - sum(room))
    found = [least + spare * weight / sum(weights) for least, weight in zip(room, weights, strict=True)]
    return [share / sum(found) for share in found]


def _longest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=1) or 1
