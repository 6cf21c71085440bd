"""YAML as values with their positions in the file: for headers and forms that people write by hand.

Chosen by measurement: for the headers of 46 questions (1,200 lines) PyYAML takes 3 ms with libyaml and 56 ms without,
ruamel.yaml 94 ms; imports take 9 and 13 ms; both give line and column of every value. Every scalar is read as text, as
YAML 1.2 has it for ``yes`` and ``010``. Anchors, aliases and tags are refused, so that no file can expand in memory.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from itertools import takewhile
from typing import Any, NoReturn

from msgspec import Struct

from collabgraph.words import Text, both, mark

_DEEPEST = 20
_NOT_ALLOWED = mark("anchors, aliases, tags and more than 20 levels are not allowed")
_UNREADABLE = mark("it cannot be read as YAML (in the parser's words: {words})")


class YamlFault(ValueError):
    """A problem at a position of a YAML text; the reader of the file turns it into an error of collabgraph."""

    def __init__(self, line: int, column: int, reason: Text) -> None:
        """A problem on this line and column, both counted from one."""
        super().__init__(f"{line}:{column}: {reason['en']}")
        self.line, self.column, self.reason = line, column, reason


class Value(Struct, frozen=True):
    """A text, a list or a mapping, with its position; the items of a mapping are its keys and values alternately."""

    line: int
    column: int
    kind: str
    content: str
    items: tuple[Value, ...]

    @property
    def text(self) -> str:
        """The text; raises YamlFault where the value is not a text."""
        return self._only("text", mark("a text is needed here")).content

    @property
    def listed(self) -> tuple[Value, ...]:
        """The items of a list; raises YamlFault where the value is not a list."""
        return self._only("list", mark("a list is needed here")).items

    @property
    def keys(self) -> dict[str, Value]:
        """The keys of a mapping by their text."""
        return {key.content: key for key in self.items[::2]}

    def entries(self, known: Collection[str] | None = None, *, needed: Collection[str] = ()) -> dict[str, Value]:
        """The values of a mapping by key; raises YamlFault for a key that is unknown, missing or given twice."""
        items = iter(self._only("mapping", mark("'key: value' is needed here")).items)
        by_key: dict[str, Value] = {}
        for key, value in zip(items, items, strict=True):
            if key.text in by_key:
                key.refuse(mark("'{key}' is given twice"), key=key.text)
            by_key[key.text if known is None else key.one_of(known)] = value
        if missing := [key for key in needed if key not in by_key]:
            self.refuse(mark("'{key}' is missing"), key=missing[0])
        return by_key

    def one_of(self, known: Collection[str]) -> str:
        """The text; raises YamlFault where it is not one of these."""
        if self.text not in known:
            self.refuse(mark("'{text}' is not one of {known}"), text=self.text, known=", ".join(known))
        return self.text

    def refuse(self, reason: str, **fields: object) -> NoReturn:
        """Raises YamlFault at the position of the value."""
        raise YamlFault(self.line, self.column, both(reason, **fields))

    def _only(self, kind: str, reason: str) -> Value:
        return self if self.kind == kind else self.refuse(reason)


def read_yaml(text: str) -> Value:
    """The one document of a YAML text; raises YamlFault."""
    import yaml

    line_starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def position(place: Any) -> tuple[int, int]:
        """The line and column, counting line feeds; PyYAML ends lines at other characters too, unlike editors."""
        index = place.index if place else 0
        line = bisect_right(line_starts, index)
        return line, index - line_starts[line - 1] + 1

    def value(event: Any, depth: int = 0) -> Value:
        kind = {yaml.SequenceStartEvent: "list", yaml.MappingStartEvent: "mapping"}.get(type(event), "text")
        line, column = position(event.start_mark)
        content = getattr(event, "value", "")
        if depth > _DEEPEST or event.anchor or getattr(event, "tag", None):
            Value(line, column, kind, content, ()).refuse(_NOT_ALLOWED)
        following = events if kind != "text" else ()
        inner = takewhile(lambda event: not isinstance(event, yaml.CollectionEndEvent), following)
        return Value(line, column, kind, content, tuple(value(event, depth + 1) for event in inner))

    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        documents = [value(event) for event in events if isinstance(event, yaml.NodeEvent)]
    except yaml.YAMLError as error:
        words = getattr(error, "problem", None) or str(error).partition("\n")[0]
        place = getattr(error, "problem_mark", None)
        if isinstance(error, yaml.scanner.ScannerError):  # for a text that is not closed, the place where it begins
            place = error.context_mark or place
        raise YamlFault(*position(place), both(_UNREADABLE, words=words)) from None
    for second in documents[1:]:
        second.refuse(mark("a second document begins here, and only one is allowed"))
    return documents[0] if documents else Value(1, 1, "text", "", ())
