"""The measures of networks and of their actors, always with the bases of the ties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from collabgraph.analysis.joint_choices import Agreement, Count, JointChoices
from collabgraph.analysis.metrics import ACTOR_LEVEL, CATALOGUE, GovernanceMode, Measures, Value
from collabgraph.analysis.metrics.governance import MODES
from collabgraph.analysis.metrics.metric import UNWEIGHTED
from collabgraph.analysis.metrics.two_mode import NEEDS_ONE_MODE
from collabgraph.analysis.metrics.values import UNSIGNED
from collabgraph.analysis.network import Network, Tie
from collabgraph.analysis.sensitivity import Range
from collabgraph.coding import theory
from collabgraph.model import Ontology
from collabgraph.output.document import (
    Column,
    Number,
    Part,
    Presentation,
    Row,
    Run,
    Runs,
    Table,
    Target,
    TextCell,
    columns,
    paragraph,
    paragraphs,
    plain_table,
    sentence,
    text_cell,
)
from collabgraph.output.presenters import terms
from collabgraph.output.presenters.units import unit
from collabgraph.words import Speech, mark

if TYPE_CHECKING:
    from collabgraph.analysis.inference import CugResult

#: The columns of the table of actors; the other forms have every actor-level metric.
_ACTORS_SHOWN = ("in_degree", "out_degree", "degree", "betweenness", "harmonic_closeness", "constraint")


#: How many actors a table for people has at most.
_MOST_ACTORS = 60


def presentation(
    results: Sequence[Measures], ontology: Ontology, modes: Sequence[GovernanceMode | None]
) -> Presentation:
    """Every metric of each network, actor by actor too, with the bases of its ties and its governance mode, if any."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("metrics"),
            "networks": [_network_data(*pair, say) for pair in zip(results, modes, strict=True)],
        },
        lambda say: parts(results, ontology, modes, say),
        lambda say: _records(results, say),
    )


def tied(net: Network, ontology: Ontology) -> Presentation:
    """A network with its ties by name: who is tied to whom, how, and on which claims."""

    def table(say: Speech) -> Table:
        heads = columns(
            sender=say("from actor"), receiver=say("to actor"), kinds=say("kinds of tie"), basis=say("basis"),
            claims=say("claims"),
        )  # fmt: skip
        return Table(say("Ties"), heads, tuple(_tie(net, tie, ontology, say) for tie in net.ties))

    def parts(say: Speech) -> list[Part]:
        left_out = terms.left_out(net.unused, say)
        return [Part("ties", say("Ties"), (paragraph(rests_on(net, ontology, say)), table(say), *left_out))]

    return Presentation(lambda say: {"schema": terms.schema("network"), **about(net, say)}, parts, table)


def _tie(net: Network, tie: Tie, ontology: Ontology, say: Speech) -> Row:
    kinds = ", ".join(terms.tie_kind(kind, ontology, say) for kind in tie.kinds)
    bases = ", ".join(terms.basis(basis, ontology, say) for basis in tie.bases)
    ends = (terms.actor(net.actors[end], say) for end in (tie.sender, tie.receiver))
    return *ends, text_cell(kinds), text_cell(bases), text_cell(", ".join(tie.claims))


#: The metrics that use the grouping of actors.
_GROUPED = {"ei_index", "ei_index_p", "assortativity", "group_modularity"}
_GROUPS = {"sector": mark("sector"), "kind": mark("kind"), "level": mark("level")}


def metric_label(name: str, say: Speech, group: str = "sector") -> str:
    """The label of a metric, with the grouping of actors where it uses one."""
    label = CATALOGUE[name].label[say.lang]
    if name not in _GROUPED and not name.startswith("brokerage_"):
        return label
    return f"{label} ({say(_GROUPS[group]) if group in _GROUPS else group})"


def metric(name: str, say: Speech, group: str = "sector") -> TextCell:
    """A cell with the label of a metric, linked to its description; programs get its id."""
    return TextCell((Run(metric_label(name, say, group), Target("metric", name)),), name)


def value_data(value: Value, say: Speech) -> dict[str, Any]:
    """A value for programs: the number, or null with the reason."""
    data = {"value": value.value, "undefined": value.undefined[say.lang] if value.undefined else None}
    return {**data, "details": dict(value.details)} if value.details else data


def mode_data(mode: GovernanceMode, say: Speech) -> dict[str, Any]:
    """A governance mode for programs, with its inputs, thresholds and margin."""
    grounds = {"inputs": dict(mode.inputs), "thresholds": dict(mode.thresholds), "margin": mode.margin}
    contingencies = {each.construct.term.id: each.status.value for each in mode.contingencies}
    undefined = mode.undefined[say.lang] if mode.undefined else None
    value = None if mode.undefined else mode.mode
    return {
        "value": value,
        "undefined": undefined,
        "details": {**grounds, "because": mode.reason(say), "contingencies": contingencies},
    }


def mode_words(case: str, mode: GovernanceMode, say: Speech) -> str:
    """A governance mode for people, with the reason."""
    if mode.mode == "not-assessable" and mode.undefined is not None:
        words = say("{case}: governance mode not assessable: {reason}.", case=case, reason=mode.undefined)
    elif mode.undefined is not None:
        words = say("{case}: governance mode undefined: {reason}.", case=case, reason=mode.undefined)
    else:
        named = MODES[mode.mode]
        words = say("{case}: governance mode {mode}. {because}", case=case, mode=named, because=mode.reason(say))
    return f"{words} {_contingencies(mode, say)}".rstrip()


def _contingencies(mode: GovernanceMode, say: Speech) -> str:
    """What is known of the conditions on which it depends what mode fits, and how many organisations there are."""
    if not mode.contingencies:
        return ""
    ontology = theory.ontology()
    states = "; ".join(
        say(
            "{contingency}: {status}",
            contingency=each.construct.term.label,
            status=ontology.code("status", each.status),
        )
        if each.claims
        else say("{contingency}: not known", contingency=each.construct.term.label)
        for each in mode.contingencies
    )
    return say(
        "By the theory the mode that fits depends on these: {states}. Organisations coded that deliver or "
        "coordinate: {n}.",
        states=states,
        n=mode.inputs["n_actors"],
    )


def range_data(around: Range, say: Speech) -> dict[str, Any]:
    """A range for programs, with the choice that gives each end."""
    choices = {"lowest": around.lowest[say.lang], "highest": around.highest[say.lang]}
    return {"low": around.low, "high": around.high, **choices, "undefined": around.undefined}


def choices_data(choices: JointChoices | None, agreement: Agreement | None) -> dict[str, Any] | None:
    """The joint choices for programs: under how many a difference has the direction that it has as chosen."""
    if choices is None or agreement is None:
        return None
    drawn = {"total": choices.total, "all_ties": choices.joint, "sampled": choices.sampled, "seed": choices.seed}
    pairs = [{"cases": list(pair), **_count_data(count)} for pair, count in agreement.pairs.items()]
    return {**drawn, **_count_data(agreement.every), "one_at_a_time": _count_data(agreement.alone), "pairs": pairs}


def _count_data(count: Count) -> dict[str, int]:
    return {"same": count.same, "tried": count.tried, "undefined": count.undefined}


def cug_data(result: CugResult, say: Speech) -> dict[str, Any]:
    """A conditional uniform graph test for programs."""
    reason = result.undefined[say.lang] if result.undefined else None
    numbers = ("percentile", "p_greater", "p_less", "mean", "sd", "samples", "seed")
    return {**{name: getattr(result, name) for name in numbers}, "undefined": reason, "null": result.null[say.lang]}


def cug_words(result: CugResult, say: Speech) -> str:
    """The percentile among random networks of the same size, for people."""
    return "" if result.percentile is None else say("P{percentile}", percentile=say.number(result.percentile, 0))


def null_model(cugs: Mapping[str, Mapping[str, CugResult]], say: Speech) -> str:
    """The null model of the percentiles; empty where there are none."""
    first = next((result for results in cugs.values() for result in results.values()), None)
    if first is None:
        return ""
    return say(
        "P: percentile among {samples} random networks with as many actors and ties (seed {seed}).",
        samples=first.samples,
        seed=first.seed,
    )


def about(network: Network, say: Speech) -> dict[str, Any]:
    """A network for programs: its size, what its ties rest on, and what was left out of it."""
    return {
        "id": network.id,
        "directed": network.directed,
        "n_actors": len(network.actors),
        "n_ties": len(network.ties),
        "bases": {basis.value: count for basis, count in network.bases.items()},
        "omitted": dict(network.omitted),
        "unused": terms.unused_data(network.unused),
        "notices": [notice[say.lang] for notice in network.notices],
    }


def _network_data(result: Measures, mode: GovernanceMode | None, say: Speech) -> dict[str, Any]:
    network = result.network
    return about(network, say) | {
        "second_mode": sorted(network.second_mode),
        "group": result.group,
        "undefined_for_actors": {name: reason[say.lang] for name, reason in result.undefined.items()},
        "metrics": {name: value_data(value, say) for name, value in result.values.items()}
        | ({"governance_mode": mode_data(mode, say)} if mode else {}),
        "actors": [
            {"id": actor.id, "label": terms.actor_name(actor, say), **values}
            for actor, values in zip(network.actors, result.actors, strict=True)
        ],
    }


def number(value: Value, say: Speech, around: Range | None = None, note: Runs = ()) -> Number:
    """A cell with a value, its range and a note; for an undefined value the note is the reason."""
    if value.undefined is not None:
        return Number(note=sentence(say, "undefined: {reason}", reason=value.undefined))
    low, high = (around.low, around.high) if around else (None, None)
    return Number(value.value, low, high, spread=True, note=note)


def _cell(name: str, value: Value, say: Speech, around: Range | None) -> Number:
    cell = replace(number(value, say, around), unit=unit(name, say))
    return replace(cell, digits=4) if name == "ei_index_p" else cell


def parts(
    results: Sequence[Measures],
    ontology: Ontology,
    modes: Sequence[GovernanceMode | None],
    say: Speech,
    ranges: Sequence[Mapping[str, Range]] = (),
) -> list[Part]:
    """The measures of the networks ("network"), their governance modes ("governance"), and their actors ("actors").

    ``ranges`` says by metric how far the choices of coding move it, network by network.
    """
    measured = zip(results, modes, strict=True)
    sentences = [mode_words(result.network.id.upper(), mode, say) for result, mode in measured if mode]
    title = say("Governance mode (Provan & Kenis), by a rule of ours")
    return [
        _measures(results, ontology, say, ranges or [{}] * len(results)),
        *([Part("governance", title, paragraphs(sentences))] if sentences else []),
        *(_actors(result, results, say) for result in results if result.network.actors and result.actors[0]),
        Part("caution", "", (paragraph(caution(say)),)),
    ]


def _measures(
    results: Sequence[Measures], ontology: Ontology, say: Speech, ranges: Sequence[Mapping[str, Range]]
) -> Part:
    measured = list(zip(results, ranges, strict=True))
    rows: tuple[Row, ...] = tuple(
        (
            metric(name, say, results[0].group),
            *(_cell(name, result.values[name], say, around.get(name)) for result, around in measured),
        )
        for name in results[0].values
        if name != "governance_mode" and not _says_nothing(name, results)
    )
    of_networks = [Column(result.network.id.upper(), result.network.id, say("network")) for result in results]
    lines = [*(rests_on(result.network, ontology, say) for result in results), *_of_two_modes(results, say)]
    title = say("Networks of {names}", names=say.listed([column.label for column in of_networks]))
    table = Table(say("Metrics"), (Column(say("metric"), "metric"), *of_networks), rows)
    lines += [how_robust(say)] if any(ranges) else []
    lines += _test_of_ei(results, say)
    lines.append(boundary(say))
    networks = [result.network for result in results]
    unused = [line for each in networks for line in terms.left_out(each.unused, say, each.id.upper())]
    return Part("network", title, (*paragraphs(lines), *([table] if rows else []), *unused))


def _says_nothing(name: str, results: Sequence[Measures]) -> bool:
    """Whether no network has the modes, the weights or the signs that a metric needs; one asked for alone is shown."""
    undefined = [result.values[name].undefined for result in results]
    without = (NEEDS_ONE_MODE, *([UNWEIGHTED.words, UNSIGNED.words] if "n_ties" in results[0].values else []))
    return all(reason in without for reason in undefined)


def _test_of_ei(results: Sequence[Measures], say: Speech) -> list[str]:
    """How the p of the E-I index is counted; empty where there is none."""
    tests = [result.values["ei_index_p"].details for result in results if "ei_index_p" in result.values]
    if not any(tests):
        return []
    test = next(details for details in tests if details)
    return [
        say(
            "p of the E-I index: {permutations} permutations of the groups, seed {seed}; p = (k+1)/(N+1), both sides.",
            permutations=test["permutations"],
            seed=test["seed"],
        )
    ]


def _of_two_modes(results: Sequence[Measures], say: Speech) -> list[str]:
    """A note that a network of two modes has few measures and a density of its own; empty without one."""
    if not any(result.network.second_mode for result in results):
        return []
    return [
        say(
            "Two modes: density is ties / (rows x columns). Every measure that is not shown needs one mode: "
            "--project rows or --project columns."
        )
    ]


def how_robust(say: Speech) -> str:
    """What the ranges are over, and how to read them."""
    return say("In brackets: the range over bases, roles, systems and single ties.")


def boundary(say: Speech) -> str:
    """How not to read the numbers of actors, ties and isolates."""
    return say("Actors, ties and actors without ties are matters of the boundary the coder drew.")


def silence(network: Network, say: Speech) -> list[str]:
    """That a tie may be there which no source reports; empty for a network without claims."""
    if not network.bases:
        return []
    return [say("A pair without a known tie counts as not tied, though it may have one that no source reports.")]


def caution(say: Speech) -> str:
    """How not to read a network metric of two cases."""
    return say(
        "Rules in form are not rules in use, and density and centralization depend on size: no difference here is a "
        "finding of the study."
    )


def silent(network: Network) -> bool:
    """Whether nothing is known of any tie (see ``Network.silent``)."""
    return network.silent


def basis_mix(network: Network, ontology: Ontology, say: Speech) -> str:
    """The number of ties of a network on each basis."""
    if not network.ties:
        return say(
            "{case}: no tie is reported on these bases; this says nothing about whether there were ties.",
            case=network.id.upper(),
        )
    if not network.bases:
        return say("{case}: its ties come from a file, without claims.", case=network.id.upper())
    mix = terms.mix(network.bases, ontology, say)
    ties = terms.ties_counted(network, say)
    rests_on = say(
        "{case}: {ties}; by the strongest basis of each tie: {mix}.", case=network.id.upper(), ties=ties, mix=mix
    )
    return " ".join([rests_on, *(notice[say.lang] for notice in network.notices)])


def rests_on(network: Network, ontology: Ontology, say: Speech) -> str:
    """The mix of bases; what was left out of a network without claims too, which no claims not used can say."""
    return (basis_mix if network.unused else basis_line)(network, ontology, say)


def basis_line(network: Network, ontology: Ontology, say: Speech) -> str:
    """The number of ties of a network on each basis, and what was left out of it."""
    line, omitted = basis_mix(network, ontology, say), terms.ties_omitted(network, say)
    return f"{line} {omitted}" if omitted else line


def _actors(result: Measures, results: Sequence[Measures], say: Speech) -> Part:
    """The actors of a network with their measures, the most involved first."""
    two_modes = bool(result.network.second_mode)
    measured = result.actors[0]
    names = [name for name in _ACTORS_SHOWN if name in ACTOR_LEVEL and (name == "degree" or not two_modes)]
    names = names if measured.keys() >= set(names) else list(measured)
    ties = Counter(end for tie in result.network.ties for end in (tie.sender, tie.receiver))
    ordered = [
        (result.network.actors[place], result.actors[place])
        for place in sorted(
            range(len(result.actors)), key=lambda place: (-ties[place], result.network.actors[place].id)
        )
    ]
    rows: tuple[Row, ...] = tuple(
        (terms.actor(actor, say), *(None if values[name] is None else Number(values[name]) for name in names))
        for actor, values in ordered[:_MOST_ACTORS]
    )
    more = len(ordered) - _MOST_ACTORS
    lines = [say("{n} more are left out here; csv, xlsx and json have all.", n=more)] if more > 0 else []
    left_out = {name: ACTOR_LEVEL[name].left_out(len(ordered)) for name in result.undefined}
    lines += [f"{metric_label(name, say)}: {why[say.lang]}." for name, why in left_out.items() if why]
    lines += [
        f"{metric_label(name, say)}: {say('undefined: {reason}', reason=why)}."
        for name, why in result.undefined.items()
        if name in names and name not in _ACTORS_SHOWN and not left_out[name]
    ]
    heads = columns(actor=say("actor"), **{name: ACTOR_LEVEL[name].label[say.lang] for name in names})
    title = say("Actors of {case}, the most involved first", case=result.network.id.upper())
    anchor = terms.anchor("actors", result.network.id, results)
    return Part(anchor, title, (*paragraphs(lines), Table(title, heads, rows)))


def _records(results: Sequence[Measures], say: Speech) -> Table:
    """A row for each metric of each network, and of each of its actors."""
    rows: list[tuple[str | float | None, ...]] = []
    for result in results:
        for name, value in result.values.items():
            reason = value.undefined[say.lang] if value.undefined else None
            rows.append((result.network.id, "network", None, name, value.value, unit(name, say), reason))
        for actor, values in zip(result.network.actors, result.actors, strict=True):
            for name, amount in values.items():
                reason = result.undefined[name][say.lang] if name in result.undefined else None
                rows.append((result.network.id, "actor", actor.id, name, amount, unit(name, say), reason))
    return plain_table("network level actor metric value unit undefined".split(), rows)
