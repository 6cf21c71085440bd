"""What cases have in common and how they differ is laid out in one place, which every surface takes its parts from."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from collabgraph.output.presenters.comparison.sentences import VERDICTS

SOURCES = Path(__file__).parents[1] / "src" / "collabgraph"
#: What gives the words of a verdict, and where it is.
WORDS = ("VERDICTS", "verdict_words")
HOME = "output/presenters/comparison/sentences.py"
#: Who may say a verdict in words, and as what.
SPEAKERS = {
    "output/presenters/comparison/conditions.py": "the tables and sentences about conditions",
    "output/presenters/comparison/methods.py": "what each verdict means",
    "output/plots/conditions.py": "a picture",
}
#: The calls that make a cell of words.
CELLS = ("text_cell", "TextCell")


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the surfaces by its path; the analysis has codes and no words."""
    for room in ("output", "web", "cli", "api"):
        path = SOURCES / room
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            yield file.relative_to(SOURCES).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def templates() -> Iterator[tuple[str, str]]:
    for file in (*SOURCES.rglob("*.html"), *SOURCES.rglob("*.js")):
        yield file.relative_to(SOURCES).as_posix(), file.read_text(encoding="utf-8")


def name_of(node: ast.AST) -> str | None:
    """The name that an expression ends in: "a" of ``a`` and of ``b.a``."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def says_verdicts(tree: ast.AST) -> bool:
    return any(name_of(node) in WORDS for node in ast.walk(tree))


def cells(tree: ast.AST) -> Iterator[ast.Call]:
    """The cells of words that a module makes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in CELLS:
            yield node


def test_one_presenter_places_the_words_of_a_verdict_in_tables() -> None:
    placing = {path for path, tree in modules() if any(says_verdicts(cell) for cell in cells(tree))}
    assert placing == {"output/presenters/comparison/conditions.py"}


def test_nobody_else_knows_what_a_verdict_is_called() -> None:
    assert {path for path, tree in modules() if path != HOME and says_verdicts(tree)} == set(SPEAKERS)


@pytest.mark.parametrize("verdict", [words for words in VERDICTS.values() if ":" in words])
def test_the_words_of_a_verdict_are_written_once(verdict: str) -> None:
    """Only those are looked for that no other sentence would have by chance."""
    written = [
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == verdict
    ]
    assert written == [HOME]


def test_no_page_lays_out_verdicts_of_its_own() -> None:
    assert [path for path, template in templates() if "verdict" in template] == []


def test_one_module_chooses_the_glyph_of_a_status() -> None:
    """Others may list all of them, as a legend does; which one a status has is said where its cell is made."""
    choosing = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and name_of(node.value) == "GLYPHS"
    }
    # Those of weighing have a glyph for what is known of a trace: found, not found, or not looked for.
    traces = {"output/hypothesis_map.py", "output/plots/weights.py", "output/presenters/weighing.py"}
    assert choosing - traces == {"output/presenters/terms.py"}
