"""NetDraw's ``.vna``: tables of actors and of ties, one below the other, each with a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from collabgraph.output.exchange.draft import Draft, numbered_lines
from collabgraph.words import mark

_WORD = re.compile(r'"([^"]*)"|([^\s,"]+)')
_ZERO = re.compile(r"[+-]?(?:0+\.?0*|\.0+)")
_NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?")
_STRENGTHS = ("strength", "weight")
_SECTIONS = ("node data", "node properties", "tie data", "tie properties")


def read(path: Path, text: str) -> Draft:
    """The network of a VNA file, which gives no direction; how it is drawn (its "properties") is not read.

    The ends of a tie are followed by its strength and other values, or by numbers only, one for each relation.
    """
    draft = Draft(path, mirrored=True)
    section, columns = "", None
    ties: list[tuple[int, list[str]]] = []
    headings: list[str] = []
    for line, content in numbered_lines(text):
        words = [quoted or plain for quoted, plain in _WORD.findall(content)]
        if content.lstrip().startswith("*"):
            section, columns = " ".join(content.strip(" *\t").lower().split()), None
            if section not in _SECTIONS:
                draft.refuse(line, mark("this part of a VNA file cannot be read: '{name}'."), name=content)
        elif words and columns is None:
            columns = words
            headings = words if section == "tie data" else headings
        elif words and section in ("node data", "tie data") and not _fits(draft, line, columns or [], words):
            continue
        elif words and section == "node data":
            draft.declare(line, words[0], dict(zip((columns or [])[1:], words[1:], strict=True)))
        elif words and section == "tie data":
            ties.append((line, words))
    _tie(draft, headings, ties)
    if not draft.rows and draft.nodes is None and not draft.faults:
        draft.refuse(1, mark("a VNA file needs the part '*Tie data' or '*Node data'."))
    return draft


def _fits(draft: Draft, line: int, columns: Sequence[str], words: Sequence[str]) -> bool:
    if len(words) != len(columns):
        phrase = mark("cells in this row: {found}; columns in the header: {expected}.")
        draft.refuse(line, phrase, found=len(words), expected=len(columns))
    return len(words) == len(columns)


def _tie(draft: Draft, headings: Sequence[str], ties: Sequence[tuple[int, list[str]]]) -> None:
    """Add the ties: one for each line, or one for each relation whose value is not zero."""
    names = ["weight" if name.lower() in _STRENGTHS else name for name in headings[2:]]
    relations = len(names) > 1 and "weight" not in names and all(map(_NUMBER.fullmatch, _cells(ties)))
    names = ["weight"] if len(names) == 1 and all(map(_NUMBER.fullmatch, _cells(ties))) else names
    for line, words in ties:
        if len(words) < 2:
            draft.refuse(line, mark("a tie needs two actors."))
            continue
        values = dict(zip(names, words[2:], strict=True))
        kinds = [{"relation": name, "weight": value} for name, value in values.items() if not _ZERO.fullmatch(value)]
        for tie in kinds if relations else [values]:
            draft.tie(line, (words[0], words[1]), tie)


def _cells(ties: Sequence[tuple[int, list[str]]]) -> Iterator[str]:
    return (cell for _, words in ties for cell in words[2:])
