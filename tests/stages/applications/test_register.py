"""The register knows who held a passport, whatever was chosen."""

from __future__ import annotations

from datetime import date

import pytest

from mpaspor.stages.applications import register
from mpaspor.stages.applications.models import IssuedPassport
from tests import factories, people

pytestmark = pytest.mark.django_db


def entered(
    number: str = "C1234567", *, issued_on: date = date(2020, 11, 3), nik: str = people.RATNA.nik
) -> IssuedPassport:
    return register.enter_earlier(
        nik=nik,
        full_name="RATNA WULANDARI",
        birth_on=people.RATNA.birth_on,
        number=number,
        kind="ordinary",
        office_name="Denpasar",
        issued_on=issued_on,
        expires_on=issued_on.replace(year=issued_on.year + 5),
    )


def of_ratna() -> tuple[bytes, bytes]:
    return (register.person_key(people.RATNA.nik), register.name_key("Ratna Wulandari", people.RATNA.birth_on))


def test_a_person_is_found_by_the_nik_and_the_latest_book_counts() -> None:
    entered(issued_on=date(2015, 3, 1))
    later = entered("C7654321", issued_on=date(2020, 11, 3))
    assert register.issued_to(*of_ratna()) == later


def test_a_person_is_found_by_name_and_birth_date_however_they_are_spelt() -> None:
    one = entered(nik=people.BAGUS.nik)
    key = register.name_key("ratna  wulandari", people.RATNA.birth_on)
    assert register.issued_to(None, key) == one


def test_the_nik_is_surer_than_the_name() -> None:
    own = entered(issued_on=date(2012, 1, 1))
    entered("C7654321", nik=people.BAGUS.nik, issued_on=date(2023, 1, 1))
    assert register.issued_to(*of_ratna()) == own


def test_whoever_never_held_one_is_not_known() -> None:
    entered()
    assert register.issued_to(register.person_key(people.BAGUS.nik), None) is None
    assert register.issued_to(None, None) is None


def test_a_book_made_here_is_entered_for_its_holder() -> None:
    applicant = factories.answered()
    register.enter(
        applicant, number="X1234567", office_name="Denpasar", issued_on=date(2026, 1, 8), expires_on=date(2036, 1, 8)
    )
    found = register.issued_to(*of_ratna())
    assert found is not None
    assert (found.number, found.kind) == ("X1234567", "electronic")


def test_nothing_is_entered_for_somebody_unborn() -> None:
    applicant = factories.draft().people.get()
    with pytest.raises(ValueError, match="birth date"):
        register.enter(applicant, number="X1", office_name="", issued_on=date(2026, 1, 8), expires_on=date(2031, 1, 8))


def test_a_cancelled_book_stays_known() -> None:
    entered()
    register.cancel("C1234567", on=date(2026, 1, 2))
    found = register.issued_to(*of_ratna())
    assert found is not None
    assert found.cancelled_on == date(2026, 1, 2)


def test_a_number_nobody_entered_cannot_be_cancelled() -> None:
    with pytest.raises(register.NotInRegister):
        register.cancel("X9999999", on=date(2026, 1, 2))


def test_the_register_keeps_no_readable_nik() -> None:
    one = entered()
    assert people.RATNA.nik.encode() not in bytes(one.person_key)
