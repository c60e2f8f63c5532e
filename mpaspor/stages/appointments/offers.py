"""Which offices have places, wherever one lives: nobody's position is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import F, Min, Q, Sum

from mpaspor.offices import nearby, policy
from mpaspor.offices.models import ClosedDay, Office
from mpaspor.stages.applications.models import Applicant
from mpaspor.stages.appointments import rules
from mpaspor.stages.appointments.models import Draw, Slot


@dataclass(frozen=True, slots=True)
class OfficePlaces:
    """An office, its free places within what can be booked, and the first day with an hour for all who come."""

    office: Office
    free: int
    first_on: date | None


@dataclass(frozen=True, slots=True)
class NearPlaces(OfficePlaces):
    """The same, and how far it is from the office one wanted."""

    km: int


def offices(people: Sequence[Applicant], *, at: datetime, province: str = "", search: str = "") -> list[OfficePlaces]:
    """The offices of a province (two digits) whose name or city has the words, by name, with or without places."""
    named = Office.objects.select_related("parent").filter(Q(name__icontains=search) | Q(city__icontains=search))
    asked = list(named.filter(province=province) if province else named)
    rooms = _rooms(asked, people, at) if asked else {}
    listed = []
    for office in asked:
        free, first_at = rooms.get(office.pk, (0, None)) if _issues(office, people, at) else (0, None)
        listed.append(OfficePlaces(office, free, rules.today(office, first_at) if first_at else None))
    return listed


def most_room(at: datetime, limit: int) -> list[OfficePlaces]:
    """The offices with most free places, most first; those without any are left out."""
    free = [row for row in offices([], at=at) if row.free]
    return sorted(free, key=lambda row: -row.free)[:limit]


def nearest(
    office: Office, people: Sequence[Applicant], *, at: datetime, km: int | None = None, limit: int = 3
) -> list[NearPlaces]:
    """Other offices with an hour for all of them, nearest first; within `km`, else as far as one may wait."""
    within = km if km is not None else policy.number("waiting.max_km", on=rules.today(office, at), office_id=office.pk)
    near = nearby.nearest(office, within)
    rooms = _rooms([one.office for one in near], people, at) if near else {}
    found = []
    for one in near:
        free, first_at = rooms.get(one.office.pk, (0, None))
        if first_at and _issues(one.office, people, at):
            found.append(NearPlaces(one.office, free, rules.today(one.office, first_at), round(one.km)))
    return found[:limit]


def _issues(office: Office, people: Sequence[Applicant], at: datetime) -> bool:
    kinds = {person.passport_kind for person in people if person.passport_kind}
    return kinds <= set(rules.kinds_issued(office, rules.today(office, at)))


def _rooms(asked: list[Office], people: Sequence[Applicant], at: datetime) -> dict[int, tuple[int, datetime | None]]:
    """By office: places free, and the first hour with enough for all of them."""
    kinds = {person.passport_kind for person in people if person.passport_kind}
    today = rules.today(asked[0], at)
    until = at + timedelta(days=policy.number("quota.horizon_days", on=today) + 1)
    rows = (
        Slot.objects.filter(
            _open_to_all(at),
            office__in=asked,
            service_class__in=_classes(people, today),
            passport_kind__in=["", *kinds] if len(kinds) < 2 else [""],
            starts_at__gt=at,
            starts_at__lt=until,
            closed=False,
            capacity__gt=F("taken") + F("kept"),
        )
        .exclude(_shut(asked, kinds, at, until))
        .order_by()
        .values("office")
        .annotate(
            places=Sum(F("capacity") - F("taken") - F("kept")),
            first_at=Min("starts_at", filter=Q(capacity__gte=F("taken") + F("kept") + max(1, len(people)))),
        )
    )
    return {row["office"]: (row["places"], row["first_at"]) for row in rows}


def _open_to_all(at: datetime) -> Q:
    """Hours of releases whose places are anybody's now (`rules.unopened`, as one condition)."""
    given_out = Q(release__draw=None) | Q(release__draw__state=Draw.State.AWARDED)
    no_line = Q(release__line_until=None) | Q(release__line_until__lte=at)
    return given_out & no_line & Q(release__opens_at__lte=at)


def _classes(people: Sequence[Applicant], on: date) -> list[str]:
    """The service classes that are for these people; of nobody in particular, the one for all."""
    found = [Slot.ServiceClass.REGULAR.value]
    if any(rules.comes_first(person, on) for person in people):
        found.append(Slot.ServiceClass.PRIORITY.value)
    if people and all(person.service in rules.ACCELERATED for person in people):
        found.append(Slot.ServiceClass.ACCELERATED.value)
    return found


def _shut(asked: list[Office], kinds: set[str], at: datetime, until: datetime) -> Q:
    """The hours of announced closures, each in the zone of its office."""
    zones = {office.zone: office for office in asked}
    by_id = {office.pk: office for office in asked}
    rows = ClosedDay.objects.filter(
        Q(office=None) | Q(office__in=asked),
        passport_kind__in=["", *kinds],
        on__range=(at.date() - timedelta(days=1), until.date() + timedelta(days=1)),
    )
    hours = Q(pk__in=[])
    for row in rows:
        if row.office_id:
            hours |= Q(office=row.office_id, starts_at__range=_bounds(by_id[row.office_id], row.on))
        else:
            for zone, office in zones.items():
                hours |= Q(office__zone=zone, starts_at__range=_bounds(office, row.on))
    return hours


def _bounds(office: Office, on: date) -> tuple[datetime, datetime]:
    begin = datetime.combine(on, time.min, office.zoneinfo)
    return begin, begin + timedelta(days=1) - timedelta(microseconds=1)
