"""Taking an application back, until the fingers are taken: the place is free, the bill void, the file closed."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby

from django.db import transaction

from mpaspor.accounts.models import User
from mpaspor.audit import states
from mpaspor.notifications import outbox
from mpaspor.stages.applications.models import Applicant, Application, Stage
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.appointments.waiting import course
from mpaspor.stages.payments import billing, outcomes
from mpaspor.stages.payments.models import Bill
from mpaspor.stages.visits.models import Visit

AFTER_THE_VISIT = (Stage.DECISION, Stage.PASSPORT)
STILL_HERE = (
    Visit.State.WAITING,
    Visit.State.CALLED,
    Visit.State.EXAMINED,
    Visit.State.INTERVIEWED,
    Visit.State.PARKED,
)


class TooLate(Exception):
    """Somebody's visit is finished: what was decided or printed cannot be taken back here."""


class AlreadyClosed(Exception):
    """Nothing of this file is open."""


@transaction.atomic
def withdraw(application: Application, *, by: User | None, at: datetime, why: str = "") -> None:
    """Close the file at its owner's wish. What becomes of a fee that was paid, the rule says (domain 1.13)."""
    _stop_others(application)
    # Read anew: nothing read before the locks is believed.
    file = Application.objects.get(pk=application.pk)
    people = list(file.people.all())
    _refuse(people)
    leaving = [person for person in people if person.stage != Stage.CLOSED]
    _close(people, by=by, at=at, why=why)
    _leave(file, by=by, at=at, why=why)
    for bill in billing.all_due(file):
        billing.void(bill, by=by, at=at, why=why, letter=False)
    course.closed([file.pk], by=by, at=at, why=why)
    if booking.active(file):
        booking.give_up(file, by=by, at=at, why=why)
    fee = outcomes.told(outcomes.of(leaving, outcomes.Cause.WITHDRAWN, by=by, at=at, why=why), file.language)
    outbox.post("cases/withdrawn", file, at=at, fee=fee)


def _stop_others(application: Application) -> None:
    """Lock what the bank, the clock or a counter may be moving at this moment.

    In the order in which their acts take it (bill, slots, places, visits, people), so that nobody waits in a circle;
    what is then done can follow the order in which the trail tells it.
    """
    mine = {"application": application.pk}
    active = Appointment.objects.filter(**mine, state__in=Appointment.ACTIVE)
    for rows in (
        Bill.objects.filter(**mine, state=Bill.State.DUE),
        Slot.objects.filter(pk__in=active.values("slot")),
        active,
        Visit.objects.filter(applicant__application=application.pk, state__in=STILL_HERE),
        Applicant.objects.filter(**mine),
    ):
        list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk"))


def possible(people: list[Applicant]) -> bool:
    """Whether the button may be shown."""
    try:
        _refuse(people)
    except (TooLate, AlreadyClosed):
        return False
    return True


def _refuse(people: list[Applicant]) -> None:
    if all(person.stage == Stage.CLOSED for person in people):
        raise AlreadyClosed
    if any(person.stage in AFTER_THE_VISIT or person.close_reason == Applicant.Close.DONE for person in people):
        raise TooLate


def _leave(application: Application, *, by: User | None, at: datetime, why: str) -> None:
    visits = Visit.objects.filter(applicant__application=application, state__in=STILL_HERE)
    for visit in visits.select_related("applicant"):
        visit.move(Visit.State.LEFT, by=by, at=at, why=why, counter="")


def _close(people: list[Applicant], *, by: User | None, at: datetime, why: str) -> None:
    still_open = sorted((one for one in people if one.stage != Stage.CLOSED), key=lambda one: one.stage)
    for _, alike in groupby(still_open, lambda one: one.stage):
        reason = Applicant.Close.WITHDRAWN
        states.move_all(list(alike), Stage.CLOSED, by=by, at=at, why=why, close_reason=reason)
