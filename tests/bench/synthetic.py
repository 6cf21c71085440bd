"""Synthetic case files for the benchmark: valid, deterministic, about 900 triples each.

Each has 25 actors (six of them roles inside an office, one an information system), 38 ties of mixed kinds and bases,
eight condition claims, two outcomes, six participations and four sources, all its own, and no study. The first ties are
there to be left out or doubled: inside an office, on background knowledge, denied, after the period, symmetric.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PREFIXES = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in (
        ("cg", "https://w3id.org/collabgraph/ns#"),
        *((name, f"https://w3id.org/collabgraph/{name}/") for name in ("case", "actor", "source", "coder")),
        ("sp", "https://w3id.org/collabgraph/framework/service-provision#"),
        *(
            (name, f"https://w3id.org/collabgraph/scheme/{name}#")
            for name in ("actor-kind", "basis", "level", "polarity", "result", "role", "sector", "status", "tie")
        ),
        ("dcat", "http://www.w3.org/ns/dcat#"),
        ("dcterms", "http://purl.org/dc/terms/"),
        ("org", "http://www.w3.org/ns/org#"),
        ("prov", "http://www.w3.org/ns/prov#"),
        ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
        ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    )
)
CODING = "boundary actorDefinition tieDefinition missingData tieStrength multiplexity timeFrame".split()
#: Kind, sector and level of the actors that are no role: a licensing service has about this mix.
OFFICES = (
    *(("government-office", "public", "city"),) * 7,
    *(("government-office", "public", "provincial"),) * 2,
    ("ministry", "public", "national"),
    ("executive", "public", "city"),
    ("expert-body", "civil-society", None),
    ("professional", "private", None),
    ("firm", "private", None),
    ("service-recipient", "citizens", None),
    ("community-group", "civil-society", None),
    ("health-centre", "public", "sub-city"),
    ("university", "civil-society", None),
    ("information-system", "public", "national"),
)
N_ROLES, N_TIES, N_CONDITIONS, N_PARTICIPATIONS, N_SOURCES = 6, 38, 8, 6, 4
KINDS = (
    "submits-to returns-to advises assigns nominates consults recommends-to reports-to refers-to bills pays issues "
    "notifies inspects regulates delegates-to oversees forwards-to verifies trains coaches funds partners-with"
).split()
BASES = ("reported", "documented", "documented", "prescribed", "prescribed", "elsewhere", "inferred")
CONSTRUCTS = (
    "leader-commitment supporting-resources underlying-regulation innovative-leadership facilitative-leadership "
    "simple-governance simple-service-system open-communication-partners open-communication-recipients "
    "competent-human-resources"
).split()
RESULTS = {
    "levy-revenue-target": ("achieved", "not-achieved"),
    "applicants": ("increased", "decreased", "unchanged"),
    "performance": ("achieved", "not-achieved"),
}
ROLES = "licence-issuer technical-assessor operator supervisor inspector rule-maker trainer funder".split()


@dataclass(frozen=True)
class Tie:
    """One tie claim to be written: actors by number, codes by id."""

    sender: int
    receiver: int
    kind: str
    basis: str
    status: str = "present"
    year: int | None = None


def write(folder: Path, n: int, seed: int = 0) -> list[Path]:
    """The paths of ``n`` case files written into a folder; the same seed gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(1, n + 1):
        name = f"s{seed}-{number:04}"
        path = folder / f"{name}.ttl"
        path.write_text(case_file(name), encoding="utf-8")
        paths.append(path)
    return paths


def case_file(name: str) -> str:
    """The Turtle text of the synthetic case of this name, which is its seed too."""
    chance = random.Random(name)  # noqa: S311  reproducible, and nothing to keep secret
    blocks = (
        header(name),
        *actors(name),
        *sources(name),
        *participations(name, chance),
        *(tie_claim(name, n, tie, chance) for n, tie in enumerate(ties(chance), 1)),
        *conditions(name, chance),
        *outcomes(name, chance),
    )
    return f"{PREFIXES}@prefix {name}: <https://w3id.org/collabgraph/case/{name}#> .\n\n" + "\n".join(blocks)


def words(predicate: str, english: str, indonesian: str) -> str:
    """One property in both languages."""
    return f'    {predicate} "{english}"@en ,\n        "{indonesian}"@id ;\n'


def header(name: str) -> str:
    """The case itself, with everything a case must state."""
    texts = [
        words("dcterms:title", f"Synthetic case {name}", f"Kasus sintetis {name}"),
        words("cg:service", "A licence that several offices issue together", "Izin yang diterbitkan bersama"),
        words("cg:setting", "A fictitious city, for measuring only", "Kota rekaan, hanya untuk pengukuran"),
        *(
            words(f"cg:{statement}", f"What a case says of its {statement}.", f"Pernyataan kasus tentang {statement}.")
            for statement in CODING
        ),
    ]
    return (
        f"case:{name}\n    a cg:Case ;\n{''.join(texts)}"
        "    dcterms:temporal [\n        a dcterms:PeriodOfTime ;\n"
        '        dcat:startDate "2021"^^xsd:gYear ;\n        dcat:endDate "2024"^^xsd:gYear ] ;\n'
        "    prov:wasAttributedTo coder:collabgraph .\n"
    )


def actors(name: str) -> Iterator[str]:
    """The offices and other bodies, then the roles inside the first of them."""
    for number, (kind, sector, level) in enumerate(OFFICES):
        yield actor(name, number, kind, sector, f"    cg:level level:{level} ;\n" if level else "")
    for number in range(len(OFFICES), len(OFFICES) + N_ROLES):
        office = (number - len(OFFICES)) // 2
        inside = f"    cg:level level:city ;\n    org:unitOf actor:{name}-a{office:02} ;\n"
        yield actor(name, number, "office-role", "public", inside)


def actor(name: str, number: int, kind: str, sector: str, more: str) -> str:
    """One actor."""
    label = words("rdfs:label", f"Actor {number} of the city", f"Aktor {number} di kota")
    codes = f"    cg:actorKind actor-kind:{kind} ;\n    cg:sector sector:{sector} ;\n"
    return ended(f"actor:{name}-a{number:02}\n    a cg:Actor ;\n{label}{codes}{more}")


def sources(name: str) -> Iterator[str]:
    """The sources of the case."""
    for number in range(N_SOURCES):
        title = words("dcterms:title", f"Report {number} on the service", f"Laporan {number} tentang layanan")
        citation = f'    dcterms:bibliographicCitation "City office, report {number}, 2023, pages 1-40." ;\n'
        yield ended(f"source:{name}-r{number}\n    a cg:Source ;\n{title}{citation}")


def participations(name: str, chance: random.Random) -> Iterator[str]:
    """Who takes part: always the two bodies that no tie reaches, and some others."""
    reached = chance.sample(range(len(OFFICES) - 3), N_PARTICIPATIONS - 2)
    for number, place in enumerate([*reached, *unreached()], 1):
        role = chance.choice(ROLES)
        body = f"    cg:actor actor:{name}-a{place:02} ;\n    cg:role role:{role} ;\n"
        yield claim(name, f"P{number:02}", "Participation", chance.choice(BASES), body, chance)


def unreached() -> tuple[int, int]:
    """The actors that have no tie, so that every network has isolates."""
    return len(OFFICES) - 3, len(OFFICES) - 2


def ties(chance: random.Random) -> list[Tie]:
    """The ties of a case, no two alike; a few actors hold most of them, as in the coded cases."""
    system, role = len(OFFICES) - 1, len(OFFICES)
    found = [
        Tie(role, 0, "reports-to", "prescribed"),
        Tie(1, system, "registers", "documented"),
        Tie(system, 2, "forwards-to", "documented"),
        Tie(3, 4, "partners-with", "reported"),
        Tie(4, 5, "co-organises-with", "elsewhere"),
        Tie(5, 6, "consults", "background"),
        Tie(6, 7, "funds", "reported", status="absent"),
        Tie(7, 8, "trains", "documented", year=2025),
        Tie(8, 9, "inspects", "inferred", status="partial"),
    ]
    able = [place for place in range(len(OFFICES) + N_ROLES) if place not in unreached()]
    weights = [6 if place < 3 else 1 for place in able]
    taken = {(tie.sender, tie.receiver, tie.kind) for tie in found}
    while len(found) < N_TIES:
        sender, receiver = chance.choices(able, weights, k=2)
        tie = Tie(sender, receiver, chance.choice(KINDS), chance.choice(BASES))
        if sender != receiver and (sender, receiver, tie.kind) not in taken:
            taken.add((sender, receiver, tie.kind))
            found.append(tie)
    return found


def tie_claim(name: str, number: int, tie: Tie, chance: random.Random) -> str:
    """One tie claim."""
    body = (
        f"    cg:from actor:{name}-a{tie.sender:02} ;\n    cg:to actor:{name}-a{tie.receiver:02} ;\n"
        f"    cg:tieKind tie:{tie.kind} ;\n    cg:status status:{tie.status} ;\n"
    )
    if tie.year is not None:
        body += f'    dcterms:date "{tie.year}"^^xsd:gYear ;\n'
    return claim(name, f"T{number:02}", "TieClaim", tie.basis, body, chance)


def conditions(name: str, chance: random.Random) -> Iterator[str]:
    """Condition claims: the last contradicts the first, from another source; the one before it is background only."""
    constructs = chance.sample(CONSTRUCTS, N_CONDITIONS - 1)
    statuses = chance.choices(("present", "absent", "partial", "contested", "not-reported"), (4, 3, 2, 1, 1), k=5)
    coded = [("present", 0), *((status, None) for status in statuses), ("absent", None), ("absent", 1)]
    bases = [*chance.choices(BASES, k=6), "background", chance.choice(BASES)]
    for number, (construct, (status, source), basis) in enumerate(
        zip([*constructs, constructs[0]], coded, bases, strict=True), 1
    ):
        body = f"    cg:construct sp:{construct} ;\n    cg:status status:{status} ;\n" + statement(construct)
        if status == "partial":
            body += f"    cg:degree {chance.choice(('0.25', '0.5', '0.75'))} ;\n"
        yield claim(name, f"C{number:02}", "ConditionClaim", basis, body, chance, source)


def outcomes(name: str, chance: random.Random) -> Iterator[str]:
    """Two outcome claims about different indicators."""
    for number, indicator in enumerate(chance.sample(sorted(RESULTS), 2), 1):
        result = chance.choice(RESULTS[indicator])
        body = f"    cg:indicator sp:{indicator} ;\n    cg:result result:{result} ;\n" + statement(indicator)
        yield claim(name, f"O{number:02}", "OutcomeClaim", chance.choice(BASES), body, chance)


def statement(term: str) -> str:
    """What is claimed, in both languages."""
    return words(
        "cg:statement",
        f"The source speaks of {term} and says how it stood in those years.",
        f"Sumber menyebut {term} dan menjelaskan keadaannya pada tahun-tahun itu.",
    )


def claim(
    name: str, number: str, kind: str, basis: str, body: str, chance: random.Random, source: int | None = None
) -> str:
    """One claim with its evidence."""
    cited = chance.randrange(N_SOURCES) if source is None else source
    page = chance.randint(1, 40)
    note = words(
        "cg:note",
        f"The report tells of {number} in its own words on page {page}, from an interview with the office.",
        f"Laporan menjelaskan {number} dengan kata-kata sendiri di halaman {page}, dari wawancara dengan dinas.",
    )
    evidence = (
        "    cg:evidence [\n        a cg:Evidence ;\n        cg:polarity polarity:supports ;\n"
        f'        prov:wasDerivedFrom source:{name}-r{cited} ;\n        cg:locator "page {page}" ;\n{note}    ] ;\n'
    )
    start = f"{name}:{number}\n    a cg:{kind} ;\n    cg:inCase case:{name} ;\n    cg:basis basis:{basis} ;\n"
    return ended(start + body + evidence)


def ended(block: str) -> str:
    """A block with its last semicolon turned into the final dot."""
    return block.removesuffix(";\n") + ".\n"


def main() -> None:
    """Write the files that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("n", type=int)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    print(f"{len(write(given.folder, given.n, given.seed))} files in {given.folder}")


if __name__ == "__main__":
    main()
