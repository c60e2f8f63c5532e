"""Lines for the stories of the ledger, and what somebody with the database's own password can do to them."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db import connection, transaction
from django.db.models import F

from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.ledger import chain
from mpaspor.stages.appointments.models import PlaceLine, Slot
from tests.stages.appointments.scene import MORNING, confirm, file, hour, stranger

FRIDAY, SATURDAY, SUNDAY = date(2026, 1, 2), date(2026, 1, 3), date(2026, 1, 4)


def write(slot: Slot, count: int = 1) -> None:
    """So many lines about the slot, each in a transaction of its own."""
    for _ in range(count):
        Slot.objects.filter(pk=slot.pk).update(capacity=F("capacity") + 1)


def a_morning() -> Slot:
    """An hour is opened; one holds and pays, one holds and gives up."""
    slot = hour(5)
    first, second = file(stranger(1)), file(stranger(2))
    booking.hold(first, slot.pk, by=None, at=MORNING)
    confirm(first)
    booking.hold(second, slot.pk, by=None, at=MORNING)
    booking.release(second, by=None, at=MORNING, why="")
    return slot


def change(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)


def dated(on: date, *lines: PlaceLine) -> None:
    """As if these lines (without any: all that no seal covers) had been written at noon of the day."""
    noon = datetime.combine(on, time(12), chain.ZONE).isoformat()
    which = (
        f"id IN ({', '.join(str(line.pk) for line in lines)})"
        if lines
        else "xid > coalesce(({}), 0)".format("SELECT max(upto) FROM appointments_placeseal")
    )
    change(f"UPDATE appointments_placeline SET at = '{noon}' WHERE {which}")  # noqa: S608 - our own words


def kinds(slot: Slot) -> list[str]:
    found = PlaceLine.objects.filter(slot_id=slot.pk).order_by("pk")
    return [f"{kind} {delta:+}" for kind, delta in found.values_list("kind", "delta")]
