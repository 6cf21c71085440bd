"""The rows of sheets: which sheets and columns are ours, and the cells of each row by the key of its column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from collabgraph.coding.forms.fields import CASE
from collabgraph.coding.forms.records import Found
from collabgraph.coding.forms.sheets import (
    ABOUT,
    BY_KEY,
    EVERY,
    ID,
    LISTS,
    OWNER,
    SCORES,
    SETTINGS,
    VERSION,
    Cell,
    Column,
    Kind,
    Sheet,
    column_letters,
    folded,
    kind_named,
    names_of,
    words_of,
)
from collabgraph.rdf.positions import Fault, Place
from collabgraph.words import LANGUAGES, both, mark
from collabgraph.words.nearest import suggestion

#: What ids of examples in a template begin with; no real id has a colon there.
EXAMPLE = ("example:", "contoh:")
#: Characters that are blanks to people and none to Python.
_NOTHING = str.maketrans("\u200b\ufeff", "  ")

_NOT_READ = mark(
    "The sheet '{sheet}' is not read: it has none of the known names{nearest}. Sheets that are read: {known}."
)
_TWO_SHEETS = mark("There are two sheets '{sheet}', '{first}' and '{second}'. Put their rows into one.")
_NO_COLUMNS = mark("None of the headings of this row is known. Those of '{sheet}' are: {known}.")
_COLUMN = mark("The column '{heading}' is not read{nearest}. It is kept as it is.")
_TWICE = mark("There are two columns '{heading}'. Remove one of them.")
_ERROR = mark("The formula of this cell gives an error ({text}). Write the value itself.")
NO_VALUE = mark(
    "The cell has a formula whose value is not in the file. Open the file in a spreadsheet program and save it, or "
    "write the value itself."
)
_EXAMPLES = mark(
    "Rows that are examples are not read ({cells}; in all {n}). Give a row an id of your own to have it read."
)
_NEWER = mark("The workbook is of version {found}, and this program knows {known}. It may not read all of it.")
_SPREAD = mark(
    "The sheet '{sheet}' has merged cells. Their text counts for every row that they cover; better undo them."
)


class Row(Struct):
    """A row of a sheet: its cells by key of the column, those of other columns, and the place of its id.

    Of a ``broken`` row there are cells that have no value.
    """

    cells: dict[str, Cell]
    others: dict[str, Cell]
    place: Place
    broken: bool = False

    def text(self, key: str) -> str:
        """The text of a cell without blanks around it; empty where it is blank."""
        return trimmed(self.cells[key].text) if key in self.cells else ""


def trimmed(text: str) -> str:
    """A text that is no words, with one blank between its parts."""
    return " ".join(text.translate(_NOTHING).split())


class Rows:
    """The rows of all sheets that are ours, by key of the sheet; ``about`` is what the sheet "About" sets, by key."""

    def __init__(self, sheets: Sequence[Sheet], found: Found) -> None:
        """Read the sheets; what is wrong with them, or worth knowing, is added to ``found``."""
        self.found = found
        self.sheets: dict[str, Sheet] = {}
        self._examples: list[str] = []
        self._name_sheets(sheets)
        self.of = {
            key: list(self._rows_of(self.sheets[key], BY_KEY[key]))
            for key in BY_KEY
            if key in self.sheets and key not in (ABOUT.key, LISTS.key)
        }
        self.notice_rows(_EXAMPLES, self._examples)
        self.about = self._about()

    def _name_sheets(self, sheets: Sequence[Sheet]) -> None:
        for sheet in sheets:
            kind = kind_named(sheet.name)
            if kind is None:
                names = {each.name[lang]: each for each in EVERY[:-1] for lang in LANGUAGES}
                known = ", ".join(self.heading(each) for each in EVERY[:-1])
                place = Place(cell=f"{sheet.name}!A1")
                self.notice(place, _NOT_READ, sheet=sheet.name, nearest=suggestion(sheet.name, names), known=known)
            elif kind.key in self.sheets:
                first = self.sheets[kind.key].name
                place = Place(cell=f"{sheet.name}!A1")
                self.fault(place, _TWO_SHEETS, sheet=kind.name, first=first, second=sheet.name)
            else:
                self.sheets[kind.key] = sheet

    def heading(self, kind: Kind) -> str:
        """The name of a sheet: as it is in the file, else in English."""
        return self.sheets[kind.key].name if kind.key in self.sheets else kind.name["en"]

    def _rows_of(self, sheet: Sheet, kind: Kind) -> Iterator[Row]:
        if not sheet.rows:
            return
        names = {**dict.fromkeys(words_of(OWNER), ID), **kind.names} if kind.section is CASE else kind.names
        begin = _headings(sheet.rows, names)
        columns, others = self._columns(sheet.rows[begin][1], sheet.name, kind, names)
        if not columns:
            return
        owns = next((number for number, column in columns.items() if column.key == "id"), min(columns))
        letter = column_letters(owns)
        begin += 2 if _is_help(sheet.rows[begin + 1 : begin + 2], kind) else 1
        for number, cells in sheet.rows[begin:]:
            known = {columns[at].key: cell for at, cell in cells.items() if at in columns}
            if "id" in known and known["id"].spread:
                del known["id"]
            place = Place(cell=f"{sheet.name}!{letter}{number}")
            row = Row(known, {others[at]: cell for at, cell in cells.items() if at in others}, place)
            row.cells.pop("problems", None)
            if row.text("id").casefold().startswith(EXAMPLE) or row.text("case").casefold().startswith(EXAMPLE):
                self._examples.append(place.cell)
            elif row.cells or row.others:
                self._only_texts(row)
                yield row
        if any(cell.spread for _, cells in sheet.rows for cell in cells.values()):
            self.notice(Place(cell=f"{sheet.name}!A1"), _SPREAD, sheet=sheet.name)

    def _columns(
        self, row: Mapping[int, Cell], sheet: str, kind: Kind, names: Mapping[str, Column]
    ) -> tuple[dict[int, Column], dict[int, str]]:
        """The columns by number: ours, and the headings of the others."""
        ours: dict[int, Column] = {}
        others: dict[int, str] = {}
        for number, cell in row.items():
            column = names.get(folded(cell.text))
            if column is None and trimmed(cell.text) in others.values():
                self.fault(cell.place, _TWICE, heading=trimmed(cell.text))
            elif column is None:
                others[number] = trimmed(cell.text)
            elif column in ours.values():
                self.fault(cell.place, _TWICE, heading=trimmed(cell.text))
            else:
                ours[number] = column
        headings = [column.heading["en"] for column in kind.columns]
        if not ours:
            first = next(iter(row.values()))
            self.fault(first.place, _NO_COLUMNS, sheet=sheet, known=", ".join(headings))
        elif kind is not SCORES:
            words = [column.heading[lang] for column in kind.columns for lang in LANGUAGES]
            for number, heading in others.items():
                self.notice(row[number].place, _COLUMN, heading=heading, nearest=suggestion(heading, words))
        return ours, others

    def _only_texts(self, row: Row) -> None:
        """Leave out the cells that have no value, with a fault for each."""
        for key, cell in list(row.cells.items()):
            if cell.kind == "error" and trimmed(cell.text) != "#N/A":
                self.fault(cell.place, _ERROR, text=cell.text)
            elif cell.kind == "formula":
                self.fault(cell.place, NO_VALUE)
            if cell.kind in ("error", "formula") or not trimmed(cell.text):
                row.broken = row.broken or cell.kind != "text"
                del row.cells[key]

    def _about(self) -> dict[str, str]:
        """What the sheet "About" sets: language, framework and version, by key."""
        found: dict[str, str] = {}
        names = {word: column.key for word, column in names_of(SETTINGS).items()}
        names.update(version="version", versi="version")
        for _, cells in self.sheets[ABOUT.key].rows if ABOUT.key in self.sheets else ():
            texts = [trimmed(cells[place].text) for place in sorted(cells)]
            known = names.get(folded(texts[0]))
            if known is not None and len(texts) > 1:
                found[known] = texts[1]
            if known == "version" and len(texts) > 1 and texts[1].isdigit() and int(texts[1]) > VERSION:
                self.notice(next(iter(cells.values())).place, _NEWER, found=texts[1], known=VERSION)
        return found

    def notice_rows(self, phrase: str, cells: Sequence[str]) -> None:
        """Add one notice about rows, where there are any."""
        if cells:
            named = ", ".join(cells[:3]) + (" …" if len(cells) > 3 else "")
            self.notice(Place(cell=cells[0]), phrase, cells=named, n=len(cells))

    def fault(self, place: Place, phrase: str, **fields: object) -> None:
        """Add what is wrong."""
        self.found.faults.append(Fault(place, both(phrase, **fields)))

    def notice(self, place: Place, phrase: str, **fields: object) -> None:
        """Add what is worth knowing."""
        self.found.notices.append(Fault(place, both(phrase, **fields)))


def _headings(rows: Sequence[tuple[int, Mapping[int, Cell]]], names: Mapping[str, Column]) -> int:
    """Which row has the headings: of the first ones that with two known ones at least, below a title for instance."""
    fitting = (n for n, (_, cells) in enumerate(rows[:6]) if sum(folded(c.text) in names for c in cells.values()) > 1)
    return next(fitting, 0)


def _is_help(rows: Sequence[tuple[int, Mapping[int, Cell]]], kind: Kind) -> bool:
    """Whether the row below the headings has the help of one of them."""
    return any(trimmed(cell.text) in kind.helps for _, cells in rows for cell in cells.values())
