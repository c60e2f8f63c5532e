"""How many places an office opens, and the days it shuts. Each change is a line in the trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from mpaspor.accounts.models import User
from mpaspor.audit import trail
from mpaspor.audit.models import Entry, Kind
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.appointments import announcing, freed
from mpaspor.stages.appointments.models import Appointment, Draw, Release, Slot


class BelowTaken(Exception):
    """More people have a place in the hour than the new number allows."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class AlreadyClosed(Exception):
    """The day is shut already, with a reason of its own."""


@transaction.atomic
def open_hours(  # noqa: PLR0913 - each says something of the hours
    office: Office,
    days: Iterable[date],
    hours: Sequence[tuple[time, time]],
    capacity: int,
    *,
    service_class: str = Slot.ServiceClass.REGULAR,
    passport_kind: str = "",
    release: Release | None = None,
    by: User | None,
    at: datetime,
) -> int:
    """Open `capacity` places in each of the hours (local times) of each day; hours there already stay as they are.

    They belong to the `release` that publishes them; without one they are anybody's from now on. Returns how many
    hours are new.
    """
    # Changes of one office's quota take turns, so that a double click opens nothing twice.
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    wanted = [
        Slot(
            office=office,
            starts_at=datetime.combine(day, start, office.zoneinfo),
            ends_at=datetime.combine(day, end, office.zoneinfo),
            service_class=service_class,
            passport_kind=passport_kind,
            capacity=capacity,
        )
        for day in days
        for start, end in hours
    ]
    there = set(
        Slot.objects.filter(
            office=office,
            service_class=service_class,
            passport_kind=passport_kind,
            starts_at__in=[slot.starts_at for slot in wanted],
        ).values_list("starts_at", flat=True)
    )
    wanted = [slot for slot in wanted if slot.starts_at not in there]
    if not wanted:
        return 0
    release = release or _unannounced(office, wanted, by=by, at=at)
    for slot in wanted:
        slot.release = release
    new = Slot.objects.bulk_create(wanted)
    if _is_drawn(release):
        for slot in new:
            freed.reserve(slot, capacity, at=at)
    Entry.objects.bulk_create(
        trail.entry(slot, "slot.opened", by=by, at=at, new={"capacity": capacity}) for slot in new
    )
    return len(new)


def _is_drawn(release: Release) -> bool:
    return release.draw is not None and release.draw.state == Draw.State.AWARDED


def _unannounced(office: Office, slots: Sequence[Slot], *, by: User | None, at: datetime) -> Release:
    days = [slot.starts_at.astimezone(office.zoneinfo).date() for slot in slots]
    return Release.objects.create(
        office=office, first_on=min(days), last_on=max(days), announced_at=at, announced_by=by, opens_at=at
    )


@transaction.atomic
def change_capacity(slot: Slot, capacity: int, *, by: User | None, at: datetime) -> None:
    """Raises `BelowTaken` when more places are taken or kept than would remain, `Promised` or `DrawUnderway`.

    What is added after a draw is for those it left out first: it is kept for the waiting list.
    """
    known = Slot.objects.select_related("office", "release__draw").select_for_update(of=("self",), no_key=True)
    before = known.get(pk=slot.pk)
    announcing.refuse_change(before, capacity, at=at)
    slot.taken, slot.kept, slot.capacity = before.taken, before.kept, before.capacity
    if before.taken + before.kept > capacity:
        raise BelowTaken(before.taken + before.kept)
    Slot.objects.filter(pk=slot.pk).update(capacity=capacity)
    trail.write(slot, "slot.changed", by=by, at=at, old={"capacity": before.capacity}, new={"capacity": capacity})
    slot.capacity = capacity
    if capacity > before.capacity and _is_drawn(before.release):
        freed.reserve(before, capacity - before.capacity, at=at)
        slot.kept = before.kept


@transaction.atomic
def close_day(
    office: Office,
    on: date,
    kind: str,
    reason: str,
    reason_en: str,
    *,
    passport_kind: str = "",
    by: User,
    at: datetime,
) -> ClosedDay:
    """Announce that nobody (or nobody with this kind of passport) can be seen that day. Raises `AlreadyClosed`.

    Places given stay given: `closures.close` closes the hours too and finds other places.
    """
    day = ClosedDay(
        office=office, on=on, kind=kind, passport_kind=passport_kind, reason=reason, reason_en=reason_en or reason
    )
    try:
        with transaction.atomic():
            day.save(force_insert=True)
    except IntegrityError as taken:
        raise AlreadyClosed from taken
    _note(day, "closedday.announced", by=by, at=at)
    return day


@transaction.atomic
def reopen_day(day: ClosedDay, *, by: User, at: datetime) -> None:
    """The announced closure is off; of an office, the hours closed with it take people again."""
    if day.office:
        hours = Slot.objects.at(day.office).filter(starts_at__range=span(day.office, day.on, day.on))
        alone = hours.filter(passport_kind=day.passport_kind) if day.passport_kind else hours
        set_closed(alone, closed=False, why="", by=by, at=at)
    _note(day, "closedday.withdrawn", by=by, at=at)
    day.delete()


def set_closed(hours: QuerySet[Slot], *, closed: bool, why: str, by: User | None, at: datetime) -> int:
    """Say of these hours that nobody can be seen in them, or somebody again; of how many it was new.

    In the caller's transaction and in the order of their ids, like everybody who takes places.
    """
    changed = list(hours.filter(closed=not closed).select_for_update(no_key=True).order_by("pk"))
    Slot.objects.filter(pk__in=[slot.pk for slot in changed]).update(closed=closed)
    act = "slot.closed" if closed else "slot.reopened"
    Entry.objects.bulk_create(trail.entry(slot, act, by=by, at=at, why=why) for slot in changed)
    return len(changed)


def slots(office: Office, first: date, last: date) -> list[Slot]:
    """Every hour from first to last, both included, earliest first."""
    found = Slot.objects.at(office).filter(starts_at__range=span(office, first, last)).order_by("starts_at", "id")
    return list(found.select_related("office", "release__office", "release__draw"))


def booked_on(office: Office, on: date, passport_kind: str = "") -> int:
    """How many people have a place that day (of this kind of passport)."""
    booked = Appointment.objects.filter(
        slot__office=office, slot__starts_at__range=span(office, on, on), state__in=Appointment.ACTIVE
    )
    return (booked.filter(applicant__passport_kind=passport_kind) if passport_kind else booked).count()


def span(office: Office, first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of the first day to the last of the last, by the office's clock."""
    end = datetime.combine(last + timedelta(days=1), time.min, office.zoneinfo)
    return datetime.combine(first, time.min, office.zoneinfo), end - timedelta(microseconds=1)


def _note(day: ClosedDay, act: str, *, by: User, at: datetime) -> None:
    facts = {"on": day.on.isoformat(), "kind": day.kind, "passport_kind": day.passport_kind}
    Entry.objects.create(
        at=at,
        kind=Kind.CHANGED,
        act=act,
        record="closedday",
        record_id=day.pk,
        by=by,
        place=getattr(by, "place", ""),
        why=day.reason,
        new=facts,
    )
