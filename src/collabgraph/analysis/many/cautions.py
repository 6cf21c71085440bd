"""What to keep in mind of a table of memberships, in sentences, and tables from which nothing can be learned."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from collabgraph.analysis.many.memberships import Memberships
from collabgraph.errors import ConstantOutcome, NothingKnown
from collabgraph.words import Text, both, mark

_LIMITED = mark(
    "LIMITED DIVERSITY: {k} conditions for {n} cases. Of {all} configurations at most {n} can be observed, so nearly "
    "everything rests on what was not observed; even random data then give perfect solutions. Use fewer conditions."
)
_HALF = mark(
    "Memberships of exactly 0.5: {n} ({cells}). Such a case belongs to no row, and is in no row's n; it counts in the "
    "parameters of fit."
)
_HALF_OUTCOME = mark(
    "Neither in the outcome {outcome} nor out of it, by a membership of exactly 0.5: {cases}. Such a case is in the "
    "row of its conditions, and counts in the parameters of fit."
)
_SAME = mark("{names}: the same in every case, so it cannot tell cases apart.")
_SILENT = mark("{names}: not known for any case. Nothing about it is certain; leave it out to see what the rest says.")
_UNKNOWN = mark("Unknown cells: {n} of {all}. No case is dropped; results say what is certain and what is possible.")
#: How many cells or names a sentence has at most.
_MOST_NAMED = 6


def check(memberships: Memberships) -> None:
    """Nothing; raises ConstantOutcome or NothingKnown where nothing can be learned about the outcome."""
    low, high = memberships.outcome_low, memberships.outcome_high
    if not len(low) or ((low == 0) & (high == 1)).all():
        raise NothingKnown(name=memberships.outcome)
    if (low == high).all() and len(set(low.tolist())) == 1:
        raise ConstantOutcome(name=memberships.outcome, value=f"{low[0]:g}", n=len(low))


def cautions(memberships: Memberships) -> list[Text]:
    """Sentences on unknown cells, memberships of 0.5, limited diversity, and conditions that say nothing."""
    return list(_cautions(memberships))


def _cautions(memberships: Memberships) -> Iterator[Text]:
    n, k = len(memberships.cases), len(memberships.conditions)
    if k >= n:
        yield both(_LIMITED, k=k, n=n, all=_large(prod(memberships.levels)))
    if unknown := memberships.unknown:
        yield both(_UNKNOWN, n=len(unknown), all=n * (k + 1))
    yield from halves(memberships)
    pairs = zip(memberships.conditions, memberships.low, memberships.high, strict=True)
    columns = [(name, low, high) for name, low, high in pairs if n]
    if same := [name for name, low, high in columns if (low == high).all() and (low == low[0]).all()]:
        yield both(_SAME, names=_some(same))
    if silent := [name for name, low, high in columns if ((low == 0) & (high == 1)).all()]:
        yield both(_SILENT, names=_some(silent))


def halves(memberships: Memberships) -> Iterator[Text]:
    """Sentences on memberships of exactly 0.5: in conditions, which leave a case without a row, and in the outcome.

    A case with either counts in the parameters of fit, as in R's QCA, whose rows are of the conditions alone.
    """
    outcome = memberships.outcome
    if cells := [f"{case}.{name}" for case, name in memberships.in_between if name != outcome]:
        yield both(_HALF, n=len(cells), cells=_some(cells))
    if cases := [case for case, name in memberships.in_between if name == outcome]:
        yield both(_HALF_OUTCOME, outcome=outcome, cases=_some(cases))


def _large(n: int) -> str:
    return str(n) if n < 10**6 else f"{n:.1e}".replace("e+", " × 10^")


def _some(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" (+{more})" if more > 0 else "")
