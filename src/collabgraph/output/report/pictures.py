"""The figures of a report, where the extra that draws them is installed, and a note about them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec

from msgspec.structs import replace

from collabgraph.analysis.comparison import Comparison
from collabgraph.output.document import Picture
from collabgraph.output.palette import CASES
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.words import Speech, mark

#: Each figure: the anchor of its part, and its caption.
_FIGURES = {
    "overview": ("opening", mark("How many conditions are met, met in part, not met and unknown in each case.")),
    "conditions": ("conditions", mark("What is known of each precondition in each case, by status.")),
    "readiness": ("conditions", mark("How far what was in place at the start and the other factors are met.")),
    "metrics": ("networks", mark("The measures of the networks with their ranges over the choices of coding.")),
    "ties": ("networks", mark("The ties of the cases: those in every case, and those of one only.")),
}


def drawn(comparison: Comparison, lang: str, form: str, folder: str = "") -> Mapping[str, list[Picture]]:
    """The figures by the anchor of their part, as "svg", "png" or "pdf"; empty where they cannot be drawn.

    With a ``folder`` each has the address of a file in it.
    """
    figures: dict[str, list[Picture]] = {}
    for kind, (anchor, caption) in _FIGURES.items() if _can_draw(comparison) else ():
        address = f"{folder}/{kind}.{form}" if folder else ""
        picture = _picture(kind, comparison, lang, form)
        named = replace(picture, caption=Speech(lang)(caption), address=address)
        figures.setdefault(anchor, []).append(named)
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


def missing(account: Account) -> str:
    """Why the report has no figures, and how to get them; empty where it has them."""
    say, comparison = account.say, account.comparison
    if len(comparison.cases) > len(CASES):
        return say(
            "This report has no figures: they show at most {n} cases. collabgraph report with fewer cases has them.",
            n=len(CASES),
        )
    if find_spec("matplotlib") is None:
        return say(
            "This report has no figures: they need matplotlib. To get them: pip install 'collabgraph[figures]', then "
            "make the report again."
        )
    return ""


def about(comparison: Comparison, say: Speech) -> str:
    """Where the figures and the interactive map are, or why they are left out."""
    from collabgraph.output.layout import MOST_CASES

    plots = missing(Account(comparison, say)) or say(
        "The figures stand in the parts that they show; 'collabgraph plot' draws each as a file."
    )
    maps = (
        say("The interactive map is at the end of the HTML form.")
        if len(comparison.cases) <= MOST_CASES
        else say(
            "The interactive map shows at most {n} cases and is left out; 'collabgraph map' draws one.", n=MOST_CASES
        )
    )
    return f"{plots} {maps}"
