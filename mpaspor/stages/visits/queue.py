"""The line of the day: by booked hour, then by arrival. Names stay at the desk; the board shows tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit.states import ForbiddenMove
from mpaspor.offices.models import Office
from mpaspor.stages.appointments.models import Appointment
from mpaspor.stages.visits import day
from mpaspor.stages.visits.models import Visit

OVER = (Visit.State.ENROLLED, Visit.State.LEFT)
ENOUGH_CALLS = 3


@dataclass(frozen=True)
class Line:
    """One ticket: everybody who came with it."""

    ticket: str
    booked_at: datetime
    checked_in_at: datetime
    visits: list[Visit]

    @property
    def visit(self) -> Visit:
        """The one to act on: who is served now, else who waits first, else who is not done, else the first."""
        order = (Visit.State.CALLED, Visit.State.EXAMINED, Visit.State.INTERVIEWED, Visit.State.WAITING)
        for state in (*order, Visit.State.PARKED):
            for visit in self.visits:
                if visit.state == state:
                    return visit
        return self.visits[0]

    @property
    def state(self) -> str:
        return self.visit.state

    @property
    def counter(self) -> str:
        return self.visit.counter

    @property
    def others(self) -> list[Visit]:
        """The family beside the one to act on."""
        return [visit for visit in self.visits if visit is not self.visit]

    @property
    def first_called_at(self) -> datetime | None:
        return min((visit.called_at for visit in self.visits if visit.called_at), default=None)

    def waiting_minutes(self, at: datetime) -> int:
        """Minutes from coming in to being called, or until now."""
        until = self.first_called_at or at
        return max(0, int((until - self.checked_in_at).total_seconds() // 60))


def line(office: Office, on: date) -> list[Line]:
    """Everybody who came on the day, in the order of being called."""
    visits = (
        Visit.objects.at(office)
        .filter(on=on)
        .select_related("applicant__application")
        .order_by("booked_at", "checked_in_at", "ticket", "applicant__order")
    )
    return [
        Line(ticket, group[0].booked_at, group[0].checked_in_at, group)
        for ticket, group in ((ticket, list(members)) for ticket, members in groupby(visits, lambda v: v.ticket))
    ]


def absent(office: Office, on: date) -> list[Appointment]:
    """Who is expected on the day and has not come."""
    return list(
        Appointment.objects.filter(
            slot__office=office, slot__starts_at__range=day.bounds(office, on), state=Appointment.State.CONFIRMED
        )
        .select_related("applicant__application", "slot")
        .order_by("slot__starts_at", "application_id", "applicant__order")
    )


def pace(lines: list[Line]) -> timedelta | None:
    """The average time between two calls today; None until there were enough to say so."""
    calls = sorted(called for called in (line.first_called_at for line in lines) if called)
    if len(calls) < ENOUGH_CALLS:
        return None
    return (calls[-1] - calls[0]) / (len(calls) - 1)


def predictions(lines: list[Line], at: datetime) -> dict[str, datetime]:
    """When each waiting ticket will be called: nobody before the booked hour, one after the other at today's pace.

    Before the day has a pace of its own, the booked hour is all that is known.
    """
    step = pace(lines) or timedelta()
    found: dict[str, datetime] = {}
    next_free = at
    for each in lines:
        if each.state != Visit.State.WAITING:
            continue
        found[each.ticket] = max(next_free, each.booked_at)
        next_free = found[each.ticket] + step
    return found


def behind(lines: list[Line], at: datetime) -> int:
    """Minutes by which the first of the line is called, or still waits, after the hour booked; 0 when on time."""
    waiting = [line.booked_at for line in lines if line.state == Visit.State.WAITING]
    if waiting:
        return max(0, int((at - min(waiting)).total_seconds() // 60))
    return 0


@transaction.atomic
def call(visit: Visit, counter: str, *, by: User | None, at: datetime) -> None:
    visit.move(Visit.State.CALLED, by=by, at=at, counter=counter, called_at=at)


@transaction.atomic
def recall(visit: Visit, *, by: User | None, at: datetime) -> None:
    """Called, and nobody came to the counter: back to their place in the line."""
    visit.move(Visit.State.WAITING, by=by, at=at, counter="", called_at=None)


@transaction.atomic
def park(visit: Visit, why: str, *, by: User | None, at: datetime) -> None:
    """Aside for now: the number stays valid today."""
    visit.move(Visit.State.PARKED, by=by, at=at, why=why, counter="")


@transaction.atomic
def resume(visit: Visit, *, by: User | None, at: datetime) -> None:
    """Back into the line, at the booked hour. Who left checks in again instead: then there is a day and a ticket."""
    if visit.state == Visit.State.LEFT:
        raise ForbiddenMove
    visit.move(Visit.State.WAITING, by=by, at=at)


@transaction.atomic
def leave(visit: Visit, why: str, *, by: User | None, at: datetime) -> None:
    """Gone before the end; `checkin.check_in` takes the visit up again within the days to complete papers."""
    visit.move(Visit.State.LEFT, by=by, at=at, why=why, counter="")
