"""Short documents as two slides of A4 size, with PowerPoint's own text and tables, that can be edited.

The python-pptx library writes them, an extra. It does not set text, so the height of each part is estimated from its
letters, and the greatest size of letters is taken with which all parts fit.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from collabgraph.errors import MissingExtra
from collabgraph.output.document import (
    Block,
    Box,
    Document,
    Paragraph,
    Part,
    Picture,
    Points,
    Run,
    Runs,
    Subheading,
    Table,
    Verbatim,
    cell_runs,
    cleaned,
    plain,
    words,
)
from collabgraph.output.writers.widths import shares
from collabgraph.rdf.archive import settled
from collabgraph.words import Speech

#: The size of a slide, its margin, the room between columns, and what the title takes, in points.
_WIDE, _HIGH, _MARGIN, _GAP, _HEAD = 841.9, 595.3, 28.0, 18.0, 74.0
_COLUMN = (_WIDE - 2 * _MARGIN - _GAP) / 2
#: The sizes of letters that are tried, in points.
_SIZES = (12.0, 11.0, 10.0, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)
#: The width of a letter and the height of a line, in sizes of letters: wider and higher than usual, to be safe.
_LETTER, _LINE = 0.5, 1.24
_FONT, _ACCENT, _QUIET, _SOFT = "Calibri", "005A8D", "555555", "F3F5F7"


class _Piece(Struct, frozen=True):
    """A block, or the title of its part, with its height at a size of letters."""

    block: Block
    height: float


class _Place(Struct, frozen=True):
    """A slide and where on it a column begins, in points."""

    slide: Any
    left: float
    top: float


def written(document: Document) -> bytes:
    """The document as a .pptx file of two slides; raises MissingExtra where python-pptx is not installed."""
    try:
        import pptx
    except ModuleNotFoundError:
        raise MissingExtra(library="python-pptx", extra="slides") from None
    document = cleaned(document)
    file: Any = pptx.Presentation()
    file.slide_width, file.slide_height = _points(_WIDE), _points(_HIGH)
    _describe(file, document)
    say = Speech(document.lang)
    slides = [_slide(file, document, number) for number in (1, 2)]
    size, columns = _fitted(document, say)
    for place, column in zip(_places(slides), columns, strict=True):
        _fill(column, place, size, say)
    buffer = io.BytesIO()
    file.save(buffer)
    return settled(buffer.getvalue(), document.dated)


def _points(number: float) -> Any:
    from pptx.util import Pt

    return Pt(number)


def _describe(file: Any, document: Document) -> None:
    from datetime import datetime, time

    properties = file.core_properties
    properties.title, properties.subject, properties.language = document.title, document.subtitle, document.lang
    properties.author = document.cover.by or document.software
    properties.last_modified_by = document.software
    properties.created = properties.modified = datetime.combine(document.dated, time())


def _places(slides: Sequence[Any]) -> list[_Place]:
    """The columns in reading order."""
    lefts = (_MARGIN, _MARGIN + _COLUMN + _GAP)
    return [_Place(slide, left, _HEAD) for slide in slides for left in lefts]


# What fits -----------------------------------------------------------------------------------------------------------


def _fitted(document: Document, say: Speech) -> tuple[float, list[list[_Piece]]]:
    """The greatest size of letters with which the parts fit into the four columns, and what is in each."""
    for size in _SIZES:
        columns = _in_columns(document.parts, size, say)
        if len(columns) <= 4:
            break
    return size, [*columns, *[[]] * 4][:4]


def _in_columns(parts: Sequence[Part], size: float, say: Speech) -> list[list[_Piece]]:
    """The blocks of the parts in as many columns as they need; a part that does not fit begins the next."""
    room = _HIGH - _HEAD - _MARGIN
    columns: list[list[_Piece]] = [[]]
    for part in parts:
        title = (Subheading(part.title),) if part.title else ()
        pieces = [_Piece(block, _height(block, size, say)) for block in (*title, *part.blocks)]
        if columns[-1] and _sum(columns[-1]) + _sum(pieces) > room:
            columns.append([])
        columns[-1] += pieces
        if _sum(columns[-1]) > room:
            columns += [[]] * 4
    return columns


def _sum(pieces: Sequence[_Piece]) -> float:
    return sum(piece.height for piece in pieces)


def _height(block: Block, size: float, say: Speech) -> float:
    """The estimated height of a block in a column, with the room under it."""
    match block:
        case Subheading():
            return _lines(block.text, _COLUMN, size * 1.15) * size * 1.15 * _LINE + size * 0.9
        case Paragraph():
            return _lines(plain(block.runs), _COLUMN, size) * size * _LINE + size * 0.5
        case Points():
            return _listed(block.items, size) + size * 0.5
        case Box():
            return _listed(block.items, size) + size * _LINE + size * 1.8
        case Table():
            return sum(_row_heights(block, size, say)) + size * 0.6
        case Picture():
            return _picture_size(block)[1] + size * 0.6
        case Verbatim():
            return len(block.text.splitlines()) * size * _LINE
    return 0.0


def _lines(text: str, width: float, size: float) -> int:
    """How many lines a text takes, estimated from its letters and its longest words."""
    return max(1, math.ceil(len(text) * size * _LETTER / (width - size * 0.6) + 0.15))


def _listed(items: Sequence[Runs], size: float) -> float:
    return sum(_lines(plain(item), _COLUMN - 1.6 * size, size) * size * _LINE + 0.2 * size for item in items)


def _row_heights(table: Table, size: float, say: Speech) -> list[float]:
    rows = _rows(table, say)
    widths = [share * _COLUMN for share in _shares(table, say)]
    small = size * 0.95
    return [
        max(
            max(_lines(plain(cell), width - 4, small), _longest_word(plain(cell), width - 4, small))
            for cell, width in zip(row, widths, strict=True)
        )
        * small
        * _LINE
        + 3
        for row in rows
    ]


def _longest_word(text: str, width: float, size: float) -> int:
    """How many lines the words take of which each is too wide for a line together with the next."""
    return math.ceil(max(map(len, text.split()), default=1) * size * _LETTER / width)


def _rows(table: Table, say: Speech) -> list[list[Runs]]:
    head = [words(Run(column.label, strong=True)) for column in table.columns]
    return [head, *([cell_runs(cell, say) for cell in row] for row in table.rows)]


def _shares(table: Table, say: Speech) -> list[float]:
    return shares([column.label for column in table.columns], _rows(table, say)[1:])


def _picture_size(picture: Picture) -> tuple[float, float]:
    """The width and height of a picture as wide as a column, or as high as it may be."""
    from pptx.parts.image import Image

    wide, high = Image.from_blob(picture.content).size
    scale = min(_COLUMN / wide, (picture.height or 150) / 25.4 * 72 / high)
    return wide * scale, high * scale


# Slides --------------------------------------------------------------------------------------------------------------


def _slide(file: Any, document: Document, number: int) -> Any:
    """An empty slide with the title, who made it, and its number."""
    slide: Any = file.slides.add_slide(file.slide_layouts[5])  # "Title only": a screen reader finds its title
    logo = document.cover.logo if number == 1 else None
    room = _WIDE - 2 * _MARGIN - (150 if logo else 0)
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = map(_points, (_MARGIN, 14, room, 30))
    size = min(22.0, room / (max(len(document.title), 1) * _LETTER * 1.1))
    _write(title.text_frame, [(words(Run(document.title, strong=True)), size, _ACCENT)], document.lang)
    under = " · ".join(filter(None, (document.subtitle, document.about, f"{number}/2")))
    line = slide.shapes.add_textbox(*map(_points, (_MARGIN, 44, room, 18)))
    small = min(10.5, room / (max(len(under), 1) * _LETTER))
    _write(line.text_frame, [(words(under), small, _QUIET)], document.lang)
    if logo:
        _logo(slide, logo)
    return slide


def _logo(slide: Any, logo: Picture) -> None:
    shape = slide.shapes.add_picture(io.BytesIO(logo.content), 0, 0)
    scale = min(_points(130) / shape.width, _points(46) / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    shape.left, shape.top = _points(_WIDE - _MARGIN) - shape.width, _points(14)
    shape._element.nvPicPr.cNvPr.set("descr", logo.words)


def _fill(pieces: Sequence[_Piece], place: _Place, size: float, say: Speech) -> None:
    """Write the blocks of a column below each other."""
    top = place.top
    for piece in pieces:
        frame = (place.left, top, _COLUMN, piece.height)
        match piece.block:
            case Table():
                _table(piece.block, place.slide, frame, size, say)
            case Picture():
                _picture(piece.block, place.slide, frame)
            case _:
                _text(piece.block, place.slide, frame, size, say)
        top += piece.height


Frame = tuple[float, float, float, float]


def _text(block: Block, slide: Any, frame: Frame, size: float, say: Speech) -> None:
    lines: dict[type, Callable[[Any], list[tuple[Runs, float, str]]]] = {
        Subheading: lambda this: [(words(Run(this.text, strong=True)), size * 1.15, _ACCENT)],
        Paragraph: lambda this: [(this.runs, size, "")],
        Points: lambda this: [(words("• ", *item), size, "") for item in this.items],
        Verbatim: lambda this: [(words(line), size, "") for line in this.text.splitlines()],
        Box: lambda this: [
            (words(Run(this.title, strong=True)), size, _ACCENT),
            *((words("• ", *item), size, "") for item in this.items),
        ],
    }
    if type(block) not in lines:
        return
    left, top, width, height = frame
    boxed = isinstance(block, Box)
    shape = slide.shapes.add_textbox(*map(_points, (left, top, width, height - (size * 0.8 if boxed else 0))))
    if boxed:
        shape.fill.solid()
        shape.fill.fore_color.rgb, shape.line.color.rgb = _colour(_SOFT), _colour(_ACCENT)
    _write(shape.text_frame, lines[type(block)](block), say.lang, inset=size * 0.4 if boxed else 0)


def _write(frame: Any, lines: Sequence[tuple[Runs, float, str]], lang: str, inset: float = 0) -> None:
    """Write lines of runs, each with the size and the colour of its letters, into a frame of text."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = _points(inset)
    for number, (runs, size, colour) in enumerate(lines):
        line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        line.alignment, line.space_before, line.space_after = PP_ALIGN.LEFT, _points(0), _points(size * 0.2)
        line.line_spacing = 1.0
        for run in runs:
            _letters(line.add_run(), run, size, colour, lang)


def _letters(letters: Any, run: Run, size: float, colour: str, lang: str) -> None:
    letters.text = run.text.replace("\v", " ")
    font = letters.font
    font.size, font.bold, font.name = _points(size), run.strong, _FONT
    letters._r.get_or_add_rPr().set("lang", run.lang or {"en": "en-GB", "id": "id-ID"}[lang])
    font.color.rgb = _colour(colour or "222222")


def _colour(code: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor(*bytes.fromhex(code))  # type: ignore[no-untyped-call]


def _picture(picture: Picture, slide: Any, frame: Frame) -> None:
    width, height = _picture_size(picture)
    places = map(_points, (frame[0], frame[1], width, height))
    shape = slide.shapes.add_picture(io.BytesIO(picture.content), *places)
    shape._element.nvPicPr.cNvPr.set("descr", picture.words)


def _table(table: Table, slide: Any, frame: Frame, size: float, say: Speech) -> None:
    """A table with rules around its cells and no ground but white."""
    rows, heights = _rows(table, say), _row_heights(table, size, say)
    grid = slide.shapes.add_table(len(rows), len(table.columns), *map(_points, frame)).table
    grid._tbl.tblPr.find(_qualified("a:tableStyleId")).text = _GRID
    grid.horz_banding = False
    for column, share in zip(grid.columns, _shares(table, say), strict=True):
        column.width = _points(share * _COLUMN)
    for row, cells, height in zip(grid.rows, rows, heights, strict=True):
        row.height = _points(height)
        for cell, runs in zip(row.cells, cells, strict=True):
            _write(cell.text_frame, [(runs, size * 0.95, "")], say.lang)
            cell.margin_left = cell.margin_right = _points(2)
            cell.margin_top = cell.margin_bottom = _points(1)


#: PowerPoint's own style "No style, table grid".
_GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"


def _qualified(name: str) -> str:
    from pptx.oxml.ns import qn

    return str(qn(name))
