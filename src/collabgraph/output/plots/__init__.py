"""Static pictures of a comparison, of a single case, or of any network (see ``output/figures.py``).

Matplotlib draws them and is an extra (``pip install 'collabgraph[figures]'``); it is imported when a picture is drawn.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from collabgraph.errors import MissingExtra, UnknownFormat
from collabgraph.output.figures import COLUMN, ENDINGS, FIGURES, FORMATS, PAGE
from collabgraph.output.layout import refuse_too_many
from collabgraph.words import Speech, both, mark

if TYPE_CHECKING:
    from collabgraph.analysis.comparison import Comparison
    from collabgraph.output.plots.canvas import Sheet
    from collabgraph.output.plots.given import Networks

__all__ = ["COLUMN", "FIGURES", "FORMATS", "PAGE", "draw", "form_of", "sketch"]


def draw(
    kind: str, subject: Comparison | Networks, form: str = "svg", lang: str = "en", *, width: float = PAGE,
    ids: Collection[str] = (), font: str | None = None, titled: bool = True,
) -> bytes:  # fmt: skip
    """A picture of one of FIGURES in one of FORMATS, ``width`` inches wide; the same bytes on every run.

    ``subject`` may be a comparison of a single case (``comparison.side_by_side``), or networks alone where the figure
    is ``of_networks``; ``ids`` are the metrics to show in their picture; ``font`` is a family that is installed.
    A picture that is not ``titled`` has neither title nor notes: they are its caption (``sketch(...).caption``).
    Raises UnknownFormat, WrongNumberOfCases, UnknownNetworkMetric, UnknownFont, or MissingExtra where matplotlib is
    missing.
    """
    form = form_of(f"picture.{form}")
    return sketch(kind, subject, lang, width=width, ids=ids, font=font, titled=titled).written(form)


def form_of(path: str | Path) -> str:
    """The form given by the ending of a file's name; raises UnknownFormat.

    >>> form_of("ties.PDF")
    'pdf'
    """
    form = ENDINGS.get(Path(path).suffix.lower().removeprefix("."))
    if form is None:
        thing, known = both(mark("pictures")), ", ".join(f".{ending}" for ending in ENDINGS)
        raise UnknownFormat(name=path, format=Path(path).suffix, thing=thing, nearest="", known=known)
    return form


def sketch(
    kind: str, subject: Comparison | Networks, lang: str = "en", *, width: float = PAGE, ids: Collection[str] = (),
    font: str | None = None, titled: bool = True,
) -> Sheet:  # fmt: skip
    """The sheet of a picture: its matplotlib figure, its title and caption, and a description in words."""
    if not FIGURES[kind].of_many:
        refuse_too_many(len(subject.networks))
    try:
        from collabgraph.output.plots.canvas import Sheet, own_look
        from collabgraph.output.plots.text_metrics import face
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "matplotlib":
            raise
        raise MissingExtra(library="matplotlib", extra="figures") from None
    picture = import_module(f"collabgraph.output.plots.{kind}").picture
    with own_look():
        sheet = Sheet(width, Speech(lang), face(font), titled=titled)
        picture(subject, sheet, **({"ids": tuple(dict.fromkeys(ids))} if ids else {}))
        sheet.finish()
    return sheet
