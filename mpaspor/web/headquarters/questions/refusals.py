"""What can stand in the way, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mpaspor.audit import states
from mpaspor.stages.payments import questions, refunding
from mpaspor.web.headquarters.desk import Refusal

MOVED = Refusal(_("Keadaannya sudah berubah"), _("Orang lain, atau klik sebelumnya, lebih dulu."), 409)
WORDS: dict[type[Exception], Refusal] = {
    states.StateChanged: MOVED,
    states.ForbiddenMove: MOVED,
    questions.WhyNeeded: Refusal(_("Alasan perlu diisi"), _("Tulis bagaimana pemilik atau pengirimnya ditemukan.")),
    questions.NoOffice: Refusal(
        _("Permohonan ini belum punya kantor"),
        _("Uangnya tetap di sini. Pakai permohonan yang sudah punya kantor, atau kirim kembali ke pengirimnya."),
        409,
    ),
    questions.GoingBack: Refusal(
        _("Uang ini sedang dikirim kembali"), _("Batalkan pengirimannya dulu kalau pemiliknya ditemukan."), 409
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
    refunding.NoAccount: Refusal(_("Bank tidak menemukan rekening ini"), _("Batalkan, lalu cari rekening lain."), 409),
    refunding.NameDiffers: Refusal(
        _("Nama di bank berbeda"), _("Tulis mengapa uang ini tetap boleh ke rekening itu, atau jangan kirim.")
    ),
    refunding.SamePerson: Refusal(_("Anda yang memeriksa"), _("Orang lain menyetujui."), 409),
    refunding.AskedYourself: Refusal(_("Anda yang menulis rekening ini"), _("Orang lain memeriksanya."), 409),
    refunding.WhyNeeded: Refusal(_("Alasan perlu diisi"), _("Satu kalimat cukup.")),
}
ANTICIPATED = tuple(WORDS)
