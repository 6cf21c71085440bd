"""Forms of case files for people who write no Turtle; only what reads or writes one imports their modules."""

from __future__ import annotations

from pathlib import Path

from collabgraph.words import mark

#: The endings of the names of files that are forms; a folder of CSV files is one too.
ENDINGS = (".yaml", ".yml", ".xlsx", ".xlsm")
#: The names of CSV files, in both languages, one of which a folder of a case or a study has.
_SHEETS = ("cases.csv", "kasus.csv", "studies.csv", "studi.csv", "cases.tsv", "kasus.tsv", "studies.tsv", "studi.tsv")
#: What the ids in the example of a template begin with, so that one left in a file is noticed.
EXAMPLE = "example-"
#: Two hypotheses of an example about one outcome, and what would tell them apart.
EXPLANATIONS = (
    mark("Example: an explanation of this outcome, in one sentence"),
    mark("Example: another explanation of the same outcome"),
)
TRACE = mark("Example: what one would find if the first explanation holds, and hardly if the other does")


def is_form(path: Path) -> bool:
    """Whether a path is that of a form: by the ending of a file's name, or the CSV files in a folder."""
    return path.suffix.lower() in ENDINGS or is_csv_folder(path)


def is_csv_folder(path: Path) -> bool:
    """Whether a path is a folder with a CSV file of cases or of studies."""
    try:
        return path.is_dir() and any(file.name.lower() in _SHEETS for file in path.iterdir())
    except (OSError, ValueError):
        return False
