"""Imports point down only: between packages, and between the modules of each package; imports in functions count."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

PACKAGE = Path(__file__).parents[1] / "src" / "collabgraph"

#: By package, its modules from top to bottom; modules on one line import nothing of each other. ``__init__`` of a
#: package is named where it imports modules of the package.
LAYERS = {
    "": """
        cli
        web
        api
        output
        corpus
        questions
        analysis
        coding
        rdf
        model
        errors
        words
        resources
    """,
    "api": """
        qca
        __init__
    """,
    "rdf": """
        stores
        graph_forms shapes sparql
        shape_rules
        turtle
        archive encoding positions separated vocabulary yaml_values
    """,
    "rdf.stores": """
        __init__
        disk remote
        manifest
        canonical connection
    """,
    "coding": """
        checking new_project store_loading
        project
        library
        validation
        consistency hypotheses languages references
        cases tables
        forms
        calibration_file issues stored_cases theory
        on_demand own_terms
    """,
    "coding.forms": """
        graphs json_schema template
        codebook csv_folder workbook yaml_form
        sheet_reading sheet_writing
        sheet_rows
        scores sheets
        languages triples
        names records
        __init__ fields
    """,
    "analysis": """
        matrix
        many
        comparison
        blocks census comparability crosswalk expected_ties inference joint_choices paper_practice scope sensitivity
        codings
        claimed_ties explanation metrics weighing
        conditions network
        contrast frames unused
        exact_test
    """,
    "analysis.many": """
        configurations
        given
        cautions coded minimized robustness tabled
        plans possible
        solutions
        minimization necessity truth_tables
        measured
        ceilings
        calibration covering fit
        memberships
    """,
    "analysis.weighing": """
        __init__
        weighing
        chosen pairs sensitivity
        traces
        posterior weights
    """,
    "analysis.metrics": """
        __init__
        measurement
        catalogue
        governance
        brokerage centrality mixing
        closure cohesion groups structure two_mode values
        metric
        arrays
    """,
    "analysis.inference": """
        __init__
        correlation random_networks regression
        density pairs
        draws
    """,
    "corpus": """
        evaluating
        comparing querying
        results running
        working
        packing parts
        sources
        evaluation
        columns
    """,
    "questions": """
        engines
        parameters
        datasets files
    """,
    "output": """
        brief hypothesis_map matrix report still
        plots
        maps
        presenters
        writers
        glossary logo pages
        document exchange figures files layout palette results
    """,
    "output.presenters": """
        brief
        actors blocks census comparison corpus
        cases catalogue ceilings coded codes configurations corpus_columns crosswalk explanation expected_ties
        glossary inference issues listings matrix networks paper_practice preconditions questions scope statements
        stores theory vocabulary weighing
        answers claims
        hypotheses
        terms units
    """,
    "output.presenters.comparison": """
        __init__
        conditions evidence many methods networks reading
        weighed
        notes
        data
        scope
        account sentences
    """,
    "output.writers": """
        __init__
        csv docx html latex markdown pdf pptx xlsx
        terminal
        anchors labels spread widths
    """,
    "output.report": """
        __init__
        contents
        making pictures
        provenance
    """,
    "output.maps": """
        __init__
        any_network
        views
        evidence words
    """,
    "output.plots": """
        __init__
        bottleneck ceiling conditions matrix metrics necessity overview readiness solution sufficiency ties timeline
        truth_table weights xy
        frame signs
        bars
        canvas given names_in_panels routing
        label_placement
        arrows text_metrics
    """,
    "output.exchange": """
        __init__ export
        configurations gml markup modes netdraw nodelink pajek sif tables ucinet
        draft
    """,
    "output.results": """
        __init__
        conditions many networks weights
        graph
    """,
    "web": """
        __init__
        app
        routes
        endpoint
        error_responses server views
        listing
        choices page
        protocol
        triples workers
        guard site worker
        addresses handouts kept negotiation result_formats service term_index
    """,
    "cli": """
        __init__
        brief cases ceilings corpus forms maps matrix networks plots qca questions report results serve stores weighing
        many_cases network_files watching
        settings
        help pager
    """,
    "words": """
        nearest
        __init__ characters names
    """,
}


def rank(package: str) -> dict[str, int]:
    """How high each module of a package stands."""
    rows = [line.split() for line in LAYERS[package].strip().splitlines()]
    return {module: height for height, row in enumerate(reversed(rows)) for module in row}


def dotted(path: Path) -> str:
    """A module's name below the package: "analysis.metrics.cohesion"; "analysis.__init__" for that of a package."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


MODULES = {dotted(path): path for path in PACKAGE.rglob("*.py")}


@functools.cache
def imports(path: Path) -> tuple[str, ...]:
    """The modules of ours that a file imports, anywhere in it."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "collabgraph":
            base = node.module.removeprefix("collabgraph").lstrip(".")
            yield from (_module(f"{base}.{alias.name}".lstrip("."), base) for alias in node.names)
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("collabgraph.")]
            yield from (_module(name.removeprefix("collabgraph."), "") for name in names)


def _module(name: str, otherwise: str) -> str:
    """The file behind an imported name; that of ``otherwise`` where the name is something in a module."""
    for candidate in (name, f"{name}.__init__", otherwise, f"{otherwise}.__init__".lstrip(".")):
        if candidate in MODULES:
            return candidate
    raise AssertionError(f"no module {name}")


def within(module: str, package: str) -> str | None:
    """Which part of a package a module belongs to, None where it is elsewhere."""
    below = module if not package else module.removeprefix(f"{package}.")
    return None if package and below == module else below.split(".")[0]


@pytest.mark.parametrize("package", LAYERS)
def test_every_module_of_a_package_has_its_layer(package: str) -> None:
    parts = {part for module in MODULES if (part := within(module, package))}
    assert parts - {"__init__"} == set(rank(package)) - {"__init__"}


def test_every_package_of_several_modules_declares_its_layers() -> None:
    folders = {dotted(path.parent / "x").rpartition(".")[0] for path in MODULES.values()}
    crowded = {name for name in folders if sum(within(module, name) is not None for module in MODULES) > 1}
    assert crowded - {"web.views"} == set(LAYERS)


@pytest.mark.parametrize("package", LAYERS)
def test_modules_import_only_from_lower_layers(package: str) -> None:
    height = rank(package)
    upward = {
        f"{module} imports {other}"
        for module, path in MODULES.items()
        for other in imports(path)
        if (part := within(module, package)) and (theirs := within(other, package)) and part != theirs
        if module != "__init__"  # the package itself: see below
        if height.get(theirs, -1) >= height.get(part, -1)
    }
    assert upward == set()


def test_the_package_itself_imports_only_the_python_door() -> None:
    assert set(imports(PACKAGE / "__init__.py")) == {"api.__init__", "api.qca"}


def test_a_newcomer_meets_at_most_fifteen_entries() -> None:
    entries = {path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"}
    assert len(entries) <= 15, sorted(entries)


def test_how_hypothesis_draws_is_said_once_for_all_tests() -> None:
    said = ("deadline" + "=", "derandomize" + "=", "suppress_health_check" + "=")
    files = [path for path in Path(__file__).parent.rglob("*.py") if path.name != "conftest.py"]
    assert [path.name for path in files if any(word in path.read_text(encoding="utf-8") for word in said)] == []
    assert settings().deadline is None
    assert settings().derandomize
