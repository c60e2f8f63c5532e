"""Coming in: the code on the proof becomes one ticket for everybody in the file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction

from mpaspor.accounts.models import User
from mpaspor.audit import states, trail
from mpaspor.audit.models import Entry
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Application
from mpaspor.stages.appointments import booking, quotas
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.visits.models import Visit

DESK = "P"
# An hour about to end leaves no time to pay at the desk: then it is the next one.
TIME_TO_PAY = timedelta(minutes=30)
LAST_HOUR = 23

# One statement, so that two check-ins at the same moment cannot share a number.
_NEXT_NUMBER = """
INSERT INTO visits_ticketroll (office_id, "on", series, last) VALUES (%s, %s, %s, 1)
ON CONFLICT (office_id, "on", series) DO UPDATE SET last = visits_ticketroll.last + 1
RETURNING last
"""


class NoPlace(Exception):
    """Nobody in this file has a place at an office."""


class NotPaid(Exception):
    """The place is held, but the fee has not arrived."""


class WrongOffice(Exception):
    """The place is at another office."""

    def __init__(self, office: Office) -> None:
        super().__init__(office.name)
        self.office = office


class WrongDay(Exception):
    """The place is on another day."""

    def __init__(self, starts_at: datetime) -> None:
        super().__init__(starts_at.isoformat())
        self.starts_at = starts_at


class TooEarly(Exception):
    """The booked hour is too far away to come in already."""

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at.isoformat())
        self.opens_at = opens_at


class AlreadyHere(Exception):
    """Everybody of the file has come in before; the ticket stands."""

    def __init__(self, ticket: str) -> None:
        super().__init__(ticket)
        self.ticket = ticket


class BackTooLate(Exception):
    """The visit was left unfinished, and the days to come back are over."""


@transaction.atomic
def check_in(application: Application, office: Office, *, by: User | None, at: datetime) -> list[Visit]:
    """Everybody in the file who has a place at this hour gets the same ticket; whoever left may come back.

    Late on the right day is not refused: the booked hour is gone, the person is there.
    """
    places = _places(application)
    confirmed = [place for place in places if place.state == Appointment.State.CONFIRMED]
    if confirmed:
        return _arrive(confirmed, office, by=by, at=at)
    visits = [place.visit for place in places if hasattr(place, "visit")]
    left = [visit for visit in visits if visit.state == Visit.State.LEFT]
    if left:
        return _come_back(left, office, by=by, at=at)
    if visits:
        raise AlreadyHere(visits[0].ticket)
    raise NotPaid if places else NoPlace


def _places(application: Application) -> list[Appointment]:
    states_asked = (Appointment.State.HELD, Appointment.State.CONFIRMED, Appointment.State.ATTENDED)
    places = list(
        Appointment.objects.filter(application=application, state__in=states_asked)
        .exclude(applicant__stage="closed")
        .select_related("slot__office", "applicant", "visit")
        .order_by("applicant__order")
    )
    for place in places:
        place.applicant.application = application
        if hasattr(place, "visit"):
            place.visit.applicant = place.applicant
    return places


def _arrive(places: list[Appointment], office: Office, *, by: User | None, at: datetime) -> list[Visit]:
    slot = places[0].slot
    _refuse(slot, office, at)
    on = at.astimezone(office.zoneinfo).date()
    ticket = _ticket(office, on, _series(slot, office))
    booking.attend(places, by=by, at=at)
    visits = Visit.objects.bulk_create(
        Visit(
            applicant=place.applicant,
            appointment=place,
            office=office,
            on=on,
            booked_at=slot.starts_at,
            ticket=ticket,
            checked_in_at=at,
        )
        for place in places
    )
    Entry.objects.bulk_create(
        trail.entry(visit, "visit.waiting", by=by, at=at, new={"state": visit.state, "ticket": ticket})
        for visit in visits
    )
    return visits


def _refuse(slot: Slot, office: Office, at: datetime) -> None:
    if slot.office_id != office.pk:
        raise WrongOffice(slot.office)
    on = at.astimezone(office.zoneinfo).date()
    if slot.starts_at.astimezone(office.zoneinfo).date() != on:
        raise WrongDay(slot.starts_at)
    opens_at = slot.starts_at - timedelta(minutes=policy.number("visit.early_minutes", on=on, office_id=office.pk))
    if at < opens_at:
        raise TooEarly(opens_at)


def _come_back(visits: list[Visit], office: Office, *, by: User | None, at: datetime) -> list[Visit]:
    if visits[0].office_id != office.pk:
        raise WrongOffice(visits[0].office)
    on = at.astimezone(office.zoneinfo).date()
    if on > last_day_back(visits[0]):
        raise BackTooLate
    ticket = _ticket(office, on, f"{at.astimezone(office.zoneinfo):%H}")
    facts: dict[str, Any] = {
        "on": on,
        "ticket": ticket,
        "booked_at": at,
        "checked_in_at": at,
        "called_at": None,
        "counter": "",
    }
    states.move_all(visits, Visit.State.WAITING, by=by, at=at, **facts)
    return visits


def walk_in(application: Application, office: Office, *, by: User, at: datetime) -> list[Appointment]:
    """A place at the desk for people without a booking, in the hour that runs; then they pay and come in like others.

    The hour is opened when the first comes, with as many places as policy allows. Raises what `booking.hold` raises.
    """
    hour = (at + TIME_TO_PAY).astimezone(office.zoneinfo).replace(minute=0, second=0, microsecond=0)
    places = policy.number("walk_in.per_hour", on=hour.date(), office_id=office.pk)
    hours = [(hour.time(), time(hour.hour + 1) if hour.hour < LAST_HOUR else time.max)]
    quotas.open_hours(office, [hour.date()], hours, places, service_class=Slot.ServiceClass.DESK, by=by, at=at)
    slot = Slot.objects.at(office).get(starts_at=hour, service_class=Slot.ServiceClass.DESK, passport_kind="")
    return booking.hold(application, slot.pk, by=by, at=at)


def last_day_back(visit: Visit) -> date:
    """The last day on which a visit that was left may be taken up again."""
    return visit.on + timedelta(days=policy.number("documents.completion_days", on=visit.on, office_id=visit.office_id))


def _series(slot: Slot, office: Office) -> str:
    if slot.service_class == Slot.ServiceClass.DESK:
        return DESK
    return f"{slot.starts_at.astimezone(office.zoneinfo):%H}"


def _ticket(office: Office, on: date, series: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [office.pk, on, series])
        (number,) = cursor.fetchone()
    return f"{series}-{number:02}"
