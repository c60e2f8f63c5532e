"""The letter to whoever moved her hour."""

from __future__ import annotations

from datetime import datetime

from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments.models import Slot


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
