"""Readable and unique names for IRIs, from their ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping


def unique_names(ids: Mapping[str, str]) -> dict[str, str]:
    """A unique name for each of these IRIs, from its id.

    The name is the id where only one IRI has it; else the id with the end of its namespace, or with the whole
    namespace; else the IRI itself.

    >>> unique_names({"https://a.example/x#mayor": "mayor", "https://b.example/y#mayor": "mayor"})
    {'https://a.example/x#mayor': 'mayor (x)', 'https://b.example/y#mayor': 'mayor (y)'}
    """
    names = dict(ids)
    for longer in _LONGER:
        names = _lengthened(names, ids, longer)
    return names if len({*names.values()}) == len(names) else {iri: iri for iri in ids}


def _lengthened(names: Mapping[str, str], ids: Mapping[str, str], longer: Callable[[str, str], str]) -> dict[str, str]:
    """The names, made longer where several things have the same."""
    uses = Counter(names.values())
    return {iri: name if uses[name] == 1 else longer(iri, ids[iri]) for iri, name in names.items()}


def _namespace(iri: str, name: str) -> str:
    return iri.removesuffix(name).rstrip("/#")


#: Names of an IRI with its id, each longer than the one before.
_LONGER: tuple[Callable[[str, str], str], ...] = (
    lambda iri, name: f"{name} ({_namespace(iri, name).rpartition('/')[2]})",
    lambda iri, name: f"{name} ({_namespace(iri, name)})",
    lambda iri, _: iri,
)
