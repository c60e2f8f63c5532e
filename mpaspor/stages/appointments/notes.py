"""What is written down when places change hands: the trail, and the letter to whoever moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Entry
from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.models import Appointment, Slot


def held(new: Sequence[Appointment], *, by: User | None, at: datetime) -> None:
    Entry.objects.bulk_create(
        trail.entry(place, "appointment.held", by=by, at=at, new={"state": place.state, "slot": place.slot_id})
        for place in new
    )


def released(old: Sequence[Appointment], *, by: User | None, at: datetime) -> None:
    """The booking function itself released these, in the call that made the new ones certain."""
    Entry.objects.bulk_create(
        trail.entry(
            place,
            "appointment.released",
            by=by,
            at=at,
            why="moved",
            old={"state": place.state, "slot": place.slot_id},
            new={"state": Appointment.State.RELEASED},
        )
        for place in old
    )


def moved(application: Application, before: Slot, now: Slot, *, at: datetime) -> None:
    """Tell the new hour by letter."""
    outbox.post(
        "appointments/moved",
        application,
        at=at,
        office=now.office.name,
        when=dates.moment(now.starts_at, now.office.zone, application.language),
        before=dates.moment(before.starts_at, before.office.zone, application.language),
    )
