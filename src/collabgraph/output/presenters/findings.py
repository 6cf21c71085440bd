"""The findings of a validation as a printout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from collabgraph.model import Finding
from collabgraph.output.formats import Printout, Section, Table
from collabgraph.output.presenters import terms
from collabgraph.words import Speech


def printout(findings: Sequence[Finding], files: Sequence[str]) -> Printout:
    """Every finding with its place, and how many files were looked at."""
    return Printout(
        lambda say: {
            "schema": terms.schema("validate"),
            "files": list(files),
            "findings": [_data(finding, say) for finding in findings],
        },
        lambda say: _sections(findings, files, say),
        lambda say: Table(
            ("kind", "path", "line", "column", "focus", "message", "blocking"),
            tuple(
                (f.kind, f.path, f.line, f.column, f.focus, f.message[say.lang], str(f.blocking).lower())
                for f in findings
            ),
        ),
    )


def _data(finding: Finding, say: Speech) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "focus": finding.focus,
        "message": finding.message[say.lang],
        "blocking": finding.blocking,
    }


def place(finding: Finding) -> str:
    """Where a finding is: file, line and column as far as known, as editors open them."""
    return ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part is not None)


def _sections(findings: Sequence[Finding], files: Sequence[str], say: Speech) -> list[Section]:
    looked = say.plural("{n} file looked at", "{n} files looked at", len(files))
    found = say.plural("{n} finding", "{n} findings", len(findings)) if findings else say("no findings")
    sections = [Section(_headline(finding), (finding.message[say.lang],)) for finding in findings]
    return [*sections, Section("", (f"{looked}: {found}.",))]


def _headline(finding: Finding) -> str:
    """Where a finding is and what it is about; nothing where the message itself begins with its place."""
    return f"{place(finding)}  {finding.focus}".rstrip() if finding.kind not in ("syntax", "file") else ""
