"""The cases that are compared, of a table or coded, as memberships; and what can be done with both alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.many import plans
from collabgraph.analysis.many.calibration import Calibration
from collabgraph.analysis.many.cautions import check
from collabgraph.analysis.many.coded import Coded, calibrated
from collabgraph.analysis.many.fit import Fit, sufficiency
from collabgraph.analysis.many.memberships import Conjunction, Memberships
from collabgraph.analysis.many.minimized import Search
from collabgraph.analysis.many.necessity import Necessary, single, sufficient_terms, supersets
from collabgraph.analysis.many.plans import Plan
from collabgraph.analysis.many.robustness import Found, Range, anchor_range, models_of
from collabgraph.analysis.many.robustness import ranges as ranges_of_cuts
from collabgraph.analysis.many.tabled import tabled
from collabgraph.analysis.many.truth_tables import Cuts
from collabgraph.coding import calibration_file, tables
from collabgraph.coding.tables import Table
from collabgraph.errors import UnknownConstruct
from collabgraph.model import Construct, Framework, Ontology
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import meant, suggestion

#: The outcome of coded cases whose indicators all count.
SUCCESS = "success"
#: So many values of an anchor are tried between it and each end of where it can be.
_STEPS = 10

_LEFT_OUT = mark("Left out: {case}, because '{construct}' does not apply to it.")
_UNDEFINED = mark("{name} of {case} is unknown: {why}.")


class Given(Struct, frozen=True):
    """Memberships with what was left out of them, in sentences.

    ``ontology`` is that of coded cases, by whose words their claims are cited. ``calibrations`` are those of the
    conditions, and ``again`` makes the memberships anew with other ones.
    """

    memberships: Memberships
    notes: tuple[Text, ...]
    ontology: Ontology | None
    calibrations: Mapping[str, Calibration]
    again: Callable[[Mapping[str, Calibration]], Memberships]


def of_table(path: Path, outcome: str, conditions: Sequence[str] | None = None, anchors: Path | None = None) -> Given:
    """The cases of a table, their measurements made sets by a file of ``anchors``.

    Raises UnfitTable, InvalidCalibration, MissingFile or another Unreadable error.
    """
    return _of(tables.read(path), outcome, conditions, anchors)


def of_rows(
    rows: Sequence[Sequence[str]], outcome: str, conditions: Sequence[str] | None = None, anchors: Path | None = None
) -> Given:
    """The cases of a table that is given as rows of texts, as ``of_table``."""
    return _of(tables.of_rows(rows), outcome, conditions, anchors)


def _of(table: Table, outcome: str, conditions: Sequence[str] | None, anchors: Path | None) -> Given:
    name = table.named(outcome.lstrip("~").partition("{")[0].strip())
    file = calibration_file.read(anchors) if anchors is not None else None
    calibrations = plans.columns(file, tuple(table.columns), name) if file else {}
    found = tabled(table, outcome, conditions, calibrations)

    def again(other: Mapping[str, Calibration]) -> Memberships:
        return tabled(table, outcome, conditions, {**calibrations, **other}).memberships

    used = {name: each for name, each in calibrations.items() if name in found.memberships.conditions}
    return Given(found.memberships, found.notes, None, used, again)


def of_cases(
    comparison: Comparison, outcome: str | None = None, conditions: Sequence[str] | None = None,
    anchors: Path | None = None, *, crisp: bool = True,
) -> Given:  # fmt: skip
    """Coded cases in constructs (or what a file of ``anchors`` names) and an outcome: an indicator, ~ for its negation.

    Raises UnknownConstruct, UnknownIndicator, InvalidCalibration, ConstantOutcome or NothingKnown.
    """
    stated = outcome or SUCCESS
    name = stated.removeprefix("~").strip()
    plan = _plan(comparison, conditions, anchors)
    if name != SUCCESS:
        plan = replace(plan, indicator=comparison.indicator(name))
    found = calibrated(comparison, plan, name, crisp=crisp)
    check(found.memberships)

    def made(coded: Coded) -> Memberships:
        return coded.memberships.negated() if stated.startswith("~") else coded.memberships

    def again(other: Mapping[str, Calibration]) -> Memberships:
        chosen = tuple(replace(c, calibration=other.get(c.name, c.calibration)) for c in plan.conditions)
        return made(calibrated(comparison, replace(plan, conditions=chosen), name, crisp=crisp))

    used = {each.name: each.calibration for each in plan.conditions if each.calibration is not None}
    return Given(made(found), tuple(_notes(found)), comparison.ontology, used, again)


def _plan(comparison: Comparison, conditions: Sequence[str] | None, anchors: Path | None) -> Plan:
    """What a file of anchors says, or the constructs of the framework; of both those that are named."""
    if anchors is None:
        known = {construct.term.id: construct for construct in comparison.framework.preconditions}
        names = known if conditions is None else [_named(each, known, comparison.framework) for each in conditions]
        return plans.of_constructs([known[name] for name in names])
    plan = plans.plan(calibration_file.read(anchors), comparison)
    if conditions is None:
        return plan
    by_name = {each.name: each for each in plan.conditions}
    for name in conditions:
        if name not in by_name:
            fields = {"framework": anchors, "nearest": suggestion(name, by_name), "known": ", ".join(by_name)}
            raise UnknownConstruct(name=name, **fields)
    return replace(plan, conditions=tuple(by_name[name] for name in conditions))


def _named(name: str, known: Mapping[str, Construct], framework: Framework) -> str:
    """The id of a construct, from its id or label; raises UnknownConstruct."""
    found = meant(name, {key: construct.term.label.by_language.values() for key, construct in known.items()})
    if len(found) != 1:
        fields = {"framework": framework.id, "nearest": suggestion(name, known), "known": ", ".join(known)}
        raise UnknownConstruct(name=name, **fields)
    return found[0]


def _notes(coded: Coded) -> Iterator[Text]:
    for case, construct in coded.left_out.items():
        yield both(_LEFT_OUT, case=case, construct=construct.term.label)
    for (case, name), why in coded.undefined.items():
        yield both(_UNDEFINED, name=name, case=case, why=why)


# What can be done with them ------------------------------------------------------------------------------------------


def necessary(
    memberships: Memberships, cuts: Mapping[str, float], longest: int = 3
) -> tuple[list[Necessary], list[Necessary], list[tuple[Conjunction, Fit]]]:
    """Every condition as necessary, what reaches the cuts, and the shortest terms that are or may be sufficient."""
    alone = [replace(each, certain=_reaches(each, cuts["inclusion"])) for each in single(memberships)]
    found = supersets(memberships, cuts["inclusion"], cuts["coverage"], cuts["relevance"], longest)
    outcome = memberships.outcome_low, memberships.outcome_high
    terms = sufficient_terms(memberships, cuts["inclusion"], longest)
    return alone, found, [(term, sufficiency(*memberships.in_term(term), *outcome)) for term in terms]


def _reaches(each: Necessary, cut: float) -> bool:
    return each.fit.inclusion is not None and each.fit.inclusion.low + 1e-9 >= cut


def ranges(given: Given, cuts: Cuts, search: Search) -> list[Range]:
    """The ranges of the cuts, and of the anchors of each calibrated condition ("A#2" is the second anchor of A)."""
    found = ranges_of_cuts(given.memberships, cuts, search.kind, search.expectations, search.excluded)
    for name, calibration in given.calibrations.items():
        if calibration.method == "indirect":
            continue
        for place, at in enumerate(calibration.anchors):
            found.append(
                anchor_range(
                    f"{name}#{place + 1}", at, _tried(calibration, place), _models(given, name, place, cuts, search)
                )
            )
    return found


def _models(given: Given, name: str, place: int, cuts: Cuts, search: Search) -> Callable[[float], Found]:
    def found(value: float) -> Found:
        moved = given.again({name: given.calibrations[name].with_anchor(place, value)})
        return models_of(moved, cuts, search.kind, search.expectations, search.excluded)

    return found


def _tried(calibration: Calibration, place: int) -> list[float]:
    """Values of an anchor from its neighbour on either side, or as far as the anchors span, without the ends."""
    anchors = sorted(calibration.anchors)
    span = anchors[-1] - anchors[0] or abs(anchors[0]) or 1.0
    edges = [anchors[0] - span, *anchors, anchors[-1] + span]
    n = 1 + anchors.index(calibration.anchors[place])
    sides = pairwise(edges[n - 1 : n + 2])
    return [float(value) for low, high in sides for value in np.linspace(low, high, _STEPS + 1)[1:-1]]
