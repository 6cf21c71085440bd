"""How long cases are in each form, how long they take to read, and that nothing is lost between forms; as Markdown.

The fastest of several runs in turns counts, because other work on the machine can only slow one down.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyoxigraph as ox

from collabgraph import resources
from collabgraph.coding.forms import workbook
from collabgraph.coding.forms.graphs import converted, read_form
from collabgraph.coding.library import Library
from collabgraph.coding.theory import ontology
from collabgraph.rdf.turtle import Graph, read
from collabgraph.rdf.vocabulary import CG

WHFC = Path(__file__).parents[1] / "data" / "forms" / "whfc.ttl"
FILES = [*(resources.cases() / name for name in ("pbg.ttl", "spp-irt.ttl", "jambi-licensing.ttl")), WHFC]
TARGETS = (".yaml", ".xlsx", "csv")
OF_CLAIMS = ("Roles", "Ties", "Conditions", "Outcomes", "Causes", "Rivals", "Context", "Steps", "Times", "Fees")
RUNS = 9


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print("### From Turtle to a form and back\n")
        print("| file | triples | YAML | workbook | folder of CSV |\n| --- | ---: | --- | --- | --- |")
        for path in FILES:
            cells = [path.name, str(len(list(read(path).quads))), *(back(path, folder, to) for to in TARGETS)]
            print(f"| {' | '.join(cells)} |")
        forms = {to: folder / f"whfc{'-' if to == 'csv' else ''}{to}" for to in TARGETS}
        print(f"\n### {WHFC.name}: lines and rows\n")
        graph = read(WHFC)
        claims = sum(CG.evidence in properties for properties in graph.index.values())
        sheets = [sheet for sheet in openpyxl.load_workbook(forms[".xlsx"]) if sheet.title in OF_CLAIMS]
        counts = {
            "lines of Turtle": claim_lines(WHFC.read_text(encoding="utf-8")),
            "lines of YAML, texts in Indonesian apart": claim_lines(forms[".yaml"].read_text(encoding="utf-8")),
            "rows of a workbook": sum(max(0, sheet.max_row - 2) for sheet in sheets),
        }
        print("| form | for its claims | a claim |\n| --- | ---: | ---: |")
        for name, count in counts.items():
            print(f"| {name} | {count} | {count / claims:.1f} |")
        print(f"\n### {WHFC.name}: milliseconds to a case that is checked\n")
        tasks: dict[str, Callable[[], object]] = {
            "Turtle": lambda: Library(ontology=ontology()).open(str(WHFC)),
            "YAML": lambda: Library(ontology=ontology()).open(str(forms[".yaml"])),
            "workbook": lambda: Library(ontology=ontology()).open(str(forms[".xlsx"])),
            "openpyxl's own reading": lambda: workbook.sheets(forms[".xlsx"]),
        }
        best = dict.fromkeys(tasks, float("inf"))
        for _ in range(RUNS):
            for name, task in tasks.items():
                start = time.perf_counter()
                task()
                best[name] = min(best[name], time.perf_counter() - start)
        print("| form | ms | beside Turtle |\n| --- | ---: | ---: |")
        best["workbook without openpyxl"] = best["workbook"] - best["openpyxl's own reading"]
        for name, seconds in best.items():
            print(f"| {name} | {seconds * 1000:.1f} | {seconds / best['Turtle']:.1f} x |")


def back(path: Path, folder: Path, to: str) -> str:
    """Whether a file written as a form states the same when it is read again; the form stays in the folder."""
    graph = read(path)
    target = folder / f"{path.stem}{'-' if to == 'csv' else ''}{to}"
    files = converted([graph], target, ontology(), "en")
    place = target if to == "csv" else folder
    place.mkdir(exist_ok=True)
    for name, content in files.items():
        (place / name).write_bytes(content)
    (again,), _ = read_form(target, ontology())
    return "the same" if named(graph) == named(again) else "not the same"


def named(graph: Graph) -> ox.Dataset:
    """The triples with canonical names of blank nodes."""
    dataset = ox.Dataset(graph.quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def claim_lines(text: str) -> int:
    """The lines of the parts of a file that are claims, without blank lines and headings."""
    if "@prefix" in text:
        part = text[text.index("# ---- Participations") :]
        return sum(bool(line.strip()) and not line.startswith("#") for line in part.splitlines())
    part = text[text.index("\nroles:") : text.index("\ntexts:")]
    return sum(line.startswith("  ") for line in part.splitlines())


if __name__ == "__main__":
    main()
