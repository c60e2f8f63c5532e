"""Opening and closing an office's hours."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.stages.appointments import booking, quotas
from mpaspor.stages.appointments.models import Slot
from tests import people
from tests.stages.appointments.scene import FAMILY, MONDAY, MORNING, file, hour

pytestmark = pytest.mark.django_db
HOURS = [(time(8), time(9)), (time(9), time(10))]


def open_hours(days: list[date], capacity: int = 12) -> int:
    return quotas.open_hours(people.denpasar(), days, HOURS, capacity, by=people.head(), at=MORNING)


def test_hours_are_opened_in_the_time_of_the_office() -> None:
    assert open_hours([MONDAY, MONDAY + timedelta(days=1)]) == 4
    first = quotas.slots(people.denpasar(), MONDAY, MONDAY)[0]
    assert first.starts_at.isoformat() == "2026-01-05T00:00:00+00:00"
    assert (first.capacity, first.free) == (12, 12)


def test_hours_that_are_open_stay_as_they_are() -> None:
    open_hours([MONDAY], capacity=12)
    assert open_hours([MONDAY, MONDAY + timedelta(days=1)], capacity=5) == 2
    assert {slot.capacity for slot in quotas.slots(people.denpasar(), MONDAY, MONDAY)} == {12}


def test_opening_stands_in_the_trail_with_who_did_it() -> None:
    open_hours([MONDAY])
    assert (
        list(Entry.objects.filter(act="slot.opened").values_list("by", "new__capacity")) == [(people.head().pk, 12)] * 2
    )


def test_the_trail_tells_the_capacity_that_was_replaced_not_the_one_the_page_showed() -> None:
    seen = hour(capacity=5)
    quotas.change_capacity(Slot.objects.get(pk=seen.pk), 9, by=people.head(), at=MORNING)
    quotas.change_capacity(seen, 7, by=people.head(), at=MORNING)
    entries = Entry.objects.filter(act="slot.changed").order_by("pk").values_list("old__capacity", "new__capacity")
    assert list(entries) == [(5, 9), (9, 7)]


def test_a_capacity_is_changed_down_to_what_is_taken_and_no_further() -> None:
    slot = hour(5)
    booking.hold(file(*FAMILY), slot.pk, by=None, at=MORNING)
    quotas.change_capacity(slot, 3, by=people.head(), at=MORNING)
    with pytest.raises(quotas.BelowTaken) as refusal:
        quotas.change_capacity(slot, 2, by=people.head(), at=MORNING)
    assert refusal.value.taken == 3
    assert Slot.objects.get(pk=slot.pk).capacity == 3
    entry = Entry.objects.get(act="slot.changed")
    assert (entry.old, entry.new) == ({"capacity": 5}, {"capacity": 3})


def test_a_day_is_closed_once_and_opened_again() -> None:
    day = quotas.close_day(
        people.denpasar(), MONDAY, "closure", "Listrik padam", "Power cut", by=people.head(), at=MORNING
    )
    with pytest.raises(quotas.AlreadyClosed):
        quotas.close_day(people.denpasar(), MONDAY, "closure", "Lagi", "Again", by=people.head(), at=MORNING)
    quotas.reopen_day(day, by=people.head(), at=MORNING)
    acts = Entry.objects.filter(record="closedday").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["closedday.announced", "closedday.withdrawn"]


def test_closing_a_day_says_how_many_people_must_be_asked_to_move() -> None:
    booking.hold(file(*FAMILY), hour(5).pk, by=None, at=MORNING)
    assert quotas.booked_on(people.denpasar(), MONDAY) == 3
    assert quotas.booked_on(people.denpasar(), MONDAY, "ordinary") == 0
    assert quotas.booked_on(people.denpasar(), MONDAY + timedelta(days=1)) == 0
