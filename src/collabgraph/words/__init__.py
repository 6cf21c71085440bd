"""Words by language: every phrase of the software exists in English and Indonesian, other texts in any language.

Phrases of the software live in gettext catalogues (``locale/``), English being the key; terms (constructs, roles,
ties) carry their own labels in the ontology and arrive here as a ``Text``.
"""

from __future__ import annotations

import functools
import gettext
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import isinf
from pathlib import Path

LANGUAGES = ("en", "id")
VARIABLE = "COLLABGRAPH_LANG"
LOCALE = Path(__file__).with_name("locale")


@dataclass(frozen=True, order=True, init=False)
class Text:
    """The same words in one language or in several, by language tag (BCP 47).

    ``own`` is the language of the file the words come from. A reader gets the words in the language asked for, then
    in ``own``, then in English, then in any language there is.

    >>> Text(en="building approval", id="persetujuan bangunan gedung")["id"]
    'persetujuan bangunan gedung'
    >>> Text({"pt-BR": "licença"})["en"], Text({"pt-BR": "licença"}).language("en")
    ('licença', 'pt-BR')
    """

    words: tuple[tuple[str, str], ...]
    own: str = field(compare=False)

    def __init__(self, by_language: Mapping[str, str] | None = None, /, *, own: str = "en", **more: str) -> None:
        """The words by language tag; those that are empty are left out."""
        pairs = {**(by_language or {}), **more}
        object.__setattr__(self, "words", tuple(sorted((tag, words) for tag, words in pairs.items() if words)))
        object.__setattr__(self, "own", own)

    @classmethod
    def same(cls, words: str) -> Text:
        """Words without a language, such as "p. 12": the same in each of LANGUAGES."""
        return cls(dict.fromkeys(LANGUAGES, words))

    def __getitem__(self, lang: str) -> str:
        """The words for a reader of this language; empty where there are none at all."""
        return self._best(lang)[1]

    def __bool__(self) -> bool:
        """Whether there are words in any language."""
        return bool(self.words)

    def language(self, lang: str) -> str:
        """The tag of the words that a reader of this language gets; the language itself where there are none."""
        return self._best(lang)[0]

    @property
    def by_language(self) -> dict[str, str]:
        """The words by language tag."""
        return dict(self.words)

    def _best(self, lang: str) -> tuple[str, str]:
        for wanted in (lang, self.own, "en"):
            for tag, words in self.words:
                if tag.lower() == wanted.lower():
                    return tag, words
            for tag, words in self.words:
                if primary(tag) == primary(wanted):
                    return tag, words
        return self.words[0] if self.words else (lang, "")


def primary(tag: str) -> str:
    """The language of a language tag, without region or script.

    >>> primary("pt-BR")
    'pt'
    """
    return tag.partition("-")[0].lower()


def language_set() -> str:
    """The language that the variable COLLABGRAPH_LANG names; English where it names an unknown one."""
    name = os.environ.get(VARIABLE, "")
    return name if name in LANGUAGES else "en"


def mark(phrase: str) -> str:
    """The phrase itself, unchanged; marks it for the catalogue, to be translated where it is used."""
    return phrase


#: A list of two items in a sentence, and one of more than two.
PAIR = mark("{items} and {last}")
SERIES = mark("{items}, and {last}")


@functools.cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    if lang == "en":
        return gettext.NullTranslations()
    return gettext.translation("collabgraph", LOCALE, [lang])


@dataclass(frozen=True)
class Speech:
    """Phrases in one language; calling it translates a phrase and fills its fields.

    >>> Speech("en")("{n} ties", n=3)
    '3 ties'
    """

    lang: str

    def __call__(self, phrase: str, **fields: object) -> str:
        """The phrase in this language, each ``{field}`` filled in; a ``Text`` field gives this language's words."""
        return self._filled(_catalogue(self.lang).gettext(phrase), fields)

    def as_written(self, phrase: str) -> str:
        """The phrase in this language, with its fields not filled in."""
        return _catalogue(self.lang).gettext(phrase)

    def plural(self, one: str, many: str, n: int, **fields: object) -> str:
        """The phrase that fits ``n`` things, with ``{n}`` filled in."""
        return self._filled(_catalogue(self.lang).ngettext(one, many, n), {**fields, "n": n})

    def number(self, value: float, digits: int = 2) -> str:
        """The number as this language writes it: whole numbers whole, a decimal comma in Indonesian.

        A number that would round to zero keeps two digits: 0.00015, not 0.00. One without limit is ∞.
        """
        if isinf(value):
            return "∞" if value > 0 else "-∞"
        small = 0 < abs(value) < 0.5 * 10**-digits
        written = str(value) if isinstance(value, int) else f"{value:.2g}" if small else f"{value:.{digits}f}"
        return self.decimal(written)

    def decimal(self, written: str) -> str:
        """A number written with a point, with the decimal sign of this language."""
        return written.replace(".", ",") if self.lang == "id" else written

    def listed(self, items: list[str]) -> str:
        """The items as a list in a sentence: "a", "a and b", "a, b, and c"."""
        if len(items) < 2:
            return "".join(items)
        return self(PAIR if len(items) == 2 else SERIES, items=", ".join(items[:-1]), last=items[-1])

    def _filled(self, phrase: str, fields: Mapping[str, object]) -> str:
        words = {name: value[self.lang] if isinstance(value, Text) else value for name, value in fields.items()}
        return phrase.format(**words)


def both(phrase: str, **fields: object) -> Text:
    """The phrase in both languages, with the same fields."""
    return Text({lang: Speech(lang)(phrase, **fields) for lang in LANGUAGES})


def in_both(words: Callable[[Speech], str]) -> Text:
    """The result of ``words`` in each language."""
    return Text({lang: words(Speech(lang)) for lang in LANGUAGES})
