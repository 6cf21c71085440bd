"""Collect the phrases of the code into the Indonesian catalogues and compile them: ``make translations``.

Phrases are what ``say``, ``mark``, ``both``, ``plural`` and ``sentence`` are called with, in modules and in templates
of pages, the texts of the commands' help, and the formulas of the metrics. Click's own words have a catalogue beside
ours, so that help and usage errors are in one language. Translations live in
``src/collabgraph/words/locale/id/LC_MESSAGES/*.po``; the compiled ``.mo`` beside each is what the software reads.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from collabgraph.analysis.metrics import ACTOR_LEVEL, NETWORK_LEVEL
from collabgraph.cli import main as commands
from collabgraph.cli.help import CLICK, in_words

SOURCES = Path(__file__).parents[1] / "src" / "collabgraph"
FOLDER = SOURCES / "words" / "locale" / "id" / "LC_MESSAGES"
PO = FOLDER / "collabgraph.po"
MO = PO.with_suffix(".mo")
CLICK_PO = FOLDER / f"{CLICK}.po"
HEADER = "# Indonesian phrases of {of}, collected and compiled by `make translations`."
DATES = {"creation_date": datetime(2026, 11, 24), "revision_date": datetime(2026, 11, 24)}
KEYWORDS = {"say": None, "mark": None, "both": None, "plural": (1, 2)}
CLICK_KEYWORDS = {"_": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("**.html", "jinja2")]

Phrase = str | tuple[str, ...]


def extracted() -> Catalog:
    """Every phrase in the code, untranslated."""
    messages = extract_from_dir(SOURCES, METHODS, keywords=KEYWORDS)
    phrases = [(message, name) for name, _, message, _, _ in messages]
    phrases += sentences()
    phrases += [(phrase, "cli") for phrase in help_phrases()]
    phrases += [(metric.formula, "metrics") for metric in (*NETWORK_LEVEL.values(), *ACTOR_LEVEL.values())]
    return _catalogue("collabgraph", phrases)


def sentences() -> list[tuple[Phrase, str]]:
    """Every phrase that ``sentence`` is called with, which babel does not find: ``say`` is its first argument."""
    return [
        (call.args[1].value, path.relative_to(SOURCES).as_posix())
        for path in sorted(SOURCES.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "sentence"
        if isinstance(call.args[1], ast.Constant)
    ]


def help_phrases() -> list[str]:
    """Every phrase of the help of every command, collected while translating it."""
    phrases: list[str] = []

    def collect(phrase: str) -> str:
        phrases.append(phrase)
        return phrase

    list(in_words(commands, collect).commands.values())  # each is translated when it is read
    return phrases


def messages_of_click() -> Catalog:
    """Every message of the installed click, untranslated."""
    messages = extract_from_dir(Path(click.__file__).parent, METHODS, keywords=CLICK_KEYWORDS)
    return _catalogue(CLICK, ((message, f"click/{name}") for name, _, message, _, _ in messages))


def _catalogue(of: str, phrases: Iterable[tuple[Phrase, str]]) -> Catalog:
    catalog = Catalog(locale="id", charset="utf-8", fuzzy=False, header_comment=HEADER.format(of=of), **DATES)
    for message, name in phrases:
        if message:
            catalog.add(message, locations=[(name, 0)])
    return catalog


#: Each catalogue and what belongs in it.
CATALOGUES: dict[Path, Callable[[], Catalog]] = {PO: extracted, CLICK_PO: messages_of_click}


def translated(po: Path = PO) -> Catalog:
    """The catalogue in the file."""
    with po.open("rb") as file:
        return read_po(file, locale="id")


def is_translated(message: Message) -> bool:
    """Whether a phrase, or every form of a plural, has words in Indonesian."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms)


def compiled(catalog: Catalog) -> bytes:
    """The compiled catalogue (.mo)."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update(po: Path, catalog: Catalog) -> None:
    """Bring a catalogue up to date and compile it; new phrases stay empty, phrases no longer used are dropped."""
    if po.exists():
        known = translated(po)
        for message in catalog:
            if message.id and (old := known.get(message.id)) is not None:
                message.string = old.string
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as file:
        write_po(file, catalog, sort_output=True, width=0, omit_header=False, include_lineno=False)
    po.with_suffix(".mo").write_bytes(compiled(catalog))
    missing = [message.id for message in catalog if message.id and not is_translated(message)]
    print(f"{po.stem}: {len(catalog)} phrases, {len(missing)} untranslated")


def main() -> None:
    """Bring every catalogue up to date."""
    for po, collect in CATALOGUES.items():
        update(po, collect())


if __name__ == "__main__":
    main()
