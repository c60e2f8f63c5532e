"""Moving places because the office or we are at fault: not counted, not limited; the reason stays in the trail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import moving, places
from mpaspor.stages.appointments.models import Appointment

AT_OUR_FAULT = "appointment.moved_at_our_fault"


class ReasonNeeded(Exception):
    """What went wrong has not been said: the applicant reads it, and nobody moves places for a favour unseen."""


@transaction.atomic
def move(
    application: Application, slot_id: int, *, why: str, by: User, at: datetime, key: str | None = None
) -> list[Appointment]:
    """Move everybody of the file to another hour, here or at any office; unpaid places keep their deadline.

    Moved already: as is. Raises `ReasonNeeded`, `NothingHeld`, `SlotClosed`, `SlotFull`, `TooFewPlaces`.
    """
    if not why.strip():
        raise ReasonNeeded
    before = places.active(application)
    now = moving.swap(application, slot_id, by=by, at=at, key=key, fault=True)
    if {place.pk for place in before} != {place.pk for place in now}:
        Entry.objects.bulk_create(
            trail.entry(
                place, AT_OUR_FAULT, by=by, at=at, why=why.strip(), old={"slot": old.slot_id}, new={"slot": slot_id}
            )
            for old, place in zip(before, now, strict=True)
        )
    return now
