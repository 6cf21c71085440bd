"""The web application: a SPARQL endpoint that only reads, and pages about cases, theory and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collabgraph.web.app import LOOPBACK, create_app, snapshot
    from collabgraph.web.workers import Limits

__all__ = ["LOOPBACK", "Limits", "create_app", "snapshot"]


def __getattr__(name: str) -> Any:
    """The application once it is asked for: a process that answers queries is of this package and needs none of it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from collabgraph.web import app

    return getattr(app, name)
