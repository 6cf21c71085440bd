"""The figures of a report, where the extra that draws them is installed, and what is said of pictures."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from collabgraph.analysis.comparison import Comparison
from collabgraph.output.document import Picture
from collabgraph.output.palette import CASES
from collabgraph.words import Speech

#: Each figure, and the anchor of the part it stands in.
_PLACES = {"conditions": "conditions", "readiness": "conditions", "metrics": "networks", "ties": "networks"}


def drawn(comparison: Comparison, lang: str, form: str) -> Mapping[str, list[Picture]]:
    """By anchor of a part, the figures that stand in it, as "svg" or "png"; none where they cannot be drawn."""
    found: dict[str, list[Picture]] = {}
    for kind, anchor in _PLACES.items() if _can_draw(comparison) else ():
        found.setdefault(anchor, []).append(_picture(kind, comparison, lang, form))
    return found


def _can_draw(comparison: Comparison) -> bool:
    """Whether matplotlib is there, and a mark for each case."""
    return len(comparison.cases) <= len(CASES) and find_spec("matplotlib") is not None


def _picture(kind: str, comparison: Comparison, lang: str, form: str) -> Picture:
    from collabgraph.output import plots
    from collabgraph.output.plots.canvas import own_look

    sheet = plots.sketch(kind, comparison, lang)
    with own_look():
        return Picture(f"{sheet.title}. {' '.join(sheet.rows)}", sheet.written(form))


def about(comparison: Comparison, say: Speech) -> str:
    """What is said of pictures: where figures and the interactive map are, and why they are left out."""
    plots = (
        say("Figures stand in the forms HTML and Word; 'collabgraph plot' draws them as files.")
        if _can_draw(comparison)
        else say(
            "Figures are left out: they need matplotlib, which pip install 'collabgraph[figures]' brings, and at most "
            "four cases."
        )
    )
    maps = (
        say("The interactive map stands at the end of the form HTML.")
        if len(comparison.cases) == 2
        else say("The interactive map shows two cases and is left out; 'collabgraph map CASE CASE' draws one.")
    )
    return f"{plots} {maps}"
