"""UCINET's data language, ``.dl``: full and half matrices, lists of edges and of neighbours, of one mode.

After the help of UCINET (DL LANGUAGE): words are apart by blanks, commas or line ends, keywords are known however they
are capitalised, labels may be listed or embedded in the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from collabgraph.output.exchange.draft import Draft, too_many, whole
from collabgraph.words import mark

_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_WORD = re.compile(r'"((?:[^"]|"")*)"|([^\s,"]+)')
_BEGIN = re.compile(r"\s*dl\b", re.IGNORECASE)
_PART = re.compile(
    r"(?<![^\s,])(?:(?:(?P<of>row|col(?:umn)?|matrix|level)\s+)?labels\s*(?:(?P<embedded>embedded\s*:?)|:)|data\s*:)",
    re.IGNORECASE,
)
_SETTING = re.compile(r"\b(nr|nc|nm|n|format|diagonal)\b\s*(?:=\s*)?(\w+)", re.IGNORECASE)
_FORMATS = {
    "fm": "fullmatrix", "uh": "upperhalf", "lh": "lowerhalf", "el1": "edgelist1", "edgelist": "edgelist1",
    "nl1": "nodelist1", "nodelist": "nodelist1",
}  # fmt: skip
_PLAIN = re.compile(r"[\w.-]+")
_MATRICES = ("fullmatrix", "upperhalf", "lowerhalf")
_LISTS = ("edgelist1", "nodelist1")
_ZERO = re.compile(r"[+-]?(?:0+\.?0*|\.0+)")

Word = tuple[int, str]


@dataclass
class Header:
    """What stands before the data: settings, lists of labels, and which labels are embedded in the data."""

    settings: dict[str, str] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)
    embedded: set[str] = field(default_factory=set)

    @property
    def n(self) -> int | None:
        """How many actors there are, or None where that is not said."""
        said = self.settings.get("n") or self.settings.get("nr") or self.settings.get("nc")
        return whole(said) if said is not None else None

    @property
    def format(self) -> str:
        """How the data are arranged."""
        said = self.settings.get("format", "fullmatrix")
        return _FORMATS.get(said, said)

    @property
    def names(self) -> list[str]:
        """The labels of the actors, where they are listed."""
        return self.labels.get("") or self.labels.get("row") or self.labels.get("col") or []

    def embeds(self, of: str) -> bool:
        """Whether the labels of the rows, or of the columns, stand among the data."""
        return bool({"", of} & self.embedded)


def read(path: Path, text: str) -> Draft:
    """The network of a DL file; its ties have a direction or not as one reads it, but a half matrix has none."""
    draft = Draft(path, mirrored=True)
    if _BEGIN.match(text) is None:
        draft.refuse(1, mark("a UCINET file begins with 'dl'."))
        return draft
    header, data = _header(draft, text)
    if not draft.faults and _is_sound(draft, header):
        words = list(_words(text, data))
        if header.format in _MATRICES:
            _matrices(draft, header, words)
        else:
            _list(draft, header, words)
    return draft


def quoted(label: str) -> str:
    """A label as one word, in quotes unless it is a plain one (not all readers take them off), quotes in it doubled.

    >>> quoted("technical-office"), quoted("the office")
    ('technical-office', '"the office"')
    """
    if _PLAIN.fullmatch(label):
        return label
    return '"' + label.replace('"', '""') + '"'


def _words(text: str, start: int, end: int | None = None) -> Iterator[Word]:
    """The words from one place to another, each with its line."""
    line, counted = text.count("\n", 0, start) + 1, start
    for word in _WORD.finditer(text, start, len(text) if end is None else end):
        line, counted = line + text.count("\n", counted, word.start()), word.start()
        yield line, word[2] if word[1] is None else word[1].replace('""', '"')


def _header(draft: Draft, text: str) -> tuple[Header, int]:
    """What stands before the data, and where these begin."""
    header = Header()
    masked = _QUOTED.sub(lambda quote: "x" * len(quote[0]), text)
    place, opening = _BEGIN.match(masked), None
    start = place.end() if place else 0
    for part in _PART.finditer(masked):
        _between(draft, header, opening, text, (start, part.start()))
        opening, start = part, part.end()
        if part[0].lower().startswith("data"):
            return header, start
        if part["embedded"]:
            header.embedded.add(_of(part))
    draft.refuse(1, mark("the word 'data:' is missing, after which the ties stand."))
    return header, len(text)


def _of(part: re.Match[str]) -> str:
    """Whose labels a part of the header is about: "row", "col", "matrix", or "" for the actors'."""
    of = (part["of"] or "").lower()
    return {"column": "col", "level": "matrix"}.get(of, of)


def _between(draft: Draft, header: Header, opening: re.Match[str] | None, text: str, span: tuple[int, int]) -> None:
    """Labels, where a list of them was opened, and settings, where none was or once it is complete."""
    start, end = span
    if opening is not None and not opening["embedded"]:
        of = _of(opening)
        n = whole(header.settings.get("nm", "")) if of == "matrix" else header.n
        words = list(_WORD.finditer(text, start, end))[:n]
        header.labels[of] = [label.strip() for _, label in _words(text, start, words[-1].end() if words else start)]
        start = words[-1].end() if words else start
    line, rest = text.count("\n", 0, start) + 1, text[start:end]
    header.settings |= {name.lower(): value.lower() for name, value in _SETTING.findall(rest)}
    for word in _SETTING.sub(" ", rest).replace(",", " ").split():
        draft.refuse(line, mark("'{text}' is not understood before the data."), text=word)


def _is_sound(draft: Draft, header: Header) -> bool:
    """Whether the data can be looked at; what keeps them from it is refused."""
    faults = len(draft.faults)
    settings, n = header.settings, header.n
    if settings.get("nr", settings.get("nc")) != settings.get("nc", settings.get("nr")):
        draft.refuse(1, mark("rows and columns differ in number; networks of two modes cannot be read."))
    if header.format not in (*_MATRICES, *_LISTS):
        phrase = mark("the format '{name}' cannot be read; these can: {known}.")
        draft.refuse(1, phrase, name=header.format, known=", ".join((*_MATRICES, *_LISTS)))
    if n is None and not (header.names or (header.format in _LISTS and header.embedded)):
        draft.refuse(1, mark("how many actors there are is missing, for example 'n = 5'."))
    for of, labels in header.labels.items():
        expected = whole(settings.get("nm", "1")) if of == "matrix" else n
        if expected is not None and len(labels) != expected:
            phrase = mark("labels listed: {found}; labels needed: {expected}.")
            draft.refuse(1, phrase, found=len(labels), expected=expected)
    if header.format in _LISTS and settings.get("nm", "1") != "1":
        draft.refuse(1, mark("several relations can be read from matrices only."))
    return len(draft.faults) == faults and not (n is not None and too_many(draft, 1, n))


def _list(draft: Draft, header: Header, words: Sequence[Word]) -> None:
    """Ties, one to a line, or an actor and its neighbours, one such list to a line."""
    names = header.names or ([] if header.embedded else [str(number + 1) for number in range(header.n or 0)])
    seen: dict[str, None] = {}
    for line, group in groupby(words, key=lambda word: word[0]):
        row = [word for _, word in group]
        value = row[2:] if header.format == "edgelist1" else []
        if len(value) > 1 or (header.format == "edgelist1" and len(row) < 2):
            draft.refuse(line, mark("a tie needs two actors, and at most one value after them."))
            continue
        ends = [_named(draft, header, line, word, names) for word in row[: len(row) - len(value)]]
        seen |= dict.fromkeys(filter(None, ends))
        for other in ends[1:]:
            if ends[0] is not None and other is not None:
                draft.tie(line, (ends[0], other), {"weight": value[0]} if value else {})
    names = names or list(seen)
    if header.n is not None and len(names) != header.n:
        phrase = mark("{expected} actors are declared and {found} are named; list all of them after 'labels:'.")
        draft.refuse(1, phrase, found=len(names), expected=header.n)
    _declare(draft, names)


def _named(draft: Draft, header: Header, line: int, word: str, names: Sequence[str]) -> str | None:
    if header.embedded:
        return word.strip()
    number = whole(word)
    if number is not None and 1 <= number <= len(names):
        return names[number - 1]
    draft.refuse(line, mark("'{text}' is no number of an actor (1 to {n})."), text=word, n=len(names))
    return None


def _declare(draft: Draft, names: Sequence[str]) -> None:
    draft.nodes = []
    for name in names:
        draft.declare(1, name, {})


def _columns(header: Header, n: int, row: int) -> range | list[int]:
    """The columns of which a row of the matrix gives cells."""
    first, last = {"lowerhalf": (0, row + 1), "upperhalf": (row, n)}.get(header.format, (0, n))
    diagonal = not header.settings.get("diagonal", "present").startswith("a")
    return [column for column in range(first, last) if diagonal or column != row]


def _matrices(draft: Draft, header: Header, words: Sequence[Word]) -> None:
    """One matrix of cells for each relation."""
    n = header.n or len(header.names)
    relations = whole(header.settings.get("nm", "1")) or 1
    cells = sum(len(_columns(header, n, row)) for row in range(n))
    each = cells + n * (header.embeds("row") + header.embeds("col"))
    if len(words) != each * relations:
        phrase = mark("values and labels needed after 'data:': {expected}; found: {found}.")
        draft.refuse(words[-1][0] if words else 1, phrase, expected=each * relations, found=len(words))
        return
    draft.directed = None if header.format == "fullmatrix" else False
    labels = header.labels.get("matrix") or [str(number + 1) for number in range(relations)]
    for place, label in enumerate(labels):
        relation = {"relation": label} if relations > 1 else {}
        _matrix(draft, header, n, words[place * each : (place + 1) * each], relation)


def _matrix(draft: Draft, header: Header, n: int, words: Sequence[Word], relation: dict[str, str]) -> None:
    stream = iter(words)
    columns = [next(stream)[1].strip() for _ in range(n)] if header.embeds("col") else []
    rows: list[tuple[str, list[Word]]] = []
    for row in range(n):
        label = next(stream)[1].strip() if header.embeds("row") else ""
        rows.append((label, [next(stream) for _ in _columns(header, n, row)]))
    marks = [label for label, _ in rows] if header.embeds("row") else []
    names = header.names or columns or marks or [str(number + 1) for number in range(n)]
    columns, marks = columns or names, marks or names
    if not sorted(names) == sorted(columns) == sorted(marks):
        draft.refuse(words[0][0], mark("the labels of the rows are not those of the columns."))
        return
    _declare(draft, names)
    for row, (sender, (_, cells)) in enumerate(zip(marks, rows, strict=True)):
        for column, (line, cell) in zip(_columns(header, n, row), cells, strict=True):
            if not _ZERO.fullmatch(cell):
                ends = sender, columns[column]
                draft.tie(line, ends, relation | {"weight": cell}, both=draft.directed is False)
