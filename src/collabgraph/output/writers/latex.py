r"""Documents in LaTeX, for ``pdflatex``: plain letters only, tables that break across pages, every text escaped.

A character outside ASCII is written as a command, and one that no font here has as its code point, so that no text
stops the run; the file writes no other files, and reads those of its pictures alone.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterator
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.output import pages
from collabgraph.output.document import (
    Block,
    Box,
    Document,
    Entries,
    Entry,
    Paragraph,
    Part,
    Picture,
    Points,
    Run,
    Runs,
    Subheading,
    Table,
    Target,
    Verbatim,
    cell_runs,
    plain,
)
from collabgraph.output.writers.anchors import anchors
from collabgraph.output.writers.labels import Labels, labels, note
from collabgraph.output.writers.widths import shares
from collabgraph.words import Speech

_CHARACTERS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    "●": r"\present{}", "◐": r"\partly{}", "○": r"\absent{}", "◔": r"\wanting{}",
    "→": r"$\rightarrow$", "←": r"$\leftarrow$",
    "↔": r"$\leftrightarrow$", "–": r"\textendash{}", "—": r"\textemdash{}", "−": r"$-$",
    "“": r"\textquotedblleft{}", "”": r"\textquotedblright{}", "„": r"\quotedblbase{}",
    "‘": r"\textquoteleft{}", "’": r"\textquoteright{}", "‚": r"\quotesinglbase{}",
    "«": r"\guillemotleft{}", "»": r"\guillemotright{}",
    "…": r"\ldots{}", "•": r"\textbullet{}", "·": r"$\cdot$", "×": r"$\times$", "÷": r"$\div$", "±": r"$\pm$",
    "≤": r"$\leq$", "≥": r"$\geq$", "≠": r"$\neq$", "≈": r"$\approx$", "∞": r"$\infty$", "°": r"\textdegree{}",
    "§": r"\S{}", "¶": r"\P{}", "©": r"\textcopyright{}", "®": r"\textregistered{}", "™": r"\texttrademark{}",
    "€": r"\texteuro{}", "£": r"\pounds{}", "¥": r"\textyen{}", "ß": r"\ss{}", "æ": r"\ae{}", "Æ": r"\AE{}",
    "œ": r"\oe{}", "Œ": r"\OE{}", "ø": r"\o{}", "Ø": r"\O{}", "ł": r"\l{}", "Ł": r"\L{}", "ı": r"\i{}",
    "đ": r"\dj{}", "Đ": r"\DJ{}", "ð": r"\dh{}", "Ð": r"\DH{}", "þ": r"\th{}", "Þ": r"\TH{}",
    "¿": r"\textquestiondown{}", "¡": r"\textexclamdown{}",
    "½": r"\textonehalf{}", "¼": r"\textonequarter{}", "¾": r"\textthreequarters{}", "µ": r"$\mu$",
    "²": r"$^2$", "³": r"$^3$", "¹": r"$^1$", "ª": r"\textordfeminine{}", "º": r"\textordmasculine{}", "\u00a0": "~",
}  # fmt: skip
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
    "\u0331": "b",
}  # fmt: skip

#: A word of no more characters than this does not break at a hyphen; a longer one may break after these characters,
#: and a very long one anywhere.
_WHOLE, _LONG, _ENDLESS, _STEP, _BREAKS = 14, 16, 30, 8, "/.-_:,@"
#: LaTeX hyphenates by English rules, so that other languages must not be hyphenated.
_WHOLE_WORDS = "\\hyphenpenalty=10000\n"
#: How many characters of a cell as wide as the page fit on it; a row does not break across pages.
_PAGEFUL = 4000


class _File(Struct, frozen=True):
    """The language of the file, the anchors of its links, and its labels."""

    say: Speech
    link: Callable[[Target | None], str | None]
    labels: Labels


def written(document: Document) -> bytes:
    """The document as a LaTeX file; pictures are the files of their addresses, and the interactive map is left out."""
    frame = pages.shipped("output/writers/preamble.tex")
    file = _File(Speech(document.lang), anchors(document), labels(document))
    body = "\n".join(line for part in document.parts for line in _part(part, file))
    fields = {
        "LANGUAGE": document.lang,
        "TITLE": escaped(document.title),
        "SUBTITLE": escaped(document.subtitle),
        "ABOUT": escaped(document.about),
        "HYPHENS": "" if document.lang == "en" else _WHOLE_WORDS,
        "BODY": body,
    }
    for name, text in fields.items():
        frame = frame.replace(f"<<{name}>>", text)
    return frame.encode("ascii")


def escaped(text: str) -> str:
    r"""The text escaped for LaTeX, which shows every character of it and runs none as a command.

    >>> print(escaped(r"50% \input{x} naïve"))
    50\% \textbackslash{}input\{x\} na\"{i}ve
    """
    return " ".join(_word(word) for word in text.split(" "))


def _word(word: str) -> str:
    characters = [_character(character) for character in word]
    if len(word) > _LONG:
        characters = [
            f"{character}\\allowbreak{{}}" if _may_break(word, n) else character
            for n, character in enumerate(characters)
        ]
    if len(word) <= _WHOLE:
        characters = ["\\mbox{-}" if character == "-" else character for character in characters]
    # LaTeX would make one character of two hyphens, commas or quotes beside each other.
    return re.sub(r"([-,'])(?=\1)", r"\1{}", "".join(characters))


def _may_break(word: str, place: int) -> bool:
    return word[place] in _BREAKS or (len(word) > _ENDLESS and place % _STEP == _STEP - 1)


def _character(character: str) -> str:
    if character in _CHARACTERS:
        return _CHARACTERS[character]
    if character.isascii():
        return character if character.isprintable() else " "
    base, *marks = list(unicodedata.normalize("NFD", character))
    if len(marks) == 1 and base.isascii() and base.isalpha() and marks[0] in _ACCENTS:
        return f"\\{_ACCENTS[marks[0]]}{{{base}}}"
    return f"[U+{ord(character):04X}]"


def _part(part: Part, file: _File) -> Iterator[str]:
    yield f"\n\\room\\section{{{escaped(part.title)}}}\\label{{{part.anchor}}}"
    for block in part.blocks:
        yield from _block(block, file)


def _block(block: Block, file: _File) -> Iterator[str]:
    match block:
        case Paragraph():
            yield f"\n{_runs(block.runs, file)}\n"
        case Subheading():
            yield f"\n\\room\\subsection*{{{escaped(block.text)}}}"
        case Points():
            yield from _points(block, file)
        case Table() if block.rows:
            yield from _table(block, file)
        case Box():
            yield "\n\\noindent\\fbox{\\begin{minipage}{\\dimexpr\\linewidth-2\\fboxsep-2\\fboxrule}"
            yield f"\\textbf{{{escaped(block.title)}}}"
            yield from _points(Points(block.items), file)
            yield "\\end{minipage}}\n"
        case Entries():
            yield "{\\small"
            for entry in block.entries:
                yield from _entry(entry, file)
            yield "}"
        case Verbatim():
            yield from (
                f"\n\\noindent\\texttt{{{escaped(line).replace('  ', '~~')}}}" for line in block.text.splitlines()
            )
        case Picture() if block.address:
            yield from _picture(block, file)


def _picture(picture: Picture, file: _File) -> Iterator[str]:
    """A picture no higher than its page, with its caption; where its file is gone, a line that says so."""
    address = picture.address
    gone = escaped(file.say("The file of this figure is not here: {file}", file=address))
    size = r"width=\linewidth,height=0.82\textheight,keepaspectratio"
    yield "\\begin{figure}[!htp]\\centering"
    yield f"\\IfFileExists{{{address}}}{{\\includegraphics[{size}]{{{address}}}}}{{{gone}}}"
    yield f"\n\\smallskip{{\\small\\raggedright {_runs(file.labels.title(picture), file)}\\par}}\n\\end{{figure}}"


def _runs(runs: Runs, file: _File) -> str:
    return "".join(_run(run, file) for run in runs)


def _run(run: Run, file: _File) -> str:
    text = escaped(run.text)
    if anchor := file.link(run.to):
        return f"\\hyperref[{anchor}]{{{text}}}"
    return f"\\textbf{{{text}}}" if run.strong else text


def _points(points: Points, file: _File) -> Iterator[str]:
    kind = "enumerate" if points.numbered else "itemize"
    yield f"\\begin{{{kind}}}\\tight"
    yield from (f"\\item {{}}{_runs(item, file)}" for item in points.items)
    yield f"\\end{{{kind}}}"


def _table(table: Table, file: _File) -> Iterator[str]:
    """A long table with rules at head and foot, its head repeated on every page."""
    rows = [[cell_runs(cell, file.say) for cell in row] for row in table.rows]
    widths = shares([column.label for column in table.columns], rows)
    head = " & ".join(f"\\textbf{{{escaped(column.label)}}}" for column in table.columns)
    yield f"{{\\small\n\\begin{{longtable}}{{@{{}}{''.join(f'P{{{width:.3f}}}' for width in widths)}@{{}}}}"
    head = f"\\toprule\n{head} \\\\\n\\midrule"
    first = f"{''.join(_above(table, len(widths), file))}{head}"
    yield f"{first}\n\\endfirsthead\n{head}\n\\endhead\n\\bottomrule\n\\endfoot"
    for row in rows:
        cells = [_pieces(cell, int(_PAGEFUL * width)) for cell, width in zip(row, widths, strict=True)]
        for pieces in zip_longest(*cells, fillvalue=()):
            # The braces keep a cell that begins with a bracket or a star from being read by the command before it.
            yield f"{{}}{' & '.join(_runs(piece, file) for piece in pieces)} \\\\"
        yield "\\addlinespace"
    yield "\\end{longtable}"
    yield f"\\nopagebreak{{\\footnotesize {_runs(note(table, file.say), file)}\\par}}}}" if table.note else "}"


def _above(table: Table, columns: int, file: _File) -> Iterator[str]:
    """The title of a table and what it means, on lines of its head so that no page ends between them."""
    for line in (file.labels.title(table), table.means):
        if line:
            yield f"\\multicolumn{{{columns}}}{{@{{}}p{{\\linewidth}}@{{}}}}{{\\RaggedRight {_runs(line, file)}}}"
            yield " \\\\[0.4em]\n"


def _pieces(cell: Runs, most: int) -> list[Runs]:
    """A cell in pieces of at most so many characters, each for a row of its own; nearly every cell is one piece."""
    pieces: list[Runs] = [()]
    for run in cell:
        for text in textwrap.wrap(run.text, most, drop_whitespace=False) or [""]:
            if len(plain(pieces[-1])) + len(text) > most:
                pieces.append(())
            pieces[-1] = (*pieces[-1], replace(run, text=text))
    return pieces


def _entry(entry: Entry, file: _File) -> Iterator[str]:
    yield f"\n\\entry{{{file.link(entry.target)}}}{{{escaped(entry.heading)}}}"
    yield f"\n{_runs(entry.statement, file)}"
    if entry.grounds:
        yield from _points(Points(tuple(ground.runs for ground in entry.grounds)), file)
    if entry.facts:
        yield f"\n{{\\small {_runs(entry.line, file)}\\par}}"
