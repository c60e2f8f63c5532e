"""The officers of a demo office, one for each task, and the security app on each one's phone."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt

from mpaspor.accounts.models import User
from mpaspor.accounts.roles import Role
from mpaspor.offices.models import Office, Posting

if TYPE_CHECKING:
    from datetime import datetime


# (address, name, role): those who sit at no office.
CENTRE = (
    ("centre@imigrasi.contoh.id", "Sri Hartati", Role.CENTRE),
    ("treasurer@imigrasi.contoh.id", "Hendra Gunawan", Role.CENTRE_TREASURER),
    ("second-treasurer@imigrasi.contoh.id", "Yuliana Siregar", Role.CENTRE_TREASURER),
    ("witness.pusat@imigrasi.contoh.id", "Bambang Wicaksono", Role.WITNESS),
    ("witness.ombudsman@ombudsman.contoh.id", "Maria Lumentut", Role.WITNESS),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does what at an office."""

    customer_service: User
    counter: User
    interviewer: User
    adjudicator: User
    second_adjudicator: User
    supervisor: User
    printer: User
    handover: User
    treasurer: User
    second_treasurer: User
    head: User


DENPASAR = {
    "customer_service": ("Ni Putu Ayu Lestari", Role.CUSTOMER_SERVICE, "1"),
    "counter": ("Wayan Suarniti", Role.COUNTER, "3"),
    "interviewer": ("Made Oka Wirawan", Role.INTERVIEWER, "5"),
    "adjudicator": ("I Dewa Ayu Pertiwi", Role.ADJUDICATOR, ""),
    "second_adjudicator": ("Komang Ardana", Role.ADJUDICATOR, ""),
    "supervisor": ("Ketut Sudarma", Role.SUPERVISOR, ""),
    "printer": ("Nyoman Artawan", Role.PRINTER, ""),
    "handover": ("Kadek Sukma Dewi", Role.HANDOVER, "7"),
    "treasurer": ("Ketut Ariani", Role.TREASURER, ""),
    "second_treasurer": ("Putu Eka Saputra", Role.TREASURER, ""),
    "head": ("Gusti Rai Adnyana", Role.HEAD, ""),
}


def of(office: Office, *, at: datetime) -> Staff:
    """The officers of the office, hired if it has none yet. Same people, same addresses, every time."""
    return Staff(
        **{task: _officer(office, task, name, role, counter, at=at) for task, (name, role, counter) in _roll(office)}
    )


def of_the_centre(*, at: datetime) -> list[User]:
    """The planner and treasurers of the centre, and two witnesses, one the ombudsman's; hired if they are not there."""
    return [_hire(email, name, role, at=at) for email, name, role in CENTRE]


def treasurers() -> list[User]:
    """Who keep the books: two of Denpasar, two of the centre."""
    keepers = User.objects.filter(role=Role.CENTRE_TREASURER) | User.objects.filter(
        role=Role.TREASURER, posting__office__name="Denpasar"
    )
    return list(keepers.order_by("-role", "id"))


def _roll(office: Office) -> list[tuple[str, tuple[str, Role, str]]]:
    if office.name == "Denpasar":
        return list(DENPASAR.items())
    return [(task, (f"{role.label} {office.name}", role, counter)) for task, (_, role, counter) in DENPASAR.items()]


def _officer(office: Office, task: str, name: str, role: Role, counter: str, *, at: datetime) -> User:
    place = "".join(letter for letter in office.name.lower() if letter.isalnum())
    email = f"{task.replace('_', '-')}.{place}@imigrasi.contoh.id"
    officer = _hire(email, name, role, at=at)
    Posting.objects.get_or_create(user=officer, defaults={"office": office, "counter": counter})
    return officer


def _hire(email: str, name: str, role: Role, *, at: datetime) -> User:
    officer = User.objects.filter(email=email).first()
    if officer is None:
        officer = User.objects.create_user(email, full_name=name, role=role, created_at=at)
        EmailAddress.objects.create(user=officer, email=email, verified=True, primary=True)
        Authenticator.objects.create(
            user=officer, type=Authenticator.Type.TOTP, data={"secret": encrypt(secret_of(email))}
        )
    return officer


def secret_of(email: str) -> str:
    """The same key for the same officer, so that a phone once set up keeps working after `make reset`."""
    return base64.b32encode(hashlib.sha256(f"demo {email}".encode()).digest()[:20]).decode()
