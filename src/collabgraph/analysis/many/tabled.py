"""A plain table of cases as memberships: which columns are conditions and outcome, and what each cell can be."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from collabgraph.analysis.many.calibration import Calibration
from collabgraph.analysis.many.memberships import FREE, Conjunction, Memberships, Numbers
from collabgraph.coding.tables import Table, refuse
from collabgraph.errors import UnfitTerm
from collabgraph.model import Interval
from collabgraph.rdf.positions import Fault, Place
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import meant, suggestion

#: The greatest level of a condition of several levels; whole numbers above are measurements.
MOST_LEVELS = 9
_NAME = re.compile(r"(~?)\s*([^~*+{}]+?)\s*(?:\{(\d+)\})?")
_UNFIT_NAME = re.compile(r"[~*+{}]")

_SCALE = mark(
    "The column {name} goes from {low} to {high}, and memberships lie from 0 to 1. Divide a percentage of membership "
    "by 100; make a set of a measurement with anchors ('collabgraph qca calibrate', --calibrate FILE)."
)
_HALF_LEVELS = mark("The column {name} has levels such as {high} beside {text}. Levels are whole numbers: 0, 1, 2 ...")
_CONSTANT = mark(
    "The outcome {name} is {value} in every case. Where it does not vary nothing can be learned about what goes with "
    "it."
)
_ALL_UNKNOWN = mark("Nothing is known of {name} for any case.")
_LEVEL = mark("The outcome {name} has several levels. Choose one: {known}.")
_NO_LEVEL = mark("The outcome {name} has no level {level}; it has: {known}.")
_SIGNS = mark("The name '{name}' has one of ~ * + {{ }}, by which terms are written. Rename the column.")
_BOTH = mark("{name} is the outcome, so it cannot be a condition as well.")
_NO_CONDITION = mark("No column is left that can be a condition: name them with --conditions.")
_TEXTS = mark("Columns that are left out, because they are text or empty: {names}.")
_OUTCOME_FORM = mark("'{text}' is no outcome. Write the name of a column, with ~ for its negation, {{2}} for a level.")


class Tabled(Struct, frozen=True):
    """The memberships of a table, and what was left out of it, in sentences."""

    memberships: Memberships
    notes: tuple[Text, ...]


def tabled(
    table: Table, outcome: str, conditions: Sequence[str] | None = None,
    calibrations: Mapping[str, Calibration] | None = None,
) -> Tabled:  # fmt: skip
    """The memberships of the cases of a table in these columns, and in an outcome: Y, ~Y, or Y{2} for a level.

    Without ``conditions`` they are all columns of numbers but the outcome. Columns with a calibration are made sets by
    it; others are taken as they are: 0 to 1, or whole numbers as levels. Raises UnfitTable with all faults at once.
    """
    faults = list(table.faults)
    negated, name, level = _outcome(outcome, table, faults)
    chosen = (
        [table.named(each) for each in conditions]
        if conditions is not None
        else [each for each in table.numeric if each != name]
    )
    if name in chosen:
        faults.append(Fault(table.heads.get(name, Place()), both(_BOTH, name=name)))
    if not chosen:
        faults.append(Fault(Place(), both(_NO_CONDITION)))
    found = table.values([*chosen, name], faults)
    sets = {each: _sets(each, values, table, (calibrations or {}).get(each), faults) for each, values in found.items()}
    faults += [Fault(table.heads[each], both(_SIGNS, name=each)) for each in found if _UNFIT_NAME.search(each)]
    ends = _of_level(name, level, sets.get(name), table, faults)
    refuse(table.path, faults)
    low, high = ends
    memberships = Memberships(
        table.cases, tuple(dict.fromkeys(chosen)), f"{name}{{{level}}}" if level is not None else name,
        tuple(sets[each][0] for each in dict.fromkeys(chosen)),
        tuple(sets[each][1] for each in dict.fromkeys(chosen)), low, high,
    )  # fmt: skip
    left_out = [each for each in table.columns if conditions is None and each not in (*table.numeric, name)]
    notes = [both(_TEXTS, names=", ".join(left_out))] if left_out else []
    return Tabled(memberships.negated() if negated else memberships, (*table.notices, *notes))


def _outcome(text: str, table: Table, faults: list[Fault]) -> tuple[bool, str, int | None]:
    """Whether the outcome is negated, its column, and its level where one is named."""
    match = _NAME.fullmatch(text.strip())
    if match is None or text.strip() in table.columns:
        if match is None and text.strip() not in table.columns:
            faults.append(Fault(Place(), both(_OUTCOME_FORM, text=text)))
        return False, text.strip(), None
    return bool(match[1]), table.named(match[2]), int(match[3]) if match[3] else None


Sets = tuple[Numbers, Numbers]


def _sets(
    name: str, values: Sequence[Interval | None], table: Table, calibration: Calibration | None, faults: list[Fault]
) -> Sets:
    """The least and greatest membership of each case in each level of a column; its faults are added."""
    known = [value for value in values if value is not None]
    if calibration is not None:
        values = [None if value is None else Interval(*calibration.of_interval(*_pair(value))) for value in values]
        known = [value for value in values if value is not None]
        n = len(calibration.anchors) + 1 if calibration.method == "crisp" else 2
        return _levels(values, n) if n > 2 else _degrees(values)
    low, high = min((v.low for v in known), default=0.0), max((v.high for v in known), default=1.0)
    whole = all(float(end).is_integer() for value in known for end in _pair(value))
    if low >= 0 and high <= 1:
        return _degrees(values)
    place = next(
        (cell.place for cell, value in zip(table.columns[name], values, strict=True)
         if cell is not None and value is not None and not (value.low >= 0 and value.high <= 1)), Place(),
    )  # fmt: skip
    if low >= 0 and whole and high <= MOST_LEVELS:
        return _levels(values, int(high) + 1)
    if low >= 0 and not whole and high <= MOST_LEVELS and any(v.high > 1 and v.high.is_integer() for v in known):
        odd = next(end for value in known for end in _pair(value) if not end.is_integer())
        faults.append(Fault(place, both(_HALF_LEVELS, name=name, high=f"{high:g}", text=f"{odd:g}")))
    else:
        faults.append(Fault(place, both(_SCALE, name=name, low=f"{low:g}", high=f"{high:g}")))
    return _degrees([None] * len(values))


def _pair(value: Interval) -> tuple[float, float]:
    return value.low, value.high


def _degrees(values: Sequence[Interval | None]) -> Sets:
    ends = np.array([(0.0, 1.0) if value is None else _pair(value) for value in values]).reshape(len(values), 2)
    low, high = ends[:, 0], ends[:, 1]
    return np.column_stack([1 - high, low]), np.column_stack([1 - low, high])


def _levels(values: Sequence[Interval | None], n: int) -> Sets:
    """Memberships in each of n levels: 1 in the only one that is possible, from 0 to 1 in each of several."""
    spans = [range(n) if value is None else range(int(value.low), int(value.high) + 1) for value in values]
    high = np.array([[float(level in span) for level in range(n)] for span in spans]).reshape(len(values), n)
    return high * (high.sum(axis=1, keepdims=True) == 1), high


def _of_level(name: str, level: int | None, sets: Sets | None, table: Table, faults: list[Fault]) -> Sets:
    """The least and greatest membership in the outcome, or in a level of it."""
    nothing = np.zeros(len(table.cases))
    if sets is None:
        return nothing, nothing
    low, high = sets
    n = low.shape[1]
    place = table.heads.get(name, Place())
    known = ", ".join(f"{name}{{{each}}}" for each in range(n))
    if level is None and n > 2:
        faults.append(Fault(place, both(_LEVEL, name=name, known=known)))
    if level is not None and level >= n:
        faults.append(Fault(place, both(_NO_LEVEL, name=name, level=level, known=known)))
        return nothing, nothing
    column = 1 if level is None else level
    ends = low[:, column], high[:, column]
    constant = len(ends[0]) and (ends[0] == ends[1]).all() and (ends[0] == ends[0][0]).all()
    if constant and (n == 2 or level is not None):
        faults.append(Fault(place, both(_CONSTANT, name=name, value=f"{ends[0][0]:g}")))
    if (ends[0] == 0).all() and (ends[1] == 1).all() and not faults:
        faults.append(Fault(place, both(_ALL_UNKNOWN, name=name)))
    return ends


# Terms as typed ------------------------------------------------------------------------------------------------------


def condition(text: str, memberships: Memberships) -> tuple[int, int]:
    """The place of a condition and the level it must have, from A, ~A or A{2}; raises UnfitTerm with the nearest."""
    match = _NAME.fullmatch(text.strip())
    place = _place(match[2] if match else text, memberships)
    absent, level = (match[1], match[3]) if match else ("", None)
    n = memberships.levels[place]
    number = int(level) if level else 0 if absent else 1
    if number >= n or (level is None and n > 2) or (absent and level):
        known = ", ".join(f"{memberships.conditions[place]}{{{each}}}" for each in range(n))
        raise UnfitTerm(text=text.strip(), nearest="", known=known)
    return place, number


def _place(name: str, memberships: Memberships) -> int:
    known = {each: (each,) for each in memberships.conditions}
    found = meant(name, known)
    if len(found) != 1:
        raise UnfitTerm(text=name.strip(), nearest=suggestion(name, known), known=", ".join(known))
    return memberships.conditions.index(found[0])


def term(text: str, memberships: Memberships) -> Conjunction:
    """The term that is written "A*~B" or "A{2}*C"; raises UnfitTerm."""
    levels = [FREE] * len(memberships.conditions)
    for literal in text.split("*"):
        place, level = condition(literal, memberships)
        levels[place] = level
    return tuple(levels)


def terms(text: str, memberships: Memberships) -> list[Conjunction]:
    """The terms that are written with + or a comma between them; raises UnfitTerm."""
    return [term(each, memberships) for each in re.split(r"[+,]", text) if each.strip()]


def expectations(text: str, memberships: Memberships) -> dict[int, int]:
    """What theory expects, by the place of the condition: "A,~B,C=-" expects A, the absence of B, nothing of C.

    "A=1" and "B=0" say the same, "D{2}" or "D=2" a level. Raises UnfitTerm.
    """
    found: dict[int, int] = {}
    for each in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = (part.strip() for part in each.partition("="))
        if value in ("-", "–"):
            _place(name, memberships)
        elif value.isdigit():
            place, level = condition(f"{name}{{{value}}}", memberships)
            found[place] = level
        else:
            place, level = condition(each, memberships)
            found[place] = level
    return found
