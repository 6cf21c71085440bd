"""Frameworks, and a construct with what each case says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from collabgraph.analysis.conditions import Carried
from collabgraph.model import (
    Case,
    CausalClaim,
    Claim,
    Construct,
    Contingency,
    Framework,
    GovernanceRule,
    Ontology,
    Proposition,
    RivalClaim,
    Status,
)
from collabgraph.output.document import (
    Block,
    Cell,
    Claims,
    Number,
    Paragraph,
    Part,
    Points,
    Presentation,
    Row,
    Run,
    Runs,
    Table,
    Target,
    TextCell,
    columns,
    joined,
    paragraph,
    plain_table,
    text,
    text_cell,
    words,
)
from collabgraph.output.presenters import claims as claim_presenter
from collabgraph.output.presenters import terms
from collabgraph.words import Speech

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
    """One framework: its constructs in order, its propositions, and the ties it expects, each with its basis."""
    expected, criteria = bool(shown.expected), bool(shown.criteria)
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
            Part("constructs", say("Constructs"), (_constructs(shown, say),)),
            *([_thresholds(shown.governance, say)] if shown.governance else []),
            Part("propositions", say("Propositions"), (_propositions(shown, ontology, say),)),
            *([Part("expected", say("Ties it expects"), (_expected(shown, ontology, say),))] if expected else []),
            *(
                [Part("criteria", say("Which cases it is about"), (_criteria(shown, ontology, say),))]
                if criteria
                else []
            ),
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
        "starting_condition": construct.starting,
        "listed_as": list(construct.listed_as),
        "question": terms.text_data(construct.question) if construct.question else None,
        "matches": list(construct.matches),
    }


def _constructs(shown: Framework, say: Speech) -> Table:
    """The constructs in order, each set in below those it is part of."""
    heads = columns(number=say("number"), construct=say("id"), label=say("construct"), definition=say("definition"))
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(construct.notation, depth=len(shown.ancestors(iri)), anchor=construct.term.id),
            text_cell(construct.term.id),
            _label_and_use(construct, shown, say),
            text_cell(text(construct.term.definition, say)),
        )
        for iri, construct in shown.constructs.items()
    )
    return Table(say("constructs"), heads, rows)


def _label_and_use(shown: Construct, framework: Framework, say: Speech) -> TextCell:
    """What a construct is called, and whether it is a precondition or an indicator; programs get its label."""
    use = say("precondition") if shown.precondition_of else say("indicator") if shown.is_indicator else ""
    label = terms.construct(shown, framework, say).runs
    return TextCell((*label, *words(f" ({use})" if use else "")), shown.term.label[say.lang])


def _thresholds(rule: GovernanceRule, say: Speech) -> Part:
    """The thresholds by which a mode of governance is read from a network."""
    title = say("Thresholds by which a mode of governance is read")
    rows: tuple[Row, ...] = tuple(
        (TextCell(words(rule.labels[name][say.lang]), name, anchor=name.replace("_", "-")), Number(limit))
        for name, limit in sorted(rule.thresholds.items())
    )
    return Part(
        "thresholds", title, (Table(title, columns(input=say("what is measured"), limit=say("threshold")), rows),)
    )


def _propositions(shown: Framework, ontology: Ontology, say: Speech) -> Table:
    """The propositions, then those that hold on a condition."""
    heads = columns(
        proposition=say("proposition"), statement=say("what it says"), basis=say("basis"), source=say("source")
    )
    every: tuple[Proposition | Contingency, ...] = (*shown.propositions, *shown.contingencies)
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(proposition.id, anchor=proposition.id),
            text_cell(text(proposition.statement, say)),
            terms.basis_cell(proposition.basis, ontology, say),
            text_cell(proposition.source),
        )
        for proposition in every
    )
    return Table(say("Propositions"), heads, rows)


def _criteria(shown: Framework, ontology: Ontology, say: Speech) -> Table:
    heads = columns(criterion=say("criterion"), label=say("label"), definition=say("definition"), basis=say("basis"))
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(criterion.term.id, anchor=criterion.term.id),
            text_cell(text(criterion.term.label, say)),
            text_cell(text(criterion.term.definition, say)),
            terms.basis_cell(criterion.basis, ontology, say),
        )
        for criterion in shown.criteria
    )
    return Table(say("Criteria"), heads, rows)


def _expected(shown: Framework, ontology: Ontology, say: Speech) -> Table:
    heads = columns(
        expected=say("expected tie"), roles=say("from → to"), statement=say("what it says"), basis=say("basis")
    )

    def role(code: str) -> Run:
        return text(ontology.code("role", code), say)

    rows: tuple[Row, ...] = tuple(
        (
            text_cell(tie.id, anchor=tie.id),
            text_cell(role(tie.sender_role), " → ", role(tie.receiver_role)),
            text_cell(text(tie.statement, say)),
            terms.basis_cell(tie.basis, ontology, say),
        )
        for tie in shown.expected
    )
    return Table(say("Ties it expects"), heads, rows)


# A construct in the cases --------------------------------------------------------------------------------------------


class InCase(Struct, frozen=True):
    """What a case says of a construct: a status or, where outcomes are measured by it, results; and the claims."""

    case: Case
    status: Status | None
    results: tuple[str, ...]
    claims: tuple[Claim, ...]
    carried: Mapping[str, Carried] = {}


def construct(shown: Construct, framework: Framework, cases: Sequence[InCase], ontology: Ontology) -> Presentation:
    """One construct: what it means, its place in the theory, and what each case says of it, with the evidence."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("construct"),
            "framework": framework.id,
            **_construct_data(shown, say),
            "cases": {known.case.id: _known_data(known) for known in cases},
        },
        lambda say: [
            _meaning(shown, framework, ontology, say),
            Part("cases", say("Cases"), (_in_cases(cases, ontology, say),)),
            *(_in_case(known, ontology, say) for known in cases),
            *_named_in(shown, cases, ontology, say),
            *_in_theory(shown, framework, ontology, say),
        ],
        lambda _: plain_table(("case", "status", "result", "claim", "basis"), _records(cases)),
    )


def _meaning(shown: Construct, framework: Framework, ontology: Ontology, say: Speech) -> Part:
    """The definition in every language, the reader's first, and the constructs around it."""
    facts = _facts(shown, framework, ontology, say)
    rows = tuple((text_cell(name), TextCell(runs)) for name, runs in facts if runs)
    place = Table(shown.term.label[say.lang], columns(name="", value=""), rows, headed=False)
    definition = paragraph(text(shown.term.definition, say))
    return Part("construct", shown.term.label[say.lang], (definition, *_in_other_languages(shown, say), place))


def _in_other_languages(shown: Construct, say: Speech) -> list[Paragraph]:
    """What the construct is called and means in each language but the reader's."""
    label, definition = shown.term.label.by_language, shown.term.definition.by_language
    return [
        paragraph(Run(f"{label.get(tag, shown.term.id)}.", strong=True, lang=tag), " ", Run(meaning, lang=tag))
        for tag, meaning in definition.items()
        if tag != shown.term.definition.language(say.lang)
    ]


def _facts(shown: Construct, framework: Framework, ontology: Ontology, say: Speech) -> list[tuple[str, Runs]]:
    """The constructs it is part of, bears on, consists of and corresponds to, and the question to ask."""

    def named(iris: Iterable[str]) -> Runs:
        return joined([(terms.construct_named(iri, ontology, say),) for iri in iris])

    return [
        (say("part of"), named(framework.ancestors(shown.term.iri)[:1])),
        (say("a precondition of"), named(shown.precondition_of)),
        (say("what kind of precondition"), words(_kinds(shown, ontology, say))),
        (say("its parts"), named(piece.term.iri for piece in framework.parts(shown.term.iri))),
        (say("in other frameworks"), joined(_counterparts(shown, framework, ontology, say))),
        (say("where a study is silent, ask"), (text(shown.question, say),) if shown.question else ()),
    ]


def _kinds(shown: Construct, ontology: Ontology, say: Speech) -> str:
    """Whether a construct is a starting condition, and in which lists of factors the framework's source has it."""
    starting = [say("starting condition")] if shown.starting and shown.precondition_of else []
    return ", ".join([*starting, *(ontology.code("factor", code)[say.lang] for code in shown.listed_as)])


def _counterparts(shown: Construct, framework: Framework, ontology: Ontology, say: Speech) -> list[Runs]:
    """The constructs of other frameworks that mean the same or nearly, whichever of the two says so."""
    return [
        words(*terms.construct(other, theory, say).runs, " (", text(theory.title, say), ")")
        for theory in ontology.frameworks.values()
        if theory.id != framework.id
        for other in theory.constructs.values()
        if other.term.iri in shown.matches or shown.term.iri in other.matches
    ]


def _in_case(known: InCase, ontology: Ontology, say: Speech) -> Part:
    """The claims of a case about the construct, with their evidence."""
    case = known.case
    entries = [claim_presenter.entry(case, claim, claim.id, ontology, say) for claim in known.claims]
    silent = say("No claim speaks of this in the case. It is unknown, not absent.")
    block: Block = claim_presenter.entries(entries, say) if entries else paragraph(silent)
    return Part(f"in-{case.id}", case.title[say.lang], (block,))


def _named_in(shown: Construct, cases: Sequence[InCase], ontology: Ontology, say: Speech) -> list[Part]:
    """The causal claims and rival explanations that name a construct; no part where there are none."""
    naming = [
        (known.case, claim)
        for known in cases
        for claim in (*known.case.of(CausalClaim), *known.case.of(RivalClaim))
        if shown.term.iri in (*claim.causes, *claim.effects)
    ]
    name = say("Causal claims and rival explanations that name it")
    table = claim_presenter.table(name, naming, ontology, say, of_cases=True)
    return [Part("named", say("Named in explanations"), (table,))] if naming else []


def _in_theory(shown: Construct, framework: Framework, ontology: Ontology, say: Speech) -> list[Part]:
    """The propositions that name a construct, each with its basis; no part where there are none."""
    items = tuple(
        words(text(proposition.statement, say), f" ({terms.basis(proposition.basis, ontology, say)})")
        for proposition in framework.propositions
        if shown.term.iri in (*proposition.antecedents, proposition.consequent)
    )
    return [Part("propositions", say("What the theory says of it"), (Points(items),))] if items else []


def _in_cases(cases: Sequence[InCase], ontology: Ontology, say: Speech) -> Table:
    heads = columns(case=say("case"), status=say("status"), claims=say("claims and their basis"))
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(Run(known.case.id, Target("case", known.case.id))),
            _status(known, ontology, say),
            Claims(terms.citations(known.claims, known.case.id, ontology, say, carried=known.carried)),
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
