"""Tests of networks: never a p-value without its null model, number of draws and seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from collabgraph.analysis.inference import QapResult
from collabgraph.analysis.network import Network
from collabgraph.output.document import Number, Part, Presentation, Table, columns, paragraph, plain_table, said
from collabgraph.output.presenters import terms
from collabgraph.words import Speech


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
        "correlation": result.correlation,
        "p_greater": result.p_greater,
        "p_less": result.p_less,
        "p_two_sided": result.p_two_sided,
        "permutations": result.permutations,
        "seed": result.seed,
        "null": result.null[say.lang],
        "undefined": result.undefined[say.lang] if result.undefined else None,
    }


def _record(data: Mapping[str, Any]) -> Table:
    return plain_table(tuple(data), [tuple(data.values())])


def _correlation(one: Network, other: Network, result: QapResult, say: Speech) -> Part:
    title = say("QAP correlation of {one} and {other}", one=one.id, other=other.id)
    if result.undefined is not None:
        reason = say("undefined: {reason}", reason=result.undefined)
        return Part("qap", title, (paragraph(say("{n} shared actors; {reason}.", n=result.n, reason=reason)),))
    rows = (
        (said("r"), Number(result.correlation, digits=3)),
        (said(say("p, as great or greater")), Number(result.p_greater, digits=4)),
        (said(say("p, as small or smaller")), Number(result.p_less, digits=4)),
        (said(say("p, both sides")), Number(result.p_two_sided, digits=4)),
    )
    how = say(
        "{n} shared actors; chance is {null}. {permutations} permutations, seed {seed}; p = (k+1)/(N+1).",
        n=result.n, null=result.null, permutations=result.permutations, seed=result.seed,
    )  # fmt: skip
    return Part("qap", title, (paragraph(how), Table("QAP", columns(name="", value=""), rows, headed=False)))
