"""How theories correspond, as a table and in the columns of SSSOM; and one case read by all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from collabgraph.analysis.crosswalk import Crosswalk, Match, Reading, Side
from collabgraph.model import Basis, Ontology, Status
from collabgraph.output.document import (
    Block,
    Cell,
    Part,
    Presentation,
    Row,
    StatusCell,
    Table,
    columns,
    paragraphs,
    plain_table,
    text_cell,
)
from collabgraph.output.presenters import terms
from collabgraph.rdf.vocabulary import BASE, PREFIXES, SKOS
from collabgraph.words import Speech, mark

#: How a construct corresponds to another one.
RELATIONS = {
    "exactMatch": mark("exact match"),
    "closeMatch": mark("close match"),
    "broadMatch": mark("is part of"),
    "narrowMatch": mark("takes in"),
    "relatedMatch": mark("is related to"),
}

#: The columns of a mapping in SSSOM, and how the mappings came about: people wrote them.
_SSSOM = ("subject_id", "predicate_id", "object_id", "mapping_justification", "subject_label", "object_label")
_JUSTIFICATION = "semapv:ManualMappingCuration"

# The mappings ---------------------------------------------------------------------------------------------------------


def mappings(found: Sequence[Match]) -> Presentation:
    """The matches of constructs."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("crosswalk-mappings"),
            "mappings": [dict(zip(_SSSOM, row, strict=True)) for row in _rows(found, say)],
        },
        lambda say: [
            Part("mappings", say("How theories correspond"), (*paragraphs((_what_carries(say),)), _table(found, say)))
        ],
        lambda say: plain_table(_SSSOM, _rows(found, say)),
    )


def _what_carries(say: Speech) -> str:
    return say("Only an exact or a close match carries a claim from one theory over to the other.")


def _table(found: Sequence[Match], say: Speech) -> Table:
    heads = columns(
        construct=say("construct"),
        framework=say("framework"),
        relation=say("relation"),
        counterpart=say("counterpart"),
        other=say("its framework"),
    )
    rows: tuple[Row, ...] = tuple(
        (
            terms.construct(match.construct, match.framework, say),
            text_cell(terms.short_title(match.framework, say), code=match.framework.id),
            text_cell(say(RELATIONS[match.relation]), code=match.relation),
            terms.construct(match.other, match.other_framework, say),
            text_cell(terms.short_title(match.other_framework, say), code=match.other_framework.id),
        )
        for match in found
    )
    return Table(say("Matches"), heads, rows)


def _rows(found: Sequence[Match], say: Speech) -> Iterator[tuple[str, ...]]:
    for match in found:
        yield (
            _curie(match.construct.term.iri), f"skos:{match.relation}", _curie(match.other.term.iri), _JUSTIFICATION,
            match.construct.term.label[say.lang], match.other.term.label[say.lang],
        )  # fmt: skip


def _prefix(iri: str) -> tuple[str, str]:
    """The prefix of a construct's namespace: the one by which queries know it, or else the id of the framework."""
    namespace = iri.rpartition("#")[0] + "#"
    known = {address: name for name, address in PREFIXES.items()}
    return known.get(namespace, namespace[:-1].rpartition("/")[2]), namespace


def _curie(iri: str) -> str:
    return f"{_prefix(iri)[0]}:{iri.rpartition('#')[2]}"


def sssom(found: Sequence[Match], lang: str) -> str:
    """The mappings in SSSOM's form: tab-separated, under a head of comments with the prefixes, as its standard asks.

    See Matentzoglu and others 2022, A Simple Standard for Sharing Ontological Mappings, Database 2022: baac035.
    """
    prefixes = dict(_prefix(iri) for match in found for iri in (match.construct.term.iri, match.other.term.iri))
    prefixes |= {"semapv": "https://w3id.org/semapv/vocab/", "skos": SKOS.iri}
    head = [
        "#curie_map:",
        *(f'#  {name}: "{prefixes[name]}"' for name in sorted(prefixes)),
        f'#mapping_set_id: "{BASE}crosswalk"',
        '#license: "https://creativecommons.org/licenses/by/4.0/"',
    ]
    rows = ("\t".join(" ".join(cell.split()) for cell in row) for row in (_SSSOM, *_rows(found, Speech(lang))))
    return "\n".join((*head, *rows)) + "\n"


# A case ---------------------------------------------------------------------------------------------------------------


def presentation(result: Crosswalk, ontology: Ontology) -> Presentation:
    """One case read by all theories: the constructs of one, each beside its counterparts."""
    return Presentation(partial(_data, result), partial(_parts, result, ontology), lambda _: _records(result))


def _data(result: Crosswalk, say: Speech) -> dict[str, Any]:
    return {
        "schema": terms.schema("crosswalk"),
        "case": result.case.id,
        "framework": result.framework.id,
        "basis": [basis.value for basis in Basis if basis in result.bases],
        "attribution": terms.attribution_data(result.case.attributions),
        "constructs": [
            {
                **_side_data(reading.here, say),
                "counterparts": [
                    {"relation": relation, **_side_data(other, say)} for relation, other in reading.others
                ],
            }
            for reading in result.readings
        ],
        "unused": terms.unused_data(result.unused),
    }


def _side_data(side: Side, say: Speech) -> dict[str, Any]:
    condition = side.condition
    return {
        "framework": side.framework.id,
        "id": side.construct.term.id,
        "iri": side.construct.term.iri,
        "label": side.construct.term.label[say.lang],
        "status": condition.status if condition else None,
        "degree": terms.interval_data(condition.degree if condition else None),
        "results": sorted({claim.result for claim in side.outcomes}),
        "claims": [terms.claim_data(claim) for claim in side.claims],
        "carried_over": terms.carried_data(condition) if condition else {},
    }


def _parts(result: Crosswalk, ontology: Ontology, say: Speech) -> list[Part]:
    counterparts = sum(len(reading.others) for reading in result.readings)
    known = [side for reading in result.readings for _, side in reading.others if _is_known(side)]
    headline = say(
        "{case} read with {framework} and by the theories that have counterparts to it",
        case=terms.case_name(result.case), framework=terms.short_title(result.framework, say),
    )  # fmt: skip
    lines = (
        say(
            "Of {n} counterparts in other theories something is known of {known} in the case; the others are not "
            "reported, which is not absent.",
            n=counterparts, known=len(known),
        ),
        _what_carries(say),
        terms.read_with(result.framework, result.bases, result.case.attributions, ontology, say),
    )  # fmt: skip
    statuses = {side.condition.status for reading in result.readings for side in _sides(reading) if side.condition}
    legend = terms.legend(ontology, say, statuses)
    blocks: tuple[Block, ...] = (
        *paragraphs((*lines, legend)),
        _sides_table(result, ontology, say),
        *terms.left_out(result.unused, say),
    )
    return [Part("crosswalk", headline, blocks)]


def _is_known(side: Side) -> bool:
    return bool(side.outcomes) if side.condition is None else side.condition.status is not Status.NOT_REPORTED


def _sides(reading: Reading) -> list[Side]:
    return [reading.here, *(side for _, side in reading.others)]


def _sides_table(result: Crosswalk, ontology: Ontology, say: Speech) -> Table:
    heads = columns(
        construct=say("construct"),
        status=say("status"),
        relation=say("relation"),
        counterpart=say("counterpart"),
        other=say("its framework"),
        status_there=say("status there"),
    )
    return Table(say("Counterparts"), heads, tuple(_side_rows(result, ontology, say)))


def _side_rows(result: Crosswalk, ontology: Ontology, say: Speech) -> Iterator[Row]:
    case, framework = result.case.id, result.framework
    for reading in result.readings:
        depth = len(framework.ancestors(reading.here.construct.term.iri))
        here: tuple[Cell | None, ...] = (
            terms.construct(reading.here.construct, framework, say, depth=depth),
            _status(reading.here, case, ontology, say),
        )
        for relation, other in reading.others:
            yield (
                *here,
                text_cell(say(RELATIONS[relation]), code=relation),
                terms.construct(other.construct, other.framework, say),
                text_cell(terms.short_title(other.framework, say), code=other.framework.id),
                _status(other, case, ontology, say),
            )
            here = (None, None)
        if not reading.others:
            yield (*here, text_cell(say("no counterpart"), code=""), None, None, None)


def _status(side: Side, case: str, ontology: Ontology, say: Speech) -> Cell:
    """The status, or the results where outcomes are measured by the construct, with the claims."""
    if side.condition is not None:
        carried, moved = say("carried over"), side.condition.carried
        cited = tuple(
            replace(each, basis_label=f"{each.basis_label}, {carried}") if each.to.name in moved else each
            for each in terms.citations(side.condition.claims, case, ontology, say)
        )
        status = terms.status_cell(side.condition.status, ontology.code("status", side.condition.status)[say.lang])
        return replace(status, claims=cited)
    if not side.outcomes:
        return terms.status_cell(Status.NOT_REPORTED, ontology.code("status", Status.NOT_REPORTED)[say.lang])
    label = ", ".join(ontology.code("result", result)[say.lang] for result in sorted({c.result for c in side.outcomes}))
    codes = " ".join(sorted({claim.result for claim in side.outcomes}))
    return StatusCell(codes, "", label, terms.citations(side.outcomes, case, ontology, say))


def _records(result: Crosswalk) -> Table:
    names = (
        "construct", "status", "result", "claims", "relation", "counterpart", "framework", "status_there",
        "result_there", "claims_there",
    )  # fmt: skip
    rows = [
        (side.construct.term.id, *_flat(side), relation, other.construct.term.id, other.framework.id, *_flat(other))
        for reading in result.readings
        for side in [reading.here]
        for relation, other in reading.others
    ]
    alone = [
        (reading.here.construct.term.id, *_flat(reading.here), None, None, None, None, None, None)
        for reading in result.readings
        if not reading.others
    ]
    return plain_table(names, [*rows, *alone])


def _flat(side: Side) -> tuple[str, str, str]:
    status = side.condition.status if side.condition else "" if side.outcomes else Status.NOT_REPORTED
    results = " ".join(sorted({claim.result for claim in side.outcomes}))
    return str(status), results, " ".join(claim.id for claim in side.claims)
