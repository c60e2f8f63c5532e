"""Working days of an office: its weekdays, less the days it is shut. All days are local days of the office's zone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from mpaspor.offices import policy
from mpaspor.offices.models import ClosedDay

if TYPE_CHECKING:
    from mpaspor.offices.models import Office


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
    """The day that lies `count` working days after `day` (count 4 = Permenkumham 8/2014 art. 22)."""
    closed = closed_days(office, day, day + timedelta(days=count * 2 + 30))
    here = day
    while count > 0:
        here += timedelta(days=1)
        count -= works_on(office, here, closed)
    return here


def working_days(office: Office, first: date, last: date) -> list[date]:
    """All working days from first to last, both included."""
    closed = closed_days(office, first, last)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if works_on(office, day, closed)]
