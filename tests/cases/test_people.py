from __future__ import annotations

from datetime import date

import pytest

from mpaspor.cases import people as found
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 2)


def _names(text: str) -> list[str]:
    return [applicant.full_name for applicant in found.find(people.denpasar(), text, on=TODAY)]


def test_a_file_is_found_by_its_reference_however_it_is_typed() -> None:
    application = office_day.paid()
    assert _names(application.reference.lower().replace("-", " ")) == ["Ratna Wulandari"]


def test_a_person_is_found_by_nik_ticket_name_and_the_books_number() -> None:
    office_day.ready()
    for text in (people.RATNA.nik, f"{people.RATNA.nik[:4]} {people.RATNA.nik[4:]}", "09-01", "wulan", "x1234567"):
        assert _names(text) == ["Ratna Wulandari"], text


def test_a_ticket_is_of_one_day() -> None:
    office_day.here()
    assert found.find(people.denpasar(), "09-01", on=date(2026, 1, 3)) == []


@pytest.mark.parametrize("text", ["", " ", "ra", "0", "%", "___", "1" * 16, "'; drop"])
def test_what_matches_nobody_finds_nobody(text: str) -> None:
    office_day.paid()
    assert _names(text) == []


def test_another_office_finds_nothing() -> None:
    office_day.paid()
    assert found.find(people.jayapura(), "Ratna", on=TODAY) == []
