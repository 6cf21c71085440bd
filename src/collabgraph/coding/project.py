"""A project: a folder of own cases, with the theory and the terms they are coded with."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct

from collabgraph.coding import theory
from collabgraph.coding.library import Library
from collabgraph.coding.own_terms import OwnTerms, read_terms
from collabgraph.errors import InvalidProject
from collabgraph.model import ALL_ATTRIBUTIONS, Attribution, Ontology
from collabgraph.rdf.turtle import FORMATS, read_text
from collabgraph.words import LANGUAGES, both, mark
from collabgraph.words.nearest import suggestion

SETTINGS_FILE = "collabgraph.toml"
_KINDS: Mapping[str, type] = {
    "framework": str, "language": str, "shipped": bool, "coder": str,
    "author": str, "office": str, "logo": str,
}  # fmt: skip

_UNKNOWN = mark("'{key}' is not a setting{nearest}. Settings: {known}.")
_WRONG_KIND = mark("'{key}' must be {kind}.")
_UNREADABLE = mark("it cannot be read as TOML (in the parser's words: {words})")
_TEXT, _CHOICE = mark("a text in quotation marks"), mark("true or false")
_NO_LANGUAGE = mark("'language' is '{name}'; the software speaks {known}. Cases may be in any language.")


class Project(Struct, frozen=True, dict=True):
    """A folder with a file ``collabgraph.toml``.

    ``framework`` is the id of the theory to read with (empty: that which most claims of a case name), ``language`` that
    of results, ``shipped`` whether the cases that come with collabgraph are listed beside the own ones.
    ``author``, ``office`` and ``logo`` (a file in the folder) are for the cover of what is handed over.
    """

    folder: Path
    framework: str = ""
    language: str = ""
    shipped: bool = False
    coder: str = ""
    author: str = ""
    office: str = ""
    logo: str = ""

    @property
    def folders(self) -> list[Path]:
        """The folders in which its cases are: its own, and ``cases`` where there is one."""
        return [folder for folder in (self.folder, self.folder / "cases") if folder.is_dir()]

    @property
    def frameworks(self) -> dict[str, Path]:
        """The files of its own theories, by the ids that their names are."""
        files = sorted((self.folder / "frameworks").glob("*"))
        return {path.stem: path for path in files if path.suffix.lower() in FORMATS}

    @cached_property
    def terms(self) -> OwnTerms:
        """Its own terms, of all files in ``terms``."""
        return read_terms(sorted((self.folder / "terms").glob("*.yaml")), self.language or "en", theory.scales())

    @cached_property
    def ontology(self) -> Ontology:
        """The shipped ontology with the theories and terms of the project."""
        return theory.extended(theory.ontology(), self.frameworks, self.terms)

    def library(
        self,
        folders: Iterable[Path] = (),
        ontology: Ontology | None = None,
        *,
        attributions: Collection[Attribution] = ALL_ATTRIBUTIONS,
    ) -> Library:
        """Its cases and those of these folders, read with an ontology (by default its own)."""
        every = (*self.folders, *folders)
        return Library(every, ontology or self.ontology, attributions=attributions, listed=self.shipped)


def find_project(start: Path) -> Project | None:
    """The project that a folder is in, or None; raises InvalidProject or an Unreadable error."""
    for folder in (start, *start.parents):
        if (folder / SETTINGS_FILE).is_file():
            return read_project(folder)
    return None


def read_project(folder: Path) -> Project:
    """The project in a folder with settings; raises InvalidProject where they are wrong, or as ``read_text``."""
    path = folder / SETTINGS_FILE
    try:
        given = tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise InvalidProject(path=path, reason=both(_UNREADABLE, words=str(error))) from None
    _refuse(path, given)
    return Project(folder, **given)


def _refuse(path: Path, given: Mapping[str, Any]) -> None:
    for key, value in given.items():
        if key not in _KINDS:
            nearest, known = suggestion(key, _KINDS), ", ".join(_KINDS)
            raise InvalidProject(path=path, reason=both(_UNKNOWN, key=key, nearest=nearest, known=known))
        if not isinstance(value, _KINDS[key]):
            kind = both(_CHOICE if _KINDS[key] is bool else _TEXT)
            raise InvalidProject(path=path, reason=both(_WRONG_KIND, key=key, kind=kind))
    if (name := given.get("language")) and name not in LANGUAGES:
        raise InvalidProject(path=path, reason=both(_NO_LANGUAGE, name=name, known=", ".join(LANGUAGES)))


def settings_text(settings: Mapping[str, object], comments: Iterable[str]) -> str:
    """The text of a settings file, with comments at its head."""
    lines = [f"# {comment}" for comment in comments]
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in settings.items()]
    return "\n".join(lines) + "\n"
