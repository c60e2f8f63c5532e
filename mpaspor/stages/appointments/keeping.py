"""What becomes of places once they are held: certain, used, or given back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mpaspor.accounts.models import User
from mpaspor.audit import states
from mpaspor.stages.applications.models import Application, Stage
from mpaspor.stages.appointments import places
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.appointments.refusals import NothingHeld
from mpaspor.stages.appointments.waiting import course


def confirm_places(held: Sequence[Appointment], *, by: User | None, at: datetime) -> None:
    """The fee is there: the places at hand are certain, in the caller's transaction. Raises `NothingHeld`."""
    _move(held, Appointment.State.CONFIRMED, by=by, at=at)


# No savepoint: whoever calls these within an act of its own fails as a whole if they fail.
@transaction.atomic(savepoint=False)
def attend(appointments: Sequence[Appointment], *, by: User | None, at: datetime) -> None:
    """They came."""
    _move(appointments, Appointment.State.ATTENDED, by=by, at=at)


@transaction.atomic(savepoint=False)
def miss(appointments: Sequence[Appointment], *, by: User | None, at: datetime) -> None:
    """They did not come; the places are used up all the same."""
    _move(appointments, Appointment.State.MISSED, by=by, at=at)


@transaction.atomic
def release(application: Application, *, by: User | None, at: datetime, why: str) -> list[Appointment]:
    """Give held places up before they are paid. Raises `NothingHeld`, also for places that are certain."""
    return _free(held(application), Appointment.State.RELEASED, by=by, at=at, why=why)


@transaction.atomic
def give_up(application: Application, *, by: User | None, at: datetime, why: str) -> list[Appointment]:
    """Give the places up whether they are paid or not: the file is being closed. Raises `NothingHeld`."""
    return _free(places.active(application), Appointment.State.RELEASED, by=by, at=at, why=why)


@transaction.atomic
def expire(application: Application, *, at: datetime) -> list[Appointment]:
    """The time to pay is over: what was held is free again. Raises `NothingHeld`."""
    return _free(held(application), Appointment.State.EXPIRED, by=None, at=at, why="")


@transaction.atomic
def expire_many(application_ids: Iterable[int], *, at: datetime) -> list[Appointment]:
    """The same for many files in one transaction: every place of theirs whose time is over, as it is now.

    Raises `StateChanged` when somebody acts on one of the files in this very moment; nothing is changed then.
    """
    return _expire(Appointment.objects.filter(application__in=list(application_ids)), at=at)


@transaction.atomic
def expire_people(applicant_ids: Iterable[int], *, at: datetime) -> list[Appointment]:
    """The same for some of the people of many files, each by herself."""
    return _expire(Appointment.objects.filter(applicant__in=list(applicant_ids)), at=at)


def held(application: Application) -> list[Appointment]:
    """The places the application has now and has not paid."""
    return [place for place in places.active(application) if place.state == Appointment.State.HELD]


def _move(appointments: Sequence[Appointment], to: str, *, by: User | None, at: datetime) -> None:
    if not appointments:
        raise NothingHeld
    states.move_all(appointments, to, by=by, at=at, held_until=None)


def _expire(theirs: QuerySet[Appointment], *, at: datetime) -> list[Appointment]:
    late = theirs.filter(state=Appointment.State.HELD, held_until__lte=at)
    slots = sorted(set(late.values_list("slot", flat=True)))
    list(Slot.objects.filter(pk__in=slots).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    # Read once the slots are locked: a place can only leave them now by being paid.
    found = list(late.filter(slot__in=slots).select_related("slot", "applicant").order_by("pk"))
    return _free(found, Appointment.State.EXPIRED, by=None, at=at, why="") if found else []


def _free(appointments: list[Appointment], to: str, *, by: User | None, at: datetime, why: str) -> list[Appointment]:
    """Take the places back; people who had got no further than a place choose again."""
    if not appointments:
        raise NothingHeld
    offers = course.offered({place.application_id for place in appointments})
    offered = {waiting.application_id for waiting in offers}
    places.give_back(appointments, at=at)
    for state in sorted({place.state for place in appointments}):
        alike = [place for place in appointments if place.state == state]
        unasked = [place for place in alike if place.application_id in offered]
        if to == Appointment.State.EXPIRED and unasked:
            # Nobody asked for what was offered: it is no hold let go unpaid, which a day allows only so often.
            states.move_all(unasked, Appointment.State.RELEASED, by=by, at=at, why="offer over", held_until=None)
            alike = [place for place in alike if place.application_id not in offered]
        if alike:
            states.move_all(alike, to, by=by, at=at, why=why, held_until=None)
    stepping_back = [place.applicant for place in appointments if place.applicant.stage == Stage.APPOINTMENT]
    if stepping_back:
        states.move_all(stepping_back, Stage.APPLICATION, by=by, at=at, why=why)
    course.let_go(offers, by=by, at=at)
    return appointments
