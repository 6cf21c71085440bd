"""The configurations of coded cases: conditions, truth table, solution, and what the unknown cells leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.conditions import Condition
from collabgraph.analysis.many.coded import UNKNOWN, Coded, coded, dichotomized
from collabgraph.analysis.many.minimized import MOST_CONJUNCTIONS, Minimization, Model, Search, minimize
from collabgraph.analysis.many.possible import Implicants, Watch, implicants
from collabgraph.analysis.many.solutions import Kind, ModelFit, fitted
from collabgraph.analysis.many.truth_tables import Cuts, TruthTable
from collabgraph.errors import AmbiguousName, UnknownConstruct, UnknownOutcome
from collabgraph.model import Construct, Interval
from collabgraph.words.nearest import meant, suggestion

#: So many conditions are taken where none are named; with more, few cases leave most configurations without a case.
MOST_SUGGESTED = 4
#: The name of the outcome that all indicators of a case make together.
ANY_OUTCOME = "success"


class Asked(Struct, frozen=True):
    """What is asked of many cases: conditions, the outcome (None: all indicators), thresholds and kind of solution."""

    conditions: tuple[Construct, ...]
    indicator: Construct | None = None
    cuts: Cuts = Cuts()
    kind: Kind = "parsimonious"

    @property
    def outcome(self) -> str:
        """The name of the outcome in terms."""
        return self.indicator.term.id if self.indicator else ANY_OUTCOME


class Configurations(Struct, frozen=True, dict=True):
    """The truth table of coded cases, minimized.

    The cases left out because a condition does not apply to them are in ``coded``.
    """

    asked: Asked
    coded: Coded
    minimized: Minimization

    @property
    def table(self) -> TruthTable:
        """The truth table."""
        return self.minimized.table

    @cached_property
    def implicants(self) -> Implicants | None:
        """The certain and possible prime implicants; None but for cuts of 1 and one case a row: only there exact."""
        if self.minimized.implicants is not None:
            return self.minimized.implicants
        memberships = self.table.memberships
        exact = self.table.cuts == Cuts() and memberships.crisp and 3 ** len(memberships.levels) <= MOST_CONJUNCTIONS
        return implicants(memberships) if exact else None

    @property
    def certain(self) -> tuple[Model, ...]:
        """The models of every completion, but the empty one; none where completions are a sample, which shows none."""
        possibilities = self.minimized.possibilities
        return () if possibilities and possibilities.sampled else tuple(filter(None, self.minimized.models))

    @property
    def models(self) -> tuple[Model, ...]:
        """The models that can be the solution, those that are it in any case first, the empty one left out."""
        every = (*self.certain, *self.minimized.models, *self.minimized.possible)
        return tuple(model for model in dict.fromkeys(every) if model)

    def fit(self, model: Model) -> ModelFit:
        """The fit of a model over all that the unknown cells may be."""
        return self.minimized.fits.get(model) or fitted(model, self.table.memberships)


def asked(
    comparison: Comparison, conditions: Sequence[str] = (), indicator: str | None = None,
    cuts: Cuts = Cuts(), kind: Kind = "parsimonious",  # noqa: B008 (frozen)
) -> Asked:  # fmt: skip
    """What is asked, by names as they are typed: ids or labels of preconditions and of an indicator.

    Without ``conditions`` those that are ``suggested``. Raises UnknownConstruct, UnknownOutcome, AmbiguousName.
    """
    constructs = {verdict.construct.term.id: verdict.construct for verdict in comparison.verdicts}
    indicators = {outcome.indicator.term.id: outcome.indicator for outcome in comparison.outcomes}
    found = [_named(name, constructs) for name in conditions]
    if None in found:
        name = conditions[found.index(None)]
        fields = {"nearest": suggestion(name, constructs), "known": ", ".join(constructs)}
        raise UnknownConstruct(framework=comparison.framework.id, name=name, **fields)
    outcome = _named(indicator, indicators) if indicator else None
    if indicator and outcome is None:
        fields = {"nearest": suggestion(indicator, indicators), "known": ", ".join(sorted(indicators))}
        raise UnknownOutcome(name=indicator, case=", ".join(comparison.cases), **fields)
    chosen = tuple(dict.fromkeys(construct for construct in found if construct)) or suggested(comparison)
    return Asked(chosen, outcome, cuts, kind)


def _named(name: str, constructs: Mapping[str, Construct]) -> Construct | None:
    found = meant(name, {key: each.term.label.by_language.values() for key, each in constructs.items()})
    if len(found) > 1:
        raise AmbiguousName(name=name, known=", ".join(found))
    return constructs[found[0]] if found else None


def suggested(comparison: Comparison, most: int = MOST_SUGGESTED) -> tuple[Construct, ...]:
    """The preconditions known in the most cases among those that vary, at most so many, in the framework's order.

    Those that do not apply to some case, or are known in none, are not among them; those that are alike wherever they
    are known come last.
    """

    known = {
        verdict.construct: [cell.low for cell in map(_cell, verdict.conditions.values()) if cell.low == cell.high]
        for verdict in comparison.verdicts
        if all(condition.met is not None for condition in verdict.conditions.values())
    }
    candidates = [construct for construct, levels in known.items() if levels]

    def worth(construct: Construct) -> tuple[bool, int]:
        return len({*known[construct]}) < 2, -len(known[construct])

    chosen = sorted(candidates, key=worth)[:most]
    return tuple(construct for construct in candidates if construct in chosen)


def _cell(condition: Condition) -> Interval:
    return dichotomized(condition.met or UNKNOWN)


def configurations(comparison: Comparison, asked: Asked, watch: Watch = iter) -> Configurations:
    """The truth table of the cases of a comparison, and its solution.

    For the intermediate solution every precondition is expected to contribute where it is met. ``watch`` is passed what
    is worked through where rows are open. Raises TooManyUnknown where a case can have too many configurations,
    TooManyConfigurations where there are too many conditions for this kind of solution.
    """
    found = coded(comparison, asked.conditions, asked.outcome, indicator=asked.indicator)
    search = Search(asked.kind, dict.fromkeys(range(len(asked.conditions)), 1))
    return Configurations(asked, found, minimize(found.memberships, asked.cuts, search, watch=watch))
