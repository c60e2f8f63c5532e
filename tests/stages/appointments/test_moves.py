"""Moving to another office, how far a place may be moved, and what a move at our fault does not cost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.notifications.models import Message
from mpaspor.offices import nearby, policy
from mpaspor.offices.models import ClosedDay, Rule
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.payments import billing
from tests import books, people
from tests.stages.appointments.scene import FAMILY, MONDAY, MORNING, file, hour, states, taken
from tests.stages.appointments.test_swap import booked, swap

pytestmark = pytest.mark.django_db


def rule(key: str, value: int) -> None:
    Rule.objects.create(key=key, value=value, valid_from=MORNING.date(), source="a test")
    policy.forget()


def close(slot: Slot) -> None:
    Slot.objects.filter(pk=slot.pk).update(closed=True)


def test_a_family_moves_to_an_office_nearby_together() -> None:
    old, new = hour(3), hour(3, office=people.singaraja())
    application = booked(old, *FAMILY, email="ratna@contoh.id")
    swap(application, new)
    assert states(application) == ["released"] * 3 + ["confirmed"] * 3
    assert (taken(old), taken(new)) == (0, 3)
    application.refresh_from_db()
    assert application.office == people.singaraja()
    letter = Message.objects.get(kind="appointments/moved")
    assert letter.context["office"] == "Singaraja"
    assert books.of_places() == []


def test_the_places_left_behind_are_kept_for_the_waiting_list() -> None:
    old = hour(3)
    swap(booked(old, *FAMILY), hour(3, office=people.singaraja()))
    old.refresh_from_db()
    assert (old.taken, old.kept, old.free) == (0, 3, 0)


def test_an_office_too_far_away_is_refused_with_the_distance() -> None:
    application = booked(hour(1))
    far = hour(1, office=people.jayapura())
    with pytest.raises(booking.MoveTooFar) as refusal:
        swap(application, far)
    assert "150 km" in refusal.value.words
    assert (states(application), taken(far)) == (["confirmed"], 0)


def test_a_day_too_far_away_is_refused() -> None:
    application = booked(hour(1))
    rule("reschedule.max_days", 2)
    with pytest.raises(booking.MoveTooLong) as refusal:
        swap(application, hour(1, on=MONDAY + timedelta(days=3)))
    assert "2 hari" in refusal.value.words
    swap(application, hour(1, on=MONDAY + timedelta(days=2)))
    policy.forget()


def test_the_last_moment_to_move_is_a_rule() -> None:
    application = booked(hour(1, on=date(2026, 1, 5)))
    rule("reschedule.cutoff_days", 4)
    with pytest.raises(booking.TooLate) as refusal:
        swap(application, hour(1, start=10))
    assert "4 hari" in refusal.value.words
    policy.forget()


def test_an_hour_that_costs_more_is_not_had_by_moving() -> None:
    application = booked(hour(1))
    fast = hour(1, start=10)
    Slot.objects.filter(pk=fast.pk).update(service_class=Slot.ServiceClass.ACCELERATED)
    with pytest.raises(booking.SlotClosed) as refusal:
        swap(application, fast)
    assert refusal.value.reason == "fee"


def test_the_offices_a_place_can_be_moved_to_are_those_near_it() -> None:
    people.jayapura()
    [place] = booking.active(booked(hour(1)))
    assert booking.reach(place, at=MORNING) == []
    singaraja = people.singaraja()
    [near] = booking.reach(place, at=MORNING)
    assert near.office == singaraja
    assert 60 < near.km < 63
    assert round(nearby.distance(people.jayapura(), people.denpasar())) in range(2880, 2920)


def test_at_our_fault_a_move_is_neither_counted_nor_limited() -> None:
    application = booked(hour(1))
    rule("reschedule.max_days", 0)
    [place] = swap(application, hour(1, on=MONDAY + timedelta(days=9)), fault=True)
    assert place.moves == 0
    [place] = swap(application, hour(1, on=MONDAY + timedelta(days=10), office=people.jayapura()), fault=True)
    assert (place.moves, place.held_at) == (0, MORNING)
    policy.forget()


def test_in_an_hour_that_was_closed_one_may_move_as_if_never_moved() -> None:
    first, second = hour(1), hour(1, start=10)
    application = booked(first)
    swap(application, second)
    close(second)
    [place] = booking.active(application)
    assert booking.may_move(place, at=MORNING) is None
    later = second.starts_at + timedelta(days=1)
    [place] = swap(application, hour(1, on=MONDAY + timedelta(days=3)), at=later)
    assert place.moves == 1
    assert isinstance(booking.may_move(place, at=later), booking.MoveLimit)


def test_on_a_day_shut_for_their_kind_one_may_move_free_of_count() -> None:
    application = booked(hour(1))
    ClosedDay.objects.create(
        office=people.denpasar(), on=MONDAY, kind="no_blanks", passport_kind="electronic", reason="habis", reason_en=""
    )
    [place] = swap(application, hour(1, on=MONDAY + timedelta(days=1)))
    assert place.moves == 0


def test_an_unpaid_place_in_a_closed_hour_moves_with_its_deadline_and_its_bill() -> None:
    slot, new = hour(1), hour(1, start=11)
    application = file()
    booking.hold(application, slot.pk, by=None, at=MORNING)
    bill = billing.issue(application, by=None, at=MORNING)
    close(slot)
    [place] = swap(application, new)
    assert (place.state, place.held_until) == ("held", MORNING + timedelta(minutes=120))
    place.refresh_from_db()
    assert (place.state, place.slot_id, place.held_until) == ("held", new.pk, MORNING + timedelta(minutes=120))
    bill.refresh_from_db()
    assert (bill.state, bill.expires_at) == ("due", place.held_until)


def test_nobody_moves_into_a_closed_hour() -> None:
    application, shut = booked(hour(1)), hour(1, start=10)
    close(shut)
    with pytest.raises(booking.SlotClosed):
        swap(application, shut)


def test_a_move_at_our_fault_leaves_the_same_trail() -> None:
    application = booked(hour(1))
    swap(application, hour(1, start=10), fault=True)
    acts = Entry.objects.filter(application_id=application.pk, record="appointment").order_by("pk")
    assert [entry.act.partition(".")[2] for entry in acts] == ["held", "confirmed", "released", "held", "confirmed"]
    assert Appointment.objects.filter(state__in=Appointment.ACTIVE).count() == 1
    assert Application.objects.get(pk=application.pk).office == people.denpasar()
