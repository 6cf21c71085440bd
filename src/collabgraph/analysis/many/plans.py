"""Which constructs, metrics or columns are the conditions, and how each becomes a set, as a file of anchors says."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.many.calibration import METHODS, Calibration
from collabgraph.analysis.metrics import NETWORK_LEVEL
from collabgraph.coding.calibration_file import Anchored, CalibrationFile
from collabgraph.model import Construct
from collabgraph.rdf.positions import Fault
from collabgraph.words import both, mark
from collabgraph.words.nearest import meant, suggestion

_NO_CONSTRUCT = mark("there is no construct '{name}' in the framework '{framework}'{nearest}.")
_NO_METRIC = mark("there is no metric '{name}' of networks{nearest}. 'collabgraph metrics --list' shows all.")
_NO_INDICATOR = mark("there is no indicator '{name}'{nearest}. Indicators: {known}.")
_NO_COLUMN = mark("the table has no column '{name}'{nearest}.")
_NO_METHOD = mark("'{name}' is not a method{nearest}. Methods: {known}.")
_UNFIT = mark(
    "'{method}' cannot use these anchors. 'direct' and 'piecewise' take three, rising or falling: fully out, "
    "crossover, fully in; 'crisp' takes rising thresholds; 'indirect' at least four pairs of a value and its degree."
)
_UNCALIBRATED = mark("a metric is a number: give 'method' and 'anchors' to make a set of it.")
_NO_NUMBER = mark("the results of coded cases are words: give each its degree with 'results', not with anchors.")
_NO_DEGREE = mark("the cases report '{result}', to which 'results' gives no degree.")
_ONLY_CODED = mark("'{key}' is for coded cases; a table has its columns.")


class Chosen(Struct, frozen=True):
    """A condition under a name: a construct, or else a metric of networks, and its calibration.

    A construct without one is taken as it is coded. ``ranges`` is whether a metric is taken with its range over the
    choices of coding where it has one.
    """

    name: str
    construct: Construct | None = None
    metric: str = ""
    calibration: Calibration | None = None
    ranges: bool = True


class Plan(Struct, frozen=True):
    """The conditions, the indicator that decides (None for all), and the degree of each result where one is given."""

    conditions: tuple[Chosen, ...]
    indicator: Construct | None = None
    results: Mapping[str, float] = {}


def of_constructs(constructs: Sequence[Construct], indicator: Construct | None = None) -> Plan:
    """The constructs as they are coded."""
    return Plan(tuple(Chosen(construct.term.id, construct) for construct in constructs), indicator)


def plan(file: CalibrationFile, comparison: Comparison) -> Plan:
    """What a file says, read with the framework and the cases of a comparison.

    Raises InvalidCalibration with all that is wrong, in how it is written and in what it names.
    """
    faults: list[Fault] = []
    chosen = [_chosen(each, comparison, faults) for each in file.conditions]
    indicator = _indicator(file.outcome, comparison, faults) if file.outcome else None
    if file.outcome:
        faults += _faults_of_results(file.outcome, comparison, indicator)
    file.refuse(faults)
    return Plan(tuple(chosen), indicator, file.outcome.results if file.outcome else {})


def planned(comparison: Comparison, file: CalibrationFile) -> tuple[Comparison, Plan]:
    """The plan of a file, and the comparison with the outcomes by its indicator, unless one decides already.

    Raises InvalidCalibration.
    """
    found = plan(file, comparison)
    if found.indicator is None or comparison.decides is not None:
        return comparison, found
    return comparison.decided_by(found.indicator), found


def columns(file: CalibrationFile, conditions: Collection[str], outcome: str) -> dict[str, Calibration]:
    """The calibrations of the columns of a table by name; columns that the file does not name are not among them.

    Raises InvalidCalibration with all that is wrong.
    """
    faults: list[Fault] = []
    named = [(each.name, each) for each in file.conditions]
    for name, each in named:
        if name not in conditions:
            reason = both(_NO_COLUMN, name=name, nearest=suggestion(name, conditions))
            faults.append(each.fault("", reason))
    every = [*named, *([(outcome, file.outcome)] if file.outcome else [])]
    for _, each in every:
        faults += [
            each.fault(key, both(_ONLY_CODED, key=key))
            for key in ("construct", "metric", "indicator", "results", "ranges")
            if key in each.at
        ]
    found = {name: _calibration(each, faults) for name, each in every}
    file.refuse(faults)
    return {name: calibration for name, calibration in found.items() if calibration is not None}


def _chosen(given: Anchored, comparison: Comparison, faults: list[Fault]) -> Chosen:
    calibration = _calibration(given, faults)
    if not given.metric:
        return Chosen(given.name, _construct(given, comparison, faults), "", calibration)
    words = {name: metric.label.by_language.values() for name, metric in NETWORK_LEVEL.items()}
    found = meant(given.metric, words)
    if len(found) != 1:
        nearest = suggestion(given.metric, NETWORK_LEVEL)
        faults.append(given.fault("metric", both(_NO_METRIC, name=given.metric, nearest=nearest)))
    if "method" not in given.at:
        faults.append(given.fault("metric", both(_UNCALIBRATED)))
    return Chosen(given.name, None, found[0] if len(found) == 1 else "", calibration, given.ranges)


def _construct(given: Anchored, comparison: Comparison, faults: list[Fault]) -> Construct | None:
    state = next(iter(comparison.preconditions.values()))
    known = {condition.construct.term.id: condition.construct for condition in state.conditions.values()}
    name = given.construct or given.name
    found = meant(name, {key: construct.term.label.by_language.values() for key, construct in known.items()})
    if len(found) == 1:
        return known[found[0]]
    fields = {"framework": comparison.framework.id, "nearest": suggestion(name, known)}
    faults.append(given.fault("construct", both(_NO_CONSTRUCT, name=name, **fields)))
    return None


def _calibration(given: Anchored, faults: list[Fault]) -> Calibration | None:
    """The calibration that is given, None where none is; what is wrong with it is added to the faults."""
    if not given.method:
        return None
    calibration = Calibration(given.method, given.anchors)
    if given.method not in METHODS:
        nearest, known = suggestion(given.method, METHODS), ", ".join(METHODS)
        faults.append(given.fault("method", both(_NO_METHOD, name=given.method, nearest=nearest, known=known)))
    elif "anchors" in given.at and calibration.fault:
        faults.append(given.fault("anchors", both(_UNFIT, method=given.method)))
    return calibration


def _indicator(given: Anchored, comparison: Comparison, faults: list[Fault]) -> Construct | None:
    if not given.indicator:
        return None
    known = comparison.indicators
    found = meant(given.indicator, {key: one.term.label.by_language.values() for key, one in known.items()})
    if len(found) == 1:
        return known[found[0]]
    fields = {"nearest": suggestion(given.indicator, known), "known": ", ".join(known)}
    faults.append(given.fault("indicator", both(_NO_INDICATOR, name=given.indicator, **fields)))
    return None


def _faults_of_results(given: Anchored, comparison: Comparison, indicator: Construct | None) -> Iterator[Fault]:
    if given.method:
        yield given.fault("method", both(_NO_NUMBER))
    reported = {
        result
        for outcome in comparison.outcomes
        if indicator is None or outcome.indicator.term.iri == indicator.term.iri
        for result in outcome.results
    }
    for result in sorted(reported - set(given.results)) if given.results else ():
        yield given.fault("results", both(_NO_DEGREE, result=result))
