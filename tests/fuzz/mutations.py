"""Changes by chance: of bytes, of triples, of the words of a query. Each takes a source of chance first."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import pyoxigraph as ox

from collabgraph.rdf.vocabulary import CG, PREFIXES, RDF, SKOS

Quads = list[ox.Quad]

XSD = "http://www.w3.org/2001/XMLSchema#"
ORG = "http://www.w3.org/ns/org#"
#: Texts that a format, a terminal, a page or a number may stumble over.
TEXTS = (
    "", " ", "\t", "\n", "\x00", "\x07", "\x1b[31mred", "\u202eevil", "\u2028", "\ufeff", "\ufffe", "\U0010ffff",
    "e\u0301",
    "x" * 20_000, "W " * 5_000, "-1", "0", "1e999", "NaN", "INF", "9" * 400, "9" * 5_000, "-INF", "1e-400", "1,5",
    "0x10", "\u0663", "\u00b2",
    "None", "true",
    "2023-02-30", "-0001", "99999-12-31", "2023-13", "<script>alert(1)</script>", "]]>", "&lt;", "{{ 7*7 }}", "{name}",
    "%s", "%(x)d", "=1+1", "\\", "\"", "'", "$x$", "../../x", "a/b", "a#b", "a:b", "_:b0", "()[]{}", "*", "?", "\x85",
)  # fmt: skip
#: Properties that must not lead back to where they start.
CIRCLES = (f"{ORG}unitOf", SKOS.broader, CG.preconditionOf, CG.antecedent, CG.consequent, CG.possiblyIs, CG.study)


# -- bytes -----------------------------------------------------------------------------------------------------------


def flipped(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def truncated(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(len(content))]


def without_part(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.choice((1, 3, 30, 300)) :]


def with_repeated_part(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content))
    return (
        content[:start]
        + content[start : start + chance.choice((1, 10, 200))] * chance.choice((2, 50))
        + content[start:]
    )


def with_text(chance: random.Random, content: bytes) -> bytes:
    start = chance.randrange(len(content) + 1)
    return content[:start] + chance.choice(TEXTS).encode() + content[start:]


def in_encoding(chance: random.Random, content: bytes) -> bytes:
    text = content.decode("utf-8", "replace")
    marks = (b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
    names = ("utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-32", "latin-1", "cp1252", "utf-7", "shift-jis")
    return chance.choice(marks) + text.encode(chance.choice(names), "replace")


def with_other_lines(chance: random.Random, content: bytes) -> bytes:
    """One line left out, repeated, moved or emptied, or all line ends of another kind."""
    lines = content.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    what = chance.randrange(5)
    if what == 0:
        del lines[one]
    elif what == 1:
        lines[other:other] = [lines[one]] * chance.choice((1, 2, 20))
    elif what == 2:
        lines[one], lines[other] = lines[other], lines[one]
    elif what == 3:
        lines[one] = b""
    return chance.choice((b"\r", b"\r\n", b"\x0b") if what == 4 else (b"\n",)).join(lines)


def with_other_number(chance: random.Random, content: bytes) -> bytes:
    """One number replaced, often by a huge one: a stated size, an id, a weight."""
    numbers = list(re.finditer(rb"\d+(?:\.\d+)?", content))
    if not numbers:
        return with_text(chance, content)
    number = chance.choice(numbers)
    other = chance.choice(
        (b"0", b"-1", b"1e400", b"99999999999", b"100000", b"5000", b"0.5", b"nan", b"1e5", b"", b"7,5")
    )
    return content[: number.start()] + other + content[number.end() :]


def with_other_columns(chance: random.Random, content: bytes) -> bytes:
    """In every line, or in one, two columns swapped, one repeated, or one left out."""
    lines = content.split(b"\n")
    separator = chance.choice([mark for mark in (b",", b"\t", b" ", b";") if mark in content] or [b","])
    one, other, what = chance.randrange(3), chance.randrange(3), chance.randrange(3)
    for number in range(len(lines)) if chance.random() < 0.7 else [chance.randrange(len(lines))]:
        cells = lines[number].split(separator)
        if max(one, other) < len(cells):
            if what == 0:
                cells[one], cells[other] = cells[other], cells[one]
            elif what == 1:
                cells.insert(one, cells[other])
            else:
                del cells[one]
        lines[number] = separator.join(cells)
    return separator.join(lines) if chance.random() < 0.02 else b"\n".join(lines)


def with_other_words(chance: random.Random, content: bytes) -> bytes:
    """One word of the text replaced by another of its words, or by a text, in one place or everywhere."""
    words = re.findall(rb"[\w*-]+", content)
    if not words:
        return with_text(chance, content)
    old, new = chance.choice(words), chance.choice((chance.choice(words), chance.choice(TEXTS).encode()))
    return content.replace(old, new, chance.choice((1, 1, -1)))


def nested(chance: random.Random, content: bytes) -> bytes:
    """Brackets or elements opened, and seldom closed, thousands of times."""
    start, depth = chance.randrange(len(content) + 1), chance.choice((10, 300, 5_000))
    opening, closing = chance.choice(
        ((b"[", b"]"), (b"{", b"}"), (b"(", b")"), (b"<graph>", b"</graph>"), (b'{"a":', b"}"))
    )
    return content[:start] + opening * depth + closing * (depth if chance.random() < 0.5 else 0) + content[start:]


BYTES: Sequence[Callable[[random.Random, bytes], bytes]] = (
    flipped, truncated, without_part, with_repeated_part, with_text, in_encoding, with_other_lines, with_other_number,
    with_other_words, nested,
)  # fmt: skip


#: Those after which a network file can often still be read.
GENTLE = (flipped, with_other_lines, with_other_number, with_other_words, with_other_columns, with_other_columns)


def bytes_changed(chance: random.Random, content: bytes, changes: Sequence[Callable[..., bytes]] = BYTES) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 1, 2, 3))):
        content = chance.choice(changes)(chance, content) if content else content
    return content


# -- triples ---------------------------------------------------------------------------------------------------------


def _literal(chance: random.Random) -> ox.Literal:
    text = chance.choice(TEXTS)
    what = chance.randrange(4)
    if what == 0:
        return ox.Literal(text, language=chance.choice(("en", "id", "x-y", "ar", "en-GB")))
    if what == 1:
        names = "integer decimal double date gYear gYearMonth dateTime boolean anyURI duration nonsense".split()
        return ox.Literal(text, datatype=ox.NamedNode(XSD + chance.choice(names)))
    return ox.Literal(text)


def _node(chance: random.Random, quads: Quads) -> ox.NamedNode:
    """A node of the graph, or an IRI that means something else."""
    other = chance.choice(quads)
    nodes = [node for node in (other.subject, other.object, other.predicate) if isinstance(node, ox.NamedNode)]
    strange = (
        "urn:x",
        "http://example.org/",
        "https://w3id.org/collabgraph/ontology#",
        "x:" + "y" * 3_000,
        "mailto:a@b",
    )
    return chance.choice([*nodes, ox.NamedNode(chance.choice(strange))])


def _object(chance: random.Random, quads: Quads) -> object:
    what = chance.randrange(4)
    if what == 0:
        return _literal(chance)
    if what == 1:
        return _blank(chance)
    return _node(chance, quads) if what == 2 else chance.choice(quads).object


def _with(quad: ox.Quad, *, subject: object = None, predicate: object = None, value: object = None) -> ox.Quad:
    return ox.Quad(subject or quad.subject, predicate or quad.predicate, quad.object if value is None else value)


def without_triples(chance: random.Random, quads: Quads) -> Quads:
    gone = {chance.randrange(len(quads)) for _ in range(chance.choice((1, 1, 3, 20)))}
    return [quad for place, quad in enumerate(quads) if place not in gone] or quads


def without_property(chance: random.Random, quads: Quads) -> Quads:
    """No value of one property of one subject, or of any."""
    one, everywhere = chance.choice(quads), chance.random() < 0.3
    kept = [q for q in quads if q.predicate != one.predicate or not (everywhere or q.subject == one.subject)]
    return kept or quads


def with_second_value(chance: random.Random, quads: Quads) -> Quads:
    one = chance.choice(quads)
    return [*quads, _with(one, value=_object(chance, quads)), _with(one, subject=_node(chance, quads))]


def with_other_value(chance: random.Random, quads: Quads) -> Quads:
    place = chance.randrange(len(quads))
    return [*quads[:place], _with(quads[place], value=_object(chance, quads)), *quads[place + 1 :]]


def with_swapped_values(chance: random.Random, quads: Quads) -> Quads:
    one, other = chance.randrange(len(quads)), chance.randrange(len(quads))
    first, second = quads[one], quads[other]
    quads = list(quads)
    quads[one], quads[other] = _with(first, value=second.object), _with(second, value=first.object)
    return quads


def with_other_predicate(chance: random.Random, quads: Quads) -> Quads:
    place, other = chance.randrange(len(quads)), chance.choice(quads).predicate
    return [*quads[:place], _with(quads[place], predicate=other), *quads[place + 1 :]]


def with_other_literal(chance: random.Random, quads: Quads) -> Quads:
    """A literal with another text, datatype or language."""
    places = [place for place, quad in enumerate(quads) if isinstance(quad.object, ox.Literal)]
    if not places:
        return quads
    place = chance.choice(places)
    old, new = quads[place].object, _literal(chance)
    if new.language is None and chance.random() < 0.5:
        new = ox.Literal(old.value, datatype=new.datatype)
    return [*quads[:place], _with(quads[place], value=new), *quads[place + 1 :]]


def with_like_values(chance: random.Random, quads: Quads) -> Quads:
    """Some values replaced by those that the same properties have elsewhere, so that most files stay valid."""
    quads = list(quads)
    for _ in range(chance.choice((1, 2, 5, 20))):
        place = chance.randrange(len(quads))
        alike = [quad.object for quad in quads if quad.predicate == quads[place].predicate]
        quads[place] = _with(quads[place], value=chance.choice(alike))
    return quads


def with_other_texts(chance: random.Random, quads: Quads) -> Quads:
    """Some texts replaced by hostile ones in the same language, which leaves most files valid."""
    quads = list(quads)
    places = [place for place, quad in enumerate(quads) if isinstance(quad.object, ox.Literal) and quad.object.language]
    for _ in range(chance.choice((1, 5, 50)) if places else 0):
        place = chance.choice(places)
        text = chance.choice(TEXTS) + chance.choice(("", quads[place].object.value))
        quads[place] = _with(quads[place], value=ox.Literal(text, language=quads[place].object.language))
    return quads


def with_other_size(chance: random.Random, quads: Quads) -> Quads:
    """A number or a date at the end of what its datatype allows, or beyond."""
    places = [
        place
        for place, quad in enumerate(quads)
        if isinstance(quad.object, ox.Literal) and quad.object.value[:1].isdigit() and len(quad.object.value) < 20
    ]
    if not places:
        return quads
    place = chance.choice(places)
    sizes = (
        "0",
        "-1",
        "1",
        "0.0",
        "1.0",
        "1e308",
        "-1e308",
        "0.0000000001",
        "9" * 20,
        "0001",
        "9999",
        "2024-02-29",
        "2024-01",
    )
    value = ox.Literal(chance.choice(sizes), datatype=quads[place].object.datatype)
    return [*quads[:place], _with(quads[place], value=value), *quads[place + 1 :]]


def _replaced(quads: Quads, old: object, new: object) -> Quads:
    """Another node wherever one stands; a literal only where it may stand."""
    return [
        _with(
            quad,
            subject=new if quad.subject == old and not isinstance(new, ox.Literal) else None,
            value=new if quad.object == old else None,
        )
        for quad in quads
    ]


def _blank(chance: random.Random) -> ox.BlankNode:
    return ox.BlankNode(f"b{chance.getrandbits(64)}")


def with_subject_as(chance: random.Random, quads: Quads) -> Quads:
    """A subject, often a case, a claim or a construct, as a blank node, another node or a literal, everywhere."""
    heads = [quad.subject for quad in quads if quad.predicate.value == RDF.type]
    old = chance.choice(heads or [quads[0].subject])
    return _replaced(
        quads, old, chance.choice((_blank(chance), _blank(chance), _node(chance, quads), _literal(chance)))
    )


def with_circle(chance: random.Random, quads: Quads) -> Quads:
    """A property that leads from a subject, over one or two others, back to it."""
    known = [quad.predicate.value for quad in quads if quad.predicate.value in CIRCLES]
    predicate = ox.NamedNode(chance.choice(known or CIRCLES))
    nodes = [quad.subject for quad in quads if quad.predicate == predicate] or [quad.subject for quad in quads]
    ring = [chance.choice(nodes) for _ in range(chance.choice((1, 2, 3)))]
    return [*quads, *(ox.Quad(one, predicate, ring[place - 1]) for place, one in enumerate(ring))]


def with_class(chance: random.Random, quads: Quads) -> Quads:
    """One more class for a subject: of another subject, or one of those a file is recognised by."""
    kinds = [quad.object for quad in quads if quad.predicate.value == RDF.type]
    kinds += [ox.NamedNode(kind) for kind in (CG.Case, CG.Study, CG.Framework, CG.Construct, CG.Indicator)]
    return [*quads, ox.Quad(chance.choice(quads).subject, ox.NamedNode(RDF.type), chance.choice(kinds))]


def in_other_namespace(chance: random.Random, quads: Quads) -> Quads:
    """The IRIs of one namespace in another one."""
    old, new = (
        chance.choice(sorted(PREFIXES.values())),
        chance.choice((*sorted(PREFIXES.values()), "http://example.org/")),
    )

    def moved(node: object) -> object:
        if isinstance(node, ox.NamedNode) and node.value.startswith(old):
            return ox.NamedNode(new + node.value.removeprefix(old).replace("#", "/"))
        return node

    return [ox.Quad(moved(q.subject), moved(q.predicate), moved(q.object)) for q in quads]


def with_subject_taken(chance: random.Random, quads: Quads) -> Quads:
    """Two subjects become one."""
    subjects = list(dict.fromkeys(quad.subject for quad in quads))
    return _replaced(quads, chance.choice(subjects), chance.choice(subjects))


def without_subject(chance: random.Random, quads: Quads) -> Quads:
    one = chance.choice(quads).subject
    return [quad for quad in quads if quad.subject != one] or quads


def with_list(chance: random.Random, quads: Quads) -> Quads:
    """A list of blank nodes as a value, which may end in its own beginning."""
    nodes = [_blank(chance) for _ in range(chance.choice((1, 3, 200)))]
    ends = [*nodes[1:], chance.choice((nodes[0], ox.NamedNode(RDF.iri + "nil")))]
    rest, first = ox.NamedNode(RDF.iri + "rest"), ox.NamedNode(RDF.iri + "first")
    items = [ox.Quad(node, first, _object(chance, quads)) for node in nodes]
    return [
        *quads,
        _with(chance.choice(quads), value=nodes[0]),
        *items,
        *map(ox.Quad, nodes, [rest] * len(nodes), ends),
    ]


TRIPLES: Sequence[Callable[[random.Random, Quads], Quads]] = (
    without_triples, without_property, with_second_value, with_other_value, with_swapped_values, with_other_predicate,
    with_other_literal, with_subject_as, with_circle, with_class, in_other_namespace, with_subject_taken,
    without_subject, with_list, with_other_literal, with_other_value, *(with_like_values,) * 5,
    *(with_other_texts,) * 3, *(with_other_size,) * 3,
)  # fmt: skip


def triples_changed(chance: random.Random, quads: Quads) -> Quads:
    for _ in range(chance.choice((1, 1, 1, 1, 2, 3))):
        quads = chance.choice(TRIPLES)(chance, quads)
    return quads


# -- queries ---------------------------------------------------------------------------------------------------------

_TOKENS = re.compile(r"\s+|[?$]?\w+(?::[\w-]*)?|<[^>\s]*>|\"[^\"]*\"|.", re.DOTALL)
_PARTS = (
    "SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "SERVICE <http://x/>", "INSERT DATA", "OPTIONAL {", "UNION", "MINUS",
    "GRAPH ?g",
    "FILTER (", "BIND (1 AS ?x)", "VALUES ?x {", "GROUP BY", "HAVING", "ORDER BY", "LIMIT -1",
    "OFFSET 99999999999999999999",
    "DISTINCT", "COUNT(*)", "<http://example.org/no-such-function>(1)", "cg:no-such(?x, 1)", "REGEX(\"a\", \"(\")",
    "1/0",
    "SUBSTR(\"a\", -1e308)", "STRLANG(\"a\", \"\")", "IRI(\"%\")", "\"1\"^^xsd:date", "\"x\"@en", "'''", "\"",
    "\\u0000",
    "\\uD800", "@", "^^", "!", "*", "/", "|", "^", "cg:a/cg:b*", "(cg:a|!cg:b)+", "BASE <x>", "PREFIX a: <b>",
    "PREFIX", "#",
    "{", "}", "(", ")", "[", "]", ";", ".", ",", "_:b", "<<", ">>", "<< ?a ?b ?c >>", "EXISTS { ?s ?p ?o }", "?", "$",
    "1e999",
    "xsd:date(\"2023-99-99\")", "REPLACE(\"a\", \"\", \"b\")", "CONCAT()", "NOT IN ()", "AVG(?x)",
    "GROUP_CONCAT(?x; SEPARATOR=1)",
)  # fmt: skip


def query_changed(chance: random.Random, query: str) -> str:
    for _ in range(chance.choice((1, 1, 1, 1, 2, 4))):
        query = chance.choice(QUERIES)(chance, query)
    return query


def _tokens_changed(chance: random.Random, query: str) -> str:
    tokens = _TOKENS.findall(query) or [""]
    one, other, what = chance.randrange(len(tokens)), chance.randrange(len(tokens)), chance.randrange(5)
    if what == 0:
        tokens[one], tokens[other] = tokens[other], tokens[one]
    elif what == 1:
        del tokens[one]
    elif what == 2:
        tokens[one] += tokens[one]
    elif what == 3:
        tokens[one] = f" {chance.choice(_PARTS)} "
    else:
        tokens.insert(one, f" {chance.choice(_PARTS)} ")
    return "".join(tokens)


def _like_swapped(chance: random.Random, query: str) -> str:
    """Two tokens of one kind swapped, or one replaced by the other, so that most queries stay queries."""
    tokens = _TOKENS.findall(query)
    kinds = [token[0] if token[0] in '?<"{}' else ":" if ":" in token else token.isdigit() for token in tokens]
    one = chance.randrange(len(tokens)) if tokens else 0
    alike = [place for place, kind in enumerate(kinds) if tokens and kind == kinds[one]] or [0]
    other = chance.choice(alike)
    if tokens:
        tokens[one], tokens[other] = tokens[other], tokens[chance.choice((one, other))]
    return "".join(tokens)


def _query_cut(chance: random.Random, query: str) -> str:
    place = chance.randrange(len(query) + 1)
    return query[:place] if chance.random() < 0.5 else query[place:]


def _query_nested(chance: random.Random, query: str) -> str:
    place, depth = chance.randrange(len(query) + 1), chance.choice((5, 60, 3_000))
    opening, closing = chance.choice(
        (("{", "}"), ("(", ")"), ("[", "]"), ("!", ""), ("-", ""), ("OPTIONAL {", "}"), ("{ SELECT * ", "}"), ("<<",
        ">>"),
         ("{ ?s ?p ?o } UNION ", ""), ("NOT EXISTS {", "}"), ("1+", ""), ("^", ""), ("cg:a/", ""), ("IF(true,", ")"))
    )  # fmt: skip
    return query[:place] + opening * depth + closing * chance.choice((depth, depth, 0)) + query[place:]


def _query_with_text(chance: random.Random, query: str) -> str:
    place, text = chance.randrange(len(query) + 1), chance.choice(TEXTS)
    return (
        query[:place]
        + chance.choice(("{}", '"{}"', "<{}>", "FILTER(?x = '{}')", "#{}\n")).replace("{}", text)
        + query[place:]
    )


QUERIES: Sequence[Callable[[random.Random, str], str]] = (
    _tokens_changed, _tokens_changed, *(_like_swapped,) * 5, _query_cut, _query_nested, _query_with_text,
)  # fmt: skip
