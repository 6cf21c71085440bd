"""The figures of a report, where the extra that draws them is installed, and a note about them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from collabgraph.analysis.comparison import Comparison
from collabgraph.output.document import Picture
from collabgraph.output.palette import CASES
from collabgraph.words import Speech

#: Each figure, and the anchor of its part.
_PLACES = {"conditions": "conditions", "readiness": "conditions", "metrics": "networks", "ties": "networks"}


def drawn(comparison: Comparison, lang: str, form: str) -> Mapping[str, list[Picture]]:
    """The figures by the anchor of their part, as "svg" or "png"; empty where they cannot be drawn."""
    figures: dict[str, list[Picture]] = {}
    for kind, anchor in _PLACES.items() if _can_draw(comparison) else ():
        figures.setdefault(anchor, []).append(_picture(kind, comparison, lang, form))
    return figures


def _can_draw(comparison: Comparison) -> bool:
    """Whether matplotlib is installed, and there is a mark for each case."""
    return len(comparison.cases) <= len(CASES) and find_spec("matplotlib") is not None


def _picture(kind: str, comparison: Comparison, lang: str, form: str) -> Picture:
    from collabgraph.output import plots
    from collabgraph.output.plots.canvas import own_look

    sheet = plots.sketch(kind, comparison, lang)
    with own_look():
        return Picture(f"{sheet.title}. {' '.join(sheet.rows)}", sheet.written(form))


def about(comparison: Comparison, say: Speech) -> str:
    """Where the figures and the interactive map are, or why they are left out."""
    plots = (
        say("Figures are in the HTML and Word forms; 'collabgraph plot' draws them as files.")
        if _can_draw(comparison)
        else say(
            "Figures are left out: they need matplotlib, which pip install 'collabgraph[figures]' brings, and at most "
            "four cases."
        )
    )
    maps = (
        say("The interactive map is at the end of the HTML form.")
        if len(comparison.cases) == 2
        else say("The interactive map shows two cases and is left out; 'collabgraph map CASE CASE' draws one.")
    )
    return f"{plots} {maps}"
