"""A brief: the comparison of cases, or a single case, on two pages, in five forms that state the same."""

from __future__ import annotations

from datetime import date
from importlib.util import find_spec
from pathlib import Path

from collabgraph import __version__
from collabgraph.analysis.comparison import Comparison
from collabgraph.errors import UnknownFormat
from collabgraph.output.document import Cover, Picture
from collabgraph.output.logo import read_logo
from collabgraph.output.palette import CASES
from collabgraph.output.presenters import brief as presenter
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.writers import docx, html, markdown, pdf, pptx
from collabgraph.words import Speech, both, mark

#: The cover of a brief for which nobody is named.
NOBODY = Cover()
#: The forms a brief is written in, which are also the endings of its file.
FORMS = ("html", "docx", "pdf", "pptx", "md")

_WRITERS = {
    "html": lambda document: html.written(document, [], None),
    "docx": docx.written,
    "pdf": pdf.written,
    "pptx": pptx.written,
    "md": markdown.written,
}
#: The format of the figure in each form that shows it, and its greatest height on paper, in millimetres.
_PICTURES = {"html": "svg", "docx": "png", "pdf": "svg", "pptx": "png"}
_HEIGHT = 62
#: The longest name on the cover, in characters.
_LONGEST = 100


def brief(
    comparison: Comparison,
    form: str,
    *,
    lang: str = "en",
    cover: Cover = NOBODY,
    made: date | None = None,
) -> bytes:
    """The brief in one of FORMS, two A4 pages at most; without ``made`` it has no date and the same bytes every time.

    ``comparison`` may be of a single case (``comparison.side_by_side``). Raises MissingExtra where the library is not
    installed that writes the form.
    """
    account = Account(comparison, Speech(lang), brief=True)
    picture = _picture(comparison, lang, _PICTURES[form]) if form in _PICTURES and can_draw(comparison) else None
    document = presenter.document(
        account,
        cover=cover,
        picture=picture,
        about_picture=about_picture(comparison, account.say),
        software=f"collabgraph {__version__}",
        made=made,
    )
    return _WRITERS[form](document)


def form_of(path: str | Path) -> str:
    """The form given by the ending of a file's name; raises UnknownFormat.

    >>> form_of("brief.PDF")
    'pdf'
    """
    form = Path(path).suffix.lower().removeprefix(".")
    if form not in FORMS:
        thing, known = both(mark("briefs")), ", ".join(f".{ending}" for ending in FORMS)
        raise UnknownFormat(name=path, format=Path(path).suffix, thing=thing, nearest="", known=known)
    return form


def cover(say: Speech, author: str = "", office: str = "", logo: Path | None = None) -> Cover:
    """The cover with these names, shortened to a line, and the logo in a file; raises UnfitLogo."""
    author, office = (" ".join(name.split())[:_LONGEST] for name in (author, office))
    words = say("Logo of {office}", office=office) if office else say("Logo")
    return Cover(author, office, read_logo(logo, words) if logo else None)


def can_draw(comparison: Comparison) -> bool:
    """Whether matplotlib is installed, and there is a mark for each case."""
    return len(comparison.cases) <= len(CASES) and find_spec("matplotlib") is not None


def about_picture(comparison: Comparison, say: Speech) -> str:
    """Why there is no figure, and how to get one."""
    if len(comparison.cases) > len(CASES):
        return say("The figure is left out: it shows {most} cases at most.", most=len(CASES))
    if find_spec("matplotlib") is None:
        return say("The figure is left out: it needs matplotlib, which pip install 'collabgraph[figures]' brings.")
    return say("The figure is in the other forms of the brief, and 'collabgraph plot overview' draws it as a file.")


def _picture(comparison: Comparison, lang: str, form: str) -> Picture:
    from collabgraph.output import plots

    sheet = plots.sketch("overview", comparison, lang)
    return Picture(f"{sheet.title}. {' '.join(sheet.rows)}", sheet.written(form), _HEIGHT)
