"""The provenance of a report: its command, files, software and date."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from datetime import date
from importlib import metadata

from msgspec import Struct

from collabgraph import __version__, resources
from collabgraph.rdf.turtle import Graph, read

#: The libraries that compute, draw and write a report; those that are not installed are left out.
_LIBRARIES = (
    "pyoxigraph", "shacl", "numpy", "rustworkx", "jinja2", "markupsafe", "python-docx", "openpyxl", "lxml",
    "matplotlib",
)  # fmt: skip


class Input(Struct, frozen=True):
    """An input file of the report: its name and the SHA-256 of its bytes."""

    name: str
    sha256: str


class Record(Struct, frozen=True):
    """The command, the input files, the software with its versions, and the date, or None for a report without one."""

    command: str
    inputs: tuple[Input, ...]
    software: tuple[tuple[str, str], ...]
    made: date | None


def record(command: str, graphs: Iterable[Graph], made: date | None) -> Record:
    """The record of a report made from these graphs and the shipped ontology."""
    shipped = (read(path) for path in (*resources.ontology_files(), resources.shapes()))
    inputs = dict.fromkeys(Input(_name(graph), graph.sha256) for graph in (*graphs, *shipped))
    return Record(command, tuple(inputs), software(), made)


def _name(graph: Graph) -> str:
    """The path inside the project for shipped files, else the file name; no folder of this machine is named."""
    path = graph.path.resolve()
    for folder in (resources.cases().resolve(), resources.ontology().resolve()):
        if graph.stored is None and path.is_relative_to(folder):
            return f"{folder.name}/{path.relative_to(folder).as_posix()}"
    return path.name


def software() -> tuple[tuple[str, str], ...]:
    """The names and versions of this software, Python and the libraries."""
    libraries = ((name, _version(name)) for name in _LIBRARIES)
    ours = (("collabgraph", __version__), ("Python", platform.python_version()))
    return (*ours, *((name, version) for name, version in libraries if version is not None))


def _version(library: str) -> str | None:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return None
