"""Results written for people and programs: nothing hostile survives, nothing is cut."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
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


def test_a_wrapped_bullet_hangs_below_its_words() -> None:
    lines = write(printout(Table((), ()), "• " + "word " * 30), "table", "en", width=40).splitlines()
    assert lines[1].startswith("  • word")
    assert lines[2].startswith("    word")


def test_indonesian_writes_a_decimal_comma_for_people_and_a_point_for_programs() -> None:
    table = Table(("x",), ((0.5,),))
    assert "0,50" in write(printout(table), "table", "id")
    assert "0.5" in write(printout(table), "csv", "id")
    assert Speech("id").number(3) == "3"
