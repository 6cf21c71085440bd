"""Collect the phrases of the code into the Indonesian catalogue and compile it: ``make translations``.

Phrases are what ``say``, ``mark``, ``both`` and ``plural`` are called with, in modules and in templates of pages.
Translations live in ``src/collabgraph/locale/id/LC_MESSAGES/collabgraph.po``; the compiled ``.mo`` beside it is what
the software reads.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCES = Path(__file__).parents[1] / "src" / "collabgraph"
PO = SOURCES / "locale" / "id" / "LC_MESSAGES" / "collabgraph.po"
MO = PO.with_suffix(".mo")
HEADER = "# Indonesian phrases of collabgraph, collected and compiled by `make translations`."
DATES = {"creation_date": datetime(2026, 11, 24), "revision_date": datetime(2026, 11, 24)}
KEYWORDS = {"say": None, "mark": None, "both": None, "plural": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]


def extracted() -> Catalog:
    """Every phrase in the code, untranslated."""
    catalog = Catalog(locale="id", charset="utf-8", fuzzy=False, header_comment=HEADER, **DATES)
    for name, _, message, _, _ in extract_from_dir(SOURCES, METHODS, keywords=KEYWORDS):
        if message:
            catalog.add(message, locations=[(name, 0)])
    return catalog


def translated() -> Catalog:
    """The catalogue as it stands."""
    with PO.open("rb") as file:
        return read_po(file, locale="id")


def is_translated(message: Message) -> bool:
    """Whether a phrase, or every form of a plural, has words in Indonesian."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms)


def compiled(catalog: Catalog) -> bytes:
    """The bytes the software reads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main() -> None:
    """Bring the catalogue up to date and compile it; what is untranslated stays empty, what is gone is dropped."""
    catalog = extracted()
    if PO.exists():
        known = translated()
        for message in catalog:
            if message.id and (old := known.get(message.id)) is not None:
                message.string = old.string
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalog, sort_output=True, width=0, omit_header=False, include_lineno=False)
    MO.write_bytes(compiled(catalog))
    missing = [message.id for message in catalog if message.id and not is_translated(message)]
    print(f"{len(catalog)} phrases, {len(missing)} untranslated")


if __name__ == "__main__":
    main()
