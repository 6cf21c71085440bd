"""Results written for people and programs: nothing hostile survives, nothing is cut."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collabgraph.output.formats import Printout, Section, Table, as_csv, as_html, write
from collabgraph.words import Speech
from collabgraph.words.characters import printable

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


def lines_of(table: Table, width: int, styled: bool) -> list[str]:
    """The lines of a table below its title, without what makes a terminal underline them."""
    said = write(printout(table), "table", "en", width=width, styled=styled)
    return [line.strip() for line in re.sub(r"\x1b\[\d*m", "", said).splitlines()[1:]]


@pytest.mark.parametrize("styled", [False, True])
def test_names_too_wide_to_stand_beside_their_cells_stand_above_them(styled: bool) -> None:
    table = Table(("an-indicator-of-theirs", "claim"), (("a" * 30, 2), ("b" * 30, None)))
    expected = ["an-indicator-of-theirs", "a" * 30, "claim", "2", "", "an-indicator-of-theirs", "b" * 30, "claim", ""]
    assert lines_of(table, 36, styled)[: len(expected)] == expected


@pytest.mark.parametrize("styled", [False, True])
def test_a_table_of_one_column_has_its_heading_once_and_one_without_columns_is_nothing(styled: bool) -> None:
    assert lines_of(Table(("graph",), (("a" * 60,), ("b",))), 40, styled).count("graph") == 1
    assert "".join(lines_of(Table((), ((), ())), 40, styled)) == ""


@pytest.mark.parametrize(
    ("word", "styled"),
    # The library that styles breaks a line at a no-break space, too.
    [("日本語テキスト", False), ("日本語テキスト", True), ("e\u0301tat", True), ("Rp\u00a01\u00a0000\u00a0000", False)],
)
def test_a_word_is_as_wide_as_a_terminal_shows_it(word: str, styled: bool) -> None:
    said = " ".join(lines_of(Table(("case", "said"), (("spp-irt " * 4, f"{word} {word}"),)), 40, styled))
    assert said.count(word) == 2


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
