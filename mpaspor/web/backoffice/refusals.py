"""Every refusal an officer can meet, in words: what happened, what was kept, what to do now."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mpaspor.audit import states
from mpaspor.gateways.storage.port import StorageFull
from mpaspor.stages.applications import bap, images, papers
from mpaspor.stages.decisions import adjudication
from mpaspor.stages.passports import handover, mrz, printing, stock
from mpaspor.stages.payments import outcomes, refunding
from mpaspor.stages.visits import biometrics, checkin, examination, interview

Words = str | Promise


class Refusal(NamedTuple):
    """What the page answers: 409 when somebody was faster or the moment is over, 422 when the input is at fault."""

    title: Words
    words: Words
    status: int = 422


MOVED = Refusal(
    _("Keadaannya sudah berubah"), _("Orang lain, atau klik sebelumnya, lebih dulu. Ini keadaan sekarang."), 409
)

WORDS: dict[type[Exception], Refusal] = {
    states.StateChanged: MOVED,
    states.ForbiddenMove: MOVED,
    checkin.NoPlace: Refusal(
        _("Berkas ini tidak punya tempat"), _("Bantu pilih hari, atau ambilkan tempat di loket bantuan."), 409
    ),
    checkin.NotPaid: Refusal(_("Belum dibayar"), _("Tempatnya masih disimpan. Sesudah lunas, check-in lagi."), 409),
    checkin.BackTooLate: Refusal(_("Waktu untuk kembali sudah lewat"), _("Permohonan ini harus diajukan lagi."), 409),
    bap.NotNeeded: MOVED,
    bap.NotHeldYet: Refusal(_("Tanggal BAP belum tiba"), _("Catat sesudah pemeriksaannya selesai.")),
    bap.NoBurden: Refusal(_("Perubahan data tidak dikenai beban"), _("Pilih disetujui, atau ditolak.")),
    bap.WhyNeeded: Refusal(
        _("Alasan perlu diisi"), _("Bebas beban menyebut peristiwanya; penolakan menyebut sebabnya.")
    ),
    examination.NotAtTheCounter: Refusal(_("Orang ini tidak sedang di loket"), _("Panggil dulu dari antrean."), 409),
    examination.NotThisPerson: MOVED,
    examination.NoteNeeded: Refusal(_("Catatan perlu diisi"), _("Tulis apa yang berbeda atau mengapa asli tidak ada.")),
    examination.Undecided: Refusal(
        _("Masih ada dokumen yang belum diputuskan"), _("Putuskan dulu setiap dokumen."), 409
    ),
    interview.NotExamined: Refusal(_("Dokumen belum selesai diperiksa"), _("Wawancara dan foto sesudah dokumen."), 409),
    interview.WordsNeeded: Refusal(
        _("Keraguan perlu catatan"), _("Yang memutuskan tidak ada di ruangan ini. Tulis apa yang Anda dengar.")
    ),
    biometrics.NoPortrait: Refusal(_("Belum ada foto"), _("Ambil foto dulu."), 409),
    biometrics.WhyNeeded: Refusal(_("Alasan perlu diisi"), _("Setiap pengecualian punya alasan.")),
    biometrics.NoSuchFinger: Refusal(
        _("Jari tidak dikenal"), _("Beri nama berkas menurut jari, 1 sampai 10, atau pakai satu kolom per jari.")
    ),
    biometrics.NotInterviewed: Refusal(_("Wawancara belum dicatat"), _("Simpan wawancara dulu, lalu selesaikan."), 409),
    biometrics.Unfinished: Refusal(
        _("Foto atau sidik jari belum lengkap"), _("Lihat yang masih ditandai di bawah."), 409
    ),
    adjudication.AlreadyDecided: Refusal(
        _("Tidak ada yang diputuskan"), _("Sudah diputuskan, masih diperiksa, atau menunggu dokumen."), 409
    ),
    adjudication.InterviewedYourself: Refusal(
        _("Anda mewawancarai orang ini"), _("Keputusannya diambil petugas lain."), 409
    ),
    adjudication.OpinionGiven: Refusal(
        _("Anda sudah memberi keputusan"), _("Keputusan kedua diberikan orang lain."), 409
    ),
    adjudication.SupervisorNeeded: Refusal(
        _("Dua keputusan berbeda"), _("Sekarang kepala seksi yang memutuskan."), 409
    ),
    adjudication.ReasonNeeded: Refusal(
        _("Dasar hukum perlu dipilih"), _("Penolakan menyebut satu alasan yang dikenal hukum.")
    ),
    adjudication.WordsNeeded: Refusal(
        _("Kata-kata untuk pemohon perlu diisi"), _("Pemohon harus tahu mengapa, dan apa yang bisa ia lakukan.")
    ),
    adjudication.UnknownPaper: Refusal(_("Pilih dokumen yang diminta"), _("Paling sedikit satu, dari daftar.")),
    adjudication.PapersMissing: Refusal(
        _("Dokumen yang diminta belum semua ada"), _("Tunggu unggahan pemohon, atau foto di loket."), 409
    ),
    printing.NotQueued: Refusal(_("Paspor ini sudah dicetak"), _("Lanjutkan dengan pemeriksaan mutu."), 409),
    printing.WhyNeeded: Refusal(_("Alasan perlu diisi"), _("Setiap blanko dipertanggungjawabkan.")),
    stock.NoBlanks: Refusal(_("Blanko jenis ini habis"), _("Catat kiriman baru, atau cetak jenis lain dulu."), 409),
    stock.BadNumber: Refusal(
        _("Nomor blanko belum benar"), _("Satu atau dua huruf, lalu enam atau tujuh angka, misalnya X1234567.")
    ),
    stock.BadCount: Refusal(_("Jumlah blanko belum mungkin"), _("Paling sedikit satu, dan muat dalam nomor serinya.")),
    mrz.Unprintable: Refusal(
        _("Nama ini tidak dapat dicetak"), _("Baris mesin hanya memuat huruf A sampai Z, dan tidak boleh kosong.")
    ),
    handover.NotReady: Refusal(_("Tidak ada buku untuk diserahkan"), _("Belum siap, atau sudah diserahkan."), 409),
    handover.NameNeeded: Refusal(_("Nama pengambil perlu diisi"), _("Seperti di KTP yang ditunjukkan.")),
    handover.BadIdentity: Refusal(_("NIK pengambil belum benar"), _("16 angka, seperti di KTP yang ditunjukkan.")),
    handover.NotTheHolder: Refusal(
        _("NIK berbeda dengan pemohon"), _("Periksa lagi KTP-nya, atau pilih keluarga atau surat kuasa.")
    ),
    handover.NotSameFamily: Refusal(
        _("Nomor KK berbeda dengan pemohon"), _("Tanpa KK yang sama, pengambil perlu surat kuasa.")
    ),
    handover.LetterNeeded: Refusal(_("Surat kuasa perlu dicatat"), _("Tulis nomor atau tanggal surat kuasanya.")),
    outcomes.WhyNeeded: Refusal(_("Alasan perlu diisi"), _("Tulis apa yang salah di kantor; pemohon membacanya.")),
    outcomes.StillOpen: Refusal(
        _("Berkas ini masih berjalan"), _("Tempat dan biaya tidak kembali bersama-sama. Tutup dulu berkasnya."), 409
    ),
    outcomes.Served: Refusal(_("Paspornya sudah diserahkan"), _("Biayanya sudah dipakai untuk itu."), 409),
    outcomes.NothingPaid: Refusal(
        _("Tidak ada biaya yang bisa dikembalikan"), _("Belum dibayar, atau sudah dikembalikan."), 409
    ),
    refunding.NotAllowed: Refusal(
        _("Uang ini tidak boleh dikembalikan"), _("Menurut aturan, hanya untuk tagihan berikutnya."), 409
    ),
    refunding.BadAccount: Refusal(
        _("Rekening belum benar"), _("Pilih bank, nomor 6 sampai 20 angka, dan nama pemilik.")
    ),
    refunding.AnotherOrder: Refusal(
        _("Rekeningnya berubah sejak Anda lihat"), _("Ini keadaan sekarang. Lihat lagi, lalu putuskan."), 409
    ),
    refunding.NotNamed: Refusal(
        _("Bank belum menjawab"), _("Tunggu sebentar: bank sedang ditanya tentang rekening ini."), 409
    ),
    refunding.NoAccount: Refusal(
        _("Bank tidak menemukan rekening ini"), _("Pemohon sudah diberi tahu dan memperbaikinya."), 409
    ),
    refunding.NameDiffers: Refusal(
        _("Nama di bank berbeda"), _("Tulis mengapa uang ini tetap boleh ke rekening itu, atau jangan kembalikan.")
    ),
    refunding.SamePerson: Refusal(_("Anda yang memeriksa"), _("Orang lain menyetujui."), 409),
    refunding.AskedYourself: Refusal(_("Anda yang menulis rekening ini"), _("Orang lain memeriksanya."), 409),
    refunding.WhyNeeded: Refusal(_("Alasan perlu diisi"), _("Pemohon harus tahu mengapa.")),
    papers.NotAsked: Refusal(_("Dokumen ini tidak diminta"), _("Pilih jenis dokumen dari daftar.")),
    papers.Closed: Refusal(_("Permohonan sudah ditutup"), _("Tidak ada yang ditambahkan lagi."), 409),
    StorageFull: Refusal(
        _("Tempat simpan penuh"), _("Berkas tidak tersimpan. Beri tahu pengelola sistem; isian lain tetap ada."), 503
    ),
}
TOLD_BY_THEMSELVES = (images.TooLarge, images.Unreadable)
TOLD_BY_THE_PAGE = (checkin.WrongOffice, checkin.WrongDay, checkin.TooEarly, checkin.AlreadyHere)
ANTICIPATED: tuple[type[Exception], ...] = (*WORDS, *TOLD_BY_THEMSELVES, *TOLD_BY_THE_PAGE, stock.NumberTaken)


def of(refused: Exception) -> Refusal:
    """The words for an exception of ANTICIPATED. What needs an hour or a place is told by the page that has them."""
    if isinstance(refused, TOLD_BY_THEMSELVES):
        return Refusal(_("Berkas ini tidak dapat dipakai"), str(refused))
    if isinstance(refused, stock.NumberTaken):
        return Refusal(_("Nomor blanko ini sudah pernah dicatat"), refused.number)
    return WORDS[type(refused)]
