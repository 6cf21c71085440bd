"""The sheets of a workbook: their names, columns and help; cells with their places, before they mean anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from msgspec import Struct

from collabgraph.coding.forms.fields import CASE, EVIDENCE, SECTIONS, STUDY, Field, Section
from collabgraph.rdf.positions import Place
from collabgraph.words import LANGUAGES, Text


class Cell(Struct, frozen=True):
    """A cell that is not blank, as text. ``kind`` is "text", or what a program made of what was written: "date" (also
    of a month or year alone), "error", or "formula" for one whose value is not in the file. ``spread`` says that the
    text stands in the first of several merged cells, and this is another.
    """

    text: str
    place: Place
    kind: str = "text"
    spread: bool = False


class Sheet(Struct, frozen=True):
    """The rows of a sheet that are not blank, each with its number and its cells by number of the column."""

    name: str
    rows: Sequence[tuple[int, Mapping[int, Cell]]]


class Column(Struct, frozen=True):
    """A column of a sheet; ``field`` is None for those that are no fields of the table.

    ``inner`` is the key of the section of what stands within a claim, for columns of that.
    """

    key: str
    heading: Text
    help: Text
    field: Field | None = None
    inner: str = ""


class Kind(Struct, frozen=True, dict=True):
    """A kind of sheet: its key, name, and columns."""

    key: str
    name: Text
    columns: tuple[Column, ...]
    section: Section | None = None

    @cached_property
    def names(self) -> Mapping[str, Column]:
        """The columns by every folded name they have."""
        return names_of(self.columns)

    @cached_property
    def helps(self) -> frozenset[str]:
        """The help of all columns, in every language."""
        return frozenset(words for column in self.columns for words in column.help.by_language.values())


def _column(key: str, en: str, indonesian: str, help_en: str, help_id: str) -> Column:
    return Column(key, Text(en=en, id=indonesian), Text(en=help_en, id=help_id))


OWNER = _column(
    "case", "Case", "Id kasus",
    "The id of the case; blank where there is only one. Actors and sources of several cases: blank.",
    "Id kasus; kosong bila hanya ada satu. Aktor dan sumber milik beberapa kasus: kosongkan.",
)  # fmt: skip
ID = _column(
    "id", "Id", "Id", "A short id; claims without one are numbered.", "Id pendek; klaim tanpa id diberi nomor."
)
PROBLEMS = _column("problems", "Problems", "Masalah", "What is to be corrected.", "Yang perlu diperbaiki.")
SETTINGS = (
    _column(
        "language", "Language", "Bahasa",
        "The language you write in: en, id, pt.", "Bahasa yang Anda pakai: en, id, pt.",
    ),
    _column(
        "framework", "Framework", "Kerangka",
        "The id of the theory whose constructs are meant first.", "Id teori yang konstruknya dimaksud lebih dahulu.",
    ),
    _column(
        "basis", "Usual basis", "Dasar yang lazim",
        "The basis of claims that name none; blank for reported.",
        "Dasar klaim yang tidak menyebutkannya; kosong berarti dilaporkan.",
    ),
)  # fmt: skip
_PERIOD, _TITLE = CASE.by_key["period"], CASE.by_key["title"]
_SOURCE, _PAGE = EVIDENCE.by_key["source"], EVIDENCE.by_key["page"]


def _of(one: Field, inner: str = "") -> Column:
    return Column(one.key, one.heading, one.help, one, inner)


#: The fields of every claim.
COMMON = frozenset.intersection(*(frozenset(one.by_key) for one in SECTIONS if one.of_claims))


def _kind(section: Section) -> Kind:
    """The sheet of a section: what is particular to it, then what is within a claim, then what every claim has."""
    own = [_of(one) for one in section.fields if not section.of_claims or one.key not in COMMON]
    common = [_of(one) for one in section.fields if section.of_claims and one.key in COMMON]
    inner = [_of(one, part.key) for part in section.parts for one in part.fields]
    settings = SETTINGS if section in (CASE, STUDY) else ()
    owner = () if section is CASE else (OWNER,)
    return Kind(section.key, section.heading, (*owner, ID, *settings, *own, *inner, *common, PROBLEMS), section)


SCORES = Kind(
    "scores",
    Text(en="Scores", id="Skor"),
    (
        OWNER,
        _of(_TITLE),
        _of(_PERIOD),
        Column("source", _SOURCE.heading, _SOURCE.help, _SOURCE),
        Column("page", _PAGE.heading, _PAGE.help, _PAGE),
        PROBLEMS,
    ),
)
#: The help of the columns of constructs in the sheet of scores.
SCORE_HELP = Text(
    en="1 present, 0 absent, 0.33 in part, 0.5-1 a range, blank or NA not reported.",
    id="1 ada, 0 tidak ada, 0,33 sebagian, 0,5-1 kisaran, kosong atau NA tidak dilaporkan.",
)
CODEBOOK = Kind(
    "codebook",
    Text(en="Codebook", id="Buku kode"),
    (
        _column("list", "List", "Daftar", "The list it is added to: role, tie, sector ...",
                "Daftar yang ditambah: role, tie, sector ..."),
        _column("id", "Id", "Id", "A short id, as in water-user-group.", "Id pendek, misalnya kelompok-pengguna-air."),
        _column("label", "Label", "Label", "The words that people read and choose.", "Kata yang dibaca dan dipilih."),
        _column("definition", "Definition", "Definisi", "What it means, in a sentence.", "Artinya dalam satu kalimat."),
        PROBLEMS,
    ),
)  # fmt: skip
TEXTS = Kind(
    "texts",
    Text(en="Texts", id="Teks"),
    (
        OWNER,
        _column("language", "Language", "Bahasa", "Another language: en, id, pt.", "Bahasa lain: en, id, pt."),
        _column("where", "Where", "Tempat", "Id and field, as in 'T02 evidence 1 note' or 'case title'.",
                "Id dan ruas, misalnya 'T02 evidence 1 note' atau 'case title'."),
        _column("text", "Text", "Teks", "The same words in that language.", "Kata-kata yang sama dalam bahasa itu."),
        PROBLEMS,
    ),
)  # fmt: skip
ABOUT = Kind("about", Text(en="About", id="Tentang"), ())
#: The hidden sheet of what can be chosen.
LISTS = Kind("lists", Text(en="Lists", id="Daftar pilihan"), ())

KINDS = tuple(map(_kind, (CASE, *SECTIONS)))
EVERY = (*KINDS, SCORES, CODEBOOK, TEXTS, ABOUT, LISTS)
BY_KEY = {kind.key: kind for kind in EVERY}
#: The version of this arrangement of sheets.
VERSION = 1


@lru_cache(10_000)
def folded(name: str) -> str:
    """A name without what does not count: capitals, kinds of blanks, hyphens, a star for needed columns."""
    return " ".join(re.split(r"[\s_\u200b\ufeff-]+", name.casefold().strip(" *\ufeff\u200b\xa0"))).strip()


def words_of(kind: Kind | Column) -> set[str]:
    """The folded names by which a sheet or column is known: its key, and its heading in every language."""
    heading = kind.name if isinstance(kind, Kind) else kind.heading
    return {folded(kind.key), *(folded(heading[lang]) for lang in LANGUAGES)}


def kind_named(name: str) -> Kind | None:
    """The kind of sheet, or of file with a table, with this name in any language; None where there is none."""
    return _KIND_NAMES.get(folded(re.sub(r"\.[ct]sv$", "", name, flags=re.IGNORECASE)))


_KIND_NAMES = {word: kind for kind in EVERY for word in words_of(kind)}


def names_of(columns: Iterable[Column]) -> dict[str, Column]:
    """The columns by every folded name they have; headings before keys, since two columns may share a word."""
    columns = list(columns)
    names: dict[str, Column] = {folded(column.key): column for column in reversed(columns)}
    for column in reversed(columns):
        names.update({folded(column.heading[lang]): column for lang in LANGUAGES})
    return names


def column_letters(number: int) -> str:
    """The letters of a column counted from one."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
