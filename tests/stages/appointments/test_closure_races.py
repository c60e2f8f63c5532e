"""An hour that is closed while somebody takes, moves or pays a place in it. Each story also without its arbiter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mpaspor.offices.models import ClosedDay
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking, closures, moving
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.payments.models import Bill
from tests import books, people
from tests.stages.appointments import racing
from tests.stages.appointments.scene import MONDAY, MORNING, confirm, file, hour, states, stranger, taken
from tests.stages.payments.scene import notice

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def closing(*slots: Slot) -> Callable[[], Any]:
    office, by = people.denpasar(), people.head()
    numbers = [slot.pk for slot in slots]
    return lambda: closures.close(
        office, MONDAY, numbers, ClosedDay.Kind.CLOSURE, "listrik padam", "power cut", by=by, at=MORNING
    )


def holding(application: Application, slot: Slot) -> Callable[[], Any]:
    return lambda: booking.hold(Application.objects.get(pk=application.pk), slot.pk, by=None, at=MORNING)


def in_closed_hours() -> int:
    closed = Slot.objects.filter(closed=True)
    return Appointment.objects.filter(slot__in=closed, state__in=Appointment.ACTIVE).count()


def somebody_takes_a_place_while_the_hour_is_being_closed() -> None:
    shut = hour(5)
    hour(5, start=10)
    answers = racing.before_it_ends(closing(shut), holding(file(stranger(1)), shut))
    assert isinstance(answers[1], booking.SlotClosed), answers
    assert in_closed_hours() == 0
    assert books.of_places() == []


def test_an_hour_that_is_being_closed_takes_nobody_in() -> None:
    somebody_takes_a_place_while_the_hour_is_being_closed()


def test_without_asking_the_database_somebody_would_be_left_in_a_closed_hour() -> None:
    blind = racing.booking_without(" AND NOT slot.closed")
    with blind, pytest.raises(AssertionError, match="isinstance"):
        somebody_takes_a_place_while_the_hour_is_being_closed()


def test_whoever_takes_a_place_just_before_the_hour_is_closed_is_moved_with_the_others() -> None:
    shut, near = hour(5), hour(5, start=10)
    application = file(stranger(1))
    answers = racing.before_it_ends(holding(application, shut), closing(shut))
    assert answers[1].files == 1
    assert in_closed_hours() == 0
    assert (taken(shut), taken(near)) == (0, 1)
    assert books.of_places() == []


def somebody_pays_while_the_hour_is_being_closed() -> None:
    shut = hour(5)
    hour(5, start=10)
    application = file()
    booking.hold(application, shut.pk, by=None, at=MORNING)
    bill = billing.issue(application, by=None, at=MORNING)
    answers = racing.before_it_ends(lambda: settlement.receive(notice(bill), at=MORNING), closing(shut))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert states(application) == ["released", "confirmed"]
    assert Bill.objects.get().state == "settled"
    assert in_closed_hours() == 0
    assert books.of_money() == books.of_places() == []


def test_what_is_paid_in_the_moment_of_the_closure_moves_as_paid() -> None:
    somebody_pays_while_the_hour_is_being_closed()


def test_without_looking_again_a_paid_place_would_move_as_unpaid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "_secure", lambda _wishes: None)
    with pytest.raises(AssertionError):
        somebody_pays_while_the_hour_is_being_closed()


def test_two_hours_closed_at_once_do_not_wait_in_a_circle() -> None:
    slots = [hour(6, start=start) for start in (8, 9, 10, 11)]
    files = [file(stranger(number)) for number in range(12)]
    for number, application in enumerate(files):
        booking.hold(application, slots[number % 2].pk, by=None, at=MORNING)
        confirm(application)
    answers = racing.at_once([closing(slots[0]), closing(slots[1]), closing(slots[0])])
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert {type(one) for one in refused} <= {closures.NothingToClose}
    closures.finish(at=MORNING)
    assert in_closed_hours() == 0
    assert [taken(slot) for slot in slots] == [0, 0, 6, 6]
    assert books.of_places() == []


def test_somebody_who_moves_herself_in_that_moment_is_in_one_place() -> None:
    shut, near = hour(5), hour(5, start=10)
    other = hour(5, start=15)
    application = file()
    booking.hold(application, shut.pk, by=None, at=MORNING)
    confirm(application)

    def moving_herself() -> Any:
        return booking.swap(Application.objects.get(pk=application.pk), other.pk, by=None, at=MORNING)

    racing.at_once([moving_herself, closing(shut)])
    assert in_closed_hours() == 0
    assert taken(near) + taken(other) == 1
    assert books.of_places() == []
