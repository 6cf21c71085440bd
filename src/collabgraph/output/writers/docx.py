"""Documents for Word: headings by style, tables with head rows, links to bookmarks, and the language."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime, time
from itertools import count
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from collabgraph.output.document import (
    Block,
    Box,
    Document,
    Entries,
    Entry,
    Paragraph,
    Picture,
    Points,
    Run,
    Runs,
    Subheading,
    Table,
    Target,
    Verbatim,
    cell_runs,
    plain,
    words,
)
from collabgraph.output.writers.anchors import anchors
from collabgraph.output.writers.labels import Labels, labels, note
from collabgraph.output.writers.widths import shares
from collabgraph.rdf.archive import settled
from collabgraph.words import Speech

if TYPE_CHECKING:
    from docx.document import Document as File
    from docx.text.paragraph import Paragraph as Line

_LANGUAGES = {"en": "en-GB", "id": "id-ID"}
_ACCENT, _QUIET = "005A8D", "555555"
#: The width between the margins of an A4 page, in millimetres.
_WIDTH = 170
#: A row with a cell of more characters than this may break across pages; a shorter one may not.
_WHOLE = 1200
#: The greatest height of a picture, which leaves room for its title on the page, in millimetres.
_HEIGHT = 235


class _Book(Struct, frozen=True):
    """The file, its language, the anchors of its links, its labels, and the numbers of its bookmarks."""

    file: File
    say: Speech
    link: Callable[[Target | None], str | None]
    labels: Labels
    numbers: Iterator[int]


def written(document: Document) -> bytes:
    """The document as a .docx file."""
    import docx

    file = docx.Document()
    book = _Book(file, Speech(document.lang), anchors(document), labels(document), count(1))
    _describe(file, document)
    _set_look(file, _LANGUAGES[document.lang])
    if document.short:
        _set_close(file)
    if document.cover.logo is not None:
        _add_logo(book, document.cover.logo)
    _line(book, "Title", words(document.title))
    _line(book, "Subtitle", words(document.subtitle))
    _line(book, "Normal", words(document.about))
    for number, part in enumerate(() if document.short else document.parts, start=1):
        _line(book, "Contents", words(Run(f"{number} {part.title}", Target("part", part.anchor))))
    for number, part in enumerate(document.parts, start=1):
        title = part.title if document.short else f"{number} {part.title}"
        _mark(book, _line(book, "Heading1", words(title)), part.anchor)
        for block in part.blocks:
            _add(book, block)
    buffer = io.BytesIO()
    file.save(buffer)
    return settled(buffer.getvalue(), document.dated)


# The look of the file ------------------------------------------------------------------------------------------------


def _describe(file: File, document: Document) -> None:
    properties = file.core_properties
    properties.title, properties.subject = document.title, document.subtitle
    properties.author = document.cover.by or document.software
    properties.last_modified_by = document.software
    properties.language, properties.comments, properties.keywords = _LANGUAGES[document.lang], "", ""
    properties.created = properties.modified = datetime.combine(document.dated, time())
    properties.revision = 1


def _set_look(file: File, language: str) -> None:
    """Set an A4 page, plain styles, page numbers, and the language for spelling and for screen readers."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt, RGBColor

    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(20)
    styles = file.styles
    styles.element.find(".//" + _name("w:lang")).set(_name("w:val"), language)
    styles["Normal"].font.name, styles["Normal"].font.size = "Calibri", Pt(10.5)
    link = styles.add_style("Link", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor.from_string(_ACCENT), True
    for name, size, after in (
        ("Contents", 10.5, 0),
        ("Facts", 8.5, 6),
        ("Cell", 9, 0),
        ("Note", 8.5, 12),
        ("Ground", 9, 0),
        ("Stated", 9.5, 2),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.font.size, style.paragraph_format.space_after = styles["Normal"], Pt(size), Pt(after)
    styles["Facts"].font.color.rgb = RGBColor.from_string(_QUIET)
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3"):
        styles[name].font.name, styles[name].font.color.rgb = "Calibri", RGBColor.from_string(_ACCENT)
    _number_pages(section.footer.paragraphs[0])


def _set_close(file: File) -> None:
    """Set a document of a few pages: narrow margins, small letters, little space between paragraphs."""
    from docx.shared import Mm, Pt

    section, styles = file.sections[0], file.styles
    section.top_margin = section.bottom_margin = Mm(14)
    section.footer_distance = Mm(7)
    looks = {
        "Normal": (9, 2), "Title": (17, 2), "Subtitle": (11, 1), "Heading 1": (11.5, 2), "Heading 2": (10, 1),
        "List Bullet": (9, 1), "List Number": (9, 1), "Cell": (8, 0),
    }  # fmt: skip
    for name, (size, after) in looks.items():
        style = styles[name]
        style.font.size, style.paragraph_format.space_after = Pt(size), Pt(after)
        style.paragraph_format.space_before = Pt(6 if name == "Heading 1" else 0)
        style.paragraph_format.line_spacing = 1.0


def _number_pages(line: Line) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line._p.append(_element("w:fldSimple", instr="PAGE"))


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))


def _element(tag: str, **attributes: str) -> Any:
    """An element of the file's XML with these attributes."""
    from docx.oxml import OxmlElement

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(_name(f"w:{name}"), value)
    return element


# Content -------------------------------------------------------------------------------------------------------------


def _add(book: _Book, block: Block) -> None:
    match block:
        case Paragraph():
            _line(book, "Normal", block.runs)
        case Subheading():
            _line(book, "Heading2", words(block.text))
        case Points():
            for item in block.items:
                _line(book, "ListNumber" if block.numbered else "ListBullet", item)
        case Table() if block.rows:
            _add_table(book, block)
        case Box():
            _add_box(book, block)
        case Entries():
            for entry in block.entries:
                _add_entry(book, entry)
        case Verbatim():
            for text in block.text.splitlines():
                _line(book, "Cell", words(text))
        case Picture():
            _add_picture(book, block)


def _line(book: _Book, style: str, runs: Runs) -> Line:
    """A new paragraph in a style, by the style's id: by its name it takes the library a hundred times as long."""
    line = book.file.add_paragraph()
    line._p.style = style
    _fill(book, line, runs)
    return line


def _fill(book: _Book, line: Line, runs: Runs) -> None:
    for run in runs:
        if anchor := book.link(run.to):
            _link(line, run.text, anchor)
        else:
            line.add_run(run.text).bold = run.strong or None


def _link(line: Line, text: str, anchor: str) -> None:
    """A link to a bookmark of this file."""
    link = _element("w:hyperlink", anchor=_bookmark(anchor), history="1")
    run = line.add_run(text)._r
    run.style = "Link"
    link.append(run)
    line._p.append(link)


def _bookmark(anchor: str) -> str:
    """The anchor as Word names bookmarks: letters, digits and underscores, 40 at most."""
    return anchor.replace("-", "_")


def _mark(book: _Book, line: Line, anchor: str) -> None:
    """Make a bookmark around a line."""
    number = str(next(book.numbers))
    line._p.insert(1, _element("w:bookmarkStart", id=number, name=_bookmark(anchor)))
    line._p.append(_element("w:bookmarkEnd", id=number))


def _add_table(book: _Book, table: Table) -> None:
    from docx.shared import Mm
    from docx.text.paragraph import Paragraph as Line

    for runs in filter(None, (book.labels.title(table), table.means)):
        line = _line(book, "Stated", runs)
        line.paragraph_format.keep_with_next = True
    grid = book.file.add_table(rows=len(table.rows) + 1, cols=len(table.columns))
    grid.autofit = False
    grid._tbl.tblPr.find(_name("w:tblW")).addnext(_rules())
    body = [[cell_runs(cell, book.say) for cell in row] for row in table.rows]
    rows = [[words(Run(column.label, strong=True)) for column in table.columns], *body]
    widths = [Mm(share * _WIDTH) for share in shares([column.label for column in table.columns], body)]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row, cells in zip(grid._tbl.tr_lst, rows, strict=True):
        for cell, runs, width in zip(row.tc_lst, cells, widths, strict=True):
            cell.width = width
            cell.p_lst[0].style = "Cell"
            _fill(book, Line(cell.p_lst[0], grid), runs)
    for row, cells in zip(grid._tbl.tr_lst, rows, strict=True):
        if all(len(plain(runs)) <= _WHOLE for runs in cells):
            row.get_or_add_trPr().append(_element("w:cantSplit"))
    grid._tbl.tr_lst[0].get_or_add_trPr().append(_element("w:tblHeader", val="true"))
    for cell in (*grid._tbl.tr_lst[0].tc_lst, *(grid._tbl.tr_lst[-1].tc_lst if table.note else ())):
        Line(cell.p_lst[0], grid).paragraph_format.keep_with_next = True
    _line(book, "Note" if table.note else "Cell", note(table, book.say))


def _rules() -> Any:
    """Rules above, below and between the rows, and none between columns."""
    borders = _element("w:tblBorders")
    for side, size in (("top", "8"), ("bottom", "8"), ("insideH", "4")):
        borders.append(_element(f"w:{side}", val="single", sz=size, space="0", color="999999"))
    return borders


def _add_entry(book: _Book, entry: Entry) -> None:
    _mark(book, _line(book, "Heading3", words(entry.heading)), book.link(entry.target) or "")
    _line(book, "Stated", entry.statement)
    for ground in entry.grounds:
        _line(book, "Ground", words("– ", *ground.runs))
    if entry.facts:
        _line(book, "Facts", entry.line)


def _add_picture(book: _Book, picture: Picture) -> None:
    """Add a picture as wide as the page, or as high as it where it would be higher."""
    from docx.shared import Mm

    shape = book.file.add_picture(io.BytesIO(picture.content), width=Mm(_WIDTH))
    most = Mm(picture.height or _HEIGHT)
    if shape.height > most:
        shape.width, shape.height = round(shape.width * most / shape.height), most
    shape._inline.docPr.set("descr", picture.words)
    if caption := book.labels.title(picture):
        book.file.paragraphs[-1].paragraph_format.keep_with_next = True
        _line(book, "Note", caption)


def _add_logo(book: _Book, logo: Picture) -> None:
    """The logo on the right above the title, within its limits."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    line = _line(book, "Normal", ())
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    shape = line.add_run().add_picture(io.BytesIO(logo.content))
    scale = min(Mm(45) / shape.width, Mm(14) / shape.height)
    shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
    shape._inline.docPr.set("descr", logo.words)


def _add_box(book: _Book, box: Box) -> None:
    """A table of one framed cell."""
    from docx.text.paragraph import Paragraph as Line

    grid = book.file.add_table(rows=1, cols=1)
    grid._tbl.tblPr.find(_name("w:tblW")).addnext(_frame())
    cell = grid.cell(0, 0)
    grid._tbl.tr_lst[0].get_or_add_trPr().append(_element("w:cantSplit"))
    _fill(book, Line(cell._tc.p_lst[0], cell), words(Run(box.title, strong=True)))
    for item in box.items:
        line = cell.add_paragraph()
        line._p.style = "ListBullet"
        _fill(book, line, item)


def _frame() -> Any:
    """A rule on each side."""
    borders = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right"):
        borders.append(_element(f"w:{side}", val="single", sz="8", space="0", color=_ACCENT))
    return borders
