"""What the books refuse, in words."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mpaspor.audit import states
from mpaspor.core import money
from mpaspor.stages.payments import closing, reconciling, statement_files, statements
from mpaspor.web.templatetags.receiving import source_word
from mpaspor.web.templatetags.telling import language


class Refusal(NamedTuple):
    """What the page of a day answers, in the shape of each audience's own refusals."""

    title: str | Promise
    words: str | Promise
    status: int = 422


MOVED = Refusal(
    gettext_lazy("Keadaannya sudah berubah"),
    gettext_lazy("Orang lain, atau klik sebelumnya, lebih dulu. Ini keadaan sekarang."),
    409,
)
REASON_NEEDED = Refusal(
    gettext_lazy("Alasan perlu diisi"), gettext_lazy("Tulis satu kalimat yang masih dimengerti tahun depan.")
)
FILE_NEEDED = Refusal(gettext_lazy("Pilih berkas laporan"), gettext_lazy("Paling besar 20 MB."))
WORDS: dict[type[Exception], Refusal] = {
    states.StateChanged: MOVED,
    states.ForbiddenMove: MOVED,
    closing.OfAUnit: Refusal(
        gettext_lazy("Hari ini ditutup di kantornya"), gettext_lazy("Uang sebuah unit ada di buku kantornya."), 409
    ),
    closing.NotOver: Refusal(gettext_lazy("Hari ini belum tiba"), gettext_lazy("Tutup sesudah harinya."), 409),
    closing.NotSigned: Refusal(
        gettext_lazy("Belum ditandatangani"), gettext_lazy("Satu orang menandatangani, orang lain menutup."), 409
    ),
    closing.SameHand: Refusal(
        gettext_lazy("Anda yang menandatangani hari ini"),
        gettext_lazy("Orang kedua yang menutupnya."),
        409,
    ),
    closing.Moved: Refusal(
        gettext_lazy("Ada uang masuk sesudah ditandatangani"),
        gettext_lazy("Tarik tanda tangannya, lihat lagi, lalu tanda tangani lagi."),
        409,
    ),
    reconciling.NoReason: REASON_NEEDED,
    reconciling.NotATask: Refusal(
        gettext_lazy("Tidak ada yang perlu dijelaskan"),
        gettext_lazy("Sudah selesai, atau dicari dulu di laporan mereka yang berikutnya."),
        409,
    ),
}
# How `statement_files` begins each of its reasons.
REASONS = {
    "the file begins": gettext_lazy("Baris pertama menyebut MPASPOR, sumber, dan hari"),
    "the day": gettext_lazy("Hari ditulis seperti 2026-01-05"),
    "the columns": gettext_lazy("Judul kolom tidak seperti yang diminta"),
    "the file is too large": gettext_lazy("Berkasnya terlalu besar"),
    "the file has too many": gettext_lazy("Barisnya terlalu banyak"),
    "the last line": gettext_lazy("Baris terakhir tidak menjumlahkan yang lain"),
    "this number": gettext_lazy("Nomor ini ada dua kali"),
    "amount": gettext_lazy("Jumlah bukan rupiah bulat"),
    "paidAt": gettext_lazy("Waktu ditulis seperti 2026-01-05T10:12:00+07:00"),
    "number": gettext_lazy("Nomor kosong"),
    "code": gettext_lazy("Kode bayar kosong"),
}
TOLD_WITH_FACTS = (
    closing.Awaited, closing.NotExplained, statement_files.MalformedStatement, statements.NotBrought,
)  # fmt: skip
ANTICIPATED: tuple[type[Exception], ...] = (*WORDS, *TOLD_WITH_FACTS)


def of(refused: Exception) -> Refusal:
    """The words for an exception of ANTICIPATED."""
    if isinstance(refused, closing.Awaited):
        sources = ", ".join(map(source_word, refused.sources))
        return Refusal(
            _("Laporan belum datang: %(sources)s") % {"sources": sources}, _("Kami tanya lagi sendiri."), 409
        )
    if isinstance(refused, closing.NotExplained):
        words = ngettext("%(count)s hal belum selesai.", "%(count)s hal belum selesai.", refused.tasks)
        told = {"amount": money.rupiah(refused.amount, language())}
        return Refusal(_("%(amount)s belum dijelaskan") % told, words % {"count": refused.tasks}, 409)
    if isinstance(refused, statement_files.MalformedStatement):
        known = (words for begins, words in REASONS.items() if refused.reason.startswith(begins))
        told = {"line": str(refused.line), "reason": str(next(known, _("tidak dapat dibaca")))}
        words = _("Baris %(line)s: %(reason)s. Tidak ada yang disimpan.") % told
        return Refusal(_("Berkas ini tidak dapat dipakai"), words)
    if isinstance(refused, statements.NotBrought):
        return Refusal(
            _("Laporan ini tidak diunggah"),
            _("%(source)s tidak kami kenal, atau kami tanyai sendiri.") % {"source": str(refused)},
        )
    return WORDS[type(refused)]
