"""What a file says of a network, before it is checked: actors and ties as they are written, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from collabgraph.model import Issue
from collabgraph.words import Text, both, mark
from collabgraph.words.characters import printable

#: A file that declares more actors than this by a number alone is refused before they are made.
MOST_ACTORS = 100_000

#: Several kinds (or claims) in one value stand apart by this sign.
SEPARATOR = ";"

_LONGEST_SHOWN = 60
_WHOLE = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Node:
    """An actor as it is written: its id, and every other value by its name."""

    line: int
    id: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """A tie as it is written: the ids of its ends, and every other value by its name; ``both`` runs both ways."""

    line: int
    source: str
    target: str
    values: Mapping[str, str] = field(default_factory=dict)
    both: bool = False


@dataclass
class Draft:
    """All that a file says.

    ``directed`` is None where the file does not say; ``mirrored`` where a tie without direction may stand in it once
    for each end; ``nodes`` is None where the actors are known from the ties alone.
    """

    path: Path
    directed: bool | None = None
    mirrored: bool = False
    nodes: list[Node] | None = None
    rows: list[Row] = field(default_factory=list)
    faults: list[Issue] = field(default_factory=list)

    def refuse(self, line: int, phrase: str, /, **fields: object) -> None:
        """Note what is wrong on a line; nothing that is wrong keeps the rest from being looked at."""
        words = both(phrase, **{name: shown(value) for name, value in fields.items()})
        self.faults.append(Issue("malformed-row", str(self.path), line, None, "", words))

    def declare(self, line: int, node_id: str, values: Mapping[str, str]) -> None:
        """Add an actor to those that are listed."""
        if self.nodes is None:
            self.nodes = []
        self.nodes.append(Node(line, node_id.strip(), values))

    def tie(self, line: int, ends: tuple[str, str], values: Mapping[str, str], *, both: bool = False) -> None:
        """Add a tie."""
        self.rows.append(Row(line, ends[0].strip(), ends[1].strip(), values, both))


def shown(value: object) -> object:
    """A text as a message may show it: one line, without control characters, and not without end.

    >>> shown("a\\x1b[31m\\nb")
    'a[31m b'
    """
    if isinstance(value, Text):
        return value
    text = " ".join(printable(str(value)).split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def whole(text: str) -> int | None:
    """The whole number a text is, or None.

    >>> whole("12"), whole("1.5"), whole("-1")
    (12, None, None)
    """
    return int(text) if _WHOLE.fullmatch(text) else None


def joined(parts: Iterable[str]) -> str:
    """Several texts as one value, from which ``parted`` takes them again.

    >>> joined(["advises", "a;b"])
    'advises;a\\\\;b'
    """
    return SEPARATOR.join(re.sub(r"([\\;])", r"\\\1", part) for part in parts)


def parted(value: str) -> tuple[str, ...]:
    """The texts in one value; blank ones are none.

    >>> parted("advises;a\\\\;b")
    ('advises', 'a;b')
    """
    parts = (re.sub(r"\\([\\;])", r"\1", part) for part in re.findall(r"(?:\\[\\;]|[^;])+", value))
    return tuple(part.strip() for part in parts if part.strip())


def too_many(draft: Draft, line: int, n: int) -> bool:
    """Whether a number of actors is more than can be read; it is refused then."""
    if n > MOST_ACTORS:
        phrase = mark("{n} actors are declared, and no more than {most} can be read.")
        draft.refuse(line, phrase, n=n, most=MOST_ACTORS)
    return n > MOST_ACTORS
