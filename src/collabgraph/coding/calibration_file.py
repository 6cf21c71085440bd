"""Files of anchors: how constructs, columns and network metrics become sets, as YAML or JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from math import isfinite
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from collabgraph.errors import InvalidCalibration
from collabgraph.rdf.positions import Fault, Place
from collabgraph.rdf.turtle import read_text
from collabgraph.rdf.yaml_values import Value, YamlFault, read_yaml
from collabgraph.words import Text, mark

T = TypeVar("T")
#: What can be said of a condition, and of the outcome.
_OF_CONDITION = ("construct", "metric", "method", "anchors", "ranges")
_OF_OUTCOME = ("indicator", "results", "method", "anchors")
_TEXTS = ("construct", "metric", "indicator", "method")
#: Terms are written with the signs that a name cannot have: A*~B, A{2}, A+B.
_NAME = re.compile(r"[^*~+{}=,\s](?:[^*~+{}=,\n\r\t]*[^*~+{}=,\s])?")
_YES, _NO = ("yes", "true"), ("no", "false")
_MOST_ANCHORS = 1000

_NO_NAME = mark(
    "'{name}' cannot be the name of a condition: it has a blank at an end, or one of * ~ + {{ }} = and comma."
)
_NUMBER = mark("'{text}' is not a number.")
_DEGREE = mark("'{text}' is not a degree: a number from 0 to 1.")
_MANY = mark("more than {most} anchors cannot be used.")
_EITHER = mark("'{text}' is not yes or no.")
_ONE_OF_TWO = mark("a condition is a construct or a metric, not both.")
_TOGETHER = mark("'method' and 'anchors' are given together.")
_NOTHING = mark("the file says nothing: 'conditions:' or 'outcome:' is needed.")


class Anchored(Struct, frozen=True):
    """What a file says of a condition or of the outcome; ``at`` has the place of each key, ``""`` that of the whole.

    ``name`` is what the condition is called. It is a construct's or a column's too where neither ``construct`` nor
    ``metric`` is given. ``ranges`` is whether a metric is taken with its range over choices of coding. ``indicator``
    and the degrees of its ``results`` are the outcome's.
    """

    name: str
    at: Mapping[str, Place]
    construct: str = ""
    metric: str = ""
    method: str = ""
    anchors: tuple[float, ...] = ()
    ranges: bool = True
    indicator: str = ""
    results: Mapping[str, float] = {}

    def fault(self, key: str, reason: Text) -> Fault:
        """A fault at the place of a key, or of the whole where the key is not given."""
        return Fault(self.at.get(key, self.at[""]), reason)


class CalibrationFile(Struct, frozen=True):
    """The conditions of a file in its order, the outcome or None, and all that is wrong with how it is written."""

    path: Path
    conditions: tuple[Anchored, ...]
    outcome: Anchored | None
    faults: tuple[Fault, ...]

    def refuse(self, more: Iterable[Fault] = ()) -> None:
        """Raises InvalidCalibration with all faults in the order of their places; nothing where there is none."""
        faults = sorted(dict.fromkeys([*self.faults, *more]), key=lambda fault: _position(fault.place))
        if faults:
            lines = [(f"\n{fault.place.in_file(self.path)}: ", fault.message) for fault in faults]
            told = Text({lang: "".join(at + words[lang] for at, words in lines) for lang in ("en", "id")})
            raise InvalidCalibration(path=self.path, n=len(faults), faults=told)


def read(path: Path) -> CalibrationFile:
    """What a file says; raises InvalidCalibration where it is no YAML at all, or an Unreadable error."""
    reader = _Reader()
    top = reader.kept(read_yaml, read_text(path))
    entries = (reader.kept(_top, top) if top else None) or {}
    conditions = reader.kept(entries["conditions"].entries) if "conditions" in entries else None
    named = [reader.kept(_named, entries["conditions"], name) for name in conditions or ()]
    found = [reader.kept(reader.entry, name, conditions[name], _OF_CONDITION) for name in named if name and conditions]
    outcome = reader.kept(reader.entry, "", entries["outcome"], _OF_OUTCOME) if "outcome" in entries else None
    file = CalibrationFile(path, tuple(filter(None, found)), outcome, tuple(reader.faults))
    if top is None:
        file.refuse()
    return file


def _top(top: Value) -> Mapping[str, Value]:
    if top.kind == "text" and not top.content:
        top.refuse(_NOTHING)
    entries = top.entries(("conditions", "outcome"))
    return entries if entries else top.refuse(_NOTHING)


class _Reader:
    """Keeps each fault and goes on after it."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def kept(self, made: Callable[..., T], *given: object) -> T | None:
        """What is made of what is given, or None where that is refused."""
        try:
            return made(*given)
        except YamlFault as fault:
            self.faults.append(Fault(Place(fault.line, fault.column), fault.reason))
            return None

    def entry(self, name: str, given: Value, known: Collection[str]) -> Anchored:
        """What is said of a condition or of the outcome; what is wrong with one key hides nothing of another."""
        entries = self.known_entries(given, known)
        at = {"": _place(given), **{key: _place(value) for key, value in entries.items()}}
        texts = {key: self.kept(_text, entries[key]) or "" for key in _TEXTS if key in entries}
        self.kept(_consistent, given, entries)
        return Anchored(
            name, at, **texts,
            anchors=self.anchors(entries.get("anchors")),
            ranges="ranges" not in entries or self.kept(_choice, entries["ranges"]) is not False,
            results=self.degrees(entries.get("results")),
        )  # fmt: skip

    def known_entries(self, given: Value, known: Collection[str]) -> dict[str, Value]:
        """The entries of a mapping with known keys; each other key is a fault."""
        entries = given.entries()
        keys = given.keys
        for key in entries:
            self.kept(keys[key].one_of, known)
        return {key: value for key, value in entries.items() if key in known}

    def anchors(self, given: Value | None) -> tuple[float, ...]:
        """The numbers of a list, or of a list of pairs one after the other."""
        items = (self.kept(_listed, given) if given else None) or ()
        flat = [one for item in items for one in (item.items if item.kind == "list" else (item,))]
        numbers = [self.kept(_number, value) for value in flat]
        return tuple(number for number in numbers if number is not None)

    def degrees(self, given: Value | None) -> dict[str, float]:
        """The degree of each result."""
        entries = (self.kept(given.entries) if given else None) or {}
        found = {key: self.kept(_degree, value) for key, value in entries.items()}
        return {key: degree for key, degree in found.items() if degree is not None}


def _position(place: Place) -> tuple[int, int]:
    return place.line or 0, place.column or 0


def _text(value: Value) -> str:
    return value.text


def _listed(value: Value) -> tuple[Value, ...]:
    """The items of a list that is not too long."""
    return value.listed if len(value.listed) <= _MOST_ANCHORS else value.refuse(_MANY, most=_MOST_ANCHORS)


def _named(conditions: Value, name: str) -> str:
    """The name of a condition, if terms can be written with it."""
    return name if _NAME.fullmatch(name) else conditions.keys[name].refuse(_NO_NAME, name=name)


def _consistent(given: Value, entries: Mapping[str, Value]) -> None:
    if "construct" in entries and "metric" in entries:
        entries["metric"].refuse(_ONE_OF_TWO)
    if ("method" in entries) != ("anchors" in entries):
        given.refuse(_TOGETHER)


def _place(value: Value) -> Place:
    return Place(value.line, value.column)


def _number(value: Value) -> float:
    try:
        number = float(value.text)
    except ValueError:
        number = float("nan")
    return number if isfinite(number) else value.refuse(_NUMBER, text=value.text)


def _degree(value: Value) -> float:
    number = _number(value)
    return number if 0 <= number <= 1 else value.refuse(_DEGREE, text=value.text)


def _choice(value: Value) -> bool:
    word = value.text.casefold()
    return word in _YES if word in (*_YES, *_NO) else value.refuse(_EITHER, text=value.text)
