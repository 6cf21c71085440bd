"""Cytoscape's simple interaction format, ``.sif``: on each line an actor, a relation, and the actors it goes to."""

from __future__ import annotations

from pathlib import Path

from collabgraph.output.exchange.draft import Draft, numbered_lines
from collabgraph.words import mark


def read(path: Path, text: str) -> Draft:
    """The network of a SIF file: tabs separate the words where it has any, else blanks; an actor alone is an isolate.

    The file gives no direction.
    """
    draft = Draft(path, mirrored=True)
    separator = "\t" if "\t" in text else None
    names: dict[str, int] = {}
    for line, content in numbered_lines(text):
        words = [word.strip() for word in content.split(separator) if word.strip()]
        if len(words) == 2:
            draft.refuse(line, mark("a line needs an actor, a relation and who it goes to, or an actor alone."))
        for end in words[:1] + words[2:]:
            names.setdefault(end, line)
        for other in words[2:]:
            draft.tie(line, (words[0], other), {"relation": words[1]})
    for name, line in names.items():
        draft.declare(line, name, {})
    if not names:
        draft.refuse(1, mark("the file names no actors."))
    return draft
