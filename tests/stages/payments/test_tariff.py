"""What a passport costs, from the dated table."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.payments import price_list, tariff
from mpaspor.stages.payments.models import Tariff
from mpaspor.stages.payments.tariff import Choice
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
    table = price_list.table(TODAY)
    assert [(row.label, row.amounts) for row in table.rows] == [
        ("Biasa", [350_000, 650_000]),
        ("Elektronik", [650_000, 950_000]),
    ]
    assert (table.since, table.law) == (date(2024, 12, 17), "PP 45/2024")
    assert price_list.table(date(2021, 1, 1)).rows[0].amounts == [350_000, None]


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (Choice("lost", "electronic", 10), [("electronic_10", 950_000), ("burden_lost", 1_000_000)]),
        (Choice("damaged", "ordinary", 5), [("ordinary_5", 350_000), ("burden_damaged", 500_000)]),
        (Choice("changed", "ordinary", 10), [("ordinary_10", 650_000)]),
        (Choice("new", "electronic", 10, accelerated=True), [("electronic_10", 950_000), ("acceleration", 1_000_000)]),
        (Choice("expired", "ordinary", 5, accelerated=True), [("ordinary_5", 350_000), ("acceleration", 1_000_000)]),
        (Choice("new", "ordinary", 5, migrant_worker=True), [("first_migrant_worker", 0)]),
    ],
)
def test_each_thing_is_a_row_of_the_tariff(choice: Choice, wanted: list[tuple[str, int]]) -> None:
    quote = tariff.quote(choice, TODAY)
    assert [(item.tariff.code, item.amount) for item in quote.items] == wanted
    assert quote.total == sum(amount for _, amount in wanted)


def test_no_passport_costs_more_than_the_dearest_of_the_law() -> None:
    kinds = [(kind, years) for kind in ("ordinary", "electronic") for years in (5, 10)]
    services = ("new", "expired", "full", "lost", "damaged", "changed")
    choices = [
        Choice(service, kind, years, accelerated=fast)
        for service in services for kind, years in kinds for fast in (False, True)
    ]  # fmt: skip
    allowed = [choice for choice in choices if tariff.refusal(choice, TODAY) is None]
    assert max(tariff.quote(choice, TODAY).total for choice in allowed) == 1_950_000


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (Choice("lost", "electronic", 10, accelerated=True), "acceleration"),
        (Choice("full", "electronic", 10, accelerated=True), "acceleration"),
        (Choice("new", "electronic", 10, migrant_worker=True), "migrant_kind"),
        (Choice("expired", "ordinary", 10, migrant_worker=True), "migrant_service"),
        (Choice("new", "ordinary", 10, adult=False), "years"),
    ],
)
def test_what_does_not_go_together_is_refused_with_the_reason(choice: Choice, code: str) -> None:
    with pytest.raises(tariff.NotAllowed) as refused:
        tariff.quote(choice, TODAY)
    assert refused.value.code == code
    assert refused.value.words.endswith(".")
    assert "%(" not in refused.value.words
