"""Solutions of a truth table: conservative, parsimonious and intermediate, with all tied models.

Ragin (2008), Redesigning Social Inquiry, chapters 8 and 9; Schneider and Wagemann (2012), chapter 8, for enhanced
standard analysis. Models are about rows; ``fitted`` adds their parameters of fit and the cases by term.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import product
from operator import or_
from time import monotonic
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from collabgraph.analysis.many.fit import Bounds, Fit, inclusion, sufficiency
from collabgraph.analysis.many.memberships import FREE, Conjunction, Memberships, covers
from collabgraph.analysis.many.minimization import (
    MOST_LISTED,
    MOST_MODELS,
    Models,
    Rows,
    all_configurations,
    merged,
    models,
    primes,
    without,
)
from collabgraph.analysis.many.truth_tables import Out, TruthTable

Kind = Literal["conservative", "parsimonious", "intermediate"]
Model = tuple[Conjunction, ...]
#: After so many seconds no more sets of easy counterfactuals are minimized, and the list is said to be incomplete.
_MOST_SECONDS = 10.0
#: The simplifying assumptions of a model are listed up to so many.
MOST_ASSUMED = 4096
KINDS: tuple[Kind, ...] = ("conservative", "parsimonious", "intermediate")
#: By condition (its place), the level that theory expects to contribute to the outcome.
Expectations = Mapping[int, int]


class Observed(Struct, frozen=True):
    """The rows to explain (``on``), those that contradict (``off``), and the terms no remainder of which is assumed.

    All other configurations are remainders: what they would lead to is not known.
    """

    on: tuple[Conjunction, ...]
    off: tuple[Conjunction, ...]
    levels: tuple[int, ...]
    excluded: tuple[Conjunction, ...] = ()

    @property
    def against(self) -> Rows:
        """The rows that no prime may cover: those that contradict, and excluded remainders."""
        off = set(self.off)
        for term in self.excluded:
            off |= set(within(term, self.levels)) - set(self.on)
        return np.array(sorted(off), dtype=np.int64).reshape(len(off), len(self.levels))


class Solution(Struct, frozen=True):
    """The models of one kind of solution.

    ``assumptions`` are, for each model, the remainders that it assumes would lead to the outcome (simplifying
    assumptions); None where they are too many to list.
    """

    kind: Kind
    models: Models
    assumptions: tuple[tuple[Conjunction, ...] | None, ...]


def observed(table: TruthTable, excluded: Sequence[Conjunction] = (), *, contradictions: bool = False) -> Observed:
    """What a truth table without open rows states; ``contradictions`` counts contradictory rows as the outcome."""
    on = table.standing_for(Out.ON)
    contradictory = table.standing_for(Out.CONTRADICTION)
    off = table.standing_for(Out.OFF)
    on, off = ([*on, *contradictory], off) if contradictions else (on, [*off, *contradictory])
    return Observed(tuple(on), tuple(off), table.memberships.levels, tuple(excluded))


def solution(rows: Observed, kind: Kind, expectations: Expectations | None = None) -> Solution:
    """The solution of this kind, with all tied models.

    * conservative: no assumption about any remainder;
    * parsimonious: every remainder may be assumed to lead to the outcome where that makes the solution shorter;
    * intermediate: only those of the parsimonious solution's that ``expectations`` make easy.

    Raises TooManyConfigurations where a solution cannot be computed for so many conditions.
    """
    if not rows.on:
        return Solution(kind, Models((), ()), ())
    if kind == "conservative":
        found = _conservative(rows)
    elif kind == "parsimonious":
        found = _parsimonious(rows)
    else:
        found = _intermediate(rows, expectations or {})
    return Solution(kind, found, _assumptions(found.models, rows))


def _conservative(rows: Observed) -> Models:
    if np.prod([float(n) for n in rows.levels]) > MOST_LISTED:
        return models(merged(rows.on, rows.levels), rows.on)
    return _within(rows.on, rows.on, rows.levels)


def _within(inside: Sequence[Conjunction], on: Sequence[Conjunction], levels: Sequence[int]) -> Models:
    """The models that cover ``on`` and no configuration but those ``inside``."""
    found, complete = primes(on, without(all_configurations(levels), inside))
    return models(found, on, complete=complete)


def _parsimonious(rows: Observed) -> Models:
    found, complete = primes(rows.on, rows.against)
    return models(found, rows.on, complete=complete)


def _intermediate(rows: Observed, expectations: Expectations) -> Models:
    """Every pair of a conservative and a parsimonious model is minimized anew with its easy counterfactuals."""
    configurations = all_configurations(rows.levels)
    conservative, parsimonious = _conservative(rows), _parsimonious(rows)
    easy = {
        pair: _as_bits(_eased(*pair, expectations), configurations)
        for pair in product(_terms(conservative), _terms(parsimonious))
        if covers(pair[1], pair[0])
    }
    pairs = product(conservative.models, parsimonious.models)
    insides = dict.fromkeys(_joined(easy.get(pair, 0) for pair in product(*models_)) for models_ in pairs)
    on = _joined(_as_bits(row, configurations) for row in rows.on)
    found, together, deadline = list[Models](), dict[Model, None](), monotonic() + _MOST_SECONDS
    for inside in insides:
        found.append(_within(_rows(inside | on, configurations), rows.on, rows.levels))
        together.update(dict.fromkeys(found[-1].models))
        if len(together) > MOST_MODELS or monotonic() > deadline:
            break
    every = (conservative, parsimonious, *found)
    return Models(
        tuple(dict.fromkeys(prime for each in found for prime in each.primes)),
        tuple(together)[:MOST_MODELS],
        tuple(prime for prime in found[0].essential if all(prime in each.essential for each in found)),
        all(each.complete for each in every) and len(together) <= MOST_MODELS and len(insides) == len(found),
        all(each.proved for each in every),
    )


def _terms(found: Models) -> list[Conjunction]:
    """The terms of all models."""
    return list(dict.fromkeys(term for model in found.models for term in model))


def _eased(term: Conjunction, shorter: Conjunction, expectations: Expectations) -> Conjunction:
    """A conservative term without the literals that a parsimonious one shows to be droppable and theory lets go.

    A literal may be dropped where the parsimonious term lacks it, theory expects something of its condition, and the
    literal is not what is expected.
    """
    return tuple(
        FREE if shorter[k] == FREE and expectations.get(k, level) != level else level for k, level in enumerate(term)
    )


def _as_bits(term: Conjunction, configurations: Rows) -> int:
    """The configurations that a term covers, as the bits of a number."""
    return int.from_bytes(np.packbits(_covered(term, configurations), bitorder="little").tobytes(), "little")


def _covered(term: Conjunction, configurations: Rows) -> NDArray[np.bool_]:
    """Which of the configurations a term covers."""
    fixed = [k for k, level in enumerate(term) if level != FREE]
    return np.asarray((configurations[:, fixed] == [term[k] for k in fixed]).all(axis=1))


def _rows(bits: int, configurations: Rows) -> list[Conjunction]:
    """The configurations of these bits."""
    raw = np.frombuffer(bits.to_bytes(-(-len(configurations) // 8), "little"), dtype=np.uint8)
    chosen = np.unpackbits(raw, bitorder="little", count=len(configurations)).astype(bool)
    return [tuple(row) for row in configurations[chosen].tolist()]


def _joined(bits: Iterable[int]) -> int:
    return reduce(or_, bits, 0)


def within(term: Conjunction, levels: Sequence[int]) -> list[Conjunction]:
    """Every configuration that a term covers; raises TooManyConfigurations above MOST_LISTED."""
    free = [n for level, n in zip(term, levels, strict=True) if level == FREE]
    choices = all_configurations(free).tolist() if free else [[]]
    places = [k for k, level in enumerate(term) if level == FREE]
    filled = []
    for choice in choices:
        row = list(term)
        for k, level in zip(places, choice, strict=True):
            row[k] = level
        filled.append(tuple(row))
    return filled


def assumptions(model: Sequence[Conjunction], rows: Observed) -> tuple[Conjunction, ...] | None:
    """The remainders that a model covers, sorted; None where there are more than MOST_ASSUMED."""
    return _assumptions([tuple(model)], rows)[0]


def _assumptions(models_: Sequence[Model], rows: Observed) -> tuple[tuple[Conjunction, ...] | None, ...]:
    """The assumptions of each model. Where all configurations can be listed, terms are their bits."""
    if np.prod([float(n) for n in rows.levels]) > MOST_LISTED:
        return tuple(_counted(model, rows) for model in models_)
    configurations = all_configurations(rows.levels)[::-1]
    listed = np.empty(len(configurations), dtype=object)
    listed[:] = [tuple(row) for row in configurations.tolist()]
    terms = dict.fromkeys(term for model in models_ for term in model)
    flags = {term: _covered(term, configurations) for term in terms}
    observed_on = set(rows.on)
    on = np.array([row in observed_on for row in listed])
    found = []
    for model in models_:
        covered = np.logical_or.reduce([flags[term] for term in model]) & ~on
        found.append(tuple(listed[covered]) if covered.sum() <= MOST_ASSUMED else None)
    return tuple(found)


def _counted(model: Model, rows: Observed) -> tuple[Conjunction, ...] | None:
    if any(
        np.prod([float(n) for n, v in zip(rows.levels, term, strict=True) if v == FREE]) > MOST_ASSUMED
        for term in model
    ):
        return None
    covered = {row for term in model for row in within(term, rows.levels)} - set(rows.on)
    return tuple(sorted(covered, reverse=True)) if len(covered) <= MOST_ASSUMED else None


def contradictory(one: Solution, other: Solution) -> tuple[Conjunction, ...]:
    """The remainders that some model of each solution assumes: of an outcome and of its negation, a contradiction.

    Where a solution has too many assumptions to list, the terms that both cover stand for them.
    """
    if None in one.assumptions or None in other.assumptions:
        pairs = product(_terms(one.models), _terms(other.models))
        return tuple(dict.fromkeys(both for pair in pairs if (both := _meet(*pair))))
    assumed = [{row for rows in each.assumptions for row in rows or ()} for each in (one, other)]
    return tuple(sorted(assumed[0] & assumed[1], reverse=True))


def _meet(one: Conjunction, other: Conjunction) -> Conjunction | None:
    """The configurations of both terms, as a term; None where there are none."""
    if any(FREE not in pair and pair[0] != pair[1] for pair in zip(one, other, strict=True)):
        return None
    return tuple(max(pair) for pair in zip(one, other, strict=True))


class TermFit(Struct, frozen=True):
    """A term of a model: its fit, what it alone covers, and the cases by where they lie.

    ``typical`` cases are in the term and have the outcome, ``deviant`` ones are in it and lack it; ``open`` are those
    for which that is not known.
    """

    term: Conjunction
    fit: Fit
    unique: Bounds
    typical: tuple[str, ...]
    deviant: tuple[str, ...]
    open: tuple[str, ...]


class ModelFit(Struct, frozen=True):
    """A model with the fit of each term and of the whole, and the cases with the outcome that no term covers."""

    terms: tuple[TermFit, ...]
    fit: Fit
    uncovered: tuple[str, ...]


def fitted(model: Sequence[Conjunction], memberships: Memberships) -> ModelFit:
    """The parameters of fit of a model, as bounds over what is unknown.

    The unique coverage of a term is the coverage of the model less that of the model without it; over unknowns its
    bounds are those of the two coverages, cut off at 0 and at the term's own.
    """
    outcome = memberships.outcome_low, memberships.outcome_high
    low, high = memberships.in_any(model)
    whole = sufficiency(low, high, *outcome)
    terms = tuple(_term(term, model, whole, memberships) for term in model)
    has = [n for n in range(len(memberships.cases)) if outcome[0][n] > 0.5]
    return ModelFit(terms, whole, tuple(memberships.cases[n] for n in has if high[n] <= 0.5))


def _term(term: Conjunction, model: Sequence[Conjunction], whole: Fit, memberships: Memberships) -> TermFit:
    low, high = memberships.in_term(term)
    outcome = memberships.outcome_low, memberships.outcome_high
    fit = sufficiency(low, high, *outcome)
    others = inclusion(*outcome, *memberships.in_any([other for other in model if other != term]))
    groups: dict[str, list[str]] = {"typical": [], "deviant": [], "open": []}
    for n, case in enumerate(memberships.cases):
        if high[n] > 0.5 and (group := _group(low[n], outcome[0][n], outcome[1][n])):
            groups[group].append(case)
    return TermFit(term, fit, _unique(whole.coverage, others, fit.coverage), *(tuple(g) for g in groups.values()))


def _group(in_term: float, outcome_low: float, outcome_high: float) -> str:
    """Which kind of case in a term it is; none where it has exactly half of the outcome, which is said elsewhere."""
    if outcome_low == outcome_high == 0.5:
        return ""
    if in_term <= 0.5 or outcome_low <= 0.5 <= outcome_high:
        return "open"
    return "typical" if outcome_low > 0.5 else "deviant"


def _unique(whole: Bounds, others: Bounds, own: Bounds) -> Bounds:
    from collabgraph.model import Interval

    if whole is None or others is None or own is None:
        return None
    return Interval(max(0.0, whole.low - others.high), max(0.0, min(own.high, whole.high - others.low)))
