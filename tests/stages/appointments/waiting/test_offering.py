"""A place given back is offered to those who wait, in an order nobody can buy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mpaspor.audit.models import Entry
from mpaspor.notifications.models import Message
from mpaspor.offices.models import ClosedDay
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import FreedPlaces, Slot
from mpaspor.stages.appointments.waiting import offering, settling, sweeping
from mpaspor.stages.appointments.waiting.refusals import OfferOver
from mpaspor.stages.payments import billing, deadlines
from tests import books, people
from tests.stages.appointments.scene import (
    FAMILY,
    MONDAY,
    MORNING,
    confirm,
    file,
    hour,
    stages,
    states,
    stranger,
    taken,
)  # fmt: skip
from tests.stages.appointments.waiting.scene import LATER, active, given_back, now, offer, state, waits

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_who_waits_is_offered_what_comes_back_for_half_a_day() -> None:
    waiting = waits(email="ratna@contoh.id")
    slot = given_back()
    assert offer() == 1
    assert active(waiting.application) == [slot.pk]
    found = now(waiting)
    assert (found.state, found.slot_id, found.offer_until) == ("offered", slot.pk, MORNING + timedelta(hours=12))
    slot.refresh_from_db()
    assert (slot.taken, slot.kept, FreedPlaces.objects.count()) == (1, 0, 0)
    letter = Message.objects.get(kind="appointments/waiting_offer")
    assert letter.context["when"] == "Senin 5 Januari 2026, 09.00 WITA"
    assert letter.context["deadline"] == "Jumat 2 Januari 2026, 21.00 WITA"
    assert books.of_places() == []


def test_nobody_else_can_take_it_meanwhile() -> None:
    waits()
    slot = given_back()
    offer()
    with pytest.raises(booking.SlotFull):
        booking.hold(file(stranger(1)), slot.pk, by=None, at=MORNING)


def test_one_tap_and_the_place_waits_for_its_bill() -> None:
    waiting = waits()
    given_back()
    offer()
    [place] = offering.accept(now(waiting), by=waiting.application.owner, at=MORNING + MINUTE)
    assert (place.state, state(waiting)) == ("held", "placed")
    bill = billing.issue(now(waiting).application, by=None, at=MORNING + MINUTE)
    assert bill.expires_at == MORNING + timedelta(hours=12)
    with pytest.raises(OfferOver):
        offering.accept(now(waiting), by=None, at=MORNING + MINUTE)


def test_who_pays_without_the_tap_has_taken_it_too() -> None:
    waiting = waits()
    given_back()
    offer()
    confirm(waiting.application)
    settling.strike_placed(at=MORNING)
    assert state(waiting) == "placed"


def test_the_first_to_join_is_asked_first() -> None:
    late, early = waits(stranger(1), at=MORNING + MINUTE), waits(stranger(2), at=MORNING)
    given_back(at=MORNING + MINUTE)
    offer(MORNING + MINUTE)
    assert (state(early), state(late)) == ("offered", "waiting")


def test_a_family_is_asked_only_when_one_hour_has_room_for_all_of_it() -> None:
    family, alone = waits(*FAMILY), waits(stranger(1), at=MORNING + MINUTE)
    given_back(1)
    given_back(1, start=10)
    assert offer(MORNING + MINUTE) == 1
    assert (state(family), state(alone)) == ("waiting", "offered")
    slot = given_back(3, start=11)
    assert offer(MORNING + MINUTE) == 1
    assert active(family.application) == [slot.pk] * 3


def test_what_a_family_leaves_over_goes_to_the_next_who_fits() -> None:
    family = waits(*FAMILY)
    pair = waits(stranger(1), stranger(2), at=MORNING + MINUTE)
    single = waits(stranger(3), at=MORNING + 2 * MINUTE)
    given_back(4)
    assert offer(MORNING + 2 * MINUTE) == 2
    assert [state(one) for one in (family, pair, single)] == ["offered", "waiting", "offered"]


def test_an_office_nearby_counts_for_those_who_said_so() -> None:
    near, here = waits(stranger(1), within_km=100), waits(stranger(2))
    given_back(2, office=people.singaraja())
    assert offer() == 1
    assert (state(near), state(here)) == ("offered", "waiting")


def test_only_on_the_days_one_waits_for() -> None:
    waiting = waits(first_on=date(2026, 1, 7), last_on=date(2026, 1, 8))
    given_back(on=date(2026, 1, 6))
    given_back(on=date(2026, 1, 9))
    assert offer() == 0
    slot = given_back(on=date(2026, 1, 8))
    assert offer() == 1
    assert active(waiting.application) == [slot.pk]


def test_an_hour_for_another_kind_of_passport_is_not_offered() -> None:
    electronic, ordinary = waits(stranger(1)), waits(stranger(2), kind="ordinary", at=MORNING + MINUTE)
    given_back_of(ordinary_hour())
    offer(MORNING + MINUTE)
    assert state(electronic) == "waiting"
    assert state(ordinary) in {"waiting", "offered"}


def ordinary_hour() -> Slot:
    return hour(1, kind="ordinary")


def given_back_of(slot: Slot) -> None:
    application = file(stranger(77), kind="ordinary")
    booking.hold(application, slot.pk, by=None, at=MORNING)
    booking.release(application, by=None, at=MORNING, why="")


def test_on_a_day_that_was_shut_nobody_is_asked() -> None:
    waiting = waits()
    given_back()
    ClosedDay.objects.create(office=people.denpasar(), on=MONDAY, kind="closure", reason="banjir", reason_en="flood")
    assert offer() == 0
    assert state(waiting) == "waiting"


def test_an_hour_too_near_to_be_paid_for_is_not_offered() -> None:
    waiting = waits()
    slot = given_back(on=MORNING.date(), start=11)
    assert offer(slot.starts_at - timedelta(minutes=119)) == 0
    assert state(waiting) == "waiting"
    assert offer(slot.starts_at - timedelta(minutes=121)) == 1
    assert now(waiting).offer_until == slot.starts_at


def test_whoever_declines_waits_on_and_the_next_is_asked() -> None:
    first, second = waits(stranger(1)), waits(stranger(2), at=MORNING + MINUTE)
    slot = given_back(at=MORNING + MINUTE)
    offer(MORNING + MINUTE)
    offering.decline(now(first), by=first.application.owner, at=MORNING + 2 * MINUTE)
    found = now(first)
    assert (found.state, found.slot_id, found.offer_until, found.offers_let_go) == ("waiting", None, None, 1)
    assert stages(first.application) == {"application"}
    assert offer(MORNING + 2 * MINUTE) == 1
    assert active(second.application) == [slot.pk]
    with pytest.raises(OfferOver):
        offering.decline(found, by=None, at=MORNING + 2 * MINUTE)
    assert books.of_places() == []


def test_nobody_is_asked_again_for_an_hour_she_let_go() -> None:
    waiting = waits()
    given_back()
    offer()
    offering.decline(now(waiting), by=None, at=MORNING + MINUTE)
    assert offer(MORNING + MINUTE) == 0
    given_back(start=10)
    assert offer(MORNING + MINUTE) == 1


def test_an_offer_nobody_answers_ends_and_blames_nobody_for_a_hold() -> None:
    waiting = waits()
    slot = given_back()
    offer()
    over = MORNING + timedelta(hours=12)
    deadlines.end_forgotten(at=over)
    found = now(waiting)
    assert (found.state, found.offers_let_go) == ("waiting", 1)
    assert states(waiting.application) == ["released"]
    assert Entry.objects.get(act="appointment.released", application_id=waiting.application_id).why == "offer over"
    slot.refresh_from_db()
    assert (slot.taken, slot.kept) == (0, 1)
    assert books.of_places() == []


def test_an_offer_whose_bill_lapses_is_let_go_like_any_other() -> None:
    waiting = waits()
    given_back()
    offer()
    bill = billing.issue(now(waiting).application, by=None, at=MORNING)
    billing.lapse_many([bill.pk], at=bill.expires_at)
    deadlines.end_forgotten(at=bill.expires_at + timedelta(minutes=15))
    found = now(waiting)
    assert (found.state, found.offers_let_go) == ("waiting", 1)
    assert stages(waiting.application) == {"application"}


def test_after_three_offers_let_go_one_is_told_and_asked_no_more() -> None:
    waiting = waits(email="ratna@contoh.id")
    for start in (9, 10, 11):
        given_back(start=start)
        assert offer() == 1
        offering.decline(now(waiting), by=None, at=MORNING)
    assert state(waiting) == "left"
    assert Message.objects.get(kind="appointments/waiting_left").context["offers"] == 3
    given_back(start=12)
    assert offer() == 0


def test_an_offer_the_hour_itself_cut_short_does_not_count() -> None:
    waiting = waits()
    slot = given_back(on=MORNING.date(), start=15)
    offer()
    deadlines.end_forgotten(at=slot.starts_at)
    assert (state(waiting), now(waiting).offers_let_go) == ("waiting", 0)


def test_somebody_placed_elsewhere_is_passed_over() -> None:
    waiting = waits(people.RATNA)
    second = waits(stranger(1), at=MORNING + MINUTE)
    booking.hold(file(people.RATNA, people.BAGUS), hour(2, start=12).pk, by=None, at=MORNING)
    given_back(at=MORNING + MINUTE)
    assert offer(MORNING + MINUTE) == 1
    assert (state(waiting), state(second)) == ("waiting", "offered")


def test_what_nobody_wants_is_anybodys_from_its_minute_on() -> None:
    slot = given_back(3)
    early = FreedPlaces.objects.get().returns_at - timedelta(seconds=1)
    assert sweeping.return_places(at=early) == 0
    with pytest.raises(booking.SlotFull):
        booking.hold(file(), slot.pk, by=None, at=early)
    assert sweeping.return_places(at=early + timedelta(seconds=1)) == 3
    slot.refresh_from_db()
    assert (slot.kept, slot.free, FreedPlaces.objects.count()) == (0, 3, 0)
    booking.hold(file(), slot.pk, by=None, at=LATER)


def test_the_minute_is_within_what_the_policy_says_and_nobody_can_tell_it() -> None:
    minutes = set()
    for number in range(12):
        given_back(on=date(2026, 1, 5) + timedelta(days=number % 5), start=8 + number // 5)
    for row in FreedPlaces.objects.all():
        minutes.add((row.returns_at - row.freed_at) // MINUTE)
    assert min(minutes) >= 5
    assert max(minutes) <= 60
    assert len(minutes) > 3


def test_places_that_came_back_at_different_times_are_counted_down_in_turn() -> None:
    slot = hour(4)
    given_back(2, slot=slot)
    given_back(2, slot=slot, at=MORNING + MINUTE)
    waits(*FAMILY)
    offer(MORNING + MINUTE)
    assert sum(FreedPlaces.objects.values_list("places", flat=True)) == 1
    assert books.of_places() == []
    assert taken(slot) == 3


def test_what_comes_back_to_a_closed_hour_is_kept_for_nobody() -> None:
    slot = hour(2)
    application = file()
    booking.hold(application, slot.pk, by=None, at=MORNING)
    Slot.objects.filter(pk=slot.pk).update(closed=True)
    booking.release(application, by=None, at=MORNING, why="")
    slot.refresh_from_db()
    assert (slot.taken, slot.kept, slot.free) == (0, 0, 0)
