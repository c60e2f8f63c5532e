"""Two people, one moment. Each story is told again with its arbiter taken away, and must then end badly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from tests import books, people
from tests.stages.appointments import racing
from tests.stages.appointments.scene import FAMILY, MORNING, confirm, file, hour, stranger, taken

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def holding(application: Application, slot_id: int, key: str | None = None) -> Callable[[], Any]:
    def act() -> list[Appointment]:
        fresh = Application.objects.get(pk=application.pk)
        return booking.hold(fresh, slot_id, by=None, at=MORNING, key=key)

    return act


def refusals(answers: list[Any]) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers if isinstance(answer, Exception))


def the_last_place_is_asked_for_by_two() -> None:
    slot = hour(1)
    answers = racing.before_it_ends(holding(file(stranger(1)), slot.pk), holding(file(stranger(2)), slot.pk))
    assert refusals(answers) == ["SlotFull"]
    assert taken(slot) == 1
    assert books.of_places() == []


def one_person_asks_in_two_files() -> None:
    first, second = hour(5), hour(5, start=10)
    answers = racing.before_it_ends(holding(file(), first.pk), holding(file(), second.pk))
    assert refusals(answers) == ["PersonHasPlace"]
    assert Appointment.objects.count() == 1
    assert books.of_places() == []


def test_the_last_place_goes_to_one_person() -> None:
    the_last_place_is_asked_for_by_two()


def test_without_the_lock_the_last_place_would_go_to_two() -> None:
    with racing.without_lock(), pytest.raises(AssertionError, match=r"assert \[\] == \['SlotFull'\]"):
        the_last_place_is_asked_for_by_two()


def test_a_person_gets_one_place_however_fast_the_clicks() -> None:
    one_person_asks_in_two_files()


def test_without_the_index_a_person_would_get_two_places() -> None:
    index, two = "one_active_place_per_person", r"assert \[\] == \['PersonHasPlace'\]"
    with racing.without_index(index), pytest.raises(AssertionError, match=two):
        one_person_asks_in_two_files()


def test_of_six_at_once_three_get_the_three_places() -> None:
    slot = hour(3)
    answers = racing.at_once([holding(file(stranger(number)), slot.pk) for number in range(6)])
    assert refusals(answers) == ["SlotFull"] * 3
    assert taken(slot) == Appointment.objects.count() == 3


@pytest.mark.parametrize("key", ["one form", None])
def test_a_double_click_holds_once(key: str | None) -> None:
    application, slot = file(*FAMILY), hour(8)
    answers = racing.at_once([holding(application, slot.pk, key)] * 4)
    assert refusals(answers) == []
    assert len({tuple(place.pk for place in answer) for answer in answers}) == 1
    assert taken(slot) == 3


def test_of_two_families_for_four_places_one_comes_whole() -> None:
    slot = hour(4)
    others = [stranger(number) for number in range(3)]
    answers = racing.at_once([holding(file(*FAMILY), slot.pk), holding(file(*others), slot.pk)])
    assert refusals(answers) == ["TooFewPlaces"]
    assert taken(slot) == 3


def test_families_that_share_a_person_do_not_wait_in_a_circle() -> None:
    files = [file(people.RATNA, people.BAGUS), file(people.BAGUS, people.RATNA)]
    slots = [hour(8), hour(8, start=10)]
    answers = racing.at_once([holding(*pair) for pair in zip(files, [slot.pk for slot in slots], strict=True)])
    assert refusals(answers) == ["PersonHasPlace"]
    assert sum(map(taken, slots)) == 2


def test_two_who_swap_hours_with_each_other_do_not_wait_in_a_circle() -> None:
    early, late = hour(2), hour(2, start=10)
    files = [file(stranger(1)), file(stranger(2))]
    for application, slot in zip(files, [early, late], strict=True):
        booking.hold(application, slot.pk, by=None, at=MORNING)
        confirm(application)

    def moving(application: Application, slot_id: int) -> Callable[[], Any]:
        return lambda: booking.swap(Application.objects.get(pk=application.pk), slot_id, by=None, at=MORNING)

    answers = racing.at_once([moving(files[0], late.pk), moving(files[1], early.pk)])
    assert refusals(answers) == []
    assert (taken(early), taken(late)) == (1, 1)
    assert books.of_places() == []
