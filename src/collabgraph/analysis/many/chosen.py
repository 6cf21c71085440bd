"""Coded cases as memberships in the constructs and the outcome that a person names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.many.coded import Coded, coded
from collabgraph.errors import UnknownConstruct
from collabgraph.model import Construct
from collabgraph.words.nearest import meant, suggestion

#: What the outcome of cases is called where no indicator is named: all results favourable.
SUCCESS = "success"


def chosen(comparison: Comparison, conditions: Sequence[str] = (), outcome: str = "", *, crisp: bool = True) -> Coded:
    """The cases in these constructs (ids or labels; all preconditions where none is named) and in an outcome.

    The outcome is success, or an indicator, with ``~`` before it for its absence. Raises UnknownConstruct.
    """
    known = {verdict.construct.term.id: verdict.construct for verdict in comparison.verdicts}
    indicators = {each.indicator.term.id: each.indicator for each in comparison.outcomes}
    plain = outcome.removeprefix("~")
    indicator = None if plain in ("", SUCCESS) else indicators[_named(plain, indicators, comparison)]
    ids = dict.fromkeys(_named(name, known, comparison) for name in conditions) or known
    name = indicator.term.id if indicator else SUCCESS
    found = coded(comparison, [known[each] for each in ids], name, indicator=indicator, crisp=crisp)
    return replace(found, memberships=found.memberships.negated()) if outcome.startswith("~") else found


def _named(name: str, among: Mapping[str, Construct], comparison: Comparison) -> str:
    """The id of the construct that is meant."""
    found = meant(name, {key: construct.term.label.by_language.values() for key, construct in among.items()})
    if len(found) != 1:
        nearest, known = suggestion(name, among), ", ".join(among)
        raise UnknownConstruct(name=name, framework=comparison.framework.title, nearest=nearest, known=known)
    return found[0]
