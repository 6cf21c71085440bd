"""The governance mode of a network, after Provan & Kenis 2008, by a rule that gives inputs, thresholds and margin.

What decides who counts, and every threshold, is data of the framework (``ontology/frameworks/provan-kenis-2008.ttl``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.conditions import Condition, preconditions
from collabgraph.analysis.metrics.arrays import Arrays, Reals, of_network
from collabgraph.analysis.metrics.centrality import METRICS as CENTRALITY
from collabgraph.analysis.metrics.cohesion import METRICS as COHESION
from collabgraph.analysis.metrics.metric import Metric, fewer_than
from collabgraph.analysis.metrics.two_mode import NEEDS_ONE_MODE
from collabgraph.analysis.network import SYSTEM_KIND, Network
from collabgraph.coding import theory
from collabgraph.model import DEFAULT_BASES, Actor, Basis, Case, GovernanceRule, Participation
from collabgraph.rdf.vocabulary import CG, SCHEME
from collabgraph.words import Speech, Text, in_both, mark

Mode = Literal["shared", "lead-organisation", "network-administrative-organisation", "indeterminate", "not-assessable"]

#: The modes in the order of their codes, from 0.
MODES: Mapping[Mode, Text] = MappingProxyType(
    {
        "indeterminate": Text(en="indeterminate", id="tak tentu"),
        "shared": Text(en="shared governance", id="tata kelola bersama"),
        "lead-organisation": Text(en="lead organisation", id="organisasi pemimpin"),
        "network-administrative-organisation": Text(
            en="network administrative organisation", id="organisasi administratif jejaring"
        ),
        "not-assessable": Text(en="not assessable", id="tidak dapat dinilai"),
    }
)

#: What the top broker does in the service, by its roles and its kind.
Part = Literal["delivers", "coordinates", "unknown"]


class GovernanceMode(Struct, frozen=True):
    """The mode of a network with what decides it: inputs and thresholds by name, the margin, the reason in words.

    ``margin`` is how far the input nearest to its threshold passes it, for the mode that fits best (below 0 where it
    does not pass); below ``thresholds["margin"]`` the mode is "indeterminate". Inputs that the network does not have,
    such as reciprocity when ties have no direction, are None and not required. ``contingencies`` are the conditions of
    the case on which it depends, by the theory, what mode fits.
    """

    mode: Mode
    inputs: Mapping[str, float | str | tuple[str, ...] | None]
    thresholds: Mapping[str, float]
    margin: float | None
    grounds: _Grounds | None
    undefined: Text | None = None
    contingencies: tuple[Condition, ...] = ()

    @property
    def code(self) -> int:
        """The mode as a number, in the order of ``MODES``."""
        return list(MODES).index(self.mode)

    @property
    def because(self) -> Text:
        """The reason in words, in each language."""
        return in_both(self.reason)

    def reason(self, say: Speech) -> str:
        """The reason in the words of one language."""
        if self.undefined is not None:
            return self.undefined[say.lang]
        return _because(self, self.grounds, say) if self.grounds else ""


class _Grounds(Struct, frozen=True):
    """What the words of a reason need: how far either kind of mode fits, and the top broker with its roles."""

    brokered: float
    shared: float
    broker: Actor | None
    roles: tuple[str, ...]
    part: Part


class _Condition(Struct, frozen=True):
    """The condition that an input is at least, or at most, its threshold."""

    input: str
    least: bool = True

    def slack(self, inputs: Mapping[str, Reals], rule: GovernanceRule) -> Reals:
        """(B,): by how much the input passes its threshold, negative where it does not."""
        above = inputs[self.input] - rule.thresholds[self.input]
        return above if self.least else -above


_BROKERED = (_Condition("connectedness"), _Condition("top_share"), _Condition("lead_over_second"))
_SHARED = (
    _Condition("connectedness"),
    _Condition("top_share", least=False),
    _Condition("degree_centralization", least=False),
    _Condition("reciprocity"),
)
_THROUGH_ONE = Text(en="governance through one actor", id="tata kelola melalui satu aktor")
_LESS_THAN_3 = fewer_than(3)
_FEW = Text(
    en="fewer than 3 organisations that deliver or coordinate are known",
    id="kurang dari 3 organisasi penyelenggara atau pengoordinasi yang diketahui",
)

_OTHERS = {metric.id: metric for metric in (*COHESION, *CENTRALITY) if metric.level == "network"}


def _rule() -> GovernanceRule:
    """The rule of the shipped framework."""
    rule = theory.governance().governance
    if rule is None:
        raise AssertionError("theory.governance gives a framework with a rule")
    return rule


def _inputs(a: Arrays) -> dict[str, Reals]:
    """The inputs of the rule, (B,) each, NaN where a network does not have one."""
    total = a.betweenness.sum(axis=1, keepdims=True)
    shares = np.sort(np.divide(a.betweenness, total, out=np.full_like(a.betweenness, np.nan), where=total > 0), axis=1)
    return {
        "connectedness": np.asarray((a.joined.sum(axis=(1, 2)) - a.n) / (a.n * (a.n - 1))),
        "reciprocity": _OTHERS["reciprocity_arc" if a.one_way is None else "reciprocity_one_way"].evaluate(a),
        "degree_centralization": _OTHERS["degree_centralization"].evaluate(a),
        "top_share": shares[:, -1],
        "second_share": shares[:, -2],
        "lead_over_second": shares[:, -1] - shares[:, -2],
    }


def _slack(conditions: tuple[_Condition, ...], inputs: Mapping[str, Reals], missing: float) -> Reals:
    """(B,): the least slack of the conditions; an input that a network does not have counts as ``missing``."""
    rule = _rule()
    slacks = np.stack([condition.slack(inputs, rule) for condition in conditions])
    return np.asarray(np.where(np.isnan(slacks), missing, slacks).min(axis=0))


def _slacks(inputs: Mapping[str, Reals]) -> tuple[Reals, Reals]:
    """(B,) twice: the slack of governance through one actor, and of shared governance."""
    return _slack(_BROKERED, inputs, -np.inf), _slack(_SHARED, inputs, np.inf)


def _assessable(observed: float | None) -> bool:
    """Whether enough ties are reported or documented; ties without claims, those of a file, are taken as given."""
    return observed is None or observed >= _rule().thresholds["observed"]


def _codes(a: Arrays) -> Reals:
    """(B,): 1 where governance is shared, 4 where too little is known, else 0; only a case's roles show other modes."""
    if not _assessable(a.observed):
        return np.full(a.batch, float(list(MODES).index("not-assessable")))
    return np.asarray(_slacks(_inputs(a))[1] >= _rule().thresholds["margin"], dtype=np.float64)


def governance_mode(
    network: Network, case: Case | None = None, bases: Collection[Basis] = DEFAULT_BASES
) -> GovernanceMode:
    """The governance mode: shared, through a lead or an administrative organisation, indeterminate, or not assessable.

    With a case, only the actors that deliver or coordinate the service count, by their roles and kinds (those of
    their units too, on ``bases`` but background), and not its recipients or information systems; without a case all
    do. It is not assessable where less than half of the ties between them are reported or documented.

    Shared: the network is connected, no actor has half of all betweenness, degree centralization is low and ties are
    reciprocated, those of symmetric kinds left out. Through one actor: the network is connected, and one actor has half
    of all betweenness, well ahead of the second. It is a lead organisation if it takes part in delivering the service,
    and an administrative organisation if it only coordinates. Without a case it is not known which, and the mode
    indeterminate. Provan & Kenis give no algorithm: thresholds and roles are ours (``theory.governance``). Raises
    TooManyActors above ``arrays.MOST_ACTORS`` actors.

    >>> from collabgraph.analysis.network import from_pairs
    >>> ring = from_pairs("ring", "abcd", [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")], directed=False)
    >>> governance_mode(ring).mode
    'shared'
    """
    rule, contingencies = _rule(), _contingencies(case, bases)
    roles = {} if case is None else _roles(network, case)
    among = network if case is None or network.second_mode else _among(network, roles, rule)
    n = len(among.actors)
    if n < 3 or network.second_mode:
        why = NEEDS_ONE_MODE if network.second_mode else _LESS_THAN_3.words if case is None else _FEW
        mode: Mode = "indeterminate" if case is None else "not-assessable"
        return GovernanceMode(mode, {"n_actors": n}, rule.thresholds, None, None, why, contingencies)
    arrays = of_network(among)
    inputs = _inputs(arrays)
    brokered, shared = (float(slack[0]) for slack in _slacks(inputs))
    broker = _top_broker(arrays, among)
    played = roles.get(broker.iri, ()) if broker else ()
    part = _part(broker, played, rule) if broker and case else "unknown"
    observed = 0.0 if case is not None and not among.ties else arrays.observed
    assessable = _assessable(observed)
    values: dict[str, float | str | tuple[str, ...] | None] = {
        "n_actors": n,
        **{name: _number(value) for name, value in inputs.items()},
        "observed": observed,
        "top_broker": broker.id if broker else None,
        "broker_roles": played or None,
        "broker_part": part,
    }
    mode = _mode(brokered, shared, part, rule.thresholds["margin"]) if assessable else "not-assessable"
    margin = max(brokered, shared) if assessable else None
    grounds = _Grounds(brokered, shared, broker, played, part)
    return GovernanceMode(mode, values, rule.thresholds, margin, grounds, None, contingencies)


def _contingencies(case: Case | None, bases: Collection[Basis]) -> tuple[Condition, ...]:
    """The conditions, in a case, of the constructs on which it depends by the theory what mode fits."""
    if case is None:
        return ()
    framework = theory.governance()
    fitting = {pattern.construct for contingency in framework.contingencies for pattern in contingency.favoured}
    found = preconditions(case, framework, theory.ontology(), bases)
    return tuple(condition for iri, condition in found.conditions.items() if iri in fitting)


def _among(network: Network, roles: Mapping[str, tuple[str, ...]], rule: GovernanceRule) -> Network:
    """The network among the actors that deliver or coordinate; those served and information systems are left out."""
    served = theory.marked(CG.served)
    kept = [
        position
        for position, actor in enumerate(network.actors)
        if served.isdisjoint(_terms(actor, roles.get(actor.iri, ())))
        and actor.kind != SYSTEM_KIND
        and _part(actor, roles.get(actor.iri, ()), rule) != "unknown"
    ]
    to = {position: new for new, position in enumerate(kept)}
    ties = tuple(
        replace(tie, sender=to[tie.sender], receiver=to[tie.receiver])
        for tie in network.ties
        if tie.sender in to and tie.receiver in to
    )
    return replace(network, actors=tuple(network.actors[position] for position in kept), ties=ties)


def _number(value: Reals) -> float | None:
    return None if np.isnan(value[0]) else float(value[0])


def _top_broker(a: Arrays, network: Network) -> Actor | None:
    """The actor with the highest betweenness; None where nobody has any or several have as much."""
    highest = a.betweenness[0].max()
    top = np.flatnonzero(np.isclose(a.betweenness[0], highest))
    return network.actors[top[0]] if highest > 0 and len(top) == 1 else None


def _roles(network: Network, case: Case) -> dict[str, tuple[str, ...]]:
    """By IRI, the roles of the actors in a case, with those of their units that are not actors of the network."""
    present = frozenset(actor.iri for actor in network.actors)
    found: dict[str, set[str]] = {}
    for participation in case.of(Participation, DEFAULT_BASES):
        found.setdefault(_representative(case, participation.actor, present), set()).update(participation.roles)
    return {iri: tuple(sorted(roles)) for iri, roles in found.items()}


def _representative(case: Case, iri: str, present: frozenset[str]) -> str:
    """The IRI of the actor of the network that represents this one: itself, or the nearest office it belongs to."""
    chain = [iri]
    while chain[-1] not in present and (actor := case.actors.get(chain[-1])) and actor.office not in (None, *chain):
        chain.append(actor.office or "")
    return chain[-1]


def _terms(actor: Actor, roles: tuple[str, ...]) -> set[str]:
    """The IRIs of an actor's roles and of its kind."""
    return {*(f"{SCHEME}role#{role}" for role in roles), f"{SCHEME}actor-kind#{actor.kind}"}


def _part(actor: Actor, roles: tuple[str, ...], rule: GovernanceRule) -> Part:
    if rule.delivering & _terms(actor, roles):
        return "delivers"
    return "coordinates" if rule.coordinating & _terms(actor, roles) else "unknown"


def _mode(brokered: float, shared: float, part: Part, margin: float) -> Mode:
    if shared >= margin:
        return "shared"
    if brokered < margin:
        return "indeterminate"
    through: Mapping[Part, Mode] = {
        "delivers": "lead-organisation",
        "coordinates": "network-administrative-organisation",
    }
    return through.get(part, "indeterminate")


_ALIKE = mark("No actor dominates: {facts}.")
_UNCLEAR = mark("No mode is clear. The nearest is {mode}, which needs, with {margin} to spare: {facts}.")
_THROUGH: Mapping[Part, str] = {
    "delivers": mark("{broker} stands between the others and takes part in the service, as {roles}: {facts}."),
    "coordinates": mark("{broker} stands between the others and only coordinates, as {roles}: {facts}."),
    "unknown": mark("{broker} stands between the others, but its part in the service is not known: {facts}."),
}


_ON_PAPER = mark(
    "Of the ties among the {n} organisations that deliver or coordinate a share of {observed} is reported or "
    "documented, and {threshold} is needed at least: read from rules alone it would be a mode on paper."
)


def _because(found: GovernanceMode, grounds: _Grounds, say: Speech) -> str:
    margin, broker = found.thresholds["margin"], grounds.broker
    if found.mode == "not-assessable":
        observed, threshold = _value(_Condition("observed"), found), found.thresholds["observed"]
        shares = {"observed": say.number(observed), "threshold": say.number(threshold)}
        return say(_ON_PAPER, n=found.inputs["n_actors"], **shares)
    if max(grounds.brokered, grounds.shared) < margin:
        through_one = grounds.brokered > grounds.shared
        nearest, conditions = (_THROUGH_ONE, _BROKERED) if through_one else (MODES["shared"], _SHARED)
        failed = tuple(condition for condition in conditions if _passed_by(condition, found) < margin)
        return say(_UNCLEAR, mode=nearest, margin=say.number(margin), facts=_facts(failed, found, say))
    if grounds.shared >= margin or broker is None:
        return say(_ALIKE, facts=_facts(_SHARED, found, say))
    names = say.listed(_deciding(broker, grounds, say))
    return say(_THROUGH[grounds.part], broker=broker.label, roles=names, facts=_facts(_BROKERED, found, say))


def _deciding(broker: Actor, grounds: _Grounds, say: Speech) -> list[str]:
    """The names of the roles, or of the kind of actor, that decide what the broker does in the service."""
    rule, ontology = _rule(), theory.ontology()
    terms = _terms(broker, grounds.roles)
    return [ontology.label(iri)[say.lang] for iri in sorted(rule.delivering & terms or rule.coordinating & terms)]


def _value(condition: _Condition, found: GovernanceMode) -> float:
    value = found.inputs[condition.input]
    return value if isinstance(value, float) else float("nan")


def _passed_by(condition: _Condition, found: GovernanceMode) -> float:
    above = _value(condition, found) - found.thresholds[condition.input]
    return above if condition.least else -above


def _facts(conditions: tuple[_Condition, ...], found: GovernanceMode, say: Speech) -> str:
    """The inputs with their thresholds; inputs that the network does not have are left out."""
    known = (condition for condition in conditions if found.inputs[condition.input] is not None)
    return "; ".join(_fact(condition, found, say) for condition in known)


def _fact(condition: _Condition, found: GovernanceMode, say: Speech) -> str:
    label = _rule().labels[condition.input]
    threshold, value = say.number(found.thresholds[condition.input]), say.number(_value(condition, found))
    fields = {"input": label, "threshold": threshold, "value": value}
    if condition.least:
        return say("{input} at least {threshold} (is {value})", **fields)
    return say("{input} at most {threshold} (is {value})", **fields)


def _details(_: Arrays, network: Network) -> Mapping[str, Any]:
    """The mode and everything that decides it, as plain values."""
    governance = governance_mode(network)
    return {
        "mode": governance.mode,
        "inputs": dict(governance.inputs),
        "thresholds": dict(governance.thresholds),
        "margin": governance.margin,
    }


METRICS = (
    Metric(
        "governance_mode", Text(en="mode of governance", id="bentuk tata kelola"),
        Text(
            en="Is it governed jointly, by a lead organisation, or by an organisation set up for it?",
            id="Apakah jejaring dikelola bersama, oleh organisasi pemimpin, atau oleh organisasi khusus untuk itu?",
        ),
        "0 indeterminate, 1 shared, 2 lead organisation, 3 network administrative organisation, 4 not assessable; by "
        "connectedness, the top broker's share of betweenness and its lead over the second, degree centralization and "
        "reciprocity without symmetric kinds, with the thresholds of the framework provan-kenis-2008",
        Text(
            en="a rule of ours; only actors that deliver or coordinate count where a case says who they are; ties "
            "alone only show shared governance: whether governance through one actor is 2 or 3 depends on the actor's "
            "roles in a case; without a case it is 0; 4 where less than half of the ties are reported or documented",
            id="aturan kami sendiri; hanya aktor penyelenggara atau pengoordinasi yang dihitung bila kasus menyatakan "
            "siapa mereka; relasi saja hanya menunjukkan tata kelola bersama: bila melalui satu aktor, 2 atau 3 "
            "bergantung pada perannya dalam kasus, dan 0 tanpa kasus; 4 bila kurang dari setengah relasi dilaporkan "
            "atau terdokumentasi",
        ),
        "Provan & Kenis 2008, JPART 18(2):229-252 (the modes; they give no algorithm)", "network", _codes,
        undefined_when=(_LESS_THAN_3,), details=_details, whole=True,
    ),
)  # fmt: skip
