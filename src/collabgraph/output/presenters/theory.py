"""Frameworks, their constructs and the code lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from collabgraph.model import Case, Claim, Construct, Framework, Ontology, Status, Term
from collabgraph.output.document import (
    Cell,
    Claims,
    Number,
    Part,
    Presentation,
    Row,
    Run,
    Table,
    Target,
    TextCell,
    columns,
    paragraph,
    plain_table,
    text,
    text_cell,
)
from collabgraph.output.presenters import terms
from collabgraph.rdf.vocabulary import CG
from collabgraph.words import Speech, Text

# Frameworks ----------------------------------------------------------------------------------------------------------


def frameworks(ontology: Ontology) -> Presentation:
    """The frameworks there are, with how much each states."""
    known = list(ontology.frameworks.values())

    def table(say: Speech) -> Table:
        heads = columns(
            framework=say("framework"),
            title=say("title"),
            constructs=say("constructs"),
            preconditions=say("preconditions"),
            propositions=say("propositions"),
        )
        return Table(say("Frameworks"), heads, tuple(_counted(framework, say) for framework in known))

    return Presentation(
        lambda say: {
            "schema": terms.schema("frameworks"),
            "frameworks": [{"id": f.id, "iri": f.iri, "title": f.title[say.lang]} for f in known],
        },
        lambda say: [Part("frameworks", say("Frameworks"), (table(say),))],
        table,
    )


def _counted(framework: Framework, say: Speech) -> Row:
    counts = (framework.constructs, framework.preconditions, framework.propositions)
    name = text_cell(Run(framework.id, Target("framework", framework.iri)))
    return name, text_cell(text(framework.title, say)), *(Number(len(things)) for things in counts)


def framework(shown: Framework, ontology: Ontology) -> Presentation:
    """One framework: its constructs in order, and its propositions with their basis."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("framework"),
            "id": shown.id,
            "iri": shown.iri,
            "title": shown.title[say.lang],
            "constructs": [_construct_data(construct, say) for construct in shown.constructs.values()],
            "propositions": [
                {
                    "id": proposition.id,
                    "iri": proposition.iri,
                    "antecedents": list(proposition.antecedents),
                    "consequent": proposition.consequent,
                    "relation": proposition.relation,
                    "basis": proposition.basis,
                    "statement": terms.text_data(proposition.statement),
                }
                for proposition in shown.propositions
            ],
        },
        lambda say: [
            Part("constructs", shown.title[say.lang], (_constructs(shown, say),)),
            Part("propositions", say("Propositions"), (_propositions(shown, ontology, say),)),
        ],
        lambda say: _constructs(shown, say),
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
    """The constructs in order, each set in below those it is part of."""
    heads = columns(number=say("number"), construct=say("id"), label=say("construct"), definition=say("definition"))
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(construct.notation, depth=len(shown.ancestors(iri))),
            text_cell(construct.term.id),
            TextCell(terms.construct(construct, shown, say).runs),
            text_cell(text(construct.term.definition, say)),
        )
        for iri, construct in shown.constructs.items()
    )
    return Table(say("constructs"), heads, rows)


def _propositions(shown: Framework, ontology: Ontology, say: Speech) -> Table:
    heads = columns(proposition=say("proposition"), statement=say("what it says"), basis=say("basis"))
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(Run(proposition.id, Target("thing", proposition.iri))),
            text_cell(text(proposition.statement, say)),
            text_cell(terms.basis(proposition.basis, ontology, say), code=proposition.basis),
        )
        for proposition in shown.propositions
    )
    return Table(say("Propositions"), heads, rows)


# A construct in the cases --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InCase:
    """What a case says of a construct: a status or, where outcomes are measured by it, results; and the claims."""

    case: Case
    status: Status | None
    results: tuple[str, ...]
    claims: tuple[Claim, ...]


def construct(shown: Construct, framework: Framework, cases: Sequence[InCase], ontology: Ontology) -> Presentation:
    """One construct: what it means, and what is known of it in each case, with the claims."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("construct"),
            "framework": framework.id,
            **_construct_data(shown, say),
            "cases": {known.case.id: _known_data(known) for known in cases},
        },
        lambda say: [
            Part(
                "cases",
                shown.term.label[say.lang],
                (paragraph(text(shown.term.definition, say)), _in_cases(cases, ontology, say)),
            )
        ],
        lambda _: plain_table(("case", "status", "result", "claim", "basis"), _records(cases)),
    )


def _in_cases(cases: Sequence[InCase], ontology: Ontology, say: Speech) -> Table:
    heads = columns(case=say("case"), status=say("status"), claims=say("claims and their basis"))
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(Run(known.case.id, Target("case", known.case.id))),
            _status(known, ontology, say),
            Claims(terms.citations(known.claims, known.case.id, ontology, say)),
        )
        for known in cases
    )
    return Table(say("case"), heads, rows)


def _status(known: InCase, ontology: Ontology, say: Speech) -> Cell:
    if known.status is None and known.results:
        results = [ontology.code("result", result)[say.lang] for result in known.results]
        return text_cell(", ".join(results), code=" ".join(known.results))
    status = known.status or Status.NOT_REPORTED
    return terms.status_cell(status, ontology.code("status", status)[say.lang])


def _records(cases: Iterable[InCase]) -> Iterator[Sequence[str | None]]:
    """A row for each claim, and one for a case without any, which says that nothing is reported."""
    for known in cases:
        status = known.status or ("" if known.results else Status.NOT_REPORTED)
        of_case = (known.case.id, status, " ".join(known.results))
        yield from ((*of_case, claim.id, claim.basis) for claim in known.claims)
        if not known.claims:
            yield (*of_case, None, None)


def _known_data(known: InCase) -> dict[str, Any]:
    claims = [terms.claim_data(claim) for claim in known.claims]
    return {"status": known.status, "results": list(known.results), "claims": claims}


# Codes and terms -----------------------------------------------------------------------------------------------------


def code_lists(lists: Mapping[str, Iterable[Term]]) -> Presentation:
    """Code lists, by name: every code with its definition."""

    def table(say: Speech) -> Table:
        heads = columns(list=say("code list"), code=say("code"), label=say("label"), definition=say("definition"))
        rows: tuple[Row, ...] = tuple(
            (
                text_cell(name),
                text_cell(Run(term.id, Target("term", term.iri))),
                text_cell(text(term.label, say)),
                text_cell(text(term.definition, say)),
            )
            for name, codes in lists.items()
            for term in codes
        )
        return Table(say("Code lists"), heads, rows)

    return Presentation(
        lambda _: {
            "schema": terms.schema("code-lists"),
            "lists": {name: [term_data(term) for term in codes] for name, codes in lists.items()},
        },
        lambda say: [Part("code-lists", say("Code lists"), (table(say),))],
        table,
    )


def term_data(term: Term) -> dict[str, Any]:
    """A term for programs, in both languages."""
    words = {"label": terms.text_data(term.label), "definition": terms.text_data(term.definition)}
    return {"id": term.id, "iri": term.iri, **words}


def declared(classes_and_properties: Sequence[tuple[str, Text, Text, Text]]) -> Presentation:
    """The classes and properties of the ontology: name, kind, label and definition."""

    def table(say: Speech) -> Table:
        heads = columns(name=say("name"), kind=say("kind"), label=say("label"), definition=say("definition"))
        rows = tuple(
            (text_cell(Run(name, Target("term", CG.iri + name))), *(text_cell(text(words, say)) for words in texts))
            for name, *texts in classes_and_properties
        )
        return Table(say("Ontology"), heads, rows)

    return Presentation(
        lambda _: {
            "schema": terms.schema("ontology"),
            "terms": [
                {"name": name, "label": terms.text_data(label), "definition": terms.text_data(definition)}
                for name, _, label, definition in classes_and_properties
            ],
        },
        lambda say: [Part("ontology", say("Ontology"), (table(say),))],
        table,
    )
