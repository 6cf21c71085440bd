"""The terms that a person adds in the codebook of a form."""

from __future__ import annotations

from collections.abc import Iterable

from collabgraph.coding.forms.records import Document
from collabgraph.coding.own_terms import OPEN_LISTS, SCALES
from collabgraph.model import Term
from collabgraph.rdf.positions import Fault
from collabgraph.rdf.vocabulary import SCHEME
from collabgraph.words import Text, both, mark
from collabgraph.words.nearest import suggestion

_LISTS = tuple(name for name in OPEN_LISTS if name != "indicator" and name not in SCALES)
_NO_LIST = mark("Terms cannot be added to a list '{name}'{nearest}. Lists: {known}.")


def codes_of(documents: Iterable[Document]) -> tuple[dict[str, dict[str, Term]], list[Fault]]:
    """The added terms by code list and id, and what is wrong with them."""
    codes: dict[str, dict[str, Term]] = {}
    faults: dict[Fault, None] = {}
    for document in documents:
        for own in document.terms:
            name = own.list.strip().lower().replace(" ", "-")
            if name not in _LISTS:
                words = both(_NO_LIST, name=own.list, nearest=suggestion(name, _LISTS), known=", ".join(_LISTS))
                faults[Fault(own.place, words)] = None
                continue
            label, definition = (
                Text({value.lang or document.language: value.text}, own=document.language)
                for value in (own.label, own.definition)
            )
            codes.setdefault(name, {})[own.id] = Term(own.id, f"{SCHEME}{name}#{own.id}", label, definition)
    return codes, list(faults)
