"""Imports point down only, and every module has its place."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "collabgraph"

LAYERS = """
    cli session
    web
    report
    maps figures
    printouts export
    asking
    questions results triplestore
    comparison explanation queries
    conditions sensitivity inference
    gaps metrics exchange layout
    network
    library
    validation
    cases shapes theory
    store nearest palette
    vocabulary resources model formats pages
    errors
    phrases
"""
RANK = {name: rank for rank, line in enumerate(reversed(LAYERS.split("\n"))) for name in line.split()}


def imports(path: Path) -> set[str]:
    """The modules of ours that a file imports, anywhere in it, type-checking blocks included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "collabgraph":
            names = [alias.name for alias in node.names]
            found |= {node.module.split(".")[1]} if "." in node.module else set(names)
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("collabgraph.")}
    return found


def modules() -> dict[str, list[Path]]:
    """The files of each module; the files of a folder belong to the folder."""
    files: dict[str, list[Path]] = {}
    for path in PACKAGE.rglob("*.py"):
        files.setdefault(path.relative_to(PACKAGE).parts[0].removesuffix(".py"), []).append(path)
    return files


def test_every_module_is_placed_in_a_layer() -> None:
    assert set(modules()) - {"__init__"} == set(RANK)


def test_modules_import_only_from_lower_layers() -> None:
    upward = {
        f"{name} imports {other}"
        for name, paths in modules().items()
        for path in paths
        for other in imports(path)
        if name != "__init__" and other != name and RANK.get(other, 0) >= RANK[name]
    }
    assert upward == set()


def test_the_package_itself_imports_only_the_session() -> None:
    assert imports(PACKAGE / "__init__.py") == {"session"}
