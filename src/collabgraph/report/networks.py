"""The measures of networks as a printout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collabgraph.formats import Cell, Printout, Section, Table
from collabgraph.metrics import ACTOR_LEVEL, CATALOGUE, Measures, Value
from collabgraph.model import Ontology
from collabgraph.network import OMISSIONS, Network
from collabgraph.phrases import Speech
from collabgraph.report import terms


#: The columns of the table of actors; the other forms have every actor-level metric.
_ACTORS_SHOWN = ("in_degree", "out_degree", "degree", "betweenness", "harmonic_closeness", "constraint")


def printout(results: Sequence[Measures], ontology: Ontology) -> Printout:
    """Every metric of each network, actor by actor too, with the mix of bases under it."""
    return Printout(
        lambda say: {"schema": terms.schema("metrics"), "networks": [_network_data(result, say) for result in results]},
        lambda say: _sections(results, ontology, say),
        lambda say: _rows(results, say),
    )


def value_data(value: Value, say: Speech) -> dict[str, Any]:
    """A value for programs: the number, or null with the reason."""
    return {"value": value.value, "undefined": value.undefined[say.lang] if value.undefined else None}


def _network_data(result: Measures, say: Speech) -> dict[str, Any]:
    network = result.network
    return {
        "id": network.id,
        "directed": network.directed,
        "n_actors": len(network.actors),
        "n_ties": result.values["n_ties"].value,
        "bases": {basis.value: count for basis, count in network.bases.items()},
        "omitted": dict(network.omitted),
        "undefined_for_actors": {name: reason[say.lang] for name, reason in result.undefined.items()},
        "metrics": {name: value_data(value, say) for name, value in result.values.items()},
        "actors": [
            {"id": actor.id, "label": terms.actor_name(actor, say), **values}
            for actor, values in zip(network.actors, result.actors, strict=True)
        ],
    }


def shown(value: Value, say: Speech) -> Cell:
    """A value for people: the number, or the reason why there is none."""
    return value.value if value.undefined is None else say("undefined: {reason}", reason=value.undefined)


def _sections(results: Sequence[Measures], ontology: Ontology, say: Speech) -> list[Section]:
    names = [result.network.id.upper() for result in results]
    rows = tuple(
        (CATALOGUE[name].label[say.lang], *(_number(result.values[name], say) for result in results))
        for name in results[0].values
    )
    return [
        Section(
            say("Networks of {names}", names=say.listed(names)),
            tuple(basis_line(result.network, ontology, say) for result in results),
            Table((say("metric"), *names), rows),
        ),
        *(_actors(result, say) for result in results if result.network.actors),
        Section("", (caution(say),)),
    ]


def _number(value: Value, say: Speech) -> str:
    found = shown(value, say)
    return found if isinstance(found, str) else say.number(found or 0)


def caution(say: Speech) -> str:
    """How not to read a network metric of two cases."""
    return say(
        "Rules in form are not rules in use, and density and centralization depend on size: a difference here is no "
        "finding of the study."
    )


def basis_mix(network: Network, ontology: Ontology, say: Speech) -> str:
    """The mix of bases under a network."""
    if not network.ties:
        return say("{case}: no ties on these bases.", case=network.id.upper())
    mix = terms.mix(network.bases, ontology, say)
    return say("{case}: {mix} (ties by their strongest basis).", case=network.id.upper(), mix=mix)


def basis_line(network: Network, ontology: Ontology, say: Speech) -> str:
    """The mix of bases under a network, and what was left out of it."""
    left_out = "; ".join(f"{n} {say(OMISSIONS[reason])}" for reason, n in network.omitted.items())
    line = basis_mix(network, ontology, say)
    omitted = say("Left out: {reasons}.", reasons=left_out)
    return f"{line} {omitted}" if left_out else line


def _actors(result: Measures, say: Speech) -> Section:
    names = [name for name in _ACTORS_SHOWN if name in ACTOR_LEVEL]
    ordered = sorted(
        zip(result.network.actors, result.actors, strict=True), key=lambda pair: (-(pair[1]["degree"] or 0), pair[0].id)
    )
    rows = tuple((terms.actor_name(actor, say), *(values[name] for name in names)) for actor, values in ordered)
    title = say("Actors of {case}, the most involved first", case=result.network.id.upper())
    return Section(title, (), Table((say("actor"), *(ACTOR_LEVEL[name].label[say.lang] for name in names)), rows))


def _rows(results: Sequence[Measures], say: Speech) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for result in results:
        for name, value in result.values.items():
            reason = value.undefined[say.lang] if value.undefined else None
            rows.append((result.network.id, "network", None, name, value.value, reason))
        for actor, values in zip(result.network.actors, result.actors, strict=True):
            for name, number in values.items():
                reason = result.undefined[name][say.lang] if name in result.undefined else None
                rows.append((result.network.id, "actor", actor.id, name, number, reason))
    return Table(("network", "level", "actor", "metric", "value", "undefined"), tuple(rows))
