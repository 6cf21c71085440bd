"""What a reader has chosen to be shown: cases, bases, attributions, framework, and who counts as an actor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from starlette.datastructures import QueryParams

from collabgraph.analysis.network import GRANULARITIES
from collabgraph.model import ALL_ATTRIBUTIONS, DEFAULT_BASES, Attribution, Basis
from collabgraph.web.protocol import Refusal
from collabgraph.web.site import Choices, Site
from collabgraph.words import both, mark


def chosen(site: Site, parameters: QueryParams, names: Iterable[str]) -> Choices:
    """What a request chooses, with these cases; raises Refusal for what there is not, or as ``Site.case``."""
    cases = tuple(dict.fromkeys(names))
    framework = site.read_with(parameters.get("framework"), map(site.case, cases))
    bases, attributions = chosen_bases(parameters), chosen_attributions(parameters)
    granularity = parameters.get("granularity", "office")
    if granularity not in GRANULARITIES:
        _refuse(mark("There is no granularity '{name}'."), granularity)
    systems = parameters.get("systems", "yes")
    if systems not in ("yes", "no"):
        _refuse(mark("'{name}' in systems is neither 'yes' nor 'no'."), systems)
    return Choices(cases, framework.id, bases, attributions, granularity, systems == "yes")


def chosen_bases(parameters: QueryParams) -> frozenset[Basis]:
    """The bases a request names, the usual ones where it names none; raises Refusal for one that there is not."""
    named = parameters.getlist("basis")
    if wrong := [name for name in named if name not in {basis.value for basis in Basis}]:
        _refuse(mark("There is no basis '{name}'."), wrong[0])
    return frozenset(map(Basis, named)) or DEFAULT_BASES


def chosen_attributions(parameters: QueryParams) -> frozenset[Attribution]:
    """The attributions a request names, all where it names none; raises Refusal for one that there is not."""
    named = parameters.getlist("attribution")
    if wrong := [name for name in named if name not in ALL_ATTRIBUTIONS]:
        _refuse(mark("There is no attribution '{name}'."), wrong[0])
    return frozenset(map(Attribution, named)) or ALL_ATTRIBUTIONS


def _refuse(phrase: str, name: str) -> NoReturn:
    raise Refusal(400, both(phrase, name=name[:100]))


def offered(site: Site, choices: Choices) -> Mapping[str, object]:
    """What forms that choose need: what there is, and what is chosen."""
    return {
        "names": [*site.names, *site.more_names],
        "chosen": choices,
        "framework": site.framework(choices.framework),
        "frameworks": site.ontology.readable,
        "bases": list(Basis),
        "attributions": list(Attribution),
        "granularities": GRANULARITIES,
        "ontology": site.ontology,
    }
