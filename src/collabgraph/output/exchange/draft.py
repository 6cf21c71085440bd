"""The draft of a network before it is checked: actors and ties as the file has them, each with its line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from collabgraph.model import Issue
from collabgraph.words import Text, both, mark
from collabgraph.words.characters import printable

#: A file may count at most this many actors that it neither lists nor ties.
MOST_UNLISTED = 10_000

#: The character between several kinds (or claims) in one value.
SEPARATOR = ";"

_LINE_END = re.compile(r"\r\n|\r|\n")
_LONGEST_SHOWN = 60
_MOST_SHOWN = 5
_WHOLE = re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?")


class Node(Struct, frozen=True):
    """An actor as the file has it: its id, and all other values by name."""

    line: int
    id: str
    values: Mapping[str, str] = field(default_factory=dict)


class Row(Struct, frozen=True):
    """A tie as the file has it: the ids of its ends, and all other values by name; ``both`` where it runs both ways."""

    line: int
    source: str
    target: str
    values: Mapping[str, str] = field(default_factory=dict)
    both: bool = False


class Draft(Struct):
    """The content of a file.

    ``directed`` is None where the file does not say; ``mirrored`` where an undirected tie may be in it twice, once
    for each end; ``nodes`` is None where the actors are known from the ties alone; ``second_mode`` has the ids of the
    columns where the file is known to have two modes; ``cut`` counts the names that had blanks around them.
    """

    path: Path
    directed: bool | None = None
    mirrored: bool = False
    nodes: list[Node] | None = None
    rows: list[Row] = field(default_factory=list)
    faults: list[Issue] = field(default_factory=list)
    notices: list[Text] = field(default_factory=list)
    second_mode: set[str] = field(default_factory=set)
    cut: Counter[str] = field(default_factory=Counter)

    def notice(self, phrase: str, /, **fields: object) -> None:
        """Add a notice of how the file was read where it could be read otherwise."""
        self.notices.append(both(phrase, **{name: shown(value) for name, value in fields.items()}))

    def refuse(self, line: int, phrase: str, /, **fields: object) -> None:
        """Add a fault of a line; the rest of the file is still checked."""
        words = both(phrase, **{name: shown(value) for name, value in fields.items()})
        self.faults.append(Issue("malformed-row", str(self.path), line, None, "", words))

    def declare(self, line: int, node_id: str, values: Mapping[str, str]) -> None:
        """Add an actor to the list of actors."""
        if self.nodes is None:
            self.nodes = []
        self.nodes.append(Node(line, self.stripped(node_id), values))

    def direct(self, ways: Iterable[bool | None], default: bool | None) -> None:
        """Take the direction from the ties: directed where any tie is; the default where there are no ties."""
        known = set(ways) or {default}
        self.directed = None if None in known else True in known
        self.mirrored = self.directed is True

    def tie(self, line: int, ends: tuple[str, str], values: Mapping[str, str], *, both: bool = False) -> None:
        """Add a tie."""
        self.rows.append(Row(line, self.stripped(ends[0]), self.stripped(ends[1]), values, both))

    def stripped(self, name: str) -> str:
        """The name without blanks around it; a name that had some is counted."""
        if (plain := name.strip()) != name:
            self.cut[name] += 1
        return plain


def shown(value: object) -> object:
    """A text as a message may show it: one line, without control characters, and of limited length.

    >>> shown("a\\x1b[31m\\nb")
    'a[31m b'
    """
    if isinstance(value, Text):
        return value
    text = " ".join(printable(str(value)).split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def whole(text: str) -> int | None:
    """The whole number that a text has, or None.

    >>> whole("12"), whole("1.5"), whole("-1")
    (12, None, None)
    """
    return int(text) if _WHOLE.fullmatch(text) else None


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text without blanks around them, each with its number.

    >>> list(numbered_lines("a\\r\\n b\\u2028c"))
    [(1, 'a'), (2, 'b\\u2028c')]
    """
    return enumerate((line.strip() for line in _LINE_END.split(text)), 1)


def joined(parts: Iterable[str]) -> str:
    """Several texts as one value; ``parted`` is the reverse.

    >>> joined(["advises", "a;b"])
    'advises;a\\\\;b'
    """
    return SEPARATOR.join(re.sub(r"([\\;])", r"\\\1", part) for part in parts)


def parted(value: str) -> tuple[str, ...]:
    """The texts in one value, without blank ones.

    >>> parted("advises;a\\\\;b")
    ('advises', 'a;b')
    """
    parts = (re.sub(r"\\([\\;])", r"\1", part) for part in re.findall(r"(?:\\[\\;]|[^;])+", value))
    return tuple(part.strip() for part in parts if part.strip())


def unlisted_too_many(draft: Draft, line: int, n: int, known: int) -> bool:
    """Whether a file counts too many actors that it neither lists nor ties, which is refused."""
    if n - known > MOST_UNLISTED:
        phrase = mark(
            "actors by the count of the file: {n}, named: {known}; of the others, which would have no ties, at most "
            "{most} are "
            "read. Correct the number."
        )
        draft.refuse(line, phrase, n=n, known=known, most=MOST_UNLISTED)
    return n - known > MOST_UNLISTED


def named_apart(labels: Mapping[int, str]) -> dict[int, str]:
    """Unique names by number: the label, followed by the number where another actor has the same label.

    >>> named_apart({1: "?", 2: "?", 3: "? (1)"})
    {1: '? (1) (1)', 2: '? (2)', 3: '? (1)'}
    """
    counts = Counter(labels.values())
    taken = {label for label, count in counts.items() if count == 1}
    names: dict[int, str] = {}
    for number, label in labels.items():
        name = label
        while counts[label] > 1 and (name == label or name in taken):
            name = f"{name} ({number})"
        names[number] = name
        taken.add(name)
    return names


def some(texts: Iterable[str]) -> Text:
    """The first few of several texts, each shown short.

    >>> some("abcdefg")["en"]
    "'a', 'b', 'c', 'd', 'e', …"
    """
    quoted = [f"'{shown(text)}'" for text in texts]
    words = ", ".join(quoted[:_MOST_SHOWN]) + (", …" if len(quoted) > _MOST_SHOWN else "")
    return Text.same(words)


def weighed(values: Mapping[str, str]) -> dict[str, str]:
    """The values of a tie, with a number called ``value`` as its weight where it has no other.

    >>> weighed({"value": "3"})["weight"], weighed({"value": "x"}).get("weight")
    ('3', None)
    """
    value = values.get("value", "")
    return {**({"weight": value} if _DECIMAL.fullmatch(value.strip()) else {}), **values}
