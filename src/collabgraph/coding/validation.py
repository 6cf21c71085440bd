"""What is wrong with a file, all at once: syntax, shapes, references, contradictions; and with the ontology itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from collabgraph import resources
from collabgraph.coding.cases import case_iri, read_case
from collabgraph.coding.theory import read_framework
from collabgraph.errors import CollabgraphError, NotACase, SyntaxFault
from collabgraph.model import Case, ConditionClaim, Issue, Ontology, Status
from collabgraph.rdf.shapes import violations
from collabgraph.rdf.turtle import Graph, Node, named_graphs, read
from collabgraph.rdf.vocabulary import BASE, CG, FRAMEWORK, ORG, PROV, SCHEME, local_name
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import suggestion


def faults(graph: Graph, study: Graph | None, ontology: Ontology) -> list[Issue]:
    """What keeps a case file from use, given its study file: shapes and references; by line."""
    return _in_order([*_shapes(graph), *_one_case(graph), *_references(graph, study, ontology)])


def case_issues(graph: Graph, study: Graph | None, ontology: Ontology) -> list[Issue]:
    """What is wrong with a case file, and what is worth a second look in one without faults; by line."""
    return faults(graph, study, ontology) or _in_order(_warnings(graph, read_case(graph, study)))


def file_issues(graph: Graph, study: Graph | None, ontology: Ontology) -> list[Issue]:
    """What is wrong with any file of ours: a case, a study or a framework."""
    if graph.subjects(CG.Framework):
        return _in_order([*_shapes(graph), *_references(graph, None, ontology), *_framework(graph)])
    if graph.subjects(CG.Study):
        return _in_order([*_shapes(graph), *_references(graph, None, ontology)])
    return case_issues(graph, study, ontology)


def unreadable(error: CollabgraphError, path: Path) -> Issue:
    """The issue that says why a file could not be read."""
    line, column = error.fields.get("line"), error.fields.get("column")
    return Issue(
        "syntax" if isinstance(error, SyntaxFault) else "file",
        str(path),
        line if isinstance(line, int) else None,
        column if isinstance(column, int) else None,
        "",
        error.message,
    )


def ontology_issues() -> list[Issue]:
    """What the ontology's own checks find: each row of a query in ``ontology/checks`` is a fault; by check."""
    found = check_issues(resources.ontology_files(), resources.checks())
    for path in resources.frameworks():
        graph = read(path)
        found += [*_shapes(graph), *_framework(graph)]
    return found


def check_issues(files: Iterable[Path], checks: Iterable[Path]) -> list[Issue]:
    """The rows of these checks over the union of these files, by check."""
    store = named_graphs((path.resolve().as_uri(), read(path).quads) for path in files)
    return [issue for check in checks for issue in _check(store, check)]


def _check(store: ox.Store, check: Path) -> Iterator[Issue]:
    query = check.read_text(encoding="utf-8")
    rule = Text(en=_header(query, "rule"), id=_header(query, "aturan"))
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, ox.QuerySolutions)
    for row in rows:
        yield Issue("ontology", check.name, None, None, _short(str(row["term"])), rule)


def _header(query: str, word: str) -> str:
    found = re.search(rf"^#\s*{word}:\s*(.+)$", query, re.MULTILINE)
    return found[1].strip() if found else ""


def _in_order(found: Iterable[Issue]) -> list[Issue]:
    return sorted(set(found), key=lambda f: (f.path, f.line or 0, f.column or 0, f.focus, f.kind, f.message))


def _short(node: str) -> str:
    """A node as people write it: ``pbg#F21`` rather than the whole IRI."""
    return node.strip("<>").removeprefix(BASE).removeprefix("case/").removeprefix("framework/")


def _issue(graph: Graph, kind: str, subject: str, message: Text, *, blocking: bool = True) -> Issue:
    iri = subject.strip("<>")
    owner = iri if not iri.startswith("_:") else _owner(graph, iri)
    focus = _short(owner) if owner else "[ ]"
    return Issue(kind, graph.origin, graph.line_of(owner) if owner else None, None, focus, message, blocking)


def _owner(graph: Graph, blank: str) -> str:
    """The named subject a blank node hangs on."""
    for subject, properties in graph.index.items():
        if any(str(value) == blank for values in properties.values() for value in values):
            return _owner(graph, subject) if subject.startswith("_:") and subject != blank else subject
    return ""


def _shapes(graph: Graph) -> list[Issue]:
    """What SHACL reports; the engine names blank nodes its own way, so their owner is found by what they lack."""
    return [_issue(graph, "shape", result.focus, result.message) for result in violations(graph.text)]


def _one_case(graph: Graph) -> Iterator[Issue]:
    try:
        case_iri(graph)
    except NotACase as error:
        yield unreadable(error, graph.path)


def _framework(graph: Graph) -> Iterator[Issue]:
    try:
        read_framework(graph)
    except CollabgraphError as error:
        yield Issue("framework", str(graph.path), None, None, "", error.message)


# References: names a file uses and nothing declares -----------------------------------------------------------------

_ACTOR_PLACES = (CG["from"], CG.to, CG.actor, CG.performedBy, CG.possiblyIs, ORG.unitOf)
_CONSTRUCT_PLACES = (CG.construct, CG.indicator, CG.cause, CG.effect)
_UNDECLARED = {
    **dict.fromkeys(
        _ACTOR_PLACES,
        mark(
            "The actor '{name}' is not declared{nearest}. Declare it as a cg:Actor with a label in en and id, "
            "a cg:actorKind and a cg:sector, or correct the name."
        ),
    ),
    **dict.fromkeys(
        _CONSTRUCT_PLACES,
        mark(
            "No framework has the construct '{name}'{nearest}. Correct the name, or read with your own "
            "framework's file."
        ),
    ),
    PROV.wasDerivedFrom: mark(
        "The source '{name}' is not declared{nearest}. Declare it as a cg:Source with a title and a citation, "
        "or correct the name."
    ),
    CG.study: mark(
        "The study '{name}' was not found{nearest}. Put its file beside the case, or in a folder that is added."
    ),
    CG.inCase: mark("The claim names another case, '{name}'. In this file cg:inCase is always {nearest}."),
}
_UNKNOWN_TERM = mark(
    "The ontology has no term '{name}'{nearest}. Correct the name; ontology/README.md says how a term is added."
)


def _references(graph: Graph, study: Graph | None, ontology: Ontology) -> Iterator[Issue]:
    declared = _declared([graph] if study is None else [graph, study], ontology)
    unknown = _unknown_terms(graph, ontology)
    for subject, properties in graph.index.items():
        for predicate, values in properties.items():
            known = declared.get(predicate)
            if known is not None:
                wrong = [_undeclared(predicate, iri, known) for iri in _iris(values) if iri not in known]
            else:
                wrong = [unknown[iri] for iri in _iris(values) if iri in unknown] if unknown else []
            if predicate in unknown:
                wrong.append(unknown[predicate])
            yield from (_issue(graph, "reference", subject, message) for message in wrong)


def _iris(values: Iterable[Node]) -> list[str]:
    return [value.value for value in values if isinstance(value, ox.NamedNode)]


def _unknown_terms(graph: Graph, ontology: Ontology) -> dict[str, Text]:
    """What to say of each term in the file that is ours to declare and is not declared."""
    used = {iri for properties in graph.index.values() for values in properties.values() for iri in _iris(values)}
    used |= {predicate for properties in graph.index.values() for predicate in properties}
    return {iri: _unknown(iri, ontology) for iri in used if not _is_known(iri, graph, ontology)}


def _declared(graphs: list[Graph], ontology: Ontology) -> dict[str, set[str]]:
    """What may stand as the object of each predicate that names a declared thing."""

    def of(*kinds: str) -> set[str]:
        return {iri for graph in graphs for kind in kinds for iri in graph.subjects(kind)}

    constructs = {iri for framework in ontology.frameworks.values() for iri in framework.constructs}
    places = {
        **dict.fromkeys(_ACTOR_PLACES, of(CG.Actor)),
        **dict.fromkeys(_CONSTRUCT_PLACES, constructs | of(CG.Construct, CG.Indicator)),
        PROV.wasDerivedFrom: of(CG.Source),
        CG.study: of(CG.Study),
    }
    if graphs[0].subjects(CG.Case):
        places[CG.inCase] = set(graphs[0].subjects(CG.Case))
    return places


def _undeclared(predicate: str, iri: str, known: set[str]) -> Text:
    if predicate == CG.inCase:
        return both(_UNDECLARED[predicate], name=local_name(iri), nearest=", ".join(sorted(map(local_name, known))))
    nearest = suggestion(local_name(iri), (local_name(other) for other in sorted(known)))
    return both(_UNDECLARED[predicate], name=local_name(iri), nearest=nearest)


def _is_known(iri: str, graph: Graph, ontology: Ontology) -> bool:
    """Whether a term is declared, as far as that is for our ontology to say."""
    if iri in ontology.declared or not iri.startswith((CG.iri, SCHEME, FRAMEWORK)):
        return True
    return (graph.has(iri) and not iri.startswith(CG.iri)) or (iri.startswith(FRAMEWORK) and "#" not in iri)


def _unknown(iri: str, ontology: Ontology) -> Text:
    names = {local_name(known) for known in _alike(iri, ontology)}
    return both(_UNKNOWN_TERM, name=_short(iri), nearest=suggestion(local_name(iri), names))


def _alike(iri: str, ontology: Ontology) -> Iterable[str]:
    if iri.startswith(CG.iri):
        return CG.names
    namespace = iri.rpartition("#")[0]
    return [term for term in ontology.terms if term.rpartition("#")[0] == namespace]


# Things worth a second look that do not keep a case from use --------------------------------------------------------


def _warnings(graph: Graph, case: Case) -> Iterator[Issue]:
    checks: tuple[Callable[[Graph, Case], Iterator[Issue]], ...] = (_contradictions, _misnamed, _ambiguous, _circles)
    for check in checks:
        yield from check(graph, case)


def _contradictions(graph: Graph, case: Case) -> Iterator[Issue]:
    """Claims from one source that say present and absent of one construct."""
    said: dict[tuple[str, str], list[ConditionClaim]] = {}
    for claim in case.of(ConditionClaim):
        for source in sorted({evidence.source.iri for evidence in claim.evidence if evidence.polarity == "supports"}):
            said.setdefault((claim.construct, source), []).append(claim)
    for (construct, source), claims in said.items():
        present, absent = ([c for c in claims if c.status is s] for s in (Status.PRESENT, Status.ABSENT))
        if present and absent:
            message = both(
                mark(
                    "Contradictory claims from one source ({source}) about {construct}: {present} says present, "
                    "{absent} says absent. The status becomes contested; if the source does not say both, correct one "
                    "of them."
                ),
                source=local_name(source),
                construct=local_name(construct),
                present=", ".join(claim.id for claim in present),
                absent=", ".join(claim.id for claim in absent),
            )
            yield _issue(graph, "contradiction", absent[0].iri, message, blocking=False)


def _misnamed(graph: Graph, case: Case) -> Iterator[Issue]:
    if graph.path.stem != case.id:
        message = both(
            mark(
                "The file is called '{file}', but its case is '{id}'. Name the file {id}.ttl, so that '{id}' finds it."
            ),
            file=graph.path.name,
            id=case.id,
        )
        yield _issue(graph, "name", case.iri, message, blocking=False)


def _ambiguous(graph: Graph, case: Case) -> Iterator[Issue]:
    seen: dict[str, str] = {}
    for kind in (case.claims, tuple(case.actors.values())):
        seen.clear()
        for thing in kind:
            other = seen.setdefault(thing.id, thing.iri)
            if other != thing.iri:
                message = both(
                    mark("The id {id} stands for two things of this case. Give one another id."), id=thing.id
                )
                yield _issue(graph, "name", thing.iri, message, blocking=False)


def _circles(graph: Graph, case: Case) -> Iterator[Issue]:
    """Offices that belong to one another: none of them can stand for the others."""
    for actor in case.actors.values():
        seen, around = {actor.iri}, actor.office
        while around in case.actors and around not in seen:
            seen.add(around or "")
            around = case.actors[around or ""].office
        if around == actor.iri:
            message = both(
                mark("By org:unitOf {id} belongs, by way of others, to itself. Say which of them is the office."),
                id=actor.id,
            )
            yield _issue(graph, "name", actor.iri, message, blocking=False)
