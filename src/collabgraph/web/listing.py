"""Lists with filters in their addresses: what is asked for, what matches, and how many there are of each value.

Values of one facet are alternatives, facets narrow each other: ``?case=pbg&basis=reported&basis=documented`` has what
is of PBG and reported or documented. ``q`` are words that must all be found, ``_sort`` and ``_sort_desc`` name a
column, ``_size`` and ``_page`` say which part is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NoReturn

from msgspec import Struct
from starlette.datastructures import QueryParams

from collabgraph.web.protocol import Refusal
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import suggestion

#: How many are on a page, and how many at most.
USUAL, MOST = 50, 500
#: The longest words to search for, and the most of them.
LONGEST, MOST_WORDS = 200, 12
#: Words with fewer letters are only found at the beginning of a word.
_INSIDE = 4
_DIGITS = 9
_WORD = re.compile(r"[^\W_]+")
#: What every list takes besides its facets.
_OWN = ("q", "lang", "format", "_sort", "_sort_desc", "_size", "_page")


class Item(Struct, frozen=True):
    """Something in a list: its values by facet, what it is sorted by (by column), and its folded words."""

    thing: Any
    values: Mapping[str, Collection[str]]
    keys: Mapping[str, Any]
    words: str


class Facet(Struct, frozen=True):
    """What a list can be narrowed by: the name in addresses, what it is called, and its values with their labels."""

    name: str
    label: Text
    known: Mapping[str, Text]


class Asked(Struct, frozen=True):
    """What is asked of a list; ``page`` counts from 1, ``is_part`` says that a part was asked for by size or page."""

    q: str
    chosen: Mapping[str, tuple[str, ...]]
    sort: str = ""
    descending: bool = False
    size: int = USUAL
    page: int = 1
    is_part: bool = False

    @property
    def parameters(self) -> dict[str, object]:
        """The same as parameters of an address, without the page."""
        sort = {"_sort_desc" if self.descending else "_sort": self.sort} if self.sort else {}
        size = {} if self.size == USUAL else {"_size": self.size}
        return {
            **({"q": self.q} if self.q else {}),
            **{k: list(v) for k, v in self.chosen.items() if v},
            **sort,
            **size,
        }


def asked(parameters: QueryParams, facets: Iterable[Facet], columns: Collection[str]) -> Asked:
    """What a request asks of a list with these facets and columns; raises Refusal for anything else it names."""
    by_name = {facet.name: facet for facet in facets}
    known = (*by_name, *_OWN)
    for name in parameters:
        if name not in known:
            _refuse(mark("This list has no filter '{name}'{nearest}. It has: {known}."), name, known)
    chosen = {name: tuple(dict.fromkeys(parameters.getlist(name))) for name in by_name}
    for name, values in chosen.items():
        for value in values:
            if value not in by_name[name].known:
                _refuse(mark("There is no '{name}'{nearest} to filter by."), value, by_name[name].known)
    sort, descending = parameters.get("_sort", ""), parameters.get("_sort_desc", "")
    for column in (sort, descending):
        if column and column not in columns:
            _refuse(mark("This list cannot be sorted by '{name}'{nearest}. It can by: {known}."), column, columns)
    q = " ".join(parameters.get("q", "").split())
    if len(q) > LONGEST:
        raise Refusal(400, both(mark("Search for no more than {most} letters."), most=LONGEST))
    size, page = (_number(parameters, *each) for each in (("_size", USUAL, MOST), ("_page", 1, 10**_DIGITS)))
    is_part = "_size" in parameters or "_page" in parameters
    return Asked(q, chosen, descending or sort, bool(descending), size, page, is_part)


def _refuse(phrase: str, name: str, known: Iterable[str]) -> NoReturn:
    shown = ", ".join(each for each in list(known)[:40] if each not in ("lang", "format"))
    raise Refusal(400, both(phrase, name=name[:100], nearest=suggestion(name[:100], known), known=shown))


def _number(parameters: QueryParams, name: str, usual: int, most: int) -> int:
    value = parameters.get(name, str(usual))
    if value.isascii() and value.isdigit() and len(value) <= _DIGITS + 1 and 1 <= int(value) <= most:
        return int(value)
    words = mark("'{value}' in {name} is not a whole number from 1 to {most}.")
    raise Refusal(400, both(words, value=value[:100], name=name, most=most))


def matching(items: Sequence[Item], asked: Asked, but: str = "") -> list[Item]:
    """The items that a request asks for, sorted; ``but`` is a facet that does not count."""
    chosen = {name: set(values) for name, values in asked.chosen.items() if values and name != but}
    sought = sought_words(asked.q)
    found = [
        item
        for item in items
        if all(values & set(item.values[name]) for name, values in chosen.items()) and holds(item.words, sought)
    ]
    if asked.sort and not but:
        # What has no value comes last whichever way it is sorted.
        there = [item for item in found if item.keys[asked.sort] not in (None, "")]
        there.sort(key=lambda item: item.keys[asked.sort], reverse=asked.descending)
        found = there + [item for item in found if item.keys[asked.sort] in (None, "")]
    return found


def counts(items: Sequence[Item], asked: Asked, facet: Facet) -> list[tuple[str, Text, int, bool]]:
    """Each value of a facet with its label, how many items have it that match all else, and whether it is chosen."""
    n = Counter(value for item in matching(items, asked, facet.name) for value in item.values[facet.name])
    chosen = asked.chosen[facet.name]
    return [
        (value, label, n[value], value in chosen) for value, label in facet.known.items() if n[value] or value in chosen
    ]


def part(items: Sequence[Item], asked: Asked) -> Sequence[Item]:
    """The items of the page asked for."""
    start = (asked.page - 1) * asked.size
    return items[start : start + asked.size]


# Words ---------------------------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    """The words of a text without capitals, accents and punctuation, one blank before and after each.

    >>> folded("SPP-IRT: Perizinan")
    ' spp irt perizinan '
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
    return f" {' '.join(words)} "


def sought_words(q: str) -> list[str]:
    """The words that a search looks for."""
    return folded(q).split()[:MOST_WORDS]


def holds(words: str, sought: Iterable[str]) -> bool:
    """Whether folded words have all that is sought: long words anywhere, so that "izin" finds "perizinan".

    >>> holds(folded("Perizinan di kota"), ["izin", "kot"]), holds(folded("Perizinan"), ["zin"])
    (True, False)
    """
    return all((word if len(word) >= _INSIDE else f" {word}") in words for word in sought)


def marked(text: str, q: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is what was sought.

    >>> marked("Perizinan", "izin")
    [('Per', False), ('izin', True), ('an', False)]
    """
    sought = sought_words(q)
    if not sought:
        return [(text, False)]
    pattern = "|".join(re.escape(word) if len(word) >= _INSIDE else rf"\b{re.escape(word)}" for word in sought)
    pieces = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return [(piece, place % 2 == 1) for place, piece in enumerate(pieces) if piece]
