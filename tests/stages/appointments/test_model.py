"""Whatever is done in whatever order, the counters tell the truth and nobody has two places."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment, Slot
from tests import books, people
from tests.stages.appointments.scene import MORNING, confirm, file, hour, stranger

SLOTS = st.integers(0, 2)
FILES = st.integers(0, 3)


class Places(RuleBasedStateMachine):
    """A simple picture of the truth beside the real thing: which file is in which hour, and whether for certain."""

    @initialize()
    def open_the_office(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.slots = [hour(capacity, start=9 + number) for number, capacity in enumerate((1, 2, 3))]
        # Bagus is in two files: at most one of them can have a place.
        casts = [(people.RATNA, people.BAGUS), (people.BAGUS,), (stranger(1),), (stranger(2), stranger(3))]
        self.casts = [{person.nik for person in cast} for cast in casts]
        self.files = [file(*cast) for cast in casts]
        self.held: dict[int, int] = {}
        self.certain: set[int] = set()
        self.moved: set[int] = set()

    @rule(number=FILES, slot=SLOTS)
    def hold(self, number: int, slot: int) -> None:
        expected = self.held.get(number) == slot or (number not in self.held and self.fits(number, slot))
        with self.refused_unless(expected):
            booking.hold(self.fresh(number), self.slots[slot].pk, by=None, at=MORNING, key=uuid.uuid4().hex)
            self.held[number] = slot

    @rule(number=FILES)
    def confirm(self, number: int) -> None:
        with self.refused_unless(number in self.held and number not in self.certain):
            confirm(self.fresh(number))
            self.certain.add(number)

    @rule(number=FILES)
    def release(self, number: int) -> None:
        with self.refused_unless(number in self.held and number not in self.certain):
            booking.release(self.fresh(number), by=None, at=MORNING, why="")
            self.leave(number)

    @rule(number=FILES)
    def give_up(self, number: int) -> None:
        with self.refused_unless(number in self.held):
            booking.give_up(self.fresh(number), by=None, at=MORNING, why="")
            self.leave(number)

    @rule(number=FILES)
    def expire(self, number: int) -> None:
        with self.refused_unless(number in self.held and number not in self.certain):
            booking.expire(self.fresh(number), at=MORNING)
            self.leave(number)

    @rule(number=FILES, slot=SLOTS)
    def swap(self, number: int, slot: int) -> None:
        stays = self.held.get(number) == slot
        moves = number in self.certain - self.moved and not stays and self.room(slot) >= len(self.casts[number])
        with self.refused_unless(moves or stays):
            booking.swap(self.fresh(number), self.slots[slot].pk, by=None, at=MORNING)
            self.held[number] = slot
            if moves:
                self.moved.add(number)

    @invariant()
    def the_counters_tell_the_truth(self) -> None:
        assert books.of_places() == []
        assert books.of_places() == []
        for number, slot in enumerate(self.slots):
            taken = sum(len(self.casts[one]) for one, where in self.held.items() if where == number)
            assert Slot.objects.get(pk=slot.pk).taken == taken <= slot.capacity

    @invariant()
    def a_family_is_in_one_hour_or_in_none(self) -> None:
        for number, application in enumerate(self.files):
            places = Appointment.objects.filter(application=application, state__in=Appointment.ACTIVE)
            where = list(places.values_list("slot", flat=True))
            expected = [self.slots[self.held[number]].pk] * len(self.casts[number]) if number in self.held else []
            assert where == expected

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

    def fits(self, number: int, slot: int) -> bool:
        busy = {nik for one in self.held for nik in self.casts[one]}
        return not busy & self.casts[number] and len(self.casts[number]) <= self.room(slot)

    def room(self, slot: int) -> int:
        return self.slots[slot].capacity - sum(
            len(self.casts[one]) for one, where in self.held.items() if where == slot
        )

    def leave(self, number: int) -> None:
        del self.held[number]
        self.certain.discard(number)
        self.moved.discard(number)


@pytest.mark.django_db
def test_whatever_is_done_the_places_add_up() -> None:
    few = settings(max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Places, settings=few)
