"""The governance mode of a network, after Provan & Kenis 2008, by a rule that gives inputs, thresholds and margin."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from collabgraph.analysis.metrics.arrays import Arrays, Reals, of_network
from collabgraph.analysis.metrics.centrality import METRICS as CENTRALITY
from collabgraph.analysis.metrics.cohesion import METRICS as COHESION
from collabgraph.analysis.metrics.metric import Metric, fewer_than
from collabgraph.analysis.metrics.two_mode import NEEDS_ONE_MODE
from collabgraph.analysis.network import SYSTEM_KIND, Network
from collabgraph.coding import theory
from collabgraph.model import DEFAULT_BASES, Actor, Case, Participation
from collabgraph.words import Speech, Text, in_both, mark

Mode = Literal["shared", "lead-organisation", "network-administrative-organisation", "indeterminate"]

#: The modes in the order of their codes: 0 indeterminate, 1 shared, 2 lead organisation, 3 administrative organisation.
MODES: Mapping[Mode, Text] = MappingProxyType(
    {
        "indeterminate": Text(en="indeterminate", id="tidak dapat ditentukan"),
        "shared": Text(en="shared governance", id="tata kelola bersama"),
        "lead-organisation": Text(en="lead organisation", id="organisasi pemimpin"),
        "network-administrative-organisation": Text(
            en="network administrative organisation", id="organisasi administratif jejaring"
        ),
    }
)

#: The least share of pairs that are connected; below it there is not one network to govern.
CONNECTED = 0.5
#: The share of all betweenness from which one actor counts as the broker of the network.
MEDIATED = 0.5
#: How far at least the share of the top broker is above that of the second.
AHEAD = 0.2
#: Degree centralization, from 0 where all are equal to 1 for a star.
CENTRALIZED = 0.3
#: The least share of ties that are reciprocated.
ANSWERED = 0.5
#: By how much every threshold has to be passed; a mode nearer to one is indeterminate. In a network of twenty ties or
#: more no single tie changes reciprocity so far. Set at 0.05 at first, and raised after SPP-IRT came out as shared by
#: 0.06.
MARGIN = 0.1

DELIVERING = frozenset(
    "accompanier builder certifier credit-informer enforcer expert-adviser field-support inspector joint-enforcement "
    "licence-issuer licence-signatory operator payment-channel prior-document-issuer professional-adviser supervisor "
    "technical-assessor technical-authority trainer".split()
)
COORDINATING = frozenset(
    "delegating-authority funder legislator mobiliser nominator overseer platform-owner recruiter rule-maker".split()
)
RECIPIENT, FORUM = "service-recipient", "forum"

#: What the top broker does in the service, by its roles and its kind.
Part = Literal["delivers", "coordinates", "receives", "platform", "unknown"]


class GovernanceMode(Struct, frozen=True):
    """The mode of a network with what decides it: inputs and thresholds by name, the margin, the reason in words.

    ``margin`` is how far the input nearest to its threshold passes it, for the mode that fits best (below 0 where it
    does not pass); below ``thresholds["margin"]`` the mode is "indeterminate". Inputs that the network does not have,
    such as reciprocity when ties have no direction, are None and not required.
    """

    mode: Mode
    inputs: Mapping[str, float | str | None]
    thresholds: Mapping[str, float]
    margin: float | None
    because: Text
    undefined: Text | None = None

    @property
    def code(self) -> int:
        """The mode as a number, in the order of ``MODES``."""
        return list(MODES).index(self.mode)


class _Condition(Struct, frozen=True):
    """The condition that an input is at least, or at most, a threshold."""

    input: str
    least: bool
    threshold: float
    label: Text

    def slack(self, inputs: Mapping[str, Reals]) -> Reals:
        """(B,): by how much the input passes its threshold, negative where it does not."""
        above = inputs[self.input] - self.threshold
        return above if self.least else -above


_CONNECTED = _Condition(
    "connectedness",
    True,
    CONNECTED,
    Text(en="share of pairs in one part", id="bagian pasangan dalam satu bagian jejaring"),
)
_TOP = Text(en="the top broker's share of all betweenness", id="bagian perantara utama dari seluruh keperantaraan")
_BROKERED = (
    _CONNECTED,
    _Condition("top_share", True, MEDIATED, _TOP),
    _Condition(
        "lead_over_second",
        True,
        AHEAD,
        Text(en="its lead over the second broker", id="selisihnya dari perantara kedua"),
    ),
)
_SHARED = (
    _CONNECTED,
    _Condition("top_share", False, MEDIATED, _TOP),
    _Condition(
        "degree_centralization", False, CENTRALIZED, Text(en="degree centralization", id="sentralisasi derajat")
    ),
    _Condition("reciprocity", True, ANSWERED, Text(en="reciprocity of ties", id="resiprositas hubungan")),
)
THRESHOLDS: Mapping[str, float] = MappingProxyType(
    {condition.input: condition.threshold for condition in (*_BROKERED, *_SHARED)} | {"margin": MARGIN}
)
_THROUGH_ONE = Text(en="governance through one actor", id="tata kelola melalui satu aktor")
_LESS_THAN_3 = fewer_than(3)

_OTHERS = {metric.id: metric for metric in (*COHESION, *CENTRALITY) if metric.level == "network"}


def _inputs(a: Arrays) -> dict[str, Reals]:
    """The inputs of the rule, (B,) each, NaN where a network does not have one."""
    total = a.betweenness.sum(axis=1, keepdims=True)
    shares = np.sort(np.divide(a.betweenness, total, out=np.full_like(a.betweenness, np.nan), where=total > 0), axis=1)
    return {
        "connectedness": np.asarray((a.joined.sum(axis=(1, 2)) - a.n) / (a.n * (a.n - 1))),
        "reciprocity": _OTHERS["reciprocity_arc"].evaluate(a),
        "degree_centralization": _OTHERS["degree_centralization"].evaluate(a),
        "top_share": shares[:, -1],
        "second_share": shares[:, -2],
        "lead_over_second": shares[:, -1] - shares[:, -2],
    }


def _slack(conditions: tuple[_Condition, ...], inputs: Mapping[str, Reals], missing: float) -> Reals:
    """(B,): the least slack of the conditions; an input that a network does not have counts as ``missing``."""
    slacks = np.stack([condition.slack(inputs) for condition in conditions])
    return np.asarray(np.where(np.isnan(slacks), missing, slacks).min(axis=0))


def _slacks(inputs: Mapping[str, Reals]) -> tuple[Reals, Reals]:
    """(B,) twice: the slack of governance through one actor, and of shared governance."""
    return _slack(_BROKERED, inputs, -np.inf), _slack(_SHARED, inputs, np.inf)


def _codes(a: Arrays) -> Reals:
    """(B,): 1 where governance is shared, else 0; without the roles of a case no other mode can be determined."""
    return np.asarray(_slacks(_inputs(a))[1] >= MARGIN, dtype=np.float64)


def governance_mode(network: Network, case: Case | None = None) -> GovernanceMode:
    """The governance mode: shared, a lead organisation, an administrative organisation, or indeterminate.

    Shared: the network is connected, no actor has half of all betweenness, degree centralization is low and ties are
    reciprocated. Through one actor: the network is connected, and one actor has half of all betweenness, well ahead of
    the second. It is a lead organisation if it takes part in delivering the service, and an administrative organisation
    if it is a forum or only coordinates. Its roles come from the case, on every basis but background, and include those
    of its units; without a case, or if it is the recipient of the service or an information system, the mode is
    indeterminate. Provan & Kenis give no algorithm: thresholds and roles are ours. Raises TooManyActors above
    ``arrays.MOST_ACTORS`` actors.

    >>> from collabgraph.analysis.network import from_pairs
    >>> ring = from_pairs("ring", "abcd", [("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")], directed=False)
    >>> governance_mode(ring).mode
    'shared'
    """
    n = len(network.actors)
    if n < 3 or network.second_mode:
        why = NEEDS_ONE_MODE if network.second_mode else _LESS_THAN_3.words
        return GovernanceMode("indeterminate", {"n_actors": n}, THRESHOLDS, None, why, why)
    arrays = of_network(network)
    inputs = _inputs(arrays)
    brokered, shared = (float(slack[0]) for slack in _slacks(inputs))
    margin, broker = max(brokered, shared), _top_broker(arrays, network)
    roles = _roles(network, case, broker) if case and broker else ()
    part = _part(broker, roles, case) if broker else "unknown"
    mode = _mode(brokered, shared, part)
    because = in_both(lambda say: _because(inputs, brokered, shared, broker, part, roles, say))
    return GovernanceMode(mode, _input_values(arrays, inputs, broker, roles, part), THRESHOLDS, margin, because)


def _input_values(
    a: Arrays, inputs: Mapping[str, Reals], broker: Actor | None, roles: tuple[str, ...], part: Part
) -> Mapping[str, float | str | None]:
    numbers = {name: _number(value) for name, value in inputs.items()}
    words = {"top_broker": broker.id if broker else None, "broker_roles": ", ".join(roles) or None, "broker_part": part}
    return {"n_actors": a.n, **numbers, **words}


def _number(value: Reals) -> float | None:
    return None if np.isnan(value[0]) else float(value[0])


def _top_broker(a: Arrays, network: Network) -> Actor | None:
    """The actor with the highest betweenness; None where nobody has any or several have as much."""
    highest = a.betweenness[0].max()
    top = np.flatnonzero(np.isclose(a.betweenness[0], highest))
    return network.actors[top[0]] if highest > 0 and len(top) == 1 else None


def _roles(network: Network, case: Case, actor: Actor) -> tuple[str, ...]:
    """The roles of an actor in a case, with those of its units that are not actors of the network."""
    present = frozenset(other.iri for other in network.actors)
    participations = [
        participation
        for participation in case.of(Participation, DEFAULT_BASES)
        if _representative(case, participation.actor, present) == actor.iri
    ]
    return tuple(sorted({role for participation in participations for role in participation.roles}))


def _representative(case: Case, iri: str, present: frozenset[str]) -> str:
    """The IRI of the actor of the network that represents this one: itself, or the nearest office it belongs to."""
    chain = [iri]
    while chain[-1] not in present and (actor := case.actors.get(chain[-1])) and actor.office not in (None, *chain):
        chain.append(actor.office or "")
    return chain[-1]


def _part(broker: Actor, roles: tuple[str, ...], case: Case | None) -> Part:
    if broker.kind == RECIPIENT or RECIPIENT in roles:
        return "receives"
    if broker.kind == SYSTEM_KIND:
        return "platform"
    if DELIVERING & set(roles):
        return "delivers"
    return "coordinates" if COORDINATING & set(roles) or (case and broker.kind == FORUM) else "unknown"


def _mode(brokered: float, shared: float, part: Part) -> Mode:
    if shared >= MARGIN:
        return "shared"
    if brokered < MARGIN:
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
    "receives": mark("{broker} stands between the others, but who receives the service does not govern: {facts}."),
    "platform": mark("{broker} stands between the others, but an information system does not govern: {facts}."),
    "unknown": mark("{broker} stands between the others, but its part in the service is not known: {facts}."),
}


def _because(
    inputs: Mapping[str, Reals],
    brokered: float,
    shared: float,
    broker: Actor | None,
    part: Part,
    roles: tuple[str, ...],
    say: Speech,
) -> str:
    if max(brokered, shared) < MARGIN:
        nearest, conditions = (_THROUGH_ONE, _BROKERED) if brokered > shared else (MODES["shared"], _SHARED)
        failed = tuple(condition for condition in conditions if condition.slack(inputs)[0] < MARGIN)
        return say(_UNCLEAR, mode=nearest, margin=say.number(MARGIN), facts=_facts(failed, inputs, say))
    if shared >= MARGIN or broker is None:
        return say(_ALIKE, facts=_facts(_SHARED, inputs, say))
    role_names = say.listed(_role_names(broker, roles, say))
    return say(_THROUGH[part], broker=broker.label, roles=role_names, facts=_facts(_BROKERED, inputs, say))


def _role_names(broker: Actor, roles: tuple[str, ...], say: Speech) -> list[str]:
    """The names of the roles that decide what the broker does in the service, or the name of its kind of actor."""
    ontology = theory.ontology()
    deciding = DELIVERING.intersection(roles) or COORDINATING.intersection(roles)
    return [ontology.code("role", role)[say.lang] for role in sorted(deciding)] or [
        ontology.code("actor-kind", broker.kind)[say.lang]
    ]


def _facts(conditions: tuple[_Condition, ...], inputs: Mapping[str, Reals], say: Speech) -> str:
    """The inputs with their thresholds; inputs that the network does not have are left out."""
    values = [(condition, float(inputs[condition.input][0])) for condition in conditions]
    return "; ".join(_fact(condition, value, say) for condition, value in values if not np.isnan(value))


def _fact(condition: _Condition, value: float, say: Speech) -> str:
    fields = {"input": condition.label, "threshold": say.number(condition.threshold), "value": say.number(value)}
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
        "because": governance.because.by_language,
    }


METRICS = (
    Metric(
        "governance_mode", Text(en="mode of governance", id="bentuk tata kelola"),
        Text(
            en="Is it governed jointly, by a lead organisation, or by an organisation set up for it?",
            id="Apakah jejaring dikelola bersama, oleh organisasi pemimpin, atau oleh organisasi khusus untuk itu?",
        ),
        "0 indeterminate, 1 shared, 2 lead organisation, 3 network administrative organisation; shared if top share of "
        f"betweenness <= {MEDIATED}, degree centralization <= {CENTRALIZED} and reciprocity >= {ANSWERED}; through one "
        f"actor if top share >= {MEDIATED} and lead over the second >= {AHEAD}; both if connectedness >= {CONNECTED}; "
        f"every threshold passed by {MARGIN}",
        Text(
            en="a rule of ours; ties alone only show shared governance: whether governance through one actor is 2 or 3 "
            "depends on the actor's roles in a case; without a case it is 0",
            id="aturan kami sendiri; hubungan saja hanya menunjukkan tata kelola bersama: bila melalui satu aktor, 2 "
            "atau 3 bergantung pada perannya dalam kasus, dan 0 tanpa kasus",
        ),
        "Provan & Kenis 2008, JPART 18(2):229-252 (the modes; they give no algorithm)", "network", _codes,
        undefined_when=(_LESS_THAN_3,), details=_details, whole=True,
    ),
)  # fmt: skip
