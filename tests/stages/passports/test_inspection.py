from __future__ import annotations

from datetime import date

import pytest

from mpaspor.audit import states
from mpaspor.core.clock import now
from mpaspor.notifications.models import Message
from mpaspor.stages.applications.models import IssuedPassport
from mpaspor.stages.passports import inspection, printing
from tests import people
from tests.cases import office_day

pytestmark = pytest.mark.django_db


def test_a_book_found_good_is_ready_for_a_calendar_month_and_the_register_knows_it() -> None:
    passport = office_day.ready(email="ratna@contoh.id")
    passport.refresh_from_db()
    assert (passport.state, passport.ready_at, passport.collect_until) == ("ready", now(), date(2026, 2, 2))
    entered = IssuedPassport.objects.get()
    assert (entered.number, entered.office_name, entered.expires_on) == ("X1234567", "Denpasar", date(2036, 1, 2))
    assert Message.objects.get(kind="passports/ready").context["day"] == "Senin 2 Februari 2026"


def test_a_book_must_be_printed_to_be_looked_at() -> None:
    with pytest.raises(states.ForbiddenMove):
        inspection.accept(office_day.queued(), by=people.printer(), at=now())


def test_what_was_found_good_is_not_spoiled_afterwards() -> None:
    passport = office_day.ready()
    with pytest.raises(states.ForbiddenMove):
        printing.spoil(passport, "jatuh", by=people.printer(), at=now())


@pytest.mark.parametrize(
    ("day", "months", "until"),
    [
        (date(2026, 1, 8), 1, date(2026, 2, 8)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_a_calendar_month_is_counted_by_the_calendar(day: date, months: int, until: date) -> None:
    assert inspection.months_later(day, months) == until
