"""What a passport costs, from the dated table."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.payments import tariff
from mpaspor.stages.payments.models import Tariff
from tests.stages.appointments.scene import FAMILY, file

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 2)


def person(kind: str = "electronic", years: int = 10, service: str = "new", **answers: str) -> Applicant:
    return Applicant(passport_kind=kind, years=years, service=service, answers=answers)


def codes(applicant: Applicant) -> list[str]:
    return [item.tariff.code for item in tariff.items(applicant, TODAY)]


@pytest.mark.parametrize(
    ("kind", "years", "on", "amount"),
    [
        ("ordinary", 5, date(2018, 1, 1), 355_000),
        ("electronic", 5, date(2019, 5, 2), 655_000),
        ("electronic", 5, date(2019, 5, 3), 650_000),
        ("ordinary", 5, date(2022, 2, 1), 350_000),
        ("ordinary", 10, date(2022, 10, 12), 350_000),
        ("electronic", 10, date(2024, 12, 16), 650_000),
        ("ordinary", 5, date(2024, 12, 17), 350_000),
        ("ordinary", 10, date(2024, 12, 17), 650_000),
        ("electronic", 5, TODAY, 650_000),
        ("electronic", 10, TODAY, 950_000),
    ],
)
def test_the_price_is_the_one_of_the_day(kind: str, years: int, on: date, amount: int) -> None:
    assert tariff.price(kind, years, on) == amount


def test_ten_years_could_not_be_had_before_there_were_any() -> None:
    with pytest.raises(tariff.NoTariff):
        tariff.price("ordinary", 10, date(2022, 10, 11))


def test_no_two_prices_of_a_thing_hold_on_one_day() -> None:
    rows = list(Tariff.objects.order_by("code", "valid_from"))
    for earlier, later in pairwise(rows):
        if earlier.code == later.code:
            assert earlier.valid_to
            assert earlier.valid_to < later.valid_from
    assert all(row.legal_reference for row in rows)


def test_a_family_pays_the_sum_of_its_books() -> None:
    assert tariff.total(file(*FAMILY), TODAY) == 2_550_000


def test_somebody_who_is_out_of_the_file_pays_nothing() -> None:
    application = file(*FAMILY)
    application.people.all()[2].stage = "closed"
    assert tariff.total(application, TODAY) == 1_900_000


def test_a_first_ordinary_passport_for_work_abroad_costs_nothing() -> None:
    assert tariff.items(person("ordinary", 5, purpose="migrant_work"), TODAY)[0].amount == 0
    assert codes(person("electronic", 5, purpose="migrant_work")) == ["electronic_5"]
    assert codes(person("ordinary", 5, service="expired", purpose="migrant_work")) == ["ordinary_5"]


def test_the_public_reads_the_same_prices() -> None:
    table = tariff.table(TODAY)
    assert [(row.label, row.amounts) for row in table.rows] == [
        ("Biasa", [350_000, 650_000]),
        ("Elektronik", [650_000, 950_000]),
    ]
    assert (table.since, table.law) == (date(2024, 12, 17), "PP 45/2024")
    assert tariff.table(date(2021, 1, 1)).rows[0].amounts == [350_000, None]
