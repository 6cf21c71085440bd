"""A sheet to draw on, measured in points from its upper left corner: text, marks, lines, axes, and the file.

The only module that draws with matplotlib. Text is set in DejaVu Sans, which comes with it, unless another font is
asked for. It is text in every file that can have it (SVG, PDF, EPS), so that a journal can set it anew.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle, Wedge
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import Affine2D

from collabgraph.model import Status
from collabgraph.output.palette import GREY, INK, LIGHT, SOLID, Line, Mark
from collabgraph.output.plots.arrows import Point, barbs, bent, shortened
from collabgraph.output.plots.text_metrics import LACKING, OWN_FONT, Face, line_height
from collabgraph.words import Speech

MARGIN = 6.0
#: The height of a page of a journal without its margins, 240 mm, in points.
PAGE_HEIGHT = 680.0

_MARKERS = {
    "dot": ("o", 1.0), "square": ("s", 0.9), "triangle": ("^", 1.1), "triangleDown": ("v", 1.1),
    "diamond": ("D", 0.85), "star": ("*", 1.45), "hexagon": ("h", 1.1),
}  # fmt: skip
_GLYPHS = {Status.CONTESTED: "!", Status.NOT_REPORTED: "?", Status.NOT_APPLICABLE: "–"}
#: From which to which angle a circle is filled: as in "◐" and "◔".
_WEDGES = {Status.PARTIAL: (90, 270), Status.INSUFFICIENT: (0, 90)}
#: The distance of the baseline from the upper edge of a line, in font sizes.
_BASELINE = 1.0
#: Journals ask for 300 dots per inch at least, and for 600 of a picture of lines and words.
_DOTS_PER_INCH = {"tiff": 600}
_FEWEST_DOTS = 300
_CREATED = re.compile(rb"^%%CreationDate:.*\n", re.MULTILINE)
_RC: dict[Any, Any] = {
    "svg.fonttype": "none",
    "ps.fonttype": 42,
    "svg.hashsalt": "collabgraph",
    "pdf.fonttype": 42,
    "hatch.linewidth": 0.7,
    "text.hinting": "none",
}

#: An entry of a legend: a function that draws it with its left edge and middle at (x, y), its width, and its words.
Sample = tuple[Callable[[float, float], None], float, str]


@contextmanager
def own_look() -> Iterator[None]:
    """A context with matplotlib's defaults and our settings; the user's settings come back after it."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_RC)
        yield


class Sheet:
    """A picture that is being drawn; ``y`` is how far down it is filled, in points.

    ``title`` and ``rows`` describe the picture in words. A sheet that is not ``titled`` has its title, lead and notes
    in its ``caption`` alone.
    """

    line_height = staticmethod(line_height)

    def __init__(self, inches: float, say: Speech, face: Face | None = None, *, titled: bool = True) -> None:
        """An empty sheet of this width."""
        self.say, self.face, self.titled = say, face or Face(), titled
        self.measured, self.wrapped = self.face.measured, self.face.wrapped
        self.width, self.y = inches * 72, MARGIN
        self.wide = inches > 5
        self.body, self.small, self.large = (8.0, 7.0, 10.0) if self.wide else (7.0, 6.5, 8.5)
        self.title, self.rows = "", list[str]()
        self._notes: list[str] = []
        self._lacks = False
        self.figure = Figure()
        self._paper = _bare(self.figure.add_axes((0, 0, 1, 1)))
        self._panels: list[tuple[Axes, float, float, float, float]] = []

    @property
    def left(self) -> float:
        """Where the left margin ends."""
        return MARGIN

    @property
    def right(self) -> float:
        """Where the right margin begins."""
        return self.width - MARGIN

    # Words --------------------------------------------------------------------------------------------------------

    def heading(self, title: str, lead: str = "") -> None:
        """Write the finding as the title, and the lead beneath it."""
        self.title = title
        self.rows += [lead] if lead else []
        self._notes += [lead] if lead else []
        if not self.titled:
            return
        self.y = self.paragraph(self.left, self.y, self.right - self.left, title, self.large, bold=True, most=6)
        if lead:
            self.y = self.paragraph(self.left, self.y + 2, self.right - self.left, lead, self.body, colour=GREY, most=6)
        self.y += 6

    def foot(self, *sentences: str) -> None:
        """Write the bases and notes of the picture beneath it."""
        self.rows += sentences
        self._notes += sentences
        for n, sentence in enumerate(sentences if self.titled else ()):
            top = self.y + (0 if n else 6)
            self.y = self.paragraph(self.left, top, self.right - self.left, sentence, self.small, colour=GREY, most=8)

    def foot_height(self, *sentences: str) -> float:
        """How much of the sheet ``foot`` takes, in points."""
        room = self.right - self.left
        lines = sum(len(self.wrapped(sentence, room, self.small, most=8)) for sentence in sentences)
        return 6 + lines * line_height(self.small) if self.titled and sentences else 0.0

    @property
    def caption(self) -> str:
        """The finding with the number of unknowns, then the lead and the notes, as one paragraph."""
        return " ".join(self.face.shown(words) for words in (f"{self.title.rstrip('.')}.", *self._notes))

    def text(
        self, x: float, y: float, words: str, size: float, *, bold: bool = False, colour: str = INK,
        align: str = "left", upright: bool = False, name: str | None = None,
    ) -> None:  # fmt: skip
        """Write one line of words, its upper edge at ``y``; ``upright`` is from below to above, ``x`` its left edge."""
        place = (x + _BASELINE * size, -y) if upright else (x, -(y + _BASELINE * size))
        shown = self.face.shown(words)
        self._lacks |= LACKING in shown
        self._paper.text(
            *place, shown, fontproperties=self.face.font(bold), fontsize=size, color=colour, ha=align,
            va="baseline", rotation=90 if upright else 0, rotation_mode="anchor", parse_math=False, zorder=5, gid=name,
        )  # fmt: skip

    def paragraph(
        self, x: float, y: float, width: float, words: str, size: float, *, bold: bool = False, colour: str = INK,
        most: int = 3,
    ) -> float:  # fmt: skip
        """Write words in as many lines as they need, ``most`` at most; returns the y beneath them."""
        for line in self.wrapped(words, width, size, bold=bold, most=most):
            self.text(x, y, line, size, bold=bold, colour=colour)
            y += line_height(size)
        return y

    def legend(self, entries: Sequence[Sample]) -> None:
        """Draw samples with their words, in as many lines as they need."""
        size, x = self.small, self.left
        for sample, room, words in entries:
            (line,) = self.wrapped(words, self.right - self.left - room - 4, size, most=1) or [""]
            needed = room + 4 + self.measured(line, size)
            if x > self.left and x + needed > self.right:
                x, self.y = self.left, self.y + line_height(size) + 1
            sample(x, self.y + line_height(size) / 2)
            self.text(x + room + 4, self.y, line, size)
            x += needed + 12
        self.y += line_height(size) + 4 if entries else 0

    # Marks and lines ----------------------------------------------------------------------------------------------

    def mark(
        self, x: float, y: float, mark: Mark, size: float, *, hollow: bool = False, ringed: bool = False,
        name: str | None = None, axes: Axes | None = None,
    ) -> None:  # fmt: skip
        """Draw a mark, at points of the sheet or at values of ``axes``; a ring around it sets it off."""
        marker, factor = _MARKERS[mark.shape]
        target, height = (axes, y) if axes is not None else (self._paper, -y)
        target.add_artist(
            Line2D(
                [x], [height], marker=marker, markersize=size * factor, color=mark.colour,
                markerfacecolor="white" if hollow else mark.colour,
                markeredgecolor=mark.colour if hollow else "white", markeredgewidth=0.9 if hollow else 0.5,
                linestyle="none", clip_on=False, gid=name, zorder=4,
            )
        )  # fmt: skip
        if ringed:
            target.add_artist(
                Circle((x, height), size * 0.72, facecolor="none", edgecolor=INK, linewidth=1.0, zorder=4)
            )

    def line(
        self, start: Point, end: Point, *, colour: str = LIGHT, width: float = 0.6,
        name: str | None = None, axes: Axes | None = None,
    ) -> None:  # fmt: skip
        """Draw a straight line, light by default, at points of the sheet or at values of ``axes``."""
        (x, y), (x2, y2) = start, end
        target, heights = (axes, [y, y2]) if axes is not None else (self._paper, [-y, -y2])
        target.add_artist(
            Line2D([x, x2], heights, color=colour, linewidth=width, solid_capstyle="butt", gid=name, zorder=1)
        )

    def rule(self, colour: str = LIGHT) -> None:
        """Draw a line across the sheet at ``y``."""
        self.line((self.left, self.y), (self.right, self.y), colour=colour)

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str = "none", edge: str = "none",
        hatch: str | None = None, name: str | None = None, axes: Axes | None = None, above: float = 0.5,
    ) -> None:  # fmt: skip
        """Draw a rectangle, at points of the sheet or at values of ``axes``; ``above`` 2 it covers lines."""
        target, top, tall = (axes, y, height) if axes is not None else (self._paper, -y, -height)
        target.add_artist(
            Rectangle(
                (x, top),
                width,
                tall,
                facecolor=fill,
                edgecolor=edge,
                hatch=hatch,
                linewidth=0.7,
                gid=name,
                zorder=above,
            )
        )

    def arrow(
        self, start: Point, end: Point, *, colour: str = GREY, width: float = 0.7, line: Line = SOLID,
        filled: bool = True, bend: float = 0.0, room: float = 0.0, headed: bool = True, name: str | None = None,
    ) -> None:  # fmt: skip
        """Draw an arrow that stops ``room`` before its ends; ``bend`` is how far it leaves the straight line.

        Without a head (not ``headed``) it is a line.

        The head is a shape of its own, so that it is whole on a dotted line too.
        """
        begin, control, tip = shortened(bent(start, end, bend), room)
        curve = (begin[0], -begin[1]), (control[0], -control[1]), (tip[0], -tip[1])
        codes = [Outline.MOVETO, Outline.CURVE3, Outline.CURVE3]
        look = {"edgecolor": colour, "linewidth": width * line.weight, "zorder": 2}
        style: Any = (0, [length / 2 for length in line.dashes]) if line.dashes else "solid"
        shaft = PathPatch(Outline(curve, codes), facecolor="none", linestyle=style, gid=name, **look)
        self._paper.add_artist(shaft)
        if not headed:
            return
        head = Polygon(barbs(curve), closed=filled, facecolor=colour if filled else "none", **look)
        self._paper.add_artist(head)

    def status(self, x: float, y: float, status: Status, *, size: float | None = None, name: str | None = None) -> None:
        """Draw the glyph of a status: a circle (full, half, a quarter, or empty), or "!", "?" or a dash."""
        size = size or self.body
        if status in _GLYPHS:
            self._paper.add_artist(_glyph(_GLYPHS[status], x, y, size * 1.3, name))
            return
        radius, face = size * 0.5, INK if status is Status.PRESENT else "white"
        self._paper.add_artist(Circle((x, -y), radius, facecolor=face, edgecolor=INK, linewidth=0.9, gid=name))
        if status in _WEDGES:
            self._paper.add_artist(Wedge((x, -y), radius, *_WEDGES[status], facecolor=INK, linewidth=0))

    # Axes ---------------------------------------------------------------------------------------------------------

    def axes(self, x: float, y: float, width: float, height: float, low: float, high: float) -> Axes:
        """A panel whose values run from low to high across, and from 0 to 1 down."""
        panel = _bare(self.figure.add_axes((0, 0, 1, 1)))
        panel.set_xlim(low, high)
        panel.set_ylim(1, 0)
        self._panels.append((panel, x, y, width, height))
        return panel

    @staticmethod
    def spread(low: float, high: float, whole: bool) -> list[float]:
        """Round values from at most ``low`` to at least ``high``, few enough to be read."""
        return [
            float(tick) for tick in MaxNLocator(nbins=4, integer=whole, steps=(1, 2, 2.5, 5, 10)).tick_values(low, high)
        ]

    def ticks(self, x: float, y: float, width: float, height: float, at: Sequence[float]) -> None:
        """Draw light, numbered lines down a panel at these values, from its left edge to its right edge."""
        low, high, free = at[0], at[-1], float("-inf")
        digits = next(digits for digits in range(12) if digits == 11 or all(round(v, digits) == v for v in at))
        for value in at:
            place = x + width * (value - low) / (high - low)
            self.line((place, y), (place, y + height))
            words = self.face.shown(self.say.number(round(value) if value == round(value) else value, digits))
            half = self.measured(words, self.small) / 2
            if place - half > free and (value == high or place + half < x + width - half):
                self.text(place, y + height + 1, words, self.small, colour=GREY, align="center")
                free = place + half + 3

    # The file -----------------------------------------------------------------------------------------------------

    def finish(self) -> Figure:
        """The figure, cut to the height of its content."""
        height = self.y + MARGIN
        self.figure.set_size_inches(self.width / 72, height / 72)
        self._paper.set_xlim(0, self.width)
        self._paper.set_ylim(-height, 0)
        for panel, x, y, width, tall in self._panels:
            panel.set_position((x / self.width, 1 - (y + tall) / height, width / self.width, tall / height))
        return self.figure

    def written(self, form: str) -> bytes:
        """The bytes of the picture as svg, pdf, eps, png or tiff, the same on every run."""
        buffer = io.BytesIO()
        words = "\n".join(map(self.face.shown, [*self.rows, *self._lacking()]))
        title = self.face.shown(self.title)
        metadata: dict[str, dict[str, Any]] = {
            "svg": {"Title": title, "Creator": "collabgraph", "Date": None},
            "pdf": {"Title": title, "Subject": words, "Creator": "collabgraph", "CreationDate": None},
            "eps": {"Creator": "collabgraph"},
            "png": {"Title": title, "Description": words, "Software": None},
        }
        drawn, dots = _AS.get(form, form), _DOTS_PER_INCH.get(form, _FEWEST_DOTS)
        with own_look():
            self.figure.savefig(buffer, format=drawn, dpi=dots, metadata=metadata[drawn])
        return _FINISHED.get(form, _as_it_is)(buffer.getvalue(), words)

    def _lacking(self) -> list[str]:
        """A sentence where signs of the picture are not in the font."""
        family, say = self.face.family, self.say
        said = say("Signs that the font {font} does not have are drawn as {sign}.", font=family, sign=LACKING)
        return [said] if self._lacks else []


def _bare(axes: Axes) -> Axes:
    axes.set_axis_off()
    axes.patch.set_visible(False)
    return axes


def _as_it_is(picture: bytes, _words: str) -> bytes:
    return picture


def _described(svg: bytes, words: str) -> bytes:
    """The SVG with these words as the description of its one picture, after its title."""
    titled = svg.replace(b"<svg ", b'<svg role="img" ', 1)
    return titled.replace(b"</title>", f"</title>\n <desc>{escape(words)}</desc>".encode(), 1)


def _undated(eps: bytes, _words: str) -> bytes:
    """The EPS without the time at which it was written."""
    return _CREATED.sub(b"", eps, count=1)


def _as_tiff(png: bytes, _words: str) -> bytes:
    """The picture as a TIFF in RGB, compressed without loss (LZW), with its dots per inch."""
    from PIL import Image

    buffer, dots = io.BytesIO(), _DOTS_PER_INCH["tiff"]
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(buffer, format="TIFF", compression="tiff_lzw", dpi=(dots, dots))
    return buffer.getvalue()


#: What matplotlib draws for a form, where it is another form, and how that is finished.
_AS = {"tiff": "png"}
_FINISHED: dict[str, Callable[[bytes, str], bytes]] = {"svg": _described, "eps": _undated, "tiff": _as_tiff}


def _glyph(glyph: str, x: float, y: float, size: float, name: str | None) -> PathPatch:
    outline = TextPath((0, 0), glyph, size=size, prop=Face(OWN_FONT).font(bold=True))
    box = outline.get_extents()
    centred = Affine2D().translate(x - (box.x0 + box.x1) / 2, -y - (box.y0 + box.y1) / 2)
    return PathPatch(centred.transform_path(outline), facecolor=INK, linewidth=0, gid=name)
