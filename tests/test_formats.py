"""Results written for people and programs: nothing hostile survives, nothing is cut."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collabgraph.formats import Printout, Section, Table, as_csv, as_html, printable, write
from collabgraph.phrases import Speech

HOSTILE = "=cmd|' /C calc'!A0 \x1b[31m\u202e\x00<script>alert(1)</script> | `x` **b** [a](http://e.org)"


def printout(table: Table, *lines: str) -> Printout:
    return Printout(lambda _: {}, lambda _: [Section("Title", lines, table)], lambda _: table)


def test_terminal_text_has_no_control_characters_or_direction_overrides() -> None:
    for styled in (False, True):
        said = write(printout(Table(("c",), ((HOSTILE,),)), HOSTILE), "table", "en", styled=styled)
        assert "\x1b[31m" not in said
        assert not set("\x00\u202e") & set(said)
        assert "<script>" in said


def test_a_cell_that_looks_like_a_formula_is_made_harmless_and_numbers_stay_numbers() -> None:
    table = Table(("a", "b"), (("=1+1", -0.28), ("+62", 3), ("-x", None), ("@x", 0.5), ("fine", 1)))
    rows = list(csv.reader(io.StringIO(as_csv(table))))
    assert rows[1:] == [["'=1+1", "-0.28"], ["'+62", "3"], ["'-x", ""], ["'@x", "0.5"], ["fine", "1"]]


def test_markdown_shows_text_as_written() -> None:
    said = write(printout(Table(("c",), ((HOSTILE,),))), "md", "en")
    row = next(line for line in said.splitlines() if "cmd" in line)
    assert row.count("|") - row.count("\\|") == 2
    assert "<script>" not in said
    assert "\\*\\*b\\*\\*" in said


def test_html_escapes_every_text() -> None:
    said = as_html([Section(HOSTILE, (HOSTILE,), Table((HOSTILE,), ((HOSTILE,),)))], "en")
    assert "<script>" not in said
    assert said.count("&lt;script&gt;") == 4


@pytest.mark.parametrize("styled", [False, True])
@given(st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3), min_size=1, max_size=5), st.integers(40, 120))
def test_a_table_keeps_every_word_at_any_width(styled: bool, cells: list[list[str]], width: int) -> None:
    table = Table(("one", "two", "three"), tuple(tuple(row) for row in cells))
    said = write(printout(table), "table", "en", width=width, styled=styled)
    kept = "".join(said.split())
    for sign in {sign for row in cells for cell in row for sign in printable(cell) if not sign.isspace()}:
        assert sign in kept


@given(st.integers(60, 140))
def test_no_line_of_plain_text_is_wider_than_asked(width: int) -> None:
    table = Table(("construct", "value"), (("a word " * 20, "another " * 15), ("x" * 10, "y")))
    said = write(printout(table, "a sentence " * 30), "table", "en", width=width)
    assert max(map(len, said.splitlines())) <= width


@pytest.mark.parametrize("styled", [False, True])
@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.from_regex(r"[a-z-]{0,15}( [a-z-]{1,15}){0,9}", fullmatch=True), min_size=4, max_size=4), min_size=1
    ),
    st.integers(40, 120),
)
def test_no_word_is_cut_in_two_that_fits_on_a_line(styled: bool, cells: list[list[str]], width: int) -> None:
    table = Table(("construct", "status", "basis", "claim"), tuple(map(tuple, cells)))
    said = write(printout(table), "table", "en", width=width, styled=styled)
    words = {word for row in cells for cell in row for word in cell.split()}
    assert words <= set(re.sub(r"\x1b\[\d*m", "", said).split())


@pytest.mark.parametrize("styled", [False, True])
def test_rows_whose_words_do_not_fit_beside_each_other_stand_one_below_the_other(styled: bool) -> None:
    table = Table(("case", "claim", "tests"), (("spp-irt", "a" * 30, 2), ("pbg", "b" * 30, 1)))
    said = write(printout(table), "table", "en", width=40, styled=styled)
    assert [line.split() for line in re.sub(r"\x1b\[\d*m", "", said).splitlines()[1:]] == [
        ["case", "spp-irt"], ["claim", "a" * 30], ["tests", "2"], [],
        ["case", "pbg"], ["claim", "b" * 30], ["tests", "1"],
    ]  # fmt: skip


def test_a_wrapped_bullet_hangs_below_its_words() -> None:
    lines = write(printout(Table((), ()), "• " + "word " * 30), "table", "en", width=40).splitlines()
    assert lines[1].startswith("  • word")
    assert lines[2].startswith("    word")


def test_indonesian_writes_a_decimal_comma_for_people_and_a_point_for_programs() -> None:
    table = Table(("x",), ((0.5,),))
    assert "0,50" in write(printout(table), "table", "id")
    assert "0.5" in write(printout(table), "csv", "id")
    assert Speech("id").number(3) == "3"
