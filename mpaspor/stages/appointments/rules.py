"""When an hour can be booked or moved at all, before anybody asks whether it has a place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from mpaspor.accounts.models import User
from mpaspor.offices import nearby, policy
from mpaspor.offices.models import Office
from mpaspor.stages.applications.models import Applicant, Service
from mpaspor.stages.appointments.models import Appointment, Draw, Release, Slot
from mpaspor.stages.appointments.refusals import (
    HoldLimit,
    MoveLimit,
    MoveTooFar,
    MoveTooLong,
    NothingHeld,
    Refused,
    SlotClosed,
    TooLate,
)

# Same-day passports: only a first one, and the replacement of one that expired (domain 1.17).
ACCELERATED = (Service.NEW, Service.EXPIRED)


def refuse_closed(
    slot: Slot | None, people: Iterable[Applicant], *, by: User | None, at: datetime, given: bool = False
) -> SlotClosed | None:
    """Why these people cannot choose this slot (loaded by `places.slots`); None when they can.

    What is `given` by a draw or the waiting list need not be open to everybody, nor near.
    """
    reason = (
        "unknown"
        if slot is None
        else _closed(slot, list(people), by, at) or ("" if given else _far(slot, at) or unopened(slot.release, at))
    )
    return SlotClosed(reason) if reason else None


def refuse_move(appointments: list[Appointment], *, at: datetime) -> Refused | None:
    """Why the applicant cannot move these places any more; None when she can (M-Paspor practice: once, until H-1)."""
    if not appointments or any(place.state != Appointment.State.CONFIRMED for place in appointments):
        return NothingHeld()
    slot = appointments[0].slot
    limit = _of_moves("reschedule.max", slot, at)
    if max(place.moves for place in appointments) >= limit:
        return MoveLimit(limit)
    cutoff = _of_moves("reschedule.cutoff_days", slot, at)
    return TooLate(cutoff) if (local_day(slot) - today(slot.office, at)).days < cutoff else None


def refuse_target(old: Slot, new: Slot, *, at: datetime) -> Refused | None:
    """Why a place cannot be moved so far, over land or in the calendar; None when it can."""
    km = _of_moves("reschedule.max_km", old, at)
    if new.office_id != old.office_id and nearby.distance(old.office, new.office) > km:
        return MoveTooFar(km)
    days = _of_moves("reschedule.max_days", old, at)
    return MoveTooLong(days) if abs((local_day(new) - local_day(old)).days) > days else None


def costs_the_same(one: Slot, other: Slot) -> bool:
    """Whether what was paid for one of these hours is right for the other: a passport on the same day costs more."""
    fast = Slot.ServiceClass.ACCELERATED
    return (one.service_class == fast) == (other.service_class == fast)


def let_go(people: Iterable[Applicant], *, at: datetime) -> dict[bytes, list[datetime]]:
    """When the places of these people that nobody paid were taken, in the day before: one statement for all."""
    keys = [person.person_key for person in people if person.person_key]
    rows = Appointment.objects.filter(
        person_key__in=keys, state=Appointment.State.EXPIRED, held_at__gt=at - timedelta(days=1)
    )
    found: dict[bytes, list[datetime]] = {}
    for key, held_at in rows.values_list("person_key", "held_at"):
        found.setdefault(bytes(key), []).append(held_at)
    return found


def refuse_again(
    slot: Slot, people: Iterable[Applicant], let_go: dict[bytes, list[datetime]], *, by: User | None, at: datetime
) -> HoldLimit | None:
    """Nobody blocks an hour for others by keeping it again and again; at a counter an officer sees who asks."""
    if by and by.is_officer:
        return None
    on = today(slot.office, at)
    limit = policy.number("holds.per_day", on=on, office_id=slot.office_id)
    for person in people:
        times = [
            held_at for held_at in let_go.get(bytes(person.person_key or b""), ()) if today(slot.office, held_at) == on
        ]
        if len(times) >= limit:
            return HoldLimit(limit)
    return None


def hold_ends(slot: Slot, at: datetime, *, until: datetime | None = None) -> datetime:
    """Until when a place is kept without payment: as long as a bill can be paid, and not past the hour itself."""
    minutes = policy.number("billing.ttl_minutes", on=today(slot.office, at), office_id=slot.office_id)
    hour = slot.ends_at if slot.service_class == Slot.ServiceClass.DESK else slot.starts_at
    return min(until or at + timedelta(minutes=minutes), hour)


def last_day(office: Office, on: date) -> date:
    """The furthest day that can be booked on `on`."""
    return on + timedelta(days=policy.number("quota.horizon_days", on=on, office_id=office.pk))


def kinds_issued(office: Office, on: date) -> list[str]:
    """The kinds of passport the office issues on the day."""
    kinds: list[str] = policy.value("office.passport_kinds", on=on, office_id=office.pk)
    return kinds


def comes_first(person: Applicant, on: date) -> bool:
    """Whether an hour for the elderly and small children is theirs (domain 1.16)."""
    age = person.age(on)
    if age is None:
        return False
    return age >= policy.number("priority.elderly_age", on=on) or age <= policy.number("priority.toddler_age", on=on)


def for_them(slot: Slot, people: Iterable[Applicant], day: date) -> bool:
    """Whether an hour of this service class is for these people: one who comes first brings her family along."""
    if slot.service_class == Slot.ServiceClass.PRIORITY:
        return any(comes_first(person, day) for person in people)
    if slot.service_class == Slot.ServiceClass.ACCELERATED:
        return all(person.service in ACCELERATED for person in people)
    return True


def unopened(release: Release, at: datetime) -> str:
    """Why not everybody may book its places now: early, line; empty when they are anybody's."""
    if release.opens_at > at or (release.draw and release.draw.state != Draw.State.AWARDED):
        return "early"
    return "line" if release.has_line(at) else ""


def _of_moves(key: str, slot: Slot, at: datetime) -> int:
    return policy.number(key, on=today(slot.office, at), office_id=slot.office_id)


def local_day(slot: Slot) -> date:
    """The slot's day as the office counts it."""
    return slot.starts_at.astimezone(slot.office.zoneinfo).date()


def today(office: Office, at: datetime) -> date:
    return at.astimezone(office.zoneinfo).date()


def _closed(slot: Slot, people: list[Applicant], by: User | None, at: datetime) -> str:
    kinds = {person.passport_kind for person in people}
    desk = slot.service_class == Slot.ServiceClass.DESK
    day = local_day(slot)
    if desk and not (by and by.is_officer):
        return "desk"
    # At the desk the hour that runs is the one to be seen in.
    if (slot.ends_at if desk else slot.starts_at) <= at:
        return "past"
    if slot.closed or any(not closure["passport_kind"] or closure["passport_kind"] in kinds for closure in slot.shut):
        return "closed"
    if (slot.passport_kind and kinds != {slot.passport_kind}) or not kinds <= set(kinds_issued(slot.office, day)):
        return "kind"
    if not for_them(slot, people, day):
        return str(slot.service_class)
    return ""


def _far(slot: Slot, at: datetime) -> str:
    return "horizon" if local_day(slot) > last_day(slot.office, today(slot.office, at)) else ""
