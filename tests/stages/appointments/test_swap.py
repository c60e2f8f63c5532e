"""Moving the hour: the new place is certain before the old one is given up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.notifications.models import Message
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment, Slot
from tests import books, people
from tests.stages.appointments.scene import FAMILY, MORNING, confirm, file, hour, states, stranger, taken

pytestmark = pytest.mark.django_db


def booked(slot: Slot, *cast: people.Person, email: str = "") -> Application:
    application = file(*cast, email=email)
    booking.hold(application, slot.pk, by=application.owner, at=MORNING)
    confirm(application)
    return application


def swap(application: Application, slot: Slot, **more: object) -> list[Appointment]:
    facts = {"by": application.owner, "at": MORNING} | more
    return booking.swap(Application.objects.get(pk=application.pk), slot.pk, **facts)  # type: ignore[arg-type]


def test_a_family_moves_together() -> None:
    old, new = hour(3), hour(3, start=10)
    application = booked(old, *FAMILY)
    places = swap(application, new)
    assert {(place.slot_id, place.state, place.moves) for place in places} == {(new.pk, "confirmed", 1)}
    assert states(application) == ["released"] * 3 + ["confirmed"] * 3
    assert (taken(old), taken(new)) == (0, 3)
    assert books.of_places() == []


def test_the_old_place_is_kept_when_the_new_hour_is_full() -> None:
    old, new = hour(3), hour(1, start=10)
    application = booked(old)
    booked(new, stranger(1))
    with pytest.raises(booking.SlotFull):
        swap(application, new)
    assert states(application) == ["confirmed"]
    assert (taken(old), taken(new)) == (1, 1)


def test_the_old_places_are_kept_when_the_new_hour_has_too_few() -> None:
    old, new = hour(3), hour(2, start=10)
    application = booked(old, *FAMILY)
    with pytest.raises(booking.TooFewPlaces):
        swap(application, new)
    assert states(application) == ["confirmed"] * 3
    assert (taken(old), taken(new)) == (3, 0)


def test_the_hour_is_moved_once() -> None:
    application = booked(hour(1))
    swap(application, hour(1, start=10))
    third = hour(1, start=11)
    with pytest.raises(booking.MoveLimit) as refusal:
        swap(application, third)
    assert refusal.value.words == "Jam hanya boleh dipindah 1 kali, dan itu sudah terpakai."
    assert taken(third) == 0


def test_an_office_may_allow_more_moves() -> None:
    application = booked(hour(1))
    Rule.objects.create(
        key="reschedule.max", office=people.denpasar(), value=2, valid_from=MORNING.date(), source="a test"
    )
    policy.forget()
    swap(application, hour(1, start=10))
    swap(application, hour(1, start=11))
    policy.forget()
    assert states(application) == ["released", "released", "confirmed"]


def test_on_the_day_itself_it_is_too_late() -> None:
    slot = hour(1)
    application = booked(slot)
    the_evening_before = slot.starts_at - timedelta(hours=9, minutes=1)
    [place] = booking.active(application)
    assert booking.may_move(place, at=the_evening_before) is None
    assert isinstance(booking.may_move(place, at=the_evening_before + timedelta(minutes=2)), booking.TooLate)
    with pytest.raises(booking.TooLate):
        swap(application, hour(1, start=15), at=slot.starts_at - timedelta(minutes=30))


def test_a_place_that_is_not_paid_is_not_moved() -> None:
    application = file()
    booking.hold(application, hour(1).pk, by=None, at=MORNING)
    with pytest.raises(booking.NothingHeld):
        swap(application, hour(1, start=10))


def test_moved_to_where_it_is_everything_stays() -> None:
    slot = hour(1)
    application = booked(slot)
    [place] = swap(application, slot)
    assert (place.state, place.moves) == ("confirmed", 0)
    assert taken(slot) == 1


def test_pressed_twice_it_is_moved_once() -> None:
    application, new = booked(hour(1)), hour(5, start=10)
    assert swap(application, new) == swap(application, new)
    assert taken(new) == 1


def test_a_move_is_told_by_letter_and_stands_in_the_trail() -> None:
    application = booked(hour(1), email="ratna@contoh.id")
    swap(application, hour(1, start=10))
    letter = Message.objects.get(kind="appointments/moved")
    assert letter.context["when"] == "Senin 5 Januari 2026, 10.00 WITA"
    assert letter.context["before"] == "Senin 5 Januari 2026, 09.00 WITA"
    acts = Entry.objects.filter(application_id=application.pk, record="appointment").order_by("pk")
    assert [entry.act.partition(".")[2] for entry in acts] == ["held", "confirmed", "released", "held", "confirmed"]
