"""Case files made for tests: a line for each claim becomes Turtle that validates.

``EDGES`` and ``MIRROR`` have a claim for each thing that is easily got wrong: what is contested, later than the period,
background knowledge, denied, symmetric, inside one office, on another framework. ``by_chance`` makes any number more.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from collabgraph.rdf.vocabulary import PREFIXES

CODING = "boundary actorDefinition tieDefinition missingData tieStrength multiplexity timeFrame".split()
#: Name, kind, sector, and what else is stated of an actor.
ACTORS = (
    ("office", "government-office", "public", ""),
    ("unit", "office-role", "public", " ; org:unitOf actor:e-office"),
    ("agency", "government-office", "public", " ; cg:possiblyIs actor:e-office , actor:e-firm"),
    ("system", "information-system", "public", ""),
    ("citizen", "service-recipient", "citizens", ""),
    ("firm", "firm", "private", ""),
    ("ngo", "association", "civil-society", ""),
    ("hermit", "university", "civil-society", ""),
)
SUPPORTS = (("supports", "r1"),)
#: By source: one in both languages, one that is the same in both.
CITATIONS = {"r1": '"Report of May 2023."@en , "Laporan Mei 2023."@id', "r2": '"Journal 12(1): 1-40."'}


class Line(NamedTuple):
    """A claim: id, class, basis, what it says in Turtle, date, polarity and source of each piece of evidence."""

    id: str
    kind: str
    basis: str
    body: str
    date: str = ""
    evidence: tuple[tuple[str, str], ...] = SUPPORTS


def condition(
    name: str, basis: str, construct: str, status: str, *, date: str = "", more: str = "",
    evidence: tuple[tuple[str, str], ...] = SUPPORTS,
) -> Line:  # fmt: skip
    """A claim on the status of a construct."""
    body = f"cg:construct {construct} ; cg:status status:{status}{more}"
    return Line(name, "ConditionClaim", basis, body, date, evidence)


def tie(name: str, basis: str, sender: str, kind: str, receiver: str, status: str = "present", date: str = "") -> Line:
    """A claim on a tie between two of ACTORS."""
    body = f"cg:from actor:e-{sender} ; cg:to actor:e-{receiver} ; cg:tieKind tie:{kind} ; cg:status status:{status}"
    return Line(name, "TieClaim", basis, body, date)


def part(name: str, basis: str, actor: str, *roles: str, date: str = "") -> Line:
    """A claim on the roles of one of ACTORS."""
    held = " , ".join(f"role:{role}" for role in roles)
    return Line(name, "Participation", basis, f"cg:actor actor:e-{actor} ; cg:role {held}", date)


def step(name: str, basis: str, order: int, *actors: str, date: str = "") -> Line:
    """A step of the service, performed by some of ACTORS or by nobody."""
    performed = "".join(f" ; cg:performedBy actor:e-{actor}" for actor in actors)
    return Line(name, "StepClaim", basis, f"cg:order {order}{performed}", date)


EDGES = (
    condition("C01", "reported", "sp:leader-commitment", "present"),
    condition("C02", "documented", "sp:leader-commitment", "absent", evidence=(("supports", "r2"),)),
    condition("C03", "reported", "sp:supporting-resources", "partial"),
    condition("C04", "documented", "sp:supporting-resources", "absent"),
    condition("C05", "reported", "sp:underlying-regulation", "absent", date="2026"),
    condition("C06", "reported", "sp:innovative-leadership", "not-reported"),
    condition("C07", "documented", "ag:facilitative-leadership", "absent"),
    condition("C08", "reported", "sp:simple-governance", "not-applicable"),
    condition("C09", "background", "sp:simple-service-system", "present"),
    condition("C10", "reported", "sp:open-communication-partners", "contested"),
    condition("C11", "reported", "sp:competent-human-resources", "present", more=" ; cg:confidence 0.7"),
    condition("C12", "inferred", "sp:competent-human-resources", "partial", more=" ; cg:confidence 0.69"),
    condition(
        "C13", "reported", "sp:open-communication-recipients", "absent", more=" ; cg:attribution attribution:none",
        evidence=(("supports", "r1"), ("contradicts", "r2"), ("qualifies", "r2")),
    ),
    condition("C14", "reported", "ag:prehistory-of-cooperation", "absent"),
    condition("C15", "reported", "ag:power-resource-knowledge-asymmetry", "present"),
    condition("C16", "reported", "ag:initial-trust", "present"),
    condition("C17", "documented", "ag:initial-trust", "partial"),
    condition("C18", "inferred", "ag:initial-trust", "absent"),
    condition("C19", "reported", "sp:performance", "present"),
    condition("C20", "documented", "sp:performance", "absent", evidence=(("supports", "r2"),)),
    condition("C21", "reported", "sp:open-communication-recipients", "not-reported"),
    condition("C22", "reported", "sp:supporting-resources", "absent", date="2023", evidence=SUPPORTS * 2),
    Line("O01", "OutcomeClaim", "reported", "cg:indicator sp:applicants ; cg:result result:increased"),
    Line("O02", "OutcomeClaim", "documented", "cg:indicator sp:applicants ; cg:result result:decreased"),
    Line("O04", "OutcomeClaim", "reported", "cg:indicator sp:performance ; cg:result result:achieved", "2024"),
    Line("O03", "OutcomeClaim", "reported", "cg:indicator ag:outcomes ; cg:result result:achieved", "2025-01-01"),
    part("P01", "prescribed", "office", "licence-issuer", "technical-authority"),
    part("P02", "documented", "unit", "operator"),
    part("P03", "reported", "citizen", "service-recipient"),
    part("P04", "prescribed", "system", "information-platform"),
    part("P05", "documented", "firm", "professional-adviser", date="2026"),
    part("P06", "background", "ngo", "overseer"),
    part("P07", "reported", "hermit", "expert-adviser"),
    part("P08", "inferred", "agency", "inspector", "technical-assessor"),
    part("P09", "prescribed", "unit", "operator", "technical-assessor"),
    tie("T01", "prescribed", "citizen", "submits-to", "system"),
    tie("T02", "prescribed", "office", "partners-with", "ngo"),
    tie("T03", "reported", "ngo", "partners-with", "office"),
    tie("T04", "prescribed", "firm", "advises", "office"),
    tie("T05", "documented", "office", "advises", "firm"),
    tie("T06", "prescribed", "office", "bills", "citizen", "absent"),
    tie("T07", "reported", "office", "notifies", "citizen", "partial"),
    tie("T08", "documented", "agency", "inspects", "firm", date="2026"),
    tie("T09", "background", "office", "funds", "hermit"),
    tie("T10", "documented", "firm", "pays", "office", "contested"),
    tie("T11", "prescribed", "unit", "reports-to", "office"),
    tie("T12", "prescribed", "agency", "inspects", "firm"),
    tie("T13", "prescribed", "citizen", "co-organises-with", "firm"),
    tie("T14", "reported", "citizen", "notifies", "firm"),
    tie("T15", "inferred", "agency", "issues", "citizen"),
    tie("T16", "documented", "unit", "recommends-to", "office", "absent"),
    tie("T17", "prescribed", "ngo", "consults", "citizen"),
    tie("T18", "documented", "ngo", "notifies", "citizen", "partial"),
    step("S01", "prescribed", 1, "citizen"),
    step("S02", "background", 2, "office"),
    step("S03", "prescribed", 3),
    step("S04", "prescribed", 4, "office", "unit"),
    step("S05", "prescribed", 5, "citizen"),
    step("S06", "prescribed", 2, "office", date="2030"),
    Line("K01", "ClockClaim", "prescribed", "cg:amount 1.5 ; cg:unit unit:hour"),
    Line("K02", "ClockClaim", "prescribed", "cg:amount 3 ; cg:unit unit:day", "2025"),
    Line("K03", "ClockClaim", "prescribed", "cg:amount 3 ; cg:unit unit:month", "2024"),
    Line("M01", "FeeClaim", "documented", "cg:status status:present ; cg:amount 5000"),
    Line("M02", "FeeClaim", "background", "cg:status status:absent", "2024-12-31"),
    Line("M03", "FeeClaim", "documented", "cg:status status:present", "2025-01-01"),
    Line("R01", "RivalClaim", "inferred", "cg:effect sp:applicants , sp:outcomes ; cg:direction direction:negative"),
    Line("R02", "RivalClaim", "reported", "cg:effect sp:outcomes ; cg:direction direction:positive", "2022"),
    Line("R03", "RivalClaim", "reported", "cg:effect sp:outcomes ; cg:direction direction:positive", "2027"),
    Line(
        "X01", "CausalClaim", "reported",
        "cg:cause sp:leader-commitment , sp:supporting-resources ; cg:effect sp:outcomes ; "
        "cg:direction direction:positive",
    ),
    Line("N01", "ContextClaim", "reported", "cg:topic topic:caution ; cg:attribution attribution:implied"),
)  # fmt: skip

MIRROR = (
    condition("C01", "reported", "sp:underlying-regulation", "present"),
    condition("C02", "elsewhere", "sp:supporting-resources", "absent"),
    condition("C03", "background", "sp:leader-commitment", "present"),
    part("P01", "documented", "office", "licence-issuer"),
    part("P02", "documented", "citizen", "service-recipient", date="2023"),
    part("P03", "documented", "hermit", "licence-issuer"),
    part("P04", "background", "firm", "service-recipient"),
    part("P05", "documented", "ngo", "service-recipient", date="2026"),
    tie("T01", "documented", "agency", "issues", "citizen", "partial", "2024"),
    tie("T02", "documented", "firm", "issues", "citizen", date="2026"),
    tie("T03", "documented", "ngo", "issues", "citizen", "absent"),
    tie("T04", "background", "system", "issues", "citizen"),
    tie("T05", "documented", "unit", "issues", "firm"),
    tie("T06", "documented", "unit", "issues", "ngo"),
    step("S01", "elsewhere", 1, "citizen", "firm", "ngo", "system", "unit"),
    step("S02", "elsewhere", 2, "agency", date="2024-06-30"),
    step("S03", "elsewhere", 3, "agency"),
    step("S04", "elsewhere", 1, "agency", date="2026"),
    step("S05", "background", 1, "agency"),
)


def by_chance(seed: int) -> list[Line]:
    """A case of 20 conditions, 30 ties and 8 steps, the same for the same seed; one in two has few participations."""
    chance = random.Random(seed)  # noqa: S311 -- reproducible, and nothing to keep secret
    bases = ("reported", "documented", "prescribed", "prescribed", "elsewhere", "inferred", "background")
    statuses = ("present", "present", "partial", "absent", "absent", "contested", "not-reported", "not-applicable")
    constructs = (
        "sp:leader-commitment", "sp:supporting-resources", "sp:underlying-regulation", "sp:facilitative-leadership",
        "sp:starting-conditions", "sp:rational-choice", "sp:simple-governance", "ag:facilitative-leadership",
        "ag:starting-conditions", "ag:initial-trust", "ag:alternative-venues", "ag:prehistory-of-conflict",
    )  # fmt: skip
    kinds = ("submits-to", "issues", "partners-with", "co-organises-with", "reports-to", "recommends-to", "inspects")
    roles = (
        "licence-issuer",
        "service-recipient",
        "technical-authority",
        "technical-assessor",
        "inspector",
        "operator",
    )
    names = [actor[0] for actor in ACTORS]

    def date() -> str:
        return chance.choice(("", "", "", "2024", "2025-03-01"))

    said = (SUPPORTS, (("qualifies", "r2"),), (("supports", "r1"), ("contradicts", "r2")))
    lines = [
        condition(
            f"C{n:02}", chance.choice(bases), chance.choice(constructs), chance.choice(statuses),
            date=date(), evidence=chance.choice(said),
        )
        for n in range(20)
    ]  # fmt: skip
    for n in range(30):
        sender, receiver = chance.sample(names, 2)
        lines.append(
            tie(
                f"T{n:02}",
                chance.choice(bases),
                sender,
                chance.choice(kinds),
                receiver,
                chance.choice(statuses),
                date(),
            )
        )
    lines += [
        part(f"P{n:02}", chance.choice(bases), chance.choice(names), *chance.sample(roles, 2), date=date())
        for n in range(4 if seed % 2 else 14)
    ]
    return lines + [step(f"S{n}", chance.choice(bases), n + 1, *chance.sample(names, 2), date=date()) for n in range(8)]


def write(folder: Path, cases: dict[str, Iterable[Line]]) -> None:
    """The cases, and the study they share with its actors and sources, as files of a folder.

    The actors stand in the file of "edges" once more: what two files say alike is still said once.
    """
    (folder / "made-study.ttl").write_text(_study(), encoding="utf-8")
    for name, lines in cases.items():
        blocks = [
            _head(name),
            *(_actors() if name == "edges" else ()),
            *(_claim(name, line, f"cg:inCase case:{name}") for line in lines),
        ]
        text = _prefixes() + f"@prefix {name}: <https://w3id.org/collabgraph/case/{name}#> .\n" + "".join(blocks)
        (folder / f"{name}.ttl").write_text(text, encoding="utf-8")


def _prefixes() -> str:
    prefixes = {**PREFIXES, "made-study": f"{PREFIXES['study']}made-study#"}
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())


def _both(predicate: str, words: str) -> str:
    return f'{predicate} "{words} (en)"@en , "{words} (id)"@id'


def _head(name: str) -> str:
    texts = ("dcterms:title", "cg:service", "cg:setting", *(f"cg:{each}" for each in CODING))
    said = " ;\n    ".join(_both(predicate, f"{name} {predicate.partition(':')[2]}") for predicate in texts)
    years = 'dcat:startDate "2021"^^xsd:gYear ; dcat:endDate "2024"^^xsd:gYear'
    period = f"dcterms:temporal [ a dcterms:PeriodOfTime ; {years} ]"
    return f"case:{name} a cg:Case ; cg:study study:made-study ;\n    {period} ;\n    {said} .\n"


def _actors() -> list[str]:
    return [
        f"actor:e-{name} a cg:Actor ; {_both('rdfs:label', f'{name} of the test')} ;\n"
        f"    cg:actorKind actor-kind:{kind} ; cg:sector sector:{sector}{more} .\n"
        for name, kind, sector, more in ACTORS
    ]


def _study() -> str:
    sources = "".join(
        f"source:{name} a cg:Source ; {_both('dcterms:title', f'Report {name}')} ;\n"
        f"    dcterms:bibliographicCitation {citation} .\n"
        for name, citation in CITATIONS.items()
    )
    cause = "cg:effect sp:performance ; cg:direction direction:unspecified"
    claims = (
        _claim("made-study", Line("X01", "CausalClaim", "reported", cause), "cg:inStudy study:made-study"),
        _claim(
            "made-study",
            Line("X02", "CausalClaim", "reported", f"cg:cause sp:rational-choice ; {cause}"),
            "cg:inStudy study:made-study ; cg:inCase case:mirror",
        ),
    )
    words = _both("dcterms:title", "A study"), _both("dcterms:description", "Made for tests")
    head = f"study:made-study a cg:Study ; {' ; '.join(words)} .\n"
    return _prefixes() + head + "".join(_actors()) + sources + "".join(claims)


def _claim(prefix: str, line: Line, place: str) -> str:
    year = "gYear" if len(line.date) == 4 else "date"
    date = f' ; dcterms:date "{line.date}"^^xsd:{year}' if line.date else ""
    evidence = " , ".join(
        f"[ a cg:Evidence ; cg:polarity polarity:{polarity} ; prov:wasDerivedFrom source:{source} ;\n"
        f"        {_locator(line.id)} ; {_both('cg:note', f'{source} tells {line.id} {polarity}')} ]"
        for polarity, source in line.evidence
    )
    return (
        f"{prefix}:{line.id} a cg:{line.kind} ; {place} ; cg:basis basis:{line.basis}{date} ;\n"
        f"    {line.body} ;\n    {_both('cg:statement', f'What {line.id} says')} ;\n    cg:evidence {evidence} .\n"
    )


def _locator(name: str) -> str:
    """Where in the source: a page number, the same in every language, or words in both."""
    return 'cg:locator "12"' if name[-1] in "02468" else _both("cg:locator", f"page 12 on {name}")
