"""The names that a file uses and that are declared nowhere, or in that file only, so that no analysis knows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import pyoxigraph as ox
from msgspec import Struct

from collabgraph.coding.cases import CLAIM_CLASSES
from collabgraph.coding.issues import issue, short
from collabgraph.model import Construct, Issue, Ontology
from collabgraph.rdf.turtle import Graph, Node
from collabgraph.rdf.vocabulary import CG, FRAMEWORK, ORG, PROV, SCHEME, local_name
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import suggestion

#: The properties whose values are actors, and those whose values are constructs.
_ACTOR_PROPERTIES = (CG["from"], CG.to, CG.actor, CG.performedBy, CG.possiblyIs, ORG.unitOf)
_CONSTRUCT_PROPERTIES = (CG.construct, CG.indicator, CG.cause, CG.effect, CG.explains)
#: The lists whose terms the software has to know one by one, so that a file cannot add any.
_CLOSED_LISTS = tuple(f"{SCHEME}{name}#" for name in ("status", "basis", "relation", "trace", "alternatives"))
_UNDECLARED = {
    **dict.fromkeys(
        _ACTOR_PROPERTIES,
        mark(
            "The actor '{name}' is not declared{nearest}. Add it to the actors (cg:Actor), with its name, kind and "
            "sector, or correct the name."
        ),
    ),
    **dict.fromkeys(
        _CONSTRUCT_PROPERTIES,
        mark(
            "No framework has the construct '{name}'{nearest}. Correct the name, or open the case with the file "
            "of your own framework."
        ),
    ),
    PROV.wasDerivedFrom: mark(
        "The source '{name}' is not declared{nearest}. Add it to the sources (cg:Source), with its title and citation, "
        "or correct the name."
    ),
    **dict.fromkeys(
        (CG.hypothesis, CG.excludes),
        mark(
            "The case has no hypothesis '{name}'{nearest}. Add it (cg:Hypothesis), with the outcome it explains, or "
            "correct the name."
        ),
    ),
    CG.origin: mark(
        "Neither a claim of the case or its study nor a proposition or construct of a framework is called '{name}'"
        "{nearest}. Correct the name, or remove cg:origin."
    ),
    CG.trace: mark("The case has no claim '{name}'{nearest}. A trace that was found is a claim of the case."),
    CG.study: mark("The study '{name}' was not found{nearest}. Put its file beside the case, or in a folder of cases."),
    CG.inCase: mark("The claim names another case, '{name}'. In this file cg:inCase is always {nearest}."),
}
_UNKNOWN_TERM = mark(
    "The ontology has no term '{name}'{nearest}. Correct the name; ontology/README.md says how a term is added."
)
_OWN_CONSTRUCT = mark(
    "'{name}' is declared in the case and no framework has it{nearest}, so no comparison uses this claim. Move it to a "
    "framework's file and open the case with that, or name a construct of a framework."
)
_OWN_TERM = mark(
    "'{name}' is declared in the case and the ontology's list does not have it{nearest}, so no analysis knows what it "
    "means. Use a term of the list; ontology/README.md says how a term is added."
)
_NO_INDICATOR = mark(
    "The framework does not say which results of '{name}' count as success, so no comparison uses this outcome. Name "
    "an indicator: {known}."
)


def references(graph: Graph, study: Graph | None, ontology: Ontology) -> Iterator[Issue]:
    """The issues about names in a file that neither it, nor its study, nor the ontology declares."""
    declared = _declared([graph] if study is None else [graph, study], ontology)
    unknown = _unknown_terms(graph, ontology)
    for subject, properties in graph.index.items():
        for predicate, values in properties.items():
            known = declared.get(predicate)
            if known is None and not unknown:
                continue
            if known is not None:
                wrong = [_undeclared(predicate, iri, known) for iri in _iris(values) if iri not in known]
            else:
                wrong = [unknown[iri] for iri in _iris(values) if iri in unknown]
            if predicate in unknown:
                wrong.append(unknown[predicate])
            yield from (issue(graph, "reference", subject, message, about=predicate) for message in wrong)


def own_terms(graph: Graph, study: Graph | None, ontology: Ontology) -> Iterator[Issue]:
    """Warnings about terms that only the case or its study declares, and indicators without favourable results."""
    known = _Known(ontology, [graph] if study is None else [graph, study])
    for subject, properties in graph.index.items():
        for predicate, values in properties.items():
            for iri in _iris(values):
                message = known.objection(predicate, iri)
                if message is not None:
                    yield issue(graph, "term", subject, message, blocking=False, about=predicate)


class _Known(Struct, frozen=True):
    """The terms that analyses know, and the files that may declare more."""

    ontology: Ontology
    files: Sequence[Graph]

    def objection(self, predicate: str, iri: str) -> Text | None:
        """Why no analysis uses this value of a property; None where one does, or where it is not declared at all."""
        own = any(graph.has(iri) for graph in self.files)
        if predicate in _CONSTRUCT_PROPERTIES:
            framework = self.ontology.declaring(iri)
            construct = framework.constructs.get(iri) if framework else None
            if construct is None and (framework is None or predicate != CG.construct):
                nearest = suggestion(local_name(iri), sorted(map(local_name, self._constructs())))
                return both(_OWN_CONSTRUCT, name=local_name(iri), nearest=nearest) if own else None
            if predicate == CG.indicator and construct and not construct.is_indicator:
                known = sorted({each.term.id for each in self._constructs().values() if each.is_indicator})
                return both(_NO_INDICATOR, name=local_name(iri), known=", ".join(known))
        if own and predicate.startswith(CG.iri) and self._is_missing_code(iri):
            names = {local_name(term) for term in _terms_beside(iri, self.ontology)}
            return both(_OWN_TERM, name=short(iri), nearest=suggestion(local_name(iri), names))
        return None

    def _constructs(self) -> dict[str, Construct]:
        return {
            iri: each for framework in self.ontology.frameworks.values() for iri, each in framework.constructs.items()
        }

    def _is_missing_code(self, iri: str) -> bool:
        """Whether a term is missing from its list; those of closed lists are left to ``references``, as faults."""
        return iri.startswith(SCHEME) and not iri.startswith(_CLOSED_LISTS) and iri not in self.ontology.declared


def _iris(values: Iterable[Node]) -> list[str]:
    return [value.value for value in values if isinstance(value, ox.NamedNode)]


def _unknown_terms(graph: Graph, ontology: Ontology) -> dict[str, Text]:
    """The message about every undeclared term of the file that belongs to one of our namespaces."""
    used = {
        value.value
        for properties in graph.index.values()
        for values in properties.values()
        for value in values
        if isinstance(value, ox.NamedNode)
    }
    used.update(*graph.index.values())
    return {iri: _unknown(iri, ontology) for iri in used if not _is_known(iri, graph, ontology)}


class _Constructs(Collection[str]):
    """The constructs that files declare and those of frameworks, with the criteria of these or without."""

    def __init__(self, own: set[str], ontology: Ontology, *, criteria: bool) -> None:
        self._own, self._ontology, self._criteria = own, ontology, criteria

    def __contains__(self, iri: object) -> bool:
        if iri in self._own:
            return True
        framework = self._ontology.declaring(str(iri))
        return framework is not None and (self._criteria or iri in framework.constructs)

    def __iter__(self) -> Iterator[str]:
        frameworks = self._ontology.frameworks.values()
        return iter(self._own.union(*(each.terms if self._criteria else each.constructs for each in frameworks)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _declared(graphs: list[Graph], ontology: Ontology) -> dict[str, Collection[str]]:
    """The declared values of every property whose values have to be declared."""

    def of(*kinds: str) -> set[str]:
        return {iri for graph in graphs for kind in kinds for iri in graph.subjects(kind)}

    own = of(CG.Construct, CG.Indicator)
    allowed: dict[str, Collection[str]] = {
        **dict.fromkeys(_ACTOR_PROPERTIES, of(CG.Actor)),
        **{name: _Constructs(own, ontology, criteria=name == CG.construct) for name in _CONSTRUCT_PROPERTIES},
        PROV.wasDerivedFrom: of(CG.Source),
        **dict.fromkeys((CG.hypothesis, CG.excludes), of(CG.Hypothesis)),
        CG.trace: of(*CLAIM_CLASSES),
        CG.origin: of(*CLAIM_CLASSES) | _origins(graphs[0], ontology),
        CG.study: of(CG.Study),
    }
    if graphs[0].subjects(CG.Case):
        allowed[CG.inCase] = set(graphs[0].subjects(CG.Case))
    return allowed


def _origins(graph: Graph, ontology: Ontology) -> set[str]:
    """The parts of frameworks that hypotheses come from: constructs and criteria, and propositions of both kinds."""
    named = {iri for hypothesis in graph.subjects(CG.Hypothesis) for iri in graph.links(hypothesis, CG.origin)}
    return {iri for iri in named if iri.startswith(FRAMEWORK) and _is_part(iri, ontology)}


def _is_part(iri: str, ontology: Ontology) -> bool:
    if (framework := ontology.frameworks.get(iri.removeprefix(FRAMEWORK).partition("#")[0])) is None:
        return False
    stated = {one.iri for one in framework.propositions} | {one.iri for one in framework.contingencies}
    return framework.declares(iri) or iri in stated


def _undeclared(predicate: str, iri: str, known: Collection[str]) -> Text:
    if predicate == CG.inCase:
        return both(_UNDECLARED[predicate], name=local_name(iri), nearest=", ".join(sorted(map(local_name, known))))
    nearest = suggestion(local_name(iri), (local_name(other) for other in sorted(known)))
    return both(_UNDECLARED[predicate], name=local_name(iri), nearest=nearest)


def _is_known(iri: str, graph: Graph, ontology: Ontology) -> bool:
    """Whether a term is declared, or belongs to a namespace that is not ours."""
    if not iri.startswith((CG.iri, SCHEME, FRAMEWORK)) or iri in ontology.declared:
        return True
    own = graph.has(iri) and not iri.startswith((CG.iri, *_CLOSED_LISTS))
    return own or (iri.startswith(FRAMEWORK) and "#" not in iri)


def _unknown(iri: str, ontology: Ontology) -> Text:
    names = {local_name(term) for term in _terms_beside(iri, ontology)}
    return both(_UNKNOWN_TERM, name=short(iri), nearest=suggestion(local_name(iri), names))


def _terms_beside(iri: str, ontology: Ontology) -> Iterable[str]:
    """The declared terms of the namespace of a term."""
    if iri.startswith(CG.iri):
        return CG.names
    namespace = iri.rpartition("#")[0]
    return [term for term in ontology.terms if term.rpartition("#")[0] == namespace]
