"""Necessary conditions: single ones, conjunctions of them, and disjunctions, each with its fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from msgspec import Struct

from collabgraph.analysis.many.fit import Bounds, Need, necessity
from collabgraph.analysis.many.memberships import FREE, Conjunction, Memberships, covers

_ROUNDING = 1e-9


class Necessary(Struct, frozen=True):
    """A condition, a conjunction or a disjunction (of one-literal terms), with its fit as necessary for the outcome.

    ``certain`` is whether it reaches the cuts whatever the unknowns are; where it is False it may reach them.
    """

    terms: tuple[Conjunction, ...]
    fit: Need
    certain: bool


def literals(memberships: Memberships) -> list[Conjunction]:
    """Every condition at each of its levels, as a conjunction of one literal; present before absent."""
    n = len(memberships.conditions)
    return [
        tuple(level if k == place else FREE for k in range(n))
        for place, levels in enumerate(memberships.levels)
        for level in reversed(range(levels))
    ]


def single(memberships: Memberships) -> list[Necessary]:
    """The fit of every literal as necessary, in the order of the conditions; ``certain`` at an inclusion of 1."""
    return [_necessary((term,), memberships, 1.0) for term in literals(memberships)]


def supersets(
    memberships: Memberships, inclusion: float = 0.9, coverage: float = 0.6, relevance: float = 0.5, longest: int = 3
) -> list[Necessary]:
    """What is or may be necessary at these cuts: conjunctions as long as they can be, disjunctions as short.

    Conjunctions imply their parts, and disjunctions are implied by theirs, so parts are left out; a disjunction is
    searched only among literals that are not necessary by themselves. ``longest`` bounds both.
    """
    alone = [_necessary((term,), memberships, inclusion) for term in literals(memberships)]
    passing = [each for each in alone if _passes(each, inclusion, 0.0, 0.0)]
    conjunctions = [
        each
        for term in _conjunctions([each.terms[0] for each in passing], longest)
        if _passes(each := _necessary((term,), memberships, inclusion), inclusion, coverage, relevance)
    ]
    kept = [
        each for each in conjunctions
        if not any(other is not each and covers(each.terms[0], other.terms[0]) for other in conjunctions)
    ]  # fmt: skip
    failing = [each.terms[0] for each in alone if each not in passing]
    return kept + list(_disjunctions(failing, memberships, (inclusion, coverage, relevance), longest))


def _conjunctions(found: Sequence[Conjunction], longest: int) -> Iterator[Conjunction]:
    for size in range(1, longest + 1):
        for parts in combinations(found, size):
            joined = [{level for level in levels if level != FREE} for levels in zip(*parts, strict=True)]
            if all(len(levels) < 2 for levels in joined) and sum(map(len, joined)) == size:
                yield tuple(next(iter(levels), FREE) for levels in joined)


def _disjunctions(
    candidates: Sequence[Conjunction], memberships: Memberships, cuts: tuple[float, float, float], longest: int
) -> Iterator[Necessary]:
    inclusion, coverage, relevance = cuts
    shorter: list[frozenset[Conjunction]] = []
    for size in range(2, longest + 1):
        for terms in combinations(candidates, size):
            if any(each <= set(terms) for each in shorter) or _exhaustive(terms, memberships.levels):
                continue
            each = _necessary(terms, memberships, inclusion)
            if _passes(each, inclusion, 0.0, 0.0):
                shorter.append(frozenset(terms))
                if _passes(each, inclusion, coverage, relevance):
                    yield each


def _exhaustive(terms: Sequence[Conjunction], levels: Sequence[int]) -> bool:
    """Whether the terms have every level of a condition among them, so that every case is in one."""
    return any({*column} >= {*range(n)} for column, n in zip(zip(*terms, strict=True), levels, strict=True))


def _necessary(terms: tuple[Conjunction, ...], memberships: Memberships, inclusion: float) -> Necessary:
    fit = necessity(*memberships.in_any(terms), memberships.outcome_low, memberships.outcome_high)
    return Necessary(terms, fit, fit.inclusion is not None and fit.inclusion.low + _ROUNDING >= inclusion)


def _passes(each: Necessary, *cuts: float) -> bool:
    """Whether the fit may reach the cuts of inclusion, coverage and relevance."""
    bounds = (each.fit.inclusion, each.fit.coverage, each.fit.relevance)
    return all(_may_reach(bound, cut) for bound, cut in zip(bounds, cuts, strict=True))


def _may_reach(bound: Bounds, cut: float) -> bool:
    return cut <= 0 or (bound is not None and bound.high + _ROUNDING >= cut)


def sufficient_terms(memberships: Memberships, inclusion: float = 0.9, longest: int = 3) -> list[Conjunction]:
    """The shortest conjunctions that may be sufficient at this inclusion (subset search), by length."""
    from collabgraph.analysis.many.fit import sufficiency

    found: list[Conjunction] = []
    for size in range(1, longest + 1):
        for places in combinations(range(len(memberships.conditions)), size):
            for chosen in product(*(reversed(range(memberships.levels[k])) for k in places)):
                at = dict(zip(places, chosen, strict=True))
                term = tuple(at.get(k, FREE) for k in range(len(memberships.conditions)))
                if any(covers(shorter, term) for shorter in found):
                    continue
                fit = sufficiency(*memberships.in_term(term), memberships.outcome_low, memberships.outcome_high)
                if fit.inclusion is not None and _may_reach(fit.inclusion, inclusion):
                    found.append(term)
    return found
