"""Scores, as in tables of qualitative comparative analysis, and the status and degrees that each stands for."""

from __future__ import annotations

import re

from collabgraph.coding import theory
from collabgraph.coding.forms.names import Unknown
from collabgraph.words import both, mark
from collabgraph.words.nearest import meant

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_ONE = re.compile(_NUMBER)
_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|–|—|\.\.|…)\s*{_NUMBER}")
#: What is written where nothing is known ("tad": tidak ada data).
NOTHING = frozenset(("", "na", "n/a", "n.a.", "#n/a", "-", "–", "—", "?", ".", "nan", "null", "tad"))

_NO_SCORE = mark(
    "'{text}' is no score. Write 1 for present, 0 for absent, a number between, such as 0.33, a range, such as "
    "0.5-1, or leave it blank for not reported."
)
_OUTSIDE = mark("The score '{text}' is not between 0 and 1. Divide scores of another scale by its highest value.")


def values(text: str) -> dict[str, str]:
    """The fields of the condition that a score stands for; none where nothing is reported. Raises Unknown.

    1 is present and 0 absent; anything between is partial, to that degree. A range within 0..0.5 that begins at 0 is
    insufficient, which leaves open whether it is absent; any other is partial, with an end at 0 or 1 left out, which
    is how a claim says that it is not known to lie inside. The range 0-1 says nothing.

    The id or label of a status stands for itself.

    >>> values("0,33"), values("0.5-1"), values("NA"), values("partly present")
    ({'status': 'partial', 'degree': '0.33'}, {'status': 'partial', 'degree-low': '0.5'}, {}, {'status': 'partial'})
    """
    written = text.strip()
    if written.casefold() in NOTHING:
        return {}
    statuses = {term.id: term.label.by_language.values() for term in theory.ontology().code_lists["status"]}
    if len(named := meant(written, statuses)) == 1:
        return {} if named[0] == "not-reported" else {"status": named[0]}
    match = _ONE.fullmatch(written) or _RANGE.fullmatch(written)
    if match is None:
        raise Unknown(both(_NO_SCORE, text=written))
    ends = [end.replace(",", ".") for end in match.groups()]
    low, high = float(ends[0]), float(ends[-1])
    if low > 1 or high > 1:
        raise Unknown(both(_OUTSIDE, text=written))
    if low > high:
        raise Unknown(both(_NO_SCORE, text=written))
    return _condition(ends, low, high)


def _condition(ends: list[str], low: float, high: float) -> dict[str, str]:
    if low == high:
        whole = {1.0: "present", 0.0: "absent"}.get(low)
        return {"status": whole} if whole else {"status": "partial", "degree": ends[0]}
    if (low, high) == (0, 1):
        return {}
    if low == 0 and high <= 0.5:
        return {"status": "insufficient", "degree-low": ends[0], "degree-high": ends[1]}
    found = {"status": "partial"}
    if low > 0:
        found["degree-low"] = ends[0]
    if high < 1:
        found["degree-high"] = ends[1]
    return found
