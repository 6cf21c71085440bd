"""The issues of a validation as a printout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collabgraph.model import Issue
from collabgraph.output.formats import Printout, Section, Table
from collabgraph.output.presenters import terms
from collabgraph.words import Speech


def printout(issues: Sequence[Issue], files: Sequence[str]) -> Printout:
    """Every issue with its place, and how many files were looked at."""
    return Printout(
        lambda say: {
            "schema": terms.schema("validate", 2),
            "files": list(files),
            "issues": [_data(issue, say) for issue in issues],
        },
        lambda say: _sections(issues, files, say),
        lambda say: Table(
            ("kind", "path", "line", "column", "focus", "message", "blocking"),
            tuple(
                (i.kind, i.path, i.line, i.column, i.focus, i.message[say.lang], str(i.blocking).lower())
                for i in issues
            ),
        ),
    )


def _data(issue: Issue, say: Speech) -> dict[str, Any]:
    return {
        "kind": issue.kind,
        "path": issue.path,
        "line": issue.line,
        "column": issue.column,
        "focus": issue.focus,
        "message": issue.message[say.lang],
        "blocking": issue.blocking,
    }


def place(issue: Issue) -> str:
    """Where an issue is: file, line and column as far as known, as editors open them."""
    return ":".join(str(part) for part in (issue.path, issue.line, issue.column) if part is not None)


def _sections(issues: Sequence[Issue], files: Sequence[str], say: Speech) -> list[Section]:
    looked = say.plural("{n} file looked at", "{n} files looked at", len(files))
    found = say.plural("{n} issue", "{n} issues", len(issues)) if issues else say("no issues")
    sections = [Section(_headline(issue), (issue.message[say.lang],)) for issue in issues]
    return [*sections, Section("", (f"{looked}: {found}.",))]


def _headline(issue: Issue) -> str:
    """Where an issue is and what it is about; empty where the message itself begins with its place."""
    return f"{place(issue)}  {issue.focus}".rstrip() if issue.kind not in ("syntax", "file") else ""
