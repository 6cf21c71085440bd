"""Zip archives that do not depend on the time they were packed."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def settled(archive: bytes, made: date) -> bytes:
    """The same archive with the oldest date zip knows on every member, and ``made`` as the date of its last change."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            if member.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>%sT00:00:00Z\g<2>" % made.isoformat().encode(), content)
            plain = zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0))
            plain.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(plain, content)
    return buffer.getvalue()
