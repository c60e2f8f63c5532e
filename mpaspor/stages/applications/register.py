"""The register of passports already issued: ours, and those from before us.

It is asked before any money is: most refusals are people who had held a passport and chose "new" (domain 1.8, 1.15).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Q

from mpaspor.core.encryption import blind_index
from mpaspor.stages.applications import names, nik
from mpaspor.stages.applications.models import Applicant, IssuedPassport


def person_key(number: str) -> bytes:
    """What finds a person again without keeping the NIK readable."""
    return blind_index(nik.tidy(number), "person")


def name_key(full_name: str, birth_on: date) -> bytes:
    """The same for name and birth date, however the name is spelt."""
    return blind_index(f"{names.tidy(full_name).replace(' ', '')} {birth_on.isoformat()}", "name")


def keys_of(applicant: Applicant) -> tuple[bytes | None, bytes | None]:
    """Both keys of a person, as far as she has told us enough."""
    of_name = None
    if applicant.full_name and applicant.birth_on:
        of_name = name_key(applicant.full_name, applicant.birth_on)
    return (bytes(applicant.person_key) if applicant.person_key else None, of_name)


def issued_to(of_person: bytes | None, of_name: bytes | None) -> IssuedPassport | None:
    """The latest passport of this NIK or, failing that, of this name and birth date."""
    return latest(issued_to_any([(of_person, of_name)]), of_person, of_name)


def issued_to_any(keys: Iterable[tuple[bytes | None, bytes | None]]) -> list[IssuedPassport]:
    """All passports of several people, in one statement."""
    pairs = list(keys)
    persons = [person for person, _ in pairs if person]
    called = [name for _, name in pairs if name]
    if not persons and not called:
        return []
    return list(IssuedPassport.objects.filter(Q(person_key__in=persons) | Q(name_key__in=called)))


def latest(found: Collection[IssuedPassport], of_person: bytes | None, of_name: bytes | None) -> IssuedPassport | None:
    """The one to speak of among `found`: the NIK is surer than the name, then the later issue."""
    own = [one for one in found if of_person and bytes(one.person_key) == of_person]
    alike = [one for one in found if of_name and bytes(one.name_key) == of_name]
    return max(own or alike, key=lambda one: one.issued_on, default=None)


def enter(applicant: Applicant, *, number: str, office_name: str, issued_on: date, expires_on: date) -> IssuedPassport:
    """Enter the passport made for an applicant."""
    return enter_earlier(
        nik=applicant.nik,
        full_name=applicant.full_name,
        birth_on=_certain(applicant.birth_on),
        number=number,
        kind=applicant.passport_kind,
        office_name=office_name,
        issued_on=issued_on,
        expires_on=expires_on,
    )


def enter_earlier(
    *,
    nik: str,
    full_name: str,
    birth_on: date,
    number: str,
    kind: str,
    office_name: str,
    issued_on: date,
    expires_on: date,
) -> IssuedPassport:
    """Enter a passport issued elsewhere or before us."""
    return IssuedPassport.objects.create(
        person_key=person_key(nik),
        name_key=name_key(full_name, birth_on),
        number=number,
        kind=kind,
        office_name=office_name,
        issued_on=issued_on,
        expires_on=expires_on,
    )


class NotInRegister(Exception):
    """No passport of this number was ever entered."""


def cancel(number: str, *, on: date) -> None:
    """The book no longer counts as a travel document; that it was issued stays known."""
    if not IssuedPassport.objects.filter(number=number).update(cancelled_on=on):
        raise NotInRegister(number)


def _certain(birth_on: date | None) -> date:
    if birth_on is None:
        message = "a passport was made for somebody without a birth date"
        raise ValueError(message)
    return birth_on
