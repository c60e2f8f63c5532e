"""What a day's places became, as the ledger alone tells it: every sum holds, whatever happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.ledger import counting
from mpaspor.stages.appointments.ledger.counting import Counts
from mpaspor.stages.appointments.models import Appointment, Slot
from tests import people
from tests.stages.appointments.scene import FAMILY, MONDAY, MORNING, confirm, file, hour, stranger

pytestmark = pytest.mark.django_db


def counted(number: int = 0) -> Counts:
    return counting.of_day(people.denpasar(), MONDAY)[number].counts


def test_an_hour_nobody_has_asked_for_is_free() -> None:
    hour(5)
    assert counted() == Counts(opened=5, free=5)


def test_each_place_is_counted_where_it_stands_now() -> None:
    slot = hour(12)
    held, paid, missed, came, gone = (file(stranger(number)) for number in range(5))
    family = file(*FAMILY)
    for application in (held, paid, missed, came, gone, family):
        booking.hold(application, slot.pk, by=None, at=MORNING)
    places = {application: confirm(application) for application in (paid, missed, came, family)}
    booking.miss(places[missed], by=None, at=MORNING)
    booking.attend(places[came], by=None, at=MORNING)
    booking.release(gone, by=None, at=MORNING, why="")
    now = counted()
    assert now == Counts(opened=12, held=1, confirmed=5, missed=1, reserved=1, free=4, released=1)
    assert now.opened == now.held + now.confirmed + now.walk_in + now.reserved + now.missed + now.free
    assert now.taken == Slot.objects.get().taken == 7


def test_whoever_comes_back_to_the_same_hour_is_counted_once() -> None:
    slot, application = hour(5), file()
    for _ in range(2):
        booking.hold(application, slot.pk, by=None, at=MORNING)
        booking.expire(application, at=MORNING)
    Slot.objects.update(kept=0)
    booking.hold(application, slot.pk, by=None, at=MORNING)
    assert counted() == Counts(opened=5, held=1, free=4, released=2)


def test_a_place_that_was_moved_is_sure_where_it_went() -> None:
    """As a demonstration brings somebody's hour forward."""
    old, new, application = hour(2), hour(2, start=10), file()
    booking.hold(application, old.pk, by=None, at=MORNING)
    confirm(application)
    Appointment.objects.update(slot=new)
    Slot.objects.filter(pk=old.pk).update(taken=0)
    Slot.objects.filter(pk=new.pk).update(taken=1)
    assert counted(0) == Counts(opened=2, free=2, released=1)
    assert counted(1) == Counts(opened=2, confirmed=1, free=1)


def test_places_at_the_desk_are_counted_apart() -> None:
    slot = hour(3, on=MORNING.date(), start=9, desk=True)
    booking.hold(file(), slot.pk, by=people.customer_service(), at=MORNING + timedelta(minutes=20))
    (desk,) = counting.of_day(people.denpasar(), MORNING.date())
    assert desk.counts == Counts(opened=3, walk_in=1, free=2)


def test_a_day_is_the_sum_of_its_hours() -> None:
    hour(5)
    hour(7, start=10)
    hour(9, on=MONDAY + timedelta(days=1))
    assert counting.total(counting.of_day(people.denpasar(), MONDAY)) == Counts(opened=12, free=12)
    assert counting.total([]) == Counts()


def test_the_days_beside_are_those_with_places() -> None:
    for days in (-3, 0, 4):
        hour(1, on=MONDAY + timedelta(days=days))
    hour(1, on=MONDAY + timedelta(days=1), office=people.jayapura())
    beside = counting.neighbours(people.denpasar(), MONDAY)
    assert beside == (MONDAY - timedelta(days=3), MONDAY + timedelta(days=4))
    assert counting.neighbours(people.jayapura(), MONDAY + timedelta(days=1)) == (None, None)
