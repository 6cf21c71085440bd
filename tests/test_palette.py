"""What things look like: nothing by colour alone, and every colour seen on white."""

from __future__ import annotations

from itertools import combinations

import pytest

from collabgraph.model import Basis, Ontology
from collabgraph.output import palette

COLOURS = sorted({mark.colour for mark in (*palette.KINDS.values(), *palette.CASES, palette.SHARED)})


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of the Web Content Accessibility Guidelines 2.2 (relative luminance of sRGB)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 1.05 / (sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)


def test_the_formula_gives_the_ratios_the_guidelines_name() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#FFFFFF") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_stands_out_from_white(colour: str) -> None:
    assert contrast_with_white(colour) >= 3


def test_no_two_kinds_of_actor_look_the_same() -> None:
    assert len(set(palette.KINDS.values())) == len(palette.KINDS)


def test_every_kind_of_actor_has_a_mark(ontology: Ontology) -> None:
    assert set(palette.KINDS) == {term.id for term in ontology.code_lists["actor-kind"]}


def test_a_kind_no_list_has_looks_like_none_that_has_a_mark() -> None:
    assert palette.kind("guild") not in palette.KINDS.values()


def test_cases_differ_in_shape_and_in_colour() -> None:
    marks = (*palette.CASES, palette.SHARED)
    assert len({mark.shape for mark in marks}) == len({mark.colour for mark in marks}) == len(marks)


def test_every_basis_has_a_line_and_what_is_known_of_the_case_itself_a_solid_one() -> None:
    assert set(palette.LINES) == set(Basis)
    assert {basis for basis, line in palette.LINES.items() if not line.dashes} == {Basis.REPORTED, Basis.DOCUMENTED}


@pytest.mark.parametrize(("one", "other"), [*combinations(Basis, 2)])
def test_the_lines_of_two_bases_differ_in_dashes_or_clearly_in_width(one: Basis, other: Basis) -> None:
    """No line relies on colour; a dash or a gap of another length counts when it is half as long again."""
    first, second = palette.LINES[one], palette.LINES[other]
    if len(first.dashes) == len(second.dashes):
        lengths = [*zip(first.dashes, second.dashes, strict=True), (first.weight, second.weight)]
        assert any(max(pair) >= 1.5 * min(pair) for pair in lengths)
