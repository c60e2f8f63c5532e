"""The words for every state, in one place: mark, tag for lists, sentence for covers.

A sentence names the facts it needs: %(amount)s, %(hour)s, %(day)s, %(number)s, %(counter)s, %(parcel)s.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(NamedTuple):
    mark: str
    tag: str | Promise
    sentence: str | Promise


WORDS: dict[tuple[str, str], State] = {
    ("application", "draft"): State("look", _("Belum lengkap"), _("Permohonan Anda belum lengkap")),
    ("application", "ready"): State("done", _("Lengkap"), _("Permohonan Anda lengkap, tinggal pilih tempat")),
    ("drawentry", "entered"): State("now", _("Ikut undian"), _("Anda sudah ikut undian")),
    ("drawentry", "won"): State("done", _("Dapat tempat"), _("Anda dapat tempat")),
    ("drawentry", "waiting"): State("next", _("Daftar tunggu"), _("Anda nomor %(number)s di daftar tunggu")),
    ("drawentry", "left"): State("next", _("Sudah batal"), _("Anda tidak ikut undian ini")),
    ("waiting", "waiting"): State("next", _("Daftar tunggu"), _("Anda nomor %(number)s di daftar tunggu")),
    ("waiting", "offered"): State("look", _("Ada tempat"), _("Ada tempat untuk Anda")),
    ("waiting", "placed"): State("done", _("Dapat tempat"), _("Anda dapat tempat")),
    ("waiting", "left"): State("next", _("Tidak menunggu lagi"), _("Anda tidak lagi di daftar tunggu")),
    ("line", "waiting"): State("now", _("Di antrean"), _("Anda sudah di antrean")),
    ("appointment", "held"): State("now", _("Tempat disimpan"), _("Tempat Anda disimpan sampai %(hour)s")),
    ("appointment", "confirmed"): State("done", _("Tempat pasti"), _("Datang %(day)s, %(hour)s")),
    ("appointment", "attended"): State("done", _("Sudah datang"), _("Anda sudah datang ke kantor")),
    ("appointment", "missed"): State("wrong", _("Tidak hadir"), _("Anda tidak datang %(day)s")),
    ("appointment", "released"): State("next", _("Tempat dilepas"), _("Tempat Anda sudah dilepas")),
    ("appointment", "expired"): State("wrong", _("Waktu habis"), _("Tempat tidak lagi disimpan; isian Anda masih ada")),
    ("bill", "due"): State("look", _("Belum dibayar"), _("Bayar %(amount)s sebelum pukul %(hour)s")),
    ("bill", "settled"): State("done", _("Lunas"), _("Pembayaran diterima")),
    ("bill", "lapsed"): State("wrong", _("Lewat waktu"), _("Tagihan ditutup; uang yang masuk menjadi saldo")),
    ("bill", "void"): State("next", _("Dibatalkan"), _("Tagihan dibatalkan, jangan dibayar")),
    ("credit", "open"): State("look", _("Ada saldo"), _("Anda punya saldo %(amount)s")),
    ("credit", "claimed"): State("now", _("Diminta kembali"), _("Permintaan pengembalian %(amount)s sedang berjalan")),
    ("credit", "used"): State("done", _("Saldo dipakai"), _("Saldo Anda sudah dipakai")),
    ("credit", "refunded"): State("done", _("Uang dikembalikan"), _("Saldo Anda sudah dikembalikan")),
    ("question", "open"): State("look", _("Dicari pemiliknya"), _("Pemilik uang ini dicari")),
    ("question", "credited"): State("done", _("Menjadi saldo"), _("Uang ini menjadi saldo")),
    ("question", "returned"): State("done", _("Dikirim kembali"), _("Uang ini dikirim kembali")),
    ("refund", "requested"): State("look", _("Perlu diperiksa"), _("Pengembalian %(amount)s diminta")),
    ("refund", "checked"): State("look", _("Perlu persetujuan"), _("Pengembalian %(amount)s sedang diperiksa")),
    ("refund", "approved"): State("now", _("Dikirim bank"), _("Pengembalian %(amount)s disetujui")),
    ("refund", "bounced"): State("wrong", _("Ditolak bank"), _("Bank menolak; perbaiki rekening Anda")),
    ("refund", "paid"): State("done", _("Terkirim"), _("Pengembalian %(amount)s sudah dikirim")),
    ("refund", "declined"): State("next", _("Tidak dikembalikan"), _("Pengembalian tidak dijalankan")),
    ("visit", "waiting"): State("next", _("Menunggu"), _("Nomor %(number)s, perkiraan dipanggil %(hour)s")),
    ("visit", "called"): State("now", _("Dipanggil"), _("Silakan ke loket %(counter)s")),
    ("visit", "examined"): State("done", _("Dokumen diperiksa"), _("Dokumen cocok, berikutnya wawancara")),
    ("visit", "interviewed"): State("done", _("Wawancara selesai"), _("Berikutnya foto dan sidik jari")),
    ("visit", "enrolled"): State("done", _("Foto dan sidik jari selesai"), _("Kunjungan selesai, Anda boleh pulang")),
    ("visit", "parked"): State("look", _("Ditunda"), _("Nomor Anda ditunda; Anda tetap hari ini")),
    ("visit", "left"): State("wrong", _("Pergi sebelum selesai"), _("Kunjungan belum selesai")),
    ("decision", "screening"): State("now", _("Diperiksa"), _("Berkas Anda sedang diperiksa")),
    ("decision", "ready"): State("now", _("Menunggu keputusan"), _("Berkas Anda menunggu keputusan")),
    ("decision", "papers_wanted"): State("look", _("Perlu dokumen"), _("Kirim satu dokumen sebelum %(day)s")),
    ("decision", "granted"): State("done", _("Disetujui"), _("Permohonan Anda disetujui")),
    ("decision", "refused"): State("wrong", _("Ditolak"), _("Permohonan Anda ditolak: alasan dan cara keberatan")),
    ("passport", "queued"): State("now", _("Dicetak"), _("Paspor Anda sedang dicetak")),
    ("passport", "printed"): State("now", _("Dicetak"), _("Paspor Anda sedang dicetak")),
    ("passport", "spoiled"): State("now", _("Dicetak"), _("Paspor Anda dicetak ulang: tanggal baru dan sebabnya")),
    ("passport", "inspected"): State("now", _("Diperiksa mutunya"), _("Paspor Anda diperiksa sebelum diserahkan")),
    ("passport", "ready"): State("look", _("Siap diambil"), _("Ambil paspor paling lambat %(day)s")),
    ("passport", "collected"): State("done", _("Sudah diambil"), _("Paspor Anda sudah diambil")),
    ("passport", "sent"): State("now", _("Dikirim"), _("Paspor dikirim lewat pos, nomor kiriman %(parcel)s")),
    ("closed", "withdrawn"): State("next", _("Ditarik"), _("Permohonan ditarik atas permintaan Anda")),
    ("closed", "not_collected"): State(
        "wrong", _("Dibatalkan, tidak diambil"), _("Paspor dibatalkan karena lewat satu bulan")
    ),
    ("closed", "suspended"): State("wrong", _("Ditangguhkan"), _("Permohonan ditangguhkan sampai %(day)s")),
    ("closed", "done"): State("done", _("Selesai"), _("Selesai")),
}


def words(record: object, state: str = "") -> State:
    """The words for a record (or its name) in `state`; without one, in the state it is in."""
    name = record if isinstance(record, str) else type(record).__name__.lower()
    return WORDS[name, state or str(getattr(record, "state", ""))]
