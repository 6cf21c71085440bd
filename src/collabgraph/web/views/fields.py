"""The parameters of a scholar's question as a reader fills them in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from msgspec import Struct

from collabgraph.model import Basis
from collabgraph.questions import parameters
from collabgraph.questions.files import Parameter, Question
from collabgraph.rdf.vocabulary import SCHEME, local_name, shortened
from collabgraph.web.site import Site
from collabgraph.words import Text

#: As many values are shown to tick or to choose from; of more, the names are offered while one types.
_TICKED, _CHOSEN, _OFFERED = 12, 60, 500


class Option(Struct, frozen=True):
    """A value a parameter can have, what it is called, and whether it has it."""

    value: str
    words: Text
    chosen: bool


class Field(Struct, frozen=True):
    """A parameter of a question: what it is called, how it is filled in ("tick", "choose" or "type"), and with what."""

    name: str
    label: Text
    way: str
    value: str
    options: tuple[Option, ...]


def fields(site: Site, question: Question, given: Mapping[str, str]) -> list[Field]:
    """The parameters of a question with the values given, or their own."""
    return [
        _field(site, parameter, given.get(parameter.name) or parameter.default) for parameter in question.parameters
    ]


def _field(site: Site, parameter: Parameter, value: str) -> Field:
    options = _options(site, parameter, value)
    way = "tick" if parameter.several else "choose"
    if not 0 < len(options) <= (_TICKED if parameter.several else _CHOSEN):
        way = "type"
    return Field(parameter.name, parameter.label, way, value, options[:_OFFERED])


def _rank(iri: str) -> int:
    """Where a value stands among others: bases by strength, everything else as it comes."""
    return _BASES.get(iri, 0)


_BASES = {f"{SCHEME}basis#{basis}": basis.rank for basis in Basis}


def _options(site: Site, parameter: Parameter, value: str) -> tuple[Option, ...]:
    """What the data have for a parameter; nothing for texts and numbers."""
    if parameter.kind is None:
        return ()
    known = sorted(parameters.known(parameter.kind, site.dataset.query), key=_rank)
    chosen = {part.strip() for part in value.split(",")} if parameter.several else {value.strip()}
    ids = Counter(map(local_name, known))
    return tuple(
        Option(
            local_name(iri) if ids[local_name(iri)] == 1 else shortened(iri),
            site.label(iri) if site.label(iri)["en"] else Text(en=shortened(iri), id=shortened(iri)),
            bool(chosen & {local_name(iri), shortened(iri), iri}) or (parameter.several and chosen == {"all"}),
        )
        for iri in known
    )
