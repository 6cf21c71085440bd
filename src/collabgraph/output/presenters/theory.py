"""Frameworks, their constructs and the code lists as printouts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collabgraph.model import Case, Claim, Construct, Framework, Ontology, Status, Term
from collabgraph.output.formats import Cell, Printout, Section, Table
from collabgraph.output.presenters import terms
from collabgraph.words import Speech, Text


def frameworks(ontology: Ontology) -> Printout:
    """The frameworks there are, with how much each states."""

    def rows(say: Speech) -> tuple[tuple[Cell, ...], ...]:
        return tuple(_counted(each, say) for each in ontology.frameworks.values())

    def table(say: Speech) -> Table:
        columns = (say("framework"), say("title"), say("constructs"), say("preconditions"), say("propositions"))
        return Table(columns, rows(say))

    return Printout(
        lambda say: {
            "schema": terms.schema("frameworks"),
            "frameworks": [
                {"id": f.id, "iri": f.iri, "title": f.title[say.lang]} for f in ontology.frameworks.values()
            ],
        },
        lambda say: [Section(say("Frameworks"), (), table(say))],
        lambda say: Table(("framework", "title", "constructs", "preconditions", "propositions"), rows(say)),
    )


def _counted(framework: Framework, say: Speech) -> tuple[Cell, ...]:
    counts = (len(framework.constructs), len(framework.preconditions), len(framework.propositions))
    return (framework.id, framework.title[say.lang], *counts)


def framework(shown: Framework, ontology: Ontology) -> Printout:
    """One framework: its constructs in order, and its propositions with their basis."""
    return Printout(
        lambda say: {
            "schema": terms.schema("framework"),
            "id": shown.id,
            "iri": shown.iri,
            "title": shown.title[say.lang],
            "constructs": [_construct_data(each, say) for each in shown.constructs.values()],
            "propositions": [
                {
                    "id": each.id,
                    "iri": each.iri,
                    "antecedents": list(each.antecedents),
                    "consequent": each.consequent,
                    "relation": each.relation,
                    "basis": each.basis,
                    "statement": terms.text_data(each.statement),
                }
                for each in shown.propositions
            ],
        },
        lambda say: [Section(shown.title[say.lang], (), _constructs(shown, say)), _propositions(shown, ontology, say)],
        lambda say: Table(("number", "construct", "label", "definition"), _construct_rows(shown, say)),
    )


def _construct_data(construct: Construct, say: Speech) -> dict[str, Any]:
    term = construct.term
    return {
        "id": term.id,
        "iri": term.iri,
        "notation": construct.notation,
        "label": term.label[say.lang],
        "definition": terms.text_data(term.definition),
        "block": construct.parent,
        "precondition_of": list(construct.precondition_of),
        "question": terms.text_data(construct.question) if construct.question else None,
        "matches": list(construct.matches),
    }


def _constructs(shown: Framework, say: Speech) -> Table:
    return Table((say("number"), say("id"), say("construct"), say("definition")), _construct_rows(shown, say))


def _construct_rows(shown: Framework, say: Speech) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (each.notation, each.term.id, each.term.label[say.lang], each.term.definition[say.lang])
        for each in shown.constructs.values()
    )


def _propositions(shown: Framework, ontology: Ontology, say: Speech) -> Section:
    rows = tuple(
        (each.id, each.statement[say.lang], terms.basis(each.basis, ontology, say)) for each in shown.propositions
    )
    return Section(say("Propositions"), (), Table((say("proposition"), say("what it says"), say("basis")), rows))


@dataclass(frozen=True)
class Known:
    """What a case says of a construct: a status or, where outcomes are measured by it, results; and the claims."""

    case: Case
    status: Status | None
    results: tuple[str, ...]
    claims: tuple[Claim, ...]


def construct(shown: Construct, framework: Framework, known: Sequence[Known], ontology: Ontology) -> Printout:
    """One construct: what it means, and what is known of it in each case, with the claims."""

    def table(say: Speech) -> Table:
        rows = tuple(
            (each.case.id, _said(each, ontology, say), terms.cited(each.claims, ontology, say)) for each in known
        )
        return Table((say("case"), say("status"), say("claims and their basis")), rows)

    return Printout(
        lambda say: {
            "schema": terms.schema("construct"),
            "framework": framework.id,
            **_construct_data(shown, say),
            "cases": {each.case.id: _known_data(each) for each in known},
        },
        lambda say: [Section(shown.term.label[say.lang], (shown.term.definition[say.lang],), table(say))],
        lambda _: Table(("case", "status", "result", "claim", "basis"), tuple(_known_rows(known))),
    )


def _known_rows(known: Iterable[Known]) -> Iterator[tuple[Cell, ...]]:
    """A row for each claim, and one for a case without any, which says that nothing is reported."""
    for each in known:
        status = each.status or ("" if each.results else Status.NOT_REPORTED)
        said = (each.case.id, status, " ".join(each.results))
        yield from ((*said, claim.id, claim.basis) for claim in each.claims)
        if not each.claims:
            yield (*said, None, None)


def _known_data(known: Known) -> dict[str, Any]:
    claims = [terms.claim_data(claim) for claim in known.claims]
    return {"status": known.status, "results": list(known.results), "claims": claims}


def _said(known: Known, ontology: Ontology, say: Speech) -> str:
    if known.status is not None:
        return ontology.code("status", known.status)[say.lang]
    return ", ".join(ontology.code("result", result)[say.lang] for result in known.results) or say(terms.NOT_REPORTED)


def code_lists(lists: Mapping[str, Iterable[Term]]) -> Printout:
    """Code lists, by name: every code with its definition."""

    def rows(say: Speech) -> tuple[tuple[Cell, ...], ...]:
        return tuple(
            (name, term.id, term.label[say.lang], term.definition[say.lang])
            for name, codes in lists.items()
            for term in codes
        )

    def table(say: Speech) -> Table:
        return Table((say("code list"), say("code"), say("label"), say("definition")), rows(say))

    return Printout(
        lambda _: {
            "schema": terms.schema("code-lists"),
            "lists": {name: [term_data(term) for term in codes] for name, codes in lists.items()},
        },
        lambda say: [Section(say("Code lists"), (), table(say))],
        lambda say: Table(("list", "code", "label", "definition"), rows(say)),
    )


def term_data(term: Term) -> dict[str, Any]:
    """A term for programs, in both languages."""
    words = {"label": terms.text_data(term.label), "definition": terms.text_data(term.definition)}
    return {"id": term.id, "iri": term.iri, **words}


def declared(found: Sequence[tuple[str, Text, Text, Text]]) -> Printout:
    """The classes and properties of the ontology: name, kind, label and definition."""

    def rows(say: Speech) -> tuple[tuple[Cell, ...], ...]:
        return tuple((name, *(words[say.lang] for words in texts)) for name, *texts in found)

    def table(say: Speech) -> Table:
        return Table((say("name"), say("kind"), say("label"), say("definition")), rows(say))

    return Printout(
        lambda _: {
            "schema": terms.schema("ontology"),
            "terms": [
                {"name": name, "label": terms.text_data(label), "definition": terms.text_data(definition)}
                for name, _, label, definition in found
            ],
        },
        lambda say: [Section(say("Ontology"), (), table(say))],
        lambda say: Table(("name", "kind", "label", "definition"), rows(say)),
    )
