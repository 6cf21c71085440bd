"""The text of a file: UTF-8 or UTF-16 by its byte order mark, else UTF-8, else Windows-1252."""

from __future__ import annotations

import codecs
from pathlib import Path

from collabgraph.errors import MissingFile, NotUtf8, reason
from collabgraph.words import Text, both, mark

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def read_text(path: Path) -> tuple[str, list[Text]]:
    """The text of a file without a byte order mark, and a notice where its encoding was guessed.

    Raises MissingFile or NotUtf8.
    """
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        raise MissingFile(path=path, why=reason(error)) from None
    byte_order_mark = next((byte_order_mark for byte_order_mark in _MARKS if content.startswith(byte_order_mark)), b"")
    try:
        return content[len(byte_order_mark) :].decode(_MARKS.get(byte_order_mark, "utf-8")), []
    except UnicodeDecodeError as error:
        if not byte_order_mark and b"\0" not in content and (text := _windows(content)) is not None:
            phrase = mark("The file is not UTF-8; it was read as Windows-1252. Check names with accents.")
            return text, [both(phrase)]
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"0x{content[len(byte_order_mark) + error.start]:02x}"
        raise NotUtf8(path=path, line=line, byte=byte, position=error.start) from None


def _windows(content: bytes) -> str | None:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return None
