"""Working days of an office: its own weekdays, less the days it is shut, on its own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine

from mpaspor.core import clock as clocks
from mpaspor.offices import calendar, policy
from mpaspor.offices.models import ClosedDay, Office, Rule
from tests import people

pytestmark = pytest.mark.django_db

FRIDAY = date(2026, 1, 2)


@pytest.fixture
def denpasar() -> Office:
    return people.denpasar()


def shut(on: date, *, office: Office | None = None, kind: str = "holiday", passport_kind: str = "") -> None:
    ClosedDay.objects.create(
        office=office, on=on, kind=kind, passport_kind=passport_kind, reason="Libur", reason_en="Holiday"
    )


def after(office: Office, count: int, day: date = FRIDAY) -> date:
    return calendar.working_days_after(office, day, count)


def test_four_working_days_go_round_the_weekend(denpasar: Office) -> None:
    assert after(denpasar, 4) == date(2026, 1, 8)


def test_a_holiday_of_the_country_puts_the_day_off(denpasar: Office) -> None:
    shut(date(2026, 1, 6))
    assert after(denpasar, 4) == date(2026, 1, 9)


def test_a_closure_of_one_office_is_no_other_offices(denpasar: Office) -> None:
    shut(date(2026, 1, 6), office=denpasar, kind="closure")
    assert after(denpasar, 4) == date(2026, 1, 9)
    assert after(people.jayapura(), 4) == date(2026, 1, 8)


def test_an_office_without_blank_books_works_all_the_same(denpasar: Office) -> None:
    shut(date(2026, 1, 6), office=denpasar, kind="no_blanks", passport_kind="electronic")
    shut(date(2026, 1, 7), office=denpasar, kind="no_blanks")
    assert after(denpasar, 4) == date(2026, 1, 8)


def test_a_day_shut_twice_counts_once(denpasar: Office) -> None:
    shut(date(2026, 1, 6))
    shut(date(2026, 1, 6), office=denpasar, kind="closure")
    assert after(denpasar, 4) == date(2026, 1, 9)


def test_long_holidays_are_crossed(denpasar: Office) -> None:
    for day in range(5, 24):
        shut(date(2026, 1, day))
    assert after(denpasar, 1) == date(2026, 1, 26)


def test_a_closure_longer_than_anybody_planned_is_crossed_too(denpasar: Office) -> None:
    for day in range(5, 32):
        shut(date(2026, 1, day))
    for day in range(1, 29):
        shut(date(2026, 2, day))
    assert after(denpasar, 1) == date(2026, 3, 2)


def test_an_office_that_never_opens_is_named_instead_of_waited_for(denpasar: Office) -> None:
    Rule.objects.create(
        key="office.hours", office=denpasar, value=[None] * 7, valid_from=date(2026, 1, 1), source="a test"
    )
    policy.forget()
    try:
        with pytest.raises(calendar.NeverOpen, match="Denpasar"):
            after(denpasar, 1)
    finally:
        Rule.objects.filter(office=denpasar).delete()
        policy.forget()


def test_no_working_days_later_is_the_same_day(denpasar: Office) -> None:
    assert after(denpasar, 0) == FRIDAY


def test_an_office_may_work_on_saturday(denpasar: Office) -> None:
    hours = [["08:00", "16:00"]] * 5 + [["08:00", "12:00"], None]
    Rule.objects.create(key="office.hours", office=denpasar, value=hours, valid_from=date(2026, 1, 1), source="a test")
    policy.forget()
    try:
        assert after(denpasar, 1) == date(2026, 1, 3)
        assert calendar.opening_hours(denpasar, date(2026, 1, 3)) == ["08:00", "12:00"]
        assert calendar.opening_hours(denpasar, date(2026, 1, 4)) is None
        assert after(people.jayapura(), 1) == date(2026, 1, 5)
    finally:
        Rule.objects.filter(office=denpasar).delete()
        policy.forget()


def test_the_days_between_two_are_listed_both_included(denpasar: Office) -> None:
    shut(date(2026, 1, 6))
    assert calendar.working_days(denpasar, FRIDAY, date(2026, 1, 8)) == [
        FRIDAY, date(2026, 1, 5), date(2026, 1, 7), date(2026, 1, 8),
    ]  # fmt: skip


def test_at_midnight_in_jayapura_it_is_still_yesterday_in_denpasar() -> None:
    """One moment, two calendars: the count begins on the day the office has."""
    moment = datetime(2026, 1, 1, 15, 30, tzinfo=UTC)
    jayapura, denpasar = people.jayapura(), people.denpasar()
    here, there = moment.astimezone(jayapura.zoneinfo).date(), moment.astimezone(denpasar.zoneinfo).date()
    assert (here, there) == (date(2026, 1, 2), date(2026, 1, 1))
    assert after(jayapura, 4, here) == date(2026, 1, 8)
    assert after(denpasar, 4, there) == date(2026, 1, 7)


def test_today_is_a_day_of_the_zone(clock: time_machine.Traveller) -> None:
    clock.move_to(datetime(2026, 1, 1, 15, 0, tzinfo=UTC))
    days = [clocks.today(zone) for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]
    assert days == [date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 2)]


def test_a_closed_day_tells_its_reason_in_the_readers_language(denpasar: Office) -> None:
    shut(date(2026, 1, 6))
    day = ClosedDay.objects.get(on=date(2026, 1, 6), office=None)
    assert day.words == "Libur"
