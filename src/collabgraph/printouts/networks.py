"""The measures of networks as a printout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from collabgraph.formats import Cell, Printout, Section, Table
from collabgraph.metrics import ACTOR_LEVEL, CATALOGUE, GovernanceMode, Measures, Value
from collabgraph.metrics.governance import MODES
from collabgraph.metrics.two_mode import NEEDS_ONE_MODE
from collabgraph.model import Ontology
from collabgraph.network import OMISSIONS, Network
from collabgraph.phrases import Speech, mark
from collabgraph.printouts import terms
from collabgraph.sensitivity import Range

if TYPE_CHECKING:
    from collabgraph.inference import CugResult

#: The columns of the table of actors; the other forms have every actor-level metric.
_ACTORS_SHOWN = ("in_degree", "out_degree", "degree", "betweenness", "harmonic_closeness", "constraint")


#: How many actors a table for people has at most.
_MOST_ACTORS = 60


def printout(results: Sequence[Measures], ontology: Ontology, modes: Sequence[GovernanceMode]) -> Printout:
    """Every metric of each network, actor by actor too, with the mix of bases under it and its governance mode."""
    return Printout(
        lambda say: {
            "schema": terms.schema("metrics"),
            "networks": [_network_data(*pair, say) for pair in zip(results, modes, strict=True)],
        },
        lambda say: _sections(results, ontology, modes, say),
        lambda say: _rows(results, say),
    )


_GROUPS = {"sector": mark("sector"), "kind": mark("kind"), "level": mark("level")}


def metric_label(name: str, say: Speech, group: str = "sector") -> str:
    """What a metric is called, and what groups actors where that matters."""
    label = CATALOGUE[name].label[say.lang]
    if not name.startswith(("ei_index", "brokerage_")):
        return label
    return f"{label} ({say(_GROUPS[group]) if group in _GROUPS else group})"


def value_data(value: Value, say: Speech) -> dict[str, Any]:
    """A value for programs: the number, or null with the reason."""
    data = {"value": value.value, "undefined": value.undefined[say.lang] if value.undefined else None}
    return {**data, "details": dict(value.details)} if value.details else data


def mode_data(mode: GovernanceMode, say: Speech) -> dict[str, Any]:
    """A governance mode for programs, never without what it rests on."""
    grounds = {"inputs": dict(mode.inputs), "thresholds": dict(mode.thresholds), "margin": mode.margin}
    undefined = mode.undefined[say.lang] if mode.undefined else None
    value = None if mode.undefined else mode.mode
    return {"value": value, "undefined": undefined, "details": {**grounds, "because": mode.because[say.lang]}}


def mode_words(case: str, mode: GovernanceMode, say: Speech) -> str:
    """A governance mode for people, with the reason."""
    if mode.undefined is not None:
        return say("{case}: governance mode undefined: {reason}.", case=case, reason=mode.undefined)
    return say("{case}: governance mode {mode}. {because}", case=case, mode=MODES[mode.mode], because=mode.because)


def range_data(found: Range, say: Speech) -> dict[str, Any]:
    """A range for programs, with the choice that gives each end."""
    ends = {"low": found.low, "high": found.high, "lowest": found.lowest[say.lang], "highest": found.highest[say.lang]}
    return {**ends, "undefined": found.undefined}


def range_words(found: Range, say: Speech) -> str:
    """A range for people: "[0.05..0.08]"."""
    low, high = (say.number(int(end) if end == int(end) else end) for end in (found.low, found.high))
    return f"[{low}]" if low == high else f"[{low}..{high}]"


def cug_data(found: CugResult, say: Speech) -> dict[str, Any]:
    """A conditional uniform graph test for programs."""
    words = {"undefined": found.undefined[say.lang] if found.undefined else None, "null": found.null[say.lang]}
    numbers = ("percentile", "p_greater", "p_less", "mean", "sd", "samples", "seed")
    return {**{name: getattr(found, name) for name in numbers}, **words}


def cug_words(found: CugResult, say: Speech) -> str:
    """The percentile among random networks of the same size, for people."""
    return "" if found.percentile is None else say("P{percentile}", percentile=say.number(found.percentile, 0))


def null_model(cugs: Mapping[str, Mapping[str, CugResult]], say: Speech) -> str:
    """What the percentiles are held against; empty where there are none."""
    first = next((result for results in cugs.values() for result in results.values()), None)
    if first is None:
        return ""
    return say(
        "P: percentile among {samples} random networks with as many actors and ties (seed {seed}).",
        samples=first.samples,
        seed=first.seed,
    )


def _network_data(result: Measures, mode: GovernanceMode, say: Speech) -> dict[str, Any]:
    network = result.network
    return {
        "id": network.id,
        "directed": network.directed,
        "n_actors": len(network.actors),
        "n_ties": result.values["n_ties"].value,
        "second_mode": sorted(network.second_mode),
        "group": result.group,
        "bases": {basis.value: count for basis, count in network.bases.items()},
        "omitted": dict(network.omitted),
        "notices": [notice[say.lang] for notice in network.notices],
        "undefined_for_actors": {name: reason[say.lang] for name, reason in result.undefined.items()},
        "metrics": {name: value_data(value, say) for name, value in result.values.items()}
        | {"governance_mode": mode_data(mode, say)},
        "actors": [
            {"id": actor.id, "label": terms.actor_name(actor, say), **values}
            for actor, values in zip(network.actors, result.actors, strict=True)
        ],
    }


def shown(value: Value, say: Speech) -> Cell:
    """A value for people: the number, an estimate with its error, or the reason why there is none."""
    if value.undefined is not None:
        return say("undefined: {reason}", reason=value.undefined)
    if not (value.details or {}).get("estimated"):
        return value.value
    details = value.details or {}
    return say(
        "about {value} ± {error} (from {samples} sampled actors)",
        value=say.number(value.value or 0),
        error=say.number(details.get("standard_error") or 0.0, 3),
        samples=details["samples"],
    )


def _sections(
    results: Sequence[Measures], ontology: Ontology, modes: Sequence[GovernanceMode], say: Speech
) -> list[Section]:
    names = [result.network.id.upper() for result in results]
    rows = tuple(
        (metric_label(name, say, results[0].group), *(_number(result.values[name], say) for result in results))
        for name in results[0].values
        if name != "governance_mode" and not _needs_one_mode(name, results)
    )
    return [
        Section(
            say("Networks of {names}", names=say.listed(names)),
            tuple(basis_line(result.network, ontology, say) for result in results) + _of_two_modes(results, say),
            Table((say("metric"), *names), rows),
        ),
        Section(
            say("Governance mode (Provan & Kenis), by a rule of ours"),
            tuple(mode_words(name, mode, say) for name, mode in zip(names, modes, strict=True)),
        ),
        *(_actors(result, say) for result in results if result.network.actors),
        Section("", (caution(say),)),
    ]


def _needs_one_mode(name: str, results: Sequence[Measures]) -> bool:
    return all(result.values[name].undefined == NEEDS_ONE_MODE for result in results)


def _of_two_modes(results: Sequence[Measures], say: Speech) -> tuple[str, ...]:
    """That a network of two modes has few measures, and its density another formula, for people."""
    if not any(result.network.second_mode for result in results):
        return ()
    line = say(
        "Two modes: density is ties / (rows x columns). Every measure that is not shown needs one mode: "
        "--project rows or --project columns."
    )
    return (line,)


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
    if not network.bases:
        return say("{case}: its ties are given, and rest on no claims.", case=network.id.upper())
    mix = terms.mix(network.bases, ontology, say)
    return say("{case}: {mix} (ties by their strongest basis).", case=network.id.upper(), mix=mix)


def basis_line(network: Network, ontology: Ontology, say: Speech) -> str:
    """The mix of bases under a network, and what was left out of it."""
    left_out = "; ".join(f"{n} {say(OMISSIONS[reason])}" for reason, n in network.omitted.items())
    line = basis_mix(network, ontology, say)
    omitted = say("Left out: {reasons}.", reasons=left_out)
    return f"{line} {omitted}" if left_out else line


def _actors(result: Measures, say: Speech) -> Section:
    two_modes = bool(result.network.second_mode)
    names = [name for name in _ACTORS_SHOWN if name in ACTOR_LEVEL and (name == "degree" or not two_modes)]
    ordered = sorted(
        zip(result.network.actors, result.actors, strict=True), key=lambda pair: (-(pair[1]["degree"] or 0), pair[0].id)
    )
    rows = tuple((terms.actor_name(actor, say), *(values[name] for name in names)) for actor, values in ordered)
    title = say("Actors of {case}, the most involved first", case=result.network.id.upper())
    more = len(rows) - _MOST_ACTORS
    lines = (say("{n} more are left out here; csv and json have all.", n=more),) if more > 0 else ()
    rows = rows[:_MOST_ACTORS]
    return Section(title, lines, Table((say("actor"), *(ACTOR_LEVEL[name].label[say.lang] for name in names)), rows))


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
