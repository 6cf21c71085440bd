"""The report as one page that works without a network, a script, or anything beside it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from collabgraph.output import pages
from collabgraph.output.report.document import Document, Picture, plain

if TYPE_CHECKING:
    from markupsafe import Markup

_NONE = "'none'"
#: A cell with no more letters than this stands on one line.
_ONE_LINE = 16


def written(document: Document, names: list[str], map_page: str | None) -> bytes:
    """The document as an HTML page; ``map_page`` is embedded whole, under a policy that lets its scripts run."""
    from markupsafe import Markup

    style = pages.shipped("output/report/report.css")
    own = pages.policy((), [style])
    page = pages.render(
        "output/report/page.html",
        document.lang,
        document=document,
        numbers={part.anchor: number for number, part in enumerate(document.parts, start=1)},
        names=names,
        map=map_page,
        style=Markup(style),  # noqa: S704 -- our own file
        policy=_united(own, _policy_of(map_page)) if map_page else own,
        kind_of=lambda block: type(block).__name__,
        data_address=_data_address,
        short=lambda cell: len(plain(cell)) <= _ONE_LINE,
    )
    return page.encode()


def _data_address(picture: Picture) -> Markup:
    """The picture as an address that holds it whole, ready for an attribute in double quotes."""
    from markupsafe import Markup

    text = re.sub(r'="([^"\']*)"', r"='\1'", _lighter(picture.content.decode()))
    for sign in '%#"&':
        text = text.replace(sign, f"%{ord(sign):02X}")
    return Markup(f"data:image/svg+xml,{text}")  # noqa: S704 -- no double quote and no & is left in it


def _lighter(svg: str) -> str:
    """The same picture in half the letters: without words, which stand beside it, and with two decimals at most."""
    text = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<(metadata|title|desc)>.*?</\1>", "", svg, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text).replace("> <", "><")
    text = re.sub(r' d="[^"]*"', lambda path: re.sub(r"(\.\d\d)\d+", r"\1", path[0]), text)
    names = {name: f"g{n}" for n, name in enumerate(dict.fromkeys(re.findall(r'<path id="([^"]+)"', text)))}
    text = re.sub(r'(<path id="|href="#)([^"]+)"', lambda found: f'{found[1]}{names.get(found[2], found[2])}"', text)
    return re.sub(r'transform="translate\((\d+)(?:\.\d+)? 0\)"/>', r'x="\1"/>', text).replace("xlink:href", "href")


def _policy_of(page: str) -> str:
    """The content security policy a page asks for; empty where it asks for none."""
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    return unescape(found[1]) if found else ""


def _united(*policies: str) -> str:
    """A policy that allows what any of these allows; a page in a frame lives under the policy around it."""
    allowed: dict[str, list[str]] = {}
    for directive in (part.split() for policy in policies for part in policy.split(";") if part.strip()):
        allowed.setdefault(directive[0], []).extend(directive[1:])
    return "; ".join(
        f"{name} {' '.join(dict.fromkeys(s for s in sources if s != _NONE)) or _NONE}"
        for name, sources in allowed.items()
    )
