"""UCINET's data language, ``.dl``: full and half matrices, lists of edges and of neighbours; full ones of two modes.

After the help of UCINET (DL LANGUAGE): blanks, commas or line ends separate words, keywords may have any capitals,
labels may be listed or embedded in the data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from msgspec import Struct, field

from collabgraph.output.exchange.draft import Draft, named_apart, unlisted_too_many, whole
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
    "el2": "edgelist2", "nl2": "nodelist2",
}  # fmt: skip
_PLAIN = re.compile(r"[\w.-]+")
_MATRICES = ("fullmatrix", "upperhalf", "lowerhalf")
_LISTS = ("edgelist1", "nodelist1")
_LISTS_OF_TWO_MODES = ("edgelist2", "nodelist2")
_ZERO = re.compile(r"[+-]?(?:0+\.?0*|\.0+)")

Word = tuple[int, str]


class Header(Struct):
    """The header before the data: settings, lists of labels, and which labels are embedded in the data."""

    settings: dict[str, str] = field(default_factory=dict)
    labels: dict[str, list[str]] = field(default_factory=dict)
    embedded: set[str] = field(default_factory=set)

    @property
    def n(self) -> int | None:
        """The number of actors, or None where the file does not say."""
        number = self.settings.get("n") or self.settings.get("nr") or self.settings.get("nc")
        return whole(number) if number is not None else None

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns a matrix has."""
        n = self.n or len(self.names)
        rows, columns = (whole(self.settings.get(name, "")) for name in ("nr", "nc"))
        return (n if rows is None else rows), (n if columns is None else columns)

    @property
    def has_two_modes(self) -> bool:
        """Whether rows and columns are of two modes, by format, number, or labels without any in common."""
        rows, columns = self.shape
        if self.format in _LISTS_OF_TWO_MODES:
            return True
        row_labels, column_labels = self.labels.get("row", []), self.labels.get("col", [])
        return rows != columns or bool(row_labels and column_labels and not set(row_labels) & set(column_labels))

    @property
    def format(self) -> str:
        """The name of the format of the data."""
        name = self.settings.get("format", "fullmatrix")
        return _FORMATS.get(name, name)

    @property
    def names(self) -> list[str]:
        """The labels of the actors, where they are listed."""
        return self.labels.get("") or self.labels.get("row") or self.labels.get("col") or []

    @property
    def has_diagonal(self) -> bool:
        """Whether a matrix has its diagonal."""
        return not self.settings.get("diagonal", "present").startswith("a")

    def embeds(self, of: str) -> bool:
        """Whether the labels of the rows, or of the columns, are embedded in the data."""
        return bool({"", of} & self.embedded)


def read(path: Path, text: str) -> Draft:
    """The network of a DL file, which gives no direction, except that a half matrix is undirected."""
    draft = Draft(path, mirrored=True)
    if _BEGIN.match(text) is None:
        draft.refuse(1, mark("a UCINET file begins with 'dl'."))
        return draft
    header, data = _header(draft, text)
    if not draft.faults and _is_sound(draft, header):
        words = list(_words(text, data))
        if header.format in _MATRICES:
            _matrices(draft, header, words)
        elif header.has_two_modes:
            _list_of_two_modes(draft, header, words)
        else:
            _list(draft, header, words)
    return draft


def quoted(label: str) -> str:
    """A label as one word: in quotes, doubled inside, unless it is plain (not all readers remove quotes).

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
    """The header, and the position where the data begin."""
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
    """The owner of labels in a part of the header: "row", "col", "matrix", or "" for actors."""
    of = (part["of"] or "").lower()
    return {"column": "col", "level": "matrix"}.get(of, of)


def _between(draft: Draft, header: Header, opening: re.Match[str] | None, text: str, span: tuple[int, int]) -> None:
    """Read the labels of an open list, and the settings after it."""
    start, end = span
    if opening is not None and not opening["embedded"]:
        of = _of(opening)
        counts = {"matrix": whole(header.settings.get("nm", "")), "row": header.shape[0], "col": header.shape[1]}
        n = counts.get(of, header.n) if header.n is not None or of == "matrix" else None
        words = list(_WORD.finditer(text, start, end))[:n]
        header.labels[of] = [label.strip() for _, label in _words(text, start, words[-1].end() if words else start)]
        start = words[-1].end() if words else start
    line, rest = text.count("\n", 0, start) + 1, text[start:end]
    header.settings |= {name.lower(): value.lower() for name, value in _SETTING.findall(rest)}
    for word in _SETTING.sub(" ", rest).replace(",", " ").split():
        draft.refuse(line, mark("'{text}' is not understood before the data."), text=word)


def _is_sound(draft: Draft, header: Header) -> bool:
    """Whether the header is valid, so that the data can be read; faults are refused."""
    faults = len(draft.faults)
    settings, n = header.settings, header.n
    formats = (*_MATRICES, *_LISTS, *_LISTS_OF_TWO_MODES)
    if header.has_two_modes and header.format not in ("fullmatrix", *_LISTS_OF_TWO_MODES):
        phrase = mark("rows and columns differ in number; '{name}' has one mode (two have: fullmatrix, {known}).")
        draft.refuse(1, phrase, name=header.format, known=", ".join(_LISTS_OF_TWO_MODES))
    if header.format not in formats:
        phrase = mark("the format '{name}' cannot be read; these can: {known}.")
        draft.refuse(1, phrase, name=header.format, known=", ".join(formats))
    if n is None and not (header.names or (header.format not in _MATRICES and header.embedded)):
        draft.refuse(1, mark("how many actors there are is missing, for example 'n = 5'."))
    for of, labels in header.labels.items():
        counts = {"matrix": whole(settings.get("nm", "1")), "row": header.shape[0], "col": header.shape[1]}
        expected = counts.get(of, n) if n is not None else counts["matrix"] if of == "matrix" else None
        if expected is not None and len(labels) != expected:
            phrase = mark("labels listed: {found}; labels needed: {expected}.")
            draft.refuse(1, phrase, found=len(labels), expected=expected)
    if header.format not in _MATRICES and settings.get("nm", "1") != "1":
        draft.refuse(1, mark("several relations can be read from matrices only."))
    return len(draft.faults) == faults


def _list(draft: Draft, header: Header, words: Sequence[Word]) -> None:
    """Add ties, one on a line, or an actor and its neighbours, one such list on a line."""
    seen: dict[str, None] = {}
    for line, row, values in _lines(draft, header, words):
        ends = [_named(draft, header, line, word) for word in row]
        seen |= dict.fromkeys(filter(None, ends))
        for other in ends[1:]:
            if ends[0] is not None and other is not None:
                draft.tie(line, (ends[0], other), values)
    _declare(draft, _listed(draft, header, list(seen)))


def _lines(draft: Draft, header: Header, words: Sequence[Word]) -> Iterator[tuple[int, list[str], dict[str, str]]]:
    """The ends on each line, one or more after the first, and the value of a tie."""
    edges = header.format.startswith("edgelist")
    for line, group in groupby(words, key=lambda word: word[0]):
        row = [word for _, word in group]
        value = row[2:] if edges else []
        if len(value) > 1 or (edges and len(row) < 2):
            draft.refuse(line, mark("a tie needs two actors, and at most one value after them."))
        else:
            yield line, row[: len(row) - len(value)], {"weight": value[0]} if value else {}


def _list_of_two_modes(draft: Draft, header: Header, words: Sequence[Word]) -> None:
    """Add ties between rows and columns."""
    seen: dict[str, dict[str, None]] = {"row": {}, "col": {}}
    ties: list[tuple[int, str, str, dict[str, str]]] = []
    for line, row, values in _lines(draft, header, words):
        one = _of_side(draft, header, "row", line, row[0])
        others = [_of_side(draft, header, "col", line, word) for word in row[1:]]
        seen["row"][one] = None
        seen["col"].update(dict.fromkeys(others))
        ties += [(line, one, other, values) for other in others]
    if draft.faults:
        return
    marks, columns = (_side(draft, header, of, list(seen[of])) for of in ("row", "col"))
    names = [
        dict(zip(*pair, strict=True)) for pair in zip((marks, columns), _two_modes(draft, marks, columns), strict=True)
    ]
    for line, one, other, values in ties:
        draft.tie(line, (names[0][one], names[1][other]), values)


def _side(draft: Draft, header: Header, of: str, seen: list[str]) -> list[str]:
    """The names of all rows or columns: their labels, or their numbers, or those that ties mention."""
    n = header.shape[0 if of == "row" else 1]
    if not header.embeds(of) and of not in header.labels:
        return seen if unlisted_too_many(draft, 1, n, len(seen)) else [f"{of} {number + 1}" for number in range(n)]
    names = list(dict.fromkeys([*header.labels.get(of, []), *seen]))
    if len(names) != n:
        draft.notice(mark("Rows or columns by the count of the file: {n}; named: {known}."), n=n, known=len(names))
    return names


def _of_side(draft: Draft, header: Header, of: str, line: int, word: str) -> str:
    """The name of a row or a column, by its embedded label, its listed label or its number."""
    if header.embeds(of):
        return word.strip()
    labels, n = header.labels.get(of, []), header.shape[0 if of == "row" else 1]
    number = whole(word)
    if number is not None and 1 <= number <= n:
        return labels[number - 1] if labels else f"{of} {number}"
    draft.refuse(line, mark("'{text}' is not the number of an actor (1 to {n})."), text=word, n=n)
    return ""


def _listed(draft: Draft, header: Header, seen: list[str]) -> list[str]:
    """The names of all actors of a list: their labels, or their numbers, or those that ties mention."""
    n = header.n
    if n is not None and not header.names and not header.embedded:
        return seen if unlisted_too_many(draft, 1, n, len(seen)) else [str(number + 1) for number in range(n)]
    names = header.names or seen
    if n is not None and len(names) != n:
        phrase = mark("{expected} actors are declared and {found} are named; list all of them after 'labels:'.")
        draft.refuse(1, phrase, found=len(names), expected=n)
    return names


def _named(draft: Draft, header: Header, line: int, word: str) -> str | None:
    if header.embedded:
        return word.strip()
    number, n = whole(word), len(header.names) or header.n or 0
    if number is not None and 1 <= number <= n:
        return header.names[number - 1] if header.names else str(number)
    draft.refuse(line, mark("'{text}' is not the number of an actor (1 to {n})."), text=word, n=n)
    return None


def _declare(draft: Draft, names: Sequence[str]) -> None:
    draft.nodes = []
    for name in names:
        draft.declare(1, name, {})


def _columns(header: Header, row: int) -> range | list[int]:
    """The columns of which a row of the matrix gives cells."""
    _, n = header.shape
    first, last = {"lowerhalf": (0, row + 1), "upperhalf": (row, n)}.get(header.format, (0, n))
    return range(first, last) if header.has_diagonal else [column for column in range(first, last) if column != row]


def _cells(header: Header) -> int:
    """How many cells a matrix of the stated size has."""
    rows, columns = header.shape
    cells = rows * columns if header.format == "fullmatrix" else rows * (rows + 1) // 2
    return cells if header.has_diagonal else cells - rows


def _matrices(draft: Draft, header: Header, words: Sequence[Word]) -> None:
    """One matrix of cells for each relation."""
    rows, columns = header.shape
    relations = whole(header.settings.get("nm", "1")) or 1
    size = _cells(header) + rows * header.embeds("row") + columns * header.embeds("col")
    if len(words) != size * relations:
        phrase = mark("values and labels needed after 'data:': {expected}; found: {found}.")
        draft.refuse(words[-1][0] if words else 1, phrase, expected=size * relations, found=len(words))
        return
    draft.directed = None if header.format == "fullmatrix" and not header.has_two_modes else False
    labels = header.labels.get("matrix") or [str(number + 1) for number in range(relations if size else 0)]
    for place, label in enumerate(labels):
        relation = {"relation": label} if relations > 1 else {}
        _matrix(draft, header, words[place * size : (place + 1) * size], relation)


def _matrix(draft: Draft, header: Header, words: Sequence[Word], relation: dict[str, str]) -> None:
    stream = iter(words)
    number, width = header.shape
    columns = [next(stream)[1].strip() for _ in range(width)] if header.embeds("col") else []
    rows: list[tuple[str, list[Word]]] = []
    for row in range(number):
        label = next(stream)[1].strip() if header.embeds("row") else ""
        rows.append((label, [next(stream) for _ in _columns(header, row)]))
    marks = [label for label, _ in rows] if header.embeds("row") else []
    if header.has_two_modes:
        marks = marks or header.labels.get("row") or [f"row {row + 1}" for row in range(number)]
        columns = columns or header.labels.get("col") or [f"col {column + 1}" for column in range(width)]
        marks, columns = _two_modes(draft, marks, columns)
    else:
        marks, columns = _one_mode(draft, header, marks, columns, words)
    for row, (sender, (_, cells)) in enumerate(zip(marks, rows, strict=False)):
        for column, (line, cell) in zip(_columns(header, row), cells, strict=True):
            if not _ZERO.fullmatch(cell):
                ends = sender, columns[column]
                draft.tie(line, ends, relation | {"weight": cell}, both=draft.directed is False)


def _one_mode(
    draft: Draft, header: Header, marks: list[str], columns: list[str], words: Sequence[Word]
) -> tuple[list[str], list[str]]:
    """The names of rows and of columns, which must be the same actors; empty where they are not, which is refused."""
    names = header.names or columns or marks or [str(number + 1) for number in range(header.shape[0])]
    columns, marks = columns or names, marks or names
    if not sorted(names) == sorted(columns) == sorted(marks):
        draft.refuse(words[0][0], mark("the labels of the rows are not those of the columns."))
        return [], []
    _declare(draft, names)
    return marks, columns


def _two_modes(draft: Draft, marks: Sequence[str], columns: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names of rows and of columns, made distinct where they are the same."""
    names = list(named_apart(dict(enumerate([*marks, *columns], 1))).values())
    _declare(draft, names)
    draft.directed, draft.second_mode = False, set(names[len(marks) :])
    return names[: len(marks)], names[len(marks) :]
