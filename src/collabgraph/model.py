"""The frozen values in the middle: what a case study says, claim by claim, and the theory it is read with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cached_property
from typing import ClassVar, Self, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from collabgraph.words import Text
from collabgraph.words.names import unique_names


class Status(StrEnum):
    """What is known of a condition in a case."""

    PRESENT = "present"
    PARTIAL = "partial"
    INSUFFICIENT = "insufficient"
    ABSENT = "absent"
    CONTESTED = "contested"
    NOT_REPORTED = "not-reported"
    NOT_APPLICABLE = "not-applicable"

    @property
    def settled(self) -> bool:
        """Whether the status says what is the case, so that cases can be compared on it."""
        return self in (Status.PRESENT, Status.PARTIAL, Status.INSUFFICIENT, Status.ABSENT)


class Basis(StrEnum):
    """What a claim is based on, the strongest first."""

    REPORTED = "reported"
    DOCUMENTED = "documented"
    PRESCRIBED = "prescribed"
    ELSEWHERE = "elsewhere"
    INFERRED = "inferred"
    BACKGROUND = "background"

    @property
    def rank(self) -> int:
        """0 for the strongest basis, rising."""
        return _RANKS[self]


_RANKS = {basis: rank for rank, basis in enumerate(Basis)}


class Attribution(StrEnum):
    """How a claim got its case: the source names the case, or the coder inferred it, for instance from the outcome."""

    EXPLICIT = "explicit"
    IMPLIED = "implied"


class Relation(StrEnum):
    """How one construct bears on another in a proposition."""

    REQUIRES = "requires"
    ENABLES = "enables"
    HINDERS = "hinders"
    INFLUENCES = "influences"
    REINFORCES = "reinforces"
    SUFFICES = "suffices"
    FAVOURS = "favours"

    @property
    def demanding(self) -> bool:
        """Whether the consequent suffers where the antecedent is missing: not where it suffices or favours."""
        return self not in (Relation.SUFFICES, Relation.FAVOURS)


ClaimKind = TypeVar("ClaimKind", bound="Claim")

#: The bases every analysis uses unless others are given: unverified general knowledge is left out.
DEFAULT_BASES = frozenset(Basis) - {Basis.BACKGROUND}


#: The attributions every analysis uses unless others are given. A claim that states neither of the two comes from a
#: source about its case alone, or is about no case in particular, and no choice of attributions leaves it out.
ALL_ATTRIBUTIONS = frozenset(Attribution)


class Interval(Struct, frozen=True, order=True):
    """The lowest and highest value of a figure, given what is unknown."""

    low: float
    high: float


class Term(Struct, frozen=True):
    """A concept of a code list or a framework: its id, IRI, label and definition."""

    id: str
    iri: str
    label: Text
    definition: Text


class Source(Struct, frozen=True, order=True):
    """A document, interview or other origin of evidence, with its citation; or notes ``by_coders`` of the case."""

    id: str
    iri: str
    title: Text
    citation: Text
    date: str | None
    by_coders: bool = False


#: What evidence does to a claim, in the order in which it is shown.
POLARITIES = ("supports", "contradicts", "qualifies")


class Evidence(Struct, frozen=True, order=True):
    """One piece of evidence for, against or qualifying a claim."""

    source: Source
    locator: Text
    polarity: str
    note: Text

    @property
    def place(self) -> tuple[int, Evidence]:
        """Where it stands among the evidence of its claim: what supports the claim first."""
        return POLARITIES.index(self.polarity) if self.polarity in POLARITIES else len(POLARITIES), self


class Claim(Struct, frozen=True, kw_only=True):
    """One coded statement with its basis and its evidence, of which what supports it is first."""

    id: str
    iri: str
    basis: Basis
    attribution: str | None
    statement: Text
    evidence: tuple[Evidence, ...]
    date: str | None
    confidence: float | None


class Support(Struct, frozen=True):
    """The different sources behind claims by what they do to them, and apart from these the coders' own notes.

    A source that supports one claim or passage and qualifies another is among both.
    """

    supporting: tuple[Source, ...]
    qualifying: tuple[Source, ...]
    contradicting: tuple[Source, ...]
    coders_notes: tuple[Source, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many sources there are of each."""
        return {name: len(getattr(self, name)) for name in self.__struct_fields__}


def support(claims: Iterable[Claim]) -> Support:
    """The sources that support these claims as they are stated, of an absence too, and those that do not."""
    evidence = [piece for claim in claims for piece in claim.evidence]

    def of(polarity: str) -> tuple[Source, ...]:
        return tuple(sorted({e.source for e in evidence if e.polarity == polarity and not e.source.by_coders}))

    own = tuple(sorted({piece.source for piece in evidence if piece.source.by_coders}))
    return Support(of("supports"), of("qualifies"), of("contradicts"), own)


class ConditionClaim(Claim, frozen=True, kw_only=True):
    """A claim about the status of a construct (IRI) in a case; ``degree`` is an interval of memberships in 0..1."""

    construct: str
    status: Status
    degree: Interval | None


class OutcomeClaim(Claim, frozen=True, kw_only=True):
    """A claim about an outcome of the collaboration: an indicator's IRI and the id of its result."""

    indicator: str
    result: str


class TieClaim(Claim, frozen=True, kw_only=True):
    """A claim about a tie from one actor to another (IRIs): the id of its kind, and whether there is such a tie.

    ``strength`` is how strong it is by the measure of its source, ``sign`` ("positive", "negative") its own or that of
    its kind; each is None where nothing is said.
    """

    sender: str
    receiver: str
    kind: str
    status: Status
    strength: float | None = None
    sign: str | None = None

    @property
    def weight(self) -> float:
        """The strength (1 where none is coded), below zero where the tie is negative."""
        return (1.0 if self.strength is None else self.strength) * (-1 if self.sign == "negative" else 1)


class CausalClaim(Claim, frozen=True, kw_only=True):
    """A claim of an author that constructs (IRIs) affect others; ``direction`` may be unspecified."""

    causes: tuple[str, ...]
    effects: tuple[str, ...]
    direction: str


class RivalClaim(CausalClaim, frozen=True, kw_only=True):
    """Another explanation of an outcome beside the framework's."""


class TraceState(StrEnum):
    """What is known of a trace that a test asks for."""

    FOUND = "found"
    NOT_FOUND = "not-found"
    NOT_LOOKED_FOR = "not-looked-for"


class Likelihood(Struct, frozen=True):
    """How likely a trace is under a hypothesis (IRI): an interval within 0..1, or the id of a word of a scale.

    The interval of a word is data of the ontology (``Scales.interval``) and can be changed; ``reason`` says why.
    """

    hypothesis: str
    interval: Interval | None
    word: str | None
    reason: Text | None = None


class Scales(Struct, frozen=True):
    """What words stand for: the interval of each for a likelihood, and from how many decibels a weight is called so.

    Both are by id of the word and data of the ontology, which a project can change.
    """

    likelihoods: Mapping[str, Interval]
    weights: Mapping[str, float]

    def interval(self, likelihood: Likelihood) -> Interval:
        """The interval of a likelihood, stated or that of its word; 0 to 1 for a word that the scale does not have."""
        return likelihood.interval or self.likelihoods.get(likelihood.word or "", Interval(0.0, 1.0))

    def word(self, decibels: float) -> str:
        """The word (its id) for a weight of evidence, of either sign; the strongest whose threshold it reaches."""
        reached = [word for word, least in self.weights.items() if abs(decibels) >= least]
        return max(reached, key=lambda word: self.weights[word], default="")


class Hypothesis(Claim, frozen=True, kw_only=True):
    """An explanation of outcomes (IRIs of indicators) of a case, which excludes others (IRIs) or may hold beside them.

    ``origin`` is the IRI of the claim or of the proposition that it comes from, where it comes from one. ``exhausts``
    says that it and those it excludes are all explanations there can be, which a posterior needs.
    """

    outcomes: tuple[str, ...]
    origin: str | None
    excludes: tuple[str, ...]
    exhausts: bool = False


class TestClaim(Claim, frozen=True, kw_only=True):
    """A trace that hypotheses make more or less likely, where to look for it, and what was found.

    ``traces`` are the claims (IRIs) that are the trace where it was found. Tests of the same ``group`` depend on each
    other; without one, tests that rest on the same source do.
    """

    __test__: ClassVar[bool] = False  # no test of pytest's, whatever its name begins with

    likelihoods: tuple[Likelihood, ...]
    state: TraceState
    where: Text | None
    traces: tuple[str, ...]
    group: str | None


class ContextClaim(Claim, frozen=True, kw_only=True):
    """A claim about the context of a case; ``topic`` is what it is about."""

    topic: str


class Participation(Claim, frozen=True, kw_only=True):
    """An actor's (IRI) roles (ids) in a case."""

    actor: str
    roles: tuple[str, ...]


class StepClaim(Claim, frozen=True, kw_only=True):
    """A step of the service, with its place in the order and the actors (IRIs) who perform it."""

    order: int
    actors: tuple[str, ...]


class ClockClaim(Claim, frozen=True, kw_only=True):
    """A time limit or term: an amount and the id of its unit."""

    amount: float
    unit: str


class FeeClaim(Claim, frozen=True, kw_only=True):
    """A claim about a fee: whether one is charged, and the amount where it is given."""

    status: Status
    amount: float | None


class Actor(Struct, frozen=True):
    """An office, group, person's role or information system, the same in every case; ``office`` is what it belongs to.

    ``possibly`` are the IRIs of actors that may be the same one. ``acronyms`` are its other names, in any language;
    ``short`` has those of them that are said to be of a language. ``attributes`` are the columns that a network file
    gives it, by name.
    """

    id: str
    iri: str
    label: Text
    acronyms: tuple[str, ...]
    kind: str
    sector: str
    level: str | None
    office: str | None
    possibly: tuple[str, ...]
    comment: Text | None
    attributes: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)


class Period(Struct, frozen=True):
    """The years a case covers, both included."""

    start: str
    end: str

    def precedes(self, date: str | None) -> bool:
        """Whether a date is later than the period; False where there is no date."""
        return date is not None and date[: len(self.end)] > self.end


class Study(Struct, frozen=True):
    """A study that cases were coded from, with the claims that it makes about no case in particular."""

    id: str
    iri: str
    title: Text
    description: Text
    claims: tuple[Claim, ...]


class Case(Struct, frozen=True, dict=True):
    """A collaboration as a study reports it: its actors, and every claim with basis and evidence, sorted by id.

    ``attributions`` are those that analyses use (see ``with_attributions``); ``claims`` has the claims of all.
    """

    id: str
    iri: str
    title: Text
    service: Text
    setting: Text
    period: Period
    coding: Mapping[str, Text]
    study: Study | None
    actors: Mapping[str, Actor]
    claims: tuple[Claim, ...]
    source_path: str
    attributions: frozenset[Attribution] = ALL_ATTRIBUTIONS

    def __repr__(self) -> str:
        """One line: how many claims and actors."""
        return f"<Case {self.id}: {len(self.claims)} claims, {len(self.actors)} actors>"

    def with_attributions(self, attributions: Iterable[Attribution]) -> Self:
        """The same case, of which every analysis uses only claims with these attributions, or with none stated."""
        chosen = frozenset(attributions)
        return self if chosen == self.attributions else replace(self, attributions=chosen)

    def of(self, kind: type[ClaimKind], bases: Iterable[Basis] = frozenset(Basis)) -> Iterator[ClaimKind]:
        """The claims of exactly one kind that count: on one of these bases, within the period, by id.

        Claims whose attribution is not one of ``attributions`` do not count.
        """
        return self._counted(self.claims, kind, frozenset(bases))

    def of_study(self, kind: type[ClaimKind], bases: Iterable[Basis] = frozenset(Basis)) -> Iterator[ClaimKind]:
        """The claims that the case's study makes about no case in particular, chosen as in ``of``."""
        return self._counted(self.study.claims if self.study else (), kind, frozenset(bases))

    def _counted(self, claims: Iterable[Claim], kind: type[ClaimKind], bases: frozenset[Basis]) -> Iterator[ClaimKind]:
        for claim in claims:
            if type(claim) is kind and claim.basis in bases and not self.leaves_out(claim):
                yield claim

    def leaves_out(self, claim: Claim) -> bool:
        """Whether no analysis uses a claim: it is dated after the period, or its attribution was not chosen."""
        return self.period.precedes(claim.date) or claim.attribution in ALL_ATTRIBUTIONS - self.attributions

    @property
    def later(self) -> tuple[Claim, ...]:
        """The claims dated after the period: they are stored and shown, and left out of every analysis."""
        return tuple(claim for claim in self.claims if self.period.precedes(claim.date))

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source that the evidence of the case's claims comes from, by id."""
        return tuple(sorted({evidence.source for claim in self.claims for evidence in claim.evidence}))

    @cached_property
    def actor_names(self) -> Mapping[str, str]:
        """The name of each actor of the case, by IRI: its id, made unique where several share it."""
        return unique_names({actor.iri: actor.id for actor in self.actors.values()})

    @cached_property
    def claim_names(self) -> Mapping[str, str]:
        """The name of each claim of the case and its study, by IRI: its id, made unique where several share it."""
        claims = (*(self.study.claims if self.study else ()), *self.claims)
        return unique_names({claim.iri: claim.id for claim in claims})

    def claim(self, name: str) -> Claim | None:
        """The claim of the case with this name (see ``claim_names``) or IRI, or None."""
        return next((claim for claim in self.claims if name in (self.claim_names[claim.iri], claim.iri)), None)


class StatusPattern(Struct, frozen=True, order=True):
    """A construct (IRI) and the status that a contingent proposition requires of it."""

    construct: str
    status: Status


class Construct(Struct, frozen=True):
    """A concept of a framework; ``question`` is what to ask where a study does not report it.

    ``precondition_of`` and ``matches`` are IRIs of constructs, the latter those of other frameworks that mean the same;
    ``close`` are those of them that only nearly do. ``favourable`` are the ids of the good results of an indicator,
    ``unfavourable`` those of the bad ones (empty: all others).
    ``mappings`` are all of its mappings, each with its relation ("broadMatch") and the IRI of the other construct.
    ``starting`` says that the construct is a starting condition; ``listed_as`` are the ids of the lists in which the
    source of the framework names it, hindering or supporting factors.
    """

    term: Term
    notation: str
    parent: str | None
    precondition_of: tuple[str, ...]
    required: Status
    question: Text | None
    favourable: tuple[str, ...]
    matches: tuple[str, ...]
    starting: bool = False
    listed_as: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    unfavourable: tuple[str, ...] = ()
    mappings: tuple[tuple[str, str], ...] = ()

    def judged(self, result: str) -> bool | None:
        """Whether a result (id) is favourable (True) or unfavourable (False); None where it counts as neither."""
        if result in self.favourable:
            return True
        return None if self.unfavourable and result not in self.unfavourable else False

    @property
    def is_indicator(self) -> bool:
        """Whether the construct is one that outcomes are measured by."""
        return bool(self.favourable)


class Proposition(Struct, frozen=True):
    """A statement of a theory that relates antecedents (IRIs) to a consequent (IRI)."""

    id: str
    iri: str
    antecedents: tuple[str, ...]
    consequent: str
    relation: Relation
    basis: Basis
    statement: Text
    source: str


class Contingency(Struct, frozen=True):
    """A contingent proposition: where ``conditions`` hold, all of ``requires`` and one of ``any_of`` are needed.

    All of ``conditions`` have to hold, and one of ``conditions_any`` where there are any. What is ``sufficient`` for
    collaboration, ``favoured`` because success is then more likely, or ``suited`` to the conditions, is not needed.
    """

    id: str
    iri: str
    conditions: tuple[StatusPattern, ...]
    conditions_any: tuple[StatusPattern, ...]
    requires: tuple[StatusPattern, ...]
    any_of: tuple[StatusPattern, ...]
    basis: Basis
    statement: Text
    source: str
    sufficient: tuple[StatusPattern, ...] = ()
    favoured: tuple[StatusPattern, ...] = ()
    suited: tuple[StatusPattern, ...] = ()

    @property
    def patterns(self) -> tuple[StatusPattern, ...]:
        """Every pattern it has, whatever it says of it."""
        needed = (*self.conditions, *self.conditions_any, *self.requires, *self.any_of)
        return (*needed, *self.sufficient, *self.favoured, *self.suited)


class ExpectedTie(Struct, frozen=True):
    """A tie a framework expects from one role to another (ids) where a case has both; no ``kinds`` means any kind."""

    id: str
    iri: str
    sender_role: str
    receiver_role: str
    kinds: tuple[str, ...]
    basis: Basis
    statement: Text
    source: str


class Sign(Struct, frozen=True):
    """What in a case speaks for or against a criterion: a participation, a tie or a status; what is empty is any.

    ``roles``, ``sectors`` and ``kinds`` (ids) are those of an actor that takes part, ``ties`` are kinds of tie (ids),
    ``constructs`` IRIs that have this ``status``.
    """

    roles: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()
    constructs: tuple[str, ...] = ()
    status: Status | None = None


class Criterion(Struct, frozen=True):
    """A part of the definition by which a framework says which cases it is about; ``otherwise`` is what others are."""

    term: Term
    notation: str
    question: Text | None
    otherwise: Text | None
    speaks_for: tuple[Sign, ...]
    speaks_against: tuple[Sign, ...]
    basis: Basis
    source: str


class GovernanceRule(Struct, frozen=True):
    """How a framework reads a mode of governance from a network.

    ``delivering`` and ``coordinating`` are the IRIs of the roles and kinds of actor that say what an actor does;
    ``thresholds`` are by the name of what they limit, as are their ``labels``.
    """

    delivering: frozenset[str]
    coordinating: frozenset[str]
    thresholds: Mapping[str, float]
    labels: Mapping[str, Text]


class Framework(Struct, frozen=True, dict=True):
    """A theory as data: constructs in its own order, propositions, contingent propositions, expected ties, criteria.

    ``governance`` is its rule to read a mode of governance from a network, where it has one.
    """

    id: str
    iri: str
    title: Text
    constructs: Mapping[str, Construct]
    propositions: tuple[Proposition, ...]
    contingencies: tuple[Contingency, ...]
    expected: tuple[ExpectedTie, ...] = ()
    source_path: str = ""
    criteria: tuple[Criterion, ...] = ()
    governance: GovernanceRule | None = None

    def __repr__(self) -> str:
        """One line: how many constructs and propositions."""
        return f"<Framework {self.id}: {len(self.constructs)} constructs, {len(self.propositions)} propositions>"

    @property
    def preconditions(self) -> tuple[Construct, ...]:
        """The constructs that are preconditions of something, in the framework's order."""
        return tuple(construct for construct in self.constructs.values() if construct.precondition_of)

    @property
    def indicators(self) -> tuple[Construct, ...]:
        """The constructs outcomes are measured by."""
        return tuple(construct for construct in self.constructs.values() if construct.is_indicator)

    @property
    def criterion_terms(self) -> dict[str, Term]:
        """The terms of its definition criteria, by IRI."""
        return {criterion.term.iri: criterion.term for criterion in self.criteria}

    @property
    def terms(self) -> dict[str, Term]:
        """The terms of its constructs and definition criteria, by IRI."""
        return {**{iri: construct.term for iri, construct in self.constructs.items()}, **self.criterion_terms}

    def declares(self, iri: str) -> bool:
        """Whether it has a construct or a definition criterion with this IRI."""
        return iri in self.constructs or any(criterion.term.iri == iri for criterion in self.criteria)

    @cached_property
    def matched_by(self) -> Mapping[str, tuple[str, ...]]:
        """By the IRI of a construct of another framework, the constructs (IRIs) of this one that name it as a match."""
        found: dict[str, list[str]] = {}
        for iri, construct in self.constructs.items():
            for match in construct.matches:
                found.setdefault(match, []).append(iri)
        return {iri: tuple(here) for iri, here in found.items()}

    def ancestors(self, iri: str) -> tuple[str, ...]:
        """The constructs above a construct, the nearest first."""
        ancestors: list[str] = []
        parent = self.constructs[iri].parent
        while parent is not None and parent not in ancestors:
            ancestors.append(parent)
            parent = self.constructs[parent].parent
        return tuple(ancestors)

    def around(self, iri: str) -> tuple[str, ...]:
        """A construct and those above it, the nearest first."""
        return (iri, *self.ancestors(iri))

    def parts(self, iri: str) -> tuple[Construct, ...]:
        """The constructs directly below a construct."""
        return tuple(construct for construct in self.constructs.values() if construct.parent == iri)


def declaring(frameworks: Mapping[str, Framework], iri: str) -> Framework | None:
    """The framework that declares a construct or criterion, or None.

    The IRIs of most begin with that of their framework, and only that one is then looked at.
    """
    named = iri.rpartition("#")[0].rpartition("/")[2]
    if named in frameworks and frameworks[named].declares(iri):
        return frameworks[named]
    return next((framework for framework in frameworks.values() if framework.declares(iri)), None)


class Ontology(Struct, frozen=True):
    """Everything the shipped (or given) ontology declares: code lists by name, frameworks by id, every term by IRI.

    ``declared`` has the IRIs of all classes, properties, lists, codes and constructs, ``tie_signs`` the sign of each
    kind of tie that has one, ``scales`` what words for likelihoods and weights stand for.
    """

    code_lists: Mapping[str, tuple[Term, ...]]
    frameworks: Mapping[str, Framework]
    terms: Mapping[str, Term]
    symmetric_ties: frozenset[str]
    declared: Collection[str]
    tie_signs: Mapping[str, str] = {}
    scales: Scales = Scales({}, {})

    def __repr__(self) -> str:
        """One line: which frameworks."""
        return f"<Ontology: frameworks {', '.join(self.frameworks)}>"

    @property
    def readable(self) -> dict[str, Framework]:
        """The frameworks that a case can be read with, by id: those that name preconditions."""
        return {name: framework for name, framework in self.frameworks.items() if framework.preconditions}

    def declaring(self, iri: str) -> Framework | None:
        """The framework that declares a construct or criterion, or None."""
        return declaring(self.frameworks, iri)

    def code(self, code_list: str, code: str) -> Text:
        """The label of a code; its id where the list does not have it."""
        label = next((term.label for term in self.code_lists.get(code_list, ()) if term.id == code), None)
        return label or Text.same(code)

    def label(self, iri: str) -> Text:
        """The label of a term; the last part of its IRI where it is not declared."""
        return self.terms[iri].label if iri in self.terms else Text.same(iri.rpartition("#")[2])


class Issue(Struct, frozen=True):
    """A problem in a file: where it is, what it is about, what is wrong and what to do.

    ``cell`` is the place in a workbook, such as "Ties!C4", which has no lines. A file with a ``blocking`` issue cannot
    be used.
    """

    kind: str
    path: str
    line: int | None
    column: int | None
    focus: str
    message: Text
    blocking: bool = True
    cell: str = ""
