"""When an hour can be booked or moved at all, before anybody asks whether it has a place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from mpaspor.accounts.models import User
from mpaspor.offices import policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.appointments.models import Appointment, Slot
from mpaspor.stages.appointments.refusals import MoveLimit, NothingHeld, Refused, SlotClosed, TooLate


def refuse_closed(
    slot: Slot | None, people: Iterable[Applicant], *, by: User | None, at: datetime
) -> SlotClosed | None:
    """Why these people cannot choose this slot (loaded by `places.slots`); None when they can."""
    reason = "unknown" if slot is None else _closed(slot, {person.passport_kind for person in people}, by, at)
    return SlotClosed(reason) if reason else None


def refuse_move(appointments: list[Appointment], *, at: datetime) -> Refused | None:
    """Why the applicant cannot move these places any more; None when she can (M-Paspor practice: once, until H-1)."""
    if not appointments or any(place.state != Appointment.State.CONFIRMED for place in appointments):
        return NothingHeld()
    slot = appointments[0].slot
    limit = policy.number("reschedule.max", on=today(slot.office, at), office_id=slot.office_id)
    if max(place.moves for place in appointments) >= limit:
        return MoveLimit(limit)
    return TooLate() if local_day(slot) <= today(slot.office, at) else None


def hold_ends(slot: Slot, at: datetime) -> datetime:
    """Until when a place is kept without payment: as long as a bill can be paid, and not past the hour itself."""
    minutes = policy.number("billing.ttl_minutes", on=today(slot.office, at), office_id=slot.office_id)
    hour = slot.ends_at if slot.service_class == Slot.ServiceClass.DESK else slot.starts_at
    return min(at + timedelta(minutes=minutes), hour)


def last_day(office: Office, on: date) -> date:
    """The furthest day that can be booked on `on`."""
    return on + timedelta(days=policy.number("quota.horizon_days", on=on, office_id=office.pk))


def kinds_issued(office: Office, on: date) -> list[str]:
    """The kinds of passport the office issues on the day."""
    kinds: list[str] = policy.value("office.passport_kinds", on=on, office_id=office.pk)
    return kinds


def local_day(slot: Slot) -> date:
    """The slot's day as the office counts it."""
    return slot.starts_at.astimezone(slot.office.zoneinfo).date()


def today(office: Office, at: datetime) -> date:
    return at.astimezone(office.zoneinfo).date()


def _closed(slot: Slot, kinds: set[str], by: User | None, at: datetime) -> str:
    desk = slot.service_class == Slot.ServiceClass.DESK
    day = local_day(slot)
    if desk and not (by and by.is_officer):
        return "desk"
    # At the desk the hour that runs is the one to be seen in.
    if (slot.ends_at if desk else slot.starts_at) <= at:
        return "past"
    if any(not closure["passport_kind"] or closure["passport_kind"] in kinds for closure in slot.shut):
        return "closed"
    if (slot.passport_kind and kinds != {slot.passport_kind}) or not kinds <= set(kinds_issued(slot.office, day)):
        return "kind"
    return "horizon" if day > last_day(slot.office, today(slot.office, at)) else ""
