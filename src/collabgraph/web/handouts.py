"""What is handed over, made from a comparison that a reader looks at: a brief, a report, figures."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from collabgraph.analysis.comparison import Comparison
from collabgraph.coding.library import Library
from collabgraph.output import brief, plots
from collabgraph.output.report import FORMS, report
from collabgraph.words import mark

_BRIEF, _REPORT = "brief", "report"
#: The figures there are, by the kind of file that holds each.
FIGURES = {f"figure/{name}": name for name in plots.FIGURES}
#: Every kind of file, with the forms of it.
KINDS: Mapping[str, tuple[str, ...]] = {_BRIEF: brief.FORMS, _REPORT: FORMS, **dict.fromkeys(FIGURES, plots.FORMATS)}
#: The kinds that can be about a single case.
OF_ONE = frozenset({_BRIEF, *FIGURES})
#: What each kind is called.
NAMES: Mapping[str, str] = {
    _BRIEF: mark("Brief, two pages"),
    _REPORT: mark("Report"),
    "figure/conditions": mark("Figure of conditions"),
    "figure/metrics": mark("Figure of metrics"),
    "figure/ties": mark("Figure of ties"),
    "figure/readiness": mark("Figure of readiness"),
    "figure/overview": mark("Overview figure"),
    "figure/matrix": mark("Matrix of cases"),
    "figure/timeline": mark("Timeline"),
    "figure/weights": mark("Figure of weights"),
    "figure/truth-table": mark("Figure of the truth table"),
    "figure/xy": mark("XY plot"),
    "figure/sufficiency": mark("Figure of sufficiency"),
    "figure/necessity": mark("Figure of necessity"),
    "figure/solution": mark("Figure of the solution"),
    "figure/ceiling": mark("Figure of ceilings"),
    "figure/bottleneck": mark("Figure of bottlenecks"),
}
MEDIA: Mapping[str, str] = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "tex": "application/x-tex; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "png": "image/png",
    "tiff": "image/tiff",
    "eps": "application/postscript",
}


#: The libraries that only some installations have, by the form that needs it.
_LIBRARIES = {"pdf": "typst", "pptx": "pptx"}


def forms(kind: str) -> list[str]:
    """The forms of a kind that can be made with the libraries that are installed."""
    if kind in FIGURES:
        return list(KINDS[kind]) if find_spec("matplotlib") else []
    return [form for form in KINDS[kind] if form not in _LIBRARIES or find_spec(_LIBRARIES[form])]


def made(kind: str, form: str, comparison: Comparison, lang: str, library: Library) -> bytes:
    """A file of one of KINDS in one of its forms, in a language, without a date: the same choices give the same bytes.

    Raises WrongNumberOfCases, and MissingExtra where a library is missing.
    """
    if kind in FIGURES:
        return plots.draw(FIGURES[kind], comparison, form, lang)
    if kind == _BRIEF:
        return brief.brief(comparison, form, lang=lang)
    graphs = [graph for case in comparison.cases.values() for graph in library.files(case).values()]
    return report(comparison, form, lang=lang, graphs=graphs)
