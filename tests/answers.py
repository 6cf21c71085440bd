"""The rows that questions should have, computed from the cases as values, without SPARQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

import rdflib
from msgspec.structs import replace

from collabgraph import resources
from collabgraph.analysis import conditions, expected_ties, explanation, network, paper_practice
from collabgraph.model import (
    Actor,
    Basis,
    Case,
    CausalClaim,
    Claim,
    ClockClaim,
    ConditionClaim,
    ContextClaim,
    FeeClaim,
    Framework,
    Ontology,
    OutcomeClaim,
    Participation,
    RivalClaim,
    Status,
    StepClaim,
    TestClaim,
    TieClaim,
    TraceState,
)
from collabgraph.rdf.sparql import Dataset
from collabgraph.rdf.vocabulary import CG, FRAMEWORK, SCHEME, local_name
from collabgraph.words import LANGUAGES

DATA = Path(__file__).parent / "data" / "questions"

Row = tuple[object, ...]
Rows = Iterable[Row]

THERE = (Status.PRESENT, Status.PARTIAL)


@dataclass(frozen=True)
class World:
    """Cases and theories, once as values for the expected rows and once as triples for the question."""

    cases: Mapping[str, Case]
    ontology: Ontology
    data: Dataset


@dataclass(frozen=True)
class Asked:
    """A question as it was asked: of which world, with which values, in which language."""

    world: World
    values: Mapping[str, str]
    lang: str

    def value(self, name: str) -> str:
        return self.values[name]

    @property
    def cases(self) -> list[Case]:
        return [self.as_asked(case) for case in self.world.cases.values()]

    @property
    def case(self) -> Case:
        return self.as_asked(self.world.cases[self.values["case"]])

    @property
    def other(self) -> Case:
        return self.as_asked(self.world.cases[self.values["other"]])

    def as_asked(self, case: Case) -> Case:
        """The case without the claims of an attribution that is not asked for."""
        unwanted = {"explicit": "implied", "implied": "explicit"}.get(self.values.get("attribution", "all"))
        return replace(
            case, claims=tuple(claim for claim in case.claims if claim.attribution != unwanted or not unwanted)
        )

    @property
    def claims(self) -> list[tuple[Claim, str | None]]:
        """Every claim with its case, or with none where a study makes it of no single case."""
        studies = {case.study.iri: case.study for case in self.cases if case.study}
        of_cases = [(claim, case.iri) for case in self.cases for claim in case.claims]
        return [*of_cases, *((claim, None) for study in studies.values() for claim in study.claims)]

    @property
    def bases(self) -> frozenset[Basis]:
        return frozenset(Basis(name.strip()) for name in self.values["basis"].split(","))

    @property
    def framework(self) -> Framework:
        return self.world.ontology.frameworks[self.values["framework"]]

    def conditions(self, case: Case) -> Mapping[str, conditions.Condition]:
        return conditions.preconditions(case, self.framework, self.world.ontology, self.bases).conditions

    def ties(self, case: Case) -> list[TieClaim]:
        return [claim for claim in case.of(TieClaim, self.bases) if claim.status in THERE]

    @cached_property
    def symmetric(self) -> frozenset[str]:
        return self.world.ontology.symmetric_ties

    def ways(self, case: Case) -> Iterator[tuple[str, str, TieClaim]]:
        """Sender, receiver and claim of every tie, twice where its kind is symmetric."""
        for claim in self.ties(case):
            yield claim.sender, claim.receiver, claim
            if claim.kind in self.symmetric:
                yield claim.receiver, claim.sender, claim

    def says(self, claim: Claim) -> str | None:
        return claim.statement[self.lang] or None


def said(claim: Claim) -> str | None:
    """What a claim says of the constructs it names: a status, a result or a direction."""
    match claim:
        case ConditionClaim():
            return code("status", claim.status)
        case OutcomeClaim():
            return code("result", claim.result)
        case CausalClaim():
            return code("direction", claim.direction)
        case _:
            return None


def named(claim: Claim) -> tuple[str, ...]:
    """The constructs a claim names, whatever it says of them."""
    match claim:
        case ConditionClaim():
            return (claim.construct,)
        case OutcomeClaim():
            return (claim.indicator,)
        case CausalClaim():
            return (*claim.causes, *claim.effects)
        case _:
            return ()


def on(claim: Claim) -> tuple[str, str]:
    """A claim and the basis it stands on."""
    return claim.iri, code("basis", claim.basis)


Expected = Callable[[Asked], Rows]
EXPECTED: dict[str, tuple[list[str], Expected]] = {}


def answers(name: str, columns: str) -> Callable[[Expected], Expected]:
    """The computation of the rows a question should have in these columns."""

    def register(expected: Expected) -> Expected:
        EXPECTED[name] = columns.split(), expected
        return expected

    return register


def code(name: str, term: str | None) -> str | None:
    return None if term is None else f"{SCHEME}{name}#{term}"


def kind(claim: Claim) -> str:
    return CG.Test if isinstance(claim, TestClaim) else CG[type(claim).__name__]


def informative(condition: conditions.Condition) -> list[ConditionClaim]:
    return [claim for claim in condition.claims if claim.status is not Status.NOT_REPORTED]


# What each question should answer ----------------------------------------------------------------------------------


@answers("missing-preconditions", "construct status claim basis polarity source locator")
def _missing(asked: Asked) -> Rows:
    for iri, condition in asked.conditions(asked.case).items():
        if condition.construct.precondition_of and condition.fulfilment in ("missing", "partial"):
            for claim in informative(condition):
                for evidence in claim.evidence:
                    yield (
                        iri, code("status", condition.status), *on(claim), code("polarity", evidence.polarity),
                        evidence.source.iri, evidence.locator[asked.lang],
                    )  # fmt: skip


@answers("constructs-not-reported", "construct block question")
def _not_reported(asked: Asked) -> Rows:
    for iri, condition in asked.conditions(asked.case).items():
        if condition.status is Status.NOT_REPORTED:
            construct = condition.construct
            yield iri, construct.parent, construct.question[asked.lang] if construct.question else None


@answers("known-of-one-case", "construct status claim basis")
def _one_sided(asked: Asked) -> Rows:
    theirs = asked.conditions(asked.other)
    for iri, condition in asked.conditions(asked.case).items():
        if condition.status.settled and theirs[iri].status is Status.NOT_REPORTED:
            for claim in informative(condition):
                yield iri, code("status", condition.status), claim.iri, code("basis", claim.basis)


@answers("contested-constructs", "construct claim status basis polarity source locator")
def _contested(asked: Asked) -> Rows:
    for iri, condition in asked.conditions(asked.case).items():
        if condition.status is Status.CONTESTED:
            for claim in informative(condition):
                for evidence in claim.evidence:
                    yield (
                        iri, claim.iri, code("status", claim.status), code("basis", claim.basis),
                        code("polarity", evidence.polarity), evidence.source.iri, evidence.locator[asked.lang],
                    )  # fmt: skip


@answers("outcomes", "case indicator result favourable claim basis source")
def _outcomes(asked: Asked) -> Rows:
    indicators = {c.term.iri: c for f in asked.world.ontology.frameworks.values() for c in f.indicators}
    for case in asked.cases:
        for claim in case.of(OutcomeClaim, asked.bases):
            favourable = claim.result in indicators[claim.indicator].favourable
            result, basis = code("result", claim.result), code("basis", claim.basis)
            for evidence in (each for each in claim.evidence if each.polarity == "supports"):
                yield case.iri, claim.indicator, result, favourable, claim.iri, basis, evidence.source.iri


@answers("what-leads-to-an-outcome", "result construct proposition relation status claim basis")
def _leads(asked: Asked) -> Rows:
    framework = next(
        each
        for each in asked.world.ontology.frameworks.values()
        if asked.value("indicator") in {construct.term.id for construct in each.indicators}
    )
    indicator = next(each.term.iri for each in framework.indicators if each.term.id == asked.value("indicator"))
    told = {
        code("result", claim.result)
        for claim in asked.case.of(OutcomeClaim, asked.bases)
        if claim.indicator == indicator
    }
    found = explanation.explain(asked.case, asked.value("indicator"), framework, asked.world.ontology, asked.bases)
    for condition in (step.condition for step in found.steps):
        iri = condition.construct.term.iri
        said = [(c.status, c.iri, code("basis", c.basis)) for c in informative(condition)]
        for proposition in [p for p in framework.propositions if iri in p.antecedents] or [None]:
            by = (proposition.iri, code("relation", proposition.relation)) if proposition else (None, None)
            for status, claim, basis in said or [(Status.NOT_REPORTED, None, None)]:
                for result in told or {code("status", Status.NOT_REPORTED)}:
                    yield result, iri, *by, code("status", status), claim, basis


@answers("claims-by-basis", "case basis claims later")
def _by_basis(asked: Asked) -> Rows:
    for case in asked.cases:
        later = Counter(claim.basis for claim in case.later)
        for basis, n in Counter(claim.basis for claim in case.claims).items():
            yield case.iri, code("basis", basis), n, later[basis]


@answers("claims-on-a-basis", "claim kind statement polarity source locator date")
def _on_a_basis(asked: Asked) -> Rows:
    for claim in asked.case.claims:
        for evidence in claim.evidence if claim.basis in asked.bases else ():
            where = evidence.source.iri, evidence.locator[asked.lang], claim.date
            yield claim.iri, kind(claim), asked.says(claim), code("polarity", evidence.polarity), *where


@answers("claims-on-one-source", "claim kind statement basis source")
def _on_one_source(asked: Asked) -> Rows:
    wanted = {each.strip() for each in asked.value("kind").split(",")}
    for claim in asked.case.claims:
        supporting = {evidence.source for evidence in claim.evidence if evidence.polarity == "supports"}
        by_others = {source for source in supporting if not source.by_coders}
        sources = {source.iri for source in by_others or supporting}
        counted = claim.basis in asked.bases and claim not in asked.case.later
        if type(claim).__name__ in wanted and counted and len(sources) == 1:
            yield claim.iri, kind(claim), asked.says(claim), code("basis", claim.basis), sources.pop()


@answers("sources-and-claims", "source claims alone limited coders")
def _sources(asked: Asked) -> Rows:
    for source in asked.case.sources:
        does = [{(e.source.iri, e.polarity == "supports") for e in claim.evidence} for claim in asked.case.claims]
        supported = [{iri for iri, supports in each if supports} for each in does if (source.iri, True) in each]
        limited = sum((source.iri, False) in each for each in does)
        yield source.iri, len(supported), supported.count({source.iri}), limited, source.by_coders


@answers("claims-with-counter-evidence", "claim statement basis polarity source locator note")
def _counter_evidence(asked: Asked) -> Rows:
    for claim in asked.case.claims:
        for evidence in claim.evidence:
            if evidence.polarity in ("contradicts", "qualifies"):
                yield (
                    claim.iri, asked.says(claim), code("basis", claim.basis), code("polarity", evidence.polarity),
                    evidence.source.iri, evidence.locator[asked.lang], evidence.note[asked.lang],
                )  # fmt: skip


@answers("weakly-coded-claims", "claim kind attribution confidence statement basis")
def _weakly(asked: Asked) -> Rows:
    for claim in asked.case.claims:
        unsure = claim.confidence is not None and claim.confidence < float(asked.value("below"))
        if unsure or claim.attribution in ("implied", "none"):
            how = code("attribution", claim.attribution), claim.confidence
            yield claim.iri, kind(claim), *how, asked.says(claim), code("basis", claim.basis)


@answers("later-claims", "case claim kind date end statement basis")
def _later(asked: Asked) -> Rows:
    for case in asked.cases:
        for claim in case.later:
            dates = claim.date, case.period.end
            yield case.iri, claim.iri, kind(claim), *dates, asked.says(claim), code("basis", claim.basis)


@answers("evidence-from-a-source", "locator claim case basis polarity note")
def _from_source(asked: Asked) -> Rows:
    for claim, case_iri in asked.claims:
        for evidence in claim.evidence:
            if evidence.source.id == asked.value("source"):
                said = code("basis", claim.basis), code("polarity", evidence.polarity), evidence.note[asked.lang]
                yield evidence.locator[asked.lang], claim.iri, case_iri, *said


@answers("evidence-on-a-construct", "case claim kind said basis polarity source locator note")
def _on_construct(asked: Asked) -> Rows:
    constructs = {iri: c for f in asked.world.ontology.frameworks.values() for iri, c in f.constructs.items()}
    (own,) = [iri for iri in constructs if local_name(iri) == asked.value("construct")]
    same = {own, *constructs[own].matches, *(iri for iri, each in constructs.items() if own in each.matches)}
    for claim, case_iri in asked.claims:
        if same & set(named(claim)):
            for e in claim.evidence:
                where = e.source.iri, e.locator[asked.lang], e.note[asked.lang] or None
                stands = kind(claim), said(claim), code("basis", claim.basis), code("polarity", e.polarity)
                yield case_iri, claim.iri, *stands, *where


@answers("claims-that-mention", "claim case kind basis text")
def _mention(asked: Asked) -> Rows:
    found = set()
    for claim, case_iri in asked.claims:
        for text in (claim.statement, *(evidence.note for evidence in claim.evidence)):
            if any(asked.value("word").lower() in text[lang].lower() for lang in LANGUAGES):
                found.add((claim.iri, case_iri, kind(claim), code("basis", claim.basis), text[asked.lang] or None))
    return found


@answers("how-cases-were-coded", "property case text")
def _coded(asked: Asked) -> Rows:
    return ((CG[name], case.iri, text[asked.lang]) for case in asked.cases for name, text in case.coding.items())


@answers("prescribed-ties-not-observed", "from tie to claim")
def _paper(asked: Asked) -> Rows:
    for tie in paper_practice.paper_practice_gap(asked.case, granularity="role").of(paper_practice.Side.PAPER):
        for claim in tie.paper:
            yield tie.sender.iri, code("tie", claim.kind), tie.receiver.iri, claim.iri


@answers("shared-actors", "actor case from tie to claim basis")
def _shared(asked: Asked) -> Rows:
    both = (asked.case, asked.other)
    parts = [{part.actor for part in case.of(Participation, asked.bases)} for case in both]
    for actor in parts[0] & parts[1]:
        for case in both:
            ties = [claim for claim in asked.ties(case) if actor in (claim.sender, claim.receiver)]
            for claim in ties:
                ends = claim.sender, code("tie", claim.kind), claim.receiver
                yield actor, case.iri, *ends, claim.iri, code("basis", claim.basis)
            if not ties:
                yield actor, case.iri, None, None, None, None, None


@answers("brokers-between-sectors", "actor one oneSector claim basis other otherSector otherClaim otherBasis")
def _brokers(asked: Asked) -> Rows:
    tied: dict[str, dict[str, list[Claim]]] = {}
    for claim in asked.ties(asked.case):
        for one, other in ((claim.sender, claim.receiver), (claim.receiver, claim.sender)):
            if one != other:
                tied.setdefault(one, {}).setdefault(other, []).append(claim)
    sector = {iri: actor.sector for iri, actor in asked.case.actors.items()}
    for actor, near in tied.items():
        for one, other in product(near, near):
            if sector[one] < sector[other] and other not in tied[one]:
                for claim, also in product(near[one], near[other]):
                    first = one, code("sector", sector[one]), *on(claim)
                    yield actor, *first, other, code("sector", sector[other]), *on(also)


@answers("ties-by-kind", "case tie claims")
def _by_kind(asked: Asked) -> Rows:
    for case in asked.cases:
        for name, n in Counter(claim.kind for claim in asked.ties(case)).items():
            yield case.iri, code("tie", name), n


@answers("actors-by-kinds-of-ties", "actor kinds claims others")
def _kinds(asked: Asked) -> Rows:
    ties = asked.ties(asked.case)
    for actor in {end for claim in ties for end in (claim.sender, claim.receiver)}:
        own = [claim for claim in ties if actor in (claim.sender, claim.receiver)]
        others = {end for claim in own for end in (claim.sender, claim.receiver)} - {actor}
        yield actor, len({claim.kind for claim in own}), len(own), len(others)


@answers("reciprocated-ties", "one tie claim basis other back backClaim backBasis")
def _reciprocated(asked: Asked) -> Rows:
    ways = list(asked.ways(asked.case))
    for one, other, claim in ways:
        for back_from, back_to, back in ways:
            if one < other and (back_from, back_to) == (other, one):
                yield one, code("tie", claim.kind), *on(claim), other, code("tie", back.kind), *on(back)


@answers("actors-without-ties", "actor role claim basis")
def _without_ties(asked: Asked) -> Rows:
    net = network.network(asked.case, bases=asked.bases, granularity="role")
    degree = net.adjacency.sum(axis=0) + net.adjacency.sum(axis=1)
    isolates = {actor.iri for actor, n in zip(net.actors, degree, strict=True) if n == 0}
    for part in asked.case.of(Participation, asked.bases):
        for role in part.roles if part.actor in isolates else ():
            yield part.actor, code("role", role), part.iri, code("basis", part.basis)


@answers("information-systems", "system case from tie to claim basis")
def _systems(asked: Asked) -> Rows:
    for case in asked.cases:
        for claim in asked.ties(case):
            for end in (claim.sender, claim.receiver):
                if case.actors[end].kind == "information-system":
                    ends = claim.sender, code("tie", claim.kind), claim.receiver
                    yield end, case.iri, *ends, claim.iri, code("basis", claim.basis)


@answers("shared-roles", "role one claim basis two otherClaim otherBasis")
def _shared_roles(asked: Asked) -> Rows:
    held = [
        [(role, (part.actor, *on(part))) for part in case.of(Participation, asked.bases) for role in part.roles]
        for case in (asked.case, asked.other)
    ]
    for role, one in held[0]:
        for same, two in held[1]:
            if role == same:
                yield code("role", role), *one, *two


@answers("open-identities", "actor candidate case")
def _open(asked: Asked) -> Rows:
    actors: dict[str, Actor] = {iri: actor for case in asked.cases for iri, actor in case.actors.items()}
    for iri, actor in actors.items():
        parts = {
            case.iri for case in asked.cases for c in case.claims if isinstance(c, Participation) and c.actor == iri
        }
        for candidate in actor.possibly:
            yield from ((iri, candidate, case) for case in parts or {None})


@answers("what-an-actor-does", "case doer claim what from to status statement basis")
def _does(asked: Asked) -> Rows:
    for case in asked.cases:
        for claim in case.claims:
            basis = code("basis", claim.basis)
            for doer in inside(asked, case):
                match claim:
                    case Participation() if claim.actor == doer:
                        for role in claim.roles:
                            yield case.iri, doer, claim.iri, code("role", role), None, None, None, None, basis
                    case TieClaim() if doer in (claim.sender, claim.receiver):
                        ends = claim.sender, claim.receiver, code("status", claim.status)
                        yield case.iri, doer, claim.iri, code("tie", claim.kind), *ends, None, basis
                    case StepClaim() if doer in claim.actors:
                        yield case.iri, doer, claim.iri, None, None, None, None, asked.says(claim), basis


def inside(asked: Asked, case: Case) -> list[str]:
    """The actor asked about, and those that stand for it as roles of the office."""
    return [
        iri
        for iri in case.actors
        if local_name(iri) == asked.value("actor")
        or local_name(network.representative(case, iri, "office")) == asked.value("actor")
    ]


@answers("ties-of-a-case", "from tie to claim basis")
def _ties(asked: Asked) -> Rows:
    for claim in asked.ties(asked.case):
        if asked.value("tie") in ("all", claim.kind):
            yield claim.sender, code("tie", claim.kind), claim.receiver, *on(claim)


@answers("steps-before-the-issue", "order actor statement claim basis")
def _steps(asked: Asked) -> Rows:
    case = asked.case
    steps = list(case.of(StepClaim, asked.bases))
    holders = {
        role: {part.actor for part in case.of(Participation, asked.bases) if role in part.roles}
        for role in ("licence-issuer", "service-recipient")
    }
    senders = {c.sender for c in asked.ties(case) if c.kind == "issues" and c.receiver in holders["service-recipient"]}
    for issuers in (holders["licence-issuer"], senders):
        places = [step.order for step in steps if issuers & set(step.actors)]
        if places:
            for step in steps:
                for actor in (step.actors or (None,)) if step.order <= min(places) else ():
                    yield step.order, actor, asked.says(step), step.iri, code("basis", step.basis)
            return


@answers("time-limits", "case unit amount statement claim basis")
def _limits(asked: Asked) -> Rows:
    for case in asked.cases:
        for claim in case.of(ClockClaim, asked.bases):
            words = asked.says(claim), claim.iri, code("basis", claim.basis)
            yield case.iri, code("unit", claim.unit), claim.amount, *words


@answers("fees", "case status amount statement claim basis")
def _fees(asked: Asked) -> Rows:
    for case in asked.cases:
        for claim in case.of(FeeClaim):
            words = asked.says(claim), claim.iri, code("basis", claim.basis)
            yield case.iri, code("status", claim.status), claim.amount, *words


@answers("rivals", "claim statement effect direction basis")
def _rivals(asked: Asked) -> Rows:
    for claim in asked.case.of(RivalClaim, asked.bases):
        for effect in claim.effects:
            sign = code("direction", claim.direction)
            yield claim.iri, asked.says(claim), effect, sign, code("basis", claim.basis)


@answers("traces-to-look-for", "test statement where hypothesis word low high")
def _traces(asked: Asked) -> Rows:
    scale = asked.world.ontology.scales.likelihoods
    for claim in asked.case.claims:
        if isinstance(claim, TestClaim) and claim.state is TraceState.NOT_LOOKED_FOR:
            where = claim.where[asked.lang] if claim.where else None
            for one in claim.likelihoods:
                span = one.interval or scale[one.word or ""]
                word = code("likelihood", one.word)
                yield claim.iri, asked.says(claim), where, one.hypothesis, word, span.low, span.high


@answers("causes-named-by-the-study", "claim case cause effect direction statement basis")
def _causes(asked: Asked) -> Rows:
    study = asked.case.study.claims if asked.case.study else ()
    for claim, case in (*((claim, None) for claim in study), *((claim, asked.case.iri) for claim in asked.case.claims)):
        if type(claim) is CausalClaim:
            for cause in claim.causes or (None,):
                for effect in claim.effects:
                    sign = code("direction", claim.direction)
                    yield claim.iri, case, cause, effect, sign, asked.says(claim), code("basis", claim.basis)


def mappings(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """Construct, SKOS relation and counterpart in the other theory, as rdflib reads the theories' files."""
    graph = rdflib.Graph()
    for path in (*resources.frameworks(), DATA / "made.ttl"):
        graph.parse(path)
    turned = {"broadMatch": "narrowMatch", "narrowMatch": "broadMatch"}
    of_framework = {name: f"{FRAMEWORK}{asked.value(name)}" for name in ("framework", "other")}

    def inside(node: object, which: str) -> bool:
        return (node, rdflib.SKOS.inScheme, rdflib.URIRef(of_framework[which])) in graph

    for relation in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"):
        for subject, target in graph.subject_objects(rdflib.SKOS[relation]):
            if inside(subject, "framework") and inside(target, "other"):
                yield str(subject), relation, str(target)
            if inside(target, "framework") and inside(subject, "other"):
                yield str(target), turned.get(relation, relation), str(subject)


@answers("crosswalk", "construct relation counterpart")
def _crosswalk(asked: Asked) -> Rows:
    return {(one, str(rdflib.SKOS[relation]), other) for one, relation, other in mappings(asked)}


@answers("constructs-without-counterpart", "construct definition")
def _unmapped(asked: Asked) -> Rows:
    mapped = {construct for construct, _, _ in mappings(asked)}
    for iri, construct in asked.framework.constructs.items():
        if iri not in mapped:
            yield iri, construct.term.definition[asked.lang]


@answers("untested-propositions", "proposition antecedent relation consequent statement")
def _untested(asked: Asked) -> Rows:
    found = asked.conditions(asked.case)
    for proposition in asked.framework.propositions:
        reported = [
            iri for iri in proposition.antecedents if iri in found and found[iri].status is not Status.NOT_REPORTED
        ]
        if not reported:
            for antecedent in proposition.antecedents:
                leads = code("relation", proposition.relation), proposition.consequent
                yield proposition.iri, antecedent, *leads, proposition.statement[asked.lang]


@answers("contingent-propositions", "proposition part construct wanted status")
def _contingent(asked: Asked) -> Rows:
    found = asked.conditions(asked.case)
    for each in asked.framework.contingencies:
        parts = {
            "if": each.conditions,
            "ifAny": each.conditions_any,
            "requires": each.requires,
            "requiresAny": each.any_of,
            "sufficient": each.sufficient,
            "favoured": each.favoured,
            "suited": each.suited,
        }
        for part, patterns in parts.items():
            for pattern in patterns:
                status = found[pattern.construct].status
                wanted = code("status", pattern.status)
                yield each.iri, CG[part], pattern.construct, wanted, code("status", status)


@answers("expected-ties", "expected sender receiver inside claim from to status basis")
def _expected_ties(asked: Asked) -> Rows:
    found = expected_ties.expected_ties(asked.case, asked.framework, bases=asked.bases, granularity="role")
    telling = (*THERE, Status.ABSENT, Status.CONTESTED)
    for expectation in found.expectations:
        if expectation.missing:
            continue
        roles = code("role", expectation.tie.sender_role), code("role", expectation.tie.receiver_role)
        inside = any(pair.sender.iri == pair.receiver.iri for pair in expectation.pairs)
        told = [
            (claim.iri, pair.sender.iri, pair.receiver.iri, code("status", claim.status), code("basis", claim.basis))
            for pair in expectation.pairs
            for claim in pair.claims
            if claim.status in telling
        ]
        for line in told or [(None,) * 5]:
            yield expectation.tie.iri, *roles, inside, *line


def codes_used(case: Case) -> Iterator[tuple[str, str | None]]:
    """List and code of everything a case and its study use."""
    for actor in case.actors.values():
        yield from (("actor-kind", actor.kind), ("sector", actor.sector), ("level", actor.level))
    for claim in (*case.claims, *(case.study.claims if case.study else ())):
        yield from (("basis", claim.basis), ("attribution", claim.attribution))
        yield from (("polarity", evidence.polarity) for evidence in claim.evidence)
        match claim:
            case ConditionClaim() | FeeClaim():
                yield "status", claim.status
            case TieClaim():
                yield from (("status", claim.status), ("tie", claim.kind))
            case OutcomeClaim():
                yield "result", claim.result
            case CausalClaim():
                yield "direction", claim.direction
            case ContextClaim():
                yield "topic", claim.topic
            case Participation():
                yield from (("role", role) for role in claim.roles)
            case ClockClaim():
                yield "unit", claim.unit


@answers("unused-codes", "code definition")
def _unused(asked: Asked) -> Rows:
    used = {code for case in asked.cases for name, code in codes_used(case) if name == asked.value("list")}
    for term in asked.world.ontology.code_lists[asked.value("list")]:
        if term.id not in used:
            yield term.iri, term.definition[asked.lang]
