"""Getting onto the waiting list and off it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.cases import withdrawal
from mpaspor.offices import nearby
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Waiting
from mpaspor.stages.appointments.waiting import joining, settling
from mpaspor.stages.appointments.waiting.refusals import NotWaiting, WaitingDays, WaitingTooFar
from tests import people
from tests.stages.appointments.scene import FAMILY, MORNING, file, hour, stranger
from tests.stages.appointments.waiting.scene import state, waits

pytestmark = pytest.mark.django_db


def test_a_ready_file_waits_for_an_office_its_surroundings_and_days() -> None:
    waiting = waits(*FAMILY, within_km=100, first_on=date(2026, 1, 5), last_on=date(2026, 1, 9))
    found = joining.of(waiting.application)
    assert found == waiting
    assert (found.state, found.office, found.within_km, found.joined_at) == (
        "waiting", people.denpasar(), 100, MORNING,
    )  # fmt: skip
    entry = Entry.objects.get(act="waiting.joined")
    assert entry.new == {
        "state": "waiting", "office": "5171", "within_km": 100, "first_on": "2026-01-05", "last_on": "2026-01-09",
    }  # fmt: skip


def test_joined_twice_it_waits_once_and_keeps_its_turn() -> None:
    waiting = waits()
    again = joining.join(waiting.application, people.denpasar(), within_km=50, by=None, at=MORNING + timedelta(days=1))
    assert again.pk == waiting.pk
    again.refresh_from_db()
    assert (again.joined_at, again.within_km) == (MORNING, 50)
    assert Entry.objects.get(act="waiting.changed").old["within_km"] == 0


def test_a_file_that_is_not_complete_does_not_wait() -> None:
    application = file()
    application.state = Application.DRAFT
    with pytest.raises(booking.NotReady):
        joining.join(application, people.denpasar(), by=None, at=MORNING)


def test_who_has_a_place_does_not_wait_for_another_in_another_file() -> None:
    booking.hold(file(), hour(1).pk, by=None, at=MORNING)
    with pytest.raises(booking.PersonHasPlace):
        waits(people.RATNA, people.BAGUS)


def test_no_further_than_the_policy_looks() -> None:
    with pytest.raises(WaitingTooFar) as refusal:
        waits(within_km=151)
    assert "150 km" in refusal.value.words


@pytest.mark.parametrize(
    ("first_on", "last_on"), [(date(2026, 1, 6), date(2026, 1, 5)), (None, date(2026, 1, 1))], ids=["turned", "over"]
)
def test_days_that_are_over_are_no_days(first_on: date | None, last_on: date) -> None:
    with pytest.raises(WaitingDays):
        waits(first_on=first_on, last_on=last_on)


def test_who_leaves_waits_no_longer_and_may_join_again_behind_the_others() -> None:
    waiting = waits()
    joining.leave(waiting, by=waiting.application.owner, at=MORNING)
    assert state(waiting) == "left"
    with pytest.raises(NotWaiting):
        joining.leave(waiting, by=None, at=MORNING)
    later = MORNING + timedelta(hours=1)
    assert joining.join(waiting.application, people.denpasar(), by=None, at=later).joined_at == later


def test_who_takes_a_place_herself_leaves_the_list_at_once() -> None:
    waiting = waits(*FAMILY)
    booking.hold(waiting.application, hour(3).pk, by=None, at=MORNING)
    assert state(waiting) == "placed"
    assert joining.of(waiting.application) is None


def test_who_was_placed_past_the_portal_is_struck_off_within_a_minute() -> None:
    waiting = waits(*FAMILY)
    booking.hold(waiting.application, hour(3).pk, by=None, at=MORNING)
    Waiting.objects.filter(pk=waiting.pk).update(state="waiting")
    settling.strike_placed(at=MORNING)
    assert state(waiting) == "placed"


def test_a_file_taken_back_waits_no_longer() -> None:
    waiting = waits()
    withdrawal.withdraw(waiting.application, by=waiting.application.owner, at=MORNING)
    assert state(waiting) == "left"


def test_a_file_closed_elsewhere_is_struck_off_within_a_minute() -> None:
    waiting = waits()
    waiting.application.people.update(stage="closed", close_reason="withdrawn")
    settling.strike_placed(at=MORNING)
    assert state(waiting) == "left"


def test_one_knows_how_many_are_asked_before() -> None:
    first, second = waits(stranger(1)), waits(stranger(2), at=MORNING + timedelta(minutes=1))
    elsewhere = waits(stranger(3), office=people.singaraja())
    assert [joining.ahead(one) for one in (first, second, elsewhere)] == [0, 1, 0]


def test_offices_nearby_come_with_their_distance_the_nearest_first() -> None:
    people.jayapura()
    denpasar, singaraja = people.denpasar(), people.singaraja()
    assert [near.office for near in nearby.nearest(denpasar, 100)] == [singaraja]
    assert nearby.nearest(denpasar, 50) == []
    assert nearby.distance(denpasar, denpasar) == 0
