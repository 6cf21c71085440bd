"""Frameworks and their terms that are read from their files when they are first named, so that others cost nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path

from collabgraph.model import Framework, Term, declaring


class Frameworks(Mapping[str, Framework]):
    """Frameworks by id, sorted: those in these files, by the ids that their names are, and those already ``known``."""

    def __init__(
        self, paths: Mapping[str, Path], read: Callable[[Path], Framework], known: Mapping[str, Framework] | None = None
    ) -> None:
        """The frameworks in these files, each read by ``read`` when it is first asked for."""
        self._paths, self._read, self._known = paths, read, dict(known or {})

    def __getitem__(self, name: str) -> Framework:
        """The framework with this id; raises KeyError, and what reading its file raises."""
        if name not in self._known:
            self._known[name] = self._read(self._paths[name])
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        """The ids, sorted."""
        return iter(sorted({*self._paths, *self._known}))

    def __len__(self) -> int:
        """How many there are."""
        return len({*self._paths, *self._known})

    def __contains__(self, name: object) -> bool:
        """Whether there is a framework with this id, without reading it."""
        return name in self._known or name in self._paths

    def beside(self, framework: Framework) -> Frameworks:
        """These frameworks and another one, which takes the place of one with the same id."""
        return Frameworks(self._paths, self._read, {**self._known, framework.id: framework})


class Terms(Mapping[str, Term]):
    """The terms of code lists, and of the constructs and criteria of frameworks, by IRI."""

    def __init__(self, codes: Mapping[str, Term], frameworks: Mapping[str, Framework]) -> None:
        """These terms of code lists and those of the frameworks."""
        self._codes, self._frameworks = codes, frameworks

    def __getitem__(self, iri: str) -> Term:
        """The term with this IRI; raises KeyError."""
        if iri in self._codes:
            return self._codes[iri]
        framework = declaring(self._frameworks, iri)
        if framework is None:
            raise KeyError(iri)
        return framework.terms[iri]

    def __iter__(self) -> Iterator[str]:
        """The IRIs."""
        return chain(self._codes, *(framework.terms for framework in self._frameworks.values()))

    def __len__(self) -> int:
        """How many terms there are."""
        return sum(1 for _ in self)


class Declared(Collection[str]):
    """These IRIs, and those of terms."""

    def __init__(self, iris: frozenset[str], terms: Mapping[str, Term]) -> None:
        """These IRIs and those of these terms."""
        self._iris, self._terms = iris, terms

    def __contains__(self, iri: object) -> bool:
        """Whether an IRI is one of them."""
        return iri in self._iris or iri in self._terms

    def __iter__(self) -> Iterator[str]:
        """Each of them, once."""
        return iter({*self._iris, *self._terms})

    def __len__(self) -> int:
        """How many there are."""
        return len({*self._iris, *self._terms})
