"""The paths of the shipped ontology and cases: beside the package when installed, at the checkout's root otherwise."""

from __future__ import annotations

from pathlib import Path

_PLACES = (Path(__file__).parent, Path(__file__).parents[2])


def _folder(name: str) -> Path:
    for place in _PLACES:
        if (place / name).is_dir():
            return place / name
    raise FileNotFoundError(
        f"the folder '{name}' is missing: the installation is incomplete, install collabgraph again"
    )


def ontology() -> Path:
    """The folder of the ontology's files."""
    return _folder("ontology")


def cases() -> Path:
    """The folder of the shipped cases."""
    return _folder("cases")


def shapes() -> Path:
    """The file of the SHACL shapes."""
    return ontology() / "shapes.ttl"


def frameworks() -> list[Path]:
    """The files of the shipped frameworks, by name."""
    return sorted((ontology() / "frameworks").glob("*.ttl"))


def ontology_files() -> list[Path]:
    """The files of the ontology that declare terms, frameworks last; shapes and examples are left out."""
    return [*(ontology() / f"{name}.ttl" for name in ("alignments", "collabgraph", "schemes")), *frameworks()]


def checks() -> list[Path]:
    """The files of the queries whose rows are errors in the ontology itself, by name."""
    return sorted((ontology() / "checks").glob("*-violation.rq"))


def queries() -> list[Path]:
    """The files of the research questions, by name."""
    return sorted((ontology() / "queries").glob("*.rq"))
