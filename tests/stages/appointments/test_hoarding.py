"""An account keeps unpaid places for a few files, not for as many as it can fill in."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.booking import HoldRequest
from mpaspor.stages.appointments.models import Appointment, Slot
from tests import people
from tests.stages.appointments.scene import FAMILY, MORNING, confirm, file, hour, stranger

pytestmark = pytest.mark.django_db


def ask(application: Application, slot: Slot) -> list[Appointment]:
    """Its owner, who is Ratna for every file, asks herself."""
    return booking.hold(application, slot.pk, by=application.owner, at=MORNING)


def kept(slot: Slot, count: int = 3) -> list[Application]:
    files = [file(stranger(number)) for number in range(count)]
    for application in files:
        ask(application, slot)
    return files


def test_a_fourth_file_of_an_account_waits_until_one_is_paid_or_given_up() -> None:
    slot = hour(9)
    first, second, _third = kept(slot)
    fourth = file(stranger(4))
    with pytest.raises(booking.AccountLimit) as refusal:
        ask(fourth, slot)
    assert refusal.value.words.startswith("Akun ini menyimpan tempat untuk 3 permohonan yang belum dibayar")
    confirm(first)
    ask(fourth, slot)
    with pytest.raises(booking.AccountLimit):
        ask(file(stranger(5)), slot)
    booking.release(second, by=None, at=MORNING, why="")
    ask(file(stranger(6)), slot)


def test_a_family_is_one_file() -> None:
    slot = hour(9)
    kept(slot, 2)
    assert len(ask(file(*FAMILY), slot)) == 3


def test_the_file_that_holds_already_is_answered_with_its_place() -> None:
    slot = hour(9)
    *_, third = kept(slot)
    assert ask(third, slot) == booking.active(third)


def test_another_account_is_not_touched() -> None:
    slot = hour(9)
    kept(slot)
    other = file(people.SUPARMAN)
    Application.objects.filter(pk=other.pk).update(owner=people.suparman())
    other = Application.objects.get(pk=other.pk)
    assert ask(other, slot)


def test_at_the_counter_an_officer_sees_who_asks() -> None:
    slot = hour(9)
    kept(slot)
    assert booking.hold(file(stranger(4)), slot.pk, by=people.wayan(), at=MORNING)


def test_what_a_draw_or_the_waiting_list_gives_is_not_refused() -> None:
    slot = hour(9)
    kept(slot)
    given = HoldRequest(file(stranger(4)), slot.pk, given=True)
    assert booking.hold_many([given], by=people.ratna(), at=MORNING)[0].new


def test_files_asked_for_at_once_are_counted_too() -> None:
    slot = hour(9)
    asked = [HoldRequest(file(stranger(number)), slot.pk) for number in range(5)]
    outcomes = booking.hold_many(asked, by=people.ratna(), at=MORNING)
    assert [outcome.new for outcome in outcomes] == [True, True, True, False, False]
    assert isinstance(outcomes[3].refusal, booking.AccountLimit)


def test_how_many_is_policy() -> None:
    Rule.objects.filter(key="holds.per_account").update(value=1)
    policy.forget()
    slot = hour(9)
    ask(file(), slot)
    with pytest.raises(booking.AccountLimit):
        ask(file(stranger(1)), slot)
    policy.forget()


def test_for_a_crowd_it_is_one_statement_and_for_a_machine_none() -> None:
    slot = hour(40)
    crowd = [HoldRequest(file(stranger(number)), slot.pk) for number in range(30)]
    for by, statements in ((people.ratna(), 1), (None, 0)):
        with CaptureQueriesContext(connection) as asked:
            booking.hold_many(crowd, by=by, at=MORNING)
        counted = [query for query in asked if '"owner_id"' in query["sql"] and "'held'" in query["sql"]]
        assert len(counted) == statements
