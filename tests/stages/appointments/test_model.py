"""Whatever is done in whatever order, the counters tell the truth, nobody has two places, and nobody is passed over."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mpaspor.offices.models import ClosedDay
from mpaspor.stages.appointments import booking, closures, quotas
from mpaspor.stages.appointments.models import Waiting
from mpaspor.stages.appointments.waiting import joining, offering, settling, sweeping
from tests import people
from tests.stages.appointments.beside import Beside
from tests.stages.appointments.picture import near
from tests.stages.appointments.scene import MONDAY, MORNING, confirm

SLOTS = st.integers(0, 3)
FILES = st.integers(0, 4)
# Past every offer, and past every minute at which something comes back.
EVENING = MORNING + timedelta(hours=12)
LATER = EVENING + timedelta(hours=2)


class Places(Beside):
    """Everything that can happen to a place, in any order."""

    @initialize(waiting=st.lists(FILES, unique=True), gone=st.lists(st.tuples(FILES, SLOTS), min_size=2, max_size=4))
    def begin_with_some_who_wait_and_places_given_back(self, waiting: list[int], gone: list[tuple[int, int]]) -> None:
        for number, slot in gone:
            self.hold(number, slot)
            self.expire(0)
        for number in waiting:
            self.join(number)

    @rule(number=FILES, slot=SLOTS)
    def hold(self, number: int, slot: int) -> None:
        with self.refused_unless(self.seen.held.get(number) == slot or self.seen.fits(number, slot)):
            booking.hold(self.fresh(number), self.slots[slot].pk, by=None, at=MORNING, key=uuid.uuid4().hex)
            self.seen.take(number, slot)

    @rule(number=FILES)
    def confirm(self, number: int) -> None:
        number = self.one_of(filter(self.seen.unpaid, self.seen.held), number)
        with self.refused_unless(self.seen.unpaid(number)):
            confirm(self.fresh(number))
            self.seen.certain.add(number)

    @rule(number=FILES)
    def release(self, number: int) -> None:
        number = self.one_of(filter(self.seen.unpaid, self.seen.held), number)
        with self.refused_unless(self.seen.unpaid(number)):
            booking.release(self.fresh(number), by=None, at=MORNING, why="")
            self.seen.leave(number)

    @rule(number=FILES)
    def give_up(self, number: int) -> None:
        number = self.one_of(self.seen.held, number)
        with self.refused_unless(number in self.seen.held):
            booking.give_up(self.fresh(number), by=None, at=MORNING, why="")
            self.seen.leave(number)

    @rule(number=FILES)
    def expire(self, number: int) -> None:
        number = self.one_of(filter(self.seen.unpaid, self.seen.held), number)
        with self.refused_unless(self.seen.unpaid(number)):
            booking.expire(self.fresh(number), at=MORNING)
            self.seen.leave(number)

    @rule()
    def the_time_of_all_is_over(self) -> None:
        booking.expire_many([application.pk for application in self.files], at=EVENING)
        for number in set(self.seen.held) - self.seen.certain:
            self.seen.leave(number)

    @rule(number=FILES, slot=SLOTS)
    def come_and_pay(self, number: int, slot: int) -> None:
        self.hold(number, slot)
        if self.seen.unpaid(number):
            confirm(self.fresh(number))
            self.seen.certain.add(number)

    @rule(number=FILES, slot=SLOTS)
    def swap(self, number: int, slot: int) -> None:
        number = self.one_of(self.seen.held, number)
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

    @rule(numbers=st.lists(FILES, unique=True))
    def offer(self, numbers: list[int]) -> None:
        for number in numbers:
            self.join(number)
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

    @precondition(lambda self: self.seen.kept != [0] * 4)
    @rule()
    def sweep(self) -> None:
        settling.strike_placed(at=MORNING)
        self.seen.strike()
        assert sweeping.return_places(at=LATER) == sum(self.seen.kept)
        self.seen.kept = [0] * 4


@pytest.mark.django_db
def test_whatever_is_done_the_places_add_up() -> None:
    few = settings(max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Places, settings=few)
