"""Forms of case files for people who write no Turtle; only what reads or writes one imports their modules."""

from __future__ import annotations

from pathlib import Path

#: The endings of the names of files that are forms.
ENDINGS = (".yaml", ".yml")
#: What the ids in the example of a template begin with, so that one left in a file is noticed.
EXAMPLE = "example-"


def is_form(path: Path) -> bool:
    """Whether the ending of a file's name is that of a form."""
    return path.suffix.lower() in ENDINGS
