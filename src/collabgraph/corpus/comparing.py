"""The cases of a corpus compared from the tables of results: counts by outcome, exact tests, exceptions, measures.

The same as ``analysis.matrix`` computes from cases, but from columns of numbers, so that 100,000 cases take seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from collabgraph.analysis.contrast import Contrast, Side
from collabgraph.analysis.frames import frame
from collabgraph.analysis.matrix import CaseOutcome
from collabgraph.analysis.metrics import NETWORK_LEVEL
from collabgraph.coding import theory
from collabgraph.coding.project import read_project
from collabgraph.corpus import results
from collabgraph.corpus.results import Manifest
from collabgraph.errors import (
    CollabgraphError,
    MissingExtra,
    NoCaseLeft,
    NotInCorpus,
    NotResultsOfCorpus,
    UnknownIndicator,
)
from collabgraph.model import Attribution, Basis, Construct, Framework, Ontology, Status, Term
from collabgraph.rdf.turtle import is_file_name
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import meant, suggestion

if TYPE_CHECKING:
    import pandas
    import pyarrow

#: So many exceptions are named.
NAMED = 5
#: The shares of a case that are measured, and what they are called.
_SHARES = {
    "readiness_low": mark("readiness, at least"),
    "readiness_high": mark("readiness, at most"),
    "factors_low": mark("other factors met, at least"),
    "factors_high": mark("other factors met, at most"),
}
_STATUSES = tuple(Status)
_OUTCOMES = tuple(CaseOutcome)
#: What stands for True, False and None in an array.
_YES, _NO, _UNKNOWN = 1, 0, -1

Codes = NDArray[np.int8]
Values = NDArray[np.float64]


class Exceptions(Struct, frozen=True):
    """Cases that are an exception: how many, and the ids of the first of them."""

    n: int
    first: tuple[str, ...]


class Counted(Struct, frozen=True):
    """A precondition and its counts by outcome (see ``analysis.matrix.Row``)."""

    construct: Construct
    contrast: Contrast
    explicit: Contrast
    lacking: Exceptions
    having: Exceptions
    reverse: bool

    @property
    def by_construction(self) -> bool:
        """Whether claims that were given to a case because of its outcome change the counts."""
        return self.contrast != self.explicit


class Spread(Struct, frozen=True):
    """The values of a measure in some cases: how many, in how many cases there is none, median and quartiles.

    Between two values a quartile is interpolated linearly; it is None where there is no value.
    """

    n: int
    without: int
    lower: float | None
    median: float | None
    upper: float | None


class Measure(Struct, frozen=True):
    """A measure of cases, a metric of their networks for instance, by outcome."""

    id: str
    label: Text
    spreads: Mapping[CaseOutcome, Spread]


class LeftOut(Struct, frozen=True):
    """What of a corpus is not compared.

    ``repeated`` are cases whose id occurs more than once, of ``repeated_ids`` ids; ``faulty`` the files that have a
    fault, ``unread`` those of them of which no case is compared; ``unevaluated`` cases without conditions because of a
    fault; ``other_theories`` the number of cases that were read with each other theory, by its id.
    """

    repeated: int = 0
    repeated_ids: int = 0
    faulty: int = 0
    unread: int = 0
    unevaluated: int = 0
    other_theories: Mapping[str, int] = {}


class CorpusComparison(Struct, frozen=True, eq=False):
    """The cases of a corpus, by outcome, and then those first that meet more preconditions, and then by id.

    ``cells`` are indices of ``Status``, and ``low`` and ``high`` the degrees (0..1) to which a precondition is met, a
    row for each precondition, a column for each case; a degree is NaN where it does not apply. ``decides`` is the
    indicator that alone says what the outcome of a case is, None where all do; ``set_aside`` the number of outcomes by
    others. ``framework`` has no constructs where the theory of the results is not there any more.
    """

    folder: Path
    manifest: Manifest
    framework: Framework
    ontology: Ontology
    cases: tuple[str, ...]
    outcomes: tuple[CaseOutcome, ...]
    rows: tuple[Counted, ...]
    cells: Codes
    low: Values
    high: Values
    measures: tuple[Measure, ...]
    left_out: LeftOut
    decides: Term | None = None
    set_aside: int = 0

    def __repr__(self) -> str:
        """One line: how many cases and conditions, and how many cases have each kind of outcome."""
        counts = ", ".join(f"{outcome.value} {n}" for outcome, n in self.counts.items() if n)
        return f"<Comparison of {len(self.cases)} cases by {len(self.rows)} conditions: {counts}>"

    @property
    def counts(self) -> dict[CaseOutcome, int]:
        """How many cases have each kind of outcome."""
        return {outcome: self.outcomes.count(outcome) for outcome in CaseOutcome}

    @property
    def open(self) -> int:
        """In how many cases the outcome may be either."""
        return sum(outcome.open for outcome in self.outcomes)

    @property
    def bases(self) -> frozenset[Basis]:
        """The bases of the claims that the results rest on."""
        return frozenset(basis for basis in Basis if basis in self.manifest.options.get("bases", ()))

    @property
    def attributions(self) -> frozenset[Attribution]:
        """The attributions of the claims that the results rest on."""
        return frozenset(one for one in Attribution if one in self.manifest.options.get("attributions", ()))

    def to_frame(self) -> pandas.DataFrame:
        """A row for each case: its outcome, and how far each precondition is met, at least and at most.

        Raises MissingLibrary where pandas is not installed.
        """
        ids = [row.construct.term.id for row in self.rows]
        names = ["case", "outcome", *(f"{name}_{end}" for name in ids for end in ("low", "high"))]
        ends = np.stack([self.low, self.high], axis=1).reshape(2 * len(ids), len(self.cases)).T
        lines = zip(self.cases, self.outcomes, ends, strict=True)
        return frame(names, ((case, outcome.value, *map(float, cells)) for case, outcome, cells in lines))


def compare(folder: Path, *, framework: str | None = None, outcome: str | None = None) -> CorpusComparison:
    """The cases in a folder of results compared.

    Of several theories that cases were read with, ``framework`` (id or title) is that which is taken; without it that
    of the most cases. ``outcome`` is the indicator (id or label) that decides whether a case succeeded; without it all.

    Raises MissingExtra, MissingFolder, NotResultsOfCorpus, NotInCorpus, NoCaseLeft or UnknownIndicator.
    """
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        raise MissingExtra(library="pyarrow", extra="corpus") from None
    manifest = results.read_manifest(folder)
    chosen, left_out, ontology, framework_of = _chosen(folder, manifest, framework)
    read = _Read.of(folder, chosen["case"], framework_of)
    decides, set_aside = None, 0
    if outcome is None:
        codes = np.array([_OUTCOMES.index(CaseOutcome(found)) for found in chosen["outcome"].to_pylist()], np.int8)
    else:
        decides, codes, set_aside = _decided(folder, chosen["case"], outcome, framework_of, ontology)
    ids = np.array(chosen["case"].to_pylist(), dtype=object)
    met_in = (read.met == _YES).sum(axis=0)
    order = np.lexsort((ids.astype(str), -met_in, codes))
    outcomes = tuple(_OUTCOMES[code] for code in codes[order])
    names = tuple(str(name) for name in ids[order])
    taken = read.taken(order)
    return CorpusComparison(
        folder, manifest, framework_of, ontology, names, outcomes,
        _counted(taken, codes[order], names), taken.status, *taken.degrees(),
        _measures(folder, chosen, codes), left_out, decides, set_aside,
    )  # fmt: skip


# Which cases ---------------------------------------------------------------------------------------------------------


def _chosen(folder: Path, manifest: Manifest, name: str | None) -> tuple[pyarrow.Table, LeftOut, Ontology, Framework]:
    """The rows of the cases to be compared, and what is left out; with the theory that they were read with."""
    import pyarrow
    import pyarrow.compute as pc

    columns = ["case", "file", "framework", "outcome", *_SHARES]
    cases = results.table(folder, "cases", columns)
    cases = cases.set_column(2, "framework", cases["framework"].cast(pyarrow.string()))
    cases = cases.set_column(3, "outcome", cases["outcome"].cast(pyarrow.string()))
    counted = cases.group_by("case").aggregate([("file", "count")])
    several = counted.filter(pc.greater(counted["file_count"], 1))["case"]
    once = cases.filter(pc.invert(pc.is_in(cases["case"], several)))
    evaluated = once.filter(pc.is_in(once["outcome"], pyarrow.array([one.value for one in CaseOutcome])))
    faulty = results.table(folder, "faults", ["file", "stage"])
    faulty = faulty.filter(pc.not_equal(faulty["stage"].cast(pyarrow.string()), "duplicate"))["file"].unique()
    if not len(evaluated):
        repeated = len(cases) - len(once)
        raise NoCaseLeft(path=folder, read=len(cases), repeated=repeated, faulty=len(faulty))
    theories = {each["values"]: each["counts"] for each in pc.value_counts(evaluated["framework"]).to_pylist()}
    known, chosen = _theory_named(folder, manifest, theories, name)
    taken = evaluated.filter(pc.equal(evaluated["framework"], chosen.id))
    left_out = LeftOut(
        len(cases) - len(once),
        len(several),
        len(faulty),
        pc.sum(pc.invert(pc.is_in(faulty, taken["file"].combine_chunks()))).as_py() or 0,
        len(once) - len(evaluated),
        {key: n for key, n in sorted(theories.items()) if key != chosen.id},
    )
    return taken, left_out, known, chosen


def _theory_named(
    folder: Path, manifest: Manifest, theories: Mapping[str, int], name: str | None
) -> tuple[Ontology, Framework]:
    """The theory that is asked for, or that of the most cases; raises NotInCorpus."""
    id_of = min(theories, key=lambda key: (-theories[key], key))
    if name is not None:
        called = {key: _theory(manifest, key)[1].title.by_language.values() for key in theories}
        found = meant(name, {key: {*those, *(t.partition(" (")[0] for t in those)} for key, those in called.items()})
        if len(found) != 1:
            known = ", ".join(sorted(theories))
            raise NotInCorpus(path=folder, name=name, nearest=suggestion(name, theories), known=known)
        id_of = found[0]
    return _theory(manifest, id_of)


def _theory(manifest: Manifest, name: str) -> tuple[Ontology, Framework]:
    """The theory that cases were read with, where its file is still there; else one that has nothing but its id."""
    project, given = (str(manifest.options.get(key, "")) for key in ("project", "framework"))
    known = theory.ontology()
    try:
        known = read_project(Path(project)).ontology if project and Path(project).is_dir() else known
        if name in known.frameworks:
            return known, known.frameworks[name]
        if is_file_name(given) and Path(given).is_file():
            with_it, framework = theory.with_framework(known, given)
            if framework.id == name:
                return with_it, framework
    except CollabgraphError:
        pass
    return known, Framework(name, "", Text.same(name), {}, (), ())


# Conditions ----------------------------------------------------------------------------------------------------------


class _Read(Struct, frozen=True):
    """The conditions of cases: a row for each precondition, a column for each case."""

    constructs: tuple[Construct, ...]
    reverse: tuple[bool, ...]
    status: Codes
    met: Codes
    explicit: Codes
    low: Values
    high: Values

    @classmethod
    def of(cls, folder: Path, cases: pyarrow.ChunkedArray, framework: Framework) -> _Read:
        """What the table of conditions has of these cases; raises NotResultsOfCorpus where it lacks a condition."""
        import pyarrow
        import pyarrow.compute as pc

        rows: dict[str, int] = {}
        arrays: list[dict[str, NDArray[Any]]] = []
        columns = ["case", "construct", "precondition", "status", "met", "met_explicit", "low", "high"]
        ids = cases.combine_chunks()
        for piece in results.pieces(folder, "conditions", columns):
            table = piece.filter(pc.field("precondition") & pc.is_in(pc.field("case"), ids))
            names = table["construct"].cast(pyarrow.string()).to_pylist()
            statuses = pc.index_in(table["status"].cast(pyarrow.string()), pyarrow.array(list(_STATUSES)))
            for name in dict.fromkeys(names):
                if name not in rows:
                    rows[name] = len(rows)
                    arrays.append(_empty(len(ids)))
            if statuses.null_count:
                raise NotResultsOfCorpus(path=folder)
            places = pc.index_in(table["case"], ids).to_numpy()
            of_rows = np.array([rows[name] for name in names], dtype=np.int64)
            values = {
                "status": statuses.to_numpy(), "met": _flags(table["met"]), "explicit": _flags(table["met_explicit"]),
                "low": table["low"].to_numpy(), "high": table["high"].to_numpy(),
            }  # fmt: skip
            for row in np.unique(of_rows):
                those = of_rows == row
                for key, found in values.items():
                    arrays[row][key][places[those]] = found[those]
        return cls._ordered(folder, rows, arrays, framework)

    @classmethod
    def _ordered(
        cls, folder: Path, rows: Mapping[str, int], arrays: Sequence[Mapping[str, NDArray[Any]]], framework: Framework
    ) -> _Read:
        """The preconditions in the order of the theory, those first that it has."""
        declared = {construct.term.id: construct for construct in framework.preconditions}
        names = [name for name in declared if name in rows] + [name for name in rows if name not in declared]
        ordered = [arrays[rows[name]] for name in names]
        if any(np.any(each["status"] < 0) for each in ordered):
            raise NotResultsOfCorpus(path=folder)
        constructs = tuple(declared.get(name) or _undeclared(name) for name in names)
        reverse = tuple(
            construct.required is Status.ABSENT if construct.term.iri else _is_reversed(each)
            for construct, each in zip(constructs, ordered, strict=True)
        )
        keys = ("status", "met", "explicit", "low", "high")
        n = len(arrays[0]["met"]) if arrays else 0
        stacked = (np.stack([each[key] for each in ordered]) if ordered else _nothing(key, n) for key in keys)
        return cls(constructs, reverse, *stacked)

    def taken(self, order: NDArray[np.int64]) -> _Read:
        """The same with the cases in this order."""
        status, met, explicit = (each[:, order] for each in (self.status, self.met, self.explicit))
        return _Read(
            self.constructs, self.reverse, status, met, explicit, self.low[:, order], self.high[:, order]
        )  # fmt: skip

    def degrees(self) -> tuple[Values, Values]:
        """How far each precondition is met, at least and at most: the reverse where it has to be absent."""
        reverse = np.array(self.reverse, dtype=bool)[:, None]
        return np.where(reverse, 1 - self.high, self.low), np.where(reverse, 1 - self.low, self.high)


def _empty(n: int) -> dict[str, NDArray[Any]]:
    codes = {name: np.full(n, _UNKNOWN, np.int8) for name in ("status", "met", "explicit")}
    return {**codes, **{name: np.full(n, np.nan) for name in ("low", "high")}}


def _nothing(key: str, n: int) -> NDArray[Any]:
    return np.empty((0, n), dtype=np.float64 if key in ("low", "high") else np.int8)


def _flags(column: pyarrow.ChunkedArray) -> Codes:
    """A column of True, False and null as numbers."""
    import pyarrow

    found: Codes = column.cast(pyarrow.int8()).fill_null(_UNKNOWN).to_numpy()
    return found


def _undeclared(name: str) -> Construct:
    """A construct whose theory is not there: it is called by its id."""
    label = Text.same(name)
    return Construct(Term(name, "", label, label), name, None, (), Status.PRESENT, None, (), ())


def _is_reversed(arrays: Mapping[str, NDArray[Any]]) -> bool:
    """Whether a construct that is present somewhere counts as not met there."""
    return bool(np.any((arrays["status"] == _STATUSES.index(Status.PRESENT)) & (arrays["met"] == _NO)))


def _counted(read: _Read, outcomes: Codes, names: Sequence[str]) -> tuple[Counted, ...]:
    applies = read.status != _STATUSES.index(Status.NOT_APPLICABLE)
    good, bad = (outcomes == _OUTCOMES.index(one) for one in (CaseOutcome.FAVOURABLE, CaseOutcome.UNFAVOURABLE))
    open_ = np.isin(outcomes, [place for place, one in enumerate(_OUTCOMES) if one.open])

    def contrast(states: Codes, there: NDArray[np.bool_]) -> Contrast:
        return Contrast(*(_side(states[there & side]) for side in (good, bad, open_)))

    def exceptions(states: Codes, side: NDArray[np.bool_], state: int) -> Exceptions:
        found = np.flatnonzero(side & (states == state))
        return Exceptions(len(found), tuple(names[place] for place in found[:NAMED]))

    return tuple(
        Counted(
            construct,
            contrast(states, there),
            contrast(explicit, there),
            exceptions(states, good, _NO),
            exceptions(states, bad, _YES),
            reverse,
        )
        for construct, reverse, states, explicit, there in zip(
            read.constructs, read.reverse, read.met, read.explicit, applies, strict=True
        )
    )


def _side(states: Codes) -> Side:
    met, unknown = (int(np.count_nonzero(states == state)) for state in (_YES, _UNKNOWN))
    return Side(met, len(states) - unknown, len(states))


# Outcomes ------------------------------------------------------------------------------------------------------------


def _decided(
    folder: Path, cases: pyarrow.ChunkedArray, name: str, framework: Framework, ontology: Ontology
) -> tuple[Term, Codes, int]:
    """The indicator, the outcome of each case by it alone, and how many outcomes by others there are.

    Raises UnknownIndicator with the nearest.
    """
    import pyarrow
    import pyarrow.compute as pc

    found = results.table(folder, "outcomes", ["case", "indicator", "favourable", "neutral"])
    ids = cases.combine_chunks()
    found = found.filter(pc.is_in(found["case"], ids))
    indicators = found["indicator"].cast(pyarrow.string())
    reported = {name for name in pc.unique(indicators).to_pylist() if name is not None}
    known = _indicators(reported, framework, ontology)
    matching = meant(name, {key: term.label.by_language.values() for key, term in known.items()})
    if len(matching) != 1:
        raise UnknownIndicator(name=name, nearest=suggestion(name, known), known=", ".join(sorted(known)))
    kept = found.filter(pc.equal(indicators, matching[0]))
    places = pc.index_in(kept["case"], ids).to_numpy()
    states, neutral = _flags(kept["favourable"]), _flags(kept["neutral"]) == _YES
    has = {state: np.bincount(places[states == state], minlength=len(ids)) > 0 for state in (_YES, _NO, _UNKNOWN)}
    kinds = sum(each.astype(np.int8) for each in has.values())
    unlike = np.bincount(places[~neutral], minlength=len(ids)) > 0
    codes = np.select(
        [kinds == 0, (kinds == 1) & has[_YES], (kinds == 1) & has[_NO], ~unlike],
        [_OUTCOMES.index(one) for one in (CaseOutcome.NOT_REPORTED, CaseOutcome.FAVOURABLE, CaseOutcome.UNFAVOURABLE,
                                          CaseOutcome.NEITHER)],
        _OUTCOMES.index(CaseOutcome.MIXED),
    )  # fmt: skip
    return known[matching[0]], codes.astype(np.int8), len(found) - len(kept)


def _indicators(reported: set[str], framework: Framework, ontology: Ontology) -> dict[str, Term]:
    """The indicators of a theory, and others that cases report: those of other theories, or by their ids alone."""
    found = {indicator.term.id: indicator.term for indicator in framework.indicators}
    for name in sorted(reported - set(found)):
        others = (one.term for other in ontology.frameworks.values() for one in other.indicators if one.term.id == name)
        found[name] = next(others, Term(name, "", Text.same(name), Text.same(name)))
    return found


# Measures ------------------------------------------------------------------------------------------------------------


def _measures(folder: Path, chosen: pyarrow.Table, outcomes: Codes) -> tuple[Measure, ...]:
    """Readiness and the metrics of networks, by outcome."""
    import pyarrow
    import pyarrow.compute as pc

    shares = [(name, both(label), chosen[name].to_numpy()) for name, label in _SHARES.items()]
    metrics: dict[str, Values] = {}
    ids = chosen["case"].combine_chunks()
    for piece in results.pieces(folder, "metrics", ["case", "metric", "value"]):
        table = piece.filter(pc.is_in(pc.field("case"), ids))
        names = table["metric"].cast(pyarrow.string()).combine_chunks().dictionary_encode()
        places, values = pc.index_in(table["case"], ids).to_numpy(), table["value"].to_numpy()
        for code, name in enumerate(names.dictionary.to_pylist()):
            those = names.indices.to_numpy() == code
            metrics.setdefault(name, np.full(len(ids), np.nan))[places[those]] = values[those]
    given = [(name, _metric_label(name), values) for name, values in metrics.items()]
    return tuple(
        Measure(name, label, {
            outcome: _spread(values[outcomes == place])
            for place, outcome in enumerate(_OUTCOMES)
            if np.any(outcomes == place)
        })
        for name, label, values in (*shares, *given)
    )  # fmt: skip


def _metric_label(name: str) -> Text:
    return NETWORK_LEVEL[name].label if name in NETWORK_LEVEL else Text.same(name)


def _spread(values: Values) -> Spread:
    known = values[np.isfinite(values)]
    if not len(known):
        return Spread(0, len(values), None, None, None)
    lower, median, upper = (float(each) for each in np.quantile(known, (0.25, 0.5, 0.75)))
    return Spread(len(known), len(values) - len(known), lower, median, upper)
