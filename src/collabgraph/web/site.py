"""What the pages speak of: cases, comparisons and theory, each read once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache

from collabgraph import comparison as comparisons
from collabgraph import theory
from collabgraph.comparison import Comparison
from collabgraph.errors import UnknownCase, UnknownFramework
from collabgraph.library import Library
from collabgraph.model import Basis, Case, Framework, Ontology
from collabgraph.nearest import suggestion

#: Comparisons kept ready; one of two cases takes a quarter of a second.
_KEPT = 64


class Site:
    """A library of cases as the pages show it."""

    def __init__(self, library: Library) -> None:
        """The cases of a library; nothing is read before it is asked for."""
        self.library = library
        self._comparison = lru_cache(_KEPT)(self._compared)
        self._case = lru_cache(_KEPT)(library.open)

    @property
    def ontology(self) -> Ontology:
        """The ontology the cases are read with."""
        return self.library.ontology

    @cached_property
    def names(self) -> list[str]:
        """The ids of all cases."""
        return self.library.ids()

    def case(self, name: str) -> Case:
        """The case of this id; raises UnknownCase, never reading a path."""
        if name not in self.names:
            raise UnknownCase(name=name, nearest=suggestion(name, self.names), known=", ".join(self.names))
        return self._case(name)

    def cases(self) -> list[Case]:
        """Every case."""
        return [self.case(name) for name in self.names]

    def framework(self, name: str = theory.DEFAULT_FRAMEWORK) -> Framework:
        """The framework of this id; raises UnknownFramework, never reading a path."""
        frameworks = self.ontology.frameworks
        if name not in frameworks:
            known = ", ".join(frameworks)
            raise UnknownFramework(name=name, nearest=suggestion(name, frameworks), known=known)
        return frameworks[name]

    def comparison(self, names: Iterable[str], framework: str, bases: Iterable[Basis]) -> Comparison:
        """The cases of these ids side by side; raises UnknownCase, UnknownFramework, TooFewCases or DuplicateCase."""
        return self._comparison(tuple(names), framework, frozenset(bases))

    def _compared(self, names: tuple[str, ...], framework: str, bases: frozenset[Basis]) -> Comparison:
        cases = [self.case(name) for name in names]
        return comparisons.compare(cases, self.framework(framework), self.ontology, bases=bases)
