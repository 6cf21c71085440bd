"""Positions: how alike the ties of two actors are, blocks of actors with like ties, and densities between blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from collabgraph.analysis.metrics.arrays import refuse_too_many, weights
from collabgraph.analysis.network import Network
from collabgraph.errors import UnknownAttribute

Reals = NDArray[np.float64]
Measure = Literal["correlation", "hamming", "euclidean"]
MEASURES: tuple[Measure, ...] = ("correlation", "hamming", "euclidean")

#: The ways to find blocks; any other name is that of an attribute whose values are the blocks.
CONCOR, HIERARCHICAL = "concor", "hierarchical"
#: How often correlations are correlated again before a block is taken not to divide.
_ROUNDS = 200
_EQUAL = 1e-9


class Block(Struct, frozen=True):
    """Actors, by position; the label is the value of the attribute, or the number of the block."""

    label: str
    actors: tuple[int, ...]


class Blocks(Struct, frozen=True):
    """Blocks of actors and what is between them.

    ``densities`` is the share of the possible ties from a block to a block, None inside a block of one actor; with
    ``weighted`` the mean weight of all pairs. ``image`` is whether that is at least the ``cutoff``; both follow the
    order of ``blocks``. ``fit`` is R squared: the share of the variance between pairs that the densities explain, None
    where all pairs are alike. ``without_profile`` are the actors whom correlation cannot place, for their ties are all
    alike; they are a block by themselves, the last. ``left_out`` have no value of the attribute. ``measure`` is None
    for blocks by an attribute, and so are ``alike`` (see ``alikeness``).
    """

    network: Network
    by: str
    measure: Measure | None
    weighted: bool
    blocks: tuple[Block, ...]
    densities: tuple[tuple[float | None, ...], ...]
    image: tuple[tuple[bool | None, ...], ...]
    cutoff: float | None
    fit: float | None
    without_profile: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()
    alike: Reals | None = None


def blocks(
    network: Network,
    by: str = CONCOR,
    *,
    measure: Measure = "correlation",
    number: int = 4,
    weighted: bool = False,
    cutoff: float | None = None,
) -> Blocks:
    """The blocks of a network by CONCOR, by hierarchical clustering, or by an attribute of its actors.

    CONCOR divides in two, and each half again, until there are ``number`` blocks, a power of two; a block of actors
    with the same ties is not divided, so there may be fewer. ``weighted`` compares the weights of ties, not whether
    they are there. The image has a 1 where a density is at least ``cutoff``, by default the density of all actors in
    blocks (Arabie, Boorman & Levitt 1978, Journal of Mathematical Psychology 17:21-63).

    Raises TooManyActors, TwoModes, UnknownAttribute, and ValueError for a number that cannot be had or a measure that
    CONCOR lacks.
    """
    refuse_too_many(network)
    ties = _ties(network, weighted)
    if by not in (CONCOR, HIERARCHICAL):
        return _described(network, by, None, ties, weighted, cutoff, *_by_attribute(network, by))
    _refuse(by, measure, number)
    alike = alikeness(network, measure, weighted=weighted)
    constant = np.flatnonzero(np.isnan(np.diag(alike)))
    placed = np.flatnonzero(~np.isnan(np.diag(alike)))
    among = alike[np.ix_(placed, placed)]
    parts = _concor(among, number) if by == CONCOR else _clusters(_distances(among, measure), number)
    found = [tuple(int(placed[place]) for place in part) for part in parts]
    found += [tuple(constant.tolist())] if len(constant) else []
    named = tuple(Block(str(place), part) for place, part in enumerate(found, 1))
    return _described(
        network, by, measure, ties, weighted, cutoff, named, (), without=tuple(constant.tolist()), alike=alike
    )


def _refuse(by: str, measure: Measure, number: int) -> None:
    if number < 2:
        raise ValueError(f"number must be 2 or more, not {number}.")
    if by == CONCOR and measure != "correlation":
        raise ValueError(f"CONCOR divides by correlation, not by '{measure}'.")
    if by == CONCOR and number & (number - 1):
        raise ValueError(f"CONCOR divides in two again and again: 2, 4, 8 blocks, not {number}.")


def _ties(network: Network, weighted: bool) -> Reals:
    found = weights(network) if weighted else None
    return network.adjacency.astype(np.float64) if found is None else found


# How alike ----------------------------------------------------------------------------------------------------------


def alikeness(network: Network, measure: Measure = "correlation", *, weighted: bool = False) -> Reals:
    """(n, n): how alike the ties of i and j are, sent and received, or how far apart.

    i and j are compared tie by tie: with every third actor, and i's tie with j against j's tie with i; ties with
    oneself are left out (Lorrain & White 1971, Journal of Mathematical Sociology 1:49-80; Wasserman & Faust 1994,
    chapter 9). "correlation" is Pearson's r, NaN for an actor whose ties are all alike, its own diagonal too;
    "hamming" counts the ties in which they differ; "euclidean" is the root of the sum of squared differences. Where
    ties have no direction each counts once.

    >>> from collabgraph.analysis.network import from_pairs
    >>> star = from_pairs("star", "abc", [("a", "b"), ("a", "c")], directed=False)
    >>> alikeness(star, "hamming").tolist()
    [[0.0, 1.0, 1.0], [1.0, 0.0, 0.0], [1.0, 0.0, 0.0]]
    """
    ties = _ties(network, weighted)
    presence = not np.setdiff1d(ties, (0, 1)).size
    if measure == "hamming" and not presence:
        return _differing(ties, network.directed)
    products, sums, squares, cells = _profiles(ties, network.directed)
    if measure != "correlation":  # where ties are there or not, the squared differences are the differing ties
        apart = np.maximum(squares[:, None] + squares[None] - 2 * products, 0)
        np.fill_diagonal(apart, 0)
        return np.asarray(apart if measure == "hamming" else np.sqrt(apart))
    spread = cells * squares - sums**2
    spread[spread <= _EQUAL * np.maximum(squares, 1)] = np.nan
    found = (cells * products - np.outer(sums, sums)) / np.sqrt(np.outer(spread, spread))
    found = np.clip(found, -1, 1)
    found[np.diag_indices_from(found)] = np.where(np.isnan(spread), np.nan, 1.0)
    return np.asarray(found)


def _profiles(ties: Reals, directed: bool) -> tuple[Reals, Reals, Reals, int]:
    """Sums of products (n, n) of the profiles, their sums and sums of squares (n,), and the cells of each."""
    n = len(ties)
    if not directed:
        return ties @ ties + ties * ties, ties.sum(axis=1), (ties * ties).sum(axis=1), n - 1
    products = ties @ ties.T + ties.T @ ties + 2 * ties * ties.T
    squares = ties * ties
    return products, ties.sum(axis=1) + ties.sum(axis=0), squares.sum(axis=1) + squares.sum(axis=0), 2 * (n - 1)


def _differing(ties: Reals, directed: bool) -> Reals:
    """(n, n): in how many ties two actors differ."""
    apart: Reals = np.zeros_like(ties)
    for side in (ties, ties.T) if directed else (ties,):
        apart += np.array([(side != row).sum(axis=1) for row in side]).reshape(ties.shape)
        apart += (side != side.T).astype(np.float64) - (side != 0) - (side.T != 0)
    return np.asarray(apart)


# Finding blocks -----------------------------------------------------------------------------------------------------


def _concor(alike: Reals, number: int) -> list[list[int]]:
    """Blocks by iterated correlations (Breiger, Boorman & Arabie 1975, J. of Mathematical Psychology 12:328-383)."""
    found = [list(range(len(alike)))] if len(alike) else []
    while number > 1:
        found = [half for part in found for half in _halves(alike, part)]
        number //= 2
    return found


def _halves(alike: Reals, part: Sequence[int]) -> list[list[int]]:
    """A block in two, or whole where its actors' correlations are all alike or do not converge."""
    inside = alike[np.ix_(part, part)]
    for _ in range(_ROUNDS):
        if len(part) < 2 or inside.max() - inside.min() < _EQUAL or (inside.std(axis=1) < _EQUAL).any():
            return [list(part)]
        if (abs(inside) > 1 - _EQUAL).all():
            with_first = inside[0] > 0
            return [[one for one, keep in zip(part, with_first, strict=True) if keep == side] for side in (True, False)]
        inside = np.asarray(np.corrcoef(inside), dtype=np.float64)
    return [list(part)]


def _distances(alike: Reals, measure: Measure) -> Reals:
    return 1 - alike if measure == "correlation" else alike


def _clusters(distances: Reals, number: int) -> list[list[int]]:
    """Clusters by average linkage (Sokal & Michener 1958): the two nearest are joined until so many are left.

    Of clusters equally near those of the first actors are joined first.
    """
    members = [[place] for place in range(len(distances))]
    apart = distances.copy()
    np.fill_diagonal(apart, np.inf)
    nearest = apart.min(axis=1, initial=np.inf)
    left = len(members)
    while left > number:
        one = int(np.argmin(nearest))
        other = int(np.argmin(apart[one]))
        one, other = min(one, other), max(one, other)
        sizes = len(members[one]), len(members[other])
        joined = (sizes[0] * apart[one] + sizes[1] * apart[other]) / sum(sizes)
        stale = (nearest == apart[one]) | (nearest == apart[other])
        apart[one], apart[:, one] = joined, joined
        apart[other], apart[:, other] = np.inf, np.inf
        apart[one, one] = np.inf
        stale[one] = True
        nearest = np.minimum(nearest, apart[one])
        nearest[stale] = apart[stale].min(axis=1)
        nearest[other] = np.inf
        members[one] += members[other]
        members[other] = []
        left -= 1
    return [sorted(part) for part in members if part]


def _by_attribute(network: Network, attribute: str) -> tuple[tuple[Block, ...], tuple[int, ...]]:
    groups = [value if isinstance(value, str) else None for value in network.groups(attribute)]
    if not any(groups):
        named = {name for actor in network.actors for name, value in actor.attributes.items() if value}
        own = [name for name in ("kind", "sector", "level") if any(network.groups(name))]
        raise UnknownAttribute(network=network.id, name=attribute, known=", ".join([*own, *sorted(named)]) or "-")
    members: dict[str, list[int]] = {name: [] for name in sorted({name for name in groups if name is not None})}
    for place, name in enumerate(groups):
        if name is not None:
            members[name].append(place)
    unknown = tuple(place for place, name in enumerate(groups) if name is None)
    return tuple(Block(name, tuple(part)) for name, part in members.items()), unknown


# Between blocks -----------------------------------------------------------------------------------------------------


def _described(
    network: Network,
    by: str,
    measure: Measure | None,
    ties: Reals,
    weighted: bool,
    cutoff: float | None,
    found: tuple[Block, ...],
    left_out: tuple[int, ...],
    *,
    without: tuple[int, ...] = (),
    alike: Reals | None = None,
) -> Blocks:
    """The blocks with their densities, image and fit."""
    order = [place for block in found for place in block.actors]
    member = np.repeat(np.arange(len(found)), [len(block.actors) for block in found])
    among = ties[np.ix_(order, order)]
    indicator = (member[:, None] == np.arange(len(found))).astype(np.float64)
    size = indicator.sum(axis=0)
    cells = np.outer(size, size) - np.diag(size)
    with np.errstate(invalid="ignore"):
        means = (indicator.T @ among @ indicator) / cells
    whole = float(among.sum() / cells.sum()) if cells.sum() else None
    limit = whole if cutoff is None else cutoff
    density = tuple(tuple(None if np.isnan(mean) else float(mean) for mean in row) for row in means)
    image = tuple(
        tuple(None if mean is None or limit is None else mean >= limit - _EQUAL for mean in row) for row in density
    )
    fit = _fit(among, cells, np.nan_to_num(means), whole)
    return Blocks(network, by, measure, weighted, found, density, image, limit, fit, without, left_out, alike)


def _fit(ties: Reals, cells: Reals, means: Reals, whole: float | None) -> float | None:
    """R squared: the sum of squares between blocks, of all of it; None where all pairs are alike."""
    if whole is None:
        return None
    total = float((ties**2).sum() - cells.sum() * whole**2)
    between = float((cells * means**2).sum() - cells.sum() * whole**2)
    return between / total if total > _EQUAL else None


def labels(found: Blocks) -> Mapping[int, str]:
    """The label of the block of every actor, by position; those left out have none."""
    return {place: block.label for block in found.blocks for place in block.actors}
