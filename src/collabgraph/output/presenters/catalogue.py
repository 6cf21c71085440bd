"""The catalogue of metrics, and one of its entries, as printouts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL, Metric
from collabgraph.output.formats import Printout, Section, Table
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, mark

_LEVELS = {"network": mark("of a network"), "actor": mark("of an actor")}
#: On which networks a metric is defined.
DIRECTIONS = {
    "both": mark("directed and undirected"),
    "directed": mark("directed only"),
    "undirected": mark("undirected only"),
}
EVERY: Sequence[Metric] = (*NETWORK_LEVEL.values(), *ACTOR_LEVEL.values())


def catalogue(levels: Collection[str] = tuple(_LEVELS)) -> Printout:
    """Every metric of these levels: what it asks, formula, convention and reference, and when it is undefined."""
    return _printout([metric for metric in EVERY if metric.level in levels], _listed)


def entry(metric_id: str) -> Printout:
    """The entries with this id, one for each level that has one; every entry for "all"."""
    return _printout([metric for metric in EVERY if metric_id in (metric.id, "all")], _described)


def _printout(metrics: Sequence[Metric], sections: Any) -> Printout:
    return Printout(
        lambda say: {"schema": terms.schema("metric-catalogue"), "metrics": [_data(metric, say) for metric in metrics]},
        lambda say: sections(metrics, say),
        lambda say: Table(tuple(_data(metrics[0], say)), tuple(_flat(metric, say) for metric in metrics)),
    )


def _data(metric: Metric, say: Speech) -> Mapping[str, Any]:
    return {
        "id": metric.id,
        "level": metric.level,
        "label": metric.label[say.lang],
        "question": metric.question[say.lang],
        "direction": metric.direction,
        "formula": say.as_written(metric.formula),
        "convention": metric.convention[say.lang],
        "undefined_when": [reason.words[say.lang] for reason in metric.reasons],
        "reference": metric.reference,
    }


def _flat(metric: Metric, say: Speech) -> tuple[str, ...]:
    return tuple("; ".join(value) if isinstance(value, list) else value for value in _data(metric, say).values())


def _listed(metrics: Sequence[Metric], say: Speech) -> list[Section]:
    columns = (say("id"), say("question"), say("formula"), say("undefined when"))
    sections = []
    for level, title in _LEVELS.items():
        rows = tuple(
            (metric.id, metric.question[say.lang], say.as_written(metric.formula), _undefined(metric, say))
            for metric in metrics
            if metric.level == level
        )
        if rows:
            sections.append(Section(say("Metrics {level}", level=say(title)), (), Table(columns, rows)))
    hint = say("'collabgraph metrics --explain ID' says more of one: convention, reference, direction of ties.")
    return [*sections, Section("", (hint,))]


def _undefined(metric: Metric, say: Speech) -> str:
    return "; ".join(reason.words[say.lang] for reason in metric.reasons) or say("never")


def _described(metrics: Sequence[Metric], say: Speech) -> list[Section]:
    return [
        Section(
            f"{metric.id}: {metric.label[say.lang]} ({say(_LEVELS[metric.level])})",
            (metric.question[say.lang],),
            Table(
                ("", ""),
                (
                    (say("formula"), say.as_written(metric.formula)),
                    (say("convention"), metric.convention[say.lang]),
                    (say("direction of ties"), say(DIRECTIONS[metric.direction])),
                    (say("undefined when"), _undefined(metric, say)),
                    (say("reference"), metric.reference),
                ),
            ),
        )
        for metric in metrics
    ]
