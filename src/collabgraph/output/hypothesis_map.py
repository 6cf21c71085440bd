"""A picture of the hypotheses of a case and their tests: which trace speaks for which, and what was not looked for."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape

from collabgraph.analysis.weighing import Trace, Weighing, against_others
from collabgraph.model import Hypothesis, Interval, Ontology, TraceState
from collabgraph.output.document import Picture, plain
from collabgraph.output.palette import BLUE, GREY, INK, LIGHT, VERMILLION
from collabgraph.output.presenters import weighing as presenter
from collabgraph.words import Speech
from collabgraph.words.characters import printable

#: More tests than these are not drawn; the ledger has them all.
MOST_TESTS = 40
_WIDTH, _ROW, _BOX, _TOP = 960, 26, 92, 14
#: Where the words of tests end, and those of hypotheses begin.
_TESTS, _HYPOTHESES = 430, 620
#: As many characters of a test and of a hypothesis are shown, and lines of a hypothesis.
_OF_TEST, _OF_HYPOTHESIS, _LINES = 52, 44, 3
#: From so many decibels on a line is drawn.
_TELLING = 3.0


def hypothesis_map(weighing: Weighing, ontology: Ontology, say: Speech) -> Picture:
    """Tests on the left, hypotheses on the right, and a line from each test to each hypothesis that it bears on.

    A blue line is for the hypothesis, a vermillion one with a bar across it against it; a broken line leads from what
    nobody has looked for to the hypothesis that makes it most likely. The words of the picture say the same.
    """
    shown = weighing.traces[:MOST_TESTS]
    height = _TOP + max(_ROW * len(shown), _BOX * len(weighing.hypotheses)) + 40
    rows = {trace.test.iri: _TOP + _ROW * (n + 0.5) for n, trace in enumerate(shown)}
    step = (height - _TOP - 40) / len(weighing.hypotheses)
    places = {one.iri: _TOP + step * (n + 0.5) for n, one in enumerate(weighing.hypotheses)}
    pieces = [
        *(piece for trace in shown for piece in _lines(trace, weighing, rows, places)),
        *(piece for trace in shown for piece in _test(trace, rows[trace.test.iri], say)),
        *(piece for one in weighing.hypotheses for piece in _hypothesis(one, places[one.iri], say)),
        *_legend(height - 14, ontology, say),
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" '
        f'height="{height:.0f}" font-family="DejaVu Sans, Arial, sans-serif" font-size="13" fill="{INK}">'
        f'<rect width="{_WIDTH}" height="{height:.0f}" fill="#FFFFFF"/>{"".join(pieces)}</svg>'
    )
    return Picture(_words(weighing, ontology, say), svg.encode())


def _speaks(one: Hypothesis, weight: Interval, trace: Trace) -> str:
    """What a test does to a hypothesis: "for", "against", or next to nothing ("").

    Where nobody has looked it is "would", if the hypothesis is the one that makes the trace most likely.
    """
    if trace.open:
        middle = {iri: span.low + span.high for iri, span in trace.likelihoods.items()}
        return "would" if weight.high >= _TELLING and middle[one.iri] == max(middle.values()) else ""
    if weight.low > 0 and weight.high >= _TELLING:
        return "for"
    return "against" if weight.high < 0 and weight.low <= -_TELLING else ""


def _bearing(trace: Trace, weighing: Weighing) -> Iterator[tuple[Hypothesis, str]]:
    for one in weighing.hypotheses:
        weight = against_others(one, trace, weighing)
        if weight is not None and (speaks := _speaks(one, weight, trace)):
            yield one, speaks


def _lines(trace: Trace, weighing: Weighing, rows: dict[str, float], places: dict[str, float]) -> Iterator[str]:
    start = (_TESTS + 12, rows[trace.test.iri])
    for one, speaks in _bearing(trace, weighing):
        end = (_HYPOTHESES - 12, places[one.iri])
        colour = {"for": BLUE, "against": VERMILLION}.get(speaks, GREY)
        look = 'stroke-dasharray="3 5" stroke-width="1"' if speaks == "would" else 'stroke-width="2.4"'
        yield f'<path d="M{start[0]} {start[1]:.1f}L{end[0]} {end[1]:.1f}" fill="none" stroke="{colour}" {look}/>'
        if speaks == "against":
            x, y = (2 * start[0] + end[0]) / 3, (2 * start[1] + end[1]) / 3
            yield f'<path d="M{x:.1f} {y - 6:.1f}L{x:.1f} {y + 6:.1f}" stroke="{colour}" stroke-width="2.4"/>'


def _test(trace: Trace, y: float, say: Speech) -> Iterator[str]:
    glyph = presenter.GLYPHS[trace.state]
    yield _text(12, y, f"{trace.test.id}  {_cut(trace.test.statement[say.lang], _OF_TEST)}")
    yield _text(_TESTS, y, glyph, middle=True)


def _hypothesis(one: Hypothesis, y: float, say: Speech) -> Iterator[str]:
    lines = textwrap.wrap(
        _cut(one.statement[say.lang], _OF_HYPOTHESIS * _LINES), _OF_HYPOTHESIS, max_lines=_LINES, placeholder=" …"
    )
    top = y - 8 * (len(lines) + 1)
    yield (
        f'<rect x="{_HYPOTHESES - 10}" y="{top - 6:.1f}" width="{_WIDTH - _HYPOTHESES}" '
        f'height="{16 * (len(lines) + 1) + 10}" fill="#FFFFFF" stroke="{LIGHT}"/>'
    )
    yield _text(_HYPOTHESES, top + 8, one.id, bold=True)
    for n, line in enumerate(lines, start=1):
        yield _text(_HYPOTHESES, top + 8 + 16 * n, line)


def _legend(y: float, ontology: Ontology, say: Speech) -> Iterator[str]:
    states = [f"{presenter.GLYPHS[state]} {ontology.code('trace', state.value)[say.lang]}" for state in TraceState]
    yield _text(12, y, "   ".join(states))
    x = _HYPOTHESES - 150
    for words, colour, look, bar in (
        (say("for"), BLUE, 'stroke-width="2.4"', False),
        (say("against"), VERMILLION, 'stroke-width="2.4"', True),
        (say("would be for, if found"), GREY, 'stroke-dasharray="3 5"', False),
    ):
        yield f'<path d="M{x} {y}L{x + 30} {y}" fill="none" stroke="{colour}" {look}/>'
        if bar:
            yield f'<path d="M{x + 22} {y - 6}L{x + 22} {y + 6}" stroke="{colour}" stroke-width="2.4"/>'
        yield _text(x + 36, y, words)
        x += 140


def _text(x: float, y: float, words: str, *, bold: bool = False, middle: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{x}" y="{y + 4.5:.1f}"{weight}{anchor}>{escape(printable(words))}</text>'


def _cut(words: str, most: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else textwrap.shorten(line, most, placeholder=" …") or line[: most - 1] + "…"


def _words(weighing: Weighing, ontology: Ontology, say: Speech) -> str:
    """The picture in words: the verdicts, and what each drawn test speaks for."""
    drawn = [plain(line) for line in presenter.summary(weighing, say)]
    for trace in weighing.traces[:MOST_TESTS]:
        found = {"for": say("for"), "against": say("against"), "would": say("would be for, if found:")}
        speaks = [f"{found[speaks]} {one.id}" for one, speaks in _bearing(trace, weighing)]
        state = ontology.code("trace", trace.state.value)[say.lang]
        said = ", ".join(speaks) or say("hardly tells")
        drawn.append(f"{trace.test.id} ({state}): {said}.")
    if (more := len(weighing.traces) - MOST_TESTS) > 0:
        drawn.append(say("Tests that are not drawn: {n}.", n=more))
    return " ".join(drawn)
