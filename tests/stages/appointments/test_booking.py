"""Holding, confirming, giving up."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mpaspor.audit.models import Entry
from mpaspor.stages.applications.models import Applicant, Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.appointments.waiting import sweeping
from tests import books, people
from tests.stages.appointments.scene import FAMILY, MORNING, confirm, file, hour, stages, states, stranger, taken

pytestmark = pytest.mark.django_db


def hold(application: Application, slot: Slot, **more: str) -> list[Appointment]:
    return booking.hold(application, slot.pk, by=application.owner, at=MORNING, **more)


def test_a_person_holds_a_place_for_as_long_as_a_bill_can_be_paid() -> None:
    application, slot = file(), hour(5)
    [place] = hold(application, slot)
    place.refresh_from_db()
    assert place.state == "held"
    assert place.held_until == MORNING + timedelta(minutes=120)
    assert taken(slot) == 1
    assert stages(application) == {"appointment"}
    application.refresh_from_db()
    assert application.office == people.denpasar()


def test_a_hold_never_outlasts_the_hour_itself() -> None:
    slot = hour(on=MORNING.date(), start=10)
    [place] = hold(file(), slot)
    assert place.held_until == slot.starts_at == MORNING + timedelta(hours=1)


def _let_go(application: Application, slot: Slot, times: int, at: datetime = MORNING) -> None:
    for _ in range(times):
        booking.hold(application, slot.pk, by=application.owner, at=at)
        booking.expire(application, at=at)


def test_who_let_a_place_go_unpaid_three_times_chooses_again_tomorrow() -> None:
    application, slot = file(), hour(5)
    _let_go(application, slot, 3)
    with pytest.raises(booking.HoldLimit) as refusal:
        hold(application, slot)
    assert refusal.value.words.startswith("Tempat sudah 3 kali disimpan hari ini")
    assert (stages(application), taken(slot)) == ({"application"}, 0)
    booking.hold(application, slot.pk, by=application.owner, at=MORNING + timedelta(hours=15))


def test_the_limit_is_the_persons_not_the_files() -> None:
    slot = hour(5)
    _let_go(file(), slot, 3)
    with pytest.raises(booking.HoldLimit):
        hold(file(*FAMILY), slot)
    hold(file(people.SUPARMAN), slot)


def test_at_the_counter_an_officer_may_keep_a_place_once_more() -> None:
    application, slot = file(), hour(5)
    _let_go(application, slot, 3)
    assert booking.hold(application, slot.pk, by=people.wayan(), at=MORNING)


def test_a_place_given_back_in_time_is_not_counted() -> None:
    application, slot = file(), hour(5)
    for _ in range(4):
        hold(application, slot)
        booking.release(application, by=None, at=MORNING, why="")


def test_a_family_gets_its_places_together() -> None:
    application, slot = file(*FAMILY), hour(3)
    places = hold(application, slot)
    assert [place.applicant.full_name for place in places] == [person.full_name for person in FAMILY]
    assert {place.slot_id for place in places} == {slot.pk}
    assert taken(slot) == 3


def test_a_family_gets_its_places_together_or_not_at_all() -> None:
    application, slot = file(*FAMILY), hour(2)
    with pytest.raises(booking.TooFewPlaces) as refusal:
        hold(application, slot)
    assert (refusal.value.free, refusal.value.wanted) == (2, 3)
    assert refusal.value.words == "Jam ini tinggal 2 tempat, kurang untuk 3 orang."
    assert taken(slot) == 0
    assert states(application) == []
    assert stages(application) == {"application"}


def test_a_full_hour_says_so() -> None:
    slot = hour(1)
    hold(file(stranger(1)), slot)
    with pytest.raises(booking.SlotFull):
        hold(file(stranger(2)), slot)
    assert taken(slot) == 1


def test_one_person_has_one_place_whatever_the_number_of_files() -> None:
    slot = hour(5)
    hold(file(people.RATNA), slot)
    with pytest.raises(booking.PersonHasPlace) as refusal:
        hold(file(people.BAGUS, people.RATNA), hour(5, start=10))
    assert refusal.value.names == ["Ratna Wulandari"]
    assert "Ratna Wulandari sudah punya tempat" in refusal.value.words
    assert Appointment.objects.count() == 1


def test_asked_twice_with_one_key_it_is_held_once() -> None:
    application, slot = file(*FAMILY), hour(5)
    first = hold(application, slot, key="of this form")
    again = hold(Application.objects.get(pk=application.pk), slot, key="of this form")
    assert [place.pk for place in again] == [place.pk for place in first]
    assert taken(slot) == 3


def test_two_tabs_in_one_batch_are_one_place_and_the_file_knows_it() -> None:
    application, slot = file(), hour(5)
    asks = [booking.HoldRequest(application, slot.pk, key) for key in ("one tab", "another tab")]
    first, second = booking.hold_many(asks, by=application.owner, at=MORNING)
    assert (first.new, second.new) == (True, False)
    assert second.appointments == first.appointments
    assert (stages(application), taken(slot)) == ({"appointment"}, 1)


def test_the_same_hour_asked_for_again_is_the_same_place() -> None:
    application, slot = file(), hour(5)
    first = hold(application, slot)
    again = hold(Application.objects.get(pk=application.pk), slot)
    assert again == first
    assert taken(slot) == 1


def test_another_hour_asked_for_while_one_is_held_is_refused() -> None:
    application, slot = file(), hour(5)
    hold(application, slot)
    with pytest.raises(booking.PersonHasPlace):
        hold(Application.objects.get(pk=application.pk), hour(5, start=10))
    assert taken(slot) == 1


def test_a_key_whose_place_was_given_up_is_spent() -> None:
    application, slot = file(), hour(5)
    hold(application, slot, key="once")
    booking.expire(application, at=MORNING)
    with pytest.raises(booking.HoldEnded):
        hold(Application.objects.get(pk=application.pk), slot, key="once")
    assert taken(slot) == 0
    hold(Application.objects.get(pk=application.pk), slot, key="another")
    assert taken(slot) == 1


@pytest.mark.parametrize("key", ["k" * 5000, "\x00", "\ud800", ""])
def test_whatever_key_a_form_sends_it_is_held_once(key: str) -> None:
    application, slot = file(), hour(5)
    hold(application, slot, key=key)
    hold(Application.objects.get(pk=application.pk), slot, key=key)
    assert taken(slot) == 1


@pytest.mark.parametrize("slot_id", [0, -1, 10**9, 10**30])
def test_an_hour_that_is_not_there_says_so(slot_id: int) -> None:
    application = file()
    with pytest.raises(booking.SlotClosed) as refusal:
        booking.hold(application, slot_id, by=None, at=MORNING)
    assert refusal.value.reason == "unknown"


def test_an_unfinished_form_has_no_place() -> None:
    application = file()
    Application.objects.filter(pk=application.pk).update(state=Application.DRAFT)
    with pytest.raises(booking.NotReady):
        hold(Application.objects.get(pk=application.pk), hour(5))


def test_a_person_without_a_checked_number_has_no_place() -> None:
    application = file()
    Applicant.objects.filter(application=application).update(person_key=None)
    with pytest.raises(booking.NotReady):
        hold(Application.objects.get(pk=application.pk), hour(5))


def test_many_requests_are_answered_one_by_one_in_their_order() -> None:
    slot = hour(4)
    files = [file(stranger(1)), file(*FAMILY), file(stranger(2)), file(stranger(1)), file(stranger(3))]
    requests = [booking.HoldRequest(application, slot.pk) for application in files]
    outcomes = booking.hold_many([*requests, booking.HoldRequest(file(stranger(4)), 0)], by=None, at=MORNING)
    told = [type(outcome.refusal).__name__ if outcome.refusal else len(outcome.appointments) for outcome in outcomes]
    assert told == [1, 3, "SlotFull", "PersonHasPlace", "SlotFull", "SlotClosed"]
    assert taken(slot) == 4
    assert books.of_places() == []


def test_a_family_too_large_for_what_is_left_does_not_keep_others_out() -> None:
    slot = hour(2)
    requests = [booking.HoldRequest(application, slot.pk) for application in (file(*FAMILY), file(stranger(1)))]
    outcomes = booking.hold_many(requests, by=None, at=MORNING)
    assert isinstance(outcomes[0].refusal, booking.TooFewPlaces)
    assert outcomes[1].refusal is None
    assert taken(slot) == 1


def test_a_paid_place_is_certain_and_no_longer_ends() -> None:
    application, slot = file(), hour(5)
    hold(application, slot)
    [place] = confirm(application)
    assert (place.state, place.held_until) == ("confirmed", None)
    with pytest.raises(booking.NothingHeld):
        confirm(application)


def test_a_place_given_up_is_free_again_and_its_people_choose_anew() -> None:
    application, slot = file(*FAMILY), hour(3)
    hold(application, slot)
    booking.release(application, by=application.owner, at=MORNING, why="another day suits better")
    assert states(application) == ["released"] * 3
    assert taken(slot) == 0
    assert stages(application) == {"application"}
    with pytest.raises(booking.SlotFull):
        hold(file(stranger(1)), slot)
    sweeping.return_places(at=MORNING + timedelta(hours=1))
    hold(file(stranger(1)), slot)


def test_a_certain_place_is_not_given_back_by_a_page_from_before_it_was_paid() -> None:
    application, slot = file(), hour(1)
    hold(application, slot)
    confirm(application)
    with pytest.raises(booking.NothingHeld):
        booking.release(application, by=application.owner, at=MORNING, why="another day suits better")
    assert (states(application), taken(slot)) == (["confirmed"], 1)


def test_a_hold_that_ends_frees_the_place_and_keeps_the_form() -> None:
    application, slot = file(), hour(1)
    hold(application, slot)
    booking.expire(application, at=MORNING)
    assert states(application) == ["expired"]
    assert taken(slot) == 0
    assert Application.objects.get(pk=application.pk).state == "ready"
    with pytest.raises(booking.NothingHeld):
        booking.expire(application, at=MORNING)


def test_a_certain_place_does_not_expire() -> None:
    application = file()
    hold(application, hour(1))
    confirm(application)
    with pytest.raises(booking.NothingHeld):
        booking.expire(application, at=MORNING)


@pytest.mark.parametrize("end", ["attend", "miss"])
def test_a_place_somebody_came_to_or_stayed_away_from_is_used_up(end: str) -> None:
    application, slot = file(), hour(1)
    hold(application, slot)
    places = confirm(application)
    getattr(booking, end)(places, by=None, at=slot.starts_at)
    assert taken(slot) == 1
    assert books.of_places() == []


def test_every_change_of_a_place_stands_in_the_trail() -> None:
    application = file()
    hold(application, hour(1))
    confirm(application)
    booking.give_up(application, by=application.owner, at=MORNING, why="withdrawn")
    acts = Entry.objects.filter(application_id=application.pk, record="appointment").order_by("pk")
    assert [entry.act for entry in acts] == ["appointment.held", "appointment.confirmed", "appointment.released"]
    assert acts[2].why == "withdrawn"


def test_the_desks_hours_are_for_officers() -> None:
    slot = hour(1, on=MORNING.date(), start=9, desk=True)
    application = file()
    with pytest.raises(booking.SlotClosed) as refusal:
        hold(application, slot)
    assert refusal.value.reason == "desk"
    booking.hold(application, slot.pk, by=people.customer_service(), at=MORNING + timedelta(minutes=20))
    assert taken(slot) == 1


def test_the_counter_of_an_hour_cannot_pass_its_capacity() -> None:
    slot = hour(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=slot.pk).update(taken=2)


def test_holding_a_place_is_seven_statements() -> None:
    application, slot = file(), hour(5)
    Application.objects.filter(pk=application.pk).update(office=slot.office)
    application = Application.objects.prefetch_related("people").get(pk=application.pk)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        hold(application, slot)
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 7
