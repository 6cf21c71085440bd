"""Removing characters that are unsafe in a terminal, a file or XML."""

from __future__ import annotations

import re
import unicodedata

# Control characters, U+FFFE and U+FFFF, as UTF-8.
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
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
