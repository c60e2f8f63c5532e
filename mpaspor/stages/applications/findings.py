"""The words for everything eligibility can find: what it is, what to do, and where to turn when it ends here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mpaspor.core import dates
from mpaspor.stages.applications.questionnaire import Words

DUKCAPIL = _("Dinas Kependudukan dan Pencatatan Sipil (Dukcapil) di kabupaten atau kota Anda")
DESK = _("Loket layanan di kantor imigrasi mana pun, tanpa janji")

TITLES: dict[str, Words] = {
    "desk_lost": _("Paspor hilang diurus di kantor imigrasi"),
    "desk_damaged": _("Paspor rusak diurus di kantor imigrasi"),
    "desk_changed": _("Perubahan data diurus di kantor imigrasi"),
    "bap_missing": _("BAP belum dicatat"),
    "bap_refused": _("Menurut BAP, paspor ini tidak diganti"),
    "nik_unusable": _("NIK ini tidak dapat dipakai"),
    "population_not_found": _("NIK ini tidak ada di data kependudukan"),
    "population_inactive": _("NIK ini tidak aktif di data kependudukan"),
    "population_deceased": _("NIK ini tercatat milik orang yang sudah meninggal"),
    "active_application": _("Sudah ada permohonan lain dengan NIK ini"),
    "same_person_twice": _("NIK ini dipakai dua kali di permohonan ini"),
    "years_not_allowed": _("Masa berlaku ini tidak dapat dipilih"),
    "held_before": _("Sudah pernah ada paspor, jadi ini ganti paspor"),
    "held_before_otherwise": _("NIK ini pernah mendapat paspor dengan nama atau tanggal lahir lain"),
    "maybe_held": _("Mungkin sudah pernah ada paspor"),
    "replacement_early": _("Paspor lama masih berlaku lama"),
    "nik_birth_on": _("Tanggal lahir berbeda dengan angka di NIK"),
    "nik_sex": _("Jenis kelamin berbeda dengan angka di NIK"),
    "name_page_limit": _("Nama ini panjang"),
    "name_title": _("Nama ini mungkin memakai gelar"),
    "name_few_words": _("Nama ini pendek untuk tujuan Anda"),
    "population_differs": _("Sebagian data berbeda dengan data kependudukan"),
    "population_unchecked": _("NIK belum diperiksa"),
    "departure_soon": _("Rencana berangkat terlalu dekat"),
    "dual_nationality": _("Anak berkewarganegaraan ganda"),
}
BODIES: dict[str, Words] = {
    "desk_lost": _("Bawa surat kehilangan dari polisi, KTP, KK, dan akta. Petugas mencatat kejadiannya lebih dulu."),
    "desk_damaged": _("Bawa paspor yang rusak, KTP, KK, dan akta. Petugas mencatat sebabnya lebih dulu."),
    "desk_changed": _("Bawa paspor lama, KTP, KK, dan dasar perubahan, misalnya penetapan pengadilan."),
    "bap_missing": _("Pemeriksaan lebih dulu. Catat nomor, tanggal, dan hasilnya di halaman ini."),
    "bap_refused": _("BAP %(number)s, %(held_on)s: %(why)s"),
    "nik_unusable": _("Periksa lagi ke-16 angkanya dengan KTP atau KK."),
    "population_not_found": _("Periksa lagi angkanya. Kalau sudah benar, data Anda perlu diperbaiki dulu."),
    "population_inactive": _("Aktifkan dulu NIK Anda. Isian ini tetap tersimpan."),
    "population_deceased": _("Periksa lagi angkanya. Kalau sudah benar, data ini perlu diperbaiki dulu."),
    "active_application": _("Satu NIK, satu permohonan. Lanjutkan yang lama, atau tarik dulu, baru yang ini."),
    "same_person_twice": _("Setiap orang memakai NIK sendiri. NIK anak ada di Kartu Keluarga."),
    "years_not_allowed": _("Paspor 10 tahun hanya untuk yang berumur %(age)s tahun ke atas atau sudah menikah."),
    "held_before": _("Terbit %(issued_on)s di %(office)s. Jadi kami ubah, supaya biaya Anda tidak hangus."),
    "held_before_otherwise": _("Periksa lagi NIK, nama, dan tanggal lahir. Kalau benar, ini ganti paspor."),
    "maybe_held": _("Ada paspor atas nama dan tanggal lahir yang sama. Kalau itu paspor Anda, jawab “Ya”."),
    "replacement_early": _("Paspor lama berlaku sampai %(expires_on)s. Ganti paspor disarankan mulai %(from_on)s."),
    "nik_birth_on": _("Kalau tanggal lahir Anda pernah diperbaiki, ini wajar. Kalau tidak, periksa lagi keduanya."),
    "nik_sex": _("Periksa lagi NIK dan jenis kelamin. Kalau keduanya benar, lanjutkan saja."),
    "name_page_limit": _("Halaman paspor memuat 34 huruf. Petugas menyepakati penulisannya dengan Anda."),
    "name_title": _("Paspor ditulis tanpa gelar. Hapus gelarnya, kecuali itu memang nama Anda."),
    "name_few_words": _("Arab Saudi meminta %(needed)s kata. Petugas menambah nama ayah di halaman 4 paspor."),
    "population_differs": _("Yang berbeda: %(fields)s. Perbaiki, atau lanjutkan dan petugas memeriksa KTP Anda."),
    "population_unchecked": _("Data kependudukan belum bisa dihubungi. Lanjutkan saja; kami periksa lagi sendiri."),
    "departure_soon": _("Paspor jadi %(days)s hari kerja sesudah wawancara. Anda berangkat %(departure_on)s."),
    "dual_nationality": _("Paspornya berlaku sampai %(last)s, ulang tahun ke-21: batas memilih kewarganegaraan."),
}
WHERE: dict[str, Words] = {
    "desk_lost": DESK,
    "desk_damaged": DESK,
    "desk_changed": DESK,
    "population_not_found": DUKCAPIL,
    "population_inactive": DUKCAPIL,
    "population_deceased": DUKCAPIL,
}
COMPARED: dict[str, Words] = {
    "full_name": _("nama"),
    "birth_place": _("tempat lahir"),
    "birth_on": _("tanggal lahir"),
    "sex": _("jenis kelamin"),
    "kk": _("nomor KK"),
    "mother_name": _("nama ibu"),
}


@dataclass(frozen=True)
class Finding:
    """Something the rules say about a person: a warning, or an end (`blocks`). `step` is where it can be put right."""

    code: str
    blocks: bool
    step: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        return str(TITLES[self.code])

    @property
    def words(self) -> str:
        """What it means and what to do, in the language of the moment."""
        return str(BODIES[self.code]) % {name: _told(value) for name, value in self.values.items()}

    @property
    def where(self) -> str:
        """Whom to turn to when it cannot be put right here, else ""."""
        return str(WHERE.get(self.code, ""))


def _told(value: object) -> str:
    if isinstance(value, date):
        return dates.plain_day(value, None, (get_language() or "id")[:2])
    if isinstance(value, list | tuple):
        return ", ".join(str(COMPARED.get(one, one)) for one in value)
    return str(value)
