"""The page for those who run it says how a price and a rule are changed: what it says is done here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from mpaspor.offices import policy
from mpaspor.stages.payments import price_list, tariff
from tests import people

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "operations" / "rules.md"
BEFORE, AFTER = date(2027, 6, 30), date(2027, 7, 1)


@pytest.fixture(autouse=True)
def _as_written() -> Iterator[None]:
    people.denpasar()
    with connection.cursor() as cursor:
        for block in re.findall(r"```sql\n(.*?)```", PAGE.read_text(), re.DOTALL):
            cursor.execute(block)
    policy.forget()
    tariff.forget()
    yield
    policy.forget()
    tariff.forget()


def test_a_price_changes_on_its_day() -> None:
    assert (tariff.price("electronic", 10, BEFORE), tariff.price("electronic", 10, AFTER)) == (950_000, 1_000_000)
    assert price_list.announced(BEFORE) == [
        price_list.Announced(AFTER, ["PP 1/2027"], [("Paspor elektronik, 10 tahun", 1_000_000)])
    ]
    assert price_list.announced(AFTER) == []


def test_a_rule_changes_on_its_day_and_an_offices_own_beats_it() -> None:
    office = people.denpasar()
    ttl = [
        policy.number("billing.ttl_minutes", on=on, office_id=pk) for on in (BEFORE, AFTER) for pk in (None, office.pk)
    ]
    assert ttl == [120, 120, 180, 60]
