"""When the day is over: who did not come, who left before the end, and who did not come back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import transaction

from mpaspor.audit import states
from mpaspor.core import dates
from mpaspor.notifications import outbox
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Stage
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.visits import checkin
from mpaspor.stages.visits.models import Visit

NOT_DONE = (
    Visit.State.WAITING,
    Visit.State.CALLED,
    Visit.State.EXAMINED,
    Visit.State.INTERVIEWED,
    Visit.State.PARKED,
)


def close(at: datetime) -> int:
    """Close every office's days that are over by its own clock; returns how many files were moved."""
    closed = 0
    for zone in Office.objects.order_by().values_list("zone", flat=True).distinct():
        midnight = datetime.combine(at.astimezone(ZoneInfo(zone)).date(), time.min, ZoneInfo(zone))
        closed += _miss(zone, midnight, at=at) + _end(zone, midnight, at=at) + _give_up(zone, midnight, at=at)
    return closed


def _miss(zone: str, midnight: datetime, *, at: datetime) -> int:
    """Places nobody came to: the place and the fee are gone (domain 1.12)."""
    places = (
        Appointment.objects.filter(
            state=Appointment.State.CONFIRMED, slot__starts_at__lt=midnight, slot__office__zone=zone
        )
        .select_related("slot", "applicant__application")
        .order_by("application_id", "applicant__order")
    )
    files = [list(group) for _, group in groupby(places, lambda place: place.application_id)]
    for family in files:
        _missed(family, zone, at=at)
    return len(files)


@transaction.atomic
def _missed(places: list[Appointment], zone: str, *, at: datetime) -> None:
    booking.miss(places, by=None, at=at)
    _close([place.applicant for place in places], Applicant.Close.MISSED, at=at)
    application = places[0].applicant.application
    day = dates.day(places[0].slot.starts_at, zone, application.language)
    outbox.post("visits/missed", application, at=at, day=day)


def _end(zone: str, midnight: datetime, *, at: datetime) -> int:
    """Whoever checked in and was not done when the office closed has left, and may come back."""
    visits = list(
        Visit.objects.filter(state__in=NOT_DONE, on__lt=midnight.date(), office__zone=zone).select_related(
            "applicant__application", "office"
        )
    )
    for visit in visits:
        _ended(visit, at=at)
    return len(visits)


@transaction.atomic
def _ended(visit: Visit, *, at: datetime) -> None:
    visit.move(Visit.State.LEFT, by=None, at=at, why="end of the day", counter="")
    application = visit.applicant.application
    until = dates.day(checkin.last_day_back(visit), None, application.language)
    outbox.post("visits/left", application, at=at, person=visit.applicant.full_name, until=until)


def _give_up(zone: str, midnight: datetime, *, at: datetime) -> int:
    """Whoever left and did not come back within the days to complete papers."""
    visits = Visit.objects.filter(
        state=Visit.State.LEFT, on__lt=midnight.date(), office__zone=zone, applicant__stage=Stage.VISIT
    ).select_related("applicant__application", "office")
    late = [visit for visit in visits if checkin.last_day_back(visit) < midnight.date()]
    for visit in late:
        _close([visit.applicant], Applicant.Close.INCOMPLETE, at=at)
    return len(late)


@transaction.atomic
def _close(people: Iterable[Applicant], reason: Applicant.Close, *, at: datetime) -> None:
    states.move_all(list(people), Stage.CLOSED, by=None, at=at, why=reason, close_reason=reason)
