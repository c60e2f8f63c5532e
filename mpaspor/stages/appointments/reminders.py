"""A letter on the evening before: to whoever asked for one, about what opens or closes the next day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import schedule
from mpaspor.stages.appointments.models import Reminder
from mpaspor.stages.appointments.schedule import Opening

EVENING = time(18)
# Whoever asks when the evening before is over is told a little before the moment itself.
SHORTLY = timedelta(hours=2)
AT_ONCE = 200


class TooLateToRemind(Exception):
    """What it is about happens before a letter would help."""


def due_at(opening: Opening, at: datetime) -> datetime | None:
    """When a letter would go out; None when there is nothing to wait for, or no time for it."""
    if opening.phase(at) not in {"coming", "announced", "entering"}:
        return None
    moment = opening.next_at(at)
    day = moment.astimezone(opening.office.zoneinfo).date() - timedelta(days=1)
    evening = datetime.combine(day, EVENING, opening.office.zoneinfo)
    return next((when for when in (evening, moment - SHORTLY) if when > at), None)


def ask(application: Application, opening: Opening, *, at: datetime) -> Reminder:
    """Remind this file's owner; asked twice, once. Raises `TooLateToRemind`."""
    when = due_at(opening, at)
    if when is None:
        raise TooLateToRemind
    release = None if opening.draw else opening.releases[0]
    return Reminder.objects.update_or_create(
        application=application, draw=opening.draw, release=release, defaults={"due_at": when}
    )[0]


def drop(application: Application, opening: Opening) -> None:
    """No letter after all."""
    of_opening = {"draw": opening.draw} if opening.draw else {"release": opening.releases[0]}
    Reminder.objects.filter(application=application, **of_opening).delete()


def asked_for(application: Application) -> dict[str, Reminder]:
    """The file's reminders by the name of what they are about (`Opening.name`)."""
    found = Reminder.objects.filter(application=application).select_related("draw")
    return {one.draw.code if one.draw else str(one.release_id): one for one in found}


@transaction.atomic
def send_due(*, at: datetime) -> int:
    """Write the letters that are due, and forget who asked; returns how many."""
    rows = Reminder.objects.filter(due_at__lte=at).select_for_update(of=("self",), skip_locked=True)
    due = list(rows.select_related("application", "draw").order_by("due_at")[:AT_ONCE])
    for reminder in due:
        opening = schedule.find(at, release=reminder.release_id, draw=reminder.draw.code if reminder.draw else "")
        if opening and opening.phase(at) in {"coming", "announced", "entering"}:
            _write(reminder.application, opening, at=at)
    Reminder.objects.filter(pk__in=[reminder.pk for reminder in due]).delete()
    return len(due)


def _write(application: Application, opening: Opening, *, at: datetime) -> None:
    zone = opening.office.zone
    outbox.post(
        "appointments/reminder",
        application,
        at=at,
        phase=opening.phase(at),
        offices=", ".join(office.name for office in opening.offices),
        when=dates.moment(opening.next_at(at), zone, application.language),
        page=_page(application, opening),
    )


def _page(application: Application, opening: Opening) -> str:
    """Where the letter leads, below our address."""
    return "/".join(("/applications", application.reference, "draws" if opening.draw else "line", opening.name))
