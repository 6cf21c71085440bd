"""Blocks of actors with like ties: who is in them, the densities between them, and how alike two actors are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from collabgraph.analysis.blocks import CONCOR, HIERARCHICAL, Block, Blocks
from collabgraph.analysis.network import Network
from collabgraph.model import Ontology
from collabgraph.output.document import (
    Column,
    Number,
    Part,
    Presentation,
    Row,
    Runs,
    Table,
    TextCell,
    columns,
    joined,
    paragraphs,
    text_cell,
)
from collabgraph.output.presenters import networks, terms
from collabgraph.words import Speech, mark

#: How many pairs of actors a table for people has at most.
_MOST_PAIRS = 60

_MEASURES = {
    "correlation": mark("correlation"),
    "hamming": mark("Hamming distance"),
    "euclidean": mark("Euclidean distance"),
}


def presentation(results: Sequence[Blocks], ontology: Ontology, *, number: int, pairs: bool = False) -> Presentation:
    """The blocks of each network; with ``pairs`` how alike two actors are too. ``number`` of blocks was asked for."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("blocks"),
            "networks": [_data(result, pairs, say) for result in results],
        },
        lambda say: [part for result in results for part in _parts(result, results, ontology, number, pairs, say)],
    )


def _data(result: Blocks, pairs: bool, say: Speech) -> dict[str, Any]:
    net = result.network
    found = {
        "by": result.by,
        "measure": result.measure,
        "weighted": result.weighted,
        "blocks": [{"block": block.label, "actors": _ids(net, block.actors)} for block in result.blocks],
        "densities": result.densities,
        "image": result.image,
        "cutoff": result.cutoff,
        "r_squared": result.fit,
        "without_profile": _ids(net, result.without_profile),
        "left_out": _ids(net, result.left_out),
    }
    ranked = _ranked(result) if pairs else []
    return networks.about(net, say) | found | ({"pairs": [_pair_data(net, *each) for each in ranked]} if pairs else {})


def _ids(net: Network, places: Collection[int]) -> list[str]:
    return [net.actors[place].id for place in places]


def _ranked(result: Blocks) -> list[tuple[int, int, float | None]]:
    """Every two actors with how alike or how far apart they are, the most alike first, the undefined last."""
    if result.alike is None:
        return []
    sign = -1 if result.measure == "correlation" else 1
    pairs = combinations(range(len(result.network.actors)), 2)
    values = [(one, other, float(result.alike[one, other])) for one, other in pairs]
    ranked = sorted(values, key=lambda each: (np.isnan(each[2]), sign * each[2], each[:2]))
    return [(one, other, None if np.isnan(value) else value) for one, other, value in ranked]


def _pair_data(net: Network, one: int, other: int, value: float | None) -> dict[str, Any]:
    return {"one": net.actors[one].id, "other": net.actors[other].id, "value": value}


def _parts(
    result: Blocks, among: Collection[object], ontology: Ontology, number: int, pairs: bool, say: Speech
) -> list[Part]:
    net = result.network
    rests_on = [networks.rests_on(net, ontology, say), *networks.silence(net, say)]
    lines = paragraphs([*rests_on, *_how(result, number, say)])
    blocks = Part(
        terms.anchor("blocks", net.id, among),
        say("Blocks of {case}", case=net.id.upper()),
        (*lines, *([_members(result, ontology, say)] if result.blocks else []), *terms.left_out(net.unused, say)),
    )
    between = [
        Part(terms.anchor(name, net.id, among), title, parts) for name, title, parts in _between(result, ontology, say)
    ]
    shown = [blocks, *between] if result.blocks else [blocks]
    return [*shown, _pairs(result, among, say)] if pairs and result.alike is not None else shown


def _how(result: Blocks, number: int, say: Speech) -> list[str]:
    """How the blocks were found, and who is in none."""
    named = say(_MEASURES[result.measure]) if result.measure else ""
    found = len(result.blocks) - bool(result.without_profile)
    lines = []
    if result.by == CONCOR:
        lines = [
            say(
                "CONCOR: correlations of ties sent and received, correlated again and again, divide the actors in two, "
                "and each half again."
            )
        ]
    elif result.by == HIERARCHICAL:
        lines = [say("Average linkage by {measure} of ties sent and received.", measure=named)]
    lines += [say("Blocks asked for: {n}, found: {found}.", n=number, found=found)] if lines else []
    uses = say("the weights of ties, with their signs") if result.weighted else say("whether there is a tie")
    lines.append(say("Of a tie is used: {uses}.", uses=uses))
    if result.without_profile:
        lines.append(
            say(
                "Block {block}: actors whose ties are all alike (none, or all), whom a correlation cannot place.",
                block=result.blocks[-1].label,
            )
        )
    if result.left_out:
        names = ", ".join(terms.actor_name(result.network.actors[place], say) for place in result.left_out)
        lines.append(say("In no block, because '{attribute}' is not known: {names}.", attribute=result.by, names=names))
    return lines


def _named(place: int, block: Block, result: Blocks, ontology: Ontology, say: Speech) -> TextCell:
    """A block: its number, with the value of the attribute where it has one."""
    if result.by in (CONCOR, HIERARCHICAL):
        return text_cell(block.label)
    label = ontology.code("actor-kind" if result.by == "kind" else result.by, block.label)
    return text_cell(f"{place} {label[say.lang]}", code=block.label)


def _members(result: Blocks, ontology: Ontology, say: Speech) -> Table:
    rows: tuple[Row, ...] = tuple(
        (_named(place, block, result, ontology, say), Number(len(block.actors)), _actors(result.network, block, say))
        for place, block in enumerate(result.blocks, 1)
    )
    return Table(say("Blocks"), columns(block=say("block"), n="n", actors=say("actors")), rows)


def _actors(net: Network, block: Block, say: Speech) -> TextCell:
    runs: list[Runs] = [terms.actor(net.actors[place], say).runs for place in block.actors]
    return TextCell(joined(runs, "; "), ", ".join(_ids(net, block.actors)))


def _between(result: Blocks, ontology: Ontology, say: Speech) -> list[tuple[str, str, tuple[Any, ...]]]:
    """The tables of densities and of the image, each with its anchor, its title and how to read it."""
    names = [_named(place, block, result, ontology, say) for place, block in enumerate(result.blocks, 1)]
    heads = (
        Column(say("from"), "from"),
        *(Column(str(place), f"to_{block.label}") for place, block in enumerate(result.blocks, 1)),
    )

    def table(title: str, values: Sequence[Sequence[float | None]]) -> Table:
        cells = [[None if value is None else Number(value) for value in row] for row in values]
        return Table(title, heads, tuple((name, *row) for name, row in zip(names, cells, strict=True)))

    lines = [say("From the block of the row to that of the column; inside a block of one actor there is nothing.")]
    if result.fit is not None:
        lines.append(say("R squared of the blocks: {fit}.", fit=say.number(result.fit)))
    density = say("Mean weights between the blocks") if result.weighted else say("Densities between the blocks")
    image = say("Image of the blocks")
    ones = [[None if one is None else int(one) for one in row] for row in result.image]
    how = (
        [] if result.cutoff is None else [say("1 where there is at least {cutoff}.", cutoff=say.number(result.cutoff))]
    )
    return [
        ("densities", density, (*paragraphs(lines), table(density, result.densities))),
        ("image", image, (*paragraphs(how), table(image, ones))),
    ]


def _pairs(result: Blocks, among: Collection[object], say: Speech) -> Part:
    """How alike every two actors are, the most alike first."""
    ranked = _ranked(result)
    rows: tuple[Row, ...] = tuple(
        (
            terms.actor(result.network.actors[one], say),
            terms.actor(result.network.actors[other], say),
            None if value is None else Number(value),
        )
        for one, other, value in ranked[:_MOST_PAIRS]
    )
    more = len(ranked) - len(rows)
    lines = [say("{n} more are left out here; json has all.", n=more)] if more > 0 else []
    title = say("Pairs of actors, the most alike first")
    heads = columns(one=say("actor"), other=say("other actor"), value=say(_MEASURES[result.measure or "correlation"]))
    anchor = terms.anchor("pairs", result.network.id, among)
    return Part(anchor, title, (*paragraphs(lines), Table(title, heads, rows)))
