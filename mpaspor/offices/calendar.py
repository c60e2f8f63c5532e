"""Working days of an office: its weekdays, less the days it is shut. All days are local days of the office's zone."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from mpaspor.offices import policy
from mpaspor.offices.models import ClosedDay, Office

FARTHEST = timedelta(days=730)


class NeverOpen(Exception):
    """The office does not work on any of the days to come."""


def closed_days(office: Office, first: date, last: date) -> dict[date, list[ClosedDay]]:
    """Every announced closure from first to last, by day (weekends are not announced; see `opening_hours`)."""
    found: dict[date, list[ClosedDay]] = {}
    rows = ClosedDay.objects.filter(Q(office=office) | Q(office=None), on__range=(first, last)).order_by("on", "id")
    for row in rows:
        found.setdefault(row.on, []).append(row)
    return found


def opening_hours(office: Office, on: date) -> list[str] | None:
    """["08:00", "16:00"], or None when the office never works on this weekday."""
    hours: list[list[str] | None] = policy.value("office.hours", on=on, office_id=office.pk)
    return hours[on.weekday()]


def works_on(office: Office, on: date, closed: dict[date, list[ClosedDay]]) -> bool:
    if opening_hours(office, on) is None:
        return False
    return all(row.passport_kind or row.kind == ClosedDay.Kind.NO_BLANKS for row in closed.get(on, []))


def working_days_after(office: Office, day: date, count: int) -> date:
    """The day that lies `count` working days after `day` (count 4 = Permenkumham 8/2014 art. 22).

    Raises `NeverOpen` for an office that does not work so many days within two years.
    """
    begin = day + timedelta(days=1)
    while begin - day < FARTHEST:
        end = begin + timedelta(days=count * 2 + 30)
        found = working_days(office, begin, end)
        if len(found) >= count:
            return found[count - 1] if count else day
        count -= len(found)
        begin = end + timedelta(days=1)
    raise NeverOpen(f"{office} after {day}")


def working_days(office: Office, first: date, last: date) -> list[date]:
    """All working days from first to last, both included."""
    closed = closed_days(office, first, last)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if works_on(office, day, closed)]
