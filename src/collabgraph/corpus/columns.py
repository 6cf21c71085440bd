"""The tables of results and their columns: what each means, and its type; the data dictionary and the Parquet schema.

What is unknown is null, and a column beside it says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from collabgraph.model import Basis
from collabgraph.words import Text

if TYPE_CHECKING:
    import pyarrow

#: A ``code`` is one of a few words, stored as a dictionary; ``texts`` and ``codes`` are lists.
Kind = Literal["text", "code", "count", "number", "flag", "texts", "codes"]


class Column(Struct, frozen=True):
    """A column: its name, kind and meaning, and whether it can be null."""

    name: str
    kind: Kind
    meaning: Text
    null: bool = False


def _column(name: str, kind: Kind, en: str, id: str, *, null: bool = False) -> Column:
    return Column(name, kind, Text(en=en, id=id), null)


_CASE = _column("case", "text", "The id of the case.", "Id kasus.")
_CLAIMS = _column("claims", "texts", "The ids of the claims behind it.", "Id klaim yang mendasarinya.")

#: By name, the tables in the order in which they are written.
TABLES: Mapping[str, tuple[Column, ...]] = MappingProxyType({
    "conditions": (
        _CASE,
        _column("construct", "code", "The id of the construct.", "Id konstruk."),
        _column("precondition", "flag", "Whether the theory makes it a precondition.",
                "Apakah teori menjadikannya prasyarat."),
        _column("starting", "flag", "Whether it is a starting condition: readiness is the mean of these.",
                "Apakah kondisi awal: kesiapan adalah rerata kondisi ini."),
        _column("status", "code", "present, partial, insufficient, absent, contested, not-reported or not-applicable.",
                "present, partial, insufficient, absent, contested, not-reported, atau not-applicable."),
        _column("low", "number", "The least degree (0 to 1) to which the construct can be present; 0 where nothing is "
                "reported, null where it does not apply.",
                "Derajat paling rendah (0 sampai 1) keberadaan konstruk; 0 jika tidak ada yang dilaporkan, kosong jika "
                "tidak berlaku.", null=True),
        _column("high", "number", "The greatest degree (0 to 1); 1 where nothing is reported, null where it does not "
                "apply.", "Derajat paling tinggi (0 sampai 1); 1 jika tidak ada yang dilaporkan, kosong jika tidak "
                "berlaku.", null=True),
        _column("met", "flag", "Whether the precondition is met: false where it is certainly not fully met, null where "
                "that is unknown (see reason), and where the construct is no precondition.",
                "Apakah prasyarat terpenuhi: false jika pasti tidak terpenuhi sepenuhnya, kosong jika tidak diketahui "
                "(lihat reason), dan jika konstruk bukan prasyarat.", null=True),
        _column("met_explicit", "flag", "The same without the claims that were given to the case because of its "
                "outcome.", "Sama, tanpa klaim yang diberikan kepada kasus karena hasilnya.", null=True),
        _column("reason", "code", "Why met is null: not-reported, contested or not-applicable.",
                "Mengapa met kosong: not-reported, contested, atau not-applicable.", null=True),
        _CLAIMS,
        _column("bases", "codes", "The bases of these claims, the strongest first.",
                "Dasar klaim tersebut, yang terkuat lebih dahulu."),
    ),
    "outcomes": (
        _CASE,
        _column("indicator", "code", "The id of the indicator.", "Id indikator."),
        _column("results", "codes", "The results that are claimed.", "Hasil yang diklaim."),
        _column("favourable", "flag", "Whether the result counts as success; null where the claims disagree, or where "
                "it counts as neither.", "Apakah hasil itu dihitung sebagai keberhasilan; kosong jika klaim berbeda, "
                "atau jika bukan keduanya.", null=True),
        _column("neutral", "flag", "Whether every result counts neither as success nor as failure.",
                "Apakah setiap hasil bukan keberhasilan dan bukan kegagalan."),
        _CLAIMS,
    ),
    "metrics": (
        _CASE,
        _column("metric", "code", "The id of the metric (docs/metrics.md).", "Id metrik (docs/metrics.md)."),
        _column("value", "number", "Its value for the network of the case; null where it is undefined.",
                "Nilainya untuk jejaring kasus; kosong jika tidak terdefinisi.", null=True),
        _column("reason", "code", "Why there is no value, in a sentence.",
                "Mengapa tidak ada nilai, dalam satu kalimat.", null=True),
    ),
    "ties": (
        _CASE,
        _column("sender", "text", "The id of the actor that the tie comes from.", "Id aktor asal ikatan."),
        _column("receiver", "text", "The id of the actor that it goes to.", "Id aktor tujuannya."),
        _column("directed", "flag", "Whether it has this direction, and not both.",
                "Apakah ikatan itu searah, bukan dua arah."),
        _column("kinds", "codes", "What kinds of tie are claimed.", "Jenis ikatan yang diklaim."),
        _column("bases", "codes", "The bases of the claims.", "Dasar klaim."),
        _CLAIMS,
    ),
    "faults": (
        _column("file", "text", "The file, as it is named in the corpus.", "Berkas, sebagaimana namanya dalam korpus."),
        _column("case", "text", "The id of the case, where it is known.", "Id kasus, jika diketahui.", null=True),
        _column("stage", "code", "Where it went wrong: read, check, conditions, network, metrics, mode, scope, time "
                "(it took too long), worker (it ended its worker) or duplicate (another file has a case with this id).",
                "Di mana kesalahannya: read, check, conditions, network, metrics, mode, scope, time (terlalu lama), "
                "worker (mengakhiri pekerjanya), atau duplicate (berkas lain memuat kasus dengan id ini)."),
        _column("message", "text", "What is wrong, and what to do.", "Apa yang salah, dan apa yang perlu dilakukan."),
        _column("line", "count", "The line of the file, where it is known.", "Baris berkas, jika diketahui.",
                null=True),
    ),
    "cases": (
        _CASE,
        _column("iri", "text", "The IRI of the case.", "IRI kasus."),
        _column("file", "text", "The file, as it is named in the corpus.", "Berkas, sebagaimana namanya dalam korpus."),
        _column("sha256", "text", "The SHA-256 of the file.", "SHA-256 berkas."),
        _column("title", "text", "Its title.", "Judulnya."),
        _column("framework", "code", "The id of the theory that it was read with.", "Id teori yang dipakai."),
        _column("outcome", "code", "What its outcomes come to: favourable, neither, mixed, unfavourable or "
                "not-reported.", "Simpulan hasilnya: favourable, neither, mixed, unfavourable, atau not-reported.",
                null=True),
        _column("outcome_reason", "code", "Why outcome is null: fault (see faults).",
                "Mengapa outcome kosong: fault (lihat faults).", null=True),
        _column("readiness_low", "number", "Readiness (0 to 1), were all unknowns unmet; null where no starting "
                "condition applies, or outcome_reason is fault.", "Kesiapan (0 sampai 1) jika semua yang tidak "
                "diketahui tidak terpenuhi; kosong jika tidak ada kondisi awal yang berlaku, atau outcome_reason "
                "adalah fault.", null=True),
        _column("readiness_high", "number", "Readiness, were all unknowns met.",
                "Kesiapan jika semua yang tidak diketahui terpenuhi.", null=True),
        _column("factors_low", "number", "The same of the other preconditions.", "Sama, untuk prasyarat lainnya.",
                null=True),
        _column("factors_high", "number", "The same of the other preconditions.", "Sama, untuk prasyarat lainnya.",
                null=True),
        _column("actors", "count", "Actors of its network; null where it has none that can be measured (see faults).",
                "Aktor jejaringnya; kosong jika tidak dapat diukur (lihat faults).", null=True),
        _column("ties", "count", "Ties of its network.", "Ikatan jejaringnya.", null=True),
        _column("mode", "code", "The governance mode of its network; null where none can be assessed.",
                "Moda tata kelola jejaringnya; kosong jika tidak dapat dinilai.", null=True),
        _column("mode_reason", "code", "Why there is no mode, in a sentence; or fault (see faults).",
                "Mengapa tidak ada moda, dalam satu kalimat; atau fault (lihat faults).", null=True),
        _column("within_scope", "flag", "Whether it falls under the definition of the theory; null where that is open.",
                "Apakah termasuk definisi teori; kosong jika masih terbuka.", null=True),
        _column("scope_reason", "code", "Why within_scope is null: open-criteria, no-criteria (of the theory), "
                "or fault (see faults).", "Mengapa within_scope kosong: open-criteria, no-criteria (pada teori), atau "
                "fault (lihat faults).", null=True),
        _column("criteria_met", "count", "Criteria of the definition that it meets; null where the theory has none.",
                "Kriteria definisi yang dipenuhi; kosong jika teori tidak memilikinya.", null=True),
        _column("criteria_not_met", "count", "Criteria that it does not meet.", "Kriteria yang tidak dipenuhi.",
                null=True),
        _column("criteria_open", "count", "Criteria that are open.", "Kriteria yang terbuka.", null=True),
        _column("claims", "count", "Claims of the case, on any basis.", "Klaim kasus, atas dasar apa pun."),
        *(
            _column(f"claims_{basis.value}", "count", f"Claims on the basis '{basis.value}'.",
                    f"Klaim atas dasar '{basis.value}'.")
            for basis in Basis
        ),
        _column("left_out", "count", "Claims about conditions, ties and outcomes that no result uses: on other bases, "
                "after the period, about constructs that the theory does not have.",
                "Klaim tentang kondisi, ikatan, dan hasil yang tidak dipakai: atas dasar lain, setelah periode, "
                "tentang konstruk yang tidak ada dalam teori."),
    ),
})  # fmt: skip


#: What a row of each table is.
ROWS: Mapping[str, Text] = MappingProxyType({
    "conditions": Text(en="A row for each case and each construct of its theory.",
                       id="Satu baris untuk setiap kasus dan setiap konstruk teorinya."),
    "outcomes": Text(en="A row for each case and each indicator that is reported for it.",
                     id="Satu baris untuk setiap kasus dan setiap indikator yang dilaporkan untuknya."),
    "metrics": Text(en="A row for each case and each metric of its network that is compared.",
                    id="Satu baris untuk setiap kasus dan setiap metrik jejaringnya yang dibandingkan."),
    "ties": Text(en="A row for each case and each two actors with a tie.",
                 id="Satu baris untuk setiap kasus dan setiap dua aktor yang berikatan."),
    "faults": Text(en="A row for each fault of a file. A file may have several; a case with faults of the stage check "
                   "is in no other table.",
                   id="Satu baris untuk setiap kesalahan berkas. Satu berkas dapat memiliki beberapa; kasus dengan "
                   "kesalahan pada tahap check tidak ada dalam tabel lain."),
    "cases": Text(en="A row for each case that was evaluated.", id="Satu baris untuk setiap kasus yang dievaluasi."),
})  # fmt: skip


#: What each kind is called in Arrow; a dictionary holds strings.
TYPES: Mapping[Kind, str] = MappingProxyType({
    "text": "string", "code": "dictionary", "count": "int64", "number": "double", "flag": "bool",
    "texts": "list<string>", "codes": "list<string>",
})  # fmt: skip


def schema(table: str) -> pyarrow.Schema:
    """The Arrow schema of a table."""
    import pyarrow

    code = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    kinds = {
        "text": pyarrow.string(), "code": code, "count": pyarrow.int64(), "number": pyarrow.float64(),
        "flag": pyarrow.bool_(), "texts": pyarrow.list_(pyarrow.string()), "codes": pyarrow.list_(pyarrow.string()),
    }  # fmt: skip
    return pyarrow.schema([pyarrow.field(one.name, kinds[one.kind], one.null) for one in TABLES[table]])
