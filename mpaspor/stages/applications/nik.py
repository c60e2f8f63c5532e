"""The NIK: what its 16 digits say, and when they cannot be a NIK (domain 4.1, 4.3).

It stays the same for life, also when the birth date, the sex or the home was corrected. So digits that disagree with
what a person says are a question to ask, never an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

LENGTH = 16
_WOMAN = 40

# Kepmendagri 300.2.2-2430/2025. Names as they are today; a NIK from before a split keeps the old region's code.
PROVINCES = {
    "11": "Aceh", "12": "Sumatera Utara", "13": "Sumatera Barat", "14": "Riau", "15": "Jambi",
    "16": "Sumatera Selatan", "17": "Bengkulu", "18": "Lampung", "19": "Kepulauan Bangka Belitung",
    "21": "Kepulauan Riau", "31": "DKI Jakarta", "32": "Jawa Barat", "33": "Jawa Tengah", "34": "DI Yogyakarta",
    "35": "Jawa Timur", "36": "Banten", "51": "Bali", "52": "Nusa Tenggara Barat", "53": "Nusa Tenggara Timur",
    "61": "Kalimantan Barat", "62": "Kalimantan Tengah", "63": "Kalimantan Selatan", "64": "Kalimantan Timur",
    "65": "Kalimantan Utara", "71": "Sulawesi Utara", "72": "Sulawesi Tengah", "73": "Sulawesi Selatan",
    "74": "Sulawesi Tenggara", "75": "Gorontalo", "76": "Sulawesi Barat", "81": "Maluku", "82": "Maluku Utara",
    "91": "Papua", "92": "Papua Barat", "93": "Papua Selatan", "94": "Papua Tengah", "95": "Papua Pegunungan",
    "96": "Papua Barat Daya",
}  # fmt: skip
HISTORIC_PROVINCES = {"54": "Timor Timur"}

_SENTENCES = {
    "digits": _("NIK hanya berisi angka, tanpa huruf dan tanda."),
    "length": _("NIK berisi 16 angka. Hitung lagi angka di KTP Anda."),
    "same": _("Ini bukan NIK: semua angkanya sama."),
    "province": _("Dua angka pertama NIK bukan kode provinsi. Periksa lagi dengan KTP Anda."),
    "region": _("Angka ke-3 sampai ke-6 NIK bukan kode daerah. Periksa lagi dengan KTP Anda."),
    "date": _("Angka ke-7 sampai ke-12 NIK bukan tanggal. Periksa lagi dengan KTP Anda."),
    "sequence": _("Empat angka terakhir NIK tidak mungkin 0000. Periksa lagi dengan KTP Anda."),
}


class InvalidNik(Exception):
    """These digits cannot be a NIK; `problem` is the code and `str()` the sentence for the person."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return str(_SENTENCES[self.problem])


@dataclass(frozen=True)
class Nik:
    """What a NIK says of its bearer, as first registered."""

    number: str
    province: str
    province_name: str
    sex: str
    birth_on: date


def read(nik: str, on: date) -> Nik:
    """Read a NIK; `on` is today, for two digits of a year mean the latest year that is not to come.

    Raises `InvalidNik`.
    """
    number = tidy(nik)
    wrong = problem(number)
    if wrong:
        raise InvalidNik(wrong)
    code, day = number[:2], int(number[6:8])
    return Nik(
        number=number,
        province=code,
        province_name=PROVINCES.get(code) or HISTORIC_PROVINCES[code],
        sex="F" if day > _WOMAN else "M",
        birth_on=_birth_on(number, on),
    )


def tidy(nik: str) -> str:
    """The digits without what people type between them."""
    return "".join(mark for mark in nik if not mark.isspace() and mark not in ".-")


def problem(nik: str) -> str | None:
    """The first reason why `nik` cannot be one: digits, length, same, province, region, date, sequence."""
    number = tidy(nik)
    if not (number.isascii() and number.isdigit()):
        return "digits"
    if len(number) != LENGTH:
        return "length"
    wrong = {
        "same": len(set(number)) == 1,
        "province": number[:2] not in PROVINCES and number[:2] not in HISTORIC_PROVINCES,
        "region": number[2:4] == "00" or number[4:6] == "00",
        "date": not any(_calendar_day(number, century) for century in (1900, 2000)),
        "sequence": number[12:] == "0000",
    }
    return next((code for code, is_wrong in wrong.items() if is_wrong), None)


def disagreements(nik: str, birth_on: date | None, sex: str) -> list[str]:
    """Where a valid NIK says other than the person does: "birth_on", "sex". Ask; do not refuse."""
    number = tidy(nik)
    woman = int(number[6:8]) > _WOMAN
    told = []
    if birth_on and _written_day(number) != birth_on.strftime("%d%m%y"):
        told.append("birth_on")
    if sex and (sex == "F") != woman:
        told.append("sex")
    return told


def _birth_on(number: str, on: date) -> date:
    possible = [day for century in (2000, 1900) if (day := _calendar_day(number, century))]
    past = [day for day in possible if day <= on]
    return (past or possible)[0]


def _calendar_day(number: str, century: int) -> date | None:
    written = _written_day(number)
    try:
        return date(century + int(written[4:]), int(written[2:4]), int(written[:2]))
    except ValueError:
        return None


def _written_day(number: str) -> str:
    day = int(number[6:8])
    return f"{day - _WOMAN if day > _WOMAN else day:02}{number[8:12]}"
