"""The figures that can be drawn, their forms and their widths: what the commands, the help and the docs name.

A figure is drawn by ``picture`` in the module of its id in ``output/plots``. To add one, write that module and an entry
here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A figure: what it shows (a phrase of the help), and its names in Indonesian.

    ``of_networks`` is whether it can be drawn of networks alone, without cases; ``of_many`` whether of more cases than
    are shown beside each other.
    """

    shows: str
    words: tuple[str, ...]
    of_networks: bool = False
    of_many: bool = False


FIGURES: Mapping[str, Figure] = {
    "conditions": Figure("each construct in each case, with the number of supporting sources", ("kondisi",)),
    "matrix": Figure("cases by constructs, sorted, for two cases or many", ("matriks",), of_many=True),
    "metrics": Figure("metrics of the networks, with their ranges", ("metrik",), of_networks=True),
    "ties": Figure("who is tied to whom in each case", ("relasi",), of_networks=True),
    "timeline": Figure("the dated claims of each case, and its steps", ("lini-masa", "lini masa")),
    "readiness": Figure("what was in place at the start, and other factors met", ("kesiapan",)),
    "weights": Figure("what the evidence weighs between rival explanations", ("bobot",)),
    "overview": Figure("how much is known of each case", ("ikhtisar",)),
}

#: The figures of many cases, coded or as a table of memberships.
MANY: Mapping[str, Figure] = {
    "truth-table": Figure("the truth table: configurations with their cases and fit", ("tabel-kebenaran",
                          "tabel kebenaran"), of_many=True),
    "xy": Figure("membership in terms against that in the outcome", ("diagram-xy",), of_many=True),
    "sufficiency": Figure("how sufficient each condition is, with intervals", ("kecukupan",), of_many=True),
    "necessity": Figure("how necessary each condition is, with intervals", ("keperluan",), of_many=True),
    "solution": Figure("the terms of the solution, core and peripheral", ("solusi",), of_many=True),
    "ceiling": Figure("the ceilings above the cases, by necessary condition analysis", ("plafon",), of_many=True),
    "bottleneck": Figure("what each level of the outcome takes", ("hambatan",), of_many=True),
}  # fmt: skip

#: The forms by the ending of a file's name.
ENDINGS: Mapping[str, str] = {
    "svg": "svg", "pdf": "pdf", "eps": "eps", "png": "png", "tiff": "tiff", "tif": "tiff",
}  # fmt: skip
FORMATS = tuple(dict.fromkeys(ENDINGS.values()))

_MM = 1 / 25.4
#: Widths in inches: a column and a page, and the widths of publishers, as their guides for authors give them.
COLUMN, PAGE = 3.5, 7.0
WIDTHS: Mapping[str, float] = {
    "column": COLUMN,
    "page": PAGE,
    "elsevier-single": 90 * _MM,
    "elsevier-middle": 140 * _MM,
    "elsevier-double": 190 * _MM,
    "springer-single": 84 * _MM,
    "springer-double": 174 * _MM,
    "nature-single": 89 * _MM,
    "nature-double": 183 * _MM,
    "wiley-single": 80 * _MM,
    "wiley-double": 180 * _MM,
    "plos-text": 132 * _MM,
    "plos-page": 190.5 * _MM,
}
NARROWEST, WIDEST = 3.0, 20.0
_UNITS = {"": 1.0, "in": 1.0, "mm": _MM, "cm": 10 * _MM}
_LENGTH = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)\s*(?P<unit>mm|cm|in)?", re.ASCII)


def inches(width: str) -> float | None:
    """A width by its name, or a number of mm, cm or inches, in inches; None where it is neither, or out of bounds.

    >>> inches("column"), inches("127mm"), inches("12,7 cm"), inches("wide"), inches("1in")
    (3.5, 5.0, 5.0, None, None)
    """
    found = _LENGTH.fullmatch(width.strip().lower())
    value = WIDTHS.get(width.strip().lower())
    if value is None and found is not None:
        value = round(float(found["number"].replace(",", ".")) * _UNITS[found["unit"] or ""], 6)
    return value if value is not None and NARROWEST <= value <= WIDEST else None
