"""Places that were given back: kept for the waiting list first, and anybody's from a minute drawn by chance.

Whoever gives a place up cannot tell when it comes back, so nobody can hand it to somebody who waits to snatch it.
The rows of a slot are written and counted down under its lock alone: their sum is its `kept`.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F

from mpaspor.offices import policy
from mpaspor.stages.appointments.models import FreedPlaces, Slot


def keep(counts: Mapping[int, int], *, at: datetime) -> None:
    """Take so many places of these slots (by id) out of `taken`, in the caller's transaction.

    Slots in the order of their ids: as everybody does who takes places. At the desk, in an hour that has begun, and in
    one in which nobody can be seen, nobody waits for them.
    """
    slots = Slot.objects.filter(pk__in=counts).select_related("office").select_for_update(of=("self",), no_key=True)
    rows = []
    for slot in slots.order_by("pk"):
        places = counts[slot.pk]
        kept = places if _is_waited_for(slot, at) else 0
        Slot.objects.filter(pk=slot.pk).update(taken=F("taken") - places, kept=F("kept") + kept)
        if kept:
            rows.append(_row(slot, kept, at))
    FreedPlaces.objects.bulk_create(rows)


def reserve(slot: Slot, places: int, *, at: datetime) -> None:
    """Keep free places of a slot (locked by the caller, its office loaded) for the waiting list."""
    Slot.objects.filter(pk=slot.pk).update(kept=F("kept") + places)
    slot.kept += places
    note(slot, places, at=at)


def note(slot: Slot, places: int, *, at: datetime) -> FreedPlaces:
    """Write down when places of the slot (its office loaded) that are kept already come back."""
    row = _row(slot, places, at)
    row.save(force_insert=True)
    return row


def count_down(slot_id: int, places: int) -> None:
    """So many kept places of the slot (locked by the caller) were given: those that would come back first."""
    for row in FreedPlaces.objects.filter(slot=slot_id).order_by("returns_at", "id"):
        given = min(places, row.places)
        if given == row.places:
            row.delete()
        else:
            FreedPlaces.objects.filter(pk=row.pk).update(places=F("places") - given)
        places -= given
        if not places:
            return


def _row(slot: Slot, places: int, at: datetime) -> FreedPlaces:
    return FreedPlaces(slot=slot, places=places, freed_at=at, returns_at=_returns_at(slot, at))


def _is_waited_for(slot: Slot, at: datetime) -> bool:
    return slot.service_class != Slot.ServiceClass.DESK and slot.starts_at > at and not slot.closed


def _returns_at(slot: Slot, at: datetime) -> datetime:
    if not _is_waited_for(slot, at):
        return at
    on = at.astimezone(slot.office.zoneinfo).date()
    least, most = policy.value("pool.return_minutes", on=on, office_id=slot.office_id)
    return at + timedelta(minutes=least + secrets.randbelow(most - least + 1))
