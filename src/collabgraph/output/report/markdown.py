"""The report in Markdown, as GitHub and pandoc read it."""

from __future__ import annotations

from collabgraph.output.formats import markdown_text
from collabgraph.output.report.document import (
    Block,
    Document,
    Entries,
    Entry,
    Paragraph,
    Part,
    Points,
    Run,
    Runs,
    Subheading,
    Table,
    words,
)


def written(document: Document) -> bytes:
    """The document as Markdown; what runs lead to has an anchor, pictures are left out."""
    contents = [words(Run(part.title, part.anchor)) for part in document.parts]
    pieces = [
        f"# {markdown_text(document.title)}",
        markdown_text(document.subtitle),
        markdown_text(document.about),
        _points(Points(tuple(contents), numbered=True)),
        *(piece for number, part in enumerate(document.parts, start=1) for piece in _part(number, part)),
    ]
    return ("\n\n".join(pieces) + "\n").encode()


def _part(number: int, part: Part) -> list[str]:
    heading = f"## {_anchor(part.anchor)}{number} {markdown_text(part.title)}"
    return [heading, *(piece for block in part.blocks for piece in _block(block))]


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>'


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return [_runs(block.runs)]
        case Subheading():
            return [f"### {markdown_text(block.text)}"]
        case Points():
            return [_points(block)]
        case Table():
            return [_table(block)]
        case Entries():
            return [piece for entry in block.entries for piece in _entry(entry)]
    return []


def _runs(runs: Runs) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    text = _spaced(run.text)
    if run.to is not None:
        return f"[{text}](#{run.to})"
    return f"**{text}**" if run.strong else text


def _spaced(text: str) -> str:
    """The text escaped, with the spaces at its ends that part it from its neighbours."""
    return f"{' ' * text[:1].isspace()}{markdown_text(text)}{' ' * text[-1:].isspace()}"


def _points(points: Points) -> str:
    return "\n".join(f"{f'{n}.' if points.numbered else '-'} {_runs(item)}" for n, item in enumerate(points.items, 1))


def _table(table: Table) -> str:
    rows = [
        [markdown_text(column) for column in table.columns],
        ["---"] * len(table.columns),
        *([_runs(cell) for cell in row] for row in table.rows),
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _entry(entry: Entry) -> list[str]:
    grounds = Points(tuple(ground.runs for ground in entry.grounds))
    pieces = [markdown_text(entry.statement), _points(grounds), _runs(entry.line)]
    return [f"### {_anchor(entry.anchor)}{markdown_text(entry.heading)}", *(piece for piece in pieces if piece)]
