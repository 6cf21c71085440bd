"""A truth table minimized: models with their fit, what they assume, and what is certain and possible of them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.many.memberships import Conjunction, Memberships
from collabgraph.analysis.many.possible import Implicants, Possibilities, Watch, implicants, possibilities
from collabgraph.analysis.many.solutions import (
    Kind,
    ModelFit,
    Observed,
    Solution,
    contradictory,
    fitted,
    observed,
    solution,
)
from collabgraph.analysis.many.truth_tables import Cuts, Out, TruthTable, truth_table
from collabgraph.errors import TooManyConfigurations

#: The fit of so many models is computed; there can be a thousand tied ones.
MOST_FITTED = 100
#: Above so many conjunctions the certain and possible implicants are not listed.
MOST_CONJUNCTIONS = 3**13

Model = tuple[Conjunction, ...]


class Search(Struct, frozen=True):
    """What is asked of a truth table.

    ``expectations`` are the levels that theory expects, by the place of their condition (for "intermediate");
    ``excluded`` are terms no remainder of which may be assumed. ``enhanced`` assumes no remainder that would be assumed
    for the negated outcome as well, and explains no row that passes the cuts for both. ``contradictions`` counts
    contradictory rows as the outcome.
    """

    kind: Kind = "conservative"
    expectations: Mapping[int, int] = {}
    excluded: tuple[Conjunction, ...] = ()
    enhanced: bool = False
    contradictions: bool = False


class Minimization(Struct, frozen=True):
    """The models of a truth table.

    ``solution`` is None where rows are open: ``possibilities`` then has the models that are certain and possible.
    ``implicants`` are those of a crisp table with unknown cells, at an inclusion of 1 and one case a row; None
    elsewhere. ``fits`` are those of the first MOST_FITTED of ``models`` and of the possible ones. ``contradictory`` are
    remainders that are assumed for the outcome and for its negation, None where that was not searched; of an enhanced
    search ``set_aside`` has those that were not assumed because of that, ``simultaneous`` the rows that stand for both.
    """

    table: TruthTable
    search: Search
    solution: Solution | None
    fits: Mapping[Model, ModelFit]
    contradictory: tuple[Conjunction, ...] | None
    set_aside: tuple[Conjunction, ...]
    simultaneous: tuple[Conjunction, ...]
    implicants: Implicants | None
    possibilities: Possibilities | None

    @property
    def models(self) -> tuple[Model, ...]:
        """The models that are certain: all there are, or, with open rows, those of every completion."""
        if self.solution is not None:
            return self.solution.models.models
        return self.possibilities.certain if self.possibilities else ()

    @property
    def possible(self) -> tuple[Model, ...]:
        """The models that are possible and not certain."""
        certain = set(self.models)
        return tuple(m for m in self.possibilities.possible if m not in certain) if self.possibilities else ()

    @property
    def complete(self) -> bool:
        """Whether these are all models there can be."""
        if self.solution is not None:
            return self.solution.models.complete
        return self.possibilities is not None and self.possibilities.complete


def minimize(
    memberships: Memberships, cuts: Cuts = Cuts(), search: Search = Search(), *, seed: int = 0, watch: Watch = iter  # noqa: B008 (frozen)
) -> Minimization:  # fmt: skip
    """The solution of these memberships, of the kind that ``search`` names, with all tied models.

    ``watch`` is passed what is worked through where rows are open, for a bar of progress. Raises
    TooManyConfigurations or TooManyUnknown.
    """
    table = truth_table(memberships, cuts)
    if table.open_rows:
        return _open(table, search, seed, watch)
    found, shared, aside, simultaneous = _closed(table, search)
    fits = {model: fitted(model, memberships) for model in found.models.models[:MOST_FITTED]}
    return Minimization(table, search, found, fits, shared, aside, simultaneous, _implicants(table), None)


def _open(table: TruthTable, search: Search, seed: int, watch: Watch) -> Minimization:
    found = possibilities(
        table, search.kind, search.expectations, search.excluded,
        contradictions=search.contradictions, seed=seed, watch=watch,
    )  # fmt: skip
    certain = set(found.certain)
    first = (*found.certain, *(model for model in found.possible if model not in certain))[:MOST_FITTED]
    fits = {model: fitted(model, table.memberships) for model in first}
    return Minimization(table, search, None, fits, None, (), (), _implicants(table), found)


def _implicants(table: TruthTable) -> Implicants | None:
    """The certain and possible implicants where they can be told exactly, and there is something unknown."""
    memberships, cuts = table.memberships, table.cuts
    plain = cuts.inclusion == 1 and cuts.n == 1 and not cuts.pri
    conjunctions = 1
    for n in memberships.levels:
        conjunctions *= n + 1
    if not memberships.unknown or not memberships.crisp or not plain or conjunctions > MOST_CONJUNCTIONS:
        return None
    return implicants(memberships)


def _closed(
    table: TruthTable, search: Search
) -> tuple[Solution, tuple[Conjunction, ...] | None, tuple[Conjunction, ...], tuple[Conjunction, ...]]:
    """The solution of the rows, the contradictory assumptions left, and what an enhanced search set aside."""
    other = truth_table(table.memberships.negated(), table.cuts)
    rows = observed(table, search.excluded, contradictions=search.contradictions)
    simultaneous = _simultaneous(table, other) if search.enhanced else ()
    rows = _without(rows, simultaneous)
    found = solution(rows, search.kind, search.expectations)
    if search.kind == "conservative" or other.open_rows:
        return found, () if search.kind == "conservative" else None, (), simultaneous
    against = _without(observed(other, search.excluded), simultaneous)
    negated = solution(against, search.kind, _reversed(search, table.memberships))
    if not search.enhanced:
        return found, _shared(found, negated), (), simultaneous
    aside: tuple[Conjunction, ...] = ()
    while shared := _listed_shared(found, negated, rows):
        aside = tuple(sorted({*aside, *shared}, reverse=True))
        rows, against = (replace(each, excluded=(*search.excluded, *aside)) for each in (rows, against))
        found = solution(rows, search.kind, search.expectations)
        negated = solution(against, search.kind, _reversed(search, table.memberships))
    return found, (), aside, simultaneous


def _simultaneous(table: TruthTable, other: TruthTable) -> tuple[Conjunction, ...]:
    """The rows that stand for the outcome and for its negation."""
    against = set(other.standing_for(Out.ON))
    return tuple(row for row in table.standing_for(Out.ON) if row in against)


def _without(rows: Observed, simultaneous: tuple[Conjunction, ...]) -> Observed:
    """The rows, with these not explained but held to contradict."""
    if not simultaneous:
        return rows
    on = tuple(row for row in rows.on if row not in simultaneous)
    return replace(rows, on=on, off=tuple(dict.fromkeys((*rows.off, *simultaneous))))


def _reversed(search: Search, memberships: Memberships) -> dict[int, int]:
    """What theory expects for the negated outcome: the other level, of conditions of yes or no."""
    return {k: 1 - level for k, level in search.expectations.items() if memberships.levels[k] == 2}


def _shared(found: Solution, negated: Solution) -> tuple[Conjunction, ...] | None:
    """The remainders that both assume, None where they are too many to list."""
    return None if None in (*found.assumptions, *negated.assumptions) else contradictory(found, negated)


def _listed_shared(found: Solution, negated: Solution, rows: Observed) -> tuple[Conjunction, ...]:
    shared = _shared(found, negated)
    if shared is None:
        raise TooManyConfigurations(n=len(rows.levels), most=MOST_CONJUNCTIONS)
    return shared
