"""Letters about an hour that was moved: by its owner, or because nobody can be seen in it."""

from __future__ import annotations

from datetime import datetime

from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.models import Appointment, Slot


def moved(application: Application, before: Slot, now: Slot, *, at: datetime) -> None:
    """Tell the new hour by letter."""
    _post("moved", application, now, at=at, before=_moment(application, before))


def moved_by_us(application: Application, before: Slot, now: Slot, *, at: datetime) -> None:
    """The office moved them to mend what went wrong on our side: the new hour, and that it was not counted."""
    _post("moved_by_us", application, now, at=at, before=_moment(application, before))


def relocated(application: Application, before: Slot, now: Slot, *, at: datetime) -> None:
    """We had to move them: where to, from where, and that they may choose another place free of count."""
    _post(
        "office_moved", application, now, at=at, before=_moment(application, before), office_before=before.office.name
    )


def to_choose(application: Application, place: Appointment, *, at: datetime) -> None:
    """Nobody can be seen in their hour and no other was found: they choose, with all they paid."""
    _post("choose_again", application, place.slot, at=at)


def _post(kind: str, application: Application, slot: Slot, *, at: datetime, **facts: str) -> None:
    when = _moment(application, slot)
    outbox.post(f"appointments/{kind}", application, at=at, office=slot.office.name, when=when, **facts)


def _moment(application: Application, slot: Slot) -> str:
    return dates.moment(slot.starts_at, slot.office.zone, application.language)
