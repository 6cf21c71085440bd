"""Tests of networks as printouts: never a p-value without its null model, number of draws and seed."""

from __future__ import annotations

from typing import Any

from collabgraph.analysis.inference import QapResult
from collabgraph.analysis.network import Network
from collabgraph.output.formats import Printout, Section, Table
from collabgraph.output.presenters import terms
from collabgraph.words import Speech


def qap(one: Network, other: Network, result: QapResult) -> Printout:
    """The correlation of two networks over the actors they share."""
    return Printout(
        lambda say: _data(one, other, result, say),
        lambda say: [_section(one, other, result, say)],
        lambda say: Table(tuple(_data(one, other, result, say)), (tuple(_data(one, other, result, say).values()),)),
    )


def _data(one: Network, other: Network, result: QapResult, say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("qap"),
        "first": one.id,
        "second": other.id,
        "shared_actors": result.n,
        "correlation": result.correlation,
        "p_greater": result.p_greater,
        "p_less": result.p_less,
        "p_two_sided": result.p_two_sided,
        "permutations": result.permutations,
        "seed": result.seed,
        "null": result.null[say.lang],
        "undefined": result.undefined[say.lang] if result.undefined else None,
    }


def _section(one: Network, other: Network, result: QapResult, say: Speech) -> Section:
    title = say("QAP correlation of {one} and {other}", one=one.id, other=other.id)
    if result.undefined is not None:
        reason = say("undefined: {reason}", reason=result.undefined)
        return Section(title, (say("{n} shared actors; {reason}.", n=result.n, reason=reason),))
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
    return Section(title, (how,), Table(("", ""), rows))
