"""Tests of networks: every p-value with its null model, number of draws and seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collabgraph.analysis.inference import QapResult
from collabgraph.analysis.network import Network
from collabgraph.model import Actor
from collabgraph.output.document import (
    Number,
    Part,
    Presentation,
    Table,
    columns,
    paragraph,
    paragraphs,
    plain_table,
    text_cell,
)
from collabgraph.output.presenters import terms
from collabgraph.words import Speech

#: How many of the actors left out are named for people; json and csv have all.
_MOST_NAMED = 20


def qap(one: Network, other: Network, result: QapResult) -> Presentation:
    """The correlation of two networks over the actors they share."""
    return Presentation(
        lambda say: _data(one, other, result, say),
        lambda say: [_correlation(one, other, result, say)],
        lambda say: _record(_data(one, other, result, say)),
    )


def _data(one: Network, other: Network, result: QapResult, say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("qap"),
        "first": one.id,
        "second": other.id,
        "shared_actors": result.n,
        "only_in_first": [actor.id for actor in _only_in(one, other)],
        "only_in_second": [actor.id for actor in _only_in(other, one)],
        "correlation": result.correlation,
        "p_greater": result.p_greater,
        "p_less": result.p_less,
        "p_two_sided": result.p_two_sided,
        "permutations": result.permutations,
        "seed": result.seed,
        "null": result.null[say.lang],
        "undefined": result.undefined[say.lang] if result.undefined else None,
        "notices": [notice[say.lang] for network in (one, other) for notice in network.notices],
    }


def _only_in(one: Network, other: Network) -> list[Actor]:
    """The actors that one network has and the other does not."""
    shared = {actor.id for actor in other.actors}
    return [actor for actor in one.actors if actor.id not in shared]


def _left_out(one: Network, other: Network, say: Speech) -> list[str]:
    """Who is left out of the comparison; nobody where the networks have the same actors."""
    pairs = ((one.id, _only_in(one, other)), (other.id, _only_in(other, one)))
    sides = [
        say("only in {network}: {names}", network=name, names=_few(actors, say)) for name, actors in pairs if actors
    ]
    return [say("Left out: {sides}.", sides="; ".join(sides))] if sides else []


def _few(actors: list[Actor], say: Speech) -> str:
    more = len(actors) - _MOST_NAMED
    names = ", ".join(terms.actor_name(actor, say) for actor in actors[:_MOST_NAMED])
    return names + (say(" and {n} more", n=more) if more > 0 else "")


def _record(data: Mapping[str, Any]) -> Table:
    """The result as one row; for lists of actors their number."""
    counted = {name: len(value) if isinstance(value, list) else value for name, value in data.items()}
    return plain_table(tuple(counted), [tuple(counted.values())])


def _correlation(one: Network, other: Network, result: QapResult, say: Speech) -> Part:
    title = say("QAP correlation of {one} and {other}", one=one.id, other=other.id)
    left_out = paragraphs(_left_out(one, other, say))
    if result.undefined is not None:
        reason = say("undefined: {reason}", reason=result.undefined)
        line = say("Shared actors: {n}; {reason}.", n=result.n, reason=reason)
        return Part("qap", title, (paragraph(line), *left_out))
    rows = (
        (text_cell("r"), Number(result.correlation, digits=3)),
        (text_cell(say("p, as great or greater")), Number(result.p_greater, digits=4)),
        (text_cell(say("p, as small or smaller")), Number(result.p_less, digits=4)),
        (text_cell(say("p, both sides")), Number(result.p_two_sided, digits=4)),
    )
    how = say(
        "Shared actors: {n}; chance is {null}. Permutations: {permutations}, seed {seed}; p = (k+1)/(N+1).",
        n=result.n, null=result.null, permutations=result.permutations, seed=result.seed,
    )  # fmt: skip
    table = Table("QAP", columns(name="", value=""), rows, headed=False)
    return Part("qap", title, (paragraph(how), *left_out, table))
