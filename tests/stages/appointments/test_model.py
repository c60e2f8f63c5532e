"""Whatever is done in whatever order, the counters tell the truth, nobody has two places, and nobody is passed over."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from mpaspor.cases import invariants
from mpaspor.offices.models import ClosedDay
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking, closures, quotas
from mpaspor.stages.appointments.models import Appointment, Slot, Waiting
from mpaspor.stages.appointments.waiting import joining, offering, settling, sweeping
from tests import books, people
from tests.stages.appointments.picture import REACH, Picture, near
from tests.stages.appointments.scene import MONDAY, MORNING, confirm, file, hour, stranger

SLOTS = st.integers(0, 3)
FILES = st.integers(0, 4)
# Past every minute at which something comes back, and past every offer.
LATER = MORNING + timedelta(hours=2)
EVENING = MORNING + timedelta(hours=12)
# Bagus is in two files: at most one of them can have a place.
CASTS = ((people.RATNA, people.BAGUS), (people.BAGUS,), (stranger(1),), (stranger(2), stranger(3)), (stranger(4),))


class Places(RuleBasedStateMachine):
    """The real thing, and the picture of it beside."""

    @initialize()
    def open_the_offices(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        offices = [people.denpasar(), people.denpasar(), people.singaraja(), people.jayapura()]
        self.slots = [hour(1 + n % 3, start=9 + n, office=office) for n, office in enumerate(offices)]
        self.files = [file(*cast) for cast in CASTS]
        self.seen = Picture([{one.nik for one in cast} for cast in CASTS], [slot.capacity for slot in self.slots])

    @rule(number=FILES, slot=SLOTS)
    def hold(self, number: int, slot: int) -> None:
        with self.refused_unless(self.seen.held.get(number) == slot or self.seen.fits(number, slot)):
            booking.hold(self.fresh(number), self.slots[slot].pk, by=None, at=MORNING, key=uuid.uuid4().hex)
            self.seen.take(number, slot)

    @rule(number=FILES)
    def confirm(self, number: int) -> None:
        with self.refused_unless(self.seen.unpaid(number)):
            confirm(self.fresh(number))
            self.seen.certain.add(number)

    @rule(number=FILES)
    def release(self, number: int) -> None:
        with self.refused_unless(self.seen.unpaid(number)):
            booking.release(self.fresh(number), by=None, at=MORNING, why="")
            self.seen.leave(number)

    @rule(number=FILES)
    def give_up(self, number: int) -> None:
        with self.refused_unless(number in self.seen.held):
            booking.give_up(self.fresh(number), by=None, at=MORNING, why="")
            self.seen.leave(number)

    @rule(number=FILES)
    def expire(self, number: int) -> None:
        with self.refused_unless(self.seen.unpaid(number)):
            booking.expire(self.fresh(number), at=MORNING)
            self.seen.leave(number)

    @rule()
    def the_time_of_all_is_over(self) -> None:
        booking.expire_many([application.pk for application in self.files], at=EVENING)
        for number in set(self.seen.held) - self.seen.certain:
            self.seen.leave(number)

    @rule(number=FILES, slot=SLOTS)
    def swap(self, number: int, slot: int) -> None:
        moves = self.seen.may_swap(number, slot)
        with self.refused_unless(moves or self.seen.held.get(number) == slot):
            booking.swap(self.fresh(number), self.slots[slot].pk, by=None, at=MORNING)
            if moves:
                self.seen.swap(number, slot)

    @rule(slot=SLOTS)
    def close(self, slot: int) -> None:
        office, numbers, kind = self.slots[slot].office, [self.slots[slot].pk], ClosedDay.Kind.CLOSURE
        try:
            done = closures.close(office, MONDAY, numbers, kind, "padam", "cut", by=people.head(), at=MORNING)
        except closures.NothingToClose:
            assert slot in self.seen.closed
            return
        assert slot not in self.seen.closed
        self.seen.closed.add(slot)
        assert {self.number(move.application.pk) for move in done.moves} == self.seen.inside(slot)
        for move in done.moved:
            assert move.to
            number, to = self.number(move.application.pk), self.slots.index(move.to)
            assert near(slot, to)
            assert self.seen.room(to) >= self.seen.size(number)
            self.seen.move(number, to)
            self.seen.excused.add(number)
        for number in self.seen.inside(slot):
            assert not [to for to in range(4) if near(slot, to) and self.seen.room(to) >= self.seen.size(number)]

    @rule(slot=SLOTS)
    def reopen(self, slot: int) -> None:
        chosen = self.slots[slot]
        opened = closures.reopen(chosen.office, MONDAY, [chosen.pk], by=people.head(), at=MORNING)
        assert opened == (slot in self.seen.closed)
        self.seen.closed.discard(slot)

    @rule(slot=SLOTS, more=st.sampled_from([-1, 1, 2]))
    def change_capacity(self, slot: int, more: int) -> None:
        capacity = max(0, self.seen.capacity[slot] + more)
        used = self.seen.taken(slot) + self.seen.kept[slot]
        try:
            quotas.change_capacity(self.slots[slot], capacity, by=None, at=MORNING)
        except quotas.BelowTaken:
            assert capacity < used
        else:
            assert capacity >= used
            self.seen.capacity[slot] = capacity

    @rule(number=FILES)
    def join(self, number: int) -> None:
        with self.refused_unless(number not in self.seen.held and not self.seen.busy(number)):
            office = people.singaraja() if number == 2 else people.denpasar()
            joining.join(self.fresh(number), office, within_km=100 if number < 2 else 0, by=None, at=MORNING)
            self.seen.join(number)

    @rule()
    def offer(self) -> None:
        waiting = {number for number, state in self.seen.waits.items() if state == "waiting"}
        offering.offer_freed(at=MORNING)
        offered = Waiting.objects.filter(state="offered", application__in=[self.files[number] for number in waiting])
        now = {self.number(one.application_id): self.slot(one.slot_id) for one in offered}
        assert all(self.would_take(number, slot) for number, slot in now.items())
        for number, slot in now.items():
            self.seen.offer(number, slot)
        for number in waiting - set(now):
            slots = [slot for slot in range(4) if self.would_take(number, slot) and not self.seen.busy(number)]
            # Nobody waits for what is still kept; and whoever was passed over would not have fitted.
            assert all(self.seen.kept[slot] < self.seen.size(number) for slot in slots)
            later = [other for other in now if now[other] in slots and self.is_before(number, other)]
            assert all(self.seen.size(number) > self.seen.size(other) for other in later)

    @rule(number=FILES)
    def accept(self, number: int) -> None:
        if self.seen.waits.get(number) == "offered" and self.seen.unpaid(number):
            waiting = joining.of(self.files[number])
            assert waiting
            offering.accept(waiting, by=None, at=MORNING)
            del self.seen.waits[number]

    @rule()
    def sweep(self) -> None:
        settling.strike_placed(at=MORNING)
        self.seen.strike()
        assert sweeping.return_places(at=LATER) == sum(self.seen.kept)
        self.seen.kept = [0] * 4

    @invariant()
    def the_counters_tell_the_truth(self) -> None:
        assert books.of_places() == []
        assert invariants.run("places_told_in_the_ledger", MORNING) == []
        seen = self.seen
        for number, slot in enumerate(self.slots):
            found = Slot.objects.get(pk=slot.pk)
            expected = (seen.capacity[number], seen.taken(number), seen.kept[number], number in seen.closed)
            assert (found.capacity, found.taken, found.kept, found.closed) == expected

    @invariant()
    def a_family_is_in_one_hour_or_in_none(self) -> None:
        for number, application in enumerate(self.files):
            places = Appointment.objects.filter(application=application, state__in=Appointment.ACTIVE)
            state = "confirmed" if number in self.seen.certain else "held"
            where = [(self.slots[self.seen.held[number]].pk, state)] if number in self.seen.held else []
            assert list(places.values_list("slot", "state")) == where * self.seen.size(number)

    @invariant()
    def the_list_tells_who_waits(self) -> None:
        rows = Waiting.objects.filter(state__in=("waiting", "offered")).values_list("application", "state")
        assert {self.number(application): state for application, state in rows} == self.seen.waits

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @contextmanager
    def refused_unless(self, expected: bool) -> Iterator[None]:
        try:
            yield
        except booking.Refused:
            assert not expected
        else:
            assert expected

    def fresh(self, number: int) -> Application:
        return Application.objects.get(pk=self.files[number].pk)

    def number(self, application_id: int) -> int:
        return [application.pk for application in self.files].index(application_id)

    def slot(self, slot_id: int | None) -> int:
        return [slot.pk for slot in self.slots].index(slot_id or 0)

    def is_before(self, one: int, other: int) -> bool:
        return self.seen.order.index(one) < self.seen.order.index(other)

    def would_take(self, number: int, slot: int) -> bool:
        """Whether the file waits for such an hour, and has not let this one go before."""
        past = Appointment.objects.filter(application=self.files[number], slot=self.slots[slot])
        gone = past.filter(state__in=("released", "expired")).exists()
        return slot in REACH[number] - self.seen.closed and not gone


@pytest.mark.django_db
def test_whatever_is_done_the_places_add_up() -> None:
    few = settings(max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Places, settings=few)
