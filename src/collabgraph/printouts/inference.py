"""Tests of networks as printouts: never a p-value without its null model, number of draws and seed."""

from __future__ import annotations

from typing import Any

from collabgraph.formats import Printout, Section, Table
from collabgraph.inference import QapResult
from collabgraph.model import Actor
from collabgraph.network import Network
from collabgraph.phrases import Speech
from collabgraph.printouts import terms

#: How many actors that are left out a table for people names; json and csv have all.
_MOST_NAMED = 20


def qap(one: Network, other: Network, result: QapResult) -> Printout:
    """The correlation of two networks over the actors they share."""
    return Printout(
        lambda say: _data(one, other, result, say),
        lambda say: [_section(one, other, result, say)],
        lambda say: _row(_data(one, other, result, say)),
    )


def _row(data: dict[str, Any]) -> Table:
    """The same as one row, with how many there are in place of a list."""
    cells = (len(value) if isinstance(value, list) else value for value in data.values())
    return Table(tuple(data), (tuple(cells),))


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


def _left_out(one: Network, other: Network, say: Speech) -> tuple[str, ...]:
    """Who is left out of the comparison, for people; nobody where the networks have the same actors."""
    pairs = ((one.id, _only_in(one, other)), (other.id, _only_in(other, one)))
    sides = [
        say("only in {network}: {names}", network=name, names=_few(actors, say)) for name, actors in pairs if actors
    ]
    return (say("Left out: {sides}.", sides="; ".join(sides)),) if sides else ()


def _few(actors: list[Actor], say: Speech) -> str:
    more = len(actors) - _MOST_NAMED
    names = ", ".join(terms.actor_name(actor, say) for actor in actors[:_MOST_NAMED])
    return names + (say(" and {n} more", n=more) if more > 0 else "")


def _section(one: Network, other: Network, result: QapResult, say: Speech) -> Section:
    title = say("QAP correlation of {one} and {other}", one=one.id, other=other.id)
    if result.undefined is not None:
        reason = say("undefined: {reason}", reason=result.undefined)
        words = say("{n} shared actors; {reason}.", n=result.n, reason=reason)
        return Section(title, (words, *_left_out(one, other, say)))
    rows = (
        ("r", say.number(result.correlation or 0.0, 3)),
        (say("p, as great or greater"), say.number(result.p_greater or 0.0, 4)),
        (say("p, as small or smaller"), say.number(result.p_less or 0.0, 4)),
        (say("p, both sides"), say.number(result.p_two_sided or 0.0, 4)),
    )
    how = say(
        "{n} shared actors; chance is {null}. {permutations} permutations, seed {seed}; p = (k+1)/(N+1).",
        n=result.n, null=result.null, permutations=result.permutations, seed=result.seed,
    )  # fmt: skip
    return Section(title, (how, *_left_out(one, other, say)), Table(("", ""), rows))
