"""What networks are made of: dyads, triads, parts by size, and pairs of relations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec.structs import asdict

from collabgraph.analysis.census import Census, sizes
from collabgraph.model import Ontology
from collabgraph.output.document import (
    Number,
    Part,
    Presentation,
    Row,
    Table,
    columns,
    paragraphs,
    text_cell,
)
from collabgraph.output.presenters import networks, terms
from collabgraph.words import Speech

#: What can be counted, in the order of the output; pairs of relations only where they are asked for.
COUNTED = ("dyads", "triads", "parts", "relations")
USUAL = ("dyads", "triads", "parts")

#: How many pairs of relations a table for people has at most.
_MOST_PAIRS = 60

#: What the ties of a triad look like, by its class; in an undirected network every tie runs both ways.
_DRAWN: Mapping[str, str] = {
    "003": "A, B, C", "012": "A → B, C", "102": "A ↔ B, C", "021D": "A ← B → C", "021U": "A → B ← C",
    "021C": "A → B → C", "111D": "A ↔ B ← C", "111U": "A ↔ B → C", "030T": "A → B ← C, A → C",
    "030C": "A ← B ← C, A → C", "201": "A ↔ B ↔ C", "120D": "A ← B → C, A ↔ C", "120U": "A → B ← C, A ↔ C",
    "120C": "A → B → C, A ↔ C", "210": "A → B ↔ C, A ↔ C", "300": "A ↔ B ↔ C, A ↔ C",
}  # fmt: skip


def presentation(results: Sequence[Census], ontology: Ontology, counted: Collection[str] = USUAL) -> Presentation:
    """What was counted of each network, with the bases of its ties."""
    return Presentation(
        lambda say: {
            "schema": terms.schema("census"),
            "networks": [_data(result, counted, say) for result in results],
        },
        lambda say: [part for result in results for part in _parts(result, results, ontology, counted, say)],
    )


def _data(result: Census, counted: Collection[str], say: Speech) -> dict[str, Any]:
    expected = result.expected
    found: dict[str, Any] = {
        "dyads": asdict(result.dyads),
        "triads": {name: {"count": n, "expected": expected.get(name)} for name, n in result.triads.items()},
        "parts": result.parts,
        "relations": None if result.relations is None else [asdict(pair) for pair in result.relations],
    }
    strong = {"strong_parts": result.strong_parts} if "parts" in counted else {}
    return networks.about(result.network, say) | {name: found[name] for name in COUNTED if name in counted} | strong


def _parts(
    result: Census, among: Collection[object], ontology: Ontology, counted: Collection[str], say: Speech
) -> list[Part]:
    net, name = result.network, result.network.id.upper()
    makers = {"dyads": _dyads, "triads": _triads, "parts": _by_size}
    found = [
        Part(terms.anchor(what, net.id, among), title, blocks)
        for what in COUNTED
        if what in counted
        for title, blocks in (
            [_relations(result, ontology, say)] if what == "relations" else [makers[what](result, say)]
        )
    ]
    rests_on = networks.rests_on(net, ontology, say)
    lines = paragraphs([rests_on, *networks.silence(net, say), networks.boundary(say)])
    title = say("Census of {case}", case=name)
    return [Part(terms.anchor("census", net.id, among), title, (*lines, *terms.left_out(net.unused, say))), *found]


def _dyads(result: Census, say: Speech) -> tuple[str, tuple[Table, ...]]:
    none = say("no tie known") if result.network.bases else say("not tied")
    kinds = {"mutual": say("tied both ways"), "asymmetric": say("tied one way"), "null": none}
    if not result.network.directed:
        kinds = {"mutual": say("tied"), "null": none}
    counts = asdict(result.dyads)
    rows = tuple((text_cell(label, code=kind), Number(counts[kind])) for kind, label in kinds.items())
    title = say("Pairs of actors (dyads)")
    return title, (Table(title, columns(dyad=say("pair"), count=say("how many")), rows),)


def _triads(result: Census, say: Speech) -> tuple[str, tuple[Any, ...]]:
    arrow = "↔" if result.network.directed else "–"
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(name),
            text_cell(_DRAWN[name].replace("↔", arrow)),
            Number(count),
            Number(result.expected[name], digits=1) if name in result.expected else None,
        )
        for name, count in result.triads.items()
    )
    title = say("Three actors each (triads)")
    how = say(
        "A class is named by its mutual, asymmetric and null pairs (Holland & Leinhardt 1970). By chance: if the same "
        "pairs were put together at random."
    )
    heads = columns(triad=say("class"), ties=say("ties"), count=say("how many"), expected=say("by chance"))
    return title, (*paragraphs([how]), Table(title, heads, rows))


def _by_size(result: Census, say: Speech) -> tuple[str, tuple[Table, ...]]:
    weak, strong = sizes(result.parts), sizes(result.strong_parts or ())
    directed = result.strong_parts is not None
    rows: tuple[Row, ...] = tuple(
        (Number(size), Number(weak.get(size, 0)), *([Number(strong.get(size, 0))] if directed else []))
        for size in sorted(weak.keys() | strong.keys(), reverse=True)
    )
    heads = columns(size=say("actors"), parts=say("separate parts"))
    heads += columns(strong_parts=say("parts that reach each other")) if directed else ()
    title = say("Parts by their number of actors")
    return title, (Table(title, heads, rows),)


def _relations(result: Census, ontology: Ontology, say: Speech) -> tuple[str, tuple[Any, ...]]:
    title = say("Pairs of relations")
    if not result.relations:
        unknown = say("The kinds of some ties are not known.")
        return title, paragraphs([unknown if result.relations is None else say("The ties are of one relation.")])
    rows: tuple[Row, ...] = tuple(
        (
            text_cell(terms.tie_kind(pair.one, ontology, say), code=pair.one),
            text_cell(terms.tie_kind(pair.other, ontology, say), code=pair.other),
            Number(pair.shared),
            Number(pair.jaccard),
            Number(pair.correlation),
            Number(pair.closed),
            Number(pair.closed_back),
        )
        for pair in sorted(result.relations, key=lambda pair: -pair.shared)[:_MOST_PAIRS]
    )
    heads = columns(
        one=say("relation"), other=say("other relation"), shared=say("in both"), jaccard="Jaccard", correlation="r",
        closed=say("closed"), closed_back=say("closed back"),
    )  # fmt: skip
    how = say(
        "In both: pairs of actors tied in both relations; r: Pearson's, over all pairs. Closed: of the paths of two "
        "ties, first of one relation and then of the other, the share whose ends are tied; closed back: first of the "
        "other."
    )
    more = len(result.relations) - len(rows)
    left_out = [say("{n} more are left out here; json has all.", n=more)] if more > 0 else []
    return title, (*paragraphs([how, *left_out]), Table(title, heads, rows))
