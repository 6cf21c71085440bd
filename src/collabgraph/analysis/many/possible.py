"""What is certain and what is possible of a configurational analysis when some memberships are not known.

A completion gives every unknown cell a value. What holds in every completion is certain, what holds in some is possible
(rough sets over possible tables: Kryszkiewicz 1998, Information Sciences 112; Nakata and Sakai 2017). Crisp tables with
an inclusion of 1 and one case a row are answered exactly; otherwise rows are bounded by ``truth_tables``, so that
"certain" stays true and "possible" means that it cannot be excluded.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import accumulate, product
from math import prod
from operator import and_
from time import monotonic

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from collabgraph.analysis.many.memberships import FREE, Conjunction, Memberships, Numbers
from collabgraph.analysis.many.minimization import by_length
from collabgraph.analysis.many.solutions import Expectations, Kind, Observed, Solution, solution
from collabgraph.analysis.many.truth_tables import ROUNDING, Cuts, Out, TruthTable, truth_table
from collabgraph.errors import TooManyConfigurations

#: Above so many completions a sample of so many is drawn.
MOST_COMPLETIONS = 4096
#: Above so many different sets of rows no more are minimized.
MOST_TABLES = 200
_MOST_SECONDS = 30.0
#: Above so many conjunctions implicants are not looked for: some 15 conditions of yes or no.
_MOST_TERMS = 3**15
#: So many conditions are enumerated in one array of conjunctions; those before them one by one.
_AT_ONCE = 9
Words = NDArray[np.uint64]
Cell = tuple[str, str]
#: What gives the same items one by one, and may show how far it is.
Watch = Callable[[Sequence[int]], Iterable[int]]


# Implicants ----------------------------------------------------------------------------------------------------------


class Implicants(Struct, frozen=True):
    """Conjunctions that are prime implicants in every completion (``certain``) or only in some (``possible``).

    ``sufficient`` are the shortest conjunctions that are implicants in every completion, prime or not: no case can be
    in one without the outcome, and some case is certainly in it. All sorted by length.
    """

    certain: tuple[Conjunction, ...]
    possible: tuple[Conjunction, ...]
    sufficient: tuple[Conjunction, ...]


class _Cases(Struct, frozen=True):
    """Sets of cases as bits of words, for a condition: those that can be, and must be, at each level; last: at any."""

    can: Words
    must: Words


def implicants(memberships: Memberships) -> Implicants:
    """The certain and the possible prime implicants of a crisp table, at an inclusion of 1 and one case a row.

    A conjunction is a certain implicant where no case can be in it without the outcome and some case must be in it; it
    is a certain prime where each literal, left out, lets in a case that must lack the outcome. It is a possible prime
    where different cases can be found for being in it with the outcome and, for each literal, for being without the
    outcome in the rest: a matching of cases. Raises TooManyConfigurations above _MOST_TERMS conjunctions.
    """
    if prod(n + 1 for n in memberships.levels) > _MOST_TERMS:
        raise TooManyConfigurations(n=len(memberships.levels), most=2**15)
    outcome = _outcome(memberships)
    conditions = [_cases(low, high) for low, high in zip(memberships.low, memberships.high, strict=True)]
    certain: list[Conjunction] = []
    possible: list[Conjunction] = []
    sufficient: set[Conjunction] = set()
    for terms in _terms_by_part(memberships.levels, conditions, outcome):
        prime, implicant, maybe = _judged(terms, conditions, outcome)
        certain += _listed(terms[prime])
        possible += _listed(terms[maybe & ~prime])
        sufficient.update(_listed(terms[implicant]))
    shortest = [term for term in sufficient if not any(shorter in sufficient for shorter in _shorter(term))]
    return Implicants(*(tuple(sorted(found, key=by_length)) for found in (certain, possible, shortest)))


class _Outcome(Struct, frozen=True):
    """The cases that can have the outcome, can lack it, and must lack it, as bits of words.

    One with exactly half of it lacks it here: in a row it keeps the inclusion below 1, as one without the outcome does.
    """

    has: Words
    lacks: Words
    must_lack: Words


def _outcome(memberships: Memberships) -> _Outcome:
    low, high = memberships.outcome_low, memberships.outcome_high
    return _Outcome(_packed(high > 0.5), _packed(low <= 0.5), _packed(high <= 0.5))


def _cases(low: Numbers, high: Numbers) -> _Cases:
    columns = [*range(low.shape[1])]
    everyone = _packed(np.ones(len(low), dtype=bool))
    can = np.array([*(_packed(high[:, level] > 0.5) for level in columns), everyone])
    return _Cases(can, np.array([*(_packed(low[:, level] > 0.5) for level in columns), everyone]))


def _packed(flags: NDArray[np.bool_]) -> Words:
    """Flags as bits of 64-bit words."""
    padded = np.zeros(-(-len(flags) // 64) * 64, dtype=bool)
    padded[: len(flags)] = flags
    return np.packbits(padded, bitorder="little").view(np.uint64)


def _terms_by_part(
    levels: Sequence[int], conditions: Sequence[_Cases], outcome: _Outcome
) -> Iterator[NDArray[np.int64]]:
    """Every conjunction that some case with the outcome can be in, in parts with the same first literals."""
    ahead = max(0, len(levels) - _AT_ONCE)
    rest = np.indices([n + 1 for n in levels[ahead:]]).reshape(len(levels) - ahead, -1).T - 1
    for first in product(*(range(FREE, n) for n in levels[:ahead])):
        can = reduce(and_, (conditions[k].can[level] for k, level in enumerate(first)), outcome.has)
        if can.any():
            yield np.column_stack([np.tile(np.array(first, dtype=np.int64), (len(rest), 1)), rest])


def _judged(
    terms: NDArray[np.int64], conditions: Sequence[_Cases], outcome: _Outcome
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each conjunction, whether it is a certain prime, a certain implicant, and a possible prime."""
    can = [of.can[terms[:, k]] for k, of in enumerate(conditions)]
    must = [of.must[terms[:, k]] for k, of in enumerate(conditions)]
    can_all, must_all = reduce(and_, can), reduce(and_, must)
    implicant = ~_any(can_all & outcome.lacks) & _any(must_all)
    supplied = _any(can_all & outcome.has) & ~_any(must_all & outcome.must_lack)
    prime, maybe = implicant.copy(), supplied.copy()
    roles = [can_all & outcome.has]
    for k, (can_rest, must_rest) in enumerate(zip(_all_but_one(can), _all_but_one(must), strict=True)):
        free = terms[:, k] == FREE
        prime &= free | _any(must_rest & outcome.must_lack)
        witnesses = can_rest & ~must[k] & outcome.lacks
        witnesses[free] = ~np.uint64(0)
        maybe &= _any(witnesses)
        roles.append(witnesses)
    for n in np.flatnonzero(maybe):
        maybe[n] = _matched([role[n] for k, role in enumerate(roles) if not k or terms[n, k - 1] != FREE])
    return prime, implicant, maybe


def _any(words: Words) -> NDArray[np.bool_]:
    return np.asarray(words.any(axis=1))


def _all_but_one(sets: Sequence[Words]) -> list[Words]:
    """For each set, what all the others have in common."""
    everyone = np.full_like(sets[0], ~np.uint64(0))
    before = [everyone, *accumulate(sets[:-1], and_)]
    after = [everyone, *accumulate(reversed(sets[1:]), and_)][::-1]
    return [one & other for one, other in zip(before, after, strict=True)]


def _matched(roles: Sequence[Words]) -> bool:
    """Whether every role can have a case of its own (augmenting paths, where counting does not settle it)."""
    sets = sorted((int.from_bytes(role.tobytes(), "little") for role in roles), key=int.bit_count)
    if all(each.bit_count() > n for n, each in enumerate(sets)):
        return True
    holder: dict[int, int] = {}

    def place(role: int, tried: set[int]) -> bool:
        for case in range(sets[role].bit_length()):
            if sets[role] >> case & 1 and case not in tried:
                tried.add(case)
                if case not in holder or place(holder[case], tried):
                    holder[case] = role
                    return True
        return False

    return all(place(role, set()) for role in range(len(sets)))


def _listed(terms: NDArray[np.int64]) -> list[Conjunction]:
    return [tuple(term) for term in terms.tolist()]


def _shorter(term: Conjunction) -> Iterator[Conjunction]:
    """The conjunctions with one literal less."""
    return ((*term[:k], FREE, *term[k + 1 :]) for k, level in enumerate(term) if level != FREE)


# Models --------------------------------------------------------------------------------------------------------------


class Possibility(Struct, frozen=True):
    """What the rows can be: those for and against, in how many completions, and their solution."""

    rows: Observed
    completions: int
    solution: Solution


class Worth(Struct, frozen=True):
    """What knowing an unknown cell would settle.

    ``tables`` and ``models`` are how many different sets of rows, and different models, are left by the value it turns
    out to have ("0", "1", or another level); None where models were not counted.
    """

    cell: Cell
    tables: Mapping[str, int]
    models: Mapping[str, int] | None

    @property
    def left(self) -> tuple[int, int]:
        """How many models, and how many sets of rows, are left at worst."""
        return max((self.models or {"": 0}).values()), max(self.tables.values())


class Possibilities(Struct, frozen=True):
    """The solutions of all completions of a table, grouped by what the rows then are.

    ``certain`` models are those of every completion, ``possible`` those of some. ``worths`` are the unknown cells, the
    one that leaves the fewest models first. ``sampled`` is whether the completions are a sample; ``exact`` is whether
    each of the sets of rows can really occur: it is False where rows were bounded one by one. ``left_out`` is how many
    sets of rows were not minimized.
    """

    tables: tuple[Possibility, ...]
    certain: tuple[tuple[Conjunction, ...], ...]
    possible: tuple[tuple[Conjunction, ...], ...]
    worths: tuple[Worth, ...]
    sampled: bool
    exact: bool
    left_out: int

    @property
    def complete(self) -> bool:
        """Whether these are all models there can be."""
        return not self.sampled and not self.left_out and all(each.solution.models.complete for each in self.tables)


class _Completions(Struct, frozen=True):
    """Completions, and what each row of the table then stands for: ``outs`` has a row for each, in codes of _OUTS.

    ``values`` has the level of each unknown cell (a column) in each completion; it is empty where rows were completed
    instead of cells.
    """

    cells: tuple[Cell, ...]
    values: NDArray[np.int64]
    configurations: tuple[Conjunction, ...]
    outs: NDArray[np.int8]
    sampled: bool


def possibilities(
    table: TruthTable, kind: Kind, expectations: Expectations | None = None,
    excluded: Sequence[Conjunction] = (), *, contradictions: bool = False, seed: int = 0, watch: Watch = iter,
) -> Possibilities:  # fmt: skip
    """What the solution of a truth table can be, given what is not known.

    Above MOST_COMPLETIONS a sample of so many is drawn with ``seed``; above MOST_TABLES different sets of rows, or
    after _MOST_SECONDS, the rarest are left out and counted. In both cases no model is said to be certain.
    ``contradictions`` counts contradictory rows as the outcome. ``watch`` is passed the numbers of the sets of
    rows, and gives them one by one.
    """
    exact = table.memberships.crisp
    completions = _of_cells(table, seed) if exact else _of_rows(table, seed)
    on = np.isin(completions.outs, (_CODES[Out.ON], _CODES[Out.CONTRADICTION] if contradictions else _CODES[Out.ON]))
    off = (completions.outs != _CODES[Out.REMAINDER]) & ~on
    states = on.astype(np.int8) - off
    patterns, inverse, counts = np.unique(states, axis=0, return_inverse=True, return_counts=True)
    chosen = [int(n) for n in np.argsort(-counts, kind="stable")[:MOST_TABLES]]
    found: dict[int, Possibility] = {}
    deadline = monotonic() + _MOST_SECONDS
    for n in watch(chosen):
        if found and monotonic() > deadline:
            break
        rows = _observed(patterns[n], completions.configurations, table.memberships.levels, excluded)
        found[n] = Possibility(rows, int(counts[n]), solution(rows, kind, expectations))
    by_table = {n: each.solution.models.models for n, each in found.items()}
    some = tuple(dict.fromkeys(model for models in by_table.values() for model in models))
    left_out = len(patterns) - len(found)
    settled = not left_out and not completions.sampled
    certain = tuple(m for m in some if settled and all(m in models for models in by_table.values()))
    worths = _worths_of_cells(completions, inverse.reshape(-1), by_table) if exact else _worths_of_rows(table)
    ranked = tuple(sorted(worths, key=lambda worth: worth.left))
    return Possibilities(tuple(found.values()), certain, some, ranked, completions.sampled, exact, left_out)


_OUTS = (Out.OFF, Out.ON, Out.CONTRADICTION, Out.REMAINDER)
_CODES = {out: code for code, out in enumerate(_OUTS)}


def _observed(
    states: NDArray[np.int8], configurations: Sequence[Conjunction], levels: tuple[int, ...],
    excluded: Sequence[Conjunction],
) -> Observed:  # fmt: skip
    """The rows for the outcome (1) and against it (-1); the others are remainders."""
    on, off = (tuple(c for c, state in zip(configurations, states, strict=True) if state == of) for of in (1, -1))
    return Observed(on, off, levels, tuple(excluded))


def _of_cells(table: TruthTable, seed: int) -> _Completions:
    """The completions of the unknown cells of a crisp table: all, or a sample of MOST_COMPLETIONS."""
    memberships, configurations = table.memberships, tuple(row.configuration for row in table.rows)
    cells, options = _open_cells(memberships)
    values, sampled = _choices(options, seed)
    completed = _completed(memberships, cells, values)
    place = {configuration: n for n, configuration in enumerate(configurations)}
    outs = np.empty((len(values), len(configurations)), dtype=np.int8)
    for n, (levels, outcome) in enumerate(completed):
        rows = np.array([place[tuple(case)] for case in levels.tolist()], dtype=np.int64)
        cases = np.bincount(rows, minlength=len(configurations))
        having, halves = (
            np.bincount(rows, weights=each, minlength=len(configurations)).astype(float)
            for each in (outcome, outcome == 0.5)
        )
        outs[n] = _outs(cases, having, halves, table.cuts)
    return _Completions(cells, values, configurations, outs, sampled)


def _open_cells(memberships: Memberships) -> tuple[tuple[Cell, ...], list[list[int]]]:
    """The unknown cells, and the levels that each can have."""
    case = {name: n for n, name in enumerate(memberships.cases)}
    column = {name: k for k, name in enumerate(memberships.conditions)}
    cells = tuple(memberships.unknown)
    return cells, [
        [0, 1] if name == memberships.outcome else np.flatnonzero(memberships.high[column[name]][case[of]]).tolist()
        for of, name in cells
    ]


def _choices(options: Sequence[Sequence[int]], seed: int) -> tuple[NDArray[np.int64], bool]:
    """Every choice of one option for each, a row for each; or a sample of MOST_COMPLETIONS, and True."""
    if prod(len(each) for each in options) <= MOST_COMPLETIONS:
        choices = [*product(*options)]
        return np.array(choices, dtype=np.int64).reshape(len(choices), len(options)), False
    rng = random.Random(seed)  # noqa: S311 (a sample, no secret)
    return np.array([[rng.choice(each) for each in options] for _ in range(MOST_COMPLETIONS)], dtype=np.int64), True


def _completed(
    memberships: Memberships, cells: Sequence[Cell], values: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], Numbers]]:
    """For each choice of values of the cells, the level of every case in every condition, and its outcome."""
    column = {name: k for k, name in enumerate((*memberships.conditions, memberships.outcome))}
    case = {name: n for n, name in enumerate(memberships.cases)}
    levels = np.column_stack([*(high.argmax(axis=1) for high in memberships.high), memberships.outcome_high])
    rows, columns = [case[of] for of, _ in cells], [column[name] for _, name in cells]
    for choice in values:
        levels[rows, columns] = choice
        yield levels[:, :-1].astype(np.int64), levels[:, -1]


def _outs(cases: NDArray[np.intp], having: Numbers, halves: Numbers, cuts: Cuts) -> NDArray[np.int8]:
    """What rows with so many cases, the sum of their outcomes, and so many halves in it, stand for.

    PRI leaves out what is both in the outcome and in its negation, which is a half of each half.
    """
    inclusion = having / np.maximum(cases, 1) + ROUNDING
    pri = (having - halves / 2) / np.maximum(cases - halves / 2, 0.5) + ROUNDING
    lower = cuts.inclusion if cuts.lower is None else cuts.lower
    tried = cases >= max(cuts.n, 1)
    on = tried & (inclusion >= cuts.inclusion) & (pri >= cuts.pri)
    between = tried & (inclusion < cuts.inclusion) & (inclusion >= lower)
    out = np.where(tried, _CODES[Out.OFF], _CODES[Out.REMAINDER])
    return np.where(on, _CODES[Out.ON], np.where(between, _CODES[Out.CONTRADICTION], out)).astype(np.int8)


def _of_rows(table: TruthTable, seed: int) -> _Completions:
    """What the rows can stand for, each on its own: an outer approximation, for memberships between 0 and 1."""
    options = [sorted(_CODES[out] for out in row.outs) for row in table.rows]
    outs, sampled = _choices(options, seed)
    configurations = tuple(row.configuration for row in table.rows)
    return _Completions((), np.empty((len(outs), 0), dtype=np.int64), configurations, outs.astype(np.int8), sampled)


def _worths_of_cells(
    completions: _Completions, table_of: NDArray[np.int64], models: Mapping[int, Sequence[tuple[Conjunction, ...]]]
) -> Iterator[Worth]:
    """For each unknown cell, the different sets of rows and models that are left by each of its values."""
    for n, cell in enumerate(completions.cells):
        tables, left = {}, {}
        for value in sorted({*completions.values[:, n].tolist()}):
            here = {*table_of[completions.values[:, n] == value].tolist()}
            tables[str(value)] = len(here)
            left[str(value)] = len({model for table in here for model in models.get(table, ())})
        yield Worth(cell, tables, left)


def _worths_of_rows(table: TruthTable) -> Iterator[Worth]:
    """For each unknown cell, how many combinations of what rows can stand for are left at either end of it."""
    for cell in table.memberships.unknown:
        ends = (_narrowed(table.memberships, cell, upper=upper) for upper in (False, True))
        left = {name: prod(len(row.outs) for row in truth_table(each, table.cuts).rows) for name, each in ends}
        yield Worth(cell, left, None)


def _narrowed(memberships: Memberships, cell: Cell, *, upper: bool) -> tuple[str, Memberships]:
    """The end of a cell as words, and the table with the cell at that end."""
    n = memberships.cases.index(cell[0])
    if cell[1] == memberships.outcome:
        low, high = memberships.outcome_low.copy(), memberships.outcome_high.copy()
        low[n] = high[n] = (low, high)[upper][n]
        return f"{low[n]:g}", replace(memberships, outcome_low=low, outcome_high=high)
    k = memberships.conditions.index(cell[1])
    lows, highs = list(memberships.low), list(memberships.high)
    value = (lows[k], highs[k])[upper][n, 1]
    for degrees in (lows, highs):
        degrees[k] = degrees[k].copy()
        degrees[k][n] = (1 - value, value)
    return f"{value:g}", replace(memberships, low=tuple(lows), high=tuple(highs))
