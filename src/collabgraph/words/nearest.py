"""The known name that is nearest to a name as typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from collabgraph.words import Text, both, mark

#: How many letters of a word have to be typed at least.
_FEWEST = 2

NOTHING = Text(en="", id="")


def meant(name: str, words: Mapping[str, Iterable[str]], *, beginnings: bool = False) -> list[str]:
    """The keys that a name as typed may mean, sorted: those it is, or else those that have it as one of their words.

    Capitals, and the difference between a blank and a hyphen, do not count. With ``beginnings`` the beginning of a
    word will do where no word is the name.

    >>> meant("Practised elsewhere", {"elsewhere": ["practised elsewhere"], "inferred": []})
    ['elsewhere']
    >>> meant("in", {"inferred": [], "insufficient": []}, beginnings=True)
    ['inferred', 'insufficient']
    """
    if name in words:
        return [name]
    folded = _folded(name)
    called = {key: {_folded(key), *map(_folded, more)} for key, more in words.items()}
    found = [key for key, those in called.items() if folded in those]
    if not found and beginnings and len(folded) >= _FEWEST:
        found = [key for key, those in called.items() if any(word.startswith(folded) for word in those)]
    return sorted(found)


class Meanings:
    """What names as typed may mean, for many names and the same words: ``of`` finds what ``meant`` does.

    >>> Meanings({"elsewhere": ["practised elsewhere"], "inferred": []}).of("Practised elsewhere")
    ['elsewhere']
    """

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        """The keys, each with its words."""
        self._keys = frozenset(words)
        self._by_word: dict[str, set[str]] = {}
        for key, more in words.items():
            for word in (key, *more):
                self._by_word.setdefault(_folded(word), set()).add(key)

    def of(self, name: str) -> list[str]:
        """The keys that a name may mean, sorted."""
        return [name] if name in self._keys else sorted(self._by_word.get(_folded(name), ()))


def _folded(name: str) -> str:
    return " ".join(re.split(r"[\s_-]+", name.casefold().strip()))


def suggestion(name: str, known: Iterable[str], aliases: Mapping[str, str] | None = None) -> Text:
    """ " (did you mean 'x'?)" with the nearest known name, or empty words where none is near.

    ``aliases`` has other words for known names, each with the known name.

    >>> suggestion("ppg", ["pbg", "spp-irt"])["en"]
    " (did you mean 'pbg'?)"
    >>> suggestion("kasus", ["case", "basis"], {"kasus": "case"})["en"]
    " (did you mean 'case'?)"
    """
    import difflib

    meant = {**(aliases or {}), **{known_name: known_name for known_name in known}}
    by_folded = {candidate.casefold(): meant[candidate] for candidate in sorted(meant)}
    folded = name.casefold()
    near = [candidate for candidate in by_folded if len(folded) > 2 and folded in candidate]
    near = near or difflib.get_close_matches(folded, by_folded, n=1, cutoff=0.5)
    return both(mark(" (did you mean '{name}'?)"), name=by_folded[near[0]]) if near else NOTHING
