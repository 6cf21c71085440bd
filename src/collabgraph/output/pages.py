"""Web pages as text: templates that escape all values, in either language, each with a content security policy."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from collabgraph.words import Speech

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER = Path(__file__).parents[1]


def render(template: str, lang: str, **values: object) -> str:
    """The template (its path below the package) filled in; a missing value is an error.

    In templates ``say("...")`` gives a phrase, ``text[lang]`` the words of a ``Text`` in one language, and
    ``value|tojson`` a value inside a script.
    """
    return _environment().get_template(template).render(say=Speech(lang), lang=lang, **values)


@functools.cache
def _environment() -> Environment:
    import jinja2

    loader = jinja2.FileSystemLoader(_FOLDER)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    # For ``<script type="application/json">``: the same value gives the same bytes; NaN is an error.
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":"), "allow_nan": False}
    return environment


def shipped(path: str) -> str:
    """The text of a file inside the package, such as a script or a style sheet."""
    return (_FOLDER / path).read_text(encoding="utf-8")


def policy(scripts: Iterable[str] = (), styles: Iterable[str] = ()) -> str:
    """A content security policy under which only these inline scripts and styles run, and nothing is fetched."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hashes(scripts)}",
            f"style-src {_hashes(styles)}",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hashes(texts: Iterable[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests) or "'none'"
