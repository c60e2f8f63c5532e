"""People who do not exist: names, numbers and answers, always the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any


def _listed(names: str) -> tuple[str, ...]:
    """Names read better in rows."""
    return tuple(names.split())


MEN = _listed(
    "Agus Ahmad Bagus Bayu Budi Dedi Dimas Eko Fajar Gede Hasan Hendra Imam Joko Ketut Komang Lukas Made Nyoman Oka "
    "Putu Rahmat Rizki Slamet Surya Teguh Tri Wahyu Wayan Yohanes Yusuf Zainal"
)
WOMEN = _listed(
    "Aisyah Ani Ayu Dewi Dian Endang Fitri Gusti Indah Kadek Kartika Lestari Luh Maria Maya Nengah Novi Nurul Putri "
    "Rani Ratih Rina Sari Siti Sri Sukma Tini Utami Wati Wulan Yanti Yuli"
)
FAMILY = _listed(
    "Adnyana Arimbawa Artawan Astawa Budiarta Dharma Gunawan Hidayat Kurniawan Kusuma Lestari Mahendra Mulyadi "
    "Nugroho Permana Pramono Pratama Purnama Rahayu Santosa Saputra Setiawan Sudarma Sugiarto Suharto Susanto "
    "Suwandi Wibawa Widodo Wijaya Wirawan Yudistira"
)
PLACES = _listed(
    "DENPASAR TABANAN GIANYAR BADUNG SINGARAJA BANGLI KLUNGKUNG NEGARA MATARAM BANYUWANGI SURABAYA JAKARTA"
)
STREETS = ("Jl. Melati", "Jl. Gatot Subroto", "Jl. Hayam Wuruk", "Jl. Teuku Umar", "Jl. Kamboja", "Gang Mawar")
COUNTRIES = _listed("Singapura Malaysia Jepang Thailand Australia Korea Turki Belanda")
REGIONS = ("517101", "517102", "517103", "510301", "510401", "510201", "517104", "510802")
FEMALE_DAY = 40
ONE_WORD_IN = 12


@dataclass(frozen=True, slots=True)
class Person:
    """Enough of a person to fill in everything we ask."""

    full_name: str
    sex: str
    birth_on: date
    birth_place: str
    nik: str
    kk: str
    mother: str
    father: str
    married: bool
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def plain_name(self) -> str:
        return self.full_name.upper()


def nik_of(region: str, birth_on: date, sex: str, sequence: int) -> str:
    """PPKKCC DDMMYY NNNN: a woman's day has 40 added."""
    day = birth_on.day + (FEMALE_DAY if sex == "F" else 0)
    return f"{region}{day:02}{birth_on:%m%y}{sequence:04}"


def adult(chance: Random, on: date, sequence: int) -> Person:
    """Somebody of 17 to 70 on the day. One in twelve has a single name, as millions have."""
    sex = chance.choice("MF")
    given = chance.choice(MEN if sex == "M" else WOMEN)
    name = given if chance.randrange(ONE_WORD_IN) == 0 else f"{given} {chance.choice(FAMILY)}"
    birth_on = on - timedelta(days=chance.randint(18 * 366, 70 * 365))
    region = chance.choice(REGIONS)
    return Person(
        full_name=name,
        sex=sex,
        birth_on=birth_on,
        birth_place=chance.choice(PLACES),
        nik=nik_of(region, birth_on, sex, 1 + sequence % 9000),
        kk=f"{region}{_kk_day(chance)}{1 + sequence % 9000:04}",
        mother=f"{chance.choice(WOMEN)} {chance.choice(FAMILY)}",
        father=f"{chance.choice(MEN)} {chance.choice(FAMILY)}",
        married=chance.random() < 0.5,
    )


def _kk_day(chance: Random) -> str:
    """The day a family card was made, DDMMYY."""
    return f"{chance.randint(1, 28):02}{chance.randint(1, 12):02}{chance.randint(5, 20):02}"
