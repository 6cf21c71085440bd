"""Removing characters that are unsafe in a terminal, a file or XML."""

from __future__ import annotations

import re
import unicodedata

# Control characters, U+FFFE and U+FFFF, as UTF-8.
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
#: Bold, underlined, and the end of either.
_STYLE = r"\x1b\[[014]m"
_NO_CHARACTERS = str.maketrans("", "", "\ufffe\uffff")


def printable(text: str) -> str:
    """The text without control characters and direction overrides, which could rewrite what a terminal shows.

    >>> printable("a\\x1b[31mb\\u202ec")
    'a[31mbc'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )


def visible(text: str) -> str:
    """The text for a terminal, with what ``printable`` leaves out as JSON and Turtle write it: data stay the same data.

    Bold and underlined words stay what they are.

    >>> visible('{"label": "a\\u202eb"}')
    '{"label": "a\\\\u202eb"}'
    """
    if text.isascii() and text.isprintable():
        return text
    unseen = {sign for sign in set(text) if sign <= "\uffff" and not printable(sign)}
    codes = {sign: f"\\u{ord(sign):04x}" for sign in unseen}
    return re.sub(
        "|".join([_STYLE, "\r\n", *map(re.escape, unseen)]), lambda found: codes.get(found[0], found[0]), text
    )


def clean_for_xml(text: str) -> str:
    """The text without what ``printable`` leaves out, and without characters that XML 1.0 does not allow."""
    return printable(text).translate(_NO_CHARACTERS)


def parsable_xml(document: bytes) -> bytes:
    """An XML document in UTF-8 with U+FFFD for each character that XML 1.0 does not allow.

    A carriage return is escaped, which a parser would otherwise take for a line feed (XML 1.0, sections 2.2 and 2.11).
    """
    return _NOT_IN_XML.sub("\ufffd".encode(), document).replace(b"\r", b"&#13;")


def harmless(cell: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> harmless("=1+1"), harmless("fine")
    ("'=1+1", 'fine')
    """
    text = printable(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
