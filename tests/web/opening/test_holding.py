"""Choosing an hour, over HTTP on the real database."""

from __future__ import annotations

from mpaspor.stages.appointments.models import Appointment
from tests import people
from tests.web.opening import house
from tests.web.opening.house import Door, Visitor


def test_whoever_is_admitted_holds_an_hour_for_the_whole_family(wide_door: Door) -> None:
    release, (slot,) = house.released(5)
    wide_door.learn()
    family = Visitor(wide_door, house.file(people.RATNA, people.BAGUS, people.KIRANA)).takes_pass(release)
    wide_door.waits(release, "Giliran Anda", family)
    answer = family.holds(release, slot.pk)
    assert (answer.status_code, answer.json()["outcome"]) == (200, "held")
    assert Appointment.objects.filter(slot=slot, state="held").count() == 3
