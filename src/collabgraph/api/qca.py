"""Configurations of many cases (QCA) in Python: functions of the names that the commands have.

Each takes the cases as ``data``: the path of a table (csv, tsv, xlsx), a DataFrame with a row for each case (its index
names them, NaN is unknown), or cases or their ids. It returns a frozen ``Result``, which a notebook displays.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from collabgraph import api, model
from collabgraph.analysis.comparison import side_by_side
from collabgraph.analysis.many import given, minimized, tabled, truth_tables
from collabgraph.analysis.many import robustness as moved
from collabgraph.analysis.many.given import Given
from collabgraph.analysis.many.memberships import Memberships
from collabgraph.analysis.many.minimized import Search
from collabgraph.analysis.many.solutions import Kind
from collabgraph.analysis.many.truth_tables import Cuts
from collabgraph.coding import tables
from collabgraph.errors import MissingLibrary
from collabgraph.model import DEFAULT_BASES, Basis
from collabgraph.output.document import Presentation, Table
from collabgraph.output.presenters import configurations
from collabgraph.output.writers import csv, html
from collabgraph.words import Speech, language_set

if TYPE_CHECKING:
    import pandas

Data = Any


class Result(Struct, frozen=True):
    """A result: what was ``found`` (a value of ``collabgraph.analysis.many``), of these ``memberships``."""

    found: Any
    memberships: Memberships
    presentation: Presentation

    def __repr__(self) -> str:
        """One line: the kind of result, the outcome, and how many cases and conditions."""
        n, k = len(self.memberships.cases), len(self.memberships.conditions)
        return f"<{type(self.found).__name__} of {self.memberships.outcome}: {n} cases, {k} conditions>"

    def data(self, lang: str = "en") -> dict[str, Any]:
        """What the command writes with ``--format json``."""
        return dict(self.presentation.data(Speech(lang)))

    def to_frame(self, lang: str = "en") -> pandas.DataFrame:
        """What the command writes with ``--format csv``; raises MissingLibrary where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise MissingLibrary(library="pandas") from None
        records = (self.presentation.records or self.presentation.parts)(Speech(lang))
        table = records if isinstance(records, Table) else csv.records(records)
        return pandas.read_csv(io.StringIO(csv.written(table)))

    @property
    def models(self) -> list[list[str]]:
        """The models as lists of terms; with unknown cells those that are certain. Empty of other results."""
        models: list[list[str]] = self.data().get("models", [])
        return models

    def _repr_html_(self) -> str:
        say = Speech(language_set())
        return html.fragment(self.presentation.parts(say), say)


def calibrate(
    data: Data, outcome: str | None = None, conditions: Sequence[str] | None = None, **options: Any
) -> Result:
    """The membership of each case in each condition and in the outcome.

    ``options`` of all functions: ``calibrate`` (a file of anchors), and of coded cases ``sets`` ("crisp" or "fuzzy"),
    ``framework`` and ``bases``. Raises UnfitTable with all that is wrong with a table, or as ``collabgraph.load``.
    """
    found = _given(data, outcome, conditions, **options)
    shown = configurations.calibration(found.memberships, found.notes, found.ontology)
    return Result(found.memberships, found.memberships, shown)


def necessity(
    data: Data, outcome: str | None = None, conditions: Sequence[str] | None = None, *, incl_cut: float = 0.9,
    cov_cut: float = 0.6, ron_cut: float = 0.5, longest: int = 3, **options: Any,
) -> Result:  # fmt: skip
    """Every condition as necessary, what is necessary at the cuts, and the shortest sufficient terms."""
    found = _given(data, outcome, conditions, **options)
    cuts = {"inclusion": incl_cut, "coverage": cov_cut, "relevance": ron_cut}
    results = given.necessary(found.memberships, cuts, longest)
    shown = configurations.necessity(found.memberships, *results, cuts, found.notes, found.ontology)
    return Result(results[1], found.memberships, shown)


def truth_table(
    data: Data, outcome: str | None = None, conditions: Sequence[str] | None = None, *, incl_cut: float = 1.0,
    n_cut: int = 1, pri_cut: float = 0.0, lower_cut: float | None = None, **options: Any,
) -> Result:  # fmt: skip
    """The configurations that cases have or may have, with their fit and what each stands for."""
    found = _given(data, outcome, conditions, **options)
    table = truth_tables.truth_table(found.memberships, Cuts(incl_cut, n_cut, pri_cut, lower_cut))
    return Result(table, found.memberships, configurations.truth_table(table, found.notes, found.ontology))


def minimize(
    data: Data, outcome: str | None = None, conditions: Sequence[str] | None = None, *,
    solution: Kind = "conservative", expect: str = "", exclude: str | Sequence[str] = (), incl_cut: float = 1.0,
    n_cut: int = 1, pri_cut: float = 0.0, lower_cut: float | None = None, enhanced: bool = False,
    contradictions: bool = False, seed: int = 0, **options: Any,
) -> Result:  # fmt: skip
    """The models of a truth table, all that are tied; with unknown cells those that are certain and possible.

    ``expect`` is what theory expects of the outcome as it is given ("A,~B,C=-"), for an intermediate solution;
    ``exclude`` are terms such as "A*~B" no configuration of which may be assumed.
    """
    found = _given(data, outcome, conditions, **options)
    search = _search(found.memberships, solution, expect, exclude, enhanced, contradictions)
    cuts = Cuts(incl_cut, n_cut, pri_cut, lower_cut)
    result = minimized.minimize(found.memberships, cuts, search, seed=seed)
    return Result(result, found.memberships, configurations.minimization(result, found.notes, found.ontology))


def robustness(
    data: Data, outcome: str | None = None, conditions: Sequence[str] | None = None, *,
    solution: Kind = "conservative", expect: str = "", exclude: str | Sequence[str] = (), incl_cut: float = 1.0,
    n_cut: int = 1, pri_cut: float = 0.0, lower_cut: float | None = None, **options: Any,
) -> Result:  # fmt: skip
    """How far each cut and each anchor can be moved before the models change, and the fit of what they share."""
    found = _given(data, outcome, conditions, **options)
    search = _search(found.memberships, solution, expect, exclude)
    cuts = Cuts(incl_cut, n_cut, pri_cut, lower_cut)
    result = minimized.minimize(found.memberships, cuts, search)
    models = (*result.models, *result.possible)
    fit = moved.core(models, found.memberships) if models else None
    ranges = given.ranges(found, cuts, search)
    return Result(ranges, found.memberships, configurations.robustness(result, ranges, fit, found.notes))


def _search(
    memberships: Memberships, solution: Kind, expect: str, exclude: str | Sequence[str], enhanced: bool = False,
    contradictions: bool = False,
) -> Search:  # fmt: skip
    excluded = [exclude] if isinstance(exclude, str) else exclude
    return Search(
        solution, tabled.expectations(expect, memberships),
        tuple(term for text in excluded for term in tabled.terms(text, memberships)), enhanced, contradictions,
    )  # fmt: skip


def _given(
    data: Data, outcome: str | None, conditions: Sequence[str] | None, *, calibrate: str | Path | None = None,
    sets: str = "crisp", framework: str | None = None, bases: Collection[str] = DEFAULT_BASES,
) -> Given:  # fmt: skip
    """The memberships of a table, of a DataFrame, or of coded cases."""
    anchors = Path(calibrate) if calibrate is not None else None
    if hasattr(data, "columns") and hasattr(data, "itertuples"):
        return given.of_rows(_rows(data), _stated(outcome), conditions, anchors)
    if isinstance(data, str | Path) and tables.is_table(data):
        return given.of_table(Path(data), _stated(outcome), conditions, anchors)
    cases = [data] if isinstance(data, str | model.Case) else list(data)
    opened = [api.load(case) if isinstance(case, str) else case for case in cases]
    ontology, chosen = api._read_with(opened, framework)
    comparison = side_by_side(opened, chosen, ontology, bases=frozenset(map(Basis, bases)))
    return given.of_cases(comparison, outcome, conditions, anchors, crisp=sets == "crisp")


def _stated(outcome: str | None) -> str:
    if outcome is None:
        raise TypeError("a table needs its outcome: the name of a column")
    return outcome


def _rows(data: pandas.DataFrame) -> list[list[str]]:
    """The index, heads and cells of a DataFrame as texts; what is missing is blank."""
    cells = data.astype(object).where(data.notna(), "")
    return [["", *map(str, data.columns)], *([str(value) for value in row] for row in cells.itertuples(name=None))]
