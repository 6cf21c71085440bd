"""Documents in HTML: as one page that works without a network, and as pieces of other pages."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from html import unescape
from typing import TYPE_CHECKING

from msgspec.structs import replace

from collabgraph.output import glossary, pages
from collabgraph.output.document import (
    Block,
    Cell,
    Document,
    Entries,
    Number,
    Part,
    Picture,
    Points,
    Table,
    Target,
    cell_runs,
    paragraph,
    plain,
)
from collabgraph.output.writers.anchors import anchors
from collabgraph.output.writers.labels import Labels, labels, note
from collabgraph.words import Speech

if TYPE_CHECKING:
    from markupsafe import Markup

Link = Callable[[Target | None], str | None]

_NONE = "'none'"
#: A cell with no more characters than this is kept on one line.
_ONE_LINE = 16
#: A path that is outlined and filled, and then filled again.
_HALO = re.compile(r'<path (d="[^"]*") style="fill: ([^;"]*); (stroke: [^"]*)"/><path \1 style="fill: \2"/>')


def written(document: Document, names: list[str], map_page: str | None) -> bytes:
    """The document as an HTML page; ``map_page`` is embedded whole, under a policy that lets its scripts run."""
    from markupsafe import Markup

    style = pages.shipped("output/writers/page.css")
    own = pages.policy((), [style])
    place = anchors(document)
    page = pages.render(
        "output/writers/page.html",
        document.lang,
        document=document,
        names=names,
        map=map_page,
        style=Markup(style),  # noqa: S704 -- our own file
        policy=_united(own, _policy_of(map_page)) if map_page else own,
        **{
            **block_values(Speech(document.lang), lambda target: _to_anchor(place(target)), place),
            "numbers": {part.anchor: number for number, part in enumerate(document.parts, start=1)},
            "meaning_of": lambda _: "",  # a report has the glossary as a part of its own
            "title_of": labels(document).title,
        },
    )
    return page.encode()


def _to_anchor(anchor: str | None) -> str | None:
    return f"#{anchor}" if anchor else None


def fragment(parts: Sequence[Part], say: Speech) -> str:
    """Some parts as a piece of HTML, every text escaped and without links and ids, as a notebook shows it."""
    from markupsafe import Markup

    values = block_values(say, lambda _: None, lambda _: None) | {"anchored": False}
    style = Markup(pages.shipped("output/writers/fragment.css"))  # noqa: S704 -- our own file
    return pages.render("output/writers/fragment.html", say.lang, parts=parts, style=style, **values)


def fitting(parts: Sequence[Part], say: Speech, most: int) -> str:
    """Some parts as ``fragment`` in at most so many bytes: of long tables the first rows, with how many are left out.

    Where even that is too much, whole parts at the end are named and left out.
    """
    for rows in (None, 60, 40, 30, 20, 15, 10, 6, 4):
        written = fragment(parts if rows is None else [_shorter(part, rows, say) for part in parts], say)
        if len(written.encode()) <= most:
            return written
    kept = [_shorter(part, 4, say) for part in parts]
    left_out: list[str] = []
    while len(kept) > 1 and len(fragment([*kept, _named(left_out, say)], say).encode()) > most:
        left_out.insert(0, kept.pop().title)
    written = fragment([*kept, _named(left_out, say)], say)
    return written if len(written.encode()) <= most else fragment([_named([parts[0].title], say)], say)


def _shorter(part: Part, rows: int, say: Speech) -> Part:
    """The part with the first rows of its tables, the first points of its lists, and how many more there are."""
    blocks: list[Block] = []
    for block in part.blocks:
        blocks.append(block)
        if isinstance(block, Table) and len(block.rows) > rows:
            blocks[-1] = replace(block, rows=block.rows[:rows])
            blocks.append(_more(len(block.rows) - rows, say))
        elif isinstance(block, Points) and len(block.items) > rows:
            blocks[-1] = replace(block, items=block.items[:rows])
            blocks.append(_more(len(block.items) - rows, say))
        elif isinstance(block, Entries) and len(block.entries) > rows:
            blocks[-1] = replace(block, entries=block.entries[:rows])
            blocks.append(_more(len(block.entries) - rows, say))
    return replace(part, blocks=tuple(blocks))


def _more(n: int, say: Speech) -> Block:
    line = say.plural(
        "{n} more is left out here; to_frame() has all.", "{n} more are left out here; to_frame() has all.", n
    )
    return paragraph(line)


def _named(titles: Sequence[str], say: Speech) -> Part:
    named = [title for title in titles if title]
    line = say("Left out here for their length: {names}.", names="; ".join(named)[:500]) if named else ""
    return Part("left-out", "", (paragraph(line),) if line else ())


def block_values(say: Speech, link: Link, anchor: Link) -> dict[str, object]:
    """The values that the macros of blocks.html need besides a part: links, anchors and functions."""
    return {
        "numbers": {},
        "anchored": True,
        "class_of": lambda cell: _class(cell, say),
        "title_of": Labels({}).title,
        "note_of": lambda table: note(table, say),
        "link": link,
        "anchor": anchor,
        "row_anchor": lambda _: None,
        "sorting": lambda _: None,
        "meaning_of": lambda words: glossary.meanings(say.lang).get(words.casefold(), ""),
        "kind_of": lambda value: type(value).__name__,
        "cell_runs": lambda cell: cell_runs(cell, say),
        "is_short": lambda cell: len(plain(cell_runs(cell, say))) <= _ONE_LINE,
        "data_address": _data_address,
    }


def _class(cell: Cell | None, say: Speech) -> str:
    """The classes of a cell: a number, and a text that is kept on one line."""
    number = ["number"] if isinstance(cell, Number) and not cell.note else []
    short = ["short"] if len(plain(cell_runs(cell, say))) <= _ONE_LINE else []
    return " ".join([*short, *number])


def _data_address(picture: Picture) -> Markup:
    """The picture as a data URL, ready for an attribute in double quotes."""
    from markupsafe import Markup

    if picture.form != "svg":
        kind, pixels = {"png": "png", "jpg": "jpeg"}[picture.form], b64encode(picture.content).decode()
        return Markup(f"data:image/{kind};base64,{pixels}")  # noqa: S704 -- letters, digits, +, / and = alone
    text = re.sub(r'="([^"\']*)"', r"='\1'", _lighter(picture.content.decode()))
    for character in '%#"&':
        text = text.replace(character, f"%{ord(character):02X}")
    return Markup(f"data:image/svg+xml,{text}")  # noqa: S704 -- no double quote and no & is left in it


def _lighter(svg: str) -> str:
    """The same picture in about half the size or less: without its description, with two decimals at most.

    Words with a halo are outlined and filled in one path instead of two.
    """
    text = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<(metadata|title|desc)>.*?</\1>", "", svg, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text).replace("> <", "><")
    text = re.sub(r'<g id="[^"]*"', "<g", text)
    text = re.sub(r' d="[^"]*"', lambda path: f' d="{_lighter_path(path[0][4:-1])}"', text)
    text = _HALO.sub(r'<path \1 style="fill: \2; \3; paint-order: stroke"/>', text)
    names = {name: f"g{n}" for n, name in enumerate(dict.fromkeys(re.findall(r'<path id="([^"]+)"', text)))}
    text = re.sub(r'(<path id="|href="#)([^"]+)"', lambda match: f'{match[1]}{names.get(match[2], match[2])}"', text)
    return re.sub(r'transform="translate\((\d+)(?:\.\d+)? 0\)"/>', r'x="\1"/>', text).replace("xlink:href", "href")


def _lighter_path(data: str) -> str:
    return re.sub(r" ?([A-Za-z]) ?", r"\1", re.sub(r"(\.\d\d)\d+", r"\1", data)).strip()


def _policy_of(page: str) -> str:
    """The content security policy a page asks for; empty where it asks for none."""
    match = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    return unescape(match[1]) if match else ""


def _united(*policies: str) -> str:
    """A policy that allows what any of these allows; the policy of a page applies to its frames too."""
    allowed: dict[str, list[str]] = {}
    for directive in (part.split() for policy in policies for part in policy.split(";") if part.strip()):
        allowed.setdefault(directive[0], []).extend(directive[1:])
    return "; ".join(
        f"{name} {' '.join(dict.fromkeys(s for s in sources if s != _NONE)) or _NONE}"
        for name, sources in allowed.items()
    )
