"""Case studies of collaborative governance as knowledge graphs, compared honestly.

``load`` a case, ``compare`` cases, lay out many as a ``matrix``, ``weigh`` rival explanations, write a ``brief``, or
open a ``Project`` of your own; ``qca`` and ``nca`` analyse many cases, ``corpus_comparison`` thousands. All else is
reached from what they return.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.7.0"
__all__ = ["Project", "__version__", "brief", "compare", "corpus_comparison", "load", "matrix", "nca", "qca", "weigh"]

if TYPE_CHECKING:
    from collabgraph.api import Project, brief, compare, corpus_comparison, load, matrix, nca, qca, weigh


def __getattr__(name: str) -> Any:
    """The names of ``__all__``, imported when first asked for, so that the command line starts at once."""
    if name in ("Project", "brief", "compare", "corpus_comparison", "load", "matrix", "nca", "weigh"):
        from collabgraph import api

        return getattr(api, name)
    if name == "qca":
        from collabgraph.api import qca

        return qca
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
