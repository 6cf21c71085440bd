"""Networks from the files that other programs write, read by the ending of the name.

All faults of a file are reported at once, with their lines. Ties that are left out are counted by reason.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from collabgraph.analysis.network import Network, Tie, notice_of_weights, strongest
from collabgraph.errors import MalformedNetwork, UnknownDirection, UnknownFormat, UnknownRelation, UnknownWeight
from collabgraph.model import Actor, Basis, Issue
from collabgraph.output.exchange import gml, markup, netdraw, nodelink, pajek, sif, tables, ucinet
from collabgraph.output.exchange.draft import Draft, Node, Row, parted, shown, some
from collabgraph.output.exchange.modes import Side, projected, second_mode
from collabgraph.rdf.encoding import read_text
from collabgraph.words import LANGUAGES, Text, both, mark
from collabgraph.words.nearest import suggestion

__all__ = [
    "ENDINGS", "READERS", "read_network",
]  # fmt: skip


def _by_content(path: Path, text: str) -> Draft:
    """The network of a text file, whose content tells the format: Pajek, UCINET's data language, or a table."""
    beginning = text.lstrip()[:20].lower()
    if beginning.startswith(("*vertices", "*network")):
        return pajek.read(path, text)
    return ucinet.read(path, text) if re.match(r"dl\b(?!\s*[,;])", beginning) else tables.edges(path, text)


#: The reader of a file, by the ending of its name.
READERS: Mapping[str, Callable[[Path, str], Draft]] = {
    ".csv": tables.edges,
    ".tsv": tables.edges,
    ".txt": _by_content,
    ".graphml": markup.graphml,
    ".gexf": markup.gexf,
    ".gml": gml.read,
    ".net": pajek.read,
    ".paj": pajek.read,
    ".dl": ucinet.read,
    ".vna": netdraw.read,
    ".sif": sif.read,
    ".json": nodelink.read,
    ".cyjs": nodelink.read,
}

#: The endings that can be read.
ENDINGS = tuple(READERS)

#: The reasons why a tie of the file is not in the network, in the order in which they are checked.
LEFT_OUT = ("zero-weight", "self-loop", "duplicate")

#: How many faults of a file are shown; the error has all in its field ``issues``.
MOST_FAULTS_SHOWN = 20

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COMMA = re.compile(r"[+-]?[0-9]*,[0-9]+")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_FIELDS = ("label", "kind", "sector", "level")


class _Read(Struct, frozen=True):
    """A valid tie: its row, the kinds asked for, and its weight."""

    row: Row
    kinds: tuple[str, ...]
    weight: float


def read_network(
    path: Path,
    *,
    directed: bool | None = None,
    nodes: Path | None = None,
    relation: str | None = None,
    weight: str | None = None,
    two_mode: bool | None = None,
    project: Side | None = None,
) -> Network:
    """The network of a file, by the ending of its name (``ENDINGS``).

    ``directed`` says whether ties have a direction, and overrules the file: an undirected tie read as directed becomes
    two ties, one each way; read as undirected, ties are the same whichever end is named first. ``nodes`` is a table of
    the actors (``id``, ``label``, ``kind``, ``sector``, ``level``, any others): ties with other actors are refused,
    and actors without ties are isolates. ``relation`` keeps the ties of one relation, and all actors; otherwise ties of
    several relations between the same two actors become one of several kinds, with the weight that is farthest from
    zero. ``weight`` names the value to weigh ties by (default: ``weight`` where there is one, else 1). ``two_mode``
    says whether sources and targets are of two modes; ``project`` makes one mode of two, among rows or columns.

    The network's ``notices`` say how the file was read where it could be read otherwise.

    Raises MissingFile, UnknownFormat, or an Unreadable error (NotUtf8, SyntaxFault, TooDeep,
    DoctypeRefused, MalformedNetwork, UnknownDirection), UnknownRelation, UnknownWeight or OneMode.
    """
    draft, table = _drafts(path, nodes)
    actors = _actors(draft, table)
    _refuse_unknown_weight(draft, weight)
    ties = _ties(draft, actors, weight)
    if issues := [*(table.faults if table else ()), *sorted(draft.faults, key=lambda fault: fault.line or 0)]:
        raise _malformed(path, issues)
    columns = second_mode(draft, directed, two_mode)
    way = False if columns else draft.directed if directed is None else directed
    if way is None:
        raise UnknownDirection(path=path)
    chosen = _of_relation(draft, ties, relation)
    _say_what_is_not_used(draft, chosen, relation)
    _say_modes(draft, len(actors) - len(columns), len(columns), project)
    net = _network(path.stem, way, draft.mirrored, [actors[name] for name in sorted(actors)], chosen)
    net = replace(net, notices=(*(table.notices if table else ()), *draft.notices), second_mode=columns)
    return projected(net, project) if project else net


def _drafts(path: Path, nodes: Path | None) -> tuple[Draft, Draft | None]:
    """The draft of a file of ties, and that of a table of actors."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnknownFormat(
            name=path, format=path.suffix, thing=both(mark("networks")), nearest="", known=", ".join(ENDINGS)
        )
    return _drafted(reader, path), None if nodes is None else _drafted(tables.nodes, nodes)


def _drafted(reader: Callable[[Path, str], Draft], path: Path) -> Draft:
    """The draft of a file, with a notice of how its text was read."""
    text, notices = read_text(path)
    draft = reader(path, text)
    if draft.cut:
        phrase = mark("Blanks before and after names were cut (places: {n}), for example {texts}.")
        notices = [*notices, both(phrase, n=draft.cut.total(), texts=some(draft.cut))]
    draft.notices[:0] = notices
    return draft


def _malformed(path: Path, issues: Sequence[Issue]) -> MalformedNetwork:
    """The error with all issues, its message with a line for each of the first."""
    rows = [(f"{issue.path}:{issue.line}", issue.message) for issue in issues[:MOST_FAULTS_SHOWN]]
    if len(issues) > len(rows):
        rows.append((str(path), both(mark("and {n} more."), n=len(issues) - len(rows))))
    words = Text({lang: "\n".join(f"{place}: {message[lang]}" for place, message in rows) for lang in LANGUAGES})
    return MalformedNetwork(path=path, n=len(issues), rows=words, issues=tuple(issues))


def _actors(draft: Draft, table: Draft | None) -> dict[str, Actor]:
    """The actors by id: those of the table, with their values in the file; else the file's; else those with ties."""
    own = _listed(draft)
    if table is not None:
        listed = _listed(table)
        _refuse_unlisted(draft, listed, table.path)
        nodes = [Node(node.line, name, {**_values(own, name), **node.values}) for name, node in listed.items()]
    elif draft.nodes is not None:
        _refuse_unlisted(draft, own, None)
        nodes = list(own.values())
    else:
        nodes = [Node(1, end) for end in {end for row in draft.rows for end in (row.source, row.target)} if end]
    return {node.id: _actor(node) for node in nodes}


def _values(nodes: Mapping[str, Node], name: str) -> Mapping[str, str]:
    return nodes[name].values if name in nodes else {}


def _listed(draft: Draft) -> dict[str, Node]:
    """The actors a file lists, by id; those without an id, or listed twice, are refused."""
    nodes: dict[str, Node] = {}
    for node in draft.nodes or ():
        if not node.id:
            draft.refuse(node.line, mark("the actor has no id."))
        elif node.id in nodes:
            phrase = mark("the actor '{name}' is listed twice, first on line {line}.")
            draft.refuse(node.line, phrase, name=node.id, line=nodes[node.id].line)
        nodes.setdefault(node.id, node)
    nodes.pop("", None)
    return nodes


def _refuse_unlisted(draft: Draft, listed: Mapping[str, Node], table: Path | None) -> None:
    """Refuse every mention of an actor that is not in the list of actors."""
    mentions = [] if table is None else [(node.line, node.id) for node in draft.nodes or ()]
    mentions += [(row.line, end) for row in draft.rows for end in dict.fromkeys((row.source, row.target))]
    for line, name in mentions:
        if name and name not in listed:
            phrase = mark("the actor '{name}' is not listed in {path}.")
            draft.refuse(line, phrase, name=name, path=draft.path if table is None else table)


def _actor(node: Node) -> Actor:
    values = {name: value for name, value in node.values.items() if value.strip()}
    label = values.get("label") or values.get("name") or node.id
    kind, sector, level = (values.get(name) for name in _FIELDS[1:])
    others = {name.strip(): value for name, value in values.items() if name.strip() and name not in _FIELDS}
    return Actor(
        node.id,
        node.id,
        Text.same(label),
        (),
        kind or "",
        sector or "",
        level,
        None,
        (),
        None,
        attributes=others,
    )


def _refuse_unknown_weight(draft: Draft, weight: str | None) -> None:
    known = sorted({name for row in draft.rows for name in row.values})
    if weight is not None and draft.rows and weight not in known:
        raise UnknownWeight(path=draft.path, name=weight, nearest=suggestion(weight, known), known=_named(known))


def _named(names: Iterable[str]) -> str:
    return ", ".join(str(shown(name)) for name in names) or "-"


def _ties(draft: Draft, actors: Mapping[str, Actor], weight: str | None) -> list[_Read]:
    """The ties with valid ends and weights; the others are refused."""
    ties: list[_Read] = []
    comma = _decimal_comma(draft, weight)
    for row in draft.rows:
        for end, phrase in ((row.source, mark("the tie has no source.")), (row.target, mark("the tie has no target."))):
            if not end:
                draft.refuse(row.line, phrase)
        value = _weight(draft, row, weight, comma)
        if value is not None and row.source in actors and row.target in actors:
            ties.append(_Read(row, _kinds(row), value))
    return ties


def _decimal_comma(draft: Draft, name: str | None) -> bool:
    """Whether the weights are written with a decimal comma; a notice says so. False where any weight has a point.

    "1,500" alone is not read as 1.5, since it may mean one thousand five hundred.
    """
    written = [row.values.get(name or "weight", "").strip() for row in draft.rows]
    commas = [text for text in written if _COMMA.fullmatch(text)]
    if any("." in text for text in written) or all(_THOUSANDS.fullmatch(text) for text in commas):
        return False
    example = commas[0]
    phrase = mark("The weights have a decimal comma: '{text}' was read as {value}.")
    draft.notice(phrase, text=example, value=example.replace(",", "."))
    return True


def _weight(draft: Draft, row: Row, name: str | None, comma: bool) -> float | None:
    """The weight of a tie; None where it is not a finite number, which is refused."""
    written = row.values.get(name or "weight", None if name else "1")
    if written is None:
        draft.refuse(row.line, mark("the tie has no '{name}' to weigh it by."), name=name)
        return None
    number = written.strip().replace(",", ".", 1 if comma else 0)
    value = float(number) if _NUMBER.fullmatch(number) else math.nan
    if not math.isfinite(value):
        phrase = mark("the weight '{text}' is not a finite number (write 0.5; a comma may mean decimals or thousands).")
        draft.refuse(row.line, phrase, text=written)
        return None
    return value


def _kinds(row: Row) -> tuple[str, ...]:
    """The kinds of a tie: its relation or kind, or the several kinds of one value."""
    relation = (row.values.get("relation") or row.values.get("kind") or "").strip()
    return tuple(dict.fromkeys([*([relation] if relation else []), *parted(row.values.get("kinds", ""))]))


def _of_relation(draft: Draft, ties: Sequence[_Read], relation: str | None) -> list[_Read]:
    """The ties of one relation, with only that kind; all ties where no relation is asked for."""
    if relation is None:
        return list(ties)
    known = sorted({kind for tie in ties for kind in tie.kinds})
    if relation not in known:
        nearest = suggestion(relation, known)
        raise UnknownRelation(path=draft.path, name=relation, nearest=nearest, known=_named(known))
    return [_Read(tie.row, (relation,), tie.weight) for tie in ties if relation in tie.kinds]


def _say_modes(draft: Draft, rows: int, columns: int, project: Side | None) -> None:
    """Notice that the network has two modes, or that one mode was to be projected."""
    if columns:
        phrase = mark("Read as a network of two modes (rows: {rows}, columns: {columns}). It can be read as one mode.")
        draft.notice(phrase, rows=rows, columns=columns)
    elif project:
        draft.notice(mark("The network has one mode and was not projected; if it has two, say so."))


def _say_what_is_not_used(draft: Draft, ties: Sequence[_Read], relation: str | None) -> None:
    """Notice that the measures do not use the kinds of ties, where all were kept, nor their weights."""
    known = sorted({kind for tie in ties for kind in tie.kinds})
    if relation is None and len(known) > 1:
        phrase = mark("The ties are of {n} relations ({names}) and count together; name one of them to read it alone.")
        draft.notice(phrase, n=len(known), names=some(known))
    draft.notices += notice_of_weights(tie.weight for tie in ties)


def _network(name: str, directed: bool, mirrored: bool, actors: Sequence[Actor], ties: Iterable[_Read]) -> Network:
    """The network, one tie for each pair of actors, with the ties left out counted by reason."""
    position = {actor.id: place for place, actor in enumerate(actors)}
    omitted: Counter[str] = Counter()
    seen: set[tuple[int, int, str]] = set()
    pairs: dict[tuple[int, int], list[_Read]] = {}
    for tie in ties:
        ends = position[tie.row.source], position[tie.row.target]
        given = {(*way, kind) for way in _as_given(ends, directed, mirrored, tie.row) for kind in tie.kinds or ("",)}
        if reason := "zero-weight" if tie.weight == 0 else "self-loop" if ends[0] == ends[1] else None:
            omitted[reason] += 1
        elif given <= seen:
            omitted["duplicate"] += 1
        else:
            for pair in _ways(ends, directed, tie.row):
                pairs.setdefault(pair, []).append(tie)
            seen |= given
    counts = {reason: omitted[reason] for reason in LEFT_OUT if omitted[reason]}
    merged = tuple(_merged(pair, ties_of_pair) for pair, ties_of_pair in sorted(pairs.items()))
    return Network(name, Text(en=name, id=name), directed, tuple(actors), merged, counts)


def _ways(ends: tuple[int, int], directed: bool, row: Row) -> Iterator[tuple[int, int]]:
    """The pairs of actors that a tie connects, one or both ways."""
    yield ends if directed else (min(ends), max(ends))
    if directed and row.both:
        yield ends[::-1]


def _as_given(ends: tuple[int, int], directed: bool, mirrored: bool, row: Row) -> Iterator[tuple[int, int]]:
    """The pairs by which duplicates are recognised; ordered where a file may list an undirected tie at both ends."""
    yield from [ends] if mirrored and not directed and not row.both else _ways(ends, directed, row)


def _merged(pair: tuple[int, int], ties: Sequence[_Read]) -> Tie:
    bases = {Basis(tie.row.values["basis"]) for tie in ties if tie.row.values.get("basis") in set(Basis)}
    return Tie(
        *pair,
        tuple(sorted({kind for tie in ties for kind in tie.kinds})),
        tuple(sorted(bases, key=lambda basis: basis.rank)),
        tuple(sorted({claim for tie in ties for claim in parted(tie.row.values.get("claims", ""))})),
        strongest(tie.weight for tie in ties),
    )
