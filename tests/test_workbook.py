"""Cases as workbooks and as folders of CSV files: nothing is lost, and what people and programs do to them is met."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyoxigraph as ox
import pytest
from openpyxl.styles import PatternFill

from collabgraph.coding.forms import csv_folder, scores, sheets, triples, workbook
from collabgraph.coding.forms.fields import EVIDENCE, LIKELIHOOD, SECTIONS
from collabgraph.coding.forms.names import Unknown
from collabgraph.coding.forms.records import Document, Found, Value
from collabgraph.coding.validation import case_faults
from collabgraph.errors import MissingFolder, NotAWorkbook, NotInForm, UnknownFramework
from collabgraph.model import Ontology
from collabgraph.rdf.turtle import read
from collabgraph.rdf.vocabulary import CASE as CASES
from collabgraph.rdf.vocabulary import CG
from collabgraph.words import LANGUAGES
from test_case_forms import FILES, same

SECTIONS_BY_KEY = {section.key: section for section in SECTIONS}
Rows = list[list[Any]]
#: A case with one of each of what most cases have.
LAKE: dict[str, Rows] = {
    "Cases": [["Id", "Framework", "Title", "Period"], ["lake", "ansell-gash-2008", "Lake council", "1998-2003"]],
    "Sources": [["Id", "Citation", "Date"], ["smith", "Smith. A council for a lake.", 2004]],
    "Actors": [
        ["Id", "Name", "Kind", "Sector"],
        ["council", "Lake council", "forum", "civil society"],
        ["agency", "Water agency", "government office", "public sector"],
    ],
    "Ties": [
        ["From", "To", "Kind", "Source", "Page", "Note"],
        ["agency", "council", "convenes", "smith", 12, "It did."],
    ],
    "Conditions": [
        ["Condition", "Status", "Degree", "Source", "Note"],
        ["commitment to process", "present", None, "smith", "All came."],
    ],
}


def made(
    folder: Path, content: Mapping[str, Sequence[Sequence[Any]]], change: Callable[[Any], None] | None = None
) -> Path:
    """A workbook with these rows, changed as asked."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in content.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    if change is not None:
        change(book)
    path = folder / "made.xlsx"
    book.save(path)
    return path


def lake(**changed: Rows) -> dict[str, Rows]:
    """The case of the lake with other rows on some sheets."""
    return {**LAKE, **changed}


def one(found: Found) -> Document:
    """The only document of a workbook without faults."""
    assert [fault.message["en"] for fault in found.faults] == []
    assert len(found.documents) == 1
    return found.documents[0]


def rows(document: Document, key: str) -> list[dict[str, list[str]]]:
    """The records of a section, as texts by key."""
    records = document.rows(SECTIONS_BY_KEY[key])
    return [{key: [v.text for v in values] for key, values in record.values.items()} for record in records]


def said(faults: Sequence[triples.Fault]) -> list[tuple[str, str]]:
    """The cells and sentences of faults."""
    return [(fault.place.cell, fault.message["en"]) for fault in faults]


def quads(document: Document, ontology: Ontology) -> list[ox.Quad]:
    """The triples of a document that must be free of faults."""
    found = triples.triples_of(document, ontology)
    assert said(found.faults) == []
    return found.quads


def issues(document: Document, ontology: Ontology, folder: Path) -> list[str]:
    """What validation finds wrong with a document, once it is a file of triples."""
    path = folder / f"{document.main.id}.nt"
    path.write_bytes(ox.serialize([quad.triple for quad in quads(document, ontology)], format=ox.RdfFormat.N_TRIPLES))
    return [issue.message["en"] for issue in case_faults(read(path), None, ontology)]


# Nothing is lost ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "lang"),
    [*((path, "en") for path in FILES), *((path, "id") for path in FILES[:4])],
    ids=lambda value: getattr(value, "stem", value),
)
def test_triples_written_as_a_workbook_and_read_again_are_the_same_triples(
    path: Path, lang: str, ontology: Ontology, tmp_path: Path
) -> None:
    graph = read(path)
    content = workbook.write([triples.document_of(graph, ontology)], ontology, lang)
    file = tmp_path / "case.xlsx"
    file.write_bytes(content)
    assert same(quads(one(workbook.read(file)), ontology)) == same(list(graph.quads))
    assert workbook.write([one(workbook.read(file))], ontology, lang) == content  # twice the same bytes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_several_cases_and_their_study_share_a_workbook_and_a_folder_without_loss(
    lang: str, ontology: Ontology, tmp_path: Path
) -> None:
    graphs = {path.stem: read(path) for path in FILES[:4]}

    def documents() -> list[Document]:
        return [triples.document_of(graph, ontology) for graph in graphs.values()]

    file = tmp_path / "all.xlsx"
    file.write_bytes(workbook.write(documents(), ontology, lang))
    for name, content in csv_folder.write(documents(), ontology, lang).items():
        (tmp_path / name).write_bytes(content)
    for found in (workbook.read(file), csv_folder.read(tmp_path)):
        assert said([*found.faults, *found.notices]) == []
        by_id = {document.main.id: document for document in found.documents}
        assert by_id.keys() == graphs.keys()
        for name, graph in graphs.items():
            assert same(quads(by_id[name], ontology)) == same(list(graph.quads)), name


def test_a_small_workbook_by_hand_is_a_valid_case(ontology: Ontology, tmp_path: Path) -> None:
    document = one(workbook.read(made(tmp_path, LAKE)))
    assert issues(document, ontology, tmp_path) == []
    (tie,) = document.rows(SECTIONS_BY_KEY["ties"])
    assert tie.id == "T01"
    assert tie.evidence[0].values["page"][0].text == "12"  # a number in the sheet


def test_every_name_of_a_sheet_and_heading_of_a_column_means_one_thing_in_every_language() -> None:
    names = [word for kind in sheets.EVERY for word in sheets.words_of(kind)]
    assert len(names) == len(set(names))
    assert all(len(kind.name[lang]) <= 31 for kind in sheets.EVERY for lang in LANGUAGES)  # as Excel allows
    for kind in sheets.EVERY:
        for column in kind.columns:
            assert {kind.names[word] for word in sheets.words_of(column)} == {column}, (kind.key, column.key)


# Sheets and columns -------------------------------------------------------------------------------------------------


def test_sheets_and_columns_are_known_in_either_language_and_by_key(ontology: Ontology, tmp_path: Path) -> None:
    mixed = {
        "kasus": [["ID", "Kerangka", "JUDUL", "period"], ["lake", "ansell-gash-2008", "Lake council", "1998-2003"]],
        "Sumber": LAKE["Sources"],
        "actors": [["id", "Nama", "jenis", "Sector"], *LAKE["Actors"][1:]],
        "RELASI": [["Dari", "Kepada", "Kind", "Sumber", "Halaman", "Catatan"], *LAKE["Ties"][1:]],
        "conditions ": [["construct", "status", "degree", "source", "note"], *LAKE["Conditions"][1:]],
    }
    here = one(workbook.read(made(tmp_path, mixed)))
    assert same(quads(here, ontology)) == same(quads(one(workbook.read(made(tmp_path, LAKE))), ontology))


def test_a_renamed_sheet_and_an_unknown_column_are_named_and_the_column_is_kept(
    ontology: Ontology, tmp_path: Path
) -> None:
    changed = lake(Actors=[["Id", "Name", "Kind", "Sector", "Telephone"], ["council", "C", "forum", "public", "0741"]])
    changed["Condition"] = changed.pop("Conditions")
    found = workbook.read(made(tmp_path, changed))
    notices = dict(said(found.notices))
    assert "did you mean 'Conditions'" in notices["Condition!A1"]
    assert "'Telephone' is not read" in notices["Actors!E1"]
    again = tmp_path / "again.xlsx"
    again.write_bytes(workbook.write([one(found)], ontology, "en"))
    page = openpyxl.load_workbook(again)["Actors"]
    place = next(cell.column for cell in page[1] if cell.value == "Telephone")
    assert page.cell(3, place).value == "0741"


def test_a_sheet_that_is_there_twice_and_a_column_that_is_there_twice_are_faults(tmp_path: Path) -> None:
    content = {**lake(Ties=[["From", "Dari", "To"], ["a", "b", "c"]]), "Relasi": LAKE["Ties"]}
    faults = said(workbook.read(made(tmp_path, content)).faults)
    assert ("Ties!B1", "There are two columns 'Dari'. Remove one of them.") in faults
    assert any(cell == "Relasi!A1" and "'Ties' and 'Relasi'" in words for cell, words in faults)


def test_a_sheet_without_a_known_heading_is_a_fault_and_blank_sheets_are_none(tmp_path: Path) -> None:
    found = workbook.read(made(tmp_path, {**lake(Ties=[["x", "y"], [1, 2]]), "Steps": [], "Fees": [[" ", "\xa0"]]}))
    assert [cell for cell, _ in said(found.faults)] == ["Ties!A1"]


def test_headings_may_stand_below_a_title(ontology: Ontology, tmp_path: Path) -> None:
    below = {name: [[f"{name} of the lake, coded in 2024"], [], *rows] for name, rows in LAKE.items()}
    below["About"] = [["My notes"], ["Language", "en"]]
    here = one(workbook.read(made(tmp_path, below)))
    assert same(quads(here, ontology)) == same(quads(one(workbook.read(made(tmp_path, LAKE))), ontology))


def test_a_workbook_without_a_case_says_so(tmp_path: Path) -> None:
    content = {name: rows for name, rows in LAKE.items() if name != "Cases"}
    found = workbook.read(made(tmp_path, content))
    assert found.documents == []
    assert "There is no case yet" in said(found.faults)[0][1]


def test_ten_thousand_empty_rows_with_formats_are_nothing(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        for row in range(3, 10_003):
            book["Ties"].cell(row, 2).fill = PatternFill("solid", fgColor="FFEEEEEE")
        book["Ties"].cell(10_010, 1).value = " \xa0 "

    assert len(rows(one(workbook.read(made(tmp_path, LAKE, fill))), "ties")) == 1


# Rows ---------------------------------------------------------------------------------------------------------------


def test_a_further_row_continues_a_claim_with_evidence(tmp_path: Path) -> None:
    header = ["Id", "From", "To", "Kind", "Source", "Page", "Note", "Polarity"]
    content = [
        header,
        [None, "agency", "council", "convenes", "smith", "12", "It did."],
        [None, None, None, None, "smith", "14", "Not always.", "memberi catatan"],
        [],
        ["T07", "council", "agency", "advises", "smith", "15", "It did."],
        ["T07", None, None, None, "smith", "16", "Once more."],
        [None, "agency", "council", "advises", "smith", "15", "It did."],
        ["T07", None, None, None, "smith", "17", "Yet again."],
    ]
    document = one(workbook.read(made(tmp_path, lake(Ties=content))))
    ties = document.rows(SECTIONS_BY_KEY["ties"])
    assert [(tie.id, len(tie.evidence)) for tie in ties] == [("T01", 2), ("T07", 3), ("T02", 1)]


def test_evidence_above_any_claim_belongs_to_none(tmp_path: Path) -> None:
    content = [LAKE["Ties"][0], [None, None, None, "smith", "12", "It did."]]
    faults = said(workbook.read(made(tmp_path, lake(Ties=content))).faults)
    assert [cell for cell, _ in faults] == ["Ties!A2"]
    assert "no claim above it" in faults[0][1]


def test_a_condition_without_a_status_is_no_claim_and_is_not_an_error(tmp_path: Path) -> None:
    content = [
        LAKE["Conditions"][0],
        ["trust building"],
        ["commitment to process", "present", None, "smith", "All came."],
        ["intermediate outcomes", None, None, "smith", "Read twice, nothing said."],
    ]
    found = workbook.read(made(tmp_path, lake(Conditions=content)))
    assert len(rows(one(found), "conditions")) == 1
    assert [cell for cell, _ in said(found.notices)] == ["Conditions!A4", "Conditions!A2"]


def test_ids_are_given_where_blank_and_stay_when_rows_are_added(tmp_path: Path) -> None:
    header = ["Id", *LAKE["Ties"][0]]
    tie = LAKE["Ties"][1]
    found = workbook.read(made(tmp_path, lake(Ties=[header, ["T02", *tie], [None, *tie], [None, *tie]])))
    assert [record.id for record in one(found).rows(SECTIONS_BY_KEY["ties"])] == ["T02", "T01", "T03"]
    assert found.given["Ties!A3"] == "T01"
    assert found.given["Ties!A4"] == "T03"


def test_an_id_used_twice_is_named_with_both_places(tmp_path: Path) -> None:
    header = ["Id", *LAKE["Ties"][0]]
    found = workbook.read(made(tmp_path, lake(Ties=[header, ["agency", *LAKE["Ties"][1]]])))
    assert said(found.faults) == [
        ("Ties!A2", "The id 'agency' is used twice, in Actors!A3 and Ties!A2. Give one of them an id of its own.")
    ]


def test_what_is_called_by_its_name_is_found(tmp_path: Path) -> None:
    tie = ["water AGENCY", "Lake council", "convenes", "smith", 12, "It did."]
    document = one(workbook.read(made(tmp_path, lake(Ties=[LAKE["Ties"][0], tie]))))
    assert rows(document, "ties")[0]["from"] == ["agency"]


def test_a_name_that_two_actors_have_stands_for_neither(ontology: Ontology, tmp_path: Path) -> None:
    actors = [*LAKE["Actors"], ["other", "Water agency", "forum", "civil society"]]
    tie = ["Water agency", "council", "convenes", "smith", 12, "It did."]
    content = lake(Actors=actors, Ties=[LAKE["Ties"][0], tie])
    document = one(workbook.read(made(tmp_path, content)))
    assert [cell for cell, _ in said(triples.triples_of(document, ontology).faults)] == ["Ties!A2"]


def test_faults_of_meaning_name_the_cell(ontology: Ontology, tmp_path: Path) -> None:
    content = [LAKE["Conditions"][0], ["commitment to process", "no", "half", "smith", "All came."]]
    document = workbook.read(made(tmp_path, lake(Conditions=content))).documents[0]
    faults = dict(said(triples.triples_of(document, ontology).faults))
    assert faults["Conditions!B2"].startswith("'no' is no status.")
    assert faults["Conditions!C2"].startswith("'half' is no number.")


@pytest.mark.parametrize("name", ["<https://w3id.org/%zz>", "<http://a b>", "no such thing!", "actor:"])
def test_what_cannot_be_a_name_is_a_fault_and_no_crash(name: str, ontology: Ontology, tmp_path: Path) -> None:
    content = [LAKE["Ties"][0], [name, *LAKE["Ties"][1][1:]]]
    document = workbook.read(made(tmp_path, lake(Ties=content))).documents[0]
    assert [cell for cell, _ in said(triples.triples_of(document, ontology).faults)] == ["Ties!A2"]


# Cells --------------------------------------------------------------------------------------------------------------


def test_a_date_that_a_program_made_of_an_id_or_page_is_a_fault_that_says_so(tmp_path: Path) -> None:
    def spoil(book: Any) -> None:
        book["Actors"]["A2"] = datetime(2004, 5, 1)
        book["Actors"]["A2"].number_format = "mmm-yy"
        book["Ties"]["E2"] = datetime(2026, 2, 1)
        book["Ties"]["E2"].number_format = "d-mmm"

    faults = said(workbook.read(made(tmp_path, LAKE, spoil)).faults)
    assert [cell for cell, _ in faults] == ["Actors!A2", "Ties!E2"]
    assert "made a date (2004-05)" in faults[0][1]


@pytest.mark.parametrize(
    ("shown", "text"), [("yyyy-mm-dd", "2004-05-31"), ("[$-409]mmm\\-yy;@", "2004-05"), ("yyyy", "2004")]
)
def test_a_date_in_a_column_of_dates_is_as_exact_as_it_is_shown(shown: str, text: str, tmp_path: Path) -> None:
    def date(book: Any) -> None:
        book["Sources"]["C2"] = datetime(2004, 5, 31)
        book["Sources"]["C2"].number_format = shown

    assert rows(one(workbook.read(made(tmp_path, LAKE, date))), "sources")[0]["year"] == [text]


def test_numbers_blanks_and_commas_are_read_as_they_are_meant(tmp_path: Path) -> None:
    changed = lake(
        Conditions=[
            ["Condition", "Status", "Degree", "Source", "Note"],
            [" commitment\xa0to process ", "Partially present", "0,25", "smith\xa0", " All  came.\xa0"],
            ["trust building", "sebagian ada", 0.1 + 0.2, "smith", 2004.0],
        ]
    )
    first, second = rows(one(workbook.read(made(tmp_path, changed))), "conditions")
    assert first["degree"] == ["0.25"]
    assert first["construct"] == ["commitment to process"]
    assert second["degree"] == ["0.3"]
    evidence = one(workbook.read(made(tmp_path, changed))).rows(SECTIONS_BY_KEY["conditions"])
    assert [record.evidence[0].values["note"][0].text for record in evidence] == ["All  came.", "2004"]


def test_merged_cells_count_for_the_rows_they_cover_and_not_for_evidence_that_continues(tmp_path: Path) -> None:
    content = [
        ["From", "To", "Kind", "Source", "Note"],
        ["agency", "council", "convenes", "smith", "It did."],
        [None, "council", "advises", None, "It did."],
        [None, None, None, None, "And again."],
    ]

    def merge(book: Any) -> None:
        book["Ties"].merge_cells("A2:A4")
        book["Ties"].merge_cells("D2:D4")

    found = workbook.read(made(tmp_path, lake(Ties=content), merge))
    ties = one(found).rows(SECTIONS_BY_KEY["ties"])
    assert [tie.values["from"][0].text for tie in ties] == ["agency", "agency"]
    assert [[piece.values["source"][0].text for piece in tie.evidence] for tie in ties] == [["smith"], ["smith"] * 2]
    assert any("merged cells" in words for _, words in said(found.notices))


def test_a_formula_counts_by_its_value_and_one_without_a_value_is_named(tmp_path: Path) -> None:
    path = made(tmp_path, lake(Conditions=[LAKE["Conditions"][0], ["trust building", "partial", "=1/4", "smith", "x"]]))
    assert [cell for cell, _ in said(workbook.read(path).faults)] == ["Conditions!C2"]
    computed = _changed(path, b"<f>1/4</f><v />", b"<f>1/4</f><v>0.25</v>", b"<f>1/4</f><v></v>")
    assert rows(one(workbook.read(computed)), "conditions")[0]["degree"] == ["0.25"]
    cell = b'<c r="C2"><f>1/4</f><v>0.25</v>'
    wrong = _changed(computed, cell, b'<c r="C2" t="e"><f>1/4</f><v>#DIV/0!</v>')
    assert said(workbook.read(wrong).faults)[0][1].startswith("The formula of this cell gives an error (#DIV/0!)")


def _changed(path: Path, old: bytes, new: bytes, *other: bytes) -> Path:
    """The workbook with other XML in its sheets."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(buffer, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            for each in (old, *other):
                content = content.replace(each, new)
            after.writestr(name, content)
    path.write_bytes(buffer.getvalue())
    return path


def test_text_that_begins_like_a_formula_is_written_as_text(ontology: Ontology, tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "#N/A", "_x0041_", "a\r\nb"]
    ties = [LAKE["Ties"][0], *(["agency", "council", "convenes", "smith", "1", text] for text in texts)]

    def as_texts(book: Any) -> None:
        for row in book["Ties"].iter_rows(min_row=2):
            row[5].data_type = "s"

    document = one(workbook.read(made(tmp_path, lake(Ties=ties), as_texts)))
    wanted = same(quads(document, ontology))
    file = tmp_path / "texts.xlsx"
    file.write_bytes(workbook.write([document], ontology, "en"))
    cells = [cell for page in openpyxl.load_workbook(file) for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    again = workbook.read(file)
    assert same(quads(one(again), ontology)) == wanted
    for name, content in csv_folder.write([one(again)], ontology, "en").items():
        (tmp_path / name).write_bytes(content)
    assert b'\r\n"=' not in (tmp_path / "Ties.csv").read_bytes()
    assert same(quads(one(csv_folder.read(tmp_path)), ontology)) == wanted


def test_a_text_longer_than_a_cell_is_refused_before_anything_is_written(ontology: Ontology, tmp_path: Path) -> None:
    document = one(workbook.read(made(tmp_path, LAKE)))
    document.main.values["title"] = [Value("x" * 40_000)]
    with pytest.raises(NotInForm, match=r"at most 32767 characters, and 'Title' of 'lake' has 40000"):
        workbook.write([document], ontology, "en")


# Files --------------------------------------------------------------------------------------------------------------


def test_files_that_are_no_workbooks_get_a_sentence(tmp_path: Path) -> None:
    good = made(tmp_path, LAKE).read_bytes()
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    ods = io.BytesIO()
    with zipfile.ZipFile(ods, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    contents = [
        ("has a password", ole + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")),
        ("old form .xls", ole + b"\0" * 500),
        ("no .xlsx file", b"Id,Title\n"),
        ("damaged", good[:1000]),
        ("OpenDocument", ods.getvalue()),
    ]
    for reason, content in contents:
        path = tmp_path / "bad.xlsx"
        path.write_bytes(content)
        with pytest.raises(NotAWorkbook, match=reason):
            workbook.read(path)


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path, LAKE)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 150_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(NotAWorkbook, match=r"would take 150 MB"):
        workbook.read(path)


def test_a_document_type_in_a_workbook_is_refused(tmp_path: Path) -> None:
    path = _changed(made(tmp_path, LAKE), b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    with pytest.raises(NotAWorkbook, match="document type"):
        workbook.read(path)


def test_broken_xml_in_a_workbook_is_a_sentence(tmp_path: Path) -> None:
    path = _changed(made(tmp_path, LAKE), b"</sheetData>", b"</sheet>")
    with pytest.raises(NotAWorkbook, match="damaged"):
        workbook.read(path)


def test_a_protected_workbook_with_macros_is_read_and_its_macros_are_not_kept(tmp_path: Path) -> None:
    def protect(book: Any) -> None:
        for page in book:
            page.protection.sheet = True
            page.protection.password = "secret"  # noqa: S105  (of a sheet made here)

    path = made(tmp_path, LAKE, protect).rename(tmp_path / "made.xlsm")
    found = workbook.read(path)
    assert one(found).main.id == "lake"
    assert any("macros" in words for _, words in said(found.notices))


def test_what_other_programs_write_is_read(ontology: Ontology, tmp_path: Path) -> None:
    """Google writes a grid of empty cells and no size, LibreOffice rows to the end of the sheet, both inline texts."""
    path = made(tmp_path, LAKE)
    wanted = same(quads(one(workbook.read(path)), ontology))
    for name in ("Ties", "Actors"):
        book = openpyxl.load_workbook(path)
        page = book[name]
        for row in range(1, 1000):
            for column in range(1, 27):
                page.cell(row, column).alignment = openpyxl.styles.Alignment(vertical="bottom")
        page.row_dimensions[1_048_576].height = 12.8
        book.save(path)
    _changed(path, b"", b"")
    assert same(quads(one(workbook.read(path)), ontology)) == wanted
    with zipfile.ZipFile(path) as archive:
        sizes = {name: archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name}
    for content in sizes.values():
        start = content.index(b"<dimension")
        _changed(path, content[start : content.index(b"/>", start) + 2], b'<dimension ref="A1"/>')
    assert same(quads(one(workbook.read(path)), ontology)) == wanted


# Several cases ------------------------------------------------------------------------------------------------------

TWO: dict[str, Rows] = {
    "Cases": [["Id", "Title", "Period"], ["north", "North", "1998-2003"], ["south", "South", "1999-2004"]],
    "Sources": [["Case", "Id", "Citation"], [None, "smith", "Smith 2004. Two lakes."]],
    "Actors": [
        ["Case", "Id", "Name", "Kind", "Sector", "Unit of"],
        [None, "agency", "Agency", "government office", "public sector", "ministry"],
        [None, "ministry", "Ministry", "government office", "public sector"],
        ["north", "council", "North council", "forum", "civil society"],
        ["south", "council", "South council", "forum", "civil society"],
        [None, "nobody", "Nobody", "forum", "civil society"],
    ],
    "Ties": [
        ["Case", "From", "To", "Kind", "Source", "Note"],
        ["north", "agency", "council", "convenes", "smith", "It did."],
        ["South", "Agency", "council", "convenes", "smith", "It did too."],
    ],
}


def test_actors_without_a_case_are_the_same_in_each_case_that_names_them(ontology: Ontology, tmp_path: Path) -> None:
    found = workbook.read(made(tmp_path, TWO))
    assert said(found.faults) == []
    assert said(found.notices) == [("Actors!B6", "'nobody' is named by no case, and belongs to none.")]
    for document in found.documents:
        triples_of = quads(document, ontology)
        actors = {str(q.subject.value) for q in triples_of if q.object == ox.NamedNode(CG.Actor)}
        agency, ministry = (f"https://w3id.org/collabgraph/actor/{name}" for name in ("agency", "ministry"))
        assert actors == {agency, ministry, f"{CASES}{document.main.id}#council"}
        assert issues(document, ontology, tmp_path) == []


def test_a_claim_of_no_case_or_an_unknown_one_is_a_fault(tmp_path: Path) -> None:
    rows_of = [TWO["Ties"][0], [None, *TWO["Ties"][1][1:]], ["nort", *TWO["Ties"][1][1:]]]
    faults = said(workbook.read(made(tmp_path, {**TWO, "Ties": rows_of})).faults)
    assert faults[0][0] == "Ties!A2"
    assert "Several cases are described (north, south)" in faults[0][1]
    assert faults[1][0] == "Ties!A3"
    assert "did you mean 'north'" in faults[1][1]


def test_a_study_without_a_case_is_a_document(ontology: Ontology, tmp_path: Path) -> None:
    content = {"Studies": [["Id", "Title", "Description"], ["two-lakes", "Two lakes (2004)", "Interviews."]]}
    document = one(workbook.read(made(tmp_path, content)))
    assert not document.of_case
    assert quads(document, ontology)


# Scores -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("score", "fields"),
    [
        ("1", {"status": "present"}),
        ("1.0", {"status": "present"}),
        ("0", {"status": "absent"}),
        ("0.33", {"status": "partial", "degree": "0.33"}),
        ("0,67", {"status": "partial", "degree": "0.67"}),
        ("0.5-1", {"status": "partial", "degree-low": "0.5"}),
        ("0 – 0.7", {"status": "partial", "degree-high": "0.7"}),
        ("0-0.4", {"status": "insufficient", "degree-low": "0", "degree-high": "0.4"}),
        ("0.2-0.4", {"status": "partial", "degree-low": "0.2", "degree-high": "0.4"}),
        ("0-1", {}),
        ("", {}),
        ("NA", {}),
        ("n/a", {}),
        ("–", {}),
    ],
)
def test_a_score_is_a_status_and_a_degree(score: str, fields: dict[str, str]) -> None:
    assert scores.values(score) == fields


@pytest.mark.parametrize("score", ["2", "-1", "yes", "0.9-0.1", "1-2", "33%"])
def test_what_is_no_score_is_refused(score: str) -> None:
    with pytest.raises(Unknown):
        scores.values(score)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_of_25_cases_and_10_conditions_becomes_up_to_250_claims(
    lang: str, ontology: Ontology, tmp_path: Path
) -> None:
    framework = ontology.frameworks["ansell-gash-2008"]
    constructs = [c.term.label[lang] for c in framework.constructs.values() if not c.is_indicator][:10]
    values = [1, 0, 0.33, "0.5-1", None, "NA", "0-0.4", 0.67, "0,8", "0 - 0.9"]
    table = [["Case", "Title", "Period", "Source", "Page", *constructs]]
    table += [
        [f"c{n}", f"Case {n}", "2001-2005", "lee", "Table 2", *(values[(n + k) % 10] for k in range(10))]
        for n in range(25)
    ]
    content: dict[str, Rows] = {
        "Scores": table,
        "Sources": [["Id", "Title", "Citation"], ["lee", "Lee 2010", "Lee 2010. Twenty-five cases."]],
        "About": [["Language", lang], ["Framework", "ansell-gash-2008"]],
    }
    found = workbook.read(made(tmp_path, content))
    assert said(found.faults) == []
    assert len(found.documents) == 25
    claims = [claim for document in found.documents for claim in rows(document, "conditions")]
    assert len(claims) == 25 * 8  # each row has a blank and an NA
    assert {claim["basis"][0] for claim in claims} == {"reported"}
    notes = {
        value.text
        for document in found.documents
        for claim in document.rows(SECTIONS_BY_KEY["conditions"])
        for value in claim.evidence[0].values["note"]
    }
    wanted = {"en": "Scored 0.33 in the table of Lee 2010.", "id": "Diberi skor 0,33 dalam tabel Lee 2010."}
    assert wanted[lang] in notes
    for document in found.documents:
        assert issues(document, ontology, tmp_path) == []


def test_scores_of_a_case_that_is_not_described_say_what_to_do(tmp_path: Path) -> None:
    content = {**LAKE, "Scores": [["Case", "Source", "trust building"], ["laek", "smith", 1]]}
    faults = said(workbook.read(made(tmp_path, content)).faults)
    assert [cell for cell, _ in faults] == ["Scores!A2"]
    assert "did you mean 'lake'" in faults[0][1]
    assert "add the columns 'Title' and 'Period'" in faults[0][1]


def test_scores_keep_their_ids_when_columns_are_added(tmp_path: Path) -> None:
    def ids(*columns: str) -> set[str]:
        content = {**LAKE, "Scores": [["Source", *columns], ["smith", *[1] * len(columns)]]}
        document = one(workbook.read(made(tmp_path, content)))
        return {record.id for record in document.rows(SECTIONS_BY_KEY["conditions"])}

    assert ids("trust building") < ids("intermediate outcomes", "trust building")


# Codebook, texts, settings ------------------------------------------------------------------------------------------


def test_a_codebook_is_read_and_written_back(ontology: Ontology, tmp_path: Path) -> None:
    content = {
        **LAKE,
        "Codebook": [
            ["List", "Id", "Label", "Definition"],
            ["role", "diver", "diver", "Who dives."],
            ["role", "x", "no definition"],
        ],
    }
    found = workbook.read(made(tmp_path, content))
    assert [cell for cell, _ in said(found.faults)] == ["Codebook!B3"]
    (term,) = found.documents[0].terms
    assert (term.list, term.id, term.label.text, term.definition.text) == ("role", "diver", "diver", "Who dives.")
    file = tmp_path / "again.xlsx"
    file.write_bytes(workbook.write(found.documents, ontology, "en"))
    assert [again.id for again in one(workbook.read(file)).terms] == ["diver"]


def test_texts_in_another_language_find_their_place_and_say_where_there_is_none(tmp_path: Path) -> None:
    content = {
        **LAKE,
        "Texts": [
            ["Language", "Where", "Text"],
            ["Bahasa Indonesia", "case title", "Dewan danau"],
            ["pt", "T01 evidence 1 note", "Convocou."],
            ["pt", "T99 evidence 1 note", "?"],
            ["not a language!", "case title", "?"],
        ],
    }
    found = workbook.read(made(tmp_path, content))
    assert [cell for cell, _ in said(found.faults)] == ["Texts!B4", "Texts!A5"]
    found.faults.clear()
    document = one(found)
    assert {(value.lang, value.text) for value in document.main.values["title"]} == {
        ("en", "Lake council"),
        ("id", "Dewan danau"),
    }


def test_the_language_of_a_workbook_is_that_of_its_texts(tmp_path: Path) -> None:
    content = {**LAKE, "Tentang": [["Bahasa", "id"]]}
    document = one(workbook.read(made(tmp_path, content)))
    assert document.language == "id"
    assert document.stated


# Templates and marks ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_template_has_examples_that_are_read_as_nothing(
    lang: str, several: bool, ontology: Ontology, tmp_path: Path
) -> None:
    content = workbook.template(workbook.SHEETS, "ansell-gash-2008", ontology, lang, several=several)
    assert content == workbook.template(workbook.SHEETS, "ansell-gash-2008", ontology, lang, several=several)
    path = tmp_path / "template.xlsx"
    path.write_bytes(content)
    assert workbook.read(path).documents == []
    book = openpyxl.load_workbook(path)
    name = sheets.BY_KEY["case"].name[lang]
    assert book[name]["A3"].value in ("example:1", "contoh:1")
    book[name]["A4"], book[name]["E4"], book[name]["H4"] = "mine", "Mine", "2001-2005"
    book.save(path)
    found = workbook.read(path)
    document = one(found)
    assert (document.main.id, document.language, document.framework) == ("mine", lang, "ansell-gash-2008")
    assert list(document.records) == [document.main]
    assert len(found.notices) == 2  # of the examples, and of the constructs that wait for a status
    assert issues(document, ontology, tmp_path) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_template_shows_two_hypotheses_and_a_test_that_nobody_has_looked_for_and_that_has_no_evidence(
    lang: str, ontology: Ontology, tmp_path: Path
) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(workbook.template(["hypotheses", "tests"], "ansell-gash-2008", ontology, lang))
    book = openpyxl.load_workbook(path)

    def rows(key: str) -> list[dict[str, object]]:
        kind = sheets.BY_KEY[key]
        heads, _, *found = book[kind.name[lang]].iter_rows(values_only=True)
        by_name = {column.heading[lang]: column.key for column in kind.columns}
        return [dict(zip((by_name.get(str(head)) for head in heads), row, strict=True)) for row in found[:2]]

    ids = [row["id"] for row in rows("hypotheses")]
    assert len({row["statement"] for row in rows("hypotheses")}) == len(set(ids)) == 2
    tests = rows("tests")
    assert [row["hypothesis"] for row in tests] == ids
    assert {row["state"] for row in tests} == {ontology.code("trace", "not-looked-for")[lang]}
    assert {row[key] for row in tests for key in ("source", "page", "note")} == {None}


def test_a_template_offers_what_can_be_chosen_and_freezes_its_headings(ontology: Ontology, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(workbook.template(["case", "actors", "ties", "conditions"], "ansell-gash-2008", ontology, "id"))
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Kasus", "Aktor", "Relasi", "Kondisi", "Tentang", "Daftar pilihan"]
    assert book["Daftar pilihan"].sheet_state == "hidden"
    assert {page.freeze_panes[1:] for page in book if page.title not in ("Tentang", "Daftar pilihan")} == {"3"}
    columns = {cell.value: cell.column_letter for cell in book["Relasi"][1]}
    offered = {
        str(one.sqref).split(":")[0][:-1]: one.formula1 for one in book["Relasi"].data_validations.dataValidation
    }
    assert offered[columns["Dari"]] == "='Aktor'!$A$3:$A$2000"
    sheet, _, cells = offered[columns["Jenis"]][1:].partition("!")
    labels = {row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]}
    assert labels == {term.label["id"] for term in ontology.code_lists["tie"]}


def test_a_template_of_no_framework_that_there_is_names_those_that_there_are(ontology: Ontology) -> None:
    with pytest.raises(UnknownFramework, match="ansell-gash-2008"):
        workbook.template(workbook.SHEETS, "ansell", ontology, "en")


def test_a_marked_copy_has_coloured_cells_and_a_column_of_problems_and_is_read_as_before(
    ontology: Ontology, tmp_path: Path
) -> None:
    content = [["Id", *LAKE["Conditions"][0], "Mine"], [None, "trust building", "no", None, "smith", "x", "kept"]]
    path = made(tmp_path, lake(Conditions=content))
    before = path.read_bytes()
    found = workbook.read(path)
    faults = triples.triples_of(found.documents[0], ontology).faults
    copy = tmp_path / "marked.xlsx"
    copy.write_bytes(workbook.marked(path, faults, "id", found.given))
    assert path.read_bytes() == before
    page = openpyxl.load_workbook(copy)["Conditions"]
    assert page["C2"].fill.fgColor.rgb == "FFFFD9B3"
    assert page["B2"].fill.fgColor.rgb != "FFFFD9B3"
    assert page["A2"].value == "C01"
    assert page["G2"].value == "kept"
    assert page["H1"].value == "Masalah"
    assert page["H2"].value.startswith("'no' ")
    again = workbook.read(copy)
    assert [notice.place.cell for notice in again.notices] == ["Conditions!G1"]  # the column "Problems" is ours
    assert said(triples.triples_of(again.documents[0], ontology).faults) == said(faults)
    copy.write_bytes(workbook.marked(copy, [], "id"))
    page = openpyxl.load_workbook(copy)["Conditions"]
    assert page["H2"].value is None
    assert page["C2"].fill.fgColor.rgb != "FFFFD9B3"


def test_merged_cells_are_coloured_and_take_no_ids(ontology: Ontology, tmp_path: Path) -> None:
    rows_of = [["Id", *LAKE["Ties"][0]], [None, *LAKE["Ties"][1]], [None, "nobody!", *LAKE["Ties"][1][1:]]]
    path = made(tmp_path, lake(Ties=rows_of), lambda book: book["Ties"].merge_cells("A2:A3"))
    found = workbook.read(path)
    faults = triples.triples_of(found.documents[0], ontology).faults
    copy = tmp_path / "marked.xlsx"
    copy.write_bytes(workbook.marked(path, faults, "en", found.given))
    page = openpyxl.load_workbook(copy)["Ties"]
    assert page["A2"].value == "T01"
    assert page["B3"].fill.fgColor.rgb == "FFFFD9B3"


# Folders of CSV files -----------------------------------------------------------------------------------------------


def folder_of(folder: Path, content: Mapping[str, Rows], separator: str, encoding: str = "utf-8") -> Path:
    """A folder with a file for each sheet."""
    folder = folder / "csv"
    folder.mkdir()
    for name, lines in content.items():
        text = "\r\n".join(
            separator.join(
                "" if cell is None else f'"{cell}"' if separator in str(cell) else str(cell) for cell in line
            )
            for line in lines
        )
        (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    return folder


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_folder_is_read_whatever_separates_its_cells(
    separator: str, encoding: str, ontology: Ontology, tmp_path: Path
) -> None:
    document = one(csv_folder.read(folder_of(tmp_path, LAKE, separator, encoding)))
    assert same(quads(document, ontology)) == same(quads(one(workbook.read(made(tmp_path, LAKE))), ontology))


def test_places_in_a_folder_are_cells_as_a_spreadsheet_shows_them(ontology: Ontology, tmp_path: Path) -> None:
    content = [LAKE["Conditions"][0], ["trust building", "no", "0,5", "smith", "x"]]
    document = one(csv_folder.read(folder_of(tmp_path, lake(Conditions=content), ";")))
    faults = triples.triples_of(document, ontology).faults
    assert [fault.place.in_file("cases") for fault in faults] == ["cases:Conditions.csv!B2"]


def test_a_folder_without_tables_and_a_row_that_cannot_be_read_get_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(MissingFolder):
        csv_folder.read(tmp_path / "nowhere")
    with pytest.raises(NotAWorkbook, match=r"no file that ends in \.csv"):
        csv_folder.read(tmp_path)
    folder = folder_of(tmp_path, LAKE, ",")
    (folder / "Ties.csv").write_text('From,To,Kind\n"agency" x,council,convenes\n')
    assert [cell for cell, _ in said(csv_folder.read(folder).faults)] == ["Ties.csv!A2"]


def test_the_columns_of_what_is_within_a_claim_are_those_of_the_table() -> None:
    for kind in sheets.KINDS:
        parts = kind.section.parts if kind.section is not None else ()
        for part in (EVIDENCE, LIKELIHOOD):
            columns = [column.key for column in kind.columns if column.inner == part.key]
            assert columns == ([field.key for field in part.fields] if part in parts else [])
    assert [kind.key for kind in sheets.KINDS if any(column.inner == "likelihood" for column in kind.columns)] == [
        "tests"
    ]
