"""Closing an hour or a day: its people are moved in the order in which they came, and lose neither money nor turn."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.notifications.models import Message
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking, closures, quotas
from mpaspor.stages.appointments.closures import Consequence
from mpaspor.stages.appointments.models import Appointment, Draw, DrawEntry, DrawWish, FreedPlaces, Slot
from mpaspor.stages.appointments.waiting import sweeping
from mpaspor.stages.payments import billing, settlement
from mpaspor.stages.visits import day_end
from tests import books, people
from tests.people import Person
from tests.stages.appointments.scene import (
    FAMILY,
    MONDAY,
    MORNING,
    confirm,
    file,
    hour,
    published,
    stages,
    states,
    stranger,
    taken,
)
from tests.stages.appointments.waiting.scene import given_back, now, offer, waits
from tests.stages.payments.scene import notice

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
TUESDAY = MONDAY + timedelta(days=1)


def paid(slot: Slot, *cast: Person, at: datetime = MORNING, email: str = "", kind: str = "electronic") -> Application:
    application = file(*cast, email=email, kind=kind)
    booking.hold(application, slot.pk, by=None, at=at)
    confirm(application)
    return application


def close(*slots: Slot, on: date = MONDAY, kind: str = "", at: datetime = MORNING) -> Consequence:
    numbers = [slot.pk for slot in slots] or None
    return closures.close(
        people.denpasar(), on, numbers, ClosedDay.Kind.CLOSURE, "listrik padam", "power cut",
        passport_kind=kind, by=people.head(), at=at,
    )  # fmt: skip


def where(application: Application) -> set[int]:
    places = booking.active(Application.objects.get(pk=application.pk))
    return {place.slot_id for place in places}


def test_a_closed_hour_moves_its_people_to_the_nearest_with_room() -> None:
    shut, near, far = hour(3), hour(3, start=11), hour(3, start=14)
    family, alone = paid(shut, *FAMILY), None
    done = close(shut)
    assert (done.people, done.files, alone) == (3, 1, None)
    assert where(family) == {near.pk}
    assert (taken(shut), taken(near), taken(far)) == (0, 3, 0)
    assert states(family) == ["released"] * 3 + ["confirmed"] * 3
    assert set(Appointment.objects.filter(state="confirmed").values_list("moves", "held_at")) == {(0, MORNING)}
    assert books.of_places() == []


def test_what_is_shown_before_is_what_is_done() -> None:
    shut = hour(4)
    hour(2, start=10)
    hour(1, on=TUESDAY)
    for number in range(4):
        paid(shut, stranger(number), at=MORNING + number * MINUTE)
    shown = closures.preview(people.denpasar(), MONDAY, [shut.pk], at=MORNING + timedelta(hours=1))
    assert (shown.people, len(shown.moved), len(shown.to_choose)) == (4, 3, 1)
    assert taken(shut) == 4
    done = close(shut, at=MORNING + timedelta(hours=1))
    told = [
        [(move.application.pk, move.to and move.to.pk) for move in consequence.moves] for consequence in (shown, done)
    ]
    assert told[0] == told[1]


def test_who_came_first_is_moved_first() -> None:
    shut, near = hour(3), hour(1, start=10)
    late, early = paid(shut, stranger(1), at=MORNING + MINUTE), paid(shut, stranger(2), at=MORNING)
    next_day = hour(1, on=TUESDAY)
    close(shut, at=MORNING + 2 * MINUTE)
    assert (where(early), where(late)) == ({near.pk}, {next_day.pk})


def drawn(application: Application, rank: int, *wishes: tuple[Office, date | None, time | None]) -> None:
    """A draw gave the file its place, by these wishes."""
    draw, _ = Draw.objects.get_or_create(
        code="desember",
        defaults={
            "name": "Denpasar", "state": "awarded", "opens_at": MORNING - 9 * MINUTE, "closes_at": MORNING - 8 * MINUTE,
            "reveal_by": MORNING - 7 * MINUTE, "beacon_at": MORNING - 6 * MINUTE, "results_at": MORNING - 5 * MINUTE,
            "beacon": "b", "beacon_round": 1,
        },
    )  # fmt: skip
    entry = DrawEntry.objects.create(
        draw=draw, application=application, state="won", number=rank, rank=rank, entered_at=MORNING
    )
    for order, (office, on, start) in enumerate(wishes):
        DrawWish.objects.create(entry=entry, order=order, office=office, on=on, hour=start)


def test_of_those_a_draw_placed_the_lower_rank_comes_first() -> None:
    shut, near = hour(2), hour(1, start=10)
    second, first = paid(shut, stranger(1)), paid(shut, stranger(2))
    drawn(second, 20)
    drawn(first, 10)
    hour(1, on=TUESDAY)
    close(shut)
    assert where(first) == {near.pk}
    assert where(second) != {near.pk}


def test_the_wishes_of_the_draw_come_before_the_nearest_hour() -> None:
    shut = hour(1)
    hour(1, start=10)
    wished = hour(1, on=TUESDAY, start=14)
    application = paid(shut)
    drawn(application, 1, (people.denpasar(), MONDAY, None), (people.denpasar(), TUESDAY, time(14)))
    close(on=MONDAY)
    assert where(application) == {wished.pk}


def test_when_the_office_has_no_room_one_nearby_has() -> None:
    shut = hour(3)
    people.jayapura()
    hour(9, office=people.jayapura(), on=TUESDAY)
    near = hour(3, office=people.singaraja(), on=TUESDAY)
    family = paid(shut, *FAMILY, email="ratna@contoh.id")
    close(shut)
    assert where(family) == {near.pk}
    family.refresh_from_db()
    assert family.office == people.singaraja()
    letter = Message.objects.get(kind="appointments/office_moved").context
    assert (letter["office"], letter["office_before"]) == ("Singaraja", "Denpasar")
    assert letter["before"] == "Senin 5 Januari 2026, 09.00 WITA"


def test_who_finds_no_room_keeps_the_place_and_is_asked_once_to_choose() -> None:
    shut = hour(3)
    family = paid(shut, *FAMILY, email="ratna@contoh.id")
    done = close(shut)
    assert [move.application for move in done.to_choose] == [family]
    assert states(family) == ["confirmed"] * 3
    closures.finish(at=MORNING + MINUTE)
    assert Message.objects.filter(kind="appointments/choose_again").count() == 1
    assert Entry.objects.filter(act="appointment.choose_again").count() == 3


def test_in_a_closed_hour_nobody_is_missed_and_one_may_still_move_after_it() -> None:
    shut = hour(3)
    family = paid(shut, *FAMILY)
    close(shut)
    tomorrow = shut.starts_at + timedelta(days=1)
    day_end.close(tomorrow)
    assert states(family) == ["confirmed"] * 3
    assert stages(family) == {"appointment"}
    new = hour(3, on=MONDAY + timedelta(days=7))
    places = booking.swap(Application.objects.get(pk=family.pk), new.pk, by=family.owner, at=tomorrow)
    assert {place.moves for place in places} == {0}


def test_on_a_day_shut_for_one_kind_those_of_that_kind_are_not_missed() -> None:
    slot = hour(2)
    electronic, ordinary = paid(slot, stranger(1)), paid(slot, stranger(2), kind="ordinary")
    close(kind="electronic")
    day_end.close(slot.starts_at + timedelta(days=1))
    assert (states(electronic), states(ordinary)) == (["confirmed"], ["missed"])


def test_whom_we_moved_may_choose_another_hour_free_of_count() -> None:
    shut, near, other = hour(1), hour(1, start=10), hour(1, start=15)
    application = paid(shut)
    close(shut)
    [place] = booking.active(Application.objects.get(pk=application.pk))
    assert (place.slot_id, booking.may_move(place, at=near.starts_at)) == (near.pk, None)
    [place] = booking.swap(Application.objects.get(pk=application.pk), other.pk, by=None, at=MORNING)
    assert place.moves == 0


def test_moved_twice_one_keeps_ones_turn() -> None:
    first, second = hour(1), hour(2, start=10)
    old = paid(first, stranger(1))
    young = paid(second, stranger(2), at=MORNING + MINUTE)
    close(first, at=MORNING + 2 * MINUTE)
    assert where(old) == {second.pk}
    last = hour(1, start=11)
    close(second, at=MORNING + 3 * MINUTE)
    assert (where(old), where(young)) == ({last.pk}, {second.pk})


def test_an_unpaid_place_moves_with_its_deadline_and_its_bill_and_can_be_paid() -> None:
    shut, near = hour(1), hour(1, start=10)
    application = file()
    booking.hold(application, shut.pk, by=None, at=MORNING)
    bill = billing.issue(application, by=None, at=MORNING)
    close(shut)
    [place] = booking.active(Application.objects.get(pk=application.pk))
    assert (place.slot_id, place.state, place.held_until) == (near.pk, "held", bill.expires_at)
    settlement.receive(notice(bill), at=MORNING + MINUTE)
    assert states(application) == ["released", "confirmed"]
    assert stages(application) == {"visit"}
    assert books.of_money() == []


def test_an_offer_moves_with_its_place() -> None:
    waiting = waits()
    shut = given_back()
    offer()
    near = hour(1, start=11)
    close(shut)
    assert (now(waiting).state, now(waiting).slot_id) == ("offered", near.pk)


def test_a_whole_day_is_closed_with_its_reason_and_opened_again() -> None:
    morning, noon, other = hour(1), hour(1, start=12), hour(5, on=TUESDAY)
    application = paid(morning)
    close()
    day = ClosedDay.objects.get()
    assert (day.on, day.reason) == (MONDAY, "listrik padam")
    assert set(Slot.objects.filter(closed=True)) == {morning, noon}
    assert where(application) == {other.pk}
    with pytest.raises(booking.SlotClosed):
        booking.hold(file(stranger(1)), noon.pk, by=None, at=MORNING)
    with pytest.raises(quotas.AlreadyClosed):
        close()
    quotas.reopen_day(day, by=people.head(), at=MORNING)
    assert not Slot.objects.filter(closed=True).exists()
    booking.hold(file(stranger(1)), noon.pk, by=None, at=MORNING)
    acts = Entry.objects.filter(record="slot").values_list("act", flat=True)
    assert sorted(acts) == ["slot.closed"] * 2 + ["slot.reopened"] * 2


def test_hours_closed_one_by_one_are_opened_again() -> None:
    shut = hour(1)
    close(shut)
    assert closures.reopen(people.denpasar(), MONDAY, [shut.pk], by=people.head(), at=MORNING) == 1
    booking.hold(file(), shut.pk, by=None, at=MORNING)


def test_only_the_offices_own_hours_can_be_closed() -> None:
    with pytest.raises(closures.NothingToClose):
        close(hour(1, office=people.singaraja()))


def test_a_day_shut_for_one_kind_moves_only_families_with_that_kind() -> None:
    slot, tuesday = hour(4), hour(9, on=TUESDAY)
    electronic, ordinary = paid(slot, stranger(1)), paid(slot, stranger(2), kind="ordinary")
    done = close(kind="electronic")
    assert done.files == 1
    assert (where(electronic), where(ordinary)) == ({tuesday.pk}, {slot.pk})
    slot.refresh_from_db()
    assert not slot.closed


def test_nobody_is_moved_to_today_or_into_places_not_yet_open() -> None:
    shut = hour(1)
    hour(5, on=MORNING.date(), start=15)
    release = published(people.denpasar(), TUESDAY, opens_at=MORNING + timedelta(hours=1))
    hour(5, on=TUESDAY, release=release)
    paid(shut)
    assert len(close(shut).to_choose) == 1


def test_no_further_ahead_than_the_policy_looks() -> None:
    shut = hour(1)
    hour(1, on=MONDAY + timedelta(days=31))
    paid(shut)
    assert len(close(shut).to_choose) == 1


def test_what_a_crash_left_behind_is_done_within_a_minute() -> None:
    shut, near = hour(2), hour(2, start=10)
    left = [paid(shut, stranger(number)) for number in range(2)]
    quotas.set_closed(Slot.objects.filter(pk=shut.pk), closed=True, why="padam", by=None, at=MORNING)
    closures.finish(at=MORNING + MINUTE)
    assert [where(one) for one in left] == [{near.pk}, {near.pk}]


def test_the_places_they_left_are_nobodys_until_the_hour_opens_again() -> None:
    shut = hour(2)
    hour(2, start=10)
    paid(shut)
    waits(stranger(1))
    close(shut)
    assert offer() == 0
    sweeping.return_places(at=MORNING + MINUTE)
    shut.refresh_from_db()
    assert (shut.taken, shut.kept, shut.free, FreedPlaces.objects.count()) == (0, 0, 0, 0)


def test_more_places_after_a_draw_are_kept_for_those_it_left_out() -> None:
    application = paid(hour(1))
    drawn(application, 1)
    release = published(people.denpasar(), TUESDAY, way="draw", draw=Draw.objects.get())
    slot = hour(2, on=TUESDAY, release=release)
    quotas.change_capacity(slot, 5, by=people.head(), at=MORNING)
    assert (slot.capacity, slot.kept) == (5, 3)
    slot.refresh_from_db()
    assert (slot.kept, slot.free) == (3, 2)
    with pytest.raises(quotas.BelowTaken):
        quotas.change_capacity(slot, 2, by=people.head(), at=MORNING)
    assert books.of_places() == []
