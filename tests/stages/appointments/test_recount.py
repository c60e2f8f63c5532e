"""The recount finds a counter that lies, an hour over its bound, a place in no hour, a person in two."""

from __future__ import annotations

import pytest
from django.db import connection

from mpaspor.stages.appointments import booking, recount
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.appointments.recount import Difference
from tests.stages.appointments.scene import FAMILY, MORNING, file, hour, stranger

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_nothing_differs_while_only_acts_move_places() -> None:
    slot = hour(5)
    family, alone = file(*FAMILY), file(stranger(1))
    booking.hold(family, slot.pk, by=None, at=MORNING)
    booking.hold(alone, slot.pk, by=None, at=MORNING)
    booking.release(alone, by=None, at=MORNING, why="")
    assert recount.differences() == []
    assert recount.doubled() == []


def test_a_counter_that_lies_is_found() -> None:
    slot = hour(5)
    booking.hold(file(*FAMILY), slot.pk, by=None, at=MORNING)
    Slot.objects.filter(pk=slot.pk).update(taken=2)
    assert recount.differences() == [Difference(slot.pk, 2, 3, 5)]


def test_an_hour_over_its_capacity_is_found() -> None:
    slot = hour(3)
    booking.hold(file(*FAMILY), slot.pk, by=None, at=MORNING)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE appointments_slot DROP CONSTRAINT never_over_capacity")
    Slot.objects.filter(pk=slot.pk).update(capacity=2)
    assert recount.differences() == [Difference(slot.pk, 3, 3, 2)]


def test_a_place_in_no_hour_is_found() -> None:
    slot = hour(3)
    booking.hold(file(), slot.pk, by=None, at=MORNING)
    Appointment.objects.update(slot_id=slot.pk + 1)
    assert recount.differences() == [Difference(slot.pk, 1, 0, 3), Difference(slot.pk + 1, None, 1, None)]


def test_a_person_with_two_places_is_found() -> None:
    run("DROP INDEX one_active_place_per_person")
    files = [file(), file(stranger(1))]
    for application in files:
        booking.hold(application, hour(3, start=9 + files.index(application)).pk, by=None, at=MORNING)
    first = Appointment.objects.get(application=files[0])
    Appointment.objects.update(person_key=first.person_key)
    assert recount.doubled() == [[application.pk for application in files]]
