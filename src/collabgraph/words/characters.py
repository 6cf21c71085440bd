"""Text without the characters that a terminal, a file or XML must not get."""

from __future__ import annotations

import re
import unicodedata

# Control characters, U+FFFE and U+FFFF.
_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


def printable(text: str) -> str:
    """The text without control characters and direction overrides, which could rewrite what a terminal shows.

    >>> printable("a\\x1b[31mb\\u202ec")
    'a[31mbc'
    """
    return "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
    )


def parsable_xml(document: bytes) -> bytes:
    """An XML document in UTF-8 with U+FFFD for each character that XML 1.0 has no place for, not even escaped.

    A carriage return is escaped, which a parser would otherwise take for a line feed (XML 1.0, sections 2.2 and 2.11).
    """
    return _NOT_IN_XML.sub("\ufffd".encode(), document).replace(b"\r", b"&#13;")
