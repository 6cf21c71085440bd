"""The tests of a weighing under each other choice: of the scale, without each source, and of the grouping."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from collabgraph.analysis.weighing.traces import Scale, Trace, grouped, likelihoods
from collabgraph.model import Interval, TraceState
from collabgraph.words import Text

#: Of what kind a choice is ("scale", "source" or "grouping"), which, and the tests under it.
OtherChoice = tuple[str, Text, tuple[Trace, ...]]
#: Other intervals for the words of the scale: by how much the odds of their ends are moved apart.
_SCALES = {
    Text(en="words twice as wide in odds", id="kata dua kali lebih lebar dalam odds"): 2.0,
    Text(en="words at the middle of their intervals", id="kata pada titik tengah intervalnya"): 0.0,
}


def other_choices(traces: Sequence[Trace], scale: Scale) -> Iterable[OtherChoice]:
    """Every other choice for tests that were read by a scale."""
    yield from _other_scales(traces, scale)
    yield from _without_sources(traces)
    yield from _other_groups(traces)


def _other_scales(traces: Sequence[Trace], scale: Scale) -> Iterable[OtherChoice]:
    for name, outward in _SCALES.items():
        other = {word: _stretched(span, outward) for word, span in scale.items()}
        changed = tuple(replace(trace, likelihoods=likelihoods(trace.test, other)) for trace in traces)
        yield "scale", name, changed


def _without_sources(traces: Sequence[Trace]) -> Iterable[OtherChoice]:
    sources = {source for trace in traces if not trace.open for source in trace.sources}
    for source in sorted(sources):
        changed = tuple(
            replace(trace, state=TraceState.NOT_LOOKED_FOR, implied=False) if trace.sources == (source,) else trace
            for trace in traces
        )
        yield "source", source.title, changed


def _other_groups(traces: Sequence[Trace]) -> Iterable[OtherChoice]:
    by_source = {trace.test.iri: trace.group for trace in grouped(traces, declared=False)}
    groupings: dict[Text, Callable[[Trace], str]] = {
        Text(en="every test by itself", id="setiap uji berdiri sendiri"): lambda trace: trace.test.iri,
        Text(
            en="tests on the same source dependent, and no others",
            id="hanya uji dengan sumber yang sama bergantung",
        ): lambda trace: by_source[trace.test.iri],
        Text(en="all tests dependent", id="semua uji saling bergantung"): lambda _: "",
    }
    for name, group in groupings.items():
        changed = tuple(replace(trace, group=group(trace)) for trace in traces)
        yield "grouping", name, changed


def _stretched(span: Interval, outward: float) -> Interval:
    """The interval with its odds twice as far apart, or its middle; an end at 0 or 1 stays."""
    if not outward:
        middle = (span.low + span.high) / 2
        return Interval(middle, middle) if span.low > 0.0 and span.high < 1.0 else span
    return Interval(_moved(span.low, 1 / outward), _moved(span.high, outward))


def _moved(chance: float, factor: float) -> float:
    """A likelihood with its odds multiplied; 0 and 1 stay."""
    return chance if chance in (0.0, 1.0) else chance * factor / (1.0 - chance + chance * factor)
