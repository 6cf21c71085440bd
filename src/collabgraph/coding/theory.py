"""The conversion of the ontology's files into values: code lists and frameworks; no other module does it."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pyoxigraph as ox
from msgspec.structs import replace

from collabgraph import resources
from collabgraph.coding.on_demand import Declared, Frameworks, Terms
from collabgraph.coding.own_terms import SCALES, OwnTerms, read_terms
from collabgraph.errors import AboutGovernance, AmbiguousName, FrameworkCycle, InvalidFramework, UnknownFramework
from collabgraph.model import (
    Basis,
    Case,
    ConditionClaim,
    Construct,
    Contingency,
    Criterion,
    ExpectedTie,
    Framework,
    GovernanceRule,
    Interval,
    Ontology,
    OutcomeClaim,
    Proposition,
    Relation,
    Scales,
    Sign,
    Status,
    StatusPattern,
    Term,
)
from collabgraph.rdf.turtle import Graph, is_file_name, read, read_one
from collabgraph.rdf.vocabulary import CG, CODE_LISTS, DCTERMS, FRAMEWORK, RDF, RDFS, SCHEME, SKOS, local_name
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import meant, suggestion

DEFAULT_FRAMEWORK = "service-provision"
#: The shipped framework by which a mode of governance is read from a network.
GOVERNANCE = "provan-kenis-2008"

#: How constructs of different frameworks correspond.
_MAPPINGS = (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
#: The lists whose words are in the order of the numbers that they stand for: the properties of these.
_SCALES = {"likelihood": (CG.likelihoodLow, CG.likelihoodHigh), "weight": (CG.decibels, CG.decibels)}
#: What the patterns of a contingent proposition are to it.
_CONTINGENT = (CG["if"], CG.ifAny, CG.requires, CG.requiresAny, CG.sufficient, CG.favoured, CG.suited)


@functools.cache
def ontology() -> Ontology:
    """The shipped ontology: code lists, frameworks and all terms."""
    paths = {path.stem: path for path in resources.frameworks()}
    return _with_frameworks(
        Ontology(_shipped_lists(), {}, {}, frozenset(map(local_name, marked(CG.symmetric))), (), tie_signs(), scales()),
        Frameworks(paths, _framework_in),
    )


def _framework_in(path: Path) -> Framework:
    return read_framework(read(path))


def _with_frameworks(known: Ontology, frameworks: Frameworks) -> Ontology:
    """An ontology with these frameworks, of which each is read when it is first named."""
    terms = Terms({term.iri: term for codes in known.code_lists.values() for term in codes}, frameworks)
    names = frozenset((*(SCHEME + name for name in CODE_LISTS), *(CG[name] for name in CG.names)))
    return replace(known, frameworks=frameworks, terms=terms, declared=Declared(names, terms))


def extended(known: Ontology, paths: Mapping[str, Path], own: OwnTerms) -> Ontology:
    """An ontology with more frameworks, each in a file named by its id, and with own terms in lists and frameworks."""
    lists = {name: (*terms, *own.codes.get(name, {}).values()) for name, terms in known.code_lists.items()}
    files = {**{path.stem: path for path in resources.frameworks()}, **paths}

    def read_with_own(path: Path) -> Framework:
        framework = read_framework(read_one(path))
        more = own.indicators.get(framework.id, {})
        return replace(framework, constructs={**framework.constructs, **more}) if more else framework

    return _with_frameworks(
        replace(known, code_lists=lists, scales=_changed(known.scales, own.scales)), Frameworks(files, read_with_own)
    )


def with_scales(known: Ontology, path: Path, language: str = "en") -> Ontology:
    """An ontology with the words for likelihoods and weights of a YAML file, as in ``terms`` of a project.

    Raises InvalidTerms or an Unreadable error.
    """
    own = read_terms([path], language, known.scales)
    for _, fault in own.faults:
        raise fault
    codes = {name: terms for name, terms in own.codes.items() if name in SCALES}
    return replace(with_terms(known, codes), scales=_changed(known.scales, own.scales))


def _changed(shipped: Scales, own: Scales) -> Scales:
    """The scales with the own numbers of words, the weights from the least on."""
    weights = sorted({**shipped.weights, **own.weights}.items(), key=lambda pair: pair[1])
    return Scales({**shipped.likelihoods, **own.likelihoods}, dict(weights))


def with_terms(known: Ontology, codes: Mapping[str, Mapping[str, Term]]) -> Ontology:
    """An ontology with more terms, by code list and id, whose frameworks stay as they are."""
    lists = {
        name: (*terms, *(term for key, term in codes.get(name, {}).items() if key not in {one.id for one in terms}))
        for name, terms in known.code_lists.items()
    }
    frameworks = known.frameworks
    kept = frameworks if isinstance(frameworks, Frameworks) else Frameworks({}, _framework_in, frameworks)
    return _with_frameworks(replace(known, code_lists=lists), kept)


def own_terms(known: Ontology) -> list[ox.Quad]:
    """The terms of code lists and frameworks that are not shipped ones, as triples."""
    shipped = ontology()
    lists = {name: {term.iri for term in terms} for name, terms in shipped.code_lists.items()}
    own = [
        (term, SCHEME + name)
        for name, terms in known.code_lists.items()
        for term in terms
        if term.iri not in lists[name]
    ]
    for name in shipped.frameworks if known is not shipped else ():
        more = set(known.frameworks[name].constructs) - set(shipped.frameworks[name].constructs)
        own += [(known.frameworks[name].constructs[iri].term, FRAMEWORK + name) for iri in sorted(more)]
    quads: list[ox.Quad] = []
    for term, scheme in own:
        subject = ox.NamedNode(term.iri)
        quads.append(ox.Quad(subject, ox.NamedNode(RDF.type), ox.NamedNode(SKOS.Concept)))
        quads.append(ox.Quad(subject, ox.NamedNode(SKOS.inScheme), ox.NamedNode(scheme)))
        for name, texts in ((SKOS.prefLabel, term.label), (SKOS.definition, term.definition)):
            words = (ox.Literal(text, language=lang) for lang, text in texts.words)
            quads += [ox.Quad(subject, ox.NamedNode(name), literal) for literal in words]
    return quads


def named(known: Ontology, name: str) -> tuple[Ontology, Framework]:
    """As ``with_framework``, but also a shipped framework that names no preconditions."""
    return (known, known.frameworks[name]) if name in known.frameworks else with_framework(known, name)


def with_framework(known: Ontology, name: str) -> tuple[Ontology, Framework]:
    """The framework with this id or title, or in the file at this path, and the ontology with it.

    Raises UnknownFramework, AboutGovernance for a shipped one that has no preconditions, AmbiguousName, Unreadable,
    InvalidFramework or FrameworkCycle.
    """
    if name in known.frameworks:
        if not known.frameworks[name].preconditions:
            raise AboutGovernance(name=name, known=", ".join(known.readable))
        return known, known.frameworks[name]
    if not is_file_name(name):
        titles = {key: known.frameworks[key].title.by_language.values() for key in known.readable}
        called = {key: {*those, *(title.partition(" (")[0] for title in those)} for key, those in titles.items()}
        if len(found := meant(name, called)) > 1:
            raise AmbiguousName(name=name, known=", ".join(found))
        if found:
            return known, known.frameworks[found[0]]
        nearest = suggestion(name, known.readable)
        raise UnknownFramework(name=name, nearest=nearest, known=", ".join(known.readable))
    framework = read_framework(read_one(Path(name)))
    frameworks = (
        known.frameworks
        if isinstance(known.frameworks, Frameworks)
        else Frameworks({}, _framework_in, known.frameworks)
    )
    return _with_frameworks(known, frameworks.beside(framework)), framework


def most_named(cases: Iterable[Case], known: Ontology) -> Framework:
    """The framework whose constructs and indicators most claims of the cases name; the default one among equals."""
    named = [
        iri.removeprefix(FRAMEWORK).partition("#")[0]
        for case in cases
        for iri in (*(c.construct for c in case.of(ConditionClaim)), *(c.indicator for c in case.of(OutcomeClaim)))
    ]
    readable = Counter(name for name in named if name in known.frameworks and not known.frameworks[name].governance)
    best = min(readable, key=lambda name: (-readable[name], name != DEFAULT_FRAMEWORK, name), default=DEFAULT_FRAMEWORK)
    return known.frameworks[best]


def read_framework(graph: Graph) -> Framework:
    """The framework that a file describes, its constructs in the order of their notation.

    Raises InvalidFramework where the file describes no framework or several, names undeclared constructs, or roles or
    kinds of tie that no code list has, where a part has no IRI, or where a construct that outcomes are measured by is a
    precondition; FrameworkCycle where broader constructs, or propositions other than ``reinforces``, form a cycle.
    """
    try:
        return _framework(graph)
    except ValueError as error:
        code = re.sub(r" is not a valid .*", "", str(error))
        raise InvalidFramework(path=graph.path, reason=both(mark("no code list has {code}."), code=code)) from None


def _framework(graph: Graph) -> Framework:
    _refuse_blank(graph)
    described = graph.subjects(CG.Framework)
    if len(described) != 1:
        raise InvalidFramework(
            path=graph.path, reason=both(mark("it describes {n} frameworks, and must describe one."), n=len(described))
        )
    (framework_iri,) = described
    iris = {iri for kind in (CG.Construct, CG.Indicator) for iri in graph.subjects(kind)}
    constructs = sorted(
        (_construct(graph, iri) for iri in iris), key=lambda construct: (construct.notation, construct.term.id)
    )
    framework = Framework(
        local_name(framework_iri),
        framework_iri,
        graph.words(framework_iri, DCTERMS.title) or Text.same(local_name(framework_iri)),
        {construct.term.iri: construct for construct in constructs},
        tuple(_proposition(graph, iri) for iri in graph.subjects(CG.Proposition)),
        tuple(_contingency(graph, iri) for iri in graph.subjects(CG.ContingentProposition)),
        tuple(_expected_tie(graph, iri) for iri in graph.subjects(CG.ExpectedTie)),
        str(graph.path),
        tuple(sorted((_criterion(graph, iri) for iri in graph.subjects(CG.Criterion)), key=lambda one: one.notation)),
        _governance(graph, framework_iri),
    )
    _refuse_undeclared(framework, graph.path)
    _refuse_cycles(framework)
    _refuse_measured_preconditions(framework, graph.path)
    return framework


def _refuse_blank(graph: Graph) -> None:
    stated = (CG.Proposition, CG.ContingentProposition, CG.ExpectedTie, CG.Criterion)
    for kind in (CG.Framework, CG.Construct, CG.Indicator, *stated):
        for node in graph.subjects(kind):
            if node.startswith("_:"):
                reason = mark("something of the class {kind} is a blank node and needs an IRI of its own.")
                words = both(reason, kind=f"cg:{local_name(kind)}")
                raise InvalidFramework(path=graph.path, reason=words, about=node)


def _refuse_measured_preconditions(framework: Framework, path: Path) -> None:
    """None; raises InvalidFramework where a construct that outcomes are measured by is a precondition.

    Such a construct has results and no status, so whether the precondition is met cannot be known.
    """
    for indicator in framework.indicators:
        for iri in framework.around(indicator.term.iri):
            if framework.constructs[iri].precondition_of:
                reason = mark(
                    "'{name}' is a precondition, and outcomes measure it by the indicator '{indicator}'. Remove "
                    "cg:preconditionOf from the one, or cg:favourableResult from the other."
                )
                words = both(reason, name=local_name(iri), indicator=indicator.term.id)
                raise InvalidFramework(path=path, reason=words, about=iri)


@functools.cache
def _schemes() -> Graph:
    return read(resources.ontology() / "schemes.ttl")


@functools.cache
def marked(quality: str) -> frozenset[str]:
    """The terms of code lists (IRIs) with a quality: ``cg:symmetric``, ``cg:served`` or ``cg:concluding``."""
    schemes = _schemes()
    return frozenset(term for term in schemes.subjects(SKOS.Concept) if schemes.value(term, quality) == "true")


@functools.cache
def tie_signs() -> dict[str, str]:
    """The sign of each kind of tie (ids) that has one."""
    signs = ((tie, _schemes().link(tie, CG.sign)) for tie in _schemes().subjects(SKOS.Concept))
    return {local_name(tie): local_name(sign) for tie, sign in signs if sign}


@functools.cache
def scales() -> Scales:
    """What the words of the shipped scales stand for, the weights from the least on."""
    graph = _schemes()
    likelihoods, weights = (
        {iri: graph.number(iri, end) for iri in graph.subjects(SKOS.Concept) if graph.value(iri, end)}
        for end in (CG.likelihoodLow, CG.decibels)
    )
    return Scales(
        {
            local_name(iri): Interval(low or 0.0, graph.number(iri, CG.likelihoodHigh) or 1.0)
            for iri, low in likelihoods.items()
        },
        {local_name(iri): least or 0.0 for iri, least in sorted(weights.items(), key=lambda pair: pair[1] or 0.0)},
    )


@functools.cache
def _shipped_lists() -> dict[str, tuple[Term, ...]]:
    return _code_lists(_schemes())


def _code_lists(graph: Graph) -> dict[str, tuple[Term, ...]]:
    lists: dict[str, list[Term]] = {name: [] for name in CODE_LISTS}
    for iri in graph.subjects(SKOS.Concept):
        for scheme in graph.links(iri, SKOS.inScheme):
            lists[scheme.removeprefix(SCHEME)].append(_term(graph, iri))
    for name, (low, high) in _SCALES.items():
        lists[name].sort(key=lambda term: (graph.number(term.iri, low) or 0.0) + (graph.number(term.iri, high) or 0.0))
    return {name: tuple(terms) for name, terms in lists.items()}


def _term(graph: Graph, iri: str) -> Term:
    label = graph.words(iri, SKOS.prefLabel) or Text.same(local_name(iri))
    return Term(local_name(iri), iri, label, graph.words(iri, SKOS.definition))


def _construct(graph: Graph, iri: str) -> Construct:
    question = graph.words(iri, CG.question)
    required = graph.link(iri, CG.requiredStatus)
    return Construct(
        _term(graph, iri),
        graph.value(iri, SKOS.notation) or "",
        graph.link(iri, SKOS.broader),
        tuple(graph.links(iri, CG.preconditionOf)),
        Status(local_name(required)) if required else Status.PRESENT,
        question or None,
        tuple(local_name(result) for result in graph.links(iri, CG.favourableResult)),
        tuple(sorted({*graph.links(iri, SKOS.exactMatch), *graph.links(iri, SKOS.closeMatch)})),
        _is_starting_condition(graph, iri),
        tuple(local_name(factors) for factors in graph.links(iri, CG.listedAs)),
        tuple(sorted({*graph.links(iri, SKOS.closeMatch)} - {*graph.links(iri, SKOS.exactMatch)})),
        tuple(local_name(result) for result in graph.links(iri, CG.unfavourableResult)),
        tuple((local_name(relation), other) for relation in _MAPPINGS for other in sorted(graph.links(iri, relation))),
    )


def _is_starting_condition(graph: Graph, iri: str) -> bool:
    """Whether a construct, or one above it, is typed as a starting condition."""
    chain = [iri]
    while CG.StartingCondition not in graph.links(chain[-1], RDF.type):
        parent = graph.link(chain[-1], SKOS.broader)
        if parent is None or parent in chain:
            return False
        chain.append(parent)
    return True


def _proposition(graph: Graph, iri: str) -> Proposition:
    return Proposition(
        local_name(iri),
        iri,
        tuple(graph.links(iri, CG.antecedent)),
        graph.link(iri, CG.consequent) or "",
        Relation(local_name(graph.link(iri, CG.relation) or Relation.INFLUENCES)),
        _basis(graph, iri),
        graph.words(iri, CG.statement),
        _source(graph, iri),
    )


def _contingency(graph: Graph, iri: str) -> Contingency:
    conditions, conditions_any, requires, any_of, sufficient, favoured, suited = (
        tuple(sorted(_pattern(graph, node) for node in graph.links(iri, predicate))) for predicate in _CONTINGENT
    )
    return Contingency(
        local_name(iri),
        iri,
        conditions,
        conditions_any,
        requires,
        any_of,
        _basis(graph, iri),
        graph.words(iri, CG.statement),
        _source(graph, iri),
        sufficient,
        favoured,
        suited,
    )


def _governance(graph: Graph, framework: str) -> GovernanceRule | None:
    thresholds = {local_name(iri).replace("-", "_"): iri for iri in graph.links(framework, CG.threshold)}
    if not thresholds:
        return None
    return GovernanceRule(
        frozenset(graph.links(framework, CG.delivering)),
        frozenset(graph.links(framework, CG.coordinating)),
        {name: graph.number(iri, CG.limit) or 0.0 for name, iri in thresholds.items()},
        {name: graph.words(iri, RDFS.label) for name, iri in thresholds.items()},
    )


def governance() -> Framework:
    """The shipped framework by which a mode of governance is read from a network."""
    return ontology().frameworks[GOVERNANCE]


def _expected_tie(graph: Graph, iri: str) -> ExpectedTie:
    sender, receiver = (_listed(graph, iri, role, "role") for role in (CG.senderRole, CG.receiverRole))
    if not len(sender) == len(receiver) == 1:
        reason = mark("its expected tie {id} does not name exactly one cg:senderRole and one cg:receiverRole.")
        raise InvalidFramework(path=graph.path, reason=both(reason, id=local_name(iri)))
    return ExpectedTie(
        local_name(iri),
        iri,
        *sender,
        *receiver,
        _listed(graph, iri, CG.tieKind, "tie"),
        _basis(graph, iri),
        graph.words(iri, CG.statement),
        _source(graph, iri),
    )


def _criterion(graph: Graph, iri: str) -> Criterion:
    speaks_for, speaks_against = (
        tuple(_sign(graph, node, iri) for node in graph.links(iri, predicate))
        for predicate in (CG.speaksFor, CG.speaksAgainst)
    )
    return Criterion(
        _term(graph, iri),
        graph.value(iri, SKOS.notation) or "",
        graph.words(iri, CG.question) or None,
        graph.words(iri, CG.otherwise) or None,
        speaks_for,
        speaks_against,
        _basis(graph, iri),
        _source(graph, iri),
    )


def _sign(graph: Graph, node: str, criterion: str) -> Sign:
    reason = mark(
        "its criterion {id} names what the code list '{list}' does not have: {names}{nearest}. Correct the name."
    )
    status = graph.link(node, CG.status)
    return Sign(
        _listed(graph, node, CG.participantRole, "role", criterion, reason),
        _listed(graph, node, CG.participantSector, "sector", criterion, reason),
        _listed(graph, node, CG.participantKind, "actor-kind", criterion, reason),
        _listed(graph, node, CG.tieKind, "tie", criterion, reason),
        tuple(sorted(graph.links(node, CG.construct))),
        Status(local_name(status)) if status else None,
    )


def _listed(
    graph: Graph, iri: str, predicate: str, code_list: str, part: str | None = None, reason: str | None = None
) -> tuple[str, ...]:
    """The ids of the codes that a subject names; raises InvalidFramework for one that the code list does not have.

    The message is about the ``part`` of the framework that the subject is, or belongs to.
    """
    known = {term.iri for term in _shipped_lists()[code_list]}
    named = {*graph.links(iri, predicate), *graph.values(iri, predicate)}
    if wrong := sorted(named - known):
        reason = reason or mark(
            "its expected tie {id} names what the code list '{list}' does not have: {names}{nearest}. Correct the name."
        )
        names = ", ".join(map(local_name, wrong))
        nearest = suggestion(local_name(wrong[0]), map(local_name, sorted(known)))
        raise InvalidFramework(
            path=graph.path,
            reason=both(reason, id=local_name(part or iri), list=code_list, names=names, nearest=nearest),
        )
    return tuple(sorted(map(local_name, named)))


def _pattern(graph: Graph, node: str) -> StatusPattern:
    return StatusPattern(
        graph.link(node, CG.construct) or "", Status(local_name(graph.link(node, CG.status) or "present"))
    )


def _basis(graph: Graph, iri: str) -> Basis:
    return Basis(local_name(graph.link(iri, CG.basis) or Basis.BACKGROUND))


def _source(graph: Graph, iri: str) -> str:
    source = graph.value(iri, DCTERMS.source)
    return source or local_name(graph.link(iri, DCTERMS.source) or "")


def _refuse_undeclared(framework: Framework, path: Path) -> None:
    named = {
        iri for proposition in framework.propositions for iri in (*proposition.antecedents, proposition.consequent)
    }
    named |= {iri for c in framework.constructs.values() for iri in (c.parent, *c.precondition_of) if iri is not None}
    signs = [sign for criterion in framework.criteria for sign in (*criterion.speaks_for, *criterion.speaks_against)]
    named |= {iri for sign in signs for iri in sign.constructs}
    named |= {pattern.construct for contingency in framework.contingencies for pattern in contingency.patterns}
    if missing := sorted(named - set(framework.constructs)):
        reason = mark(
            "it names constructs it does not declare: {names}. Declare each as a cg:Construct, or correct the name."
        )
        raise InvalidFramework(path=path, reason=both(reason, names=", ".join(map(local_name, missing))))


def _refuse_cycles(framework: Framework) -> None:
    broader = {iri: [construct.parent] if construct.parent else [] for iri, construct in framework.constructs.items()}
    leads_to: dict[str, list[str]] = {}
    for proposition in framework.propositions:
        if proposition.relation is not Relation.REINFORCES:
            for antecedent in proposition.antecedents:
                leads_to.setdefault(antecedent, []).append(proposition.consequent)
    for links in (broader, leads_to):
        if cycle := _cycle(links):
            raise FrameworkCycle(framework=framework.id, cycle=" -> ".join(map(local_name, cycle)))


def _cycle(links: Mapping[str, list[str]]) -> list[str]:
    """The nodes of a cycle, the first one again at the end, or an empty list."""
    try:
        TopologicalSorter({start: sorted(links[start]) for start in sorted(links)}).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def ontology_graphs() -> Iterator[tuple[str, Graph]]:
    """The files of the shipped ontology, with the names of their graphs."""
    return ((_ontology_graph(path), read(path)) for path in resources.ontology_files())


def _ontology_graph(path: Path) -> str:
    folder = "framework/" if path.parent.name == "frameworks" else "ontology/"
    return f"https://w3id.org/collabgraph/{folder}{path.stem}"
