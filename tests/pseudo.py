"""A language nobody speaks, in which whatever is still in plain letters was never translated.

It takes the place of Indonesian. Each letter of a phrase that is looked up, of a text that has an Indonesian side, and
of click's own words becomes the full-width letter of the same name (U+FF41 for "a"). Letter by letter, so that the mark
survives wrapping, cutting, capitals and columns. The fields of a phrase are left alone: what a phrase is filled with
has to be translated itself.

    with speaking(tmp_path):
        shown = run("show", "pbg", "--lang", "id")
    assert unmarked(shown, allowed=["pbg"]) == set()
"""

from __future__ import annotations

import functools
import gettext
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import cast

import pytest

import catalogue
from collabgraph import words
from collabgraph.output import glossary
from collabgraph.words import Text

_WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}
_FIELD = re.compile(r"(\{[^}]*\}|%\(\w+\)s)")
_WORD = re.compile(r"\w(?:[\w'’./:#@-]*\w)?")


def marked(phrase: str) -> str:
    """The phrase in the language nobody speaks; its fields stay to be filled.

    >>> ascii(marked("{n} to"))
    "'{n} \\\\uff54\\\\uff4f'"
    """
    parts = _FIELD.split(phrase)
    return "".join(part if place % 2 else part.translate(_WIDE) for place, part in enumerate(parts))


def is_marked(text: str) -> bool:
    """Whether any of the text was translated."""
    return any("Ａ" <= sign <= "ｚ" for sign in text)


def unmarked(text: str, allowed: Iterable[str] = ()) -> set[str]:
    """The words with a plain letter in them, once the allowed words and passages are taken out.

    >>> sorted(unmarked(marked("the") + " tie T12 of pbg", allowed=["pbg"]))
    ['T12', 'of', 'tie']
    """
    known = "|".join(re.escape(each) for each in sorted(set(allowed), key=len, reverse=True) if each)
    rest = re.sub(rf"(?<!\w)(?:{known})(?!\w)", " ", text) if known else text
    return {word for word in _WORD.findall(rest) if any(sign.isalpha() and not is_marked(sign) for sign in word)}


@contextmanager
def speaking(folder: Path) -> Iterator[None]:
    """While it lasts Indonesian is the language nobody speaks; ``folder`` is an empty one for click's catalogue."""
    compiled = folder / "id" / "LC_MESSAGES" / catalogue.CLICK_PO.with_suffix(".mo").name
    compiled.parent.mkdir(parents=True)
    compiled.write_bytes(_words_of_click())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "LOCALE", folder)
        patch.setattr(words, "_catalogue", lambda lang: _Marked() if lang == "id" else gettext.NullTranslations())
        patch.setattr(Text, "_best", _best)
        patch.setattr(Text, "by_language", property(_by_language))
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    """Let no words be kept from one language to the other."""
    glossary.words.cache_clear()
    glossary.meanings.cache_clear()


@functools.cache
def _words_of_click() -> bytes:
    messages = catalogue.messages_of_click()
    for message in messages:
        ids = message.id
        message.string = tuple(map(marked, ids)) if isinstance(ids, tuple) else marked(cast(str, ids))
    return catalogue.compiled(messages)


class _Marked(gettext.NullTranslations):
    """Every phrase is known and marked."""

    def gettext(self, message: str) -> str:
        return marked(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return marked(msgid1 if n == 1 else msgid2)


_AS_IT_IS = Text._best


def _best(text: Text, lang: str) -> tuple[str, str]:
    """The words for a reader, the Indonesian ones marked."""
    tag, words = _AS_IT_IS(text, lang)
    return tag, _indonesian(words) if tag == "id" else words


def _by_language(text: Text) -> dict[str, str]:
    """The words by language tag, the Indonesian ones marked."""
    return {tag: _indonesian(words) if tag == "id" else words for tag, words in text.words}


def _indonesian(words: str) -> str:
    """Indonesian words; what is made of phrases is marked as far as they were looked up."""
    return words if is_marked(words) else words.translate(_WIDE)


class _Visible(HTMLParser):
    """What a page shows or reads out in its own language: its text, and the attributes that are words.

    Scripts, styles and code are left out, and what says of itself that it is in English.
    """

    _HIDDEN = frozenset({"script", "style", "code", "textarea"})
    _WORDS = frozenset({"alt", "aria-label", "aria-description", "content", "label", "placeholder", "title"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in self._HIDDEN or (self._inside and tag == self._inside[-1]) or given.get("lang") == "en":
            self._inside.append(tag)
        if tag != "meta" or given.get("name") == "description":
            self.words += [value for name, value in attrs if name in self._WORDS and value]

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == self._inside[-1]:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.words.append(data)


def visible(page: str) -> str:
    """The words of an HTML page that a person sees or hears, one piece a line.

    >>> visible('<style>p {}</style><p title="two">one</p>')
    'two\\none'
    """
    return "\n".join(piece for piece in _Visible(page).words if piece.strip())


def said(data: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in JSON with the key it stands under; of a text in both languages the Indonesian side."""
    if isinstance(data, dict):
        both = set(data) == {"en", "id"}
        for name, value in data.items():
            if not (both and name == "en"):
                yield from said(value, key if both else name)
    elif isinstance(data, list):
        for value in data:
            yield from said(value, key)
    elif isinstance(data, str):
        yield key, data
