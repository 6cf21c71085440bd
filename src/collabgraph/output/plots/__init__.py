"""Static pictures of a comparison, or of a single case: conditions, metrics, ties, readiness, overview.

Matplotlib draws them and is an extra (``pip install 'collabgraph[figures]'``); it is imported when a picture is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from collabgraph.analysis.comparison import Comparison
from collabgraph.errors import MissingExtra, UnknownFormat, WrongNumberOfCases
from collabgraph.output.palette import CASES
from collabgraph.output.plots import conditions, metrics, overview, readiness, ties
from collabgraph.words import Speech, both, mark

if TYPE_CHECKING:
    from collabgraph.output.plots.canvas import Sheet

#: The pictures that can be drawn, by id.
FIGURES: Mapping[str, Callable[..., None]] = {
    "conditions": conditions.picture,
    "metrics": metrics.picture,
    "ties": ties.picture,
    "readiness": readiness.picture,
    "overview": overview.picture,
}
FORMATS = ("svg", "pdf", "png")
#: Widths in inches: a column and a page of a journal.
COLUMN, PAGE = 3.5, 7.0


def draw(
    kind: str, comparison: Comparison, form: str = "svg", lang: str = "en", *, width: float = PAGE,
    ids: Collection[str] = (),
) -> bytes:  # fmt: skip
    """A picture of one of FIGURES as svg, pdf or png, ``width`` inches wide; the same bytes on every run.

    ``comparison`` may be of a single case (``comparison.side_by_side``); ``ids`` are the metrics to show in
    their picture. Raises UnknownFormat, WrongNumberOfCases, UnknownNetworkMetric, or MissingExtra where matplotlib
    is missing.
    """
    form = form_of(f"picture.{form}")
    return sketch(kind, comparison, lang, width=width, ids=ids).written(form)


def form_of(path: str | Path) -> str:
    """The form given by the ending of a file's name; raises UnknownFormat.

    >>> form_of("ties.PDF")
    'pdf'
    """
    form = Path(path).suffix.lower().removeprefix(".")
    if form not in FORMATS:
        thing, known = both(mark("pictures")), ", ".join(f".{ending}" for ending in FORMATS)
        raise UnknownFormat(name=path, format=Path(path).suffix, thing=thing, nearest="", known=known)
    return form


def sketch(
    kind: str, comparison: Comparison, lang: str = "en", *, width: float = PAGE, ids: Collection[str] = ()
) -> Sheet:
    """The sheet of a picture: its matplotlib figure, its title, and a description in words."""
    if len(comparison.cases) > len(CASES):
        needed = both(
            mark("A picture shows {most} cases at most, each by a mark of its own; leave some out."), most=len(CASES)
        )
        raise WrongNumberOfCases(needed=needed, n=len(comparison.cases))
    try:
        from collabgraph.output.plots.canvas import Sheet, own_look
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "matplotlib":
            raise
        raise MissingExtra(library="matplotlib", extra="figures") from None
    with own_look():
        sheet = Sheet(width, Speech(lang))
        FIGURES[kind](comparison, sheet, **({"ids": tuple(dict.fromkeys(ids))} if ids else {}))
        sheet.finish()
    return sheet
