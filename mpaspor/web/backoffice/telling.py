"""Answers and trail entries as people read them."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mpaspor.audit.models import Entry, Kind
from mpaspor.core import dates, money
from mpaspor.offices.models import Office
from mpaspor.stages.applications import requirements
from mpaspor.stages.applications.questions import Question
from mpaspor.web.templatetags.telling import language

MASKED = ("nik", "kk")


def rupiah(amount: int) -> str:
    return money.rupiah(amount, language())


def answer(question: Question, value: object, *, whole: bool = False) -> str:
    """The answer to a question in words. A whole number of identity only at the counter, beside the card."""
    if question.kind in MASKED and not whole:
        return f"•••• {str(value)[-4:]}"
    if isinstance(value, date):
        told = dates.month if question.kind == "month" else dates.plain_day
        return told(value, None, language())
    for code, words in question.choices:
        if code == value:
            return str(words)
    return str(value)


class Day(NamedTuple):
    on: date
    entries: list[Told]


class Told(NamedTuple):
    """One line of the trail."""

    icon: str
    title: str
    who: str
    when: str
    why: str


def by_day(entries: QuerySet[Entry], office: Office) -> list[Day]:
    """The newest first, under the office's own days."""
    zone = office.zoneinfo
    days = groupby(entries, lambda entry: entry.at.astimezone(zone).date())
    return [Day(on, _gathered([_told(entry, office) for entry in group])) for on, group in days]


def _gathered(lines: list[Told]) -> list[Told]:
    """What one person did for a whole family in the same minute is one line."""
    same = [(line, len(list(group))) for line, group in groupby(lines)]
    return [line._replace(title=f"{line.title} ({count})") if count > 1 else line for line, count in same]


def _told(entry: Entry, office: Office) -> Told:
    icon, title = ACTS.get(entry.act, (_ICONS[Kind(entry.kind)], entry.act))
    who = f"{entry.by}, {entry.place}" if entry.by and entry.place else str(entry.by or _("sistem"))
    when = dates.clock_hour(entry.at, office.zone, language())
    return Told(icon, _with_paper(str(title), entry), who, when, entry.why)


def _with_paper(title: str, entry: Entry) -> str:
    kind = entry.new.get("kind") or entry.old.get("kind")
    return f"{title}: {requirements.label(kind)}" if kind in requirements.LABELS else title


_ICONS = {Kind.SEEN: "seen", Kind.CHANGED: "changed", Kind.MACHINE: "machine"}
ACTS: dict[str, tuple[str, str | Promise]] = {
    "application.opened": ("file", gettext_lazy("Permohonan dibuka")),
    "application.ready": ("person", gettext_lazy("Permohonan lengkap")),
    "application.draft": ("changed", gettext_lazy("Permohonan dibuka lagi untuk diubah")),
    "applicant.answered": ("changed", gettext_lazy("Isian disimpan")),
    "bap.recorded": ("file", gettext_lazy("Hasil BAP dicatat")),
    "bap.corrected": ("changed", gettext_lazy("Catatan BAP diperbaiki")),
    "applicant.added": ("person", gettext_lazy("Anggota keluarga ditambahkan")),
    "applicant.removed": ("changed", gettext_lazy("Anggota keluarga dikeluarkan")),
    "applicant.appointment": ("file", gettext_lazy("Mendapat tempat")),
    "applicant.application": ("changed", gettext_lazy("Kembali ke isian")),
    "applicant.payment": ("file", gettext_lazy("Menunggu pembayaran")),
    "applicant.visit": ("done", gettext_lazy("Siap datang ke kantor")),
    "applicant.decision": ("file", gettext_lazy("Berkas masuk keputusan")),
    "applicant.passport": ("passport", gettext_lazy("Paspor masuk antrean cetak")),
    "applicant.closed": ("done", gettext_lazy("Berkas ditutup")),
    "appointment.held": ("machine", gettext_lazy("Tempat disimpan")),
    "appointment.confirmed": ("done", gettext_lazy("Tempat pasti")),
    "appointment.brought_forward": ("machine", gettext_lazy("Jam kunjungan dibawa ke sekarang (peragaan)")),
    "appointment.relocated": ("changed", gettext_lazy("Dipindah karena jamnya ditutup")),
    "appointment.moved_at_our_fault": ("changed", gettext_lazy("Dipindah karena kesalahan kantor; tidak dihitung")),
    "appointment.choose_again": ("changed", gettext_lazy("Jamnya ditutup; diminta memilih tempat lain")),
    "message.sent": ("machine", gettext_lazy("E-mail dikirim")),
    "message.failed": ("machine", gettext_lazy("E-mail belum terkirim")),
    "message.queued": ("machine", gettext_lazy("E-mail dicoba lagi")),
    "appointment.attended": ("person", gettext_lazy("Datang ke kantor")),
    "appointment.missed": ("changed", gettext_lazy("Tidak hadir")),
    "appointment.released": ("changed", gettext_lazy("Tempat dilepas")),
    "appointment.expired": ("machine", gettext_lazy("Tempat tidak lagi disimpan")),
    "drawentry.entered": ("file", gettext_lazy("Ikut undian")),
    "drawentry.changed": ("changed", gettext_lazy("Pilihan undian diubah")),
    "drawentry.left": ("changed", gettext_lazy("Keluar dari undian")),
    "drawentry.won": ("done", gettext_lazy("Undian memberi tempat")),
    "drawentry.waiting": ("machine", gettext_lazy("Undian tidak memberi tempat; masuk daftar tunggu")),
    "waiting.joined": ("file", gettext_lazy("Masuk daftar tunggu")),
    "waiting.changed": ("changed", gettext_lazy("Pilihan di daftar tunggu diubah")),
    "waiting.offered": ("machine", gettext_lazy("Tempat ditawarkan dari daftar tunggu")),
    "waiting.waiting": ("changed", gettext_lazy("Tawaran tidak diambil; tetap di daftar tunggu")),
    "waiting.placed": ("done", gettext_lazy("Tempat dari daftar tunggu diambil")),
    "waiting.left": ("changed", gettext_lazy("Keluar dari daftar tunggu")),
    "bill.due": ("file", gettext_lazy("Tagihan terbit")),
    "bill.settled": ("money", gettext_lazy("Pembayaran diterima")),
    "bill.withheld": ("machine", gettext_lazy("Belum ditagih: permohonan berubah sejak lengkap")),
    "bill.lapsed": ("machine", gettext_lazy("Tagihan lewat waktu")),
    "bill.void": ("changed", gettext_lazy("Tagihan dibatalkan")),
    "bill.seen": ("seen", gettext_lazy("Tagihan dilihat")),
    "case.seen": ("seen", gettext_lazy("Berkas dibuka")),
    "document.seen": ("seen", gettext_lazy("Dokumen dilihat")),
    "document.received": ("file", gettext_lazy("Dokumen diterima")),
    "document.replaced": ("file", gettext_lazy("Dokumen diganti")),
    "document.removed": ("changed", gettext_lazy("Dokumen dihapus")),
    "document.accepted": ("person", gettext_lazy("Pemohon memakai foto ini")),
    "document.judged": ("changed", gettext_lazy("Dokumen diputuskan")),
    "applicant.population": ("machine", gettext_lazy("NIK dicocokkan dengan kependudukan")),
    "applicant.service": ("machine", gettext_lazy("Baru diubah menjadi ganti paspor")),
    "credit.open": ("money", gettext_lazy("Uang menjadi saldo")),
    "credit.used": ("money", gettext_lazy("Saldo dipakai")),
    "credit.seen": ("seen", gettext_lazy("Saldo dibaca")),
    "credit.claimed": ("money", gettext_lazy("Saldo diminta kembali")),
    "credit.refunded": ("money", gettext_lazy("Saldo dibayar kembali")),
    "refund.requested": ("money", gettext_lazy("Pengembalian diminta")),
    "refund.corrected": ("changed", gettext_lazy("Rekening pengembalian diperbaiki")),
    "refund.named": ("machine", gettext_lazy("Bank ditanya atas nama siapa rekening itu")),
    "refund.seen": ("seen", gettext_lazy("Permintaan pengembalian dibaca")),
    "refund.checked": ("seen", gettext_lazy("Pengembalian diperiksa")),
    "refund.approved": ("money", gettext_lazy("Pengembalian disetujui")),
    "refund.paid": ("money", gettext_lazy("Pengembalian dikirim ke rekening")),
    "refund.bounced": ("machine", gettext_lazy("Bank menolak pengembalian")),
    "refund.declined": ("changed", gettext_lazy("Pengembalian tidak dijalankan")),
    "fee.kept": ("money", gettext_lazy("Biaya tidak kembali, menurut aturan")),
    "fee.credit": ("money", gettext_lazy("Biaya menjadi saldo, menurut aturan")),
    "question.taken": ("person", gettext_lazy("Pertanyaan uang diambil")),
    "question.credited": ("money", gettext_lazy("Uang yang ditanyakan menjadi saldo")),
    "question.returned": ("money", gettext_lazy("Uang yang ditanyakan dikirim kembali")),
    "question.open": ("money", gettext_lazy("Pembayaran perlu diperiksa")),
    "difference.open": ("money", gettext_lazy("Pembayaran berbeda di daftar luar")),
    "difference.taken": ("person", gettext_lazy("Selisih ditangani")),
    "difference.explained": ("done", gettext_lazy("Selisih dijelaskan")),
    "visit.waiting": ("device", gettext_lazy("Check-in")),
    "visit.called": ("person", gettext_lazy("Dipanggil")),
    "visit.examined": ("changed", gettext_lazy("Dokumen selesai diperiksa")),
    "visit.interviewed": ("changed", gettext_lazy("Wawancara selesai")),
    "visit.enrolled": ("finger", gettext_lazy("Foto dan sidik jari selesai")),
    "visit.parked": ("changed", gettext_lazy("Nomor ditunda")),
    "visit.left": ("changed", gettext_lazy("Pergi sebelum selesai")),
    "interview.corrected": ("changed", gettext_lazy("Catatan wawancara diperbaiki")),
    "capture.portrait": ("person", gettext_lazy("Foto diambil")),
    "capture.portrait_accepted": ("changed", gettext_lazy("Foto diterima dengan alasan")),
    "capture.portrait_seen": ("seen", gettext_lazy("Foto dilihat")),
    "capture.fingers": ("finger", gettext_lazy("Sidik jari diambil")),
    "capture.finger_missing": ("finger", gettext_lazy("Jari tidak dapat diambil")),
    "release.announced": ("done", gettext_lazy("Tempat diumumkan")),
    "release.extended": ("changed", gettext_lazy("Tempat ditambah")),
    "decision.screening": ("machine", gettext_lazy("Pemeriksaan dimulai")),
    "decision.ready": ("machine", gettext_lazy("Ditanyakan ke daftar cegah")),
    "decision.evidence": ("seen", gettext_lazy("Bukti keputusan dibaca")),
    "decision.papers_wanted": ("changed", gettext_lazy("Dokumen diminta")),
    "decision.granted": ("person", gettext_lazy("Permohonan disetujui")),
    "decision.refused": ("person", gettext_lazy("Permohonan ditolak")),
    "passport.queued": ("passport", gettext_lazy("Masuk antrean cetak")),
    "passport.name_split": ("changed", gettext_lazy("Pembagian nama untuk baris mesin diubah")),
    "passport.printed": ("printer", gettext_lazy("Paspor dicetak")),
    "passport.spoiled": ("printer", gettext_lazy("Cetakan gagal")),
    "passport.inspected": ("seen", gettext_lazy("Mutu paspor diperiksa")),
    "passport.ready": ("passport", gettext_lazy("Paspor siap diambil")),
    "passport.collected": ("done", gettext_lazy("Paspor diserahkan")),
    "passport.cancelled": ("machine", gettext_lazy("Paspor dibatalkan, tidak diambil")),
}  # fmt: skip
