"""Moving people at our cost: with its reason, past all limits, counted nowhere, and by those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mpaspor.accounts.models import User
from mpaspor.audit.models import Entry
from mpaspor.notifications.models import Message
from mpaspor.offices.models import Rule
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import amends, booking
from mpaspor.stages.appointments.models import Appointment, Slot
from tests import books, factories, people
from tests.people import Person
from tests.stages.appointments.scene import FAMILY, MONDAY, MORNING, confirm, hour, states, taken
from tests.web.backoffice.asking import go, page, refused

pytestmark = pytest.mark.django_db
NEXT_DAY = MONDAY + timedelta(days=1)
WHY = "Jaringan mati sampai siang."


def booked(slot: Slot, *cast: Person) -> Application:
    cast = cast or (people.RATNA,)
    application = factories.family(*cast, email="ratna@contoh.id") if len(cast) > 1 else factories.ready(*cast)
    booking.hold(application, slot.pk, by=None, at=MORNING)
    confirm(application)
    application.refresh_from_db()
    return application


def there(application: Application, **asked: Any) -> str:
    return f"/office/cases/{application.reference}/move" + "".join(
        f"{'&' if number else '?'}{name}={value}" for number, (name, value) in enumerate(asked.items())
    )


def typed(slot: Slot, **more: Any) -> dict[str, Any]:
    on = slot.starts_at.astimezone(slot.office.zoneinfo).date()
    return {"slot": slot.pk, "why": WHY, "on": on.isoformat(), "office": slot.office.code, **more}


def test_a_day_shows_the_hours_with_room_for_all_and_what_it_will_cost_them(service: Client) -> None:
    application = booked(hour(3), *FAMILY)
    hour(3, on=NEXT_DAY)
    hour(2, on=NEXT_DAY, start=10)
    told = page(service, there(application, on=NEXT_DAY))
    assert "09.00–10.00" in told
    assert "10.00–11.00" not in told
    assert "Jatah pindah mereka tidak berkurang" in told


def test_they_are_moved_together_told_why_and_keep_their_own_move(service: Client) -> None:
    old, new = hour(3), hour(3, on=NEXT_DAY)
    application = booked(old, *FAMILY)
    go(service, there(application), **typed(new))
    assert states(application) == ["released"] * 3 + ["confirmed"] * 3
    assert (taken(old), taken(new)) == (0, 3)
    assert {place.moves for place in booking.active(application)} == {0}
    entries = Entry.objects.filter(application_id=application.pk, act=amends.AT_OUR_FAULT)
    assert {(entry.why, entry.by) for entry in entries} == {(WHY, people.customer_service())}
    assert entries.count() == 3
    assert Message.objects.filter(kind="appointments/moved_by_us", application_id=application.pk).count() == 1
    assert books.of_places() == []


def test_who_has_moved_already_is_moved_all_the_same_and_as_far_as_need_be(service: Client) -> None:
    application = booked(hour(1))
    Appointment.objects.filter(application=application).update(moves=1)
    Rule.objects.create(key="reschedule.max_days", value=0, valid_from=MORNING.date(), source="a test")
    go(service, there(application), **typed(hour(1, on=MONDAY + timedelta(days=9), office=people.jayapura())))
    [place] = booking.active(application)
    assert (place.moves, place.slot.office) == (1, people.jayapura())
    application.refresh_from_db()
    assert application.office == people.jayapura()


def test_pressed_twice_it_is_one_move_with_one_entry(service: Client) -> None:
    application, new = booked(hour(1)), hour(2, on=NEXT_DAY)
    for _ in range(2):
        service.post(there(application), typed(new, key="0" * 32))
    assert taken(new) == 1
    assert Entry.objects.filter(act=amends.AT_OUR_FAULT).count() == 1


def test_without_a_reason_nobody_is_moved(service: Client) -> None:
    application, new = booked(hour(1)), hour(1, on=NEXT_DAY)
    refused(service, there(application), 422, **typed(new, why=" "))
    with pytest.raises(amends.ReasonNeeded):
        amends.move(application, new.pk, why=" ", by=people.customer_service(), at=MORNING)
    assert (states(application), taken(new)) == (["confirmed"], 0)


def test_a_full_hour_leaves_them_where_they_are(service: Client) -> None:
    application, new = booked(hour(1)), hour(1, on=NEXT_DAY)
    booked(new, people.SUPARMAN)
    refused(service, there(application), 422, **typed(new))
    assert states(application) == ["confirmed"]


def test_a_file_without_a_place_has_nothing_to_move(service: Client) -> None:
    application = booked(hour(1))
    booking.attend(booking.active(application), by=None, at=MORNING)
    answer = service.get(there(application))
    assert answer["Location"] == f"/office/cases/{application.reference}"


def test_the_way_there_is_shown_to_those_who_may(client_of: Callable[[User], Client]) -> None:
    application = booked(hour(1))
    for officer, may in ((people.customer_service(), True), (people.head(), True), (people.wayan(), False)):
        told = page(client_of(officer), f"/office/cases/{application.reference}")
        assert ("Pindahkan jamnya" in told) == may


def test_it_costs_at_most_twelve_statements(service: Client) -> None:
    application = booked(hour(3), *FAMILY)
    hour(3, on=NEXT_DAY)
    with CaptureQueriesContext(connection) as spoken:
        page(service, there(application, on=NEXT_DAY))
    assert len(spoken) <= 12, [query["sql"] for query in spoken]
