"""The issues of a validation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import Any

from collabgraph.coding.checking import Checked
from collabgraph.model import Issue
from collabgraph.output.document import (
    Part,
    Points,
    Presentation,
    Runs,
    Table,
    paragraph,
    plain_table,
    text,
    words,
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


def check(found: Checked) -> Presentation:
    """The check of a project: counts, then every issue with its place, the blocking ones first."""
    issues = sorted(found.issues, key=lambda one: not one.blocking)
    return Presentation(
        lambda say: {
            "schema": terms.schema("check"),
            "cases": found.cases,
            "claims": found.claims,
            "theories": found.theories,
            "errors": sum(one.blocking for one in issues),
            "warnings": sum(not one.blocking for one in issues),
            "issues": [_data(one, say) for one in issues],
        },
        lambda say: _checked_parts(found, issues, say),
        lambda say: _records(issues, say),
    )


def _checked_parts(found: Checked, issues: Sequence[Issue], say: Speech) -> list[Part]:
    errors = sum(issue.blocking for issue in issues)
    counts = [
        say.plural("{n} case", "{n} cases", found.cases),
        say.plural("{n} claim", "{n} claims", found.claims),
        *([say.plural("{n} theory", "{n} theories", found.theories)] if found.theories else []),
        say.plural("{n} error", "{n} errors", errors),
        say.plural("{n} warning", "{n} warnings", len(issues) - errors),
    ]
    lines = [_checked_line(issue, say) for issue in issues]
    kinds = ((say("Errors"), lines[:errors]), (say("Warnings"), lines[errors:]))
    parts = [Part(f"issues-{n}", title, (Points(tuple(these)),)) for n, (title, these) in enumerate(kinds) if these]
    return [Part("count", "", (paragraph(", ".join(counts) + "."),)), *parts]


def _checked_line(issue: Issue, say: Speech) -> Runs:
    """An issue in one line: its place, from the working folder on, what it is about, and what is wrong."""
    if issue.kind in ("syntax", "file"):
        return (text(issue.message, say),)
    where = Place(issue.line, issue.column, issue.cell).in_file(_from_here(issue.path))
    return (*words(f"{where}: " + (f"{issue.focus}: " if issue.focus else "")), text(issue.message, say))


def _from_here(path: str) -> str:
    """A path as it is from the working folder, where it is inside of that."""
    try:
        return str(PurePath(path).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return path


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
