"""The trail in the applicant's words: acts in the past tense, who and where they sat, when and why.

Moves that only mirror another entry are left out. Of the decision two lines show, the same for everybody: the watchlist
was asked, and it was decided; who looked at its answer, and how many gave an opinion, would tell what it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Entry, Kind, Seal
from mpaspor.core import dates
from mpaspor.stages.applications.models import Application
from mpaspor.web.templatetags.telling import first_name, language

ACTS: dict[str, tuple[str, str | Promise]] = {
    "case.seen": ("seen", _("Berkas dibuka")),
    "document.seen": ("seen", _("Dokumen dilihat")),
    "capture.portrait_seen": ("seen", _("Foto dilihat")),
    "application.opened": ("file", _("Permohonan dibuka")),
    "application.ready": ("done", _("Semua jawaban diperiksa dan ditutup")),
    "application.draft": ("changed", _("Isian dibuka lagi")),
    "applicant.added": ("changed", _("Seseorang ditambahkan")),
    "applicant.removed": ("changed", _("Seseorang dihapus")),
    "bap.recorded": ("file", _("Hasil BAP dicatat")),
    "bap.corrected": ("changed", _("Catatan BAP diperbaiki")),
    "applicant.answered": ("changed", _("Jawaban disimpan")),
    "applicant.service": ("machine", _("Paspor lama ditemukan, menjadi ganti paspor")),
    "applicant.population": ("machine", _("NIK dicocokkan dengan data kependudukan")),
    "applicant.closed": ("done", _("Permohonan ditutup")),
    "document.received": ("file", _("Dokumen diterima")),
    "document.replaced": ("file", _("Dokumen diganti")),
    "document.removed": ("changed", _("Dokumen dihapus")),
    "document.accepted": ("changed", _("Foto yang kabur tetap dipakai")),
    "document.judged": ("seen", _("Dokumen dibandingkan dengan yang asli")),
    "appointment.held": ("changed", _("Tempat disimpan")),
    "appointment.confirmed": ("done", _("Tempat menjadi pasti")),
    "appointment.released": ("changed", _("Tempat dilepas")),
    "appointment.expired": ("machine", _("Tempat tidak lagi disimpan")),
    "appointment.brought_forward": ("changed", _("Datang lebih awal dari jam yang dipesan")),
    "appointment.relocated": ("changed", _("Dipindah karena kantor menutup jamnya; tidak dihitung")),
    "appointment.moved_at_our_fault": ("changed", _("Dipindah karena kesalahan kantor; tidak dihitung")),
    "appointment.choose_again": ("changed", _("Kantor menutup jamnya; silakan pilih tempat lain")),
    "appointment.attended": ("done", _("Datang ke kantor")),
    "appointment.missed": ("machine", _("Tidak datang pada jam yang dipesan")),
    "drawentry.entered": ("file", _("Ikut undian")),
    "drawentry.changed": ("changed", _("Pilihan undian diubah")),
    "drawentry.left": ("changed", _("Keluar dari undian")),
    "drawentry.won": ("done", _("Undian memberi tempat")),
    "drawentry.waiting": ("machine", _("Undian tidak memberi tempat; masuk daftar tunggu")),
    "waiting.joined": ("file", _("Masuk daftar tunggu")),
    "waiting.changed": ("changed", _("Pilihan di daftar tunggu diubah")),
    "waiting.offered": ("machine", _("Tempat ditawarkan dari daftar tunggu")),
    "waiting.waiting": ("changed", _("Tawaran tidak diambil; tetap di daftar tunggu")),
    "waiting.placed": ("done", _("Tempat dari daftar tunggu diambil")),
    "waiting.left": ("changed", _("Keluar dari daftar tunggu")),
    "bill.due": ("money", _("Kode bayar dibuat")),
    "bill.settled": ("money", _("Pembayaran diterima")),
    "bill.withheld": ("machine", _("Belum ditagih: ada yang berubah di permohonan")),
    "bill.lapsed": ("machine", _("Tagihan ditutup karena lewat waktu")),
    "bill.void": ("changed", _("Tagihan dibatalkan")),
    "bill.extended": ("machine", _("Batas waktu bayar mundur karena pembayaran sedang berjalan")),
    "bill.seen": ("seen", _("Tagihan dilihat")),
    "credit.open": ("money", _("Uang yang masuk menjadi saldo")),
    "credit.used": ("money", _("Saldo dipakai")),
    "credit.seen": ("seen", _("Saldo dibaca")),
    "credit.refunded": ("money", _("Saldo dibayar kembali")),
    "refund.requested": ("money", _("Pengembalian diminta")),
    "refund.corrected": ("changed", _("Rekening pengembalian diperbaiki")),
    "refund.named": ("machine", _("Bank ditanya atas nama siapa rekening itu")),
    "refund.seen": ("seen", _("Permintaan pengembalian dibaca")),
    "refund.checked": ("seen", _("Pengembalian diperiksa")),
    "refund.approved": ("money", _("Pengembalian disetujui orang kedua")),
    "refund.paid": ("money", _("Pengembalian dikirim ke rekening")),
    "refund.bounced": ("machine", _("Bank menolak pengembalian")),
    "refund.declined": ("changed", _("Pengembalian tidak dijalankan")),
    "fee.kept": ("money", _("Biaya tidak kembali, menurut aturan")),
    "fee.credit": ("money", _("Biaya menjadi saldo, menurut aturan")),
    "visit.waiting": ("person", _("Masuk antrean")),
    "visit.called": ("person", _("Dipanggil ke loket")),
    "visit.examined": ("seen", _("Dokumen selesai diperiksa")),
    "visit.interviewed": ("person", _("Wawancara selesai")),
    "visit.enrolled": ("finger", _("Foto dan sidik jari selesai")),
    "visit.parked": ("changed", _("Nomor antrean ditunda")),
    "visit.left": ("changed", _("Pergi sebelum selesai")),
    "interview.corrected": ("changed", _("Catatan wawancara diperbaiki")),
    "capture.portrait": ("person", _("Foto diambil")),
    "capture.portrait_accepted": ("person", _("Foto diterima petugas")),
    "capture.fingers": ("finger", _("Sidik jari diambil")),
    "capture.finger_missing": ("finger", _("Satu jari dicatat tidak bisa diambil")),
    "decision.screening": ("machine", _("Ditanyakan ke daftar cegah")),
    "decision.papers_wanted": ("file", _("Dokumen tambahan diminta")),
    "decision.granted": ("person", _("Permohonan disetujui")),
    "decision.refused": ("person", _("Permohonan ditolak")),
    "passport.queued": ("printer", _("Masuk antrean cetak")),
    "passport.name_split": ("changed", _("Penulisan nama di paspor ditetapkan")),
    "passport.printed": ("printer", _("Paspor dicetak")),
    "passport.spoiled": ("printer", _("Gagal cetak, dicetak ulang")),
    "passport.inspected": ("seen", _("Mutu paspor diperiksa")),
    "passport.ready": ("passport", _("Paspor siap diambil")),
    "passport.collected": ("passport", _("Paspor diserahkan")),
    "passport.cancelled": ("changed", _("Paspor dibatalkan karena tidak diambil")),
}
WHYS = {
    "decision.screening": _("hanya nama dan tanggal lahir dikirim; jawabannya tidak dimuat di sini, untuk siapa pun")
}
LOOKED = _("Berkas dibuka")
# Told by another line already, or for nobody's eyes but those who decide.
LEFT_OUT = {
    "applicant.appointment", "applicant.payment", "applicant.visit", "applicant.decision", "applicant.passport",
    "applicant.application", "decision.ready", "decision.evidence", "opinion.given", "question.open",
    "question.taken", "question.credited", "question.returned", "credit.claimed",
    "difference.open", "difference.taken", "difference.explained", "bookday.open", "bookday.signed", "bookday.closed",
    "message.sent", "message.failed", "message.queued", "draw.sealed", "draw.drawn", "draw.awarded",
}  # fmt: skip
# Somebody's act set them going, but nobody looked: the machine did them.
BY_ITSELF = {"applicant.population", "applicant.service", "decision.screening", "passport.queued"}
WHO = {"officer": _("Petugas"), "machine": _("Sistem"), "you": _("Anda")}


@dataclass
class Told:
    """One line of the trail. `times` counts the same act of the same person in a row."""

    act: str
    kind: str
    title: str
    at: datetime
    who_kind: str
    who: str
    why: str = ""
    names: list[str] = field(default_factory=list)
    times: int = 1
    hour: str = ""


def told(application: Application, reader: User, zone: str) -> list[Told]:
    """Every line, newest first; what happened to several of the family at once is one line."""
    names = {person.pk: first_name(person) for person in application.people.all() if person.full_name}
    lines: list[Told] = []
    for entry in trail.of_application(application.pk):
        line = line_of(entry, reader)
        if line is None:
            continue
        name = names.get(entry.applicant_id or 0, "") if len(names) > 1 else ""
        if lines and same(lines[-1], line):
            lines[-1].times += lines[-1].at != line.at or name in lines[-1].names
            lines[-1].names += [name] if name and name not in lines[-1].names else []
        else:
            line.names = [name] if name else []
            line.hour = dates.hour(line.at, zone, language())
            lines.append(line)
    return lines


def line_of(entry: Entry, reader: User) -> Told | None:
    looked = entry.kind == Kind.SEEN
    if entry.act in LEFT_OUT or (entry.act not in ACTS and not looked):
        return None
    icon, title = ACTS.get(entry.act, ("seen", LOOKED))
    who_kind, who = who_of(entry, reader)
    why = str(WHYS.get(entry.act, "")) or (entry.why if who_kind == "officer" else "")
    return Told(entry.act, "seen" if looked else icon, closing(entry) or str(title), entry.at, who_kind, who, why)


def closing(entry: Entry) -> str:
    """A person's file ends for a reason; the word of it stands in the records, here the act is enough."""
    return say("Selesai") if entry.act == "applicant.closed" and entry.old.get("stage") == "passport" else ""


def who_of(entry: Entry, reader: User) -> tuple[str, str]:
    if entry.by is None or entry.act in BY_ITSELF:
        return "machine", say("sistem")
    if entry.by_id == reader.pk:
        return "you", say("Anda")
    return "officer", ", ".join(part for part in (str(entry.by), entry.by.get_role_display(), entry.place) if part)


def same(before: Told, line: Told) -> bool:
    """In a row, by the same person, on what is the same day anywhere: one line."""
    return (before.act, before.who, before.why) == (line.act, line.who, line.why) and before.at.date() == line.at.date()


def only(lines: Iterable[Told], wanted: str) -> list[Told]:
    return [line for line in lines if wanted not in WHO or line.who_kind == wanted]


def by_day(lines: list[Told], zone: str) -> list[tuple[date, list[Told]]]:
    grouped = groupby(lines, key=lambda line: line.at.astimezone(ZoneInfo(zone)).date())
    return [(day, list(rows)) for day, rows in grouped]


def seal() -> str:
    """The fingerprint of the newest seal over all trails, in fours: whoever keeps it can prove a later change."""
    newest = Seal.objects.order_by("-upto").values_list("digest", flat=True).first()
    return "·".join(newest[at : at + 4].upper() for at in (0, 4, 8)) if newest else ""
