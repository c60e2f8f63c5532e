"""The real offices, hours and files with the picture of them beside: what must be the same after every step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from mpaspor.cases import invariants
from mpaspor.offices import policy
from mpaspor.offices.models import Rule
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment, Slot, Waiting
from tests import books, people
from tests.stages.appointments.picture import REACH, Picture
from tests.stages.appointments.scene import MORNING, file, hour, stranger

# Bagus is in two files: at most one of them can have a place.
CASTS = ((people.RATNA, people.BAGUS), (people.BAGUS,), (stranger(1),), (stranger(2), stranger(3)), (stranger(4),))


class Beside(RuleBasedStateMachine):
    """What is, and what is thought to be."""

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        # How often a day somebody may let a place go is another story.
        Rule.objects.create(key="holds.per_day", value=1000, valid_from=MORNING.date(), source="a test")
        policy.forget()
        offices = [people.denpasar(), people.denpasar(), people.singaraja(), people.jayapura()]
        self.slots = [hour(1 + n % 3, start=9 + n, office=office) for n, office in enumerate(offices)]
        self.files = [file(*cast) for cast in CASTS]
        self.seen = Picture([{one.nik for one in cast} for cast in CASTS], [slot.capacity for slot in self.slots])

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
        policy.forget()

    @contextmanager
    def refused_unless(self, expected: bool) -> Iterator[None]:
        try:
            yield
        except booking.Refused:
            assert not expected
        else:
            assert expected

    def one_of(self, files: Iterable[int], number: int) -> int:
        """One of these files; when there is none, any."""
        found = sorted(files)
        return found[number % len(found)] if found else number

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
