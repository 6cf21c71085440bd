"""The known name that is nearest to a name as typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from collabgraph.words import Text, both, mark

NOTHING = Text(en="", id="")


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
