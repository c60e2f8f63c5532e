"""The cast: one family, one man with one name, and the officers of one office; the same people as in the pictures.

Kirana is eight on the morning on which every test begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.core.clock import now
from mpaspor.offices.models import Office, Posting

KK = "5171052301150007"


@dataclass(frozen=True)
class Person:
    """What a person knows about herself."""

    full_name: str
    sex: str
    birth_on: date
    birth_place: str
    nik: str
    civil_status: str = "single"
    kk: str = KK
    email: str = ""


RATNA = Person(
    "Ratna Wulandari", "F", date(1990, 7, 5), "Denpasar", "5171054507900002", "married", email="ratna@contoh.id"
)
BAGUS = Person(
    "Bagus Pramono", "M", date(1988, 3, 12), "Singaraja", "5108061203880001", "married", email="bagus@contoh.id"
)
KIRANA = Person("Kirana Pramono", "F", date(2017, 5, 20), "Denpasar", "5171056005170003")
SUPARMAN = Person(
    "Suparman", "M", date(1955, 8, 17), "Yogyakarta", "3471021708550001", "widowed", "3471021212100004",
    "suparman@contoh.id",
)  # fmt: skip


def citizen(person: Person) -> User:
    """The account of somebody of the cast."""
    return _user(person.email, full_name=person.full_name)


def ratna() -> User:
    return citizen(RATNA)


def suparman() -> User:
    return citizen(SUPARMAN)


def denpasar() -> Office:
    return _office("Denpasar", "5171", "51", "Asia/Makassar")


def jayapura() -> Office:
    """Another office, in another zone, whose officers see nothing of Denpasar's."""
    return _office("Jayapura", "9171", "91", "Asia/Jayapura", latitude="-2.533", longitude="140.717")


def singaraja() -> Office:
    """An office on the same island as Denpasar, some sixty kilometres away."""
    return _office("Singaraja", "5108", "51", "Asia/Makassar", latitude="-8.112", longitude="115.088")


def unit() -> Office:
    """A counter of Denpasar's in the town's house of services, two kilometres away."""
    facts = {
        "code": "5171U1", "office_class": "MPP", "has_checkpoint": False, "city": "Kota Denpasar", "province": "51",
        "zone": "Asia/Makassar", "latitude": "-8.656", "longitude": "115.235", "parent": denpasar(),
    }  # fmt: skip
    return Office.objects.get_or_create(name="MPP Denpasar", defaults=facts)[0]


def customer_service() -> User:
    return officer("Luh Sukerti", Role.CUSTOMER_SERVICE, counter="CS")


def wayan() -> User:
    """Wayan Suarniti looks at the papers, at counter 3."""
    return officer("Wayan Suarniti", Role.COUNTER, counter="3")


def komang() -> User:
    """Komang Ardana asks the questions and takes the picture, at counter 5."""
    return officer("Komang Ardana", Role.INTERVIEWER, counter="5")


def pertiwi() -> User:
    """I Dewa Ayu Pertiwi decides."""
    return officer("I Dewa Ayu Pertiwi", Role.ADJUDICATOR)


def second_adjudicator() -> User:
    return officer("I Made Sudana", Role.ADJUDICATOR)


def supervisor() -> User:
    return officer("Ni Nyoman Astiti", Role.SUPERVISOR)


def printer() -> User:
    return officer("Ketut Wirawan", Role.PRINTER)


def handover() -> User:
    return officer("Gusti Ayu Ratih", Role.HANDOVER, counter="8")


def ariani() -> User:
    """Ketut Ariani keeps the office's books."""
    return officer("Ketut Ariani", Role.TREASURER)


def second_treasurer() -> User:
    return officer("Putu Eka Saputra", Role.TREASURER)


def head() -> User:
    """The head of the office."""
    return officer("Anak Agung Gde Rai", Role.HEAD)


def sri() -> User:
    """Sri Hartati plans for all offices, and sits at none."""
    return _user("sri@pusat.contoh.id", full_name="Sri Hartati", role=Role.CENTRE)


def hendra() -> User:
    """Hendra Gunawan keeps the books of all offices, and sits at none."""
    return _user("hendra@pusat.contoh.id", full_name="Hendra Gunawan", role=Role.CENTRE_TREASURER)


def yuliana() -> User:
    """Yuliana Siregar is the second of those who keep the books of all."""
    return _user("yuliana@pusat.contoh.id", full_name="Yuliana Siregar", role=Role.CENTRE_TREASURER)


def bambang() -> User:
    """Bambang Wicaksono watches over draws, for the centre."""
    return _user("bambang@pusat.contoh.id", full_name="Bambang Wicaksono", role=Role.WITNESS)


def maria() -> User:
    """Maria Lumentut watches over draws, for the ombudsman."""
    return _user("maria@ombudsman.contoh.id", full_name="Maria Lumentut", role=Role.WITNESS)


def officer(full_name: str, role: Role, *, office: Office | None = None, counter: str = "") -> User:
    """Somebody posted at an office, by default Denpasar."""
    office = office or denpasar()
    _, _, surname = full_name.lower().rpartition(" ")
    address = f"{surname}.{role}@{office.name.lower()}.contoh.id"
    user = _user(address, full_name=full_name, role=role)
    Posting.objects.get_or_create(user=user, defaults={"office": office, "counter": counter})
    return user


def _user(email: str, *, full_name: str, role: Role = Role.APPLICANT) -> User:
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(email, full_name=full_name, role=role, created_at=now())


def _office(
    name: str, code: str, province: str, zone: str, *, latitude: str = "-8.650", longitude: str = "115.220"
) -> Office:
    facts = {
        "code": code, "office_class": "Kelas I", "has_checkpoint": True, "city": f"Kota {name}",
        "province": province, "zone": zone, "latitude": latitude, "longitude": longitude,
    }  # fmt: skip
    return Office.objects.get_or_create(name=name, defaults=facts)[0]
