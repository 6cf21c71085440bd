"""NetDraw's ``.vna``: tables of actors and of ties, one under the other, with a heading over each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from collabgraph.exchange.draft import Draft
from collabgraph.phrases import mark

_WORD = re.compile(r'"([^"]*)"|([^\s,"]+)')
_ZERO = re.compile(r"[+-]?(?:0+\.?0*|\.0+)")
_SECTIONS = ("node data", "node properties", "tie data", "tie properties")


def read(path: Path, text: str) -> Draft:
    """The network of a VNA file; several columns of ties are several relations. Of direction it does not say.

    How nodes and ties are drawn (their "properties") is not read.
    """
    draft = Draft(path, mirrored=True)
    section, columns = "", None
    for line, content in enumerate(text.splitlines(), 1):
        words = [quoted or plain for quoted, plain in _WORD.findall(content)]
        if content.lstrip().startswith("*"):
            section, columns = " ".join(content.strip(" *\t").lower().split()), None
            if section not in _SECTIONS:
                draft.refuse(line, mark("this part of a VNA file cannot be read: '{name}'."), name=content)
        elif words and columns is None:
            columns = words
        elif words and section == "node data":
            _node(draft, line, columns or [], words)
        elif words and section == "tie data":
            _ties(draft, line, columns or [], words)
    if not draft.rows and draft.nodes is None:
        draft.refuse(1, mark("a VNA file needs the part '*Tie data' or '*Node data'."))
    return draft


def _fits(draft: Draft, line: int, columns: Sequence[str], words: Sequence[str]) -> bool:
    if len(words) != len(columns):
        phrase = mark("cells in this row: {found}; columns in the header: {expected}.")
        draft.refuse(line, phrase, found=len(words), expected=len(columns))
    return len(words) == len(columns)


def _node(draft: Draft, line: int, columns: Sequence[str], words: Sequence[str]) -> None:
    if _fits(draft, line, columns, words):
        draft.declare(line, words[0], dict(zip(columns[1:], words[1:], strict=True)))


def _ties(draft: Draft, line: int, columns: Sequence[str], words: Sequence[str]) -> None:
    """The ties of a line: one of a weight, or one for each column of which the value is not zero."""
    if not _fits(draft, line, columns, words):
        return
    if len(words) < 2:
        draft.refuse(line, mark("a tie needs two actors."))
    elif len(words) <= 3:
        draft.tie(line, (words[0], words[1]), {"weight": words[2]} if words[2:] else {})
    else:
        for name, word in zip(columns[2:], words[2:], strict=True):
            if not _ZERO.fullmatch(word):
                draft.tie(line, (words[0], words[1]), {"relation": name, "weight": word})
