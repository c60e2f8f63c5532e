"""When the day is over: who did not come, who left before the end, and who did not come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from functools import partial
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import transaction

from mpaspor.audit import states
from mpaspor.core import dates, turns
from mpaspor.notifications import outbox
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Stage
from mpaspor.stages.appointments import booking, closed_hours
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.payments import outcomes
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
    zones = Office.objects.order_by().values_list("zone", flat=True).distinct()
    return turns.each((act for zone in zones for act in _acts(zone, at)), lambda act: act())


def _acts(zone: str, at: datetime) -> Iterator[Callable[[], None]]:
    midnight = datetime.combine(at.astimezone(ZoneInfo(zone)).date(), time.min, ZoneInfo(zone))
    for family in _absent(zone, midnight):
        yield partial(_miss, family, zone, at=at)
    for visit in _unfinished(zone, midnight):
        yield partial(_end, visit, at=at)
    for visit in _too_late_to_come_back(zone, midnight):
        yield partial(_give_up, visit, at=at)


def _absent(zone: str, midnight: datetime) -> list[list[Appointment]]:
    """The places nobody came to, file by file."""
    over = Appointment.objects.filter(
        state=Appointment.State.CONFIRMED, slot__starts_at__lt=midnight, slot__office__zone=zone
    )
    # Nobody could be seen in these hours: their people have missed nothing and may still choose another.
    at_no_fault = closed_hours.among(over).values("application")
    places = (
        over.exclude(application__in=at_no_fault)
        .select_related("slot", "applicant__application")
        .order_by("application_id", "applicant__order")
    )
    return [list(group) for _, group in groupby(places, lambda place: place.application_id)]


@transaction.atomic
def _miss(places: list[Appointment], zone: str, *, at: datetime) -> None:
    """The place is gone, and the fee if the rule says so (domain 1.12)."""
    booking.miss(places, by=None, at=at)
    people = [place.applicant for place in places]
    _close(people, Applicant.Close.MISSED, at=at)
    application = people[0].application
    fee = outcomes.told(outcomes.of(people, outcomes.Cause.MISSED, by=None, at=at), application.language)
    day = dates.day(places[0].slot.starts_at, zone, application.language)
    outbox.post("visits/missed", application, at=at, day=day, fee=fee)


def _unfinished(zone: str, midnight: datetime) -> list[Visit]:
    visits = Visit.objects.filter(state__in=NOT_DONE, on__lt=midnight.date(), office__zone=zone)
    return list(visits.select_related("applicant__application", "office"))


@transaction.atomic
def _end(visit: Visit, *, at: datetime) -> None:
    """Whoever checked in and was not done when the office closed has left, and may come back."""
    visit.move(Visit.State.LEFT, by=None, at=at, why="end of the day", counter="")
    application = visit.applicant.application
    until = dates.day(checkin.last_day_back(visit), None, application.language)
    outbox.post("visits/left", application, at=at, person=visit.applicant.full_name, until=until)


def _too_late_to_come_back(zone: str, midnight: datetime) -> list[Visit]:
    """Left, and not back within the days to complete papers."""
    visits = Visit.objects.filter(
        state=Visit.State.LEFT, on__lt=midnight.date(), office__zone=zone, applicant__stage=Stage.VISIT
    ).select_related("applicant__application", "office")
    return [visit for visit in visits if checkin.last_day_back(visit) < midnight.date()]


@transaction.atomic
def _give_up(visit: Visit, *, at: datetime) -> None:
    """The days to come back are over: the file is closed (domain 1.13)."""
    _close([visit.applicant], Applicant.Close.INCOMPLETE, at=at)
    application = visit.applicant.application
    fee = outcomes.told(outcomes.of([visit.applicant], outcomes.Cause.INCOMPLETE, by=None, at=at), application.language)
    until = dates.day(checkin.last_day_back(visit), None, application.language)
    outbox.post("visits/incomplete", application, at=at, person=visit.applicant.full_name, until=until, fee=fee)


@transaction.atomic
def _close(people: list[Applicant], reason: Applicant.Close, *, at: datetime) -> None:
    states.move_all(people, Stage.CLOSED, by=None, at=at, why=reason, close_reason=reason)
