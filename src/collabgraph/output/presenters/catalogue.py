"""The catalogue of metrics, and one of its entries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL, Metric
from collabgraph.output.document import (
    Part,
    Presentation,
    Row,
    Run,
    Runs,
    Table,
    Target,
    TextCell,
    columns,
    joined,
    paragraph,
    plain_table,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import terms
from collabgraph.rdf.vocabulary import ACTOR_METRIC, NETWORK_METRIC
from collabgraph.words import Speech, mark

_LEVELS = {"network": mark("of a network"), "actor": mark("of an actor")}
_IRIS = {"network": NETWORK_METRIC, "actor": ACTOR_METRIC}
#: On which networks a metric is defined.
_DIRECTIONS = {
    "both": mark("directed and undirected"),
    "directed": mark("directed only"),
    "undirected": mark("undirected only"),
}
_USES = {
    "presence": mark("whether there is a tie"),
    "weight": mark("the weights of ties, with their signs"),
    "sign": mark("the signs of ties"),
}
_EVERY: Sequence[Metric] = (*NETWORK_LEVEL.values(), *ACTOR_LEVEL.values())


def catalogue(levels: Collection[str] = tuple(_LEVELS)) -> Presentation:
    """Every metric of these levels: what it asks, formula, convention and reference, and when it is undefined."""
    return _presentation([metric for metric in _EVERY if metric.level in levels], _listed)


def entry(metric_id: str) -> Presentation:
    """The entries with this id, one for each level that has one; every entry for "all"."""
    return _presentation([metric for metric in _EVERY if metric_id in (metric.id, "all")], _described)


def of_level(level: str) -> Presentation:
    """The entries of all metrics of a level, each at the anchor of its id."""
    return _presentation([metric for metric in _EVERY if metric.level == level], _described)


def _presentation(metrics: Sequence[Metric], parts: Callable[[Sequence[Metric], Speech], list[Part]]) -> Presentation:
    return Presentation(
        lambda say: {"schema": terms.schema("metric-catalogue"), "metrics": [_data(metric, say) for metric in metrics]},
        lambda say: parts(metrics, say),
        lambda say: _records(metrics, say),
    )


def _data(metric: Metric, say: Speech) -> Mapping[str, Any]:
    return {
        "id": metric.id,
        "level": metric.level,
        "label": metric.label[say.lang],
        "question": metric.question[say.lang],
        "direction": metric.direction,
        "uses": metric.uses,
        "formula": say.as_written(metric.formula),
        "convention": metric.convention[say.lang],
        "undefined_when": [reason.words[say.lang] for reason in metric.reasons],
        "reference": metric.reference,
    }


def _records(metrics: Sequence[Metric], say: Speech) -> Table:
    entries = [_data(metric, say) for metric in metrics]
    rows = (["; ".join(v) if isinstance(v, list) else v for v in entry.values()] for entry in entries)
    return plain_table(tuple(entries[0]), rows)


def _listed(metrics: Sequence[Metric], say: Speech) -> list[Part]:
    """A part for each level that has any, and how to read on."""
    parts = []
    for level, title in _LEVELS.items():
        rows = tuple(_row(metric, say) for metric in metrics if metric.level == level)
        name = say("Metrics {level}", level=say(title))
        heads = columns(
            metric=say("id"), question=say("question"), formula=say("formula"), undefined_when=say("undefined when")
        )
        if rows:
            parts.append(Part(f"{level}-metrics", name, (Table(name, heads, rows),)))
    hint = say("'collabgraph metrics --explain ID' says more of one: convention, reference, direction of ties.")
    return [*parts, Part("hint", "", (paragraph(hint),))]


def _row(metric: Metric, say: Speech) -> Row:
    return (
        text_cell(Run(metric.id, Target("thing", _IRIS[metric.level] + metric.id)), code=metric.id),
        text_cell(text(metric.question, say)),
        text_cell(say.as_written(metric.formula)),
        TextCell(_undefined(metric, say)),
    )


def _undefined(metric: Metric, say: Speech) -> Runs:
    return joined([(text(reason.words, say),) for reason in metric.reasons], "; ") or words(say("never"))


def _described(metrics: Sequence[Metric], say: Speech) -> list[Part]:
    """A part for each metric, at its id where all are of one level."""
    one_level = len({metric.level for metric in metrics}) == 1
    return [
        Part(
            metric.id if one_level else f"{metric.level}-{metric.id}",
            f"{metric.id}: {metric.label[say.lang]} ({say(_LEVELS[metric.level])})",
            (paragraph(text(metric.question, say)), _facts(metric, say)),
        )
        for metric in metrics
    ]


def _facts(metric: Metric, say: Speech) -> Table:
    rows = (
        (text_cell(say("formula")), text_cell(say.as_written(metric.formula))),
        (text_cell(say("convention")), text_cell(text(metric.convention, say))),
        (text_cell(say("direction of ties")), text_cell(say(_DIRECTIONS[metric.direction]), code=metric.direction)),
        (text_cell(say("uses")), text_cell(say(_USES[metric.uses]), code=metric.uses)),
        (text_cell(say("undefined when")), TextCell(_undefined(metric, say))),
        (text_cell(say("reference")), text_cell(metric.reference)),
    )
    return Table(metric.label[say.lang], columns(name="", value=""), rows, headed=False)
