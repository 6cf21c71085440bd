"""Static pictures of a comparison, of a single case, or of any network (see ``output/figures.py``).

Matplotlib draws them and is an extra (``pip install 'collabgraph[figures]'``); it is imported when a picture is drawn.
"""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from collabgraph.errors import MissingExtra, UnknownFormat
from collabgraph.output.figures import COLUMN, ENDINGS, FIGURES, FORMATS, MANY, PAGE
from collabgraph.output.layout import Arrangement, refuse_too_many
from collabgraph.words import Speech, both, mark

if TYPE_CHECKING:
    from collabgraph.analysis.comparison import Comparison
    from collabgraph.analysis.many.ceilings import Ceilings
    from collabgraph.output.plots.canvas import Sheet
    from collabgraph.output.plots.given import ManyCases, Networks

__all__ = ["COLUMN", "FIGURES", "FORMATS", "MANY", "PAGE", "draw", "form_of", "sketch"]

#: What a picture can be of.
Subject: TypeAlias = "Comparison | Networks | ManyCases | Ceilings"


def draw(
    kind: str, subject: Subject, form: str = "svg", lang: str = "en", *, width: float = PAGE,
    ids: Collection[str] = (), font: str | None = None, titled: bool = True, arranged: Arrangement | None = None,
) -> bytes:  # fmt: skip
    """A picture of one of FIGURES or MANY in one of FORMATS, ``width`` inches wide; the same bytes on every run.

    ``subject`` may be a comparison of a single case (``comparison.side_by_side``), or networks alone where the figure
    is ``of_networks``; for MANY it is ``given.ManyCases``, or ``ceilings.Ceilings`` for ceilings and bottlenecks.
    ``ids`` are the metrics to show in their picture; ``font`` is a family that is installed. A picture that is not
    ``titled`` has neither title nor notes: they are its caption (``sketch(...).caption``).
    In the picture of ties, actors that are ``arranged`` stand where a reader of a map put them (``layout.read``).

    Raises UnknownFormat, WrongNumberOfCases, UnknownNetworkMetric, UnknownFont, or MissingExtra where matplotlib is
    missing.
    """
    form = form_of(f"picture.{form}")
    return sketch(kind, subject, lang, width=width, ids=ids, font=font, titled=titled, arranged=arranged).written(form)


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
    kind: str, subject: Subject, lang: str = "en", *, width: float = PAGE, ids: Collection[str] = (),
    font: str | None = None, titled: bool = True, arranged: Arrangement | None = None,
) -> Sheet:  # fmt: skip
    """The sheet of a picture: its matplotlib figure, its title and caption, and a description in words."""
    if kind in FIGURES and not FIGURES[kind].of_many:
        refuse_too_many(len(subject.networks))  # type: ignore[union-attr]
    try:
        from collabgraph.output.plots.canvas import Sheet, own_look
        from collabgraph.output.plots.text_metrics import face
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "matplotlib":
            raise
        raise MissingExtra(library="matplotlib", extra="figures") from None
    picture = import_module(f"collabgraph.output.plots.{kind.replace('-', '_')}").picture
    with own_look():
        sheet = Sheet(width, Speech(lang), face(font), titled=titled)
        given = {"ids": tuple(dict.fromkeys(ids)) or None, "arranged": arranged}
        picture(subject, sheet, **{name: value for name, value in given.items() if value is not None})
        sheet.finish()
    return sheet
