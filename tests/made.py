"""Small cases made for tests: only what a test speaks of is given, the rest is plain."""

from __future__ import annotations

from collections.abc import Iterable

from collabgraph.model import (
    Actor,
    Basis,
    Case,
    CausalClaim,
    Claim,
    ConditionClaim,
    Construct,
    Evidence,
    ExpectedTie,
    Framework,
    Interval,
    Ontology,
    OutcomeClaim,
    Participation,
    Period,
    Proposition,
    Relation,
    RivalClaim,
    Source,
    Status,
    Study,
    Term,
    TieClaim,
)
from collabgraph.words import Text

PLAIN = Text(en="text", id="teks")
SOURCE = Source("source", "https://example.org/source", PLAIN, PLAIN, None)
EVIDENCE = (Evidence(SOURCE, Text(en="page 1", id="halaman 1"), "supports", PLAIN),)
THEORY = "https://example.org/theory#"


def _common(name: str, basis: Basis, date: str | None = None) -> dict[str, object]:
    iri = f"https://example.org/claim#{name}"
    return {
        "id": name, "iri": iri, "basis": basis, "attribution": None, "statement": PLAIN, "evidence": EVIDENCE,
        "date": date, "confidence": None,
    }  # fmt: skip


def condition_claim(
    construct: str,
    status: Status,
    *,
    name: str = "C01",
    basis: Basis = Basis.REPORTED,
    degree: float | tuple[float, float] | None = None,
    date: str | None = None,
    attribution: str | None = None,
) -> ConditionClaim:
    """A claim about ``construct`` (an id) of the made theory; its degree a number or the two ends of an interval."""
    low, high = degree if isinstance(degree, tuple) else (degree, degree)
    return ConditionClaim(
        **_common(name, basis, date) | {"attribution": attribution},  # type: ignore[arg-type]
        construct=THEORY + construct,
        status=status,
        degree=None if low is None or high is None else Interval(low, high),
    )


def outcome_claim(
    result: str,
    *,
    indicator: str = "success",
    name: str = "O01",
    basis: Basis = Basis.REPORTED,
    date: str | None = None,
    theory: str = THEORY,
) -> OutcomeClaim:
    """A claim about an indicator (an id) of the made theory."""
    return OutcomeClaim(**_common(name, basis, date), indicator=theory + indicator, result=result)  # type: ignore[arg-type]


def actor(name: str, namespace: str = "https://example.org/actor/", **more: object) -> Actor:
    """An office of this id and namespace."""
    plain = {"kind": "government-office", "sector": "public", "level": None, "office": None, "possibly": ()}
    words = Text(en=f"The {name}", id=f"Si {name}")
    return Actor(name, namespace + name, words, (), comment=None, **{**plain, **more})  # type: ignore[arg-type]


def tie_claim(
    sender: Actor,
    receiver: Actor,
    kind: str = "advises",
    *,
    status: Status = Status.PRESENT,
    name: str = "T01",
    basis: Basis = Basis.REPORTED,
    date: str | None = None,
) -> TieClaim:
    """A claim that one actor is tied to another."""
    common = _common(name, basis, date)
    return TieClaim(**common, sender=sender.iri, receiver=receiver.iri, kind=kind, status=status)  # type: ignore[arg-type]


def participation(
    who: Actor, *roles: str, name: str = "P01", basis: Basis = Basis.REPORTED, date: str | None = None
) -> Participation:
    """A claim that an actor takes part, in these roles."""
    return Participation(**_common(name, basis, date), actor=who.iri, roles=roles)  # type: ignore[arg-type]


def causal_claim(
    *effects: str, name: str = "K01", rival: bool = False, basis: Basis = Basis.REPORTED, date: str | None = None
) -> CausalClaim:
    """A claim that "a" bears on these constructs (ids) of the made theory; a rival explanation if ``rival``."""
    make, on = RivalClaim if rival else CausalClaim, tuple(THEORY + effect for effect in effects)
    return make(**_common(name, basis, date), causes=(THEORY + "a",), effects=on, direction="positive")  # type: ignore[arg-type]


def study(claims: Iterable[Claim]) -> Study:
    """A study that says this of no case in particular."""
    return Study("study", "https://example.org/study", PLAIN, PLAIN, tuple(claims))


def case(name: str, claims: Iterable[Claim], actors: Iterable[Actor] = (), study: Study | None = None) -> Case:
    """A case with these claims, in the order of their ids, and these actors."""
    ordered = tuple(sorted(claims, key=lambda claim: (claim.id, claim.iri)))
    iri, known = f"https://w3id.org/collabgraph/case/{name}", {actor.iri: actor for actor in actors}
    return Case(name, iri, PLAIN, PLAIN, PLAIN, Period("2021", "2024"), {}, study, known, ordered, f"{name}.ttl")


def construct(
    name: str, *, precondition: bool = True, required: Status = Status.PRESENT, favourable: tuple[str, ...] = (),
    matches: tuple[str, ...] = (), parent: str | None = None, theory: str = THEORY, starting: bool = True,
) -> Construct:  # fmt: skip
    """A construct of the made theory; a starting condition and a precondition of success unless told otherwise."""
    term = Term(name, theory + name, Text(en=name, id=name), PLAIN)
    of = (theory + "success",) if precondition else ()
    return Construct(term, name, parent, of, required, PLAIN, favourable, matches, starting)


def proposition(antecedent: str, consequent: str = "success") -> Proposition:
    """The proposition that one construct (an id) of the made theory requires another."""
    name, (cause, effect) = f"{antecedent}-{consequent}", (THEORY + antecedent, THEORY + consequent)
    return Proposition(name, THEORY + name, (cause,), effect, Relation.REQUIRES, Basis.REPORTED, PLAIN, "")


def framework(
    constructs: Iterable[Construct],
    name: str = "theory",
    propositions: Iterable[Proposition] = (),
    expected: Iterable[ExpectedTie] = (),
) -> Framework:
    """A theory with these constructs and the indicator "success"."""
    every = (*constructs, construct("success", precondition=False, favourable=("achieved",)))
    by_iri = {each.term.iri: each for each in every}
    return Framework(name, f"https://example.org/{name}", PLAIN, by_iri, tuple(propositions), (), tuple(expected))


def ontology(*frameworks: Framework) -> Ontology:
    """An ontology that knows these frameworks only."""
    return Ontology({}, {each.id: each for each in frameworks}, {}, frozenset(), frozenset())
