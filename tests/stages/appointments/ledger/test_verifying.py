"""Whoever changes the ledger behind the house's back is found; so is a counter or a slot the ledger does not know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from mpaspor.core.clock import now
from mpaspor.stages.appointments.ledger import sealing, verifying
from mpaspor.stages.appointments.models import PlaceLine, PlaceSeal, Slot
from tests import people
from tests.stages.appointments.ledger.book import a_morning, change, write
from tests.stages.appointments.scene import MONDAY, hour, published

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def found() -> set[str]:
    """The checks that have something to say."""
    return {problem.split(":")[0] for problem in verifying.problems()}


TAMPERED = [
    "UPDATE appointments_placeline SET pseudonym = 'somebody else' WHERE kind = 'confirmed'",
    "UPDATE appointments_placeline SET at = at + interval '1 microsecond' WHERE kind = 'confirmed'",
    "UPDATE appointments_placeline SET kind = 'expired' WHERE kind = 'released'",
    "DELETE FROM appointments_placeline WHERE kind = 'confirmed'",
    "UPDATE appointments_placeline SET xid = xid + 1000000 WHERE kind = 'confirmed'",
    """INSERT INTO appointments_placeline (at, release_id, slot_id, kind, delta, pseudonym, xid)
       SELECT at, release_id, slot_id, kind, delta, pseudonym, xid FROM appointments_placeline
        WHERE kind = 'confirmed'""",
    "UPDATE appointments_placeseal SET lines = lines + 1",
    "UPDATE appointments_placeseal SET head = repeat('0', 64)",
    'UPDATE appointments_placeseal SET "on" = "on" + 1',
    "DELETE FROM appointments_placeline",
]


@pytest.mark.parametrize("statement", TAMPERED, ids=[statement[:70] for statement in TAMPERED])
def test_a_change_made_with_the_triggers_off_is_found(statement: str) -> None:
    slot = a_morning()
    sealing.seal(now())
    write(slot)
    sealing.seal(now())
    assert found() == set()
    change(statement)
    assert "chain" in found()


@pytest.mark.parametrize("table", ["placeline", "placeseal"])
@pytest.mark.parametrize("statement", ["UPDATE appointments_{} SET at = at", "DELETE FROM appointments_{}"])
def test_the_database_refuses_to_change_what_is_written(table: str, statement: str) -> None:
    a_morning()
    sealing.seal(now())
    with pytest.raises(Exception, match=f"appointments_{table} is append-only"):
        run(statement.format(table))


def test_a_seal_taken_out_is_not_missed_as_long_as_the_chain_is_whole() -> None:
    """A seal is only a note of where the chain stood: those after it hold what it held."""
    slot = hour(1)
    for _ in range(3):
        sealing.seal(now())
        write(slot)
    change("DELETE FROM appointments_placeseal WHERE lines = 2")
    assert found() == set()


def test_only_the_seal_over_the_changed_line_is_named() -> None:
    slot = hour(1)
    for _ in range(3):
        sealing.seal(now())
        write(slot)
    sealing.seal(now())
    _first, second, *_rest = PlaceSeal.objects.order_by("upto")
    number = PlaceLine.objects.order_by("pk")[1].pk
    change(f"UPDATE appointments_placeline SET at = at - interval '1 second' WHERE id = {number}")  # noqa: S608 - ours
    assert [reference for reference, _ in verifying.broken()] == [f"seal {second.pk}"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE appointments_slot SET capacity = capacity + 1",
        "UPDATE appointments_slot SET taken = taken + 1",
        "UPDATE appointments_slot SET kept = kept - 1",
        "DELETE FROM appointments_slot",
    ],
)
def test_a_counter_the_ledger_does_not_know_is_found(statement: str) -> None:
    a_morning()
    change(statement)
    assert "sums" in found()


def test_a_slot_moved_to_another_release_is_found() -> None:
    slot = a_morning()
    other = published(people.denpasar())
    change(f"UPDATE appointments_slot SET release_id = {other.pk}")  # noqa: S608 - a number of ours
    (problem,) = verifying.problems()
    assert problem == (
        f"release: slot {slot.pk}: 6 lines name release {slot.release_id}, the slot is of release {other.pk}"
    )


def test_a_slot_on_a_day_outside_its_release_is_found() -> None:
    slot = hour(1, release=published(people.denpasar(), MONDAY + timedelta(days=1)))
    assert found() == {"release"}
    assert f"slot {slot.pk}" in verifying.problems()[0]


def test_a_slot_in_the_release_of_another_office_is_found() -> None:
    hour(1, release=published(people.jayapura()))
    assert found() == {"release"}


def test_the_day_of_a_slot_is_that_of_its_office() -> None:
    """Eight in the evening in Jayapura is still the same day there, and noon in Greenwich."""
    hour(1, office=people.jayapura(), start=20)
    hour(1, office=people.denpasar(), start=0)
    assert found() == set()
    assert Slot.objects.count() == 2


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
