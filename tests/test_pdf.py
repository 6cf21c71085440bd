"""Documents as PDF: fonts inside, pages numbered, rows whole, links that lead somewhere, texts that are only texts."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import date

import pypdf
import pytest

from collabgraph.errors import MissingExtra
from collabgraph.output.document import (
    Block,
    Box,
    Cover,
    Document,
    Paragraph,
    Part,
    Picture,
    Points,
    Run,
    Table,
    Target,
    Verbatim,
    columns,
    text_cell,
    words,
)
from collabgraph.output.writers import pdf

#: A drawing three times as high as it is wide.
TALL = b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="300"><rect width="100" height="300"/></svg>'
NOBODY = Cover()


def of(*blocks: Block, title: str = "Title", made: date | None = None, cover: Cover = NOBODY) -> Document:
    return Document("en", title, "Subtitle", (Part("one", "One", blocks), Part("two", "Two", ())), "s", made, cover)


def read(document: Document) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf.written(document)))


def text_of(document: Document) -> str:
    return "\n".join(page.extract_text() for page in read(document).pages)


def test_a_pdf_states_its_title_language_author_and_that_it_is_tagged() -> None:
    file = read(of(cover=Cover("A. Author", "Office"), made=date(2026, 1, 2)))
    assert file.metadata is not None
    assert (file.metadata.title, file.metadata.author) == ("Title", "A. Author, Office")
    assert file.metadata.creation_date is not None
    assert file.metadata.creation_date.date() == date(2026, 1, 2)
    root = file.trailer["/Root"]
    assert root["/Lang"].startswith("en")
    assert root["/MarkInfo"]["/Marked"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


def test_all_fonts_of_a_pdf_are_inside_it() -> None:
    page = read(of(Paragraph(words("plain ", Run("strong", strong=True), " ● ◐ ◔ ○")))).pages[0]
    fonts = [font.get_object()["/DescendantFonts"][0].get_object() for font in page["/Resources"]["/Font"].values()]
    assert len(fonts) >= 3
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"].get_object()) for font in fonts)


def test_every_page_has_its_number_and_how_many_there_are() -> None:
    pages = read(of(*(Paragraph(words(f"line {n}")) for n in range(150)))).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "".join(page.extract_text().split()).endswith(f"{number}/{len(pages)}")


def test_a_row_of_a_table_is_whole_on_one_page_and_its_head_is_on_every_page() -> None:
    rows = tuple((text_cell(f"begin{n:03} {'word ' * 90}end{n:03}"), text_cell("x")) for n in range(60))
    pages = [page.extract_text() for page in read(of(Table("t", columns(a="first", b="second"), rows))).pages]
    assert len(pages) > 2
    on = {n: [place for place, page in enumerate(pages) if f"begin{n:03}" in page] for n in range(60)}
    assert all(len(places) == 1 and f"end{n:03}" in pages[places[0]] for n, places in on.items())
    assert all("second" in page for page in pages if "begin" in page)


def test_a_row_longer_than_a_page_is_not_cut() -> None:
    row = (text_cell("begin " + "word " * 2500 + "finish"), text_cell("x"))
    assert "finish" in text_of(of(Table("t", columns(a="first", b="second"), (row,))))


def test_links_lead_to_their_part_and_words_without_a_place_are_no_links() -> None:
    file = read(of(Paragraph(words(Run("there", Target("part", "two")), Run("nowhere", Target("part", "three"))))))
    links = [note.get_object() for note in file.pages[0]["/Annots"]]
    assert len(links) == 1 + 2  # the contents have two
    assert all("/Dest" in link or link["/A"]["/S"] == "/GoTo" for link in links)


@pytest.mark.parametrize(
    "hostile", ['#read("/etc/passwd")', "*b* _i_ `r` $x$ @one <two>", "// gone", "#panic()", r"\u{41}", "[x](y)"]
)
def test_no_text_is_read_as_markup(hostile: str) -> None:
    everywhere = (Paragraph(words(hostile)), Points((words(hostile),)), Box(hostile, ()), Verbatim(hostile, "sparql"))
    shown = "".join(text_of(of(*everywhere, title=hostile)).split())
    assert shown.count("".join(hostile.split())) == 5


def test_characters_that_no_font_has_do_not_stop_a_pdf() -> None:
    assert "before" in text_of(of(Paragraph(words("before \U000f1234 \u5168 \u202e after"))))


def test_no_picture_is_higher_than_its_page_or_than_it_may_be() -> None:
    assert len(read(of(Picture("tall", TALL))).pages) == 2
    assert len(read(of(Picture("tall", TALL, height=80), Picture("tall", TALL, height=80))).pages) == 1


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf.written(of(Paragraph(words("x")))) == pdf.written(of(Paragraph(words("x"))))


def test_without_typst_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(MissingExtra, match=r"pip install 'collabgraph\[pdf\]'"):
        pdf.written(of())


#: Makes a report three times, and prints by how many megabytes the process is larger after the last than after the
#: first, without what the system has to get back.
AGAIN = """
import ctypes, gc
from pathlib import Path
from collabgraph.analysis.comparison import compare
from collabgraph.coding.library import Library
from collabgraph.output.report import pictures, report

def megabytes():
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0]) / 1024

pictures.drawn = lambda *_: {}
library = Library()
framework = library.ontology.frameworks["service-provision"]
compared = compare(library.open_all(["pbg", "spp-irt"]), framework, library.ontology)
sizes = []
for _ in range(3):
    report(compared, "pdf")
    sizes.append(megabytes())
print(sizes[-1] - sizes[0])
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="measures memory as on Linux")
def test_what_typst_keeps_of_a_document_is_given_back() -> None:
    made = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True)
    assert float(made.stdout) < 40
