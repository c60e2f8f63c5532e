"""Time in a hurry: a demo need not wait weeks for its booked hour.

Nor need it wait for a bill to be over. This is the only place that moves somebody's place without the booking function,
and it exists only in a demo. It leaves the same sums and a trail of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, QuerySet

from mpaspor.audit import trail
from mpaspor.stages.appointments import booking
from mpaspor.stages.appointments.models import Appointment, Release, Slot
from mpaspor.stages.payments import deadlines
from mpaspor.stages.payments.models import Bill

if TYPE_CHECKING:
    from mpaspor.offices.models import Office
    from mpaspor.stages.applications.models import Application

HOUR = timedelta(hours=1)


class NothingDue(Exception):
    """No bill waits to be paid under this code."""


class NothingToBringForward(Exception):
    """The file has no confirmed place, or another click has just moved it."""


@transaction.atomic
def bring_forward(application: Application, *, to: datetime, at: datetime) -> list[Appointment]:
    """Move the file's confirmed places to the hour that `to` falls in, today or any day, open or not."""
    places = [place for place in booking.active(application) if place.state == Appointment.State.CONFIRMED]
    if not places:
        raise NothingToBringForward
    office = places[0].slot.office
    starts_at = to.astimezone(office.zoneinfo).replace(minute=0, second=0, microsecond=0)
    slot = _hour(office, starts_at, at=at)
    if slot.pk == places[0].slot_id:
        return places
    _lock(slot.pk, places[0].slot_id)
    mine = Appointment.objects.filter(pk__in=[place.pk for place in places], slot=places[0].slot_id)
    if mine.update(slot=slot) != len(places):
        raise NothingToBringForward
    Slot.objects.filter(pk=places[0].slot_id).update(taken=F("taken") - len(places))
    Slot.objects.filter(pk=slot.pk).update(taken=F("taken") + len(places), capacity=F("capacity") + len(places))
    for place in places:
        trail.write(place, "appointment.brought_forward", by=None, at=at, new={"starts_at": starts_at.isoformat()})
    return places


def let_lapse(code: str, *, at: datetime) -> None:
    """Let the time of a bill be over, and the grace of its places with it: whoever pays now pays too late.

    All who may have its money are asked, as ever. Raises `NothingDue`, `Unavailable`.
    """
    bill = Bill.objects.filter(code=code, state=Bill.State.DUE).first()
    if bill is None:
        raise NothingDue(code)
    _put_behind(bill, at=at)
    deadlines.close(Bill.objects.select_related("application__office", "applicant").get(pk=bill.pk), at=at)
    # Places that became certain while we asked are no longer held.
    _held(bill).update(held_until=at)
    deadlines.end_hold(bill.application, at=at)


@transaction.atomic
def _put_behind(bill: Bill, *, at: datetime) -> None:
    back = bill.expires_at - at
    mine = Bill.objects.filter(pk=bill.pk, state=Bill.State.DUE)
    mine.update(issued_at=F("issued_at") - back, expires_at=at)
    _held(bill).update(held_at=F("held_at") - back, held_until=at)
    trail.write(bill, "bill.brought_to_its_end", by=None, at=at, old={"expires_at": bill.expires_at.isoformat()})


def _held(bill: Bill) -> QuerySet[Appointment]:
    held = Appointment.objects.filter(application=bill.application_id, state=Appointment.State.HELD)
    return held.filter(applicant=bill.applicant_id) if bill.applicant_id else held


def _hour(office: Office, starts_at: datetime, *, at: datetime) -> Slot:
    """The hour as it is, or one without places, in a release of its own."""
    regular = Slot.objects.filter(office=office, service_class=Slot.ServiceClass.REGULAR, passport_kind="")
    found = regular.filter(starts_at=starts_at).first()
    if found:
        return found
    on = starts_at.date()
    release = Release.objects.create(office=office, first_on=on, last_on=on, announced_at=at, opens_at=at)
    slot, _ = Slot.objects.get_or_create(
        office=office, starts_at=starts_at, service_class=Slot.ServiceClass.REGULAR, passport_kind="",
        defaults={"ends_at": starts_at + HOUR, "capacity": 0, "release": release},
    )  # fmt: skip
    return slot


def _lock(*slot_ids: int) -> None:
    """In the order of the ids, as everybody does who moves places."""
    list(Slot.objects.select_for_update(no_key=True).filter(pk__in=slot_ids).order_by("pk").values_list("pk"))
