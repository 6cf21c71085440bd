"""Where on this site the page of an IRI is, and which IRI an address stands for.

An address ends in the local id of a thing, ``/actor/dpmptsp``. Where several things have one local id, ``/actor/ID`` is
the one with the IRI https://w3id.org/collabgraph/actor/ID, if there is such a one, and every other is at
``/actor/ID?iri=IRI``. An address with ``?iri=`` always leads to its thing, whatever other cases are served with it; one
without gives a choice where the id is not enough. The same holds for sources, studies, constructs and claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from collabgraph.errors import UnknownThing
from collabgraph.rdf.vocabulary import BASE, RESULTS, local_name
from collabgraph.words.nearest import suggestion

#: The endings of addresses, with the media type of each form.
ENDINGS: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}
#: The kinds of IRIs whose fragment has a page of its own, and where.
_PARTS = {"case": "/case/{thing}/{part}", "framework": "/construct/{thing}/{part}", "study": "/study/{thing}#{part}"}
_THINGS = ("case", "actor", "source", "study", "framework", "scheme", "coder", "software")
#: What has a page under another name than its own: the graphs of the ontology's files, and the catalogue of metrics.
_ELSEWHERE = {"ontology/collabgraph": "/ns", "ontology/schemes": "/schemes", "results/metrics": "/metrics"}


def page_of(iri: str) -> str | None:
    """The address of the page about an IRI; None for an IRI that is not ours.

    >>> page_of("https://w3id.org/collabgraph/case/pbg#F21"), page_of("https://w3id.org/collabgraph/ns#Claim")
    ('/case/pbg/F21', '/ns#Claim')
    >>> page_of("https://w3id.org/collabgraph/ns/0.5.0"), page_of("https://w3id.org/collabgraph/shapes#title")
    ('/ns/0.5.0', '/shapes#title')
    >>> page_of("https://w3id.org/collabgraph/results/pbg/network/0a1b#network/density")
    '/results/pbg/network/0a1b#network/density'
    >>> page_of("https://example.org/case/pbg") is None
    True
    """
    if not iri.startswith(BASE):
        return None
    path, _, part = iri.removeprefix(BASE).partition("#")
    kind, _, thing = path.partition("/")
    anchor = f"#{part}" if part else ""
    if path in _ELSEWHERE or kind in ("ns", "shapes"):
        return _ELSEWHERE.get(path, f"/{path}") + anchor
    if not thing:
        return None
    if iri.startswith(RESULTS) or kind == "ontology":
        return f"/{path}{anchor}"
    if kind not in _THINGS or "/" in thing:
        return None
    return _PARTS[kind].format(thing=thing, part=part) if part and kind in _PARTS else f"/{path}{anchor}"


class SeveralThings(Exception):
    """An address that several things have; ``pages`` has the address of each, by its IRI."""

    def __init__(self, name: str, pages: Mapping[str, str]) -> None:
        """Several things called by this name."""
        super().__init__(name)
        self.name, self.pages = name, pages


class Place:
    """The things whose pages are below one address, such as all actors below ``/actor``."""

    def __init__(self, path: str, named: str, iris: Iterable[str]) -> None:
        """The things of these IRIs below a path; ``named`` and a local id make the IRI that an address stands for.

        >>> actors = Place("/actor", f"{BASE}actor/", [f"{BASE}actor/bank", "https://x.org/bank", "https://x.org/shop"])
        >>> [actors.page(iri) for iri in (f"{BASE}actor/bank", "https://x.org/bank", "https://x.org/shop")]
        ['/actor/bank', '/actor/bank?iri=https%3A%2F%2Fx.org%2Fbank', '/actor/shop']
        """
        self._path, self._named = path, named
        self.iris = frozenset(iris)
        self._by_id: dict[str, list[str]] = {}
        for iri in sorted(self.iris):
            self._by_id.setdefault(local_name(iri), []).append(iri)

    def page(self, iri: str) -> str:
        """The address of the page about one of the things."""
        name = local_name(iri)
        address = f"{self._path}/{quote(name if _fits(name) else '-', safe='')}"
        return address if _fits(name) and self._short(name) == iri else f"{address}?iri={quote(iri, safe='')}"

    def meant(self, name: str, iri: str | None = None) -> str:
        """The IRI of the thing that an address means by an IRI, or else by a local id.

        Raises UnknownThing with the nearest id, or SeveralThings where the id does not say which.
        """
        if iri in self.iris:
            return str(iri)
        if iri is not None or name not in self._by_id:
            raise UnknownThing(name=iri or name, nearest=suggestion(name, self._by_id.keys() - {name}))
        if (chosen := self._short(name)) is None:
            raise SeveralThings(name, {each: self.page(each) for each in self._by_id[name]})
        return chosen

    def _short(self, name: str) -> str | None:
        """The IRI of the thing that has the address with the id alone."""
        iris, own = self._by_id[name], self._named + name
        return own if own in iris else iris[0] if len(iris) == 1 else None


def _fits(name: str) -> bool:
    """Whether a local id can end an address: it is one part of it, and does not end as the form of a page does."""
    return bool(name.strip(".")) and "/" not in name and name.rpartition(".")[2] not in ENDINGS
