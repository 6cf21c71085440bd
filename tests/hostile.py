"""Cases whose every text, id and address means harm, for tests of what becomes of them in each form of output."""

from __future__ import annotations

import tempfile
from itertools import cycle
from pathlib import Path

import pyoxigraph as ox

import casefiles
from collabgraph.rdf.vocabulary import BASE, PREFIXES

MARKUP = '</title></style><script>alert(1)</script><img src=x onerror="alert(2)">'
#: What a browser, a terminal, a spreadsheet, LaTeX, R, a shell, a template or a parser might take for its own.
TEXTS = (
    MARKUP, "<a href=javascript:alert(3)>x</a> [x](javascript:alert(4)) ![x](http://harm.example/x.png)",
    "=HYPERLINK(\"http://harm.example\")", "+1+1|cmd", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1",
    "red \x1b[31m\x1b]0;title\x07 \x9b31m bell \x07 back \x08\x7f", "evil \u202egnp.exe\u202c \u2066x\u2069 \u200bz",
    r"\input{/etc/passwd} \write18{id} $x^2$ 50% #1 a_b ~ & {b} \\ ^^41 \end{document}",
    "\"); system(\"id\"); c(\"'", "'); system('id'); c('",
    "x # {r} `r 1+1` %s %n {0} {{ 7*7 }} {% raw %} ${x} $(id) `id`",
    "null \x00 sign", "a | b || c\n---|---\n# heading\n* point\n1. one", "]]> --> */ //", "&lt;b&gt; &amp; &#0; &#x1b;",
    "\u2028line\u2029 \ufeff \ufffe \uffff \U0010ffff", "*Arcs\n*Vertices 9", "data:\n1 2 3", "__proto__ constructor",
    "\ud7ff e\u0301 \u05d0\u05d1 \u65e5\u672c 😀", "x" * 1_000,
)  # fmt: skip
#: The same for ids, of the characters an IRI may have.
IDS = (
    "=1+1", "+1", "-1", "@SUM(1)", "__proto__", "constructor", "'", "$x$", "%3Cscript%3E", "..", "&amp;", "a_b~",
    "&lt;",
    "C:1", "(1)", "*Arcs", "a,b;c", "1e999", "NA", "%00", "\u202e", "toString", "a!b", "%22%27", "e",
)  # fmt: skip
KINDS = ("actor", "source", "case/edges#", "case/mirror#", "study/made-study#")


def write(folder: Path) -> list[Path]:
    """Two cases and their study in a folder: the files of the cases."""
    with tempfile.TemporaryDirectory() as plain:
        casefiles.write(Path(plain), {"edges": casefiles.EDGES, "mirror": casefiles.MIRROR})
        files = {path.name: [*ox.parse(path=path)] for path in sorted(Path(plain).iterdir())}
    names = renamed([quad for quads in files.values() for quad in quads])
    texts: dict[str, str] = {}
    supply = cycle(TEXTS)
    for name, quads in files.items():
        changed = []
        for quad in quads:
            value = names.get(quad.object, quad.object)
            if isinstance(value, ox.Literal) and (value.language or value.datatype.value.endswith("#string")):
                language = f" ({value.language})" if value.language else ""
                key = f"{quad.predicate.value} {value.value.removesuffix(language)}"
                text = texts.setdefault(key, f"{next(supply)} {len(texts)}") + language
                value = ox.Literal(text, language=value.language) if value.language else ox.Literal(text)
            changed.append(ox.Quad(names.get(quad.subject, quad.subject), quad.predicate, value))
        (folder / name).write_bytes(ox.serialize(changed, format=ox.RdfFormat.TURTLE, prefixes=PREFIXES) or b"")
    return [folder / "edges.ttl", folder / "mirror.ttl"]


def renamed(quads: list[ox.Quad]) -> dict[ox.NamedNode, ox.NamedNode]:
    """A harmful IRI for each actor, source and claim."""
    subjects = sorted({quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)}, key=str)
    names, supply = {}, cycle(IDS)
    for place in KINDS:
        of_kind = [each for each in subjects if each.value.startswith(f"{BASE}{place}")]
        for number, each in enumerate(of_kind):
            separator = "" if place.endswith("#") else "/"
            names[each] = ox.NamedNode(f"{BASE}{place}{separator}{next(supply)}{number if number >= len(IDS) else ''}")
    return names
