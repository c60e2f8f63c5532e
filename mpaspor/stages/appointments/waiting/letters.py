"""What those on the waiting list are written, in the words of their language."""

from __future__ import annotations

from datetime import datetime

from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.stages.appointments.models import Slot, Waiting


def offer(waiting: Waiting, slot: Slot, until: datetime, *, at: datetime) -> None:
    """A place is kept for them: where, when, and until when they can take it."""
    file, zone = waiting.application, slot.office.zone
    outbox.post(
        "appointments/waiting_offer",
        file,
        at=at,
        office=slot.office.name,
        when=dates.moment(slot.starts_at, zone, file.language),
        deadline=dates.moment(until, zone, file.language),
    )


def left(waiting: Waiting, offers: int, *, at: datetime) -> None:
    """They let too many offers go and are no longer asked."""
    outbox.post("appointments/waiting_left", waiting.application, at=at, offers=offers)
