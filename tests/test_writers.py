"""Documents written for people and programs: nothing hostile survives, nothing is cut, a number stays a number."""

from __future__ import annotations

import csv
import io
import re

import docx as docx_library
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from collabgraph.output.document import (
    Citation,
    Claims,
    Column,
    Document,
    Number,
    Paragraph,
    Part,
    Points,
    Presentation,
    StatusCell,
    Table,
    Target,
    Verbatim,
    plain_table,
    text,
    text_cell,
    words,
)
from collabgraph.output.writers import csv as csv_writer
from collabgraph.output.writers import docx, html, latex, markdown, write, xlsx
from collabgraph.words import Speech, Text
from collabgraph.words.characters import harmless, printable

HOSTILE = "=cmd|' /C calc'!A0 \x1b[31m\u202e\x00<script>alert(1)</script> | `x` **b** [a](http://e.org)"


def presentation(table: Table, *lines: str) -> Presentation:
    blocks = (*(Paragraph(words(line)) for line in lines), table)
    return Presentation(lambda _: {}, lambda _: [Part("part", "Title", blocks)], lambda _: table)


def test_terminal_text_has_no_control_characters_or_direction_overrides() -> None:
    for styled in (False, True):
        shown = write(presentation(plain_table(("c",), [(HOSTILE,)]), HOSTILE), "table", "en", styled=styled)
        assert "\x1b[31m" not in shown
        assert not set("\x00\u202e") & set(shown)
        assert "<script>" in shown


def test_a_cell_that_looks_like_a_formula_is_made_harmless_and_numbers_stay_numbers() -> None:
    table = plain_table(("a", "b"), [("=1+1", -0.28), ("+62", 3), ("-x", None), ("@x", 0.5), ("fine", 1)])
    rows = list(csv.reader(io.StringIO(csv_writer.written(table))))
    assert rows[1:] == [["'=1+1", "-0.28"], ["'+62", "3"], ["'-x", ""], ["'@x", "0.5"], ["fine", "1"]]


def test_markdown_shows_text_as_written() -> None:
    shown = write(presentation(plain_table(("c",), [(HOSTILE,)])), "md", "en")
    row = next(line for line in shown.splitlines() if "cmd" in line)
    assert row.count("|") - row.count("\\|") == 2
    assert "<script>" not in shown
    assert "\\*\\*b\\*\\*" in shown


def test_html_escapes_every_text() -> None:
    part = Part("part", HOSTILE, (Paragraph(words(HOSTILE)), plain_table((HOSTILE,), [(HOSTILE,)])))
    page = html.fragment([part], Speech("en"))
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 4


@pytest.mark.parametrize("styled", [False, True])
@given(st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3), min_size=1, max_size=5), st.integers(40, 120))
def test_a_table_keeps_every_word_at_any_width(styled: bool, cells: list[list[str]], width: int) -> None:
    table = plain_table(("one", "two", "three"), cells)
    shown = write(presentation(table), "table", "en", width=width, styled=styled)
    kept = "".join(shown.split())
    for sign in {sign for row in cells for cell in row for sign in printable(cell) if not sign.isspace()}:
        assert sign in kept


@given(st.integers(60, 140))
def test_no_line_of_plain_text_is_wider_than_asked(width: int) -> None:
    table = plain_table(("construct", "value"), (("a word " * 20, "another " * 15), ("x" * 10, "y")))
    shown = write(presentation(table, "a sentence " * 30), "table", "en", width=width)
    assert max(map(len, shown.splitlines())) <= width


@pytest.mark.parametrize("styled", [False, True])
@given(
    st.lists(
        st.lists(st.from_regex(r"[a-z-]{0,15}( [a-z-]{1,15}){0,9}", fullmatch=True), min_size=4, max_size=4), min_size=1
    ),
    st.integers(40, 120),
)
def test_no_word_is_cut_in_two_that_fits_on_a_line(styled: bool, cells: list[list[str]], width: int) -> None:
    table = plain_table(("construct", "status", "basis", "claim"), cells)
    shown = write(presentation(table), "table", "en", width=width, styled=styled)
    words = {word for row in cells for cell in row for word in cell.split()}
    assert words <= set(re.sub(r"\x1b\[\d*m", "", shown).split())


def lines_of(table: Table, width: int, styled: bool) -> list[str]:
    """The lines of a table below its title, without what makes a terminal underline them."""
    shown = write(presentation(table), "table", "en", width=width, styled=styled)
    return [line.strip() for line in re.sub(r"\x1b\[\d*m", "", shown).splitlines()[1:]]


@pytest.mark.parametrize("styled", [False, True])
def test_names_too_wide_to_stand_beside_their_cells_stand_above_them(styled: bool) -> None:
    table = plain_table(("an-indicator-of-theirs", "claim"), (("a" * 30, 2), ("b" * 30, None)))
    expected = ["an-indicator-of-theirs", "a" * 30, "claim", "2", "", "an-indicator-of-theirs", "b" * 30, "claim", ""]
    assert lines_of(table, 36, styled)[: len(expected)] == expected


@pytest.mark.parametrize("styled", [False, True])
def test_a_table_of_one_column_has_its_heading_once_and_one_without_columns_is_nothing(styled: bool) -> None:
    assert lines_of(plain_table(("graph",), (("a" * 60,), ("b",))), 40, styled).count("graph") == 1
    assert "".join(lines_of(plain_table((), ((), ())), 40, styled)) == ""


@pytest.mark.parametrize("styled", [False, True])
@pytest.mark.parametrize("word", ["日本語テキスト", "e\u0301tat", "Rp\u00a01\u00a0000\u00a0000"])
def test_a_word_is_as_wide_as_a_terminal_shows_it(word: str, styled: bool) -> None:
    shown = " ".join(lines_of(plain_table(("case", "said"), (("spp-irt " * 4, f"{word} {word}"),)), 40, styled))
    assert shown.count(word) == 2


@pytest.mark.parametrize("styled", [False, True])
def test_rows_whose_words_do_not_fit_beside_each_other_stand_one_below_the_other(styled: bool) -> None:
    table = plain_table(("case", "claim", "tests"), (("spp-irt", "a" * 30, 2), ("pbg", "b" * 30, 1)))
    shown = write(presentation(table), "table", "en", width=40, styled=styled)
    assert [line.split() for line in re.sub(r"\x1b\[\d*m", "", shown).splitlines()[1:]] == [
        ["case", "spp-irt"], ["claim", "a" * 30], ["tests", "2"], [],
        ["case", "pbg"], ["claim", "b" * 30], ["tests", "1"],
    ]  # fmt: skip


def test_a_wrapped_bullet_hangs_below_its_words() -> None:
    part = Part("part", "Title", (Points((words("word " * 30),)),))
    lines = write(Presentation(lambda _: {}, lambda _: [part]), "table", "en", width=40).splitlines()
    assert lines[1].startswith("  • word")
    assert lines[2].startswith("    word")


def test_indonesian_writes_a_decimal_comma_for_people_and_a_point_for_programs() -> None:
    table = plain_table(("x",), ((0.5,),))
    assert "0,50" in write(presentation(table), "table", "id")
    assert "0.5" in write(presentation(table), "csv", "id")
    assert Speech("id").number(3) == "3"


# Cells of every type -------------------------------------------------------------------------------------------------

F23 = Citation("F23", Target("claim", "http://e.org/F23", "pbg"), "reported", "reported by the study")
C01 = Citation("=C01", Target("claim", "http://e.org/C01", "pbg"), "documented", "public record")
#: A row for each type of cell that a programme is given otherwise than a person.
TYPED = Table(
    "Typed",
    (Column("what", "what"), Column("In the case", "pbg"), Column("claims", "claims")),
    (
        (
            text_cell("leader commitment", code="leader-commitment"),
            StatusCell("absent", "○", "absent", (F23, C01)),
            None,
        ),
        (text_cell("density"), Number(0.26, 0.05, 0.5, spread=True, note=words("as high as by chance")), None),
        (text_cell("readiness"), Number(low=0.25, high=0.75), Claims((C01,))),
        (text_cell("isolates"), Number(3), None),
        (text_cell("mean distance"), Number(note=words("undefined: no ties")), None),
        (text_cell("=formula"), text_cell("=1+1"), None),
    ),
)


def whole(*parts: Part) -> Document:
    return Document("en", "Title", "Subtitle", parts)


def test_numbers_are_numeric_cells_of_a_workbook_with_low_and_high_in_columns_of_their_own() -> None:
    book = load_workbook(io.BytesIO(xlsx.written(whole(Part("part", "Part", (TYPED,))))))
    heads, *rows = ([cell.value for cell in row] for row in book["Typed"])
    pieces = ["", ", at least", ", at most", ", basis", ", claims", ", note"]
    assert heads == ["what", *(f"In the case{piece}" for piece in pieces), "claims", "claims, basis"]
    by_name = {row[0]: row[1:7] for row in rows}
    assert by_name["leader commitment"] == [
        "absent", None, None, "reported by the study, public record", "F23, =C01", None,
    ]  # fmt: skip
    assert by_name["readiness"] == [None, 0.25, 0.75, None, None, None]
    assert by_name["isolates"] == [3, None, None, None, None, None]
    assert by_name["density"] == [0.26, 0.05, 0.5, None, None, "as high as by chance"]
    assert by_name["mean distance"] == [None, None, None, None, None, "undefined: no ties"]


def test_a_table_for_programs_has_codes_numbers_and_the_ends_of_intervals() -> None:
    assert list(csv.reader(io.StringIO(csv_writer.written(TYPED)))) == [
        ["what", "pbg", "pbg_low", "pbg_high", "pbg_bases", "pbg_claims", "pbg_note", "claims", "claims_bases"],
        ["leader-commitment", "absent", "", "", "reported, documented", "F23, =C01", "", "", ""],
        ["density", "0.26", "0.05", "0.5", "", "", "as high as by chance", "", ""],
        ["readiness", "", "0.25", "0.75", "", "", "", "'=C01", "documented"],
        ["isolates", "3", "", "", "", "", "", "", ""],
        ["mean distance", "", "", "", "", "", "undefined: no ties", "", ""],
        ["'=formula", "'=1+1", "", "", "", "", "", "", ""],
    ]  # fmt: skip


def test_tables_of_parts_are_one_table_with_a_row_for_each_cell_and_its_claims() -> None:
    parts = [Part("conditions", "Conditions", (TYPED,)), Part("prose", "Prose", (Paragraph(words("no table")),))]
    records = write(Presentation(lambda _: {}, lambda _: parts), "csv", "id")
    assert list(csv.reader(io.StringIO(records))) == [
        ["part", "n", "row", "column", "value", "low", "high", "unit", "claims", "bases", "note"],
        ["conditions", "1", "leader-commitment", "pbg", "absent", "", "", "", "F23, =C01", "reported, documented", ""],
        ["conditions", "2", "density", "pbg", "0.26", "0.05", "0.5", "", "", "", "as high as by chance"],
        ["conditions", "3", "readiness", "pbg", "", "0.25", "0.75", "", "", "", ""],
        ["conditions", "3", "readiness", "claims", "", "", "", "", "'=C01", "documented", ""],
        ["conditions", "4", "isolates", "pbg", "3", "", "", "", "", "", ""],
        ["conditions", "5", "mean distance", "pbg", "", "", "", "", "", "", "undefined: no ties"],
        ["conditions", "6", "'=formula", "pbg", "'=1+1", "", "", "", "", "", ""],
    ]  # fmt: skip


@pytest.mark.parametrize("sign", list("=+-@\t"))
def test_no_cell_of_a_table_is_a_formula(sign: str) -> None:
    formula = f"{sign}cmd|' /C calc'!A0"
    citation = Citation(formula, Target("claim", "http://e.org/x"), formula, formula)
    cells = (text_cell(formula), text_cell("words", code=formula), Claims((citation,)), Number(note=words(formula)))
    table = Table("Table", tuple(Column(formula, formula) for _ in cells), (cells,))
    for records in (table, csv_writer.records([Part("part", "", (table,))])):
        values = {value for row in csv.reader(io.StringIO(csv_writer.written(records))) for value in row}
        assert harmless(formula) in values
        assert not any(value.startswith(sign) for value in values)
    book = load_workbook(io.BytesIO(xlsx.written(whole(Part("part", "Part", (table,))))))
    formulas = [cell for row in book["Table"] for cell in row if str(cell.value).startswith(sign)]
    assert len(formulas) == 10
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in formulas)


@pytest.mark.parametrize(("tag", "marked"), [("pt-BR", True), ("en-GB", False)])
def test_words_of_another_language_than_the_readers_are_marked_with_it(tag: str, marked: bool) -> None:
    cell = text_cell(text(Text({tag: "licença"}), Speech("en")))
    part = Part("part", "Title", (Table("Table", (Column("c", "c"),), ((cell,),)),))
    shown = Presentation(lambda _: {}, lambda _: [part])
    assert (f'lang="{tag}">licença</' in html.fragment([part], Speech("en"))) is marked
    assert (f"licença [{tag}]" in write(shown, "table", "en")) is marked
    assert (f"licença \\[{tag}\\]" in write(shown, "md", "en")) is marked
    assert "licença" in write(shown, "table", "en")


# Lines to be copied --------------------------------------------------------------------------------------------------

CODE = "SELECT *\n{ ?s ?p '````' } # " + "long " * 40 + "\n  # <b> & \\input{x}\n"
QUERY = Part("query", "Query", (Verbatim(CODE, "sparql"),))


def test_lines_to_be_copied_are_neither_wrapped_nor_escaped() -> None:
    lines = [line.rstrip() for line in CODE.splitlines()]
    assert write(Presentation(lambda _: {}, lambda _: [QUERY]), "table", "en", width=40).splitlines()[1:] == lines
    _, _, first, *code, last = markdown.fragment([QUERY], Speech("en")).splitlines()
    assert (first, last) == ("`````sparql", "`````")
    assert [line.rstrip() for line in code] == lines


def test_lines_to_be_copied_are_in_every_kind_of_file_and_are_no_code_of_it() -> None:
    assert "# &lt;b&gt; &amp; \\input{x}" in html.fragment([QUERY], Speech("en"))
    in_latex = latex.written(whole(QUERY)).decode()
    assert "SELECT *" in in_latex
    assert "\\input{x}" not in in_latex
    book = load_workbook(io.BytesIO(xlsx.written(whole(QUERY))))
    assert CODE in [cell.value for row in book.worksheets[0] for cell in row]
    lines = [line.text for line in docx_library.Document(io.BytesIO(docx.written(whole(QUERY)))).paragraphs]
    assert lines[-3:] == CODE.splitlines()


def test_many_columns_are_divided_only_where_the_first_column_tells_the_rows_apart() -> None:
    heads = ("metric", *(f"case number {n}" for n in range(7)))
    apart = plain_table(heads, [(name, *["30 [16..34]"] * 7) for name in ("actors", "ties")])
    lines = lines_of(apart, 60, styled=False)
    assert sum(line.startswith("metric") for line in lines) > 1
    assert sum(line.count("30 [16..34]") for line in lines) == 14
    alike = plain_table(heads, [("actors", *["30 [16..34]"] * 7)] * 2)
    assert lines_of(alike, 60, styled=False).count("") >= 1
    assert lines_of(alike, 60, styled=False)[1].startswith("case number 0")


def test_the_records_of_a_table_have_their_names_in_columns_of_one_width() -> None:
    table = plain_table(("claim", "what is said", "why"), [("R01", "word " * 90, "word " * 90), ("R02", "a", "b")])
    lines = [line for line in lines_of(table, 80, styled=False) if line.startswith("claim")]
    assert {line.index("R0") for line in lines if "R0" in line} == {len("what is said") + 2}
