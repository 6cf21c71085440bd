"""Rows as a pandas DataFrame, where pandas is installed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from collabgraph.errors import MissingLibrary

if TYPE_CHECKING:
    import pandas


def frame(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> pandas.DataFrame:
    """The rows as a DataFrame with these columns; raises MissingLibrary where pandas is not installed."""
    try:
        import pandas
    except ImportError:
        raise MissingLibrary(library="pandas") from None
    return pandas.DataFrame([tuple(row) for row in rows], columns=list(columns))
