"""The matrix of many cases as a file: a page whose cells open their claims, and a figure."""

from __future__ import annotations

from collabgraph.analysis.comparison import Comparison
from collabgraph.analysis.matrix import Matrix
from collabgraph.output.document import Document, cleaned
from collabgraph.output.presenters import glossary
from collabgraph.output.presenters import matrix as presenter
from collabgraph.output.presenters.comparison import evidence
from collabgraph.output.presenters.comparison.account import Account
from collabgraph.output.writers import html
from collabgraph.words import Speech


def page(matrix: Matrix, lang: str = "en") -> bytes:
    """The matrix as an HTML page with every claim behind it, the sources of these, and the words explained."""
    say = Speech(lang)
    account = Account(matrix.comparison, say)
    parts = presenter.parts(matrix, say, brief=False)
    claims = evidence.evidence(parts, account, with_ties=True)
    behind = (claims, evidence.sources([claims], account), glossary.part(say))
    title = say("{n} cases side by side", n=len(matrix.cases))
    read_with = say("A comparison of case studies, read with {framework}", framework=matrix.comparison.framework.title)
    document = Document(lang, title, read_with, (*parts, *(part for part in behind if part.blocks)))
    return html.written(cleaned(document), [case.upper() for case in matrix.cases], None)


def figure(comparison: Comparison, form: str, lang: str = "en") -> bytes:
    """The matrix as a figure (see ``plots.draw``)."""
    from collabgraph.output.plots import draw

    return draw("matrix", comparison, form, lang)
