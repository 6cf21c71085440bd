"""A result as a value: parts of paragraphs, lists and tables with typed cells, the same for every form of output.

A presenter makes it, in one language; a writer decides how each thing looks and where words lead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from string import Formatter
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.words import PAIR, SERIES, Speech, Text, primary
from collabgraph.words.characters import clean_for_xml

Value = TypeVar("Value")


class Target(Struct, frozen=True):
    """Where a link leads: to a thing of a ``kind``, by its IRI or id.

    Kinds: "claim" (``within`` is the case it is read in), "source", "construct" (``within`` is its framework),
    "actor", "metric", "case" (``within`` is the part of it), "framework", "study", "term", "thing" (anything with this
    IRI), "question" of a scholar, "word" of the glossary, and "part" (the anchor of a part of the same document).
    """

    kind: str
    name: str
    within: str = ""


class Run(Struct, frozen=True):
    """Words with the same link and look; ``strong`` is bold, ``lang`` is set where it is not the document's."""

    text: str
    to: Target | None = None
    strong: bool = False
    lang: str | None = None


Runs = tuple[Run, ...]
#: What sentences and cells are made of.
Words = str | Text | Run | Runs


class Citation(Struct, frozen=True):
    """A claim that supports a statement: its id, and the code and the label of its basis."""

    id: str
    to: Target
    basis: str
    basis_label: str

    @property
    def runs(self) -> Runs:
        """The claim and its basis: "F23 reported"."""
        return (Run(self.id, self.to), Run(f" {self.basis_label}"))


class TextCell(Struct, frozen=True):
    """A cell of words; ``code`` is what programs get instead, ``depth`` its level in a hierarchy.

    As the first of its row it can give the row an ``anchor``, by which a page of the site leads to it. ``claims`` are
    those that its words name, for programs.
    """

    runs: Runs
    code: str | None = None
    depth: int = 0
    anchor: str = ""
    claims: tuple[Citation, ...] = ()


class Number(Struct, frozen=True):
    """A cell with a number, with its least and greatest possible value, or with the reason why there is none.

    ``spread`` means that low and high are a range around the value, not limits of the number itself; ``digits`` is
    the number of decimals that people see. ``exact`` is the number as its source writes it, for programs, as is the
    ``unit``: people read it in the words around the number.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    spread: bool = False
    note: Runs = ()
    digits: int = 2
    exact: str = ""
    unit: str = ""


class StatusCell(Struct, frozen=True):
    """A cell with a status: its code, glyph and label, and the claims that support it.

    ``differs_if`` has the glyphs of the statuses that would make the cases differ. A ``compact`` one is its glyph
    alone, which leads to its first claim, in a table of many such cells with a legend.
    """

    code: str
    glyph: str
    label: str
    claims: tuple[Citation, ...] = ()
    differs_if: tuple[str, ...] = ()
    compact: bool = False


class Claims(Struct, frozen=True):
    """A cell of claims."""

    claims: tuple[Citation, ...]


Cell = TextCell | Number | StatusCell | Claims
Row = tuple[Cell | None, ...]


class Column(Struct, frozen=True):
    """A column: its label for people, and its name for programs.

    Columns that have the same things of different cases say ``across`` what they are side by side: "case". Where
    programs get a row for each thing, these columns are one below the other.
    """

    label: str
    id: str
    across: str = ""


class Paragraph(Struct, frozen=True):
    """Sentences under a heading."""

    runs: Runs


class Subheading(Struct, frozen=True):
    """A heading within a part."""

    text: str


class Points(Struct, frozen=True):
    """A list; ``numbered`` where the order matters."""

    items: tuple[Runs, ...]
    numbered: bool = False


class Table(Struct, frozen=True):
    """Columns and rows; ``name`` is the name of the table and of its sheet in a workbook; a None cell is empty.

    Without ``headed`` the columns have no heads: the table is a list of names and their values. ``means`` says above
    the table what it shows; ``note`` explains beneath it its abbreviations, signs and numbers.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    headed: bool = True
    means: Runs = ()
    note: Runs = ()


class Ground(Struct, frozen=True):
    """A piece of evidence: whether it supports the claim, its source and place there, and what it says."""

    polarity: str
    source: Run
    locator: Run
    note: Run

    @property
    def runs(self) -> Runs:
        """The evidence on one line: "supports: the report, page 3: what it says"."""
        where = words(Run(self.polarity, strong=True), ": ", self.source)
        locator = words(", ", self.locator) if self.locator.text else ()
        return (*where, *locator, *(words(": ", self.note) if self.note.text else ()))


class Entry(Struct, frozen=True):
    """A claim or a source that links lead to: what it states, facts by name, and its evidence."""

    target: Target
    title: str
    about: str
    statement: Runs
    facts: tuple[tuple[str, Runs], ...]
    grounds: tuple[Ground, ...] = ()

    @property
    def heading(self) -> str:
        """The title, and the subject where there is one."""
        return f"{self.title}: {self.about}" if self.about else self.title

    @property
    def heading_runs(self) -> Runs:
        """The heading, of which the title opens the entry wherever it is."""
        return (Run(self.title, self.target), *words(self.heading.removeprefix(self.title)))

    @property
    def line(self) -> Runs:
        """The facts on one line: "basis: reported; date: 2021"."""
        return joined([words(f"{name}: ", *runs) for name, runs in self.facts], "; ")


class Entries(Struct, frozen=True):
    """A list of entries; ``name`` as of a table.

    ``columns`` are the labels of title, subject and statement, ``facts`` the names of all facts in their order, and
    ``ground_columns`` the labels of the parts of a piece of evidence.
    """

    name: str
    columns: tuple[str, str, str]
    facts: tuple[str, ...]
    ground_columns: tuple[str, ...]
    entries: tuple[Entry, ...]


class Box(Struct, frozen=True):
    """Points in a frame of their own, under a title."""

    title: str
    items: tuple[Runs, ...]


class Picture(Struct, frozen=True):
    """A picture (SVG, PNG or JPEG), with the words that describe it.

    ``height`` is the greatest height on paper in millimetres; without it no picture is higher than its page. A
    picture with a ``caption`` is numbered; one with an ``address`` is a file beside a document that cannot hold it.
    """

    words: str
    content: bytes
    height: int | None = None
    caption: str = ""
    address: str = ""

    @property
    def form(self) -> str:
        """What the picture is by its content: "png", "jpg" or "svg"."""
        starts = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
        return next((form for start, form in starts.items() if self.content.startswith(start)), "svg")


class Verbatim(Struct, frozen=True):
    """Lines to be copied as they are, in a formal ``language`` such as "sparql"."""

    text: str
    language: str


Block = Paragraph | Subheading | Points | Table | Entries | Picture | Verbatim | Box


class Part(Struct, frozen=True):
    """A part of a document, by its anchor; a part without a title belongs to what is above it."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


class Cover(Struct, frozen=True):
    """Who hands a document over: the author, the office, and its logo."""

    author: str = ""
    office: str = ""
    logo: Picture | None = None

    @property
    def by(self) -> str:
        """The author and the office, as far as they are given."""
        return ", ".join(filter(None, (self.author, self.office)))


class Document(Struct, frozen=True):
    """A whole document in one language; ``made`` is None where no date is given.

    One of a few pages is ``short``: its parts have no numbers, and it has no list of contents.
    """

    lang: str
    title: str
    subtitle: str
    parts: tuple[Part, ...]
    software: str = ""
    made: date | None = None
    cover: Cover = Cover()
    short: bool = False

    @property
    def dated(self) -> date:
        """The date for files that must have one; always the same date where none is given."""
        return self.made or date(2000, 1, 1)

    @property
    def about(self) -> str:
        """Author, office, software and date, as far as they are given."""
        date = self.made.isoformat() if self.made else ""
        return ", ".join(filter(None, (self.cover.by, self.software, date)))


class Presentation(Struct, frozen=True):
    """A result in three forms: ``data`` for programs (JSON), ``parts`` for people, ``records`` for spreadsheets.

    Each is made on request, in the language requested. ``records`` is a table, or the parts whose tables a
    spreadsheet gets as one (see ``writers.csv``); without it they are those of ``parts``.
    """

    data: Callable[[Speech], Mapping[str, Any]]
    parts: Callable[[Speech], Sequence[Part]]
    records: Callable[[Speech], Table | Sequence[Part]] | None = None


# Making runs and cells ------------------------------------------------------------------------------------------------


def words(*pieces: str | Run) -> Runs:
    """The pieces as runs; empty ones are left out."""
    return tuple(Run(piece) if isinstance(piece, str) else piece for piece in pieces if piece != "")


def text(words_by_language: Text, say: Speech, to: Target | None = None, *, strong: bool = False) -> Run:
    """A text for the reader, marked with its language where it differs from the reader's."""
    tag = words_by_language.language(say.lang)
    return Run(words_by_language[say.lang], to, strong, None if primary(tag) == primary(say.lang) else tag)


def sentence(say: Speech, phrase: str, **fields: Words | int) -> Runs:
    """The phrase in the reader's language, its fields filled with words, texts or runs.

    >>> plain(sentence(Speech("en"), "{n} claims: {claims}", n=2, claims=words(Run("F21"), ", ", Run("F22"))))
    '2 claims: F21, F22'
    """
    runs: list[Run] = []
    for before, name, _, _ in Formatter().parse(say.as_written(phrase)):
        runs += words(before)
        if name is not None:
            runs += as_runs(fields[name], say)
    return tuple(runs)


def as_runs(piece: Words | int, say: Speech) -> Runs:
    """Words of any kind as runs."""
    match piece:
        case Run():
            return (piece,)
        case Text():
            return (text(piece, say),)
        case tuple():
            return piece
    return words(str(piece))


def text_cell(*pieces: str | Run, code: str | None = None, depth: int = 0, anchor: str = "") -> TextCell:
    """A cell of these words."""
    return TextCell(words(*pieces), code, depth, anchor)


def paragraph(*pieces: str | Run) -> Paragraph:
    """A paragraph of these words."""
    return Paragraph(words(*pieces))


def paragraphs(lines: Iterable[str]) -> tuple[Paragraph, ...]:
    """A paragraph for each line."""
    return tuple(paragraph(line) for line in lines)


def columns(**labels: str | Column) -> tuple[Column, ...]:
    """Columns by their names for programs, in this order."""
    return tuple(label if isinstance(label, Column) else Column(label, name) for name, label in labels.items())


def fields(*names: str) -> tuple[Column, ...]:
    """Columns for programs alone, of these names in this order."""
    return tuple(Column(name, name) for name in names)


def plain_table(names: Sequence[str], rows: Iterable[Sequence[str | float | None]]) -> Table:
    """Texts and numbers for programs, under these names; None is an empty cell."""
    cells = tuple(tuple(_plain_cell(value) for value in row) for row in rows)
    return Table("", fields(*names), cells)


def _plain_cell(value: str | float | None) -> Cell | None:
    if value is None:
        return None
    return text_cell(value) if isinstance(value, str) else Number(value)


def plain_value(cell: Cell | None) -> str | float | None:
    """The text or number of a cell as ``plain_table`` has it."""
    match cell:
        case Number():
            return cell.value
        case TextCell():
            return plain(cell.runs) if cell.code is None else cell.code
    return None


def plain(runs: Runs) -> str:
    """The words of the runs alone."""
    return "".join(run.text for run in runs)


def joined(pieces: Sequence[Runs], between: str = ", ") -> Runs:
    """The pieces one after another, with a text between them."""
    runs: list[Run] = []
    for piece in pieces:
        runs += [Run(between), *piece] if runs else piece
    return tuple(runs)


def listed(pieces: Sequence[Runs], say: Speech) -> Runs:
    """The pieces as a list in a sentence: "a", "a and b", "a, b, and c"."""
    if len(pieces) < 2:
        return joined(pieces)
    return sentence(say, PAIR if len(pieces) == 2 else SERIES, items=joined(pieces[:-1]), last=pieces[-1])


def cited(claims: Iterable[Citation]) -> Runs:
    """Claims with their bases: "F23 reported, C01 documented"."""
    return joined([citation.runs for citation in claims])


# Cells as words ------------------------------------------------------------------------------------------------------


def cell_runs(cell: Cell | None, say: Speech, *, brief: bool = False) -> Runs:
    """The words of a cell; with ``brief`` a status is its glyph alone, for tables with a legend of the glyphs."""
    match cell:
        case TextCell():
            return cell.runs
        case Claims():
            return cited(cell.claims)
        case Number():
            return _number_runs(cell, say)
        case StatusCell():
            return _status_runs(cell, say, brief)
    return ()


def _number_runs(cell: Number, say: Speech) -> Runs:
    parts = [*words(*([say.number(cell.value, cell.digits)] if cell.value is not None else []))]
    if cell.low is not None and cell.high is not None:
        parts = _joined_by_space(
            parts, words(interval_words(cell.low, cell.high, say, spread=cell.spread, digits=cell.digits))
        )
    return tuple(_joined_by_space(parts, cell.note))


def _joined_by_space(one: Sequence[Run], other: Runs) -> list[Run]:
    return [*one, Run(" "), *other] if one and other else [*one, *other]


def interval_words(low: float, high: float, say: Speech, *, spread: bool = False, digits: int = 2) -> str:
    """An interval as words: "0.00 to 0.50"; a range of a measure in brackets: "[0.05..0.08]"."""
    if spread:
        ends = [say.number(int(end) if end == int(end) else end) for end in (low, high)]
        return f"[{ends[0]}]" if low == high else f"[{ends[0]}..{ends[1]}]"
    if low == high:
        return say.number(low, digits)
    return say("{low} to {high}", low=say.number(low, digits), high=say.number(high, digits))


def _status_runs(cell: StatusCell, say: Speech, brief: bool) -> Runs:
    if cell.compact:
        return (Run(cell.glyph, cell.claims[0].to if cell.claims else None),)
    glyph = Run(cell.glyph) if brief else Run(f"{cell.glyph} {cell.label}")
    claims = cited(cell.claims)
    differs = words(say("differs if {glyphs}", glyphs="/".join(cell.differs_if))) if cell.differs_if else ()
    if brief:
        rest = joined([runs for runs in (claims, differs) if runs], "; ")
        return (glyph, Run(" "), *rest) if rest else words(f"{cell.glyph} {cell.label}")
    return (glyph, *(words(" (", *claims, ")") if claims else ()), *(words("; ", *differs) if differs else ()))


# The whole document --------------------------------------------------------------------------------------------------


def targets(value: object) -> Iterator[Target]:
    """The targets of all links of a document, a part or a block, in reading order."""
    if isinstance(value, Run):
        if value.to is not None:
            yield value.to
    elif isinstance(value, Citation):
        yield value.to
    elif isinstance(value, tuple):
        for item in value:
            yield from targets(item)
    elif isinstance(value, Struct) and not isinstance(value, type):
        for name in value.__struct_fields__:
            yield from targets(getattr(value, name))


def cleaned(value: Value) -> Value:
    """The same document without characters that XML refuses or that rewrite what is shown."""
    if isinstance(value, str):
        return clean_for_xml(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(cleaned(item) for item in value)  # type: ignore[return-value]
    if isinstance(value, Struct) and not isinstance(value, type | Target):
        return replace(value, **{name: cleaned(getattr(value, name)) for name in value.__struct_fields__})
    return value
