"""The waiting list in one moment with others. Each story is told again with its arbiter taken away, and ends badly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment, FreedPlaces, Slot
from mpaspor.stages.appointments.waiting import joining, offering, sweeping
from mpaspor.stages.appointments.waiting.refusals import OfferOver
from mpaspor.stages.payments import deadlines
from tests import books, people
from tests.stages.appointments import racing
from tests.stages.appointments.scene import MORNING, file, hour, states, stranger
from tests.stages.appointments.waiting.scene import LATER, active, given_back, now, offer, state, waits

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
LOCK = "FOR NO KEY UPDATE OF slot SKIP LOCKED"


def counters(slot: Slot) -> tuple[int, int]:
    slot.refresh_from_db()
    return slot.taken, slot.kept


def holding(slot: Slot, number: int) -> Callable[[], Any]:
    application = file(stranger(number))
    return lambda: booking.hold(Application.objects.get(pk=application.pk), slot.pk, by=None, at=MORNING)


def test_a_place_that_is_being_offered_does_not_return_to_everybody() -> None:
    waits()
    slot = given_back(2)
    answers = racing.before_it_ends(lambda: offer(LATER), lambda: sweeping.return_places(at=LATER))
    assert answers == [1, 0]
    assert counters(slot) == (1, 1)
    assert books.of_places() == []
    assert sweeping.return_places(at=LATER) == 1


def two_sweepers_find_the_same_places() -> None:
    slot = given_back(3)
    FreedPlaces.objects.create(slot=slot, places=3, freed_at=MORNING, returns_at=LATER + timedelta(hours=1))
    Slot.objects.filter(pk=slot.pk).update(kept=6, capacity=6)
    answers = racing.at_once([lambda: sweeping.return_places(at=LATER)] * 2)
    assert sorted(answers) == [0, 3]
    assert counters(slot) == (0, 3)
    assert books.of_places() == []


def test_two_sweepers_return_nothing_twice() -> None:
    two_sweepers_find_the_same_places()


def test_reading_what_is_due_and_writing_it_later_would_return_it_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    slowly = sweeping._RETURN.replace("DELETE FROM", "SELECT slot_id, places FROM").replace(  # noqa: SLF001
        "RETURNING slot_id, places\n", "AND pg_sleep(0.3) IS NOT NULL\n"
    )
    monkeypatch.setattr(sweeping, "_LOCK", sweeping._LOCK.replace(LOCK, ""))  # noqa: SLF001
    monkeypatch.setattr(sweeping, "_RETURN", slowly)
    with pytest.raises(AssertionError):
        two_sweepers_find_the_same_places()


def a_place_is_offered_and_asked_for_by_somebody_else() -> None:
    waiting = waits()
    slot = given_back()
    answers = racing.before_it_ends(offer, holding(slot, 1))
    assert answers[0] == 1
    assert isinstance(answers[1], booking.SlotFull)
    assert active(waiting.application) == [slot.pk]
    assert counters(slot) == (1, 0)


def test_a_place_that_is_offered_cannot_be_taken_in_the_same_moment() -> None:
    a_place_is_offered_and_asked_for_by_somebody_else()


def test_without_lock_and_count_of_the_kept_it_would_go_to_both() -> None:
    blind = racing.booking_without("FOR NO KEY UPDATE", " - slot.kept")
    with blind, pytest.raises(AssertionError, match="isinstance"):
        a_place_is_offered_and_asked_for_by_somebody_else()


def test_two_rounds_at_once_offer_each_place_once() -> None:
    files = [waits(stranger(number), at=MORNING + timedelta(seconds=number)) for number in range(6)]
    slots = [given_back(2, start=start) for start in (9, 10)]
    for answer in racing.at_once([lambda: offer(LATER)] * 3):
        assert isinstance(answer, int)
    offer(LATER)
    assert [state(one) for one in files] == ["offered"] * 4 + ["waiting"] * 2
    assert [counters(slot) for slot in slots] == [(2, 0), (2, 0)]
    assert books.of_places() == []


def test_who_leaves_in_the_moment_of_the_offer_is_offered_nothing() -> None:
    waiting = waits()
    slot = given_back()
    answers = racing.before_it_ends(lambda: joining.leave(now(waiting), by=None, at=MORNING), offer)
    assert answers == [None, 0]
    assert (state(waiting), active(waiting.application)) == ("left", [])
    assert counters(slot) == (0, 1)
    assert books.of_places() == []


def test_who_takes_a_place_in_the_moment_of_the_offer_has_one() -> None:
    waiting = waits()
    given_back()
    free = hour(1, start=12)
    mine = Application.objects.get(pk=waiting.application_id)
    answers = racing.before_it_ends(lambda: booking.hold(mine, free.pk, by=None, at=MORNING), offer)
    assert answers[1] == 0
    assert (state(waiting), active(waiting.application)) == ("placed", [free.pk])
    assert books.of_places() == []


def test_an_answer_in_the_moment_the_offer_ends_counts_one_way() -> None:
    waiting = waits()
    given_back()
    offer()
    over = MORNING + timedelta(hours=12)

    def accept() -> Any:
        return offering.accept(now(waiting), by=None, at=over - timedelta(seconds=1))

    answers = racing.at_once([accept, lambda: deadlines.end_forgotten(at=over)])
    if isinstance(answers[0], OfferOver):
        assert state(waiting) == "waiting"
    else:
        assert state(waiting) in {"placed", "waiting"}
    assert states(waiting.application) in (["released"], ["expired"])
    assert books.of_places() == []


def test_joined_by_two_clicks_at_once_a_file_waits_once() -> None:
    application = file()
    answers = racing.at_once(
        [lambda: joining.join(Application.objects.get(pk=application.pk), people.denpasar(), by=None, at=MORNING)] * 3
    )
    assert len({waiting.pk for waiting in answers}) == 1


def test_many_places_past_their_time_end_together_and_once() -> None:
    slots = [hour(20, start=start) for start in (8, 9, 10)]
    for number in range(12):
        booking.hold(file(stranger(number)), slots[number % 3].pk, by=None, at=MORNING)
    racing.at_once([lambda: deadlines.end_forgotten(at=LATER)] * 2)
    assert set(Appointment.objects.values_list("state", flat=True)) == {"expired"}
    assert [counters(slot) for slot in slots] == [(0, 4)] * 3
    assert books.of_places() == []
