"""Inconsistencies between the statements of a case: its ids, dates, degrees, namespaces, claims and actors."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pyoxigraph as ox

from collabgraph.coding.cases import CLAIM_CLASSES, CODING_STATEMENTS
from collabgraph.coding.forms import is_form
from collabgraph.coding.issues import issue, short
from collabgraph.model import Case, ConditionClaim, Issue, Participation, Status, TieClaim
from collabgraph.rdf.turtle import Graph
from collabgraph.rdf.vocabulary import CASE, CG, DCAT, DCTERMS, ORG, RDF, RDFS, local_name, shortened
from collabgraph.words import Text, both, in_both, mark

# Faults: what prevents the use of a case, besides its shapes and references ------------------------------------------

#: How many claims a warning about several names.
_LISTED = 10


def described_twice(graph: Graph) -> dict[str, Issue]:
    """The issues about subjects that the file describes twice, by subject."""
    issues = {}
    for subject, properties in graph.index.items():
        kinds = [kind.value for kind in properties.get(RDF.type, ()) if isinstance(kind, ox.NamedNode)]
        ours = [kind for kind in kinds if kind.startswith(CG.iri)]
        if len(ours) > len(set(ours)) or len(set(ours) & CLAIM_CLASSES) > 1:
            issues[subject] = _described_twice(graph, subject)
    return issues


def _described_twice(graph: Graph, subject: str) -> Issue:
    lines = [str(line) for line in graph.lines_with_class(subject)]
    if len(lines) > 1:
        sentence = mark("{id} is used twice, lines {lines}. Give one of them an id of its own.")
    else:
        sentence = mark("{id} is used twice. Give one of them an id of its own.")
    listed = in_both(lambda say: say.listed(lines))
    return issue(graph, "name", subject, both(sentence, id=local_name(subject), lines=listed))


def inconsistencies(graph: Graph) -> Iterator[Issue]:
    """The issues about statements of a case or study file that cannot be true: its period, degrees, IRIs of claims."""
    for check in (_periods, _degrees, _foreign_claims):
        yield from check(graph)


def _periods(graph: Graph) -> Iterator[Issue]:
    for node in graph.index:
        start, end = graph.value(node, DCAT.startDate), graph.value(node, DCAT.endDate)
        if start and end and start[: len(end)] > end[: len(start)]:
            message = mark(
                "The period ends ({end}) before it begins ({start}), and claims dated after its end are left out. "
                "Correct dcat:startDate or dcat:endDate."
            )
            yield issue(graph, "contradiction", node, both(message, start=start, end=end))


#: By status: whether a degree is possible, and the words for the degrees that are.
_POSSIBLE_DEGREES: dict[str, tuple[Callable[[float], bool], str]] = {
    Status.PRESENT: (lambda degree: degree > 0.5, mark("above 0.5")),
    Status.INSUFFICIENT: (lambda degree: degree <= 0.5, mark("at most 0.5")),
    Status.ABSENT: (lambda degree: degree < 0.5, mark("below 0.5")),
    Status.PARTIAL: (lambda degree: 0 < degree < 1, mark("above 0 and below 1")),
    Status.NOT_REPORTED: (lambda _: False, mark("none at all")),
    Status.NOT_APPLICABLE: (lambda _: False, mark("none at all")),
}
_CONTRADICTION = mark(
    "The degree {degree} contradicts the status {status}, whose degree is {fitting}. Correct one of them."
)
_TWO_DEGREES = mark(
    "The claim has a degree and an interval of degrees. Keep cg:degree, or cg:degreeLow and cg:degreeHigh."
)


def _degrees(graph: Graph) -> Iterator[Issue]:
    for iri in graph.subjects(CG.ConditionClaim):
        values = {name: graph.objects(iri, name) for name in (CG.degree, CG.degreeLow, CG.degreeHigh)}
        if values[CG.degree] and (values[CG.degreeLow] or values[CG.degreeHigh]):
            yield issue(graph, "contradiction", iri, both(_TWO_DEGREES))
        status = local_name(graph.link(iri, CG.status) or "")
        is_possible, possible = _POSSIBLE_DEGREES.get(status, (None, ""))
        for degrees in values.values() if is_possible else ():
            degree = degrees[0] if len(degrees) == 1 else None
            number = _number(degree.value) if isinstance(degree, ox.Literal) else None
            if number is not None and is_possible and not is_possible(number):
                fields = {"degree": str(number), "status": status, "fitting": both(possible)}
                yield issue(graph, "contradiction", iri, both(_CONTRADICTION, **fields))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None  # the shapes report it


def _foreign_claims(graph: Graph) -> Iterator[Issue]:
    """Issues about claims whose IRI belongs to another case: read together, the two cases would share a claim."""
    cases = graph.subjects(CG.Case)
    has_iri = len(cases) == 1 and not cases[0].startswith("_:")
    for kind in sorted(CLAIM_CLASSES) if has_iri else ():
        for iri in graph.subjects(kind):
            if iri.startswith(CASE) and "#" in iri and not iri.startswith(f"{cases[0]}#"):
                message = mark(
                    "The claim's IRI belongs to the case '{other}': read together, the two cases would share it. "
                    "Declare the prefix of this file's claims as <{right}#>."
                )
                other = local_name(iri.partition("#")[0])
                yield issue(graph, "name", iri, both(message, other=other, right=cases[0]))


def shared_claims(graph: Graph, study: Graph) -> Iterator[Issue]:
    """Issues about claims that both the case's file and its study's file describe."""
    for kind in sorted(CLAIM_CLASSES):
        for iri in graph.subjects(kind):
            if any(iri in study.subjects(other) for other in CLAIM_CLASSES):
                message = mark("{id} is used twice, here and in {place}. Give one of them an id of its own.")
                line = study.line_of(iri)
                place = f"{study.origin}:{line}" if line else study.origin
                yield issue(graph, "name", iri, both(message, id=local_name(iri), place=place))


# Warnings: what may be a mistake and does not prevent the use of a case ----------------------------------------------


def doubts(graph: Graph, study: Graph | None, case: Case) -> Iterator[Issue]:
    """The warnings about a case without faults."""
    checks = (_contradictions, _misnamed, _ambiguous_ids, _cycles, _without_participation, _unsaid, _without_page)
    for check in checks:
        yield from check(graph, case)
    if study is not None:
        yield from differing(graph, study)


def _contradictions(graph: Graph, case: Case) -> Iterator[Issue]:
    """Warnings about claims from one source by which a construct is both present and absent."""
    by_source: dict[tuple[str, str], list[ConditionClaim]] = {}
    for claim in case.of(ConditionClaim):
        for source in sorted({evidence.source.iri for evidence in claim.evidence if evidence.polarity == "supports"}):
            by_source.setdefault((claim.construct, source), []).append(claim)
    for (construct, source), claims in by_source.items():
        present = [claim for claim in claims if claim.status is Status.PRESENT]
        absent = [claim for claim in claims if claim.status is Status.ABSENT]
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
            yield issue(graph, "contradiction", absent[0].iri, message, blocking=False)


def _misnamed(graph: Graph, case: Case) -> Iterator[Issue]:
    if graph.path.stem != case.id and not is_form(graph.path):
        message = both(
            mark(
                "The file is called '{file}', but its case is '{id}'. Name the file {right}, so that '{id}' finds it."
            ),
            file=graph.path.name,
            id=case.id,
            right=f"{case.id}{graph.path.suffix}",
        )
        yield issue(graph, "name", case.iri, message, blocking=False)


def _unsaid(graph: Graph, case: Case) -> Iterator[Issue]:
    """A warning about what a case does not say of itself and of its coding."""
    about = [name for name, words in (("service", case.service), ("setting", case.setting)) if not words]
    missing = [*about, *(name for name in CODING_STATEMENTS if name not in case.coding)]
    if missing:
        missing = _as_keys(missing) if is_form(graph.path) else missing
        message = mark("The case does not say: {names}. Readers and reviewers of a case study ask for these.")
        yield issue(graph, "coding", case.iri, both(message, names=", ".join(missing)), blocking=False)


def _as_keys(names: list[str]) -> list[str]:
    """The names of properties of a case as the keys by which forms say them."""
    from collabgraph.coding.forms.fields import CASE as OF_CASE

    keys = {local_name(field.property): field.key for field in OF_CASE.fields}
    return [keys.get(name, name) for name in names]


def _without_page(graph: Graph, case: Case) -> Iterator[Issue]:
    """A warning about claims with evidence that does not say where in its source it stands."""
    claims = [claim for claim in case.claims if any(not evidence.locator for evidence in claim.evidence)]
    if claims:
        message = mark("Evidence without a page, article or paragraph: {claims}. A reader cannot look it up.")
        listed = [claim.id for claim in claims[:_LISTED]] + ["…"] * (len(claims) > _LISTED)
        yield issue(graph, "evidence", claims[0].iri, both(message, claims=", ".join(listed)), blocking=False)


def _ambiguous_ids(graph: Graph, case: Case) -> Iterator[Issue]:
    for group in (case.claims, tuple(case.actors.values())):
        first: dict[str, str] = {}
        for item in group:
            if first.setdefault(item.id, item.iri) != item.iri:
                message = both(mark("Two things of this case have the id {id}. Give one another id."), id=item.id)
                yield issue(graph, "name", item.iri, message, blocking=False)


def _cycles(graph: Graph, case: Case) -> Iterator[Issue]:
    """Warnings about offices that belong to one another, so that none of them can represent the others."""
    for actor in case.actors.values():
        seen, office = {actor.iri}, actor.office
        while office in case.actors and office not in seen:
            seen.add(office or "")
            office = case.actors[office or ""].office
        if office == actor.iri:
            message = both(
                mark("By org:unitOf {id} belongs, through others, to itself. State which of them is the office."),
                id=actor.id,
            )
            yield issue(graph, "name", actor.iri, message, blocking=False)


def _without_participation(graph: Graph, case: Case) -> Iterator[Issue]:
    """Warnings about actors that have ties, and that no claim makes a participant of the case."""
    participants = {claim.actor for claim in case.claims if isinstance(claim, Participation)}
    ties = [claim for claim in case.claims if isinstance(claim, TieClaim)]
    for actor in sorted({end for tie in ties for end in (tie.sender, tie.receiver)} - participants):
        own_ties = [tie for tie in ties if actor in (tie.sender, tie.receiver)]
        message = both(
            mark(
                "The actor '{actor}' has ties ({ties}) and no participation, so its role in the case is not stated. "
                "Say what its role is (cg:Participation)."
            ),
            actor=local_name(actor),
            ties=", ".join(tie.id for tie in own_ties),
        )
        yield issue(graph, "participation", own_ties[0].iri, message, blocking=False)


#: The properties of which an actor or source has one value, the same in every file.
_SINGLE_VALUED = (
    RDFS.label, CG.actorKind, CG.sector, CG.level, ORG.unitOf, DCTERMS.title, DCTERMS.bibliographicCitation,
)  # fmt: skip


def differing(graph: Graph, other: Graph) -> Iterator[Issue]:
    """Warnings about actors and sources that two files describe differently."""
    for kind in (CG.Actor, CG.Source):
        for iri in graph.subjects(kind):
            if other.has(iri) and not iri.startswith("_:"):
                for predicate in _SINGLE_VALUED:
                    yield from _differing(graph, other, iri, predicate)


def _differing(graph: Graph, other: Graph, iri: str, predicate: str) -> Iterator[Issue]:
    others = _by_language(other, iri, predicate)
    for language, value in _by_language(graph, iri, predicate).items():
        if language in others and others[language] != value:
            yield issue(graph, "name", iri, _difference(other, iri, predicate, value, others[language]), blocking=False)


def _difference(other: Graph, iri: str, predicate: str, here: str, there: str) -> Text:
    line = other.line_of(iri)
    return both(
        mark(
            "'{name}' has another {property} in {place}: here {here}, there {there}. One IRI means the same thing in "
            "every file: correct one of them, or give this one an IRI of its own."
        ),
        name=local_name(iri),
        property=shortened(predicate),
        place=f"{other.origin}:{line}" if line else other.origin,
        here=here,
        there=there,
    )


def _by_language(graph: Graph, iri: str, predicate: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for value in graph.objects(iri, predicate):
        if isinstance(value, ox.Literal):
            values[(value.language or "").lower()] = f"'{value.value}'"
        elif isinstance(value, ox.NamedNode):
            values["iri"] = short(value.value)
    return values
