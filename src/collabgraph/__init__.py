"""Case studies of collaborative governance as knowledge graphs, compared honestly.

``load`` a case, ``compare`` cases, ``weigh`` rival explanations, write a ``brief``, or open a ``Project`` of your own;
everything else is reached from what they return.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.5.0"
__all__ = ["Project", "__version__", "brief", "compare", "load", "weigh"]

if TYPE_CHECKING:
    from collabgraph.api import Project, brief, compare, load, weigh


def __getattr__(name: str) -> Any:
    """The names of ``__all__``, imported when first asked for, so that the command line starts at once."""
    if name in ("Project", "brief", "compare", "load", "weigh"):
        from collabgraph import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
