"""The names that people write in forms, and the IRIs they stand for: ids, prefixed names, and labels of terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

import pyoxigraph as ox
from msgspec import Struct

from collabgraph.coding.forms.fields import Field
from collabgraph.model import Construct, Ontology, Term
from collabgraph.rdf.vocabulary import CASE, FRAMEWORK, PREFIXES, SCHEME, STUDY, local_name
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import Meanings, suggestion

_NAME = re.compile(r"[\w](?:[\w.-]*[\w-])?")
_CODER = PREFIXES["coder"]
#: The prefixes by which things with an id of their own are named in forms.
_PREFIXES = {name: PREFIXES[name] for name in ("case", "study", "actor", "source", "coder")}

_NO_CODE = mark("The list '{list}' has no '{name}'{nearest}. 'collabgraph codes {list}' prints it.")
_NO_STATUS = mark(
    "'{name}' is no status. Choose {known}, or leave the row out for not reported."
)  # what is not reported needs no claim
_NO_CONSTRUCT = mark("No framework has '{name}'{nearest}. 'collabgraph codes constructs' lists what can be named.")
_SEVERAL = mark("'{name}' is in several frameworks. Write {known}, or name the framework of the file.")
_NO_NAME = mark(
    "'{name}' cannot be an id. Use letters, digits, hyphens and full stops, as in 'planning-office', or a whole IRI "
    "in angle brackets."
)


class Unknown(ValueError):
    """A name that stands for nothing; ``reason`` says so, and what to do."""

    def __init__(self, reason: Text) -> None:
        """What is wrong, in both languages."""
        super().__init__(reason["en"])
        self.reason = reason


class Names(Struct, frozen=True, dict=True):
    """The names of one file: ``main`` is the IRI of its case or study, ``framework`` the id of its framework."""

    ontology: Ontology
    main: str
    framework: str

    # From a name to an IRI

    def iri(self, field: Field, name: str) -> str:
        """The IRI of what a field names; raises Unknown."""
        if field.kind == "code":
            return self._code(field, name)
        if field.kind in ("construct", "indicator", "effect"):
            return self._construct(field, name)
        prefix, colon, rest = name.partition(":")
        if field.kind == "origin" and colon and prefix in self.ontology.frameworks and _NAME.fullmatch(rest):
            return f"{FRAMEWORK}{prefix}#{rest}"
        return self.thing(field.kind, name)

    def thing(self, kind: str, name: str) -> str:
        """The IRI of an actor, source, study, case or coder; a plain id is one of this file. Raises Unknown."""
        if (whole := _whole(name)) is not None:
            return whole
        prefix, colon, rest = name.partition(":")
        if colon and prefix in _PREFIXES and _NAME.fullmatch(rest):
            return _PREFIXES[prefix] + rest
        return _beginning(kind, self.main) + plain(name)

    def _code(self, field: Field, name: str) -> str:
        if (whole := _whole(name)) is not None:
            return whole
        terms, meanings = self._list(field.code_list)
        found = meanings.of(name)
        if len(found) == 1:
            return terms[found[0]].iri
        known = ", ".join(key for key in terms if key not in ("not-reported", "not-applicable"))
        if field.code_list == "status":
            raise Unknown(both(_NO_STATUS, name=name, known=known))
        raise Unknown(both(_NO_CODE, name=name, list=field.code_list, nearest=suggestion(name, terms)))

    def _list(self, name: str) -> tuple[Mapping[str, Term], Meanings]:
        """The terms of a code list by id, and what names may mean of them."""
        if name not in self._lists:
            terms = {term.id: term for term in self.ontology.code_lists[name]}
            self._lists[name] = terms, Meanings({key: term.label.by_language.values() for key, term in terms.items()})
        return self._lists[name]

    @cached_property
    def _lists(self) -> dict[str, tuple[Mapping[str, Term], Meanings]]:
        return {}

    def _construct(self, field: Field, name: str) -> str:
        if (whole := _whole(name)) is not None:
            return whole
        prefix, colon, rest = name.partition(":")
        if colon and prefix in self.ontology.frameworks:
            (candidates, meanings), name = self._named(field.kind, prefix), rest
        elif name.startswith("#") and _NAME.fullmatch(name[1:]):
            return f"{self.main}{name}"
        else:
            candidates, meanings = self._named(field.kind, self.framework)
            if not meanings.of(name):
                candidates, meanings = self._named(field.kind, *self.ontology.frameworks)
        found = [iri for iri, term in candidates.items() if term.id == name] or meanings.of(name)
        if len(found) == 1:
            return found[0]
        if found:
            known = ", ".join(f"'{self._with_framework(iri)}'" for iri in found)
            raise Unknown(both(_SEVERAL, name=name, known=known))
        nearest = suggestion(name, sorted({term.id for term in candidates.values()}))
        raise Unknown(both(_NO_CONSTRUCT, name=name, nearest=nearest))

    def _named(self, kind: str, *frameworks: str) -> tuple[Mapping[str, Term], Meanings]:
        """The terms of frameworks that a field of this kind may name, by IRI, and what names may mean of them."""
        if (kind, *frameworks) not in self._constructs:
            terms: dict[str, Term] = {}
            for framework in frameworks:
                if (known := self.ontology.frameworks.get(framework)) is not None:
                    terms |= {iri: one.term for iri, one in known.constructs.items() if _fits(kind, one)}
                    terms |= known.criterion_terms if kind == "construct" else {}
            self._constructs[kind, *frameworks] = terms, Meanings(_labels(terms))
        return self._constructs[kind, *frameworks]

    @cached_property
    def _constructs(self) -> dict[tuple[str, ...], tuple[Mapping[str, Term], Meanings]]:
        return {}

    # From an IRI to a name

    def name(self, field: Field, iri: str) -> str:
        """The shortest name that stands for an IRI in this file."""
        if field.kind == "code":
            name = iri.removeprefix(f"{SCHEME}{field.code_list}#")
        elif field.kind in ("construct", "indicator", "effect"):
            name = local_name(iri) if iri not in self._ambiguous else self._with_framework(iri)
        elif field.kind == "origin" and iri.startswith(FRAMEWORK):
            name = self._with_framework(iri)
        else:
            name = self.short(field.kind, iri)
        try:
            return name if self.iri(field, name) == iri else f"<{iri}>"
        except Unknown:
            return f"<{iri}>"

    def short(self, kind: str, iri: str) -> str:
        """The shortest name of an actor, source, study, case or coder."""
        beginning = _beginning(kind, self.main)
        if iri.startswith(beginning) and _NAME.fullmatch(iri[len(beginning) :]):
            return iri[len(beginning) :]
        for prefix, namespace in _PREFIXES.items():
            if iri.startswith(namespace) and _NAME.fullmatch(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"

    @cached_property
    def _ambiguous(self) -> set[str]:
        """The constructs whose id alone does not stand for them: those of other frameworks with an id used twice."""
        iris: dict[str, list[str]] = {}
        for framework in self.ontology.frameworks.values():
            for iri in (*framework.constructs, *framework.criterion_terms):
                iris.setdefault(local_name(iri), []).append(iri)
        of_own = self.ontology.frameworks.get(self.framework)
        own = {*of_own.constructs, *of_own.criterion_terms} if of_own else set()
        return {iri for same in iris.values() if len(same) > 1 for iri in same if iri not in own}

    def _with_framework(self, iri: str) -> str:
        return f"{iri.removeprefix(FRAMEWORK).partition('#')[0]}:{local_name(iri)}"


def is_id(name: str) -> bool:
    """Whether a text can be an id."""
    return _NAME.fullmatch(name) is not None


def plain(name: str) -> str:
    """An id as it is; raises Unknown where it cannot be one."""
    if not _NAME.fullmatch(name):
        raise Unknown(both(_NO_NAME, name=name))
    return name


def _fits(kind: str, construct: Construct) -> bool:
    """Whether a field of this kind may name this term of a framework."""
    return kind == "effect" or construct.is_indicator is (kind == "indicator")


def _labels(terms: Mapping[str, Term]) -> dict[str, Iterable[str]]:
    return {iri: (term.id, *term.label.by_language.values()) for iri, term in terms.items()}


def _beginning(kind: str, main: str) -> str:
    """What the IRI of a plain id begins with: cases, studies and coders are known everywhere, the rest in this file."""
    return {"case": CASE, "study": STUDY, "coder": _CODER}.get(kind, f"{main}#")


def _whole(name: str) -> str | None:
    """The IRI in angle brackets, or None; raises Unknown where it is none that could be."""
    if not (name.startswith("<") and name.endswith(">")):
        return None
    try:
        return ox.NamedNode(name[1:-1]).value
    except ValueError:
        raise Unknown(both(_NO_NAME, name=name)) from None
