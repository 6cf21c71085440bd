"""Documents in Markdown, as GitHub and pandoc read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import quote

from msgspec import Struct

from collabgraph.output.document import (
    Block,
    Box,
    Cell,
    Document,
    Entries,
    Entry,
    Paragraph,
    Part,
    Picture,
    Points,
    Run,
    Runs,
    Subheading,
    Table,
    Target,
    TextCell,
    Verbatim,
    cell_runs,
    words,
)
from collabgraph.output.writers.anchors import anchors
from collabgraph.output.writers.labels import Labels, labels, note
from collabgraph.output.writers.terminal import is_numeric
from collabgraph.words import Speech
from collabgraph.words.characters import printable


class _Page(Struct, frozen=True):
    """The language, anchors, labels, whether this is a whole document, and whether its parts have numbers."""

    say: Speech
    link: Callable[[Target | None], str | None]
    labels: Labels
    whole: bool
    numbered: bool = False


def written(document: Document) -> bytes:
    """The document as Markdown; parts and entries have anchors, pictures are the files of their addresses."""
    page = _Page(Speech(document.lang), anchors(document), labels(document), whole=True, numbered=not document.short)
    contents = tuple(words(Run(part.title, Target("part", part.anchor))) for part in document.parts)
    pieces = [
        f"# {escaped(document.title)}",
        escaped(document.subtitle),
        escaped(document.about),
        *([] if document.short else [_points(Points(contents, numbered=True), page)]),
        *(piece for number, part in enumerate(document.parts, start=1) for piece in _part(part, page, number)),
    ]
    return ("\n\n".join(pieces) + "\n").encode()


def fragment(parts: Sequence[Part], say: Speech) -> str:
    """Some parts as Markdown without links, as ``--format md`` prints it."""
    page = _Page(say, lambda _: None, Labels({}), whole=False)
    return "\n\n".join(piece for part in parts for piece in _part(part, page)) + "\n"


def _part(part: Part, page: _Page, number: int = 0) -> Iterator[str]:
    if part.title:
        place = _anchor(part.anchor) if page.whole else ""
        yield f"## {place}{f'{number} ' if page.numbered else ''}{escaped(part.title)}"
    for block in part.blocks:
        yield from _block(block, page)


def _anchor(name: str | None) -> str:
    return f'<a id="{name}"></a>' if name else ""


def _block(block: Block, page: _Page) -> Iterator[str]:
    match block:
        case Paragraph():
            yield _runs(block.runs, page)
        case Subheading():
            yield f"### {escaped(block.text)}"
        case Points():
            yield _points(block, page)
        case Box():
            lines = [f"**{escaped(block.title)}**", "", *_points(Points(block.items), page).split("\n")]
            yield "\n".join(f"> {line}".rstrip() for line in lines)
        case Table() if block.rows:
            yield from (_runs(line, page) for line in (page.labels.title(block), block.means) if line)
            yield _table(block, page)
            yield from [_runs(note(block, page.say), page)] if block.note else []
        case Entries():
            for entry in block.entries:
                yield from _entry(entry, page)
        case Verbatim():
            yield _verbatim(block)
        case Picture() if block.address:
            yield f"![{escaped(block.words)}]({quote(block.address)})"
            yield _runs(page.labels.title(block), page)


def _runs(runs: Runs, page: _Page) -> str:
    return "".join(_run(run, page) for run in runs)


def _run(run: Run, page: _Page) -> str:
    text = _spaced(f"{run.text} [{run.lang}]" if run.lang else run.text)
    if anchor := page.link(run.to):
        return f"[{text}](#{anchor})"
    return f"**{text}**" if run.strong else text


def _spaced(text: str) -> str:
    """The text escaped, with the spaces at its ends that separate it from its neighbours."""
    before, after = text[:1].isspace(), text.strip() and text[-1:].isspace()
    return f"{' ' if before else ''}{escaped(text)}{' ' if after else ''}"


def _points(points: Points, page: _Page) -> str:
    marks = (f"{n}." if points.numbered else "-" for n in range(1, len(points.items) + 1))
    return "\n".join(f"{mark} {_runs(item, page)}" for mark, item in zip(marks, points.items, strict=True))


def _table(table: Table, page: _Page) -> str:
    rows = [
        [escaped(column.label) if table.headed else "" for column in table.columns],
        ["---:" if is_numeric(table, place) else "---" for place in range(len(table.columns))],
        *([_cell(cell, page) for cell in row] for row in table.rows),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(cell: Cell | None, page: _Page) -> str:
    indent = "\u00a0\u00a0" * (cell.depth if isinstance(cell, TextCell) else 0)
    return indent + _runs(cell_runs(cell, page.say, brief=not page.whole), page)


def _verbatim(block: Verbatim) -> str:
    """A block of code, fenced by more backticks than any run of them inside it."""
    text = printable(block.text).rstrip("\n")
    fence = "`" * (1 + max([2, *map(len, re.findall("`+", text))]))
    return f"{fence}{block.language}\n{text}\n{fence}"


def _entry(entry: Entry, page: _Page) -> Iterator[str]:
    yield f"### {_anchor(page.link(entry.target))}{escaped(entry.heading)}"
    if entry.statement:
        yield _runs(entry.statement, page)
    if entry.grounds:
        yield _points(Points(tuple(ground.runs for ground in entry.grounds)), page)
    if entry.facts:
        yield _runs(entry.line, page)


def escaped(text: str) -> str:
    """Text escaped so that Markdown shows it as written."""
    one_line = " ".join(printable(text).split())
    entities = re.sub(r"&(?=#?\w+;)", "&amp;", one_line)
    return re.sub(r"([\\`*_\[\]|#~])", r"\\\1", entities).replace("<", "&lt;").replace(">", "&gt;")
