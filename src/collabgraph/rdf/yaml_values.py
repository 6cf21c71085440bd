"""YAML as values that know where they stand in their file: for headers and forms that people write by hand.

Chosen by measurement: for the headers of 46 questions (1,200 lines) PyYAML takes 3 ms with libyaml and 56 ms without,
ruamel.yaml 94 ms; imports take 9 and 13 ms; both give line and column of every value. YAML 1.2, in which ``yes`` and
``010`` are texts, is met by reading each scalar as its text. Anchors, aliases and tags are refused: nothing can grow.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, NoReturn

from collabgraph.words import Text, both, mark

_DEEPEST = 20
_UNREADABLE = mark("it cannot be read as YAML (in the parser's words: {words})")


class YamlFault(ValueError):
    """What is wrong at a place of a YAML text; whoever reads the file makes an error of it."""

    def __init__(self, line: int, column: int, reason: Text) -> None:
        """The place, counted from one, and the reason."""
        super().__init__(f"{line}:{column}: {reason['en']}")
        self.line, self.column, self.reason = line, column, reason


@dataclass(frozen=True)
class Value:
    """A text, a list or a mapping, and where it begins; the items of a mapping are its keys and values in turn."""

    line: int
    column: int
    kind: str
    content: str
    items: tuple[Value, ...]

    @property
    def text(self) -> str:
        """The text; raises YamlFault where it is none."""
        return self._only("text", mark("a text is needed here")).content

    @property
    def listed(self) -> tuple[Value, ...]:
        """The items of a list; raises YamlFault where it is none."""
        return self._only("list", mark("a list is needed here")).items

    def entries(self, known: Collection[str] | None = None, *, needed: Collection[str] = ()) -> dict[str, Value]:
        """The values of a mapping by key; raises YamlFault for a key that is unknown, missing or there twice."""
        items = iter(self._only("mapping", mark("'key: value' is needed here")).items)
        found: dict[str, Value] = {}
        for key, value in zip(items, items, strict=True):
            if key.text in found:
                key.refuse(mark("'{key}' stands here twice"), key=key.text)
            found[key.text if known is None else key.one_of(known)] = value
        if missing := [key for key in needed if key not in found]:
            self.refuse(mark("'{key}' is missing"), key=missing[0])
        return found

    def one_of(self, known: Collection[str]) -> str:
        """The text, which has to be one of these."""
        if self.text not in known:
            self.refuse(mark("'{text}' is none of {known}"), text=self.text, known=", ".join(known))
        return self.text

    def refuse(self, reason: str, **fields: object) -> NoReturn:
        """Raise the YamlFault that names this place."""
        raise YamlFault(self.line, self.column, both(reason, **fields))

    def _only(self, kind: str, reason: str) -> Value:
        return self if self.kind == kind else self.refuse(reason)


def read_yaml(text: str) -> Value:
    """The one document of a YAML text; raises YamlFault."""
    import yaml

    def value(event: Any, depth: int = 0) -> Value:
        kind = {yaml.SequenceStartEvent: "list", yaml.MappingStartEvent: "mapping"}.get(type(event), "text")
        read = Value(*_place(text, event.start_mark), kind, getattr(event, "value", ""), ())
        if depth > _DEEPEST or event.anchor or getattr(event, "tag", None):
            read.refuse(mark("anchors, aliases, tags and more than 20 levels are not read"))
        inner = takewhile(lambda each: not isinstance(each, yaml.CollectionEndEvent), events if kind != "text" else ())
        return Value(read.line, read.column, kind, read.content, tuple(value(each, depth + 1) for each in inner))

    events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        documents = [value(event) for event in events if isinstance(event, yaml.NodeEvent)]
    except yaml.YAMLError as error:
        words = getattr(error, "problem", None) or str(error).partition("\n")[0]
        place = getattr(error, "problem_mark", None)
        if isinstance(error, yaml.scanner.ScannerError):  # of a text left open, the place where it begins
            place = error.context_mark or place
        raise YamlFault(*_place(text, place), both(_UNREADABLE, words=words)) from None
    for second in documents[1:]:
        second.refuse(mark("a second document begins here, and one is read"))
    return documents[0] if documents else Value(1, 1, "text", "", ())


def _place(text: str, place: Any) -> tuple[int, int]:
    """Line and column by line feeds; PyYAML ends lines at other signs too, which editors do not."""
    index = place.index if place else 0
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
