"""What those who took part are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.stages.appointments.models import Appointment, DrawEntry


def won(entry: DrawEntry, places: Sequence[Appointment], *, at: datetime) -> None:
    """The place, and until when it waits for the fee."""
    slot, language = places[0].slot, entry.application.language
    until = min(place.held_until for place in places if place.held_until)
    outbox.post(
        "appointments/draw_won",
        entry.application,
        at=at,
        draw=entry.draw.name,
        office=slot.office.name,
        when=dates.moment(slot.starts_at, slot.office.zone, language),
        deadline=dates.moment(until, slot.office.zone, language),
    )


def waits(entry: DrawEntry, people: int, *, at: datetime) -> None:
    """Where in the drawn order, and that the file is on the waiting list."""
    outbox.post(
        "appointments/draw_waiting", entry.application, at=at, draw=entry.draw.name, rank=entry.rank, entries=people
    )


def left_out(entry: DrawEntry, *, at: datetime) -> None:
    """The file was no longer ready when the draw was sealed, or when its place was given."""
    outbox.post("appointments/draw_left_out", entry.application, at=at, draw=entry.draw.name)
