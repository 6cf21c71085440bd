"""The issues of a validation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collabgraph.model import Issue
from collabgraph.output.document import (
    Part,
    Presentation,
    Table,
    paragraph,
    plain_table,
    text,
)
from collabgraph.output.presenters import terms
from collabgraph.rdf.positions import Place
from collabgraph.words import Speech


def presentation(issues: Sequence[Issue], files: Sequence[str]) -> Presentation:
    """Every issue with its place, and the number of files checked."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("validate", 3),
            "files": list(files),
            "issues": [_data(issue, say) for issue in issues],
        },
        lambda say: _parts(issues, files, say),
        lambda say: _records(issues, say),
    )


def _data(issue: Issue, say: Speech) -> dict[str, Any]:
    return {
        "kind": issue.kind,
        "path": issue.path,
        "line": issue.line,
        "column": issue.column,
        "cell": issue.cell,
        "focus": issue.focus,
        "message": issue.message[say.lang],
        "blocking": issue.blocking,
    }


def place(issue: Issue) -> str:
    """Where an issue is: file, line and column as far as known, as editors open them."""
    return Place(issue.line, issue.column, issue.cell).in_file(issue.path)


def _parts(issues: Sequence[Issue], files: Sequence[str], say: Speech) -> list[Part]:
    looked = say.plural("{n} file looked at", "{n} files looked at", len(files))
    counted = say.plural("{n} issue", "{n} issues", len(issues)) if issues else say("no issues")
    parts = [
        Part(f"issue-{n}", _headline(issue), (paragraph(text(issue.message, say)),))
        for n, issue in enumerate(issues, start=1)
    ]
    return [*parts, Part("count", "", (paragraph(f"{looked}: {counted}."),))]


def _headline(issue: Issue) -> str:
    """Where an issue is and what it is about; empty where the message itself begins with its place."""
    return f"{place(issue)}  {issue.focus}".rstrip() if issue.kind not in ("syntax", "file") else ""


def _records(issues: Sequence[Issue], say: Speech) -> Table:
    names = ("kind", "path", "line", "column", "cell", "focus", "message", "blocking")
    rows = (
        (i.kind, i.path, i.line, i.column, i.cell, i.focus, i.message[say.lang], str(i.blocking).lower())
        for i in issues
    )
    return plain_table(names, rows)
