"""The form as data: what is asked of a person, in which step and part, and when (domain 1.4).

A condition names a question of an earlier part, or one of the facts `adult` (yes, no) and `age_group` (small, young,
adult); so a page without scripts can ask part after part. `shared` answers are given once for the whole family.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mpaspor.stages.applications import choices as c

Words = Any  # a lazy translation, or a plain text
Value = date | int | str | None
Condition = tuple[tuple[str, tuple[str, ...]], ...]

STEPS = ("who", "service", "identity", "details", "papers")

PARTS = {
    "person": _("Siapa yang membuat paspor?"),
    "civil": _("Status perkawinan"),
    "held": _("Paspor sebelumnya"),
    "condition": _("Keadaan paspor lama"),
    "old": _("Paspor lama"),
    "trip": _("Rencana perjalanan"),
    "book": _("Paspor yang diminta"),
    "card": _("Data di KTP dan KK"),
    "nationality": _("Kewarganegaraan dan nama"),
    "work": _("Pekerjaan"),
    "home": _("Alamat dan ponsel"),
    "residence": _("Tempat tinggal"),
    "domicile": _("Alamat tempat tinggal"),
    "parents": _("Orang tua"),
    "guardian": _("Wali"),
    "spouse": _("Suami atau istri"),
    "emergency": _("Kontak darurat di Indonesia"),
}


@dataclass(frozen=True)
class Question:
    """One question. `kind` says how it is answered; `when` which earlier answers it waits for, all of them."""

    name: str
    step: str
    part: str
    kind: str
    label: Words
    hint: Words = ""
    choices: tuple[tuple[Any, Words], ...] = ()
    required: bool = True
    longest: int = 120
    shared: bool = False
    when: Condition = ()
    autocomplete: str = ""
    inputmode: str = ""


HELD = (("ever_held", (c.YES,)),)
REPLACED = (*HELD, ("condition", ("expired", "full")))
YOUNG_OR_ADULT = (("age_group", ("young", "adult")),)
ADULT = (("adult", (c.YES,)),)
CHILD = (("adult", (c.NO,)),)
ELSEWHERE = (("domicile_same", (c.NO,)),)
GUARDIAN = (*CHILD, ("accompanied_by", ("guardian",)))
MARRIED = (("civil_status", ("married",)),)

Q = Question
WHO = (
    Q("relation", "who", "person", "choice", _("Paspor ini untuk siapa?"), choices=c.RELATION),
    Q("full_name", "who", "person", "name", _("Nama lengkap"), _("Seperti di KTP atau akta kelahiran, tanpa gelar."),
      autocomplete="name"),
    Q("birth_on", "who", "person", "date", _("Tanggal lahir"), _("Seperti di KTP atau akta kelahiran."),
      autocomplete="bday"),
    Q("civil_status", "who", "civil", "choice", _("Status perkawinan"), _("Seperti di KTP."),
      choices=c.CIVIL_STATUS, when=YOUNG_OR_ADULT),
)  # fmt: skip
SERVICE = (
    Q("ever_held", "service", "held", "yes_no", _("Pernah memegang paspor Indonesia?"),
      _("Juga kalau sudah habis, hilang, atau dibuat waktu kecil."), choices=c.YES_NO),
    Q("condition", "service", "condition", "choice", _("Bagaimana keadaan paspor lama?"),
      choices=c.CONDITION, when=HELD),
    Q("old_issued_on", "service", "old", "month", _("Kapan paspor lama terbit?"),
      _("Lihat “tanggal pengeluaran” di halaman foto. Cukup bulan dan tahun."), when=REPLACED),
    Q("old_expires_on", "service", "old", "month", _("Kapan paspor lama habis berlaku?"),
      _("Lihat “tanggal habis berlaku” di halaman foto. Cukup bulan dan tahun."), when=REPLACED),
    Q("old_issued_in", "service", "old", "choice", _("Di mana paspor lama terbit?"),
      choices=c.ISSUED_IN, when=REPLACED),
    Q("old_office", "service", "old", "text", _("Kantor yang menerbitkan"), required=False, longest=80, when=REPLACED),
    Q("old_number", "service", "old", "text", _("Nomor paspor lama"), _("Satu atau dua huruf lalu angka."),
      required=False, longest=9, when=REPLACED),
    Q("purpose", "service", "trip", "choice", _("Untuk apa paspor ini?"), choices=c.PURPOSE, shared=True),
    Q("destination", "service", "trip", "text", _("Negara tujuan pertama"), longest=60, shared=True),
    Q("departure_on", "service", "trip", "date", _("Rencana berangkat"), _("Kosongkan kalau belum tahu."),
      required=False, shared=True),
    Q("stay", "service", "trip", "choice", _("Berapa lama di sana?"), choices=c.STAY, shared=True),
    Q("destination_address", "service", "trip", "long", _("Alamat di tempat tujuan"), _("Kosongkan kalau belum tahu."),
      required=False, longest=300, shared=True),
    Q("destination_contact", "service", "trip", "text", _("Orang yang dapat dihubungi di sana"),
      _("Nama dan nomor telepon, kalau ada."), required=False, shared=True),
    Q("passport_kind", "service", "book", "choice", _("Jenis paspor"), choices=c.PASSPORT_KIND),
    Q("years", "service", "book", "choice", _("Masa berlaku"), choices=c.YEARS, when=ADULT),
)  # fmt: skip
IDENTITY = (
    Q("nik", "identity", "card", "nik", _("NIK"), _("16 angka di KTP; untuk anak, di KK."), longest=24,
      inputmode="numeric"),
    Q("kk", "identity", "card", "kk", _("Nomor KK"), _("16 angka di bagian atas Kartu Keluarga."), longest=24,
      shared=True, inputmode="numeric"),
    Q("sex", "identity", "card", "choice", _("Jenis kelamin"), choices=c.SEX),
    Q("birth_place", "identity", "card", "text", _("Tempat lahir"), _("Seperti di KTP atau akta kelahiran."),
      longest=80),
    Q("other_name", "identity", "card", "name", _("Nama lain"), _("Kosongkan kalau tidak ada."), required=False),
    Q("citizenship", "identity", "nationality", "choice", _("Kewarganegaraan"), choices=c.CITIZENSHIP),
    Q("name_changed", "identity", "nationality", "yes_no", _("Pernah ganti nama dengan penetapan pengadilan?"),
      choices=c.YES_NO),
)  # fmt: skip
DETAILS = (
    Q("occupation", "details", "work", "select", _("Pekerjaan"), choices=c.OCCUPATION, when=YOUNG_OR_ADULT),
    Q("address", "details", "home", "long", _("Alamat di KTP"), _("Jalan dan nomor rumah."), longest=300, shared=True,
      autocomplete="street-address"),
    Q("rt_rw", "details", "home", "text", _("RT/RW"), _("Misalnya 003/012."), required=False, longest=9, shared=True),
    Q("village", "details", "home", "text", _("Kelurahan atau desa"), longest=80, shared=True),
    Q("district", "details", "home", "text", _("Kecamatan"), longest=80, shared=True),
    Q("city", "details", "home", "text", _("Kabupaten atau kota"), longest=80, shared=True,
      autocomplete="address-level2"),
    Q("province", "details", "home", "select", _("Provinsi"), choices=c.PROVINCE, shared=True),
    Q("postcode", "details", "home", "postcode", _("Kode pos"), required=False, longest=5, shared=True,
      autocomplete="postal-code", inputmode="numeric"),
    Q("phone", "details", "home", "phone", _("Nomor ponsel"), _("Misalnya 0812 3456 7890."), longest=24, shared=True,
      autocomplete="tel", inputmode="tel"),
    Q("domicile_same", "details", "residence", "yes_no", _("Tinggal di alamat itu?"), choices=c.YES_NO, shared=True),
    Q("domicile_address", "details", "domicile", "long", _("Alamat tempat tinggal sekarang"), longest=300, shared=True,
      when=ELSEWHERE),
    Q("father_name", "details", "parents", "name", _("Nama ayah"), _("Kosongkan kalau tidak ada di akta kelahiran."),
      required=False),
    Q("father_citizenship", "details", "parents", "choice", _("Kewarganegaraan ayah"), choices=c.PARENT_CITIZENSHIP,
      required=False, when=CHILD),
    Q("father_nik", "details", "parents", "nik", _("NIK ayah"), required=False, longest=24, when=CHILD,
      inputmode="numeric"),
    Q("mother_name", "details", "parents", "name", _("Nama ibu")),
    Q("mother_citizenship", "details", "parents", "choice", _("Kewarganegaraan ibu"), choices=c.PARENT_CITIZENSHIP,
      when=CHILD),
    Q("mother_nik", "details", "parents", "nik", _("NIK ibu"), required=False, longest=24, when=CHILD,
      inputmode="numeric"),
    Q("parents_status", "details", "parents", "choice", _("Hubungan kedua orang tua"), choices=c.PARENTS_STATUS,
      when=CHILD),
    Q("accompanied_by", "details", "parents", "choice", _("Siapa yang menemani ke kantor?"),
      _("Anak datang bersama kedua orang tua. Yang tidak ikut memberi surat kuasa."), choices=c.ACCOMPANIED_BY,
      when=CHILD),
    Q("guardian_name", "details", "guardian", "name", _("Nama wali"), when=GUARDIAN),
    Q("guardian_basis", "details", "guardian", "text", _("Dasar perwalian"), _("Misalnya nomor penetapan pengadilan."),
      when=GUARDIAN),
    Q("spouse_name", "details", "spouse", "name", _("Nama suami atau istri"), when=MARRIED),
    Q("spouse_citizenship", "details", "spouse", "choice", _("Kewarganegaraan suami atau istri"),
      choices=c.PARENT_CITIZENSHIP, when=MARRIED),
    Q("emergency_name", "details", "emergency", "name", _("Nama"), _("Bukan orang yang ikut bepergian."), shared=True),
    Q("emergency_relation", "details", "emergency", "choice", _("Hubungan"), choices=c.EMERGENCY_RELATION, shared=True),
    Q("emergency_phone", "details", "emergency", "phone", _("Nomor ponsel"), longest=24, shared=True, inputmode="tel"),
    Q("emergency_address", "details", "emergency", "long", _("Alamat"), longest=300, shared=True),
)  # fmt: skip

QUESTIONS = (*WHO, *SERVICE, *IDENTITY, *DETAILS)
BY_NAME = {question.name: question for question in QUESTIONS}
SHARED = tuple(question.name for question in QUESTIONS if question.shared)
