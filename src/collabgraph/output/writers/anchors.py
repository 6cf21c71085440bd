"""Anchors of a document: one for each of its parts and entries, for links within it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from collabgraph.output.document import Document, Entries, Target


class Anchors(Struct, frozen=True):
    """The anchor of every part and entry of a document, by the kind and name of its target."""

    places: Mapping[tuple[str, str], str]

    def __call__(self, target: Target | None) -> str | None:
        """The anchor of a target; None where it is not in the document."""
        return None if target is None else self.places.get((target.kind, target.name))


def anchors(document: Document) -> Anchors:
    """An anchor for every part and entry: letters, digits and hyphens, at most 40, the same for the same document."""
    places = {("part", part.anchor): part.anchor for part in document.parts}
    taken = set(places.values())
    for part in document.parts:
        for block in part.blocks:
            for entry in block.entries if isinstance(block, Entries) else ():
                target = entry.target
                places[target.kind, target.name] = _anchor(taken, target.kind, target.within, _last(target.name))
    return Anchors(places)


def _last(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _anchor(taken: set[str], *names: str) -> str:
    """A unique anchor that every form can use."""
    plain = re.sub(r"[^a-z0-9]+", "-", "-".join(names).lower()).strip("-")[:34].strip("-")
    anchor, n = plain, 1
    while anchor in taken:
        n += 1
        anchor = f"{plain}-{n}"
    taken.add(anchor)
    return anchor
